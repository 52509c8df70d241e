# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 11 · Learning to forget

Every sequence so far began with an empty memory. A log file or a conversation is a **stream**
without an end. **What does a memory need if nobody ever empties it?**

![State of 16 cells on a stream: with f = 1 flat lines in the hundreds](figures/stream_1.svg)

Sixteen cells with $f = 1$, as in 1997, read strings one after another, separated by dotted
lines. The states are in the hundreds: a new letter is a drop in a full
tank.

You write seven short functions; reading and writing take about 90 minutes,
the training runs about a minute.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("lstm-stream")

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## "An LSTM remembers by default"

You may read this sentence, and the picture above seems to confirm it. Check it:
if nothing is written ($i = 0$), the state after $k$ steps is

$$
c_k = f\,c_{k-1} = f^k c_0, \qquad f = \sigma(b_f) \text{ if only the bias decides.}
$$

Libraries start with biases near 0: $f = \sigma(0) = 0.5$, and $0.5^{10} = 0.001$.
The sentence is true for the cell of 1997. For today's cell it is false until the forget gate
has **learned** to keep, or you initialise it to keep.

A useful number is the **half-life**: the number of steps after which half of the state is left.
"""

# %% [markdown]
r"""
## Exercise 1: `half_life`

$f^k = \tfrac12$ gives

$$
k = \frac{\ln \frac12}{\ln \sigma(b_f)} .
$$

`b_f` is a number or an array of any shape. Return the number of steps, in the same shape; it
need not be an integer. For $b_f = 0$: 1 step; for $b_f = 1$: 2.21; for $b_f = 5$: 103.

It must work from $-50$ to $50$. At $50$ the number $\sigma(b_f)$ rounds to 1, and its
logarithm to 0; use $\ln \sigma(b) = -\ln(1 + e^{-b})$, for which NumPy has `log1p`.
About 1 line.
"""


# %% exercise="half-life"
def half_life(b_f):
    """Compute after how many steps half of a cell state is left.

    Args:
        b_f: pre-activation of the forget gate at every step, a number or a float array.

    Returns:
        Number of steps, with the shape of b_f.
    """
    ### BEGIN SOLUTION
    return np.log(2) / np.log1p(np.exp(-b_f))
    ### END SOLUTION


# %% tests="half-life" points=2
check("half-life", half_life)
### BEGIN HIDDEN TESTS
check("half-life", half_life, seed=11101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
for b_f in (-1.0, 0.0, 1.0, 3.0, 5.0, 50.0):
    left = nets.sigmoid(b_f) ** 10
    print(
        f"b_f = {b_f:4}   half-life {half_life(b_f):10.4g} steps   after 10 steps: {left:.4f}"
    )

# %% [markdown]
r"""
Move the bias. Which bias keeps half of a state for 100 steps?
"""

# %% tags=["explore", "long"]
plots.interactive_half_life()

# %% [markdown]
r"""
![Decay over 100 steps for a bias of 1: half is left after two steps](figures/half_life.svg)

A bias of 5 keeps half for 103 steps. At large $b_f$, raising it by 1 multiplies the half-life
by $e$; at small $b_f$ it hardly matters.

