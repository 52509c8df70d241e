"""Lesson 20: read a padded batch of sentences into one state each."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "encode-source",
    lesson="20_translation",
    reference=nets.encode_source,
    outputs=("h", "c"),
    hints=[
        "Start with h and c of 0, (B, H), and walk over the rows of ids, backward or forward: reversed(range(S)) or range(S).",
        "At row t only sentences with t < lengths have a word. For the others keep the old h and the old c.",
        "inside = (t < lengths)[:, None]; h, c = np.where(inside, h_new, h), np.where(inside, c_new, c).",
    ],
)


@ex.cases
def _(rng):
    def case(S, B, V, E, H, lengths=None, **more):
        shapes = {"table": (V, E), "W_ih": (4 * H, E), "W_hh": (4 * H, H), "b": (4 * H,)}
        params = {name: rng.normal(scale=0.8, size=shape) for name, shape in shapes.items()}
        if lengths is None:
            lengths = rng.permutation(np.r_[S, 1, rng.integers(1, S + 1, size=B)][:B])
        return dict(ids=rng.integers(V, size=(S, B)), lengths=np.array(lengths), params=params, **more)

    yield "5 words at most, 3 sentences", case(5, 3, 7, 2, 4, [5, 1, 3], reverse=True)
    yield "from the first word", case(5, 3, 7, 2, 4, [2, 5, 4], reverse=False)
    yield "from the last word by default", case(6, 4, 9, 3, 2)
    yield "one sentence", case(4, 1, 5, 2, 3)
    yield "one word each", case(1, 3, 5, 2, 4, reverse=False)
    yield "all of one length", case(4, 3, 5, 3, 2, [4, 4, 4])
    yield "no sentence as long as the batch", case(6, 3, 8, 2, 4, [3, 2, 4])
    yield "no sentence as long as the batch, from the first word", case(6, 3, 8, 2, 4, [3, 2, 4], reverse=False)
    yield "as many sentences as units", case(5, 4, 6, 3, 4, [5, 2, 3, 1], reverse=True)
    yield "a vocabulary of 400", case(3, 4, 400, 1, 2) | dict(ids=rng.integers(256, 400, size=(3, 4)))
    yield "50 words, 9 sentences", case(50, 9, 12, 3, 3, reverse=True)
    yield (
        "50 words, 9 sentences, from the first word",
        case(50, 9, 12, 3, 3, reverse=False),
    )  # reversed, words 41 to 50 can be forgotten


WHERE = "h, c = np.where(inside, h_new, h), np.where(inside, c_new, c)"
ORDER = "reversed(steps) if reverse else steps"
STEP = 'nets.lstm_step(params["table"][ids[t]], h, c, *weights)'
mistakes(
    ex,
    {
        "the padding is read as well: where a sentence has no word, keep its h and c.": (WHERE, "h, c = h_new, c_new"),
        "c reads the padding: keep c as well as h where a sentence has no word.": (
            WHERE,
            "h, c = np.where(inside, h_new, h), c_new",
        ),
        "h reads the padding: keep h as well as c where a sentence has no word.": (
            WHERE,
            "h, c = h_new, np.where(inside, c_new, c)",
        ),
        "where there is no word the state becomes 0: it stays as it is.": (
            WHERE,
            "h, c = np.where(inside, h_new, 0), np.where(inside, c_new, 0)",
        ),
        "one word too many is read: row t has a word where t < lengths.": ("t < lengths", "t <= lengths"),
        "the last word of each sentence is not read: row t has a word where t < lengths.": ("t < lengths", "t < lengths - 1"),
        "the first word is not read: row 0 is a word as well.": (
            "(t < lengths)[:, None]",
            "((t < lengths) & ((t > 0) | (lengths == 1)))[:, None]",
        ),
        "reverse has no effect, each sentence is read from its first word: walk over reversed(range(S)).": (ORDER, "steps"),
        "reverse has no effect, each sentence is read from its last word: with reverse=False begin at row 0.": (
            ORDER,
            "reversed(steps)",
        ),
        "the orders are exchanged: reverse=True begins at the last row.": (ORDER, "steps if reverse else reversed(steps)"),
        "the rows are reversed, the mask is not: row t of ids belongs to t < lengths, in any order.": [
            (ORDER, "steps"),
            ("ids[t]", "(ids[::-1] if reverse else ids)[t]"),
        ],
        "the state is from the step before: pass on the h and c that lstm_step returned.": (
            WHERE,
            "h, c = (np.where(inside, h_new, h), np.where(inside, c_new, c)) if t != (0 if reverse else len(ids) - 1) else (h, c)",
        ),
        "h and c have changed places: return h, c.": ("return h, c", "return c, h"),
        "h is not passed on: each step starts from the h of the step before.": (STEP, STEP.replace("h, c", "0 * h, c")),
        "c is not passed on: each step starts from the c of the step before.": (STEP, STEP.replace("h, c", "h, 0 * c")),
        "all sentences are read as if they had the longest one's words: use the length of each.": (
            "t < lengths",
            "t < np.full_like(lengths, lengths.max())",
        ),
        "all sentences are cut to the shortest: use the length of each.": (
            "t < lengths",
            "t < np.full_like(lengths, lengths.min())",
        ),
        "words after the 40th are not read: walk over all rows of ids.": (
            "    steps = range(len(ids))",
            "    ids = ids[:40]\n    steps = range(len(ids))",
        ),
        "numbers of words are cut to 8 bits: the vocabulary can be larger, keep the integers of ids.": (
            "    steps = range(len(ids))",
            "    ids = ids.astype(np.uint8)\n    steps = range(len(ids))",
        ),
        "only a few sentences are returned: (B, H), a row for each.": ("return h, c", "return h[:5], c[:5]"),
        "the word numbers are read, not their rows: params['table'][ids[t]].": (
            'params["table"][ids[t]]',
            'np.repeat(ids[t][:, None], params["W_ih"].shape[1], axis=1)',
        ),
        "only h is returned: return h, c.": ("return h, c", "return h"),
        "the states of all steps are returned: only those after the last word are asked for.": [
            ("    steps =", "    all_h = []\n    steps ="),
            (WHERE, f"{WHERE}\n        all_h.append(h)"),
            ("return h, c", "return np.stack(all_h), c"),
        ],
    },
)


equivalents(
    ex,
    {
        "sentence by sentence": """
        W_ih, W_hh, b = (params[name] for name in ("W_ih", "W_hh", "b"))
        hs, cs = [], []
        for n, length in enumerate(lengths):
            words = ids[:length, n]
            words = words[::-1] if reverse else words
            zero = np.zeros((1, W_hh.shape[1]))
            states, c, _ = nets.lstm_forward(params["table"][words][:, None], zero, zero, W_ih, W_hh, b)
            hs.append(states[-1, 0])
            cs.append(c[0])
        return np.array(hs), np.array(cs)
    """,
        "weights of 0 and 1": """
        S, B = ids.shape
        H = len(params["b"]) // 4
        h, c = np.zeros((B, H)), np.zeros((B, H))
        order = np.arange(S)[::-1] if reverse else np.arange(S)
        for t in order:
            new = nets.lstm_step(params["table"][ids[t]], h, c, params["W_ih"], params["W_hh"], params["b"])
            m = (lengths > t).astype(float).reshape(B, 1)
            h, c = m * new[0] + (1 - m) * h, m * new[1] + (1 - m) * c
        return h, c
    """,
        "only the rows with a word": """
        H = params["W_hh"].shape[1]
        state = np.zeros((2, ids.shape[1], H))
        S = len(ids)
        for k in range(S):
            t = S - 1 - k if reverse else k
            rows = np.flatnonzero(lengths > t)
            if len(rows):
                x = params["table"][ids[t, rows]]
                h, c, _ = nets.lstm_step(x, *state[:, rows], params["W_ih"], params["W_hh"], params["b"])
                state[0, rows], state[1, rows] = h, c
        return state[0], state[1]
    """,
    },
)
