"""Does every exercise name the mistakes of Python and NumPy, and none falsely?"""

import dataclasses

import numpy as np
import pytest

from lstm_utils.checks import Exercise, assess, get, names
from lstm_utils.checks.run import Raised
from lstm_utils.checks.symptoms import SYMPTOMS
from tests.checks.outcomes import first_of_each_lesson

THREE = ("dense", "rnn-forward", "cross-entropy")


def unlisted(name):
    """Return an exercise of the course without the mistakes of its bank module."""
    return dataclasses.replace(get(name), mistakes=[])


def answering(name, change):
    """Return the right answer to an exercise, its first result changed."""
    reference = get(name).reference

    def answer(*given):
        result = reference(*given)
        if isinstance(result, tuple):
            return (change(result[0]), *result[1:])
        return change(result)

    return answer


STATEMENTS = {
    "x = np.array(1.0, 2.0)": "take one list",
    "np.zeros(3, 4)": "one tuple",
    "np.concatenate(np.ones(2), np.ones(2))": "take one list",
    'rng.choice("T", "P")': 'rng.choice(["T", "P"])',
    "missing + 1": "a name is used that is neither an argument",
    "a, b = 1, 2, 3": "more values than there are names",
    "a, b, c = {1: 2, 3: 4}.values()": "fewer values than there are names",
    "np.ones((2, 3)) @ np.ones((2, 3))": "inner sizes",
    "np.ones((2, 3)) + np.ones(2)": "keepdims=True",
    "[1, 2][2]": "an index is too large",
    "if np.ones(2) > 0: pass": "np.where",
    "np.ones(2).append(1)": "an array cannot grow",
    "[].append(1).append(2)": "append and other in-place methods return None",
    "np.zeros(2, dtype=int).__iadd__(0.5)": "an array of integers",
    "{}['x']": "no such key",
    "range(3 / 2)": "//",
    "rng.randint(2)": "rng.integers",
}


@pytest.mark.parametrize("name", [*THREE, "reber", "torch-lstm-step"])
@pytest.mark.parametrize("statement", STATEMENTS)
def test_an_exception_is_named_in_every_exercise(name, statement):
    """Does an exception with one cause get its sentence, whichever the exercise?"""
    assert STATEMENTS[statement] in assess(unlisted(name), raising_line(statement)).diagnosis


def raising_line(statement):
    """Return a function whose own line raises, as an answer's does in its cell."""
    import linecache

    source = f"def answer(*given):\n    {statement}\n"
    file = f"<general {statement}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    room = {"np": np, "rng": np.random.default_rng(0)}
    exec(compile(source, file, "exec"), room)
    return room["answer"]


VALUES = {
    "the sign of": lambda q: -q,
    "is twice what is right": lambda q: 2 * q,
    "integer": lambda q: np.asarray(q).astype(int),
    "the function returns nothing": None,
}
OF_ARRAYS = {
    "is a list": list,
    "in reverse order along its first axis": lambda q: q[::-1],
    "one item too many, in front": lambda q: np.concatenate([0 * q[:1], q]),
    "the last item of": lambda q: q[:-1],
    "has only the first item": lambda q: q[0],
    "all items of": lambda q: np.stack([q[-1]] * len(q)),
    "is one step late": lambda q: np.concatenate([0 * q[:1] + 9, q[:-1]]),
    "is one step early": lambda q: np.concatenate([q[1:], 0 * q[:1] + 9]),
}


@pytest.mark.parametrize("name", THREE)
@pytest.mark.parametrize("words", VALUES)
def test_a_changed_result_is_named_in_every_exercise(name, words):
    """Is a flipped sign, a factor 2, an integer or a missing return named?"""
    change = VALUES[words]
    answer = answering(name, change) if change else lambda *given: None
    assert words in assess(unlisted(name), answer).diagnosis


@pytest.mark.parametrize("name", ["sigmoid", "rnn-forward", "carousel-states"])
@pytest.mark.parametrize("words", OF_ARRAYS)
def test_a_changed_sequence_is_named_in_every_exercise(name, words):
    """Is an array of steps named that is late, reversed, too long, too short or all equal?"""
    ex = unlisted(name)
    draw = ex.draw
    long = [c for c in draw() if len(np.atleast_1d(ex.reference(*c.inputs.values()))) > 2]
    ex._generate = lambda rng: ((c.label, c.inputs) for c in long)
    assert words in assess(ex, answering(name, OF_ARRAYS[words])).diagnosis


INPUTS = {
    "rnn-step": (lambda x, h, W, U, b: (x, h, W, U, 0 * b), "b has no effect"),
    "dense": (lambda x, W, b: (x, W, 0 * b), "b has no effect"),
    "lstm-step-backward": (lambda dh, dc, v: (dc, dh, v), "dh and dc have changed places"),
    "cell-update": (lambda c, i, f, g, o: (c, f, i, g, o), "c_prev and g have changed places"),
    "torch-lstm-step": (lambda x, h, c, *q: (x, c, h, *q), "h and c have changed places"),
    "rnn-forward": (lambda x, *q: (x[::-1], *q), "x is read in reverse order"),
    "rnn-step-backward": (
        lambda dh, v: (dh, v | {"W_hh": v["W_hh"].T}),
        "cache['W_hh'] is used transposed",
    ),
    "context-counts": (lambda d, k: (d, k + 1), "k acts as if it were 1 too large"),
    "carousel-gradient": (lambda T, w: (T, 1.0), "the argument weight is not used"),
}


@pytest.mark.parametrize("name", INPUTS)
def test_changed_inputs_are_named_without_a_bank(name):
    """Is an argument named that is not used, exchanged, transposed, reversed or off by one?"""
    change, words = INPUTS[name]
    ex = unlisted(name)
    assert words in assess(ex, lambda *given: ex.reference(*change(*given))).diagnosis


@pytest.mark.parametrize("name", first_of_each_lesson(names()))
def test_noise_is_never_named(name):
    """Is an answer without a name left without one, in every exercise?"""
    rng = np.random.default_rng(1)

    def noise(value):
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.ndim:
            return value + rng.normal(size=value.shape)
        return value

    if get(name).framework == "numpy" and not get(name).properties:
        found = assess(unlisted(name), answering(name, noise))
        assert found.diagnosis == ""
        assert "cannot be compared" not in found.text()


def test_one_equal_case_names_nothing():
    """Is a relation left unsaid that is met in one failing case and not in the others?"""
    ex = Exercise("sums", "none", lambda x: x + 1, ("y",), ())
    ex.cases(lambda rng: ((str(n), dict(x=rng.normal(size=n))) for n in (3, 4, 5)))
    assert assess(ex, lambda x: -x - 1 if len(x) == 3 else x**3).diagnosis == ""


def test_no_word_of_the_answer_is_repeated():
    """Is a sentence on an exception the same whatever names and numbers the exception has?"""
    secret = Raised("NameError", "name 'secret1234' is not defined", "line 1: secret1234")
    said = [s.words for s in SYMPTOMS if s.fits(secret)]
    assert said
    assert not any("secret" in words for words in said)


@pytest.mark.parametrize("known", SYMPTOMS, ids=lambda s: s.words[:40])
def test_sentences_are_plain_and_short(known):
    """Is each sentence short enough to read in a notebook, and a complete one?"""
    assert 20 <= len(known.words) <= 200
    assert known.words[-1] in ".?"
