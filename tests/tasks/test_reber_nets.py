"""Training on the embedded Reber grammar: when it stops, and what a net writes."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.plots.reader import trained_net
from lstm_utils.tasks import reber_nets as training
from lstm_utils.tasks.reber import SYMBOLS, legal_next


def test_training_stops_at_the_limit():
    """Are the strings counted, is there a test after each 800, and is the limit kept?"""
    run = training.until_right(training.ELMAN, seed=0, most=1700)
    assert run.strings == 1696
    assert len(run.curve) == 2
    assert max(run.curve) < 1


@pytest.mark.parametrize("kind", ["ELMAN", "LSTM"])
def test_an_update_follows_the_gradient(kind):
    """Does the first update change the weights as Adam does with the clipped gradient?"""
    kind, calls = getattr(training, kind), []

    def loss_and_grads(params, x, y, mask):
        calls.append({name: value.copy() for name, value in params.items()})
        return kind.loss_and_grads(params, x, y, mask)

    run = training.until_right(kind._replace(loss_and_grads=loss_and_grads), 0, most=32)
    assert len(calls) == 1
    for name, before in calls[0].items():
        change = np.abs(run.params[name] - before)
        assert change.max() == pytest.approx(0.01, rel=1e-3)  # Adam's first step is lr


def test_the_trained_net_is_right_and_writes():
    """Is a trained net right on new strings, and are most of its own strings legal?"""
    params, rng = trained_net(), np.random.default_rng(3)
    assert training.share_right(training.ELMAN, params, 500, rng) > 0.9
    untrained = nets.elman_init(7, 16, 7, rng)
    assert training.share_right(training.ELMAN, untrained, 500, rng) < 0.1
    written = [training.write(training.ELMAN, params, rng) for _ in range(100)]
    assert sum(map(_is_legal, written)) > 50
    assert {string[0] for string in written} == {"B"}


def test_a_net_that_never_ends_is_stopped():
    """Does a string end after `most` symbols, or after its second E?"""
    params = nets.elman_init(7, 2, 7, np.random.default_rng(0))
    for name in params:
        params[name][:] = 0
    params["b_out"][SYMBOLS.index("X")] = 50.0
    string = training.write(training.ELMAN, params, np.random.default_rng(0), most=9)
    assert string == "B" + 8 * "X"
    params["b_out"][SYMBOLS.index("E")] = 100.0
    assert training.write(training.ELMAN, params, np.random.default_rng(0)) == "BEE"


def _is_legal(string):
    try:
        return legal_next(string) == ""
    except ValueError:
        return False
