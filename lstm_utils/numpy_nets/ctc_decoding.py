"""Read labels out of what a CTC net puts out, and count the mistakes.

T = time steps, V = symbols, of which 0 is the blank. Probabilities are logarithms, in nats.
"""

from collections.abc import Sequence

import numpy as np

from lstm_utils.arrays import Array

from .ctc import BLANK, collapse

NEVER = -np.inf
Beam = dict[tuple[int, ...], tuple[float, float]]


def edit_distance(a: Sequence, b: Sequence) -> int:
    """Count the edits that turn one sequence into another: replace, insert or delete an item.

    Args:
        a, b: lists of labels or strings; their lengths may differ or be 0.

    Returns:
        The smallest number of edits, an int.

    Source: Levenshtein (1966).
    """
    row = list(range(len(b) + 1))  # edits from the first items of a to each beginning of b
    for i, item in enumerate(a, 1):
        above, row = row, [i]
        for j, other in enumerate(b, 1):
            row.append(min(above[j - 1] + (item != other), above[j] + 1, row[j - 1] + 1))
    return row[-1]


def ctc_greedy(logp: Array) -> list[int]:
    """Read the most probable path, and collapse it.

    Args:
        logp: log-probabilities of the symbols at each step, (T, V) float array.

    Returns:
        The labels, a list of int.

    Source: Graves et al. (2006), section 3.2, best path decoding.
    """
    return collapse(logp.argmax(axis=1))


def prefix_beam(logp: Array, k: int) -> tuple[list[int], float]:
    """Search for the most probable labels: a beam of prefixes, not of paths.

    For each prefix two probabilities are kept: of its paths that end with a blank, and of
    those that end with its last label.

    Args:
        logp: log-probabilities of the symbols at each step, (T, V) float array.
        k: how many prefixes are kept after each step, 1 or more.

    Returns:
        labels: the most probable prefix after the last step, a list of int.
        log_p: logarithm of the probability of its paths, as far as they were kept, a float.

    Raises:
        ValueError: if k is below 1.

    Source: Hannun, Maas, Jurafsky and Ng (2014), arXiv:1408.2873, algorithm 1, without its
        language model.
    """
    if k < 1:
        raise ValueError(f"prefix_beam expects k of 1 or more; got {k}")
    beam: Beam = {(): (0.0, NEVER)}
    for row in logp:
        new: Beam = {}
        for prefix, (blank, label) in beam.items():
            total = np.logaddexp(blank, label)
            add_mass(new, prefix, total + row[BLANK], NEVER)
            for v in range(1, len(row)):
                again = prefix[-1:] == (v,)  # without a blank between, equal labels merge
                add_mass(new, (*prefix, v), NEVER, (blank if again else total) + row[v])
                if again:
                    add_mass(new, prefix, NEVER, label + row[v])
        best = sorted(new, key=lambda prefix: -np.logaddexp(*new[prefix]))[:k]
        beam = {prefix: new[prefix] for prefix in best}
    first = next(iter(beam))
    return list(first), float(np.logaddexp(*beam[first]))


def add_mass(beam: Beam, prefix: tuple[int, ...], blank: float, label: float) -> None:
    """Add two probabilities to those of a prefix, which begin at 0; all are logarithms.

    Args:
        beam: by prefix, the log-probabilities of ending with a blank and with a label;
            changed in place.
        prefix: labels, a tuple of int.
        blank, label: what to add, -inf for nothing.
    """
    old = beam.get(prefix, (NEVER, NEVER))
    beam[prefix] = np.logaddexp(old[0], blank), np.logaddexp(old[1], label)
