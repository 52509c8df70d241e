# %% context-counts wrong: documents joined
def context_counts(documents, k):
    text = "".join(documents)
    counts = {}
    for i, ch in enumerate(text):
        ctx = text[max(0, i - k):i]
        counts.setdefault(ctx, {})
        counts[ctx][ch] = counts[ctx].get(ch, 0) + 1
    return counts
# %% context-counts wrong: starts at k
def context_counts(documents, k):
    from collections import defaultdict
    counts = defaultdict(lambda: defaultdict(int))
    for doc in documents:
        for i in range(k, len(doc)):
            counts[doc[i - k:i]][doc[i]] += 1
    return {c: dict(d) for c, d in counts.items()}
# %% context-counts wrong: negative slice start
def context_counts(documents, k):
    counts = {}
    for doc in documents:
        for i in range(len(doc)):
            context = doc[i - k:i]
            if context not in counts:
                counts[context] = {}
            if doc[i] not in counts[context]:
                counts[context][doc[i]] = 0
            counts[context][doc[i]] += 1
    return counts
# %% context-counts wrong: first count is 0
def context_counts(documents, k):
    counts = {}
    for doc in documents:
        for i, c in enumerate(doc):
            ctx = doc[max(0, i - k):i]
            if ctx not in counts:
                counts[ctx] = {}
            if c in counts[ctx]:
                counts[ctx][c] += 1
            else:
                counts[ctx][c] = 0
    return counts
# %% context-counts wrong: k-grams, last character included in the context
def context_counts(documents, k):
    counts = {}
    for d in documents:
        for i in range(len(d)):
            ctx = d[max(0, i - k + 1):i + 1]
            inner = counts.setdefault(ctx, {})
            inner[d[i]] = inner.get(d[i], 0) + 1
    return counts
# %% context-counts wrong: all shorter contexts, too
def context_counts(documents, k):
    out = {}
    for doc in documents:
        for i in range(len(doc)):
            for j in range(k + 1):
                if i - j >= 0:
                    ctx = doc[i - j:i]
                    out.setdefault(ctx, {}).setdefault(doc[i], 0)
                    out[ctx][doc[i]] += 1
    return out
# %% context-counts right: sliding context
def context_counts(documents, k):
    counts = {}
    for doc in documents:
        ctx = ""
        for ch in doc:
            row = counts.setdefault(ctx, {})
            row[ch] = row.get(ch, 0) + 1
            ctx = (ctx + ch)[-k:] if k else ""
    return counts
# %% context-counts right: Counter
def context_counts(documents, k):
    from collections import Counter
    pairs = Counter(
        (doc[max(i - k, 0):i], doc[i]) for doc in documents for i in range(len(doc))
    )
    result = {}
    for (context, char), n in pairs.items():
        result.setdefault(context, {})[char] = n
    return result
# %% next-probabilities wrong: alpha added once below
def next_probabilities(counts, context, alphabet, alpha):
    row = counts.get(context, {})
    total = sum(row.values())
    return np.array([(row.get(c, 0) + alpha) / (total + alpha) for c in alphabet])
# %% next-probabilities wrong: KeyError for an unseen context
def next_probabilities(counts, context, alphabet, alpha):
    n = np.array([counts[context].get(ch, 0) for ch in alphabet])
    return (n + alpha) / (n.sum() + alpha * len(alphabet))
# %% next-probabilities wrong: order of the counts, only seen
def next_probabilities(counts, context, alphabet, alpha):
    row = counts.get(context, {})
    values = np.array(list(row.values()), dtype=float)
    return (values + alpha) / (values.sum() + alpha * len(alphabet))
# %% next-probabilities wrong: setdefault changes counts
def next_probabilities(counts, context, alphabet, alpha):
    row = counts.setdefault(context, {})
    for c in alphabet:
        row.setdefault(c, 0)
    V = len(alphabet)
    total = sum(row.values())
    return np.array([(row[c] + alpha) / (total + alpha * V) for c in alphabet])
# %% next-probabilities wrong: V is the number of seen characters
def next_probabilities(counts, context, alphabet, alpha):
    seen = counts.get(context, {})
    V = len(seen)
    N = sum(seen.values())
    p = []
    for c in alphabet:
        p.append((seen.get(c, 0) + alpha) / (N + alpha * V))
    return np.array(p)
# %% next-probabilities right: normalise by sum
def next_probabilities(counts, context, alphabet, alpha):
    p = np.full(len(alphabet), float(alpha))
    for ch, n in counts.get(context, {}).items():
        p[alphabet.index(ch)] += n
    return p / p.sum()
