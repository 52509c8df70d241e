"""Sentences to be read aloud: one sound for every letter, decided by what is left and right.

T = letters, B = sentences of a batch.

    c       s before e and i, else k                     the letter after decides
    rat, rate    a final e is silent, and makes the vowel before it long: two letters after
    rats, lads   the plural s is s after k, p, t and f, else z: the letter before decides
    read    with a short e if it was yesterday, a long one if it is now: the first word or
            the last one decides
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray

from .encoding import one_hot, pad

LETTERS = " abcdefghijklmnopqrstuvwxyz"
SOUNDS = " -AEIOUabcdefghijklmnopqrstuvwxyz"  # capitals are long vowels, - is silent
RULES = ("c", "vowel", "s", "read", "other")

PAST, PRESENT = "yesterday", "now"
KNOWN = {  # letter by letter
    "yesterday": "yesterdA-",
    "now": "nau",
    "we": "wE",
    "you": "yu-",
    "and": "and",
}
STARTS, ENDS, VOICELESS = "bdfgklmnprtvc", "dfgklmnptv", "kptf"


class Line(NamedTuple):
    """One sentence: its letters, a sound for each, and the rule that decides each sound."""

    text: str
    sounds: str
    rules: tuple[str, ...]


def noun(rng: np.random.Generator) -> Line:
    """Draw a word: a consonant, a vowel, a consonant, and nothing, a final e, or a plural s."""
    letters = (str(rng.choice([*q])) for q in (STARTS, "aeiou", ENDS))
    return spelled("".join(letters) + ("", "e", "s")[rng.integers(3)])


def spelled(word: str) -> Line:
    """Pronounce a noun by its letters."""
    first, vowel, last, end = word[0], word[1], word[2], word[3:]
    start = first if first != "c" else "s" if vowel in "ei" else "k"
    close = {"": "", "e": "-", "s": "s" if last in VOICELESS else "z"}[end]
    sounds = start + (vowel.upper() if end == "e" else vowel) + last + close
    rules = ("c" if first == "c" else "other", "vowel", "other")
    return Line(word, sounds, rules + ("s" if end == "s" else "other",) * len(end))


def sentence(rng: np.random.Generator, most: int = 3) -> Line:
    """Draw a sentence of a time, a subject, and one to `most` nouns that it reads.

    The time is the first word or the last one, with even chances.
    """
    past = bool(rng.integers(2))
    when, read = known(PAST if past else PRESENT), READ[past]
    words = [known(str(rng.choice(("we", "you"))))]
    for n in range(int(rng.integers(1, most + 1))):
        words += ([known("and")] if n else []) + [read, noun(rng)]
    words = [when, *words] if rng.integers(2) else [*words, when]
    return join(words)


def next_letters(rng: np.random.Generator) -> Line:
    """Draw a sentence in which every letter is labelled with the letter that comes next."""
    text = sentence(rng).text
    return Line(text[:-1], text[1:], ("other",) * (len(text) - 1))


def known(word: str) -> Line:
    """Return a word that has a fixed pronunciation."""
    return Line(word, KNOWN[word], ("other",) * len(word))


def join(words: Sequence[Line]) -> Line:
    """Put words side by side, with a space between."""
    text, sounds = (" ".join(parts) for parts in list(zip(*words, strict=True))[:2])
    rules = [rule for word in words for rule in (*word.rules, "other")][:-1]
    return Line(text, sounds, tuple(rules))


READ = {
    past: Line("read", sounds, ("other", "read", "other", "other"))
    for past, sounds in ((True, "re-d"), (False, "rE-d"))
}


class Batch(NamedTuple):
    """Sentences side by side: x (T, B, 27) one-hot, lengths (B,), sounds y (T, B)."""

    x: Array
    lengths: IntArray
    y: IntArray


def as_arrays(lines: Sequence[Line], delay: int = 0) -> Batch:
    """Encode sentences, with zeros in the padding.

    Args:
        lines: B sentences.
        delay: steps by which each answer comes later; y is -1 where there is none.

    Returns:
        Batch: x in float32; sequences have delay steps more than letters, spaces at the end.
    """
    texts = [[LETTERS.index(q) for q in line.text] + [0] * delay for line in lines]
    sounds = [[-1] * delay + [SOUNDS.index(q) for q in line.sounds] for line in lines]
    ids, mask = pad(texts)
    y, _ = pad(sounds)
    x = (one_hot(ids, len(LETTERS)) * mask[..., None]).astype(np.float32)
    return Batch(x, mask.sum(axis=0), np.where(mask, y, -1))


def as_sounds(ids: Sequence[int]) -> str:
    """Return numbers of sounds as text."""
    return "".join(SOUNDS[n] for n in ids)


def where(lines: Sequence[Line], rule: str, delay: int = 0) -> BoolArray:
    """Return at which steps a rule decides, (T + delay, B) bools."""
    marks = [[0] * delay + [int(name == rule) for name in line.rules] for line in lines]
    return pad(marks)[0].astype(bool)


def line_of(text: str) -> Line:
    """Pronounce a sentence: the words of `KNOWN`, read, and nouns as `noun` draws them."""
    words = text.split()
    read = READ[PAST in words]
    return join(
        [read if w == "read" else known(w) if w in KNOWN else spelled(w) for w in words]
    )
