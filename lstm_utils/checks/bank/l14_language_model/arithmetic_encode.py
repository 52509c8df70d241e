"""Lesson 14: a text becomes bits; any number in the text's interval is right if it is short."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._coding import MODELS, cost, inputs

ex = exercise(
    "arithmetic-encode",
    lesson="14_language_model",
    reference=nets.encode,
    outputs="the bits",
    hints=[
        "Follow the interval in the picture: each symbol takes its share of the interval of the text before it.",
        "Write the interval as [low, low + width) / scale. All three are integers: low = low * N + width * below, "
        "width = width * count, scale = scale * N.",
        "At the end, the smallest k with 2**k * width >= scale; the number -(-(low << k) // scale), "
        "written with k digits: f'{number:0{k}b}'. Convert counts with int(), or they overflow.",
    ],
)


@ex.cases
def _(rng):
    yield from inputs(rng)


NOT_BITS = "the result has other characters than 0 and 1: return the digits after the point as a string."
ZEROS = "leading zeros are missing: the digits after the point are k, f'{number:0{k}b}'."
LONG = "the text comes back, but it has too many bits: at most 2 more than -log2 P are needed."
STATE = "the state is not carried on: pass the state that step returned before."
FED = "step reads the mark every time: it reads the symbol before."
MARK = "the mark is not read: step reads it before the first symbol."
BACK = "the last symbol is coded first: begin with ids[0]."
DIGITS = "the digits are in reverse order: the first one after the point is the largest."
OTHER = {
    STATE: lambda step, mark: lambda symbol, state: step(symbol, None),
    FED: lambda step, mark: lambda symbol, state: step(mark, state),
}


def decoded(bits, n, step, mark):
    """Return what the bits mean, None where they mean nothing."""
    try:
        return nets.decode(bits, n, step, mark)
    except (IndexError, ValueError, ZeroDivisionError):
        return None


@ex.property
def _wrong(given, bits):
    """Decode the bits: the text must come back, and cost no more than its probability."""
    ids, step, mark = [int(v) for v in given["ids"]], MODELS[given["step"].name], given["mark"]
    n, bits = len(ids), str(bits)
    if not bits or set(bits) - {"0", "1"}:
        return NOT_BITS if bits else "the result is empty: return one bit at least, also for the empty text"
    back = decoded(bits, n, step, mark)
    if back == ids:
        most = too_long(ids, bits, step, mark)
        return f"the text comes back from {len(bits)} bits, but at most {most} are needed" if most else None
    same = next((t for t, pair in enumerate(zip(back or [], ids, strict=False)) if pair[0] != pair[1]), 0)
    return f"decoded, symbol {same} is wrong: expected {ids[same : same + 3]}, got {(back or [])[same : same + 3]}"


def too_long(ids, bits, step, mark):
    """Return how many bits are allowed if there are more, else 0."""
    most = max(1, int(cost(ids, step, mark) + 2 + 1e-6))
    return most if len(bits) > most else 0


def hypotheses(ids, bits, step, mark):
    """Yield each mistake with what the bits mean if it was made."""
    n = len(ids)
    for words, changed in OTHER.items():
        yield words, [decoded(bits, n, changed(step, mark), mark)]
    back = decoded(bits, n, step, mark)
    yield BACK, [back and back[::-1]]
    yield DIGITS, [decoded(bits[::-1], n, step, mark)]
    yield ZEROS, (decoded("0" * k + bits, n, step, mark) for k in range(12))
    yield MARK, [decoded(bits, n, _first(step, mark), mark)]
    yield LONG, [back]


@ex.property_of_all
def _(pairs):
    """Name the mistake under which the bits of all texts mean what they should."""
    left = {*OTHER, BACK, DIGITS, ZEROS, MARK, LONG}
    for given, bits in pairs:
        ids, step, mark = [int(v) for v in given["ids"]], MODELS[given["step"].name], given["mark"]
        if not bits or set(str(bits)) - {"0", "1"}:
            return None
        for words, meanings in hypotheses(ids, str(bits), step, mark):
            if words in left and ids not in meanings:
                left.discard(words)
        if not left:
            return None
    named = [words for words in (LONG, ZEROS, *OTHER, MARK, BACK, DIGITS) if words in left]
    return named[0] if named and any(_wrong(*pair) for pair in pairs) else None


def _first(step, mark):
    """Return the model, but its first symbol is 0 whatever the mark."""
    reads = []

    def other(symbol, state):
        reads.append(symbol)
        return step(0 if len(reads) == 1 else symbol, state)

    return other


LOW, SCALE, WIDTH = "low * N + width * below", "scale * N", "width *= int(counts[symbol])"
BELOW, NUMBER = "int(sum(counts[:symbol]))", "-(-(low << k) // scale)"
K = "(width << k) < scale"
mistakes(
    ex,
    {
        NOT_BITS: ('return f"{number:0{k}b}"', "return bin(number)"),
        ZEROS: ('f"{number:0{k}b}"', 'f"{number:b}"'),
        LONG: ("k = 1", "k = 8 * len(ids) + 8"),
        STATE: ("step(last, state)", "step(last, None)"),
        FED: ("        last = symbol\n", ""),
        MARK: ("state, last = None, mark", "state, last = None, 0"),
        BACK: ("in ids:", "in ids[::-1]:"),
        DIGITS: ('f"{number:0{k}b}"', 'f"{number:0{k}b}"[::-1]'),
        "low is not multiplied by N: all three numbers change to the new scale.": (LOW, "low + width * below"),
        "scale is not multiplied by N: the interval is measured in steps of 1 / scale.": (SCALE, "scale"),
        "width is not multiplied by the symbol's count: that is its share of N.": (WIDTH, "width *= 1"),
        "below includes the symbol itself: it is the sum of the counts before it, counts[:symbol].": (
            BELOW,
            "int(sum(counts[: symbol + 1]))",
        ),
        "below is the count of the symbol: it is the sum of the counts of all symbols before it.": (BELOW, "int(counts[symbol])"),
        "below is 0: a symbol begins where those before it end, at the sum of their counts.": (BELOW, "0"),
        "width changes before low: low needs the width of the text before this symbol.": [
            (f"        {WIDTH}\n", ""),
            ("        low, scale", f"        {WIDTH}\n        low, scale"),
        ],
        "the number is rounded down: it is then below the interval, round up.": (NUMBER, "(low << k) // scale"),
        "one bit is missing: 2^-k must not be wider than the interval.": (K, "(width << (k + 1)) < scale"),
        "the middle of the interval is rounded down to too few bits: round low up.": [
            (K, "(width << (k + 1)) < scale"),
            (NUMBER, "((2 * low + width) << k) // (2 * scale)"),
        ],
        "floats have 53 bits: a text has thousands, so compute with integers.": [
            ("0, 1, 1  # the interval [low / scale, (low + width) / scale)", "0.0, 1.0, 1"),
            (LOW, "low + width * below / N"),
            (SCALE, "1"),
            (WIDTH, "width *= int(counts[symbol]) / N"),
            (K, "2.0**-k > width and k < 1000"),
            (NUMBER, "min(int(np.ceil(low * 2.0**k)), 2**k - 1)"),
        ],
        "NumPy's integers have 64 bits and overflow: convert the counts with int().": [
            ("int(sum(counts)), int(sum(counts[:symbol]))", "counts.sum(), counts[:symbol].sum()"),
            (WIDTH, "width = width * counts[symbol]"),
            (NUMBER, "abs(int(-(-(int(low) << k) // int(scale))))"),
            (K, "(int(width) << k) < int(scale) and k < 999"),
        ],
        "the number is returned: return its digits, a string of 0 and 1.": ('return f"{number:0{k}b}"', "return number"),
        "a list of digits is returned: return a string.": (
            'return f"{number:0{k}b}"',
            'return [int(bit) for bit in f"{number:0{k}b}"]',
        ),
        "each symbol is rounded up to whole bits of its own: the text has one number, for all symbols together.": """
        bits, state, last = "", None, mark
        for symbol in ids:
            counts, state = step(last, state)
            bits += nets.encode([symbol], lambda s, q: (counts, None), mark)
            last = symbol
        return bits or "0"
    """,
    },
)


equivalents(
    ex,
    {
        "fractions": """
        from fractions import Fraction

        low, width, state, last = Fraction(0), Fraction(1), None, mark
        for symbol in ids:
            counts, state = step(last, state)
            N = sum(int(c) for c in counts)
            low += width * Fraction(sum(int(c) for c in counts[:symbol]), N)
            width *= Fraction(int(counts[symbol]), N)
            last = symbol
        k, number = 1, 0
        while True:
            number = -(-low.numerator * 2**k // low.denominator)
            if Fraction(number, 2**k) < low + width:
                return bin(number)[2:].rjust(k, "0")
            k += 1
    """,
        "one bit more, so that the bits stand for a whole interval": [(K, "(width << k) < 2 * scale and ids")],
        "low and high, and the number of bits by its length": """
        low, high, scale, state, last = 0, 1, 1, None, mark
        for symbol in ids:
            counts, state = step(last, state)
            ends = [0]
            for count in counts.tolist():
                ends.append(ends[-1] + count)
            part = high - low
            high = low * ends[-1] + part * ends[symbol + 1]
            low = low * ends[-1] + part * ends[symbol]
            scale *= ends[-1]
            last = symbol
        k = max(1, ((scale - 1) // (high - low)).bit_length())
        return format((low * 2**k + scale - 1) // scale, "b").zfill(k)
    """,
    },
)
