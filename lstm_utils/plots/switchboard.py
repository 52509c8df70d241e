"""A trained LSTM of lesson 12 with a switch for each of its parts.

`benchmarks/adder.py` trains it.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array
from lstm_utils.tasks.adding import adding_batch

from .interactive import with_sliders
from .lstm_walk import draw_schema_on
from .static import static_figure
from .style import BLUE, GREY, INK, new_figure, styled

NET = Path(__file__).with_name("adder.json")
PARTS = {
    "i": "input gate",
    "f": "forget gate",
    "g": "candidate's tanh",
    "o": "output gate",
    "h": "output's tanh",
}


@cache
def _net() -> tuple[int, dict[str, Array]]:
    """Return the number of steps and the weights of the trained net."""
    table: dict[str, Any] = json.loads(NET.read_text(encoding="utf-8"))
    names = ("W_ih", "W_hh", "b", "W_out", "b_out")
    return table["T"], {name: np.array(table[name]) for name in names}


def _letters(**switches: str) -> str:
    return "".join(part for part, state in switches.items() if state == "off")


@cache
def _answers(without: str) -> tuple[Array, Array]:
    """Return sums and answers of the trained net, with parts left out, (400,) each."""
    T, net = _net()
    x, y = adding_batch(T, 400, np.random.default_rng(12))
    h = c = np.zeros((400, net["W_hh"].shape[1]))
    for x_t in x:
        h, c = nets.ablated_step(x_t, h, c, net["W_ih"], net["W_hh"], net["b"], without)
    return y, (h @ net["W_out"].T + net["b_out"])[:, 0]


def _error(without: str) -> float:
    y, answers = _answers(without)
    return float(((answers - y) ** 2).mean())


@styled
def draw_switchboard(i: str, f: str, g: str, o: str, h: str) -> Figure:
    """Draw the answers of a trained LSTM with some of its parts switched off.

    Args:
        i, f, g, o, h: "on" or "off" for each part, as in nets.ablated_step.

    Returns:
        matplotlib Figure: the cell, where a gate without function is pale, and the answers.
    """
    without = _letters(i=i, f=f, g=g, o=o, h=h)
    figure, (left, right) = new_figure(columns=2, height=2.5, width_ratios=[1.3, 1])
    draw_schema_on(left, "".join(k for k in "ifgo" if k not in without), size=8)
    off = ", ".join(PARTS[k] for k in without) or "nothing"
    left.text(0.5, -1.1, f"off: {off}", fontsize=8, color=INK)
    left.set(xlim=(0, 10.2), ylim=(-1.6, 5.8))
    left.axis("off")
    y, answers = _answers(without)
    right.plot([0, 2], [0, 2], color=GREY, lw=0.8, ls="-", marker="")
    right.plot(y, np.clip(answers, -0.95, 2.95), "o", ms=2.5, color=BLUE, alpha=0.6)
    right.set(xlabel="sum", ylabel="answer", xlim=(0, 2), ylim=(-1, 3))
    right.set_title(f"mean squared error {_error(without):.2g}", fontsize=9)
    return figure


def switchboard_caption(i: str, f: str, g: str, o: str, h: str) -> str:
    """Return in words what is off, and how large the error is."""
    without = _letters(i=i, f=f, g=g, o=o, h=h)
    off = " and ".join(f"the {PARTS[k]}" for k in without) or "nothing"
    return (
        f"Off: {off}. Mean squared error {_error(without):.3g}; "
        "always answering 1 has 0.167. Answers outside of the picture are at its edge."
    )


def interactive_switchboard() -> ipywidgets.VBox:
    """Switch parts of a trained LSTM off, without training it again.

    Returns:
        ipywidgets.VBox with the sliders i, f, g, o and h.
    """
    switches = {part: (("on", "off"), "on") for part in PARTS}
    return with_sliders(draw_switchboard, switchboard_caption, **switches)


@static_figure("12_variants/switchboard.svg")
def _switchboard() -> Figure:
    """Draw the switchboard with the forget gate off."""
    return draw_switchboard("on", "off", "on", "on", "on")
