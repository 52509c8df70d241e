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
What does a library add? It derives the backward pass, and it can be fast.
How fast, where does the time go, and how do you measure it?

You will write seven short functions: the cell, a reliable timer, and a faster cell.
Reading and writing take 75 to 90 minutes; all of it runs in 10 to 20 seconds.
A GPU is used if there is one, but none is needed.
Answers may import torch, numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
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
from lstm_utils.checks import (
    case_inputs,
    check,
    find_the_bug,
    hint,
)  # stuck? hint("torch-lstm-step")

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

with the blocks of $a$, $(B, 4H)$, in the order $i, f, g, o$.
No cache is returned: autograd keeps its own.
NumPy's `split` is called `chunk` here: `a.chunk(4, dim=1)`.

With all weights and biases 0, $h_\text{prev} = 0$ and $c_\text{prev} = 2$:
all gates are $\frac12$, so $c = 1$ and $h = \frac12 \tanh 1 = 0.381$. About 5 lines.

The check compares values **and gradients** with respect to all inputs.
Write it out: `nn.LSTM`, `nn.LSTMCell` and similar classes are locked during grading.
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
h_numpy, _, _ = numpy_nets.lstm_step(*first)
h_torch, _ = lstm_step(*(torch.tensor(q, device=device) for q in first))
print(f"NumPy and PyTorch differ by {abs(h_torch.cpu().numpy() - h_numpy).max():.1e}")

# %% [markdown]
r"""
## Exercise 2: `lstm_loop`, the whole sequence

Pass $h$ and $c$ from step to step and collect $h$ in `hs`, $(T, B, H)$.
Return `hs` and the last $c$.
You may use the course's step, `nets.lstm_step(...)`; it returns `h, c, cache`.

Note: `torch.zeros(T, B, H)` is always float32 and in the processor's memory.
`torch.stack(list)` takes **dtype and device from its parts**, `x.new_zeros(...)` from `x`.
The check passes float64 and float32 and expects the same dtype back.

For $T = 1$, `hs[0]` is what `lstm_step` gives. About 5 lines.
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
### Autograd against your own backward pass

In lesson 08 you derived the backward pass of this loop; autograd derives it for you.
Both get the same upstream gradient `dhs`. Do they agree?
"""

# %% tags=["explore"]
dhs = rng.normal(size=(T, B, H))

_, _, cache = numpy_nets.lstm_forward(*given)
dx, dW_ih, dW_hh, db, dh0, dc0 = numpy_nets.lstm_backward(dhs, cache)
manual = {"dx": dx, "dh0": dh0, "dc0": dc0, "dW_ih": dW_ih, "dW_hh": dW_hh, "db": db}

leaves = [torch.tensor(q, requires_grad=True) for q in given]
lstm_loop(*leaves)[0].backward(torch.tensor(dhs))
for (name, mine), leaf in zip(manual.items(), leaves, strict=True):
    difference = abs(leaf.grad.numpy() - mine).max()
    print(f"{name:5} differs by {difference:.1e}")
    assert difference < 1e-9, (
        "lstm_loop and the NumPy backward pass differ: does it pass its check?"
    )

# %% [markdown]
r"""
### The library's LSTM, with your weights

`nn.LSTM` is this cell. It loads your weights by the names of lesson 08, takes a state
for each of its layers, here $(1, B, H)$, and computes your numbers.
"""

# %% tags=["explore"]
x, h0, c0, *weights = (torch.tensor(q) for q in given)
library = nn.LSTM(I, H, dtype=torch.float64)
library.load_state_dict(nets.to_torch(*weights))
with torch.no_grad():  # no graph is recorded
    hs_library, (h_last, c_last) = library(x, (h0[None], c0[None]))
difference = abs(hs_library.numpy() - numpy_nets.lstm_forward(*given)[0]).max()
print(f"nn.LSTM and your NumPy differ by {difference:.1e}")
assert difference < 1e-10

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
## Break it: three ways to lose the past

A value that leaves PyTorch leaves the graph, often without an error.
"""

# %% tags=["explore"]
w = torch.tensor([2.0], requires_grad=True)
try:
    (w * 3).numpy()
except RuntimeError as error:
    print("numpy()  :", str(error).split(".")[0])

lost = (w.data * 3).sum()
print(".data    : loss", lost.item(), "has a past:", lost.requires_grad)

with torch.no_grad():
    lost = (w * 3).sum()
print("no_grad  : loss", lost.item(), "has a past:", lost.requires_grad)

# %% [markdown]
r"""
`.data` and `no_grad` gave the right number and no gradient, without a warning.
If a weight does not learn, look at its `.grad`: `None` means that no path leads there.

## Exercise 3: carry the state, not the graph

