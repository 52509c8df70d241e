"""Measure the character model of lesson 14 over three seeds, for its figures.

Writes lstm_utils/plots/language_model.json: curves of the bits per character, with the state
carried from chunk to chunk and without; what other models need; and the surprise of a sentence.
    python benchmarks/language_model.py [SEED ...]
"""

import bz2
import json
import sys
import time
from pathlib import Path

import torch

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import markov
from lstm_utils.tasks.text import load_text
from lstm_utils.torch_nets import writing
from lstm_utils.torch_nets.char_model import CharModel, train

MEASURED = Path(__file__).parents[1] / "lstm_utils" / "plots" / "language_model.json"
SENTENCE = (
    "The import statement finds a module, loads it, and binds a name in the local namespace. "
    "Elephants never forget."
)
SEEDS = (0, 1, 2)
SETTINGS = {"updates": 1500, "seconds": 1e9, "B": 32, "T": 64, "lr": 0.01, "every": 250}
SHORT = {"updates": 1500, "seconds": 1e9, "B": 64, "T": 8, "lr": 0.01, "every": 500}


def levels(text) -> dict[str, float]:
    """Return the bits per character of models that need no training."""
    order3 = markov.ngram(text.train, 3, text.alphabet, 0.03)
    known, new = ("".join(part).encode() for part in (text.train, text.validation))
    n = sum(map(len, text.validation))
    size = [8 * len(bz2.compress(data)) / n for data in (new, known + new, known)]
    return {
        "order 3": markov.bits_per_character(order3, text.validation),
        "bz2, cold": size[0],
        "bz2, primed": size[1] - size[2],
    }


def surprises(model, text) -> dict[str, list[float]]:
    """Return the bits of each character of SENTENCE, for order 3 and for a net."""
    chain = markov.ngram(text.train, 3, text.alphabet, 0.03)
    total = [
        markov.bits_per_character(chain, [SENTENCE[:n]]) * n
        for n in range(1, len(SENTENCE) + 1)
    ]
    ours = nets.surprise(*writing.predictions(model, SENTENCE, text.alphabet))
    order3 = [b - a for a, b in zip([0.0, *total], total, strict=False)]
    return {
        "order 3": [round(b, 3) for b in order3],
        "LSTM": [round(float(b), 3) for b in ours],
    }


def measure(seed: int) -> dict[str, dict]:
    """Train the nets of one seed; return their curves and, for seed 0, the surprise."""
    text, found = load_text(), {}
    model, began = CharModel(text.alphabet, seed=seed), time.process_time()
    run = train(model, text.train, text.validation, **SETTINGS)
    found["curves"] = {f"LSTM, seed {seed}": run.curve}
    seconds = time.process_time() - began
    print(f"seed {seed}: {[*run.curve.values()][-1]:.3f} bits, {seconds:.0f} s", flush=True)
    if seed == 0:
        found["surprise"] = {"text": SENTENCE, "bits": surprises(model, text)}
        found["levels"] = levels(text)
    found["short"] = {}
    for carry in (True, False):
        model = CharModel(text.alphabet, seed=seed)
        run = train(model, text.train, text.validation, carry=carry, **SHORT)
        name = f"{'carried' if carry else 'from 0'}, seed {seed}"
        found["short"][name] = run.curve
        print(f"{name}: {[*run.curve.values()][-1]:.3f}", flush=True)
    return found


def main(seeds: tuple[int, ...]) -> None:
    """Measure seeds, print, and write what was found into the file."""
    torch.set_num_threads(1)
    for seed in seeds:
        found = measure(seed)
        known = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
        for name, values in found.items():
            known[name] = dict(sorted({**known.get(name, {}), **values}.items()))
        MEASURED.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SEEDS)
