"""Advantages: are they the sums that their definition asks for?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets


def drawn(T=9, B=4, ends=0.3):
    """Return rewards, values, ended and last."""
    rng = np.random.default_rng(T)
    rewards, values = rng.normal(size=(2, T, B))
    return rewards, values, rng.random((T, B)) < ends, rng.normal(size=B)


@pytest.mark.parametrize(("gamma", "lam"), [(0.9, 0.7), (1.0, 1.0), (0.8, 0.0), (0.0, 0.5)])
def test_advantages_are_sums_of_surprises(gamma, lam):
    """Is each advantage the sum of later surprises, up to the end of its game?"""
    rewards, values, ended, last = drawn()
    found = nets.gae(rewards, values, ended, last, gamma, lam)
    for t, n in np.ndindex(values.shape):
        total = 0.0
        for k in range(t, len(values)):
            after = values[k + 1, n] if k + 1 < len(values) else last[n]
            surprise = rewards[k, n] + gamma * after * (not ended[k, n]) - values[k, n]
            total += (gamma * lam) ** (k - t) * surprise
            if ended[k, n]:
                break
        assert found[t, n] == pytest.approx(total, abs=1e-12)


def test_with_lam_1_values_cancel():
    """With lam = 1, are advantage + value the discounted rewards to the end?"""
    rewards, values, ended, last = drawn(ends=0.0)
    found = nets.gae(rewards, values, ended, last, 0.9, 1.0) + values
    right = sum(0.9**t * rewards[t] for t in range(9)) + 0.9**9 * last
    np.testing.assert_allclose(found[0], right, rtol=1e-12)


def test_nothing_after_the_end_counts():
    """Do other rewards and estimates after the end of a game leave its advantages alone?"""
    rewards, values, ended, last = drawn(ends=0.0)
    ended[4] = True
    found = nets.gae(rewards, values, ended, last, 0.9, 0.8)
    rewards[5:], values[5:] = 1e9, -1e9
    changed = nets.gae(rewards, values, ended, 0 * last, 0.9, 0.8)
    assert np.array_equal(found[:5], changed[:5])
