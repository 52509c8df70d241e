# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 14 · A language model

How many bits does a text need, if a net guesses the next letter?

You train an LSTM on the manual of lesson 03 for less than a minute.
You see where a text surprises it, let it write at several temperatures,
and turn it into a lossless **compressor**.
It beats every chain of lesson 03, and bzip2. Then bzip2 beats it. You find out why.

You will write eight short functions.
Reading and writing take about 90 minutes, with a break after exercise 5;
all training together takes about a minute.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
import bz2
import lzma

import numpy as np
import torch
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, find_the_bug, hint  # hint("embed")
from lstm_utils.tasks import markov
from lstm_utils.tasks.text import load_text

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()
torch.set_num_threads(1)
text = load_text()  # the documents of lesson 03, in the same three parts
V = len(text.alphabet)
print(f"{sum(map(len, text.train)):,} characters to learn from, {V} different ones")

# %% [markdown]
r"""
## See it: where is a text surprising?

![A sentence coloured by surprise: order 3, and the paler LSTM](figures/surprise.svg)

A character with probability $p$ costs $-\log_2 p$ bits: its **surprise**.
Above, the chain of order 3 reads a sentence; below, the net that you will train (recorded).
For both, the first letters of words cost most. *Elephant* surprises both: the manual has none.
This lesson measures models by the mean of these bits. Lower is better.
"""

# %% [markdown]
r"""
## The way of a character

![A character becomes a number, a row, a state, logits, then bits](figures/way.svg)

In the middle is the LSTM cell. On the right are three uses of **the same** logits.
You write the first two boxes and the last three.

## Exercise 1: `embed`

A character is a number $v$, but the order of these numbers has no meaning.
So each character has its own **row** of $E$ numbers, which are learned: an **embedding**.

![The first two boxes are lit: a number selects its row of the table](figures/way_embed.svg)

Return `x`, $(T, B, E)$: `x[t, b]` is row `ids[t, b]` of the table. About 1 line.
"""


# %% exercise="embed"
def embed(ids, table):
    """Look up the row of each symbol.

    Args:
        ids: numbers of the symbols, 0 to V - 1, (T, B) integer array.
        table: a row for each symbol, (V, E) float array.

    Returns:
        x: the rows, (T, B, E).
    """
    ### BEGIN SOLUTION
    return table[ids]
    ### END SOLUTION


