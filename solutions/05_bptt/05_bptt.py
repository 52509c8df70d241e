# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 05 · Backpropagation through time

A net reads 31 numbers. Only the first one matters,
and only after the last one is the net told whether it was right.
**How does a weight learn from an error that shows 30 steps after it was used?
And what happens if we look back only 10?**

The derivation has a name for being confusing.
Here each of its formulas has a number, and a cell that measures whether it is true.
You write six functions, most of them short.

*Reading and writing take 75 to 90 minutes; running every cell takes about 25 seconds.*
"""

# %%
import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("rnn-backward")

plots.use_style()

# %% [markdown]
r"""
## The unfolded net is a net of lesson 02

![Three steps of a net, unfolded; red arrows go back along each black one](figures/backward.svg)

Lesson 04 unfolded the recurrent net: $T$ steps are $T$ layers, one after the other.
So backpropagation is what it was: *a node's gradient is the sum over the nodes that it feeds,
their gradient times the local derivative.*

Two things are new, both are **sums**. Find them in the picture: which nodes
does $h_2$ feed? How many arrows carry the name $W_{hh}$?
"""

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

$h_2$ feeds two nodes, $z_2$ and $h_3$: two red arrows come in, and add up.
Three arrows are **one** matrix $W_{hh}$: it gets three gradients, and they add up.

</details>

## Small enough to measure: one unit, three steps

$$
a_t = w\,x_t + u\,h_{t-1} + b, \qquad h_t = \tanh a_t, \qquad
L = \tfrac12 \sum_t (h_t - y_t)^2
$$

$w$ stands for $W_{ih}$, $u$ for $W_{hh}$; the output layer is left out. To measure gradients,
`run` can give each step its **own copy** of $w$, $u$ and $b$, and can push a state.
"""

# %%
x, y = np.array([1.0, -0.5, 2.0]), np.array([0.5, 0.0, -0.5])
w, u, b, h0 = 0.8, -1.2, 0.1, 0.4


def run(w=w, u=u, b=b, h0=h0, x=x, push=0.0):
    """Return the three states and the loss; w, u, b, push: one number, or one per step."""
    w, u, b, push = (np.broadcast_to(q, 3) for q in (w, u, b, push))
    h, hs = h0, []
    for t in range(3):
        h = np.tanh(w[t] * x[t] + u[t] * h + b[t]) + push[t]
        hs.append(h)
    return np.array(hs), 0.5 * ((np.array(hs) - y) ** 2).sum()


def compare(name, formula, measured):
    """Print a formula's number, and how far off the measured one it is; stop if it is wrong."""
    gap = np.abs(np.asarray(formula) - measured).max()
    print(f"{name:26} {np.round(formula, 4)}   off by {gap:.0e}")
    assert gap < 1e-8


slope, three = nets.numerical_gradient, np.ones(3)
h, loss = run()

# %% [markdown]
r"""
### Sum one: the weights are shared

Write $du$ for $\partial L/\partial u$, as in lesson 02.
Pretend for a moment that each step has a weight of its own, $u_1, u_2, u_3$.
Moving $u$ is moving all three at once, so

$$du = du_1 + du_2 + du_3. \tag{1}$$

Measured, with one copy moved at a time, and then with all together:
"""

# %% tags=["explore"]
copies = slope(lambda v: run(u=v)[1], u * three)
print("du_1, du_2, du_3 =", copies.round(4))
compare("(1) du, the sum of three", copies.sum(), slope(lambda v: run(u=v)[1], u))

# %% [markdown]
r"""
### Sum two: a state feeds two things

Here the confusion begins, for "$\partial L/\partial h_2$" can mean two things:

- its **own** part $o_2$: what the loss *of step 2* does when $h_2$ moves, here $h_2 - y_2$;
- the **total** $dh_2$: what *everything* does, step 3 and all later ones included.

We need the total. It is the own part, and what comes back from the next step:

$$dh_t = o_t + u\; da_{t+1}, \qquad dh_3 = o_3 \tag{2}$$
$$da_t = dh_t\,(1 - h_t^2) \tag{3}$$

(3) is $\tanh'$ from the output. So go **backward**: $dh_3, da_3, dh_2, da_2, dh_1, da_1$.
"""

