"""Melodies by a rule of eight bars, as strings, and as sound.

A bar has eight places. A letter begins a note: C D E F G A B, then an octave higher c d e f g a
b; "-" lets the note sound on. Each bar has a chord, in the order CHORDS; on each beat, which is
every second place, the note is one of the chord. The last bar is one long C.
"""

from collections.abc import Sequence

import numpy as np

from lstm_utils.arrays import Array

NOTES, HOLD = "CDEFGABcdefgab", "-"
ALPHABET = NOTES + HOLD
CHORDS = ("CEG", "CEG", "FAC", "CEG", "GBD", "FAC", "GBD", "CEG")  # one a bar
PLACES = 8  # of a bar
SEMITONES = (0, 2, 4, 5, 7, 9, 11)
RATE = 8000  # samples a second


def melody(rng: np.random.Generator) -> str:
    """Write a melody by the rule.

    Args:
        rng: source of all random numbers.

    Returns:
        String of 64 symbols of ALPHABET.
    """
    at, text = int(rng.integers(4, 10)), ""
    for bar, chord in enumerate(CHORDS[:-1]):
        for beat in range(PLACES // 2):
            near = [n for n, note in enumerate(NOTES) if note.upper() in chord]
            near = [n for n in near if abs(n - at) <= 3 and (n != at or beat == 0)] or near
            at = int(rng.choice(near))
            text += NOTES[at]
            if rng.random() < 0.5 or (bar % 4 == 3 and beat == 3):
                text += HOLD
            else:
                at = int(np.clip(at + rng.choice([-1, 1]), 0, len(NOTES) - 1))
                text += NOTES[at]
    return text + ("c" if at > 3 else "C") + HOLD * (PLACES - 1)


def melodies(n: int, rng: np.random.Generator) -> list[str]:
    """Write n melodies by the rule."""
    return [melody(rng) for _ in range(n)]


def beats_in_chord(text: str) -> float:
    """Return the share of beats on which a note of the bar's chord sounds.

    Args:
        text: symbols of ALPHABET, 64 for a complete melody.

    Returns:
        Share from 0 to 1, of the beats of all bars that have begun.
    """
    right, sounding = [], HOLD
    for place, symbol in enumerate(text[: PLACES * len(CHORDS)]):
        sounding = sounding if symbol == HOLD else symbol.upper()
        if place % 2 == 0:
            right.append(sounding in CHORDS[place // PLACES])
    return float(np.mean(right))


def sound(text: str, seconds: float = 0.2, chords: Sequence[str] = CHORDS) -> Array:
    """Turn a melody into sound, with a low chord under each bar.

    Args:
        text: symbols of ALPHABET.
        seconds: length of a place.
        chords: letters of the chord of each bar.

    Returns:
        Samples from -1 to 1, 8,000 a second, (n,) float array.
    """
    place = int(RATE * seconds)
    wave = np.zeros((len(text) + 4) * place)
    for start, symbol in enumerate(text):
        if symbol == HOLD:
            continue
        held = len(text[start + 1 :]) - len(text[start + 1 :].lstrip(HOLD))
        _add(wave, start * place, frequency(symbol), (1 + held) * seconds, 0.5)
    for bar in range(min(len(chords), -(-len(text) // PLACES))):
        for letter in chords[bar]:
            low = frequency(letter) / 2
            _add(wave, bar * PLACES * place, low, PLACES * seconds, 0.12)
    return wave / max(abs(wave).max(), 1e-9)


def frequency(symbol: str) -> float:
    """Return the frequency of a note in Hz; A has 440."""
    octave, step = divmod(NOTES.index(symbol), 7)
    return 440.0 * 2 ** ((SEMITONES[step] - 9) / 12 + octave)


def _add(wave: Array, start: int, hz: float, seconds: float, loud: float) -> None:
    """Add a note that fades."""
    t = np.arange(min(int(RATE * (seconds + 0.3)), len(wave) - start)) / RATE
    tone = sum(np.sin(2 * np.pi * hz * k * t) / k**2 for k in (1, 2, 3))
    fade = np.minimum(t / 0.01, 1) * np.exp(-2.5 * t) * np.clip((seconds + 0.3 - t) / 0.3, 0, 1)
    wave[start : start + len(t)] += loud * tone * fade
