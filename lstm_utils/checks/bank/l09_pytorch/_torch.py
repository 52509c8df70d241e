"""PyTorch and the nets on it, imported on first use: the bank loads without them."""

import importlib


class _Late:
    """Stands for a module that is imported when something of it is asked for."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, item):
        return getattr(importlib.import_module(self._name), item)


torch, nets = _Late("torch"), _Late("lstm_utils.torch_nets")
functional = _Late("torch.nn.functional")


def twin_of(module):
    """Say which module of torch_nets holds a reference, so that grading can lock it there."""

    def mark(function):
        function.__module__ = f"lstm_utils.torch_nets.{module}"
        return function

    return mark


def cell(a, c, order="ifgo", g_squash=None, h_squash=None):
    """Turn pre-activations (B, 4H) and c (B, H) into h and c, as the LSTM does."""
    blocks = dict(zip(order, a.chunk(4, dim=1), strict=True))
    i, f, o = (torch.sigmoid(blocks[k]) for k in "ifo")
    c = f * c + i * (g_squash or torch.tanh)(blocks["g"])
    return o * (h_squash or torch.tanh)(c), c
