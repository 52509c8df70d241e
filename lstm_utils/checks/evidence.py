"""Are draws a sample of a stated law? Tests with a false-alarm rate of at most ALPHA.

Evidence is a log likelihood ratio, in nats: how much better another law predicts the draws,
each from those before it, than the stated law does. Under the stated law its exponential is a
nonnegative martingale that starts at 1, so that evidence ever exceeds x with a probability of
at most exp(-x) (Ville's inequality). This is true for any number of draws, even one that
depends on the draws. A check that makes K tests refuses where one of them exceeds
log(K / ALPHA), so it refuses a right sampler at most once in 1 / ALPHA = 10^9 checks.

The other law need not be known: `against` lets the draws themselves estimate it (Krichevsky
and Trofimov 1981: each count plus 1/2), which costs (k - 1) / 2 log n nats for k outcomes. The
power against a sampler is what its evidence exceeds the threshold by. A check refuses each
wrong sampler of its bank module with a probability of at least POWER: see tests/checks.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

ALPHA = 1e-9  # false alarms of one check
POWER = 0.999  # least probability that a check refuses a wrong sampler of the bank

Draws = Iterable[tuple[Hashable, int]]  # (context, outcome): the context was known before


def threshold(tests: int) -> float:
    """Return the evidence beyond which one of so many tests refuses."""
    return math.log(tests / ALPHA)


def strongest(found: Mapping[str, float]) -> str:
    """Return the test with the most evidence, '' if it may be chance.

    Args:
        found: evidence of each test, by name; which tests there are must not depend on draws.
    """
    name = max(found, key=found.__getitem__, default="")
    return name if name and found[name] > threshold(len(found)) else ""


def of_counts(counts: Sequence[int], law: Sequence[float]) -> float:
    """Return the evidence that draws follow a law of their own instead of the stated one.

    Args:
        counts: how often each outcome came.
        law: its probability, the same number of entries.
    """
    if any(n and not p for n, p in zip(counts, law, strict=True)):
        return math.inf
    n, k = sum(counts), len(counts)
    own = math.lgamma(k / 2) - math.lgamma(n + k / 2)
    own += sum(math.lgamma(c + 0.5) - math.lgamma(0.5) for c in counts)
    stated = sum(c * math.log(p) for c, p in zip(counts, law, strict=True) if c)
    return own - stated


def against(draws: Draws, law: Sequence[float], contexts: int) -> float:
    """Return the evidence that the law depends on the context, or is another one in all.

    Half of it is bet on all contexts together, half on each of them alone.

    Args:
        draws: pairs of a context, which was known before the draw, and an outcome 0 to k - 1.
        law: the k probabilities, whatever the context.
        contexts: how many contexts there may be.

    Raises:
        ValueError: if there are more.
    """
    tables: dict[Hashable, list[int]] = {}
    for (context, outcome), n in Counter(draws).items():
        tables.setdefault(context, [0] * len(law))[outcome] += n
    return together([of_counts(counts, law) for counts in tables.values()], contexts)


def together(found: Sequence[float], contexts: int) -> float:
    """Return the evidence of separate draws in at most so many contexts.

    Raises:
        ValueError: if there are more.
    """
    if len(found) > contexts:
        raise ValueError(f"expected at most {contexts} contexts, got {len(found)}")
    alone = [*found, *[0.0] * (contexts - len(found))]
    return mean([sum(found), mean(alone)])


def mean(found: Sequence[float]) -> float:
    """Return the evidence of a bet that is split evenly on several laws."""
    most = max(found)
    if math.isinf(most):
        return most
    return most + math.log(sum(math.exp(q - most) for q in found) / len(found))


def of_levels(draws: Iterable[int], law: Sequence[float]) -> float:
    """Return the evidence that whole numbers 0 to k - 1 are drawn by another law.

    The bet is split on each number by itself and on each bound that a number may not exceed.
    """
    counts = Counter(draws)
    below, up_to, bets = 0, 0.0, []
    total = sum(counts.values())
    for value, p in enumerate(law[:-1]):
        below, up_to = below + counts[value], up_to + p
        for n, q in ((counts[value], p), (below, up_to)):
            bets.append(of_counts((n, total - n), (q, 1 - q)))
    return mean(bets)


def of_repeats(repeated: Iterable[tuple[bool, float]]) -> float:
    """Return the evidence that some draws repeat the one before.

    Args:
        repeated: for each draw, whether it equals the one before, and the probability of that.
    """
    bets, pairs = [], list(repeated)
    for share in (0.01, 0.05, 0.2, 0.8):
        bets.append(sum(math.log1p(share * (1 / p - 1 if same else -1)) for same, p in pairs))
    return mean(bets)
