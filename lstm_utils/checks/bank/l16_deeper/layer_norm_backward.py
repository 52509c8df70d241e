"""Lesson 16: layer norm, backward."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "layer-norm-backward",
    lesson="16_deeper",
    reference=nets.layer_norm_backward,
    outputs=("dx", "dgain", "dbias"),
    hints=[
        "d = dy * gain is the gradient of x_hat, (B, H). dgain and dbias are sums over the batch, axis=0.",
        "Two means over the units, axis=1, keepdims=True: of d, and of d * x_hat.",
        "dx = (d - d.mean(axis=1, keepdims=True) - x_hat * (d * x_hat).mean(axis=1, keepdims=True)) / s.",
    ],
)


@ex.cases
def _(rng):
    def case(B, H, eps=0.1, gain=None, scale=1.0):
        gain = rng.normal(size=H) if gain is None else gain
        _, cache = nets.layer_norm(scale * rng.normal(size=(B, H)), gain, np.zeros(H), eps)
        return dict(dy=rng.normal(size=(B, H)), cache=cache)

    yield "B=4, H=3", case(4, 3)
    yield "B=2, H=5, eps = 0", case(2, 5, eps=0.0)
    yield "tiny activations, eps = 0", case(2, 5, eps=0.0, scale=1e-7)
    yield "one example", case(1, 6)
    yield "one unit: x_hat is 0", case(3, 1)
    yield "B = H = 3", case(3, 3, eps=0.5)
    large = case(3, 4)
    yield "gradients in the thousands", large | dict(dy=1000 * large["dy"])
    yield "a gain of 1", case(3, 4, gain=np.ones(4))
    ones = case(2, 4, gain=np.ones(4))
    yield "a gradient nearly equal for all units", ones | dict(dy=0.7 + 0.1 * rng.normal(size=(2, 4)))
    along = case(2, 4, eps=0.3, gain=np.ones(4))
    yield "a gradient along x_hat", along | dict(dy=1.5 * along["cache"]["x_hat"])


D = "d = dy * gain"
MEAN, SCALE = "d.mean(axis=1, keepdims=True)", "x_hat * (d * x_hat).mean(axis=1, keepdims=True)"
DX = "dx = (d - through_mean - through_s) / s"
mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            "(dy * x_hat).sum(axis=0)",
            "np.clip((dy * x_hat).sum(axis=0), -5, 5)",
        ),
        "the path through the mean is missing: subtract the mean of d over the units.": (DX, "dx = (d - through_s) / s"),
        "the path through s is missing: subtract x_hat times the mean of d * x_hat.": (DX, "dx = (d - through_mean) / s"),
        "mean and s are treated as constants: both depend on x, subtract both paths.": (DX, "dx = d / s"),
        "the gain is missing: the gradient of x_hat is dy * gain.": (D, "d = dy"),
        "the division by s is missing: x_hat = (x - mean) / s.": (DX, "dx = d - through_mean - through_s"),
        "dx is multiplied by s: divide by it.": (DX, "dx = (d - through_mean - through_s) * s"),
        "dx is divided by s twice: once is right, the s of x_hat is in x_hat already.": (
            DX,
            "dx = (d - through_mean - through_s) / s**2",
        ),
        "a small number is added to s: divide by s as it is.": (DX, "dx = (d - through_mean - through_s) / (s + 1e-8)"),
        "only d is divided by s: divide all three terms.": (DX, "dx = d / s - through_mean - through_s"),
        "d is summed over the units, not averaged: the mean has the weight 1 / H.": (MEAN, "d.sum(axis=1, keepdims=True)"),
        "d * x_hat is summed over the units, not averaged: the mean has the weight 1 / H.": (SCALE, SCALE.replace("mean", "sum")),
        "both sums over the units are not divided by H: take means.": [
            (MEAN, "d.sum(axis=1, keepdims=True)"),
            (SCALE, SCALE.replace("mean", "sum")),
        ],
        "the means are taken over the batch: each example by itself, axis=1.": [
            (MEAN, MEAN.replace("axis=1", "axis=0")),
            (SCALE, SCALE.replace("axis=1", "axis=0")),
        ],
        "the means are taken over all numbers: each example by itself, axis=1, keepdims=True.": [
            (MEAN, "d.mean()"),
            (SCALE, "x_hat * (d * x_hat).mean()"),
        ],
        "the gain multiplies at the end: it belongs to d, before the two means.": [(D, "d = dy"), (DX, f"{DX} * gain")],
        "the factor x_hat is missing in front of the mean of d * x_hat: s changes each unit in proportion to x_hat.": (
            SCALE,
            "(d * x_hat).mean(axis=1, keepdims=True)",
        ),
        "the mean of d is taken where that of d * x_hat belongs: the path through s has x_hat twice.": (
            SCALE,
            "x_hat * d.mean(axis=1, keepdims=True)",
        ),
        "the path through s has the mean of dy * x_hat: the gradient of x_hat is d = dy * gain.": (
            SCALE,
            SCALE.replace("(d *", "(dy *"),
        ),
        "the path through the mean has the mean of dy: the gradient of x_hat is d = dy * gain.": (
            MEAN,
            MEAN.replace("d.", "dy."),
        ),
        "the path through s is added: subtract it.": (DX, "dx = (d - through_mean + through_s) / s"),
        "the path through the mean is added: subtract it.": (DX, "dx = (d + through_mean - through_s) / s"),
        "the path through s is halved: the derivative of the root has 1/2, that of the square 2.": (
            DX,
            "dx = (d - through_mean - through_s / 2) / s",
        ),
        "dgain includes the gain: it is the sum of dy * x_hat.": ("(dy * x_hat).sum", "(d * x_hat).sum"),
        "dgain lacks x_hat: y = gain * x_hat + bias.": ("(dy * x_hat).sum(axis=0)", "dy.sum(axis=0)"),
        "dgain is a mean over the batch: gradients of weights are summed.": (
            "(dy * x_hat).sum(axis=0)",
            "(dy * x_hat).mean(axis=0)",
        ),
        "dbias is a mean over the batch: gradients of weights are summed.": ("dy.sum(axis=0)", "dy.mean(axis=0)"),
        "dbias includes the gain: it is the sum of dy.": ("dy.sum(axis=0)", "d.sum(axis=0)"),
        "dgain and dbias are exchanged: return dx, dgain, dbias.": (
            "(dy * x_hat).sum(axis=0), dy.sum(axis=0)",
            "dy.sum(axis=0), (dy * x_hat).sum(axis=0)",
        ),
        "dgain and dbias are not summed: they have the shape (H,), sum over the batch.": (
            "(dy * x_hat).sum(axis=0), dy.sum(axis=0)",
            "dy * x_hat, dy",
        ),
        "dy is changed: d = dy * gain makes a new array.": (D, "dy *= gain\n    d = dy"),
    },
)


equivalents(
    ex,
    {
        "H times the gradient": """
        x_hat, s, gain = (cache[k] for k in ("x_hat", "s", "gain"))
        H = dy.shape[1]
        d = gain * dy
        both = d.sum(1, keepdims=True) + x_hat * np.sum(d * x_hat, axis=1, keepdims=True)
        return (H * d - both) / (H * s), np.einsum("bh,bh->h", dy, x_hat), dy.sum(0)
    """,
        "the Jacobian of each example": """
        x_hat, s = cache["x_hat"], cache["s"]
        B, H = dy.shape
        dx = np.zeros((B, H))
        for n in range(B):
            J = (np.eye(H) - 1 / H - np.outer(x_hat[n], x_hat[n]) / H) / s[n]
            dx[n] = J @ (cache["gain"] * dy[n])
        return dx, sum(dy * x_hat), sum(dy)
    """,
        "through variance and mean": """
        x_hat, s, H = cache["x_hat"], cache["s"], dy.shape[1]
        centred = x_hat * s
        d = dy * cache["gain"]
        dvar = (d * centred).sum(axis=1, keepdims=True) * -0.5 / s**3
        dcentred = d / s + dvar * 2 * centred / H
        dx = dcentred - dcentred.mean(axis=1, keepdims=True)
        return [dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)]
    """,
    },
)
