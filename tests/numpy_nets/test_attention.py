"""Additive attention, and the nets made of it, against autograd and plain facts."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets

SIZES = st.integers(1, 5)


def tensors(*arrays):
    """Return tensors with gradients."""
    return [torch.tensor(q, requires_grad=True) for q in arrays]


def attention_in_torch(q, keys, W_q, W_k, v, mask):
    """Compute context and weights of one query with autograd's operations."""
    e = torch.tanh(q @ W_q.T + keys @ W_k.T) @ v
    alpha = torch.softmax(e.masked_fill(~torch.tensor(mask), -torch.inf), dim=0)
    return torch.einsum("sb,sbk->bk", alpha, keys), alpha


@settings(deadline=None, max_examples=25)
@given(S=SIZES, B=SIZES, H=SIZES, K=SIZES, A=SIZES, seed=st.integers(0, 2**31))
def test_autograd_agrees(S, B, H, K, A, seed):
    """Are values and all gradients those of autograd, for any sizes and any mask?"""
    rng = np.random.default_rng(seed)
    shapes = (B, H), (S, B, K), (A, H), (A, K), (A,)
    q, keys, W_q, W_k, v = (rng.normal(size=size) for size in shapes)
    mask = rng.random((S, B)) < 0.6
    mask[rng.integers(S, size=B), np.arange(B)] = True
    dcontext = rng.normal(size=(B, K))

    e, u = nets.scores(q, keys, W_q, W_k, v)
    context, alpha = nets.attend(e, mask, keys)
    de, dvalues = nets.attend_backward(dcontext, alpha, keys)
    dq, dkeys, *dW = nets.scores_backward(de, u, q, keys, W_q, W_k, v)

    given_ = tensors(q, keys, W_q, W_k, v)
    wanted, weights = attention_in_torch(*given_, mask)
    grads = torch.autograd.grad(wanted, given_, torch.tensor(dcontext))
    came = [context, alpha, dq, dkeys + dvalues, *dW]
    expected = [q.detach() for q in (wanted, weights)] + list(grads)
    for one, other in zip(came, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-11)


def test_what_is_masked_has_no_weight():
    """Is the weight exactly 0 and the result the same, for any numbers in the padding?"""
    rng = np.random.default_rng(0)
    e, values = rng.normal(size=(4, 2)), rng.normal(size=(4, 2, 3))
    mask = np.array([[1, 1], [1, 0], [0, 1], [0, 0]], dtype=bool)
    context, alpha = nets.attend(e, mask, values)
    assert not alpha[~mask].any()
    np.testing.assert_allclose(alpha.sum(axis=0), 1)
    e[~mask], values[~mask] = 1e5, -1e9
    for one, other in zip(nets.attend(e, mask, values), (context, alpha), strict=True):
        assert np.array_equal(one, other)


def test_padding_does_not_matter():
    """Is the loss of a sentence the same with padding as without it?"""
    rng = np.random.default_rng(7)
    params = nets.translator_init(5, 6, 3, 2, rng)
    words, counts = rng.integers(0, 6, (4, 1)), np.ones((3, 1), bool)
    alone = rng.integers(0, 5, (3, 1))
    lengths = np.array([3])
    expected, grads = nets.translator_loss_and_grads(params, alone, lengths, words, counts)
    padded = np.concatenate([alone, [[4], [1]]])
    loss, others = nets.translator_loss_and_grads(params, padded, lengths, words, counts)
    assert loss == pytest.approx(expected, rel=1e-6)
    for name, value in grads.items():
        np.testing.assert_allclose(others[name], value, rtol=1e-4, atol=1e-6)


def test_twins_agree():
    """Do values and gradients on tensors equal those on arrays?"""
    rng = np.random.default_rng(8)
    arrays = [rng.normal(size=s) for s in [(2, 3), (4, 2, 5), (6, 3), (6, 5), (6,)]]
    mask, de = np.arange(4)[:, None] < [4, 2], rng.normal(size=(4, 2))
    found = []
    for library, kind in ((nets, np.asarray), (torch_nets, torch.tensor)):
        q, keys, *weights = (kind(a) for a in arrays)
        e, u = library.scores(q, keys, *weights)
        context, alpha = library.attend(e, kind(mask), keys)
        back = library.attend_backward(context, alpha, keys)
        more = library.scores_backward(kind(de), u, q, keys, *weights)
        share = library.pointing(alpha[None], kind(np.array([[0, 1]])), kind(mask[:1]))
        found.append([e, u, context, alpha, *back, *more, share])
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


