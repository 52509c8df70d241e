"""The named parts of an exercise that are right although the answer as a whole is not.

Most exercises have no parts: all or nothing. An exercise declares parts where one mistake would
otherwise cost the points of several independent results.
"""

from collections.abc import Sequence

from lstm_utils.checks.compare import Difference
from lstm_utils.checks.declare import Case, Exercise

JUDGED_ALONE = ("wrong value", "not finite")  # every other difference concerns the whole answer


def right_parts(
    exercise: Exercise, cases: Sequence[Case], wrong: Sequence[Sequence[Difference]]
) -> tuple[str, ...]:
    """Return the parts that are right in every case.

    Args:
        exercise: what was asked.
        cases: the cases.
        wrong: what is wrong in each case. One difference outside of all parts, such as an
            exception, a shape or a changed input, leaves no part.
    """
    known = {name for those in exercise.parts.values() for name in those}
    if exercise.parts_are_cases:
        pairs = zip(cases, wrong, strict=True)
        missed = {case.label.partition(": ")[0] for case, found in pairs if found}
        whole = bool(missed - known)
    else:
        found = [difference for case in wrong for difference in case]
        missed = {difference.output for difference in found}
        whole = any(d.status not in JUDGED_ALONE or d.output not in known for d in found)
    if whole:
        return ()
    return tuple(name for name, those in exercise.parts.items() if not missed & set(those))
