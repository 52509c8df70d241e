"""Arrays in float32: does the allowance follow what rounding does to the drawn inputs?"""

import numpy as np
import pytest

from lstm_utils.checks import AnswerKey, get, judge
from lstm_utils.checks.plain import Layout
from lstm_utils.checks.run import run

ILL_CONDITIONED = (55308079694521, 146915071358449, 246055838547032)


def _verdict(exercise, function, key):
    return judge(key, [run(exercise, function, case) for case in key.cases])


@pytest.mark.parametrize("seed", ILL_CONDITIONED)
def test_right_answers_pass_where_float32_loses_digits(seed):
    """Does every right answer pass on draws with saturated units: 1 - h**2 near 0?"""
    exercise = get("jacobian-product")
    key = AnswerKey(exercise, seed)
    assert max(float(np.abs(case.inputs["hs"]).max()) for case in key.cases) > 0.999
    for words, function in exercise.same_answers.items():
        found = _verdict(exercise, function, key)
        assert found.passed, f"{words}: {found.text()}"


@pytest.mark.parametrize("seed", [0, *ILL_CONDITIONED])
@pytest.mark.parametrize("digits", [2, 3])
def test_lost_digits_are_rejected_in_float32(seed, digits):
    """Is an answer rejected that rounds to two or three digits in the float32 case alone?"""
    exercise = get("jacobian-product")
    key = AnswerKey(exercise, seed)

    def rounding(hs, W_hh):
        hs = np.array([[float(f"{h:.{digits}g}") for h in row] for row in hs], hs.dtype)
        return exercise.reference(hs, W_hh)

    right, rounded = (
        [run(exercise, function, case) for case in key.cases]
        for function in (exercise.reference, rounding)
    )
    mixed = [
        rounded[i] if case.layout is Layout.FLOAT32 else right[i]
        for i, case in enumerate(key.cases)
    ]
    assert judge(key, right).passed
    assert not judge(key, mixed).passed


def test_only_float32_is_allowed_for():
    """Is the allowance None in float64, and within the tolerance on well-conditioned inputs?"""
    key = AnswerKey(get("dense"), 0)
    for case, allowed in zip(key.cases, key.rounding, strict=True):
        assert (allowed is not None) == (case.layout is Layout.FLOAT32)
        if allowed is not None:
            assert 0 < max(allowed.values()) < 1e-4
