"""Lesson 21: one step of a decoder that attends."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "attention-step",
    lesson="21_attention",
    reference=nets.attention_step,
    outputs=("z", "h", "c", "alpha"),
    follows={"alpha": "h", "z": "h"},
    hints=[
        'Four lines: the LSTM reads params["table"][word]; score with its new h; attend; multiply [h, context] by W_out.',
        'h, c, _ = nets.lstm_step(params["table"][word], h, c, params["W_ih"], params["W_hh"], params["b"]), '
        'then e, _ = nets.scores(h, keys, params["W_q"], params["W_k"], params["v"]).',
        'context, alpha = nets.attend(e, mask, keys); z = np.concatenate([h, context], axis=1) @ params["W_out"].T + params["b_out"].',
    ],
)


@ex.cases
def _(rng):
    def case(V, E, H, K, A, lengths, S=None):
        S, B = S or max(lengths), len(lengths)
        shapes = {"table": (V, E), "W_ih": (4 * H, E), "W_hh": (4 * H, H), "b": (4 * H,), "W_q": (A, H), "W_k": (A, K)}
        shapes |= {"v": (A,), "W_out": (V, H + K), "b_out": (V,)}
        return dict(
            word=rng.integers(0, V, B),
            h=np.tanh(rng.normal(size=(B, H))),
            c=rng.normal(size=(B, H)),
            keys=rng.normal(size=(S, B, K)),
            mask=np.arange(S)[:, None] < np.array(lengths),
            params={name: 0.8 * rng.normal(size=shape) for name, shape in shapes.items()},
        )

    yield "V=7, E=2, H=3, K=5, A=4, lengths 4, 2", case(7, 2, 3, 5, 4, [4, 2])
    yield "one sequence, one step, one unit", case(2, 1, 1, 1, 1, [1])
    yield "all sizes 3", case(3, 3, 3, 3, 3, [3, 3, 3])
    yield "H=2, K=4, lengths 1, 3, 2, 3", case(5, 3, 2, 4, 2, [1, 3, 2, 3])
    yield "four cells, all there", case(6, 2, 4, 3, 5, [4, 4, 4])
    padded = case(5, 2, 3, 2, 4, [2, 5], 6)
    padded["keys"][~padded["mask"]] = 50.0
    yield "large keys in the padding", padded
    gaps = case(5, 2, 3, 2, 4, [4, 4, 4, 4, 4, 4])
    gaps["mask"] = np.array([[0, 1, 1, 0, 1, 1], [1, 0, 1, 0, 1, 1], [1, 1, 0, 1, 1, 1], [1, 0, 1, 0, 1, 0]], dtype=bool)
    yield "six sequences, steps missing at the start and in the middle", gaps
    yield "from a state of 0", (c := case(4, 3, 2, 3, 2, [3, 2])) | dict(h=0 * c["h"], c=0 * c["c"])
    yield "the same word twice", case(4, 2, 3, 2, 3, [3, 3, 1]) | dict(word=np.array([2, 2, 0]))
    zero = case(4, 2, 3, 2, 3, [3, 2])
    zero["params"]["v"][:] = 0
    yield "v = 0: equal weights", zero
    many = case(300, 1, 1, 2, 1, [2, 1])
    yield "V=300", many | dict(word=np.array([299, 257]))
    large = case(60, 20, 16, 24, 12, [4, 3] * 12)
    large["word"][:2] = 59, 58
    large["params"] = {name: 0.4 * w for name, w in large["params"].items()}
    yield "V=60, E=20, H=16, K=24, A=12, 24 sequences", large
    large = case(5, 3, 2, 4, 2, [2, 3, 3])
    large["params"]["W_out"] *= 1e4
    yield "states and logits of thousands", large | dict(c=1e4 * large["c"])
    large = case(4, 2, 3, 2, 3, [3, 2])
    yield "keys of thousands", large | dict(keys=1e4 * large["keys"])


STEP = """h, c, _ = nets.lstm_step(params["table"][word], h, c, *cell)"""
SCORES, ATTEND = "e, _ = nets.scores(h, keys, *compare)", "context, alpha = nets.attend(e, mask, keys)"
READ = "read = np.concatenate([h, context], axis=1)"
Z, RETURN = 'z = read @ params["W_out"].T + params["b_out"]', "return z, h, c, alpha"
OLD = f"old, old_c = h, c\n    {STEP}"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return z, h, c, alpha",
            "return np.clip(z, -100, 100), h, np.clip(c, -100, 100), alpha",
        ),
        "the query is the state before the step: the task's order is read, look, say.": [
            (STEP, f"old = h\n    {STEP}"),
            (SCORES, "e, _ = nets.scores(old, keys, *compare)"),
        ],
        "the query is the cell state: compare h with the keys.": (SCORES, "e, _ = nets.scores(c, keys, *compare)"),
        "the old state is returned: return h and c after the step.": [(STEP, OLD), (RETURN, "return z, old, old_c, alpha")],
        "the old h makes the logits: use h after the step.": [
            (STEP, f"old = h\n    {STEP}"),
            (READ, "read = np.concatenate([old, context], axis=1)"),
        ],
        "context comes before h: W_out reads [h, context].": (READ, "read = np.concatenate([context, h], axis=1)"),
        "the cell state makes the logits: read [h, context].": (READ, "read = np.concatenate([c, context], axis=1)"),
        "the context is left out of the logits: read [h, context].": (READ, "read = np.concatenate([h, 0 * context], axis=1)"),
        "h is left out of the logits: read [h, context].": (READ, "read = np.concatenate([0 * h, context], axis=1)"),
        "the bias b_out is missing: add it.": (Z, 'z = read @ params["W_out"].T'),
        "probabilities are returned: return logits.": (Z, f"{Z}\n    z = nets.softmax(z)"),
        "the mask is ignored: pass it to attend.": (ATTEND, "context, alpha = nets.attend(e, np.ones_like(mask), keys)"),
        "the mask is read as lengths: any step may be missing, pass it on as it is.": (
            ATTEND,
            "context, alpha = nets.attend(e, np.arange(len(keys))[:, None] < mask.sum(axis=0), keys)",
        ),
        "the context is the mean of the keys: weight them by attention.": (
            ATTEND,
            f"{ATTEND}\n    context = np.nan_to_num((keys * mask[:, :, None]).sum(axis=0) / mask.sum(axis=0)[:, None])",
        ),
        "the context is the key with the largest weight: take the weighted mean.": (
            ATTEND,
            f"{ATTEND}\n    context = keys[alpha.argmax(axis=0), np.arange(len(word))]",
        ),
        "the scores are returned: return the weights.": (RETURN, "return z, h, c, e"),
        "the weights are (B, S): return (S, B).": (RETURN, "return z, h, c, alpha.T"),
        "h and c are exchanged: return z, h, c, alpha.": (RETURN, "return z, c, h, alpha"),
        "h and c are exchanged in the LSTM: lstm_step takes h, then c.": (STEP, STEP.replace("h, c, *cell", "c, h, *cell")),
        "the LSTM starts from 0: it goes on from h and c.": (STEP, STEP.replace("h, c, *cell", "0 * h, 0 * c, *cell")),
        "all sequences read the first word: look up all numbers of word.": (
            STEP,
            STEP.replace("[word]", "[np.full_like(word, word[0])]"),
        ),
        "numbers of words above 9 are cut: V can be larger.": (STEP, STEP.replace("[word]", "[np.minimum(word, 9)]")),
        "numbers of words are cut to 8 bits: V can be larger, keep the integers of word.": (
            STEP,
            STEP.replace("[word]", "[word.astype(np.uint8)]"),
        ),
        "the logits are made twice with h: [h, context], the context is h again.": (
            ATTEND,
            f"{ATTEND}\n    context = np.resize(h, context.shape)",
        ),
    },
)


equivalents(
    ex,
    {
        "two products": """
        p = params
        h, c = nets.lstm_step(p["table"][word], h, c, p["W_ih"], p["W_hh"], p["b"])[:2]
        e = nets.scores(h, keys, p["W_q"], p["W_k"], p["v"])[0]
        context, alpha = nets.attend(e, mask, keys)
        H = h.shape[1]
        z = h @ p["W_out"][:, :H].T + context @ p["W_out"][:, H:].T + p["b_out"]
        return z, h, c, alpha
    """,
        "without lstm_step": """
        def sigmoid(a):
            return 0.5 + 0.5 * np.tanh(a / 2)

        a = params["table"][word] @ params["W_ih"].T + h @ params["W_hh"].T + params["b"]
        i, f, g, o = np.split(a, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        u = np.tanh(keys @ params["W_k"].T + h @ params["W_q"].T)
        context, alpha = nets.attend(u @ params["v"], mask, keys)
        z = params["b_out"] + np.hstack([h, context]) @ params["W_out"].T
        return [z, h, c, alpha]
    """,
        "dense and einsum": """
        x = np.stack([params["table"][int(n)] for n in word])
        h, c, _ = nets.lstm_step(x, h, c, params["W_ih"], params["W_hh"], params["b"])
        e, _ = nets.scores(h, keys, params["W_q"], params["W_k"], params["v"])
        alpha = nets.attend(e, mask, keys)[1]
        read = np.concatenate((h, np.einsum("sb,sbk->bk", alpha, keys)), axis=-1)
        return nets.dense(read, params["W_out"], params["b_out"]), h, c, alpha
    """,
    },
)
