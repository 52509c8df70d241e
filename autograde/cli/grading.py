"""Commands for instructors: grade, return feedback, export grades, a demonstration."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from autograde.cli.options import ClassFolder, ClassLesson, each_of_class
from autograde.report import screen

Students = Annotated[
    list[str] | None,
    typer.Option("--student", metavar="ID", help="Only this student; repeat for more."),
]


def grade(
    lesson: ClassLesson,
    students: Students = None,
    force: Annotated[
        bool, typer.Option("--force", help="Grade again what is graded already.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Number of parallel workers; default: one per core."),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address of a Dask cluster to use.")
    ] = None,
    root: ClassFolder = Path(),
) -> None:
    """Grade the collected submissions; a broken notebook never stops the others.

    After a corrected check or a release with other points, the submissions that this concerns
    are graded again. Points that a person gave stay. The output shows who gained and who lost.
    """
    from autograde.classroom import folder as classrooms
    from autograde.classroom.submissions import submitted
    from autograde.core import verdicts
    from autograde.grade import batch, regrade
    from autograde.report import regrades, status

    opened = classrooms.load(root)
    opened.require_released(lesson.name)
    wanted = students or submitted(opened, lesson.name)
    data = batch.lesson_data(opened, lesson.name)
    outdated = regrade.outdated(opened, data, wanted, force)
    if outdated:
        regrades.show_outdated(sorted(outdated), regrade.reasons(opened, data, outdated))
        regrades.remember(opened, lesson.name, outdated)
    try:
        with screen.progress(f"Grading {lesson.name}", len(wanted)) as step:
            graded = batch.grade(
                opened, lesson.name, wanted, force, workers,
                scheduler=scheduler, on_done=step, say=screen.notice,
            )  # fmt: skip
    except KeyboardInterrupt:
        screen.complain(
            "Stopped. Graded submissions are kept; run the same command to continue."
        )
        raise typer.Exit(130) from None
    every = status.grades(opened, [lesson.name])
    screen.grades([g for g in every if not students or g.student.id in students])
    if regrades.remembered(opened, lesson.name):  # maybe by an earlier run
        regrades.show(regrades.compare(opened, data))
    if any(report.verdict == verdicts.FAULT for report in graded):
        raise typer.Exit(1)


def mark(
    lesson: ClassLesson,
    grader: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="Your name; default: your account's."),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on this machine; default: a free one.")
    ] = 0,
    browser: Annotated[
        bool, typer.Option(help="Open the page in a browser, or only print its address.")
    ] = True,
    root: ClassFolder = Path(),
) -> None:
    """Grade the answers in prose by question: anonymous, in random order, with the keyboard.

    Several graders can run it at once on the same class folder: each gets other answers.
    """
    import asyncio
    import webbrowser
    from contextlib import suppress

    from autograde.classroom import folder as classrooms
    from autograde.core.users import user_name
    from autograde.marking import server

    def opened(address: str) -> None:
        screen.say(f"Grade {lesson.name} at {address}")
        screen.say("Ctrl-C ends it; what is saved stays.")
        if browser:
            webbrowser.open(address)

    name = grader or user_name()
    if not name:
        raise typer.BadParameter("this system has no user name: give yours, --as NAME.")
    with suppress(KeyboardInterrupt):
        asyncio.run(server.serve(classrooms.load(root), lesson.name, name, port, opened))


def feedback(
    lesson: ClassLesson,
    students: Students = None,
    download: Annotated[
        Path | None,
        typer.Option(
            "--for",
            metavar="PATH",
            help="The zip from Canvas or Moodle: also write a zip to upload there.",
        ),
    ] = None,
    root: ClassFolder = Path(),
) -> None:
    """Write each student's feedback page.

    With --for, the pages are also packed for upload: in Moodle with "Upload multiple feedback
    files in a zip", in Canvas with "Upload Submissions". Canvas shows each page under the name
    of the submitted file, such as *x.ipynb*: students save it as *.html*.
    """
    from autograde.classroom import folder as classrooms
    from autograde.classroom.submissions import submitted
    from autograde.report import feedback as returning

    opened = classrooms.load(root)
    opened.require_released(lesson.name)
    parts = len(students or submitted(opened, lesson.name))
    with screen.progress(f"Feedback on {lesson.name}", parts) as step:
        returned = returning.write_pages(opened, lesson.name, students or None, on_done=step)
    screen.say(f"Pages written: {len(returned.pages)}, below {opened.root / 'feedback'}.")
    if download:
        left = returning.zip_pages(opened, lesson.name, returned.pages, download)
        screen.say(f"To upload: {returning.zip_path(opened, lesson.name)}.")
        screen.say(
            "Canvas names each page like the submitted file: ask students to save it as .html."
        )
        for student in left:
            screen.say(
                f"Not included, {student}: {download} has no file of this student.", "yellow"
            )
    if returned.published:
        screen.say(f"Published on the exchange: {len(returned.published)}.")
    for student, why in returned.unpublished.items():
        screen.say(f"Not on the exchange, {student}: {why}", "yellow")
    for student, why in returned.failed.items():
        screen.say(f"No page for {student}: {why}", "red")
    if returned.failed:
        raise typer.Exit(1)


def similar(lesson: ClassLesson, root: ClassFolder = Path()) -> None:
    """Find pairs of students who chose the same names, comments and mistakes: a hint.

    It is a reason for a conversation, not a verdict. A page with both answers side by side is
    written to *similarity/* in the class folder. The structure of the code does not count.
    """
    from autograde.classroom import folder as classrooms
    from autograde.similar import report as similarity

    opened = classrooms.load(root)
    compared, found = similarity.compare(opened, lesson.name)
    path = similarity.write(opened, lesson.name, compared, found)
    for pair in found:
        first, second = pair.students
        screen.say(f"{first.id} and {second.id}: chance {100 * pair.chance:.2g} % or less.")
    screen.say(f"Submissions compared: {compared}, pairs to look at: {len(found)}. {path}")
    if found:
        screen.say("A pair is a reason for a conversation, not evidence of copying.")


def export(
    path: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")
    ],
    layout: Annotated[
        Literal["csv", "exercises", "page", "canvas", "moodle", "lti"],
        typer.Option("--format", help="Layout of the file: see above."),
    ] = "csv",
    lessons: Annotated[
        list[Path] | None,
        typer.Option(
            "--lesson",
            callback=each_of_class,
            metavar="LESSON",
            help="Only this lesson; repeat for more.",
        ),
    ] = None,
    ids: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV",
            help="Columns id, user_id: the platform's user id of each student.",
        ),
    ] = None,
    provisional: Annotated[
        bool,
        typer.Option(
            "--provisional",
            help="canvas, moodle: include scores that still need manual grading.",
        ),
    ] = False,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--worksheet",
            metavar="CSV",
            help="Moodle's grading worksheet of one lesson: write it with the grades.",
        ),
    ] = None,
    root: ClassFolder = Path(),
) -> None:
    """Write all grades to a file. A student without a result has no score, never a plain 0.

    - **csv**: a row per student and lesson: score, late penalty (already subtracted), status.

    - **exercises**: a row per exercise, with the mistake if it is known.

    - **page**: an HTML page about the class: scores, common mistakes, who has not submitted.

    - **canvas**: for Grades > Import. Students are matched by Canvas's user number if the
    roster was a Canvas export, else by SIS User ID or SIS Login ID. Create the assignments
    first, with the lessons' names. Check the preview: an empty cell removes a score.

    - **moodle**: for Grades > Import > CSV. Map "ID number" to *useridnumber* or *username*,
    or "Email address" to *useremail*. Create the grade items first: the
    maximum of a new item is 100. Or download the assignment's grading worksheet and pass it
    with --worksheet and --lesson: upload the result there, with "Upload grading worksheet".

    - **lti**: JSON bodies of LTI 1.3 scores, for a tool of your own that posts them;
    `lstm-course lti post` does it without a file. A crash is sent as
    PendingManual, an unreadable file as Failed, a missing submission as NotReady. The platform
    has its own user ids: pass them with --ids.

    Canvas and Moodle have no place for a status: a submission that needs manual grading has no
    grade there yet, unless --provisional is given.
    """
    from autograde.classroom import folder as classrooms
    from autograde.classroom import roster as rosters
    from autograde.report import export as exporting

    user_ids = rosters.user_ids(ids) if ids else None
    names = [lesson.name for lesson in lessons or ()]
    opened = classrooms.load(root)
    if sheet:
        if len(names) != 1 or layout not in ("csv", "moodle"):
            raise typer.BadParameter("--worksheet needs one --lesson, and no other --format.")
        grades = exporting.write_worksheet(opened, path, names[0], sheet, provisional)
    else:
        grades = exporting.write(opened, path, layout, names, user_ids, provisional)
    screen.exported(path, grades)


def demo(
    folder: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to create it; default: a temporary folder."),
    ] = None,
    students: Annotated[
        int, typer.Option(min=8, max=990, metavar="N", help="Number of synthetic students.")
    ] = 8,
) -> None:
    """Grade a synthetic class: correct, wrong, unfinished, late and hostile submissions."""
    from autograde.demo import show as demonstration

    demonstration.show(folder, students)
