"""Lesson 10: the squared error of the last output of each sequence, and its gradient."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "squared-error-at-end",
    lesson="10_long_lags",
    reference=nets.squared_error_at_end,
    outputs=("loss", "doutputs"),
    hints=[
        "Each sequence has its own last step, lengths - 1: steps are counted from 0.",
        "outputs[lengths - 1, np.arange(B)] selects one step in each column. The same pair of "
        "indices writes the gradient into an array of zeros.",
        "errors = outputs[last] - y; the loss is their mean square, and the gradient at the last steps is 2 * errors / B.",
    ],
)


@ex.cases
def _(rng):
    def case(T, lengths, **given):
        drawn = dict(
            outputs=rng.normal(scale=2.0, size=(T, len(lengths))), lengths=np.array(lengths), y=rng.normal(size=len(lengths))
        )
        return drawn | given

    yield "lengths 4, 2, 5 and T = 6", case(6, [4, 2, 5])
    yield "one sequence of one step", case(1, [1])
    yield "all as long as T", case(3, [3, 3, 3, 3])
    yield "lengths of 1", case(4, [1, 1])
    large = case(5, [4, 5, 3])
    yield "errors in the thousands", large | dict(outputs=1000 * large["outputs"])
    yield "many sequences", case(7, rng.integers(1, 8, size=9))
    far = case(5, [2, 5])
    far["outputs"][3:, 0] = 1e6
    yield "large outputs after the end", far
    broken = case(5, [2, 5, 1])
    broken["outputs"][3:, 0], broken["outputs"][1:, 2] = np.nan, np.inf
    yield "nan and inf after the end", broken
    right = case(4, [3, 4])
    right["outputs"][[2, 3], [0, 1]] = right["y"]
    yield "all answers are right", right


LAST, GRAD = "lengths - 1, np.arange(len(y))", "2 * errors / len(y)"
LOSS = "(errors**2).mean()"
mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            GRAD,
            f"np.clip({GRAD}, -5, 5)",
        ),
        "a mask of zeros and ones is multiplied: 0 * nan is nan, so read the outputs by index or use np.where.": """
        at_end = np.arange(len(outputs))[:, None] == lengths - 1
        errors = at_end * (outputs - y)
        return (errors**2).sum() / len(y), 2 * errors / len(y)
    """,
        "the output is read one step early: the last step of a sequence has the index lengths - 1.": (
            "lengths - 1,",
            "np.maximum(lengths - 2, 0),",
        ),
        "the output is read one step late: indices start at 0, so the last step is lengths - 1.": (
            "lengths - 1,",
            "np.minimum(lengths, len(outputs) - 1),",
        ),
        "row T - 1 is read for all: a shorter sequence ends earlier, at lengths - 1.": (
            "lengths - 1,",
            "len(outputs) - 1 + 0 * lengths,",
        ),
        "the first output is read: the answer is due at the last step, lengths - 1.": ("lengths - 1,", "0 * lengths,"),
        "the longest length is used for all: each sequence has its own, lengths - 1.": (
            "lengths - 1,",
            "lengths.max() - 1 + 0 * lengths,",
        ),
        "outputs[lengths - 1] selects whole rows: add np.arange(B) for the column of each sequence.": """
        errors = outputs[lengths - 1] - y
        doutputs = np.zeros_like(outputs)
        doutputs[lengths - 1] = 2 * errors / len(y)
        return (errors**2).mean(), doutputs
    """,
        "every step has a loss: only the last step of each sequence counts.": """
        errors = outputs - y
        return (errors**2).mean(), 2 * errors / errors.size
    """,
        "every step up to the end has a loss: only the last step of each sequence counts.": """
        errors = (outputs - y) * (np.arange(len(outputs))[:, None] < lengths)
        return (errors**2).sum() / lengths.sum(), 2 * errors / lengths.sum()
    """,
        "the gradient reaches every step: it is 0 everywhere but at the last step of each sequence.": (
            "doutputs[last] =",
            "doutputs[:] =",
        ),
        "the loss is the sum: take the mean over the batch, and divide the gradient by B.": [
            (LOSS, "(errors**2).sum()"),
            (GRAD, "2 * errors"),
        ],
        "the gradient is not divided by B: the loss is a mean over the batch.": (GRAD, "2 * errors"),
        "the loss is the sum, the gradient is that of the mean: take the mean of the squares.": (LOSS, "(errors**2).sum()"),
        "the factor 2 is missing: the derivative of errors**2 is 2 * errors.": (GRAD, "errors / len(y)"),
        "loss and gradient are halved: the task's loss has no factor 1/2, its gradient has a factor 2.": [
            (LOSS, "0.5 * (errors**2).mean()"),
            (GRAD, "errors / len(y)"),
        ],
        "the sign of the gradient is flipped: errors are outputs - y.": ("outputs[last] - y", "y - outputs[last]"),
        "the gradient is divided by T * B: the mean is over the batch only.": (GRAD, "2 * errors / outputs.size"),
        "the loss is the mean absolute error: square the errors.": (LOSS, "np.abs(errors).mean()"),
        "the loss and its gradient are those of the absolute error: square the errors.": [
            (LOSS, "np.abs(errors).mean()"),
            (GRAD, "np.sign(errors) / len(y)"),
        ],
        "the root of the loss is returned: return the mean of the squares.": (LOSS, "np.sqrt((errors**2).mean())"),
        "one loss for each sequence is returned: take the mean over the batch.": (LOSS, "errors**2"),
        "the square of the mean error is returned: square first, then take the mean.": (LOSS, "errors.mean() ** 2"),
        "the gradient has one number for each sequence: it has the shape of outputs, (T, B).": (", doutputs", f", {GRAD}"),
        "outputs is changed: make a new array, np.zeros_like(outputs).": (
            "np.zeros_like(outputs)",
            "outputs\n    doutputs[...] = 0",
        ),
        "the gradient is the error itself, without 2 and 1/B: differentiate the mean of the squares.": (GRAD, "errors"),
    },
)


equivalents(
    ex,
    {
        "a loop over the sequences": """
        loss, doutputs = 0.0, np.zeros(outputs.shape)
        for n, length in enumerate(lengths):
            error = outputs[length - 1, n] - y[n]
            loss += error**2 / len(y)
            doutputs[length - 1, n] = 2 * error / len(y)
        return loss, doutputs
    """,
        "a mask instead of indices": """
        at_end = np.arange(len(outputs))[:, None] == lengths - 1
        errors = np.where(at_end, outputs - y, 0.0)
        return (errors**2).sum() / len(y), 2 * errors / len(y)
    """,
        "np.take_along_axis and np.put_along_axis": """
        last = (lengths - 1)[None]
        errors = np.take_along_axis(outputs, last, axis=0) - y
        doutputs = np.zeros_like(outputs)
        np.put_along_axis(doutputs, last, 2 * errors / errors.size, axis=0)
        return np.mean(np.square(errors)), doutputs
    """,
    },
)
