"""BLEU: how many n-grams of the translations occur in the right ones."""

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np

Words = Sequence[Hashable]


def bleu(hypotheses: Sequence[Words], references: Sequence[Words], longest: int = 4) -> float:
    """Compare translations with the right ones: BLEU of a corpus, one reference each.

    Args:
        hypotheses: the translations, a list of sequences of words.
        references: the right ones, in the same order.
        longest: n-grams of 1 to `longest` words count.

    Returns:
        100 times the geometric mean of the precisions p_1, ..., p_longest and of the brevity
        penalty min(1, exp(1 - r / c)), for r words in the references and c in the
        hypotheses. Each p_n is the sum over all sentences of the n-grams that match, none
        more often than in its reference, divided by the number of n-grams in all hypotheses.
        0 if no n-gram of some length matches.

    Raises:
        ValueError: if there are not as many hypotheses as references.

    Source: Papineni, Roukos, Ward and Zhu (2002), ACL, sections 2.1 and 2.3.
    """
    matches, counts = np.zeros(longest), np.zeros(longest)
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        for n in range(1, longest + 1):
            found, known = _ngrams(hypothesis, n), _ngrams(reference, n)
            matches[n - 1] += (found & known).total()
            counts[n - 1] += found.total()
    if not matches.all():
        return 0.0
    c, r = sum(map(len, hypotheses)), sum(map(len, references))
    return float(100 * min(1.0, np.exp(1 - r / c)) * np.exp(np.log(matches / counts).mean()))


def _ngrams(words: Words, n: int) -> Counter:
    """Count the n-grams of a sentence."""
    return Counter(zip(*(words[k:] for k in range(n)), strict=False))
