"""The bookkeeping of one forward and one backward pass through a 2-2-2 net, by entry."""

from typing import NamedTuple

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray, Params

MINUS = "−"


class Step(NamedTuple):
    """One entry of the bookkeeping: node, direction, and the arithmetic in words."""

    node: str
    backward: bool
    words: str


def example_net() -> tuple[Params, Array, IntArray]:
    """Return the small network that lesson 02 steps through.

    Returns:
        params: dict of float64 arrays, I = H = K = 2.
        x: one input, (1, 2) float64 array.
        y: its right class, (1,) integer array.
    """
    params = {
        "W1": np.array([[0.5, 0.25], [-1.0, 0.5]]),
        "b1": np.array([0.0, 0.5]),
        "W2": np.array([[1.0, -1.0], [0.5, 1.0]]),
        "b2": np.array([0.0, 0.0]),
    }
    return params, np.array([[1.0, 2.0]]), np.array([0])


def node_numbers(
    params: Params, x: Array, y: IntArray
) -> tuple[dict[str, float], dict[str, float]]:
    """Compute every node of the graph of a 2-2-2 net, and the gradient of the loss there.

    Args:
        params: dict of float arrays: W1, W2 (2, 2), b1, b2 (2,).
        x: one input, (1, 2) float array.
        y: its right class, (1,) integer array.

    Returns:
        values: {"x0": number, ..., "L": number}.
        grads: the gradient of the loss with respect to the same nodes.

    Raises:
        ValueError: if the net does not have two inputs, hidden units and classes.
    """
    came = np.shape(x), np.shape(params["W1"]), np.shape(params["W2"])
    if came != ((1, 2), (2, 2), (2, 2)):
        raise ValueError(
            "the graph is drawn for x (1, 2), W1 (2, 2) and W2 (2, 2); "
            "got x {}, W1 {}, W2 {}".format(*came)
        )
    a = nets.dense(x, params["W1"], params["b1"])
    z, (_, h) = nets.mlp_forward(params, x)
    loss, dz = nets.cross_entropy(z, y)
    dh, _, _ = nets.dense_backward(dz, h, params["W2"])
    da = dh * nets.tanh_prime_from_output(h)
    dx, _, _ = nets.dense_backward(da, x, params["W1"])
    return (
        _named(x=x, a=a, h=h, z=z) | {"L": float(loss)},
        _named(x=dx, a=da, h=dh, z=dz) | {"L": 1.0},
    )


def graph_steps(params: Params, x: Array, y: IntArray) -> list[Step]:
    """List the entries of one forward and one backward pass, node by node.

    Args:
        params, x, y: as for node_numbers.

    Returns:
        List of 16 Steps: the first seven go forward.
    """
    v, d = node_numbers(params, x, y)
    label = int(y[0])
    p = nets.softmax(np.array([[v["z0"], v["z1"]]]))[0]
    steps = []
    for k in (0, 1):
        steps.append(Step(f"a{k}", False, _affine("a", "x", k, params["W1"], params["b1"], v)))
    for k in (0, 1):
        words = f"h{k} = tanh(a{k}) = tanh({_n(v[f'a{k}'])}) = {_n(v[f'h{k}'])}"
        steps.append(Step(f"h{k}", False, words))
    for k in (0, 1):
        steps.append(Step(f"z{k}", False, _affine("z", "h", k, params["W2"], params["b2"], v)))
    words = f"L = {MINUS}ln p{label} = {MINUS}ln {_n(p[label])} = {_n(v['L'])} nats"
    steps.append(Step("L", False, words))
    steps.append(Step("L", True, "dL = 1: where the bookkeeping starts"))
    for k in (0, 1):
        truth = int(k == label)
        words = f"dz{k} = p{k} {MINUS} {truth} = {_n(p[k])} {MINUS} {truth} = {_n(d[f'z{k}'])}"
        steps.append(Step(f"z{k}", True, words))
    for k in (0, 1):
        steps.append(Step(f"h{k}", True, _collect("h", "z", k, params["W2"], d)))
    for k in (0, 1):
        h, dh = v[f"h{k}"], d[f"h{k}"]
        words = (
            f"da{k} = dh{k} (1 {MINUS} h{k}²) = {_f(dh)} · {_n(1 - h**2)} = {_n(d[f'a{k}'])}"
        )
        steps.append(Step(f"a{k}", True, words))
    for k in (0, 1):
        steps.append(Step(f"x{k}", True, _collect("x", "a", k, params["W1"], d)))
    return steps


def _named(**rows: Array) -> dict[str, float]:
    return {f"{name}{k}": float(row[0, k]) for name, row in rows.items() for k in (0, 1)}


def _n(number: float) -> str:
    """Write a number with three digits after the point, and a true minus sign."""
    return f"{number:.3f}".replace("-", MINUS)


def _f(number: float) -> str:
    """Write a number as a factor: in parentheses if it is negative."""
    return f"({_n(number)})" if number < 0 else _n(number)


def _affine(out: str, into: str, k: int, W: Array, b: Array, v: dict[str, float]) -> str:
    terms = " + ".join(f"{_f(W[k, i])} · {_f(v[f'{into}{i}'])}" for i in (0, 1))
    bias = f" + {_f(b[k])}" if b[k] else ""
    return f"{out}{k} = {terms}{bias} = {_n(v[f'{out}{k}'])}"


def _collect(out: str, into: str, k: int, W: Array, d: dict[str, float]) -> str:
    """Write how a node sums the gradients of both nodes that it feeds."""
    symbols = " + ".join(f"{'W1' if into == 'a' else 'W2'}[{j},{k}] d{into}{j}" for j in (0, 1))
    terms = " + ".join(f"{_f(W[j, k])} · {_f(d[f'{into}{j}'])}" for j in (0, 1))
    return f"d{out}{k} = {symbols} = {terms} = {_n(d[f'{out}{k}'])}"
