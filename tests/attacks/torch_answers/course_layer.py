# expected: raised
# The course's own layer, which a later part of the lesson builds.
import torch


def lstm_step(x, h, c, W_ih, W_hh, b):
    from lstm_utils.torch_nets.lstm_layer import LSTM

    layer = LSTM(x.shape[1], h.shape[1], dtype=x.dtype)
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    weights = dict(zip(names, (W_ih, W_hh, b, 0 * b), strict=True))
    _, (h, c) = torch.func.functional_call(layer, weights, (x[None], (h[None], c[None])))
    return h[0], c[0]
