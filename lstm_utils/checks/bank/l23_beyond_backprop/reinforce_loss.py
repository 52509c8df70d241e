"""Lesson 23: the losses of actions and of value estimates."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ..l09_pytorch._torch import nets, twin_of


@twin_of("policy")
def reinforce_loss(logp, values, returns, counts):
    """Compute the losses of actions and of value estimates."""
    return nets.reinforce_loss(logp, values, returns, counts)


ex = exercise(
    "reinforce-loss",
    lesson="23_beyond_backprop",
    reference=reinforce_loss,
    outputs=("policy", "value"),
    framework="autograd",
    hints=[
        "advantage = returns - values. For the actions it is a number that somebody measured: detach it.",
        "policy: -(logp * advantage), value: (returns - values)**2. Select the steps that count with [counts], then mean().",
        "advantage = (returns - values).detach(); "
        "return -(logp * advantage)[counts].mean(), ((returns - values) ** 2)[counts].mean().",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, share=0.6):
        counts = rng.random((T, B)) < share
        counts[0, -1] = True
        return dict(
            logp=-rng.exponential(size=(T, B)),
            values=rng.normal(size=(T, B)),
            returns=rng.normal(size=(T, B)) + 0.5,
            counts=counts,
        )

    yield "T=5, B=3", case(5, 3)
    yield (
        "the task's example",
        dict(
            logp=np.array([[-1.0], [-2.0], [-9.0]]),
            values=np.array([[1.0], [0.0], [5.0]]),
            returns=np.array([[4.0], [-1.0], [7.0]]),
            counts=np.array([[True], [True], [False]]),
        ),
    )
    yield "one step that counts", dict(case(1, 1), counts=np.array([[True]]))
    yield "all steps count", case(4, 2, 1.1)
    yield "T = B = 3", case(3, 3)
    garbage = case(6, 3, 0.5)
    for name, number in (("logp", -1e30), ("values", 1e8), ("returns", -1e9)):
        garbage[name][~garbage["counts"]] = number
    yield "large numbers where nothing counts", garbage
    uneven = case(6, 2, 1.1)
    uneven["counts"][1:, 0] = False
    yield "one step of the first game, six of the second", uneven
    yield "one game", case(7, 1)
    yield "T=24, B=40", case(24, 40)
    rare = case(4, 2)
    rare["logp"] *= 40
    rare["logp"][0, -1] = -300
    rare["returns"][0] += [90, -90]
    yield "rare actions, large surprises", rare


ADV, POLICY = "advantage = (returns - values).detach()", "policy = -(logp * advantage)[counts].mean()"
VALUE, RETURN = "value = ((returns - values) ** 2)[counts].mean()", "return policy, value"
mistakes(
    ex,
    {
        "the advantage is not detached: actions would change the estimates, use .detach().": (
            ADV,
            "advantage = returns - values",
        ),
        "the estimate is detached in its own loss: then it learns nothing.": (
            VALUE,
            VALUE.replace("- values", "- values.detach()"),
        ),
        "logp is detached: then the actions learn nothing.": (POLICY, POLICY.replace("(logp *", "(logp.detach() *")),
        "the sign of policy is wrong: a loss falls, so minus logp times advantage.": (POLICY, POLICY.replace("-(", "(")),
        "the baseline is missing: subtract the estimate from the return.": (ADV, "advantage = returns"),
        "the mean return is the baseline: subtract the estimate of each step.": (
            ADV,
            "advantage = returns - returns[counts].mean()",
        ),
        "the steps after the end count as well: select with counts.": [
            (POLICY, POLICY.replace("[counts]", "")),
            (VALUE, VALUE.replace("[counts]", "")),
        ],
        "policy includes steps after the end: select with counts.": (POLICY, POLICY.replace("[counts]", "")),
        "value includes steps after the end: select with counts.": (VALUE, VALUE.replace("[counts]", "")),
        "policy is divided by all T B steps: by the number of those that count.": (
            POLICY,
            "policy = -(logp * advantage).masked_fill(~counts, 0).mean()",
        ),
        "value is divided by all T B steps: by the number of those that count.": (
            VALUE,
            "value = ((returns - values) ** 2).masked_fill(~counts, 0).mean()",
        ),
        "counts is read upside down: True where a step counts.": [
            (POLICY, POLICY.replace("[counts]", "[counts != counts.any()]")),
            (VALUE, VALUE.replace("[counts]", "[counts != counts.any()]")),
        ],
        "the sums are returned: take the means.": [
            (POLICY, POLICY.replace("mean()", "sum()")),
            (VALUE, VALUE.replace("mean()", "sum()")),
        ],
        "policy is summed: take the mean.": (POLICY, POLICY.replace("mean()", "sum()")),
        "value is summed: take the mean.": (VALUE, VALUE.replace("mean()", "sum()")),
        "the mean of each game is taken first: all steps that count have the same weight.": [
            (
                POLICY,
                "w = counts.to(logp) / counts.sum(dim=0).clamp(min=1) / counts.any(dim=0).sum()\n"
                "    policy = -((logp * advantage).masked_fill(~counts, 0) * w).sum()",
            ),
            (VALUE, "value = (((returns - values) ** 2).masked_fill(~counts, 0) * w).sum()"),
        ],
        "the probability is used: its logarithm, logp.": (POLICY, POLICY.replace("(logp *", "(logp.exp() *")),
        "the advantage is left out: each action weighs as much as it was better than expected.": (
            POLICY,
            "policy = -logp[counts].mean()",
        ),
        "the advantage is squared in policy: once, with its sign.": (POLICY, POLICY.replace("advantage)", "advantage**2)")),
        "only the sign of the advantage is used: its size matters.": (POLICY, POLICY.replace("advantage)", "advantage.sign())")),
        "the advantages are scaled to standard deviation 1: use them as they are.": (
            ADV,
            f"{ADV}\n    seen = advantage[counts]\n    advantage = (advantage - seen.mean()) / (seen.std(unbiased=False) + 1e-8)",
        ),
        "the advantages are clipped: use them as they are.": (ADV, f"{ADV}.clamp(-20, 20)"),
        "logp is clipped: a rare action counts as it is.": (POLICY, POLICY.replace("(logp *", "(logp.clamp(min=-100) *")),
        "value grows only linearly with large errors: the square.": (
            VALUE,
            "value = ((returns - values).abs().clamp(max=20) * (returns - values).abs())[counts].mean()",
        ),
        "only 32 games are read: B can be larger.": [
            (POLICY, "policy = -(logp * advantage)[:, :32][counts[:, :32]].mean()"),
            (VALUE, "value = ((returns - values) ** 2)[:, :32][counts[:, :32]].mean()"),
        ],
        "value has the absolute error: the square.": (VALUE, "value = (returns - values).abs()[counts].mean()"),
        "value is halved: return the mean square itself.": (VALUE, f"{VALUE} / 2"),
        "value is the root of the mean square: leave the square.": (VALUE, f"{VALUE}.sqrt()"),
        "the results are exchanged: policy, then value.": (RETURN, "return value, policy"),
        "the sum of both is returned twice: return them one by one.": (RETURN, "return policy + value, policy + value"),
        "only 20 steps are read: T can be larger.": [
            (POLICY, "policy = -(logp * advantage)[:20][counts[:20]].mean()"),
            (VALUE, "value = ((returns - values) ** 2)[:20][counts[:20]].mean()"),
        ],
    },
)


equivalents(
    ex,
    {
        "select first": """
        a, v, r = logp[counts], values[counts], returns[counts].detach()
        return -(a * (r - v.detach())).mean(), ((v - r) ** 2).mean()
    """,
        "where and sums": """
        import torch

        returns = returns.detach()
        n = counts.sum()
        zero = torch.zeros_like(values)
        error = torch.where(counts, values, zero) - torch.where(counts, returns, zero)
        policy = (torch.where(counts, logp, zero) * error.detach()).sum() / n
        return policy, (error * error).sum() / n
    """,
        "mse_loss and no_grad": """
        import torch

        with torch.no_grad():
            advantage = returns - values
        value = torch.nn.functional.mse_loss(values[counts], returns.detach()[counts])
        return [(-logp * advantage)[counts].mean(), value]
    """,
    },
)
