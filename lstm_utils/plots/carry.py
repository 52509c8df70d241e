"""The opening picture of lesson 04: a window sees too little, a state carries a letter."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from .automaton import LANES
from .static import static_figure
from .style import GREY, INK, ORANGE, new_figure, styled

READ = ("BTBTXSE", "BPBTXSE")  # two strings, up to the letter that repeats the second
WINDOW = 5


@styled
def draw_carry() -> Figure:
    """Draw two strings twice: under a window of five letters, and above a state.

    Returns:
        matplotlib Figure with two axes: window, state.
    """
    figure, (left, right) = new_figure(columns=2, height=1.75)
    left.set_title("a window of five letters", loc="left")
    right.set_title("a state, kept from step to step", loc="left")
    for row, string in enumerate(READ):
        for ax in (left, right):
            _letters(ax, string, -2.2 * row, window=ax is left)
        _state(right, string, -2.2 * row - 1.0)
    for ax in (left, right):
        ax.set(xlim=(-0.6, len(READ[0]) + 0.6), ylim=(-3.8, 0.7))
        ax.set_aspect("equal", anchor="NW")
        ax.axis("off")
    return figure


def _letters(ax: Axes, string: str, y: float, window: bool) -> None:
    """Write a string in boxes; the letter that matters is coloured, the next is asked for."""
    colour = LANES[string[1]][0]
    for t, symbol in enumerate(string + "?"):
        shaded = window and len(string) - WINDOW <= t < len(string)
        face = "#f7e3b5" if shaded else "white"
        line = ":" if symbol == "?" else "-"
        ax.add_patch(Rectangle((t - 0.43, y - 0.43), 0.86, 0.86, fc=face, ec=GREY, ls=line))
        ink, weight = (colour, "bold") if t == 1 else (INK, "normal")
        ax.text(t, y, symbol, ha="center", va="center", color=ink, weight=weight)
    if window:
        start = len(string) - WINDOW - 0.5
        frame = Rectangle((start, y - 0.5), WINDOW, 1.0, fc="none", ec=ORANGE, lw=2)
        ax.add_patch(frame)


def _state(ax: Axes, string: str, y: float) -> None:
    """Draw the state after each letter: it takes the second letter, and keeps it."""
    colour = LANES[string[1]][0]
    for t in range(len(string)):
        face = "white" if t == 0 else colour
        ax.add_patch(Circle((t, y), 0.3, fc=face, ec=INK, lw=0.8, zorder=3))
        if t:
            ax.text(t, y, string[1], color="white", ha="center", va="center", fontsize=8)
            ax.annotate(
                "", (t - 0.3, y), (t - 0.7, y), arrowprops={"arrowstyle": "->", "color": INK}
            )
    end = (len(string) - 0.2, y + 0.55)
    style = {"arrowstyle": "->", "color": INK, "connectionstyle": "arc3,rad=0.3"}
    ax.annotate("", end, (len(string) - 0.7, y), arrowprops=style)


@static_figure("04_rnn/carry.svg")
def _carry() -> Figure:
    """Draw the opening picture."""
    return draw_carry()
