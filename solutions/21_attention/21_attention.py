# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 21 · Attention

*forty two big dogs and a small cat have painted a red house*

Lesson 20's translator reads these thirteen words into **one** state.
The decoder then writes from memory. The longer the sentence, the more has to fit into the
state.

A human translator looks back at the text. **What if the decoder could, too?**

You will write seven short functions: attention, forward and backward, a decoder that uses it,
a measure of where the decoder looks, and a cell with two memories.
Reading and writing take 75 to 90 minutes; the training runs take about a minute in all.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("scores")
from lstm_utils.tasks import attention_training as task
from lstm_utils.tasks import caption_training as captions
from lstm_utils.tasks import digit_grids, translation

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## See it: where it looks

![A German sentence against its English source; dark cells pair the words](figures/matrix.svg)

The net that you will train translated this sentence; read the German from top to bottom.
Each row shows where the net looked while it wrote that word: dark means a large weight,
and each row sums to 1. It wrote *zwei* looking at *two*, then *vierzig* looking at *forty*.
The verb *gemalt* comes last in German, and the net looks far back to *painted*.

The net was trained on pairs of sentences only. No label showed it which words belong together.
"""

# %% [markdown]
r"""
## The idea in four lines

![A decoder state asks all encoder states; their weighted mean goes on](figures/look.svg)

The encoder keeps its state at **every** word: the **keys** $k_1 \dots k_S$.
When the decoder is about to write, its state is the **query** $q$.
It is compared with all keys at once:

$$u_s = \tanh(W_q q + W_k k_s) \qquad e_s = v \cdot u_s$$
$$\alpha = \mathrm{softmax}(e) \qquad \mathrm{context} = \sum_s \alpha_s k_s$$

