"""What becomes of a written answer: cleaned HTML, with formulas that browsers draw."""

import re

import nbformat
import pytest

from autograde.core.paths import COURSE
from autograde.report import prose


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        '<img src="http://x.org/a.png" onerror="alert(1)">',
        "![a](http://x.org/a.png)",
        "[a](javascript:alert(1))",
        '<a href="javascript:alert(1)" onclick="alert(1)">a</a>',
        '<iframe src="x"></iframe><style>body {display: none}</style>',
        "<svg onload=alert(1)>",
    ],
)
def test_prose_is_harmless(markdown):
    """Does nothing in a written answer run, load or restyle the page?"""
    html = prose.prose(f"**bold** {markdown}")
    assert "<strong>bold</strong>" in html
    assert not re.search(r"<(script|img|iframe|svg|style)|<[^>]*(javascript:|\son\w+=)", html)


def test_prose_keeps_what_helps():
    """Do lists, code, links and tables survive the cleaning?"""
    html = prose.prose(
        "- one\n- `two`\n\n[a](https://x.org)\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    for part in ("<li>", "<code>two</code>", '<a href="https://x.org">', "<table>", "<td>"):
        assert part in html


FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)


def test_every_formula_of_the_course_is_typeset():
    """Does no formula of a lesson stay LaTeX on a feedback page or in formgrader?"""
    found = []
    for path in sorted(COURSE.glob("*/*.ipynb")):
        cells = nbformat.read(path, 4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        found += [block or inline for block, inline in FORMULA.findall(text)]
    assert len(found) > 500
    assert [latex for latex in found if prose.formula(latex, "inline") is None] == []


def test_formulas_keep_their_structure():
    """Do fractions, comparisons, tables of equations and text in formulas arrive?"""
    html = prose.prose(
        r"Here $\frac{a}{b} < c_1$ and"
        "\n\n"
        r"$$\begin{aligned} h &= \tanh(\text{a\_b}) \\ c &= 1 \end{aligned}$$"
    )
    assert "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>" in html
    assert "&lt;" in html
    assert html.count("<mtr>") == 2
    assert "<mtext>a_b</mtext>" in html
    assert re.search('<math [^>]*display="block"', html)


def test_names_of_functions_have_space():
    """Is there space in `o tanh c` and before `exp` after a bracket, but none in `tanh(c)`?"""
    spaced = '<mo lspace="0.17em" rspace="0.17em">{}</mo>'.format
    tight = '<mo lspace="0" rspace="0">tanh</mo>'
    assert spaced("tanh") in prose.formula(r"o \tanh c", "inline")
    assert tight in prose.formula(r"i + \tanh(c)", "inline")
    assert spaced("exp") in prose.formula(r"\tanh(c) \exp x", "inline")


@pytest.mark.parametrize(
    ("latex", "left"),
    [
        (r"\frac", True),
        ("a_b_c", True),
        (r"\begin{unknown} a &= b \end{unknown}", True),
        ("{" * 900, True),
        (r"\begin{matrix}" * 90, True),
        ("x" * 5_000, True),
        (r"\href{javascript:alert(1)}{x}", False),
        (r"\style{background:url(http://x.org)}{x}", False),
        (r"\color{red;background:url(http://x.org)}{x}", False),
        (r"\text{<script>alert(1)</script>}", False),
        (r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}", False),
        (r"\class{panel}{\cssId{submission_id}{x}}", False),
    ],
)
def test_hostile_formulas(latex, left):
    """Does a formula carry nothing that runs, loads or restyles; is an invalid one text?"""
    html = prose.prose_with_figures(f"**bold** ${latex}$")
    assert "<strong>bold</strong>" in html
    assert not re.search(r"<(script|img|style)|<[^>]*\s(href|style|class|id|on\w+)=", html)
    if left:
        assert "<math" not in html
        assert html.count(latex[:5]) >= 1


def test_no_formula_inside_a_tag():
    """Do formulas in attributes, as in an image's description, leave the tag closed?"""
    for markdown in (
        '![a > $x$ " onerror=alert(1)](figures/a.svg)',
        '<a href="$x$">a</a> <img src="figures/a.svg" alt="> $x$">',
        '<p title="$x$">$y$</p>',
    ):
        html = prose.prose_with_figures(markdown)
        assert not re.search(r'="[^"]*<math', html), html
