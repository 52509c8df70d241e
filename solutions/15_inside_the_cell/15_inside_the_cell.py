# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 15 · Inside the cell

*The queen near the boys behind the kings rows the boat while …*

A trained LSTM continues with *she*. Seven words and two other nouns lie in between.
**Where in its 32 units is the "she"? Does the net use what you find there?**

In lesson 08 you chose the weights of a cell that stores a gender.
Here a net learns its own weights, and you look inside.

You will write seven short functions: three that read a net, three that change it,
and one that counts.
Reading and writing take 75 to 90 minutes, running all cells about a minute.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("probe")
from lstm_utils.tasks import agreement
from lstm_utils.tasks import agreement_training as task
from lstm_utils.tasks.agreement import sentence

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## See it: two sentences, one word apart

![Gates and states of queen minus king; a few lines go on in c](figures/difference.svg)

A net has read the sentence above, and then the same one with *king*.
The picture shows the **difference**: white is where both runs agree.
Each block has 32 rows, one for each unit.

The gates differ for a word or two. In $c$ a few lines continue:
these units still carry the difference when the pronoun follows.

Is the gender stored there? A picture cannot answer this.
There are three questions, and each needs its own experiment:
can the gender be **read** there, is the unit **needed**, and does it **decide**?
"""

# %% [markdown]
r"""
## The sentences

The sentences are generated. The subject is one of 16 nouns, singular or plural.
Up to three other nouns, the **distractors**, are between subject and verb. They do not
influence the verb or the pronoun.

- The verb ends in *s* if the subject is singular.
- The pronoun is *she*, *he* or *they*.
- Half of the objects have a possessive: *her*, *his*, *their*.
"""

# %% tags=["explore"]
rng = np.random.default_rng(1)
for _ in range(5):
    s = sentence(rng)
    print(" ".join(s.words))
    print(f"   subject {s.words[1]}, verb {s.words[s.verb]}, pronoun {s.words[s.pronoun]}")

# %% [markdown]
r"""
## Exercise 1: `accuracy_by_attractors`

A distractor is hardest if its number (singular or plural) differs from the subject's: *the
**queen** near the **boys** row* or *rows*? Such a noun is an **attractor**. Count the
attractors of each sentence, and return a dict from each count that occurs (an int) to the
accuracy of the sentences with this count (a float).

`between` has a row for each sentence: 0 for a singular noun, 1 for a plural noun, $-1$ for
none. `many` is `True` for a plural subject.

Two sentences with a singular subject, `between` $(1, 0, -1)$ and $(1, 1, 0)$, the first
one right, the second wrong: one and two attractors, so `{1: 1.0, 2: 0.0}`. About 2 lines.
"""


# %% exercise="accuracy-by-attractors"
def accuracy_by_attractors(right, many, between):
    """Measure the accuracy separately for each number of attractors.

    Args:
        right: whether the verb was predicted right, (N,) bool array.
        many: whether the subject is plural, (N,) bool array.
        between: nouns between subject and verb, (N, D) integer array: 0 for a singular one,
            1 for a plural one, -1 where there is none.

    Returns:
        dict from each number of attractors that occurs, an int, to the share of right verbs
        among the sentences with that number, a float.
    """
    ### BEGIN SOLUTION
    attractors = ((between >= 0) & (between != many[:, None])).sum(axis=1)
    return {int(k): float(right[attractors == k].mean()) for k in np.unique(attractors)}
    ### END SOLUTION


# %% tests="accuracy-by-attractors" points=2
check("accuracy-by-attractors", accuracy_by_attractors)
### BEGIN HIDDEN TESTS
check("accuracy-by-attractors", accuracy_by_attractors, seed=15101, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Train it

The net is lesson 08's LSTM with 32 units and a dense layer, in NumPy.
It predicts the **next word**, one of 67. No label shows it which word is the subject.
A verb counts as right if its right form has a higher score than its other form.
"""

# %% tags=["explore", "long"]
params, curves = task.new_net(seed=3), {}
test = [sentence(np.random.default_rng(k), distractors=3) for k in range(300)]
many = np.array([s.many for s in test])


def watch(update):
    z, _ = task.read(params, test)
    right = task.verbs_right(z, test)
    curves[update] = agreement.accuracy_by_attractors(right, many, task.between(test))


