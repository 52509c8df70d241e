"""Lesson 26: several users in one batch, each with a state of their own."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import NAMES, params, states_of

ex = exercise(
    "serve-batch",
    lesson="26_shipping",
    reference=nets.serve_batch,
    outputs=("y", "states"),
    hints=[
        "Collect the state of each user who asks, in the order of users, into one h (B, H) and one c (B, H).",
        "states.get(user, (zeros, zeros)) serves new users, too. np.stack makes (B, H) of B rows. Then one call of nets.step_server.",
        "Row n of the new h and c belongs to users[n]. Return {**states, **after}: a new dict that keeps those who did not ask.",
    ],
)


@ex.cases
def _(rng):
    def case(users, before, I=2, H=4, K=3, names=NAMES):
        names = rng.permutation(names).tolist()
        x = rng.normal(size=(users, I))
        asked = names[:users]
        kept = rng.permutation(names[users - before[0] : users + before[1]]).tolist()
        return dict(users=asked, x=x, states=states_of(rng, kept, H), params=params(rng, I, H, K))

    yield "3 users, 2 of them known, 2 others", case(3, (2, 2))
    new = case(3, (0, 0), 3, 2, 4)
    yield "all are new", new
    yield "all are new to another server", new | dict(x=rng.normal(size=(3, 3)), params=params(rng, 3, 2, 4))
    yield "one user, known", case(1, (1, 3), 1, 3, 2)
    yield "one user, new, others known", case(1, (0, 4), 2, 1, 1)
    yield "all known, in another order", case(5, (5, 0), 2, 3, 3)
    yield "B=I=H=K=3", case(3, (2, 1), 3, 3, 3)
    yield "the same names, other states", case(4, (2, 2), 2, 4, 2)
    sorted_users = case(4, (3, 2), 2, 3, 2)
    sorted_users["users"] = sorted(sorted_users["users"])
    yield "users in the order of the alphabet", sorted_users
    late = case(4, (2, 2), 2, 3, 2)
    yield "two known, then two new", late | dict(users=late["users"][::-1])
    yield "3 users, 40 others", case(3, (2, 40), 1, 1, 1, [f"user {n}" for n in range(50)])
    alike = ["Ada", "ada", " Ada", "Ada ", "", "0", "None"]
    yield "names that look alike", case(4, (3, 3), 2, 3, 2, alike)
    yield "70 users", case(70, (60, 3), 1, 1, 2, [f"user {n}" for n in range(80)])
    yield "12 users of 20", case(12, (9, 5), 2, 3, 2, [f"user {n}" for n in range(20)])


ZEROS, BEFORE = 'zeros = np.zeros(params["W_hh"].shape[1])', "before = [states.get(user, (zeros, zeros)) for user in users]"
AFTER, RETURN = "after = {user: (h[n], c[n]) for n, user in enumerate(users)}", "return y, {**states, **after}"
STEP = "y, (h, c) = nets.step_server(x, (h, c), params)"
mistakes(
    ex,
    {
        "users are taken in the order of the states: look each one up by name.": (
            BEFORE,
            f"{BEFORE}\n    known = [states[user] for user in states if user in users]\n"
            "    before = known + [(zeros, zeros)] * (len(users) - len(known))",
        ),
        "users are sorted: row n belongs to users[n].": (BEFORE, BEFORE.replace("in users", "in sorted(users)")),
        "states are taken by their place: look each user up by name.": (
            BEFORE,
            f"{BEFORE}\n    before = ([*states.values()] + before)[: len(users)]",
        ),
        "everybody starts from 0: known users go on from their state.": (BEFORE, "before = [(zeros, zeros) for user in users]"),
        "a new user gets the state of another one: start from 0.": (
            BEFORE,
            "others = [*states.values(), (zeros, zeros)]\n    before = [states.get(user, others[0]) for user in users]",
        ),
        "a new user goes on from the user before: start from 0.": (
            BEFORE,
            "before = []\n    for user in users:\n        before.append(states.get(user, before[-1] if before else (zeros, zeros)))",
        ),
        "a new user goes on from an earlier call: the function keeps nothing, start from 0.": [
            (
                BEFORE,
                'last = globals().get("LAST", {})\n'
                "    if any(len(h) != len(zeros) for h, _ in last.values()):\n        last = {}\n"
                "    before = [states.get(user, last.get(user, (zeros, zeros))) for user in users]",
            ),
            (RETURN, f'globals()["LAST"] = after\n    {RETURN}'),
        ],
        "only 20 states are kept: there can be more users.": (
            RETURN,
            "kept = [*{**after, **{user: states[user] for user in states if user not in after}}.items()]\n"
            "    return y, dict(kept[:20])",
        ),
        "a new user fails: they have no state yet, start from 0.": (BEFORE, "before = [states[user] for user in users]"),
        "users who did not ask are forgotten: keep their states.": (RETURN, "return y, after"),
        "users who did not ask are reset: keep their states.": (
            RETURN,
            "return y, {**{user: (zeros, zeros) for user in states}, **after}",
        ),
        "new users are not kept: put their states into the dict, too.": (
            RETURN,
            "return y, {user: after.get(user, states[user]) for user in states}",
        ),
        "the old states are kept: the states after the step go in.": (RETURN, "return y, {**after, **states}"),
        "the dict is changed in place: return a new one.": (RETURN, "states.update(after)\n    return y, states"),
        "the states are changed in place: return new arrays.": (
            RETURN,
            "for user in after:\n        if user in states:\n            states[user][0][:] = after[user][0]\n    return y, {**states, **after}",
        ),
        "all users get the first one's state: row n belongs to users[n].": ("(h[n], c[n])", "(h[0], c[0])"),
        "the states are given out in reverse: row n belongs to users[n].": ("(h[n], c[n])", "(h[-1 - n], c[-1 - n])"),
        "h and c are exchanged: a state is (h, c).": ("(h[n], c[n])", "(c[n], h[n])"),
        "a state has a batch axis: h[n] is (H,).": ("(h[n], c[n])", "(h[n : n + 1], c[n : n + 1])"),
        "h is kept, c is not: a state is both.": ("(h[n], c[n])", "(h[n], states.get(user, (zeros, zeros))[1])"),
        "the whole batch is kept for each user: row n belongs to users[n].": ("(h[n], c[n])", "(h, c)"),
        "the state before the step is kept: take the new one.": (STEP, "y, _ = nets.step_server(x, (h, c), params)"),
        "only the states are returned: return y and the states.": (RETURN, "return {**states, **after}"),
        "the outputs are a dict: y is (B, K), in the order of users.": (
            RETURN,
            "return {user: y[n] for n, user in enumerate(users)}, {**states, **after}",
        ),
        "only 10 users are served: B can be larger.": (
            f"{AFTER}\n    {RETURN}",
            f"{AFTER}\n    for user in users[10:]:\n        after[user] = states.get(user, (zeros, zeros))\n    {RETURN}",
        ),
    },
)


equivalents(
    ex,
    {
        "one step for each user": """
        new, rows = dict(states), []
        for user, row in zip(users, x):
            state = tuple(q[None] for q in states[user]) if user in states else None
            y, (h, c) = nets.step_server(row[None], state, params)
            new[user] = h[0], c[0]
            rows.append(y[0])
        return np.array(rows), new
    """,
        "arrays that are filled": """
        H = params["W_hh"].shape[1]
        h, c = np.zeros((len(users), H)), np.zeros((len(users), H))
        for n, user in enumerate(users):
            if user in states:
                h[n], c[n] = states[user]
        h, c, _ = nets.lstm_step(x, h, c, params["W_ih"], params["W_hh"], params["b"])
        return h @ params["W_out"].T + params["b_out"], states | {u: [*q] for u, q in zip(users, zip(h, c))}
    """,
        "a copy that is updated": """
        import copy

        kept = copy.deepcopy(states)
        none = np.zeros(len(params["b"]) // 4)
        h = np.array([kept[user][0] if user in kept else none for user in users])
        c = np.array([kept[user][1] if user in kept else none for user in users])
        y, state = nets.step_server(x, (h, c), params)
        for user, *new in zip(users, *state):
            kept[user] = tuple(new)
        return y, kept
    """,
    },
)
