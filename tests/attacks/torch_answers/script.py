# expected: raised
# A compiled script that calls the library's layer.
import torch


def cell(x, h, c, W_ih, W_hh, b):
    return torch.jit.trace(
        lambda *q: torch.lstm_cell(q[0], (q[1], q[2]), q[3], q[4], q[5], 0 * q[5]),
        (x, h, c, W_ih, W_hh, b),
    )(x, h, c, W_ih, W_hh, b)


lstm_step = cell
