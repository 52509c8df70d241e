"""Lesson 26: a test of LSTMs, judged on wrong and right ones."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes

from ._lstms import RIGHT, WRONG

ex = exercise(
    "lstm-suite",
    lesson="26_shipping",
    reference=nets.test_lstm,
    outputs="test_lstm",
    numbers=("test_lstm",),
    parts={kind: (kind,) for kind in WRONG},
    parts_are_cases=True,
    hints=[
        "Draw all six arguments at random, call fn, and compare both results, and their shapes, with nets.lstm_forward(...)[:2]. "
        "Which sizes, which numbers, how often?",
        "Several sizes: B > 1, T = 40, sizes of 1. Ordinary numbers, and x, h0 and c0 of size 1000. Each draw twice, and other "
        "numbers of the same sizes. Keep copies of the arguments, and compare. Call fn in try: an LSTM that raises is wrong.",
        "Collect all results in a list, and compare all of them after each call: np.shape(a) == b.shape and "
        "(abs(a - b) <= 1e-9).all(), which is False for nan.",
    ],
)
PUBLIC = np.random.default_rng([0, 0]).bit_generator.state  # of `check` in the notebook

for half, name in enumerate(("public", "hidden")):
    for kind, halves in [*WRONG.items(), ("right", RIGHT)]:
        for words, source in halves[half]:
            ex.probe(f"{name}, {kind}: {words}", source, "fn")


@ex.cases
def _(rng):
    half = int(rng.bit_generator.state != PUBLIC)
    name = ("public", "hidden")[half]
    for kind, halves in [*WRONG.items(), ("right", RIGHT)]:
        for words, _ in halves[half]:
            yield f"{kind}: {words}", dict(fn=Probe(f"{name}, {kind}: {words}"))


SIZES = "[(1, 4, 3, 2), (5, 3, 2, 4), (3, 1, 1, 1), (34, 2, 1, 2)]"
STATES = "[size * rng.normal(size=s) for s in ((T, B, I), (B, H), (B, H))]"
WEIGHTS = "[rng.normal(size=s) for s in ((4 * H, I), (4 * H, H), (4 * H,))]"
CALL, CLOSE = "zip(fn(*given), right, strict=True)", "not (abs(a - b) <= 1e-9).all()"
SHAPE = "np.shape(a) != b.shape or "
TRY = f"""\
                try:
                    results += {CALL}
                except Exception:
                    return False
"""
UNCHANGED = """\
                if not all(map(np.array_equal, given, before)):
                    return False
