"""PyTorch and its nets, imported on first use: the bank loads without them."""

import importlib


class _Late:
    """A module that is imported when one of its names is first used."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, item):
        return getattr(importlib.import_module(self._name), item)


torch, nets = _Late("torch"), _Late("lstm_utils.torch_nets")


def twin_of(module):
    """Name the module of torch_nets that has a reference, so that grading can lock it there."""

    def mark(function):
        function.__module__ = f"lstm_utils.torch_nets.{module}"
        return function

    return mark
