"""Check the shapes of arguments against a specification of one line."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

Shape = tuple[tuple[int, str], ...]  # (4, "H") for a size of 4H
Named = tuple[tuple[str, Shape], ...]


def require_shapes(where: str, spec: str, *arrays: Any) -> None:
    """Raise ValueError unless the arrays have the shapes in spec.

    A letter is a size: the same letter must be the same number everywhere in spec, and
    at least 1; 4H is four times H. Works for NumPy arrays and for tensors.

    Args:
        where: name of the checked function, for the message.
        spec: names and shapes in the order of arrays, such as "x (B, I), b (H,)".
        *arrays: the arguments, one for each name in spec.

    Raises:
        ValueError: if a shape does not fit; names the expected and the actual shapes.
    """
    if not _fit(spec, tuple([getattr(array, "shape", None) for array in arrays])):
        named = _parse(spec)
        got = [
            f"{name} {tuple(a.shape) if hasattr(a, 'shape') else type(a).__name__}"
            for (name, _), a in zip(named, arrays, strict=True)
        ]
        empty = any(0 in getattr(a, "shape", ()) for a in arrays)
        least = ", where a size is 0: each must be 1 or more" if empty else ""
        raise ValueError(f"{where} expects {spec}; got {', '.join(got)}{least}")


@cache
def _parse(spec: str) -> Named:
    """Split "x (B, I), b (4H,)" into (("x", ((1, "B"), (1, "I"))), ("b", ((4, "H"),)))."""
    found = re.findall(r"(\w+) \(([^)]*)\)", spec)
    return tuple((name, tuple(_parse_sizes(sizes))) for name, sizes in found)


def _parse_sizes(sizes: str) -> Iterator[tuple[int, str]]:
    for factor, letter in re.findall(r"(\d*)(\w+)", sizes):
        yield int(factor or 1), letter


@lru_cache(maxsize=4096)  # a loop over time asks the same at each step
def _fit(spec: str, shapes: tuple[tuple[int, ...] | None, ...]) -> bool:
    sizes: dict[str, int] = {}
    for (_, letters), got in zip(_parse(spec), shapes, strict=True):
        if got is None or len(got) != len(letters):
            return False
        for (factor, letter), size in zip(letters, got, strict=True):
            unit, rest = divmod(size, factor)
            if unit < 1 or rest or sizes.setdefault(letter, unit) != unit:
                return False
    return True
