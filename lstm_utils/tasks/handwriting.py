"""Digits written with a pen: skeletons of lines and arcs, with slant, size and wobble.

T = points of the longest writing, B = writings side by side. Lengths are in heights of a digit;
offsets are divided by SPACING, which makes their deviation about 1.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray

DRAWS, STROKE_ENDS, DIGIT_ENDS = 0, 1, 2  # what the pen does after a point
DIGITS, LENGTH = 10, 0.14  # kinds of digits; distance of two points of a stroke
SPACING = 0.2  # about the deviation of all offsets in x and y, moves between strokes included
COUNTS = (2, 4)  # digits of a writing, fewest and most
INPUTS = 2 + 3 + DIGITS  # offset and pen of the point before, which digit is drawn

JITTER = 0.008  # of each point of a stroke: a hand is never quite steady

Strokes = list[Array]


class Written(NamedTuple):
    """One writing of T points.

    xy: offset of each point from the one before, in SPACING, (T, 2) float array.
    pen: what the pen does after each point, (T,) integer array.
    digits: which digit each point belongs to, 0 to 9, (T,) integer array.
    """

    xy: Array
    pen: IntArray
    digits: IntArray


class Writings(NamedTuple):
    """Writings, padded: what a net reads before each point, and the point.

    x: offset and pen (one-hot) of the point before, and which digit is drawn (one-hot), (T, B,
        15) float32 array. Before the first point the offset is 0 and the digit before ended.
    xy: offsets, (T, B, 2) float32 array.
    pen: what the pen does after each point, (T, B) integer array.
    mask: which points exist, (T, B) bool array.
    """

    x: Array
    xy: Array
    pen: IntArray
    mask: BoolArray


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> Array:
    """Return points on an ellipse; the angles are in degrees."""
    angle = np.deg2rad(np.linspace(start, end, 60))
    return np.stack([x + rx * np.cos(angle), y + ry * np.sin(angle)], axis=1)


def _line(*corners: tuple[float, float]) -> Array:
    """Return points on a line through corners, close enough for a wobble."""
    ends = np.array(corners, dtype=float)
    share = np.linspace(0, 1, 15)[:, None]
    return np.concatenate([a + share * (b - a) for a, b in pairwise(ends)])


SKELETONS: tuple[Strokes, ...] = (
    [_arc(0.3, 0.5, 0.28, 0.5, 90, 450)],
    [_line((0.08, 0.75), (0.33, 1), (0.33, 0))],
    [
        np.vstack(
            [_arc(0.3, 0.72, 0.27, 0.28, 160, -35), _line((0.5, 0.52), (0.03, 0), (0.6, 0))]
        )
    ],
    [
        np.vstack(
            [_arc(0.27, 0.75, 0.25, 0.25, 150, -80), _arc(0.27, 0.25, 0.3, 0.25, 80, -150)]
        )
    ],
    [_line((0.38, 1), (0.02, 0.35), (0.6, 0.35)), _line((0.45, 0.65), (0.45, 0))],
    [
        np.vstack([_line((0.14, 1), (0.1, 0.55)), _arc(0.27, 0.32, 0.3, 0.32, 125, -150)]),
        _line((0.14, 1), (0.55, 1)),
    ],
    [np.vstack([_arc(0.6, 0.35, 0.57, 0.65, 100, 180), _arc(0.3, 0.28, 0.27, 0.28, 175, 525)])],
    [_line((0.02, 1), (0.58, 1), (0.2, 0))],
    [
        np.vstack(
            [
                _arc(0.3, 0.76, 0.22, 0.24, 60, 270),
                _arc(0.3, 0.26, 0.28, 0.26, 90, -270),
                _arc(0.3, 0.76, 0.22, 0.24, -90, 60),
            ]
        )
    ],
    [np.vstack([_arc(0.28, 0.72, 0.26, 0.28, 0, 360), _line((0.54, 0.72), (0.42, 0))])],
)


def draw_digit(digit: int, rng: np.random.Generator, slant: float = 0.0) -> Strokes:
    """Draw one digit, different each time.

    Args:
        digit: 0 to 9.
        rng: source of all random numbers.
        slant: how far the top leans to the right, in heights.

    Returns:
        list of strokes, (n, 2) float arrays of positions at about equal distances.
    """
    width, height = rng.uniform(0.85, 1.15, size=2)
    phase, size = rng.uniform(0, 2 * np.pi, size=(2, 2)), rng.normal(0, 0.015, size=(2, 2))
    drawn = []
    for skeleton in SKELETONS[digit]:
        wobble = np.sin(2.5 * np.pi * skeleton[:, None, ::-1] * [[0.6], [1.2]] + phase)
        bent = skeleton + (size * wobble).sum(axis=1)
        bent = bent * [width, height]
        bent[:, 0] += slant * bent[:, 1]
        even = _even(bent, LENGTH)
        drawn.append(even + rng.normal(0, JITTER, size=even.shape))
    return drawn


def _even(points: Array, length: float) -> Array:
    """Place points on a line at equal distances of about this length."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], steps.cumsum()])
    at = np.linspace(0, along[-1], max(2, round(along[-1] / length) + 1))
    return np.stack([np.interp(at, along, q) for q in points.T], axis=1)


