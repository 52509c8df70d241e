"""Does `check` tell apart the ways in which an answer can be wrong, and say it well?"""

import codecs
import json
import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import (
    CheckFailed,
    Exercise,
    Result,
    Seed,
    assess,
    case_inputs,
    check,
    diagnose,
    get,
    hint,
)
from lstm_utils.checks.result import STATUSES
from lstm_utils.checks.run import Raised


def row_means(x, y):
    """Return the mean of each row of x, and y plus one."""
    return x.mean(axis=1), y + 1.0


@pytest.fixture
def ex():
    """An exercise with two outputs and two mistakes."""
    ex = Exercise("row-means", "none", row_means, ("m", "z"), ("Look at the axis.",))

    @ex.cases
    def _(rng):
        yield "B=3, I=4", dict(x=rng.normal(size=(3, 4)), y=rng.normal(size=5))
        yield "B=1", dict(x=rng.normal(size=(1, 4)), y=rng.normal(size=5))

    @ex.mistake("the sum is taken, not the mean.")
    def _(x, y):
        return x.sum(axis=1), y + 1.0

    @ex.mistake("one is subtracted from y: add it.")
    def _(x, y):
        return x.mean(axis=1), y - 1.0

    return ex


def statuses_of(ex, function):
    return assess(ex, function).status


def stub(x, y):
    """Return the means."""
    raise NotImplementedError


def half_written(x, y):
    if np.ndim(x) == 0:
        return x, y
    raise NotImplementedError


WRONG = {
    "not written": stub,
    "raised": lambda x, y: x @ x,
    "wrong type": lambda x, y: x.mean(axis=1),
    "wrong number of results": lambda x, y: (x.mean(axis=1), y + 1, 0.0),
    "wrong shape": lambda x, y: (x.mean(axis=1, keepdims=True), y + 1),
    "wrong dtype": lambda x, y: (x.mean(axis=1).astype(int), y + 1),
    "not finite": lambda x, y: (x.mean(axis=1) / 0.0, y + 1),
    "wrong value": lambda x, y: (np.median(x, axis=1), y + 1),
}


@pytest.mark.parametrize("status", WRONG)
def test_each_kind_of_wrong_has_its_own_status(ex, status):
    """Are the kinds of wrong answer told apart?"""
    assert statuses_of(ex, WRONG[status]) == status


def calls_a_library(x, y):
    return codecs.Codec().encode(x), y


@pytest.mark.parametrize("answer", [half_written, calls_a_library])
def test_only_the_stub_counts_as_not_written(ex, answer):
    """Is an answer written although it, or a library that it calls, is not complete?"""
    assert statuses_of(ex, answer) == "raised"


def given_body(x, y):
    total = np.sum(x, axis=1)
    # YOUR CODE HERE
    raise NotImplementedError
    return total, y


def test_the_stub_in_a_given_body_counts_as_not_written(ex):
    """Is an exercise that gives its body not written while one of its stubs is there?"""
    assert statuses_of(ex, given_body) == "not written"


def test_all_statuses_are_covered():
    """Does this module try every status that a verdict can have?"""
    of_containers = {"wrong keys", "wrong length"}
    assert {*WRONG, *of_containers, "passed", "changed its input"} == set(STATUSES)


@pytest.mark.parametrize(
    ("name", "change", "status", "words"),
    [
        ("lstm-step", lambda h, c, v: (h, c, v | {"i": 0.5}), "wrong shape", "got a number"),
        ("lstm-step", lambda h, c, v: (h, c, {"x": v["x"]}), "wrong keys", "no key 'h_prev'"),
        ("to-torch", lambda v: v | {"b": 0}, "wrong keys", "got 'b', 'bias_hh_l0'"),
        ("to-torch", lambda v: {"b": 0}, "wrong keys", "state has no key 'weight_ih_l0'"),
        ("lstm-forward", lambda hs, c, v: (hs, c, v[:1]), "wrong length", "only 1 item"),
        ("lstm-forward", lambda hs, c, v: (hs, c, v * 2), "wrong length", "4 items, got 8"),
        ("tbptt-windows", lambda v: v[:1], "wrong length", "windows has only 1 item"),
        ("lstm-backward", lambda dx, a, b, *c: (dx, a[:-1], b, *c), "wrong shape", "gates one"),
    ],
)
def test_a_container_is_wrong_in_its_own_word(name, change, status, words):
    """Is a missing key, a short list or a wrong shape called that, and never a wrong type?"""
    reference = get(name).reference

    def answer(*given):
        result = reference(*given)
        return change(*result) if isinstance(result, tuple) else change(result)

    verdict = assess(get(name), answer)
    assert verdict.status == status, verdict.text()
    assert words in verdict.text()


