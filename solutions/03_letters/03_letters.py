# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 03 · Letters

Cover the rest of this li__ and guess. You knew the next letter.
**How well can a machine guess it that has done nothing but count?
And what can it never know, however much it counts?**

Predicting the next letter is how the LSTM of lesson 14 will be trained,
and how today's language models are.
Here you build the oldest such model, measure it in bits, let it write,
and find the hole in it that recurrent nets were invented to fill.

You write five functions.
*Reading and writing take 60 to 90 minutes; running every cell takes about 10 seconds.*
"""

# %%
import numpy as np

from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("sample")
from lstm_utils.tasks import markov

plots.use_style()

# %% [markdown]
r"""
## A text is a sequence

A digit of lesson 02 was 64 numbers at once. A text has no fixed length,
and its order is most of what it says: *dog bites man*, *man bites dog*.

Every Python brings English along: the pages behind `help()`.
Each page is a **document**. Their list is split into three parts:
`train` to count in, `validation` to choose with, `test` for a last look.

Your Python's pages differ a little from those of other versions.
So this lesson promises relations; the numbers are what your machine prints.
"""

# %% tags=["explore"]
from lstm_utils.tasks.text import load_text

text = load_text()
for name in ("train", "validation", "test"):
    part = getattr(text, name)
    print(f"{name:10} {len(part):3} documents, {sum(map(len, part)):7,} characters")
print(f"{len(text.alphabet)} different characters, among them {text.alphabet[60:90]}")
print(repr(text.validation[0][:150]))
assert 200_000 < sum(map(len, text.train)) < 500_000

# %% [markdown]
r"""
## See it: what follows what

The DL4J guide to recurrent nets has the example:
after *q* comes *u*, and after *t* probably *h*.
Here small letters and blanks only, 27 symbols (␣ is a blank).
Each row holds the letters that follow one letter, and sums to 1.

![A table of letters by next letters, row q framed, u nearly certain](figures/transitions.svg)

Guess before you look:

1. After which letters is the next one nearly certain?
2. After which is it most open?
3. Why has q a second successor?

Choose a letter, or hold the mouse over a cell.
"""

# %% tags=["explore"]
plots.interactive_transitions()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

1. After q (u), and after j (mostly e: *object*).
2. After the blank, where a word begins, then after vowels.
3. The text is a manual, and Python has a method `__eq__`,
   whose `_` is a blank here. Counting finds the text's own language, not that of a dictionary.

</details>

## A Markov chain

Suppose that the next character depends on the last $k$ only:

$$
P(x_t \mid x_1 \dots x_{t-1}) = P(x_t \mid x_{t-k} \dots x_{t-1})
$$

That is a **Markov chain of order $k$**; those $k$ characters are the **context**.
Order 0 knows nothing but how frequent each character is.
To learn a chain is to count.
"""

# %% [markdown]
r"""
## Exercise 1: `context_counts`

For every character of every document: what were the (up to) $k$ characters before it?
Count in a dict of dicts, `counts[context][character]`.

- At its beginning a document has a shorter context, at first the empty one, `""`.
- Each character is counted **once**; what did not happen is not in the dict.
- Documents are strangers: no context reaches from one into the next.

`context_counts(["abab", "ba"], 1)` is
`{"": {"a": 1, "b": 1}, "a": {"b": 2}, "b": {"a": 2}}`. About 7 lines.
"""


# %% exercise="context-counts"
def context_counts(documents, k):
    """Count which character follows which context.

    Args:
        documents: list of strings.
        k: length of the context, >= 0; shorter where a document begins.

    Returns:
        dict of dicts: counts[context][character] is a number of times, an int >= 1.
    """
    ### BEGIN SOLUTION
    counts = {}
    for document in documents:
        for t in range(len(document)):
            after = counts.setdefault(document[max(0, t - k) : t], {})
            after[document[t]] = after.get(document[t], 0) + 1
    return counts
    ### END SOLUTION


