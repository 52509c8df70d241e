"""A model with rounded weights: are matrices rounded, and nothing else?"""

import torch

from lstm_utils.tasks.rounded_weights import rounded_copy, size_in_bytes


def test_only_matrices_are_rounded():
    """Are weights within half a step, biases unchanged, and the model as it was?"""
    torch.manual_seed(0)
    model = torch.nn.LSTM(3, 4)
    before = {name: q.clone() for name, q in model.state_dict().items()}
    for rows in (True, False):
        other = rounded_copy(model, 4, rows).state_dict()
        for name, W in before.items():
            assert torch.equal(W, model.state_dict()[name])
            if W.ndim == 1:
                assert torch.equal(W, other[name])
            else:
                largest = abs(W).amax(dim=1, keepdim=True) if rows else abs(W).max()
                assert (abs(W - other[name]) <= largest / 14 * 1.001).all()
                assert len(other[name].unique()) <= (15 if not rows else 15 * len(W))


def test_sizes():
    """Has a layer 16 numbers of 4 bytes, or 12 of one byte and 8 scales and biases?"""
    layer = torch.nn.Linear(3, 4)
    assert size_in_bytes(layer) == 16 * 4
    assert size_in_bytes(layer, bits=8) == 12 + (4 + 4) * 4
