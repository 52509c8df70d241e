"""Lesson 22: points drawn from a mixture density. Judged by what they would be drawn from."""

import math

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import OWN
from lstm_utils.checks.bank.l22_drawing import _mixtures as mixtures
from lstm_utils.checks.declare import Layout, Seed, equivalents, exercise, mistakes

ex = exercise(
    "mdn-sample",
    lesson="22_drawing",
    reference=nets.mdn_sample,
    outputs=("xy", "pen"),
    varies=("xy", "pen"),
    fresh=True,
    layouts=(Layout.READ_ONLY, Layout.STRIDED),
    hints=[
        "Bias first, on a copy: z = z.copy(); z[:, :M] *= 1 + bias; z[:, 3 * M : 5 * M] -= bias. Then nets.mdn_split.",
        "A column for each row of p: (rng.random((N, 1)) > p[:, :-1].cumsum(axis=1)).sum(axis=1). Take mu_x[rows, k] and so on.",
        "e_x, e_y = rng.normal(size=(2, N)); x = mu_x + s_x * e_x; y = mu_y + s_y * (rho * e_x + np.sqrt(1 - rho**2) * e_y).",
    ],
)

LARGE = ((600, 3, 0.0), (1500, 1, 0.4), (600, 2, 0.8), (1000, 12, 4.0))  # points, components, bias; judged together
DRAWS = 40  # of 30 points each
KINDS = 4  # different laws of the pen in a draw


def outputs(N, M, rng):
    """Return outputs of a net: each row has its own mixture, and one of four laws of the pen.

    One component has a pen that rarely ends. Two components are far apart, equal in weight and in all
    rows: the points show which was chosen.
    """
    blocks = [rng.normal(size=(N, M)), 3 * rng.normal(size=(N, 2 * M)), 0.6 * rng.normal(size=(N, 2 * M))]
    pens = rng.normal(size=(KINDS, 3))[rng.integers(KINDS, size=N)]
    if M == 1:
        pens[:] = np.log([0.96, 0.025, 0.015])
    if M == 12:
        blocks[0] /= 3  # so that the bias leaves several components likely
    if M == 2:
        pens[:] = [-0.2, 0.3, 0.1]  # the likeliest is not 0, nor above a half
        blocks[:2] = np.zeros((N, 2)), np.tile([-40.0, 40.0, 1.0, 2.0], (N, 1))
    return np.concatenate([*blocks, rng.choice([-1, 1], size=(N, M)) * rng.uniform(0.4, 1.2, size=(N, M)), pens], axis=1)


@ex.cases
def _(rng):
    seeds = [int(s) for s in rng.integers(10_000, 2**31, size=11)]

    def case(N, M, n, bias=None):
        given = dict(z=outputs(N, M, rng), M=M, rng=Seed(seeds[n]))
        return given if bias is None else given | dict(bias=bias)

    yield "N=5, M=4, bias 0.5", case(5, 4, 0, 0.5)
    yield "one point, one component", case(1, 1, 1, 0.0)
    yield "M=1, no bias given", case(6, 1, 2)
    yield "N = M = 3, bias 3", case(3, 3, 3, 3.0)
    for n, (N, M, bias) in enumerate(LARGE):
        yield f"{N} points, M={M}, bias {bias}" if bias else f"{N} points, M={M}, no bias given", case(N, M, 4 + n, bias or None)
    yield f"30 points, drawn {DRAWS} times", case(30, 2, 10), DRAWS
    again = case(60, 2, 8, 1.0)
    yield "60 points", again
    yield "60 points, another seed", again | dict(rng=Seed(seeds[9]))
    yield "60 points, the first seed again", dict(again)


