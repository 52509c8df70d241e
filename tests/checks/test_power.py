"""Is each wrong sampler of the bank refused in 999 of 1,000 checks at least?

There are three reasons to refuse one, and each gives a bound of the probability. Impossible
draws, which a right sampler never makes: their share is at least the lower end of a confidence
interval. Evidence, a log likelihood ratio: it is a sum over many draws, so nearly normal; its
variance is about twice its mean (Wilks 1938), or the measured one if that is larger. And where
chance does not decide, `CERTAIN` gives the reason.
"""

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from lstm_utils.checks import evidence, get
from lstm_utils.checks.bank.l03_letters import _mistaken as texts
from lstm_utils.checks.bank.l03_letters import _statistics as statistics
from lstm_utils.checks.bank.l04_rnn import _strings as strings
from lstm_utils.checks.bank.l04_rnn import embedded_reber, reber
from lstm_utils.checks.bank.l06_vanishing_gradients import _guesses as guesses
from lstm_utils.checks.bank.l07_memory_cell import long_lag_sequences as long_lag
from lstm_utils.checks.bank.l10_long_lags import adding_batch as adding
from lstm_utils.checks.bank.l10_long_lags import chrono_init as chrono
from lstm_utils.checks.bank.l10_long_lags import temporal_order_batch as order
from lstm_utils.checks.bank.l12_variants import irnn_init as irnn
from lstm_utils.checks.bank.l14_language_model import temperature_sample as tempered
from lstm_utils.checks.bank.l15_inside_the_cell import control
from lstm_utils.checks.bank.l16_deeper import dropout_mask, variational_masks, weight_drop
from lstm_utils.checks.bank.l17_both_ways import bucket
from lstm_utils.checks.bank.l20_translation import scheduled_inputs
from lstm_utils.checks.bank.l22_drawing import mdn_sample
from lstm_utils.checks.run import run
from lstm_utils.tasks import reber as task
from tests.checks.outcomes import by_name, judged, key, mistaken

pytestmark = pytest.mark.long


def power_of_evidence(found):
    """Return the probability that evidence exceeds the threshold of its check.

    Args:
        found: evidence of each test, one dict for each check with draws of its own.
    """
    most = [max(each.values()) for each in found]
    middle = np.mean(most)
    if not np.isfinite(middle) or middle <= 0:
        return float(middle > 0)
    spread = math.sqrt(max(2 * middle, np.var(most, ddof=1)))
    away = middle - evidence.threshold(len(found[0]))
    return 0.5 * (1 + math.erf(away / spread / math.sqrt(2)))


def power_of_impossible(found):
    """Return the least probability of an impossible draw in a check.

    Args:
        found: how many draws are impossible, of how many; one pair for each check.
    """
    wrong, draws = map(sum, zip(*found, strict=True))
    if not draws:
        return 0.0
    share = binomtest(wrong, draws).proportion_ci(2 * evidence.POWER - 1).low
    return 1 - (1 - share) ** (draws / len(found))


def pairs_of(key, outcomes):
    """Return inputs and value of the cases that are judged together."""
    return [
        (c.inputs, o.value) for c, o in zip(key.cases, outcomes, strict=True) if not c.again
    ]


def of_strings(grammar, tests):
    """Make the measures of samplers of strings."""

    def measure(pairs):
        if any(value is None for _, value in pairs):
            return
        drawn, in_order, _ = strings.in_pairs(pairs)
        wrong = sum(strings.first_wrong(string, grammar) is not None for string in drawn)
        singles = {}
        for inputs, value in pairs:
            if not isinstance(value, list):
                singles.setdefault(inputs["rng"].value, []).append(value)
        again = [len(set(values)) > 1 for values in singles.values() if len(values) > 1]
        yield "illegal", (wrong, len(drawn))
        yield "not repeated", (sum(again), len(again))
        if not wrong:
            yield "evidence", tests(in_order)

    return measure


