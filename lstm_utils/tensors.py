"""The types of PyTorch tensors in signatures; docstrings give their shapes."""

import torch
from torch import Tensor

Params = dict[str, Tensor]  # parameters by name, or their gradients
Cache = dict[str, Tensor]  # what the forward pass keeps for the backward pass
Device = str | torch.device
