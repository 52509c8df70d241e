"""Lesson 09: the LSTM over a sequence of tensors."""

from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import sequence
from ._torch import nets, twin_of


@twin_of("lstm_layer")
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    """Run lstm_step over a sequence."""
    return nets.lstm_loop(x, h0, c0, W_ih, W_hh, b)


ex = exercise(
    "torch-lstm-forward",
    lesson="09_pytorch",
    reference=lstm_loop,
    outputs=("hs", "c"),
    also=("lstm_fused",),
    framework="autograd",
    blocks={"dW_ih": (0, "ifgo"), "dW_hh": (0, "ifgo"), "db": (0, "ifgo")},
    hints=[
        "It is the loop of lesson 08: h and c go from step to step, and h is collected. You "
        "need no list of caches: autograd keeps its own.",
        "h, c = h0, c0, then for x_t in x: h, c, _ = nets.lstm_step(x_t, h, c, W_ih, W_hh, b).",
        "Collect h in a list and return torch.stack(hs), c. torch.zeros would make a float32 "
        "tensor on the CPU for every x; stack takes dtype and device from its parts.",
    ],
)


@ex.cases
def _(rng):
    yield "T=4, B=3, I=2, H=5", sequence(rng, 4, 3, 2, 5)
    yield "T=1", sequence(rng, 1, 2, 3, 2)
    yield "T=6, B=1", sequence(rng, 6, 1, 2, 3)
    yield "T=B=I=H=3", sequence(rng, 3, 3, 3, 3)
    large = sequence(rng, 3, 3, 2, 3)
    yield "states of thousands", large | dict(c0=1e4 * large["c0"])


STATE, START, STACK = "x_t, h, c,", "= h0, c0, []", "torch.stack(hs)"

mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "torch.stack(hs), c",
            "torch.stack(hs), c.clamp(-100, 100)",
        ),
        "every step starts from h0 and c0: pass h and c to the next step.": (STATE, "x_t, h0, c0,"),
        "h is not passed on, only c: pass both to the next step.": (STATE, "x_t, h0, c,"),
        "c is not passed on, only h: pass both to the next step.": (STATE, "x_t, h, c0,"),
        "h and c are detached before every step: no gradient flows back in time.": (STATE, "x_t, h.detach(), c.detach(),"),
        "h and c are detached after every step: no gradient flows back in time.": (
            "append(h)",
            "append(h)\n        h, c = h.detach(), c.detach()",
        ),
        "c is detached in every step: gradients must flow back along c as well.": (STATE, "x_t, h, c.detach(),"),
        "h is detached in every step: gradients must flow back along h as well.": (STATE, "x_t, h.detach(), c,"),
        "only the last h keeps its graph: the losses of all other steps give no gradient.": (
            STACK,
            "torch.stack([*(q.detach() for q in hs[:-1]), h])",
        ),
        "hs is collected through .data, .detach() or .numpy(): it has no graph.": ("append(h)", "append(h.detach())"),
        "hs is made by torch.tensor from numbers: it has no graph, and it is float32. Use torch.stack(hs).": (
            STACK,
            "torch.tensor([h.tolist() for h in hs])",
        ),
        "the loop runs over the batch: time is the first axis of x, (T, B, I).": ("in x:", "in x.transpose(0, 1):"),
        "the loop runs under torch.no_grad(): nothing is recorded, no gradient flows.": (
            f"{STACK}, c",
            f"{STACK}.detach(), c.detach()",
        ),
        "hs is made by torch.zeros, so it is float32 on the CPU: use torch.stack(hs).": [
            (START, "= h0, c0, torch.zeros(len(x), *h0.shape)"),
            ("x_t in x", "t, x_t in enumerate(x)"),
            ("hs.append(h)", "hs[t] = h"),
            (STACK, "hs"),
        ],
        "hs is a list: torch.stack(hs) makes one tensor (T, B, H) of it.": (STACK, "hs"),
        "hs is stacked along the batch: time is axis 0, torch.stack(hs) without dim.": (STACK, "torch.stack(hs, dim=1)"),
        "torch.cat joins the steps along the batch: use torch.stack.": (STACK, "torch.cat(hs)"),
        "hs contains the state before each step: append h after the step.": [
            ("        hs.append(h)\n", ""),
            ("in x:\n", "in x:\n        hs.append(h)\n"),
        ],
        "only the last h is returned: hs contains h after every step, (T, B, H).": (STACK, "h"),
        "the second output is the last h: return hs and the last c.": ("(hs), c", "(hs), h"),
        "h0 and c0 are not used: start with h, c = h0, c0, not with zeros.": (
            START,
            "= torch.zeros_like(h0), torch.zeros_like(c0), []",
        ),
        "h0 and c0 are exchanged at the start: h, c = h0, c0.": (START, "= c0, h0, []"),
        "the results of lstm_step are exchanged: h, c, _ = nets.lstm_step(...).": ("h, c, _ =", "c, h, _ ="),
        "lstm_step returns three values, h, c and a cache: h, c, _ = nets.lstm_step(...).": ("h, c, _ =", "h, c ="),
        "h and c are exchanged in the call of lstm_step: x_t, h, c, then the weights.": (STATE, "x_t, c, h,"),
        "hs contains the cell states: append h.": ("append(h)", "append(c)"),
        "time runs backward: x[0] comes first.": [("in x:", "in x.flip(0):"), ("(hs)", "(hs[::-1])")],
    },
)


equivalents(
    ex,
    {
        "written into a tensor made like x": """
        hs, h, c = x.new_empty(len(x), *h0.shape), h0, c0
        for t in range(len(x)):
            h, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
            hs[t] = h
        return hs, c
    """,
        "hoisted": "return nets.lstm_hoisted(x, h0, c0, W_ih, W_hh, b)",
        "an autograd.Function, in a list": "return [*nets.lstm_fused(x, h0, c0, W_ih, W_hh, b)]",
        "cat of slices": (STACK, "torch.cat([h[None] for h in hs], dim=0)"),
    },
)
