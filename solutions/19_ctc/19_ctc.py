# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 19 · CTC: labels without positions

A recording of three seconds has 300 frames. The transcript has 20 letters.
**Which frame belongs to which letter?** The transcript does not show it.

In this lesson you train a net that reads handwritten digits from left to right.
Its training labels are the digits without their positions, and it finds the positions itself.
You write the loss that makes this possible, *connectionist temporal classification* (CTC),
and you find the mistake in a well-known homework about it.

You will write seven functions.
Reading and writing take 75 to 90 minutes; the training runs take less than a minute in all.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
import itertools

import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("collapse")
from lstm_utils.tasks import strips

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## See it

![A strip with the handwritten digits 2 0 2 6 6, without gaps of equal size](figures/strip.svg)

Five digits by five people, side by side, with 0 to 3 empty columns between them.
The net reads one column of 8 pixels at a time. It does not know how wide a digit is.
Even for you it is not clear where the first 6 ends.

Could we cut the strip into five equal parts? You will compare this with CTC.
"""

# %% tags=["explore"]
x, _ = strips.strip([2, 0, 2, 6, 6], np.random.default_rng(4))
print("columns, pixels:", x.shape)
print("labels:", [2, 0, 2, 6, 6])

# %% [markdown]
r"""
## Paths, and the blank

The net outputs one of $V$ symbols at **every** column.
Symbol 0 is the **blank**: "nothing new here". The other symbols are labels.
A sequence of $T$ outputs is a **path**.

A label may last for several columns. To read a path,
first **merge** equal neighbours, then **remove** the blanks.

| path | labels |
|---|---|
| `2 2 – – 6 6 6` | 2 6 |
| `– 2 6 – – – –` | 2 6 |
| `2 6 6 – 6 – –` | 2 6 6 |

In the last line, the blank separates the two 6.
"""

# %% [markdown]
r"""
## Exercise 1: `collapse`

Turn a path into its labels: merge equal neighbours, then remove the blanks (0).
Return a list of int. The path may be empty.

For $(3, 3, 0, 3, 5, 5)$: merged $(3, 0, 3, 5)$, without blanks $(3, 3, 5)$.
About 2 lines.
"""


# %% exercise="collapse"
def collapse(path):
    """Turn a path into labels: merge equal neighbours, then remove the blanks.

    Args:
        path: symbols, a list of T int or a (T,) integer array, 0 for the blank; T may be 0.

    Returns:
        The labels, a list of int.
    """
    ### BEGIN SOLUTION
    merged = [int(v) for n, v in enumerate(path) if n == 0 or v != path[n - 1]]
    return [v for v in merged if v != 0]
    ### END SOLUTION


# %% tests="collapse" points=3
check("collapse", collapse)
### BEGIN HIDDEN TESTS
check("collapse", collapse, seed=19101, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Symbols: – is 0, b is 1, e is 2. How many of all paths of six steps read "bee"?
paths = list(itertools.product(range(3), repeat=6))
bee = [path for path in paths if nets.collapse(path) == [1, 2, 2]]
print(len(bee), "of", len(paths))
print(*("".join("–be"[v] for v in path) for path in bee[:8]), "...")

# %% [markdown]
r"""
There are 28 paths for *bee* in six steps. **All of them are right.**
The net gives each symbol $v$ a probability $y_{t,v}$ at each step. The probability of a path is
the product of its symbols' probabilities, and that of the target is the **sum** over its paths:

$$
p = \sum_{\text{paths of the target}} \; \prod_t y_{t,\,\text{path}_t},
\qquad \text{loss} = -\log p .
$$

For the strip above, with 41 columns and 5 digits, there are more than three billion paths.
We need a way to add them up without listing them.
"""

# %% tags=["explore"]
from math import comb

# T steps, L labels, one pair of equal neighbours, which needs a blank between
print(f"{comb(len(x) + 5 - 1, 2 * 5):,} paths of {len(x)} columns")
assert len(x) == 41
assert comb(6 + 3 - 1, 2 * 3) == len(bee)

# %% [markdown]
r"""
## Exercise 2: `extend`

Put a blank before, between and after the labels. A path visits these **cells** in order,
from the first to the last.

