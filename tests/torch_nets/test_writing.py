"""Text for a net: streams, bits per character and samples, against a net that only counts."""

import itertools
import math

import numpy as np
import pytest
import torch
import tqdm.notebook

from lstm_utils.tasks import markov
from lstm_utils.torch_nets import writing

ALPHABET = "abc"
DOCUMENTS = ["abac", "b", "cab"]


@pytest.fixture(scope="module")
def chain():
    """A model that predicts as a chain of order 1, and the chain; its state counts steps."""
    model = markov.ngram(DOCUMENTS, 1, ALPHABET, 0.5)
    rows = [
        markov.next_probabilities(model["counts"], context, ALPHABET, 0.5)
        for context in (*ALPHABET, "")
    ]
    logits = torch.log(torch.tensor(np.array(rows)))
    return (lambda x, n: (logits[x], (n or 0) + len(x))), model


def test_streams_lie_side_by_side():
    """Does each stream read the mark before a document, and predict what comes next?"""
    x, y = writing.streams(DOCUMENTS, ALPHABET, B=2)
    assert x.T.tolist() == [[3, 0, 1, 0], [3, 3, 2, 0]]
    assert y.T.tolist() == [[0, 1, 0, 2], [1, 2, 0, 1]]
    with pytest.raises(ValueError, match="at least 9 characters; got 8"):
        writing.streams(DOCUMENTS, ALPHABET, B=9)


def test_chunks_go_on_where_they_ended():
    """Do chunks follow each other, without the rest, and does the share of the work grow?"""
    x = torch.arange(14).reshape(7, 2)
    parts = list(writing.chunks(x, -x, T=3, updates=4, seconds=1e9))
    assert [done for done, _, _ in parts] == pytest.approx([0, 0.25, 0.5, 0.75], abs=1e-6)
    assert [q[0, 0].item() for _, q, _ in parts] == [0, 6, 0, 6]
    assert all(torch.equal(p, -q) and p.shape == (3, 2) for _, p, q in parts)


def test_time_ends_the_training():
    """Does it stop when the seconds are over?"""
    assert list(writing.chunks(torch.zeros(9, 1), torch.zeros(9, 1), 3, 1000, 1e-9)) == []


def test_training_that_stops_early_is_no_failure(monkeypatch):
    """Does the bar of a notebook disappear then, and not stay in red?"""
    shown = []

    class Bar(tqdm.notebook.tqdm):
        def display(self, *args, bar_style=None, close=False, **options):
            shown.append((bar_style, close))
            super().display(*args, bar_style=bar_style, close=close, **options)

    monkeypatch.setattr(writing, "tqdm", Bar)
    parts = writing.chunks(torch.zeros(9, 1), torch.zeros(9, 1), 3, updates=8, seconds=1e9)
    next(parts), next(parts)
    parts.close()
    assert shown[-1] == (None, True)


def test_bits_are_those_of_the_chain(chain):
    """Does a net that predicts as a chain need the bits of the chain, document by document?"""
    read, model = chain
    came = writing.bits_per_character(read, DOCUMENTS, ALPHABET)
    assert came == pytest.approx(markov.bits_per_character(model, DOCUMENTS))
    long = ["abac" * 100, "b"]  # more than one chunk
    came = writing.bits_per_character(read, long, ALPHABET)
    assert came == pytest.approx(markov.bits_per_character(model, long))


def test_the_state_is_carried_through_a_document():
    """Is the state of a long document that of all its characters before?"""
    seen = []

    def read(x, n):
        seen.append(n)
        return torch.zeros(*x.shape, 3), (n or 0) + len(x)

    bits = writing.bits_per_character(read, ["a" * 600], ALPHABET)
    assert seen == [None, 256, 512]
    assert bits == pytest.approx(math.log2(3))


def test_samples_are_drawn_with_the_probabilities(chain):
    """Does the text follow the prompt, with the chain's frequencies, the same for one seed?"""
    read, model = chain
    texts = [
        writing.write(read, ALPHABET, "ab", 3000, np.random.default_rng(s)) for s in (0, 0)
    ]
    assert texts[0] == texts[1]
    assert len(texts[0]) == 3000
    follows = markov.transition_matrix(markov.context_counts(["b" + texts[0]], 1), ALPHABET)
    expected = [markov.next_probabilities(model["counts"], c, ALPHABET, 0.5) for c in ALPHABET]
    np.testing.assert_allclose(follows, expected, atol=0.06)  # 4 standard deviations


def test_a_low_temperature_favours_likely_characters(chain):
    """Does a low temperature draw the most likely character only?"""
    read, model = chain
    text = writing.write(read, ALPHABET, "", 50, np.random.default_rng(0), temperature=0.005)
    for before, after in itertools.pairwise(text):
        assert (
            after
            == ALPHABET[
                markov.next_probabilities(model["counts"], before, ALPHABET, 0.5).argmax()
            ]
        )


def test_a_new_net_opens_its_forget_gates():
    """Are the shapes those of the docstring, and is 1 added to the forget gates only?"""
    net = writing.new_net(3, 5, torch.Generator().manual_seed(0))
    assert {k: tuple(v.shape) for k, v in net.items()} == {
        "table": (4, 20),
        "W_hh": (20, 5),
        "W_out": (3, 5),
        "b_out": (3,),
    }
    assert all(value.requires_grad for value in net.values())
    middle = net["table"].detach().reshape(4, 4, 5).mean(dim=(0, 2))
    assert (middle.round() == torch.tensor([0.0, 1, 0, 0])).all()


def test_predictions_belong_to_their_characters(chain):
    """Are the logits those before each character, the first one after the mark?"""
    read, model = chain
    z, ids = writing.predictions(read, "cab", ALPHABET)
    assert ids.tolist() == [2, 0, 1]
    expected = [
        markov.next_probabilities(model["counts"], c, ALPHABET, 0.5) for c in ("", *"ca")
    ]
    np.testing.assert_allclose(np.exp(z), expected)
