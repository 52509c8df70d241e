"""Lesson 17: two LSTMs over a batch of several lengths, one from each end."""

import functools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import both


@functools.wraps(nets.bilstm_forward)
def bilstm_forward(x, lengths, fwd, bwd):
    """Run both nets; return the states and the final states."""
    return nets.bilstm_forward(x, lengths, fwd, bwd)[:2]


ex = exercise(
    "bilstm-forward",
    lesson="17_both_ways",
    reference=bilstm_forward,
    outputs=("hs", "h"),
    hints=[
        "The backward net is an ordinary LSTM on nets.reverse_padded(x, lengths). Its outputs come in its own order: reverse them, too.",
        "Each net is done at row lengths[n] - 1 of its own outputs, before they are reversed: h = np.stack([forth[last], back[last]]) "
        "with last = lengths - 1, np.arange(B).",
        "hs = np.concatenate([forth, nets.reverse_padded(back, lengths)], axis=2), and 0 where t >= lengths: "
        "np.where(inside, hs, 0) with inside (T, B, 1).",
    ],
)


@ex.cases
def _(rng):
    yield "T=5, lengths 5, 3, 1, 4", both(rng, 5, [5, 3, 1, 4], 2, 3)
    yield "all as long as T", both(rng, 4, [4, 4], 3, 2)
    yield "zeros in the padding", both(rng, 6, [2, 6, 4], 3, 4, pad=0.0)
    yield "nan in the padding", both(rng, 5, [3, 5, 2], 2, 3, pad=np.nan)
    yield "1e30 in the padding", both(rng, 4, [4, 1, 3], 2, 5, pad=1e30)
    yield "no sequence reaches T", both(rng, 7, [3, 5, 4], 2, 3)
    yield "one step", both(rng, 1, [1, 1, 1], 3, 2)
    yield "one sequence", both(rng, 6, [4], 2, 3)
    yield "one unit, one input", both(rng, 5, [5, 2], 1, 1)
    yield "T = B = I = H = 4", both(rng, 4, [2, 4, 3, 1], 4, 4)
    yield "T = B = 2H", both(rng, 4, [4, 2, 3, 4], 3, 2)
    same = both(rng, 5, [4, 2, 5], 3, 2)
    yield "equal weights for both nets", same | dict(bwd=same["fwd"])
    zeros = both(rng, 6, [5, 3, 4], 2, 3, pad=0.0)
    zeros["x"][[1, 2], 0] = 0.0
    zeros["x"][2, 1] = 0.0
    yield "steps of 0 inside a sequence", zeros
    yield "40 steps", both(rng, 40, rng.integers(1, 41, size=5), 2, 3)
    large = both(rng, 4, [4, 2], 3, 2)
    yield "inputs of size 20", large | dict(x=20 * large["x"])


