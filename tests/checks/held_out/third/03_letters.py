# %% context-counts wrong: only whole contexts are counted
def context_counts(documents, k):
    counts = {}
    for text in documents:
        for i in range(k, len(text)):
            inner = counts.setdefault(text[i - k : i], {})
            inner[text[i]] = inner.get(text[i], 0) + 1
    return counts
# %% context-counts wrong: the documents are joined
def context_counts(documents, k):
    text = "".join(documents)
    counts = {}
    for i in range(len(text)):
        context = text[max(0, i - k) : i]
        counts.setdefault(context, {})
        counts[context][text[i]] = counts[context].get(text[i], 0) + 1
    return counts
# %% context-counts wrong: the context includes the character
def context_counts(documents, k):
    counts = {}
    for text in documents:
        for i, ch in enumerate(text):
            context = text[max(0, i - k + 1) : i + 1]
            counts.setdefault(context, {})
            counts[context][ch] = counts[context].get(ch, 0) + 1
    return counts
# %% context-counts wrong: negative start of the slice
def context_counts(documents, k):
    counts = {}
    for text in documents:
        for i, ch in enumerate(text):
            context = text[i - k : i]
            if context not in counts:
                counts[context] = {}
            counts[context][ch] = counts[context].get(ch, 0) + 1
    return counts
# %% context-counts right: a running window
def context_counts(documents, k):
    counts = {}
    for text in documents:
        window = ""
        for ch in text:
            row = counts.setdefault(window, {})
            row[ch] = row.get(ch, 0) + 1
            window = (window + ch)[-k:] if k else ""
    return counts
# %% next-probabilities wrong: alpha in the denominator once
def next_probabilities(counts, context, alphabet, alpha):
    seen = counts.get(context, {})
    n = np.array([seen.get(c, 0) for c in alphabet], float)
    return (n + alpha) / (n.sum() + alpha)
# %% next-probabilities wrong: V is the number of characters seen
def next_probabilities(counts, context, alphabet, alpha):
    seen = counts.get(context, {})
    total = sum(seen.values()) + alpha * len(seen)
    return np.array([(seen.get(c, 0) + alpha) / total for c in alphabet])
# %% next-probabilities wrong: an unseen context raises
def next_probabilities(counts, context, alphabet, alpha):
    seen = counts[context]
    n = np.array([seen.get(c, 0) for c in alphabet])
    return (n + alpha) / (n.sum() + alpha * len(alphabet))
# %% next-probabilities right: normalised at the end
def next_probabilities(counts, context, alphabet, alpha):
    p = np.full(len(alphabet), float(alpha))
    for ch, n in counts.get(context, {}).items():
        p[alphabet.index(ch)] += n
    return p / p.sum()
# %% bits-per-character wrong: a mean of the means of documents
def bits_per_character(model, documents):
    means = []
    for text in documents:
        bits = 0
        for i, ch in enumerate(text):
            context = text[max(0, i - model["k"]) : i]
            p = markov.next_probabilities(
                model["counts"], context, model["alphabet"], model["alpha"]
            )
            q = p[model["alphabet"].index(ch)]
            if q == 0:
                return math.inf
            bits -= math.log2(q)
        if text:
            means.append(bits / len(text))
    return sum(means) / len(means)
# %% bits-per-character wrong: mean probability first, logarithm then
def bits_per_character(model, documents):
    ps = []
    for text in documents:
        for i, ch in enumerate(text):
            context = text[max(0, i - model["k"]) : i]
            p = markov.next_probabilities(
                model["counts"], context, model["alphabet"], model["alpha"]
            )
            ps.append(p[model["alphabet"].index(ch)])
    if min(ps) == 0:
        return math.inf
    return -math.log2(sum(ps) / len(ps))
# %% bits-per-character wrong: the first k characters are skipped
def bits_per_character(model, documents):
    total, n = 0.0, 0
    k = model["k"]
    for text in documents:
        for i in range(k, len(text)):
            p = markov.next_probabilities(
                model["counts"], text[i - k : i], model["alphabet"], model["alpha"]
            )
            q = p[model["alphabet"].index(text[i])]
            if q == 0:
                return math.inf
            total -= math.log2(q)
            n += 1
    return total / n
# %% bits-per-character wrong: entropy of the distribution
def bits_per_character(model, documents):
    total, n = 0.0, 0
    k = model["k"]
    for text in documents:
        for i in range(len(text)):
            p = markov.next_probabilities(
                model["counts"], text[max(0, i - k) : i], model["alphabet"], model["alpha"]
            )
            p = p[p > 0]
            total -= (p * np.log2(p)).sum()
            n += 1
    return total / n
# %% bits-per-character right: logarithms of numpy, summed at the end
def bits_per_character(model, documents):
    k, alphabet = model["k"], model["alphabet"]
    ps = [
        markov.next_probabilities(model["counts"], t[max(i - k, 0) : i], alphabet, model["alpha"])[
            alphabet.index(t[i])
        ]
        for t in documents
        for i in range(len(t))
    ]
    return math.inf if 0 in ps else float(-np.mean(np.log2(ps)))
# %% sample wrong: the context is the first k characters
def sample(model, prompt, n, rng):
    text = prompt
    for _ in range(n):
        context = text[: model["k"]]
        p = markov.next_probabilities(
            model["counts"], context, model["alphabet"], model["alpha"]
        )
        text += str(rng.choice(list(model["alphabet"]), p=p))
    return text[len(prompt) :]
# %% sample wrong: drawn from the characters seen, evenly
def sample(model, prompt, n, rng):
    text, k = prompt, model["k"]
    for _ in range(n):
        context = text[len(text) - k :] if k <= len(text) else text
        p = markov.next_probabilities(
            model["counts"], context, model["alphabet"], model["alpha"]
        )
        possible = [c for c, q in zip(model["alphabet"], p) if q > 0]
        text += str(rng.choice(possible))
    return text[len(prompt) :]
# %% sample wrong: a list is returned
def sample(model, prompt, n, rng):
    text, k, new = prompt, model["k"], []
    for _ in range(n):
        context = text[max(0, len(text) - k) :]
        p = markov.next_probabilities(
            model["counts"], context, model["alphabet"], model["alpha"]
        )
        c = str(rng.choice(list(model["alphabet"]), p=p))
        text += c
        new.append(c)
    return new
# %% sample right: cumulative probabilities
def sample(model, prompt, n, rng):
    text, k, alphabet = prompt, model["k"], model["alphabet"]
    while len(text) < len(prompt) + n:
        start = max(len(text) - k, 0)
        p = markov.next_probabilities(
            model["counts"], text[start:], alphabet, model["alpha"]
        )
        text += alphabet[min(np.searchsorted(np.cumsum(p), rng.random()), len(alphabet) - 1)]
    return text[len(prompt) :]
# %% stationary wrong: the right eigenvector
def stationary(P):
    values, vectors = np.linalg.eig(P)
    v = np.real(vectors[:, np.argmax(values.real)])
    return v / v.sum()
# %% stationary wrong: a row of a high power
def stationary(P):
    return np.linalg.matrix_power(P, 1000)[0]
# %% stationary wrong: the eigenvector is not normalised
def stationary(P):
    values, vectors = np.linalg.eig(P.T)
    return np.abs(np.real(vectors[:, np.argmax(values.real)]))
