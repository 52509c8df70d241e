"""Lesson 09: the LSTM over a sequence of tensors."""

from lstm_utils.checks.declare import equivalents, exercise

from ._draw import sequence
from ._torch import nets, torch, twin_of


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
        "The loop of lesson 08: two things go from step to step, and h is collected. A list of "
        "caches is not needed: autograd keeps its own.",
        "h, c = h0, c0, then for x_t in x: h, c, _ = nets.lstm_step(x_t, h, c, W_ih, W_hh, b).",
        "Collect h in a list and return torch.stack(hs), c. A tensor made by torch.zeros would "
        "be float32 on the CPU, whatever x is; stack takes dtype and device from its parts.",
    ],
)


@ex.cases
def _(rng):
    yield "T=4, B=3, I=2, H=5", sequence(rng, 4, 3, 2, 5)
    yield "T=1", sequence(rng, 1, 2, 3, 2)
    yield "T=6, B=1", sequence(rng, 6, 1, 2, 3)
    yield "T=B=I=H=3", sequence(rng, 3, 3, 3, 3)


def _run(x, h0, c0, weights, carry=lambda h, c: (h, c)):
    """The loop, with another rule for what is carried on; hs as a list."""
    h, c, hs = h0, c0, []
    for x_t in x:
        h_new, c_new, _ = nets.lstm_step(x_t, h, c, *weights)
        hs.append(h_new)
        h, c = carry(h_new, c_new)
    return hs, c_new


@ex.mistake("every step starts from h0 and c0: hand h and c on to the next step.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0, weights, lambda h, c: (h0, c0))
    return torch.stack(hs), c


@ex.mistake("h is not handed on, only c: both go to the next step.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0, weights, lambda h, c: (h0, c))
    return torch.stack(hs), c


@ex.mistake("c is not handed on, only h: both go to the next step.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0, weights, lambda h, c: (h, c0))
    return torch.stack(hs), c


@ex.mistake("the state is detached in every step: no gradient goes back in time.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0, weights, lambda h, c: (h.detach(), c.detach()))
    return torch.stack(hs), c


@ex.mistake("c is detached in every step: the belt carries no gradient back in time.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0.detach(), weights, lambda h, c: (h, c.detach()))
    return torch.stack(hs), c


@ex.mistake("h is detached in every step: gradients come back along c only; keep both ways.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0.detach(), c0, weights, lambda h, c: (h.detach(), c))
    return torch.stack(hs), c


@ex.mistake(
    "h is detached where it is collected: the losses of the steps before are not heard."
)
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0, weights)
    return torch.stack([*(h.detach() for h in hs[:-1]), hs[-1]]), c


@ex.mistake("hs is collected through .data, .detach() or .numpy(): it has lost its past.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0, weights)
    return torch.stack(hs).detach(), c


@ex.mistake("all runs under torch.no_grad(): nothing is recorded, so no gradient comes back.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0, weights)
    return torch.stack(hs).detach(), c.detach()


@ex.mistake("hs is made by torch.zeros, so it is float32 on the CPU: use torch.stack(hs).")
def _(x, h0, c0, *weights):
    hs = torch.zeros(len(x), *h0.shape)
    steps, c = _run(x, h0, c0, weights)
    for t, h in enumerate(steps):
        hs[t] = h
    return hs, c


@ex.mistake("hs is a list: torch.stack(hs) makes one (T, B, H) tensor of it.")
def _(x, h0, c0, *weights):
    return _run(x, h0, c0, weights)


@ex.mistake("hs is stacked along the batch: time comes first, torch.stack(hs) without dim.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0, weights)
    return torch.stack(hs, dim=1), c


@ex.mistake("the steps are joined into one long batch: use torch.stack, not torch.cat.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0, weights)
    return torch.cat(hs), c


@ex.mistake("hs holds the state before each step: append h after the step.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0, weights)
    return torch.stack([h0, *hs[:-1]]), c


@ex.mistake("only the last h is returned: hs holds h after every step, (T, B, H).")
def _(x, h0, c0, *weights):
    hs, c = _run(x, h0, c0, weights)
    return hs[-1], c


@ex.mistake("the second output is the last h: return hs and the last c.")
def _(x, h0, c0, *weights):
    hs, _ = _run(x, h0, c0, weights)
    return torch.stack(hs), hs[-1]


@ex.mistake("h0 and c0 are not used: start with h, c = h0, c0, not with zeros.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, torch.zeros_like(h0), torch.zeros_like(c0), weights)
    return torch.stack(hs), c


@ex.mistake("h0 and c0 have changed places at the start.")
def _(x, h0, c0, *weights):
    hs, c = _run(x, c0, h0, weights)
    return torch.stack(hs), c


@ex.mistake(
    "what lstm_step returns is taken in the wrong order: h, c, _ = nets.lstm_step(...)."
)
def _(x, h, c, *weights):
    hs = []
    for x_t in x:
        c, h, _ = nets.lstm_step(x_t, h, c, *weights)
        hs.append(h)
    return torch.stack(hs), c


@ex.mistake("h and c are handed to lstm_step in the wrong order: x_t, h, c, then the weights.")
def _(x, h, c, *weights):
    hs = []
    for x_t in x:
        h, c, _ = nets.lstm_step(x_t, c, h, *weights)
        hs.append(h)
    return torch.stack(hs), c


@ex.mistake("hs holds the cell states: append h.")
def _(x, h, c, *weights):
    cs = []
    for x_t in x:
        h, c, _ = nets.lstm_step(x_t, h, c, *weights)
        cs.append(c)
    return torch.stack(cs), c


@ex.mistake("time runs backwards: x[0] comes first.")
def _(x, h0, c0, *weights):
    hs, c = _run(x.flip(0), h0, c0, weights)
    return torch.stack(hs[::-1]), c


@ex.same("written into a tensor made like x")
def _(x, h0, c0, *weights):
    hs, h, c = x.new_empty(len(x), *h0.shape), h0, c0
    for t in range(len(x)):
        h, c, _ = nets.lstm_step(x[t], h, c, *weights)
        hs[t] = h
    return hs, c


equivalents(
    ex,
    {
        "hoisted": "return nets.lstm_hoisted(x, h0, c0, W_ih, W_hh, b)",
    },
)


@ex.same("by a Function, in a list")
def _(x, h0, c0, *weights):
    return [*nets.lstm_fused(x, h0, c0, *weights)]


@ex.same("cat of slices")
def _(x, h0, c0, *weights):
    hs, c = _run(x.unbind(), h0, c0, weights)
    return torch.cat([h[None] for h in hs], dim=0), c