UNBIASED = "the bias has no effect: it multiplies the logits of pi by 1 + bias, and is subtracted from log sigma."
NOT_PI = "the bias does not change pi: its logits are multiplied by 1 + bias."
NOT_SIGMA = "the bias does not change sigma: subtract it from log sigma."
WIDER = "the bias makes the components wider: sigma = exp(z - bias)."
OFF_SIGMA = "the bias is subtracted from sigma itself: it belongs inside exp, exp(z - bias)."
TIMES_BIAS = "the logits of pi are multiplied by the bias: the factor is 1 + bias."
FACTOR = "the logits of pi are multiplied by another number: the factor is 1 + bias."
DEFAULT = "without a bias the draws are biased: its default is 0."
PEN_BIASED = "the bias changes the pen, too: only pi and sigma."
ARGMAX = "the most likely component is always taken: draw one with the probabilities pi."
EVEN = "all components are equally likely: draw with the probabilities pi."
SHARED = "one number chooses the component of all points: draw a number for each row."
VARIANCE = "sigma squared is used for sigma: the standard deviation multiplies the noise."
ROOT = "the root of sigma is used: the standard deviation multiplies the noise."
NO_RHO = "x and y do not depend on each other: y has the part rho * e_x."
MINUS_RHO = "the correlation has the wrong sign: y has the part + rho * e_x."
NO_ROOT = "the root is missing: y has the part sqrt(1 - rho**2) * e_y."
ONE_LESS = "1 - rho is used: y has the part sqrt(1 - rho**2) * e_y."
FULL = "y has e_y in full: rho * e_x + sqrt(1 - rho**2) * e_y has variance 1."
SWAPPED = "x and y are exchanged: column 0 is x."
MEAN = "the mean of a component is returned: add the noise."
BLUR = "the mean of all components is returned: draw one component."
ONE_E = "x and y have the same noise: draw two numbers for each point."
ALL_E = "all points have the same noise: draw two numbers for each point."
REUSED = "the number that chose the component chooses the pen as well: draw another one."
PEN_ARGMAX = "the most likely pen is always taken: draw it."
PEN_LIMIT = "the pen is decided by a threshold: draw it with its probabilities."
PEN_EVEN = "all states of the pen are equally likely: draw with its probabilities."
PEN_SHARED = "one number chooses the pen of all points: draw a number for each row."
PEN_HOT = "the pen is one-hot: return its number, 0 to 2."
DEPENDS = "the points depend on each other: draw new numbers for each row."
HALVES = "the second half of the points has the noise of the first: draw new numbers for each row."
MIRRORED = "the second half of the noise mirrors the first: draw new numbers for each row."
PEN_OF_E = "the noise of the point chooses the pen as well: draw another number."
OWN_PEN = "the pens do not depend on the seed: use the argument rng, for them too."
OWN_K = "the components do not depend on the seed: use the argument rng, for them too."
OWN_E = "the noise does not depend on the seed: use the argument rng, for it too."
NOT_NORMAL = "the noise is not normal: use rng.normal, without limits."
REPEATS = "numbers of the noise come again: draw new ones for each row, in full precision."
PEN_DEPENDS = "the pens depend on other rows: draw a number for each row."
PEN_COARSE = "the number that chooses the pen is rounded: use rng.random, rare pens must occur."
SAME_NOISE = "numbers of the noise come twice, or with the other sign: draw two numbers for each row."
SHIFTED = "the noise is shifted to a mean of 0: draw new numbers for each row, and leave them as they are."
EVENLY = "the numbers that choose are spread evenly over 0 to 1: draw them independently, rng.random."
STRATIFIED = "the noise is spread evenly over its law: draw independent numbers, rng.normal."
SMALL = "components with a small weight are left out: draw with pi as it is."
CUT = "the noise is cut off: use rng.normal, without limits."
PAIRED = "neighbouring rows share a number: draw new numbers for each row."
TURNED = "xy is (2, N): return (N, 2)."
LAST = "only the last component is taken: draw one with the probabilities pi."


@ex.property
def form(inputs, value):
    """Return what is wrong with one draw, or with several, None if nothing is."""
    if len(value) == DRAWS:
        return next(filter(None, (form(inputs, one) for one in value)), None)
    N = len(inputs["z"])
    xy, pen = map(np.asarray, value)
    if xy.shape != (N, 2):
        return TURNED if xy.shape == (2, N) else f"xy: expected ({N}, 2), got {xy.shape}"
    if pen.shape != (N,):
        return PEN_HOT if pen.shape == (N, 3) else f"pen: expected ({N},), got {pen.shape}"
    if xy.dtype.kind != "f" or not np.isfinite(xy).all():
        return "xy must be finite floats"
    if pen.dtype.kind not in "iu" or not np.isin(pen, (0, 1, 2)).all():
        return "pen must be integers from 0 to 2"
    return None


def _given(inputs, value):
    xy, pen = map(np.asarray, value)
    return xy.astype(float), pen.astype(int), inputs["z"], inputs["M"], inputs.get("bias", 0.0)


