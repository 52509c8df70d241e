"""Rules about headers, names, order and marked regions."""

import re
from collections.abc import Collection, Iterator, Sequence

from autograde.lessons.regions import scan_regions
from autograde.lessons.source import (
    CELL_HEADER,
    ROLES,
    Cell,
    Lesson,
    Problem,
    suggest,
)

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
OPTIONS = (*ROLES, "points", "tags", "mistake", "given")
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NAME_LENGTH = 50  # a cell id has 64 characters at most, and "-prompt" is added
ALLOWED_REGIONS = {
    "exercise": ("SOLUTION",),
    "tests": ("HIDDEN TESTS",),
    "question": ("MARK SCHEME", "SOLUTION"),
}
MOST_CELLS, MOST_LINES = 60, 600


def at(lesson: Lesson, cell: Cell, text: str, line: int | None = None) -> Problem:
    """Return a problem of a cell, at its header unless a line of the file is given."""
    label = (
        f'cell {cell.number}, {cell.role} "{cell.name}"' if cell.role else f"cell {cell.number}"
    )
    return Problem(lesson.path, cell.line if line is None else line, label, text)


def file_header(lesson: Lesson) -> Iterator[Problem]:
    """Is the YAML header the kernelspec and nothing else?"""
    extra = sorted(set(lesson.metadata) - {"kernelspec"})
    if extra:
        text = (
            f"expected only the kernelspec in the header, got {', '.join(extra)}; remove it"
            " (pairing metadata can put answers back into a student's notebook)"
        )
        yield Problem(lesson.path, 1, "file header", text)
    kernel = lesson.metadata.get("kernelspec")
    if kernel != KERNELSPEC:
        wanted = ", ".join(f"{key}: {value}" for key, value in KERNELSPEC.items())
        text = f"the kernelspec must be {wanted}; came: {kernel}"
        yield Problem(lesson.path, 1, "file header", text)


def cell_headers(lesson: Lesson) -> Iterator[Problem]:
    """Has each cell a header, and each header only options that exist, with values?"""
    for cell in lesson.cells:
        if not cell.header:
            yield at(lesson, cell, "text before the first cell; begin it with a `# %%` header")
        if cell.kind == "raw":
            yield at(lesson, cell, "raw cells are not used; write [markdown] or no type")
        for key, value in cell.options.items():
            if key == "incorrectly_encoded_metadata":
                text = f'cannot read `{value}`; options are written name="text" or name=number'
                yield at(lesson, cell, text)
            elif key == "title":
                near = "; did you mean [markdown]?" if "[" in str(value) else ""
                yield at(lesson, cell, f"a header has options only, came `{value}`{near}")
            elif key not in OPTIONS:
                known = f"; known are {', '.join(OPTIONS)}"
                text = f'unknown option "{key}"{suggest(key, OPTIONS) or known}'
                yield at(lesson, cell, text)
            elif value is None:
                yield at(lesson, cell, f"option {key} has no value; write {key}=...")
        for index, line in enumerate(cell.source.split("\n")):
            if (
                cell.kind == "code"
                and re.match(r"#\s*%%", line)
                and not CELL_HEADER.match(line)
            ):
                text = f"`{line}` does not begin a cell: write a blank after %%"
                yield at(lesson, cell, text, cell.first + index)


def option_values(lesson: Lesson) -> Iterator[Problem]:
    """Are names in kebab-case, points positive numbers and tags lists of words?"""
    for cell in lesson.cells:
        for role in ROLES:
            name = cell.options.get(role, "ok")
            if not (isinstance(name, str) and NAME.fullmatch(name)) or len(name) > NAME_LENGTH:
                text = (
                    f"a name is kebab-case, at most {NAME_LENGTH} characters, as in"
                    f' {role}="lstm-step"; came {role}={name!r}'
                )
                yield at(lesson, cell, text)
        points = cell.options.get("points", 1)
        if isinstance(points, bool) or not isinstance(points, int | float) or points <= 0:
            yield at(lesson, cell, f"points must be a number above 0, came {points!r}")
        if "given" in cell.options and (cell.role, cell.options["given"]) != (
            "exercise",
            "body",
        ):
            yield at(lesson, cell, 'given="body" is for exercises that show part of the answer')
        tags = cell.options.get("tags", [])
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            yield at(lesson, cell, f'tags must be a list as in tags=["explore"], came {tags!r}')
        elif "long" in tags and "explore" not in tags:
            yield at(lesson, cell, 'write tags=["explore", "long"]: a graded cell always runs')


