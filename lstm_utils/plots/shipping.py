"""Figures of lesson 26: users of a server, rounded weights, and what a test finds."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array

from .static import static_figure
from .style import BLUE, GREEN, GREY, INK, ORANGE, RED, new_figure, styled

if TYPE_CHECKING:
    from lstm_utils.checks.kills import Verdict  # not there while answers are graded

RECORDED = Path(__file__).with_name("shipping.json")
LOOKS = ((BLUE, "-", "o"), (ORANGE, "--", "s"), (RED, ":", "^"), (GREY, "-.", "D"))
REQUESTS = (("Ada", "a"), ("Ada", "a"), ("Bo", "a"), ("Ada", "a"), ("Bo", "a"), ("Bo", "b"))
REQUESTS += (("Ada", "b"), ("Bo", "b"), ("Ada", "b"), ("Ada", "b"))


@cache
def recorded_rounding() -> dict[str, dict[str, Any]]:
    """Read what benchmarks/shipping.py measured, a dict for each seed."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


def counts(requests: Sequence[tuple[str, str]], shared: bool) -> list[float]:
    """Let lesson 13's counter answer requests: a adds 1, b takes 1 away.

    Args:
        requests: pairs (user, letter), in the order in which they arrive.
        shared: whether one state serves all users, or each user has one.

    Returns:
        The count after each request, as the user sees it.
    """
    W_ih, W_hh, b = nets.counter_weights(np.array([[0], [1], [-1]]))
    states: dict[str, tuple[Array, Array]] = {}
    found = []
    for user, letter in requests:
        key = "all" if shared else user
        h, c = states.get(key, (np.zeros((1, 1)), np.zeros((1, 1))))
        x = np.eye(3)[["ab".index(letter) + 1]]
        h, c, _ = nets.lstm_step(x, h, c, W_ih, W_hh, b)
        states[key] = h, c
        found.append(float(c.item()))
    return found


@styled
def draw_users(requests: Sequence[tuple[str, str]] = REQUESTS) -> Figure:
    """Draw what two users see if each has a state, and if they share one.

    Args:
        requests: pairs (user, letter), of two users, in the order in which they arrive.

    Returns:
        matplotlib Figure: the counts by request, a line for each user.
    """
    figure, axes = new_figure(1, 2, height=2.6, sharey=True)
    users = list(dict.fromkeys(user for user, _ in requests))
    titles = {"a state for each user": False, "one state for all": True}
    for ax, (title, shared) in zip(axes, titles.items(), strict=True):
        seen = counts(requests, shared)
        for (colour, line, marker), user in zip(LOOKS, users, strict=False):
            at = [n for n, (name, _) in enumerate(requests) if name == user]
            look: dict[str, Any] = {"color": colour, "ls": line, "marker": marker}
            ax.plot(at, [seen[n] for n in at], label=user, **look)
        ax.set_xticks(range(len(requests)), [letter for _, letter in requests])
        ax.set_title(title, fontsize=10, loc="left")
        ax.axhline(0, color=GREY, lw=0.8)
        ax.set(xlabel="letters, as they arrive")
    axes[0].set(ylabel="count that the user sees")
    axes[0].legend(fontsize=9, loc="upper left")
    return figure


@styled
def draw_drift(errors: Mapping[str, Array]) -> Figure:
    """Draw how the error of the cell state grows with the steps.

    Args:
        errors: by the name of a net, the mean error after each step, (T,) float array.

    Returns:
        matplotlib Figure with two logarithmic axes.
    """
    figure, ax = new_figure(height=2.6)
    for (colour, line, _), (name, values) in zip(LOOKS, errors.items(), strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, label=name, color=colour, ls=line)
    ax.set(xscale="log", yscale="log", xlabel="step", ylabel="mean error of $c$")
    ax.legend(fontsize=9, loc="upper left")
    return figure


@styled
def draw_rounding(recorded: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Draw bits per character by bits per weight, for each seed.

    Args:
        recorded: by seed, what benchmarks/shipping.py measured.

    Returns:
        matplotlib Figure: a line for a scale of each row, one for a scale of each matrix.
    """
    figure, ax = new_figure(height=2.7)
    names = {"rows": "a scale for each row", "matrix": "one scale for a matrix"}
    for (colour, line, marker), (key, name) in zip(LOOKS, names.items(), strict=False):
        for n, row in enumerate(recorded.values()):
            bits, found = zip(*row[key].items(), strict=True)
            look: dict[str, Any] = {"color": colour, "ls": line, "marker": marker, "ms": 4}
            ax.plot([int(k) for k in bits], found, label=None if n else name, **look)
    exact = np.mean([row["float32"] for row in recorded.values()])
    ax.axhline(exact, color=INK, lw=0.9, ls=":", label="float32")
    ax.set(xlabel="bits per weight", ylabel="bits per character", xticks=[3, 4, 5, 6, 8])
    ax.invert_xaxis()
    ax.legend(fontsize=9, loc="upper left")
    return figure


@styled
def draw_kills(found: Sequence["Verdict"]) -> Figure:
    """Draw what a test makes of each LSTM.

    Args:
        found: what `kills` returned.

    Returns:
        matplotlib Figure: a row for each kind, a dot for each LSTM that is judged right, a
        cross for each that is not.
    """
    from lstm_utils.checks.kills import kill_rate

    kinds = list(dict.fromkeys(verdict.kind for verdict in found))
    figure, ax = new_figure(height=0.9 + 0.24 * len(kinds))
    for row, kind in enumerate(kinds):
        for x, verdict in enumerate(v for v in found if v.kind == kind):
            good = verdict.is_right == verdict.accepted
            look = {"marker": "o", "c": GREEN, "s": 70} if good else {"marker": "x", "c": RED}
            ax.scatter([x], [row], **look)
    ax.set_yticks(range(len(kinds)), kinds)
    ax.set(xticks=[], ylim=(len(kinds) - 0.4, -0.6), xlim=(-0.5, 4.5))
    ax.grid(visible=False)
    ax.set_title(kill_rate(found), fontsize=10, loc="left")
    return figure


@static_figure("26_shipping/users.svg")
def _users() -> Figure:
    """Draw two users of lesson 13's counter."""
    return draw_users()
