# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 17 · Both ways

Read aloud: *rat*. Now *rate*. The **a** sounds different,
and you knew it because you had already seen the **e**.

A net that reads from left to right has not seen it yet.
In this lesson two nets read each sentence, one from each end, and an output layer that reads
both predicts the sound of every letter. You also write two detectors:
does a net read the future, and does it mix the sequences of a batch?

You will write seven short functions.
Reading and writing take 75 to 90 minutes; the training runs take about a minute in all.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("reverse-padded")
from lstm_utils.tasks import reading_aloud, tagging
from lstm_utils.tasks.reading_aloud import sentence

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## See it

![Two rows of cells read rate, one from each end; the sound of a is lit](figures/both_ways.svg)

Above the letters are the hidden states of two LSTMs.
The lower row reads from left to right, the upper row from right to left.
Filled cells can influence the output at the **a**: the lower net has read *r* and *a*,
the upper net *e*, *t* and *a*, so it has read the silent e.

## Sentences to read aloud

Each letter gets one sound. Capitals are long vowels, `-` is silent.
"""

# %% tags=["explore"]
rng = np.random.default_rng(2)
for _ in range(3):
    line = sentence(rng)
    print(line.text, line.sounds, "", sep="\n")

# %% [markdown]
r"""
Four rules are hard. For each rule, decide: must a net look left or right, and how far?

| | sounds like | decided by |
|---|---|---|
| **c** | s before e and i, else k | the next letter |
| **vowel** | long before a consonant and a final e | two letters later |
| **s** (plural) | s after k, p, t, f, else z | the letter before |
| **read** | *red* with *yesterday*, *reed* with *now* | first or last word |
"""

# %% [markdown]
r"""
## Derive it

Two nets with different weights, and one output layer that reads both states:

$$
\overrightarrow{h}_t = \mathrm{LSTM}(x_t, \overrightarrow{h}_{t-1}), \qquad
\overleftarrow{h}_t = \mathrm{LSTM}'(x_t, \overleftarrow{h}_{t+1}), \qquad
z_t = W \begin{bmatrix} \overrightarrow{h}_t \\ \overleftarrow{h}_t \end{bmatrix} + b
$$

Neither net reads the other's state. The second net is an ordinary LSTM that reads the reversed
sequence.
"""

# %% [markdown]
r"""
Move the step. Which inputs does the output depend on?
(The pictures are measured, by changing one input after the other.)
"""

# %% tags=["explore", "long"]
plots.interactive_sight()

# %% [markdown]
r"""
## Exercise 1: `reverse_padded`

In a batch of several lengths the shorter sequences are **padded**.
If you reverse the whole array, the padding comes to the front, and the net reads
it before the first letter.

![Three words; reversed with the padding in front, and reversed right](figures/padding.svg)

Sequence $n$ has `lengths[n]` steps. Reverse these steps, and leave everything after them
unchanged:

$$
\text{row } t \text{ is step }
\begin{cases} \text{lengths}[n] - 1 - t & t < \text{lengths}[n] \\ t & \text{else} \end{cases}
$$

A sequence 7, 8, 9, 0 of length 3 becomes 9, 8, 7, 0.
Return a **new** array. The padding may have any values, and a sequence may contain zeros.
About 3 lines.
"""


# %% exercise="reverse-padded"
def reverse_padded(x, lengths):
    """Reverse each sequence of a batch, and leave the padding behind it as it is.

    Args:
        x: (T, B, I) array, of floats or integers; not changed.
        lengths: steps of each sequence, 1 to T, (B,) integer array.

    Returns:
        New (T, B, I) array.
    """
    ### BEGIN SOLUTION
    t = np.arange(len(x))[:, None]
    source = np.where(t < lengths, lengths - 1 - t, t)
    return x[source, np.arange(len(lengths))]
    ### END SOLUTION


# %% tests="reverse-padded" points=3
check("reverse-padded", reverse_padded)
### BEGIN HIDDEN TESTS
check("reverse-padded", reverse_padded, seed=17101, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
words = ["rate", "cit", "nubs", "we"]
x, lengths, _ = reading_aloud.as_arrays([reading_aloud.Line(w, w, ()) for w in words])
for row in reverse_padded(x, lengths).argmax(axis=2).T:
    print("".join(reading_aloud.LETTERS[k] for k in row))

# %% [markdown]
r"""
## Exercise 2: `bilstm_forward`

