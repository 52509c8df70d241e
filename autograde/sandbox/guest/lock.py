"""Give the course's own functions back, once the exercises that ask for them are judged."""

import importlib
import marshal
import sys
import types


def unlock(module: str, name: str, code: bytes) -> None:
    """Put the code of functions or classes back in place of their locked stand-ins.

    A module that imported a stand-in by name has the same object, so its code is exchanged
    rather than the object.

    Args:
        module: where it lives, such as "lstm_utils.numpy_nets.activations".
        name: the function or class.
        code: its definition in the course, compiled by this Python.
    """
    if module not in sys.modules:
        importlib.import_module(module)
    namespace = vars(sys.modules[module])
    stand_in = namespace.get(name)
    exec(marshal.loads(code), namespace)
    right = namespace[name]
    if isinstance(stand_in, types.FunctionType) and isinstance(right, types.FunctionType):
        stand_in.__code__ = right.__code__
        namespace[name] = stand_in
