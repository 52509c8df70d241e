"""Record which strings LSTMs and GRUs read right, for lesson 13's picture and its claims.

    python benchmarks/counting.py 0 1 2        # the seeds; each is added to the table

Nets of one seed see the same strings, equally many. The table is
`lstm_utils/plots/counting.json`; then run `python -m lstm_utils.plots 13`.
"""

import json
import sys

import torch
from torch import nn

from lstm_utils.plots.counting import RACE
from lstm_utils.tasks import counting_training as training

MOST = {"ab": 150, "abc": 80}  # largest n that is tried
KINDS = {"ab": ("LSTM", "GRU"), "abc": ("LSTM", "GRU")}


def right_marks(kind, letters, seed):
    """Train one net; return a 1 for each n = 1, 2, ... that it reads right, else 0, as text."""
    cell = training.new_cell(kind, letters, seed)
    net, _ = training.learn_to_count(cell, letters, seed=seed + 1)
    right = training.is_right(net, letters)
    return "".join("01"[right(n)] for n in range(1, MOST[letters] + 1))


def add(seed):
    """Train all nets of one seed, and add them to the table, which is read again before."""
    found = {
        letters: {kind: right_marks(getattr(nn, kind), letters, seed) for kind in kinds}
        for letters, kinds in KINDS.items()
    }
    table = json.loads(RACE.read_text("utf-8")) if RACE.exists() else {"right": {}}
    table |= {"torch": torch.__version__, "trained": training.TRAINED}
    for letters, kinds in found.items():
        for kind, marks in kinds.items():
            seeds = table["right"].setdefault(letters, {}).setdefault(kind, {})
            seeds[str(seed)] = marks
            print(letters, kind, seed, marks.find("0"), marks[: training.TRAINED].count("1"))
    RACE.write_text(json.dumps(table, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for seed in map(int, sys.argv[1:]):
        add(seed)
