"""Random batches of several lengths, and weights of two nets, for the cases of lesson 17."""

import numpy as np

import lstm_utils.numpy_nets as nets


def inside(x, lengths):
    """Return where a padded batch has steps, (T, B) bools."""
    return np.arange(len(x))[:, None] < lengths


def net(rng, I, H):
    """Draw W_ih, W_hh and b of one net, biases not 0."""
    return tuple(rng.normal(scale=0.7, size=size) for size in ((4 * H, I), (4 * H, H), (4 * H,)))


def batch(rng, T, lengths, I, pad=None):
    """Draw x (T, B, I), with numbers in the padding unless pad is given, and the lengths."""
    lengths = np.array(lengths)
    x = rng.normal(size=(T, len(lengths), I))
    if pad is not None:
        x[~inside(x, lengths)] = pad
    return dict(x=x, lengths=lengths)


def both(rng, T, lengths, I, H, pad=None):
    """Draw the arguments of bilstm_forward."""
    return batch(rng, T, lengths, I, pad) | dict(fwd=net(rng, I, H), bwd=net(rng, I, H))


def run(x, weights):
    """Run one net over x from a state of 0; return its hidden states and its cache."""
    zeros = np.zeros((x.shape[1], weights[1].shape[1]), x.dtype)
    hs, _, cache = nets.lstm_forward(x, zeros, zeros, *weights)
    return hs, cache
