# Made by `make course` from solutions/04_rnn/04_rnn.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import reber as task

# %% rnn-step
def rnn_step(x, h, W_ih, W_hh, b):
    return np.tanh(x @ W_ih.T + h @ W_hh.T + b)

# %% rnn-forward
def rnn_forward(x, h0, W_ih, W_hh, b):
    h, hs = h0, []
    for x_t in x:
        h = nets.rnn_step(x_t, h, W_ih, W_hh, b)
        hs.append(h)
    return np.stack(hs)

# %% reber
def reber(rng):
    arrows = [
        {"B": 1},
        {"T": 2, "P": 3},
        {"S": 2, "X": 4},
        {"T": 3, "V": 5},
        {"X": 3, "S": 6},
        {"P": 4, "V": 6},
        {"E": 7},
        {},
    ]
    state, symbols = 0, []
    while arrows[state]:
        choices = list(arrows[state])
        symbols.append(choices[rng.integers(len(choices))])
        state = arrows[state][symbols[-1]]
    return "".join(symbols)

# %% embedded-reber
def embedded_reber(rng):
    letter = "TP"[rng.integers(2)]
    inner = task.reber(rng)
    return "B" + letter + inner + letter + "E"

# %% legal-next
def legal_next(prefix, grammar):
    state = 0
    for symbol in prefix:
        state = grammar[state][symbol]
    return "".join(symbol for symbol in task.SYMBOLS if symbol in grammar[state])

# %% one-hot
def one_hot(ids, V):
    return np.eye(V)[ids]

# %% inputs-and-targets
def inputs_and_targets(string, alphabet):
    ids = np.array([alphabet.index(symbol) for symbol in string])
    return ids[:-1], ids[1:]
