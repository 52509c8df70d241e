"""Train LSTMs of PyTorch on series, and read them in NumPy (lesson 18).

T = time steps, B = batch, I = inputs, H = hidden units.
"""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, Params

from .counting_training import EachStep
from .lag_batches import Batch
from .lag_training import train, with_biases

H = 32


def new_net(I: int, seed: int = 0, forget_bias: float = 3.0, units: int = H) -> EachStep:
    """Make an LSTM that reads I series and outputs one, at every step."""
    torch.manual_seed(seed)
    b = nets.lstm_init(I, units, np.random.default_rng(seed), forget_bias)[2]
    return EachStep(with_biases(nn.LSTM(I, units), b), 1)


def as_params(net: EachStep) -> Params:
    """Return the weights as nets.sequence_net_forward takes them, float64 arrays."""
    W_ih, W_hh, b = nets.from_torch(net.cell.state_dict())
    out = {"W_out": net.out.weight, "b_out": net.out.bias}
    cell = {"W_ih": W_ih, "W_hh": W_hh, "b": b}
    return {
        name: np.asarray(q.detach() if isinstance(q, Tensor) else q, dtype=float)
        for name, q in (cell | out).items()
    }


def draw_spans(x: Array, y: Array, span: int, B: int, rng: np.random.Generator) -> Batch:
    """Draw B spans of equal length, from any day on: x (span, B, I), y (span, B, 1)."""
    first = rng.integers(0, len(x) - span + 1, size=B)
    days = first + np.arange(span)[:, None]  # (span, B)
    return (
        torch.tensor(x[days]).float(),
        torch.full((B,), span),
        torch.tensor(y[days][..., None]).float(),
    )


def squared_error_after(warm_up: int) -> Callable[[Tensor, Tensor], Tensor]:
    """Return the loss that leaves out the first steps, while the states fill."""
    return lambda z, y: ((z - y)[warm_up:] ** 2).mean()


def learn_series(
    net: EachStep,
    x: Array,
    y: Array,
    span: int,
    warm_up: int,
    updates: int,
    validate: Callable[[Params], float] | None = None,
    B: int = 16,
    lr: float = 0.01,
    every: int = 25,
    seed: int = 1,
    name: str = "",
) -> tuple[Params, dict[int, float]]:
    """Train on random spans of a series with Adam, its rate rises to lr and falls to 0.

    Args:
        net: changed in place.
        x: inputs of the training part, scaled, (T, I) float array.
        y: targets, scaled, (T,).
        span: steps of a sequence.
        warm_up: steps at its beginning that the loss leaves out.
        updates: how many.
        validate: score of the weights on data of its own, the higher the better; the weights
            with the best score are returned. None: the last ones.
        B: sequences of an update.
        lr: largest learning rate.
        every: updates from one validation to the next.
        seed: of the spans.
        name: printed while it trains.

    Returns:
        params: float64 arrays for nets.sequence_net_forward.
        curve: score by the number of updates; empty without validate.
    """
    curve: dict[int, float] = {}
    best: dict[str, Any] = {"score": -np.inf, "params": as_params(net)}

    def watch(_: float) -> bool:
        params = as_params(net)
        score = validate(params) if validate else float(len(curve))
        curve[every * (len(curve) + 1)] = score
        if score > best["score"]:
            best.update(score=score, params=copy.deepcopy(params))
        return False

    loss = squared_error_after(warm_up)
    train(
        net,
        lambda rng: draw_spans(x, y, span, B, rng),
        loss,
        loss,
        reached=watch,
        most=B * updates,
        lr=lr,
        every=every,
        seed=seed,
        one_cycle=updates,
        seconds=600.0,
        name=name,
    )
    return best["params"], curve if validate else {}


def read(params: Params, x: Array) -> tuple[Array, Array, Array]:
    """Run a net over a series from a state of 0.

    Args:
        params: as learn_series returns them.
        x: scaled inputs, (T, I) float array.

    Returns:
        z: outputs, (T,). hs, cs: states after each step, (T, H).
    """
    z, (_, cache) = nets.sequence_net_forward(params, x[:, None])
    return z[:, 0, 0], cache["hs"][1:, 0], cache["cs"][1:, 0]


def read_on(params: Params, x: Array, h: Array, c: Array) -> Array:
    """Read on from given states, all B of them side by side with the same inputs.

    Args:
        params: as learn_series returns them.
        x: scaled inputs, (T, I) float array.
        h, c: states, (B, H) float arrays.

    Returns:
        Outputs, (T, B).
    """
    same = np.repeat(x[:, None], len(h), axis=1)
    hs, _, _ = nets.lstm_forward(same, h, c, params["W_ih"], params["W_hh"], params["b"])
    return (hs @ params["W_out"].T + params["b_out"])[..., 0]


def one_step(params: Params) -> Callable[[float, Any], tuple[float, Any]]:
    """Return a net that reads its own output, as the step of nets.rollout.

    Args:
        params: as learn_series returns them, for one input.

    Returns:
        Function of an input and a state (h, c), (1, H) each, of the output and the next state.
    """

    def step(x: float, state: tuple[Array, Array]) -> tuple[float, tuple[Array, Array]]:
        weights = params["W_ih"], params["W_hh"], params["b"]
        h, c, _ = nets.lstm_step(np.array([[x]]), *state, *weights)
        return float((h @ params["W_out"].T + params["b_out"])[0, 0]), (h, c)

    return step


def fit_linear(x: Array, y: Array, ridge: float = 0.0) -> Array:
    """Fit a linear forecast with a constant, by least squares.

    Args:
        x: inputs, (N, I) float array.
        y: targets, (N,).
        ridge: weight of the squared size of the rule, the constant excepted.

    Returns:
        The rule, (I + 1,) float array, its constant last.
    """
    X = np.hstack([x, np.ones((len(x), 1))])
    size = ridge * np.eye(X.shape[1])
    size[-1, -1] = 0
    return np.linalg.solve(X.T @ X + size, X.T @ y) if ridge else np.linalg.lstsq(X, y)[0]


def linear_step(rule: Array) -> Callable[[float, Array], tuple[float, Array]]:
    """Return a linear forecast that reads its own output, as the step of nets.rollout.

    Its state is the window of the last values, without the newest, which is its input.
    """

    def step(x: float, window: Array) -> tuple[float, Array]:
        window = np.append(window[1:], x)
        return float(window @ rule[:-1] + rule[-1]), window

    return step


def learn_quantiles(
    hs: Array, y: Array, tau: Array, updates: int = 1500, seed: int = 0
) -> Array:
    """Fit linear rules for quantiles to the states of a trained net, with the pinball loss.

    Args:
        hs: hidden states, (N, H) float array.
        y: targets, (N,).
        tau: the quantiles, (K,).
        updates: of Adam, on 1,000 states each, its rate falls from 0.01 to 0.
        seed: of the choice of states.

    Returns:
        The rules, (H + 1, K), constants last.
    """
    X = np.hstack([hs, np.ones((len(hs), 1))])
    params = {"rules": np.repeat(fit_linear(hs, y)[:, None], len(tau), axis=1)}
    rng, state = np.random.default_rng(seed), nets.adam_init(params)
    for update in range(updates):
        rows = rng.integers(len(X), size=1000)
        _, dq = nets.pinball(y[rows], X[rows] @ params["rules"], tau)
        lr = 0.01 * (1 - update / updates)
        nets.adam_step(params, {"rules": X[rows].T @ dq}, state, lr=lr)
    return params["rules"]
