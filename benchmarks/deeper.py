"""Record the table of lesson 16: what helps against an overfit, three seeds each.

Every run reads equally many characters with the same schedule. The table goes to
`lstm_utils/plots/deeper.json`, run by run: a second start continues where the first one ended,
and arguments name the settings to run. Then run `python -m lstm_utils.plots 16`.
"""

import json
import sys
from functools import partial
from typing import Any

import torch

from lstm_utils.plots.deeper import RECORDED
from lstm_utils.tasks.small_text import SMALL, small_text
from lstm_utils.torch_nets.char_model import train
from lstm_utils.torch_nets.deep_model import DeepModel

SEEDS = range(3)
SCHEDULE, UPDATES, EVERY = 800, 400, 40  # the learning rate falls to half
P = 0.3

SETTINGS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "dropout": {"dropout": P},
    "one mask": {"dropout": P, "masks": "sequence"},
    "weight drop": {"weight_drop": P},
    "weight decay": {"optimiser": partial(torch.optim.AdamW, weight_decay=0.3)},
    "half the units": {"H": 64},
    "two layers": {"L": 2},
    "four times the text": {"n": 4 * SMALL},
}


def run(seed: int, n: int = SMALL, **given: Any) -> dict[str, Any]:
    """Train one net; return its curves."""
    text = small_text(n)
    optimiser = given.pop("optimiser", torch.optim.Adam)
    model = DeepModel(text.alphabet, seed=seed, **given)
    found = train(
        model,
        text.train,
        text.validation,
        updates=SCHEDULE,
        seconds=float("inf"),
        B=16,
        every=EVERY,
        stop=lambda curve: len(curve) == UPDATES // EVERY,
        optimiser=optimiser,
    )
    curves = {"validation": found.curve, "training": found.training}
    return {name: {k: round(v, 4) for k, v in q.items()} for name, q in curves.items()}


def record(name: str, seed: int) -> None:
    """Run one seed of a setting, unless the table has it, and add it to the table."""
    if len(_table()["runs"].get(name, [])) > seed:
        return
    found = run(seed, **SETTINGS[name])
    table = _table()  # another process may have written in between
    table["runs"].setdefault(name, []).append(found)
    table["runs"] = {k: table["runs"][k] for k in SETTINGS if k in table["runs"]}
    RECORDED.write_text(json.dumps(table) + "\n", encoding="utf-8")
    print(name, seed, list(found["validation"].values())[-1], flush=True)


def _table() -> dict[str, Any]:
    if RECORDED.exists():
        return json.loads(RECORDED.read_text(encoding="utf-8"))
    return {"torch": torch.__version__, "runs": {}}


def main() -> None:
    """Run what the table lacks: the settings that are named, or all."""
    torch.set_num_threads(1)
    for name in sys.argv[1:] or SETTINGS:
        for seed in SEEDS:
            record(name, seed)


if __name__ == "__main__":
    main()
