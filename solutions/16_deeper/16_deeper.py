# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 16 · Deeper

A net has read a few pages again and again. It now needs far fewer bits
for a character of these pages than for one of a new page.

It has memorised its text. You produce this overfit, and then try to reduce it:
with dropout in three places, layer norm, more layers, shared weights, early stopping,
and more text. Which of these helps?
You write down your prediction first; then three seeds decide.

You will write eight short functions.
Reading and writing take 75 to 90 minutes; the training runs take about a minute in all.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("dropout-mask")

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## See it: two curves part

![Bits on its own pages fall on, bits on new pages level off](figures/overfit.svg)

The picture shows three seeds of lesson 14's net with 128 units,
trained on 24,500 characters.
On its own pages (the mean loss while it trains) the net goes on improving;
on new pages it stops improving, and then gets a little worse.
A dot marks the best measurement of each run.

The gap between the curves is what the net has learned about **these** pages only.
Lesson 14's text was eleven times as long, and its net did not overfit in its training time.
"""

# %% tags=["explore"]
import torch

from lstm_utils.tasks.small_text import SMALL, small_text
from lstm_utils.torch_nets import writing
from lstm_utils.torch_nets.char_model import train
from lstm_utils.torch_nets.deep_model import DeepModel, EarlyStop

torch.set_num_threads(1)
text = small_text()
for name, pages in (("train", text.train), ("validation", text.validation)):
    print(f"{name:10} {len(pages)} pages, {sum(map(len, pages)):,} characters")

# %% [markdown]
r"""
## Produce the overfit

`DeepModel` is lesson 14's `CharModel` with options for everything that follows; all are off.
The schedule is that of the picture: 400 updates, measured every 40.
"""


# %% tags=["explore", "long"]
def learn(model, text, stop=lambda curve: False):
    """Train for 400 updates, or until stop(curve); the schedule is planned for 800."""

    def enough(curve):
        return stop(curve) or len(curve) == 10

    pages = text.train, text.validation
    return train(model, *pages, updates=800, B=16, every=40, stop=enough)


model = DeepModel(text.alphabet, seed=0)
overfit = learn(model, text)
own, new = (writing.bits_per_character(model, p, text.alphabet) for p in text[:2])
print(f"bits per character: own pages {own:.2f}, new pages {new:.2f}")
assert new - own > 0.5, "the two curves should be far apart: were the switches off?"
plots.draw_overfit([overfit.curve], [overfit.training])

# %% [markdown]
r"""
## Exercise 1: `early_stop`

The cheapest method: stop when the loss on new pages has not improved for a while.
At first, measurement 0 is the best, even if it is `nan`.
A new best is smaller than all earlier numbers. An equal number is not a new best, and `nan`
never is. **Patience** is the number of measurements in a row without a new best
after which training ends.

Return two indices: of the **best** measurement, so that its weights can be restored,
and of the **last** one made. Later measurements do not count, because training has ended.

For losses $(3,\ 2,\ 2.5,\ 2.2,\ 1)$ and patience 2: best 1, stop 3. About 7 lines.
"""


# %% exercise="early-stop"
def early_stop(losses, patience):
    """Find the best measurement, and the one after which training ends.

    Args:
        losses: one for each measurement, in order; at least one; some may be nan.
        patience: measurements in a row without a new best after which training ends; 1 or more.

    Returns:
        best: index of the best measurement made; 0 if none is a number.
        stop: index of the last measurement made.
    """
    ### BEGIN SOLUTION
    best, lowest = 0, np.inf
    for n, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = n, loss
        if n - best >= patience:
            return best, n
    return best, len(losses) - 1
    ### END SOLUTION


# %% tests="early-stop" points=3
check("early-stop", early_stop)
### BEGIN HIDDEN TESTS
check("early-stop", early_stop, seed=11601, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
curve = [3.0, 2.4, 2.2, 2.3, 2.25, 2.1, 2.2, 2.3, 2.4, 2.0]
for patience in (1, 2, 3, 4):
    best, stop = early_stop(curve, patience)
    print(f"patience {patience}: stops after measurement {stop}, best {curve[best]} at {best}")

# %% [markdown]
r"""
Too little patience stops at the first bump. Too much only costs time,
**if the best weights are restored**. `EarlyStop` of `deep_model` uses your function
and keeps a copy of the weights at each new best.

