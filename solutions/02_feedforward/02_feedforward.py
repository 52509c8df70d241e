# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 02 · A network, forward and backward

One neuron draws one straight line. What can it never learn, and what is missing?
In this lesson you build a network, and you write **backpropagation** yourself:
the bookkeeping that computes, for every weight, which direction is downhill.
The LSTM of lesson 08 is trained by the same method, with more nodes.

You write four functions, and you find one bug.
Your answers may import numpy, matplotlib, tqdm and Python's standard library;
scipy and sklearn already contain some of the answers.
Reading and writing take 60 to 90 minutes; all cells run in about 15 seconds.
"""

# %%
import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, find_the_bug, hint  # stuck? hint("sgd")

plots.use_style()

# %% [markdown]
r"""
## A question: can one neuron do XOR?

XOR of two bits is 1 if exactly one of them is 1.
Four points, two classes: a very small task.

A neuron outputs 1 on one side of the line $w_0 x_0 + w_1 x_1 + b = 0$, and 0 on the other.

![Four XOR points, and the line of one neuron: two of them right](figures/line.svg)

Move the line. How many of the four can you get right?
"""

# %% tags=["explore"]
plots.interactive_line()

# %% [markdown]
r"""
Did you search long enough? The computer tries 100,000 neurons:
"""

# %%
xor_x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
xor_y = np.array([0, 1, 1, 0])

rng = np.random.default_rng(0)
w, b = rng.normal(size=(2, 100_000)), rng.normal(size=100_000)
says_one = xor_x @ w + b > 0  # (4, 100000)
best = (says_one == (xor_y == 1)[:, None]).sum(axis=0).max()
print(f"the best of 100,000 neurons gets {best} of 4 right")
assert best == 3

# %% [markdown]
r"""
No search can do better. If all four points were right, these inequalities would be true:

$$
b \le 0, \qquad w_0 + b > 0, \qquad w_1 + b > 0, \qquad w_0 + w_1 + b \le 0.
$$

Add the two in the middle: $w_0 + w_1 + 2b > 0$.
Add the first and the last: $w_0 + w_1 + 2b \le 0$. Both cannot be true.

More neurons in the same layer do not help: each draws a line of its own.
A layer **in between** helps, because it moves the points first.
"""

# %% [markdown]
r"""
## See it: a hidden layer moves the points

Two tanh neurons get $x$ as input. A last layer gets only their two outputs.

![XOR among the inputs, two boundaries; in the hidden layer, one](figures/xor.svg)

The left side shows the inputs. There are two boundaries; one line is not enough.
The right side shows the points after the hidden layer, which folds the plane
into a thin curved strip.
Both points with XOR = 1 lie where the strip turns, and **one straight line** cuts them off.

Training found these weights in 400 steps, each with the slopes of all weights.
"""

# %% [markdown]
r"""
## The network as a graph

$$
a = x\,W_1^\top + b_1, \qquad h = \tanh a, \qquad z = h\,W_2^\top + b_2,
\qquad L = -\ln \operatorname{softmax}(z)_y
$$

The numbers $z$ are called **logits**, $y$ is the right class, $L$ is the loss in nats.
Take two inputs, two hidden units, two classes, and simple weights.
The forward pass is the layer of lesson 01, used twice.
"""

# %%
params = {
    "W1": np.array([[0.5, 0.25], [-1.0, 0.5]]),
    "b1": np.array([0.0, 0.5]),
    "W2": np.array([[1.0, -1.0], [0.5, 1.0]]),
    "b2": np.array([0.0, 0.0]),
}
x, y = np.array([[1.0, 2.0]]), np.array([0])

a = nets.dense(x, params["W1"], params["b1"])
h = np.tanh(a)
z = nets.dense(h, params["W2"], params["b2"])
p = nets.softmax(z)
loss = -np.log(p[0, y[0]])
print(f"a = {a[0]}   h = {h[0].round(3)}   z = {z[0].round(3)}")
print(f"p = {p[0].round(3)}   loss = {loss:.3f} nats")

# %% [markdown]
r"""
## Derive it: backpropagation is bookkeeping

Write $dq$ for $\partial L / \partial q$: how fast the loss grows when $q$ grows.
The bookkeeping starts with $dL = 1$, and there is one rule.

> **The gradient of a node is a sum over all nodes that it feeds:
> the gradient of each such node times the local derivative.**

