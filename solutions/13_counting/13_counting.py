# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 13 · Counting

You read a row of a, then a row of b: aaaaabbbbb.
Are there as many b as a? You count. Can a net count?

In this lesson you build a counter from LSTM weights without any training,
measure how far trained nets count beyond the lengths of their training,
and extract an automaton from the states of a net.

You will write seven short functions.
Reading and writing take 75 to 90 minutes; the training runs take about a minute in all.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("accepts")
from lstm_utils.tasks import automata, counting, reber, reber_nets

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## See it

![The cell state climbs to 5 over five a, falls to 0 over five b](figures/mountain.svg)

This is one cell of an LSTM, with weights that you will set.
Its state $c$ rises by 1 with each a and falls by 1 with each b.
When it is 0 again, there were as many b as a.

Do trained nets find this as well? You will train an LSTM and a GRU on strings
with up to 30 a, and test both on longer strings.
"""

# %% [markdown]
r"""
## Exercise 1: `counting_string`

The net reads `$aabb`. After each symbol it answers: **which symbols may come next?**

| read | `$` | `a` | `a` | `b` | `b` |
|---|---|---|---|---|---|
| may come next | `a` | `ab` | `ab` | `b` | `$` |

`$` begins and ends a string. After any a, another a or the first b may follow,
because $n$ is not known yet. From the first b on, the count decides.

With `letters="abc"` the string for $n = 2$ is `$aabbcc`;
after the last b only c may follow.
Return the string, without the `$` at its end, and the list of what may come next,
one `str` per symbol. About 4 lines.
"""


# %% exercise="counting-string"
def counting_string(n, letters="ab"):
    """Write one string with n of each letter, and what may follow each of its symbols.

    Args:
        n: number of each letter, 1 or more.
        letters: two or more different letters, in their order.

    Returns:
        string: $ and the letters, such as "$aabb".
        valid: for each symbol of string, the symbols that may come next, as one str in the
            order of letters, such as ["a", "ab", "ab", "b", "$"].
    """
    ### BEGIN SOLUTION
    valid = [letters[0]] + [letters[:2]] * n
    for letter, after in zip(letters[1:], letters[2:] + "$", strict=True):
        valid += [letter] * (n - 1) + [after]
    return "$" + "".join(letter * n for letter in letters), valid
    ### END SOLUTION


# %% tests="counting-string" points=3
check("counting-string", counting_string)
### BEGIN HIDDEN TESTS
check("counting-string", counting_string, seed=13101, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
for n, letters in ((1, "ab"), (3, "ab"), (2, "abc")):
    string, valid = counting_string(n, letters)
    print(string, "->", " ".join(valid))

# %% [markdown]
r"""
No finite automaton can do this for all $n$: with $k$ states, two of the counts
$0, \dots, k$ share a state, and from there the automaton continues in the same way.
(This argument is the pumping lemma.) $a^n b^n$ needs one counter, $a^n b^n c^n$ two.
"""

# %% [markdown]
r"""
## Derive it: a counter is an open carousel

$$
c_t = f_t\, c_{t-1} + i_t\, g_t
$$

With $f = i = 1$, each step adds $g$: the carousel of lesson 07.
With $g = +1$ at a, $-1$ at b and 0 elsewhere, $c$ is the count.
`$` starts a new string: there $f = 0$, so that the old count is forgotten (lesson 11).

Gates are sigmoids and $g$ is a tanh, so they reach 1 and 0 only in the limit.
$\sigma(20) = 1 - 2 \cdot 10^{-9}$ is close enough.
"""

# %% [markdown]
r"""
## Exercise 2: `counter_weights`

Make each cell of an LSTM a counter.
`steps[v, j]`, $(V, H)$, is what cell $j$ adds when symbol $v$ is read: $-1$, 0 or 1.
Symbol 0 is `$`: it sets all counters to 0, and its row of `steps` is 0.

Inputs are one-hot; blocks are $i, f, g, o$. All gates stay open, except that `$`
closes $f$. $W_{hh}$ is 0: the past acts only through $c$.
Return `W_ih` $(4H, V)$, `W_hh` $(4H, H)$, `b` $(4H,)$. About 7 lines.

