"""Lesson 09: sequences of different lengths in one batch."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import draw, weights
from ._torch import nets, twin_of


@twin_of("lstm_layer")
def lstm_masked(x, lengths, W_ih, W_hh, b):
    """Run the LSTM over padded sequences, from a state of 0."""
    zeros = x.new_zeros(x.shape[1], W_hh.shape[1])
    return nets.lstm_masked(x, lengths, zeros, zeros, W_ih, W_hh, b)


ex = exercise(
    "masked-forward",
    lesson="09_pytorch",
    reference=lstm_masked,
    outputs=("hs", "h", "c"),
    framework="autograd",
    blocks={"dW_ih": (0, "ifgo"), "dW_hh": (0, "ifgo"), "db": (0, "ifgo")},
    hints=[
        "Run all sequences to T. In each step, find which sequences are still running, "
        "t < lengths, and change the state of only those.",
        "running = (t < lengths)[:, None] is (B, 1). torch.where(running, new, old) takes the "
        "new state where a sequence runs and keeps the old one elsewhere.",
        "h and c start as x.new_zeros(B, H). In step t: h_t, c_t, _ = nets.lstm_step(...); "
        "append torch.where(running, h_t, 0); then h and c by torch.where(running, new, old).",
    ],
)


@ex.cases
def _(rng):
    def case(I, H, T, *lengths):
        x = draw(rng, x=(T, len(lengths), I))
        steps = rng.permutation(lengths)
        return x | {"lengths": steps} | weights(rng, I, H)

    yield "T=5, lengths 5, 3, 1, 2", case(2, 3, 5, 5, 3, 1, 2)
    yield "all of length T=4", case(3, 2, 4, 4, 4)
    yield "one sequence, T=6, length 2", case(2, 2, 6, 2)
    yield "no sequence reaches the end, T=7", case(2, 4, 7, 4, 5, 2)
    padded = case(3, 2, 5, 5, 2, 3)
    padded["x"][np.arange(5)[:, None] >= padded["lengths"]] = 1e30
    yield "1e30 in the padding", padded


KEEP_H, KEEP_C = "torch.where(running, h_t, h)", "torch.where(running, c_t, c)"
BOTH, OUT, RUNS = f"{KEEP_H}, {KEEP_C}", "torch.where(running, h_t, 0)", "t < lengths"

mistakes(
    ex,
    {
        "h and c change in the padding: keep the previous ones where t >= lengths.": (BOTH, "h_t, c_t"),
        "lengths is not used: hs is 0, and h and c are kept, where t >= lengths.": [(BOTH, "h_t, c_t"), (OUT, "h_t")],
        "c changes in the padding: keep the previous c there, as you keep h.": (KEEP_C, "c_t"),
        "h changes in the padding: keep the previous h there, as you keep c.": (KEEP_H, "h_t"),
        "hs is not 0 after the end of a sequence: append torch.where(running, h_t, 0).": (OUT, "h_t"),
        "hs repeats the last state in the padding: it must be 0 there.": (OUT, "h"),
        "h is hs[-1], which is 0 for a sequence that ended: keep h from its last step.": ("(hs), h,", "(hs), hs[-1],"),
        "the state becomes 0 after the end: keep the previous one, where(running, new, old).": (
            BOTH,
            f"{OUT}, torch.where(running, c_t, 0)",
        ),
        "x is 0 in the padding, but h and c change there: keep the previous ones.": [
            ("h = c =", "x = x * (torch.arange(len(x))[:, None] < lengths)[..., None]\n    h = c ="),
            (BOTH, "h_t, c_t"),
        ],
        "every sequence runs one step too far: it runs while t < lengths, t from 0.": (RUNS, "t <= lengths"),
        "every sequence ends one step early: it runs while t < lengths, t from 0.": (RUNS, "t < lengths - 1"),
        "all sequences stop with the shortest: compare t with each length.": (RUNS, "t < lengths.min().expand_as(lengths)"),
        "all sequences run as long as the longest: compare t with each length.": (RUNS, "t < lengths.max().expand_as(lengths)"),
        "torch.zeros makes a float32 state on the CPU: use x.new_zeros(B, H).": ("x.new_zeros", "torch.zeros"),
        "new and old are exchanged: torch.where(running, new, old), new comes first.": (
            BOTH,
            "torch.where(running, h, h_t), torch.where(running, c, c_t)",
        ),
        "new and old are exchanged for h: torch.where(running, new, old), new comes first.": (
            KEEP_H,
            "torch.where(running, h, h_t)",
        ),
        "the last step of the batch is returned: h and c are the kept ones, from each sequence's own end.": (
            "torch.stack(hs), h, c",
            "torch.stack(hs), h_t, c_t",
        ),
        "h and c are returned as a pair, as nn.LSTM does: return hs, h, c.": ("torch.stack(hs), h, c", "torch.stack(hs), (h, c)"),
        "the loop ends with the longest sequence: hs has T steps, the last ones are 0.": (
            "in enumerate(x)",
            "in enumerate(x[: int(lengths.max())])",
        ),
        "running is (B,), and h is (B, H): use running[:, None], one value for each row.": ("[:, None]", ""),
        "lstm_step returns three values: h_t, c_t, _ = nets.lstm_step(...).": ("h_t, c_t, _ =", "h_t, c_t ="),
        "the batch is sorted by length and not restored: return it in the order of x.": (
            "h = c =",
            "order = lengths.argsort(descending=True, stable=True)\n    x, lengths = x[:, order], lengths[order]\n    h = c =",
        ),
    },
)


equivalents(
    ex,
    {
        "zeros and ones that multiply": [
            ("(t < lengths)[:, None]", "(t < lengths).to(x.dtype).unsqueeze(1)"),
            (BOTH, "running * h_t + (1 - running) * h, running * c_t + (1 - running) * c"),
            (OUT, "running * h_t"),
        ],
        "all to the end, then the right step is picked": """
        h = c = x.new_zeros(x.shape[1], W_hh.shape[1])
        hs, cs = [], []
        for x_t in x:
            h, c, _ = nets.lstm_step(x_t, h, c, W_ih, W_hh, b)
            hs.append(h)
            cs.append(c)
        hs, cs, rows = torch.stack(hs), torch.stack(cs), torch.arange(x.shape[1])
        running = torch.arange(len(x))[:, None] < lengths
        return hs * running[..., None], hs[lengths - 1, rows], cs[lengths - 1, rows]
    """,
        "one sequence after the other": """
        outs, hs_end, cs_end = [], [], []
        for k, n in enumerate(lengths.tolist()):
            zeros = x.new_zeros(1, W_hh.shape[1])
            hs, c = nets.lstm_hoisted(x[:n, k : k + 1], zeros, zeros, W_ih, W_hh, b)
            blank = x.new_zeros(len(x) - n, 1, hs.shape[2])
            outs.append(torch.cat([hs, blank]))
            hs_end.append(hs[-1])
            cs_end.append(c)
        return torch.cat(outs, dim=1), torch.cat(hs_end), torch.cat(cs_end)
    """,
    },
)
