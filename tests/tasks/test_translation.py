"""The language pair of lesson 20, and nets that translate it."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import translation as task
from lstm_utils.tasks import translation_training as training
from lstm_utils.tasks.translation import END, ENGLISH, GERMAN, PAD, START, Pair, translate

EXAMPLES = {
    "forty two big dogs have seen a small house": (
        "zwei und vierzig große Hunde haben ein kleines Haus gesehen"
    ),
    "a big red dog has found a small red tree": (
        "ein großer roter Hund hat einen kleinen roten Baum gefunden"
    ),
    "a good woman and a child have painted twenty flowers": (
        "eine gute Frau und ein Kind haben zwanzig Blumen gemalt"
    ),
    "ninety one teachers": "ein und neunzig Lehrer",
    "a small cat": "eine kleine Katze",
    "a horse has drawn a teacher and a flower": (
        "ein Pferd hat einen Lehrer und eine Blume gezeichnet"
    ),
}


@pytest.mark.parametrize("english", EXAMPLES)
def test_german_is_german(english):
    """Are order, number, gender and case those of German?"""
    assert " ".join(translate(english.split())) == EXAMPLES[english]


@pytest.mark.parametrize(
    "strange", ["a dogs", "dog", "two dog", "a dog has", "a dog has seen", "a blue dog", "seen"]
)
def test_other_sentences_are_refused(strange):
    """Does the rule report a sentence that is not of the grammar?"""
    with pytest.raises(ValueError, match="expect"):
        translate(strange.split())


@settings(deadline=None)
@given(seed=st.integers(0, 2**32))
def test_drawn_pairs(seed):
    """Are 2 to 14 words drawn, all of the vocabularies, and does the verb agree?"""
    source, target = task.draw_pair(np.random.default_rng(seed))
    assert 2 <= len(source) <= task.LONGEST
    assert set(source) <= set(ENGLISH)
    assert set(target) <= set(GERMAN)
    assert target == translate(source)
    if "has" in source:
        assert source[0] == "a"
        assert "and" not in source[: source.index("has")]


def test_long_sentences():
    """Are there as many subjects as asked for, also in sentences longer than those drawn?"""
    rng = np.random.default_rng(9)
    pairs = [task.draw_pair(rng, subjects=4) for _ in range(20)]
    assert {pair.source.count("and") for pair in pairs} == {3}
    assert max(len(pair.source) for pair in pairs) > task.LONGEST
    assert {"has", "have"} & set(task.draw_pair(rng, subjects=0).source) == set()


def test_all_words_occur():
    """Is each word of both vocabularies drawn, each once in its vocabulary?"""
    pairs = task.draw_pairs(3000, np.random.default_rng(0))
    for side, vocabulary in enumerate((ENGLISH, GERMAN)):
        drawn = {word for pair in pairs for word in pair[side]}
        assert drawn == set(vocabulary) - set(task.SPECIAL)
        assert len(set(vocabulary)) == len(vocabulary)
        assert [vocabulary[n] for n in (PAD, START, END)] == [*task.SPECIAL]


def test_test_pairs_do_not_occur_in_training():
    """Are all pairs different, also from those that are given?"""
    rng = np.random.default_rng(1)
    test = task.draw_pairs(100, rng)
    pairs = task.draw_pairs(400, rng, without=test)
    assert len({*test, *pairs}) == 500


def test_arrays_and_words_are_inverse():
    """Do numbers, with padding cut off, give the words back, and is a strange word reported?"""
    sentences = [translate(english.split()) for english in EXAMPLES]
    ids, lengths = task.as_arrays(sentences, GERMAN)
    for b, sentence in enumerate(sentences):
        assert task.as_words(ids[: lengths[b], b].tolist(), GERMAN) == sentence
        assert (ids[lengths[b] :, b] == PAD).all()
    with pytest.raises(ValueError, match="dragon"):
        task.as_arrays([("a", "dragon")], ENGLISH)


def test_a_round_of_batches_has_each_pair_once():
    """Has each batch one source length, and does a round contain every pair exactly once?"""
    rng = np.random.default_rng(2)
    pairs, found = task.draw_pairs(90, rng), []
    stream = task.batches(pairs, 8, rng)
    while len(found) < 90:
        source, lengths, target, target_lengths = next(stream)
        assert (lengths == len(source)).all()
        assert target_lengths.max() == len(target)
        for b, n in enumerate(target_lengths):
            words = task.as_words(target[:n, b].tolist(), GERMAN)
            found.append(Pair(task.as_words(source[:, b].tolist(), ENGLISH), words))
    assert sorted(found) == sorted(pairs)


def test_exact_matches_by_length():
    """Is a translation right only if all words are, and is each pair in its group?"""
    pairs = [Pair(("a",) * n, ("b",) * n) for n in (2, 5, 6, 8, 14)]
    answers = [pair.target for pair in pairs]
    answers[1] = [*answers[1][:-1], "c"]
    answers[3] = answers[3][:-1]
    assert task.exact_match(answers, [pair.target for pair in pairs]) == 3 / 5
    assert task.match_by_length(answers, pairs) == {"2-5": 0.5, "6-8": 0.5, "12-14": 1.0}


@pytest.fixture(scope="module")
def learned():
    """A small net, trained on 40 short pairs, and these pairs."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(3)
    pairs = [pair for pair in task.draw_pairs(200, rng) if len(pair.source) < 6]
    model = training.EncoderDecoder(E=16, H=48)
    history = training.train(model, pairs, updates=120, lr=0.01, test=pairs[:20], every=60)
    return model, pairs, history


