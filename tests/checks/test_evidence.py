"""Random answers: are the stated false-alarm rate and the power what the tests give?"""

import itertools
import math

import numpy as np
import pytest

from lstm_utils.checks import evidence, get
from lstm_utils.checks.bank.l04_rnn import _strings as strings
from lstm_utils.checks.bank.l07_memory_cell import long_lag_sequences as long_lag
from lstm_utils.tasks import reber as task

LAW = (0.5, 0.3, 0.2)


def _repeats(draws):
    return evidence.of_repeats([(b == a, LAW[a]) for a, b in itertools.pairwise(draws)])


TESTS = {
    "counts": lambda draws: evidence.of_counts([draws.count(v) for v in range(3)], LAW),
    "contexts": lambda draws: evidence.against(
        zip([None, *draws], draws, strict=False), LAW, 4
    ),
    "levels": lambda draws: evidence.of_levels(draws, LAW),
    "repeats": _repeats,
    "several laws": lambda draws: evidence.mean([TESTS["counts"](draws), _repeats(draws)]),
}


@pytest.mark.parametrize("name", TESTS)
def test_false_alarms(name):
    """Is the mean of exp(evidence) over all draws 1, so that it exceeds 1/a at most a times?"""
    total = 0.0
    for draws in itertools.product(range(3), repeat=7):
        p = math.prod(LAW[v] for v in draws)
        total += p * math.exp(TESTS[name](list(draws)))
    assert math.isclose(total, 1.0, rel_tol=1e-9)


def test_threshold():
    """Does a check that makes 20 tests refuse at most one right sampler in 10^9?"""
    assert 20 * math.exp(-evidence.threshold(20)) <= evidence.ALPHA * (1 + 1e-9)
    assert evidence.strongest({"a": evidence.threshold(2) - 0.1, "b": 0.0}) == ""
    assert evidence.strongest({"a": evidence.threshold(2) + 0.1, "b": 0.0}) == "a"


def power(margins):
    """Return the share of samplers that are refused, as a normal law of the margins has it."""
    mean, deviation = np.mean(margins), np.std(margins, ddof=1) + 1e-12
    return 0.5 * (1 + math.erf(mean / deviation / 2**0.5))


def _margin(found):
    return max(found.values()) - evidence.threshold(len(found))


def _biased(q, forks):
    """Make a sampler that takes the second way with probability q at some of the forks."""

    def sampler(rng):
        state, text = 0, ""
        while ways := list(task.REBER[state]):
            share = q if state in forks else 0.5
            way = int(len(ways) > 1 and rng.random() < share)
            text, state = text + ways[way], task.REBER[state][ways[way]]
        return text

    return sampler


def _at_most(longest):
    def sampler(rng):
        while len(string := task.reber(rng)) > longest:
            pass
        return string

    return sampler


STRINGS = {
    "42:58 at each fork": _biased(0.42, range(8)),
    "35:65 at the first fork": _biased(0.35, [1]),
    "35:65 at the S loop": _biased(0.35, [2]),
    "35:65 at the last fork of the lower branch": _biased(0.35, [5]),
    "no string over 14 symbols": _at_most(14),
    "no string over 17 symbols": _at_most(17),
}


@pytest.mark.parametrize("name", STRINGS)
def test_power_on_strings(name, long):
    """Is a wrong sampler of strings refused in 999 of 1,000 checks at least?"""
    margins = []
    for seed in range(24 if long else 6):
        rng = np.random.default_rng(seed)
        drawn = [STRINGS[name](rng) for _ in range(strings.MANY)]
        found = strings.tests(task.REBER, drawn)
        margins.append(_margin(found | {"cut": strings.cut_short(task.REBER, drawn)}))
    assert min(margins) > 0
    assert power(margins) >= 0.999


def test_right_strings_are_far_from_refused(long):
    """Is the most evidence against right samples below half of the threshold?"""
    for seed in range(24 if long else 6):
        rng = np.random.default_rng(seed)
        drawn = [task.reber(rng) for _ in range(strings.MANY)]
        found = strings.tests(task.REBER, drawn)
        assert max(found.values()) < evidence.threshold(len(found)) / 2


@pytest.mark.parametrize("name", ["reber", "embedded-reber"])
def test_many_strings_come_from_one_generator(name):
    """Do cases of a check draw many strings in a row, so that dependence shows?"""
    assert [case.times for case in get(name).draw() if case.times > 1] == [strings.MANY]


Q, P, B = 2, 3, 2000  # as in three cases of long-lag-sequences


def _sequences(q, p, rng, B, **swap):
    """Draw long-lag sequences with parts exchanged: `lengths`, `y`, `inner` (T -> symbols)."""
    lengths = swap.get("lengths", q + 2 + rng.geometric(0.1, size=B))
    y = swap.get("y", rng.integers(2, size=B))
    T = lengths.max()
    ids = swap["inner"](T) if "inner" in swap else rng.integers(p, size=(T, B))
    ids[0], ids[1] = p + 1, p + 2 + y
    ids[lengths - 1, np.arange(B)] = p
    ids[np.arange(T)[:, None] >= lengths] = 0
    return ids, lengths, y


def _batch(rng, extra=None, y=None, inner=None):
    extra = rng.geometric(0.1, size=B) - 1 if extra is None else extra
    return _sequences(
        Q,
        P,
        rng,
        B,
        lengths=Q + 3 + np.asarray(extra),
        y=rng.integers(2, size=B) if y is None else y,
        inner=inner or (lambda T: rng.integers(P, size=(T, B))),
    )


BATCHES = {
    "y with 42:58": lambda rng: _batch(rng, y=(rng.random(B) < 0.42).astype(int)),
    "an end after 8 throws on average": lambda rng: _batch(rng, rng.geometric(1 / 8, B) - 1),
    "a Poisson end": lambda rng: _batch(rng, rng.poisson(9, B)),
    "a uniform end": lambda rng: _batch(rng, rng.integers(19, size=B)),
    "an end after 30 throws at most": lambda rng: _batch(
        rng, np.minimum(rng.geometric(0.1, B) - 1, 29)
    ),
    "distractors with 30:33:37": lambda rng: _batch(
        rng, inner=lambda T: rng.choice(P, size=(T, B), p=[0.3, 0.33, 0.37])
    ),
    "a distractor that is not repeated": lambda rng: _batch(
        rng, inner=lambda T: (rng.integers(P, size=B) + np.arange(T)[:, None]) % P
    ),
    "ends in pairs": lambda rng: _batch(rng, np.repeat(rng.geometric(0.1, B // 2) - 1, 2)),
}


def _evidence_of(draw, rng):
    return long_lag.evidence_of([(Q, P, *draw(rng)) for _ in range(long_lag.LARGE)])


@pytest.mark.parametrize("name", BATCHES)
def test_power_on_batches(name, long):
    """Is a wrong sampler of long-lag sequences refused in 999 of 1,000 checks at least?"""
    margins = [
        _margin(_evidence_of(BATCHES[name], np.random.default_rng(seed)))
        for seed in range(32 if long else 8)
    ]
    assert min(margins) > 0
    assert power(margins) >= 0.999


def test_right_batches_are_far_from_refused(long):
    """Is the most evidence against right batches below half of the threshold?"""
    for seed in range(32 if long else 8):
        found = _evidence_of(_batch, np.random.default_rng(seed))
        assert max(found.values()) < evidence.threshold(len(found)) / 2
