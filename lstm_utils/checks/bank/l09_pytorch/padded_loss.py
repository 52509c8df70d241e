"""Lesson 09: the loss of a padded batch."""

from lstm_utils.checks import exercise

from ._draw import draw
from ._torch import functional, torch


def padded_loss(z, y, lengths):
    """Compute the mean cross-entropy over the steps that are not padding."""
    return _losses(z, y)[_valid(z, lengths)].mean()


def _losses(z, y):
    return functional.cross_entropy(z.flatten(0, 1), y.flatten(), reduction="none").view_as(y)


def _valid(z, lengths, early=0):
    return torch.arange(len(z))[:, None] < lengths - early  # (T, B)


ex = exercise(
    "padded-loss",
    lesson="09_pytorch",
    reference=padded_loss,
    outputs="loss",
    framework="autograd",
    hints=[
        "Which of the T times B losses count? Those with t < lengths; there are lengths.sum().",
        "torch.arange(T)[:, None] < lengths is a (T, B) mask. Indexed by it, z[mask] is (n, K) "
        "and y[mask] is (n,): only the steps that count are left.",
        "mask = torch.arange(len(z), device=z.device)[:, None] < lengths, then return "
        "torch.nn.functional.cross_entropy(z[mask], y[mask]), which takes the mean.",
    ],
)


@ex.cases
def _(rng):
    def case(T, K, *lengths):
        y = rng.integers(K, size=(T, len(lengths)))
        steps = {"lengths": rng.permutation(lengths)}
        return draw(rng, z=(T, len(lengths), K)) | {"y": y} | steps

    yield "T=5, lengths 5, 3, 1, 2, K=3", case(5, 3, 5, 3, 1, 2)
    yield "all of length T=4", case(4, 2, 4, 4, 4)
    yield "one sequence, T=6, length 2", case(6, 4, 2)
    yield "T=B=K=3", case(3, 3, 3, 1, 2)


@ex.mistake("padded steps are in the loss: only those with t < lengths count.")
def _(z, y, lengths):
    return _losses(z, y).mean()


@ex.mistake("the sum is right, but it is divided by T B: divide by lengths.sum().")
def _(z, y, lengths):
    return (_losses(z, y) * _valid(z, lengths)).mean()


@ex.mistake("logits of 0 in the padding still cost ln K each: leave these steps out.")
def _(z, y, lengths):
    return _losses(z * _valid(z, lengths)[..., None], y).mean()


@ex.mistake("the losses are summed: take their mean, over the steps that count.")
def _(z, y, lengths):
    return _losses(z, y)[_valid(z, lengths)].sum()


@ex.mistake("the sum is divided by the batch: divide by the steps, lengths.sum().")
def _(z, y, lengths):
    return _losses(z, y)[_valid(z, lengths)].sum() / len(lengths)


@ex.mistake("each sequence counts the same: here each step does, short sequences weigh less.")
def _(z, y, lengths):
    return ((_losses(z, y) * _valid(z, lengths)).sum(dim=0) / lengths).mean()


@ex.mistake("one padded step is in the loss: step t counts while t < lengths, t from 0.")
def _(z, y, lengths):
    return _losses(z, y)[_valid(z, lengths, early=-1)].mean()


@ex.mistake("the last step of each sequence is left out: step t counts while t < lengths.")
def _(z, y, lengths):
    chosen = _losses(z, y)[_valid(z, lengths, early=1)]
    return chosen.mean() if len(chosen) else 0 * z.sum()


@ex.mistake("only the last step of each sequence counts: take all with t < lengths.")
def _(z, y, lengths):
    return _losses(z, y)[lengths - 1, torch.arange(len(lengths))].mean()


@ex.mistake("softmax is taken twice: cross_entropy takes logits, hand it z.")
def _(z, y, lengths):
    return padded_loss(z.softmax(dim=-1), y, lengths)


@ex.mistake(
    "the graph is cut: no .item(), float(), .detach() or numpy() on the way to the loss."
)
def _(z, y, lengths):
    return padded_loss(z, y, lengths).item()


@ex.mistake("the loss is not averaged: return one number, the mean over the steps.")
def _(z, y, lengths):
    return _losses(z, y) * _valid(z, lengths)


@ex.same("in nats by hand")
def _(z, y, lengths):
    log_p = z.log_softmax(dim=2).gather(2, y[..., None])[..., 0]
    valid = torch.arange(len(z)).unsqueeze(1) < lengths.unsqueeze(0)
    return -(log_p * valid).sum() / lengths.sum()


@ex.same("a label that is ignored")
def _(z, y, lengths):
    y = torch.where(_valid(z, lengths), y, -100)
    return functional.cross_entropy(z.reshape(-1, z.shape[2]), y.reshape(-1))


@ex.same("one sequence after the other")
def _(z, y, lengths):
    total = 0
    for k, n in enumerate(lengths.tolist()):
        total = total + functional.cross_entropy(z[:n, k], y[:n, k], reduction="sum")
    return total / lengths.sum()


@ex.same("pieces joined")
def _(z, y, lengths):
    parts = [(z[:n, k], y[:n, k]) for k, n in enumerate(lengths)]
    zs, ys = zip(*parts, strict=True)
    return functional.cross_entropy(torch.cat(zs), torch.cat(ys))
