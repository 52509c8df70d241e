"""Timing: the median of honest measurements, and contestants that do the same work."""

import numpy as np
import pytest
import torch

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


def test_programs_race_in_turns():
    """Is each program called once before the first round, then once in each, in turns?"""
    log, now = [], iter(range(1000))
    runs = {name: (lambda name=name: log.append(name)) for name in "abc"}
    times = nets.race(runs, rounds=20, clock=lambda: next(now) / 2)
    assert times == {name: [0.5] * 20 for name in "abc"}
    assert log[:3] == ["a", "b", "c"]
    rounds = [tuple(log[k : k + 3]) for k in range(3, len(log), 3)]
    assert {"".join(sorted(turn)) for turn in rounds} == {"abc"}
    assert len(set(rounds)) > 3, "the order is always the same"


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


def test_the_table_of_a_race_has_medians_spreads_and_ratios():
    """Are the ratios those within the rounds, not those of the medians?"""
    times = {"loop": [0.004, 0.010, 0.024], "lib": [0.002, 0.005, 0.004]}
    head, first, second = nets.race_table(times, "lib").splitlines()
    assert head.split()[:2] == ["milliseconds", "median"]
    assert first.split() == ["loop", "10.0", "4.0", "to", "24.0", "2.0"]
    assert second.split() == ["lib", "4.0", "2.0", "to", "5.0", "1.0"]


def test_a_graph_is_counted_once():
    """Is each operation counted once, leaves included, and nothing for a plain tensor?"""
    w = torch.tensor(2.0, requires_grad=True)
    y = w * w
    assert nets.graph_size(y + y) == 3  # the sum, the product, the leaf
    assert nets.graph_size(torch.tensor(1.0)) == 0