# %% tests="context-counts" points=4
check("context-counts", context_counts)
### BEGIN HIDDEN TESTS
check("context-counts", context_counts, seed=3101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
pairs = context_counts(text.train, 1)
for letter in "qtu":
    after = sorted(pairs[letter].items(), key=lambda item: -item[1])
    print(f"after {letter}:", ", ".join(f"{c!r} {n}" for c, n in after[:6]))

# %% [markdown]
r"""
## Exercise 2: `next_probabilities`

Counts divided by their total are probabilities.
But what was not seen would be *impossible*, and a new text is full of what was not seen.
So every one of the $V$ characters gets $\alpha$ counts for nothing:

$$
p(c \mid \text{context}) =
\frac{n(\text{context}, c) + \alpha}{n(\text{context}) + \alpha V}
$$

`counts` says that after x came 3 d's and 1 b. With the alphabet `"abcd"` and $\alpha = 0.5$:
$p = (0.5,\ 1.5,\ 0.5,\ 3.5) / 6$.
A context that was never seen gives $1/V$ to all. About 3 lines.
"""


# %% exercise="next-probabilities"
def next_probabilities(counts, context, alphabet, alpha):
    """Estimate the probability of each next character after a context.

    Args:
        counts: dict of dicts, as context_counts returns it; left unchanged.
        context: string, perhaps never seen.
        alphabet: string of the V different characters that may come.
        alpha: pseudo-count of every character, > 0, or 0 if the context was seen.

    Returns:
        (V,) float array in the order of alphabet; sums to 1.
    """
    ### BEGIN SOLUTION
    after = counts.get(context, {})
    total = sum(after.values()) + alpha * len(alphabet)
    return np.array([(after.get(c, 0) + alpha) / total for c in alphabet])
    ### END SOLUTION


# %% tests="next-probabilities" points=4
check("next-probabilities", next_probabilities)
### BEGIN HIDDEN TESTS
check("next-probabilities", next_probabilities, seed=3202, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
thirds = markov.context_counts(text.train, 2)
for context in ("th", "qu", "zq"):
    p = next_probabilities(thirds, context, text.alphabet, 0.03)
    best = sorted(zip(p, text.alphabet, strict=True), reverse=True)[:4]
    seen = sum(thirds.get(context, {}).values())
    print(f"{context} ({seen} times):", ", ".join(f"{c!r} {q:.2f}" for q, c in best))

# %% [markdown]
r"""
## What "predict the next letter" measures

The model gave probability $p$ to what then came. Its **surprise** is

$$ -\log_2 p \ \text{ bits}. $$

$p = 1$: 0 bits. $p = 1/2$: 1 bit, a coin. $p = 1/8$: 3 bits. $p = 0$: infinitely many.
It is lesson 02's cross-entropy, with $\log_2$ for $\ln$: one nat is 1.44 bits.

Probabilities of letters multiply, so bits **add**:
a text's bits are $-\log_2$ of the probability of the whole text.
They are also the length of the file into which the model can squeeze it
(lesson 14 does so).
"""

# %% [markdown]
r"""
## Exercise 3: `bits_per_character`

A model is a dict with `k`, `counts`, `alphabet`, `alpha`.
Over all $N$ characters of all documents, each with the context in its own document:

$$ -\frac{1}{N} \sum \log_2 p(\text{character} \mid \text{context}) $$

If a and b and c have $\frac12, \frac14, \frac14$ whatever came before (order 0),
then `["ab", "ac"]` costs $(1 + 2 + 1 + 2) / 4 = 1.5$.

`markov.next_probabilities` is the course's version of what you wrote.
Where $p = 0$ return `math.inf` (`math.log2(0)` raises; $\alpha = 0$ makes such models).
About 9 lines.
"""


# %% exercise="bits-per-character"
import math


def bits_per_character(model, documents):
    """Measure how many bits a model needs for a character of documents, on average.

    Args:
        model: dict with k, counts, alphabet (string) and alpha.
        documents: list of strings, at least one character in all.

    Returns:
        Mean of -log2 p over all characters, a number; inf if one of them had p = 0.
    """
    ### BEGIN SOLUTION
    bits, N = 0.0, 0
    counts, alphabet, alpha = model["counts"], model["alphabet"], model["alpha"]
    for document in documents:
        for t, character in enumerate(document):
            context = document[max(0, t - model["k"]) : t]
            p = markov.next_probabilities(counts, context, alphabet, alpha)
            p = p[alphabet.index(character)]
            bits += -math.log2(p) if p > 0 else math.inf
            N += 1
    return bits / N
    ### END SOLUTION


# %% tests="bits-per-character" points=5
check("bits-per-character", bits_per_character)
### BEGIN HIDDEN TESTS
check("bits-per-character", bits_per_character, seed=3303, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
Where in a sentence are the bits? Let two models read one.
(`markov.ngram(documents, k, alphabet, alpha)` counts and returns the model.)
"""

# %% tags=["explore"]
sentence = "The value of the expression is returned by the function."
figure, ax = plots.new_figure(height=2.4)
for k, marker in ((0, "o"), (3, "s")):
    reader = markov.ngram(text.train, k, text.alphabet, 0.03)
    total = [
        n * bits_per_character(reader, [sentence[:n]]) for n in range(1, len(sentence) + 1)
    ]
    ax.plot(np.diff([0, *total]), marker=marker, label=f"order {k}")
ax.set(xticks=range(len(sentence)), xticklabels=sentence.replace(" ", "␣"), ylabel="bits")
ax.tick_params(axis="x", labelsize=7.5)
ax.grid(axis="x", visible=False)
figure.legend(loc="outside upper right", ncols=2)
bits = np.diff([0, *total])
begins = np.array([t == 0 or sentence[t - 1] == " " for t in range(len(sentence))])
print(f"order 3: {bits[begins].mean():.1f} bits at the beginning of a word, ", end="")
print(f"{bits[~begins].mean():.1f} elsewhere")
assert bits[begins].mean() > 2 * bits[~begins].mean(), (
    "the first letter of a word should cost most: does bits_per_character pass its check?"
)
figure

# %% [markdown]
r"""
Order 0 pays most for rare letters, wherever they stand.
Order 3 pays where words begin; the rest of a word costs little.

## Use it: how much does a longer memory help?

Orders 0 to 4, on what was counted and on documents that were not,
with the $\alpha$ of the cells above: 0.03. The last lines show why.
**Guess first: which order is best on new documents?**
"""

# %% tags=["explore"]
models = [markov.ngram(text.train, k, text.alphabet, 0.03) for k in range(5)]
counted = [markov.bits_per_character(model, text.train) for model in models]
fresh = [markov.bits_per_character(model, text.validation) for model in models]

print("order   contexts   counted   new documents")
for k, model in enumerate(models):
    print(f"{k:5} {len(model['counts']):10,} {counted[k]:9.2f} {fresh[k]:15.2f}")
for alpha in (0.3, 0.003):
    other = markov.ngram(text.train, 3, text.alphabet, alpha)
    other = markov.bits_per_character(other, text.validation)
    print(f"order 3 with alpha {alpha}: {other:.2f}")
    assert other > fresh[3]
assert counted == sorted(counted, reverse=True)
assert fresh[0] > fresh[1] > fresh[2] > fresh[3] < fresh[4]

# %% [markdown]
r"""
On the documents that it counted, every longer memory looks better.
On new ones order 4 is worse than order 3:
most of its contexts came once or twice, and it believes what it saw. It **overfits**.
Write the best number down: **the LSTM of lesson 14 has to beat it.**

(Low orders may even do better on the new documents than on their own.
These pages happen to be plainer. Compare models on one text, never texts.)

Published: Shannon's estimates for English with 26 letters and blank,
from tables of letters, pairs and triples
([Shannon 1951](https://archive.org/details/bstj30-1-50)).
His $F_n$ is the order $n - 1$.
"""

# %% tags=["explore"]
letters = [[plots.plain_letters(d) for d in part] for part in (text.train, text.validation)]
alphabet = " abcdefghijklmnopqrstuvwxyz"
ours = [
    markov.bits_per_character(markov.ngram(letters[0], k, alphabet, 0.03), letters[1])
    for k in range(3)
]
print("order   Shannon 1951   ours, new documents")
for k, published in enumerate((4.03, 3.32, 3.1)):
    print(f"{k:5} {published:14.2f} {ours[k]:21.2f}")
assert np.allclose(ours[:2], [4.03, 3.32], atol=0.2)

# %% [markdown]
r"""
Letters and pairs of a Python manual are those of English.
Triples are not: a manual repeats its few words,
and Shannon's table stood for all of English.
And the criterion differs: his numbers are entropies of the tables themselves,
ours are bits on documents that were not counted.

## Let it write

The same probabilities can be *drawn from*: look up the context, draw a character,
append it, look up the next context. Shannon did so by hand, with a book (1948).

![Bits fall with the order, then rise; samples look ever more like English](figures/orders.svg)
"""

# %% [markdown]
r"""
## Exercise 4: `sample`

Continue a prompt by $n$ characters:

1. the context is the last $k$ characters of the prompt *and all that you drew since*;
2. `p = markov.next_probabilities(...)`, with the model's `alpha`;
3. draw one character with these probabilities from the generator `rng`.

Return the $n$ new characters without the prompt.
If after a comes b, after b c, and after c a, the prompt `"b"` goes on `"cabc"`.
About 6 lines. Test k = 0 in your head: what is `text[-0:]`?

A random answer is judged by statistics:
wrong frequencies are noticed, and a right answer is refused
less than once in $10^9$ checks.
"""


# %% exercise="sample"
def sample(model, prompt, n, rng):
    """Continue a prompt, character by character, each drawn from its probabilities.

    Args:
        model: dict with k, counts, alphabet (string) and alpha.
        prompt: string; its last k characters are the first context.
        n: number of characters to draw, >= 0.
        rng: numpy.random.Generator, the only source of chance.

    Returns:
        The n characters that follow the prompt, a string.
    """
    ### BEGIN SOLUTION
    text, alphabet = prompt, model["alphabet"]
    for _ in range(n):
        context = text[max(0, len(text) - model["k"]) :]
        p = markov.next_probabilities(model["counts"], context, alphabet, model["alpha"])
        text += alphabet[rng.choice(len(alphabet), p=p)]
    return text[len(prompt) :]
    ### END SOLUTION


# %% tests="sample" points=5
check("sample", sample)
### BEGIN HIDDEN TESTS
check("sample", sample, seed=3404, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
rng = np.random.default_rng(0)
writer = models[3] | {"alpha": 1e-9}  # nothing but what was seen
print("The " + sample(writer, "The ", 400, rng))

# %% [markdown]
r"""
Words, nearly; brackets that open; quotes that nobody closes.
Now turn up the order. From which on does it look like English?
"""

# %% tags=["explore"]
plots.interactive_orders()

# %% [markdown]
r"""
## The long run

Let a chain of order 1 run for long. How often is it at each letter?
Write its probabilities as a matrix: $P_{ij}$ is the probability of $j$ after $i$,
so **rows** sum to 1. If the shares are the row vector $\pi$ now,
after one more step they are $\pi P$. In the long run they stay:

$$ \pi P = \pi, \qquad \sum_i \pi_i = 1 $$

In 1913 Markov asked this of Pushkin's *Eugene Onegin*:
among 20,000 letters, a vowel follows a vowel in 1,104 of 8,638 cases,
and a consonant in 7,535 of 11,362
([Markov 1913, translated 2006](https://doi.org/10.1017/S0269889706001074)).
"""

# %% [markdown]
r"""
## Exercise 5: `stationary`

Find $\pi$, shape $(V,)$, for $P$ of shape $(V, V)$.
For $P = \begin{pmatrix} 0.9 & 0.1 \\ 0.3 & 0.7 \end{pmatrix}$ it is $(0.75, 0.25)$.

Taking many steps is not enough: a chain that goes back and forth for ever,
$\begin{pmatrix} 0 & 1 \\ 1 & 0 \end{pmatrix}$, never settles,
and still has the shares $(0.5, 0.5)$.
**Solve the equations**: $V$ of them say $\pi P = \pi$, one says that the sum is 1.
`np.linalg.lstsq(A, right)` takes more equations than unknowns,
or ask `np.linalg.eig` for an eigenvector. About 4 lines.
"""


# %% exercise="stationary"
def stationary(P):
    """Find how often a Markov chain is in each state in the long run.

    Args:
        P: (V, V) float array of transition probabilities, rows sum to 1; left unchanged.

    Returns:
        (V,) float array pi with pi P = pi and sum 1. You may assume that there is only one.
    """
    ### BEGIN SOLUTION
    V = len(P)
    A = np.vstack([P.T - np.eye(V), np.ones(V)])  # (V + 1, V)
    right = np.append(np.zeros(V), 1.0)
    return np.linalg.lstsq(A, right)[0]
    ### END SOLUTION


# %% tests="stationary" points=4
check("stationary", stationary)
### BEGIN HIDDEN TESTS
check("stationary", stationary, seed=3505, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
onegin = np.array([[1104, 8638 - 1104], [7535, 11362 - 7535]]) / [[8638], [11362]]
vowels, consonants = stationary(onegin)
print(f"Onegin: {vowels:.3f} vowels in the long run; Markov counted {8638 / 20000:.3f}")
assert abs(vowels - 8638 / 20000) < 1e-3, (
    "`stationary` misses Markov's own count: does it pass its check?"
)

chain = markov.context_counts(letters[0], 1)
pi = stationary(markov.transition_matrix(chain, alphabet, 0.03))
share = "".join(letters[0])
largest = max(abs(pi[v] - share.count(c) / len(share)) for v, c in enumerate(alphabet))
print(f"our 27 letters: long run and frequency differ by {largest:.0e} at most")
assert largest < 0.001, (
    "`stationary` misses the frequencies of the letters: does it pass its check?"
)

# %% [markdown]
r"""
The long run gives the plain frequencies back, to within what ends of documents do.
That is Markov's point: steps that depend on one another
still have shares on which one can count.

## What a chain cannot carry

The **embedded Reber grammar** writes strings of B, T, S, X, P, V, E
(1997's first experiment with the LSTM; lesson 04 trains on it).
Its second symbol is T or P, and **the last but one must be the same**.
Between them lies a Reber string of any length.

![Two strings in two states of an automaton; a chain's window is the same](figures/twins.svg)

Move `seen` to 8. Then find the smallest `k` that tells the two apart.
"""

# %% tags=["explore"]
plots.interactive_twins()

# %% [markdown]
r"""
The automaton is in two different **states**.
The chain has no state, it has a *window*, and the window shows the same.
So it gives T and P about one half each: it misses one bit.
Let us look for that bit, in bits per string beyond what the grammar itself leaves open.
"""

# %% tags=["explore"]
from lstm_utils.tasks.reber import SYMBOLS, embedded_reber, legal_next

rng = np.random.default_rng(0)
known, new = ([embedded_reber(rng) for _ in range(n)] for n in (10_000, 2_000))
# The grammar itself leaves open one bit at each fork. A string has this many, on average:
open_forks = sum(len(legal_next(s[:t])) == 2 for s in new for t in range(len(s))) / len(new)

print("order   contexts   missing bits   strings that fit the window")
missing = []
for k in range(1, 10):
    chain = markov.ngram(known, k, SYMBOLS, 0.01)
    spent = markov.bits_per_character(chain, new) * sum(map(len, new)) / len(new)
    missing.append(spent - open_forks)
    fit = sum(len(s) - 3 <= k for s in new) / len(new)  # the second symbol is in the window
    print(f"{k:5} {len(chain['counts']):10} {missing[-1]:14.2f} {fit:20.0%}")
assert all(abs(bits - 1) < 0.02 for bits in missing[2:5])  # orders 3, 4 and 5
assert 0.2 < missing[8] < missing[5] < 0.9

# %% [markdown]
r"""
Three symbols tell where in the inner grammar you are. From order 3 on
**exactly one bit per string is missing: T or P.**
Orders 4 and 5 add contexts and do not find it.
From order 6 on the shortest strings fit into the window,
while the number of contexts grows by half with each order;
and as the inner string has no longest length, no order is ever enough.

The automaton needs *one bit of memory*, set at the second symbol and kept.
A net that has a state of its own, and **learns what to keep in it**,
is what the rest of this course is about.

## Break it

**Choose the order on the documents that were counted**, and be pleased with yourself:
"""

# %% tags=["explore"]
print("chosen on what was counted: order", int(np.argmin(counted)))
print("chosen on new documents:    order", int(np.argmin(fresh)))
final = [markov.bits_per_character(models[k], text.test) for k in (3, 4)]
print(f"on the test part: order 3 {final[0]:.2f}, order 4 {final[1]:.2f} bits per character")
assert final[0] < final[1]

# %% [markdown]
r"""
**Take the most likely character every time** instead of drawing:
"""

# %% tags=["explore"]
page = "The "
for _ in range(300):
    p = markov.next_probabilities(models[3]["counts"], page[-3:], text.alphabet, 0.03)
    page += text.alphabet[p.argmax()]
print(page)
assert page[-30:] in page[:-1]

# %% [markdown]
r"""
The most likely text is not a typical text. A chain that never takes a chance
must come back to a context that it has seen, and from there on it repeats itself.
"""

# %% [markdown] question="longer-context" points=3
r"""
**Question (3 points).** A friend wants to predict our help pages with a chain of
order 12: "That is two words. Memory is cheap." In four to eight sentences:

1. How many contexts are possible, how many can the training part hold at most,
   and what does the chain say after a context of a *new* document that it never saw?
2. To be sure, your friend compares all orders on the training documents, with
   $\alpha = 0$. What will the comparison say? How should the order be chosen instead?
3. Suppose that there were text without end. Would a long window then do for the
   embedded Reber grammar? What would you rather give the model?

### BEGIN MARK SCHEME
- 1 point: about 100 characters, so 100^12 = 10^24 contexts, against at most one per training
  position, a few hundred thousand; most contexts of a new document are unseen (two in three
  with the pages of Python 3.11, which repeat passages), and there the answer is 1/V for all,
  about 6.7 bits. Without numbers: half a point.
- 1 point: without smoothing the bits on the training documents fall with every order, as ever
  more contexts have one successor, so the longest wins, which says nothing; choose on
  validation documents, look at the test part once. "Overfits" without how: half a point.
- 1 point: no window is enough, because the inner string has no longest length. A state that is
  updated at each symbol and keeps one bit.
  "A longer window" is no answer. "An LSTM" without saying what it keeps: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
With about 100 characters there are $100^{12} = 10^{24}$ contexts; the training part, a few
hundred thousand characters, holds at most one for each of its positions.
Most contexts of a new document were never seen, and there the chain answers $1/V$ for
all characters: 6.7 bits, more than order 0 needs.
On the training documents ever more contexts have one single successor, so with $\alpha = 0$
the bits fall with every order and the longest wins, which proves nothing.
The order should be chosen on validation documents, and the test part is looked at once.
Endless text would not help with Reber: the inner string has no longest length,
so every window is too short for some strings.
The model needs a state that it changes at each symbol: one bit, set by the second
symbol, kept until the last but one.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- A Markov chain of order $k$ predicts from the last $k$ characters; to learn it is to count.
- Surprise is $-\log_2 p$. Bits add up, and they are the measure of lesson 14.
- $\alpha$ for all $V$ characters: $\alpha V$ below the line.
- Choose on documents that were not counted. Longer contexts are rarer contexts.
- Drawing is not taking the most likely.
- A window is not a state: the chain cannot carry T or P.

## Where to read on

- Shannon, [A mathematical theory of communication](https://archive.org/details/bstj27-3-379)
  (1948), section 3: the first texts of this kind.
- Hayes, [First links in the Markov chain](http://www.americanscientist.org/issues/pub/2013/2/first-links-in-the-markov-chain/6)
  (2013): Markov, Pushkin and a quarrel about free will.
- Lesson 04: a net with a state.
"""
