"""Lines that are learned in a state: are the data and the baseline right?"""

import numpy as np
import pytest

from lstm_utils.tasks import line_training
from lstm_utils.tasks.lines import as_inputs, lines_batch, ridge_answers


def test_each_sequence_is_a_line():
    """Are exact values on one line, and labels around it with the noise asked for?"""
    x, labels, exact = lines_batch(50, 40, np.random.default_rng(0), noise=0.2)
    for b in range(40):
        slope, start = np.polyfit(x[:, b], exact[:, b], 1)
        np.testing.assert_allclose(slope * x[:, b] + start, exact[:, b], atol=1e-12)
    assert (labels - exact).std() == pytest.approx(0.2, rel=0.05)
    with pytest.raises(ValueError, match="lines_batch expects T and B of 1 or more"):
        lines_batch(0, 2, np.random.default_rng(0))


def test_the_net_sees_the_label_of_the_step_before():
    """Does no input contain the label of its own step?"""
    x, labels = np.arange(6.0).reshape(3, 2), 10 + np.arange(6.0).reshape(3, 2)
    read = as_inputs(x, labels)
    assert np.array_equal(read[..., 0], x)
    assert read[:, 0, 1].tolist() == [0, 10, 12]


def test_ridge_uses_the_examples_before():
    """Is each answer that of ridge regression on the examples before, none after?"""
    x, labels, _ = lines_batch(6, 3, np.random.default_rng(1))
    found = ridge_answers(x, labels, 0.3)
    for t in range(6):
        for b in range(3):
            phi = np.stack([x[:t, b], np.ones(t)], axis=1)
            w = np.linalg.solve(phi.T @ phi + 0.3 * np.eye(2), phi.T @ labels[:t, b])
            assert found[t, b] == pytest.approx(w @ [x[t, b], 1])


def test_a_line_in_the_state():
    """Are answers at a grid those to the same number as the next one, and weights kept?"""
    params = line_training.learn_lines(updates=4)
    before = {name: q.copy() for name, q in params.items()}
    x, labels, _ = (q[:, 0] for q in lines_batch(5, 1, np.random.default_rng(2)))
    grid = np.array([-0.5, 0.0, 0.7])
    for n in (0, 3, 5):
        line = line_training.line_after(params, x[:n], labels[:n], grid)
        for value, answer in zip(grid, line, strict=True):
            xs, ys = np.append(x[:n], value)[:, None], np.append(labels[:n], 9.9)[:, None]
            assert answer == pytest.approx(line_training.answers(params, xs, ys)[-1, 0])
    assert all(np.array_equal(params[name], q) for name, q in before.items())
