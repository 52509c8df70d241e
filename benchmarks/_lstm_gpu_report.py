"""What lstm_gpu.py does with its times: work, modelled limit, table, plot.

T = time, B = batch, I = inputs, H = hidden units. A row is the dict of one contestant at one
size: T, B, I, H, way, precision, forward and both (seconds a call, both = forward and
backward), rounds, error (relative, against float64).
"""

from matplotlib.figure import Figure

from lstm_utils.plots.style import styled

# Microseconds a step, forward only, for B = 1, 16, 64, 256 on one H200. A model, not a
# measurement: 132 multiprocessors that keep the recurrent weights on the chip, half of 989
# (bf16, fp16) or 494 (TF32) TFLOP/s on small tiles, L2 at 5.5 and memory at 4.8 TB/s, 0.25 us
# for a barrier in a cluster of 16 blocks and 1 us across the grid, 0.15 and 0.3 us for the
# exchange of h. The input product is not in it.
BATCHES = (1, 16, 64, 256)
LIMITS = {
    ("bf16", 128): (0.56, 0.56, 0.57, 0.62),
    ("bf16", 256): (0.67, 0.67, 0.69, 0.86),
    ("bf16", 512): (1.11, 1.12, 1.15, 1.84),
    ("bf16", 768): (1.59, 1.73, 2.22, 4.53),
    ("bf16", 1024): (1.72, 1.91, 2.93, 7.47),
    ("TF32", 128): (0.60, 0.60, 0.62, 0.72),
    ("TF32", 256): (0.82, 0.82, 0.86, 1.20),
    ("TF32", 512): (1.58, 1.76, 2.20, 4.45),
    ("TF32", 768): (1.77, 2.04, 3.27, 8.82),
    ("TF32", 1024): (2.03, 2.40, 5.23, 16.7),
}
HEAD = (
    "B",
    "I",
    "H",
    "way",
    "forward µs/step",
    "TFLOP/s",
    "limit µs/step",
    "reached",
    "forward+backward µs/step",
    "TFLOP/s",
    "× nn.LSTM",
    "error",
    "rounds",
)
LINES = {"fp32": ":", "TF32": "-.", "bf16": "-", "fp16": "--"}


def flops(T, B, I, H, backward=False):
    """Count the multiplications and additions in the products that no LSTM can do without.

    Args:
        T, B, I, H: steps, batch, inputs, hidden units.
        backward: whether the backward pass is counted, too: twice as many again.

    Returns:
        A number. The gates' own arithmetic, of order T B H, is left out.
    """
    return (3 if backward else 1) * 8 * T * B * H * (I + H)


def modelled_limit(gpu, precision, B, H):
    """Look up how fast a forward step could be.

    Args:
        gpu: name of the device.
        precision: "fp32", "TF32", "bf16" or "fp16".
        B, H: batch, hidden units.

    Returns:
        Microseconds a step, or None where the model has no number: on another GPU than an
        H100 or H200, in fp32, at other sizes.
    """
    steps = LIMITS.get(("bf16" if precision == "fp16" else precision, H))
    if steps is None or B not in BATCHES or not any(name in gpu for name in ("H100", "H200")):
        return None
    return steps[BATCHES.index(B)]


def cells(row, rows, gpu):
    """Write one contestant's row of the table.

    Args:
        row: the row.
        rows: all rows, among them those of nn.LSTM at the same size.
        gpu: name of the device.

    Returns:
        list of strings, one for each of HEAD.
    """
    T, B, I, H = size = tuple(row[name] for name in "TBIH")
    forward, both = (1e6 * row[name] / T for name in ("forward", "both"))
    limit = modelled_limit(gpu, row["precision"], B, H)
    peer = f"nn.LSTM {row['precision']}"
    peers = [r["both"] for r in rows if (*(r[n] for n in "TBIH"), r["way"]) == (*size, peer)]
    return [
        *map(str, (B, I, H)),
        row["way"],
        f"{forward:.2f}",
        f"{flops(*size) / row['forward'] / 1e12:.3g}",
        f"{limit:.2f}" if limit else "",
        f"{limit / forward:.0%}" if limit else "",
        f"{both:.2f}",
        f"{flops(*size, backward=True) / row['both'] / 1e12:.3g}",
        f"{row['both'] / peers[0]:.2f}" if peers else "",
        f"{row['error']:.0e}",
        str(row["rounds"]),
    ]


def table(rows, about, notes):
    """Write all that was measured, and what was not, as markdown.

    Args:
        rows: list of rows, at least one.
        about: dict of strings that say where and when, among them "device".
        notes: list of strings: what was not measured, and why.

    Returns:
        Markdown text.
    """
    lines = [f"- {name}: {value}" for name, value in about.items()]
    lines += [f"- T = {rows[0]['T']}; times are medians over the rounds"]
    lines += ["- × nn.LSTM: time as a multiple of torch.nn.LSTM's in the same precision"]
    lines += ["- limit: modelled for one H200, forward without the input product; not measured"]
    lines += [f"- not measured: {note}" for note in notes]
    lines += ["", f"| {' | '.join(HEAD)} |", "|---|---|---|---|" + "--:|" * (len(HEAD) - 4)]
    written = (cells(row, rows, about["device"]) for row in rows)
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in written), ""])


@styled
def draw_times(rows, about):
    """Draw microseconds a step, forward and backward, over H, one panel for each batch.

    Args:
        rows: list of rows, at least one.
        about: dict of strings that say where and when.

    Returns:
        matplotlib Figure.
    """
    batches = sorted({row["B"] for row in rows})
    ways = {row["way"]: row["precision"] for row in rows}
    figure = Figure(figsize=(1.5 + 2.6 * len(batches), 4.4), layout="constrained")
    axes = figure.subplots(1, len(batches), sharey=True, squeeze=False)[0]
    for ax, B in zip(axes, batches, strict=True):
        for n, (way, precision) in enumerate(ways.items()):
            mine = sorted((r["H"], r) for r in rows if (r["B"], r["way"]) == (B, way))
            steps = [1e6 * row["both"] / row["T"] for _, row in mine]
            style = {"color": f"C{n % 7}", "ls": LINES[precision], "marker": "osv^Dx+"[n % 7]}
            ax.plot([H for H, _ in mine], steps, label=way, ms=4, **style)
        ax.set(yscale="log", xlabel="hidden units, H", title=f"B = {B}")
    axes[0].set_ylabel("µs a step, forward and backward")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    words = [about[name] for name in ("device", "driver", "versions", "date")]
    figure.suptitle(" · ".join(words), fontsize=8)
    return figure
