"""Lesson 18: add snow to a cell state, along the direction in which snow moves it."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "edit-state",
    lesson="18_time_series",
    reference=nets.edit_state,
    outputs="c",
    tolerance=1e-8,
    fresh=True,
    hints=[
        "First v: for each unit, the slope of the line through (snow, c). Then each row of c moves by its own dS times v.",
        "With d = snow - snow.mean(): the slope of column j is sum(d * cs[:, j]) / sum(d * d). All at once: d @ cs / (d @ d).",
        "d = snow - snow.mean(); v = d @ cs / (d @ d); return c + dS[:, None] * v.",
    ],
)


@ex.cases
def _(rng):
    def case(N, B, H, noise=0.3, **given):
        snow = rng.uniform(0, 120, size=N)
        cs = np.outer(snow, rng.normal(size=H)) / 50 + noise * rng.normal(size=(N, H)) + 2
        return dict(c=rng.normal(size=(B, H)), dS=rng.normal(size=B) * 40, cs=cs, snow=snow) | given

    yield "30 states, 4 edits, 3 units", case(30, 4, 3)
    yield "one edit", case(25, 1, 5)
    yield "one unit", case(12, 3, 1)
    yield "as many edits as units", case(20, 4, 4)
    yield "no snow added: unchanged", case(15, 3, 2, dS=np.zeros(3))
    yield "snow taken away", case(15, 2, 4, dS=np.array([-30.0, -5.0]))
    yield "two states", case(2, 3, 4)
    yield "a unit that does not move", case(18, 3, 2, cs=np.column_stack([np.full(18, 0.7), rng.normal(size=18)]))
    yield "snow far from 0", case(22, 2, 3, snow=500 + rng.uniform(0, 9, size=22), cs=5 * rng.normal(size=(22, 3)))
    yield (
        "snow in kilometres",
        dict(
            c=rng.normal(size=(2, 3)),
            dS=4e-5 * rng.normal(size=2),
            cs=rng.normal(size=(20, 3)),
            snow=rng.uniform(0, 1e-4, size=20),
        ),
    )
    yield "the same states, 40 edits", case(9, 40, 2)
    bare = np.maximum(rng.normal(size=500) * 60, 0)
    yield "500 states, no snow on half of them", case(500, 3, 2, snow=bare, cs=0.02 * bare[:, None] + rng.normal(size=(500, 2)))
    yield "much snow", case(20, 3, 2, dS=np.array([300.0, -400.0, 1000.0]))
    yield "snow and states without relation", case(40, 3, 6, cs=rng.normal(size=(40, 6)))
    large = case(15, 3, 4)
    yield "states of thousands", large | dict(c=1e4 * large["c"])


D, V = "d = snow - snow.mean()", "v = d @ cs / (d @ d)"
LAST = "return c + dS[:, None] * v"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return c + dS[:, None] * v",
            "return np.clip(c + dS[:, None] * v, -100, 100)",
        ),
        "the mean of snow is not subtracted: the line does not go through 0.": (D, "d = snow"),
        "divided by the number of states: the slope is d @ cs / (d @ d).": (V, "v = d @ cs / len(d)"),
        "a small number is added to d @ d: divide by it as it is.": (V, "v = d @ cs / (d @ d + 1e-8)"),
        "not divided by d @ d: v is the state's change per millimetre.": (V, "v = d @ cs"),
        "the slope is upside down: fit the states by the snow, not the snow by a unit.": (
            V,
            "v = ((cs - cs.mean(axis=0)) ** 2).sum(axis=0) / np.where(abs(d @ cs) > 1e-9, d @ cs, np.inf)",
        ),
        "each unit's line runs the other way: divide by the variance of snow, not by that of the unit.": (
            V,
            "v = d @ cs / (((cs - cs.mean(axis=0)) ** 2).sum(axis=0) + 1e-12)",
        ),
        "the correlation is used: the slope has the unit's scale.": (
            V,
            "v = d @ cs / (np.sqrt((d @ d) * ((cs - cs.mean(axis=0)) ** 2).sum(axis=0)) + 1e-12)",
        ),
        "the weights of a probe are used: they read the snow, v writes it.": (
            V,
            "v = np.linalg.lstsq(np.hstack([cs, np.ones((len(cs), 1))]), snow, rcond=None)[0][:-1]",
        ),
        "a probe's weights are used, scaled so that it reads dS more: v is the slope of each unit instead.": (
            V,
            "v = np.linalg.lstsq(np.hstack([cs, np.ones((len(cs), 1))]), snow, rcond=None)[0][:-1]\n    v = v / (v @ v)",
        ),
        "snow is taken away: c + dS v.": (LAST, "return c - dS[:, None] * v"),
        "the change alone is returned: add it to c.": (LAST, "return dS[:, None] * v"),
        "the state is replaced, not changed: add to c.": (LAST, "return cs.mean(axis=0) + dS[:, None] * v"),
        "all rows move by the same amount: each row has its own dS.": (LAST, "return c + dS.mean() * v"),
        "the first dS is used for all rows: each row has its own.": (LAST, "return c + dS[0] * v"),
        "the rows and dS are crossed: dS belongs to the rows, dS[:, None].": (LAST, "return c + np.resize(dS, c.shape[1]) * v"),
        "v has length 1: it is the change per millimetre, not a unit vector.": (
            LAST,
            "return c + dS[:, None] * v / np.sqrt(v @ v)",
        ),
        "only the unit that moves most is changed: change all units.": (
            LAST,
            "return c + dS[:, None] * np.where(abs(v) == abs(v).max(), v, 0.0)",
        ),
        "c is changed: return a new array.": (LAST, "c += dS[:, None] * v\n    return c"),
        "the state is clipped: c may have any value.": (LAST, "return np.clip(c + dS[:, None] * v, -1, 1)"),
        "the difference of the extremes is used: fit a line to all states.": (
            V,
            "v = (cs[snow.argmax()] - cs[snow.argmin()]) / np.ptp(snow)",
        ),
        "states without snow are left out: fit the line to all of them.": (
            D,
            "cs, snow = cs[snow > 0], snow[snow > 0]\n    d = snow - snow.mean()",
        ),
        "only the first states are fitted: fit the line to all of them.": (
            D,
            "cs, snow = cs[:200], snow[:200]\n    d = snow - snow.mean()",
        ),
        "large edits are cut: add dS as it is.": (LAST, "return c + np.clip(dS, -200, 200)[:, None] * v"),
        "the result is not the new state alone: return c, not v.": (LAST, "return c + dS[:, None] * v, v"),
        "np.cov divides by N - 1 and np.var by N: divide both alike.": (V, "v = d @ cs / (d @ d) * len(d) / (len(d) - 1)"),
        "the deviation of snow is used once: the slope is a covariance divided by a variance.": (
            V,
            "v = d @ cs / np.sqrt(d @ d)",
        ),
    },
)


equivalents(
    ex,
    {
        "np.polyfit": """
        v = np.polyfit(snow, cs, 1)[0]
        return c + np.outer(dS, v)
    """,
        "least squares with a constant": """
        A = np.column_stack([snow, np.ones(len(snow))])
        v = np.linalg.lstsq(A, cs, rcond=None)[0][0]
        return c + dS.reshape(-1, 1) @ v.reshape(1, -1)
    """,
        "unit by unit": """
        new = c.copy()
        for j in range(c.shape[1]):
            slope = np.cov(snow, cs[:, j])[0, 1] / np.var(snow, ddof=1)
            new[:, j] += dS * slope
        return new
    """,
    },
)