## Dropout

While the net trains, each activation is set to 0 with probability $p$,
so that no unit can rely on a single other unit. The other activations are divided by $1 - p$,
so that the mean of each activation stays the same.
When the net is **used**, there is no mask.
"""

# %% [markdown]
r"""
## Exercise 2: `dropout_mask`

Draw an array of the given shape: 0 with probability $p$, else $1/(1-p)$,
each entry independently of the others.

For $p = 0.2$ the two values are 0 and 1.25, and the mean is $0.8 \cdot 1.25 = 1$.
About 2 lines.
"""


# %% exercise="dropout-mask"
def dropout_mask(shape, p, rng):
    """Draw a mask: activations are multiplied by it while the net trains.

    Args:
        shape: shape of the mask, a tuple of integers.
        p: probability of a zero, 0 <= p < 1.
        rng: numpy.random.Generator; all that is random is drawn from it.

    Returns:
        float64 array of that shape: 0 with probability p, else 1 / (1 - p).
    """
    ### BEGIN SOLUTION
    kept = rng.random(size=shape) >= p
    return kept / (1 - p)
    ### END SOLUTION


# %% tests="dropout-mask" points=3
check("dropout-mask", dropout_mask)
### BEGIN HIDDEN TESTS
check("dropout-mask", dropout_mask, seed=11602, rounds=1)
### END HIDDEN TESTS

# %% tags=["explore"]
rng = np.random.default_rng(0)
print(dropout_mask((3, 8), 0.5, rng))
for p in (0.1, 0.5, 0.9):
    mask = dropout_mask((1000, 1000), p, rng)
    print(f"p = {p}: mean {mask.mean():.3f}, standard deviation {mask.std():.2f}")

# %% [markdown]
r"""
The mean stays 1; the noise grows with $p$.

## Where does the mask belong?

![Two layers over four steps: which arrows have masks, three ways](figures/ways.svg)

Dashed arrows have masks; within a row, equal colours are equal masks.

- **Naive**: a new mask on every arrow. A memory that must survive 20 steps
  passes 20 masks: with $p = 0.3$ it survives with probability $0.7^{20} = 0.0008$.
- **Zaremba** (2014): masks only on the way **up**, none on the way to the next step.
- **Gal** (2016): masks on both ways, but the **same** masks at all steps.
  A unit is missing in all steps or in none.
"""

# %% tags=["explore", "long"]
# The film of the masks: press play. Which units still have their value of step 0?
plots.interactive_masks()

# %% [markdown]
r"""
![Masks of eight units over sixteen steps, three kinds in columns](figures/masks.svg)

This is the last picture of the film. Squares are kept, crosses are zeros.
In the lower row, naive dropout has set every unit to 0 at least once;
Zaremba's masks set none to 0; Gal's set some to 0 at all steps and the others never.
"""

# %% [markdown]
r"""
## Exercise 3: `stacked_forward`

Layer 0 reads `x`; layer $n$ reads the hidden states of layer $n-1$ at the same step.
`masks[n]` multiplies what layer $n$ reads, `masks[L]` what the last layer returns.
With `masks=None` (the net is used) nothing is multiplied.

No mask may change $h$ or $c$ on their way to the next step.
So the last states that you return, $(L, B, H)$ each, are **not** masked:
the next chunk starts from them.

