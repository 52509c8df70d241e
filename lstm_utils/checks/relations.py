"""How a wrong output relates to the right one, where it is the same in every failing case."""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from lstm_utils.checks.compare import Difference
from lstm_utils.checks.declare import Case
from lstm_utils.checks.equality import close
from lstm_utils.checks.key import AnswerKey
from lstm_utils.checks.leaves import leaves
from lstm_utils.checks.plain import Layout
from lstm_utils.checks.run import Outcome
from lstm_utils.checks.structure import COUNTED

_TOLERANCE = 1e-7
_Same = Callable[[np.ndarray, np.ndarray], bool | np.bool]  # of what is right and what came


def relation(key: AnswerKey, outcomes: Sequence[Outcome], wrong: list[list[Difference]]) -> str:
    """Return how each wrong output relates to the right one, or '' if one stays unexplained."""
    ex = key.exercise
    failing = [
        i
        for i, found in enumerate(wrong)
        if found and not outcomes[i].raised and key.cases[i].layout is not Layout.FLOAT32
    ]
    raised = sum(bool(outcome.raised) for outcome in outcomes)
    if not failing or raised > len(failing):
        return ""
    given = {i: leaves(ex, outcomes[i]) for i in failing}
    names = dict.fromkeys(
        d.output for i in failing for d in wrong[i] if d.status != "changed its input"
    )
    bad = {name.split(",")[0] for name in names}
    aside = {name for name, source in ex.follows.items() if source in bad}
    gradients = {f"d{name}" for name in key.cases[0].inputs}
    if ex.framework == "autograd" and bad - gradients:
        aside |= gradients  # of a wrong value they say nothing
    lines: dict[str, None] = {}
    for name in names:
        if name.split(",")[0] in aside:
            continue
        cases = [i for i in failing if any(d.output == name for d in wrong[i])]
        pairs = [(key.cases[i], key.right_leaves[i].get(name), given[i], name) for i in cases]
        words = _relation(pairs)
        if not words:
            return ""
        lines[words] = None
    return "\n".join(list(lines)[:3])


def _relation(pairs: list[tuple[Case, Any, dict[str, Any], str]]) -> str:
    name = pairs[0][3]
    wants, haves = [], []
    if all(
        isinstance(want, str) and _joined(name, given) == want for _, want, given, _ in pairs
    ):
        return f'{name} is a list: "".join(...) makes one text of it.'
    if name.startswith(COUNTED):
        return ""
    if all(_numeric(want) and _texts(given.get(name)) for _, want, given, _ in pairs):
        return f"{name} contains texts: numbers are asked for."
    for _, want, given, _ in pairs:
        if isinstance(want, np.ndarray) and f"the length of {name}" in given:
            haves.append("list")
        elif name not in given or not _numeric(want) or not _numeric(given[name]):
            return ""
        else:
            haves.append(np.asarray(given[name]))
        wants.append(np.asarray(want))
    if all(isinstance(have, str) for have in haves):
        return f"{name} is a list: np.array (of arrays np.stack) makes one array of it."
    if any(isinstance(have, str) for have in haves):
        return ""
    together = list(zip(wants, haves, strict=True))
    if words := _of_dtype(name, together):
        return words
    if max(want.size for want in wants) < 2 and len(wants) < 3:
        return ""
    for fits, words in _RELATIONS:
        if all(_safely(fits, want, have) for want, have in together):
            return words.format(name)
    return _by_a_size(name, pairs, together)


def _joined(name: str, given: dict[str, Any]) -> str | None:
    """Return the items of a list of texts as one text, None if it is something else."""
    found = [given.get(f"{name}[{k}]") for k in range(given.get(f"the length of {name}", 0))]
    items = [item for item in found if isinstance(item, str)]
    return "".join(items) if items and len(items) == len(found) else None


