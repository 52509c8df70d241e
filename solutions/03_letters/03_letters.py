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
**How well can a machine guess if all it does is count?
And what can it never learn by counting?**

The LSTM of lesson 14 learns by predicting the next letter, as today's language models do.
Here you build the oldest such model, measure it in bits, let it write,
and find what only a net with a state can learn.

You write five functions; the last is optional.
Your answers may import numpy, matplotlib, scipy, sklearn, tqdm and Python's standard library.
*Reading and writing take about 90 minutes, with a break before "Let it write";
running every cell takes about 10 seconds.*
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
and its order carries most of its meaning: *dog bites man*, *man bites dog*.

Every Python installation includes English text: the pages behind `help()`.
Each page is a **document**. The documents are split into three parts:
`train` for counting, `validation` for choosing, `test` for one last look.

The pages differ a little between Python versions.
So this lesson states relations; the exact numbers are those that your machine prints.
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

The DL4J guide to recurrent nets gives an example:
after *q* comes *u*, and after *t* probably *h*.
The table has lowercase letters and blanks only, 27 symbols (␣ is a blank).
Each row has the probabilities of the letters after one letter, and sums to 1.

![A table of letters by next letters, row q framed, u nearly certain](figures/transitions.svg)

Guess before you look:

1. After which letters is the next one nearly certain?
2. After which is the next one hardest to guess?
3. Why does q have a second successor?

Move the slider to a letter, or point at a cell.
"""

# %% tags=["explore"]
plots.interactive_transitions()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

1. After q (u), and after j (mostly e: *object*).
2. After the blank, where a word begins, then after vowels.
3. The text is a manual, and Python has a method `__eq__`; its `_` is a blank here.
   Counting finds the language of this text, not that of a dictionary.

</details>

## A Markov chain

Suppose that the next character depends on the last $k$ only:

$$
P(x_t \mid x_1 \dots x_{t-1}) = P(x_t \mid x_{t-k} \dots x_{t-1})
$$

That is a **Markov chain of order $k$**; those $k$ characters are the **context**.
Order 0 knows only how frequent each character is.
Learning a chain means counting.
"""

# %% [markdown]
r"""
## Exercise 1: `context_counts`

For every character of every document, find the (up to) $k$ characters before it.
Count in a dict of dicts, `counts[context][character]`.

- At the beginning of a document the context is shorter;
  for the first character it is empty, `""`.
- Count each character **once**; what did not happen is not in the dict.
- Documents are separate: no context crosses from one document into the next.

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
        dict of dicts: counts[context][character] is how often it came, an int >= 1.
    """
    ### BEGIN SOLUTION
    counts = {}
    for document in documents:
        for t, character in enumerate(document):
            context = document[max(0, t - k) : t]
            after = counts.setdefault(context, {})
            after[character] = after.get(character, 0) + 1
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
But a character that was not seen would be *impossible*,
and a new text has many of them.
So each of the $V$ characters gets $\alpha$ additional counts:

$$
p(c \mid \text{context}) =
\frac{n(\text{context}, c) + \alpha}{n(\text{context}) + \alpha V}
$$

Example: in `counts`, 3 d's and 1 b follow x. With the alphabet `"abcd"` and
$\alpha = 0.5$: $p = (0.5,\ 1.5,\ 0.5,\ 3.5) / 6$.
A context that was never seen gives $1/V$ to all. About 3 lines.
"""


# %% exercise="next-probabilities"
def next_probabilities(counts, context, alphabet, alpha):
    """Estimate the probability of each next character after a context.

    Args:
        counts: dict of dicts, as context_counts returns it; left unchanged.
        context: string; it may be one that was never seen.
        alphabet: string of the V different characters that may come.
        alpha: pseudo-count of every character, > 0, or 0 if the context was seen.

    Returns:
        (V,) float array in the order of alphabet; sums to 1.
    """
    ### BEGIN SOLUTION
    after = counts.get(context, {})
    n = np.array([after.get(character, 0) for character in alphabet])
    return (n + alpha) / (n.sum() + alpha * len(alphabet))
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

The model gives probability $p$ to the character that comes next. Its **surprise** is

$$ -\log_2 p \ \text{ bits}. $$

$p = 1$: 0 bits. $p = 1/2$: 1 bit, a coin. $p = 1/8$: 3 bits. $p = 0$: infinitely many.
It is lesson 02's cross-entropy, with $\log_2$ instead of $\ln$: one nat is 1.44 bits.

Probabilities of letters multiply, so bits **add**:
the bits of a text are $-\log_2$ of the probability of the complete text.
They are also the length of the file to which the model can compress it
(lesson 14 does this).
"""

