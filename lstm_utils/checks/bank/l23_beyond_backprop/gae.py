"""Lesson 23: how much better than expected a step was."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "gae",
    lesson="23_beyond_backprop",
    reference=nets.gae,
    outputs="advantages",
    fresh=True,
    hints=[
        "Run backward in time with two variables: the advantage of the step after, and the estimate after this step "
        "(last at first, then values[t]).",
        "Where a game ended, nothing follows: both the estimate and the advantage of the step after count 0. "
        "goes_on = gamma * ~ended[t] is gamma or 0. The reward of the step itself counts.",
        "surprise = rewards[t] + goes_on * following - values[t]; advantage = surprise + lam * goes_on * advantage; "
        "advantages[t], following = advantage, values[t].",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, gamma, lam, ends=0.3):
        return dict(
            rewards=rng.normal(size=(T, B)),
            values=rng.normal(size=(T, B)),
            ended=rng.random((T, B)) < ends,
            last=rng.normal(size=B),
            gamma=gamma,
            lam=lam,
        )

    yield "T=6, B=3", case(6, 3, 0.9, 0.7)
    example = dict(rewards=np.array([[1.0], [0.0]]), values=np.array([[0.5], [0.2]]), last=np.array([0.8]), gamma=0.5, lam=0.5)
    keys = ("rewards", "values", "ended", "last", "gamma", "lam")
    for label, first in (("the task's example", False), ("the task's example, ended after the first step", True)):
        whole = example | dict(ended=np.array([[first], [False]]))
        yield label, {key: whole[key] for key in keys}
    yield "one step, goes on", case(1, 2, 0.8, 0.6, 0.0)
    yield "one step, ended", case(1, 2, 0.8, 0.6, 1.1)
    yield "lam = 0: one step ahead", case(5, 2, 0.9, 0.0)
    yield "lam = 1: to the end", case(5, 2, 0.9, 1.0)
    yield "gamma = 1, lam = 1", case(6, 2, 1.0, 1.0)
    yield "gamma = 0: only the reward", case(4, 3, 0.0, 0.9)
    yield "no game ends", case(7, 2, 0.95, 0.9, 0.0)
    yield "every step ends a game", case(4, 3, 0.9, 0.8, 1.1)
    yield "T = B = 4", case(4, 4, 0.7, 0.4)
    yield "one game", case(8, 1, 0.6, 0.9)
    last = case(5, 3, 0.9, 0.8, 0.0)
    last["ended"][-1] = [True, False, True]
    yield "ended with the last step", last
    long = case(150, 2, 0.99, 0.97, 0.0)
    long["ended"][40, 1] = True
    yield "150 steps", long
    yield "B=70, large rewards", (large := case(3, 70, 0.8, 0.9)) | dict(rewards=1e5 * large["rewards"])


START = "advantages, advantage, following = np.zeros_like(values), np.zeros_like(last), last"
ON, SURPRISE = "goes_on = gamma * ~ended[t]", "surprise = rewards[t] + goes_on * following - values[t]"
ADV, KEEP = "advantage = surprise + lam * goes_on * advantage", "advantages[t], following = advantage, values[t]"
LOOP = "reversed(range(len(rewards)))"
mistakes(
    ex,
    {
        "the end of a game is ignored: what follows belongs to another game, multiply by ~ended.": (ON, "goes_on = gamma"),
        "the advantage of the next game is added: after an end nothing follows.": (ADV, ADV.replace("goes_on", "gamma")),
        "the estimate for the next game is added: after an end nothing follows.": (
            SURPRISE,
            SURPRISE.replace("goes_on", "gamma"),
        ),
        "the reward of the last step of a game is lost: it counts, only what follows does not.": (
            SURPRISE,
            SURPRISE.replace("rewards[t]", "rewards[t] * ~ended[t]"),
        ),
        "the last step of a game has advantage 0: its reward less its estimate counts.": (
            ADV,
            f"{ADV} * 1\n        advantage = np.where(ended[t], 0, advantage)",
        ),
        "ended is read upside down: it is True where a game ended.": (ON, "goes_on = gamma * ended[t]"),
        "the end of the step after is used: ended[t] is about this step.": (
            ON,
            "goes_on = gamma * ~ended[min(t + 1, len(ended) - 1)]",
        ),
        "the end of the step before is used: ended[t] is about this step.": (ON, "goes_on = gamma * ~(ended[t - 1] & (t > 0))"),
        "one game's end ends all: each game has its own.": (ON, "goes_on = gamma * ~ended[t].any()"),
        "the estimate that follows is not discounted: gamma times it.": (SURPRISE, SURPRISE.replace("goes_on", "~ended[t]")),
        "gamma is missing in the sum of surprises: gamma times lam.": (ADV, ADV.replace("goes_on", "~ended[t]")),
        "lam is missing: gamma times lam.": (ADV, ADV.replace("lam * ", "")),
        "lam multiplies the estimate, too: it only weighs the surprises.": (
            SURPRISE,
            SURPRISE.replace("goes_on", "lam * goes_on"),
        ),
        "gamma is squared: once a step.": (ADV, ADV.replace("goes_on", "gamma * goes_on")),
        "the reward is discounted: it comes with this step, gamma^0.": (
            SURPRISE,
            SURPRISE.replace("rewards[t]", "gamma * rewards[t]"),
        ),
        "the estimate after the last step is ignored: following starts as last.": (
            START,
            "advantages, advantage, following = np.zeros_like(values), np.zeros_like(last), 0 * last",
        ),
        "the estimate after each step is last: only after the last one; before it is that of the next step.": (
            KEEP,
            "advantages[t] = advantage",
        ),
        "the sum starts with last: it starts with 0, last is an estimate.": (
            START,
            "advantages, advantage, following = np.zeros_like(values), last, last",
        ),
        "the estimate of the step itself stands for the following one: values[t + 1].": (
            SURPRISE,
            SURPRISE.replace("following", "values[t]"),
        ),
        "the estimate is not subtracted: the advantage is what is better than expected.": (
            SURPRISE,
            SURPRISE.replace(" - values[t]", ""),
        ),
        "the returns are returned: they are advantages plus values.": ("return advantages", "return advantages + values"),
        "the surprises are returned: each advantage also has the later ones.": (
            KEEP,
            KEEP.replace("= advantage,", "= surprise,"),
        ),
        "the sign is wrong: reward minus estimate.": (SURPRISE, SURPRISE + "\n        surprise = -surprise"),
        "the loop runs forward: an advantage needs the later ones, start at the end.": (
            f"for t in {LOOP}",
            "for t in range(len(rewards))",
        ),
        "the advantages are in reverse order: row t belongs to step t.": ("return advantages", "return advantages[::-1].copy()"),
        "the advantages are scaled to standard deviation 1: return them as they are.": (
            "return advantages",
            "return (advantages - advantages.mean()) / (advantages.std() + 1e-8)",
        ),
        "the rewards are changed: make a new array.": (KEEP, f"{KEEP}\n        rewards[t] = advantage"),
        "the advantages are clipped: return them as they are.": ("return advantages", "return advantages.clip(-100, 100)"),
        "only 100 later surprises are added: all up to the end of the game.": (
            KEEP,
            f"{KEEP}\n        if t < len(rewards) - 100:\n"
            "            whole = np.cumprod(lam * gamma * ~ended[t : t + 100], axis=0)[-1]\n"
            "            advantages[t] -= whole * advantages[t + 100]",
        ),
        "only 64 games are computed: B can be larger.": ("return advantages", "advantages[:, 64:] = 0\n    return advantages"),
        "(1 - lam) weighs the surprises: lam.": (ADV, ADV.replace("lam", "(1 - lam)")),
        "only 100 steps are computed: T can be larger.": (LOOP, "reversed(range(min(100, len(rewards))))"),
    },
)


equivalents(
    ex,
    {
        "all surprises first": """
        T = len(rewards)
        after = np.concatenate([values[1:], last[None]])
        on = gamma * (1.0 - ended)
        surprises = rewards + on * after - values
        out = np.zeros(values.shape)
        out[-1] = surprises[-1]
        for t in range(T - 2, -1, -1):
            out[t] = surprises[t] + lam * on[t] * out[t + 1]
        return out
    """,
        "game by game": """
        T, B = rewards.shape
        out = np.empty((T, B))
        for n in range(B):
            later, estimate = 0.0, last[n]
            for t in range(T - 1, -1, -1):
                if ended[t, n]:
                    later = estimate = 0.0
                later = rewards[t, n] + gamma * estimate - values[t, n] + gamma * lam * later
                out[t, n], estimate = later, values[t, n]
        return out
    """,
        "sums to each end": """
        T, B = rewards.shape
        after = np.vstack([values[1:], last])
        surprises = rewards + gamma * np.where(ended, 0, after) - values
        out = np.zeros((T, B))
        for t in range(T):
            weight = np.ones(B)
            for k in range(t, T):
                out[t] += weight * surprises[k]
                weight = weight * gamma * lam * np.logical_not(ended[k])
        return out
    """,
        "where": """
        A = np.array(rewards, dtype=float)
        advantage = 0
        for t in range(len(A) - 1, -1, -1):
            next_value = last if t == len(A) - 1 else values[t + 1]
            advantage = rewards[t] - values[t] + np.where(ended[t], 0.0, gamma * (next_value + lam * advantage))
            A[t] = advantage
        return A
    """,
    },
)
