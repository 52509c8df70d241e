"""CTC against all paths, central differences and PyTorch; its decoders against all labels."""

import itertools
from collections import defaultdict

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets

TARGETS = [[1, 2], [2, 2], [], [1, 1, 2], [2], [1, 2, 1]]


def drawn(T, V, seed=0, scale=1.0):
    """Return logits and their log-probabilities, (T, V) each."""
    z = scale * np.random.default_rng(seed).normal(size=(T, V))
    return z, z - np.logaddexp.reduce(z, axis=1, keepdims=True)


def masses(logp):
    """Return the probability of all labels that paths have, by brute force over all paths."""
    T, V = logp.shape
    found = defaultdict(float)
    for path in itertools.product(range(V), repeat=T):
        found[tuple(nets.collapse(path))] += np.exp(logp[range(T), path].sum())
    return found


def test_blanks_keep_equal_labels_apart():
    """Are equal neighbours merged before the blanks are removed?"""
    assert nets.collapse([3, 3, 0, 3, 5, 5]) == [3, 3, 5]
    assert nets.collapse(np.array([0, 0])) == nets.collapse([]) == []
    assert nets.extend([4, 4, 7]).tolist() == [0, 4, 0, 4, 0, 7, 0]
    assert nets.extend([]).tolist() == [0]


@settings(deadline=None, max_examples=50)
@given(target=st.lists(st.integers(1, 4), max_size=6), stay=st.lists(st.integers(1, 3)))
def test_cells_collapse_to_their_target(target, stay):
    """Does a path that visits all cells, however long, collapse to the target?"""
    cells = nets.extend(np.array(target, dtype=int))
    often = (stay + [1] * len(cells))[: len(cells)]
    assert nets.collapse(np.repeat(cells, often)) == target


@pytest.mark.parametrize("target", TARGETS, ids=str)
@pytest.mark.parametrize("T", [4, 6])
def test_the_loss_is_that_of_all_paths(T, target):
    """Is p the sum over all V ** T paths that collapse to the target?"""
    z, logp = drawn(T, 3, seed=T)
    loss, _ = nets.ctc_loss_and_grad(z, np.array(target, dtype=int))
    assert loss == pytest.approx(-np.log(masses(logp)[tuple(target)]), rel=1e-12)


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_alpha_is_the_mass_of_beginnings(target):
    """Is alpha at (t, s) the mass of all cell sequences that are in cell s at step t?"""
    _, logp = drawn(4, 3)
    cells = nets.extend(target)
    alpha = np.exp(nets.ctc_alpha(logp, target))
    mass = np.zeros_like(alpha)
    for t in range(4):
        for way in itertools.product(range(len(cells)), repeat=t + 1):
            moves = [(u, v) for u, v in itertools.pairwise(way)]
            skips = all(v - u < 2 or cells[u] != cells[v] for u, v in moves)
            if way[0] < 2 and skips and all(0 <= v - u <= 2 for u, v in moves):
                mass[t, way[-1]] += np.exp(logp[range(t + 1), cells[list(way)]].sum())
    np.testing.assert_allclose(alpha, mass, rtol=1e-12)


@pytest.mark.parametrize(
    ("T", "V", "target"),
    [(12, 6, [1, 2, 2, 3]), (1, 3, [2]), (400, 6, [1, 2, 2, 3]), (5, 4, []), (9, 3, [2] * 5)],
)
def test_torch_agrees(T, V, target):
    """Are loss and gradient those of torch.nn.functional.ctc_loss, also after 400 steps?"""
    z, _ = drawn(T, V, seed=1)
    leaf = torch.tensor(z, requires_grad=True)
    expected = torch.nn.functional.ctc_loss(
        leaf.log_softmax(dim=1)[:, None],
        torch.tensor([target], dtype=torch.long),
        torch.tensor([T]),
        torch.tensor([len(target)]),
        reduction="sum",
    )
    expected.backward()
    loss, dz = nets.ctc_loss_and_grad(z, np.array(target, dtype=int))
    assert loss == pytest.approx(expected.item(), rel=1e-10)
    np.testing.assert_allclose(dz, leaf.grad, atol=1e-10)


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_central_differences_agree(target):
    """Is dz the gradient of the loss?"""
    z, _ = drawn(6, 4, seed=3)
    target = np.array(target, dtype=int)
    _, dz = nets.ctc_loss_and_grad(z, target)
    numerical = nets.numerical_gradient(lambda q: nets.ctc_loss_and_grad(q, target)[0], z, 1e-5)
    np.testing.assert_allclose(dz, numerical, atol=1e-8)
    np.testing.assert_allclose(dz.sum(axis=1), 0, atol=1e-12)


