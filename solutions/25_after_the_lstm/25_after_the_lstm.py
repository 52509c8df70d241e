# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 25 · After the LSTM

Three cups are on a table, and one of them hides a coin. The cups are shuffled 4,000 times,
one shuffle per second. **Where is the coin?**

You only need to remember the present order, one of six. Yet many nets that were made to
replace the LSTM lose it, some after 100 shuffles, some at once. In this lesson you write
such nets, and find out which of them can follow the cups, and **why**.

You will write seven short functions. Reading and writing take 75 to 90 minutes; the
training runs take about a minute in all. Answers may import numpy, matplotlib, scipy,
sklearn, tqdm and the standard library.
"""

# %%
import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("stable-gates")
from lstm_utils.tasks import cups, lines

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## See it: two cups

![Right answers by length: LSTM stays at 100 %, a linear net falls](figures/horizons.svg)

Two cups are the simplest case: each step swaps them or does not, and the net outputs
which cup is on the left. That is lesson 13's **parity**. The nets were trained on up to
40 steps, with three seeds each. The LSTM is right at 4,000. The others are **linear**: their
next state is a linear function of the last one, so a scan (lesson 24) can compute all steps at
once. One of them does not learn the task. One learns it, but fails by step 1,000. One is right
to the end.

You will build all four.
"""

# %% [markdown]
r"""
## Part 1: gates without an upper bound

An LSTM that has stored a value must close its forget gate to replace it.
Its input gate is at most 1, so a new value cannot outweigh the old one by far.

The **sLSTM** ([Beck and others](https://arxiv.org/abs/2405.04517), 2024) has an
**exponential** input gate. One step can outweigh all earlier steps:

$$i = e^{a_i} \qquad f = \sigma(a_f) \qquad c' = f c + i g \qquad n' = f n + i \qquad
h = \sigma(a_o)\, \frac{c'}{n'}$$
"""

# %% [markdown]
r"""
The **normaliser** $n$ adds up the weights, so $c/n$ is a **weighted mean** of all
candidates $g$ so far, between $-1$ and 1, for any weights.

But $e^{100}$ does not fit into float32, and $e^{710}$ not into float64. So store $c$ and
$n$ divided by $e^m$, where $m$ is the largest exponent. The factor cancels in $c/n$.
The old state has the exponent $\log f + m$, the new candidate has $a_i$:

$$m' = \max(\log f + m,\; a_i) \qquad i' = e^{a_i - m'} \qquad f' = e^{\log f + m - m'}$$

One of $i'$ and $f'$ is always 1, the other is at most 1. Nothing overflows.
Before the first step nothing is stored: $m = -\infty$.
"""

# %% [markdown]
r"""
## Exercise 1: `stable_gates`

Return $i'$, $f'$ and $m'$, element by element, for three arrays of one shape (any shape).
$\log f = \log \sigma(a_f) = -\log(1 + e^{-a_f})$, and `np.logaddexp(0, -a_f)` computes
$\log(1 + e^{-a_f})$ without overflow, also for a gate that is nearly closed.

$a_i = 2$, $a_f = 0$, $m = 1$: $\log f + m = 0.307$, so $m' = 2$, $i' = 1$,
$f' = e^{-1.693} = 0.184$. With $m = 3$: $m' = 2.307$, $i' = 0.736$, $f' = 1$.
Pre-activations can be in the thousands, and $m$ can be $-\infty$. Return new arrays.
About 3 lines.
"""


# %% exercise="stable-gates"
def stable_gates(a_i, a_f, m):
    """Return an exponential input gate and a forget gate, divided by exp of the new m.

    Args:
        a_i: pre-activations of the input gate, float array of any shape.
        a_f: pre-activations of the forget gate, same shape.
        m: stabiliser before the step, same shape; -inf before the first step.

    Returns:
        i: exp(a_i - m'), same shape.
        f: exp(log sigmoid(a_f) + m - m'), same shape.
        m: m', the stabiliser after the step, same shape.
    """
    ### BEGIN SOLUTION
    kept = m - np.logaddexp(0, -a_f)
    m = np.maximum(kept, a_i)
    return np.exp(a_i - m), np.exp(kept - m), m
    ### END SOLUTION