def of_texts(pairs):
    """Measure samplers of texts."""
    if any(map(_never_right, *zip(*pairs, strict=True))):
        yield "certain", {"whatever is drawn": math.inf}
        return
    nats = [
        statistics.evidence_against(
            statistics.groups(i["model"], i["prompt"], str(text), texts.by_model)
        )
        for i, value in pairs
        for text in np.atleast_1d(value)
    ]
    yield "one text", {"": max(nats) + evidence.threshold(1) - statistics.LIMIT}
    drawn = [texts.draws(inputs, value) for inputs, value in pairs]
    if all(text is not None for text in drawn):
        found = statistics.tests(drawn)
        yield "evidence", found | dict.fromkeys(range(len(found)), 0.0)


def _never_right(inputs, value):
    """Return whether a value is wrong whatever was drawn: it raised, or no chance is in it."""
    several = value if isinstance(value, list) else [value]
    if any(text is None or len(text) != inputs["n"] for text in several):
        return True
    right = get("sample").reference(*(inputs | {"rng": np.random.default_rng(0)}).values())
    found = statistics.groups(inputs["model"], inputs["prompt"], right, texts.by_model)
    fixed = statistics.has_no_chance_in_it(found) and inputs["model"]["alpha"] < 1e-9
    return (fixed and value != right) or (len(several) > 1 and len(set(several)) == 1)


def of_guesses(pairs):
    """Measure samplers of nets."""
    if any(value is None for _, value in pairs):
        return
    wrong = [bool(guesses.each_is_right(*pair)) for pair in pairs if len(pair[0]["x"]) > 3]
    yield "latches", (sum(wrong), len(wrong))
    many = [answer for _, value in pairs if len(value) > 2 for answer in value]
    if not any(params is None or tries < 1 for params, tries in many):
        yield "evidence", guesses.tests(*guesses.of_many(pairs))


def of_sequences(pairs):
    """Measure samplers of long-lag sequences."""
    columns, large, right = [], [], True
    for inputs, value in pairs:
        q, p, B = inputs["q"], inputs["p"], inputs.get("B", 32)
        ids, lengths, y = map(np.asarray, value)
        if long_lag.form(inputs, value):
            right = False
        if B == 2000:
            large.append((q, p, ids, lengths, y))
        if B == 500 and ids.shape[1:] == (B,) and ids.dtype.kind == "i":
            each = [
                (ids[:, j : j + 1], lengths[j : j + 1], y[j : j + 1]) for j in range(0, B, 4)
            ]
            columns += [bool(long_lag.parts(*one, q, p)) for one in each]
    if columns:
        yield "sequences", (sum(columns), len(columns))
    if right:
        yield "evidence", long_lag.evidence_of(large)