$h_0$ feeds $z_0$ with weight $W_2[0,0]$ and $z_1$ with weight $W_2[1,0]$, so

$$
dh_0 = W_2[0,0]\; dz_0 + W_2[1,0]\; dz_1 .
$$

A node needs only its neighbours. No node needs the whole network.
"""

# %% [markdown]
r"""
Move the slider one step at a time: seven steps forward, nine steps backward.
Values are blue. Gradients are red. Gradients of weights are on the edges.

![Graph of a 2-2-2 net with the value and the gradient of every node](figures/graph.svg)

At the end, change a number in `params` above and go through the steps again.
"""

# %% tags=["explore"]
plots.interactive_graph(params, x, y)

# %% [markdown]
r"""
### Three kinds of nodes, three rules

| forward | backward |
|---|---|
| $a_k = \sum_i W_{ki}\, x_i + b_k$ | $dx_i = \sum_k W_{ki}\, da_k$ |
| | $dW_{ki} = da_k\, x_i$ |
| | $db_k = da_k$ |
| $h_k = \tanh a_k$ | $da_k = dh_k\,(1 - h_k^2)$, from lesson 01 |
| $L = -\ln \operatorname{softmax}(z)_y$ | $dz_k = p_k - [k = y]$, derived below |

$[k = y]$ is 1 if $k$ is the right class and 0 otherwise.
Each row is the local derivative times the upstream gradient.
Lipton's introduction (section 2.3) calls $da_k$ the **delta** of a node
and combines two of the rows: $\delta_j = \tanh'(a_j) \sum_k \delta_k\, W_{kj}$.
"""

# %% [markdown]
r"""
The last rule is short because the logarithm cancels the exponential of softmax:

$$
L = -z_y + \ln \sum_j e^{z_j},
\qquad
\frac{\partial L}{\partial z_k} = -[k = y] + \frac{e^{z_k}}{\sum_j e^{z_j}}
= p_k - [k = y].
$$

In words: the output of the network, minus the target.
Here class 0 has a probability of only 0.367, so $dz_0 = 0.367 - 1 = -0.633$.

Now compute the gradient of one weight step by step. Then move that weight a little,
up and down, and measure the loss: `numerical_gradient` from lesson 01.
"""


# %%
def loss_for(weights):
    """Compute the loss of the small network for other weights W1."""
    z, _ = nets.mlp_forward(params | {"W1": weights}, x)
    return nets.cross_entropy(z, y)[0]


dz0, dz1 = p[0, 0] - 1, p[0, 1]
dh0 = params["W2"][0, 0] * dz0 + params["W2"][1, 0] * dz1
da0 = dh0 * (1 - h[0, 0] ** 2)
derived = da0 * x[0, 1]  # for the weight from x_1 to a_0
measured = nets.numerical_gradient(loss_for, params["W1"])[0, 1]
print(f"dz = {dz0:.3f}, {dz1:.3f}   dh0 = {dh0:.3f}   da0 = {da0:.3f}")
print(f"dW1[0,1]: derived {derived:.9f}, measured {measured:.9f}")
assert abs(derived - measured) < 1e-8

# %% [markdown]
r"""
Measuring costs two forward passes **for each weight**.
Backpropagation costs about two forward passes for **all weights together**.
The network that reads digits below has 2,410 weights; current networks have billions.
That is why networks are trained by backpropagation.

Now you write it, stage by stage, for a batch of $B$ examples.
The loss of a batch is the **mean** over its examples.
"""

# %% [markdown]
r"""
## Exercise 1: `cross_entropy`

With logits $z$ of shape $(B, K)$ and right classes $y$ of shape $(B,)$:

$$
L = -\frac1B \sum_{n} \ln \operatorname{softmax}(z_n)_{y_n},
\qquad
dz = \frac1B \left(\operatorname{softmax}(z) - \text{one-hot}(y)\right)
$$

For the single row $z = (1, 2, 0.5)$ and $y = 1$:
$p = (0.231, 0.629, 0.140)$, $L = 0.464$, $dz = (0.231, -0.371, 0.140)$.

