"""A server of steps: is each user answered as if alone, and is nothing changed in place?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets

I, H, K = 2, 4, 3
RNG = np.random.default_rng(0)
W_IH, W_HH, B_ = nets.lstm_init(I, H, RNG)
PARAMS = {"W_ih": W_IH, "W_hh": W_HH, "b": B_}
PARAMS |= {"W_out": RNG.normal(size=(K, H)), "b_out": RNG.normal(size=K)}


def alone(x):
    """Return the outputs (T, K) of one sequence (T, I), read at once."""
    zeros = np.zeros((1, H))
    hs, _, _ = nets.lstm_forward(x[:, None], zeros, zeros, W_IH, W_HH, B_)
    return hs[:, 0] @ PARAMS["W_out"].T + PARAMS["b_out"]


def test_two_users_never_mix():
    """Do three users get what they would get alone, however their requests are interleaved?"""
    for seed in range(5):
        rng = np.random.default_rng(seed)
        texts = {user: rng.normal(size=(6, I)) for user in ("ada", "bo", "cy")}
        expected = {user: alone(x) for user, x in texts.items()}
        done, states = dict.fromkeys(texts, 0), {}
        while waiting := [user for user in texts if done[user] < 6]:
            users = rng.permutation(waiting)[: rng.integers(1, 4)].tolist()
            x = np.stack([texts[user][done[user]] for user in users])
            y, states = nets.serve_batch(users, x, states, PARAMS)
            for user, row in zip(users, y, strict=True):
                np.testing.assert_allclose(row, expected[user][done[user]], atol=1e-12)
                done[user] += 1


def test_nothing_is_changed_or_shared():
    """Are the states of before as they were, and is each new one an array of its own?"""
    states = {user: (RNG.normal(size=H), RNG.normal(size=H)) for user in ("ada", "bo")}
    before = {user: [q.copy() for q in state] for user, state in states.items()}
    _, after = nets.serve_batch(["bo", "cy"], RNG.normal(size=(2, I)), states, PARAMS)
    assert list(states) == ["ada", "bo"]
    for user, state in states.items():
        np.testing.assert_array_equal(state, before[user])
    assert set(after) == {"ada", "bo", "cy"}
    assert after["ada"] is states["ada"]
    assert not np.shares_memory(after["bo"][0], after["cy"][0])


def test_wrong_calls_are_named():
    """Are a user who asks twice and a wrong shape refused?"""
    x = RNG.normal(size=(2, I))
    with pytest.raises(ValueError, match="expects each user once"):
        nets.serve_batch(["ada", "ada"], x, {}, PARAMS)
    with pytest.raises(ValueError, match="step_server expects x"):
        nets.step_server(x[0], None, PARAMS)
