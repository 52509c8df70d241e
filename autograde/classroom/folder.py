"""A class folder: nbgrader's course root, its gradebook, and where everything lies in it.

nbgrader_config.py   settings: the course's own, then the instructor's
gradebook.db         points, roster (nbgrader's)
source/ release/     the lesson with answers, and as it is handed out
submitted/           what was collected, one folder per student
autograded/ feedback/
verdicts/            what came of each submission (see `verdicts`)
"""

import os
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

import nbgrader.api
from jupyter_core.paths import jupyter_config_path
from nbgrader.api import Gradebook, InvalidEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy.exc import OperationalError, SAWarning, SQLAlchemyError
from tornado.log import app_log
from traitlets.config import Config, PyFileConfigLoader

from autograde.classroom.students import IN_GRADEBOOK, Student, sis_ids
from autograde.core.atomic import write_atomically
from autograde.core.errors import CourseError
from autograde.lessons import build

CONFIG_NAME = "nbgrader_config.py"
CONFIG = """\
# Settings of this class for nbgrader, made by `lstm-course classroom`.
# `configure` sets what the course needs; add your own settings below it.
from pathlib import Path

from autograde.classroom import configure

c = get_config()
configure(c, root=Path(__file__).resolve().parent, course_id={course_id!r})
"""
TEMPLATES = Path(__file__).parents[1] / "report" / "templates"
FORMGRADER_TEMPLATES = (
    Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
)


def _newest_revision() -> str | None:
    """Return the version of a new gradebook's tables."""
    from alembic.script import ScriptDirectory  # only a new gradebook needs it

    return ScriptDirectory(ALEMBIC_DIR).get_current_head()


# For each new gradebook nbgrader starts the program `alembic`, which takes seconds.
nbgrader.api.get_alembic_version = _newest_revision  # ty: ignore[invalid-assignment]

# nbgrader 0.9.6 makes new submissions in a way that SQLAlchemy 2.1 comments on; all is saved.
warnings.filterwarnings("ignore", "Object of type .* not in session", SAWarning)


def configure(config: Config, root: Path, course_id: str) -> None:
    """Put the course's settings for nbgrader into a configuration.

    nbgrader's own commands and formgrader read them from the class folder too, so that its
    buttons take the same steps as `lstm-course`.
    """
    config.merge(build.nbgrader_config())
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = course_id
    config.Autograde.exporter_class = "autograde.grade.hooks.Reader"
    config.Autograde.sanitize_preprocessors = ["autograde.grade.hooks.Intake"]
    config.Autograde.autograde_preprocessors = ["autograde.grade.hooks.Grade"]
    config.ExchangeFactory.collect = "autograde.collect.exchange.Collect"
    config.ExchangeFactory.release_feedback = "autograde.collect.exchange.ReleaseFeedback"
    config.GenerateFeedback.preprocessors = ["autograde.report.feedback.Summary"]
    # formgrader shows what students wrote: nothing of it may run or load.
    config.HTMLExporter.filters = {"markdown2html": "autograde.report.prose.prose_with_figures"}
    config.HTMLExporter.sanitize_html = True
    # Ours first, for feedback; formgrader, which reads this too, finds its pages in nbgrader's.
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), str(FORMGRADER_TEMPLATES)]


class UnwrittenError(CourseError):
    """A gradebook that is locked, or on a full disk."""


