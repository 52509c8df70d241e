"""Lesson 20: words of the teacher or of the net, judged by which ones were replaced."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import OWN, total
from lstm_utils.checks.bank.l16_deeper._masks import counted, reversed_odds, tests
from lstm_utils.checks.declare import Seed, equivalents, exercise, mistakes

ex = exercise(
    "scheduled-inputs",
    lesson="20_translation",
    reference=nets.scheduled_inputs,
    outputs="inputs",
    varies=("inputs",),
    fresh=True,
    hints=[
        "Draw a number for each word, rng.random(size=inputs.shape), and replace where it is below p, but never in row 0.",
        "In row t the word that would be read is predicted[t - 1]: np.roll(predicted, 1, axis=0) moves all rows by one.",
        "replaced[0] = False; return np.where(replaced, the moved predictions, inputs).",
    ],
)

LARGE = ((121, 100, 0.325), (201, 60, 0.725), (81, 150, 0.225))  # between the twentieths
RARE = 0.004  # 80 of 20,000 words: 30 to 160 are replaced, but for a chance of 1e-10
MANY = (21, 2000)  # of 40,000 numbers in 16 bits none is rounded to 1 by a chance of 6e-5 only


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=12)]

    def case(T, B, p, n, words=60):
        inputs = rng.integers(words, size=(T, B))
        inputs[0] = 1
        predicted = 1000 * np.arange(1, T + 1)[:, None] + rng.integers(100, 200, size=(T, B))
        return dict(inputs=inputs, predicted=predicted, p=p, rng=Seed(seeds[n]))

    yield "6 steps, 4 sentences, p = 0.5", case(6, 4, 0.5, 0)
    yield "p = 0: the teacher's words", case(5, 3, 0.0, 1)
    yield "p = 1: its own words", case(5, 3, 1.0, 2, words=3)
    yield "one step", case(1, 6, 0.9, 3)
    yield "one sentence", case(12, 1, 0.5, 4)
    for n, (T, B, p) in enumerate(LARGE):
        yield f"{T} steps, {B} sentences, p = {p}", case(T, B, p, 5 + n)
    first = case(*LARGE[0], 5)
    yield "another seed", first | dict(rng=Seed(seeds[8]))
    yield "the same words, the first seed again", first
    many = case(*MANY, 1.0, 10)
    yield "p = 1, 40,000 words", many | {name: many[name].astype(np.int16) for name in ("inputs", "predicted")}
    yield f"p = {RARE}", case(201, 100, RARE, 9)


LATE = "the prediction of the same step is read: at step t the net has made that of step t - 1."
EARLY = "the prediction of the step after is read: at step t the net has made that of step t - 1."
FIRST = "the start at step 0 is replaced: it always stays."
OTHERS = "words of other sentences are read: each sentence reads its own predictions, move along axis 0."
INVERTED = "p is the probability to keep the teacher's word: it is the one to replace it."
COIN = "all sentences are replaced at the same steps: draw a number for each word, size=inputs.shape."
WHOLE = "sentences are replaced as a whole: draw a number for each word, size=inputs.shape."
ALL = "one number decides for all words: draw a number for each word, size=inputs.shape."
COUNTED = "exactly the share p is replaced: each word is replaced with probability p, by itself."
NEVER = "no word is replaced: with p = 1 all are, but the first."
ALWAYS = "all words are replaced: with p = 0 none is."
SHARE = "the share of replaced words is not p: compare rng.random(size=inputs.shape) with p."
ROUNDED = "p is rounded, or small p are left out: compare rng.random(size=inputs.shape) with p itself."
DEPENDS = "the draws depend on each other: draw one number for each word, independently."
MIRRORED = "the second half of the draws mirrors the first: draw one number for each word."
HALF = "with p = 1 a few words stay: in 16 bits a number just below 1 is rounded to 1, keep float64."
FLOATS = "the result has floats: it is numbers of words, use np.where."
WHICH = "which words were replaced is returned: return the words."
SHIFTED = "the teacher's words are moved as well: only the predictions are those of the step before."


def _like(value, inputs, shifted):
    """Return whether each word but the first is the teacher's or in the moved predictions."""
    return np.all((value == inputs) | (value == shifted))


