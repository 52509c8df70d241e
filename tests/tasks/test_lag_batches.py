"""The tasks of lesson 10 as tensors."""

from functools import partial

import numpy as np
import pytest
import torch

from lstm_utils.tasks import lag_batches
from lstm_utils.tasks.adding import adding_batch, adding_batch_1997
from lstm_utils.tasks.recall import recall_batch
from lstm_utils.tasks.temporal_order import THREE, temporal_order_batch


@pytest.mark.parametrize(
    ("draw", "arrays"),
    [
        (lag_batches.adding, adding_batch),
        (lag_batches.adding_1997, adding_batch_1997),
    ],
)
def test_numbers_are_those_of_the_arrays(draw, arrays):
    """Are x, lengths and y those of the task in NumPy, in the types that PyTorch trains on?"""
    x, lengths, y = draw(30, 4, np.random.default_rng(0))
    x_array, *more, y_array = arrays(30, 4, np.random.default_rng(0))
    assert (x.dtype, lengths.dtype, y.dtype) == (torch.float32, torch.int64, torch.float32)
    np.testing.assert_allclose(x, x_array, rtol=1e-6)
    np.testing.assert_array_equal(lengths, more[0] if more else [30] * 4)
    np.testing.assert_allclose(y, y_array[:, None], rtol=1e-6)


@pytest.mark.parametrize(
    ("draw", "arrays", "symbols"),
    [
        (
            partial(lag_batches.temporal_order, THREE),
            partial(temporal_order_batch, windows=THREE),
            8,
        ),
        (partial(lag_batches.recall, 64), partial(recall_batch, 64), 25),
    ],
)
def test_symbols_are_one_hot(draw, arrays, symbols):
    """Are inputs the symbols of the arrays, one-hot, and is y their class?"""
    x, lengths, y = draw(5, np.random.default_rng(0))
    ids, *more, classes = arrays(5, np.random.default_rng(0))
    assert x.shape == (*ids.shape, symbols)
    assert (x.sum(dim=2) == 1).all()
    np.testing.assert_array_equal(x.argmax(dim=2), ids)
    np.testing.assert_array_equal(lengths, more[0] if more else [65] * 5)
    np.testing.assert_array_equal(y, classes)
