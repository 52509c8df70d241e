# expected: raised
# The library's layer for one step.
import torch


def lstm_step(x, h, c, W_ih, W_hh, b):
    cell = torch.nn.LSTMCell(x.shape[1], h.shape[1], dtype=x.dtype)
    weights = dict(weight_ih=W_ih, weight_hh=W_hh, bias_ih=b, bias_hh=0 * b)
    return torch.func.functional_call(cell, weights, (x, (h, c)))
