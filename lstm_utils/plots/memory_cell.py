"""Lesson 07: the memory cell of 1997 in numbers, and its state as water in a tank."""

from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array

from .interactive import with_player
from .lstm import (
    BELT,
    FLOOR,
    GATE_X,
    GATE_Y,
    PRODUCT_Y,
    PURPOSE,
    TAP,
    arrow,
    draw_ways,
    gate_box,
)
from .lstm_books import number
from .static import static_figure
from .style import GATE_COLOUR, GATE_LINE, GREY, INK, STATE_COLOUR, new_figure, styled

# One cell with one input: x, h and c that come in, and (weight of x, weight of h, bias).
STATE = {"x": 0.5, "h": 0.5, "c": 0.8}
WEIGHTS = {"i": (1.5, 0.5, 0.0), "g": (2.0, -0.5, 0.25), "o": (0.5, 1.0, 0.25)}
FORMULA = {"i": r"$i=\sigma$", "g": r"$g=2\,\tanh\frac{a}{2}$", "o": r"$o=\sigma$"}

SPIKES = {2: 1.5, 4: -0.5, 7: 1.0, 9: -1.5, 10: -0.5, 13: 1.5}
SPIKES |= {15: -0.5, 18: 1.0, 20: 1.5, 22: -0.5}
STEPS, DEEP = 24, 5.0  # length of the train of spikes; the tank reaches from -DEEP to DEEP
START: dict[str, Any] = {"step": 12, "opens": 6, "closes": 8, "leak": 0.0, "o": 0.5}


def memory_cell_numbers() -> dict[str, float]:
    """Compute every number of the example: dict of floats a_i, i, ..., c_prev, c, tanh_c, h."""
    W_ih, W_hh, b = (np.array([WEIGHTS[k][n] for k in "igo"]) for n in range(3))
    x, h, c = (np.array([[STATE[k]]]) for k in "xhc")
    out, state, v = nets.memory_cell_step(x, h, c, W_ih[:, None], W_hh[:, None], b)
    found = {k: v[k][0, 0] for k in ("i", "g", "o", "tanh_c")}
    a = STATE["x"] * W_ih + STATE["h"] * W_hh + b
    found |= {f"a_{k}": a[n] for n, k in enumerate("igo")}
    found |= {"c_prev": STATE["c"], "c": state[0, 0], "h": out[0, 0]}
    return {name: float(value) for name, value in found.items()}


@styled
def draw_memory_cell() -> Figure:
    """Draw one step of the cell, in the places and colours of lesson 08's LSTM cell.

    Returns:
        matplotlib Figure; where lesson 08 has the forget gate, the weight 1 stands.
    """
    v = memory_cell_numbers()
    figure, ax = new_figure(height=3.6)
    arrow(ax, (0.95, BELT), (9.8, BELT), color=STATE_COLOUR["c"], lw=3.5)
    arrow(ax, (TAP, BELT), (TAP, GATE_Y + 0.35), color=GREY)
    arrow(ax, (TAP + 0.35, GATE_Y), (9.8, GATE_Y), color=INK)
    ax.plot(
        [0.95, GATE_X["o"]], [FLOOR, FLOOR], color=GREY, lw=1.4, ls="-", marker="", zorder=1
    )
    for gate in "igo":
        arrow(ax, (GATE_X[gate], FLOOR), (GATE_X[gate], GATE_Y - 0.62), color=GREY)
        _gate(ax, gate, v)
    _signs(ax)
    _numbers_on(ax, v)
    ax.set(xlim=(-0.45, 11.2), ylim=(-0.35, 5.75))
    ax.axis("off")
    return figure


def _gate(ax: Axes, gate: str, v: dict[str, float]) -> None:
    """Draw a gate as a box that is filled as far as it is open; g from its middle."""
    x, y = GATE_X[gate], GATE_Y
    gate_box(ax, (x - 0.7, y - 0.6), (1.4, 1.2), gate, v[gate] / 2 if gate == "g" else v[gate])
    text: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 5}
    ax.text(x, y + 0.27, FORMULA[gate], fontsize=7 if gate == "g" else 8.5, **text)
    ax.text(x, y - 0.27, number(v[gate]), weight="bold", fontsize=8.5, **text)
    ax.text(x + 0.12, y - 1.2, f"$a_{gate}$ {number(v[f'a_{gate}'])}", fontsize=8, va="center")
    ax.text(x, -0.1, PURPOSE[gate], ha="center", va="center", fontsize=8, color=GREY)


def _signs(ax: Axes) -> None:
    """Draw the lines from the gates to the carousel and to h, with the operations on them."""
    draw_ways(ax)
    x = GATE_X["g"]
    signs = {(GATE_X["f"], BELT): "× 1", (x, PRODUCT_Y): "×", (x, BELT): "+"}
    for (x, y), sign in (signs | {(TAP, GATE_Y): "×"}).items():
        size = 20 if sign == "× 1" else 14
        ax.plot(x, y, "o", ms=size, mfc="white", mec=INK, mew=1.0, zorder=4)
        ax.text(x, y, sign, ha="center", va="center", zorder=5, fontsize=9)


