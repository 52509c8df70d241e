"""Lesson 22: how surprising a point is under a mixture, and which component explains it."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "mdn-nll",
    lesson="22_drawing",
    reference=nets.mdn_nll,
    outputs=("nll", "gamma"),
    hints=[
        "u = (xy[:, :1] - mu_x) / sigma_x is (N, M); v likewise. The exponent is -(u**2 + v**2 - 2 rho u v) / (2 (1 - rho**2)).",
        "logs = exponent - np.log(2 pi sigma_x sigma_y sqrt(1 - rho**2)) + log softmax of z[:, :M]; log_p = np.logaddexp.reduce(logs, axis=1).",
        "gamma = np.exp(logs - log_p[:, None]). log softmax of q: q - np.logaddexp.reduce(q, axis=1, keepdims=True), for the pen as well.",
    ],
)


@ex.cases
def _(rng):
    def case(N, M, scale=0.7):
        z = scale * rng.normal(size=(N, 6 * M + 3))
        return dict(z=z, M=M, xy=rng.normal(size=(N, 2)), pen=rng.integers(3, size=N))

    def changed(given, columns, values):
        given["z"][:, columns] = values
        return given

    yield "N=5, M=4", case(5, 4)
    yield "the task's example", dict(z=np.zeros((1, 9)), M=1, xy=np.zeros((1, 2)), pen=np.array([0]))
    yield "one point, one component", case(1, 1)
    yield "one component", case(6, 1)
    yield "one point", case(1, 5)
    yield "N = M = 3", case(3, 3)
    yield "N = 2, M = 2", case(2, 2)
    far = case(4, 3)
    yield (
        "points far from all components: their densities are 0 in floating point",
        far | dict(xy=300 + 50 * rng.normal(size=(4, 2))),
    )
    yield "narrow components", changed(case(4, 2), slice(6, 10), -6 + rng.normal(size=(4, 4)))
    yield "wide components", changed(case(4, 2), slice(6, 10), 5 + rng.normal(size=(4, 4)))
    yield "strong correlations", changed(case(4, 2), slice(10, 12), [[2.5, -2.5]] * 4)
    yield "very strong correlations", changed(case(4, 2), slice(10, 12), [[6.0, -6.0]] * 4)
    yield "very wide components", changed(case(4, 2), slice(6, 10), 9 + rng.normal(size=(4, 4)))
    yield "narrow components on the points: densities above 1", _on_points(rng, -11.0)
    yield "outputs far apart from each other: each row has its own maximum", _heights(case(3, 2))
    near = changed(case(3, 2), [0, 1], [[0.0, -900.0]] * 3)
    near["z"][:, 2:6] = [60.0, 0.5, 60.0, 0.5]
    yield "the component that explains the point has a weight of exp(-900)", near
    yield (
        "a pen of probability exp(-900)",
        changed(case(3, 2), slice(12, 15), [[900.0, 0.0, 0.0]] * 3) | dict(pen=np.array([0, 1, 2])),
    )
    yield "the same pen everywhere", case(4, 2) | dict(pen=np.full(4, 2))
    yield "40 points, 25 components", case(40, 25)
    yield "300 points", case(300, 2)


def _on_points(rng, log_sigma):
    z = 0.3 * rng.normal(size=(5, 15))
    z[:, 6:10] += log_sigma
    steps = np.exp(z[:, [6, 8]]) * rng.normal(size=(5, 2))
    return dict(z=z, M=2, xy=z[:, [2, 4]] + steps, pen=rng.integers(3, size=5))


def _heights(given):
    given["z"][:, :2] += [[900.0], [0.0], [-900.0]]
    given["z"][:, 12:] += [[0.0], [-900.0], [900.0]]
    return given


SPLIT = "_, mu_x, mu_y, s_x, s_y, rho, _ = nets.mdn_split(z, M)"
UV = "u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y"
SQUARE = "logs = -(u**2 + v**2 - 2 * rho * u * v) / (2 * rest)"
NORM = "logs = logs - np.log(2 * np.pi * s_x * s_y * np.sqrt(rest))"
WEIGHT = "logs = logs + z[:, :M] - np.logaddexp.reduce(z[:, :M], axis=1, keepdims=True)"
LOG_P, PENS = "log_p = np.logaddexp.reduce(logs, axis=1)", "pens = z[:, 6 * M :]"
LOG_PEN = "log_pen = pens[np.arange(len(z)), pen] - np.logaddexp.reduce(pens, axis=1)"
RETURN = "return -log_p - log_pen, np.exp(logs - log_p[:, None])"
mistakes(
    ex,
    {
        "the weights are left out: add the logarithm of pi to each component.": (WEIGHT, "logs = logs + 0.0"),
        "the weights are not normalised: take log softmax, not z itself.": (WEIGHT, "logs = logs + z[:, :M]"),
        "log pi is taken of a softmax that underflowed: take log softmax from z itself.": (
            WEIGHT,
            "logs = logs + np.log(np.maximum(nets.softmax(z[:, :M]), 1e-300))",
        ),
        "densities are multiplied out before the log: they underflow far away, use np.logaddexp.reduce.": (
            LOG_P,
            "log_p = np.log(np.maximum(np.exp(logs).sum(axis=1), 1e-300))",
        ),
        "a small number is added inside the log: it hides an underflow, use np.logaddexp.reduce.": (
            LOG_P,
            "log_p = np.log(np.exp(logs).sum(axis=1) + 1e-8)",
        ),
        "only the best component counts: sum over all of them.": (LOG_P, "log_p = logs.max(axis=1)"),
        "the mean over the components is taken: sum, the weights are in it.": (LOG_P, f"{LOG_P} - np.log(M)"),
        "log densities are summed over the components: sum densities, np.logaddexp.reduce.": (LOG_P, "log_p = logs.sum(axis=1)"),
        "the cross term is missing: - 2 rho u v.": (SQUARE, "logs = -(u**2 + v**2) / (2 * rest)"),
        "the cross term has the wrong sign: u**2 + v**2 - 2 rho u v.": (SQUARE, SQUARE.replace("- 2 *", "+ 2 *")),
        "the factor 2 of the cross term is missing: 2 rho u v.": (SQUARE, SQUARE.replace("- 2 * rho", "- rho")),
        "the exponent is not halved: divide by 2 (1 - rho**2).": (SQUARE, SQUARE.replace("(2 * rest)", "rest")),
        "1 - rho**2 is missing in the exponent: divide by 2 (1 - rho**2).": (SQUARE, SQUARE.replace("(2 * rest)", "2")),
        "1 - rho is used: it is 1 - rho**2.": ("rest = 1 - rho**2", "rest = 1 - rho"),
        "1 - rho**2 is missing in the norm: sigma_x sigma_y sqrt(1 - rho**2).": (NORM, NORM.replace(" * np.sqrt(rest)", "")),
        "the root is missing in the norm: sqrt(1 - rho**2).": (NORM, NORM.replace("np.sqrt(rest)", "rest")),
        "the norm has sqrt(2 pi): in two dimensions it is 2 pi.": (NORM, NORM.replace("2 * np.pi", "np.sqrt(2 * np.pi)")),
        "2 pi is missing in the norm: divide by 2 pi sigma_x sigma_y sqrt(1 - rho**2).": (NORM, NORM.replace("2 * np.pi * ", "")),
        "the norm is missing: without it narrow components cost nothing.": (f"    {NORM}\n", ""),
        "the norm is added: the density is divided by it, so subtract its logarithm.": (
            NORM,
            NORM.replace("- np.log", "+ np.log"),
        ),
        "sigma_y is missing in the norm: the product of both.": (NORM, NORM.replace(" * s_y", "")),
        "differences are not divided by sigma: u = (x - mu_x) / sigma_x.": (UV, "u, v = xy[:, :1] - mu_x, xy[:, 1:] - mu_y"),
        "differences are divided by sigma squared: u = (x - mu_x) / sigma_x, it is squared later.": (
            UV,
            "u, v = (xy[:, :1] - mu_x) / s_x**2, (xy[:, 1:] - mu_y) / s_y**2",
        ),
        "x and y of the point are exchanged: column 0 is x.": (UV, "u, v = (xy[:, 1:] - mu_x) / s_x, (xy[:, :1] - mu_y) / s_y"),
        "sigma_x is used for y: v has sigma_y.": (UV, UV.replace("/ s_y", "/ s_x")),
        "the pen is left out: add its surprise.": ("return -log_p - log_pen,", "return -log_p,"),
        "the pen's sign is wrong: - log p of the pen is added.": ("- log_pen,", "+ log_pen,"),
        "the pen is not normalised: take log softmax.": (LOG_PEN, "log_pen = pens[np.arange(len(z)), pen]"),
        "the log of a softmax that underflowed: take log softmax of the pen from z itself.": (
            LOG_PEN,
            "log_pen = np.log(np.maximum(nets.softmax(pens)[np.arange(len(z)), pen], 1e-300))",
        ),
        "the pen is always 0: use the argument pen.": (LOG_PEN, LOG_PEN.replace("len(z)), pen]", "len(z)), 0 * pen]")),
        "all three pens are summed: take the one that pen names.": (
            LOG_PEN,
            "log_pen = (pens - np.logaddexp.reduce(pens, axis=1, keepdims=True)).sum(axis=1)",
        ),
        "the logarithm is to base 2: nats are natural logarithms.": (
            RETURN,
            "return (-log_p - log_pen) / np.log(2), np.exp(logs - log_p[:, None])",
        ),
        "the likelihood is returned with its sign: nll is minus the logarithm.": (
            RETURN,
            RETURN.replace("-log_p - log_pen", "log_p + log_pen"),
        ),
        "the mean over the points is returned: one number for each point.": (
            RETURN,
            "return (-log_p - log_pen).mean(), np.exp(logs - log_p[:, None])",
        ),
        "gamma is not normalised: divide by the sum over the components.": (
            RETURN,
            RETURN.replace("logs - log_p[:, None]", "logs"),
        ),
        "gamma is pi: multiply by the density of the component, then normalise.": (
            RETURN,
            RETURN.replace("np.exp(logs - log_p[:, None])", "nets.softmax(z[:, :M])"),
        ),
        "gamma lacks the weights: pi times density, then normalise.": (
            RETURN,
            "return -log_p - log_pen, nets.softmax(logs - z[:, :M])",
        ),
        "gamma contains the pen: it belongs to all components alike.": (
            RETURN,
            RETURN.replace("log_p[:, None])", "(log_p + log_pen)[:, None])"),
        ),
        "gamma is 1 for the best component alone: return the shares.": (
            RETURN,
            RETURN.replace("np.exp(logs - log_p[:, None])", "np.eye(M)[logs.argmax(axis=1)]"),
        ),
        "gamma is in logarithms: return np.exp of it.": (
            RETURN,
            RETURN.replace("np.exp(logs - log_p[:, None])", "logs - log_p[:, None]"),
        ),
        "only 20 components count: use all M.": (LOG_P, LOG_P.replace("(logs,", "(logs[:, :20],")),
        "only 255 points are used: N can be larger.": (RETURN, "log_p[255:] = 0\n    " + RETURN),
        "nll is cut off at 0: a density can be above 1, then nll is negative.": (
            RETURN,
            RETURN.replace("-log_p - log_pen", "np.maximum(-log_p - log_pen, 0)"),
        ),
        "the absolute value is returned: a density can be above 1, then nll is negative.": (
            RETURN,
            RETURN.replace("-log_p - log_pen", "abs(-log_p - log_pen)"),
        ),
        "exp of the weights' numbers overflows: use np.logaddexp.reduce.": (
            WEIGHT,
            "logs = logs + z[:, :M] - np.log(np.exp(z[:, :M]).sum(axis=1, keepdims=True))",
        ),
        "one maximum is subtracted from all weights: use np.logaddexp.reduce, row by row.": (
            WEIGHT,
            "w = z[:, :M] - z[:, :M].max()\n    logs = logs + w - np.log(np.exp(w).sum(axis=1, keepdims=True))",
        ),
        "one maximum is subtracted from the pens of all points: use np.logaddexp.reduce, row by row.": (
            LOG_PEN,
            "pens = pens - pens.max()\n    log_pen = pens[np.arange(len(z)), pen] - np.log(np.exp(pens).sum(axis=1))",
        ),
        "1 - rho**2 has a least value: take it as it is.": ("rest = 1 - rho**2", "rest = np.maximum(1 - rho**2, 1e-4)"),
        "sigma has a least value: take it as it is.": (UV, f"s_x, s_y = np.maximum(s_x, 1e-4), np.maximum(s_y, 1e-4)\n    {UV}"),
        "sigma has a largest value: take it as it is.": (UV, f"s_x, s_y = np.minimum(s_x, 1e3), np.minimum(s_y, 1e3)\n    {UV}"),
        "z is changed in place: make new arrays.": (UV, f"{UV}\n    z[:, :M] -= 0.1"),
    },
)


equivalents(
    ex,
    {
        "the inverse of the covariance": """
        _, mu_x, mu_y, s_x, s_y, rho, _ = nets.mdn_split(z, M)
        d = xy[:, None] - np.stack([mu_x, mu_y], axis=2)
        det = (s_x * s_y) ** 2 * (1 - rho) * (1 + rho)
        square = (s_y * d[..., 0]) ** 2 + (s_x * d[..., 1]) ** 2 - 2 * rho * s_x * s_y * d[..., 0] * d[..., 1]
        logs = z[:, :M] - square / det / 2 - np.log(det) / 2 - np.log(2 * np.pi)
        top = logs.max(axis=1, keepdims=True)
        e = np.exp(logs - top)
        log_p = (top + np.log(e.sum(axis=1, keepdims=True)))[:, 0] - np.logaddexp.reduce(z[:, :M], axis=1)
        last = z[:, 6 * M :] - np.logaddexp.reduce(z[:, 6 * M :], axis=1)[:, None]
        return -(log_p + last[range(len(z)), pen]), e / e.sum(axis=1, keepdims=True)
    """,
        "x first, then y given x": """
        _, mu_x, mu_y, s_x, s_y, rho, _ = nets.mdn_split(z, M)
        u = (xy[:, 0, None] - mu_x) / s_x
        away = (xy[:, 1, None] - mu_y) / s_y - rho * u
        left = 1 - rho**2
        log_x = -(u**2) / 2 - np.log(s_x) - np.log(2 * np.pi) / 2
        log_y = -(away**2) / left / 2 - np.log(s_y) - np.log(left) / 2 - np.log(2 * np.pi) / 2
        logs = log_x + log_y + z[:, :M]
        total = np.logaddexp.reduce(logs, axis=1)
        log_p = total - np.logaddexp.reduce(z[:, :M], axis=1)
        pens = np.take_along_axis(z[:, -3:], pen[:, None], axis=1)[:, 0] - np.logaddexp.reduce(z[:, -3:], axis=1)
        return [-log_p - pens, np.exp(logs - total[:, None])]
    """,
        "scipy": """
        from scipy.special import log_softmax, logsumexp

        _, mu_x, mu_y, s_x, s_y, rho, _ = nets.mdn_split(z, M)
        x, y = xy.T[:, :, None]
        u, v, q = (x - mu_x) / s_x, (y - mu_y) / s_y, 1 - rho * rho
        logs = log_softmax(z[:, :M], axis=1) - (u * u - 2 * rho * u * v + v * v) / (2 * q)
        logs = logs - np.log(2 * np.pi) - z[:, 3 * M : 4 * M] - z[:, 4 * M : 5 * M] - 0.5 * np.log(q)
        nll = -logsumexp(logs, axis=1) - (log_softmax(z[:, -3:], axis=1) * np.eye(3)[pen]).sum(axis=1)
        return nll, nets.softmax(logs)
    """,
    },
)
