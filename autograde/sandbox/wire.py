"""Plain data as bytes: a JSON header, then the bytes of the arrays that it names.

Both ends of the pipe use this module, and one of them cannot be trusted. Nothing is executed
when a message is read (no pickle); sizes, depth, dtypes and shapes are declared and bounded,
and whatever is not exactly as declared raises `WireError`.

frame  = size of the rest (8 bytes) · size of the header (4 bytes) · header · array bytes
header = one value: null, true, "text", a 64-bit integer, or {tag: ...} for everything else
"""

import json
import math
import struct
from functools import lru_cache
from typing import Any, TypeGuard

import numpy as np

from lstm_utils.checks.plain import Foreign, Layout, Probe, Seed, one_line, valid

MAX_BYTES = 4 * 2**20  # the largest right answer takes 2.7 MB, the largest order 0.12 MB
MAX_DEPTH = 16
MAX_VALUES = 50_000
MAX_TEXT = 200_000

_NAMES = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
_NAMES += ("float16", "float32", "float64", "complex64", "complex128")
_DTYPES = {name: np.dtype(name) for name in _NAMES}
_SIZES = struct.Struct("<QI")
_WORDS = {"foreign": Foreign, "probe": Probe, "layout": Layout}


class WireError(ValueError):
    """A message that is not what its sender declared, or is larger than it may be."""


def encode(value: Any) -> bytes:
    """Return the frame of a plain value.

    Args:
        value: None, bool, int, float, complex, str, an array of numbers or of strings, a
            `Seed`, `Probe`, `Layout` or `Foreign`, or lists and dicts of these.

    Raises:
        WireError: if it is something else, or too large.
    """
    writer = _Writer()
    header = json.dumps(writer.packed(value, 0), ensure_ascii=True).encode()
    size = len(header) + sum(map(len, writer.arrays))
    if size > MAX_BYTES:
        raise WireError(f"expected at most {MAX_BYTES} bytes, got {size}")
    return b"".join([_SIZES.pack(size, len(header)), header, *writer.arrays])


class _Writer:
    """Turns values into a header, and keeps the arrays' bytes in `arrays`."""

    def __init__(self) -> None:
        self.arrays: list[bytes] = []
        self.left = MAX_VALUES

    def packed(self, value: Any, depth: int) -> Any:
        self.left -= 1
        if depth > MAX_DEPTH or self.left < 0:
            raise WireError("expected fewer values, or less deeply nested ones")
        if type(value) is np.ndarray:
            return self._array(value)
        if value is None or type(value) is bool:
            return value
        if type(value) is str and len(value) <= MAX_TEXT:
            return valid(value)
        if type(value) is int:
            return value if -(2**63) <= value < 2**63 else {"foreign": "int of over 64 bits"}
        if type(value) is float:
            return {"float": value.hex()}
        if type(value) is complex:
            return {"complex": [value.real.hex(), value.imag.hex()]}
        if type(value) in (list, tuple):
            return {"list": [self.packed(item, depth + 1) for item in value]}
        if type(value) is dict:
            pairs = [item for pair in value.items() for item in pair]
            return {"dict": [self.packed(item, depth + 1) for item in pairs]}
        if type(value) is Seed:
            return {"seed": int(value.value)}
        for tag, kind in _WORDS.items():
            if type(value) is kind:
                inside = value.value if kind is Layout else next(iter(vars(value).values()))
                return {tag: inside}
        raise WireError(f"expected plain data, got {type(value).__name__}")

    def _array(self, array: np.ndarray) -> Any:
        if array.nbytes > MAX_BYTES or (not array.size and _extent(array.shape) > MAX_BYTES):
            raise WireError(f"expected at most {MAX_BYTES} bytes, got an array {array.shape}")
        if array.dtype.kind == "U":
            return {"texts": [list(array.shape), [valid(str(text)) for text in array.ravel()]]}
        name, little = _form(array.dtype)
        if name not in _DTYPES:
            raise WireError(f"expected an array of numbers, got dtype {array.dtype}")
        self.arrays.append(array.astype(little, copy=False).tobytes())
        return {"array": [name, list(array.shape)]}


@lru_cache
def _form(dtype: np.dtype) -> tuple[str, np.dtype]:
    """Return a dtype's name and its form on the wire; NumPy takes longer than the bytes do."""
    return dtype.name, dtype.newbyteorder("<")


