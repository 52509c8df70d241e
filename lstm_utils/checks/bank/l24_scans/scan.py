"""Lesson 24: all beginnings in log2 T rounds."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

ex = exercise(
    "scan",
    lesson="24_scans",
    reference=nets.scan,
    outputs=("a", "b"),
    hints=[
        "A while loop over the stride n = 1, 2, 4, ... In each round all items from n on change, in one call of compose.",
        "The later maps are items n to the end, a[n:]; the earlier ones are n places to the left, a[:-n]. The first n items stay as they are.",
        "new_a, new_b = compose((a[n:], b[n:]), (a[:-n], b[:-n])); a = np.concatenate([a[:n], new_a]), the same for b; n *= 2.",
    ],
)


def _maps(later, earlier):
    (a2, b2), (a1, b1) = later, earlier
    return a2 * a1, a2 * b1 + b2


def _matrices(later, earlier):
    (a2, b2), (a1, b1) = later, earlier
    return a2 @ a1, (a2 @ b1[..., None])[..., 0] + b2


def _longest(later, earlier):
    """Compose s -> max(a + s, b)."""
    (a2, b2), (a1, b1) = later, earlier
    return a2 + a1, np.maximum(a2 + b1, b2)


def _first(later, earlier):
    """Multiply the first parts, and keep the second part of the first map."""
    return later[0] * earlier[0], earlier[1]


def _counting(operation, allowed):
    """Return an operation that refuses the call after the last one that is allowed."""
    calls = []

    def compose(later, earlier):
        sizes = {len(part) for part in (*later, *earlier)}
        if len(sizes) > 1:
            raise ValueError(f"compose got {sorted(sizes)} maps: as many later ones as earlier ones")
        calls.extend(sizes)
        if len(calls) > allowed:
            often = f"{len(calls)} times, with {', '.join(map(str, calls))} maps at a time"
            raise RuntimeError(f"compose was called {often}; {allowed} calls are enough if n doubles")
        return operation(later, earlier)

    return compose


@probe("maps, 0 calls", fresh=True)
def _():
    return _counting(_maps, 0)


@probe("maps, 1 calls", fresh=True)
def _():
    return _counting(_maps, 1)


@probe("maps, 2 calls", fresh=True)
def _():
    return _counting(_maps, 2)


@probe("maps, 3 calls", fresh=True)
def _():
    return _counting(_maps, 3)


@probe("maps, 4 calls", fresh=True)
def _():
    return _counting(_maps, 4)


@probe("maps, 6 calls", fresh=True)
def _():
    return _counting(_maps, 6)


@probe("maps, 7 calls", fresh=True)
def _():
    return _counting(_maps, 7)


@probe("maps, 10 calls", fresh=True)
def _():
    return _counting(_maps, 10)


@probe("maps, 11 calls", fresh=True)
def _():
    return _counting(_maps, 11)


@probe("matrices, 3 calls", fresh=True)
def _():
    return _counting(_matrices, 3)


@probe("matrices, 6 calls", fresh=True)
def _():
    return _counting(_matrices, 6)


@probe("longest, 3 calls", fresh=True)
def _():
    return _counting(_longest, 3)


@probe("longest, 6 calls", fresh=True)
def _():
    return _counting(_longest, 6)


@probe("first, 4 calls", fresh=True)
def _():
    return _counting(_first, 4)


@ex.cases
def _(rng):
    def case(T, *shape, name="maps", scale=0.7, size=None):
        a = scale * rng.normal(size=(T, *(size or shape)))
        return dict(a=a, b=rng.normal(size=(T, *shape)), compose=Probe(f"{name}, {int(np.ceil(np.log2(T)))} calls"))

    yield "seven maps of two numbers", case(7, 2)
    yield "matrices, five steps", case(5, 3, name="matrices", size=(3, 3))
    yield "one map", case(1, 3)
    yield "two maps", case(2, 3)
    yield "three maps", case(3, 1)
    yield "eight maps, no other axis", case(8)
    yield "nine maps", case(9, 2, 3)
    yield "sixteen maps", case(16, 2)
    yield "33 maps", case(33, 4)
    yield "matrices, 33 steps", case(33, 2, name="matrices", size=(2, 2))
    yield "100 maps, none forgets", case(100, 1) | dict(a=rng.uniform(0.95, 1.05, size=(100, 1)))
    yield "1,100 maps, none forgets", case(1100) | dict(a=rng.uniform(0.99, 1.01, size=1100))
    yield "600 maps: the products become tiny", case(600, 2, scale=0.1)
    yield "a factor of 0 in between", case(6, 1) | dict(a=np.array([1.5, -0.5, 0.0, 2.0, 0.5, 3.0])[:, None])
    yield "another operation: the longest way", case(8, 3, name="longest")
    yield "the longest way, 33 steps", case(33, 1, name="longest")
    yield "another operation: the first b", case(9, 2, name="first")
    yield "the first b, where all a are 0", case(9, 2, name="first", scale=0.0)
    yield "nine maps that grow", case(9, 1) | dict(a=rng.uniform(3, 4, size=(9, 1)))


STEP = "new_a, new_b = compose((a[n:], b[n:]), (a[:-n], b[:-n]))"
KEEP_A, KEEP_B = "a = np.concatenate([a[:n], new_a])", "b = np.concatenate([b[:n], new_b])"
LOOP, DOUBLE, RETURN = "while n < len(a):", "n *= 2", "return a, b"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": ("return a, b", "return np.clip(a, -100, 100), b"),
        "later and earlier are swapped: the items from n on are the later maps.": (
            STEP,
            "new_a, new_b = compose((a[:-n], b[:-n]), (a[n:], b[n:]))",
        ),
        "the stride grows by 1: double it, n = 1, 2, 4, ...": (DOUBLE, "n += 1"),
        "the stride is multiplied by 3: items in between are left out, double it.": (DOUBLE, "n *= 3"),
        "the loop composes one map after the other: take all of them in one call, with slices.": """
        out_a, out_b = [a[:1]], [b[:1]]
        for t in range(1, len(a)):
            new_a, new_b = compose((a[t : t + 1], b[t : t + 1]), (out_a[-1], out_b[-1]))
            out_a.append(new_a)
            out_b.append(new_b)
        return np.concatenate(out_a), np.concatenate(out_b)
    """,
        "a recursion over halves composes up and down: that is twice the rounds, use the stride.": """
        T = len(a)
        if T == 1:
            return a, b
        even = T // 2 * 2
        pairs = compose((a[1:even:2], b[1:even:2]), (a[:even:2], b[:even:2]))
        odd_a, odd_b = scan(*pairs, compose)
        new_a, new_b = np.array(a), np.array(b)
        new_a[1::2], new_b[1::2] = odd_a, odd_b
        if T > 2:
            late = a[2::2], b[2::2]
            early = new_a[1 : T - 1 : 2], new_b[1 : T - 1 : 2]
            new_a[2::2], new_b[2::2] = compose(late, early)
        return new_a, new_b
    """,
        "the maps are multiplied here: call compose, it may be any operation.": (
            STEP,
            "new_a, new_b = a[n:] * a[:-n], a[n:] * b[:-n] + b[n:]",
        ),
        "compose is called with n = T, too: stop when n >= T.": (LOOP, "while n <= len(a):"),
        "the last round is missing: go on while n < T.": (LOOP, "while 2 * n < len(a):"),
        "the last round is missing where T is not a power of 2: go on while n < T.": (LOOP, "while 2 * n <= len(a):"),
        "the first n items are lost: they stay as they are.": [(KEEP_A, "a = new_a"), (KEEP_B, "b = new_b")],
        "the new items are in front: the first n stay in front.": [
            (KEEP_A, "a = np.concatenate([new_a, a[:n]])"),
            (KEEP_B, "b = np.concatenate([new_b, b[:n]])"),
        ],
        "the last n items are kept: the first n stay, they are done.": [
            (KEEP_A, "a = np.concatenate([a[-n:], new_a])"),
            (KEEP_B, "b = np.concatenate([b[-n:], new_b])"),
        ],
        "a is new when b is computed from it: compose a and b in one call.": [
            (STEP, "new_a, _ = compose((a[n:], b[n:]), (a[:-n], b[:-n]))"),
            (KEEP_B, "_, new_b = compose((a[n:], b[n:]), (a[:-n], b[:-n]))\n        b = np.concatenate([b[:n], new_b])"),
        ],
        "only a is composed: b belongs to the map as well.": (f"        {KEEP_B}\n", ""),
        "only b is composed: a belongs to the map as well.": (f"        {KEEP_A}\n", ""),
        "items come round: np.roll brings the last ones to the front, leave the first n as they are.": [
            (STEP, "new_a, new_b = compose((a, b), (np.roll(a, n, axis=0), np.roll(b, n, axis=0)))"),
            (KEEP_A, "a = new_a"),
            (KEEP_B, "b = new_b"),
        ],
        "the maps before each step are returned, exclusive: item t contains map t (inclusive).": (
            RETURN,
            "return np.concatenate([np.ones_like(a[:1]), a[:-1]]), np.concatenate([np.zeros_like(b[:1]), b[:-1]])",
        ),
        "only the last map is returned: return all beginnings.": (RETURN, "return a[-1:], b[-1:]"),
        "the order is reversed at the end: item t is maps 0 to t.": (RETURN, "return a[::-1], b[::-1]"),
        "the ends are composed, from t to the last map: item t is the beginning, maps 0 to t.": [
            (KEEP_A, "a = np.concatenate([new_a, a[-n:]])"),
            (KEEP_B, "b = np.concatenate([new_b, b[-n:]])"),
        ],
        "one round only: go on until n >= T.": (LOOP, "if n < len(a):"),
        "at most five rounds: T may be any number, go on while n < T.": (LOOP, "while n < min(len(a), 32):"),
        "at most ten rounds: T may be any number, go on while n < T.": (LOOP, "while n < min(len(a), 1024):"),
        "the rounds stop where all a are 0: go on while n < T, compose may be any operation.": (
            LOOP,
            "while n < len(a) and abs(a).max() > 1e-12:",
        ),
        "the inputs are changed in place: make new arrays in each round.": [(KEEP_A, "a[n:] = new_a"), (KEEP_B, "b[n:] = new_b")],
        "b is returned first: return a, then b.": (RETURN, "return b, a"),
        "a gets the shape of b: they may differ, a can be a matrix.": ("n = 1\n", "n = 1\n    a = a.reshape(b.shape)\n"),
    },
)


equivalents(
    ex,
    {
        "in place, on copies": """
        a, b, n = np.array(a), np.array(b), 1
        while n < len(a):
            a[n:], b[n:] = compose((a[n:].copy(), b[n:].copy()), (a[:-n].copy(), b[:-n].copy()))
            n *= 2
        return a, b
    """,
        "a for loop over rounds": """
        for r in range(int(np.ceil(np.log2(len(a))))):
            late = tuple(q[2**r :] for q in (a, b))
            early = tuple(q[: -(2**r)] for q in (a, b))
            new = compose(late, early)
            a, b = (np.concatenate([q[: 2**r], z], axis=0) for q, z in zip((a, b), new))
        return a, b
    """,
        "recursion over the stride, lists as pairs": """
        def rounds(a, b, n):
            if n >= len(a):
                return a, b
            late, early = [a[n:], b[n:]], [a[: len(a) - n], b[: len(b) - n]]
            new = compose(late, early)
            return rounds(np.r_[a[:n], new[0]], np.r_[b[:n], new[1]], n + n)

        return rounds(a, b, 1)
    """,
        "halves: the right one is composed with the end of the left one": """
        T = len(a)
        size = 1
        a, b = np.array(a), np.array(b)
        while size < T:
            late = np.array([t for t in range(T) if t // size % 2])
            early = late // size * size - 1
            a[late], b[late] = compose((a[late], b[late]), (a[early], b[early]))
            size *= 2
        return a, b
    """,
    },
)