def test_right_values_with_a_changed_input_are_told_exactly_that(ex):
    """Is a right answer that changes its input told so, and not called wrong?"""

    def in_place(x, y):
        m = x.mean(axis=1)
        x -= m[:, None]
        return m, y + 1.0

    verdict = assess(ex, in_place)
    assert verdict.status == "changed its input"
    assert "changed its input x" in verdict.text()
    assert "expected" not in verdict.text()


@pytest.mark.parametrize(
    "answer",
    [
        lambda x, y: [x.mean(axis=1), y + 1.0],
        lambda x, y: (np.array([np.mean(row) for row in x]), 1.0 + y),
        lambda x, y: (np.asfortranarray(x).mean(axis=1), np.array(list(y)) + 1),
    ],
    ids=["list for tuple", "loop", "fortran order"],
)
def test_right_answers_pass_in_any_form(ex, answer):
    """Does a right answer pass as a list, as a loop, and in another memory order?"""
    assert assess(ex, answer).passed


def test_tolerance_follows_the_inputs(ex):
    """Does float32 buy an answer no tolerance where float64 went in?"""
    ex.mistakes.clear()
    rounded = assess(ex, lambda x, y: (x.astype(np.float32).mean(axis=1), y + 1.0))
    assert rounded.status == "wrong dtype"
    assert "float64 went in, float32 came out" in rounded.text()
    wrong = assess(ex, lambda x, y: ((x.mean(axis=1) * 1.0001).astype(np.float32), y + 1.0))
    assert wrong.status == "wrong value"
    softmax = get("softmax")

    def with_eps(z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return (e / (e.sum(axis=1, keepdims=True) + 5e-6)).astype(np.float32)

    assert assess(softmax, with_eps).right <= 1  # where float32 went in
    assert assess(get("one-hot"), lambda ids, V: np.eye(V, dtype=np.float32)[ids]).passed


@pytest.mark.parametrize(
    "masquerade",
    [
        lambda x, y: (np.ma.masked_array(x.mean(axis=1)), y + 1.0),
        lambda x, y: (list(x.mean(axis=1)), y + 1.0),
        lambda x, y: (x.mean(axis=1).astype(object), y + 1.0),
        lambda x, y: (x.mean(axis=1) + 0j, y + 1.0),
        lambda x, y: (x.mean(axis=1).astype(np.float16), y + 1.0),
        lambda x, y: (x.mean(axis=1), y + 1.0, 0),
        lambda x, y: {"m": x.mean(axis=1), "z": y + 1.0},
        lambda x, y: type("Equal", (), {"__eq__": lambda *a: True, "__len__": lambda s: 2})(),
    ],
    ids=["masked", "list", "object", "complex", "float16", "three", "dict", "always equal"],
)
def test_other_types_are_refused(ex, masquerade):
    """Is an answer refused that is not made of plain arrays of the right kind?"""
    assert statuses_of(ex, masquerade) != "passed"


@pytest.mark.parametrize("name", ["inputs-and-targets", "tbptt-windows", "context-counts"])
def test_floats_are_refused_where_integers_are_due(name):
    """Are 1.0 and 2.0 refused as indices and counts, which Python would not slice by?"""
    reference = get(name).reference

    def in_floats(value):
        if isinstance(value, dict):
            return {key: in_floats(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(map(in_floats, value))
        return 1.0 * value

    verdict = assess(get(name), lambda *given: in_floats(reference(*given)))
    assert verdict.status == "wrong dtype"
    assert "use int" in verdict.text()


def test_two_mistakes_at_once_are_both_named(ex):
    """Are two mistakes in two outputs both named?"""
    verdict = assess(ex, lambda x, y: (x.sum(axis=1), y - 1.0))
    assert "the sum is taken" in verdict.diagnosis
    assert "one is subtracted" in verdict.diagnosis


def test_one_mistake_is_named_once_and_before_a_second_hides_it():
    """Is c's forgotten way named once, not gate by gate, where g has a slip of its own?"""

    def two_slips(dh, dc, cache):
        dx, dh_prev, dc_prev, da = nets.lstm_step_backward(0 * dh, dc, cache)
        da = np.split(da, 4, axis=1)
        da[2] = dc * cache["i"]
        da[3] = nets.lstm_step_backward(dh, dc, cache)[3][:, -da[3].shape[1] :]
        return dx, dh_prev, dc_prev, np.concatenate(da, axis=1)

    diagnosis = assess(get("lstm-step-backward"), two_slips).diagnosis
    assert diagnosis.startswith("c: the path through h is missing")
    assert "\n" not in diagnosis


def test_slips_at_two_gates_are_both_named():
    """Are slips at f and g named, though dx and dh_prev, made from both, equal neither's?"""

    def two_slips(dh, dc, cache):
        dc = dc + dh * cache["o"] * (1 - cache["tanh_c"] ** 2)
        i, f, g, o = (cache[k] for k in "ifgo")
        new_c = f * cache["c_prev"] + i * g
        da_o = dh * cache["tanh_c"] * o * (1 - o)
        da = [dc * g * i * (1 - i), dc * new_c * f * (1 - f), dc * i, da_o]
        da = np.concatenate(da, axis=1)
        return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da

    diagnosis = assess(get("lstm-step-backward"), two_slips).diagnosis
    assert "candidate g: (1 - g**2) is missing" in diagnosis
    assert "forget gate: df = dc * c_prev, the state that came in" in diagnosis


def test_what_shows_in_one_output_is_not_laid_to_what_shows_in_four():
    """Is dc_prev alone without h's part called that, though all of c without it equals it?"""

    def two_slips(dh, dc, cache):
        total = dc + dh * cache["o"]
        dx, dh_prev, _, da = nets.lstm_step_backward(0 * dh, total, cache)
        da_o = np.split(nets.lstm_step_backward(dh, dc, cache)[3], 4, axis=1)[3]
        da = np.concatenate([da[:, : -da_o.shape[1]], da_o], axis=1)
        return dx, dh_prev, dc * cache["f"], da

    first, second = assess(get("lstm-step-backward"), two_slips).diagnosis.splitlines()
    assert first.startswith("c: (1 - tanh(c)**2) is missing")
    assert second.startswith("dc_prev: the part that came through h is missing")


def test_mistake_that_would_spoil_what_is_right_is_not_named():
    """Is a doubled db not laid to a doubled loss, which would have doubled dW_ih as well?"""

    def two_slips(dhs, caches):
        dx, dW_ih, dW_hh, db, dh0, dc0 = get("lstm-backward").reference(dhs, caches)
        return dx[::-1], dW_ih, dW_hh, 2 * db, dh0, dc0

    first, second = assess(get("lstm-backward"), two_slips).diagnosis.splitlines()
    assert first.startswith("db is added twice")
    assert second.startswith("dx is in the order of the backward pass")


def test_mistake_that_would_spoil_other_cases_is_not_named():
    """Is a dz without 1/B not laid to sums for means, where the loss is seldom wrong?"""

    def two_slips(z, y):
        p, B = nets.softmax(z), len(y)
        with np.errstate(divide="ignore"):
            loss = -np.log(p[np.arange(B), y]).sum() / B
        return loss, p - np.eye(z.shape[1])[y]

    diagnosis = assess(get("cross-entropy"), two_slips).diagnosis
    assert "dz is not divided by B" in diagnosis
    assert "log(0)" in diagnosis
    assert "loss and dz are sums" not in diagnosis


def test_an_output_that_is_nearly_right_gets_no_false_name(ex):
    """Is a result off by 3e-8 not explained by a mistake that leaves this output right?"""
    verdict = assess(ex, lambda x, y: (x.mean(axis=1) * (1 + 3e-8), (y + 1.0) * (1 + 3e-8)))
    assert not verdict.diagnosis
    assert "it is close" in verdict.text()


def test_results_in_another_order_are_told_as_such(ex):
    """Are results that are right but exchanged called that, whatever the order?"""
    verdict = assess(ex, lambda x, y: (y + 1.0, x.mean(axis=1)))
    assert verdict.diagnosis == "the results are in another order: return m, z."
    assert not assess(ex, lambda x, y: (y + 1.0, y + 1.0)).diagnosis


def test_messages_begin_where_the_fault_is(ex):
    """Is an output that others are made from told before them?"""
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
        (lambda x, y: (np.append(x.mean(axis=1)[:-1], 9), y + 1), "only index 0, 1"),
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


def test_axes_in_another_order_are_told_as_such():
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
def test_what_came_in_place_of_an_output_is_told(ex, name, answer, words):
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


def test_stacked_gates_of_another_shape_are_told_the_right_one():
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


def test_an_input_that_is_changed_by_design_is_judged_after_the_call():
    """Is an in-place update judged by the state that it leaves behind?"""

    def step(params, lr):
        params["w"] -= lr

    ex = Exercise("step", "none", step, ("nothing",), (), mutates=("params",))
    ex.cases(lambda rng: iter([("one", dict(params={"w": rng.normal(size=3)}, lr=0.5))]))
    assert assess(ex, step).passed

    def rebinds(params, lr):
        params = {"w": params["w"] - lr}

    verdict = assess(ex, rebinds)
    assert verdict.status == "wrong value"
    assert "after the call, params['w'][0]: expected" in verdict.text()


def test_random_answers_are_judged_by_their_properties():
    """Can an answer that is right in many ways be judged by properties?"""
    ex = Exercise("dice", "none", lambda n, rng: rng.integers(1, 7, n), ("rolls",), ())
    ex.cases(lambda rng: iter([("many", dict(n=600, rng=Seed(3)))]))
    zero = "a die has no 0: shift the numbers by one."

    @ex.property
    def _(inputs, rolls):
        return zero if rolls.min() < 1 else None

    ex.mistake(zero)(lambda n, rng: rng.integers(0, 6, n))
    assert assess(ex, lambda n, rng: 1 + rng.permutation(np.arange(n) % 6)).passed
    refused = assess(ex, lambda n, rng: np.arange(n) % 6)
    assert refused.diagnosis == zero
    assert "(n 600, rng a generator)" in refused.text()


def test_drawn_sizes_are_judged_by_properties():
    """May an output whose size is drawn have any size, but no other number of axes?"""
    draw = lambda rng: np.arange(1, 2 + rng.integers(9))  # noqa: E731
    ex = Exercise("ones", "none", draw, ("steps",), (), varies=("steps",))
    ex.cases(lambda rng: ((f"draw {n}", dict(rng=Seed(n))) for n in range(9)))
    ex.property(lambda inputs, steps: None if (steps > 0).all() else "a step is not above 0")
    assert assess(ex, lambda rng: np.arange(1, 30)).passed
    assert assess(ex, lambda rng: np.ones((2, 2), dtype=int)).status == "wrong shape"
    assert assess(ex, lambda rng: np.arange(9)).status == "wrong value"


def test_a_property_that_fails_on_an_odd_value_is_no_traceback():
    """Is a value that a property cannot read wrong, and a property that reads none a fault?"""
    ex = Exercise("net", "none", lambda rng: [None, 1], ("params", "tries"), ())
    ex.cases(lambda rng: iter([("one", dict(rng=Seed(3)))]))
    ex.property(lambda inputs, value: None if value[0] is None else value[0]["w"])
    verdict = assess(ex, lambda rng: [1, 1])
    assert verdict.status == "wrong type"
    assert "cannot be compared with the expected one" in verdict.text()
    ex.property(lambda inputs, value: value[9])
    with pytest.raises(IndexError):
        assess(ex, lambda rng: [None, 1])


def test_what_one_sample_cannot_show_is_judged_by_all():
    """Is a coin that always shows the same side refused and named, each toss being fine?"""
    ex = Exercise("coin", "none", lambda rng: int(rng.integers(2)), ("the side",), ())
    ex.cases(lambda rng: ((f"toss {n}", dict(rng=Seed(n))) for n in range(60)))
    ex.property(lambda inputs, side: None if side in (0, 1) else "a coin has sides 0 and 1")
    stuck = "the coin always shows the same side: toss it anew."

    @ex.property_of_all
    def _(pairs):
        return stuck if len({side for _, side in pairs}) == 1 else None

    ex.mistake(stuck)(lambda rng: 0)
    assert assess(ex, lambda rng: int(rng.random() < 0.5)).passed
    verdict = assess(ex, lambda rng: 1)
    assert (verdict.status, verdict.right, verdict.diagnosis) == ("wrong value", 0, stuck)
    assert assess(ex, lambda rng: 1 + int(rng.integers(2))).diagnosis == ""
    assert assess(ex, lambda rng: "heads").status == "wrong type"


@given(
    st.floats(1e-6, 1e3) | st.floats(-1e3, -1e-6),
    st.integers(0, 2),
    st.sampled_from([(0, 1), (1, 0)]),
)
def test_any_visible_error_is_seen(error, at, where):
    """Is a single element that is off by a millionth or more always noticed?"""
    ex = Exercise("row-means", "none", row_means, ("m", "z"), ())
    ex.cases(lambda rng: iter([("one", dict(x=rng.normal(size=(3, 4)), y=rng.normal(size=3)))]))

    def off(x, y):
        m, z = row_means(x, y)
        (m if where[0] else z)[at] += error
        return m, z

    assert not assess(ex, off).passed


@given(st.integers(0, 2**32))
def test_rounding_is_forgiven(seed):
    """Does an answer pass whose rounding errors are those of another order of summation?"""
    ex = get("weighted-sum")

    def shuffled(x, w, b):
        order = np.random.default_rng(seed).permutation(len(x))
        return sum(float(x[i]) * float(w[i]) for i in order) + b

    assert assess(ex, shuffled, seed).passed


def test_a_result_survives_json():
    """Is a result equal to itself after JSON, whatever its status and its exception?"""
    raised = Raised("NameError", "name 'q' is not defined", "line 2: q", "name", "q")
    for status in STATUSES:
        result = Result("row-means", status, "do this.", ("Case: a",), 2, 8, raised=raised)
        assert Result.from_json(json.loads(json.dumps(result.as_json()))) == result


def test_no_text_of_a_student_changes_a_result():
    """Does an answer that raises our own messages get the status of what it did?"""
    for words in ("assignment destination is read-only", "✓ weighted-sum: all 8 cases pass"):

        def boasts(x, w, b, words=words):
            raise ValueError(f"{words}\n  Looks like: all is well")

        result = assess(get("weighted-sum"), boasts)
        assert (result.status, result.right) == ("raised", 0)
        assert "all is well" not in result.diagnosis


def test_one_case_is_not_called_all_cases():
    """Does the text of an exercise with a single case say so?"""
    passed = Result("latch-weights", "passed", right=1, total=1)
    failed = Result("latch-weights", "wrong value", right=0, total=1)
    assert passed.text() == "✓ latch-weights: the one case passes"
    assert failed.text() == "✗ latch-weights: wrong value (0 of 1 case right)"


def test_passing_check_prints_one_line(capsys):
    """Does a right answer print exactly one line, and nothing on stderr?"""
    check("weighted-sum", lambda x, w, b: np.dot(x, w) + b)
    captured = capsys.readouterr()
    assert captured.out == "✓ weighted-sum: all 8 cases pass\n"
    assert captured.err == ""


def test_nothing_reaches_stderr(capsys):
    """Do prints on stderr and warnings of the student's function stay off stderr?"""

    def noisy(x, w, b):
        print("debugging", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        return float(np.dot(x, w) + b + 0 * np.exp(np.float64(-1e3) * np.abs(b)))

    check("weighted-sum", noisy)
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "debugging" not in captured.out
    assert "Note: right, but" in captured.out


def test_failure_ends_with_what_to_do_next():
    """Does a failed check end with how to see the inputs, and where hints are?"""
    with pytest.raises(CheckFailed, match=r'case_inputs\("weighted-sum", 0\)'):
        check("weighted-sum", lambda x, w, b: 0.25)
    inputs = case_inputs("weighted-sum", 0)
    assert list(inputs) == ["x", "w", "b"]
    with pytest.raises(ValueError, match="cases 0 to 7"):
        case_inputs("weighted-sum", 99)


def test_fresh_inputs_are_not_shown():
    """Does a check on a grader's seed keep its inputs to itself?"""
    with pytest.raises(CheckFailed) as failed:
        check("weighted-sum", lambda x, w, b: 0.25, seed=77)
    assert "case_inputs" not in str(failed.value)


def test_not_written_is_a_plain_notimplementederror():
    """Does an exercise that is not written fail with NotImplementedError and say what to do?"""

    def stub(x, w, b):
        raise NotImplementedError

    with pytest.raises(NotImplementedError, match="not written yet") as raised:
        check("weighted-sum", stub)
    assert type(raised.value) is NotImplementedError


def test_wrong_names_and_results_for_functions_are_explained():
    """Is a misspelt name answered with the nearest, and a called function with what to pass?"""
    with pytest.raises(ValueError, match="Did you mean 'weighted-sum'"):
        check("weigthed_sum", print)
    with pytest.raises(ValueError, match="without parentheses"):
        check("weighted-sum", 3.0)


def test_hints_come_one_by_one(capsys):
    """Does each call of `hint` tell a little more, and the last one stay?"""
    total = len(get("weighted-sum").hints)
    for _ in range(total + 2):
        hint("weighted-sum")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"Hint 1 of {total}")
    assert lines[-1] == lines[-2]
    assert "the last one" in lines[-1]


def test_the_correction_comes_at_the_second_try_or_on_request(capsys):
    """Does the first failed check only name the mistake, and `hint` know how to correct it?"""

    def failed(function):
        with pytest.raises(CheckFailed) as found:
            check("weighted-sum", function)
        return str(found.value)

    def doubled(x, w, b):
        return 2 * (w @ x + b)

    name, correction = "the bias is not added", "return the sum of the products plus b."
    assert f"Looks like: {name}\n" in failed(lambda x, w, b: w @ x)
    assert f"Looks like: {name}: {correction}\n" in failed(lambda x, w, b: w @ x)
    failed(doubled)
    assert f"Looks like: {name}\n" in failed(lambda x, w, b: w @ x)
    hint("weighted-sum")
    hint("weighted-sum")
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"Hint on the mistake that check named: {correction}"
    assert second.startswith("Hint ")


def test_diagnose_prints_and_goes_on(capsys):
    """Does `diagnose` print the verdict without stopping the notebook?"""
    diagnose("weighted-sum", lambda x, w, b: np.dot(x, w))
    assert "Looks like: the bias is not added" in capsys.readouterr().out


def test_notebook_shows_the_message_and_no_traceback(capsys):
    """Does a notebook show a failed check's message without the machinery's traceback?"""
    shell = InteractiveShell.instance()
    shell.run_cell(
        "from lstm_utils.checks import check\ncheck('weighted-sum', lambda x, w, b: w @ x)\n"
    )
    shown = capsys.readouterr().out
    InteractiveShell.clear_instance()
    assert "Looks like: the bias is not added" in shown
    assert "Traceback" not in shown
    assert "judge.py" not in shown


def test_importing_checks_does_not_import_torch():
    """Does a NumPy notebook start without paying for PyTorch?"""
    code = "import sys, lstm_utils.checks as c; c.names(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_mistake_is_named_though_it_rounds_differently():
    """Is a mistake named when it was written so that float32 inputs round differently?"""
    ex = Exercise("mean", "none", lambda x: x.mean(), ("m",), ())
    ex.cases(lambda rng: iter([("many", dict(x=rng.normal(size=501)))]))
    ex.mistake("the sum is taken, not the mean.")(lambda x: x.sum())
    assert (
        assess(ex, lambda x: np.float64(x).sum()).diagnosis == "the sum is taken, not the mean."
    )


def test_draws_from_elsewhere_are_refused():
    """Is a sampler refused that does not draw from the generator it was given?"""
    ex = Exercise("dice", "none", lambda n, rng: rng.integers(1, 7, n), ("rolls",), ())
    ex.cases(lambda rng: iter([("many", dict(n=60, rng=Seed(3)))]))
    ex.property(lambda inputs, rolls: None)
    assert assess(ex, lambda n, rng: 1 + rng.permutation(np.arange(n) % 6)).passed
    elsewhere = assess(ex, lambda n, rng: np.random.default_rng().integers(1, 7, n))
    assert "draw from rng only" in elsewhere.text()


def test_borrowing_the_answer_is_told_before_it_is_graded():
    """Is an answer that calls the course's own function refused, as it will be when graded?"""
    for borrowed in (lambda x, w, b: nets.weighted_sum(x, w, b), nets.weighted_sum):
        with pytest.raises(CheckFailed, match="write it yourself"):
            check("weighted-sum", borrowed)


def test_diagnose_shows_the_line_to_change_after_three_failed_checks(capsys):
    """Is the line of the model answer shown on request, but only after the third failure?"""
    wrong = get("gate").mistakes[0]
    for failed in range(3):
        diagnose("gate", wrong.function)
        assert "The line to change" not in capsys.readouterr().out, failed
        with pytest.raises(CheckFailed):
            check("gate", wrong.function)
    capsys.readouterr()
    diagnose("gate", wrong.function)
    shown = capsys.readouterr().out.splitlines()
    first = next(i for i, line in enumerate(shown) if "The line to change" in line)
    assert shown[first + 1].strip().startswith("- ")
    assert shown[first + 2].strip().startswith("+ ")
    assert shown[first + 2].strip()[2:].strip() in get("gate").model_answer
