"""Changes of a formula or a line that people make by mistake, as changes of its syntax tree.

Each change takes a node and yields what it could be instead, with a sentence. Before ": " the
sentence states what was observed, after it what to compare; only short code is quoted.
"""

import ast
from collections.abc import Iterator

LONGEST = 40  # characters of an expression that is quoted
_OPERATORS: dict[type, tuple[str, str, str]] = {
    ast.Mult: ("the factor {}", "*", "multiplied"),
    ast.MatMult: ("the matrix factor {}", "@", "multiplied as matrices"),
    ast.Add: ("the term {}", "+", "added"),
    ast.Sub: ("the term {}", "-", "subtracted"),
    ast.Div: ("the division by {}", "/", "divided"),
    ast.Pow: ("the power {}", "**", "raised to a power"),
}
_OTHER: dict[type, tuple[type[ast.operator], ...]] = {
    ast.Mult: (ast.Add, ast.Div),
    ast.MatMult: (ast.Mult,),
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Div: (ast.Mult,),
}
_Change = tuple[str, ast.AST]  # its description, and the new node


def _short(node: ast.AST) -> str:
    """Return the source of a node, '' if it is too long to be quoted."""
    text = ast.unparse(node)
    return text if len(text) <= LONGEST else ""


def _left_out(node: ast.AST) -> Iterator[_Change]:
    missing = "the result matches the formula without {}: is it missing?"
    match node:
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS:
            part = _OPERATORS[type(op)][0]
            kept = [(right, left)]
            if isinstance(op, ast.Mult | ast.Add | ast.MatMult):
                kept.append((left, right))
            for lost, rest in kept:
                if _short(lost):
                    yield missing.format(part.format(_short(lost))), rest
        case ast.Call(ast.Attribute() as called, [only], []) if not isinstance(
            only, ast.Starred
        ):
            yield missing.format(f"{ast.unparse(called)}(...)"), only
        case ast.Attribute(value, "T") if _short(value):
            yield missing.format(f".T at {_short(value)}"), value


def _other_operator(node: ast.AST) -> Iterator[_Change]:
    if not isinstance(node, ast.BinOp):
        return
    left, right = _short(node.left), _short(node.right)
    for other in _OTHER.get(type(node.op), ()):
        if left and right:
            sign, done = _OPERATORS[other][1], _OPERATORS[type(node.op)][2]
            words = f"the result matches {left} {sign} {right}: should these be {done}?"
            yield words, ast.BinOp(node.left, other(), node.right)


