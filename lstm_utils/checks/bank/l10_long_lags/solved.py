"""Lesson 10: are enough errors of a test small?"""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "solved",
    lesson="10_long_lags",
    reference=nets.solved,
    outputs="whether it is solved",
    numbers=("whether it is solved",),
    hints=[
        "Compare first, then average: abs(error) < tol is True or False for each sequence.",
        "The mean of an array of True and False is the fraction of True.",
        "(np.abs(errors) < tol).mean() >= share. nan < tol is False, as it should be.",
    ],
)


@ex.cases
def _(rng):
    def case(errors, tol=0.04, share=0.98):
        return dict(errors=np.array(errors, dtype=float), tol=tol, share=share)

    def mixed(small, large, size=0.5):
        signs = rng.choice([-1.0, 1.0], size=small + large)
        values = np.r_[rng.uniform(0.005, 0.03, size=small), np.full(large, size)]
        return rng.permutation(values * signs)

    yield "3 of 4 are small, share 0.75", case([0.01, -0.5, 0.03, 0.02], share=0.75)
    yield "3 of 4 are small, share 0.98", case([0.01, -0.5, 0.03, 0.02])
    yield "all negative and large", case([-0.5, -0.3, -2.0])
    yield "large errors that cancel", case([0.5, -0.5, 0.3, -0.3])
    yield "one large error in 100", case(mixed(99, 1))
    yield "one very large error in 100", case(mixed(99, 1, size=100.0))
    yield "exactly 98 of 100 are small", case(mixed(98, 2))
    yield "97 of 100 are small", case(mixed(97, 3, size=0.05))
    yield "390 of 400 are small: 97.5 %", case(mixed(390, 10))
    yield "half are small, share 0.4", case(mixed(10, 10), share=0.4)
    yield "half are small, share 0.6", case(mixed(10, 10), share=0.6)
    yield "errors of exactly tol", case([0.25, -0.25, 0.25], tol=0.25, share=0.5)
    yield "a larger tol", case([0.2, -0.3, 0.25, 0.1], tol=0.4)
    yield "always the mean of the adding problem", case(rng.random(50) + rng.random(50) - 1)
    yield "nan is not small", case([np.nan] * 10)
    yield "nan in 3 of 10, share 0.9", case([np.nan] * 3 + [0.01] * 7, share=0.9)
    yield "infinite errors", case([np.inf, -np.inf, 0.01, 0.02, 0.0], share=0.6)
    yield "one sequence", case([0.01])
    yield "the defaults: 97 % are not enough", dict(errors=mixed(97, 3))
    yield "the defaults: 99 % are", dict(errors=mixed(99, 1))
    yield "the defaults: 0.045 is not small", dict(errors=np.full(20, 0.045))
    yield "the defaults: 0.035 is small", dict(errors=np.full(20, 0.035))
    yield "small errors of both signs, share 1", case(mixed(30, 0), share=1.0)


ANSWER = "bool((np.abs(errors) < tol).mean() >= share)"
mistakes(
    ex,
    {
        "the fraction is rounded to whole percents: compare it with share as it is.": (".mean() >=", ".mean().round(2) >="),
        "the sign counts: an error of -0.5 is not small, take np.abs(errors).": ("np.abs(errors) < tol", "errors < tol"),
        "an error of exactly tol counts as small: use <, not <=.": ("< tol", "<= tol"),
        "exactly share is not enough: use >=, not >.": (">= share", "> share"),
        "the mean absolute error is compared: count the small errors, and compare their fraction.": (
            ANSWER,
            "bool(np.abs(errors).mean() < tol)",
        ),
        "the mean error is compared: errors of both signs cancel, count the small ones.": (
            ANSWER,
            "bool(abs(errors.mean()) < tol)",
        ),
        "the mean squared error is compared: count the small errors, and compare their fraction.": (
            ANSWER,
            "bool((errors**2).mean() < tol)",
        ),
        "the root of the mean squared error is compared: count the small errors instead.": (
            ANSWER,
            "bool(np.sqrt((errors**2).mean()) < tol)",
        ),
        "the spread of the errors is compared: count the small errors, and compare their fraction.": (
            ANSWER,
            "bool(errors.std() < tol)",
        ),
        "the fraction is rounded: compare it with share as it is.": (".mean() >=", ".mean().round(1) >="),
        "the squared errors are compared with tol: compare the absolute values.": ("np.abs(errors)", "errors**2"),
        "all errors must be small: a fraction of share is enough.": (ANSWER, "bool((np.abs(errors) < tol).all())"),
        "one small error is enough: take the mean of the small ones, a fraction, not any or sum.": (
            ANSWER,
            "bool((np.abs(errors) < tol).any())",
        ),
        "the median is compared: that is a share of one half, use the argument share.": (
            ANSWER,
            "bool(np.median(np.abs(errors)) < tol)",
        ),
        "the fraction of large errors is compared with share: count the small ones.": ("< tol", ">= tol"),
        "nan counts as small: write abs(errors) < tol, which is False for nan.": (
            "(np.abs(errors) < tol)",
            "(~(np.abs(errors) >= tol))",
        ),
        "nan is left out: a net that answers nan is wrong, count it among all sequences.": (
            "(np.abs(errors) < tol)",
            "(np.abs(errors[~np.isnan(errors)]) < tol)",
        ),
        "the fraction is returned: return True or False.": (f"return {ANSWER}", "return (np.abs(errors) < tol).mean()"),
        "an array is returned, one value for each sequence: return True or False for all together.": (
            f"return {ANSWER}",
            "return np.abs(errors) < tol",
        ),
        "the error of the mean predictor is the limit: compare each error with tol.": (
            ANSWER,
            "bool((errors**2).mean() < 1 / 6)",
        ),
        "tol and share are exchanged: tol is the limit of an error, share of the fraction.": (
            ANSWER,
            "bool((np.abs(errors) < share).mean() >= tol)",
        ),
        "tol is not used: errors below the argument tol are small, whatever its value.": ("< tol", "< 0.04"),
        "share is not used: the fraction must be at least the argument share.": (">= share", ">= 0.98"),
        "the result is the opposite: return True where enough errors are small.": (ANSWER, f"not {ANSWER}"),
    },
)


equivalents(
    ex,
    {
        "a loop that counts": """
        small = 0
        for error in errors:
            if -tol < error < tol:
                small += 1
        return small >= share * len(errors) - 1e-9
    """,
        "np.count_nonzero, NumPy's bool": (ANSWER, "np.count_nonzero(np.fabs(errors) < tol) / len(errors) >= share"),
        "a generator": (ANSWER, "sum(abs(e) < tol for e in errors) / errors.size >= share"),
    },
)