# %% [markdown]
r"""
## Exercise 3: `bits_per_character`

A model is a dict with `k`, `counts`, `alphabet`, `alpha`.
Compute the mean surprise of all $N$ characters of all documents,
each with the context in its own document:

$$ -\frac{1}{N} \sum \log_2 p(\text{character} \mid \text{context}) $$

If a, b and c have $\frac12, \frac14, \frac14$ in every context (order 0),
then `["ab", "ac"]` costs $(1 + 2 + 1 + 2) / 4 = 1.5$.

Use `markov.next_probabilities`, the course's version of exercise 2.
Where $p = 0$, return `math.inf` (`math.log2(0)` raises; $\alpha = 0$ makes such models).
About 10 lines.
"""


# %% exercise="bits-per-character"
import math


def bits_per_character(model, documents):
    """Compute the mean surprise of a model per character, in bits.

    Args:
        model: dict with k, counts, alphabet (string) and alpha.
        documents: list of strings, at least one character in all.

    Returns:
        Mean of -log2 p over all characters, a number; inf if one of them had p = 0.
    """
    ### BEGIN SOLUTION
    k, counts = model["k"], model["counts"]
    alphabet, alpha = model["alphabet"], model["alpha"]
    bits, N = 0.0, 0
    for document in documents:
        for t, character in enumerate(document):
            context = document[max(0, t - k) : t]
            p = markov.next_probabilities(counts, context, alphabet, alpha)
            p_next = p[alphabet.index(character)]
            bits += -math.log2(p_next) if p_next > 0 else math.inf
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
Where in a sentence are the bits? Two models read the same sentence.
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
Order 0 pays most for rare letters, at any position.
Order 3 pays most where words begin; the rest of a word costs little.

## Use it: how much does a longer memory help?

Measure orders 0 to 4 on the counted documents and on new ones,
with $\alpha = 0.03$ as above. The last lines show why 0.03.
**Guess first: which order is best on new documents?**
"""

# %% tags=["explore", "long"]
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
On the counted documents, every longer context looks better.
On new ones order 4 is worse than order 3:
most of its contexts came once or twice, and it trusts these few counts. It **overfits**.
Write the best number down: **the LSTM of lesson 14 has to beat it.**

(Low orders can even do better on the new documents than on the counted ones:
these pages happen to be simpler. Compare two models on one text,
never one model on two texts.)

Shannon published estimates for English with 26 letters and blank,
from tables of letters, pairs and triples
([Shannon 1951](https://archive.org/details/bstj30-1-50)).
His $F_n$ corresponds to order $n - 1$.
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
The criterion differs, too: his numbers are entropies of the tables,
ours are bits on new documents.

*A good place for a break.*

## Let it write

The model can also write: look up the context, *draw* a character with its probability,
append it, look up the next context. Shannon did this in 1948, with a book opened at random.

![Bits fall with the order, then rise; samples look more like English](figures/orders.svg)
"""

# %% [markdown]
r"""
## Exercise 4: `sample`

Continue a prompt by $n$ characters:

1. the context is the last $k$ characters of the prompt *and of all characters drawn so far*;
2. `p = markov.next_probabilities(...)`, with the model's `alpha`;
3. draw one character with these probabilities from the generator `rng`.

Return the $n$ new characters without the prompt.
If b follows a, c follows b and a follows c, the prompt `"b"` continues with `"cabc"`.
About 6 lines. Test k = 0 in your head: what is `text[-0:]`?
And test a prompt that is shorter than $k$.

The check uses statistics: it detects wrong frequencies,
and it refuses a right answer less than once in $10^9$ checks.
"""


