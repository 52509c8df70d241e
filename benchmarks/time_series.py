"""Record what lesson 18 says about three seeds of its net.

The table goes to `lstm_utils/plots/time_series.json`. The catchment is that of the lesson.
"""

import json

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.plots.time_series import RECORDED
from lstm_utils.tasks import catchment as river
from lstm_utils.tasks import series_training as task
from lstm_utils.tasks.mackey_glass import mackey_glass

TRAIN, STOP, CALIBRATE, TEST = (
    river.years(*ends) for ends in ((0, 33), (33, 34), (34, 35), (35, 40))
)
WALKS = (18, 26, 31)  # three that stay in the range of their training
AMOUNTS = np.arange(-100.0, 201.0, 25.0)
C = river.catchment(40, np.random.default_rng(0))
X, Q = river.inputs(C.weather), C.runoff
MEAN, SCALE = nets.fit_scaler(X[TRAIN])
LEVEL, SPREAD = nets.fit_scaler(np.sqrt(Q[TRAIN])[:, None])
XS, TARGET = (X - MEAN) / SCALE, (np.sqrt(Q) - LEVEL) / SPREAD


def runoff(z):
    """Bring outputs of the net back to mm a day."""
    return np.maximum(z * SPREAD + LEVEL, 0) ** 2


def trained(seed):
    """Train one net; return its weights with the best gap year, and its last ones."""

    def gap_year(params):
        z = task.read(params, XS[STOP.start - 365 : STOP.stop])[0]
        return nets.nse(Q[STOP], runoff(z[365:]))

    net = task.new_net(2, seed)
    best, _ = task.learn_series(net, XS[TRAIN], TARGET[TRAIN], 730, 365, 600, gap_year)
    return best, task.as_params(net)


def intervals(net, hs):
    """Measure the coverage of conformal and of quantile intervals in the test years."""
    w = nets.conformal_width(Q[CALIBRATE] - net[CALIBRATE], 0.1)
    learned = slice(365, TRAIN.stop)
    rules = task.learn_quantiles(hs[learned], TARGET[learned], np.array([0.05, 0.95]))
    ends = runoff(np.hstack([hs, np.ones((len(hs), 1))]) @ rules).T
    spring, found = river.in_spring(5 * 365), {}
    for name, (lo, hi) in (("conformal", (net - w, net + w)), ("quantiles", ends)):
        lo, hi, y = lo[TEST], hi[TEST], Q[TEST]
        found[name] = nets.coverage(lo, hi, y)[0]
        found[f"{name}, spring"] = nets.coverage(lo[spring], hi[spring], y[spring])[0]
    return found


def edits(params, hs, cs, direction=None):
    """Return the NSE of the change of each day's runoff after edits on 1 March."""
    changes = []
    for day in (year * 365 + river.MARCH for year in range(35, 40)):
        added, truth = river.flood(C, day, AMOUNTS)
        h, before = (np.repeat(q[[day - 1]], len(AMOUNTS), axis=0) for q in (hs, cs))
        new = nets.edit_state(before, added, cs[TRAIN], C.stores[TRAIN, river.SNOW])
        if direction is not None:
            length = np.linalg.norm(new - before, axis=1)
            new = before + np.outer(np.sign(added) * length, direction)
        answer = runoff(task.read_on(params, XS[day : day + 150], h, new))
        changes.append(np.stack([q - q[:, AMOUNTS == 0] for q in (truth, answer)]))
    truth, answer = np.stack(changes, axis=1)
    return nets.nse(truth.ravel(), answer.ravel())


def free_run(seed):
    """Measure the error of free runs on Mackey-Glass after 20 steps, of a net and linear."""
    series = mackey_glass(4000, np.random.default_rng(seed))
    middle, width = nets.fit_scaler(series[:3000, None])
    s = (series - middle) / width
    net = task.new_net(1, seed, forget_bias=1.0)
    params, _ = task.learn_series(net, s[:2999, None], s[1:3000], 100, 20, 400, seed=seed)
    rule = task.fit_linear(*nets.windows(s[:3000], 30))
    _, hs, cs = task.read(params, s[:, None])
    errors = []
    for t in range(3100, 3900, 25):
        free = nets.rollout(task.one_step(params), (hs[[t - 1]], cs[[t - 1]]), s[t], 20)
        linear = nets.rollout(task.linear_step(rule), s[t - 30 : t], s[t], 20)
        errors.append([free[-1] - s[t + 20], linear[-1] - s[t + 20]])
    return np.sqrt(np.square(errors).mean(axis=0))


def walk(seed):
    """Measure the MASE of a net and of persistence on a random walk, and moves foreseen."""
    p = 100 + np.random.default_rng(seed).normal(size=2000).cumsum()
    middle, width = nets.fit_scaler(p[:1000, None])
    s = (p - middle) / width
    net = task.new_net(1, seed, forget_bias=-1.0, units=16)
    params, _ = task.learn_series(
        net, s[:999, None], s[1:1000], 60, 10, 300, lr=0.02, seed=seed
    )
    forecast = (task.read(params, s[:, None])[0] * width + middle)[1000:-1]
    y, today = p[1001:], p[1000:-1]
    foreseen = np.mean((forecast > today) == (y > today))
    return nets.mase(y, forecast, p[:1000]), nets.mase(y, today, p[:1000]), foreseen


def measure(seed):
    """Train a net, and measure all that the lesson says about it."""
    best, last = trained(seed)
    z, hs, cs = task.read(best, XS)
    untrained = task.read(task.as_params(task.new_net(2, seed)), XS)[2]
    later = np.arange(len(Q)) >= TEST.start
    rng, randoms = np.random.default_rng(0), []
    for _ in range(10):
        direction = rng.normal(size=cs.shape[1])
        randoms.append(edits(best, hs, cs, direction / np.linalg.norm(direction)))
    found = {
        "NSE, stopped": nets.nse(Q[TEST], runoff(z)[TEST]),
        "NSE, at the end": nets.nse(Q[TEST], runoff(task.read(last, XS)[0])[TEST]),
        "snow": nets.probe_snow(cs, C.stores[:, 0], later)[0],
        "snow, untrained": nets.probe_snow(untrained, C.stores[:, 0], later)[0],
        "edit": edits(best, hs, cs),
        "best random edit": max(randoms),
    }
    names = ("free run, LSTM", "free run, linear", "MASE", "MASE, persistence", "foreseen")
    others = zip(names, [*free_run(seed), *walk(WALKS[seed])], strict=True)
    return found | intervals(runoff(z), hs) | dict(others)


def main():
    """Measure three seeds, and write the table."""
    table = []
    for seed in range(3):
        found = {name: round(float(value), 3) for name, value in measure(seed).items()}
        print(seed, found, flush=True)
        table.append({"seed": seed} | found)
    RECORDED.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
