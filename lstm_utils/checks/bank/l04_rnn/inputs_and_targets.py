"""Lesson 04: inputs and targets of a string."""

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import encoding

inputs_and_targets = exercise(
    "inputs-and-targets",
    lesson="04_rnn",
    reference=encoding.inputs_and_targets,
    outputs=("x", "y"),
    hints=[
        "Write BTXSE twice, one below the other. In which direction do you shift the lower one, "
        "so that the next symbol is below each symbol?",
        "L symbols give L - 1 pairs: nothing follows the last, nothing precedes the first. "
        "alphabet.index(symbol) is the number of a symbol.",
        "ids = np.array([...]) of all L numbers; x is the slice without the last, y the slice without the first.",
    ],
)


@inputs_and_targets.cases
def _(rng):
    reber = "BTSXPVE"
    yield "a Reber string", dict(string="BTXSE", alphabet=reber)
    yield "two symbols: one step", dict(string="TE", alphabet=reber)
    yield "an embedded one", dict(string="BPBTSXSEPE", alphabet=reber)
    yield "another alphabet", dict(string="banana", alphabet="nab")
    yield "letters that do not occur", dict(string="hello", alphabet="xohnelz")
    drawn = "".join(rng.choice(list("TSXPV"), size=20))
    yield "twenty random symbols", dict(string=drawn, alphabet=reber)
    mixed = "".join(rng.permutation(list("abcdef")))
    yield "a mixed alphabet", dict(string="".join(rng.choice(list(mixed), 9)), alphabet=mixed)


INDEX = "alphabet.index(symbol)"
OUT = "ids[:-1], ids[1:]"

mistakes(
    inputs_and_targets,
    {
        "the numbers belong to an alphabet made of this string: use the position in the argument alphabet.": (
            "alphabet.index(symbol)",
            "sorted(set(string)).index(symbol)",
        ),
        "the target is not shifted: y equals x, so the net learns to copy its input. y[t] is the symbol after x[t].": (
            "ids[1:]",
            "ids[:-1]",
        ),
        "x and y are both the complete string: drop the last symbol from x and the first from y.": (OUT, "ids, ids"),
        "the shift has the wrong direction: y[t] comes before x[t]. x drops the last symbol, y the first.": (
            OUT,
            "ids[1:], ids[:-1]",
        ),
        "the final E is missing: the last symbol is a target too, the net has to predict the end.": (OUT, "ids[:-2], ids[1:-1]"),
        "the first pair is missing: the first symbol is an input too, x starts with it.": (OUT, "ids[1:-1], ids[2:]"),
        "the shift is two symbols: y[t] is the symbol right after x[t].": (OUT, "ids[:-2], ids[2:]"),
        "np.roll moves the first symbol to the end: nothing follows the last symbol. Use slices.": (OUT, "ids, np.roll(ids, -1)"),
        "y is padded with 0, which is the number of a symbol: nothing follows the last symbol, so drop it from x.": (
            OUT,
            "ids, np.append(ids[1:], 0)",
        ),
        "x keeps the last symbol, which has no next symbol: x and y have L - 1 steps each.": ("ids[:-1]", "ids"),
        "y keeps the first symbol, which is the target of no step: x and y have L - 1 steps each.": ("ids[1:]", "ids"),
        "y is the last symbol only: the net predicts the next symbol at every step.": ("ids[1:]", "ids[-1]"),
        "the alphabet is sorted first: the number of a symbol is its position in alphabet as given.": (
            INDEX,
            "sorted(alphabet).index(symbol)",
        ),
        "the numbers are positions among the symbols of this string: use the position in alphabet.": (
            INDEX,
            "[*dict.fromkeys(string)].index(symbol)",
        ),
        "the numbers start at 1: alphabet.index counts from 0.": (INDEX, f"{INDEX} + 1"),
        "these are character codes, from ord: the number of a symbol is its position in alphabet.": (INDEX, "ord(symbol)"),
        "these are positions in the string itself: use the position in alphabet, alphabet.index(symbol).": (
            INDEX,
            "string.index(symbol)",
        ),
        "these are symbols: return their numbers in alphabet.": "return string[:-1], string[1:]",
        "these are arrays of symbols: return arrays of their numbers in alphabet.": (INDEX, "symbol"),
        "the argument alphabet is not used: the number of a symbol is its position in alphabet, not in BTSXPVE.": (
            INDEX,
            "'BTSXPVE'.index(symbol)",
        ),
        "these are lists: np.array(...) makes arrays.": (
            f"np.array([{INDEX} for symbol in string])",
            f"[{INDEX} for symbol in string]",
        ),
        "x is one-hot already: return numbers, (T,).": ("ids[:-1]", "np.eye(len(alphabet))[ids[:-1]]"),
        "only x is returned: return x, y.": (OUT, "ids[:-1]"),
        "np.roll(ids, 1) shifts in the other direction: y[t] is the symbol after x[t], ids[1:].": (
            "ids[:-1], ids[1:]",
            "ids[:-1], np.roll(ids, 1)[:-1]",
        ),
    },
)


equivalents(
    inputs_and_targets,
    {
        "two list comprehensions": """
        x = np.array([alphabet.index(symbol) for symbol in string[:-1]])
        y = np.array([alphabet.index(symbol) for symbol in string[1:]])
        return x, y
    """,
        "pairs, then transposed": """
        from itertools import pairwise

        number = {symbol: k for k, symbol in enumerate(alphabet)}
        pairs = [(number[a], number[b]) for a, b in pairwise(string)]
        return list(np.array(pairs).T)
    """,
        "a comparison with the alphabet": """
        ids = (np.array(list(string))[:, None] == np.array(list(alphabet))).argmax(axis=1)
        return ids[: len(string) - 1], ids[-(len(string) - 1) :]
    """,
        "int8, filled step by step": """
        x, y = (np.zeros(len(string) - 1, dtype=np.int8) for _ in "xy")
        for t in range(len(string) - 1):
            x[t], y[t] = alphabet.index(string[t]), alphabet.find(string[t + 1])
        return x, y
    """,
    },
)
