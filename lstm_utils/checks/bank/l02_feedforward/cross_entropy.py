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
        "logarithm of 0. What does each row then owe, given its y?",
        "One number is needed from each row, row 0 at column y[0], row 1 at column y[1], ... "
        "NumPy picks them all with two index arrays of length B: a[np.arange(B), y].",
        "dz is exp(log p) with 1 taken off at the right class of each row. "
        "The loss is a mean over B rows: what does that do to every element of dz?",
    ],
)


def _rows(y):
    return np.arange(len(y))


def _log_p(z, axis=1):
    shifted = z - z.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def _one_hot(y, K):
    return np.eye(K)[y]


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


@cross_entropy.mistake(
    "one maximum is used for the whole batch, so rows far below it take log(0): take each "
    "row's own, axis=1 with keepdims=True."
)
def _(z, y):
    shifted = z - z.max()
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[_rows(y), y].mean(), (np.exp(log_p) - _one_hot(y, z.shape[1])) / len(y)


@cross_entropy.mistake(
    "loss and dz are sums over the batch: divide both by B, so that the size of a batch "
    "does not change the size of a step."
)
def _(z, y):
    return -_log_p(z)[_rows(y), y].sum(), np.exp(_log_p(z)) - _one_hot(y, z.shape[1])


@cross_entropy.mistake("the loss is summed over the batch: take the mean.")
def _(z, y):
    return -_log_p(z)[_rows(y), y].sum(), nets.cross_entropy(z, y)[1]


@cross_entropy.mistake(
    "dz is not divided by B: the loss is a mean over B rows, so each row counts 1/B."
)
def _(z, y):
    return nets.cross_entropy(z, y)[0], np.exp(_log_p(z)) - _one_hot(y, z.shape[1])


@cross_entropy.mistake(
    "`dz = p` makes a second name, not a copy: subtracting 1 from dz changed p before the "
    "loss was read from it. Compute the loss first, or copy."
)
def _(z, y):
    p = nets.softmax(z)
    dz = p
    dz[_rows(y), y] -= 1
    return -np.log(p[_rows(y), y]).mean(), dz / len(y)


@cross_entropy.mistake(
    "log(softmax(z)) takes the logarithm of 0 where a probability underflows: write log p as "
    "z - max - log(sum(exp(z - max)))."
)
def _(z, y):
    return -np.log(nets.softmax(z)[_rows(y), y]).mean(), nets.cross_entropy(z, y)[1]


@cross_entropy.mistake(
    "a small number inside the logarithm hides log(0) and caps the loss: write log p as "
    "z - max - log(sum(exp(z - max))), which needs none."
)
def _(z, y):
    return -np.log(nets.softmax(z)[_rows(y), y] + 1e-12).mean(), nets.cross_entropy(z, y)[1]


@cross_entropy.mistake(
    "exp overflows at logits of 1000: subtract each row's maximum from z first."
)
def _(z, y):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.log(p[_rows(y), y]).mean(), (p - _one_hot(y, z.shape[1])) / len(y)


@cross_entropy.mistake(
    "the loss is averaged over all B*K elements: only the right class of each row counts, "
    "so divide by B."
)
def _(z, y):
    return -(_one_hot(y, z.shape[1]) * _log_p(z)).mean(), nets.cross_entropy(z, y)[1]


mistakes(
    cross_entropy,
    {
        "loss and dz are divided by B*K: only the right class of each row counts, divide by B.": """
        loss, dz = nets.cross_entropy(z, y)
        return loss / z.shape[1], dz / z.shape[1]
    """,
    },
)


@cross_entropy.mistake(
    "0 times log(0) is nan: write log p as z - max - log(sum(exp(z - max))), and pick it at "
    "the right class instead of multiplying with a one-hot."
)
def _(z, y):
    log_p = np.log(nets.softmax(z))
    return -(_one_hot(y, z.shape[1]) * log_p).sum() / len(y), nets.cross_entropy(z, y)[1]


mistakes(
    cross_entropy,
    {
        "loss and dz come back in the wrong order: return loss, dz.": "return nets.cross_entropy(z, y)[::-1]",
        "the loss is in bits: use np.log, the natural logarithm, for nats.": """
        loss, dz = nets.cross_entropy(z, y)
        return loss / np.log(2), dz
    """,
        "the minus sign of the loss is missing: log p is never above 0, so the loss is -log p.": """
        loss, dz = nets.cross_entropy(z, y)
        return -loss, dz
    """,
        "dz has the wrong sign: it is softmax(z) minus the one-hot of y.": """
        loss, dz = nets.cross_entropy(z, y)
        return loss, -dz
    """,
    },
)


