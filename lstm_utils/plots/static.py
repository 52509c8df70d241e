"""The lessons' static pictures, as `python -m lstm_utils.plots` writes them."""

import importlib
import os
import pkgutil

from .style import svg_bytes

_FIGURES = {}


def static_figure(path):
    """Register a function without arguments as the drawer of one static figure.

    Args:
        path: lesson and file name, such as "01_neuron/gain.svg"; the picture is written to
            solutions/01_neuron/figures/gain.svg.

    Returns:
        The decorator; it hands the function back unchanged.

    Raises:
        ValueError: if the path is not LESSON/NAME.svg, or is taken by another function.
    """
    lesson, _, name = path.partition("/")
    if not lesson or "/" in name or not name.endswith(".svg"):
        raise ValueError(f"static_figure expects 'LESSON/NAME.svg'; came {path!r}")

    def register(draw):
        known = _FIGURES.setdefault(path, draw)
        if (known.__module__, known.__qualname__) != (draw.__module__, draw.__qualname__):
            raise ValueError(f"static figure {path!r} is drawn by {known.__qualname__} already")
        _FIGURES[path] = draw
        return draw

    return register


def static_figures():
    """Load every module of this package and return {path: drawing function}, sorted."""
    package = __name__.rpartition(".")[0]
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"{package}.{module.name}")
    return dict(sorted(_FIGURES.items()))


def write_static_figures(folder, only=""):
    """Draw the registered figures into folder/LESSON/figures/NAME.svg.

    Args:
        folder: where the lessons lie (pathlib.Path).
        only: write only figures whose path starts with this, such as "01_neuron".

    Returns:
        The files written, as a list of paths; a file whose bytes are right is left alone.
    """
    written = []
    for path, draw in static_figures().items():
        if not path.startswith(only):
            continue
        lesson, name = path.split("/")
        target = folder / lesson / "figures" / name
        picture = svg_bytes(draw())
        if target.exists() and target.read_bytes() == picture:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(f".{os.getpid()}.tmp")
        fresh.write_bytes(picture)
        fresh.replace(target)
        written.append(target)
    return written
