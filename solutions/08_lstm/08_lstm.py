# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 08 · The LSTM, forward and backward from scratch

- *The clouds are in the …*: the last few words are enough, and any net sees those.
- *Clara packed the boat and …*: "she rowed", because of a name five words back.
- *… while Emil slept so …*: now it is "he".

**How does a net know what to keep, what to drop, and when to output it?**

![Gates, state, output of one cell at each word; two rows of gradients](figures/sentence.svg)

You write the LSTM and its gradient, gate by gate.
Then an LSTM reads a stream in which the cell of 1997 drowns.

*Reading and writing take about 2 hours, with a break before "Backward";
running every cell takes about a minute. Answers may import NumPy, Matplotlib,
SciPy, scikit-learn, tqdm and the standard library.*
"""

# %%
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, find_the_bug, hint  # hint("lstm-step")
from lstm_utils.tasks.reber_training import learn_stream, open_gates, strings_needed

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## A conveyor belt with three valves

![One cell: the cell state on top, four boxes i, f, g, o below that act on it](figures/cell.svg)

The **cell state** $c$ runs along the top like a conveyor belt through a factory.
Some of the load is taken off, some is put on, the rest arrives unchanged.
This is lesson 07's carousel with one new valve, the **forget gate** $f$
([Gers, Schmidhuber and Cummins 2000](https://doi.org/10.1162/089976600300015015)).
*Long short-term memory*: the short-term memory of a net, made to last.
The order is PyTorch's, here and everywhere in the course: $i$, $f$, $g$, $o$.
A [table in lesson 07](../07_memory_cell/07_memory_cell.ipynb) has their other names.
"""

# %% [markdown]
r"""
Move the sliders: $x$, then $h$ and $c$ of the step before ($h_\text{prev}$ and $c_\text{prev}$
in the picture), and four biases. The fill of a box shows how far its gate is open.

1. Make the cell keep $c$, whatever $x$ is.
2. Make it replace $c$ by the candidate $g$.
3. Keep $c$, and hide it from $h$.
"""

# %% tags=["explore"]
plots.interactive_lstm_cell()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

1. $b_i = -6$ and $b_f = 6$: input gate closed, forget gate open (it is a *keep* gate).
2. $b_i = 6$, $b_f = -6$: the candidate replaces the old state.
3. As in 1, and $b_o = -6$: then $h$ is nearly 0, and $c$ is still there.

</details>

## The same cell at every step

![Three steps: c and h of each step go into the next, h goes upward as well](figures/chain.svg)

Two things go from step to step: $c$, which only gates touch,
and $h$, the output, which is also an input of the next step ($h_\text{prev}$).
A layer has $H$ such cells:
every letter stands for a **vector** of $H$ numbers, and all products are element by element.

![Columns of four numbers: f times c_prev plus i times g is c](figures/vectors.svg)

Unit 1 replaces its state, unit 2 keeps it, unit 3 adds to it and does not show it.
"""

# %% [markdown]
r"""
## How much to write

![The cell with only the input gate lit](figures/gate_i.svg)

From the word, $x$, and its last output, $h_\text{prev}$,
the cell computes a number between 0 (write nothing) and 1 for every unit: the **input gate**

$$i = \sigma(x\,W_i^\top + h_\text{prev}\,U_i^\top + b_i)$$

## How much to keep

![The cell with only the forget gate lit](figures/gate_f.svg)

At "Emil" the cell should drop Clara. The **forget gate** says what is kept of $c_\text{prev}$:

$$f = \sigma(x\,W_f^\top + h_\text{prev}\,U_f^\top + b_f)$$

All three gates have this form. They differ in their weights and in what they act on.
"""

# %% [markdown]
r"""
## Exercise 1: `gate`

One gate for a batch: $x$ $(B, I)$, $h_\text{prev}$ $(B, H)$ as `h`,
and the gate's own $W$ as `W_ih` $(H, I)$, $U$ as `W_hh` $(H, H)$, `b` $(H,)$.