def sizes(prefix: bytes) -> tuple[int, int]:
    """Read the 12 bytes before a frame: the bytes that follow, and those of its header.

    Raises:
        WireError: if more is announced than a message may have.
    """
    if len(prefix) != _SIZES.size:
        raise WireError(f"expected {_SIZES.size} bytes of sizes, got {len(prefix)}")
    size, header = _SIZES.unpack(prefix)
    if size > MAX_BYTES or header > size:
        raise WireError(f"a message announces {size} bytes, {header} of them its header")
    return size, header


PREFIX = _SIZES.size


def decode(body: bytes, header: int) -> Any:
    """Return the value of a frame.

    Args:
        body: what follows the sizes.
        header: how many of its bytes are the header.

    Raises:
        WireError: if anything in it is not as declared.
    """
    try:
        tree = json.loads(body[:header].decode("ascii"), parse_constant=_refuse)
        reader = _Reader(memoryview(body)[header:])
        value = reader.value(tree, 0)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise WireError(f"not a message: {type(error).__name__}: {error}") from None
    if reader.rest:
        raise WireError(f"{len(reader.rest)} bytes are left over")
    return value


def texts(value: Any) -> TypeGuard[list[str]]:
    """Whether a decoded value is a list of strings."""
    return type(value) is list and all(type(item) is str for item in value)


def _refuse(word: str) -> Any:
    raise WireError(f"not a number of a message: {word}")


class _Reader:
    """Turns a header back into values and takes the arrays' bytes from `rest`."""

    def __init__(self, rest: memoryview) -> None:
        self.rest = rest
        self.left = MAX_VALUES

    def value(self, node: Any, depth: int) -> Any:
        self.left -= 1
        if depth > MAX_DEPTH or self.left < 0:
            raise WireError("a message has too many values, or too deeply nested ones")
        if node is None or type(node) is bool:
            return node
        if type(node) is str:
            return valid(node)
        if type(node) is int and -(2**63) <= node < 2**63:
            return node
        if type(node) is not dict or len(node) != 1:
            raise WireError(f"expected a value, got {type(node).__name__}")
        ((tag, content),) = node.items()
        return self._tagged(tag, content, depth)

    def _tagged(self, tag: str, content: Any, depth: int) -> Any:
        if tag == "float":
            return float.fromhex(content)
        if tag == "complex":
            real, imaginary = content
            return complex(float.fromhex(real), float.fromhex(imaginary))
        if tag == "array":
            return self._array(*content)
        if tag == "texts":
            return self._texts(*content)
        if tag in ("list", "dict") and type(content) is list:
            items = [self.value(item, depth + 1) for item in content]
            return items if tag == "list" else dict(zip(items[::2], items[1::2], strict=True))
        if tag == "seed" and type(content) is int:
            return Seed(content)
        if tag in _WORDS:
            return _WORDS[tag](one_line(_text(content)))
        raise WireError(f"there is no kind of value called {tag!r:.40}")

    def _array(self, name: str, shape: Any) -> np.ndarray:
        if name not in _DTYPES:
            raise WireError(f"there is no dtype {name!r:.40}")
        dtype, shape = _DTYPES[name], _shape(shape)
        size = math.prod(shape) * dtype.itemsize
        if size > len(self.rest):
            raise WireError(f"an array declares {size} bytes, {len(self.rest)} are there")
        taken, self.rest = self.rest[:size], self.rest[size:]
        if name == "bool":
            return np.frombuffer(taken, np.uint8).astype(bool).reshape(shape)
        return np.frombuffer(taken, _form(dtype)[1]).astype(dtype).reshape(shape)

    def _texts(self, shape: Any, texts: Any) -> np.ndarray:
        texts = [_text(item) for item in texts]
        longest = max(map(len, texts), default=0)
        if 4 * longest * len(texts) > MAX_BYTES:  # NumPy takes as much for each as for that
            raise WireError(f"{len(texts)} texts of up to {longest} characters are too many")
        return np.array(texts, dtype=str).reshape(_shape(shape))


def _shape(shape: Any) -> tuple[int, ...]:
    right = type(shape) is list and len(shape) <= 32
    for size in shape if right else ():
        right = right and type(size) is int and size >= 0
    if not right or _extent(shape) > MAX_BYTES:
        raise WireError("expected a shape: a list of at most 32 sizes")
    return tuple(shape)


def _extent(shape: tuple[int, ...]) -> int:
    """Return how large a sum along an axis can get, also of an array that has nothing in it."""
    return math.prod(shape) or math.prod(size for size in shape if size)


def _text(text: Any) -> str:
    if type(text) is not str or len(text) > MAX_TEXT:
        raise WireError("expected a text")
    return valid(text)
