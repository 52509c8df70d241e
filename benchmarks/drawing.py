"""Record what lesson 22 says about several seeds, and the drawings of its first pictures.

The table goes to `lstm_utils/plots/drawing.json`; then run `python -m lstm_utils.plots 22`.
"""

import json
import sys
import time

import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils.plots.drawing import RECORDED
from lstm_utils.tasks import handwriting, handwriting_reading
from lstm_utils.tasks import handwriting_training as task

UPDATES = 1200
RUNS = {"named": (10, True), "unnamed": (10, False), "one component": (1, True)}
BIASES, WRITINGS = (0.0, 0.5, 1.0, 3.0), 100
SHOWN = [2, 0, 2, 6]


def train(seed, M, names):
    """Train a net, and keep its loss on new writings."""
    new = handwriting.side_by_side(handwriting.corpus(100, 99), names)
    params, curve, began = task.new_writer(seed, M), {}, time.process_time()

    def watch(update):
        curve[update] = task.nats(params, new)
        print(seed, M, names, update, curve[update], time.process_time() - began, flush=True)

    task.train_writer(
        params, UPDATES, names, seed=seed + 1, watch=watch, every=UPDATES // 10, seconds=6000
    )
    return params, curve


def drawn(params, seed, names):
    """Let a net draw with each bias, and let the judges look."""
    found = {}
    for bias in BIASES:
        rng = np.random.default_rng(seed)
        asked, drawings = task.draw_many(params, WRITINGS, rng, bias, names)
        seen = handwriting_reading.recognise(drawings)
        counts = np.bincount(seen[seen >= 0], minlength=10)
        found[f"{bias:g}"] = {
            "recognised": (seen >= 0).mean(),
            "right": (seen == asked).mean(),
            "counts": counts.tolist(),
            "variety": nets.variety(seen) if counts.any() else 0.0,
        }
    return found


def shown(params, seed, bias):
    """Return one writing with the outputs of the net at each point."""
    written = task.write(params, np.array([SHOWN]), np.random.default_rng(seed), bias)[0]
    return {
        name: np.round(q, 3).tolist()
        for name, q in zip(("xy", "pen", "z"), written, strict=True)
    }


def rounded(found):
    """Return a table with four decimals."""
    if isinstance(found, dict):
        return {name: rounded(value) for name, value in found.items()}
    return round(float(found), 4) if isinstance(found, float) else found


def main():
    """Run the seeds that are named, or three; replace their rows of the table."""
    threadpool_limits(1)
    known = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    for seed in map(int, sys.argv[1:] or range(3)):
        row = {}
        for name, (M, names) in RUNS.items():
            params, curve = train(seed, M, names)
            row[name] = {"curve": curve, **drawn(params, seed, names)}
            if seed == 0 and names:
                row[name]["shown"] = {f"{b:g}": shown(params, 3, b) for b in (0.5, 1.0)}
            known[str(seed)] = row
            print(
                json.dumps(rounded({n: q for n, q in row[name].items() if n != "shown"})),
                flush=True,
            )
            RECORDED.write_text(json.dumps(rounded(known)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
