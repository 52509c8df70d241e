"""Lesson 01: the gradient by measurement."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Layout, Probe, exercise, probe


@probe("tanh(x1) + 2 tanh(x2) + ...")
def _weighted_tanh(x):
    """Sum k tanh(x_k), a different slope for every element."""
    weights = np.arange(1.0, np.size(x) + 1).reshape(np.shape(x))
    return float((weights * np.tanh(x)).sum())


@probe("sin(x1) sin(x2) ...")
def _product_of_sines(x):
    """Multiply the sines: each slope depends on all other elements."""
    return float(np.prod(np.sin(x)))


@probe("sum of cubes")
def _sum_of_cubes(x):
    """Sum x^3: central differences give 3 x^2 + eps^2 exactly."""
    return float(np.sum(np.power(x, 3.0)))


@probe("exp(mean of x)")
def _exp_of_mean(x):
    """Couple all elements through their mean."""
    return float(np.exp(np.mean(x)))


numerical_gradient = exercise(
    "numerical-gradient",
    lesson="01_neuron",
    reference=nets.numerical_gradient,
    outputs="grad",
    tolerance=1e-7,
    layouts=(Layout.READ_ONLY, Layout.STRIDED),
    hints=[
        "One element moves at a time, the others stay. How many calls of f do six elements "
        "cost?",
        "Work on a float copy, np.array(x, dtype=float). `for k in np.ndindex(x.shape)` visits "
        "every element, whatever the shape, and x[k] reads or writes it.",
        "For each k: old = x[k]; set x[k] to old + eps and call f, to old - eps and call f; "
        "put old back; grad[k] = (above - below) / (2 * eps).",
    ],
)


@numerical_gradient.cases
def _(rng):
    def case(f, x, eps):
        return f"f(x) = {f}", dict(f=Probe(f), x=x, eps=eps)

    yield case("tanh(x1) + 2 tanh(x2) + ...", rng.normal(size=(2, 3)), 1e-3)
    yield case("sin(x1) sin(x2) ...", rng.uniform(0.5, 2.5, size=4), 1e-3)
    yield case("sum of cubes", np.array([2.0]), 1e-3)
    yield case("sum of cubes", rng.normal(size=(3, 2)), 0.25)
    yield case("sum of cubes", np.array([1, -2, 3]), 1e-3)  # whole numbers
    yield case("exp(mean of x)", rng.normal(size=(2, 1, 3)), 1e-3)
    cubes = dict(f=Probe("sum of cubes"), x=np.zeros(2))  # eps^2 is all that is measured
    yield "f(x) = sum of cubes, the default eps", cubes


def _differences(f, x, eps):
    """Return f at +eps and at -eps for every element, right."""
    x = x.astype(float)
    above, below = np.zeros(x.shape), np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[k] = eps
        above[k], below[k] = f(x + e), f(x - e)
    return above, below


@numerical_gradient.mistake(
    "one-sided: (f(x + eps) - f(x)) / eps errs by about eps; step to both sides, 2 eps apart."
)
def _(f, x, eps=1e-5):
    above, _ = _differences(f, x, eps)
    return (above - f(x.astype(float))) / eps


@numerical_gradient.mistake(
    "one-sided, to the left: (f(x) - f(x - eps)) / eps; step to both sides, 2 eps apart."
)
def _(f, x, eps=1e-5):
    _, below = _differences(f, x, eps)
    return (f(x.astype(float)) - below) / eps


@numerical_gradient.mistake(
    "one-sided, and x.copy() has no room for eps if x is whole: step to both sides of "
    "np.array(x, dtype=float)."
)
def _(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        moved = x.copy()
        moved[k] += eps
        grad[k] = (f(moved) - f(x)) / eps
    return grad


@numerical_gradient.mistake(
    "only the second value is divided: put the difference in parentheses, "
    "(above - below) / (2 * eps)."
)
def _(f, x, eps=1e-5):
    above, below = _differences(f, x, eps)
    return above - below / (2 * eps)


@numerical_gradient.mistake(
    "twice as large: the two points lie 2 eps apart, so divide by (2 * eps)."
)
def _(f, x, eps=1e-5):
    above, below = _differences(f, x, eps)
    return (above - below) / eps


@numerical_gradient.mistake(
    "divided by 2, then multiplied by eps: `/ 2 * eps` needs parentheses, / (2 * eps)."
)
def _(f, x, eps=1e-5):
    above, below = _differences(f, x, eps)
    return (above - below) / 2 * eps


@numerical_gradient.mistake("half as large: x + eps and x - eps lie 2 eps apart, not 4.")
def _(f, x, eps=1e-5):
    above, below = _differences(f, x, eps)
    return (above - below) / (4 * eps)


@numerical_gradient.mistake("the sign is flipped: f(x + eps) - f(x - eps), in this order.")
def _(f, x, eps=1e-5):
    above, below = _differences(f, x, eps)
    return (below - above) / (2 * eps)


@numerical_gradient.mistake("the difference is not divided by the distance: / (2 * eps).")
def _(f, x, eps=1e-5):
    above, below = _differences(f, x, eps)
    return above - below


@numerical_gradient.mistake(
    "the argument eps is not used: a step of your own stands in its place."
)
def _(f, x, eps=1e-5):
    above, below = _differences(f, x, 1e-5)
    return (above - below) / 2e-5


@numerical_gradient.mistake(
    "an element is not put back before the next one moves: x[k] = old at the end of each round."
)
def _(f, x, eps=1e-5):
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
def _(f, x, eps=1e-5):
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
def _(f, x, eps=1e-5):
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
    "x.copy() keeps whole numbers whole, so eps is swallowed: np.array(x, dtype=float) copies."
)
def _(f, x, eps=1e-5):
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
def _(f, x, eps=1e-5):
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
def _(f, x, eps=1e-5):
    above, below = _differences(f, x, eps)
    grad = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        grad[k] = (above[k] - below[k]) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "all elements move at once, which gives one number: move one at a time, in a loop."
)
def _(f, x, eps=1e-5):
    return (f(x + eps) - f(x - eps)) / (2 * eps)


@numerical_gradient.mistake(
    "all elements move at once, so each slot holds the sum of the gradient: move one at a time."
)
def _(f, x, eps=1e-5):
    return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps))


@numerical_gradient.mistake("the result is flat: give it the shape of x, .reshape(x.shape).")
def _(f, x, eps=1e-5):
    above, below = _differences(f, x, eps)
    return ((above - below) / (2 * eps)).ravel()


@numerical_gradient.mistake(
    "x[i] is a whole row, so its elements move together: np.ndindex(x.shape) visits them all."
)
def _(f, x, eps=1e-5):
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
    "two loops, over rows and columns, fit matrices only: np.ndindex(x.shape) visits the "
    "elements of any shape."
)
def _(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            up, down = x.astype(float), x.astype(float)
            up[i, j] += eps
            down[i, j] -= eps
            grad[i, j] = (f(up) - f(down)) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "f gets one element alone: it needs the whole array, in which one element has moved."
)
def _(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        grad[k] = (f(x[k] + eps) - f(x[k] - eps)) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "all slopes are 0, as if f was asked twice at one point: `up = x` and `down = x` are two "
    "names of one array, so copy x for each."
)
def _(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        up = down = x
        up[k] += eps
        down[k] -= eps
        grad[k] = (f(up) - f(down)) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "plus = x is a second name for the same array, so the two steps cancel: take a copy of x "
    "for each."
)
def _(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        plus = x
        plus[k] += eps
        minus = x
        minus[k] -= eps
        grad[k] = (f(plus) - f(minus)) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "the second step only takes back the first, so it ends at x: go down by 2 * eps."
)
def _(f, x, eps=1e-5):
    x, grad = np.array(x, dtype=float), np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        x[k] += eps
        above = f(x)
        x[k] -= eps
        grad[k] = (above - f(x)) / (2 * eps)
    return grad


@numerical_gradient.mistake(
    "the step is 1, but 2 * eps is divided by: move by eps, x[k] + eps."
)
def _(f, x, eps=1e-5):
    x, grad = np.array(x, dtype=float), np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        one = np.zeros(x.shape)
        one[k] = 1
        grad[k] = (f(x + one) - f(x - one)) / (2 * eps)
    return grad


@numerical_gradient.same("a step array added to x")
def _(f, x, eps=1e-5):
    above, below = _differences(f, x, eps)
    return (above - below) / (2 * eps)


@numerical_gradient.same("a flat loop, reshaped at the end")
def _(f, x, eps=1e-5):
    flat = np.array(x, dtype=float).ravel()
    slopes = []
    for i in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[i] += eps
        down[i] -= eps
        slopes.append((f(up.reshape(x.shape)) - f(down.reshape(x.shape))) / (2 * eps))
    return np.array(slopes).reshape(x.shape)


@numerical_gradient.same("the rows of a unit matrix")
def _(f, x, eps=1e-5):
    steps = eps * np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + step) - f(x - step)) / (2 * eps) for step in steps]
    return np.reshape(slopes, x.shape)


@numerical_gradient.same("the mean of the steps to the right and to the left")
def _(f, x, eps=1e-5):
    above, below = _differences(f, x, eps)
    return ((above - f(x)) / eps + (f(x) - below) / eps) / 2


@numerical_gradient.same("np.where, which leaves float32 as it is")
def _(f, x, eps=1e-5):
    def moved(k, step):
        return f(np.where(np.arange(x.size).reshape(x.shape) == k, x + step, x))

    slopes = [(moved(k, eps) - moved(k, -eps)) / (2 * eps) for k in range(x.size)]
    return np.array(slopes).reshape(x.shape)


@numerical_gradient.same("np.nditer")
def _(f, x, eps=1e-5):
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
