"""Record what lesson 25 says about three seeds: cups that are followed, search, and lines.

The table goes to `lstm_utils/plots/after_the_lstm.json`; then run
`python -m lstm_utils.plots 25`. Arguments: parts to measure, of cups, search, lines.
"""

import json
import sys

import numpy as np
import torch

from lstm_utils.plots.after_the_lstm import RECORDED
from lstm_utils.tasks import cup_training, cups, line_training, lines, nearest_training

SEEDS = range(3)
# The linear nets read their state with a small net of 64 units, or with a dense layer.
NETS = {
    2: {
        "LSTM": lambda V: cup_training.LSTMTracker(V, 16),
        "diagonal, -1 to 1": lambda V: cup_training.DiagonalTracker(V, 16),
        "diagonal, 0 to 1": lambda V: cup_training.DiagonalTracker(V, 16, signs=False),
        "one reflection": lambda V: cup_training.ReflectionTracker(V, 8, 1),
    },
    3: {
        "LSTM": lambda V: cup_training.LSTMTracker(V, 32),
        "diagonal, -1 to 1": lambda V: cup_training.DiagonalTracker(V, 64, hidden=64),
        "one reflection": lambda V: cup_training.ReflectionTracker(V, 8, 1),
        "two reflections": lambda V: cup_training.ReflectionTracker(V, 8, 2),
    },
}


def follow_cups():
    """Train each net on two and on three cups; return shares by length, and the updates."""
    found = {}
    for N, kinds in NETS.items():
        found[str(N)], found[f"{N}, updates"] = {}, {}
        for name, make in kinds.items():
            rows, spent = [], []
            for seed in SEEDS:
                torch.manual_seed(seed)
                net = make(len(cups.after(N)))
                spent.append(cup_training.learn_to_track(net, N, seed=seed + 1))
                rows.append(
                    {str(T): cup_training.share_at(net, N, T) for T in cup_training.LENGTHS}
                )
                print(N, name, seed, spent[-1], rows[-1], flush=True)
            found[str(N)][name], found[f"{N}, updates"][name] = rows, spent
    return found


def search(updates=1000):
    """Train each searcher for as many updates; then nn.LSTM for as many seconds."""
    found = {}
    for seed in SEEDS:
        row = {}
        for kind in ("sLSTM", "LSTM"):
            net = nearest_training.new_searcher(kind, seed)
            run = nearest_training.learn_to_search(net, updates, seed=seed + 1)
            row[kind] = [
                run.errors[-1],
                nearest_training.search_error(net, 32),
                run.seconds[-1],
            ]
        net = nearest_training.new_searcher("nn.LSTM", seed)
        run = nearest_training.learn_to_search(net, seconds=row["sLSTM"][2], seed=seed + 1)
        row["nn.LSTM, equal seconds"] = [run.errors[-1], run.updates[-1], run.seconds[-1]]
        found[str(seed)] = row
        print(seed, row, flush=True)
    return found


def learn_lines():
    """Train a net on lines, freeze it, and compare it with ridge regression."""
    found = {}
    x, labels, exact = lines.lines_batch(31, 4000, np.random.default_rng(99))
    for strength in (lines.NOISE**2, 1.0):
        wrong = ((lines.ridge_answers(x, labels, strength) - exact) ** 2).mean(axis=1)
        found[f"ridge {strength:g}"] = wrong.tolist()
    for seed in SEEDS:
        params = line_training.learn_lines(seed=seed)
        wrong = ((line_training.answers(params, x, labels) - exact) ** 2).mean(axis=1)
        found[f"LSTM {seed}"] = wrong.tolist()
        others = np.roll(labels, 1, axis=1)
        wrong = ((line_training.answers(params, x, others) - exact) ** 2).mean(axis=1)
        found[f"LSTM {seed}, labels of another line"] = wrong.tolist()
        print(seed, {n: round(found[f"LSTM {seed}"][n], 4) for n in (0, 1, 2, 5, 10, 20, 30)})
    return found


def rounded(found):
    """Return a table with five decimals."""
    if isinstance(found, dict):
        return {name: rounded(value) for name, value in found.items()}
    if isinstance(found, list | tuple):
        return [rounded(value) for value in found]
    return round(float(found), 5) if isinstance(found, float) else found


def main():
    """Measure the parts that are named, or all; replace them in the table."""
    torch.set_num_threads(1)
    for part in sys.argv[1:] or ("cups", "search", "lines"):
        measured = {"cups": follow_cups, "search": search, "lines": learn_lines}[part]()
        known = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
        known |= rounded(measured if part == "cups" else {part: measured})
        RECORDED.write_text(json.dumps(known) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
