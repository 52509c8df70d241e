# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 23 · Beyond backprop

You play Space Invaders, but four of five frames are blank.
You press a key in every frame, seen or not. Nobody shows you the right key;
the only feedback is an occasional point, won or lost.

**How does a net learn without a teacher, and does memory help it here?**

Backpropagation through time needs three things: the whole past, a derivative, and a target.
This lesson takes them away one by one. You will write six short functions.
Reading and writing take 75 to 90 minutes; the training runs take a few minutes in all.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm, torch and the standard library.
"""

# %%
import numpy as np
import torch
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("rtrl-step")
from lstm_utils.tasks import evolino, maze_evolution, player_training
from lstm_utils.tasks import step_costs as costs
from lstm_utils.tasks.invaders import Invaders
from lstm_utils.tasks.t_maze import TMaze

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
torch.set_num_threads(1)
plots.use_style()

# %% [markdown]
r"""
## See it: the game

![Eight boards of Space Invaders in a row; below, most frames are blank](figures/strip.svg)

Eight steps of a game, played by a net that learned with this lesson's method. The upper row is
the board; the lower row is what the net saw. Green aliens move sideways and down, red bombs
fall one row per step, and the cannon moves or fires, one shot at a time.

From the last frame it saw, a player **with memory** can compute where the bombs are now.
A player without memory cannot. You will measure what that is worth.
"""

# %% [markdown]
r"""
## 1 · No past: a gradient that runs forward

