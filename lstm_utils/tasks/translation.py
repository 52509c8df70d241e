"""A generated language pair: English phrases and short sentences, and their German (lesson 20).

    forty two big dogs have seen a small house
    zwei und vierzig große Hunde haben ein kleines Haus gesehen

Words change places: units come before tens, and the verb goes to the end. Words agree that are
far apart: articles and adjectives follow the gender of the noun, *a* also depends on whether
the noun is subject or object (*ein Hund*, *einen Hund*), and *hat* becomes *haben* with a
plural subject. The German is correct; the sentences are made up.

Draw pairs with `draw_pairs`, number them with `as_arrays`, or take `batches` of one source
length, and score translations with `exact_match`. `translate` is the rule itself, for any
English sentence of this grammar, longer ones than those that are drawn as well.

S, T = steps of source and target, B = batch.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np

from lstm_utils.arrays import IntArray

from .encoding import pad

Item = TypeVar("Item")
PAD, START, END = 0, 1, 2  # their numbers in both vocabularies
SPECIAL = ("<pad>", "<start>", "<end>")
LONGEST = 14  # words of a source sentence that is drawn

ONES = (
    "one two three four five six seven eight nine ten eleven twelve",
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
)
TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
)
NUMBER = {
    english: german
    for words in (ONES, TENS)
    for english, german in zip(*(text.split() for text in words), strict=True)
}
ADJECTIVES = {"big": "groß", "small": "klein", "red": "rot", "good": "gut"}
VERBS = {"seen": "gesehen", "found": "gefunden", "painted": "gemalt", "drawn": "gezeichnet"}


class Noun(NamedTuple):
    """A noun: English and German, singular and plural, and its gender: m, f or n."""

    one: str
    many: str
    ein: str
    viele: str
    gender: str


LIVING = (
    Noun("dog", "dogs", "Hund", "Hunde", "m"),
    Noun("cat", "cats", "Katze", "Katzen", "f"),
    Noun("horse", "horses", "Pferd", "Pferde", "n"),
    Noun("teacher", "teachers", "Lehrer", "Lehrer", "m"),
    Noun("woman", "women", "Frau", "Frauen", "f"),
    Noun("child", "children", "Kind", "Kinder", "n"),
)
THINGS = (
    Noun("tree", "trees", "Baum", "Bäume", "m"),
    Noun("flower", "flowers", "Blume", "Blumen", "f"),
    Noun("house", "houses", "Haus", "Häuser", "n"),
)
NOUNS = LIVING + THINGS
BY_FORM = {form: noun for noun in NOUNS for form in (noun.one, noun.many)}
FEW, MANY = ONES[0].split(), TENS[0].split()
DESCRIBING, DOING = [*ADJECTIVES], [*VERBS]
ARTICLE = {"m": "ein", "f": "eine", "n": "ein", "m object": "einen"}
ENDING = {"m": "er", "f": "e", "n": "es", "m object": "en", "many": "e"}

ENGLISH = (*SPECIAL, "a", "and", "has", "have", *NUMBER, *ADJECTIVES, *VERBS, *BY_FORM)
GERMAN = tuple(dict.fromkeys((
    *SPECIAL, "ein", "eine", "einen", "und", "hat", "haben", *NUMBER.values(),
    *(stem + ending for stem in ADJECTIVES.values() for ending in ("e", "er", "es", "en")),
    *VERBS.values(), *(form for noun in NOUNS for form in (noun.ein, noun.viele)),
)))  # fmt: skip


class Pair(NamedTuple):
    """An English sentence and its German translation, as tuples of words."""

    source: tuple[str, ...]
    target: tuple[str, ...]


def translate(source: Sequence[str]) -> tuple[str, ...]:
    """Translate an English sentence by the rules of the grammar.

    Args:
        source: words of a noun phrase, or of: subject, "has" or "have", verb, object. Subject
            and object may be several noun phrases, with "and" between them.

    Returns:
        The German words.

    Raises:
        ValueError: if the sentence is not of this grammar.
    """
    words = tuple(source)
    auxiliary = [n for n, word in enumerate(words) if word in ("has", "have")]
    if not auxiliary:
        return _phrases(words, "")
    n = auxiliary[0]
    if len(auxiliary) > 1 or words[n + 1 : n + 2] == () or words[n + 1] not in VERBS:
        raise ValueError(f"translate expects one has or have, and a verb; got {words}")
    have = "hat" if words[n] == "has" else "haben"
    subject, object_ = _phrases(words[:n], ""), _phrases(words[n + 2 :], " object")
    return (*subject, have, *object_, VERBS[words[n + 1]])


def _phrases(words: tuple[str, ...], case: str) -> tuple[str, ...]:
    """Translate noun phrases with "and" between them."""
    if "and" in words:
        n = words.index("and")
        return (*_phrase(words[:n], case), "und", *_phrases(words[n + 1 :], case))
    return _phrase(words, case)


def _phrase(words: tuple[str, ...], case: str) -> tuple[str, ...]:
    """Translate an article or a number, adjectives, and a noun."""
    noun = BY_FORM.get(words[-1]) if words else None
    numbers = tuple(NUMBER[word] for word in words if word in NUMBER)
    adjectives = [ADJECTIVES[word] for word in words if word in ADJECTIVES]
    one = words[:1] == ("a",)
    known = (1 if one else len(numbers)) + len(adjectives) + 1
    right = known == len(words) and len(numbers) < 3
    if noun is None or not right or words[-1] != (noun.one if one else noun.many):
        raise ValueError(f"expected a noun phrase, such as two big dogs; got {words}")
    if one:
        key = noun.gender + case if noun.gender + case in ARTICLE else noun.gender
        first, form = (ARTICLE[key],), noun.ein
    else:
        key, form = "many", noun.viele
        first = numbers if len(numbers) == 1 else (numbers[1], "und", numbers[0])
    return (*first, *(stem + ENDING[key] for stem in adjectives), form)


def draw_pair(rng: np.random.Generator, subjects: int | None = None) -> Pair:
    """Draw one pair: a noun phrase, or a sentence with one subject or more.

    Args:
        rng: numpy.random.Generator.
        subjects: how many, with "and" between them; 0 for a phrase alone, as long as it
            comes. None draws 0, 1 or 2, and a sentence of 2 to 14 words.
    """
    while True:
        drawn = rng.choice(3, p=(0.2, 0.5, 0.3)) if subjects is None else subjects
        source = _draw_phrase(rng, LIVING if drawn else NOUNS)
        for _ in range(drawn - 1):
            source += ["and", *_draw_phrase(rng, LIVING)]
        if drawn:
            one = drawn == 1 and source[0] == "a"
            source += ["has" if one else "have", _one_of(DOING, rng)]
            source += _draw_phrase(rng, NOUNS)
        if subjects is not None or len(source) <= LONGEST:
            return Pair(tuple(source), translate(source))


def _one_of(items: Sequence[Item], rng: np.random.Generator) -> Item:
    return items[int(rng.integers(len(items)))]


def _draw_phrase(rng: np.random.Generator, nouns: Sequence[Noun]) -> list[str]:
    """Draw a noun phrase: a, or a number up to 99, up to two adjectives, and a noun."""
    noun, count = _one_of(nouns, rng), rng.random()
    words: list[str] = ["a"]
    if count >= 0.75:
        words = [_one_of(FEW[1:], rng)]
    elif count >= 0.35:
        unit = int(rng.integers(10))  # 0: the tens alone
        words = [_one_of(MANY, rng), *FEW[:9][unit - 1 : unit]]
    more = rng.random()
    words += [_one_of(DESCRIBING, rng) for _ in range((more > 0.3) + (more > 0.8))]
    return [*words, noun.one if words[0] == "a" else noun.many]


def draw_pairs(n: int, rng: np.random.Generator, without: Collection[Pair] = ()) -> list[Pair]:
    """Draw pairs that are all different: draw those for the test first, then train without.

    Args:
        n: number of pairs.
        rng: numpy.random.Generator.
        without: pairs that must not occur, such as those of the test.

    Returns:
        list of n pairs.
    """
    taken, found = set(without), []
    while len(found) < n:
        pair = draw_pair(rng)
        if pair not in taken:
            taken.add(pair)
            found.append(pair)
    return found


def as_arrays(
    sentences: Sequence[Sequence[str]], vocabulary: Sequence[str]
) -> tuple[IntArray, IntArray]:
    """Number the words of sentences, side by side, with PAD after their ends.

    Args:
        sentences: list of B sequences of words.
        vocabulary: ENGLISH or GERMAN; a word's number is its place there.

    Returns:
        ids: (T, B) int64 array, T the longest length.
        lengths: words of each sentence, (B,) int64 array.

    Raises:
        ValueError: if a word is not in the vocabulary, or a sentence is empty.
    """
    place = {word: n for n, word in enumerate(vocabulary)}
    strange = {word for sentence in sentences for word in sentence if word not in place}
    if strange:
        raise ValueError(f"as_arrays expects words of the vocabulary; got {sorted(strange)}")
    ids, mask = pad([[place[word] for word in sentence] for sentence in sentences])
    return ids, mask.sum(axis=0)


def as_words(ids: Sequence[int], vocabulary: Sequence[str]) -> tuple[str, ...]:
    """Return the words with these numbers."""
    return tuple(vocabulary[n] for n in ids)


def batches(
    pairs: Sequence[Pair], B: int, rng: np.random.Generator
) -> Iterator[tuple[IntArray, IntArray, IntArray, IntArray]]:
    """Walk through pairs again and again, in batches of one source length.

    Args:
        pairs: the corpus.
        B: pairs of a batch; fewer where no more of that length are left.
        rng: numpy.random.Generator; each round has a new order, of batches, too.

    Yields:
        source (S, B), its lengths (B,), target (T, B), its lengths (B,), as as_arrays returns
        them. All source lengths are S, so that only targets are padded.
    """
    by_length: dict[int, list[Pair]] = {}
    for pair in pairs:
        by_length.setdefault(len(pair.source), []).append(pair)
    while True:
        parts = []
        for same in by_length.values():
            order = rng.permutation(len(same))
            shuffled = [same[n] for n in order]
            parts += [shuffled[n : n + B] for n in range(0, len(same), B)]
        for n in rng.permutation(len(parts)):
            sources, targets = zip(*parts[n], strict=True)
            yield (*as_arrays(sources, ENGLISH), *as_arrays(targets, GERMAN))


def exact_match(
    translations: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]
) -> float:
    """Return the share of translations that are right in every word.

    Args:
        translations: list of sequences of words.
        targets: the right ones, in the same order.
    """
    pairs = zip(translations, targets, strict=True)
    return sum(tuple(one) == tuple(right) for one, right in pairs) / len(targets)


def match_by_length(
    translations: Sequence[Sequence[str]],
    pairs: Sequence[Pair],
    bounds: Sequence[int] = (2, 6, 9, 12, 15),
) -> dict[str, float]:
    """Return the share of right translations by the number of source words.

    Args:
        translations: list of sequences of words, one for each pair.
        pairs: the right ones.
        bounds: the first length of each group, and the end of the last.

    Returns:
        dict from a group, such as "6-8", to its share; groups without a pair are left out.
    """
    found = {}
    for low, high in pairwise(bounds):
        group = [n for n, pair in enumerate(pairs) if low <= len(pair.source) < high]
        if group:
            chosen = [translations[n] for n in group], [pairs[n].target for n in group]
            found[f"{low}-{high - 1}"] = exact_match(*chosen)
    return found
