"""Interventions: is the changed net the net in which that unit was changed at every step?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets

T, B, I, H, K = 6, 3, 4, 5, 2


def net_and_runs(seed, T_a=T):
    """A net with random weights, and two runs."""
    rng = np.random.default_rng(seed)
    params = nets.sequence_net_init(nets.lstm_init(I, H, rng), K, rng)
    params = {name: 2 * q for name, q in params.items()}
    runs = [nets.sequence_net_forward(params, rng.normal(size=(n, B, I))) for n in (T_a, T)]
    return params, *(run for _, (_, run) in runs)


def clamped(params, x, unit, value):
    """Logits and h (T, B, ...) of a loop that sets one unit's h before any other reads it."""
    h, c = np.zeros((2, B, H))
    hs = []
    for x_t in x:
        h[:, unit] = value
        h, c, _ = nets.lstm_step(x_t, h, c, params["W_ih"], params["W_hh"], params["b"])
        h = h.copy()
        h[:, unit] = value
        hs.append(h)
    return np.stack(hs) @ params["W_out"].T + params["b_out"], np.stack(hs)


@pytest.mark.parametrize("unit", range(H))
def test_an_ablated_unit_is_silent(unit):
    """Are its c and h 0, and is all else as in a loop that clamps its h at 0?"""
    params, _, run = net_and_runs(unit)
    z, (_, silent) = nets.sequence_net_forward(nets.ablate(params, unit), run["x"])
    assert not silent["cs"][:, :, unit].any()
    assert not silent["hs"][:, :, unit].any()
    expected, hs = clamped(params, run["x"], unit, 0.0)
    np.testing.assert_allclose(z, expected, atol=1e-12)
    np.testing.assert_allclose(silent["hs"][1:], hs, atol=1e-12)


@pytest.mark.parametrize(("unit", "mean"), [(0, 0.7), (2, -0.3), (4, 0.0)])
def test_a_mean_ablated_unit_is_constant(unit, mean):
    """Are the logits and the others' h those of a loop that clamps its h at the mean?"""
    params, _, run = net_and_runs(unit)
    new = nets.mean_ablate(params, unit, mean)
    z, (hs, _) = nets.sequence_net_forward(new, run["x"])
    expected, clamped_hs = clamped(params, run["x"], unit, mean)
    np.testing.assert_allclose(z, expected, atol=1e-12)
    others = np.arange(H) != unit
    np.testing.assert_allclose(hs[:, :, others], clamped_hs[:, :, others], atol=1e-12)


def test_the_net_itself_is_not_changed():
    """Are the given parameters as they were, and is no array shared?"""
    params, _, _ = net_and_runs(0)
    before = {name: q.copy() for name, q in params.items()}
    for new in (nets.ablate(params, 1), nets.mean_ablate(params, 1, 0.5)):
        for name, q in before.items():
            assert np.array_equal(params[name], q)
            assert not np.shares_memory(new[name], params[name])


@pytest.mark.parametrize("t", range(T))
def test_all_units_patched_go_on_as_run_a(t):
    """Is it run b's words from run a's state, the first t steps being run b's?"""
    params, a, b = net_and_runs(t, T_a=8)
    patched = nets.patch(params, a, b, np.arange(H), t)
    weights = (params["W_ih"], params["W_hh"], params["b"])
    later, _, _ = nets.lstm_forward(b["x"][t:], a["hs"][t], a["cs"][t], *weights)
    np.testing.assert_allclose(patched, np.concatenate([b["hs"][1 : t + 1], later]))


def test_no_unit_patched_and_patched_with_itself_is_run_b():
    """Does nothing change without units, or where both runs are the same?"""
    params, a, b = net_and_runs(0)
    for lender, units in ((a, np.array([], dtype=int)), (b, np.array([1, 3]))):
        np.testing.assert_allclose(nets.patch(params, lender, b, units, 2), b["hs"][1:])


def test_one_unit_patched():
    """Is it a loop that sets one unit's c and h once?"""
    params, a, b = net_and_runs(3)
    before = {name: q.copy() for name, q in b.items()}
    patched = nets.patch(params, a, b, np.array([2]), 4)
    h, c = b["hs"][4].copy(), b["cs"][4].copy()
    h[:, 2], c[:, 2] = a["hs"][4][:, 2], a["cs"][4][:, 2]
    for t in (4, 5):
        h, c, _ = nets.lstm_step(b["x"][t], h, c, params["W_ih"], params["W_hh"], params["b"])
        np.testing.assert_allclose(patched[t], h)
    assert all(np.array_equal(b[name], q) for name, q in before.items())


def test_what_does_not_fit_is_refused():
    """Do a missing unit, a step after the end and another batch size raise errors?"""
    params, a, b = net_and_runs(0)
    for change in (nets.ablate, lambda p, u: nets.mean_ablate(p, u, 0.1)):
        with pytest.raises(ValueError, match="a unit from 0 to 4; got 5"):
            change(params, 5)
    with pytest.raises(ValueError, match="t in both"):
        nets.patch(params, a, b, np.array([0]), T)
    with pytest.raises(ValueError, match="the same B and H"):
        nets.patch(params, {**a, "hs": a["hs"][:, :2]}, b, np.array([0]), 1)


def test_an_edit_moves_a_state_as_snow_does():
    """If states are a line in snow and noise, does an edit move along that line?"""
    rng = np.random.default_rng(0)
    snow, v = rng.uniform(0, 100, size=4000), np.array([0.3, -0.02, 0.0])
    cs = np.outer(snow, v) + rng.normal(size=(4000, 3)) + 5
    c = rng.normal(size=(2, 3))
    moved = nets.edit_state(c, np.array([50.0, 0.0]), cs, snow) - c
    np.testing.assert_allclose(moved[0], 50 * v, atol=0.1)
    assert not moved[1].any()


def test_an_edit_needs_different_amounts_of_snow():
    """Does a constant amount raise an error?"""
    with pytest.raises(ValueError, match="different amounts"):
        nets.edit_state(np.zeros((1, 2)), np.zeros(1), np.ones((3, 2)), np.ones(3))
