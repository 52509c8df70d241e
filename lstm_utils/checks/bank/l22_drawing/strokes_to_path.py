"""Lesson 22: from a pen's moves to the lines that are seen."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "strokes-to-path",
    lesson="22_drawing",
    reference=nets.strokes_to_path,
    outputs="strokes",
    fresh=True,
    hints=[
        "Positions first: np.cumsum(xy, axis=0). The offset after a stroke's end counts too; it is only not drawn.",
        "Cut after each point where pen > 0: np.split(points, np.flatnonzero(pen > 0) + 1) gives a list of arrays.",
        "If the last point ends a stroke, the last piece is empty: return [s for s in pieces if len(s)].",
    ],
)


@ex.cases
def _(rng):
    def case(pen):
        return dict(xy=rng.normal(size=(len(pen), 2)), pen=np.array(pen, dtype=int))

    yield "three strokes, two digits", case([0, 0, 1, 0, 0, 0, 2, 0, 2])
    yield ("the task's example", dict(xy=np.array([[1.0, 1], [0, 2], [3, 0], [1, 0]]), pen=np.array([0, 1, 0, 0])))
    yield "the last stroke has not ended", case([0, 1, 0, 0, 0])
    yield "one stroke", case([0, 0, 0, 1])
    yield "one stroke that has not ended", case([0, 0, 0, 0, 0])
    yield "one point, and it ends", case([2])
    yield "one point", case([0])
    yield "dots: strokes of one point", case([1, 1, 0, 2, 1])
    yield "a dot at the end", case([0, 0, 1, 0])
    yield "two points", case([0, 2])
    yield "pens as 8-bit integers", case([0, 0, 2, 0, 1]) | dict(pen=np.array([0, 0, 2, 0, 1], dtype=np.int8))
    yield "numbers of the pen up to 5", case([0, 3, 0, 0, 5, 0, 4, 0])
    large = case([0, 0, 1, 0, 2])
    yield "offsets of thousands", large | dict(xy=1e4 * large["xy"])
    yield "300 points", case(rng.choice(3, size=300, p=[0.9, 0.06, 0.04]).tolist())


POINTS = "points = np.cumsum(xy, axis=0)"
PIECES = "pieces = np.split(points, np.flatnonzero(pen > 0) + 1)"
RETURN = "return [stroke for stroke in pieces if len(stroke)]"
mistakes(
    ex,
    {
        "offsets are returned: add them up, np.cumsum(xy, axis=0).": (POINTS, "points = xy + 0.0"),
        "offsets are summed twice: one cumsum.": (POINTS, "points = np.cumsum(np.cumsum(xy, axis=0), axis=0)"),
        "x and y are summed together: cumsum over the points, axis=0.": (POINTS, "points = np.cumsum(xy).reshape(xy.shape)"),
        "x is added to y: cumsum over the points, axis=0.": (POINTS, "points = np.cumsum(xy, axis=1)"),
        "each stroke starts at (0, 0) again: add up over all points, then cut.": (
            f"{POINTS}\n    {PIECES}",
            "pieces = [np.cumsum(q, axis=0) for q in np.split(xy, np.flatnonzero(pen > 0) + 1)]",
        ),
        "the moves between strokes are left out of the sum: the pen moves there, too, without drawing.": (
            POINTS,
            "lifted = np.concatenate([[0], pen[:-1] > 0])[:, None] > 0\n    points = np.cumsum(np.where(lifted, 0.0, xy), axis=0)",
        ),
        "the first point is moved to (0, 0): it is at its own offset.": (POINTS, f"{POINTS}\n    points = points - points[0]"),
        "(0, 0) is put in front: the first point is at its own offset.": (
            PIECES,
            f"{PIECES}\n    pieces[0] = np.vstack([np.zeros((1, 2)), pieces[0]])",
        ),
        "each stroke begins one point early: pen > 0 ends a stroke after its point, + 1.": (PIECES, PIECES.replace(" + 1", "")),
        "the move to the next stroke is drawn: it begins with its own first point.": (
            PIECES,
            f"{PIECES}\n    pieces = [pieces[0]] + [np.vstack([p[-1:], q]) for p, q in zip(pieces, pieces[1:]) if len(q)]",
        ),
        "only the ends of digits cut: pen = 1 ends a stroke, too.": (PIECES, PIECES.replace("pen > 0", "pen == 2")),
        "the end of a digit does not cut: pen = 2 ends a stroke, too.": (PIECES, PIECES.replace("pen > 0", "pen == 1")),
        "only 1 and 2 cut: any number above 0 ends a stroke.": (PIECES, PIECES.replace("pen > 0", "(pen == 1) | (pen == 2)")),
        "it is cut where the pen draws: cut where pen > 0.": (PIECES, PIECES.replace("pen > 0", "pen == 0")),
        "the last stroke is lost: it may not have ended.": (RETURN, "return [stroke for stroke in pieces[:-1] if len(stroke)]"),
        "an empty stroke is returned: leave out pieces without a point.": (RETURN, "return list(pieces)"),
        "strokes of one point are left out: they are dots.": (RETURN, "return [stroke for stroke in pieces if len(stroke) > 1]"),
        "the first stroke alone is returned: return all of them.": (
            RETURN,
            "return [stroke for stroke in pieces if len(stroke)][:1]",
        ),
        "all points are in one stroke: cut after each point where pen > 0.": (RETURN, "return [points]"),
        "x and y are exchanged: column 0 is x.": (POINTS, "points = np.cumsum(xy[:, ::-1], axis=0)"),
        "y is turned over: positions are sums of the offsets, nothing else.": (
            POINTS,
            "points = np.cumsum(xy * [1, -1], axis=0)",
        ),
        "strokes are transposed: each is (n, 2).": (RETURN, "return [stroke.T for stroke in pieces if len(stroke)]"),
        "only 255 points are used: T can be larger.": (POINTS, "points, pen = np.cumsum(xy, axis=0)[:255], pen[:255]"),
        "xy is changed in place: make a new array.": (POINTS, "points = np.cumsum(xy, axis=0, out=xy).copy()"),
    },
)


equivalents(
    ex,
    {
        "point by point": """
        here, strokes, stroke = np.zeros(2), [], []
        for step, state in zip(xy, pen):
            here = here + step
            stroke.append(here)
            if state:
                strokes.append(np.array(stroke))
                stroke = []
        if stroke:
            strokes.append(np.array(stroke))
        return strokes
    """,
        "slices between ends": """
        points, start, found = xy.cumsum(0), 0, []
        for t in range(len(pen)):
            if pen[t] != 0 or t == len(pen) - 1:
                found.append(points[start : t + 1].copy())
                start = t + 1
        return found
    """,
        "a number for each stroke": """
        points = np.add.accumulate(xy)
        which = np.concatenate([[0], np.cumsum(pen[:-1] > 0)])
        return tuple(points[which == n] for n in range(which[-1] + 1))
    """,
    },
)