def _numbers_on(ax: Axes, v: dict[str, float]) -> None:
    """Write the states at the cell's ends, and the numbers on its ways."""
    small: dict[str, Any] = {"fontsize": 8, "va": "center"}
    ends = [((0.25, BELT), "$c_{prev}$", "c_prev", "c"), ((10.5, BELT), "$c$", "c", "c")]
    for at, name, key, kind in [*ends, ((10.5, GATE_Y), "$h$", "h", "h")]:
        box = {"boxstyle": "round,pad=0.3", "fc": "white", "ec": STATE_COLOUR[kind], "lw": 1.6}
        words = f"{name}\n{number(v[key])}"
        ax.text(*at, words, ha="center", va="center", fontsize=8.5, bbox=box, zorder=4)
    given = f"$x$ {number(STATE['x'])}\n$h_{{prev}}$ {number(STATE['h'])}"
    ax.text(0.25, FLOOR, given, ha="center", **small)
    ax.text(GATE_X["f"] + 0.45, BELT + 0.4, "all of it is kept", ha="left", **small)
    ax.text(GATE_X["g"] + 0.2, 4.4, number(v["i"] * v["g"]), ha="left", **small)
    ax.text(TAP - 0.15, 4.5, number(v["c"]), ha="right", **small)
    ax.text(TAP + 0.12, 3.0, number(v["tanh_c"]), ha="left", **small)
    tanh: dict[str, Any] = {"boxstyle": "round,pad=0.2", "fc": "white", "ec": INK, "lw": 0.8}
    way_out = r"$\tanh\frac{c}{2}$"
    ax.text(TAP, 3.65, way_out, ha="center", va="center", fontsize=8, bbox=tanh, zorder=4)


def tank_numbers(opens: int, closes: int, leak: float, o: float) -> dict[str, Array]:
    """Run one cell over the train of spikes.

    Args:
        opens, closes: first and last step at which the input gate is open, 1 to STEPS.
        leak: how far it stays open at all other steps, 0 to 1.
        o: how far the output gate is open, 0 to 1.

    Returns:
        dict of (STEPS,) float arrays: i, g, c, tanh_c, h.
    """
    time = np.arange(1, STEPS + 1)
    g = np.array([SPIKES.get(t, 0.0) for t in time])
    i = np.where((time >= opens) & (time <= closes), 1.0, leak)
    c = nets.carousel_states(np.zeros((1, 1)), i[:, None, None], g[:, None, None])[:, 0, 0]
    return {"i": i, "g": g, "c": c, "tanh_c": np.tanh(c / 2), "h": o * np.tanh(c / 2)}


@styled
def draw_tank(step: int, opens: int, closes: int, leak: float, o: float) -> Figure:
    """Draw the cell as a tank with two taps, beside what happens over time.

    Args:
        step: the step that the tank shows, 1 to STEPS.
        opens, closes, leak, o: as for tank_numbers.

    Returns:
        matplotlib Figure.
    """
    v = tank_numbers(opens, closes, leak, o)
    figure = Figure(figsize=(5.5, 3.8), layout="constrained")
    grid = figure.add_gridspec(3, 2, width_ratios=[1, 1.25], height_ratios=[0.6, 1, 1.5])
    _draw_tank_on(figure.add_subplot(grid[:, 0]), {k: v[k][step - 1] for k in v} | {"o": o})
    rows = [figure.add_subplot(grid[n, 1]) for n in range(3)]
    time = np.arange(1, STEPS + 1)
    rows[0].fill_between(time, v["i"], step="mid", color=GATE_COLOUR["i"], alpha=0.3, lw=0)
    rows[0].step(time, v["i"], where="mid", color=GATE_COLOUR["i"], ls=GATE_LINE["i"])
    rows[0].set(ylim=(-0.05, 1.15), yticks=[0, 1], ylabel="$i$")
    rows[1].vlines(time, 0, v["g"], color=GATE_COLOUR["g"], lw=2.5)
    rows[1].set(ylim=(-2.2, 2.2), yticks=[-2, 0, 2], ylabel="$g$")
    rows[2].plot(time, v["c"], color=STATE_COLOUR["c"], ls="-", lw=2.5, label="$c$")
    rows[2].plot(time, v["h"], color=STATE_COLOUR["h"], ls=":", label="$h$")
    rows[2].set(ylim=(-DEEP, DEEP), yticks=[-4, 0, 4], ylabel="$c$ and $h$", xlabel="step")
    rows[2].legend(loc="upper left", ncols=2, fontsize=8)
    for ax in rows:
        ax.axvline(step, color=GREY, lw=1.0, ls="--")
        ax.set(xlim=(0.4, STEPS + 0.6), xticks=range(4, STEPS + 1, 4))
        ax.tick_params(labelbottom=ax is rows[2])
    return figure