def test_pointing_counts_words():
    """Is the share taken over the words that count, all of the same weight?"""
    alphas = np.eye(3)[[[0, 1], [2, 2]]].transpose(0, 2, 1)  # words point to 0, 1; 2, 2
    named = np.array([[0, 0], [2, 1]])
    assert nets.pointing(alphas, named, np.ones((2, 2), bool)) == 0.5
    assert nets.pointing(alphas, named, named == 0) == 0.5
    assert nets.pointing(alphas, named, named == 2) == 1


def test_the_step_is_a_column_of_the_whole():
    """Do single steps give the logits, states and weights of the decoder over all words?"""
    rng = np.random.default_rng(1)
    params = nets.decoder_init(6, 3, 4, 5, 2, rng)
    keys, words = rng.normal(size=(3, 2, 5)), rng.integers(0, 6, (4, 2))
    mask = np.array([[1, 1], [1, 1], [0, 1]], dtype=bool)
    h, c = rng.normal(size=(2, 2, 4))
    z, alphas, _ = nets.decoder_forward(params, words, keys, mask, h, c)
    for t, word in enumerate(words):
        z_t, h, c, alpha = nets.attention_step(word, h, c, keys, mask, params)
        np.testing.assert_allclose(z_t, z[t], rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(alpha, alphas[t], rtol=1e-5, atol=1e-6)


def gradients_agree(loss_and_grads, params):
    """Compare the gradients with central differences along random directions."""
    _, grads = loss_and_grads(params)
    assert {n: q.shape for n, q in grads.items()} == {n: q.shape for n, q in params.items()}
    rng = np.random.default_rng(2)
    for name, value in params.items():
        way = rng.normal(size=value.shape)
        up, down = (loss_and_grads(params | {name: value + s * way})[0] for s in (1e-5, -1e-5))
        along = (grads[name] * way).sum()
        assert (up - down) / 2e-5 == pytest.approx(along, rel=2e-6, abs=1e-9), name


@pytest.mark.parametrize("attention", [True, False])
def test_gradients_of_the_translator(attention):
    """Are all gradients those of central differences, with and without attention?"""
    rng = np.random.default_rng(3)
    params = nets.translator_init(5, 6, 3, 2, rng)
    params = {name: q.astype(float) for name, q in params.items()}
    source, words = rng.integers(0, 5, (4, 3)), rng.integers(0, 6, (6, 3))
    lengths, counts = np.array([4, 1, 3]), np.arange(5)[:, None] < [5, 2, 4]

    def loss_and_grads(params):
        given_ = source, lengths, words, counts, attention
        return nets.translator_loss_and_grads(params, *given_)

    gradients_agree(loss_and_grads, params)
    used = np.abs(loss_and_grads(params)[1]["v"]).max()
    assert (used > 0) == attention


@pytest.mark.parametrize("even", [True, False])
def test_gradients_of_the_captioner(even):
    """Are all gradients those of central differences, with attention and with even weights?"""
    rng = np.random.default_rng(4)
    params = nets.captioner_init(6, 3, 4, rng, P=5)
    params = {name: q.astype(float) for name, q in params.items()}
    cells, words = rng.random((4, 2, 5)), rng.integers(0, 6, (5, 2))
    counts = np.arange(4)[:, None] < [4, 2]
    gradients_agree(
        lambda params: nets.captioner_loss_and_grads(params, cells, words, counts, even), params
    )


def test_a_block_of_the_grid():
    """Do both LSTMs read what comes into the block, each with its own memory?"""
    rng = np.random.default_rng(5)
    first, second = nets.lstm_init(4, 3, rng), nets.lstm_init(3, 4, rng)
    h1, c1, h2, c2 = (rng.normal(size=(2, n)) for n in (3, 3, 4, 4))
    came = nets.grid_step(h1, c1, h2, c2, first, second)
    expected = *nets.lstm_step(h2, h1, c1, *first)[:2], *nets.lstm_step(h1, h2, c2, *second)[:2]
    for one, other in zip(came, expected, strict=True):
        assert np.array_equal(one, other)


def test_shapes_are_checked():
    """Is a wrong shape refused with the expected ones?"""
    with pytest.raises(ValueError, match=r"scores expects .*v \(A,\)"):
        nets.scores(*(np.ones(s) for s in [(2, 3), (4, 2, 5), (6, 3), (6, 4), (6,)]))
    with pytest.raises(ValueError, match=r"attend expects .*values \(S, B, K\)"):
        nets.attend(np.ones((3, 2)), np.ones((3, 2), bool), np.ones((2, 3, 4)))
