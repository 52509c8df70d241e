# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 22 · Drawing

A net that writes text samples one of 100 characters at each step, from a softmax.
A pen moves by **any** distance in **any** direction. How do you sample a move
when there are infinitely many?

In this lesson a net writes *2026* with a pen, each time in a different handwriting, and another
net plays a melody.

You will write six functions: the density of the pen's next move, its gradient, its sampler,
two small helpers, and a measure of variety.
Reading and writing take 75 to 90 minutes; the training runs take about a minute in all.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("mdn-split")
from lstm_utils.tasks import handwriting, markov, melodies
from lstm_utils.tasks import handwriting_reading as judges
from lstm_utils.tasks import handwriting_training as task

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## See it: where the pen may go next

![Three moments of writing 2026, each with a cloud for the next point](figures/next_point.svg)

The net that you will train is writing *2026*. The black line is what it has drawn so far.
The blue cloud is the probability density of the next point: darker means likelier.

In the middle of a stroke the cloud is a small spot just ahead (blurred a little here, to make
it visible). After a digit it is wider, because the size and place of the next digit are open.
The net draws a point from the cloud, reads it, and computes the next cloud.
"""

# %% tags=["explore"]
written = handwriting.corpus(4, seed=0)
plots.draw_writings([nets.strokes_to_path(one.xy, one.pen) for one in written])

# %% [markdown]
r"""
These are training examples: digits made of lines and arcs, each with a different slant,
size and wobble. (The real handwriting in Graves' paper, IAM-OnDB,
needs a registration, so ours is generated.)

An example is a list of moves. `xy` is the offset from the point before; `pen` is what happens
after the point: 0, drawing goes on; 1, the stroke ends; 2, the digit ends.
"""

# %% tags=["explore"]
for move, pen in list(zip(written[0].xy.round(2).tolist(), written[0].pen, strict=True))[:6]:
    print(move, pen)

# %% [markdown]
r"""
## Why not predict the mean?

![One wide bump between two groups of moves, or two narrow bumps on them](figures/fork.svg)

At a fork half of the writers turn left, and half turn right. The squared error is smallest
at the **mean**, straight ahead, where nobody goes. One normal distribution
covers both ways, but most of its mass is also where nobody goes.

