"""Streams of embedded Reber strings, and nets that read them."""

from functools import partial
from itertools import islice

import numpy as np
import pytest

from lstm_utils.tasks.reber import SYMBOLS, legal_next
from lstm_utils.tasks.reber_stream import reber_stream
from lstm_utils.tasks.reber_training import learn_stream, open_gates, strings_needed


@pytest.fixture(scope="module")
def windows():
    """Five windows of four streams."""
    return list(islice(reber_stream(37, 4, np.random.default_rng(3)), 5))


def test_a_stream_is_string_after_string(windows):
    """Is every stream, over all windows, a row of complete strings of the grammar?"""
    ids = np.concatenate([w["x"].argmax(axis=2) for w in windows])
    for stream in ids.T:
        text = "".join(SYMBOLS[k] for k in stream)
        *complete, rest = text.replace("EB", "E B").split(" ")
        assert len(complete) > 5
        assert all(legal_next(string) == "" for string in complete)
        legal_next(rest)  # a beginning of a string, or it raises


def test_targets_are_the_next_symbols(windows):
    """Is y the next x, from one window to the next as well?"""
    x = np.concatenate([w["x"].argmax(axis=2) for w in windows])
    y = np.concatenate([w["y"] for w in windows])
    np.testing.assert_array_equal(y[:-1], x[1:])


def test_far_marks_the_letter_that_comes_back(windows):
    """Is far true where the next symbol repeats the second one and E follows, only there?"""
    x = np.concatenate([w["x"].argmax(axis=2) for w in windows])
    far = np.concatenate([w["far"] for w in windows])
    for stream, marked in zip(x.T, far.T, strict=True):
        text = "".join(SYMBOLS[k] for k in stream)
        ends = [n for n in range(len(text) - 1) if text[n : n + 2] == "EB"]
        expected = [end - 2 for end in ends]
        found = [n for n in np.flatnonzero(marked) if n < (ends[-1] - 1)]
        assert found == expected
        for start, end in zip([0, *(end + 1 for end in ends)], ends, strict=False):
            assert text[start + 1] == text[end - 1]


def test_start_marks_the_first_symbols(windows):
    """Is start true at the first step and after each E that ends a string, only there?"""
    ids = np.concatenate([w["x"].argmax(axis=2) for w in windows])
    start = np.concatenate([w["start"] for w in windows])
    E, B = SYMBOLS.index("E"), SYMBOLS.index("B")
    before = np.vstack([np.full((1, 4), E), ids[:-1]])
    np.testing.assert_array_equal(start, (before == E) & (ids == B))


def test_a_reset_empties_the_cells():
    """Does a net that cannot forget keep its states small if they are reset?"""
    freeze = partial(open_gates, gates="f")
    assert max(learn_stream(0, freeze, updates=25, reset=True).size) < 10


def test_a_frozen_gate_is_frozen_from_the_start():
    """Does the state of a net that cannot forget grow at once, that of the LSTM not?"""
    lstm, frozen = (
        learn_stream(0, partial(open_gates, gates=g), updates=50) for g in ("", "f")
    )
    assert lstm.symbols == [20_000, 40_000]
    assert max(lstm.size) < 10 < 100 < min(frozen.size)


def test_a_run_that_does_not_learn_is_infinite():
    """Is inf returned where the limit comes first, and the same number for the same seed?"""
    assert strings_needed(0, most=640) == np.inf


@pytest.mark.thorough
def test_the_numbers_that_lesson_08_quotes():
    """Do eight runs on strings and five on streams give what the lesson says?"""
    ranges = {}
    for gates in ("", "o", "f"):
        runs = [
            strings_needed(seed, freeze=partial(open_gates, gates=gates)) for seed in range(8)
        ]
        ranges[gates] = min(runs), max(runs), sum(map(np.isfinite, runs))
    assert ranges[""] == (8_640, 37_440, 8)
    assert ranges["o"] == (5_440, 13_440, 8)
    assert ranges["f"][2] == 7
    lstm = [learn_stream(seed).wrong[-1] for seed in range(5)]
    frozen = [
        learn_stream(seed, partial(open_gates, gates="f"), 1000).wrong for seed in range(5)
    ]
    assert max(lstm) < 0.0045
    assert min(wrong[19] for wrong in frozen) > 0.375  # after 500 updates of 800 symbols
    assert max(wrong[19] for wrong in frozen) < 0.505
    assert sum(wrong[-1] < 0.1 for wrong in frozen) == 2