Lesson 05 cut long sequences into chunks.
In PyTorch one call makes the cut: `h.detach()` has the numbers of $h$ and no past.
Without it, the graph of **all** chunks stays in memory: memory and time grow with each.

Write `lstm_chunks`: run chunks of `size` steps with `nets.lstm_loop`, which is exercise 2
(the last chunk may be shorter), carry $h$ and $c$ on,
and let no gradient cross from a chunk into the one before.
Within a chunk, and to the weights, gradients flow; what `h0` and `c0` get does not matter.
The values are those of one run over all $T$ steps.
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
def graph_size(tensor):
    """Count the operations in the graph of a tensor."""
    seen, ahead = set(), [tensor.grad_fn]
    while ahead:
        node = ahead.pop()
        if node is not None and node not in seen:
            seen.add(node)
            ahead += [parent for parent, _ in node.next_functions]
    return len(seen)


print("operations in the graph of the last c:")
for T in (10, 20, 40):
    inputs = torch.randn(T, B, I, dtype=torch.float64), *leaves[1:]
    (_, whole), (_, cut) = nets.lstm_loop(*inputs), lstm_chunks(*inputs, 10)
    print(f"T = {T}: in one piece {graph_size(whole)}, in chunks of 10 {graph_size(cut)}")

# %% [markdown]
r"""
## Sequences of different lengths

A batch is one tensor, so short sequences are **padded** to the longest.

![Four sequences, padded to five steps with a mask, or packed without](figures/padding.svg)

Two ways to keep the padding out of the state
(a mask kept it out of the loss in lesson 08):

- With a **mask**, all sequences run to $T$, and a sequence that has ended keeps its state.
- A **packed** batch sorts the sequences by length and stores step after step
  only those that still run: 4, 3, 2, 1, 1 in the picture.
  `pack_padded_sequence` does it, `nn.LSTM` takes it, `pad_packed_sequence` undoes it.
  It saves the padded steps, here 9 of 20, at the cost of bookkeeping.
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

Return `hs`, and the `h` and `c` that each sequence had **at its own end**.
For lengths $(3, 1)$ and $T = 3$: `h[0]` is `hs[2, 0]`, `h[1]` is `hs[0, 1]`,
and `hs[1:, 1]` is 0.
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
print("sequences in each step:", packed.batch_sizes.tolist(), " steps:", len(packed.data))
with torch.no_grad():
    out, (h_packed, c_packed) = library(packed)
    out, _ = nn.utils.rnn.pad_packed_sequence(out)
    hs, h, c = lstm_masked(padded, lengths, *weights)
for name, mine, packed_result in (
    ("hs", hs, out),
    ("h", h, h_packed[0]),
    ("c", c, c_packed[0]),
):
    print(f"{name:2} masked and packed differ by {abs(mine - packed_result).max():.1e}")

# %% [markdown]
r"""
## How long does it take? A reliable timer

Read the clock, call, read the clock. What can go wrong?

- The **first calls** load libraries, select kernels and allocate memory: do not time them.
- A **GPU** works later: the call only queues the work and returns.
  `torch.cuda.synchronize()` waits until the queue is empty.
- **Old work** in the queue is counted as well, unless you also wait before you start.
- **Other programs** delay calls: one slow call changes the mean, but hardly the **median**.
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

Measured once, for this figure, forward and backward, on one core:

