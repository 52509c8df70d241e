# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 09 · The same cell in PyTorch, and how fast it can be

Your LSTM of lesson 08 works, forward and backward, in NumPy.
A library derives the backward pass.
How fast can it be, and how do you measure it?

You write seven functions: the cell, a timer, a faster cell.
**At the end your own LSTM reads the text of lesson 03 for a minute,
and writes a page to show to a friend.**
*Reading and writing take about 90 minutes, with a break after exercise 4;
running every cell takes about a minute.* A GPU is used if there is one.
Answers may import torch, numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
Stuck? `hint("torch-lstm-step")`.
"""

# %%
import statistics
import time

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from torch import nn

import lstm_utils.numpy_nets as numpy_nets
import lstm_utils.torch_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, find_the_bug, hint

plots.use_style()
torch.set_num_threads(1)  # one core: times are easier to compare
threadpool_limits(1)  # for NumPy, too
device = "cuda" if torch.cuda.is_available() else "cpu"
print("runs on:", torch.cuda.get_device_name() if device == "cuda" else "the processor")

# %% [markdown]
r"""
## See it: a tensor remembers where it came from

A tensor is an array with a **dtype**, a **device**, and, if you ask for it, a **past**.
Set `requires_grad` and compute: every result has a `grad_fn`,
the operation that made it, with links to its inputs.
This is the graph of lesson 02. `backward()` follows it from the loss: **autograd**.

Here is $L = \sum \tanh(w x)^2$, once by autograd, once by your own rule.
"""

# %%
x = torch.tensor([1.0, 2.0, -1.0], dtype=torch.float64)
w = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
y = torch.tanh(w * x)
loss = (y**2).sum()
loss.backward()

manual = (2 * y * (1 - y**2) * x).sum()
print("the loss was made by", loss.grad_fn.name())
print(f"dw: autograd {w.grad:.12f}, manually {manual:.12f}")
assert abs(w.grad - manual) < 1e-12

# %% [markdown]
r"""
## Exercise 1: `lstm_step` on tensors

$$
a = x W_{ih}^\top + h_\text{prev} W_{hh}^\top + b, \qquad
c = \sigma(a_f)\, c_\text{prev} + \sigma(a_i) \tanh(a_g), \qquad
h = \sigma(a_o) \tanh c
$$

with the blocks of $a$, $(B, 4H)$, in the order $i, f, g, o$; $g$ is the **candidate**.
No cache is returned: autograd keeps its own.
NumPy's `split` is called `chunk` here: `a.chunk(4, dim=1)`.
With all weights and biases 0, $h_\text{prev} = 0$ and $c_\text{prev} = 2$:
all gates are $\frac12$, so $c = 1$ and $h = \frac12 \tanh 1 = 0.381$. About 5 lines.

The check compares values **and gradients** with respect to all inputs.
Use `torch.sigmoid`; `nn.LSTM`, `nn.LSTMCell` and similar classes are locked during grading.
"""


# %% exercise="torch-lstm-step"
def lstm_step(x, h, c, W_ih, W_hh, b):
    """Advance the LSTM by one step.

    Args:
        x: inputs, (B, I) float tensor.
        h, c: hidden and cell state before the step, (B, H).
        W_ih, W_hh, b: (4H, I), (4H, H) and (4H,), blocks i, f, g, o.

    Returns:
        h, c: states after the step, (B, H), in the dtype of x.
    """
    ### BEGIN SOLUTION
    a = x @ W_ih.T + h @ W_hh.T + b
    i, f, g, o = a.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
    ### END SOLUTION


# %% tests="torch-lstm-step" points=3
check("torch-lstm-step", lstm_step)
### BEGIN HIDDEN TESTS
check("torch-lstm-step", lstm_step, seed=9101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
T, B, I, H = 20, 4, 3, 5
rng = np.random.default_rng(1)
given = [rng.normal(size=size) for size in ((T, B, I), (B, H), (B, H))]
given += numpy_nets.lstm_init(I, H, rng, forget_bias=1.0)
first = given[0][0], *given[1:]
h_numpy, h_torch = numpy_nets.lstm_step(*first)[0], lstm_step(*map(torch.tensor, first))[0]
print(f"NumPy and PyTorch differ by {abs(h_torch.numpy() - h_numpy).max():.1e}")

# %% [markdown]
r"""
## Exercise 2: `lstm_loop`, the whole sequence

