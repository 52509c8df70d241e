"""Timing: the median of honest measurements, and contestants that do the same work."""

import numpy as np
import pytest

import lstm_utils.torch_nets as nets


@pytest.mark.parametrize(("warmup", "repeats"), [(0, 1), (2, 3), (3, 4)])
def test_each_call_is_timed_by_itself(warmup, repeats):
    """Is the median of the later calls returned, each between two waits?"""
    log, now = [], iter(np.cumsum(range(100)).tolist())

    def clock():
        log.append("clock")
        return next(now)

    came = nets.benchmark(
        lambda: log.append("fn"), lambda: log.append("wait"), clock, warmup, repeats
    )
    assert log == ["fn"] * warmup + ["wait", "clock", "fn", "wait", "clock"] * repeats
    assert came == np.median(np.arange(1, 2 * repeats, 2))


def test_contestants_compute_the_same():
    """Do all ways give the same gradients of the inputs and the weights?"""
    found = {name: run() for name, run in nets.contest(T=6, B=3, I=4, H=5).items()}
    expected = found.pop("NumPy (processor)")[:4]
    assert len(found) == 4
    for gradients in found.values():
        for came, right in zip(gradients, expected, strict=True):
            np.testing.assert_allclose(came.numpy(), right, rtol=1e-3, atol=1e-5)


def test_products_take_time():
    """Is the speed of the machine's products a number above 0?"""
    assert 1e6 < nets.matmul_flops(n=64) < 1e16
