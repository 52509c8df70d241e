"""PyTorch in the warm process: one thread, and some operators out of reach of any call."""

import ctypes
import re
from collections.abc import Callable

_KEYS = ("CPU", "AutogradCPU", "CompositeImplicitAutograd")


def warm() -> None:
    """Have PyTorch load what it loads at the first gradient (0.3 s), before any fork."""
    import torch

    torch.set_num_threads(1)
    x = torch.ones(1, requires_grad=True)
    torch.autograd.grad([2 * x], [x], [x])


def withhold(patterns: list[str]) -> None:
    """Make operators raise, in PyTorch's own table of operators.

    There it makes no difference whether `torch.nn.LSTM`, `torch.lstm`, `torch._C`,
    `torch.ops` or a compiled script asks for them. (For what PyTorch computes in Python,
    see `conceal`.)

    Args:
        patterns: regular expressions for names, such as "lstm" for `aten::lstm` and kin.
    """
    if not patterns:
        return
    import torch

    library = torch._C._dispatch_library("IMPL", "aten", "", __file__, 0)
    wanted = re.compile("|".join(patterns))
    for qualified in torch._C._dispatch_get_all_op_names():
        namespace, _, name = qualified.partition("::")
        if namespace == "aten" and wanted.search(name.split(".")[0]):
            for key in _KEYS:
                library.impl(name, key, _refusal(name))
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))  # to drop it would undo it


def _refusal(name: str) -> Callable[..., None]:
    def refuse(*args: object, **kwargs: object) -> None:
        raise RuntimeError(
            f"`{name.split('.')[0]}` of PyTorch does what this lesson asks you to write,"
            " so it cannot be used while the lesson is graded"
        )

    return refuse
