"""`numpy_nets` and `torch_nets`, file by file."""

import inspect
import pkgutil
import re
from importlib import import_module

import pytest

from lstm_utils import numpy_nets, torch_nets

NUMPY, TORCH = (
    {m.name for m in pkgutil.iter_modules(p.__path__)} for p in (numpy_nets, torch_nets)
)


def functions(module):
    """Return the functions that a module defines, in order, with arguments and defaults."""
    return [
        (name, [(q.name, _plain(q.default)) for q in inspect.signature(f).parameters.values()])
        for name, f in vars(module).items()
        if inspect.isfunction(f) and f.__module__ == module.__name__
    ]


def _plain(default):
    return default.__name__ if inspect.isfunction(default) else default


def test_which_files_have_no_twin():
    """Are those the only ones that `torch_nets` says have none?"""
    said = import_module("lstm_utils.torch_nets").__doc__.partition("Without a twin are")[2]
    there, here = (set(re.findall(r"`(\w+)`", part)) for part in said.split(" there, and")[:2])
    assert there == NUMPY - TORCH
    assert here == TORCH - NUMPY


@pytest.mark.parametrize("file", sorted(NUMPY & TORCH))
def test_twins_have_the_same_functions(file):
    """Are names, order, arguments and defaults the same in both files?"""
    numpy_twin, torch_twin = (
        import_module(f"lstm_utils.{p}.{file}") for p in ("numpy_nets", "torch_nets")
    )
    assert functions(numpy_twin) == functions(torch_twin) != []
