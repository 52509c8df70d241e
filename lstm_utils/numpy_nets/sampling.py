"""Write with any model that reads one symbol at a time.

V = size of the alphabet. A step is a function of a symbol's number and a state, None before
the first symbol; it returns the logits of the next symbol, (V,), and the next state.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lstm_utils.arrays import Array

from .activations import softmax

Step = Callable[[int, Any], tuple[Array, Any]]


def sample(
    step: Step, prompt: Sequence[int], n: int, temperature: float, rng: np.random.Generator
) -> list[int]:
    """Continue a prompt, symbol by symbol, each drawn from its probabilities.

    Args:
        step: the model, as at the top of this file.
        prompt: numbers that the model reads first, at least one.
        n: number of symbols to draw, >= 0.
        temperature: divides the logits before the softmax, above 0.
        rng: numpy.random.Generator.

    Returns:
        The n numbers that were drawn, a list of int.

    Raises:
        ValueError: if the prompt is empty, or the temperature is not positive.

    Source: Ackley, Hinton and Sejnowski (1985), Cognitive Science 9:147-169, equation 5.
    """
    if not len(prompt) or temperature <= 0:
        raise ValueError(
            "sample expects a prompt of at least one symbol and a temperature above 0; got "
            f"{len(prompt)} symbols and {temperature}"
        )
    state = z = None
    for symbol in prompt:
        z, state = step(symbol, state)
    drawn = []
    for _ in range(n):
        p = softmax(np.asarray(z)[None] / temperature)[0]
        drawn.append(int(rng.choice(len(p), p=p)))
        z, state = step(drawn[-1], state)
    return drawn
