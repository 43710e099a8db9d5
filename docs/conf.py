"""The settings of Sphinx. Sources are put together by ``python -m docs`` in ``build/site-source``.

Nothing is asked of another host: MathJax lies in ``_static``, fonts are those of the system.
"""

from nnlib import __version__

project = "nnlib"
author = "The nnlib developers"
project_copyright = "2026 The nnlib developers. MIT licence."
release = version = __version__
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
]
myst_enable_extensions = ["dollarmath", "amsmath", "deflist"]
myst_heading_anchors = 3

nb_execution_mode = "off"  # the outputs are stored in the notebooks
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Hide the {type}"
nb_output_stderr = "error"
nb_mime_priority_overrides = [("html", "text/html", 0), ("html", "image/png", 10)]

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "none"  # the docstrings say shapes, which say more
napoleon_google_docstring = True
napoleon_custom_sections = [("Source", "notes_style")]

mathjax_path = "mathjax/tex-svg.js"

html_theme = "furo"
html_title = "nnlib"
html_favicon = "_static/icon.svg"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "sidebar_hide_name": False,
    "light_css_variables": {"color-brand-primary": "#0b5cad", "color-brand-content": "#0b5cad"},
    "dark_css_variables": {"color-brand-primary": "#7fb9f5", "color-brand-content": "#7fb9f5"},
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

html_domain_indices = False


def setup(app):
    """Say of the headings in the sidebar which level they have: screen readers need it."""

    def with_levels(app, page, template, context, doctree):
        tree = context["furo_navigation_tree"]
        context["furo_navigation_tree"] = tree.replace(
            'role="heading"', 'role="heading" aria-level="2"'
        )

    app.connect("html-page-context", with_levels, priority=900)  # after the theme has made it