A **mixture density** (Bishop 1994) is a weighted sum of $M$ normal distributions.
[Graves](https://arxiv.org/abs/1308.0850) (2013) made an LSTM predict one at each step:

$$p(x, y) = \sum_k \pi_k\; \mathcal N(x, y;\ \mu_k, \sigma_k, \rho_k)$$

with two means, two standard deviations and a correlation for each component.
"""

# %% [markdown]
r"""
## Exercise 1: `mdn_split`

The net's last layer is linear, so its outputs can be any numbers. But weights must be positive
and sum to 1, standard deviations must be positive, and correlations between $-1$ and $1$:

$$\pi = \mathrm{softmax}(\hat\pi) \quad \mu = \hat\mu \quad
\sigma = e^{\hat\sigma} \quad \rho = \tanh \hat\rho \quad
\mathrm{pens} = \mathrm{softmax}(\hat e)$$

A row of `z` has $6M + 3$ numbers: six blocks of $M$ in the order
$\pi, \mu_x, \mu_y, \sigma_x, \sigma_y, \rho$, then three for the pen.
Return seven arrays in this order: six of shape $(N, M)$, and `pens` $(N, 3)$.
`nets.softmax` computes the softmax of each row. `z` is not changed. About 3 lines.
"""

# %% [markdown]
r"""
A worked example with one row: for $M = 2$ and
$z = (0, \ln 3,\ 1, 2,\ 3, 4,\ 0, \ln 2,\ 0, 0,\ 0, 1,\ 0, 0, \ln 2)$:
$\pi = (\frac14, \frac34)$, $\mu_x = (1, 2)$, $\mu_y = (3, 4)$, $\sigma_x = (1, 2)$,
$\sigma_y = (1, 1)$, $\rho = (0, 0.762)$, pens $(\frac14, \frac14, \frac12)$.
"""


# %% exercise="mdn-split"
def mdn_split(z, M):
    """Turn the outputs of a net into the parameters of a mixture, and probabilities of the pen.

    Args:
        z: outputs, (N, 6M + 3) float array; not changed.
        M: number of components.

    Returns:
        pi: weights of the components, (N, M), each row sums to 1.
        mu_x, mu_y: means, (N, M) each.
        sigma_x, sigma_y: standard deviations, (N, M) each, above 0.
        rho: correlations, (N, M), between -1 and 1.
        pens: probabilities of the pen, (N, 3), each row sums to 1.
    """
    ### BEGIN SOLUTION
    pi, mu_x, mu_y, s_x, s_y, rho = np.split(z[:, : 6 * M], 6, axis=1)
    pens = nets.softmax(z[:, 6 * M :])
    return nets.softmax(pi), mu_x, mu_y, np.exp(s_x), np.exp(s_y), np.tanh(rho), pens
    ### END SOLUTION


# %% tests="mdn-split" points=3
check("mdn-split", mdn_split)
### BEGIN HIDDEN TESTS
check("mdn-split", mdn_split, seed=22101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
z = 0.7 * np.random.default_rng(4).normal(size=(1, 21))
names = ("pi", "mu_x", "mu_y", "sigma_x", "sigma_y", "rho", "pens")
for name, value in zip(names, mdn_split(z, 3), strict=True):
    print(f"{name:8} {value[0].round(2)}")

# %% [markdown]
r"""
## Exercise 2: `mdn_nll`

With $u = (x - \mu_x) / \sigma_x$ and $v = (y - \mu_y) / \sigma_y$, each component has

$$\mathcal N = \frac{1}{2\pi\,\sigma_x \sigma_y \sqrt{1 - \rho^2}}
\exp\left(-\frac{u^2 + v^2 - 2\rho u v}{2\,(1 - \rho^2)}\right)$$

(here $\pi$ is the number). The loss of a point is $-\log p(x, y) - \log p(\mathrm{pen})$.
Its **responsibilities** $\gamma_k = \pi_k \mathcal N_k / \sum_j \pi_j
\mathcal N_j$ are the components' shares in the density at this point.

Return the losses $(N,)$ and the responsibilities $(N, M)$.
$M = 1$, `z` all 0, point $(0, 0)$: the loss is
$\log 2\pi + \log 3 = 2.936$, and $\gamma = 1$. About 10 lines.
"""

# %% [markdown]
r"""
Far from all components every $\mathcal N_k$ rounds to 0 in floating point, and so can a small
$\pi_k$ or pen probability. So compute with logarithms:
`np.logaddexp.reduce(a, axis=1)` is $\log \sum e^a$, and
$\log \mathrm{softmax}(a) = a - \log \sum e^a$, computed from `z` itself.
"""


# %% exercise="mdn-nll"
def mdn_nll(z, M, xy, pen):
    """Compute how surprising each point is, and which component explains it.

    Args:
        z: outputs, (N, 6M + 3) float array; not changed.
        M: number of components.
        xy: offsets from the point before, (N, 2) float array.
        pen: what the pen does after each point, (N,) integer array, 0 to 2.

    Returns:
        nll: minus the logarithm of density times probability of the pen, (N,), in nats.
        gamma: share of each component in the density at xy, (N, M), each row sums to 1.
    """
    ### BEGIN SOLUTION
    _, mu_x, mu_y, s_x, s_y, rho, _ = nets.mdn_split(z, M)
    u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y
    rest = 1 - rho**2
    logs = -(u**2 + v**2 - 2 * rho * u * v) / (2 * rest)
    logs = logs - np.log(2 * np.pi * s_x * s_y * np.sqrt(rest))
    logs = logs + z[:, :M] - np.logaddexp.reduce(z[:, :M], axis=1, keepdims=True)
    log_p = np.logaddexp.reduce(logs, axis=1)
    pens = z[:, 6 * M :]
    log_pen = pens[np.arange(len(z)), pen] - np.logaddexp.reduce(pens, axis=1)
    return -log_p - log_pen, np.exp(logs - log_p[:, None])
    ### END SOLUTION


# %% tests="mdn-nll" points=6
check("mdn-nll", mdn_nll)
### BEGIN HIDDEN TESTS
check("mdn-nll", mdn_nll, seed=22102, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
Is it a **density**? You can test this without a reference value: add it up over a fine grid,
times the area of a grid cell, and over the three pen states. The sum must be 1.
This test finds a missing $\sqrt{1 - \rho^2}$ or $\sigma_y$.
"""

# %% tags=["explore"]
side = np.linspace(-12, 12, 160)
grid = np.stack(np.meshgrid(side, side), axis=2).reshape(-1, 2)
rows, density = np.repeat(z, len(grid), axis=0), 0.0
for pen in range(3):
    nll, _ = mdn_nll(rows, 3, grid, np.full(len(grid), pen))
    density += np.exp(-nll) * (side[1] - side[0]) ** 2
print(f"total probability: {density.sum():.6f}")
assert abs(density.sum() - 1) < 1e-3, "the density does not sum to 1: which factor is missing?"

# %% [markdown]
r"""
## The gradient: each component gets its share

By the chain rule $d \log \sum_k e^{a_k} = \sum_k \gamma_k\, da_k$:
the gradient of each component, times its share. With

$$a = \frac{u - \rho v}{1 - \rho^2} \qquad b = \frac{v - \rho u}{1 - \rho^2}$$

the gradients of the loss with respect to the numbers in `z` are

$$\begin{aligned}
d\hat\pi &= \pi - \gamma &
d\mu_x &= -\gamma\, a / \sigma_x \\
d\hat\sigma_x &= \gamma\,(1 - u a) &
d\hat\rho &= -\gamma\,\big(uv + \rho\,(1 - ua - vb)\big)
\end{aligned}$$

likewise for $y$ with $b$ and $v$, and $d\hat e = \mathrm{pens} - \mathrm{onehot}$.
$d\hat\pi$ is 0 when the weight of a component equals its share.
"""

# %% [markdown]
r"""
## Exercise 3: `mdn_backward`

Return the gradient of the **sum** of all `nll` with respect to `z`, a new array of its shape,
with the blocks in the order of `z`. `gamma` is what `mdn_nll` returned.

For $M = 1$, `z` all 0, point $(1, 0)$, pen 0: $u = a = 1$ and $v = b = 0$, so
$d\hat\pi = 0$, $d\mu_x = -1$ (move right), $d\mu_y = 0$, $d\hat\sigma_x = 0$,
$d\hat\sigma_y = 1$ (too wide), $d\hat\rho = 0$, pen $(-\frac23, \frac13, \frac13)$.
About 9 lines.
"""


# %% exercise="mdn-backward"
def mdn_backward(gamma, z, M, xy, pen):
    """Compute the gradient of the sum of all nll with respect to z.

    Args:
        gamma: shares, as mdn_nll returned them, (N, M) float array; not changed.
        z, M, xy, pen: the arguments of mdn_nll; pen is an integer array.

    Returns:
        dz: (N, 6M + 3), a new array.
    """
    ### BEGIN SOLUTION
    pi, mu_x, mu_y, s_x, s_y, rho, pens = nets.mdn_split(z, M)
    u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y
    rest = 1 - rho**2
    a, b = (u - rho * v) / rest, (v - rho * u) / rest
    dmu_x, dmu_y = -gamma * a / s_x, -gamma * b / s_y
    ds_x, ds_y = gamma * (1 - u * a), gamma * (1 - v * b)
    drho = -gamma * (u * v + rho * (1 - u * a - v * b))
    dpen = pens - np.eye(3)[pen]
    blocks = [pi - gamma, dmu_x, dmu_y, ds_x, ds_y, drho, dpen]
    return np.concatenate(blocks, axis=1)
    ### END SOLUTION


# %% tests="mdn-backward" points=6
check("mdn-backward", mdn_backward)
### BEGIN HIDDEN TESTS
check("mdn-backward", mdn_backward, seed=22103, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# The second test without a reference value: central differences.
rng = np.random.default_rng(0)
q, xy, pen = rng.normal(size=(4, 21)), rng.normal(size=(4, 2)), rng.integers(3, size=4)
_, gamma = nets.mdn_nll(q, 3, xy, pen)
dz = mdn_backward(gamma, q, 3, xy, pen)
numerical = nets.numerical_gradient(lambda q: nets.mdn_nll(q, 3, xy, pen)[0].sum(), q, 1e-5)
print(f"largest difference: {abs(dz - numerical).max():.0e}")
assert abs(dz - numerical).max() < 1e-6, "dz is not the derivative of the loss"

# %% [markdown]
r"""
## Exercise 4: `mdn_sample`

Draw a point for each row. First draw a component $k$ with the probabilities $\pi$. Then, with
two standard normal numbers $e_x, e_y$ for this row,

$$x = \mu_x + \sigma_x e_x \qquad
y = \mu_y + \sigma_y \left(\rho\, e_x + \sqrt{1 - \rho^2}\; e_y\right)$$

Draw the pen with its probabilities. All draws are independent.

A **bias** $b \ge 0$ makes the writing neater: $\hat\pi$ is multiplied by $1 + b$
and $\hat\sigma$ becomes $\hat\sigma - b$. The pen is not biased. `z` is not changed.

To draw an index with probabilities `p`, count how many of the sums
$p_0,\ p_0 + p_1,\ \dots$ (without the last) a uniform number exceeds. About 12 lines.
"""


# %% exercise="mdn-sample"
def mdn_sample(z, M, rng, bias=0.0):
    """Draw a point for each row of z.

    Args:
        z: outputs, (N, 6M + 3) float array; not changed.
        M: number of components.
        rng: numpy.random.Generator.
        bias: 0 or more; above 0 likely components become likelier, and all of them narrower.

    Returns:
        xy: offsets, (N, 2).
        pen: what the pen does after each point, (N,) integer array, 0 to 2.
    """
    ### BEGIN SOLUTION
    z = z.copy()
    z[:, :M] *= 1 + bias
    z[:, 3 * M : 5 * M] -= bias
    pi, mu_x, mu_y, s_x, s_y, rho, pens = nets.mdn_split(z, M)
    N = len(z)
    k = (rng.random((N, 1)) > pi[:, :-1].cumsum(axis=1)).sum(axis=1)
    pen = (rng.random((N, 1)) > pens[:, :-1].cumsum(axis=1)).sum(axis=1)
    rows = np.arange(N)
    mu_x, mu_y, s_x, s_y, rho = (q[rows, k] for q in (mu_x, mu_y, s_x, s_y, rho))
    e_x, e_y = rng.normal(size=(2, N))
    x = mu_x + s_x * e_x
    y = mu_y + s_y * (rho * e_x + np.sqrt(1 - rho**2) * e_y)
    return np.stack([x, y], axis=1), pen
    ### END SOLUTION


# %% tests="mdn-sample" points=5
check("mdn-sample", mdn_sample)
### BEGIN HIDDEN TESTS
check("mdn-sample", mdn_sample, seed=22104, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
# The third test: samples against the density, in the four quadrants.
xy, _ = mdn_sample(np.repeat(z, 20_000, axis=0), 3, np.random.default_rng(0))
nll, _ = nets.mdn_nll(rows, 3, grid, np.zeros(len(grid), dtype=int))
density = np.exp(-nll) / nets.mdn_split(z, 3)[6][0, 0] * (side[1] - side[0]) ** 2
for sign in np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]]):
    drawn = (xy * sign > 0).all(axis=1).mean()
    expected = density[(grid * sign > 0).all(axis=1)].sum()
    print(f"quadrant {sign}: drawn {drawn:.3f}, density {expected:.3f}")
    assert abs(drawn - expected) < 0.02, "the points do not follow the density"

