"""An embedding: a row of numbers for each symbol, learned like any other weights.

T = time, B = streams side by side, V = number of symbols, E = size of a row.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray
from lstm_utils.shapes import require_shapes


def embed(ids: IntArray, table: Array) -> Array:
    """Look up the row of each symbol.

    Args:
        ids: numbers of the symbols, 0 to V - 1, (T, B) integer array.
        table: a row for each symbol, (V, E) float array.

    Returns:
        x: (T, B, E), a new array in the dtype of table.

    Raises:
        ValueError: if the shapes do not fit.
    """
    require_shapes("embed", "ids (T, B), table (V, E)", ids, table)
    return table[ids]


def embed_backward(dx: Array, ids: IntArray, V: int) -> Array:
    """Compute the gradient of the table; a symbol that occurs twice gets both gradients.

    Args:
        dx: gradient of the loss with respect to x, (T, B, E) float array.
        ids: as in embed, (T, B) integer array.
        V: number of symbols.

    Returns:
        dtable: (V, E), in the dtype of dx; 0 in the rows of symbols that do not occur.

    Raises:
        ValueError: if the shapes do not fit.
    """
    require_shapes("embed_backward", "dx (T, B, E), ids (T, B)", dx, ids)
    dtable = np.zeros((V, dx.shape[2]), dtype=dx.dtype)
    np.add.at(dtable, ids, dx)
    return dtable


def tied_gradient(dx: Array, ids: IntArray, dz: Array, hs: Array) -> Array:
    """Compute the gradient of a table that is used twice: to read symbols, and for the logits.

    The net reads x = table[ids], with one row more than there are symbols, for the start of a
    text; its logits are z = hs table[:V]^T + b.

    Args:
        dx: gradient with respect to x, (T, B, E) float array.
        ids: numbers of the symbols that are read, 0 to V, (T, B) integer array.
        dz: gradient with respect to the logits, (T, B, V) float array.
        hs: hidden states from which the logits are made, (T, B, E) float array.

    Returns:
        dtable: (V + 1, E), in the dtype of dx: the sum of both gradients.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Press and Wolf (2017), arXiv:1608.05859, section 3; Inan et al. (2017).
    """
    spec = "dx (T, B, E), ids (T, B), dz (T, B, V), hs (T, B, E)"
    require_shapes("tied_gradient", spec, dx, ids, dz, hs)
    V = dz.shape[2]
    dtable = embed_backward(dx, ids, V + 1)
    dtable[:V] += np.einsum("tbv,tbe->ve", dz, hs)
    return dtable
