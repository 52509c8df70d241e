"""An ONNX file: does onnxruntime compute what the net does, from any state?

The packages are optional; without them these tests are skipped.
"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import onnx_file

pytestmark = pytest.mark.skipif(
    not onnx_file.available(), reason="onnx and onnxruntime are not installed (extra `onnx`)"
)
I, H, K = 3, 5, 2


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A net in float32, and the same net read from a file."""
    rng = np.random.default_rng(0)
    params = dict(zip(("W_ih", "W_hh", "b"), nets.lstm_init(I, H, rng), strict=True))
    params |= {"W_out": rng.normal(size=(K, H)), "b_out": rng.normal(size=K)}
    path = tmp_path_factory.mktemp("onnx") / "lstm.onnx"
    onnx_file.write_onnx(params, path)
    small = {name: q.astype(np.float32) for name, q in params.items()}

    def model(x, h, c):
        hs, c, _ = nets.lstm_forward(x, h, c, small["W_ih"], small["W_hh"], small["b"])
        return hs @ small["W_out"].T + small["b_out"], hs[-1], c

    return model, onnx_file.load_onnx(path)


def test_the_file_is_the_net(both):
    """Do outputs and states agree for several lengths, batches and states?"""
    model, run = both
    assert nets.export_check(model, run, I, H)


def test_the_state_goes_in_and_comes_out(both):
    """Do two users, interleaved step by step, get what each gets alone?"""
    model, run = both
    rng = np.random.default_rng(1)
    texts = rng.normal(size=(2, 6, 1, I)).astype(np.float32)
    zeros = np.zeros((1, H), np.float32)
    states, got = [(zeros, zeros)] * 2, [[], []]
    for user in rng.permutation([0] * 6 + [1] * 6):
        x = texts[user][len(got[user])][None]
        y, *states[user] = run(x, *states[user])
        got[user].append(y[0, 0])
    for user in (0, 1):
        y, _, _ = model(texts[user], zeros, zeros)
        np.testing.assert_allclose(got[user], y[:, 0], atol=1e-5)
