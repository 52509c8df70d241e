# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 20 · Rhythm

A lesson of a class of its own.
"""

# %%
import numpy as np

from lstm_utils.checks import check

# %% [markdown]
r"""
## Exercise 1: `beats`

Return the times of `count` beats, `pause` seconds apart; the first is at 0. About 1 line.
"""


# %% exercise="beats"
def beats(count, pause):
    """Return the times of beats, (count,) float array, in seconds."""
    ### BEGIN SOLUTION
    return pause * np.arange(count)
    ### END SOLUTION


# %% tests="beats" points=3
check("beats", beats)
### BEGIN HIDDEN TESTS
check("beats", beats, seed=20, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
beats(4, 0.5)

# %% [markdown]
r"""
## Exercise 2: `gaps`

Return the pauses between beats. About 1 line.
"""


# %% exercise="gaps"
def gaps(times):
    """Return the pauses between beats, (count - 1,) float array, in seconds."""
    ### BEGIN SOLUTION
    return np.diff(times)
    ### END SOLUTION


# %% tests="gaps" points=2
check("gaps", gaps)
### BEGIN HIDDEN TESTS
check("gaps", gaps, seed=21, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
gaps(np.array([0.0, 0.5, 1.5]))

# %% [markdown] question="why-even" points=2
r"""
**Question (2 points).** Why do two gaps suffice to hear a rhythm?

### BEGIN MARK SCHEME
- 2 points: the second gap confirms the first
### END MARK SCHEME

### BEGIN SOLUTION
The second gap is as long as the first.
### END SOLUTION
"""
