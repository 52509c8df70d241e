# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 20 · Translation

*forty two big dogs* is *zwei und vierzig große Hunde*: five words become five others,
the numbers change places, and *big* gets an ending that depends on *dogs*.

So far each step of a net had its output at the same step.
Here the output is a different sequence of any length.
**One LSTM reads, another LSTM writes, and one state connects them.**

You train them for less than a minute, translate with a beam, and measure the result.

You will write seven short functions.
Reading and writing take about 90 minutes, running all cells about a minute and a half.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
from collections import Counter

import numpy as np
import torch
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("beam")
from lstm_utils.tasks import translation as task
from lstm_utils.tasks.translation import END, ENGLISH, GERMAN, START

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()
torch.set_num_threads(1)

# %% [markdown]
r"""
## See it

![Three blue cells read a sentence from its end; five red ones write](figures/translator.svg)

The **encoder** (blue) reads the English words; it has no outputs.
The **decoder** (red) knows only its last $h$ and $c$.
The decoder is a language model (lesson 14) that starts in this state.
It reads *start*, predicts the first German word, reads this word, predicts the next one,
and so on, until it predicts *end*.

Why does the encoder read from the end? This lesson's experiment shows it.
"""

# %% [markdown]
r"""
## The language pair

The sentences are generated, and each has exactly one right translation.
The German is real. You need not know it; note what changes:

- *forty two* becomes *zwei und vierzig*: the units come first.
- The verb goes to the end. *hat* becomes *haben* with more than one subject.
- Articles and adjectives depend on the **noun's gender**, its number, and whether it is
  subject or object: *ein kleiner Hund* sees *einen kleinen Hund*.
"""

# %% tags=["explore"]
rng = np.random.default_rng(0)
test = task.draw_pairs(500, rng)  # none of these will be in the training pairs
for pair in test[:5]:
    print(" ".join(pair.source), "\n    ->", " ".join(pair.target))

ids, lengths = task.as_arrays([pair.source for pair in test[:3]], ENGLISH)
print(f"{len(ENGLISH)} and {len(GERMAN)} words. Three sentences, padded with 0:")
print(ids.T)

# %% [markdown]
r"""
## Exercise 1: `encode_source`

![The encoder is lit: it reads dogs, two, forty, and passes on h and c](figures/encode.svg)

Read a padded batch, and return each sentence's $h$ and $c$, $(B, H)$, after **all of its
words**. Start from 0. Where a sentence has no word, its $h$ and $c$ do not change.

With `reverse=True` (the default) read from the last row of `ids` to the first,
with `reverse=False` from the first to the last.

`params["table"][v]` is the embedding of word $v$ (lesson 14). One step is
`nets.lstm_step(x, h, c, W_ih, W_hh, b)`, which returns `h, c, cache`.
With lengths $(5, 1, 3)$, row 2 of `ids` has words in the first and third sentence.
About 6 lines.
"""


# %% exercise="encode-source"
def encode_source(ids, lengths, params, reverse=True):
    """Read sentences of several lengths into the states with which the decoder starts.

    Args:
        ids: numbers of the words, (S, B) integer array; any words after a sentence's end.
        lengths: words of each sentence, 1 to S, (B,) integer array.
        params: dict of float arrays: table (V, E), W_ih (4H, E), W_hh (4H, H), b (4H,).
        reverse: read each sentence from its last word to its first.

    Returns:
        h, c: state after all words of each sentence, (B, H) each.
    """
    ### BEGIN SOLUTION
    weights = params["W_ih"], params["W_hh"], params["b"]
    h = c = np.zeros((len(lengths), params["W_hh"].shape[1]))
    steps = range(len(ids))
    for t in reversed(steps) if reverse else steps:
        h_new, c_new, _ = nets.lstm_step(params["table"][ids[t]], h, c, *weights)
        inside = (t < lengths)[:, None]  # (B, 1)
        h, c = np.where(inside, h_new, h), np.where(inside, c_new, c)
    return h, c
    ### END SOLUTION