# %% next-probabilities right: fromiter
def next_probabilities(counts, context, alphabet, alpha):
    d = counts[context] if context in counts else {}
    n = np.fromiter((d[c] if c in d else 0 for c in alphabet), dtype=float)
    return (n + alpha) / (sum(d.values()) + alpha * len(alphabet))
# %% bits-per-character wrong: natural log
def bits_per_character(model, documents):
    k, alphabet = model["k"], model["alphabet"]
    s, N = 0.0, 0
    for doc in documents:
        for i in range(len(doc)):
            p = markov.next_probabilities(model["counts"], doc[max(0, i - k):i], alphabet, model["alpha"])
            q = p[alphabet.index(doc[i])]
            if q == 0:
                return math.inf
            s -= math.log(q)
            N += 1
    return s / N
# %% bits-per-character wrong: mean of means
def bits_per_character(model, documents):
    k = model["k"]
    means = []
    for doc in documents:
        bits = []
        for i, c in enumerate(doc):
            p = markov.next_probabilities(model["counts"], doc[max(0, i - k):i], model["alphabet"], model["alpha"])
            pc = p[model["alphabet"].index(c)]
            bits.append(-math.log2(pc) if pc > 0 else math.inf)
        if bits:
            means.append(sum(bits) / len(bits))
    return sum(means) / len(means)
# %% bits-per-character wrong: skips p = 0
def bits_per_character(model, documents):
    bits, n = 0, 0
    for d in documents:
        for i in range(len(d)):
            p = markov.next_probabilities(model["counts"], d[max(0, i - model["k"]):i], model["alphabet"], model["alpha"])
            p = p[model["alphabet"].find(d[i])]
            if p > 0:
                bits += -math.log2(p)
            n += 1
    return bits / n
# %% bits-per-character wrong: starts at k
def bits_per_character(model, documents):
    k = model["k"]
    total, n = 0.0, 0
    for doc in documents:
        for i in range(k, len(doc)):
            probs = markov.next_probabilities(model["counts"], doc[i - k:i], model["alphabet"], model["alpha"])
            p = probs[model["alphabet"].index(doc[i])]
            total += math.inf if p == 0 else -math.log2(p)
            n += 1
    return total / n
# %% bits-per-character wrong: entropy of p instead of the surprise
def bits_per_character(model, documents):
    total, n = 0.0, 0
    for doc in documents:
        for i in range(len(doc)):
            p = markov.next_probabilities(model["counts"], doc[max(0, i - model["k"]):i], model["alphabet"], model["alpha"])
            if p[model["alphabet"].index(doc[i])] == 0:
                return math.inf
            p = p[p > 0]
            total += -np.sum(p * np.log2(p))
            n += 1
    return total / n
# %% bits-per-character wrong: minus forgotten
def bits_per_character(model, documents):
    logs = []
    for doc in documents:
        for i, c in enumerate(doc):
            p = markov.next_probabilities(model["counts"], doc[max(i - model["k"], 0):i], model["alphabet"], model["alpha"])[model["alphabet"].index(c)]
            if p == 0:
                return math.inf
            logs.append(np.log2(p))
    return np.mean(logs)
# %% bits-per-character right: numpy with errstate
def bits_per_character(model, documents):
    k, A = model["k"], model["alphabet"]
    ps = [
        markov.next_probabilities(model["counts"], d[max(0, i - k):i], A, model["alpha"])[A.index(d[i])]
        for d in documents
        for i in range(len(d))
    ]
    with np.errstate(divide="ignore"):
        return float(-np.log2(ps).mean())
# %% bits-per-character right: exception caught
def bits_per_character(model, documents):
    surprise = 0.0
    length = sum(len(d) for d in documents)
    for d in documents:
        past = ""
        for c in d:
            p = markov.next_probabilities(model["counts"], past, model["alphabet"], model["alpha"])
            try:
                surprise -= math.log(float(p[model["alphabet"].index(c)]), 2)
            except ValueError:
                return math.inf
            past = (past + c)[max(0, len(past) + 1 - model["k"]):]
    return surprise / length
# %% sample wrong: text[-0:]
def sample(model, prompt, n, rng):
    k = model["k"]
    text = prompt
    for _ in range(n):
        p = markov.next_probabilities(model["counts"], text[-k:], model["alphabet"], model["alpha"])
        text += rng.choice(list(model["alphabet"]), p=p)
    return text[len(prompt):]
