# expected: raised
# The function behind the library's layer, for a sequence of one step.
import torch


def lstm_step(x, h, c, W_ih, W_hh, b):
    weights = [W_ih, W_hh, b, 0 * b]
    state = (h[None], c[None])
    _, h, c = torch.lstm(x[None], state, weights, True, 1, 0.0, False, False, False)
    return h[0], c[0]
