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

A net reads 31 numbers. Only the first one matters, and the error is known only after the last.
**How does a weight learn from an error that appears 30 steps after the weight was used?
And what happens if we go back only 10 steps?**

A cell measures whether each formula is correct. You write six short functions (two are
optional) and find one bug; at the end your own gradients train a net that names colours.
Your answers may import numpy, scipy, sklearn, matplotlib, tqdm and Python's standard library.

*Two sittings of 65 minutes, with a break in the middle; all cells run in about a minute.*
"""

# %%
import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, find_the_bug, hint  # hint("bptt-term")
from lstm_utils.tasks import colours, latch_training, markov
from lstm_utils.tasks.noise import noise_run

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## The unfolded net is a feedforward net

![Three steps of a net, unfolded; red arrows go back along each black one](figures/backward.svg)

Lesson 04 unfolded the recurrent net: $T$ steps are $T$ layers, one after the other.
Backpropagation works as in lesson 02: *the gradient of a node is a sum over the nodes that it
feeds: their gradient times the local derivative.*

Two **sums** are new. Which nodes does $h_2$ feed? How many arrows are labelled $W_{hh}$?

<details><summary>What you should have found</summary>

$h_2$ feeds two nodes, $z_2$ and $h_3$: two red arrows arrive, and add up.
Three arrows are **one** matrix $W_{hh}$: its three gradients add up.

</details>
"""

# %% [markdown]
r"""
## A net that is small enough to measure: one unit, three steps

$$
a_t = w\,x_t + u\,h_{t-1} + b, \qquad h_t = \tanh a_t, \qquad
L = \tfrac12 \sum_t (h_t - y_t)^2
$$

$w$ is $W_{ih}$ and $u$ is $W_{hh}$; there is no output layer.
**Steps count from 1**; $h_0$ is the start. So `h[0]` is $h_0$, `x[1]` is $x_1$,
and place 0 of `x` and `y` is empty.
To measure gradients, `run` can give each step its **own copy** of $w$, $u$ and $b$, and can
shift a state by `push`.
"""

# %%
x, y = np.array([np.nan, 1.0, -0.5, 2.0]), np.array([np.nan, 0.5, 0.0, -0.5])
w, u, b, h0 = 0.8, -1.2, 0.1, 0.4


def run(w=w, u=u, b=b, h0=h0, x=x, push=0.0):
    """Return h[0] ... h[3] and the loss; w, u, b and push: one number, or one per step."""
    w, u, b, push = (np.broadcast_to(q, 4) for q in (w, u, b, push))
    h = np.array([h0, 0.0, 0.0, 0.0])
    for t in (1, 2, 3):
        h[t] = np.tanh(w[t] * x[t] + u[t] * h[t - 1] + b[t]) + push[t]
    return h, 0.5 * ((h - y)[1:] ** 2).sum()


def compare(name, formula, measured):
    """Print the value of a formula and its difference from the measured one; stop if wrong."""
    gap = np.abs(np.asarray(formula) - measured).max()
    print(f"{name:26} {np.round(formula, 4)}   off by {gap:.0e}")
    assert gap < 1e-8


slope, copy = nets.numerical_gradient, np.ones(4)
h, loss = run()

# %% [markdown]
r"""
### Sum one: the weights are shared

We write $du$ for $\partial L/\partial u$, as in lesson 02.
Suppose that each step has its own weight, $u_1, u_2, u_3$.
A change of $u$ changes all three, so

$$du = du_1 + du_2 + du_3. \tag{1}$$
"""

# %% tags=["explore"]
copies = slope(lambda v: run(u=v)[1], u * copy)[1:]
print("du_1, du_2, du_3 =", copies.round(4))
compare("(1) du, the sum of three", copies.sum(), slope(lambda v: run(u=v)[1], u))

