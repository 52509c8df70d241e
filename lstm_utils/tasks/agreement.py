"""Sentences in which words far apart must agree (lesson 15).

    the queen near the boys with the horse rows her boat because she sings .

The subject, the second word, decides whether the verbs end in s and which pronouns follow.
The nouns in between, the distractors, decide nothing.
T = time steps, B = batch, V = size of the vocabulary.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray

from .encoding import one_hot, pad

WOMEN = ("queen", "girl", "aunt", "sister", "mother", "niece", "witch", "actress")
MEN = ("king", "boy", "uncle", "brother", "father", "nephew", "wizard", "actor")
PEOPLE = WOMEN + MEN
THINGS = ("boat", "tree", "house", "horse")
VERBS = ("row", "paint", "find", "love")
LATER = ("smile", "sing", "sleep")
PRONOUNS = ("she", "he", "they")
POSSESSIVES = ("her", "his", "their")
AT, SO = ("near", "behind", "with"), ("because", "while")


def plural(noun: str) -> str:
    """Return the plural of a noun: queens, witches."""
    return noun + ("es" if noun.endswith(("ch", "ss")) else "s")


NOUNS = tuple(form for noun in PEOPLE + THINGS for form in (noun, plural(noun)))
FORMS = tuple(
    form for verb in VERBS + LATER for form in (f"{verb}s", verb)
)  # she rows, they row
WORDS = (*NOUNS, *FORMS, *AT, *SO, *PRONOUNS, *POSSESSIVES, "the", ".")
PLACE = {word: n for n, word in enumerate(WORDS)}


class Sentence(NamedTuple):
    """A sentence, and what is true of it.

    words: all of them, "." included. noun: the subject's word in the singular. man, many:
    whether the subject is male, and whether it is plural. verb, pronoun: the places of these
    words, counted from 0. between: for each distractor before the verb, whether it is plural.
    """

    words: tuple[str, ...]
    noun: str
    man: bool
    many: bool
    verb: int
    pronoun: int
    between: tuple[bool, ...]


def sentence(
    rng: np.random.Generator,
    noun: str = "",
    many: bool | None = None,
    distractors: int | None = None,
) -> Sentence:
    """Draw one sentence.

    Args:
        rng: numpy.random.Generator.
        noun: the subject, one of PEOPLE; "" draws it.
        many: whether the subject is plural; None draws it.
        distractors: nouns between subject and verb; None draws 0 to 3.

    Returns:
        Sentence of 8 words or more. The object has a possessive in half of them, and a
        distractor of its own in half of them.
    """
    noun = noun or _one_of(PEOPLE, rng)
    many = bool(rng.integers(2)) if many is None else many
    gender = 2 if many else int(noun in MEN)
    words = ["the", plural(noun) if many else noun]
    count = rng.integers(4) if distractors is None else distractors
    between = tuple(_add_distractor(words, rng) for _ in range(count))
    verb = len(words)
    owner = POSSESSIVES[gender] if rng.random() < 0.5 else "the"
    words += [_form(VERBS, many, rng), owner, _one_of(THINGS, rng)]
    if rng.random() < 0.5:
        _add_distractor(words, rng)
    words += [_one_of(SO, rng), PRONOUNS[gender], _form(LATER, many, rng), "."]
    return Sentence(tuple(words), noun, noun in MEN, many, verb, len(words) - 3, between)


def _one_of(words: Sequence[str], rng: np.random.Generator) -> str:
    return words[int(rng.integers(len(words)))]


def _form(verbs: Sequence[str], many: bool, rng: np.random.Generator) -> str:
    return _one_of(verbs, rng) + ("" if many else "s")


def _add_distractor(words: list[str], rng: np.random.Generator) -> bool:
    """Append a place with a noun that decides nothing; return whether the noun is plural."""
    many = bool(rng.integers(2))
    noun = _one_of(PEOPLE if rng.random() < 0.5 else THINGS, rng)
    words += [_one_of(AT, rng), "the", plural(noun) if many else noun]
    return many


def as_arrays(sentences: Sequence[Sequence[str]]) -> tuple[Array, IntArray, BoolArray]:
    """Encode sentences for a net that predicts the next word.

    Args:
        sentences: list of B sequences of words, of two words or more each.

    Returns:
        x: all words but the last, one-hot, (T, B, V) float32; 0 after a sentence's end.
        y: number of the word that comes next, (T, B) int64.
        mask: where there is a next word, (T, B) bool.
    """
    ids, mask = pad([[PLACE[word] for word in words] for words in sentences])
    x = one_hot(ids[:-1], len(WORDS)) * mask[:-1, :, None]
    return x.astype(np.float32), ids[1:], mask[1:]


def accuracy_by_attractors(
    right: BoolArray, many: BoolArray, between: IntArray
) -> dict[int, float]:
    """Measure the accuracy separately for each number of attractors.

    An attractor is a noun between subject and verb of the other number than the subject.

    Args:
        right: whether the verb was predicted right, (N,) bool array.
        many: whether the subject is plural, (N,) bool array.
        between: nouns between subject and verb, (N, D) integer array: 0 for a singular one, 1
            for a plural one, -1 where there is none.

    Returns:
        dict from each number of attractors that occurs, an int, to the share of right verbs
        among the sentences with that number, a float.

    Source: Linzen, Dupoux and Goldberg (2016), TACL 4:521-535, for attractors.
    """
    attractors = ((between >= 0) & (between != many[:, None])).sum(axis=1)
    return {int(k): float(right[attractors == k].mean()) for k in np.unique(attractors)}