@ex.property
def form(inputs, value):
    """Return what is wrong with one batch, None if nothing is."""
    teacher, predicted, p = inputs["inputs"], inputs["predicted"], inputs["p"]
    got = np.asarray(value)
    if got.shape != teacher.shape:
        return f"expected {teacher.shape}, got {got.shape}"
    if got.dtype.kind not in "iu":
        return FLOATS
    if len(got) > 1 and np.isin(got, (0, 1)).all():
        return WHICH
    before = np.roll(predicted, 1, axis=0)
    if not np.array_equal(got[0], teacher[0]):
        return FIRST
    if not _like(got[1:], teacher[1:], before[1:]):
        return _strange(got, teacher, predicted)
    if p == 0 and not np.array_equal(got, teacher):
        return ALWAYS
    if p == 1 and len(got) > 1 and (stay := got[1:] == teacher[1:]).any():
        if stay.mean() < 0.005:
            return HALF
        return NEVER if np.array_equal(got, teacher) else "with p = 1 all words but the first are replaced"
    return None


def _strange(got, teacher, predicted):
    """Return where words come from that are neither the teacher's nor the last prediction."""
    if len(got) < 3 or got.shape[1] < 3:
        return "a word is neither the teacher's nor the one that was predicted at the step before"
    if _like(got[1:-1], teacher[1:-1], predicted[1:-1]):
        return LATE
    if _like(got[1:-1], teacher[1:-1], predicted[2:]):
        return EARLY
    if _like(got[1:], teacher[:-1], predicted[:-1]):
        return SHIFTED
    own = got[1:] // 1000 == np.arange(1, len(got))[:, None]
    return (
        OTHERS
        if _like(got[1:], teacher[1:], np.where(own, got[1:], -1)) or np.isin(got[1:], predicted).any()
        else "a word is neither the teacher's nor predicted"
    )


@ex.property_of_all
def _(pairs):
    """Return what only many words show."""
    if any(form(inputs, value) for inputs, value in pairs):
        return None
    large = large_of(pairs)
    if all(len(np.unique(replaced)) == 1 for replaced, _ in large):
        return ALL  # its batches may be alike by chance
    first, other, again = large[0][0], *(_replaced(*pairs[n]) for n in (8, 9))
    if not np.array_equal(first, again) or np.array_equal(first, other):
        return OWN
    return _named(large) or _beyond_chance(large) or _rounded(*pairs[11])


def _rounded(inputs, value):
    return None if 30 <= _replaced(inputs, value).sum() <= 160 else ROUNDED


def _replaced(inputs, value):
    return (np.asarray(value) != inputs["inputs"])[1:]


def large_of(pairs):
    """Return which words were replaced, and p, of the batches that are judged together."""
    return [(_replaced(inputs, value), inputs["p"]) for inputs, value in pairs[5:8]]


def evidence_of(large):
    """Return the evidence against several batches, by test."""
    return total([tests(~replaced, p) for replaced, p in large])


def _named(large):
    if all((replaced == replaced[:, :1]).all() for replaced, _ in large):
        return COIN
    if all((replaced == replaced[:1]).all() for replaced, _ in large):
        return WHOLE
    if all(np.array_equal(replaced[:-1], replaced[-2::-1]) for replaced, _ in large):
        return MIRRORED
    if counted([(~replaced, p) for replaced, p in large]):
        return COUNTED
    return INVERTED if all(reversed_odds(~replaced, p) for replaced, p in large) else None


def _beyond_chance(large):
    found = evidence_of(large)
    if found["share"] > evidence.threshold(len(found)):
        return SHARE
    return {"": None, "share": SHARE}.get(evidence.strongest(found), DEPENDS)


