"""An embedding: a row of numbers for each symbol, learned like any other weights.

T = time, B = streams side by side, V = number of symbols, E = size of a row.
Twin of `numpy_nets.embedding`, which documents arguments, results and sources.
"""

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes


def embed(ids: Tensor, table: Tensor) -> Tensor:
    """Look up the row of each symbol. Twin of `numpy_nets.embedding.embed`; ids is int64."""
    require_shapes("embed", "ids (T, B), table (V, E)", ids, table)
    return table[ids]


def embed_backward(dx: Tensor, ids: Tensor, V: int) -> Tensor:
    """Compute the gradient of the table. Twin of `numpy_nets.embedding.embed_backward`."""
    require_shapes("embed_backward", "dx (T, B, E), ids (T, B)", dx, ids)
    dtable = dx.new_zeros(V, dx.shape[2])
    return dtable.index_add_(0, ids.flatten(), dx.flatten(0, 1))


def tied_gradient(dx: Tensor, ids: Tensor, dz: Tensor, hs: Tensor) -> Tensor:
    """Add up both gradients. Twin of `numpy_nets.embedding.tied_gradient`."""
    spec = "dx (T, B, E), ids (T, B), dz (T, B, V), hs (T, B, E)"
    require_shapes("tied_gradient", spec, dx, ids, dz, hs)
    V = dz.shape[2]
    dtable = embed_backward(dx, ids, V + 1)
    dtable[:V] += torch.einsum("tbv,tbe->ve", dz, hs)
    return dtable
