"""Lesson 16's corpus: so little text that a net learns it by heart, and pages to measure on."""

from .text import Text, load_text

SMALL = 24_500  # characters
LONGEST = 3_000  # characters of a page that is measured


def first_characters(documents: list[str], n: int) -> list[str]:
    """Return documents until they have n characters together; the last one is cut.

    Args:
        documents: list of strings.
        n: number of characters, 1 or more.

    Returns:
        list of strings, with n characters in all.

    Raises:
        ValueError: if the documents have fewer.
    """
    taken, left = [], n
    for document in documents:
        if left > 0:
            taken.append(document[:left])
            left -= len(taken[-1])
    if left > 0:
        raise ValueError(f"first_characters expects at least {n} characters; got {n - left}")
    return taken


def small_text(n: int = SMALL, seed: int = 0) -> Text:
    """Load the course's text with few characters to train on, and short pages to measure on.

    Args:
        n: number of characters of the training part.
        seed: which split, as in load_text.

    Returns:
        Text: train with n characters; of validation and test, the pages of at most 3,000
        characters, because long ones take long to measure; the alphabet of all pages.
    """
    text = load_text(seed)
    short = [[page for page in part if len(page) <= LONGEST] for part in text[1:3]]
    return Text(first_characters(text.train, n), short[0], short[1], text.alphabet)