INSIDE = "inside = (np.arange(len(x))[:, None] < lengths)[:, :, None]"
ZEROS = "zeros = np.zeros((x.shape[1], fwd[1].shape[1]))"
BACK = "nets.lstm_forward(nets.reverse_padded(x, lengths), zeros, zeros, *bwd)"
FORTH = "nets.lstm_forward(x, zeros, zeros, *fwd)"
H, HS = "np.stack([forth[last], back[last]])", "np.concatenate([forth, nets.reverse_padded(back, lengths)], axis=2)"
TURNED, MASKED = "nets.reverse_padded(back, lengths)]", "np.where(inside, hs, 0)"
FLIP = [("nets.reverse_padded(x, lengths)", "x[::-1]"), (TURNED, "back[::-1]]"), ("back[last]", "back[-1]")]
mistakes(
    ex,
    {
        "the padding is reversed to the front: the backward net must start at each sequence's last step, use nets.reverse_padded.": FLIP,
        "the batch is sorted by length and not restored: return it in the order of x.": (
            "inside =",
            'order = np.argsort(-lengths, kind="stable")\n    x, lengths = x[:, order], lengths[order]\n    inside =',
        ),
        "the padding is set to 0, but still read first by the backward net: use nets.reverse_padded.": [
            ("    zeros =", "    x = np.where(inside, x, 0)\n    zeros ="),
            *FLIP,
        ],
        "the forward net's final state is taken from the padding of hs, where it is 0: take row lengths - 1.": (
            "h = np.stack([forth[last], back[last]])",
            "h = np.stack([forth[-1] * inside[-1], back[last]])",
        ),
        "the backward net's outputs are not reversed again: row t of both halves is about step t.": (TURNED, "back]"),
        "the backward net's outputs are reversed with their padding: reverse each sequence within its length, nets.reverse_padded.": (
            TURNED,
            "back[::-1]]",
        ),
        "the backward net reads forward: give it nets.reverse_padded(x, lengths).": ("nets.reverse_padded(x, lengths)", "x"),
        "both nets read forward, and no output is reversed: the second one reads from the end.": [
            ("nets.reverse_padded(x, lengths)", "x"),
            (TURNED, "back]"),
        ],
        "the backward net's final state is taken at the last step, where it has read one: it is done at step 0.": (
            "back[last]",
            "nets.reverse_padded(back, lengths)[last]",
        ),
        "the final states are those of the last row, hs[-1]: a sequence ends at lengths - 1, the backward net at step 0.": (
            H,
            "np.stack([forth[-1], nets.reverse_padded(back, lengths)[-1]])",
        ),
        "the forward net's final state is after the padding: take row lengths - 1.": ("forth[last]", "forth[-1]"),
        "the backward net's final state is after the padding: take row lengths - 1 of its own outputs.": (
            "back[last]",
            "back[-1]",
        ),
        "both final states are after the padding: take row lengths - 1 of each net's own outputs.": (
            H,
            "np.stack([forth[-1], back[-1]])",
        ),
        "the final states are of step 0: each net is done at row lengths - 1 of its own outputs.": (
            H,
            "np.stack([forth[0], back[0]])",
        ),
        "the final states are one step too early (off by one): each net is done at row lengths - 1.": (
            "last = lengths - 1, ",
            "last = np.maximum(lengths - 2, 0), ",
        ),
        "every sequence ends at the longest one's last step: take each one's own, lengths - 1.": (
            "last = lengths - 1, ",
            "last = lengths.max() - 1 + 0 * lengths, ",
        ),
        "the final states are exchanged: the forward net's comes first.": (H, "np.stack([back[last], forth[last]])"),
        "the final states are side by side, (B, 2H): np.stack gives (2, B, H).": (
            H,
            "np.concatenate([forth[last], back[last]], axis=1)",
        ),
        "the final states have the batch first: stack along axis 0, (2, B, H).": (
            H,
            "np.stack([forth[last], back[last]], axis=1)",
        ),
        "the final states come from c: return h, (2, B, H).": [
            ("forth, _, _", "forth, c_fwd, _"),
            ("back, _, _", "back, c_bwd, _"),
            (H, "np.stack([c_fwd, c_bwd])"),
        ],
        "the outputs are joined along time: join the units, axis=2.": ("lengths)], axis=2)", "lengths)], axis=0)"),
        "the outputs are joined along the batch: join the units, axis=2.": ("lengths)], axis=2)", "lengths)], axis=1)"),
        "the outputs are added: put them side by side, (T, B, 2H).": (HS, "forth + nets.reverse_padded(back, lengths)"),
        "the halves are exchanged: the forward net's state comes first.": (
            HS,
            "np.concatenate([nets.reverse_padded(back, lengths), forth], axis=2)",
        ),
        "the units of both nets alternate: first all H of the forward net, then those of the backward net.": (
            HS,
            "np.stack([forth, nets.reverse_padded(back, lengths)], axis=3).reshape(*forth.shape[:2], -1)",
        ),
        "hs is not 0 in the padding: set it to 0 where t >= lengths.": (MASKED, "hs"),
        "hs is multiplied by the mask: nan times 0 is nan, use np.where(inside, hs, 0).": (MASKED, "hs * inside"),
        "hs is 0 one step too early (off by one): t < lengths are a sequence's steps.": (
            INSIDE,
            INSIDE.replace("< lengths", "< lengths - 1"),
        ),
        "hs is 0 one step too late (off by one): t < lengths are a sequence's steps.": (
            INSIDE,
            INSIDE.replace("< lengths", "<= lengths"),
        ),
        "hs is 0 where x is 0: lengths says where a sequence ends, not its numbers.": (
            INSIDE,
            "inside = (x != 0).any(axis=2, keepdims=True) & (np.arange(len(x))[:, None] < lengths)[:, :, None]",
        ),
        "both nets have the forward net's weights: the backward net has its own, bwd.": ("*bwd", "*fwd"),
        "both nets have the backward net's weights: the forward net has its own, fwd.": ("*fwd", "*bwd"),
        "the weights are exchanged: fwd belongs to the net that reads x as it is.": [
            (FORTH, FORTH.replace("fwd", "bwd")),
            (BACK, BACK.replace("bwd", "fwd")),
        ],
        "the backward net goes on from the forward net's final state: both start from 0.": (
            BACK,
            BACK.replace("zeros, zeros", "forth[lengths - 1, np.arange(len(lengths))], zeros"),
        ),
        "the backward net reads the forward net's outputs: both read x.": (
            BACK,
            "nets.lstm_forward(nets.reverse_padded(np.resize(forth, x.shape), lengths), zeros, zeros, *bwd)",
        ),
        "the batch is reversed, not time: each sequence is read from its own end.": [
            ("nets.reverse_padded(x, lengths)", "x[:, ::-1]"),
            (TURNED, "back]"),
        ],
        "the units are reversed, not time: reverse the steps again with nets.reverse_padded.": (TURNED, "back[:, :, ::-1]]"),
        "the batch comes first, (B, T, 2H): keep (T, B, 2H).": (MASKED, f"{MASKED}.swapaxes(0, 1)"),
        "the state has T rows: it is (B, H), B is x.shape[1].": (ZEROS, "zeros = np.zeros((x.shape[0], fwd[1].shape[1]))"),
        "H is the number of rows of W_ih: that is 4H, W_hh has H columns.": (
            ZEROS,
            "zeros = np.zeros((x.shape[1], fwd[0].shape[0]))",
        ),
        "h has only the backward net's final state: stack both, (2, B, H).": (H, "back[last]"),
        "large inputs are cut: both nets read x as it is.": (("    zeros =", "    x = np.clip(x, -4, 4)\n    zeros =")),
        "h is missing: return hs and h.": (f"{MASKED}, h", MASKED),
    },
)


