"""Lesson 22: the gradient of the surprise with respect to all outputs of the net."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "mdn-backward",
    lesson="22_drawing",
    reference=nets.mdn_backward,
    outputs="dz",
    fresh=True,
    hints=[
        "rest = 1 - rho**2; a = (u - rho * v) / rest and b = (v - rho * u) / rest occur in five of the six blocks.",
        "Means: -gamma * a / sigma_x. Sigmas: gamma * (1 - u * a). Correlation: -gamma * (u * v + rho * (1 - u * a - v * b)).",
        "np.concatenate([pi - gamma, dmu_x, dmu_y, ds_x, ds_y, drho, pens - np.eye(3)[pen]], axis=1).",
    ],
)


@ex.cases
def _(rng):
    def case(N, M, scale=0.7, reach=1.0):
        z = scale * rng.normal(size=(N, 6 * M + 3))
        return _with_gamma(z, M, reach * rng.normal(size=(N, 2)), rng.integers(3, size=N))

    yield "N=5, M=4", case(5, 4)
    yield "the task's example", _with_gamma(np.zeros((1, 9)), 1, np.array([[1.0, 0.0]]), np.array([0]))
    yield "one point, one component", case(1, 1)
    yield "one component", case(6, 1)
    yield "N = M = 3", case(3, 3)
    yield "N = 2, M = 2", case(2, 2)
    yield "far from all components", case(4, 3, reach=6.0)
    z = 0.7 * rng.normal(size=(4, 15))
    z[:, 10:12] = [2.0, -2.0]
    yield "strong correlations", _with_gamma(z, 2, rng.normal(size=(4, 2)), np.array([2, 0, 1, 2]))
    z = 0.7 * rng.normal(size=(4, 15))
    z[:, 6:10] += [-3, 1, -2, 2]
    yield "narrow and wide components", _with_gamma(z, 2, rng.normal(size=(4, 2)), np.array([1, 0, 1, 1]))
    yield "so far that all densities are 0 in floating point", case(4, 3, reach=300.0)
    z = 0.7 * rng.normal(size=(4, 15))
    z[:, 6:10] -= 11
    yield "very narrow components", _with_gamma(z, 2, z[:, [2, 4]] + 3e-5 * rng.normal(size=(4, 2)), np.array([1, 2, 0, 1]))
    z = 0.7 * rng.normal(size=(4, 15))
    z[:, 6:10] += 9
    yield "very wide components", _with_gamma(z, 2, 6000 * rng.normal(size=(4, 2)), np.array([0, 2, 1, 1]))
    z = 0.7 * rng.normal(size=(4, 15))
    z[:, 10:12] = [6.0, -6.0]
    yield "very strong correlations", _with_gamma(z, 2, rng.normal(size=(4, 2)), np.array([2, 0, 1, 0]))
    z = 0.7 * rng.normal(size=(3, 15))
    z[:, 12:] += [[900.0], [0.0], [-900.0]]
    yield "pens far apart from each other", _with_gamma(z, 2, rng.normal(size=(3, 2)), np.array([2, 0, 1]))
    yield "40 points, 25 components", case(40, 25)
    yield "300 points", case(300, 2)


def _with_gamma(z, M, xy, pen):
    _, gamma = nets.mdn_nll(z, M, xy, pen)
    return dict(gamma=gamma, z=z, M=M, xy=xy, pen=pen)


UV = "u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y"
REST = "rest = 1 - rho**2"
AB = "a, b = (u - rho * v) / rest, (v - rho * u) / rest"
MU = "dmu_x, dmu_y = -gamma * a / s_x, -gamma * b / s_y"
S = "ds_x, ds_y = gamma * (1 - u * a), gamma * (1 - v * b)"
RHO = "drho = -gamma * (u * v + rho * (1 - u * a - v * b))"
PEN = "dpen = pens - np.eye(3)[pen]"
ALL = "blocks = [pi - gamma, dmu_x, dmu_y, ds_x, ds_y, drho, dpen]"
RETURN = "return np.concatenate(blocks, axis=1)"
mistakes(
    ex,
    {
        "the gradient of pi has the wrong sign: pi - gamma, as with any softmax.": (ALL, ALL.replace("pi - gamma", "gamma - pi")),
        "pi is its own gradient: subtract what it should be, gamma.": (ALL, ALL.replace("pi - gamma", "pi")),
        "pi (1 - pi) is multiplied in: the softmax is in pi - gamma already.": (
            ALL,
            ALL.replace("pi - gamma", "(pi - gamma) * pi * (1 - pi)"),
        ),
        "gamma is missing: each component gets its share of the gradient.": (
            f"{MU}\n    {S}\n    {RHO}",
            f"share, gamma = gamma, np.ones_like(gamma)\n    {MU}\n    {S}\n    {RHO}\n    gamma = share",
        ),
        "pi is used for gamma: the share is that of the density at the point.": (
            f"{MU}\n    {S}\n    {RHO}",
            f"share, gamma = gamma, pi\n    {MU}\n    {S}\n    {RHO}\n    gamma = share",
        ),
        "the means have the wrong sign: a mean to the left of the point must move right.": (MU, MU.replace("-gamma", "gamma")),
        "the means lack 1 / sigma: u = (x - mu) / sigma.": (MU, "dmu_x, dmu_y = -gamma * a, -gamma * b"),
        "the means have 1 / sigma squared: one of the two is in u.": (
            MU,
            "dmu_x, dmu_y = -gamma * a / s_x**2, -gamma * b / s_y**2",
        ),
        "the means lack the correlation: a = (u - rho v) / (1 - rho**2).": (
            MU,
            "dmu_x, dmu_y = -gamma * u / s_x, -gamma * v / s_y",
        ),
        "a and b lack 1 - rho**2: they are (u - rho v) / (1 - rho**2) and (v - rho u) / (1 - rho**2).": (
            AB,
            "a, b = u - rho * v, v - rho * u",
        ),
        "rho v is added: a = (u - rho v) / (1 - rho**2).": (AB, "a, b = (u + rho * v) / rest, (v + rho * u) / rest"),
        "a and b are exchanged: a begins with u, b with v.": (AB, "b, a = (u - rho * v) / rest, (v - rho * u) / rest"),
        "the root of 1 - rho**2 is used: without the root.": (REST, "rest = np.sqrt(1 - rho**2)"),
        "the sigmas have the wrong sign: gamma (1 - u a); far away, sigma must grow.": (
            S,
            "ds_x, ds_y = gamma * (u * a - 1), gamma * (v * b - 1)",
        ),
        "the 1 of the norm is missing in the sigmas: gamma (1 - u a).": (S, "ds_x, ds_y = -gamma * u * a, -gamma * v * b"),
        "the sigmas have u squared: with a correlation it is u a.": (S, "ds_x, ds_y = gamma * (1 - u**2), gamma * (1 - v**2)"),
        "the gradient with respect to sigma is returned: times sigma, for sigma = exp(z).": (
            S,
            "ds_x, ds_y = gamma * (1 - u * a) / s_x, gamma * (1 - v * b) / s_y",
        ),
        "sigma is multiplied in twice: d sigma / dz = sigma is in 1 - u a.": (
            S,
            "ds_x, ds_y = gamma * (1 - u * a) * s_x, gamma * (1 - v * b) * s_y",
        ),
        "the gradient with respect to rho is returned: times 1 - rho**2, for rho = tanh(z).": (
            RHO,
            f"{RHO}\n    drho = drho / rest",
        ),
        "the derivative of tanh is multiplied in twice: drho contains it already.": (RHO, f"{RHO}\n    drho = drho * rest"),
        "u v is missing in the correlation's gradient: u v + rho (1 - u a - v b).": (
            RHO,
            "drho = -gamma * rho * (1 - u * a - v * b)",
        ),
        "the correlation's gradient is u v alone: u v + rho (1 - u a - v b).": (RHO, "drho = -gamma * u * v"),
        "the correlation has the wrong sign: if u and v agree, rho must grow.": (RHO, RHO.replace("-gamma", "gamma")),
        "the norm is missing in the correlation's gradient: rho (1 - u a - v b).": (
            RHO,
            "drho = -gamma * (u * v - rho * (u * a + v * b))",
        ),
        "x and y of the point are exchanged: column 0 is x.": (UV, "u, v = (xy[:, 1:] - mu_x) / s_x, (xy[:, :1] - mu_y) / s_y"),
        "the pen's gradient has the wrong sign: p - one-hot.": (PEN, "dpen = np.eye(3)[pen] - pens"),
        "the pen's gradient is p: subtract the one-hot of what it did.": (PEN, "dpen = pens"),
        "the pen has a gradient only where it acted: all three of p - one-hot.": (PEN, "dpen = (pens - 1) * np.eye(3)[pen]"),
        "the gradient is divided by N: it is that of the sum.": (RETURN, "return np.concatenate(blocks, axis=1) / len(z)"),
        "the gradient is divided by M: the components have their shares.": (
            RETURN,
            "return np.concatenate([q / M for q in blocks[:6]] + blocks[6:], axis=1)",
        ),
        "the signs of all blocks are flipped: it is the gradient of minus the logarithm.": (
            RETURN,
            "return -np.concatenate(blocks, axis=1)",
        ),
        "the order of the blocks is wrong: pi, mu_x, mu_y, sigma_x, sigma_y, rho, pen.": (
            ALL,
            "blocks = [pi - gamma, dmu_x, ds_x, dmu_y, ds_y, drho, dpen]",
        ),
        "the pen comes first: it is the last block, as in z.": (
            ALL,
            "blocks = [dpen, pi - gamma, dmu_x, dmu_y, ds_x, ds_y, drho]",
        ),
        "the pen is left out: dz has 6M + 3 columns.": (ALL, ALL.replace(", dpen", "")),
        "only 255 points get a gradient: N can be larger.": (
            RETURN,
            "out = np.concatenate(blocks, axis=1)\n    out[255:] = 0\n    return out",
        ),
        "only 20 components get a gradient: M can be larger.": (ALL, f"dmu_x[:, 20:] = 0\n    {ALL}"),
        "the gradient is clipped: return it in full.": (RETURN, "return np.clip(np.concatenate(blocks, axis=1), -1e4, 1e4)"),
        "gamma is computed from densities that underflow: take the argument.": (
            UV,
            f"{UV}\n    own = pi / s_x / s_y * np.exp(-(u**2 + v**2 - 2 * rho * u * v) / 2 / (1 - rho**2)) / np.sqrt(1 - rho**2)\n"
            "    gamma = own / np.maximum(own.sum(axis=1, keepdims=True), 1e-300)",
        ),
        "sigma has a least value: take it as it is.": (UV, f"s_x, s_y = np.maximum(s_x, 1e-4), np.maximum(s_y, 1e-4)\n    {UV}"),
        "sigma has a largest value: take it as it is.": (
            UV,
            f"s_x, s_y = np.minimum(s_x, 1000), np.minimum(s_y, 1000)\n    {UV}",
        ),
        "1 - rho**2 has a least value: take it as it is.": (REST, "rest = np.maximum(1 - rho**2, 1e-4)"),
        "exp of the pen's numbers overflows: use nets.softmax.": (
            PEN,
            f"pens = np.exp(z[:, 6 * M :]) / np.exp(z[:, 6 * M :]).sum(axis=1, keepdims=True)\n    {PEN}",
        ),
        "gamma is changed in place: make new arrays.": (ALL, f"gamma *= 1.5\n    {ALL}"),
    },
)


equivalents(
    ex,
    {
        "Graves' equations": """
        pi, mu_x, mu_y, s_x, s_y, rho, pens = nets.mdn_split(z, M)
        x, y = xy[:, [0]], xy[:, [1]]
        C = 1 / (1 - rho**2)
        Z = ((x - mu_x) / s_x) ** 2 + ((y - mu_y) / s_y) ** 2 - 2 * rho * (x - mu_x) * (y - mu_y) / (s_x * s_y)
        first = C / s_x * ((x - mu_x) / s_x - rho * (y - mu_y) / s_y)
        second = C / s_y * ((y - mu_y) / s_y - rho * (x - mu_x) / s_x)
        third = (x - mu_x) * (y - mu_y) / (s_x * s_y) + rho * (1 - C * Z)
        blocks = [-first, -second, 1 - (x - mu_x) * first, 1 - (y - mu_y) * second, -third]
        hot = np.zeros_like(pens)
        hot[np.arange(len(z)), pen] = 1
        return np.hstack([pi - gamma, *(gamma * q for q in blocks), pens - hot])
    """,
        "an empty array, block by block": """
        pi, mu_x, mu_y, s_x, s_y, rho, pens = nets.mdn_split(z, M)
        dz = np.empty((len(z), 6 * M + 3))
        u, v = (xy[:, 0, None] - mu_x) / s_x, (xy[:, 1, None] - mu_y) / s_y
        q = (1 - rho) * (1 + rho)
        dz[:, :M] = pi - gamma
        dz[:, M : 2 * M] = gamma * (rho * v - u) / (q * s_x)
        dz[:, 2 * M : 3 * M] = gamma * (rho * u - v) / (q * s_y)
        dz[:, 3 * M : 4 * M] = gamma - gamma * u * (u - rho * v) / q
        dz[:, 4 * M : 5 * M] = gamma - gamma * v * (v - rho * u) / q
        dz[:, 5 * M : 6 * M] = gamma * (rho * (u * u + v * v - 2 * rho * u * v) / q - rho - u * v)
        dz[:, 6 * M :] = pens
        dz[np.arange(len(z)), 6 * M + pen] -= 1
        return dz
    """,
        "the share computed again": """
        _, share = nets.mdn_nll(z, M, xy, pen)
        pi, mu_x, mu_y, s_x, s_y, rho, pens = nets.mdn_split(z, M)
        u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y
        cosh2 = np.cosh(z[:, 5 * M : 6 * M]) ** 2
        a, b = (u - rho * v) * cosh2, (v - rho * u) * cosh2
        rows = (-a / s_x, -b / s_y, 1 - u * a, 1 - v * b, rho * (u * a + v * b - 1) - u * v)
        body = np.concatenate([share * q for q in rows], axis=1)
        return np.c_[pi - share, body, pens - (pen[:, None] == np.arange(3))]
    """,
    },
)
