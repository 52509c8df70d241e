"""Sentences to read aloud: is each sound the one that its rule asks for?"""

import numpy as np
import pytest

from lstm_utils.tasks import reading_aloud as task

WORDS = {
    "rat": "rat", "rate": "rAt-", "cit": "sit", "cut": "kut", "cete": "sEt-", "cots": "kots",
    "nubs": "nubz", "laps": "laps", "vin": "vin",
}  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_nouns(word):
    """Is each noun pronounced by the four rules?"""
    line = task.spelled(word)
    assert (line.text, line.sounds) == (word, WORDS[word])
    assert len(line.rules) == len(word)
    assert line.rules[1] == "vowel"


def test_read_depends_on_the_first_or_last_word():
    """Is read short if the sentence says yesterday, at either end, and long with now?"""
    for text, sounds in {
        "we read rats now": "wE rE-d rats nau",
        "now we read rats": "nau wE rE-d rats",
        "yesterday you read nubs and read pete": "yesterdA- yu- re-d nubz and re-d pEt-",
        "we read pete yesterday": "wE re-d pEt- yesterdA-",
    }.items():
        line = task.line_of(text)
        assert line.sounds == sounds
        assert [line.text[t] for t, rule in enumerate(line.rules) if rule == "read"] == [
            "e"
        ] * (text.split().count("read"))


def test_sentences_follow_the_grammar():
    """Can every drawn sentence be pronounced by its text alone, and are both ends as likely?"""
    rng, first, past = np.random.default_rng(0), 0, 0
    for _ in range(400):
        line = task.sentence(rng)
        assert line == task.line_of(line.text)
        assert len(line.text) == len(line.sounds) == len(line.rules)
        words = line.text.split()
        assert (words[0] in (task.PAST, task.PRESENT)) != (
            words[-1] in (task.PAST, task.PRESENT)
        )
        first += words[0] in (task.PAST, task.PRESENT)
        past += task.PAST in words
    assert 150 < first < 250
    assert 150 < past < 250


@pytest.mark.parametrize("delay", [0, 3])
def test_arrays(delay):
    """Are inputs one-hot with zeros in the padding, and labels as late as they should be?"""
    lines = [task.line_of("we read cit now"), task.line_of("now you read rate and read nubs")]
    x, lengths, y = task.as_arrays(lines, delay)
    assert x.dtype == np.float32
    assert lengths.tolist() == [len(line.text) + delay for line in lines]
    for n, line in enumerate(lines):
        end = len(line.text)
        assert "".join(task.LETTERS[k] for k in x[:end, n].argmax(axis=1)) == line.text
        assert task.as_sounds(y[delay : delay + end, n]) == line.sounds
        assert (x[: lengths[n], n].sum(axis=1) == 1).all()
        assert (x[lengths[n] :, n] == 0).all()
        assert (y[:delay, n] == -1).all()
        assert (y[lengths[n] :, n] == -1).all()
        found = task.where(lines, "read", delay)[:, n]
        assert np.flatnonzero(found).tolist() == [
            t + delay for t, rule in enumerate(line.rules) if rule == "read"
        ]


def test_next_letters():
    """Is each letter labelled with the one after it?"""
    line = task.next_letters(np.random.default_rng(3))
    assert line.text[1:] == line.sounds[:-1]
