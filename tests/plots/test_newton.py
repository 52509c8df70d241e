"""Figures of lesson 24: do they show what was computed?"""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots.newton import EXACT
from lstm_utils.plots.scans import spans


def test_errors_end_where_all_is_exact():
    """Is each row the error of one guess, the last one exact, and the law's part white?"""
    made = plots.newton_problem(H=3, T=20, scale=2, seed=0)
    errors = plots.newton_errors(made)
    assert errors[-1].max() < EXACT <= errors[-2].max()
    for k, row in enumerate(errors):
        assert row[:k].max(initial=0) < EXACT
    ax, bar = plots.draw_newton(errors).axes
    (image,) = ax.images
    assert image.get_array().shape == errors.shape
    assert ax.lines[0].get_xdata().tolist() == [k + 0.5 for k in range(len(errors))]
    assert next(text.get_text() for text in bar.get_yticklabels()) == "exact"


def test_a_guess_is_shown_beside_the_loop():
    """Has each guess a strip, the last strip that of the loop, with the same colours?"""
    made = plots.newton_problem(H=3, T=9, scale=1, seed=1)
    states = nets.lstm_states(*made)
    figure = plots.draw_guesses([np.zeros_like(states), states], states)
    shown = [ax.images[0].get_array() for ax in figure.axes]
    assert len(shown) == 3
    assert not np.any(shown[0])
    np.testing.assert_array_equal(shown[1], shown[2])
    assert figure.axes[-1].get_ylabel() == "the loop"


def test_guesses_have_a_frame_each():
    """Has the player a picture for each guess, and a sentence that counts exact states?"""
    made = plots.newton_problem(H=2, T=6, scale=1, seed=0)
    play, slider, stack = plots.interactive_guesses(made).children
    assert len(stack.children) == len(slider.options) == len(plots.newton_errors(made))
    first, last = (stack.children[k].children[1].value for k in (0, -1))
    assert "After 0 iterations 0 of 6" in first
    assert "6 of 6 states are exact" in last
    assert play.max == len(stack.children) - 1


def test_recorded_runs_keep_the_law():
    """Does no recorded run need more iterations than steps, and has each net five seeds?"""
    runs = plots.recorded_newton()
    assert all(run["iterations"] <= run["T"] for run in runs)
    for key in {(run["H"], run["scale"]) for run in runs}:
        assert len([run for run in runs if (run["H"], run["scale"]) == key]) == 5
    run = next(run for run in runs if run["H"] == 4 and run["scale"] == 1)
    made = plots.newton_problem(run["H"], run["T"], run["scale"], run["seed"])
    assert len(plots.newton_errors(made)) - 1 == run["iterations"]
    assert abs(plots.newton_exponent(made) - run["exponent"]) < 1e-3


def test_boxes_double_until_they_begin_with_the_first():
    """Does a box cover twice as many maps after each round, and are all done after log2 T?"""
    assert spans(8, 0) == [(t, t) for t in range(8)]
    assert spans(8, 1)[5] == (4, 5)
    assert spans(8, 2)[5] == (2, 5)
    assert all(first == 0 for first, _ in spans(8, 3))
    assert not all(first == 0 for first, _ in spans(9, 3))
    words = [text.get_text() for text in plots.draw_rounds(5).axes[0].texts]
    assert words.count("0–4") == 1


def test_a_line_ends_with_a_cross_where_it_is_nan():
    """Is the last finite error marked?"""
    lost = np.array([1e-7, 1e-6, np.nan, np.nan])
    ax = plots.draw_scan_errors({"cumprod": lost, "scan": np.full(4, 1e-7)}).axes[0]
    crosses = [line for line in ax.lines if line.get_marker() == "x"]
    assert [line.get_xdata()[0] for line in crosses] == [1]


def test_each_roll_is_a_dot():
    """Are all rolls drawn once, sixes apart, and the loaded ones on grey?"""
    rolls, loaded = np.array([5, 0, 5, 3]), np.array([False, True, True, False])
    ax = plots.draw_casino(rolls, loaded, np.full(4, 0.5)).axes[0]
    assert [len(line.get_xdata()) for line in ax.lines] == [4, 2, 2]
    assert len(ax.patches) == 2
