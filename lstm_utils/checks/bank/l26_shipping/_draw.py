"""Random nets, states and users for the cases of lesson 26."""

from lstm_utils.checks.bank.l08_lstm._draw import weights

NAMES = ("mia", "bo", "zoe", "ada", "kim", "lea")


def params(rng, I, H, K):
    """Draw the parameters of a net with outputs, biases not 0."""
    return weights(rng, I, H) | {"W_out": rng.normal(size=(K, H)), "b_out": rng.normal(size=K)}


def request(rng, B, I, H, K, state=True):
    """Draw the arguments of step_server."""
    states = (rng.normal(size=(B, H)), rng.normal(size=(B, H))) if state else None
    return dict(x=rng.normal(size=(B, I)), state=states, params=params(rng, I, H, K))


def states_of(rng, users, H):
    """Draw the states of users, h and c each."""
    return {user: (rng.normal(size=H), rng.normal(size=H)) for user in users}