# %% tags=["explore"]
plots.draw_samples({
    b: nets.mdn_sample(np.repeat(z, 500, axis=0), 3, np.random.default_rng(0), b)[0]
    for b in (0.0, 1.0, 3.0)
})  # fmt: skip

# %% [markdown]
r"""
The same mixture with bias 0, 1 and 3. The components shrink to their means, and the
weaker ones vanish: at a fork, a net with a large bias nearly always takes the likelier way.

## Exercise 5: `strokes_to_path`

Turn moves into lines. Add up the offsets to get positions, and cut after each point where `pen`
is above 0. The offset after a cut moves the pen as well, but without a line.
The last stroke may not have ended. Return a list of strokes, $(n, 2)$ arrays with $n \ge 1$.

Offsets $(1,1), (0,2), (3,0), (1,0)$ with pens $0, 1, 0, 0$ give two strokes:
$(1,1), (1,3)$ and $(4,3), (5,3)$. About 3 lines.
"""


# %% exercise="strokes-to-path"
def strokes_to_path(xy, pen):
    """Turn offsets and states of the pen into the lines that are seen.

    Args:
        xy: offset of each point from the one before, (T, 2) float array, T >= 1; the first one
            is counted from (0, 0); not changed.
        pen: what the pen does after each point, (T,) integer array: 0 goes on drawing, above 0
            the stroke ends.

    Returns:
        list of strokes, (n, 2) new arrays of positions, n >= 1.
    """
    ### BEGIN SOLUTION
    points = np.cumsum(xy, axis=0)
    pieces = np.split(points, np.flatnonzero(pen > 0) + 1)
    return [stroke for stroke in pieces if len(stroke)]
    ### END SOLUTION


