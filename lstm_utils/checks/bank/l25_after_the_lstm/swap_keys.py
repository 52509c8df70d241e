"""Lesson 25: reflections that bring cups into an order, judged by what they do."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "swap-keys",
    lesson="25_after_the_lstm",
    reference=nets.swap_keys,
    outputs="keys",
    varies=("keys",),
    hints=[
        "Start with now = [0, 1, ..., N - 1]. Go through the places: if now[n] is not order[n], find where that cup is, and swap the two.",
        "The key of a swap of places n and j has 1 at n, -1 at j and 0 elsewhere, divided by the root of 2. Append it, and exchange the two entries of now.",
        "Nothing may be left to do: return np.array(keys).reshape(-1, N), which is (0, N) for no key. N = len(order).",
    ],
)


@ex.cases
def _(rng):
    yield "three cups, to the left", dict(order=[1, 2, 0])
    yield "three cups, to the right", dict(order=[2, 0, 1])
    yield "two of three cups", dict(order=[2, 1, 0])
    yield "nothing moves", dict(order=[0, 1, 2])
    yield "one cup", dict(order=[0])
    yield "two cups", dict(order=[1, 0])
    yield "two pairs", dict(order=[1, 0, 3, 2])
    yield "a cycle of five", dict(order=[1, 2, 3, 4, 0])
    yield "a cycle of two and a cycle of three, mixed", dict(order=[3, 4, 1, 0, 2])
    for N in (6, 9, 40):
        yield f"{N} cups", dict(order=[int(n) for n in rng.permutation(N)])


LENGTH = "a key has length 1: divide by the square root of 2."
INVERSE = "the cups go the other way: place n gets the cup from place order[n], by the first row first."
MANY = "too many reflections: N less the number of cycles suffices."
NEIGHBOURS = "only neighbours are swapped: that takes too many reflections, swap any two places."
MATRIX = "the matrix of the order is returned: return the keys of the reflections."
SIGN = "both numbers have the same sign: that reflection also changes signs, use 1 and -1."


def _apply(keys, N):
    state = np.eye(N)
    for key in keys:
        state = state - 2 * np.outer(key, key @ state)
    return state


def _fewest(order):
    seen, cycles = set(), 0
    for start in range(len(order)):
        cycles += start not in seen
        while start not in seen:
            seen.add(start)
            start = order[start]
    return len(order) - cycles


@ex.property
def _(inputs, value):
    order = list(inputs["order"])
    N, keys = len(order), np.asarray(value, dtype=float)
    if keys.shape == (0,):
        return f"expected (M, N); nothing moves: return an array of shape (0, {N}), got (0,)"
    if keys.ndim != 2 or keys.shape[1] != N:
        return f"expected a row of {N} numbers for each reflection, got shape {keys.shape}"
    wanted = np.eye(N)[order]
    if not np.isfinite(keys).all():
        return "the keys must be finite"
    if len(keys) and abs((keys**2).sum(axis=1) - 1).max() > 1e-6:
        return LENGTH
    done = _apply(keys, N)
    if abs(done - wanted).max() > 1e-6:
        return _wrong(keys, done, wanted)
    if len(keys) == _fewest(order):
        return None
    places = [np.flatnonzero(key) for key in keys]
    return NEIGHBOURS if all(len(pair) == 2 and np.ptp(pair) == 1 for pair in places) else MANY


def _wrong(keys, done, wanted):
    """Name what is wrong with reflections that lead somewhere else."""
    N = len(wanted)
    if np.array_equal(keys, wanted):
        return MATRIX
    if len(keys) and all(sorted(abs(key) > 0) == [False] * (N - 2) + [True] * 2 and key.sum() for key in keys):
        return SIGN
    if abs(done - wanted.T).max() < 1e-6:
        return INVERSE
    places = np.argmax(abs(done) > 0.5, axis=1)
    return f"place {np.argmax((abs(done - wanted) > 1e-6).any(axis=1))} is wrong; the cups end up as {places.tolist()}"


KEY = "keys.append((one[place] - one[other]) / np.sqrt(2))"
OTHER, SWAP = "other = now.index(wanted)", "now[place], now[other] = now[other], now[place]"
RETURN = "return np.array(keys).reshape(-1, N)"
mistakes(
    ex,
    {
        LENGTH: (KEY, "keys.append(one[place] - one[other])"),
        SIGN: (KEY, "keys.append((one[place] + one[other]) / np.sqrt(2))"),
        INVERSE: ("for place, wanted in enumerate(order):", "for place, wanted in enumerate(np.argsort(order).tolist()):"),
        MANY: (RETURN, "extra = [one[0], one[0]]\n    return np.array(keys + extra).reshape(-1, N)"),
    },
)


@ex.mistake("the list of cups is not updated after a swap: exchange the two entries of now as well.")
def _(order):
    N, keys, one = len(order), [], np.eye(len(order))
    for place, wanted in enumerate(order):
        if place < wanted:
            keys.append((one[place] - one[wanted]) / np.sqrt(2))
    return np.array(keys).reshape(-1, N)


@ex.mistake("nothing moves: an empty list has the shape (0,), reshape it to (0, N).")
def _(order):
    keys = nets.swap_keys(order)
    return keys if len(keys) else np.array([])


@ex.mistake(NEIGHBOURS)
def _(order):
    N, keys, one = len(order), [], np.eye(len(order))
    now = list(range(N))
    for place, wanted in enumerate(order):
        for j in range(now.index(wanted), place, -1):
            now[j - 1], now[j] = now[j], now[j - 1]
            keys.append((one[j - 1] - one[j]) / np.sqrt(2))
    return np.array(keys).reshape(-1, N)


@ex.mistake(MATRIX)
def _(order):
    return np.eye(len(order))[list(order)]


@ex.mistake("only one swap is made: a cycle of three needs two.")
def _(order):
    return nets.swap_keys(order)[:1]


@ex.mistake("only eight swaps are made: N can be larger.")
def _(order):
    return nets.swap_keys(order)[:8]


equivalents(
    ex,
    {
        "along the cycles": """
        N, keys, seen = len(order), [], set()
        for start in range(N):
            place = start
            while place not in seen:
                seen.add(place)
                following = order[place]
                if following != start:
                    key = np.zeros(N)
                    key[place], key[following] = 2**-0.5, -(2**-0.5)
                    keys.append(key)
                place = following
        return np.array(keys) if keys else np.empty((0, N))
    """,
        "the other sign, from the end": """
        N = len(order)
        now, keys = np.arange(N), np.zeros((0, N))
        for place in reversed(range(N)):
            other = int(np.flatnonzero(now == order[place])[0])
            if other != place:
                now[[place, other]] = now[[other, place]]
                key = np.zeros((1, N))
                key[0, place], key[0, other] = -np.sqrt(0.5), np.sqrt(0.5)
                keys = np.vstack([keys, key])
        return keys
    """,
        "from the matrix": """
        N = len(order)
        P, keys = np.eye(N)[list(order)], []
        for n in range(N):
            difference = np.eye(N)[n] - P[:, n]
            if abs(difference).max() > 1e-9:
                key = difference / np.linalg.norm(difference)
                keys.append(key)
                P = P - 2 * np.outer(key, key @ P)
        return np.array(keys[::-1]).reshape(len(keys), N)
    """,
    },
)
