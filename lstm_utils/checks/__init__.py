"""What is right for each exercise, and which mistake gives which wrong answer."""

from lstm_utils.checks.declare import (
    Case,
    Exercise,
    class_checks,
    class_mark,
    exercise,
    get,
    names,
    use,
)
from lstm_utils.checks.judge import assess, judge
from lstm_utils.checks.key import AnswerKey
from lstm_utils.checks.notebook import (
    CheckFailed,
    case_inputs,
    check,
    diagnose,
    find_the_bug,
    hint,
)
from lstm_utils.checks.plain import Layout, Probe, Seed, probe
from lstm_utils.checks.result import Result

__all__ = [
    "AnswerKey",
    "Case",
    "CheckFailed",
    "Exercise",
    "Layout",
    "Probe",
    "Result",
    "Seed",
    "assess",
    "case_inputs",
    "check",
    "class_checks",
    "class_mark",
    "diagnose",
    "exercise",
    "find_the_bug",
    "get",
    "hint",
    "judge",
    "names",
    "probe",
    "use",
]
