"""Pages on what students import: a page for each module of `lstm_utils`, from its docstrings.

griffe reads the source without importing it. Docstrings are Markdown: names in backticks,
equations as indented blocks.
"""

import re
from collections.abc import Iterable, Iterator

import griffe
from griffe import Alias, Class, DocstringSectionKind, Function, Module

from autograde.core.paths import ROOT

PACKAGES = ("numpy_nets", "torch_nets", "tasks", "plots", "checks")
ALONE = "---\norphan: true\n---"  # a module is not in the table of contents of every page
_NAMED = re.compile(r"^(\w[\w, ]*): ")
_INDENT = "    "


def documents(packages: Iterable[str] = PACKAGES) -> dict[str, str]:
    """Return the Markdown of all pages by their names, such as "api/numpy_nets/lstm"."""
    pages, rows = {}, []
    for name in packages:
        package = _load(name)
        modules = [_load(f"{name}.{each}") for each in _module_names(package)]
        pages |= {f"api/{name}/{_short(module)}": _page(module) for module in modules}
        pages[f"api/{name}"] = _overview(package, modules)
        rows.append(f"- [`lstm_utils.{name}`]({name}.md): {_summary(package)}")
    intro = f"{_text(_load())}\n\n" + "\n".join(rows)
    tree = "\n".join(["```{toctree}", ":hidden:", "", *packages, "```"])
    return pages | {"api/index": f"# The package `lstm_utils`\n\n{intro}\n\n{tree}\n"}


def _load(name: str = "") -> Module:
    """Read one module of `lstm_utils`, without importing it."""
    place = ROOT.joinpath("lstm_utils", *name.split("."))
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    options = griffe.GoogleOptions(
        returns_multiple_items=False, returns_named_value=True, warnings=False
    )
    return griffe.visit(
        f"lstm_utils.{name}".rstrip("."),
        filepath=path,
        code=path.read_text(encoding="utf-8"),
        docstring_parser="google",
        docstring_options=options,
    )


def _module_names(package: Module) -> list[str]:
    """Return the modules from which a package exports something; all if it exports nothing."""
    files = sorted(ROOT.joinpath(*package.path.split(".")).glob("[a-z]*.py"))
    aliases = [each for each in package.members.values() if isinstance(each, Alias)]
    exported = {each.target_path.rpartition(".")[0] for each in aliases}
    names = [path.stem for path in files]
    return [name for name in names if f"{package.path}.{name}" in exported] or names


def _overview(package: Module, modules: list[Module]) -> str:
    names = [(_short(module), _summary(module)) for module in modules]
    rows = [f"- [`{name}`]({_short(package)}/{name}.md): {text}" for name, text in names]
    title = f"# `{package.path}`"
    return "\n\n".join([title, _text(package), "\n".join(rows)]) + "\n"


def _page(module: Module) -> str:
    own = [each for each in module.members.values() if not each.is_alias and each.is_public]
    parts = [ALONE, f"# `{module.path}`", f"```{{py:module}} {module.path}\n```", _text(module)]
    parts += [_class(each) for each in own if isinstance(each, Class)]
    parts += [_function(each) for each in own if isinstance(each, Function)]
    return "\n\n".join(parts) + "\n"


def _class(found: Class) -> str:
    methods = [each for each in found.functions.values() if each.is_public and each.docstring]
    head = f"{found.name}{_signature(found)}" if "__init__" in found.all_members else found.name
    parts = [_text(found), *(_function(each, "method") for each in methods)]
    return _directive("class", head, "\n\n".join(part for part in parts if part))


def _function(found: Function, kind: str = "function") -> str:
    return _directive(kind, f"{found.name}{_signature(found)}", _text(found))


def _directive(kind: str, head: str, text: str) -> str:
    fence = "`" * (4 if kind == "method" else 5)
    return f"{fence}{{py:{kind}}} {head}\n\n{text}\n{fence}"


def _signature(found: Class | Function) -> str:
    names, star = [], False
    for each in found.parameters:
        kind = each.kind.value if each.kind else ""
        if each.name in ("self", "cls"):
            continue
        if kind == "keyword-only" and not star:
            names.append("*")
            star = True
        prefix = {"variadic positional": "*", "variadic keyword": "**"}.get(kind, "")
        star = star or prefix == "*"
        default = "" if each.default is None or prefix else f"={each.default}"
        names.append(f"{prefix}{each.name}{default}")
    return f"({', '.join(names)})"


def _short(module: Module) -> str:
    return module.path.rpartition(".")[2]


def _summary(found: Module) -> str:
    text = found.docstring.value.partition("\n\n")[0] if found.docstring else ""
    return _escaped(" ".join(text.split()))


def _text(found: Module | Class | Function) -> str:
    """Return a docstring as Markdown: prose, then fields for arguments, results and errors."""
    if not found.docstring:
        return ""
    return "\n\n".join(text for each in found.docstring.parsed for text in _section(each))


def _section(section: griffe.DocstringSection) -> Iterator[str]:
    kind, value = section.kind, section.value
    if kind is DocstringSectionKind.text:
        yield _escaped(value)
    elif kind is DocstringSectionKind.parameters:
        yield "\n".join(_field(f"param {each.name}", each.description) for each in value)
    elif kind is DocstringSectionKind.attributes:
        yield "\n".join(_field(f"ivar {each.name}", each.description) for each in value)
    elif kind in (DocstringSectionKind.returns, DocstringSectionKind.yields):
        first = value[0]
        text = f"{first.name}: {first.description}" if first.name else first.description
        yield _field("returns", _listed(text))
    elif kind is DocstringSectionKind.raises:
        yield "\n".join(_field(f"raises {each.annotation}", each.description) for each in value)
    elif kind is DocstringSectionKind.admonition:
        yield f"**{value.kind.capitalize()}:** {section.title or ''} {_escaped(value.contents)}"
    else:
        raise ValueError(f"a docstring has an unexpected section: {kind}")


def _listed(text: str) -> str:
    """Return the description of a result; several named results become a list."""
    lines = text.split("\n")
    if sum(bool(_NAMED.match(line)) for line in lines) < 2:
        return text
    return "\n" + "\n".join(
        _NAMED.sub(r"- `\1`: ", line) if _NAMED.match(line) else f"  {line.strip()}"
        for line in lines
    )


def _field(name: str, text: str) -> str:
    return f":{name}: {_escaped(text)}".replace("\n", f"\n{_INDENT}")


def _escaped(text: str) -> str:
    """Return text in which only backticks and indentation have a meaning for Markdown."""
    parts = re.split(r"(``[^`]+``|`[^`]+`)", text)
    return "".join(p if p.startswith("`") else re.sub(r"([$<*\[{])", r"\\\1", p) for p in parts)
