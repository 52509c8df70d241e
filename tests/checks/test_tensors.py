"""Does `check` judge functions of tensors, by their values and by their gradients?"""

import numpy as np
import pytest
import torch

from lstm_utils.checks import Exercise, Layout, Probe, assess, get, names, probe
from lstm_utils.checks.plain import Foreign, materialise, to_plain


def product(x, w):
    """Return x w and the sum of x."""
    return x @ w, x.sum()


@pytest.fixture
def ex():
    """An exercise whose gradients are judged, with one mistake."""
    ex = Exercise("product", "none", product, ("y", "s"), (), framework="autograd")

    @ex.cases
    def _(rng):
        yield "B=3", dict(x=rng.normal(size=(3, 4)), w=rng.normal(size=4))
        yield "B=1", dict(x=rng.normal(size=(1, 4)), w=rng.normal(size=4))

    @ex.mistake("w is read through .data: use it as it is.")
    def _(x, w):
        return x @ w.data, x.sum()

    return ex


SAME = {
    "itself": product,
    "einsum": lambda x, w: [torch.einsum("bi,i->b", x, w), x.sum()],
    "written in place": lambda x, w: (x.new_zeros(len(x)).copy_(x @ w), x.sum()),
    "through float64": lambda x, w: ((x.double() @ w.double()).to(x), x.sum()),
    "a parameter": lambda x, w: (torch.mv(x, w), torch.sum(x)),
}
WRONG = {
    "detached": (lambda x, w: (x @ w.detach(), x.sum()), "wrong value", "graph is cut"),
    "all detached": (lambda x, w: ((x @ w).data, x.sum().data), "wrong value", "graph is cut"),
    "no_grad": (torch.no_grad()(product), "wrong value", "graph is cut"),
    "NumPy": (lambda x, w: ((x @ w).detach().numpy(), x.sum()), "wrong type", "numpy"),
    "float64": (
        lambda x, w: ((x.double() @ w.double()), x.sum()),
        "wrong dtype",
        "float32 went in, float64 came out",
    ),
    "float32": (lambda x, w: ((x @ w).float(), x.sum()), "wrong dtype", "float32 came out"),
    "bfloat16": (lambda x, w: ((x @ w).bfloat16(), x.sum()), "wrong type", "bfloat16"),
    "half the gradient": (
        lambda x, w: ((x @ w) / 2 + (x @ w).detach() / 2, x.sum()),
        "wrong value",
        "dx",
    ),
    "in place on an input": (lambda x, w: (x.mul_(1) @ w, x.sum()), "raised", "in-place"),
    "a view": (lambda x, w: (x.view(-1)[: len(x)], x.sum()), "wrong value", "y["),
    "one output": (lambda x, w: x @ w, "wrong type", "expected 2 values"),
    "None": (lambda x, w: None, "wrong type", "return"),
    "a shape": (lambda x, w: ((x @ w)[:, None], x.sum()), "wrong shape", "y: expected shape"),
    "nan": (lambda x, w: (x @ w / 0, x.sum()), "not finite", "y["),
}


@pytest.mark.parametrize("name", SAME)
def test_right_tensors_pass(ex, name):
    """Do right answers pass, in float64, float32 and with strides, gradients included?"""
    verdict = assess(ex, SAME[name])
    assert verdict.passed, verdict.text()
    assert verdict.total == 2 + len(ex.layouts)


@pytest.mark.parametrize("name", WRONG)
def test_wrong_tensors_are_distinguished(ex, name):
    """Is each kind of wrong answer rejected, and does the message say what it was?"""
    function, status, words = WRONG[name]
    verdict = assess(ex, function)
    assert verdict.status == status, verdict.text()
    assert words in verdict.text()


def test_a_mistake_is_named_by_its_gradients(ex):
    """Is a mistake named that gives the right values and loses a gradient?"""
    verdict = assess(ex, lambda x, w: (x @ torch.from_numpy(w.detach().numpy()), x.sum()))
    assert verdict.diagnosis == "w is read through .data: use it as it is."


def test_not_written_in_the_backward_pass(ex):
    """Is a Function without a backward pass distinguished from one that fails?"""

    class Node(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, w):
            return x @ w

        @staticmethod
        def backward(ctx, dy):
            raise NotImplementedError

    assert assess(ex, lambda x, w: (Node.apply(x, w), x.sum())).status == "not written"


@pytest.mark.parametrize("framework", ["torch", "autograd"])
@pytest.mark.parametrize("layout", list(Layout))
def test_tensors_lie_as_the_layout_says(framework, layout):
    """Have tensors the values, dtype, strides and wish for a gradient that they should?"""
    given = materialise(np.arange(6.0).reshape(2, 3), layout, framework)
    assert given.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert given.dtype == (torch.float32 if layout is Layout.FLOAT32 else torch.float64)
    assert given.is_contiguous() == (layout is not Layout.STRIDED)
    assert given.requires_grad == (framework == "autograd")
    assert not materialise(np.arange(3), layout, framework).requires_grad


def test_tensors_without_an_array_are_foreign():
    """Do tensors that NumPy cannot hold come back as something that can be shown?"""
    for strange in (torch.zeros(2, dtype=torch.bfloat16), torch.zeros(2).to_sparse()):
        assert isinstance(to_plain(strange, "torch"), Foreign)
    assert isinstance(to_plain(torch.zeros(2)), Foreign)


def test_an_input_that_is_not_used_has_no_gradient(ex):
    """Is no gradient asked for where the reference has none?"""
    ex.reference = lambda x, w: (x.sum(dim=1), x.sum())
    assert assess(ex, ex.reference).passed


def test_a_probe_can_start_fresh():
    """Does a fresh probe start again with every call?"""

    @probe("counts from 1", fresh=True)
    def _():
        counts = iter(range(1, 9))
        return lambda: next(counts)

    ex = Exercise("first", "none", lambda count: count(), ("n",), ())
    ex.cases(lambda rng: iter([("once", {"count": Probe("counts from 1")})] * 3))
    assert assess(ex, lambda count: count()).passed
    assert not assess(ex, lambda count: count() + count() - 1).passed


def test_lesson_09_is_judged_with_gradients():
    """Are the exercises on tensors judged by their gradients as well?"""
    judged = {name: get(name).framework for name in names("09_pytorch")}
    assert judged.pop("benchmark") == "numpy"
    assert judged.pop("lstm-function") == "torch"
    assert set(judged.values()) == {"autograd"}
    assert len(judged) == 5
