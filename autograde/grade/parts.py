"""The parts of an answer: join halves, choose the answer cell, bound their number."""

from dataclasses import dataclass

from autograde.grade.names import as_python, binds

MAX_PARTS = 20
_BEFORE = 10  # how many of these may come before the answer cell


@dataclass(frozen=True)
class Part:
    """A text that a student wrote for an answer, and the type of the cell it was in."""

    text: str
    kind: str


@dataclass(frozen=True)
class Found:
    """An answer in a submission.

    Args:
        parts: its distinct written texts, in the order of the submission.
        main: which of them is the answer cell: the last that defines the function.
        repairs: what a student should know about how they were found.
    """

    parts: tuple[Part, ...]
    main: int
    repairs: tuple[str, ...]


def join(name: str, parts: list[Part], wanted: frozenset[str], repairs: list[str]) -> Found:
    """Join the halves of statements, choose the answer cell, and bound the number of parts."""
    whole = _joined(parts)
    if len(whole) < len(parts):
        repairs += [f"The answer cell '{name}' was split inside a statement: it was joined."]
    if len(whole) > 1:
        repairs += [f"The answer '{name}' was in {len(whole)} cells: they ran in order."]
    main = _main(whole, wanted)
    first = max(0, main - _BEFORE)
    kept = whole[first : first + MAX_PARTS]
    if len(kept) < len(whole):
        repairs += [f"Of the cells of the answer '{name}', only {MAX_PARTS} ran."]
    return Found(tuple(kept), main - first, tuple(repairs))


def _joined(parts: list[Part]) -> list[Part]:
    """Put together halves that do not compile alone, but do together."""
    whole: list[Part] = []
    for part in parts:
        if whole and halves(whole[-1].text, part.text):
            whole[-1] = Part(f"{whole[-1].text}\n{part.text}", whole[-1].kind)
        else:
            whole.append(part)
    return whole


def halves(first: str, second: str) -> bool:
    """Whether two texts are Python only together."""
    alone = as_python(first) is not None and as_python(second) is not None
    return not alone and as_python(f"{first}\n{second}") is not None


def _main(parts: list[Part], wanted: frozenset[str]) -> int:
    """Return the last part that defines the function, else the last that does not compile."""
    defining = [i for i, part in enumerate(parts) if wanted & binds(part.text)]
    broken = [i for i, part in enumerate(parts) if as_python(part.text) is None]
    return (defining or broken or [len(parts) - 1])[-1]