Run both nets from a state of 0, with `nets.lstm_forward(x, h0, c0, W_ih, W_hh, b)`,
which returns `hs, c, cache`, and `nets.reverse_padded(x, lengths)`.

- `hs`, $(T, B, 2H)$: the forward net's state, then the backward net's, **reversed again**, so
  that row $t$ of both halves belongs to step $t$. Where $t \ge$ `lengths[n]` it is 0.
- `h`, $(2, B, H)$: the last state of each net. The forward net ends at the
  sequence's last step, the backward net at its **first**.

The padding may have any values, `nan` included; they must not change the results.
About 8 lines.
"""


# %% exercise="bilstm-forward"
def bilstm_forward(x, lengths, fwd, bwd):
    """Run two LSTMs over a batch of sequences, one from each end.

    Args:
        x: inputs, (T, B, I) float array; any values, nan too, where t >= lengths.
        lengths: steps of each sequence, 1 to T, (B,) integer array.
        fwd: W_ih (4H, I), W_hh (4H, H), b (4H,) of the net that reads forward, a tuple.
        bwd: the same of the net that reads from the end.

    Returns:
        hs: hidden states of both nets at each step, (T, B, 2H), 0 where t >= lengths.
        h: hidden state of each net after the last step that it reads, (2, B, H).
    """
    ### BEGIN SOLUTION
    inside = (np.arange(len(x))[:, None] < lengths)[:, :, None]  # (T, B, 1)
    zeros = np.zeros((x.shape[1], fwd[1].shape[1]))
    forth, _, _ = nets.lstm_forward(x, zeros, zeros, *fwd)
    back, _, _ = nets.lstm_forward(nets.reverse_padded(x, lengths), zeros, zeros, *bwd)
    last = lengths - 1, np.arange(len(lengths))
    h = np.stack([forth[last], back[last]])
    hs = np.concatenate([forth, nets.reverse_padded(back, lengths)], axis=2)
    return np.where(inside, hs, 0), h
    ### END SOLUTION


# %% tests="bilstm-forward" points=5
check("bilstm-forward", bilstm_forward)
### BEGIN HIDDEN TESTS
check("bilstm-forward", bilstm_forward, seed=17202, rounds=2)
### END HIDDEN TESTS

# %% [markdown]
r"""
PyTorch does the same. It needs the lengths as well: **pack** the batch.
"""

# %% tags=["explore"]
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.manual_seed(0)
lstm = torch.nn.LSTM(2, 3, bidirectional=True, dtype=torch.float64)
q = {name: p.detach().numpy() for name, p in lstm.named_parameters()}
fwd, bwd = (
    (q[f"weight_ih_{k}"], q[f"weight_hh_{k}"], q[f"bias_ih_{k}"] + q[f"bias_hh_{k}"])
    for k in ("l0", "l0_reverse")
)
x, lengths = np.random.default_rng(1).normal(size=(5, 4, 2)), np.array([5, 2, 4, 3])
packed = pack_padded_sequence(torch.tensor(x), lengths, enforce_sorted=False)
out, (h_n, _) = lstm(packed)
out = pad_packed_sequence(out)[0].detach().numpy()
hs, h = bilstm_forward(x, lengths, fwd, bwd)
print(abs(hs - out).max(), abs(h - h_n.detach().numpy()).max())
assert np.allclose(hs, out), "PyTorch disagrees: does bilstm_forward pass its check?"

# %% [markdown]
r"""
## Exercise 3: `final_states`

To classify a sentence you need one vector: both final states.
`out[-1]` is wrong: the backward net has read only **one** letter there, and for shorter
sequences it is padding.

![The final states: the last forward one and the first backward one](figures/final.svg)

`h_n` has the final states, $(2L, B, H)$ for $L$ layers, in the order layer 0 forward, layer 0
backward, layer 1 forward, … Return a **new** array $(L, B, 2H)$, the forward state first.

