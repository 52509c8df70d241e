"""Lesson 17: gradients back through the net that reads from both ends."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import both, inside

ex = exercise(
    "bilstm-backward",
    lesson="17_both_ways",
    reference=nets.bilstm_backward,
    outputs=("dx", "dfwd", "dbwd"),
    hints=[
        "dhs[:, :, :H] goes back through cache['fwd'], dhs[:, :, H:] through cache['bwd']. The second net has seen everything reversed.",
        "Set dhs to 0 where t >= lengths, with np.where. Reverse the second half with nets.reverse_padded before lstm_backward, and "
        "reverse the dx that comes out.",
        "dx, *dfwd, _, _ = nets.lstm_backward(half, cache['fwd']) leaves dW_ih, dW_hh, db in dfwd. The sum of both dx is dx.",
    ],
)


@ex.cases
def _(rng):
    def case(T, lengths, I, H, pad=None, dpad=None):
        drawn = both(rng, T, lengths, I, H, pad)
        _, _, cache = nets.bilstm_forward(**drawn)
        dhs = rng.normal(size=(T, len(lengths), 2 * H))
        if dpad is not None:
            dhs[~inside(drawn["x"], drawn["lengths"])] = dpad
        return dict(dhs=dhs, cache=cache)

    yield "T=5, lengths 5, 3, 1, 4", case(5, [5, 3, 1, 4], 2, 3)
    yield "all as long as T", case(4, [4, 4], 3, 2)
    yield "zeros in the padding of dhs", case(6, [2, 6, 4], 3, 4, dpad=0.0)
    yield "nan in the padding of dhs", case(5, [3, 5, 2], 2, 3, dpad=np.nan)
    yield "no sequence reaches T", case(7, [3, 5, 4], 2, 3)
    yield "one step", case(1, [1, 1, 1], 3, 2)
    yield "one sequence", case(6, [4], 2, 3)
    yield "one unit, one input", case(5, [5, 2], 1, 1)
    yield "T = B = I = H = 4", case(4, [2, 4, 3, 1], 4, 4)
    yield "I = 2H", case(4, [3, 4], 4, 2)
    large = case(5, [5, 3], 2, 3)
    yield "gradients in the thousands", large | dict(dhs=1000 * large["dhs"])
    only = case(5, [5, 2, 3], 2, 3)
    only["dhs"][:, :, 3:] = 0.0
    yield "only the forward half has a gradient", only
    last = case(5, [5, 2, 3], 2, 3)
    last["dhs"][1:] = 0.0
    yield "only step 0 has a gradient", last
    yield "40 steps", case(40, rng.integers(1, 41, size=4), 2, 2)


MASK, FWD_HALF, BACK_HALF = "dhs = np.where(inside, dhs, 0)", "dhs[:, :, :H]", "dhs[:, :, H:]"
D_BACK, DX = "nets.reverse_padded(dhs[:, :, H:], lengths)", "dx_fwd + nets.reverse_padded(dx_bwd, lengths)"
UNPACK_FWD, UNPACK_BWD = "dx_fwd, *dfwd, _, _ =", "dx_bwd, *dbwd, _, _ ="
INSIDE = "(np.arange(len(dhs))[:, None] < lengths)[:, :, None]"
mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            DX,
            f"np.clip({DX}, -5, 5)",
        ),
        "the backward half is not reversed: its net has seen the sequence from the end, use nets.reverse_padded.": (
            D_BACK,
            BACK_HALF,
        ),
        "the backward half is reversed with its padding: use nets.reverse_padded(half, lengths).": (D_BACK, "dhs[::-1, :, H:]"),
        "dx of the backward net is not reversed again: row t of dx is about step t.": (DX, "dx_fwd + dx_bwd"),
        "dx of the backward net is reversed with its padding: use nets.reverse_padded(dx, lengths).": (
            DX,
            "dx_fwd + dx_bwd[::-1]",
        ),
        "nothing is reversed: the backward net has seen the sequence from the end.": [
            (D_BACK, BACK_HALF),
            (DX, "dx_fwd + dx_bwd"),
        ],
        "everything is reversed with its padding: use nets.reverse_padded, for the gradient that goes in and for dx.": [
            (D_BACK, "dhs[::-1, :, H:]"),
            (DX, "dx_fwd + dx_bwd[::-1]"),
        ],
        "the gradients in the padding are kept: hs is 0 there, so set dhs to 0 where t >= lengths.": (f"    {MASK}\n", ""),
        "dhs is multiplied by the mask: nan times 0 is nan, use np.where(inside, dhs, 0).": (MASK, "dhs = dhs * inside"),
        "dhs is 0 one step too early (off by one): t < lengths are a sequence's steps.": (
            INSIDE,
            INSIDE.replace("< lengths", "< lengths - 1"),
        ),
        "dhs is 0 one step too late (off by one): t < lengths are a sequence's steps.": (
            INSIDE,
            INSIDE.replace("< lengths", "<= lengths"),
        ),
        "the halves are exchanged: the forward net's half comes first.": [
            (FWD_HALF, "dhs[:, :, -H:]"),
            (D_BACK, "nets.reverse_padded(dhs[:, :, :-H], lengths)"),
        ],
        "both nets get the forward half: the backward net's is dhs[:, :, H:].": (
            D_BACK,
            "nets.reverse_padded(dhs[:, :, :H], lengths)",
        ),
        "both nets get the backward half: the forward net's is dhs[:, :, :H].": (FWD_HALF, "dhs[:, :, -H:]"),
        "both nets get the sum of the halves: each gets its own.": [
            (FWD_HALF, "dhs[:, :, :H] + dhs[:, :, -H:]"),
            (D_BACK, "nets.reverse_padded(dhs[:, :, :H] + dhs[:, :, -H:], lengths)"),
        ],
        "dx has only the forward net's part: both nets read x, add the two.": (DX, "dx_fwd"),
        "dx has only the backward net's part: both nets read x, add the two.": (DX, "nets.reverse_padded(dx_bwd, lengths)"),
        "dx is the mean of both: add the two.": (DX, f"({DX}) / 2"),
        "the two dx are side by side: both nets read the same x, add them.": (
            DX,
            "np.concatenate([dx_fwd, nets.reverse_padded(dx_bwd, lengths)], axis=2)",
        ),
        "the caches are exchanged: cache['fwd'] belongs to the first half.": [
            ('cache["fwd"]', 'cache["f"]'),
            ('cache["bwd"]', 'cache["fwd"]'),
            ('cache["f"]', 'cache["bwd"]'),
        ],
        "both halves go back through the forward net: the second has cache['bwd'].": ('cache["bwd"]', 'cache["fwd"]'),
        "dfwd and dbwd are exchanged: return dx, dfwd, dbwd.": (", dfwd, dbwd", ", dbwd, dfwd"),
        "the gradients of both nets are added: each net has weights of its own.": (
            ", dfwd, dbwd",
            ", [a + b for a, b in zip(dfwd, dbwd)], [a + b for a, b in zip(dfwd, dbwd)]",
        ),
        "dfwd and dbwd have the gradients of the states, too: keep dW_ih, dW_hh, db.": [
            (UNPACK_FWD, "dx_fwd, *dfwd ="),
            (UNPACK_BWD, "dx_bwd, *dbwd ="),
        ],
        "dh0 and dc0 are returned for the weights: lstm_backward returns dx, dW_ih, dW_hh, db, dh0, dc0.": [
            (UNPACK_FWD, "dx_fwd, _, _, *dfwd ="),
            (UNPACK_BWD, "dx_bwd, _, _, *dbwd ="),
        ],
        "the gradients of the weights are divided by B: lstm_backward has summed them, keep the sums.": (
            ", dfwd, dbwd",
            ", [q / dhs.shape[1] for q in dfwd], [q / dhs.shape[1] for q in dbwd]",
        ),
        "H is half of dhs along the wrong axis: the units are axis 2.": ("dhs.shape[2] // 2", "dhs.shape[1] // 2"),
        "dbwd is missing: return dx, dfwd and dbwd.": (", dfwd, dbwd", ", dfwd"),
        "the six gradients are one flat tuple: return dx, and one group for each net.": (", dfwd, dbwd", ", *dfwd, *dbwd"),
        "the batch is reversed, not time: each sequence was read from its own end.": [
            (D_BACK, "dhs[:, ::-1, H:]"),
            (DX, "dx_fwd + dx_bwd[:, ::-1]"),
        ],
        "dhs is changed: make a new array, np.where(inside, dhs, 0).": (
            MASK,
            "dhs *= inside\n    dhs[~np.broadcast_to(inside, dhs.shape)] = 0",
        ),
    },
)


equivalents(
    ex,
    {
        "a loop over both halves": """
        lengths = cache["lengths"]
        mask = np.arange(dhs.shape[0])[:, np.newaxis] < lengths
        dhs = dhs.copy()
        dhs[~mask] = 0.0
        H, dx, grads = dhs.shape[-1] // 2, 0.0, []
        for k, name in enumerate(("fwd", "bwd")):
            half = dhs[..., k * H : (k + 1) * H]
            half = nets.reverse_padded(half, lengths) if k else half
            found = nets.lstm_backward(half, cache[name])
            dx = dx + (nets.reverse_padded(found[0], lengths) if k else found[0])
            grads.append(found[1:4])
        return dx, *grads
    """,
        "np.split, tuples": """
        lengths = cache["lengths"]
        keep = (np.arange(len(dhs))[:, None, None] < lengths[:, None])
        forth, back = np.split(np.where(keep, dhs, 0.0), 2, axis=2)
        a = nets.lstm_backward(forth, cache["fwd"])
        b = nets.lstm_backward(nets.reverse_padded(back, lengths), cache["bwd"])
        return a[0] + nets.reverse_padded(b[0], lengths), tuple(a[1:4]), tuple(b[1:4])
    """,
        "with a loop that reverses": """
        lengths, H = cache["lengths"], cache["fwd"]["W_hh"].shape[1]
        new, back = np.zeros_like(dhs), np.zeros_like(dhs[:, :, H:])
        for n, k in enumerate(lengths):
            new[:k, n] = dhs[:k, n]
            back[:k, n] = dhs[:k, n, H:][::-1]
        dx, dW_ih, dW_hh, db, _, _ = nets.lstm_backward(new[:, :, :H], cache["fwd"])
        dx_b, *dbwd, _, _ = nets.lstm_backward(back, cache["bwd"])
        dx = dx.copy()
        for n, k in enumerate(lengths):
            dx[:k, n] += dx_b[:k, n][::-1]
        return dx, [dW_ih, dW_hh, db], dbwd
    """,
    },
)