def roles(lesson: Lesson) -> Iterator[Problem]:
    """Has each cell one role, the cell type of that role, and points where they belong?"""
    for cell in lesson.cells:
        claimed = [role for role in ROLES if role in cell.options]
        if len(claimed) > 1:
            yield at(lesson, cell, f"one cell cannot be {' and '.join(claimed)}; split it")
        wanted = {"": "", "question": "markdown"}.get(cell.role, "code")
        if wanted and cell.kind != wanted:
            yield at(lesson, cell, f"{cell.role} must be a {wanted} cell, came {cell.kind}")
        if cell.role in ("tests", "question") and "points" not in cell.options:
            yield at(lesson, cell, f"{cell.role} without points; add points=N to the header")
        if cell.role in ("exercise", "bug", "") and "points" in cell.options:
            yield at(lesson, cell, "points belong to the tests or the question, not here")
        if (cell.role == "bug") != ("mistake" in cell.options):
            yield at(
                lesson, cell, 'a bug is written bug="name" mistake="words of the diagnosis"'
            )
        if cell.role and "tags" in cell.options:
            yield at(lesson, cell, f"{cell.role} with tags: a tag can take it out of grading")
        if not cell.source.strip():
            yield at(lesson, cell, "the cell is empty; remove it")


def pairs(lesson: Lesson) -> Iterator[Problem]:
    """Has each exercise its tests after it, and each tests cell its exercise?"""
    exercises = {cell.name: cell for cell in lesson.named("exercise")}
    tests = lesson.named("tests")
    for name, cell in exercises.items():
        if name not in [cell.name for cell in tests]:
            text = f'exercise without tests; add a cell `# %% tests="{name}" points=N`'
            yield at(lesson, cell, text)
    for cell in tests:
        if cell.name not in exercises:
            text = f'tests without exercise "{cell.name}"{suggest(cell.name, exercises)}'
            yield at(lesson, cell, text)
        elif exercises[cell.name].number > cell.number:
            text = f"the tests come before their exercise (line {exercises[cell.name].line})"
            yield at(lesson, cell, text)


def marked_regions(lesson: Lesson) -> Iterator[Problem]:
    """Is each region closed, not nested, and in a cell that may have it?"""
    for cell in lesson.cells:
        regions, broken = scan_regions(cell.source)
        for index, text in broken:
            yield at(lesson, cell, text, cell.first + index)
        allowed = ALLOWED_REGIONS.get(cell.role, ())
        for region in regions:
            if region.kind not in allowed:
                home = next(
                    role for role, kinds in ALLOWED_REGIONS.items() if region.kind in kinds
                )
                text = f"a {region.kind} region belongs into a cell with {home}=..."
                yield at(lesson, cell, text, cell.first + region.begin)
        for kind in allowed:
            if not broken and not cell.inside(kind).strip():
                yield at(lesson, cell, _missing(cell.role, kind))


def _missing(role: str, kind: str) -> str:
    what = {
        ("exercise", "SOLUTION"): "answer without markers",
        ("tests", "HIDDEN TESTS"): "tests without hidden tests",
        ("question", "MARK SCHEME"): "question without mark scheme",
        ("question", "SOLUTION"): "question without model answer",
    }[role, kind]
    return f"{what}; put it between `### BEGIN {kind}` and `### END {kind}`"


def size(lesson: Lesson) -> Iterator[Problem]:
    """Is the lesson short enough for one sitting?"""
    if len(lesson.cells) > MOST_CELLS:
        text = f"{len(lesson.cells)} cells, at most {MOST_CELLS} are meant; split the lesson"
        yield Problem(lesson.path, 1, "file", text, warning=True)
    lines = sum(len(cell.source.splitlines()) for cell in lesson.cells)  # without the headers
    if lines > MOST_LINES:
        text = f"{lines} lines, at most {MOST_LINES} are meant; split the lesson"
        yield Problem(lesson.path, 1, "file", text, warning=True)


def unknown_exercises(lesson: Lesson, known: Collection[str]) -> Iterator[Problem]:
    """Has each exercise its checks?"""
    for cell in [*lesson.named("exercise"), *lesson.named("bug")]:
        if cell.name not in known:
            near = suggest(cell.name, known) or "; declare it in lstm_utils/checks/bank"
            yield at(lesson, cell, f'unknown exercise "{cell.name}": it has no checks{near}')


def duplicate_names(lessons: Sequence[Lesson], others: Sequence[Lesson]) -> Iterator[Problem]:
    """Is each name used once in the course? Of other lessons only the names count."""
    seen = {
        key: f"{lesson.path.name}:{cell.line}"
        for lesson in others
        for cell in lesson.cells
        for key in cell.grade_ids
    }
    for lesson in lessons:
        for cell in lesson.cells:
            taken = next((seen[key] for key in cell.grade_ids if key in seen), None)
            if taken:
                text = f'the name "{cell.name}" is taken by {taken}; a name is used once'
                yield at(lesson, cell, text)
            for key in cell.grade_ids:
                seen.setdefault(key, f"{lesson.path.name}:{cell.line}")


RULES = (file_header, cell_headers, option_values, roles, pairs, marked_regions, size)
