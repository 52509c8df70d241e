"""The computational graph of a small network, stepped through forward and backward."""

from typing import Any

import ipywidgets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from lstm_utils.arrays import Array, IntArray, Params

from .graph_books import MINUS, Step, example_net, graph_steps, node_numbers
from .interactive import with_sliders
from .static import static_figure
from .style import BLUE, GRADIENT, GREY, INK, ORANGE, new_figure, styled

COLUMNS = ("x", "a", "h", "z", "L")
AT = {
    f"{name}{k}": (2.6 * COLUMNS.index(name), 1.3 - 3.0 * k) for name in "xahz" for k in (0, 1)
}
AT["L"] = (2.6 * 4, -0.2)


@styled
def draw_graph(params: Params, x: Array, y: IntArray, step: int) -> Figure:
    """Draw the net with the values and gradients known after a number of steps.

    Args:
        params, x, y: as for node_numbers.
        step: how many of the 16 steps have been taken, 0 to 16.

    Returns:
        matplotlib Figure: values in blue, gradients in red below them, weights on the edges
        with their gradients; the node of the last step has a thick frame.
    """
    values, grads = node_numbers(params, x, y)
    done = graph_steps(params, x, y)[:step]
    now = done[-1] if done else None
    known = {"x0", "x1"} | {s.node for s in done if not s.backward}
    back = {s.node for s in done if s.backward}
    figure, ax = new_figure(height=3.2)
    for start, end, W in (("x", "a", params["W1"]), ("h", "z", params["W2"])):
        for i in (0, 1):
            for k in (0, 1):
                gradient = grads[f"{end}{k}"] * values[f"{start}{i}"]
                shown = gradient if f"{end}{k}" in back else None
                _edge(ax, f"{start}{i}", f"{end}{k}", now, W[k, i], shown)
    for k in (0, 1):
        _edge(ax, f"a{k}", f"h{k}", now)
        _edge(ax, f"z{k}", "L", now)
    for node in AT:
        value = values[node] if node in known else None
        bias = {"a": params["b1"], "z": params["b2"]}.get(node[0])
        bias = None if bias is None else bias[int(node[1])]
        _node(ax, node, bias, value, grads[node] if node in back else None, now)
    _legend(ax)
    return figure


def graph_caption(params: Params, x: Array, y: IntArray, step: int) -> str:
    """Describe the last step in words."""
    steps = graph_steps(params, x, y)
    if step == 0:
        return "The weights and the input are given. Move the slider one step at a time."
    done = steps[step - 1]
    way = "backward" if done.backward else "forward"
    return f"Step {step} of {len(steps)}, {way}: {done.words}."


def interactive_graph(params: Params, x: Array, y: IntArray) -> ipywidgets.VBox:
    """Step through the forward and the backward pass of a 2-2-2 net.

    Args:
        params, x, y: as for node_numbers; change them and watch the numbers change.

    Returns:
        ipywidgets.VBox with the slider step.
    """
    last = len(graph_steps(params, x, y))
    return with_sliders(
        lambda step: draw_graph(params, x, y, step),
        lambda step: graph_caption(params, x, y, step),
        step=(0, last, 1, 0),
    )


def _legend(ax: Axes) -> None:
    for column, title in enumerate(("input", "affine", "tanh", "affine", "loss")):
        ax.text(2.6 * column, 2.65, title, ha="center", color=GREY, fontsize=9)
    ax.text(10.4, -2.1, "value", ha="center", color=BLUE, fontsize=9)
    ax.text(10.4, -2.55, "gradient", ha="center", color=GRADIENT, fontsize=9)
    ax.set(xlim=(-1, 11.4), ylim=(-2.7, 2.95))
    ax.axis("off")


def _in_use(now: Step | None, start: str, end: str) -> bool:
    return now is not None and now.node == (start if now.backward else end)


def _edge(
    ax: Axes,
    start: str,
    end: str,
    now: Step | None,
    weight: float | None = None,
    gradient: float | None = None,
) -> None:
    """Draw an arrow and, for a weight, its value with the gradient below."""
    used = _in_use(now, start, end)
    back = now is not None and used and now.backward
    colour = (GRADIENT if back else BLUE) if used else "#bbbbbb"
    (x0, y0), (x1, y1) = AT[start], AT[end]
    arrow: dict[str, Any] = {
        "arrowstyle": "<|-" if back else "-|>",
        "color": colour,
    }
    arrow |= {"lw": 2.0 if used else 1.0, "shrinkA": 21, "shrinkB": 21 if y0 == y1 else 29}
    ax.annotate("", (x1, y1), (x0, y0), arrowprops=arrow, zorder=1)
    if weight is None:
        return
    along = 0.5 if y0 == y1 else 0.37
    words = _weight(weight) if gradient is None else f"{_weight(weight)}\n"
    box = {"boxstyle": "round,pad=0.12", "fc": "white", "ec": "none"}
    text: dict[str, Any] = {
        "ha": "center",
        "va": "center",
        "fontsize": 7.5,
        "linespacing": 1.1,
        "zorder": 2,
    }
    where = (x0 + along * (x1 - x0), y0 + along * (y1 - y0))
    ax.text(*where, words, color=INK, bbox=box, **text)
    if gradient is not None:
        ax.text(*where, f"\n{_short(gradient)}", color=GRADIENT, **text)


def _node(
    ax: Axes,
    node: str,
    bias: float | None,
    value: float | None,
    gradient: float | None,
    now: Step | None,
) -> None:
    """Draw a node: its name, its value and, once known, the gradient of the loss there."""
    active = now is not None and now.node == node
    x, y = AT[node]
    frame: dict[str, Any] = {
        "fc": "#fff6dc" if active else "white",
        "ec": ORANGE if active else INK,
    }
    frame |= {"lw": 2.4 if active else 1.0, "boxstyle": "round,pad=0,rounding_size=0.12"}
    ax.add_patch(FancyBboxPatch((x - 0.6, y - 0.6), 1.2, 1.2, zorder=3, **frame))
    name = "$L$" if node == "L" else f"${node[0]}_{node[1]}$"
    if bias is not None:
        name += f"  bias {_weight(bias)}"
    for line, text, colour, size in (
        (0.8, name, INK, 9 if bias is None else 8),
        (0.27, "?" if value is None else _short(value), BLUE, 9),
        (-0.27, "" if gradient is None else _short(gradient), GRADIENT, 9),
    ):
        place: dict[str, Any] = {
            "ha": "center",
            "va": "center",
            "zorder": 4 if abs(line) < 0.6 else 2,
        }
        box = {
            "boxstyle": "round,pad=0.1",
            "ec": "none",
            "fc": "none" if line < 0.6 else "white",
        }
        ax.text(x, y + line, text, color=colour, fontsize=size, bbox=box, **place)


def _weight(number: float) -> str:
    return f"{number:.3g}".replace("-", MINUS)


def _short(number: float) -> str:
    return f"{number:.2f}".replace("-", MINUS)


@static_figure("02_feedforward/graph.svg")
def _graph() -> Figure:
    """Draw all steps, for pages without sliders."""
    return draw_graph(*example_net(), step=16)
