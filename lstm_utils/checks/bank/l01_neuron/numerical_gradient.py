"""Lesson 01: the measured gradient."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Layout, Probe, equivalents, exercise, mistakes, probe


@probe("tanh(x1) + 2 tanh(x2) + ...")
def _weighted_tanh(x):
    """Sum k tanh(x_k): every element has a slope of its own."""
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


@probe("product of the sines of the row sums")
def _sines_of_row_sums(x):
    """Sum along the last axis: x must be an array, and its shape matters."""
    return float(np.prod(np.sin(x.sum(axis=-1))))


numerical_gradient = exercise(
    "numerical-gradient",
    lesson="01_neuron",
    reference=nets.numerical_gradient,
    outputs="grad",
    tolerance=1e-7,
    layouts=(Layout.READ_ONLY, Layout.STRIDED),
    hints=[
        "One element moves at a time, the others stay. How many calls of f do six elements need?",
        "Work on a float copy, np.array(x, dtype=float). `for k in np.ndindex(x.shape)` visits "
        "every element of any shape, and x[k] reads or writes it.",
        "For each k: old = x[k]; set x[k] to old + eps and call f, then to old - eps and call "
        "f; restore old; grad[k] = (above - below) / (2 * eps).",
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
    yield case("sum of cubes", np.array([1, -2, 3]), 1e-3)  # integers
    yield case("sum of cubes", np.array(-1.5), 1e-3)  # no axes
    rows = rng.uniform(0.2, 0.8, size=(3, 2))
    yield case("product of the sines of the row sums", rows, 1e-3)
    yield case("exp(mean of x)", rng.normal(size=(2, 1, 3)), 1e-3)
    cubes = dict(f=Probe("sum of cubes"), x=np.zeros(2))  # eps^2 is all that is measured
    yield "f(x) = sum of cubes, the default eps", cubes
    yield case("sum of cubes", np.array([20.0, -30.0, 7.0]), 0.25)


mistakes(
    numerical_gradient,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": ("return grad", "return np.clip(grad, -100, 100)"),
        "one-sided: (f(x + eps) - f(x)) / eps has an error of about eps; step to both sides, 2 eps apart.": [
            ("x[k] = old - eps", "x[k] = old"),
            ("(2 * eps)", "eps"),
        ],
        "one-sided, to the left: (f(x) - f(x - eps)) / eps; step to both sides, 2 eps apart.": [
            ("x[k] = old + eps", "x[k] = old"),
            ("(2 * eps)", "eps"),
        ],
        "one-sided, and x.copy() of integers cuts off eps: step to both sides of np.array(x, dtype=float).": [
            ("np.array(x, dtype=float)  # a float copy", "x.copy()"),
            ("x[k] = old - eps", "x[k] = old"),
            ("(2 * eps)", "eps"),
        ],
        "only the second value is divided: put the difference in parentheses, (above - below) / (2 * eps).": (
            "(above - below)",
            "above - below",
        ),
        "twice as large: the two points are 2 eps apart, so divide by (2 * eps).": ("(2 * eps)", "eps"),
        "divided by 2, then multiplied by eps: `/ 2 * eps` needs parentheses, / (2 * eps).": ("(2 * eps)", "2 * eps"),
        "half as large: x + eps and x - eps are 2 eps apart, not 4 eps.": ("2 * eps", "4 * eps"),
        "the sign is flipped: subtract in the order f(x + eps) - f(x - eps).": ("above - below", "below - above"),
        "the difference is not divided by the distance: / (2 * eps).": ("(above - below) / (2 * eps)", "above - below"),
        "the argument eps is not used: replace your own step by eps.": ("x = np.array", "eps = 1e-5\n    x = np.array"),
        "an element is not restored before the next one moves: end each round with x[k] = old.": ("        x[k] = old\n", ""),
        "x itself is changed and not restored: start with x = np.array(x, dtype=float), restore x[k].": [
            ("    x = np.array(x, dtype=float)  # a float copy\n", ""),
            ("old = x[k]\n        x[k] = old + eps", "x[k] += eps"),
            ("x[k] = old - eps", "x[k] -= 2 * eps"),
            ("        x[k] = old\n", ""),
        ],
        "the steps are taken in x itself, and integers cut off eps: start with x = np.array(x, dtype=float).": (
            "    x = np.array(x, dtype=float)  # a float copy\n",
            "",
        ),
        "x.copy() of integers is an integer array and cuts off eps: copy with np.array(x, dtype=float).": (
            "np.array(x, dtype=float)  # a float copy",
            "x.copy()",
        ),
        "np.asarray does not copy a float array, so the caller's x changes: use np.array(x, dtype=float).": (
            "np.array(x",
            "np.asarray(x",
        ),
        "grad is an integer array like x and cuts off the decimals: np.zeros(x.shape) is float.": [
            ("x = np.array(x, dtype=float)  # a float copy\n", ""),
            ("    grad = np.zeros(x.shape)", "grad = np.zeros_like(x)\n    x = x.astype(float)"),
        ],
        "all elements move at once, which gives one number: move one at a time, in a loop.": """
            return (f(x + eps) - f(x - eps)) / (2 * eps)
        """,
        "all elements move at once, so each slope is the sum of all: move one element at a time.": """
            return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps))
        """,
        "the result is flat: give it the shape of x, .reshape(x.shape).": ("return grad", "return grad.ravel()"),
        "x[i] is a whole row, so its elements move together: use np.ndindex(x.shape).": [
            ("np.ndindex(x.shape)", "range(len(x))"),
            ("old = x[k]", "old = x[k].copy()"),
        ],
        "two loops over rows and columns work for matrices only: use np.ndindex(x.shape).": """
            grad = np.zeros(x.shape)
            for i in range(x.shape[0]):
                for j in range(x.shape[1]):
                    up, down = x.astype(float), x.astype(float)
                    up[i, j] += eps
                    down[i, j] -= eps
                    grad[i, j] = (f(up) - f(down)) / (2 * eps)
            return grad
        """,
        "f gets one element alone: give it the whole array, in which one element has moved.": [
            ("above = f(x)", "above = f(x[k])"),
            ("below = f(x)", "below = f(x[k])"),
        ],
        "f gets a flat array: give it an array with the shape of x.": [
            ("above = f(x)", "above = f(x.ravel())"),
            ("below = f(x)", "below = f(x.ravel())"),
        ],
        "all slopes are 0: `up = x` and `down = x` are two names of one array, so copy x for each.": """
            x = np.array(x, dtype=float)
            grad = np.zeros_like(x)
            for k in np.ndindex(x.shape):
                up = down = x
                up[k] += eps
                down[k] -= eps
                grad[k] = (f(up) - f(down)) / (2 * eps)
            return grad
        """,
        "plus = x is a second name for the same array, so the two steps cancel: copy x for each.": """
            grad = np.zeros(x.shape)
            for k in np.ndindex(x.shape):
                plus = x
                plus[k] += eps
                minus = x
                minus[k] -= eps
                grad[k] = (f(plus) - f(minus)) / (2 * eps)
            return grad
        """,
        "the second step only undoes the first, so it ends at x: subtract 2 * eps.": ("old - eps", "x[k] - eps"),
        "the step is 1, but the divisor is 2 * eps: move by eps, x[k] + eps.": [
            ("old + eps", "old + 1"),
            ("old - eps", "old - 1"),
        ],
        "the two points are only eps apart: step by eps to each side, then divide by 2 * eps.": [
            ("old + eps", "old + eps / 2"),
            ("old - eps", "old - eps / 2"),
            ("(2 * eps)", "eps"),
        ],
        "`return` is inside the loop and ends it after one element: move it to the left.": (
            "    return grad",
            "        return grad",
        ),
        "`grad = ...` replaces the array by one number: write grad[k] = ...": ("grad[k] =", "grad ="),
        "the step is relative, x[k] * (1 + eps): add eps, x[k] + eps.": [
            ("old + eps", "old * (1 + eps)"),
            ("old - eps", "old * (1 - eps)"),
        ],
        "the steps are eps / 2, the divisor is 2 eps: step by eps to each side.": [
            ("old + eps", "old + eps / 2"),
            ("old - eps", "old - eps / 2"),
        ],
        "the steps are 2 eps, the divisor is 2 eps: step by eps to each side.": [
            ("old + eps", "old + 2 * eps"),
            ("old - eps", "old - 2 * eps"),
        ],
        "the copies keep the steps of earlier elements: make new copies for each element, inside the loop.": """
