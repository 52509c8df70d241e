"""Train the net of lesson 12's switchboard: an LSTM with 16 units that adds over 30 steps.

The weights go to `lstm_utils/plots/adder.json`; then run `python -m lstm_utils.plots 12`.
"""

import json
from functools import partial

import numpy as np
import torch
from torch import nn

import lstm_utils.numpy_nets as nets
from lstm_utils.plots.switchboard import NET
from lstm_utils.tasks import lag_batches, lag_training

T, H = 30, 16


def main():
    """Train until the mean squared error is below 0.001, and write the weights."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    lstm = nn.LSTM(2, H)
    b = nets.lstm_init(2, H, np.random.default_rng(0), forget_bias=1.0)[2]
    net = lag_training.LastStep(lag_training.with_biases(lstm, b), 1)
    mse, draw = nn.functional.mse_loss, partial(lag_batches.adding, T, 32)
    lag_training.train(net, draw, mse, mse, lambda error: error < 0.001, 100_000, name="LSTM")
    state = {name: q.detach() for name, q in net.state_dict().items()}
    weights = nets.from_torch({k[5:]: q for k, q in state.items() if k.startswith("cell.")})
    arrays = [*weights, state["out.weight"].numpy(), state["out.bias"].numpy()]
    names = ("W_ih", "W_hh", "b", "W_out", "b_out")
    rounded = {
        k: np.round(q.astype(float), 4).tolist() for k, q in zip(names, arrays, strict=True)
    }
    NET.write_text(
        json.dumps({"T": T, "torch": torch.__version__} | rounded) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
