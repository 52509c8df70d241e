"""Plain data: what may cross a pipe between the one who judges and the one who is judged.

Plain are numbers, strings, None, arrays of numbers, and lists and dicts of these; of inputs
also a `Seed` (where the function takes a generator) and a `Probe` (where it takes a function).
Tuples count as lists. Anything else that a function returns becomes a `Foreign`.
"""

import enum
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np


def valid(text: str) -> str:
    """Return a text that UTF-8 can encode: a lone surrogate is replaced by its escape."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


class Function(Protocol):
    """A callable with a name, as `def` makes it."""

    __name__: str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the result."""


class Layout(enum.Enum):
    """How the arrays of a case are handed to the function."""

    AS_IS = "as it is"
    READ_ONLY = "read-only arrays"
    STRIDED = "non-contiguous arrays"
    FLOAT32 = "float32 arrays"


@dataclass(frozen=True)
class Seed:
    """Stands for `numpy.random.default_rng(value)`."""

    value: int


@dataclass(frozen=True)
class Probe:
    """Stands for a function that was registered with `@probe(name)`."""

    name: str


@dataclass(frozen=True)
class Foreign:
    """Stands for a returned object that is not plain data."""

    type_name: str


_DOUBLE = {np.longdouble: np.float64, np.clongdouble: np.complex128}
SHARED = "an array in the memory of an input"  # in place of a type
BARE = "numpy.ndarray of shape ()"  # where a number is asked for
_probes: dict[str, Callable] = {}
_made_fresh: set[str] = set()


def probe(name: str, *, fresh: bool = False) -> Callable:
    """Register a function that cases may hand to the student's function by name.

    With `fresh` the registered function takes no arguments. It is called for every call of the
    student's function, and what it returns is passed: each call starts from the initial state.
    """

    def register(function: Callable) -> Callable:
        _probes[name] = function
        if fresh:
            _made_fresh.add(name)
        return function

    return register


def probe_source(name: str, source: str, function: str) -> None:
    """Register a function by the text of a module that defines it, run for each call."""
    code = cache(lambda: compile(source, f"<{name}>", "exec"))

    @probe(name, fresh=True)
    def _() -> Callable:
        space: dict[str, Any] = {"__name__": "__main__"}
        exec(code(), space)
        return space[function]