For `$`, a, b: `steps` is $(0, 1, -1)$ as a column, and row $g$ of $W_{ih}$ is
$(0, 20, -20)$.
With these values the error after $a^{300} b^{300}$ is below 0.1.
"""


# %% exercise="counter-weights"
def counter_weights(steps):
    """Return weights that make each cell of an LSTM a counter, which symbol 0 sets to 0.

    Args:
        steps: what cell j adds at symbol v, -1, 0 or 1, (V, H) integer array; row 0 is 0.

    Returns:
        W_ih: weights from the one-hot inputs, (4H, V) float array, blocks i, f, g, o.
        W_hh: weights from the hidden state, (4H, H).
        b: biases, (4H,).
    """
    ### BEGIN SOLUTION
    V, H = steps.shape
    W_ih = np.zeros((4 * H, V))
    W_ih[H : 2 * H, 0] = -40.0  # f: shut by symbol 0
    W_ih[2 * H : 3 * H] = 20.0 * steps.T  # g: the step
    b = np.full(4 * H, 20.0)  # i, f, o: open
    b[2 * H : 3 * H] = 0.0
    return W_ih, np.zeros((4 * H, H)), b
    ### END SOLUTION


# %% tests="counter-weights" points=4
check("counter-weights", counter_weights)
### BEGIN HIDDEN TESTS
check("counter-weights", counter_weights, seed=13202, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
# Two counters for a^n b^n c^n: +1 at a, -1 at b; +1 at b, -1 at c.
steps = counting.counting_steps("abc")
print(steps.T)
batch = counting.counting_batch([4], "abc")
zero = np.zeros((1, 2))
_, _, cache = nets.lstm_forward(batch.x, zero, zero, *counter_weights(steps))
print(cache["cs"][1:, 0].T.round(3))

# %% [markdown]
r"""
![Two mountains, the second climbs over the b while the first falls](figures/two_mountains.svg)

The first cell is 0 when the b end, the second when the c end.

How far open must the gates be? Move `large`, the pre-activation of an open gate.
At which value does the counter reach 100?
"""

# %% tags=["explore"]
plots.interactive_leak()

# %% [markdown]
r"""
With a pre-activation of 4, a gate is 98 % open. But each step loses 2 % of
the count, so after 30 a and 30 b it is at $-9.6$.
From 10 on, the counter is right until 100, the largest $n$ that was tried.

The count must be right within $\pm 0.5$, so the gates must be saturated.
Remember this for the training below: gradients hardly change a saturated gate.
"""

# %% [markdown]
r"""
## Exercise 3: `accepts`

When does a net read a string correctly? It has one output for each symbol:
a symbol is **predicted** if its logit is above 0.
A string is accepted if at **every** step exactly the valid symbols are predicted,
no more and no fewer.

`z` and `valid` are $(T, B, V)$; string $n$ has `lengths[n]` steps, and later steps
do not count. Return a bool array $(B,)$.

One string, two steps, two symbols: for $z = ((2, -1), (0.5, 1))$ and
`valid` ((True, False), (False, True)) the second step predicts a wrong symbol as well, so the
string is rejected. About 3 lines.
"""


# %% exercise="accepts"
def accepts(z, valid, lengths):
    """Find the strings at which a net predicts, at every step, exactly what may follow.

    Args:
        z: logits, (T, B, V) float array.
        valid: symbols that may follow, (T, B, V) bool array; any values after a string's end.
        lengths: steps of each string, 1 to T, (B,) integer array.

    Returns:
        (B,) bool array: True where every step is right.
    """
    ### BEGIN SOLUTION
    right = ((z > 0) == valid).all(axis=2)  # (T, B)
    after = np.arange(len(z))[:, None] >= lengths
    return (right | after).all(axis=0)
    ### END SOLUTION


# %% tests="accepts" points=3
check("accepts", accepts)
### BEGIN HIDDEN TESTS
check("accepts", accepts, seed=13303, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# A "net" that does not count: after a it predicts a and b, after b always b.
batch = counting.counting_batch(range(1, 61))
rule = np.array([[-1, 1, -1], [-1, 1, 1], [-1, -1, 1]])  # what follows $, a, b
z = rule[batch.x.argmax(axis=2)]
inside = np.arange(len(z))[:, None] < batch.lengths
share = ((z > 0) == batch.valid).all(axis=2)[inside].mean()
print(f"{share:.1%} of the steps are right, {accepts(z, *batch[1:]).sum()} of 60 strings")
assert share > 0.98

# %% [markdown]
r"""
98 % of the steps are right, and the rule cannot count at all: only the last b
needs the count. **An accuracy averaged over all steps hides exactly the steps that matter.**

