"""Values as messages show them."""

from typing import Any

import numpy as np

from lstm_utils.checks.plain import SHARED, Foreign, Probe, Seed


def shape(array: np.ndarray) -> str:
    """Return the shape of an array in words."""
    return f"shape {array.shape}" if array.ndim else "a single number"


def describe(value: Any) -> str:
    """Return in a few words what a plain value is."""
    if isinstance(value, np.ndarray):
        what = "an array of texts" if value.dtype.kind == "U" else "an array"
        return f"{what} of shape {value.shape}" if value.ndim else "a number"
    if isinstance(value, Foreign):
        shared = value.type_name == SHARED
        return SHARED if shared else f"an object of type {value.type_name}"
    words: dict[type, str] = {
        type(None): "None",
        str: "a string",
        list: f"a list of {_len(value)}",
        tuple: f"a tuple of {_len(value)}",
    }
    words |= {dict: f"a dict of {_len(value)}", bool: "True or False"}
    words |= {Probe: "a function", Seed: "a generator"}
    return words.get(type(value), "a number")


def _len(value: Any) -> str:
    return str(len(value)) if isinstance(value, list | tuple | dict) else ""


def index(at: tuple[int, ...]) -> str:
    """Return the place of an element as code has it, such as [0, 2]."""
    return f"[{', '.join(map(str, at))}]" if at else ""


def pair(want: Any, have: Any) -> tuple[str, str]:
    """Format two numbers with just enough digits to differ, and bools as True and False."""
    for digits in (5, 9, 17):
        shown = _number(want, digits), _number(have, digits)
        if shown[0] != shown[1]:
            break
    return shown


def _number(value: Any, digits: int) -> str:
    if isinstance(value, bool | np.bool_):
        return str(value)
    return f"{value or 0:.{digits}g}"  # 0 for -0.0
