# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 08 · The LSTM, forward and backward by hand

- *The clouds are in the …*: you need the last few words, and any net can have those.
- *Clara packed the boat and …*: "she rowed", because of a name five words back.
- *… while Emil slept so …*: now it has to be "he".

**How does a net know what to keep, what to drop, and when to speak?**

![A sentence in columns; gates, state and output of one cell at each word](figures/sentence.svg)

Each row of the strip is a part of the cell that you will build; it comes back below.
You write the LSTM gate by gate, then its gradient, gate by gate.
Your own code then learns the task with which the LSTM was introduced.

*Reading and writing take about 90 minutes; running every cell takes about 25 seconds.*
"""

# %%
from functools import partial

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("lstm-step")
from lstm_utils.tasks.reber import all_legal, reber_batch

plots.use_style()

# %% [markdown]
r"""
## A conveyor belt with three valves

![One cell: a belt on top, four boxes below that act on it](figures/cell.svg)

The **cell state** $c$ runs along the top like a belt through a factory.
Only two things happen on it: some of the load is taken off, some is put on.
What is left alone arrives unchanged.
That was lesson 07's carousel; new is the valve on the left, the **forget gate**
([Gers, Schmidhuber and Cummins 2000](https://doi.org/10.1162/089976600300015015)).

The order of the walk is that of Olah's
[essay](https://colah.github.io/posts/2015-08-Understanding-LSTMs/):
what to forget, what to store, what to output.
"""

# %% [markdown]
r"""
Move the sliders. $x$ comes in, and $h$ and $c$ of the step before
($h_\text{prev}$, $c_\text{prev}$ in the picture); each bias moves one pre-activation.
A box is filled as far as its gate is open.

1. Make the cell keep $c$, whatever $x$ is.
2. Make it replace $c$ by the new content.
3. Keep $c$, and let nobody see it.
"""

# %% tags=["explore"]
plots.interactive_lstm_cell()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

1. $b_f = 6$ and $b_i = -6$: forget gate open (it is a *keep* gate), input gate closed.
2. $b_f = -6$, $b_i = 6$: off with the old, on with the new.
3. As in 1, and $b_o = -6$: then $h$ is nearly 0, and $c$ is still there.

</details>

## What to forget

At "Emil" the cell should drop Clara.
So it looks at the word, $x$, and at what it said before, $h_\text{prev}$,
and computes a number between 0 (drop all) and 1 (keep all), for every unit:

$$
f = \sigma(x\,W_f^\top + h_\text{prev}\,U_f^\top + b_f)
$$

All three valves have this form. They differ in their weights, and in what they act on.
"""

# %% [markdown]
r"""
## Exercise 1: `gate`

One gate for a batch: $x$ $(B, I)$, $h_\text{prev}$ $(B, H)$ as `h`,
and the gate's own $W$ as `W_ih` $(H, I)$, $U$ as `W_hh` $(H, H)$, `b` $(H,)$.

In the picture $x = h_\text{prev} = 0.5$. The forget gate has the weights $-1$ for $x$,
$1$ for $h_\text{prev}$, and the bias $1.5$, so $a_f = 1.5$ and $f = 0.82$.
About 1 line; `nets.sigmoid` is yours to use.
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
The bias decides how long a memory lasts when nothing speaks against it.
Lessons 10 and 11 come back to that.

## What to store

Two parts. The **input gate** $i$ says *how much* to write: at a name much, else nothing.
The **content** $g$ says *what*: here $+1$ for a woman, $-1$ for a man.
It is no gate, it can be negative: $g = \tanh(\dots)$ with weights of its own. Then the belt:

$$
c = f\,c_\text{prev} + i\,g
$$

## What to output

The cell knows at "packed" already that Clara is a woman, and nobody asks.
The **output gate** $o$ opens when a pronoun is due:

$$
h = o\,\tanh(c)
$$
"""

# %% [markdown]
r"""
## Exercise 2: `cell_update`

All arrays are $(B, H)$, all products element by element.
$c$ itself stays without a tanh: it may count beyond 1. Only what comes out is squashed.

With $c_\text{prev} = 2$, $i = 0.5$, $f = 0.25$, $g = -1$, $o = 0.5$:
$c = 0.5 - 0.5 = 0$ and $h = 0$. With $g = 1$: $c = 1$ and $h = 0.381$. About 2 lines.
"""


# %% exercise="cell-update"
def cell_update(c_prev, i, f, g, o):
    """Move the cell state on by one step, and let it out.

    Args:
        c_prev: cell state after the step before, (B, H) float array; not changed.
        i, f, g, o: input gate, forget gate, content, output gate, (B, H) each.

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
Now watch one such cell read the sentence. Press ▶, or move the slider by hand.
Its 24 weights were set by hand, each with a purpose:
names open $i$ and close $f$, "and" and "so" open $o$.
"""

# %% tags=["explore"]
plots.interactive_sentence()

# %% [markdown]
r"""
The strip at the top of this page shows the same, all words at once.
From "Clara" on the state is about $+0.99$, and the output is 0 until "and":
there $h = +0.75$, *she*.
"Emil" wipes the state and writes $-0.99$; at "so" $h = -0.75$: *he*.
In between the state fades by a quarter of a percent a word, because $f = \sigma(6) = 0.9975$.

Olah's essay has this example, too: the gender of the subject.
A trained net has to find such weights by itself; lesson 15 looks for them.
"""

# %% [markdown]
r"""
## Exercise 3: `lstm_step`

The four blocks are computed by **one** product. Their rows lie below each other in the
order **i, f, g, o** (PyTorch's order): `W_ih` $(4H, I)$, `W_hh` $(4H, H)$, `b` $(4H,)$.

$$
a = x\,W_{ih}^\top + h_\text{prev}\,W_{hh}^\top + b \quad (B, 4H), \qquad
i, f, o = \sigma(a_i, a_f, a_o), \quad g = \tanh a_g
$$

`np.split(a, 4, axis=1)` cuts it. Then $c$ and $h$ as above, and a `cache`
of what the way back will need: the states that came **in**, and $\tanh c$ of the new one.

The cell in the picture: $i, f, g, o = 0.62, 0.82, 0.76, 0.44$, and from
$c_\text{prev} = 0.9$ come $c = 1.21$, $h = 0.37$. About 8 lines.
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

The loop takes the step as an argument. By default it is the course's,
so a slip in your `lstm_step` costs you nothing here; further down you plug in your own.
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

# %% [markdown]
r"""
The sentence again, now on your own step and your own loop:
"""

# %% tags=["explore"]
zero = np.zeros((1, 1))
sentence = plots.sentence_inputs(), zero, zero, *plots.gender_weights()
hs, _, _ = lstm_forward(*sentence, step=lstm_step)
for word, h in zip(plots.SENTENCE, hs[:, 0, 0], strict=True):
    print(f"{word:7} {h:z5.2f} {'she' if h > 0.5 else 'he' if h < -0.5 else ''}")

# %% [markdown]
r"""
## Backward: along the belt, and through the gates

Lesson 02's rule: **a node's gradient is the sum over what it feeds,
of their gradient times the local derivative.** $dq$ stands for $\partial L/\partial q$.

Two gradients come in from the right: $dh$ (the loss at this step, and the gates of the
next one) and $dc$ (along the belt). Take the edges one by one.

![Backward graph of one step; each edge carries its factor](figures/backward.svg)

Before you move the slider: where do two paths meet?
And which gate never hears of $dc$?
"""

# %% tags=["explore"]
plots.interactive_lstm_backward()

# %% [markdown]
r"""
Two paths meet at $c$. It goes on along the belt, and it goes out through tanh and $o$:

$$
dc \leftarrow dc + dh \cdot o \cdot (1 - \tanh^2 c)
$$

From there every factor of $c = f\,c_\text{prev} + i\,g$ is the slope for its partner;
$o$ is not among them, it hears of $dh$ only:

| | forget | input | content | output |
|---|---|---|---|---|
| its partner | $df = dc\;c_\text{prev}$ | $di = dc\;g$ | $dg = dc\;i$ | $do = dh\tanh c$ |
| its bend | times $f(1-f)$ | times $i(1-i)$ | times $1-g^2$ | times $o(1-o)$ |

The second row turns them into $da_f, da_i, da_g, da_o$.
What leaves: $dc_\text{prev} = dc \cdot f$, $dx = da\,W_{ih}$, $dh_\text{prev} = da\,W_{hh}$.
"""

# %% [markdown]
r"""
Do not take picture and table on trust. Here are the picture's gradients beside measured
slopes: $dh = 1$ and $dc = 0.5$ mean a loss of $L = h + 0.5\,c$,
and a bias moves its pre-activation by as much as itself.
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
        "the picture and your lstm_step have other slopes: does it pass its check?"
    )

# %% [markdown]
r"""
## Exercise 5: `lstm_step_backward`

Write the picture down, for a batch. The check looks at each gate by itself
and tells you which one is wrong.

For the cell in the picture ($dh = 1$, $dc = 0.5$): $da = (0.11, 0.08, 0.17, 0.21)$
in the order i, f, g, o, $dc_\text{prev} = 0.52$, $dx = 0.52$, $dh_\text{prev} = 0.26$.
About 9 lines. `np.concatenate([...], axis=1)` puts four $(B, H)$ side by side.
"""


# %% exercise="lstm-step-backward"
def lstm_step_backward(dh, dc, cache):
    """Carry gradients back through one step of the LSTM.

    Args:
        dh: gradient with respect to the step's h, (B, H) float array; not changed.
        dc: gradient with respect to the step's c that came back along the belt, (B, H)
            float array; not changed.
        cache: the dict that lstm_step returned.

    Returns:
        dx: (B, I), dh_prev: (B, H), dc_prev: (B, H).
        da: gradient with respect to the pre-activations, (B, 4H), blocks i, f, g, o.
    """
    ### BEGIN SOLUTION
    i, f, g, o, tanh_c = (cache[name] for name in ("i", "f", "g", "o", "tanh_c"))
    dc = dc + dh * o * (1 - tanh_c**2)  # both ways out of c
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
## Exercise 6: `lstm_backward`

From the last step to the first. A step's $h$ feeds the loss there (`dhs[t]`) **and** the
next step (the $dh$ that came back): the sum goes in. $dc$ is only handed on.

The weights are the same at every step, so their gradients add up over $t$:

$$
dW_{ih} = \sum_t da_t^\top x_t, \qquad
dW_{hh} = \sum_t da_t^\top h_{t-1}, \qquad
db = \sum_t \sum_n da_{t,n}
$$

Nothing comes back from after the end, so $dh$ and $dc$ start at 0.
`dhs` has to come out as it went in. Call `step_backward`. About 12 lines.
"""


# %% exercise="lstm-backward"
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    """Carry gradients back through a sequence, and collect those of the weights.

    Args:
        dhs: gradient of the loss with respect to hs, (T, B, H) float array; not changed.
        caches: the list that lstm_forward returned.
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
Now all of it is yours. The test you can always make: every gradient beside the measured one.
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

Lesson 04's grammar: the second symbol, T or P, has to come back as the last but one.
In between lies a whole Reber string.
It was experiment 1 of
[Hochreiter and Schmidhuber (1997)](https://doi.org/10.1162/neco.1997.9.8.1735).

Your LSTM has 16 units, a dense layer on top, forget biases raised by 1;
Adam with a rate of 0.01, batches of 32 fresh strings, gradients clipped at norm 1.
Every 800 strings it sees 256 new ones.
**It is done when every step of all 256 is right:**
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
The same order of magnitude as the published figures, and not the same measurement:

- they updated online, with a rate of 0.5; yours updates after 32 strings, with Adam;
- they had three blocks of two cells, 276 weights, and no forget gate; yours is larger;
- your stop is the test above, on 256 strings that the net has never seen, and only every
  800 strings; the paper's stop is its own.

So do not read the difference as progress, or as the lack of it.
"""

# %% [markdown]
r"""
## Break it

**No belt for the gradient.** Forward nothing changes.
Backward, `dc` is thrown away at every step: errors travel through $h$ and the gates only.

**A wrong gate.** The forget gate's gradient is made with the new $c$ in place of the old:
a real slip, a few letters long.

Guess: which of the two will fail to learn?
"""


# %% tags=["explore"]
def no_belt(dh, dc, cache):
    """Throw away what comes back along the belt."""
    return nets.lstm_step_backward(dh, 0 * dc, cache)


def wrong_gate(dh, dc, cache):
    """Go back as if c had been the state before."""
    c = cache["f"] * cache["c_prev"] + cache["i"] * cache["g"]
    return nets.lstm_step_backward(dh, dc, {**cache, "c_prev": c})


needed = {}
for broken in (no_belt, wrong_gate):
    backward = partial(lstm_backward, step_backward=broken)
    needed[broken] = [strings_needed(seed, lstm_forward, backward) for seed in range(2)]
    print(f"{broken.__name__:10} {needed[broken]} strings")
assert min(needed[no_belt]) > max(needed[wrong_gate]), (
    "the lost cell state should cost more: does lstm_backward call step_backward?"
)

# %% [markdown]
r"""
Neither. Without the belt it takes about two to four times as many strings:
the gradient still finds a way through the gates, as long as the lag is short.

And the wrong gradient **learns as if nothing were wrong**,
after about as many strings as the right one.
A net that learns is no proof of its gradient.
The comparison with the measured one is, and that is why you made it first.
"""

# %% [markdown]
r"""
**Without a forget gate** we are back at lesson 07's cell of 1997.
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
"Fix $f = 1$. Then the gradient along the belt never fades, and we save a gate."

1. What is true about it? How much of the gradient is left along the belt
   after 100 steps with $f = 0.95$, and with $f = 1$?
2. What can the cell then no longer do? Use the sentence about Clara and Emil.
3. The cell without a forget gate learnt embedded Reber as well.
   Why was nothing to be seen of your objection there?

Five to eight sentences in all.

### BEGIN MARK SCHEME
- 1 point: the gradient along the belt is multiplied by f at every step, so 0.95^100 = 0.006
  is left, against 1 with f = 1: the argument is right as far as the gradient goes.
  Half a point without the number.
- 1 point: the cell cannot drop what it holds: at "Emil" it adds -1 to +1 and gets about 0,
  which says neither she nor he; more generally contents pile up or the state grows.
  Accept: it could only cancel the old content by writing its exact opposite,
  for which it would have to know it.
- 1 point: every string starts from a state of 0 and is short, with one thing to remember:
  nothing has to be forgotten within a string, the reset between strings does it from outside.
  (In an endless stream nobody resets; lesson 11.)
### END MARK SCHEME

### BEGIN SOLUTION
It is true that each step multiplies the gradient on the belt by f.
With f = 0.95 only 0.95 to the power of 100, 0.006, is left after 100 steps;
with f = 1 all of it is left, which is the constant error carousel of 1997.
But the same f multiplies the content on the way forward.
With f = 1 nothing is ever taken off the belt: at "Emil" the cell adds -1 to the +1 of Clara
and holds about 0, which is neither he nor she.
On embedded Reber this does no harm, because every string begins with a state of 0
and has only one thing to remember for long.
The forgetting is done from outside, between the strings;
in a stream without such resets the state would only grow.
### END SOLUTION
"""

# %% [markdown]
r"""
## To PyTorch and back

Lesson 09 runs your weights in `torch.nn.LSTM`. Its layout is ours, block order included:
`weight_ih_l0` is $(4H, I)$ and `weight_hh_l0` is $(4H, H)$, where `l0` is the first layer.
One thing differs
([documentation](https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html)):
PyTorch has **two** biases of $4H$ numbers each,
`bias_ih_l0` for the part from $x$ and `bias_hh_l0` for the part from $h$, and adds both.

## Exercise 7: `to_torch`

Return a dict of NumPy arrays with these four names, such that PyTorch computes what we do.
About 2 lines.
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

The way back, for weights that somebody trained: there both biases are filled. About 2 lines.
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
print("there and back, unchanged:", all(map(np.array_equal, mine, back)))

# %% [markdown]
r"""
## What to remember

- $c = f\,c_\text{prev} + i\,g$ and $h = o \tanh c$: keep, write, show, each with a valve.
- The forget gate is a *keep* gate: 1 keeps. It multiplies the content forward
  and the gradient backward, by the same number.
- Two paths meet at $c$ on the way back; the output gate hears of $h$ only.
- Each gate's gradient: $dc$ (or $dh$), times its partner, times its bend.
- $dh$ takes the loss of its step along, $dc$ is only handed on, weights sum over all steps.
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
