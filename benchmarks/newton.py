"""Measure how many iterations Newton's method needs on an LSTM, for the claims of lesson 24.

    python benchmarks/newton.py              # seeds 0 to 4, or those that are named

Recorded in lstm_utils/plots/newton.json for each net: units H, steps T, scale of W_hh, seed,
Lyapunov exponent, iterations until no state has an error above 1e-10, the largest error on the
way, and for some nets the iterations with the diagonal of the Jacobian alone.
"""

import json
import sys

from lstm_utils.plots.newton import RECORDED, newton_errors, newton_exponent, newton_problem

NETS = [(4, 512, scale) for scale in (1, 2, 4, 8)] + [(16, 512, scale) for scale in (1, 2, 4)]
DIAGONAL = ((16, 512, 1), (16, 512, 2))


def measure(H, T, scale, seed):
    """Solve one net; return what is recorded of it."""
    made = newton_problem(H, T, scale, seed)
    errors = newton_errors(made)
    run = {
        "H": H,
        "T": T,
        "scale": scale,
        "seed": seed,
        "exponent": round(newton_exponent(made), 4),
    }
    run |= {"iterations": len(errors) - 1, "worst": float(f"{errors.max():.2g}")}
    if (H, T, scale) in DIAGONAL:
        run["diagonal"] = len(newton_errors(made, diagonal=True)) - 1
    print(run, flush=True)
    return run


def main():
    """Solve all nets with the seeds that are named, or five; write the table."""
    seeds = [int(seed) for seed in sys.argv[1:]] or range(5)
    runs = [measure(*net, seed) for net in NETS for seed in seeds]
    RECORDED.write_text(json.dumps({"runs": runs}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
