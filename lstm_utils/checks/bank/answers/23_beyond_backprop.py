# Made by `make course` from solutions/23_beyond_backprop/23_beyond_backprop.py: do not edit.
import numpy as np

# %% rtrl-step
def rtrl_step(P, h, x, W_ih, W_hh, b):
    u = np.concatenate([x, h, [1.0]])
    h = np.tanh(W_ih @ x + W_hh @ h + b)
    P = np.tensordot(W_hh, P, axes=1)
    unit = np.arange(len(h))
    P[unit, unit] += u
    return (1 - h**2)[:, None, None] * P, h

# %% rank-shape
def rank_shape(scores):
    below = (scores[:, None] > scores).sum(axis=1)
    above = (scores[:, None] < scores).sum(axis=1)
    return (below - above) / (2 * max(len(scores) - 1, 1))

# %% es-gradient
def es_gradient(f, theta, sigma, pairs, rng, shape=None):
    noise = rng.normal(size=(pairs, len(theta)))
    trials = np.concatenate([theta + sigma * noise, theta - sigma * noise])
    scores = np.array([f(trial) for trial in trials])
    if shape is not None:
        scores = shape(scores)
    difference = scores[:pairs] - scores[pairs:]
    return difference @ noise / (2 * sigma * pairs)

# %% ridge-readout
def ridge_readout(states, y, penalty):
    H = states.shape[1]
    return np.linalg.solve(states.T @ states + penalty * np.eye(H), states.T @ y).T

# %% gae
def gae(rewards, values, ended, last, gamma, lam):
    advantages, advantage, following = np.zeros_like(values), np.zeros_like(last), last
    for t in reversed(range(len(rewards))):
        goes_on = gamma * ~ended[t]
        surprise = rewards[t] + goes_on * following - values[t]
        advantage = surprise + lam * goes_on * advantage
        advantages[t], following = advantage, values[t]
    return advantages

# %% reinforce-loss
def reinforce_loss(logp, values, returns, counts):
    returns = returns.detach()  # it may have a past as well
    advantage = (returns - values).detach()
    policy = -(logp * advantage)[counts].mean()
    value = ((returns - values) ** 2)[counts].mean()
    return policy, value
