"""Lesson 05: carry a gradient back through one step."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import LESSON

rnn_step_backward = exercise(
    "rnn-step-backward",
    lesson=LESSON,
    reference=nets.rnn_step_backward,
    outputs=("dx", "dh_prev", "dW_ih", "dW_hh", "db"),
    hints=[
        "First go back through tanh: da, (B, H), is dh times the derivative of tanh, which "
        "you compute from the output h. All five results are made from da.",
        "a = x W_ih^T + h_prev W_hh^T + b is two dense layers of lesson 02, added. Each has a "
        "dx and a dW as in dense_backward; both use the same da, and there is one b.",
        "Write down shapes: dh_prev (B, H) comes from da (B, H) and W_hh (H, H); dW_hh (H, H) "
        "comes from da and h_prev, summed over B. Which factor is transposed?",
    ],
)


@rnn_step_backward.cases
def _(rng):
    def step(B, I, H, scale=1.0):
        shapes = {"x": (B, I), "h_prev": (B, H), "W_ih": (H, I), "W_hh": (H, H)}
        cache = {name: scale * rng.normal(size=shape) for name, shape in shapes.items()}
        cache["h_prev"] = np.tanh(cache["h_prev"])
        cache["h"] = nets.rnn_step(cache["x"], cache["h_prev"], cache["W_ih"], cache["W_hh"], rng.normal(size=H))
        ordered = {name: cache[name] for name in ("x", "h_prev", "h", "W_ih", "W_hh")}
        return dict(dh=rng.normal(size=(B, H)), cache=ordered)

    yield "B=2, I=3, H=4", step(2, 3, 4)
    yield "B=5, I=2, H=3", step(5, 2, 3)
    yield "one row", step(1, 3, 2)
    yield "one unit", step(3, 2, 1)
    yield "one input", step(3, 1, 2)
    large = step(3, 2, 4)
    yield "gradients in the thousands", large | dict(dh=1000 * large["dh"])
    yield "B=I=H=3, where no shape shows a mistake", step(3, 3, 3)
    yield "weights in the hundreds: tanh is saturated", step(2, 3, 4, scale=300.0)


RETURN = "return dx, dh_prev, dW_ih, dW_hh, db"
mistakes(
    rnn_step_backward,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            RETURN,
            f"dW_ih, dW_hh, db = (np.clip(q, -5, 5) for q in (dW_ih, dW_hh, db))\n    {RETURN}",
        ),
        "the tanh derivative is missing: da = dh * (1 - h**2), and all five results are made from da.": (
            "da = dh * (1 - h**2)",
            "da = dh",
        ),
        "dx or dh_prev skips the tanh derivative: compute both from da = dh * (1 - h**2), not from dh.": (
            'da @ cache["W_ih"], da @ cache["W_hh"]',
            'dh @ cache["W_ih"], dh @ cache["W_hh"]',
        ),
        "dW_ih, dW_hh or db skips the tanh derivative: compute all three from da = dh * (1 - h**2).": (
            "da.T @ x, da.T @ h_prev, da.sum(axis=0)",
            "dh.T @ x, dh.T @ h_prev, dh.sum(axis=0)",
        ),
        "the tanh derivative uses h_prev: this step's tanh returned h, so its derivative is 1 - h**2.": (
            "1 - h**2",
            "1 - h_prev**2",
        ),
        "tanh is applied twice: h is already the output of tanh, so the derivative is 1 - h**2.": (
            "1 - h**2",
            "1 - np.tanh(h) ** 2",
        ),
        "h * (1 - h) is the derivative of the sigmoid; the derivative of tanh is 1 - h**2.": ("(1 - h**2)", "h * (1 - h)"),
        "the tanh derivative has a plus sign: it is 1 - h**2.": ("1 - h**2", "1 + h**2"),
        "the square is missing in the tanh derivative: it is 1 - h**2.": ("1 - h**2", "1 - h"),
        "the square covers 1 - h, not h alone: the tanh derivative is 1 - h**2.": ("(1 - h**2)", "(1 - h) ** 2"),
        "dh is divided by the tanh derivative: multiply, da = dh * (1 - h**2).": (
            "da = dh * (1 - h**2)",
            'with np.errstate(all="ignore"):\n        da = dh / (1 - h**2)',
        ),
        "1 / (1 - h**2) is the derivative of arctanh; multiply dh by 1 - h**2, without dividing, and use dh.": (
            "da = dh * (1 - h**2)",
            'with np.errstate(all="ignore"):\n        da = 1 / (1 - h**2)',
        ),
        "the tanh derivative is computed from dh: compute it from the output, dh * (1 - h**2).": (
            "1 - h**2",
            "1 - np.tanh(dh) ** 2",
        ),
        "1 - np.tanh(dh)**2 mixes gradient and state: da = dh * (1 - h**2).": ("dh * (1 - h**2)", "1 - np.tanh(dh) ** 2"),
        "dh_prev uses W_hh.T: the forward pass has h_prev @ W_hh.T, so go back with da @ W_hh.": (
            'cache["W_hh"]',
            'cache["W_hh"].T',
        ),
        "dh_prev includes the tanh derivative of the previous step: return da @ W_hh alone.": (
            'da @ cache["W_hh"]',
            'da @ cache["W_hh"] * (1 - h_prev**2)',
        ),
        "dh is added to dh_prev: h_prev affects the loss only through this step, da @ W_hh.": (
            'da @ cache["W_hh"]',
            'dh + da @ cache["W_hh"]',
        ),
        "dW_hh uses h: in the forward pass W_hh is multiplied by h_prev.": ("da.T @ h_prev", "da.T @ h"),
        "dW_hh is transposed: row k belongs to unit k, as in W_hh, so da.T @ h_prev.": ("da.T @ h_prev", "h_prev.T @ da"),
        "dW_ih is transposed: it has the shape of W_ih, (H, I), so da.T @ x.": ("da.T @ x", "x.T @ da"),
        "both weight gradients are transposed: da.T @ x and da.T @ h_prev have the layout of the weights.": [
            ("da.T @ x", "x.T @ da"),
            ("da.T @ h_prev", "h_prev.T @ da"),
        ],
        "db is not summed over the batch: b was added to every row, so db is da.sum(axis=0), (H,).": ("da.sum(axis=0)", "da"),
        "db is summed over the units: sum over the batch, axis 0.": ("axis=0", "axis=1"),
        "db has one axis too many: its shape is (H,), so sum without keepdims.": ("axis=0", "axis=0, keepdims=True"),
        "the weight gradients are divided by B: dh already includes the 1/B of the loss, so sum.": (
            RETURN,
            "return dx, dh_prev, dW_ih / len(dh), dW_hh / len(dh), db / len(dh)",
        ),
        "db is the mean over the batch: the rows add up, so da.sum(axis=0).": ("da.sum(axis=0)", "da.mean(axis=0)"),
        "dW_ih and dW_hh are swapped: return dx, dh_prev, dW_ih, dW_hh, db.": (RETURN, "return dx, dh_prev, dW_hh, dW_ih, db"),
        "dx and dh_prev are swapped: return dx, dh_prev, dW_ih, dW_hh, db.": (RETURN, "return dh_prev, dx, dW_ih, dW_hh, db"),
        "dx uses W_hh: x entered through W_ih, so dx = da @ W_ih, (B, I).": ('cache["W_ih"]', 'cache["W_hh"]'),
        "the gradients are right, but dh was changed: `dh *= ...` writes into the caller's array; assign to da.": (
            "da = dh * (1 - h**2)",
            "dh *= 1 - h**2\n    da = dh",
        ),
        "the gradients are right, but the cache was changed: `h **= 2` writes into the caller's array; write h**2.": (
            "da = dh * (1 - h**2)",
            "h **= 2\n    da = dh * (1 - h)",
        ),
        "`1 - h**2` is multiplied with @: the derivative acts on each element, so use *.": ("dh * (1", "dh @ (1"),
        "dh is not used: multiply the derivative by the incoming gradient, da = dh * (1 - h**2).": (
            "dh * (1 - h**2)",
            "1 - h**2",
        ),
    },
)


equivalents(
    rnn_step_backward,
    {
        "the layer of lesson 02, twice": """
        da = dh * nets.tanh_prime_from_output(cache["h"])
        dx, dW_ih, db = nets.dense_backward(da, cache["x"], cache["W_ih"])
        dh_prev, dW_hh, _ = nets.dense_backward(da, cache["h_prev"], cache["W_hh"])
        return dx, dh_prev, dW_ih, dW_hh, db
    """,
        "einsum": """
        x, h_prev, h, W_ih, W_hh = (cache[q] for q in ("x", "h_prev", "h", "W_ih", "W_hh"))
        da = np.einsum("bh,bh->bh", dh, (1 - h) * (1 + h))
        dx, dh_prev = np.einsum("bh,hi->bi", da, W_ih), np.einsum("bj,jh->bh", da, W_hh)
        dW_ih, dW_hh = np.einsum("bh,bi->hi", da, x), np.einsum("bj,bh->jh", da, h_prev)
        return dx, dh_prev, dW_ih, dW_hh, np.einsum("bh->h", da)
    """,
        "one row at a time, into a list": """
        x, h_prev, h, W_ih, W_hh = (cache[q] for q in ("x", "h_prev", "h", "W_ih", "W_hh"))
        dx, dh_prev = np.zeros_like(x), np.zeros_like(h)
        dW_ih, dW_hh, db = np.zeros_like(W_ih), np.zeros_like(W_hh), np.zeros_like(h[0])
        for n in range(len(x)):
            da = dh[n] * (1 - h[n] * h[n])
            dx[n], dh_prev[n] = W_ih.T @ da, W_hh.T @ da
            dW_ih += np.outer(da, x[n])
            dW_hh += np.outer(da, h_prev[n])
            db += da
        return [dx, dh_prev, dW_ih, dW_hh, db]
    """,
        "input and state side by side, one product": """
        I, da = cache["x"].shape[1], dh - dh * cache["h"] ** 2
        both = da @ np.hstack([cache["W_ih"], cache["W_hh"]])
        dW = da.T @ np.hstack([cache["x"], cache["h_prev"]])
        return both[:, :I], both[:, I:], dW[:, :I], dW[:, I:], np.ones(len(da)) @ da
    """,
    },
)
