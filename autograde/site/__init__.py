"""The course as a website: `make site`, to read in any browser, without a server.

execute    run the solved lessons, each in a kernel of its own, and keep the outputs
figures    alternative texts of computed figures
outputs    outputs as the pages show them
pages      from a lesson with outputs to the notebook of its page
contents   the map of the course, its parts and lessons, for the start page
api        pages on `lstm_utils`, from its docstrings
sources    all of these as the folder that Sphinx reads
font       a font for formulas
extension  what Sphinx does beyond its own: formulas as MathML, links to lessons

The texts, the style and Sphinx's settings are in `docs/`. Nothing that students run or that
grades imports this package.
"""
