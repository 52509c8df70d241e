"""The LSTMs that a test is tried on: wrong ones are edits of the answers of lesson 08.

Each is the text of a module with a function `fn`: a step, a loop, and a few lines around them.
One half is for the notebook, the other one for grading.
"""

from lstm_utils.checks.bank.l08_lstm import lstm_forward, lstm_step
from lstm_utils.checks.edits import edited

STEP, LOOP = lstm_step.ex, lstm_forward.ex
AROUND = """
def fn(x, h0, c0, W_ih, W_hh, b):
    with np.errstate(all="ignore"):
        hs, c, _ = lstm_forward(x, h0, c0, W_ih, W_hh, b, lstm_step)
    return hs, c
"""
IMPORTS = "import numpy as np\nimport lstm_utils.numpy_nets as nets\n\nKEPT = {}\n"
RUN = "hs, c, _ = lstm_forward(x, h0, c0, W_ih, W_hh, b, lstm_step)"
END = "    return hs, c\n"
START = "h, c, hs, caches = h0, c0, [], []"
SESSION = "key = W_ih.tobytes()"


def module(step="", loop="", around=""):
    """Return the text of an LSTM, from the text of each of its parts."""
    return "\n\n".join([IMPORTS, step or STEP.model_answer, loop or LOOP.model_answer, around or AROUND])


def known(exercise, words):
    """Return the text of the one mistake of the bank that begins with these words."""
    (found,) = [m.source for m in exercise.mistakes if m.diagnosis.startswith(words)]
    return found


def step(words, edit=None):
    """Return an LSTM with a known wrong step, or with an edited one."""
    return words, module(step=known(STEP, words) if edit is None else edited(STEP.model_answer, edit))


def loop(words, edit=None):
    """Return an LSTM with a known wrong loop, or with an edited one."""
    return words, module(loop=known(LOOP, words) if edit is None else edited(LOOP.model_answer, edit))


def around(words, edit):
    """Return an LSTM with other lines around the loop."""
    return words, module(around=edited(AROUND, edit))


def begins(h, c):
    """Return the edit with which a sequence begins from other states."""
    return (START, f"h, c, hs, caches = {h}, {c}, [], []")