BPTT (lesson 05) keeps every state of the sequence, and goes back through all of them.
A stream without end has no last step from which to go back. **Real-time recurrent learning**
([Williams and Zipser](https://doi.org/10.1162/neco.1989.1.2.270), 1989)
updates an influence matrix at each step instead:

$$P_{k,ij} = \frac{\partial h_k}{\partial W_{ij}}$$

is the influence of each weight on each unit **so far**. Row $i$ of
$W = [W_{ih}, W_{hh}, b]$ has all weights of unit $i$, and $W$ multiplies $u = [x, h, 1]$.
If the loss of a step has the gradient $dh$, the gradient of the weights is available at once:
$dW = \sum_k dh_k\, P_k$.
"""

# %% [markdown]
r"""
## Exercise 1: `rtrl_step`

From $h' = \tanh(W u)$, with $u = [x, h, 1]$ of the **old** state, the chain rule gives

$$P'_{k,ij} = (1 - h_k'^2)\Big(\sum_l W_{hh,kl}\, P_{l,ij} + [k = i]\; u_j\Big).$$

The sum: a weight influenced the old units, and they influence the new ones.
The second term: weight $j$ of unit $i$ influences that unit directly.
"""

# %% [markdown]
r"""
`P` has the shape $(H, H, I + H + 1)$; there is one sequence, no batch.
Return the new `P` (a new array; the argument is not changed) and the new `h`.

With one unit, $P = (1, 0, 0)$, $h = 0$, $x = 1$, $W_{ih} = b = 0$ and
$W_{hh} = 0.5$: $u = (1, 0, 1)$, $h' = 0$, and $P' = (1.5, 0, 1)$. About 6 lines.
"""


# %% exercise="rtrl-step"
def rtrl_step(P, h, x, W_ih, W_hh, b):
    """Advance state and influence of the weights by one step.

    Args:
        P: influence of the weights on h, (H, H, I + H + 1) float array; not changed.
        h: state after the step before, (H,) float array.
        x: input of this step, (I,) float array.
        W_ih: weights from the inputs, (H, I) float array.
        W_hh: weights from the last state, (H, H) float array.
        b: biases, (H,) float array.

    Returns:
        P: influence after this step, (H, H, I + H + 1), a new array.
        h: state after this step, (H,).
    """
    ### BEGIN SOLUTION
    u = np.concatenate([x, h, [1.0]])
    h = np.tanh(W_ih @ x + W_hh @ h + b)
    P = np.tensordot(W_hh, P, axes=1)
    unit = np.arange(len(h))
    P[unit, unit] += u
    return (1 - h**2)[:, None, None] * P, h
    ### END SOLUTION


# %% tests="rtrl-step" points=5
check("rtrl-step", rtrl_step)
### BEGIN HIDDEN TESTS
check("rtrl-step", rtrl_step, seed=23101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Forward in time, and BPTT backward: the same gradient?
rng = np.random.default_rng(0)
T, I, H = 50, 2, 6
weights = [rng.normal(size=s) / np.sqrt(H) for s in ((H, I), (H, H), (H,))]
x, dhs = rng.normal(size=(T, 1, I)), rng.normal(size=(T, 1, H))
P, h, dW = np.zeros((H, H, I + H + 1)), np.zeros(H), 0
for t in range(T):
    P, h = rtrl_step(P, h, x[t, 0], *weights)
    dW = dW + np.tensordot(dhs[t, 0], P, axes=1)
zeros = np.zeros((1, H))
cache = {"x": x, "h0": zeros, "hs": nets.rnn_forward(x, zeros, *weights)}
_, *back, _ = nets.rnn_backward(dhs, cache | {"W_ih": weights[0], "W_hh": weights[1]})
difference = abs(dW - np.column_stack(back)).max()
print(f"largest difference after {T} steps: {difference:.0e}")
assert difference < 1e-12, "RTRL and BPTT are the same derivative"

# %% [markdown]
r"""
The gradients are equal, and RTRL never went back in time. So why does everybody use BPTT?
Count the multiplications in a step: $W_{hh} P$ alone needs $H \times H$ times $H (I + H + 1)$,
about $H^4$. BPTT needs about $3 H^2$, forward and backward.
Guess the ratio for 64 units, then measure it.
"""

# %% tags=["explore"]
sizes = (8, 16, 32, 64)
counts, times = ([f(H, 2) for H in sizes] for f in (costs.multiplications, costs.seconds))
for H, count, took in zip(sizes, counts, times, strict=True):
    by_count, by_clock = (q["RTRL"] / q["BPTT"] for q in (count, took))
    print(f"H = {H:2}: RTRL / BPTT: {by_count:5.0f} in products, {by_clock:5.1f} in time")
curves = {name: [count[name] for count in counts] for name in counts[0]}
plots.draw_costs(sizes, curves, "multiplications in a step")

# %% [markdown]
r"""
When $H$ doubles, RTRL costs about 16 times as much, and BPTT 4 times.
The measured time ratio is smaller, because at these sizes BPTT in NumPy spends most of its time
on function calls. For large $H$ it grows as well.

**What makes RTRL cheap?** If each unit reads only its **own** last state
(a diagonal $W_{hh}$), a weight influences one unit only. Then $P$ has $H (I + 2)$ numbers,
and a step costs no more than the step of the net itself: `nets.rtrl_diagonal_step`.
In 1997 the LSTM paper used a truncated RTRL inside the memory cell for this reason,
and recent work on online learning returned to diagonal nets
([Zucchet and others](https://arxiv.org/abs/2305.15947), 2023).
"""

# %% [markdown]
r"""
## 2 · No derivative: evolution strategies

A game gives points. Points have no derivative: a small change of a weight changes nothing
until it changes an action. But you can **try**: add noise to the weights, compare the scores,
and move the weights toward the noise that helped.

One trial with a score of $-1{,}000{,}000$ would outweigh all others.
So use only the **order** of the scores.
"""

# %% [markdown]
r"""
## Exercise 2: `rank_shape`

Replace $N \ge 1$ scores by numbers from $-0.5$ (worst) to $0.5$ (best), equally spaced by rank:
$\mathrm{rank} / (N - 1) - 0.5$, with ranks from 0. Equal scores get the **mean** of their
ranks. A single score gets 0. Return a new array $(N,)$; `scores` is not changed.

$(3, 100, 7)$ becomes $(-0.5, 0.5, 0)$, and $(1, 5, 1)$ becomes $(-0.25, 0.5, -0.25)$.

A way without sorting: for each score, (number of lower scores) minus (number of higher scores),
divided by $2 (N - 1)$. About 3 lines.
"""


# %% exercise="rank-shape"
def rank_shape(scores):
    """Replace scores by their ranks, from -0.5 for the worst to 0.5 for the best.

    Args:
        scores: (N,) float array; not changed.

    Returns:
        (N,) float array, in the order of scores; equal scores have the mean of their ranks.
    """
    ### BEGIN SOLUTION
    below = (scores[:, None] > scores).sum(axis=1)
    above = (scores[:, None] < scores).sum(axis=1)
    return (below - above) / (2 * max(len(scores) - 1, 1))
    ### END SOLUTION


# %% tests="rank-shape" points=3
check("rank-shape", rank_shape)
### BEGIN HIDDEN TESTS
check("rank-shape", rank_shape, seed=23102, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Exercise 3: `es_gradient`

Estimate in which direction $f$ rises at $\theta$, from `pairs` pairs of trials. An
**antithetic pair** uses one noise vector $\epsilon$ with both signs:

$$g = \frac{1}{K} \sum_{k=1}^{K}
\frac{f(\theta + \sigma \epsilon_k) - f(\theta - \sigma \epsilon_k)}{2 \sigma}\; \epsilon_k$$

Draw all noise at once, with `rng.normal(size=(pairs, n))`; $K$ is `pairs`.
Call `f` once for each of the $2K$ trials.
If `shape` is given, call it with the array of all $2K$ scores, those of $+$ first, and use
the returned numbers instead of the scores.

For $f(\theta) = 3\theta$ and one pair, $g = 3 \epsilon^2$, whatever $\sigma$ is.
`theta` is not changed. About 7 lines.
"""


# %% exercise="es-gradient"
def es_gradient(f, theta, sigma, pairs, rng, shape=None):
    """Estimate in which direction f rises, from values of f alone.

    Args:
        f: function of an (n,) array that returns its score, a number; larger is better.
        theta: where to stand, (n,) float array; not changed.
        sigma: standard deviation of the noise, > 0.
        pairs: number of pairs of trials, >= 1.
        rng: numpy.random.Generator, draws the noise: rng.normal(size=(pairs, n)).
        shape: function of the (2 pairs,) scores, those of + first, that returns the numbers to
            use in their place; None to use the scores.

    Returns:
        (n,) float array.
    """
    ### BEGIN SOLUTION
    noise = rng.normal(size=(pairs, len(theta)))
    trials = np.concatenate([theta + sigma * noise, theta - sigma * noise])
    scores = np.array([f(trial) for trial in trials])
    if shape is not None:
        scores = shape(scores)
    difference = scores[:pairs] - scores[pairs:]
    return difference @ noise / (2 * sigma * pairs)
    ### END SOLUTION


# %% tests="es-gradient" points=5
check("es-gradient", es_gradient)
### BEGIN HIDDEN TESTS
check("es-gradient", es_gradient, seed=23103, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
**Is it the gradient?** On average: it is an **unbiased** estimate for a straight line,
and nearly so where $f$ is nearly straight over a distance of $\sigma$.
Test such a claim with numbers: the mean of 2,000 estimates should be
within a few standard errors ($z$) of the true gradient.

The test must also be able to fail. So give it two other estimators as well: a pair with
**different** noise, and a single trial without its mirror image.
"""


# %% tags=["explore"]
def score(theta):
    """Return a score that rises along a, 7 at the origin."""
    return float(theta @ a + 7)


rng, a, sigma = np.random.default_rng(0), np.array([1.0, -2.0, 0.5]), 0.4
found = {"antithetic": [], "different noise": [], "without the mirror": []}
for _ in range(2000):
    e, other = rng.normal(size=(2, 3))
    found["antithetic"].append(nets.es_gradient(score, 0 * a, sigma, 1, rng))
    found["different noise"].append(
        (score(sigma * e) - score(-sigma * other)) / (2 * sigma) * e
    )
    found["without the mirror"].append(score(sigma * e) / sigma * e)
z = {}
for name, estimates in found.items():
    spread = np.std(estimates, axis=0)
    z[name] = abs((np.mean(estimates, axis=0) - a) / (spread / np.sqrt(2000))).max()
    print(f"{name:18}: largest |z| {z[name]:5.1f}, spread of one estimate {spread.mean():5.1f}")
assert z["antithetic"] < 4.5 < z["different noise"]

# %% [markdown]
r"""
With different noise the estimate is **biased**: its mean is half the gradient, and $z$ shows
it. Without the mirror image it is unbiased, but the constant 7 in the score makes it far
noisier. A net would learn something with both, so a training run would not reveal the mistake.

Now evolve a net with a memory: an LSTM of four units in a small **T-maze**. A sign at the
start shows *north* or *south*. Then comes a corridor, then a junction that always looks the
same. The right turn gives 4 points. A net that turns the same way every time gets 1.95 on
average.
"""

# %% tags=["explore", "long"]
rng = np.random.default_rng(0)
theta = 0.5 * rng.normal(size=maze_evolution.WEIGHTS)
for generation in range(40):
    if generation % 10 == 0:
        print(f"generation {generation:3}: {maze_evolution.maze_score(theta):5.2f} points")
    theta += nets.es_gradient(maze_evolution.maze_score, theta, 0.5, 32, rng, nets.rank_shape)
print(f"in the end      : {maze_evolution.maze_score(theta):5.2f} points")

# %% [markdown]
r"""
The net soon learns to walk and to turn, because random trials show which weights do that
better. All six seeds that were tried end there, at 1.95.
Remembering improves the score only if several weights change together, and a random step
seldom does that. Evolution strategies played Atari games with 720 cores in an hour
([Salimans and others](https://arxiv.org/abs/1703.03864), 2017). They suit many cores,
few weights and rough scores. They fail when almost no random trial improves the score.
"""

# %% [markdown]
r"""
## 3 · Evolve the memory, solve the rest

The last layer of a net is linear. For given states its best weights need no training:
they are the solution of a linear system.
**Evolino** ([Schmidhuber and others](https://doi.org/10.1162/neco.2007.19.3.757), 2007)
evolves only the weights **inside** the LSTM cells, and solves for the readout of each net.
"""

# %% [markdown]
r"""
## Exercise 4: `ridge_readout`

`states` $S$ $(T, H)$ has one row for each step; `y` $(T, O)$ has the targets.
$T$ may be smaller than $H$. Return the $W$ $(O, H)$ that minimises

$$\sum_t |W s_t - y_t|^2 + \lambda \sum W^2,$$

where $\lambda$ is `penalty` $> 0$. Setting the derivative to 0 gives
$(S^\top S + \lambda \mathbf 1)\, W^\top = S^\top y$, where $\mathbf 1$ is the identity.

For states $1, 2$, targets $2, 4$ and penalty 5: $W = 10 / (5 + 5) = 1$.
(Without a penalty it would be 2.) About 2 lines.
"""


# %% exercise="ridge-readout"
def ridge_readout(states, y, penalty):
    """Compute the best linear readout of given states, by solving one linear system.

    Args:
        states: one row for each step, (T, H) float array; T may be smaller than H.
        y: targets, (T, O) float array.
        penalty: weight of the squares of the readout, > 0.

    Returns:
        W: (O, H).
    """
    ### BEGIN SOLUTION
    H = states.shape[1]
    return np.linalg.solve(states.T @ states + penalty * np.eye(H), states.T @ y).T
    ### END SOLUTION


# %% tests="ridge-readout" points=3
check("ridge-readout", ridge_readout)
### BEGIN HIDDEN TESTS
check("ridge-readout", ridge_readout, seed=23104, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
The task is a sum of two sines, as in the paper. It does not repeat during the run.
The net reads 250 steps, gets its readout, and then runs **freely**: each output is its next
input (lesson 18's `rollout`). Its score is the error over 200 free steps.

The population has forty random LSTMs of 12 cells. In each generation the best ten stay, and
copies with Cauchy noise (mostly small, sometimes huge) replace the others.
How much does evolution add to 40 random nets?
"""

# %% tags=["explore", "long"]
population, best = evolino.evolve(40, np.random.default_rng(0))
first = evolino.Population.draw(40, np.random.default_rng(0))
variance = evolino.two_sines(2000).var()
errors = np.median(evolino.errors(first)), best[0], best[-1]
for name, error in zip(("a random net", "the best of 40", "evolved"), errors, strict=True):
    print(f"{name:14}: error / variance {error / variance:.3f}")
assert best[-1] < best[0]

# %% tags=["explore", "long"]
start = evolino.WASHOUT + evolino.LEARN + 1
series = evolino.two_sines(start + 600)
runs = {
    "random net": evolino.free_runs(first, series[:start], 600)[:, 0],
    "evolved net": evolino.free_runs(population, series[:start], 600)[:, 0],
}
plots.draw_runs(series[start:], runs, shown=600)

# %% [markdown]
r"""
A **random** LSTM with a solved readout is already a good start: its states contain
the past in many forms. (A random net with a solved readout is called an *echo state network*.)
Evolution finds cells that keep the two rhythms longer: here for all 600 steps, although only
the first 200 count in the score. In general a free run may diverge after a while.
"""

# %% [markdown]
r"""
## 4 · No target: the policy gradient

Back to the game. No target shows which key was right. But a net that outputs **probabilities**
of actions has a derivative: that of $\log p(\text{action})$.
Let the net play, and raise the probability of actions that turned out **better than expected**
([Williams](https://doi.org/10.1007/BF00992696), 1992: REINFORCE).
"""

# %% [markdown]
r"""
What was expected? A second output of the net, the **value** $v_t$, estimates the sum of the
future rewards, each discounted by $\gamma$ per step. With the reward $r_t$ of step $t$,
the **surprise** of the step (its *TD error*) is

$$\delta_t = r_t + \gamma\, v_{t+1} - v_t .$$

The **advantage** of an action adds up the surprises of this step and the following ones:

$$A_t = \delta_t + \gamma \lambda\, A_{t+1} .$$
"""

# %% [markdown]
r"""
## Exercise 5: `gae`

Compute $A$ $(T, B)$ for $T$ steps of $B$ games
([generalised advantage estimation](https://arxiv.org/abs/1506.02438)). Go backward in time.
After the last step, $v_T$ is `last` and $A_T$ is 0.

Where `ended[t]` is `True`, the game ended **with** this step: its reward counts, but
neither $v_{t+1}$ nor $A_{t+1}$ does. The next row belongs to a new game.
Return a new array; the arguments are not changed.

Rewards $(1, 0)$, values $(0.5, 0.2)$, `last` $0.8$, $\gamma = \lambda = 0.5$:
$A_1 = 0 + 0.4 - 0.2 = 0.2$ and $A_0 = (1 + 0.1 - 0.5) + 0.05 = 0.65$.
If the game ends with the first step, $A_0 = 0.5$. About 7 lines.
"""


# %% exercise="gae"
def gae(rewards, values, ended, last, gamma, lam):
    """Estimate how much better than expected each step was.

    Args:
        rewards: of each step, (T, B) float array; not changed.
        values: estimate before each step of what follows, (T, B) float array.
        ended: whether a game ended with this step, (T, B) bool array.
        last: estimate after the last step, (B,) float array.
        gamma: discount of a reward one step later, 0 to 1.
        lam: weight of later surprises, 0 to 1.

    Returns:
        Advantages, (T, B), a new array.
    """
    ### BEGIN SOLUTION
    advantages, advantage, following = np.zeros_like(values), np.zeros_like(last), last
    for t in reversed(range(len(rewards))):
        goes_on = gamma * ~ended[t]
        surprise = rewards[t] + goes_on * following - values[t]
        advantage = surprise + lam * goes_on * advantage
        advantages[t], following = advantage, values[t]
    return advantages
    ### END SOLUTION


# %% tests="gae" points=4
check("gae", gae)
### BEGIN HIDDEN TESTS
check("gae", gae, seed=23105, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# One reward of 1 at step 6 of 8, values 0: which steps get the credit?
rewards, zeros = np.eye(8)[6][:, None], np.zeros((8, 1))
for lam in (0.0, 0.5, 1.0):
    credit = nets.gae(rewards, zeros, zeros > 0, zeros[0], 0.9, lam)[:, 0]
    print(f"lambda {lam}:", *(f"{A:5.2f}" for A in credit))

# %% [markdown]
r"""
$\lambda = 0$ credits the last action only; the values must carry the credit further back, one
step per update. $\lambda = 1$ credits all earlier actions, whether they helped or not.
"""

# %% [markdown]
r"""
## Exercise 6: `reinforce_loss`

The returns $R = A + v$ are the targets of the values. Compute two losses, each a mean over the
steps that count:

$$\mathrm{policy} = \mathrm{mean}\big({-\log p}\;(R - v)\big), \qquad
\mathrm{value} = \mathrm{mean}\big((R - v)^2\big).$$

In `policy`, $R - v$ is a **constant**: no gradient may flow into $v$ (use `.detach()`).
$R$ is a constant in both losses. `counts` is `False` after the end of a
game; the numbers there are arbitrary, but finite. Return two scalar tensors.
"""

# %% [markdown]
r"""
For $\log p = (-1, -2, -9)$, $v = (1, 0, 5)$, $R = (4, -1, 7)$, where only the first two
steps count: policy $= (3 - 2) / 2 = 0.5$, value $= (9 + 1) / 2 = 5$.
About 5 lines.
"""


# %% exercise="reinforce-loss"
def reinforce_loss(logp, values, returns, counts):
    """Compute the losses of actions and of value estimates.

    Args:
        logp: log-probabilities of the actions that were taken, (T, B) float tensor.
        values: estimates of the returns, (T, B) float tensor.
        returns: what followed, (T, B) float tensor; a constant.
        counts: which steps count, (T, B) bool tensor, at least one.

    Returns:
        policy: mean of -logp (returns - values) over the steps that count, a scalar tensor; no
            gradient flows from it into values.
        value: mean of (returns - values)^2 over the steps that count, a scalar tensor.
    """
    ### BEGIN SOLUTION
    returns = returns.detach()  # it may have a past as well
    advantage = (returns - values).detach()
    policy = -(logp * advantage)[counts].mean()
    value = ((returns - values) ** 2)[counts].mean()
    return policy, value
    ### END SOLUTION


# %% tests="reinforce-loss" points=4
check("reinforce-loss", reinforce_loss)
### BEGIN HIDDEN TESTS
check("reinforce-loss", reinforce_loss, seed=23106, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
What if the advantage is not detached? Then raising $v$ also lowers the policy loss,
most of all where an unlikely action was taken. The estimates become too high,
and each action seems worse than expected.
"""

# %% [markdown]
r"""
## The T-maze

[Bakker](https://papers.nips.cc/paper/2001/hash/a38b16173474ba8b1a95bcbc30d3b8a5-Abstract.html)
(2002) used it to show that an LSTM can learn from rewards over long gaps.
Ours is ten steps long: sign 011 or 110 at the start, 101 in the corridor, 010 at the junction;
4 points for the right turn, $-0.1$ for the wrong one and for walking into a wall.
His net learned with a different rule, advantage($\lambda$) learning.

Train two players with the same rule on 64 mazes at a time. One is a tanh layer of 16 units,
**without memory**. The other has an LSTM of 16 units above such a layer, and its outputs read
both. How many mazes can the first player win at best?
"""

# %% tags=["explore", "long"]
maze = {}
for name, memory in (("LSTM", True), ("without memory", False)):
    player = player_training.new_player("maze", memory, seed=0)
    game = TMaze(player_training.GAMES, np.random.default_rng(0))
    maze[name] = player_training.train_player(
        player,
        game,
        player_training.MAZE,
        updates=600 if memory else 100,
        every=10,
        name=name,
        until=0.97,
    )
assert list(maze["LSTM"].values())[-1] > 0.9
assert list(maze["without memory"].values())[-1] < 0.7
plots.draw_won({name: [row] for name, row in maze.items()}, "updates of 64 games", chance=0.5)

# %% [markdown]
r"""
Both learn to walk. Then the LSTM stays at one half for a while, until it begins to use the sign
that it remembers. From there it improves fast, and training ends at 97 %.
Six of six seeds got there, after 110 to 320 updates. Without memory one half is the
maximum, because the junction looks the same for both signs.
"""

# %% [markdown]
r"""
## Space Invaders

The board has $8 \times 8$ fields and eight aliens. The net sees the board **around its
cannon**, and each frame is blank with probability 0.8. The net always knows its own last
action. The reward is 1 for each alien and $-1$ for losing. A game is **won** when no alien is
left.

Train on 64 games at a time; where one ends, a new one starts, with a state of 0. The players
are again a tanh layer (64 units), and the same layer with an LSTM (64 units) above it. The
learning rule, the learning rate and the number of updates are the same.
"""

# %% tags=["explore", "long"]
BLANK, players = 0.8, {}
for name, memory in (("LSTM", True), ("without memory", False)):
    players[name] = player_training.new_player("invaders", memory, seed=0)
    game = Invaders(player_training.GAMES, np.random.default_rng(0), BLANK)
    player_training.train_player(
        players[name],
        game,
        player_training.INVADERS,
        updates=player_training.UPDATES,
        name=name,
    )
for name, player in players.items():
    print(f"{name:14}: won {player_training.share_won(player, BLANK):.0%} of 500 new games")

# %% tags=["explore"]
recorded = plots.recorded_players()
for length, updates in (("invaders", 600), ("longer", 3000)):
    for name, seeds in recorded[length].items():
        shares = ", ".join(f"{row['won']:.0%}" for row in seeds.values())
        print(f"{updates:5,} updates, {name:14}: won {shares} (seeds 0, 1, 2)")
curves = {
    name: [row["curve"] for row in seeds.values()] for name, seeds in recorded["longer"].items()
}
plots.draw_won(curves, f"updates of 64 games, {player_training.INVADERS.steps} steps each")

# %% [markdown]
r"""
Look at the first 600 updates in the figure, as many as you have just trained for:
**memory is worth next to nothing yet.** (With six seeds and 1,000 games each, the LSTM won
47 to 52 %; without memory five seeds won 46 to 51 %, and one 27 %.)
A player that sees a bomb can step aside at once, and it can fire during blank frames.
Such habits need no memory and help from the first games on, so both players learn them first.
"""

# %% [markdown]
r"""
Later, the lines without memory rise by only a few points, and the LSTM goes on learning. A
comparison after 600 updates would have concluded that memory does not matter. So train until
the curves are flat, or report that they are not.

Two doubts remain. At the right end the learning rate has fallen to 0, and that flattens any
curve. And the LSTM has more weights. The question below is about doubts of this kind.
"""

# %% [markdown]
r"""
## Something to show: watch it play

The net plays 64 new games; the figure shows the shortest one that it won. Press play, or step
through it. On the left is the game, on the right what the net saw. The caption shows the net's
value: how many more points it expects.
"""

# %% tags=["explore", "long"]
games = [g for g in player_training.replays(players["LSTM"], 64, BLANK, seed=7) if g.won]
shown = min(games, key=lambda game: len(game.actions))
print(f"{len(games)} of 64 games won; this one in {len(shown.actions)} steps, "
      f"of which the net saw {shown.seen.sum()}")  # fmt: skip
plots.interactive_game(shown)

# %% [markdown]
r"""
Watch a bomb that was seen once and then not again. Does the cannon leave its column in time?
Does the value fall when the net has seen only blank frames for a while?
"""

# %% [markdown]
r"""
## Beside the published numbers

- Bakker (2002): an LSTM learns the T-maze with long corridors. Ours has ten steps and a
  different learning rule, so do not compare the number of games.
- "Nets that win at Space Invaders" is a claim of **2013**
  ([Mnih and others](https://arxiv.org/abs/1312.5602)): a convolutional net that saw the last
  four frames of the real game.
- [Hausknecht and Stone](https://arxiv.org/abs/1507.06527) (2015) put an LSTM in the place of
  the four frames, and blanked frames with probability 0.5. It did as well as the net with four
  frames, but not better. Our player without memory sees **one** frame, so it is easier to beat.

Our game is far smaller: 64 fields and eight aliens.
"""

# %% [markdown] question="is-it-memory" points=3
r"""
**Question (3 points).** A report says: "With half of the frames blank, our LSTM wins 70 % of
the games after one hour, our feedforward net 60 %. So memory is worth 10 points.
The policy loss went up and down and did not fall, so the optimiser is broken.
We now use evolution strategies with 10 pairs for our 80,000 weights; their estimate
is unbiased, so they will reach the same result."

1. Name two other explanations of the 10 points, and a comparison for each.
2. Why is a policy loss that does not fall no sign of a mistake? What should they plot?
3. What is wrong with the last sentence?

Five to eight sentences.

### BEGIN MARK SCHEME
- 1 point: two of: number of parameters (a larger net without memory, or the same LSTM with its
  state set to 0 at each step); an hour is not the same number of frames or updates (compare at
  equal frames); one run, chance (several seeds); few test games (count them, standard error).
  Only one with its comparison: half a point.
- 1 point: the loss weighs log-probabilities with advantages relative to the current estimates,
  which are about 0 on average; its value says nothing, only its gradient does. Plot rewards or
  the share of games won. "The values move as well" without what to plot: half a point.
- 1 point: unbiased is about the mean; the spread of an estimate grows with the number of
  weights, 10 pairs span 10 directions of 80,000. They need many more trials. "It is slower"
  without the spread or the directions: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
The LSTM may simply have more weights: train a wider net without memory, or the same LSTM
with its state erased at each step.
An hour may also mean different numbers of frames, and one run each may be luck: compare at
equal frames, over several seeds, on many test games.
The policy loss is a mean of log-probabilities times advantages. These are measured from
what the net expects now, so they are near 0 on average however well it plays.
Only the gradient of this loss means something; the curve to plot is the share of games won.
Unbiased means that many estimates have the right mean. A single estimate from 10 pairs lies in
the span of 10 random directions of an 80,000-dimensional space, so nearly all of it is noise,
and far more trials, or far fewer weights, are needed.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- **RTRL** computes BPTT's gradient forward in time, with $H^4$ multiplications per step.
  For a diagonal net it is cheap.
- **Evolution strategies** need scores only. Use pairs with equal noise, and ranks.
- **Evolino** evolves the weights inside the cells, and solves for the readout.
- The **policy gradient** makes actions likelier that were better than expected. Detach the
  advantage.
- Memory helps where the present frame does not show what matters. The gain may come **late**:
  habits that need no memory are learned first. Compare with a control without memory, over
  several seeds, until the curves are flat.

**Now you can** train a net without a teacher, and find out whether its memory helped.
"""

# %% [markdown]
r"""
## Read on

- Williams and Peng (1990), [An efficient gradient-based algorithm for on-line training of
  recurrent network trajectories](https://doi.org/10.1162/neco.1990.2.4.490).
- Salimans and others (2017),
  [Evolution strategies as a scalable alternative](https://arxiv.org/abs/1703.03864).
- Schulman and others (2016), [Generalized advantage
  estimation](https://arxiv.org/abs/1506.02438).
- Hausknecht and Stone (2015), [Deep recurrent Q-learning](https://arxiv.org/abs/1507.06527).
- Sutton and Barto (2018), [Reinforcement
  learning](http://incompleteideas.net/book/the-book-2nd.html), chapter 13.

**Next:** lesson 24 runs recurrences in parallel.
"""
