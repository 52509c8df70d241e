"""What lesson 08 measures: bits in one cell, and two nets on a stream without end."""

from collections.abc import Mapping

from matplotlib.figure import Figure

from lstm_utils.arrays import Array
from lstm_utils.tasks.reber_training import Curve

from .style import new_figure, styled


@styled
def draw_streams(curves: Mapping[str, Curve]) -> Figure:
    """Draw the error on the far letter and the size of the state over the symbols read.

    Args:
        curves: what learn_stream returned, under the names of the nets.

    Returns:
        matplotlib Figure.
    """
    figure, (left, right) = new_figure(columns=2, height=2.8)
    for name, curve in curves.items():
        thousands = [n / 1000 for n in curve.symbols]
        left.plot(thousands, [100 * share for share in curve.wrong], label=name)
        right.semilogy(thousands, curve.size, label=name)
    left.axhline(50, color="#999999", lw=0.8, ls=":")
    left.set(xlabel="thousand symbols", ylabel="far T or P wrong, %", ylim=(-2, 65))
    right.set(xlabel="thousand symbols", ylabel="mean |c|")
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


@styled
def draw_bits(outputs: Mapping[str, Array]) -> Figure:
    """Draw the outputs of cells that were given one bit after another.

    Args:
        outputs: h at each step, (T,) float arrays, under the names of the cells.

    Returns:
        matplotlib Figure.
    """
    figure, ax = new_figure(height=2.2)
    for name, h in outputs.items():
        ax.plot(h, label=name)
    ax.set(xlabel="step", ylabel="h", ylim=(-1.1, 1.1))
    ax.legend(loc="lower left")
    return figure
