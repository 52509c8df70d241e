"""Run a lesson's released cells after its solved cells, in the same kernel.

A student who opens a lesson runs cells before the answers are written. Most of these cells do
not use an answer: they do what they did in the solved lesson, so `replay` runs only the others,
each in the variables that it would have found.
"""

import contextlib
import dis
import io
import json
import linecache
from types import CodeType


def names_of(source):
    """Return the global names that a cell binds, and those that it reads from other cells."""
    code = compile(source, "cell", "exec")
    bound, read = set(), set()
    for step in dis.get_instructions(code):
        if step.opname in ("STORE_NAME", "STORE_GLOBAL"):
            bound.add(step.argval)
        elif step.opname == "LOAD_NAME" and step.argval not in bound:
            read.add(step.argval)
    inner = [code]
    for each in inner:
        inner += [value for value in each.co_consts if isinstance(value, CodeType)]
        steps = dis.get_instructions(each)
        read |= {s.argval for s in steps if s.opname == "LOAD_GLOBAL"} - bound
    return bound, read


def leave_out_long(cells):
    """Leave out the code cells that are tagged `long`, and those that read what these bind."""
    missing = set()
    for cell in cells:
        bound, read = names_of(cell.source)
        tags = cell.metadata.get("tags", [])
        if "long" in tags or read & missing:
            assert "explore" in tags, f"{cell.id} is graded, and it needs a long cell"
            missing |= bound
            cell.source = "pass"  # an empty cell would not count as run
        else:
            missing -= bound


def record(shell):
    """Keep the variables as they are before each cell; return the list that receives them."""
    before = []
    shell.events.register("pre_run_cell", lambda _: before.append(dict(shell.user_ns)))
    return before


def replay(space, before, cells, exercises):
    """Run the cells whose result depends on an answer, with the answers not written.

    Args:
        space: the kernel's variables; changed in place.
        before: the variables that the solved lesson had before each of the cells.
        cells: (id, released source) of each code cell, in order.
        exercises: the ids of the cells in which the answers are not written.

    Returns:
        dict from the id of each cell that ran to the name and text of what it raised, or None.
    """
    changed, missing, raised = {}, set(), {}
    for (name, source), variables in zip(cells, before, strict=True):
        bound, read = names_of(source)
        if name not in exercises and not read & (missing | set(changed)):
            missing -= bound
            changed = {key: value for key, value in changed.items() if key not in bound}
            continue
        space.clear()
        space.update({k: v for k, v in variables.items() if k not in missing}, **changed)
        raised[name] = run(source, name, space)
        changed |= {key: space[key] for key in bound if key in space}
        missing = (missing - bound) | {key for key in bound if key not in space}
    return raised


def run(source, name, space):
    """Run a cell; return the name and the text of the exception that it raised, or None."""
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, name, "exec"), space)
    except Exception as error:
        return type(error).__name__, str(error)
    return None


def report(**facts):
    """Print facts as the last line, for the process that started the kernel."""
    print(json.dumps(facts))