# %% [markdown]
r"""
### Sum two: a state feeds two things

This is the confusing point: "$\partial L/\partial h_2$" can mean two things:

- the **own** part $o_2$: how the loss *of step 2* changes with $h_2$, here $h_2 - y_2$;
- the **total** $dh_2$: how the *whole* loss changes, including step 3 and all later steps.

We need the total. It is the own part plus the gradient from the next step:

$$dh_t = o_t + u\; da_{t+1}, \qquad dh_3 = o_3 \tag{2}$$
$$da_t = dh_t\,(1 - h_t^2) \tag{3}$$

(3) computes $\tanh'$ from the output. The order is **backward**:
$dh_3, da_3, dh_2, da_2, dh_1, da_1$.
"""

# %% tags=["explore"]
own = h - y
dh, da = own.copy(), np.zeros(4)
da[3] = dh[3] * (1 - h[3] ** 2)
dh[2] = own[2] + u * da[3]
da[2] = dh[2] * (1 - h[2] ** 2)
dh[1] = own[1] + u * da[2]
da[1] = dh[1] * (1 - h[1] ** 2)

print("own part only:", own[1:].round(4))
compare("(2) dh_1, dh_2, dh_3", dh[1:], slope(lambda v: run(push=v)[1], 0 * copy)[1:])
compare("(3) da_1, da_2, da_3", da[1:], slope(lambda v: run(b=v)[1], b * copy)[1:])

# %% [markdown]
r"""
The own part equals the total only at the last step. At the first step they have opposite
**signs**: the loss of step 1 asks $h_1$ to grow, the whole loss asks it to shrink.

Everything else follows from $da_t$, with the sum over copies from (1):

$$
du = \sum_t da_t\, h_{t-1}, \qquad dw = \sum_t da_t\, x_t, \qquad db = \sum_t da_t \tag{4}
$$
$$
dx_t = w\; da_t, \qquad dh_0 = u\; da_1 \tag{5}
$$

Note the index in $du$: at step $t$, $u$ is multiplied by the **previous** state.
"""

# %% tags=["explore"]
compare("(4) du", (da[1:] * h[:3]).sum(), slope(lambda v: run(u=v)[1], u))
compare("(4) dw", (da * x)[1:].sum(), slope(lambda v: run(w=v)[1], w))
compare("(4) db", da.sum(), slope(lambda v: run(b=v)[1], b))
compare("(5) dx_1, dx_2, dx_3", w * da[1:], slope(lambda v: run(x=v)[1], x)[1:])
compare("(5) dh_0", u * da[1], slope(lambda v: run(h0=v)[1], h0))

# %% [markdown]
r"""
These five formulas are backpropagation through time (Werbos 1990).

## From numbers to matrices

With two units, $u$ becomes a matrix, and each unit of $h^{prev}$ feeds **both** units of $a$.
One line with numbers: $W_{hh} = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$ was used as
$a = h^{prev} W_{hh}^T + \dots$, and $da = (0.5, -1)$ comes back:

$$
dh^{prev} = da\; W_{hh}
= (0.5 \cdot 1 - 1 \cdot 3,\;\; 0.5 \cdot 2 - 1 \cdot 4) = (-2.5, -3)
$$

The row $da$ times **column** $j$ of $W_{hh}$: the sum over all units that $h^{prev}_j$ feeds.
Each sum of the next exercise is one such product; the shapes decide which.
"""

# %% [markdown]
r"""
## Exercise 1: `rnn_step_backward`

Go back through one step. You get the **total** $dh$, $(B, H)$, of the state that the step
computed. $n$ is a sequence of the batch, $j$ and $k$ are units, $i$ is an input:

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

For the last step above, with $B = I = H = 1$, $dh = 1.4861$ gives
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
last = {"x": x[3] * one, "h_prev": h[2] * one, "h": h[3] * one}
found = rnn_step_backward(dh[3] * one, last | {"W_ih": w * one, "W_hh": u * one})
print("dx, dh_prev, dW_ih, dW_hh, db:", *(f"{value.item():.4f}" for value in found))

# %% [markdown]
r"""
## Find the bug

`broken` is a backward pass as in lesson 02. Every shape is right, and training still lowers
the loss, but the gradients of the first layer are wrong. Find the line and fix it.
"""

# %% bug="mlp-loss-and-grads" mistake="tanh is applied a second time"
# One line of `broken` is wrong: fix it, then run this cell again.

# %% [markdown]
r"""
## One path