# %% sample wrong: context stays the prompt
def sample(model, prompt, n, rng):
    k = model["k"]
    context = prompt[len(prompt) - k:] if k > 0 and len(prompt) >= k else prompt if k else ""
    p = markov.next_probabilities(model["counts"], context, model["alphabet"], model["alpha"])
    return "".join(rng.choice(list(model["alphabet"]), size=n, p=p))
# %% sample wrong: argmax
def sample(model, prompt, n, rng):
    out = prompt
    for i in range(n):
        ctx = out[max(0, len(out) - model["k"]):]
        p = markov.next_probabilities(model["counts"], ctx, model["alphabet"], model["alpha"])
        out = out + model["alphabet"][np.argmax(p)]
    return out[len(prompt):]
# %% sample wrong: prompt returned as well
def sample(model, prompt, n, rng):
    text = prompt
    k = model["k"]
    while len(text) < n + len(prompt):
        context = text[-k:] if k else ""
        p = markov.next_probabilities(model["counts"], context, model["alphabet"], model["alpha"])
        text += rng.choice(list(model["alphabet"]), p=p)
    return text
# %% sample wrong: global np.random
def sample(model, prompt, n, rng):
    text = prompt
    for _ in range(n):
        ctx = text[len(text) - model["k"]:] if len(text) >= model["k"] else text
        p = markov.next_probabilities(model["counts"], ctx, model["alphabet"], model["alpha"])
        text += np.random.choice(list(model["alphabet"]), p=p)
    return text[len(prompt):]
# %% sample wrong: cumulative sum searched with a rounded number
def sample(model, prompt, n, rng):
    text = prompt
    for _ in range(n):
        ctx = text[max(0, len(text) - model["k"]):]
        p = markov.next_probabilities(model["counts"], ctx, model["alphabet"], model["alpha"])
        r = round(rng.random(), 1)
        i = min(int(np.searchsorted(np.cumsum(p), r)), len(p) - 1)
        text += model["alphabet"][i]
    return text[len(prompt):]
# %% sample right: inverse transform
def sample(model, prompt, n, rng):
    new = ""
    for _ in range(n):
        past = prompt + new
        past = past[max(0, len(past) - model["k"]):]
        p = markov.next_probabilities(model["counts"], past, model["alphabet"], model["alpha"])
        u, i = rng.random() * p.sum(), 0
        while i < len(p) - 1 and u >= p[i]:
            u -= p[i]
            i += 1
        new += model["alphabet"][i]
    return new
# %% sample right: multinomial
def sample(model, prompt, n, rng):
    chars = list(prompt)
    for _ in range(n):
        ctx = "".join(chars[-model["k"]:]) if model["k"] else ""
        p = markov.next_probabilities(model["counts"], ctx, model["alphabet"], model["alpha"])
        chars.append(model["alphabet"][int(rng.multinomial(1, p).argmax())])
    return "".join(chars[len(prompt):])
# %% stationary wrong: power iteration
def stationary(P):
    pi = np.ones(len(P)) / len(P)
    for _ in range(10000):
        pi = pi @ P
    return pi
# %% stationary wrong: right eigenvector
def stationary(P):
    w, v = np.linalg.eig(P)
    i = np.argmin(np.abs(w - 1))
    pi = np.real(v[:, i])
    return pi / pi.sum()
# %% stationary wrong: first eigenvector taken
def stationary(P):
    w, v = np.linalg.eig(P.T)
    pi = v[:, 0].real
    return pi / pi.sum()
# %% stationary wrong: not normalised
def stationary(P):
    w, v = np.linalg.eig(P.T)
    j = np.argmax(w.real)
    return np.abs(v[:, j].real)
# %% stationary wrong: row of the eigenvectors
def stationary(P):
    vals, vecs = np.linalg.eig(P.T)
    k = np.argmin(abs(vals - 1))
    pi = vecs[k].real
    return pi / np.sum(pi)
# %% stationary right: replace one equation
def stationary(P):
    V = P.shape[0]
    A = P.T - np.eye(V)
    A[-1] = 1
    rhs = np.zeros(V)
    rhs[-1] = 1
    return np.linalg.solve(A, rhs)
# %% stationary right: lazy chain squared
def stationary(P):
    Q = 0.5 * (P + np.eye(len(P)))
    for _ in range(60):
        Q = Q @ Q
        Q = Q / Q.sum(axis=1, keepdims=True)
    return Q[0]
