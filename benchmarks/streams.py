"""Record what lesson 11 says about streams over several seeds, and its first pictures.

Four nets (with or without a forget gate, with or without resets) on five streams each, and
starts of the forget gate; the shares of wrong far letters, the sizes of the states, and strips
of three nets of the first seed. All goes to `lstm_utils/plots/streams.json`; then run
`python -m lstm_utils.plots 11`.
"""

import json
import sys
from functools import partial

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.plots.streams import RECORDED
from lstm_utils.tasks.reber_training import learn_stream
from lstm_utils.tasks.stream_states import read_strip, separation

FROZEN = {"freeze": nets.freeze_forget}
NETS = {
    "f = 1": FROZEN,
    "f = 1, resets": FROZEN | {"reset": True},
    "forget gate": {},
    "forget gate, resets": {"reset": True},
}
BIASES = (-3, 0, 1, 3, 5, 7)
T_MAX = (30, 100_000)


def set_bias(params, b_f):
    """Start all forget gates with one bias."""
    H = params["W_hh"].shape[1]
    params["b"][H : 2 * H] = b_f


def set_time_scales(params, T_max):
    """Start the gates as chrono_init does."""
    params["b"][:] = nets.chrono_init(params["b"], T_max, np.random.default_rng(7))


def kept(curve):
    """Return errors and sizes of a run, rounded, after each 100 updates."""
    rounded = {"wrong": [round(w, 4) for w in curve.wrong[3::4]]}
    return rounded | {"size": [round(s, 1) for s in curve.size[3::4]]}


def strip(params, reset):
    """Return a strip as lists of rounded numbers."""
    found = read_strip(params, T=45, seed=100, reset=reset)
    arrays = {"c": found.c.round(2).tolist(), "f": found.f.round(2).tolist()}
    return {"letters": found.letters, "start": found.start.tolist(), **arrays}


def run(seed):
    """Run all nets and starts of one seed; return what is kept of each, by name."""
    found = {"nets": {}, "starts": {}, "strips": {}}
    for name, options in NETS.items():
        curve = learn_stream(seed, **options)
        found["nets"][name] = kept(curve)
        if name == "forget gate":
            look = read_strip(curve.params, T=3000, seed=100)
            found["known"] = abs(separation(look)).round(2).tolist()
        if seed == 0:
            found["strips"][name] = strip(curve.params, "resets" in name)
        print(seed, name, kept(curve), flush=True)
    starts = {f"b_f = {b}": partial(set_bias, b_f=b) for b in BIASES}
    starts |= {f"T_max = {t:,}": partial(set_time_scales, T_max=t) for t in T_MAX}
    for name, start in starts.items():
        found["starts"][name] = kept(learn_stream(seed, start=start))
        print(seed, name, found["starts"][name], flush=True)
    return found


def main():
    """Run the seeds of the command line, or five, and add them to the table."""
    for seed in sys.argv[1:] or "01234":
        found = run(int(seed))
        table = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
        table = dict(sorted({**table, seed: found}.items()))
        RECORDED.write_text(json.dumps(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
