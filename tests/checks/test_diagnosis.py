"""Is what a check says of a wrong answer true of that answer?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import Exercise, assess, get
from lstm_utils.tasks import reber as task
from lstm_utils.tasks.long_lag import long_lag_sequences


def scaled(x):
    """Return x divided by its length, along the first axis."""
    return x / len(x)


@pytest.fixture
def ex():
    """An exercise whose first case has one element, where many functions agree."""
    ex = Exercise("scaled", "none", scaled, ("y",), (), layouts=())

    @ex.cases
    def _(rng):
        yield "one", dict(x=np.array([3.0]))
        for n in (2, 3, 4, 5):
            yield "several", dict(x=rng.normal(size=n))

    return ex


def test_one_equal_number_is_no_evidence(ex):
    """Is a mistake left unnamed that agrees where there is one number, and nowhere else?"""
    ex.mistake("one is subtracted: divide by the length.")(lambda x: x - 1.0)
    assert assess(ex, lambda x: x * 2 / 3).diagnosis == ""

    def crashes_elsewhere(x):
        return x - 1.0 if len(x) == 1 else x @ np.zeros(9)

    assert assess(ex, crashes_elsewhere).diagnosis == ""


def test_a_guarded_mistake_is_named(ex):
    """Is a mistake named that is made in all cases but one, which is right?"""
    ex.mistake("twice as much.")(lambda x: 2 * x / len(x))
    answer = lambda x: scaled(x) * (2 if len(x) > 1 else 1)  # noqa: E731
    assert assess(ex, answer).diagnosis == "twice as much."


def test_the_same_exception_is_evidence_only_if_nothing_else_differs(ex):
    """Is a mistake that only raises left unnamed where the answer does not always raise?"""

    @ex.mistake("it breaks, always.")
    def _(x):
        raise ValueError("broken")

    def breaks_often(x):
        if len(x) > 1:
            raise ValueError("broken")
        return scaled(x)

    assert assess(ex, breaks_often).diagnosis == ""

    def breaks_always(x):
        raise ValueError("broken")

    assert assess(ex, breaks_always).diagnosis == "it breaks, always."


def two_outputs(x):
    """Return three outputs, so that one may be explained and others not."""
    return x + 1, x + 2, x + 3


def test_one_explained_output_of_three_is_a_coincidence():
    """Is a mistake in all outputs left unnamed where only one of them is wrong in that way?"""
    ex = Exercise("three", "none", two_outputs, ("a", "b", "c"), ())
    ex.cases(lambda rng: iter([("x", dict(x=rng.normal(size=4)))]))
    ex.mistake("nothing is added.")(lambda x: (x, x, x))
    ex.mistake("c is doubled.")(lambda x: (x + 1, x + 2, 2 * x + 6))
    assert assess(ex, lambda x: (x, 5 * x, 7 * x)).diagnosis == ""
    assert assess(ex, lambda x: (x, x, x + 3)).diagnosis == "nothing is added."
    assert assess(ex, lambda x: (5 * x, x + 2, 2 * x + 6)).diagnosis == "c is doubled."


def _step_backward_with(factor):
    """Return a backward step that multiplies something else than da by the weights."""

    def step_backward(dh, dc, cache):
        _, dh_prev, dc_prev, da = nets.memory_cell_step_backward(dh, dc, cache)
        return factor(dh, da) @ cache["W_ih"], dh_prev, dc_prev, da

    return step_backward


def _torch_step_without(gate):
    def step(x, h, c, W_ih, W_hh, b):
        import torch

        i, f, g, o = (x @ W_ih.T + h @ W_hh.T + b).chunk(4, dim=1)
        kept = 0 if gate == "f" else torch.sigmoid(f) * c
        c = kept + torch.sigmoid(i) * torch.tanh(g)
        return (1 if gate == "o" else torch.sigmoid(o)) * torch.tanh(c), c

    return step


def _recurrence_without_output_gate(a_x, h0, c0, W_hh):
    import torch

    h, c, hs = h0, c0, []
    for a_t in a_x:
        i, f, g, _ = (a_t + h @ W_hh.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c


def _slope_from_the_labels(params, x, y):
    """Crash, but for one row of class 0, where 1 - y**2 happens to be no slope at all."""
    h = np.tanh(nets.dense(x, params["W1"], params["b1"]))
    loss, dz = nets.cross_entropy(nets.dense(h, params["W2"], params["b2"]), y)
    dh, dW2, db2 = nets.dense_backward(dz, h, params["W2"])
    _, dW1, db1 = nets.dense_backward(dh * (1 - y**2), x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def _walk_off_by_one(prefix, grammar):
    state = 0
    for symbol in prefix:
        state = grammar[state - 1][symbol]
    return "".join(symbol for symbol in task.SYMBOLS if symbol in grammar[state])


def _steps_of_a_lazy_chain(P):
    """Return shares that are right except for 1e-8."""
    pi = np.full(len(P), 1 / len(P))
    for _ in range(1000):
        pi = (pi + pi @ P) / 2
    return pi


def _one_net_off(x, y, rng, max_tries):
    params, tries = nets.random_guess_latch(x, y, rng, max_tries)
    return params, tries + 1 if params else tries


NOT_TRUE = {
    "mlp-loss-and-grads": (_slope_from_the_labels, "tanh' is missing"),
    "torch-lstm-step": (_torch_step_without("f"), "no_grad"),
    "hoisted-lstm": (_recurrence_without_output_gate, "W_hh.T is missing"),
    "legal-next": (_walk_off_by_one, "starts in state 1"),
    "stationary": (_steps_of_a_lazy_chain, "complex numbers"),
    "embedded-reber": (lambda rng: "E", "every string is the same"),
    "reber": (lambda rng: "BT", "every string is the same"),
    "sample": (lambda m, p, n, rng: "a" * max(0, n - 1), "n includes the prompt"),
    "tbptt-windows": (lambda T, k1, k2: [(0, t, T) for t in range(0, T, k1)], "wrong order"),
    "long-lag-sequences": (
        lambda *given: (long_lag_sequences(*given)[0], *[long_lag_sequences(*given)[1]] * 2),
        "not equally likely",
    ),
    "memory-cell-step-backward": (_step_backward_with(lambda dh, da: dh), "along the batch"),
}


@pytest.mark.parametrize("name", NOT_TRUE)
def test_no_false_diagnosis(name):
    """Is a wrong answer not said to have made a mistake that it did not make?"""
    answer, words = NOT_TRUE[name]
    verdict = assess(get(name), answer)
    assert not verdict.passed
    assert words not in verdict.text()


def test_a_rounding_is_no_mistake_in_float32():
    """Is an answer that is 1e-8 off not said to make a mistake that shows in float32 only?"""
    reference = get("torch-lstm-step").reference

    def rounded(x, *rest):
        far = bool(x.abs().max() > 100)
        h, c = reference(x, *rest)
        return h * (1 + 1e-8 * far), c

    verdict = assess(get("torch-lstm-step"), rounded)
    assert not verdict.passed
    assert verdict.diagnosis == ""


def test_a_gate_is_measured_beside_the_others():
    """Does an error of 1e-14 pass in a gate that is shut, where others have gradients of 1?"""
    ex = Exercise("gates", "none", lambda b: b, ("db",), (), blocks={"db": (0, "ifgo")})
    ex.cases(lambda rng: iter([("shut", dict(b=np.array([1.0, 2.0, 3.0, 1e-7])))]))
    assert assess(ex, lambda b: b + 1e-14).passed
    assert not assess(ex, lambda b: b + np.array([0, 0, 0, 1e-8])).passed


def test_an_array_in_the_place_of_a_tuple_is_named_with_its_place():
    """Does the message say which part is an array, and not that a number is a list?"""
    reference = get("tbptt-windows").reference
    text = assess(get("tbptt-windows"), lambda *g: list(map(np.array, reference(*g)))).text()
    assert "windows[0]: expected a list or a tuple, got an array of shape (3,)" in text
    text = assess(get("random-guess-latch"), lambda *g: (None, 1)).text()
    assert "params: expected a dict, got None" in text


SLIPPED_THROUGH = {
    "clip-by-global-norm": (
        lambda grads, c: (
            nets.clip_by_global_norm(grads, np.inf)[0],
            nets.clip_by_global_norm(grads, c)[1],
        ),
        "nothing is clipped",
    ),
    "random-guess-latch": (_one_net_off, "tries is one too large"),
}


@pytest.mark.parametrize("name", SLIPPED_THROUGH)
def test_near_misses_are_named(name):
    """Is a wrong answer named that differs from the right one in few cases?"""
    answer, words = SLIPPED_THROUGH[name]
    assert words in assess(get(name), answer).diagnosis


def test_a_clue_needs_something_to_turn():
    """Is an array of equal numbers that are a little off not called reversed or transposed?"""
    ex = Exercise("zeros", "none", lambda x: 0 * x, ("z",), ())
    ex.cases(lambda rng: iter([("x", dict(x=rng.normal(size=(3, 3))))]))
    text = assess(ex, lambda x: 0 * x + 1e-13).text()
    assert "reversed" not in text
    assert "transpose" not in text
