# Made by `make course` from solutions/19_ctc/19_ctc.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% collapse
def collapse(path):
    merged = [int(v) for n, v in enumerate(path) if n == 0 or v != path[n - 1]]
    return [v for v in merged if v != 0]

# %% extend
def extend(target):
    cells = np.zeros(2 * len(target) + 1, dtype=int)
    cells[1::2] = target
    return cells

# %% ctc-alpha
def ctc_alpha(logp, target):
    cells = nets.extend(target)
    alpha = np.full((len(logp), len(cells)), -np.inf)
    alpha[0, :2] = logp[0, cells[:2]]
    may_skip = cells[2:] != cells[:-2]
    for t in range(1, len(logp)):
        last, total = alpha[t - 1], alpha[t - 1].copy()
        total[1:] = np.logaddexp(total[1:], last[:-1])
        total[2:][may_skip] = np.logaddexp(total[2:], last[:-2])[may_skip]
        alpha[t] = total + logp[t, cells]
    return alpha

# %% ctc-loss-and-grad
def ctc_loss_and_grad(z, target):
    logp = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    cells = nets.extend(target)
    alpha = nets.ctc_alpha(logp, target)
    beta = nets.ctc_alpha(logp[::-1], target[::-1])[::-1, ::-1]
    log_p = np.logaddexp.reduce(alpha[-1, -2:])
    gamma = np.exp(alpha + beta - logp[:, cells] - log_p)
    dz = np.exp(logp)
    for s, v in enumerate(cells):
        dz[:, v] -= gamma[:, s]
    return float(-log_p), dz

# %% ctc-greedy
def ctc_greedy(logp):
    return nets.collapse(logp.argmax(axis=1))

# %% edit-distance
def edit_distance(a, b):
    row = list(range(len(b) + 1))
    for i, item in enumerate(a, 1):
        above, row = row, [i]
        for j, other in enumerate(b, 1):
            replace = above[j - 1] + (item != other)
            row.append(min(replace, above[j] + 1, row[j - 1] + 1))
    return row[-1]

# %% prefix-beam
def prefix_beam(logp, k):
    beam = {(): (0.0, -np.inf)}  # prefix: log-probability of ending with blank, with label
    for row in logp:
        new = {}
        for prefix, (blank, label) in beam.items():
            total = np.logaddexp(blank, label)
            nets.add_mass(new, prefix, total + row[0], -np.inf)
            for v in range(1, len(row)):
                if prefix[-1:] == (v,):
                    nets.add_mass(new, prefix, -np.inf, label + row[v])
                    nets.add_mass(new, (*prefix, v), -np.inf, blank + row[v])
                else:
                    nets.add_mass(new, (*prefix, v), -np.inf, total + row[v])
        best = sorted(new, key=lambda prefix: -np.logaddexp(*new[prefix]))[:k]
        beam = {prefix: new[prefix] for prefix in best}
    return list(best[0]), float(np.logaddexp(*beam[best[0]]))
