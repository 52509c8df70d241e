# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# A lesson for the tests of the build

It has one cell of each kind.

![two inputs meet in one sum](figures/sum.svg)

The sum is $\sum_k w_k x_k + b$.
"""

# %%
import numpy as np

from lstm_utils.checks import check

# %% [markdown]
# Prose may be written as comment lines, too.
# A value of $10^{-3}$ stays as it is.


# %% exercise="weighted-sum"
def weighted_sum(x, w, b):
    """Return the weighted sum of inputs x, shape (I,), plus the bias b."""
    # copy nothing, x is only read
    ### BEGIN SOLUTION
    total_of_products = np.dot(x, w)
    return total_of_products + b
    ### END SOLUTION


# %% tests="weighted-sum" points=2
check("weighted-sum", weighted_sum)

### BEGIN HIDDEN TESTS
check("weighted-sum", weighted_sum, seed=9001, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore"]
weighted_sum(np.array([1.0, 2.0]), np.array([3.0, -4.0]), 5.5)

# %% [markdown] question="why-a-bias" points=3
r"""
**Question (3 points).** What could a neuron without a bias not do?

### BEGIN MARK SCHEME
- 1 point: the sum of a zero input is zero
- 2 points: so the threshold is fixed at the origin
### END MARK SCHEME

### BEGIN SOLUTION
Every boundary that it draws passes through the origin.
### END SOLUTION
"""

# %%
print("done")

# %%
print("done")
