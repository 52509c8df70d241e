"""Lesson 01: activations, one layer, softmax, and the gradient by measurement."""

import math

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import Probe, exercise, probe

# --- sigmoid ---------------------------------------------------------------------------

sigmoid = exercise(
    "sigmoid",
    lesson="01_neuron",
    reference=nets.sigmoid,
    outputs="a",
    hints=[
        "exp overflows only where its argument is large and positive. Which sign of z makes "
        "exp(-z) dangerous, and which exp(z)?",
        "There are two ways to write the same number: 1 / (1 + exp(-z)) and "
        "exp(z) / (1 + exp(z)). Each is safe on one side of 0.",
        "e = exp(-|z|) is never above 1. Where z >= 0 the answer is 1 / (1 + e). What is it "
        "where z < 0? `np.where(condition, this, that)` picks for each element.",
    ],
)


@sigmoid.cases
def _(rng):
    yield "z of shape (3, 4)", dict(z=3 * rng.normal(size=(3, 4)))
    yield "the worked number", dict(z=np.array([-0.75]))
    yield "both signs and 0", dict(z=np.array([-2.0, -1.0, 0.0, 1.0, 2.0]))
    yield "far out, z = ±1000", dict(z=np.array([[-1000.0, 1000.0, 0.5]]))
    yield "far out on one side, z <= -1000", dict(z=np.array([-1000.0, -5000.0]))
    yield "three axes", dict(z=rng.normal(size=(2, 1, 5)))
    yield "whole numbers", dict(z=np.array([-3, 0, 2]))


@sigmoid.mistake(
    "exp(z) overflows for large z, and inf / inf is nan: where z > 0, use 1 / (1 + exp(-z))."
)
def _(z):
    return np.exp(z) / (1 + np.exp(z))


@sigmoid.mistake(
    "this is 1 - sigmoid(z), a curve that falls: the exponent is -z, not z "
    "(or the two branches of your np.where are swapped)."
)
def _(z):
    return 1 / (1 + np.exp(z))


@sigmoid.mistake("this is tanh, from -1 to 1; the sigmoid runs from 0 to 1.")
def _(z):
    return np.tanh(z)


@sigmoid.mistake(
    "the sum is not below the fraction bar: put parentheses around it, 1 / (1 + exp(-z))."
)
def _(z):
    return 1 / 1 + np.exp(-z)


@sigmoid.mistake("this is the slope a (1 - a) of the sigmoid: return a itself.")
def _(z):
    a = nets.sigmoid(z)
    return a * (1 - a)


@sigmoid.mistake(
    "the curve is twice as steep: sigmoid(z) = (1 + tanh(z / 2)) / 2, with z halved first."
)
def _(z):
    return (1 + np.tanh(z)) / 2


