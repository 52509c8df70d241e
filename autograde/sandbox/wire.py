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
from collections.abc import Sequence
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
_NO_SHAPE = "expected a shape: a list of at most 32 sizes"
_SIZES = struct.Struct("<QI")
_CONSTANTS = {None: "null", True: "true", False: "false"}
_quoted = json.encoder.encode_basestring_ascii
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
    writer.write(value, 0)
    header = "".join(writer.header).encode()
    size = len(header) + sum(map(len, writer.arrays))
    if size > MAX_BYTES:
        raise WireError(f"expected at most {MAX_BYTES} bytes, got {size}")
    return b"".join([_SIZES.pack(size, len(header)), header, *writer.arrays])


class _Writer:
    """Writes values into the pieces of a header, and keeps the arrays' bytes in `arrays`.

    The JSON is written here: a tree of Python objects for `json` takes three times as long.
    """

    def __init__(self) -> None:
        self.header: list[str] = []
        self.arrays: list[bytes] = []
        self.left = MAX_VALUES

    def write(self, value: Any, depth: int) -> None:
        self.left -= 1
        if depth > MAX_DEPTH or self.left < 0:
            raise WireError("expected fewer values, or less deeply nested ones")
        kind = type(value)
        if kind is np.ndarray:
            self.header.append(self._array(value))
        elif kind is list or kind is tuple:
            self._items('{"list": [', value, depth)
        elif kind is dict:
            self._items('{"dict": [', [item for pair in value.items() for item in pair], depth)
        else:
            self.header.append(_single(value, kind))

    def _items(self, start: str, values: Sequence[Any], depth: int) -> None:
        for value in values:
            self.header.append(start)
            self.write(value, depth + 1)
            start = ", "
        self.header.append("]}" if values else start + "]}")

    def _array(self, array: np.ndarray) -> str:
        if array.nbytes > MAX_BYTES or (not array.size and _extent(array.shape) > MAX_BYTES):
            raise WireError(f"expected at most {MAX_BYTES} bytes, got an array {array.shape}")
        if array.dtype.kind == "U":
            texts = [valid(str(text)) for text in array.ravel()]
            return json.dumps({"texts": [list(array.shape), texts]})
        name, little = _form(array.dtype)
        if name not in _DTYPES:
            raise WireError(f"expected an array of numbers, got dtype {array.dtype}")
        self.arrays.append(array.astype(little, copy=False).tobytes())
        return f'{{"array": ["{name}", {[*array.shape]}]}}'


def _single(value: Any, kind: type) -> str:
    """Return the JSON of a value that contains no others."""
    if kind is float:
        return f'{{"float": "{value.hex()}"}}'
    if value is None or kind is bool:
        return _CONSTANTS[value]
    if kind is str and len(value) <= MAX_TEXT:
        return _quoted(valid(value))
    if kind is int:
        return str(value) if -(2**63) <= value < 2**63 else '{"foreign": "int of over 64 bits"}'
    if kind is complex:
        return f'{{"complex": ["{value.real.hex()}", "{value.imag.hex()}"]}}'
    if kind is Seed:
        return f'{{"seed": {int(value.value)}}}'
    for tag, word in _WORDS.items():
        if kind is word:
            inside = value.value if word is Layout else next(iter(vars(value).values()))
            return json.dumps({tag: inside})
    raise WireError(f"expected plain data, got {kind.__name__}")


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
        reader = _Reader(body, header)
        value = reader.value(tree, 0)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise WireError(f"not a message: {type(error).__name__}: {error}") from None
    if reader.at != len(body):
        raise WireError(f"{len(body) - reader.at} bytes are left over")
    return value


def texts(value: Any) -> TypeGuard[list[str]]:
    """Whether a decoded value is a list of strings."""
    return type(value) is list and all(type(item) is str for item in value)


def _refuse(word: str) -> Any:
    raise WireError(f"not a number of a message: {word}")


class _Reader:
    """Turns a header back into values and takes the arrays' bytes from a body, from `at` on."""

    def __init__(self, body: bytes, at: int) -> None:
        self.body, self.at = body, at
        self.left = MAX_VALUES

    def value(self, node: Any, depth: int) -> Any:
        self.left -= 1
        if depth > MAX_DEPTH or self.left < 0:
            raise WireError("a message has too many values, or too deeply nested ones")
        kind = type(node)
        if kind is dict and len(node) == 1:
            ((tag, content),) = node.items()
            if tag == "array":
                return self._array(*content)
            return self._tagged(tag, content, depth + 1)
        if node is None or kind is bool:
            return node
        if kind is str:
            return valid(node)
        if kind is int and -(2**63) <= node < 2**63:
            return node
        raise WireError(f"expected a value, got {kind.__name__}")

    def _tagged(self, tag: str, content: Any, inside: int) -> Any:
        if tag in ("list", "dict") and type(content) is list:
            items = [self.value(item, inside) for item in content]
            return items if tag == "list" else dict(zip(items[::2], items[1::2], strict=True))
        if tag == "float":
            return float.fromhex(content)
        if tag == "complex":
            real, imaginary = content
            return complex(float.fromhex(real), float.fromhex(imaginary))
        if tag == "texts":
            return self._texts(*content)
        if tag == "seed" and type(content) is int:
            return Seed(content)
        if tag in _WORDS:
            return _WORDS[tag](one_line(_text(content)))
        raise WireError(f"there is no kind of value called {tag!r:.40}")

    def _array(self, name: str, shape: Any) -> np.ndarray:
        if name not in _DTYPES:
            raise WireError(f"there is no dtype {name!r:.40}")
        if type(shape) is not list or len(shape) > 32:
            raise WireError(_NO_SHAPE)
        dtype, (shape, count) = _DTYPES[name], _extents(*shape)
        start, self.at = self.at, self.at + count * dtype.itemsize
        if self.at > len(self.body):
            there = len(self.body) - start
            raise WireError(f"an array declares {self.at - start} bytes, {there} are there")
        form = np.dtype(np.uint8) if name == "bool" else _form(dtype)[1]
        return np.ndarray(shape, form, self.body, start).astype(dtype)

    def _texts(self, shape: Any, texts: Any) -> np.ndarray:
        texts = [_text(item) for item in texts]
        longest = max(map(len, texts), default=0)
        if 4 * longest * len(texts) > MAX_BYTES:  # NumPy takes as much for each as for that
            raise WireError(f"{len(texts)} texts of up to {longest} characters are too many")
        return np.array(texts, dtype=str).reshape(_shape(shape))


def _shape(shape: Any) -> tuple[int, ...]:
    if type(shape) is not list or len(shape) > 32:
        raise WireError(_NO_SHAPE)
    return _extents(*shape)[0]


@lru_cache(maxsize=1024, typed=True)  # typed: 1.0 and True are no sizes
def _extents(*shape: int) -> tuple[tuple[int, ...], int]:
    """Return a shape and its number of values, if a shape it is."""
    for size in shape:
        if type(size) is not int or size < 0:
            raise WireError(_NO_SHAPE)
    if _extent(shape) > MAX_BYTES:
        raise WireError(_NO_SHAPE)
    return shape, math.prod(shape)


def _extent(shape: tuple[int, ...]) -> int:
    """Return how large a sum along an axis can get, also of an array that has nothing in it."""
    return math.prod(shape) or math.prod(size for size in shape if size)


def _text(text: Any) -> str:
    if type(text) is not str or len(text) > MAX_TEXT:
        raise WireError("expected a text")
    return valid(text)
