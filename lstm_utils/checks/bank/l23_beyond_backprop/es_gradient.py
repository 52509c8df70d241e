"""Lesson 23: the direction uphill, from scores alone."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Layout, Probe, Seed, equivalents, exercise, mistakes, probe

ex = exercise(
    "es-gradient",
    lesson="23_beyond_backprop",
    reference=nets.es_gradient,
    outputs="gradient",
    layouts=(Layout.READ_ONLY, Layout.STRIDED),
    hints=[
        "noise = rng.normal(size=(pairs, len(theta))): a row for each pair. Try theta + sigma * row and theta - sigma * row.",
        "All scores in one array of 2 pairs numbers, those of + first; shape them together if shape is given; "
        "then the differences scores[:pairs] - scores[pairs:].",
        "difference @ noise sums difference times noise over the pairs. Divide by 2 * sigma * pairs.",
    ],
)


@probe("a weighted sum")
def _(theta):
    return float(theta @ np.cos(np.arange(len(theta)) + 1.0) + 3.0)


@probe("a bowl beside the origin")
def _(theta):
    return -float(((theta - 0.5) ** 2 * (1 + np.arange(len(theta)))).sum())


@probe("a wave")
def _(theta):
    return float(np.sin(2 * theta).sum() + 0.3 * np.prod(np.cos(theta)))


@probe("whole numbers: no derivative")
def _(theta):
    return int(np.floor(3 * theta).sum())


@probe("a cliff")
def _(theta):
    return float(-1e6 if theta.sum() > 0.5 else theta.sum())


@probe("counted: ten calls", fresh=True)
def _():
    calls = []

    def f(theta):
        calls.append(1)
        if len(calls) > 10:
            raise RuntimeError("f was called more than 10 times for 5 pairs: call it once for each trial")
        return float((theta**3).sum() + theta.sum())

    return f


@probe("ranks")
def _(scores):
    return nets.rank_shape(scores)


@probe("weights by place")
def _(scores):
    return scores * (1.0 + np.arange(len(scores)))


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=13)]

    def case(f, n, sigma, pairs, *shape):
        given = dict(f=Probe(f), theta=rng.normal(size=n), sigma=sigma, pairs=pairs, rng=Seed(seeds.pop()))
        return given | ({"shape": Probe(shape[0])} if shape else {})

    yield "a wave, n=4, 6 pairs", case("a wave", 4, 0.3, 6)
    yield "a weighted sum, n=3, one pair", case("a weighted sum", 3, 0.5, 1)
    yield "one parameter", case("a bowl beside the origin", 1, 0.2, 3)
    yield "n = pairs = 5, ten calls", case("counted: ten calls", 5, 0.4, 5)
    yield "a step function", case("whole numbers: no derivative", 3, 1.5, 8)
    yield "ranks", case("a wave", 4, 0.3, 6, "ranks")
    yield "ranks beside a cliff", case("a cliff", 2, 0.7, 7, "ranks")
    yield "a shape that depends on the place", case("a bowl beside the origin", 3, 0.6, 4, "weights by place")
    yield "sigma above 1", case("a bowl beside the origin", 2, 2.5, 4)
    yield "100 pairs, n=30", case("a wave", 30, 0.1, 100)
    yield "n=200, a small sigma", case("a wave", 200, 0.001, 2)
    yield "on the edge of a cliff, a large sigma", case("a cliff", 2, 20.0, 5) | dict(theta=np.array([0.3, 0.2]))
    yield "shape=None, given", case("a weighted sum", 6, 0.9, 2) | dict(shape=None)


NOISE, TRIALS = (
    "noise = rng.normal(size=(pairs, len(theta)))",
    "trials = np.concatenate([theta + sigma * noise, theta - sigma * noise])",
)
SCORES = "scores = np.array([f(trial) for trial in trials])"
SHAPE = "if shape is not None:\n        scores = shape(scores)\n"
DIFF, RETURN = "difference = scores[:pairs] - scores[pairs:]", "return difference @ noise / (2 * sigma * pairs)"
mistakes(
    ex,
    {
        "the two of a pair have different noise: draw it once, and use it with both signs.": (
            TRIALS,
            "other = rng.normal(size=noise.shape)\n    trials = np.concatenate([theta + sigma * noise, theta - sigma * other])",
        ),
        "only the + of each pair is tried: the minus is missing, and with it the baseline.": [
            (DIFF, "difference = 2 * scores[:pairs]")
        ],
        "the difference is taken from the score at theta: from the minus trial of the same pair.": [
            (DIFF, "difference = 2 * (scores[:pairs] - f(theta))")
        ],
        "the mean of all scores is the baseline of +: subtract the minus trial of the same pair.": (
            DIFF,
            "difference = 2 * (scores[:pairs] - scores.mean())",
        ),
        "the factor 2 is missing: the two trials are 2 sigma noise apart.": (RETURN, RETURN.replace("2 * ", "")),
        "sigma is missing: divide by 2 sigma.": (RETURN, RETURN.replace("sigma * ", "")),
        "the difference is divided by sigma^2: once is right, the noise has standard deviation 1.": (
            RETURN,
            RETURN.replace("sigma", "sigma**2"),
        ),
        "the sum over the pairs is returned: take the mean, divide by pairs.": (RETURN, RETURN.replace(" * pairs", "")),
        "it is divided by the number of trials: by the number of pairs.": (RETURN, RETURN.replace("2 * sigma", "4 * sigma")),
        "the sign is wrong: the score of + minus that of -, uphill.": (DIFF, "difference = scores[pairs:] - scores[:pairs]"),
        "the scores are added: subtract that of -.": (DIFF, "difference = scores[:pairs] + scores[pairs:]"),
        "all pairs have the same noise: draw a row for each pair.": (
            NOISE,
            "noise = np.tile(rng.normal(size=len(theta)), (pairs, 1))",
        ),
        "all parameters get the same noise: draw len(theta) numbers for each pair.": (
            NOISE,
            "noise = np.tile(rng.normal(size=(pairs, 1)), len(theta))",
        ),
        "the noise is uniform: rng.normal.": (NOISE, "noise = rng.uniform(-1, 1, size=(pairs, len(theta)))"),
        "the noise is drawn as (n, pairs): rng.normal(size=(pairs, n)).": (
            NOISE,
            "noise = rng.normal(size=(len(theta), pairs)).T",
        ),
        "the noise comes from a generator of its own: use rng.": (NOISE, NOISE.replace("rng.", "np.random.default_rng(0).")),
        "sigma is taken for the variance: it is the standard deviation.": [(TRIALS, f"sigma = np.sqrt(sigma)\n    {TRIALS}")],
        "shape is not used: if it is given, it maps the scores.": (f"    {SHAPE}", ""),
        "ranks are always used: shape=None leaves the scores as they are.": (
            SHAPE,
            "scores = nets.rank_shape(scores) if shape is None else shape(scores)\n",
        ),
        "+ and - are shaped separately: shape all 2 pairs scores together.": (
            "scores = shape(scores)",
            "scores = np.concatenate([shape(scores[:pairs]), shape(scores[pairs:])])",
        ),
        "the differences are shaped: shape the scores, before the difference.": [
            (f"    {SHAPE}", ""),
            (RETURN, f"if shape is not None:\n        difference = shape(difference)\n    {RETURN}"),
        ],
        "the scores of - come first: shape gets those of + first.": (
            "scores = shape(scores)",
            "scores = np.roll(shape(np.roll(scores, pairs)), pairs)",
        ),
        "the pairs stand side by side in the scores: shape gets all of + first, then all of -.": (
            "scores = shape(scores)",
            "scores = shape(scores.reshape(2, pairs).T.ravel()).reshape(pairs, 2).T.ravel()",
        ),
        "the gradient is scaled to length 1: its length is part of the answer.": (
            RETURN,
            f"{RETURN.replace('return', 'g =')}\n    return g / max(np.linalg.norm(g), 1e-12)",
        ),
        "the scores are cut to whole numbers: keep floats.": (SCORES, SCORES.replace("trials])", "trials]).astype(int)")),
        "the scores are clipped: take them as they are.": (SCORES, f"{SCORES}.clip(-1, 1)"),
        "the gradient is clipped: return it as it is.": (RETURN, f"{RETURN.replace('return ', 'return (')}).clip(-1000, 1000)"),
        "a small sigma is raised: take it as it is.": (TRIALS, f"sigma = max(sigma, 0.01)\n    {TRIALS}"),
        "a large sigma is lowered: take it as it is.": (TRIALS, f"sigma = min(sigma, 5.0)\n    {TRIALS}"),
        "only 64 parameters are changed: theta may have any number.": (NOISE, f"{NOISE}\n    noise[:, 64:] = 0"),
        "shape gets a list: pass it one array.": ("scores = shape(scores)", "scores = shape(scores.tolist())"),
        "theta is changed: theta += ... changes the caller's array.": (
            RETURN,
            f"g{RETURN[6:].replace(' difference', ' = difference', 1)}\n    theta += 0.0 * g + sigma * g\n    return g",
        ),
        "the new parameters are returned: return the gradient alone.": (RETURN, RETURN.replace("return", "return theta +")),
        "f is called twice for each trial: keep its value.": (SCORES, SCORES.replace("f(trial)", "(f(trial) + f(trial)) / 2")),
        "only 50 pairs are tried: pairs may be any number.": (
            RETURN,
            "return difference[:50] @ noise[:50] / (2 * sigma * pairs)",
        ),
    },
)


equivalents(
    ex,
    {
        "a loop over the pairs": """
        noise = [rng.normal(size=theta.size) for _ in range(pairs)]
        plus = [f(theta + sigma * e) for e in noise]
        minus = [f(theta - sigma * e) for e in noise]
        scores = plus + minus if shape is None else list(shape(np.array(plus + minus)))
        g = np.zeros(len(theta))
        for k, e in enumerate(noise):
            g += (scores[k] - scores[pairs + k]) * e
        return g / (2 * sigma) / pairs
    """,
        "mirrored noise": """
        half = rng.standard_normal((pairs, len(theta)))
        noise = np.vstack([half, -half])
        scores = np.array([float(f(theta + sigma * e)) for e in noise])
        used = scores if shape is None else np.asarray(shape(scores))
        return (used[:, None] * noise).mean(axis=0) / sigma
    """,
        "noise with its size": """
        step = rng.normal(0.0, sigma, size=(pairs, len(theta)))
        scores = np.empty(2 * pairs)
        for k in range(pairs):
            scores[k], scores[pairs + k] = f(theta + step[k]), f(theta - step[k])
        if shape:
            scores = shape(scores)
        return np.mean([(a - b) / 2 * e for a, b, e in zip(scores, scores[pairs:], step)], axis=0) / sigma**2
    """,
    },
)
