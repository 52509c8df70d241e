"""Detectors: do they find leaks in nets of PyTorch, too, and raise no false alarm?"""

import numpy as np
import pytest
import torch

import lstm_utils.numpy_nets as nets

RNG = np.random.default_rng(0)
X = RNG.normal(size=(7, 3, 2))


def of_torch(module):
    """Make a function of NumPy inputs of a recurrent layer that returns output and state."""

    @torch.no_grad()
    def fn(x):
        return module(torch.from_numpy(x))[0].numpy()

    return fn


def lstm(**given):
    torch.manual_seed(0)
    return torch.nn.LSTM(2, 4, dtype=torch.float64, **given)


NETS = {
    "forward": (of_torch(lstm()), False, False),
    "both ways": (of_torch(lstm(bidirectional=True)), True, False),
    "two layers": (of_torch(lstm(num_layers=2)), False, False),
    "batch and time exchanged": (of_torch(lstm(batch_first=True)), False, True),
    "ours": (lambda x: nets.bilstm_forward(x, np.array([7, 4, 5]), *BOTH)[0], True, False),
    "the batch's mean is subtracted": (
        lambda x: x - x.mean(axis=1, keepdims=True),
        False,
        True,
    ),
}
BOTH = nets.bilstm_init(2, 4, RNG)


@pytest.mark.parametrize("name", NETS)
def test_nets(name):
    """Is each kind of net judged right, and are the inputs unchanged?"""
    fn, future, mixed = NETS[name]
    before = X.copy()
    assert nets.leaks_future(fn, X) is future
    assert nets.mixes_batch(fn, X) is mixed
    np.testing.assert_array_equal(X, before)


def test_nothing_to_leak():
    """Do one step and one sequence give False for a net that leaks in both ways elsewhere?"""

    def everything(x):
        return x - x.mean(axis=(0, 1))

    assert nets.leaks_future(everything, X)
    assert nets.mixes_batch(everything, X)
    assert not nets.leaks_future(everything, X[:1])
    assert not nets.mixes_batch(everything, X[:, :1])


def test_wrong_shape_is_named():
    """Are inputs without a batch axis refused?"""
    for detector in (nets.leaks_future, nets.mixes_batch):
        with pytest.raises(ValueError, match=r"expects x \(T, B, I\); got x \(7, 2\)"):
            detector(lambda x: x, X[:, 0])