def _other_axis(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Call(called, arguments, keywords):
            for k, keyword in enumerate(keywords):
                if keyword.arg in ("axis", "dim") and isinstance(keyword.value, ast.Constant):
                    for axis in {0, 1} - {keyword.value.value}:
                        new = ast.keyword(keyword.arg, ast.Constant(axis))
                        others = [*keywords[:k], new, *keywords[k + 1 :]]
                        what = ast.unparse(called).rpartition(".")[2]
                        words = f"the result matches {what} along axis {axis}."
                        yield words, ast.Call(called, arguments, others)


def _other_function(node: ast.AST) -> Iterator[_Change]:
    """Exchange tanh and sigmoid, take a derivative, or leave a term outside the function."""
    match node:
        case ast.Call(ast.Attribute(module, ("tanh" | "sigmoid") as name), [only], []):
            other = {"tanh": "sigmoid", "sigmoid": "tanh"}[name]
            owner = ast.Name("nets" if getattr(module, "id", "") in ("np", "nets") else "torch")
            if other == "tanh" and owner.id == "nets":
                owner = ast.Name("np")
            words = f"the result matches the formula with {other} in place of {name}."
            yield words, ast.Call(ast.Attribute(owner, other), [only], [])
            slope = "1 - q**2" if name == "tanh" else "q * (1 - q)"
            derivative = ast.parse(f"(lambda q: {slope})(_)", mode="eval").body
            assert isinstance(derivative, ast.Call)
            derivative.args = [node]
            words = f"the result matches the formula with the derivative of {name}."
            yield words, derivative
            if isinstance(only, ast.BinOp) and isinstance(only.op, ast.Add):
                for out, kept in ((only.left, only.right), (only.right, only.left)):
                    inner = ast.Call(node.func, [kept], [])
                    if _short(out):
                        words = f"the term {_short(out)} is added outside {name}, not inside."
                        yield words, ast.BinOp(inner, ast.Add(), out)


def _twice(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.BinOp(left, ast.Add(), right):
            for part in (left, right):
                if _short(part):
                    words = f"the term {_short(part)} is added twice."
                    yield words, ast.BinOp(node, ast.Add(), part)


def _instead(what: str, new: ast.AST, old: ast.AST) -> str:
    """Return that a result matches other code, then which code it should be."""
    quoted = f", `{_short(new)}`" if _short(new) else ""
    right = f"it is `{_short(old)}`" if _short(old) else "compare with the task"
    return f"the result matches {what}{quoted}: {right}."


def _other_bound(node: ast.AST) -> Iterator[_Change]:
    """Move the bounds of a range or a slice by one."""
    match node:
        case ast.Call(ast.Name("range") as called, arguments, []):
            for k, bound in enumerate(arguments[:2]):
                what = (
                    "a loop that ends" if k == len(arguments[:2]) - 1 else "a loop that begins"
                )
                for op, side in ((ast.Add(), "one later"), (ast.Sub(), "one earlier")):
                    moved = ast.BinOp(bound, op, ast.Constant(1))
                    new = ast.Call(called, [*arguments[:k], moved, *arguments[k + 1 :]], [])
                    yield _instead(f"{what} {side}", new, node), new
        case ast.Slice(lower, upper, step):
            what = "a slice that is off by one"
            for op in (ast.Add(), ast.Sub()):
                if upper:
                    new = ast.Slice(lower, ast.BinOp(upper, op, ast.Constant(1)), step)
                    yield _instead(what, new, node), new
                if lower or isinstance(op, ast.Add):
                    start = ast.BinOp(lower or ast.Constant(0), op, ast.Constant(1))
                    new = ast.Slice(start, upper, step)
                    yield _instead(what, new, node), new


def _other_constant(node: ast.AST) -> Iterator[_Change]:
    """Change a small number, or drop a minus."""
    match node:
        case ast.Constant(int() | float() as number) if not isinstance(number, bool):
            for other in {0: (1,), 1: (2, 0), 2: (1, 3, 4)}.get(
                number, (2 * number, number / 2)
            ):
                words = (
                    f"the result matches {other:g} in place of a constant: it is {number:g}."
                )
                yield words, ast.Constant(type(number)(other))
        case ast.UnaryOp(ast.USub(), operand):
            yield _instead("the formula without a minus", operand, node), operand
        case ast.Compare(left, [op], [right]) if type(op) in _EDGES:
            new = ast.Compare(left, [_EDGES[type(op)]()], [right])
            yield _instead("another comparison", new, node), new


_EDGES: dict[type, type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq
}  # fmt: skip
_RELATED = {
    "sum": ("mean", "max"), "mean": ("sum",), "max": ("min", "mean"), "min": ("max",),
    "argmax": ("argmin",), "exp": ("exp2",), "log": ("log2", "log10"), "cumsum": ("cumprod",),
    "cumprod": ("cumsum",), "zeros": ("ones",), "zeros_like": ("ones_like",),
}  # fmt: skip


def _other_call(node: ast.AST) -> Iterator[_Change]:
    """Call a related function, or give two arguments in the other order."""
    match node:
        case ast.Call(ast.Attribute(owner, name), arguments, keywords):
            for other in _RELATED.get(name, ()):
                new = ast.Call(ast.Attribute(owner, other, ast.Load()), arguments, keywords)
                yield (
                    f"the result matches {other} in place of another function: it is {name}.",
                    new,
                )
            for k in range(len(arguments) - 1):
                order = [*arguments[:k], arguments[k + 1], arguments[k], *arguments[k + 2 :]]
                new = ast.Call(node.func, order, keywords)
                yield _instead("two arguments in the other order", new, node), new


def _transposed(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.BinOp(left, ast.MatMult(), right):
            turned = [ast.Attribute(part, "T", ast.Load()) for part in (left, right)]
            for part, factors in ((left, (turned[0], right)), (right, (left, turned[1]))):
                if isinstance(part, ast.Name | ast.Subscript):
                    new = ast.BinOp(factors[0], node.op, factors[1])
                    yield _instead("an additional .T", new, node), new
            new = ast.BinOp(right, node.op, left)
            yield _instead("the factors in the other order", new, node), new


def in_blocks(function: ast.FunctionDef) -> Iterator[str]:
    """Change a function in place, statement by statement: leave out, exchange, assign, add.

    Yields:
        The description of each change, while the function has it.
    """
    for parent in ast.walk(function):
        body = getattr(parent, "body", None)
        if not isinstance(body, list):
            continue
        for k, line in enumerate([*body]):
            if len(body) > 1 and isinstance(line, ast.Assign | ast.AugAssign | ast.Expr):
                body.pop(k)
                words = f"the result matches the answer without a line{_quoted(line)}"
                yield f"{words}: is it missing?"
                body.insert(k, line)
            if k and not isinstance(line, ast.Return):
                body[k - 1 : k + 1] = body[k], body[k - 1]
                words = f"the result matches two lines in the other order{_quoted(line)}"
                yield f"{words}: exchange them."
                body[k - 1 : k + 1] = body[k], body[k - 1]
            if isinstance(line, ast.AugAssign):
                kept, opposite = line.op, {ast.Add: ast.Sub, ast.Sub: ast.Add}
                if type(kept) in opposite:
                    line.op = opposite[type(kept)]()
                    yield "the sign of an update is flipped: += adds, -= subtracts."
                    line.op = kept
                body[k] = ast.copy_location(ast.Assign([line.target], line.value), line)
                yield "an update overwrites what was there: it adds or subtracts, += or -=."
                body[k] = line


def _quoted(line: ast.stmt) -> str:
    """Return that a line assigns to a name, in words that do not show its right side."""
    target = getattr(line, "targets", [getattr(line, "target", None)])[0]
    name = ast.unparse(target) if isinstance(target, ast.AST) else ""
    return f", which assigns {name}" if name and len(name) <= LONGEST else ""


CHANGES = (
    _left_out,
    _other_operator,
    _other_axis,
    _other_function,
    _twice,
    _other_bound,
    _other_constant,
    _other_call,
    _transposed,
)
