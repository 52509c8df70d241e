"""Measure ways of training a reader of digit strips, for the claims of lesson 19.

    python benchmarks/ctc.py              # seeds 0, 1 and 2, or those that are named

Runs of one seed see the same strips. Recorded in lstm_utils/plots/ctc.json is the label error
on 200 strips of pictures that no training saw: of greedy decoding after every 400 strips, and
at the end of a beam of 10.
"""

import json
import sys

import torch

import lstm_utils.numpy_nets as nets
from lstm_utils.plots.ctc import RECORDED
from lstm_utils.tasks import strip_training as training

SETTINGS = {way: {"way": way} for way in training.WAYS}
SETTINGS["CTC, one direction"] = {"both_ways": False}
SETTINGS["CTC, labels reversed"] = {"change": training.backwards}


def measure(name, seed):
    """Train one net; return its curve, and its label error with a beam where it reads."""
    net, curve = training.learn_to_read(seed=seed, **SETTINGS[name])
    print(name, seed, curve[max(curve)], flush=True)
    if name != "CTC":
        return curve, None
    tests = training.new_strips()
    read = [nets.prefix_beam(logp, 10)[0] for logp in training.log_probabilities(net, tests)]
    beam = training.label_error(read, tests)
    print("beam of 10:", beam, flush=True)
    return curve, beam


def main():
    """Run all settings with the seeds that are named, or three; write the table."""
    torch.set_num_threads(1)
    seeds = [int(seed) for seed in sys.argv[1:]] or [0, 1, 2]
    found = {"torch": torch.__version__, "curves": {}, "beam": []}
    for name in SETTINGS:
        runs = [measure(name, seed) for seed in seeds]
        found["curves"][name] = [{n: round(e, 5) for n, e in run.items()} for run, _ in runs]
        found["beam"] += [round(beam, 5) for _, beam in runs if beam is not None]
    RECORDED.write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
