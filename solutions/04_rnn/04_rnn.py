# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 04 · A net with a memory

Lesson 02 gave a net a window: what had left the window had left the world.
Lesson 03 gave a chain a context of $k$ letters, with the same end.
An automaton did better with **one state**, which it kept for as long as it was needed.
**Can a net have a state, and can it learn what to keep in it?**

![A net with a loop, and the same net unfolded over five steps](figures/unfolding.svg)

You write seven functions: `rnn_step`, `rnn_forward`, `reber`, `embedded_reber`,
`legal_next`, `one_hot`, `inputs_and_targets`.
Then a net reads strings, and you compare it with a famous table of 1997.

*Reading and writing take 75 to 90 minutes; running every cell takes about 30 seconds.*
"""

# %%
from functools import partial

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("rnn-step")
from lstm_utils.tasks import reber as task

plots.use_style()

# %% [markdown]
r"""
## An edge that points back

Take the hidden layer of lesson 02, and let it read one thing more:
**its own output of the step before.** That is the network of
[Elman (1990)](https://doi.org/10.1207/s15516709cog1402_1):

$$
h_t = \tanh\left(W_{ih}\, x_t + W_{hh}\, h_{t-1} + b\right),
\qquad z_t = W_{out}\, h_t + b_{out}
$$

$h_t$ is the **state** after step $t$. Before the first step it is $h_0$, mostly zeros.
The state is all that the net has of the past: $h_t$ depends on $x_t$ and $h_{t-1}$,
which depends on $x_{t-1}$ and $h_{t-2}$, and so on.
**Memory is what is left in $h_t$ of earlier inputs.**
"""

# %% [markdown]
r"""
## See it: unfolding

A graph with a loop has no first and no last node. So draw one copy for each step:
the net is **unfolded**, and is a feedforward net again, as deep as the sequence is long.
Press play. Before you do, guess:

1. How many matrices does the unfolded net over five symbols have?
2. S is read twice, at steps 3 and 5. Are $h_3$ and $h_5$ the same?
3. How many steps would a sixth symbol cost, how many new weights?
"""

# %% tags=["explore"]
plots.interactive_unfolding()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

1. Three, however long the sequence. $W_{ih}$ at step 1 **is** $W_{ih}$ at step 5.
   Lesson 02's window had 16 new weights for each step, and learnt each place by itself.
2. Nearly, but not quite. The symbol is the same, what came before is not.
   (The weights are random: nobody has taught this net what to keep.)
3. One more step, and no weight.

</details>

## Exercise 1: `rnn_step`

One step for a batch. Rows are sequences, as in `dense`:
$x$ $(B, I)$, $h$ $(B, H)$, $W_{ih}$ $(H, I)$, $W_{hh}$ $(H, H)$, $b$ $(H,)$.

$$h_{new} = \tanh\left(x\, W_{ih}^\top + h\, W_{hh}^\top + b\right)$$

$x = (1, -1)$, $h = (0.5, 0)$, $b = (0, 0.25)$,
$W_{ih} = \begin{pmatrix} 1 & 0.5 \\ 0 & 1 \end{pmatrix}$,
$W_{hh} = \begin{pmatrix} 0 & 1 \\ 2 & 0 \end{pmatrix}$
give $(0.462, 0.245)$. About 1 line.
$W_{hh}$ is square: if you turn it the wrong way, no shape will warn you.
"""


# %% exercise="rnn-step"
def rnn_step(x, h, W_ih, W_hh, b):
    """Compute the next state of an Elman network.

    Args:
        x: input of this step, (B, I) array.
        h: state after the step before, (B, H) array; not changed.
        W_ih: weights from the inputs, (H, I) array.
        W_hh: weights from the last state, (H, H) array.
        b: biases, (H,) array.

    Returns:
        The state after this step, (B, H), a new array.
    """
    ### BEGIN SOLUTION
    return np.tanh(x @ W_ih.T + h @ W_hh.T + b)
    ### END SOLUTION


# %% tests="rnn-step" points=3
check("rnn-step", rnn_step)
### BEGIN HIDDEN TESTS
check("rnn-step", rnn_step, seed=4101, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
How long does a memory last? Take a single unit, give it a 1, then nothing but zeros.
"""

# %% tags=["explore"]
figure, ax = plots.new_figure(height=2.6)
for w in (0.0, 0.5, 0.9, 1.2):
    h, states = np.zeros((1, 1)), []
    for t in range(20):
        x_t = np.array([[1.0 if t == 0 else 0.0]])
        h = rnn_step(x_t, h, np.ones((1, 1)), np.array([[w]]), np.zeros(1))
        states.append(h[0, 0])
    ax.plot(range(1, 21), states, marker=".", label=f"$W_{{hh}}$ = {w}")
ax.set(xlabel="step $t$", ylabel="state $h_t$", xticks=[1, 5, 10, 15, 20])
ax.legend()
figure

# %% [markdown]
r"""
At 0 the 1 is forgotten at once: a net without the loop. At 0.5 and 0.9 it fades.
At 1.2 it does not fade at all: the unit drives itself, settles near 0.66 and stays there,
with tanh to keep it from exploding. A weight decides what is kept, and weights are learnt.

## Exercise 2: `rnn_forward`

The loop over time. $x$ is $(T, B, I)$: **time first**, `x[t]` is a batch for one step.
Return all states, $hs$ $(T, B, H)$.
Python counts from 0 and the formula from 1: `x[0]` is $x_1$ and `hs[0]` is $h_1$.
$h_0$ comes in as an argument and is not part of `hs`.

For one unit with $W_{ih} = 1$, $W_{hh} = 0.5$, $b = 0$, $h_0 = 0$ and $x = (1, 0, 0)$
it is $(0.762, 0.363, 0.180)$. About 5 lines, with `nets.rnn_step`.
"""


# %% exercise="rnn-forward"
def rnn_forward(x, h0, W_ih, W_hh, b):
    """Read a batch of sequences, with the same weights at every step.

    Args:
        x: inputs, (T, B, I) array.
        h0: state before the first step, (B, H) array; not changed.
        W_ih, W_hh, b: parameters, as in rnn_step.

    Returns:
        hs: the state after each step, (T, B, H) array.
    """
    ### BEGIN SOLUTION
    h, hs = h0, []
    for x_t in x:
        h = nets.rnn_step(x_t, h, W_ih, W_hh, b)
        hs.append(h)
    return np.stack(hs)
    ### END SOLUTION


# %% tests="rnn-forward" points=4
check("rnn-forward", rnn_forward)
### BEGIN HIDDEN TESTS
check("rnn-forward", rnn_forward, seed=4202, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
Lesson 02's net could not even be asked about a 13th number. Yours takes any length:
"""

# %% tags=["explore"]
rng = np.random.default_rng(0)
weights = [rng.normal(size=size) for size in ((4, 1), (4, 4), 4)]
for T in (1, 12, 13, 1000):
    x = rng.normal(size=(T, 2, 1))
    print("T =", T, "  states", rnn_forward(x, np.zeros((2, 4)), *weights).shape)

# %% [markdown]
r"""
## Something to read: the Reber grammar

![States 0 to 7 of the Reber grammar, with the symbol on each arrow](figures/reber.svg)

Start in state 0, follow arrows to the double circle, write down what stands on them.
Where two arrows leave, both are equally likely.
[Reber](https://doi.org/10.1016/S0022-5371(67)80149-X) let people learn such strings in 1967.
The Elman net in DL4J's beginner's guide has an input called *BTSXPE*:
six of this grammar's seven letters.

Which letter may come depends on the **state**, not on the last letter alone:
after a T in second place S may come; after a T further on, never. Find both in the picture.
"""

# %% [markdown]
r"""
## Exercise 3: `reber`

Draw one string with the generator `rng`: `"BTXSE"`, `"BPTVPSE"`, ...
Write the picture down first: a list with a dict for each state,
from each symbol to the state where its arrow leads. It begins

```python
arrows = [{"B": 1}, {"T": 2, "P": 3}, ...]
```

and ends with `{}` for state 7. Then walk. About 14 lines.
A string may be long, but a loop that never ends is a mistake in the list:
interrupt it with the ■ button.

The check draws 120 strings. All must be legal,
and both ways out of each fork must come about equally often:
a right answer is refused less than once in ten million times.
"""


# %% exercise="reber"
def reber(rng):
    """Draw one string of the Reber grammar, both ways equally likely at every fork.

    Args:
        rng: numpy.random.Generator; all chance comes from it.

    Returns:
        A string such as "BTXSE".
    """
    ### BEGIN SOLUTION
    arrows = [
        {"B": 1},
        {"T": 2, "P": 3},
        {"S": 2, "X": 4},
        {"T": 3, "V": 5},
        {"X": 3, "S": 6},
        {"P": 4, "V": 6},
        {"E": 7},
        {},
    ]
    state, symbols = 0, []
    while arrows[state]:
        choices = list(arrows[state])
        symbols.append(choices[rng.integers(len(choices))])
        state = arrows[state][symbols[-1]]
    return "".join(symbols)
    ### END SOLUTION


# %% tests="reber" points=4
check("reber", reber)
### BEGIN HIDDEN TESTS
check("reber", reber, seed=4303, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
rng = np.random.default_rng(0)
strings = [reber(rng) for _ in range(2000)]
lengths = [len(string) for string in strings]
print(*strings[:8])
print(f"lengths {min(lengths)} to {max(lengths)}, mean {np.mean(lengths):.1f}")

# %% [markdown]
r"""
## Something to remember: the embedded Reber grammar

![Two copies of the Reber grammar in a frame that begins and ends alike](figures/embedded.svg)

Lesson 03's riddle. The second letter, T or P, comes back as the last but one.
Both copies in between are the same, and of any length.
Whoever is at the end of the inner string has to know which copy it was.

## Exercise 4: `embedded_reber`

`B`, then T or P with equal chances, then a whole Reber string with its own B and E,
then **the same letter again**, then `E`. For the letter P and `"BTXSE"`: `"BPBTXSEPE"`.
Take the inner string from `task.reber(rng)`. About 2 lines.
"""


# %% exercise="embedded-reber"
def embedded_reber(rng):
    """Draw one string of the embedded Reber grammar.

    Args:
        rng: numpy.random.Generator; all chance comes from it.

    Returns:
        A string such as "BPBTXSEPE": its last letter but one is its second.
    """
    ### BEGIN SOLUTION
    letter = "TP"[rng.integers(2)]
    return "B" + letter + task.reber(rng) + letter + "E"
    ### END SOLUTION


# %% tests="embedded-reber" points=2
check("embedded-reber", embedded_reber)
### BEGIN HIDDEN TESTS
check("embedded-reber", embedded_reber, seed=4404, rounds=2)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Exercise 5: `legal_next`

To judge a net we must know what may come. Walk the prefix of a string through `grammar`,
a list of dicts like your `arrows`, and return the symbols that leave the state you reach,
as one string in the order of `task.SYMBOLS`, which is `"BTSXPVE"`.

In the embedded grammar: after `"B"` it is `"TP"`, after `"BPBTXSE"` it is `"P"`,
after a complete string `""`. About 4 lines. Every prefix that you get is legal.
"""


# %% exercise="legal-next"
def legal_next(prefix, grammar):
    """Tell which symbols may follow the beginning of a string.

    Args:
        prefix: the symbols so far, a string; may be empty.
        grammar: list of dicts, from each symbol that may come to the state it leads to.

    Returns:
        The symbols that may come next, a string in the order of task.SYMBOLS.
    """
    ### BEGIN SOLUTION
    state = 0
    for symbol in prefix:
        state = grammar[state][symbol]
    return "".join(symbol for symbol in task.SYMBOLS if symbol in grammar[state])
    ### END SOLUTION


# %% tests="legal-next" points=3
check("legal-next", legal_next)
### BEGIN HIDDEN TESTS
check("legal-next", legal_next, seed=4505, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
for string in ("BTBTXSETE", "BPBTXSEPE"):
    after = [legal_next(string[: t + 1], task.EMBEDDED_REBER) for t in range(len(string))]
    print("".join(f"{symbol:>4}" for symbol in string), " read")
    print("".join(f"{symbols:>4}" for symbols in after), " may come next")

# %% [markdown]
r"""
Column by column the two strings allow the same, **but for one place**, five symbols
after the letter was read. There a net without memory can only guess.

## Exercise 6: `one_hot`

Letters into numbers. Is S, number 2, twice as much as T, number 1? It is not:
so every symbol gets an axis of its own. From numbers `ids` $(T, B)$ make codes $(T, B, V)$,
floats, with a 1 at the symbol's number and 0 elsewhere.
With $V = 4$, symbol 2 is $(0, 0, 1, 0)$.
$V$ is an argument: not every batch contains every symbol. About 1 to 4 lines.
"""


# %% exercise="one-hot"
def one_hot(ids, V):
    """Give every symbol an axis of its own.

    Args:
        ids: number of each symbol, (T, B) integer array, 0 to V - 1; not changed.
        V: size of the vocabulary.

    Returns:
        (T, B, V) float array: 1 at the symbol's number, 0 elsewhere.
    """
    ### BEGIN SOLUTION
    return np.eye(V)[ids]
    ### END SOLUTION


# %% tests="one-hot" points=2
check("one-hot", one_hot)
### BEGIN HIDDEN TESTS
check("one-hot", one_hot, seed=4606, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Exercise 7: `inputs_and_targets`

At every step the net is asked for the **next** symbol.
So a string is its own teacher, against itself by one:

| | | | | |
|---|---|---|---|---|
| $x$ | B | T | X | S |
| $y$ | T | X | S | E |

Return both as arrays of numbers, a symbol's number being its place in `alphabet`.
With `"BTSXPVE"`, `"BTXSE"` gives $x = (0, 1, 3, 2)$ and $y = (1, 3, 2, 6)$.
$L$ symbols make $T = L - 1$ steps. About 2 lines.
"""


# %% exercise="inputs-and-targets"
def inputs_and_targets(string, alphabet):
    """Ask for the next symbol at every step of one string.

    Args:
        string: symbols of the alphabet, two or more.
        alphabet: all symbols, a string.

    Returns:
        x: numbers of what the net reads, (T,) integer array.
        y: numbers of what comes next, (T,) integer array.
    """
    ### BEGIN SOLUTION
    ids = np.array([alphabet.index(symbol) for symbol in string])
    return ids[:-1], ids[1:]
    ### END SOLUTION


# %% tests="inputs-and-targets" points=2
check("inputs-and-targets", inputs_and_targets)
### BEGIN HIDDEN TESTS
check("inputs-and-targets", inputs_and_targets, seed=4707, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# All that you wrote, together: an untrained net of 16 units reads a string.
params = nets.elman_init(7, 16, 7, np.random.default_rng(0))
x, y = inputs_and_targets("BPBTXSEPE", task.SYMBOLS)
codes = one_hot(x[:, None], 7)  # (T, B=1, V)
hs = rnn_forward(codes, np.zeros((1, 16)), params["W_ih"], params["W_hh"], params["b"])
p = nets.softmax(nets.dense(hs[:, 0], params["W_out"], params["b_out"]))
print("probability of the right symbol:", p[np.arange(len(y)), y].round(2), "(guessing: 0.14)")

# %% [markdown]
r"""
## Use it: learn the grammar from strings

Nobody shows the net an automaton. It sees strings, guesses the next symbol, and goes downhill.
`nets.elman_loss_and_grads` carries the gradient back through the unfolded net:
backpropagation through time, which **you** write in lesson 05.
Adam (lesson 10) takes the steps; clipping (lesson 06) cuts gradients that are too long.

Strings of a batch differ in length: short ones are padded with zeros at the end,
and `mask` says which steps are real. Only those count.

A string counts as right if at **every** step all symbols that may come next
get more than all that may not: `task.all_legal`, which is your `legal_next` for a batch.
We stop when 256 new strings are right, and look every 800 strings.
"""


# %% tags=["explore"]
def share_right(forward, params, n, rng):
    """Share of n new strings that are predicted without any mistake."""
    test = task.reber_batch(n, rng)
    z, _ = forward(params, test["x"])
    return task.all_legal(z, test["legal"], test["mask"]).mean()


def train(seed, make, forward, loss_and_grads, limit=100_000):
    """Train until 256 new strings are right; return the net, the strings used, the curve."""
    rng = np.random.default_rng(seed)
    params = make(rng)
    state, curve = nets.adam_init(params), []
    for strings in range(32, limit + 1, 32):
        batch = task.reber_batch(32, rng)
        _, grads = loss_and_grads(params, batch["x"], batch["y"], batch["mask"])
        nets.adam_step(params, nets.clip_by_global_norm(grads, 1.0)[0], state, lr=0.01)
        if strings % 800 == 0:
            curve.append(share_right(forward, params, 256, rng))
            if curve[-1] == 1:
                break
    return params, strings, curve


def fresh(rng):
    """A net of 16 units for 7 symbols."""
    return nets.elman_init(7, 16, 7, rng)


elman = partial(train, make=fresh, forward=nets.elman_forward)
runs = [elman(seed, loss_and_grads=nets.elman_loss_and_grads) for seed in range(5)]
rnn_needs = [strings for _, strings, _ in runs]
print("strings until 256 new ones were right:", rnn_needs)
assert all(curve[-1] == 1 for _, _, curve in runs)

# %% tags=["explore"]
figure, ax = plots.new_figure(height=2.6)
for seed, (_, _, curve) in enumerate(runs):
    ax.plot(0.8 * np.arange(1, len(curve) + 1), curve, label=f"seed {seed}")
ax.axhline(0.5, color=plots.GREY, lw=1)
ax.set(xlabel="thousands of strings", ylabel="share of strings right")
ax.legend(loc="lower right")
figure

# %% [markdown]
r"""
The share climbs to about **one half** and stays there for a while: some nets leave soon,
some after ten thousand strings. Then something is found, and it goes up to 1.
You will be asked what.

Watch a trained net read. The automaton *is* in a state; the net has 16 numbers.

![The automaton's state lit, sixteen units, and a net that expects P](figures/reader.svg)

Go to the place where the far letter is due. Then choose the other twin:
what differs in the net's state?
"""

# %% tags=["explore"]
net = runs[0][0]
plots.interactive_reader(net)

# %% [markdown]
r"""
## What is left of T and P

Two strings that differ in the second letter alone. At each step, how far apart are the two
states? That distance is all that the net can know the letter by.
"""


# %% tags=["explore"]
def what_is_left(params, inner="BTSSSXXTTVPXVVE"):
    """Distance of the states after B T inner... and B P inner..., step by step."""
    twins = task.prediction_task([f"B{letter}{inner}{letter}E" for letter in "TP"])
    _, cache = nets.elman_forward(params, twins["x"])
    apart = cache["hs"][:, 0] - cache["hs"][:, 1]
    return np.linalg.norm(apart, axis=1)[1:-1]  # from the letter to where it is due


untrained, trained = what_is_left(fresh(np.random.default_rng(0))), what_is_left(net)
figure, ax = plots.new_figure(height=2.6)
ax.semilogy(trained, marker="o", label="trained")
ax.semilogy(untrained, marker="s", label="untrained")
ax.set(xlabel="steps since T or P", ylabel="distance of the two states")
ax.legend()
assert untrained[-1] < 1e-3 < 0.1 < trained.min()
figure

# %% [markdown]
r"""
In the untrained net the letter fades, to less than a thousandth after fifteen steps.
The trained one keeps it, step after step, through letters that have nothing to do with it.
Training has made a memory. Cleeremans, Servan-Schreiber and McClelland saw the hard part
[in 1989](https://doi.org/10.1162/neco.1989.1.3.372): Elman nets learnt the Reber grammar
perfectly, but what the steps in between do not need tends to get lost.

## Beside the table of 1997

The paper that introduced the LSTM opens with this task
([Hochreiter and Schmidhuber 1997](https://doi.org/10.1162/neco.1997.9.8.1735), Table 1).
Below is our count beside it, with an LSTM as well: a preview of lesson 08.
(RTRL, real-time recurrent learning, and recurrent cascade-correlation
are two other ways to train recurrent nets.)
"""


# %% tags=["explore"]
def fresh_lstm(rng):
    """An LSTM of 16 units for 7 symbols, its forget gates open."""
    return nets.sequence_net_init(nets.lstm_init(7, 16, rng, forget_bias=1.0), K=7, rng=rng)


lstm = nets.sequence_net_forward, nets.sequence_net_loss_and_grads
lstm_needs = [train(seed, fresh_lstm, *lstm)[1] for seed in range(5)]
print("1997, Table 1                          solved   strings")
print("  RTRL, 3 units              'some fraction'   173,000")
print("  RTRL, 12 units             'some fraction'    25,000")
print("  Elman, 15 units (from 1989)            0 %  >200,000")
print("  recurrent cascade-correlation         50 %   182,000")
print("  LSTM, its best row                   100 %     8,440")
print("ours, Adam, batches of 32")
for name, needs in (("Elman net", rnn_needs), ("LSTM", lstm_needs)):
    print(f"  {name + ', 16 units':32} 5 of 5 {min(needs):9,} to {max(needs):,}")
assert max(lstm_needs + rnn_needs) < 100_000

# %% [markdown]
r"""
So a plain RNN does **not** fail here, and our LSTM is hardly faster.
Before you believe either table:

- **Same:** when a step is right.
- **Theirs is stricter:** 256 strings for training, 256 others for testing,
  and all symbols of *all 512* right. Ours: one clean look at 256 new strings, one look in 800.
- **Their data are scarcer,** ours are new at every step.
- **They stepped online** with plain gradient descent, we after 32 strings, with Adam.
- **Elman's row is from 1989,** with *Elman's training procedure*.

How strict is our test? Ask each net about 2,560 more strings:
"""

# %% tags=["explore"]
rng = np.random.default_rng(99)
shares = [share_right(nets.elman_forward, params, 2560, rng) for params, _, _ in runs]
print("right of 2,560 more strings:", *(f"{share:.1%}" for share in shares))
assert min(shares) > 0.9

# %% [markdown]
r"""
### Same net, other training

Elman copied the state into *context units* and treated them as one more input. So
[his gradient](https://schraudolph.org/teach/NNcourse/dynamics.html) knows this step
and the state before it, no more:
nothing ever tells the net that keeping a letter would have helped later.
Let us cut ours there (`truncated_bptt` with `k2=1`; you write it in lesson 05).
"""

# %% tags=["explore"]
one_step = partial(nets.truncated_bptt, k1=1, k2=1)
elmans_way = partial(nets.elman_loss_and_grads, backward=one_step)
for seed in range(2):
    _, strings, curve = elman(seed, loss_and_grads=elmans_way, limit=24_000)
    print(f"seed {seed}: {strings:,} strings, share right", *np.round(curve[4::5], 2))
    assert np.mean(curve[-5:]) < 0.8

# %% [markdown]
r"""
The grammar is learnt, the far letter is guessed, as long as we looked.
**This net can remember: the other training has shown it. This training does not tell it to.**
It may well explain the 0 %, but does not prove it: the nets of 1989 differed in more.

## Break it

**Longer strings.** Let the inner string go round the loop X V P, $n$ times,
and ask five trained nets for the far letter alone.
"""

# %% tags=["explore"]
for n in (0, 1, 2, 4, 8, 16, 32):
    inner = "BTX" + "XVP" * n + "SE"
    twins = task.prediction_task([f"B{letter}{inner}{letter}E" for letter in "TP"])
    logits = [nets.elman_forward(params, twins["x"])[0][-2] for params, _, _ in runs]
    right = (np.argmax(logits, axis=2) == twins["y"][-2]).mean()
    print(f"{len(inner):3} symbols in between: {right:.0%} of the far letters right")
assert right < 1

# %% [markdown]
r"""
Such strings are rare in training, so nothing there asked for a memory this long.
The net has no automaton in it, only numbers that are good enough for the usual length.
One half is what a guess gets: in the end most nets say the same letter whatever came.

**Cut the loop.** Set $W_{hh}$ to zero in a trained net:
"""

# %% tags=["explore"]
cut = net | {"W_hh": np.zeros((16, 16))}
without = share_right(nets.elman_forward, cut, 256, np.random.default_rng(5))
print(f"strings right with the loop cut: {without:.0%}")
assert without == 0

# %% [markdown]
r"""
**A target that is not shifted.** The most frequent bug of sequence models,
and it looks like a triumph. No net can be better than the grammar is predictable:
where two symbols may come with equal chances, the loss is $\ln 2$ on average.
"""

# %% tags=["explore"]
rng = np.random.default_rng(0)
test = task.reber_batch(2000, rng)
choices = test["legal"].sum(axis=2)[test["mask"]]
floor = np.log(choices).mean()
z, _ = nets.elman_forward(net, test["x"])
honest, _ = nets.masked_cross_entropy(z, test["y"], test["mask"])

params = fresh(rng)
state = nets.adam_init(params)
for _ in range(150):
    batch = task.reber_batch(32, rng)
    unshifted = batch["x"].argmax(axis=2)  # what is read, for what comes
    loss, grads = nets.elman_loss_and_grads(params, batch["x"], unshifted, batch["mask"])
    nets.adam_step(params, grads, state, lr=0.01)
print(f"the grammar's floor {floor:.3f} nats, our net {honest:.3f}, unshifted {loss:.3f}")
assert loss < floor < honest < floor + 0.1

# %% [markdown]
r"""
Below the floor after 150 updates: too good to be true. It repeats what it hears.
**Know the best possible loss before you train**, and be alarmed when you beat it.

The library's version of what you built is `torch.nn.RNN`:
the same layout, but two biases, of which ours is the sum.
Lesson 09 moves to PyTorch.
"""

# %% [markdown] question="why-one-half" points=3
r"""
**Question (3 points).** The learning curves stand near one half for a while.
In five to nine sentences:

1. What does the net know by then, and what not? Why is the share near 1/2, not 1/7 or 0?
2. Lesson 03's chain of order 5 would stay there, and so did the net that was trained
   in Elman's way. For the same reason?
3. A friend sees "Elman: 0 %" in the table of 1997 and "5 of 5" in yours and says:
   "One of them must be wrong." Answer with two differences.

### BEGIN MARK SCHEME
- 1 point: it knows the inner grammar (and the frame), but not which letter is due at the last
  step but one; there it gives about equal probabilities to T and P, one of which is
  illegal; two equally likely letters, so about half of the strings are right by luck.
  Without the reason for one half: half a point.
- 1 point: different reasons. The chain cannot represent it: the letter has left its window.
  The net can (it is the same net that solves the task) but is not taught to: its gradient
  is cut after one step, so no weight learns that keeping the letter pays.
  "Both forget": no point; one side explained: half a point.
- 1 point: two of: training (one-step gradient against the whole sequence; plain gradient
  descent, string by string, against Adam and batches), criterion (512 strings against one
  look at 256), data (256 fixed training strings against new ones), source (the row was
  taken from a paper of 1989). Half a point each.
### END MARK SCHEME

### BEGIN SOLUTION
By then the net knows the frame and the inner grammar: at nearly every step the legal symbols
are on top. It does not know whether T or P is due at the last step but one.
Only these two are in question there, and both are equally likely,
so about half of the strings come out right by luck.
The chain stays there because the letter is outside its window: no counts can help.
A net trained in Elman's way could hold the letter in its state, it is the very net that
solves the task, but its gradient is cut after one step,
so nothing tells the weights that holding it would have helped.
Both tables can be right: in 1989 the gradient went back one step, with us through the whole
string; and 1997 asks for all symbols of 512 strings, from 256 training strings,
while we ask once for 256 new ones after training on ever new strings.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- $h_t = \tanh(x_t W_{ih}^\top + h_{t-1} W_{hh}^\top + b)$: the same weights at every step,
  for sequences of any length.
- Unfolded, a recurrent net is a feedforward net as deep as the sequence is long.
- Memory is what is left in the state of earlier inputs. Untrained, it fades within a few steps.
- Inputs and targets are one string, shifted by one. Know the floor of the loss.
- A plain RNN learns embedded Reber under Adam. What "solved" means decides the number.

## Where to read on

- [Elman (1990)](https://doi.org/10.1207/s15516709cog1402_1): nets that find structure in time.
- [Lipton, Berkowitz and Elkan](https://arxiv.org/abs/1506.00019): recurrent nets and unfolding,
  in this course's order.
- Lesson 05: how does the gradient get back through time, and what does it cost to cut it?
"""
