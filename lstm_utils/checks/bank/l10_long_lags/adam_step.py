"""Lesson 10: one step of Adam."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "adam-step",
    lesson="10_long_lags",
    reference=nets.adam_step,
    mutates=("params", "state"),
    hints=[
        "Count the step first: state['t'] += 1, once for all parameters. Then loop over the names.",
        "Store the new moments: state['m'][name] = beta1 * m + (1 - beta1) * g, and the same for v "
        "with beta2 and g**2. The hats are local: they are not stored.",
        "params[name] -= lr * m_hat / (np.sqrt(v_hat) + eps), with m_hat = m / (1 - beta1**t) and "
        "v_hat = v / (1 - beta2**t). eps is outside of the root.",
    ],
)


@ex.cases
def _(rng):
    def case(t, lr, scale=1.0, shapes=((3, 2), (3,)), **given):
        names = [f"p{n}" for n in range(len(shapes))]
        drawn = lambda scale: {n: scale * rng.normal(size=s) for n, s in zip(names, shapes, strict=True)}  # noqa: E731
        m = {n: q * (t > 0) for n, q in drawn(scale).items()}
        v = {n: q**2 * (t > 0) for n, q in drawn(scale).items()}
        state = {"t": t, "m": m, "v": v}
        return dict(params=drawn(1.0), grads=drawn(scale), state=state, lr=lr) | given

    usual = dict(beta1=0.9, beta2=0.999, eps=1e-8)
    yield "the third step", case(2, 0.1, **usual)
    yield "the first step", case(0, 0.1, **usual)
    yield "the defaults", case(4, 0.05)
    yield "small gradients, a large eps", case(3, 0.1, scale=1e-3, beta1=0.5, beta2=0.8, eps=0.01)
    yield "other betas, three arrays", case(6, 0.01, shapes=((2, 4), (5,), (1, 3)), beta1=0.7, beta2=0.9, eps=0.1)
    yield "no momentum", case(1, 0.5, beta1=0.0, beta2=0.5, eps=1e-8)
    yield "step 1,001, large gradients", case(1000, 0.2, scale=50.0, **usual)
    yield "gradients of 1e-7", case(3, 0.1, scale=1e-7, **usual)
    mixed = case(2, 0.1, shapes=((2, 3), (2, 3)), **usual)
    mixed["grads"] = dict(reversed(mixed["grads"].items()))
    yield "grads in another order", mixed


M = "m[name] = beta1 * m[name] + (1 - beta1) * g\n"
V = "v[name] = beta2 * v[name] + (1 - beta2) * g**2\n"
M_HAT, V_HAT = 'm[name] / (1 - beta1 ** state["t"])', 'v[name] / (1 - beta2 ** state["t"])'
STEP = "params[name] -= lr * m_hat / (np.sqrt(v_hat) + eps)"
COUNT = 'state["t"] += 1\n'
mistakes(
    ex,
    {
        "the moments are not corrected: divide m by 1 - beta1**t and v by 1 - beta2**t.": [
            (M_HAT, "m[name]"),
            (V_HAT, "v[name]"),
        ],
        "only v is corrected: divide m by 1 - beta1**t, too.": (M_HAT, "m[name]"),
        "only m is corrected: divide v by 1 - beta2**t, too.": (V_HAT, "v[name]"),
        "eps is inside the root: add it to the root, np.sqrt(v_hat) + eps.": ("(np.sqrt(v_hat) + eps)", "np.sqrt(v_hat + eps)"),
        "eps is not used: add it to the root, np.sqrt(v_hat) + eps.": ("(np.sqrt(v_hat) + eps)", "np.sqrt(v_hat)"),
        "eps is added to the uncorrected root: correct v first, then take the root and add eps.": (
            "(np.sqrt(v_hat) + eps)",
            '((np.sqrt(v[name]) + eps) / np.sqrt(1 - beta2 ** state["t"]))',
        ),
        "the moments are shared by all parameters: each name has its own m and v.": [
            ("for name in params:", "first = list(params)[0]\n    for name in params:"),
            (M, "m[name] = beta1 * m[first].flat[0] + (1 - beta1) * g\n"),
            (V, "v[name] = beta2 * v[first].flat[0] + (1 - beta2) * g**2\n"),
        ],
        "t is not counted: state['t'] += 1 before the loop.": (f"    {COUNT}", ""),
        "t is counted once for each parameter: count the step once, before the loop.": [
            (f"    {COUNT}", ""),
            ("        g = grads[name]\n", f"        {COUNT}        g = grads[name]\n"),
        ],
        "t is counted after the step: the first step has t = 1, count before the loop.": [
            (f"    {COUNT}", ""),
            ('beta1 ** state["t"]', 'beta1 ** max(state["t"], 1)'),
            ('beta2 ** state["t"]', 'beta2 ** max(state["t"], 1)'),
            (STEP, f"{STEP}\n    {COUNT.strip()}"),
        ],
        "the hats are stored: keep the uncorrected m and v in the state.": [
            ("m_hat =", "m_hat = m[name] ="),
            ("v_hat =", "v_hat = v[name] ="),
        ],
        "the new moments are not stored: write them to state['m'][name] and state['v'][name].": [
            ('m, v = state["m"], state["v"]', 'm, v = dict(state["m"]), dict(state["v"])')
        ],
        "the step uses the moments from before: store the new m and v first, then correct them.": [
            (f"        {M}        {V}", ""),
            (STEP, f"{STEP}\n        {M}        {V.rstrip()}"),
        ],
        "v takes 1 - beta1 of the square: its weight is 1 - beta2.": (V, V.replace("(1 - beta2)", "(1 - beta1)")),
        "the power is missing in the correction: divide by 1 - beta**t, with the number of the step.": [
            ('beta1 ** state["t"]', "beta1"),
            ('beta2 ** state["t"]', "beta2"),
        ],
        "params and grads are paired by position: use the same name in both, grads[name].": (
            "for name in params:\n        g = grads[name]",
            "for name, g in zip(params, grads.values(), strict=True):",
        ),
        "a small number is added inside of the root: eps is added to it outside, nothing is inside.": (
            "np.sqrt(v_hat)",
            "np.sqrt(v_hat + 1e-12)",
        ),
        "the root is missing: divide by np.sqrt(v_hat) + eps.": ("np.sqrt(v_hat)", "v_hat"),
        "the step uses the gradient, not its mean: m_hat is in the numerator.": ("lr * m_hat", "lr * g"),
        "v is the mean gradient, not that of its square: use g**2.": ("g**2", "np.abs(g)"),
        "v is made of the squares of m: use the gradient, g**2.": ("g**2", "m[name] ** 2"),
        "the step goes uphill: subtract it.": ("-= lr", "+= lr"),
        "beta1 and beta2 are exchanged: beta1 belongs to m, beta2 to v.": [
            (M, M.replace("beta1", "beta2")),
            (V, V.replace("beta2", "beta1")),
            (M_HAT, M_HAT.replace("beta1", "beta2")),
            (V_HAT, V_HAT.replace("beta2", "beta1")),
        ],
        "the weights of the mean are exchanged: beta1 keeps the old m, 1 - beta1 takes the gradient.": [
            (M, "m[name] = (1 - beta1) * m[name] + beta1 * g\n"),
            (V, "v[name] = (1 - beta2) * v[name] + beta2 * g**2\n"),
        ],
        "the new gradient is added in full: multiply g by 1 - beta1 and g**2 by 1 - beta2.": [
            (M, "m[name] = beta1 * m[name] + g\n"),
            (V, "v[name] = beta2 * v[name] + g**2\n"),
        ],
        "the moments restart at every step: they begin with the old state['m'][name] and state['v'][name].": [
            (M, "m[name] = (1 - beta1) * g\n"),
            (V, "v[name] = (1 - beta2) * g**2\n"),
        ],
        "the correction uses beta * t: it is a power, beta**t.": [
            ('(1 - beta1 ** state["t"])', '(1 - beta1 * np.float64(state["t"]))'),
            ('(1 - beta2 ** state["t"])', '(1 - beta2 * np.float64(state["t"]))'),
            ("np.sqrt(v_hat)", "np.sqrt(np.abs(v_hat))"),
        ],
        "the correction multiplies: divide by 1 - beta**t.": [
            ('m[name] / (1 - beta1 ** state["t"])', 'm[name] * (1 - beta1 ** state["t"])'),
            ('v[name] / (1 - beta2 ** state["t"])', 'v[name] * (1 - beta2 ** state["t"])'),
        ],
        "params is unchanged: `p = p - ...` rebinds a name, write `params[name] -= ...`.": (
            STEP,
            "p = params[name]\n        p = p - lr * m_hat / (np.sqrt(v_hat) + eps)",
        ),
        "only the first parameter takes the step: a `return` inside the loop ends it.": (STEP, f"{STEP}\n        return"),
        "the learning rate is not used: the step is lr * m_hat / (np.sqrt(v_hat) + eps).": ("lr * m_hat", "m_hat"),
        "the parameters shrink as well (weight decay): Adam subtracts its step only.": (
            "g = grads[name]",
            "g = grads[name] + 0.01 * params[name]",
        ),
        "grads is changed: work on new arrays.": ("g = grads[name]\n", "g = grads[name]\n        g *= 1 - beta1\n"),
    },
)


equivalents(
    ex,
    {
        "all in place": """
        state["t"] += 1
        for name, p in params.items():
            m, v = state["m"][name], state["v"][name]
            m += (1 - beta1) * (grads[name] - m)
            v += (1 - beta2) * (grads[name] ** 2 - v)
            p -= lr * (m / (1 - beta1 ** state["t"])) / (np.sqrt(v / (1 - beta2 ** state["t"])) + eps)
    """,
        "new arrays and dicts": """
        t = state["t"] + 1
        state["m"] = {n: beta1 * q + (1 - beta1) * grads[n] for n, q in state["m"].items()}
        state["v"] = {n: beta2 * q + (1 - beta2) * np.square(grads[n]) for n, q in state["v"].items()}
        state["t"] = t
        for n in params:
            root = np.sqrt(state["v"][n] / (1 - beta2**t))
            params[n] = params[n] - lr * state["m"][n] / (1 - beta1**t) / (root + eps)
        return params
    """,
        "one rate for both corrections": """
        t = state["t"] = state["t"] + 1
        rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        small = eps * np.sqrt(1 - beta2**t)
        for name, g in grads.items():
            state["m"][name] = beta1 * state["m"][name] + (1 - beta1) * g
            state["v"][name] = beta2 * state["v"][name] + (1 - beta2) * g * g
            params[name] -= rate * state["m"][name] / (np.sqrt(state["v"][name]) + small)
    """,
    },
)
