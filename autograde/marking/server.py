"""The page for manual grading: a small web server for one grader on this machine.

Only the browser that was opened with the token in the address is served. What students wrote
arrives as cleaned HTML, and the page's policy lets no other script, style or address in.
"""

import asyncio
import json
import re
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from autograde.classroom.folder import TEMPLATES, Classroom
from autograde.core.errors import CourseError
from autograde.grade.gradebook import ChangedError
from autograde.marking import questions
from autograde.marking.marking import Answer, Marking
from autograde.report import html
from autograde.report.prose import cut, prose

COOKIE = "lstm_course_marking"
POLICY = (
    "default-src 'none'; img-src data:; script-src 'self'; style-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FILES = {"marking.js": "text/javascript", "marking.css": "text/css", "feedback.css": "text/css"}


class Handler(RequestHandler):
    """Checks who asks, and answers in JSON."""

    def initialize(self, markings: dict[str, Marking], token: str, title: str) -> None:
        """Keep what the server knows."""
        self.markings, self.token, self.title = markings, token, title

    def set_default_headers(self) -> None:
        """Allow the page to load only what comes from here."""
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-store")

    def prepare(self) -> None:
        """Refuse everybody without the token."""
        given = self.get_cookie(COOKIE) or self.get_query_argument("token", "")
        if not secrets.compare_digest(given.encode(), self.token.encode()):
            raise HTTPError(HTTPStatus.FORBIDDEN)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Explain an error in a sentence."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, CourseError):
            status_code = HTTPStatus.CONFLICT if isinstance(error, ChangedError) else 400
            self.set_status(status_code)
        words = {403: "Open the address that `lstm-course mark` printed."}
        text = str(error) if isinstance(error, CourseError) else words.get(status_code, "")
        text = text or f"The request failed ({status_code}): load the page again."
        self.finish({"error": text})

    def log_exception(self, *error: Any) -> None:  # ty: ignore[incompatible-method-override]
        """Print only what nobody expected."""
        if not isinstance(error[1], CourseError | HTTPError):
            super().log_exception(*error)

    def marking(self, name: str) -> Marking:
        """Return a question's marking."""
        if name not in self.markings:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        return self.markings[name]


class Page(Handler):
    """The page itself."""

    def get(self) -> None:  # ty: ignore[incompatible-mutable-override]
        """Send it; the token moves from the address into a cookie."""
        if self.get_query_argument("token", None):
            self.set_cookie(COOKIE, self.token, httponly=True, samesite="Strict")
            self.redirect("/")
            return
        questions = list(map(_shown, self.markings.values()))
        self.finish(html.render("marking/index.html.j2", title=self.title, questions=questions))


class Asset(Handler):
    """Style and script."""

    def get(self, name: str) -> None:  # ty: ignore[incompatible-mutable-override]
        """Send one of them."""
        folder = "feedback" if name == "feedback.css" else "marking"
        self.set_header("Content-Type", f"{FILES[name]}; charset=utf-8")
        self.finish((TEMPLATES / folder / name).read_bytes())


class Next(Handler):
    """The next answer, or the one with a key."""

    def post(self, name: str) -> None:  # ty: ignore[incompatible-mutable-override]
        """Reserve an answer and send it."""
        asked = _json(self)
        marking = self.marking(name)
        if asked.get("key"):
            answer = marking.open(str(asked["key"]))
        else:
            answer = marking.next(asked.get("after"))
        self.finish(_state(marking, answer))


class Save(Handler):
    """Points and comment of an answer."""

    def post(self, name: str) -> None:  # ty: ignore[incompatible-mutable-override]
        """Write them and send the next answer."""
        asked = _json(self)
        marking = self.marking(name)
        try:
            items = [float(points) for points in asked["items"]]
            key, words = str(asked["key"]), str(asked["words"])
            points, seen = float(asked["points"]), asked["seen"]
        except (KeyError, TypeError, ValueError) as error:
            raise HTTPError(HTTPStatus.BAD_REQUEST) from error
        marking.save(key, items, points, words, None if seen is None else float(seen))
        self.finish(_state(marking, marking.next(after=key)))


def _json(handler: Handler) -> dict:
    """Return what the page sent; a form of another site cannot send JSON."""
    kind = handler.request.headers.get("Content-Type", "")
    try:
        found = json.loads(handler.request.body) if kind == "application/json" else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise HTTPError(HTTPStatus.BAD_REQUEST)
    return found


def _shown(marking: Marking) -> dict:
    """Return a question as the page needs it."""
    question = marking.question
    return {
        "name": question.name,
        "points": question.points,
        "prompt": prose(question.prompt),
        "scheme": prose(question.scheme),
        "answer": prose(question.answer),
        "items": [{"points": item.points, "html": prose(item.text)} for item in question.items],
    }


def _state(marking: Marking, answer: Answer | None) -> dict:
    """Return an answer, the progress and the comments to reuse as the page needs them."""
    progress = marking.progress()
    state: dict[str, Any] = {
        "graded": progress.graded,
        "total": progress.total,
        "taken": progress.taken,
        "mine": progress.by.get(marking.grader, 0),
        "reusable": marking.reusable(),
        "answer": None,
        "outdated": marking.outdated() if answer is None else 0,
    }
    if answer is not None:
        choice = answer.choice
        state["answer"] = {
            "key": answer.key,
            "html": prose(cut(answer.text)),
            "words": len(answer.text.split()),
            "points": answer.points,
            "again": answer.waits and answer.points is not None,
            "items": choice.items if choice else None,
            "comment": choice.words if choice else "",
        }
    return state


def application(classroom: Classroom, lesson: str, grader: str, token: str) -> Application:
    """Return the web application for the questions of a lesson.

    Raises:
        CourseError: if the lesson was not released or has no question.
    """
    found = questions.of_lesson(classroom, lesson)
    if not found:
        raise CourseError(f"{lesson} has no question that is graded manually.")
    markings = {each.name: Marking(classroom, lesson, each, grader) for each in found}
    known = {"markings": markings, "token": token, "title": lesson}
    return Application(
        [
            ("/", Page, known),
            (rf"/({'|'.join(map(re.escape, FILES))})", Asset, known),
            ("/next/(.+)", Next, known),
            ("/save/(.+)", Save, known),
        ],
        log_function=lambda handler: None,
        lstm_markings=markings,
    )


async def serve(
    classroom: Classroom,
    lesson: str,
    grader: str,
    port: int,
    opened: Callable[[str], object],
) -> None:
    """Serve the page until the task is cancelled.

    Args:
        classroom: the class.
        lesson: the lesson with the questions.
        grader: the name of the grader.
        port: where to listen on 127.0.0.1; 0 takes a free one.
        opened: called with the address when the page can be loaded.
    """
    token = secrets.token_urlsafe(24)
    app = application(classroom, lesson, grader, token)
    sockets = bind_sockets(port, "127.0.0.1")
    server = HTTPServer(app)
    server.add_sockets(sockets)
    opened(f"http://127.0.0.1:{sockets[0].getsockname()[1]}/?token={token}")
    try:
        await asyncio.Event().wait()
    finally:
        server.stop()
        for marking in app.settings["lstm_markings"].values():
            marking.leave()
