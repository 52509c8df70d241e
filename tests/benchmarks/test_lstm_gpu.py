"""The GPU benchmark: its arithmetic, its contestants and its stopwatch, on any machine."""

import itertools

import _lstm_gpu_report as report
import _lstm_gpu_ways as ways
import lstm_gpu
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from lstm_utils.torch_nets import lstm_hoisted, lstm_init, to_torch

GPU = torch.cuda.is_available()
NO_GPU = pytest.mark.skipif(not GPU, reason="no CUDA device here")
DEVICES = ["cpu", pytest.param("cuda", marks=NO_GPU)]


@pytest.mark.parametrize("backward", [False, True])
def test_work_is_what_pytorch_counts(backward):
    """Is the work in a row that of the products which PyTorch's own counter sees?"""
    given = ways.draw(3, 2, 5, 4, "cpu", torch.float64)
    h, c = torch.ones(2, 2, 4, dtype=torch.float64)
    leaves = [q.requires_grad_(backward) for q in (given.x, h, c, *given[2:])]
    with FlopCounterMode(display=False) as counter:
        hs, _ = lstm_hoisted(*leaves)
        if backward:
            hs.backward(given.dhs)
    assert counter.get_total_flops() == report.flops(3, 2, 5, 4, backward)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1, 1, 1), (8, 128, 128)),
        ((16, 256, 768), (16, 256, 768)),
        ((30, 50, 200), (32, 128, 256)),
        ((200, 129, 1024), (200, 256, 1024)),
        ((3, 50, 1025), (3, 50, 1025)),
    ],
)
def test_padding_goes_to_the_next_favourable_size(size, expected):
    """Are B, I and H raised to multiples of 8, 128, 128, and only where that helps?"""
    assert ways.padded_sizes(*size) == expected


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("T", [1, 4])
@pytest.mark.parametrize(("B", "I", "H"), [(1, 3, 5), (8, 128, 128), (131, 2, 7), (5, 130, 3)])
@pytest.mark.parametrize("with_state", [False, True])
def test_a_padded_layer_gives_the_same(device, T, B, I, H, with_state):
    """Are outputs and gradients equal to 1e-12, and the gradients of the padding exactly 0?"""
    rng = torch.Generator(device).manual_seed(0)
    weights = [q.double() for q in lstm_init(I, H, rng)]
    shapes = (T, B, I), (1, B, H), (1, B, H), (T, B, H), (1, B, H), (1, B, H)
    drawn = [torch.randn(s, generator=rng, device=device).double() for s in shapes]
    x, h, c = (q.requires_grad_() for q in drawn[:3])
    plain = torch.nn.LSTM(I, H, device=device, dtype=torch.float64)
    plain.load_state_dict(to_torch(*weights))
    padded, found = ways.Padded(*weights), []
    for layer, inner in ((plain, plain), (padded, padded.layer)):
        hs, state = layer(x, (h, c) if with_state else None)
        leaves = [x, h, c] if with_state else [x]
        leaves += list(inner.parameters())
        outs = [hs, *state]
        found.append([*outs, *torch.autograd.grad(outs, leaves, drawn[3:])])
    for right, came in zip(*found, strict=True):
        if came.shape != right.shape:
            cut = ways.cut_blocks(came, right.shape)
            assert torch.equal(
                ways.pad_blocks(cut, padded.layer.hidden_size, *came.shape[1:]), came
            )
            came = cut
        torch.testing.assert_close(came, right, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("size", [(3, 4, 6), (1, 5, 3)])
@pytest.mark.parametrize("T", [1, 40])
@pytest.mark.parametrize("way", ways.WAYS, ids=lambda way: way.name)
def test_every_contestant_agrees_with_float64(way, T, size, device):
    """Does each way give values and gradients as exact as its precision allows?"""
    exact = ways.EXACT.runs(ways.draw(T, *size, device, torch.float64))[1]()
    problem = ways.draw(T, *size, device, ways.DTYPE[way.precision])
    if device == "cpu" and (way.graph or way.precision == "TF32"):
        with pytest.raises(ValueError, match="needs a CUDA device"):
            lstm_gpu.prepare(way, problem, exact)
        return
    forward, both, error = lstm_gpu.prepare(way, problem, exact)
    assert 0 < error < lstm_gpu.LARGEST_ERROR[way.precision]
    again = [forward(), *both()]  # a graph must give the same when launched again
    assert lstm_gpu.relative_error(again[1:], exact) == pytest.approx(error, rel=0.5)
    assert all(q.dtype == problem.x.dtype for q in again)


@NO_GPU
def test_a_graph_sees_new_inputs():
    """Does a recorded graph compute anew from what its input tensors hold now?"""
    q = torch.ones(3, device="cuda")
    run = ways.graphed(lambda: 2 * q)
    assert run().tolist() == [2, 2, 2]
    q.fill_(5)
    assert run().tolist() == [10, 10, 10]


def test_precision_is_put_back():
    """Is TF32 allowed only for whom it is meant, and forgotten afterwards, even on an error?"""
    places = torch.backends.cuda.matmul, torch.backends.cudnn.rnn
    before = [place.fp32_precision for place in places]
    for name, expected in (("TF32", "tf32"), ("fp32", "ieee"), ("bf16", "ieee")):
        with pytest.raises(ArithmeticError), ways.precision(name):  # noqa: PT012
            assert [place.fp32_precision for place in places] == [expected] * 2
            raise ArithmeticError
        assert [place.fp32_precision for place in places] == before


def test_a_contestant_that_errs_is_not_measured(monkeypatch, capsys):
    """Is an error of a part in five hundred named, left out, and shown by the exit code?"""

    def wrong(x, h, c, *weights):
        hs, c = lstm_hoisted(x, h, c, *weights)
        return 1.002 * hs, c

    cheat = ways.Way("cheat", "fp32", ways.ours(wrong))
    monkeypatch.setattr(lstm_gpu, "WAYS", [ways.WAYS[0], cheat])
    assert lstm_gpu.main(["--device", "cpu"]) == 1
    printed = capsys.readouterr().out
    assert "not measured: cheat at B=2, I=3, H=5: relative error 2.0e-03" in printed
    assert "| cheat |" not in printed
    assert printed.count("| nn.LSTM fp32 |") == 2


@pytest.mark.parametrize(
    ("gpu", "precision", "B", "H", "expected"),
    [
        ("NVIDIA H200", "bf16", 16, 768, 1.73),
        ("NVIDIA H100 80GB HBM3", "fp16", 1, 1024, 1.72),
        ("NVIDIA H200", "TF32", 256, 128, 0.72),
        ("NVIDIA H200", "fp32", 16, 768, None),
        ("NVIDIA H200", "bf16", 16, 384, None),
        ("NVIDIA H200", "bf16", 30, 768, None),
        ("NVIDIA A100", "bf16", 16, 768, None),
    ],
)
def test_the_limit_is_shown_only_where_it_was_modelled(gpu, precision, B, H, expected):
    """Is the modelled limit the table's, and none for other GPUs, sizes and precisions?"""
    assert report.modelled_limit(gpu, precision, B, H) == expected


def made_up_rows():
    """Two ways at two sizes, with times that are easy to compute with."""
    rows = []
    for (way, precision), (B, I, H) in itertools.product(
        (("nn.LSTM bf16", "bf16"), ("Function bf16", "bf16")), ((16, 512, 512), (30, 50, 200))
    ):
        factor = 2 if way.startswith("nn") else 3
        times = {"forward": factor * 1e-3, "both": 4 * factor * 1e-3}
        rows.append({"T": 1000, "B": B, "I": I, "H": H, "way": way, "precision": precision})
        rows[-1] |= {**times, "rounds": 9, "error": 0.0123}
    return rows


ABOUT = {
    "device": "NVIDIA H200",
    "driver": "1.2",
    "versions": "PyTorch 3",
    "date": "2026-01-02",
}


def test_the_table_holds_microseconds_work_and_limit():
    """Are microseconds, TFLOP/s, the share of the limit and the ratio to nn.LSTM right?"""
    text = report.table(made_up_rows(), ABOUT, ["this one: out of memory"])
    lines = text.splitlines()
    for said in (
        "- device: NVIDIA H200",
        "- driver: 1.2",
        "- not measured: this one: out of memory",
    ):
        assert said in lines
    body = [[q.strip() for q in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    assert {len(row) for row in body} == {len(report.HEAD)}
    # 8 B H (I + H) = 67.1 MFLOP in 2 us; the limit at B=16, H=512 is 1.12 us
    last = ["1e-02", "9"]
    peer, ours = (body[n][3:] for n in (2, 5))
    assert peer == [
        "nn.LSTM bf16",
        "2.00",
        "33.6",
        "1.12",
        "56%",
        "8.00",
        "25.2",
        "1.00",
        *last,
    ]
    assert ours == ["Function bf16", "3.00", "4", "", "", "12.00", "3", "1.50", *last]


def test_the_plot_has_a_panel_for_each_batch():
    """Does every way have a named line in each panel, of a step's microseconds?"""
    figure = report.draw_times(made_up_rows(), ABOUT)
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["B = 16", "B = 30"]
    for ax in figure.axes:
        drawn = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
        assert drawn == {
            "nn.LSTM bf16": [pytest.approx(8)],
            "Function bf16": [pytest.approx(12)],
        }
    assert all(word in figure.get_suptitle() for word in ABOUT.values())


def test_contestants_take_turns_until_the_deadline():
    """Is each timed once a round, often enough, in its precision, until time is up?"""
    now, log = [0.0], []

    def seconds(run, repeats):
        now[0] += repeats * run
        log.append((run, repeats, torch.backends.cuda.matmul.fp32_precision))
        return float(run)

    runs = {"quick": (1, "TF32"), "slow": (10, "fp32")}

    def turns(deadline):
        now[0], log[:] = 0.0, []
        return lstm_gpu.take_turns(runs, seconds, 4, deadline, 5, lambda: now[0])

    assert turns(1e9) == {"quick": [1.0] * 4, "slow": [10.0] * 4}
    assert sorted(log) == sorted(
        [(1, 1, "tf32"), (10, 1, "ieee"), *4 * [(1, 5, "tf32"), (10, 1, "ieee")]]
    )
    for n in range(4):
        assert {run for run, *_ in log[2 + 2 * n : 4 + 2 * n]} == {1, 10}
    assert turns(12 + 11) == {"quick": [1.0], "slow": [10.0]}  # 11 to prepare, 15 a round
    assert turns(0) == {"quick": [1.0], "slow": [10.0]}
    assert turns(27) == {"quick": [1.0] * 2, "slow": [10.0] * 2}


def test_the_whole_program_on_the_processor(tmp_path, capsys):
    """Does a run on the processor end well, print its table, and write it with a plot?"""
    assert lstm_gpu.main(["--device", "cpu", str(tmp_path / "new")]) == 0
    written = (tmp_path / "new" / "lstm_gpu.md").read_text()
    assert written in capsys.readouterr().out
    for way in ways.WAYS:
        refused = way.graph or way.precision == "TF32"
        assert (
            written.count(f"| {way.name} |"),
            f"not measured: {way.name} at" in written,
        ) == ((0, True) if refused else (2, False))
    assert "PyTorch" in written
    assert (tmp_path / "new" / "lstm_gpu.svg").read_bytes().startswith(b"<?xml")


def test_a_spent_budget_ends_the_run_cleanly(tmp_path):
    """Does a budget of 0 leave one size with one round, and say that the other is missing?"""
    assert lstm_gpu.main(["--device", "cpu", "--budget", "0", str(tmp_path)]) == 0
    written = (tmp_path / "lstm_gpu.md").read_text()
    assert "- not measured: the budget was spent after 1 of 2 sizes" in written
    rows = [line for line in written.splitlines() if line.startswith("| 2 |")]
    assert len(rows) == 9
    assert all(row.endswith("| 1 |") for row in rows)
    assert "| 3 | 8 |" not in written


@pytest.mark.skipif(GPU, reason="there is a CUDA device here")
def test_without_a_gpu_it_says_so(capsys, tmp_path):
    """Is it one sentence, no file and exit code 0, so that `make bench` goes on?"""
    assert lstm_gpu.main([str(tmp_path / "none")]) == 0
    printed = capsys.readouterr().out
    assert printed == "There is no CUDA device here, so nothing was measured.\n"
    assert not (tmp_path / "none").exists()
