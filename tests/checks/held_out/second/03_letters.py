# %% context-counts wrong: context after the character
def context_counts(documents, k):
    counts = {}
    for d in documents:
        for i, c in enumerate(d):
            ctx = d[i + 1:i + 1 + k]
            counts.setdefault(ctx, {})
            counts[ctx][c] = counts[ctx].get(c, 0) + 1
    return counts
# %% context-counts wrong: set to 1 each time
def context_counts(documents, k):
    counts = {}
    for text in documents:
        for i in range(len(text)):
            ctx = text[max(0, i - k):i]
            counts[ctx] = counts.get(ctx, {})
            counts[ctx][text[i]] = 1
    return counts
# %% next-probabilities wrong: alpha not added above
def next_probabilities(counts, context, alphabet, alpha):
    d = counts.get(context, {})
    n = sum(d.values())
    return np.array([d.get(c, 0) / (n + alpha * len(alphabet)) for c in alphabet])
# %% next-probabilities wrong: a dict is returned
def next_probabilities(counts, context, alphabet, alpha):
    d = counts.get(context, {})
    n = sum(d.values()) + alpha * len(alphabet)
    return {c: (d.get(c, 0) + alpha) / n for c in alphabet}
# %% bits-per-character wrong: context crosses documents
def bits_per_character(model, documents):
    text = "".join(documents)
    k, A = model["k"], model["alphabet"]
    total = 0.0
    for i in range(len(text)):
        p = markov.next_probabilities(model["counts"], text[max(0, i - k):i], A, model["alpha"])[A.index(text[i])]
        if p == 0:
            return math.inf
        total -= math.log2(p)
    return total / len(text)
# %% bits-per-character wrong: log of the mean
def bits_per_character(model, documents):
    k, A = model["k"], model["alphabet"]
    ps = []
    for d in documents:
        for i in range(len(d)):
            ps.append(markov.next_probabilities(model["counts"], d[max(0, i - k):i], A, model["alpha"])[A.index(d[i])])
    return -math.log2(sum(ps) / len(ps))
# %% sample wrong: uniform choice
def sample(model, prompt, n, rng):
    text = prompt
    for _ in range(n):
        text += rng.choice(list(model["alphabet"]))
    return text[len(prompt):]
# %% sample wrong: n - 1 characters
def sample(model, prompt, n, rng):
    text = prompt
    k = model["k"]
    for _ in range(1, n):
        ctx = text[max(0, len(text) - k):]
        p = markov.next_probabilities(model["counts"], ctx, model["alphabet"], model["alpha"])
        text += rng.choice(list(model["alphabet"]), p=p)
    return text[len(prompt):]
# %% stationary wrong: column sums
def stationary(P):
    pi = P.sum(axis=0)
    return pi / pi.sum()
# %% stationary wrong: P not transposed in lstsq
def stationary(P):
    V = len(P)
    A = np.vstack([P - np.eye(V), np.ones(V)])
    b = np.append(np.zeros(V), 1)
    return np.linalg.lstsq(A, b, rcond=None)[0]
