"""Is what people read written in plain, modern English?

The words below are archaic or vague; the right column of the language guide replaces them. The
list only grows, and so does the list of places.
"""

import io
import re
import tokenize

from autograde.core.paths import ROOT

WORDS = {
    r"(?<!re)\btold\b": "shown, reported, explained",
    r"\breckon\w*\b": "compute",
    r"\banew\b": "again",
    r"\bwhosever\b|\bwhoever\b|\btheirs\b": "a noun, such as `the student`",
    r"\b(can|cannot|could) be had\b": "is available",
    r"\bput right\b": "fix, repair",
    r"\bhears? of\b": "receives",
    r"\b(graded?|grading|marked) by hand\b|\bhand grading\b": "manually",
    r"\bslips?\b": "mistake",
    r"\bbends?\b": "activation derivative, activation",
    r"\bis no (class|file of|folder|notebook|number|array|list|net)\b": "is not a ...",
    r"\bstands? in (row|column|the place)\b": "is in",
    r"\bmeanwhile\b": "",
    r"\bturned round\b": "transposed, reversed",
    r"\bafresh\b": "again, new",
}
MESSAGES = ["autograde", "lstm_utils", "benchmarks", "bootstrap.py"]
PROSE = ["README.md", "CONTRIBUTING.md", "SECURITY.md"]


def texts(path):
    """Yield (line, text) of what a file says: strings and comments of code, lines of prose."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(source.splitlines(), 1)
        return
    kinds = (tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", -1))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in kinds:
            first = token.start[0]
            yield from enumerate(token.string.splitlines(), first)


def files():
    """Return the files that people read, generated ones excepted."""
    found = [*(ROOT / name for name in PROSE), *(ROOT / "docs").glob("*.md")]
    for name in MESSAGES:
        path = ROOT / name
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    found += sorted((ROOT / "solutions").glob("*/*.py"))
    found += sorted((ROOT / "autograde" / "report" / "templates").rglob("*.j*"))
    return found


def test_no_archaic_words():
    """Are these words absent from code, messages, lessons and guides?"""
    anything = re.compile("|".join(WORDS), re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{line}: write {better(text)} instead: {text.strip()}"
        for path in files()
        for line, text in texts(path)
        if anything.search(text)
    ]
    assert not found, "\n".join(found)


def better(text):
    """Return what to write instead of the archaic words of a text."""
    found = (new for word, new in WORDS.items() if re.search(word, text, re.IGNORECASE))
    return ", ".join(f"'{new}'" for new in found)