def of_adding(pairs):
    """Measure samplers of the adding problem."""
    wrong = []
    for inputs, (x, *_) in pairs:
        if np.shape(x) == (inputs["T"], inputs["B"], 2) and inputs["B"] >= adding.NAMED_FROM:
            wrong += [*~adding.split_at(inputs["T"] // 2, np.asarray(x)[:, :, 1])]
    yield "halves", (sum(wrong), len(wrong))
    if not any(adding.form(*pair) for pair in pairs):
        yield "evidence", adding.evidence_of(adding.large_of(pairs))


def of_biases(pairs):
    """Measure samplers of time scales."""
    large = chrono.large_of(pairs)
    outside = [(f < -1e-6) | (f > np.log(T_max - 1) + 1e-6) for f, T_max in large]
    yield "outside", (sum(q.sum() for q in outside), sum(q.size for q in outside))
    if not any(chrono.form(*pair) for pair in pairs):
        yield "evidence", chrono.evidence_of(large)


def of_order(pairs):
    """Measure samplers of temporal order."""
    wrong = []
    for ids, _, y, windows in order.large_of(pairs):
        found = order.bits_and_steps(ids, windows) if ids.shape[1:] == y.shape else None
        wrong += [] if found is None else [*(y != order.classes_of(found[0]))]
    yield "classes", (sum(wrong), len(wrong))
    if not any(order.form(*pair) for pair in pairs):
        yield "evidence", order.evidence_of(order.large_of(pairs))


def of_starts(pairs):
    """Measure samplers of the weights of a ReLU net."""
    if not any(irnn.form(*pair) for pair in pairs):
        yield "evidence", irnn.evidence_of(irnn.large_of(pairs))


def of_tempered(pairs):
    """Measure samplers at several temperatures."""
    if all(value is not None and len(value) == inputs["n"] for inputs, value in pairs):
        yield "evidence", tempered.evidence_of(tempered.large_of(pairs))


def of_control(pairs):
    """Measure samplers of control labels."""
    wrong = []
    for inputs, value in pairs:
        draws = value if isinstance(value, list) else [value]
        wrong += [bool(control.wrong(inputs["words"], labels)) for labels in draws]
    yield "labels", (sum(wrong), len(wrong))
    if not any(wrong):
        words, draws = control.many_of(pairs)
        yield "evidence", control.evidence_of([control.choice_of(words, y) for y in draws])


def of_buckets(pairs):
    """Measure samplers of batches."""
    wrong = [bool(bucket.form(*pair)) for pair in pairs]
    yield "batches", (sum(wrong), len(wrong))
    if not any(wrong):
        yield "evidence", bucket.evidence_of(pairs)


def of_masks(module):
    """Make the measures of random masks."""

    def measure(pairs):
        if not any(module.form(*pair) for pair in pairs):
            yield "evidence", module.evidence_of(module.large_of(pairs))

    return measure


MEASURES = {
    "sample": of_texts,
    "reber": of_strings(task.REBER, reber.tests),
    "embedded-reber": of_strings(task.EMBEDDED_REBER, embedded_reber.tests),
    "random-guess-latch": of_guesses,
    "long-lag-sequences": of_sequences,
    "adding-batch": of_adding,
    "chrono-init": of_biases,
    "temporal-order-batch": of_order,
    "irnn-init": of_starts,
    "temperature-sample": of_tempered,
    "control": of_control,
    "dropout-mask": of_masks(dropout_mask),
    "variational-masks": of_masks(variational_masks),
    "weight-drop": of_masks(weight_drop),
    "bucket": of_buckets,
    "scheduled-inputs": of_masks(scheduled_inputs),
    "mdn-sample": of_masks(mdn_sample),
}

CERTAIN = {
    "random-guess-latch": {
        guesses.OWN: "the generator has a fixed seed, so that nets of two seeds are equal",
        guesses.EVERY_STEP: "no net is right at a step at which two sequences are still equal",
        guesses.BEFORE_LAST: "no net is right at a step at which two sequences are still equal",
        guesses.GLOBAL: "two draws of numbers in float64 are never equal",
        guesses.ONE_LESS: "of max_tries = 1 no net is ever returned",
        guesses.ONE_MORE: "tries is max_tries + 1 where no net can be right",
        guesses.LAST: "a net is returned where none can be right",
    },
    "long-lag-sequences": {
        long_lag.OWN: "the generator has a fixed seed, so that batches of two seeds are equal",
    },
    "irnn-init": {
        irnn.OWN: "the generator has a fixed seed, so that weights of two seeds are equal",
        irnn.NOISE: "a weight drawn in float64 is never exactly 0 or 1",
        irnn.SWAPPED: "a weight drawn in float64 is never exactly 0 or 1",
    },
    "temperature-sample": {
        tempered.OVERFLOW: "exp(600) / exp(600) is nan in float64, and rng.choice raises",
    },
    "control": {
        control.OWN: "the generator has a fixed seed, so that all draws are equal",
        control.UP: "of five words three have a 1, whatever is drawn",
        control.SHORT: "there are fewer labels than states, whatever is drawn",
    },
    "temporal-order-batch": {
        order.TWICE: "X and Y are outside of the other windows, whatever is drawn",
    },
    "dropout-mask": {
        dropout_mask.OWN: "the generator has a fixed seed, so that two seeds agree",
        dropout_mask.COUNTED: "the number of zeros is the expected one in every mask",
    },
    "variational-masks": {
        variational_masks.OWN: "the generator has a fixed seed, so that two seeds agree",
        variational_masks.PLACES: "two places have equal masks, whatever is drawn",
    },
    "weight-drop": {
        weight_drop.OWN: "the generator has a fixed seed, so that two seeds agree",
    },
    "bucket": {
        bucket.OWN: "the generator has a fixed seed, so that all draws are equal",
        bucket.SHORT_LOST: "where B does not divide N a sequence is missing, whatever is drawn",
        bucket.COUNT: "the sizes of the batches do not depend on what is drawn",
        bucket.SMALL_FIRST: "the sizes of the batches do not depend on what is drawn",
    },
    "scheduled-inputs": {
        scheduled_inputs.OWN: "the generator has a fixed seed, so that two seeds agree",
        scheduled_inputs.COUNTED: "the number of replaced words is always the expected one",
        scheduled_inputs.ALL: "with one number either all words are replaced or none is",
        scheduled_inputs.HALF: "one in 4,096 numbers is rounded to 1, and 40,000 are drawn",
        scheduled_inputs.NEVER: "with p = 1 each word but the first must be replaced",
        scheduled_inputs.ALWAYS: "with p = 0 no word may be replaced",
    },
    "mdn-sample": {
        mdn_sample.OWN: "the generator has a fixed seed, so that two seeds agree",
        mdn_sample.OWN_PEN: "the pens have a fixed seed, so that two seeds agree",
        mdn_sample.OWN_K: "the components have a fixed seed, so that two seeds agree",
        mdn_sample.OWN_E: "the noise has a fixed seed, so that two seeds agree",
        mdn_sample.SAME_NOISE: "all numbers of the noise come twice",
        mdn_sample.SHIFTED: "the mean of the noise is 0 in every draw",
        mdn_sample.STRATIFIED: "each twentieth of the law has 75 of 1,500 numbers",
        mdn_sample.CUT: "of 3,000 numbers 37 are cut to one, and four would be enough",
        mdn_sample.MEAN: "each point is the mean of a component, which no density gives",
        mdn_sample.BLUR: "each point is the mean of all components, which no density gives",
        mdn_sample.ONE_E: "all points are on lines, which no density gives",
        mdn_sample.ALL_E: "the noise of all points is one number",
        mdn_sample.REPEATS: "of 3,000 numbers from 200 most come again",
        mdn_sample.TURNED: "the shape does not depend on what is drawn",
        mdn_sample.PEN_HOT: "the shape does not depend on what is drawn",
    },
}


def powers(name, number, seeds):
    """Yield the power for each reason to refuse a mistake, from checks with these seeds."""
    found, failing = {}, []
    for seed in seeds:
        verdict = judged(name, seed, number)
        assert not verdict.passed
        failing.append((verdict.total - verdict.right, verdict.total))
        if verdict.status in ("wrong value", "raised"):
            pairs = pairs_of(key(name, seed), mistaken(key(name, seed), number))
            for reason, measured in MEASURES[name](pairs):
                found.setdefault(reason, []).append(measured)
    yield power_of_impossible(failing)
    for each in found.values():
        if len(each) == len(seeds):
            evident = isinstance(each[0], dict)
            yield power_of_evidence(each) if evident else power_of_impossible(each)


@by_name(MEASURES)
def test_power(name, thorough):
    """Is each wrong sampler refused with at least the stated probability?"""
    more = [[0, 101, *range(1, 19)]] if thorough else [[0, 101], [0, 101, 1, 2, 3, 4]]
    for number, mistake in enumerate(get(name).mistakes):
        if mistake.diagnosis not in CERTAIN.get(name, {}):
            most = (max(powers(name, number, seeds)) for seeds in more)
            assert any(power >= evidence.POWER for power in most), mistake.diagnosis


@by_name(MEASURES)
def test_false_alarms_are_far_away(name, thorough):
    """Is the most evidence against right answers, however written, far below the threshold?"""
    exercise = get(name)
    for function in (exercise.reference, *exercise.same_answers.values()):
        for seed in range(20 if thorough else 1):
            outcomes = [run(exercise, function, case) for case in key(name, seed).cases]
            for _, found in MEASURES[name](pairs_of(key(name, seed), outcomes)):
                if isinstance(found, dict):
                    assert max(found.values()) < 0.6 * evidence.threshold(len(found))
                else:
                    assert found[0] == 0
