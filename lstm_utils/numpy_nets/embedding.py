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
