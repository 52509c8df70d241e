"""Measure which strings LSTMs and GRUs read right, for the claims of lesson 13.

    python benchmarks/counting.py 0 1 2        # the seeds

Nets of one seed see the same strings, equally many. Printed are the horizon, how many of the n
in training are right, and a 1 for each n that is right.
"""

import sys

import torch
from torch import nn

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import counting_training as training

MOST = {"ab": 150, "abc": 80}  # largest n that is tried


def measure(kind, letters, seed):
    """Train one net; return its horizon, and whether it is right for n = 1, 2, ..."""
    cell = training.new_cell(kind, letters, seed)
    net, _ = training.learn_to_count(cell, letters, seed=seed + 1)
    right = training.is_right(net, letters)
    ns = range(1, MOST[letters] + 1)
    return nets.horizon(right, ns), [right(n) for n in ns]


if __name__ == "__main__":
    torch.set_num_threads(1)
    for seed in map(int, sys.argv[1:]):
        for letters in MOST:
            for kind in (nn.LSTM, nn.GRU):
                reach, rights = measure(kind, letters, seed)
                marks = "".join("01"[right] for right in rights)
                inside = sum(rights[: training.TRAINED])
                print(letters, kind.__name__, seed, reach, inside, marks, flush=True)
