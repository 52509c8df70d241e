"""Figures of lesson 26: do they show the numbers that they are given?"""

import numpy as np

from lstm_utils import plots
from lstm_utils.checks.kills import Verdict, kill_rate
from lstm_utils.plots import shipping


def test_each_user_counts_alone():
    """With a state for each user, does each see their own count, and with one both mixed?"""
    alone = shipping.counts(shipping.REQUESTS, shared=False)
    own = {"Ada": [1, 2, 3, 2, 1, 0], "Bo": [1, 2, 1, 0]}
    for user, wanted in own.items():
        seen = [
            n for n, (name, _) in zip(alone, shipping.REQUESTS, strict=True) if name == user
        ]
        np.testing.assert_allclose(seen, wanted, atol=1e-6)
    mixed = shipping.counts(shipping.REQUESTS, shared=True)
    np.testing.assert_allclose(mixed, [1, 2, 3, 4, 5, 4, 3, 2, 1, 0], atol=1e-6)
    lines = [ax.lines[0].get_ydata() for ax in plots.draw_users().axes]
    assert not np.allclose(*lines)


def test_a_mark_for_each_verdict():
    """Is there a dot for each right judgement, a cross for each wrong one, and the rate?"""
    found = [
        Verdict("start", "from 0", is_right=False, accepted=True),
        Verdict("start", "swapped", is_right=False, accepted=False),
        Verdict("right", "the same", is_right=True, accepted=False),
    ]
    assert kill_rate(found) == "kill rate 1 of 2 (50%), false alarms 1 of 1"
    ax = plots.draw_kills(found).axes[0]
    assert ax.get_title(loc="left") == kill_rate(found)
    colours = [tuple(dots.get_facecolor()[0][:3]) for dots in ax.collections]
    assert colours[0] == colours[2] != colours[1]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["start", "right"]


def test_lines_are_at_their_values():
    """Are bits per character and errors drawn as they are?"""
    row = {"float32": 2.0, "rows": {"8": 2.1, "3": 2.5}, "matrix": {"8": 2.2, "3": 4.0}}
    ax = plots.draw_rounding({"0": row}).axes[0]
    assert [line.get_ydata().tolist() for line in ax.lines[:2]] == [[2.1, 2.5], [2.2, 4.0]]
    error = np.array([1e-3, 1e-2])
    assert plots.draw_drift({"a": error}).axes[0].lines[0].get_ydata().tolist() == [1e-3, 1e-2]