task.train(params, seed=3, watch=watch, every=25)
assert min(curves[1200].values()) > 0.95, "the verbs were not learned"
plots.draw_attractors(curves)

# %% [markdown]
r"""
All test sentences have three distractors. For about 200 updates the net is at chance.
Then it learns to use the subject. At this stage sentences with more attractors are harder; in
the end the number of attractors does not matter.

[Linzen, Dupoux and Goldberg](https://aclanthology.org/Q16-1037/) (2016) measured real
English: less than 1 % errors for an LSTM that was trained on the verb's number,
far more for an LSTM that predicted the next word, and more where the nouns in between
disagreed. Our grammar is small and without exceptions:
five of five nets made no error after 38,400 sentences.
"""

# %% tags=["explore", "long"]
rng = np.random.default_rng(3)
for distractors in (0, 3, 8):
    new = [sentence(rng, distractors=distractors) for _ in range(500)]
    z, _ = task.read(params, new)
    verbs, named = task.verbs_right(z, new), task.pronouns(z, new) == task.genders(new)
    print(f"{distractors} distractors: verbs {verbs.mean():.3f}, pronouns {named.mean():.3f}")

# %% [markdown]
r"""
The net was trained with at most three distractors; eight are new to it.
(Of five recorded nets, two read sentences with eight without a mistake. One falls back to
chance.)

## The instrument panel

`plots.film` draws the film of lesson 08 for all units of any net, from the cache of
`lstm_forward`. The colours are the same: grey is an open gate, red is above 0, blue below.
Which rows of $c$ keep their colour from the second word on? Which rows react to the word
that was just read?
"""

# %% tags=["explore", "long"]
line = "the queen near the boys behind the kings rows the boat while she sings"
words = line.split()


def run_of(words):
    """Return what lstm_forward kept of one sentence."""
    x, _, _ = task.as_arrays([[*words, "."]])
    return nets.sequence_net_forward(params, x)[1][1]


plots.draw_panel(plots.film(run_of(words), words))

# %% [markdown]
r"""
Thirty-two units are too many for a guess.
"""

# %% [markdown]
r"""
## Exercise 2: `probe`

A **probe** is a small model that predicts a label from states. Ours is linear:
append a 1 to each state, use targets $y = \pm 1$ ($-1$ for label 0), and find the $w$ that
minimises

$$\sum_n \left([s_n, 1] \cdot w - y_n\right)^2$$

over the states **not** in `test`. It predicts 1 where $[s, 1] \cdot w > 0$, else 0.
Return its accuracy on the test states (a float), and $w$ $(H + 1,)$, the constant last.
`np.linalg.lstsq(X, y, rcond=None)[0]` is $w$. About 4 lines.

States $1, 2, 5, 6$ with labels $0, 0, 1, 1$, the last one for the test:
$w = (0.538, -1.769)$, and the accuracy is 1.
"""


# %% exercise="probe"
def probe(states, labels, test):
    """Fit a linear rule for a label by least squares, and test it on other states.

    Args:
        states: (N, H) float array.
        labels: 0 or 1 for each state, (N,) integer array.
        test: which states are for the test, (N,) bool array; the rule is fitted to the others.

    Returns:
        accuracy: share of the test states with the right label, a float.
        w: the rule, (H + 1,) float array, its constant last.
    """
    ### BEGIN SOLUTION
    X = np.hstack([states, np.ones((len(states), 1))])
    w = np.linalg.lstsq(X[~test], 2.0 * labels[~test] - 1, rcond=None)[0]
    right = (X[test] @ w > 0) == (labels[test] == 1)
    return float(right.mean()), w
    ### END SOLUTION