@sigmoid.mistake(
    "all elements together sum to 1: that is softmax; the sigmoid treats each element alone."
)
def _(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@sigmoid.mistake(
    "an `if` decides once, for the whole array: np.where(condition, this, that) decides for "
    "each element."
)
def _(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


@sigmoid.mistake("math.exp takes one number: np.exp works on whole arrays.")
def _(z):
    return 1 / (1 + math.exp(-z))


@sigmoid.mistake(
    "1 + exp(-|z|) is right below the bar, but where z < 0 the numerator is exp(-|z|), not 1."
)
def _(z):
    return 1 / (1 + np.exp(-np.abs(z)))


@sigmoid.mistake("this is a step, 0 or 1: the sigmoid goes from one to the other smoothly.")
def _(z):
    return np.where(z >= 0, 1.0, 0.0)


@sigmoid.mistake("the minus sign stands before exp, not before z: it is exp(-z).")
def _(z):
    return 1 / (1 - np.exp(z))


@sigmoid.same("the textbook formula, which is right but warns at -1000")
def _(z):
    return 1 / (1 + np.exp(-z))


@sigmoid.same("through tanh")
def _(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


@sigmoid.same("a loop over the elements")
def _(z):
    a = np.empty(z.shape)
    for k in np.ndindex(z.shape):
        big = math.exp(-abs(z[k]))
        a[k] = 1 / (1 + big) if z[k] >= 0 else big / (1 + big)
    return a


@sigmoid.same("two branches through masks")
def _(z):
    z = np.asarray(z, dtype=float)
    a, up = np.zeros_like(z), z >= 0
    a[up] = 1 / (1 + np.exp(-z[up]))
    a[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
    return a


@sigmoid.same("clipped far out, where float64 sees no difference")
def _(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


@sigmoid.same("through logarithms")
def _(z):
    return np.exp(-np.logaddexp(0, -z))


# --- tanh-prime ------------------------------------------------------------------------

tanh_prime = exercise(
    "tanh-prime",
    lesson="01_neuron",
    reference=nets.tanh_prime_from_output,
    outputs="da/dz",
    hints=[
        "You are given a = tanh(z), not z. Does the formula for the slope need z at all?",
        "d tanh(z)/dz = 1 - tanh(z)^2. Which part of the right-hand side do you hold already?",
        "At a = 0.6 the slope is 1 - 0.36 = 0.64. Squaring each element is a * a or a ** 2.",
    ],
)


@tanh_prime.cases
def _(rng):
    yield "a of shape (3, 4)", dict(a=np.tanh(rng.normal(size=(3, 4))))
    yield "the worked number", dict(a=np.array([0.6]))
    yield "saturated and centred", dict(a=np.array([-1.0, -0.999, 0.0, 0.999, 1.0]))
    yield "a square matrix", dict(a=np.tanh(rng.normal(size=(3, 3))))
    yield "three axes", dict(a=np.tanh(rng.normal(size=(2, 1, 5))))


@tanh_prime.mistake("tanh is taken a second time: a is tanh(z) already, so square a itself.")
def _(a):
    return 1 - np.tanh(a) ** 2


@tanh_prime.mistake("a (1 - a) is the slope of the sigmoid; that of tanh is 1 - a^2.")
def _(a):
    return a * (1 - a)


@tanh_prime.mistake("the sign: it is 1 - a^2, which is 0, not 2, where tanh saturates.")
def _(a):
    return 1 + a**2


@tanh_prime.mistake("a is not squared: 1 - a is no slope of tanh, which is even in a.")
def _(a):
    return 1 - a


@tanh_prime.mistake("a is doubled, not squared: the square is a ** 2 or a * a.")
def _(a):
    return 1 - 2 * a


@tanh_prime.mistake(
    "1 - a^2 was differentiated once more: 1 - a^2 is the slope, there is nothing left to do."
)
def _(a):
    return -2 * a


@tanh_prime.mistake(
    "the sign is flipped: tanh rises everywhere, so its slope is never below 0."
)
def _(a):
    return a**2 - 1


@tanh_prime.mistake("(1 - a)^2 squares too much: only a is squared, 1 - a^2.")
def _(a):
    return (1 - a) ** 2


@tanh_prime.mistake("in Python ^ means 'exclusive or': a power is written a ** 2.")
def _(a):
    return 1 - a ^ 2


@tanh_prime.mistake("in Python ^ means 'exclusive or', also in parentheses: write a ** 2.")
def _(a):
    return 1 - (a ^ 2)


@tanh_prime.mistake(
    "`a *= a` squares the array of whoever called you, too: a * a makes a new array."
)
def _(a):
    a *= a
    return 1 - a


@tanh_prime.mistake("@ multiplies matrices: * or ** squares each element by itself.")
def _(a):
    return 1 - a @ a


@tanh_prime.mistake("this is a^2, the part that is to be taken away from 1.")
def _(a):
    return a**2


@tanh_prime.mistake("no root is needed: the slope is 1 - a^2 itself.")
def _(a):
    return np.sqrt(1 - a**2)


@tanh_prime.same("factored")
def _(a):
    return (1 - a) * (1 + a)


@tanh_prime.same("a loop over the elements")
def _(a):
    slope = np.ones(a.shape)
    for k in np.ndindex(a.shape):
        slope[k] -= a[k] ** 2
    return slope


@tanh_prime.same("np.square and np.subtract")
def _(a):
    return np.subtract(1.0, np.square(a))


@tanh_prime.same("through the sigmoid: 4 s (1 - s) with s = (1 + a) / 2")
def _(a):
    s = (1 + a) / 2
    return 4 * s * (1 - s)


# --- dense -----------------------------------------------------------------------------

dense = exercise(
    "dense",
    lesson="01_neuron",
    reference=nets.dense,
    outputs="z",
    hints=[
        "Write the shapes under the names: x (B, I), W (H, I), wanted z (B, H). Which axis has "
        "to disappear?",
        "A matrix product adds over the last axis of the left and the first axis of the right "
        "factor. I is last in x, and last in W too: what turns W round?",
        "`.T` turns (H, I) into (I, H). And b (H,) + something (B, H): NumPy lines up the last "
        "axes, so every row gets all of b.",
    ],
)


@dense.cases
def _(rng):
    def case(B, I, H):
        sizes = dict(x=(B, I), W=(H, I), b=(H,))
        return {name: rng.normal(size=size) for name, size in sizes.items()}

    yield "B=4, I=3, H=2", case(4, 3, 2)
    yield "B=1", case(1, 5, 2)
    yield "H=1, a single neuron", case(4, 3, 1)
    yield "I=1, a single input", case(4, 1, 3)
    yield "B=I=H=3, where no shape can warn you", case(3, 3, 3)
    yield "x = 0, so only b is left", case(2, 3, 4) | dict(x=np.zeros((2, 3)))
    yield "whole numbers in x", case(2, 3, 4) | dict(x=np.array([[1, 0, -2], [0, 3, 0]]))


@dense.mistake("W is not transposed: x (B, I) needs an (I, H) on its right, which is W.T.")
def _(x, W, b):
    return x @ W + b


@dense.mistake("the order is turned round: W @ x does not fit; it is x @ W.T.")
def _(x, W, b):
    return W @ x + b


@dense.mistake(
    "the result has units in rows and examples in columns: transpose it, or write x @ W.T + b."
)
def _(x, W, b):
    return W @ x.T + b[:, None]


@dense.mistake("W @ x.T is (H, B), so b lands on the examples: x @ W.T + b is (B, H).")
def _(x, W, b):
    return W @ x.T + b


@dense.mistake("the bias is not added: + b, once for every row.")
def _(x, W, b):
    return x @ W.T


@dense.mistake(
    "the bias is added down the batch: b belongs to the units, the last axis, so plain + b."
)
def _(x, W, b):
    return x @ W.T + b[:, None]


@dense.mistake("the bias is subtracted: add it.")
def _(x, W, b):
    return x @ W.T - b


@dense.mistake("the sigmoid is applied already: dense returns z, before the activation.")
def _(x, W, b):
    return nets.sigmoid(x @ W.T + b)


@dense.mistake("tanh is applied already: dense returns z, before the activation.")
def _(x, W, b):
    return np.tanh(x @ W.T + b)


@dense.mistake("b is added to the weights: add it after the product, x @ W.T + b.")
def _(x, W, b):
    return x @ (W + b[:, None]).T


@dense.mistake("the sum over the inputs is divided by their number: a neuron sums.")
def _(x, W, b):
    return x @ W.T / x.shape[1] + b


@dense.mistake("every unit gets the sum of all biases: unit h gets b[h], so plain + b.")
def _(x, W, b):
    return x @ W.T + b.sum()


@dense.mistake("only the first example is used: x @ W.T takes all rows at once.")
def _(x, W, b):
    return W @ x[0] + b


@dense.mistake("* multiplies element by element: the matrix product is @, x @ W.T.")
def _(x, W, b):
    return x * W + b


@dense.mistake("* multiplies element by element, also with W.T: the matrix product is @.")
def _(x, W, b):
    return x * W.T + b


@dense.mistake(
    "the products are summed over the batch too: each row of x has its own row of z."
)
def _(x, W, b):
    return np.einsum("bi,hi->h", x, W) + b


@dense.mistake("`z = b; z += ...` writes into b: start from the product, x @ W.T + b.")
def _(x, W, b):
    z = b
    for row in x:
        z += W @ row
    return np.tile(z, (len(x), 1))


@dense.same("einsum")
def _(x, W, b):
    return np.einsum("bi,hi->bh", x, W) + b


@dense.same("a loop over examples and units")
def _(x, W, b):
    z = np.zeros((len(x), len(W)))
    for n, row in enumerate(x):
        for h, weights in enumerate(W):
            z[n, h] = sum(w * v for w, v in zip(weights, row, strict=True)) + b[h]
    return z


@dense.same("np.inner")
def _(x, W, b):
    return np.inner(x, W) + b


@dense.same("the product the other way round, transposed")
def _(x, W, b):
    return (W @ x.T + b[:, None]).T


@dense.same("the bias as the weight of a constant input")
def _(x, W, b):
    ones = np.ones((len(x), 1))
    return np.hstack([x, ones]) @ np.hstack([W, b[:, None]]).T


@dense.same("broadcasting, then a sum")
def _(x, W, b):
    return (x[:, None, :] * W).sum(axis=2) + b


# --- softmax ---------------------------------------------------------------------------

softmax = exercise(
    "softmax",
    lesson="01_neuron",
    reference=nets.softmax,
    outputs="p",
    hints=[
        "Each row is a distribution of its own. Which axis of z (B, K) runs over the classes?",
        "Adding the same number to all scores of a row changes nothing. Which number makes the "
        "largest score of the row 0, so that no exp exceeds 1?",
        "z.max(axis=1) has shape (B,), which does not line up with (B, K); "
        "z.max(axis=1, keepdims=True) is (B, 1), which does. The same goes for the sum.",
    ],
)


@softmax.cases
def _(rng):
    yield "B=4, K=3", dict(z=rng.normal(size=(4, 3)))
    yield "the worked row", dict(z=np.array([[1.0, 2.0, 3.0]]))
    yield "B=1, K=5", dict(z=2 * rng.normal(size=(1, 5)))
    yield "B=K=3, where no shape can warn you", dict(z=rng.normal(size=(3, 3)))
    yield "one class", dict(z=rng.normal(size=(2, 1)))
    yield "scores of ±1000", dict(z=np.array([[1000.0, 0.0, -1000.0], [1000.0, 999.0, 998.0]]))
    yield "rows far apart", dict(z=np.array([[1000.0, 1001.0], [0.0, 1.0], [-1000.0, -1002.0]]))
    yield "whole numbers", dict(z=np.array([[3, 1, 2, 2], [0, 0, 1, -1]]))


@softmax.mistake(
    "the maximum of each row is not subtracted, so exp overflows and inf / inf is nan."
)
def _(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake("the columns sum to 1: axis=0 runs over the batch, the classes are axis=1.")
def _(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@softmax.mistake(
    "the maximum is taken over each row but the sum over the batch: both go along axis=1."
)
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@softmax.mistake("the whole array sums to 1, not each row: give sum axis=1 and keepdims=True.")
def _(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@softmax.mistake(
    "one maximum is used for the whole batch, so rows far below it become 0 / 0: take each "
    "row's own, axis=1 with keepdims=True."
)
def _(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake("the sum has lost its axis, (B,) for (B, 1): give it keepdims=True.")
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)


@softmax.mistake("the maximum has lost its axis, (B,) for (B, 1): give it keepdims=True.")
def _(z):
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake(
    "maximum and sum have both lost their axis, (B,) for (B, 1): give each keepdims=True."
)
def _(z):
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1)


@softmax.mistake(
    "all goes to the largest score: that is argmax; softmax gives every class some."
)
def _(z):
    return np.eye(z.shape[1])[z.argmax(axis=1)]


@softmax.mistake("each score goes through a sigmoid alone: the rows do not sum to 1.")
def _(z):
    return nets.sigmoid(z)


@softmax.mistake("exp is missing: the scores themselves were divided by their sum.")
def _(z):
    return z / z.sum(axis=1, keepdims=True)


@softmax.mistake("the scores are not divided by their sum: the rows have to sum to 1.")
def _(z):
    return np.exp(z - z.max(axis=1, keepdims=True))


@softmax.mistake("this is the logarithm of softmax: take exp, so that the rows sum to 1.")
def _(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


@softmax.mistake("the smallest score wins: it is exp(z - max), not exp(max - z).")
def _(z):
    e = np.exp(z.min(axis=1, keepdims=True) - z)
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake("`z -= ...` changes the scores of whoever called you: write z = z - ...")
def _(z):
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake(
    "clipping makes different scores equal: subtract each row's maximum, which loses nothing."
)
def _(z):
    e = np.exp(np.clip(z, -700, 700))
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake(
    "the scores are divided by their maximum: subtracting it changes nothing, dividing does."
)
def _(z):
    e = np.exp(z / z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake(
    "a small number is added below the bar: with the maximum subtracted the sum is at least 1, "
    "so it only makes the rows miss 1."
)
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / (e.sum(axis=1, keepdims=True) + 1e-8)


@softmax.same("a loop over the rows")
def _(z):
    p = np.empty(z.shape)
    for n, row in enumerate(z):
        e = np.exp(row - max(row))
        p[n] = e / sum(e)
    return p


@softmax.same("through the logarithm of the sum")
def _(z):
    return np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))


@softmax.same("einsum and broadcasting by hand")
def _(z):
    e = np.exp(z - np.max(z, 1)[:, None])
    return np.einsum("bk,b->bk", e, 1 / np.einsum("bk->b", e))


@softmax.same("transposed, so that no axis has to be kept")
def _(z):
    e = np.exp(z.T - z.max(axis=1))
    return (e / e.sum(axis=0)).T


@softmax.same("one sum of differences for each class")
def _(z):
    with np.errstate(over="ignore"):
        return 1 / np.exp(z[:, None, :] - z[:, :, None]).sum(axis=2)


# --- numerical-gradient ----------------------------------------------------------------


@probe("f(x) = x1 + 2 tanh(x2) + ...")
def _weighted_tanh(x):
    """Sum k tanh(x_k), a different slope for every element."""
    weights = np.arange(1.0, np.size(x) + 1).reshape(np.shape(x))
    return float((weights * np.tanh(x)).sum())


@probe("f(x) = sin(x1) sin(x2) ...")
def _product_of_sines(x):
    """Multiply the sines: each slope depends on all other elements."""
    return float(np.prod(np.sin(x)))


@probe("f(x) = sum of cubes")
def _sum_of_cubes(x):
    """Sum x^3: central differences give 3 x^2 + eps^2 exactly."""
    return float(np.sum(np.power(x, 3.0)))


@probe("f(x) = exp(mean of x)")
def _exp_of_mean(x):
    """Couple all elements through their mean."""
    return float(np.exp(np.mean(x)))


numerical_gradient = exercise(
    "numerical-gradient",
    lesson="01_neuron",
    reference=nets.numerical_gradient,
    outputs="grad",
    tolerance=1e-7,
    hints=[
        "One element moves at a time, the others stay. How many calls of f does a gradient with "
        "six elements cost?",
        "Work on a float copy, np.array(x, dtype=float). `for k in np.ndindex(x.shape)` visits "
        "every element of any shape, and x[k] reads or writes it.",
        "For each k: remember x[k], set it to old + eps and call f, set it to old - eps and call "
        "f, put the old value back, then grad[k] = (above - below) / (2 * eps).",
    ],
)


@numerical_gradient.cases
def _(rng):
    tanhs, sines = Probe("f(x) = x1 + 2 tanh(x2) + ..."), Probe("f(x) = sin(x1) sin(x2) ...")
    cubes, mean = Probe("f(x) = sum of cubes"), Probe("f(x) = exp(mean of x)")
    yield "x of shape (2, 3)", dict(f=tanhs, x=rng.normal(size=(2, 3)), eps=1e-3)
    yield "a vector", dict(f=sines, x=rng.uniform(0.5, 2.5, size=4), eps=1e-3)
    yield "one element", dict(f=cubes, x=np.array([2.0]), eps=1e-3)
    yield "a large step", dict(f=cubes, x=rng.normal(size=(3, 2)), eps=0.25)
    yield "whole numbers in x", dict(f=cubes, x=np.array([1, -2, 3]), eps=1e-3)
    yield "three axes", dict(f=mean, x=rng.normal(size=(2, 1, 3)), eps=1e-3)


def _differences(f, x, eps):
    """Return f at +eps and at -eps for every element, right."""
    above, below = np.zeros(x.shape), np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[k] = eps
        above[k], below[k] = f(x + e), f(x - e)
    return above, below


@numerical_gradient.mistake(
    "one-sided: (f(x + eps) - f(x)) / eps errs by about eps; step to both sides, 2 eps apart."
)
def _(f, x, eps):
    above, _ = _differences(f, x, eps)
    return (above - f(x)) / eps


@numerical_gradient.mistake(
    "one-sided, to the left: (f(x) - f(x - eps)) / eps; step to both sides, 2 eps apart."
)
def _(f, x, eps):
    _, below = _differences(f, x, eps)
    return (f(x) - below) / eps


@numerical_gradient.mistake(
    "twice as large: the two points lie 2 eps apart, so divide by (2 * eps)."
)
def _(f, x, eps):
    above, below = _differences(f, x, eps)
    return (above - below) / eps


@numerical_gradient.mistake(
    "divided by 2, then multiplied by eps: `/ 2 * eps` needs parentheses, / (2 * eps)."
)
def _(f, x, eps):
    above, below = _differences(f, x, eps)
    return (above - below) / 2 * eps


@numerical_gradient.mistake("half as large: x + eps and x - eps lie 2 eps apart, not 4.")
def _(f, x, eps):
    above, below = _differences(f, x, eps)
    return (above - below) / (4 * eps)


@numerical_gradient.mistake("the sign is flipped: f(x + eps) - f(x - eps), in this order.")
def _(f, x, eps):
    above, below = _differences(f, x, eps)
    return (below - above) / (2 * eps)


@numerical_gradient.mistake("the difference is not divided by the distance: / (2 * eps).")
def _(f, x, eps):
    above, below = _differences(f, x, eps)
    return above - below


@numerical_gradient.mistake(
    "the argument eps is not used: a step of your own stands in its place."
)
def _(f, x, eps):
    above, below = _differences(f, x, 1e-5)
    return (above - below) / 2e-5


@numerical_gradient.mistake(
    "an element is not put back before the next one moves: x[k] = old at the end of each round."
)
def _(f, x, eps):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        x[k] += eps
        above = f(x)
        x[k] -= 2 * eps
        grad[k] = (above - f(x)) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "x itself is moved and not put back: start with x = np.array(x, dtype=float), a copy, and "
    "restore x[k] after each element."
)
def _(f, x, eps):
    grad = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        x[k] += eps
        above = f(x)
        x[k] -= 2 * eps
        grad[k] = (above - f(x)) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "the steps are taken in x itself, and a whole-number x swallows eps: start with "
    "x = np.array(x, dtype=float), a copy in floats."
)
def _(f, x, eps):
    grad = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        old = x[k]
        x[k] = old + eps
        above = f(x)
        x[k] = old - eps
        below = f(x)
        x[k] = old
        grad[k] = (above - below) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "x.copy() keeps whole numbers whole, so eps is swallowed (and float32 coarse): copy with "
    "np.array(x, dtype=float)."
)
def _(f, x, eps):
    x = x.copy()
    grad = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        old = x[k]
        x[k] = old + eps
        above = f(x)
        x[k] = old - eps
        below = f(x)
        x[k] = old
        grad[k] = (above - below) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "np.asarray does not copy what is float already, so the steps are taken in the caller's x: "
    "np.array(x, dtype=float) copies."
)
def _(f, x, eps):
    x = np.asarray(x, dtype=float)
    grad = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        old = x[k]
        x[k] = old + eps
        above = f(x)
        x[k] = old - eps
        below = f(x)
        x[k] = old
        grad[k] = (above - below) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "grad has the whole-number type of x and cuts off the decimals: np.zeros(x.shape) is float."
)
def _(f, x, eps):
    above, below = _differences(f, x, eps)
    grad = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        grad[k] = (above[k] - below[k]) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "all elements move at once, which gives one number: move one at a time, in a loop."
)
def _(f, x, eps):
    return (f(x + eps) - f(x - eps)) / (2 * eps)


@numerical_gradient.mistake(
    "all elements move at once, so each slot holds the sum of the gradient: move one at a time."
)
def _(f, x, eps):
    return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps))


