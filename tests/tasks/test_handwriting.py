"""Lesson 22: writings made of digits, the judges of drawings, and melodies."""

import numpy as np
import pytest

from lstm_utils.tasks import handwriting, melodies
from lstm_utils.tasks import handwriting_reading as reading
from lstm_utils.tasks import handwriting_training as training


def test_a_writing_draws_its_digits():
    """Do offsets and pens give back one group of strokes for each digit, left to right?"""
    xy, pen, drawn = handwriting.write_digits([2, 0, 4], np.random.default_rng(0))
    assert (pen == handwriting.DIGIT_ENDS).sum() == 3
    ends = [*np.flatnonzero(np.diff(drawn)), len(pen) - 1]
    assert np.flatnonzero(pen == handwriting.DIGIT_ENDS).tolist() == ends
    digits = training.apart(xy, pen, 3)
    assert [len(strokes) for strokes in digits] == [1, 1, 2]
    assert reading.recognise(digits).tolist() == [2, 0, 4]


def test_a_batch_reads_the_point_before():
    """Is x at a step the offset and pen of the step before, and the digit of this one?"""
    rng = np.random.default_rng(1)
    written = [handwriting.write_digits(text, rng) for text in ([7, 1], [3, 3], [8])]
    x, xy, pen, mask = handwriting.side_by_side(written)
    assert x.dtype == xy.dtype == np.float32
    assert (x[0, :, :2] == 0).all()
    assert (x[0, :, 2 + handwriting.DIGIT_ENDS] == 1).all()
    n = mask[:, 0].sum()
    assert np.array_equal(x[1:n, 0, :2], xy[: n - 1, 0])
    assert np.array_equal(x[1:n, 0, 2:5].argmax(axis=1), pen[: n - 1, 0])
    shown = x[:n, 0, 5:].argmax(axis=1)
    first = np.flatnonzero(pen[:n, 0] == handwriting.DIGIT_ENDS)[0]
    assert (shown[: first + 1] == 7).all()
    assert (shown[first + 1 :] == 1).all()
    assert not x[~mask].any()
    blind = handwriting.side_by_side(written, names=False)
    assert not blind.x[:, :, 5:].any()
    assert np.array_equal(blind.xy, xy)


def test_offsets_have_about_size_one():
    """Is the deviation of all offsets about 1 in x and y, so that a normal start fits?"""
    drawn = handwriting.side_by_side(handwriting.corpus(40, 2))
    assert drawn.xy[drawn.mask].std(axis=0) == pytest.approx([1, 1], abs=0.25)


def test_the_judges_know_digits_and_refuse_scribble():
    """Are nearly all new digits recognised and right, and is scribble hardly ever?"""
    rng = np.random.default_rng(5)
    digits = np.arange(100) % 10
    drawings = [handwriting.draw_digit(d, rng, rng.normal(0.15, 0.12)) for d in digits]
    found = reading.recognise(drawings)
    assert (found == digits).mean() > 0.9
    lines = [reading.scribble(rng) for _ in range(100)]
    strict, loose = (reading.recognise(lines, near) >= 0 for near in (True, False))
    assert strict.mean() < 0.05 < loose.mean()


def test_a_net_writes_what_it_is_asked(monkeypatch):
    """Does training lower the loss, and has each writing its length and outputs?"""
    monkeypatch.setattr(training, "CORPUS", 60)  # 3,000 writings take seconds
    params = training.new_writer(0, M=2)
    drawn = handwriting.side_by_side(handwriting.corpus(8, 3))
    before = training.nats(params, drawn)
    training.train_writer(params, 12)
    assert training.nats(params, drawn) < before - 0.5
    written = training.write(params, np.array([[1, 2], [3, 4]]), np.random.default_rng(0))
    for xy, pen, z in written:
        assert len(xy) == len(pen) == len(z) <= 2 * training.LONGEST
        assert z.shape[1] == 15
        assert (pen[:-1] == handwriting.DIGIT_ENDS).sum() < 2
    asked, drawings = training.draw_many(params, 2, np.random.default_rng(1), 1.0)
    assert len(asked) == len(drawings) == 6
    assert sorted(asked) == [0, 1, 2, 3, 4, 5]


def test_melodies_follow_their_rule():
    """Is each beat in its chord, and does a melody end on a long C?"""
    for text in melodies.melodies(20, np.random.default_rng(0)):
        assert len(text) == 64
        assert set(text) <= set(melodies.ALPHABET)
        assert melodies.beats_in_chord(text) == 1
        assert text[-8:].upper() == "C-------"
    assert melodies.beats_in_chord("CDCD" * 16) == 0.75  # no C in two of eight chords
    assert melodies.frequency("A") == 440
    assert melodies.frequency("c") == pytest.approx(2 * melodies.frequency("C"))


def test_a_melody_is_heard():
    """Has the sound the frequency of its note, and no sample above 1?"""
    wave = melodies.sound("A---", chords=())
    assert abs(wave).max() == pytest.approx(1)
    loudest = abs(np.fft.rfft(wave)).argmax() * melodies.RATE / len(wave)
    assert loudest == pytest.approx(440, abs=3)
    assert len(melodies.sound("A---")) == 8 * int(0.2 * melodies.RATE)
