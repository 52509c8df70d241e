"""Measure players with and without memory, for the claims of lesson 23.

    python benchmarks/beyond_backprop.py            # all settings, seeds 0, 1 and 2
    python benchmarks/beyond_backprop.py longer     # parts that begin with a name

Recorded in `lstm_utils/plots/beyond_backprop.json` are, for each setting and seed, the share
won while learning and the share of 500 new games at the end, and one game for the first
picture. Then run `python -m lstm_utils.plots 23`.
"""

import itertools
import json
import sys
import time

import numpy as np
import torch

from lstm_utils.plots.invaders import RECORDED, as_stored
from lstm_utils.tasks import evolino, player_training
from lstm_utils.tasks.invaders import Invaders
from lstm_utils.tasks.t_maze import TMaze

BLANK = 0.8
MEMORY = {"LSTM": True, "without memory": False}
LENGTHS = {"invaders": player_training.UPDATES, "longer": 5 * player_training.UPDATES}


def invaders(seed, memory, updates):
    """Train one player of Space Invaders; return what is recorded, and the player."""
    player = player_training.new_player("invaders", memory, seed)
    game = Invaders(player_training.GAMES, np.random.default_rng(seed), BLANK)
    start = time.process_time()
    curve = player_training.train_player(
        player, game, player_training.INVADERS, updates, every=updates // 20
    )
    seconds = time.process_time() - start
    won = player_training.share_won(player, BLANK)
    return {"curve": curve, "won": won, "seconds": round(seconds, 1)}, player


def maze(seed, memory, length=10):
    """Train one player in the T-maze; return its curve."""
    player = player_training.new_player("maze", memory, seed)
    game = TMaze(player_training.GAMES, np.random.default_rng(seed), length)
    return player_training.train_player(player, game, player_training.MAZE, 300, every=10)


def free_runs(seed):
    """Return errors of Evolino, divided by the variance: random, best of 40, evolved."""
    variance = evolino.two_sines(2000).var()
    first = evolino.Population.draw(40, np.random.default_rng(seed))
    _, best = evolino.evolve(40, np.random.default_rng(seed))
    errors = (np.median(evolino.errors(first)), best[0], best[-1])
    return [float(error / variance) for error in errors]


def write(found):
    """Store the table with four digits."""
    text = json.dumps(found, default=float)
    RECORDED.write_text(
        json.dumps(json.loads(text, parse_float=short)) + "\n", encoding="utf-8"
    )


def short(number):
    """Return a number with four digits after the point."""
    return round(float(number), 4)


def main():
    """Run all settings, or those that begin with a name; keep what was recorded before."""
    torch.set_num_threads(1)
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    found = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    chosen = [length for length in LENGTHS if length.startswith(only)]
    for length, (name, memory), seed in itertools.product(chosen, MEMORY.items(), (0, 1, 2)):
        row, player = invaders(seed, memory, LENGTHS[length])
        found.setdefault(length, {}).setdefault(name, {})[str(seed)] = row
        print(length, name, seed, row["won"], row["seconds"], flush=True)
        if (length, name, seed) == ("invaders", "LSTM", 0):
            games = player_training.replays(player, 64, BLANK)
            shown = min((g for g in games if g.won), key=lambda g: len(g.actions))
            found["replay"] = as_stored(shown)
        write(found)
    if "maze".startswith(only):
        found["maze"] = {n: [maze(seed, m) for seed in (0, 1, 2)] for n, m in MEMORY.items()}
        found["evolino"] = [free_runs(seed) for seed in (0, 1, 2)]
        write(found)


if __name__ == "__main__":
    main()
