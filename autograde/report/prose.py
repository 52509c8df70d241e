"""A student's Markdown as HTML in which nothing runs or loads, with its formulas typeset.

Formulas become MathML, which browsers draw themselves: no script, no font and no network are
needed, so that a feedback page works as a file. Only the HTML around them is cleaned as HTML; a
formula is built here, from the elements and attributes that are listed.
"""

import re
import secrets
from collections.abc import Iterable, Iterator
from functools import partial
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, tostring

from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner
from latex2mathml.converter import convert_to_element
from mistune import HTMLRenderer
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

MOST_SHOWN = 20_000  # characters of an answer; the longest of the course's own has 2,000
LONGEST_FORMULA = 2_000  # characters; longer ones are shown as text
FIGURE = re.compile(r"figures/[\w-]+\.(?:svg|png)")  # of the lesson
HIGHLIGHTED = re.compile(r"highlight|[a-z0-9]{1,3}")  # classes of highlighted code
PROSE_TAGS = {
    "p", "br", "hr", "em", "strong", "b", "i", "del", "sub", "sup", "pre", "code", "a",
    "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
MATH_TAGS = {
    "math", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow",
    "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr",
    "munder", "munderover",
}  # fmt: skip
MATH_ATTRIBUTES = {
    "columnalign", "display", "displaystyle", "fence", "form", "linethickness", "lspace",
    "mathvariant", "maxsize", "minsize", "rspace", "scriptlevel", "stretchy", "width",
}  # fmt: skip
SCRIPTED = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
FUNCTION = re.compile(r"[A-Za-z]{2,}")
THIN = "0.17em"
CLOSING = (")", "]", "}")
_ALIGNED = re.compile(r"(\\(?:begin|end))\{aligned\}")  # the converter supports only `split`
PLAIN_VALUE = re.compile(r"[\w.%+ -]{1,40}")
MATHML = "http://www.w3.org/1998/Math/MathML"


def prose(markdown: str) -> str:
    """Turn markdown into HTML with nothing in it that could run or load."""
    return _clean(markdown, tags=PROSE_TAGS, attributes={"a": ["href"]})


def prose_with_figures(markdown: str) -> str:
    """Turn markdown into HTML that runs nothing and loads only the lesson's own figures.

    In formgrader it replaces nbconvert's `markdown2html`, which lets a student's HTML through.
    """
    tags = PROSE_TAGS | {"img", "span", "div"}
    return _clean(cut(markdown), tags=tags, attributes=_with_figures)


def cut(text: str) -> str:
    """Return a text that converts to HTML in seconds at most."""
    if len(text) <= MOST_SHOWN:
        return text
    return f"{text[:MOST_SHOWN]}\n\n(and {len(text) - MOST_SHOWN:,} more characters)"


def formula(latex: str, display: str) -> str | None:
    """Return a formula as MathML; None if it is too long or is not valid LaTeX.

    Args:
        latex: what is between the dollar signs.
        display: "inline" or "block".
    """
    if len(latex) > LONGEST_FORMULA:
        return None
    try:
        element = convert_to_element(_ALIGNED.sub(r"\1{split}", latex), display=display)
        _keep_plain(element)
        return tostring(element, encoding="unicode")
    except Exception:  # a dozen kinds for invalid LaTeX, RecursionError for deep LaTeX
        return None


def _keep_plain(element: Element) -> None:
    """Drop all attributes except plain ones; raise `ValueError` for an unknown element."""
    for node in element.iter():
        node.text = unescape(node.text or "")  # the converter writes &#x003C; for <
        if node.tag not in MATH_TAGS or (node.tag == "mi" and node.text == "&"):
            raise ValueError(f"unexpected element {node.tag}")
        if node.tag == "mtext":
            node.text = node.text.replace(r"\_", "_")
        for name, value in [*node.attrib.items()]:
            if name not in MATH_ATTRIBUTES or not PLAIN_VALUE.fullmatch(value):
                del node.attrib[name]
    _space_names(element)
    element.set("xmlns", MATHML)


def _space_names(element: Element) -> None:
    """Put a thin space around tanh, log and other names of functions, as LaTeX does."""
    for row in element.iter("mrow"):
        for before, child, after in zip([None, *row], row, [*row[1:], None], strict=False):
            name = child[0] if child.tag in SCRIPTED else child
            if name.tag in ("mi", "mo") and FUNCTION.fullmatch(name.text or ""):
                name.tag = "mo"
                name.set("lspace", THIN if _is_operand(before) else "0")
                name.set("rspace", THIN if _is_operand(after) else "0")


def _is_operand(node: Element | None) -> bool:
    if node is None or node.tag == "mspace":
        return False
    return node.tag != "mo" or node.text in CLOSING


class _Renderer(IPythonRenderer):
    """nbconvert's renderer without attachments, which leaves a word for each formula.

    A missing attachment makes nbconvert raise.
    """

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.secret = secrets.token_hex(16)  # no text can name a formula
        self.formulas: list[str] = []

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return HTMLRenderer.image(self, text, url, title)

    def block_math(self, body: str) -> str:
        return self._word(formula(body, "block")) or super().block_math(body)

    def inline_math(self, body: str) -> str:
        return self._word(formula(body, "inline")) or super().inline_math(body)

    def latex_environment(self, name: str, body: str) -> str:
        made = formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")
        return self._word(made) or super().latex_environment(name, body)

    def _word(self, made: str | None) -> str:
        if made is None:
            return ""
        self.formulas.append(made)
        return f"{self.secret}x{len(self.formulas) - 1}x"


class _OnlyInText(Filter):
    """Takes the words for formulas out of attributes, such as an image's `alt`."""

    def __init__(self, source: Iterable[dict], word: re.Pattern) -> None:
        super().__init__(source)
        self.word = word

    def __iter__(self) -> Iterator[dict]:
        for token in super().__iter__():
            if token["type"] in ("StartTag", "EmptyTag"):
                for name, value in token["data"].items():
                    token["data"][name] = self.word.sub("(formula)", value)
            yield token


def _clean(markdown: str, tags: set[str], attributes: Any) -> str:
    renderer = _Renderer()
    html = MarkdownWithMath(renderer=renderer).render(markdown)
    word = re.compile(rf"{renderer.secret}x(\d+)x")
    filters = [partial(_OnlyInText, word=word)]
    cleaner = Cleaner(tags=tags, attributes=attributes, filters=filters)
    return word.sub(lambda found: renderer.formulas[int(found[1])], cleaner.clean(html))


def _with_figures(tag: str, name: str, value: str) -> bool:
    if tag == "img":
        return name == "alt" or (name == "src" and FIGURE.fullmatch(value) is not None)
    if tag in ("div", "span"):
        return name == "class" and HIGHLIGHTED.fullmatch(value) is not None
    return (tag, name) == ("a", "href")