def large_of(pairs):
    """Return the points, pens, outputs, M and bias of the draws that are judged together."""
    return [_given(*pair) for pair in pairs[4:8]], [_given(pairs[8][0], one) for one in pairs[8][1]]


def evidence_of(judged):
    """Return the evidence against several draws, by test."""
    large, many = judged
    found = []
    for xy, pen, z, M, bias in large:
        right = mixtures.law(z, M, bias)
        one, usual = mixtures.tests(xy, pen, right), mixtures.nats(xy, right)
        with np.errstate(all="ignore"):
            for words, other in LAWS.items():
                seen = xy[:, ::-1] if words == SWAPPED else xy
                one[words] = mixtures.nats(seen, other(z, M, bias, right)) - usual
        one[SHARED] = evidence.mean([mixtures.nats(xy, other) for other in mixtures.shared(right)]) - usual
        factors = [_mixed(lambda b, f=f: f(b) - 1, lambda b: b)(z, M, bias, right) for f in FACTORS]
        one[FACTOR] = evidence.mean([mixtures.nats(xy, other) for other in factors]) - usual
        one[SMALL] = evidence.mean([mixtures.nats(xy, other) for other in mixtures.without_small(right)]) - usual
        found.append({name: q if np.isfinite(q) else -np.inf for name, q in one.items()})
    results = {name: evidence.together([one[name] for one in found], len(large)) for name in found[0]}
    return results | {EVENLY: _evenly(many)}


def _evenly(many):
    """Return the evidence that the numbers of components or of pens vary less, or more, than in independent draws."""
    z, M, bias = many[0][2:]
    pi, *_, pens = mixtures.law(z, M, bias)
    found = []
    for drawn in ([(xy[:, 0] > 0, pi[0, 1]) for xy, *_ in many], [(pen == 1, pens[0, 1]) for _, pen, *_ in many]):
        near = [int(abs(chosen.sum() - len(chosen) * p) < 1.5) for chosen, p in drawn]
        n, p = len(drawn[0][0]), drawn[0][1]
        share = sum(math.comb(n, c) * p**c * (1 - p) ** (n - c) for c in range(n + 1) if abs(c - n * p) < 1.5)
        found.append(evidence.of_counts((len(near) - sum(near), sum(near)), (1 - share, share)))
    return evidence.mean(found)


def _changed(**new):
    """Return a law with some parameters replaced by functions of the right ones."""
    names = ("pi", "mu_x", "mu_y", "s_x", "s_y", "rho", "pens")

    def changed(z, M, bias, right):
        known = dict(zip(names, right, strict=True))
        return [new[name](**known) if name in new else known[name] for name in names]

    return changed


def _mixed(pi_bias, sigma_bias):
    """Return a law with other biases for pi and for sigma, functions of the right one."""

    def changed(z, M, bias, right):
        pi = nets.softmax(z[:, :M] * (1 + pi_bias(bias)))
        wider = np.exp(bias - sigma_bias(bias))
        return [pi, *right[1:3], right[3] * wider, right[4] * wider, *right[5:]]

    return changed


def _own_y(share_of_e_y):
    """Return a law with y = mu_y + sigma_y (rho e_x + share e_y)."""
    return _changed(
        s_y=lambda s_y, rho, **_: s_y * np.sqrt(rho**2 + share_of_e_y(rho) ** 2),
        rho=lambda rho, **_: rho / np.sqrt(rho**2 + share_of_e_y(rho) ** 2),
    )


def _off_sigma(z, M, bias, right):
    wide = (s * np.exp(bias) for s in right[3:5])
    return [*right[:3], *(abs(s - bias) + 1e-3 for s in wide), *right[5:]]


