"""What a lesson source must keep to. Each rule is a generator of problems, so that the author
sees all that is wrong with a file at once.

`structure` has the rules about headers, names, order and marked regions, `code` those about
the code cells, `prose` those about figures and questions.
"""

from collections.abc import Collection, Sequence

from autograde.lessons.rules import code, prose, structure
from autograde.lessons.source import Lesson, Problem

RULES = (*structure.RULES, *code.RULES, *prose.RULES)


def problems(
    lessons: Sequence[Lesson], known: Collection[str], others: Sequence[Lesson] = ()
) -> list[Problem]:
    """Check lesson sources against all rules.

    Args:
        lessons: the lessons, as `source.read` returns them; a name that two of
            them use is a problem of the later one.
        known: names of the exercises that have checks.
        others: the other lessons; their names are taken.

    Returns:
        Errors and warnings, by lesson and line.
    """
    found = [*structure.duplicate_names(lessons, others)]
    for lesson in lessons:
        found += structure.unknown_exercises(lesson, known)
        for rule in RULES:
            found += rule(lesson)
    order = {lesson.path: index for index, lesson in enumerate(lessons)}
    return sorted(found, key=lambda problem: (order[problem.path], problem.line))