`h_n.reshape(L, B, 2 * H)` mixes **different sentences**.
For $L = 1, B = 2, H = 1$, `h_n` $((1), (2)), ((3), (4))$ becomes
$((1, 3), (2, 4))$, not $((1, 2), (3, 4))$. About 2 lines.
"""


# %% exercise="final-states"
def final_states(h_n, layers):
    """Join the final states of both directions, layer by layer.

    Args:
        h_n: final states as torch.nn.LSTM returns them, (2L, B, H) float array: layer 0
            forward, layer 0 backward, layer 1 forward, and so on; not changed.
        layers: L, number of layers.

    Returns:
        New (L, B, 2H) array: the forward net's state, then the backward net's.
    """
    ### BEGIN SOLUTION
    _, B, H = h_n.shape
    pairs = h_n.reshape(layers, 2, B, H)
    return np.concatenate([pairs[:, 0], pairs[:, 1]], axis=2)
    ### END SOLUTION


# %% tests="final-states" points=3
check("final-states", final_states)
### BEGIN HIDDEN TESTS
check("final-states", final_states, seed=17303, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
right = final_states(h_n.detach().numpy(), 1)[0]
tries = {
    "out[-1]": out[-1],
    "h_n reshaped": h_n.detach().numpy().reshape(4, 6),
    "forward out at the end, backward at 0": np.hstack(
        [out[lengths - 1, np.arange(4), :3], out[0, :, 3:]]
    ),
}
for name, states in tries.items():
    print(f"{name:38} right for {np.isclose(states, right).all(axis=1).sum()} of 4 sequences")

# %% [markdown]
r"""
## Exercise 4: `bilstm_backward`

Carry each half of `dhs` back through its own net with `nets.lstm_backward(dhs, cache)`, which
returns `dx, dW_ih, dW_hh, db, dh0, dc0`.
The backward net has read everything reversed: reverse its half of `dhs`, and reverse its `dx`.

- Both nets read $x$: `dx` is the **sum**.
- In the padding `hs` is always 0, so its gradient does not count: `dhs` may have
  any values there, `nan` included, and `dx` is 0.

`cache` is a dict that `nets.bilstm_forward` returns as its third result: `"lengths"`, and the
caches of the two nets, `"fwd"` and `"bwd"` (from an input with 0 in the padding).
Return `dx`, and for each net `dW_ih, dW_hh, db`. About 7 lines.
"""


# %% exercise="bilstm-backward"
def bilstm_backward(dhs, cache):
    """Carry gradients back through both nets, and collect those of the weights.

    Args:
        dhs: gradient with respect to hs, (T, B, 2H) float array; any values, nan too, where
            t >= lengths.
        cache: dict of lengths (B,), and fwd and bwd, what lstm_forward kept of each net.

    Returns:
        dx: gradient with respect to x, (T, B, I), 0 in the padding.
        dfwd: dW_ih, dW_hh, db of the forward net, a tuple or a list.
        dbwd: the same of the backward net.
    """
    ### BEGIN SOLUTION
    lengths, H = cache["lengths"], dhs.shape[2] // 2
    inside = (np.arange(len(dhs))[:, None] < lengths)[:, :, None]  # (T, B, 1)
    dhs = np.where(inside, dhs, 0)
    dx_fwd, *dfwd, _, _ = nets.lstm_backward(dhs[:, :, :H], cache["fwd"])
    d_back = nets.reverse_padded(dhs[:, :, H:], lengths)
    dx_bwd, *dbwd, _, _ = nets.lstm_backward(d_back, cache["bwd"])
    return dx_fwd + nets.reverse_padded(dx_bwd, lengths), dfwd, dbwd
    ### END SOLUTION


# %% tests="bilstm-backward" points=5
check("bilstm-backward", bilstm_backward)
### BEGIN HIDDEN TESTS
check("bilstm-backward", bilstm_backward, seed=17404, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
# Central differences: lesson 01's numerical gradient of a sum of all hs of three sequences.
x, lengths = np.random.default_rng(2).normal(size=(4, 3, 2)), np.array([4, 1, 3])
hs, _, cache = nets.bilstm_forward(x, lengths, fwd, bwd)
dx, dfwd, dbwd = bilstm_backward(np.ones_like(hs), cache)
wanted = nets.numerical_gradient(
    lambda x: nets.bilstm_forward(x, lengths, fwd, bwd)[0].sum(), x
)
print("dx differs by", abs(dx - wanted).max())

# %% [markdown]
r"""
## Exercise 5: `bucket`

