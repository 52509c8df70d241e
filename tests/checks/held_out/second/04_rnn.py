# %% rnn-step wrong: tanh only on the input part
def rnn_step(x, h, W_ih, W_hh, b):
    return np.tanh(x @ W_ih.T + b) + h @ W_hh.T
# %% rnn-step wrong: h added without weights
def rnn_step(x, h, W_ih, W_hh, b):
    return np.tanh(x @ W_ih.T + h + b)
# %% rnn-forward wrong: return inside the loop
def rnn_forward(x, h0, W_ih, W_hh, b):
    hs, h = [], h0
    for x_t in x:
        h = nets.rnn_step(x_t, h, W_ih, W_hh, b)
        hs.append(h)
        return np.stack(hs)
# %% rnn-forward wrong: reversed time
def rnn_forward(x, h0, W_ih, W_hh, b):
    h, hs = h0, []
    for x_t in reversed(x):
        h = nets.rnn_step(x_t, h, W_ih, W_hh, b)
        hs.append(h)
    return np.stack(hs)
# %% reber wrong: S loop impossible (S leads on)
def reber(rng):
    arrows = [{"B": 1}, {"T": 2, "P": 3}, {"S": 4, "X": 4}, {"T": 3, "V": 5}, {"X": 3, "S": 6}, {"P": 4, "V": 6}, {"E": 7}, {}]
    state, out = 0, ""
    while arrows[state]:
        keys = list(arrows[state])
        c = keys[int(rng.random() * len(keys))]
        out += c
        state = arrows[state][c]
    return out
# %% reber wrong: B not written
def reber(rng):
    arrows = {1: {"T": 2, "P": 3}, 2: {"S": 2, "X": 4}, 3: {"T": 3, "V": 5}, 4: {"X": 3, "S": 6}, 5: {"P": 4, "V": 6}, 6: {"E": 7}}
    state, out = 1, ""
    while state in arrows:
        c = rng.choice(list(arrows[state]))
        out += c
        state = arrows[state][c]
    return out
# %% embedded-reber wrong: second letter is the other one
def embedded_reber(rng):
    first, last = ("T", "P") if rng.random() < 0.5 else ("P", "T")
    return "B" + first + task.reber(rng) + last + "E"
# %% embedded-reber wrong: letter taken from a biased coin
def embedded_reber(rng):
    letter = "T" if rng.random() < 0.7 else "P"
    return "B" + letter + task.reber(rng) + letter + "E"
# %% legal-next wrong: states are returned
def legal_next(prefix, grammar):
    s = 0
    for c in prefix:
        s = grammar[s][c]
    return list(grammar[s].values())
# %% legal-next wrong: starts after B
def legal_next(prefix, grammar):
    s = 0
    for c in prefix[1:]:
        if c in grammar[s]:
            s = grammar[s][c]
    return "".join(c for c in task.SYMBOLS if c in grammar[s])
# %% one-hot wrong: B and T exchanged
def one_hot(ids, V):
    return np.eye(V)[ids.T]
# %% one-hot wrong: two axes only
def one_hot(ids, V):
    flat = ids.ravel()
    out = np.zeros((len(flat), V))
    out[np.arange(len(flat)), flat] = 1
    return out
# %% inputs-and-targets wrong: counts from 1
def inputs_and_targets(string, alphabet):
    ids = np.array([alphabet.index(c) + 1 for c in string])
    return ids[:-1], ids[1:]
# %% inputs-and-targets wrong: symbols instead of numbers
def inputs_and_targets(string, alphabet):
    return np.array(list(string[:-1])), np.array(list(string[1:]))
