"""Settings of the website. `make site` (autograde/site) runs Sphinx with them."""

project = "LSTM networks, from one neuron up"
author = "the authors of the course"
language = "en"
extensions = ["autograde.site.extension", "myst_nb"]  # autograde first: see its __init__

# Lessons come with their outputs; formulas are MathML, so that nothing is loaded or computed.
nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_merge_streams = True
html_math_renderer = "mathml"
myst_enable_extensions = ["amsmath", "attrs_block", "dollarmath", "fieldlist"]
myst_heading_anchors = 3
myst_links_external_new_tab = False

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_domain_indices = False
html_use_index = False  # a long list of functions, which no page links to
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "footer_content_items": [],
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "navbar_persistent": [],  # the search field is in the sidebar
}
pygments_style = "a11y-high-contrast-light"
