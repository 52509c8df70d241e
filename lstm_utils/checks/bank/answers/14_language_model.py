# Made by `make course` from solutions/14_language_model/14_language_model.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% embed
def embed(ids, table):
    return table[ids]

# %% embed-backward
def embed_backward(dx, ids, V):
    dtable = np.zeros((V, dx.shape[2]), dtype=dx.dtype)
    np.add.at(dtable, ids, dx)
    return dtable

# %% stream-batches
def stream_batches(ids, B, T):
    n = (len(ids) - 1) // B
    x = ids[: B * n].reshape(B, n).T
    y = ids[1 : B * n + 1].reshape(B, n).T
    return [(x[t : t + T], y[t : t + T]) for t in range(0, n - T + 1, T)]

# %% surprise
def surprise(z, ids):
    z = z - z.max(axis=1, keepdims=True)
    log_p = z[np.arange(len(ids)), ids] - np.log(np.exp(z).sum(axis=1))
    return -log_p / np.log(2)

# %% temperature-sample
def sample(step, prompt, n, temperature, rng):
    state = None
    for symbol in prompt:
        z, state = step(symbol, state)
    drawn = []
    for _ in range(n):
        p = nets.softmax(z[None] / temperature)[0]
        drawn.append(int(rng.choice(len(p), p=p)))
        z, state = step(drawn[-1], state)
    return drawn

# %% integer-counts
def integer_counts(p, total=2**16):
    counts = (1 + np.floor(p * (total - len(p)))).astype(int)
    counts[counts.argmax()] += total - counts.sum()
    return counts

# %% arithmetic-encode
def encode(ids, step, mark):
    low, width, scale = 0, 1, 1  # the interval [low / scale, (low + width) / scale)
    state, last = None, mark
    for symbol in ids:
        counts, state = step(last, state)
        N, below = int(sum(counts)), int(sum(counts[:symbol]))
        low, scale = low * N + width * below, scale * N
        width *= int(counts[symbol])
        last = symbol
    k = 1
    while (width << k) < scale:
        k += 1
    number = -(-(low << k) // scale)
    return f"{number:0{k}b}"

# %% arithmetic-decode
def decode(bits, n, step, mark):
    value, width = int(bits, 2), 2 ** len(bits)
    state, last, ids = None, mark, []
    for _ in range(n):
        counts, state = step(last, state)
        ends = np.cumsum(counts)
        N = int(ends[-1])
        last = int(np.searchsorted(ends, value * N // width, side="right"))
        count = int(counts[last])
        value = value * N - width * (int(ends[last]) - count)
        width *= count
        ids.append(last)
    return ids
