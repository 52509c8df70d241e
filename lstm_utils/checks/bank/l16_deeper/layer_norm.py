"""Lesson 16: layer norm, forward."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "layer-norm",
    lesson="16_deeper",
    reference=nets.layer_norm,
    outputs=("y", "cache"),
    keys={"cache": "x_hat s gain"},
    hints=[
        "The mean over the units of each example: x.mean(axis=1, keepdims=True) is (B, 1).",
        "s is the root of the variance plus eps: np.sqrt(x.var(axis=1, keepdims=True) + eps).",
        "x_hat = (x - mean) / s; y = gain * x_hat + bias; the cache has x_hat, s and gain.",
    ],
)


@ex.cases
def _(rng):
    def case(B, H, scale=1.0, shift=0.0, **given):
        x = shift + scale * rng.normal(size=(B, H))
        return dict(x=x, gain=rng.normal(size=H), bias=rng.normal(size=H)) | given

    yield "B=4, H=3", case(4, 3, eps=0.1)
    yield "the default eps", case(3, 5, scale=0.01)
    yield "one example", case(1, 6, eps=1e-3)
    yield "B = H = 3", case(3, 3, eps=0.5)
    yield "one unit: its variance is 0", case(3, 1, eps=0.01)
    yield "large mean", case(2, 4, shift=100.0, eps=1e-2)
    yield "eps = 0", case(2, 5, eps=0.0)
    yield "tiny activations, eps = 0", case(2, 5, scale=1e-7, eps=0.0)
    yield "equal activations", case(2, 4, scale=0.0, shift=3.0)
    large = case(3, 4)
    yield "values of thousands", large | dict(gain=1e4 * large["gain"], bias=1e4 * large["bias"])


CENTRED, VARIANCE = "x - x.mean(axis=1, keepdims=True)", "(centred**2).mean(axis=1, keepdims=True)"
Y = "return gain * x_hat + bias"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "gain * x_hat + bias",
            "np.clip(gain * x_hat + bias, -100, 100)",
        ),
        "mean and variance are taken over the batch, as in batch norm: each example by itself, axis=1.": [
            (CENTRED, CENTRED.replace("axis=1", "axis=0")),
            (VARIANCE, VARIANCE.replace("axis=1", "axis=0")),
        ],
        "mean and variance are taken over all numbers: each example has its own, axis=1, keepdims=True.": [
            (CENTRED, "x - x.mean()"),
            (VARIANCE, "(centred**2).mean()"),
        ],
        "the mean is taken over all numbers: each example has its own, axis=1, keepdims=True.": (CENTRED, "x - x.mean()"),
        "the variance is taken over all numbers: each example has its own, axis=1, keepdims=True.": (
            VARIANCE,
            "np.full((len(x), 1), (centred**2).mean())",
        ),
        "the mean is not subtracted from x_hat: x_hat = (x - mean) / s.": ("x_hat = centred / s", "x_hat = x / s"),
        "the variance is taken without the mean: it is the mean of (x - mean)**2.": (
            VARIANCE,
            "(x**2).mean(axis=1, keepdims=True)",
        ),
        "the variance divides by H - 1: the mean over the H units divides by H.": (
            VARIANCE,
            "x.var(axis=1, keepdims=True, ddof=1)",
        ),
        "the variance is a sum: it is the mean of (x - mean)**2.": (VARIANCE, "(centred**2).sum(axis=1, keepdims=True)"),
        "eps is added to the root: it is inside, sqrt(variance + eps).": ("np.sqrt(variance + eps)", "np.sqrt(variance) + eps"),
        "eps is not used: s = sqrt(variance + eps).": ("variance + eps", "variance"),
        "a small number is added to s: eps alone is added, inside of the root.": ("centred / s", "centred / (s + 1e-8)"),
        "the root is missing: s = sqrt(variance + eps).": ("np.sqrt(variance + eps)", "variance + eps"),
        "eps is squared: it is added to the variance as it is.": ("variance + eps", "variance + eps**2"),
        "x_hat is multiplied by s: divide by it.": ("centred / s", "centred * s"),
        "the gain is missing: y = gain * x_hat + bias.": (Y, "return x_hat + bias"),
        "the bias is missing: y = gain * x_hat + bias.": (Y, "return gain * x_hat"),
        "gain and bias are exchanged: y = gain * x_hat + bias.": (Y, "return bias * x_hat + gain"),
        "the bias is multiplied by the gain: y = gain * x_hat + bias.": (Y, "return gain * (x_hat + bias)"),
        "the x_hat of the cache includes the gain: store it before gain and bias.": ('"x_hat": x_hat', '"x_hat": gain * x_hat'),
        "the x_hat of the cache is y: store it before gain and bias.": ('"x_hat": x_hat', '"x_hat": gain * x_hat + bias'),
        "the x_hat of the cache is not divided by s: store (x - mean) / s.": ('"x_hat": x_hat', '"x_hat": centred'),
        "the s of the cache is the variance: store sqrt(variance + eps).": ('"s": s', '"s": variance'),
        "the s of the cache is (B,): keep it as (B, 1), keepdims=True.": ('"s": s', '"s": s[:, 0]'),
        "the s of the cache is 1 / s: store s itself.": ('"s": s', '"s": 1 / s'),
        "eps is always 1e-5: use the argument.": ("variance + eps", "variance + 1e-5"),
        "x is changed: x - mean makes a new array.": ("centred = x -", "x -= x.mean(axis=1, keepdims=True)\n    centred = x -"),
    },
)


equivalents(
    ex,
    {
        "np.var": """
        m, v = x.mean(1, keepdims=True), np.var(x, axis=1, keepdims=True)
        s = (v + eps) ** 0.5
        x_hat = (x - m) / s
        return x_hat * gain + bias, dict(x_hat=x_hat, s=s, gain=gain)
    """,
        "one example after the other": """
        x_hat, s = np.zeros(x.shape), np.zeros((len(x), 1))
        for n, row in enumerate(x):
            s[n] = np.sqrt(((row - row.mean()) ** 2).sum() / len(row) + eps)
            x_hat[n] = (row - row.mean()) / s[n]
        return gain[None] * x_hat + bias[None], {"x_hat": x_hat, "s": s, "gain": gain, "eps": eps}
    """,
        "transposed": """
        columns = x.T - x.T.mean(axis=0)
        s = np.sqrt(np.einsum("hb,hb->b", columns, columns) / len(columns) + eps)
        x_hat = (columns / s).T
        return np.multiply(x_hat, gain) + bias, {"gain": gain, "s": s[:, None], "x_hat": x_hat}
    """,
    },
)
