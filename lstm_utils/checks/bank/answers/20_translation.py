# Made by `make course` from solutions/20_translation/20_translation.py: do not edit.
from collections import Counter
import numpy as np
import lstm_utils.numpy_nets as nets

# %% encode-source
def encode_source(ids, lengths, params, reverse=True):
    weights = params["W_ih"], params["W_hh"], params["b"]
    h = c = np.zeros((len(lengths), params["W_hh"].shape[1]))
    steps = range(len(ids))
    for t in reversed(steps) if reverse else steps:
        h_new, c_new, _ = nets.lstm_step(params["table"][ids[t]], h, c, *weights)
        inside = (t < lengths)[:, None]  # (B, 1)
        h, c = np.where(inside, h_new, h), np.where(inside, c_new, c)
    return h, c

# %% teacher-forcing
def teacher_forcing(y, lengths, start, end):
    step = np.arange(len(y) + 1)[:, None]  # (T + 1, 1)
    ends = np.full_like(y[:1], end)
    inputs = np.concatenate([np.full_like(ends, start), y])
    targets = np.where(step == lengths, end, np.concatenate([y, ends]))
    mask = step <= lengths
    return inputs * mask, targets * mask, mask

# %% masked-cross-entropy
def masked_cross_entropy(z, y, mask):
    dz = np.zeros_like(z)
    loss, dz[mask] = nets.cross_entropy(z[mask], y[mask])
    return loss, dz

# %% decode-greedy
def decode_greedy(step, state, start, end, longest):
    words = np.full(len(state[0]), start)
    found = [[] for _ in words]
    running = np.ones(len(words), dtype=bool)
    for _ in range(longest):
        z, state = step(words, state)
        words = z.argmax(axis=1)
        running &= words != end
        for b in np.flatnonzero(running):
            found[b].append(int(words[b]))
        if not running.any():
            break
    return found

# %% bleu
def bleu(hypotheses, references, longest=4):
    matches, counts = np.zeros(longest), np.zeros(longest)
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        for n in range(1, longest + 1):
            found, known = (
                Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))
                for words in (hypothesis, reference)
            )
            matches[n - 1] += sum((found & known).values())
            counts[n - 1] += sum(found.values())
    if not matches.all():
        return 0.0
    c, r = sum(map(len, hypotheses)), sum(map(len, references))
    penalty = min(1.0, np.exp(1 - r / c))
    return float(100 * penalty * np.exp(np.log(matches / counts).mean()))

# %% beam
def beam(step, state, start, end, k, longest, alpha=0.0):
    live, words, complete = [([], 0.0)], np.array([start]), []
    for n in range(1, longest + 1):
        z, state = step(words, state)
        log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
        scores = log_p + np.array([[score] for _, score in live])  # (n, V)
        best = np.argsort(-scores, axis=None)[:k]
        rows, words = np.divmod(best, z.shape[1])
        kept = [
            (live[row][0] + [int(word)], float(scores[row, word]))
            for row, word in zip(rows, words, strict=True)
        ]
        for found, score in kept:
            if found[-1] == end or n == longest:
                complete.append((score / n**alpha, found))
        live = [one for one in kept if one[0][-1] != end]
        if not live:
            break
        on = words != end
        state, words = tuple(q[rows[on]] for q in state), words[on]
    score, found = max(complete)
    return [word for word in found if word != end], score

# %% scheduled-inputs
def scheduled_inputs(inputs, predicted, p, rng):
    replaced = rng.random(inputs.shape) < p
    replaced[0] = False
    return np.where(replaced, np.roll(predicted, 1, axis=0), inputs)
