"""Lesson 20: write the most likely word at each step, for a batch."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes

from ._decoders import DECODER_END, decoder_step, states

ex = exercise(
    "decode-greedy",
    lesson="20_translation",
    reference=nets.decode_greedy,
    outputs="the words",
    hints=[
        "words = np.full(B, start), B = len(state[0]); each round: z, state = step(words, state), words = z.argmax(axis=1).",
        "Keep a bool array of the sentences that still run: running &= words != end. Only these get their word.",
        "Append int(words[b]) for b in np.flatnonzero(running), and leave the loop when not running.any().",
    ],
)
END = DECODER_END


def _mixed(rng, B, longest=9):
    """Draw states from which sentences of several lengths come, an empty one among them."""
    while True:
        pool = states(rng, 40 * B)
        found = nets.decode_greedy(lambda words, state: decoder_step(words, state, 6), pool, 1, END, longest)
        lengths = np.array([len(words) for words in found])
        _, first = np.unique(lengths, return_index=True)  # one sentence of each length, the shortest first
        rows = np.concatenate([first, np.flatnonzero(lengths < longest)])
        rows = list(dict.fromkeys(rows[lengths[rows] < longest].tolist()))[:B]
        if len(rows) == B and lengths[rows].min() == 0 and len(set(lengths[rows])) > 2:
            order = rng.permutation(rows)
            return tuple(q[order] for q in pool)


@ex.cases
def _(rng):
    def case(name, state, start, end, longest):
        return dict(step=Probe(name), state=state, start=start, end=end, longest=longest)

    six = "a decoder of 6 words"
    yield "5 sentences", case(six, _mixed(rng, 5), 1, END, 9)
    yield (
        "7 sentences, stops with the last one",
        case(f"{six}, not called after the end", (*_mixed(rng, 7), np.zeros((7, 1))), 1, END, 40),
    )
    yield "one sentence", case(six, states(rng, 1), 1, END, 6)
    yield "two words at most", case(six, states(rng, 4), 1, END, 2)
    yield "one word at most", case(six, states(rng, 4), 3, END, 1)
    yield "end is word 0", case(six, states(rng, 6), 4, 0, 12)
    yield "end is the last word", case("a decoder of 9 words", states(rng, 6), 0, 8, 12)
    yield "as many sentences as words", case("a decoder of 4 words", states(rng, 4), 0, 3, 8)
    yield "large logits", case(f"{six}, logits above 1000", states(rng, 3), 1, END, 8)
    yield "50 words at most", case("a decoder of 9 words", states(rng, 12), 1, 5, 50)


RUN, ADD = "running &= words != end", "found[b].append(int(words[b]))"
STEP, STOP = "z, state = step(words, state)", "if not running.any():\n            break"
mistakes(
    ex,
    {
        "a sentence goes on after its end: once it has ended, it stays ended, running &= words != end.": (
            RUN,
            "running = words != end",
        ),
        "end is in the result: leave it out.": [
            (f"{RUN}\n", "before = running.copy()\n        running &= words != end\n"),
            ("np.flatnonzero(running)", "np.flatnonzero(before)"),
        ],
        "all sentences get words until the last one has ended: only those that still run.": (
            "np.flatnonzero(running)",
            "range(len(words))",
        ),
        "the first sentence that ends stops all: go on while any of them runs.": ("not running.any()", "not running.all()"),
        "step is called after all have ended: leave the loop when none runs.": (f"        {STOP}\n", ""),
        "start is in the result: only words that were predicted are.": ("[[] for _ in words]", "[[int(w)] for w in words]"),
        "the state is not passed on: use the one that step returned.": (STEP, "z, _ = step(words, state)"),
        "start is read at each step: read the word that was just written.": (
            STEP,
            "z, state = step(np.full(len(state[0]), start), state)",
        ),
        "one word too few: range(longest) makes longest rounds.": ("range(longest)", "range(longest - 1)"),
        "one word too many: range(longest) makes longest rounds.": ("range(longest)", "range(longest + 1)"),
        "longest is not used: stop after so many words.": ("range(longest)", "range(100)"),
        "the least likely word is taken: argmax.": ("argmax", "argmin"),
        "the maximum is over the sentences: axis=1 is the vocabulary.": (
            "words = z.argmax(axis=1)",
            "words = np.resize(z.argmax(axis=0), len(z)) % z.shape[1]",
        ),
        "the most likely word of the whole batch is written for all: take the argmax of each row, axis=1.": (
            "words = z.argmax(axis=1)",
            "words = np.full(len(z), z.argmax() % z.shape[1])",
        ),
        "end is always word 2: use the argument end.": (RUN, "running &= words != 2"),
        "start is always word 1: use the argument start.": ("np.full(len(state[0]), start)", "np.full(len(state[0]), 1)"),
        "only the first sentence is returned: return a list for each.": ("return found", "return found[0]"),
        "an array padded with end is returned: return a list of lists without end.": (
            "return found",
            "T = max(map(len, found))\n    return np.array([words + [end] * (T - len(words)) for words in found])",
        ),
        "sentences without a word are left out: each sentence has its list.": (
            "return found",
            "return [words for words in found if words]",
        ),
        "the lists have one word of each sentence: a list for each sentence, not for each step.": (
            "return found",
            "T = max(map(len, found))\n    return [[words[t] for words in found if len(words) > t] for t in range(T)]",
        ),
        "the words are drawn backward: return them in the order in which they were written.": (
            "return found",
            "return [words[::-1] for words in found]",
        ),
        "a sentence that never ends is dropped: after longest words it stays as it is.": (
            "return found",
            "return [[] if on else words for words, on in zip(found, running, strict=True)]",
        ),
        "all sentences share one list: [[] for _ in words], not [[]] * B.": ("[[] for _ in words]", "[[]] * len(words)"),
    },
)


equivalents(
    ex,
    {
        "sentence by sentence": """
        result = []
        for b in range(len(state[0])):
            row = tuple(part[b : b + 1] for part in state)
            last, words = start, []
            while len(words) < longest:
                z, row = step(np.array([last]), row)
                last = int(np.argmax(z[0]))
                if last == end:
                    break
                words.append(last)
            result.append(words)
        return result
    """,
        "a table, cut at end": """
        B = len(state[0])
        last, table = np.array([start] * B), []
        ended = np.zeros(B, bool)
        while len(table) < longest and not ended.all():
            z, state = step(last, state)
            last = np.argmax(z, axis=-1)
            table.append(last)
            ended = ended | (last == end)
        out = []
        for column in np.array(table).T.tolist():
            out.append(column[: column.index(end)] if end in column else column)
        return out
    """,
        "a set of those that run": """
        B = len(state[0])
        found, runs, last = [[] for _ in range(B)], set(range(B)), np.repeat(start, B)
        for _ in range(longest):
            z, state = step(last, state)
            last = np.array([row.tolist().index(row.max()) for row in z])
            runs = {b for b in runs if last[b] != end}
            for b in runs:
                found[b] += [last[b].item()]
            if not runs:
                return found
        return tuple(found)
    """,
    },
)
