# %% rnn-step wrong: W_hh not transposed
def rnn_step(x, h, W_ih, W_hh, b):
    return np.tanh(np.dot(x, W_ih.T) + np.dot(h, W_hh) + b)
# %% rnn-step wrong: tanh forgotten
def rnn_step(x, h, W_ih, W_hh, b):
    z = nets.dense(x, W_ih, b)
    z += nets.dense(h, W_hh, np.zeros_like(b))
    return z
# %% rnn-step wrong: bias twice by dense
def rnn_step(x, h, W_ih, W_hh, b):
    return np.tanh(nets.dense(x, W_ih, b) + nets.dense(h, W_hh, b))
# %% rnn-step wrong: h added in place
def rnn_step(x, h, W_ih, W_hh, b):
    h[:] = np.tanh(x @ W_ih.T + h @ W_hh.T + b)
    return h
# %% rnn-step wrong: sigmoid
def rnn_step(x, h, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    return 1 / (1 + np.exp(-a))
# %% rnn-step right: concatenation
def rnn_step(x, h, W_ih, W_hh, b):
    W = np.concatenate([W_ih, W_hh], axis=1)
    xh = np.concatenate([x, h], axis=1)
    return np.tanh(xh @ W.T + b)
# %% rnn-step right: per example
def rnn_step(x, h, W_ih, W_hh, b):
    return np.stack([np.tanh(W_ih @ u + W_hh @ v + b) for u, v in zip(x, h)])
# %% rnn-forward wrong: h0 in front
def rnn_forward(x, h0, W_ih, W_hh, b):
    hs = [h0]
    for xt in x:
        hs.append(nets.rnn_step(xt, hs[-1], W_ih, W_hh, b))
    return np.array(hs)
# %% rnn-forward wrong: only last
def rnn_forward(x, h0, W_ih, W_hh, b):
    h = h0
    for t in range(x.shape[0]):
        h = nets.rnn_step(x[t], h, W_ih, W_hh, b)
    return h
# %% rnn-forward wrong: h0 at each step
def rnn_forward(x, h0, W_ih, W_hh, b):
    hs = np.zeros((x.shape[0],) + h0.shape)
    for t in range(len(x)):
        hs[t] = nets.rnn_step(x[t], h0, W_ih, W_hh, b)
    return hs
# %% rnn-forward wrong: loops over the batch
def rnn_forward(x, h0, W_ih, W_hh, b):
    h = h0
    hs = []
    for t in range(x.shape[1]):
        h = nets.rnn_step(x[:, t], h, W_ih, W_hh, b)
        hs.append(h)
    return np.stack(hs, axis=1)
# %% rnn-forward wrong: starts from zeros
def rnn_forward(x, h0, W_ih, W_hh, b):
    T, B, _ = x.shape
    H = W_hh.shape[0]
    hs = np.zeros((T, B, H))
    h = np.zeros((B, H))
    for t in range(T):
        h = np.tanh(x[t] @ W_ih.T + h @ W_hh.T + b)
        hs[t] = h
    return hs
# %% rnn-forward wrong: hs[t-1] at t=0 is the last row, not h0
def rnn_forward(x, h0, W_ih, W_hh, b):
    hs = np.zeros((len(x), *h0.shape))
    for t in range(len(x)):
        hs[t] = nets.rnn_step(x[t], hs[t - 1], W_ih, W_hh, b)
    return hs
# %% rnn-forward right: accumulate
def rnn_forward(x, h0, W_ih, W_hh, b):
    from itertools import accumulate
    steps = accumulate(x, lambda h, xt: nets.rnn_step(xt, h, W_ih, W_hh, b), initial=h0)
    return np.stack(list(steps)[1:])
# %% rnn-forward right: recursion
def rnn_forward(x, h0, W_ih, W_hh, b):
    ax = np.einsum("tbi,hi->tbh", x, W_ih) + b
    hs = np.empty_like(ax)
    prev = h0
    for t, a in enumerate(ax):
        prev = hs[t] = np.tanh(a + np.dot(prev, W_hh.T))
    return hs
# %% reber wrong: one arrow leads elsewhere (X from state 3's loop swapped with V)
def reber(rng):
    arrows = [{"B": 1}, {"T": 2, "P": 3}, {"S": 2, "X": 4}, {"T": 3, "V": 5}, {"X": 5, "S": 6}, {"P": 4, "V": 6}, {"E": 7}, {}]
    s, state = "", 0
    while arrows[state]:
        symbol = rng.choice(list(arrows[state]))
        s += symbol
        state = arrows[state][symbol]
    return s
# %% reber wrong: always the first arrow
def reber(rng):
    arrows = [{"B": 1}, {"T": 2, "P": 3}, {"S": 2, "X": 4}, {"T": 3, "V": 5}, {"X": 3, "S": 6}, {"P": 4, "V": 6}, {"E": 7}, {}]
    out, i = "", 0
    while i != 7:
        options = sorted(arrows[i])
        sym = options[-1] if rng.random() < 0.9 else options[0]
        out += sym
        i = arrows[i][sym]
    return out
# %% reber wrong: E missing
def reber(rng):
    arrows = [{"B": 1}, {"T": 2, "P": 3}, {"S": 2, "X": 4}, {"T": 3, "V": 5}, {"X": 3, "S": 6}, {"P": 4, "V": 6}, {"E": 7}, {}]
    state, string = 0, ""
    while state < 6:
        c = rng.choice(list(arrows[state].keys()))
        string += c
        state = arrows[state][c]
    return string
# %% reber wrong: Python's random module
def reber(rng):
    import random
    arrows = [{"B": 1}, {"T": 2, "P": 3}, {"S": 2, "X": 4}, {"T": 3, "V": 5}, {"X": 3, "S": 6}, {"P": 4, "V": 6}, {"E": 7}, {}]
    state, s = 0, ""
    while arrows[state]:
        c, state = random.choice(list(arrows[state].items()))
        s += c
    return s
# %% reber wrong: integers(0, 1) is always 0
def reber(rng):
    arrows = [{"B": 1}, {"T": 2, "P": 3}, {"X": 4, "S": 2}, {"V": 5, "T": 3}, {"S": 6, "X": 3}, {"V": 6, "P": 4}, {"E": 7}, {}]
    state, s = 0, ""
    while state != 7:
        symbols = list(arrows[state])
        c = symbols[rng.integers(0, len(symbols) - 1)] if len(symbols) > 1 else symbols[0]
        s += c
        state = arrows[state][c]
    return s
# %% reber wrong: a list is returned
def reber(rng):
    arrows = [{"B": 1}, {"T": 2, "P": 3}, {"S": 2, "X": 4}, {"T": 3, "V": 5}, {"X": 3, "S": 6}, {"P": 4, "V": 6}, {"E": 7}, {}]
    state, s = 0, []
    while arrows[state]:
        c = str(rng.choice(list(arrows[state])))
        s.append(c)
        state = arrows[state][c]
    return s
# %% reber right: while True with if
def reber(rng):
    def coin():
        return rng.random() < 0.5
    s = "B"
    state = 2 if coin() else 3
    s += "T" if state == 2 else "P"
    while state != 6:
        heads = coin()
        if state == 2:
            s, state = (s + "S", 2) if heads else (s + "X", 4)
        elif state == 3:
            s, state = (s + "T", 3) if heads else (s + "V", 5)
        elif state == 4:
            s, state = (s + "X", 3) if heads else (s + "S", 6)
        else:
            s, state = (s + "P", 4) if heads else (s + "V", 6)
    return s + "E"
# %% reber right: permutation
def reber(rng):
    arrows = [{"B": 1}, {"T": 2, "P": 3}, {"S": 2, "X": 4}, {"T": 3, "V": 5}, {"X": 3, "S": 6}, {"P": 4, "V": 6}, {"E": 7}, {}]
    def walk(state):
        if not arrows[state]:
            return ""
        edges = list(arrows[state].items())
        c, nxt = edges[rng.permutation(len(edges))[0]]
        return c + walk(nxt)
    return walk(0)
# %% embedded-reber wrong: two independent draws of the letter
def embedded_reber(rng):
    a = rng.choice(["T", "P"])
    c = rng.choice(["T", "P"])
    return "B" + a + task.reber(rng) + c + "E"
# %% embedded-reber wrong: inner without B and E
def embedded_reber(rng):
    letter = "TP"[rng.integers(2)]
    return "B" + letter + task.reber(rng)[1:-1] + letter + "E"
# %% embedded-reber wrong: outer E missing
def embedded_reber(rng):
    t = str(rng.choice(list("TP")))
    return f"B{t}{task.reber(rng)}{t}"
# %% embedded-reber wrong: integers(0, 1)
def embedded_reber(rng):
    letter = "T" if rng.integers(0, 1) == 0 else "P"
    return "B" + letter + task.reber(rng) + letter + "E"
# %% embedded-reber wrong: wrong letter pair
def embedded_reber(rng):
    letter = rng.choice(["T", "V"])
    return "B" + letter + task.reber(rng) + letter + "E"
# %% embedded-reber right: join
def embedded_reber(rng):
    inner = task.reber(rng)
    c = "P" if rng.uniform() >= 0.5 else "T"
    return "".join(["B", c, inner, c, "E"])
# %% embedded-reber right: bytes
def embedded_reber(rng):
    letter = ("T", "P")[int(rng.bytes(1)[0]) % 2]
    return "%s%s%s%s%s" % ("B", letter, task.reber(rng), letter, "E")
# %% legal-next wrong: order of the dict
def legal_next(prefix, grammar):
    state = 0
    for c in prefix:
        state = grammar[state][c]
    return "".join(grammar[state])
# %% legal-next wrong: sorted alphabetically
def legal_next(prefix, grammar):
    s = 0
    for sym in prefix:
        s = grammar[s].get(sym)
    return "".join(sorted(grammar[s].keys()))
# %% legal-next wrong: a list
def legal_next(prefix, grammar):
    state = 0
    for symbol in prefix:
        state = grammar[state][symbol]
    return [c for c in task.SYMBOLS if c in grammar[state]]
# %% legal-next wrong: only the last symbol looked at
def legal_next(prefix, grammar):
    allowed = set()
    for arrows in grammar:
        if prefix == "" and arrows is grammar[0]:
            allowed |= set(arrows)
        elif prefix and prefix[-1] in arrows:
            allowed |= set(grammar[arrows[prefix[-1]]])
    return "".join(c for c in task.SYMBOLS if c in allowed)
# %% legal-next wrong: stops one symbol early
def legal_next(prefix, grammar):
    state = 0
    for i in range(len(prefix) - 1):
        state = grammar[state][prefix[i]]
    return "".join(c for c in task.SYMBOLS if c in grammar[state])
# %% legal-next right: sorted with key
def legal_next(prefix, grammar):
    from functools import reduce
    state = reduce(lambda s, c: grammar[s][c], prefix, 0)
    return "".join(sorted(grammar[state], key=task.SYMBOLS.index))
# %% legal-next right: recursion
def legal_next(prefix, grammar):
    def walk(rest, state):
        return state if not rest else walk(rest[1:], grammar[state][rest[0]])
    d = grammar[walk(prefix, 0)]
    return "".join(filter(d.__contains__, "BTSXPVE"))
# %% one-hot wrong: V from the data
def one_hot(ids, V):
    return np.eye(ids.max() + 1)[ids]
# %% one-hot wrong: integers
def one_hot(ids, V):
    return (ids[..., None] == np.arange(V)).astype(int)
# %% one-hot wrong: V first
def one_hot(ids, V):
    T, B = ids.shape
    out = np.zeros((V, T, B))
    for t in range(T):
        for j in range(B):
            out[ids[t, j], t, j] = 1.0
    return out
# %% one-hot wrong: advanced index sets all
def one_hot(ids, V):
    T, B = ids.shape
    out = np.zeros((T, B, V))
    out[:, :, ids] = 1
    return out
# %% one-hot wrong: V + 1, shifted
def one_hot(ids, V):
    out = np.zeros(ids.shape + (V,))
    for t, row in enumerate(ids):
        for j, s in enumerate(row):
            out[t, j, s - 1] = 1
    return out
# %% one-hot right: put_along_axis
def one_hot(ids, V):
    codes = np.zeros((*ids.shape, V))
    np.put_along_axis(codes, ids[..., np.newaxis], 1.0, axis=-1)
    return codes
# %% one-hot right: equality
def one_hot(ids, V):
    return np.equal.outer(ids, np.arange(V)).astype(float)
# %% inputs-and-targets wrong: no shift
def inputs_and_targets(string, alphabet):
    n = np.array([alphabet.index(c) for c in string])
    return n[:-1], n[:-1]
# %% inputs-and-targets wrong: targets the other way
def inputs_and_targets(string, alphabet):
    ids = np.array([alphabet.index(c) for c in string])
    return ids[1:], ids[:-1]
# %% inputs-and-targets wrong: full lengths
def inputs_and_targets(string, alphabet):
    ids = [alphabet.index(s) for s in string]
    x = np.array(ids)
    y = np.array(ids[1:])
    return x, y
# %% inputs-and-targets wrong: lists
def inputs_and_targets(string, alphabet):
    lookup = {c: i for i, c in enumerate(alphabet)}
    return [lookup[c] for c in string[:-1]], [lookup[c] for c in string[1:]]
# %% inputs-and-targets wrong: own sorted alphabet
def inputs_and_targets(string, alphabet):
    symbols = sorted(set(string))
    ids = np.array([symbols.index(c) for c in string])
    return ids[:-1], ids[1:]
# %% inputs-and-targets wrong: rolled
def inputs_and_targets(string, alphabet):
    x = np.array([alphabet.index(c) for c in string])
    return x, np.roll(x, -1)
# %% inputs-and-targets right: fromiter
def inputs_and_targets(string, alphabet):
    ids = np.fromiter(map(alphabet.find, string), dtype=np.int64)
    return ids[:-1].copy(), ids[1:].copy()
# %% inputs-and-targets right: zip
def inputs_and_targets(string, alphabet):
    pairs = [(alphabet.index(a), alphabet.index(b)) for a, b in zip(string, string[1:])]
    x, y = np.array(pairs).T
    return x, y
