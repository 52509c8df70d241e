"""Record the table of lesson 17: one way against both, three seeds each.

Nets of about the same number of parameters read the same sentences. The table goes to
`lstm_utils/plots/both_ways.json`.
"""

import json

import numpy as np

from lstm_utils.plots.both_ways import RECORDED
from lstm_utils.tasks import tagging
from lstm_utils.tasks.reading_aloud import sentence

SEEDS, UPDATES, TESTED = range(3), 500, 500
NETS = {
    "forward": ("forward", 0),
    "backward": ("backward", 0),
    "both": ("both", 0),
    "forward, 3 letters late": ("forward", 3),
}


def main() -> None:
    """Train all nets, and write the shares of right sounds by rule."""
    test = [sentence(np.random.default_rng(10_000 + k)) for k in range(TESTED)]
    rules = {}
    for name, (ways, delay) in NETS.items():
        rules[name] = []
        for seed in SEEDS:
            params = tagging.new_net(ways, seed)
            tagging.train(params, seed, UPDATES, delay, seconds=float("inf"))
            found = tagging.accuracy_by_rule(params, test, delay)
            rules[name].append({rule: round(q, 4) for rule, q in found.items()})
            print(name, seed, rules[name][-1], flush=True)
    RECORDED.write_text(json.dumps({"updates": UPDATES, "rules": rules}) + "\n", "utf-8")


if __name__ == "__main__":
    main()