def is_float_array(value: Any) -> bool:
    """Return whether a value is an array of floating-point numbers."""
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def has_floats(value: Any) -> bool:
    """Return whether a plain value holds an array of floats with at least one axis."""
    if isinstance(value, dict):
        return any(has_floats(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(has_floats(item) for item in value)
    return is_float_array(value) and value.ndim > 0


def _lay_out(array: np.ndarray, layout: Layout) -> np.ndarray:
    if layout is Layout.STRIDED and array.ndim:
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        wide[..., ::2] = array
        return wide[..., ::2]
    if layout is Layout.FLOAT32 and is_float_array(array):
        return array.astype(np.float32)
    copied = array.copy(order="K")
    if layout is Layout.READ_ONLY:
        copied.flags.writeable = False
    return copied


def rounded(value: Any) -> Any:
    """Return a plain value with its arrays of floats as float32, as in `Layout.FLOAT32`."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(rounded(item) for item in value)
    return value.astype(np.float32) if is_float_array(value) else value


def _tensor(array: np.ndarray, layout: Layout, framework: str) -> Any:
    """Return an array as a tensor, with the same strides where the layout is about them."""
    import torch

    strided = layout is Layout.STRIDED and array.ndim
    tensor = torch.from_numpy(array) if strided else torch.tensor(array)
    return tensor.requires_grad_(framework == "autograd" and tensor.is_floating_point())


def materialise(value: Any, layout: Layout = Layout.AS_IS, framework: str = "numpy") -> Any:
    """Return a fresh copy of a case's value, ready to be handed to a function."""
    if isinstance(value, np.ndarray):
        array = _lay_out(value, layout)
        return array if framework == "numpy" else _tensor(array, layout, framework)
    if isinstance(value, dict):
        return {key: materialise(item, layout, framework) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(materialise(item, layout, framework) for item in value)
    if isinstance(value, Seed):
        return np.random.default_rng(value.value)
    if isinstance(value, Probe):
        function = _probes[value.name]
        return function() if value.name in _made_fresh else function
    return value


def arrays(value: Any) -> Iterator[np.ndarray]:
    """Yield the arrays of a plain value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from arrays(item)
    elif isinstance(value, np.ndarray):
        yield value


def to_plain(value: Any, framework: str = "numpy", ours: Sequence[np.ndarray] = ()) -> Any:
    """Return a copy of what a function returned as plain data; tuples become lists.

    An array that shares memory with one of `ours` becomes a `Foreign`.
    """
    if value is None or type(value) in (bool, int, float, complex, str):
        return value
    if type(value) is np.str_:
        return str(value)
    if type(value) is np.ndarray or isinstance(value, np.generic):
        if ours and any(np.shares_memory(value, array) for array in ours):
            return Foreign(SHARED)
        if framework == "numpy" and (array := np.array(value)).dtype.kind in "biufcU":
            return _as_double(array)
        return Foreign(f"numpy.ndarray of dtype {value.dtype}")
    if framework != "numpy" and type(value) in _tensor_types():
        return _from_tensor(value)
    if isinstance(value, dict):
        names = [str(key) if type(key) is np.str_ else key for key in value]
        items = [to_plain(item, framework, ours) for item in value.values()]
        return dict(zip(names, items, strict=True))
    if isinstance(value, list | tuple):
        return [to_plain(item, framework, ours) for item in value]
    kind = type(value)
    module = "" if kind.__module__ in ("builtins", "__main__") else kind.__module__ + "."
    return Foreign(f"{module}{kind.__name__}")


def _as_double(array: np.ndarray) -> np.ndarray:
    """Round longdouble to float64: it is no finer everywhere, and cannot cross the pipe."""
    double = _DOUBLE.get(array.dtype.type)
    return array.astype(double) if double else array


def _from_tensor(tensor: Any) -> Any:
    """Return a copy of a tensor as an array, where NumPy has such arrays."""
    try:
        return tensor.detach().cpu().resolve_conj().resolve_neg().numpy().copy()
    except (TypeError, RuntimeError):  # bfloat16, sparse, meta
        return Foreign(f"torch.Tensor of dtype {tensor.dtype}, {tensor.layout}")


def gradients(given: dict[str, Any], value: Any) -> dict[str, Any]:
    """Return how a weighted sum of what a function returned depends on its inputs.

    Args:
        given: the arguments of the call, tensors that require a gradient among them.
        value: what the function returned, before `to_plain`.

    Returns:
        dict from "d" + name of each such argument to its gradient as an array, or to None
        where no path leads from the argument to the outputs.
    """
    import torch

    wanted = {
        name: value
        for name, value in given.items()
        if type(value) is torch.Tensor and value.requires_grad
    }
    outputs = [tensor for tensor in _tensors(value) if tensor.requires_grad]
    found = [None] * len(wanted)
    if outputs and wanted:
        weights = [torch.arange(t.numel()).to(t).cos().reshape(t.shape) for t in outputs]
        found = torch.autograd.grad(outputs, [*wanted.values()], weights, allow_unused=True)
    return {f"d{name}": to_plain(d, "torch") for name, d in zip(wanted, found, strict=True)}


def _tensors(value: Any) -> list:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [tensor for item in value for tensor in _tensors(item)]
    return [value] if type(value) in _tensor_types() else []


def _tensor_types() -> tuple[type, ...]:
    torch = sys.modules.get("torch")
    return (torch.Tensor, torch.nn.Parameter) if torch else ()


_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\u2027\u2030-\ud7ff\uf900-\uffef]+")


def one_line(text: str, most: int = 300) -> str:
    """Return a text as one short printable line, so that it cannot pose as one of ours."""
    return _UNPRINTABLE.sub(" ", text).strip()[:most]
