"""The numbers that lesson 17 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.bank.l17_both_ways import bucket, leaks_future
from lstm_utils.plots import recorded_rules


def test_worked_numbers():
    """Are the small examples in the tasks right: a reverse, final states, buckets?"""
    x = np.array([7.0, 8, 9, 0]).reshape(4, 1, 1)
    assert nets.reverse_padded(x, np.array([3])).ravel().tolist() == [9, 8, 7, 0]
    h = np.array([[[1.0], [2]], [[3], [4]]])
    assert nets.final_states(h, 1).tolist() == [[[1, 3], [2, 4]]]
    assert h.reshape(1, 2, 2).tolist() == [[[1, 2], [3, 4]]]
    ways = bucket.outcomes([9, 4, 7, 4, 2], 2)
    assert len(ways) == 12
    divided = {frozenset(way) for way in ways}
    pairs = [[{4, 1}, {3, 2}, {0}], [{4, 3}, {1, 2}, {0}]]
    assert divided == {frozenset(map(frozenset, one)) for one in pairs}


def test_how_nets_leak():
    """Are there over 20 ways to leak?"""
    assert len(leaks_future.LEAKS) > 20


def test_what_the_table_says():
    """Does each way know its rules, wait helps all but read, and only both know all?"""
    means = {
        name: {rule: np.mean([run[rule] for run in runs]) for rule in runs[0]}
        for name, runs in recorded_rules().items()
    }
    guessed = {"forward": ("c", "vowel", "read"), "backward": ("s", "read"), "both": ()}
    for name, rules in guessed.items():
        for rule in ("c", "vowel", "s", "read"):
            assert means[name][rule] < 0.76 if rule in rules else means[name][rule] > 0.99
    late = means["forward, 3 letters late"]
    assert min(late[rule] for rule in ("c", "vowel", "s")) > 0.99
    assert late["read"] == pytest.approx(means["forward"]["read"], abs=0.1)
