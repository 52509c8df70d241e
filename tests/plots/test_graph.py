"""The computational graph of lesson 02: are its books right, and does it tick?"""

import re

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import graph, graph_books
from lstm_utils.plots.style import BLUE, GRADIENT


def random_net(seed):
    """A 2-2-2 net with random parameters, one input and its class."""
    rng = np.random.default_rng(seed)
    params = nets.mlp_init(2, 2, 2, rng) | {"b1": rng.normal(size=2), "b2": rng.normal(size=2)}
    return params, rng.normal(size=(1, 2)), np.array([seed % 2])


def loss_from(node, number, params, x, y):
    """Compute the loss when one node is held at a number, whatever feeds it."""
    values = {f"x{k}": x[0, k] for k in (0, 1)}

    def put(name, value):
        values[name] = number if name == node else value

    for k in (0, 1):
        put(f"x{k}", x[0, k])
    for k in (0, 1):
        put(
            f"a{k}", sum(params["W1"][k, i] * values[f"x{i}"] for i in (0, 1)) + params["b1"][k]
        )
    for k in (0, 1):
        put(f"h{k}", np.tanh(values[f"a{k}"]))
    for k in (0, 1):
        put(
            f"z{k}", sum(params["W2"][k, i] * values[f"h{i}"] for i in (0, 1)) + params["b2"][k]
        )
    return np.log(np.exp(values["z0"]) + np.exp(values["z1"])) - values[f"z{y[0]}"]


@pytest.mark.parametrize("seed", range(4))
def test_every_gradient_is_the_slope_at_its_node(seed):
    """Does the loss change by the gradient when a node alone is moved?"""
    net = random_net(seed)
    values, grads = graph_books.node_numbers(*net)
    assert values["L"] == pytest.approx(loss_from(None, 0, *net))
    for node in values.keys() - {"L"}:
        up, down = (loss_from(node, values[node] + e, *net) for e in (1e-5, -1e-5))
        assert grads[node] == pytest.approx((up - down) / 2e-5, abs=1e-8)


@pytest.mark.parametrize("seed", range(4))
def test_the_arithmetic_in_words_comes_out(seed):
    """Is the last number in each step's words what the terms before it give?"""
    checked = 0
    for step in graph_books.graph_steps(*random_net(seed)):
        *_, terms, result = step.words.replace(graph_books.MINUS, "-").split(" = ")
        plain = terms.replace("·", "*")
        if re.fullmatch(r"[-+*(). \d]+", plain):
            assert eval(plain) == pytest.approx(float(result.split()[0]), abs=0.01)
            checked += 1
    assert checked == 12  # all but tanh, the loss and dL = 1


def test_every_node_is_entered_once_each_way():
    """Do seven nodes go forward, the inputs being given, and all nine backward, in order?"""
    steps = graph_books.graph_steps(*graph_books.example_net())
    assert [s.node for s in steps if not s.backward] == [
        "a0",
        "a1",
        "h0",
        "h1",
        "z0",
        "z1",
        "L",
    ]
    back = [s.node for s in steps if s.backward]
    assert back == ["L", "z0", "z1", "h0", "h1", "a0", "a1", "x0", "x1"]


def words(figure, colour):
    """The texts of one colour inside the figure's graph."""
    texts = figure.axes[0].texts
    return [t.get_text().strip() for t in texts if t.get_color() == colour and t.get_text()]


def test_numbers_appear_as_they_become_known():
    """Does step 0 show inputs only, step 7 all values, step 16 all gradients?"""
    net = graph_books.example_net()
    _, grads = graph_books.node_numbers(*net)

    def shown(step, colour):
        return words(plots.draw_graph(*net, step), colour)

    assert sorted(shown(0, BLUE)) == sorted(["1.00", "2.00", "value", *"?" * 7])
    assert shown(7, GRADIENT) == ["gradient"]
    assert "?" not in shown(7, BLUE)
    final = shown(16, GRADIENT)
    assert len(final) == 1 + 9 + 8  # the legend, the nodes, the weights
    for number in grads.values():
        assert graph._short(number) in final


def test_weights_show_the_reference_gradient():
    """Are the red numbers on the edges those of mlp_loss_and_grads?"""
    net = graph_books.example_net()
    _, grads = nets.mlp_loss_and_grads(*net)
    final = words(plots.draw_graph(*net, 16), GRADIENT)
    for number in np.concatenate([grads["W1"].ravel(), grads["W2"].ravel()]):
        assert graph._short(number) in final


@pytest.mark.long
def test_the_slider_ticks():
    """Does every step change the picture, and does the sentence count along?"""
    slider, picture, sentence = plots.interactive_graph(*graph_books.example_net()).children
    assert (slider.min, slider.max) == (0, 16)
    seen = {picture.value}
    for step in range(1, 17):
        slider.value = step
        assert picture.value not in seen
        assert f"Step {step} of 16" in sentence.value
        seen.add(picture.value)


def test_another_size_of_net_is_refused():
    """Does a net with three hidden units get a sentence, not a wrong picture?"""
    params = nets.mlp_init(2, 3, 2, np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"got x \(1, 2\), W1 \(3, 2\), W2 \(2, 3\)"):
        plots.interactive_graph(params, np.ones((1, 2)), np.array([0]))
