# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 26 · Shipping

Your net works in the notebook. On Monday it goes into service,
and on Tuesday Bo writes: *your assistant called me Ada.*

What happened? And which test would have caught it on Sunday?

You will write seven short functions: a server that cannot mix up its users, one-byte weights
with a proven error bound, a check of exports, and finally **a test suite**,
which is scored by how many wrong LSTMs it catches. Reading and writing take 75 to 90
minutes; the cells run in about a minute. Answers may import numpy, matplotlib, scipy,
sklearn, tqdm and the standard library.
"""

# %%
import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("step-server")

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## See it: two users

![Two users of a counter: with one state for all, both see wrong counts](figures/users.svg)

Lesson 13's counter adds 1 for each *a* and takes 1 away for each *b*.
Ada and Bo send letters at the same time.

On the left the server keeps a state for each user. On the right there is one state, in a
variable of the server. Each test with **one** user passes, on the right as well.

The state of an LSTM belongs to a sequence, not to a model. If a program keeps the state in a
layer, a session or a global variable, another user's sequence can change it.
"""

# %% [markdown]
r"""
## A server that remembers nothing

The solution: the server is a **function**, and the state is one of its arguments.

$$y_t, \mathrm{state}_t = \mathrm{step}(x_t, \mathrm{state}_{t-1})$$

The caller keeps the state, and sends it with the next request. A function that stores nothing
cannot mix up users, and many copies of it can run at the same time.
"""

# %% [markdown]
r"""
## Exercise 1: `step_server`

Write one step for $B$ users, one row for each user. `state` is the pair $h, c$, $(B, H)$ each,
or `None` for a start from 0.
`nets.lstm_step(x, h, c, W_ih, W_hh, b)` returns `h, c, cache`. The outputs are
$y = h\,W_{out}^\top + b_{out}$ with the **new** $h$.
Return $y$ $(B, K)$ and the new pair. The arguments are not changed. About 6 lines.
"""


