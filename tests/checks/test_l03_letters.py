"""Random texts: is the false-alarm rate as stated, and are wrong samplers detected?"""

import math

import numpy as np
import pytest

from lstm_utils.checks import assess, evidence, get
from lstm_utils.checks.bank.l03_letters import _statistics as statistics
from lstm_utils.checks.bank.l03_letters._mistaken import draws
from lstm_utils.checks.run import run

SAMPLE = get("sample")
VISIBLE, HIDDEN_ROUNDS = 1, 3


def test_a_right_answer_is_refused_less_than_once_in_a_thousand_million():
    """Is the bound 2 n V D exp(-LIMIT), over all cases of all checks, below half of 1e-9?"""
    total = 0.0
    for case in SAMPLE.draw():
        model, n = case.inputs["model"], case.inputs["n"]
        distributions = 1 + len(model["counts"])
        characters = len(model["alphabet"])
        bound = 2 * n * characters * distributions * math.exp(-statistics.LIMIT)
        total += case.times * bound
    assert (VISIBLE + HIDDEN_ROUNDS) * total < evidence.ALPHA / 2


@pytest.mark.parametrize("words", SAMPLE.same_answers)
def test_right_samples_pass_whatever_the_seed(words, long):
    """Do right samplers, which use the generator in different ways, pass from other seeds?"""
    for seed in range(200, 215 if long else 201):
        assert assess(SAMPLE, SAMPLE.same_answers[words], seed).passed


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param(m, id=m.diagnosis[:40], marks=[pytest.mark.long] * (number % 6 > 0))
        for number, m in enumerate(SAMPLE.mistakes)
    ],
)
def test_wrong_samples_are_named_whatever_the_seed(mistake, long):
    """Is each mistake named for other seeds, too?"""
    for seed in range(300, 306 if long else 301):
        assert assess(SAMPLE, mistake.function, seed).diagnosis == mistake.diagnosis


def _sampler(pick):
    """Make a sampler with one mistake: how it picks from p."""

    def sampler(model, prompt, n, rng):
        text = prompt
        for _ in range(n):
            p = statistics.probabilities(model, text[max(0, len(text) - model["k"]) :])
            text += model["alphabet"][pick(np.array(p), rng)]
        return text[len(prompt) :]

    return sampler


def _fair(p, rng):
    return rng.choice(len(p), p=p)


def test_an_unlisted_mistake_gets_no_false_name(long):
    """Is more smoothing refused without a diagnosis that fits one of its cases by chance?"""
    smoothed = _sampler(lambda p, rng: _fair((p + 0.02) / (p + 0.02).sum(), rng))
    for seed in range(5 if long else 2):
        verdict = assess(SAMPLE, smoothed, seed)
        assert not verdict.passed
        assert not verdict.diagnosis, verdict.text()


def test_rounded_probabilities_are_no_power(long):
    """Is p rounded to one decimal refused without the diagnosis "a power of p"?"""
    rounded = _sampler(lambda p, rng: _fair(p.round(1) / p.round(1).sum(), rng))
    for seed in range(4 if long else 2):
        verdict = assess(SAMPLE, rounded, seed)
        assert not verdict.passed
        assert not verdict.diagnosis, verdict.text()


def test_draws_from_elsewhere_are_refused():
    """Is a sampler refused that draws from np.random in place of its argument?"""
    elsewhere = _sampler(lambda p, rng: np.random.default_rng().choice(len(p), p=p))
    assert "draw from rng only" in assess(SAMPLE, elsewhere).text()


def test_the_bound_holds_for_many_texts():
    """Among 20,000 fair samples, is the evidence above x as rarely as Chernoff's bound says?"""
    rng = np.random.default_rng(0)
    p, n = (0.7, 0.2, 0.1), 100
    against = [
        statistics.evidence_against({p: rng.multinomial(n, p).tolist()}) for _ in range(20_000)
    ]
    for x in (3.0, 5.0, 7.0):
        assert np.mean(np.array(against) > x) <= 2 * len(p) * math.exp(-x)


def test_what_the_model_calls_impossible_is_noticed_at_once():
    """Is one character with probability 0 infinite evidence, and a certain one none?"""
    assert statistics.evidence_against({(1.0, 0.0): [9, 1]}) == math.inf
    assert statistics.evidence_against({(1.0, 0.0): [9, 0]}) == 0
    assert statistics.evidence_against(None) == math.inf


def test_a_sharpened_sample_is_refused_in_words():
    """Is a sampler that squares the probabilities refused, without a wrong name?"""

    def sharpened(model, prompt, n, rng):
        def predict(text):
            context = text[max(0, len(text) - model["k"]) :]
            p = np.square(statistics.probabilities(model, context))
            return tuple((p / p.sum()).tolist())

        return statistics.draw(model, prompt, n, rng.random, lambda *_: predict)

    verdict = assess(SAMPLE, sharpened)
    assert not verdict.passed
    assert "a power of p" in verdict.diagnosis, verdict.text()


def test_power_against_tempered_probabilities():
    """Is p^0.8 refused in 999 of 1,000 checks at least, and is p itself far from refused?"""
    tempered = next(m.function for m in SAMPLE.mistakes if "a power of p" in m.diagnosis)
    for sampler, wrong in ((tempered, True), (SAMPLE.reference, False)):
        most = []
        for seed in range(16):
            cases = [case for case in SAMPLE.draw(seed) if not case.again]
            answers = [(case.inputs, run(SAMPLE, sampler, case).value) for case in cases]
            most.append(max(statistics.tests([draws(*pair) for pair in answers]).values()))
        limit = evidence.threshold(8)
        if wrong:
            assert np.mean(most) - 3.1 * np.std(most, ddof=1) > limit
        else:
            assert max(most) < limit / 2
