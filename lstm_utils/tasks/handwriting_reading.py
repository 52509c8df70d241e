"""Is a drawing a digit, and which one? Two judges that were never shown a net's drawings.

N = drawings. A drawing is recognised if a logistic regression is certain of it, and it also
looks like a digit that was seen: far from all digits, a regression is certain of scribble.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from lstm_utils.arrays import Array, IntArray

from .handwriting import DIGITS, Strokes, draw_digit

SIZE, BLUR = 12, 0.8  # pixels of a side; width of the blur in pixels
CERTAIN, QUANTILE = 0.9, 0.99
EACH = 120  # drawings of each digit that the judges see


class Judges(NamedTuple):
    """A logistic regression, the nearest known picture, and how far that may be."""

    regression: Any
    nearest: Any
    limit: float


def picture(strokes: Strokes) -> Array:
    """Paint strokes into 12 x 12 pixels, as large as they fit, blurred.

    Args:
        strokes: list of (n, 2) float arrays of positions; one point in all at least.

    Returns:
        Grey values, (144,) float array of length 1.
    """
    from scipy.ndimage import gaussian_filter

    dense = np.vstack([_dense(stroke) for stroke in strokes])
    low, high = dense.min(axis=0), dense.max(axis=0)
    scale = (SIZE - 3) / max(*(high - low), 1e-6)
    at = (dense - (low + high) / 2) * scale + (SIZE - 1) / 2
    image, _, _ = np.histogram2d(*at[:, ::-1].T, bins=SIZE, range=2 * [[-0.5, SIZE - 0.5]])
    image = np.minimum(gaussian_filter(np.minimum(image, 3.0), BLUR), 1.0).ravel()
    return image / np.linalg.norm(image)


def _dense(stroke: Array) -> Array:
    """Place more points on a stroke."""
    along, at = np.arange(len(stroke)), np.linspace(0, len(stroke) - 1, 8 * len(stroke))
    return np.stack([np.interp(at, along, q) for q in stroke.T], axis=1)


def real_pictures(each: int, seed: int) -> tuple[Array, IntArray]:
    """Draw digits of many hands.

    Args:
        each: how many of each digit.
        seed: of the drawings.

    Returns:
        pictures: (10 each, 144) float array.
        digits: which they show, (10 each,) integer array.
    """
    rng = np.random.default_rng(seed)
    digits = np.repeat(np.arange(DIGITS), each)
    drawn = [draw_digit(int(d), rng, rng.normal(0.15, 0.12)) for d in digits]
    return np.array([picture(strokes) for strokes in drawn]), digits


@cache
def judges() -> Judges:
    """Train the two judges on real drawings; the limit is the 99 % quantile of new ones."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import NearestNeighbors

    x, y = real_pictures(EACH, seed=1)
    regression = LogisticRegression(C=100.0, max_iter=300).fit(x, y)
    nearest = NearestNeighbors(n_neighbors=1).fit(x)
    distances, _ = nearest.kneighbors(real_pictures(EACH // 3, seed=2)[0])
    return Judges(regression, nearest, float(np.quantile(distances, QUANTILE)))


def recognise(drawings: Sequence[Strokes], near: bool = True) -> IntArray:
    """Say which digits drawings are.

    Args:
        drawings: N lists of strokes.
        near: whether a drawing must also be close to a real one; else certainty is enough.

    Returns:
        0 to 9, or -1 where it is no digit, (N,) integer array.
    """
    regression, nearest, limit = judges()
    pictures = np.array([picture(strokes) for strokes in drawings])
    p = regression.predict_proba(pictures)
    found = p.max(axis=1) >= CERTAIN
    if near:
        found &= nearest.kneighbors(pictures)[0][:, 0] <= limit
    return np.where(found, p.argmax(axis=1), -1)


def scribble(rng: np.random.Generator) -> Strokes:
    """Draw a line without aim, as long as a digit."""
    turns = rng.normal(0, 0.9, size=24).cumsum()
    return [0.1 * np.stack([np.cos(turns), np.sin(turns)], axis=1).cumsum(axis=0)]
