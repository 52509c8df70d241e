"""Interventions: change what a unit of a trained LSTM does, and see what the net does then.

T = time steps, B = batch, I = inputs, H = hidden units, K = classes. `params` is the dict of
sequence_net_init. A run is what lstm_forward kept: `_, (_, run) = sequence_net_forward(...)`,
with x (T, B, I), and hs and cs (T + 1, B, H), where row t is the state after t steps.
"""

from collections.abc import Mapping

import numpy as np

from lstm_utils.arrays import Array, IntArray, Params
from lstm_utils.shapes import require_shapes

from .lstm import lstm_forward

SPEC = "W_ih (4H, I), W_hh (4H, H), b (4H,), W_out (K, H), b_out (K,)"


def ablate(params: Params, unit: int) -> Params:
    """Silence one unit: its c and h are 0 at every step.

    With all weights and biases in its four rows at 0, g = tanh(0) = 0, so that nothing is
    ever added to a state that starts at 0.

    Args:
        params: dict of float arrays, as sequence_net_init returns it; not changed.
        unit: number of the unit, 0 to H - 1.

    Returns:
        New dict of new arrays.

    Raises:
        ValueError: if the shapes do not fit, or there is no such unit.
    """
    H = _require_unit("ablate", params, unit)
    new = {name: q.copy() for name, q in params.items()}
    for name in ("W_ih", "W_hh", "b"):
        new[name][unit::H] = 0  # its rows in the blocks i, f, g, o
    return new


def mean_ablate(params: Params, unit: int, mean: float) -> Params:
    """Replace the output of one unit by a constant, for the gates and for the output layer.

    What the constant adds is moved into the biases, and the unit's outgoing weights are 0.

    Args:
        params: dict of float arrays, as sequence_net_init returns it; not changed.
        unit: number of the unit, 0 to H - 1.
        mean: the constant, for instance the mean of its h over many sentences.

    Returns:
        New dict of new arrays: for all readers of h, the unit's h is `mean` at every step,
        before the first one as well.

    Raises:
        ValueError: if the shapes do not fit, or there is no such unit.
    """
    _require_unit("mean_ablate", params, unit)
    new = {name: q.copy() for name, q in params.items()}
    for weights, bias in (("W_hh", "b"), ("W_out", "b_out")):
        new[bias] += mean * new[weights][:, unit]
        new[weights][:, unit] = 0
    return new


def patch(
    params: Params,
    run_a: Mapping[str, Array],
    run_b: Mapping[str, Array],
    units: IntArray,
    t: int,
) -> Array:
    """Repeat run b from step t on, with some units' states taken from run a at that time.

    Args:
        params: dict of float arrays, as sequence_net_init returns it.
        run_a: the run that lends c and h, of t steps or more; not changed.
        run_b: the run that is repeated; not changed.
        units: numbers of the units, (n,) integer array.
        t: how many steps were read when the states are exchanged, 0 to T - 1.

    Returns:
        Hidden state after each step of the patched run, (T, B, H): the first t are those of
        run b.

    Raises:
        ValueError: if the runs do not fit each other, or t is not a step of both.

    Source: Vig et al. (2020), NeurIPS, arXiv:2004.12265, for interventions on single units.
    """
    hs_a, hs_b, x = run_a["hs"], run_b["hs"], run_b["x"]
    if hs_a.shape[1:] != hs_b.shape[1:] or not 0 <= t < min(len(hs_a), len(x)):
        raise ValueError(
            f"patch expects runs with the same B and H, and t in both; got hs {hs_a.shape} "
            f"and {hs_b.shape}, t = {t}"
        )
    h, c = hs_b[t].copy(), run_b["cs"][t].copy()
    h[:, units] = hs_a[t][:, units]
    c[:, units] = run_a["cs"][t][:, units]
    later, _, _ = lstm_forward(x[t:], h, c, params["W_ih"], params["W_hh"], params["b"])
    return np.concatenate([hs_b[1 : t + 1], later])


def _require_unit(where: str, params: Params, unit: int) -> int:
    """Return H if the parameters fit and have that unit."""
    names = ("W_ih", "W_hh", "b", "W_out", "b_out")
    require_shapes(where, SPEC, *(params[name] for name in names))
    H = params["W_hh"].shape[1]
    if not 0 <= unit < H:
        raise ValueError(f"{where} expects a unit from 0 to {H - 1}; got {unit}")
    return H


def edit_state(c: Array, dS: Array, cs: Array, snow: Array) -> Array:
    """Add snow to cell states, along the direction in which snow moves them.

    Args:
        c: cell states, (B, H) float array; not changed.
        dS: millimetres of snow to add to each, (B,) float array.
        cs: recorded states, (N, H) float array.
        snow: millimetres of snow at each recorded state, (N,) float array, not constant.

    Returns:
        c + dS v, (B, H), where v (H,) is the slope of each unit's least-squares line on snow.

    Raises:
        ValueError: if the shapes do not fit, or snow is constant.

    Source: Haufe and others (2014), NeuroImage 87:96-110, for directions that write and weights
        that read.
    """
    spec = "c (B, H), dS (B,), cs (N, H), snow (N,)"
    require_shapes("edit_state", spec, c, dS, cs, snow)
    d = snow - snow.mean()
    if not d.any():
        raise ValueError("edit_state expects states with different amounts of snow")
    v = d @ cs / (d @ d)
    return c + dS[:, None] * v