In the picture $x = h_\text{prev} = 0.5$. The forget gate has the weights $-1$ for $x$,
$1$ for $h_\text{prev}$, and the bias $1.5$, so $a_f = 1.5$ and $f = 0.82$.
About 1 line; you may use `nets.sigmoid`.
"""


# %% exercise="gate"
def gate(x, h, W_ih, W_hh, b):
    """Compute how far one gate is open.

    Args:
        x: inputs of this step, (B, I) float array.
        h: hidden state after the step before, (B, H) float array.
        W_ih, W_hh, b: weights (H, I), (H, H) and bias (H,) of this gate.

    Returns:
        The gate, (B, H), between 0 and 1.
    """
    ### BEGIN SOLUTION
    return nets.sigmoid(x @ W_ih.T + h @ W_hh.T + b)
    ### END SOLUTION


# %% tests="gate" points=2
check("gate", gate)
### BEGIN HIDDEN TESTS
check("gate", gate, seed=8101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
half, one = np.array([[0.5]]), np.array([[1.0]])
for b_f in (-3.0, 0.0, 1.5, 3.0):
    f = gate(half, half, -one, one, np.array([b_f])).item()
    print(f"b_f = {b_f:4}   f = {f:.3f}   left after 20 steps: {f**20:.1g}")

# %% [markdown]
r"""
The bias decides how long a memory lasts when $x$ and $h$ add nothing (see lessons 10, 11).

## What to write

![The cell with input gate, forget gate and candidate lit](figures/gate_g.svg)

The **candidate** $g$ is what $i$ lets in: here $+1$ for a woman, $-1$ for a man.
It is not a gate and can be negative. With it the cell state is complete:

$$g = \tanh(x\,W_g^\top + h_\text{prev}\,U_g^\top + b_g), \qquad c = f\,c_\text{prev} + i\,g$$

## What to show

![The cell with only the output gate lit, and the way from c to h](figures/gate_o.svg)

At "packed" the cell already knows that Clara is a woman, but no pronoun follows.
The **output gate** $o$ opens when a pronoun comes next:

$$o = \sigma(x\,W_o^\top + h_\text{prev}\,U_o^\top + b_o), \qquad h = o\,\tanh(c)$$
"""

# %% [markdown]
r"""
## Exercise 2: `cell_update`

All arrays are $(B, H)$, all products element by element.
$c$ itself gets no tanh: it may count beyond 1. Only $h$ is squashed. `c_prev` is not changed.

With $c_\text{prev} = 2$, $i = 0.5$, $f = 0.25$, $g = -1$, $o = 0.5$:
$c = 0.5 - 0.5 = 0$ and $h = 0$. With $g = 1$: $c = 1$ and $h = 0.381$. About 2 lines.
"""


# %% exercise="cell-update"
def cell_update(c_prev, i, f, g, o):
    """Advance the cell state by one step, and output it.

    Args:
        c_prev: cell state after the step before, (B, H) float array; not changed.
        i, f, g, o: input gate, forget gate, candidate, output gate, (B, H) each.

    Returns:
        h: hidden state, (B, H).
        c: cell state, (B, H).
    """
    ### BEGIN SOLUTION
    c = f * c_prev + i * g
    return o * np.tanh(c), c
    ### END SOLUTION


# %% tests="cell-update" points=2
check("cell-update", cell_update)
### BEGIN HIDDEN TESTS
check("cell-update", cell_update, seed=8202, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
Now watch one such cell read the sentence. Press ▶, or move the slider.
Its 24 weights are chosen: names open $i$ and close $f$, "and" and "so" open $o$.
Grey is an open gate, red is above 0, blue below.
"""

# %% tags=["explore", "long"]
plots.interactive_sentence()

# %% [markdown]
r"""
Go back to the strip at the top of this page. "Clara" writes $+0.99$, and the output is 0
until "and": $h = +0.75$, *she*. "Emil" erases the state and writes $-0.99$;
at "so" $h = -0.75$: *he*. In between, the state decays by a quarter of a percent per word:
$f = \sigma(6) = 0.9975$.

The two rows below are gradients: how much each pronoun depends on the state at each word.
"he" depends on every state back to "Emil", and on none before: where $f$ closes,
the gradient is cut off. **State and gradient are multiplied by the same $f$.**

The example is Olah's. A trained net has to find such weights; see lesson 15.
"""