# %% tests="encode-source" points=4
check("encode-source", encode_source)
### BEGIN HIDDEN TESTS
check("encode-source", encode_source, seed=20101, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
# The state of the first sentence must not depend on its neighbours.
shapes = {"table": (len(ENGLISH), 8), "W_ih": (64, 8), "W_hh": (64, 16), "b": (64,)}
params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
h, _ = encode_source(ids, lengths, params)
alone, _ = encode_source(ids[: lengths[0], :1], lengths[:1], params)
print("first numbers of h:", h[0, :3].round(3), " read alone:", alone[0, :3].round(3))
assert np.allclose(h[:1], alone), "the state depends on the padding"

# %% [markdown]
r"""
## Exercise 2: `teacher_forcing`

![The decoder is lit: it reads start and the right words, one step late](figures/teacher.svg)

In training, the decoder reads the **right** words, whatever it predicts. So one call computes
all steps.

`y` $(T, B)$ has the target words, `lengths` their numbers. All results are new arrays
$(T + 1, B)$:

- `inputs`: *start*, then the words. `targets`: the words, then *end*.
- `mask`: `True` at the `lengths[b] + 1` steps that have a target, *end* included.
- Where `mask` is `False`, `inputs` and `targets` are 0.

For words $(5, 7, 8)$, *start* 1 and *end* 2, the inputs are $(1, 5, 7, 8)$ and the
targets $(5, 7, 8, 2)$. About 6 lines.
"""


# %% exercise="teacher-forcing"
def teacher_forcing(y, lengths, start, end):
    """Make what the decoder reads and what it should predict from the right translation.

    Args:
        y: numbers of the target words, (T, B) integer array; any words after the end.
        lengths: words of each target, 1 to T, (B,) integer array.
        start: number that the decoder reads first.
        end: number that it should predict after the last word.

    Returns:
        inputs: start, then the words, (T + 1, B) integer array; 0 where mask is False.
        targets: the words, then end, (T + 1, B) integer array; 0 where mask is False.
        mask: steps with a target, (T + 1, B) bool array.
    """
    ### BEGIN SOLUTION
    step = np.arange(len(y) + 1)[:, None]  # (T + 1, 1)
    ends = np.full_like(y[:1], end)
    inputs = np.concatenate([np.full_like(ends, start), y])
    targets = np.where(step == lengths, end, np.concatenate([y, ends]))
    mask = step <= lengths
    return inputs * mask, targets * mask, mask
    ### END SOLUTION


# %% tests="teacher-forcing" points=3
check("teacher-forcing", teacher_forcing)
### BEGIN HIDDEN TESTS
check("teacher-forcing", teacher_forcing, seed=20202, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
y, y_lengths = task.as_arrays([pair.target for pair in test[:3]], GERMAN)
read, due, counts = teacher_forcing(y, y_lengths, START, END)
b = int(y_lengths.argmin())
for t in range(int(y_lengths[b]) + 2):
    print(f"{GERMAN[read[t, b]]:10} -> {GERMAN[due[t, b]]:10} {counts[t, b]}")

# %% [markdown]
r"""
## Exercise 3: `masked_cross_entropy`

The loss is the mean over the steps that **count**, in nats per word,
and its gradient with respect to the logits:

$$
L = -\frac{1}{N} \sum_{\text{mask}_{t,b}} \ln \operatorname{softmax}(z_{t,b})_{y_{t,b}},
\qquad N = \text{number of steps that count}
$$

Return $L$ and the gradient $(T, B, V)$, which is 0 where `mask` is `False`.
`nets.cross_entropy(z, y)` returns `loss, dz` for $z$ $(B, K)$ and
$y$ $(B,)$; `z[mask]` has the shape $(N, V)$.

With all logits 0, a vocabulary of two words and three steps that count, $L = \ln 2$, and
the gradient of a right word is $(0.5 - 1)/3$. About 3 lines.
"""


# %% exercise="masked-cross-entropy"
def masked_cross_entropy(z, y, mask):
    """Compute the mean cross-entropy over the steps that count, and its gradient.

    Args:
        z: logits, (T, B, V) float array.
        y: right word of each step, (T, B) integer array; any value where mask is False.
        mask: which steps count, (T, B) bool array, at least one.

    Returns:
        loss: mean of -ln softmax(z)[y] over the steps where mask is True, in nats.
        dz: gradient of loss with respect to z, (T, B, V); 0 where mask is False.
    """
    ### BEGIN SOLUTION
    dz = np.zeros_like(z)
    loss, dz[mask] = nets.cross_entropy(z[mask], y[mask])
    return loss, dz
    ### END SOLUTION


# %% tests="masked-cross-entropy" points=3
check("masked-cross-entropy", masked_cross_entropy)
### BEGIN HIDDEN TESTS
check("masked-cross-entropy", masked_cross_entropy, seed=20303, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
_, targets, mask = nets.teacher_forcing(y, y_lengths, START, END)
z = 0.1 * rng.normal(size=(*targets.shape, len(GERMAN)))  # a decoder that knows nothing
loss, _ = masked_cross_entropy(z, targets, mask)
print(f"{loss:.2f} nats per word; {np.log(len(GERMAN)):.2f} if all words were equally likely")

# %% [markdown]
r"""
## Train it: forward or backward?

Train two nets with the same initial weights and batches. One encoder reads each sentence from
its first word on, the other from its **last** word. The decoder always writes forward.

Reading backward does not change the mean distance between a word and its translation.
But the **first** words become close: the encoder has just read *forty two* when the decoder
must write *zwei*. Learning can start from such easy words. Guess: how much does it matter?
"""

# %% tags=["explore", "long"]
from lstm_utils.tasks import translation_training as training

pairs = task.draw_pairs(30_000, np.random.default_rng(0), without=test)
models, curves = {}, {}
for name, reverse in (("reversed", True), ("not reversed", False)):
    models[name] = training.EncoderDecoder(seed=0, reverse=reverse)
    history = training.train(models[name], pairs, updates=850, test=test, name=name)
    curves[name] = history.curve
    print(f"{name}: {history.curve[850]:.1%} right in every word, of 500 new sentences")
assert curves["reversed"][850] > curves["not reversed"][850], "see the recorded seeds below"
plots.draw_exact_curves(curves)

# %% [markdown]
r"""
Reading backward learns faster from the beginning, and at the end of this schedule it is ahead.
[Sutskever, Vinyals and Le](https://arxiv.org/abs/1409.3215) (2014) found the same for English
and French, with four layers of 1,000 units: BLEU 25.9 became 30.6.
They have no complete explanation; the reason above is what they suppose.

Does this limit what the other net **can** learn? The next cell shows three seeds each, and
twice the updates.
"""

# %% tags=["explore"]
recorded = plots.recorded_translators()
for kind in ("not reversed", "reversed", "not reversed, long", "reversed, long"):
    shares = [seed["exact"] for seed in recorded[kind].values()]
    print(f"{kind:20}", *(f"{share:.1%}" for share in shares))

# %% [markdown]
r"""
With twice the updates nearly all of the difference is gone:
reversing **makes learning faster**, it does not change what the net can learn.
"""

# %% [markdown]
r"""
## Exercise 4: `decode_greedy`

![The decoder reads each word that it has just written itself](figures/greedy.svg)

Translate without a teacher: the decoder reads what it wrote.
At each step take the word with the highest logit.

`step(words, state)` reads one word for each of $B$ sentences, $(B,)$, and returns the logits
$(B, V)$ and the next state. `state` is a tuple of arrays with $B$ rows each.

Write until each sentence has reached `end` or has `longest` words. A sentence that has ended
gets no more words, while others continue. When all have ended, do not call `step` again.
Return a list of $B$ lists of words (int), without `end`. About 10 lines.
"""


# %% exercise="decode-greedy"
def decode_greedy(step, state, start, end, longest):
    """Write the most likely word at each step, for a batch of sentences.

    Args:
        step: the decoder: step(words (B,) integer array, state) returns the logits (B, V) and
            the next state.
        state: before the first word, a tuple of arrays with B rows each; not changed.
        start: number of the word that it reads first.
        end: number of the word after which a translation is complete.
        longest: words after which to stop in any case, 1 or more.

    Returns:
        List of B lists: numbers of the words of each sentence, without end.
    """
    ### BEGIN SOLUTION
    words = np.full(len(state[0]), start)
    found = [[] for _ in words]
    running = np.ones(len(words), dtype=bool)
    for _ in range(longest):
        z, state = step(words, state)
        words = z.argmax(axis=1)
        running &= words != end
        for b in np.flatnonzero(running):
            found[b].append(int(words[b]))
        if not running.any():
            break
    return found
    ### END SOLUTION


# %% tests="decode-greedy" points=4
check("decode-greedy", decode_greedy)
### BEGIN HIDDEN TESTS
check("decode-greedy", decode_greedy, seed=20404, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
# The trained weights in NumPy: your functions, and a decoder of two lines.
encoder, decoder = models["reversed"].arrays()
cell = [decoder[name] for name in ("W_ih", "W_hh", "b")]


def step(words, state):
    """Read one word a sentence; return the logits of the next, and the next state."""
    h, c, _ = nets.lstm_step(decoder["table"][words], *state, *cell)
    return h @ decoder["W_out"].T + decoder["b_out"], (h, c)


ids, lengths = task.as_arrays([pair.source for pair in test], ENGLISH)
state = nets.encode_source(ids, lengths, encoder)
found = nets.decode_greedy(step, state, START, END, 40)
translations = [task.as_words(words, GERMAN) for words in found]
right = task.exact_match(translations, [pair.target for pair in test])
print(f"{right:.1%} right in every word")
for pair, words in zip(test, translations, strict=True):
    if words != pair.target:
        print(" ".join(pair.source), "\n  wrong:", " ".join(words))
        print("  right:", " ".join(pair.target))
        break

# %% [markdown]
r"""
All 500 sentences were translated in one batch, padded to the longest. Because of your mask, a
sentence gets the same translation alone.

Look at the mistake: most words are right, but exact match counts the sentence as wrong, like
any nonsense. BLEU is a finer measure.
"""

# %% [markdown]
r"""
## Exercise 5: `bleu`

[BLEU](https://aclanthology.org/P02-1040/) (Papineni and others, 2002) counts **n-grams**,
that is, n words in a row. $p_n$ is the share of the hypotheses' n-grams
that occur in their reference, summed **over all sentences** first:

$$
\text{BLEU} = 100 \cdot \min(1, e^{1 - r/c}) \cdot \Big(\prod_{n=1}^{4} p_n\Big)^{1/4}
$$

$c$ and $r$ are the numbers of words of all hypotheses and of all references.
The **brevity penalty** makes translations that are too short score less.
Return a float from 0 to 100.
"""

# %% [markdown]
r"""
Two details matter:

- **Clipping**: an n-gram counts at most as often as it is in *its* reference.
  *the the the* against *the cat* has 1 match of 3.
- If no n-gram of some length matches, or there is none, BLEU is 0.0.

*zwei und vierzig große Hunde* against *zwei und vierzig große rote Katzen*, with
`longest=2`: 4 of 5 words, 3 of 4 pairs, $c = 5$, $r = 6$, so
$100 \cdot e^{-0.2} \sqrt{0.8 \cdot 0.75} = 63.4$.

`Counter(tuple(words[k : k + 2]) for k in range(len(words) - 1))` counts pairs,
and `a & b` takes the smaller of two counts.
About 10 lines.
"""


# %% exercise="bleu"
def bleu(hypotheses, references, longest=4):
    """Compare translations with the right ones: BLEU of a corpus, one reference each.

    Args:
        hypotheses: the translations, a list of lists of words; one may be empty.
        references: the right ones, in the same order.
        longest: n-grams of 1 to so many words count.

    Returns:
        BLEU, a float from 0 to 100; 0.0 if no n-gram of some length matches.
    """
    ### BEGIN SOLUTION
    matches, counts = np.zeros(longest), np.zeros(longest)
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        for n in range(1, longest + 1):
            found, known = (
                Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))
                for words in (hypothesis, reference)
            )
            matches[n - 1] += sum((found & known).values())
            counts[n - 1] += sum(found.values())
    if not matches.all():
        return 0.0
    c, r = sum(map(len, hypotheses)), sum(map(len, references))
    penalty = min(1.0, np.exp(1 - r / c))
    return float(100 * penalty * np.exp(np.log(matches / counts).mean()))
    ### END SOLUTION


# %% tests="bleu" points=4
check("bleu", bleu)
### BEGIN HIDDEN TESTS
check("bleu", bleu, seed=20505, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
groups = {}
for name, model in models.items():
    found = training.translate_all(model, [pair.source for pair in test])
    targets = [pair.target for pair in test]
    groups[name] = task.match_by_length(found, test)
    exact = task.exact_match(found, targets)
    print(f"{name:13} exact {exact:.1%}   BLEU {nets.bleu(found, targets):.1f}")
plots.draw_by_length(groups)

# %% [markdown]
r"""
BLEU gives credit for partly right sentences. Both measures agree on the order of the two nets.
Published scores of 25 to 35 are for real text, where a sentence has many right translations:
never compare BLEU across test sets.

In the figure, both nets translate short sentences well. **They differ in the long ones.**
"""

# %% [markdown]
r"""
## Look ahead: a beam

Greedy search never takes a word back. Suppose *a* has probability 0.5 and *b* 0.4,
but after *b* the sentence ends with probability 0.9, and after *a* nothing is likelier than
0.3.

![A tree: the orange path through b ends with .36, that through a has .15](figures/beam.svg)

A **beam** keeps the $k$ best beginnings, here two. It continues each of them with every word,
and keeps the $k$ best of all continuations.
"""

# %% [markdown]
r"""
## Exercise 6: `beam`

Translate one sentence. Up to $k$ hypotheses are the rows of the batch that `step` reads. Begin
with one, without words, of score 0. In each of `longest` rounds:

1. Call `step` once for all live hypotheses. The score of a continuation is the score of the
   hypothesis **plus** $\ln p$ of the word: $z - \ln \sum_v e^{z_v}$.
2. Keep the $k$ best of all continuations of all hypotheses.
3. Those that end with `end` are **complete** and leave the beam; in the last round all are.
4. The others continue, with the rows of `state` of the hypotheses that they **came from**.

Stop when none is left.
"""

# %% [markdown]
r"""
Return the words of the complete hypothesis with the highest score$\,/\,n^\alpha$, without
`end`, and this value. $n$ is its number of words, `end` included. About 15 lines.
"""


# %% exercise="beam"
def beam(step, state, start, end, k, longest, alpha=0.0):
    """Search for the most likely translation of one sentence, k hypotheses side by side.

    Args:
        step: the decoder: step(words (n,) integer array, state) returns the logits (n, V) and
            the next state, a tuple of arrays with n rows.
        state: before the first word, a tuple of arrays with one row each; not changed.
        start: number of the word that it reads first.
        end: number of the word after which a translation is complete.
        k: continuations that are kept.
        longest: rounds, 1 or more.
        alpha: the log probability is divided by n**alpha.

    Returns:
        words: those of the best complete hypothesis, a list of numbers, without end.
        score: its log probability, in nats, divided by n**alpha.
    """
    ### BEGIN SOLUTION
    live, words, complete = [([], 0.0)], np.array([start]), []
    for n in range(1, longest + 1):
        z, state = step(words, state)
        log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
        scores = log_p + np.array([[score] for _, score in live])  # (n, V)
        best = np.argsort(-scores, axis=None)[:k]
        rows, words = np.divmod(best, z.shape[1])
        kept = [
            (live[row][0] + [int(word)], float(scores[row, word]))
            for row, word in zip(rows, words, strict=True)
        ]
        for found, score in kept:
            if found[-1] == end or n == longest:
                complete.append((score / n**alpha, found))
        live = [one for one in kept if one[0][-1] != end]
        if not live:
            break
        on = words != end
        state, words = tuple(q[rows[on]] for q in state), words[on]
    score, found = max(complete)
    return [word for word in found if word != end], score
    ### END SOLUTION


# %% tests="beam" points=6
check("beam", beam)
### BEGIN HIDDEN TESTS
check("beam", beam, seed=20606, rounds=2)
### END HIDDEN TESTS

# %% [markdown]
r"""
You can test a beam without a reference. With $k = 1$ it is greedy search.
With $k = V^T$ nothing is dropped, so it must find the best of **all** sentences.
"""


# %% tags=["explore"]
def small_step(words, state):
    """Return the logits of a small decoder of four words."""
    h = np.tanh(state[0] @ small_W + small_table[words])
    return 2 * h @ small_out, (h,)


small_W, small_table, small_out = rng.normal(size=(3, 4, 4))
missed = 0
for _ in range(200):
    state = (rng.normal(size=(1, 4)),)
    one, p_one = nets.beam(small_step, state, 0, 1, k=1, longest=4)
    best, p_best = beam(small_step, state, 0, 1, k=4**4, longest=4)
    assert p_one <= p_best + 1e-9, "an exhaustive search must find the best"
    missed += one != best
print(f"greedy search missed the most likely sentence in {missed} of 200 cases")

# %% [markdown]
r"""
Now use the trained net. Move $k$. Grey beginnings were tried and dropped;
each number is the probability of all words so far.
"""

# %% tags=["explore", "long"]
# Of the short sentences, the one that the net is least sure of.
net, short = models["not reversed"], [pair.source for pair in test if len(pair.target) < 9]
step, state = training.as_step(net), training.read(net, short)
rows = [tuple(q[n : n + 1] for q in state) for n in range(len(short))]
n = int(np.argmin([nets.beam(step, row, START, END, 1, 20)[1] for row in rows]))
print(" ".join(short[n]))
plots.interactive_beam(step, rows[n], GERMAN, START, END)

# %% tags=["explore", "long"]
long_ones = [pair for pair in test if len(pair.source) > 10][:60]
sources, targets = zip(*long_ones, strict=True)
for name, model in models.items():
    for k in (1, 4):
        found = training.beam_translate(model, sources, k)
        exact, score = task.exact_match(found, targets), nets.bleu(found, targets)
        print(f"{name:13} k = {k}: exact {exact:.1%}, BLEU {score:.1f}")

# %% [markdown]
r"""
**Where a net is uncertain, a beam helps**: it corrects up to half of the forward net's
mistakes. Where the net is sure, it changes nothing. (Three seeds, 250 sentences of all lengths:
the forward nets gain 1 to 6 points, the backward nets at most 1. Backward nets with only 250
updates: 31, 35 and 31 % right greedily, 35, 42 and 37 % with a beam of 4.)
Sutskever and others report the same: a beam of 1 does well, a beam of 2 has most of the gain.

$\alpha$ hardly matters here, because each sentence has one right length. In real text the sum
of $\ln p$ favours short translations, and $\alpha$ near 1 corrects this.
"""

# %% [markdown]
r"""
## Its own mistakes

In training the decoder reads the teacher's words, which are always right. In use it reads its
own words, and after one mistake it is in a state that never occurred in training: **exposure
bias**.
"""

# %% [markdown]
r"""
## Exercise 7: `scheduled_inputs`

**Scheduled sampling** ([Bengio and others](https://arxiv.org/abs/1506.03099), 2015):
in training, some of the words that the decoder reads are those that it predicted itself.

`inputs` $(T, B)$ has the teacher's words. `predicted[t, b]` is the word that the net
predicted **at** step $t$, that is, after reading `inputs[t, b]`. So the predicted word to read
at step $t$ is the prediction of step $t - 1$.

At each step except the first, independently for each sentence: with probability $p$ take
the predicted word, else the teacher's. The *start* at step 0 always stays.
Return a new array $(T, B)$. About 4 lines.
"""


# %% exercise="scheduled-inputs"
def scheduled_inputs(inputs, predicted, p, rng):
    """Replace words that the decoder reads by those that it predicted itself.

    Args:
        inputs: what it reads under teacher forcing, (T, B) integer array; not changed.
        predicted: the word that it predicted at each step, (T, B) integer array; not changed.
        p: probability that a word is replaced, 0 to 1.
        rng: numpy.random.Generator; all that is random is drawn from it.

    Returns:
        (T, B) integer array: at step t >= 1, with probability p, the word that was predicted
        at step t - 1; else that of inputs.
    """
    ### BEGIN SOLUTION
    replaced = rng.random(inputs.shape) < p
    replaced[0] = False
    return np.where(replaced, np.roll(predicted, 1, axis=0), inputs)
    ### END SOLUTION


# %% tests="scheduled-inputs" points=3
check("scheduled-inputs", scheduled_inputs)
### BEGIN HIDDEN TESTS
check("scheduled-inputs", scheduled_inputs, seed=20707, rounds=1)
### END HIDDEN TESTS

# %% tags=["explore"]
# p rises from 0 to 1/2 while the net trains. Recorded, three seeds, 850 updates each.
for kind in ("reversed", "scheduled"):
    shares = [seed["exact"] for seed in recorded[kind].values()]
    print(f"{kind:10}", *(f"{share:.1%}" for share in shares))

# %% [markdown]
r"""
**It does not help here**: each of the three nets is one or two points worse.
Its authors won a captioning contest with it, on data where a net makes
more mistakes than ours. [Huszár](https://arxiv.org/abs/1511.05101) (2015) shows that it
is not right in theory either: a word that follows *the net's* beginning
is scored against the word that followed *the teacher's* beginning.

## Break it: one subject more

The training sentences have up to 14 words and two subjects. Now test three subjects: *a dog and
two cats and a horse have seen ...*
"""

# %% tags=["explore", "long"]
rng = np.random.default_rng(7)
longer = [task.draw_pair(rng, subjects=3) for _ in range(400)]
longer = [pair for pair in longer if len(pair.source) > task.LONGEST]
found = training.translate_all(models["reversed"], [pair.source for pair in longer])
targets = [pair.target for pair in longer]
print(f"more than 14 words: exact {task.exact_match(found, targets):.1%},", end=" ")
print(f"BLEU {nets.bleu(found, targets):.1f}")
print("reads:  ", " ".join(longer[0].source))
print("writes: ", " ".join(found[0]))
print("right:  ", " ".join(targets[0]))
assert task.exact_match(found, targets) < 0.5, "that net is better than ours: look at it"

# %% [markdown]
r"""
The net has learned every rule that these sentences need: number, gender, order. The problem is
the state: a sentence of any length must pass through $h$ and $c$, 256 numbers,
and no training sentence showed how to store a third subject.

Because of this **bottleneck**, [Cho and others](https://arxiv.org/abs/1409.1259) (2014) found
that translations become worse with length. Lesson 21 lets the decoder look back at
**all** states of the encoder: attention.

## Something to show

Write your own sentence, with words from `ENGLISH` only.
`task.translate` prints the translation by the grammar's rules.
"""

# %% tags=["explore", "long"]
mine = "ninety nine small red cats have painted a big tree"
net = models["reversed"]
[(*german,)] = training.translate_all(net, [mine.split()])
print("you write:     ", mine)
print("the net writes:", " ".join(german))
print("the grammar:   ", " ".join(task.translate(mine.split())))
sure = training.word_probabilities(net, mine.split(), german)
shown = " ".join(f"{word} {p:.2f}" for word, p in zip(german, sure, strict=True))
print("it was sure of:", shown)

# %% [markdown] question="report-on-a-translator" points=3
r"""
**Question (3 points).** A report says: "Our translator has BLEU 41; the one of 2014 had 34.8,
so ours is better. We computed BLEU for each sentence and took the mean.
We search with a beam of 50 and add up the log probabilities; the translations are a bit
short. In training, the loss per word is 0.05, so hardly any word is wrong.
We do not reverse the source, which is why long sentences can never be right."

1. What is wrong with comparing 41 and 34.8? Name two reasons.
2. Why are the translations short, and what would you change?
3. Which of the last two sentences would you not believe, and why?

Five to eight sentences.

### BEGIN MARK SCHEME
- 1 point: other test set or language pair, and a mean over sentences instead of sums over the
  corpus (clipped counts and lengths are added up first; the penalty is for the corpus).
  Only one of the two: half a point.
- 1 point: each further word makes the sum of log probabilities smaller, so that a wide beam
  finds short complete hypotheses; divide by n**alpha, or use a smaller beam. Without a
  reason or without a remedy: half a point.
- 1 point: the loss was measured with the teacher's words; alone, the decoder reads its own,
  and a mistake leads to others, so translate and count. Reversing speeds learning; with more
  updates the other net nearly caught up, so it is no limit. One of the two: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
BLEU depends on the test set, the language and the number of references, so 41 on one set
cannot be compared with 34.8 on another one.
Besides, it is defined for a corpus: matches, counts and lengths are summed over all sentences
before dividing, and a mean of sentence scores is another number.
Each further word adds a negative log probability, so among complete hypotheses the short ones
win, and a beam of 50 finds them.
I would divide the score by n**alpha and try a beam of 2 to 5.
A loss of 0.05 was measured with teacher forcing: the decoder read the right words.
When it reads its own, one mistake leads to the next, so only translations show how good it is.
That long sentences can never be right does not follow either: reversing makes learning faster,
but with twice the updates the other net was nearly as good.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- An encoder turns a sentence into one state; a decoder starts there and writes until *end*.
- Teacher forcing: inputs are *start* and the right words, targets are the words and *end*.
- The padding must change nothing: mask the states of the encoder, and the loss.
- Reversing the source brings the first words close, which makes learning faster.
- A beam of 1 is greedy, a beam of $V^T$ is exhaustive. It helps where the net is uncertain.
- BLEU is for a corpus: clipped sums, brevity penalty; do not compare across test sets.


**Now you can** build, train and evaluate a net that turns one sequence into another.
"""

# %% [markdown]
r"""
## Read on

- Sutskever, Vinyals and Le (2014),
  [Sequence to sequence learning with neural networks](https://arxiv.org/abs/1409.3215):
  BLEU 34.8 for five such nets together, against 33.3 for a statistical system.
- Wu and others (2016),
  [Google's neural machine translation system](https://arxiv.org/abs/1609.08144):
  eight layers, attention, and a beam with length normalisation, in service.
- Post (2018), [A call for clarity in reporting BLEU
  scores](https://aclanthology.org/W18-6319/): the same translations, several BLEU scores.

**Next:** in lesson 21 the decoder looks back at the source.
"""