## Exercise 4: `horizon`

Up to which length is a net right?

`right(length)` returns whether the net is right at one length. Call it for each of the
`lengths`, in order, and stop at the first wrong one, because longer sequences cost more.
Return the last length **before** it: 0 if the first length is wrong,
the last of all if none is.

For lengths 1, 2, 5, 9, of which 5 is wrong, the result is 2, whatever happens at 9. About 6
lines.
"""


# %% exercise="horizon"
def horizon(right, lengths):
    """Return the length up to which a net makes no mistake.

    Args:
        right: function of a length, True if the net is right there; called once for a length,
            and not again after the first that is wrong.
        lengths: lengths to try, in increasing order.

    Returns:
        The last length before the first wrong one; 0 if there is none.
    """
    ### BEGIN SOLUTION
    reached = 0
    for length in lengths:
        if not right(length):
            break
        reached = length
    return reached
    ### END SOLUTION


# %% tests="horizon" points=3
check("horizon", horizon)
### BEGIN HIDDEN TESTS
check("horizon", horizon, seed=13404, rounds=1)
### END HIDDEN TESTS

# %% tags=["explore"]
# The counter with half-open gates of the figure above, without the figure.
for large in (3, 5, 8, 20):
    right = plots.leaky_counter(large)  # a function of n, up to 100
    print(f"pre-activation {large:2}: horizon {horizon(right, range(1, 101))}")

# %% [markdown]
r"""
## Now train: LSTM against GRU

Both have 10 units, the same seed and the same 32,000 strings, $n$ from 1 to 30.
The GRU is lesson 12's: it has no separate cell state. Its $h$ is a weighted mean

$$
h_t = (1 - z_t)\, n_t + z_t\, h_{t-1}, \qquad |n_t| < 1,
$$

so $h$ stays between $-1$ and 1, and the net cannot **add** to it.
"""

# %% tags=["explore"]
import torch
from torch import nn

from lstm_utils.tasks import counting_training as training

torch.set_num_threads(1)
cell = training.new_cell(nn.LSTM)  # forget bias 1, as in lesson 10
x, lengths, y = training.counting_tensors([2, 3])
print("inputs", tuple(x.shape), " targets of the first string:", y[:5, 0].tolist())

# %% tags=["explore", "long"]
trained, shares, reach = {}, {}, {}
for name, kind in (("LSTM", nn.LSTM), ("GRU", nn.GRU)):
    net, _ = training.learn_to_count(training.new_cell(kind), name=name)
    shares[name] = [training.answers(net, n).mean() for n in range(1, 121)]
    reach[name] = nets.horizon(training.is_right(net), range(1, 121))
    trained[name] = net

print("horizon:", reach)
assert reach["LSTM"] > max(30, reach["GRU"])
plots.draw_reach(shares, trained=30)

# %% [markdown]
r"""
Above: the share of right steps. Below: is **every** step right?
The LSTM's row continues to nearly twice the 30 of training, the GRU's ends soon after it.
(Three seeds each: the LSTM is right until 53, 58 and 60, the GRU until 32, 33 and 36.)
Where a row ends, nearly all steps are still right, and the string is wrong.

