"""An Elman network on the latch problem, trained with truncated gradients (lesson 05).

T = time steps, B = batch, H = hidden units.
"""

from functools import partial

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Params

from .encoding import target_at_last_step
from .latch import latch_batch


def new_net(rng: np.random.Generator, lines: int, H: int = 16) -> Params:
    """Draw a net for the latch; with two lines its weights from the signal start at 0.

    Args:
        rng: numpy.random.Generator.
        lines: 1 or 2, as in latch_batch; with 2, the weights from the signal's line are 0,
            so that the state does not contain the signal by chance.
        H: number of hidden units.

    Returns:
        dict of float64 arrays, as elman_init draws them, for two classes.
    """
    params = nets.elman_init(lines, H, 2, rng)
    if lines == 2:
        params["W_ih"][:, 0] = 0
    return params


def latch_grads(
    params: Params,
    rng: np.random.Generator,
    k2: int,
    lag: int = 30,
    B: int = 32,
    coins: bool = False,
) -> Params:
    """Compute truncated gradients on new sequences, clipped to a global norm of 1.

    Args:
        params: dict of float arrays, as new_net draws them.
        rng: numpy.random.Generator.
        k2: steps that the gradient goes back; pieces are k2 long, too.
        lag: of the sequences, which have lag + 1 steps.
        B: number of sequences.
        coins: whether the targets are coin flips, so that there is nothing to learn.

    Returns:
        dict of arrays with the keys and shapes of params.
    """
    x, y = latch_batch(B, lag, rng, lines=params["W_ih"].shape[1])
    y = rng.integers(2, size=B) if coins else y
    backward = partial(nets.truncated_bptt, k1=min(k2, len(x)), k2=k2)
    targets, mask = target_at_last_step(y, len(x))
    _, grads = nets.elman_loss_and_grads(params, x, targets, mask, backward=backward)
    return nets.clip_by_global_norm(grads, 1.0)[0]


def share_right(params: Params, rng: np.random.Generator, lag: int = 30, B: int = 500) -> float:
    """Measure the accuracy of a net on B new sequences."""
    x, y = latch_batch(B, lag, rng, lines=params["W_ih"].shape[1])
    return float((nets.elman_forward(params, x)[0][-1].argmax(axis=1) == y).mean())


def share_readable(
    params: Params, rng: np.random.Generator, steps: int, lag: int = 30, B: int = 1000
) -> float:
    """Measure how well a linear rule can read the sign from the state after some steps.

    Args:
        params: dict of float arrays, as new_net draws them.
        rng: numpy.random.Generator.
        steps: how many inputs the net has read, 1 to lag + 1.
        lag: of the sequences.
        B: sequences that the rule is fitted to by least squares, and as many to test it.

    Returns:
        Fraction of the test sequences with the right sign: about 0.5 if it is lost.
    """
    x, y = latch_batch(2 * B, lag, rng, lines=params["W_ih"].shape[1])
    h = nets.elman_forward(params, x)[1]["hs"][steps - 1]
    h = np.hstack([h, np.ones((2 * B, 1))])  # (2B, H + 1), for the rule's constant
    rule = np.linalg.lstsq(h[:B], 2.0 * y[:B] - 1, rcond=None)[0]
    return float(((h[B:] @ rule > 0) == (y[B:] == 1)).mean())


def watch_latch(
    seed: int, k2: int = 10, lr: float = 0.02, updates: int = 200, coins: bool = False
) -> tuple[list[float], list[float]]:
    """Train on one line, and measure the state and the answers every 25 updates.

    Args:
        seed: of the weights and the sequences.
        k2, coins: as in latch_grads; the lag is 30.
        lr: learning rate of Adam.
        updates: how many, with 32 sequences each.

    Returns:
        readable: share_readable of the state that the window of k2 steps starts from, list of
            floats, at the start and after every 25 updates.
        right: share_right at the same times, list of floats.
    """
    rng, look = np.random.default_rng(seed), np.random.default_rng(99)
    net = new_net(rng, lines=1)
    state = nets.adam_init(net)
    readable, right = [], []
    for n in range(updates + 1):
        if n % 25 == 0:
            readable.append(share_readable(net, look, steps=31 - k2))
            right.append(share_right(net, look))
        nets.adam_step(net, latch_grads(net, rng, k2, coins=coins), state, lr)
    return readable, right


def train_two_lines(k2: int, seed: int, updates: int = 500) -> tuple[int, float, Params]:
    """Train on two lines until more than 99 % of 500 new sequences are right.

    Args:
        k2: as in latch_grads; the lag is 30.
        seed: of the weights and the sequences.
        updates: how many at most, with 32 sequences each; the test is due after every 25.

    Returns:
        sequences: how many were used, an int.
        right: share_right at the end, a float.
        params: the trained net.
    """
    rng = np.random.default_rng(seed)
    net = new_net(rng, lines=2)
    state, right, n = nets.adam_init(net), 0.0, 0
    while right <= 0.99 and n < updates:
        nets.adam_step(net, latch_grads(net, rng, k2), state, lr=0.01)
        n += 1
        if n % 25 == 0:
            right = share_right(net, rng)
    return 32 * n, right, net
