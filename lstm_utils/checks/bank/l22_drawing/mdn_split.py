"""Lesson 22: from the outputs of a net to the parameters of a mixture."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "mdn-split",
    lesson="22_drawing",
    reference=nets.mdn_split,
    outputs=("pi", "mu_x", "mu_y", "sigma_x", "sigma_y", "rho", "pens"),
    hints=[
        "The first 6M columns are six blocks of M: np.split(z[:, : 6 * M], 6, axis=1). The last three columns belong to the pen.",
        "Weights and pen: nets.softmax of each row. Standard deviations: np.exp. Correlations: np.tanh. Means stay as they are.",
        "pi, mu_x, mu_y, s_x, s_y, rho = np.split(z[:, : 6 * M], 6, axis=1); return nets.softmax(pi), mu_x, mu_y, np.exp(s_x), ...",
    ],
)


@ex.cases
def _(rng):
    def case(N, M, scale=1.0):
        return dict(z=scale * rng.normal(size=(N, 6 * M + 3)), M=M)

    yield "N=4, M=2", case(4, 2)
    yield "the task's example", dict(z=np.array([[0.0, np.log(3), 1, 2, 3, 4, 0, np.log(2), 0, 0, 0, 1, 0, 0, np.log(2)]]), M=2)
    yield "one point, one component", case(1, 1)
    yield "one component", case(5, 1)
    yield "N = M = 3", case(3, 3)
    yield "N = 6, M = 6", case(6, 6)
    yield "large numbers", case(3, 4, 8.0)
    yield "weights and pen far apart: exp alone overflows", case(2, 3) | dict(z=_far(rng))
    yield "points far apart from each other: each row has its own maximum", case(3, 2) | dict(z=_heights(rng, 2))
    yield "narrow in x, wide in y, means far away", case(4, 2) | dict(z=_extreme(rng))
    yield "N=30, M=25", case(30, 25)
    yield "300 points", case(300, 2)


def _far(rng):
    z = rng.normal(size=(2, 21))
    z[:, :3] += [[900, -900, 0], [-900, -901, -900]]
    z[:, 18:] += [[0, 900, 899], [-900, -900, -901]]
    return z


def _heights(rng, M):
    z = rng.normal(size=(3, 6 * M + 3))
    z[:, :M] += [[900.0], [0.0], [-900.0]]
    z[:, 6 * M :] += [[0.0], [-900.0], [900.0]]
    return z


def _extreme(rng):
    z = rng.normal(size=(4, 15))
    z[:, 6:10] += [-12, -12, 17, 17]
    z[:, 2:6] *= 1000
    return z


SPLIT = "pi, mu_x, mu_y, s_x, s_y, rho = np.split(z[:, : 6 * M], 6, axis=1)"
PENS = "pens = nets.softmax(z[:, 6 * M :])"
RETURN = "return nets.softmax(pi), mu_x, mu_y, np.exp(s_x), np.exp(s_y), np.tanh(rho), pens"


def _returns(old, new):
    return (RETURN, RETURN.replace(old, new, 1))


mistakes(
    ex,
    {
        "sigma is not positive: take np.exp.": (RETURN, RETURN.replace("np.exp(s_x), np.exp(s_y)", "s_x, s_y")),
        "sigma is the absolute value: take np.exp, so that it is never 0.": (
            RETURN,
            RETURN.replace("np.exp(s_x), np.exp(s_y)", "abs(s_x), abs(s_y)"),
        ),
        "sigma is exp(z / 2), as if z were the log of the variance: sigma = exp(z).": (
            RETURN,
            RETURN.replace("np.exp(s_x), np.exp(s_y)", "np.exp(s_x / 2), np.exp(s_y / 2)"),
        ),
        "sigma is exp(2z), the variance: sigma = exp(z).": (
            RETURN,
            RETURN.replace("np.exp(s_x), np.exp(s_y)", "np.exp(2 * s_x), np.exp(2 * s_y)"),
        ),
        "sigma is a softplus: Graves takes np.exp.": (
            RETURN,
            RETURN.replace("np.exp(s_x), np.exp(s_y)", "np.logaddexp(0, s_x), np.logaddexp(0, s_y)"),
        ),
        "sigma_x is used for both axes: sigma_y has its own block.": _returns("np.exp(s_y)", "np.exp(s_x)"),
        "pi is not a softmax: weights are positive and sum to 1.": _returns("nets.softmax(pi)", "pi"),
        "pi is a sigmoid of each: use softmax, the weights of a row sum to 1.": _returns("nets.softmax(pi)", "nets.sigmoid(pi)"),
        "pi is a softmax over the points: over the components, row by row.": _returns("nets.softmax(pi)", "nets.softmax(pi.T).T"),
        "the maximum is not subtracted: exp overflows, use nets.softmax.": _returns(
            "nets.softmax(pi)", "np.exp(pi) / np.exp(pi).sum(axis=1, keepdims=True)"
        ),
        "the pen overflows: subtract each row's own maximum, or use nets.softmax.": (
            PENS,
            "pens = np.exp(z[:, 6 * M :]) / np.exp(z[:, 6 * M :]).sum(axis=1, keepdims=True)",
        ),
        "one maximum is subtracted from all points: take each row's own.": (
            PENS,
            "pens = np.exp(z[:, 6 * M :] - z[:, 6 * M :].max())\n    pens = pens / pens.sum(axis=1, keepdims=True)",
        ),
        "one maximum is subtracted from all weights: take each row's own.": (
            RETURN,
            "e = np.exp(pi - pi.max())\n    " + RETURN.replace("nets.softmax(pi)", "e / e.sum(axis=1, keepdims=True)"),
        ),
        "sigma has a least value: np.exp alone, it is above 0.": (
            SPLIT,
            f"{SPLIT}\n    s_x, s_y = np.maximum(s_x, -6.9), np.maximum(s_y, -6.9)",
        ),
        "sigma has a largest value: np.exp alone, without limits.": (
            SPLIT,
            f"{SPLIT}\n    s_x, s_y = np.minimum(s_x, 14), np.minimum(s_y, 14)",
        ),
        "rho is outside of -1 to 1: take np.tanh.": _returns("np.tanh(rho)", "rho"),
        "rho is a sigmoid, so never negative: take np.tanh.": _returns("np.tanh(rho)", "nets.sigmoid(rho)"),
        "rho is clipped: take np.tanh, clipping has no gradient outside.": _returns("np.tanh(rho)", "np.clip(rho, -1, 1)"),
        "the means pass through tanh: they are taken as they are.": _returns("mu_x, mu_y", "np.tanh(mu_x), np.tanh(mu_y)"),
        "the means are clipped: they are taken as they are.": _returns("mu_x, mu_y", "mu_x.clip(-50, 50), mu_y.clip(-50, 50)"),
        "the means of x and y are exchanged: mu_x comes first.": _returns("mu_x, mu_y", "mu_y, mu_x"),
        "means and sigmas are taken as pairs for each component: z has blocks of M, mu_x first, then mu_y.": (
            SPLIT,
            "pi, rho = z[:, :M], z[:, 5 * M : 6 * M]\n    mu, s = (z[:, a : a + 2 * M].reshape(len(z), M, 2) for a in (M, 3 * M))\n"
            "    mu_x, mu_y, s_x, s_y = mu[:, :, 0], mu[:, :, 1], s[:, :, 0], s[:, :, 1]",
        ),
        "the pen is not a softmax: its three probabilities sum to 1.": (PENS, "pens = z[:, 6 * M :]"),
        "the pen is a sigmoid of each: it does one of three things, use softmax.": (PENS, "pens = nets.sigmoid(z[:, 6 * M :])"),
        "only the most likely pen is returned: return three probabilities.": (
            PENS,
            "pens = np.eye(3)[z[:, 6 * M :].argmax(axis=1)]",
        ),
        "the pen is read from the first three columns: it comes last.": (
            f"{SPLIT}\n    {PENS}",
            "pi, mu_x, mu_y, s_x, s_y, rho = np.split(z[:, 3:], 6, axis=1)\n    pens = nets.softmax(z[:, :3])",
        ),
        "the pen comes first in the result: it is the last of the seven.": (
            RETURN,
            "return pens, nets.softmax(pi), mu_x, mu_y, np.exp(s_x), np.exp(s_y), np.tanh(rho)",
        ),
        "only the first point is split: all N rows.": (SPLIT, SPLIT.replace("z[:, ", "z[:1, ")),
        "z is changed in place: make new arrays.": (SPLIT, f"{SPLIT}\n    np.tanh(rho, out=rho)\n    rho = np.arctanh(rho)"),
        "M is cut off at 20: it can be larger.": (SPLIT, "M = min(M, 20)\n    " + SPLIT),
    },
)


equivalents(
    ex,
    {
        "slices": """
        block = [z[:, k * M : (k + 1) * M] for k in range(6)]
        e = np.exp(block[0] - block[0].max(axis=1, keepdims=True))
        last = np.exp(z[:, -3:] - z[:, -3:].max(axis=1, keepdims=True))
        pens = last / last.sum(axis=1, keepdims=True)
        return e / e.sum(axis=1, keepdims=True), *block[1:3], np.exp(block[3]), np.exp(block[4]), np.tanh(block[5]), pens
    """,
        "a reshape": """
        blocks = z[:, :-3].reshape(len(z), 6, M).swapaxes(0, 1)
        both = np.exp(blocks[3:5])
        return [nets.softmax(blocks[0]), blocks[1], blocks[2], both[0], both[1], np.tanh(blocks[5]), nets.softmax(z[:, -3:])]
    """,
        "copies, and logarithms": """
        parts = np.split(z, [M, 2 * M, 3 * M, 4 * M, 5 * M, 6 * M], axis=1)
        pi, pens = (np.exp(q - np.logaddexp.reduce(q, axis=1)[:, None]) for q in (parts[0], parts[6]))
        rho = 2 / (1 + np.exp(-2 * parts[5])) - 1
        return pi, parts[1].copy(), parts[2].copy(), np.exp(parts[3]), np.exp(parts[4]), rho, pens
    """,
    },
)
