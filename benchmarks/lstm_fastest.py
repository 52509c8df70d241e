"""Does the layer that chooses its way keep its word? Its time, in times of torch.nn.LSTM's.

    python benchmarks/lstm_fastest.py [--quick]

One thread, CPU time, in turns as in lstm_cpu.py, and forward and backward unless it says
inference. Where sequences differ in length, torch.nn.LSTM gets them packed; "padded" means
that the batch comes padded and has to be packed for it, and its result padded again.
"""

import argparse
import re

import numpy as np
import torch
from lstm_cpu import interleaved, machine
from threadpoolctl import threadpool_limits
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lstm_utils.torch_nets import LSTM

SIZES = {  # T, B, I, H; the share of the steps that is no padding, or None for one length
    torch.float32: [
        (1, 1, 16, 16, None),
        (10, 4, 32, 32, None),
        (100, 32, 64, 128, None),
        (16, 16, 64, 64, 0.55),
        (16, 16, 64, 64, 0.85),
        (64, 16, 32, 32, 0.55),
        (64, 16, 32, 32, 0.85),
        (30, 64, 128, 128, 0.55),
        (16, 64, 256, 256, 0.55),
        (16, 64, 256, 256, 0.85),
    ],
    torch.float64: [
        (1, 1, 16, 16, None),
        (16, 1, 64, 64, None),
        (16, 16, 64, 64, None),
        (64, 4, 8, 32, None),
        (64, 1, 256, 256, None),
        (20, 100, 300, 10, None),
        (16, 64, 64, 64, None),
        (64, 16, 32, 32, 0.85),
    ],
}


def lengths_of(T, B, share):
    """Draw lengths up to T with a mean of about share * T; the first is T."""
    drawn = np.random.default_rng(0).uniform(2 * share - 1, 1, B)
    return torch.tensor([T, *np.clip(np.rint(T * drawn[1:]), 1, T).astype(int)])


def run_library(layer, x, lengths, form):
    """Run torch.nn.LSTM on whole, packed or padded sequences."""
    if form != "padded":
        return layer(x)[0]
    packed = pack_padded_sequence(x, lengths, enforce_sorted=False)
    return pad_packed_sequence(layer(packed)[0], total_length=len(x))[0]


def contest(dtype, T, B, I, H, share, form, learns):
    """Set up both layers on one problem.

    Returns:
        {"library": .., "ours": ..}, functions without arguments, and the sentence of choice.
    """
    x = torch.randn(T, B, I, dtype=dtype, requires_grad=learns and form != "packed")
    lengths = None if share is None else lengths_of(T, B, share)
    if form == "packed":
        x = pack_padded_sequence(x, lengths, enforce_sorted=False)
    peer, ours = torch.nn.LSTM(I, H, dtype=dtype), LSTM(I, H, dtype=dtype)
    ours.load_state_dict(peer.state_dict())
    given = (x, None, lengths) if form == "padded" else (x,)
    forwards = {
        "library": lambda: run_library(peer, x, lengths, form),
        "ours": lambda: ours(*given)[0],
    }
    layers = {"library": peer, "ours": ours}
    leaves = [] if form == "packed" else [x]
    with torch.set_grad_enabled(learns):
        choice = ours.choice(*given[::2])

    def run(name):
        with torch.set_grad_enabled(learns):
            out = forwards[name]()
            out = out.data if form == "packed" else out
            if not learns:
                return [out]
            wanted = [*leaves, *layers[name].parameters()]
            return [out.detach(), *torch.autograd.grad(out, wanted, torch.ones_like(out))]

    for came, right in zip(run("ours"), run("library"), strict=True):
        torch.testing.assert_close(came, right, rtol=1e-3, atol=1e-4 * float(right.abs().max()))
    return {name: lambda name=name: run(name) for name in layers}, choice


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = 3 if parser.parse_args().quick else 9
    threadpool_limits(1)
    torch.set_num_threads(1)
    machine()
    print("\n| dtype | T, B, I, H | sequences | torch.nn.LSTM | ours | chosen |")
    print("|---|---|---|---|---|---|")
    for dtype, sizes in SIZES.items():
        for *size, share in sizes:
            for form in ["one length"] if share is None else ["padded", "packed"]:
                for learns in (True, False):
                    runs, choice = contest(dtype, *size, share, form, learns)
                    times = interleaved(runs, rounds, least=0.01)
                    ratio = np.median(times["ours"] / times["library"])
                    told = form + (f", {share:.0%} full" if share else "")
                    told += "" if learns else ", inference"
                    cells = str(dtype)[6:], ", ".join(map(str, size)), told
                    ms = 1e3 * np.median(times["library"])
                    row = *cells, f"{ms:.3g} ms", f"{ratio:.2f}", re.split("[:,]", choice)[0]
                    print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