# %% tags=["explore"]
own = h - y
dh, da = own.copy(), np.zeros(3)
da[2] = dh[2] * (1 - h[2] ** 2)
dh[1] = own[1] + u * da[2]
da[1] = dh[1] * (1 - h[1] ** 2)
dh[0] = own[0] + u * da[1]
da[0] = dh[0] * (1 - h[0] ** 2)

print("own part only:", own.round(4))
compare("(2) dh_1, dh_2, dh_3", dh, slope(lambda v: run(push=v)[1], 0 * three))
compare("(3) da_1, da_2, da_3", da, slope(lambda v: run(b=v)[1], b * three))

# %% [markdown]
r"""
Own and total agree only in the last step. In the first they have opposite **signs**:
by itself $h_1$ should grow, for the sake of what follows it should shrink.

From $da_t$ all else follows, with the sum over copies from (1):

$$
du = \sum_t da_t\, h_{t-1}, \qquad dw = \sum_t da_t\, x_t, \qquad db = \sum_t da_t \tag{4}
$$
$$
dx_t = w\; da_t, \qquad dh_0 = u\; da_1 \tag{5}
$$

Mind the index in $du$: at step $t$, $u$ was multiplied with the state **before**.
"""

# %% tags=["explore"]
before = np.array([h0, h[0], h[1]])
compare("(4) du", (da * before).sum(), slope(lambda v: run(u=v)[1], u))
compare("(4) dw", (da * x).sum(), slope(lambda v: run(w=v)[1], w))
compare("(4) db", da.sum(), slope(lambda v: run(b=v)[1], b))
compare("(5) dx_1, dx_2, dx_3", w * da, slope(lambda v: run(x=v)[1], x))
compare("(5) dh_0", u * da[0], slope(lambda v: run(h0=v)[1], h0))

# %% [markdown]
r"""
Five formulas, all true. That *is* backpropagation through time (Werbos 1990).
Now for $B$ sequences and $H$ units.

## Exercise 1: `rnn_step_backward`

One step back. Given is the **total** $dh$, $(B, H)$, of the state that the step made.
Sequence $n$ of the batch, units $j$ and $k$, input $i$:

$$
da_{nk} = dh_{nk}\,(1 - h_{nk}^2), \qquad
dx_{ni} = \sum_k da_{nk} W^{ih}_{ki}, \qquad
dh^{prev}_{nj} = \sum_k da_{nk} W^{hh}_{kj}
$$
$$
dW^{ih}_{ki} = \sum_n da_{nk}\, x_{ni}, \qquad
dW^{hh}_{kj} = \sum_n da_{nk}\, h^{prev}_{nj}, \qquad
db_k = \sum_n da_{nk}
$$

The last step above, with $B = I = H = 1$: $dh = 1.4861$ gives
$(dx, dh^{prev}, dW^{ih}, dW^{hh}, db) = (0.0328, -0.0493, 0.0821, -0.0267, 0.0411)$.
About 6 lines.
"""


# %% exercise="rnn-step-backward"
def rnn_step_backward(dh, cache):
    """Carry a gradient back through h = tanh(x W_ih^T + h_prev W_hh^T + b).

    Args:
        dh: total gradient with respect to h, (B, H) float array; left unchanged.
        cache: dict of arrays: x (B, I), h_prev (B, H), h (B, H), W_ih (H, I), W_hh (H, H).

    Returns:
        dx (B, I), dh_prev (B, H), dW_ih (H, I), dW_hh (H, H), db (H,).
    """
    ### BEGIN SOLUTION
    x, h_prev, h = cache["x"], cache["h_prev"], cache["h"]
    da = dh * (1 - h**2)  # (B, H)
    dx, dh_prev = da @ cache["W_ih"], da @ cache["W_hh"]
    dW_ih, dW_hh, db = da.T @ x, da.T @ h_prev, da.sum(axis=0)
    return dx, dh_prev, dW_ih, dW_hh, db
    ### END SOLUTION


