"""Lesson 18: a free run, in which each output is the next input."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

ex = exercise(
    "rollout",
    lesson="18_time_series",
    reference=nets.rollout,
    outputs="outputs",
    hints=[
        "In each round two things are replaced: the state, and the input. What is the input of the next step?",
        "x, state = step(x, state) does both. Keep each x in an array of n numbers.",
        "outputs = np.zeros(n); for t in range(n): x, state = step(x, state); outputs[t] = x; return outputs.",
    ],
)


@probe("halve and count")
def _(x, state):
    return 0.5 * x + state, state + 1


@probe("swing: a sine")
def _(x, state):
    return 1.9 * x - state, x


@probe("a window of three")
def _(x, window):
    window = np.append(window[1:], x)
    return float(window @ [0.2, -0.5, 1.1]), window


@probe("an LSTM of two units")
def _(x, state):
    h, c = state
    a = np.outer(np.cos(np.arange(8)), [x]).ravel() + 0.3 * np.tile(h, 4)
    i, f, g, o = np.split(a, 4)
    c = nets.sigmoid(f + 1) * c + nets.sigmoid(i) * np.tanh(g)
    h = nets.sigmoid(o) * np.tanh(c)
    return float(h.sum()), (h, c)


@probe("doubles: grows out of bounds of a clip")
def _(x, state):
    return 2 * x + 1, state


@probe("a dict as state")
def _(x, state):
    return 0.5 * x + state["level"][-1], {"level": np.append(state["level"], 0.3 * x)}


@probe("a state that becomes None")
def _(x, state):
    return 0.5 * x + (0.0 if state is None else 1.0), None


@probe("the same output three times, then others")
def _(x, state):
    return x + max(0.0, state - 2), state + 1


def _counted(most):
    calls = []

    def step(x, state):
        calls.append(x)
        if len(calls) > most:
            raise RuntimeError(f"step was called more than {most} times: call it once for each output")
        return 0.9 * x + 0.1 * state, state + 0.5

    return step


@probe("may be called five times", fresh=True)
def _():
    return _counted(5)


@ex.cases
def _(rng):
    x = float(rng.normal())
    yield "4 steps, state is counted", dict(step=Probe("halve and count"), state=1.0, x=3.0, n=4)
    yield "one step", dict(step=Probe("halve and count"), state=-2.0, x=x, n=1)
    yield "no step", dict(step=Probe("halve and count"), state=2.0, x=x, n=0)
    yield "a sine, 40 steps", dict(step=Probe("swing: a sine"), state=0.0, x=1.0, n=40)
    yield "the state is an array", dict(step=Probe("a window of three"), state=rng.normal(size=3), x=x, n=7)
    yield (
        "the state is a pair of arrays",
        dict(step=Probe("an LSTM of two units"), state=(rng.normal(size=2), rng.normal(size=2)), x=x, n=6),
    )
    yield "one call for each output", dict(step=Probe("may be called five times"), state=1.0, x=x, n=5)
    yield "a sine, 1,100 steps", dict(step=Probe("swing: a sine"), state=0.5, x=0.0, n=1100)
    yield "300 steps", dict(step=Probe("a window of three"), state=np.zeros(3), x=1.0, n=300)
    yield "values grow", dict(step=Probe("doubles: grows out of bounds of a clip"), state=0.0, x=0.5, n=60)
    yield "the state is a dict", dict(step=Probe("a dict as state"), state={"level": np.array([0.4])}, x=x, n=4)
    yield "the state becomes None", dict(step=Probe("a state that becomes None"), state=1.0, x=x, n=4)
    yield "outputs that repeat", dict(step=Probe("the same output three times, then others"), state=0.0, x=x, n=7)
    yield "begins at 0", dict(step=Probe("halve and count"), state=0.25, x=0.0, n=5)


BODY = "        x, state = step(x, state)\n        outputs[t] = x\n"
mistakes(
    ex,
    {
        "the input stays the first one: each output is the next input.": (BODY, "        outputs[t], state = step(x, state)\n"),
        "the state stays the first one: pass on the state that step returned.": (
            BODY,
            "        x, _ = step(x, state)\n        outputs[t] = x\n",
        ),
        "neither input nor state is passed on: x, state = step(x, state).": (BODY, "        outputs[t], _ = step(x, state)\n"),
        "the first input is returned as an output: keep x after the step.": (
            BODY,
            "        outputs[t] = x\n        x, state = step(x, state)\n",
        ),
        "the last output alone is returned: return all n.": ("return outputs", "return x"),
        "a step too many is taken: n outputs, n calls.": [("np.zeros(n)", "np.zeros(n + 1)"), ("range(n)", "range(n + 1)")],
        "a step too few is taken: n outputs, n calls.": ("range(n)", "range(n - 1)"),
        "output and state are exchanged: step returns the output first.": (
            BODY,
            "        state, x = step(x, state)\n        outputs[t] = np.sum(x)\n",
        ),
        "the arguments of step are exchanged: the input comes first.": ("step(x, state)", "step(state, x)"),
        "step is called twice for each output: once is enough.": (
            BODY,
            "        y, _ = step(x, state)\n        _, state = step(x, state)\n        x = outputs[t] = y\n",
        ),
        "the state is returned as well: return the outputs alone.": ("return outputs", "return outputs, state"),
        "the first input belongs to the result: return the n outputs alone.": """
        outputs = [x]
        for _ in range(n):
            x, state = step(x, state)
            outputs.append(x)
        return np.array(outputs)
    """,
        "the outputs are in reverse order: the first step comes first.": ("outputs[t]", "outputs[n - 1 - t]"),
        "outputs are rounded: keep them as they are.": ("outputs[t] = x", "outputs[t] = round(x, 3)"),
        "outputs are added up: each output is the value itself.": ("return outputs", "return outputs.cumsum()"),
        "outputs are integers: np.zeros(n) is an array of floats.": ("np.zeros(n)", "np.zeros(n, dtype=int)"),
        "the run ends after 255 steps: n may be any number.": ("range(n)", "range(min(n, 255))"),
        "the run ends after 1,000 steps: n may be any number.": ("range(n)", "range(min(n, 1000))"),
        "the state is made an array: pass it on as it is, it may be any object.": (
            "x, state = step(x, state)",
            "x, state = step(x, np.asarray(state))",
        ),
        "a state of None is not passed on: pass on what step returned, any object.": (
            BODY,
            "        x, new = step(x, state)\n        state = state if new is None else new\n        outputs[t] = x\n",
        ),
        "large outputs are cut: pass them on as they are.": ("outputs[t] = x", "outputs[t] = x = np.clip(x, -1e6, 1e6)"),
        "a list is returned: return an array.": ("return outputs", "return outputs.tolist()"),
        "outputs are clipped: pass them on as they are.": ("outputs[t] = x", "outputs[t] = x = np.clip(x, -100, 100)"),
        "the run ends when an output repeats: the state may still change, take all n steps.": (
            BODY,
            "        y, state = step(x, state)\n        outputs[t:] = y\n        if y == x:\n            break\n        x = y\n",
        ),
        "the input is 0 after the first step: each output is the next input.": (
            BODY,
            "        outputs[t], state = step(x, state)\n        x = 0.0\n",
        ),
        "the mean of input and output is passed on: pass on the output.": (
            BODY,
            "        y, state = step(x, state)\n        outputs[t] = y\n        x = (x + y) / 2\n",
        ),
    },
)


equivalents(
    ex,
    {
        "a list": """
        outputs = []
        for _ in range(n):
            x, state = step(x, state)
            outputs.append(x)
        return np.array(outputs, dtype=float)
    """,
        "a generator": """
        def run(x, state):
            while True:
                x, state = step(x, state)
                yield x

        values = run(x, state)
        return np.array([next(values) for _ in range(n)])
    """,
        "recursion for the state": """
        outputs, now = np.empty(n), (x, state)
        for t in range(n):
            now = step(*now)
            outputs[t] = now[0]
        return outputs
    """,
    },
)