grad = np.zeros(x.shape)
up, down = x.astype(float), x.astype(float)
for k in np.ndindex(x.shape):
    up[k] += eps
    down[k] -= eps
    grad[k] = (f(up) - f(down)) / (2 * eps)
return grad
""",
        "a fixed step of 0.001 is used: use the argument eps.": ("x = np.array", "eps = 1e-3\n    x = np.array"),
        "a fixed step of 0.0001 is used: use the argument eps.": ("x = np.array", "eps = 1e-4\n    x = np.array"),
    },
)

equivalents(
    numerical_gradient,
    {
        "a step array added to x": """
            grad = np.zeros(x.shape)
            for k in np.ndindex(x.shape):
                e = np.zeros(x.shape)
                e[k] = eps
                grad[k] = (f(x + e) - f(x - e)) / (2 * eps)
            return grad
        """,
        "a flat loop, reshaped at the end": """
            flat = np.array(x, dtype=float).ravel()
            slopes = []
            for i in range(flat.size):
                up, down = flat.copy(), flat.copy()
                up[i] += eps
                down[i] -= eps
                slopes.append((f(up.reshape(x.shape)) - f(down.reshape(x.shape))) / (2 * eps))
            return np.array(slopes).reshape(x.shape)
        """,
        "the rows of a unit matrix": """
            steps = eps * np.eye(x.size).reshape(x.size, *x.shape)
            slopes = [(f(x + step) - f(x - step)) / (2 * eps) for step in steps]
            return np.reshape(slopes, x.shape)
        """,
        "the mean of the steps to the right and to the left": (
            "(above - below) / (2 * eps)",
            "((above - f(x)) / eps + (f(x) - below) / eps) / 2",
        ),
        "np.where, which leaves float32 as it is": """
            def moved(k, step):
                return f(np.where(np.arange(x.size).reshape(x.shape) == k, x + step, x))

            slopes = [(moved(k, eps) - moved(k, -eps)) / (2 * eps) for k in range(x.size)]
            return np.array(slopes).reshape(x.shape)
        """,
        "np.nditer": """
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
        """,
    },
)