For the labels $(4, 4, 7)$: $(0, 4, 0, 4, 0, 7, 0)$. Without labels there is one cell, $(0)$.
Return a new integer array $(2L + 1,)$; it is used as indices. About 3 lines.
"""


# %% exercise="extend"
def extend(target):
    """Put a blank before, between and after the labels.

    Args:
        target: labels, (L,) integer array of 1 and more; L may be 0.

    Returns:
        (2L + 1,) integer array, a new one: blanks (0) at the even places, labels at the odd.
    """
    ### BEGIN SOLUTION
    cells = np.zeros(2 * len(target) + 1, dtype=int)
    cells[1::2] = target
    return cells
    ### END SOLUTION


# %% tests="extend" points=2
check("extend", extend)
### BEGIN HIDDEN TESTS
check("extend", extend, seed=19202, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## The lattice

![Cells of bee as rows, six steps as columns, and one bold path](figures/lattice.svg)

The picture shows the cells of *bee* from top to bottom, and the steps from left to right.
Each way through this lattice, from one of the two cells at the top left to one of the two
at the bottom right, is a path. Dots are cells that no complete path can visit.
The bold line is the most probable path of our example.

Step through all 28 paths. Watch their probabilities, and the sum.
"""

# %% tags=["explore", "long"]
plots.interactive_lattice()

# %% [markdown]
r"""
The best path has only about a fifth of the probability of *bee*: no single path is
"the" right one.

## Derive it: three ways into a cell

![Three coloured lines lead into the first e: from e, blank and b](figures/moves.svg)

Let $\alpha_{t,s}$ be the total probability of all **beginnings** of paths that are in cell $s$
at step $t$. A path can come from the same cell, from the previous cell,
or from cell $s-2$, if it skips the blank between two labels:

$$
\alpha_{t,s} = y_{t,\,\text{cell}_s} \left(\alpha_{t-1,s} + \alpha_{t-1,s-1}
+ [\text{cell}_s \ne \text{cell}_{s-2}]\;\alpha_{t-1,s-2}\right).
$$
"""

# %% [markdown]
r"""
![Only two lines lead into the second e, none from the first](figures/no_skip.svg)

The second *e* cannot be reached from the first one directly, because without the blank
the two would merge. A path from blank to blank cannot skip the label either.
One comparison covers both cases: $\text{cell}_s \ne \text{cell}_{s-2}$.

A path begins with the first blank or the first label: at the first step, $t = 0$, only
$\alpha_{0,0}$ and $\alpha_{0,1}$ are not 0. It ends with the last label or the last blank.
With $L$ labels and $S = 2L + 1$ cells (without a label only one cell, and one term):

$$p = \alpha_{T-1,\,S-1} + \alpha_{T-1,\,S-2}.$$
"""

# %% [markdown]
r"""
## Exercise 3: `ctc_alpha`

A product of 400 probabilities rounds to 0 in floating point. So compute **logarithms**:
products become sums, and a sum of probabilities becomes `np.logaddexp(a, b)`,
that is $\log(e^a + e^b)$. The logarithm of 0 is `-np.inf`.

`logp[t, v]` is $\log y_{t,v}$. Return $\log \alpha$, $(T, S)$, for all steps and cells.

One step, $\log y_0 = \log\,(0.5, 0.3, 0.2)$, target $(2)$: cells $(0, 2, 0)$, and the row is
$(\log 0.5,\ \log 0.2,\ -\infty)$. `nets.extend(target)` gives the cells. About 10 lines.
"""


# %% exercise="ctc-alpha"
def ctc_alpha(logp, target):
    """Add up the probabilities of all beginnings of paths of a target, cell by cell.

    Args:
        logp: log-probabilities of the symbols at each step, (T, V) float array.
        target: labels, (L,) integer array of 1 to V - 1; L may be 0.

    Returns:
        (T, S) float array, S = 2L + 1: at (t, s) the logarithm of the total probability of all
        beginnings that are in cell s at step t; -inf where there is none.
    """
    ### BEGIN SOLUTION
    cells = nets.extend(target)
    alpha = np.full((len(logp), len(cells)), -np.inf)
    alpha[0, :2] = logp[0, cells[:2]]
    may_skip = cells[2:] != cells[:-2]
    for t in range(1, len(logp)):
        last, total = alpha[t - 1], alpha[t - 1].copy()
        total[1:] = np.logaddexp(total[1:], last[:-1])
        total[2:][may_skip] = np.logaddexp(total[2:], last[:-2])[may_skip]
        alpha[t] = total + logp[t, cells]
    return alpha
    ### END SOLUTION


