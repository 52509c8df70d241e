"""`lti.toml` in the class folder: which platform receives the scores, and where."""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from autograde.core.atomic import write_atomically
from autograde.core.errors import CourseError

NAME = "lti.toml"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
TEMPLATE = """\
# Where `lstm-course lti post` sends scores. The platform's administrator knows the first two;
# replace HOST, COURSE and TYPE in the others. docs/instructor.md explains each.
[lti]
client_id = ""

# Canvas: https://HOST/login/oauth2/token      Moodle: https://HOST/mod/lti/token.php
token_url = ""

# The columns of the course's gradebook.
# Canvas: https://HOST/api/lti/courses/COURSE/line_items
# Moodle: https://HOST/mod/lti/services.php/COURSE/lineitems?type_id=TYPE
lineitems = ""

# The members of the course, to find the platform's user id of each student. May stay empty if
# the roster was Canvas's export, or with `lti post --ids`.
# Canvas: https://HOST/api/lti/courses/COURSE/names_and_roles
# Moodle: https://HOST/mod/lti/services.php/CourseSection/COURSE/bindings/TYPE/memberships
members = ""

# Only if the platform names an audience that differs from token_url, as Brightspace does.
audience = ""

# Only for lessons with a column that this class did not create: the address of its line item.
[lti.columns]
# "02_feedforward" = "https://HOST/..."
"""


@dataclass(frozen=True)
class Settings:
    """The table `[lti]`."""

    client_id: str
    token_url: str
    lineitems: str = ""
    members: str = ""
    audience: str = ""
    columns: dict[str, str] = field(default_factory=dict)


def make(root: Path) -> None:
    """Write the template unless the class has settings."""
    if not (root / NAME).exists():
        write_atomically(root / NAME, TEMPLATE)


def load(root: Path) -> Settings:
    """Read the settings of a class.

    Raises:
        CourseError: if something is missing, unknown, or not an address.
    """
    path = root / NAME
    if not path.is_file():
        raise CourseError(f"{path} does not exist: make it with `lstm-course lti setup`.")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("lti")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from None
    if not isinstance(table, dict):
        raise CourseError(f"{path}: expected a table [lti].")
    known = [each.name for each in fields(Settings)]
    for name in table:
        if name not in known:
            raise CourseError(f"{path}: unknown setting {name!r}; it may have {known}.")
    columns = table.pop("columns", {})
    _require(path, table, columns)
    return Settings(columns=columns, **table)


def _require(path: Path, table: dict, columns: object) -> None:
    for name in ("client_id", "token_url"):
        if not table.get(name):
            raise CourseError(f"{path}: {name} is empty; ask the platform's administrator.")
    if not isinstance(columns, dict):
        raise CourseError(f'{path}: expected lines "LESSON" = "https://..." in [lti.columns].')
    for name, value in (*table.items(), *columns.items()):
        if not isinstance(value, str):
            raise CourseError(f'{path}: expected {name} = "...", got {value!r}.')
        if value and name not in ("client_id", "audience"):
            require_address(value, f"{path}, {name}")
    if not (table.get("lineitems") or columns):
        raise CourseError(f"{path}: lineitems is empty; it is the address of the columns.")


def require_address(address: str, where: str) -> None:
    """Raise `CourseError` unless tokens and scores may be sent to an address.

    They travel encrypted, except to this machine itself.
    """
    parts = urlsplit(address)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or local):
        raise CourseError(f"{where}: expected an address https://..., got {address!r}.")
