"""The lessons' static pictures, as `python -m lstm_utils.plots` writes them."""

import importlib
import os
import pkgutil
from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure

from .animated import film_bytes
from .style import styled, svg_bytes

Draw = Callable[[], Figure | list[Figure]]
_FIGURES: dict[str, Draw] = {}


def static_figure(path: str) -> Callable[[Draw], Draw]:
    """Register a function without arguments as the drawer of one static figure.

    Args:
        path: lesson and file name, such as "01_neuron/gain.svg"; the picture is written to
            solutions/01_neuron/figures/gain.svg.

    Returns:
        The decorator; the function draws in the course's style from then on. It returns a
        figure, or a list of them: the frames of an animated picture.

    Raises:
        ValueError: if the path is not LESSON/NAME.svg, or is taken by another function.
    """
    lesson, _, name = path.partition("/")
    if not lesson or "/" in name or not name.endswith(".svg"):
        raise ValueError(f"static_figure expects 'LESSON/NAME.svg'; came {path!r}")

    def register(draw: Draw) -> Draw:
        draw = styled(draw)
        known = _FIGURES.setdefault(path, draw)
        if _name(known) != _name(draw):
            raise ValueError(f"static figure {path!r} is already drawn by {_name(known)}")
        _FIGURES[path] = draw
        return draw

    return register


def _name(draw: Draw) -> str:
    return f"{draw.__module__}.{getattr(draw, '__qualname__', draw)}"


def static_figures() -> dict[str, Draw]:
    """Load every module of this package and return {path: drawing function}, sorted."""
    package = __name__.rpartition(".")[0]
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"{package}.{module.name}")
    return dict(sorted(_FIGURES.items()))


def static_bytes(path: str) -> bytes:
    """Draw one registered figure as SVG, animated if its function draws several frames."""
    drawn = static_figures()[path]()
    return film_bytes(drawn) if isinstance(drawn, list) else svg_bytes(drawn)


def write_static_figures(folder: Path, only: str = "") -> list[Path]:
    """Draw the registered figures into folder/LESSON/figures/NAME.svg.

    Args:
        folder: folder of the lessons (pathlib.Path).
        only: beginning of the paths of the figures to write, such as "01_neuron".

    Returns:
        The files written, as a list of paths; an identical file is left alone.
    """
    written = []
    for path in static_figures():
        if not path.startswith(only):
            continue
        lesson, name = path.split("/")
        target = folder / lesson / "figures" / name
        picture = static_bytes(path)
        if target.exists() and target.read_bytes() == picture:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(f".{os.getpid()}.tmp")
        fresh.write_bytes(picture)
        fresh.replace(target)
        written.append(target)
    return written
