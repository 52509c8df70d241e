"""English text that comes with Python: the reference pages behind `help()`.

A document is one string. Splits never cut a document, so that no context reaches from
one part into another.
"""

import ast
import sysconfig
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Text(NamedTuple):
    """Documents for fitting, for choosing between models, and for the final number."""

    train: list[str]
    validation: list[str]
    test: list[str]
    alphabet: str  # every character of the three parts, sorted


def load_text(seed: int = 0, held_out: float = 0.1) -> Text:
    """Load the text of the course, split by documents.

    Pages that mostly repeat a longer page are left out: a copy in the training part
    would reward memorisation. The text differs a little between versions
    of Python, so compute with it and compare models on it; do not expect exact numbers.

    Args:
        seed: which split.
        held_out: fraction of the characters for validation, and again for test, at
            least; between 0 and 0.4.

    Returns:
        Text: lists of documents train, validation and test, and the alphabet.

    Raises:
        FileNotFoundError: if this Python has neither its help pages nor its sources.
        ValueError: if held_out is out of range.
    """
    documents = without_repeats(help_pages())
    train, validation, test = split_documents(documents, np.random.default_rng(seed), held_out)
    return Text(train, validation, test, "".join(sorted(set("".join(documents)))))


def help_pages() -> list[str]:
    """Return CPython's reference pages, or docstrings of its library where they are missing.

    Returns:
        list of documents, about 450,000 characters in all, always in the same order.

    Raises:
        FileNotFoundError: if this Python has neither.
    """
    try:
        from pydoc_data.topics import topics
    except ImportError:
        warnings.warn(
            "This Python comes without its help pages (module pydoc_data.topics): the text "
            "is made of the standard library's docstrings instead, so numbers will differ "
            "from those in the lesson.",
            stacklevel=2,
        )
        return library_docstrings()
    return [topics[name] for name in sorted(topics)]


def library_docstrings(limit: int = 450_000) -> list[str]:
    """Collect the docstrings of the standard library, one document per source file.

    Args:
        limit: number of characters after which to stop.

    Returns:
        list of documents in the alphabetical order of their files.

    Raises:
        FileNotFoundError: if the library's source files are not installed.
    """
    library = Path(sysconfig.get_paths()["stdlib"])
    documents = []
    for path in sorted(library.glob("*.py")):
        if sum(map(len, documents)) >= limit:
            break
        if docstrings := _docstrings(path):
            documents.append("\n\n".join(docstrings))
    if not documents:
        raise FileNotFoundError(
            f"expected Python source files in {library}, found none: use a Python that comes "
            "with its standard library, or pass documents of your own to split_documents"
        )
    return documents


def _docstrings(path: Path) -> list[str]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, kinds)]
    return [text for node in nodes if (text := ast.get_docstring(node))]


def without_repeats(documents: list[str], threshold: float = 0.5) -> list[str]:
    """Leave out documents that mostly repeat a longer one.

    Args:
        documents: list of strings.
        threshold: fraction of a document's text in paragraphs of more than 40
            characters that longer documents contain too, above which it is left out.

    Returns:
        list of the other documents, in their order.
    """
    seen, kept = set(), set()
    for k in sorted(range(len(documents)), key=lambda k: -len(documents[k])):
        paragraphs = [p for p in map(str.strip, documents[k].split("\n\n")) if len(p) > 40]
        repeated = sum(len(p) for p in paragraphs if p in seen)
        if repeated <= threshold * sum(map(len, paragraphs)):
            kept.add(k)
        seen.update(paragraphs)
    return [document for k, document in enumerate(documents) if k in kept]


def split_documents(
    documents: list[str], rng: np.random.Generator, held_out: float = 0.1
) -> tuple[list[str], list[str], list[str]]:
    """Split documents at random; none is cut, and the longest ones are for training.

    Args:
        documents: list of strings.
        rng: numpy.random.Generator.
        held_out: fraction of the characters for validation, and again for test, at
            least; between 0 and 0.4.

    Returns:
        train, validation, test: lists of documents, each in random order. A document
        longer than held_out of all characters is in train.

    Raises:
        ValueError: if held_out is out of range, or there are too few short documents.
    """
    if not 0 < held_out <= 0.4:
        raise ValueError(f"split_documents expects 0 < held_out <= 0.4; got {held_out}")
    quota = held_out * sum(map(len, documents))
    train, parts = [], ([], [])
    for k in rng.permutation(len(documents)):
        short_of = [part for part in parts if sum(map(len, part)) < quota]
        fits = short_of and len(documents[k]) <= quota
        (short_of[0] if fits else train).append(documents[k])
    validation, test = parts
    if not train or any(sum(map(len, part)) < quota for part in parts):
        raise ValueError(
            f"split_documents expects enough documents of at most {quota:.0f} characters to "
            f"hold out that many twice; got {len(documents)} documents"
        )
    return train, validation, test
