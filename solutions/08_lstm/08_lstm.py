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

![A sentence in columns; gates, state and output of one cell at each word](figures/sentence.svg)

You write the LSTM gate by gate, then its gradient, gate by gate.
Your own code then learns the task with which the LSTM was introduced.

*Reading and writing take about 90 minutes; running every cell takes about 25 seconds.*
*Answers may import NumPy, Matplotlib, SciPy, scikit-learn, tqdm and the standard library.*
"""

# %%
from functools import partial

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, find_the_bug, hint  # hint("lstm-step")
from lstm_utils.tasks.reber import all_legal, reber_batch

plots.use_style()

# %% [markdown]
r"""
## A conveyor belt with three valves

![One cell: the cell state on top, four boxes i, f, g, o below that act on it](figures/cell.svg)

The **cell state** $c$ runs along the top like a conveyor belt through a factory.
Some of the load is taken off, some is put on, the rest arrives unchanged.
This is lesson 07's carousel with one new valve, the **forget gate** $f$
([Gers, Schmidhuber and Cummins 2000](https://doi.org/10.1162/089976600300015015)).

The boxes are in PyTorch's order: $i$, $f$, $g$, $o$. The text follows Olah's
[essay](https://colah.github.io/posts/2015-08-Understanding-LSTMs/): forget, store, output.
"""

# %% [markdown]
r"""
Move the sliders. The inputs are $x$, and $h$ and $c$ of the step before
($h_\text{prev}$, $c_\text{prev}$ in the picture); each bias shifts one pre-activation.
The fill of a box shows how far its gate is open.

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

## What to forget

At "Emil" the cell should drop Clara.
So it takes the word, $x$, and its last output, $h_\text{prev}$,
and computes a number between 0 (drop all) and 1 (keep all) for every unit:

$$
f = \sigma(x\,W_f^\top + h_\text{prev}\,U_f^\top + b_f)
$$

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
The bias decides how long a memory lasts when $x$ and $h$ add nothing.
Lessons 10 and 11 come back to that.

## What to store

Two parts. The **input gate** $i$ decides *how much* to write: much at a name, else nothing.
The **candidate** $g$ is *what* to write: here $+1$ for a woman, $-1$ for a man.
It is not a gate and can be negative: $g = \tanh(\dots)$ with weights of its own.
The cell state becomes

$$
c = f\,c_\text{prev} + i\,g
$$

## What to output

At "packed" the cell already knows that Clara is a woman, but no pronoun follows.
The **output gate** $o$ opens when a pronoun comes next:

$$
h = o\,\tanh(c)
$$
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
"""

# %% tags=["explore"]
plots.interactive_sentence()

# %% [markdown]
r"""
The strip at the top of this page shows all words at once.
From "Clara" on the state is about $+0.99$, and the output is 0 until "and":
there $h = +0.75$, *she*.
"Emil" erases the state and writes $-0.99$; at "so" $h = -0.75$: *he*.
In between, the state decays by a quarter of a percent per word: $f = \sigma(6) = 0.9975$.

Olah's essay has this example. A trained net has to find such weights; see lesson 15.
"""

# %% [markdown]
r"""
## Exercise 3: `lstm_step`

**One** product computes all four blocks. Their rows are stacked in the
order **i, f, g, o** (PyTorch's order): `W_ih` $(4H, I)$, `W_hh` $(4H, H)$, `b` $(4H,)$.

$$
a = x\,W_{ih}^\top + h_\text{prev}\,W_{hh}^\top + b \quad (B, 4H)
$$

$$
i = \sigma(a_i), \quad f = \sigma(a_f), \quad g = \tanh(a_g), \quad o = \sigma(a_o)
$$

`np.split(a, 4, axis=1)` cuts $a$. Then compute $c$ and $h$ as above, and a `cache`
for the backward pass: the states that came **in**, and $\tanh c$ of the new state.

The cell in the picture: $i, f, g, o = 0.62, 0.82, 0.76, 0.44$, and
$c_\text{prev} = 0.9$ gives $c = 1.21$, $h = 0.37$. About 8 lines.
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

The loop takes the step as an argument. The default is the course's `nets.lstm_step`,
so a mistake in your `lstm_step` costs you nothing here; later you pass your own.
**Call `step`.** About 6 lines.
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
## Backward: along the cell state, and through the gates

Lesson 02's rule: **a node's gradient is the sum over what it feeds,
of their gradient times the local derivative.** $dq$ stands for $\partial L/\partial q$.

Two gradients enter from the right: $dh$ (the loss at this step, and the gates of the
next one) and $dc$ (along the cell state). Follow the edges one by one.

![Backward graph of one step; edges right of the inputs carry factors](figures/backward.svg)

Before you move the slider: where do two paths meet?
And which gate never receives $dc$?
"""

# %% tags=["explore"]
plots.interactive_lstm_backward()

# %% [markdown]
r"""
Two paths meet at $c$: it feeds the next step, and it feeds $h$ through tanh and $o$:

$$
dc \leftarrow dc + dh \cdot o \cdot (1 - \tanh^2 c)
$$

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
Do not trust the picture and the table; measure. Here are the picture's gradients beside
measured slopes: $dh = 1$ and $dc = 0.5$ mean a loss of $L = h + 0.5\,c$,
and a change of a bias changes its pre-activation by the same amount.
"""


# %% tags=["explore"]
def loss_of(c_prev, b):
    """L = h + 0.5 c after one step of the cell in the picture."""
    h, c, _ = nets.lstm_step(half, half, c_prev, W_ih, W_hh, b)
    return (h + 0.5 * c).item()


c_prev = np.array([[0.9]])
slopes = nets.numerical_gradient(lambda b: loss_of(c_prev, b), b)
measured = {f"a_{gate}": slope for gate, slope in zip("ifgo", slopes, strict=True)}
measured["c_prev"] = nets.numerical_gradient(lambda c: loss_of(c, b), c_prev).item()
pictured = plots.example_gradients()
for name, slope in measured.items():
    print(f"d{name:6}  picture {pictured[name]:.9f}   measured {slope:.9f}")
    assert np.isclose(pictured[name], slope), (
        "the picture and the measured slopes differ: was W_ih, W_hh, b or c_prev changed?"
    )

# %% [markdown]
r"""
## Exercise 5: `lstm_step_backward`

Write the picture as code, for a batch. The check looks at each gate separately
and names the one that is wrong. `dh` and `dc` are not changed.

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

# %% tags=["explore"]
_, _, cache = nets.lstm_step(half, half, c_prev, W_ih, W_hh, b)
dx, dh_prev, dc_prev, da = lstm_step_backward(one, half, cache)
print("da (i, f, g, o) =", da[0].round(2))
print(f"dc_prev {dc_prev.item():.2f}   dx {dx.item():.2f}   dh_prev {dh_prev.item():.2f}")

# %% [markdown]
r"""
## Find the bug

`broken` goes back through lesson 05's Elman network, with **one** mistake in it.
The next exercise is the same loop for the LSTM.
`find_the_bug` shows which output is wrong, but not why. No points.
"""

# %% bug="rnn-backward" mistake="dW_hh uses hs[t]"
# Fix one line of `broken`, then run this cell again.

# %% [markdown]
r"""
## Exercise 6: `lstm_backward`

The loop runs from the last step to the first. A step's $h$ feeds the loss there
(`dhs[t]`) **and** the next step (the $dh$ that came back): pass the sum. Pass $dc$ on.

The weights are the same at every step, so their gradients add up over $t$:

$$
dW_{ih} = \sum_t da_t^\top x_t, \qquad
dW_{hh} = \sum_t da_t^\top h_{t-1}, \qquad
db = \sum_t \sum_n da_{t,n}
$$

Nothing comes back from after the end, so $dh$ and $dc$ start at 0.
`dhs` is not changed. Call `step_backward`. About 12 lines.
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

# %% [markdown]
r"""
Now every part is your own code. Compare every gradient with the measured one.
The loss is a random weighted sum of all $h$, so that every step counts.
"""

# %% tags=["explore"]
rng = np.random.default_rng(0)
T, B, I, H = 6, 3, 2, 4
names = ("x", "h0", "c0", "W_ih", "W_hh", "b")
states = [rng.normal(size=size) for size in ((T, B, I), (B, H), (B, H))]
given = dict(zip(names, [*states, *nets.lstm_init(I, H, rng)], strict=True))
weight = rng.normal(size=(T, B, H))

_, _, caches = lstm_forward(**given, step=lstm_step)
grads = lstm_backward(weight, caches, step_backward=lstm_step_backward)
for name, mine in zip(("x", "W_ih", "W_hh", "b", "h0", "c0"), grads, strict=True):

    def loss(q, name=name):
        return (weight * lstm_forward(**given | {name: q})[0]).sum()

    measured = nets.numerical_gradient(loss, given[name])
    print(f"d{name:4}: largest difference {abs(mine - measured).max():.0e}")
    assert np.allclose(mine, measured, atol=1e-7), (
        "your backward pass and the measured slope differ: which gradient is it?"
    )

# %% [markdown]
r"""
## Use it: embedded Reber, with your own code

This is lesson 04's grammar: the second symbol, T or P, returns as the last but one.
Between them is a complete Reber string.
It was experiment 1 of
[Hochreiter and Schmidhuber (1997)](https://doi.org/10.1162/neco.1997.9.8.1735).

Your LSTM has 16 units, a dense layer on top, forget biases raised by 1;
Adam with a rate of 0.01, batches of 32 fresh strings, gradients clipped at norm 1.
After every 800 strings it is tested on 256 new ones.
**Training stops when every step of all 256 is right:**
each symbol that may come next scores higher than each that may not.
"""


# %% tags=["explore"]
def strings_needed(seed, forward, backward, cell=None, most=40_000):
    """Train on embedded Reber; return the strings until the test is passed, else inf."""
    rng = np.random.default_rng(seed)
    cell = cell or partial(nets.lstm_init, forget_bias=1.0)
    params = nets.sequence_net_init(cell(7, 16, rng), K=7, rng=rng)
    state = nets.adam_init(params)
    for strings in range(32, most + 1, 32):
        batch = reber_batch(32, rng)
        task = batch["x"], batch["y"], batch["mask"]
        _, grads = nets.sequence_net_loss_and_grads(params, *task, forward, backward)
        grads, _ = nets.clip_by_global_norm(grads, 1.0)
        nets.adam_step(params, grads, state, lr=0.01)
        if strings % 800 == 0:
            test = reber_batch(256, rng)
            z, _ = nets.sequence_net_forward(params, test["x"], forward)
            if all_legal(z, test["legal"], test["mask"]).all():
                return strings
    return np.inf


# %% tags=["explore"]
forward = partial(lstm_forward, step=lstm_step)
backward = partial(lstm_backward, step_backward=lstm_step_backward)
yours = []
for seed in range(3):
    yours.append(strings_needed(seed, forward, backward))
    print(f"run {seed + 1}: your LSTM passes the test after {yours[-1]:,} strings")
print("published in 1997: 8,440 on average, from 3,800 to 24,100")
assert max(yours) < 40_000, (
    "your LSTM did not learn: do forward and backward pass their checks?"
)

# %% [markdown]
r"""
The order of magnitude is that of the published figures, but the measurement differs:

- they updated online, with a rate of 0.5; yours updates after 32 strings, with Adam;
- they had three blocks of two cells, 276 weights, and no forget gate; yours is larger;
- you stop by the test above, on 256 strings that the net has never seen, after every
  800 strings; the paper has a criterion of its own.

So the difference shows neither progress nor a lack of it.
"""

# %% [markdown]
r"""
## Break it

**No gradient along the cell state.** The forward pass stays the same.
Backward, `dc` is dropped at every step: gradients flow through $h$ and the gates only.

**A wrong gate.** The forget gate's gradient uses the new $c$ in place of the old one:
a common mistake, a few letters long.

Guess: which of the two will fail to learn?
"""


# %% tags=["explore"]
def no_dc(dh, dc, cache):
    """Drop the gradient that comes back along the cell state."""
    return nets.lstm_step_backward(dh, 0 * dc, cache)


def wrong_gate(dh, dc, cache):
    """Go back as if c had been the state before."""
    c = cache["f"] * cache["c_prev"] + cache["i"] * cache["g"]
    return nets.lstm_step_backward(dh, dc, {**cache, "c_prev": c})


needed = {}
for broken in (no_dc, wrong_gate):
    backward = partial(lstm_backward, step_backward=broken)
    needed[broken] = [strings_needed(seed, lstm_forward, backward) for seed in range(2)]
    print(f"{broken.__name__:10} {needed[broken]} strings")
assert min(needed[no_dc]) > max(needed[wrong_gate]), (
    "the lost cell state should cost more: does lstm_backward call step_backward?"
)

# %% [markdown]
r"""
Neither. Without $dc$ it takes about two to four times as many strings:
the gradient still flows through the gates, as long as the lag is short.

And the wrong gradient **learns as if nothing were wrong**,
after about as many strings as the right one.
A net that learns does not prove that its gradient is right.
The comparison with the measured gradient does; that is why it came first.

**Without a forget gate** the cell is lesson 07's cell of 1997.
Does this task need the gate?
"""

# %% tags=["explore"]
old_cell = nets.memory_cell_forward, nets.memory_cell_backward, nets.memory_cell_init
without = [strings_needed(seed, *old_cell) for seed in range(3)]
print("strings until the test is passed, the cell of 1997:", without)
assert max(without) < 40_000

# %% [markdown] question="forget-or-not" points=3
r"""
**Question (3 points).** Somebody reads $dc_\text{prev} = dc \cdot f$ and proposes:
"Fix $f = 1$. Then the gradient along the cell state never fades, and we save a gate."

1. What is true about it? How much of the gradient is left along the cell state
   after 100 steps with $f = 0.95$, and with $f = 1$?
2. What can the cell then no longer do? Use the sentence about Clara and Emil.
3. The cell without a forget gate learnt embedded Reber as well.
   Why did your objection not matter there?

Five to eight sentences in all.

### BEGIN MARK SCHEME
- 1 point: the gradient along the cell state is multiplied by f at every step, so
  0.95^100 = 0.006 is left, against 1 with f = 1: the argument is right for the gradient.
  Half a point without the number.
- 1 point: the cell cannot drop its state: at "Emil" it adds -1 to +1 and gets about 0,
  which means neither she nor he; more generally the state accumulates and grows.
  Accept: it could cancel the old value only by writing its exact opposite,
  for which it would have to know it.
- 1 point: every string starts from a state of 0 and is short, with one thing to remember:
  nothing has to be forgotten within a string, the reset between strings does it.
  (An endless stream has no resets; lesson 11.)
### END MARK SCHEME

### BEGIN SOLUTION
It is true that each step multiplies the gradient along the cell state by f.
With f = 0.95 only 0.95 to the power of 100, 0.006, is left after 100 steps;
with f = 1 all of it is left, which is the constant error carousel of 1997.
But the same f multiplies the cell state in the forward pass.
With f = 1 nothing is ever forgotten: at "Emil" the cell adds -1 to the +1 of Clara
and has about 0, which is neither he nor she.
On embedded Reber this does no harm, because every string begins with a state of 0
and has only one thing to remember for long.
The reset between the strings does the forgetting;
in a stream without such resets the state would only grow.
### END SOLUTION
"""

# %% [markdown]
r"""
## To PyTorch and back

Lesson 09 runs your weights in `torch.nn.LSTM`. It has our layout and block order:
`weight_ih_l0` is $(4H, I)$ and `weight_hh_l0` is $(4H, H)$, where `l0` is the first layer.
One thing differs
([documentation](https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html)):
PyTorch has **two** biases of $4H$ numbers each,
`bias_ih_l0` for the part from $x$ and `bias_hh_l0` for the part from $h$, and adds both.

## Exercise 7: `to_torch`

Return a dict of NumPy arrays with these four names, so that PyTorch computes what we do.
Keep the dtype. About 2 lines.
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

# %% [markdown]
r"""
## Exercise 8: `from_torch`

The other direction, for weights that PyTorch has trained: both biases have values.
`state` is not changed. About 2 lines.
"""


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

# %% tags=["explore"]
mine = nets.lstm_init(2, 3, np.random.default_rng(0))
back = from_torch(to_torch(*mine))
print("to PyTorch and back, unchanged:", all(map(np.array_equal, mine, back)))

# %% [markdown]
r"""
## What to remember

- $c = f\,c_\text{prev} + i\,g$ and $h = o \tanh c$: keep, write and show, each with a gate.
- The forget gate is a *keep* gate: 1 keeps. It multiplies the cell state forward
  and the gradient backward, by the same number.
- Two paths meet at $c$ in the backward pass; the output gate uses $dh$ only.
- Each gate's gradient: $dc$ or $dh$, times the other factor and the activation derivative.
- Add the loss of each step to $dh$, pass $dc$ on, sum the weights' gradients over all steps.
- A wrong gradient can learn. Measure it.
- Rows i, f, g, o; PyTorch's two biases add up to our one.
"""

# %% [markdown]
r"""
## Read on

- Olah, [Understanding LSTM networks](https://colah.github.io/posts/2015-08-Understanding-LSTMs/)
  (2015): the walk through the gates, with his drawings.
- Gers, Schmidhuber and Cummins,
  [Learning to forget](https://doi.org/10.1162/089976600300015015),
  Neural Computation 12 (2000) 2451–2471.
- Graves and Schmidhuber,
  [Framewise phoneme classification](https://doi.org/10.1016/j.neunet.2005.06.042),
  Neural Networks 18 (2005) 602–610: its appendix has the full gradient.

**Next:** lesson 09 runs the same cell on tensors, lets autograd check your backward pass,
and asks where the time goes.
"""
