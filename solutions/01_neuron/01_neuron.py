# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 01 · A neuron

Ten neurons look at the same 64 pixels. At the end of this lesson they read
handwritten digits, about 96 of 100 correctly, after a tenth of a second of training.
**What does one of them do, and how can it learn?**

![The first ten pictures of the digits data, 8 by 8 pixels each](figures/digits.svg)

You write five functions that the rest of the course uses: `sigmoid`,
`tanh_prime_from_output`, `dense`, `softmax`, `numerical_gradient`.
Your answers may import numpy, matplotlib, tqdm and Python's standard library;
scipy and sklearn already contain some of the answers.

*Reading and writing take 60 to 90 minutes; running every cell takes about 10 seconds.*
"""

# %%
import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint

plots.use_style()

# %% [markdown]
r"""
## A neuron is a node of a graph

![Three inputs and a constant feed one node: a sum, then the sigmoid](figures/neuron.svg)

Every edge into the node has a **weight**; the weight of a constant input 1 is the **bias** $b$.
The node adds the weighted inputs and applies an **activation** function to the sum:

$$z = \sum_i w_i x_i + b, \qquad a = \sigma(z)$$

Lipton's introduction also describes networks as nodes and weighted edges
([Lipton, Berkowitz and Elkan 2015](https://arxiv.org/abs/1506.00019), section 2).
Remember this picture: a recurrent network is the same graph
with a few edges that point back.
"""

# %%
x = np.array([1.0, 2.0, -1.0])
w = np.array([0.5, -0.25, 1.0])
b = 0.25
print("z =", w @ x + b)

# %% [markdown]
r"""
## See it: one neuron over a cloud of points

With two inputs, every point of the plane has an activation.
The activation is one half where $z = 0$: on a straight line.

![A line cuts the plane; points of two classes lie on both sides of it](figures/cloud.svg)

Guess before you move a slider:

1. What happens to the line when only $b$ changes?
2. What happens when $w_1$, $w_2$ and $b$ are all doubled?
3. How many of the 80 points can you get onto the correct side?
"""

# %% tags=["explore"]
plots.interactive_cloud()

# %% [markdown]
r"""
<details><summary>What you should have seen</summary>

1. The line moves parallel to itself: $b$ shifts the line and does not rotate it.
2. The line stays, and the bands around it get narrower.
   The direction of $w$ sets the side, its length sets how certain the neuron is.
3. At most 73, for example with 0.5, 0.4 and -0.2.
   Seven points lie among the other class, and one neuron draws one straight line.

</details>

## The sigmoid

$$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{1 + e^{z}}$$

maps any number to a number between 0 and 1. An LSTM uses it for gates:
0 is a closed gate, 1 is an open gate.
On paper the two forms are equal. In floating point they are not:
"""

# %% tags=["explore"]
with np.errstate(over="ignore", invalid="ignore"):
    e = np.exp(np.float64(1000.0))
    print("exp(1000) =", e, "  and exp(z) / (1 + exp(z)) =", e / (1 + e))
    print("exp(-1000) =", np.exp(-1000.0), "  which is harmless")

# %% [markdown]
r"""
A number that is too small becomes 0, which is nearly right.
A number that is too large, beyond $1.8 \cdot 10^{308}$, becomes `inf`.
`inf / inf` is `nan`, and one `nan` in one gate makes every later number `nan`.
**So give exp only arguments that are not positive.**

## Exercise: `sigmoid`

Write $\sigma(z)$ for an array of any shape, finite at $z = \pm 1000$.
For $z = -0.75$, the neuron above, the result is $0.3208$. About 2 lines.
"""


# %% exercise="sigmoid"
def sigmoid(z):
    """Map each element to (0, 1): 1 / (1 + exp(-z)).

    Args:
        z: pre-activations, array of any shape, integers allowed; up to +-1000 and beyond.

    Returns:
        Array of the same shape, floats, finite everywhere.
    """
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(z))  # never above 1
    return np.where(z >= 0, 1.0, e) / (1.0 + e)
    ### END SOLUTION


# %% tests="sigmoid" points=3
check("sigmoid", sigmoid)
### BEGIN HIDDEN TESTS
check("sigmoid", sigmoid, seed=1501, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
figure, ax = plots.new_figure()
grid = np.linspace(-8, 8, 161)
ax.plot(grid, sigmoid(grid), label=r"$\sigma(z)$")
ax.plot(grid, 0.5 + grid / 4, label="tangent at 0, slope 1/4")
ax.plot(-0.75, sigmoid(np.array([-0.75])), "o", label="our neuron")
ax.set(xlabel="pre-activation $z$", ylabel="activation $a$", ylim=(-0.05, 1.05))
ax.legend()
figure

# %% [markdown]
r"""
Your curve rises from 0 to 1 and is steepest in the middle, with a slope of 1/4.
Beyond $|z| = 5$ it is almost flat: there the neuron is **saturated**.

## How steep can it be?

A neuron learns by small changes of its weights.
The slope $\sigma'(z)$ is how strongly the output reacts to a change of $z$.
Increase the weight $w$ of a neuron with one input, its *gain*.
**Guess first: can you get $\sigma'$ above 1/4?**
"""

# %% tags=["explore"]
plots.interactive_gain()

# %% [markdown]
r"""
You cannot. A larger weight makes the curve steeper *as a function of $x$*,
but $\sigma'(z)$ keeps its height and gets narrower:
the neuron can learn from fewer inputs.

![Three gains: steeper curves have narrower slopes, never above 1/4](figures/gain.svg)

An error that flows back through a chain of such neurons is multiplied by one such factor
at each neuron (and by a weight; lesson 06 is about both factors).
Ten factors of at most 1/4 leave less than a millionth: $0.25^{10} = 9.5 \cdot 10^{-7}$.
"""

# %% [markdown]
r"""
## The slope, from the output

Write $\sigma = 1/u$ with $u = 1 + e^{-z}$. Then

$$\sigma'(z) = \frac{e^{-z}}{u^2} = \frac{1}{u} \cdot \frac{u - 1}{u} = a\,(1 - a).$$

**The output alone gives you the slope**, without another `exp`.
The other activation of this course is $\tanh z = 2\sigma(2z) - 1$,
the same curve stretched to $-1 \dots 1$. With $a = \tanh z$:

$$\tanh'(z) = 4\,\sigma'(2z) = 4 \cdot \frac{1 + a}{2} \cdot \frac{1 - a}{2} = 1 - a^2$$

## Exercise: `tanh_prime_from_output`

Given $a = \tanh(z)$, **not** $z$, return $\mathrm{d}a/\mathrm{d}z$ for any shape.
For $a = 0.6$ the result is $0.64$. About 1 line.
"""


# %% exercise="tanh-prime"
def tanh_prime_from_output(a):
    """Compute the derivative of tanh from its output.

    Args:
        a: outputs of tanh, array of any shape with values in [-1, 1].

    Returns:
        da/dz, array of the same shape; `a` itself is left unchanged.
    """
    ### BEGIN SOLUTION
    return 1.0 - a * a
    ### END SOLUTION


# %% tests="tanh-prime" points=2
check("tanh-prime", tanh_prime_from_output)
### BEGIN HIDDEN TESTS
check("tanh-prime", tanh_prime_from_output, seed=1502, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
figure, ax = plots.new_figure(height=2.5)
ax.plot(grid, tanh_prime_from_output(np.tanh(grid)), label=r"$\tanh'$")
ax.plot(grid, nets.sigmoid_prime_from_output(nets.sigmoid(grid)), label=r"$\sigma'$")
ax.set(xlabel="pre-activation $z$", ylabel="slope")
ax.legend()
figure

# %% [markdown]
r"""
The slope of $\tanh$ reaches 1, four times the maximum of $\sigma'$,
and it vanishes twice as fast.
An LSTM uses $\tanh$ for the values it stores and $\sigma$ for its gates.

## Many neurons: a layer

$H$ neurons with the same $I$ inputs form a layer,
and we compute $B$ examples at once:

| | shape | one row is |
|---|---|---|
| $x$ | $(B, I)$ | an example |
| $W$ | $(H, I)$ | the weights of a neuron |
| $b$ | $(H,)$ | |
| $z$ | $(B, H)$ | an example, as computed by all neurons |

PyTorch's `nn.Linear` stores its weights in the same layout.
"""

# %% [markdown]
r"""
## Exercise: `dense`

$$z_{nh} = \sum_i x_{ni} W_{hi} + b_h$$

The layer has no activation yet. Our neuron and a second one, on one example:
$x = (1, 2, -1)$, rows of $W$: $(0.5, -0.25, 1)$ and $(1, 0, 1)$, $b = (0.25, -0.5)$
give $z = (-0.75, -0.5)$. About 1 line; follow the shapes.
"""


# %% exercise="dense"
def dense(x, W, b):
    """Apply one layer of linear neurons to each row of a batch.

    Args:
        x: inputs, (B, I) array, integers allowed.
        W: weights, (H, I) array; row h belongs to neuron h.
        b: biases, (H,) array.

    Returns:
        Pre-activations z, (B, H).
    """
    ### BEGIN SOLUTION
    return x @ W.T + b
    ### END SOLUTION


# %% tests="dense" points=3
check("dense", dense)
### BEGIN HIDDEN TESTS
check("dense", dense, seed=1503, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
**Why use an activation function?** Put one linear layer on another:
$W_2(W_1 x + b_1) + b_2 = (W_2 W_1)\,x + (W_2 b_1 + b_2)$ is one linear layer again.
A hundred linear layers still draw straight lines.
With a nonlinear function between them they do not collapse:
"""

# %% tags=["explore"]
rng = np.random.default_rng(0)
batch = rng.normal(size=(5, 4))
W1, b1, W2, b2 = (rng.normal(size=s) for s in [(3, 4), 3, (2, 3), 2])

one = dense(batch, W2 @ W1, W2 @ b1 + b2)
two = dense(dense(batch, W1, b1), W2, b2)
deep = dense(np.tanh(dense(batch, W1, b1)), W2, b2)
print(f"two linear layers differ from one by {np.abs(two - one).max():.0e}")
print(f"with tanh between them, by           {np.abs(deep - one).max():.1f}")

# %% [markdown]
r"""
## Scores into probabilities: softmax

Ten neurons, one for each digit, give ten scores. How certain is the best one?

$$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$$

Only *differences* count: if you add the same $c$ to all scores, $e^c$ cancels.
So with two classes $p_1 = \sigma(z_1 - z_2)$: the sigmoid is a softmax.
We may also subtract the largest score first. Then no exp gets a positive number.

## Exercise: `softmax`

Every **row** of $z$, shape $(B, K)$, is one example and gets its own distribution.
The result is finite even if one row is at 1000 and the next at $-1000$.
For $(1, 2, 3)$ it is $(0.0900, 0.2447, 0.6652)$.
About 2 lines. Check the axis, and look up `keepdims=True`.
"""


# %% exercise="softmax"
def softmax(z):
    """Turn each row of scores into probabilities.

    Args:
        z: scores, (B, K) array, integers allowed; one row per example, one column per class.

    Returns:
        Probabilities, (B, K); each row sums to 1. `z` itself is left unchanged.
    """
    ### BEGIN SOLUTION
    e = np.exp(z - z.max(axis=1, keepdims=True))  # (B, K), the largest of a row is 1
    return e / e.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% tests="softmax" points=3
check("softmax", softmax)
### BEGIN HIDDEN TESTS
check("softmax", softmax, seed=1504, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
figure, axes = plots.new_figure(columns=3, height=2.2, sharey=True)
for ax, gain in zip(axes, (0.5, 1.0, 4.0), strict=True):
    p = softmax(gain * np.array([[1.0, 2.0, 3.0]]))[0]
    ax.bar(["1", "2", "3"], p, color=plots.BLUE)
    ax.set(xlabel="class", title=f"{gain} · (1, 2, 3)")
axes[0].set_ylabel("probability")
figure

# %% [markdown]
r"""
Small scores leave all classes possible, large scores select the best class:
the effect of the gain again.
Lesson 14 calls its inverse *temperature* and uses it in a language model.

## How do you know that a gradient is right?

Measure it, with a small step to **both** sides:

$$
\frac{f(x + \varepsilon) - f(x - \varepsilon)}{2\varepsilon}
= f'(x) + \frac{\varepsilon^2}{6} f'''(x) + \dots
$$

All terms with even derivatives cancel. Take $f(x) = x^3$ at 2, where $f' = 12$:
a step of 0.1 to one side gives 12.61, a step to both sides gives 12.01.
"""

# %% [markdown]
r"""
## Exercise: `numerical_gradient`

`f` takes an array shaped like `x` and returns one number. For every element $k$, measure

$$g_k = \frac{f(x + \varepsilon e_k) - f(x - \varepsilon e_k)}{2\varepsilon}$$

where $e_k$ is 1 at element $k$ and 0 elsewhere.
`x` may have any shape and may contain integers: can you add $\varepsilon$ to those?
Work on a copy: never write into `x` itself, not even temporarily. About 8 lines.
`for k in np.ndindex(x.shape)` visits every element `x[k]`.
"""


# %% exercise="numerical-gradient"
def numerical_gradient(f, x, eps=1e-5):
    """Measure df/dx by central differences, one element at a time.

    Args:
        f: function of one float array shaped like x that returns a number.
        x: where to differentiate; array of any shape, integers allowed.
        eps: step to each side, > 0.

    Returns:
        df/dx, float array with the shape of x. `x` itself is left unchanged.
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=float)  # a float copy
    grad = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        old = x[k]
        x[k] = old + eps
        above = f(x)
        x[k] = old - eps
        below = f(x)
        x[k] = old
        grad[k] = (above - below) / (2 * eps)
    return grad
    ### END SOLUTION


# %% tests="numerical-gradient" points=4
check("numerical-gradient", numerical_gradient)
### BEGIN HIDDEN TESTS
check("numerical-gradient", numerical_gradient, seed=1505, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
**How small should the step be?** Smaller is better, but only up to a point.
The figure shows the error of the slope of $e^x$ at 1, measured with your function:
"""

# %% tags=["explore"]
steps = 10.0 ** np.arange(-1, -13, -1)
one_sided = [abs((np.exp(1 + h) - np.e) / h - np.e) for h in steps]
central = [abs(numerical_gradient(np.exp, np.array(1.0), h) - np.e) for h in steps]

figure, ax = plots.new_figure()
ax.loglog(steps, one_sided, marker="s", label="one-sided")
ax.loglog(steps, central, marker="o", label="central (yours)")
ax.set(xlabel=r"step $\varepsilon$", ylabel="error of the slope")
ax.legend()
figure

# %% [markdown]
r"""
Read the figure from right to left: one-sided errors fall like $\varepsilon$,
central errors like $\varepsilon^2$. Then both rise:
$f(x+\varepsilon)$ and $f(x-\varepsilon)$ agree in so many digits
that rounding is most of their difference. Near $10^{-5}$ ten digits are right.

## Ten neurons read digits

scikit-learn includes 1,797 digits of 8 by 8 pixels, written by 13 people.
Ten neurons with 64 inputs each, `dense` then `softmax`: this is *softmax regression*.
Below, `nets.dense` and `nets.softmax` are the course's versions of your functions.
**Delete `nets.`, and the cells use your functions.**
"""

# %% tags=["explore"]
from sklearn.datasets import load_digits

digits = load_digits()
X, y = digits.data / 16, digits.target  # (1797, 64) in 0..1, and (1797,)
order = np.random.default_rng(0).permutation(len(X))
train, test = order[:1200], order[1200:]
X.shape, y[:10]

# %% [markdown]
r"""
$y_n$ is the right class of example $n$. The loss is the mean surprise at the right class:

$$
L = -\frac{1}{B} \sum_n \log p_{n, y_n} \ \text{nats},
\qquad
\frac{\partial L}{\partial z_{nk}} = \frac{p_{nk} - [k = y_n]}{B}.
$$

Random guessing costs $\log 10 = 2.30$.
Lesson 02 derives the gradient. You can check it now: you can measure gradients.
"""


# %% tags=["explore"]
def loss_of(W, b, X, y):
    p = nets.softmax(nets.dense(X, W, b))  # (B, K)
    return -np.log(p[np.arange(len(y)), y]).mean()


def gradient_of(W, b, X, y):
    p = nets.softmax(nets.dense(X, W, b))
    dz = (p - np.eye(10)[y]) / len(y)  # (B, K)
    return dz.T @ X, dz.sum(axis=0)  # dW (K, I), db (K,)


# %% tags=["explore"]
rng = np.random.default_rng(1)
W, b, few = rng.normal(size=(10, 64)), rng.normal(size=10), train[:20]
formula, _ = gradient_of(W, b, X[few], y[few])
measured = nets.numerical_gradient(lambda w: loss_of(w, b, X[few], y[few]), W)
print(f"largest difference in 640 slopes: {np.abs(formula - measured).max():.0e}")
assert np.allclose(formula, measured, atol=1e-8)

# %% [markdown]
r"""
The formula is right. So walk downhill: start at zero and take 300 steps
against the gradient.
"""


# %% tags=["explore"]
def learn(X, y, steps=300, rate=1.0):
    W, b = np.zeros((10, X.shape[1])), np.zeros(10)
    for _ in range(steps):
        dW, db = gradient_of(W, b, X, y)
        W, b = W - rate * dW, b - rate * db
    return W, b


def accuracy(W, b, X, y):
    return (nets.dense(X, W, b).argmax(axis=1) == y).mean()


W, b = learn(X[train], y[train])
ours = accuracy(W, b, X[test], y[test])
print(f"loss {loss_of(W, b, X[train], y[train]):.2f} nats, test accuracy {ours:.3f}")
assert 0.95 < ours < 0.98

# %% tags=["explore"]
plots.draw_digit_weights(W)

# %% [markdown]
r"""
Each picture shows the weights of one neuron.
Ink on orange counts for its digit, ink on blue counts against it.
Neuron 0 responds to a ring with an empty middle. It learned this from examples.

**From scratch first, then the library:** the same model in scikit-learn,
and a classifier without neurons, which finds the most similar picture and copies its label.
"""

# %% tags=["explore"]
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

library = LogisticRegression(max_iter=1000).fit(X[train], y[train])
nearest = KNeighborsClassifier(1).fit(X[train], y[train])
print(f"ours, 300 steps     {ours:.3f}")
print(f"LogisticRegression  {library.score(X[test], y[test]):.3f}")
print(f"nearest neighbour   {nearest.score(X[test], y[test]):.3f}")

# %% [markdown]
r"""
The published accuracy of the nearest neighbour is 0.980
([notes with the data](https://archive.ics.uci.edu/dataset/80), Alpaydin and Kaynak 1998).
They train on 3,823 digits of 30 people and test on 13 *others*.
We shuffled the digits: every writer is in both parts.

But the file keeps each writer's digits together. Without shuffling, the last third
comes mostly from writers that the model has never seen. **Guess what our 0.965 becomes.**
"""

# %% tags=["explore"]
old, new = np.arange(1200), np.arange(1200, len(X))
strangers = accuracy(*learn(X[old], y[old]), X[new], y[new])
print(f"shuffled {ours:.3f}, new writers {strangers:.3f}")
assert ours - strangers > 0.03

# %% [markdown]
r"""
About 0.91: this is the honest number for a new writer.
scikit-learn's course has the same gap, 0.967 against 0.931
([sample grouping](https://inria.github.io/scikit-learn-mooc/python_scripts/cross_validation_grouping.html);
its five folds train on four fifths of the data, we on two thirds).
The number depends on what "test" means. Ask this about every table you read.

## Break it

**The wrong axis.** Apply softmax along the batch. There is no error and no warning,
but the output for one picture now depends on *the other pictures in the batch*:
"""

# %% tags=["explore"]
z = nets.dense(X[test], W, b)
print("the right axis:      ", nets.softmax(z)[0].round(2))
print("wrong, in a batch:   ", nets.softmax(z.T).T[0].round(2))
print("wrong, a batch of 1: ", nets.softmax(z[:1].T).T[0].round(2))

# %% [markdown]
r"""
**Saturation.** The target of a sigmoid neuron is 1, but it starts at a negative $z$,
with an output near 0.
Follow the gradient in $z$ until $a > 0.9$, for the squared error and the cross-entropy:

$$
\frac{\partial}{\partial z}\, \tfrac12 (a-1)^2 = (a - 1)\, a\,(1 - a),
\qquad
\frac{\partial}{\partial z} (-\log a) = -\frac{a\,(1 - a)}{a} = a - 1
$$
"""


# %% tags=["explore"]
def steps_until_right(z, gradient):
    for step in range(10_000):
        a = nets.sigmoid(z)
        if a > 0.9:
            return step
        z = z - gradient(a)


print("start z    squared error    cross-entropy")
for start in (0, -2, -4, -6, -8):
    squared = steps_until_right(start, lambda a: (a - 1) * a * (1 - a))
    crossed = steps_until_right(start, lambda a: a - 1)
    print(f"{start:7d} {squared:10d} steps {crossed:10d} steps")
assert (squared, crossed) == (3081, 19)

# %% [markdown] question="why-saturate" points=3
r"""
**Question (3 points).** Look at the last row: from $z = -8$ the squared error needs
3,081 steps, the cross-entropy 19. Answer in four to eight sentences:

1. Why does the neuron learn most slowly where it is most wrong?
   Put numbers for $z = -8$ into the formula of the squared error.
2. What exactly does the cross-entropy change in that formula?
3. A colleague says: "Keep the squared error and make the steps 1,000 times as large."
   Why does this not work for a network with many examples?

### BEGIN MARK SCHEME
- 1 point: the answer says that the factor a (1 - a), the slope of the sigmoid, shrinks the
  gradient, with numbers: a is 3.4e-4, so the gradient is -3.4e-4, but the error is nearly -1.
  Half a point without numbers.
- 1 point: -log a adds a factor 1/a, which cancels the a of the slope and leaves a - 1:
  about -1 where the neuron is wrong, small only where it is right.
  "It is larger", without the cancellation: half a point.
- 1 point: the right step size depends on z. A step that suits z = -8 is about 700 times too
  large near z = 0: the neuron jumps to the other side and saturates there, wrong for examples
  with target 0. Accept "it diverges or oscillates" with this reason.
- Not a reason: "local minimum" (there is none here).
### END MARK SCHEME

### BEGIN SOLUTION
The gradient of the squared error is $(a-1)\,a\,(1-a)$. At $z=-8$, $a = 0.00034$:
the error $a - 1$ is nearly $-1$, but the slope $a(1-a)$ is $0.00034$, and so is the step.
This factor is small when the neuron is saturated, even if the output is completely wrong.
The derivative of $-\log a$ is $-1/a$; it cancels the $a$ of the slope, and $a - 1$ remains:
large where the neuron is wrong, small where it is right.
Steps 1,000 times as large suit $z = -8$ but not $z = 0$, where the slope is 1/4, over
700 times as large: the neuron jumps to the other side, saturates there, and is stuck
for all examples with target 0. One step size does not fit slopes that differ so much.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- A neuron is a node: it adds weighted inputs and a bias, then applies an activation.
- $\sigma' = a(1-a) \le 1/4$ and $\tanh' = 1 - a^2 \le 1$: slopes are computed from outputs,
  and they vanish where a neuron is saturated.
- `x @ W.T + b` is a layer; without an activation between them, layers collapse into one.
- Softmax: one row, one distribution; subtract the row's maximum first.
- Trust no gradient that you have not measured.

## Where to read on

- Nielsen, *Neural networks and deep learning*,
  [chapter 3](http://neuralnetworksanddeeplearning.com/chap3.html): the slow learning in detail.
- Lipton, Berkowitz and Elkan, [section 2](https://arxiv.org/abs/1506.00019):
  an overview of the next lessons.
- Lesson 02: when neurons feed neurons, how does each one get its share of the error?
"""
