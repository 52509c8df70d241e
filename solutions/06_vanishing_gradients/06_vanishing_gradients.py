# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 06 · Vanishing gradients

You lose a game of chess. The mistake was a pawn, given away **12 moves ago**.
To learn from it, a net must send the message "that was bad" back through 12 steps,
and each step multiplies the message by a factor.

![Dots that grow, shrink, or vanish over twelve steps back to the pawn](figures/moves.svg)

**How much of the message arrives? What can we change, and what can we not change?**

You write six functions; the last one beats gradient descent by random guessing.
Your answers may import numpy, scipy, sklearn, matplotlib, tqdm and Python's standard library.

*Two sittings of 55 minutes, with a break in the middle; all cells run in about a minute.*
"""

# %%
import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("clipped-sgd")

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## One unit, many steps

Take the smallest recurrent net, $h_t = \tanh(w h_{t-1} + \dots)$.
By the chain rule, with lesson 01's $\tanh' = 1 - h^2$:

$$
\frac{\partial h_t}{\partial h_{t-1}} = (1 - h_t^2)\, w,
\qquad
\frac{\partial h_T}{\partial h_0} = \prod_{t=1}^{T} (1 - h_t^2)\, w
$$

This is a product of $T$ factors. If they are all equal, it is a power:
"""

# %%
print("factor    12 steps   100 steps")
for factor in (0.5, 0.9, 1.0, 1.1, 1.5):
    print(f"{factor:6} {factor**12:11.2g} {factor**100:11.2g}")

# %% [markdown]
r"""
At lag 100, 0.9 and 1.1 differ by nearly nine powers of ten.
A product of many factors stays near 1 only by design: lesson 07.

## Many units: a product of matrices

With $H$ units, $h_t = \tanh(W_{hh} h_{t-1} + \dots)$, the factor is a matrix,
the **Jacobian** of one step:

$$
J_t = \frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(1 - h_t^2)\; W_{hh},
\qquad
\frac{\partial h_T}{\partial h_0} = J_T \cdots J_2\, J_1
$$

Row $i$ of $J_t$ belongs to unit $i$ of $h_t$, so the tanh derivative of unit $i$ scales
**row** $i$. Matrices do not commute: the latest step is the leftmost factor.
"""

# %% [markdown]
r"""
## Exercise 1: `jacobian_product`

Given the states $h_1 \dots h_T$ of **one** sequence, shape $(T, H)$, and $W_{hh}$,
return $\partial h_T / \partial h_0$, shape $(H, H)$:
row $i$, column $j$ is the derivative of unit $i$ after the last step
with respect to unit $j$ before the first step.

One unit with $w = 2$ and states $0.5, 0$: $(1 \cdot 2) \cdot (0.75 \cdot 2) = 3$.
About 4 lines.
"""


# %% exercise="jacobian-product"
def jacobian_product(hs, W_hh):
    """Multiply the Jacobians of all steps of a tanh net: dh_T / dh_0.

    Args:
        hs: the states h_1 ... h_T, (T, H) array; hs[0] is h_1. Left unchanged.
        W_hh: recurrent weights, (H, H) array.

    Returns:
        (H, H) array; row i belongs to unit i of h_T, column j to unit j of h_0.
    """
    ### BEGIN SOLUTION
    product = np.eye(len(W_hh))
    for h in hs:
        product = (1 - h**2)[:, None] * W_hh @ product
    return product
    ### END SOLUTION