WRONG = {
    "equations": (
        [step("the blocks are read as i, g, f, o"), step("i and f are swapped in the cell state"), step("h = o * c")],
        [step("the blocks are read as i, o, f, g"), step("g goes through the sigmoid"), step("the forget gate is not used")],
    ),
    "biases": (
        [step("the biases are missing")],
        [step("the bias is added twice"), step("the same part of b is added to all gates")],
    ),
    "start": (
        [loop("the sequence starts from 0"), loop("h0 and c0 are swapped at the start")],
        [loop("c starts from 0 whatever c0 is", begins("h0", "np.zeros_like(c0)")), loop("c starts from h0", begins("h0", "h0"))],
    ),
    "time": (
        [loop("c is not carried"), loop("the sequence is read from its end"), loop("all of hs is the last h")],
        [
            loop("h is not carried"),
            loop("every step reads the first input"),
            loop(
                "the first state is returned for all steps but the last",
                ("np.stack(hs)", "np.stack([hs[0]] * (len(hs) - 1) + hs[-1:])"),
            ),
        ],
    ),
    "long sequences": (
        [
            loop(
                "the state is cleared every 32 steps",
                (
                    "    for x_t in x:\n",
                    "    for t, x_t in enumerate(x):\n        if t % 32 == 31:\n            h, c = 0 * h, 0 * c\n",
                ),
            )
        ],
        [
            loop(
                "c is cleared after 25 steps",
                ("    for x_t in x:\n", "    for t, x_t in enumerate(x):\n        if t == 25:\n            c = 0 * c\n"),
            )
        ],
    ),
    "batches": (
        [
            loop("all sequences start from the first one's state", begins("h0[:1] + 0 * h0", "c0[:1] + 0 * c0")),
            loop("the last sequence reads the first one's inputs", ("step(x_t,", "step(np.concatenate([x_t[:-1], x_t[:1]]),")),
        ],
        [
            loop("the sequences exchange their h at each step", ("hs.append(h)", "hs.append(h)\n        h = h[::-1]")),
            loop("the first sequence's c is returned for all", ("np.stack(hs), c,", "np.stack(hs), c[:1] + 0 * c,")),
        ],
    ),
    "results": (
        [
            loop("the last h is returned in place of the last c"),
            loop("one step has no time axis in hs", ("np.stack(hs)", "(np.stack(hs) if len(hs) > 1 else h)")),
            loop("hs has an axis too many", ("np.stack(hs),", "np.stack(hs)[None],")),
        ],
        [
            loop("c is the one before the last step", ("np.stack(hs), c,", 'np.stack(hs), caches[-1]["c_prev"],')),
            loop("c has an axis too many", ("np.stack(hs), c,", "np.stack(hs), c[None],")),
            loop("axes of size 1 are removed from hs", ("np.stack(hs)", "np.stack(hs).squeeze()")),
        ],
    ),
    "large numbers": (
        [
            step("the sigmoid of f overflows", ("nets.sigmoid(a_f)", "np.exp(a_f) / (1 + np.exp(a_f))")),
            step("an overflow of i becomes 0", ("nets.sigmoid(a_i)", "np.nan_to_num(np.exp(a_i) / (1 + np.exp(a_i)))")),
        ],
        [
            step("the tanh of g overflows", ("np.tanh(a_g)", "(np.exp(2 * a_g) - 1) / (np.exp(2 * a_g) + 1)")),
            step("an overflow of o becomes 0", ("nets.sigmoid(a_o)", "np.nan_to_num(np.exp(a_o) / (1 + np.exp(a_o)))")),
        ],
    ),
    "small differences": (
        [
            around("hs is a millionth too large", (END, "    return hs * (1 + 1e-6), c\n")),
            around(
                "all is computed in float32",
                (RUN, RUN.replace("x, h0", "*(q.astype(np.float32) for q in (x, h0").replace("b, lstm_step", "b)), lstm_step")),
            ),
        ],
        [
            around("c is a millionth too small", (END, "    return hs, c * (1 - 1e-6)\n")),
            around("weights are rounded to six decimals", (RUN, RUN.replace("W_ih, W_hh", "W_ih.round(6), W_hh.round(6)"))),
        ],
    ),
    "arguments": (
        [step("c is changed in place"), loop("h0 and c0 are changed in place")],
        [
            around(
                "x is reversed in place and read from its end",
                (f"        {RUN}", f"        x[...] = x[::-1].copy()\n        {RUN.replace('(x,', '(x[::-1],')}"),
            ),
            around("b is set to 0 in the end", (END, f"    b[:] = 0\n{END}")),
        ],
    ),
    "memory": (
        [
            around(
                "the state of the last call goes on while the weights are the same",
                (
                    f"        {RUN}\n",
                    f"        {SESSION}\n        h0, c0 = KEPT.get(key, (h0, c0))\n        {RUN}\n        KEPT[key] = hs[-1], c\n",
                ),
            ),
            around(
                "the first weights of a size are kept",
                (
                    f"        {RUN}",
                    f"        W_ih, W_hh, b = KEPT.setdefault(W_ih.shape, (W_ih.copy(), W_hh.copy(), b.copy()))\n        {RUN}",
                ),
            ),
            around(
                "hs is the same array at each call",
                (END, "    KEPT.setdefault(hs.shape, np.empty_like(hs))[...] = hs\n    return KEPT[hs.shape], c\n"),
            ),
        ],
        [
            around(
                "every second call starts from 0 while the weights are the same",
                (
                    f"        {RUN}",
                    f"        {SESSION}\n        KEPT[key] = KEPT.get(key, 0) + 1\n        if KEPT[key] % 2 == 0:\n"
                    f"            h0, c0 = 0 * h0, 0 * c0\n        {RUN}",
                ),
            ),
            around(
                "results are kept by the shapes of x and h0",
                (END, "    hs, c = KEPT.setdefault((x.shape, h0.shape), (hs, c))\n    return hs.copy(), c.copy()\n"),
            ),
            around(
                "c is the same array at each call",
                (END, "    KEPT.setdefault(c.shape, np.empty_like(c))[...] = c\n    return hs, KEPT[c.shape]\n"),
            ),
        ],
    ),
    "exceptions": (
        [step("W_hh is not transposed")],
        [step("W_ih @ x is the product for one column vector"), step("a is cut along the batch")],
    ),
}

WHOLE = (f"        {RUN}\n{END}", "        return nets.lstm_forward(x, h0, c0, W_ih, W_hh, b)[:2]\n")


def same_step(words):
    """Return an LSTM with a right step that is written differently."""
    return words, module(step=STEP.sources[words])


RIGHT = (
    [
        around("fast, all input products at once", WHOLE),
        same_step("four products, one for each gate"),
        around(
            "weights are kept, and compared",
            (
                f"        {RUN}",
                "        if not all(map(np.array_equal, KEPT.get('w', ()), (W_ih, W_hh, b))) or 'w' not in KEPT:\n"
                f"            KEPT['w'] = W_ih.copy(), W_hh.copy(), b.copy()\n        W_ih, W_hh, b = KEPT['w']\n        {RUN}",
            ),
        ),
    ],
    [
        around("fast, all input products at once", WHOLE),
        same_step("one tanh for all four blocks"),
        around("results with another order in memory", (END, "    return np.asfortranarray(hs), [*[c]][0].T.copy().T\n")),
    ],
)
