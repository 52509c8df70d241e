"""The training of lesson 21: do nets learn, and do they write what their steps predict?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import attention_training as task
from lstm_utils.tasks import caption_training as captions
from lstm_utils.tasks import digit_grids, translation


@pytest.fixture(scope="module")
def pairs():
    """200 pairs of the language of lesson 20."""
    return translation.draw_pairs(200, np.random.default_rng(0))


@pytest.mark.parametrize("attention", [True, False])
def test_training_lowers_the_loss(pairs, attention):
    """Is the loss below that of equally likely words, and is each report made?"""
    params, seen = task.new_translator(0), []
    loss = task.train_translator(params, pairs, 16, attention, watch=seen.append, every=8)
    assert seen == [8, 16]
    assert loss < 0.9 * np.log(len(translation.GERMAN))
    assert {q.dtype for q in params.values()} == {np.dtype("float32")}


@pytest.mark.parametrize("attention", [True, False])
def test_a_batch_translates_like_single_sentences(pairs, attention):
    """Does the padding of a batch leave each translation as it is?"""
    params = task.new_translator(1)
    sources = [pair.source for pair in pairs[:6]]
    assert len({len(source) for source in sources}) > 2
    together = task.translate_all(params, sources, attention, longest=5)
    alone = [task.translate_all(params, [s], attention, longest=5)[0] for s in sources]
    assert together == alone


def test_the_alignment_is_that_of_the_translation(pairs):
    """Does it have a row of weights for each word, the words of translate_all?"""
    params = task.new_translator(0)
    task.train_translator(params, pairs, 16)
    source = pairs[0].source
    target, alphas = task.alignment(params, source)
    said = task.translate_all(params, [source])[0]
    assert target[: len(said)] == said
    assert alphas.shape == (len(target), len(source))
    np.testing.assert_allclose(alphas.sum(axis=1), 1, rtol=1e-5)


def test_an_exchanged_key_comes_from_the_other_sentence():
    """If logits depend on the context alone, does an exchanged key give its own word?"""
    params = task.new_translator(0)
    H = params["W_hh"].shape[1]
    params["W_out"][:, :H] = 0
    words = [(word,) for word in translation.ENGLISH[3:20]]
    own = {word: task.translate_all(params, [word], longest=60)[0] for word in words}
    assert len(set(own.values())) > 3
    for word in words:
        assert task.exchange_key(params, words[0], word, 0) == own[word]
    both = words[0] + words[1]
    assert task.exchange_key(params, both, both, 1) == task.translate_all(params, [both])[0]


@pytest.mark.parametrize("subjects", [1, 2, 5])
def test_long_sentences_follow_the_rules(subjects):
    """Has each so many subjects, and the translation of the rule?"""
    rng = np.random.default_rng(subjects)
    for _ in range(10):
        source, target = task.long_pair(rng, subjects)
        assert source.count("and") == subjects - 1
        many = subjects > 1 or source[0] != "a"
        assert ("have" in source, "has" in source) == (many, not many)
        assert target == translation.translate(source)


def test_captions_are_learned_and_written():
    """Do 30 updates lower the loss, and are captions those of the likeliest words?"""
    params = captions.new_captioner(0)
    loss = captions.train_captioner(params, updates=30)
    assert loss < 0.7 * np.log(len(digit_grids.WORDS))
    grids = digit_grids.draw_grids(np.random.default_rng(0), 20)
    words, alphas = captions.caption_all(params, grids.cells)
    assert alphas.shape == (len(words), 4, 20)
    read = np.concatenate([np.full((1, 20), digit_grids.START), words])
    z = captions.guess_captions(params, grids._replace(words=read))
    ended = np.logical_or.accumulate(read[:-1] == digit_grids.END)
    assert np.array_equal(np.where(ended, digit_grids.END, z.argmax(axis=2)), words)


def test_even_weights_do_not_depend_on_the_order_of_cells():
    """Is the context of even weights the mean of the keys?"""
    params = captions.new_captioner(0)
    grids = digit_grids.draw_grids(np.random.default_rng(1), 3)
    keys, _ = nets.look(params, grids.cells)
    zeros = np.zeros((3, captions.CAPTION_UNITS), np.float32)
    mask = np.ones((4, 3), dtype=bool)
    without = params | {"v": 0 * params["v"]}
    z, _, _ = nets.decoder_forward(without, grids.words[:-1], keys, mask, zeros, zeros)
    even = captions.guess_captions(params, grids, even=True)
    np.testing.assert_allclose(even, z, rtol=1e-4, atol=1e-5)