# %% tests="probe" points=4
check("probe", probe)
### BEGIN HIDDEN TESTS
check("probe", probe, seed=15202, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
# 2,000 sentences with a singular subject. Is the gender in h, just before the pronoun?
single = [sentence(np.random.default_rng(k), many=False) for k in range(2000)]
_, run = task.read(params, single)
man, nouns = task.genders(single), task.noun_numbers(single)  # 0 or 1; 0 to 15
due = task.states_at(run, [s.pronoun for s in single])  # (2000, 32)

mixed = np.random.default_rng(0).random(2000) < 0.5
accuracy, _ = probe(due, man, test=mixed)
print(f"gender just before the pronoun: {accuracy:.3f}")

# %% [markdown]
r"""
The accuracy is perfect. But a probe with 33 weights can memorise the 16 nouns,
and with them *any* label.

## Exercise 3: `control`

So [Hewitt and Liang](https://arxiv.org/abs/1909.03368) (2019) invent a label
that means nothing: each **word** gets a 0 or a 1 at random, the same wherever it occurs.

`words` has the number of a word for each state. Half of the different words,
rounded down, get a 1, and every such choice is equally likely. Return the labels, $(N,)$
integers. For words $(7, 2, 7, 5)$ one of three words gets a 1: the labels are
$(1, 0, 1, 0)$, $(0, 1, 0, 0)$ or $(0, 0, 0, 1)$. About 4 lines;
`np.unique(words, return_inverse=True)` helps.
"""


# %% exercise="control"
def control(words, rng):
    """Draw a label for each word that means nothing: the same wherever the word occurs.

    Args:
        words: number of a word for each state, (N,) integer array; any numbers.
        rng: numpy.random.Generator, the source of all random numbers.

    Returns:
        Labels, (N,) integer array of 0 and 1.
    """
    ### BEGIN SOLUTION
    different, place = np.unique(words, return_inverse=True)
    label = np.zeros(len(different), dtype=int)
    label[rng.permutation(len(different))[: len(different) // 2]] = 1
    return label[place]
    ### END SOLUTION


# %% tests="control" points=3
check("control", control)
### BEGIN HIDDEN TESTS
check("control", control, seed=15303, rounds=1)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
rng = np.random.default_rng(4)
held_out = np.isin(nouns, [0, 1, 2, 3, 8, 9, 10, 11])  # 4 women, 4 men
invented = [control(nouns, rng) for _ in range(20)]
print("                          gender   control (mean of 20)")
for name, places in (("after the subject", [2] * 2000), ("before the pronoun", None)):
    states = due if places is None else task.states_at(run, places)
    for how, part in (("same words", mixed), ("new words", held_out)):
        read = probe(states, man, part)[0]
        nothing = np.mean([probe(states, y, part)[0] for y in invented])
        print(f"{name:19} {how:11} {read:.2f}   {nothing:.2f}")

# %% [markdown]
r"""
Same words: the first row of the table shows the problem. The probe reads the invented label
**perfectly**, so an accuracy of 1.00 for gender proves nothing there.
New words: the probe is fitted to sentences about eight nouns and tested on eight others.
The invented label falls to chance, and the gender stays at 1.00.

So split by **words**, not by sentences, and report the difference from the control
(the *selectivity*). The result: the net stores the gender separately from the noun.

(The control is a little *below* one half: if most of the eight fitted words have a 1, most of
the eight test words have a 0.)
"""

# %% [markdown]
r"""
## Exercise 4: `unit_accuracies`

The probe combines 32 units. How well does **each** unit alone show the label?

For each unit compute two means: over the states with label 0, and over the states with label 1.
A state is right if its value is **nearer to the mean of its own label**;
a tie is wrong. Return the share of right states for each unit, $(H,)$.

One unit with values $1, 2, 3, 8$ and labels $0, 0, 1, 1$: the means are $1.5$ and $5.5$;
$3$ is nearer to $1.5$, so the accuracy is $0.75$. About 4 lines.
"""


# %% exercise="unit-accuracies"
def unit_accuracies(states, labels):
    """Measure how well each unit alone shows a label: whose mean is nearer?

    Args:
        states: (N, H) float array.
        labels: 0 or 1 for each state, (N,) integer array; both occur.

    Returns:
        (H,) float array, the share of right states for each unit.
    """
    ### BEGIN SOLUTION
    zero, one = states[labels == 0].mean(axis=0), states[labels == 1].mean(axis=0)
    own = np.where(labels[:, None] == 1, one, zero)
    other = zero + one - own
    return (abs(states - own) < abs(states - other)).mean(axis=0)
    ### END SOLUTION


# %% tests="unit-accuracies" points=3
check("unit-accuracies", unit_accuracies)
### BEGIN HIDDEN TESTS
check("unit-accuracies", unit_accuracies, seed=15404, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
shows = nets.unit_accuracies(due, man)
order = np.argsort(-shows)
print("units that show the gender best, before the pronoun:")
print("  ".join(f"{u}: {shows[u]:.2f}" for u in order[:10]))
assert (shows > 0.98).sum() >= 2, "no unit shows the gender"

# %% [markdown]
r"""
Several units show it perfectly. Which of them does the net **use**? To find out, change the
net.

## Exercise 5: `ablate`

Silence one unit: its $c$ **and** its $h$ must be 0 at every step, starting from a state of 0.
The rows of all other units stay as they are.

`params` is a dict: `W_ih` $(4H, I)$, `W_hh` $(4H, H)$, `b` $(4H,)$, blocks $i, f, g, o$,
and the dense layer `W_out` $(K, H)$, `b_out` $(K,)$. Return a **new** dict of new arrays.

Which rows must be 0, so that nothing is ever written to $c$?
For $H = 3$, unit 1 has the rows 1, 4, 7 and 10. About 4 lines.
"""


# %% exercise="ablate"
def ablate(params, unit):
    """Silence one unit: its c and h are 0 at every step.

    Args:
        params: dict of W_ih, W_hh, b, W_out, b_out, float arrays; not changed.
        unit: number of the unit, 0 to H - 1.

    Returns:
        New dict of new arrays, with the same names and shapes.
    """
    ### BEGIN SOLUTION
    H = params["W_hh"].shape[1]
    new = {name: q.copy() for name, q in params.items()}
    for name in ("W_ih", "W_hh", "b"):
        new[name][unit::H] = 0
    return new
    ### END SOLUTION


# %% tests="ablate" points=3
check("ablate", ablate)
### BEGIN HIDDEN TESTS
check("ablate", ablate, seed=15505, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
some = single[:400]


def he_or_she(changed):
    """Return the share of right pronouns of a changed net, on 400 sentences."""
    return (task.pronouns(task.read(changed, some).z, some) == man[:400]).mean()


zero = np.array([he_or_she(nets.ablate(params, u)) for u in range(32)])
for u in np.argsort(zero)[:4]:
    print(f"unit {u:2} silent: {zero[u]:.2f} of the pronouns right (it shows {shows[u]:.2f})")

# %% [markdown]
r"""
But 0 may be a value that a unit **never** has. A unit that always outputs 0.9 works as a bias:
it carries no information, but at 0 the net fails.
"""

# %% [markdown]
r"""
## Exercise 6: `mean_ablate`

Replace the unit's output by a constant, its mean over many sentences:
the gates and the dense layer read `mean` instead of its $h$ at every step, also before the
first.

The gates read $h$ through `W_hh`, the dense layer through `W_out`.
Add the contribution of the constant to `b` and `b_out`,
and set the unit's **outgoing** weights (a column) to 0. Its own rows stay as they are.

If `W_out` has the row $(2, -1)$ and `b_out` is 3, then with unit 1 at a mean of 0.5
the row is $(2, 0)$ and the bias $2.5$. Return a **new** dict of new arrays. About 5 lines.
"""


# %% exercise="mean-ablate"
def mean_ablate(params, unit, mean):
    """Replace the output of one unit by a constant, for the gates and for the output layer.

    Args:
        params: dict of W_ih, W_hh, b, W_out, b_out, float arrays; not changed.
        unit: number of the unit, 0 to H - 1.
        mean: the constant.

    Returns:
        New dict of new arrays, with the same names and shapes.
    """
    ### BEGIN SOLUTION
    new = {name: q.copy() for name, q in params.items()}
    for weights, bias in (("W_hh", "b"), ("W_out", "b_out")):
        new[bias] += mean * new[weights][:, unit]
        new[weights][:, unit] = 0
    return new
    ### END SOLUTION


# %% tests="mean-ablate" points=4
check("mean-ablate", mean_ablate)
### BEGIN HIDDEN TESTS
check("mean-ablate", mean_ablate, seed=15606, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
spoken = run["x"].any(axis=2)  # (T, 2000): where there is a word
means = run["hs"][1:][spoken].mean(axis=0)
constant = np.array(
    [he_or_she(nets.mean_ablate(params, u, float(means[u]))) for u in range(32)]
)
u = (constant - zero).argmax()
print(f"unit {u}: {zero[u]:.2f} right at 0, {constant[u]:.2f} at its mean of {means[u]:.2f}")
plots.draw_reading_and_use(shows, {"at 0": zero, "at its mean": constant})

# %% [markdown]
r"""
Each unit has a square (at 0) and a dot (at its mean). Units further to the right **show** the
gender better. Units further down are **needed**: without them the pronouns are wrong.

- The units at the top right show the gender perfectly but are not needed.
  **A probe can read them, but the net does not use them.**
- A unit that breaks the net at 0 but not at its mean works as a bias.
- In five recorded nets, 30 units showed the gender; 23 of them were not needed.

Have you found the gender unit? A needed unit need not *decide*: a broken net may
answer anything.
"""

# %% [markdown]
r"""
## Activation patching

![Run a lends the state of one unit after two words to run b, which goes on](figures/patch.svg)

The strongest test is an **exchange**. Run $a$ reads *the king …*, run $b$ reads
*the queen …*, with all later words the same. After $t$ words, copy the state of one unit
from $a$ into $b$, and let $b$ read on. All other units of $b$ still have the state of *queen*.

If the pronoun flips to *he*, this unit decides it at this time.
Every copied value comes from a real sentence, unlike 0 in an ablation.
"""

# %% [markdown]
r"""
## Exercise 7: `patch`

A run has `"x"` $(T, B, I)$, and `"hs"` and `"cs"` $(T+1, B, H)$, where row $t$ is the state
**after** $t$ steps (row 0: before the first).

Take `run_b`'s $h$ and $c$ after $t$ steps, replace **both** at `units` by those of `run_a`
after $t$ steps, and continue with `run_b`'s inputs from `x[t]`, with
`nets.lstm_forward(x, h, c, W_ih, W_hh, b)`, which returns `hs, c, cache`.
Return $h$ after each step, $(T, B, H)$: the first $t$ rows are `run_b`'s own.

The runs are not changed; `run_a` may be longer or shorter than `run_b`. `units` may be empty:
then the result is run $b$. About 6 lines.
"""


# %% exercise="patch"
def patch(params, run_a, run_b, units, t):
    """Repeat run b from step t on, with some units' states taken from run a at that time.

    Args:
        params: dict of W_ih, W_hh, b, W_out, b_out, float arrays; not changed.
        run_a: dict with x (T_a, B, I) and hs, cs (T_a + 1, B, H), T_a >= t; not changed.
        run_b: dict with x (T, B, I) and hs, cs (T + 1, B, H); not changed.
        units: numbers of the units, (n,) integer array; may be empty.
        t: how many steps were read when the states are exchanged, 0 to T - 1.

    Returns:
        Hidden state after each step, (T, B, H).
    """
    ### BEGIN SOLUTION
    h, c = run_b["hs"][t].copy(), run_b["cs"][t].copy()
    h[:, units] = run_a["hs"][t][:, units]
    c[:, units] = run_a["cs"][t][:, units]
    weights = params["W_ih"], params["W_hh"], params["b"]
    later, _, _ = nets.lstm_forward(run_b["x"][t:], h, c, *weights)
    return np.concatenate([run_b["hs"][1 : t + 1], later])
    ### END SOLUTION


# %% tests="patch" points=5
check("patch", patch)
### BEGIN HIDDEN TESTS
check("patch", patch, seed=15707, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
# 200 pairs of sentences, one distractor each; 32 units at each of the first 8 words.
a, b = task.pairs(np.random.default_rng(5), 200, distractors=1)
run_a, run_b = task.read(params, a).run, task.read(params, b).run


def flipped(units, t):
    """Return the share of pronouns that a patch turns from she to he, or from he to she."""
    hs = nets.patch(params, run_a, run_b, np.array(units), t)
    return (task.pronouns(task.logits(params, hs), b) == task.genders(a)).mean()


flips = np.array([[flipped([u], t) for u in range(32)] for t in range(1, 9)])
gender_unit = int(flips.max(axis=0).argmax())
said = ["the", "queen", "near", "the", "boys", "rows", "the", "boat"]
plots.draw_patches(flips.T, said)

# %% tags=["explore", "long"]
others = np.delete(np.arange(32), gender_unit)
print(f"after 5 words, unit {gender_unit} alone:  {flipped([gender_unit], 5):.0%} flip")
print(f"after 5 words, the 31 others: {flipped(others, 5):.0%} flip")
print(f"after 5 words, all 32 units:  {flipped(np.arange(32), 5):.0%} flip")
print(f"after 1 word, all 32 units:   {flipped(np.arange(32), 1):.0%} flip")
assert flipped(np.arange(32), 5) > 0.9, "nothing flips"

# %% [markdown]
r"""
**One unit decides.** Before the verb one row is dark, and all others are white.
With the 31 other units from *king* and this one from *queen*, the net writes *she*.

If this row ends and another one begins, you see a **relay**: in our run one unit carries
the gender to the verb, and then another unit carries it on. No probe shows this.

In four of five recorded nets one unit alone flips every pronoun (a different unit in each net).
In the fifth net it flips 56 %, and no other unit more than 4 %.
(After one word, both runs have read only *the*, so there is nothing to exchange.)
"""

# %% [markdown]
r"""
Look at the film of this unit. It stores the gender at the subject and keeps it. Its output gate
is open at some words and closed at others.
"""

# %% tags=["explore", "long"]
plots.interactive_panel(plots.film(run_of(words), words, units=[gender_unit]))

# %% [markdown]
r"""
## Read, needed, decides

Compare the three answers for the units that show the gender best.
"""

# %% tags=["explore", "long"]
print("unit   shows   without it (mean)   patched after 5 words, flipped")
best = [*order[:6], *([] if gender_unit in order[:6] else [gender_unit])]
for u in best:
    row = f"{u:4}    {shows[u]:.2f}   {constant[u]:.2f}                {flipped([u], 5):.2f}"
    print(row, "<- decides" if u == gender_unit else "")

# %% [markdown]
r"""
Some units with a perfect score decide nothing after five words. With a probe alone, you
might have chosen one of them.

**What about the number?** Repeat the experiment with *queens* and *queen*: does a unit flip
the verb, and is it the same unit? Guess first.
"""

# %% tags=["explore", "long"]
a, b = task.pairs(np.random.default_rng(6), 200, distractors=1, change="number")
run_a, run_b = task.read(params, a).run, task.read(params, b).run
turned = np.zeros(32)
for u in range(32):
    z = task.logits(params, nets.patch(params, run_a, run_b, np.array([u]), 4))
    turned[u] = 1 - task.verbs_right(z, b).mean()
number_unit = int(turned.argmax())
for name, u in (("number", number_unit), ("gender", gender_unit)):
    print(f"the {name}'s unit {u} flips {turned[u]:.0%} of the verbs")

# %% [markdown]
r"""
It is another unit, and the gender unit does not change the verbs.
[Lakretz and others](https://aclanthology.org/N19-1002/) (2019) found the same in a
large language model: long-distance number is *largely managed by two "number units"*.

## Something to show: a remote control

The net continues the text after *the queen near the boys*. Then it does so again with **one
unit of 32** exchanged: the $c$ and $h$ of this unit come from *the king near the boys*.
"""

# %% tags=["explore", "long"]
begin, lender = ["the", "queen", "near", "the", "boys"], ["the", "king", "near", "the", "boys"]
for seed in range(4):
    written = [
        " ".join(task.write_on(params, begin, np.random.default_rng(seed), units, lender))
        for units in ([], [gender_unit])
    ]
    print("the queen near the boys", written[0])
    print("            with a switch", written[1])

# %% [markdown]
r"""
## Where it does not help

**Unused information is not kept.** With a plural subject the pronoun is *they*,
for women and for men. Can the probe distinguish *queens* from *kings* before the pronoun?
"""

# %% tags=["explore", "long"]
plurals = [sentence(np.random.default_rng(k), many=True) for k in range(2000)]
_, run = task.read(params, plurals)
states = task.states_at(run, [s.pronoun for s in plurals])
men = np.array([int(s.man) for s in plurals])
new_words = np.isin(task.noun_numbers(plurals), [0, 1, 2, 3, 8, 9, 10, 11])
print(f"gender of plural subjects, new words: {probe(states, men, new_words)[0]:.2f}")

# %% [markdown]
r"""
The probe is at chance: the net has forgotten the gender. But a failed probe is weak evidence:
perhaps the gender is there, but not in a linear form.

**Rare signals are often not learned.** Without *her* and *his* after the verb, the gender
matters once in a sentence, ten words after the subject. Five nets were trained in this way,
with the same number of sentences:
"""

# %% tags=["explore"]
for row in plots.recorded_nets():
    print(
        f"seed {row['seed']}: with possessives {row['pronouns, test']:.2f},"
        f" without {row['pronouns, no possessives']:.2f} of he and she right;"
        f" unit {row['patched unit']:2.0f} flips {row['flipped']:.2f},"
        f" the next {row['flipped by the next']:.2f}"
    )

# %% [markdown] question="read-or-used" points=3
r"""
**Question (3 points).** A blog post says: "We trained a language model and probed its 500
units for the *tense* of a sentence. The probe is right in 99 % of the test sentences,
which were drawn at random from the same text. Unit 77 alone reaches 98 %.
We set its output to 0, and the model's errors doubled. So unit 77 is the tense neuron."

1. What else could the 99 % be? Which two numbers would you ask for?
2. Why do the doubled errors not show that unit 77 carries the tense? What would you
   run instead?
3. Describe one experiment that could show that unit 77 **decides** the tense of a verb,
   and the result that would convince you.

Five to eight sentences.

### BEGIN MARK SCHEME
- 1 point: the probe may know the words by heart, because test sentences share their words
  with those it was fitted to. Ask for the accuracy of a control task (a random label for
  each word) and for a test on words, such as verbs, that the probe has never seen.
  Only one of the two: half a point.
- 1 point: 0 may be a value that the unit never has, so that the net breaks for all purposes;
  "errors" are not tense errors either. Ablate it to its mean, and count errors of tense
  and other errors separately. Without the mean: half a point at most.
- 1 point: activation patching: two sentences that differ only in tense, copy c and h of
  unit 77 from one run into the other, and the predicted verb changes its tense in most
  pairs, while other units or a random unit do not do that. Without a comparison with
  other units: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
The probe may have learned the words by heart: test sentences from the same text have the
same verbs, and a verb form shows its tense.
I would ask for the score on a control task, where each word has a random label, and for
the score on verbs that the probe was not fitted to.
Setting an output to 0 may bring in a value that the unit never has: then everything that
reads it breaks, whether it is about tense or not.
I would set unit 77 to its mean over many sentences, and count wrong tenses separately from
other errors.
To show that it decides, I would take pairs of sentences that differ only in tense, copy the
state of unit 77, c and h, from one run into the other, and let the other read on.
If most of the verbs change their tense, and no other single unit does that, I am convinced.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- **Read**: a probe shows that a label can be read from the states, not that the net reads it.
- Compare it with a **control** label, and test on words that it was not fitted to.
- **Needed**: ablate. 0 may be a value that the unit never has, so use its mean.
- **Decides**: patch. Copy a unit's $c$ and $h$ from one run into another, at one time,
  and see whether the answer flips. $h$ alone is not enough, because $c$ produces it again.
- Nets forget what they do not need, and do not learn what they need too rarely.
"""

# %% [markdown]
r"""
## Read on

- Hewitt and Liang (2019),
  [Designing and interpreting probes with control tasks](https://arxiv.org/abs/1909.03368).
- Lakretz and others (2019),
  [The emergence of number and syntax units](https://aclanthology.org/N19-1002/).
- Linzen, Dupoux and Goldberg (2016),
  [Assessing the ability of LSTMs](https://aclanthology.org/Q16-1037/).
- Karpathy, Johnson and Fei-Fei (2015),
  [Visualizing and understanding recurrent networks](https://arxiv.org/abs/1506.02078):
  cells that track quotes, and the depth of brackets. Patch those of
  lessons 13 and 14: `plots.film` reads any net.
- Olah's *I grew up in France … I speak French* has the same form: one word decides
  a later one. Add countries to `sentence`. Does a unit for each country appear?

**Next:** lesson 16 makes nets deeper, and keeps them from memorising their text.
"""
