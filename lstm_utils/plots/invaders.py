"""Space Invaders of lesson 23: what is on the board, and what the player sees of it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from lstm_utils.arrays import Array, BoolArray
from lstm_utils.tasks.invaders import SIZE, Replay

from .interactive import MOST_FRAMES, with_frames
from .static import static_figure
from .style import BLUE, GREEN, GREY, INK, RED, new_figure, styled

RECORDED = Path(__file__).with_name("beyond_backprop.json")
ACTION = ("stays", "goes left", "goes right", "fires")
SHAPES = {  # 8 rows of 8 pixels
    "cannon": "........ ...##... ...##... .######. .######. .######. .######. ........",
    "aliens": "........ .#....#. ..####.. .##..##. .######. ..#..#.. .#....#. ........",
    "shot": "...##... ...##... ...##... ...##... ...##... ...##... ........ ........",
    "bombs": "........ ...#.... ....#... ...#.... ....#... ...#.... ....#... ........",
}
LAYERS = tuple(SHAPES)
COLOURS = dict(zip(LAYERS, (BLUE, GREEN, INK, RED), strict=True))
BLANK = "#cfcfcf"


@cache
def recorded_players() -> dict[str, Any]:
    """Read what benchmarks/beyond_backprop.py measured."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


def picture(board: BoolArray) -> Array:
    """Paint a board, (4, 8, 8) bool: 8 x 8 pixels a field, (64, 64, 3) floats from 0 to 1."""
    painted = np.ones((8 * SIZE, 8 * SIZE, 3))
    for plane, name in zip(board, LAYERS, strict=True):
        ink = np.array([[mark == "#" for mark in line] for line in SHAPES[name].split()])
        painted[np.kron(plane, ink).astype(bool)] = to_rgb(COLOURS[name])
    return painted


def _draw_board(ax: Axes, board: BoolArray | None) -> None:
    """Draw a board, or a blank frame where there is none."""
    shown = np.full((1, 1, 3), to_rgb(BLANK)) if board is None else picture(board)
    ax.imshow(shown, extent=(0, SIZE, SIZE, 0), interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set(visible=True, color=GREY, lw=0.8)


@styled
def draw_frame(replay: Replay, step: int) -> Figure:
    """Draw one step of a game: the board, and what the player sees.

    Args:
        replay: Replay of T steps.
        step: 0 to T - 1.

    Returns:
        matplotlib Figure.
    """
    figure, axes = new_figure(1, 2, height=2.9)
    board = replay.boards[step]
    for ax, title, shown in zip(
        axes,
        ("the game", "what the net sees"),
        (board, board if replay.seen[step] else None),
        strict=True,
    ):
        _draw_board(ax, shown)
        ax.set_title(title, fontsize=9)
    figure.supxlabel(f"step {step}: {ACTION[replay.actions[step]]}", fontsize=9)
    return figure


def frame_caption(replay: Replay, step: int) -> str:
    """Return in words what happens in a step."""
    left = int(replay.boards[step][LAYERS.index("aliens")].sum())
    sees = "sees the board" if replay.seen[step] else "sees nothing"
    aliens = f"{left} alien" + "s" * (left != 1)
    return (
        f"Step {step}, {aliens} left: the net {sees}, expects {replay.values[step]:.1f} "
        f"more points and {ACTION[replay.actions[step]]}."
    )


def interactive_game(replay: Replay, interval: int = 350) -> ipywidgets.VBox:
    """Play a game step by step; the last 60 steps if it is longer.

    Args:
        replay: Replay.
        interval: milliseconds from one step to the next.

    Returns:
        ipywidgets.VBox: a play button, the slider step, and a picture for each step.
    """
    T = len(replay.actions)
    steps = range(max(0, T - MOST_FRAMES), T)
    return with_frames(
        lambda step: draw_frame(replay, step),
        lambda step: frame_caption(replay, step),
        interval,
        step=(steps, steps[0]),
    )


@styled
def draw_strip_of_game(replay: Replay, first: int, many: int = 8) -> Figure:
    """Draw some steps of a game side by side, the boards above what the player sees.

    Args:
        replay: Replay.
        first: first step.
        many: how many steps.

    Returns:
        matplotlib Figure.
    """
    figure, axes = new_figure(2, many, height=1.9)
    for column in range(many):
        step = first + column
        board = replay.boards[step]
        _draw_board(axes[0, column], board)
        _draw_board(axes[1, column], board if replay.seen[step] else None)
        axes[0, column].set_title(f"{step}", fontsize=8)
    axes[0, 0].set_ylabel("the game", fontsize=8)
    axes[1, 0].set_ylabel("seen", fontsize=8)
    return figure


def stored_replay(stored: dict[str, Any]) -> Replay:
    """Return the Replay that `as_stored` made of numbers."""
    boards = np.zeros((len(stored["boards"]), len(LAYERS) * SIZE * SIZE), bool)
    for row, fields in zip(boards, stored["boards"], strict=True):
        row[fields] = True
    return Replay(
        boards.reshape(-1, len(LAYERS), SIZE, SIZE),
        np.array(stored["seen"], dtype=bool),
        np.array(stored["actions"], dtype=int),
        np.array(stored["values"]),
        stored["won"],
    )


def as_stored(replay: Replay) -> dict[str, Any]:
    """Return a Replay as numbers and lists: of each board the fields that are not empty."""
    flat = replay.boards.reshape(len(replay.boards), -1)
    return {
        "boards": [np.flatnonzero(row).tolist() for row in flat],
        "seen": replay.seen.astype(int).tolist(),
        "actions": replay.actions.tolist(),
        "values": replay.values.astype(float).round(3).tolist(),
        "won": replay.won,
    }


@static_figure("23_beyond_backprop/strip.svg")
def _strip() -> Figure:
    """Draw eight steps of a recorded game."""
    return draw_strip_of_game(stored_replay(recorded_players()["replay"]), 20)