# %% [markdown]
r"""
## Exercise 3: `lstm_step`

**One** product computes all four blocks. Their rows are stacked in the
order **i, f, g, o**: `W_ih` $(4H, I)$, `W_hh` $(4H, H)$, `b` $(4H,)$.

$$a = x\,W_{ih}^\top + h_\text{prev}\,W_{hh}^\top + b \quad (B, 4H)$$

Cut $a$, apply the activations, compute $c$ and $h$ as in exercise 2. Start and end with

```python
a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
cache = {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o}
return h_next, c_next, {**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}
```

The cell in the picture: $i, f, g, o = 0.62, 0.82, 0.76, 0.44$ and $c_\text{prev} = 0.9$
give $c = 1.21$, $h = 0.37$. Olah puts $h_\text{prev}$ and $x$ into one vector:
$W\,[h_\text{prev}, x]$ with $W = [W_{hh}, W_{ih}]$ side by side, the same sum.
His $\tilde C$ is our $g$.
"""


# %% exercise="lstm-step"
def lstm_step(x, h, c, W_ih, W_hh, b):
    """Advance the LSTM by one step.

    Args:
        x: inputs of this step, (B, I) float array.
        h, c: hidden state and cell state after the step before, (B, H) float arrays.
        W_ih: weights from the inputs, (4H, I) float array, blocks i, f, g, o.
        W_hh: weights from the hidden state, (4H, H) float array.
        b: biases, (4H,) float array.

    Returns:
        h, c: hidden state and cell state after this step, (B, H).
        cache: dict with the keys x, h_prev, c_prev, i, f, g, o, tanh_c, W_ih, W_hh.
    """
    ### BEGIN SOLUTION
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    i, f, g, o = nets.sigmoid(a_i), nets.sigmoid(a_f), np.tanh(a_g), nets.sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    h_next = o * tanh_c
    cache = {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o}
    return h_next, c_next, {**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}
    ### END SOLUTION


# %% tests="lstm-step" points=5
check("lstm-step", lstm_step)
### BEGIN HIDDEN TESTS
check("lstm-step", lstm_step, seed=8303, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
W_ih = np.array([[1.5], [-1.0], [2.0], [0.5]])  # i, f, g, o
W_hh = np.array([[0.5], [1.0], [-0.5], [1.0]])
b = np.array([-0.5, 1.5, 0.25, -1.0])
h, c, cache = lstm_step(half, half, np.array([[0.9]]), W_ih, W_hh, b)
print({name: round(cache[name].item(), 2) for name in "ifgo"})
print(f"c = {c.item():.2f}   h = {h.item():.2f}")

# %% [markdown]
r"""
## Exercise 4: `lstm_forward`

From $h_0, c_0$ through all $T$ steps; `x` is $(T, B, I)$. Collect every $h$ and every cache.

The loop takes the step as an argument, so that a mistake in your `lstm_step` costs you
nothing here. **Call `step`.** About 6 lines.
"""


# %% exercise="lstm-forward"
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    """Run the LSTM over a sequence.

    Args:
        x: inputs, (T, B, I) float array.
        h0, c0: states before the first step, (B, H) float arrays; not changed.
        W_ih, W_hh, b: weights as for lstm_step.
        step: a function like lstm_step.

    Returns:
        hs: hidden state after each step, (T, B, H).
        c: cell state after the last step, (B, H).
        caches: list of the T caches of the steps.
    """
    ### BEGIN SOLUTION
    h, c, hs, caches = h0, c0, [], []
    for x_t in x:
        h, c, cache = step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), c, caches
    ### END SOLUTION