LAWS = {
    UNBIASED: _mixed(lambda b: 0.0, lambda b: 0.0),
    NOT_PI: _mixed(lambda b: 0.0, lambda b: b),
    NOT_SIGMA: _mixed(lambda b: b, lambda b: 0.0),
    WIDER: _mixed(lambda b: b, lambda b: -b),
    OFF_SIGMA: _off_sigma,
    TIMES_BIAS: _mixed(lambda b: b - 1, lambda b: b),
    DEFAULT: _mixed(lambda b: b or 1.0, lambda b: b or 1.0),
    ARGMAX: _changed(pi=lambda pi, **_: mixtures.hot(pi.argmax(axis=1), pi.shape[1])),
    LAST: _changed(pi=lambda pi, **_: mixtures.hot(np.full(len(pi), pi.shape[1] - 1), pi.shape[1])),
    EVEN: _changed(pi=lambda pi, **_: np.full(pi.shape, 1 / pi.shape[1])),
    VARIANCE: _changed(s_x=lambda s_x, **_: s_x**2, s_y=lambda s_y, **_: s_y**2),
    ROOT: _changed(s_x=lambda s_x, **_: s_x**0.5, s_y=lambda s_y, **_: s_y**0.5),
    NO_RHO: _changed(rho=lambda rho, **_: 0 * rho),
    MINUS_RHO: _changed(rho=lambda rho, **_: -rho),
    NO_ROOT: _own_y(lambda rho: 1 - rho**2),
    ONE_LESS: _own_y(lambda rho: np.sqrt(1 - rho)),
    FULL: _own_y(lambda rho: 1.0),
    SWAPPED: lambda z, M, bias, right: right,
}


NAMED = (*LAWS, SHARED, FACTOR, SMALL, EVENLY)
OF_LAW = ("x", "y", "y given x", "tails")
FACTORS = (np.exp, lambda b: 1 + 2 * b, lambda b: 1 + b / 2, lambda b: 1 + b**2, lambda b: min(1 + b, 3.0))


@ex.property_of_all
def _(pairs):
    """Return what only many points show."""
    if any(value is None or form(inputs, value) for inputs, value in pairs):
        return None
    judged = large, _ = large_of(pairs)
    if words := _exact(large):
        return words
    if not _of_seed(*pairs[9:12]):
        return OWN
    found = evidence_of(judged)
    worst = evidence.strongest(found)
    if worst == EVENLY:  # other mistakes have that effect, too
        others = {name: q for name, q in found.items() if name != EVENLY}
        worst = evidence.strongest(others) or _not_of_seed(*pairs[9:11]) or EVENLY
    if not worst or worst in (*NAMED, OWN_PEN, OWN_K, OWN_E):
        return worst or _not_of_seed(*pairs[9:11]) or _repeats(large)
    known = {words: found[words] for words in NAMED if words != EVENLY}
    best = max(known, key=known.__getitem__)
    of_law = worst in OF_LAW and known[best] > evidence.threshold(len(found))
    return best if of_law else _pen(large, worst)


def _of_seed(first, other, again):
    """Return whether the first seed gives the same points again, and another one others."""
    first, other, again = (np.asarray(value[0]) for _, value in (first, other, again))
    return np.array_equal(first, again) and not np.array_equal(first, other)


def _not_of_seed(first, other):
    """Return which draws are the same with two seeds, None if none is; two components are far apart."""
    (a, pen_a, z, M, bias), (b, pen_b, *_) = _given(*first), _given(*other)
    if np.array_equal(pen_a, pen_b):
        return OWN_PEN
    if np.array_equal(a[:, 0] > 0, b[:, 0] > 0):
        return OWN_K
    law = mixtures.law(z, M, bias)
    equal = [abs(p - q) < 1e-9 for p, q in zip(_noise(a, law), _noise(b, law), strict=True)]
    return OWN_E if any(same.sum() > 2 for same in equal) else None


def _noise(xy, law):
    """Return e_x and e_y, if each point is of its likeliest component."""
    k = mixtures.parts(xy, law).argmax(axis=1)[:, None]
    mu_x, mu_y, s_x, s_y, rho = (np.take_along_axis(q, k, axis=1)[:, 0] for q in law[1:6])
    u, v = (xy[:, 0] - mu_x) / s_x, (xy[:, 1] - mu_y) / s_y
    return u, (v - rho * u) / np.sqrt(1 - rho**2)


def _repeats(large):
    """Return REPEATS if numbers of the noise, or their negatives, occur twice; M is 1."""
    for xy, _, z, M, bias in large:
        if M == 1:
            noise = abs(np.concatenate(_noise(xy, mixtures.law(z, M, bias)))).round(10)
            counts = np.unique(noise, return_counts=True)[1]
            if counts[-1] > 3:
                return CUT
            if (counts > 1).sum() > 2:
                return SAME_NOISE
    return None


