"""What Sphinx does for this site beyond its own: formulas as MathML, and links to lessons.

Formulas are part of the page, so that they need no script and no network.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from autograde.report.prose import formula
from autograde.site.font import math_font

logger = logging.getLogger(__name__)
_LESSONS = re.compile(r"\b[Ll]essons? \d\d\b(?:(?:,| and| to|, and) \d\d\b)*")
_NUMBER = re.compile(r"\b\d\d\b")
_LONG = 24  # characters of LaTeX; such a formula in a line may be wider than a phone
_NOT_IN = (nodes.reference, nodes.literal, nodes.literal_block, nodes.title, pending_xref)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the parts of this module with Sphinx."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.add_transform(LinkLessons)
    app.connect("builder-inited", _keep_outputs, priority=900)  # after that of myst-nb
    app.connect("build-finished", _add_font)
    app.connect("build-finished", _remove_templates)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _keep_outputs(app: Sphinx) -> None:
    """Have notebooks and their pictures written into the cache, not beside the website.

    The notebooks have solutions in them where the pages have.
    """
    config = app.env.mystnb_config  # ty: ignore[missing-attribute]
    folder = Path(app.doctreedir).parent / "outputs"
    app.env.mystnb_config = config.copy(output_folder=str(folder))  # ty: ignore[missing-attribute]


def _add_font(app: Sphinx, exception: Exception | None) -> None:
    """Put the font of formulas beside the style that names it."""
    path = Path(app.outdir, "_static", "math.woff")
    if not path.exists():
        path.write_bytes(math_font())


def _remove_templates(app: Sphinx, exception: Exception | None) -> None:
    """Delete templates that the theme copies as if they were pages; their links are broken."""
    for path in Path(app.outdir, "_static").glob("*webpack-macros.html"):
        path.unlink()


def _inline(translator: Any, node: nodes.math) -> None:
    made = mathml(node, "inline")
    long = len(node.astext()) > _LONG
    translator.body.append(f'<span class="long-formula">{made}</span>' if long else made)
    raise nodes.SkipNode


def _block(translator: Any, node: nodes.math_block) -> None:
    made = mathml(node, "block")
    translator.body.append(f'<div class="formula">{made}</div>\n')
    raise nodes.SkipNode


def mathml(node: nodes.Element, display: str) -> str:
    """Return a formula as MathML; warn, which stops the build, if it is not valid LaTeX."""
    latex = node.astext()
    made = formula(latex, display)
    if made is None:
        logger.warning("this formula cannot be displayed: %s", latex, location=node)
    return made or ""


class LinkLessons(SphinxTransform):
    """Make each mention of another lesson a link: "lesson 07", "lessons 04 and 05"."""

    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        """Replace the texts of a document that mention lessons."""
        pages = {
            name.rpartition("/")[2][:2]: name
            for name in self.env.found_docs
            if name.startswith("course/") and name != self.env.docname
        }
        for text in list(self.document.findall(nodes.Text)):
            if not _inside(text, _NOT_IN) and _LESSONS.search(text):
                text.parent.replace(text, list(self._linked(str(text), pages)))

    def _linked(self, text: str, pages: dict[str, str]) -> Any:
        end = 0
        for mention in _LESSONS.finditer(text):
            for number in _NUMBER.finditer(text, mention.start(), mention.end()):
                if number[0] in pages:
                    yield nodes.Text(text[end : number.start()])
                    yield self._link(number[0], pages[number[0]])
                    end = number.end()
        yield nodes.Text(text[end:])

    def _link(self, number: str, page: str) -> pending_xref:
        return pending_xref(
            "",
            nodes.inline("", number),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{page}",
            refexplicit=True,
            refdoc=self.env.docname,
            refwarn=True,
        )


def _inside(node: nodes.Node, kinds: tuple[type, ...]) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kinds):
            return True
    return False