Logits may be as large as 1000: a probability can then be 0, but the loss is finite.
Take the logarithm on paper first, $\ln p_k = z_k - \ln \sum_j e^{z_j}$,
and subtract the maximum of each row from $z$.
You may use `nets.softmax`. About 7 lines.
"""


# %% exercise="cross-entropy"
def cross_entropy(z, y):
    """Compute the mean cross-entropy of softmax(z) and its gradient.

    Args:
        z: logits, (B, K) float array; not changed.
        y: right class of each row, (B,) integer array, 0 to K - 1.

    Returns:
        loss: one number, mean over the batch, in nats.
        dz: gradient of loss with respect to z, (B, K).
    """
    ### BEGIN SOLUTION
    rows = np.arange(len(y))
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[rows, y].mean()
    dz = np.exp(log_p)
    dz[rows, y] -= 1
    return loss, dz / len(y)
    ### END SOLUTION


# %% tests="cross-entropy" points=4
check("cross-entropy", cross_entropy)
### BEGIN HIDDEN TESTS
check("cross-entropy", cross_entropy, seed=2101, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
How large is the loss of a wrong answer?
Let class 0 be the right class, and vary its lead over class 1.

A tie costs $\ln 2 = 0.69$ nats. A confident right answer costs almost nothing.
A confident wrong answer costs about one nat for every unit of lead:
on the wrong side the loss is never flat, so there is always a direction downhill.
"""

# %% tags=["explore"]
lead = np.linspace(-8, 8, 81)
cost = [cross_entropy(np.array([[d, 0.0]]), np.array([0]))[0] for d in lead]
figure, ax = plots.new_figure(height=2.4)
ax.plot(lead, cost)
ax.set(xlabel="lead of the right class: $z_0 - z_1$", ylabel="loss in nats")
figure

# %% [markdown]
r"""
## Exercise 2: `dense_backward`

Write the backward pass of one layer, $a = x\,W^\top + b$.
The input is $da$ $(B, H)$; return

$$
dx_{ni} = \sum_k da_{nk}\, W_{ki}, \qquad
dW_{ki} = \sum_n da_{nk}\, x_{ni}, \qquad
db_k = \sum_n da_{nk}
$$

with the shapes of $x$ $(B, I)$, $W$ $(H, I)$ and $b$ $(H,)$.
All rows share $W$ and $b$, so the gradients of $W$ and $b$ are **summed** over the batch.

For $da = (2)$, $x = (1, 2, 3)$, $W = (0.5, -1, 0.25)$, with $B = 1$ and $H = 1$:
$dx = (1, -2, 0.5)$, $dW = (2, 4, 6)$, $db = 2$. About 3 lines, without a loop.
"""


# %% exercise="dense-backward"
def dense_backward(da, x, W):
    """Compute the gradients of the layer a = x W^T + b.

    Args:
        da: gradient of the loss with respect to a, (B, H) float array.
        x: inputs of the layer, (B, I) float array.
        W: weights of the layer, (H, I) float array.

    Returns:
        dx: (B, I), dW: (H, I), db: (H,).
    """
    ### BEGIN SOLUTION
    dx = da @ W
    dW = da.T @ x
    db = da.sum(axis=0)
    return dx, dW, db
    ### END SOLUTION


