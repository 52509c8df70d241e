"""Lesson 13: right until which length?"""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

ex = exercise(
    "horizon",
    lesson="13_counting",
    reference=nets.horizon,
    outputs="the horizon",
    hints=[
        "Keep the last length that was right in a variable. What is it before the first?",
        "for length in lengths: if it is wrong, stop. If it is right, it is the new last one.",
        "reached = 0; in the loop: if not right(length): break, else reached = length. After the loop return reached.",
    ],
)


@probe("always right")
def _(length):
    return True


@probe("never right")
def _(length):
    return False


@probe("right but for 5")
def _(length):
    return length != 5


@probe("right but for 5, in ones and zeros")
def _(length):
    return int(length != 5)


@probe("right but for 7 and 8")
def _(length):
    return length not in (7, 8)


@probe("right but for 100")
def _(length):
    return length != 100


def _asked_once(wrong):
    """Return a function of a length that may be asked once each, until it was wrong."""
    asked, failed = [], []

    def right(length):
        if failed:
            raise RuntimeError(f"right({length}) was called after right({failed[0]}) was False: stop at the first wrong length")
        if length in asked:
            raise RuntimeError(f"right({length}) was called twice: call it once for each length")
        asked.append(length)
        failed.extend([length] * (length in wrong))
        return length not in wrong

    return right


@probe("right but for 5, asked once", fresh=True)
def _():
    return _asked_once({5})


@probe("right but for 7 and 8, asked once", fresh=True)
def _():
    return _asked_once({7, 8})


@ex.cases
def _(rng):
    def case(name, lengths):
        return dict(right=Probe(name), lengths=[int(n) for n in lengths])

    yield "1, 2, 5, 9: wrong at 5", case("right but for 5", [1, 2, 5, 9])
    yield "1 to 20: wrong at 7 and 8", case("right but for 7 and 8", range(1, 21))
    yield "the first is wrong", case("right but for 5", [5, 6, 7])
    yield "never right", case("never right", [1, 2, 3])
    yield "always right", case("always right", [10, 20, 40])
    yield "always right, one length", case("always right", [17])
    yield "in steps of ten", case("right but for 100", range(10, 151, 10))
    yield "the last is wrong", case("right but for 100", [3, 30, 100])
    yield "no length", case("always right", [])
    yield "begins at 6", case("right but for 7 and 8", [6, 7, 8, 9, 10, 11])
    yield "skips the wrong ones", case("right but for 7 and 8", [2, 6, 9, 11])
    yield "answers 1 and 0", case("right but for 5, in ones and zeros", range(1, 10))
    top = int(rng.integers(40, 90))
    yield f"1 to {top}, stops at the first wrong one", case("right but for 7 and 8, asked once", range(1, top))
    yield "always right, 1 to 300", case("always right", range(1, 301))
    yield "not asked again after 5", case("right but for 5, asked once", [4, 5, 6, 7])


mistakes(
    ex,
    {
        "lengths above 100 are left out: ask for each of the lengths, in order.": (
            "for length in lengths:",
            "for length in [length for length in lengths if length <= 100]:",
        ),
        "the largest right length is returned: stop at the first wrong one, whatever is right later.": ("break", "continue"),
        "the first wrong length is returned: return the last right one before it.": """
        for length in lengths:
            if not right(length):
                return length
        return lengths[-1] if lengths else 0
    """,
        "the right lengths are counted: return the last length before the first wrong one.": """
        count = 0
        for length in lengths:
            if not right(length):
                break
            count += 1
        return count
    """,
        "all right lengths are counted, also those after a wrong one: stop at the first wrong one, return the length before it.": """
        return sum(bool(right(length)) for length in lengths)
    """,
        "the index is returned: return the length itself.": """
        reached = 0
        for index, length in enumerate(lengths):
            if not right(length):
                break
            reached = index
        return reached
    """,
        "one less than the wrong length is returned: return the length that was tried before it.": """
        for length in lengths:
            if not right(length):
                return length - 1
        return lengths[-1] if lengths else 0
    """,
        "where no length is wrong, nothing is returned: return the last length then.": """
        reached = 0
        for length in lengths:
            if not right(length):
                return reached
            reached = length
    """,
        "where no length is wrong, 0 is returned: return the last length then.": """
        reached = 0
        for length in lengths:
            if not right(length):
                return reached
            reached = length
        return 0
    """,
        "where the first length is wrong, it is returned: return 0 then.": (
            "    for length in lengths",
            "    reached = lengths[0] if lengths else 0\n    for length in lengths",
        ),
        "where the first length is wrong, the last one is returned: lengths[n - 1] is the last item for n = 0, return 0.": """
        for n, length in enumerate(lengths):
            if not right(length):
                return lengths[n - 1]
        return lengths[-1] if lengths else 0
    """,
        "where the first length is wrong, -1 is returned: return 0 then.": ("reached = 0", "reached = -1"),
        "where the first length is wrong, None is returned: return 0 then.": ("reached = 0", "reached = None"),
        "an empty list of lengths fails: start with reached = 0.": """
        for n, length in enumerate(lengths):
            if not right(length):
                return lengths[n - 1] if n else 0
        return lengths[-1]
    """,
        "all lengths are asked: stop at the first wrong one, longer sequences cost more.": """
        answers = [bool(right(length)) for length in lengths]
        n = answers.index(False) if False in answers else len(answers)
        return lengths[n - 1] if n else 0
    """,
        "each length is asked twice: call right once for a length, it is costly.": """
        reached = 0
        for length in lengths:
            if not right(length):
                break
            if right(length):
                reached = length
        return reached
    """,
        "the search halves the range: lengths after a wrong one can be right, so ask in order.": """
        low, high = 0, len(lengths)
        while low < high:
            middle = (low + high) // 2
            if right(lengths[middle]):
                low = middle + 1
            else:
                high = middle
        return lengths[low - 1] if low else 0
    """,
        "the argument lengths is not used: ask for the lengths that are given.": """
        reached = 0
        for length in range(1, max(lengths, default=0) + 1):
            if not right(length):
                break
            reached = length
        return reached
    """,
        "the search runs from the longest length down: ask in order, and stop at the first wrong one.": """
        for length in reversed(lengths):
            if right(length):
                return length
        return 0
    """,
        "True or False is returned: return the length.": ("return reached", "return reached > 0"),
        "a share is returned: return the length.": ("return reached", "return reached / max(lengths, default=1)"),
        "the right lengths are returned: return the last of them.": """
        reached = []
        for length in lengths:
            if not right(length):
                break
            reached.append(length)
        return reached
    """,
        "`right` is not called: `if not right` is never true, write right(length).": ("not right(length)", "not right"),
        "the answer is compared with `is True`: it may be 1 or a NumPy bool, write `if not right(length)`.": (
            "not right(length)",
            "right(length) is not True",
        ),
        "the loop stops at the first right length: stop at the first wrong one.": ("if not right", "if right"),
    },
)


equivalents(
    ex,
    {
        "itertools.takewhile": """
        from itertools import takewhile

        return max(takewhile(right, lengths), default=0)
    """,
        "an early return": """
        last = 0
        for length in lengths:
            if right(length):
                last = length
            else:
                return last
        return last
    """,
        "recursion": """
        def go(last, rest):
            return go(rest[0], rest[1:]) if rest and right(rest[0]) else last

        return go(0, list(lengths))
    """,
        "while": """
        n = 0
        while n < len(lengths) and right(lengths[n]):
            n += 1
        return lengths[n - 1] if n > 0 else 0
    """,
    },
)
