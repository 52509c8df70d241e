# expected: raised
# The operator of a whole layer, one of the several that the libraries below PyTorch bring.
import torch


def lstm_step(x, h, c, W_ih, W_hh, b):
    floats = [a.detach().float() for a in (x[None], W_ih, W_hh, b, 0 * b, h[None], c[None])]
    x32, *weights, h32, c32 = floats
    sizes = (h.shape[1], 1, True, False, False, False)
    torch.mkldnn_rnn_layer(x32, *weights, h32, c32, False, [], 2, *sizes)
    i, f, g, o = (x @ W_ih.T + h @ W_hh.T + b).chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