Pass $h$ and $c$ from step to step and collect $h$ in `hs`, $(T, B, H)$.
Return `hs` and the last $c$.
You may use the course's step, `nets.lstm_step(...)`; it returns `h, c, cache`.

Note: `torch.zeros(T, B, H)` is always float32 and in the processor's memory.
`torch.stack(list)` takes **dtype and device from its parts**, `x.new_zeros(...)` from `x`.
The check passes float64 and float32 and expects the same dtype back. About 5 lines.
"""


# %% exercise="torch-lstm-forward"
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    """Run the LSTM over a sequence.

    Args:
        x: inputs, (T, B, I) float tensor.
        h0, c0: states before the first step, (B, H).
        W_ih, W_hh, b: (4H, I), (4H, H) and (4H,), blocks i, f, g, o.

    Returns:
        hs: hidden state after each step, (T, B, H).
        c: cell state after the last step, (B, H).
    """
    ### BEGIN SOLUTION
    h, c, hs = h0, c0, []
    for x_t in x:
        h, c, _ = nets.lstm_step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
    return torch.stack(hs), c
    ### END SOLUTION


# %% tests="torch-lstm-forward" points=3
check("torch-lstm-forward", lstm_loop)
### BEGIN HIDDEN TESTS
check("torch-lstm-forward", lstm_loop, seed=9202, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
In lesson 08 you derived the backward pass of this loop; autograd derives it for you.
Both get the same upstream gradient `dhs`. Do they agree?
"""

# %% tags=["explore"]
dhs = rng.normal(size=(T, B, H))
_, _, cache = numpy_nets.lstm_forward(*given)
dx, dW_ih, dW_hh, db, dh0, dc0 = numpy_nets.lstm_backward(dhs, cache)
leaves = [torch.tensor(q, requires_grad=True) for q in given]
lstm_loop(*leaves)[0].backward(torch.tensor(dhs))
names = ["dx", "dh0", "dc0", "dW_ih", "dW_hh", "db"]
for name, mine, leaf in zip(names, (dx, dh0, dc0, dW_ih, dW_hh, db), leaves, strict=True):
    difference = abs(leaf.grad.numpy() - mine).max()
    print(f"{name:5} differs by {difference:.1e}")
    assert difference < 1e-9, "the two backward passes differ: does lstm_loop pass its check?"

# %% [markdown]
r"""
### The library's LSTM, with your weights

`nn.LSTM` is this cell. It loads your weights by the names of lesson 08, takes a state
for each of its layers, here $(1, B, H)$, and computes your numbers.
(`nn.GRU`, with two gates and no separate $c$, is in lesson 12.
PyTorch has no **peephole** LSTM, whose gates also see $c$: your loop can have one.)
"""

# %% tags=["explore"]
x, h0, c0, *weights = (torch.tensor(q) for q in given)
library = nn.LSTM(I, H, dtype=torch.float64)
library.load_state_dict(nets.to_torch(*weights))
with torch.no_grad():  # no graph is recorded
    hs_library, _ = library(x, (h0[None], c0[None]))
print(f"they differ by {abs(hs_library - nets.lstm_loop(x, h0, c0, *weights)[0]).max():.1e}")

# %% [markdown]
r"""
## Find the bug

`broken` reads the weights of an `nn.LSTM`, as in lesson 08. With it, your `lstm_loop` is close
to the library, but never equal. Find the line and fix it.
"""

# %% bug="from-torch" mistake="only bias_hh_l0 is used"
# One line of `broken` is wrong: fix it, then run this cell again.

# %% [markdown]
r"""
## Break it: two silent ways to lose the past

A value that leaves PyTorch leaves the graph. `.numpy()` refuses; these two do not:
"""

# %% tags=["explore"]
w = torch.tensor([2.0], requires_grad=True)
with torch.no_grad():
    quiet = (w * 3).sum()
