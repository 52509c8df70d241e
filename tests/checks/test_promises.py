"""Does a case observe each promise of the task texts?"""

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import Exercise, assess, get, names
from lstm_utils.tasks.long_lag import long_lag_sequences

SOLUTIONS = Path(__file__).parents[2] / "solutions"


def _signature(name):
    """Return the arguments and the number of defaults of an exercise's function."""
    exercise = get(name)
    text = (SOLUTIONS / exercise.lesson / f"{exercise.lesson}.py").read_text(encoding="utf-8")
    answer = text.partition(f'exercise="{name}"')[2].partition("\n# %%")[0].partition("\n")[2]
    found = [node for node in ast.parse(answer).body if isinstance(node, ast.FunctionDef)]
    arguments = found[-1].args if found else ast.arguments(args=[], defaults=[])
    return [argument.arg for argument in arguments.args], len(arguments.defaults)


@pytest.mark.parametrize("name", names())
def test_defaults_are_observed(name):
    """Does a case leave out each argument that has a default, and another case give it?"""
    arguments, defaults = _signature(name)
    cases = get(name).draw()
    for argument in arguments[len(arguments) - defaults :]:
        assert {argument in case.inputs for case in cases} == {True, False}, argument


def _docstring(name):
    exercise = get(name)
    text = (SOLUTIONS / exercise.lesson / f"{exercise.lesson}.py").read_text(encoding="utf-8")
    return text.partition(f'exercise="{name}"')[2].partition('"""')[2].partition('"""')[0]


@pytest.mark.parametrize("name", names())
def test_integer_inputs_are_promised(name):
    """Does the docstring promise the integer arrays that cases give?"""
    promised = _docstring(name).partition("Args:")[2].partition("Returns:")[0]
    for case in get(name).draw():
        for argument, value in case.inputs.items():
            if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
                line = re.search(rf"\b{argument}\b[^:\n]*:.*(?:\n {{12}}.*)*", promised)
                assert line, argument
                assert re.search(r"integer|0 and 1", line[0]), f"{case.label}: {line[0]}"


DEFAULTS = {
    "numerical-gradient": (
        lambda f, x, eps=1e-4: nets.numerical_gradient(f, x, eps),
        "eps=1e-05",
    ),
    "carousel-gradient": (
        lambda T, weight=0.9: nets.carousel_gradient(T, weight),
        "weight=1.0",
    ),
    "long-lag-sequences": (lambda q, p, rng, B=16: long_lag_sequences(q, p, rng, B), "B=32"),
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_another_default_is_named(name):
    """Is an answer refused that is right but for its default, and is the default shown?"""
    answer, words = DEFAULTS[name]
    verdict = assess(get(name), answer)
    assert not verdict.passed
    assert "the default of an argument" in verdict.diagnosis
    assert words in verdict.diagnosis


def test_new_arrays_are_new():
    """Is an array refused that shares memory with an input, where new ones are asked for?"""
    ex = Exercise("double", "none", lambda a: {"b": 2 * a}, ("d",), (), fresh=True)
    ex.cases(lambda rng: iter([("once", dict(a=np.zeros((2, 2))))]))
    assert assess(ex, lambda a: {"b": a + a}).passed
    for view in (lambda a: {"b": a}, lambda a: {"b": a.T}, lambda a: {"b": a[::-1]}):
        assert "in the memory of an input" in assess(ex, view).text()


PROMISED = re.compile(r"\ban? (float|int|integer)\b(?! array)|True or False|True if")
LISTS = ("list", "dict", "array of")


def _calls_for_numbers(name):
    """Return whether the task calls a result a float, an int or True or False."""
    returns = re.split(r"\n +(?:Raises|Source):", _docstring(name).partition("Returns:")[2])[0]
    entries = re.split(r"\n {8}(?=\w+: )", returns)
    plain = [entry for entry in entries if not any(word in entry for word in LISTS)]
    return any(PROMISED.search(entry) for entry in plain)


def test_numbers_are_those_of_the_task():
    """Does an exercise declare numbers where its task calls for a float, an int or a bool?"""
    drawn = {"random-guess-latch"}  # judged by properties
    for name in set(names()) - drawn:
        assert bool(get(name).numbers) == _calls_for_numbers(name), name
        assert set(get(name).numbers) <= set(get(name).outputs), name


def test_an_array_without_axes_is_no_number():
    """Is an array of shape () refused, and named, where a float is asked for?"""
    ex = Exercise("mean", "none", np.mean, ("m",), (), numbers=("m",))
    ex.cases(lambda rng: iter([("three", dict(x=rng.normal(size=3)))]))
    for right in (np.mean, lambda x: float(np.mean(x)), lambda x: sum(x) / 3):
        assert assess(ex, right).passed
    refused = assess(ex, lambda x: np.array(np.mean(x)))
    assert not refused.passed
    assert "shape () is returned where a Python number" in refused.diagnosis
    assert (
        assess(get("variety"), lambda digits: np.array(nets.variety(digits))).diagnosis
        == refused.diagnosis
    )


def test_defaults_of_the_reference_are_those_of_the_task():
    """Is the value that the message shows the one in the task's signature?"""
    for name, (_, words) in DEFAULTS.items():
        argument, value = words.split("=")
        reference = inspect.signature(get(name).reference).parameters[argument].default
        lesson = SOLUTIONS / get(name).lesson / f"{get(name).lesson}.py"
        assert reference == float(value)
        assert f"{argument}={value.replace('e-05', 'e-5')}" in lesson.read_text("utf-8")