"""

mistakes(
    ex,
    {
        "the shapes are not compared: (B, H) is broadcast to (1, B, H), compare np.shape(a) with b.shape.": (SHAPE, ""),
        "only hs is compared: c is a result, too.": (CALL, "[(fn(*given)[0], right[0])]"),
        "only c is compared: hs is a result, too.": (CALL, "[(fn(*given)[1], right[1])]"),
        "only the last step of hs is compared: compare all of it.": (
            CALL,
            "(lambda hs, c: [(hs[-1], right[0][-1]), (c, right[1])])(*fn(*given))",
        ),
        "the states at the start are 0: an LSTM that ignores h0 and c0 passes, draw them.": (
            STATES,
            "[size * rng.normal(size=(T, B, I)), np.zeros((B, H)), np.zeros((B, H))]",
        ),
        "h0 and c0 are equal: an LSTM that exchanges them passes, draw both.": (
            STATES,
            "[size * rng.normal(size=s) for s in ((T, B, I), (B, H))]\n            states = [*states, states[1].copy()]",
        ),
        "the biases are 0: an LSTM without b passes, draw them.": (
            WEIGHTS,
            "[rng.normal(size=(4 * H, I)), rng.normal(size=(4 * H, H)), np.zeros(4 * H)]",
        ),
        "the inputs of all steps and sequences are equal: exchanged steps pass, draw them.": (
            STATES,
            "[size * np.ones((T, B, I)), *(size * rng.normal(size=s) for s in ((B, H), (B, H)))]",
        ),
        "only sequences of one step are tried: what is carried goes unnoticed, try T > 1.": (
            SIZES,
            "[(1, 4, 3, 2), (1, 3, 2, 4), (1, 1, 1, 1)]",
        ),
        "only short sequences are tried: a mistake may come later, try T = 40.": ("(34, 2, 1, 2)", "(9, 2, 3, 2)"),
        "only single sequences are tried: exchanged sequences go unnoticed, try B > 1.": (
            SIZES,
            "[(1, 1, 3, 2), (5, 1, 2, 4), (3, 1, 1, 1), (34, 1, 1, 2)]",
        ),
        "no size is 1: a lost axis goes unnoticed, try T = 1, B = 1 and H = 1.": (SIZES, "[(5, 3, 2, 4), (34, 2, 1, 2)]"),
        "no number is large: an overflow goes unnoticed, try x, h0 and c0 of size 1000.": ("(1, 1000)", "(1, 2)"),
        "the tolerance grows with the numbers: np.allclose has rtol=1e-5, compare abs(a - b) with 1e-9.": (
            CLOSE,
            "not np.allclose(a, b)",
        ),
        "nan passes: nan > 1e-9 is False, write not (abs(a - b) <= 1e-9).all().": (CLOSE, "(abs(a - b) > 1e-9).any()"),
        "every difference counts: LSTMs round differently, up to 1e-9.": (CLOSE, "not np.array_equal(a, b)"),
        "the exception of an LSTM ends the test: call fn in try, and return False.": (
            TRY,
            f"                results += {CALL}\n",
        ),
        "an LSTM that raises passes: return False.": (
            "except Exception:\n                    return False",
            "except Exception:\n                    continue",
        ),
        "changed arguments go unnoticed: compare them with copies that were made before the call.": (UNCHANGED, ""),
        "each draw is given once: what an LSTM remembers goes unnoticed, call it again.": ("range(2)", "range(1)"),
        "no two draws have the same sizes: kept weights or results go unnoticed, draw other numbers.": (
            "for size in (1, 1000):\n",
            "for n, size in enumerate((1, 1000)):\n            I = I + n\n",
        ),
        "results are compared once: a later call may overwrite them, keep all and compare all again.": (
            CALL,
            "[(np.array(a), b) for a, b in zip(fn(*given), right, strict=True)]",
        ),
        "only the first call is compared: compare all results.": ("in results:", "in results[:2]:"),
        "the answer is the opposite: True if nothing wrong was found.": "    return not nets.test_lstm(fn)\n",
        "every LSTM passes: a test must reject the wrong ones.": "    return True\n",
        "every LSTM is rejected: a test must accept the right ones.": "    return False\n",
    },
)


equivalents(
    ex,
    {
        "step by step, arguments that cannot be written": """
        rng = np.random.default_rng(5)
        seen = []
        for T, B, I, H in [(1, 5, 3, 2), (6, 4, 3, 2), (1, 1, 1, 1), (33, 2, 2, 3)]:
            for factor in (1.0, 900.0):
                x, h0, c0 = (factor * rng.normal(size=s) for s in ((T, B, I), (B, H), (B, H)))
                W = rng.normal(size=(4 * H, I)), rng.normal(size=(4 * H, H)), rng.normal(size=4 * H)
                for q in (x, h0, c0, *W):
                    q.flags.writeable = False
                h, c, hs = h0, c0, []
                for x_t in x:
                    h, c, _ = nets.lstm_step(x_t, h, c, *W)
                    hs.append(h)
                for again in range(2):
                    try:
                        got_hs, got_c = fn(x, h0, c0, *W)
                    except Exception:
                        return False
                    seen.append((got_hs, np.array(hs), got_c, c))
                for got_hs, hs, got_c, c in seen:
                    if got_hs.shape != hs.shape or got_c.shape != c.shape:
                        return False
                    if not (abs(got_hs - hs).max() < 1e-9 and abs(got_c - c).max() < 1e-9):
                        return False
        return True
    """,
        "assertions": """
        def one(T, B, I, H, seed, large):
            rng = np.random.default_rng(seed)
            sizes = (T, B, I), (B, H), (B, H), (4 * H, I), (4 * H, H), (4 * H,)
            given = [rng.uniform(-2, 2, size=s) * (large if n < 3 else 1) for n, s in enumerate(sizes)]
            kept = [q.copy() for q in given]
            want = nets.lstm_forward(*kept)
            got = fn(*given)
            assert len(got) == 2
            for a, b in zip(given, kept):
                np.testing.assert_array_equal(a, b)
            return got, (want[0], want[1])

        try:
            pairs = []
            for sizes in [(1, 5, 2, 2), (5, 2, 3, 4), (33, 3, 2, 2), (3, 1, 2, 1)]:
                for seed, large in ((0, 1), (0, 1), (1, 500), (1, 500)):
                    pairs += [one(*sizes, seed, large)]
                for got, want in pairs:
                    for a, b in zip(got, want):
                        assert np.shape(a) == np.shape(b)
                        np.testing.assert_allclose(a, b, rtol=0, atol=1e-9)
        except Exception:
            return False
        return True
    """,
        "one flag": """
        rng, fine, kept = np.random.default_rng(11), True, []
        plans = [(T, B, size) for T, B in ((1, 1), (33, 3), (1, 4)) for size in (1, 1000)]
        for T, B, size in plans:
            for H in (2,) if fine else ():
                arguments = [size * rng.normal(size=s) for s in ((T, B, 2), (B, H), (B, H))]
                arguments += [rng.normal(size=s) for s in ((4 * H, 2), (4 * H, H), (4 * H,))]
                copies = [np.copy(a) for a in arguments]
                expected = nets.lstm_forward(*copies)
                for n in range(2):
                    try:
                        hs, c = fn(*arguments)
                    except Exception:
                        fine = False
                        continue
                    kept += [(hs, expected[0]), (c, expected[1])]
                    fine = fine and all(np.array_equal(a, b) for a, b in zip(arguments, copies))
        for got, right in kept:
            fine = fine and np.shape(got) == right.shape and bool(np.all(np.abs(got - right) <= 1e-9))
        return bool(fine)
    """,
    },
)
