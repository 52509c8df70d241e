"""Bits under noise: does the latch keep them, and a leak not?"""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks.kept_bits import carry

BITS = np.array([[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]])


def test_the_latch_keeps_every_bit():
    """Is h the same after 50 steps as after one, with the signs and the shape of the bits?"""
    kept = carry(nets.memory_cell_step, nets.latch_weights(), BITS, times=(1, 50))
    np.testing.assert_allclose(kept[1], BITS * np.tanh(1), atol=1e-3)
    np.testing.assert_allclose(kept[50], kept[1], atol=1e-6)


def test_a_weight_below_1_lets_them_fade():
    """Is c multiplied by the weight once at each step?"""
    kept = carry(nets.memory_cell_step, nets.latch_weights(), BITS, times=(0, 50), weight=0.9)
    c = [2 * np.arctanh(h) for h in kept.values()]
    np.testing.assert_allclose(c[1], c[0] * 0.9**50, rtol=1e-4)