# %% tests="embed" points=2
check("embed", embed)
### BEGIN HIDDEN TESTS
check("embed", embed, seed=14101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
rng = np.random.default_rng(0)
table, W_ih = rng.normal(size=(V, 32)), rng.normal(size=(512, 32))
ids = np.array([[text.alphabet.index(c)] for c in "def"])
one_hot = np.eye(V)[ids]  # (3, 1, V)
print("rows:", embed(ids, table).shape, " one-hot:", one_hot.shape)
assert np.allclose(embed(ids, table), one_hot @ table), "does embed pass its check?"
print(f"weights of the first layer: {table.size + W_ih.size:,}, without rows {512 * V:,}")

# %% [markdown]
r"""
An embedding equals a dense layer on one-hot vectors.

## Exercise 2: `embed_backward`

The gradient goes back to the row that was used.
A character that occurs five times in the batch was used five times:

$$
d\,\text{table}_v = \sum_{t, b:\ \text{ids}_{t, b} = v} dx_{t, b}
$$

For ids $0, 2, 0$ (three steps, $B = 1$) and $dx = 1, 10, 100$ ($E = 1$), the rows are
$101, 0, 10$.

Return the gradient $(V, E)$. Rows of symbols that do not occur are 0.
In NumPy, `a[ids] += dx` adds only one of several values to a repeated index, but
`np.add.at(a, ids, dx)` adds all of them. About 3 lines.
"""


# %% exercise="embed-backward"
def embed_backward(dx, ids, V):
    """Compute the gradient of the table of an embedding.

    Args:
        dx: gradient of the loss with respect to x, (T, B, E) float array.
        ids: numbers of the symbols that were looked up, (T, B) integer array.
        V: number of symbols.

    Returns:
        dtable: (V, E).
    """
    ### BEGIN SOLUTION
    dtable = np.zeros((V, dx.shape[2]), dtype=dx.dtype)
    np.add.at(dtable, ids, dx)
    return dtable
    ### END SOLUTION


# %% tests="embed-backward" points=3
check("embed-backward", embed_backward)
### BEGIN HIDDEN TESTS
check("embed-backward", embed_backward, seed=14202, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
piece = "".join(text.train)[: 64 * 32]
ids = np.array([text.alphabet.index(c) for c in piece]).reshape(64, 32)
counts = np.bincount(ids.ravel(), minlength=V)
most = text.alphabet[counts.argmax()]
print(f"{ids.size} characters, {counts.max()} of them {most!r}")
print(f"`+=` would keep {(counts > 0).sum() / ids.size:.0%} of the gradients")

# %% [markdown]
r"""
## Exercise 3: `stream_batches`

Keeping the state helps only if the next batch continues where this batch ends.
So cut the text into $B$ long **streams** first, and then cut the streams into batches:

![A text in three columns; the second batch continues each column](figures/streams.svg)

With $N$ characters, each stream has $n = \lfloor (N - 1) / B \rfloor$ characters;
stream $b$ begins at character $b\,n$. Batch $k$ has steps $kT$ to $kT + T - 1$ of all streams.
`y` is the character that comes **next in the text**, also at the end of a batch or stream.
Leave out the steps after the last full batch. Return a list of pairs `(x, y)`, $(T, B)$ each.
"""

# %% [markdown]
r"""
For ids $0$ to $8$, $B = 2$, $T = 2$: the first `x` is `[[0, 4], [1, 5]]`,
its `y` `[[1, 5], [2, 6]]`. About 4 lines.
"""


# %% exercise="stream-batches"
def stream_batches(ids, B, T):
    """Cut a long text into batches in which every column continues in the next batch.

    Args:
        ids: numbers of the characters, (N,) integer array, long enough for one batch.
        B: number of streams.
        T: steps of a batch.

    Returns:
        list of (x, y), each (T, B): what is read, and the character that comes next.
    """
    ### BEGIN SOLUTION
    n = (len(ids) - 1) // B
    x = ids[: B * n].reshape(B, n).T
    y = ids[1 : B * n + 1].reshape(B, n).T
    return [(x[t : t + T], y[t : t + T]) for t in range(0, n - T + 1, T)]
    ### END SOLUTION


# %% tests="stream-batches" points=4
check("stream-batches", stream_batches)
### BEGIN HIDDEN TESTS
check("stream-batches", stream_batches, seed=14303, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
ids = np.array([text.alphabet.index(c) for c in piece])
for k, (x, _) in enumerate(stream_batches(ids, B=4, T=24)[:3]):
    columns = ["".join(text.alphabet[v] for v in column) for column in x.T]
    print(f"batch {k}, streams 0 and 1: {columns[0]!r}  {columns[1]!r}")

# %% [markdown]
r"""
## Find the bug: the number to beat

A wrong baseline makes any net look good.
`broken` measures the bits of a chain, as in lesson 03. Its result is a little too high
for every document. Find the wrong line.
"""

# %% bug="bits-per-character" mistake="where t - k < 0"
# One line of `broken` is wrong: fix it, then run this cell again.

# %% [markdown]
r"""
## Train it

The net has rows of 32 numbers, an LSTM with 128 units, and a dense layer to $V$ logits.
Before the first character of a document it reads a **mark**, number $V$,
so that it can learn where documents begin.
`train` repeats the update of lesson 09 on your streams, carries the state on without its graph,
and measures new documents every 250 updates. (`nn.Embedding` is your table.)

**Guess first:** will it beat order 3? And bzip2?
"""

# %% tags=["explore"]
order3 = markov.ngram(text.train, 3, text.alphabet, 0.03)
known, new = ("".join(part).encode() for part in (text.train, text.validation))
N = sum(map(len, text.validation))
levels = {
    "order 3": markov.bits_per_character(order3, text.validation),
    "bzip2": 8 * len(bz2.compress(new)) / N,
}
for name, bits in levels.items():
    print(f"{name:8} {bits:.2f} bits per character of new documents")

# %% tags=["explore", "long"]
from lstm_utils.torch_nets import writing
from lstm_utils.torch_nets.char_model import CharModel, train

model = CharModel(text.alphabet, E=32, H=128, seed=0)
run = train(model, text.train, text.validation, updates=1500, seconds=50, lr=0.01, every=250)
ours = writing.bits_per_character(model, text.validation, text.alphabet)
print(f"{run.updates} updates in {run.seconds:.0f} seconds: {ours:.2f} bits per character")
plots.draw_bits_curve({"new documents": run.curve, "training documents": run.training}, levels)

# %% [markdown]
r"""
The curve falls below cold bzip2, then below order 3. How far did your net get?
A busy or slow computer makes fewer updates in 50 seconds: raise `seconds`, and run the cell
again. Three seeds on one core, 1,500 updates each, end at 1.80 to 1.82 bits:

![Bits fall below cold bzip2 and order 3, and stay above primed bzip2](figures/curves.svg)

It does not overfit here: the bits of new documents still fall at the end.
(Lesson 16 trains on too little text, and treats the overfit.)
The lowest line, *primed*, is explained at the end of the lesson.
"""

# %% [markdown]
r"""
## Does the carried state matter?

![With batches of 8 steps, a net that carries its state needs fewer bits](figures/carried.svg)

The same net and the same batches of 8 steps, for each of three seeds.
One carries its state from batch to batch; the other begins each batch at 0.
The gradient covers 8 steps in both cases; only the content of the state differs.
The gain is small, 0.03 to 0.05 bits, because mostly the nearest characters help to predict the
next one.
"""

# %% [markdown]
r"""
## Exercise 4: `surprise`

$$
\text{bits}_t = -\log_2 p_t, \qquad p_t = \text{softmax}(z_t)[\text{ids}_t]
$$

For logits of $\pm 1000$, $p$ underflows to 0, although its logarithm is harmless:
compute $\log p$ from the logits directly, after subtracting the row's maximum.
Return the bits $(N,)$; `z` is not changed. Three equal logits give $\log_2 3 = 1.585$ bits.
About 3 lines.
"""


# %% exercise="surprise"
def surprise(z, ids):
    """Measure how many bits each character costs.

    Args:
        z: logits before each character, (N, V) float array.
        ids: number of the character that came, (N,) integer array.

    Returns:
        -log2 p of each character, (N,) float array, in bits.
    """
    ### BEGIN SOLUTION
    z = z - z.max(axis=1, keepdims=True)
    log_p = z[np.arange(len(ids)), ids] - np.log(np.exp(z).sum(axis=1))
    return -log_p / np.log(2)
    ### END SOLUTION


# %% tests="surprise" points=3
check("surprise", surprise)
### BEGIN HIDDEN TESTS
check("surprise", surprise, seed=14404, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
page = text.validation[0][:1500]
z, ids = writing.predictions(model, page, text.alphabet)  # (N, V) and (N,)
bits = surprise(z, ids)
begins = np.array([t == 0 or page[t - 1] in " \n" for t in range(len(page))])
print(f"{bits.mean():.2f} bits per character of this page")
print(f"first letters {bits[begins].mean():.1f}, others {bits[~begins].mean():.1f}")
plots.draw_surprise(page[:230], {"my net": bits[:230]})

# %% [markdown]
r"""
Type a sentence, then click outside the field. Which characters surprise the net?
Try a sentence of the manual, one of your own, Python code, and one with a typing error.
"""

# %% tags=["explore", "long"]
plots.interactive_surprise(
    model, "The first argument must be a string; elephants are not supported."
)

# %% [markdown]
r"""
## Exercise 5: `sample`

![The box that draws a character is lit, beside the logits](figures/way_sample.svg)

A model is a function: `z, state = step(symbol, state)` reads a symbol
and returns the logits of the next, $(V,)$, and the new state. The first state is `None`.

1. Read the prompt, symbol by symbol.
2. $n$ times: draw from $\text{softmax}(z / \text{temperature})$, read what was drawn.

Return a list of the $n$ drawn numbers; $n$ may be 0. A temperature below 1 favours likely
symbols; above 1 the probabilities become more equal. For logits $(0, 1)$, temperature $0.5$:
$p = \text{softmax}(0, 2) = (0.12, 0.88)$.

`nets.softmax(z[None])[0]` is right for large logits as well. About 9 lines.
"""


# %% exercise="temperature-sample"
def sample(step, prompt, n, temperature, rng):
    """Continue a prompt, symbol by symbol, each drawn from its probabilities.

    Args:
        step: the model; step(symbol, state) returns logits (V,) and the next state.
        prompt: numbers that the model reads first, a list of at least one.
        n: number of symbols to draw, >= 0.
        temperature: divides the logits, above 0.
        rng: numpy.random.Generator; all that is random is drawn from it.

    Returns:
        The n numbers that were drawn, a list of int.
    """
    ### BEGIN SOLUTION
    state = None
    for symbol in prompt:
        z, state = step(symbol, state)
    drawn = []
    for _ in range(n):
        p = nets.softmax(z[None] / temperature)[0]
        drawn.append(int(rng.choice(len(p), p=p)))
        z, state = step(drawn[-1], state)
    return drawn
    ### END SOLUTION


# %% tests="temperature-sample" points=4
check("temperature-sample", sample)
### BEGIN HIDDEN TESTS
check("temperature-sample", sample, seed=14505, rounds=1)
### END HIDDEN TESTS


# %% tags=["explore"]
def written(step, prompt, n, temperature, seed=0):
    """Continue a text by n characters; number V is the mark before a document."""
    ids = [V, *(text.alphabet.index(c) for c in prompt)]
    drawn = sample(step, ids, n, temperature, np.random.default_rng(seed))
    return "".join(text.alphabet[v] for v in drawn)


# Lesson 03's chain as such a function; its state is the context.
chain = markov.one_step(order3)
for temperature in (0.1, 0.7, 1.5):
    print(f"{temperature}: {written(chain, 'The ', 60, temperature)!r}")

# %% tags=["explore", "long"]
pages = {
    f"My net at temperature {temperature}": written(
        writing.one_step(model), "The ", 330, temperature
    )
    for temperature in (0.3, 0.7, 1.0, 1.4)
}
plots.draw_texts(pages, "The ", most=6)

# %% [markdown]
r"""
At a low temperature the net repeats itself; at a high one it spells badly.
**A page to show to a friend** (Shift and right-click saves it).

*A good place for a break.*

## From guesses to bits

If a model gives a text the probability $P$, then $-\log_2 P$ bits are enough
to store the text. An **arithmetic coder** does this: the text gets an interval of
length $P$, and any number in this interval identifies the text.

![The interval of bac narrows from one to a quarter, an eighth, 1/32](figures/interval.svg)

Letters a, b, c with counts 2, 1, 1: "bac" has
$P = \frac14 \cdot \frac12 \cdot \frac14 = \frac1{32}$, so 5 bits: 10011.
"""

# %% [markdown]
r"""
## Exercise 6: `integer_counts`

![The box with counts and bits is lit, beside the logits](figures/way_code.svg)

Coder and decoder must compute equal interval limits, so probabilities become **integers**.
None may be 0, because such a symbol would have no part of the interval.

1. Each symbol gets $1 + \lfloor p\,(\text{total} - V) \rfloor$.
2. The sum is now `total` or less. Add the rest to the largest count
   (the first, if several are largest).

For $p = (0.5, 0.35, 0.15)$ and total 13: $1 + \lfloor 5, 3.5, 1.5 \rfloor = (6, 4, 2)$;
the rest is 1, so $(7, 4, 2)$. Return an integer array. About 3 lines.
"""


# %% exercise="integer-counts"
def integer_counts(p, total=2**16):
    """Turn probabilities into counts, none of them 0.

    Args:
        p: probabilities, (V,) float array that sums to 1.
        total: sum of the counts, more than V.

    Returns:
        counts: 1 or more each, (V,) integer array.
    """
    ### BEGIN SOLUTION
    counts = (1 + np.floor(p * (total - len(p)))).astype(int)
    counts[counts.argmax()] += total - counts.sum()
    return counts
    ### END SOLUTION


# %% tests="integer-counts" points=3
check("integer-counts", integer_counts)
### BEGIN HIDDEN TESTS
check("integer-counts", integer_counts, seed=14606, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
p = np.exp(chain(V, None)[0])  # what order 3 expects at the beginning of a document
for total in (2**8, 2**12, 2**16):
    q = integer_counts(p, total) / total
    print(f"total {total:6}: {(p * np.log2(p / q)).sum():.5f} bits a character more")

# %% [markdown]
r"""
With a total of $2^{16}$, rounding costs next to nothing.

## Exercise 7: `encode`

Store the interval as three integers:
$[\text{low}, \text{low} + \text{width})\ /\ \text{scale}$, at first $[0, 1) / 1$. For each
symbol, `counts, state = step(last, state)`: `last` is the symbol before (`mark` for the first),
the first state is `None`. With $N$ the sum of all counts and `below` that of the counts before
the symbol's:

$$
\text{low} \leftarrow \text{low} \cdot N + \text{width} \cdot \text{below}, \quad
\text{width} \leftarrow \text{width} \cdot \text{count}, \quad
\text{scale} \leftarrow \text{scale} \cdot N
$$

Then take the smallest $k \ge 1$ with $2^k\, \text{width} \ge \text{scale}$, and
$\lceil 2^k\, \text{low} / \text{scale} \rceil$ in $k$ binary digits, as a string.
"""

# %% [markdown]
r"""
Python's integers have any number of digits, so nothing is ever rounded.
NumPy's have 64 bits and overflow: convert with `int(...)`. `low << k` is $2^k\,$low,
`-(-a // b)` rounds up, `f"{number:0{k}b}"` writes $k$ digits.

"bac" above is `encode([1, 0, 2], step, mark)` with counts $(2, 1, 1)$ at every step:
low is $0, 2, 8, 38$, width $1, 1, 2, 2$, scale $1, 4, 16, 64$; $k = 5$, and
$\lceil 32 \cdot 38 / 64 \rceil = 19$ is `"10011"`.

The check decodes your bits, with its own models. It accepts any bits that decode to the
text, if there are at most $2 - \log_2 P$ of them. `ids` may be empty. About 13 lines.
"""


# %% exercise="arithmetic-encode"
def encode(ids, step, mark):
    """Write a text as bits: a number in the interval that belongs to the text.

    Args:
        ids: numbers of the symbols, a list of int; may be empty.
        step: the model; step(symbol, state) returns counts, (V,) integer array with 1 or
            more each, and the next state.
        mark: what the model reads before the first symbol.

    Returns:
        The binary digits after the point, a string of 0 and 1.
    """
    ### BEGIN SOLUTION
    low, width, scale = 0, 1, 1  # the interval [low / scale, (low + width) / scale)
    state, last = None, mark
    for symbol in ids:
        counts, state = step(last, state)
        N, below = int(sum(counts)), int(sum(counts[:symbol]))
        low, scale = low * N + width * below, scale * N
        width *= int(counts[symbol])
        last = symbol
    k = 1
    while (width << k) < scale:
        k += 1
    number = -(-(low << k) // scale)
    return f"{number:0{k}b}"
    ### END SOLUTION


# %% tests="arithmetic-encode" points=5
check("arithmetic-encode", encode)
### BEGIN HIDDEN TESTS
check("arithmetic-encode", encode, seed=14707, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
message = "The import statement"
ids = [text.alphabet.index(c) for c in message]
step3 = nets.counting(chain)  # the chain's probabilities as your counts
packed = encode(ids, step3, V)
cost = markov.bits_per_character(order3, [message]) * len(message)
print(f"{len(message)} characters, {len(packed)} bits (the surprise is {cost:.1f}):\n{packed}")

# %% [markdown]
r"""
## Exercise 8: `decode`

The bits are a number in $[0, 1)$: value / width, at first `int(bits, 2)` / `2 ** len(bits)`.
For each of the `n` symbols, call **the same model**, and:

1. $\text{target} = \lfloor \text{value} \cdot N / \text{width} \rfloor$, with integers `//`.
2. The symbol is the first where the cumulative count is larger than the target:
   `np.searchsorted(np.cumsum(counts), target, side="right")`.
3. Its part becomes the new interval:
   $\text{value} \leftarrow \text{value} \cdot N - \text{width} \cdot \text{below}$, and
   $\text{width} \leftarrow \text{width} \cdot \text{count}$.

About 10 lines.

For "10011", counts $(2, 1, 1)$: value 19, width 32, target $\lfloor 76 / 32 \rfloor = 2$: b;
value $76 - 64 = 12$, width 32, target 1: a.
"""


# %% exercise="arithmetic-decode"
def decode(bits, n, step, mark):
    """Read a text from its bits, with the model that wrote them.

    Args:
        bits: binary digits after the point, a string of 0 and 1.
        n: number of symbols in the text.
        step: the model, as in encode.
        mark: what the model reads before the first symbol.

    Returns:
        The numbers of the symbols, a list of n int.
    """
    ### BEGIN SOLUTION
    value, width = int(bits, 2), 2 ** len(bits)
    state, last, ids = None, mark, []
    for _ in range(n):
        counts, state = step(last, state)
        ends = np.cumsum(counts)
        N = int(ends[-1])
        last = int(np.searchsorted(ends, value * N // width, side="right"))
        count = int(counts[last])
        value = value * N - width * (int(ends[last]) - count)
        width *= count
        ids.append(last)
    return ids
    ### END SOLUTION


# %% tests="arithmetic-decode" points=5
check("arithmetic-decode", decode)
### BEGIN HIDDEN TESTS
check("arithmetic-decode", decode, seed=14808, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
packed = nets.encode(ids, step3, V)
back = "".join(text.alphabet[v] for v in decode(packed, len(message), step3, V))
print("decoded:", repr(back))
assert back == message, "the text does not come back: does decode pass its check?"
wrong = packed[:9] + str(1 - int(packed[9])) + packed[10:]
back = "".join(text.alphabet[v] for v in decode(wrong, len(message), step3, V))
print("one wrong bit:", repr(back))

# %% [markdown]
r"""
Every bit counts: random bits decode to a **sample** of the model. (Why?)

## Use it: your net as a compressor

The next cell encodes a new page, character by character, and decodes it again.
"""

# %% tags=["explore", "long"]
ids = [text.alphabet.index(c) for c in page]
step = nets.counting(writing.one_step(model))
packed = encode(ids, step, V)
assert decode(packed, len(page), step, V) == ids, "do encode and decode pass their checks?"
raw = page.encode()
needed = nets.surprise(z, np.array(ids)).sum()
print(f"{len(raw):,} bytes; my net {len(packed) / 8:.0f} (surprise: {needed / 8:.0f})")
print(f"bzip2 {len(bz2.compress(raw))}, xz {len(lzma.compress(raw))}")

# %% [markdown]
r"""
## Break it: coder and decoder drift apart

Character by character is slow. The coder knows the complete page: why not compute all logits in
one run? They are the same numbers, up to float32 rounding:
"""

# %% tags=["explore", "long"]
rows = iter(z)  # all logits of the page, from one run
fast = nets.encode(ids, nets.counting(lambda symbol, state: (next(rows), state)), V)
back = nets.decode(fast, len(page), step, V)
wrong = np.flatnonzero(np.array(back) != ids)
assert len(wrong), "here both ways are rounded alike: take a longer page"
print(f"{len(wrong):,} of {len(page):,} characters are wrong, the first is number {wrong[0]}:")
print(repr("".join(text.alphabet[v] for v in back[max(0, wrong[0] - 80) : wrong[0] + 160])))

# %% [markdown]
r"""
If one count differs by 1, everything after it is noise.
Both sides must run **the same operations in the same order**: on another processor,
or with another version of a library, a file may not come back.

## It wins, and it loses

All numbers are bits per character of the validation documents.
*Primed* is the growth of the compressed file when the new documents
are appended to the training documents. So the compressor has read what the net has read.
"""

# %% tags=["explore"]
table = {}
for name, compress in (("bzip2", bz2.compress), ("xz", lzma.compress)):
    primed = len(compress(known + new)) - len(compress(known))
    table[name], table[f"{name}, primed"] = 8 * len(compress(new)) / N, 8 * primed / N
table["order 3, counted"] = levels["order 3"]
for name, value in table.items():
    print(f"{name:18} {value:.2f}")
k, seen = 32, "".join(text.train)
seen = {seen[t : t + k] for t in range(len(seen))}
again = np.mean([d[t : t + k] in seen for d in text.validation for t in range(len(d) - k + 1)])
print(f"{again:.0%} of all strings of {k} characters occur in a training document, too")

# %% tags=["explore", "long"]
cost = {True: [], False: []}  # does the string of k characters up to here occur in training?
for document in text.validation:
    each = nets.surprise(*writing.predictions(model, document, text.alphabet))
    for t in range(k - 1, len(document)):
        cost[document[t - k + 1 : t + 1] in seen].append(each[t])
print(f"my net {ours:.2f}: {np.mean(cost[True]):.2f} in these strings, ", end="")
print(f"{np.mean(cost[False]):.2f} elsewhere")
weights = sum(q.numel() for q in model.parameters())
print(f"its {weights:,} weights are {4 * weights:,} bytes; the documents are {len(new):,}")
assert table["bzip2, primed"] < ours

# %% [markdown]
r"""
The net beats every chain, and bzip2 without priming.
With equal knowledge bzip2 (a program of 1996) wins, for these reasons:

- The manual repeats itself. bzip2 sorts the **complete** text by context and finds every
  passage that is repeated word for word. The net must fit 280,000 characters into its
  weights; it learns spelling and layout, not passages.
- Cold bzip2 knows no English, so it is easier to beat.
- bzip2 goes on learning while it reads. The net's weights do not change.

In addition, the receiver needs the weights, and they are larger than the documents.
"""

# %% [markdown]
r"""
## Once the best, and today

| record | LSTM, then | later |
|---|---|---|
| TIMIT, phonemes wrong | 17.7 % [1] | 8.3 % [2] |
| Switchboard, words wrong | 5.1 % [3] | 4.7 % [4] |
| enwik8, bits per byte | 1.30 [5] | 1.19 [5], 1.17 [5] |

[[1]](https://arxiv.org/abs/1303.5778) Graves 2013.
[[2]](https://arxiv.org/abs/2006.11477) wav2vec 2.0, 2020, a Transformer.
[[3]](https://arxiv.org/abs/1708.06073) Microsoft 2017.
[[4]](https://arxiv.org/abs/2001.07263) Tüske 2020, still an LSTM, with attention.
[[5]](http://mattmahoney.net/dc/text.html) NNCP 2019, an LSTM; NNCP 3.2, a Transformer;
cmix 21, which mixes many models, an LSTM among them.

LSTMs had the record in text compression in 2019.
enwik8 is 100 MB of Wikipedia; bzip2 needs 2.32. No weights are sent: these programs learn
**while** they compress.
"""

# %% [markdown] question="compare-compressors" points=3
r"""
**Question (3 points).** A student writes: "My LSTM compresses the validation documents to
1.93 bits per character. bzip2 needs 2.19, so I have built a better compressor than bzip2.
With my net, any computer can now store the manual in less space."

1. Why is the comparison with 2.19 unfair, and which number would be fair?
2. What else must be stored or sent before the last sentence can be true?
   Compare sizes.
3. Name one reason why bits decoded on another computer may give a wrong text,
   although nothing was lost on the way.

Four to six sentences.

### BEGIN MARK SCHEME
- 1 point: the net has read 280,000 characters of the same manual, bzip2 none;
  fair is bzip2 primed with the training text, 1.61 (or a net that starts untrained).
  Half a point without a fair number.
- 1 point: the weights, about 400,000 bytes as float32, against 37,000 bytes of documents
  (or the whole text of about 280,000): more than is saved. Half a point without sizes.
- 1 point: coder and decoder drift apart: sums in another order, another processor, thread
  number or version of a library round differently; one count that differs is enough.
### END MARK SCHEME

### BEGIN SOLUTION
The net has learned from 280,000 characters of the same manual, and cold bzip2 from none.
Fair is bzip2 that is primed with the same text: 1.61 bits, less than 1.93.
The decoder also needs the net: about 100,000 weights are 400,000 bytes,
while the validation documents have only 37,000, so nothing is saved.
Another computer may add numbers in another order and round differently;
one count that differs by 1 moves all later borders, and the rest of the text is noise.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- An embedding is a table of learned rows; gradients of repeated symbols **add**.
- Cut the text into streams first, then into batches; carry the state from batch to batch.
- Surprise, loss and length of the file are the same number: $-\log_2 p$.
- A low temperature gives repetitive text, a high one gives many errors.
- A model and an arithmetic coder make a compressor, within 2 bits of the surprise.
- State what each compressor knows in advance: cold, primed, weights counted or not.
"""

# %% [markdown]
r"""
## Read on

- Shannon, [Prediction and entropy of printed
  English](https://archive.org/details/bstj30-1-50), 1951.
- Witten, Neal and Cleary, [Arithmetic coding](https://doi.org/10.1145/214762.214771), 1987,
  with integers of a fixed size, so that bits leave while the text is read.
- Karpathy, [The unreasonable effectiveness of recurrent neural
  networks](https://karpathy.github.io/2015/05/21/rnn-effectiveness/), 2015.
- Bellard, [NNCP](https://bellard.org/nncp/), 2019: a compressor that learns while it works.

**Next:** lesson 15 looks inside a trained net: which units store what it needs later?
"""