# %% tests="ctc-alpha" points=5
check("ctc-alpha", ctc_alpha)
### BEGIN HIDDEN TESTS
check("ctc-alpha", ctc_alpha, seed=19303, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# The last two cells of the last step, against the sum over all 28 paths.
logp, target = plots.lattice_example(), np.array([1, 2, 2])
ends = np.exp(nets.ctc_alpha(logp, target)[-1, -2:])
listed = sum(np.exp(logp[range(6), path].sum()) for path in bee)
print(f"alpha: {ends[0]:.5f} + {ends[1]:.5f} = {ends.sum():.5f}     all paths: {listed:.5f}")
assert np.isclose(ends.sum(), listed), "alpha and the list of paths differ"

# %% [markdown]
r"""
The sum over 28 paths equals the result from 42 cells. For the strip above there are three
billion paths, but only 451 cells.

## The gradient: the share of each cell

Run $\alpha$ over the **reversed** strip with the **reversed** target, and reverse the result:
$\beta_{t,s}$, the total probability of all **ends** of paths from cell $s$ at step $t$ on.

$\alpha_{t,s}\,\beta_{t,s}$ contains $y_{t,\,\text{cell}_s}$ twice. Divide by it once,
and by $p$:

$$
\gamma_{t,s} = \frac{\alpha_{t,s}\,\beta_{t,s}}{y_{t,\,\text{cell}_s}\; p}
$$

is the share of $p$ that runs through cell $s$ at step $t$. Each row adds up to 1.
"""

# %% tags=["explore"]
_, gamma = nets.ctc_gamma(logp, target)
print("each step's shares add up to", gamma.sum(axis=1).round(12))
plots.draw_lattice(logp, target, numbers=gamma)

# %% [markdown]
r"""
Darker cells have a larger share.

**The derivative.** $p$ is a sum of products. In a path through cell $s$ at step $t$,
$y_{t,v}$ with $v = \text{cell}_s$ is a factor once. So
$\partial \log p / \partial \log y_{t,v}$ is the share of these paths.
With the softmax of lesson 02, $\log y = z - \log \sum e^z$:

$$
\frac{\partial\,\text{loss}}{\partial z_{t,v}}
= y_{t,v} - \sum_{s:\ \text{cell}_s = v} \gamma_{t,s}.
$$

It has the form of lesson 02's gradient: prediction minus target.
Here the target is the probability of the symbol according to the net, **given the labels**.
"""

# %% [markdown]
r"""
## Exercise 4: `ctc_loss_and_grad`

From logits $z$ compute the loss, $-\log p$ (a float), and its gradient, $(T, V)$.
Call `nets.ctc_alpha`, for $\beta$ as well, and use logarithms up to $\gamma$.
Do not divide by $T$ or $L$. `z` is not changed.

One step, $z = (0, 0, 0)$, target $(2)$: $p = 1/3$, the loss is $1.099$, the gradient
$(0.333, 0.333, -0.667)$.
If several cells have the same symbol, subtract all of them. About 9 lines.
"""


# %% exercise="ctc-loss-and-grad"
def ctc_loss_and_grad(z, target):
    """Compute the CTC loss of one sequence, and its gradient.

    Args:
        z: logits of the symbols at each step, (T, V) float array; not changed.
        target: labels, (L,) integer array of 1 to V - 1; L may be 0; some path of T steps
            has them.

    Returns:
        loss: minus the logarithm of the probability of the target, in nats, a float.
        dz: gradient with respect to z, (T, V).
    """
    ### BEGIN SOLUTION
    logp = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    cells = nets.extend(target)
    alpha = nets.ctc_alpha(logp, target)
    beta = nets.ctc_alpha(logp[::-1], target[::-1])[::-1, ::-1]
    log_p = np.logaddexp.reduce(alpha[-1, -2:])
    gamma = np.exp(alpha + beta - logp[:, cells] - log_p)
    dz = np.exp(logp)
    for s, v in enumerate(cells):
        dz[:, v] -= gamma[:, s]
    return float(-log_p), dz
    ### END SOLUTION


# %% tests="ctc-loss-and-grad" points=6
check("ctc-loss-and-grad", ctc_loss_and_grad)
### BEGIN HIDDEN TESTS
check("ctc-loss-and-grad", ctc_loss_and_grad, seed=19404, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
# Three tests: central differences, PyTorch, and a length of 400 steps.
import torch

torch.manual_seed(0)
z, target = torch.randn(12, 6, dtype=torch.float64).numpy(), np.array([1, 2, 2, 3])
loss, dz = nets.ctc_loss_and_grad(z, target)
numerical = nets.numerical_gradient(lambda q: nets.ctc_loss_and_grad(q, target)[0], z, 1e-5)
print(f"largest difference from central differences: {abs(dz - numerical).max():.0e}")

for steps in (12, 400):
    z_long = np.random.default_rng(0).normal(size=(steps, 6)) if steps > 12 else z
    rows = torch.tensor(z_long).log_softmax(dim=1)[:, None]
    sizes = torch.tensor([steps]), torch.tensor([4])
    other = torch.nn.functional.ctc_loss(rows, torch.tensor(target)[None], *sizes)
    print(f"{steps} steps: {nets.ctc_loss_and_grad(z_long, target)[0]:.3f},", end=" ")
    print(f"torch.nn.functional.ctc_loss {4 * other.item():.3f}")

# %% [markdown]
r"""
(By default PyTorch divides by the number of labels, here 4. Look at `reduction`
before you compare losses.)

## Break it: a loss that trains well and is wrong

A graded homework of a well-known course defines the CTC loss as
**expected divergence**: $-\sum_{t,s} \gamma_{t,s} \log y_{t,\,\text{cell}_s}$.
It also multiplies plain probabilities. Guess first: is it the same number, and the same
gradient?
"""


# %% tags=["explore"]
def homework(z):
    """Return the expected divergence of the target."""
    logp = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    _, gamma = nets.ctc_gamma(logp, target)
    return float(-(gamma * logp[:, nets.extend(target)]).sum())


print(f"-log p {loss:.3f}, expected divergence {homework(z):.3f}")
wrong = abs(nets.numerical_gradient(homework, z, 1e-5) - dz).max()
print(f"its gradient in the homework is ours; its true gradient differs by up to {wrong:.2f}")
log_p = -nets.ctc_loss_and_grad(z_long, target)[0]
print(f"without logarithms, p of the 400 steps is exp({log_p:.0f}) = {np.exp(log_p)}")
assert homework(z) > loss + 1
assert np.exp(log_p) == 0

# %% [markdown]
r"""
The number is too large: it includes the **uncertainty** about the path (an entropy).
Its gradient was derived with a constant $\gamma$, and is by chance the right gradient
of $-\log p$. So training works, the curve falls, and the mistake is not visible.
Central differences show it at once: **a loss and its gradient must belong together.**

In addition, the products of 400 steps are 0, so the homework's loss is then `nan`.
"""

# %% [markdown]
r"""
## Exercise 5: `ctc_greedy`

To use the net, turn its output into labels. The simplest way: take the most probable symbol at
each step, and collapse this path with `nets.collapse`. Return a list of int. About 1 line.

For probabilities with rows $(0.6, 0.4)$ and $(0.3, 0.7)$ the path is $(0, 1)$, and the labels
are $(1)$.
"""


# %% exercise="ctc-greedy"
def ctc_greedy(logp):
    """Read the most probable path, and collapse it.

    Args:
        logp: log-probabilities of the symbols at each step, (T, V) float array.

    Returns:
        The labels, a list of int.
    """
    ### BEGIN SOLUTION
    return nets.collapse(logp.argmax(axis=1))
    ### END SOLUTION


# %% tests="ctc-greedy" points=2
check("ctc-greedy", ctc_greedy)
### BEGIN HIDDEN TESTS
check("ctc-greedy", ctc_greedy, seed=19505, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Exercise 6: `edit_distance`

How wrong is "02612" for "20261"? All five digits are at wrong places, but only one is
missing, and one is too many. Count **edits**: replace, insert or
delete one item. Return the distance, the smallest number of edits that turns one sequence into
the other.

$D_{ij}$, the distance of the first $i$ items of $a$ and the first $j$ of $b$, is the smallest
of

$$
D_{i-1,\,j-1} + [a_i \ne b_j], \qquad D_{i-1,\,j} + 1, \qquad D_{i,\,j-1} + 1,
$$

with $D_{i0} = i$ and $D_{0j} = j$; $[\ldots]$ is 1 if it is true, else 0.
For $(2, 0, 2, 6)$ and $(2, 2, 6, 6)$ it is 2.
About 6 lines.
"""


# %% exercise="edit-distance"
def edit_distance(a, b):
    """Count the edits that turn one sequence into another: replace, insert, delete.

    Args:
        a, b: lists or strings; their lengths may differ or be 0.

    Returns:
        The smallest number of edits, an int.
    """
    ### BEGIN SOLUTION
    row = list(range(len(b) + 1))
    for i, item in enumerate(a, 1):
        above, row = row, [i]
        for j, other in enumerate(b, 1):
            replace = above[j - 1] + (item != other)
            row.append(min(replace, above[j] + 1, row[j - 1] + 1))
    return row[-1]
    ### END SOLUTION


# %% tests="edit-distance" points=3
check("edit-distance", edit_distance)
### BEGIN HIDDEN TESTS
check("edit-distance", edit_distance, seed=19606, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
The **label error** is the number of edits of all strips, divided by the number of digits.

## Train with three kinds of labels

The net is lesson 17's: one LSTM with 48 units from the left, one from the right,
and a dense layer at each column. Train it on the same strips with three kinds of labels:

- **CTC**: the digits only.
- **equal cuts**: each strip is cut into equal parts, one for each digit; cross-entropy at
  each column.
- **true cuts**: every column has a label, its digit or blank.

Two of them run here, with one seed; all three were recorded with three seeds.
Guess: how much worse than the true cuts will CTC be?
"""

# %% tags=["explore", "long"]
from lstm_utils.tasks import strip_training as training

torch.set_num_threads(1)
net, live = training.learn_to_read("CTC", name="CTC")
_, equal = training.learn_to_read("equal cuts", name="equal cuts")
last = max(live)
print(f"label error after {last:,} strips: CTC {live[last]:.3f}, equal cuts {equal[last]:.3f}")
assert live[last] < equal[last] / 2

# %% tags=["explore"]
recorded = plots.recorded_readers()
ends = {way: [run[max(run)] for run in runs] for way, runs in recorded.items()}
for way in ("CTC", "true cuts", "equal cuts"):
    print(f"{way:10}", *(f"{error:.3f}" for error in ends[way]), " (three recorded seeds)")
assert max(ends["CTC"]) < min(ends["true cuts"]) < min(ends["equal cuts"])
assert all(run[2000] == 1 for run in recorded["CTC"])
assert min(run[3200] for run in recorded["CTC"]) > max(
    run[3200] for run in recorded["equal cuts"]
)
plots.draw_ways({way: recorded[way] for way in ("CTC", "true cuts", "equal cuts")})

# %% [markdown]
r"""
CTC is best, although its labels contain **less** information than the true cuts.
Up to 2,000 strips it outputs only blanks (label error 1), and after 3,200 strips it is last.
Then it finds where the digits are, and overtakes the others.
(A label error above 1: the net reads more digits than there are.)

Why does a label for every column not help more? The net must then decide at
each column, also at the edge of a digit, where one wrong column inserts a label. With CTC it
can output each digit once, **where it is sure**.
"""

# %% tags=["explore", "long"]
tests = training.new_strips()
read = training.log_probabilities(net, tests)
shown = max(range(40), key=lambda n: (tests.y[n] > 0).sum())
T = tests.lengths[shown]
print("written:", strips.as_text(tests.y[shown][tests.y[shown] > 0]))
print("path:   ", strips.as_text(read[shown].argmax(axis=1)))
plots.draw_spikes(tests.x[:T, shown], read[shown])

# %% [markdown]
r"""
The net outputs each digit at a few columns, and blank at the others.
In our run it outputs the 5 in the very first column, before half of the digit has
passed, because the LSTM that reads from the right has seen it already.
The outputs of CTC nets for speech look similar.
"""

# %% [markdown]
r"""
## Exercise 7: `prefix_beam`

Greedy decoding reads **one** path. Take two steps, both with blank $0.6$ and label 1 $0.4$: the
best path is blank, blank, $0.36$, so greedy decoding returns no label. But "1" has three paths,
$0.24 + 0.24 + 0.16 = 0.64$.

So search over **prefixes**. Each prefix has two numbers: the log-probability of its paths that
end with a blank, and of its paths that end with a label; `total` is the log of the sum. After
each step the `k` most probable prefixes are kept.
"""

# %% [markdown]
r"""
In each step, the paths of a prefix continue with a symbol of the next column's `row`:

- with a blank: the same prefix, now ending with a blank, from `total`;
- with a different label `v`: the longer prefix, ending with a label, from `total`;
- with its **own last** label: paths that end with a **label** merge, so the prefix stays;
  paths that end with a **blank** give the longer prefix.

The same prefix can arise in several ways: `nets.add_mass(new, prefix, blank, label)` adds to
its two numbers, and `-np.inf` adds nothing. Write the body of the inner loop. About 8 lines.
"""


# %% exercise="prefix-beam" given="body"
def prefix_beam(logp, k):
    """Search for the most probable labels with a beam of k prefixes.

    Args:
        logp: log-probabilities of the symbols at each step, (T, V) float array.
        k: how many prefixes are kept after each step, 1 or more.

    Returns:
        labels: the most probable prefix after the last step, a list of int.
        log_p: logarithm of the probability of its paths, as far as they were kept, a float.
    """
    beam = {(): (0.0, -np.inf)}  # prefix: log-probability of ending with blank, with label
    for row in logp:
        new = {}
        for prefix, (blank, label) in beam.items():
            total = np.logaddexp(blank, label)
            ### BEGIN SOLUTION
            nets.add_mass(new, prefix, total + row[0], -np.inf)
            for v in range(1, len(row)):
                if prefix[-1:] == (v,):
                    nets.add_mass(new, prefix, -np.inf, label + row[v])
                    nets.add_mass(new, (*prefix, v), -np.inf, blank + row[v])
                else:
                    nets.add_mass(new, (*prefix, v), -np.inf, total + row[v])
            ### END SOLUTION
        best = sorted(new, key=lambda prefix: -np.logaddexp(*new[prefix]))[:k]
        beam = {prefix: new[prefix] for prefix in best}
    return list(best[0]), float(np.logaddexp(*beam[best[0]]))


# %% tests="prefix-beam" points=5
check("prefix-beam", prefix_beam)
### BEGIN HIDDEN TESTS
check("prefix-beam", prefix_beam, seed=19707, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
wide = [nets.prefix_beam(logp, 10)[0] for logp in read]
greedy = training.greedy_error(net, tests)
print(f"label error: greedy {greedy:.4f}, beam of 10 {training.label_error(wide, tests):.4f}")
gains = sum(a != nets.ctc_greedy(logp) for a, logp in zip(wide, read, strict=True))
print(f"the two differ on {gains} of {len(read)} strips")

# %% [markdown]
r"""
There is hardly a difference: where the net is sure, the best path has nearly all of the
probability. (Three recorded runs: a gain of 0, 0 and 0.6 percentage points.)
A beam helps where the net is uncertain, or where a language model (lesson 14) scores
the prefixes, as in speech recognisers.

## How long may a strip be?

The net was trained on 2 to 5 digits. Measure its horizon (lesson 13): up to which number of
digits is the label error below 5 %?
"""


# %% tags=["explore", "long"]
def reads(digits):
    """Return whether the label error on 20 strips of so many digits is below 5 %."""
    rng = np.random.default_rng(digits)
    drawn = strips.pad(rng.integers(10, size=(20, digits)).tolist(), rng, test=True)
    error = training.greedy_error(net, drawn)
    print(f"{digits:4} digits: label error {error:.3f}")
    return error < 0.05


print("horizon:", nets.horizon(reads, (5, 10, 20, 50, 100)))

# %% [markdown]
r"""
## Something to show

Choose a number, such as a date or a phone number. The net reads it from pictures of
handwritten digits that it has never seen, and of more digits than in training.
"""

# %% tags=["explore", "long"]
number = "20261128"  # yours?
x, _ = strips.strip([int(c) for c in number], np.random.default_rng(7), test=True)
paper = strips.pad([[int(c) for c in number]], np.random.default_rng(7), test=True)
(logp,) = training.log_probabilities(net, paper)
print("written", number, " read", strips.as_text(nets.ctc_greedy(logp)))
plots.draw_spikes(x, logp)

# %% [markdown]
r"""
## Where it does not help

CTC's paths visit the labels **in order**. Train the same net on the same strips, but with
the labels from right to left: only the order is different.

And is the second direction of lesson 17 needed?
"""

# %% tags=["explore"]
for way in ("CTC", "CTC, one direction", "CTC, labels reversed"):
    print(f"{way:22}", *(f"{error:.3f}" for error in ends[way]), " (three recorded seeds)")
assert min(ends["CTC, labels reversed"]) > 0.5
assert min(np.divide(ends["CTC, one direction"], ends["CTC"])) > 6

# %% [markdown]
r"""
With reversed labels the net learns next to nothing in the same time: to output the last digit
first, it must store it over the complete strip, and then all other digits. Where the order
differs, as in translation, use the nets of lessons 20 and 21.

With one direction there are at least six times as many errors after the same strips:
such a net must wait until a digit has ended.

A third limit: given the strip, CTC's outputs at two columns are independent.
It cannot learn that *q* is followed by *u*.
"""

# %% [markdown]
r"""
## Beside the published numbers

- Liwicki and others, 2007, notes on a whiteboard, pen positions: 74.0 % of the words,
  a hidden Markov model 65.4 %.
- [Graves and Schmidhuber,
  2008](https://papers.nips.cc/paper/2008/hash/66368270ffd51418ec58bd793f2d9b1b-Abstract.html),
  images of Arabic words: 91.4 %, the winner of the competition 87.2 %.
- [Graves and others, 2009](https://doi.org/10.1109/TPAMI.2008.137), lines of English:
  79.7 % of the words from pen positions, 74.1 % from images.
- [Graves, Mohamed and Hinton, 2013](https://arxiv.org/abs/1303.5778), TIMIT, speech:
  17.7 % errors in phonemes.

All are LSTMs, most of them trained with CTC; the numbers are from the abstracts.
We read digits in clean pictures: the method is the same, but do not compare the numbers.
"""

# %% [markdown] question="belong-together" points=3
r"""
**Question (3 points).** A friend implements CTC. Loss and gradient are computed by different
formulas. The training curve falls from 40 to 4, the label error is low.
On one strip PyTorch's loss is 2.9, and your friend's is 3.6; the gradients agree.
"So both are fine," your friend says, "mine is in other units."

1. Why can training not reveal the mistake? What does reveal it, without PyTorch?
2. Name a purpose for which the wrong number does harm, although training is unharmed.
3. Your friend's loss is $-\sum \gamma \log y$. Why is it never smaller than $-\log p$,
   and when are the two equal?

Five to seven sentences.

### BEGIN MARK SCHEME
- 1 point: training uses the gradient only, the loss is printed and not used. Central
  differences of the loss against the gradient, or brute force over all paths for small T.
  Only one half of the answer: half a point.
- 1 point: any use of the number itself: comparing models or published losses, early stopping,
  choosing among transcripts by their probability, adding it to another loss.
- 1 point: the difference is the uncertainty (entropy) of the path given the labels, which is
  never negative; equal if one path has all of the probability. "It counts more" without the
  paths: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
An optimiser never looks at the loss, only at the gradient, and that one is right, so the net
learns as it should and the printed number falls as well.
Central differences of the printed loss do not give that gradient: this shows the mistake
without any library, and so does a sum over all paths of a short strip.
The number itself matters when two models are compared, when training is stopped by it, or
when transcripts are ranked by their probability.
For each path, log p is the path's log-probability less the logarithm of its share of p.
Averaged over the paths, weighted with their shares, the first part gives minus the friend's
loss, and the second adds the entropy of the paths, which is 0 or more.
So the friend's loss is log-loss plus entropy; the two are equal if a single path has all of
the probability.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- With a **blank**, merging, and a **sum over all paths**, labels need no positions.
- $\alpha$ adds up the paths cell by cell, in logarithms; a path may skip only a blank between
  two different labels.
- The gradient is softmax minus $\gamma$.
- Check by central differences that **a loss and its gradient belong together**.
- Greedy decoding reads one path; a prefix beam adds up the paths of the same labels.
- CTC needs labels in the order of the input, and as many steps as labels, plus one for each
  equal pair.

**Now you can** train a net on labels without positions, and check such a loss in three ways.
"""

# %% [markdown]
r"""
## Read on

- Graves, Fernández, Gomez and Schmidhuber, 2006, the paper:
  [Connectionist temporal classification](https://doi.org/10.1145/1143844.1143891).
- Hannun, 2017, with pictures that move:
  [Sequence modeling with CTC](https://distill.pub/2017/ctc/).
- Hannun, Maas, Jurafsky and Ng, 2014, the prefix beam with a language model:
  [First-pass large vocabulary continuous speech recognition](https://arxiv.org/abs/1408.2873).

**Next:** lesson 20 translates, where the order of the words changes.
"""
