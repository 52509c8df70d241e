# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# 18 · Time series

It has snowed since December. How high will the river be in May?

Rain and temperature are measured, but the snow is not.
A net that forecasts the river must remember the winter in its state.
You train such a net, add **snow** to its state and watch the flood.

LSTMs are often praised for worthless forecasts. So we compare each forecast
with persistence, a seasonal mean and a linear rule. At the end you prove that a beautiful plot
of stock prices is worthless.

You write ten short functions.
Reading and writing take 75 to 90 minutes, training half a minute.
Answers may import numpy, matplotlib, scipy, sklearn, tqdm and the standard library.
"""

# %%
import math

import numpy as np
from threadpoolctl import threadpool_limits

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.checks import case_inputs, check, hint  # stuck? hint("mase")
from lstm_utils.tasks import catchment as river

threadpool_limits(1)  # on arrays as small as these, a second thread only waits
plots.use_style()

# %% [markdown]
r"""
## See it: water that waits

![Snow piles up from November on; in April it melts and the river rises](figures/river.svg)

The figure shows sixteen months, from October on. Above, rain (dark) and snowfall (pale);
in the middle, the temperature; below, the river. The pale area is the snow on the ground,
in units of 20 mm.

In February much snow falls, but the river is low. In April the river is at its highest, with or
without rain. Today's river depends on months of weather.
"""

# %% [markdown]
r"""
## The catchment

![Snow melts into the soil, soil seeps to groundwater, both feed a river](figures/stores.svg)

The river is simulated, so that we know the truth: three stores are filled and emptied each day.
Hydrologists describe real rivers with similar models.

The net reads two numbers a day, rain and temperature. It never reads a store.
Of 40 years, 33 are for training, one (the **gap year**) decides when to stop, one calibrates
intervals, and the last five are the test. Do not split the days at random:
neighbouring days are nearly equal, so the test would contain what was trained.
"""

# %% tags=["explore"]
c = river.catchment(40, np.random.default_rng(0))
train, stop, calibrate, test = (
    river.years(*ends) for ends in ((0, 33), (33, 34), (34, 35), (35, 40))
)
x, Q = river.inputs(c.weather), c.runoff
print("inputs", x.shape, " river", Q.shape, " mean", Q.mean().round(2), "mm a day")

# %% [markdown]
r"""
## Exercise 1: `fit_scaler`

Nets learn best with inputs of mean 0 and standard deviation 1, computed from the
**training part alone**: computed on all days, they contain information about the test years.
So one function measures the training part, and all parts are scaled with its results.

`train` is $(T, I)$, a series in each column. Return the mean of each column and its
standard deviation (`np.std`, which divides by $T$).
For a constant series, return the scale 1. Test whether the values are equal, not whether the
deviation is 0: because of rounding, that of twelve values 0.1 is about $10^{-17}$.

Columns $(1, 3)$ and $(5, 5)$ have means $(2, 5)$ and scales $(1, 1)$. About 2 lines.
"""


# %% exercise="fit-scaler"
def fit_scaler(train):
    """Measure how to scale each series: to mean 0 and standard deviation 1 in training.

    Args:
        train: the training part alone, (T, I) float array.

    Returns:
        mean: of each column, (I,) float array.
        scale: standard deviation of each column, (I,) float array; 1 where a column has
            equal values.
    """
    ### BEGIN SOLUTION
    constant = np.ptp(train, axis=0) == 0
    return train.mean(axis=0), np.where(constant, 1.0, train.std(axis=0))
    ### END SOLUTION


# %% tests="fit-scaler" points=2
check("fit-scaler", fit_scaler)
### BEGIN HIDDEN TESTS
check("fit-scaler", fit_scaler, seed=18101, rounds=2)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Exercise 2: `windows`

Models without a memory read a **window** of the past. From a series $s_0, \dots, s_{T-1}$ cut
all windows of `past` values, each with the value `ahead` steps after its last value as the
target:

$$
x_k = (s_k, \dots, s_{k + p - 1}), \qquad y_k = s_{k + p - 1 + a},
\qquad p = \text{past},\ a = \text{ahead}
$$

For $10, 11, 12, 13, 14$ with past 2 and ahead 2, the windows are $(10, 11)$ and $(11, 12)$, the
targets 13 and 14. `ahead` may be 0: then the target is the window's own last value.

Return new arrays `x` $(N, \text{past})$ and `y` $(N,)$. About 3 lines.
"""


