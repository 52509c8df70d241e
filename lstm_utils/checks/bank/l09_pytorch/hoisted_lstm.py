"""Lesson 09: the LSTM where the products with W_ih are given."""

from itertools import permutations

from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import draw
from ._torch import nets, twin_of


@twin_of("lstm_layer")
def lstm_recurrence(a_x, h0, c0, W_hh):
    """Run the part that depends on the step before."""
    return nets.lstm_recurrence(a_x, h0, c0, W_hh)


ex = exercise(
    "hoisted-lstm",
    lesson="09_pytorch",
    reference=lstm_recurrence,
    outputs=("hs", "c"),
    framework="autograd",
    blocks={"da_x": (2, "ifgo"), "dW_hh": (0, "ifgo")},
    hints=[
        "It is the step that you know, but x W_ih^T + b is given: a_x[t]. Which term is missing "
        "in the pre-activations of step t?",
        "a = a_t + h @ W_hh.T, (B, 4H). torch.addmm(a_t, h, W_hh.T) computes it in one call.",
        "for a_t in a_x: i, f, g, o = torch.addmm(a_t, h, W_hh.T).chunk(4, dim=1); then the "
        "new c, the new h; collect h. Return torch.stack(hs), c.",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, H):
        return draw(rng, a_x=(T, B, 4 * H), h0=(B, H), c0=(B, H), W_hh=(4 * H, H))

    yield "T=4, B=3, H=5", case(4, 3, 5)
    yield "T=1", case(1, 2, 3)
    yield "T=5, B=1", case(5, 1, 2)
    yield "B=4, H=1", case(3, 4, 1)
    large = case(3, 3, 3)
    yield "states of thousands", large | dict(c0=1e4 * large["c0"])


PRODUCT = "torch.addmm(a_t, h, W_hh.T)"

mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "torch.stack(hs), c",
            "torch.stack(hs), c.clamp(-100, 100)",
        ),
        "h @ W_hh.T is missing: a_x contains only the product with x and the bias.": ("W_hh.T", "0 * W_hh.T"),
        "the product with W_hh is left out: add h @ W_hh.T to a_x[t] in each step.": (PRODUCT, "a_t"),
        "the product with W_hh uses h0 in all steps: it needs the h of the step before.": ("a_t, h,", "a_t, h0,"),
        "c stays c0: pass the new c to the next step.": ("* c +", "* c0 +"),
        "h and c are detached before every step: no gradient flows back in time.": [
            ("a_t, h,", "a_t, h.detach(),"),
            ("* c +", "* c.detach() +"),
        ],
        "h and c are detached after every step: no gradient flows back in time.": (
            "append(h)",
            "append(h)\n        h, c = h.detach(), c.detach()",
        ),
        "every step reads a_x[0]: step t reads a_x[t].": (PRODUCT, PRODUCT.replace("a_t", "a_x[0]")),
        "the second output is the last h: return hs and the last c.": ("torch.stack(hs), c", "torch.stack(hs), h"),
        "a is summed over the steps: each step has its own a_x[t] + h W_hh^T.": [
            ("h0, c0, []", "h0, c0, []\n    a = 0"),
            (f"i, f, g, o = {PRODUCT}", f"a = a + {PRODUCT}\n        i, f, g, o = a"),
        ],
        "each product gets its own activation: add a_x[t] and h W_hh^T first.": """
        h, c, hs = h0, c0, []
        for a_t in a_x:
            first, second = a_t.chunk(4, dim=1), (h @ W_hh.T).chunk(4, dim=1)
            i, f, o = (torch.sigmoid(first[k]) + torch.sigmoid(second[k]) for k in (0, 1, 3))
            c = f * c + i * (torch.tanh(first[2]) + torch.tanh(second[2]))
            h = o * torch.tanh(c)
            hs.append(h)
        return torch.stack(hs), c
    """,
        "h uses the previous c: compute the new c first, then h = o tanh(c).": [
            ("        c = ", "        c_new = "),
            ("torch.tanh(c)\n", "torch.tanh(c)\n        c = c_new\n"),
        ],
        "tanh is missing: h = o tanh(c).": ("torch.tanh(c)", "c"),
        "g uses the sigmoid: the candidate is tanh(a_g).": ("torch.tanh(g)", "torch.sigmoid(g)"),
        "the input gate is added: it multiplies the candidate, i * g.": ("(i) * torch.tanh(g)", "(i) + torch.tanh(g)"),
        "W_hh is not transposed: it is (4H, H), so the product is h @ W_hh.T.": ("W_hh.T", "W_hh"),
        "hs is made by torch.zeros, so it is float32 on the CPU: use torch.stack(hs).": [
            ("h0, c0, []", "h0, c0, torch.zeros(len(a_x), *h0.shape)"),
            ("a_t in a_x", "t, a_t in enumerate(a_x)"),
            ("hs.append(h)", "hs[t] = h"),
            ("torch.stack(hs)", "hs"),
        ],
        "hs is a list: torch.stack(hs) makes one tensor (T, B, H) of it.": ("torch.stack(hs)", "hs"),
        "a_x is changed in place: a_x[t] += ... writes to the argument.": [
            ("a_t in a_x:", "t in range(len(a_x)):\n        a_x[t] += h @ W_hh.T"),
            (PRODUCT, "a_x[t]"),
        ],
        "tanh is applied to the sigmoid of the candidate: a sigmoid is for i, f and o, g is tanh(a_g).": (
            "torch.tanh(g)",
            "torch.tanh(torch.sigmoid(g))",
        ),
    }
    | {
        f"the blocks are read as {', '.join(order)}: the order is i, f, g, o.": ("i, f, g, o", ", ".join(order))
        for order in [*permutations("ifgo")][1:]
    },
)


equivalents(
    ex,
    {
        "matmul, split, indices": """
        hs, U = [], W_hh.T.contiguous()
        for t in range(a_x.shape[0]):
            i, f, g, o = torch.split(a_x[t] + torch.matmul(h0, U), h0.shape[1], dim=-1)
            c0 = f.sigmoid() * c0 + i.sigmoid() * g.tanh()
            h0 = o.sigmoid() * c0.tanh()
            hs.append(h0)
        return torch.stack(hs, dim=0), c0
    """,
        "through the plain loop, with a_x as inputs": """
        eye = torch.eye(a_x.shape[2], dtype=a_x.dtype)
        return nets.lstm_loop(a_x, h0, c0, eye, W_hh, a_x.new_zeros(a_x.shape[2]))
    """,
        "linear with the input as bias, new tensors written in place": [
            ("h0, c0, []", "h0, c0, a_x.new_empty(*a_x.shape[:2], h0.shape[1])"),
            ("a_t in a_x", "t, a_t in enumerate(a_x.unbind(0))"),
            (PRODUCT, "torch.nn.functional.linear(h, W_hh).add_(a_t)"),
            ("hs.append(h)", "hs[t] = h"),
            ("torch.stack(hs)", "hs"),
        ],
    },
)
