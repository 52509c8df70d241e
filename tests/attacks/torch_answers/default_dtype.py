# expected: passed
# An answer that is right, by a student who likes to change PyTorch's settings.
import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
torch.set_grad_enabled(True)


def lstm_step(x, h, c, W_ih, W_hh, b):
    a = torch.nn.functional.linear(x, W_ih, b) + torch.nn.functional.linear(h, W_hh)
    i, f, g, o = a.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