@cross_entropy.mistake(
    "softmax runs down the batch: its probabilities sum to 1 along axis 1, over the classes."
)
def _(z, y):
    log_p = _log_p(z, axis=0)
    dz = (np.exp(log_p) - _one_hot(y, z.shape[1])) / len(y)
    return -log_p[_rows(y), y].mean(), dz


@cross_entropy.mistake(
    "`[:, y]` takes the columns y of every row, a (B, B) array: pair each row with its own "
    "label, `[np.arange(B), y]`."
)
def _(z, y):
    log_p = _log_p(z)
    dz = np.exp(log_p)
    dz[:, y] -= 1
    return -log_p[:, y].mean(), dz / len(y)


@cross_entropy.mistake(
    "dz is the probabilities alone: take 1 off at the right class of each row."
)
def _(z, y):
    return nets.cross_entropy(z, y)[0], np.exp(_log_p(z)) / len(y)


@cross_entropy.mistake(
    "1 is taken off after the division by B: subtract it first, then divide everything by B."
)
def _(z, y):
    dz = np.exp(_log_p(z)) / len(y)
    dz[_rows(y), y] -= 1
    return nets.cross_entropy(z, y)[0], dz


@cross_entropy.mistake(
    "dz is the gradient with respect to the probabilities, -1/p: carry it on through softmax, "
    "which leaves p - one_hot."
)
def _(z, y):
    with np.errstate(divide="ignore", invalid="ignore"):
        dz = -_one_hot(y, z.shape[1]) / nets.softmax(z) / len(y)
    return nets.cross_entropy(z, y)[0], dz


mistakes(
    cross_entropy,
    {
        "z is changed in place: write `z = z - max`, which makes a new array.": """
        z -= z.max(axis=1, keepdims=True)
        return nets.cross_entropy(z, y)
    """,
    },
)


@cross_entropy.mistake(
    "log of the sum is missing: -z[y] is not yet -log p[y], add log(sum(exp(z)))."
)
def _(z, y):
    return -z[_rows(y), y].mean(), nets.cross_entropy(z, y)[1]


mistakes(
    cross_entropy,
    {
        "the most probable class is used instead of the right one: index with y.": "return nets.cross_entropy(z, z.argmax(axis=1))",
    },
)


@cross_entropy.mistake(
    "the loss is one number per row: average them, so that one number comes out."
)
def _(z, y):
    return -_log_p(z)[_rows(y), y], nets.cross_entropy(z, y)[1]


@cross_entropy.mistake(
    "z is shifted outside the sum only: log(sum(exp(z - max))), with the same shift inside."
)
def _(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    with np.errstate(over="ignore"):
        log_p = shifted - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -log_p[_rows(y), y].mean(), (np.exp(log_p) - _one_hot(y, z.shape[1])) / len(y)


@cross_entropy.mistake("dz is made of log p: it is exp(log p) minus the one-hot of y.")
def _(z, y):
    loss, _ = nets.cross_entropy(z, y)
    return loss, (_log_p(z) - _one_hot(y, z.shape[1])) / len(y)


@cross_entropy.mistake(
    "dz takes exp(z - max) for the probabilities: divide it by its sum over the row first."
)
def _(z, y):
    loss, _ = nets.cross_entropy(z, y)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return loss, (e - _one_hot(y, z.shape[1])) / len(y)


mistakes(
    cross_entropy,
    {
        "p[y] takes whole rows, by the numbers of the classes: pair row and class, p[np.arange(B), y].": """
        p = nets.softmax(z)
        dz = p.copy()
        dz[y] -= 1
        with np.errstate(divide="ignore"):
            return -np.log(p[y]).mean(), dz / len(y)
    """,
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
        return loss, (np.exp(z - norm[:, None]) - (np.arange(z.shape[1]) == y[:, None])) / len(y)
    """,
    },
)


@cross_entropy.same("in longdouble")
def _(z, y):
    log_p = _log_p(z.astype(np.longdouble))
    return -log_p[_rows(y), y].mean(), (np.exp(log_p) - _one_hot(y, z.shape[1])) / len(y)


equivalents(
    cross_entropy,
    {
        "one-hot labels and einsum": """
        target = np.eye(z.shape[1], dtype=z.dtype)[y]
        log_p = z - z.max(1, keepdims=True)
        log_p = log_p - np.log(np.exp(log_p).sum(1, keepdims=True))
        return -np.einsum("bk,bk->", target, log_p) / len(z), (nets.softmax(z) - target) / len(z)
    """,
    },
)


@cross_entropy.same("flat indices, and a Python float")
def _(z, y):
    B, K = z.shape
    log_p = _log_p(z)
    dz = nets.softmax(z)
    dz.ravel()[np.arange(B) * K + y] -= 1.0
    return float(-log_p.take(np.arange(B) * K + y).sum() / B), dz * (1 / B)
