"""Lesson 13: strings with n of each letter, and what may follow each symbol."""

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import counting as task

ex = exercise(
    "counting-string",
    lesson="13_counting",
    reference=task.counting_string,
    outputs=("string", "valid"),
    hints=[
        "Write down valid for $aaabbb: one entry for each symbol. Where is the first entry that needs the count?",
        "After $ comes the first letter. After each of the n first letters: that letter or the second, letters[:2].",
        "For each later letter: n - 1 times the letter itself, then once the next letter, or $ after the last one.",
    ],
)


@ex.cases
def _(rng):
    yield "n = 2, ab", dict(n=2, letters="ab")
    yield "n = 1, ab", dict(n=1, letters="ab")
    yield "the default letters, n = 5", dict(n=5)
    yield "n = 2, abc", dict(n=2, letters="abc")
    yield "n = 1, abc", dict(n=1, letters="abc")
    yield "n = 3, four letters, not in the alphabet's order", dict(n=3, letters="zxyw")
    yield "n = 4, two letters, not in the alphabet's order", dict(n=4, letters="ba")
    yield "n = 300, ab", dict(n=300, letters="ab")
    n = int(rng.integers(6, 20))
    yield f"n = {n}, five letters", dict(n=n, letters="".join(rng.permutation([*"pqrst"])))


FIRST = "[letters[:2]] * n"
REST = "valid += [letter] * (n - 1) + [after]"
STRING = '"$" + "".join(letter * n for letter in letters)'
mistakes(
    ex,
    {
        "the string ends with $: end with the last letter, the last entry of valid is '$'.": (STRING, f'{STRING} + "$"'),
        "the $ at the start is missing: the string begins with '$'.": (STRING, '"".join(letter * n for letter in letters)'),
        "the $ at the end is part of the string: end with the last letter, and make '$' the last entry of valid.": [
            (STRING, f'{STRING} + "$"'),
            (", valid", ', valid + [""]'),
        ],
        "string and valid begin with the first letter: $ is the first symbol, and has an entry as well.": [
            (STRING, '"".join(letter * n for letter in letters)'),
            (", valid", ", valid[1:]"),
        ],
        "the count decides from the first letter on: n is not known yet, so one more of them or the next letter may follow.": (
            FIRST,
            "[letters[0]] * (n - 1) + [letters[1]]",
        ),
        "the string may end after the first letter: there are n of each, so $ follows the last letter only.": (
            FIRST,
            '[letters[:2] + "$"] * n',
        ),
        "the letters alternate: all of the first letter come first, then all of the second.": (STRING, '"$" + letters * n'),
        "n is known too early: after the last of the first letters, one more of them may still come.": (
            FIRST,
            "[letters[:2]] * (n - 1) + [letters[1]]",
        ),
        "only the first letter may follow itself: after it the second letter may come, too.": (FIRST, "[letters[0]] * n"),
        "only the second letter may follow the first: one more of the first may come, too.": (FIRST, "[letters[1]] * n"),
        "off by one at the end of a letter: after its last one the next symbol is due, so it may follow itself n - 1 times.": (
            REST,
            "valid += [letter] * n + [after]",
        ),
        "the last of a letter may be followed by the same letter: there are n of each, the next symbol is due.": (
            REST,
            "valid += [letter] * n",
        ),
        "the next symbol is due one step early: it comes after the n-th letter, not before it.": (
            REST,
            "valid += [letter] * max(n - 2, 0) + [after] * min(n, 2)",
        ),
        "a later letter may go on or end anywhere: from the second letter on, the count decides.": (
            REST,
            "valid += [letter + after] * n",
        ),
        "valid is one step late: the entry of a symbol says what comes after it, so the first entry belongs to $.": (
            "valid = [letters[0]] +",
            'valid = ["$", letters[0]] +',
        ),
        "the first entry is missing: after $ the first letter follows.": ("[letters[0]] + ", ""),
        "the entry after $ allows the end: n is 1 or more, so only the first letter may follow.": (
            "[letters[0]] +",
            '[letters[0] + "$"] +',
        ),
        "the entry after $ allows the second letter: n is 1 or more, so only the first letter may follow.": (
            "[letters[0]] +",
            "[letters[:2]] +",
        ),
        "the last letter does not end: after its last one, $ follows.": ('letters[2:] + "$"', "letters[2:] + letters[-1]"),
        "every letter ends with $: only the last one does, after the others the next letter follows.": (
            'letters[2:] + "$"',
            '"$" * (len(letters) - 1)',
        ),
        "the symbols of an entry are in another order: use the order of letters.": (FIRST, "[letters[1] + letters[0]] * n"),
        "an entry is sorted by the alphabet: use the order of letters.": (FIRST, '["".join(sorted(letters[:2]))] * n'),
        "the argument letters is not used: write the letters that are given, not a and b.": (
            "valid = [letters[0]]",
            'letters = "ab"\n    valid = [letters[0]]',
        ),
        "only two letters are written: letters can have three or more.": (
            "valid = [letters[0]]",
            "letters = letters[:2]\n    valid = [letters[0]]",
        ),
        "the entries are lists: one str for each, such as 'ab'.": (", valid", ", [list(may) for may in valid]"),
        "valid is one string: return a list with an entry for each symbol.": (", valid", ', "".join(valid)'),
        "the two results are exchanged: return string, valid.": (f"return {STRING}, valid", f"return valid, {STRING}"),
        "the string is a list: join its symbols.": (f"return {STRING}", f"return list({STRING})"),
    },
)


equivalents(
    ex,
    {
        "a loop over the symbols": """
        string = "$"
        for letter in letters:
            string += letter * n
        valid = []
        for t, symbol in enumerate(string):
            if symbol == letters[0]:
                valid.append(letters[0] + letters[1])
            else:
                valid.append((string + "$")[t + 1])
        return string, valid
    """,
        "what comes next in the string itself": """
        string = "$" + "".join(n * letter for letter in letters)
        valid = list(string[1:]) + ["$"]
        valid[1 : n + 1] = n * [letters[:2]]
        return string, valid
    """,
        "by position, tuples": """
        full = ["$", *(letter for letter in letters for _ in range(n)), "$"]
        may = [letters[0:2] if 0 < t <= n else full[t + 1] for t in range(len(full) - 1)]
        return ("".join(full[:-1]), tuple(may))
    """,
    },
)
