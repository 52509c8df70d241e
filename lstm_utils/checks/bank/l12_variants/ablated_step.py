"""Lesson 12: one step of the LSTM with parts left out."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.bank.l08_lstm._draw import step_inputs
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "ablated-step",
    lesson="12_variants",
    reference=nets.ablated_step,
    outputs=("h", "c"),
    hints=[
        "Begin with lesson 08's step. Then ask for each of the five parts: is its letter in without?",
        'A gate that is left out is 1: i = np.ones_like(a_i) if "i" in without else nets.sigmoid(a_i). The same for f and o.',
        'g = a_g if "g" in without else np.tanh(a_g); h is o * c_next if "h" in without, else o * np.tanh(c_next).',
    ],
)


@ex.cases
def _(rng):
    def case(B, I, H, without, **given):
        return step_inputs(rng, B, I, H, **given) | dict(without=without)

    yield "nothing left out", case(3, 2, 4, "")
    for letter, part in zip(
        "ifogh", ("input gate", "forget gate", "output gate", "candidate's tanh", "output's tanh"), strict=True
    ):
        yield f"without the {part}", case(2, 3, 4, letter)
    yield "all left out", case(3, 2, 2, "ifgoh")
    yield "two parts, any order", case(2, 2, 3, "hf")
    yield "three parts, any order", case(4, 1, 2, "goi")
    for pair in ("if", "of", "io", "fg", "gi", "og", "hi", "fh", "ho", "gh", "hogi", "figh"):
        yield f'without="{pair}"', case(2, 2, 3, pair)
    yield "the default: nothing left out", {k: v for k, v in case(2, 5, 3, "").items() if k != "without"}
    yield "one unit, one input, one example", case(1, 1, 1, "o")
    yield "B=I=H=3", case(3, 3, 3, "g")
    yield "a state of 50, without the output's tanh", case(2, 2, 3, "h", c=np.full((2, 3), 50.0))
    yield "states of thousands, without the output's tanh", case(3, 2, 3, "h", c=1e4 * rng.normal(size=(3, 3)))


def gate(k):
    """Return the line of a gate in the model answer."""
    return f'{k} = np.ones_like(a_{k}) if "{k}" in without else nets.sigmoid(a_{k})'


G, H = 'g = a_g if "g" in without else np.tanh(a_g)', '(c_next if "h" in without else np.tanh(c_next))'
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "c_next = f * c + i * g",
            "c_next = np.clip(f * c + i * g, -100, 100)",
        ),
        "the output gate is left out only if the input gate stays: each letter of `without` counts on its own.": (
            'if "o" in without',
            'if "o" in without and "i" not in without',
        ),
        "a gate that is left out is 0: it is 1, everything passes.": [
            (gate(k), gate(k).replace("ones_like", "zeros_like")) for k in "ifo"
        ],
        "a gate that is left out is its pre-activation: it is 1 everywhere.": [
            (gate(k), gate(k).replace(f"np.ones_like(a_{k})", f"a_{k}")) for k in "ifo"
        ],
        "a gate that is left out is 1/2: it is 1, everything passes.": [
            (gate(k), gate(k).replace(f"np.ones_like(a_{k})", f"np.ones_like(a_{k}) / 2")) for k in "ifo"
        ],
        "a gate that is left out has the pre-activation 1: the gate itself is 1.": [
            (gate(k), f'{k} = nets.sigmoid(np.ones_like(a_{k}) if "{k}" in without else a_{k})') for k in "ifo"
        ],
        "the input gate is never left out: i = 1 if its letter is in without.": (gate("i"), "i = nets.sigmoid(a_i)"),
        "the forget gate is never left out: f = 1 if its letter is in without.": (gate("f"), "f = nets.sigmoid(a_f)"),
        "the output gate is never left out: o = 1 if its letter is in without.": (gate("o"), "o = nets.sigmoid(a_o)"),
        "the candidate's tanh is never left out: g = a_g for the letter g.": (G, "g = np.tanh(a_g)"),
        "the output's tanh is never left out: h = o * c for the letter h.": (H, "np.tanh(c_next)"),
        "the letters g and h are swapped: g is the candidate's tanh, h the output's.": [
            (G, 'g = a_g if "h" in without else np.tanh(a_g)'),
            (H, '(c_next if "g" in without else np.tanh(c_next))'),
        ],
        "the letters i and f are swapped: i is the input gate, f the forget gate.": [
            (gate("i"), gate("i").replace('"i"', '"f"')),
            (gate("f"), gate("f").replace('"f"', '"i"')),
        ],
        "only one letter is understood: ask with `in`, without can have several letters.": [
            (gate("i"), gate("i").replace("in without", "== without")),
            (gate("f"), gate("f").replace("in without", "== without")),
            (gate("o"), gate("o").replace("in without", "== without")),
            (G, G.replace("in without", "== without")),
            (H, H.replace("in without", "== without")),
        ],
        "only the first letter is used: ask for each part whether its letter is in without.": (
            "    a = x",
            "    without = without[:1]\n    a = x",
        ),
        "the candidate is left out altogether: for g only its tanh goes, g = a_g.": (
            G,
            G.replace("a_g if", "np.ones_like(a_g) if"),
        ),
        "the candidate loses its tanh for another gate: g = a_g only for the letter g.": (
            G,
            "g = a_g if without else np.tanh(a_g)",
        ),
        "the output is c without its gate: for h only the tanh goes, h = o * c.": (
            f"o * {H}",
            '(c_next if "h" in without else o * np.tanh(c_next))',
        ),
        "the output is o alone: for h only the tanh goes, h = o * c.": (H, '(1 if "h" in without else np.tanh(c_next))'),
        "without lists what is kept: it lists what is left out.": [
            (gate("i"), gate("i").replace("in without", "not in without")),
            (gate("f"), gate("f").replace("in without", "not in without")),
            (gate("o"), gate("o").replace("in without", "not in without")),
            (G, G.replace("in without", "not in without")),
            (H, H.replace("in without", "not in without")),
        ],
        "c goes through tanh: c = f * c_prev + i * g; only h uses tanh(c).": (
            "c_next = f * c + i * g",
            "c_next = np.tanh(f * c + i * g)",
        ),
        'without has no default: nothing is left out if it is not given, without="".': ('without=""', "without"),
        "the default leaves out the forget gate: nothing is left out if it is not given.": ('without=""', 'without="f"'),
        "the blocks are read as i, g, f, o: the order is i, f, g, o.": ("a_i, a_f, a_g, a_o =", "a_i, a_g, a_f, a_o ="),
        "the old c is returned: return h and the new c.": (f"{H}, c_next", f"{H}, c"),
        "c is changed in place: write c_next = f * c + i * g, a new array.": (
            "c_next = f * c + i * g",
            "c *= f\n    c += i * g\n    c_next = c",
        ),
    },
)


equivalents(
    ex,
    {
        "numbers for gates": [
            (gate("i"), 'i = 1.0 if "i" in without else nets.sigmoid(a_i)'),
            (gate("f"), 'f = 1.0 if "f" in without else nets.sigmoid(a_f)'),
            (gate("o"), 'o = 1.0 if "o" in without else nets.sigmoid(a_o)'),
        ],
        "pre-activations of 1000": """
        a = x @ W_ih.T + h @ W_hh.T + b
        parts = dict(zip("ifgo", np.split(a, 4, axis=1), strict=True))
        for k in set(without) & set("ifo"):
            parts[k] = np.full_like(parts[k], 1000.0)
        i, f, o = (nets.sigmoid(parts[k]) for k in "ifo")
        new = f * c + i * (parts["g"] if "g" in without else np.tanh(parts["g"]))
        return [o * (new if "h" in without else np.tanh(new)), new]
    """,
        "a table of functions": """
        acts = {"i": nets.sigmoid, "f": nets.sigmoid, "g": np.tanh, "o": nets.sigmoid, "h": np.tanh}
        for letter in without:
            acts[letter] = np.array if letter in "gh" else np.ones_like
        a = dict(zip("ifgo", np.split(x @ W_ih.T + h @ W_hh.T + b, 4, axis=1), strict=True))
        i, f, g, o = (acts[k](a[k]) for k in "ifgo")
        new = f * c + i * g
        return o * acts["h"](new), new
    """,
    },
)
