"""The recurrent classifier: its gradients, its starts, and two tasks that it learns."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks.long_lag import long_lag_sequences
from lstm_utils.tasks.reber import all_legal, reber_batch

CELLS = {
    "lstm": (nets.lstm_init, nets.lstm_forward, nets.lstm_backward),
    "memory_cell": (nets.memory_cell_init, nets.memory_cell_forward, nets.memory_cell_backward),
}


@pytest.mark.parametrize("cell", CELLS)
def test_central_differences_agree(cell):
    """Is every gradient the slope of the masked loss, whichever cell is put in?"""
    init, *both_ways = CELLS[cell]
    rng = np.random.default_rng(0)
    params = nets.sequence_net_init(init(3, 4, rng), K=5, rng=rng)
    x, y = rng.normal(size=(6, 2, 3)), rng.integers(5, size=(6, 2))
    mask = rng.random((6, 2)) < 0.5
    loss, grads = nets.sequence_net_loss_and_grads(params, x, y, mask, *both_ways)
    z, _ = nets.sequence_net_forward(params, x, both_ways[0])
    assert loss == nets.masked_cross_entropy(z, y, mask)[0]
    assert list(grads) == list(params)
    for name, value in params.items():

        def loss_of(q, name=name):
            with_q = {**params, name: q}
            return nets.sequence_net_loss_and_grads(with_q, x, y, mask, *both_ways)[0]

        slope = nets.numerical_gradient(loss_of, value)
        np.testing.assert_allclose(grads[name], slope, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dense_layer_starts_like_the_cell(dtype):
    """Is the dense layer uniform in +-1/sqrt(H), in the dtype of the cell's weights?"""
    rng = np.random.default_rng(0)
    cell = [q.astype(dtype) for q in nets.lstm_init(3, 100, rng)]
    params = nets.sequence_net_init(cell, K=40, rng=rng)
    assert [params[name].shape for name in ("W_out", "b_out")] == [(40, 100), (40,)]
    assert {q.dtype for q in params.values()} == {np.dtype(dtype)}
    assert 0.099 < abs(params["W_out"]).max() <= 0.1


def train(params, draw, solved, most, both_ways=(), lr=0.01):
    """Count the sequences until solved(z, batch) says yes."""
    state = nets.adam_init(params)
    for n in range(1, most // 32 + 1):
        batch = draw()
        _, grads = nets.sequence_net_loss_and_grads(
            params, batch["x"], batch["y"], batch["mask"], *both_ways
        )
        grads, _ = nets.clip_by_global_norm(grads, 1.0)
        nets.adam_step(params, grads, state, lr)
        if n % 25 == 0 and solved():
            return 32 * n
    return None


def test_the_lstm_learns_embedded_reber():
    """Does the LSTM predict 256 fresh strings without mistake after at most 25,000?"""
    rng = np.random.default_rng(0)
    params = nets.sequence_net_init(nets.lstm_init(7, 16, rng, forget_bias=1.0), 7, rng)

    def solved():
        test = reber_batch(256, rng)
        z, _ = nets.sequence_net_forward(params, test["x"])
        return all_legal(z, test["legal"], test["mask"]).all()

    assert train(params, lambda: reber_batch(32, rng), solved, most=25_000)


@pytest.mark.parametrize("cell", CELLS)
def test_both_cells_learn_to_bridge_50_steps(cell):
    """Do both cells, input gates nearly closed, learn task 2c with a lag of 50?"""
    rng = np.random.default_rng(0)
    init, *both_ways = CELLS[cell]
    W_ih, W_hh, b = init(14, 8, rng)
    b[:8] = -3
    if cell == "lstm":
        b = nets.chrono_init(b, 50, rng)
    params = nets.sequence_net_init((W_ih, W_hh, b), 2, rng)

    def draw(B=32):
        ids, lengths, y = long_lag_sequences(50, 10, rng, B)
        steps = np.arange(len(ids))[:, None]
        return {
            "x": np.eye(14)[ids],
            "y": np.tile(y, (len(ids), 1)),
            "mask": steps == lengths - 1,
        }

    def solved():
        test = draw(256)
        z, _ = nets.sequence_net_forward(params, test["x"], both_ways[0])
        return (z.argmax(axis=2) == test["y"])[test["mask"]].all()

    assert train(params, draw, solved, most=25_000, both_ways=both_ways)
