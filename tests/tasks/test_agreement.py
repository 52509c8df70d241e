"""Sentences with words that agree, and a net that reads them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_utils.tasks import agreement, agreement_training
from lstm_utils.tasks.agreement import PLACE, WORDS, accuracy_by_attractors, sentence


@settings(deadline=None)
@given(seed=st.integers(0, 2**32))
def test_words_agree_with_the_subject(seed):
    """Do subject, verbs, possessive and pronoun agree, and are all words known?"""
    s = sentence(np.random.default_rng(seed))
    assert set(s.words) <= set(WORDS)
    assert s.words[1] == (agreement.plural(s.noun) if s.many else s.noun)
    gender = 2 if s.many else int(s.man)
    assert s.words[s.pronoun] == agreement.PRONOUNS[gender]
    assert s.words[s.verb + 1] in ("the", agreement.POSSESSIVES[gender])
    verbs = [word for word in s.words if word in agreement.FORMS]
    assert [s.words[s.verb], s.words[-2]] == verbs
    assert all(word.endswith("s") != s.many for word in verbs)
    assert s.words[-1] == "."


def test_what_is_given_is_not_drawn():
    """Are subject, number and distractors those that are asked for, the others drawn?"""
    rng = np.random.default_rng(0)
    drawn = [sentence(rng, noun="witch", many=True, distractors=2) for _ in range(50)]
    assert {s.words[1] for s in drawn} == {"witches"}
    assert {s.verb for s in drawn} == {8}
    assert {s.between for s in drawn} == {(a, b) for a in (0, 1) for b in (0, 1)}
    free = [sentence(rng) for _ in range(400)]
    assert {s.noun for s in free} == set(agreement.PEOPLE)
    assert {len(s.between) for s in free} == {0, 1, 2, 3}


def test_arrays_hold_each_word_and_the_next():
    """Is x the words but the last, y the next ones, and x 0 after the end?"""
    short, long = ("the", "king", "."), ("the", "king", "rows", "the", "boat")
    x, y, mask = agreement.as_arrays([short, long])
    assert x.shape == (4, 2, len(WORDS))
    assert mask.sum(axis=0).tolist() == [2, 4]
    assert [WORDS[n] for n in y[mask[:, 1], 1]] == list(long[1:])
    assert x[0, 0, PLACE["the"]] == 1
    assert x[2, 0].sum() == 1  # the last word is read, too, but has no target
    assert not x[3, 0].any()


def test_attractors_are_nouns_of_the_other_number():
    """Are nouns of the subject's number and missing ones left out of the count?"""
    right = np.array([True, False, True, True])
    many = np.array([True, True, False, False])
    between = np.array([[1, 0, -1], [0, 1, -1], [-1, -1, -1], [1, 1, 1]])
    assert accuracy_by_attractors(right, many, between) == {0: 1.0, 1: 0.5, 3: 1.0}


@pytest.fixture(scope="module")
def spoken():
    """A net after 20 updates, the numbers of updates that it reported, and its loss."""
    params, seen = agreement_training.new_net(0), []
    loss = agreement_training.train(params, 0, updates=20, watch=seen.append, every=10)
    return params, seen, loss


def test_training_lowers_the_loss(spoken):
    """Is the loss below that of equally likely words, and is each report made?"""
    params, seen, loss = spoken
    assert seen == [0, 10, 20]
    assert loss < 0.8 * np.log(len(WORDS))
    assert {q.dtype for q in params.values()} == {np.dtype("float32")}


def test_answers_are_read_off_where_they_are_due(spoken):
    """Do logits for the right words give all verbs and pronouns right, for others none?"""
    sentences = [sentence(np.random.default_rng(k)) for k in range(40)]
    _, y, _ = agreement.as_arrays([s.words for s in sentences])
    z = np.eye(len(WORDS))[y]
    assert agreement_training.verbs_right(z, sentences).all()
    assert not agreement_training.verbs_right(-z, sentences).any()
    genders = agreement_training.genders(sentences)
    assert np.array_equal(agreement_training.pronouns(z, sentences), genders)
    assert (agreement_training.pronouns(-z, sentences) != genders).all()
    found = agreement_training.read(spoken[0], sentences)
    np.testing.assert_allclose(
        agreement_training.logits(spoken[0], found.run["hs"][1:]), found.z, atol=1e-5
    )
    states = agreement_training.states_at(found.run, [s.verb for s in sentences])
    assert np.array_equal(states[3], found.run["hs"][sentences[3].verb, 3])


def test_pairs_differ_in_one_word():
    """Is the second word the only difference, of the other gender, with no possessive?"""
    a, b = agreement_training.pairs(np.random.default_rng(0), 30)
    for one, other in zip(a, b, strict=True):
        assert [n for n, w in enumerate(one.words) if w != other.words[n]] == [1]
        assert one.man != other.man
        assert (len(other.between), other.many) == (2, False)
        assert not {*other.words[: other.pronoun]} & {*agreement.POSSESSIVES}


def test_distractors_are_padded():
    """Has each sentence its distractors' numbers, and -1 where there are fewer?"""
    sentences = [sentence(np.random.default_rng(k), distractors=k) for k in (2, 0, 3)]
    table = agreement_training.between(sentences)
    assert (table >= 0).sum(axis=1).tolist() == [2, 0, 3]
    assert table[0, :2].tolist() == list(map(int, sentences[0].between))
    numbers = agreement_training.noun_numbers(sentences)
    assert [agreement.PEOPLE[n] for n in numbers] == [s.noun for s in sentences]