# %% exercise="sample"
def sample(model, prompt, n, rng):
    """Continue a prompt, character by character, each drawn from its probabilities.

    Args:
        model: dict with k, counts, alphabet (string) and alpha.
        prompt: string; its last k characters are the first context.
        n: number of characters to draw, >= 0.
        rng: numpy.random.Generator, the only source of random numbers.

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
writer = models[3] | {"alpha": 1e-9}  # only characters that were seen
plots.draw_texts({"Written by my chain of order 3": sample(writer, "The ", 700, rng)}, "The ")

# %% [markdown]
r"""
Nearly words; brackets that open; quotes that never close.
(To save the page for a friend, press Shift and right-click it.)
Now increase the order (in the figure, `/` marks a line break).
At which order does it begin to look like English?
"""

# %% tags=["explore", "long"]
plots.interactive_orders()

# %% [markdown]
r"""
## The long run

Let a chain of order 1 run for a long time. How often is it at each letter?
Write its probabilities as a matrix: $P_{ij}$ is the probability of $j$ after $i$,
so **rows** sum to 1. If the shares are the row vector $\pi$ now,
after one more step they are $\pi P$. In the long run they no longer change:

$$ \pi P = \pi, \qquad \sum_i \pi_i = 1 $$

In 1913 Markov counted 20,000 letters of Pushkin's *Eugene Onegin*.
The next letter is a vowel after 1,104 of the 8,638 vowels,
and after 7,535 of the 11,362 consonants
([Markov 1913, translated 2006](https://doi.org/10.1017/S0269889706001074)).
"""

# %% [markdown]
r"""
## Exercise 5: `stationary` (optional, 4 points)

No later lesson needs it. Find $\pi$, shape $(V,)$, for $P$ of shape $(V, V)$.
For $P = \begin{pmatrix} 0.9 & 0.1 \\ 0.3 & 0.7 \end{pmatrix}$ it is $(0.75, 0.25)$.

Many steps are not enough: a chain that goes back and forth forever,
$\begin{pmatrix} 0 & 1 \\ 1 & 0 \end{pmatrix}$, never settles,
but its shares are $(0.5, 0.5)$.
**Solve the equations**: $V$ of them are $\pi P = \pi$, one more sets the sum to 1.
`np.linalg.lstsq(A, right)` accepts more equations than unknowns;
or use an eigenvector from `np.linalg.eig`. About 4 lines.
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
    "`stationary` differs from Markov's own count: does it pass its check?"
)

chain = markov.context_counts(letters[0], 1)
pi = stationary(markov.transition_matrix(chain, alphabet, 0.03))
share = "".join(letters[0])
largest = max(abs(pi[v] - share.count(c) / len(share)) for v, c in enumerate(alphabet))
print(f"our 27 letters: long run and frequency differ by {largest:.0e} at most")
assert largest < 0.001, (
    "`stationary` differs from the letters' frequencies: does it pass its check?"
)

# %% [markdown]
r"""
The long-run shares equal the plain frequencies, up to the effect of document ends.
That is Markov's point: even if each step depends on the one before,
the shares settle to fixed values.

## What a chain cannot carry

The **embedded Reber grammar** generates strings of B, T, S, X, P, V, E
(the first experiment of the LSTM paper of 1997; lesson 04 trains on it).
The second symbol is T or P, and **the last but one must be the same**.
Between them is a Reber string of any length.

![Two strings in two states of an automaton; a chain's window is the same](figures/twins.svg)

Move `seen` to 8. Then find the smallest `k` that distinguishes the two.
"""

# %% tags=["explore"]
plots.interactive_twins()

# %% [markdown]
r"""
The automaton is in two different **states**.
The chain has no state. It has a *window*, and both windows are equal.
So it gives T and P about one half each: one bit is missing.
To find that bit, subtract from the bits per string those of the grammar's own forks.
"""

# %% tags=["explore"]
from lstm_utils.tasks.reber import SYMBOLS, embedded_reber, legal_next

rng = np.random.default_rng(0)
known, new = ([embedded_reber(rng) for _ in range(n)] for n in (10_000, 2_000))
# Each fork of the grammar costs one bit. A string has this many forks, on average:
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
Three symbols determine the state of the inner grammar. From order 3 on
**exactly one bit per string is missing: T or P.**
Orders 4 and 5 add contexts and do not find it.
From order 6 on the shortest strings fit into the window,
but the number of contexts grows by half with each order.
The inner string has no maximum length, so no order is ever enough.

The automaton needs *one bit of memory*, set at the second symbol and kept.
The rest of this course is about nets that have a state,
and **learn what to keep in it**.

## Break it

**Choose the order on the counted documents**:
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
The most likely text is not a typical text. A chain that never draws at random
must return to an earlier context, and from there on it repeats itself.
"""

# %% [markdown] question="longer-context" points=3
r"""
**Question (3 points).** A friend wants to predict our help pages with a chain of
order 12: "That is two words. Memory is cheap." In four to eight sentences:

1. How many contexts are possible? How many can the training part contain at most?
   What does the chain predict after a context that it has never seen?
2. To be sure, your friend compares all orders on the training documents, with
   $\alpha = 0$. Which order wins? How should the order be chosen instead?
3. Suppose that you had unlimited text. Would a long window then be enough for the
   embedded Reber grammar? What would you give the model instead?

### BEGIN MARK SCHEME
- 1 point: about 100 characters, so 100^12 = 10^24 contexts, against at most one per training
  position, a few hundred thousand; most contexts of a new document are unseen (two in three
  with the pages of Python 3.11, which repeat passages), and there the answer is 1/V for all,
  about 6.7 bits. Without numbers: half a point.
- 1 point: without smoothing the bits on the training documents fall with every order, because
  more and more contexts have one successor, so the longest wins, which proves nothing; choose
  on validation documents, look at the test part once. "Overfits" without how: half a point.
- 1 point: no window is enough, because the inner string has no maximum length. A state that is
  updated at each symbol and keeps one bit.
  "A longer window": no point. "An LSTM" without what it keeps: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
With about 100 characters there are $100^{12} = 10^{24}$ contexts; the training part, a few
hundred thousand characters, contains at most one for each of its positions.
Most contexts of a new document were never seen, and there the chain predicts $1/V$ for
all characters: 6.7 bits, more than order 0 needs.
On the training documents more and more contexts have only one successor, so with
$\alpha = 0$ the bits fall with every order and the longest wins, which proves nothing.
Choose the order on validation documents, and look at the test part once.
Unlimited text would not help with Reber: the inner string has no maximum length,
so every window is too short for some strings.
The model needs a state that it changes at each symbol: one bit, set by the second
symbol, kept until the last but one.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- A Markov chain of order $k$ predicts from the last $k$ characters; learning it means counting.
- Surprise is $-\log_2 p$. Bits add up, and they are the measure of lesson 14.
- $\alpha$ for all $V$ characters: $\alpha V$ in the denominator.
- Choose the order on new documents. Longer contexts are rarer contexts.
- Drawing is different from taking the most likely character.
- A window is not a state: the chain cannot carry T or P.
"""

# %% [markdown]
r"""
## Where to read on

- Shannon, [A mathematical theory of communication](https://archive.org/details/bstj27-3-379)
  (1948), section 3: the first texts of this kind.
- Hayes, [First links in the Markov chain](http://www.americanscientist.org/issues/pub/2013/2/first-links-in-the-markov-chain/6)
  (2013): Markov, Pushkin and a dispute about free will.
- Lesson 04: a net with a state.
"""