Insert (3) into (2), and the result into (4), until only own parts $o_t$ are left:

$$
du = \sum_{t} \sum_{k \le t} \;
o_t \left[ \prod_{j=k+1}^{t} (1 - h_j^2)\, u \right] (1 - h_k^2)\; h_{k-1} \tag{6}
$$

Each term is a **path** from the loss of step $t$ to the use of $u$ at step $k$. From $t$ down
to $k + 1$ the path goes through the tanh of each step and then through $u$. Here are all six:
"""

# %% tags=["explore"]
terms = np.zeros((4, 4))  # row and column 0 stay empty
for t in (1, 2, 3):
    for k in range(1, t + 1):
        way = np.prod([(1 - h[j] ** 2) * u for j in range(k + 1, t + 1)])
        terms[t, k] = own[t] * way * (1 - h[k] ** 2) * h[k - 1]
print("row t: step of the loss, column k: step that used u\n", terms[1:, 1:].round(4))
compare("(6) du, the sum of six", terms.sum(), slope(lambda v: run(u=v)[1], u))
compare("(6) columns: du_k of (1)", terms.sum(axis=0)[1:], copies)
print(f"the diagonal alone: {np.trace(terms):.4f}")

# %% [markdown]
r"""
## Exercise 2: `bptt_term`

Compute one path for matrices, from the loss of step $t$ to the use of $W_{hh}$ at step
$k \le t$. You get `dh`, the own part of $h_t$: carry it back from $t$ to $k$,
then compute the gradient of $W_{hh}$ there, as in (6).
`h` has all states and the start: `h[t]` is $h_t$, `h[0]` is $h_0$.

In the table above, $t = 3$, $k = 1$ gives $0.0115$, and $t = k = 3$ gives $-0.0267$.
About 4 lines.
"""


# %% exercise="bptt-term"
def bptt_term(dh, t, k, h, W_hh):
    """Follow one path: from the loss of step t back to the use of W_hh at step k.

    Args:
        dh: own part of h[t], from the loss of step t, (B, H) float array; left unchanged.
        t, k: step of the loss, step at which W_hh is used; 1 <= k <= t.
        h: all states h_0 ... h_T, (T + 1, B, H) float array.
        W_hh: recurrent weights, (H, H) float array.

    Returns:
        What this one path adds to dW_hh, (H, H).
    """
    ### BEGIN SOLUTION
    for j in range(t, k, -1):
        dh = (dh * (1 - h[j] ** 2)) @ W_hh
    da = dh * (1 - h[k] ** 2)
    return da.T @ h[k - 1]
    ### END SOLUTION


# %% tests="bptt-term" points=4
check("bptt-term", bptt_term)
### BEGIN HIDDEN TESTS
check("bptt-term", bptt_term, seed=5202, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# rho: a small change of the state shrinks by about this factor per step (see lesson 06)
cache, dhs = noise_run(12, rho=0.7)
states = np.concatenate([cache["h0"][None], cache["hs"]])  # states[t] is h_t
size = np.zeros((12, 12))  # row 0 of dhs and of size is step 1
for t in range(1, 13):
    for k in range(1, t + 1):
        size[t - 1, k - 1] = np.linalg.norm(bptt_term(dhs[t - 1], t, k, states, cache["W_hh"]))
plots.draw_term_sizes(size)

# %% [markdown]
r"""
A darker square is a path that adds more to $dW_{hh}$. The lower left is pale: a loss depends
mostly on the last steps. **Truncation cuts off the lower left.**

## The same sum in one pass

31 steps have $31 \cdot 32 / 2 = 496$ paths. One backward pass carries all of them, because
(2) adds $o_t$ **before** the gradient goes on.

## Exercise 3: `rnn_backward`

Go back through all steps with (2) to (5). Row 0 of `x`, `hs` and `dhs` is step 1; before it
comes `h0`. `dhs[t]` is the own part of `hs[t]`: do not write into it.
You can use `nets.rnn_step_backward`. Which of its results does the step before need,
which are summed over all steps, and which belongs to one step alone?

