"""Record what lesson 21 says about several seeds, and the matrix of its first picture.

The table goes to `lstm_utils/plots/attention.json`; then run `python -m lstm_utils.plots 21`.
"""

import json
import sys

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.plots.attention import RECORDED, SHOWN
from lstm_utils.tasks import attention_training as task
from lstm_utils.tasks import caption_training as captioning
from lstm_utils.tasks import digit_grids, translation

UPDATES, LONG = 400, 2000
RUNS = {
    "attention": (True, UPDATES),
    "without": (False, UPDATES),
    "without, long": (False, LONG),
}


def translators(seed, pairs, test):
    """Train with and without attention, the latter also for five times as long."""
    found, sources = {}, [pair.source for pair in test]
    for name, (attention, updates) in RUNS.items():
        params, curve = task.new_translator(seed), {}

        def watch(update, params=params, curve=curve, attention=attention):
            said = task.translate_all(params, sources, attention)
            curve[update] = translation.exact_match(said, [p.target for p in test])

        args = {"attention": attention, "watch": watch, "every": updates // 8}
        task.train_translator(params, pairs, updates, seed=seed + 1, **args)
        said = task.translate_all(params, sources, attention)
        found[name] = {
            "curve": curve,
            "by length": translation.match_by_length(said, test),
            "subjects": {n: right_with(params, n, attention) for n in range(1, 9)},
        }
        if attention:
            source, other = SHOWN.split(), [*SHOWN.split()[:-1], "tree"]
            places = range(len(source))
            said = [" ".join(task.exchange_key(params, source, other, n)) for n in places]
            found["exchanged"] = said
        if attention and seed == 0:
            target, alphas = task.alignment(params, SHOWN.split())
            found["shown"] = {
                "target": target,
                "alphas": alphas.astype(float).round(3).tolist(),
            }
    return found


def right_with(params, subjects, attention, n=200):
    """Return the share of right translations of sentences with so many subjects."""
    rng = np.random.default_rng(subjects)
    pairs = [task.long_pair(rng, subjects) for _ in range(n)]
    said = task.translate_all(params, [pair.source for pair in pairs], attention, longest=90)
    return translation.exact_match(said, [pair.target for pair in pairs])


def captions(seed):
    """Train with attention and with even weights, and measure words and attention."""
    found = {}
    grids = digit_grids.draw_grids(np.random.default_rng(99), 1000, test=True)
    y = grids.words[1:]
    counts = grids.words[:-1] != digit_grids.END
    digits = y >= len(digit_grids.WORDS) - 10
    for name, even in (("attention", False), ("even", True)):
        params = captioning.new_captioner(seed)
        captioning.train_captioner(params, even=even, seed=seed + 1)
        right = captioning.guess_captions(params, grids, even).argmax(axis=2) == y
        found[name] = {"words": right[counts].mean(), "digits": right[digits].mean()}
        if not even:
            said, alphas = captioning.caption_all(params, grids.cells)
            T = min(len(said), len(y))
            same = (said[:T] == y[:T]).all(axis=0) & (len(said) <= len(y))
            exact, named = same.mean(), grids.named[1 : T + 1]
            right_so_far = np.logical_and.accumulate(said[:T] == y[:T])
            for kind, which in (("digits", digits[:T]), ("places", ~digits[:T] & (named >= 0))):
                share = nets.pointing(alphas[:T], named, which & right_so_far)
                found[name][f"pointing, {kind}"] = share
            found[name]["captions"] = exact
    return found


def rounded(found):
    """Return a table with four decimals."""
    if isinstance(found, dict):
        return {name: rounded(value) for name, value in found.items()}
    return round(float(found), 4) if isinstance(found, float) else found


def main():
    """Run the seeds that are named, or three; replace their rows of the table."""
    known = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    rng = np.random.default_rng(0)
    test = translation.draw_pairs(500, rng)
    pairs = translation.draw_pairs(30_000, rng, without=test)
    for seed in map(int, sys.argv[1:] or range(3)):
        row = {"captions": captions(seed), **translators(seed, pairs, test)}
        known[str(seed)] = row
        print(json.dumps(row), flush=True)
        RECORDED.write_text(json.dumps(rounded(known)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
