"""Strips of digits and the nets that read them: are strips, targets and losses right?"""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import strip_training as training
from lstm_utils.tasks import strips


def test_a_strip_has_its_digits_in_order():
    """Do the cuts collapse to the digits, and is each part a picture of its digit?"""
    rng = np.random.default_rng(0)
    pictures, shown = strips.digit_pictures()
    for digits in ([7], [3, 3], [1, 0, 9, 4, 4]):
        x, cuts = strips.strip(digits, rng)
        assert x.shape == (len(cuts), 8)
        assert x.min() == 0
        assert x.max() <= 1
        starts = np.flatnonzero(np.diff(cuts, prepend=0) > 0)
        assert set(cuts[cuts > 0] - 1) == set(digits)
        first = cuts == cuts[starts[0]]
        part = x[starts[0] : len(x) if first.all() else starts[0] + 8]
        fits = [
            d for p, d in zip(pictures, shown, strict=True) if (part[: len(p)].shape == p.shape)
            and np.array_equal(part[: len(p)], p)
        ]  # fmt: skip
        assert digits[0] in fits
        assert not x[cuts == 0].any()


def test_test_pictures_are_other_pictures():
    """Do training and test share no picture, and have they all of them together?"""
    train, test = (strips.digit_pictures(part)[0] for part in (False, True))
    assert len(train) + len(test) == 1797
    known = {p.tobytes() for p in train}
    assert sum(p.tobytes() in known for p in test) == 0
    assert all(p[0].any() and p[-1].any() for p in train + test)


@pytest.mark.parametrize("test", [False, True])
def test_strips_of_the_test_have_its_pictures(test):
    """Have strips for training and for the test pictures of their own part only?"""
    drawn = (
        training.new_strips(20) if test else strips.strip_batch(20, np.random.default_rng(0))
    )
    for n in range(20):
        first = np.flatnonzero(drawn.cuts[:, n] > 0)[0]
        columns, digit = drawn.x[first:, n], drawn.y[n, 0] - 1
        parts = [zip(*strips.digit_pictures(part), strict=True) for part in (False, True)]
        found = [
            any(d == digit and np.array_equal(columns[: len(p)], p) for p, d in part)
            for part in parts
        ]
        assert found == [not test, test]


def test_a_batch_is_padded():
    """Has each strip its labels and columns, and nothing after its end?"""
    batch = strips.strip_batch(12, np.random.default_rng(1))
    counts = (batch.y > 0).sum(axis=1)
    assert set(counts) == {2, 3, 4, 5}
    assert len(batch.x) == batch.lengths.max()
    for n, (T, L) in enumerate(zip(batch.lengths, counts, strict=True)):
        assert not batch.x[T:, n].any()
        assert (batch.cuts[T:, n] == -1).all()
        assert (batch.cuts[:T, n] >= 0).all()
        assert not batch.y[n, L:].any()
        assert set(batch.cuts[:T, n]) - {0} == set(batch.y[n, :L])
    assert strips.as_text([3, 0, 1]) == "2.0"


def test_equal_cuts_have_equal_parts():
    """Has each digit the same number of columns, but for one, in the right order?"""
    batch = strips.pad([[4, 4, 9], [1, 2]], np.random.default_rng(0))
    cuts = strips.equal_cuts(batch)
    for n, T in enumerate(batch.lengths):
        symbols, often = np.unique(cuts[:T, n], return_counts=True)
        assert (cuts[T:, n] == -1).all()
        assert set(symbols) == set(batch.y[n]) - {0}
        assert (np.diff(cuts[:T, n]) >= 0).all()
        assert often.max() <= 2 * (T // 3 + 1)


@pytest.fixture(scope="module")
def batch():
    """Six strips."""
    return strips.strip_batch(6, np.random.default_rng(2))


def test_padding_changes_nothing(batch):
    """Are loss and reading of a strip alone those that it has in the batch?"""
    torch.manual_seed(0)
    net = training.StripReader(units=5)
    with torch.no_grad():
        x, lengths, y = training.as_tensors(batch)
        together = training.ctc_loss(net(x, lengths), y)
        each = []
        for n, T in enumerate(batch.lengths):
            z = net(x[:T, [n]], lengths[[n]])[:, 0].double().numpy()
            each.append(nets.ctc_loss_and_grad(z, batch.y[n][batch.y[n] > 0])[0])
    assert together.item() == pytest.approx(np.mean(each), rel=1e-5)
    first = training.log_probabilities(net, batch)[0]
    assert first.shape == (batch.lengths[0], 11)
    np.testing.assert_allclose(np.exp(first).sum(axis=1), 1)


def test_the_reader_is_a_bidirectional_lstm(batch):
    """Are its outputs those of nn.LSTM(bidirectional=True) on packed strips?"""
    torch.manual_seed(1)
    net = training.StripReader(units=4)
    both = nn.LSTM(8, 4, bidirectional=True)
    state = net.fwd.state_dict() | {f"{k}_reverse": v for k, v in net.bwd.state_dict().items()}
    both.load_state_dict(state)
    x, lengths, _ = training.as_tensors(batch)
    packed = pack_padded_sequence(x, lengths, enforce_sorted=False)
    expected = net.out(pad_packed_sequence(both(packed)[0])[0])
    z = net(x, lengths)
    for n, T in enumerate(batch.lengths):
        torch.testing.assert_close(z[:T, n], expected[:T, n])
        assert (z[T:, n].argmax(dim=1) == 0).all()


def test_label_error_counts_edits(batch):
    """Is it 0 for the labels, 1 for nothing, and an edit more for a digit more?"""
    right = [row[row > 0].tolist() for row in batch.y]
    many = sum(map(len, right))
    assert training.label_error(right, batch) == 0
    assert training.label_error([[] for _ in right], batch) == 1
    right[0] = [*right[0], 5]
    assert training.label_error(right, batch) == pytest.approx(1 / many)


@pytest.mark.parametrize("way", training.WAYS)
def test_a_short_training_lowers_the_loss(way):
    """Does the loss of each way fall in 30 updates, and is the curve of the tests kept?"""
    losses = []

    def watched(z, y):
        loss = (training.ctc_loss if way == "CTC" else training.column_loss)(z, y)
        losses.append(loss.item())
        return loss

    net, curve = training.learn_to_read(
        way, updates=30, every=15, both_ways=False, loss=watched
    )
    assert list(curve) == [240, 480]
    assert np.mean(losses[-5:]) < np.mean(losses[:5])
    assert net.bwd is None


def test_labels_backwards():
    """Are the labels reversed, and neither columns nor padding changed?"""
    batch = strips.pad([[1, 2, 3], [4, 5]], np.random.default_rng(0))
    turned = training.backwards(batch)
    assert turned.y.tolist() == [[4, 3, 2], [6, 5, 0]]
    assert turned.x is batch.x
    assert batch.y.tolist() == [[2, 3, 4], [5, 6, 0]]