Small net: $(dW_{ih}, dW_{hh}, db, dh_0) = (0.6051, -0.0584, -0.0414, -0.3855)$. About 10 lines.
"""


# %% exercise="rnn-backward"
def rnn_backward(dhs, cache):
    """Carry gradients back through time, from the last step to the first.

    Args:
        dhs: own part of each state's gradient, (T, B, H) float array; left unchanged.
        cache: dict of arrays: x (T, B, I), h0 (B, H), hs (T, B, H), W_ih (H, I), W_hh (H, H);
            left unchanged.

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

# %% tags=["explore"]
# Without `check`: your gradients beside measured ones, on a random net. Below 1e-7 is good.
small, dhs = noise_run(6, 0.9, B=2, I=3, H=4)
inputs = {q: small[q] for q in ("x", "W_ih", "W_hh")} | {"b": np.zeros(4), "h0": small["h0"]}
for q, found in zip(inputs, rnn_backward(dhs, small), strict=True):
    numeric = slope(lambda v, q=q: (dhs * nets.rnn_forward(**inputs | {q: v})).sum(), inputs[q])
    print(f"d{q:4} {found.shape!s:10} largest difference {np.abs(found - numeric).max():.0e}")

# %% [markdown]
r"""
**A good place to stop.** The second half asks how far back the gradient must go.

## A sequence without end

The backward pass needs all states: for 10,000 steps of 32 sequences and 128 units that is
$10^4 \cdot 32 \cdot 128 \cdot 8$ bytes, 328 MB.
And a sensor or a game never ends. The forward pass needs only the last state.

## Exercise 4: `read_in_chunks` (optional, 2 points)

*Nothing below uses it.* Call `forward` once per chunk of $k$ steps.
Each chunk starts from the last state of the previous one, the first from `h0`.
7 steps with $k = 3$ are chunks of 3, 3 and 1: the last chunk may be shorter.
Return all states, $(T, B, H)$, **equal** to those of one long call. About 6 lines.
"""


# %% exercise="read-in-chunks"
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    """Read a long sequence k steps at a time and carry the state from chunk to chunk.

    Args:
        x: inputs, (T, B, I) float array.
        h0: state before the first step, (B, H) float array.
        W_ih, W_hh, b: weights (H, I), (H, H) and biases (H,), as in rnn_forward.
        k: steps in a chunk, >= 1; it may be larger than T.
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
cache, dhs = noise_run(60, rho=0.9)
weights = cache["W_ih"], cache["W_hh"], np.zeros(16)
for k in (1, 7, 60):
    states = read_in_chunks(cache["x"], cache["h0"], *weights, k)
    print(f"k = {k:2}: differs from one long call by {np.abs(states - cache['hs']).max()}")

# %% [markdown]
r"""
Chunks do not change the forward pass, because the state carries the past over the cut.
**The backward pass is different:** the gradient from later chunks is not known yet.

## See it: where the gradient ends

![Seven steps, a loss at the last; red arrows reach back three steps](figures/cut.svg)

**Truncated** BPTT goes back $k_2$ steps. Guess, then drag: which arrows change, the black or
the red ones? With $k_2 = 6$, what can this loss teach the net about $x_1$?
"""

# %% tags=["explore"]
plots.interactive_cut()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

Only the red ones. $h_4$ still enters step 5, as a constant input.
In PyTorch this cut is one call: `h = h.detach()` (lesson 09).
About $x_1$ the loss teaches nothing: the gradient is not smaller than with $k_2 = 7$, it is 0.

</details>

A backward pass is due every $k_1$ steps. Williams and Peng (1990) call this BPTT($h$; $h'$),
with $h = k_2$ and $h' = k_1$. Training on chunks is $k_1 = k_2$; Elman's method, in the
question of lesson 04, is $k_1 = k_2 = 1$.
With $k_1 < k_2$ windows overlap, and each loss still counts **once**.
"""

# %% [markdown]
r"""
Here is the triangle of terms again, for ten losses. Which terms are left? Point at a row, or
click it: it shows how far back that loss reaches.

![A triangle of terms, filled along its diagonal; row 7 is lit](figures/terms.svg)

Which $k_1$ lets every loss reach back $k_2$ steps, and how many steps back does that cost?
With $k_1 = k_2 = 4$, which losses reach the fewest steps?
"""

