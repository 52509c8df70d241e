"""Lesson 09: a long sequence in chunks, the state carried on, the graph not."""

from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import sequence
from ._torch import nets, torch


def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    """Run the LSTM chunk by chunk; no gradient crosses from one chunk into another."""
    h, c, hs = h0, c0, []
    for chunk in x.split(size):
        out, c = nets.lstm_loop(chunk, h.detach(), c.detach(), W_ih, W_hh, b)
        h = out[-1]
        hs.append(out)
    return torch.cat(hs), c


ex = exercise(
    "carry-state",
    lesson="09_pytorch",
    reference=lstm_chunks,
    outputs=("hs", "c"),
    framework="autograd",
    blocks={"dW_ih": (0, "ifgo"), "dW_hh": (0, "ifgo"), "db": (0, "ifgo")},
    hints=[
        "x.split(size) gives the chunks. Each runs through nets.lstm_loop from the state at the "
        "end of the chunk before: which h and which c are these?",
        "h after a chunk is the last of its hs, hs[-1]. Detach h and c where a chunk begins: "
        "they keep their numbers and lose their graph.",
        "for chunk in x.split(size): hs, c = nets.lstm_loop(chunk, h.detach(), c.detach(), "
        "...); h = hs[-1]; collect hs. At the end, torch.cat joins the pieces along time.",
    ],
)


@ex.cases
def _(rng):
    yield "T=6 in chunks of 2", sequence(rng, 6, 3, 2, 4) | {"size": 2}
    yield "T=5 in chunks of 2", sequence(rng, 5, 2, 3, 2) | {"size": 2}
    yield "T=4 in one chunk", sequence(rng, 4, 1, 2, 3) | {"size": 4}
    yield "T=3 in chunks of 1", sequence(rng, 3, 2, 2, 2) | {"size": 1}
    yield "a chunk longer than T=3", sequence(rng, 3, 2, 1, 2) | {"size": 5}
    large = sequence(rng, 3, 3, 2, 3)
    yield "states of thousands", large | dict(c0=1e4 * large["c0"], size=2)


STATE, SPLIT, LAST = "h.detach(), c.detach()", "x.split(size)", "h = out[-1]"

mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "torch.cat(hs), c",
            "torch.cat(hs), c.clamp(-100, 100)",
        ),
        "the graph continues across chunks: detach h and c where a chunk begins.": (STATE, "h, c"),
        "only h is detached: gradients cross chunks through c; detach both.": ("c.detach()", "c"),
        "only c is detached: gradients cross chunks through h; detach both.": ("h.detach()", "h"),
        "only h is detached where a chunk ends: gradients cross through c; detach both.": [
            (STATE, "h, c"),
            (LAST, f"{LAST}.detach()"),
        ],
        "only c is detached after the first chunk: gradients cross through h; detach both.": (
            STATE,
            "h, c.detach() if hs else c",
        ),
        "every chunk starts from h0 and c0: keep the numbers of h and c, cut only the graph.": (
            STATE,
            "h0.detach(), c0.detach()",
        ),
        "every chunk after the first starts from 0: keep the numbers of h and c.": (
            STATE,
            "*((h * 0).detach() if hs else h, (c * 0).detach() if hs else c)",
        ),
        "hs is detached: the loss of a chunk must reach the weights.": ("torch.cat(hs)", "torch.cat(hs).detach()"),
        "the last c is detached: detach where a chunk begins, not where it ends.": ("(hs), c", "(hs), c.detach()"),
        "no output has a gradient: detach the state, not the weights or the outputs.": (
            "torch.cat(hs), c",
            "torch.cat(hs).detach(), c.detach()",
        ),
        "x is detached: detach only the state.": ("x.split", "x.detach().split"),
        "the steps after the last full chunk are missing: the last chunk may be shorter.": (
            SPLIT,
            "x[: max(len(x) // size * size, 1)].split(size)",
        ),
        "the steps after the last full chunk are left out: range(T // size) counts full chunks only, use x.split(size).": (
            SPLIT,
            "[x[k * size : (k + 1) * size] for k in range(len(x) // size)] or [x]",
        ),
        "the weights are detached: only the state loses its graph, the weights learn from every chunk.": (
            "W_ih, W_hh, b)",
            "W_ih.detach(), W_hh.detach(), b.detach())",
        ),
        "the next chunk gets all h of the chunk before, (T, B, H): it starts from the last, hs[-1].": (LAST, "h = out"),
        "the next chunk starts from the first h of the chunk before: use hs[-1].": (LAST, "h = out[0]"),
        "h is not updated: the next chunk starts from h = hs[-1].": (f"        {LAST}\n", ""),
        "c is not updated: the next chunk starts from the c that lstm_loop returns.": [
            ("out, c =", "out, c_end ="),
            ("(hs), c", "(hs), c_end"),
        ],
        "x.chunk(n) makes n chunks: x.split(size) makes chunks of size steps.": (SPLIT, "x.chunk(size)"),
        "only the last h of each chunk is collected: hs contains all steps.": ("append(out)", "append(out[-1])"),
        "torch.stack gives the chunks an axis of their own: torch.cat joins them along time.": ("torch.cat", "torch.stack"),
        "the graph is cut at every step: a chunk has size steps.": (SPLIT, "x.split(1)"),
        "hs is a list of chunks: torch.cat joins them along time.": ("torch.cat(hs)", "hs"),
    },
)


equivalents(
    ex,
    {
        "one step after the other, cut at the first of each chunk": """
        h, c, hs = h0, c0, []
        for t, x_t in enumerate(x):
            if t % size == 0:
                h, c = h.detach(), c.detach()
            h, c, _ = nets.lstm_step(x_t, h, c, W_ih, W_hh, b)
            hs.append(h)
        return torch.stack(hs), c
    """,
        "cut where a chunk ends, h0 and c0 not detached": (STATE, "*((h.detach(), c.detach()) if hs else (h, c))"),
        "x.split, and tensors made from .data": """
        h, c, hs = h0, c0, []
        for chunk in x.split(size):
            out, c = nets.lstm_hoisted(chunk, h.data, c.data, W_ih, W_hh, b)
            h = out[-1]
            hs += [*out]
        return torch.stack(hs), c
    """,
        "slices of x and cloned states": """
        h, c, hs = h0, c0, []
        for t in range(0, len(x), size):
            h, c = h.clone().detach(), c.clone().detach()
            out, c = nets.lstm_loop(x[t : t + size], h, c, W_ih, W_hh, b)
            h = out[-1]
            hs.append(out)
        return torch.cat(hs), c
    """,
    },
)
