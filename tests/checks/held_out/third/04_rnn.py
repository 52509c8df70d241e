# %% rnn-step wrong: tanh is left out
def rnn_step(x, h, W_ih, W_hh, b):
    return x @ W_ih.T + h @ W_hh.T + b
# %% rnn-step wrong: h is used elementwise with the diagonal
def rnn_step(x, h, W_ih, W_hh, b):
    return np.tanh(x @ W_ih.T + h * np.diag(W_hh) + b)
# %% rnn-step wrong: two tanh, one for each part
def rnn_step(x, h, W_ih, W_hh, b):
    return np.tanh(x @ W_ih.T + b) + np.tanh(h @ W_hh.T)
# %% rnn-step wrong: the old state is added
def rnn_step(x, h, W_ih, W_hh, b):
    return h + np.tanh(x @ W_ih.T + h @ W_hh.T + b)
# %% rnn-step right: one product of joined arrays
def rnn_step(x, h, W_ih, W_hh, b):
    W = np.hstack([W_ih, W_hh])
    return np.tanh(np.concatenate([x, h], axis=1).dot(W.T) + b)
# %% rnn-forward wrong: h0 is never replaced
def rnn_forward(x, h0, W_ih, W_hh, b):
    hs = []
    for x_t in x:
        h = nets.rnn_step(x_t, h0, W_ih, W_hh, b)
        hs.append(h)
    return np.stack(hs)
# %% rnn-forward wrong: the start is among the states
def rnn_forward(x, h0, W_ih, W_hh, b):
    hs = [h0]
    for t in range(len(x)):
        hs.append(nets.rnn_step(x[t], hs[-1], W_ih, W_hh, b))
    return np.array(hs)
# %% rnn-forward wrong: reads hs[t - 1] before the first step
def rnn_forward(x, h0, W_ih, W_hh, b):
    hs = np.zeros((len(x), *h0.shape))
    for t in range(len(x)):
        hs[t] = nets.rnn_step(x[t], hs[t - 1], W_ih, W_hh, b)
    return hs
# %% rnn-forward wrong: loop over the batch
def rnn_forward(x, h0, W_ih, W_hh, b):
    h = h0
    hs = []
    for t in range(x.shape[1]):
        h = nets.rnn_step(x[:, t], h, W_ih, W_hh, b)
        hs.append(h)
    return np.stack(hs, axis=1)
# %% rnn-forward right: filled in place with an offset of one
def rnn_forward(x, h0, W_ih, W_hh, b):
    T = x.shape[0]
    all_h = np.empty((T + 1,) + h0.shape)
    all_h[0] = h0
    for t in range(1, T + 1):
        all_h[t] = np.tanh(x[t - 1] @ W_ih.T + all_h[t - 1] @ W_hh.T + b)
    return all_h[1:]
# %% reber wrong: the first fork is always T
def reber(rng):
    arrows = [
        {"B": 1}, {"T": 2, "P": 3}, {"S": 2, "X": 4}, {"T": 3, "V": 5},
        {"X": 3, "S": 6}, {"P": 4, "V": 6}, {"E": 7}, {},
    ]
    state, text = 0, ""
    while arrows[state]:
        symbols = list(arrows[state])
        c = symbols[0] if state == 1 else symbols[rng.integers(len(symbols))]
        text += c
        state = arrows[state][c]
    return text
# %% reber wrong: the last E is forgotten
def reber(rng):
    arrows = [
        {"B": 1}, {"T": 2, "P": 3}, {"S": 2, "X": 4}, {"T": 3, "V": 5},
        {"X": 3, "S": 6}, {"P": 4, "V": 6}, {"E": 7}, {},
    ]
    state, text = 0, ""
    while state < 6:
        c = str(rng.choice(list(arrows[state])))
        text += c
        state = arrows[state][c]
    return text
# %% embedded-reber wrong: the last letter is drawn again
def embedded_reber(rng):
    inner = task.reber(rng)
    first = str(rng.choice(["T", "P"]))
    last = str(rng.choice(["T", "P"]))
    return "B" + first + inner + last + "E"
# %% embedded-reber wrong: the inner string loses its own B and E
def embedded_reber(rng):
    letter = rng.choice(["T", "P"])
    return f"B{letter}{task.reber(rng)[1:-1]}{letter}E"
# %% legal-next wrong: the order of the dict
def legal_next(prefix, grammar):
    state = 0
    for c in prefix:
        state = grammar[state][c]
    return "".join(grammar[state])
# %% legal-next wrong: sorted by the alphabet
def legal_next(prefix, grammar):
    state = 0
    for c in prefix:
        state = grammar[state][c]
    return "".join(sorted(grammar[state]))
# %% legal-next right: recursion
def legal_next(prefix, grammar):
    def walk(state, rest):
        return walk(grammar[state][rest[0]], rest[1:]) if rest else state

    return "".join(filter(grammar[walk(0, prefix)].__contains__, task.SYMBOLS))
# %% one-hot wrong: as many columns as the largest id needs
def one_hot(ids, V):
    return np.eye(ids.max() + 1)[ids]
# %% one-hot wrong: counts from 1
def one_hot(ids, V):
    out = np.zeros((*ids.shape, V))
    for t in range(ids.shape[0]):
        for n in range(ids.shape[1]):
            out[t, n, ids[t, n] - 1] = 1
    return out
# %% one-hot right: a comparison
def one_hot(ids, V):
    return (ids[..., None] == np.arange(V)).astype(float)
# %% inputs-and-targets wrong: the targets are the inputs
def inputs_and_targets(string, alphabet):
    ids = np.array([alphabet.index(c) for c in string])
    return ids[:-1], ids[:-1]
# %% inputs-and-targets wrong: the inputs end too late
def inputs_and_targets(string, alphabet):
    ids = np.array([alphabet.index(c) for c in string])
    return ids, ids[1:]
# %% inputs-and-targets wrong: the previous symbol is the target
def inputs_and_targets(string, alphabet):
    ids = np.array([alphabet.find(c) for c in string])
    return ids[1:], ids[:-1]