def _exact(large):
    """Return a mistake that makes points that a density never gives, None if none is seen."""
    noise, repeats, even, stratified = [], False, False, False
    for xy, _, z, M, bias in large:
        law = mixtures.law(z, M, bias)
        pi, mu_x, mu_y, s_x, s_y, rho, _ = law
        blur = np.stack([(pi * mu_x).sum(axis=1), (pi * mu_y).sum(axis=1)], axis=1)
        if np.allclose(xy, blur, atol=1e-9):
            return BLUR
        u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y
        if (abs(u) + abs(v)).min(axis=1).max() < 1e-9:
            return MEAN
        same = abs(v - (rho + np.sqrt(1 - rho**2)) * u).min(axis=1).max() < 1e-6
        alike = any(abs(u - one).min(axis=1).max() < 1e-6 for one in u[0])
        noise.append((same, alike))
        if M == 1:
            again = np.unique(u.round(12), return_counts=True)[1] > 1
            even = abs(np.mean(_noise(xy, law), axis=1)).min() < 1e-13
            stratified = mixtures.evenly(xy, law)
            half = len(u) // 2
            repeats = again.sum() > 2 and not np.allclose(u[:half], u[-half:])  # that has a name
    if all(same for same, _ in noise):
        return ONE_E
    if all(alike for _, alike in noise):
        return ALL_E
    if even or stratified:
        return SHIFTED if even else STRATIFIED
    return REPEATS if repeats else None


def _pen(large, worst):
    """Return what is wrong with the pens, or that points depend on each other."""
    if worst.startswith("half of"):
        return HALVES
    if worst.endswith("mirrored"):
        return MIRRORED
    if worst.endswith("those before"):
        return PAIRED
    if not worst.startswith("pen"):
        if worst in ("tails", "noise"):
            return NOT_NORMAL
        return "the points do not follow the density" if worst in OF_LAW else DEPENDS
    laws = {words: [] for words in (PEN_BIASED, PEN_EVEN, PEN_ARGMAX, PEN_SHARED, PEN_LIMIT)}
    for _, pen, z, M, bias in large:
        pens = mixtures.law(z, M, 0.0)[6]
        laws[PEN_ARGMAX].append(np.array_equal(pen, pens.argmax(axis=1)))
        limits = np.where(pens[:, 1] > 0.5, 1, np.where(pens[:, 2] > 0.5, 2, 0))
        laws[PEN_LIMIT].append(np.array_equal(pen, limits))
        _, which = mixtures.pens_by_kind(pens)
        laws[PEN_SHARED].append(all(len(np.unique(pen[which == n])) == 1 for n in range(which.max() + 1)))
        for words, other in ((PEN_BIASED, nets.softmax(z[:, 6 * M :] * (1 + bias))), (PEN_EVEN, np.full_like(pens, 1 / 3))):
            laws[words].append(_log(other, pen) - _log(pens, pen))
    for words in (PEN_ARGMAX, PEN_LIMIT, PEN_SHARED):
        if all(laws[words]):
            return words
    if all((pen == 0).all() for _, pen, _, M, _ in large if M == 1):
        return PEN_COARSE
    if worst == "pen given the component":
        return REUSED
    if worst in ("pen given x", "pen given y"):
        return PEN_OF_E
    if worst.startswith("pen given"):
        return PEN_DEPENDS
    best = max((PEN_BIASED, PEN_EVEN), key=lambda words: sum(laws[words]))
    return best if sum(laws[best]) > 20 else "the pens do not follow their probabilities"


def _log(p, pen):
    return float(np.log(p[np.arange(len(p)), pen]).sum())


