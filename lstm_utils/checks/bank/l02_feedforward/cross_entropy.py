"""Lesson 02: the loss and its gradient."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

cross_entropy = exercise(
    "cross-entropy",
    lesson="02_feedforward",
    reference=nets.cross_entropy,
    outputs=("loss", "dz"),
    hints=[
        "Start from log p = z - max - ln(sum(exp(z - max))), row by row. It never takes the "
        "logarithm of 0. What is the loss of a row, given its y?",
        "Each row gives one number: row 0 the one at column y[0], row 1 at column y[1], ... "
        "Two index arrays of length B select them all: a[np.arange(B), y].",
        "dz is exp(log p), minus 1 at the right class of each row. The loss is a mean over B "
        "rows: what does that do to every element of dz?",
    ],
)


@cross_entropy.cases
def _(rng):
    z = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]])
    yield "two rows, three classes", dict(z=z, y=np.array([1, 0]))
    yield "B=4, K=5", dict(z=rng.normal(scale=2, size=(4, 5)), y=rng.integers(5, size=4))
    yield "B=6, K=2", dict(z=rng.normal(scale=2, size=(6, 2)), y=np.array([0, 1, 1, 0, 1, 1]))
    yield "one row", dict(z=rng.normal(size=(1, 4)), y=np.array([2]))
    yield "equal logits", dict(z=np.full((3, 10), 0.7), y=np.array([0, 9, 4]))
    z = np.array([[1000.0, 0.0, -1000.0], [0.0, 1000.0, -1000.0]])
    yield "logits of 1000, sure and right", dict(z=z, y=np.array([0, 1]))
    yield "logits of 1000, sure and wrong", dict(z=z, y=np.array([2, 0]))
    apart = np.array([[1000.0, 999.0], [-1000.0, -1002.0], [0.0, 1.0]])
    yield "a row at 1000, one at -1000", dict(z=apart, y=np.array([0, 0, 1]))


mistakes(
    cross_entropy,
    {
        "one maximum is used for all rows, so rows far below it take log(0): use each row's maximum.": (
            "z.max(axis=1, keepdims=True)",
            "z.max()",
        ),
        "loss and dz are sums over the batch: divide both by B, so that a step does not depend on B.": [
            (".mean()", ".sum()"),
            ("dz / len(y)", "dz"),
        ],
        "the loss is summed over the batch: take the mean.": (".mean()", ".sum()"),
        "dz is not divided by B: the loss is a mean over B rows, so each row counts 1/B.": ("dz / len(y)", "dz"),
        "`dz = p` makes a second name, not a copy, so dz -= 1 changed p: compute the loss first, or copy.": [
            ("loss = -log_p[rows, y].mean()", "p = np.exp(log_p)"),
            ("dz = np.exp(log_p)", "dz = p"),
            ("-= 1\n", "-= 1\n    loss = -np.log(p[rows, y]).mean()\n"),
        ],
        "log(softmax(z)) takes log(0) where a probability underflows: use log p = z - max - log(sum(exp(z - max))).": (
            "-log_p[rows, y]",
            "-np.log(nets.softmax(z)[rows, y])",
        ),
        "a small number inside the logarithm limits the loss: use log p = z - max - log(sum(exp(z - max))).": (
            "-log_p[rows, y]",
            "-np.log(nets.softmax(z)[rows, y] + 1e-12)",
        ),
        "exp overflows at logits of 1000: subtract each row's maximum from z first.": [
            ("shifted = z - z.max(axis=1, keepdims=True)", "e = np.exp(z)"),
            ("shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))", "np.log(e / e.sum(axis=1, keepdims=True))"),
        ],
        "z is not shifted, so exp overflows at logits of 1000: subtract each row's maximum.": (
            " - z.max(axis=1, keepdims=True)",
            "",
        ),
        "the loss is a mean over all B*K elements: only the right class of each row counts, divide by B.": (
            "-log_p[rows, y].mean()",
            "-(np.eye(z.shape[1])[y] * log_p).mean()",
        ),
        "loss and dz are divided by B*K: only the right class of each row counts, divide by B.": [
            (".mean()", ".sum() / z.size"),
            ("dz / len(y)", "dz / z.size"),
        ],
        "0 times log(0) is nan: use log p = z - max - log(sum(exp(z - max))) and index it with y.": (
            "-log_p[rows, y].mean()",
            "-(np.eye(z.shape[1])[y] * np.log(nets.softmax(z))).sum() / len(y)",
        ),
        "loss and dz are returned in the wrong order: return loss, dz.": ("loss, dz / len(y)", "dz / len(y), loss"),
        "the loss is in bits: use np.log, the natural logarithm, for nats.": (".mean()", ".mean() / np.log(2)"),
        "the minus sign of the loss is missing: log p is never above 0, so the loss is -log p.": (
            "-log_p[rows, y]",
            "log_p[rows, y]",
        ),
        "dz has the wrong sign: it is softmax(z) minus the one-hot of y.": ("dz / len(y)", "-dz / len(y)"),
        "softmax runs over the batch: its probabilities sum to 1 along axis 1, the classes.": [
            ("max(axis=1", "max(axis=0"),
            ("sum(axis=1", "sum(axis=0"),
        ],
        "`[:, y]` takes the columns y of every row, a (B, B) array: use `[np.arange(B), y]`.": [
            ("log_p[rows, y]", "log_p[:, y]"),
            ("dz[rows, y]", "dz[:, y]"),
        ],
        "dz is the probabilities alone: subtract 1 at the right class of each row.": ("    dz[rows, y] -= 1\n", ""),
        "1 is subtracted after the division by B: subtract it first, then divide everything by B.": [
            ("dz = np.exp(log_p)", "dz = np.exp(log_p) / len(y)"),
            ("loss, dz / len(y)", "loss, dz"),
        ],
        "dz is the gradient for the probabilities, -1/p: the chain rule through softmax gives p - one_hot.": [
            ("dz = np.exp(log_p)", "dz = -np.eye(z.shape[1])[y] / nets.softmax(z)"),
            ("    dz[rows, y] -= 1\n", ""),
        ],
        "z is changed in place: `z = z - max` makes a new array.": ("shifted = z - z", "shifted = z\n    shifted -= z"),
        "the log of the sum is missing: -z[y] is not yet -log p[y], add log(sum(exp(z))).": ("-log_p[rows, y]", "-z[rows, y]"),
        "the most probable class is used instead of the right one: index with y.": (
            "rows = np.arange(len(y))",
            "rows, y = np.arange(len(y)), z.argmax(axis=1)",
        ),
        "the loss is one number per row: average them to get one number.": (".mean()", ""),
        "z is shifted outside the sum only: use log(sum(exp(z - max))), with the same shift inside.": (
            "np.exp(shifted)",
            "np.exp(z)",
        ),
        "dz is computed from log p: it is exp(log p) minus the one-hot of y.": ("dz = np.exp(log_p)", "dz = log_p"),
        "dz uses exp(z - max) as the probabilities: divide it by its sum over the row first.": (
            "dz = np.exp(log_p)",
            "dz = np.exp(shifted)",
        ),
        "p[y] takes whole rows, with class numbers as row numbers: use p[np.arange(B), y].": [
            ("log_p[rows, y]", "np.log(nets.softmax(z))[y]"),
            ("dz[rows, y]", "dz[y]"),
        ],
        "log_p[y] takes whole rows, with class numbers as row numbers: use log_p[np.arange(B), y].": [
            ("log_p[rows, y]", "log_p[y]"),
            ("dz[rows, y]", "dz[y]"),
        ],
        "softmax is applied twice: z are logits, and log p already contains softmax.": (
            "shifted = z - z.max",
            "z = nets.softmax(z)\n    shifted = z - z.max",
        ),
        "softmax runs over the whole array: take maximum and sum of each row, axis=1, keepdims=True.": [
            ("max(axis=1, keepdims=True)", "max()"),
            ("sum(axis=1, keepdims=True)", "sum()"),
        ],
        "dz is divided by K, the number of classes: divide by B, the number of rows.": ("dz / len(y)", "dz / z.shape[1]"),
        "loss and dz are divided by K, the number of classes: divide by B, the number of rows.": [
            (".mean()", ".sum() / z.shape[1]"),
            ("dz / len(y)", "dz / z.shape[1]"),
        ],
        "1 is subtracted everywhere: subtract it at the right class of each row only.": ("dz[rows, y] -= 1", "dz -= 1"),
        "1 is added at the right class: subtract it.": ("-= 1", "+= 1"),
        "the class numbers y are subtracted: subtract 1 at the right class, the one-hot of y.": (
            "dz[rows, y] -= 1",
            "dz -= y[:, None]",
        ),
        "a number near 1e-9 inside the logarithm limits the loss: use log p = z - max - log(sum(exp(z - max))).": (
            "-log_p[rows, y]",
            "-np.log(nets.softmax(z)[rows, y] + 1e-9)",
        ),
        "the loss is the squared error: use -log p at the right class.": (
            "-log_p[rows, y].mean()",
            "((np.exp(log_p) - np.eye(z.shape[1])[y]) ** 2).mean()",
        ),
        "the loss is 1 - p: use -log p at the right class.": ("-log_p[rows, y].mean()", "1 - np.exp(log_p[rows, y]).mean()"),
        "the loss is the log of a mean: take the logarithm of each row first, then the mean.": (
            "-log_p[rows, y].mean()",
            "-np.log(np.exp(log_p[rows, y]).mean())",
        ),
        "the loss also counts the wrong classes, log(1 - p): use the right class only.": (
            "loss = -log_p[rows, y].mean()",
            "o, p = np.eye(z.shape[1])[y], nets.softmax(z)\n"
            "    loss = -(o * np.log(p) + (1 - o) * np.log(1 - p)).sum(axis=1).mean()",
        ),
        "dz is summed over the batch: each row of z has a gradient of its own.": ("dz / len(y)", "dz.sum(axis=0) / len(y)"),
        "dz is missing: return loss, dz.": ("return loss, dz / len(y)", "return loss"),
        "dz contains p (1 - p) as an extra factor: p - one_hot is the complete gradient.": (
            "    return loss",
            "    dz *= np.exp(log_p) * (1 - np.exp(log_p))\n    return loss",
        ),
        "the maximum is subtracted in the sum only: subtract it from z[y] as well, or add it again after the logarithm.": (
            "-log_p[rows, y].mean()",
            "(np.log(np.exp(shifted).sum(axis=1)) - z[rows, y]).mean()",
        ),
        "the sum in the logarithm runs over the right logits of the batch: it runs over all classes of one row.": (
            "-log_p[rows, y].mean()",
            "(np.logaddexp.reduce(z[rows, y]) - z[rows, y]).mean()",
        ),
    },
)

equivalents(
    cross_entropy,
    {
        "a loop over rows": """
            loss, dz = 0.0, np.zeros(z.shape)
            for n, label in enumerate(y):
                top = max(z[n])
                total = sum(np.exp(v - top) for v in z[n])
                loss += top + np.log(total) - z[n, label]
                for k in range(z.shape[1]):
                    dz[n, k] = np.exp(z[n, k] - top) / total - (k == label)
            return [loss / len(y), dz / len(y)]
        """,
        "log-sum-exp by logaddexp": """
            norm = np.logaddexp.reduce(z, axis=1)
            loss = np.mean(norm - np.take_along_axis(z, y[:, None], 1)[:, 0])
            p = np.exp(z - norm[:, None])
            return loss, (p - (np.arange(z.shape[1]) == y[:, None])) / len(y)
        """,
        "in longdouble": ("rows =", "z = z.astype(np.longdouble)\n    rows ="),
        "one-hot labels and einsum": """
            target = np.eye(z.shape[1], dtype=z.dtype)[y]
            log_p = z - z.max(1, keepdims=True)
            log_p = log_p - np.log(np.exp(log_p).sum(1, keepdims=True))
            loss = -np.einsum("bk,bk->", target, log_p) / len(z)
            return loss, (nets.softmax(z) - target) / len(z)
        """,
        "flat indices, and a Python float": [
            ("-log_p[rows, y].mean()", "float(-log_p.take(rows * z.shape[1] + y).mean())"),
            ("dz[rows, y]", "dz.ravel()[rows * z.shape[1] + y]"),
        ],
    },
)