# %% tags=["explore"]
plots.interactive_terms()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

$k_1 = 1$. In general a loss reaches back at least $k_2 - k_1 + 1$ steps, its own included.
The cost is about $k_2 / k_1$ times the steps of a full pass: truncation saves **memory and
waiting**, not arithmetic. With $k_1 = k_2$ the first loss of a piece reaches only its own step,
as loss 5 does. (The last piece is short, its window is not: loss 9 reaches 3 steps.)

</details>

## Exercise 5: `tbptt_windows` (optional, 3 points)

*Exercise 6 uses the course's `nets.tbptt_windows`.*
List the backward passes as bounds of slices, `(start, due, stop)`: the losses
`dhs[due:stop]` of a piece go back through `x[start:stop]`.
Pieces have $k_1$ steps; the last piece may be shorter.
A window has $k_2$ steps and ends with its piece; near the beginning `start` is 0.
`tbptt_windows(7, 3, 5)` is `[(0, 0, 3), (1, 3, 6), (2, 6, 7)]`. About 5 lines.
"""


# %% exercise="tbptt-windows"
def tbptt_windows(T, k1, k2):
    """List the backward passes of truncated BPTT, earliest first.

    Args:
        T: number of steps, >= 1.
        k1: steps from one pass to the next, >= 1.
        k2: steps that a pass covers, >= k1.

    Returns:
        List of (start, due, stop): losses dhs[due:stop] go back through steps x[start:stop].
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
# Ten losses, a row for each pass: "-" is read again, "#" is a loss that is due.
for start, due, stop in tbptt_windows(10, 4, 6):
    print("." * start + "-" * (due - start) + "#" * (stop - due) + "." * (10 - stop))

# %% [markdown]
r"""
## Exercise 6: `truncated_bptt`

Go back through each window. You can use `nets.tbptt_windows`, and `nets.rnn_backward` on part
of the cache: `x` and `hs` of the window, and as `h0` **the state before the window**.
Only the gradient is cut, never the state.

- Own parts before `due` went back with an earlier window: set them to 0, in a **copy**.
- The results of the passes add up; add `dx` at the steps of its window.
- The `dh0` of a pass belongs to the real `dh0` only if its `start` is 0.

Small net: $dW_{hh} = -0.2104$ with $k_1 = k_2 = 1$, the diagonal of the six terms; the full
$-0.0584$ with $k_2 = 3$. About 12 lines; `cache | {"x": ...}` makes a changed copy of a dict.
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
lengths, errors = [1, 2, 5, 10, 20, 40, 60], {}
for rho in (0.5, 0.9, 1.1):
    cache, dhs = noise_run(60, rho)
    full = nets.rnn_backward(dhs, cache)[2]
    cuts = [truncated_bptt(dhs, cache, 1, k2)[2] for k2 in lengths]
    errors[rho] = [np.linalg.norm(cut - full) / np.linalg.norm(full) for cut in cuts]
why = "no error at k2 = 60, > 0.4 at 20 expected: does truncated_bptt pass its check?"
assert errors[1.1][-1] < 1e-12 < 0.4 < errors[1.1][4], why
plots.draw_cut_errors(lengths, errors)

# %% [markdown]
r"""
How wrong is the truncated gradient? There is a loss at each of 60 steps. With $k_2 = 5$ the net
that forgets quickly (0.5) has almost no error; the net that remembers longest (1.1) is about
half wrong even with 20.
**Truncation hurts the nets that remember.** It is a bias: more data do not average it out.

## Random cuts: noise instead of a bias

![Three triangles: full, regular and randomised truncation](figures/truncations.svg)

