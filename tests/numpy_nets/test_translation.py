"""Encode a source, force the teacher's words on a decoder, or its own."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets


def encoder(rng, V=9, E=3, H=4):
    """Draw an encoder."""
    shapes = {"table": (V, E), "W_ih": (4 * H, E), "W_hh": (4 * H, H), "b": (4 * H,)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


@pytest.mark.parametrize("reverse", [True, False])
def test_each_sentence_is_read_alone(reverse):
    """Is the state that of each sentence alone, in its order, whatever the padding is?"""
    rng = np.random.default_rng(0)
    params, lengths = encoder(rng), np.array([5, 1, 3])
    ids = rng.integers(9, size=(5, 3))
    weights = [params[name] for name in ("W_ih", "W_hh", "b")]
    h, c = nets.encode_source(ids, lengths, params, reverse)
    for b, n in enumerate(lengths):
        words = ids[:n, b][::-1] if reverse else ids[:n, b]
        zero = np.zeros((1, 4))
        hs, c_end, _ = nets.lstm_forward(params["table"][words][:, None], zero, zero, *weights)
        np.testing.assert_allclose(h[b], hs[-1, 0])
        np.testing.assert_allclose(c[b], c_end[0])


def test_the_dtype_stays():
    """Do float32 weights give a float32 state?"""
    params = {
        name: q.astype(np.float32) for name, q in encoder(np.random.default_rng(1)).items()
    }
    h, c = nets.encode_source(np.ones((2, 3), dtype=int), np.array([2, 1, 2]), params)
    assert h.dtype == c.dtype == np.float32


def test_teacher_forcing():
    """Are inputs the targets, one step later, with start in front and end behind?"""
    y = np.array([[5, 6], [7, 99], [8, 99]])
    inputs, targets, mask = nets.teacher_forcing(y, np.array([3, 1]), start=1, end=2)
    assert inputs.T.tolist() == [[1, 5, 7, 8], [1, 6, 0, 0]]
    assert targets.T.tolist() == [[5, 7, 8, 2], [6, 2, 0, 0]]
    assert mask.T.tolist() == [[True] * 4, [True, True, False, False]]


@pytest.mark.parametrize("p", [0.0, 0.3, 1.0])
def test_scheduled_inputs(p):
    """Is the share p of the inputs replaced by the prediction before, and never the first?"""
    rng = np.random.default_rng(2)
    inputs, predicted = (
        np.zeros((50, 400), dtype=int),
        np.arange(1, 51)[:, None] * np.ones(400, int),
    )
    read = nets.scheduled_inputs(inputs, predicted, p, rng)
    assert not read[0].any()
    assert set(np.unique(read - np.arange(50)[:, None] * (read > 0))) <= {0}
    assert (read[1:] > 0).mean() == pytest.approx(p, abs=0.02)
    with pytest.raises(ValueError, match="p from 0 to 1"):
        nets.scheduled_inputs(inputs, predicted, 1.5, rng)
