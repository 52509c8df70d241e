"""Layers of LSTMs, one above the other, with masks on the way up.

T = time, B = batch, I = inputs, H = hidden units of each layer, L = layers. Layer n reads the
hidden states of layer n - 1 at the same step; layer 0 reads x.
"""

from collections.abc import Sequence

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes

from .lstm import lstm_forward

Weights = tuple[Array, Array, Array]  # W_ih (4H, I) or (4H, H), W_hh (4H, H), b (4H,)


def stacked_forward(
    x: Array,
    h0: Array,
    c0: Array,
    layers: Sequence[Weights],
    masks: Sequence[Array] | None = None,
) -> tuple[Array, Array, Array]:
    """Run a stack of LSTMs; masks are on the way up, never on the way to the next step.

    Args:
        x: inputs, (T, B, I) float array.
        h0: hidden states before the first step, (L, B, H) float array.
        c0: cell states before the first step, (L, B, H) float array.
        layers: L triples (W_ih, W_hh, b), blocks i, f, g, o.
        masks: L + 1 arrays: for what layer n reads, (T, B, I) or (T, B, H), and for what the
            last layer returns, (T, B, H); None when the net is used.

    Returns:
        top: hidden states of the last layer, masked, (T, B, H).
        h: hidden state of each layer after the last step, (L, B, H), without a mask.
        c: cell state of each layer after the last step, (L, B, H).

    Raises:
        ValueError: if the shapes do not fit.

    Source: Zaremba, Sutskever and Vinyals (2014), arXiv:1409.2329, section 3.1.
    """
    require_shapes("stacked_forward", "x (T, B, I), h0 (L, B, H), c0 (L, B, H)", x, h0, c0)
    q, ends = x, []
    for n, weights in enumerate(layers):
        if masks is not None:
            q = q * masks[n]
        q, c, _ = lstm_forward(q, h0[n], c0[n], *weights)
        ends.append((q[-1], c))
    if masks is not None:
        q = q * masks[-1]
    h, c = (np.stack(parts) for parts in zip(*ends, strict=True))
    return q, h, c