![Small LSTM: most of the loop's time is calls, a small part products](figures/step_small.svg)

- **Products**: $x W_{ih}^\top$, $h W_{hh}^\top$ and what their gradients need.
  Every LSTM needs them.
- **Calls**: the same program at $B = I = H = 1$, where there is nothing to compute.
  It is the price of dozens of operations a step, one after the other.
- **The rest**: gates, copies, memory.

Four programs make the same products; you will write the middle two. Move the sliders:

1. At $H = 16$, how much longer does a step of the loop take for $B = 64$ than for $B = 1$?
2. At $B = 64$ and $H = 256$, which part is the largest, and how much can you still save?
"""

# %% tags=["explore"]
plots.interactive_step_time()

# %% [markdown]
r"""
At $H = 16$ nearly all is calls: a **batch** of 64 costs less than twice as much as one.
At $B = 64$, $H = 256$ products are the largest part,
and the loop takes 1.6 times as long as `nn.LSTM`, where in the picture it was 4 times.

## Make it fast, first: move the input product out of the loop

$h_t$ depends on $h_{t-1}$. But $x_t W_{ih}^\top + b$ depends on no other step:
for all steps together it is **one** product of a $(TB, I)$ matrix instead of $T$ small ones
([Appleyard, Kočiský and Blunsom](https://arxiv.org/abs/1604.01946), for cuDNN):
`a_x = x @ W_ih.T + b`, $(T, B, 4H)$.
"""

# %% [markdown]
r"""
## Exercise 6: `lstm_recurrence`

The loop that remains when `a_x` is given:

$$
a_t = a_{x,t} + h_{t-1} W_{hh}^\top
$$

followed by the step that you know.
`torch.addmm(u, h, M)` is $u + h M$ in one call.

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
Instead, collect all $da_t$; after the loop
$dW_{hh} = \sum_t da_t^\top h_{t-1}$ is **one** product of a $(4H, TB)$ and a $(TB, H)$ matrix.
To give autograd your own backward pass, you need an `autograd.Function`:
a node with a `forward` that saves what its `backward` needs.
"""

# %% [markdown]
r"""
## Exercise 7: `recurrence_backward`

Given are `hs` and `cs`, $(T+1, B, H)$, the first states in front: step $t$ made
$c_t$, `cs[t + 1]`, from $c_{t-1}$, `cs[t]`.
`gates`, $(T, 4, B, H)$, are $i, f, g, o$ of each step.
Start with $dh = 0$ and the given $dc$. For $t = T-1, \dots, 0$:

$$
\begin{aligned}
dh &\leftarrow dhs_t + dh, & dc &\leftarrow dc + dh \; o\,(1 - \tanh^2 c_t) \\
da_i &= dc \; g\; i(1-i), & da_f &= dc \; c_{t-1}\; f(1-f) \\
da_g &= dc \; i\,(1-g^2), & da_o &= dh \tanh c_t \; o(1-o) \\
dh &\leftarrow da\, W_{hh}, & dc &\leftarrow dc\, f
\end{aligned}
$$

Then $dW_{hh}$, in one product. `q.flatten(0, 1)` makes $(TB, \cdot)$ of $(T, B, \cdot)$
(`flatten`, unlike `view`, accepts non-contiguous tensors).
For $T=B=H=1$, gates $(\frac12, \frac12, 0, \frac12)$, states 0, `dhs` = 1, `dc` = 0:
$da = (0, 0, \frac14, 0)$. About 15 lines.
"""


# %% exercise="lstm-function"
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
    ### BEGIN SOLUTION
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
        dh, dc = das[-1] @ W_hh, dc * f
    da_x = torch.stack(das[::-1])
    dW_hh = da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)
    return da_x, dh, dc, dW_hh
    ### END SOLUTION


# %% tests="lstm-function" points=6
check("lstm-function", recurrence_backward)
### BEGIN HIDDEN TESTS
check("lstm-function", recurrence_backward, seed=9808, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
Now the node. `backward` gets one gradient for each output and returns one for each input:
it calls your function and computes the gradients of $x$, $W_{ih}$ and $b$.
"""


# %% tags=["explore"]
class WholeLSTM(torch.autograd.Function):
    """The LSTM over a sequence as one node of the graph."""

    @staticmethod
    def forward(ctx, x, h0, c0, W_ih, W_hh, b):
        hs, c, cache = nets.lstm_forward(x, h0, c0, W_ih, W_hh, b)
        gates = cache["gates"].unflatten(2, (4, -1)).transpose(1, 2)  # (T, 4, B, H)
        ctx.save_for_backward(x, cache["hs"], cache["cs"], gates, W_ih, W_hh)
        return hs, c

    @staticmethod
    def backward(ctx, dhs, dc):
        x, hs, cs, gates, W_ih, W_hh = ctx.saved_tensors
        da, dh0, dc0, dW_hh = recurrence_backward(dhs, dc, hs, cs, gates, W_hh)
        dW_ih = da.flatten(0, 1).T @ x.flatten(0, 1)
        return da @ W_ih, dh0, dc0, dW_ih, dW_hh, da.sum(dim=(0, 1))


leaves = [torch.tensor(q, requires_grad=True) for q in given]
found = []
for way in (nets.lstm_loop, WholeLSTM.apply):
    hs, _ = way(*leaves)
    print(f"{graph_size(hs):4} operations in the graph of hs")
    found.append(torch.autograd.grad((hs**2).sum(), leaves))
largest = max(abs(p - q).max() for p, q in zip(*found, strict=True))
print(f"gradients differ by {largest:.1e}")

# %% [markdown]
r"""
## The contest, on your machine

$T = 128$, $B = 16$, $I = H = 64$, float32, forward and backward, one core.
How fast could it be at all? An LSTM needs $24\,T B H (I + H)$ multiplications and additions
in its products ($8$ forward, twice that backward).
A large product of two matrices shows how many your machine makes in a second: the limit.

For comparison, published numbers: FlashRNN
([Pöppel, Beck and Hochreiter](https://arxiv.org/abs/2412.07752)) on one H100 GPU,
$B = 16$, $T = 1024$, $H = 768$, **forward only**,
from the bar labels of the [figure in their repository](https://github.com/NX-AI/flashrnn).
"""

# %% tags=["explore"]
T, B, I, H = 128, 16, 64, 64
limit, work = nets.matmul_flops(device), 24 * T * B * H * (I + H)
runs = nets.contest(T, B, I, H, device)
times = {name: nets.benchmark(run) for name, run in runs.items()}
published = {"loop": 147e-3, "FlashRNN": 4.87e-3, "nn.LSTM": 2.01e-3}
for title, table, steps in (("here", times, T), ("published, H100", published, 1024)):
    print(f"{title:25} ms   us a step   x nn.LSTM")
    for name, seconds in table.items():
        each, ratio = 1e6 * seconds / steps, seconds / table["nn.LSTM"]
        print(f"  {name:21} {1e3 * seconds:6.1f} {each:9.1f} {ratio:9.1f}")
best = work / times["nn.LSTM"] / limit
print(f"limit: {limit / 1e9:.0f} GFLOP/s, and nn.LSTM reaches {best:.0%} of it")
assert times["nn.LSTM"] < times["loop"]
plots.draw_contest({name: 1e3 * s for name, s in times.items()}, 1e3 * work / limit)

# %% [markdown]
r"""
`nn.LSTM` makes the same products, but its compiled loop has almost no cost of calls.
On a processor NumPy comes close without compilation: its calls are cheaper and build no graph.

The two tables do not measure the same work.
Yours includes the backward pass, on another machine, in float32
(the paper: `nn.LSTM` float16, the others bfloat16);
their `nn.LSTM` includes the input product, FlashRNN does not.
Compare only **ratios**, and with care.

Their loop took 144 µs a step where `nn.LSTM` took 2:
on a GPU nearly all of a step of the loop is calls, even at $H = 768$.

`torch.tensor(array)` keeps NumPy's slow float64: check `x.dtype` before you measure.
"""

# %% tags=["explore"]
print("from NumPy:", torch.tensor(np.zeros(3)).dtype, "by default:", torch.zeros(3).dtype)
x64 = torch.randn(512, 512, dtype=torch.float64, device=device)
x32 = x64.float()
slower = nets.benchmark(lambda: x64 @ x64) / nets.benchmark(lambda: x32 @ x32)
print(f"a product in float64 takes {slower:.1f} times as long as in float32 here")

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

Explain **both** readings, and say what to change.
Then use the figure of a step's time:
on a processor, for which sizes would you replace a loop by `nn.LSTM`,
and why does it matter less for the others? Four to six sentences.

### BEGIN MARK SCHEME
- 1 point: 0.9 s is the first call: loading libraries, choosing kernels, memory.
  Remedy: calls that are not timed (warm-up).
- 1 point: 0.0004 s is the time to queue the work, the clock was read before it was done.
  Remedy: `torch.cuda.synchronize()` before both readings (half a point if before one
  only); repeats and a median are a bonus, not needed.
- 1 point: it pays for small B and H, where calls are most of the time, whatever the size;
  for large ones most is matrix products, which every LSTM needs.
### END MARK SCHEME

### BEGIN SOLUTION
The first reading is mostly the first call's loading of libraries and choosing of kernels,
so a few calls should be made before the clock is read.
The second is too short: the call only queues the work and returns,
so call `torch.cuda.synchronize()` before both readings.
On a processor I would replace the loop for small batches and few units:
there nearly all of a step is the cost of calls, which is small in `nn.LSTM`.
At B = 64 and H = 256 most of the time is matrix products, which every LSTM needs.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- Autograd records the graph of lesson 02 while you compute.
  `.data`, `.numpy()`, `.item()` and `no_grad` stop it, mostly without a warning.
- Carry the state's numbers from chunk to chunk: `detach()` both $h$ and $c$.
- Keep padding out of the state, the output and the loss.
- New tensors take dtype and device from old ones: `x.new_zeros`, `torch.stack`.
- Time honestly: warm up, synchronise, median.
- Small LSTMs cost calls, large ones cost products.
  One product for all inputs, one for $dW$, a compiled loop for the rest.
"""

# %% [markdown]
r"""
## Read on

- PyTorch's own page on [autograd](https://docs.pytorch.org/docs/stable/notes/autograd.html),
  and [`nn.LSTM`](https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html).
- [Appleyard, Kočiský and Blunsom](https://arxiv.org/abs/1604.01946), 2016:
  how cuDNN's recurrent nets were made fast: the cell, the layer, the stack.

**Next:** with a cell that is fast enough, lesson 10 asks how far back it can remember,
on the tasks that made the LSTM's name.
"""
