"""How fast is the reference LSTM? Forward and backward, as ratios to torch.nn.LSTM.

    python benchmarks/lstm_cpu.py [--quick] [--only speed|growth|memory]

One thread, float32, CPU time. The contestants take turns in random order, all in one
process; a ratio is the median over the rounds of the ratios within a round, so that
what else the machine does cancels. Every contestant computes the gradients of the
inputs too, and is compared with torch.nn.LSTM before the clock starts.
"""

import argparse
import datetime
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch
from threadpoolctl import threadpool_info, threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils.torch_nets import lstm_fused, lstm_hoisted

SHAPES = {  # (B, T, I, H): most that ours may take, in times of torch.nn.LSTM
    (32, 100, 64, 128): 2.0,
    (16, 200, 32, 64): 2.1,
    (64, 50, 128, 256): 1.55,
    (1, 1000, 8, 32): 4.7,
    (128, 100, 256, 512): 1.6,
}
PEER = "torch.nn.LSTM"
BASE = {"B": 32, "T": 100, "I": 64, "H": 128}
GROWTH = {"T": (25, 50, 100, 200, 400), "B": (1, 4, 16, 64), "H": (32, 64, 128, 256)}


def draw(B, T, I, H):
    """Inputs, zero state, PyTorch's initial weights, and a gradient for every output."""
    rng = np.random.default_rng(0)
    state = np.zeros((B, H))
    arrays = rng.normal(size=(T, B, I)), state, state, *nets.lstm_init(I, H, rng)
    dhs = rng.normal(size=(T, B, H)) / (T * B)
    return [q.astype(np.float32) for q in arrays], dhs.astype(np.float32)


def ours(inputs, dhs):
    def run():
        hs, _, cache = nets.lstm_forward(*inputs)
        return hs, *nets.lstm_backward(dhs, cache)[:4]

    return run


def naive(inputs, dhs):
    """One step at a time, dW added up at every step, as one first writes it."""

    def run():
        x, h, c, W_ih, W_hh, b = inputs
        hs, caches, dx = [], [], []
        for x_t in x:
            h, c, cache = nets.lstm_step(x_t, h, c, W_ih, W_hh, b)
            hs.append(h)
            caches.append(cache)
        dh, dc = np.zeros_like(h), np.zeros_like(c)
        dW_ih, dW_hh, db = np.zeros_like(W_ih), np.zeros_like(W_hh), np.zeros_like(b)
        for dh_t, cache in zip(dhs[::-1], caches[::-1], strict=True):
            dx_t, dh, dc, da = nets.lstm_step_backward(dh + dh_t, dc, cache)
            dx.append(dx_t)
            dW_ih += da.T @ cache["x"]
            dW_hh += da.T @ cache["h_prev"]
            db += da.sum(axis=0)
        return np.stack(hs), np.stack(dx[::-1]), dW_ih, dW_hh, db

    return run


def pytorch_layer(inputs, dhs):
    x, h0, c0 = (torch.tensor(q) for q in inputs[:3])
    net = torch.nn.LSTM(x.shape[2], h0.shape[1])
    state = nets.to_torch(*inputs[3:])
    net.load_state_dict({name: torch.from_numpy(q) for name, q in state.items()})
    leaves = x.requires_grad_(), net.weight_ih_l0, net.weight_hh_l0, net.bias_ih_l0
    return differentiated(lambda: net(x, (h0[None], c0[None]))[0], leaves, dhs)


def pytorch_function(function):
    def contestant(inputs, dhs):
        tensors = [torch.tensor(q) for q in inputs]
        leaves = [tensors[k].requires_grad_() for k in (0, 3, 4, 5)]
        return differentiated(lambda: function(*tensors)[0], leaves, dhs)

    return contestant


def differentiated(forward, leaves, dhs):
    dhs = torch.tensor(dhs)

    def run():
        hs = forward()
        return hs.detach(), *torch.autograd.grad(hs, leaves, dhs)

    return run


def products_only(inputs, dhs):
    """The matrix products that no LSTM can do without: what the machine's limit is."""
    x, h, _, W_ih, W_hh, _ = inputs
    T, B, I = x.shape
    x, hs, U = x.reshape(T * B, I), dhs.reshape(T * B, -1), np.ascontiguousarray(W_hh.T)
    a, dh = np.empty((B, len(W_hh)), np.float32), np.empty_like(h)

    def run():
        da = x @ W_ih.T
        for _ in range(T):
            h.dot(U, out=a)
        for _ in range(T):
            a.dot(W_hh, out=dh)
        return da @ W_ih, da.T @ x, da.T @ hs

    return run


CONTESTANTS = {
    PEER: pytorch_layer,
    "ours (NumPy)": ours,
    "naive NumPy": naive,
    "PyTorch loop": pytorch_function(lstm_hoisted),
    "our PyTorch Function": pytorch_function(lstm_fused),
    "products only": products_only,
}


