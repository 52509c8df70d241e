"""Record the race of lesson 10's first picture: LSTM and plain net on the adding problem.

Three seeds each; both nets see the same sequences, the plain net as many as the LSTM needed.
The table goes to `lstm_utils/plots/long_lags.json`; then run `python -m lstm_utils.plots 10`.
"""

import json
from functools import partial

import numpy as np
import torch
from torch import nn

import lstm_utils.numpy_nets as nets
from lstm_utils.plots.long_lags import RACE
from lstm_utils.tasks import lag_training
from lstm_utils.tasks.lag_batches import adding

H, T = 32, 100
RATE = {"LSTM": 0.01, "plain RNN": 0.001}


def new_net(name, seed):
    """Make a net as the lesson does: forget gates start with a bias of 1."""
    torch.manual_seed(seed)
    if name == "plain RNN":
        return lag_training.LastStep(nn.RNN(2, H), 1)
    b = nets.lstm_init(2, H, np.random.default_rng(seed), forget_bias=1.0)[2]
    return lag_training.LastStep(lag_training.with_biases(nn.LSTM(2, H), b), 1)


def run(name, seed, most):
    """Train one net; return the number of sequences, its curve and its answers."""
    net, mse = new_net(name, seed), nn.functional.mse_loss
    draw, lr = partial(adding, T, 32), RATE[name]
    found = lag_training.train(
        net, draw, mse, mse, lambda error: error < 0.001, most, lr, seed=seed + 1, name=name
    )
    x, lengths, y = adding(T, 300, np.random.default_rng(99))
    answers = y[:, 0].numpy(), lag_training.answer(net, x, lengths)[:, 0]
    curve = {seen: round(error, 5) for seen, error in found.curve.items()}
    return found.seen, curve, [q.round(3).tolist() for q in answers]


def main():
    """Run all and write the table."""
    torch.set_num_threads(1)
    curves, answers = {name: [] for name in RATE}, {}
    for seed in range(3):
        most = 200_000
        for name in RATE:
            most, curve, answered = run(name, seed, most)
            curves[name].append(curve)
            answers.setdefault(name, answered)
    rounded = {
        name: [[round(float(v), 3) for v in q] for q in pair] for name, pair in answers.items()
    }
    found = {"torch": torch.__version__, "curves": curves, "answers": rounded}
    RACE.write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
