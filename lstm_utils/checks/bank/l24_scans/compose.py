"""Lesson 24: two maps in a row are one map."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "compose",
    lesson="24_scans",
    reference=nets.compose,
    outputs=("a", "b"),
    hints=[
        "Insert the first map into the second: a2 (a1 s + b1) + b2. What multiplies s, and what is left?",
        "later is a pair: a2, b2 = later. The factors are multiplied. b1 goes through the later map, too: it is multiplied by a2.",
        "(a2, b2), (a1, b1) = later, earlier; return a2 * a1, a2 * b1 + b2.",
    ],
)


def _maps(rng, *shape):
    return rng.normal(size=shape), rng.normal(size=shape)


@ex.cases
def _(rng):
    yield "five maps of three numbers", dict(later=_maps(rng, 5, 3), earlier=_maps(rng, 5, 3))
    three, two = (np.array([3.0]), np.array([4.0])), (np.array([2.0]), np.array([1.0]))
    yield "the task's example", dict(later=three, earlier=two)
    yield "the same in the other order", dict(later=two, earlier=three)
    yield "one number, no axis", dict(later=(np.array(0.5), np.array(2.0)), earlier=(np.array(-3.0), np.array(1.0)))
    yield "square: three maps of three numbers", dict(later=_maps(rng, 3, 3), earlier=_maps(rng, 3, 3))
    yield "three axes", dict(later=_maps(rng, 4, 2, 3), earlier=_maps(rng, 4, 2, 3))
    zero = np.zeros(4)
    yield "the later map is constant", dict(later=(zero, rng.normal(size=4)), earlier=_maps(rng, 4))
    yield "the earlier map is constant", dict(later=_maps(rng, 4), earlier=(zero, rng.normal(size=4)))
    yield (
        "large maps",
        dict(later=(1e3 * rng.normal(size=3), np.full(3, -500.0)), earlier=(np.full(3, -300.0), 1e3 * rng.normal(size=3))),
    )
    small = rng.uniform(0.01, 0.02, size=4)
    yield "small factors, large b", dict(later=(small, 1e9 * rng.normal(size=4)), earlier=(small[::-1], 1e9 * rng.normal(size=4)))
    yield "tiny maps", dict(later=tuple(1e-5 * q for q in _maps(rng, 6)), earlier=tuple(1e-5 * q for q in _maps(rng, 6)))
    yield "factors of 1e-200", dict(later=(np.array([1e-200]), np.ones(1)), earlier=(np.array([1e-200]), np.ones(1)))


RETURN = "a2 * a1, a2 * b1 + b2"
mistakes(
    ex,
    {
        "the maps are swapped: earlier is applied first, its result goes into later.": ("= later, earlier", "= earlier, later"),
        "b1 is not multiplied: it goes through the later map, a2 b1 + b2.": (RETURN, "a2 * a1, b1 + b2"),
        "b1 is multiplied by a1: it goes through the later map, a2 b1 + b2.": (RETURN, "a2 * a1, a1 * b1 + b2"),
        "b2 is multiplied as well: only b1 goes through the later map, a2 b1 + b2.": (RETURN, "a2 * a1, a2 * (b1 + b2)"),
        "b2 is missing: the later map adds it at the end.": (RETURN, "a2 * a1, a2 * b1"),
        "b1 is missing: it goes through the later map, a2 b1 + b2.": (RETURN, "a2 * a1, b2"),
        "the factors are added: s is multiplied twice, a2 a1.": (RETURN, "a2 + a1, a2 * b1 + b2"),
        "a is that of the later map alone: s is multiplied by a1 first, a2 a1.": (RETURN, "a2, a2 * b1 + b2"),
        "a and b are swapped in the result: return a, then b.": (RETURN, "a2 * b1 + b2, a2 * a1"),
        "b1 goes through both maps, a2 a1 b1 + b2: it has left the earlier one already.": (RETURN, "a2 * a1, a2 * a1 * b1 + b2"),
        "the product of matrices is taken: a2 * a1, element by element.": (RETURN, "np.matmul(a2, a1), a2 * b1 + b2"),
        "the later map is divided by the earlier one: compose multiplies, a2 a1.": (
            RETURN,
            "np.divide(a2, a1, where=a1 != 0, out=np.zeros_like(a1)), a2 * b1 + b2",
        ),
        "a is the difference of two large results: it loses its digits where b is large, multiply a2 a1.": (
            RETURN,
            "(a2 * (a1 + b1) + b2) - (a2 * b1 + b2), a2 * b1 + b2",
        ),
        "tiny products become 0: keep them, a scan multiplies many.": (
            RETURN,
            "np.where(abs(a2 * a1) < 1e-8, 0.0, a2 * a1), a2 * b1 + b2",
        ),
        "b is added in place: the inputs must not change, write a new array.": (
            f"return {RETURN}",
            "b = a2 * b1\n    b2 += b\n    return a2 * a1, b2",
        ),
        "the maps are returned as one array: return the pair a, b.": (f"return {RETURN}", f"return np.array([{RETURN}])[None]"),
    },
)


equivalents(
    ex,
    {
        "by name": """
        a = later[0] * earlier[0]
        b = later[0] * earlier[1]
        b = b + later[1]
        return a, b
    """,
        "from two values: the map at 0 and at 1": """
        def after(s):
            s = earlier[0] * s + earlier[1]
            return later[0] * s + later[1]

        b = after(0.0)
        return later[0] * earlier[0], b
    """,
        "einsum and a list": """
        (a2, b2), (a1, b1) = later, earlier
        return [np.multiply(a1, a2), np.add(np.multiply(b1, a2), b2)]
    """,
    },
)