# %% tests="dense-backward" points=4
check("dense-backward", dense_backward)
### BEGIN HIDDEN TESTS
check("dense-backward", dense_backward, seed=2202, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Your layer works for any loss. For the sum of squares of a, da is 2 a.
rng = np.random.default_rng(2)
inputs, weights, bias = (rng.normal(size=size) for size in ((5, 3), (2, 3), 2))
gradient = dense_backward(2 * nets.dense(inputs, weights, bias), inputs, weights)[1]


def squares(W):
    return (nets.dense(inputs, W, bias) ** 2).sum()


measured = nets.numerical_gradient(squares, weights)
print("your dW\n", gradient.round(4))
print(f"largest difference from the measured dW: {abs(gradient - measured).max():.1e}")

# %% [markdown]
r"""
## Exercise 3: `mlp_loss_and_grads`

Write the complete network, forward and then backward:

$$
x \;\to\; a = x W_1^\top + b_1 \;\to\; h = \tanh a
\;\to\; z = h W_2^\top + b_2 \;\to\; L
$$

$x$ is $(B, I)$, $W_1$ $(H, I)$, $b_1$ $(H,)$, $W_2$ $(K, H)$, $b_2$ $(K,)$, $y$ $(B,)$.
Return the loss, and a dict of gradients with exactly the names and shapes of `params`.

Use the reference: `nets.dense`, `nets.cross_entropy`, `nets.dense_backward`.
For the small network above: $L = 1.001$ and
$dW_1 = \begin{pmatrix} -0.133 & -0.266 \\ 0.995 & 1.990 \end{pmatrix}$.
About 8 lines.
"""


# %% exercise="mlp-loss-and-grads"
def mlp_loss_and_grads(params, x, y):
    """Compute the loss of a network with one hidden tanh layer, and its gradients.

    Args:
        params: dict of float arrays: W1 (H, I), b1 (H,), W2 (K, H), b2 (K,).
        x: inputs, (B, I) float array.
        y: right class of each row, (B,) integer array.

    Returns:
        loss: mean cross-entropy over the batch, in nats.
        grads: dict with the keys and shapes of params.
    """
    ### BEGIN SOLUTION
    a = nets.dense(x, params["W1"], params["b1"])
    h = np.tanh(a)
    z = nets.dense(h, params["W2"], params["b2"])
    loss, dz = nets.cross_entropy(z, y)

    dh, dW2, db2 = nets.dense_backward(dz, h, params["W2"])
    da = dh * (1 - h**2)
    _, dW1, db1 = nets.dense_backward(da, x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
    ### END SOLUTION


# %% tests="mlp-loss-and-grads" points=5
check("mlp-loss-and-grads", mlp_loss_and_grads)
### BEGIN HIDDEN TESTS
check("mlp-loss-and-grads", mlp_loss_and_grads, seed=2303, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
# Test a network yourself: compare each gradient with the measured one; 1e-7 is good.
_, grads = mlp_loss_and_grads(params, x, y)
for name, value in params.items():
    measured = nets.numerical_gradient(
        lambda v, name=name: mlp_loss_and_grads(params | {name: v}, x, y)[0], value
    )
    print(f"d{name}: largest difference {abs(grads[name] - measured).max():.1e}")

# %% [markdown]
r"""
## Find the bug

A colleague measures your gradients with a function of her own.
It reports that all of them are wrong, but yours are right.
Her function runs, and every shape is right, but one line is wrong. Find it and fix it.
"""

# %% bug="numerical-gradient" mistake="the second step only undoes the first"
# One line of `broken` is wrong: fix it, then run this cell again.

# %% [markdown]
r"""
## Exercise 4: `sgd`

Take one step downhill, for every array in `params`:

$$
\theta \leftarrow \theta - \text{lr} \cdot d\theta
$$

Change the arrays in the dict `params`; a return value is ignored.
Do not change `grads`. Its keys are those of `params`, but their order may differ.
For $\theta = 1$, $d\theta = 3$, $\text{lr} = 0.1$ the new value is $\theta = 0.7$.
About 2 lines.

Each step uses only a random part of the data: *stochastic* gradient descent.
"""


# %% exercise="sgd"
def sgd(params, grads, lr):
    """Take one step of gradient descent, in place in params.

    Args:
        params: dict of float arrays of any shapes; changed.
        grads: dict of arrays with the same keys and shapes; not changed.
        lr: learning rate, a number.
    """
    ### BEGIN SOLUTION
    for name in params:
        params[name] -= lr * grads[name]
    ### END SOLUTION


# %% tests="sgd" points=2
check("sgd", sgd)
### BEGIN HIDDEN TESTS
check("sgd", sgd, seed=2404, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
Now you have all parts. Train XOR with your own backpropagation and your own steps.

Then watch the same 400 steps as a film. Look at the four points on the right:
they come together, move apart, and the line finds a gap.
"""

# %% tags=["explore"]
net = nets.mlp_init(2, 2, 2, np.random.default_rng(0))
for step in range(401):
    loss, grads = mlp_loss_and_grads(net, xor_x, xor_y)
    if step % 100 == 0:
        right = (nets.mlp_forward(net, xor_x)[0].argmax(axis=1) == xor_y).sum()
        print(f"step {step:3}   loss {loss:.3f} nats   {right} of 4 right")
    sgd(net, grads, lr=1.0)
plots.interactive_xor()

# %% [markdown]
r"""
Was that luck? Try twenty initial weights, with 1, 2 and 4 hidden units.
"""


# %% tags=["explore"]
def learns_xor(H, seed, steps=300):
    """Train a network with H hidden units; return whether all four points are right."""
    net = nets.mlp_init(2, H, 2, np.random.default_rng(seed))
    for _ in range(steps):
        nets.sgd(net, nets.mlp_loss_and_grads(net, xor_x, xor_y)[1], lr=1.0)
    return (nets.mlp_forward(net, xor_x)[0].argmax(axis=1) == xor_y).all()


solved = {H: sum(learns_xor(H, seed) for seed in range(20)) for H in (1, 2, 4)}
for H, count in solved.items():
    print(f"{H} hidden: {count:2} of 20 starts solve XOR")
assert solved[1] == 0 < solved[2] < solved[4] == 20

# %% [markdown]
r"""
One hidden unit is not enough. Two are enough, but they get stuck from many starts.
Four always succeeded here.
A few more units than the task needs make the way down easier to find.
Remember this when a later network does not learn.

## Use it: digits

We use the digits of lesson 01 with both splits: shuffled, and tested on new writers.
The network is 64-32-10: 64 inputs, 32 hidden units, 10 classes.
We compare it with softmax regression, the same model without the hidden layer.

Delete `nets.`, and the cells use your functions instead of the course's versions.
"""

# %% tags=["explore"]
from sklearn.datasets import load_digits

digits = load_digits()
images, labels = digits.images / 16, digits.target  # (1797, 8, 8), ink from 0 to 1
pixels = images.reshape(-1, 64)
order, in_file = np.random.default_rng(0).permutation(1797), np.arange(1797)
splits = {
    "shuffled": (order[:1200], order[1200:]),
    "strangers": (in_file[:1200], in_file[1200:]),
}
print(pixels.shape, labels[:10])


# %% tags=["explore"]
def fit(params, loss_and_grads, x, y, lr=0.5, epochs=40, batch=32):
    """Train for a number of epochs, in random batches; params is changed."""
    rng = np.random.default_rng(0)
    for _ in range(epochs):
        for rows in np.array_split(rng.permutation(len(y)), len(y) // batch):
            nets.sgd(params, loss_and_grads(params, x[rows], y[rows])[1], lr)
    return params


def linear_loss_and_grads(params, x, y):
    """Softmax regression: one layer, no hidden units."""
    loss, dz = nets.cross_entropy(nets.dense(x, params["W"], params["b"]), y)
    _, dW, db = nets.dense_backward(dz, x, params["W"])
    return loss, {"W": dW, "b": db}


def accuracy(z, y):
    """Compute the share of rows in which the right class has the largest logit."""
    return (z.argmax(axis=1) == y).mean()


# %% tags=["explore"]
def score_of(seed, train, test):
    """Train the network from one start; return test accuracy and parameters."""
    net = nets.mlp_init(64, 32, 10, np.random.default_rng(seed))
    fit(net, nets.mlp_loss_and_grads, pixels[train], labels[train])
    return accuracy(nets.mlp_forward(net, pixels[test])[0], labels[test]), net


for name, (train, test) in splits.items():
    flat = {"W": np.zeros((10, 64)), "b": np.zeros(10)}
    fit(flat, linear_loss_and_grads, pixels[train], labels[train])
    without = accuracy(nets.dense(pixels[test], flat["W"], flat["b"]), labels[test])
    scores = [score_of(seed, train, test)[0] for seed in range(5)]
    spread = f"(five starts: {min(scores):.3f} to {max(scores):.3f})"
    mean = np.mean(scores)
    print(f"{name}: softmax regression {without:.3f}, net {mean:.3f} {spread}")
assert without < min(scores)  # on strangers the net is better from every start

# %% [markdown]
r"""
Shuffled, both models reach just under 0.98. The hidden layer gains almost nothing,
because straight cuts nearly separate these digits.
(Lesson 01 stopped earlier, after 300 steps, at 0.96.)
On new writers it gains about one digit in a hundred, from each of five starts.
XOR **needs** a hidden layer; for digits a hidden layer **helps**.

The library does the same, and its accuracy is close to ours.
"""

# %% tags=["explore"]
from sklearn.neural_network import MLPClassifier

train, test = splits["shuffled"]
ours, reader = score_of(0, train, test)
settings = {"solver": "sgd", "learning_rate_init": 0.5, "momentum": 0, "batch_size": 32}
library = MLPClassifier((32,), activation="tanh", alpha=0, random_state=0, **settings)
for _ in range(40):
    library.partial_fit(pixels[train], labels[train], classes=range(10))
library = library.score(pixels[test], labels[test])
print(f"shuffled: scikit-learn {library:.3f}, ours {ours:.3f}")
assert abs(library - ours) < 0.02

# %% [markdown]
r"""
## Break it

**The learning rate is too large.** Train the same network for ten epochs with each rate.
The last column is the share of saturated hidden activations.
"""

# %% tags=["explore"]
for lr in (0.01, 0.1, 0.5, 2.0, 10.0):
    net = nets.mlp_init(64, 32, 10, np.random.default_rng(1))
    fit(net, nets.mlp_loss_and_grads, pixels[train], labels[train], lr=lr, epochs=10)
    z, (_, h) = nets.mlp_forward(net, pixels[train])
    loss, _ = nets.cross_entropy(z, labels[train])
    stuck = (abs(h) > 0.99).mean()
    print(f"lr {lr:5}   loss {loss:8.3f} nats   |h| > 0.99 in {stuck:.0%}")

# %% [markdown]
r"""
A rate that is too small is slow. A rate that is too large is worse:
a few huge steps make the pre-activations very large,
tanh saturates, $1 - h^2$ is nearly 0, and almost no gradient flows back.
The flat tails of lesson 01 have become a trap.

**All weights are equal at the start.** Every weight is 0.1.
"""

# %% tags=["explore"]
same = {name: np.full_like(v, 0.1) for name, v in reader.items()}
fit(same, nets.mlp_loss_and_grads, pixels[train], labels[train])
z, (_, h) = nets.mlp_forward(same, pixels[test])
print(f"test {accuracy(z, labels[test]):.3f}")
print(f"largest difference between two hidden units: {np.ptp(h, axis=1).max()}")
assert np.ptp(h, axis=1).max() < 1e-6

# %% [markdown]
r"""
After 40 epochs all 32 hidden units are still identical: equal weights get equal gradients.
Training cannot break this symmetry. **Random** initial weights break it.
(Biases may start at 0: different weights are enough.)

**The sum instead of the mean.** Without the $1/B$, the steps of a batch of 32
are 32 times as long. A learning rate that worked with the mean is now 32 times too large.
"""


# %% tags=["explore"]
def summed(params, x, y):
    """Compute the loss and its gradients as sums over the batch."""
    loss, grads = nets.mlp_loss_and_grads(params, x, y)
    return loss * len(y), {name: len(y) * grad for name, grad in grads.items()}


for lr in (0.5, 0.5 / 32):
    net = nets.mlp_init(64, 32, 10, np.random.default_rng(1))
    fit(net, summed, pixels[train], labels[train], lr=lr, epochs=10)
    right = accuracy(nets.mlp_forward(net, pixels[test])[0], labels[test])
    print(f"summed loss, lr {lr:.4f}: test {right:.3f}")

# %% [markdown]
r"""
With the mean, a learning rate that works for one batch size is about right for another.

## Why a fixed-length input does not represent time

Every input of the network has weights of its own:
what the network learned about pixel 20 does not apply to pixel 21.
Move the same digits by one pixel, without training again:
"""


# %% tags=["explore"]
def read_moved(down, right):
    """Compute the accuracy on test digits that are moved by whole pixels."""
    moved = plots.shift_images(images[test], down, right)
    return accuracy(nets.mlp_forward(reader, moved.reshape(-1, 64))[0], labels[test])


shifts = (-1, 0, 1)
edges = images[:, :, [0, 7]].sum() / images.sum()
print(f"ink in the first and the last column: {edges:.1%}")
places = np.array([[read_moved(down, right) for right in shifts] for down in shifts])
assert places[1, 1] > 0.97 > 0.6 > np.delete(places, 4).max()
plots.draw_shifts(images[3], places)

# %% [markdown]
r"""
The number above each picture is the accuracy on all test digits moved this way.
It is more than 0.97 in the middle, and less than 0.6 after a move by one pixel.
A move up or down loses a row of ink. A move sideways loses almost no ink:
look at the middle row. You see one digit; the network sees unrelated lists of numbers.
In a sequence such moves are normal:
a word has the same meaning in third and in tenth position.

### A window forgets completely

To process a sequence, such a network gets the last $W$ steps, a **window**.
The smallest task about time: the first of 12 numbers is $+1$ or $-1$,
the others are noise, and at the end the network must output the first one.

![Twelve numbers, the first is the answer, a window of the last eight](figures/window.svg)
"""


# %% tags=["explore"]
def first_of(rng, N, T=12):
    """Draw N sequences of T numbers; the first is +1 (y = 1) or -1 (y = 0)."""
    y = rng.integers(2, size=N)
    x = rng.normal(0, 0.5, size=(N, T))
    x[:, 0] = 2 * y - 1
    return x, y


rng = np.random.default_rng(0)
(seq, answer), (new_seq, new_answer) = first_of(rng, 2000), first_of(rng, 1000)
by_window = {}
for W in (4, 8, 11, 12):
    net = nets.mlp_init(W, 16, 2, np.random.default_rng(1))
    fit(net, nets.mlp_loss_and_grads, seq[:, -W:], answer, epochs=20)
    by_window[W] = accuracy(nets.mlp_forward(net, new_seq[:, -W:])[0], new_answer)
    print(f"window {W:2}: {by_window[W]:.2f} right, {net['W1'].size} weights in W1")
assert by_window[11] < 0.6 < 0.98 < by_window[12]

# %% [markdown]
r"""
Chance is 0.5. A window of 11 is not nearly as good as a window of 12: it is useless.
A number that has left the window is lost.
A window that is long enough today is too short tomorrow.
The network does not even accept a 13th step:
"""

# %% tags=["explore"]
try:
    nets.mlp_forward(net, first_of(rng, 1, T=13)[0])
except ValueError as error:
    print(error)

# %% [markdown] question="window-is-no-memory" points=3
r"""
**Question (3 points).** A window of 12 solved the task. A colleague concludes:
"So we take a window as long as the longest sequence,
and the problem of time is solved."

Give **two** reasons why the problem is not solved, and support each reason
with a number or a result from this lesson. Then write in one sentence what a network
needs instead of a longer window. Write four to six sentences in total.

### BEGIN MARK SCHEME
- 1 point: a first reason with its evidence. Without evidence: half a point.
- 1 point: a second, different reason with its evidence. Without evidence: half a point.
- 1 point: a network needs a state (a memory) that is carried from step to step
  and updated with the same weights each time. Accept "recurrence" if this meaning is clear.

Reasons that count, with evidence:
- weights are not shared between positions
  (accuracy falls from 0.97 to below 0.6 when digits move by one pixel);
- the length is fixed in advance (a 13th number raises a ValueError);
- the number of weights grows with the window (16 in W1 for each step: 64 at 4, 192 at 12),
  and so does the amount of training data;
- everything outside the window is lost completely (a window of 11 is at chance).
### END MARK SCHEME

### BEGIN SOLUTION
First, every position of the window has weights of its own,
so the network does not know at one position what it learned at another:
the accuracy on digits fell from 0.97 to less than 0.6 when they moved by one pixel.
In a sequence, the same event can come at any time.
Second, the length is fixed before training:
the network for 12 steps raised an error on 13, and each further step costs
16 more weights in W1 and more data to learn them from.
Instead, a network needs a state that it carries from step to step
and updates with the same weights each time,
so that it can keep important information for as long as necessary.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- A hidden layer moves the data so that straight cuts are enough. XOR needs one.
- Backpropagation: a node sums upstream gradient times local derivative
  over all nodes that it feeds. The gradient of a shared weight sums over all its uses.
- $dz = (p - \text{one-hot})/B$, $dW = da^\top x$, $dx = da\,W$, $da = dh\,(1 - h^2)$.
- If you doubt a gradient, measure it.
- Use random initial weights, the mean over the batch, a rate that saturates no unit.
- A fixed-length input does not represent time: outside the window, nothing exists.
"""

# %% [markdown]
r"""
## Read on

- Rumelhart, Hinton and Williams,
  [Learning representations by back-propagating errors](https://doi.org/10.1038/323533a0),
  Nature 323 (1986) 533–536: four pages, with a larger relative of XOR, the symmetry task.
- [Lipton, Berkowitz and Elkan](https://arxiv.org/abs/1506.00019), sections 2.2 and 2.3:
  the same network in the usual notation, and why sequences need more.

**Next:** lesson 03 turns letters into data and measures the value of memory, in bits.
Lesson 04 then gives this network a state, and with it a past.
"""
