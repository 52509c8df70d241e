"""Is a text a sample of a model? Statistics with a stated false-alarm rate.

Draws from one distribution p are independent, even with other draws between them. Let q be the
share of one character among m of them. Then m KL(q, p) < x, except with a probability of
2 exp(-x) (Chernoff's bound). With n characters in all there are at most n values of m, V
characters and D different distributions, so one text is refused with a probability of at most
2 n V D exp(-LIMIT), and then the mistake is named. All texts together are tested by
`lstm_utils.checks.evidence`, at half of its ALPHA. Both together refuse **less than one right
answer in 10^9**.
"""

import math

import numpy as np

from lstm_utils.checks import evidence

LIMIT = 38.0  # nats


def probabilities(model, context):
    """Return the model's distribution after a context as a tuple, None if it has none."""
    after = model["counts"].get(context, {})
    total = sum(after.values()) + model["alpha"] * len(model["alphabet"])
    if not total:
        return None
    return tuple((after.get(c, 0) + model["alpha"]) / total for c in model["alphabet"])


def draw(model, prompt, n, uniform, predictor):
    """Continue a prompt as `rng.choice(V, p=p)` does, with p = predictor(model, prompt)(text)."""
    text, sums, predict = prompt, {}, predictor(model, prompt)
    for _ in range(n):
        p = predict(text)
        if p is None:
            raise ValueError("a context that was never seen, and alpha = 0")
        if p not in sums:
            cumulative = np.cumsum(p)
            sums[p] = cumulative / cumulative[-1]
        text += model["alphabet"][int(sums[p].searchsorted(uniform(), side="right"))]
    return text[len(prompt) :]


def groups(model, prompt, drawn, predictor):
    """Return {distribution: how often each character was drawn from it}, None if impossible."""
    found, text, predict = {}, prompt, predictor(model, prompt)
    for character in drawn:
        p = predict(text)
        if p is None:
            return None
        found.setdefault(p, [0] * len(p))[model["alphabet"].index(character)] += 1
        text += character
    return found


def evidence_against(found):
    """Return the largest m KL(q, p) of any character of any distribution, in nats."""
    worst = 0.0
    for p, counts in (found or {}).items():
        m = sum(counts)
        worst = max(worst, *(_nats(count, m, share) for count, share in zip(counts, p, strict=True)))
    return math.inf if found is None else worst


def _nats(count, m, share):
    """m KL of two coins: `count` heads of m, where heads have probability `share`."""
    total = 0.0
    for seen, p in ((count, share), (m - count, 1 - share)):
        if seen and p <= 1e-12:
            return math.inf
        total += seen * math.log(seen / m / p) if seen else 0.0
    return total


def log_likelihood(found):
    """Return the log probability of the draws, in nats; found must be possible."""
    return sum(
        count * math.log(p)
        for distribution, counts in found.items()
        for count, p in zip(counts, distribution, strict=True)
        if count
    )


def has_no_chance_in_it(found):
    """Return whether each distribution always gave the same character."""
    return all(max(counts) == sum(counts) for counts in found.values())


def tests(texts):
    """Return the evidence against samples, by test.

    Args:
        texts: list of samples, each a list of (distribution, number of the character drawn).
    """
    pairs = [pair for text in texts for pair in text]
    counts, following, last = {}, {}, {}
    for p, drawn in pairs:
        counts.setdefault(p, [0] * len(p))[drawn] += 1
        following.setdefault((p, last.get(p)), [0] * len(p))[drawn] += 1
        last[p] = drawn
    most = 64 * len(texts)
    own = [evidence.of_counts(n, p) for p, n in counts.items()]
    order = [evidence.of_counts(n, p) for (p, _), n in following.items()]
    return {
        "another law": evidence.together(own, most),
        "order": evidence.together(order, most),
        "powers": evidence.mean([_bet(counts, _power(t)) for t in POWERS]),
        "equal shares": evidence.mean([_bet(counts, _mixed(share)) for share in SHARES]),
    }


POWERS, SHARES = (0.5, 0.65, 0.8, 0.9, 1.12, 1.25, 1.6, 2.0), (0.01, 0.03, 0.1, 0.3)


def _power(t):
    return lambda p: np.power(p, t) / np.power(p, t).sum()


def _mixed(share):
    return lambda p: (1 - share) * np.array(p) + share / len(p)


def _bet(counts, change):
    """Return the evidence that each distribution was changed in this way."""
    nats = 0.0
    for p, drawn in counts.items():
        for n, stated, other in zip(drawn, p, change(p).tolist(), strict=True):
            if n:
                nats += n * math.log(other / stated) if stated else math.inf
    return nats
