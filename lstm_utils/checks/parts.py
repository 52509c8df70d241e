"""The named parts of an exercise that are right although the answer as a whole is not.

Most exercises have no parts: all or nothing. An exercise declares parts where one mistake would
otherwise cost the points of several independent results.
"""

from collections.abc import Sequence

from lstm_utils.checks.compare import Difference
from lstm_utils.checks.declare import Exercise

JUDGED_ALONE = ("wrong value", "not finite")  # every other difference concerns the whole answer


def right_parts(exercise: Exercise, wrong: Sequence[Sequence[Difference]]) -> tuple[str, ...]:
    """Return the parts that are right in every case.

    Args:
        exercise: what was asked.
        wrong: what is wrong in each case. One difference outside of all parts, such as an
            exception, a shape or a changed input, leaves no part.
    """
    found = [difference for case in wrong for difference in case]
    outputs = {output for those in exercise.parts.values() for output in those}
    if any(d.status not in JUDGED_ALONE or d.output not in outputs for d in found):
        return ()
    missed = {difference.output for difference in found}
    return tuple(name for name, those in exercise.parts.items() if not missed & set(those))
