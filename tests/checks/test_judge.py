"""Is each wrong answer rejected, for the right reason, and each right one accepted?"""

import codecs
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_utils.checks import Exercise, Result, Seed, assess, get
from lstm_utils.checks.result import STATUSES
from lstm_utils.checks.run import Raised
from tests.checks.conftest import row_means


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
    """Does each kind of wrong answer have its own status?"""
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


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        (
            "state-graph",
            lambda g, s: (dict(enumerate(g)), s),
            "graph: expected a list or a tuple",
        ),
        ("state-graph", lambda g, s: ([[*arcs] for arcs in g], s), "graph[0]: expected a dict"),
        ("compare-automata", lambda same, s: (not same, s), "equal: expected True, got False"),
        ("accepts", lambda right: ~right, "expected True, got False"),
        ("horizon", float, "expected whole numbers"),
    ],
)
def test_a_message_shows_the_kind_of_value(name, change, words):
    """Does a message show a bool as True or False, and name a dict in the place of a list?"""
    reference = get(name).reference

    def answer(*given):
        result = reference(*given)
        return change(*result) if isinstance(result, tuple) else change(result)

    assert words in assess(get(name), answer).text()


def test_a_key_that_numpy_made_is_the_same_key():
    """Is a dict right with the keys of np.unique, which find the same items as ints?"""
    reference = get("accuracy-by-attractors").reference

    def answer(*given):
        return {np.int64(k): share for k, share in reference(*given).items()}

    assert assess(get("accuracy-by-attractors"), answer).status == "passed"


def test_a_changed_input_beside_right_values_is_named(ex):
    """Is a right answer that changes its input reported as that, not as a wrong value?"""

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


def test_numbers_are_refused_where_a_mask_is_due():
    """Are 0 and 1 refused as flags, which `~` would turn into -1 and -2?"""
    ex = get("join-documents")

    def in_numbers(*given):
        ids, reset = ex.reference(*given)
        return ids, reset.astype(int)

    verdict = assess(ex, in_numbers)
    assert verdict.status == "wrong dtype"
    assert "use bool" in verdict.text()


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
    """May an output of random size have any size, but no other number of axes?"""
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
    stuck = "the coin always shows the same side: toss it again."

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
    """Does an answer pass that adds in another order, with other rounding errors?"""
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
