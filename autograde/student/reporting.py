"""Write what the course's authors need to know about an answer that was checked wrongly.

The file contains the answer, the verdict and the versions, and nothing about the student.
"""

import platform
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from nbformat import NotebookNode

from autograde.core.atomic import write_atomically
from autograde.core.cells import grade_id, is_answer
from autograde.core.errors import CourseError
from autograde.core.users import user_name
from autograde.student import selfcheck
from lstm_utils.checks import Result, names, versions

PACKAGES = ("lstm-course", "numpy", "torch")
TEXT = """\
# {exercise} in lesson {lesson}

- [ ] The answer below is right, and it is refused.
- [ ] The answer below is wrong, and it passes.
- [ ] The message names a mistake that the answer does not have.

Why do you think so? A sentence or a short calculation is enough:

## The answer

```python
{answer}
```

## Verdict of the check

```text
{verdict}
```

## Versions

{versions}
"""


def write(home: Path, lesson: str, exercise: str, course: Path) -> Path:
    """Check a lesson and write a report on one answer into the workspace.

    Args:
        home: the student's workspace.
        lesson: such as "02_feedforward".
        exercise: the name of the exercise.
        course: the released lessons.

    Returns:
        The path of the report; an earlier one on this exercise is replaced.

    Raises:
        CourseError: if the lesson has no such exercise, or cannot be checked.
    """
    if exercise not in names(lesson):
        known = ", ".join(names(lesson))
        raise CourseError(f"{lesson} has no exercise '{exercise}'. It has: {known}.")
    notebook, _ = selfcheck.rebuilt(home, lesson, course)
    results = selfcheck.check(home, lesson, course).results
    path = home / f"report_{lesson}_{exercise}.md"
    text = TEXT.format(
        exercise=exercise,
        lesson=lesson,
        answer=_answer(notebook.notebook, exercise),
        verdict=_verdict(next(r for r in results if r.exercise == exercise)),
        versions="\n".join(f"- {line}" for line in _versions(exercise)),
    )
    write_atomically(path, _without_the_student(text).encode())
    return path


def _answer(notebook: NotebookNode, exercise: str) -> str:
    cells = (c for c in notebook.cells if is_answer(c) and grade_id(c) == exercise)
    return next(cells).source.strip()


def _verdict(result: Result) -> str:
    """Return the verdict with all lines of the message, the corrections of a mistake too."""
    lines = [result.status, result.diagnosis, *result.details]
    return "\n".join(line for line in lines if line)


def _versions(exercise: str) -> Iterator[str]:
    yield f"check of {exercise} {versions.version(exercise)}"
    yield f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    for package in PACKAGES:
        try:
            yield f"{package} {metadata.version(package)}"
        except metadata.PackageNotFoundError:
            yield f"{package} is not installed"


def _without_the_student(text: str) -> str:
    """Return a text without the home folder and the user name in its paths."""
    text = re.sub(rf"(?<![\w/\\]){re.escape(str(Path.home()))}\b", "~", text)
    name = user_name()
    return re.sub(rf"(?<=[/\\]){re.escape(name)}\b", "USER", text) if name else text