A padded step costs as much as a letter. Batches of sequences of **similar** length have little
padding. Return a list of integer arrays, the indices of the sequences of each batch:

1. Sort the sequences by length; equal lengths come in **random** order.
2. Cut the order into batches of $B$. If $B$ does not divide $N$, the batch of the **longest**
   is smaller.
3. Put the batches in random order.

Every order that these rules allow is equally likely.
For lengths $(9, 4, 7, 4, 2)$ and $B = 2$ the batches are $\{4, 1\}, \{3, 2\}, \{0\}$ or
$\{4, 3\}, \{1, 2\}, \{0\}$, in any of six orders.
About 4 lines.
"""


# %% exercise="bucket"
def bucket(lengths, B, rng):
    """Divide sequences into batches of similar lengths, in random order.

    Args:
        lengths: steps of each sequence, (N,) integer array; not changed.
        B: sequences of a batch, 1 or more.
        rng: numpy.random.Generator, the source of all random numbers.

    Returns:
        list of integer arrays, the numbers of the sequences of each batch.
    """
    ### BEGIN SOLUTION
    shuffled = rng.permutation(len(lengths))
    order = shuffled[np.argsort(lengths[shuffled], kind="stable")]
    batches = [order[n : n + B] for n in range(0, len(order), B)]
    return [batches[n] for n in rng.permutation(len(batches))]
    ### END SOLUTION


# %% tests="bucket" points=4
check("bucket", bucket)
### BEGIN HIDDEN TESTS
check("bucket", bucket, seed=17505, rounds=1)
### END HIDDEN TESTS

# %% tags=["explore"]
rng = np.random.default_rng(0)
lengths = np.array([len(sentence(rng).text) for _ in range(2000)])
ways = {"as they come": np.split(np.arange(2000), 40), "in buckets": bucket(lengths, 50, rng)}
for name, batches in ways.items():
    steps = sum(len(batch) * lengths[batch].max() for batch in batches)
    print(f"{name}: {1 - lengths.sum() / steps:.0%} of {steps:,} steps are padding")

# %% [markdown]
r"""
Buckets have a disadvantage: the sentences of a batch are similar. Short ones have one noun,
long ones three, so successive updates differ more. This is why the **batches** are shuffled.

## Train it: one way against both

Train three nets: one reads forward, one backward, and one both ways.
They have the same number of parameters (two nets of 25 units, or one of 40), the same
seed and the same sentences, new ones in every update.
"""

# %% tags=["explore", "long"]
trained = {}
for ways in ("forward", "backward", "both"):
    trained[ways] = tagging.new_net(ways, seed=0)
    losses = tagging.train(trained[ways], seed=0, updates=500)
    parameters = tagging.size(trained[ways])
    print(f"{ways:8}: {parameters:,} parameters, {np.mean(losses[-20:]):.3f} nats a letter")

# %% tags=["explore", "long"]
test = [sentence(np.random.default_rng(10_000 + k)) for k in range(500)]
rules = {name: tagging.accuracy_by_rule(net, test) for name, net in trained.items()}
hard = [rules["both"][rule] for rule in ("c", "vowel", "s", "read")]
assert min(hard) > 0.95, "both ways: a rule was not learned"
plots.draw_rules(rules)

# %% [markdown]
r"""
Each one-way net learns half of the rules. The forward net guesses at **c** and at the vowel,
the backward net at the **s**. For **read** each of them can be right only in one half of the
sentences: those in which *now* or *yesterday* is where the net starts to read.
Only both directions together learn all rules.

