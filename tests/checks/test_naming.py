"""Is the mistake in a wrong answer named, and none that is not there?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import Exercise, assess, get


def test_two_mistakes_at_once_are_both_named(ex):
    """Are two mistakes in two outputs both named?"""
    verdict = assess(ex, lambda x, y: (x.sum(axis=1), y - 1.0))
    assert "the sum is taken" in verdict.diagnosis
    assert "one is subtracted" in verdict.diagnosis


def test_one_mistake_is_named_once_and_before_a_second_hides_it():
    """Is c's forgotten way named once, not gate by gate, where g has a mistake of its own?"""

    def two_mistakes(dh, dc, cache):
        dx, dh_prev, dc_prev, da = nets.lstm_step_backward(0 * dh, dc, cache)
        da = np.split(da, 4, axis=1)
        da[2] = dc * cache["i"]
        da[3] = nets.lstm_step_backward(dh, dc, cache)[3][:, -da[3].shape[1] :]
        return dx, dh_prev, dc_prev, np.concatenate(da, axis=1)

    diagnosis = assess(get("lstm-step-backward"), two_mistakes).diagnosis
    assert diagnosis.startswith("c: the path through h is missing")
    assert "\n" not in diagnosis


def test_mistakes_at_two_gates_are_both_named():
    """Are mistakes at f and g named, though dx and dh_prev, made from both, equal neither's?"""

    def two_mistakes(dh, dc, cache):
        dc = dc + dh * cache["o"] * (1 - cache["tanh_c"] ** 2)
        i, f, g, o = (cache[k] for k in "ifgo")
        new_c = f * cache["c_prev"] + i * g
        da_o = dh * cache["tanh_c"] * o * (1 - o)
        da = [dc * g * i * (1 - i), dc * new_c * f * (1 - f), dc * i, da_o]
        da = np.concatenate(da, axis=1)
        return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da

    diagnosis = assess(get("lstm-step-backward"), two_mistakes).diagnosis
    assert "candidate g: (1 - g**2) is missing" in diagnosis
    assert "forget gate: df is made with the new c" in diagnosis


def test_a_mistake_in_one_output_is_not_named_as_one_in_four():
    """Is dc_prev alone without h's part called that, though all of c without it equals it?"""

    def two_mistakes(dh, dc, cache):
        total = dc + dh * cache["o"]
        dx, dh_prev, _, da = nets.lstm_step_backward(0 * dh, total, cache)
        da_o = np.split(nets.lstm_step_backward(dh, dc, cache)[3], 4, axis=1)[3]
        da = np.concatenate([da[:, : -da_o.shape[1]], da_o], axis=1)
        return dx, dh_prev, dc * cache["f"], da

    first, second = assess(get("lstm-step-backward"), two_mistakes).diagnosis.splitlines()
    assert first.startswith("c: (1 - tanh(c)**2) is missing")
    assert second.startswith("dc_prev: the part that came through h is missing")


def test_mistake_that_would_spoil_what_is_right_is_not_named():
    """Is a doubled db not laid to a doubled loss, which would have doubled dW_ih as well?"""

    def two_mistakes(dhs, caches):
        dx, dW_ih, dW_hh, db, dh0, dc0 = get("lstm-backward").reference(dhs, caches)
        return dx[::-1], dW_ih, dW_hh, 2 * db, dh0, dc0

    first, second = assess(get("lstm-backward"), two_mistakes).diagnosis.splitlines()
    assert first.startswith("db is added twice")
    assert second.startswith("dx is in the order of the backward pass")


def test_mistake_that_would_spoil_other_cases_is_not_named():
    """Is a dz without 1/B not laid to sums for means, where the loss is seldom wrong?"""

    def two_mistakes(z, y):
        p, B = nets.softmax(z), len(y)
        with np.errstate(divide="ignore"):
            loss = -np.log(p[np.arange(B), y]).sum() / B
        return loss, p - np.eye(z.shape[1])[y]

    diagnosis = assess(get("cross-entropy"), two_mistakes).diagnosis
    assert "dz is not divided by B" in diagnosis
    assert "log(0)" in diagnosis
    assert "loss and dz are sums" not in diagnosis


def test_an_output_that_is_nearly_right_gets_no_false_name(ex):
    """Is a result off by 3e-8 not explained by a mistake that leaves this output right?"""
    verdict = assess(ex, lambda x, y: (x.mean(axis=1) * (1 + 3e-8), (y + 1.0) * (1 + 3e-8)))
    assert not verdict.diagnosis
    assert "it is close" in verdict.text()


def test_results_in_another_order_are_named(ex):
    """Are results that are right but exchanged called that, whatever the order?"""
    verdict = assess(ex, lambda x, y: (y + 1.0, x.mean(axis=1)))
    assert verdict.diagnosis == "the results are in another order: return m, z."
    assert not assess(ex, lambda x, y: (y + 1.0, y + 1.0)).diagnosis


def test_messages_begin_where_the_mistake_is(ex):
    """Is an output that others are made from shown before them?"""
    ex.follows = {"m": "z"}
    found = assess(ex, lambda x, y: (x.max(axis=1), y + 2.0)).details
    assert found[1].startswith("z[0]")


