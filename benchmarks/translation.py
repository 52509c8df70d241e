"""Record what lesson 20 says about several seeds.

The table goes to `lstm_utils/plots/translation.json`; then run `python -m lstm_utils.plots 20`.
`python benchmarks/translation.py reversed 0 1` measures one kind again, with these seeds.
"""

import json
import sys

import numpy as np
import torch

import lstm_utils.numpy_nets as nets
from lstm_utils.plots.translation import RECORDED
from lstm_utils.tasks import translation as task
from lstm_utils.tasks.translation_training import (
    EncoderDecoder,
    beam_translate,
    train,
    translate_all,
)

KINDS = {
    "reversed": {"updates": 850},
    "not reversed": {"updates": 850, "reverse": False},
    "short": {"updates": 250},
    "scheduled": {"updates": 850, "p": 0.5},
    "reversed, long": {"updates": 1700},
    "not reversed, long": {"updates": 1700, "reverse": False},
}


def scores(found, pairs):
    """Return exact matches and BLEU of translations."""
    right = [pair.target for pair in pairs]
    return {"exact": task.exact_match(found, right), "bleu": nets.bleu(found, right)}


def measure(seed, test, pairs, updates, reverse=True, p=0.0):
    """Train a net and measure it."""
    model = EncoderDecoder(seed=seed, reverse=reverse)
    every = 50 if updates == 850 else updates
    history = train(model, pairs, updates, test, seed=seed + 1, p=p, every=every, seconds=900)
    sources = [pair.source for pair in test]
    found = translate_all(model, sources)
    rng = np.random.default_rng([seed, 3])
    longer = [task.draw_pair(rng, subjects=3) for _ in range(300)]
    longer = [pair for pair in longer if len(pair.source) > task.LONGEST]
    more = translate_all(model, [pair.source for pair in longer])
    some = test[:250]
    beams = {
        f"k={k}, alpha={alpha}": scores(
            beam_translate(model, [pair.source for pair in some], k, alpha), some
        )
        for k, alpha in ((1, 1.0), (2, 1.0), (4, 0.0), (4, 1.0), (10, 1.0))
        if not p and updates < 1000
    }
    return {
        "curve": history.curve,
        **scores(found, test),
        "by length": task.match_by_length(found, test),
        "longer than in training": task.exact_match(more, [pair.target for pair in longer]),
        "beams": beams,
    }


def rounded(value):
    """Round all floats of a nested dict."""
    if isinstance(value, dict):
        return {str(key): rounded(item) for key, item in value.items()}
    return round(float(value), 4)


def main():
    """Run the kind and the seeds that are named, or all; replace them in the table."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    test = task.draw_pairs(500, rng)
    pairs = task.draw_pairs(30_000, rng, without=test)
    known = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    for kind in sys.argv[1:2] or KINDS:
        for seed in sys.argv[2:] or "012":
            found = rounded(measure(int(seed), test, pairs, **KINDS[kind]))
            print(kind, seed, {k: v for k, v in found.items() if k != "curve"}, flush=True)
            known.setdefault(kind, {})[seed] = found
            RECORDED.write_text(json.dumps(known) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
