"""Masks: how often are entries dropped, which ones are equal, and what is scaled?"""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets

P = st.integers(0, 95).map(lambda n: n / 100)


@settings(deadline=None, max_examples=20)
@given(p=P, seed=st.integers(0, 2**31))
def test_a_mask_drops_with_probability_p_and_keeps_the_mean(p, seed):
    """Are there two values, 0 as often as asked, and is the mean of the mask 1?"""
    mask = nets.dropout_mask((40, 50), p, np.random.default_rng(seed))
    assert set(np.unique(mask)) <= {0, 1 / (1 - p)}
    zeros = int((mask == 0).sum())
    assert binomtest(zeros, mask.size, p).pvalue > 1e-9 if p else zeros == 0


def test_a_probability_of_one_is_refused():
    """Is p = 1 refused, which would divide by 0, in both packages?"""
    for package, rng in (
        (nets, np.random.default_rng(0)),
        (torch_nets, torch.Generator()),
    ):
        for p in (1.0, -0.1):
            with pytest.raises(ValueError, match="expects 0 <= p < 1"):
                package.dropout_mask((2, 3), p, rng)


def test_variational_masks_stay():
    """Is a mask the same at all steps, and another one for each sequence, place and unit?"""
    masks = nets.variational_masks(5, 30, [40, 60], 0.5, np.random.default_rng(0))
    assert [mask.shape for mask in masks] == [(5, 30, 40), (5, 30, 60)]
    first, second = masks
    for mask in masks:
        assert (mask == mask[0]).all()
        assert 0.4 < (mask == 0).mean() < 0.6
        assert len(np.unique(mask[0], axis=0)) == 30
    agree = (first[0] == second[0, :, :40]).mean()
    assert 0.4 < agree < 0.6


def test_weights_are_dropped_one_by_one():
    """Is each weight 0 or divided by 1 - p, by itself, and is W_hh unchanged?"""
    W_hh = np.random.default_rng(0).normal(size=(120, 30))
    before = W_hh.copy()
    W = nets.weight_drop(W_hh, 0.3, np.random.default_rng(1))
    kept = W != 0
    np.testing.assert_allclose(W[kept], W_hh[kept] / 0.7)
    np.testing.assert_array_equal(W_hh, before)
    assert 0.65 < kept.mean() < 0.75
    assert kept.any(axis=0).all()
    assert kept.any(axis=1).all()
    assert nets.weight_drop(W_hh.astype(np.float32), 0.3, np.random.default_rng(1)).dtype == (
        np.float32
    )
    with pytest.raises(ValueError, match=r"W_hh \(4H, H\)"):
        nets.weight_drop(W_hh[1:], 0.3, np.random.default_rng(1))


def test_twins_draw_the_same_law():
    """Have the masks of both packages the same shapes, values and share of zeros?"""
    rng, generator = np.random.default_rng(0), torch.Generator().manual_seed(0)
    for package, r in ((nets, rng), (torch_nets, generator)):
        mask = np.asarray(package.dropout_mask((60, 70), 0.2, r))
        np.testing.assert_allclose(np.unique(mask), [0, 1.25])
        assert 0.17 < (mask == 0).mean() < 0.23
        for n, q in zip((3, 4), package.variational_masks(6, 2, [3, 4], 0.5, r), strict=True):
            assert tuple(q.shape) == (6, 2, n)
            assert (np.asarray(q) == np.asarray(q)[0]).all()
    W = torch.ones(8, 2, dtype=torch.float64)
    dropped = torch_nets.weight_drop(W, 0.5, generator)
    assert dropped.dtype == torch.float64
    assert set(dropped.unique().tolist()) == {0.0, 2.0}
