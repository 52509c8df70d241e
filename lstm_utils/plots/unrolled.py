"""A recurrent net along time: one column for each step, the same three weights in all.

The boxes are x1 ... xT below, h0 h1 ... hT in the middle, z1 ... zT above; `unrolled_places`
says where, so that other figures can draw their arrows between them.
"""

from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array
from lstm_utils.tasks.encoding import one_hot
from lstm_utils.tasks.reber import SYMBOLS

from .interactive import with_frames
from .static import static_figure
from .style import GREY, INK, ORANGE, SIGNED, SKY, STATE_COLOUR, new_figure, styled

RISE, STRIDE = 1.5, 1.7  # from one row of boxes to the next, from one column to the next
HALF = {"x": (0.34, 0.34), "h": (0.5, 0.36), "z": (0.34, 0.34)}  # half width, half height
ROW = {"x": 0.0, "h": RISE, "z": 2 * RISE}

# The same weights look the same at every step, in every lesson.
WEIGHT_LOOK: dict[str, dict[str, Any]] = {
    "W_ih": {"color": SKY, "linestyle": "-"},
    "W_hh": {"color": STATE_COLOUR["h"], "linestyle": "-"},
    "W_out": {"color": GREY, "linestyle": "--"},
}
WEIGHT_NAME = {"W_ih": "$W_{ih}$", "W_hh": "$W_{hh}$", "W_out": "$W_{out}$"}
FAINT = "#d4d4d4"

STRING = "BTSXS"  # the inputs of the Reber string BTSXSE


def unrolled_places(T: int) -> dict[str, tuple[float, float]]:
    """Return the positions of the boxes of a net that is unrolled over T steps.

    Args:
        T: number of steps, >= 1.

    Returns:
        dict of name to (x, y), the middle of the box: x1 ... xT, h0 ... hT, z1 ... zT.
    """
    places = {"h0": (0.0, ROW["h"])}
    for t in range(1, T + 1):
        places |= {f"{row}{t}": (STRIDE * t, height) for row, height in ROW.items()}
    return places


def draw_edge(
    ax: Axes, T: int, start: str, end: str, shift: float = 0.0, **style: Any
) -> FancyArrowPatch:
    """Draw an arrow from the rim of one box to the rim of another.

    Args:
        ax: matplotlib Axes.
        T: number of steps, as in unrolled_places.
        start, end: names of two boxes, such as "h1" and "h2".
        shift: moves the arrow to its left, in the unit of the places; so that there is
            room for an arrow back beside the arrow forward.
        **style: for FancyArrowPatch, such as color, linestyle, linewidth.

    Returns:
        The arrow, a FancyArrowPatch.
    """
    places = unrolled_places(T)
    tail, tip = np.array(places[start]), np.array(places[end])
    along = (tip - tail) / np.hypot(*(tip - tail))
    aside = shift * np.array([-along[1], along[0]])
    tail = tail + along * _to_rim(start, along) + aside
    tip = tip - along * _to_rim(end, along) + aside
    look: dict[str, Any] = {
        "arrowstyle": "-|>",
        "mutation_scale": 10,
        "shrinkA": 0,
        "shrinkB": 0,
        "lw": 1.6,
    }
    arrow = FancyArrowPatch(tuple(tail), tuple(tip), **(look | style))
    ax.add_patch(arrow)
    return arrow


def _to_rim(name: str, along: tuple[float, float]) -> float:
    """Distance from the middle of a box to its rim, in a direction."""
    wide, high = HALF[name[0]]
    return min(wide / max(abs(along[0]), 1e-9), high / max(abs(along[1]), 1e-9))


