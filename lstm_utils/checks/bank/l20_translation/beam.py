"""Lesson 20: a beam search for one sentence, its hypotheses side by side."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes

from ._decoders import decoder_step, states

ex = exercise(
    "beam",
    lesson="20_translation",
    reference=nets.beam,
    outputs=("words", "score"),
    hints=[
        "scores = log_p + the scores of the live hypotheses as a column: (n, V). Take the k largest of all n V: np.argsort(-scores, axis=None)[:k].",
        "rows, words = np.divmod(best, V): the row is the hypothesis that is continued, so the next state is q[rows] of each array q.",
        "Those with words == end go to the list of complete ones, with score / n**alpha; rows, words and hypotheses of the others go on.",
    ],
)


def _long(rng, end):
    """Draw a state from which the greedy sentence has more than 20 words."""
    while True:
        state = states(rng, 1)
        words, _ = nets.beam(lambda words, state: decoder_step(words, state, 9), state, 1, end, 1, 21)
        if len(words) > 20:
            return state


@ex.cases
def _(rng):
    def case(V, k, longest, start=1, end=2, **alpha):
        return dict(
            step=Probe(f"a decoder of {V} words"), state=states(rng, 1), start=start, end=end, k=k, longest=longest, **alpha
        )

    # k**longest stays small: an answer in which each hypothesis keeps k words must end, too
    yield "k = 3", case(6, 3, 7, alpha=1.0)
    yield "k = 1: greedy", case(6, 1, 8, alpha=0.7)
    for n in range(3):
        yield f"k = V^T: every sentence of 4 words, {n}", case(3, 81, 4, start=0, alpha=0.5 * n)
    trap = dict(step=Probe("a decoder of 5 words, likely ends after unlikely words"), state=(np.zeros((1, 1)), np.ones((1, 1))))
    yield "k = 625: the best sentence begins with unlikely words", case(4, 5**4, 5, end=4, alpha=0.0) | trap
    unlikely = dict(step=Probe("a decoder of 3 words, the second one unlikely"), state=(np.zeros((1, 1)),))
    yield "k = 4: the best sentence has a word of exp(-25)", case(3, 4, 6, alpha=4.0) | unlikely
    for n in range(7):
        yield f"k = 2, alpha 0 by default, {n}", case(9, 2, 7, end=3)
        yield f"k = 2, alpha = 2, {n}", case(6, 2, 8, end=3, alpha=2.0)
        yield f"k = 3, alpha = 2, {n}", case(9, 3, 6, end=0, alpha=2.0)
        yield f"k = 4, alpha = 1, {n}", case(6, 4, 5, start=0, end=5, alpha=1.0)
        yield f"k = 1, {n}", case(9, 1, 9, start=2, end=7, alpha=0.5)
    yield "one round", case(6, 3, 1, alpha=1.0)
    yield "two rounds, k larger than V", case(4, 9, 2, end=0, alpha=0.0)
    yield "k = 25", case(9, 25, 3, end=7, alpha=1.5)
    yield "30 rounds", case(9, 1, 30, end=7, alpha=0.2) | dict(state=_long(rng, end=7))
    for n in range(2):
        yield f"k = 6, {n}", case(9, 6, 4, start=3, end=4, alpha=0.6)
    three = dict(step=Probe("a decoder of 6 words, three arrays"), state=(*states(rng, 1), np.zeros((1, 1))))
    yield "three arrays in the state", case(6, 4, 6, alpha=0.3) | three
    yield "logits above 1000", case(6, 3, 6, alpha=0.0) | dict(step=Probe("a decoder of 6 words, logits above 1000"))


LOG_P = "z - np.logaddexp.reduce(z, axis=1, keepdims=True)"
LIVE = "live = [one for one in kept if one[0][-1] != end]"
STATE = "state, words = tuple(q[rows[on]] for q in state), words[on]"
COMPLETE, BEST = "(score / n**alpha, found)", "best = np.argsort(-scores, axis=None)[:k]"
RETURN = "return [word for word in found if word != end], score"
mistakes(
    ex,
    {
        "the logits are added up: subtract the logarithm of the sum of their exponentials first.": (LOG_P, "z"),
        "the logarithm is taken over all hypotheses: each row has its own sum, axis=1.": (
            LOG_P,
            "z - np.logaddexp.reduce(z, axis=None)",
        ),
        "the exponentials overflow: use np.logaddexp.reduce, or subtract the maximum first.": (
            LOG_P,
            "np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))",
        ),
        "probabilities are added up: add the logarithms.": (LOG_P, "nets.softmax(z)"),
        "the state keeps its rows: take those of the hypotheses that were continued, q[rows].": (
            STATE,
            "state, words = tuple(np.resize(q, (len(rows), *q.shape[1:]))[on] for q in state), words[on]",
        ),
        "all hypotheses go on with the state of the best one: take q[rows].": (
            STATE,
            "state, words = tuple(q[rows[on] * 0 + rows[0]] for q in state), words[on]",
        ),
        "the state is taken as h and c: it is a tuple of any number of arrays.": (
            STATE,
            "state, words = (state[0][rows[on]], state[1][rows[on]]), words[on]",
        ),
        "h has the rows of the hypotheses, c has not: take them of all arrays in state.": (
            STATE,
            "state = tuple(q[rows[on]] if m == 0 else np.resize(q, (len(rows), *q.shape[1:]))[on] for m, q in enumerate(state))\n        words = words[on]",
        ),
        "complete hypotheses go on: those that end with end leave the beam.": [
            (LIVE, "live = kept"),
            (STATE, "state = tuple(q[rows] for q in state)"),
        ],
        "end counts although it is not among the k best: only continuations that are kept can be complete.": (
            BEST,
            "complete += [(float(one[end]) / n**alpha, [*found, end]) for one, (found, _) in zip(scores, live, strict=True)]\n        "
            + BEST,
        ),
        "the scores are not divided by n**alpha: long sentences lose.": (COMPLETE, "(score, found)"),
        "n leaves end out: it counts all words, end included.": (
            COMPLETE,
            "(score / max(len(found) - (found[-1] == end), 1) ** alpha, found)",
        ),
        "the score is multiplied by n**alpha: divide.": (COMPLETE, "(score * n**alpha, found)"),
        "the score is divided by n, whatever alpha is: n**alpha.": (COMPLETE, "(score / n, found)"),
        "the score is divided by alpha n: n to the power alpha.": (COMPLETE, "(score / (alpha * n or 1), found)"),
        "the search stops with the first complete hypothesis: go on while others are live, a later one may be better.": (
            "if not live:",
            "if complete:",
        ),
        "the last complete hypothesis is returned: take the best of all.": (
            "score, found = max(complete)",
            "score, found = complete[-1]",
        ),
        "the worst complete hypothesis is returned: the log probabilities are negative, take the largest.": (
            "max(complete)",
            "min(complete)",
        ),
        "the longest complete hypothesis is returned: take the one with the highest score.": (
            "max(complete)",
            "max(complete, key=lambda one: (len(one[1]), one))",
        ),
        "hypotheses without end are dropped: after the last round all count as complete.": [
            (" or n == longest:", ":"),
            ("score, found = max(complete)", "score, found = max(complete or [(live[0][1] / longest**alpha, live[0][0])])"),
        ],
        "what is live after the last round wins over what is complete: take the best of all.": (
            "score, found = max(complete)",
            "score, found = max([one for one in complete if one[1][-1] != end] or complete)",
        ),
        "only the last word's probability counts: add it to the score of the hypothesis.": (
            "log_p + np.array([[score] for _, score in live])",
            "log_p",
        ),
        "each hypothesis keeps its k best words, so that the beam grows: keep k of all.": (
            BEST,
            "best = np.concatenate([row * z.shape[1] + np.argsort(-one)[:k] for row, one in enumerate(scores)])",
        ),
        "each hypothesis is continued by its best word only: compare the continuations of all.": (
            BEST,
            "best = np.arange(len(z)) * z.shape[1] + scores.argmax(axis=1) if n > 1 else np.argsort(-scores, axis=None)[:k]",
        ),
        "the k least likely are kept: sort by -scores.": ("np.argsort(-scores", "np.argsort(scores"),
        "all continuations are kept: only the k best of each round go on, [:k].": (BEST, "best = np.argsort(-scores, axis=None)"),
        "k is not used, the search is greedy: keep k continuations.": (BEST, "best = np.argsort(-scores, axis=None)[:1]"),
        "k is limited: keep k continuations, however large k is.": (BEST, "best = np.argsort(-scores, axis=None)[: min(k, 250)]"),
        "unlikely words are left out: keep the k best continuations, however unlikely they are.": (
            BEST,
            BEST + "\n        best = best[(log_p.ravel()[best] > np.log(1e-4)) | (np.arange(len(best)) == 0)]",
        ),
        "small probabilities are raised to 1e-6: ln p is z minus the logarithm of the sum, however low.": (
            LOG_P,
            "np.log(np.maximum(nets.softmax(z), 1e-6))",
        ),
        "1e-12 is added to the probabilities: ln p is z minus the logarithm of the sum, which is finite.": (
            LOG_P,
            "np.log(nets.softmax(z) + 1e-12)",
        ),
        "the search stops after k complete hypotheses: go on while others are live.": (
            "if not live:",
            "if not live or len(complete) >= k:",
        ),
        "the last round is 20: use the argument longest.": ("    live, words", "    longest = min(longest, 20)\n    live, words"),
        "one too many is kept: [:k].": (BEST, "best = np.argsort(-scores, axis=None)[: k + 1]"),
        "end is in the result: leave it out.": (RETURN, "return found, score"),
        "the score is the log probability: return it divided by n**alpha.": (
            RETURN,
            "return [word for word in found if word != end], score * len(found) ** alpha",
        ),
        "the score is a probability: return the log probability.": (
            RETURN,
            "return [word for word in found if word != end], np.exp(score)",
        ),
        "only the words are returned: return words, score.": (RETURN, "return [word for word in found if word != end]"),
        "words and score have changed places: return words, score.": (
            RETURN,
            "return score, [word for word in found if word != end]",
        ),
        "one round too few: range(1, longest + 1).": [
            ("range(1, longest + 1)", "range(1, max(longest, 2))"),
            ("n == longest", "n == max(longest - 1, 1)"),
        ],
        "a complete hypothesis keeps its place, so that the beam becomes narrower: keep k continuations in every round.": [
            ("[([], 0.0)], np.array([start]), []", "[([], 0.0)], np.array([start]), []\n    width = k"),
            (BEST, "best = np.argsort(-scores, axis=None)[:width]"),
            ("        if not live:", "        width = len(live)\n        if not live:"),
        ],
        "end is always word 2: use the argument end.": ("    live, words", "    end = 2\n    live, words"),
        "start is always word 1: use the argument start.": ("np.array([start])", "np.array([1])"),
    },
)


equivalents(
    ex,
    {
        "stops where no live hypothesis can win": (
            "if not live:",
            "if not live or (complete and max(complete)[0] > max(s for _, s in live) / longest**alpha):",
        ),
        "hypothesis by hypothesis": """
        beam, finished = [(0.0, (), start, state)], []
        for n in range(1, longest + 1):
            options = []
            for score, words, last, st in beam:
                z, new = step(np.array([last]), st)
                top = z[0].max()
                log_p = z[0] - top - np.log(np.exp(z[0] - top).sum())
                options += [(score + log_p[v], (*words, v), v, new) for v in range(len(log_p))]
            options.sort(key=lambda option: option[0], reverse=True)
            beam = []
            for option in options[:k]:
                if option[2] == end or n == longest:
                    finished.append((option[0] / n**alpha, option[1]))
                else:
                    beam.append(option)
            if not beam:
                break
        score, words = max(finished, key=lambda one: one[0])
        return [w for w in words if w != end], score
    """,
        "arrays of words": """
        words, scores = np.zeros((1, 0), int), np.zeros(1)
        last, best, best_score = np.array([start]), None, -np.inf
        for n in range(1, longest + 1):
            z, state = step(last, state)
            log_p = np.log(nets.softmax(z))
            total = (scores[:, None] + log_p).ravel()
            chosen = np.argpartition(-total, min(k, len(total)) - 1)[:k]
            rows, last = chosen // z.shape[1], chosen % z.shape[1]
            words = np.concatenate([words[rows], last[:, None]], axis=1)
            scores, state = total[chosen], tuple(q[rows] for q in state)
            over = (last == end) | (n == longest)
            for w, s in zip(words[over], scores[over], strict=True):
                if s / n**alpha > best_score:
                    best, best_score = w, s / n**alpha
            words, scores, last = words[~over], scores[~over], last[~over]
            state = tuple(q[~over] for q in state)
            if over.all():
                break
        return [int(w) for w in best if w != end], float(best_score)
    """,
        "a heap": """
        import heapq

        live, words, results = [(0.0, [])], np.full(1, start), []
        length = 0
        while live:
            length += 1
            z, state = step(words, state)
            z = z - z.max(axis=1, keepdims=True)
            log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
            every = ((live[r][0] + log_p[r, v], r, v) for r in range(len(live)) for v in range(z.shape[1]))
            top = heapq.nlargest(k, every)
            results += [(s / length**alpha, live[r][1]) for s, r, v in top if v == end]
            stay = [(s, r, v) for s, r, v in top if v != end]
            if length == longest:
                results += [(s / length**alpha, [*live[r][1], v]) for s, r, v in stay]
                break
            live = [(s, [*live[r][1], v]) for s, r, v in stay]
            state = tuple(np.stack([q[r] for _, r, _ in stay]) if stay else q for q in state)
            words = np.array([v for _, _, v in stay])
        score, found = max(results)
        return found, score
    """,
    },
)