[Tallec and Ollivier (2017)](https://arxiv.org/abs/1705.08209) cut at random places, here after
each step with probability 1/4, and multiply what is not cut by $1 / (1 - 1/4)$:
a term that rarely survives counts more.
The next cell draws all cuts of the small net, with probability 1/2.
"""

# %% tags=["explore"]
estimates = []
for cuts in ((), (1,), (2,), (1, 2)):  # a cut after these steps: all four are equally likely
    crosses = [[any(k <= q < t for q in cuts) for k in range(4)] for t in range(4)]
    weight = np.where(crosses, 0.0, 2.0 ** (np.arange(4)[:, None] - np.arange(4)))
    estimates.append((weight * terms).sum())
    print(f"cuts after {cuts!s:6}: du = {estimates[-1]:7.4f}")
compare("mean of the four", np.mean(estimates), slope(lambda v: run(u=v)[1], u))

# %% [markdown]
r"""
The mean is exactly right, but single draws are far off; regular cuts give -0.2104 each time.

## The experiment: lag 30

The first of 31 inputs is +1 or -1, the others are noise; at the end the net must report the
first (Bengio, Simard and Frasconi 1994; more in lesson 06).
In our version they enter on **two input lines**, and the weights of the signal line start at 0.
**Guess: which $k_2$ learns it?**
"""


# %% tags=["explore"]
net = latch_training.new_net(np.random.default_rng(0), lines=2)  # 16 units
for k2 in (10, 30, 31, 40):
    grads = latch_training.latch_grads(net, np.random.default_rng(1), k2)
    signal = np.abs(grads["W_ih"][:, 0]).max()
    print(f"k2 = {k2}: largest gradient of the signal weights {signal:.1e}")
    assert (signal > 0) == (k2 >= 31)

# %% tags=["explore", "long"]
share = {}  # three starts each
for k2 in (10, 30, 31, 40):
    share[k2] = [latch_training.train_two_lines(k2, seed)[1] for seed in range(3)]
    print(f"k2 = {k2}: {', '.join(f'{right:.2f}' for right in share[k2])} right")
assert max(share[10] + share[30]) < 0.6 < 0.98 < min(max(share[31]), max(share[40]))
plots.draw_shares(share)

# %% [markdown]
r"""
Up to $k_2 = 30$ the gradient is not small, it is **exactly 0**: the signal line is 0 at every
step of the window, so the net stays at chance, however long it trains.
**One more step, and it learns.** (31 and 40 are equal: there are only 31 steps.)

## Where this argument fails

We *built* a net that ignores the signal at first. In the original task signal and noise are on
**one** line, and no weight is set to 0. Does $k_2 = 10$ fail there? The next cell prints, every
25 updates, how often a linear rule **reads** the sign from the state at the cut; chance is 0.5.
As a control, it also trains with **coin flips** as answers.
"""

# %% tags=["explore", "long"]
for coins in (False, True):
    looks = [latch_training.watch_latch(seed, k2=10, coins=coins) for seed in range(5)]
    print("trained on coin flips:" if coins else "trained on the right answers:")
    for readable, right in looks:
        print("  readable", *(f"{q:.2f}" for q in readable), f" right {right[-1]:.2f}")
    assert max(max(readable) for readable, _ in looks) > 0.65
    assert coins or max(right[-1] for _, right in looks) > 0.9

# %% [markdown]
r"""
Most starts **learn lag 30 with a window of 10**: first the sign becomes readable at the cut,
then the answers are right. No gradient reaches so far: weights are shared, so a change for the
last 10 steps changes all, and may produce a net that remembers, even when trained on coins.
(Coins do not show which answer belongs to which sign: a net that is then right is lucky.)
**Truncation cuts the gradient, not the state.** With $k_2 = 10$ a net can *use* and keep what
its state contains, however old. It gets no gradient for *storing* it.
Do not conclude "impossible" from $k_2 <$ lag, or "no problem" from one success.
"""

# %% [markdown]
r"""
## Something to show: names for colours

In a survey of 2010, thousands of people named colours
([results](https://blog.xkcd.com/2010/05/03/color-survey-results/)); Matplotlib includes the
names. The net reads a colour (red, green, blue) and the letters so far, and predicts the next
letter. **Your** `rnn_backward` trains it on 803 names; 100 colours it never sees.
Compare with order 3 of lesson 03, which sees no colour.
Then choose a colour of your own, and show its names to a friend.
"""

# %% tags=["explore", "long"]
names, rgb = colours.load_colours()
rng = np.random.default_rng(1)
new, old = np.split(rng.permutation(len(names)), [100])
writer = nets.elman_init(colours.INPUTS, 64, colours.LETTERS, rng)
state = nets.adam_init(writer)
for update in range(1, 901):
    batch = colours.colour_batch(names, rgb, rng.choice(old, 64))
    _, grads = nets.elman_loss_and_grads(writer, *batch, backward=rnn_backward)
    grads, _ = nets.clip_by_global_norm(grads, 1.0)
    nets.adam_step(writer, grads, state, lr=0.01 * min(0.5, 1 - update / 900))
    if update % 300 == 0:
        bits = colours.bits_per_letter(writer, names, rgb, new)
        print(f"{update} updates: {bits:.2f} bits per letter for new colours")
wrong = colours.bits_per_letter(writer, names, rgb[::-1], new)
print(f"with wrong colours: {wrong:.2f}")
assert wrong > bits + 0.5, "the net ignores the colour: does rnn_backward pass its check?"

# %% tags=["explore"]
plots.interactive_colour(writer)

# %% tags=["explore"]
chain = markov.ngram([f"{names[n]}\n" for n in old], 3, colours.ALPHABET)
held = markov.bits_per_character(chain, [f"{names[n]}\n" for n in new])
print(f"order 3, which sees no colour: {held:.2f} bits")
written = [colours.name_colour(writer, rgb[n], rng) for n in new for _ in range(3)]
print(f"{np.mean(~np.isin(written, names)):.0%} of 300 names are new, in nobody's list")
plots.draw_named_colours(writer, names[new[:12]], rgb[new[:12]])

# %% [markdown] question="window-and-lag" points=3
r"""
**Question (3 points).** A colleague trains on text in chunks of 50 letters ($k_1 = k_2 = 50$,
state carried). Her net closes brackets that were opened 120 letters earlier.
She concludes: "Truncation does not matter." In five to eight sentences:

1. Explain how the net can do this, although no gradient ever crossed a cut.
2. What is wrong with her conclusion? Give a result of this lesson as evidence.
3. Which $k_1$ and $k_2$ give every bracket at distance 60 its gradient, and at what cost?

### BEGIN MARK SCHEME
- 1 point: the state is carried over the cuts, the gradient is not; and the weights that store
  a bracket for 40 letters inside a chunk are also used later. Half a point for one of the two.
- 1 point: no gradient trained the long distance, it is a side effect or chance. Evidence: two
  lines and k2 = 30 stayed at chance, 31 learned; coin flips made the sign readable; not every
  start learned. Without evidence half a point.
- 1 point: k2 = k1 + 60 or more, so that the first loss of a piece reaches back 61 steps too.
  Cost: memory for k2 states, about k2 / k1 times the steps back. Without a cost: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
The state crosses every cut; only the gradient stops there. Brackets that close within
50 letters teach the net to store a bracket, and the same weights store it for 120.
But no gradient trained 120: it may be missing in the next run. Here the two-line net stayed at
chance with k2 = 30, because its gradient was exactly 0, and learned with 31; in the original
task some starts with k2 = 10 learned lag 30, some did not. With k1 = 50 and k2 = 110 every loss
reaches back at least 61 steps: 110 states instead of 50, and 2.2 times as many steps back.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- Backpropagation through time is backpropagation on the unfolded net, with two sums:
  a state gets its **own** part plus the gradient of the next step; a weight sums all steps.
- `dhs[t] + dh_next`, then tanh', then `W_hh`. $dW_{hh}$ uses the *previous* state.
- The gradient is a triangle of terms. Truncation keeps a band along its diagonal: it saves
  memory and waiting, not arithmetic. It cuts the gradient (to exactly 0), never the state.

## Read on

- [Werbos (1990)](https://doi.org/10.1109/5.58337): the method and how to use it.
- [Williams and Peng (1990)](https://doi.org/10.1162/neco.1990.2.4.490): two truncation lengths.
- [Tallec and Ollivier (2017)](https://arxiv.org/abs/1705.08209): random cuts without the bias.

**Next:** lesson 06 explains why the lower left of the triangle is so pale.
"""
