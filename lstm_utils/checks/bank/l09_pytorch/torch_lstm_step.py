"""Lesson 09: one step of the LSTM on tensors."""

from itertools import permutations

from lstm_utils.checks.declare import equivalents, exercise

from ._draw import draw, weights
from ._torch import cell, functional, nets, torch, twin_of


@twin_of("lstm")
def lstm_step(x, h, c, W_ih, W_hh, b):
    """Advance the LSTM by one step; no cache, autograd keeps its own."""
    return nets.lstm_step(x, h, c, W_ih, W_hh, b)[:2]


ex = exercise(
    "torch-lstm-step",
    lesson="09_pytorch",
    reference=lstm_step,
    outputs=("h", "c"),
    framework="autograd",
    blocks={"dW_ih": (0, "ifgo"), "dW_hh": (0, "ifgo"), "db": (0, "ifgo")},
    hints=[
        "It is your NumPy step, line by line. Only three names change: np.tanh is torch.tanh, "
        "the sigmoid is torch.sigmoid, np.split is a.chunk.",
        "a = x @ W_ih.T + h @ W_hh.T + b has shape (B, 4H). a.chunk(4, dim=1) gives four "
        "blocks (B, H), in the order i, f, g, o.",
        "c = sigmoid(f) * c + sigmoid(i) * tanh(g), then h = sigmoid(o) * tanh(c). Use torch's "
        "functions only, no .data, .detach() or .numpy(): autograd must see every step.",
    ],
)


@ex.cases
def _(rng):
    def case(B, I, H):
        return draw(rng, x=(B, I), h=(B, H), c=(B, H)) | weights(rng, I, H)

    yield "B=3, I=2, H=5", case(3, 2, 5)
    yield "B=1", case(1, 3, 2)
    yield "B=4, I=3, H=1", case(4, 3, 1)
    far = case(2, 3, 2)
    yield "pre-activations far out", far | {"x": 3000 * far["x"]}


def _pre(x, h, W_ih, W_hh, b):
    return x @ W_ih.T + h @ W_hh.T + b


for _order in [*permutations("ifgo")][1:]:

    @ex.mistake(f"the blocks are read as {', '.join(_order)}: the order is i, f, g, o.")
    def _(x, h, c, W_ih, W_hh, b, order=_order):
        return cell(_pre(x, h, W_ih, W_hh, b), c, order)


@ex.mistake("exp overflows far out, and its gradient is nan: torch.sigmoid takes any number.")
def _(x, h, c, W_ih, W_hh, b):
    i, f, g, o = _pre(x, h, W_ih, W_hh, b).chunk(4, dim=1)
    c = c / (1 + torch.exp(-f)) + torch.tanh(g) / (1 + torch.exp(-i))
    return torch.tanh(c) / (1 + torch.exp(-o)), c


@ex.mistake("chunk(4) cuts the batch: the blocks lie side by side, chunk(4, dim=1).")
def _(x, h, c, W_ih, W_hh, b):
    i, f, g, o = _pre(x, h, W_ih, W_hh, b).chunk(4)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


@ex.mistake("W_ih is not transposed: it is stored as (4H, I), so the product is x @ W_ih.T.")
def _(x, h, c, W_ih, W_hh, b):
    return cell(x @ W_ih + h @ W_hh + b, c)


@ex.mistake("the weights are read through .data: that cuts the graph, use them as they are.")
def _(x, h, c, W_ih, W_hh, b):
    return lstm_step(x, h, c, W_ih.data, W_hh.data, b.data)


@ex.mistake("all runs under no_grad or through numpy(): no gradient can come back.")
def _(x, h, c, W_ih, W_hh, b):
    return lstm_step(*(q.detach() for q in (x, h, c, W_ih, W_hh, b)))


@ex.mistake("c is detached on its way into h: the loss sees c only through h, keep that edge.")
def _(x, h, c, W_ih, W_hh, b):
    a = _pre(x, h, W_ih, W_hh, b)
    c = cell(a, c)[1]
    return torch.sigmoid(a.chunk(4, dim=1)[3]) * torch.tanh(c.detach()), c


@ex.mistake("the old h is detached: between the steps of one sequence the graph goes on.")
def _(x, h, c, W_ih, W_hh, b):
    return lstm_step(x, h.detach(), c, W_ih, W_hh, b)


@ex.mistake("the old c is detached: between the steps of one sequence the graph goes on.")
def _(x, h, c, W_ih, W_hh, b):
    return lstm_step(x, h, c.detach(), W_ih, W_hh, b)


@ex.mistake("b is added twice: this layout has one bias, the sum of PyTorch's two.")
def _(x, h, c, W_ih, W_hh, b):
    return cell(_pre(x, h, W_ih, W_hh, b) + b, c)


@ex.mistake("b is missing: a = x @ W_ih.T + h @ W_hh.T + b.")
def _(x, h, c, W_ih, W_hh, b):
    return cell(x @ W_ih.T + h @ W_hh.T, c)


@ex.mistake("g goes through sigmoid: the new content is tanh(a_g), from -1 to 1.")
def _(x, h, c, W_ih, W_hh, b):
    return cell(_pre(x, h, W_ih, W_hh, b), c, g_squash=torch.sigmoid)


@ex.mistake("tanh is missing around c in h = o tanh(c).")
def _(x, h, c, W_ih, W_hh, b):
    return cell(_pre(x, h, W_ih, W_hh, b), c, h_squash=lambda c: c)


@ex.mistake("h is made with the old c: first the new c, then h = o tanh(c).")
def _(x, h, c, W_ih, W_hh, b):
    a = _pre(x, h, W_ih, W_hh, b)
    return torch.sigmoid(a.chunk(4, dim=1)[3]) * torch.tanh(c), cell(a, c)[1]


@ex.mistake("all is turned into float64: on a GPU that is slow, stay with the inputs' dtype.")
def _(x, h, c, W_ih, W_hh, b):
    return lstm_step(*(q.double() for q in (x, h, c, W_ih, W_hh, b)))


@ex.mistake("all is turned into float32: an answer has the dtype of its inputs.")
def _(x, h, c, W_ih, W_hh, b):
    return lstm_step(*(q.float() for q in (x, h, c, W_ih, W_hh, b)))


@ex.same("linear and split")
def _(x, h, c, W_ih, W_hh, b):
    a = functional.linear(x, W_ih, b) + functional.linear(h, W_hh)
    i, f, g, o = torch.split(a, h.shape[1], dim=1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return [o.sigmoid() * c.tanh(), c]


@ex.same("x and h side by side, one product")
def _(x, h, c, W_ih, W_hh, b):
    a = torch.cat([x, h], dim=1) @ torch.cat([W_ih, W_hh], dim=1).T + b
    return cell(a, c)


equivalents(
    ex,
    {
        "einsum, gates on an axis of their own": """
        H = h.shape[1]
        a = torch.einsum("bi,ki->bk", x, W_ih) + torch.einsum("bj,kj->bk", h, W_hh) + b
        i, f, g, o = a.reshape(-1, 4, H).unbind(1)
        c = torch.addcmul(torch.sigmoid(f) * c, torch.sigmoid(i), torch.tanh(g))
        return torch.sigmoid(o) * torch.tanh(c), c
    """,
    },
)
