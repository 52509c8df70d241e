"""Train the net of lesson 22 that moves a pen, and let it write.

T = points, B = writings side by side, M = components, L = digits of each.
"""

from collections.abc import Callable, Iterator

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray, Params

from .attention_training import Batch, train
from .handwriting import DIGIT_ENDS, DIGITS, INPUTS, Strokes, Writings, corpus, side_by_side

UNITS, COMPONENTS, B, RATE = 128, 10, 16, 0.005
CORPUS = 3000  # writings
LONGEST = 50  # points of a digit after which a net is stopped


def new_writer(seed: int, M: int = COMPONENTS) -> Params:
    """Draw a net with M components that moves a pen."""
    return nets.pen_net_init(INPUTS, UNITS, M, np.random.default_rng(seed))


def components(params: Params) -> int:
    """Return the number of components of a net."""
    return len(params["b_out"]) // 6


def train_writer(
    params: Params,
    updates: int,
    names: bool = True,
    seed: int = 1,
    watch: Callable[[int], None] = lambda update: None,
    every: int = 100,
    seconds: float = 300.0,
) -> float:
    """Train a net to predict each next point; params are changed.

    Args:
        params: as new_writer returns it.
        updates: how many, with 16 writings of a corpus of 3,000 each.
        names: whether the net reads which digit it draws.
        seed: of the batches: nets that train with the same seed see the same ones.
        watch, every: as in attention_training.train_translator.
        seconds: time limit.

    Returns:
        Loss of the last update, in nats a point.
    """

    def draws() -> Iterator[Batch]:
        rng, written = np.random.default_rng(seed), corpus(CORPUS, 0)
        while True:
            chosen = rng.choice(CORPUS, size=B, replace=False)
            yield tuple(side_by_side([written[n] for n in chosen], names))

    def loss_and_grads(batch: Batch) -> tuple[float, Params]:
        return nets.pen_net_loss_and_grads(params, components(params), *batch)

    return train(params, loss_and_grads, draws(), updates, watch, every, RATE, seconds)


def nats(params: Params, drawn: Writings) -> float:
    """Return the mean loss of a net on writings, in nats a point."""
    z, _ = nets.sequence_net_forward(params, drawn.x)
    M, mask = components(params), drawn.mask
    rows = nets.limit_rho(z[mask], M)
    return float(nets.mdn_nll(rows, M, drawn.xy[mask], drawn.pen[mask])[0].mean())


def write(
    params: Params,
    texts: IntArray,
    rng: np.random.Generator,
    bias: float = 0.0,
    names: bool = True,
) -> list[tuple[Array, IntArray, Array]]:
    """Let a net write, point by point; each point is drawn, and read before the next.

    Args:
        params: as new_writer returns it.
        texts: digits to write, (N, L) integer array; without names, only L counts.
        rng: numpy.random.Generator.
        bias: as in nets.mdn_sample.
        names: whether the net reads which digit it draws.

    Returns:
        For each text its offsets (T, 2), pens (T,) and outputs z (T, 6M + 3); a writing that
        does not end is cut off.
    """
    N, L = texts.shape
    M, H = components(params), params["W_hh"].shape[1]
    h = c = np.zeros((N, H), params["W_hh"].dtype)
    xy, pen = np.zeros((N, 2)), np.full(N, DIGIT_ENDS)
    drawn, kept = np.zeros(N, int), []
    while (drawn < L).any() and len(kept) < LONGEST * L:
        now = texts[np.arange(N), np.minimum(drawn, L - 1)]
        x = np.hstack([xy, np.eye(3)[pen], names * np.eye(DIGITS)[now]]).astype(h.dtype)
        h, c, _ = nets.lstm_step(x, h, c, params["W_ih"], params["W_hh"], params["b"])
        z = nets.limit_rho(nets.dense(h, params["W_out"], params["b_out"]), M)
        xy, pen = nets.mdn_sample(z, M, rng, bias)
        kept.append((xy, pen, z, drawn < L))
        drawn = drawn + (pen == DIGIT_ENDS)
    xys, pens, zs, going = (np.array(q) for q in zip(*kept, strict=True))
    return [tuple(q[going[:, n], n] for q in (xys, pens, zs)) for n in range(N)]


def apart(xy: Array, pen: IntArray, L: int) -> list[Strokes]:
    """Cut a writing into its digits.

    Args:
        xy: offsets, (T, 2) float array.
        pen: what the pen does after each point, (T,) integer array.
        L: number of digits that were asked for.

    Returns:
        L lists of strokes; a digit without a point has one at (0, 0).
    """
    ends = np.flatnonzero(pen == DIGIT_ENDS) + 1
    pieces = [*zip(np.split(xy, ends), np.split(pen, ends), strict=True)][:L]
    found = [nets.strokes_to_path(*piece) for piece in pieces]
    found += [[]] * (L - len(found))
    return [strokes or [np.zeros((1, 2))] for strokes in found]


def draw_many(
    params: Params, N: int, rng: np.random.Generator, bias: float = 0.0, names: bool = True
) -> tuple[IntArray, list[Strokes]]:
    """Let a net draw digits in writings of three, each digit as often as any other.

    Args:
        params, rng, bias, names: as in write.
        N: number of writings.

    Returns:
        asked: which digits, (3 N,) integer array.
        drawings: 3 N lists of strokes.
    """
    texts = rng.permutation(np.arange(3 * N) % DIGITS).reshape(N, 3)
    written = write(params, texts, rng, bias, names)
    return texts.ravel(), [digit for xy, pen, _ in written for digit in apart(xy, pen, 3)]
