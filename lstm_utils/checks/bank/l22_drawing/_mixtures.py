"""Do points follow a mixture density, row by row? Evidence by laws that mistakes would follow.

N rows, M components, S = sigma. A law is the list of parameters that mdn_split returns. Besides
the known laws, each coordinate is turned into a number that is uniform if the density is right.
"""

import numpy as np
from scipy.special import ndtr

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import even, table

BINS = 10
LAGS = (1, 2, 3, 4)


def law(z, M, bias):
    """Return the parameters that points are drawn with; the pen is not biased."""
    z = np.array(z, dtype=float)
    z[:, :M] *= 1 + bias
    z[:, 3 * M : 5 * M] -= bias
    return list(nets.mdn_split(z, M))


def parts(xy, found):
    """Return the logarithm of each component's weight times density, (N, M)."""
    pi, mu_x, mu_y, s_x, s_y, rho, _ = found
    u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y
    rest = (1 - rho) * (1 + rho)
    with np.errstate(divide="ignore"):
        logs = np.log(pi) - np.log(2 * np.pi * s_x * s_y) - np.log(rest) / 2
    return logs - (u**2 + v**2 - 2 * rho * u * v) / (2 * rest)


def nats(xy, found):
    """Return the log density of all points under a law."""
    return float(np.logaddexp.reduce(parts(xy, found), axis=1).sum())


def uniform(xy, found):
    """Return F(x) and F(y given x) of each point: uniform and independent under the law."""
    pi, mu_x, mu_y, s_x, s_y, rho, _ = found
    u = (xy[:, :1] - mu_x) / s_x
    first = (pi * ndtr(u)).sum(axis=1)
    weights = nets.softmax(np.log(np.maximum(pi, 1e-300)) - u**2 / 2 - np.log(s_x))
    away = (xy[:, 1:] - mu_y - rho * s_y * u) / (s_y * np.sqrt(1 - rho**2))
    return first, (weights * ndtr(away)).sum(axis=1)


def bins(share):
    """Return in which of ten equal parts of [0, 1] numbers are."""
    return np.clip((BINS * share).astype(int), 0, BINS - 1)


