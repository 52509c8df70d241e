"""The policy gradient: does the loss have the gradient of the expected reward?"""

import pytest
import torch

import lstm_utils.torch_nets as nets


def test_the_expected_gradient_is_that_of_the_expected_reward():
    """Weighted by the probability of each action, is it the derivative of the mean reward?"""
    z = torch.tensor([0.3, -0.5, 0.1], dtype=torch.float64, requires_grad=True)
    reward = torch.tensor([1.0, 4.0, -2.0], dtype=torch.float64)
    p = z.softmax(dim=0)
    (right,) = torch.autograd.grad((p * reward).sum(), z)
    total = torch.zeros(3, dtype=torch.float64)
    for action in range(3):  # any baseline leaves the mean as it is
        logp = z.log_softmax(dim=0)[action].reshape(1, 1)
        value = torch.full((1, 1), 0.7, dtype=torch.float64)
        counts = torch.ones(1, 1, dtype=torch.bool)
        policy, _ = nets.reinforce_loss(logp, value, reward[action].reshape(1, 1), counts)
        total -= p[action].detach() * torch.autograd.grad(policy, z)[0]
    torch.testing.assert_close(total, right)


def test_each_loss_reaches_its_own_part():
    """Does policy move logp alone, value the estimates alone, and nothing the returns?"""
    logp, values, returns = (torch.randn(4, 2, requires_grad=True) for _ in range(3))
    counts = torch.tensor([[True, False]] * 4)
    policy, value = nets.reinforce_loss(logp, values, returns, counts)
    assert torch.autograd.grad(policy, [values, returns], allow_unused=True) == (None, None)
    policy, value = nets.reinforce_loss(logp, values, returns, counts)
    assert torch.autograd.grad(value, [logp, returns], allow_unused=True) == (None, None)
    policy, value = nets.reinforce_loss(logp, values, returns, counts)
    (dlogp,) = torch.autograd.grad(policy, logp)
    torch.testing.assert_close(dlogp[:, 0], -(returns - values)[:, 0].detach() / 4)
    assert not dlogp[:, 1].any()


def test_shapes_are_checked():
    """Is a mask of another shape refused?"""
    with pytest.raises(ValueError, match="counts"):
        nets.reinforce_loss(*torch.zeros(3, 2, 2), torch.ones(2, dtype=torch.bool))