# %% exercise="windows"
def windows(series, past, ahead=1):
    """Cut a series into all windows of `past` values, each with the value to forecast.

    Args:
        series: (T,) float array; not changed.
        past: values in a window, 1 or more.
        ahead: steps from the last value of a window to its target, 0 or more.

    Returns:
        x: windows, oldest value first, (N, past), N = T - past - ahead + 1; a new array.
        y: their targets, (N,); a new array.
    """
    ### BEGIN SOLUTION
    N = len(series) - past - ahead + 1
    x = np.array([series[k : k + past] for k in range(N)])
    return x, series[past - 1 + ahead :].copy()
    ### END SOLUTION


# %% tests="windows" points=3
check("windows", windows)
### BEGIN HIDDEN TESTS
check("windows", windows, seed=18202, rounds=2)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Exercise 3: `nse`

Is a mean squared error of 0.8 good? It depends on how much the river varies.
Hydrologists report the efficiency of
[Nash and Sutcliffe](https://doi.org/10.1016/0022-1694(70)90255-6) (1970):

$$
\text{NSE} = 1 - \frac{\sum_n (y_n - \hat y_n)^2}{\sum_n (y_n - \bar y)^2}
$$

$\bar y$ is the mean of $y$. A perfect forecast has 1, the constant $\bar y$ has 0, and a
forecast that is worse than this constant is negative. Return a float.
For $y = (1, 3)$ and $\hat y = (1, 2)$ it is $1 - 1/2$. About 3 lines.
"""


# %% exercise="nse"
def nse(y, forecast):
    """Compute the Nash-Sutcliffe efficiency: 1 is perfect, 0 is as good as the mean of y.

    Args:
        y: what happened, (N,) float array, not constant.
        forecast: (N,) float array.

    Returns:
        1 - sum of squared errors / sum of squares of y - mean(y), a float.
    """
    ### BEGIN SOLUTION
    errors = ((y - forecast) ** 2).sum()
    total = ((y - y.mean()) ** 2).sum()
    return float(1 - errors / total)
    ### END SOLUTION


# %% tests="nse" points=2
check("nse", nse)
### BEGIN HIDDEN TESTS
check("nse", nse, seed=18303, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore"]
# Baselines first: a forecast must beat them.
from lstm_utils.tasks import series_training as task

seasonal = river.seasonal_mean(Q[train], len(Q))
weather = np.hstack([nets.windows(series, 30, ahead=0)[0] for series in x.T])  # 30 days of both
rule = task.fit_linear(weather[: train.stop - 29], Q[29 : train.stop], ridge=100.0)
linear = np.append(np.full(29, np.nan), weather @ rule[:-1] + rule[-1])
print(f"seasonal mean              NSE {nse(Q[test], seasonal[test]):.2f}")
print(f"linear, 30 days of weather NSE {nse(Q[test], linear[test]):.2f}")
for days in (1, 3, 7, 30):
    then = nse(Q[test], Q[test.start - days : test.stop - days])
    print(f"persistence, {days:2} days ahead NSE {then:.2f}   (it sees the river)")

# %% [markdown]
r"""
Persistence, *tomorrow as today*, is excellent for one day, because rivers change slowly.
A week ahead it is worse than a constant.
A linear rule for 30 days of weather does not help: the snow is older.

## Exercise 4: `mase`

A forecast must beat persistence, so divide by its error: the **mean absolute scaled error**
([Hyndman and Koehler](https://doi.org/10.1016/j.ijforecast.2006.03.001), 2006):

$$
\text{MASE} = \frac{\text{mean}\ |y_n - \hat y_n|}{\text{mean}_{t \ge m}\ |s_t - s_{t - m}|}
$$

In the denominator, $s$ is the **training** part and $m$ the season: 1 for persistence.
Above 1 is worse than no model.
For errors $(1, -3)$ and $s = (0, 4, 2)$ it is $2 / 3$. About 2 lines.
"""


# %% exercise="mase"
def mase(y, forecast, train, season=1):
    """Compute the mean absolute scaled error: below 1 beats "as it was a season ago".

    Args:
        y: what happened, (N,) float array.
        forecast: (N,) float array.
        train: the training part of the series, (T,) float array, T > season.
        season: steps back of the naive forecast; 1 for persistence.

    Returns:
        Mean of |y - forecast|, divided by the mean of |train[t] - train[t - season]|.
    """
    ### BEGIN SOLUTION
    return abs(y - forecast).mean() / abs(train[season:] - train[:-season]).mean()
    ### END SOLUTION


# %% tests="mase" points=3
check("mase", mase)
### BEGIN HIDDEN TESTS
check("mase", mase, seed=18404, rounds=2)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Train it

An LSTM with 32 units reads rain and temperature, day by day, and outputs $\sqrt{Q}$, scaled;
the root reduces the weight of floods. A sequence has two years, from any day on,
and only the second year counts in the loss: the first year fills the states.
The forget bias is 3, so that the net can remember snow (lesson 10).

Every 25 updates the net forecasts the **gap year**, and the best weights are kept
(lesson 16's early stopping). Do not use the test years for this: the best of 24 measurements
on them would be chosen and reported on the same data, which is too optimistic.
"""

# %% tags=["explore", "long"]
import torch

torch.set_num_threads(1)
mean, scale = nets.fit_scaler(x[train])
level, spread = nets.fit_scaler(np.sqrt(Q[train])[:, None])
xs, target = (x - mean) / scale, (np.sqrt(Q) - level) / spread


def runoff(z):
    """Bring outputs of the net back to mm a day."""
    return np.maximum(z * spread + level, 0) ** 2


def gap_year(params):
    """Score the gap year; the net reads the year before it as well."""
    z = task.read(params, xs[stop.start - 365 : stop.stop])[0]
    return nets.nse(Q[stop], runoff(z[365:]))


params, curve = task.learn_series(
    task.new_net(2, seed=0), xs[train], target[train], 730, 365, 600, gap_year, name="river"
)
print("gap year:", {updates: round(score, 2) for updates, score in curve.items()})

# %% tags=["explore", "long"]
z, hs, cs = task.read(params, xs)
net = runoff(z)
spring = river.in_spring(5 * 365)
print("                NSE, test years    spring alone")
for name, forecast in (("seasonal mean", seasonal), ("linear", linear), ("LSTM", net)):
    both = [nets.nse(Q[test][part], forecast[test][part]) for part in (..., spring)]
    print(f"{name:15} {both[0]:6.2f} {both[1]:19.2f}")
assert nets.nse(Q[test], net[test]) > 0.75, "not learned"
last = slice(test.stop - 730, test.stop)  # two years
plots.draw_forecasts(Q[last], {"LSTM": net[last], "linear": linear[last]})

# %% [markdown]
r"""
The net uses the weather alone and remembers months of it.
Persistence scored 0.93 for one day ahead, but it needs the measured river.

Three seeds, stopped on the gap year, have 0.91, 0.88 and 0.90; at the end of training
0.90, 0.88 and 0.92. So one year chooses poorly, but its choice is not too optimistic.

[Kratzert and others](https://doi.org/10.5194/hess-22-6005-2018) (2018) trained LSTMs on
241 catchments of the United States. They did at least as well as a calibrated
model of snow and soil (Sacramento and Snow-17) that hydrologists use.
Our river follows simple rules, and our weather has no errors, so do not compare the scores.

How certain is the forecast?
"""

# %% [markdown]
r"""
## Exercise 5: `conformal_width`

Take the residuals $r_1, \dots, r_n$ of days that neither trained nor stopped the net.
If they and the next residual are *exchangeable* (each order is equally likely), each rank of
the next $|r|$ among $n + 1$ is equally likely. So forecast $\pm w$ is right with probability
$1 - \alpha$ or more, for any distribution, if $w$ is the

$$
k\text{-th smallest } |r|, \qquad k = \lceil (n + 1)(1 - \alpha) \rceil
$$

counted from 1. If $k > n$, there are too few residuals: return $w = \infty$ (`math.inf`).
For $(-3, 1, 2, -5)$ and $\alpha = 0.4$: $k = 3$, $w = 3$. About 4 lines.
"""


# %% exercise="conformal-width"
def conformal_width(residuals, alpha):
    """Find w so that forecast +- w contains the next value with probability 1 - alpha.

    Args:
        residuals: errors on data that neither fitted nor chose the model, (n,) float array.
        alpha: how often the interval may be wrong, between 0 and 1.

    Returns:
        The k-th smallest |residual|, k = ceil((n + 1)(1 - alpha)), counted from 1, a float;
        infinity if k > n.
    """
    ### BEGIN SOLUTION
    ordered, n = np.sort(abs(residuals)), len(residuals)
    k = math.ceil((n + 1) * (1 - alpha))
    return float(ordered[k - 1]) if k <= n else math.inf
    ### END SOLUTION


# %% tests="conformal-width" points=3
check("conformal-width", conformal_width)
### BEGIN HIDDEN TESTS
check("conformal-width", conformal_width, seed=18505, rounds=2)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Exercise 6: `coverage`

Check the promised 90 % by counting. Return two numbers: the share of the $y$
that are inside their interval (its ends included), and the mean width of the intervals.
Infinitely wide intervals are always right, so report both.

Intervals $(0, 1)$ and $(2, 5)$, values 1 and 6: share $0.5$, width 2. About 2 lines.
"""


# %% exercise="coverage"
def coverage(lo, hi, y):
    """Measure intervals: how often they are right, and how wide they are.

    Args:
        lo, hi: ends of each interval, (N,) float arrays.
        y: what happened, (N,) float array; on an end counts as inside.

    Returns:
        share: of the y that are inside, a float.
        width: mean of hi - lo, a float.
    """
    ### BEGIN SOLUTION
    inside = (lo <= y) & (y <= hi)
    return float(inside.mean()), float((hi - lo).mean())
    ### END SOLUTION


# %% tests="coverage" points=2
check("coverage", coverage)
### BEGIN HIDDEN TESTS
check("coverage", coverage, seed=18606, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
w = nets.conformal_width(Q[calibrate] - net[calibrate], alpha=0.1)
print(f"promised 90 %, width {2 * w:.2f} mm a day")


def count(name, lo, hi):
    """Print the coverage in the calibration year, in the test years, and in their springs."""
    inside = [nets.coverage(lo[part], hi[part], Q[part])[0] for part in (calibrate, test)]
    inside.append(nets.coverage(lo[test][spring], hi[test][spring], Q[test][spring])[0])
    print(
        f"{name:10} calibration {inside[0]:.2f}   test {inside[1]:.2f}   spring {inside[2]:.2f}"
    )


count("conformal", net - w, net + w)

# %% [markdown]
r"""
In the calibration year the coverage is right by construction. Over all test days it is close
to the promise, but in spring, when it matters, it is not: one width for all days
is too wide in August and too narrow in the flood.
The promise holds on average, for days like those of the calibration. But
365 days of one year are not 365 independent draws.
"""

# %% [markdown]
r"""
## Exercise 7: `pinball`

The net itself can predict how uncertain it is: let it forecast **quantiles**.
For the quantile $\tau$ the **pinball loss** of a forecast $q$ is
$\tau\,(y - q)$ where $y > q$, and $(1 - \tau)(q - y)$ elsewhere.
It is smallest if $y \le q$ with probability $\tau$.

`q` is $(N, K)$, a column for each $\tau$. Return the **mean** over all $N K$, and
its gradient: $-\tau / (NK)$ where $y > q$, $(1 - \tau) / (NK)$ elsewhere, $q = y$ included.

One day, $y = 2$, $\tau = (0.1, 0.9)$, $q = (1, 4)$: terms $0.1$ and $0.2$, loss $0.15$,
gradient $(-0.05, 0.05)$. About 4 lines.
"""


# %% exercise="pinball"
def pinball(y, q, tau):
    """Compute the mean pinball loss of quantile forecasts and its gradient.

    Args:
        y: what happened, (N,) float array.
        q: forecast of each quantile, (N, K) float array.
        tau: the quantiles, each between 0 and 1, (K,) float array.

    Returns:
        loss: mean over all N K forecasts.
        dq: gradient of loss with respect to q, (N, K).
    """
    ### BEGIN SOLUTION
    slope = np.where(y[:, None] > q, -tau, 1 - tau)  # (N, K)
    loss = (slope * (q - y[:, None])).mean()
    return loss, slope / q.size
    ### END SOLUTION


# %% tests="pinball" points=4
check("pinball", pinball)
### BEGIN HIDDEN TESTS
check("pinball", pinball, seed=18707, rounds=3)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
# Linear rules for 5 % and 95 %, fitted to the states of the trained net in the training years.
rules = task.learn_quantiles(
    hs[365 : train.stop], target[365 : train.stop], np.array([0.05, 0.95])
)
ends = np.hstack([hs, np.ones((len(hs), 1))]) @ rules  # (T, 2)
lo, hi = runoff(ends).T
count("conformal", net - w, net + w)
count("quantiles", lo, hi)
print("days on which the quantiles cross:", (lo > hi).sum())
flood = slice(test.stop - 365 + 31, test.stop - 153)  # February to July of the last year
plots.draw_forecasts(Q[flood], {"LSTM": net[flood]}, (lo[flood], hi[flood]), first=31)

# %% [markdown]
r"""
Now the width of the interval varies: narrow in summer, wide in the flood.
Its coverage is still less than promised, because it was fitted in the training years, where the
net's errors are smaller. No method that uses past years can guarantee the next one.

So report the measured coverage beside the promised one, also for the season
that matters. (Three seeds: conformal 0.90 to 0.91 of all test days, in spring 0.71 to 0.72;
quantiles 0.83 to 0.89, in spring 0.73 to 0.84.)

[TiRex](https://arxiv.org/abs/2505.23719) (2025), an xLSTM that forecasts series which
it has never seen, is trained with the loss that you have just written, for nine quantiles.
"""

# %% [markdown]
r"""
## Exercise 8: `probe_snow`

![The catchment with the snow highlighted, all else in grey](figures/stores_snow.svg)

Does the net store the snow, which it never read? Use lesson 15's probe for a **number**:
append a 1 to each state, and find $w$ by least squares on the states **not** in `test`:

$$
\sum_n \left([c_n, 1] \cdot w - \text{snow}_n\right)^2 \to \min
$$

Return the efficiency, `nets.nse`, of $[c, 1] \cdot w$ on the test states,
and $w$, the constant last.

States $0, 1, 2, 3$ with snow $5, 7, 10, 11$, the last two for the test:
$w = (2, 5)$, and the efficiency is $-1$, for forecasts 9 and 11. About 3 lines.
"""


# %% exercise="probe-snow"
def probe_snow(cs, snow, test):
    """Fit a linear rule for a number by least squares, and score it on other states.

    Args:
        cs: states, (N, H) float array.
        snow: the number for each state, (N,) float array.
        test: which states are for the test, (N,) bool array; the rule is fitted to the others.

    Returns:
        efficiency: nse of the rule on the test states, a float.
        w: the rule, (H + 1,) float array, its constant last.
    """
    ### BEGIN SOLUTION
    X = np.hstack([cs, np.ones((len(cs), 1))])
    w = np.linalg.lstsq(X[~test], snow[~test], rcond=None)[0]
    return nets.nse(snow[test], X[test] @ w), w
    ### END SOLUTION


# %% tests="probe-snow" points=3
check("probe-snow", probe_snow)
### BEGIN HIDDEN TESTS
check("probe-snow", probe_snow, seed=18808, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
# The control: an LSTM that was never trained. It also remembers some of the weather.
untrained = task.read(task.as_params(task.new_net(2, seed=0)), xs)[2]
later = np.arange(len(Q)) >= test.start
read = {}
for name, states in (("trained", cs), ("untrained", untrained)):
    read[name] = [nets.probe_snow(states, store, later)[0] for store in c.stores.T]
    row = zip(("snow", "soil", "groundwater"), read[name], strict=True)
    print(f"{name:10}", "   ".join(f"{store} {r2:.2f}" for store, r2 in row))
assert read["trained"][0] > read["untrained"][0]

# %% [markdown]
r"""
0.94 for snow looks like a discovery. But the same probe reaches 0.87 with a net that was
**never trained** (other seeds: 0.82 and 0.60): any decaying memory of cold and rain is
nearly a snow gauge. Only the difference is due to training, and here it is larger for the
water in the soil.

[Lees and others](https://doi.org/10.5194/hess-26-3079-2022) (2022) probed LSTMs of real
catchments: more than 0.8 for soil water and for snow. Always ask for the control.
"""

# %% [markdown]
r"""
## Does the net use it? Exercise 9: `edit_state`

Add `dS` mm of snow to the state, and watch the river. The probe's $w$ *reads* snow; to *write*
it, find out how each unit changes with snow. For each unit $j$, $v_j$ is the slope of its
recorded values on the snow:

$$
v_j = \frac{\sum_n (\text{snow}_n - \overline{\text{snow}})\, c_{nj}}
{\sum_n (\text{snow}_n - \overline{\text{snow}})^2}, \qquad c' = c + dS\, v
$$

`c` is $(B, H)$, and row $b$ gets its own `dS[b]`. Return $c'$, a **new** array.

One unit, `cs` $1, 2, 6$ at snow $0, 10, 20$: $v = 0.25$. A state of 3 with $dS = 8$
becomes 5. About 3 lines.
"""


# %% exercise="edit-state"
def edit_state(c, dS, cs, snow):
    """Add snow to cell states, along the direction in which snow moves them.

    Args:
        c: cell states, (B, H) float array; not changed.
        dS: millimetres of snow to add to each, (B,) float array.
        cs: recorded states, (N, H) float array.
        snow: millimetres of snow at each recorded state, (N,) float array, not constant.

    Returns:
        c + dS v, (B, H), a new array; v (H,) is the slope of each unit on snow.
    """
    ### BEGIN SOLUTION
    d = snow - snow.mean()
    v = d @ cs / (d @ d)
    return c + dS[:, None] * v
    ### END SOLUTION


# %% tests="edit-state" points=3
check("edit-state", edit_state)
### BEGIN HIDDEN TESTS
check("edit-state", edit_state, seed=18909, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
amounts = np.arange(-100.0, 201.0, 25.0)


def edited(day, direction=None):
    """Edit the snow of one evening; return the floods of simulator and net, (150, 13) each."""
    added, truth = river.flood(c, day, amounts)
    h, before = (np.repeat(q[[day - 1]], len(amounts), axis=0) for q in (hs, cs))
    new = nets.edit_state(before, added, cs[train], c.stores[train, river.SNOW])
    if direction is not None:  # an edit of the same length in another direction
        length = np.linalg.norm(new - before, axis=1)
        new = before + np.outer(np.sign(added) * length, direction)
    return truth, runoff(task.read_on(params, xs[day : day + 150], h, new))


truth, answer = edited(38 * 365 + river.MARCH)
floods = {int(a): (truth[:, k], answer[:, k]) for k, a in enumerate(amounts)}
plots.interactive_floods(floods)

# %% [markdown]
r"""
Move the amount of snow on 1 March. On the left is the simulator, with this snow in its store;
on the right the net, with this snow **in its state**. The weather is the same for both.

Next, use all five test years, and a control: edits of the same length in random directions.
"""


# %% tags=["explore", "long"]
def changes(direction=None):
    """Return how edits change each day's runoff, (2, 5 years, 150, 13): simulator and net."""
    rivers = np.stack(
        [edited(year * 365 + river.MARCH, direction) for year in range(35, 40)], 1
    )
    return rivers - rivers[..., amounts == 0]


rng, others = np.random.default_rng(0), []
truth, answer = changes()
for _ in range(10):
    direction = rng.normal(size=cs.shape[1])
    moved = changes(direction / np.linalg.norm(direction))
    others.append(nets.nse(*(q.ravel() for q in moved)))
found = nets.nse(truth.ravel(), answer.ravel())
print(f"NSE of the change: edit {found:.2f}, random {min(others):.2f} to {max(others):.2f}")
assert found > max(others), "a random direction does it as well"
moving = abs(np.corrcoef(c.stores[:, river.SNOW], cs.T)[0, 1:]) > 0.7
print("units that move with the snow, |correlation| > 0.7:", moving.sum())
water = [q.sum(axis=1).ravel() for q in (truth, answer, moved[1])]  # mm in 150 days
plots.draw_edits(water[0], {"edited": water[1], "random direction": water[2]})

# %% [markdown]
r"""
Each dot is one edit: the additional water in 150 days. On the dotted line the net
agrees with the simulator. The net adds less water, but at the right time: the NSE compares the
change of **each day**. Random directions also change the river, but not as snow does.
(Three seeds: 0.69, 0.71, 0.70 for the edit; the best of ten random directions has
0.38, 0.49, 0.55.)

So the net not only stores the snow, it **uses** it. This is a claim about a direction
of the state, not about a "snow unit": several units change with the snow.
"""

# %% [markdown]
r"""
## Exercise 10: `rollout`

A good score is not always a forecast.
The **Mackey-Glass** equation gives a chaotic series. Its own past is the only input.
One step ahead is easy. But a forecast of 100 steps has no measured past after the first step:
each output must become the next input, in a **free run**.

`step(x, state)` returns the output and the next state; a state is any object. Call `step` once
per output. Begin with `x`, the last measured value, and return the $n$ outputs, an array
$(n,)$; $n$ may be 0.

With $\text{step}(x, s) = (x + s, s + 1)$, $x = 10$, $s = 1$, $n = 3$: $11, 13, 16$.
About 5 lines.
"""


# %% exercise="rollout"
def rollout(step, state, x, n):
    """Let a model run freely: each of its outputs is its next input.

    Args:
        step: function of an input and a state; returns an output, a float, and the next state.
            Called once for each output.
        state: before the first step; any object.
        x: the first input, a float.
        n: how many steps, 0 or more.

    Returns:
        The n outputs, (n,) float array.
    """
    ### BEGIN SOLUTION
    outputs = np.zeros(n)
    for t in range(n):
        x, state = step(x, state)
        outputs[t] = x
    return outputs
    ### END SOLUTION


# %% tests="rollout" points=3
check("rollout", rollout)
### BEGIN HIDDEN TESTS
check("rollout", rollout, seed=18010, rounds=2)
### END HIDDEN TESTS

# %% tags=["explore", "long"]
from lstm_utils.tasks.mackey_glass import mackey_glass

series = mackey_glass(4000, np.random.default_rng(0))
middle, width = nets.fit_scaler(series[:3000, None])
s = (series - middle) / width
chaos, _ = task.learn_series(
    task.new_net(1, seed=0, forget_bias=1.0), s[:2999, None], s[1:3000], 100, 20, 400, seed=1
)
rule = task.fit_linear(*nets.windows(s[:3000], 30))
zs, h, cell = task.read(chaos, s[:, None])
past, after = nets.windows(s[2970:], 30)
print(f"one step ahead, NSE: LSTM {nets.nse(s[3001:], zs[3000:-1]):.4f}, "
      f"linear {nets.nse(after, past @ rule[:-1] + rule[-1]):.6f}")  # fmt: skip

# %% tags=["explore", "long"]
starts, errors = range(3100, 3900, 25), {"LSTM": [], "linear": [], "persistence": []}
for t in starts:
    free = {
        "LSTM": nets.rollout(task.one_step(chaos), (h[[t - 1]], cell[[t - 1]]), s[t], 100),
        "linear": nets.rollout(task.linear_step(rule), s[t - 30 : t], s[t], 100),
        "persistence": np.full(100, s[t]),
    }
    for name, values in free.items():
        errors[name].append(values - s[t + 1 : t + 101])
print("root mean squared error after     1     5    10    20    50   100 steps")
for name, e in errors.items():
    size = np.sqrt(np.square(e).mean(axis=0))[[0, 4, 9, 19, 49, 99]]
    print(f"{name:12} {'':20}", *(f"{value:5.2f}" for value in size))
plots.draw_free_run(s[t - 50 : t + 101], free, known=51)

# %% [markdown]
r"""
One step ahead the **linear** rule wins. After ten free steps it fails,
and the LSTM still follows the series: the linear rule is right locally, the LSTM has roughly
learned the equation. (Three series: after 20 steps 0.06, 0.06 and 0.04, against
0.63, 0.36 and 0.70.)

A score with the true value as input at each step (*teacher-forced*) is a one-step
score, for any length of the plot. Evaluate a forecast with a free run, or with `ahead`.

## The stock-price trap

Thousands of posts claim that an LSTM predicts stock prices.
Here a price is a **random walk**, $p_{t+1} = p_t + \varepsilon_{t+1}$: by construction
nobody can predict whether it rises or falls.
"""


# %% tags=["explore", "long"]
def learn_walk(seed):
    """Draw a walk of 2,000 days, train on the first half, forecast each day of the second."""
    p = 100 + np.random.default_rng(seed).normal(size=2000).cumsum()
    middle, width = nets.fit_scaler(p[:1000, None])
    s = (p - middle) / width
    net = task.new_net(1, seed, forget_bias=-1.0, units=16)
    found, _ = task.learn_series(net, s[:999, None], s[1:1000], 60, 10, 300, lr=0.02, seed=seed)
    return p, task.read(found, s[:, None])[0] * width + middle  # [t]: of p[t + 1]


p, forecast = learn_walk(seed=26)
y, f, today = p[1001:], forecast[1000:-1], p[1000:-1]
print(f"NSE {nets.nse(y, f):.3f}. Publish?")
plots.draw_trap(y, f, zoom=(500, 540))

# %% [markdown]
r"""
The forecast seems to follow each turn. But the detail on the right shows that it follows
**later**.

Prove that it cannot be better than persistence. $\varepsilon_{t+1}$ is independent of
everything that the forecast $\hat p$ can use, so its square is added to the error of any
forecast:

$$
\text{mean}\,(p_{t+1} - \hat p)^2 \approx \text{mean}\,\varepsilon_{t+1}^2 +
\text{mean}\,(p_t - \hat p)^2
$$

The first term is the error of persistence. The second term is never negative:
**every** difference from *tomorrow as today* makes a forecast worse.
"""

# %% tags=["explore", "long"]
own, naive = (nets.mase(y, one, p[:1000]) for one in (f, today))
print(f"MASE of the net {own:.2f}, of persistence {naive:.2f}")
for days in range(4):
    error = abs(f[days:] - y[: len(y) - days]).mean()
    print(f"forecast, shifted back {days} days: error {error:.2f}")
print("walk   error of net²   persistence² + distance²   fraction of moves foreseen")
for seed in (18, 26, 3):
    p, forecast = learn_walk(seed)
    y, f, today = p[1001:], forecast[1000:-1], p[1000:-1]
    own, naive, distance = (np.square(e).mean() for e in (y - f, y - today, today - f))
    up = np.mean((f > today) == (y > today))
    both = f"{naive:14.2f} + {distance:5.2f} = {naive + distance:5.2f}"
    print(f"{seed:4} {own:12.2f} {both} {up:18.2f}")
    assert own > naive, "beats persistence on a random walk: look for a leak"

# %% [markdown]
r"""
Three nets on three walks are each worse than *no change*, by as much as they differ from it.
The shift explains the beautiful plot: the forecast fits **yesterday's** price best.
Its direction is right in 0.49, 0.52 and 0.50 of the days, as by chance.

The high NSE is not a contradiction. It compares with the mean of 1,000 days, which nobody would
use as a forecast. For a random walk, use MASE, or forecast **changes**.
(The last walk leaves the range of its training. There the net does not even repeat the last
price.)
"""

# %% [markdown] question="price-forecast" points=3
r"""
**Question (3 points).** A blog post shows a plot like the one above: "Our LSTM predicts the
next day's price with $R^2 = 0.98$ on 20 % of the days, drawn at random. We scaled all
prices to 0 … 1 first. Our 60-day forecast uses the same net."
Its plot reads each day's real price to forecast the next.

1. Name two ways in which the test knows what it should not.
2. Which two numbers show whether it beats nothing, and which results would convince you?
3. Why is the plot not a forecast of 60 days, and how would you make one, with an
   interval that can be trusted?

Five to eight sentences.

### BEGIN MARK SCHEME
- 1 point: the scale (maximum and minimum) was taken from all prices, test included; random
  test days lie between training days, whose prices are nearly the same. Only one: half a point.
- 1 point: MASE, or the error beside that of persistence on the same days, below 1; and the
  share of rises and falls foreseen (or the error of changes, or a shift that fits best at 0),
  clearly above one half, on several series or periods. Only one: half a point.
- 1 point: each day's real price is put in, so it is 60 forecasts of one day; a free run
  (rollout) feeds the net its own outputs, or a net is trained for each `ahead`. Intervals:
  residuals of free runs at that distance from data that neither trained nor chose the net,
  and their coverage measured on later data. Without the interval: half a point.
### END MARK SCHEME

### BEGIN SOLUTION
The scaling used the highest and lowest price of all days, so it carries news of the test days,
and test days drawn at random lie between training days with almost the same price.
I would split by time, scale by the training part, and ask for the MASE, that is, the error
divided by that of "tomorrow as today": it should be clearly below 1 on several stocks or years.
I would also ask for the share of rises and falls that were foreseen, which should be clearly
above one half.
The plot of 60 days puts the true price in each day, so it shows 60 forecasts of one day.
For a forecast of 60 days I would feed the net its own outputs. For the interval I would take
the errors of many such free runs, at each distance, from a period that neither trained nor
stopped the net; then I would count on a later period how often the interval is right.
### END SOLUTION
"""

# %% [markdown]
r"""
## What to remember

- Split by **time**. Scale by the training part, stop on one gap year, calibrate on another.
- Compare a forecast with persistence, a seasonal mean and a linear rule.
- MASE above 1: a forecast without a model is better.
- Measure the coverage of an interval, in the season that matters.
- A probe needs an **untrained** control. An edit of the state shows what the net uses.
- Teacher forcing measures one step. A forecast of many steps is a free run.

**Now you can** build a reliable forecast, and show why another one is not reliable.
"""

# %% [markdown]
r"""
## Read on

- Kratzert and others (2018),
  [Rainfall-runoff modelling using LSTM networks](https://doi.org/10.5194/hess-22-6005-2018).
- Lees and others (2022),
  [Hydrological concept formation inside LSTM
  networks](https://doi.org/10.5194/hess-26-3079-2022).
- Auer and others (2025), [TiRex](https://arxiv.org/abs/2505.23719): zero-shot forecasts
  with an xLSTM.
- Angelopoulos and Bates (2021),
  [A gentle introduction to conformal prediction](https://arxiv.org/abs/2107.07511).
- Haufe and others (2014), on weights that read and patterns that write:
  [On the interpretation of weight vectors](https://doi.org/10.1016/j.neuroimage.2013.10.067).

**Next:** lesson 19 reads sequences where nobody knows which step belongs to which label.
"""
