"""Nets that label letters: are gradients right, and does training help?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import tagging
from lstm_utils.tasks.reading_aloud import as_arrays, line_of

LINES = [line_of("we read cit now"), line_of("yesterday we read nubs")]


@pytest.mark.parametrize("ways", ["forward", "backward", "both"])
def test_gradients(ways):
    """Are the gradients those of central differences, for labels that come late, too?"""
    params = {k: q.astype(float)[:] for k, q in tagging.new_net(ways, 0).items()}
    batch = as_arrays(LINES, delay=2)
    batch = batch._replace(x=batch.x.astype(float))
    loss, grads = tagging.loss_and_grads(params, batch)
    assert list(grads) == list(params)
    rng = np.random.default_rng(0)
    for name, q in params.items():
        way = rng.normal(size=q.shape)
        ends = [
            tagging.loss_and_grads({**params, name: q + s * way}, batch)[0] for s in (EPS, -EPS)
        ]
        assert (grads[name] * way).sum() == pytest.approx(
            (ends[0] - ends[1]) / (2 * EPS), rel=1e-5
        )
    assert loss > 0


EPS = 1e-5


def test_nets_have_about_as_many_parameters():
    """Do one way and both ways differ by less than one percent?"""
    sizes = [tagging.size(tagging.new_net(ways, 0)) for ways in ("forward", "backward", "both")]
    assert sizes[0] == sizes[1] == pytest.approx(sizes[2], rel=0.01)


@pytest.mark.parametrize("ways", ["forward", "backward", "both"])
def test_what_a_net_sees(ways):
    """Does only the forward net keep what it said when more comes, and do lengths count?"""
    params = tagging.new_net(ways, 1)

    def fn(x):
        return tagging.read(params, x, np.full(x.shape[1], len(x)))[0]

    x = np.random.default_rng(0).normal(size=(6, 3, 27)).astype(np.float32)
    assert nets.leaks_future(fn, x) is (ways != "forward")
    assert not nets.mixes_batch(fn, x)
    alone = tagging.answers(params, LINES[:1])[0]
    assert alone == tagging.answers(params, LINES)[0]
    assert len(alone) == len(LINES[0].text) == len(tagging.answers(params, LINES, delay=3)[0])


def test_training_lowers_the_loss():
    """Do a few updates help, and are reports between 0 and 1?"""
    params = tagging.new_net("both", 0)
    losses = tagging.train(params, 0, updates=12)
    assert losses[-1] < 0.8 * losses[0]
    found = tagging.accuracy_by_rule(params, LINES)
    assert set(found) == set(tagging.RULES)
    sounds, p = tagging.certainty(params, LINES[0])
    assert len(sounds) == len(p) == len(LINES[0].text)
    assert (p > 0).all()
    assert (p <= 1).all()