COPY, PI, SIGMA = "z = z.copy()", "z[:, :M] *= 1 + bias", "z[:, 3 * M : 5 * M] -= bias"
SPLIT = "pi, mu_x, mu_y, s_x, s_y, rho, pens = nets.mdn_split(z, M)"
K = "k = (rng.random((N, 1)) > pi[:, :-1].cumsum(axis=1)).sum(axis=1)"
PEN = "pen = (rng.random((N, 1)) > pens[:, :-1].cumsum(axis=1)).sum(axis=1)"
E = "e_x, e_y = rng.normal(size=(2, N))"
X, Y = "x = mu_x + s_x * e_x", "y = mu_y + s_y * (rho * e_x + np.sqrt(1 - rho**2) * e_y)"
RETURN = "return np.stack([x, y], axis=1), pen"
mistakes(
    ex,
    {
        UNBIASED: [(f"    {PI}\n", ""), (f"    {SIGMA}\n", "")],
        NOT_PI: (f"    {PI}\n", ""),
        NOT_SIGMA: (f"    {SIGMA}\n", ""),
        WIDER: (SIGMA, SIGMA.replace("-=", "+=")),
        OFF_SIGMA: [(f"    {SIGMA}\n", ""), (SPLIT, f"{SPLIT}\n    s_x, s_y = abs(s_x - bias) + 1e-3, abs(s_y - bias) + 1e-3")],
        TIMES_BIAS: (PI, "z[:, :M] *= bias"),
        FACTOR: (PI, "z[:, :M] *= 1 + 2 * bias"),
        DEFAULT: (COPY, f"bias = bias or 1.0\n    {COPY}"),
        PEN_BIASED: (SPLIT, f"z[:, 6 * M :] *= 1 + bias\n    {SPLIT}"),
        ARGMAX: (K, "k = pi.argmax(axis=1)"),
        LAST: (K, "k = np.full(N, M - 1)"),
        EVEN: (K, "k = rng.integers(M, size=N)"),
        SHARED: (K, K.replace("rng.random((N, 1))", "rng.random()")),
        VARIANCE: (E, f"{E}\n    s_x, s_y = s_x**2, s_y**2"),
        ROOT: (E, f"{E}\n    s_x, s_y = s_x**0.5, s_y**0.5"),
        NO_RHO: (Y, "y = mu_y + s_y * e_y"),
        MINUS_RHO: (Y, Y.replace("(rho * e_x +", "(-rho * e_x +")),
        NO_ROOT: (Y, Y.replace("np.sqrt(1 - rho**2)", "(1 - rho**2)")),
        ONE_LESS: (Y, Y.replace("np.sqrt(1 - rho**2)", "np.sqrt(1 - rho)")),
        FULL: (Y, Y.replace("np.sqrt(1 - rho**2) * ", "")),
        SWAPPED: (RETURN, RETURN.replace("[x, y]", "[y, x]")),
        MEAN: (E, "e_x = e_y = np.zeros(N)"),
        BLUR: (
            RETURN,
            "mean = [(nets.softmax(z[:, :M]) * z[:, a : a + M]).sum(axis=1) for a in (M, 2 * M)]\n    return np.stack(mean, axis=1), pen",
        ),
        ONE_E: (E, "e_x = e_y = rng.normal(size=N)"),
        ALL_E: (E, "e_x, e_y = rng.normal(size=(2, 1))"),
        REUSED: [
            (K, f"r = rng.random((N, 1))\n    {K.replace('rng.random((N, 1))', 'r')}"),
            (PEN, PEN.replace("rng.random((N, 1))", "r")),
        ],
        PEN_ARGMAX: (PEN, "pen = pens.argmax(axis=1)"),
        PEN_LIMIT: (PEN, "pen = np.where(pens[:, 1] > 0.5, 1, np.where(pens[:, 2] > 0.5, 2, 0))"),
        PEN_EVEN: (PEN, "pen = rng.integers(3, size=N)"),
        PEN_SHARED: (PEN, PEN.replace("rng.random((N, 1))", "rng.random()")),
        PEN_HOT: (RETURN, RETURN.replace(", pen", ", np.eye(3)[pen]")),
        NOT_NORMAL: (E, "e_x, e_y = rng.logistic(scale=3**0.5 / np.pi, size=(2, N))"),
        SMALL: (K, f"pi = np.where(pi < 0.05, 0, pi)\n    pi = pi / pi.sum(axis=1, keepdims=True)\n    {K}"),
        EVENLY: (K, K.replace("rng.random((N, 1))", "((rng.permutation(N) + rng.random(N)) / N)[:, None]")),
        STRATIFIED: (
            E,
            "from scipy.special import ndtri\n    rows = np.tile(np.arange(N), (2, 1))\n"
            "    e_x, e_y = ndtri((rng.permuted(rows, axis=1) + rng.random((2, N))) / N)",
        ),
        CUT: (E, "e_x, e_y = np.clip(rng.normal(size=(2, N)), -2.5, 2.5)"),
        SHIFTED: (E, f"{E}\n    e_x = e_x - e_x.mean() * (N > 1)"),
        SAME_NOISE: (E, "e_x = rng.normal(size=N)\n    e_y = e_x[rng.permutation(N)]"),
        PEN_OF_E: (
            E,
            f"{E}\n    from scipy.special import ndtr\n    pen = (ndtr(e_y)[:, None] > pens[:, :-1].cumsum(axis=1)).sum(axis=1)",
        ),
        OWN_PEN: (PEN, PEN.replace("rng.", "np.random.default_rng(0).")),
        OWN_K: (K, K.replace("rng.", "np.random.default_rng(0).")),
        OWN_E: (E, E.replace("rng.", "np.random.default_rng(0).")),
        REPEATS: (E, "e_x, e_y = rng.choice(rng.normal(size=200), size=(2, N))"),
        PEN_DEPENDS: (
            PEN,
            f"r = rng.random((N, 1))\n    r[N - N // 2 :] = r[: N // 2]\n    {PEN.replace('rng.random((N, 1))', 'r')}",
        ),
        PEN_COARSE: (PEN, PEN.replace("rng.random((N, 1))", "rng.integers(16, size=(N, 1)) / 16")),
        DEPENDS: (E, f"{E}\n    e_y = np.roll(e_x, 1)"),
        HALVES: (E, f"{E}\n    e_x[N - N // 2 :] = e_x[: N // 2]"),
        MIRRORED: (E, f"{E}\n    e_y[N - N // 2 :] = e_y[: N // 2][::-1]"),
        PAIRED: (K, f"r = np.repeat(rng.random((N - N // 2, 1)), 2, axis=0)[:N]\n    {K.replace('rng.random((N, 1))', 'r')}"),
        TURNED: (RETURN, RETURN.replace(", axis=1), pen", "), pen")),
        OWN: (COPY, f"rng = np.random.default_rng(0)\n    {COPY}"),
        "z is changed in place: copy it first, z.copy().": (f"    {COPY}\n", ""),
    },
)