# %% tests="strokes-to-path" points=3
check("strokes-to-path", strokes_to_path)
### BEGIN HIDDEN TESTS
check("strokes-to-path", strokes_to_path, seed=22105, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
five = handwriting.write_digits([5], np.random.default_rng(1))
for stroke in strokes_to_path(five.xy, five.pen):
    print("a stroke of", len(stroke), "points, from", *stroke[[0, -1]].round(1))

# %% [markdown]
r"""
## The net

$$x_t = [\text{offset},\ \text{pen (one-hot)},\ \text{digit (one-hot)}]$$

$$h_t, c_t = \mathrm{LSTM}(x_t, h_{t-1}, c_{t-1}) \qquad z_t = W_{out} h_t + b_{out}$$

The net reads the previous point and **which digit it is drawing now**. (Graves shows his net a
sentence through an attention window. Ours reads the next digit as soon as its pen
ends a digit.) It has 128 units, 10 components and 63 outputs.

For training, `mdn_nll` and `mdn_backward` give $dz_t$ at every point,
and lesson 08's `lstm_backward` carries it back through time.
Guess first: how many nats per point does the memory gain?
"""

# %% tags=["explore", "long"]
new = handwriting.side_by_side(handwriting.corpus(100, seed=99))
xy, pen = new.xy[new.mask], new.pen[new.mask]
spread, pens = np.log(xy.std(axis=0)), np.log(np.bincount(pen))
still = np.concatenate([[0], xy.mean(axis=0), spread, [0], pens])
alone, _ = nets.mdn_nll(np.tile(still, (len(xy), 1)), 1, xy, pen)
print(f"one Gaussian without memory: {alone.mean():.2f} nats a point")

writer = task.new_writer(seed=0)
task.train_writer(writer, updates=1200)
print(f"LSTM, 10 components: {task.nats(writer, new):.2f} nats a point")

# %% [markdown]
r"""
A density can be above 1, so the loss can be below 0. Within a stroke
the net predicts the next point very precisely.

Now watch the net write. Each picture adds one point; the cloud is the density of the next one.
"""

# %% tags=["explore", "long"]
(one,) = task.write(writer, np.array([[2, 0, 2, 6]]), np.random.default_rng(0), bias=1.0)
xy, pen, zs = one
plots.interactive_pen(xy, pen, zs)

# %% [markdown]
r"""
The same text four times per row, with more bias in each row. Which row looks most human?
"""

# %% tags=["explore", "long"]
text = np.array([[2, 0, 2, 6]] * 4)
lines, labels = [], []
for bias in (0.0, 0.5, 1.0, 3.0):
    for xy, pen, _ in task.write(writer, text, np.random.default_rng(2), bias):
        lines.append(nets.strokes_to_path(xy, pen))
        labels.append(f"bias {bias}")
plots.draw_writings(lines, labels, columns=4)

# %% [markdown]
r"""
With more bias the pen makes fewer mistakes; at bias 3 the four hands look the same.

## How good is it? Ask a classifier

"Looks fine to me" is not a number. Let a logistic regression, trained on real digits,
read the drawings, and count those for which it is certain ($p \ge 0.9$).

But a classifier with ten classes has no answer for "not a digit". How often is it certain
about scribble? Guess first.
"""

# %% tags=["explore", "long"]
rng = np.random.default_rng(5)
lines = [judges.scribble(rng) for _ in range(300)]
digits = np.arange(300) % 10
real = [handwriting.draw_digit(d, rng, 0.15) for d in digits]
for name, drawings in (("scribble", lines), ("real digits", real)):
    sure = (judges.recognise(drawings, near=False) >= 0).mean()
    both = (judges.recognise(drawings) >= 0).mean()
    print(f"{name:12} certain {sure:.0%}, certain and close to a real digit {both:.0%}")
plots.draw_writings(lines[:6], columns=6)

# %% [markdown]
r"""
So a drawing counts as **recognised** only if it is also as close to some real digit as
99 % of new real digits are. Scribble fails, and nearly all real digits pass.
Now test the net. Is the recognised digit also the one that it was asked for?
"""

# %% tags=["explore", "long"]
for bias in (0.0, 0.5, 1.0, 3.0):
    asked, drawings = task.draw_many(writer, 60, np.random.default_rng(0), bias)
    seen = judges.recognise(drawings)
    print(f"bias {bias}: recognised {(seen >= 0).mean():.0%}, "
          f"the digit that was asked for {(seen == asked).mean():.0%}")  # fmt: skip

# %% [markdown]
r"""
## What the mixture is worth

The same net with **one** component: same seed, same training data, same number of updates.
"""

# %% tags=["explore"]
for seed, row in plots.recorded_drawing().items():
    for name in ("named", "one component"):
        loss = list(row[name]["curve"].values())[-1]
        right = {b: row[name][b]["right"] for b in ("0", "1")}
        print(f"seed {seed}, {name:13}: {loss:5.2f} nats a point, "
              f"right at bias 0: {right['0']:.0%}, at bias 1: {right['1']:.0%}")  # fmt: skip

# %% [markdown]
r"""
The loss differs by a fraction of a nat, and yet the net with one component cannot write.
Most points are inside a stroke, where one component is enough. At the few others, such as the
start of the next stroke, it draws a point between the possible ones, and the rest is wrong.
**A mean over all points hides the points that matter**, so measure the drawings.

One drawing of each net, recorded with seed 0:
"""

# %% tags=["explore"]
plots.draw_recorded(plots.recorded_drawing()["0"])

# %% [markdown]
r"""
## Break it: a net that is not given the digit

Now the net does **not** read which digit to draw: it chooses freely, as a net that writes text
does. With bias 3 its drawings are neat. One more number shows whether they are good.
"""

# %% [markdown]
r"""
## Exercise 6: `variety`

How many **different** digits did it draw? If 98 of 100 are a 3, the answer should be close to
1, even if all ten digits occur. Use the entropy $H = -\sum p \log p$ of the shares $p$:
$e^H$ is the number of equally frequent digits that have the same entropy. Return $e^H$.

`digits` has the recognised digits, and $-1$ for drawings that were not recognised; these do not
count. $(3, 3, 4, 4, -1)$ has two digits, each with share $\frac12$: the result is 2.
About 3 lines.
"""


# %% exercise="variety"
def variety(digits):
    """Compute how many equally frequent digits would be as varied as these.

    Args:
        digits: what was recognised, (N,) integer array, 0 to 9; -1 for what was not, which
            does not count. At least one is recognised.

    Returns:
        Exponential of the entropy of the shares, a float from 1 to 10.
    """
    ### BEGIN SOLUTION
    _, counts = np.unique(digits[digits >= 0], return_counts=True)
    p = counts / counts.sum()
    return float(np.exp(-(p * np.log(p)).sum()))
    ### END SOLUTION


# %% tests="variety" points=2
check("variety", variety)
### BEGIN HIDDEN TESTS
check("variety", variety, seed=22106, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
for seed, row in plots.recorded_drawing().items():
    for bias in ("0", "1", "3"):
        found = row["unnamed"][bias]
        seen = np.repeat(np.arange(10), found["counts"])
        print(f"seed {seed}, bias {bias}: recognised {found['recognised']:.0%}, "
              f"variety {variety(seen):.1f}, counts {found['counts']}")  # fmt: skip

# %% tags=["explore"]
plots.draw_counts(plots.recorded_drawing()["0"]["unnamed"])

# %% [markdown]
r"""
With bias 3 the test accepts at least as many drawings as with bias 0,
and nearly all of them are the same few digits. The first points decide which digit is drawn.
There, a logit times $1 + 3$ means a probability to the power of 4 (normalised again): a
component that is twice as likely becomes 16 times as likely.

The net that reads its digit cannot collapse in this way, because it does not choose the digit.
For that net, bias 3 gains nothing over bias 1. So use the smallest bias that is legible,
and report recognition **and** variety.
"""

# %% [markdown]
r"""
## A melody

The same method works for music: predict a distribution over the next symbol, here 14 notes and
"hold". Our melodies follow a rule: eight bars with eight places each, and on each beat a note
of the bar's chord. The chords are **not** part of the input: to play a note of the right chord,
the net must know which bar it is.

Eck and Schmidhuber (2002) let an LSTM improvise the blues for this reason:
the form is far longer than the context of an $n$-gram.
"""

# %% tags=["explore", "long"]
import torch

from lstm_utils.torch_nets import char_model, writing

torch.set_num_threads(1)
rng = np.random.default_rng(0)
tunes, others = melodies.melodies(1920, rng), melodies.melodies(64, rng)
player = char_model.CharModel(melodies.ALPHABET, H=64, seed=0)
char_model.train(player, tunes, others, updates=600, carry=False, seconds=600.0)
chain = markov.ngram(tunes, 3, melodies.ALPHABET)
means = {}
for name, play in (
    ("LSTM", lambda rng: writing.write(player, melodies.ALPHABET, "", 64, rng)),
    ("order 3", lambda rng: markov.sample(chain, "", 64, rng)),
):
    shares = [melodies.beats_in_chord(play(np.random.default_rng(n))) for n in range(20)]
    means[name] = np.mean(shares)
    print(f"{name:8} beats in the chord of the bar: {means[name]:.0%}")
assert means["LSTM"] > means["order 3"] + 0.15, "the net does not count the bars"

# %% [markdown]
r"""
Three symbols do not show which bar it is; the LSTM keeps count. Listen to it: the
accompanying chords belong to the form, and the net has never read them.
"""

# %% tags=["explore", "long"]
from IPython.display import Audio

tune = writing.write(
    player, melodies.ALPHABET, "", 64, np.random.default_rng(1), temperature=0.7
)
print(*(tune[8 * bar : 8 * bar + 8] for bar in range(8)), sep=" | ")
Audio(melodies.sound(tune), rate=melodies.RATE)

# %% [markdown] question="neat-or-varied" points=3
r"""
**Question (3 points).** A company sells fonts made by a net. Its report says: "Our net
writes digits. A classifier with 99 % accuracy on real digits reads 100 % of its drawings
with certainty, after we set the bias to 3. So the drawings are as good as real
handwriting. The loss is $-3.1$ nats a point, and since it is below 0 the model is nearly
perfect."

1. What does the certainty of the classifier not show? How would you make the test stricter?
2. What can a bias of 3 have destroyed, and which number would show it?
3. What is wrong with the last sentence? What would you compare the loss with?

Five to eight sentences.

### BEGIN MARK SCHEME
- 1 point: a classifier must choose among its classes and can be certain of scribble;
  accuracy on real digits says nothing about other drawings. Ask in addition that a
  drawing is close to real ones (or add a class for "no digit"), and test the test on
  scribble and on new real digits. Only "it may be wrong", without a better test: half a
  point.
- 1 point: variety: with a high bias the popular way is taken at each fork, so few digits
  or one hand may be left. Count the recognised kinds (entropy), and compare with real
  ones; for hands, compare slants or sizes. Named without a number: half a point.
- 1 point: densities can be above 1, so 0 is not a limit, and the value depends on the
  unit of length (offsets divided by 2 shift it by $2 \log 2$). Compare with a baseline on
  the same data and in the same unit: a Gaussian without memory, one component, another
  net. One of the two: half.
### END MARK SCHEME

### BEGIN SOLUTION
A classifier with ten classes has no answer for what is not a digit, and far from its data
it can be certain of anything: ours was certain of many scribbles. I would count a drawing
only if it is also as close to a real digit as new real digits are, and I would report
what the test says about scribble and about real digits. A bias of 3 makes likely
components likelier at each point, so the net may draw only a few kinds of digits, or
always the same shape. The exponential of the entropy of the recognised digits, beside
that of real ones, would show it. A loss below 0 only means that the density is above 1;
in another unit of length the same model has another loss, so 0 has no meaning. I would
compare it with a Gaussian without memory and with a net with one component, on the same
new writings in the same unit.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- A net can predict a density: its outputs are the parameters of a mixture.
- softmax, exp and tanh give valid parameters; log-sum-exp keeps the loss finite.
- Three tests without a reference value: the density sums to 1, central differences, samples
  against the density.
- The gradient is that of each component, times its share. Then `lstm_backward`, as before.
- The mean of two possible moves is neither of them; a mixture keeps both.
- A bias trades variety for neatness. Measure both: certainty alone does not detect scribble
  or repetition.
- The loss of a density in nats depends on the unit of length, so compare it with a baseline.
"""

# %% [markdown]
r"""
## Read on

- Graves (2013), [Generating sequences with recurrent neural
  networks](https://arxiv.org/abs/1308.0850): real handwriting, three layers, 20
  components, and the window that reads the text.
- Bishop (1994), Mixture density networks.
- Ha and Eck (2017), [A neural representation of sketch
  drawings](https://arxiv.org/abs/1704.03477): the same kind of net draws sketches, such as
  cats.
- Gregor and others (2015), [DRAW](https://arxiv.org/abs/1502.04623): an LSTM that paints
  a picture part by part, with attention.
- Chung and others (2015), [VRNN](https://arxiv.org/abs/1506.02216), and Bayer and
  Osendorfer (2014), [STORN](https://arxiv.org/abs/1411.7610): a random variable in each
  step, so that a net can choose a handwriting and keep it.
- Eck and Schmidhuber (2002), Finding temporal structure in music: blues improvisation
  with LSTM recurrent networks.
"""
