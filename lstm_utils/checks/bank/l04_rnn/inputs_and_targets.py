"""Lesson 04: what goes into the net, and what it should say."""

from itertools import pairwise

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import encoding

inputs_and_targets = exercise(
    "inputs-and-targets",
    lesson="04_rnn",
    reference=encoding.inputs_and_targets,
    outputs=("x", "y"),
    hints=[
        "Write BTXSE on a strip of paper and the same below it. Which way must the lower strip "
        "move, so that below each letter stands the one that comes next?",
        "L symbols give L - 1 pairs: nothing comes after the last, nothing before the first. "
        "alphabet.index(symbol) is a symbol's number.",
        "ids = np.array([...]) of all L numbers; one slice without the last, one without the "
        "first.",
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


def _ids(string, alphabet):
    return np.array([alphabet.index(symbol) for symbol in string])


@inputs_and_targets.mistake(
    "the target is not shifted: y equals x, so the net learns to say what it hears. y[t] is "
    "what comes after x[t]."
)
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return ids[:-1], ids[:-1]


@inputs_and_targets.mistake(
    "x and y are both the whole string: drop the last symbol from x and the first from y."
)
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return ids, ids.copy()


@inputs_and_targets.mistake(
    "shifted the wrong way: y[t] comes before x[t], the net would tell the past. x drops the "
    "last symbol, y the first."
)
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return ids[1:], ids[:-1]


@inputs_and_targets.mistake(
    "the final E is left out: the last symbol is a target too, the net should know when it "
    "ends."
)
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return ids[:-2], ids[1:-1]


@inputs_and_targets.mistake(
    "the first pair is left out: the first symbol is an input too, x starts with it."
)
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return ids[1:-1], ids[2:]


@inputs_and_targets.mistake("two symbols ahead: y[t] is the very next one after x[t].")
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return ids[:-2], ids[2:]


@inputs_and_targets.mistake(
    "np.roll carries the first symbol round to the end, as if the string began again: nothing "
    "comes after the last. Use slices."
)
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return ids, np.roll(ids, -1)


@inputs_and_targets.mistake(
    "y is filled up with 0, which is the number of a symbol: nothing comes after the last, so "
    "x drops it."
)
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return ids, np.append(ids[1:], 0)


@inputs_and_targets.mistake(
    "x keeps the last symbol, after which nothing comes: x and y have L - 1 steps each."
)
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return ids, ids[1:]


@inputs_and_targets.mistake(
    "y keeps the first symbol, which comes after nothing: x and y have L - 1 steps each."
)
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return ids[:-1], ids


@inputs_and_targets.mistake(
    "y is the last symbol only: here the net says after every symbol what comes next."
)
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return ids[:-1], ids[-1]


@inputs_and_targets.mistake(
    "the alphabet is sorted first: a symbol's number is its place in alphabet as it is."
)
def _(string, alphabet):
    ids = _ids(string, "".join(sorted(alphabet)))
    return ids[:-1], ids[1:]


@inputs_and_targets.mistake(
    "the numbers count the symbols of this string: they are places in alphabet, the same for "
    "all strings."
)
def _(string, alphabet):
    ids = _ids(string, "".join(dict.fromkeys(string)))
    return ids[:-1], ids[1:]


@inputs_and_targets.mistake("the numbers start at 1: alphabet.index counts from 0.")
def _(string, alphabet):
    ids = _ids(string, alphabet) + 1
    return ids[:-1], ids[1:]


mistakes(
    inputs_and_targets,
    {
        "these are the characters' codes, from ord: a symbol's number is its place in alphabet.": (
            "alphabet.index",
            "ord",
        ),
        "these are the symbols: the net needs their numbers in alphabet.": "return string[:-1], string[1:]",
    },
)


@inputs_and_targets.mistake("these are lists: np.array(...) makes arrays of them.")
def _(string, alphabet):
    ids = _ids(string, alphabet).tolist()
    return ids[:-1], ids[1:]


@inputs_and_targets.mistake("x is one-hot already: here the numbers are asked for, (T,).")
def _(string, alphabet):
    ids = _ids(string, alphabet)
    return np.eye(len(alphabet))[ids[:-1]], ids[1:]


@inputs_and_targets.mistake("the numbers are halfway to y: this returns x alone, return x, y.")
def _(string, alphabet):
    return _ids(string, alphabet)[:-1]


mistakes(
    inputs_and_targets,
    {
        "these are places in the string itself: a symbol's number is its place in the alphabet, alphabet.index(symbol).": (
            "alphabet.",
            "string.",
        ),
    },
)


equivalents(
    inputs_and_targets,
    {
        "two list comprehensions": [
            ("ids =", "x ="),
            (
                "])\n    return ids[:-1], ids[1:]\n",
                "[:-1]])\n    y = np.array([alphabet.index(symbol) for symbol in string[1:]])\n    return x, y\n",
            ),
        ],
    },
)


@inputs_and_targets.same("pairs, then turned round")
def _(string, alphabet):
    number = {symbol: k for k, symbol in enumerate(alphabet)}
    pairs = [(number[a], number[b]) for a, b in pairwise(string)]
    return list(np.array(pairs).T)


equivalents(
    inputs_and_targets,
    {
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