def _texts(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "U"


def _numeric(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number or (isinstance(value, np.ndarray) and value.dtype.kind in "biuf")


def _of_dtype(name: str, together: list[tuple[np.ndarray, np.ndarray]]) -> str:
    if all(w.dtype.kind == "f" and h.dtype.kind in "iub" for w, h in together):
        if not any(w.ndim for w, _ in together):
            return "an integer is returned where a float is expected: convert it, float(...)."
        return (
            f"{name} is an array of integers, which cuts off what is behind the point: "
            "np.zeros(shape) and dtype=float make floats, zeros_like copies a dtype."
        )
    if all(w.dtype.kind in "iu" and _equal(w, h) for w, h in together):
        return f"{name} has the right numbers as floats: np.zeros makes floats, add dtype=int."
    return ""


def _safely(fits: _Same, want: np.ndarray, have: np.ndarray) -> bool:
    with np.errstate(all="ignore"):
        try:
            return bool(fits(want.astype(float), have.astype(float)))
        except (ValueError, IndexError):
            return False


def _equal(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and bool(close(a, b, _TOLERANCE).all())


def _as(change: Callable[[np.ndarray], np.ndarray]) -> _Same:
    """Fit where what came is the right array, changed, and the change makes a difference."""
    return lambda want, have: _equal(have, change(want)) and not _equal(want, change(want))


def _of_steps(fits: _Same) -> _Same:
    """Fit along a first axis of two steps or more; one step proves nothing, but fits."""
    return lambda want, have: want.ndim > 0 and have.ndim == want.ndim and fits(want, have)


def _whole(want: np.ndarray) -> np.ndarray:
    return want if np.array_equal(want, np.round(want)) else np.full(want.shape, np.nan)


_LN2 = np.log(2)
_RELATIONS: tuple[tuple[_Same, str], ...] = (
    (_as(lambda w: -w), "the sign of {} is flipped: a minus too many or too few?"),
    (_as(lambda w: 2 * w), "{} is twice what is right: is something counted twice?"),
    (_as(lambda w: w / 2), "{} is half of what is right: is there a factor 2 missing?"),
    (_as(lambda w: w / _LN2), "{} is in bits: np.log2 was taken where np.log is asked for."),
    (_as(lambda w: w * _LN2), "{} is in nats: np.log was taken where np.log2 is asked for."),
    (_as(lambda w: 1 / w), "{} is 1 divided by what is right: multiply or divide?"),
    (_as(lambda w: w**2), "{} is the square of what is right: is a square root missing?"),
    (_as(lambda w: 1 - w), "{} is 1 minus what is right."),
    (_as(lambda w: _whole(w) + 1), "{} is 1 too large everywhere: off by one."),
    (_as(lambda w: _whole(w) - 1), "{} is 1 too small everywhere: off by one."),
    (_as(np.transpose), "{} is transposed: its axes are in the opposite order."),
    (
        _as(lambda w: w.swapaxes(0, 1)),
        "{} has its first two axes exchanged: time and batch, or rows and columns.",
    ),
    (
        lambda w, h: any(
            _as(lambda w, axes=axes: w.transpose(axes))(w, h)
            for axes in permutations(range(w.ndim))
        ),
        "{} has its axes in another order: compare its shape with the one asked for.",
    ),
    (
        lambda w, h: h.ndim == w.ndim + 1 and len(h) > 1 and _equal(h[-1], w),
        "{} has an item for each step: only the last one is asked for.",
    ),
    (
        _as(lambda w: w[::-1]),
        "{} is in reverse order along its first axis: reverse it at the end, [::-1].",
    ),
    (
        _of_steps(lambda w, h: len(h) == len(w) + 1 and _equal(h[1:], w)),
        "{} has one item too many, in front: it begins with the state before the first step.",
    ),
    (
        _of_steps(lambda w, h: len(h) == len(w) + 1 and _equal(h[:-1], w)),
        "{} has one item too many, at the end: the loop runs once too often.",
    ),
    (
        _of_steps(lambda w, h: len(h) == len(w) - 1 and _equal(h, w[1:])),
        "the first item of {} is missing: does the loop begin at 1?",
    ),
    (
        _of_steps(lambda w, h: len(h) == len(w) - 1 and _equal(h, w[:-1])),
        "the last item of {} is missing: does the loop end one step early?",
    ),
    (
        lambda w, h: w.ndim > 0 and (_equal(h, w[0]) or _equal(h, w[:1])),
        "{} has only the first item: does `return` stand inside the loop?",
    ),
    (
        lambda w, h: w.ndim > 0 and (_equal(h, w[-1]) or _equal(h, w[-1:])),
        "{} has only the last item: each round of the loop overwrites the one before.",
    ),
    (
        _of_steps(lambda w, h: len(w) == len(h) and _equal(h, np.stack([w[-1]] * len(w)))),
        "all items of {} are the last one: the same array is filled again and again. Append a "
        "copy, or make a new array in every step.",
    ),
    (
        _of_steps(lambda w, h: len(w) == len(h) > 2 and _equal(h[1:], w[:-1])),
        "{} is one step late: item t is what belongs to t - 1.",
    ),
    (
        _of_steps(lambda w, h: len(w) == len(h) > 2 and _equal(h[:-1], w[1:])),
        "{} is one step early: item t is what belongs to t + 1.",
    ),
    (
        lambda w, h: w.size > 1 and h.shape == w.shape and not h.any() and w.any(),
        "every element of {} is 0: is the result written into it?",
    ),
    (
        lambda w, h: h.size == w.size and h.shape != w.shape and _equal(h.ravel(), w.ravel()),
        "the numbers of {} are right, their shape is not: reshape, or drop keepdims.",
    ),
    (
        lambda w, h: h.ndim == w.ndim + 1 and any(_equal(h.sum(k), w) for k in range(h.ndim)),
        "{} has one axis too many: sum over it.",
    ),
    (_as(lambda w: np.cumsum(w, 0)), "{} is summed up from step to step: no cumsum here."),
)


def _by_a_size(
    name: str,
    pairs: list[tuple[Case, Any, dict[str, Any], str]],
    together: list[tuple[np.ndarray, np.ndarray]],
) -> str:
    """Name the axis by the size of which an output is multiplied or divided in all cases."""
    cases = [case.inputs for case, *_ in pairs]
    arrays = [name for name, value in cases[0].items() if isinstance(value, np.ndarray)]
    shared = {given: min(np.ndim(inputs[given]) for inputs in cases) for given in arrays}
    axes = [(given, axis) for given, number in shared.items() for axis in range(number)]
    for over in (False, True):
        for given, axis in axes:
            sizes = [np.shape(inputs[given])[axis] for inputs in cases]
            if min(sizes) < 2 or len(set(sizes)) == 1:
                continue
            factors = [1 / n if over else n for n in sizes]
            if all(_equal(h, f * w) for f, (w, h) in zip(factors, together, strict=True)):
                done = "divided by" if over else "multiplied by"
                return (
                    f"{name} is right but for being {done} the size of axis {axis} of {given}: "
                    "a mean in place of a sum, or the reverse?"
                )
    return ""