def draw_unrolled(
    ax: Axes,
    T: int,
    seen: int | None = None,
    now: int | None = None,
    words: dict[str, str] | None = None,
    states: Array | None = None,
    weights: bool = True,
) -> None:
    """Draw a recurrent net, unrolled over T steps.

    Args:
        ax: matplotlib Axes; they are scaled to fit.
        T: number of steps.
        seen: steps that have been taken, 0 to T; what is later is faint. All if None.
        now: the step that gets a thick orange frame; none if None.
        words: dict of box name to what is written in it instead of its name.
        states: h_0 to h_T as colours, (T + 1, H) array of numbers from -1 to 1; boxes with
            names if None.
        weights: whether the names of the weights are written beside the arrows.
    """
    seen = T if seen is None else seen
    words = words or {}
    for name, place in unrolled_places(T).items():
        t = int(name[1:])
        known, frame = t <= seen, t == now and name[0] != "z"
        strip = states[t] if states is not None and name[0] == "h" and known else None
        _box(ax, name, place, words.get(name), known, frame, strip)
    for t in range(1, T + 1):
        for weight, start, end in (
            ("W_ih", f"x{t}", f"h{t}"),
            ("W_hh", f"h{t - 1}", f"h{t}"),
            ("W_out", f"h{t}", f"z{t}"),
        ):
            faint: dict[str, Any] = {"color": FAINT, "linestyle": ":"}
            look = WEIGHT_LOOK[weight] if t <= seen else faint
            draw_edge(ax, T, start, end, **look)
            if weights and t <= seen:
                _weight_label(ax, T, weight, start, end)
    ax.set(xlim=(-0.75, STRIDE * T + 0.75), ylim=(-0.85, 2 * RISE + 0.6))
    ax.set_aspect("equal", anchor="N")
    ax.axis("off")


def _weight_label(ax: Axes, T: int, weight: str, start: str, end: str) -> None:
    (x0, y0), (x1, y1) = (unrolled_places(T)[name] for name in (start, end))
    level = y0 == y1
    where = ((x0 + x1) / 2, y0 + 0.2) if level else (x0 + 0.1, (y0 + y1) / 2)
    align: dict[str, Any] = (
        {"ha": "center", "va": "bottom"} if level else {"ha": "left", "va": "center"}
    )
    ax.text(*where, WEIGHT_NAME[weight], fontsize=8, color=INK, **align)


def _box(
    ax: Axes,
    name: str,
    place: tuple[float, float],
    word: str | None,
    known: bool,
    frame: bool,
    strip: Array | None,
) -> None:
    """Draw one box: its name, a word, or a state as a strip of coloured cells."""
    (x, y), (wide, high) = place, HALF[name[0]]
    edge, width = (ORANGE, 2.6) if frame else (INK if known else FAINT, 1.0)
    shape: dict[str, Any] = {
        "boxstyle": "round,pad=0,rounding_size=0.1",
        "lw": width,
        "ec": edge,
    }
    corner = (x - wide, y - high)
    ax.add_patch(FancyBboxPatch(corner, 2 * wide, 2 * high, fc="white", zorder=3, **shape))
    label = f"${name[0]}_{{{name[1:]}}}$"
    if strip is not None:
        _state_strip(ax, x, y, strip)
    else:
        text: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 5}
        ax.text(x, y, word or label, color=INK if known else GREY, **text)
    if word or strip is not None:  # the name stands outside, clear of the arrows
        side = 0.3 if name[0] == "h" else 0.0
        under, align = (
            (y + high + 0.06, "bottom") if name[0] == "z" else (y - high - 0.06, "top")
        )
        ax.text(x - side, under, label, ha="center", va=align, fontsize=8.5, color=GREY)


def _state_strip(ax: Axes, x: float, y: float, state: Array) -> None:
    """Draw the units of one state side by side: blue below 0, red above."""
    size = 0.84 / len(state)
    for k, value in enumerate(state):
        corner = (x - 0.42 + k * size, y - 0.22)
        face = SIGNED((value + 1) / 2)
        ax.add_patch(Rectangle(corner, size, 0.44, fc=face, ec=GREY, lw=0.5, zorder=4))


