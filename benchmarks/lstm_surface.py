"""What does a step of the LSTM cost, over T, B and H? The numbers of lesson 09's figure.

    python benchmarks/lstm_surface.py [OUTPUT.json]

One thread, float32, CPU time, forward and backward, as many inputs as hidden units. The
ways take turns in random order; what is written is the median over the rounds.
"""

import datetime
import itertools
import json
import os
import sys
from pathlib import Path

import numpy as np
import torch
from lstm_cpu import (
    PEER,
    draw,
    interleaved,
    processor,
    products_only,
    pytorch_function,
    pytorch_layer,
)
from threadpoolctl import threadpool_limits

from lstm_utils.torch_nets import lstm_fused, lstm_hoisted, lstm_loop

SIZES = {"T": (8, 32, 128), "B": (1, 4, 16, 64), "H": (16, 32, 64, 128, 256)}
WAYS = {
    "loop": pytorch_function(lstm_loop),
    "hoisted": pytorch_function(lstm_hoisted),
    "Function": pytorch_function(lstm_fused),
    "nn.LSTM": pytorch_layer,
    "products": products_only,
}
OUTPUT = Path(__file__).parents[1] / "lstm_utils" / "plots" / "lstm_surface.json"


def measure(T, B, H, rounds):
    """Return microseconds a step for each way, at one size."""
    problem = draw(B, T, H, H)
    times = interleaved({name: way(*problem) for name, way in WAYS.items()}, rounds, least=0.01)
    return {name: round(1e6 * float(np.median(s)) / T, 3) for name, s in times.items()}


def main():
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT
    threadpool_limits(1)
    torch.set_num_threads(1)
    steps = [[*size, measure(*size, rounds=5)] for size in itertools.product(*SIZES.values())]
    found = {
        "machine": f"{processor()}, one thread",
        "date": str(datetime.date.today()),
        "versions": f"PyTorch {torch.__version__}, NumPy {np.__version__}",
        "unit": f"microseconds a step, forward and backward, float32, I = H; peer: {PEER}",
        "calls": [[T, measure(T, 1, 1, rounds=9)] for T in SIZES["T"]],  # little to compute
        "sizes": SIZES,
        "steps": steps,
    }
    fresh = output.with_suffix(f".{os.getpid()}.tmp")
    fresh.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    fresh.replace(output)


if __name__ == "__main__":
    main()