DRAW, KEEP = "replaced = rng.random(inputs.shape) < p", "replaced[0] = False"
WHERE = "return np.where(replaced, np.roll(predicted, 1, axis=0), inputs)"
mistakes(
    ex,
    {
        LATE: (WHERE, "return np.where(replaced, predicted, inputs)"),
        EARLY: (WHERE, "return np.where(replaced, np.roll(predicted, -1, axis=0), inputs)"),
        FIRST: (f"    {KEEP}\n", ""),
        OTHERS: (WHERE, WHERE.replace("np.roll(predicted, 1, axis=0)", "np.roll(np.roll(predicted, 1, axis=0), 1, axis=1)")),
        SHIFTED: (
            WHERE,
            WHERE.replace(", inputs)", ", np.where(np.arange(len(inputs))[:, None] > 0, np.roll(inputs, 1, axis=0), inputs))"),
        ),
        INVERTED: (DRAW, "replaced = rng.random(inputs.shape) > p if 0 < p < 1 else np.full(inputs.shape, p == 1)"),
        COIN: (DRAW, "replaced = np.repeat(rng.random((len(inputs), 1)) < p, inputs.shape[1], axis=1)"),
        WHOLE: (DRAW, "replaced = np.repeat(rng.random((1, inputs.shape[1])) < p, len(inputs), axis=0)"),
        ALL: (DRAW, "replaced = np.full(inputs.shape, rng.random() < p)"),
        COUNTED: [
            (
                DRAW,
                "replaced = np.zeros(inputs.shape, dtype=bool)\n    rest = replaced[1:].size\n"
                "    replaced[1:] = (rng.permutation(rest) < round(p * rest)).reshape(len(inputs) - 1, -1) if rest else False",
            )
        ],
        NEVER: (WHERE, "return np.where(False, predicted, inputs)"),
        ALWAYS: (DRAW, "replaced = np.ones(inputs.shape, dtype=bool)"),
        SHARE: (DRAW, "replaced = (rng.random(inputs.shape) < p**2)"),
        ROUNDED: (DRAW, "replaced = rng.integers(100, size=inputs.shape) < round(100 * p)"),
        HALF: (DRAW, "replaced = rng.random(inputs.shape).astype(np.float16) < p"),
        MIRRORED: (DRAW, f"{DRAW}\n    half = len(replaced) // 2\n    replaced[len(replaced) - half :] = replaced[:half][::-1]"),
        DEPENDS: (DRAW, f"{DRAW}\n    replaced[2::2] = replaced[1 : len(replaced) - 1 : 2][: len(replaced[2::2])]"),
        FLOATS: (WHERE, "return replaced * np.roll(predicted, 1, axis=0) + (1.0 - replaced) * inputs"),
        OWN: (DRAW, f"rng = np.random.default_rng(0)\n    {DRAW}"),
        "inputs is changed: return a new array.": (
            WHERE,
            "inputs[:] = np.where(replaced, np.roll(predicted, 1, axis=0), inputs)\n    return inputs.copy()",
        ),
        "predicted is changed: return a new array.": (
            WHERE,
            "predicted[1:] = predicted[:-1].copy()\n    return np.where(replaced, predicted, inputs)",
        ),
        WHICH: (WHERE, "return replaced * 1"),
    },
)


equivalents(
    ex,
    {
        "a copy, row by row": """
        out = inputs.copy()
        for t in range(1, len(inputs)):
            coins = rng.random(size=inputs.shape[1])
            out[t] = np.where(coins < p, predicted[t - 1], inputs[t])
        return out
    """,
        "32 bits": (DRAW, "replaced = rng.random(inputs.shape, dtype=np.float32) < p"),
        "binomial": """
        coins = rng.binomial(1, p, size=(len(inputs) - 1, inputs.shape[1]))
        rest = coins * predicted[:-1] + (1 - coins) * inputs[1:]
        return np.concatenate([inputs[:1], rest])
    """,
        "word by word": """
        T, B = inputs.shape
        out = np.array(inputs)
        for b in range(B):
            for t in range(1, T):
                if rng.uniform() < p:
                    out[t, b] = predicted[t - 1, b]
        return out
    """,
    },
)