equivalents(
    ex,
    {
        "sequence by sequence": """
        T, B, _ = x.shape
        H = fwd[1].shape[1]
        hs, h = np.zeros((T, B, 2 * H)), np.zeros((2, B, H))
        zero = np.zeros((1, H))
        for n, k in enumerate(lengths):
            forth = nets.lstm_forward(x[:k, n : n + 1], zero, zero, *fwd)[0][:, 0]
            back = nets.lstm_forward(x[:k, n : n + 1][::-1], zero, zero, *bwd)[0][:, 0]
            hs[:k, n, :H], hs[:k, n, H:] = forth, back[::-1]
            h[0, n], h[1, n] = forth[-1], back[-1]
        return hs, h
    """,
        "final states out of hs": """
        B, H = x.shape[1], bwd[1].shape[1]
        mask = np.arange(x.shape[0])[:, None] < lengths
        x = np.where(mask[..., None], x, 0.0)
        start = np.zeros((B, H))
        a = nets.lstm_forward(x, start, start, *fwd)[0]
        b = nets.lstm_forward(nets.reverse_padded(x, lengths), start, start, *bwd)[0]
        hs = np.concatenate((a, nets.reverse_padded(b, lengths)), axis=-1)
        hs[~mask] = 0
        return hs, np.array([hs[lengths - 1, range(B), :H], hs[0, :, H:]])
    """,
        "step by step from the end": """
        T, B, _ = x.shape
        H = fwd[1].shape[1]
        hs = np.zeros((T, B, 2 * H))
        for half, weights, order in ((0, fwd, range(T)), (1, bwd, range(T - 1, -1, -1))):
            h, c = np.zeros((B, H)), np.zeros((B, H))
            for t in order:
                h_t, c_t, _ = nets.lstm_step(x[t], h, c, *weights)
                runs = (t < lengths)[:, None]
                h, c = np.where(runs, h_t, h), np.where(runs, c_t, c)
                hs[t, :, half * H : (half + 1) * H] = np.where(runs, h_t, 0)
            if half == 0:
                last = h
        return hs, np.stack([last, h])
    """,
    },
)
