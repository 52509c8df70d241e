"""What a student reads on the feedback page, and what never gets there."""

import re
import shutil

import pytest
from nbformat.v4 import new_markdown_cell

from autograde.classroom import folder
from autograde.core.errors import CourseError
from autograde.core.reports import Report
from autograde.demo import show
from autograde.report import feedback, page
from autograde.report import status as standing
from lstm_utils.checks import Result
from tests.autograde.conftest import LESSON


@pytest.fixture(scope="session")
def small_pages(small_class, tmp_path_factory):
    """The pages of the small class, made in a copy of it."""
    room = folder.load(shutil.copytree(small_class.root, tmp_path_factory.mktemp("f") / "c"))
    pages = feedback.write_pages(room, LESSON).pages
    return {student: path.read_text(encoding="utf-8") for student, path in pages.items()}


def demo_page(room, student):
    path = room.notebook("feedback", show.LESSON, student).with_suffix(".html")
    return path.read_text(encoding="utf-8")


def text_of(html):
    body = html[html.index("<body>") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_summary(demo_class):
    """Do name, title, points and verdict stand at the top?"""
    text = text_of(demo_page(demo_class, "cleo"))[:250]
    assert (
        "Feedback for Cleo Marchetti 02 · A network, forward and backward 11 of 18 points"
        in text
    )
    assert "3 of 4 exercises passed, 1 failed. Up to 3 more points are graded manually." in text


def test_named_mistake(demo_class):
    """Does the page name the mistake, show what was expected, and the answer itself?"""
    text = text_of(demo_page(demo_class, "cleo"))
    assert "Looks like: dW is transposed: it has the shape of W" in text
    assert "dW: expected shape" in text
    assert "def dense_backward" in text
    assert text.count("Looks like") == 1


def test_what_holds(demo_class):
    """Does the page say what was checked where all is well, and what is not written?"""
    text = text_of(demo_page(demo_class, "finn"))
    assert re.search(r"✓ ?cross-entropy 4 / 4 All \d+ cases pass\.", text)
    assert "mlp-loss-and-grads 0 / 5 Not written." in text


def test_repairs(demo_class):
    """Are repairs shown on the page?"""
    text = text_of(demo_page(demo_class, "guel"))
    assert "Repaired before grading The test cell &#x27;cross-entropy-tests&#x27; had 2" in (
        text.replace("&#39;", "&#x27;").replace("'", "&#x27;")
    )


def test_question(demo_class):
    """Does a question show the prompt, how it is marked, and the answer as prose?"""
    html = demo_page(demo_class, "ada")
    assert "How it is marked" in html
    assert "MARK SCHEME" not in html
    assert "needs manual grading" in html
    assert '<div class="prose answer"><p>' in html.replace("\n", "")


def test_hand_given_points_and_comment(demo_class, tmp_path):
    """Do points and a comment that a person gave reach the page, as text?"""
    room = folder.load(shutil.copytree(demo_class.root, tmp_path / "class"))
    question, lesson = "window-is-no-memory", show.LESSON
    with room.gradebook() as book:
        grade = book.find_grade(question, lesson, lesson, "ada")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        comment = book.find_comment(question, lesson, lesson, "ada")
        comment.manual_comment = "Good, but <b>why</b>?"
        book.db.commit()
    path = feedback.write_pages(room, lesson, ["ada"]).pages["ada"]
    html = path.read_text(encoding="utf-8")
    assert "17.5 of 18 points" in text_of(html)
    assert "2.5 / 3" in html
    assert "Good, but &lt;b&gt;why&lt;/b&gt;?" in html


@pytest.mark.parametrize("status", ["answered", "wrong value"])
def test_an_endless_answer_is_cut(status):
    """Is an answer of megabytes, which would take minutes to show, cut with a word of it?"""
    answer = new_markdown_cell("*a* " * 500_000)
    shown = page._shown(answer, Result("why", status, max_points=1.0))
    assert len(shown) < 100_000
    assert "(and 1,980,000 more characters)" in shown


def test_pages_stand_alone(demo_class, small_pages):
    """Does no page load or run anything, and fit a phone?"""
    for html in [demo_page(demo_class, "ada"), *small_pages.values()]:
        assert not re.search(r"<script|<link|<iframe|<object|@import|url\(|\bsrc=", html)
        assert "default-src 'none'" in html
        assert re.search(r'<meta name="viewport" content="width=device-width', html)


def test_no_hidden_test_and_no_traceback(demo_class, small_pages):
    """Does no page show a hidden test's seed or code, or a traceback?"""
    for html in [demo_page(demo_class, s) for s in ("cleo", "finn")] + [*small_pages.values()]:
        for secret in ("HIDDEN TESTS", "seed=", "rounds=", "Traceback", "lstm_utils/"):
            assert secret not in html[html.index("<body>") :]


@pytest.mark.parametrize(
    ("student", "words"),
    [
        ("exits", "could not be graded, and it does not count as 0. Python was ended"),
        ("broken", "it breaks off or is damaged at line 1"),
        ("blank", "0 of 1 exercises passed, 1 is not written."),
        ("syntax", "SyntaxError: expected"),
        ("loops", "one call took over 2 seconds"),
        ("right", "All exercises passed."),
    ],
)
def test_each_verdict_in_words(small_pages, student, words):
    """Does each student read what happened to their notebook?"""
    assert words.lower() in text_of(small_pages[student]).lower()


def test_no_points_where_no_score(small_pages):
    """Does a page without a score show a dash and not a 0?"""
    assert "– of 2 points" in text_of(small_pages["exits"])
    assert "0 of 2 points" in text_of(small_pages["biasless"])


def test_nothing_graded(new_class):
    """Does the message ask the instructor to grade first?"""
    with pytest.raises(CourseError, match="Nothing is graded yet: run `lstm-course grade"):
        feedback.write_pages(new_class, LESSON)


def test_student_without_record(small_class):
    """Is a student who submitted nothing left without a page?"""
    assert standing.current(small_class, LESSON, "absent").verdict == "not submitted"
    with pytest.raises(CourseError, match="Nothing is graded yet"):
        feedback.write_pages(small_class, LESSON, ["absent"])


def test_message_is_escaped(small_class):
    """Does HTML in a check's message come out as text?"""
    details = ("ValueError: <script>alert(1)</script>",)
    result = Result("weighted-sum", "raised", "<b>x</b>", details, max_points=2)
    record = Report("right", LESSON, "crashed", "<script>alert(1)</script>", (result,))
    with small_class.gradebook() as book:
        html = feedback.render(small_class, record, book)
    assert "<script>" not in html
    assert "<b>x" not in html
    assert "&lt;script&gt;" in html


def test_a_newer_submission_is_graded_first(small_class, tmp_path):
    """Is no page of an older grading written once a newer submission is collected?"""
    room = folder.load(shutil.copytree(small_class.root, tmp_path / "class"))
    student = feedback.write_pages(room, LESSON).pages.popitem()[0]
    with room.notebook("submitted", LESSON, student).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    returned = feedback.write_pages(room, LESSON, [student])
    assert "a newer submission is not graded yet" in returned.failed[student]
    assert not returned.pages