Why? Look at one of the LSTM's ten cells.
"""

# %% tags=["explore", "long"]
from functools import partial

lstm = trained["LSTM"].cell
weights = nets.from_torch(lstm.state_dict())
counts, n = {}, reach["LSTM"]
for shown in (20, n + 10):
    x = counting.counting_batch([shown]).x
    zero = np.zeros((1, 10))
    counts[shown] = nets.lstm_forward(x, zero, zero, *weights)[2]["cs"][1:, 0]

exact = np.cumsum(counting.counting_batch([20]).x[:, 0] @ [0, 1, -1])
likeness = [abs(np.corrcoef(exact, c)[0, 1]) for c in counts[20].T]
best = int(np.argmax(likeness))
string, _ = counting.counting_string(n + 10)
wrong = np.flatnonzero(~training.answers(trained["LSTM"], n + 10))
print(f"cell {best}: correlation with the count {likeness[best]:.3f}")
plots.draw_count(string, {f"cell {best}": counts[n + 10][:, best]}, wrong)

# %% [markdown]
r"""
This is the picture from the start of the lesson, but learned: the cell that is most like the
count.

Crosses mark the wrong steps. The trained gates are nearly open, but not completely,
as in the figure with the slider. So the steps of the count are not exactly equal.
"""

# %% [markdown]
r"""
## Beside the published numbers

