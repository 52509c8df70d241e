"""Lesson 16: a stack of LSTMs, with masks on the way up."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "stacked-forward",
    lesson="16_deeper",
    reference=nets.stacked_forward,
    outputs=("top", "h", "c"),
    hints=[
        "Layer 0 reads x; layer n reads the hidden states hs of layer n - 1, all T steps of it.",
        "Multiply by masks[n] before layer n, and by masks[-1] after the loop; skip both if masks is None.",
        "q, c_end, _ = nets.lstm_forward(q, h0[n], c0[n], W_ih, W_hh, b); its last hidden state is q[-1]: "
        "store it before q is multiplied by the next mask.",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, I, H, L, p=0.4, masks=True):
        sizes = [I] + [H] * L
        layers = [
            (rng.normal(size=(4 * H, n)) / np.sqrt(n), rng.normal(size=(4 * H, H)) / np.sqrt(H), rng.normal(size=4 * H))
            for n in sizes[:-1]
        ]
        x, h0, c0 = (rng.normal(size=s) for s in ((T, B, I), (L, B, H), (L, B, H)))
        drawn = [nets.dropout_mask((T, B, n), p, rng) for n in sizes] if masks else None
        return dict(x=x, h0=h0, c0=c0, layers=layers, masks=drawn)

    yield "T=5, B=3, I=4, H=6, two layers", case(5, 3, 4, 6, 2)
    without = case(4, 2, 3, 5, 2, masks=False)
    yield "masks=None", without
    yield "no masks given", {name: value for name, value in without.items() if name != "masks"}
    yield "three layers, I = H", case(4, 3, 5, 5, 3)
    yield "four layers", case(3, 2, 3, 4, 4)
    yield "one layer", case(3, 2, 3, 4, 1)
    yield "one step, one sequence", case(1, 1, 2, 3, 2, p=0.3)
    yield "T = B = H = L = 2", case(2, 2, 2, 2, 2, p=0.3)
    stays = case(6, 2, 3, 4, 2)
    yield "the same mask at all steps", stays | dict(masks=[np.repeat(m[:1], 6, axis=0) for m in stays["masks"]])
    one = case(4, 2, 3, 4, 2)
    yield "masks of one step, (1, B, n)", one | dict(masks=[m[:1] for m in one["masks"]])
    large = case(3, 3, 2, 4, 2)
    yield "states of thousands", large | dict(c0=1e4 * large["c0"])


BEFORE = "        if masks is not None:\n            q = q * masks[n]\n"
AFTER = "    if masks is not None:\n        q = q * masks[-1]\n"
RUN = "q, c_end, _ = nets.lstm_forward(q, h0[n], c0[n], W_ih, W_hh, b)"
KEEP = "h.append(q[-1])"
LOOP = """hs, h_t, c_end = [], h0[n], c0[n]
        for t in range(len(q)):
            {first}h_t, c_end, _ = nets.lstm_step(q[t], h_t, c_end, W_ih, W_hh, b){last}
            hs.append(h_t)
        q = np.stack(hs)"""


def in_steps(first="", last=""):
    """Write the layer as a loop over its steps, with a line before or after each of them."""
    first, last = (f"{first}\n            " if first else ""), (f"\n            {last}" if last else "")
    return LOOP.format(first=first, last=last)


ON_H = "masks[n + 1] if masks is not None else 1"
STEP = "np.broadcast_to(masks[n + 1], (len(q), *h_t.shape))[t] if masks is not None else 1"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": ("np.stack(c)", "np.clip(np.stack(c), -100, 100)"),
        "a mask is on the way from step to step: mask what a layer reads and the output, never h of the step before.": (
            RUN,
            in_steps(first=f"h_t = h_t * ({STEP})"),
        ),
        "a mask is on the cell state: c carries the memory from step to step, no mask may touch it.": (
            RUN,
            in_steps(last=f"c_end = c_end * ({STEP})"),
        ),
        "the masked hidden state is returned as h: store q[-1] before the next mask, the next chunk begins with it.": [
            (KEEP, f"h.append((q * ({ON_H}))[-1])")
        ],
        "the last layer's h is masked: the mask of the output does not belong to the state, store it before.": (
            "    return q, np.stack(h), np.stack(c)",
            "    h[-1] = q[-1]\n    return q, np.stack(h), np.stack(c)",
        ),
        "the output is not masked: multiply by masks[-1] after the last layer.": (AFTER, ""),
        "what a layer reads is not masked: multiply by masks[n] before layer n.": (BEFORE, ""),
        "x is not masked: masks[0] belongs to what layer 0 reads.": (BEFORE, BEFORE.replace("is not None", "is not None and n")),
        "only x and the output are masked: layer n reads masks[n] times the states below.": (
            BEFORE,
            BEFORE.replace("is not None", "is not None and n == 0"),
        ),
        "the output is masked twice: masks[-1] acts once, after the last layer.": (
            AFTER,
            AFTER.replace("masks[-1]", "masks[-1] ** 2"),
        ),
        "each mask acts once after its layer and once before the next: masks[n] acts once, before layer n.": (
            BEFORE,
            BEFORE.replace("masks[n]", "masks[n] ** (1 + (n > 0))"),
        ),
        "masks=None is not handled: without masks, nothing is multiplied.": [
            (BEFORE, "        q = q * masks[n]\n"),
            (AFTER, "    q = q * masks[-1]\n"),
        ],
        "every layer starts from h0[0]: layer n starts from h0[n].": (RUN, RUN.replace("h0[n]", "h0[0]")),
        "every layer starts from c0[0]: layer n starts from c0[n].": (RUN, RUN.replace("c0[n]", "c0[0]")),
        "every layer starts from 0: layer n starts from h0[n] and c0[n].": (
            RUN,
            RUN.replace("h0[n], c0[n]", "0 * h0[n], 0 * c0[n]"),
        ),
        "each layer continues with the last states of the layer below: layer n starts from h0[n] and c0[n].": (
            RUN,
            RUN.replace("h0[n], c0[n]", "h[-1] if h else h0[0], c[-1] if c else c0[0]"),
        ),
        "all layers start from the first layer's state: layer n starts from h0[n] and c0[n].": (
            RUN,
            RUN.replace("h0[n], c0[n]", "h0[0], c0[0]"),
        ),
        "h0 and c0 are exchanged: lstm_forward takes h before c.": (RUN, RUN.replace("h0[n], c0[n]", "c0[n], h0[n]")),
        "only the last layer's states are returned: stack those of all layers, (L, B, H).": (
            "return q, np.stack(h), np.stack(c)",
            "return q, h[-1], c[-1]",
        ),
        "h and c are exchanged in the result: return top, h, c.": (
            "return q, np.stack(h), np.stack(c)",
            "return q, np.stack(c), np.stack(h)",
        ),
        "the hidden states of the first step are returned: the last one is q[-1].": (KEEP, "h.append(q[0])"),
        "the layers are on axis 1: np.stack(h) makes (L, B, H).": (
            "return q, np.stack(h), np.stack(c)",
            "return q, np.stack(h, axis=1), np.stack(c, axis=1)",
        ),
        "only the last step is returned as top: it has all T steps.": ("return q, np.stack", "return q[-1], np.stack"),
        "the layers run from the last to the first: layer 0 reads x.": (
            "in enumerate(layers)",
            "in reversed([*enumerate(layers)])",
        ),
        "what a layer reads is added to what it returns: no such shortcut is asked for.": (
            RUN,
            f"{RUN}\n        if n:\n            q = q + top\n        top = q",
        ),
        "x is changed: write q = q * masks[n], which makes a new array.": (BEFORE, BEFORE.replace("q = q *", "q *=")),
    },
)


equivalents(
    ex,
    {
        "masks of ones, states in arrays": """
        L = len(layers)
        masks = [1.0] * (L + 1) if masks is None else masks
        h, c, top = np.empty_like(h0), np.empty_like(c0), masks[0] * x
        for n in range(L):
            hs, c[n], _ = nets.lstm_forward(top, h0[n], c0[n], *layers[n])
            h[n] = hs[-1]
            top = hs * masks[n + 1]
        return top, h, c
    """,
        "step by step, all layers in each step": """
        L, T = len(layers), len(x)
        h, c, top = [*h0], [*c0], []
        for t in range(T):
            q = x[t]
            for n in range(L):
                if masks is not None:
                    q = q * masks[n][min(t, len(masks[n]) - 1)]
                h[n], c[n], _ = nets.lstm_step(q, h[n], c[n], *layers[n])
                q = h[n]
            top.append(q if masks is None else q * masks[L][min(t, len(masks[L]) - 1)])
        return np.stack(top), np.stack(h), np.stack(c)
    """,
        "recursion from the top": """
        def run(n):
            below = x if n == 0 else run(n - 1)
            below = below if masks is None else np.multiply(below, masks[n])
            hs, c_end, _ = nets.lstm_forward(below, h0[n], c0[n], *layers[n])
            ends.append((hs[-1].copy(), c_end))
            return hs

        ends = []
        top = run(len(layers) - 1)
        h, c = zip(*ends)
        return top if masks is None else top * masks[-1], np.array(h), np.array(c)
    """,
    },
)
