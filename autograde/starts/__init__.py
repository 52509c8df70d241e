"""Start the course on the web: in Colab, Binder, Codespaces, or on a hub with nbgitpuller.

links     the addresses of these starts, made from the address of the repository
pictures  figures as text within a notebook
portable  notebooks that need no file beside them and install the course where it is missing
badges    the links in README.md

`python -m autograde.starts` writes the badges and the notebooks.
"""