for how, lost in (("no_grad", quiet), (".data", (w.data * 3).sum())):
    print(f"{how:8}: loss {lost.item()}, has a past: {lost.requires_grad}")

# %% [markdown]
r"""
The right number, no gradient, no warning.
If a weight does not learn, look at its `.grad`: `None` means that no path leads there.
"""

# %% [markdown]
r"""
## Exercise 3: carry the state, not the graph

Lesson 05 cut long sequences into chunks.
In PyTorch one call makes the cut: `h.detach()` has the numbers of $h$ and no past.
Without it, the graph of **all** chunks stays in memory.

Write `lstm_chunks`: run chunks of `size` steps with `nets.lstm_loop`, which is exercise 2
(the last chunk may be shorter), carry $h$ and $c$ on, and let no gradient cross from
a chunk into the one before. Within a chunk, and to the weights, gradients flow;
those of `h0` and `c0` do not matter. The values are those of one run over all $T$ steps.
`x.split(size)` gives the chunks, `torch.cat` joins pieces. About 7 lines.
"""


# %% exercise="carry-state"
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    """Run the LSTM chunk by chunk; no gradient crosses from one chunk into another.

    Args:
        x, h0, c0, W_ih, W_hh, b: as in lstm_loop.
        size: steps in a chunk, an integer >= 1.

    Returns:
        hs: hidden state after each step, (T, B, H).
        c: cell state after the last step, (B, H).
    """
    ### BEGIN SOLUTION
    h, c, hs = h0, c0, []
    for chunk in x.split(size):
        out, c = nets.lstm_loop(chunk, h.detach(), c.detach(), W_ih, W_hh, b)
        h = out[-1]
        hs.append(out)
    return torch.cat(hs), c
    ### END SOLUTION


# %% tests="carry-state" points=3
check("carry-state", lstm_chunks)
### BEGIN HIDDEN TESTS
check("carry-state", lstm_chunks, seed=9303, rounds=3)
### END HIDDEN TESTS


# %% tags=["explore"]
for T in (10, 20, 40):
    inputs = torch.randn(T, B, I, dtype=torch.float64), *leaves[1:]
    (_, whole), (_, cut) = nets.lstm_loop(*inputs), lstm_chunks(*inputs, 10)
    sizes = nets.graph_size(whole), nets.graph_size(cut)
    print(f"T = {T}: operations in the graph of c: {sizes[0]}, in chunks of 10 {sizes[1]}")

# %% [markdown]
r"""
## Sequences of different lengths

A batch is one tensor, so short sequences are **padded** to the longest.

![Four padded sequences, and below them the packed batch as one row](figures/padding.svg)

Two ways to keep the padding out of the state (in lesson 08, a mask kept it out of the loss):

- With a **mask**, all sequences run to $T$, and a sequence that has ended keeps its state.
- A **packed** batch sorts the sequences by length and stores step after step,
  in **one row**, only those that still run; `batch_sizes` says how many that are.
  `pack_padded_sequence` does it, `nn.LSTM` takes it, `pad_packed_sequence` undoes it.
  It saves the padded steps at the cost of bookkeeping.
"""

# %% [markdown]
r"""
## Exercise 4: `lstm_masked`

From a state of 0, run padded sequences. Counting steps from $t = 0$:

$$
h_t = \begin{cases} \text{what the step gives} & t < \text{length} \\
h_{t-1} & \text{otherwise} \end{cases}
\qquad c_t \text{ likewise}, \qquad
hs_t = \begin{cases} h_t & t < \text{length} \\ 0 & \text{otherwise} \end{cases}
$$

Return `hs`, and the `h` and `c` that each sequence had **at its own end**. For lengths
$(3, 1)$ and $T = 3$: `h[0]` is `hs[2, 0]`, `h[1]` is `hs[0, 1]`, and `hs[1:, 1]` is 0.
`torch.where(running, new, old)` chooses element by element;
`running` must be $(B, 1)$ to fit $(B, H)$. About 9 lines.
"""


