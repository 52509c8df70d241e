# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 24 · Scans

A graphics card can multiply ten thousand numbers at once. An LSTM gives it a few hundred, waits
for the result, and gives it the next few hundred: step 500 needs the state of step 499.
In 2017 this was a reason to replace recurrent nets
([Attention is all you need](https://arxiv.org/abs/1706.03762), section 1).

**Must step 500 wait for step 499?**
In this lesson you compute all states of an LSTM at once, and find out when that works.

You will write six functions. Reading and writing take 75 to 90 minutes; the cells run in about
a minute. Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
import itertools

import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("scan")

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## See it

![Five strips of coloured states; the fourth looks like the last one](figures/film.svg)

The lowest strip shows 16 units of an LSTM over 64 steps, computed one after the other, as
usual. The first strip is a guess for **all 64 steps** (all 0); the next three are the same
guess, improved once, twice and three times. No improvement goes through the steps one by one.

After three improvements you cannot see a difference. After five there is none.

## A sum in three rounds

Start with a simpler problem: add up eight numbers, and find all partial sums. One processor
needs seven additions, one after the other. Eight processors need **three rounds**.
"""

# %% [markdown]
r"""
![Eight boxes in four rows; each round joins boxes 1, 2 and 4 places apart](figures/rounds.svg)

In round 1 each processor adds the number of its left neighbour, in round 2 the number two
places to the left, in round 3 the number four places to the left. The boxes show which numbers
are in the sum. Orange boxes begin with the first number: they are done.

Each round doubles the range of a box, so $T$ numbers take $\lceil \log_2 T \rceil$ rounds:
1,000 numbers take 10. This is a **scan**
([Hillis and Steele, 1986](https://doi.org/10.1145/7902.7903)).
It works for every **associative** operation:
$(a \circ b) \circ c = a \circ (b \circ c)$.
"""

# %% [markdown]
r"""
## A step is a map

A state is not a sum. But take a step that is **linear** in the state:

$$s_t = a_t\, s_{t-1} + b_t.$$

Look at the step itself, not at the state: it is the map $s \mapsto a s + b$, given by two
numbers. **Two such maps in a row are one such map.**
"""

# %% [markdown]
r"""
## Exercise 1: `compose`

`earlier` $(a_1, b_1)$ is applied first, `later` $(a_2, b_2)$ to its result.
Return the pair $(a, b)$ of both in a row. Insert one map into the other to find it.

First $s \mapsto 2s + 1$, then $s \mapsto 3s + 4$: together $s \mapsto 6s + 7$.
All four are arrays of one shape, with a map for each element. About 2 lines.
"""


# %% exercise="compose"
def compose(later, earlier):
    """Make one map of two in a row, s -> a s + b, element by element.

    Args:
        later: (a, b) of the map that is applied last, float arrays of one shape.
        earlier: (a, b) of the map that is applied first, arrays of the same shape.

    Returns:
        a: what multiplies s in later(earlier(s)), an array of that shape.
        b: what is added to it.
    """
    ### BEGIN SOLUTION
    (a2, b2), (a1, b1) = later, earlier
    return a2 * a1, a2 * b1 + b2
    ### END SOLUTION


# %% tests="compose" points=3
check("compose", compose)
### BEGIN HIDDEN TESTS
check("compose", compose, seed=24101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Three maps, bracketed in two ways; and the order of two maps.
maps = [tuple(np.random.default_rng(n).normal(size=(2, 1))) for n in range(3)]
left = compose(compose(maps[2], maps[1]), maps[0])
right = compose(maps[2], compose(maps[1], maps[0]))
print("brackets do not matter:", np.allclose(left, right))
print("the order does:        ", compose(maps[1], maps[0]), compose(maps[0], maps[1]))

# %% [markdown]
r"""
## Exercise 2: `scan`

Write the rounds for $T \ge 1$ maps, `a[t]` and `b[t]`. In the round with stride
$n = 1, 2, 4, \dots$ each item $t \ge n$ becomes `compose(later, earlier)` of item $t$ (later)
and item $t - n$ (earlier), **all of them in one call**: `compose` takes slices.
The first $n$ items stay. Stop when $n \ge T$.

Return the composed `a` and `b`: item $t$ is the map from the start to **after** step $t$.

`compose` is an argument: your scan must work for any associative operation, and may call it
at most $\lceil \log_2 T \rceil$ times. The check counts the calls, with several operations.
The inputs are not changed. About 7 lines.
"""


# %% exercise="scan"
def scan(a, b, compose):
    """Compose all beginnings of a sequence of T maps, in ceil(log2 T) rounds.

    Args:
        a, b: first and second parts of the maps, (T, ...) float arrays, T >= 1; not changed.
            The axes after the first may differ.
        compose: function of (later, earlier), each a pair (a, b) of as many maps, that returns
            such a pair; associative. Called at most ceil(log2 T) times.

    Returns:
        a, b: arrays of the same shapes; item t is maps 0 to t, composed.
    """
    ### BEGIN SOLUTION
    n = 1
    while n < len(a):
        new_a, new_b = compose((a[n:], b[n:]), (a[:-n], b[:-n]))
        a = np.concatenate([a[:n], new_a])
        b = np.concatenate([b[:n], new_b])
        n *= 2
    return a, b
    ### END SOLUTION


# %% tests="scan" points=4
check("scan", scan)
### BEGIN HIDDEN TESTS
check("scan", scan, seed=24202, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# 1,000 steps of a linear recurrence: the loop, and your rounds.
rng = np.random.default_rng(0)
a, b = rng.uniform(0.5, 1, size=1000), rng.normal(size=1000)
s, states = 0.0, []
for t in range(1000):
    s = a[t] * s + b[t]
    states.append(s)

calls = []
A, B = scan(a, b, lambda late, early: calls.append(len(late[0])) or nets.compose(late, early))
print("the loop: 1,000 steps, one after the other. The scan:", len(calls), "rounds of", calls)
print(f"largest difference: {abs(A * 0.0 + B - states).max():.0e}")

# %% [markdown]
r"""
The scan has a price: the loop composes 1,000 times, the scan about nine times as often. It is
made for many processors. (There are scans with twice the rounds and only twice the work:
[Blelloch, 1990](https://www.cs.cmu.edu/~guyb/papers/Ble93.pdf).)

If the state is a vector and $a_t$ a **matrix**, nothing changes but the multiplication:
`nets.compose_matrices` returns $A_2 A_1$ and $A_2 b_1 + b_2$. And
`nets.recurrence(a, b, s0)` returns all states of $s_t = a_t s_{t-1} + b_t$, by a scan, for
factors `a` of the shape of `b`, or matrices, $(T, D, D)$.
"""

# %% [markdown]
r"""
## Four nets, one picture

![Four chains with their equations: three are linear, the LSTM is not](figures/chains.svg)

Lesson 03's Markov chain multiplies its probabilities by one matrix at each step.
A **hidden** Markov model hides the state and shows a symbol $y_t$, so the matrix depends on the
symbol. Its forward algorithm, the standard of speech recognition before the LSTM,
is therefore a linear recurrence.

$P_{ij}$ is the probability that hidden state $j$ follows $i$, and $E_{jv}$ the probability that
state $j$ shows symbol $v$. Let $\alpha_t[j]$ be the joint probability of all symbols up to
$y_t$ and of hidden state $j$ at step $t$:

$$\alpha_t[j] = E_{j, y_t} \sum_i P_{ij}\, \alpha_{t-1}[i].$$
"""

# %% [markdown]
r"""
## Exercise 3: `hmm_forward`

Which matrix turns $\alpha_{t-1}$ into $\alpha_t$? Its row is the new state $j$, its column the
old state $i$. Build all matrices, $(T, K, K)$, then call `nets.recurrence(a, b, s0)` with `b`
all 0, $(T, K)$. Return all $\alpha_t$, $(T, K)$.

The first step has no transition: $\alpha_0[j] = E_{j, y_0}\, \pi_j$. So start from
$s_0 = \pi$, and let the first matrix be diagonal.

For $\pi = (0.5, 0.5)$, $P$ with rows $(0.9, 0.1)$ and $(0.2, 0.8)$, $E$ with rows $(1, 0)$ and
$(0.5, 0.5)$, symbols $0, 0$: $\alpha_0 = (0.5, 0.25)$, $\alpha_1 = (0.5, 0.125)$.
About 4 lines.
"""


# %% exercise="hmm-forward"
def hmm_forward(pi, P, E, y):
    """Compute how probable each hidden state is together with the symbols so far.

    Args:
        pi: probabilities of the first hidden state, (K,) float array.
        P: transition probabilities, (K, K) float array: from state i, the row, to j.
        E: emission probabilities, (K, V) float array: of symbol v in state j, the row.
        y: symbols, (T,) integer array, 0 to V - 1, T >= 1.

    Returns:
        alpha, (T, K) float array: at (t, j) the probability of y_0 ... y_t and of hidden state
        j at step t.
    """
    ### BEGIN SOLUTION
    shown = E[:, y].T  # (T, K)
    a = shown[:, :, None] * P.T  # (T, K, K)
    a[0] = np.diag(shown[0])
    return nets.recurrence(a, np.zeros_like(shown), pi)
    ### END SOLUTION


# %% tests="hmm-forward" points=5
check("hmm-forward", hmm_forward)
### BEGIN HIDDEN TESTS
check("hmm-forward", hmm_forward, seed=24303, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Two dice, changed secretly; the loaded one shows a six half of the time.
pi, P = np.array([0.5, 0.5]), np.array([[0.95, 0.05], [0.1, 0.9]])
E = np.array([[1 / 6] * 6, [0.1] * 5 + [0.5]])


def by_brute_force(y):
    """Return p(y): the sum over all sequences of hidden states."""
    total = 0.0
    for z in itertools.product(range(2), repeat=len(y)):
        p = pi[z[0]] * np.prod(E[z, y])
        total += p * np.prod([P[i, j] for i, j in itertools.pairwise(z)])
    return total


y = [5, 5, 2, 5, 0, 5, 5, 3, 1, 5]
print(f"all {2 ** len(y)} paths: {by_brute_force(y):.6e}")
print(f"ten matrices: {hmm_forward(pi, P, E, np.array(y))[-1].sum():.6e}")
assert np.isclose(by_brute_force(y), nets.hmm_forward(pi, P, E, np.array(y))[-1].sum())

# %% tags=["explore"]
# An evening in the casino: after each roll, how probable is the loaded die?
rng, z, rolls = np.random.default_rng(6), [0], []
for _ in range(150):
    rolls.append(rng.choice(6, p=E[z[-1]]))
    z.append(rng.choice(2, p=P[z[-1]]))
alpha = nets.hmm_forward(pi, P, E, np.array(rolls))
p = alpha[:, 1] / alpha.sum(axis=1)
print(f"right about the die in {np.mean((p > 0.5) == z[:150]):.0%} of the rolls")
plots.draw_casino(np.array(rolls), np.array(z[:150]) == 1, p)

# %% [markdown]
r"""
In the grey spans the loaded die was in use. The blue line is its probability according to the
forward algorithm, which reads only the dots. A scan computes it in 8 rounds.
"""

# %% [markdown]
r"""
## Way 1: change the net

An LSTM is not linear in its state: $h_{t-1}$ is inside every gate. What if the gates read
**only the input**? Then $f$ and $i$ are known for all steps in advance, and
$c_t = f_t c_{t-1} + i_t g_t$ is a linear recurrence. This is the **minLSTM**
([Feng and others, 2024](https://arxiv.org/abs/2410.01201), *Were RNNs all we needed?*):

$$
f, i = \sigma(\dots x_t), \quad g = \dots x_t, \qquad
h_t = \frac{f}{f + i}\, h_{t-1} + \frac{i}{f + i}\, g .
$$

The two factors sum to 1, so $h$ stays in the range of $g$ and $h_0$. There is no output gate
and no tanh.
"""

# %% [markdown]
r"""
## Exercise 4: `min_lstm`

$W_{ih} x_t + b$ has three blocks of $H$ rows, in the course's order **i, f, g**.
Compute the gates of all steps at once, and call `nets.recurrence`.
Return $h_1 \dots h_T$, $(T, B, H)$.

One unit, with pre-activations $i$: $0$, $f$: $0$, $g$: $3$ and $h_0 = 1$: both gates are
$\frac12$, so $h_1 = \frac12 \cdot 1 + \frac12 \cdot 3 = 2$. About 4 lines.
"""


# %% exercise="min-lstm"
def min_lstm(x, h0, W_ih, b):
    """Run a minLSTM over a sequence, all steps at once.

    Args:
        x: inputs, (T, B, I) float array.
        h0: state before the first step, (B, H) float array.
        W_ih: weights from the inputs, (3H, I) float array, blocks i, f, g.
        b: biases, (3H,) float array.

    Returns:
        h_1 ... h_T, (T, B, H).
    """
    ### BEGIN SOLUTION
    a_i, a_f, g = np.split(x @ W_ih.T + b, 3, axis=2)
    i, f = nets.sigmoid(a_i), nets.sigmoid(a_f)
    return nets.recurrence(f / (f + i), i / (f + i) * g, h0)
    ### END SOLUTION


# %% tests="min-lstm" points=4
check("min-lstm", min_lstm)
### BEGIN HIDDEN TESTS
check("min-lstm", min_lstm, seed=24404, rounds=2)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Break it: the formula that everybody finds

Why rounds at all? Divide by the product of all factors, $A_t = a_1 \cdots a_t$, and the
recurrence becomes a sum:

$$s_t = A_t \Big(s_0 + \sum_{k \le t} \frac{b_k}{A_k}\Big).$$

This needs only `np.cumprod` and `np.cumsum`, and mathematically it is right.
Guess: for how many steps does it work?
"""

# %% tags=["explore"]
rng, T = np.random.default_rng(0), 300
x, W, bias = rng.normal(size=(T, 1, 8)), rng.normal(size=(3 * 8, 8)) / 3, np.zeros(24)
h0 = np.zeros((1, 8))
a_i, a_f, g = np.split(x @ W.T + bias, 3, axis=2)
i, f = nets.sigmoid(a_i), nets.sigmoid(a_f)
a, b = (q.astype(np.float32) for q in (f / (f + i), i / (f + i) * g))
loop, h = [], h0
for t in range(T):  # the judge, in float64
    h = (f / (f + i))[t] * h + (i / (f + i) * g)[t]
    loop.append(h)
with np.errstate(all="ignore"):
    A = np.cumprod(a, axis=0)
    tempting = A * (h0.astype(np.float32) + np.cumsum(b / A, axis=0))
scanned = nets.recurrence(a, b, h0.astype(np.float32))
errors = {
    name: abs(hs - loop).max(axis=(1, 2))
    for name, hs in (("cumprod, float32", tempting), ("scan, float32", scanned))
}
print("first nan of cumprod: step", np.flatnonzero(np.isnan(errors["cumprod, float32"]))[0])
assert errors["scan, float32"].max() < 1e-5
plots.draw_scan_errors(errors)

# %% [markdown]
r"""
$2^{-150}$ is smaller than the smallest float32. So after 150 factors near $\frac12$, or fewer
of smaller ones, $A_t$ is 0, $b_t / A_t$ is infinite, and $0 \cdot \infty$ is `nan`.
The scan multiplies the same numbers, but it never **divides**. A product that becomes 0 only
means that the past is forgotten.

**What does the minLSTM lose?** Its gates cannot read the state. "Flip the bit if the input is
1" needs the current bit. One layer of a minLSTM cannot keep the parity of a bit string, which
an LSTM learns easily. Lesson 25 measures this for linear nets with factors between 0 and 1.
"""

# %% [markdown]
r"""
## Way 2: keep the net

Now keep the LSTM as it is. Write the state as one vector,
$s_t = (h_t, c_t)$, with $2H$ numbers. The states are the solution of $T$ equations,

$$s_t = \mathrm{step}(s_{t-1}, x_t), \qquad t = 1 \dots T.$$

Newton's method solves them: **guess, replace each curve by
its tangent at the guess, solve that, and repeat.** Let $\hat s$ be the guess for all
steps. The tangent of step $t$ is

$$s_t = \mathrm{step}(\hat s_{t-1}) + J_t\,(s_{t-1} - \hat s_{t-1}),$$

with the Jacobian $J_t$ of the step (lesson 06) at $\hat s_{t-1}$. This has the form
$s_t = J_t s_{t-1} + b_t$: **a linear recurrence, which a scan solves.**
"""

# %% [markdown]
r"""
## The Jacobian of an LSTM step

Four blocks of $H \times H$: the derivatives of $h_t$ and $c_t$ (rows) with respect to
$h_{t-1}$ and $c_{t-1}$ (columns). With $c = f c_{t-1} + i g$ and $h = o \tanh c$:

$$
\frac{\partial c}{\partial c_{t-1}} = \mathrm{diag}(f), \qquad
\frac{\partial c}{\partial h_{t-1}}
= \mathrm{diag}(g\, i(1-i))\, W_i + \mathrm{diag}(c_{t-1} f(1-f))\, W_f
+ \mathrm{diag}(i (1-g^2))\, W_g
$$

and through the new $c$, with $d = o\,(1 - \tanh^2 c)$:

$$
\frac{\partial h}{\partial c_{t-1}} = \mathrm{diag}(d)\, \frac{\partial c}{\partial c_{t-1}},
\qquad
\frac{\partial h}{\partial h_{t-1}} = \mathrm{diag}(\tanh(c)\, o (1-o))\, W_o
+ \mathrm{diag}(d)\, \frac{\partial c}{\partial h_{t-1}} .
$$

$W_i, W_f, W_g, W_o$ are the blocks of $W_{hh}$; $\mathrm{diag}(v)\,W$ scales **row** $r$ of $W$
by $v_r$.
"""

# %% [markdown]
r"""
## Exercise 5: `lstm_jacobian`

Compute the Jacobians, $(N, 2H, 2H)$, for $N$ states `s` $(N, 2H)$ at once, each with its own
input. `params` is `(W_ih, W_hh, b)`. Call `nets.lstm_step(x, h, c, W_ih, W_hh, b)`: its third
result is a dict with `i`, `f`, `g`, `o` and `tanh_c` (of the **new** $c$), $(N, H)$ each.

`v[:, :, None] * W` is $\mathrm{diag}(v)\,W$ for all $N$;
`v[:, :, None] * np.eye(H)` is $\mathrm{diag}(v)$; and
`np.block([[A, B], [C, D]])` puts four $(N, H, H)$ together. About 12 lines.
"""


# %% exercise="lstm-jacobian"
def lstm_jacobian(s, x, params):
    """Compute the derivatives of one step of the LSTM, for many states at once.

    Args:
        s: states before the step, h in the first H columns, then c, (N, 2H) float array.
        x: inputs of the step, (N, I) float array.
        params: W_ih (4H, I), W_hh (4H, H), b (4H,), blocks i, f, g, o.

    Returns:
        J, (N, 2H, 2H): at (n, r, q) the derivative of number r of the state after the step
        with respect to number q of s[n].
    """
    ### BEGIN SOLUTION
    h, c = np.split(s, 2, axis=1)
    _, _, cache = nets.lstm_step(x, h, c, *params)
    i, f, g, o, tanh_c = (cache[name] for name in ("i", "f", "g", "o", "tanh_c"))
    W_i, W_f, W_g, W_o = np.split(params[1], 4)
    dc_dc = f[:, :, None] * np.eye(h.shape[1])
    dc_dh = (g * i * (1 - i))[:, :, None] * W_i
    dc_dh = dc_dh + (c * f * (1 - f))[:, :, None] * W_f
    dc_dh = dc_dh + (i * (1 - g**2))[:, :, None] * W_g
    d = (o * (1 - tanh_c**2))[:, :, None]
    dh_dh = (tanh_c * o * (1 - o))[:, :, None] * W_o + d * dc_dh
    return np.block([[dh_dh, d * dc_dc], [dc_dh, dc_dc]])
    ### END SOLUTION


# %% tests="lstm-jacobian" points=6
check("lstm-jacobian", lstm_jacobian)
### BEGIN HIDDEN TESTS
check("lstm-jacobian", lstm_jacobian, seed=24505, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
# Two judges: central differences, row by row, and PyTorch.
import torch

x, _, params = plots.newton_problem(H=3, T=1, scale=1.0, seed=0)
s = np.random.default_rng(1).normal(size=(1, 6))


def after(s, x=x, params=params):
    h, c, _ = nets.lstm_step(x, s[:, :3], s[:, 3:], *params)
    return np.concatenate([h, c], axis=1)


J = lstm_jacobian(s, x, params)[0]
rows = [nets.numerical_gradient(lambda q, r=r: after(q)[0, r], s)[0] for r in range(6)]
print(f"largest difference from central differences: {abs(J - rows).max():.0e}")

cell = torch.nn.LSTMCell(3, 3, dtype=torch.float64)
named = nets.to_torch(*params)
cell.load_state_dict({name[:-3]: torch.from_numpy(W) for name, W in named.items()})
(J_torch,) = torch.autograd.functional.jacobian(
    lambda q: torch.cat(cell(torch.from_numpy(x), (q[:, :3], q[:, 3:])), dim=1)[0],
    (torch.from_numpy(s),),
)
print(f"largest difference from PyTorch: {abs(J - J_torch[:, 0].numpy()).max():.0e}")

# %% [markdown]
r"""
## Exercise 6: `newton_lstm`

Start with $\hat s_1 = \dots = \hat s_T = 0$, and repeat `iters` times:

1. `before`: the state from which each step starts, $s_0, \hat s_1, \dots, \hat s_{T-1}$.
2. `after`: one call of `nets.lstm_step`, with **time as the batch axis**, computes all $T$
   steps.
3. $J$: one call of `nets.lstm_jacobian(before, x, params)`.
4. The tangents as a recurrence: $s_t = J_t s_{t-1} + b_t$ with
   $b_t = \mathrm{after}_t - J_t\, \mathrm{before}_t$; `nets.matvec(J, s)` multiplies vectors
   $(T, D)$ by matrices $(T, D, D)$.
5. `nets.recurrence` solves it from $s_0$. The result is the new guess.

Return the last guess, $(T, 2H)$; with `iters=0` that is the first guess, all 0. About 8 lines.
"""


# %% exercise="newton-lstm"
def newton_lstm(x, s0, params, iters):
    """Compute the states of an LSTM for all steps at once, by Newton's method.

    Args:
        x: inputs of one sequence, (T, I) float array.
        s0: state before the first step, h in the first H numbers, then c, (2H,) float array.
        params: W_ih (4H, I), W_hh (4H, H), b (4H,), blocks i, f, g, o.
        iters: number of iterations, 0 or more; with 0 the first guess is returned.

    Returns:
        The states s_1 ... s_T after so many iterations, (T, 2H).
    """
    ### BEGIN SOLUTION
    s = np.zeros((len(x), len(s0)))
    for _ in range(iters):
        before = np.concatenate([s0[None], s[:-1]])
        h, c = np.split(before, 2, axis=1)
        h, c, _ = nets.lstm_step(x, h, c, *params)
        J = nets.lstm_jacobian(before, x, params)
        b = np.concatenate([h, c], axis=1) - nets.matvec(J, before)
        s = nets.recurrence(J, b, s0)
    return s
    ### END SOLUTION


# %% tests="newton-lstm" points=6
check("newton-lstm", newton_lstm)
### BEGIN HIDDEN TESTS
check("newton-lstm", newton_lstm, seed=24606, rounds=2)
### END HIDDEN TESTS

# %% [markdown]
r"""
## The exact-prefix law

You can check such a function without reference values, because of this law:

**After $k$ iterations the first $k$ states are exact.**

The first step starts from $s_0$, which is known, so its tangent is taken at the right place:
after one iteration $s_1$ is exact. Then the tangent of the second step is taken at the right
place, and so on. In the worst case Newton's method takes $T$ iterations, as many as the loop
has steps.
"""

# %% tags=["explore"]
x, s0, params = plots.newton_problem(H=4, T=40, scale=8, seed=0)
states = nets.lstm_states(x, s0, params)  # one after the other
for k in (1, 2, 4, 8, 12, 40):
    wrong = abs(newton_lstm(x, s0, params, k) - states).max(axis=1) > 1e-9
    exact = int(np.argmax(wrong)) if wrong.any() else 40
    print(f"after {k:2} iterations the first {exact:2} of 40 states are exact")
    assert exact >= k, "the law is broken: after k iterations k states must be exact"

# %% [markdown]
r"""
## How many iterations does it take?

A net with 16 units reads 512 steps, so the law allows up to 512 iterations.
Guess before you run the cell.
"""

# %% tags=["explore"]
for seed in range(3):
    errors = plots.newton_errors(plots.newton_problem(H=16, T=512, scale=1, seed=seed))
    iterations = len(errors) - 1
    worst = "  ".join(f"{e.max():.0e}" for e in errors)
    print(f"seed {seed}: {iterations} iterations, largest error of each guess: {worst}")
    assert iterations <= 6
print(f"dependent rounds: {iterations} x (1 step + 9 of the scan), against 512 of the loop")

# %% [markdown]
r"""
Once a guess is close, Newton's method **doubles the number of right digits** with each
iteration, here at all steps at once: the same states to ten digits, in 40 rounds instead of
512. With one more round a scan covers twice as many steps.

Apple's [ParaRNN](https://arxiv.org/abs/2510.21450) (2025) trains LSTMs and GRUs with 7 billion
parameters in this way, up to 665 times faster than one step after the other. Three iterations
are enough there. (We read only the abstract; the number three is from a summary.)
"""

# %% [markdown]
r"""
## The law as a picture

The figure shows the error of each guess (from top to bottom) at each step (from left to right),
for a net of 8 units. White is exact. Left of the blue line the law guarantees white.

![The white of exact states creeps to the right, iteration by iteration](figures/law.svg)

This figure is for large weights. The slider below multiplies the recurrent weights $W_{hh}$.
Watch **where** white appears: for small weights at all steps at once,
for large weights from left to right.
"""

# %% tags=["explore", "long"]
plots.interactive_scale()

# %% [markdown]
r"""
## Where it does not help, 1: chaos

Why do large weights need so many iterations, with huge errors on the way? The reason is the
product of Jacobians $J_T \cdots J_1$ (lesson 06). If it shrinks, an error is forgotten after a
few steps, and later tangents are taken at the right places. If it **grows**, a small error in
step 1 is a large one in step 50, and the tangents there are useless.

The growth per step is the **Lyapunov exponent** $\lambda$:
$\lVert J_T \cdots J_1 \rVert \approx e^{\lambda T}$. Above 0 the net is **chaotic**.

Recorded runs: nets of 4 and of 16 units, 512 steps, five seeds each.
"""

# %% tags=["explore"]
runs = plots.recorded_newton()
for H, scale in sorted({(run["H"], run["scale"]) for run in runs}):
    group = [run for run in runs if (run["H"], run["scale"]) == (H, scale)]
    needed = sorted(run["iterations"] for run in group)
    worst = max(run["worst"] for run in group)
    print(f"{H:2} units, W_hh times {scale}: iterations {needed}, errors up to {worst:.0e}")
points = {
    f"{H} units": [(run["exponent"], run["iterations"]) for run in runs if run["H"] == H]
    for H in (4, 16)
}
plots.draw_exponents(points)

# %% [markdown]
r"""
The closer the exponent is to 0, the more iterations are needed. With 9 rounds for each of 100
iterations, Newton's method in a chaotic net needs more rounds than the loop has steps.
That the **sign** of $\lambda$ decides whether a net can be computed in parallel is a theorem
([Gonzalez and others, 2025](https://arxiv.org/abs/2508.16817); we read the abstract).

## Where it does not help, 2: a switch

Is it enough that small changes shrink? This LSTM keeps the parity of the bits it reads,
with weights set as in lesson 13. With a larger gain it is closer to a switch, and small changes
shrink faster. Guess: does it need more iterations, or fewer?
"""

# %% tags=["explore"]
bits = np.random.default_rng(0).integers(0, 2, size=(64, 1)).astype(float)
for gain in (3, 6, 12):
    made = bits, np.zeros(4), nets.parity_lstm_weights(gain)
    iterations = len(plots.newton_errors(made)) - 1
    shrinks = np.exp(plots.newton_exponent(made))
    print(f"gain {gain:2}: changes times {shrinks:.0e} a step, {iterations} iterations of 64")

# %% [markdown]
r"""
With a larger gain it needs one iteration for each step, the worst case of the law. The tangent
of a switch is **flat** nearly everywhere. It predicts that a small change of the bit does
nothing. That is true, but useless, because a wrong bit is not a small change. (Every guarantee
for Newton's method depends on how fast the Jacobian changes; that of a switch jumps.)

What about a **trained** net? An LSTM with 16 units, trained on lesson 04's embedded Reber
grammar, reads 256 symbols:
"""

# %% tags=["explore", "long"]
from lstm_utils.tasks import reber, reber_nets

rng, text = np.random.default_rng(0), ""
while len(text) < 256:
    text += reber.embedded_reber(rng)
x = np.eye(7)[[reber.SYMBOLS.index(symbol) for symbol in text[:256]]]
for seed in range(3):
    new = reber_nets.LSTM.make(np.random.default_rng(seed))
    trained = reber_nets.until_right(reber_nets.LSTM, seed).params
    needed = []
    for name, net in (("new", new), ("trained", trained)):
        made = x, np.zeros(32), (net["W_ih"], net["W_hh"], net["b"])
        needed.append(len(plots.newton_errors(made)) - 1)
        grows = plots.newton_exponent(made)
        print(f"seed {seed}, {name}: {needed[-1]} iterations, exponent {grows:.2f}")
    assert needed[1] > 5 * needed[0]

# %% [markdown]
r"""
With 8 rounds each, that is more than the 256 steps of the loop. The net has learned to
**remember**: to carry the T or P over a string, changes must not shrink, so the exponent has
risen to nearly 0. A memory (lesson 07) and Newton's method have opposite needs.
(ParaRNN changes the net: each unit reads only its own state, so the blocks of $J$ are
diagonal.)
"""

# %% [markdown]
r"""
## Break it: only the diagonal

A shortcut for **our** LSTM: keep only the diagonal of $J$. Then the scan multiplies numbers
instead of matrices, $(2H)^2$ times fewer multiplications. The result is still exact after $T$
iterations, because the law is true for any $J$. Why? (Look at the first step.)
"""

# %% tags=["explore"]
made = plots.newton_problem(H=8, T=128, scale=1, seed=0)
for name, diagonal in (("full Jacobian", False), ("diagonal only", True)):
    iterations = len(plots.newton_errors(made, diagonal=diagonal)) - 1
    print(f"{name}: {iterations} iterations")
for scale in (1, 2):
    group = [r for r in runs if r["H"] == 16 and r["scale"] == scale]
    print(f"16 units, 512 steps, W_hh times {scale}: full", [r["iterations"] for r in group],
          "diagonal", [r["diagonal"] for r in group])  # fmt: skip
assert min(r["diagonal"] / r["iterations"] for r in runs if "diagonal" in r) > 5

# %% [markdown]
r"""
Each iteration is cheap, but many are needed: the number of right digits grows slowly instead of
doubling. (*Trust regions* and cheaper Jacobians are a topic of research:
[Gonzalez and others, 2024](https://arxiv.org/abs/2407.19115).)

## Seconds on your processor

So far we counted rounds. How long does it take on your processor?
"""

# %% tags=["explore"]
import time

x, s0, params = plots.newton_problem(H=16, T=512, scale=1, seed=0)
start = time.perf_counter()
nets.lstm_forward(x[:, None], s0[None, :16], s0[None, 16:], *params)
loop = time.perf_counter() - start
start = time.perf_counter()
nets.newton_lstm(x, s0, params, 5)
print(f"Newton takes {(time.perf_counter() - start) / loop:.0f} times as long as the loop")

# %% [markdown]
r"""
Newton's method is far slower here: a few cores cannot compute 512 steps at once, so they do all
the **extra** work one after the other. A scan helps where processors would be idle, such as on
a graphics card with one long sequence. With a batch of 512 sequences the loop also keeps them
busy.

## Something to show

Press play: the upper strip shows the guesses for all 64 steps, the lower strip the same net
step by step. Change `scale` to 8: the exact states then grow slowly from the left.
"""

# %% tags=["explore", "long"]
plots.interactive_guesses(plots.newton_problem(H=16, T=64, scale=3, seed=1))

# %% [markdown] question="which-net" points=3
r"""
**Question (3 points).** A company wants to train recurrent nets on sequences of 100,000 steps,
one at a time, on a graphics card. Three candidates: a minLSTM; an LSTM with states computed by
Newton's method; an LSTM step by step.

1. Why can a scan compute the first one exactly in 17 rounds, and not the others?
2. For the second one somebody measured 4 iterations, with the weights it starts from. Which two
   things can happen in training that make this number useless? What would you log?
3. The task turns out to be: has a door been opened an odd number of times? Which candidate
   do you choose, and why?

Five to seven sentences.

### BEGIN MARK SCHEME
- 1 point: the gates of the minLSTM see only the input, so its step is an affine map of the
  state; affine maps compose to affine maps, which is associative. In an LSTM the state is in
  the gates, and two steps are no map of that form. Only "it is linear": half a point.
- 1 point: changes may stop dying (Lyapunov exponent near or above 0: memory, or chaos), or its
  gates may become switches with flat tangents. Log the iterations, or the remaining error,
  during training (the exponent as well). One of the two: half a point.
- 1 point: the LSTM step by step (or Newton's, which then needs about as many iterations as
  steps); parity needs gates that see the state, so the minLSTM, in one layer, is out.
  Without a reason: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
The minLSTM's factors depend only on the inputs, so each step is an affine map of the state, and
affine maps in a row are again one affine map; a scan joins them in rounds that double, and
$2^{17}$ is more than 100,000.
In an LSTM the state is inside the sigmoids, so two steps are not a map of the same form.
During training the recurrent weights may grow until small changes grow instead of dying, or the
gates may saturate and act as switches, where a tangent says nothing.
I would log the number of iterations, or the error that is left after four, for each batch.
For parity the net must look at its state at each step, which one layer of a minLSTM cannot.
The LSTM can; Newton's method would need nearly one iteration for each step there, so I would
run it step by step.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- Affine maps compose: a scan computes a linear recurrence in $\lceil \log_2 T \rceil$ rounds.
- A hidden Markov model's forward algorithm is a linear recurrence.
- So is the minLSTM: its gates do not read the state. That is fast, but it cannot keep a parity.
- Never divide by a product of many factors.
- Newton: guess all states, replace each step by its tangent, solve by a scan, repeat.
  **After $k$ iterations the first $k$ states are exact.**
- Few iterations if small changes shrink; many in chaos and for switches.

**Now you can** judge for any recurrence what can run in parallel, and test such code without a
known answer.
"""

# %% [markdown]
r"""
## Read on

- Martin and Cundy (2018),
  [Parallelizing linear recurrent neural nets over sequence
  length](https://arxiv.org/abs/1709.04057).
- Feng and others (2024), [Were RNNs all we needed?](https://arxiv.org/abs/2410.01201)
- Lim and others (2024),
  [Parallelizing non-linear sequential models](https://arxiv.org/abs/2309.12252): DEER.
- Gonzalez and others (2025),
  [Predictability enables parallelization](https://arxiv.org/abs/2508.16817).
- Danieli and others (2025), [ParaRNN](https://arxiv.org/abs/2510.21450).

**Next:** lesson 25 asks what these faster nets can compute, and what only an LSTM can.
"""
