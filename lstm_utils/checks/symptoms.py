"""What an exception says about the mistake, in every exercise.

The sentences are fixed: they repeat no word of the exception, which comes from the process
that ran the answer. Each belongs to a type, a pattern of the text and, where these allow
several causes, a pattern of the line that raised.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lstm_utils.checks.declare import Case
from lstm_utils.checks.run import Raised


@dataclass(frozen=True)
class Symptom:
    """An exception that has one cause: its type, its text, its line, and what to do."""

    type_name: str
    text: str
    words: str
    line: str = ""

    def fits(self, raised: Raised) -> bool:
        """Whether an exception is this symptom."""
        return bool(
            re.fullmatch(self.type_name, raised.type_name)
            and re.search(self.text, raised.message)
            and re.search(self.line, raised.line)
        )


SYMPTOMS = (
    Symptom(
        "NameError",
        r"^name '\w+' is not defined",
        (
            "a name is used that is neither an argument nor made in the function. Use the "
            "arguments (ARGUMENTS); a library's function has its module in front (np., nets.)."
        ),
    ),
    Symptom(
        "UnboundLocalError",
        "",
        (
            "a variable is read before it has a value in the function: set it first, before"
            " the loop; an argument of another name does not count."
        ),
    ),
    Symptom(
        "TypeError",
        "data type|data-type|Field elements",
        "the sizes of a new array are one tuple: np.zeros((3, 4)), not np.zeros(3, 4).",
        r"(zeros|ones|empty)\(",
    ),
    Symptom(
        "TypeError",
        "data type|data-type|Field elements",
        (
            "np.array, np.stack and np.concatenate take one list: write np.stack([a, b]), "
            "not (a, b)."
        ),
        r"(array|asarray)\(",
    ),
    Symptom(
        "TypeError",
        "integer scalar arrays|positional arguments",
        (
            "np.array, np.stack and np.concatenate take one list: write np.stack([a, b]), "
            "not (a, b)."
        ),
        r"(stack|concatenate)\(",
    ),
    Symptom(
        "TypeError",
        "must be tuple of Tensors",
        "torch.stack and torch.cat take one list.",
    ),
    Symptom(
        "ValueError|TypeError",
        "a must be a sequence or an integer",
        (
            'rng.choice takes one list: rng.choice(["T", "P"]), or list(text) for a text or'
            " a dict."
        ),
        "choice",
    ),
    Symptom(
        "TypeError",
        "keepdim'",
        "NumPy spells it keepdims, PyTorch spells it keepdim.",
    ),
    Symptom(
        "TypeError",
        "unexpected keyword",
        "a function is called with an option that it lacks.",
    ),
    Symptom(
        "TypeError",
        r"missing \d+ required|positional arguments? but|positional argument:",
        (
            "a function is called with too many or too few arguments: compare with its "
            "signature."
        ),
    ),
    Symptom(
        "ValueError",
        "matmul|not aligned|mismatch in its core",
        (
            "the inner sizes of a matrix product differ: in A @ B, A has as many columns as"
            " B has rows. Write the shapes down: which factor is transposed (.T), or is it "
            "another array?"
        ),
    ),
    Symptom(
        "RuntimeError",
        "mat1 and mat2 shapes|size mismatch",
        (
            "the inner sizes of a matrix product differ: in A @ B, A has as many columns as"
            " B has rows. Write the shapes down: which factor is transposed (.T), or is it "
            "another array?"
        ),
        "^(?!.*addmm)",
    ),
    Symptom(
        "RuntimeError",
        "mat1 and mat2|must be a matrix|expand|must match|2-D|2D",
        "torch.addmm(c, A, B) is c + A @ B: what is added comes first.",
        "addmm",
    ),
    Symptom(
        "ValueError",
        r"operands could not be broadcast together with shapes \(0,\)",
        "`list += array` adds element by element: append the array, hs.append(h).",
        r"\+=",
    ),
    Symptom(
        "ValueError",
        "non-broadcastable output",
        (
            "what is added has more axes than what it is added to: is a sum over the batch "
            "missing?"
        ),
    ),
    Symptom(
        "ValueError|RuntimeError",
        "broadcast together|must match the size of",
        (
            "two arrays of different shapes are combined element by element: write both "
            "shapes down. A sum or maximum over an axis needs keepdims=True to fit; a "
            "matrix product is @, not *."
        ),
    ),
    Symptom(
        "ValueError|RuntimeError",
        "could not broadcast|expanded size|shape mismatch",
        (
            "the values do not fit the part of the array they are assigned to: compare both"
            " shapes; was the array made with the right sizes?"
        ),
    ),
    Symptom(
        "ValueError|TypeError",
        "inhomogeneous|with a sequence",
        (
            "an array is made of parts with different shapes, such as a tuple of results: "
            "take the results apart first."
        ),
    ),
    Symptom(
        "ValueError|RuntimeError",
        "same shape|same number of dimensions|must match exactly|Sizes of tensors",
        "arrays of different shapes are joined: compare their shapes and the axis.",
    ),
    Symptom(
        "ValueError",
        "need at least one array",
        "the list is empty: is anything appended?",
    ),
    Symptom(
        "ValueError|RuntimeError",
        "reshape|invalid for input of size",
        "reshape keeps the number of elements: multiply the sizes out.",
    ),
    Symptom(
        "AxisError|IndexError",
        "out of bounds for array of dim|Dimension out of range",
        "there is no such axis: axes count from 0, and a sum over one removes it.",
    ),
    Symptom(
        "ValueError",
        r"expects \w+ \(.*; (came|got) ",
        (
            "a function of the course receives an array of the wrong shape: compare what it"
            " expects and what came. One step (x[t]) or the whole sequence (x)?"
        ),
    ),
    Symptom(
        "ValueError",
        "too many values to unpack",
        (
            "the right side has more values than there are names on the left: what does it "
            "return?"
        ),
    ),
    Symptom(
        "ValueError",
        "not enough values to unpack",
        ("the right side has fewer values than there are names on the left: what is in it?"),
    ),
    Symptom(
        "IndexError",
        "too many indices",
        (
            "an array has fewer axes than it has indices here: print its shape. Was it made"
            " with all its axes?"
        ),
    ),
    Symptom(
        "IndexError",
        "out of bounds|out of range",
        "an index is too large: the last of n items has the index n - 1.",
    ),
    Symptom(
        "IndexError",
        "only integers, slices",
        (
            "an array is indexed by a text or a float: its index is a whole number, such as"
            " alphabet.index(symbol)."
        ),
    ),
    Symptom(
        "TypeError",
        "indices must be integers",
        (
            "a list or a text is indexed by a key: lists take whole numbers; "
            "grammar[state][symbol] needs the state first."
        ),
    ),
    Symptom(
        "KeyError",
        "",
        (
            "a dict has no such key yet: before `+=` give it a first value, d[k] = d.get(k,"
            " 0) + 1."
        ),
        r"\+=",
    ),
    Symptom(
        "KeyError",
        "",
        "a dict has no such key: compare the key with those that it has.",
    ),
    Symptom(
        "TypeError",
        "not subscriptable",
        (
            "square brackets are used on something that has no items: a function is called "
            "with round brackets, None has nothing in it."
        ),
    ),
    Symptom(
        "TypeError",
        "not callable",
        (
            "round brackets follow something that is not a function: is * missing, or are "
            "square brackets meant?"
        ),
    ),
    Symptom(
        "TypeError",
        "not iterable|object to tensor",
        (
            "a loop or an unpacking needs a list or an array: for a number of rounds write "
            "range(n)."
        ),
    ),
    Symptom(
        "TypeError",
        "item assignment",
        "texts and tuples cannot be changed: build a list.",
    ),
    Symptom(
        "TypeError",
        r"non-int of type 'float'|for \*\* or pow.*'str'|'int' and 'str'",
        (
            "a key or a text is used as a number: a loop over a dict gives its keys. Take "
            "grads[name], or loop over .values() or .items()."
        ),
    ),
    Symptom(
        "TypeError",
        "NoneType",
        (
            "a function that returns None is used as a value: append and in-place updates "
            "return None."
        ),
    ),
    Symptom(
        "TypeError",
        "'function'|'builtin_function|'method'",
        "a function is used without being called: add the round brackets, clock().",
    ),
    Symptom(
        "TypeError",
        "unsupported operand|can only concatenate",
        (
            "an operator meets types that it cannot combine: take the arrays or numbers out"
            " of the dict, list or text."
        ),
    ),
    Symptom(
        "TypeError",
        "interpreted as an integer|slice indices",
        "a whole number is needed: / gives a float, // divides without remainder.",
    ),
    Symptom(
        "TypeError",
        "length-1 arrays|0-dimensional",
        "a math function takes one number: for an array write np.exp, np.log, np.sqrt.",
    ),
    Symptom(
        "ValueError|RuntimeError",
        "truth value|Boolean value of Tensor",
        (
            "`if` needs one True or False, and an array has many: combine them with .all() "
            "or .any(), or choose element by element with np.where (torch.where)."
        ),
    ),
    Symptom(
        "TypeError",
        "unhashable",
        "a dict's key is a list or an array: use a text or tuple.",
    ),
    Symptom(
        "AttributeError",
        "'(float|int|numpy.float64|numpy.int64)' object has no attribute",
        (
            "a number is used as an array or a dict: are results unpacked in the order in"
            " which they are returned?"
        ),
    ),
    Symptom(
        "AttributeError",
        "'numpy.ndarray' object has no attribute 'append'",
        "an array cannot grow: append to a list, then np.stack it after the loop.",
    ),
    Symptom(
        "AttributeError",
        "'str' object has no attribute 'append'",
        "a text has no append: text += character, or collect characters in a list.",
    ),
    Symptom(
        "AttributeError",
        "'NoneType' object has no",
        ("append and other in-place methods return None: write hs.append(h), not hs = ..."),
    ),
    Symptom(
        "AttributeError",
        "Generator' object has no attribute",
        (
            "a numpy Generator has rng.integers, rng.random, rng.normal and rng.choice; "
            "randint and rand are older."
        ),
    ),
    Symptom(
        "AttributeError",
        "'list' object has no attribute",
        "a list is not an array: np.stack or np.array makes one of it.",
    ),
    Symptom(
        "AttributeError",
        "'dict' object has no attribute",
        'a dict is read with cache["x"].',
    ),
    Symptom(
        "AttributeError",
        "module ",
        "the module has no such function: check the spelling.",
    ),
    Symptom(
        "UFuncTypeError|_?UFuncOutputCastingError",
        "Cannot cast",
        (
            "floats are added to an array of integers: make it with np.zeros(shape), or "
            "dtype=float."
        ),
    ),
    Symptom(
        "ValueError|RuntimeError|TypeError",
        "read-only",
        (
            "an input is changed in place (+=, *=, x[...] = ...): write x = x + ..., or "
            "work on a copy."
        ),
    ),
    Symptom(
        "RuntimeError",
        "in-?place",
        (
            "a tensor that needs a gradient is changed in place (+=, *=): write c = c + "
            "..., which makes a new tensor."
        ),
    ),
    Symptom(
        "RuntimeError|TypeError",
        r"numpy\(\)|to be Tensor|must be Tensor",
        "NumPy cannot work on these tensors: use the torch function of that name.",
    ),
    Symptom(
        "ValueError|TypeError",
        "element tensors can be converted",
        (
            "torch.tensor takes numbers: torch.stack(list) joins tensors and keeps their "
            "gradients."
        ),
    ),
    Symptom(
        "RuntimeError",
        "dtype|scalar type",
        (
            "tensors of different dtypes are combined: make new ones with x.new_zeros(...),"
            " or dtype=x.dtype."
        ),
    ),
    Symptom(
        "RecursionError",
        "",
        (
            "the function calls itself without end: call the course's function (nets. in "
            "front), not your own of the same name."
        ),
    ),
    Symptom(
        "ZeroDivisionError",
        "",
        "a division by 0: where can the divisor be 0?",
    ),
    Symptom(
        "OverflowError",
        "",
        "a number grows beyond all limits: keep exponents at 0 or below.",
    ),
    Symptom(
        "ValueError",
        "low >= high|high <= 0",
        (
            "rng.integers(low, high) has no number to draw: it leaves high out, so where the "
            "last number may be drawn write high + 1."
        ),
    ),
    Symptom(
        "ValueError",
        "[Pp]robabilities|same size",
        "the p of rng.choice sums to 1 and is as long as the list it chooses from.",
    ),
    Symptom(
        "ValueError",
        "math domain|positive input",
        "log or sqrt of 0 or a negative number.",
    ),
    Symptom(
        "LinAlgError",
        "Singular",
        (
            "the matrix has no inverse: the equations leave one unknown open, replace or "
            "add one."
        ),
    ),
    Symptom(
        "ValueError",
        "is not in list|substring not found",
        "index() finds no such item.",
    ),
)


def symptom(case: Case, raised: Raised, known: Sequence[Symptom] = SYMPTOMS) -> str:
    """Return what an exception says about the mistake, or '' where it may have many causes."""
    words = next((s.words for s in known if s.fits(raised)), "")
    return words.replace("ARGUMENTS", ", ".join(case.inputs))
