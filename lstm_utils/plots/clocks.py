"""Clocks of lesson 12: cells that give a spike every T steps, to see and to hear."""

from collections.abc import Mapping

import numpy as np
from IPython.display import Audio
from matplotlib.figure import Figure

from lstm_utils.arrays import Array

from .style import new_figure, styled

RATE = 8000  # samples a second
PITCHES = (880.0, 587.3, 440.0)  # hertz, of the cells in turn


@styled
def draw_clocks(traces: Mapping[str, tuple[Array, Array]]) -> Figure:
    """Draw states and outputs of two cells; those of a second layer are dotted.

    Args:
        traces: outputs h and states c, (T, 2) float arrays each, under the names of two layers.

    Returns:
        matplotlib Figure.
    """
    figure, axes = new_figure(2, 1, height=3.2, sharex=True)
    for (name, both), line in zip(traces.items(), ("-", ":"), strict=True):
        for ax, values in zip(axes, both[::-1], strict=True):
            for cell, colour in enumerate(("C0", "C1")):
                label = f"cell {cell + 1}, {name}"
                ax.plot(values[:, cell], ls=line, color=colour, label=label, lw=1.4)
    axes[0].axhline(1, color="#999999", lw=0.8)
    axes[0].set(ylabel="c", ylim=(-0.1, 2.1))
    axes[1].set(ylabel="h", xlabel="step", ylim=(-0.1, 1.0))
    axes[0].legend(ncols=2, loc="upper right", fontsize=8)
    return figure


def play_spikes(hs: Array, steps_per_second: float = 24.0) -> Audio:
    """Make a short tone of every spike.

    Args:
        hs: outputs, (T, H) float array, H at most 3; a spike is an h above 0.5. Each cell has a
            pitch of its own.
        steps_per_second: how fast time goes.

    Returns:
        IPython.display.Audio, a player in the notebook.
    """
    per_step = int(RATE / steps_per_second)
    sound = np.zeros(len(hs) * per_step + RATE // 4)
    time = np.arange(RATE // 5) / RATE  # seconds
    for cell, pitch in zip(range(hs.shape[1]), PITCHES, strict=False):
        tone = np.sin(2 * np.pi * pitch * time) * np.exp(-25 * time)
        for step in np.flatnonzero(hs[:, cell] > 0.5):
            sound[step * per_step :][: len(tone)] += tone
    return Audio(sound / max(1.0, abs(sound).max()), rate=RATE, normalize=False)
