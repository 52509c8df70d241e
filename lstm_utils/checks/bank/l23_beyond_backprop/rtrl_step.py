"""Lesson 23: one step of real-time recurrent learning."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "rtrl-step",
    lesson="23_beyond_backprop",
    reference=nets.rtrl_step,
    outputs=("P", "h"),
    fresh=True,
    hints=[
        "Two ways lead from a weight to the new state: through the old state, W_hh P, and directly. "
        "Then both pass the tanh: its derivative is 1 - h^2, with the new h.",
        "W_hh P sums over the units of the old state: np.tensordot(W_hh, P, axes=1). "
        "Directly, weight j of unit k changes only unit k, by u[j]: that is P[k, k].",
        "u = np.concatenate([x, h, [1.0]]) before h changes; unit = np.arange(len(h)); P[unit, unit] += u; "
        "return (1 - h**2)[:, None, None] * P, h.",
    ],
)


@ex.cases
def _(rng):
    def case(H, I, scale=1.0):
        return dict(
            P=rng.normal(size=(H, H, I + H + 1)),
            h=np.tanh(rng.normal(size=H)),
            x=rng.normal(size=I),
            W_ih=scale * rng.normal(size=(H, I)),
            W_hh=scale * rng.normal(size=(H, H)),
            b=scale * rng.normal(size=H),
        )

    yield "H=3, I=2", case(3, 2)
    yield "first step: P = 0", (first := case(2, 3)) | dict(P=0 * first["P"])
    yield "one unit, one input", case(1, 1)
    yield "H=4, I=1", case(4, 1)
    yield "H = I = 3", case(3, 3)
    yield "H=2, I=5", case(2, 5)
    later = case(3, 2, 0.7)
    later["P"] = 0 * later["P"]
    for _ in range(6):
        later["P"], later["h"] = nets.rtrl_step(**later)
        later["x"] = rng.normal(size=2)
    yield "after six steps", later
    yield "nearly saturated", case(4, 2, 2.5)
    yield "H=24, I=3", case(24, 3, 0.3)
    yield "H=50, I=2", case(50, 2, 0.2)
    yield "more inputs than units, a large influence", (many := case(2, 12, 0.2)) | dict(P=1e5 * many["P"])
    full = case(3, 2, 0.3)
    full["b"][0] = 9
    yield "a saturated unit", full | dict(P=100 * full["P"])
    loud = case(3, 2, 0.5)
    yield "inputs of thousands", loud | dict(x=1e4 * loud["x"], W_ih=1e-4 * loud["W_ih"])


U, H_LINE = "u = np.concatenate([x, h, [1.0]])", "h = np.tanh(W_ih @ x + W_hh @ h + b)"
CARRY, DIRECT = "P = np.tensordot(W_hh, P, axes=1)", "P[unit, unit] += u"
FACTOR, RETURN = "(1 - h**2)[:, None, None]", "return (1 - h**2)[:, None, None] * P, h"
mistakes(
    ex,
    {
        "P is reset at each step: the influence of earlier steps goes on through W_hh P.": (CARRY, "P = np.zeros_like(P)"),
        "the direct influence is missing: weight j of unit k changes unit k by u[j], P[k, k] += u.": (f"    {DIRECT}\n", ""),
        "the derivative of tanh is missing: multiply by 1 - h^2.": (RETURN, "return P, h"),
        "the derivative of tanh is taken at the old state: use the new h.": [
            (H_LINE, f"old = h\n    {H_LINE}"),
            (FACTOR, "(1 - old**2)[:, None, None]"),
        ],
        "the derivative of tanh multiplies the direct part only: both parts pass the tanh.": [
            (DIRECT, "P[unit, unit] += u * (1 - h**2)[:, None]"),
            (RETURN, "return P, h"),
        ],
        "the derivative of tanh multiplies the old influence only: both parts pass the tanh.": [
            (CARRY, f"P = {FACTOR} * np.tensordot(W_hh, P, axes=1)"),
            (RETURN, "return P, h"),
        ],
        "the derivative of tanh belongs to the unit of the weight: it belongs to the unit that changes, the first axis.": (
            FACTOR,
            "(1 - h**2)[None, :, None]",
        ),
        "the derivative of a sigmoid is used: that of tanh is 1 - h^2.": (FACTOR, "(h * (1 - h))[:, None, None]"),
        "the derivative is 1 - h: square h.": (FACTOR, "(1 - h)[:, None, None]"),
        "W_hh is transposed in P: row k of W_hh belongs to the new unit k.": (CARRY, CARRY.replace("W_hh", "W_hh.T")),
        "W_hh P sums over the unit of the weight: sum over the first axis of P, the units of the old state.": (
            CARRY,
            'P = np.einsum("il,kln->kin", W_hh, P)',
        ),
        "only the diagonal of W_hh is used: each unit reads all units of the old state.": (
            CARRY,
            "P = np.diag(W_hh)[:, None, None] * P",
        ),
        "the old influence is kept without W_hh: it passes through the recurrent weights.": (CARRY, "P = P.copy()"),
        "the old influence is added twice: W_hh P replaces P.": (CARRY, "P = P + np.tensordot(W_hh, P, axes=1)"),
        "every weight acts on every unit directly: a weight of unit k acts on unit k alone.": (DIRECT, "P += u"),
        "only unit 0 has a direct influence: every unit has.": (DIRECT, "P[0, 0] += u"),
        "u contains the new state: the weights were multiplied by the old one.": [
            (U, "new = np.tanh(W_ih @ x + W_hh @ h + b)\n    u = np.concatenate([x, new, [1.0]])")
        ],
        "the order of u is h, x, 1: a row is W_ih, W_hh, b, so x comes first.": (U, "u = np.concatenate([h, x, [1.0]])"),
        "the 1 comes first in u: b is the last column.": (U, "u = np.concatenate([[1.0], x, h])"),
        "the bias has no influence: the last entry of u is 1.": (U, "u = np.concatenate([x, h, [0.0]])"),
        "the bias is the last entry of u: the bias is multiplied by 1.": (
            DIRECT,
            "P[unit, unit] += u\n    P[unit, unit, -1] += b - 1",
        ),
        "P is changed: P[:] = ... overwrites the caller's array, make a new one.": (
            CARRY,
            "P[:] = np.tensordot(W_hh, P, axes=1)",
        ),
        "the old state is returned: return h after the step.": [
            (H_LINE, f"old = h\n    {H_LINE}"),
            (RETURN, RETURN.replace("P, h", "P, old")),
        ],
        "the bias is missing in the state: W_ih x + W_hh h + b.": (H_LINE, "h = np.tanh(W_ih @ x + W_hh @ h)"),
        "W_hh is transposed in the state: W_hh @ h.": (H_LINE, "h = np.tanh(W_ih @ x + h @ W_hh + b)"),
        "the results are exchanged: return P, then h.": (RETURN, f"return h, {FACTOR} * P"),
        "the influence is cut to -1000 ... 1000: it is what it is, clip the gradient of all steps if you must.": (
            RETURN,
            f"return ({FACTOR} * P).clip(-1000, 1000), h",
        ),
        "only the first 4 inputs act: u contains all of x.": (U, f"{U}\n    u[4 : len(x)] = 0"),
        "the derivative has a floor: a saturated unit passes on nearly nothing, 1 - h^2.": (
            FACTOR,
            "np.maximum(1 - h**2, 1e-5)[:, None, None]",
        ),
        "only the first 32 units are carried on: all of them are.": (CARRY, "P = np.tensordot(W_hh[:, :32], P[:32], axes=1)"),
    },
)


equivalents(
    ex,
    {
        "einsum and an identity": """
        u = np.r_[x, h, 1.0]
        h = np.tanh(W_ih @ x + W_hh @ h + b)
        direct = np.einsum("ki,j->kij", np.eye(len(h)), u)
        return np.einsum("k,kij->kij", 1 - h * h, np.einsum("kl,lij->kij", W_hh, P) + direct), h
    """,
        "a loop over the units": """
        u = np.append(np.append(x, h), 1)
        new = np.tanh(np.concatenate([W_ih, W_hh, b[:, None]], axis=1) @ u)
        out = np.zeros(P.shape)
        for k in range(len(h)):
            for l in range(len(h)):
                out[k] += W_hh[k, l] * P[l]
            out[k, k] += u
            out[k] *= 1 - new[k] ** 2
        return out, new
    """,
        "one matrix product": """
        H = len(h)
        u = np.hstack((x, h, np.ones(1)))
        h = np.tanh(x @ W_ih.T + h @ W_hh.T + b)
        flat = (W_hh @ P.reshape(H, -1)).reshape(P.shape)
        flat[range(H), range(H)] += u
        return [flat * (1 - h**2).reshape(H, 1, 1), h]
    """,
    },
)
