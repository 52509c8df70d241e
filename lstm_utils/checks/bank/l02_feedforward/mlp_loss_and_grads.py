"""Lesson 02: a complete network backward."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

mlp_loss_and_grads = exercise(
    "mlp-loss-and-grads",
    lesson="02_feedforward",
    reference=nets.mlp_loss_and_grads,
    outputs=("loss", "grads"),
    hints=[
        "Forward first, one line for each stage: a = dense(x, W1, b1), h = tanh(a), "
        "z = dense(h, W2, b2), then cross_entropy. Keep h: the backward pass needs it.",
        "Then the same stages in reverse order. Each takes the gradient of its output and "
        "returns that of its input: dz -> dh -> da -> dx.",
        "Second layer: nets.dense_backward(dz, h, W2) gives dh, dW2, db2. Through tanh: which "
        "factor, written with h, is missing in da = dh * (...)? Then the first layer.",
    ],
)


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
    W1 = saturated["params"]["W1"]
    W1 += np.sign(W1)  # no unit is half saturated, where 1 - h**2 and 1 / cosh(a)**2 round differently
    saturated["x"] = 1000 * np.eye(3, 4)
    yield "inputs of 1000: tanh is saturated", saturated


GRADS = '{"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}'

mistakes(
    mlp_loss_and_grads,
    {
        "the derivative of tanh is missing: da = dh * (1 - h**2), then the first layer gets da.": ("dh * (1 - h**2)", "dh"),
        "the derivative of tanh is computed from a: use the output of tanh, 1 - h**2.": ("h**2", "a**2"),
        "tanh is applied a second time in its derivative: h is tanh(a) already, so 1 - h**2.": ("h**2", "np.tanh(h) ** 2"),
        "h * (1 - h) is the derivative of the sigmoid: the derivative of tanh is 1 - h**2.": ("(1 - h**2)", "(h * (1 - h))"),
        "the derivative of tanh is 1 - h**2: yours has a plus.": ("1 - h**2", "1 + h**2"),
        "the derivative of tanh is 1 - h**2: the square is missing.": ("h**2", "h"),
        "b1 gets the gradient of h: b1 is added before tanh, so its gradient comes from da.": (
            '"b1": db1',
            '"b1": dh.sum(axis=0)',
        ),
        "the gradient of W2 uses a as the input of the second layer: its input is h = tanh(a).": ('"W2": dW2', '"W2": dz.T @ a'),
        "the hidden layer has no tanh: without it, two layers are one linear layer.": [
            ("np.tanh(a)", "a"),
            ("dh * (1 - h**2)", "dh"),
        ],
        "the hidden layer has no tanh forward, but its derivative backward: h = tanh(a).": ("np.tanh(a)", "a"),
        "the hidden layer uses the sigmoid: this network uses tanh.": [
            ("np.tanh(a)", "nets.sigmoid(a)"),
            ("(1 - h**2)", "(h * (1 - h))"),
        ],
        "tanh is applied to the logits: the second layer is linear, cross_entropy takes z as it is.": [
            (", y)\n\n", ", y)\n    dz = dz * (1 - z**2)\n"),
            ("    loss,", "    z = np.tanh(z)\n    loss,"),
        ],
        "softmax is applied twice: cross_entropy takes the logits z and applies it itself.": (
            "cross_entropy(z, y)",
            "cross_entropy(nets.softmax(z), y)",
        ),
        "dz is divided by B a second time: cross_entropy has divided already, use its dz as it is.": (
            "dense_backward(dz, h",
            "dense_backward(dz / len(y), h",
        ),
        "the gradients are sums over the batch: the loss is a mean, and dz contains its 1/B already.": (
            "dense_backward(dz, h",
            "dense_backward(dz * len(y), h",
        ),
        "b1 is missing in the forward pass: a = x W1^T + b1.": (
            'nets.dense(x, params["W1"], params["b1"])',
            'x @ params["W1"].T',
        ),
        "b2 is missing in the forward pass: z = h W2^T + b2.": (
            'nets.dense(h, params["W2"], params["b2"])',
            'h @ params["W2"].T',
        ),
        "dh is computed with W2 after its step: compute all gradients first, sgd takes the step later.": (
            "    da = dh",
            '    dh = dz @ (params["W2"] - 0.1 * dW2)\n    da = dh',
        ),
        'the keys are "dW1", "db1", ...: use the names of params, "W1", "b1", which sgd expects.': (
            GRADS,
            '{"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}',
        ),
        "the gradients are a list: return a dict with the names of params, which sgd expects.": (GRADS, "[dW1, db1, dW2, db2]"),
        "weight decay is added to the gradients, biases included: this loss has no such term.": (
            GRADS,
            "{k: g + 0.01 * params[k] for k, g in " + GRADS + ".items()}",
        ),
        "the gradients of W1 and W2 are swapped: check the keys of the dict.": (
            GRADS,
            '{"W1": dW2, "b1": db2, "W2": dW1, "b2": db1}',
        ),
        "(1 - h)**2 squares too much: the derivative of tanh is 1 - h**2.": ("(1 - h**2)", "(1 - h) ** 2"),
        "dh is multiplied by tanh, not by its derivative: da = dh * (1 - h**2).": ("(1 - h**2)", "h"),
        "db1 is not summed over the batch: use the third result of dense_backward.": ('"b1": db1', '"b1": da'),
        "tanh is applied to the logits, and only forward: the second layer is linear, use z as it is.": (
            "cross_entropy(z, y)",
            "cross_entropy(np.tanh(z), y)",
        ),
        "dh is divided by the derivative of tanh: multiply, da = dh * (1 - h**2).": ("dh * (1", "dh / (1"),
        "the derivative of tanh is computed from dh: use the output of the forward pass, 1 - h**2.": ("h**2", "np.tanh(dh) ** 2"),
        "1 - tanh(dh)**2 replaces the upstream gradient: da = dh * (1 - h**2).": ("dh * (1 - h**2)", "1 - np.tanh(dh) ** 2"),
        "b1 is added after tanh: h = tanh(x W1^T + b1), with the bias inside.": (
            "np.tanh(a)",
            'np.tanh(x @ params["W1"].T) + params["b1"]',
        ),
        "the hidden layer uses ReLU: this network uses tanh.": [("np.tanh(a)", "np.maximum(a, 0)"), ("(1 - h**2)", "(a > 0)")],
        "dh is multiplied by h**2: the derivative of tanh is 1 - h**2.": ("(1 - h**2)", "h**2"),
    },
)

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
