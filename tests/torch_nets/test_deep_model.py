"""The character model with dropout and layers: what acts, when, and on what?"""

import copy
from types import SimpleNamespace

import numpy as np
import pytest
import torch

import lstm_utils.numpy_nets as nets
from lstm_utils.torch_nets.char_model import CharModel, train
from lstm_utils.torch_nets.deep_model import DeepModel, EarlyStop

X = torch.tensor([[0, 1, 2, 3, 0, 1], [3, 3, 1, 0, 2, 2]]).T
EVERY = {
    "dropout": {"dropout": 0.4},
    "one mask": {"dropout": 0.4, "masks": "sequence"},
    "weight drop": {"weight_drop": 0.5},
    "two layers, norm": {"L": 2, "norm": True, "dropout": 0.2},
    "tied": {"E": 8, "tied": True, "dropout": 0.2},
}


def test_without_options_it_is_the_character_model():
    """Does it start as the CharModel of its seed, and give the same logits?"""
    plain, deep = CharModel("abc", 4, 8, seed=3), DeepModel("abc", 4, 8, seed=3)
    z, (h, _) = plain(X)
    z_deep, (h_deep, _) = deep(X)
    assert torch.equal(z, z_deep)
    assert torch.equal(h, h_deep)


@pytest.mark.parametrize("options", EVERY.values(), ids=list(EVERY))
def test_chance_acts_in_training_only(options):
    """Do two passes differ while the net trains, and are they equal when it is used?"""
    model = DeepModel("abc", **{"E": 4, "H": 8} | options)
    assert not torch.equal(model(X)[0], model(X)[0])
    model.eval()
    z, state = model(X)
    assert torch.equal(z, model(X)[0])
    first, half = model(X[:2])
    second, end = model(X[2:], half)
    torch.testing.assert_close(torch.cat([first, second]), z)
    torch.testing.assert_close(end, state)


def test_two_layers_are_the_stack_of_numpy():
    """Are the hidden states of two layers those of `stacked_forward`?"""
    model = DeepModel("abc", 4, 8, L=2).double().eval()
    layers = [nets.from_torch(lstm.state_dict()) for lstm in model.layers]
    x = model.embedding(X).detach().numpy()
    zeros = np.zeros((2, 2, 8))
    top, h, c = nets.stacked_forward(x, zeros, zeros, layers)
    z, state = model(X)
    np.testing.assert_allclose(model.out(torch.tensor(top)).detach(), z.detach(), atol=1e-12)
    np.testing.assert_allclose([q.detach() for q in state], [h, c], atol=1e-12)


def test_masks_stay_or_change():
    """Is a mask the same at all steps with "sequence", and not with "step"?"""
    for masks, same in (("step", False), ("sequence", True)):
        model = DeepModel("abc", 4, 8, dropout=0.5, masks=masks)
        kept = model._drop(torch.ones(5, 2, 8))
        assert bool((kept == kept[0]).all()) == same
        assert set(kept.unique().tolist()) == {0.0, 2.0}


def test_dropped_weights_get_no_gradient():
    """Has about half of W_hh no gradient after a pass with weight_drop=.5, W_ih all of it?"""
    model = DeepModel("abc", 4, 16, weight_drop=0.5)
    model(X)[0].sum().backward()
    assert 0.3 < (model.lstm.weight_hh_l0.grad == 0).float().mean() < 0.7
    assert (model.lstm.weight_ih_l0.grad != 0).all()


def test_tied_weights_learn_from_both_uses():
    """Is the gradient of the shared table the one of `tied_gradient`?"""
    model = DeepModel("abc", 4, 4, tied=True).double().eval()
    seen = {}

    def watch(module, inputs, output):
        output.retain_grad()
        seen["x"] = output

    model.embedding.register_forward_hook(watch)
    z, _ = model(X)
    z.retain_grad()
    (z**2).sum().backward()
    hs, _ = model.lstm(seen["x"].detach())
    arrays = seen["x"].grad, X, z.grad, hs
    expected = nets.tied_gradient(*(q.detach().numpy() for q in arrays))
    np.testing.assert_allclose(model.embedding.weight.grad, expected, atol=1e-10)
    assert model.out.weight.grad is None
    with pytest.raises(ValueError, match="E = H"):
        DeepModel("abc", 4, 8, tied=True)


def test_early_stop_ends_and_restores():
    """Does training end when patience does, and do the best weights come back?"""
    model = DeepModel("abc", 2, 3)
    stop = EarlyStop(model, patience=2)
    best = None
    for n, loss in enumerate((3.0, 2.0, 2.5, 2.0)):
        with torch.no_grad():
            model.out.bias.fill_(n)
        ended = stop(dict(enumerate((3.0, 2.0, 2.5, 2.0)[: n + 1])))
        assert ended == (n == 3), loss
        best = copy.deepcopy(model.state_dict()) if n == 1 else best
    stop.restore()
    assert all(torch.equal(q, best[name]) for name, q in model.state_dict().items())


def test_train_takes_another_optimiser():
    """Is the optimiser that is asked for made, with the learning rate, and used?"""
    made = []

    def sgd(parameters, lr):
        made.append(SimpleNamespace(lr=lr))
        return torch.optim.SGD(parameters, lr=lr)

    model = DeepModel("abc", 2, 3)
    before = model.out.bias.clone()
    train(model, ["abcabc" * 9], ["abc"], updates=1, B=2, T=5, lr=0.5, optimiser=sgd)
    assert [m.lr for m in made] == [0.5]
    assert not torch.equal(before, model.out.bias)
