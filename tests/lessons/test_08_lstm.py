"""The numbers that lesson 08 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import assess, get, names
from lstm_utils.plots.lstm_books import (
    EXAMPLE,
    SENTENCE,
    backward_edges,
    cell_numbers,
    gender_weights,
    sentence_numbers,
)


def test_the_cell_in_the_picture():
    """Are the numbers of the picture, as exercises 1, 3 and 5 quote them, right?"""
    v = cell_numbers(**EXAMPLE)
    assert [round(v[k], 2) for k in "ifgo"] == [0.62, 0.82, 0.76, 0.44]
    assert (v["x"], v["h_prev"], v["c_prev"], v["a_f"]) == (0.5, 0.5, 0.9, 1.5)
    assert (round(v["c"], 2), round(v["h"], 2)) == (1.21, 0.37)
    _, d = backward_edges(v)
    assert [round(d[f"a_{k}"], 2) for k in "ifgo"] == [0.11, 0.08, 0.17, 0.21]
    assert [round(d[k], 2) for k in ("c_prev", "x", "h_prev")] == [0.52, 0.52, 0.26]


def test_the_worked_update():
    """Do c = 0 and h = 0, and with g = 1 c = 1 and h = 0.381, come out of exercise 2?"""
    update = get("cell-update").reference
    assert update(2.0, 0.5, 0.25, -1.0, 0.5) == (0.0, 0.0)
    h, c = update(2.0, 0.5, 0.25, 1.0, 0.5)
    assert (round(float(h), 3), c) == (0.381, 1.0)


def test_the_sentence():
    """Does the cell say she and he where the text says, with the numbers that it quotes?"""
    steps = dict(zip(SENTENCE, sentence_numbers(), strict=True))
    assert sum(w.size for w in gender_weights()) == 24
    assert round(steps["Clara"]["c"], 2) == 0.99
    assert round(steps["Emil"]["c"], 2) == -0.99
    said = {word: round(v["h"], 2) for word, v in steps.items()}
    assert (said["and"], said["so"]) == (0.75, -0.75)
    assert all(abs(h) < 0.01 for word, h in said.items() if word not in ("and", "so"))
    assert nets.sigmoid(6.0) == pytest.approx(0.9975, abs=5e-5)


def test_the_numbers_of_the_model_answer():
    """Is 0.006 left of the gradient after 100 steps with f = 0.95?"""
    left = 0.95**100
    assert left == pytest.approx(0.006, abs=5e-4)


def test_the_lesson_names_enough_mistakes():
    """Does the lesson's bank have more than 100 mistakes?"""
    assert sum(len(get(name).mistakes) for name in names("08_lstm")) > 100


def rewritten_in_place(dhs, caches):
    """A right backward pass, but for writing the running dh into dhs."""
    dh, dc = 0.0, np.zeros_like(dhs[0])
    dW_ih, dW_hh, db, dx = 0.0, 0.0, 0.0, np.zeros((*dhs.shape[:2], caches[0]["x"].shape[1]))
    for t in reversed(range(len(dhs))):
        dhs[t] += dh
        dx[t], dh, dc, da = nets.lstm_step_backward(dhs[t], dc, caches[t])
        dW_ih = dW_ih + da.T @ caches[t]["x"]
        dW_hh = dW_hh + da.T @ caches[t]["h_prev"]
        db = db + da.sum(axis=0)
    return dx, dW_ih, dW_hh, db, dh, dc


def running_sum_in_a_view(dhs, caches):
    """The same mistake written differently: dh is a view of dhs that += writes into."""
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    dxs, das = [], []
    for dh_t, cache in zip(dhs[::-1], caches[::-1], strict=True):
        later, dh = dh, dh_t
        dh += later
        dx, dh, dc, da = nets.lstm_step_backward(dh, dc, cache)
        dxs.append(dx)
        das.append(da)
    pairs = list(zip(das[::-1], caches, strict=True))
    dW_ih, dW_hh = (sum(da.T @ v[k] for da, v in pairs) for k in ("x", "h_prev"))
    return np.stack(dxs[::-1]), dW_ih, dW_hh, sum(da.sum(axis=0) for da in das), dh, dc


@pytest.mark.parametrize("function", [rewritten_in_place, running_sum_in_a_view])
def test_a_right_backward_that_changes_dhs_is_named(function):
    """Does a right backward pass that writes into dhs learn both?"""
    for seed in (0, 101):
        verdict = assess(get("lstm-backward"), function, seed)
        assert verdict.status == "changed its input"
        assert verdict.diagnosis.startswith("the gradients are right, but dhs is changed")


@pytest.mark.parametrize("gate", "ifgo")
def test_an_unknown_mistake_names_its_gate(gate):
    """Does a wrong factor that no bank foresees lead to a message that names the gate?"""

    def wrong(dh, dc, cache):
        dx, dh_prev, dc_prev, da = nets.lstm_step_backward(dh, dc, cache)
        da = da.copy()
        np.split(da, 4, axis=1)["ifgo".index(gate)][...] *= 1.37
        return dx, dh_prev, dc_prev, da

    text = assess(get("lstm-step-backward"), wrong).text()
    assert f"da, gate {gate}" in text
    assert all(f"da, gate {other}" not in text for other in "ifgo" if other != gate)


def test_two_mistakes_at_once_are_both_named():
    """Are a mistake at g and one at o both named when they are made together?"""

    def both(dh, dc, cache):
        i, f, g, o, t = (cache[k] for k in ("i", "f", "g", "o", "tanh_c"))
        dc = dc + dh * o * (1 - t**2)
        parts = [dc * g * i * (1 - i), dc * cache["c_prev"] * f * (1 - f), dc * i, dh * t * o]
        da = np.concatenate(parts, axis=1)
        return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da

    diagnosis = assess(get("lstm-step-backward"), both).diagnosis
    assert "candidate g: (1 - g**2) is missing" in diagnosis
    assert "output gate: (1 - o) is missing" in diagnosis
