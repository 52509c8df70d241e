"""Record what lesson 26 says about several seeds: bits per character by bits per weight.

The table goes to `lstm_utils/plots/shipping.json`.
"""

import json

import torch

from lstm_utils.plots.shipping import RECORDED
from lstm_utils.tasks.rounded_weights import rounded_copy
from lstm_utils.tasks.text import load_text
from lstm_utils.torch_nets import char_model
from lstm_utils.torch_nets.writing import bits_per_character

UPDATES = 400


def measure(seed):
    """Train a model and measure it with rounded weights, a scale for each row or for all."""
    text = load_text()
    model = char_model.CharModel(text.alphabet, seed=seed)
    char_model.train(model, text.train, text.validation, UPDATES, seconds=1e9, every=UPDATES)
    pages = [page[:1500] for page in text.test]

    def bits(other):
        return round(bits_per_character(other, pages, text.alphabet), 4)

    found = {"float32": bits(model)}
    for name, rows in (("rows", True), ("matrix", False)):
        found[name] = {n: bits(rounded_copy(model, n, rows)) for n in (8, 6, 5, 4, 3)}
    return found


if __name__ == "__main__":
    torch.set_num_threads(1)
    table = {seed: measure(seed) for seed in range(3)}
    RECORDED.write_text(json.dumps(table) + "\n", encoding="utf-8")