def example_states(string: str = STRING, H: int = 4, seed: int = 1) -> Array:
    """Run an untrained net over a string of the Reber grammar.

    Args:
        string: symbols of the alphabet.
        H: hidden units.
        seed: seed of the weights.

    Returns:
        h_0 to h_T, (T + 1, H) float64 array; T is the length of the string.
    """
    params = nets.elman_init(len(SYMBOLS), H, len(SYMBOLS), np.random.default_rng(seed))
    ids = np.array([[SYMBOLS.index(symbol)] for symbol in string])  # (T, B=1)
    weights = (2.5 * params["W_ih"], params["W_hh"], params["b"])
    hs = nets.rnn_forward(one_hot(ids, len(SYMBOLS)), np.zeros((1, H)), *weights)
    return np.concatenate([np.zeros((1, H)), hs[:, 0]])


@styled
def draw_unfolding(step: int, string: str = STRING) -> Figure:
    """Draw a net with its loop, and beside it the same net unrolled as far as it has read.

    Args:
        step: how many symbols have been read, 0 to the length of the string.
        string: what it reads.

    Returns:
        matplotlib Figure; the colours of h are the real states of an untrained net.
    """
    states = example_states(string)
    T = len(string)
    figure, (left, right) = new_figure(columns=2, height=2.3, width_ratios=[1.0, T])
    _draw_folded(left, string[step - 1] if step else None, states[step], step)
    words = {f"x{t}": string[t - 1] for t in range(1, T + 1)}
    draw_unrolled(right, T, seen=step, now=step or None, words=words, states=states)
    left.set_title("folded", loc="center")
    right.set_title("unfolded in time", loc="center")
    return figure


def _draw_folded(ax: Axes, symbol: str | None, state: Array, step: int) -> None:
    """Draw one column that feeds its state back to itself."""
    x = STRIDE
    now = "t" if not step else str(step)
    for row in "xhz":
        strip = state if row == "h" else None
        word = symbol if row == "x" else None
        name = f"{row}{now}"
        _box(ax, name, (x, ROW[row]), word, True, bool(step) and row != "z", strip)
    for weight, start, end in (("W_ih", "x1", "h1"), ("W_out", "h1", "z1")):
        draw_edge(ax, 1, start, end, **WEIGHT_LOOK[weight])
        _weight_label(ax, 1, weight, start, end)
    loop: dict[str, Any] = {
        "arrowstyle": "-|>",
        "mutation_scale": 10,
        "lw": 1.6,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    bend = {"connectionstyle": "arc3,rad=-2.6", **WEIGHT_LOOK["W_hh"]}
    start, end = (x - 0.5, RISE - 0.17), (x - 0.5, RISE + 0.17)
    ax.add_patch(FancyArrowPatch(start, end, **loop, **bend))
    ax.text(x - 1.0, RISE + 0.5, WEIGHT_NAME["W_hh"], fontsize=8, color=INK, ha="center")
    ax.set(xlim=(x - 1.4, x + 0.75), ylim=(-0.85, 2 * RISE + 0.6))
    ax.set_aspect("equal", anchor="N")
    ax.axis("off")


def unfolding_caption(step: int, string: str = STRING) -> str:
    """Return in words which step was taken, and its inputs."""
    if step == 0:
        return (
            f"Nothing has been read. The state h0 is all zeros. {string} comes next, one "
            "symbol for each step."
        )
    before = f"what {string[: step - 1]} left in h{step - 1}" if step > 1 else "h0, the zeros"
    return (
        f"Step {step} of {len(string)} reads {string[step - 1]}: h{step} depends on this "
        f"symbol and on {before}. W_ih, W_hh, W_out and the biases are the same at every step."
    )


def interactive_unfolding() -> ipywidgets.VBox:
    """Play the unfolding of a net, one symbol at a time.

    Returns:
        ipywidgets.VBox: a play button, the slider step, and a Stack of pictures with captions.
    """
    steps = range(len(STRING) + 1)
    return with_frames(draw_unfolding, unfolding_caption, interval=1200, step=(steps, 0))


@static_figure("04_rnn/unfolding.svg")
def _unfolding() -> Figure:
    """Draw the complete string, for pages without a kernel."""
    return draw_unfolding(len(STRING))