`nets.lstm_forward(x, h, c, W_ih, W_hh, b)` returns `hs` $(T, B, H)$,
the last `c` $(B, H)$, and a cache.
About 10 lines.
"""


# %% exercise="stacked-forward"
def stacked_forward(x, h0, c0, layers, masks=None):
    """Run a stack of LSTMs; masks are on the way up, never on the way to the next step.

    Args:
        x: inputs, (T, B, I) float array.
        h0: hidden states before the first step, (L, B, H) float array.
        c0: cell states before the first step, (L, B, H) float array.
        layers: L triples (W_ih, W_hh, b).
        masks: L + 1 arrays: masks[n] for what layer n reads, masks[L] for what the last
            layer returns, (T, B, I) or (T, B, H), or with one step for all, (1, B, ...);
            None when the net is used.

    Returns:
        top: hidden states of the last layer, masked, (T, B, H).
        h: hidden state of each layer after the last step, not masked, (L, B, H).
        c: cell state of each layer after the last step, (L, B, H).
    """
    ### BEGIN SOLUTION
    h, c = [], []
    q = x
    for n, (W_ih, W_hh, b) in enumerate(layers):
        if masks is not None:
            q = q * masks[n]
        q, c_end, _ = nets.lstm_forward(q, h0[n], c0[n], W_ih, W_hh, b)
        h.append(q[-1])
        c.append(c_end)
    if masks is not None:
        q = q * masks[-1]
    return q, np.stack(h), np.stack(c)
    ### END SOLUTION


# %% tests="stacked-forward" points=4
check("stacked-forward", stacked_forward)
### BEGIN HIDDEN TESTS
check("stacked-forward", stacked_forward, seed=11603, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
rng = np.random.default_rng(0)
layers = [nets.lstm_init(n, 6, rng) for n in (4, 6)]
x, zeros = rng.normal(size=(5, 3, 4)), np.zeros((2, 3, 6))
masks = [nets.dropout_mask((5, 3, n), 0.5, rng) for n in (4, 6, 6)]
top, h, c = stacked_forward(x, zeros, zeros, layers, masks)
print("output of the last step, masked:\n", top[-1].round(2))
print("its state, not masked:\n", h[-1].round(2))

# %% [markdown]
r"""
## Exercise 4: `variational_masks`

Draw Gal's masks for a stack: for each place one mask that is **the same at all steps**.
Each unit of each sequence and place is kept or dropped independently of the others.
`sizes` lists the places from below, such as $[I, H, H]$. Return a list of arrays $(T, B, n)$,
one for each size $n$.

For $T = 2$, $B = 1$, sizes $[3]$ and $p = 0.5$, one result is
`[[[[2, 0, 2]], [[2, 0, 2]]]]`. Use `nets.dropout_mask`. About 2 lines.

(Gal also masks $h$ from step to step. `stacked_forward` does not;
the next exercise regularises this path in another way.)
"""


# %% exercise="variational-masks"
def variational_masks(T, B, sizes, p, rng):
    """Draw one mask for each place of a stack that stays the same at all steps.

    Args:
        T: number of steps.
        B: number of sequences.
        sizes: number of units at each place, a list of integers.
        p: probability of a zero, 0 <= p < 1.
        rng: numpy.random.Generator; all that is random is drawn from it.

    Returns:
        List of float arrays, (T, B, n) for each n in sizes.
    """
    ### BEGIN SOLUTION
    masks = [nets.dropout_mask((1, B, n), p, rng) for n in sizes]
    return [np.repeat(mask, T, axis=0) for mask in masks]
    ### END SOLUTION


# %% tests="variational-masks" points=3
check("variational-masks", variational_masks)
### BEGIN HIDDEN TESTS
check("variational-masks", variational_masks, seed=11604, rounds=1)
### END HIDDEN TESTS

# %% tags=["explore"]
mask = variational_masks(6, 2, [9], 0.5, np.random.default_rng(1))[0]
for b in range(2):
    print(f"sequence {b}: step 0 {mask[0, b]}\n            step 5 {mask[5, b]}")

# %% [markdown]
r"""
## Exercise 5: `weight_drop`