This is what Graves and Schmidhuber found on real speech in
[2005](https://doi.org/10.1016/j.neunet.2005.06.042): TIMIT, a phoneme for every frame,
bidirectional nets beat unidirectional ones, and LSTM beats plain recurrent nets and windowed
perceptrons. (We have read the abstract. They used recordings of speakers; our sentences are
generated, without noise, and new in every update.)

Three recorded seeds each:
"""

# %% tags=["explore"]
for name, runs in plots.recorded_rules().items():
    means = {rule: np.mean([run[rule] for run in runs]) for rule in runs[0]}
    print(f"{name:24}", "  ".join(f"{rule} {q:.2f}" for rule, q in means.items()))

# %% tags=["explore", "long"]
# Something to show: what each net predicts, and how sure it is (darker: less sure).
line = reading_aloud.line_of("now we read cits and read rate")
plots.draw_reading(line, {name: tagging.certainty(net, line) for name, net in trained.items()})

# %% [markdown]
r"""
## Where it does not help: wait a little

Must a net read to the end? For three of the four rules, two more letters are enough.
Let the **forward** net answer three letters late: it outputs the label of letter $t$ at step
$t+3$.
"""

# %% tags=["explore", "long"]
late = tagging.new_net("forward", seed=0)
tagging.train(late, seed=0, updates=500, delay=3)
rules["forward, 3 letters late"] = tagging.accuracy_by_rule(late, test, delay=3)
for name in ("forward", "forward, 3 letters late", "both"):
    print(f"{name:24}", "  ".join(f"{rule} {q:.2f}" for rule, q in rules[name].items()))

# %% [markdown]
r"""
It gets **c**, the vowels and the **s** nearly as well as both ways do, with the same number
of parameters, and it could read while you type.
But it does not know the last word, so **read** does not improve.

So ask **how far ahead** the answer depends on the input. For a few steps, wait. To the end of
the sequence, read both ways.

## Used online

*Online* means that an answer is needed while the inputs still arrive.
Below, the nets read a sentence as it is typed.
"""

# %% tags=["explore", "long"]
typed = "we read rat", "we read rate", "we read rate now", "we read rate yesterday"
for name in ("forward", "both"):
    print(name)
    for text in typed:
        sounds = tagging.answers(trained[name], [reading_aloud.Line(text, text, ())])[0]
        print(f"   {text:24} {reading_aloud.as_sounds(sounds)}")

# %% [markdown]
r"""
The forward net never changes an earlier sound. The bidirectional net revises sounds that it
has already output: the *a* after one more letter, and *read* when the last word arrives.
Each new letter also costs a complete run of the backward net.
A loudspeaker cannot take a sound back. For complete texts or a genome, both directions are
fine.

How can you detect this **in a test**, before you use the net in a product?
"""

# %% [markdown]
r"""
## Exercise 6: `leaks_future`

Write a **detector**. `fn` is any net, a function of $x$ $(T, B, I)$ that returns outputs
$(T, B, K)$, the same for the same $x$.
Return `True` if an output before some step $t$ depends on inputs from step $t$ on:

1. keep the outputs for `x`;
2. for every $t$ from 1 to $T - 1$, change the inputs from $t$ on, and compare the outputs
   **before** $t$.

Differences up to $10^{-9}$ are rounding errors. How to change the inputs? Some nets square
them, some compare them, some take means, and $x$ may be 0. Adding random numbers of size 3
works.
"""

# %% [markdown]
r"""
`fn` may change its argument, and may return the same array at each call.
So give it copies, and copy its result. `x` itself must not change.

Your detector is tested on **nets that leak**, in over 20 ways, and on **nets that do not**.
It must return `True` for all of the former and `False` for all of the latter. A failed check
names the net; grading uses other nets.

With $T = 1$ nothing can leak. About 8 lines.
"""


# %% exercise="leaks-future"
def leaks_future(fn, x):
    """Find out whether an output depends on inputs of later steps.

    Args:
        fn: the net, a function of (T, B, I) that returns (T, B, K); it may change the array
            that it is given, and may return the same array at each call.
        x: inputs to try, (T, B, I) float array; not changed.

    Returns:
        True if changed inputs change an output of an earlier step by more than 1e-9, else
        False.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(0)
    right = np.array(fn(x.copy()))
    for t in range(1, len(x)):
        other = x.copy()
        other[t:] += rng.normal(scale=3, size=other[t:].shape)
        if (abs(fn(other)[:t] - right[:t]) > 1e-9).any():
            return True
    return False
    ### END SOLUTION


# %% tests="leaks-future" points=4
check("leaks-future", leaks_future)
### BEGIN HIDDEN TESTS
check("leaks-future", leaks_future, seed=17606, rounds=3)
### END HIDDEN TESTS


# %% tags=["explore"]
def outputs(net, x):
    """Return the outputs of a layer of PyTorch as an array."""
    return net(torch.tensor(x))[0].detach().numpy()


x = np.random.default_rng(3).normal(size=(8, 3, 2))
for name, given in (("forward", {}), ("both ways", {"bidirectional": True})):
    net = torch.nn.LSTM(2, 4, dtype=torch.float64, **given)
    print(f"{name}: leaks {leaks_future(partial(outputs, net), x)}")

# %% [markdown]
r"""
## Exercise 7: `mixes_batch`

A net must also not let one sequence of a batch influence another.
This happens with a `reshape` that should be a transpose, with a state that is not reset, or
with statistics over the batch. There is no error message, but the answer for one sentence
depends on the other sentences in the batch.

Return `True` if changing one sequence changes an output of **another** one by more than
$10^{-9}$, else `False`. Try every sequence, and change all of its steps and inputs.
`fn` and `x` are as in Exercise 6.
With $B = 1$ nothing can mix. About 8 lines.
"""


# %% exercise="mixes-batch"
def mixes_batch(fn, x):
    """Find out whether an output of one sequence depends on the inputs of another one.

    Args:
        fn: the net, a function of (T, B, I) that returns (T, B, K); it may change the array
            that it is given, and may return the same array at each call.
        x: inputs to try, (T, B, I) float array; not changed.

    Returns:
        True if a changed sequence changes an output of another one by more than 1e-9, else
        False.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(0)
    right = np.array(fn(x.copy()))
    for n in range(x.shape[1]):
        other = x.copy()
        other[:, n] += rng.normal(scale=3, size=other[:, n].shape)
        changed = (abs(fn(other) - right) > 1e-9).any(axis=(0, 2))
        if np.delete(changed, n).any():
            return True
    return False
    ### END SOLUTION


# %% tests="mixes-batch" points=4
check("mixes-batch", mixes_batch)
### BEGIN HIDDEN TESTS
check("mixes-batch", mixes_batch, seed=17707, rounds=3)
### END HIDDEN TESTS


# %% tags=["explore"]
# Three ways to take the final states of a layer of PyTorch, each as outputs of one step.
def states(x, how):
    """Return the final states (1, B, 2H) of a bidirectional layer."""
    out, (h_n, _) = lstm(torch.tensor(x))
    return how(out.detach().numpy(), h_n.detach().numpy())[None]


x = np.random.default_rng(4).normal(size=(5, 4, 2))
for name, how in {
    "out[-1]": lambda out, h_n: out[-1],
    "h_n.reshape(B, 2 * H)": lambda out, h_n: h_n.reshape(4, 6),
    "final_states(h_n, 1)[-1]": lambda out, h_n: nets.final_states(h_n, 1)[-1],
}.items():
    print(f"{name:26} mixes sequences: {mixes_batch(partial(states, how=how), x)}")

# %% [markdown]
r"""
The detector finds the `reshape`. It does not find `out[-1]`, which is wrong in a different way:
each detector answers **one** question.

## Break it: a language model of almost 0 bits

Now both nets learn to predict the next letter of our sentences, as in lesson 14.
The bidirectional net needs almost 0 bits. Is it better?
"""


# %% tags=["explore", "long"]
def logits(net, x):
    """Return what a net predicts at each step of sequences without padding."""
    return tagging.read(net, x, np.full(x.shape[1], len(x)))[0]


x = np.random.default_rng(5).normal(size=(10, 2, 27))
for ways in ("forward", "both"):
    writer = tagging.new_net(ways, seed=0)
    losses = tagging.train(writer, 0, updates=200, draw=reading_aloud.next_letters)
    bits = np.mean(losses[-20:]) / np.log(2)
    leaks = nets.leaks_future(partial(logits, writer), x)
    print(f"{ways:8} {bits:.2f} bits a letter, leaks the future: {leaks}")

# %% [markdown]
r"""
No: the backward net has **read** the letter that it should predict, and
copies it. Such a model cannot write: when it must choose a letter, there is no later letter
to copy. The same happens with forecasts (lesson 18): a series that is smoothed with a centred
window contains the values of tomorrow.

Run `nets.leaks_future` on every net, feature and filter that should predict something.
`True` is a proof; `False` only means that these changes found nothing.
"""

# %% [markdown] question="live-alarm" points=3
r"""
**Question (3 points).** A team trains a bidirectional LSTM on recordings of heart beats, each
30 seconds long. It marks every moment as normal or not, 99 % right on new recordings.
In the hospital it gets the signal live: each second, the net runs on all that came in so far,
and what it says about the **last** moment sounds the alarm. There it is far worse.

1. Why? What did the backward net know in the test that it does not know in the hospital?
2. Name two designs that work live, and what each costs.
3. Before release they ran `leaks_future` once, on `x = np.zeros((1, 1, 8))`, and got `False`.
   What was wrong with that? And what would `False` on good inputs be worth?

Five to eight sentences.

### BEGIN MARK SCHEME
- 1 point: in the test the backward net had read up to the end of the recording, at each
  moment; live, at the last moment, it has read one step. The test did not measure
  what is used. "It looks into the future" without the difference at the last moment: half.
- 1 point: two of: a forward net (gives up what comes later); a forward net that answers some
  steps late (costs a delay); a bidirectional net on windows, or with a limited look ahead
  (costs the delay and repeated runs). Designs without their costs: half a point.
- 1 point: with T = 1 there is no later step, so nothing can leak: use several
  steps. False is not a proof: only these changes on these inputs were tried; True is one.
  Only one of both: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
In the test the backward net came from the end of the recording: at each moment but the last
ones it had already read the beats that followed.
In the hospital only the last moment counts, and there the backward net has read one step:
it knows nothing of what follows, a situation that was rare in training and in the test.
A forward LSTM works live, but must decide without the following beats.
A forward LSTM that answers two seconds late can use them, at the price of a later alarm; a
bidirectional net on windows does the same, and costs a new run for each window.
With one step there is no later input, so the detector cannot find anything: they need inputs
of many steps, random and real ones.
Even then `False` says only that these changes on these inputs made no difference, while
`True` would have been a proof.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- Two nets, one from each end: at step $t$ the output depends on **all** inputs.
- Reverse each sequence within its length, and reverse the outputs back.
- Final states: forward at the end, backward at the **start**. Never `out[-1]`, and never a
  `reshape` across layers, directions and batch.
- Bucket by length, and shuffle the batches.
- If the answer depends on a few later steps, a forward net can answer late. Online, a
  bidirectional net is not suitable.
- `nets.leaks_future(fn, x)` and `nets.mixes_batch(fn, x)` test any net.

**Now you can** label every step of a sequence with what comes before and after, batch
sequences of any lengths, and catch a net that cheats.
"""

# %% [markdown]
r"""
## Read on

- Schuster and Paliwal, 1997, the first ones:
  [Bidirectional recurrent neural networks](https://doi.org/10.1109/78.650093).
- Graves and Schmidhuber, 2005:
  [Framewise phoneme classification with bidirectional LSTM and other neural network
  architectures](https://doi.org/10.1016/j.neunet.2005.06.042).
- What others asked: [the backward net's state in
  `out`](https://github.com/pytorch/pytorch/issues/3587), [a tutorial that took
  `out[-1]`](https://github.com/yunjey/pytorch-tutorial/issues/149).
- The same idea for genes: a *splice site* depends on the letters of both sides. Write a
  generator of exons and introns, and label each letter with the nets of this lesson.

**Next:** lesson 18 predicts rivers, where the future is not available,
and lesson 19 reads handwriting with the net that you built here.
"""