# %% exercise="step-server"
def step_server(x, state, params):
    """Answer one step; the state comes in and goes out.

    Args:
        x: inputs of this step, a row for each user, (B, I) float array.
        state: pair h, c after the step before, (B, H) float arrays; None at the start.
        params: dict of float arrays: W_ih, W_hh, b, W_out, b_out.

    Returns:
        y: outputs, (B, K).
        state: pair h, c after this step, (B, H) each.
    """
    ### BEGIN SOLUTION
    cell = params["W_ih"], params["W_hh"], params["b"]
    if state is None:
        zeros = np.zeros((len(x), len(cell[2]) // 4))
        state = zeros, zeros
    h, c, _ = nets.lstm_step(x, *state, *cell)
    return h @ params["W_out"].T + params["b_out"], (h, c)
    ### END SOLUTION


# %% tests="step-server" points=3
check("step-server", step_server)
### BEGIN HIDDEN TESTS
check("step-server", step_server, seed=26101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# The counter as a server: one user, four letters, the state travels with each request.
W_ih, W_hh, b = nets.counter_weights(np.array([[0], [1], [-1]]))
counter = {"W_ih": W_ih, "W_hh": W_hh, "b": b, "W_out": np.ones((1, 1)), "b_out": np.zeros(1)}
state = None
for letter in "aaab":
    x = np.eye(3)[["ab".index(letter) + 1]]
    y, state = step_server(x, state, counter)
    print(f"{letter}: c = {state[1].item():.3f}, y = tanh(c) = {y.item():.3f}")

# %% [markdown]
r"""
## Exercise 2: `serve_batch`

Requests of many users arrive together. For a small net, a batch of 64 sequences takes
less than twice as long as one sequence (lesson 09), so answer all requests in **one** step:

1. collect the states of the requesting users into $h$ and $c$ $(B, H)$; new users start from 0;
2. call `nets.step_server(x, (h, c), params)` once;
3. give each user their row of the new state.

`states` is a dict from a user's name to the pair $h, c$, $(H,)$ each. Return $y$ $(B, K)$, in
the order of `users`, and a **new** dict, in which the states of all other users are as before.
The arguments are not changed. About 6 lines.
"""


# %% exercise="serve-batch"
def serve_batch(users, x, states, params):
    """Answer one step of several users in one batch.

    Args:
        users: names of the B users who ask, all different, a list of strings.
        x: their inputs, in the same order, (B, I) float array.
        states: dict, user to pair h, c, (H,) float arrays; not changed.
        params: dict of float arrays: W_ih, W_hh, b, W_out, b_out.

    Returns:
        y: outputs, (B, K), in the order of users.
        states: a new dict: the states of those who asked after this step, of others as before.
    """
    ### BEGIN SOLUTION
    zeros = np.zeros(params["W_hh"].shape[1])
    before = [states.get(user, (zeros, zeros)) for user in users]
    h, c = (np.stack(q) for q in zip(*before, strict=True))
    y, (h, c) = nets.step_server(x, (h, c), params)
    after = {user: (h[n], c[n]) for n, user in enumerate(users)}
    return y, {**states, **after}
    ### END SOLUTION


# %% tests="serve-batch" points=5
check("serve-batch", serve_batch)
### BEGIN HIDDEN TESTS
check("serve-batch", serve_batch, seed=26102, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Five users, 20 letters each, in a random order and in batches of random sizes.
rng = np.random.default_rng(0)
net = dict(zip(("W_ih", "W_hh", "b"), nets.lstm_init(8, 32, rng), strict=True))
net |= {"W_out": rng.normal(size=(8, 32)), "b_out": rng.normal(size=8)}
texts = {user: rng.normal(size=(20, 8)) for user in ("Ada", "Bo", "Cy", "Di", "Ed")}
got, states = {user: [] for user in texts}, {}
while waiting := [user for user in texts if len(got[user]) < 20]:
    users = rng.permutation(waiting)[: rng.integers(1, 6)].tolist()
    x = np.stack([texts[user][len(got[user])] for user in users])
    y, states = serve_batch(users, x, states, net)
    for user, row in zip(users, y, strict=True):
        got[user].append(row)

zeros = np.zeros((1, 32))
for user, x in texts.items():  # each user alone, the whole text at once
    hs, _, _ = nets.lstm_forward(x[:, None], zeros, zeros, net["W_ih"], net["W_hh"], net["b"])
    alone = hs[:, 0] @ net["W_out"].T + net["b_out"]
    print(f"{user}: largest difference from alone {abs(alone - got[user]).max():.0e}")
    assert np.allclose(alone, got[user]), "a user got the answer of another one"

# %% [markdown]
r"""
This is the test for Sunday: **compare random interleaving with each user alone**. It needs no
expected outputs, and works for any recurrent net.

## How long does a user wait?

Measure as in lesson 09: warm up, alternate the candidates, and report the median. Report the
slow calls, too, because users notice the slowest answers. Services report the 95th or the 99th
**percentile**: 95 % of the calls were at least as fast.

32 users send requests at once. How much faster is one call for all than one call for each?
Guess first.
"""

# %% tags=["explore"]
from lstm_utils.torch_nets.timing import race

users, x = [f"user {n}" for n in range(32)], rng.normal(size=(32, 8))
_, states = nets.serve_batch(users, x, {}, net)


def one_by_one():
    for n, user in enumerate(users):
        nets.serve_batch([user], x[n : n + 1], states, net)


runs = {"one by one": one_by_one, "one batch": lambda: nets.serve_batch(users, x, states, net)}
times = race(runs, rounds=60)
for name, seconds in times.items():
    median, slow = 1e3 * np.percentile(seconds, [50, 95])
    print(f"{name:10} median {median:.2f} ms, 95th percentile {slow:.2f} ms")

# %% [markdown]
r"""
The batch computes the same products with far fewer calls. But it can start only when its last
request has arrived. A service therefore waits some milliseconds for more requests: each answer
is a little later, but more requests are answered per second.
"""

# %% [markdown]
r"""
## One byte for each weight

A float32 takes four bytes. Store each row of $W$ as small integers $q$ and **one scale**:

$$W_{rk} \approx s_r\, q_{rk} \qquad s_r = \frac{\max_k |W_{rk}|}{127}
\qquad q_{rk} = \mathrm{round}(W_{rk} / s_r)$$

Rounding changes a number by at most half a step, so **the error of each weight is at most
$s_r / 2$**. With one scale for the whole matrix, a single large weight would make the steps
of all rows large.
"""

# %% [markdown]
r"""
## Exercise 3: `quantise_rows`

With `bits` bits the largest integer is $2^{bits-1} - 1$: 127 for 8 bits, 7 for 4.
In each row, the weight with the largest absolute value becomes this integer or its negative.
A row of zeros has scale 1. Return `q` $(R, C)$ with dtype `int8`, whatever `bits` is, and
`scale` $(R,)$. Weights may be very small. `W` is not changed.

For the row $(0.5, -2, 1.1)$ and 4 bits: $s = 2/7$, $W/s = (1.75, -7, 3.85)$,
$q = (2, -7, 4)$. About 4 lines.
"""


# %% exercise="quantise-rows"
def quantise_rows(W, bits=8):
    """Round each row to whole multiples of a scale of its own.

    Args:
        W: weights, (R, C) float array; not changed.
        bits: size of an integer, 2 to 8.

    Returns:
        q: integers from -(2**(bits - 1) - 1) to 2**(bits - 1) - 1, (R, C) int8 array.
        scale: the step of each row, (R,); 1 for a row of zeros.
    """
    ### BEGIN SOLUTION
    scale = abs(W).max(axis=1) / (2 ** (bits - 1) - 1)
    scale = np.where(scale > 0, scale, 1)
    q = np.rint(W / scale[:, None]).astype(np.int8)
    return q, scale
    ### END SOLUTION


# %% tests="quantise-rows" points=4
check("quantise-rows", quantise_rows)
### BEGIN HIDDEN TESTS
check("quantise-rows", quantise_rows, seed=26103, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
W = np.array([[0.5, -2.0, 1.1], [0.003, 0.001, -0.002]])
q, scale = quantise_rows(W, bits=4)
print(q, scale.round(5))
print("a scale for each row:", (q * scale[:, None]).round(4).tolist())
q, scale = quantise_rows(W.reshape(1, -1), bits=4)
print("one for the matrix:  ", (q * scale[:, None]).reshape(W.shape).round(4).tolist())

# %% [markdown]
r"""
With one scale for the matrix, the second row becomes 0. Inputs are quantised in the same way,
with one scale for each **example**: `quantise_rows(x)` does this. The sum needs
integers only; both scales are applied at the end:

$$y_{nr} = \sum_k x_{nk} W_{rk} \approx s^x_n\, s_r \sum_k q^x_{nk}\, q_{rk}$$

## Exercise 4: `int8_matvec`

Return $y$ $(B, R)$, a float array. $127 \cdot 127$ does not fit into 8 bits, and NumPy does not
warn. Hardware adds such products in 32 bits; convert to `np.int32` first.

For $q = (2, -7, 4)$ with scale 0.5 and $q^x = (1, 1, 100)$ with scale 0.1 the sum is 395, so
$y = 19.75$. About 2 lines.
"""


# %% exercise="int8-matvec"
def int8_matvec(q, scale, x_q, x_scale):
    """Multiply quantised weights by quantised inputs.

    Args:
        q: weights, (R, C) int8 integer array.
        scale: of each row of the weights, (R,) float array; not changed.
        x_q: inputs, (B, C) int8 integer array.
        x_scale: of each example, (B,) float array; not changed.

    Returns:
        About x W^T, (B, R) float array.
    """
    ### BEGIN SOLUTION
    total = x_q.astype(np.int32) @ q.astype(np.int32).T
    return x_scale[:, None] * scale * total
    ### END SOLUTION


# %% tests="int8-matvec" points=3
check("int8-matvec", int8_matvec)
### BEGIN HIDDEN TESTS
check("int8-matvec", int8_matvec, seed=26104, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
q = np.full((1, 3), 100, dtype=np.int8)
print("in 8 bits: ", q @ q.T, " (30000 is right)")
print("in 32 bits:", int8_matvec(q, np.ones(1), q, np.ones(1)))

# %% [markdown]
r"""
## A budget for the error

How large can the error of $y$ be? Write $W = s\,q + E$ and $x = s^x q^x + e$. Then

$$x W^\top - y = x E^\top + e\,(s\,q)^\top
\qquad |E_{rk}| \le \frac{s_r}{2} \qquad |e_{nk}| \le \frac{s^x_n}{2}$$

In the worst case all errors have the same sign:

$$\mathrm{budget}_{nr} = \frac{s_r}{2} \sum_k |x_{nk}| + \frac{s^x_n}{2} \sum_k |s_r q_{rk}|$$

## Exercise 5: `error_budget`

Compute the budget $(B, R)$. For $q = (2, -7, 4)$, $s = 0.5$, $x = (1, -2, 3)$, $s^x = 0.1$:
$0.25 \cdot 6 + 0.05 \cdot 6.5 = 1.825$. About 3 lines.
"""


# %% exercise="error-budget"
def error_budget(q, scale, x, x_scale):
    """Bound the error of int8_matvec.

    Args:
        q: weights, (R, C) int8 integer array.
        scale: of each row of the weights, (R,) float array.
        x: inputs before they were quantised, (B, C) float array.
        x_scale: of each example, (B,) float array.

    Returns:
        The largest difference that is possible between x W^T and int8_matvec, (B, R).
    """
    ### BEGIN SOLUTION
    of_weights = abs(x).sum(axis=1)[:, None] * scale / 2
    of_inputs = x_scale[:, None] / 2 * (abs(q).sum(axis=1) * scale)
    return of_weights + of_inputs
    ### END SOLUTION


# %% tests="error-budget" points=3
check("error-budget", error_budget)
### BEGIN HIDDEN TESTS
check("error-budget", error_budget, seed=26105, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
rng = np.random.default_rng(0)
W, x = rng.normal(size=(64, 96)), rng.normal(size=(2000, 96))
(q, scale), (x_q, x_scale) = nets.quantise_rows(W), nets.quantise_rows(x)
error = abs(x @ W.T - nets.int8_matvec(q, scale, x_q, x_scale))
share = error / error_budget(q, scale, x, x_scale)
print(f"{share.size} products: the largest error is {share.max():.0%} of its budget")
print(f"mean error {error.mean():.3f}, mean size of a product {abs(x @ W.T).mean():.1f}")
assert share.max() <= 1, "an error exceeds its budget: the bound is wrong"

# %% [markdown]
r"""
The bound is proven, but typical errors are far smaller: 192 rounding errors hardly ever
have the same sign. You may **promise** the budget, and **expect** the measured error.

## How much does a trained net lose?

Round the matrices of lesson 14's character model after training. Which costs more: half as
many bits, or one scale per matrix instead of one per row? The next cell trains a net to measure
it.
"""

# %% tags=["explore", "long"]
import torch

from lstm_utils.tasks.rounded_weights import rounded_copy, size_in_bytes
from lstm_utils.tasks.text import load_text
from lstm_utils.torch_nets import char_model, writing

torch.set_num_threads(1)
text = load_text()
model = char_model.CharModel(text.alphabet, seed=0)
char_model.train(model, text.train, text.validation, updates=400, every=400, seconds=600.0)
pages = [page[:1500] for page in text.test]
for bits, rows in ((32, True), (8, True), (8, False), (4, True), (4, False)):
    other = model if bits == 32 else rounded_copy(model, bits, rows)
    found = writing.bits_per_character(other, pages, text.alphabet)
    how = "" if bits == 32 else ", a scale each row" if rows else ", one scale a matrix"
    kB = size_in_bytes(model, bits) / 1e3
    print(f"{kB:.0f} kB, {found:.3f} bits a character: {bits} bits a weight{how}")

# %% [markdown]
r"""
Recorded runs with three seeds:
"""

# %% tags=["explore"]
plots.draw_rounding(plots.recorded_rounding())

# %% [markdown]
r"""
With 8 bits the loss is less than 0.002 bits per character, and a scale for each
row gains nothing: 255 steps are enough for rows of small weights as well. With 4 bits the
scales matter: one per row costs 0.07 bits, one per matrix 0.18 to 0.24. With 3 bits it is
0.4 against 2.0 to 2.2, and the net can no longer spell.
"""

# %% [markdown]
r"""
## Where errors add up

A net that forgets also forgets its errors. What about a cell that keeps everything? Compare
three nets with random weights, one of them with forget biases of 8. Their weights are rounded
to 8 bits, and they run for 1,000 steps. Guess the curves.
"""


# %% tags=["explore"]
def cells(W_ih, W_hh, b, x, H=32):
    """Return the cell states of all steps, (T, B, H)."""
    zeros = np.zeros((x.shape[1], H))
    return nets.lstm_forward(x, zeros, zeros, W_ih, W_hh, b)[2]["cs"][1:]


drift = {}
for forget_bias in (0, 2, 8):
    rng = np.random.default_rng(0)
    W_ih, W_hh, b = nets.lstm_init(8, 32, rng, forget_bias=forget_bias)
    x = rng.normal(size=(1000, 4, 8))
    rounded = [q * scale[:, None] for q, scale in map(nets.quantise_rows, (W_ih, W_hh))]
    error = abs(cells(W_ih, W_hh, b, x) - cells(*rounded, b, x)).mean(axis=(1, 2))
    drift[f"forget bias {forget_bias}"] = error
plots.draw_drift(drift)

# %% [markdown]
r"""
With a bias of 0 the error does not grow after the first steps. With 8 it grows more
than a thousand times: every error that is written **stays**. The carousel of lesson 07
keeps errors as well as facts.

So measure a rounded net over the length that it will run, not over a test of 30 steps. Do
not expect it to be faster here: NumPy has no fast product of integers. The weights take a
quarter of the memory; the speed needs hardware and kernels for 8 bits.
"""

# %% [markdown]
r"""
## Out of Python: ONNX

A phone or a C++ server reads the net from a file. In an
[ONNX](https://onnx.ai/onnx/operators/onnx__LSTM.html) file an LSTM is one node. Its layout
differs from ours: blocks $i, o, f, c$ (their $c$ is our $g$), two biases, an additional axis.
The state is an input and an output **only if you connect it**. Runtimes are stateless [on
purpose](https://github.com/microsoft/onnxruntime/issues/11085), so that calls can run at
the same time: [add an input and an output](https://github.com/onnx/onnx/issues/3190) for
each state, and [feed it back](https://github.com/Denys88/rl_games/issues/316).

An exported net runs without an error message even if its state is always 0, if its
length is fixed, or if dropout is still on. Only a comparison reveals such mistakes.
"""

# %% [markdown]
r"""
## Exercise 6: `export_check`

`model` and `exported` are functions of $x$ $(T, B, I)$, $h$ and $c$ $(B, H)$, float32, that
return $y$, $h$ and $c$. Draw inputs and call both. Return `True` only if **each** array from
`exported` has dtype float32 and the model's shape, and differs from the model's
array by at most $10^{-5}$. Try:

- **lengths**: $T = 1$, which a server needs, and several others up to 40;
- **batches**: one sequence, and more;
- **states**: draw $h$ and $c$, different from each other;
- **two calls** with the same arguments: both results must be right.

An exception is a mistake. Grading tries about thirty exports; the mistakes show for $T \le 40$.
About 14 lines.
"""


# %% exercise="export-check"
def export_check(model, exported, I, H):
    """Find out whether an exported net does what the model does, for any length and state.

    Args:
        model: the net, a function of x (T, B, I), h (B, H) and c (B, H), float32 arrays, that
            returns y (T, B, K), and the next h and c.
        exported: what was exported, called in the same way.
        I: number of inputs.
        H: number of hidden units.

    Returns:
        True if nothing wrong was found, else False.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(0)
    for T, B in [(1, 1), (7, 3), (40, 2)]:
        sizes = (T, B, I), (B, H), (B, H)
        given = [rng.normal(size=size).astype(np.float32) for size in sizes]
        right = model(*given)
        for _ in range(2):
            try:
                got = exported(*given)
            except Exception:
                return False
            for a, b in zip(got, right, strict=True):
                if a.dtype != np.float32 or a.shape != b.shape:
                    return False
                if not np.allclose(a, b, rtol=0, atol=1e-5):
                    return False
    return True
    ### END SOLUTION


# %% tests="export-check" points=4
check("export-check", export_check)
### BEGIN HIDDEN TESTS
check("export-check", export_check, seed=26106, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
import tempfile
from pathlib import Path

from lstm_utils import onnx_file

small = {name: q.astype(np.float32) for name, q in net.items()}


def model32(x, h, c):
    hs, c, _ = nets.lstm_forward(x, h, c, small["W_ih"], small["W_hh"], small["b"])
    return hs @ small["W_out"].T + small["b_out"], hs[-1], c


if onnx_file.available():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lstm.onnx"
        onnx_file.write_onnx(net, path)
        run = onnx_file.load_onnx(path)
        print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")
    print("onnxruntime agrees:", export_check(model32, run, 8, 32))
    forgetful = lambda x, h, c: run(x, 0 * h, 0 * c)  # noqa: E731
    print("without its state: ", export_check(model32, forgetful, 8, 32))
else:
    print('ONNX is optional: pip install -e ".[onnx]" -c constraints.txt shows it here.')
    print(
        "without its state: ",
        export_check(model32, lambda x, h, c: model32(x, 0 * h, 0 * c), 8, 32),
    )

# %% [markdown]
r"""
## Capstone: write the test suite

The checks of this course find over 5,000 known mistakes.
What will check your own LSTM next year, when you make it faster?

A good test **rejects wrong code and accepts right code**. You can measure both:
put one mistake into right code, and see whether the test fails. This is *mutation
testing* ([DeMillo, Lipton and Sayward](https://doi.org/10.1109/C-M.1978.218136), 1978). The
**kill rate** is the share of wrong versions that are rejected. A right version that is
rejected is a **false alarm**.

The next cell has the test that most people write. How many of 25 wrong LSTMs does it find?
"""

# %% tags=["explore"]
from lstm_utils.checks.kills import kill_rate, kills


def first_test(fn):
    """Compare the hidden states of one batch with the reference."""
    rng = np.random.default_rng(0)
    x, zeros = rng.normal(size=(5, 3, 2)), np.zeros((3, 4))
    weights = nets.lstm_init(2, 4, rng)
    hs, c = fn(x, zeros, zeros, *weights)
    right, _, _ = nets.lstm_forward(x, zeros, zeros, *weights)
    return hs.shape == (5, 3, 4) and c.shape == (3, 4) and np.allclose(hs, right)


plots.draw_kills(kills(first_test))

# %% [markdown]
r"""
Each row is a kind of mistake. A cross is an LSTM that this test judges wrongly or not at all:
where the LSTM raises an exception, this test raises it as well, and returns neither `True` nor
`False`. It runs every line of the code, but finds only 11 of the mistakes, less than half.

Most of these LSTMs are answers to lesson 08 with one mistake.
"""

# %% [markdown]
r"""
## Exercise 7: `test_lstm`

`fn(x, h0, c0, W_ih, W_hh, b)` should be an LSTM over a sequence: it returns `hs`
$(T, B, H)$ and the last `c` $(B, H)$, for float64 arrays with blocks $i, f, g, o$.
Return `True` if you find nothing wrong, else `False`.
You may compare with `nets.lstm_forward(...)[:2]`. What matters is **which inputs you draw,
what you compare, and how often you call `fn`**.

Every mistake shows for some $T \le 40$ and $B, I, H \le 5$, with $x$, $h_0$, $c_0$ up
to about 1,000 in absolute value and weights of ordinary size. $T$, $B$, $I$ and $H$ are at
least 1.
"""

# %% [markdown]
r"""
What counts as wrong:

- a shape or a number that differs (the results of right LSTMs differ by less than $10^{-9}$);
- an exception, or a result that is `nan`;
- an argument that has changed after the call;
- a memory: an earlier call changes a later result, or a later call changes an earlier result.

**Points**: one for each of the 12 kinds in the picture, if you reject all hidden LSTMs of that
kind; these are **others** than in the picture. One false alarm costs all points, because a test
that rejects right code is useless. About 18 lines.
"""


# %% exercise="lstm-suite"
def test_lstm(fn):
    """Find out whether a function is an LSTM over a sequence.

    Args:
        fn: function of x (T, B, I), h0 (B, H), c0 (B, H), W_ih (4H, I), W_hh (4H, H) and
            b (4H,), float64 arrays, that should return hs (T, B, H) and the last c (B, H).

    Returns:
        True if nothing wrong was found, else False.
    """
    ### BEGIN SOLUTION
    rng, results = np.random.default_rng(0), []
    for T, B, I, H in [(1, 4, 3, 2), (5, 3, 2, 4), (3, 1, 1, 1), (34, 2, 1, 2)]:
        for size in (1, 1000):
            states = [size * rng.normal(size=s) for s in ((T, B, I), (B, H), (B, H))]
            weights = [rng.normal(size=s) for s in ((4 * H, I), (4 * H, H), (4 * H,))]
            given = [*states, *weights]
            for _ in range(2):
                right, before = nets.lstm_forward(*given)[:2], [q.copy() for q in given]
                try:
                    results += zip(fn(*given), right, strict=True)
                except Exception:
                    return False
                if not all(map(np.array_equal, given, before)):
                    return False
                for a, b in results:
                    if np.shape(a) != b.shape or not (abs(a - b) <= 1e-9).all():
                        return False
    return True
    ### END SOLUTION


# %% tests="lstm-suite" points=12
check("lstm-suite", test_lstm)
### BEGIN HIDDEN TESTS
check("lstm-suite", test_lstm, seed=26107)
### END HIDDEN TESTS

# %% tags=["explore"]
found = kills(test_lstm)
print(kill_rate(found))
for verdict in found:
    if verdict.accepted != verdict.is_right:
        print("misjudged:", verdict.kind, "-", verdict.words)
plots.draw_kills(found)

# %% [markdown]
r"""
Show a friend the two pictures. The difference is perhaps ten lines, and each asks a question:
*from another state? a second time? with larger numbers? for how many steps?*

A kill rate of 100 % shows that these mistakes are found, not that there are no others.
Line coverage shows less: the first test also ran all lines.
"""

# %% [markdown] question="no-reference" points=3
r"""
**Question (3 points).** Your team writes a new recurrent cell for which no reference
exists. The test compares its outputs, for one input, with a file that the **same code**
wrote last year. It passes. A colleague adds mutation testing: 95 % of the mutants are
killed. The report says: "The cell is correct, and 95 % of future bugs will be found."

1. What does a comparison with such a file show, and what does it not show?
2. Name three properties that any recurrent layer must have and that need no reference;
   for each, a mistake of this lesson that it finds.
3. What is wrong with both halves of the last sentence?

Five to eight sentences.

### BEGIN MARK SCHEME
- 1 point: the file shows that the behaviour has not changed on that input, not that it was
  right: a mistake of last year is in the file. One input does not show states, lengths or
  sizes. Only one of both: half a point.
- 1 point: three of: two halves with the state passed on equal the whole; each sequence of a
  batch equals the same one alone; outputs do not depend on later inputs; the same call
  again gives the same; arguments are unchanged; central differences equal the gradient.
  Each with a mistake (state cleared, sequences exchanged, read from its end, memory,
  changed in place). Three without mistakes, or two with: half a point.
- 1 point: killed mutants show that the test notices such changes of the present code;
  nothing follows about the cell itself being right. And future bugs are not drawn from the
  same mutants: 95 % holds for these. One of both: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
The file shows that the code still does what it did last year on that input; if it was wrong
then, the file is wrong, and the test protects the mistake. It also says nothing about other
states, lengths and batch sizes. Without a reference I would split a sequence, pass the
state on, and compare with the whole run, which finds a state that is cleared. I would run
each sequence of a batch alone, which finds exchanged sequences, and call the layer twice
with the same arguments, which finds a memory. A high kill rate says that the test notices
these changes of the code that we have; it does not say that this code is right. And the
bugs of next year are not a sample of our mutants, so 95 % of them is a guess.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- The state belongs to the sequence. Make it an argument and a result, and store nothing else.
- Test a server by comparing random interleaving with each user alone.
- Use one scale for each row; add products of 8-bit integers in 32 bits.
- A budget is a proven bound. A net that forgets also forgets its errors.
- Compare an export over lengths, batches and drawn states, with two calls each.
- Measure a test by the wrong code that it rejects and the right code that it accepts.

**Now you can** put a net with memory into service, and prove what you promise.
"""

# %% [markdown]
r"""
## A look back

| lessons | what you built | what stays |
|---|---|---|
| 00-03 | a neuron, a net, chains of letters | check a gradient by central differences |
| 04-06 | recurrence, gradients through time | products vanish or explode |
| 07-10 | the cell of 1997, the LSTM, its fast forms | sums keep: $c = f c + i g$ |
| 11-16 | forgetting, variants, counters, probes | initialisation matters; use a control |
| 17-21 | rivers, CTC, translation, attention | compute a baseline first |
| 22-25 | drawing, games, scans, successors | parallel nets have a price |
| 26 | a server and a test suite | test the tests with mutants |

You began with a weighted sum. Every line between that and a translator was yours.
"""

# %% [markdown]
r"""
## What to read and build next

- **Read** Hochreiter and Schmidhuber,
  [Long short-term memory](https://doi.org/10.1162/neco.1997.9.8.1735) (1997), once more:
  you now know every symbol.
- **Read** a small Transformer, [nanoGPT](https://github.com/karpathy/nanoGPT): you know its
  attention.
- **Read** Jacob and others (2018),
  [Quantization and training of neural networks for efficient integer-arithmetic-only
  inference](https://arxiv.org/abs/1712.05877).
- **Build** something with a stream that you care about: your text, your river. Begin with a
  persistence baseline and an interleaving test.
- **Repair** something: run `test_lstm` on an LSTM from the web, and report what you find.
- **Teach** it: explain the lesson that you found hardest to a friend.

Thank you for coming this far.
"""
