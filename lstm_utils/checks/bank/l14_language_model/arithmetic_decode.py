"""Lesson 14: bits become the text again, with the model that wrote them."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes

from ._coding import MODELS, texts

ex = exercise(
    "arithmetic-decode",
    lesson="14_language_model",
    reference=nets.decode,
    outputs="ids",
    hints=[
        "The bits are a number between 0 and 1: value / width with value = int(bits, 2), width = 2 ** len(bits).",
        "value * N // width lies among the counts: which symbol's part is it in? np.searchsorted(np.cumsum(counts), "
        "target, side='right') finds it.",
        "Then look at that part as if it were the whole interval: value = value * N - width * below, width = width * count. "
        "Convert NumPy's numbers with int().",
    ],
)


@ex.cases
def _(rng):
    for label, ids, name, mark in texts(rng):
        bits = nets.encode(ids, MODELS[name], mark)
        yield label, dict(bits=bits, n=len(ids), step=Probe(name), mark=mark)
        if label == "a text of 12":
            more = bits + "".join(rng.choice(["0", "1"], size=9))
            yield "any number, 40 bits", dict(bits=more, n=5, step=Probe(name), mark=mark)
    yield "the number 0", dict(bits="0", n=7, step=Probe("counts that learn"), mark=4)
    yield "the largest number", dict(bits="1" * 30, n=7, step=Probe("counts that learn"), mark=4)


TARGET, FIND = "value * N // width", 'np.searchsorted(ends, value * N // width, side="right")'
REST, NARROW = "value * N - width * (int(ends[last]) - count)", "        width *= count\n"
mistakes(
    ex,
    {
        "the state is not carried on: pass the state that step returned before.": ("step(last, state)", "step(last, None)"),
        "step reads the mark every time: it reads the symbol before.": ("step(last, state)", "step(mark, state)"),
        "the mark is not read: step reads it before the first symbol.": ("None, mark, []", "None, 0, []"),
        "a target on the border belongs to the symbol that begins there: side='right'.": ('side="right"', 'side="left"'),
        "the symbol after the right one is found: its part ends above the target.": (
            f"int({FIND})",
            f"min(int({FIND}) + 1, len(counts) - 1)",
        ),
        "the most likely symbol is written: the bits decide, not the model.": (f"int({FIND})", "int(counts.argmax())"),
        "value is not changed: after each symbol, continue inside the symbol's part.": (f"        value = {REST}\n", ""),
        "width is not multiplied by the symbol's count: its part is count / N of the interval.": (NARROW, ""),
        "width is multiplied by N: the symbol's part is count / N of the interval, so multiply by count.": (
            "width *= count",
            "width *= N",
        ),
        "value gets below 0: subtract width * below from value * N, where below ends before the symbol.": (
            REST,
            "value * N - width * int(ends[last])",
        ),
        "nothing is subtracted: the symbol's part begins at `below`.": (REST, "(value * N) % (width * count)"),
        "width changes before value: value needs the width of the interval before this symbol.": [
            (NARROW, ""),
            ("        value = ", f"{NARROW}        value = "),
            (REST, f"max({REST}, 0) % width"),
        ],
        "the bits are read as a decimal number: int(bits, 2).": ("int(bits, 2)", "int(bits) % 2 ** len(bits)"),
        "the bits are read from the end: the first one is the largest.": ("int(bits, 2)", "int(bits[::-1], 2)"),
        "leading zeros are dropped: width is 2 ** len(bits).": ("2 ** len(bits)", "2 ** max(int(bits, 2).bit_length(), 1)"),
        "one symbol too few: range(n) makes n rounds.": ("range(n)", "range(n - 1)"),
        "one symbol too many: range(n) makes n rounds.": ("range(n)", "range(n + 1)"),
        "as many symbols as bits are read: the text has n.": ("range(n)", "range(len(bits))"),
        "floats have 53 bits: a text has thousands, so divide integers, //.": [
            ("int(bits, 2), 2 ** len(bits)", "sum(int(bit) * 0.5 ** (k + 1) for k, bit in enumerate(bits)), 1.0"),
            (FIND, 'min(np.searchsorted(ends, value * N / width, side="right"), len(counts) - 1)'),
        ],
        "value / width is one float, exact to 53 bits: keep value and width as two integers.": [
            ("int(bits, 2), 2 ** len(bits)", "int(bits, 2) / 2 ** len(bits), 1"),
            (FIND, 'min(np.searchsorted(ends, value * N, side="right"), len(counts) - 1)'),
            (REST, "(value * N - (int(ends[last]) - count)) / count"),
            (NARROW, ""),
        ],
        "the counts stay NumPy's integers, which overflow at 64 bits: convert each of them with int().": [
            ("int(ends[-1])", "ends[-1]"),
            ("int(counts[last])", "counts[last]"),
            (REST, REST.replace("int(ends[last])", "ends[last]")),
        ],
        "NumPy's integers have 64 bits and overflow: convert the counts with int().": [
            ("int(bits, 2), 2 ** len(bits)", "np.int64(int(bits, 2) % 2**62), np.int64(2 ** min(len(bits), 62))"),
            (FIND, f"min({FIND.replace('width,', 'max(width, 1),')}, len(counts) - 1)"),
        ],
        "the symbols are in reverse order: the first one that is found comes first.": ("return ids", "return ids[::-1]"),
        "the mark is returned, too: return the n symbols of the text.": ("mark, []", "mark, [mark]"),
        "the symbols are joined to a string: return a list of numbers.": ("return ids", 'return "".join(map(str, ids))'),
        "only the last symbol is returned: return a list of all.": ("return ids", "return last"),
    },
)


equivalents(
    ex,
    {
        "fractions": """
        from fractions import Fraction

        x, state, last, ids = Fraction(int(bits, 2), 2 ** len(bits)), None, mark, []
        while len(ids) < n:
            counts, state = step(last, state)
            N, below = sum(counts.tolist()), 0
            for last, count in enumerate(counts.tolist()):
                if x * N < below + count:
                    break
                below += count
            x = (x * N - below) / count
            ids.append(last)
        return ids
    """,
        "low and width, as in encode": """
        code, length = int(bits, 2), len(bits)
        low, width, scale, state, last, ids = 0, 1, 1, None, mark, []
        for _ in range(n):
            counts, state = step(last, state)
            counts = [int(c) for c in counts]
            N = sum(counts)
            place = (code * scale - (low << length)) * N // (width << length)
            last = 0
            while sum(counts[: last + 1]) <= place:
                last += 1
            low, scale = low * N + width * sum(counts[:last]), scale * N
            width *= counts[last]
            ids.append(last)
        return ids
    """,
        "the text is drawn out by bisection, a tuple": [
            (FIND, "__import__('bisect').bisect_right(ends.tolist(), value * N // width)"),
            ("return ids", "return tuple(ids)"),
        ],
    },
)
