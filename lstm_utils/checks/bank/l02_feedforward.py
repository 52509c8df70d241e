"""Lesson 02: the loss, one layer backward, a whole net backward, and the step downhill."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import exercise

LESSON = "02_feedforward"

cross_entropy = exercise(
    "cross-entropy",
    lesson=LESSON,
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


@cross_entropy.mistake(
    "loss and dz are divided by B*K: only the right class of each row counts, divide by B."
)
def _(z, y):
    loss, dz = nets.cross_entropy(z, y)
    return loss / z.shape[1], dz / z.shape[1]


@cross_entropy.mistake(
    "0 times log(0) is nan: write log p as z - max - log(sum(exp(z - max))), and pick it at "
    "the right class instead of multiplying with a one-hot."
)
def _(z, y):
    log_p = np.log(nets.softmax(z))
    return -(_one_hot(y, z.shape[1]) * log_p).sum() / len(y), nets.cross_entropy(z, y)[1]


@cross_entropy.mistake("loss and dz come back in the wrong order: return loss, dz.")
def _(z, y):
    return nets.cross_entropy(z, y)[::-1]


@cross_entropy.mistake("the loss is in bits: use np.log, the natural logarithm, for nats.")
def _(z, y):
    loss, dz = nets.cross_entropy(z, y)
    return loss / np.log(2), dz


@cross_entropy.mistake(
    "the minus sign of the loss is missing: log p is never above 0, so the loss is -log p."
)
def _(z, y):
    loss, dz = nets.cross_entropy(z, y)
    return -loss, dz


@cross_entropy.mistake("dz has the wrong sign: it is softmax(z) minus the one-hot of y.")
def _(z, y):
    loss, dz = nets.cross_entropy(z, y)
    return loss, -dz


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


@cross_entropy.mistake("z is changed in place: write `z = z - max`, which makes a new array.")
def _(z, y):
    z -= z.max(axis=1, keepdims=True)
    return nets.cross_entropy(z, y)


@cross_entropy.mistake(
    "log of the sum is missing: -z[y] is not yet -log p[y], add log(sum(exp(z)))."
)
def _(z, y):
    return -z[_rows(y), y].mean(), nets.cross_entropy(z, y)[1]


@cross_entropy.mistake(
    "the most probable class is used instead of the right one: index with y."
)
def _(z, y):
    return nets.cross_entropy(z, z.argmax(axis=1))


@cross_entropy.mistake(
    "the loss is one number per row: average them, so that one number comes out."
)
def _(z, y):
    return -_log_p(z)[_rows(y), y], nets.cross_entropy(z, y)[1]


@cross_entropy.same("a loop over rows")
def _(z, y):
    loss, dz = 0.0, np.zeros(z.shape)
    for n, label in enumerate(y):
        top = max(z[n])
        total = sum(np.exp(v - top) for v in z[n])
        loss += top + np.log(total) - z[n, label]
        for k in range(z.shape[1]):
            dz[n, k] = np.exp(z[n, k] - top) / total - (k == label)
    return [loss / len(y), dz / len(y)]


@cross_entropy.same("log-sum-exp by logaddexp")
def _(z, y):
    norm = np.logaddexp.reduce(z, axis=1)
    loss = np.mean(norm - np.take_along_axis(z, y[:, None], 1)[:, 0])
    return loss, (np.exp(z - norm[:, None]) - (np.arange(z.shape[1]) == y[:, None])) / len(y)


@cross_entropy.same("one-hot labels and einsum")
def _(z, y):
    target = np.eye(z.shape[1], dtype=z.dtype)[y]
    log_p = z - z.max(1, keepdims=True)
    log_p = log_p - np.log(np.exp(log_p).sum(1, keepdims=True))
    return -np.einsum("bk,bk->", target, log_p) / len(z), (nets.softmax(z) - target) / len(z)


@cross_entropy.same("flat indices, and a Python float")
def _(z, y):
    B, K = z.shape
    log_p = _log_p(z)
    dz = nets.softmax(z)
    dz.ravel()[np.arange(B) * K + y] -= 1.0
    return float(-log_p.take(np.arange(B) * K + y).sum() / B), dz * (1 / B)


dense_backward = exercise(
    "dense-backward",
    lesson=LESSON,
    reference=nets.dense_backward,
    outputs=("dx", "dW", "db"),
    hints=[
        "Each gradient has the shape of what it belongs to: dx (B, I), dW (H, I), db (H,). "
        "With da (B, H), x (B, I) and W (H, I), few products have those shapes.",
        "Take one row: a_h = sum_i W_hi x_i + b_h. Then da_h/dx_i = W_hi, da_h/dW_hi = x_i, "
        "da_h/db_h = 1. Multiply by the upstream da_h, and add up over every index that the "
        "result no longer has.",
        "In dW_hi = sum over the batch of da_bh x_bi, B is summed away. A matrix product does "
        "that if B is the inner size: which of the two has to be transposed?",
    ],
)


@dense_backward.cases
def _(rng):
    def layer(B, I, H):
        return dict(
            da=rng.normal(size=(B, H)), x=rng.normal(size=(B, I)), W=rng.normal(size=(H, I))
        )

    yield (
        "two rows, three inputs, two units",
        dict(
            da=np.array([[2.0, 0.5], [-1.0, 1.0]]),
            x=np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
            W=np.array([[0.5, -1.0, 0.25], [1.0, 0.0, -2.0]]),
        ),
    )
    yield "B=4, I=3, H=2", layer(4, 3, 2)
    yield "B=2, I=5, H=3", layer(2, 5, 3)
    yield "one row", layer(1, 4, 3)
    yield "one unit", layer(3, 4, 1)
    yield "one input", layer(3, 1, 4)
    yield "as many units as inputs", layer(2, 3, 3)
    yield "thousands", {name: 1000 * value for name, value in layer(3, 2, 4).items()}


@dense_backward.mistake(
    "dW is transposed: it has the shape of W, (H, I), so it is da.T @ x, not x.T @ da."
)
def _(da, x, W):
    return da @ W, x.T @ da, da.sum(axis=0)


@dense_backward.mistake(
    "db is not summed over the batch: b is added to every row, so its gradient is the sum of "
    "all rows of da, (H,)."
)
def _(da, x, W):
    return da @ W, da.T @ x, da


@dense_backward.mistake(
    "db is summed over the units: sum over the batch, axis 0, so that (H,) is left."
)
def _(da, x, W):
    return da @ W, da.T @ x, da.sum(axis=1)


@dense_backward.mistake(
    "db is one number: each unit has a bias of its own, so sum over axis 0."
)
def _(da, x, W):
    return da @ W, da.T @ x, da.sum()


@dense_backward.mistake(
    "db is a mean: sum over the batch. The 1/B of the mean loss is in da already."
)
def _(da, x, W):
    return da @ W, da.T @ x, da.mean(axis=0)


@dense_backward.mistake(
    "dW and db are divided by B: the 1/B of the mean loss is in da already, so only sum."
)
def _(da, x, W):
    return da @ W, da.T @ x / len(x), da.sum(axis=0) / len(x)


@dense_backward.mistake(
    "dW is divided by B: the 1/B of the mean loss is in da already, so only sum."
)
def _(da, x, W):
    return da @ W, da.T @ x / len(x), da.sum(axis=0)


@dense_backward.mistake("db keeps an axis of size 1: it has the shape of b, (H,).")
def _(da, x, W):
    return da @ W, da.T @ x, da.sum(axis=0, keepdims=True)


@dense_backward.mistake(
    "W is transposed on the way back: forward used W.T, so backward uses W itself, da @ W."
)
def _(da, x, W):
    return da @ W.T, da.T @ x, da.sum(axis=0)


@dense_backward.mistake(
    "W @ da has the factors the wrong way round: the units are the inner size of da @ W."
)
def _(da, x, W):
    return W @ da, da.T @ x, da.sum(axis=0)


@dense_backward.mistake(
    "da * x multiplies element by element: every unit meets every input, and the batch is "
    "summed away, so dW is a matrix product, da.T @ x."
)
def _(da, x, W):
    return da @ W, da * x, da.sum(axis=0)


@dense_backward.mistake("dW and dx come back in the wrong order: return dx, dW, db.")
def _(da, x, W):
    return da.T @ x, da @ W, da.sum(axis=0)


@dense_backward.mistake(
    "dW is a product of sums: form da times x row by row and sum the products, da.T @ x."
)
def _(da, x, W):
    return da @ W, np.outer(da.sum(axis=0), x.sum(axis=0)), da.sum(axis=0)


@dense_backward.mistake(
    "dW is that of the last row only: a loop over the batch has to add, `dW += ...`."
)
def _(da, x, W):
    return da @ W, np.outer(da[-1], x[-1]), da.sum(axis=0)


@dense_backward.mistake(
    "dW and db are those of the last row only: a loop over the batch has to add, `+=`."
)
def _(da, x, W):
    return da @ W, np.outer(da[-1], x[-1]), da[-1]


@dense_backward.mistake("dx is summed over the batch: each row of x has a gradient of its own.")
def _(da, x, W):
    return (da @ W).sum(axis=0), da.T @ x, da.sum(axis=0)


@dense_backward.mistake(
    "db is the number of rows: multiply by the upstream gradient, so db is the sum of da."
)
def _(da, x, W):
    return da @ W, da.T @ x, np.full(W.shape[0], float(len(x)))


@dense_backward.mistake(
    "the gradients are those of tanh(a): here a itself goes out, drop tanh'."
)
def _(da, x, W):
    return nets.dense_backward(da * (1 - np.tanh(x @ W.T) ** 2), x, W)


@dense_backward.mistake(
    "W took a step inside the backward pass, so dx is that of other weights: gradients first, "
    "the step afterwards and elsewhere."
)
def _(da, x, W):
    W -= 0.1 * da.T @ x
    return nets.dense_backward(da, x, W)


@dense_backward.same("einsum")
def _(da, x, W):
    dx = np.einsum("bh,hi->bi", da, W)
    return dx, np.einsum("bh,bi->hi", da, x), np.einsum("bh->h", da)


@dense_backward.same("a loop over the batch")
def _(da, x, W):
    dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(len(W))
    for n in range(len(x)):
        dx[n] = W.T @ da[n]
        dW += np.outer(da[n], x[n])
        db += da[n]
    return [dx, dW, db]


@dense_backward.same("the transpose of the transpose, and a product with ones")
def _(da, x, W):
    return np.dot(W.T, da.T).T, np.dot(x.T, da).T, np.ones(len(da)) @ da


@dense_backward.same("broadcasting, then sums")
def _(da, x, W):
    dx = (da[:, :, None] * W[None]).sum(axis=1)
    return dx, (da[:, :, None] * x[:, None, :]).sum(axis=0), np.sum(da, 0)


mlp_loss_and_grads = exercise(
    "mlp-loss-and-grads",
    lesson=LESSON,
    reference=nets.mlp_loss_and_grads,
    outputs=("loss", "grads"),
    hints=[
        "Forward first, a line for each stage: a = dense(x, W1, b1), h = tanh(a), "
        "z = dense(h, W2, b2), then cross_entropy. Keep h: the way back needs it.",
        "Go back through the same stages in the opposite order. Each takes the gradient of its "
        "output and gives that of its input: dz -> dh -> da -> dx.",
        "Second layer: nets.dense_backward(dz, h, W2) gives dh, dW2, db2. Through tanh: what "
        "does da = dh * (...) have in the brackets, written with h? Then the first layer.",
    ],
)


def _mlp(params, x, y, **swap):
    """A net whose stages can be swapped for wrong ones."""
    act = swap.get("act", np.tanh)
    prime = swap.get("prime", lambda a, h: 1 - h**2)
    a = nets.dense(x, params["W1"], swap.get("b1", params["b1"]))
    h = act(a)
    loss, dz = swap.get("loss", nets.cross_entropy)(
        nets.dense(h, params["W2"], params["b2"]), y
    )
    dh, dW2, db2 = nets.dense_backward(dz, h, swap.get("W2_back", params["W2"]))
    _, dW1, db1 = nets.dense_backward(dh * prime(a, h), x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@mlp_loss_and_grads.cases
def _(rng):
    def net(B, I, H, K, scale=1.0):
        params = {
            "W1": rng.normal(size=(H, I)),
            "b1": rng.normal(size=H),
            "W2": scale * rng.normal(size=(K, H)),
            "b2": rng.normal(size=K),
        }
        return dict(params=params, x=rng.normal(size=(B, I)), y=rng.integers(K, size=B))

    yield "B=4, I=2, H=3, K=5", net(4, 2, 3, 5)
    yield "B=2, I=6, H=4, K=3", net(2, 6, 4, 3)
    yield "one row", net(1, 3, 4, 2)
    yield "one hidden unit", net(5, 3, 1, 4)
    yield "logits of 1000", net(3, 2, 4, 5, scale=1000.0)
    saturated = net(3, 4, 2, 5)
    saturated["x"] = 1000 * saturated["x"]
    yield "inputs of 1000: tanh is saturated", saturated


@mlp_loss_and_grads.mistake(
    "tanh' is missing on the way back: da = dh * (1 - h**2), and the first layer is given da."
)
def _(params, x, y):
    return _mlp(params, x, y, prime=lambda a, h: 1.0)


@mlp_loss_and_grads.mistake(
    "tanh' is computed from the pre-activation: use what tanh put out, 1 - h**2."
)
def _(params, x, y):
    return _mlp(params, x, y, prime=lambda a, h: 1 - a**2)


@mlp_loss_and_grads.mistake(
    "tanh is applied a second time in its derivative: h is tanh(a) already, so 1 - h**2."
)
def _(params, x, y):
    return _mlp(params, x, y, prime=lambda a, h: 1 - np.tanh(h) ** 2)


@mlp_loss_and_grads.mistake(
    "h * (1 - h) is the derivative of the sigmoid: that of tanh is 1 - h**2."
)
def _(params, x, y):
    return _mlp(params, x, y, prime=lambda a, h: h * (1 - h))


@mlp_loss_and_grads.mistake("tanh' is 1 - h**2: yours has a plus.")
def _(params, x, y):
    return _mlp(params, x, y, prime=lambda a, h: 1 + h**2)


@mlp_loss_and_grads.mistake("tanh' is 1 - h**2: the square is missing.")
def _(params, x, y):
    return _mlp(params, x, y, prime=lambda a, h: 1 - h)


@mlp_loss_and_grads.mistake(
    "b1 gets the gradient of h: it is added before tanh, so its gradient comes from da."
)
def _(params, x, y):
    loss, grads = nets.mlp_loss_and_grads(params, x, y)
    wrong = _mlp(params, x, y, prime=lambda a, h: 1.0)[1]["b1"]
    return loss, grads | {"b1": wrong}


@mlp_loss_and_grads.mistake(
    "W2 gets the gradient of a layer that was fed a: the second layer was fed h = tanh(a)."
)
def _(params, x, y):
    loss, grads = nets.mlp_loss_and_grads(params, x, y)
    z, _ = nets.mlp_forward(params, x)
    a = nets.dense(x, params["W1"], params["b1"])
    return loss, grads | {"W2": nets.cross_entropy(z, y)[1].T @ a}


@mlp_loss_and_grads.mistake(
    "the hidden layer has no tanh: without it, two layers are one linear layer."
)
def _(params, x, y):
    return _mlp(params, x, y, act=lambda a: a, prime=lambda a, h: 1.0)


@mlp_loss_and_grads.mistake(
    "the hidden layer has no tanh on the way forward, but tanh' on the way back: h = tanh(a)."
)
def _(params, x, y):
    return _mlp(params, x, y, act=lambda a: a)


@mlp_loss_and_grads.mistake("the hidden layer uses the sigmoid: this net's is tanh.")
def _(params, x, y):
    return _mlp(params, x, y, act=nets.sigmoid, prime=lambda a, h: h * (1 - h))


@mlp_loss_and_grads.mistake(
    "the logits went through tanh: the second layer is linear, cross_entropy takes z as it is."
)
def _(params, x, y):
    h = np.tanh(nets.dense(x, params["W1"], params["b1"]))
    z = np.tanh(nets.dense(h, params["W2"], params["b2"]))
    loss, dz = nets.cross_entropy(z, y)
    dh, dW2, db2 = nets.dense_backward(dz * (1 - z**2), h, params["W2"])
    _, dW1, db1 = nets.dense_backward(dh * (1 - h**2), x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@mlp_loss_and_grads.mistake(
    "softmax was applied twice: cross_entropy takes the logits z and does it itself."
)
def _(params, x, y):
    return _mlp(params, x, y, loss=lambda z, y: nets.cross_entropy(nets.softmax(z), y))


@mlp_loss_and_grads.mistake(
    "dz was divided by B once more: cross_entropy has done it, use its dz as it is."
)
def _(params, x, y):
    loss, grads = nets.mlp_loss_and_grads(params, x, y)
    return loss, {name: grad / len(y) for name, grad in grads.items()}


@mlp_loss_and_grads.mistake(
    "the gradients are sums over the batch: the loss is a mean, and cross_entropy's dz has "
    "its 1/B already."
)
def _(params, x, y):
    loss, grads = nets.mlp_loss_and_grads(params, x, y)
    return loss, {name: grad * len(y) for name, grad in grads.items()}


@mlp_loss_and_grads.mistake("b1 is left out on the way forward: a = x W1^T + b1.")
def _(params, x, y):
    return _mlp(params, x, y, b1=np.zeros_like(params["b1"]))


@mlp_loss_and_grads.mistake(
    "dh was computed with W2 after its step: all gradients first, with the weights that the "
    "forward pass used; the step is taken by sgd."
)
def _(params, x, y):
    dW2 = nets.mlp_loss_and_grads(params, x, y)[1]["W2"]
    return _mlp(params, x, y, W2_back=params["W2"] - 0.1 * dW2)


@mlp_loss_and_grads.mistake(
    'the gradients are filed under "dW1", "db1", ...: use the names of params, "W1", "b1", so '
    "that sgd finds them."
)
def _(params, x, y):
    loss, grads = nets.mlp_loss_and_grads(params, x, y)
    return loss, {"d" + name: grad for name, grad in grads.items()}


@mlp_loss_and_grads.mistake(
    "the gradients come as a list: return a dict with the names of params, so that sgd finds "
    "them."
)
def _(params, x, y):
    loss, grads = nets.mlp_loss_and_grads(params, x, y)
    return loss, list(grads.values())


@mlp_loss_and_grads.mistake(
    "weight decay was added to the gradients, even to those of the biases: this loss has no "
    "such term, leave it out."
)
def _(params, x, y):
    loss, grads = nets.mlp_loss_and_grads(params, x, y)
    return loss, {name: grad + 0.01 * params[name] for name, grad in grads.items()}


@mlp_loss_and_grads.mistake(
    "W1 and W2 have each other's gradients: check the keys of the dict."
)
def _(params, x, y):
    loss, g = nets.mlp_loss_and_grads(params, x, y)
    return loss, {"W1": g["W2"], "b1": g["b2"], "W2": g["W1"], "b2": g["b1"]}


@mlp_loss_and_grads.same("every product written out")
def _(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    h = np.tanh(x @ W1.T + b1)
    loss, dz = nets.cross_entropy(h @ W2.T + b2, y)
    da = (dz @ W2) * (1 - h * h)
    grads = dict(W2=dz.T @ h, b2=dz.sum(0), W1=da.T @ x, b1=da.sum(0))
    return loss, grads


@mlp_loss_and_grads.same("one example at a time")
def _(params, x, y):
    B = len(y)
    total, sums = 0.0, {name: np.zeros_like(value) for name, value in params.items()}
    for n in range(B):
        h = np.tanh(params["W1"] @ x[n] + params["b1"])
        loss, dz = nets.cross_entropy((params["W2"] @ h + params["b2"])[None], y[n : n + 1])
        da = params["W2"].T @ dz[0] * (1 - h**2)
        total += loss
        sums["W2"] += np.outer(dz[0], h)
        sums["b2"] += dz[0]
        sums["W1"] += np.outer(da, x[n])
        sums["b1"] += da
    return [total / B, {name: value / B for name, value in sums.items()}]


@mlp_loss_and_grads.same("biases as a column of weights, tanh' from cosh")
def _(params, x, y):
    ones = np.ones((len(x), 1))
    A1 = np.hstack([params["W1"], params["b1"][:, None]])
    A2 = np.hstack([params["W2"], params["b2"][:, None]])
    x1 = np.hstack([x, ones])
    a = np.clip(x1 @ A1.T, -300, 300)
    h1 = np.hstack([np.tanh(a), ones])
    loss, dz = nets.cross_entropy(h1 @ A2.T, y)
    dA2 = dz.T @ h1
    dA1 = ((dz @ A2)[:, :-1] / np.cosh(a) ** 2).T @ x1
    return loss, {"W1": dA1[:, :-1], "b1": dA1[:, -1], "W2": dA2[:, :-1], "b2": dA2[:, -1]}


@mlp_loss_and_grads.same("mlp_forward of the reference")
def _(params, x, y):
    z, (x, h) = nets.mlp_forward(params, x)
    loss, dz = nets.cross_entropy(z, y)
    dh, dW2, db2 = nets.dense_backward(dz, h, params["W2"])
    da = dh * nets.tanh_prime_from_output(h)
    _, dW1, db1 = nets.dense_backward(da, x, params["W1"])
    return loss, {"b2": db2, "W2": dW2, "b1": db1, "W1": dW1}


sgd = exercise(
    "sgd",
    lesson=LESSON,
    reference=nets.sgd,
    mutates=("params",),
    hints=[
        "Loop over the names in params. Each array and its gradient are found under the same "
        "name in the two dicts.",
        "Which way is down? Where the gradient is positive, a larger parameter means a larger "
        "loss, so the parameter has to shrink.",
        "`p = p - ...` gives a local name to a new array, and the dict keeps the old one. "
        "`params[name] -= ...` reaches the dict.",
    ],
)


@sgd.cases
def _(rng):
    def step(lr, **shapes):
        return dict(
            params={name: rng.normal(size=shape) for name, shape in shapes.items()},
            grads={name: rng.normal(size=shape) for name, shape in shapes.items()},
            lr=lr,
        )

    yield (
        "one weight, one bias",
        dict(
            params={"W": np.array([[1.0]]), "b": np.array([2.0])},
            grads={"W": np.array([[3.0]]), "b": np.array([-4.0])},
            lr=0.1,
        ),
    )
    yield "a net of two layers", step(0.5, W1=(3, 2), b1=(3,), W2=(4, 3), b2=(4,))
    yield "other names", step(0.25, W_ih=(4, 3), W_hh=(4, 4), b=(4,))
    yield "a learning rate of 0", step(0.0, W=(2, 3), b=(2,))
    yield "a learning rate of 1, an integer", step(1, b=(3,), W=(3, 5))
    yield (
        "gradients of 1000",
        dict(
            params={"W": rng.normal(size=(2, 4)), "b": rng.normal(size=2)},
            grads={"W": 1000 * rng.normal(size=(2, 4)), "b": 1000 * rng.normal(size=2)},
            lr=0.01,
        ),
    )


@sgd.mistake(
    "params is as it was: `p = p - ...` names a new array and leaves the dict alone. Write "
    "`params[name] -= ...`; what sgd returns is not used."
)
def _(params, grads, lr):
    for name, value in params.items():
        value = value - lr * grads[name]


@sgd.mistake("the step goes uphill: subtract the gradient.")
def _(params, grads, lr):
    for name in params:
        params[name] += lr * grads[name]


@sgd.mistake("the learning rate is not used: the step is lr times the gradient.")
def _(params, grads, lr):
    for name in params:
        params[name] -= grads[name]


@sgd.mistake("the gradient is divided by the learning rate: multiply.")
def _(params, grads, lr):
    with np.errstate(divide="ignore"):
        for name in params:
            params[name] -= grads[name] / np.float64(lr)


@sgd.mistake("the biases stay where they are: every array in params takes the step.")
def _(params, grads, lr):
    for name in params:
        if name.startswith("W"):
            params[name] -= lr * grads[name]


@sgd.mistake(
    "only the first array took the step: a `return` inside the loop ends it after one round."
)
def _(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name]
        return


@sgd.mistake("the parameter is replaced by the step: use `-=`, not `=`.")
def _(params, grads, lr):
    for name in params:
        params[name] = -lr * grads[name]


@sgd.mistake("grads is changed: write `lr * grads[name]`, which makes a new array.")
def _(params, grads, lr):
    for name in params:
        grads[name] *= lr
        params[name] -= grads[name]


@sgd.mistake("only the sign of the gradient is used: the step is lr times the gradient itself.")
def _(params, grads, lr):
    for name in params:
        params[name] -= lr * np.sign(grads[name])


@sgd.mistake(
    "the gradient is scaled to length 1: plain gradient descent takes lr times the gradient."
)
def _(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name] / np.linalg.norm(grads[name])


@sgd.mistake("the gradient is averaged into one number: each element takes its own step.")
def _(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name].mean()


@sgd.mistake(
    "the parameters also shrink towards 0 (weight decay), the biases with them: the step is "
    "lr times the gradient, nothing more."
)
def _(params, grads, lr):
    for name in params:
        params[name] -= lr * (grads[name] + 0.01 * params[name])


@sgd.mistake("the step is taken twice: one loop over the names is enough.")
def _(params, grads, lr):
    for name in params:
        params[name] -= 2 * lr * grads[name]


@sgd.mistake(
    "params and grads are dicts, which cannot be multiplied or subtracted: loop over the names."
)
def _(params, grads, lr):
    params -= lr * grads


@sgd.mistake("params is a dict: loop over its names, `for name in params`, not over numbers.")
def _(params, grads, lr):
    for i in range(len(params)):
        params[i] -= lr * grads[i]


@sgd.same("a new array under the same name")
def _(params, grads, lr):
    for name in params:
        params[name] = params[name] - lr * grads[name]


@sgd.same("into the array, by slice")
def _(params, grads, lr):
    for name, grad in grads.items():
        params[name][...] = params[name] - lr * grad
    return params


@sgd.same("np.subtract with out")
def _(params, grads, lr):
    for name, value in params.items():
        np.subtract(value, np.multiply(lr, grads[name], dtype=value.dtype), out=value)


@sgd.same("update of the dict")
def _(params, grads, lr):
    params.update({name: value - lr * grads[name] for name, value in params.items()})
