"""Lesson 09: one step of the LSTM on tensors."""

from itertools import permutations

from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import draw, weights
from ._torch import nets, twin_of


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
        "It is your NumPy step, line by line. Three names change: np.tanh is torch.tanh, "
        "the sigmoid is torch.sigmoid, np.split is a.chunk.",
        "a = x @ W_ih.T + h @ W_hh.T + b has shape (B, 4H). a.chunk(4, dim=1) gives four blocks (B, H), in the order i, f, g, o.",
        "c = sigmoid(f) * c + sigmoid(i) * tanh(g), then h = sigmoid(o) * tanh(c). Use only "
        "torch's functions, no .data, .detach() or .numpy(): autograd must record every step.",
    ],
)


@ex.cases
def _(rng):
    def case(B, I, H):
        return draw(rng, x=(B, I), h=(B, H), c=(B, H)) | weights(rng, I, H)

    yield "B=3, I=2, H=5", case(3, 2, 5)
    yield "B=1", case(1, 3, 2)
    yield "B=4, I=3, H=1", case(4, 3, 1)
    large = case(2, 3, 2)
    yield "large pre-activations", large | {"x": 3000 * large["x"]}
    state = case(3, 2, 3)
    yield "states of thousands", state | dict(c=1e4 * state["c"])


ALL = "x, h, c, W_ih, W_hh, b"
SQUASHED = "torch.sigmoid(i) * torch.tanh(g)"


def _converted(method):
    """Return an edit that converts all inputs first."""
    return "    a = x", f"    {ALL} = (q.{method}() for q in ({ALL}))\n    a = x"


mistakes(
    ex,
    {
        f"the blocks are read as {', '.join(order)}: the order is i, f, g, o.": ("i, f, g, o", ", ".join(order))
        for order in [*permutations("ifgo")][1:]
    }
    | {
        f"all blocks use the bias of {gate}: b has H numbers for each block.": ("+ b", f"+ b.chunk(4)[{k}].repeat(4)")
        for k, gate in enumerate("ifgo")
    }
    | {f"gate {k} has no sigmoid: a gate lies between 0 and 1.": (f"torch.sigmoid({k})", k) for k in "ifo"}
    | {
        "softmax makes the units share one gate: each gate is a sigmoid of its own.": [
            ("torch.sigmoid(f)", "torch.softmax(f, dim=1)"),
            ("torch.sigmoid(i)", "torch.softmax(i, dim=1)"),
        ],
        "softmax makes the units share one gate, the output gate too: each gate is a sigmoid of its own.": [
            ("torch.sigmoid(f)", "torch.softmax(f, dim=1)"),
            ("torch.sigmoid(i)", "torch.softmax(i, dim=1)"),
            ("torch.sigmoid(o)", "torch.softmax(o, dim=1)"),
        ],
        "the gates leave the graph, through numpy() or detach(): use torch.sigmoid.": [
            (f"torch.sigmoid({k})", f"torch.sigmoid({k}).detach()") for k in "fio"
        ],
        "exp overflows for large inputs, and its gradient is nan: use torch.sigmoid.": [
            (f"torch.sigmoid({k})", f"1 / (1 + torch.exp(-{k}))") for k in "fio"
        ],
        "chunk(4) splits the batch: the blocks are side by side, chunk(4, dim=1).": (", dim=1", ""),
        "W_ih is not transposed: W_ih is (4H, I), so the product is x @ W_ih.T.": ("W_ih.T", "W_ih"),
        "W_hh is not transposed: W_hh is (4H, H), so the product is h @ W_hh.T.": ("W_hh.T", "W_hh"),
        ".data cuts the weights from the graph: use the tensors themselves.": [
            ("W_ih.T", "W_ih.data.T"),
            ("W_hh.T", "W_hh.data.T"),
            ("+ b", "+ b.data"),
        ],
        "the step runs under no_grad or through numpy(): no gradient is recorded.": (_converted("detach")),
        "c is detached before h is computed: the loss reaches c only through h.": ("torch.tanh(c)", "torch.tanh(c.detach())"),
        "the previous h is detached: within a sequence, gradients must flow through it.": ("h @", "h.detach() @"),
        "the previous c is detached: within a sequence, gradients must flow through it.": ("* c +", "* c.detach() +"),
        "b is added twice: this layout has one bias, the sum of PyTorch's two.": ("+ b", "+ 2 * b"),
        "b is missing: a = x @ W_ih.T + h @ W_hh.T + b.": (" + b", ""),
        "the product with h is missing: a = x @ W_ih.T + h @ W_hh.T + b.": ("+ h @ W_hh.T ", ""),
        "the candidate has no tanh: it is tanh(a_g), from -1 to 1.": ("torch.tanh(g)", "g"),
        "c goes through tanh as well: only h = o tanh(c) is squashed, c is not.": [
            ("    c = ", "    c = torch.tanh("),
            ("torch.tanh(g)\n", "torch.tanh(g))\n"),
            ("* torch.tanh(c), c", "* c, c"),
        ],
        "g uses the sigmoid: the candidate is tanh(a_g), from -1 to 1.": ("torch.tanh(g)", "torch.sigmoid(g)"),
        "tanh is applied to the sigmoid of the candidate: a sigmoid is for i, f and o, g is tanh(a_g).": (
            "torch.tanh(g)",
            "torch.tanh(torch.sigmoid(g))",
        ),
        "the input gate is added: it multiplies the candidate, i * g.": (SQUASHED, SQUASHED.replace("*", "+")),
        "tanh is missing: h = o tanh(c).": ("torch.tanh(c)", "c"),
        "h uses the previous c: compute the new c first, then h = o tanh(c).": [
            ("    c = ", "    c_new = "),
            ("tanh(c), c", "tanh(c), c_new"),
        ],
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "torch.tanh(c), c",
            "torch.tanh(c), c.clamp(-100, 100)",
        ),
        "the inputs become float64: this is slow on a GPU, keep the dtype of the inputs.": (_converted("double")),
        "the inputs become float32: keep the dtype of the inputs.": _converted("float"),
    },
)


equivalents(
    ex,
    {
        "linear and split": """
        linear = torch.nn.functional.linear
        a = linear(x, W_ih, b) + linear(h, W_hh)
        i, f, g, o = torch.split(a, h.shape[1], dim=1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return [o.sigmoid() * c.tanh(), c]
    """,
        "x and h side by side, one product": (
            "x @ W_ih.T + h @ W_hh.T",
            "torch.cat([x, h], dim=1) @ torch.cat([W_ih, W_hh], dim=1).T",
        ),
        "einsum, gates on an axis of their own": """
        H = h.shape[1]
        a = torch.einsum("bi,ki->bk", x, W_ih) + torch.einsum("bj,kj->bk", h, W_hh) + b
        i, f, g, o = a.reshape(-1, 4, H).unbind(1)
        c = torch.addcmul(torch.sigmoid(f) * c, torch.sigmoid(i), torch.tanh(g))
        return torch.sigmoid(o) * torch.tanh(c), c
    """,
    },
)