# %% tests="jacobian-product" points=4
check("jacobian-product", jacobian_product)
### BEGIN HIDDEN TESTS
check("jacobian-product", jacobian_product, seed=6101, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
Backpropagation through time computes the same:
`rnn_backward` of lesson 05, given $dh_T = (1, 0, 0, 0)$, must return your first row as $dh_0$.
Both must agree with a measurement:
"""

# %% tags=["explore"]
rng = np.random.default_rng(0)
T, H = 12, 4
x, h0 = rng.normal(size=(T, 1, 2)), rng.normal(size=(1, H))
weights = rng.normal(size=(H, 2)), rng.normal(size=(H, H)), rng.normal(size=H)
hs = nets.rnn_forward(x, h0, *weights)
product = jacobian_product(hs[:, 0], weights[1])

dhs = np.zeros_like(hs)
dhs[-1, 0, 0] = 1
cache = {"x": x, "h0": h0, "hs": hs, "W_ih": weights[0], "W_hh": weights[1]}
by_bptt = nets.rnn_backward(dhs, cache)[-1]
measured = nets.numerical_gradient(lambda h: nets.rnn_forward(x, h, *weights)[-1, 0, 0], h0)
print("your row 0:    ", product[0])
print("rnn_backward:  ", by_bptt[0])
print("measured:      ", measured[0])
assert np.allclose(by_bptt, product[:1]), (
    "your product is not the gradient of nets.rnn_backward: does it pass its check?"
)
assert np.allclose(by_bptt, measured, atol=1e-8)

# %% [markdown]
r"""
## How large is a matrix?

A gradient $v$ at $h_T$ becomes $v\,\partial h_T / \partial h_0$ at $h_0$. How long is it?
A matrix makes an **ellipse** of the circle of all $v$ of length 1:

![A circle becomes an ellipse; its longest axis is not the eigenvector](figures/ellipse.svg)

Half its longest axis is the **largest singular value** $\sigma_{\max}$, in NumPy
`np.linalg.norm(A, 2)`. An **eigenvector** keeps its direction; its length is multiplied by
$|\lambda|$, the size of its **eigenvalue**. Here the eigenvalues are 0.8 and 0.5, yet one step
can lengthen a gradient to 1.50: **$|\lambda|$ is not the singular value.**
Guess, then press play: how long is the longest gradient after 2 steps, and after 12?
"""

# %% tags=["explore", "long"]
plots.interactive_ellipse()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

1.70 and 0.28. At first the ellipse grows; in the long run it shrinks by $|\lambda| = 0.8$ per
step, and its axis turns to the eigenvector. So *single steps* obey $\sigma_{\max}$, and
*many steps* the largest $|\lambda|$.

</details>

## Exercise 2: `gradient_norm_by_lag`

Return $T$ numbers: element $t - 1$ is the largest singular value of
$\partial h_t / \partial h_0$, the product of the first $t$ Jacobians.
You can use `nets.jacobian_product`.
The unit above, $w = 2$ and states $0.5, 0$, gives $(1.5,\ 3)$. About 5 lines.
"""


# %% exercise="gradient-norm-by-lag"
def gradient_norm_by_lag(hs, W_hh):
    """Measure how much of a gradient can reach h_0 from each later step.

    Args:
        hs: the states h_1 ... h_T, (T, H) array. Left unchanged.
        W_hh: recurrent weights, (H, H) array.

    Returns:
        (T,) array: element t - 1 is the largest singular value of dh_t / dh_0.
    """
    ### BEGIN SOLUTION
    product, norms = np.eye(len(W_hh)), []
    for h in hs:
        product = (1 - h**2)[:, None] * W_hh @ product
        norms.append(np.linalg.norm(product, 2))
    return np.array(norms)
    ### END SOLUTION


# %% tests="gradient-norm-by-lag" points=3
check("gradient-norm-by-lag", gradient_norm_by_lag)
### BEGIN HIDDEN TESTS
check("gradient-norm-by-lag", gradient_norm_by_lag, seed=6202, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
rng = np.random.default_rng(0)
for H in (4, 16, 64):
    net = nets.elman_init(1, H, 2, rng)  # uniform in +-1 / sqrt(H), as nn.RNN
    _, cache = nets.elman_forward(net, rng.normal(size=(100, 1, 1)))
    norms = gradient_norm_by_lag(cache["hs"][:, 0], cache["W_hh"])
    print(f"H={H:2}: {norms[11]:.0e} after 12 steps, {norms[99]:.0e} after 100")
    assert norms[99] < 1e-15 < norms[11] < 0.1, (
        "the norms should fall below 1e-15 by lag 100: does yours pass its check?"
    )

# %% [markdown]
r"""
A net that starts like PyTorch's `nn.RNN` receives almost no gradient from the pawn,
and none from 100 steps ago: rounding errors are larger.
Which property of $W_{hh}$ decides?

## Eigenvalues

Ignore the tanh derivatives for a moment and multiply by the same $W$ $n$ times, as in the
picture: in the long run the largest eigenvalue dominates.
Its absolute value is the **spectral radius** $\rho$.

Eigenvalues of a matrix that is not symmetric may be **complex**.
Such a pair rotates vectors while it scales them by $|\lambda|$.
"""

# %% [markdown]
r"""
## Exercise 3: `rescale_spectral_radius`

Return a new array: $W$ times one number, so that its spectral radius becomes $\rho$.

$W = \begin{pmatrix} 0 & -3 \\ 3 & 0 \end{pmatrix}$ rotates by 90° and has the eigenvalues
$\pm 3i$. With $\rho = 0.5$ it becomes $W / 6$. About 2 lines.
"""


# %% exercise="rescale-spectral-radius"
def rescale_spectral_radius(W, rho):
    """Scale a matrix so that its largest eigenvalue has the absolute value rho.

    Args:
        W: (H, H) array with a nonzero eigenvalue. Left unchanged.
        rho: spectral radius of the result, >= 0.

    Returns:
        W times one number, (H, H), a new array.
    """
    ### BEGIN SOLUTION
    radius = np.abs(np.linalg.eigvals(W)).max()
    return W * (rho / radius)
    ### END SOLUTION


# %% tests="rescale-spectral-radius" points=3
check("rescale-spectral-radius", rescale_spectral_radius)
### BEGIN HIDDEN TESTS
check("rescale-spectral-radius", rescale_spectral_radius, seed=6303, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
W = rescale_spectral_radius(np.random.default_rng(0).normal(size=(50, 50)), 1.0)
print("power    largest singular value of W^power, radius 1")
for power in (1, 2, 10, 100):
    print(f"{power:5} {np.linalg.norm(np.linalg.matrix_power(W, power), 2):10.2f}")
assert np.linalg.norm(W, 2) > 1.5, (
    "a step can still lengthen a gradient: does your rescaling pass its check?"
)

# %% [markdown]
r"""
The radius is 1, but $W$ can lengthen a vector almost twofold in one step, as in the picture of
the ellipse. In general $\rho \le \sigma_{\max}$.

Because $\tanh' \le 1$, no step lengthens a gradient by more than $\sigma_{\max}$ of $W_{hh}$.
So $\sigma_{\max} < 1$ is *sufficient* for vanishing,
and $\sigma_{\max} > 1$ is *necessary*, not sufficient, for exploding
([Pascanu, Mikolov and Bengio 2013](https://arxiv.org/abs/1211.5063), section 2.1).
"""

# %% [markdown]
r"""
## See it

![Eigenvalues inside a circle; gradient against lag for four radii](figures/lag.svg)

50 units start at 0; each receives a little noise.
Left: the eigenvalues, the unit circle, and (dashed) the radius. Right: five seeds.

Before you move the sliders, guess:

1. At $\rho = 0.9$, how much is left after 12 moves? After 100?
2. Is there a $\rho$ at which the curve stays level?
3. At $\rho = 1.5$ the dotted line, $\rho^{\,lag}$, leaves the picture.
   Does the gradient follow?
4. Keep $\rho = 1.5$ and increase the noise. What happens, and why?
"""

# %% tags=["explore"]
plots.interactive_lag()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

1. About half; about a hundred-thousandth.
2. Near 1, for a while. Then the noise makes it fall, and the seeds differ.
3. Only for some steps. Then the states have grown, the units saturate,
   and small tanh derivatives cancel the large weights.
4. The curve falls and vanishes, with the same weights: large inputs saturate the units.

</details>

The next cell prints medians of 20 seeds. In brackets: the numbers of an earlier, independent
program with other random numbers.
"""

# %% tags=["explore"]
planned = {0.5: (2e-3, 1e-15, 8e-31), 0.9: (0.6, 3e-3, 3e-6)}
planned |= {1.0: (2.5, 0.44, 0.02), 1.5: (41, 340, 600)}
print("rho       lag 10                lag 50                lag 100")
for rho, then in planned.items():
    runs = [plots.lag_run(rho, 0.08, seed)[0][[9, 49, 99]] for seed in range(20)]
    now = np.median(runs, axis=0)
    print(rho, *(f"{n:8.1e} ({p:7.1e})" for n, p in zip(now, then, strict=True)), sep="   ")
    sure = slice(None) if rho < 1.5 else slice(1)
    assert np.abs(np.log(now / then))[sure].max() < np.log(3)
print(f"rho 1.5, lag 100, 20 seeds: {min(runs, key=lambda r: r[2])[2]:.0e}", end=" ")
print(f"to {max(runs, key=lambda r: r[2])[2]:.0e}")

# %% [markdown]
r"""
Both agree within a factor of 3, which the cell asserts, except $\rho = 1.5$ at lags 50 and 100:
there the net is chaotic, single seeds differ by a factor of millions.

## Saturation, and a dilemma

Can a good memory have gradients that do not vanish?
Take one unit without input, $h \leftarrow \tanh(wh)$. For $w > 1$ it has two stable states,
$+h^*$ and $-h^*$: it can store a bit. How large is the factor $w(1 - h^{*2})$ there?
"""

# %% tags=["explore"]
print("   w     h*   factor   12 steps   100 steps")
for w in (1.1, 1.25, 1.5, 2.0, 3.0):
    h = 1.0
    for _ in range(1000):
        h = np.tanh(w * h)
    factor = w * (1 - h**2)
    print(f"{w:4} {h:6.3f} {factor:8.3f} {factor**12:10.0e} {factor**100:11.0e}")
    assert factor < 1

# %% [markdown]
r"""
The factor is always below 1, and it is smaller for a more stable memory (larger $w$).
This is necessary: if small changes of $h$ did *not* die out, noise would change the state,
and the bit would be lost. But small changes that die out **are** a vanishing gradient.

**The more safely a tanh net stores a bit, the less it can learn by gradients to store it**: the
dilemma of [Bengio, Simard and Frasconi (1994)](https://doi.org/10.1109/72.279181).
Hochreiter had shown in his diploma thesis of 1991 that errors shrink or grow exponentially
on their way back. This led him and Schmidhuber to the cell of lesson 07.

**A good place to stop.** The second half takes about as long.
"""

# %% [markdown]
r"""
## The opposite problem: a cliff

Where the factors are above 1, gradients explode. Again one unit,
$h_t = \tanh(w h_{t-1} + b)$ from $h_0 = 0.5$; after 50 steps it should be at $-0.5$.

![A map of the loss with a cliff, and two paths that come to it](figures/cliff.svg)

Dark is a high loss. Right of the edge $h$ converges to a positive number, left of it to a
negative one, and in between the loss falls like a wall.
**On the wall the gradient is huge: one step undoes everything that was learned.**
The arrow is that step. It ends far outside the picture.

The second path uses a **clipped** gradient: the direction stays the same, the length is limited
to $c$. Step through it.
"""

# %% tags=["explore"]
plots.interactive_cliff()

# %% [markdown]
r"""
## Exercise 4: `clip_by_global_norm`

Join all gradients into one long vector. If its norm is above $c$, shorten **all of them by
one factor**:

$$
\lVert g \rVert = \sqrt{\textstyle\sum_{\text{arrays}} \sum_k g_k^2},
\qquad
g \leftarrow g \cdot \frac{c}{\lVert g \rVert} \ \text{ if } \ \lVert g \rVert > c
$$

If an entry is NaN or infinite, the gradient has no direction: return **zeros** of the same
shapes, so that no step is taken. Return **new** arrays in every case, and the norm **before**
clipping (NaN and infinity unchanged), so that explosions stay visible.

`{"W": [[3]], "b": [4]}` has norm 5; with $c = 1$ it becomes 0.6 and 0.8. About 8 lines.
"""


# %% exercise="clip-by-global-norm"
def clip_by_global_norm(grads, c):
    """Shorten all gradients by one factor where their common norm is above c.

    Args:
        grads: dict of float arrays of any shapes. Left unchanged.
        c: largest norm of the result, > 0.

    Returns:
        grads: dict of new arrays; all 0 if the norm is not finite.
        norm: the norm before clipping, a number.
    """
    ### BEGIN SOLUTION
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    if not np.isfinite(norm):
        return {name: np.zeros_like(g) for name, g in grads.items()}, norm
    scale = c / norm if norm > c else 1.0
    return {name: g * scale for name, g in grads.items()}, norm
    ### END SOLUTION


# %% tests="clip-by-global-norm" points=4
check("clip-by-global-norm", clip_by_global_norm)
### BEGIN HIDDEN TESTS
check("clip-by-global-norm", clip_by_global_norm, seed=6404, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
Why not clip each number, or each array, by itself? Compare the directions:
"""

# %% tags=["explore"]
rng = np.random.default_rng(0)
grads = {"W": 10 * rng.normal(size=30), "b": 0.2 * rng.normal(size=30)}
ways = {
    "global norm": clip_by_global_norm(grads, 1.0)[0],
    "each array": {n: clip_by_global_norm({n: g}, 1.0)[0][n] for n, g in grads.items()},
    "each number": {name: np.clip(g, -1, 1) for name, g in grads.items()},
}
flat = np.concatenate(list(grads.values()))
for way, clipped in ways.items():
    v = np.concatenate(list(clipped.values()))
    cosine = v @ flat / np.linalg.norm(v) / np.linalg.norm(flat)
    print(f"{way:11} rotated by {np.degrees(np.arccos(min(1, cosine))):2.0f} degrees")

# %% [markdown]
r"""
Only the global norm keeps the direction of the gradient; it makes the step shorter.

## Exercise 5: `clipped_sgd`

Take one step of gradient descent on `params`, in place, with clipped gradients.
Return the norm before clipping.
You can use `nets.clip_by_global_norm(grads, c)` and `nets.sgd(params, grads, lr)` of
lesson 02: choose their order, and which gradients the second one gets.
Leave `grads` unchanged. About 3 lines.
"""


# %% exercise="clipped-sgd"
def clipped_sgd(params, grads, lr, c):
    """Take one step of gradient descent with clipped gradients, in place.

    Args:
        params: dict of float arrays; changed in place, by lr * c at most.
        grads: dict of arrays with the same names and shapes. Left unchanged.
        lr: learning rate.
        c: largest norm of all clipped gradients together, > 0.

    Returns:
        The norm of the gradients before clipping.
    """
    ### BEGIN SOLUTION
    clipped, norm = nets.clip_by_global_norm(grads, c)
    nets.sgd(params, clipped, lr)
    return norm
    ### END SOLUTION


# %% tests="clipped-sgd" points=2
check("clipped-sgd", clipped_sgd)
### BEGIN HIDDEN TESTS
check("clipped-sgd", clipped_sgd, seed=6505, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## The latch problem

Do such walls occur in a real net? The task is Bengio's **latch**:
the first input is $+1$ or $-1$, the others are noise of variance 0.2,
and at the end the net must report the first input.
We begin with 50 units, lag 20, and $\rho = 2$, which causes explosions:
"""


# %% tags=["explore"]
from lstm_utils.tasks.encoding import target_at_last_step
from lstm_utils.tasks.latch import latch_batch


def updates(net, lag, rng, lr, c):
    """Train on batches of 32 without end; yield the norm of each gradient."""
    while True:
        x, y = latch_batch(32, lag, rng)
        _, grads = nets.elman_loss_and_grads(net, x, *target_at_last_step(y, len(x)))
        yield nets.clipped_sgd(net, grads, lr, c)


def share_right(net, x, y):
    z, _ = nets.elman_forward(net, x)
    return (z[-1].argmax(axis=1) == y).mean()


# %% tags=["explore"]
figure, ax = plots.new_figure(height=2.6)
for c, colour, mark in ((np.inf, plots.RED, "x"), (1.0, plots.GREEN, "o")):
    rng = np.random.default_rng(0)
    net = nets.elman_init(1, 50, 2, rng)
    net["W_hh"] = nets.rescale_spectral_radius(rng.normal(size=(50, 50)), 2.0)
    steps = updates(net, 20, rng, lr=0.5, c=c)
    norms = [next(steps) for _ in range(300)]
    right = share_right(net, *latch_batch(500, 20, rng))
    way = "clipped to norm 1" if c == 1 else "not clipped"
    ax.semilogy(norms, mark, ms=3, color=colour, label=f"{way}: {right:.2f} right")
ax.set(xlabel="update", ylabel="norm before clipping")
ax.legend()
figure

# %% [markdown]
r"""
Both runs have gradients of norm 10 and more. Without clipping,
the net jumps to a region where every gradient is large, and stays at chance.
With clipping it learns, and its gradients fall to nearly 0: it has found a memory.

Clipping prevents explosions. **It does not help against vanishing:** 0 stays 0.
"""

# %% [markdown]
r"""
## Exercise 6: `random_guess_latch`

In 1997, Hochreiter and Schmidhuber noted that the latch problem is a poor test of
learning: **guessing all weights at random** solves it faster than every method compared.
Reproduce this.

Draw nets of **one** unit, all 7 numbers uniform between $-10$ and $10$,
until one is right about **all** sequences. About 7 lines.

A net is a dict of five arrays, of shapes `W_ih` (1, 1), `W_hh` (1, 1), `b` (1,),
`W_out` (2, 1), `b_out` (2,).
"""

# %% [markdown]
r"""
`nets.elman_forward(params, x)` returns $z$ of shape $(T, B, 2)$ and a cache;
the answer is the larger of the two outputs **after the last step**;
the outputs of earlier steps do not matter.

- Draw from `rng` only.
- `tries` counts all nets that were tried, including the right one.
- Try `max_tries` nets at most. If none is right, return `(None, max_tries)`.

*How does `check` judge randomness? It tests properties of every right answer: the net is right,
the numbers of 500 nets are uniform and independent, `tries` is 1 in half of them, 2 in a
quarter, and so on. It refuses a right answer less than once in $10^9$ checks.*
"""


# %% exercise="random-guess-latch"
def random_guess_latch(x, y, rng, max_tries):
    """Draw nets of one unit at random until one gets every sequence right.

    Args:
        x: sequences, (T, B, 1) array.
        y: class of each sequence, due after its last step, (B,) array of 0 and 1.
        rng: numpy.random.Generator.
        max_tries: number of nets to try, at most.

    Returns:
        params: the first net that is right, a dict of five arrays; None if none was.
        tries: how many nets were tried, an integer.
    """
    ### BEGIN SOLUTION
    for tries in range(1, max_tries + 1):
        params = {name: 10 * value for name, value in nets.elman_init(1, 1, 2, rng).items()}
        z, _ = nets.elman_forward(params, x)
        if (z[-1].argmax(axis=1) == y).all():
            return params, tries
    return None, max_tries
    ### END SOLUTION


# %% tests="random-guess-latch" points=4
check("random-guess-latch", random_guess_latch)
### BEGIN HIDDEN TESTS
check("random-guess-latch", random_guess_latch, seed=6606, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
print("lag    nets tried by six seeds         right on 500 new sequences, at least")
for lag in (12, 100, 300):
    tries, right = [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        net, n = random_guess_latch(*latch_batch(64, lag, rng), rng, 5000)
        tries.append(n)
        right.append(share_right(net, *latch_batch(500, lag, rng)))
    print(f"{lag:3}    {sorted(tries)!s:32} {min(right):.3f}")
    assert max(tries) < 5000, (
        "no net in 5000 was right: does random_guess_latch pass its check?"
    )
    assert min(right) > 0.95, (
        "a guessed net fails on new sequences: does your function test every sequence?"
    )

# %% [markdown]
r"""
Guessing does not depend on the lag, because no gradient goes back.
It uses only 64 sequences.

## Use it: guessing against gradient descent

Now plain gradient descent at lag 100, batches of 32, 16 units, in three variants:
PyTorch's initialisation; your radius; your radius and your clipping.
The criterion is more than 99 % of 500 sequences right, tested every 320 sequences,
at most 3,200.
"""


# %% tags=["explore", "long"]
def sequences_until_right(seed, rho=None, c=np.inf, limit=3200):
    rng = np.random.default_rng(seed)
    net, test = nets.elman_init(1, 16, 2, rng), latch_batch(500, 100, rng)
    if rho:
        net["W_hh"] = nets.rescale_spectral_radius(net["W_hh"], rho)
    for update, _ in enumerate(updates(net, 100, rng, lr=0.5, c=c), start=1):
        if update % 10 == 0 and share_right(net, *test) > 0.99:
            return 32 * update
        if 32 * update >= limit:
            return None


solved = {}
for rho, c in ((None, np.inf), (2.0, np.inf), (2.0, 1.0)):
    needed = [sequences_until_right(seed, rho, c) for seed in range(6)]
    solved[rho, c] = 6 - needed.count(None)
    start = f"radius {rho}" if rho else "as PyTorch"
    print(f"{start}, c = {c}: {solved[rho, c]} of 6 solved, {needed}")
assert solved[None, np.inf] == 0 < solved[2.0, 1.0]

# %% [markdown]
r"""
**What this shows.** With the default initialisation, gradient descent stays at chance, as noted
in 1997. With two functions of this lesson most seeds solve the task, some with a few hundred
sequences. But guessing solved it for every seed, with 64 sequences.
"""

# %% [markdown]
r"""
Published results, for comparison:

| | needed | task and criterion |
|---|---|---|
| 1994, several methods | 1,600 trials | an easier latch, 3 parameters |
| 2001, guessing | 22 nets (mean) | 3 weights; 100 sequences, 500 to 600 steps, error below .1 |
| 1997, LSTM | 58,370 sequences | lag 100 to 110, one signal; error below .2 |
| yours, guessing | printed above | 7 weights; 64 sequences, 101 steps, larger output |

Rows 1 and 2:
[Evaluating benchmark problems by random guessing](http://people.idsia.ch/~juergen/guessing2001/node3.html).
Row 3: Hochreiter and Schmidhuber (1997), experiment 3a.
Guessers count nets, learners sequences, and our criterion is looser than an error below .1.
"""

# %% [markdown]
r"""
## Something to show: a memory that was guessed

You have a net that stores a bit for 100 steps. How large is its gradient?
"""

# %% tags=["explore"]
rng = np.random.default_rng(1)
x, y = latch_batch(64, 100, rng)
net, _ = nets.random_guess_latch(x, y, rng, 5000)
_, cache = nets.elman_forward(net, x)
hs = cache["hs"]
norms = nets.gradient_norm_by_lag(hs[:, 0], cache["W_hh"])
print(f"w = {net['W_hh'][0, 0]:.1f}, state at the end {hs[-1, 0, 0]:.6f}")
print(f"gradient after 12 steps {norms[11]:.0e}, after 100 {norms[99]:.0e}")
assert norms[99] < 1e-30
for lag in (100, 101, 102):
    print(f"lag {lag}: {share_right(net, *latch_batch(500, lag, rng)):.2f} right")
plots.draw_memory(x[:, :, 0], hs[:, :, 0], y, norms)

# %% [markdown]
r"""
Left: noise (grey), and the states of 64 sequences on two lines that never mix. Right: no
gradient. A perfect memory that cannot be learned: the dilemma in a net of your own, found with
seven random numbers. Show it to a friend.

**Break it:** $w$ is negative, so the state changes sign at **every** step, and the meaning of
the bit depends on whether the lag is even. It was even in all 64 sequences: a guess is right
only about the data it was tested on.

**Why not guess every net?** Seven weights have $2^7 = 128$ patterns of signs, and finding
the signs is most of the work. For the net of lesson 04 on the embedded Reber grammar:
"""

# %% tags=["explore"]
count = sum(
    value.size for value in nets.elman_init(7, 16, 7, np.random.default_rng(0)).values()
)
print(f"{count} weights, 10^{count * np.log10(2):.0f} patterns of signs")

# %% [markdown] question="three-cures" points=3
r"""
**Question (3 points).** An RNN must use an input of 100 steps ago, but does not learn to.
You get three suggestions:

1. "The gradient is too small. Make the learning rate 1,000 times as large."
2. "Clip the gradient to norm 1."
3. "Start with a spectral radius of 1.5 instead of 0.9."

For each: how does it change the part of the gradient from 100 steps back, and
the part from 10 steps back? Use numbers from this lesson.
Then explain in two sentences why a tanh net that **has** learned to remember safely
still has a vanishing gradient.

### BEGIN MARK SCHEME
- 1 point: learning rate and clipping scale all parts equally. At radius 0.9 the part from 100
  steps is about 1e-5 of the part from 10 steps (6e-6 against 0.7), and stays so; a rate 1,000
  times as large makes the near part overshoot. Clipping never enlarges. Half a point for one
  of the two, or without numbers.
- 1 point: a radius of 1.5 lets the far part through at the start (tens to hundreds, not 6e-6),
  at a cost: gradients explode, seeds differ by powers of ten; or inputs saturate the units.
- 1 point: to be safe against noise, small changes of the state must die out from step to step,
  a factor below 1; the gradient is the product of the same factors.
- Not a reason: "because of the sigmoid", "local minima", "too little data".
### END MARK SCHEME

### BEGIN SOLUTION
The learning rate multiplies every part of the gradient. At radius 0.9, about 0.7 is left
after 10 steps and 0.000006 after 100: a hundred-thousandth of it. With 1,000 times the rate
the near part takes steps that are far too long, and the far part is still negligible.
Clipping shortens all parts by one factor or leaves them unchanged; it never enlarges a part.
With a radius of 1.5 the far part arrives at the start, tens to hundreds of times as large as it
left, but gradients can explode and every seed behaves differently, so it needs clipping,
and where inputs saturate the units it vanishes again.
A memory is safe if noise dies out: a small change of the state must shrink at every step.
The gradient is the product of the same factors, so it vanishes like the noise.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- A gradient over $T$ steps is a product of $T$ Jacobians $\operatorname{diag}(1-h^2)\,W_{hh}$.
  It shrinks or grows like a power.
- The spectral radius determines the long run, the largest singular value limits a single step;
  saturation shrinks gradients further.
- Exploding: clip by the **global** norm, before the step; monitor the norm.
- Vanishing: clipping does not help. Initialisation helps, for a while.
- A tanh unit that stores a bit safely passes almost no gradient back.
- Before you trust a benchmark, try random guessing.
"""

# %% [markdown]
r"""
## Read on

- [Hochreiter (1991)](https://people.idsia.ch/~juergen/fundamentaldeeplearningproblem.html):
  the thesis; in English, section 3 of Hochreiter and Schmidhuber (1997).
- Bengio, Simard and Frasconi (1994),
  [Learning long-term dependencies with gradient descent is difficult](https://doi.org/10.1109/72.279181):
  the trade-off in detail.
- Pascanu, Mikolov and Bengio (2013),
  [On the difficulty of training recurrent neural networks](https://arxiv.org/abs/1211.5063):
  the cliff and clipping.

**Next:** what if a unit kept its state by *adding*, with a factor of exactly 1?
Lesson 07 builds the memory cell of 1997.
"""
