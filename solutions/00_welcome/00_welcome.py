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

In this course you build an LSTM network yourself, every equation of it:
a net that remembers. You start with one neuron;
in lesson 09 your own LSTM writes a page of text that you can show to a friend.

![Map of the course in five parts, from one neuron to a net in service](figures/course_map.svg)

This first lesson takes ten minutes, and you pass your first check in less than two.
All cells run in a few seconds.

Your answers may import numpy, matplotlib, scipy, sklearn, tqdm
and Python's standard library. Where a lesson allows fewer packages, its first cell says so.
"""

# %% [markdown]
r"""
## How a lesson works

Click the cell below and press **Shift+Enter**. The cell runs, and the next one is selected.
Run all cells in order, from top to bottom.
"""

# %%
import numpy as np

from lstm_utils.checks import case_inputs, check, diagnose, hint

# %% [markdown]
r"""
## One neuron, before its activation

A neuron multiplies each input by a **weight**.
A large weight makes an input important; a negative weight makes it count against.
The neuron adds the products, and a **bias** shifts the sum.

![Two weighted inputs and a bias meet in one sum](figures/weighted_sum.svg)

Here $1 \cdot 3 + 2 \cdot (-4) + 5.5 = 0.5$.
"""

# %% [markdown]
r"""
## A first attempt

Here is a first attempt. It looks fine and it runs.
Is it right? `diagnose` shows it.
"""


# %% tags=["explore"]
def first_attempt(x, w, b):
    return np.dot(x, w)


diagnose("weighted-sum", first_attempt)

# %% [markdown]
r"""
**How to read this**

- The first line names the kind of error and counts the cases that are right.
- *Looks like* names the mistake, if a known one gives the same result.
  The next failed check and `hint` also show how to correct it.
- *Case* shows the inputs of the case; small arrays are printed.
- The last line shows the expected value and the value that your function returned.
"""

# %% [markdown]
r"""
## Exercise: `weighted_sum`

Write a correct version. With inputs $x_0 \dots x_{I-1}$,
weights $w_0 \dots w_{I-1}$ and bias $b$:

$$
\text{weighted\_sum}(x, w, b) = \sum_{k=0}^{I-1} w_k \, x_k + b
$$

For $x = (1, 2)$, $w = (3, -4)$, $b = 5.5$ the result is $0.5$. One line is enough.

Replace the lines below the docstring with your own, and run the cell.
"""


# %% exercise="weighted-sum"
def weighted_sum(x, w, b):
    """Compute the weighted sum of a neuron's inputs, plus its bias.

    Args:
        x: (I,) array, the inputs, integers allowed.
        w: (I,) array, one weight per input.
        b: number, the bias.

    Returns:
        One number.
    """
    ### BEGIN SOLUTION
    return np.dot(x, w) + b
    ### END SOLUTION


# %% [markdown]
r"""
Now run the check. It calls your function with several inputs.
"""

# %% tests="weighted-sum" points=2
check("weighted-sum", weighted_sum)
### BEGIN HIDDEN TESTS
check("weighted-sum", weighted_sum, seed=9001, rounds=3)
### END HIDDEN TESTS

# %% [markdown]
r"""
A green tick means that this exercise is done.
A red cross is normal, too. Change your function, run its cell, and run the check again,
as often as you like. Attempts are not counted.

Look at what you built: the sum grows by $w_0$ when $x_0$ grows by one.
"""

# %% tags=["explore"]
w, b = np.array([3.0, -4.0]), 5.5
for x0 in range(4):
    print(f"x = ({x0}, 2)   weighted sum = {weighted_sum(np.array([x0, 2.0]), w, b):5.1f}")

# %% [markdown]
r"""
## Stuck?

`hint` shows a first hint. Run the cell again to see the next one.
After a failed check that named a mistake, it first shows how to correct that mistake.
"""

# %% tags=["explore"]
hint("weighted-sum")

# %% [markdown]
r"""
`case_inputs` returns the inputs of one case, so that you can try your function on them.
The message of a failed check ends with the number of the case.
"""

# %% tags=["explore"]
case_inputs("weighted-sum", 0)

# %% [markdown]
r"""
## Break it on purpose

Not every mistake has a name.
The message still shows the expected value and the value that came back.
Can you see what is missing here before you run the cell?
"""


# %% tags=["explore"]
def second_attempt(x, w, b):
    total = sum(x) * sum(w) + b


diagnose("weighted-sum", second_attempt)

# %% [markdown]
r"""
You will see these three messages sooner or later:

| first line | meaning |
|---|---|
| not written yet | the function still raises `NotImplementedError` |
| raised | your code stopped with an error; the message shows the line |
| changed its input | the result may be right, but the caller's array has changed |

A function of this course does not change its inputs, unless the task says otherwise.

Two more messages come from Python.
`NameError: name 'check' is not defined` means that you have not run a cell above
(**Run › Run All Above Selected Cell**).
After a `SyntaxError` the *old* function still exists, and a check would test that one.
"""

# %% [markdown]
r"""
## Check your installation

The next cell checks your installation and prints what it found.
The course needs no graphics card. If you have one, lesson 09 uses it.
"""

# %% tags=["explore"]
from autograde.student.doctor import print_report

ready = print_report()

# %% [markdown]
r"""
## Submit your work

In JupyterLab choose **Run › Restart Kernel and Run All Cells** once.
This shows that the notebook works from top to bottom, not only in the order you ran it.
Then open a terminal in the course folder and activate its environment:
`source .venv/bin/activate`, on Windows `.venv\Scripts\activate`.

| command | what it does |
|---|---|
| `lstm-course check 00` | runs your notebook from the top and shows a table of the exercises |
| `lstm-course submit 00` | submits the notebook, or packs it as a zip file |
| `lstm-course solution 00` | puts the solved lesson next to yours, to compare |

After grading you get one web page with your points
and, for each exercise, which cases passed and which failed.
Grading uses new inputs, so only a correct function passes.
"""

# %% [markdown]
r"""
## What to remember

- Read, write, check. After a red cross, first read *Looks like*, *expected* and *got*.
- `hint(name)` gives a hint; `case_inputs(name, number)` returns the inputs of a failing case.
- An exercise never needs your earlier answers: one mistake costs points only once.

Many things in this field have several names. Lesson 07 has a table of them.

**Read on:** lesson 01 adds an activation, which makes a neuron more than a sum.
"""