def write_digits(digits: Iterable[int], rng: np.random.Generator) -> Written:
    """Write digits from left to right, in one hand.

    Args:
        digits: 0 to 9.
        rng: source of all random numbers.

    Returns:
        Written.
    """
    slant, left = rng.normal(0.15, 0.12), 0.0
    points, pen, drawn = [], [], []
    for digit in digits:
        strokes = draw_digit(int(digit), rng, slant)
        first = min(stroke[:, 0].min() for stroke in strokes)
        for stroke in strokes:
            points.append(stroke + np.array([left - first, 0.0]))
            pen += [DRAWS] * (len(stroke) - 1) + [STROKE_ENDS]
            drawn += [int(digit)] * len(stroke)
        pen[-1] = DIGIT_ENDS
        left = max(stroke[:, 0].max() for stroke in points[-len(strokes) :])
        left += rng.uniform(0.15, 0.3)
    xy = np.diff(np.vstack(points), axis=0, prepend=[[0.0, 0.0]]) / SPACING
    return Written(xy, np.array(pen), np.array(drawn))


@cache
def corpus(n: int, seed: int) -> tuple[Written, ...]:
    """Write n texts of 2 to 4 random digits."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(COUNTS[0], COUNTS[1] + 1, size=n)
    return tuple(write_digits(rng.integers(DIGITS, size=count), rng) for count in counts)


def side_by_side(written: Sequence[Written], names: bool = True) -> Writings:
    """Put writings into one batch.

    Args:
        written: as write_digits returns them.
        names: whether x says which digit is drawn; if not, it has zeros there.

    Returns:
        Writings.
    """
    T, B = max(len(one.pen) for one in written), len(written)
    x, xy = np.zeros((T, B, INPUTS), np.float32), np.zeros((T, B, 2), np.float32)
    pens, mask = np.zeros((T, B), int), np.zeros((T, B), bool)
    for b, (offsets, pen, digits) in enumerate(written):
        n = len(pen)
        xy[:n, b], pens[:n, b], mask[:n, b] = offsets, pen, True
        x[:n, b] = before(offsets, pen, digits if names else None)
    return Writings(x, xy, pens, mask)


def before(xy: Array, pen: IntArray, digits: IntArray | None) -> Array:
    """Return what a net reads before each point of one writing.

    Args:
        xy: offsets, (T, 2) float array.
        pen: what the pen does after each point, (T,) integer array.
        digits: which digit each point belongs to, (T,) integer array; None for no names.

    Returns:
        (T, 15) float array, as Writings.x has it.
    """
    x = np.zeros((len(xy), INPUTS))
    x[1:, :2] = xy[:-1]
    x[np.arange(len(x)), 2 + np.concatenate([[DIGIT_ENDS], pen[:-1]])] = 1
    if digits is not None:
        x[np.arange(len(x)), 5 + digits] = 1
    return x
