"""Hand a lesson in through nbgrader's exchange, where this machine's settings name one."""

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from jupyter_core.paths import jupyter_config_path
from nbgrader.apps.api import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.exchange.abc import ExchangeSubmit
from nbgrader.exchange.default import Exchange
from nbgrader.utils import capture_log, get_osusername, get_username, temp_attrs
from traitlets.config import Config, LoggingConfigurable

from autograde.classroom.folder import settings_in
from autograde.core.errors import CourseError


def settings() -> NbGrader | None:
    """Return nbgrader with this machine's settings, or None if they name no exchange.

    Jupyter's configuration folders have them, as `nbgrader_config.py`: a course id, and the
    exchange's folder, which has to exist.
    """
    app = NbGrader(log_level=logging.CRITICAL)
    app.initialize([])
    app.log.setLevel(logging.CRITICAL)
    root = getattr(_submit(app, Path()), "root", None)
    there = root is None or Path(root).is_dir()
    return app if _course(app).course_id and there else None


@dataclass(frozen=True)
class InEffect:
    """An exchange as this machine's settings name it; `root` is None for a service."""

    course_id: str
    root: Path | None
    service: str

    @property
    def inbound(self) -> Path:
        """The folder that takes submissions."""
        return Path(self.root or "", self.course_id, "inbound")


def in_effect() -> InEffect | None:
    """Return the exchange that `submit` uses, or None where it makes a zip."""
    app = settings()
    if app is None:
        return None
    handing = _submit(app, Path())
    root = getattr(handing, "root", None)
    kind = type(handing)
    service = f"{kind.__module__}.{kind.__qualname__}"
    return InEffect(_course(app).course_id, Path(root) if root else None, service)


def course_of_students() -> str:
    """Return the course to which this machine's students submit; "" if no settings name one.

    It is in the settings for all users. An instructor's own, and those of a class, may name
    another course.
    """
    config = Config()
    for path in reversed([Path(each) for each in jupyter_config_path()]):
        if not path.is_relative_to(Path.home()):
            config.merge(settings_in(path))
    return str(config.CourseDirectory.get("course_id", ""))


def _course(app: NbGrader) -> CourseDirectory:
    return cast(CourseDirectory, app.coursedir)  # None only until `initialize` has set it


def _submit(app: NbGrader, home: Path) -> ExchangeSubmit:
    return ExchangeFactory(parent=app).Submit(
        coursedir=_course(app),
        authenticator=Authenticator(parent=app),
        parent=app,
        assignment_dir=str(home),
    )


def carry_out(api: NbGraderAPI, step: str, lesson: str) -> tuple[LoggingConfigurable, dict]:
    """Take one of nbgrader's steps on the exchange.

    Args:
        api: of the class.
        step: the name in `ExchangeFactory`, such as "Collect".
        lesson: such as "02_feedforward".

    Returns:
        nbgrader's object for the step, and `success`, `log` and `error`.
    """
    with temp_attrs(api.coursedir, assignment_id=lesson, student_id="*"):
        app = getattr(api.exchange, step)(
            coursedir=api.coursedir, authenticator=api.authenticator, parent=api
        )
        app.update = app.force = True  # what is there already is replaced
        return app, capture_log(app)


def require_separate_users() -> None:
    """Make sure that files in a folder show who wrote them.

    Raises:
        CourseError: if a JupyterHub runs everybody as the same user of the system.
    """
    hub, own = os.environ.get("JUPYTERHUB_USER"), get_osusername()
    if hub and hub != own:
        raise CourseError(
            f"This hub runs everybody as the user {own}, so that files in the exchange do not"
            " show who wrote them. Students: make a zip with `lstm-course submit LESSON --zip`."
            " Instructors: use an exchange that takes names from the hub's authentication,"
            " such as ngshare, or trust every name: c.ExchangeCollect.check_owner = False."
        )


def submit(app: NbGrader, home: Path, lesson: str, student: str | None = None) -> str:
    """Copy a student's lesson folder to the exchange.

    Args:
        app: nbgrader with its settings, from `settings`.
        home: the student's workspace; its folder LESSON is handed in.
        lesson: such as "02_feedforward".
        student: the id that the student gave; it has to be the user name.

    Returns:
        Where it went, in words.

    Raises:
        CourseError: if the exchange refuses.
    """
    user = os.environ.get("JUPYTERHUB_USER") or get_username()
    if student not in (None, user):
        raise CourseError(
            f"You are {user} here, and the exchange takes no submission for {student}:"
            " leave out --id, or make a zip with --zip."
        )
    course = _course(app)
    handing = _submit(app, home)
    if isinstance(handing, Exchange) and app.config.ExchangeCollect.get("check_owner", True):
        require_separate_users()
    course.assignment_id = lesson
    course.ignore = [*course.ignore, "*_solution.ipynb"]
    if student:
        course.student_id = student
    errors: list[str] = []  # a service such as ngshare logs that it failed, and does not raise
    handing.log = logging.Logger("exchange", logging.ERROR)
    handing.log.addFilter(lambda record: errors.append(record.getMessage()) or False)
    try:
        handing.start()
    except (ExchangeError, OSError, RuntimeError) as error:
        errors.append(str(error))
    if errors:
        raise CourseError(
            f"The exchange did not take {lesson}: {errors[-1].rstrip('.')}."
            " Hand in a zip instead: `lstm-course submit LESSON --zip`."
        )
    return f"the exchange of course {course.course_id} ({handing.timestamp})"