def require_agreement(runs):
    """Stop unless everybody computes what torch.nn.LSTM does."""
    expected = [np.asarray(q) for q in runs[PEER]()]
    for name in runs.keys() - {"products only"}:
        for q, r in zip(runs[name](), expected, strict=True):
            error = abs(np.asarray(q) - r).max() / abs(r).max()
            if not error < 1e-4:
                raise SystemExit(f"{name} disagrees with {PEER}: relative error {error:.1e}")


def interleaved(runs, rounds, least=0.03):
    """Measure CPU seconds per call, taking turns; returns name -> (rounds,) array."""
    repeats = {name: max(1, round(least / cpu_seconds(run, 1))) for name, run in runs.items()}
    times, order, rng = {name: [] for name in runs}, list(runs), np.random.default_rng()
    for _ in range(rounds):
        rng.shuffle(order)
        for name in order:
            times[name].append(cpu_seconds(runs[name], repeats[name]))
    return {name: np.array(seconds) for name, seconds in times.items()}


def cpu_seconds(run, repeats):
    start = time.process_time()
    for _ in range(repeats):
        run()
    return (time.process_time() - start) / repeats


def speed(quick):
    names = [name for name in CONTESTANTS if name != PEER]
    print(f"\nForward and backward: ms for {PEER}, times as long for the others.\n")
    print(f"| B, T, I, H | {PEER} | {' | '.join(names)} | target for ours |")
    print("|---|" + "---|" * (len(names) + 2))
    for shape, target in list(SHAPES.items())[: 4 if quick else 5]:
        runs = {name: contestant(*draw(*shape)) for name, contestant in CONTESTANTS.items()}
        require_agreement(runs)
        times = interleaved(runs, rounds=3 if quick else 7)
        ratios = " | ".join(f"{np.median(times[name] / times[PEER]):.2f}" for name in names)
        label, ms = ", ".join(map(str, shape)), 1e3 * np.median(times[PEER])
        print(f"| {label} | {ms:.1f} ms | {ratios} | {target} |", flush=True)


def growth(quick):
    print("\nGrowth from B=32, T=100, I=64, H=128, and exponents between first and last.\n")
    for letter, sizes in GROWTH.items():
        sizes = sizes[:: len(sizes) - 1] if quick else sizes
        medians = []
        for size in sizes:
            problem = draw(**{**BASE, letter: size})
            runs = {"ours": ours(*problem), PEER: pytorch_layer(*problem)}
            times = interleaved(runs, rounds=3 if quick else 5)
            medians.append([np.median(seconds) for seconds in times.values()])
        pairs = zip(sizes, 1e3 * np.array(medians), strict=True)
        cells = ", ".join(f"{size}: {a:.1f} / {b:.1f}" for size, (a, b) in pairs)
        slopes = np.log(np.divide(medians[-1], medians[0])) / np.log(sizes[-1] / sizes[0])
        print(f"{letter} = {cells} ms ours / {PEER}; exponents {slopes.round(2)}", flush=True)


def memory(quick):
    """Peak memory above what the inputs and the libraries need, in fresh processes."""
    if not Path("/proc/self/clear_refs").exists():
        return print("\nPeak memory is measured on Linux only.")
    print("\nPeak memory of one forward and backward, B=32, I=64, H=128, in MiB.\n")
    for T in (100, 400) if quick else (100, 400, 1600):
        peaks = {name: peak_in_fresh_process(name, T) for name in ("ours (NumPy)", PEER)}
        print(f"T = {T}: " + ", ".join(f"{name} {peak:.1f}" for name, peak in peaks.items()))


def peak_in_fresh_process(name, T):
    command = [sys.executable, __file__, "--peak", name, str(T)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def peak(name, T):
    """Print by how many MiB one call raises the resident memory at its highest."""
    CONTESTANTS[name](*draw(**{**BASE, "T": 2}))()  # libraries make their buffers
    run = CONTESTANTS[name](*draw(**{**BASE, "T": T}))
    Path("/proc/self/clear_refs").write_text("5")  # forget the highest so far
    before = status_kib("VmRSS")
    run()
    print((status_kib("VmHWM") - before) / 1024)


def status_kib(field):
    return int(Path("/proc/self/status").read_text().split(f"{field}:")[1].split()[0])


def processor():
    """Name the processor."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = (line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or "CPU")


def machine():
    """Print where and when this runs."""
    kernels = [pool["architecture"] for pool in threadpool_info() if "architecture" in pool]
    versions = f"NumPy {np.__version__}, PyTorch {torch.__version__}"
    print(f"{datetime.date.today()} · {processor()}, {os.cpu_count()} CPUs, one thread used")
    print(f"Python {platform.python_version()}, {versions}; OpenBLAS kernels: {kernels}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds and sizes")
    parser.add_argument("--only", choices=["speed", "growth", "memory"], help="one part")
    parser.add_argument("--peak", nargs=2, metavar=("NAME", "T"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    threadpool_limits(1)
    torch.set_num_threads(1)
    if options.peak:
        return peak(options.peak[0], int(options.peak[1]))
    machine()
    for part in (speed, growth, memory):
        if options.only in (None, part.__name__):
            part(options.quick)


if __name__ == "__main__":
    main()
