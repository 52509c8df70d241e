"""Tests of the Reber grammars against regular expressions written from their drawing."""

import itertools
import re
from collections import Counter

import numpy as np
import pytest

from lstm_utils.tasks.reber import (
    EMBEDDED_REBER,
    REBER,
    SYMBOLS,
    all_legal,
    embedded_reber,
    legal_next,
    prediction_task,
    reber,
    reber_batch,
)

# Upper way in: T S* X, then round the right-hand loop; lower way in: P T* V, likewise.
INNER = "B(?:TS*X(?:XT*VP)*(?:S|XT*VV)|PT*V(?:PXT*V)*(?:PS|V))E"
LANGUAGE = {"reber": re.compile(INNER), "embedded": re.compile(f"B(?:T{INNER}T|P{INNER}P)E")}
GRAMMAR = {"reber": REBER, "embedded": EMBEDDED_REBER}
DRAW = {"reber": reber, "embedded": embedded_reber}
both = pytest.mark.parametrize("kind", ["reber", "embedded"])


def draw(kind, n, seed=0):
    """Draw n strings of one grammar."""
    rng = np.random.default_rng(seed)
    return [DRAW[kind](rng) for _ in range(n)]


def accepts(kind, string):
    """Walk a string with legal_next."""
    try:
        return legal_next(string, GRAMMAR[kind]) == ""
    except ValueError:
        return False


def decode(batch):
    """Read the strings back from a batch: the first input, then all targets that count."""
    first = np.array(list(SYMBOLS))[batch["x"][0].argmax(axis=1)]
    columns = zip(batch["y"].T, batch["mask"].T, strict=True)
    rest = ["".join(SYMBOLS[v] for v in y[mask]) for y, mask in columns]
    return [a + b for a, b in zip(first, rest, strict=True)]


@both
def test_every_string_is_in_the_language(kind):
    """Does a regular expression, written from the figure, accept all that is drawn?"""
    strings = draw(kind, 2000)
    assert [s for s in strings if not LANGUAGE[kind].fullmatch(s)] == []
    assert [s for s in strings if not accepts(kind, s)] == []


@both
def test_one_wrong_symbol_is_noticed(kind):
    """Is each string with one symbol replaced accepted only where the language has it?"""
    rejected = 0
    for string in set(draw(kind, 150)):
        for t, symbol in itertools.product(range(len(string)), SYMBOLS):
            other = string[:t] + symbol + string[t + 1 :]
            legal = LANGUAGE[kind].fullmatch(other) is not None
            assert accepts(kind, other) == legal, other
            rejected += not legal
    assert rejected > 1000


@both
def test_cut_and_lengthened_strings_are_not_complete(kind):
    """Is a string without its final E, or with one more, not of the language?"""
    for string in draw(kind, 50):
        assert legal_next(string[:-1], GRAMMAR[kind]) == "E"
        assert not accepts(kind, string + "E")


def test_the_short_strings_are_exactly_those_of_the_language():
    """Among all 137,256 strings of up to 6 symbols, are the accepted ones those expected?"""
    short = ["".join(s) for n in range(1, 7) for s in itertools.product(SYMBOLS, repeat=n)]
    expected = {s for s in short if LANGUAGE["reber"].fullmatch(s)}
    assert expected == {"BTXSE", "BPVVE", "BTSXSE", "BPTVVE", "BPVPSE"}
    assert {s for s in short if accepts("reber", s)} == expected


@both
def test_every_short_string_is_drawn_as_often_as_it_should_be(kind):
    """Is each string drawn with probability 1/2 to the number of its forks?"""
    n = 20_000
    counts = Counter(draw(kind, n, seed=1))
    checked = 0
    for string, count in counts.items():
        forks = sum(len(legal_next(string[:t], GRAMMAR[kind])) == 2 for t in range(len(string)))
        p = 0.5**forks
        if n * p > 100:
            # 5.5 standard deviations: a right generator fails once in 10^7 such tests
            assert abs(count - n * p) < 5.5 * (n * p * (1 - p)) ** 0.5, string
            checked += 1
    assert checked > 10