# %% exercise="masked-forward"
def lstm_masked(x, lengths, W_ih, W_hh, b):
    """Run the LSTM over padded sequences, from a state of 0.

    Args:
        x: inputs, (T, B, I) float tensor; any finite numbers where t >= lengths.
        lengths: steps of each sequence, 1 to T, (B,) integer tensor, in any order.
        W_ih, W_hh, b: (4H, I), (4H, H) and (4H,), blocks i, f, g, o.

    Returns:
        hs: hidden state after each step, (T, B, H); 0 where t >= lengths.
        h, c: states after the last step of each sequence, (B, H).
    """
    ### BEGIN SOLUTION
    h = c = x.new_zeros(x.shape[1], W_hh.shape[1])
    hs = []
    for t, x_t in enumerate(x):
        h_t, c_t, _ = nets.lstm_step(x_t, h, c, W_ih, W_hh, b)
        running = (t < lengths)[:, None]
        h, c = torch.where(running, h_t, h), torch.where(running, c_t, c)
        hs.append(torch.where(running, h_t, 0))
    return torch.stack(hs), h, c
    ### END SOLUTION


# %% tests="masked-forward" points=4
check("masked-forward", lstm_masked)
### BEGIN HIDDEN TESTS
check("masked-forward", lstm_masked, seed=9404, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
lengths = torch.tensor([3, 5, 1, 2])
padded = torch.randn(5, 4, I, dtype=torch.float64)
packed = nn.utils.rnn.pack_padded_sequence(padded, lengths, enforce_sorted=False)
print("batch_sizes:", packed.batch_sizes.tolist(), " data:", tuple(packed.data.shape))
with torch.no_grad():
    out, (h_packed, c_packed) = library(packed)
    out, _ = nn.utils.rnn.pad_packed_sequence(out)
    mine = lstm_masked(padded, lengths, *weights)
for name, q, other in zip(("hs", "h", "c"), mine, (out, h_packed, c_packed), strict=True):
    print(f"{name:2} masked and packed differ by {abs(q - other).max():.1e}")

# %% [markdown]
r"""
*Half of the lesson is done: a good place for a break.*

## How long does it take? A reliable timer

Read the clock, call, read the clock. What can go wrong?

- The **first calls** load libraries, select kernels and allocate memory: do not time them.
- A **GPU** works later: the call only queues the work. `torch.cuda.synchronize()` waits
  until the queue is empty. Wait before you start, too, or old work is counted.
- **Other programs** delay calls: one slow call changes the mean, but hardly the **median**.
- The machine gets **slower or faster** with time. To compare two programs, run them
  **in turns**, and print the **spread**: a difference smaller than it means nothing.
"""

# %% [markdown]
r"""
## Exercise 5: `benchmark`

1. Call `fn()` `warmup` times. Nothing is timed.
2. `repeats` times: wait, read the clock, call, wait, read the clock.
3. Return the median of the differences, in seconds.

`synchronise()` waits, `clock()` returns the time now in seconds.
For differences of 3, 9, 2, 3 and 4 seconds it is 3, where the mean is 4.2. About 9 lines.
The check simulates machines with their own clocks: call `clock()`, not `time`.
"""


# %% exercise="benchmark"
def benchmark(fn, synchronise, clock, warmup, repeats):
    """Measure how long a function takes.

    Args:
        fn: the function, called without arguments.
        synchronise: returns when the device has done all its work.
        clock: returns the time now, in seconds.
        warmup: calls before the first that is timed, >= 0.
        repeats: calls that are timed, each by itself, >= 1.

    Returns:
        Median of the times of the calls, one number, in seconds.
    """
    ### BEGIN SOLUTION
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        synchronise()
        start = clock()
        fn()
        synchronise()
        times.append(clock() - start)
    return statistics.median(times)
    ### END SOLUTION


# %% tests="benchmark" points=4
check("benchmark", benchmark)
### BEGIN HIDDEN TESTS
check("benchmark", benchmark, seed=9606, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
layer, x128 = nn.LSTM(64, 64).to(device), torch.randn(128, 16, 64, device=device)
for warmup, repeats in ((0, 1), (2, 9)):
    how = nets.synchronise, time.perf_counter, warmup, repeats
    seconds = benchmark(lambda: layer(x128), *how)
    print(f"warm-up {warmup}, timed calls {repeats}: {1e3 * seconds:.1f} ms")

# %% [markdown]
r"""
## Where a step's time goes

Measured once, forward and backward, on one core:

![Small LSTM: most of the loop's time is calls, a small part products](figures/step_small.svg)

**Products**: $x W_{ih}^\top$, $h W_{hh}^\top$ and their gradients; every LSTM needs them.
**Calls**: dozens of operations a step, measured at $B = I = H = 1$, where there is
nothing to compute. **The rest**: gates, copies, memory.

Four programs make the same products; you will write the middle two. Move the sliders:

1. At $H = 16$, how much longer does a step of the loop take for $B = 64$ than 1?
2. At $B = 64$, $H = 256$, which part is the largest? How much can you still save?
"""

# %% tags=["explore"]
plots.interactive_step_time()

# %% [markdown]
r"""
At $H = 16$ calls are most of the loop's time, 99 % for $B = 1$ and 79 % for $B = 64$:
a **batch** of 64 costs less than twice as much as one. At $B = 64$, $H = 256$ products are
the largest part: the loop takes 1.6 times as long as `nn.LSTM`, in the picture 4 times.

## Make it fast, first: move the input product out of the loop

$h_t$ depends on $h_{t-1}$, but $x_t W_{ih}^\top + b$ depends on no other step: for all steps
it is **one** product of a $(TB, I)$ matrix, `a_x = x @ W_ih.T + b`, $(T, B, 4H)$
([Appleyard, Kočiský and Blunsom](https://arxiv.org/abs/1604.01946), for cuDNN).
"""

# %% [markdown]
r"""
## Exercise 6: `lstm_recurrence`

The loop that remains when `a_x` is given:

$$
a_t = a_{x,t} + h_{t-1} W_{hh}^\top
$$

followed by the step that you know. `torch.addmm(u, h, M)` is $u + h M$ in one call.
With `a_x` and $W_{hh}$ all 0, $T = 1$, $h_0 = 0$ and $c_0 = 2$,
`hs` is 0.381, as in exercise 1. About 7 lines.
"""


# %% exercise="hoisted-lstm"
def lstm_recurrence(a_x, h0, c0, W_hh):
    """Run the part of the LSTM that depends on the step before.

    Args:
        a_x: x W_ih^T + b of all steps, (T, B, 4H) float tensor, blocks i, f, g, o.
        h0, c0: states before the first step, (B, H).
        W_hh: weights from the hidden state, (4H, H).

    Returns:
        hs: hidden state after each step, (T, B, H).
        c: cell state after the last step, (B, H).
    """
    ### BEGIN SOLUTION
    h, c, hs = h0, c0, []
    for a_t in a_x:
        i, f, g, o = torch.addmm(a_t, h, W_hh.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c
    ### END SOLUTION


# %% tests="hoisted-lstm" points=3
check("hoisted-lstm", lstm_recurrence)
### BEGIN HIDDEN TESTS
check("hoisted-lstm", lstm_recurrence, seed=9707, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Make it fast, second: one node instead of thousands

Autograd's backward pass of the loop is a loop, too,
and it adds $da_t^\top h_{t-1}$ to $dW_{hh}$ **in each of $T$ steps**.
Instead, collect all $da_t$: after the loop $dW_{hh} = \sum_t da_t^\top h_{t-1}$ is **one**
product of a $(4H, TB)$ and a $(TB, H)$ matrix. An `autograd.Function`, a node whose
`forward` saves what its `backward` needs, gives autograd your own backward pass.
"""

# %% [markdown]
r"""
## Exercise 7: two lines of `recurrence_backward`

It is lesson 08's backward step in a loop. Two lines are missing:

1. **What step $t$ passes back** to the step before it:
   $dh \leftarrow da_t\, W_{hh}$ and $dc \leftarrow dc\, f$; `das[-1]` is $da_t$.
2. **After the loop, $dW_{hh}$ in one product.** `hs`, $(T+1, B, H)$, begins with $h_0$:
   which of its rows are $h_{t-1}$? `q.flatten(0, 1)` makes $(TB, \cdot)$ of $(T, B, \cdot)$
   (`flatten`, unlike `view`, accepts non-contiguous tensors).

For $T=B=H=1$, gates $(\frac12, \frac12, 0, \frac12)$, states 0, `dhs` = 1, `dc` = 0
and $W_{hh} = (1, 2, 4, 8)^\top$:
$da = (0, 0, \frac14, 0)$, so $dh_0 = 1$, $dc_0 = \frac14$ and $dW_{hh} = 0$.
"""


# %% exercise="lstm-function" given="body"
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    """Carry gradients back through lstm_recurrence.

    Args:
        dhs: gradient with respect to hs[1:], (T, B, H) float tensor; not changed.
        dc: gradient with respect to the last c, (B, H); not changed.
        hs, cs: states before the first and after each step, (T + 1, B, H).
        gates: i, f, g, o of each step, (T, 4, B, H).
        W_hh: weights from the hidden state, (4H, H).

    Returns:
        da_x (T, B, 4H), dh0 (B, H), dc0 (B, H), dW_hh (4H, H).
    """
    dh, das = torch.zeros_like(dc), []
    tanh_cs = torch.tanh(cs)
    for t in reversed(range(len(dhs))):
        (i, f, g, o), tanh_c = gates[t], tanh_cs[t + 1]
        dh = dhs[t] + dh
        dc = dc + dh * o * (1 - tanh_c**2)
        da_i = dc * g * i * (1 - i)
        da_f = dc * cs[t] * f * (1 - f)
        da_g = dc * i * (1 - g**2)
        da_o = dh * tanh_c * o * (1 - o)
        das.append(torch.cat([da_i, da_f, da_g, da_o], dim=1))
        ### BEGIN SOLUTION
        dh, dc = das[-1] @ W_hh, dc * f
        ### END SOLUTION
    da_x = torch.stack(das[::-1])
    ### BEGIN SOLUTION
    dW_hh = da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)
    ### END SOLUTION
    return da_x, dh, dc, dW_hh


# %% tests="lstm-function" points=3
check("lstm-function", recurrence_backward)
### BEGIN HIDDEN TESTS
check("lstm-function", recurrence_backward, seed=9808, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
Now the node. `backward` gets one gradient for each output and returns one for each input:
your function. (`nets.recurrence_states` is exercise 6, and keeps what `backward` needs.)
"""


# %% tags=["explore"]
class Recurrence(torch.autograd.Function):
    """lstm_recurrence as one node of the graph."""

    @staticmethod
    def forward(ctx, a_x, h0, c0, W_hh):
        hs, cs, gates = nets.recurrence_states(a_x, h0, c0, W_hh)
        ctx.save_for_backward(hs, cs, gates, W_hh)
        return hs[1:], cs[-1]

    @staticmethod
    def backward(ctx, dhs, dc):
        return recurrence_backward(dhs, dc, *ctx.saved_tensors)


inputs = [
    q.detach().requires_grad_() for q in (x @ weights[0].T + weights[2], h0, c0, weights[1])
]
loop, node = lstm_recurrence(*inputs)[0], Recurrence.apply(*inputs)[0]
print("operations in the graph:", nets.graph_size(loop), "and", nets.graph_size(node))
pairs = zip(*(torch.autograd.grad((hs**2).sum(), inputs) for hs in (loop, node)), strict=True)
print(f"gradients differ by {max(abs(p - q).max() for p, q in pairs):.1e}")

# %% [markdown]
r"""
## The contest, on your machine

$T = 128$, $B = 16$, $I = H = 64$, float32, forward and backward, one core.
How fast could it be at all? An LSTM needs $24\,T B H (I + H)$ multiplications and additions
in its products ($8$ forward, twice that backward).
A large product of two matrices shows how many your machine makes in a second: the limit.

`nets.race` runs all programs **in turns**, nine rounds, each in a random order.
"""

# %% tags=["explore"]
T, B, I, H = 128, 16, 64, 64
limit, work = nets.matmul_flops(device), 24 * T * B * H * (I + H)
times = nets.race(nets.contest(T, B, I, H, device))
print(nets.race_table(times, "nn.LSTM"))
best = work / limit / np.median(times["nn.LSTM"])
print(f"limit: {limit / 1e9:.0f} GFLOP/s, and nn.LSTM reaches {best:.0%} of it")
assert np.median(times["loop"]) > np.median(times["nn.LSTM"])
plots.draw_contest({name: 1e3 * np.array(t) for name, t in times.items()}, 1e3 * work / limit)

# %% [markdown]
r"""
`nn.LSTM` makes the same products, but its compiled loop has almost no cost of calls.
NumPy comes close on a processor: its calls are cheaper and build no graph.
"""

# %% [markdown]
r"""
Published: FlashRNN ([Pöppel, Beck and Hochreiter](https://arxiv.org/abs/2412.07752)),
one H100 GPU, $B = 16$, $T = 1024$, $H = 768$, the bar labels of
[their figure](https://github.com/NX-AI/flashrnn), of which the panels have no titles:

| milliseconds | loop | FlashRNN | `nn.LSTM` |
|---|---|---|---|
| left panel: forward | 147.47 | 4.87 | 2.01 |
| right panel: forward and backward | 484.28 | 13.61 | 5.19 |
| right panel, divided by `nn.LSTM` | 93 | 2.6 | 1 |

Compare **ratios** only: `nn.LSTM` ran in float16 and makes the input product;
the others ran in bfloat16 and do not. Nearly all of the loop's 473 µs a step is calls.
`torch.tensor(array)` keeps NumPy's slower float64: check `x.dtype` before you measure.
"""

# %% [markdown]
r"""
## Use it: your LSTM writes

Lesson 03 counted: order 3 was its best chain. Your LSTM has a state instead of a window.
**Guess: after one minute of training, does it need fewer bits per character?**

A character is a one-hot vector, so $x W_{ih}^\top + b$ is **one row of a table**,
which is learned directly. The rest is your exercise 6, and a layer that makes logits.
"""

# %% tags=["explore"]
from lstm_utils.tasks import markov
from lstm_utils.tasks.text import load_text
from lstm_utils.torch_nets import writing

text = load_text()  # the documents of lesson 03, in the same three parts
V, B, H = len(text.alphabet), 64, 128
net = writing.new_net(V, H, torch.Generator().manual_seed(0))
print({name: tuple(q.shape) for name, q in net.items()})


def read(x, state=None):
    """Return logits after each character, (T, B, V), and the states h, c after the last."""
    h, c = state or 2 * (torch.zeros(x.shape[1], H),)
    hs, c = lstm_recurrence(net["table"][x], h, c, net["W_hh"])  # yours, nothing else
    return hs @ net["W_out"].T + net["b_out"], (hs[-1], c)


# %% [markdown]
r"""
Now train it: 64 streams side by side, in chunks of 32 characters; the state goes on
without its graph, as in exercise 3. The update is that of every PyTorch program.
It stops after 1,500 updates, or after 60 seconds.
(`writing` cuts the text, measures bits and draws characters; lesson 14 opens it up.)
"""

# %% tags=["explore", "long"]
adam = torch.optim.Adam(net.values())
h = c = torch.zeros(B, H)
x, y = writing.streams(text.train, text.alphabet, B)
began, curve = time.perf_counter(), []
for done, x_chunk, y_chunk in writing.chunks(x, y, T=32, updates=1500, seconds=60):
    adam.param_groups[0]["lr"] = 0.015 * (1 - done)
    z, (h, c) = read(x_chunk, (h.detach(), c.detach()))
    loss = nn.functional.cross_entropy(z.flatten(0, 1), y_chunk.flatten())
    adam.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.values(), 1.0)  # lesson 06
    adam.step()
    curve.append(loss.item() / np.log(2))
seconds = time.perf_counter() - began
print(f"{len(curve)} updates in {seconds:.0f} seconds, loss {np.mean(curve[-50:]):.2f} bits")

# %% tags=["explore"]
order3 = markov.ngram(text.train, 3, text.alphabet, 0.03)
chain_bits = markov.bits_per_character(order3, text.validation)
my_bits = writing.bits_per_character(read, text.validation, text.alphabet)
print(f"after {seconds:.0f} s: {my_bits:.2f} bits per character, order 3: {chain_bits:.2f}")
assert my_bits < 4, "the LSTM has not learned: does lstm_recurrence pass its check?"

# %% tags=["explore"]
# Both draw with p^1.5 divided by its sum: likely characters come more often (lesson 14).
sharp = {k: {ch: n**1.5 for ch, n in after.items()} for k, after in order3["counts"].items()}
rng = np.random.default_rng(0)
chain = markov.sample(order3 | {"counts": sharp, "alpha": 1e-9}, "The ", 500, rng)
mine = writing.write(read, text.alphabet, "The ", 700, rng, temperature=1 / 1.5)
title = f"My LSTM, {seconds:.0f} seconds of training: {my_bits:.2f} bits per character"
plots.draw_texts({f"Order 3, counted: {chain_bits:.2f} bits": chain, title: mine}, "The ")

# %% [markdown]
r"""
Shift and right-click the picture to save it: **your equations wrote the lower text.**
Both make words; neither makes sense: one minute on 280,000 characters teaches spelling
and layout. Look for brackets that close, lists, indented code: a window of three
characters cannot know that one is open. A slow machine makes fewer updates: after 1,500
this net needed 1.9 bits here, after 690, on a busy machine, 2.0. Lesson 14 goes on.
"""

# %% [markdown] question="honest-benchmark" points=3
r"""
**Question (3 points).** A colleague writes

    net = torch.nn.LSTM(256, 256).cuda()
    x = torch.randn(200, 64, 256).cuda()
    start = time.time()
    net(x)
    print(time.time() - start)

reads 0.9 s, runs `net(x)` again between the same two clock readings, reads 0.0004 s,
and reports: "the GPU gets faster as it warms up; an LSTM takes 0.4 ms."

Explain **both** readings, and say what to change. Then, from the figure of a step's time:
for which sizes would you replace a loop by `nn.LSTM` on a processor,
and why does it matter less for the others? Four to six sentences.

### BEGIN MARK SCHEME
- 1 point: 0.9 s is the first call: loading libraries, choosing kernels, memory.
  Remedy: calls that are not timed (warm-up).
- 1 point: 0.0004 s is the time to queue the work, the clock was read before it was done.
  Remedy: `torch.cuda.synchronize()` before both readings (half a point if before one only).
- 1 point: it pays for small B and H, where calls are most of the time;
  for large ones most is matrix products, which every LSTM needs.
### END MARK SCHEME

### BEGIN SOLUTION
The first reading is mostly the first call's loading of libraries and choosing of kernels,
so a few calls should be made before the clock is read.
The second is too short: the call only queues the work and returns,
so call `torch.cuda.synchronize()` before both readings.
On a processor I would replace the loop for small batches and few units, where most of
a step is calls, of which `nn.LSTM` has few. At B = 64 and H = 256 most of the time
is matrix products, which every LSTM needs.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- Autograd records the graph of lesson 02 while you compute.
  `.data`, `.numpy()`, `.item()` and `no_grad` stop it, mostly without a warning.
- Carry the state's numbers from chunk to chunk: `detach()` both $h$ and $c$.
- Keep padding out of the state, the output and the loss.
- Time honestly: warm up, synchronise, in turns, median and spread.
- Small LSTMs cost calls, large ones products: one for all inputs, one for $dW$.
"""

# %% [markdown]
r"""
## Read on

- PyTorch's own page on [autograd](https://docs.pytorch.org/docs/stable/notes/autograd.html),
  and [`nn.LSTM`](https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html).
- [Appleyard, Kočiský and Blunsom](https://arxiv.org/abs/1604.01946): cuDNN's fast nets.

**Next:** lesson 10 asks how far back your cell can remember.
"""