def _draw_tank_on(ax: Axes, v: dict[str, float]) -> None:
    """Draw the tank with its water, the way in through i, and the way out through o."""
    level = np.clip(v["c"], -DEEP, DEEP)
    left, right = 1.2, 3.8
    water: dict[str, Any] = {"fc": STATE_COLOUR["c"], "alpha": 0.35}
    ax.add_patch(Rectangle((left, -DEEP), right - left, level + DEEP, **water))
    walls = [(left, DEEP), (left, -DEEP), (right, -DEEP), (right, DEEP)]
    ax.plot(*zip(*walls, strict=True), color=INK, ls="-", lw=1.6, marker="")
    ax.plot([left, right], [0, 0], color=GREY, ls=":", lw=1.0, marker="")
    ax.text(right + 0.1, 0, "0", va="center", fontsize=8, color=GREY)
    box = {"boxstyle": "round,pad=0.3", "fc": "white", "ec": STATE_COLOUR["c"], "lw": 1.6}
    middle: dict[str, Any] = {"ha": "center", "va": "center"}
    ax.text(2.5, -2.6, f"$c$\n{number(v['c'])}", fontsize=9, bbox=box, **middle)
    arrow(ax, (0.1, 7.2), (left + 0.6, 7.2), color=GATE_COLOUR["g"])
    arrow(ax, (2.5, 6.5), (2.5, max(level, -4.5) + 0.1), color=GREY)
    gate_box(ax, (1.85, 6.4), (1.3, 1.6), "i", v["i"])
    ax.text(2.5, 7.2, f"$i$ {number(v['i'])}", fontsize=8, zorder=5, **middle)
    ax.text(0.0, 8.0, f"$g$ {number(v['g'])}", fontsize=8, ha="left", va="center")
    _draw_outlet(ax, right, v)
    ax.set(xlim=(-0.1, right + 2.3), ylim=(-7.8, 8.6))
    ax.axis("off")


def _draw_outlet(ax: Axes, wall: float, v: dict[str, float]) -> None:
    """Draw what happens to the level on its way out: tanh(c / 2), then the output gate."""
    x = wall + 1.35
    middle: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8}
    squash: dict[str, Any] = {"boxstyle": "round,pad=0.25", "fc": "white", "ec": INK, "lw": 0.8}
    arrow(ax, (wall, -2.2), (x - 0.65, -2.2), color=GREY)
    ax.text(x, -2.2, r"$\tanh\frac{c}{2}$", bbox=squash, **middle)
    arrow(ax, (x, -2.9), (x, -4.5), color=GREY)
    ax.text(x + 0.1, -3.7, number(v["tanh_c"]), ha="left", va="center", fontsize=8)
    gate_box(ax, (x - 0.65, -6.1), (1.3, 1.6), "o", v["o"])
    ax.text(x, -5.3, f"$o$ {number(v['o'])}", zorder=5, **middle)
    arrow(ax, (x, -6.1), (x, -7.0), color=INK)
    ax.text(x, -7.5, f"$h$ {number(v['h'])}", **middle)


def tank_caption(step: int, opens: int, closes: int, leak: float, o: float) -> str:
    """Return in words what came into the tank, and what is in it."""
    v = tank_numbers(opens, closes, leak, o)
    now = {k: number(v[k][step - 1]) for k in v}
    first = f"At step {step}, g = {now['g']} comes to a gate that is open by {now['i']}. "
    kept = f"The level is c = {now['c']}; tanh(c/2) = {now['tanh_c']} meets the output gate, "
    kept += f"which is open by {number(o)}: h = {now['h']}. "
    drift = v["c"][-1] - v["c"][min(max(opens, closes), STEPS) - 1]
    later = "nothing" if abs(drift) < 0.005 else number(drift)
    return first + kept + f"From the gate's closing to the end, {later} is added."


def interactive_tank() -> ipywidgets.VBox:
    """Open and close the gates over a train of spikes; play moves the step.

    Returns:
        ipywidgets.VBox: a play button, sliders step, opens, closes, leak, o, picture, words.
    """
    limits: dict[str, tuple] = {
        name: (1, STEPS, 1, START[name]) for name in ("step", "opens", "closes")
    }
    limits |= {name: (0.0, 1.0, 0.05, START[name]) for name in ("leak", "o")}
    return with_player(draw_tank, tank_caption, "step", interval=500, **limits)


@static_figure("07_memory_cell/cell.svg")
def _cell() -> Figure:
    """Draw the cell."""
    return draw_memory_cell()


@static_figure("07_memory_cell/tank.svg")
def _tank() -> Figure:
    """Draw the tank as the sliders start."""
    return draw_tank(**START)