def test_shares_add_up_at_each_step():
    """Is each row of gamma a distribution over the cells?"""
    _, logp = drawn(9, 5)
    log_p, gamma = nets.ctc_gamma(logp, np.array([1, 1, 4]))
    np.testing.assert_allclose(gamma.sum(axis=1), 1, rtol=1e-12)
    assert gamma.shape == (9, 7)
    assert log_p < 0


def test_a_known_homework_has_another_loss():
    """Is 17.755 the loss where "expected divergence" gives 23.808, with the same gradient?"""
    torch.manual_seed(0)
    z = torch.randn(12, 6, dtype=torch.float64).numpy()
    target = np.array([1, 2, 2, 3])
    loss, _ = nets.ctc_loss_and_grad(z, target)
    logp = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    _, gamma = nets.ctc_gamma(logp, target)
    divergence = -(gamma * logp[:, nets.extend(target)]).sum()
    assert (round(loss, 3), round(divergence, 3)) == (17.755, 23.808)


@pytest.mark.parametrize("target", [[0], [1, 3], [-1]])
def test_wrong_labels_are_refused(target):
    """Is a label that is the blank, or no symbol, refused with the allowed ones?"""
    z, logp = drawn(4, 3)
    with pytest.raises(ValueError, match="expects labels from 1 to 2; got"):
        nets.ctc_alpha(logp, target)
    with pytest.raises(ValueError, match="expects labels from 1 to 2; got"):
        nets.ctc_loss_and_grad(z, np.array(target))


def test_a_wrong_shape_is_refused():
    """Does the error name the argument as the signature does?"""
    with pytest.raises(ValueError, match=r"ctc_alpha expects logp \(T, V\); got"):
        nets.ctc_alpha(np.zeros(3), [1])
    with pytest.raises(ValueError, match=r"ctc_loss_and_grad expects z \(T, V\); got"):
        nets.ctc_loss_and_grad(np.zeros(3), [1])


def test_too_few_steps_are_refused():
    """Does an error name the steps that two equal labels need?"""
    with pytest.raises(ValueError, match="need 3 steps; got 2"):
        nets.ctc_loss_and_grad(np.zeros((2, 3)), np.array([1, 1]))
    assert np.isneginf(nets.ctc_alpha(np.zeros((2, 3)), [1, 1])[-1, -2:]).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_wide_beam_finds_the_most_probable_labels(seed):
    """With all prefixes kept, are labels and probability those of brute force?"""
    _, logp = drawn(5, 3, seed, scale=0.7)
    every = masses(logp)
    labels, log_p = nets.prefix_beam(logp, 10_000)
    assert tuple(labels) == max(every, key=every.__getitem__)
    assert log_p == pytest.approx(np.log(every[tuple(labels)]), rel=1e-10)


@pytest.mark.parametrize("k", [1, 2, 5])
def test_a_narrow_beam_counts_only_paths_of_its_labels(k):
    """Is the probability of a narrow beam at most that of its labels?"""
    for seed in range(5):
        z, logp = drawn(7, 4, seed)
        labels, log_p = nets.prefix_beam(logp, k)
        assert log_p <= 1e-12 - nets.ctc_loss_and_grad(z, np.array(labels, dtype=int))[0]


def test_a_beam_without_width_is_refused():
    """Does the error name k?"""
    with pytest.raises(ValueError, match="k of 1 or more; got 0"):
        nets.prefix_beam(drawn(3, 4)[1], 0)


def test_greedy_can_miss_the_most_probable_labels():
    """Does greedy read nothing where one label is more probable than no label?"""
    logp = np.log(np.array([[0.6, 0.4], [0.6, 0.4]]))
    assert nets.ctc_greedy(logp) == []
    labels, log_p = nets.prefix_beam(logp, 5)
    assert (labels, round(np.exp(log_p), 6)) == ([1], 0.64)


@settings(deadline=None, max_examples=40)
@given(a=st.text("xyz", max_size=6), b=st.text("xyz", max_size=6), c=st.text("xyz", max_size=6))
def test_edits_are_a_distance(a, b, c):
    """Is it 0 for equals only, the same both ways, and never longer than a detour?"""
    d = nets.edit_distance
    assert (d(a, b) == 0) == (a == b)
    assert d(a, b) == d(b, a) <= max(len(a), len(b))
    assert d(a, c) <= d(a, b) + d(b, c)
    assert d(a, b) >= abs(len(a) - len(b))


def test_known_distances():
    """Are the textbook's examples right?"""
    assert nets.edit_distance("kitten", "sitting") == 3
    assert nets.edit_distance([], [1, 2]) == 2
