# expected: raised
# A cell in Python that PyTorch keeps for quantisation.
import torch


def lstm_step(x, h, c, W_ih, W_hh, b):
    from torch.ao.nn.quantizable.modules.rnn import LSTMCell

    cell = LSTMCell(x.shape[1], h.shape[1], dtype=x.dtype)
    weights = {"igates.weight": W_ih, "igates.bias": b}
    weights |= {"hgates.weight": W_hh, "hgates.bias": 0 * b}
    return torch.func.functional_call(cell, weights, (x, (h, c)))