[Merity, Keskar and Socher](https://arxiv.org/abs/1708.02182) (2017) leave all
activations alone and drop **weights**: entries of $W_{hh}$, drawn once for a chunk.
All steps then use the same thinned matrix, so a memory is not erased at random on its way,
and the fast `nn.LSTM` still works.

Return a new matrix: each weight is 0 with probability $p$, else $w/(1-p)$, independently.
`W_hh` itself is not changed, because it is what is trained. About 1 line.
"""


# %% exercise="weight-drop"
def weight_drop(W_hh, p, rng):
    """Drop recurrent weights, once for all steps of a chunk.

    Args:
        W_hh: weights from the hidden state, (4H, H) float array; not changed.
        p: probability of a zero for each weight, 0 <= p < 1.
        rng: numpy.random.Generator; all that is random is drawn from it.

    Returns:
        New weights, (4H, H): 0 with probability p, else W_hh / (1 - p).
    """
    ### BEGIN SOLUTION
    return W_hh * nets.dropout_mask(W_hh.shape, p, rng)
    ### END SOLUTION


# %% tests="weight-drop" points=2
check("weight-drop", weight_drop)
### BEGIN HIDDEN TESTS
check("weight-drop", weight_drop, seed=11605, rounds=1)
### END HIDDEN TESTS

# %% tags=["explore"]
W_hh = np.arange(1.0, 9.0).reshape(8, 1) * np.ones((8, 2))
W = weight_drop(W_hh, 0.5, np.random.default_rng(2))
print(np.hstack([W_hh, W]))  # left: the weights; right: for one chunk

# %% [markdown]
r"""
## Does it help?

The next cell makes three runs with the same net, seed and schedule, and $p = 0.3$:
Zaremba's dropout, one mask for all steps (Gal), and weight drop. Guess first: which is best?
"""

# %% tags=["explore", "long"]
curves = {"nothing": overfit.curve}
options = {
    "dropout": {"dropout": 0.3},
    "one mask": {"dropout": 0.3, "masks": "sequence"},
    "weight drop": {"weight_drop": 0.3},
}
trained = {"nothing": model}
for name, given in options.items():
    trained[name] = DeepModel(text.alphabet, seed=0, **given)
    curves[name] = learn(trained[name], text).curve
for name, curve in curves.items():
    bits = list(curve.values())
    best, _ = nets.early_stop(bits, patience=10)
    print(f"{name:12} best {bits[best]:.3f}, end {bits[-1]:.3f} bits per character")

# %% [markdown]
r"""
One seed decides nothing; three seeds follow below.

## More layers

`DeepModel(..., L=2)` has a second layer. A deep stack is easier to train if activations keep
their size.

## Exercise 6: `layer_norm`

[Layer norm](https://arxiv.org/abs/1607.06450) normalises **each example** over its units:

$$
\hat x = \frac{x - \text{mean}(x)}{s}, \qquad s = \sqrt{\text{var}(x) + \epsilon},
\qquad y = \text{gain} \cdot \hat x + \text{bias}
$$

Mean and variance (divide by $H$) are over the $H$ units of a row; gain and bias are learned.
Return $y$ and a cache with `x_hat` $(B, H)$, `s` $(B, 1)$ and `gain`.

For $x = (1, 3)$, gain 1, bias 0, $\epsilon = 0$: $s = 1$, $y = (-1, 1)$. About 5 lines.
"""


# %% exercise="layer-norm"
def layer_norm(x, gain, bias, eps=1e-5):
    """Normalise each example over its units.

    Args:
        x: activations, (B, H) float array.
        gain: factor of each unit, (H,) float array.
        bias: shift of each unit, (H,) float array.
        eps: added to the variance.

    Returns:
        y: (B, H).
        cache: dict with x_hat (B, H), s (B, 1) and gain (H,).
    """
    ### BEGIN SOLUTION
    centred = x - x.mean(axis=1, keepdims=True)
    variance = (centred**2).mean(axis=1, keepdims=True)
    s = np.sqrt(variance + eps)
    x_hat = centred / s
    return gain * x_hat + bias, {"x_hat": x_hat, "s": s, "gain": gain}
    ### END SOLUTION


# %% tests="layer-norm" points=2
check("layer-norm", layer_norm)
### BEGIN HIDDEN TESTS
check("layer-norm", layer_norm, seed=11606, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
x = np.array([[1.0, 3.0], [100.0, 300.0]])
y, cache = layer_norm(x, np.ones(2), np.zeros(2))
print(y.round(3), cache["s"].round(3), sep="\n")  # the size of a row is gone

# %% [markdown]
r"""
## Exercise 7: `layer_norm_backward`

Each $x_k$ influences $y$ in three ways: directly, through the mean, and through $s$.
With $d = dy \cdot \text{gain}$:

$$
dx = \frac1s \left( d - \overline{d} - \hat x\; \overline{d\,\hat x} \right)
$$

A bar is the mean over the units of a row. The last term comes from
$\partial s / \partial x_k = \hat x_k / H$.

$d\text{gain}$ is the sum of $dy \cdot \hat x$ over the batch,
$d\text{bias}$ the sum of $dy$. Return $dx$, $d\text{gain}$, $d\text{bias}$.
$\hat x = (-1, 1)$, $s = 1$, gain 1, $dy = (1, 0)$: $d - \overline d = (0.5, -0.5)$,
$\overline{d \hat x} = -0.5$, so $dx = (0, 0)$. About 6 lines.
"""


# %% exercise="layer-norm-backward"
def layer_norm_backward(dy, cache):
    """Carry gradients back through layer norm.

    Args:
        dy: gradient with respect to y, (B, H) float array.
        cache: dict with x_hat (B, H), s (B, 1) and gain (H,).

    Returns:
        dx: gradient with respect to x, (B, H).
        dgain: gradient with respect to gain, (H,).
        dbias: gradient with respect to bias, (H,).
    """
    ### BEGIN SOLUTION
    x_hat, s, gain = cache["x_hat"], cache["s"], cache["gain"]
    d = dy * gain
    through_mean = d.mean(axis=1, keepdims=True)
    through_s = x_hat * (d * x_hat).mean(axis=1, keepdims=True)
    dx = (d - through_mean - through_s) / s
    return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)
    ### END SOLUTION


# %% tests="layer-norm-backward" points=4
check("layer-norm-backward", layer_norm_backward)
### BEGIN HIDDEN TESTS
check("layer-norm-backward", layer_norm_backward, seed=11607, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Against central differences.
rng = np.random.default_rng(0)
x, dy, gain, bias = (rng.normal(size=s) for s in ((3, 5), (3, 5), 5, 5))
dx = layer_norm_backward(dy, nets.layer_norm(x, gain, bias)[1])[0]
numerical = nets.numerical_gradient(lambda x: (dy * nets.layer_norm(x, gain, bias)[0]).sum(), x)
print("largest difference:", abs(dx - numerical).max())
print("sum over the units:", dx.sum(axis=1).round(12))

# %% [markdown]
r"""
The gradient of each row sums to 0, because a common shift of a row changes nothing.

## One table, used twice

The net reads character $v$ as row $v$ of a table, and its logits are
$z = h\,W_\text{out}^\top + b$, with a row of $W_\text{out}$ for each character.
These are two vectors for one character.
[Press and Wolf](https://arxiv.org/abs/1608.05859) (2017) use the same table for both.
"""

# %% [markdown]
r"""
## Exercise 8: `tied_gradient`

Reading: $x = \text{table}[\text{ids}]$. Logits: $z = h\, \text{table}[{:}V]^\top + b$.
The table has $V + 1$ rows: the last one is read at the start of a text, and never predicted.

A weight that is used twice gets the **sum** of both gradients. Return $d\text{table}$
$(V + 1, E)$: `dx` is added to the row of each character that was read, as often as it was read;
row $v < V$ also gets $\sum_{t,n} dz_{t,n,v}\, h_{t,n}$.

For one step, `ids` 1, $V = 1$, $dx = 5$, $dz = 2$, $h = 3$, rows of size 1:
$d\text{table} = (6, 5)$. About 4 lines.
"""


# %% exercise="tied-gradient"
def tied_gradient(dx, ids, dz, hs):
    """Compute the gradient of a table that reads symbols and makes the logits.

    Args:
        dx: gradient with respect to x = table[ids], (T, B, E) float array.
        ids: numbers of the symbols that are read, 0 to V, (T, B) integer array.
        dz: gradient with respect to the logits, (T, B, V) float array.
        hs: hidden states from which the logits are made, (T, B, E) float array.

    Returns:
        dtable: (V + 1, E), the sum of both gradients.
    """
    ### BEGIN SOLUTION
    V, E = dz.shape[2], dx.shape[2]
    dtable = np.zeros((V + 1, E))
    np.add.at(dtable, ids, dx)
    dtable[:V] += dz.reshape(-1, V).T @ hs.reshape(-1, E)
    return dtable
    ### END SOLUTION


# %% tests="tied-gradient" points=3
check("tied-gradient", tied_gradient)
### BEGIN HIDDEN TESTS
check("tied-gradient", tied_gradient, seed=11608, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
one = np.ones((1, 1, 1))
print(tied_gradient(5 * one, np.array([[1]]), 2 * one, 3 * one).ravel())
for E, tied in ((128, False), (128, True)):
    net = DeepModel(text.alphabet, E=E, tied=tied)
    unused = net.out.weight.numel() if tied else 0
    total = sum(q.numel() for q in net.parameters()) - unused
    print(f"E = {E}, {'one table' if tied else 'two tables'}: {total:,} weights")

# %% [markdown]
r"""
## Predict the ranking

A well-known list of tips, in Deeplearning4j's guide to LSTMs, says in short:
watch out for overfitting; regularise (L2, dropout); larger nets overfit more easily;
more data is almost always better; measure often and stop early; in general, stacking helps.

We recorded eight settings, each for three seeds, with the schedule from above:
$p = 0.3$ in the three kinds of dropout; weight decay 0.3 (AdamW); 64 units, not 128;
two layers; 98,000 characters, not 24,500; and nothing.

**Write down your order** before you run the next cell, the fewest bits first.
"""

# %% tags=["explore"]
mine = ["four times the text", "two layers", "dropout", "one mask", "weight drop"]
mine += ["weight decay", "half the units", "nothing"]

# %% tags=["explore"]
from itertools import combinations

recorded = plots.recorded_cures()
cures = {name: recorded[name] for name in mine}
measured = plots.ranking(cures)
pairs = list(combinations(mine, 2))
right = sum(measured.index(a) < measured.index(b) for a, b in pairs)
print(f"{right} of {len(pairs)} pairs in the measured order; guessing gives half")
last = {n: [list(run["validation"].values())[-1] for run in cures[n]] for n in measured}
for name, bits in last.items():
    print(f"{name:20} {np.mean(bits):.2f} bits per character")
assert max(max(last[name]) for name in measured[:5]) < min(last["nothing"])
plots.draw_cures({"nothing": cures["nothing"]} | cures)

# %% [markdown]
r"""
Filled points: the end of a run; rings: its best measurement; dotted line: nothing.

- **More text** gains 0.77 bits, far more than everything else.
- Weight drop, dropout, weight decay and one mask gain about 0.1 each, in every seed.
  **Three seeds cannot show which is best**: a new seed changes as much.
- **Two layers** and **half the units** are worse. The small net has a small gap
  because it is also worse on its own pages.
- Early stopping gains 0.05 without regularisation, and hardly anything with it.

This is one text and one schedule. Of the tips,
"more data", "regularise" and "stop early" helped here; stacking and a smaller net did not.
"""

# %% [markdown]
r"""
## Beside the published figures

Word-level perplexity on the Penn Treebank, lower is better (from the papers' abstracts):

| net | perplexity |
|---|---|
| [RHN](https://arxiv.org/abs/1607.03474) (Zilly, 2017), depth 1 | 90.6 |
| the same, depth 10, equal parameters | 65.4 |
| [AWD-LSTM](https://arxiv.org/abs/1708.02182) (Merity, 2017), with weight drop | 57.3 |

RHN: recurrent highway net, in which depth means layers **within** a step.
Their setting differs from ours:
about a million words, not 24,500 characters; days of training, not seconds;
words and perplexity, not characters and bits; and they tuned every other setting.
[Melis et al.](https://arxiv.org/abs/1707.05589) (2017) tuned plain LSTMs as carefully
as newer nets, and the LSTMs came out ahead: **compare only what was tuned alike**.
"""

# %% [markdown]
r"""
## Break it

**Dropout that does nothing.** `nn.LSTM(..., dropout=0.5)` puts masks **between** layers.
With one layer there is no such place. PyTorch warns once, and trains without dropout.
"""

# %% tags=["explore"]
import warnings

x = torch.randn(5, 2, 4)
for L in (1, 2):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        net = torch.nn.LSTM(4, 6, num_layers=L, dropout=0.5)
    equal = torch.equal(net(x)[0], net(x)[0])  # in training mode
    print(f"{L} layer(s): {len(caught)} warning(s), two passes are equal: {equal}")

# %% [markdown]
r"""
**Dropout that never stops.** `model.eval()` switches the masks off. Without it,
the net is measured, and writes, with a third of its activations missing.
"""

# %% tags=["explore", "long"]
net = trained["dropout"]
for mode in ("eval", "train"):
    getattr(net, mode)()
    bits = writing.bits_per_character(net, text.validation, text.alphabet)
    print(f"model.{mode}(): {bits:.3f} bits per character")
net = net.eval()

# %% [markdown] question="three-claims" points=3
r"""
**Question (3 points).** A report says: "Our LSTM with one layer, trained for 200 epochs
with `nn.LSTM(..., dropout=0.5)`, does not overfit, thanks to dropout.
We measured the validation text after every epoch, for 12 settings and one seed each,
and report the lowest number that we saw: 2.61 bits per character.
With dropout off it was 2.63."

1. What did dropout contribute here, and how could a line of code have shown it?
2. Why is 2.61 too good a number for text that the net will meet later?
   What should be reported instead?
3. What else do you need to know before you believe that 2.61 is better than 2.63?

Four to six sentences.

### BEGIN MARK SCHEME
- 1 point: nothing: with one layer the option has no effect. Seen by two passes in training
  mode that are equal, or by PyTorch's warning. Without a way to see it: half a point.
- 1 point: the lowest of 12 x 200 measurements was chosen on the validation text, which
  favours lucky ones. Choose on validation, restore those weights, report a test text that
  was not used for any choice, once. Only "use a test set": half a point.
- 1 point: how much such numbers differ between seeds: several seeds of both settings,
  compared with their spread. "More data" or "more epochs": no point.
### END MARK SCHEME

### BEGIN SOLUTION
Dropout contributed nothing: `nn.LSTM` puts its masks between layers, and there is one layer.
Two passes in training mode would have been equal, and PyTorch warns when the net is made.
2.61 is the lowest of 2,400 measurements of the validation text, so it was chosen for luck as
well as for merit. The setting and the epoch may be chosen there, but then the weights of that
epoch should be measured once on test text that played no part in the choice.
The difference of 0.02 comes from one seed each; I would ask for several seeds of both settings
and compare the difference with their spread.
### END SOLUTION
"""

# %% [markdown]
r"""
## Something to show

How much does a net copy? In a text that it wrote, find the longest passage
that also occurs, letter for letter, in its training pages.
The second net was trained on four times the text, with weight drop, and its best weights are
restored.
"""


# %% tags=["explore", "long"]
def longest_copy(written, pages):
    """Return the longest passage of a text that occurs in one of the pages."""
    best = ""
    for start in range(len(written)):
        longer = written[start : start + len(best) + 1]
        while len(longer) > len(best) and any(longer in page for page in pages):
            best = longer
            longer = written[start : start + len(best) + 1]
    return best


more = small_text(4 * SMALL)
cured = DeepModel(text.alphabet, seed=0, weight_drop=0.3)
keep = EarlyStop(cured, patience=3)
learn(cured, more, stop=keep)
keep.restore()

# %% tags=["explore", "long"]
for name, net, pages in (("overfit", model, text.train), ("cured", cured, more.train)):
    bits = writing.bits_per_character(net, text.test, text.alphabet)
    rng = np.random.default_rng(0)
    written = writing.write(net, text.alphabet, "The ", 300, rng, temperature=0.6)
    print(f"{name}: {bits:.2f} bits per character on test pages, never used for a choice")
    print(f"longest copy: {longest_copy(written, pages)!r}\n\nThe {written}\n" + "-" * 70)

# %% [markdown]
r"""
## What to remember

- An overfit is a gap between the bits on training pages and on new pages. Measure both.
- Masks belong on the way up. From step to step, use none, or the same mask at all steps.
- Kept activations are divided by $1-p$; `model.eval()` switches the masks off.
- Stop early, and restore the **best** weights.
- Here more text helped most; four kinds of noise or decay helped a little, about equally.
- The gain depends on the text, the net and the schedule: predict, then measure
  with several seeds, and report the result on a test text that was not used for any choice.
"""

# %% [markdown]
r"""
## Read on

- Zaremba, Sutskever and Vinyals, 2014:
  [Recurrent neural network regularization](https://arxiv.org/abs/1409.2329).
- Gal and Ghahramani, 2016:
  [A theoretically grounded application of dropout](https://arxiv.org/abs/1512.05287).
- Merity, Keskar and Socher, 2017:
  [Regularizing and optimizing LSTM language models](https://arxiv.org/abs/1708.02182).
- Prechelt, 1998: [Early stopping, but when?](https://doi.org/10.1007/3-540-49430-8_3)

Lesson 14 trains this net on the complete text; lesson 15 looks inside a trained net.
"""