- [Gers, Pérez-Ortiz, Eck and Schmidhuber](https://doi.org/10.1007/3-540-46084-5_107) (2002):
  $a^n b^n c^n$, trained with $n \le 10$ only, right to $n = 1000$ and more.
  They used peepholes (lesson 12) and a Kalman filter instead of gradient descent.
  We used neither, and our horizons are far shorter.
- [Weiss, Goldberg and Yahav](https://arxiv.org/abs/1805.04908) (2018): with finite precision
  LSTMs can count, GRUs and squashing RNNs cannot. Our two nets agree.
- [El-Naggar, Madhyastha and Weyde](https://arxiv.org/abs/2211.16429) (2022): LSTMs trained by
  gradients do **not** count reliably on much longer sequences. Our horizons agree, too:
  an LSTM **can** count, and training finds an approximate counter.
"""

# %% tags=["explore", "long"]
# Two counters at once: a^n b^n c^n. (Three seeds: 41, 41 and 49; one GRU: 30.)
cell = training.new_cell(nn.LSTM, "abc")
net, _ = training.learn_to_count(cell, "abc", name="abc")
reach["abc"] = nets.horizon(training.is_right(net, "abc"), range(1, 81))
print("a^n b^n c^n: right until n =", reach["abc"])
assert reach["abc"] >= 30, "not even the lengths of training are right"

# %% [markdown]
r"""
## Break it: the largest number

Your counter is exact up to rounding. PyTorch computes in float32,
which has 24 binary digits. Guess what happens at $2^{24}$.
"""

# %% tags=["explore"]
for start in (2**24 - 2, 2**24):
    c = np.float32(start)
    print(f"{c:,.0f} + 1 + 1 = {np.float32(np.float32(c + 1) + 1):,.0f}")

assert np.float32(2**24) + np.float32(1) == np.float32(2**24)

# %% [markdown]
r"""
At 16,777,216 the counter stops. A net on a computer has finitely many states,
so in the strict sense **every** net is a finite automaton.

You may read that recurrent nets are **Turing complete**, that is, as powerful as any computer.
Siegelmann and Sontag (1995) proved this for states with infinitely many digits
and any amount of time per symbol.
The proof does not apply to floating point and one step per symbol.
A more useful question is that of Weiss et al.: what can a net do with $O(\log n)$ bits?
An LSTM can count. A GRU or a plain tanh net is an automaton.
"""

# %% [markdown]
r"""
## Extract an automaton from a net

A finite automaton can be **written down**. Which automaton has a trained net learned?
"""

# %% tags=["explore"]
# Lesson 04's Elman network learns the Reber grammar: 10,000 strings, 16 units.
run = reber_nets.until_right(reber_nets.ELMAN, seed=0, grammar=reber.REBER, least=10_000)
rng = np.random.default_rng(0)
strings = [reber.reber(rng) for _ in range(300)]
hs, predicted = reber_nets.read(run.params, strings)
print(f"{strings[0]}: states {hs[0].shape}, expects {predicted[0][:-1]}")

# %% [markdown]
r"""
The state is a point in 16 dimensions, before the first symbol and after each symbol.
If the net has learned the grammar, the points form clusters, one or more for each of the
grammar's states. **k-means** divides them into $k$ groups.
"""

# %% [markdown]
r"""
## Exercise 5: `state_graph`

You get the group of each state, along each string. Every group becomes a state of an automaton,
in lesson 04's form: a list of dicts from symbol to next state. Return this list and `share`.

- Number the states in the order in which the strings, one after the other, first visit them:
  the start is 0.
- A symbol may lead to different groups. Take the one to which it led **most often**
  from that state (in a tie, the one that came first).
- `share` is the fraction of all steps, over all strings, that follow the graph.
"""

# %% [markdown]
r"""
Strings ab and aa, groups 7, 3, 3 and 7, 3, 7: group 7 becomes state 0, group 3 state 1.
a leads from 0 to 1, twice; b from 1 to 1; a from 1 to 0:

`[{"a": 1}, {"b": 1, "a": 0}]`, share 1.

A group that no symbol leaves has an empty dict. About 10 lines.
"""


# %% exercise="state-graph"
def state_graph(groups, strings):
    """Read an automaton out of the groups of states that a net was in.

    Args:
        groups: for each string, the group of the state before its first symbol and after each,
            (symbols + 1,) integer array; all strings start in the same group.
        strings: the strings that the net read.

    Returns:
        graph: list of dicts from symbol to number of a state, one for each group that occurs.
        share: fraction of all steps that went where the graph goes.
    """
    ### BEGIN SOLUTION
    number, votes = {}, {}
    for path, string in zip(groups, strings, strict=True):
        states = [number.setdefault(int(group), len(number)) for group in path]
        for state, symbol, target in zip(states[:-1], string, states[1:], strict=True):
            targets = votes.setdefault((state, symbol), {})
            targets[target] = targets.get(target, 0) + 1
    graph, followed = [{} for _ in number], 0
    for (state, symbol), targets in votes.items():
        graph[state][symbol] = max(targets, key=targets.get)
        followed += max(targets.values())
    return graph, followed / sum(len(string) for string in strings)
    ### END SOLUTION


# %% tests="state-graph" points=4
check("state-graph", state_graph)
### BEGIN HIDDEN TESTS
check("state-graph", state_graph, seed=13505, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
from lstm_utils.tasks.state_groups import state_groups  # k-means of scikit-learn

groups = state_groups(hs, k=4)
graph, share = state_graph(groups, strings)
for state, arcs in enumerate(graph):
    print(state, arcs)
print(f"{share:.0%} of the steps went where the graph goes")

# %% [markdown]
r"""
Four groups are too few: one symbol leads to different groups.
How many are enough?

## Exercise 6: `compare_automata`

Two automata are equal if they allow the same strings. Walk both side by side, from the pair of
starts $(0, 0)$, breadth first:

- If the two states allow different symbols, return `False` and the string that led there.
- Otherwise each symbol leads to a new pair. Visit every pair once, in alphabetical order of the
  symbols.

This finds the shortest string after which the automata differ (of equally short strings the
first in the alphabet). If no pair differs, return `True` and `""`.
The number of pairs is finite, so this is a **proof**. About 9 lines.
"""


# %% exercise="compare-automata"
def compare_automata(first, second):
    """Decide whether two automata allow the same strings, and find where they differ.

    Args:
        first, second: lists of dicts from symbol to number of a state; the start is 0.

    Returns:
        equal: True if they allow the same strings, else False.
        difference: shortest string after which they allow different symbols; "" if equal.
    """
    ### BEGIN SOLUTION
    seen, queue = {(0, 0)}, [("", 0, 0)]
    while queue:
        string, m, n = queue.pop(0)
        if first[m].keys() != second[n].keys():
            return False, string
        for symbol in sorted(first[m]):
            pair = first[m][symbol], second[n][symbol]
            if pair not in seen:
                seen.add(pair)
                queue.append((string + symbol, *pair))
    return True, ""
    ### END SOLUTION


# %% tests="compare-automata" points=4
check("compare-automata", compare_automata)
### BEGIN HIDDEN TESTS
check("compare-automata", compare_automata, seed=13606, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Choose k with the net's answers on 200 other strings, without using the grammar.
others = [reber.reber(rng) for _ in range(200)]
answered = reber_nets.read(run.params, others)[1]
for k in range(6, 25, 2):
    groups = state_groups(hs, k)
    graph, share = automata.state_graph(groups, strings)
    agreed = automata.share_agreed(graph, others, answered)
    print(f"k = {k:2}: {share:.3f} of the steps, agrees with the net on {agreed:.1%}")
    if agreed == 1:
        break

equal, difference = compare_automata(graph, reber.REBER)
print("machine equal to grammar:", equal)
assert equal, f"they differ after {difference!r}: does compare_automata pass its check?"

# %% [markdown]
r"""
The automaton that we extracted from the net **is** the grammar of lesson 04:
not right on 99 % of a test set, but equal for all strings.
(Five seeds of five, with 12 or 14 groups.)

$k$ was chosen on separate strings. A choice on the strings of the final test
would only show that some $k$ fits them.
"""

# %% tags=["explore"]
names = automata.same_states(graph, reber.REBER)
order = list(dict.fromkeys(np.concatenate(groups).tolist()))
numbered = np.array([order.index(group) for group in np.concatenate(groups)])
plots.draw_state_map(np.concatenate(hs), numbered, names, graph)

# %% [markdown]
r"""
Each dot is a state of the net, each circle one group with the number of the grammar's state,
each arrow a symbol. The net has several copies of some states of the grammar:
it remembers how it reached them, although this is not needed.

Show this picture to a friend: it is the flow chart that a net has learned from strings.

## Where counting does not help: parity

Is the number of ones so far odd? Two states are enough, and each 1 switches between them.
A counter would work as well, but only one bit has to be stored.
"""

# %% [markdown]
r"""
## Exercise 7: `parity_weights`

A plain net with two tanh units can do this. $p$ is the parity so far, $x$ the new bit.
Their sum $s = x + p$ is 0, 1 or 2, and the new parity is 1 only for $s = 1$: XOR (lesson 02).

Unit 0 asks whether $s \ge 1$, unit 1 whether $s = 2$; $+1$ is yes, $-1$ is no. So
$p = (h_0 - h_1)/2$, also at the start, where $h = 0$ and $p = 0$.

Express $s$ by $x$ and $h$. With $h' = \tanh(20\,(s - \text{threshold}))$ set
$W_{ih}\ (2, 1)$, $W_{hh}\ (2, 2)$, $b\ (2,)$. The first row of $W_{hh}$ is $(10, -10)$.
About 4 lines.
"""


# %% exercise="parity-weights"
def parity_weights():
    """Return weights of a plain net that keeps the parity of the bits: (h[0] - h[1]) / 2.

    Returns:
        W_ih: weight from the bit, 0 or 1, (2, 1) float array.
        W_hh: weights from the hidden state, (2, 2).
        b: biases, (2,).
    """
    ### BEGIN SOLUTION
    W_ih = np.array([[20.0], [20.0]])
    W_hh = np.array([[10.0, -10.0], [10.0, -10.0]])
    b = np.array([-10.0, -30.0])
    return W_ih, W_hh, b
    ### END SOLUTION


# %% tests="parity-weights" points=3
check("parity-weights", parity_weights)
### BEGIN HIDDEN TESTS
check("parity-weights", parity_weights, seed=13707, rounds=1)
### END HIDDEN TESTS

# %% tags=["explore"]
x, y = counting.parity_batch(12, 1, np.random.default_rng(0))
h = nets.rnn_forward(x, np.zeros((1, 2)), *parity_weights())
print("bits  ", *x[:, 0, 0].astype(int))
print("parity", *((h[:, 0, 0] - h[:, 0, 1]) / 2).round().astype(int))
print("right ", *y[:, 0])

# %% [markdown]
r"""
Can a net **learn** it? With 40 bits and one answer at the end, every net stays at chance:
a single bit gives no information about the answer while the others are unknown.
A **curriculum** helps: begin with 2 bits, and add 2 as soon as 95 % of the answers are right.
"""

# %% tags=["explore", "long"]
from lstm_utils.tasks import lag_training

ends = {}
for name, kind in (("LSTM", nn.LSTM), ("GRU", nn.GRU), ("plain RNN", nn.RNN)):
    torch.manual_seed(0)
    net = lag_training.LastStep(kind(1, 16), 2)
    learn = partial(lag_training.train, net, loss=nn.functional.cross_entropy,
                    score=lag_training.accuracy, most=25_600, lr=0.005, every=10)  # fmt: skip
    for T in range(2, 41, 2):
        goal = 0.95 if T < 40 else 1.0
        learn(partial(training.draw_parity, T, 64), reached=lambda s, goal=goal: s >= goal)
    ends[name] = nets.horizon(training.parity_right(net), (10, 20, 40, 100, 400, 1000, 4000))
    print(f"{name:9}: right until length {ends[name]:,}, trained until 40")
assert ends["LSTM"] == 4000

# %% [markdown]
r"""
The LSTM has no advantage here: where two states are enough, gates and counters are not needed,
and the other nets can also reach 4,000.
(Of three seeds each, one GRU and two plain nets did not finish the curriculum;
all LSTMs did. All nets that learned it reached 4,000.)

Counting and switching are different:
a counter drifts with the length, a switch that is pushed back to $\pm 1$ at each step does not.
"""

# %% [markdown] question="horizon-report" points=3
r"""
**Question (3 points).** A report says: "Our GRU reads $a^n b^n$ with 98.5 % right answers for
$n$ up to 200. It was trained with $n \le 100$, so it has learned to count.
That is no surprise: recurrent nets are Turing complete."

1. Why do 98.5 % not show that it counts? Name a rule without a counter that gets as many.
2. Which number would you ask for instead, and how is it measured?
3. What is wrong with the last sentence, and what does it leave out about the GRU?

Five to seven sentences.

### BEGIN MARK SCHEME
- 1 point: the count matters only at the last b, one step of 2n + 1; "after a: a or b, after b:
  b" is right at all others, at more than 98.5 % for n = 100 to 200. Only "the average hides
  late errors", without a rule: half a point.
- 1 point: the horizon: the n up to which every step of every string is right, from n = 1 on
  and beyond 100; several seeds. "Accuracy on whole strings" without a range of n: half a point.
- 1 point: the proof needs unlimited precision (and time); with floating point a net is a
  finite automaton or a counter with a limit. The h of a GRU stays within -1 and 1, so nothing
  can be added up without end. Only one of both: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
In a string of 2n + 1 steps only the answer after the last b needs the count.
The rule "after a comes a or b, after b comes b" is right at all other steps;
at n = 100 that is 200 of 201 steps, which is more than 98.5 %, and it accepts no string.
I would ask for the horizon: the largest n up to which every step of every string is right,
tried from n = 1 on and beyond 100, for several seeds.
Turing completeness was proved for states of unlimited precision and unlimited time;
a net in floating point reads one symbol per step and has finitely many states.
The state of a GRU is a mean of numbers between -1 and 1, so it cannot add 1 without end.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- $f = i = o = 1$ and $g = \pm 1$ make a cell a counter. The GRU has no place to add.
- An LSTM **can** count exactly; a trained LSTM counts approximately.
- Report the **horizon**, not the mean over steps: `nets.horizon(right, lengths)`.
- You can extract an automaton from a net and prove that it equals the grammar.
- Turing completeness needs infinite precision; float32 counts to 16,777,216.
- Parity needs a switch, not a counter, and a curriculum to learn it.

**Now you can** choose weights for a purpose, measure up to which length a net is right,
and write down what a net has learned.
"""

# %% [markdown]
r"""
## Read on

- Gers and Schmidhuber, 2001, the first LSTM that counts:
  [LSTM recurrent networks learn simple context-free and context-sensitive
  languages](https://doi.org/10.1109/72.963769).
- Weiss, Goldberg and Yahav, 2018:
  [On the practical computational power of finite precision RNNs for language
  recognition](https://arxiv.org/abs/1805.04908).
- Siegelmann and Sontag, 1995:
  [On the computational power of neural nets](https://doi.org/10.1006/jcss.1995.1013).

**Next:** lesson 14 lets an LSTM write English, and 15 looks for counters in it.
"""