@dataclass(frozen=True)
class Classroom:
    """An existing class folder.

    Args:
        root: the folder, absolute.
        config: its nbgrader settings.
    """

    root: Path
    config: Config

    @cached_property
    def api(self) -> NbGraderAPI:
        """nbgrader's own interface to this class."""
        return NbGraderAPI(config=self.config)

    @property
    def course(self) -> CourseDirectory:
        """nbgrader's folders and settings of this class."""
        # It is None only until `NbGraderAPI()` has set it.
        return cast(CourseDirectory, self.api.coursedir)

    def gradebook(self) -> Gradebook:
        """Open the gradebook; use it in a `with` statement.

        Raises:
            CourseError: if it is damaged or cannot be reached.
        """
        url = self.course.db_url
        try:
            return Gradebook(url, self.api.course_id)
        except SQLAlchemyError as error:
            why = getattr(error, "orig", None) or error
            raise CourseError(f"The gradebook {url} cannot be opened: {why}.") from error

    def notebook(self, step: str, lesson: str, student: str = ".") -> Path:
        """Return where a lesson's notebook lies at a step such as "source" or "submitted"."""
        directory = getattr(self.course, f"{step}_directory")
        folder = self.course.format_path(directory, student, lesson)
        return Path(os.path.normpath(folder)) / f"{lesson}.ipynb"

    def students(self) -> list[Student]:
        """Return the roster, by last name."""
        sis = sis_ids(self.root)
        with self.gradebook() as book:
            roster = [
                Student(*(getattr(s, name) or "" for name in IN_GRADEBOOK), *sis.get(s.id, ()))
                for s in book.students
            ]
        return sorted(roster, key=lambda s: (s.last_name.lower(), s.first_name.lower(), s.id))

    def released(self) -> list[str]:
        """Return the lessons that were released here."""
        with self.gradebook() as book:
            names = sorted(str(assignment.name) for assignment in book.assignments)
        return [name for name in names if self.notebook("release", name).exists()]

    def require_released(self, lesson: str) -> None:
        """Raise `CourseError` unless a lesson was released in this class."""
        if lesson not in self.released():
            raise CourseError(
                f"{lesson} has not been released in {self.root}:"
                f" run `lstm-course release {lesson}` first."
            )


@contextmanager
def written() -> Generator[None]:
    """Have a gradebook that cannot be written say so in a sentence, not in pages of SQL.

    Raises:
        UnwrittenError: with what the database said; nothing of the transaction counts.
    """
    before, app_log.disabled = app_log.disabled, True  # nbgrader prints its traceback there
    try:
        yield
    except (OperationalError, InvalidEntry) as error:
        cause = error.__context__ if isinstance(error, InvalidEntry) else error
        if not isinstance(cause, OperationalError):
            raise
        raise UnwrittenError(
            f"The gradebook cannot be written ({cause.orig}): run the same command again when"
            " it can; what is recorded stays."
        ) from error
    finally:
        app_log.disabled = before


def make(folder: Path, course_id: str = "lstm") -> Classroom:
    """Make a class folder with its settings and an empty gradebook.

    Raises:
        CourseError: if the folder is not empty.
    """
    folder = folder.resolve()
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise CourseError(f"{folder} is neither empty nor a class folder: name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / CONFIG_NAME, CONFIG.format(course_id=course_id))
    classroom = load(folder)
    classroom.gradebook().close()
    return classroom


def load(folder: Path) -> Classroom:
    """Open a class folder.

    Raises:
        CourseError: if it is not a class folder, or its settings cannot be read.
    """
    folder = folder.resolve()
    if not (folder / CONFIG_NAME).is_file():
        raise CourseError(
            f"{folder} is not a class folder: create one with `lstm-course classroom DIR`,"
            " then work inside it or name it with --classroom DIR."
        )
    config = Config()
    for path in (*reversed([Path(each) for each in jupyter_config_path()]), folder):
        config.merge(settings_in(path))
    return Classroom(folder, config)


def settings_in(folder: Path) -> Config:
    """Return the settings for nbgrader in one folder; none if it has no such file.

    A class's own come after those of this machine (Jupyter's configuration folders), as for
    nbgrader's commands: `release` and `collect` use the exchange that `submit` uses.
    """
    if not (folder / CONFIG_NAME).is_file():
        return Config()
    try:
        return PyFileConfigLoader(CONFIG_NAME, path=str(folder)).load_config()
    except Exception as error:  # the file is the instructor's own Python
        raise CourseError(f"{folder / CONFIG_NAME} cannot be read: {error!r}.") from error


def is_classroom(folder: Path) -> bool:
    """Whether a folder is a class folder."""
    return (folder / CONFIG_NAME).is_file()
