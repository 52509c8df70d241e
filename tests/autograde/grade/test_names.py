"""Which names a cell binds, in every form."""

import pytest

from autograde.grade.names import binds, defines

FORMS = {
    "tuple": "x, y = 1, 2",
    "annotated": "x: int = 1",
    "starred": "a, *x = 1, 2",
    "augmented": "x += 1",
    "for": "for x in range(3): pass",
    "with": "with open('f') as x: pass",
    "if": "if True:\n    x = 1",
    "try": "try:\n    x = 1\nexcept E:\n    pass",
    "walrus": "(x := 1)",
    "walrus in a list": "[x := i for i in y]",
    "match": "match a:\n    case [x]: pass",
    "import": "import x.y",
    "import as": "from a import b as x",
    "function": "def x(): pass",
    "class": "class x: pass",
    "global": "def f():\n    def g():\n        global x\n        x = 1",
    "await": "x = await f()",
    "a magic line": "%matplotlib inline\nx = 1",
    "a magic value": "x = %timeit -o f()",
    "a command": "x = !ls",
    "a timed cell": "%%time\nx = 1",
    "an install": "pip install numpy\nx = 1",
    "prompts": ">>> x = 1",
    "In": "In [1]: x = 1",
    "indented": "    x = 1\n    y = x",
    "help": "np.max?\nx = 1",
}


@pytest.mark.parametrize("form", FORMS)
def test_forms(form):
    """Is the name found in each form in which Jupyter binds one?"""
    assert "x" in binds(FORMS[form])
    assert ("x" in defines(FORMS[form])) == (not form.startswith("import"))


NOT_BOUND = (
    "x",
    "f(x)",
    "[x for x in y]",
    "def f(x): x = 1",
    "x.y = 1",
    "x[0] = 1",
    "x =",
    "%%bash\nx=1",
    "%%writefile a.py\nx = 1",
    "(" * 10_000,
    "x = 1\n" * 100_000,
    "\0",
)


@pytest.mark.parametrize("source", NOT_BOUND, ids=range(len(NOT_BOUND)))
def test_no_name(source):
    """Is no name found where none is bound in the notebook, whatever the text is?"""
    assert "x" not in binds(source)
