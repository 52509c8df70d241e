"""The two halves of a diagnosis: what the mistake is, and how to correct it."""

import re

_PLACE = re.compile(
    r"(?:off by one|one-sided|candidate g|(?:input|forget|output) gate|d?[ch](?:_prev|0)?|dx): "
)
_AFTER_NAME = re.compile(
    r": |(?<!\.)\. |; |(?<=missing), |(?<=square), "
    r"|, (?=(?:add|use|not|times|assign|write|multiply)\b)"
)


def split(diagnosis: str) -> tuple[str, str]:
    """Return the name of a mistake and its correction, '' where a diagnosis has none.

    A diagnosis reads "the bias is not added: return the sum plus b". A place in front of it, as
    in "forget gate: c_prev is missing, ...", belongs to the name.
    """
    place = _PLACE.match(diagnosis)
    for found in _AFTER_NAME.finditer(diagnosis, place.end() if place else 0):
        name = diagnosis[: found.start()]
        if name.count("`") % 2 == 0 and name.count("[") == name.count("]"):
            return name, diagnosis[found.end() :]
    return diagnosis.rstrip("."), ""


def without_corrections(diagnosis: str) -> str:
    """Return the names of the mistakes alone, one a line."""
    return "\n".join(split(line)[0] for line in diagnosis.splitlines())
