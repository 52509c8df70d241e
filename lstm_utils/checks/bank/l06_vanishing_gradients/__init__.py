"""Lesson 06: Jacobians multiplied, their size by lag, eigenvalues, clipping, guessing.

The imports stand in the order of the lesson, which is the order of the tables.
"""

from . import jacobian_product, gradient_norm_by_lag, rescale_spectral_radius  # noqa: F401, I001
from . import clip_by_global_norm, clipped_sgd, random_guess_latch  # noqa: F401
