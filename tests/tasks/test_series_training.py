"""Training on series: spans, losses, steps and quantiles."""

import numpy as np
import pytest
import torch

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import series_training as task


def test_spans_are_consecutive_and_begin_anywhere():
    """Is each span a part of the series with its targets, and is the last day reached?"""
    x, y = np.arange(20.0)[:, None], np.arange(20.0) * 10
    a, lengths, b = task.draw_spans(x, y, 6, 300, np.random.default_rng(0))
    assert a.shape == b.shape == (6, 300, 1)
    assert set(lengths.tolist()) == {6}
    assert (a[1:] - a[:-1] == 1).all()
    assert torch.equal(10 * a, b)
    assert set(a[0].ravel().tolist()) == set(range(15))


def test_the_first_steps_do_not_count():
    """Is the loss that of the later steps alone?"""
    z, y = torch.zeros(5, 2, 1), torch.ones(5, 2, 1)
    y[:3] = 100
    assert task.squared_error_after(3)(z, y) == 1


def test_a_net_is_the_same_in_numpy():
    """Are outputs those of PyTorch, and do steps and read_on continue as read does?"""
    net = task.new_net(1, seed=2, units=5)
    params, x = task.as_params(net), np.random.default_rng(0).normal(size=(30, 1))
    z, hs, cs = task.read(params, x)
    with torch.no_grad():
        peer = net(torch.tensor(x[:, None]).float(), None)[:, 0, 0].numpy()
    np.testing.assert_allclose(z, peer, atol=1e-5)
    later = task.read_on(params, x[20:], hs[[19, 19]], cs[[19, 19]])
    np.testing.assert_allclose(later, np.repeat(z[20:, None], 2, axis=1), atol=1e-12)
    out, (h, c) = task.one_step(params)(x[20, 0], (hs[[19]], cs[[19]]))
    assert out == pytest.approx(z[20])
    np.testing.assert_allclose([h[0], c[0]], [hs[20], cs[20]])


def test_the_best_weights_are_returned():
    """Are the weights those with the best score, not the last ones?"""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 1))
    scores, seen = iter([1.0, 5.0, 2.0]), []

    def validate(params):
        seen.append(params)
        return next(scores)

    net = task.new_net(1, units=4)
    best, curve = task.learn_series(net, x, x[:, 0], 20, 5, 6, validate, B=4, every=2)
    assert curve == {2: 1.0, 4: 5.0, 6: 2.0}
    assert all(np.array_equal(best[name], seen[1][name]) for name in best)
    assert not np.array_equal(best["W_hh"], seen[2]["W_hh"])


def test_training_lowers_the_error():
    """Does an LSTM learn to repeat its input, and is there no curve without a score?"""
    x = np.random.default_rng(0).normal(size=(400, 1))
    net = task.new_net(1, units=8, forget_bias=0.0)
    params, curve = task.learn_series(net, x, x[:, 0], 20, 5, 100, lr=0.02)
    assert curve == {}
    assert nets.nse(x[:, 0], task.read(params, x)[0]) > 0.9


def test_a_linear_step_draws_a_sine():
    """Does a linear rule fit a sine from two values, and continue it freely?"""
    series = np.sin(0.3 * np.arange(80))
    x, y = nets.windows(series[:50], 2)
    step = task.linear_step(task.fit_linear(x, y))
    free = nets.rollout(step, series[47:49], series[49], 30)
    np.testing.assert_allclose(free, series[50:], atol=1e-6)
    assert abs(task.fit_linear(x, y, ridge=1e6)[:-1]).max() < 0.01


def test_quantiles_cover_what_they_promise():
    """Do rules for 5 and 95 % leave that much outside, wider where there is more noise?"""
    rng = np.random.default_rng(0)
    h = rng.uniform(size=(4000, 1))
    y = h[:, 0] + (0.1 + h[:, 0]) * rng.normal(size=4000)
    rules = task.learn_quantiles(h, y, np.array([0.05, 0.95]), updates=400)
    lo, hi = (np.hstack([h, np.ones((4000, 1))]) @ rules).T
    assert nets.coverage(lo, hi, y)[0] == pytest.approx(0.9, abs=0.03)
    assert rules[0, 1] > rules[0, 0] + 1
