# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 00 · Welcome

In this course you build an LSTM network yourself,
every equation of it, and then put it to work.
You start from one neuron and end where research is today.

![Map of the course in four parts, from one neuron to the world](figures/course_map.svg)

This first lesson takes ten minutes, and your first passed check less than two.
All of it runs in a few seconds.
"""

# %% [markdown]
r"""
## How a lesson works

Click the cell below and press **Shift+Enter**: it runs, and you move to the next.
Run every cell in order, from top to bottom.
"""

# %%
import numpy as np

from lstm_utils.checks import case_inputs, check, diagnose, hint

# %% [markdown]
r"""
## One neuron, before it decides anything

A neuron weighs what comes in.
Each input has a weight: large if it matters, negative if it speaks against.
The products are added up, and a **bias** shifts the sum.

![Two weighted inputs and a bias meet in one sum](figures/weighted_sum.svg)

Here $1 \cdot 3 + 2 \cdot (-4) + 5.5 = 0.5$.
"""

# %% [markdown]
r"""
## Somebody tried already

Here is a first attempt. It looks fine and it runs.
Is it right? `diagnose` tells.
"""


# %% tags=["explore"]
def first_attempt(x, w, b):
    return np.dot(x, w)


diagnose("weighted-sum", first_attempt)

# %% [markdown]
r"""
**How to read this**

- The first line says what kind of wrong it is, and how many of the cases came out right.
- *Looks like* appears when the answer equals what a well-known mistake gives.
  That is a good moment to look at your code before reading on.
- *Case* is the input that was tried, with the small arrays printed out.
- The last line says what was expected and what came.
"""

# %% [markdown]
r"""
## Exercise: `weighted_sum`

Write it right. With inputs $x_0 \dots x_{I-1}$, weights $w_0 \dots w_{I-1}$ and bias $b$:

$$
\text{weighted\_sum}(x, w, b) = \sum_{k=0}^{I-1} w_k \, x_k + b
$$

For $x = (1, 2)$, $w = (3, -4)$, $b = 5.5$ it gives $0.5$. One line is enough.

Replace the two lines under the docstring by your own, and run the cell.
"""


# %% exercise="weighted-sum"
def weighted_sum(x, w, b):
    """Return the weighted sum of a neuron's inputs, plus its bias.

    Args:
        x: (I,) array, the inputs.
        w: (I,) array, one weight for each input.
        b: number, the bias.

    Returns:
        One number.
    """
    ### BEGIN SOLUTION
    return np.dot(x, w) + b
    ### END SOLUTION


# %% [markdown]
r"""
Now run the check. It tries your function on several inputs.
"""

# %% tests="weighted-sum" points=2
check("weighted-sum", weighted_sum)
### BEGIN HIDDEN TESTS
check("weighted-sum", weighted_sum, seed=9001, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
A green tick is all you need: this exercise is done.
A red cross is normal, too. Change your function, run its cell, run the check again,
as often as you like. Nobody counts.

Look at what you built: the sum grows by $w_0$ whenever $x_0$ grows by one.
"""

# %% tags=["explore"]
w, b = np.array([3.0, -4.0]), 5.5
for x0 in range(4):
    print(f"x = ({x0}, 2)   weighted sum = {weighted_sum(np.array([x0, 2.0]), w, b):5.1f}")

# %% [markdown]
r"""
## Stuck?

`hint` tells a little. Run the cell again, and it tells a little more.
"""

# %% tags=["explore"]
hint("weighted-sum")

# %% [markdown]
r"""
`case_inputs` gives you the very inputs of a case, to try your function on.
The message of a failed check ends with the right number.
"""

# %% tags=["explore"]
case_inputs("weighted-sum", 0)

# %% [markdown]
r"""
## Break it on purpose

Not every mistake has a name. The message still says what was expected and what came.
Can you see what is missing here before you run it?
"""


# %% tags=["explore"]
def second_attempt(x, w, b):
    total = sum(x) * sum(w) + b


diagnose("weighted-sum", second_attempt)

# %% [markdown]
r"""
Three messages that you will meet sooner or later:

| the first line says | it means |
|---|---|
| not written yet | the function still raises `NotImplementedError` |
| raised | your code stopped with an error; the message shows its line |
| changed its input | the answer may be right, but the caller's array is different now |

A function of this course leaves what it is given as it was, unless its task says otherwise.

And two that come from Python.
`NameError: name 'check' is not defined`: a cell further up has not been run
(**Run › Run All Above Selected Cell**).
After a `SyntaxError` the *old* function is still there, and a check would judge that one.
"""

# %% [markdown]
r"""
## Is this machine ready?

The next cell says in words what it found.
The course needs no graphics card; where there is one, lesson 09 uses it.
"""

# %% tags=["explore"]
from autograde.student.doctor import print_report

ready = print_report()

# %% [markdown]
r"""
## Hand it in

In JupyterLab choose **Run › Restart Kernel and Run All Cells** once:
it shows that the notebook works from the top, and not only in the order you happened to run it.
Then open a terminal in the course's folder and activate its environment:
`source .venv/bin/activate`, on Windows `.venv\Scripts\activate`.

| command | what it does |
|---|---|
| `lstm-course check 00` | runs your notebook from the top and shows a table of the exercises |
| `lstm-course submit 00` | hands the notebook in, or packs it as a zip file |
| `lstm-course solution 00` | puts the solved lesson beside yours, to compare |

When it has been graded you get one web page back:
your points, and for each exercise what held and what did not.
Grading uses fresh inputs, so only a right function passes.
"""

# %% [markdown]
r"""
## What to remember

- Read, write, check; and after a red cross read *Looks like*, *expected* and *got* first.
- `hint(name)` for a nudge, `case_inputs(name, number)` to try the failing case yourself.
- An exercise never needs your earlier answers: one mistake costs once.

**Read on:** lesson 01 adds what makes a neuron more than a sum: an activation.
"""