def test_training_learns(learned):
    """Does the loss fall, is the curve measured, and are pairs of the corpus translated?"""
    model, pairs, history = learned
    assert [*history.curve] == [60, 120]
    assert history.updates == len(history.losses) == 120
    assert history.losses[0] > 3 > 0.2 > history.losses[-1]
    found = training.translate_all(model, [pair.source for pair in pairs])
    assert task.exact_match(found, [pair.target for pair in pairs]) > 0.8


def test_a_translation_does_not_depend_on_the_batch(learned):
    """Is a sentence translated alike alone, and beside longer ones?"""
    model, pairs, _ = learned
    sources = [pair.source for pair in pairs[:12]]
    long = ("a", "dog", "and", "a", "cat", "have", "seen", "twenty", "small", "red", "dogs")
    together = training.translate_all(model, [*sources, long])[:-1]
    assert together == [training.translate_all(model, [source])[0] for source in sources]
    assert training.beam_translate(model, [*sources, long], k=1)[:-1] == together


@pytest.mark.parametrize("reverse", [True, False])
def test_the_net_is_the_one_in_numpy(reverse):
    """Do encoder and decoder compute what the functions of the lesson compute?"""
    model = training.EncoderDecoder(E=5, H=7, seed=1, reverse=reverse)
    pairs = task.draw_pairs(6, np.random.default_rng(4))
    ids, lengths = task.as_arrays([pair.source for pair in pairs], ENGLISH)
    encoder, decoder = model.arrays()
    h, c = nets.encode_source(ids, lengths, encoder, reverse)
    state = training.read(model, [pair.source for pair in pairs])
    np.testing.assert_allclose(state[0], h, atol=1e-6)
    np.testing.assert_allclose(state[1], c, atol=1e-6)
    y, y_lengths = task.as_arrays([pair.target for pair in pairs], GERMAN)
    inputs, targets, mask = nets.teacher_forcing(y, y_lengths, START, END)
    weights = [decoder[name] for name in ("W_ih", "W_hh", "b")]
    hs, _, _ = nets.lstm_forward(decoder["table"][inputs], h, c, *weights)
    z = hs @ decoder["W_out"].T + decoder["b_out"]
    loss, _ = nets.masked_cross_entropy(z, targets, mask)
    batch = ids, lengths, y, y_lengths
    assert float(training.translation_loss(model, batch).detach()) == pytest.approx(loss, 1e-5)


def test_scheduled_sampling_reads_predictions():
    """Does p change the loss, and does p = 0 leave it as it is?"""
    model = training.EncoderDecoder(E=5, H=7)
    pairs = task.draw_pairs(20, np.random.default_rng(5))
    batch = next(task.batches(pairs, 8, np.random.default_rng(0)))
    losses = [
        float(training.translation_loss(model, batch, p, np.random.default_rng(6)).detach())
        for p in (0.0, 0.0, 0.9)
    ]
    assert losses[0] == losses[1] != losses[2]