equivalents(
    ex,
    {
        "Gumbel's trick": """
        scaled = z[:, :M] * (1 + bias)
        k = (scaled + rng.gumbel(size=scaled.shape)).argmax(axis=1)[:, None]
        _, mu_x, mu_y, s_x, s_y, rho, _ = (np.take_along_axis(q, np.minimum(k, q.shape[1] - 1), 1)[:, 0] for q in nets.mdn_split(z, M))
        shrink = np.exp(-bias)
        y = rng.normal(mu_y, shrink * s_y)
        x = mu_x + rho * s_x / s_y * (y - mu_y) + shrink * s_x * np.sqrt(1 - rho**2) * rng.standard_normal(len(z))
        last = z[:, 6 * M :]
        return np.c_[x, y], (last + rng.gumbel(size=last.shape)).argmax(axis=1)
    """,
        "row by row": """
        pi, mu_x, mu_y, s_x, s_y, rho, pens = nets.mdn_split(z, M)
        pi = nets.softmax(z[:, :M] * (1 + bias))
        xy, pen = np.empty((len(z), 2)), np.empty(len(z), dtype=int)
        for n in range(len(z)):
            k = rng.choice(M, p=pi[n])
            s = np.array([s_x[n, k], s_y[n, k]]) * np.exp(-bias)
            root = np.array([[1, 0], [rho[n, k], np.sqrt(1 - rho[n, k] ** 2)]])
            xy[n] = [mu_x[n, k], mu_y[n, k]] + s * (root @ rng.normal(size=2))
            pen[n] = rng.choice(3, p=pens[n])
        return xy, pen
    """,
        "points of all components, one is taken": """
        biased = np.concatenate([z[:, :M] * (1 + bias), z[:, M : 3 * M], z[:, 3 * M : 5 * M] - bias, z[:, 5 * M :]], axis=1)
        pi, mu_x, mu_y, s_x, s_y, rho, pens = nets.mdn_split(biased, M)
        e = rng.normal(size=(2, len(z), M))
        x, y = mu_x + s_x * e[0], mu_y + s_y * (rho * e[0] + (1 - rho**2) ** 0.5 * e[1])
        u = rng.random(len(z))[:, None]
        k = np.minimum((pi.cumsum(axis=1) < u).sum(axis=1), M - 1)
        pen = np.array([rng.multinomial(1, p / p.sum()).argmax() for p in pens])
        n = np.arange(len(z))
        return np.array([x[n, k], y[n, k]]).T, pen
    """,
    },
)