The **score** $e_s$ measures how well key $s$ fits the query. The softmax turns scores into
weights, and the **context** is the weighted mean of the keys. Query and key are added inside
the tanh, so this is called **additive** attention
([Bahdanau, Cho and Bengio](https://arxiv.org/abs/1409.0473), 2015).
"""

# %% [markdown]
r"""
## Exercise 1: `scores`

Compute $u$ and $e$ for all keys of all sequences of a batch.
`keys` is $(S, B, K)$: step, sequence, feature. `q` is $(B, H)$: one query for each sequence.

For one sequence with $q = 1$, keys $1, -1, 0$, $W_q = W_k = 1$ and $v = 2$:
$u = (\tanh 2,\ 0,\ \tanh 1)$ and $e = (1.928,\ 0,\ 1.523)$.

Return $e$ $(S, B)$ and $u$ $(S, B, A)$; the backward pass needs $u$. About 2 lines.
"""


# %% exercise="scores"
def scores(q, keys, W_q, W_k, v):
    """Score how well each key fits the query.

    Args:
        q: queries, one for each sequence, (B, H) float array.
        keys: keys, (S, B, K) float array.
        W_q: weights from the query, (A, H) float array.
        W_k: weights from the keys, (A, K) float array.
        v: weights of the sum, (A,) float array.

    Returns:
        e: scores, (S, B).
        u: tanh(W_q q + W_k key), (S, B, A).
    """
    ### BEGIN SOLUTION
    u = np.tanh(q @ W_q.T + keys @ W_k.T)
    return u @ v, u
    ### END SOLUTION


# %% tests="scores" points=3
check("scores", scores)
### BEGIN HIDDEN TESTS
check("scores", scores, seed=21101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
one = np.ones((1, 1))
keys = np.array([[[1.0]], [[-1.0]], [[0.0]]])
for q in (-1.0, 0.0, 1.0):
    e, _ = scores(q * one, keys, one, one, np.array([2.0]))
    print(f"query {q:4}: scores of the keys 1, -1, 0: {e[:, 0].round(3)}")

# %% [markdown]
r"""
The query shifts each score along the tanh, so it also changes the differences between scores.
Without the tanh it would add the same number to all scores, and the weights would not change.
"""

# %% [markdown]
r"""
## Exercise 2: `attend`

Turn scores into weights, and compute the weighted mean of the values.
(Here the values are the keys themselves.) Sentences of a batch differ in length:
`mask` is `True` where a step **exists**. All other steps get a weight of **exactly 0**,
whatever finite numbers their scores and values are.
Scores may be in the thousands, of either sign. `e` is not changed.

For scores $(0, \ln 3, 9)$, mask (True, True, False) and values $4, 8, 1$,
the weights are $(\frac14, \frac34, 0)$, and the context is 7. About 5 lines.
"""


# %% exercise="attend"
def attend(e, mask, values):
    """Turn scores into weights, and take the weighted mean of the values.

    Args:
        e: scores, (S, B) float array; any finite numbers where mask is False; not changed.
        mask: which steps exist, (S, B) bool array; at least one in each sequence.
        values: values, (S, B, K) float array; any finite numbers where mask is False.

    Returns:
        context: weighted means, (B, K).
        alpha: weights, (S, B): 0 where mask is False, each column sums to 1.
    """
    ### BEGIN SOLUTION
    e = np.where(mask, e, -np.inf)
    alpha = np.exp(e - e.max(axis=0))
    alpha = alpha / alpha.sum(axis=0)
    context = (alpha[:, :, None] * values).sum(axis=0)
    return context, alpha
    ### END SOLUTION


# %% tests="attend" points=4
check("attend", attend)
### BEGIN HIDDEN TESTS
check("attend", attend, seed=21102, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
e = np.array([[1.0], [2.0], [5.0]])
there = np.array([[True], [True], [False]])  # the last step is padding
softmax = np.exp(e) / np.exp(e).sum()
print("no mask:                ", softmax[:, 0].round(3))
print("mask after the softmax: ", (softmax * there)[:, 0].round(3))
print("mask before the softmax:", attend(e, there, np.ones((3, 1, 1)))[1][:, 0].round(3))

# %% [markdown]
r"""
A mask after the softmax also gives the padding a weight of 0.
But the padding keeps its share of the sum: here the other weights sum to only 0.06.

## Backward

The gradient of the context goes two ways: to the values, and through the weights to the
scores. The gradient of a weight is $d\alpha_s = \mathrm{value}_s \cdot d\mathrm{context}$,
and the softmax gives

$$de_s = \alpha_s \Big(d\alpha_s - \sum_r \alpha_r\, d\alpha_r\Big).$$

Read it as a competition: a score should rise if its value is **better than the weighted
mean**. If all weight is on one step, nothing competes, and the gradient is 0.
"""

# %% [markdown]
r"""
## Exercise 3: `attend_backward`

From the gradient of the context, compute the gradients of the scores and of the values.
You do not need the mask: where it was `False`, the weight is 0, so both gradients are 0.

For weights $(\frac14, \frac34)$, values $4, 8$ and `dcontext` 1:
$d\alpha = (4, 8)$, its weighted mean is 7, so $de = (-\frac34, \frac34)$,
and `dvalues` is $(\frac14, \frac34)$. About 3 lines.
"""


# %% exercise="attend-backward"
def attend_backward(dcontext, alpha, values):
    """Carry the gradient of the context back to scores and values.

    Args:
        dcontext: gradient with respect to context, (B, K) float array.
        alpha: weights, as attend returned them, (S, B) float array.
        values: values, (S, B, K) float array.

    Returns:
        de: gradient with respect to the scores, (S, B).
        dvalues: gradient with respect to the values, (S, B, K).
    """
    ### BEGIN SOLUTION
    dvalues = alpha[:, :, None] * dcontext
    dalpha = (values * dcontext).sum(axis=2)
    de = alpha * (dalpha - (alpha * dalpha).sum(axis=0))
    return de, dvalues
    ### END SOLUTION


# %% tests="attend-backward" points=4
check("attend-backward", attend_backward)
### BEGIN HIDDEN TESTS
check("attend-backward", attend_backward, seed=21103, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Follow the gradient of the scores uphill: the context should become large.
e, there, values = np.zeros((3, 1)), np.ones((3, 1), bool), np.array([[[4.0]], [[8]], [[1]]])
for step in range(13):
    context, alpha = nets.attend(e, there, values)
    if step % 4 == 0:
        print(f"step {step:2}: weights {alpha[:, 0].round(3)}, context {context[0, 0]:.2f}")
    e = e + 0.2 * attend_backward(np.ones((1, 1)), alpha, values)[0]

# %% [markdown]
r"""
Step by step, the weight moves to the best value. A net learns in this way where to look,
without a label for the right step.
"""

# %% [markdown]
r"""
## Exercise 4: `scores_backward`

Carry the gradient through $e_s = v \cdot u_s$ and the tanh. `u` is what `scores` returned.
The query is compared with **every** key, so its gradient is a sum over all keys;
each key has one term only. Gradients of weights are sums over steps and sequences.

$q = 1$, keys $0, -1$, $W_q = W_k = \ln 2$, $v = 2$ give $u = (0.6, 0)$. For $de = (1, 1)$,
the gradient inside the tanh is $da = (1.28, 2)$, so `dq` $= 2.274$, `dkeys` $= (0.887, 1.386)$,
`dW_q` $= 3.28$, `dW_k` $= -2$, `dv` $= 0.6$. About 6 lines.
"""


# %% exercise="scores-backward"
def scores_backward(de, u, q, keys, W_q, W_k, v):
    """Carry the gradient of the scores back to query, keys and weights.

    Args:
        de: gradient with respect to the scores, (S, B) float array.
        u: as scores returned it, (S, B, A) float array; not changed.
        q, keys, W_q, W_k, v: the arguments of scores.

    Returns:
        dq: gradient with respect to the queries, (B, H).
        dkeys: gradient with respect to the keys, (S, B, K).
        dW_q: gradient with respect to W_q, (A, H).
        dW_k: gradient with respect to W_k, (A, K).
        dv: gradient with respect to v, (A,).
    """
    ### BEGIN SOLUTION
    dv = (de[:, :, None] * u).sum(axis=(0, 1))
    da = de[:, :, None] * v * (1 - u**2)
    from_q = da.sum(axis=0)
    dq, dkeys = from_q @ W_q, da @ W_k
    dW_q = from_q.T @ q
    dW_k = np.einsum("sba,sbk->ak", da, keys)
    return dq, dkeys, dW_q, dW_k, dv
    ### END SOLUTION


# %% tests="scores-backward" points=5
check("scores-backward", scores_backward)
### BEGIN HIDDEN TESTS
check("scores-backward", scores_backward, seed=21104, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# All of it against central differences: the sum of the context, as a function of q.
rng = np.random.default_rng(0)
q, keys, W_q, W_k, v = (rng.normal(size=s) for s in [(2, 3), (5, 2, 4), (6, 3), (6, 4), (6,)])
there = np.arange(5)[:, None] < [5, 3]
e, u = nets.scores(q, keys, W_q, W_k, v)
context, alpha = nets.attend(e, there, keys)
de, dvalues = nets.attend_backward(np.ones_like(context), alpha, keys)
dq, dkeys, *_ = scores_backward(de, u, q, keys, W_q, W_k, v)


def total(q):
    return nets.attend(nets.scores(q, keys, W_q, W_k, v)[0], there, keys)[0].sum()


difference = abs(dq - nets.numerical_gradient(total, q)).max()
print(f"largest difference: {difference:.1e}")
assert difference < 1e-7, "the backward pass is not the derivative of the forward pass"

# %% [markdown]
r"""
Here a key is also a value, so its gradient is `dkeys + dvalues`.

## A decoder that looks before it writes

Read a word, look at the keys, score the next word:

$$h, c = \mathrm{LSTM}(\mathrm{word}, h, c) \qquad
\mathrm{context}, \alpha = \mathrm{attend}(h, \mathrm{keys}) \qquad
z = W_{out}\,[h, \mathrm{context}] + b_{out}$$

Bahdanau's decoder looks with the state **before** the word, and its cell (a GRU) reads the
context. Ours looks with the new state, and the context goes to the logits only, nearly as in
[Luong, Pham and Manning](https://arxiv.org/abs/1508.04025) (2015).
In training, our LSTM can therefore run over all words in one call.
"""

# %% [markdown]
r"""
## Exercise 5: `attention_step`

Write one step of this decoder. Call `nets.lstm_step(x, h, c, W_ih, W_hh, b)`, which returns
`h, c, cache`, then `nets.scores` and `nets.attend` with the **new** $h$.
The keys are also the values.

`params` has `table` $(V, E)$, a row for each word; `W_ih`, `W_hh`, `b` of the LSTM;
`W_q`, `W_k`, `v`; `W_out` $(V, H + K)$, whose columns read $h$ first, then the context;
and `b_out` $(V,)$.

Return the logits $(B, V)$, the new $h$ and $c$, and the weights $(S, B)$. About 7 lines.
"""


# %% exercise="attention-step"
def attention_step(word, h, c, keys, mask, params):
    """Read a word, look at the keys with the new state, and score the next word.

    Args:
        word: number of the word that is read, (B,) integer array, 0 to V - 1.
        h: hidden state before the step, (B, H) float array.
        c: cell state before the step, (B, H) float array.
        keys: keys and values, (S, B, K) float array.
        mask: which steps of the source exist, (S, B) bool array.
        params: dict of float arrays: table, W_ih, W_hh, b, W_q, W_k, v, W_out, b_out.

    Returns:
        z: logits of the next word, (B, V).
        h: hidden state after the step, (B, H).
        c: cell state after the step, (B, H).
        alpha: weights, (S, B).
    """
    ### BEGIN SOLUTION
    cell = params["W_ih"], params["W_hh"], params["b"]
    compare = params["W_q"], params["W_k"], params["v"]
    h, c, _ = nets.lstm_step(params["table"][word], h, c, *cell)
    e, _ = nets.scores(h, keys, *compare)
    context, alpha = nets.attend(e, mask, keys)
    read = np.concatenate([h, context], axis=1)
    z = read @ params["W_out"].T + params["b_out"]
    return z, h, c, alpha
    ### END SOLUTION


# %% tests="attention-step" points=4
check("attention-step", attention_step)
### BEGIN HIDDEN TESTS
check("attention-step", attention_step, seed=21105, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
source = ["a", "small", "cat"]
ids, lengths = translation.as_arrays([source], translation.ENGLISH)
untrained = task.new_translator(seed=0)
keys, h, _ = nets.encode_both_ways(untrained, ids, lengths)
start = np.array([translation.START])
z, h, c, alpha = attention_step(start, h, h, keys, np.ones(ids.shape, bool), untrained)
print("keys", keys.shape, "logits", z.shape)
for name, weight in zip(source, alpha[:, 0], strict=True):
    print(f"untrained weight on {name}: {weight:.2f}")

# %% [markdown]
r"""
## The experiment

Two nets learn lesson 20's language pair. They have the **same** encoder, decoder, first
weights, batches and number of updates:

- **with attention**: a new context at every step;
- **without**: the context is the encoder's final state at every step
  ([Cho and others](https://arxiv.org/abs/1406.1078), 2014).

The encoder is lesson 17's bidirectional LSTM, with 48 units each way.
Everything runs in NumPy: `translator_loss_and_grads` calls the functions of exercises 1 to 5,
forward and backward, and those of lesson 17.
Guess first: how many sentences does each net get right?
"""

# %% tags=["explore", "long"]
rng = np.random.default_rng(0)
test = translation.draw_pairs(500, rng)
pairs = translation.draw_pairs(30_000, rng, without=test)
sources, targets = ([pair[k] for pair in test] for k in (0, 1))
trained, by_length = {}, {}
for name, attention in (("with attention", True), ("without", False)):
    params = task.new_translator(seed=0)
    task.train_translator(params, pairs, updates=400, attention=attention)
    said = task.translate_all(params, sources, attention)
    right = translation.exact_match(said, targets)
    print(f"{name:15} {right:.1%} of 500 new sentences right in every word")
    trained[name], by_length[name] = params, translation.match_by_length(said, test)

# %% tags=["explore", "long"]
longest = list(by_length["without"])[-1]
better = by_length["with attention"][longest] - by_length["without"][longest]
assert better > 0.5, "attention should win on long sentences: were both nets trained?"
plots.draw_lengths(by_length)

# %% [markdown]
r"""
Without attention, each additional word costs accuracy. With attention, the length hardly
matters: the state need not carry the sentence.

[Bahdanau, Cho and Bengio](https://arxiv.org/abs/1409.0473) trained both kinds on
English and French sentences of up to 50 words:
17.82 BLEU without and 26.75 with attention. The gap was widest for long sentences.
We count sentences that are right in every word, in a small generated language.
Compare the curves' shapes.

## Watch it look

Step through a sentence: for each word, the figure shows where the net looks.
"""

# %% tags=["explore", "long"]
sentence = "forty two big dogs and a small cat have painted a red house"
source = sentence.split()
target, alphas = task.alignment(trained["with attention"], source)
plots.interactive_alignment(source, target, alphas)

# %% tags=["explore", "long"]
# Your sentence: phrases such as "a red tree" or "two big dogs", and has/have, and a verb.
sentence = "seventy one good teachers have drawn a small horse"
mine = sentence.split()
target, alphas = task.alignment(trained["with attention"], mine)
print("rule:", " ".join(translation.translate(mine)))
plots.draw_alignment(mine, target, alphas)

# %% [markdown]
r"""
Some rows surprise. *ein* and *rotes* depend on the gender of *Haus*, and the net
hardly looks at *house* while it writes them. Where does it get the gender?

Use an **exchange**, as in lesson 15. The net translates the sentence from above, but
**one key** comes from the same sentence about a *tree* (*einen roten Baum*).
"""

# %% tags=["explore", "long"]
other = [*source[:-1], "tree"]
for place in range(9, 13):
    said = task.exchange_key(trained["with attention"], source, other, place)
    print(f"key at {source[place]:8} from the other sentence: {' '.join(said[-4:])}")

# %% [markdown]
r"""
*einen roten Haus*: with the key at **a** from the other sentence, article and adjective fit
the tree, and the noun is still the house. So the gender is in the key at *a*. This is possible:
each key is the state of a net that has read the **whole** sentence, from both ends.
The key at *house* changes only the noun. (Three of three recorded nets agree.)

The matrix shows which step was read, not which word the information came from.

## What it is not: a ceiling

Does a net without attention *fail* on long sentences, or does it only learn more slowly?
The next cell shows recorded runs of three seeds, with five times the updates.
"""

# %% tags=["explore"]
for seed, row in plots.recorded_attention().items():
    shares = {
        name: (list(row[name]["curve"].values())[-1], row[name]["by length"]["12-14"])
        for name in ("attention", "without", "without, long")
    }
    words = "; ".join(f"{name}: {a:.0%}, long {b:.0%}" for name, (a, b) in shares.items())
    print(f"seed {seed}: {words}")

# %% [markdown]
r"""
Without attention the net goes on learning: with five times the updates, the share of right
sentences rises from 36 to 40 % to between 74 and 92 %. Long sentences come last.
So "cannot" would be wrong. The net learns more slowly, and long sentences most slowly.
(Lesson 20's net is larger, reads the source reversed, and gets further in fewer updates.)

## What it does not give: new structure

Is length the only limit? Training sentences have one subject or two:
*a dog and two cats have seen …*. Now three, four, and so on, by the same rules.
What is the **horizon** (lesson 13) of the net with attention? Guess.
"""

# %% tags=["explore"]
plots.draw_subjects(plots.recorded_attention())

# %% tags=["explore", "long"]
three = task.long_pair(np.random.default_rng(2), subjects=3)
print("English:", " ".join(three.source))
print("rule:   ", " ".join(three.target))
print("net:    ", " ".join(task.translate_all(trained["with attention"], [three.source])[0]))

# %% [markdown]
r"""
The horizon is two. With one or two subjects the net with attention is nearly always right;
with three, hardly ever. It can look at every word of the longer sentence, but it leaves out the
third subject: in all training sentences, *haben* follows the second subject at the latest.
**Attention removes the limit of the memory, not the limit of what was learned.**
"""

# %% [markdown]
r"""
## Pictures: the same decoder

The keys need not be words.
[Show, Attend and Tell](https://arxiv.org/abs/1502.03044) (Xu and others, 2015) used the cells
of a grid over a photo. Our pictures have four cells, two to four of them with a digit.
The caption names each digit and its place: *top left three bottom right seven*.

A small net computes a key for each cell from its pixels and a learned vector for its place.
The decoder is the one that you wrote. It starts with a state of **0**,
so it must look up everything that it needs to know about the picture.
"""

# %% tags=["explore", "long"]
net, grids = (
    captions.new_captioner(seed=0),
    digit_grids.draw_grids(np.random.default_rng(7), 500, True),
)
y, cells = grids.words[1:], grids.named[1:]
is_digit = y >= digit_grids.WORDS.index("zero")
captions.train_captioner(net, updates=300)
right = captions.guess_captions(net, grids).argmax(axis=2) == y
print(f"digit words right, on 500 grids of new pictures: {right[is_digit].mean():.1%}")
print(f"place words right: {right[~is_digit & (cells >= 0)].mean():.1%}")

# %% [markdown]
r"""
## Exercise 6: `pointing`

Does the net look at the cell that a word describes? Measure it.

`alphas` $(T, S, B)$ has the attention weights at each word. `named` $(T, B)$ is the step
(here the cell) that each word describes, and `counts` $(T, B)$ is `True` for the words to
measure. Among the words that count, return the share for which the largest attention weight
is on the named step, as a float. Take the mean over all these words at once, not per sequence.

For weights $(0.7, 0.3)$, $(0.4, 0.6)$, $(0.9, 0.1)$ and named $0, 0, -1$, where only the first
two words count, the share is 0.5. About 2 lines.
"""


# %% exercise="pointing"
def pointing(alphas, named, counts):
    """Measure how often the largest weight is on the step that a word names.

    Args:
        alphas: weights at each word, (T, S, B) float array.
        named: which step each word names, (T, B) integer array; any number where counts is
            False.
        counts: which words count, (T, B) bool array; at least one.

    Returns:
        Share of the words that count whose largest weight is on the named step, a float.
    """
    ### BEGIN SOLUTION
    looked_at = alphas.argmax(axis=1)
    return float((looked_at == named)[counts].mean())
    ### END SOLUTION


# %% tests="pointing" points=2
check("pointing", pointing)
### BEGIN HIDDEN TESTS
check("pointing", pointing, seed=21106, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
said, alphas = captions.caption_all(net, grids.cells)  # the net writes on its own
T = min(len(said), len(y))
agrees = np.logical_and.accumulate(said[:T] == y[:T])  # right up to here
for kind, which in (("digit", is_digit), ("place", ~is_digit & (cells >= 0))):
    share = nets.pointing(alphas[:T], cells[:T], which[:T] & agrees)
    print(f"{kind} words: looks at the named cell in {share:.1%}")
    if kind == "digit":
        assert share > 0.95, "the net should look at the digit that it names"

# %% [markdown]
r"""
For digit words the net looks at the named cell, always or nearly always.
For place words such as *top* and *left* it often does not, and still it makes hardly any
mistakes. To write *bottom*, it must know **which cells have a digit**, and an empty cell
answers that as well.

So "the net looks at what it describes" is true for one word in three, and for the
others about half of the time. An example can show either, depending on the words you choose.

## Something to show

The figure shows a caption, word by word. The frame marks the cell with the largest weight.
The smaller the weight of a cell, the paler the cell.
"""

# %% tags=["explore", "long"]
best = int(np.flatnonzero((grids.digits >= 0).sum(axis=0) == 4)[0])
plots.draw_caption(grids.cells[:, best], said[:, best], alphas[:, :, best])

# %% tags=["explore", "long"]
# Without attention: the same net, but all four cells always have a weight of 1/4.
blind = captions.new_captioner(seed=0)
captions.train_captioner(blind, updates=300, even=True)
even = captions.guess_captions(blind, grids, even=True).argmax(axis=2) == y
print(f"digit words right: even weights {even[is_digit].mean():.0%}, "
      f"attention {right[is_digit].mean():.0%}")  # fmt: skip
assert right[is_digit].mean() > even[is_digit].mean() + 0.2

# %% [markdown]
r"""
The mean of four keys shows which digits are in the picture, but hardly where.
The gap is what attention adds: everything else is equal, the first weights included.

## A grid of memories

Another idea of those years is a memory in more than one direction.
A stack of LSTMs has a cell state along time only. From layer to layer only $h$ is passed on,
and over many layers this path vanishes as a plain RNN's does over time.

![A grid block: an LSTM along time, one along depth, each with its own c](figures/grid.svg)

The **Grid LSTM** ([Kalchbrenner, Danihelka and Graves](https://arxiv.org/abs/1507.01526), 2016)
has an LSTM for each dimension, each with its own $h$ and $c$.
"""

# %% [markdown]
r"""
## Exercise 7: `grid_step`

A block receives $(h_1, c_1)$ along the first dimension and $(h_2, c_2)$ along the second:

$$h_1', c_1' = \mathrm{LSTM}_1(h_2, h_1, c_1)$$
$$h_2', c_2' = \mathrm{LSTM}_2(h_1, h_2, c_2)$$

Each LSTM reads the **other** $h$ as its input, and continues from its own $h$ and $c$.
Both $h$ on the right are the old ones, which come **into** the block.

`first` and `second` are triples `W_ih, W_hh, b`. Call
`nets.lstm_step(x, h, c, W_ih, W_hh, b)`, which returns `h, c, cache`. The sizes
$H_1$ and $H_2$ may differ. Return $h_1', c_1', h_2', c_2'$. About 3 lines.
"""


# %% exercise="grid-step"
def grid_step(h1, c1, h2, c2, first, second):
    """Advance one block of a Grid LSTM by a step in both dimensions.

    Args:
        h1, c1: state that comes in along the first dimension, (B, H1) float arrays.
        h2, c2: state that comes in along the second dimension, (B, H2) float arrays.
        first: W_ih (4 H1, H2), W_hh (4 H1, H1), b (4 H1,) of the LSTM of the first dimension.
        second: W_ih (4 H2, H1), W_hh (4 H2, H2), b (4 H2,) of that of the second.

    Returns:
        h1, c1: state that goes on along the first dimension, (B, H1).
        h2, c2: state that goes on along the second dimension, (B, H2).
    """
    ### BEGIN SOLUTION
    new_h1, new_c1, _ = nets.lstm_step(h2, h1, c1, *first)
    new_h2, new_c2, _ = nets.lstm_step(h1, h2, c2, *second)
    return new_h1, new_c1, new_h2, new_c2
    ### END SOLUTION


# %% tests="grid-step" points=2
check("grid-step", grid_step)
### BEGIN HIDDEN TESTS
check("grid-step", grid_step, seed=21107, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# One time step, 30 layers, not trained: does a small change at the bottom arrive at the top?
rng, H = np.random.default_rng(0), 20
layers = [[nets.lstm_init(H, H, rng, forget_bias=3.0) for _ in range(2)] for _ in range(30)]
zeros, x = np.zeros((50, H)), rng.normal(size=(50, H))
change = 1e-6 * rng.normal(size=(50, H))
runs = {"stack": [], "grid": []}
for x_in in (x, x + change):
    h, h2, c2, seen = x_in, x_in, x_in, {"stack": [], "grid": []}
    for first, second in layers:
        h, _, _ = nets.lstm_step(h, zeros, zeros, *first)
        _, _, h2, c2 = nets.grid_step(zeros, zeros, h2, c2, first, second)
        seen["stack"].append(h)
        seen["grid"].append(h2)
    for name, states in seen.items():
        runs[name].append(np.array(states))
arrives = {n: np.linalg.norm(b - a, axis=(1, 2)) for n, (a, b) in runs.items()}
plots.draw_depth({n: size / np.linalg.norm(change) for n, size in arrives.items()})

# %% [markdown]
r"""
In the stack the change shrinks by about the same factor in each layer, until it is smaller
than the rounding errors. The grid's $c$ carries it up, as lesson 07's carousel does in time.

This shows something about untrained nets only; we do not train a Grid LSTM here.
The paper reports addition of 15-digit numbers, and 1.47 bits per character on Wikipedia text.
Residual connections later solved the same problem with fewer parts, and attention
replaced recurrence in translation (the Transformer, 2017).
"""

# %% [markdown] question="why-attention" points=3
r"""
**Question (3 points).** A report says: "Our translator with attention gets 97 % of the long
sentences right; last year's translator without attention got 30 %.
So a net without attention cannot translate long sentences.
Our net is also transparent: at *haben* its largest weight is on *have*,
so it chose the plural because of *have*."

The new net reads the source in both directions, the old one in one;
both were trained for one hour.

1. What else could explain the gap, and which comparison would show that attention does?
2. What is wrong with "cannot", and what would you measure before you say it?
3. Why does the weight not prove the last sentence? Describe an experiment that could.

Five to eight sentences.

### BEGIN MARK SCHEME
- 1 point: the encoders differ (both directions), and so may sizes, rates and the updates
  that fit into an hour. Compare nets with the same encoder and decoder, weights and data,
  with attention switched off (a fixed context), over several seeds. Only a
  difference is named, without the control: half a point.
- 1 point: a net that is not trained to its end shows how fast it learns, not what it can
  learn. Train it much longer, or make it larger, and see whether accuracy on
  long sentences still rises. Without an experiment: half a point.
- 1 point: a key is a state that has read the whole sentence, so the plural may come from the
  subject's words, or from the decoder's own state. An intervention is needed: exchange the
  key at *have* for that of a sentence with *has* (or take its weight away) and see
  whether *haben* becomes *hat*, with other keys as a comparison. "Attention is not
  explanation" without an experiment: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
The new net also has another encoder, and in an hour the two may have made different numbers of
updates.
I would train both with the same bidirectional encoder, the same decoder, data and number of
updates, over several seeds, and only replace the contexts of one of them by a fixed vector.
"Cannot" is a claim about every training run: the old net may only learn more slowly.
I would train it several times as long and look whether its accuracy on long sentences still
rises.
The largest weight shows which state was read. That state has seen all words of the sentence,
so the plural may come from the subject; the decoder may know it as well.
I would replace the key at *have* by the one from the same sentence with *has*, and count how
often the output flips to *hat*, compared with replacing any other key.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- Attention: scores, softmax, weighted mean. The decoder's state is the query.
- Mask **before** the softmax, softmax over the **steps**.
- Gradient ascent raises a score if its value is better than the weighted mean.
- The state no longer carries the sentence: within the training range, length hardly matters.
- Without attention the net learns more slowly. Compare nets with the same encoder.
- Weights show which state was read, not what it contains: the gender was in the key at *a*.
- A Grid LSTM has a memory along each dimension.
"""

# %% [markdown]
r"""
## Read on

- Bahdanau, Cho and Bengio (2015),
  [Neural machine translation by jointly learning to align and
  translate](https://arxiv.org/abs/1409.0473).
- Luong, Pham and Manning (2015),
  [Effective approaches to attention-based NMT](https://arxiv.org/abs/1508.04025):
  dot products instead of the tanh, and the order of steps that we used.
- Xu and others (2015), [Show, attend and tell](https://arxiv.org/abs/1502.03044).
- Kalchbrenner, Danihelka and Graves (2016),
  [Grid long short-term memory](https://arxiv.org/abs/1507.01526).
- Jain and Wallace (2019), [Attention is not explanation](https://arxiv.org/abs/1902.10186).
- Vaswani and others (2017), [Attention is all you need](https://arxiv.org/abs/1706.03762):
  attention without an LSTM. You wrote most of it: replace the score by
  $q \cdot k / \sqrt{H}$, and let every word be a query.
"""
