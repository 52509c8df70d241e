"""Memory cells on task 2c: are nets that lie side by side the nets that they are alone?"""

from functools import partial

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import long_lag_training as task
from lstm_utils.tasks.long_lag import long_lag_sequences

P, H = 3, 2


def backward(dhs, caches):
    """Carry gradients back as nets.memory_cell_backward does; return da."""
    dh, dc, das = np.zeros_like(dhs[0]), np.zeros_like(dhs[0]), []
    for dh_t, cache in zip(dhs[::-1], caches[::-1], strict=True):
        _, dh, dc, da = nets.memory_cell_step_backward(dh_t + dh, dc, cache)
        das.append(da)
    return np.stack(das[::-1])


def some_nets(count=3):
    """Return nets with half-open gates, so that all gradients are far from 0."""
    return [task.new_net(P, H, np.random.default_rng(n), 0.0) for n in range(count)]


@pytest.fixture
def batch():
    """A batch of short sequences."""
    return long_lag_sequences(2, P, np.random.default_rng(0), B=4)


def test_each_net_answers_as_it_does_alone(batch):
    """Are logits and states those of the nets alone, in their columns?"""
    ids, lengths, _ = batch
    parts = some_nets()
    joint, _ = task.side_by_side(parts)
    z, hs, _ = task.read(joint, ids, lengths)
    cs = task.states(joint, ids, lengths)
    for n, part in enumerate(parts):
        z_alone, hs_alone, caches = task.read(part, ids, lengths)
        np.testing.assert_allclose(z[:, 2 * n : 2 * n + 2], z_alone, atol=1e-6)
        np.testing.assert_allclose(hs[..., n * H : (n + 1) * H], hs_alone, atol=1e-6)
        c_alone = cs[-1, :, n * H : (n + 1) * H]
        np.testing.assert_allclose(np.tanh(c_alone / 2), caches[-1]["tanh_c"], atol=1e-6)


def test_a_net_is_taken_out_as_it_was_put_in():
    """Does take_out return the very weights that side_by_side was given?"""
    parts = some_nets()
    joint, _ = task.side_by_side(parts)
    for n, part in enumerate(parts):
        taken = task.take_out(joint, n, len(parts))
        assert taken.keys() == part.keys()
        for name, value in part.items():
            np.testing.assert_array_equal(taken[name], value, err_msg=name)


def test_gradients_are_those_of_central_differences(batch):
    """Is every gradient inside a net that of its own mean cross-entropy?"""
    parts = [{k: v.astype(np.float64) for k, v in net.items()} for net in some_nets(2)]
    joint, exists = task.side_by_side(parts)
    joint = {name: value.astype(np.float64) for name, value in joint.items()}
    ids, lengths, y = batch
    grads, right = task.grads_and_right(joint, batch, backward)

    def loss(value, name):
        z = task.read(joint | {name: value}, ids, lengths)[0]
        return sum(nets.cross_entropy(z[:, 2 * n : 2 * n + 2], y)[0] for n in range(2))

    for name, value in joint.items():
        expected = nets.numerical_gradient(partial(loss, name=name), value, eps=1e-5)
        own = exists[name]
        np.testing.assert_allclose(grads[name][own], expected[own], atol=1e-7, err_msg=name)
    assert right.shape == (2,)


def test_nothing_grows_between_nets_or_where_weights_are_0():
    """Do weights between nets, and a W_hh of 0, stay 0 while the nets learn?"""
    free, flat = some_nets(2)
    flat["W_hh"][:] = 0
    rng = np.random.default_rng(0)
    joint, right = task.train([free, flat], backward, q=3, p=P, most=320, rng=rng)
    assert right.shape == (10, 2)
    assert not task.take_out(joint, 1, 2)["W_hh"].any()
    assert not joint["W_hh"].reshape(3, 2, H, 2, H)[:, 0, :, 1].any()
    assert not joint["W_out"].reshape(2, 2, 2, H)[0, :, 1].any()
    assert np.any(task.take_out(joint, 0, 2)["W_hh"] != free["W_hh"])


def test_training_ends_when_all_nets_have_solved_the_task():
    """Does a short lag end early, with answers that are within 0.2 of their targets?"""
    parts = [task.new_net(P, H, np.random.default_rng(n)) for n in range(2)]
    rng = np.random.default_rng(0)
    joint, right = task.train(parts, backward, q=3, p=P, most=16_000, rng=rng)
    assert None not in task.solved_after(right, B=32)
    assert len(right) * 32 < 16_000
    assert min(task.within(joint, 3, P, rng, n=256)) > 200


def test_a_net_is_counted_when_it_was_right_often_enough_in_a_row():
    """Does a mistake start the count again, and does a later one not matter?"""
    right = np.ones((8, 3))
    right[1, 1] = right[7, 0] = right[3::2, 2] = 0.9
    assert task.solved_after(right, B=4, in_a_row=16) == [16, 24, None]


def test_the_widest_cell_is_the_one_that_knows(batch):
    """Is it the cell that was made to store x and y with opposite signs, with its gate?"""
    net = task.new_net(P, H, np.random.default_rng(0))
    net["W_ih"][0 + 1, -2:] = 20  # the input gate of cell 1 opens at x and y
    net["W_ih"][H + 1, -2:] = 9, -9  # and its candidate says which
    cs, i = task.widest_cell(net, batch)
    _, lengths, y = batch
    assert cs.shape == i.shape == (lengths.min(), len(y))
    assert np.all(np.sign(cs[-1]) == np.where(y == 0, 1, -1))
    assert i[1].min() > 0.99
    assert i[2:].max() < 0.1
