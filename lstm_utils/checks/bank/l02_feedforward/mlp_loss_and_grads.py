"""Lesson 02: a whole net backward."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

mlp_loss_and_grads = exercise(
    "mlp-loss-and-grads",
    lesson="02_feedforward",
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


mistakes(
    mlp_loss_and_grads,
    {
        "W2 gets the gradient of a layer that was fed a: the second layer was fed h = tanh(a).": """
        loss, grads = nets.mlp_loss_and_grads(params, x, y)
        z, _ = nets.mlp_forward(params, x)
        a = nets.dense(x, params["W1"], params["b1"])
        return loss, grads | {"W2": nets.cross_entropy(z, y)[1].T @ a}
    """,
    },
)


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


mistakes(
    mlp_loss_and_grads,
    {
        "the logits went through tanh: the second layer is linear, cross_entropy takes z as it is.": """
        h = np.tanh(nets.dense(x, params["W1"], params["b1"]))
        z = np.tanh(nets.dense(h, params["W2"], params["b2"]))
        loss, dz = nets.cross_entropy(z, y)
        dh, dW2, db2 = nets.dense_backward(dz * (1 - z**2), h, params["W2"])
        _, dW1, db1 = nets.dense_backward(dh * (1 - h**2), x, params["W1"])
        return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
    """,
    },
)


@mlp_loss_and_grads.mistake(
    "softmax was applied twice: cross_entropy takes the logits z and does it itself."
)
def _(params, x, y):
    return _mlp(params, x, y, loss=lambda z, y: nets.cross_entropy(nets.softmax(z), y))


mistakes(
    mlp_loss_and_grads,
    {
        "dz was divided by B once more: cross_entropy has done it, use its dz as it is.": """
        loss, grads = nets.mlp_loss_and_grads(params, x, y)
        return loss, {name: grad / len(y) for name, grad in grads.items()}
    """,
        "the gradients are sums over the batch: the loss is a mean, and cross_entropy's dz has its 1/B already.": """
        loss, grads = nets.mlp_loss_and_grads(params, x, y)
        return loss, {name: grad * len(y) for name, grad in grads.items()}
    """,
    },
)


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


mistakes(
    mlp_loss_and_grads,
    {
        'the gradients are filed under "dW1", "db1", ...: use the names of params, "W1", "b1", so that sgd finds them.': """
        loss, grads = nets.mlp_loss_and_grads(params, x, y)
        return loss, {"d" + name: grad for name, grad in grads.items()}
    """,
        "the gradients come as a list: return a dict with the names of params, so that sgd finds them.": """
        loss, grads = nets.mlp_loss_and_grads(params, x, y)
        return loss, list(grads.values())
    """,
        "weight decay was added to the gradients, even to those of the biases: this loss has no such term, leave it out.": """
        loss, grads = nets.mlp_loss_and_grads(params, x, y)
        return loss, {name: grad + 0.01 * params[name] for name, grad in grads.items()}
    """,
        "W1 and W2 have each other's gradients: check the keys of the dict.": """
        loss, g = nets.mlp_loss_and_grads(params, x, y)
        return loss, {"W1": g["W2"], "b1": g["b2"], "W2": g["W1"], "b2": g["b1"]}
    """,
    },
)


@mlp_loss_and_grads.mistake("(1 - h)**2 squares too much: the slope of tanh is 1 - h**2.")
def _(params, x, y):
    return _mlp(params, x, y, prime=lambda a, h: (1 - h) ** 2)


@mlp_loss_and_grads.mistake("tanh takes the place of its slope: da = dh * (1 - h**2).")
def _(params, x, y):
    return _mlp(params, x, y, prime=lambda a, h: h)


mistakes(
    mlp_loss_and_grads,
    {
        "db1 is not summed over the batch: take the third thing that dense_backward returns.": """
        loss, grads = nets.mlp_loss_and_grads(params, x, y)
        h = np.tanh(nets.dense(x, params["W1"], params["b1"]))
        _, dz = nets.cross_entropy(nets.dense(h, params["W2"], params["b2"]), y)
        return loss, grads | {"b1": dz @ params["W2"] * (1 - h**2)}
    """,
    },
)


@mlp_loss_and_grads.mistake(
    "the logits went through tanh, and not back through it: the second layer is linear, take "
    "z as it is."
)
def _(params, x, y):
    return _mlp(params, x, y, loss=lambda z, y: nets.cross_entropy(np.tanh(z), y))


equivalents(
    mlp_loss_and_grads,
    {
        "every product written out": """
        W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
        h = np.tanh(x @ W1.T + b1)
        loss, dz = nets.cross_entropy(h @ W2.T + b2, y)
        da = (dz @ W2) * (1 - h * h)
        grads = dict(W2=dz.T @ h, b2=dz.sum(0), W1=da.T @ x, b1=da.sum(0))
        return loss, grads
    """,
        "one example at a time": """
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
    """,
        "biases as a column of weights, tanh' from cosh": """
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
    """,
        "mlp_forward of the reference": """
        z, (x, h) = nets.mlp_forward(params, x)
        loss, dz = nets.cross_entropy(z, y)
        dh, dW2, db2 = nets.dense_backward(dz, h, params["W2"])
        da = dh * nets.tanh_prime_from_output(h)
        _, dW1, db1 = nets.dense_backward(da, x, params["W1"])
        return loss, {"b2": db2, "W2": dW2, "b1": db1, "W1": dW1}
    """,
    },
)
