"""Lesson 19: a beam of prefixes, each with two probabilities."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._paths import log_softmax, logits

ex = exercise(
    "prefix-beam",
    lesson="19_ctc",
    reference=nets.prefix_beam,
    outputs=("labels", "log_p"),
    numbers=("log_p",),
    hints=[
        "The blank leaves a prefix as it is: all of its paths, blank and label together, go into its `blank`.",
        "A label v makes (*prefix, v), and its paths end with a label. If v is the last label of prefix, only paths that end "
        "with a blank make it longer; those that end with the label stay: nets.add_mass(new, prefix, -np.inf, label + row[v]).",
        "nets.add_mass(new, prefix, total + row[0], -np.inf). Then for v from 1 on: if prefix[-1:] == (v,): the two cases above, "
        "else nets.add_mass(new, (*prefix, v), -np.inf, total + row[v]).",
    ],
)


@ex.cases
def _(rng):
    def case(T, V, k, scale=2.0):
        return dict(logp=log_softmax(logits(T, V, rng, scale)), k=k)

    yield "six steps, four symbols, k = 3", case(6, 4, 3)
    two = np.log(np.array([[0.6, 0.4], [0.6, 0.4]]))
    yield "the task's example: greedy reads nothing", dict(logp=two, k=5)
    yield "the task's example, k = 1", dict(logp=two, k=1)
    yield "one step", case(1, 4, 2)
    yield "one prefix", case(7, 3, 1)
    yield "all prefixes", case(5, 3, 500)
    yield "all prefixes, one label only", case(7, 2, 99)
    again = log_softmax(np.array([[0.0, 2.0, 1.0]] * 6) + 0.3 * logits(6, 3, rng))
    yield "equal labels, k = 4", dict(logp=again, k=4)
    apart = log_softmax(4.0 * np.eye(3)[[1, 0, 1, 1, 0, 1, 2]] + 0.3 * logits(7, 3, rng))
    yield "equal labels with blanks between", dict(logp=apart, k=6)
    yield "many blanks", dict(logp=log_softmax(logits(6, 4, rng) + np.array([2.0, 0, 0, 0])), k=3)
    sharp = log_softmax(4.0 * np.eye(14)[[12, 3, 12]] + 0.3 * logits(3, 14, rng))
    yield "labels of two digits", dict(logp=sharp, k=4)
    yield "nearly certain", case(6, 5, 2, scale=12.0)
    yield "nearly even", case(6, 4, 8, scale=0.3)
    yield "nearly even, k = 2", case(9, 3, 2, scale=0.5)
    yield "seven symbols, nearly even, k = 2", case(5, 7, 2, scale=0.3)
    yield "seven symbols, nearly even, k = 12", case(4, 7, 12, scale=0.3)
    yield "nearly even, k = 40", case(6, 4, 40, scale=0.1)
    small = case(6, 3, 4)
    yield "probabilities of 1e-90 at each step", small | dict(logp=small["logp"] - 207.0)
    never = log_softmax(logits(5, 3, rng))
    never[1, 2] = never[3, 0] = -np.inf
    yield "symbols that are impossible", dict(logp=never, k=20)
    # Two steps: a beam that drops nothing has 90,000 prefixes then, after four steps 8 billion.
    far = log_softmax(6.0 * np.eye(300)[[280, 280]] + 0.3 * logits(2, 300, rng))
    yield "labels above 256", dict(logp=far, k=3)
    calm = np.log(np.array([[0.9, 0.06, 0.04]] * 3))
    yield "blanks alone are the most probable", dict(logp=calm, k=4)
    # The second prefix adds to what the first one makes least probable.
    late = np.full((2, 20), 0.25 / 18)
    late[0, [0, 5]], late[1] = (0.4, 0.35), 0.78 / 18
    late[1, [0, 5]] = 0.2, 0.02
    yield "20 symbols, k = 2", dict(logp=np.log(late), k=2)
    first = log_softmax(np.array([[0.0, 14.0, 2.0], [0.5, 1.0, 0.2]]) + 0.1 * logits(2, 3, rng))
    yield "nearly certain at first", dict(logp=first, k=9)
    # Long, but a beam that drops nothing has no more than 3 ** 9 or 2 ** 12 prefixes.
    nine = log_softmax(5.0 * np.eye(3)[[1, 2, 1, 2, 1, 2, 1, 2, 1]] + 0.3 * logits(9, 3, rng))
    yield "nine labels in nine steps", dict(logp=nine, k=4)
    beat = log_softmax(4.0 * np.eye(2)[[1, 0] * 6] + 0.3 * logits(12, 2, rng))
    yield "12 steps, one label only", dict(logp=beat, k=4)


BLANK = "nets.add_mass(new, prefix, total + row[0], -np.inf)"
STAY = "nets.add_mass(new, prefix, -np.inf, label + row[v])"
AGAIN = "nets.add_mass(new, (*prefix, v), -np.inf, blank + row[v])"
LONGER = "nets.add_mass(new, (*prefix, v), -np.inf, total + row[v])"
BEST = "sorted(new, key=lambda prefix: -np.logaddexp(*new[prefix]))[:k]"
LOOPS_END = "        best ="
RETURN = "return list(best[0]), float(np.logaddexp(*beam[best[0]]))"


def _with(masses):
    """Return an edit: another function in the place of nets.add_mass."""
    start = "beam = {(): (0.0, -np.inf)}"
    own = f"""def put(new, prefix, blank, label):
        old = new.get(prefix, (-np.inf, -np.inf))
        new[prefix] = {masses}

    {start}"""
    return [(start, own), *((line, line.replace("nets.add_mass", "put")) for line in (BLANK, STAY, AGAIN, LONGER))]


mistakes(
    ex,
    {
        "an equal label makes the prefix longer without a blank between: those paths merge, only `blank` may grow.": (
            AGAIN,
            "nets.add_mass(new, (*prefix, v), -np.inf, total + row[v])",
        ),
        "an equal label leaves all paths at the prefix: those that end with a blank get a second label.": [
            (STAY, "nets.add_mass(new, prefix, -np.inf, total + row[v])"),
            (f"                    {AGAIN}\n", ""),
        ],
        "paths that repeat the last label are lost: they stay with the same prefix.": (f"                    {STAY}\n", ""),
        "an equal label never makes the prefix longer: after a blank it does.": (f"                    {AGAIN}\n", ""),
        "equal labels are treated like others: without a blank between they merge.": (
            f"""                if prefix[-1:] == (v,):
                    {STAY}
                    {AGAIN}
                else:
                    {LONGER}""",
            f"                {LONGER}",
        ),
        "all paths that stay count, whatever they end with: only those that end with the label merge with it.": (
            STAY,
            "nets.add_mass(new, prefix, -np.inf, total + row[v])",
        ),
        "the blank keeps only paths that end with a blank: those that end with a label may go on with one, too.": (
            BLANK,
            "nets.add_mass(new, prefix, blank + row[0], -np.inf)",
        ),
        "the blank keeps only paths that end with a label: those that end with a blank may go on with one, too.": (
            BLANK,
            "nets.add_mass(new, prefix, label + row[0], -np.inf) if prefix else nets.add_mass(new, prefix, total + row[0], -np.inf)",
        ),
        "paths that end with a label are added to those that end with a blank: keep them apart.": (
            LONGER,
            "nets.add_mass(new, (*prefix, v), total + row[v], -np.inf)",
        ),
        "a new label follows paths that end with a blank only: another label needs no blank between.": (
            LONGER,
            "nets.add_mass(new, (*prefix, v), -np.inf, blank + row[v])",
        ),
        "the blank is missing: a prefix may stay as it is.": (f"            {BLANK}\n", ""),
        "the best path of each prefix is kept: add up the probabilities, with logaddexp.": _with(
            "max(old[0], blank), max(old[1], label)"
        ),
        "a prefix that comes a second time replaces the first: add to what new has already.": _with("blank, label"),
        "the beam is cut by `blank` alone: compare blank and label together.": (
            BEST,
            BEST.replace("np.logaddexp(*new[prefix])", "new[prefix][0]"),
        ),
        "the beam is cut by `label` alone: compare blank and label together.": (
            BEST,
            BEST.replace("np.logaddexp(*new[prefix])", "new[prefix][1]"),
        ),
        "the beam is cut by the larger of blank and label: compare their sum.": (
            BEST,
            BEST.replace("np.logaddexp(*new[prefix])", "max(new[prefix])"),
        ),
        "the least probable prefixes are kept: sort by falling probability.": (BEST, BEST.replace("-np.log", "np.log")),
        "the beam is not cut: keep the k most probable prefixes after each step.": (BEST, BEST.replace("[:k]", "")),
        "at most ten prefixes are kept: k says how many.": (BEST, BEST.replace("[:k]", "[: min(k, 10)]")),
        "at least two prefixes are kept: k says how many, also 1.": (BEST, BEST.replace("[:k]", "[: max(k, 2)]")),
        "one prefix too many is kept (off by one): keep k.": (BEST, BEST.replace("[:k]", "[: k + 1]")),
        "one prefix too few is kept (off by one): keep k.": (BEST, BEST.replace("[:k]", "[: max(1, k - 1)]")),
        "long prefixes are preferred, the sum is divided by the length: compare probabilities as they are.": (
            BEST,
            BEST.replace("-np.logaddexp(*new[prefix])", "-np.logaddexp(*new[prefix]) / (len(prefix) + 1)"),
        ),
        "log_p is the exact probability of the labels: add up the paths that the beam kept.": (
            RETURN,
            "return list(best[0]), -nets.ctc_loss_and_grad(logp, np.array(best[0], dtype=int))[0]",
        ),
        "prefixes are strings of digits: 1 and 2 are then the same as 12, use tuples.": """
        beam = {"": (0.0, -np.inf)}
        for row in logp:
            new = {}
            for q, (blank, label) in beam.items():
                total = np.logaddexp(blank, label)
                nets.add_mass(new, q, total + row[0], -np.inf)
                for v in range(1, len(row)):
                    again = q.endswith(str(v))
                    nets.add_mass(new, q + str(v), -np.inf, (blank if again else total) + row[v])
                    if again:
                        nets.add_mass(new, q, -np.inf, label + row[v])
            best = sorted(new, key=lambda q: -np.logaddexp(*new[q]))[:k]
            beam = {q: new[q] for q in best}
        return [int(c) for c in best[0]], float(np.logaddexp(*beam[best[0]]))
    """,
        "symbols below a fixed probability are left out: k alone decides what is kept.": (
            "range(1, len(row))",
            "(np.flatnonzero(row[1:] > -7) + 1).tolist()",
        ),
        "only the k most probable labels go on: the prefix's own last label may be another one, and its paths stay.": (
            "range(1, len(row))",
            "sorted(range(1, len(row)), key=lambda v: -row[v])[:k]",
        ),
        "only the three most probable labels go on: try all of them.": (
            "range(1, len(row))",
            "sorted(range(1, len(row)), key=lambda v: -row[v])[:3]",
        ),
        "the prefixes are cut while more is added to them: cut once, after all of them.": (
            LOOPS_END,
            f"            kept = {BEST.replace('[:k]', '[: 4 * k]')}\n            new = {{q: new[q] for q in kept}}\n        best =",
        ),
        "prefixes far below the best one are dropped: k alone decides what is kept.": (
            "for prefix in best}",
            "for prefix in best if np.logaddexp(*new[prefix]) > np.logaddexp(*new[best[0]]) - 10}",
        ),
        "prefixes have at most eight labels: they may have as many as there are steps.": (
            "range(1, len(row))",
            "range(1, len(row) if len(prefix) < 8 else 1)",
        ),
        "only the first ten steps are read: read all of them.": ("for row in logp:", "for row in logp[:10]:"),
        "the empty prefix is never returned: it may be the most probable one.": (
            RETURN,
            "best.sort(key=lambda prefix: prefix == ())\n    return list(best[0]), float(np.logaddexp(*beam[best[0]]))",
        ),
        "v is looked for anywhere in the prefix: only its last label can merge with the next symbol.": (
            "prefix[-1:] == (v,)",
            "v in prefix",
        ),
        "v is compared with the first label of the prefix: only the last one can merge with the next symbol.": (
            "prefix[-1:] == (v,)",
            "prefix[:1] == (v,)",
        ),
        "labels are compared with `is`: equal numbers need not be the same object, use ==.": (
            "prefix[-1:] == (v,)",
            "prefix and prefix[-1] is v",
        ),
        "total is the larger of blank and label: it is their sum, np.logaddexp(blank, label).": (
            "total = np.logaddexp(blank, label)",
            "total = max(blank, label)",
        ),
        "the last symbol is left out: the labels are 1 to V - 1.": ("range(1, len(row))", "range(1, len(row) - 1)"),
        "the blank is treated as a label, too: the labels are 1 to V - 1.": ("range(1, len(row))", "range(len(row))"),
        "log_p counts only paths that end with a label: add those that end with a blank.": (
            RETURN,
            "return list(best[0]), float(beam[best[0]][1])",
        ),
        "log_p counts only paths that end with a blank: add those that end with a label.": (
            RETURN,
            "return list(best[0]), float(beam[best[0]][0])",
        ),
        "log_p is a probability: return its logarithm.": (RETURN, f"{RETURN[:-1].replace('float(', 'float(np.exp(')}))"),
        "the loss is returned: log_p is negative.": (RETURN, RETURN.replace("float(", "-float(")),
        "probabilities are multiplied without logarithms: a few hundred small ones give 0.": """
        beam = {(): (1.0, 0.0)}
        for row in np.exp(logp):
            new = {}
            for prefix, (blank, label) in beam.items():
                for v, p in enumerate(row):
                    again, longer = prefix[-1:] == (v,), (*prefix, v)
                    ways = [(longer, 0.0, (blank if again else blank + label) * p)] if v else [(prefix, (blank + label) * p, 0.0)]
                    ways += [(prefix, 0.0, label * p)] if again else []
                    for q, x, y in ways:
                        old = new.get(q, (0.0, 0.0))
                        new[q] = old[0] + x, old[1] + y
            best = sorted(new, key=lambda q: -sum(new[q]))[:k]
            beam = {q: new[q] for q in best}
        with np.errstate(divide="ignore"):
            return list(best[0]), float(np.log(sum(beam[best[0]])))
    """,
        "the best path is returned, as by greedy or by a beam of paths: several paths can make more probable labels together.": """
        return nets.ctc_greedy(logp), float(logp.max(axis=1).sum())
    """,
        "the labels are reversed: return them in their order.": (RETURN, RETURN.replace("list(best[0])", "list(best[0])[::-1]")),
        "only the labels are returned: return labels, log_p.": (RETURN, "return list(best[0])"),
        "the second-best prefix is returned: the first of the sorted ones is the best.": (
            RETURN,
            "second = best[min(1, len(best) - 1)]\n    return list(second), float(np.logaddexp(*beam[second]))",
        ),
    },
)


equivalents(
    ex,
    {
        "two dictionaries": """
        blanks, labels = {(): 0.0}, {}
        low = -np.inf
        for row in logp:
            b, n = {}, {}
            for q in {**blanks, **labels}:
                ends = blanks.get(q, low), labels.get(q, low)
                both = np.logaddexp(*ends)
                b[q] = np.logaddexp(b.get(q, low), both + row[0])
                for v in range(1, len(row)):
                    longer = q + (v,)
                    if q and q[-1] == v:
                        n[q] = np.logaddexp(n.get(q, low), ends[1] + row[v])
                        n[longer] = np.logaddexp(n.get(longer, low), ends[0] + row[v])
                    else:
                        n[longer] = np.logaddexp(n.get(longer, low), both + row[v])
            mass = {q: np.logaddexp(b.get(q, low), n.get(q, low)) for q in {**b, **n}}
            kept = sorted(mass, key=mass.get, reverse=True)[:k]
            blanks = {q: b.get(q, low) for q in kept}
            labels = {q: n.get(q, low) for q in kept}
        return list(kept[0]), float(mass[kept[0]])
    """,
        "by the prefix that arises": """
        beam = {(): [0.0, -np.inf]}
        for row in logp:
            new = {}
            for q, (b, n) in beam.items():
                total = np.logaddexp(b, n)
                for r in [q, *((*q, v) for v in range(1, len(row)))]:
                    ends = new.setdefault(r, [-np.inf, -np.inf])
                    if r == q:
                        ends[0] = np.logaddexp(ends[0], total + row[0])
                        if q:
                            ends[1] = np.logaddexp(ends[1], n + row[q[-1]])
                    else:
                        came = b if q and r[-1] == q[-1] else total
                        ends[1] = np.logaddexp(ends[1], came + row[r[-1]])
            ranked = sorted(new.items(), key=lambda item: np.logaddexp(*item[1]), reverse=True)
            beam = dict(ranked[:k])
        labels, ends = ranked[0]
        return list(labels), np.logaddexp(*ends)
    """,
        "heapq and defaultdict": """
        import heapq
        from collections import defaultdict

        beam = {(): np.array([0.0, -np.inf])}
        for row in logp:
            new = defaultdict(lambda: np.full(2, -np.inf))
            for q, ends in beam.items():
                total = np.logaddexp.reduce(ends)
                new[q] = np.logaddexp(new[q], [total + row[0], ends[1] + row[q[-1]] if q else -np.inf])
                for v in range(1, len(row)):
                    came = ends[0] if q[-1:] == (v,) else total
                    new[(*q, v)] = np.logaddexp(new[(*q, v)], [-np.inf, came + row[v]])
            best = heapq.nlargest(k, new, key=lambda q: np.logaddexp.reduce(new[q]))
            beam = {q: new[q] for q in best}
        return [int(v) for v in best[0]], float(np.logaddexp.reduce(beam[best[0]]))
    """,
    },
)
