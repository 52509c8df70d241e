"""Lesson 20: what the decoder reads and predicts under teacher forcing."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "teacher-forcing",
    lesson="20_translation",
    reference=nets.teacher_forcing,
    outputs=("inputs", "targets", "mask"),
    fresh=True,
    hints=[
        "inputs is a row of start in front of y. targets is y with a row more behind it; where does end belong?",
        "end belongs to row lengths[b] of column b: targets[lengths, np.arange(B)] = end. mask is step <= lengths.",
        "step = np.arange(T + 1)[:, None]; mask = step <= lengths; multiply inputs and targets by mask.",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, start, end, lengths=None, words=60):
        if lengths is None:
            lengths = rng.permutation(np.r_[T, 1, rng.integers(1, T + 1, size=B)][:B])
        y = rng.integers(1, words, size=(T, B))
        return dict(y=y, lengths=np.array(lengths), start=start, end=end)

    yield "3 words at most", case(3, 4, 1, 2, [3, 1, 2, 3])
    yield "start 7, end 9", case(5, 3, 7, 9)
    yield "one sentence", case(4, 1, 1, 2)
    yield "one word each", case(1, 3, 2, 1)
    yield "no target as long as y", case(6, 3, 1, 2, [2, 4, 3])
    yield "as many sentences as steps", case(4, 4, 3, 5)
    yield "start and end alike", case(3, 5, 4, 4)
    yield "end is 0", case(4, 3, 1, 0, [2, 4, 1])
    zeros = case(5, 4, 1, 2, [2, 5, 1, 3])
    zeros["y"] *= np.arange(5)[:, None] < zeros["lengths"]
    yield "0 after the end", zeros
    zero = case(4, 5, 0, 9, words=3)
    zero["y"] -= 1
    yield "start is 0, and 0 is also a word", zero
    yield "40 words", case(40, 3, 500, 501)
    yield "100,000 words", case(7, 3, 99_998, 99_999, words=99_998)
    y = np.array([[5, 6], [2, 9], [8, 9]])
    yield "the number of end is also a word", dict(y=y, lengths=np.array([3, 1]), start=1, end=2)


TARGETS = "targets = np.where(step == lengths, end, np.concatenate([y, ends]))"
INPUTS = "inputs = np.concatenate([np.full_like(ends, start), y])"
RETURN = "return inputs * mask, targets * mask, mask"
mistakes(
    ex,
    {
        "end stands in the last row of all columns: it belongs behind each sentence's last word, in row lengths[b].": (
            TARGETS,
            "targets = np.concatenate([y, ends])",
        ),
        "end is missing in the targets: put it in row lengths[b].": (TARGETS, "targets = np.concatenate([y, 0 * ends])"),
        "end replaces the last word: it belongs behind it, in row lengths[b].": ("step == lengths", "step == lengths - 1"),
        "the step of end does not count: mask has lengths + 1 steps, use step <= lengths.": ("step <= lengths", "step < lengths"),
        "one step too many counts: end is the last target, in row lengths[b].": ("step <= lengths", "step <= lengths + 1"),
        "all steps count: after end there is nothing to predict.": (
            "mask = step <= lengths",
            "mask = np.ones((len(y) + 1, len(lengths)), dtype=bool)",
        ),
        "inputs are the words without start: the decoder reads start first.": (INPUTS, "inputs = np.concatenate([y, ends])"),
        "inputs begin with end: the decoder reads start first.": ("np.full_like(ends, start)", "ends"),
        "targets begin with start: the first target is the first word.": (TARGETS, f"targets = {INPUTS.split(' = ')[1]}"),
        "inputs and targets have changed places: return inputs, targets, mask.": (
            RETURN,
            "return targets * mask, inputs * mask, mask",
        ),
        "inputs keep the padding of y: where mask is False they are 0.": (RETURN, "return inputs, targets * mask, mask"),
        "targets keep the padding of y: where mask is False they are 0.": (RETURN, "return inputs * mask, targets, mask"),
        "inputs and targets keep the padding of y: where mask is False they are 0.": (RETURN, "return inputs, targets, mask"),
        "the last word is not read: at the step of end the decoder reads the last word.": (
            RETURN,
            "return inputs * (step < lengths), targets * mask, mask",
        ),
        "the last row is missing: all results have a row more than y.": (
            RETURN,
            "return (inputs * mask)[:-1], (targets * mask)[:-1], mask[:-1]",
        ),
        "the results are (B, T + 1): time is the first axis.": (RETURN, "return (inputs * mask).T, (targets * mask).T, mask.T"),
        "mask has numbers: return a bool array, step <= lengths.": (RETURN, "return inputs * mask, targets * mask, mask * 1"),
        "mask is where a word is not 0: it follows from lengths, y may have any words after the end.": (
            "mask = step <= lengths",
            "mask = np.concatenate([y[:1] == y[:1], y != 0])",
        ),
        "mask is where inputs are not 0: it follows from lengths, 0 can be a word, too.": (
            RETURN,
            "return inputs * mask, targets * mask, inputs * mask != 0",
        ),
        "a sentence ends before the first 0 in y: its words are as many as lengths has.": (
            "    step =",
            "    lengths = np.minimum(lengths, np.cumprod(y != 0, axis=0).sum(axis=0))\n    step =",
        ),
        "start and end are 1 and 2: use the arguments.": [
            ("np.full_like(y[:1], end)", "np.full_like(y[:1], 2)"),
            ("np.full_like(ends, start)", "np.full_like(ends, 1)"),
            ("== lengths, end,", "== lengths, 2,"),
        ],
        "the results are floats: they are numbers of words, keep the integers of y.": (
            RETURN,
            "return 1.0 * inputs * mask, 1.0 * targets * mask, mask",
        ),
        "the numbers overflow in 16 bits: keep the dtype of y.": (
            RETURN,
            "return (inputs * mask).astype(np.int16), (targets * mask).astype(np.int16), mask",
        ),
        "the mask is inverted: True where there is a target.": (RETURN, "return inputs * mask, targets * mask, ~mask"),
        "end is read as well: the inputs end with the last word.": (
            RETURN,
            "return np.where(step == lengths + 1, end, inputs * mask), targets * mask, mask",
        ),
        "mask is missing: return inputs, targets, mask.": (RETURN, "return inputs * mask, targets * mask"),
    },
)


equivalents(
    ex,
    {
        "column by column": """
        T, B = y.shape
        inputs, targets = np.zeros((T + 1, B), int), np.zeros((T + 1, B), int)
        mask = np.zeros((T + 1, B), bool)
        for b in range(B):
            n = lengths[b]
            inputs[0, b], inputs[1 : n + 1, b] = start, y[:n, b]
            targets[:n, b], targets[n, b] = y[:n, b], end
            mask[: n + 1, b] = True
        return inputs, targets, mask
    """,
        "fancy indices": """
        T, B = y.shape
        inside = np.arange(T)[:, None] < lengths[None, :]
        clean = np.where(inside, y, 0)
        inputs = np.vstack([np.full(B, start), clean])
        targets = np.vstack([clean, np.zeros(B, dtype=int)])
        targets[lengths, np.arange(B)] = end
        return inputs, targets, np.vstack([np.ones(B, bool), inside])
    """,
        "lists": """
        rows = len(y) + 1
        inputs, targets, mask = [], [], []
        for column, n in zip(y.T.tolist(), lengths.tolist(), strict=True):
            rest = [0] * (rows - n - 1)
            inputs.append([start, *column[:n], *rest])
            targets.append([*column[:n], end, *rest])
            mask.append([True] * (n + 1) + [False] * len(rest))
        return np.array(inputs).T, np.array(targets).T, np.array(mask).T
    """,
    },
)