def tests(xy, pen, found):
    """Return the evidence that points do not follow a law, by test."""
    a, b = map(bins, uniform(xy, found))
    gamma = nets.softmax(parts(xy, found))
    likely = gamma.argmax(axis=1)
    pi = found[0]
    before = pi.cumsum(axis=1)[np.arange(len(pi)), likely] - pi[np.arange(len(pi)), likely] / 2
    kinds = pens_by_kind(found[6])
    results = {"x": table(0 * a, a, 1, even(BINS)), "y": table(0 * b, b, 1, even(BINS))}
    results["y given x"] = table(a, b, BINS, even(BINS))
    results["pen"] = _pens(kinds, pen, 0 * pen, 1)
    results["pen given x"] = _pens(kinds, pen, a // 2, 5)
    results["pen given y"] = _pens(kinds, pen, b // 2, 5)
    results["pen given the component"] = _pens(kinds, pen, (4 * before).astype(int), 4)
    half = len(pen) // 2
    for name, context, lag in (
        ("one before", pen, 1),
        ("half before", pen, half),
        ("x before", a // 5, 1),
        ("y before", b // 5, 1),
    ):
        later = np.where(np.arange(len(pen)) < lag, -1, pen)  # only those with a context
        results[f"pen given the {name}"] = _pens(kinds, later, np.roll(context, lag), 3)
    for name, q in (("x after", a), ("y after", b)):
        earlier = np.where(np.arange(len(pen)) < len(pen) - 1, pen, -1)
        results[f"pen given the {name}"] = _pens(kinds, earlier, np.roll(q // 5, -1), 3)
    results["noise"] = _other_noise(xy, found)
    results["pen given its mirror"] = _pens(kinds, np.where(np.arange(len(pen)) < half, pen, -1), pen[::-1], 3)
    outside = (abs(np.concatenate(uniform(xy, found)) - 0.5) > 0.49).astype(int)
    results["tails"] = table(0 * outside, outside, 1, [0.98, 0.02])
    results["y given the x before"] = evidence.mean([_depend(a[:-1], b[1:]), _depend(b[:-1], a[1:])])
    for name, q in (("x", a), ("y", b)):
        half = len(q) // 2
        results[f"{name} given those before"] = evidence.mean([_depend(q[:-lag], q[lag:]) for lag in LAGS])
        results[f"{name} mirrored"] = _depend(q[:half], q[::-1][:half])
        results[f"half of {name}"] = _depend(q[:half], q[half : 2 * half])
    return results


LOG_DENSITIES = (  # of mean 0 and variance 1: Laplace, logistic, Student's t with 5 degrees of freedom
    lambda e: -np.log(2) / 2 - 2**0.5 * abs(e),
    lambda e: np.log(np.pi / 3**0.5) - np.pi / 3**0.5 * abs(e) - 2 * np.log1p(np.exp(-np.pi / 3**0.5 * abs(e))),
    lambda e: np.log(8 / (3 * np.pi * 3**0.5)) - 3 * np.log1p(e**2 / 3),
)


def _other_noise(xy, found):
    """Return the evidence that the noise has another law of mean 0 and variance 1 than the normal one."""
    pi, mu_x, mu_y, s_x, s_y, rho, _ = found
    u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y
    root = np.sqrt(1 - rho**2)
    e = np.stack([u, (v - rho * u) / root])
    weights, usual = np.log(np.maximum(pi, 1e-300)) - np.log(s_x * s_y * root), nats(xy, found)
    logs = [weights + law(e).sum(axis=0) for law in LOG_DENSITIES]
    return evidence.mean([float(np.logaddexp.reduce(one, axis=1).sum()) - usual for one in logs])


def evenly(xy, found):
    """Return whether each twentieth of [0, 1] has as many of F(x), or of F(y given x), as each other."""
    counts = [np.bincount(np.clip((20 * q).astype(int), 0, 19), minlength=20) for q in uniform(xy, found)]
    return any(np.ptp(each) == 0 for each in counts)


def _depend(context, outcome):
    """Return the evidence that numbers in ten equal parts depend on others, in tenths or in halves."""
    halves = table(context // 5, outcome // 5, 2, even(2))
    return evidence.mean([table(context, outcome, BINS, even(BINS)), halves])


def pens_by_kind(pens):
    """Return the different rows of probabilities of the pen, and which one each point has."""
    rows, which = np.unique(pens.round(9), axis=0, return_inverse=True)
    return rows, which.ravel()


def _pens(kinds, pen, context, contexts):
    """Return the evidence that the pen depends on a context, or does not follow its law."""
    rows, which = kinds
    found = []
    for n, row in enumerate(rows):
        here = (which == n) & (pen >= 0)
        found.append(table(context[here], pen[here], contexts, (row / row.sum()).tolist()))
    return evidence.together(found, len(rows))


def without_small(found):
    """Yield laws in which components with a small weight are left out, for several limits."""
    for limit in (0.02, 0.05, 0.1):
        pi = np.where(found[0] < np.minimum(limit, found[0].max(axis=1, keepdims=True)), 0.0, found[0])
        yield [pi / pi.sum(axis=1, keepdims=True), *found[1:]]


def hot(index, M):
    """Return weights that are 1 for one component of each row."""
    return np.eye(M)[index]


def shared(found):
    """Yield laws in which one number chooses the component of most rows; it is one of 20."""
    ends = found[0].cumsum(axis=1)[:, :-1]
    for u in (np.arange(20) + 0.5) / 20:
        chosen = hot((u > ends).sum(axis=1), found[0].shape[1])
        yield [0.7 * chosen + 0.3 * found[0], *found[1:]]
