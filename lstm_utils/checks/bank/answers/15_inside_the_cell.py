# Made by `make course` from solutions/15_inside_the_cell/15_inside_the_cell.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% accuracy-by-attractors
def accuracy_by_attractors(right, many, between):
    attractors = ((between >= 0) & (between != many[:, None])).sum(axis=1)
    return {int(k): float(right[attractors == k].mean()) for k in np.unique(attractors)}

# %% probe
def probe(states, labels, test):
    X = np.hstack([states, np.ones((len(states), 1))])
    w = np.linalg.lstsq(X[~test], 2.0 * labels[~test] - 1, rcond=None)[0]
    right = (X[test] @ w > 0) == (labels[test] == 1)
    return float(right.mean()), w

# %% control
def control(words, rng):
    different, place = np.unique(words, return_inverse=True)
    label = np.zeros(len(different), dtype=int)
    label[rng.permutation(len(different))[: len(different) // 2]] = 1
    return label[place]

# %% unit-accuracies
def unit_accuracies(states, labels):
    zero, one = states[labels == 0].mean(axis=0), states[labels == 1].mean(axis=0)
    own = np.where(labels[:, None] == 1, one, zero)
    other = zero + one - own
    return (abs(states - own) < abs(states - other)).mean(axis=0)

# %% ablate
def ablate(params, unit):
    H = params["W_hh"].shape[1]
    new = {name: q.copy() for name, q in params.items()}
    for name in ("W_ih", "W_hh", "b"):
        new[name][unit::H] = 0
    return new

# %% mean-ablate
def mean_ablate(params, unit, mean):
    new = {name: q.copy() for name, q in params.items()}
    for weights, bias in (("W_hh", "b"), ("W_out", "b_out")):
        new[bias] += mean * new[weights][:, unit]
        new[weights][:, unit] = 0
    return new

# %% patch
def patch(params, run_a, run_b, units, t):
    h, c = run_b["hs"][t].copy(), run_b["cs"][t].copy()
    h[:, units] = run_a["hs"][t][:, units]
    c[:, units] = run_a["cs"][t][:, units]
    weights = params["W_ih"], params["W_hh"], params["b"]
    later, _, _ = nets.lstm_forward(run_b["x"][t:], h, c, *weights)
    return np.concatenate([run_b["hs"][1 : t + 1], later])
