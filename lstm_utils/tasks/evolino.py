"""Evolino: evolve the weights of LSTMs, and solve for their readouts (lesson 23).

P = nets of a population, side by side, H = cells, T = time steps. Input and output of a net are
one number: the series now, and a step later. In a free run each output is the next input.
"""

from typing import NamedTuple

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array

H = 12
WASHOUT, LEARN, FREE = 50, 200, 200  # steps: ignored, for the readout, run freely for the score
PENALTY = 1e-9
WORST = 1e3  # a free run that leaves all bounds counts as this mean squared error


def two_sines(T: int) -> Array:
    """Return (sin(0.2 t) + sin(0.311 t)) / 5 for t = 0 ... T - 1, (T,) float array."""
    t = np.arange(T)
    return (np.sin(0.2 * t) + np.sin(0.311 * t)) / 5


class Population(NamedTuple):
    """Weights of P nets: W (P, 4H, 2 + H) for [input, 1, h], blocks i, f, g, o."""

    W: Array

    @staticmethod
    def draw(P: int, rng: np.random.Generator) -> "Population":
        """Draw P nets, standard deviation 0.3, forget biases 1 higher."""
        W = 0.3 * rng.normal(size=(P, 4 * H, 2 + H))
        W[:, H : 2 * H, 1] += 1
        return Population(W)

    def step(self, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
        """Advance all nets by one step: x (P,), h and c (P, H)."""
        u = np.column_stack([x, np.ones_like(x), h])
        i, f, g, o = np.split((self.W @ u[:, :, None])[:, :, 0], 4, axis=1)
        c = nets.sigmoid(f) * c + nets.sigmoid(i) * np.tanh(g)
        return nets.sigmoid(o) * np.tanh(c), c


def readouts(population: Population, series: Array) -> tuple[Array, Array, Array]:
    """Let all nets read a series, and solve for the readout of each.

    Args:
        population: P nets.
        series: (WASHOUT + LEARN + 1,) float array.

    Returns:
        W_out: (P, H), to the next value of the series.
        h, c: states after WASHOUT + LEARN steps, (P, H).
    """
    P = len(population.W)
    h = c = np.zeros((P, H))
    states = []
    for x in series[:-1]:
        h, c = population.step(np.full(P, x), h, c)
        states.append(h)
    S, y = np.array(states)[WASHOUT:], series[1 + WASHOUT :, None]
    W_out = np.array([nets.ridge_readout(S[:, p], y, PENALTY)[0] for p in range(P)])
    return W_out, h, c


def free_runs(population: Population, series: Array, steps: int) -> Array:
    """Return what each net writes in a free run after the series, (steps, P)."""
    W_out, h, c = readouts(population, series)
    outputs = []
    for _ in range(steps):
        x = np.clip((W_out * h).sum(axis=1), -WORST, WORST)
        outputs.append(x)
        h, c = population.step(x, h, c)
    return np.array(outputs)


def errors(population: Population, steps: int = FREE) -> Array:
    """Return the mean squared error of each net's free run, (P,), at most WORST."""
    start = WASHOUT + LEARN + 1
    series = two_sines(start + steps)
    runs = free_runs(population, series[:start], steps)
    return np.minimum(((runs - series[start:, None]) ** 2).mean(axis=0), WORST)


def evolve(
    generations: int, rng: np.random.Generator, P: int = 40, size: float = 0.01
) -> tuple[Population, list[float]]:
    """Keep the best quarter, and fill up with copies that Cauchy noise has changed.

    Args:
        generations: how many.
        rng: of the first weights and of the noise.
        P: nets in the population, a multiple of 4.
        size: scale of the noise.

    Returns:
        population: the last one, best net first.
        best: error of the best net after each generation, the first one before any.
    """
    population = Population.draw(P, rng)
    error = errors(population)
    best = [float(error.min())]
    for _ in range(generations):
        parents = population.W[np.argsort(error, kind="stable")[: P // 4]]
        children = np.repeat(parents, 3, axis=0)
        children = children + size * rng.standard_cauchy(children.shape)
        population = Population(np.concatenate([parents, children]))
        error = errors(population)
        best.append(float(error.min()))
    return Population(population.W[np.argsort(error, kind="stable")]), best
