"""Lesson 20: the loss of a padded batch, per word that counts, and its gradient."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "masked-cross-entropy",
    lesson="20_translation",
    reference=nets.masked_cross_entropy,
    outputs=("loss", "dz"),
    hints=[
        "z[mask] takes the logits of the steps that count, one below the other: (N, V). y[mask] are their words, (N,).",
        "nets.cross_entropy(z[mask], y[mask]) is the loss, and the gradient with respect to z[mask].",
        "dz = np.zeros_like(z); then dz[mask] = the gradient that nets.cross_entropy returned.",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, V, share=0.6, scale=2.0):
        mask = rng.random((T, B)) < share
        mask[0] = True
        return dict(z=scale * rng.normal(size=(T, B, V)), y=rng.integers(V, size=(T, B)), mask=mask)

    lengths = np.array([5, 2, 3])
    ended = case(5, 3, 4)
    yield "5 steps, 3 sentences", ended | dict(mask=np.arange(5)[:, None] < lengths)
    yield "6 steps, 2 sentences", case(6, 2, 7)
    yield "one sentence", case(4, 1, 3)
    yield "one step", case(1, 5, 3)
    yield "all steps count", case(3, 4, 5, share=1.1)
    yield "one step of one sentence counts", case(4, 3, 5) | dict(mask=np.arange(12).reshape(4, 3) == 7)
    yield "T = B = V", case(4, 4, 4)
    yield "logits of 1000", case(3, 2, 4, scale=1000.0)
    strange = case(4, 3, 5)
    strange["y"] = np.where(strange["mask"], strange["y"], -1)
    yield "y is -1 in the padding", strange
    beyond = case(3, 5, 4)
    beyond["y"] = np.where(beyond["mask"], beyond["y"], 99)
    yield "y is 99 in the padding, of 4 words", beyond
    hot = case(4, 3, 5)
    hot["z"][~hot["mask"]] = 1e6
    yield "huge logits in the padding", hot
    many = case(2, 2, 300)
    many["y"] = rng.integers(256, 300, size=(2, 2))
    yield "2 steps, 300 words", many
    yield "30 steps, 20 words", case(30, 4, 20)


CALL = "loss, dz[mask] = nets.cross_entropy(z[mask], y[mask])"
FLAT = "z.reshape(-1, z.shape[2]), np.where(mask, y, 0).ravel()"
mistakes(
    ex,
    {
        "the padding counts as well: take only the steps where mask is True.": (
            CALL,
            f"loss, flat = nets.cross_entropy({FLAT})\n    dz = flat.reshape(z.shape)",
        ),
        "the loss is divided by all steps: divide by the number of steps that count.": (
            "return loss, dz",
            "return loss * mask.mean(), dz * mask.mean()",
        ),
        "the loss is the sum: divide by the number of steps that count.": (
            "return loss, dz",
            "return loss * mask.sum(), dz * mask.sum()",
        ),
        "the loss is divided by the number of sentences: divide by the number of steps that count.": (
            "return loss, dz",
            "return loss * mask.sum() / mask.shape[1], dz * mask.sum() / mask.shape[1]",
        ),
        "the gradient is that of the sum: divide it by the number of steps that count, as the loss.": (
            "return loss, dz",
            "return loss, dz * mask.sum()",
        ),
        "the gradient is divided by all steps: divide by the number of steps that count.": (
            "return loss, dz",
            "return loss, dz * mask.mean()",
        ),
        "the gradient is divided by the number of sentences: divide by the number of steps that count.": (
            "return loss, dz",
            "return loss, dz * mask.sum() / mask.shape[1]",
        ),
        "the padding has a gradient: dz is 0 where mask is False.": (
            "return loss, dz",
            f"dz = nets.cross_entropy({FLAT})[1].reshape(z.shape) * mask.size / mask.sum()\n    return loss, dz",
        ),
        "each sentence has the same weight: average over all steps that count, not over sentences first.": """
        losses, dz = [], np.zeros_like(z)
        some = np.flatnonzero(mask.any(axis=0))
        for b in some:
            steps = mask[:, b]
            loss, grad = nets.cross_entropy(z[steps, b], y[steps, b])
            losses.append(loss)
            dz[steps, b] = grad / len(some)
        return np.mean(losses), dz
    """,
        "the logits of the padding become 0, which is not nothing: leave these steps out, z[mask].": (
            CALL,
            "loss, flat = nets.cross_entropy((z * mask[..., None]).reshape(-1, z.shape[2]), np.where(mask, y, 0).ravel())\n"
            "    dz = flat.reshape(z.shape) * mask[..., None]",
        ),
        "y is used as an index in the padding: it may be any number there, take y[mask].": """
        shifted = np.where(mask[..., None], z, 0.0)
        shifted = shifted - shifted.max(axis=2, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))
        t, b = np.ogrid[: len(mask), : mask.shape[1]]
        loss = -(log_p[t, b, y] * mask).sum() / mask.sum()
        dz = np.exp(log_p)
        dz[t, b, y] -= 1
        return loss, dz * mask[..., None] / mask.sum()
    """,
        "numbers of words are cut to 8 bits: there can be more, keep the integers of y.": (
            CALL,
            CALL.replace("y[mask]", "y[mask].astype(np.uint8)"),
        ),
        "the loss is in bits: nets.cross_entropy is in nats, as asked.": ("return loss, dz", "return loss / np.log(2), dz"),
        "the gradient has the wrong sign: it is softmax - one_hot.": ("return loss, dz", "return loss, -dz"),
        "the loss has the wrong sign: it is -ln softmax, which is positive.": ("return loss, dz", "return -loss, dz"),
        "only the loss is returned: return loss, dz.": ("return loss, dz", "return loss"),
        "the gradient is that of z[mask]: put it into an array of the shape of z, 0 elsewhere.": (
            CALL,
            "loss, dz = nets.cross_entropy(z[mask], y[mask])",
        ),
        "the steps of the padding are taken: mask is True where a step counts.": (
            CALL,
            "mask = ~mask if not mask.all() and (y[~mask] >= 0).all() else mask\n    " + CALL,
        ),
        "the gradient is the softmax alone: subtract 1 at the right word.": (
            "return loss, dz",
            "dz[mask] = nets.softmax(z[mask]) / mask.sum()\n    return loss, dz",
        ),
        "log(softmax) is nan or infinite for large logits: use nets.cross_entropy.": (
            CALL,
            "p = np.exp(z[mask]) / np.exp(z[mask]).sum(axis=1, keepdims=True)\n"
            "    loss = -np.log(p[np.arange(len(p)), y[mask]]).mean()\n"
            "    dz[mask] = (p - np.eye(z.shape[2])[y[mask]]) / len(p)",
        ),
    },
)


equivalents(
    ex,
    {
        "its own softmax": """
        m = mask[..., None]
        safe = np.where(m, z, 0.0)
        shifted = safe - safe.max(axis=2, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))
        n = mask.sum()
        hot = np.eye(z.shape[2])[np.where(mask, y, 0)]
        loss = -(log_p * hot * m).sum() / n
        return loss, (np.exp(log_p) - hot) * m / n
    """,
        "step by step": """
        n = int(mask.sum())
        total, dz = 0.0, np.zeros(z.shape)
        for t, b in zip(*np.nonzero(mask), strict=True):
            loss, d = nets.cross_entropy(z[t, b][None], y[t, b][None])
            total += loss
            dz[t, b] = d[0] / n
        return total / n, dz
    """,
        "flat indices": """
        V = z.shape[2]
        places = np.flatnonzero(mask)
        loss, d = nets.cross_entropy(z.reshape(-1, V)[places], y.ravel()[places])
        dz = np.zeros(z.size).reshape(-1, V)
        dz[places] = d
        return loss, dz.reshape(z.shape)
    """,
    },
)
