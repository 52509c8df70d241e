# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 12 · Variants

In 2015 one group trained nets with more than 10,000 different cells,
and another trained the LSTM and eight variants of it, 5,400 runs in all.
Both asked: **which part of this cell do you need, and is there a better one?**

In this lesson you build five variants, switch off parts of an LSTM,
and compare them by measuring.

You will write eight short functions and find one bug.
Reading and writing take about 90 minutes; the training runs take about a minute in all.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, find_the_bug, hint  # hint("gru-step")

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## The gates are blind

![The LSTM cell with three new lines, from the state to i, f and o](figures/peepholes.svg)

Lesson 08's gates see $x$ and $h_\text{prev}$, but never the cell state itself.
While the output gate is closed, $h$ is nearly 0, and no gate knows what the cell has stored.

Imagine a clock: a cell that adds 0.1 at every step with a closed output gate,
and must open this gate when the sum reaches 1. The gate cannot see the sum.

**Peepholes** ([Gers, Schraudolph and Schmidhuber](https://www.jmlr.org/papers/v3/gers02a.html),
2002) are the lines in the picture: they let the gates look into the cell.
"""

# %% [markdown]
r"""
## Exercise 1: `peephole_step`

Each unit's gates see **that unit's** state only. So the new weights $p_i, p_f, p_o$ are vectors
of $H$ numbers, and the products are element by element:

$$
\begin{aligned}
i &= \sigma(a_i + p_i\, c_\text{prev}), & f &= \sigma(a_f + p_f\, c_\text{prev}), \\
c &= f\,c_\text{prev} + i \tanh(a_g), & o &= \sigma(a_o + p_o\, c)
\end{aligned}
$$

and $h = o \tanh(c)$. The output gate comes last and sees the **new** $c$.
"""

# %% [markdown]
r"""
As in lesson 08, $a = x W_{ih}^\top + h_\text{prev} W_{hh}^\top + b$ has the blocks
$i, f, g, o$. `p` is $(3H,)$, blocks $i, f, o$. Return $h$ and $c$, $(B, H)$ each. The arguments
are not changed.

One unit, $a = 0$, $c_\text{prev} = 2$, $p = (0, 0, 3)$:
$i = f = 0.5$, $g = 0$, $c = 1$, $o = \sigma(3) = 0.953$, $h = 0.725$. About 8 lines.
"""


# %% exercise="peephole-step"
def peephole_step(x, h, c, W_ih, W_hh, b, p):
    """Advance an LSTM with peepholes by one step.

    Args:
        x: inputs of this step, (B, I) float array.
        h, c: hidden state and cell state after the step before, (B, H); not changed.
        W_ih, W_hh, b: weights (4H, I), (4H, H) and biases (4H,), blocks i, f, g, o.
        p: peephole weights, (3H,) float array, blocks i, f, o.

    Returns:
        h, c: hidden state and cell state after this step, (B, H).
    """
    ### BEGIN SOLUTION
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    p_i, p_f, p_o = np.split(p, 3)
    i = nets.sigmoid(a_i + p_i * c)
    f = nets.sigmoid(a_f + p_f * c)
    c_next = f * c + i * np.tanh(a_g)
    o = nets.sigmoid(a_o + p_o * c_next)
    return o * np.tanh(c_next), c_next
    ### END SOLUTION


# %% tests="peephole-step" points=4
check("peephole-step", peephole_step)
### BEGIN HIDDEN TESTS
check("peephole-step", peephole_step, seed=12101, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Exercise 2: `clock_weights`

Build the clock from **one** cell without input and with $W_{hh} = 0$, so that only peepholes
can help. Choose its four biases `b` and three peephole weights `p` so that, from $c = 0$,
it outputs a spike at the steps $T, 2T, 3T, \dots$ (counted from 1):
there $h > 0.5$, at all other steps $|h| < 0.1$.
It must work for 20 periods and for every $T$ from 2 to 100.
"""

# %% [markdown]
r"""
One way to do it:

- $g \approx 1$, and $i$ is the same small number $s$ at every step:
  $b_i = \ln\frac{s}{1 - s}$. After $n$ steps $c = n\,s$.
- $o$ opens when $c$ passes 1: $a_o = k\,(c - 1)$ with a large $k$.
- $f$ empties the cell one step later: which $a_f$ is large below $c_\text{prev} = 1$
  and very negative above it?

Let $c$ pass 1 **between** two steps: for $s = 1/T$ it would be exactly 1. About 4 lines.
"""


# %% exercise="clock-weights"
def clock_weights(T):
    """Return weights with which a cell with peepholes gives a spike every T steps.

    Args:
        T: steps from one spike to the next, 2 to 100.

    Returns:
        b: biases, float array (4,), blocks i, f, g, o.
        p: peephole weights, float array (3,), blocks i, f, o.
    """
    ### BEGIN SOLUTION
    step = 1 / (T - 0.5)
    k = 20.0 * T
    b = np.array([np.log(step / (1 - step)), k, 50.0, -k])
    p = np.array([0.0, -k, k])
    return b, p
    ### END SOLUTION


# %% tests="clock-weights" points=4
check("clock-weights", clock_weights)
### BEGIN HIDDEN TESTS
check("clock-weights", clock_weights, seed=12808, rounds=1)
### END HIDDEN TESTS


# %% tags=["explore"]
# Two clocks in one layer, 12 against 16 steps, and the same layer without peepholes.
def tick(seen=1):
    """Run both clocks for 192 steps; return h and c after each step, (192, 2) each."""
    clocks = clock_weights(12), clock_weights(16)
    b, p = (np.stack(q, axis=1).ravel() for q in zip(*clocks, strict=True))
    zeros, two = np.zeros((8, 2)), np.zeros((1, 2))
    h, c, hs, cs = two, two, [], []
    for _ in range(192):
        h, c = peephole_step(two, h, c, zeros, zeros, b, seen * p)
        hs.append(h[0])
        cs.append(c[0])
    return np.array(hs), np.array(cs)


plots.draw_clocks({"peepholes": tick(), "none": tick(seen=0)})

# %% [markdown]
r"""
Above, the states rise and are reset; below, the spikes. Without peepholes (dotted)
the sum grows without limit, and the output gate, which cannot see it, never opens.

Show this to a friend: two cells play the rhythm four against three.
"""

# %% tags=["explore"]
plots.play_spikes(np.tile(tick()[0], (3, 1)), steps_per_second=24)

# %% [markdown]
r"""
## One gate less

![The cell without an input gate: the forget gate feeds it with 1 - f](figures/coupled.svg)

The cell writes only as much as it forgets: $i = 1 - f$.
This is called CIFG, coupled input and forget gates. It saves one block of weights.
"""

# %% [markdown]
r"""
## Exercise 3: `coupled_step`

$$c = f\,c_\text{prev} + (1 - f) \tanh(a_g), \qquad h = o \tanh(c)$$

with $f = \sigma(a_f)$, $o = \sigma(a_o)$. The weights have three blocks now, $f, g, o$:
$W_{ih}$ $(3H, I)$, $W_{hh}$ $(3H, H)$, $b$ $(3H,)$. Return $h$ and $c$.

One unit, $a_f = 1$, $a_g = -1$, $a_o = 0$, $c_\text{prev} = 2$:
$f = 0.731$, $c = 1.462 - 0.205 = 1.257$, $h = 0.425$. About 6 lines.
"""


# %% exercise="coupled-step"
def coupled_step(x, h, c, W_ih, W_hh, b):
    """Advance an LSTM with coupled gates by one step.

    Args:
        x: inputs of this step, (B, I) float array.
        h, c: hidden state and cell state after the step before, (B, H); not changed.
        W_ih, W_hh, b: weights (3H, I), (3H, H) and biases (3H,), blocks f, g, o.

    Returns:
        h, c: hidden state and cell state after this step, (B, H).
    """
    ### BEGIN SOLUTION
    a = x @ W_ih.T + h @ W_hh.T + b
    a_f, a_g, a_o = np.split(a, 3, axis=1)
    f = nets.sigmoid(a_f)
    c_next = f * c + (1 - f) * np.tanh(a_g)
    return nets.sigmoid(a_o) * np.tanh(c_next), c_next
    ### END SOLUTION


# %% tests="coupled-step" points=2
check("coupled-step", coupled_step)
### BEGIN HIDDEN TESTS
check("coupled-step", coupled_step, seed=12202, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# The price: an LSTM with i = f = 1 counts to 10. Which c can coupled gates reach?
x, zero = np.zeros((1, 1)), np.zeros((1, 1))
for name, step, b in (
    ("LSTM", nets.ablated_step, [50.0, 50.0, 50.0, 0.0]),  # i, f, g, o
    ("coupled, f = 1/2", coupled_step, [0.0, 50.0, 0.0]),  # f, g, o
    ("coupled, f = 0.95", coupled_step, [3.0, 50.0, 0.0]),
):
    c, cs = zero, []
    weights = np.zeros((len(b), 1)), np.zeros((len(b), 1)), np.array(b)
    for _ in range(10):
        _, c = step(x, zero, c, *weights)
        cs.append(c.item())
    print(f"{name:18}", *(f"{c:5.2f}" for c in cs))

# %% [markdown]
r"""
With coupled gates $c$ is a weighted mean of the old $c$ and $g$,
so from 0 it never leaves $(-1, 1)$.
Such a cell keeps its state, but it cannot **count**. Lesson 13 needs a cell that counts.
"""

# %% [markdown]
r"""
## The GRU

![The GRU: r scales the product with h, z mixes h and the candidate](figures/gru.svg)

The **gated recurrent unit** ([Cho et al.](https://arxiv.org/abs/1406.1078), 2014) couples the
gates as well, and drops the cell state: $h$ itself is the memory.

- the **update gate** $z$ keeps, as $f$ does: $h = (1 - z)\,n + z\,h_\text{prev}$;
- the **candidate** $n$ is the LSTM's $g$ under another name;
- the **reset gate** $r$ decides how much of $h_\text{prev}$ the candidate sees.
"""

# %% [markdown]
r"""
## Exercise 4: `gru_step`

PyTorch's convention, blocks in the order $r, z, n$:

$$
\begin{aligned}
r &= \sigma(x W_{ir}^\top + b_{ir} + h_\text{prev} W_{hr}^\top), &
z &= \sigma(x W_{iz}^\top + b_{iz} + h_\text{prev} W_{hz}^\top), \\
m &= h_\text{prev} W_{hn}^\top + b_{hn}, &
n &= \tanh(x W_{in}^\top + b_{in} + r\, m)
\end{aligned}
$$

and $h = (1 - z)\,n + z\,h_\text{prev}$.
`W_ih` $(3H, I)$, `W_hh` $(3H, H)$ and `b_ih` $(3H,)$ have three blocks each.
`b_hn` $(H,)$ is separate, because $r$ scales it.
"""

# %% [markdown]
r"""
Return $h$ $(B, H)$ and the dict

```python
{"x": x, "h_prev": h, "r": r, "z": z, "n": n, "m": m, "W_ih": W_ih, "W_hh": W_hh}
```

For one unit, $x = 0$, $h_\text{prev} = 1$, $W_{hn} = 2$, $b_{iz} = 1$, all else 0:
$r = 0.5$, $z = 0.731$, $m = 2$, $n = \tanh(1) = 0.762$, $h = 0.936$. About 7 lines.
"""


# %% exercise="gru-step"
def gru_step(x, h, W_ih, W_hh, b_ih, b_hn):
    """Advance the GRU by one step.

    Args:
        x: inputs of this step, (B, I) float array.
        h: hidden state after the step before, (B, H) float array; not changed.
        W_ih, W_hh: weights, (3H, I) and (3H, H), blocks r, z, n.
        b_ih: biases, (3H,), blocks r, z, n.
        b_hn: bias of m, (H,).

    Returns:
        h: hidden state after this step, (B, H).
        cache: dict with the keys x, h_prev, r, z, n, m, W_ih, W_hh.
    """
    ### BEGIN SOLUTION
    x_r, x_z, x_n = np.split(x @ W_ih.T + b_ih, 3, axis=1)
    h_r, h_z, h_n = np.split(h @ W_hh.T, 3, axis=1)
    r = nets.sigmoid(x_r + h_r)
    z = nets.sigmoid(x_z + h_z)
    m = h_n + b_hn
    n = np.tanh(x_n + r * m)
    cache = {"x": x, "h_prev": h, "r": r, "z": z, "n": n, "m": m, "W_ih": W_ih, "W_hh": W_hh}
    return (1 - z) * n + z * h, cache
    ### END SOLUTION


# %% tests="gru-step" points=4
check("gru-step", gru_step)
### BEGIN HIDDEN TESTS
check("gru-step", gru_step, seed=12303, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Three formulas, one name

Papers and libraries differ in two places. A net with the weights of one
gives wrong results with the formula of another:

| | candidate | $h$ |
|---|---|---|
| PyTorch, cuDNN, here | $r\,(h_\text{prev} W^\top + b)$ | $(1 - z)\,n + z\,h_\text{prev}$ |
| Cho 2014 | $(r\,h_\text{prev})\, W^\top$ | $(1 - z)\,n + z\,h_\text{prev}$ |
| Chung 2014, Olah | $(r\,h_\text{prev})\, W^\top$ | $z\,n + (1 - z)\,h_\text{prev}$ |

With the reset **after** the product, one matrix product computes all three blocks, which is
faster.
"""

# %% tags=["explore"]
import torch
from torch import nn

torch.set_num_threads(1)


def cho_step(x, h, W_ih, W_hh, b_ih, b_hn):
    """Advance a GRU with the reset gate before the product."""
    _, v = gru_step(x, h, W_ih, W_hh, b_ih, b_hn)  # r and z are the same
    W_in, W_hn, b_in = W_ih[-8:], W_hh[-8:], b_ih[-8:]
    n = np.tanh(x @ W_in.T + b_in + (v["r"] * h) @ W_hn.T + b_hn)
    return (1 - v["z"]) * n + v["z"] * h


torch.manual_seed(0)
gru = nn.GRU(3, 8, dtype=torch.float64)
weights = nets.gru_from_torch({name: q.detach() for name, q in gru.state_dict().items()})
h_torch = h_ours = h_cho = np.zeros((1, 8))
for x in np.random.default_rng(0).normal(size=(20, 1, 3)):
    given = torch.tensor(x)[None], torch.tensor(h_torch)[None]
    h_torch = gru(*given)[0][0].detach().numpy()
    h_ours, _ = gru_step(x, h_ours, *weights)
    h_cho = cho_step(x, h_cho, *weights)
print(f"ours - nn.GRU after 20 steps: {abs(h_ours - h_torch).max():.0e}")
print(f"Cho  - nn.GRU after 20 steps: {abs(h_cho - h_torch).max():.2f}")

# %% [markdown]
r"""
PyTorch has a second bias for every block. For $r$ and $z$ the two biases only add up;
for $n$ the second bias is `b_hn`. `nets.gru_from_torch` converts them.

## Find the bug

Before the gradient of the GRU, repeat that of the LSTM. `broken` is lesson 08's
`lstm_step_backward` with **one** mistake. `find_the_bug` shows which output is wrong, but not
why.
"""

# %% bug="lstm-step-backward" mistake="c: the derivative of tanh is taken at c_prev"
# Fix one line of `broken`, then run this cell again.

# %% [markdown]
r"""
## Exercise 5: `gru_step_backward`

$h_\text{prev}$ is used in three places: $z$ keeps it, and the gates and $m$ read it.
Go backward from $h = (1 - z)\,n + z\,h_\text{prev}$:

$$
\begin{aligned}
da_n &= dh\,(1 - z)(1 - n^2), & da_z &= dh\,(h_\text{prev} - n)\,z(1 - z), \\
dm &= da_n\, r, & da_r &= da_n\, m\, r(1 - r)
\end{aligned}
$$

The products with $x$ have the gradients $da = (da_r, da_z, da_n)$,
those with $h_\text{prev}$ have $(da_r, da_z, dm)$, because $r$ scales $m$.

$$dx = da\,W_{ih}, \qquad dh_\text{prev} = dh\,z + (da_r, da_z, dm)\,W_{hh}$$

Return $dx$, $dh_\text{prev}$, $da$ $(B, 3H)$ and $dm$ $(B, H)$. About 8 lines.
"""


# %% exercise="gru-step-backward"
def gru_step_backward(dh, cache):
    """Carry the gradient back through one step of the GRU.

    Args:
        dh: gradient with respect to the step's h, (B, H) float array; not changed.
        cache: the dict that gru_step returned.

    Returns:
        dx: gradient with respect to the inputs, (B, I).
        dh_prev: gradient with respect to the hidden state before the step, (B, H).
        da: gradient with respect to the pre-activations, (B, 3H), blocks r, z, n.
        dm: gradient with respect to m, (B, H).
    """
    ### BEGIN SOLUTION
    h_prev, r, z, n, m = (cache[name] for name in ("h_prev", "r", "z", "n", "m"))
    da_n = dh * (1 - z) * (1 - n**2)
    da_z = dh * (h_prev - n) * z * (1 - z)
    da_r = da_n * m * r * (1 - r)
    dm = da_n * r
    da = np.concatenate([da_r, da_z, da_n], axis=1)
    from_h = np.concatenate([da_r, da_z, dm], axis=1)
    return da @ cache["W_ih"], dh * z + from_h @ cache["W_hh"], da, dm
    ### END SOLUTION


# %% tests="gru-step-backward" points=5
check("gru-step-backward", gru_step_backward)
### BEGIN HIDDEN TESTS
check("gru-step-backward", gru_step_backward, seed=12404, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Which cell is larger?

A fair comparison needs nets of the same **size**: the same number of weights and biases,
not of units.

## Exercise 6: `count_parameters`

Count the weights and biases of a layer with $I$ inputs and $H$ units. Return an integer.
`kind` is `"rnn"`, `"lstm"`, `"peephole"`, `"coupled"` or `"gru"`, as you know them:
one bias for each unit and block; peepholes and `b_hn` count as well.

| $I = 2$, $H = 3$ | rnn | lstm | peephole | coupled | gru |
|---|---|---|---|---|---|
| | 18 | 72 | 81 | 54 | 57 |

About 4 lines.
"""


# %% exercise="count-parameters"
def count_parameters(kind, I, H):
    """Count the weights and biases of a recurrent layer.

    Args:
        kind: "rnn", "lstm", "peephole", "coupled" or "gru".
        I: number of inputs.
        H: number of hidden units.

    Returns:
        Number of parameters, an integer.
    """
    ### BEGIN SOLUTION
    blocks = {"rnn": 1, "lstm": 4, "peephole": 4, "coupled": 3, "gru": 3}
    vectors = {"peephole": 3, "gru": 1}
    return blocks[kind] * H * (I + H + 1) + vectors.get(kind, 0) * H
    ### END SOLUTION


# %% tests="count-parameters" points=2
check("count-parameters", count_parameters)
### BEGIN HIDDEN TESTS
check("count-parameters", count_parameters, seed=12505, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# How many units does each kind get for the parameters of 32 LSTM units?
budget = count_parameters("lstm", 2, 32)
width = {}
for kind in ("lstm", "peephole", "coupled", "gru", "rnn"):
    width[kind] = max(H for H in range(1, 100) if count_parameters(kind, 2, H) <= budget)
    print(
        f"{kind:9} {width[kind]:3} units, {count_parameters(kind, 2, width[kind]):,} parameters"
    )
assert width["lstm"] == 32, "32 LSTM units do not fit: does count_parameters pass its check?"

# %% [markdown]
r"""
(PyTorch's layers have a few more parameters: second biases, which only add to the first.)

Do not compare seconds here: on a CPU, a step of PyTorch's `nn.LSTM` is one compiled function,
a step of `nn.GRU` several, so the smaller cell is slower.
Compare at equal parameters, by sequences. The task is lesson 10's adding problem with 50 steps.
"""

# %% tags=["explore", "long"]
from lstm_utils.tasks import lag_batches, lag_training

torch.manual_seed(0)
lstm, gru = nn.LSTM(2, 32), nn.GRU(2, 37)  # 4,480 and 4,477 parameters
start = nets.lstm_init(2, 32, np.random.default_rng(0), forget_bias=1.0)
rivals = {"LSTM": lag_training.with_biases(lstm, start[2]), "GRU": gru}
curves, answers, mse = {}, {}, nn.functional.mse_loss
draw = partial(lag_batches.adding, 50, 32)
for name, layer in rivals.items():
    net, enough = lag_training.LastStep(layer, 1), lambda error: error < 0.001
    run = lag_training.train(net, draw, mse, mse, enough, most=80_000, name=name)
    x, lengths, y = lag_batches.adding(50, 300, np.random.default_rng(2))
    curves[name] = run.curve
    answers[name] = y[:, 0].numpy(), lag_training.answer(net, x, lengths)[:, 0]
    print(f"{name}: {run.seen:,} sequences")
    assert run.reached, f"{name} did not learn to add"
plots.draw_race(curves, answers, chance=1 / 6)

# %% [markdown]
r"""
The GRU learns faster here. But this is one task and one seed: try `torch.manual_seed(1)`,
and lesson 10's `chrono_init` for the LSTM.

[Jozefowicz, Zaremba and Sutskever](https://proceedings.mlr.press/v37/jozefowicz15.html)
found that a forget bias of 1 "closes the gap between the LSTM and the GRU".
Our LSTM has that bias.

In lesson 13, where nets count, the GRU falls behind: its state is a mean, as in the coupled
cell.
"""

# %% [markdown]
r"""
## Take it apart

Greff and others removed one part at a time and trained again, with 200 random settings for
each. Write a step for such experiments.
"""

# %% [markdown]
r"""
## Exercise 7: `ablated_step`

`without` has one letter for each part that is left out, in any order:

| letter | left out | in the paper |
|---|---|---|
| `"i"`, `"f"`, `"o"` | that gate: it is 1 everywhere | NIG, NFG, NOG |
| `"g"` | the candidate's tanh: $g = a_g$ | NIAF |
| `"h"` | the output's tanh: $h = o\,c$ | NOAF |

`"fh"` leaves out two parts, `""` none (lesson 08's LSTM). Return $h$ and $c$.

One unit, $a = 0$ and $c_\text{prev} = 2$: with `""` $c = 1$, $h = 0.5 \tanh(1) = 0.381$;
with `"f"` $c = 2$, $h = 0.482$; with `"fh"` $h = 1$. About 9 lines.
"""


# %% exercise="ablated-step"
def ablated_step(x, h, c, W_ih, W_hh, b, without=""):
    """Advance an LSTM by one step with some of its parts left out.

    Args:
        x: inputs of this step, (B, I) float array.
        h, c: hidden state and cell state after the step before, (B, H); not changed.
        W_ih, W_hh, b: weights (4H, I), (4H, H) and biases (4H,), blocks i, f, g, o.
        without: letters of the parts that are left out: any of "i", "f", "g", "o", "h".

    Returns:
        h, c: hidden state and cell state after this step, (B, H).
    """
    ### BEGIN SOLUTION
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    i = np.ones_like(a_i) if "i" in without else nets.sigmoid(a_i)
    f = np.ones_like(a_f) if "f" in without else nets.sigmoid(a_f)
    o = np.ones_like(a_o) if "o" in without else nets.sigmoid(a_o)
    g = a_g if "g" in without else np.tanh(a_g)
    c_next = f * c + i * g
    return o * (c_next if "h" in without else np.tanh(c_next)), c_next
    ### END SOLUTION


# %% tests="ablated-step" points=4
check("ablated-step", ablated_step)
### BEGIN HIDDEN TESTS
check("ablated-step", ablated_step, seed=12606, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## The switchboard

This LSTM with 16 units has learned to add over 30 steps. Switch its parts off, one by one,
then two at a time. Which parts does it need, and which can you remove without harm?
"""

# %% tags=["explore"]
plots.interactive_switchboard()

# %% [markdown]
r"""
![A cell with a pale forget gate; answers a little off](figures/switchboard.svg)

Without the output's tanh the error is above 40, without the input gate above 2.
Without the forget gate the answers are a little off; without the candidate's tanh hardly.

But a part that a trained net uses need not be a part that the **task** needs:
a net without it may learn the task in another way. So remove the part first, then train.
"""


# %% tags=["explore", "long"]
def learn_without(gates, seed=0):
    """Train an LSTM where these gates are 1; return the sequences until the error is small."""
    torch.manual_seed(seed)
    b = nets.lstm_init(2, 16, np.random.default_rng(seed), forget_bias=1.0)[2]
    lstm = lag_training.with_biases(nn.LSTM(2, 16), b)
    net = lag_training.LastStep(lag_training.hold_open(lstm, gates), 1)
    draw, enough = partial(lag_batches.adding, 30, 32), lambda error: error < 0.001
    run = lag_training.train(net, draw, mse, mse, enough, most=60_000, seed=seed + 1)
    return f"{run.seen:,} sequences" if run.reached else f"not within {run.seen:,}"


for gates in ("", "i", "f", "o"):  # try "of", and other seeds
    print(f"{'without ' + gates if gates else 'complete':10} {learn_without(gates)}")

# %% [markdown]
r"""
On this task the input gate is critical: nothing else keeps the unmarked numbers out,
and none of three seeds learned the task without it.
The trained net used its output gate, but a net without one learns the task as well.
In 30 steps nothing has to be forgotten.

Greff and others trained on speech, handwriting and music. Their result
([2017](https://arxiv.org/abs/1503.04069)): the **forget gate** and the **output's tanh**
are the most critical parts, and no variant is significantly better than the usual LSTM.
The tanh agrees with our switchboard, the forget gate does not:
which part you need depends on the task. Lesson 11 has a task that needs forgetting.
"""

# %% [markdown]
r"""
## No gates at all

A plain net's gradient vanishes (lesson 06) because $W_{hh}$ and $\tanh$ shrink it at every
step. [Le, Jaitly and Hinton](https://arxiv.org/abs/1504.00941) (2015) keep the plain net and
change its start. With $h = \max(0,\ x W_{ih}^\top + h_\text{prev} W_{hh}^\top + b)$
and $W_{hh}$ the **identity** matrix, a state is copied unchanged. They call it IRNN.

## Exercise 8: `irnn_init`

Draw $W_{ih}$ $(H, I)$ from a normal distribution with mean 0 and standard deviation `std`.
$W_{hh}$ $(H, H)$ is the identity, and $b$ $(H,)$ is 0. Return $W_{ih}$, $W_{hh}$ and $b$.
About 1 line.
"""


# %% exercise="irnn-init"
def irnn_init(I, H, rng, std=0.001):
    """Draw the weights of a ReLU net that starts by copying its state.

    Args:
        I: number of inputs.
        H: number of hidden units.
        rng: numpy.random.Generator; all that is random is drawn from it.
        std: standard deviation of the weights from the inputs.

    Returns:
        W_ih (H, I), W_hh (H, H), b (H,): float arrays.
    """
    ### BEGIN SOLUTION
    return rng.normal(0, std, size=(H, I)), np.eye(H), np.zeros(H)
    ### END SOLUTION


# %% tests="irnn-init" points=2
check("irnn-init", irnn_init)
### BEGIN HIDDEN TESTS
check("irnn-init", irnn_init, seed=12707, rounds=1)
### END HIDDEN TESTS

# %% tags=["explore"]
# One input, then silence: how large is the state after 1, 10, 100 and 1,000 steps?
rng = np.random.default_rng(0)
W_ih, W_hh, b = irnn_init(1, 32, rng, std=0.1)
usual = rng.uniform(-1, 1, size=(32, 32)) / np.sqrt(32)
relu = partial(np.maximum, 0)
for name, U, squash in (
    ("usual start, tanh", usual, np.tanh),
    ("identity, ReLU", W_hh, relu),
    ("1.01 identity, ReLU", 1.01 * W_hh, relu),
):
    h, sizes = squash(W_ih[:, 0]), {}
    for step in range(1001):
        sizes[step] = np.linalg.norm(h) / np.linalg.norm(squash(W_ih[:, 0]))
        h = squash(U @ h + b)
    print(f"{name:20}", *(f"{sizes[step]:10.2g}" for step in (1, 10, 100, 1000)))

# %% [markdown]
r"""
The identity keeps the state, and the gradient on its way back, for any number of steps.
But nothing limits the growth: with weights one percent larger, the state grows 20,000-fold.
"""

# %% [markdown] question="fair-comparison" points=3
r"""
## Question

A colleague replaces the LSTM of a speech recogniser by a GRU with the same number of units.
Its error is 0.2 points lower, and an epoch takes a fifth less time. "So GRUs are better and
cheaper than LSTMs," says the report. Both nets were trained once, with the learning rate
that had been found for the LSTM and the default start.

1. Name three reasons why the experiment does not show this.
2. Design a comparison that would: what is equal, what is tuned, what is reported?
3. Which task of this course would you add, and which result do you expect there, and why?

Six to eight sentences.

### BEGIN MARK SCHEME
- 1 point: three of: one run each, so the spread between seeds is unknown; same units means
  3/4 of the parameters; the learning rate was tuned for the other cell; the start (a forget
  bias of 0) can decide; seconds depend on the implementation, not on the cell; one task.
  Half a point for two.
- 1 point: equal parameters (or equal budget of time, stated), the same data, each cell with
  its own learning rate and start, several seeds; all runs reported, or median and spread.
  Only "more seeds": half a point.
- 1 point: a task with an expectation and its reason, such as counting: the GRU's state stays
  in (-1, 1), so it should lose; or a task where nothing is gained.
### END MARK SCHEME

### BEGIN SOLUTION
One run each says nothing about the spread between seeds, which can be larger than 0.2.
With equal units the GRU has only three quarters of the parameters, and the learning rate was
tuned for the LSTM, as was perhaps the start: a forget bias of 0 handicaps the LSTM.
The time of an epoch depends on how a library implements the cell.
I would compare nets of equal size on the same data, search the learning rate and the start
for each of them with the same effort, train five seeds each, and report every run.
I would add counting a's and b's from lesson 13: the GRU's new state is a weighted mean of
the old one and a tanh, so it stays below 1, while the LSTM's cell state can grow with every
symbol. I expect the LSTM to count further.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- Peepholes let gates see the state, so that a cell can time its own output.
- In coupled gates and the GRU the state is a mean: it cannot grow, and they need a block less.
- GRU conventions differ in where $r$ acts and in what $z$ means:
  check against the library before you load weights.
- Compare at equal parameters, with several seeds, and report the runs that fail.
- A part that a trained net uses need not be one that the task needs: train without it.
  The usual LSTM is a good first choice.
"""

# %% [markdown]
r"""
## Read on

- Greff et al., [LSTM: a search space odyssey](https://arxiv.org/abs/1503.04069), 2017.
- Jozefowicz, Zaremba and Sutskever,
  [An empirical exploration](https://proceedings.mlr.press/v37/jozefowicz15.html), 2015.
- Cho et al., 2014, and Le, Jaitly and Hinton, 2015: the GRU and the IRNN, linked above.

**Next:** lesson 13 counts, and the GRU cannot follow.
"""