# %% tests="stable-gates" points=4
check("stable-gates", stable_gates)
### BEGIN HIDDEN TESTS
check("stable-gates", stable_gates, seed=25101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
m = np.array([-np.inf])
for a_i in (-2.0, 3.0, 1000.0, 5.0):
    i, f, m = stable_gates(np.array([a_i]), np.array([1.0]), m)
    print(f"a_i = {a_i:6}: write {i[0]:.3g}, keep {f[0]:.3g}, m = {m[0]:.3f}")

# %% [markdown]
r"""
After $a_i = 1000$, every other step has nearly no weight: the net remembers that one step only.

## Exercise 2: `slstm_step`

Write one step of the sLSTM. The pre-activations are those of lesson 08,
$W_{ih} x + W_{hh} h + b$, blocks $i, f, g, o$ ($g$ is called $z$ in the paper). Call
`nets.stable_gates`, then update $c$ and $n$ with its $i$ and $f$. Return $h$, $c$, $n$, $m$,
new arrays $(B, H)$ each. Do not multiply $c$ and $n$ by $e^m$.

At the first step $i' = 1$ and $f' = 0$, so $h = \sigma(a_o) \tanh(a_g)$, whatever $a_i$ is.
About 7 lines.
"""


# %% exercise="slstm-step"
def slstm_step(x, h, c, n, m, W_ih, W_hh, b):
    """Advance the sLSTM by one step.

    Args:
        x: inputs of this step, (B, I) float array.
        h: hidden state, (B, H) float array.
        c: cell state divided by exp(m), (B, H) float array; not changed.
        n: normaliser divided by exp(m), (B, H) float array; not changed.
        m: stabiliser, (B, H) float array; -inf before the first step.
        W_ih: weights from the inputs, (4H, I) float array, blocks i, f, g, o.
        W_hh: weights from the hidden state, (4H, H) float array.
        b: biases, (4H,) float array.

    Returns:
        h, c, n, m after this step, (B, H) each.
    """
    ### BEGIN SOLUTION
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    i, f, m = nets.stable_gates(a_i, a_f, m)
    c = f * c + i * np.tanh(a_g)
    n = f * n + i
    h = nets.sigmoid(a_o) * c / n
    return h, c, n, m
    ### END SOLUTION


# %% tests="slstm-step" points=4
check("slstm-step", slstm_step)
### BEGIN HIDDEN TESTS
check("slstm-step", slstm_step, seed=25102, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# The same recurrence, computed directly from the formula, without m, in float32.
rng = np.random.default_rng(0)
W_ih, W_hh, b = (q.astype(np.float32) for q in nets.lstm_init(3, 4, rng))
x = rng.normal(size=(30, 1, 3)).astype(np.float32)
for scale in (1, 100, 1000):
    h = c = n = zero = np.zeros((1, 4), np.float32)
    ours = (zero, zero, zero, zero - np.inf)
    for x_t in scale * x:
        a_i, a_f, a_g, a_o = np.split(x_t @ W_ih.T + h @ W_hh.T + b, 4, axis=1)
        with np.errstate(over="ignore", invalid="ignore"):
            c = nets.sigmoid(a_f) * c + np.exp(a_i) * np.tanh(a_g)
            n = nets.sigmoid(a_f) * n + np.exp(a_i)
            h = nets.sigmoid(a_o) * c / n
        ours = slstm_step(x_t, *ours, W_ih, W_hh, b)
    print(f"inputs x {scale:4}: plain {h[0].round(4)}, with m {ours[0][0].round(4)}")

# %% [markdown]
r"""
## Where it wins: replacing a value

The paper tests this gate on a search task. The net reads a reference direction and 16 points,
each with a value. It should output the value of the **nearest point so far**. A better point
must replace the old value at once. (Unlike the paper, we show the reference at each step.)

Both cells run in the same loop, with the same first weights, batches and
number of updates. Only the step differs: `lstm_step` or `slstm_step`.
"""

# %% tags=["explore", "long"]
import torch

from lstm_utils.tasks import cup_training, line_training, nearest_training

torch.set_num_threads(1)
runs = {}
for kind in ("sLSTM", "LSTM"):
    net = nearest_training.new_searcher(kind, seed=0)
    runs[kind] = nearest_training.learn_to_search(net, updates=1000)
    print(f"{kind:5}: error {runs[kind].errors[-1]:.4f} after 1,000 updates")
assert runs["sLSTM"].errors[-1] < 0.8 * runs["LSTM"].errors[-1], "the sLSTM should be ahead"

# %% [markdown]
r"""
At **equal updates** the exponential gate wins clearly. But an LSTM of `torch.nn` is one fused
operation, and the sLSTM here is a Python loop. What if both get the same **seconds**?
"""

# %% tags=["explore", "long"]
seconds = runs["sLSTM"].seconds[-1]
net = nearest_training.new_searcher("nn.LSTM", seed=0)
runs["nn.LSTM, same seconds"] = fused = nearest_training.learn_to_search(net, seconds=seconds)
print(f"sLSTM:   {runs['sLSTM'].errors[-1]:.4f} with {runs['sLSTM'].updates[-1]:,} updates")
print(f"nn.LSTM: {fused.errors[-1]:.4f} with {fused.updates[-1]:,} updates")
plots.draw_search(runs, by="seconds")

# %% tags=["explore"]
for seed, row in plots.recorded_tracking()["search"].items():
    print(f"seed {seed}, error after 1,000 updates: sLSTM {row['sLSTM'][0]:.3f}, "
          f"LSTM {row['LSTM'][0]:.3f}; nn.LSTM in the sLSTM's seconds: "
          f"{row['nn.LSTM, equal seconds'][0]:.3f}")  # fmt: skip

# %% [markdown]
r"""
At equal updates the sLSTM's error is half of the LSTM's, in three of three seeds. At equal
seconds the fused LSTM makes about twice as many updates, and is ahead in all three.
**State which comparison you mean.** On a GPU, with kernels written for it, the sLSTM's step
would cost less; we have not measured that.
"""

# %% [markdown]
r"""
## Part 2: a matrix for a memory

The memory of the paper's other cell, the **mLSTM**, is a matrix $C$. To write the value $v$
under the key $k$, add the outer product $v k^\top$. To read with the query $q$, multiply:
$C q = \sum_s v_s\, (k_s \cdot q)$. This is attention (lesson 21) with gates instead of a
softmax:

$$C' = f C + i\, v k^\top \qquad n' = f n + i\, k \qquad
h = \frac{C' q}{\max(|n' \cdot q|,\, 1)}$$

$i$ and $f$ are as before, one number per sequence. $C$ and $n$ are stored divided
by $e^m$, so the 1 becomes $e^{-m}$. Keys have $D$ entries and are divided by $\sqrt D$.
"""

# %% [markdown]
r"""
## Exercise 3: `mlstm_step`

Write first, then read from the new memory. Divide $k$ by $\sqrt D$ first, and use the result in
$C$ and in $n$. Call `nets.stable_gates` with `a_i`, `a_f`, `m`, $(B,)$ each.
$C$ is $(B, E, D)$: a row for each number of the value.
The divisor is $\max(|n' \cdot q|, e^{-m'})$, with the new $n'$ and $m'$.
Return $h$ (without an output gate), $C$, $n$, $m$.

From an empty memory, with $D = E = 1$, $k = 3$, $v = 5$, $a_i = 0$: $C = 15$, $n = 3$,
$m = 0$. The query 2 reads $30 / 6 = 5$, the value. The query 0.1 reads $1.5 / 1$.
About 7 lines.
"""


# %% exercise="mlstm-step"
def mlstm_step(q, k, v, a_i, a_f, C, n, m):
    """Write a value under a key into a matrix memory, then read it with a query.

    Args:
        q: queries, (B, D) float array.
        k: keys, (B, D) float array.
        v: values, (B, E) float array.
        a_i: pre-activations of the input gate, (B,) float array.
        a_f: pre-activations of the forget gate, (B,) float array.
        C: memory divided by exp(m), (B, E, D) float array; not changed.
        n: normaliser divided by exp(m), (B, D) float array.
        m: stabiliser, (B,) float array; -inf before the first step.

    Returns:
        h: what was read, (B, E).
        C, n, m after this step, (B, E, D), (B, D) and (B,).
    """
    ### BEGIN SOLUTION
    k = k / k.shape[1] ** 0.5
    i, f, m = nets.stable_gates(a_i, a_f, m)
    C = f[:, None, None] * C + i[:, None, None] * v[:, :, None] * k[:, None, :]
    n = f[:, None] * n + i[:, None] * k
    read = np.einsum("bed,bd->be", C, q)
    norm = np.maximum(abs((n * q).sum(axis=1)), np.exp(-m))
    return read / norm[:, None], C, n, m
    ### END SOLUTION


# %% tests="mlstm-step" points=5
check("mlstm-step", mlstm_step)
### BEGIN HIDDEN TESTS
check("mlstm-step", mlstm_step, seed=25103, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Store pairs of random vectors in 16 x 16 numbers. How well is the first value read back?
rng, D = np.random.default_rng(0), 16
likeness = []
for pairs in (1, 4, 16, 64):
    keys, values = rng.normal(size=(2, pairs, 200, D))  # 200 memories side by side
    C, n, m = np.zeros((200, D, D)), np.zeros((200, D)), np.full(200, -np.inf)
    open_gates = np.zeros(200), np.full(200, 50.0)
    for k, v in zip(keys, values, strict=True):
        h, C, n, m = mlstm_step(keys[0], k, v, *open_gates, C, n, m)
    cosine = (h * values[0]).sum(axis=1) / np.linalg.norm(h, axis=1)
    likeness.append((cosine / np.linalg.norm(values[0], axis=1)).mean())
    print(f"{pairs:2} pairs: cosine of the first value and what is read: {likeness[-1]:.2f}")
assert likeness[0] > 0.99 > likeness[-1], "one pair should be read exactly, 64 should mix"

# %% [markdown]
r"""
A 16-unit LSTM stores 16 numbers; this memory stores 256, but 16 values of 16 numbers mix.
Nothing is overwritten, only added up and faded. The delta rule in part 3 improves this.

## All steps at once

Note what is **missing** from `mlstm_step`: there is no $h$ in the gates, keys or values.
So they are known for all steps in advance, and the state is a weighted sum.
At step $t$, the value that step $s$ wrote has the weight

$$f_{s+1} f_{s+2} \cdots f_t\, e^{a_{i,s}} = e^{D_{ts}}, \qquad
D_{ts} = \log f_{s+1} + \dots + \log f_t + a_{i,s}$$

The sum starts at $s + 1$, because $f_s$ does not fade what step $s$ itself writes.
"""

# %% [markdown]
r"""
## Exercise 4: `mlstm_parallel`

Compute $h$ of all steps at once, $(T, B, E)$, from an empty memory. You need no loop (a loop
gives the same numbers, but is slower):

- $D_{ts}$ from a cumulative sum of $\log f$, and $-\infty$ for $s > t$: no step reads
  the future;
- $m_t = \max_s D_{ts}$ and $S_{ts} = e^{D_{ts} - m_t}\; q_t \cdot k_s / \sqrt{D}$;
- $h_t = \sum_s S_{ts}\, v_s \;/\; \max(|\sum_s S_{ts}|,\, e^{-m_t})$.

For three steps, with $l = \log f$, the rows of $D_{ts}$ are
$(a_1, -\infty, -\infty)$, $(l_2 + a_1,\ a_2, -\infty)$,
$(l_2 + l_3 + a_1,\ l_3 + a_2,\ a_3)$. About 8 lines.
"""


# %% exercise="mlstm-parallel"
def mlstm_parallel(q, k, v, a_i, a_f):
    """Compute what the mLSTM reads at all steps of a sequence at once, without a state.

    Args:
        q: queries, (T, B, D) float array.
        k: keys, (T, B, D) float array.
        v: values, (T, B, E) float array.
        a_i: pre-activations of the input gate, (T, B) float array.
        a_f: pre-activations of the forget gate, (T, B) float array.

    Returns:
        hs: what is read at each step, (T, B, E), from an empty memory.
    """
    ### BEGIN SOLUTION
    T = len(q)
    kept = np.cumsum(-np.logaddexp(0, -a_f), axis=0)
    D = kept[:, None] - kept[None] + a_i[None]
    D = np.where(np.tri(T, dtype=bool)[:, :, None], D, -np.inf)
    m = D.max(axis=1)
    weights = np.exp(D - m[:, None])
    S = weights * np.einsum("tbd,sbd->tsb", q, k) / q.shape[2] ** 0.5
    norm = np.maximum(abs(S.sum(axis=1)), np.exp(-m))
    return np.einsum("tsb,sbj->tbj", S, v) / norm[:, :, None]
    ### END SOLUTION


# %% tests="mlstm-parallel" points=5
check("mlstm-parallel", mlstm_parallel)
### BEGIN HIDDEN TESTS
check("mlstm-parallel", mlstm_parallel, seed=25104, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
rng = np.random.default_rng(1)
T, B, D, E = 100, 2, 8, 3
q, k, v = (rng.normal(size=(T, B, size)) for size in (D, D, E))
a_i, a_f = 3 * rng.normal(size=(2, T, B))
C, n, m, loop = np.zeros((B, E, D)), np.zeros((B, D)), np.full(B, -np.inf), []
for t in range(T):
    h, C, n, m = nets.mlstm_step(q[t], k[t], v[t], a_i[t], a_f[t], C, n, m)
    loop.append(h)
difference = abs(mlstm_parallel(q, k, v, a_i, a_f) - np.array(loop)).max()
print(f"loop and parallel form differ by {difference:.1e}")
assert difference < 1e-11, "the parallel form is not the recurrence: does it pass its check?"

# %% [markdown]
r"""
The sLSTM has no such form, because its gates read $h$. **What is the $h$ in the gates good
for?** The cups will show it.

## Part 3: what can a linear net follow?

In a linear recurrence each symbol is a **linear map** of the state. The cheapest map is
diagonal: each unit has its own factor and its own summand:

$$s' = a_{\text{symbol}} \odot s + b_{\text{symbol}}$$

minLSTM (lesson 24), Mamba and its relatives are of this kind; their factors are gates,
between 0 and 1.
"""

# %% [markdown]
r"""
## Exercise 5: `diag_linear`

Run this recurrence. `ids` $(T, B)$ has the symbols; row $v$ of `a` and of `b`, $(V, H)$,
belongs to symbol $v$. All sequences start from `s0`, $(H,)$. Return the state after each step,
$(T, B, H)$. The numbers may be **complex**: multiplying by $e^{i\varphi}$ rotates the state by
the angle $\varphi$. Factors may be 0 or negative.

Two symbols with the factors 1 and $-1$, $b = 0$, from $s_0 = 1$: the symbols 1, 0, 1 give
the states $-1, -1, 1$. About 5 lines.
"""


# %% exercise="diag-linear"
def diag_linear(ids, a, b, s0):
    """Run a diagonal linear recurrence: each symbol scales the state and adds to it.

    Args:
        ids: numbers of the symbols, (T, B) integer array.
        a: what each symbol multiplies by, (V, H) float or complex array.
        b: what each symbol adds, (V, H) float or complex array.
        s0: state before the first step, (H,) float or complex array.

    Returns:
        States after each step, (T, B, H).
    """
    ### BEGIN SOLUTION
    s, states = s0, []
    for symbols in ids:
        s = a[symbols] * s + b[symbols]
        states.append(s)
    return np.array(states)
    ### END SOLUTION


# %% tests="diag-linear" points=3
check("diag-linear", diag_linear)
### BEGIN HIDDEN TESTS
check("diag-linear", diag_linear, seed=25105, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Two cups by a sign, exactly; and a round table with 3 places, by a turn of 120 degrees.
ids, y = cups.cups_batch(2, 4000, 100, np.random.default_rng(0))
swap = diag_linear(ids, np.array([[1.0], [-1.0]]), np.zeros((2, 1)), np.ones(1))
print(f"two cups, 4,000 steps: {((swap[..., 0] < 0) == y).mean():.1%} right")
turn = np.exp(2j * np.pi * np.arange(3)[:, None] / 3)
steps = np.random.default_rng(0).integers(3, size=(4000, 100))
angle = np.angle(diag_linear(steps, turn, np.zeros((3, 1)), np.ones(1))[..., 0])
place = (angle / (2 * np.pi / 3)).round() % 3
print(f"sums modulo 3, 4,000 steps: {(place == steps.cumsum(axis=0) % 3).mean():.1%} right")

# %% [markdown]
r"""
So a linear recurrence **can** keep a parity, if a factor can be negative. With factors
between 0 and 1 it cannot: [Grazzi and others](https://arxiv.org/abs/2411.12537) prove
this for finite precision (2024; we have read the abstract). For $b = 0$ the reason is simple:
the sign never changes.

But the factor must be exactly $-1$. A net that learns it as a tanh only comes close.
Is that close enough after 600 bits? Move the factor. Each step adds an error of 0.02, which
stands for rounding or for another input.
"""

# %% tags=["explore"]
plots.interactive_eigenvalue()

# %% [markdown]
r"""
At $-0.5$ and $-0.9$ the state shrinks until only errors are left: it is **lost**. At $-0.99$
and $-0.998$ it is **drifting**: right for some hundred bits. At exactly $-1$ it is
**right** to the end, although the errors add up and nothing removes them.

A tanh unit of lesson 13 pushes its state back to $\pm 1$ at each step. A linear map cannot do
that: to reduce an error it would have to shrink all distances alike.
[Chung, Choi and Kim](https://arxiv.org/abs/2605.07755) (May 2026) prove that affine
recurrences that keep their states apart cannot correct errors, and so have a
**finite horizon**. (We have read the abstract, not the proof.)

## Three cups do not commute
"""

# %% tags=["explore"]
first, second = [1, 0, 2], [0, 2, 1]  # swap the left two; swap the right two
now = np.array(["A", "B", "C"])
print("left, then right:", *now[first][second])
print("right, then left:", *now[second][first])
a = np.random.default_rng(0).uniform(-1, 1, size=(2, 1))
print("factors:", (a[0] * a[1]).item() == (a[1] * a[0]).item())

# %% [markdown]
r"""
With three cups the order of two shuffles matters. But $a_1 a_2 s = a_2 a_1 s$: the
factors of diagonal maps **commute**, real or complex. (Adding $b$ does not help: a shuffle of
six states keeps their mean, and relative to this mean $b$ is 0.)
Maps that do not commute need matrices.

## The delta rule: correct instead of add

The **delta rule** reads the memory's answer to the key, and corrects that answer
([Schlag, Irie and Schmidhuber](https://arxiv.org/abs/2102.11174), 2021):

$$S' = S + \beta\,(v - S k)\,k^\top = S\,(I - \beta\, k k^\top) + \beta\, v k^\top$$

$\beta = 0$ changes nothing. With $\beta = 1$ and $|k| = 1$ the new answer is exactly $v$.
"""

# %% [markdown]
r"""
## Exercise 6: `delta_step`

Return $S'$, a new array $(B, E, D)$, like $C$ above. The keys have length 1 already;
$\beta$ is one number for each sequence, from 0 **to 2**.

From $S = 0$ with $k = (0.6, 0.8)$ and $v = 5$: $\beta = 1$ gives the row $(3, 4)$, which
answers $5$ to $k$. $\beta = 2$ gives $(6, 8)$, which answers $10$: the error is as large as
before, with the opposite sign. About 3 lines.
"""


# %% exercise="delta-step"
def delta_step(S, k, v, beta):
    """Correct what a memory answers to a key, by the delta rule.

    Args:
        S: memory, (B, E, D) float array; not changed.
        k: keys of length 1, (B, D) float array.
        v: values that the memory should answer, (B, E) float array.
        beta: share of the error to correct, (B,) float array, 0 to 2.

    Returns:
        The memory after the step, (B, E, D).
    """
    ### BEGIN SOLUTION
    answer = np.einsum("bed,bd->be", S, k)
    error = beta[:, None] * (v - answer)
    return S + error[:, :, None] * k[:, None, :]
    ### END SOLUTION


# %% tests="delta-step" points=3
check("delta-step", delta_step)
### BEGIN HIDDEN TESTS
check("delta-step", delta_step, seed=25106, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# A phone book: Ada moves. What does each memory answer to her name?
name, D = np.random.default_rng(0).normal(size=(1, 8)), 8
name /= np.linalg.norm(name)
S, C, n, m = np.zeros((1, 1, D)), np.zeros((1, 1, D)), np.zeros((1, D)), np.full(1, -np.inf)
for number in (31.0, 47.0, 12.0):
    value, one = np.array([[number]]), np.ones(1)
    S = delta_step(S, name, value, one)
    h, C, n, m = nets.mlstm_step(100 * name, name, value, 0 * one, 50 * one, C, n, m)
    print(f"new number {number:.0f}: delta rule {S[0, 0] @ name[0]:.0f}, mLSTM {h[0, 0]:.0f}")

# %% [markdown]
r"""
The delta rule replaces the old number; the mLSTM with open gates returns the mean.

![A state and its image: beta 1 ends on the mirror, beta 2 behind](figures/reflection.svg)

Now leave out the value, $v = 0$: the row $s$ of $S$ becomes $s - \beta\,(s \cdot k)\,k$.
$\beta = 1$ removes the component of $s$ along $k$. $\beta = 2$ reverses it: a **reflection**,
with the eigenvalue $-1$ along $k$. The reflection with $k = (1, -1, 0) / \sqrt 2$ maps
$(s_1, s_2, s_3)$ to $(s_2, s_1, s_3)$: it **swaps two cups**.
"""

# %% [markdown]
r"""
## Exercise 7: `swap_keys`

Swaps can produce every order. Return the keys of reflections with $\beta = 2$, an
array $(M, N)$ with one key of length 1 per row, the first one first. After all of them,
place $n$ has the cup that was at place `order[n]`. Use **as few as possible**: $M$ is $N$ minus
the number of cycles. (In a cycle, each cup moves to the place of the next; a cup that stays is
a cycle.) $M$ may be 0.

`[2, 1, 0]` is one swap: $(1, 0, -1)/\sqrt 2$. `[1, 2, 0]` is one cycle, two
swaps: first $(1, -1, 0)/\sqrt 2$, then $(0, 1, -1)/\sqrt 2$. Other right keys pass.
About 8 lines.
"""


# %% exercise="swap-keys"
def swap_keys(order):
    """Return the keys of the fewest reflections that bring cups into an order.

    Args:
        order: list of the numbers 0 to N - 1, each once; N is 1 or more; not changed.

    Returns:
        Keys of length 1, (M, N) float array, the first one first.
    """
    ### BEGIN SOLUTION
    N, keys, one = len(order), [], np.eye(len(order))
    now = list(range(N))
    for place, wanted in enumerate(order):
        other = now.index(wanted)
        if other != place:
            now[place], now[other] = now[other], now[place]
            keys.append((one[place] - one[other]) / np.sqrt(2))
    return np.array(keys).reshape(-1, N)
    ### END SOLUTION


# %% tests="swap-keys" points=4
check("swap-keys", swap_keys)
### BEGIN HIDDEN TESTS
check("swap-keys", swap_keys, seed=25107, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
for order in cups.orders(3):
    keys = swap_keys(order.tolist())
    S = np.array([[[10.0, 20.0, 30.0]]])
    for key in keys:
        S = nets.delta_step(S, key[None], np.zeros((1, 1)), np.array([2.0]))
    print(f"order {order}: {len(keys)} reflections, 10 20 30 becomes {S[0, 0].round(6)}")

# %% [markdown]
r"""
Two reflections per shuffle can follow three cups; one reflection cannot make a cycle of three.

## The measurement

Now let nets **learn** the task, on up to 40 shuffles, with an answer at each step.
Lesson 13's `nets.horizon` measures up to which length 200 new sequences are all right at the
last 20 steps. The linear nets use only the maps above: a diagonal with factors from
$-1$ to 1 (for three cups, a small net reads its state), or delta steps with $v = 0$ and learned
keys and $\beta$. Guess first: which nets learn 40 steps, and which are still right at 4,000?
"""

# %% tags=["explore", "long"]
torch.manual_seed(0)
kinds = {
    "2 cups, LSTM": cup_training.LSTMTracker(2, 16),
    "2 cups, diagonal": cup_training.DiagonalTracker(2, 16),
    "3 cups, LSTM": cup_training.LSTMTracker(6, 32),
    "3 cups, diagonal": cup_training.DiagonalTracker(6, 64, hidden=64),
    "3 cups, one reflection": cup_training.ReflectionTracker(6, 8, number=1),
    "3 cups, two reflections": cup_training.ReflectionTracker(6, 8, number=2),
}
reach = {}
for name, net in kinds.items():
    N = int(name[0])
    updates, length = cup_training.learn_to_track(net, N)
    reach[name] = nets.horizon(cup_training.tracks(net, N), cup_training.LENGTHS)
    print(f"{name:24} learned {length:2} steps in {updates:3} updates, horizon {reach[name]:,}")
assert reach["2 cups, LSTM"] > reach["2 cups, diagonal"], "the LSTM should reach further"
assert reach["3 cups, two reflections"] > reach["3 cups, diagonal"]

# %% [markdown]
r"""
Three recorded seeds of each net for three cups:

![Right answers for three cups: LSTM, two reflections lead](figures/three_cups.svg)

The **LSTM** is right at 4,000 with all seeds. The **diagonal** net learns 24 or 28 steps
with the help of its readout (one seed learns none), and is near chance, one in six, at 1,000.
**One reflection** learns next to nothing. **Two** learn the task with a thirtieth of the LSTM's
weights, and are right nearly as long: one seed of three makes its first mistakes at 4,000.

Why do two reflections reach further than the diagonal net? Their $\beta$ is $2\sigma(8w)$,
which reaches 2 up to rounding, and a reflection keeps all distances. It keeps errors as well.
"""

# %% tags=["explore"]
recorded = plots.recorded_tracking()
for N, title in (("2", "two cups (parity)"), ("3", "three cups (S3)")):
    print(title)
    for name, rows in recorded[N].items():
        cells = " ".join(f"{T}: " + "/".join(f"{row[T]:.2f}" for row in rows) + "  "
                         for T in ("40", "200", "1000", "4000"))  # fmt: skip
        print(f"  {name:18} {cells}")

# %% [markdown]
r"""
## What papers of 2026 report

- *Rethinking state tracking* (above): affine nets cannot correct errors and learn finite
  horizons. Our diagonal nets agree; the horizon of two reflections lies near 4,000 or beyond.
- *On subquadratic architectures* ([2606.12364](https://arxiv.org/abs/2606.12364), June
  2026): of xLSTM, Mamba-2 and Gated DeltaNet, xLSTM is ahead.
- *Mamba-3* ([2603.15569](https://arxiv.org/abs/2603.15569)) uses complex states for state
  tracking. You have seen why: $e^{i\varphi}$ rotates.

Of these three we have read the abstracts, not the experiments.
In our two small tasks no net beat the LSTM. At billions of parameters, a net that runs in
parallel can be trained on more text, and that may matter more.
"""

# %% [markdown] question="follow-or-not" points=3
r"""
**Question (3 points).** A colleague writes: "Parity needs one bit, so any net with 64
units can do it. We replaced our LSTM by a diagonal recurrence with gates between 0 and 1:
64 units, fully parallel, 98 % right on sequences of 40 bits. So it has learned parity,
and will work for 4,000 bits."

1. Why can this net not do parity for long, and what is the smallest change that helps?
2. After that change: what happens between 40 and 4,000 bits, and why does the LSTM not
   suffer from it?
3. Next, the task is to follow three cups. Why does the same change not help, and what would?

Five to seven sentences.

### BEGIN MARK SCHEME
- 1 point: factors between 0 and 1 never change a sign, the state cannot alternate for a
  long run of ones; allow negative factors (tanh instead of a sigmoid, eigenvalue -1).
  Only the reason or only the change: half a point.
- 1 point: a learned factor is only near -1, so the state shrinks or drifts, and a linear map
  cannot remove errors: a finite horizon, to be measured. The LSTM's state is pushed back by
  saturating functions at each step. Without the LSTM: half a point.
- 1 point: diagonal maps commute, shuffles of three cups do not; needed are maps that do not
  commute, such as two reflections (delta steps with beta near 2) a step, or h in the gates.
  "A larger net" gives nothing; only "they do not commute": half a point.
### END MARK SCHEME

### BEGIN SOLUTION
A factor between 0 and 1 never changes the sign of what is stored, so the state cannot
alternate with every 1 for long; right answers on 40 bits show memorised short patterns or
shrinking traces.
Negative factors suffice: replace the sigmoid by a tanh, so that a 1 can multiply by about -1.
Then the learned factor is close to -1, not equal to it; the state shrinks a little at
each 1, errors add up, and a linear map cannot remove them,
so beyond some length the answers fall to chance.
The LSTM pushes its state back to the same few values at every step by its saturated
gates and tanh, so errors do not add up.
For three cups the order of two shuffles matters, but the factors of diagonal maps commute.
Matrices are needed that do not commute, such as two delta steps with beta near 2 per
symbol, or an LSTM, in which h acts on the gates.
### END SOLUTION
"""

# %% [markdown]
r"""
## A net that learns without learning

A state can also keep a **rule**. Each sequence belongs to a different line
$y = w x + b$. At each step the net reads a number $x$, and the right answer (with noise)
for the **previous** number. It is trained on many lines, and then its weights are
**frozen**.

Then it reads points of a new line. No weight changes any more, so what the net finds out about
the line can only be in $h$ and $c$. ([Hochreiter, Younger and
Conwell](https://doi.org/10.1007/3-540-44668-0_13), 2001, used quadratic functions. We use
lines, because quadratics took too long to train.)
"""

# %% tags=["explore", "long"]
frozen = line_training.learn_lines(updates=2000)
x, labels, exact = lines.lines_batch(31, 4000, np.random.default_rng(99))
answered = line_training.answers(frozen, x, labels)
ridge = lines.ridge_answers(x, labels)  # fitted again at each step, by linear algebra
wrong = {name: ((q - exact) ** 2).mean(axis=1)
         for name, q in (("frozen LSTM", answered), ("ridge regression", ridge))}  # fmt: skip
for n in (0, 1, 2, 5, 10, 20):
    print(f"after {n:2} examples: " + ", ".join(f"{k} {e[n]:.4f}" for k, e in wrong.items()))
plots.draw_in_context(wrong)

# %% [markdown]
r"""
No weight has changed, and the error falls from above 1 to below 0.01 with ten examples.
Ridge regression, with the best penalty for this noise, has about a third of that error;
with a penalty of 1 it is worse than the net. With the labels of *another*
line the error is above 2, so the net does use the labels.
(Three of three recorded seeds agree.)

Watch it learn one line. The orange curve shows its answer to each $x$ after the points so far.
"""

# %% tags=["explore", "long"]
x, labels, exact = (q[:, 0] for q in lines.lines_batch(20, 1, np.random.default_rng(5)))
w, b = np.polyfit(x, exact, 1)
grid = np.linspace(-1, 1, 41)
found = {n: line_training.line_after(frozen, x[:n], labels[:n], grid) for n in range(21)}
plots.interactive_learned_line(found, x, labels, grid, w * grid + b)

# %% [markdown]
r"""
Show this to a friend: a net that learns without changing a weight.
Language models use the examples in a prompt similarly.

## What to remember

- sLSTM: exponential input gate; $c/n$ is a weighted mean; $m$ prevents overflow.
- mLSTM: a matrix of values under keys; no $h$ in the gates, so all steps at once.
- At equal updates the sLSTM wins here; at equal seconds a fused LSTM does.
- Factors in $(0, 1)$ cannot switch; factors near $-1$ drift; diagonal maps commute; two
  reflections follow three cups.
- The delta rule corrects; with $\beta = 2$ it reflects.
- Report the horizon: a linear net cannot remove its errors, a saturated one can.
"""

# %% [markdown]
r"""
## Read on

- Beck and others (2024), [xLSTM: extended long short-term
  memory](https://arxiv.org/abs/2405.04517).
- Schlag, Irie and Schmidhuber (2021),
  [Linear transformers are secretly fast weight
  programmers](https://arxiv.org/abs/2102.11174).
- Grazzi and others (2024),
  [Unlocking state-tracking in linear RNNs through negative
  eigenvalues](https://arxiv.org/abs/2411.12537).
- Merrill, Petty and Sabharwal (2024),
  [The illusion of state in state-space models](https://arxiv.org/abs/2404.08819).
- Hochreiter, Younger and Conwell (2001),
  [Learning to learn using gradient descent](https://doi.org/10.1007/3-540-44668-0_13).

**Now you can** choose between these nets for a reason, and measure whether it is a good one.

**Next:** lesson 26 puts a trained net into a service.
"""