That is only the bias. Do $x$ and $h$ change the conclusion? A net with PyTorch's initial
weights reads ten random steps. How much of its earlier state is left?
"""

# %% tags=["explore"]
rng = np.random.default_rng(0)
for start, bias in (("PyTorch's start", 0.0), ("forget bias 1", 1.0), ("forget bias 5", 5.0)):
    weights = nets.lstm_init(8, 64, rng, forget_bias=bias)
    h = c = np.zeros((32, 64))
    left = np.ones((32, 64))
    for x in rng.normal(size=(10, 32, 8)):
        h, c, cache = nets.lstm_step(x, h, c, *weights)
        left *= cache["f"]
    print(f"{start:16} left after 10 steps: {left.mean():.4f}")
    assert bias or left.mean() < 0.01, "PyTorch's start kept more than 1 %"

# %% [markdown]
r"""
So initialise the forget gate.
[Jozefowicz, Zaremba and Sutskever](https://proceedings.mlr.press/v37/jozefowicz15.html) (2015)
compared more than ten thousand architectures and report that
"adding a bias of 1 to the LSTM's forget gate closes the gap between the LSTM and the GRU".
Lesson 10 needed much larger ones.
"""

# %% [markdown]
r"""
## What perfect memory costs

Why not $f = 1$, a half-life without end? Each step adds $i\,g$, between $-1$ and $1$:

$$
c_T = \sum_t i_t\, g_t \quad (f = 1), \qquad
|c| \le \frac{1}{1 - f} \quad (f < 1, \text{ the same at all steps, } c_0 = 0).
$$

With $f = 1$ the state can grow by up to 1 per step, without limit.
With $f < 1$ it is bounded: the larger the state, the more is forgotten per step.
The bound for $b_f = 1$ is 3.7, for $b_f = 5$ it is 149.
"""

# %% [markdown]
r"""
## Exercise 2: `state_growth`

Measure it. `cs` is $(T, B, H)$, the cell state after each of $T \ge 2$ steps. Return

- `size`, $(T,)$: the mean of $|c|$ over streams and units at each step;
- `rate`: the slope of the straight line that fits `size` over the steps best
  (least squares; `np.polyfit` finds it), per step.

States of both signs must not cancel. For one unit with $c = 1, -2, 3$:
size $1, 2, 3$ and rate $1$. About 3 lines.
"""


# %% exercise="state-growth"
def state_growth(cs):
    """Measure the size of the cell states at each step, and how fast it grows.

    Args:
        cs: cell state after each step, (T, B, H) float array, T >= 2.

    Returns:
        size: mean of |c| over streams and units at each step, (T,).
        rate: slope of the least-squares line through size, per step, a number.
    """
    ### BEGIN SOLUTION
    size = np.abs(cs).mean(axis=(1, 2))
    rate = np.polyfit(np.arange(len(size)), size, 1)[0]
    return size, rate
    ### END SOLUTION


# %% tests="state-growth" points=3
check("state-growth", state_growth)
### BEGIN HIDDEN TESTS
check("state-growth", state_growth, seed=11202, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Exercise 3: `freeze_forget`

To compare, you need the cell of 1997, without a forget gate. Turn any LSTM into one:
set the $f$ rows of `W_ih` and `W_hh` to 0 and the $f$ entries of `b` to 50.
Then $f = \sigma(50) = 1$ in float64, whatever the input, and its gradient is 0.

`params` is a dict with `W_ih` $(4H, I)$, `W_hh` $(4H, H)$ and `b` $(4H,)$, blocks i, f, g, o.
Change the arrays in place; return nothing. Other rows and other entries of the
dict (a net also has `W_out`) stay as they are. About 4 lines.

(Adam's momentum may move frozen weights, so training calls `freeze_forget` after every update.)
"""


# %% exercise="freeze-forget"
def freeze_forget(params):
    """Keep the forget gates at 1, whatever the inputs.

    Args:
        params: dict with W_ih (4H, I), W_hh (4H, H), b (4H,), blocks i, f, g, o, and perhaps
            more; the f rows of these three are changed in place.
    """
    ### BEGIN SOLUTION
    H = params["W_hh"].shape[1]
    params["W_ih"][H : 2 * H] = 0
    params["W_hh"][H : 2 * H] = 0
    params["b"][H : 2 * H] = 50
    ### END SOLUTION


# %% tests="freeze-forget" points=3
check("freeze-forget", freeze_forget)
### BEGIN HIDDEN TESTS
check("freeze-forget", freeze_forget, seed=11303, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# An untrained net reads 2,000 random symbols, with and without its forget gate.
x = np.eye(7)[np.random.default_rng(0).integers(7, size=(2000, 4))]
W_ih, W_hh, b = nets.lstm_init(7, 16, np.random.default_rng(1), forget_bias=1.0)
params, zero = {"W_ih": W_ih, "W_hh": W_hh, "b": b}, np.zeros((4, 16))
sizes = {}
for name in ("forget gate", "f = 1"):
    cache = nets.lstm_forward(x, zero, zero, **params)[2]
    sizes[name], rate = state_growth(cache["cs"][1:])
    print(f"{name:12} mean |c| after 2,000 steps: {sizes[name][-1]:7.2f}   rate {rate:.4f}")
    freeze_forget(params)
plots.draw_growth(sizes)

# %% [markdown]
r"""
Without training, $|c|$ grows by about a tenth per symbol for $f = 1$, and is above 200
after 2,000 symbols. With the gate $|c|$ stays below 1.

Why is a large state bad? The output is $o \tanh c$, and what reaches $c$ from the loss
is multiplied by $\tanh' c = 1 - \tanh^2 c$:
"""

# %% tags=["explore"]
for c in (1.0, 3.0, 10.0, 100.0):
    seen = np.tanh(c + 1) - np.tanh(c)
    print(f"c = {c:5}   seen if 1 is added: {seen:.0e}   tanh' = {1 - np.tanh(c) ** 2:.0e}")

# %% [markdown]
r"""
At $c = 10$ a new letter that adds 1 does not change the output, and the gradient that could
repair this is 0 as well. The tank is full, and its gauge is stuck.

## Who empties it?

Either **you** reset the state where a document ends, or the net learns to forget.
First the reset. The figure shows one cell with lesson 08's weights: names set $c$, and
at "so" the output gate opens, because a pronoun follows. The second document has no name.
Where must the state be reset? Move the reset.
"""

# %% tags=["explore"]
plots.interactive_resets()

# %% [markdown]
r"""
![Three documents in a row; with resets before the first words, c is right](figures/resets.svg)

Without a reset, Emil in the first document becomes "he" in the second.
With a reset one word late, Clara is read, and then forgotten.
The reset belongs **before** a document's first step.
(A reset one word early does no harm here. When would it?)
"""

# %% [markdown]
r"""
## Exercise 4: `lstm_stream`

`reset` $(T, B)$ is `True` where a step is the first of a document. For each step:

1. where `reset[t]` is `True`, set **both** $h$ and $c$ of that stream to 0;
   the other streams keep their states;
2. **call `step`** once for the batch.

`state` is the pair $(h, c)$ before the first step. Return `hs` $(T, B, H)$, the last $(h, c)$
and the caches. Change neither `state` nor `params`. `params` may have more entries than
`W_ih`, `W_hh` and `b`. About 8 lines.

Two streams with $c = (3, 5)$ and `reset[0] = (False, True)`: the first step starts
from $c = (3, 0)$. `~reset[t][:, None]`, $(B, 1)$, is a **keep** mask.
"""


# %% exercise="lstm-stream"
def lstm_stream(x, reset, state, params, step=nets.lstm_step):
    """Run the LSTM over a part of B streams, and start from 0 where a document begins.

    Args:
        x: inputs, (T, B, I) float array.
        reset: True where a step is the first of a document, (T, B) bool array.
        state: h and c after the step before the first, (B, H) float arrays; not changed.
        params: dict with W_ih (4H, I), W_hh (4H, H), b (4H,), and perhaps more; not changed.
        step: a function like lstm_step.

    Returns:
        hs: hidden state after each step, (T, B, H).
        state: h and c after the last step.
        caches: list of the T caches of the steps.
    """
    ### BEGIN SOLUTION
    h, c = state
    hs, caches = [], []
    for x_t, reset_t in zip(x, reset, strict=True):
        keep = ~reset_t[:, None]
        h, c, cache = step(x_t, keep * h, keep * c, params["W_ih"], params["W_hh"], params["b"])
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), (h, c), caches
    ### END SOLUTION


# %% tests="lstm-stream" points=5
check("lstm-stream", lstm_stream)
### BEGIN HIDDEN TESTS
check("lstm-stream", lstm_stream, seed=11404, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# A document in a stream and the same document alone: are the states the same?
rng = np.random.default_rng(0)
weights = dict(zip(("W_ih", "W_hh", "b"), nets.lstm_init(3, 5, rng), strict=True))
x, full = rng.normal(size=(9, 1, 3)), (rng.normal(size=(1, 5)), rng.normal(size=(1, 5)))
reset = np.arange(9)[:, None] == 4  # the second document has steps 4 to 8
stream = lstm_stream(x, reset, full, weights)[0]
alone = nets.lstm_forward(x[4:], np.zeros((1, 5)), np.zeros((1, 5)), **weights)[0]
print("largest difference:", abs(stream[4:] - alone).max())
assert np.allclose(stream[4:], alone), "the second document still sees the first"

# %% [markdown]
r"""
## Exercise 5: `lstm_stream_backward`

$h_\text{prev} = \text{keep} \cdot h$ and $c_\text{prev} = \text{keep} \cdot c$, so

$$
dh = \text{keep} \cdot dh_\text{prev}, \qquad dc = \text{keep} \cdot dc_\text{prev} :
$$

**no gradient passes a reset**, because earlier steps do not influence the loss after it.
The document's first step itself contributes to $dW$ as usual.

From the last step to the first: `step_backward(dh, dc, cache)` returns
`dx, dh_prev, dc_prev, da`, where `dh` is the sum of `dhs[t]` and what came back.
Each step adds $da^\top x$, $da^\top h_\text{prev}$ and $\sum_n da_n$ (over streams $n$)
to $dW_{ih}$, $dW_{hh}$ and $db$; `cache` has `"x"` and `"h_prev"`. About 11 lines.
"""


# %% exercise="lstm-stream-backward"
def lstm_stream_backward(dhs, reset, caches, step_backward=nets.lstm_step_backward):
    """Carry gradients back through a part of B streams; none passes a reset.

    Args:
        dhs: gradient with respect to hs, (T, B, H) float array; not changed.
        reset: True where a step is the first of a document, (T, B) bool array.
        caches: the list that lstm_stream returned.
        step_backward: a function like lstm_step_backward.

    Returns:
        dW_ih, dW_hh, db: gradients of the weights, (4H, I), (4H, H), (4H,).
        dstate: gradients with respect to h and c before the first step, (B, H) each.
    """
    ### BEGIN SOLUTION
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    dW_ih, dW_hh, db = 0, 0, 0
    for t in reversed(range(len(dhs))):
        _, dh, dc, da = step_backward(dhs[t] + dh, dc, caches[t])
        dW_ih = dW_ih + da.T @ caches[t]["x"]
        dW_hh = dW_hh + da.T @ caches[t]["h_prev"]
        db = db + da.sum(axis=0)
        keep = ~reset[t][:, None]
        dh, dc = keep * dh, keep * dc
    return dW_ih, dW_hh, db, (dh, dc)
    ### END SOLUTION


# %% tests="lstm-stream-backward" points=5
check("lstm-stream-backward", lstm_stream_backward)
### BEGIN HIDDEN TESTS
check("lstm-stream-backward", lstm_stream_backward, seed=11505, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Central differences, with a reset in the middle of both streams and one in the first only.
x, reset = rng.normal(size=(6, 2, 3)), np.zeros((6, 2), bool)
reset[3], reset[5, 0] = True, True
state = tuple(rng.normal(size=(2, 2, 5)))
weight = rng.normal(size=(6, 2, 5))  # the loss is the sum of weight * hs
_, _, caches = lstm_stream(x, reset, state, weights)
*found, (dh0, dc0) = lstm_stream_backward(weight, reset, caches)
for name, mine in zip(weights, found, strict=True):

    def loss(q, name=name):
        return (weight * lstm_stream(x, reset, state, weights | {name: q})[0]).sum()

    measured = nets.numerical_gradient(loss, weights[name])
    print(f"d{name:4}: largest difference {abs(mine - measured).max():.0e}")
    assert np.allclose(mine, measured, atol=1e-7), "your gradient and the measured one differ"

# %% [markdown]
r"""
## The forget gate wins

Lesson 08 showed that on a stream of embedded Reber strings an LSTM with a forget gate learns,
and one with $f = 1$ does not. Is the growing **state** the reason? Then $f = 1$ must learn as
well if the state is reset at the end of every string. Compare four nets
with the same seed, the same strings, and the same weights except $f$.
`learn_stream` trains as in lesson 08, with Adam, and resets the state if `reset=True`.
"""

# %% tags=["explore", "long"]
from lstm_utils.tasks.reber_training import learn_stream

frozen = {"freeze": nets.freeze_forget}
runs = {
    "f = 1": learn_stream(seed=0, **frozen),
    "f = 1, resets": learn_stream(seed=0, reset=True, **frozen),
    "forget gate": learn_stream(seed=0),
    "forget gate, resets": learn_stream(seed=0, reset=True),
}
for name, run in runs.items():
    print(f"{name:20} far T or P wrong: {run.wrong[-1]:5.1%}   mean |c| {run.size[-1]:7.1f}")
assert runs["f = 1"].wrong[-1] > 0.3, "f = 1 learned the stream"
assert max(run.wrong[-1] for name, run in runs.items() if name != "f = 1") < 0.05
plots.draw_streams(runs)

# %% [markdown]
r"""
Of the four, only $f = 1$ without resets stays near chance, 50 %. With resets it learns
at once: **the cell of 1997 works if its state is reset.**
The forget gate learns the stream as well, although nothing marks where strings end.

Where ends are known, the gate gains nothing here: both nets with resets learn.
$f = 1$ is even faster: in each of three runs it was below 13 % wrong after
80,000 symbols, where the forget gate without resets was still above 44 %.
"""

# %% [markdown]
r"""
| | $f = 1$ | $f = 1$, resets | forget gate | forget gate, falling rate |
|---|---|---|---|---|
| Gers et al. 2000, nets that are perfect | none | 74 % | 18 % | 62 % |
| ours, runs below 1 % wrong | 0 of 5 | 3 of 3 | 5 of 5 | not run |

[Gers, Schmidhuber and Cummins](https://doi.org/10.1162/089976600300015015), as later
reviews quote the table. What differs:

- "Perfect" asks for every symbol of a test stream; we count only the far T or P,
  in the last 20,000 symbols of 400,000: an easier test.
- 100 nets learned from one stream, symbol by symbol; ours from 16 at once, with Adam.

So in 2000 the forget gate solved the task in 18 % of the runs, not in most.
"""

# %% [markdown]
r"""
## Look inside: how does it forget?

![With resets each of 16 lines returns to zero at every dotted line](figures/stream_2.svg)

This is $f = 1$ with resets: at the start of each string all lines start again from 0.
You might expect the forget gate to learn the same, and close at every E. Does it?
"""

# %% [markdown]
r"""
![States of a few units; below, the gates of most units close at any time](figures/stream_3.svg)

This is the forget gate without resets. In the lower part, white keeps and red forgets. Each row
is a unit; the unit that keeps most is on top. **The net does not reset its state.** No column
is red from top to bottom: most units forget within a symbol or two, at any place; a few keep
for longer.
"""

# %% [markdown]
r"""
Which units store the T or P that must come back? In the middle of each string,
`separation` compares $c$ in strings with T and in strings with P. The next figure shows the
best unit: red above its mean, blue below, a line at the start of each string, and the letter to
remember in bold.
"""

# %% tags=["explore", "long"]
from lstm_utils.tasks.stream_states import read_strip, separation

params = runs["forget gate"].params
strip = read_strip(params, T=3000, seed=1)
known = abs(separation(strip))
best = int(known.argmax())
print(f"unit {best} knows the letter best: {known[best]:.2f}; 0 is not at all, 2 is surely")
plots.draw_unit(read_strip(params, T=180, seed=1), best)

# %% [markdown]
r"""
Show it to a friend: strings with a bold T have one colour inside, strings with P the other,
long after the letter has passed. Nothing marked where strings begin.

In three recorded nets, the best unit reached 1.7, 1.3 and 1.8.
The net need not reset at the start of a string: it is enough to forget **what is out of date**.

## Break it: initial biases that never forget

Lesson 10 advised to choose $T_\text{max}$ too large when in doubt,
for tasks in which the net only has to keep. Here it must also forget old letters.
Guess first: with which initial biases does the net still learn the stream?
"""


# %% tags=["explore", "long"]
def begin(b_f=None, T_max=None):
    """Return a function that sets the biases of a net with 16 units before it is trained."""

    def start(params):
        if T_max:
            params["b"] = nets.chrono_init(params["b"], T_max, np.random.default_rng(7))
        else:
            params["b"][16:32] = b_f

    return start


for given in ({"b_f": 0.0}, {"b_f": 3.0}, {"b_f": 7.0}, {"T_max": 100_000}):
    run = learn_stream(seed=0, start=begin(**given))
    print(f"{given}: {run.wrong[-1]:.1%} wrong, mean |c| {run.size[-1]:,.1f}")

# %% [markdown]
r"""
The half-lives are 1, 14 and 760 symbols, and the time scales go up to 100,000. The longest two
fail like $f = 1$: $|c|$ reaches hundreds or thousands before the gate has learned to close,
and then there is no gradient left.
In three runs each, these two stayed between 44 and 51 % wrong; with biases of 0 and 3
at most 6 % were wrong.

So "a forget bias of 1 is good" and "choose $T_\text{max}$ too large" are each right for one
kind of task. The general rule is: **start with the half-life that the task needs.**
A bias between 0 and 1 forgets too soon for lesson 10, but is right here.
"""

# %% [markdown]
r"""
## Real documents

A stream of real text: the one-line descriptions of functions in Python's library.
"""

# %% [markdown]
r"""
## Exercise 6: `join_documents`

To train on streams, join the documents and cut the result into $B$ pieces of equal length $N$.

For documents $(7, 8, 9), (1, 2), (3, 4, 5)$ and $B = 2$ there are 8 symbols, so $N = 4$:
stream 0 is $7, 8, 9, 1$, stream 1 is $2, 3, 4, 5$. Return

- `ids`, $(N, B)$: **stream $n$ is column $n$**; a batch of time steps is a few rows;
- `reset`, $(N, B)$: `True` at the first symbol of each document: here 7, 1 and 3, but not 2.

Choose the largest possible $N$, and drop the symbols that are left over at the end.
About 6 lines.
"""


# %% exercise="join-documents"
def join_documents(documents, B):
    """Lay documents out, one after another, as B streams of the same length.

    Args:
        documents: list of integer arrays (n,), of any lengths n >= 1; not changed.
        B: number of streams; there are at least B symbols.

    Returns:
        ids: the symbols, (N, B) integer array.
        reset: True where a symbol is the first of a document, (N, B) bool array.
    """
    ### BEGIN SOLUTION
    ids = np.concatenate(documents)
    first = np.concatenate([np.arange(len(document)) == 0 for document in documents])
    N = len(ids) // B
    return ids[: N * B].reshape(B, N).T, first[: N * B].reshape(B, N).T
    ### END SOLUTION


# %% tests="join-documents" points=4
check("join-documents", join_documents)
### BEGIN HIDDEN TESTS
check("join-documents", join_documents, seed=11606, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# 2,000 short documents: the first lines of docstrings in Python's library.
from lstm_utils.tasks.documents import summary_lines

lines = summary_lines()
ids, reset = join_documents([np.array([ord(letter) for letter in line]) for line in lines], 16)
print(f"{len(lines)} documents, {ids.size} characters; two of the streams, | is a reset:")
for n in (0, 1):
    print(
        "".join(
            "|" * int(flag) + chr(k) for k, flag in zip(ids[:88, n], reset[:88, n], strict=True)
        )
    )

# %% [markdown]
r"""
Does a reset help here? Two nets with 32 units predict the next character,
one with resets, one without, from the same streams. A document's first character is
not a target, because nothing could predict it.
Guess: where in a document do the nets differ?
"""

# %% tags=["explore", "long"]
from lstm_utils.tasks.document_training import bits_by_place, learn_documents

mixed = [lines[k] for k in np.random.default_rng(0).permutation(len(lines))]
bits = {}
for name, reset in (("resets", True), ("no resets", False)):
    reader = learn_documents(mixed[300:], seed=0, reset=reset)
    test = [line for line in mixed[:300] if set(line) <= set(reader.alphabet)]
    bits[name] = bits_by_place(reader, test)
    early, late = bits[name][:10].mean(), bits[name][10:].mean()
    print(f"{name:10} bits per character: {early:.2f} up to the 11th, {late:.2f} after it")
plots.draw_places(bits)

# %% [markdown]
r"""
The difference is small: one or two tenths of a bit in the first characters, a few hundredths
later. The net without resets **detects** the end of a document by the full stop and the next
capital, and its forget gate does the rest. Here the reset hardly helps.

Reset anyway where ends are known: it costs nothing, it makes results
independent of the order of the documents, and not every end is visible in the text.
"""

# %% [markdown]
r"""
## Read Olah's equations

You will find the cell in other notations. In
[Olah's](https://colah.github.io/posts/2015-08-Understanding-LSTMs/) (2015), $[h_{t-1}, x_t]$
is **one** vector: first $h$, then $x$. Each gate has its own matrix $(H, H + I)$:

$$
\begin{aligned}
f_t &= \sigma(W_f [h_{t-1}, x_t] + b_f), & i_t &= \sigma(W_i [h_{t-1}, x_t] + b_i), \\
\tilde C_t &= \tanh(W_C [h_{t-1}, x_t] + b_C), & o_t &= \sigma(W_o [h_{t-1}, x_t] + b_o), \\
C_t &= f_t C_{t-1} + i_t \tilde C_t, & h_t &= o_t \tanh C_t .
\end{aligned}
$$
"""

# %% [markdown]
r"""
## Exercise 7: `from_olah`

Convert Olah's eight arrays to our layout. Return `W_ih` $(4H, I)$, `W_hh` $(4H, H)$, `b`
$(4H,)$, blocks **i, f, g, o**. Olah's $\tilde C$ is our $g$, and the order of the arguments is
f, i, C, o. $H$ is the number of rows of each matrix. About 4 lines.
"""


# %% exercise="from-olah"
def from_olah(W_f, W_i, W_C, W_o, b_f, b_i, b_C, b_o):
    """Bring weights of Olah's equations into the layout of this course.

    Args:
        W_f, W_i, W_C, W_o: weights of each gate, (H, H + I) float arrays; not changed.
        b_f, b_i, b_C, b_o: biases of each gate, (H,) float arrays.

    Returns:
        W_ih (4H, I), W_hh (4H, H), b (4H,): blocks i, f, g, o.
    """
    ### BEGIN SOLUTION
    H = len(W_f)
    W = np.concatenate([W_i, W_f, W_C, W_o])
    b = np.concatenate([b_i, b_f, b_C, b_o])
    return W[:, H:], W[:, :H], b
    ### END SOLUTION


# %% tests="from-olah" points=3
check("from-olah", from_olah)
### BEGIN HIDDEN TESTS
check("from-olah", from_olah, seed=11707, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# His equations, written out, and a step of ours with the same weights.
rng = np.random.default_rng(0)
H, I = 4, 3
W_f, W_i, W_C, W_o = rng.normal(size=(4, H, H + I))
b_f, b_i, b_C, b_o = rng.normal(size=(4, H))
x, h, C = rng.normal(size=I), rng.normal(size=H), rng.normal(size=H)
both = np.concatenate([h, x])
f, i = nets.sigmoid(W_f @ both + b_f), nets.sigmoid(W_i @ both + b_i)
C_new = f * C + i * np.tanh(W_C @ both + b_C)
ours = from_olah(W_f, W_i, W_C, W_o, b_f, b_i, b_C, b_o)
_, c_new, _ = nets.lstm_step(x[None], h[None], C[None], *ours)
print("Olah:", C_new.round(4), "  ours:", c_new[0].round(4))
assert np.allclose(C_new, c_new[0]), "the two cells differ: does from_olah pass its check?"

# %% [markdown] question="a-week-of-logs" points=3
r"""
**Question (3 points).** A net with $f = 1$ was trained on log files of 200 lines each,
every file from a state of 0. It predicts the next line well. Installed, it reads one log
without end. After a week it predicts the same line whatever comes in.

1. What happened to $c$ and to $h$? Which measurement of this lesson would have shown it on
   the first day?
2. Name two different remedies. Which of them needs somebody who knows where a log ends?
3. A colleague proposes a forget gate with a fixed bias of 12, "so that nothing is lost".
   Compute its half-life and the bound of $|c|$. Is that a remedy?

Five to eight sentences.

### BEGIN MARK SCHEME
- 1 point: nothing leaves the state, c is the sum of all i g and grows with the steps; tanh c
  is stuck at +-1, so h depends on o only and new lines change nothing that is visible.
  mean |c| over the steps (state_growth, a rate that is not 0). Only one half: half a point.
- 1 point: reset h and c where a log ends or a day begins (needs to know the ends);
  a forget gate, trained on streams, learns to empty the state itself. Half a point for one.
- 1 point: ln 2 (1 + e^12), about 113,000 steps; the bound 1 / (1 - f) is about 163,000, so
  tanh saturates all the same: no remedy. The gate must be able to close: learned, from x and h.
  Numbers within 10 % are right. Only numbers, or only the conclusion: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
With f = 1 the state is the sum of all that was ever written, so it grew for a week.
tanh c is stuck at +1 or -1, and a new line changes neither it nor the output.
The mean of |c| over the steps, and its rate above 0, would have shown this on the first day.
One remedy is to set h and c to 0 at fixed points, which needs somebody who knows where
a log ends. The other is a forget gate, trained on such a stream: it learns to drop the
state when it is out of date.
A fixed bias of 12 has a half-life of about 113,000 steps, and |c| may reach about 163,000.
That is no remedy: tanh saturates long before, and the gate never closes.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- Half-life: $\ln \frac12 / \ln \sigma(b_f)$. By default an LSTM forgets: half per step.
- $f = 1$ keeps everything, and $|c|$ grows with every step; then $\tanh c$ saturates and its
  derivative is 0. With $f < 1$ $|c|$ is bounded by $1/(1 - f)$.
- Reset $h$ **and** $c$ **before** a document's first step. No gradient passes a reset.
- Where ends are not marked, each unit's forget gate learns what to forget and when.
  Initialise it with the half-life that the task needs.
- Olah's $[h, x]$ and f, i, C, o; ours i, f, g, o.
"""

# %% [markdown]
r"""
## Read on

- Gers, Schmidhuber and Cummins (2000),
  [Learning to forget](https://doi.org/10.1162/089976600300015015).
- Jozefowicz, Zaremba and Sutskever (2015), [An empirical exploration of recurrent
  network architectures](https://proceedings.mlr.press/v37/jozefowicz15.html).
- Van der Westhuizen and Lasenby (2018),
  [The unreasonable effectiveness of the forget gate](https://arxiv.org/abs/1804.04849):
  an LSTM with no other gate.

**Next:** lesson 12 takes the cell apart. Which gates can you leave out?
"""