def test_mistake_beside_a_crash_is_still_named(ex):
    """Is a mistake named when the function crashes on another case?"""

    def fragile(x, y):
        if len(x) == 1:
            raise ZeroDivisionError("no")
        return x.sum(axis=1), y + 1.0

    assert "the sum is taken" in assess(ex, fragile).diagnosis


def test_a_crash_says_where_and_with_which_sizes(ex):
    """Does the message of a crash give the line, the error and the shapes?"""

    def crash(x, y):
        return x @ y, y + 1.0

    text = assess(ex, crash).text()
    assert "return x @ y, y + 1.0" in text
    assert "ValueError" in text
    assert "x (3, 4), y (5,)" in text


@pytest.mark.parametrize(
    ("answer", "clue"),
    [
        (lambda x, y: (-x.mean(axis=1), y + 1), "the sign of m is flipped"),
        (lambda x, y: (x.mean(axis=1) / 3, y + 1), "1/3 times"),
        (lambda x, y: (x.mean(axis=1)[::-1], y + 1), "m is in reverse order"),
        (lambda x, y: (x.mean(axis=1) + 0.125, y + 1), "constant 0.125"),
        (lambda x, y: (x.mean(axis=1), y), "equals the input y"),
        (lambda x, y: (0 * x.mean(axis=1), y + 1), "x has no effect"),
        (lambda x, y: (np.append(x.mean(axis=1)[:-1], 9), y + 1), "only the first"),
        (lambda x, y: (x.mean(axis=1) * (1 + 1e-6 * x[:, 0]), y + 1), "close"),
        (lambda x, y: (x.mean(axis=1)[:1], y + 1), "m has only the first item"),
        (lambda x, y: (x.mean(axis=1)[-1], y + 1), "m has only the last item"),
        (lambda x, y: (x.mean(axis=1).sum(), y + 1), "axis 0 is missing: is it summed away?"),
        (lambda x, y: (x / 4, y + 1), "m has one axis too many: sum over it"),
        (lambda x, y: (x.mean(axis=1, keepdims=True), y + 1), "drop keepdims"),
    ],
)
def test_a_mistake_that_nobody_listed_gets_a_name_or_a_clue(ex, answer, clue):
    """Does a wrong answer that nobody listed get a sentence on how it differs?"""
    text = assess(ex, answer).text()
    assert clue in text, text


def test_axes_in_another_order_are_named():
    """Are codes (V, T, B) for (T, B, V) called that, where all numbers are right?"""
    text = assess(get("one-hot"), lambda ids, V: np.moveaxis(np.eye(V)[ids], 2, 0)).text()
    assert "axes in another order" in text


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("legal-next", lambda prefix, grammar: {}, "expected a string, got a dict of 0"),
        (
            "inputs-and-targets",
            lambda *a: ([0], [1]),
            "expected an array of shape (4,), got a list",
        ),
        ("row-means", lambda x, y: (x, y, y), "expected 2 values (m, z), got 3"),
    ],
)
def test_what_came_in_place_of_an_output_is_named(ex, name, answer, words):
    """Is a wrong container named with what was expected, and never called missing?"""
    text = assess(ex if name == ex.name else get(name), answer).text()
    assert words in text, text
    assert "missing" not in text


def test_stacked_gates_are_judged_one_by_one():
    """Does the message name the gate, when an output stacks four of them?"""
    ex = Exercise("gates", "none", lambda b: 2 * b, ("db",), (), blocks={"db": (0, "ifgo")})
    ex.cases(lambda rng: iter([("H=3", dict(b=rng.normal(size=12)))]))

    def wrong_in_g(b):
        out = 2 * b
        out[6:9] = 0
        return out

    text = assess(ex, wrong_in_g).text()
    assert "db, gate g[0]: expected" in text
    assert "gate i" not in text


def test_stacked_gates_of_another_shape_get_the_right_one():
    """Does the message say which shape is due, and that gates lie side by side along axis 1?"""
    ex = Exercise("gates", "none", lambda b: 2 * b, ("da",), (), blocks={"da": (1, "ifgo")})
    ex.cases(lambda rng: iter([("B=1, H=2", dict(b=rng.normal(size=(1, 8))))]))
    text = assess(ex, lambda b: np.squeeze(2 * b)).text()
    assert "da: expected shape (1, 8), its gates side by side" in text


def test_a_missing_key_is_answered_with_those_that_are_there():
    """Does the message of a KeyError list the keys of the dict that was handed in?"""
    text = assess(get("lstm-step-backward"), lambda dh, dc, cache: cache["c"]).text()
    assert "cache has the keys x, h_prev, c_prev, i, f, g, o" in text
    text = assess(get("lstm-backward"), lambda dhs, caches: caches[0]["h"]).text()
    assert "each of caches has the keys x, h_prev" in text


def test_a_mistake_is_named_though_it_rounds_differently():
    """Is a mistake named when it was written so that float32 inputs round differently?"""
    ex = Exercise("mean", "none", lambda x: x.mean(), ("m",), ())
    ex.cases(lambda rng: iter([("many", dict(x=rng.normal(size=501)))]))
    ex.mistake("the sum is taken, not the mean.")(lambda x: x.sum())
    assert (
        assess(ex, lambda x: np.float64(x).sum()).diagnosis == "the sum is taken, not the mean."
    )