@numerical_gradient.mistake("the result is flat: give it the shape of x, .reshape(x.shape).")
def _(f, x, eps):
    above, below = _differences(f, x, eps)
    return ((above - below) / (2 * eps)).ravel()


@numerical_gradient.mistake(
    "x[i] is a whole row, so its elements move together: np.ndindex(x.shape) visits each element."
)
def _(f, x, eps):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in range(len(x)):
        old = x[i].copy()
        x[i] = old + eps
        above = f(x)
        x[i] = old - eps
        grad[i] = (above - f(x)) / (2 * eps)
        x[i] = old
    return grad


@numerical_gradient.mistake(
    "f gets one element alone: it needs the whole array, in which one element has moved."
)
def _(f, x, eps):
    grad = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        grad[k] = (f(x[k] + eps) - f(x[k] - eps)) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "`up = x` and `down = x` are two names of one array, so the steps cancel: copy x for each."
)
def _(f, x, eps):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        up = down = x
        up[k] += eps
        down[k] -= eps
        grad[k] = (f(up) - f(down)) / (2 * eps)
    return grad


@numerical_gradient.same("a step array added to x")
def _(f, x, eps):
    above, below = _differences(f, x, eps)
    return (above - below) / (2 * eps)


@numerical_gradient.same("a flat loop, reshaped at the end")
def _(f, x, eps):
    flat = np.array(x, dtype=float).ravel()
    slopes = []
    for i in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[i] += eps
        down[i] -= eps
        slopes.append((f(up.reshape(x.shape)) - f(down.reshape(x.shape))) / (2 * eps))
    return np.array(slopes).reshape(x.shape)


@numerical_gradient.same("the rows of a unit matrix")
def _(f, x, eps):
    steps = eps * np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + step) - f(x - step)) / (2 * eps) for step in steps]
    return np.reshape(slopes, x.shape)


@numerical_gradient.same("the mean of the steps to the right and to the left")
def _(f, x, eps):
    above, below = _differences(f, x, eps)
    return ((above - f(x)) / eps + (f(x) - below) / eps) / 2


@numerical_gradient.same("np.nditer")
def _(f, x, eps):
    x = np.asarray(x).astype(float)
    grad = np.zeros_like(x)
    walk = np.nditer(x, flags=["multi_index"])
    while not walk.finished:
        k = walk.multi_index
        old = x[k]
        x[k] = old + eps
        grad[k] = f(x)
        x[k] = old - eps
        grad[k] = (grad[k] - f(x)) / (2 * eps)
        x[k] = old
        walk.iternext()
    return grad