# %% tests="lstm-forward" points=3
check("lstm-forward", lstm_forward)
### BEGIN HIDDEN TESTS
check("lstm-forward", lstm_forward, seed=8404, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# The sentence again, with your own step and your own loop.
zero = np.zeros((1, 1))
sentence = plots.sentence_inputs(), zero, zero, *plots.gender_weights()
hs, _, _ = lstm_forward(*sentence, step=lstm_step)
for word, h in zip(plots.SENTENCE, hs[:, 0, 0], strict=True):
    print(f"{word:7} {h:z5.2f} {'she' if h > 0.5 else 'he' if h < -0.5 else ''}")

# %% [markdown]
r"""
## Exercise 5: `rewritable_latch`

Lesson 07 ended badly: a second bit came, and $2 - 2 = 0$.
Choose the weights of **one** LSTM cell ($H = 1$) that keeps a bit **until the next one comes**.
The inputs are those of lesson 07: column 0 is the **signal**, column 1 the **switch**.
Where the switch is 1, the signal is the bit, $+1$ or $-1$; elsewhere it is anything.

Before the first bit $|h| < 0.1$. After it $h \ge 0.5$ (bit $+1$)
or $h \le -0.5$ (bit $-1$) for 500 steps, then the same for a second bit and 1,000 steps,
in noise of spread 1 or while the signal is the opposite bit at every step.

Begin with zeros; six other numbers are enough, and many choices are right.
A forget gate with pre-activation 5 keeps $\sigma(5)^{1000} = 0.001$ of the bit.
"""


# %% exercise="rewritable-latch"
def rewritable_latch():
    """Return weights with which one cell keeps a bit and replaces it by the next.

    Returns:
        W_ih: float array (4, 2), rows i, f, g, o; columns signal, switch.
        W_hh: float array (4, 1), from the cell's own output.
        b: float array (4,), biases of i, f, g, o.
    """
    ### BEGIN SOLUTION
    W_ih, W_hh, b = np.zeros((4, 2)), np.zeros((4, 1)), np.zeros(4)
    W_ih[0, 1] = 25.0  # the switch opens the input gate
    W_ih[1, 1] = -40.0  # and closes the forget gate
    W_ih[2, 0] = 10.0  # g follows the signal
    b[0] = -20.0  # without the switch: write nothing,
    b[1] = 20.0  # keep everything,
    b[3] = 5.0  # and show it
    return W_ih, W_hh, b
    ### END SOLUTION


# %% tests="rewritable-latch" points=4
check("rewritable-latch", rewritable_latch)
### BEGIN HIDDEN TESTS
check("rewritable-latch", rewritable_latch, seed=8909, rounds=1)
### END HIDDEN TESTS

# %% tags=["explore"]
# Lesson 07's experiment again: the bit +1 at step 10, the bit -1 at step 500.
bits = np.zeros((1000, 1, 2))
bits[10], bits[500] = [1, 1], [-1, 1]
yours, _, _ = nets.lstm_forward(bits, zero, zero, *rewritable_latch())
cell_of_1997, _, _ = nets.memory_cell_forward(bits, zero, zero, *nets.latch_weights())
print("h at steps 100 and 900:  yours", *yours[[100, 900], 0, 0].round(3), end="")
print("   1997", *cell_of_1997[[100, 900], 0, 0].round(3) + 0.0)
assert yours[900].item() < -0.5, "the second bit is lost: does your cell pass its check?"
plots.draw_bits({"your LSTM cell": yours[:, 0, 0], "the cell of 1997": cell_of_1997[:, 0, 0]})

# %% [markdown]
r"""
One gate makes the memory reusable. *A good place for a break.*

## Backward: along the cell state, and through the gates

Lesson 02's rule: **a node's gradient is the sum over what it feeds,
of their gradient times the local derivative.** $dq$ stands for $\partial L/\partial q$.

Two gradients enter from the right: $dh$ (the loss at this step, and the gates of the
next one) and $dc$ (along the cell state). Follow the small numbers, edge by edge.

![Backward graph of one step; edges carry factors, nodes are numbered](figures/backward.svg)

Before you move the slider: where do two paths meet?
And which gate never receives $dc$?
"""

# %% tags=["explore", "long"]
plots.interactive_lstm_backward()

# %% [markdown]
r"""
Two paths meet at $c$: it feeds the next step, and it feeds $h$ through tanh and $o$:

$$dc \leftarrow dc + dh \cdot o \cdot (1 - \tanh^2 c)$$

The derivative of a product is the other factor; $do$ comes from $h = o \tanh c$ and $dh$ alone:

| | input | forget | candidate | output |
|---|---|---|---|---|
| other factor | $di = dc\;g$ | $df = dc\;c_\text{prev}$ | $dg = dc\;i$ | $do = dh\tanh c$ |
| activation derivative | times $i(1-i)$ | times $f(1-f)$ | times $1-g^2$ | times $o(1-o)$ |

The second row gives $da_i, da_f, da_g, da_o$. The step returns
$dc_\text{prev} = dc \cdot f$, $dx = da\,W_{ih}$, $dh_\text{prev} = da\,W_{hh}$.
"""

# %% [markdown]
r"""
## Exercise 6: `lstm_step_backward`

Write the picture as code, for a batch. The check looks at each gate separately. Each right
gate counts, `dc_prev` too, and `dx` with `dh_prev`. `dh` and `dc` are not changed.

For the cell in the picture ($dh = 1$, $dc = 0.5$): $da = (0.11, 0.08, 0.17, 0.21)$
in the order i, f, g, o, $dc_\text{prev} = 0.52$, $dx = 0.52$, $dh_\text{prev} = 0.26$.
About 9 lines. `np.concatenate([...], axis=1)` puts four $(B, H)$ side by side.
"""


# %% exercise="lstm-step-backward"
def lstm_step_backward(dh, dc, cache):
    """Carry gradients back through one step of the LSTM.

    Args:
        dh: gradient with respect to the step's h, (B, H) float array; not changed.
        dc: gradient with respect to the step's c from the next step, (B, H) float array;
            not changed.
        cache: the dict that lstm_step returned.

    Returns:
        dx: (B, I), dh_prev: (B, H), dc_prev: (B, H).
        da: gradient with respect to the pre-activations, (B, 4H), blocks i, f, g, o.
    """
    ### BEGIN SOLUTION
    i, f, g, o, tanh_c = (cache[name] for name in ("i", "f", "g", "o", "tanh_c"))
    dc = dc + dh * o * (1 - tanh_c**2)  # both paths out of c
    da_i = dc * g * i * (1 - i)
    da_f = dc * cache["c_prev"] * f * (1 - f)
    da_g = dc * i * (1 - g**2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da
    ### END SOLUTION


# %% tests="lstm-step-backward" points=6
check("lstm-step-backward", lstm_step_backward)
### BEGIN HIDDEN TESTS
check("lstm-step-backward", lstm_step_backward, seed=8505, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Find the bug

`broken` goes back through lesson 05's Elman network, with **one** mistake in it.
`find_the_bug` shows which output is wrong, but not why. The next exercise is the same loop.
"""

# %% bug="rnn-backward" mistake="dW_hh uses hs[t]"
# Fix one line of `broken`, then run this cell again.

# %% [markdown]
r"""
## Exercise 7: `lstm_backward`

The loop runs from the last step to the first. A step's $h$ feeds the loss there
(`dhs[t]`) **and** the next step (the $dh$ that came back): pass the sum. Pass $dc$ on.

The weights are the same at every step, so their gradients add up over $t$:

$$dW_{ih} = \sum_t da_t^\top x_t, \quad dW_{hh} = \sum_t da_t^\top h_{t-1},
\quad db = \sum_t \sum_n da_{t,n}$$

Nothing comes back from after the end, so $dh$ and $dc$ start at 0.
The loop and the sums are those of `rnn_backward` in lesson 05: copy yours and change it.
`dhs` is not changed. Call `step_backward`. About 10 lines.
"""


# %% exercise="lstm-backward"
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    """Carry gradients back through a sequence, and sum those of the weights.

    Args:
        dhs: gradient of the loss with respect to hs, (T, B, H) float array; not changed.
        caches: the list that lstm_forward returned; not changed.
        step_backward: a function like lstm_step_backward.

    Returns:
        dx: (T, B, I), dW_ih: (4H, I), dW_hh: (4H, H), db: (4H,),
        dh0: (B, H), dc0: (B, H).
    """
    ### BEGIN SOLUTION
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    dW_ih, dW_hh = np.zeros_like(caches[0]["W_ih"]), np.zeros_like(caches[0]["W_hh"])
    db, dx = np.zeros(len(dW_ih)), []
    for dh_t, cache in zip(dhs[::-1], caches[::-1], strict=True):
        dx_t, dh, dc, da = step_backward(dh_t + dh, dc, cache)
        dW_ih += da.T @ cache["x"]
        dW_hh += da.T @ cache["h_prev"]
        db += da.sum(axis=0)
        dx.append(dx_t)
    return np.stack(dx[::-1]), dW_ih, dW_hh, db, dh, dc
    ### END SOLUTION


# %% tests="lstm-backward" points=5
check("lstm-backward", lstm_backward)
### BEGIN HIDDEN TESTS
check("lstm-backward", lstm_backward, seed=8606, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# All your own code. Measure: the loss is a random weighted sum of all h.
rng = np.random.default_rng(0)
sizes = {"x": (6, 3, 2), "h0": (3, 4), "c0": (3, 4)}
given = {name: rng.normal(size=size) for name, size in sizes.items()}
given |= dict(zip(("W_ih", "W_hh", "b"), nets.lstm_init(2, 4, rng), strict=True))
weight = rng.normal(size=(6, 3, 4))

_, _, caches = lstm_forward(**given, step=lstm_step)
grads = lstm_backward(weight, caches, step_backward=lstm_step_backward)
for name, mine in zip(("x", "W_ih", "W_hh", "b", "h0", "c0"), grads, strict=True):

    def loss(q, name=name):
        return (weight * lstm_forward(**given | {name: q})[0]).sum()

    measured = nets.numerical_gradient(loss, given[name])
    print(f"d{name:4}: largest difference {abs(mine - measured).max():.0e}")
    assert np.allclose(mine, measured, atol=1e-7), "your gradient and the measured one differ"

# %% [markdown]
r"""
## Use it: embedded Reber, with your own code

This is lesson 04's grammar: the second symbol, T or P, returns as the last but one.
It was experiment 1 of [Hochreiter and Schmidhuber (1997)](https://doi.org/10.1162/neco.1997.9.8.1735).
This time with **the paper's test**: 256 strings for training, drawn again and again,
256 others for testing, and training stops when every symbol of **all 512** is right:
each symbol that may come next scores higher than each that may not.

Your LSTM has 16 units and a dense layer on top, forget biases raised by 1. Training is
lesson 04's: Adam with a rate of 0.01, batches of 32, gradients clipped at norm 1.
"""

# %% tags=["explore", "long"]
forward = partial(lstm_forward, step=lstm_step)
backward = partial(lstm_backward, step_backward=lstm_step_backward)
yours = []
for seed in range(3):
    yours.append(strings_needed(seed, forward, backward))
    print(f"run {seed + 1}: all 512 strings right after {yours[-1]:,}")
print("published in 1997: 8,440 on average, from 3,800 to 24,100")
assert max(yours) < 40_000, "your LSTM did not learn: does each check above pass?"

# %% [markdown]
r"""
The same order of magnitude, by the same test. What still differs:

- they updated online, with a rate of 0.5; yours updates after 32 strings, with Adam;
- they had three blocks of two cells, 276 weights, and no forget gate; yours is larger
  and is tested after every 320 strings.

The paper calls this task "not a long time lag problem" and uses it
to show that **output gates** pay: without them it reports no fast learning.
Does that come out here? `open_gates` keeps $o = 1$: weights of 0 in its rows, a bias of 50.
"""

# %% tags=["explore", "long"]
for gates in ("o", "f"):
    always_1 = partial(open_gates, gates=gates)
    needed = [strings_needed(seed, freeze=always_1, most=15_000) for seed in range(3)]
    print(f"{gates} = 1:", *needed)

# %% [markdown]
r"""
It does not. Over eight runs we measured 8,640 to 37,440 strings with all gates
and 5,440 to 13,440 with $o = 1$: under Adam, with 16 units, the output gate is no help here.

And $f = 1$, which is the cell of 1997 but for its squashing functions?
It learns in 7 of 8 runs, often sooner; the second above had not after 40,000 strings
(`inf`: not within the limit). Who needs the forget gate, then?

## The forget gate wins: a stream without end

Every string above started from a state of 0. Who resets the state in real life?
[Gers, Schmidhuber and Cummins](https://doi.org/10.1162/089976600300015015) (2000)
let the strings follow each other, …TE BPVV…PE BT…, and never reset.
"""

# %% tags=["explore", "long"]
streams = {
    "forget gate": learn_stream(seed=0),
    "f = 1": learn_stream(seed=0, freeze=partial(open_gates, gates="f")),
}
for name, run in streams.items():
    print(f"{name:12} far T or P wrong: {run.wrong[-1]:6.1%}   mean |c|: {run.size[-1]:,.0f}")
assert streams["forget gate"].wrong[-1] < 0.05 < 0.3 < streams["f = 1"].wrong[-1]
plots.draw_streams(streams)

# %% [markdown]
r"""
Left: how often the net predicts the wrong one of T and P where the second symbol returns
(chance is 50 %). Right: the mean size of the states. Same seed, same weights at the start.

With $f = 1$ nothing ever leaves: the state grows to thousands, $\tanh c$ is stuck at $\pm 1$,
and the letter is a drop in a full tank. With the gate, $|c|$ stays near 2.
Over five seeds, at most 0.4 % wrong after 400,000 symbols, against 38 to 50 %.
"""

# %% [markdown]
r"""
To be fair: if training goes on, $f = 1$ recovers in some runs (2 of 5 are below 10 % wrong
after 800,000 symbols), as $h$ can carry the letter, too. Lesson 11 looks closer.

## Break it

**A wrong gate.** The gradient of $f$ uses $c$, not $c_\text{prev}$. Guess: will it learn?
"""


# %% tags=["explore", "long"]
def wrong_gate(dh, dc, cache):
    """Go back as if c had been the state before."""
    c = cache["f"] * cache["c_prev"] + cache["i"] * cache["g"]
    return nets.lstm_step_backward(dh, dc, {**cache, "c_prev": c})


broken = partial(lstm_backward, step_backward=wrong_gate)
print("with a wrong gradient:", strings_needed(0, lstm_forward, broken), "strings")

# %% [markdown]
r"""
It **learns as if nothing were wrong**, and needs no more strings than the right one.
A net that learns does not prove that its gradient is right.
The comparison with the measured gradient does; that is why it came first.
"""

# %% [markdown] question="forget-or-not" points=3
r"""
**Question (3 points).** Somebody reads $dc_\text{prev} = dc \cdot f$ and proposes:
"Fix $f = 1$. Then the gradient along the cell state never fades, and we save a gate."

1. What is true about it? How much of the gradient is left along the cell state
   after 100 steps with $f = 0.95$, and with $f = 1$?
2. What can the cell then no longer do? Use the sentence about Clara and Emil.
3. With $f = 1$ most nets learned separate strings; none of five learned the stream
   within 400,000 symbols. Why?

Five to eight sentences in all.

### BEGIN MARK SCHEME
- 1 point: each step multiplies the gradient along the cell state by f: 0.95^100 = 0.006
  is left, against 1 with f = 1: right for the gradient. Half a point without the number.
- 1 point: the cell cannot drop its state: at "Emil" it adds -1 to +1 and gets about 0,
  neither she nor he. Accept: it would have to write the exact opposite of what it holds.
- 1 point: every separate string starts from a state of 0: the reset does the forgetting.
  In the stream nothing does; the state accumulates until tanh is saturated.
### END MARK SCHEME

### BEGIN SOLUTION
It is true that each step multiplies the gradient along the cell state by f:
with f = 0.95, 0.006 is left after 100 steps; with f = 1 all of it is left.
But the same f multiplies the cell state in the forward pass.
With f = 1 nothing is ever forgotten: at "Emil" the cell adds -1 to the +1 of Clara
and has about 0, which is neither he nor she.
Separate strings begin with a state of 0, so the reset does the forgetting.
In the stream nothing is reset: the state grows to thousands, tanh saturates,
and a new letter changes nothing that could be seen.
### END SOLUTION
"""

# %% [markdown]
r"""
## Exercises 8 and 9: `to_torch` and `from_torch`

Lesson 09 runs your weights in `torch.nn.LSTM`. It has our layout and block order:
`weight_ih_l0` is $(4H, I)$ and `weight_hh_l0` is $(4H, H)$, where `l0` is the first layer.
One thing differs
([documentation](https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html)):
PyTorch has **two** biases of $4H$ numbers each,
`bias_ih_l0` for the part from $x$ and `bias_hh_l0` for the part from $h$, and adds both.

Write both directions, about 2 lines each, so that PyTorch computes what we do. In weights that
PyTorch has trained, both biases have values. `to_torch` keeps the dtype. Change no argument.
"""


# %% exercise="to-torch"
def to_torch(W_ih, W_hh, b):
    """Name the weights as the state_dict of a one-layer torch.nn.LSTM does.

    Args:
        W_ih, W_hh, b: weights (4H, I), (4H, H) and biases (4H,), blocks i, f, g, o.

    Returns:
        dict of arrays: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0.
    """
    ### BEGIN SOLUTION
    state = {"weight_ih_l0": W_ih, "weight_hh_l0": W_hh}
    return state | {"bias_ih_l0": b, "bias_hh_l0": np.zeros_like(b)}
    ### END SOLUTION


# %% tests="to-torch" points=2
check("to-torch", to_torch)
### BEGIN HIDDEN TESTS
check("to-torch", to_torch, seed=8707, rounds=3)
### END HIDDEN TESTS


# %% exercise="from-torch"
def from_torch(state):
    """Take the weights out of the state_dict of a one-layer torch.nn.LSTM.

    Args:
        state: dict of arrays with the four names that to_torch gives; not changed.

    Returns:
        W_ih (4H, I), W_hh (4H, H), b (4H,).
    """
    ### BEGIN SOLUTION
    b = state["bias_ih_l0"] + state["bias_hh_l0"]
    return state["weight_ih_l0"], state["weight_hh_l0"], b
    ### END SOLUTION


# %% tests="from-torch" points=2
check("from-torch", from_torch)
### BEGIN HIDDEN TESTS
check("from-torch", from_torch, seed=8808, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## What to remember

- $c = f\,c_\text{prev} + i\,g$ and $h = o \tanh c$: write, keep and show, each with a gate.
- The forget gate is a *keep* gate: 1 keeps. It multiplies the cell state forward
  and the gradient backward, by the same number. Without it a stream fills the cell.
- Two paths meet at $c$ in the backward pass; the output gate uses $dh$ only.
- A wrong gradient can learn. Measure it.
- Rows i, f, g, o; PyTorch's two biases add up to our one.
- Relatives: *peepholes* let the gates see $c$; the *GRU* has no separate $c$ (lesson 12).

## Read on

- Olah (2015), [Understanding LSTM networks](https://colah.github.io/posts/2015-08-Understanding-LSTMs/).
- Gers, Schmidhuber and Cummins (2000), [Learning to forget](https://doi.org/10.1162/089976600300015015).
- Graves and Schmidhuber (2005), [Framewise phoneme classification](https://doi.org/10.1016/j.neunet.2005.06.042):
  its appendix has the full gradient.

**Next:** lesson 09 runs the same cell on tensors, lets autograd check your backward pass,
and asks where the time goes.
"""
