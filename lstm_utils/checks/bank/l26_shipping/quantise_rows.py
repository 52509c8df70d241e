"""Lesson 26: weights as small integers, with a scale for each row."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "quantise-rows",
    lesson="26_shipping",
    reference=nets.quantise_rows,
    outputs=("q", "scale"),
    hints=[
        "The largest integer is 2 ** (bits - 1) - 1, 127 for 8 bits. The largest |W| of a row becomes that integer.",
        "scale = abs(W).max(axis=1) / largest, and 1 where that is 0 (np.where). Which axis does scale need to divide W?",
        "q = np.rint(W / scale[:, None]).astype(np.int8).",
    ],
)


@ex.cases
def _(rng):
    def weights(R, C):
        return rng.normal(size=(R, C)) * 10.0 ** rng.uniform(-2, 1, size=(R, 1))

    yield "R=4, C=5", dict(W=weights(4, 5), bits=8)
    yield "the default number of bits", dict(W=weights(3, 6))
    yield "one weight, negative", dict(W=-abs(weights(1, 1)), bits=8)
    yield "R = C = 4, 4 bits", dict(W=weights(4, 4), bits=4)
    yield "2 bits", dict(W=weights(3, 7), bits=2)
    yield "6 bits, 30 rows", dict(W=weights(30, 3), bits=6)
    zeros = weights(4, 3)
    zeros[1:3] = 0
    yield "rows of zeros", dict(W=zeros, bits=8)
    negative = weights(3, 5)
    negative[:, 2] = -20 - rng.random(3)
    yield "the largest is negative", dict(W=negative, bits=8)
    yield "huge weights", dict(W=1e9 * weights(2, 4), bits=8)
    yield "tiny weights", dict(W=1e-200 * weights(2, 4), bits=5)
    wide = weights(2, 40)
    wide[:, 30] = 20 + rng.random(2)
    yield "3 bits, 40 columns", dict(W=wide, bits=3)
    yield "7 bits", dict(W=weights(3, 4), bits=7)


EIGHT = "the integers take 8 bytes each: astype(np.int8)."


@ex.property
def _(inputs, value):
    W, bits = inputs["W"], inputs.get("bits", 8)
    q, scale = np.asarray(value[0]), np.asarray(value[1])
    if q.dtype == np.int64:
        return EIGHT
    if q.dtype != np.int8:
        return f"q: expected dtype int8, got {q.dtype}: a weight takes {q.dtype.itemsize} bytes"
    right = nets.quantise_rows(W.astype(float), bits)[1]
    if not np.allclose(scale, right, rtol=1e-5 if W.dtype == np.float32 else 1e-9, atol=0):
        n = int(np.argmax(abs(np.log(np.maximum(abs(scale), 1e-300) / right))))
        return f"scale[{n}]: expected {right[n]:.5g}, got {scale[n]:.5g}"
    far = abs(W / right[:, None] - q.astype(float))
    if far.max() > 0.5 + (1e-3 if W.dtype == np.float32 else 1e-9):
        at = tuple(map(int, np.unravel_index(far.argmax(), far.shape)))
        return f"q[{at[0]}, {at[1]}]: {W[at] / right[at[0]]:.2f} became {q[at]}, {far[at]:.2f} away: at most 0.5"
    return None


LARGEST = "abs(W).max(axis=1)"
ROUND = "np.rint(W / scale[:, None]).astype(np.int8)"
mistakes(
    ex,
    {
        "one scale for the whole matrix: each row has its own, max(axis=1).": (LARGEST, "abs(W).max() + 0 * W[:, 0]"),
        "a scale for each column: a row of W is one output, axis=1.": (LARGEST, "np.resize(abs(W).max(axis=0), len(W))"),
        "the largest weight is taken, not the largest size: abs(W).": (LARGEST, "W.max(axis=1)"),
        "the largest sum of sizes is taken: the maximum of |W| in the row.": (LARGEST, "abs(W).sum(axis=1)"),
        "the mean size is taken, and large weights overflow: the maximum of |W|.": (LARGEST, "abs(W).mean(axis=1)"),
        "the range from smallest to largest is divided: 0 must stay 0, take the maximum of |W|.": (
            LARGEST,
            "(W.max(axis=1) - W.min(axis=1)) / 2",
        ),
        "the integers are cut off, not rounded: np.rint.": ("np.rint(W / scale[:, None])", "np.trunc(W / scale[:, None])"),
        "the integers are rounded down: np.rint.": ("np.rint(W / scale[:, None])", "np.floor(W / scale[:, None])"),
        "the largest integer is one too large, and overflows: 2 ** (bits - 1) - 1.": ("2 ** (bits - 1) - 1", "2 ** (bits - 1)"),
        "some numbers of bits are missing: 2 ** (bits - 1) - 1 is right for all.": (
            "2 ** (bits - 1) - 1",
            "{2: 1, 3: 3, 4: 7, 5: 15, 6: 31}.get(bits, 127)",
        ),
        "only 20 columns are looked at: C can be larger.": (LARGEST, "abs(W[:, :20]).max(axis=1)"),
        "the sign has no bit: integers go up to 2 ** (bits - 1) - 1.": ("2 ** (bits - 1) - 1", "2**bits - 1"),
        "127 is for 8 bits: use bits.": ("2 ** (bits - 1) - 1", "127"),
        "a row of zeros divides by 0: its scale is 1.": ("np.where(scale > 0, scale, 1)", "scale"),
        "tiny scales are replaced: only a row of zeros has scale 1.": ("scale > 0", "scale > 1e-100"),
        "the scale is the other way: W is about scale * q.": ("return q, scale", "return q, 1 / scale"),
        "the integers are floats: astype(np.int8).": (".astype(np.int8)", ""),
        EIGHT: ("np.int8", "np.int64"),
        "the integers are unsigned: weights have a sign, np.int8.": ("np.int8", "np.uint8"),
        "the rounded weights are returned: return q and the scale.": ("return q, scale", "return q * scale[:, None], scale"),
        "scale has two axes: (R,), a number for each row.": ("return q, scale", "return q, scale[:, None]"),
        "the scale is missing: return q and scale.": ("return q, scale", "return q"),
        "W is divided in place: make a new array.": (f"q = {ROUND}", "W /= scale[:, None]\n    q = np.rint(W).astype(np.int8)"),
        "only 20 rows have a scale of their own: R can be larger.": (
            "return q, scale",
            "scale[20:] = scale[:20].max()\n    return np.rint(W / scale[:, None]).astype(np.int8), scale",
        ),
    },
)


equivalents(
    ex,
    {
        "row by row": """
        top = 2 ** (bits - 1) - 1
        q, scale = np.zeros(W.shape, dtype=np.int8), np.ones(len(W))
        for r, row in enumerate(W):
            if row.any():
                scale[r] = max(abs(v) for v in row) / top
                q[r] = [round(float(v / scale[r])) for v in row]
        return q, scale
    """,
        "half is rounded away from 0": """
        top = (1 << bits - 1) - 1
        largest = np.linalg.norm(W, np.inf, axis=1) if len(W) else 0
        scale = np.where(largest == 0, top, largest) / top
        scaled = W / np.reshape(scale, (-1, 1))
        return (np.sign(scaled) * np.floor(np.abs(scaled) + 0.5)).astype("int8"), scale
    """,
        "as a fraction of the largest": """
        top = 2 ** (bits - 1) - 1
        largest = np.maximum(W.max(axis=1, keepdims=True), -W.min(axis=1, keepdims=True))
        safe = np.where(largest > 0, largest, top)
        return np.round(np.clip(W / safe * top, -top, top)).astype(np.int8), safe[:, 0] / top
    """,
    },
)
