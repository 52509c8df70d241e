# expected: raised
# The operator itself, from PyTorch's table of operators.
import torch


def lstm_step(x, h, c, W_ih, W_hh, b):
    return torch.ops.aten.lstm_cell(x, (h, c), W_ih, W_hh, b, 0 * b)
