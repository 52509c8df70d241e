"""Do the dicts that a function receives have one order: docstring, check and lesson?"""

import ast
import re

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from autograde.lessons import build
from autograde.lessons.source import read
from lstm_utils.checks import assess, get
from lstm_utils.tasks.noise import noise_run

EXERCISES = {
    cell.name: (cell.source, get(cell.name))
    for lesson in build.lessons()
    for cell in read(lesson).cells
    if cell.role == "exercise"
}


@pytest.mark.parametrize("name", EXERCISES)
def test_a_dict_has_the_order_of_its_docstring(name):
    """Are the keys of a dict in the order in which the docstring lists them, in every case?"""
    source, ex = EXERCISES[name]
    function = next(n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef))
    for case in ex.draw():
        for argument, value in case.inputs.items():
            found = re.search(rf"\b{argument}: (dict .*)", ast.get_docstring(function))
            if found and isinstance(value, dict):
                at = [re.search(rf"\b{re.escape(key)}\b", found[1]) for key in value]
                places = [match.start() for match in at if match]
                assert places == sorted(places), (argument, list(value), found[1])


def test_unpacking_the_values_of_a_cache_works_in_the_lesson_and_in_the_check():
    """Does `cache.values()` give the arrays in the same order in the lesson and in `check`?"""
    cache, dhs = noise_run(3, 0.9, B=2, I=3, H=4)  # as lesson 05 makes it

    def rnn_backward(dhs, cache):
        x, h0, hs, W_ih, W_hh = cache.values()
        named = {"x": x, "h0": h0, "hs": hs, "W_ih": W_ih, "W_hh": W_hh}
        return get("rnn-backward").reference(dhs, named)

    def step(dh, cache):
        x, h_prev, h, W_ih, W_hh = cache.values()
        named = {"x": x, "h_prev": h_prev, "h": h, "W_ih": W_ih, "W_hh": W_hh}
        return nets.rnn_step_backward(dh, named)

    in_lesson = rnn_backward(dhs, cache)[2], get("rnn-backward").reference(dhs, cache)[2]
    assert np.array_equal(*in_lesson)
    assert assess(get("rnn-backward"), rnn_backward).passed
    assert assess(get("rnn-step-backward"), step).passed
