"""`lstm-course lti`: post scores to a learning platform, without a file to upload."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograde.cli.options import ClassFolder, ClassLesson
from autograde.report import screen

if TYPE_CHECKING:
    from autograde.lti.posting import Plan, Sent

app = typer.Typer(
    no_args_is_help=True,
    help="Post scores to Canvas, Moodle or another platform by LTI 1.3.",
)


@app.command()
def setup(root: ClassFolder = Path()) -> None:
    """Make the key and the settings, and print the public key for the platform."""
    from autograde.classroom import folder as classrooms
    from autograde.lti import keys, settings

    opened = classrooms.load(root).root
    new = keys.make(opened)
    public = opened / keys.FOLDER
    screen.say(
        f"{'New' if new else 'The'} public key, for the platform's settings of the tool:"
    )
    screen.say((public / keys.JWKS).read_text(encoding="utf-8"))
    screen.say(f"The same in the form PEM, for example for Moodle: {public / keys.PEM}.")
    settings.make(opened)
    screen.say(f"Now fill in {opened / settings.NAME}, then run `lstm-course lti post LESSON`.")


@app.command()
def post(
    lesson: ClassLesson,
    send: Annotated[
        bool, typer.Option("--send", help="Send them; without: only show what would be sent.")
    ] = False,
    students: Annotated[
        list[str] | None,
        typer.Option("--student", metavar="ID", help="Only this student; repeat for more."),
    ] = None,
    ids: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV",
            help="Columns id, user_id: the platform's user id of each student;"
            " default: look them up.",
        ),
    ] = None,
    root: ClassFolder = Path(),
) -> None:
    """Show which scores of a lesson the platform does not have yet; with --send, post them.

    Only final scores are sent, and only those that differ from the score that was sent last.
    A receipt of each is below *lti/receipts/* in the class folder.
    """
    from autograde.classroom import folder as classrooms
    from autograde.classroom import roster as rosters
    from autograde.classroom.lock import alone
    from autograde.lti import keys, settings

    opened = classrooms.load(root)
    key, where = keys.load(opened.root), settings.load(opened.root)

    from autograde.lti import posting  # needs the packages that `keys` has found
    from autograde.lti.platform import LINE_ITEM, MEMBERS, SCORE, Platform

    user_ids = rosters.user_ids(ids) if ids else None
    scopes = [SCORE]
    scopes += [LINE_ITEM] if lesson.name not in where.columns else []
    scopes += [MEMBERS] if where.members and not user_ids else []
    with Platform(where, key, tuple(scopes)) as platform, alone(opened):
        plan = posting.plan(opened, platform, lesson.name, students or (), user_ids)
        _show(plan)
        if not send:
            screen.say("Nothing was sent. To send it, run the same command with --send.")
            return
        with screen.progress(f"Posting {lesson.name}", len(plan.outgoing)) as step:
            try:
                sent = posting.send(opened, platform, plan, on_done=step)
            except KeyboardInterrupt:
                screen.complain("Stopped. Run the same command to send the other scores.")
                raise typer.Exit(130) from None
    _report(sent)


def _show(plan: "Plan") -> None:
    from autograde.report.page import number

    column = plan.line_item or f"a new column {plan.column['label']}"
    screen.say(f"{plan.lesson} goes to {column}.")
    rows = [
        (
            screen.plain(each.student),
            f"{number(each.score['scoreGiven'])} / {number(each.score['scoreMaximum'])}",
            screen.plain(each.score["userId"]),
            screen.plain(each.score.get("comment", "")),
        )
        for each in plan.outgoing
    ]
    if rows:
        screen.table(("student", "score", "user id", "comment"), rows, right=("score",))
    screen.say(f"To send: {len(rows)}, sent before: {len(plan.unchanged)}.")
    for why in sorted(set(plan.left.values())):
        students = [student for student, reason in plan.left.items() if reason == why]
        screen.say(f"Not sent, {why}: {screen.count(students)}.", "yellow")


def _report(sent: "Sent") -> None:
    screen.say(f"Sent: {len(sent.accepted)}. Receipts are below lti/receipts/.")
    for student, answer in sent.refused.items():
        screen.say(f"Not accepted, {student}: {answer}", "red")
    if sent.refused:
        raise typer.Exit(1)