def test_the_ends_of_embedded_strings_agree():
    """Is the last symbol but one the second one, both T and P occurring, 6 or more apart?"""
    strings = draw("embedded", 300)
    assert all(s[1] == s[-2] and len(s) >= 9 for s in strings)
    assert {s[1] for s in strings} == {"T", "P"}


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", "B"),
        ("B", "TP"),
        ("BT", "B"),
        ("BTBPVVE", "T"),
        ("BPBPVVE", "P"),
        ("BTBTXSETE", ""),
    ],
)
def test_what_may_follow(prefix, expected):
    """Does the embedded grammar know what may come next, the far T or P among it?"""
    assert legal_next(prefix) == expected


def test_the_first_wrong_symbol_is_named():
    """Does an illegal beginning raise with the place, what was expected and what came?"""
    with pytest.raises(
        ValueError, match="begins with 'BX': after 'B' it expects T or P; got 'X'"
    ):
        legal_next("BXTT")
    with pytest.raises(ValueError, match="expects nothing more; got 'E'"):
        legal_next("BTXSEE", REBER)


@both
def test_a_batch_is_made_of_strings_of_the_language(kind):
    """Do the strings read back from a batch make the very same batch, and all belong?"""
    batch = reber_batch(200, np.random.default_rng(2), GRAMMAR[kind])
    strings = decode(batch)
    assert all(LANGUAGE[kind].fullmatch(s) for s in strings)
    np.testing.assert_equal(batch, prediction_task(strings, GRAMMAR[kind]))


def test_batches_draw_like_single_strings():
    """Are string lengths distributed alike in batches and one by one?"""
    batch = reber_batch(4000, np.random.default_rng(3))
    single = np.array([len(s) for s in draw("embedded", 4000, seed=4)])
    lengths = batch["mask"].sum(axis=0) + 1
    spread = (single.var() / 4000 + lengths.var() / 4000) ** 0.5
    assert abs(single.mean() - lengths.mean()) < 5.5 * spread
    assert abs((single == 9).mean() - (lengths == 9).mean()) < 5.5 * (2 * 0.25 / 4000) ** 0.5


def test_a_prediction_task_says_at_each_step_what_comes_and_what_may_come():
    """Are inputs, targets, mask and legal symbols those of the strings, and 0 after the end?"""
    strings = ["BTBTXSETE", "BPBTSSXXVVEPE"]
    task = prediction_task(strings)
    assert task["x"].shape == task["legal"].shape == (12, 2, 7)
    for b, string in enumerate(strings):
        for t in range(12):
            symbols = [SYMBOLS[v] for v in np.flatnonzero(task["legal"][t, b])]
            if t < len(string) - 1:
                assert task["x"][t, b].sum() == 1
                assert SYMBOLS[task["x"][t, b].argmax()] == string[t]
                assert SYMBOLS[task["y"][t, b]] == string[t + 1]
                assert task["mask"][t, b]
                assert "".join(symbols) == legal_next(string[: t + 1])
            else:
                assert symbols == []
                assert not task["mask"][t, b]
                assert task["y"][t, b] == 0
    assert task["x"][9:, 0].sum() == 0


def test_incomplete_strings_are_refused():
    """Does a string without its end raise?"""
    with pytest.raises(ValueError, match="complete strings; got 'BTBTX'"):
        prediction_task(["BTBTXSETE", "BTBTX"])


def test_only_a_string_without_mistakes_counts_as_right():
    """Is the truth right, and each string wrong when one legal symbol of it sinks?"""
    task = prediction_task(["BTBTXSETE", "BPBTSSXXVVEPE"])
    z = np.where(task["legal"], 1.0, -1.0)
    assert all_legal(z, task["legal"], task["mask"]).tolist() == [True, True]
    z[7, 0, SYMBOLS.index("E")] = -1  # a tie with the illegal ones is not enough
    assert all_legal(z, task["legal"], task["mask"]).tolist() == [False, True]
    z[7, 0] = 5.0
    assert all_legal(z, task["legal"], task["mask"]).tolist() == [False, True]
    z[7, 0, :6] = -5.0
    assert all_legal(z, task["legal"], task["mask"]).tolist() == [True, True]


def test_the_same_seed_draws_the_same():
    """Do two generators with one seed give the same strings and batches?"""
    assert draw("embedded", 20, seed=5) == draw("embedded", 20, seed=5)
    first, again = (reber_batch(20, np.random.default_rng(5)) for _ in "ab")
    np.testing.assert_equal(first, again)
