"""Names of colours, letter by letter: 903 names of a public survey, each with its colour.

T = time steps, B = batch, N = number of names.
Matplotlib includes the names of the xkcd colour survey (Munroe 2010) under the licence CC0.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import XKCD_COLORS, to_rgb
from numpy.typing import NDArray

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, BoolArray, IntArray, Params

from .encoding import pad

ALPHABET = "\n 'abcdefghijklmnopqrstuvwxyz"  # a name begins after "\n", and "\n" ends it
LETTERS = len(ALPHABET)
INPUTS = LETTERS + 3  # the letter before, and red, green, blue
RUDE = [
    "barf",
    "bile",
    "booger",
    "diarrhea",
    "piss",
    "poo",
    "poop",
    "puke",
    "shit",
    "snot",
    "ugly",
    "vomit",
]
LONGEST = 30  # letters after which a name ends in any case


def load_colours() -> tuple[NDArray[np.str_], Array]:
    """Load the names of the survey and their colours, without the rude ones.

    Returns:
        names: (N,) array of different strings of ALPHABET.
        rgb: red, green and blue of each name, (N, 3) float64 array, 0 to 1.

    Source: https://xkcd.com/color/rgb/, as in `matplotlib.colors.XKCD_COLORS`.
    """
    every = {name[5:].replace("/", " "): to_rgb(code) for name, code in XKCD_COLORS.items()}
    polite = {name: c for name, c in every.items() if not set(name.split()) & set(RUDE)}
    return np.array(list(polite)), np.array(list(polite.values()))


def colour_batch(
    names: Sequence[str] | NDArray[np.str_], rgb: Array, which: Sequence[int] | IntArray
) -> tuple[Array, IntArray, BoolArray]:
    """Encode names as inputs and next-letter targets, with the colour at every step.

    Args:
        names: N strings of ALPHABET.
        rgb: the colour of each, (N, 3) float array, 0 to 1.
        which: numbers of the B names of the batch.

    Returns:
        x: inputs, (T, B, INPUTS) float64 array: the letter before, one-hot, and the colour
            from -2 to 2.
        y: next letters, (T, B) int64 array, as numbers in ALPHABET.
        mask: (T, B) bool array, True where a name has a letter or its end.
    """
    ids, mask = pad([[ALPHABET.index(c) for c in f"\n{names[n]}\n"] for n in which])
    x = [_inputs(row, rgb[np.asarray(which)]) for row in ids[:-1]]
    return np.stack(x), ids[1:], mask[1:]


def _inputs(letters: IntArray, rgb: Array) -> Array:
    """Join letters (B,) and colours (B, 3) to the inputs of one step, (B, INPUTS)."""
    return np.concatenate([np.eye(LETTERS)[letters], 4 * rgb - 2], axis=1)


def bits_per_letter(
    params: Params, names: NDArray[np.str_], rgb: Array, which: Sequence[int] | IntArray
) -> float:
    """Measure how many bits a net needs for a letter of some names, on average.

    Args:
        params: dict of float arrays, as nets.elman_init draws them for INPUTS and LETTERS.
        names, rgb, which: as in colour_batch.
    """
    loss, _ = nets.elman_loss_and_grads(params, *colour_batch(names, rgb, which))
    return loss / np.log(2)


def name_colour(
    params: Params, rgb: Sequence[float], rng: np.random.Generator, temperature: float = 0.6
) -> str:
    """Let a net write a name for a colour, letter by letter.

    Args:
        params: dict of float arrays, as nets.elman_init draws them for INPUTS and LETTERS.
        rgb: red, green and blue, each from 0 to 1.
        rng: numpy.random.Generator that draws the letters.
        temperature: divides the logits, > 0: lower is safer, 1 as the net learned.

    Returns:
        The name, a string of ALPHABET of at most LONGEST letters.
    """
    h, letter, name = np.zeros((1, len(params["W_hh"]))), 0, ""
    while len(name) < LONGEST:
        x = _inputs(np.array([letter]), np.array([rgb]))  # (1, INPUTS)
        z, cache = nets.elman_forward(params, x[None], h)
        h = cache["hs"][-1]
        letter = rng.choice(LETTERS, p=nets.softmax(z[0] / temperature)[0])
        if ALPHABET[letter] == "\n":
            break
        name += ALPHABET[letter]
    return name
