"""Lesson 15: control labels, drawn for each word, judged by what they have in common."""

import itertools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import OWN, equal, even, table
from lstm_utils.checks.declare import Seed, equivalents, exercise, mistakes

ex = exercise(
    "control",
    lesson="15_inside_the_cell",
    reference=nets.control,
    outputs="labels",
    hints=[
        "Draw one label for each different word, then look it up for each state.",
        "different, place = np.unique(words, return_inverse=True): place is each state's row in different.",
        "Start with zeros, one for each different word, and set those at rng.permutation(n)[: n // 2] to 1. Return label[place].",
    ],
)

WORDS = 4  # different ones of the draws that are judged together: six choices, equally likely
MORE = 6  # and of those that are judged as well: twenty choices
DRAWS = 400
CHOICES = {n: [*itertools.combinations(range(n), n // 2)] for n in (WORDS, MORE)}


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=8)]

    def case(words, n):
        return dict(words=np.array(words), rng=Seed(seeds[n]))

    sixteen = rng.permutation(np.repeat(np.arange(16), 5))
    yield "16 words, 80 states", case(sixteen, 0)
    yield "five words, numbers with gaps", case(rng.permutation(np.repeat([3, 40, 7, 900, 12], 4)), 1)
    yield "one word", case([5, 5, 5], 2)
    yield "each word once", case(rng.permutation(9), 3)
    yield "some words often, some rarely", case(rng.permutation([2] * 20 + [4] * 9 + [1, 1, 8, 6]), 4)
    yield "numbers below 0", case([-2, 3, -2, 0, 3, -7], 5)
    yield f"{WORDS} words, drawn {DRAWS} times", case(rng.permutation([8, 1, 1, 5, 2, 2, 2, 5]), 6), DRAWS
    yield "the same seed again", case(sixteen, 0)
    yield "another seed", case(sixteen, 7)
    yield f"{MORE} words, drawn {DRAWS} times", case(rng.permutation([8, 1, 1, 5, 2, 9, 4]), 6), DRAWS


SHUFFLED = "labels were drawn or shuffled over the states: a word has the same label wherever it occurs."
UNEVEN = "not half of the words have a 1: n // 2 of n different words, rounded down."
UP = "the half is rounded up: of n different words n // 2 have a 1."
SHORT = "the labels of the different words are returned: look them up for each state, label[place]."
ZEROS = "all labels are 0: half of the words get a 1."
NUMBERS = "the labels are other numbers: each is 0 or 1."
ALL = "all labels are 1: half of the words get a 1, the others a 0."
REST = "all words but one have a 1: the first half of the permutation is [: n // 2]."
BY_ORDER = "the labels depend on the order of the words: every choice of half of them is equally likely."
FLOATS = "the labels are not integers: use dtype int."


def _by_word(words, labels):
    """Return each different word's label, None if a word has two."""
    found = {}
    for word, label in zip(words.tolist(), labels.tolist(), strict=True):
        if found.setdefault(word, label) != label:
            return None
    return found


def wrong(words, labels):
    """Return what is wrong with the labels of one draw, None if nothing is."""
    words, labels = np.asarray(words), np.asarray(labels)
    if labels.shape != words.shape:
        return f"labels: expected shape {words.shape}, got {labels.shape}"
    if labels.dtype.kind not in "iub":
        return FLOATS
    if not np.isin(labels, (0, 1)).all():
        return NUMBERS
    found = _by_word(words, labels.astype(int))
    n = len(np.unique(words))
    if found is None:
        return SHUFFLED
    ones = sum(found.values())
    if ones == n // 2:
        return None
    if ones in (0, n) and n > 1:
        return ALL if ones else ZEROS
    if n > 5 and ones == n - 1:
        return REST
    return UP if n % 2 and n > 1 and ones == n // 2 + 1 else UNEVEN


@ex.property
def form(inputs, value):
    """Return what is wrong with one draw, or with several, None if nothing is."""
    draws = value if isinstance(value, list) and len(value) == DRAWS else [value]
    return next(filter(None, (wrong(inputs["words"], labels) for labels in draws)), None)


@ex.property_of_all
def _(pairs):
    """Return what only several draws show."""
    if any(form(inputs, value) for inputs, value in pairs):
        return None
    words, draws = many_of(pairs)
    found = [choice_of(words, labels) for labels in draws]
    first, again = (np.asarray(pairs[n][1]) for n in (0, 7))
    if len(set(found)) == 1 or not equal([first], [again]):
        return OWN
    words, draws = many_of(pairs, 9)
    more = evidence_of([choice_of(words, labels) for labels in draws], MORE)
    found = evidence_of(found) | {f"{name} of more words": q for name, q in more.items()}
    return BY_ORDER if evidence.strongest(found) else None


def many_of(pairs, n=6):
    """Return the words and the draws that are judged together, those of case n."""
    return np.asarray(pairs[n][0]["words"]), [np.asarray(labels) for labels in pairs[n][1]]


def choice_of(words, labels):
    """Return which choice of half of the words got a 1, by its number."""
    different = np.unique(words)
    ones = tuple(n for n, word in enumerate(different) if labels[words == word][0] == 1)
    return CHOICES[len(different)].index(ones)


def evidence_of(found, words=WORDS):
    """Return the evidence that choices are not equally likely, or depend on the one before."""
    found, choices = np.array(found), len(CHOICES[words])
    return {
        "choice": table(0 * found, found, 1, even(choices)),
        "choice by choice before": table(found[:-1], found[1:], choices, even(choices)),
    }


LABEL = "label = np.zeros(len(different), dtype=int)"
ONES = "label[rng.permutation(len(different))[: len(different) // 2]] = 1"
mistakes(
    ex,
    {
        SHUFFLED: ("return label[place]", "return rng.permutation(label[place])"),
        UNEVEN: (ONES, "label[:] = rng.integers(2, size=len(different))"),
        UP: ("len(different) // 2]", "(len(different) + 1) // 2]"),
        ZEROS: (f"    {ONES}\n", "    rng.random()\n"),
        NUMBERS: (" = 1\n", " = 2\n"),
        FLOATS: (", dtype=int", ""),
        OWN: ("    different,", "    rng = np.random.default_rng(0)\n    different,"),
        BY_ORDER: (ONES, "label[rng.integers(2) :: 2][: len(different) // 2] = 1"),
        SHORT: ("label[place]", "label"),
        ALL: (ONES, "label[rng.permutation(len(different))] = 1"),
        REST: ("[: len(different) // 2]", "[1:]"),
    },
)


equivalents(
    ex,
    {
        "a dict and rng.choice": """
        words = [int(word) for word in words]
        different = sorted(set(words))
        ones = rng.choice(different, size=len(different) // 2, replace=False)
        return np.array([1 if word in ones.tolist() else 0 for word in words])
    """,
        "shuffle, np.isin": """
        different = np.unique(words)
        rng.shuffle(different)
        return np.isin(words, different[: different.size // 2]).astype(int)
    """,
        "a permuted row of labels, bools": """
        different, place = np.unique(words, return_inverse=True)
        half = np.arange(different.size) < different.size // 2
        return rng.permutation(half)[place]
    """,
        "ranks of random numbers": """
        different = list(dict.fromkeys(words.tolist()))
        rank = np.argsort(np.argsort(rng.random(len(different))))
        label = {word: int(r < len(different) // 2) for word, r in zip(different, rank)}
        return np.array([label[word] for word in words.tolist()])
    """,
    },
)
