"""The two tests to keep: what do they make of PyTorch's LSTM, right and used wrongly?"""

import numpy as np
import torch

import lstm_utils.numpy_nets as nets


def of_torch(x, h0, c0, W_ih, W_hh, b, carry=True):
    """Run PyTorch's LSTM with these weights, from this state or from 0."""
    lstm = torch.nn.LSTM(x.shape[2], h0.shape[1], dtype=torch.float64)
    with torch.no_grad():
        for name, q in nets.to_torch(W_ih, W_hh, b).items():
            getattr(lstm, name).copy_(torch.from_numpy(q))
        state = tuple(torch.from_numpy(q)[None].clone() for q in (h0, c0))
        hs, (_, c) = lstm(torch.from_numpy(x), state if carry else None)
    return hs.numpy(), c[0].numpy()


def test_torch_is_an_lstm():
    """Does PyTorch's LSTM pass, and fail from a state of 0?"""
    assert nets.test_lstm(of_torch)
    assert not nets.test_lstm(lambda *given: of_torch(*given, carry=False))
    assert not nets.test_lstm(lambda *given: of_torch(*given)[0])


def test_an_export_of_torch():
    """Does the same net in float64, rounded, pass, and one without its state fail?"""
    W = [q.astype(np.float32) for q in nets.lstm_init(3, 4, np.random.default_rng(0))]

    def model(x, h, c):
        hs, c, _ = nets.lstm_forward(x, h, c, *W)
        return hs, hs[-1], c

    def exported(x, h, c):
        hs, c = of_torch(*(q.astype(float) for q in (x, h, c, *W)))
        return [q.astype(np.float32) for q in (hs, hs[-1], c)]

    assert nets.export_check(model, exported, 3, 4)
    assert not nets.export_check(model, lambda x, h, c: exported(x, 0 * h, c), 3, 4)
    assert not nets.export_check(model, lambda x, h, c: model(x, h, c.astype(float)), 3, 4)
    assert not nets.export_check(model, lambda x, h, c: 1 / 0, 3, 4)