# %% tests="rnn-step-backward" points=4
check("rnn-step-backward", rnn_step_backward)
### BEGIN HIDDEN TESTS
check("rnn-step-backward", rnn_step_backward, seed=5101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
one = np.ones((1, 1))
last = {"x": x[2] * one, "h_prev": h[1] * one, "h": h[2] * one}
found = rnn_step_backward(dh[2] * one, last | {"W_ih": w * one, "W_hh": u * one})
print("dx, dh_prev, dW_ih, dW_hh, db:", *(f"{value.item():.4f}" for value in found))

# %% [markdown]
r"""
## One path

Put (3) into (2), and the result into (4), until only own parts $o_t$ are left.
You get the double sum of the textbooks:

$$
du = \sum_{t} \sum_{k \le t} \;
o_t \left[ \prod_{j=k+1}^{t} (1 - h_j^2)\, u \right] (1 - h_k^2)\; h_{k-1} \tag{6}
$$

Read it as **paths**: the loss of step $t$ blames the use of $u$ at step $k$. From $t$ down to
$k + 1$ its way goes through the tanh of each step and then through $u$. Here are six paths:
"""

# %% tags=["explore"]
terms = np.zeros((3, 3))
for t in range(3):
    for k in range(t + 1):
        way = np.prod([(1 - h[j] ** 2) * u for j in range(k + 1, t + 1)])
        terms[t, k] = own[t] * way * (1 - h[k] ** 2) * before[k]
print("row: step of the loss, column: step that used u\n", terms.round(4))
compare("(6) du, the sum of six", terms.sum(), slope(lambda v: run(u=v)[1], u))
compare("(6) columns: du_k of (1)", terms.sum(axis=0), copies)
print(f"the diagonal alone: {np.trace(terms):.4f}")

# %% [markdown]
r"""
## Exercise 2: `bptt_term`

One path, for matrices: from the loss of step $t$ to the use of $W_{hh}$ at step $k \le t$.
Given `dh`, the own part of $h_t$, walk back from $t$ to $k$,
then see what the weights get there.
**Formulas count from 1, Python from 0**: `hs[0]` is $h_1$. For $t$ and $k$ as in Python, the
state before `hs[k]` is `hs[k - 1]`, or `h0` if `k` is 0.
In the table above, $t = 2$, $k = 0$ must give $0.0115$, and
$t = k = 2$ must give $-0.0267$. About 5 lines.
"""


# %% exercise="bptt-term"
def bptt_term(dh, t, k, cache):
    """Follow one path: from the loss of step t back to the use of W_hh at step k.

    Args:
        dh: own part of hs[t], from the loss of step t, (B, H) float array; left unchanged.
        t, k: step of the loss, step at which W_hh is used; 0 <= k <= t.
        cache: dict of arrays: x (T, B, I), h0 (B, H), hs (T, B, H), W_ih (H, I), W_hh (H, H).

    Returns:
        What this one path adds to dW_hh, (H, H).
    """
    ### BEGIN SOLUTION
    hs = cache["hs"]
    for j in range(t, k, -1):
        dh = (dh * (1 - hs[j] ** 2)) @ cache["W_hh"]
    da = dh * (1 - hs[k] ** 2)
    return da.T @ (hs[k - 1] if k > 0 else cache["h0"])
    ### END SOLUTION


# %% tests="bptt-term" points=4
check("bptt-term", bptt_term)
### BEGIN HIDDEN TESTS
check("bptt-term", bptt_term, seed=5202, rounds=3)
### END HIDDEN TESTS


# %% tags=["explore"]
def random_net(T, rho, B=8, I=2, H=16):
    """Let a random net, spectral radius rho, read noise; return its cache and own parts."""
    rng = np.random.default_rng(0)
    W_hh = nets.rescale_spectral_radius(rng.normal(size=(H, H)), rho)
    net = {"W_ih": 0.1 * rng.normal(size=(H, I)), "W_hh": W_hh}
    read = {"x": rng.normal(size=(T, B, I)), "h0": 0.1 * rng.normal(size=(B, H))}
    hs = nets.rnn_forward(**read, **net, b=np.zeros(H))
    return read | {"hs": hs} | net, rng.normal(size=hs.shape)


cache, dhs = random_net(12, 0.7)
size = np.zeros((12, 12))
for t, k in zip(*np.tril_indices(12), strict=True):
    size[t, k] = np.linalg.norm(bptt_term(dhs[t], t, k, cache))
plots.draw_term_sizes(size)

# %% [markdown]
r"""
A net has read 12 steps of noise. Each square is one path, the darker the more it adds to
$dW_{hh}$. Dark along the diagonal, pale to the lower left: a loss blames mostly the last steps.
Remember the picture: **truncation cuts off the lower left.**

## The same sum, in one walk

31 steps have $31 \cdot 32 / 2 = 496$ paths. Nobody computes them one by one:
(2) adds $o_t$ to what comes back **before** it goes on,
so one walk from the end to the beginning, $T$ steps, carries all of them.
"""

# %% [markdown]
r"""
## Exercise 3: `rnn_backward`

The whole way back, formulas (2) to (5). `dhs[t]` is the own part of `hs[t]`, for each $t$.
Use `nets.rnn_step_backward` for a step. Of what it returns, what is handed on to the next round
of the loop, what is added up over all steps, and what belongs to this step alone?
`dhs` is your caller's: do not write into it. "Break it" shows why.

Small net: $(dW_{ih}, dW_{hh}, db, dh_0) = (0.6051, -0.0584, -0.0414, -0.3855)$. About 10 lines.
"""


# %% exercise="rnn-backward"
def rnn_backward(dhs, cache):
    """Carry gradients back through time, from the last step to the first.

    Args:
        dhs: own part of each state's gradient, (T, B, H) float array; left unchanged.
        cache: dict of arrays, as in bptt_term; left unchanged.

    Returns:
        dx (T, B, I), dW_ih (H, I), dW_hh (H, H), db (H,), dh0 (B, H).
    """
    ### BEGIN SOLUTION
    x, h0, hs, W_ih, W_hh = (cache[q] for q in ("x", "h0", "hs", "W_ih", "W_hh"))
    dx, dW_ih, dW_hh = np.zeros_like(x), np.zeros_like(W_ih), np.zeros_like(W_hh)
    db, dh_next = np.zeros_like(W_hh[0]), np.zeros_like(h0)
    for t in reversed(range(len(x))):
        h_prev = hs[t - 1] if t > 0 else h0
        step = {"x": x[t], "h_prev": h_prev, "h": hs[t], "W_ih": W_ih, "W_hh": W_hh}
        dx[t], dh_next, *parts = nets.rnn_step_backward(dhs[t] + dh_next, step)
        dW_ih, dW_hh, db = dW_ih + parts[0], dW_hh + parts[1], db + parts[2]
    return dx, dW_ih, dW_hh, db, dh_next
    ### END SOLUTION


# %% tests="rnn-backward" points=6
check("rnn-backward", rnn_backward)
### BEGIN HIDDEN TESTS
check("rnn-backward", rnn_backward, seed=5303, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
The test that needs no check and no teacher: your gradients beside measured ones,
on a random net, with an own part at every step. Below $10^{-7}$ is good.
"""

# %% tags=["explore"]
small, own_parts = random_net(6, 0.9, B=2, I=3, H=4)
inputs = {q: small[q] for q in ("x", "W_ih", "W_hh")} | {"b": np.zeros(4), "h0": small["h0"]}
for q, found in zip(inputs, rnn_backward(own_parts, small), strict=True):
    measured = slope(
        lambda v, q=q: (own_parts * nets.rnn_forward(**inputs | {q: v})).sum(), inputs[q]
    )
    print(f"d{q:4} {found.shape!s:10} largest difference {np.abs(found - measured).max():.0e}")

# %% [markdown]
r"""
## A sequence without end

The way back needs the states of the way there. All of them must be kept: for 10,000 steps of
32 sequences and 128 units that is $10^4 \cdot 32 \cdot 128 \cdot 8$ bytes, 328 MB.
And the weights wait for an update until the last input has come. A sensor or a game never ends.
Reading does not have this problem. It needs **one** state, the last.

## Exercise 4: `read_in_chunks`

Read $k$ steps at a time: call `forward` once per chunk, and carry the state on:
each chunk starts where the one before it ended, the first one at `h0`.
7 steps with $k = 3$ are chunks of 3, 3 and 1: the last one is as short as it comes out.
Return all states, $(T, B, H)$, **the same** as those of one long reading. About 6 lines.
"""


# %% exercise="read-in-chunks"
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    """Read a long sequence k steps at a time, the state carried from chunk to chunk.

    Args:
        x: inputs, (T, B, I) float array.
        h0: state before the first step, (B, H) float array.
        W_ih, W_hh, b: weights (H, I), (H, H) and biases (H,), as in rnn_forward.
        k: steps in a chunk, >= 1; perhaps more than T.
        forward: a function like nets.rnn_forward.

    Returns:
        hs: the state after each step, (T, B, H).
    """
    ### BEGIN SOLUTION
    h, chunks = h0, []
    for start in range(0, len(x), k):
        chunks.append(forward(x[start : start + k], h, W_ih, W_hh, b))
        h = chunks[-1][-1]
    return np.concatenate(chunks)
    ### END SOLUTION


# %% tests="read-in-chunks" points=2
check("read-in-chunks", read_in_chunks)
### BEGIN HIDDEN TESTS
check("read-in-chunks", read_in_chunks, seed=5404, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
cache, dhs = random_net(60, 0.9)
weights = cache["W_ih"], cache["W_hh"], np.zeros(16)
for k in (1, 7, 60):
    states = read_in_chunks(cache["x"], cache["h0"], *weights, k)
    print(f"k = {k:2}: differs from one long reading by {np.abs(states - cache['hs']).max()}")

# %% [markdown]
r"""
Cutting the *reading* costs nothing, for the state carries the past over the cut.
**A gradient has no such carrier:** what is to come back from later chunks is not known yet.

## See it: where the gradient ends

![Seven steps, a loss at the last; red arrows reach back three steps](figures/cut.svg)

**Truncated** BPTT goes back $k_2$ steps. Guess, then drag: which arrows change, the black or
the red ones? With $k_2 = 6$, what can this loss still teach the net about $x_1$?
"""

# %% tags=["explore"]
plots.interactive_cut()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

The red ones only. $h_4$ goes into step 5 as before, like a given input.
In PyTorch this cut is one call: `h = h.detach()` (lesson 09).
About $x_1$: nothing. Not a little less than with $k_2 = 7$, but nothing.

</details>
"""

# %% [markdown]
r"""
How often do we go back? Every $k_1$ steps. Williams and Peng (1990) call it BPTT($h$; $h'$),
with $h = k_2$ and $h' = k_1$. Training on chunks is $k_1 = k_2$; Elman's way, in the question
of lesson 04, is $k_1 = k_2 = 1$.
With $k_1 < k_2$ windows overlap, and each loss still counts **once**.

The triangle of terms again, for ten losses: what is left?

![A triangle of terms; a band along its diagonal is filled, the rest empty](figures/terms.svg)

Which $k_1$ lets every loss reach back $k_2$ steps, and what does that cost, in steps back?
With $k_1 = k_2 = 4$, which losses fare worst?
"""

# %% tags=["explore"]
plots.interactive_terms()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

$k_1 = 1$. In general a loss reaches back at least $k_2 - k_1 + 1$ steps, its own among them.
That costs about $k_2 / k_1$ times the steps of the full way back. Truncation saves **memory and
waiting**; it saves no arithmetic, and with $k_1 < k_2$ it costs more.
With $k_1 = k_2$ the first of each piece fares worst: 5 and 9 reach no step but their own.

</details>

## Exercise 5: `tbptt_windows`

List the backward passes as `(start, due, stop)`, to be used like slices, counted from 0:
the losses of the piece `due:stop` go back through the steps `start:stop`.
Pieces have $k_1$ steps, the last one what is left.
A window has $k_2$ steps and ends with its piece; near the beginning it starts at 0.
`tbptt_windows(7, 3, 5)` is `[(0, 0, 3), (1, 3, 6), (2, 6, 7)]`. About 5 lines.
"""


# %% exercise="tbptt-windows"
def tbptt_windows(T, k1, k2):
    """List the backward passes of truncated BPTT, in the order of time.

    Args:
        T: number of steps, >= 1.
        k1: steps from one pass to the next, >= 1.
        k2: steps that a pass covers, >= k1.

    Returns:
        List of (start, due, stop): losses due..stop-1 go back through steps stop-1..start.
    """
    ### BEGIN SOLUTION
    windows = []
    for due in range(0, T, k1):
        stop = min(due + k1, T)
        windows.append((max(0, stop - k2), due, stop))
    return windows
    ### END SOLUTION


# %% tests="tbptt-windows" points=3
check("tbptt-windows", tbptt_windows)
### BEGIN HIDDEN TESTS
check("tbptt-windows", tbptt_windows, seed=5505, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
for k1, k2 in ((1, 50), (25, 50), (50, 50), (1_000_000, 1_000_000)):
    steps = sum(stop - start for start, _, stop in tbptt_windows(1_000_000, k1, k2))
    print(f"k1 = {k1:9,}, k2 = {k2:9,}: {steps:10,} steps back for a million")

# %% [markdown]
r"""
## Exercise 6: `truncated_bptt`

For each window of `nets.tbptt_windows`, call `nets.rnn_backward` on its part of the cache:
`x` and `hs` cut to the window, and as `h0` **the state before the window**.
Only the gradient is cut, never the state.

- Own parts before `due` went back with an earlier window: 0 for them, in a **copy**.
- The passes add up, `dx` at the steps of its window.
- What a pass returns as `dh0` is the real `dh0` only if its window starts at step 0.

In the small net, $k_1 = k_2 = 1$ keeps the diagonal of its six terms, $dW_{hh} = -0.2104$;
$k_1 = 1$, $k_2 = 3$ gives the full $-0.0584$.
About 12 lines; `cache | {"x": ...}` makes a changed copy of a dict.
"""


# %% exercise="truncated-bptt"
def truncated_bptt(dhs, cache, k1, k2):
    """Carry gradients back at most k2 steps, once in every k1 steps.

    Args:
        dhs, cache: as in rnn_backward; left unchanged.
        k1: steps from one backward pass to the next, >= 1.
        k2: steps that each backward pass covers, >= k1.

    Returns:
        dx (T, B, I), dW_ih (H, I), dW_hh (H, H), db (H,), dh0 (B, H), summed over the passes.
    """
    ### BEGIN SOLUTION
    hs, W_hh = cache["hs"], cache["W_hh"]
    dx, dh0 = np.zeros_like(cache["x"]), np.zeros_like(cache["h0"])
    sums = [np.zeros_like(q) for q in (cache["W_ih"], W_hh, W_hh[0])]
    for start, due, stop in nets.tbptt_windows(len(hs), k1, k2):
        window = cache | {"x": cache["x"][start:stop], "hs": hs[start:stop]}
        window["h0"] = hs[start - 1] if start > 0 else cache["h0"]
        due_now = dhs[start:stop].copy()
        due_now[: due - start] = 0
        dx_part, *parts, first = nets.rnn_backward(due_now, window)
        dx[start:stop] += dx_part
        sums = [total + part for total, part in zip(sums, parts, strict=True)]
        dh0 += first if start == 0 else 0
    return dx, *sums, dh0
    ### END SOLUTION


# %% tests="truncated-bptt" points=5
check("truncated-bptt", truncated_bptt)
### BEGIN HIDDEN TESTS
check("truncated-bptt", truncated_bptt, seed=5606, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
lengths = [1, 2, 5, 10, 20, 40, 60]
figure, ax = plots.new_figure(height=2.6)
for rho, marker in ((0.5, "o"), (0.9, "s"), (1.1, "^")):
    cache, dhs = random_net(60, rho)
    full = nets.rnn_backward(dhs, cache)[2]
    cuts = [truncated_bptt(dhs, cache, 1, k2)[2] for k2 in lengths]
    error = [np.linalg.norm(cut - full) / np.linalg.norm(full) for cut in cuts]
    ax.plot(lengths, error, marker=marker, label=f"spectral radius {rho}")
ax.set(xlabel="$k_2$", ylabel="error of $dW_{hh}$, relative")
ax.legend()
why = "k2 = 60 cuts nothing, k2 = 20 too much: does truncated_bptt pass its check?"
assert error[-1] < 1e-12 < 0.4 < error[4], why
figure

# %% [markdown]
r"""
How wrong is the truncated gradient? Three random nets that differ in how long they
remember (lesson 06 explains the number), with a loss at each of 60 steps. With $k_2 = 5$
the forgetful one (0.5) loses next to nothing; the one that holds on to its past (1.1) is still
about half wrong with 20. **Truncation hurts the nets that remember.**
It is a bias, not noise: more data do not average it out
([Tallec and Ollivier 2017](https://arxiv.org/abs/1705.08209)).

## The experiment: lag 30

The first of 31 inputs is +1 or -1, then comes noise, and at the end the net says which it was
(Bengio, Simard and Frasconi 1994; lesson 06 has more of it).
In our version signal and noise come in on **two lines**,
and the weights from the signal's line start at 0. **Guess: who learns it?**
"""


# %% tags=["explore"]
from lstm_utils.tasks import latch_training
from lstm_utils.tasks.latch import latch_batch

net = latch_training.new_net(np.random.default_rng(0), lines=2)  # 16 units
for k2 in (10, 30, 31, 40):
    grads = latch_training.latch_grads(net, np.random.default_rng(1), k2)
    signal = np.abs(grads["W_ih"][:, 0]).max()
    print(f"k2 = {k2}: largest gradient of the signal's weights {signal:.1e}")
    assert (signal > 0) == (k2 >= 31)

# %% [markdown]
r"""
Not small: **exactly 0** up to $k_2 = 30$. In every step that the window sees, the signal's
line is silent, and (4) has only zeros to multiply with. Now train, three starts each:
"""


# %% tags=["explore"]
def train(k2, seed, updates=500):
    """Train on two lines until > 99 % are right; return sequences, that share, the net."""
    rng = np.random.default_rng(seed)
    net = latch_training.new_net(rng, lines=2)
    state = nets.adam_init(net)
    for n in range(1, updates + 1):
        nets.adam_step(net, latch_training.latch_grads(net, rng, k2), state, lr=0.01)
        if n % 25 == 0 and latch_training.share_right(net, rng) > 0.99:
            break
    return 32 * n, latch_training.share_right(net, rng), net


share = {}
for k2 in (10, 30, 31, 40):
    runs = [train(k2, seed) for seed in range(3)]
    share[k2] = [found for _, found, _ in runs]
    told = ", ".join(f"{found:.2f} after {used:6,}" for used, found, _ in runs)
    print(f"k2 = {k2}: {told} sequences")
assert max(share[10] + share[30]) < 0.6 < 0.98 < min(max(share[31]), max(share[40]))

# %% [markdown]
r"""
At $k_2 = 10$ and 30 the net is at chance, and will be for ever.
At 31 and 40 it learns: one more step in the window is worth everything.
(31 and 40 do the very same: there are 31 steps to go back, no more.)

The [DL4J guide](https://deeplearning4j.org/docs/latest/deeplearning4j-nn-recurrent)
says it for 4 steps: if step 10 needs what step 0 brought, gradients do not flow back far enough
to store it. It names 50 to 200 steps as typical.

## Now the honest part

We *built* a net that starts blind. Take the plain task of the paper: signal and noise on
**one** line, nothing set to 0. Does $k_2 = 10$ fail at lag 30?
Beside the answers, look how often a linear rule can **read** the sign from the state
after 21 steps, where the cut is. Chance is 0.5.
"""

# %% tags=["explore"]
print("start   readable, every 25 updates                      right, at the end")
looks = [latch_training.watch_latch(seed, k2=10) for seed in range(5)]
for seed, (readable, right) in enumerate(looks):
    print(f"{seed:5}  ", *(f"{share:.2f}" for share in readable), f"     {right[-1]:.2f}")
assert max(look[0] for pair in looks for look in pair) < 0.6  # at first
assert max(right[-1] for _, right in looks) > 0.9  # at the end

# %% [markdown]
r"""
Here most starts **learn lag 30 with a window of 10**.
At first the state at the cut has forgotten the sign. Then suddenly it can be read,
and soon the answers are right. Did the gradient ask for that? It cannot see so far.
To find out, train on **coin flips** instead of the right answers:
"""

# %% tags=["explore"]
coins = [latch_training.watch_latch(seed, k2=10, coins=True)[0] for seed in range(5)]
for seed, readable in enumerate(coins):
    print(f"{seed:5}  ", *(f"{share:.2f}" for share in readable))
assert max(map(max, coins)) > 0.65

# %% [markdown]
r"""
Coins teach nothing, and yet some nets come to hold the sign for a while.
Weights are shared: whatever moves $W_{hh}$ for the last 10 steps moves it for all,
and a net that is pushed about may become one that remembers.
**Truncation cuts the gradient, not the state.** Once the sign is there by luck,
10 steps are enough to see it and to keep it.
With $k_2 = 10$ a net can *use* what is in its state, however old.
It gets no gradient for *putting* it there. Do not conclude "impossible" from $k_2 <$ lag,
nor "no problem" from one success.
"""

# %% [markdown]
r"""
## Break it

**A state that is zeroed** at each chunk: now the *forward* pass forgets, too, and no luck can
help. The best net of the two lines, trained with $k_2 = 40$, reads its test in chunks of 10:
"""

# %% tags=["explore"]
_, _, net = max(runs, key=lambda run: run[1])
x_test, y_test = latch_batch(500, 30, np.random.default_rng(5), lines=2)
weights = net["W_ih"], net["W_hh"], net["b"]
carried = np.zeros((500, 16))
for chunk in np.split(x_test, [10, 20, 30]):
    carried = nets.rnn_forward(chunk, carried, *weights)[-1]
    zeroed = nets.rnn_forward(chunk, np.zeros((500, 16)), *weights)[-1]
for name, last_state in (("carried", carried), ("zeroed", zeroed)):
    z = nets.dense(last_state, net["W_out"], net["b_out"])
    print(f"state {name}: {(z.argmax(axis=1) == y_test).mean():.2f} right")

# %% [markdown]
r"""
**Gradients written into `dhs`** come out right, once. A second call takes totals for own parts:
"""


# %% tags=["explore"]
def du_in_place(own):
    for t in (2, 1):
        own[t - 1] += u * own[t] * (1 - h[t] ** 2)
    return (own * (1 - h**2) * before).sum()


own = h - y
for call in ("first", "second"):
    print(f"{call} call with the same own parts: du = {du_in_place(own):.4f}")

# %% [markdown] question="window-and-lag" points=3
r"""
**Question (3 points).** A colleague trains on text in chunks of 50 letters ($k_1 = k_2 = 50$,
state carried). Her net closes brackets that were opened 120 letters before.
She says: "Truncation does not matter." In five to eight sentences:

1. Explain how the net can do this, although no gradient ever crossed a cut.
2. What is wrong with her conclusion? Support it with a result of this lesson.
3. Which $k_1$ and $k_2$ give every bracket at distance 60 its gradient, at what cost?

### BEGIN MARK SCHEME
- 1 point: the state is carried over the cuts, only the gradient is not; and weights that hold
  a bracket for 40 letters inside a chunk are the ones that are used later, too.
  Half a point for one of the two.
- 1 point: no gradient asked for the long distance, it is a side effect or luck. Evidence, one
  of: two lines and k2 = 30 stayed at chance, 31 learnt; the signal's gradient was exactly 0;
  coin flips made the sign readable; not every start learnt. Without evidence half a point.
- 1 point: k2 = k1 + 60 or more, so that the first loss of a piece reaches back 61 steps, too
  (110 for k1 = 50, 61 for k1 = 1). Cost: memory for k2 states, and about k2 / k1 times the
  steps back. "Larger k2" without a cost: half a point.
- Also right: k1 = k2 = several hundred, if it is said that early losses of a chunk still miss.
### END MARK SCHEME

### BEGIN SOLUTION
The state goes on over every cut; only the gradient stops there. Brackets that close within
50 letters teach the net to hold a bracket, and the same weights go on holding it for 120.
But nothing in the training asked for 120: it is a by-product, and may be missing in the next
run. Here the two-line net stayed at chance with k2 = 30, as its gradient was exactly 0, and
learnt with 31; in the plain task some starts with k2 = 10 learnt lag 30 and some did not.
With k1 = 50 and k2 = 110 every loss reaches back at least 61 steps. That keeps 110 states
instead of 50 and takes about 2.2 times as many steps back.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- Backpropagation through time is backpropagation on the unfolded net, and two sums:
  a state gets its **own** part and what comes **back**; a weight gets one gradient per step.
- `dhs[t] + dh_next`, then tanh', then `W_hh`. In $dW_{hh}$ stands the state *before*.
- The gradient is a triangle of terms. Truncation keeps a band along its diagonal.
- It saves memory and waiting, not arithmetic. It cuts the gradient, never the state:
  what is outside the window gets no gradient, not even a small one.
"""

# %% [markdown]
r"""
## Read on

- [Werbos (1990)](https://doi.org/10.1109/5.58337): what it does and how to do it.
- [Williams and Peng (1990)](https://doi.org/10.1162/neco.1990.2.4.490): two truncation lengths.
- [Tallec and Ollivier (2017)](https://arxiv.org/abs/1705.08209): random cuts without the bias.

**Next:** why was the lower left of the triangle so pale? Lesson 06.
"""
