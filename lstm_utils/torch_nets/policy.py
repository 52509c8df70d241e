"""The policy gradient: learn from rewards, without targets.

T = time steps, B = games side by side.
"""

from torch import Tensor

from lstm_utils.shapes import require_shapes

_SPEC = "logp (T, B), values (T, B), returns (T, B), counts (T, B)"


def reinforce_loss(
    logp: Tensor, values: Tensor, returns: Tensor, counts: Tensor
) -> tuple[Tensor, Tensor]:
    """Compute the losses of actions and of value estimates.

    The gradient of the first one makes actions more likely that were better than expected; the
    estimates are constants in it. No gradient goes into the returns.

    Args:
        logp: log-probabilities of the actions that were taken, (T, B) float tensor.
        values: estimates of the returns, (T, B) float tensor.
        returns: what followed, (T, B) float tensor; a constant.
        counts: which steps count, (T, B) bool tensor, at least one; the others are after the
            end of a game and have any finite numbers.

    Returns:
        policy: mean of -logp (returns - values) over the steps that count, a scalar.
        value: mean of (returns - values)^2 over the steps that count, a scalar.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Williams (1992), Machine Learning 8:229-256, with an estimated value as baseline.
    """
    require_shapes("reinforce_loss", _SPEC, logp, values, returns, counts)
    returns = returns.detach()
    advantage = (returns - values).detach()
    policy = -(logp * advantage)[counts].mean()
    value = ((returns - values) ** 2)[counts].mean()
    return policy, value
