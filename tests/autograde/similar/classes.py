"""Synthetic classes of students who name and comment as people do, and copies of their work.

The answers are those of the demo's class: correct ones in several forms, known mistakes,
unfinished work. Each student has a style: the same names in all exercises, and a habit of
commenting. Names and comments come from lists in which the first entries are the most common.
"""

import io
import random
import re
import tokenize
from functools import cache

from autograde.demo import show, synthetic
from lstm_utils import checks

NAMES = (
    "out",
    "res",
    "tmp",
    "val",
    "y_hat",
    "total",
    "acc",
    "r",
    "answer",
    "buf",
    "cur",
    "this",
)
COMMENTS = (
    "forward pass", "the gradient", "sum over the batch", "shape (B, H)", "bias", "softmax",
    "mean over rows", "chain rule", "copy, so that the input stays", "one row per example",
    "loss", "update", "numerically stable", "as in the lecture", "transpose first",
    "check the shapes", "derivative of tanh", "now the weights", "keepdims for broadcasting",
    "I had axis=0 here", "divide by B", "from the hint", "see exercise 1",
    "minus, because we descend",
)  # fmt: skip
OWN = re.compile(r"^\s+([a-z]\w*(?:, [a-z]\w*)*) = ", re.M)
HABITS = (0.0, 0.1, 0.3, 0.6)  # how often somebody comments a line


def popular(rng, items):
    """Draw from a list in which entry n is n times rarer than the first."""
    return rng.choices(items, weights=[1 / n for n in range(1, len(items) + 1)])[0]


class Style:
    """How one student names and comments."""

    def __init__(self, rng):
        self.rng, self.names, self.habit = rng, {}, rng.choice(HABITS)

    def renamed(self, text):
        """Return code with this student's names for its local variables."""
        for name in own_names(text):
            if name not in self.names:
                self.names[name] = popular(self.rng, (name, *NAMES))
        return renamed(text, self.names)

    def commented(self, text):
        """Return code with this student's comments."""
        lines, documentation = text.splitlines(), False
        for n, line in enumerate(lines):
            documentation ^= line.count('"""') == 1
            code = line.startswith("    ") and '"""' not in line and not documentation
            if code and self.rng.random() < self.habit:
                lines[n] += f"  # {popular(self.rng, COMMENTS)}"
        return "\n".join(lines)


def own_names(text):
    """Return the names that a function gives its local variables."""
    return sorted({name for found in OWN.findall(text) for name in found.split(", ")})


def renamed(text, names):
    """Return code with other names for variables; strings and attributes stay."""
    lines = text.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(text).readline))):
        row, column = token.start
        attribute = column and lines[row - 1][column - 1] == "."
        if token.type == tokenize.NAME and token.string in names and not attribute:
            line = lines[row - 1]
            end = column + len(token.string)
            lines[row - 1] = line[:column] + names[token.string] + line[end:]
    return "".join(lines)


@cache
def sources():
    """Return the model answers, and the known mistakes with their names, by exercise."""
    right = show._right()
    exercises = [name for name in checks.names(show.LESSON) if name in right]
    wrong = [
        (name, found.diagnosis, synthetic.source_of(name, found.function))
        for name in exercises
        for found in checks.get(name).mistakes
        if synthetic.stands_alone(found.function)
    ]
    same = {
        name: [
            synthetic.source_of(name, each)
            for each in checks.get(name).same_answers.values()
            if synthetic.stands_alone(each)
        ]
        for name in exercises
    }
    return {name: right[name] for name in exercises}, wrong, same


def honest(seed, students):
    """Return a class that works alone: the answers and the mistakes of each student."""
    rng = random.Random(seed)
    right, wrong, same = sources()
    found = []
    for _ in range(students):
        answers = {name: rng.choice([text, *same[name]]) for name, text in right.items()}
        mistakes = {}
        (kind,) = rng.choices(("unfinished", "mistake", "right"), weights=(3, 8, 9))
        if kind == "mistake":
            name, diagnosis, answers[name] = rng.choice(wrong)
            mistakes[name] = diagnosis
        if kind == "unfinished":
            for name in rng.sample(list(right), rng.randint(1, len(right) - 1)):
                del answers[name]
        style = Style(rng)
        mine = {name: style.commented(style.renamed(text)) for name, text in answers.items()}
        found.append((mine, mistakes))
    return found


def copied(rng, answers, changed):
    """Return a copy that its writer disguised: a share of the names and comments is changed."""
    mine = {}
    for name, text in answers.items():
        lines = [
            line.partition("  # ")[0] if rng.random() < changed else line
            for line in text.splitlines()
        ]
        text = "\n".join(lines)
        others = {own: popular(rng, NAMES) for own in own_names(text) if rng.random() < changed}
        mine[name] = renamed(text, others)
    return mine
