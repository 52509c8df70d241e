"""The character model: does it learn what streams, carried states and measurements promise?"""

import math

import numpy as np
import pytest
import torch

import lstm_utils.numpy_nets as numpy_nets
import lstm_utils.torch_nets as torch_nets
from lstm_utils.torch_nets import writing
from lstm_utils.torch_nets.char_model import CharModel, train

SONG = ["abcabc" * 40, "abc" * 30]


@pytest.fixture(scope="module")
def trained():
    """A net that has learned a song, and its run."""
    model = CharModel("abc", E=3, H=8, seed=1)
    return model, train(model, SONG, ["abcabcabc"], updates=60, B=2, T=20, lr=0.05, every=25)


def test_a_net_learns_a_song(trained):
    """Does it predict the song, and does the curve measure what `writing` measures?"""
    model, run = trained
    assert list(run.curve) == list(run.training) == [1000, 2000, 2400]
    assert run.updates == 60
    bits = writing.bits_per_character(model, ["abcabcabc"], "abc")
    assert bits == run.curve[2400] < run.curve[1000] < math.log2(3)
    assert run.training[2400] < 0.1
    assert not model.training
    text = writing.write(model, "abc", "ab", 6, np.random.default_rng(0), temperature=0.3)
    assert text == "cabcab"


def test_the_same_seed_gives_the_same_net():
    """Do two nets of one seed start equal, whatever was drawn before, and of two seeds not?"""
    torch.rand(1)
    nets = [CharModel("abc", seed=s) for s in (0, 0, 1)]
    weights = [net.lstm.weight_hh_l0 for net in nets]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])
    f = slice(128, 256)
    assert nets[0].lstm.bias_ih_l0[f].mean() > 0.9 > abs(nets[0].lstm.bias_hh_l0[f].mean())


def test_the_state_is_carried_or_not():
    """Does the state before each chunk come from the chunk before, unless carry is False?"""

    class Watched(CharModel):
        def forward(self, x, state=None):
            if self.training:
                seen.append(state)
            z, state = super().forward(x, state)
            ends.append(state)
            return z, state

    for carry in (True, False):
        seen, ends = [], []
        train(Watched("abc", 3, 4), SONG, ["abc"], updates=3, B=2, T=5, carry=carry, every=9)
        if carry:
            assert seen[0] is None
            assert torch.equal(seen[1][0], ends[0][0])
            assert torch.equal(seen[2][1], ends[1][1])
            assert not any(q.requires_grad for q in seen[1])
        else:
            assert seen == [None, None, None]


def test_training_stops_when_asked():
    """Does `stop` end the training, and does it see the curve so far?"""
    curves = []

    def stop(curve):
        curves.append(dict(curve))
        return len(curve) == 2

    model = CharModel("abc", E=2, H=3)
    run = train(model, SONG, ["abc"], updates=50, B=2, T=5, every=10, stop=stop)
    assert [len(curve) for curve in curves] == [1, 2]
    assert list(run.curve) == [100, 200]


def test_one_step_gives_what_many_steps_give(trained):
    """Do single steps of a net give the logits of a run over the document?"""
    model, _ = trained
    z, ids = writing.predictions(model, "cabba", "abc")
    step, state = writing.one_step(model), None
    for before, expected in zip([3, *ids[:-1]], z, strict=True):
        came, state = step(int(before), state)
        np.testing.assert_allclose(came, expected, atol=1e-5)


def test_the_twin_of_the_embedding_agrees():
    """Do both packages give the same rows and gradients, repeated symbols included?"""
    rng = np.random.default_rng(0)
    ids, table, dx = (
        rng.integers(4, size=(5, 3)),
        rng.normal(size=(4, 2)),
        rng.normal(size=(5, 3, 2)),
    )
    leaf = torch.tensor(table, requires_grad=True)
    x = torch_nets.embed(torch.tensor(ids), leaf)
    x.backward(torch.tensor(dx))
    np.testing.assert_array_equal(x.detach(), numpy_nets.embed(ids, table))
    np.testing.assert_allclose(leaf.grad, numpy_nets.embed_backward(dx, ids, 4), atol=1e-12)
    twin = torch_nets.embed_backward(torch.tensor(dx), torch.tensor(ids), 4)
    np.testing.assert_allclose(leaf.grad, twin, atol=1e-12)
