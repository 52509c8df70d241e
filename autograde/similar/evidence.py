"""What an answer has that its writer chose: names, comments, wrong results, phrases.

The structure of the code does not count: with exercises of a few lines, most correct answers
have the same. Nothing of an answer is run; it is read as tokens.
"""

import builtins
import io
import keyword
import re
import tokenize
from collections.abc import Iterable, Iterator

from lstm_utils.checks import Result
from lstm_utils.checks.diagnosis import split

NAME, COMMENT, MISTAKE, PHRASE = "name", "comment", "mistake", "phrase"
GIVEN = frozenset([*keyword.kwlist, *keyword.softkwlist, *dir(builtins)])
WORDS = 5  # of a phrase
Evidence = tuple[str, str]  # what kind, and the text


def of_code(source: str) -> frozenset[Evidence]:
    """Return the names and comments of code; of code that breaks off, those before."""
    return frozenset(_of_tokens(source))


def _of_tokens(source: str) -> Iterator[Evidence]:
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.NAME and before != "." and token.string not in GIVEN:
                yield NAME, token.string
            if token.type in (tokenize.COMMENT, tokenize.STRING):
                words = " ".join(_words(token.string))
                if words:
                    yield COMMENT, words
            before = token.string
    except (tokenize.TokenError, SyntaxError):
        return


def of_prose(text: str) -> frozenset[Evidence]:
    """Return the phrases of an answer in prose."""
    words = _words(text)
    starts = range(len(words) - WORDS + 1)
    return frozenset((PHRASE, " ".join(words[k : k + WORDS])) for k in starts)


def of_result(result: Result) -> frozenset[Evidence]:
    """Return the mistake of a failed exercise: its name, or the wrong result that it gives."""
    if result.passed or result.manual or not (result.diagnosis or result.details):
        return frozenset()
    words = split(result.diagnosis)[0] if result.diagnosis else "; ".join(result.details)
    return frozenset([(MISTAKE, f"{result.exercise}: {words}")])


def first_uses(exercises: Iterable[frozenset[Evidence]]) -> list[frozenset[Evidence]]:
    """Return the evidence of each exercise without what an earlier one has.

    A student who once chose a name uses it again: that is one choice, not several.
    """
    seen: set[Evidence] = set()
    found = []
    for evidence in exercises:
        found.append(evidence - seen)
        seen |= evidence
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
