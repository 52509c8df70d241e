"""Reports on disk: today's, damaged ones, and those of classes graded before a change."""

import json
import shutil
from pathlib import Path

from autograde.core import reports, results, verdicts
from autograde.core.reports import Report
from lstm_utils.checks import Result
from tests.autograde.conftest import LESSON

OLD = Path(__file__).parents[1] / "data" / "old"


def test_report_survives_the_disk(tmp_path):
    """Does a saved report come back equal, and a missing or damaged one as None?"""
    result = Result("sgd", "wrong value", "uphill — “wrong”", ("a", "b"), 1, 9, 2.0)
    report = Report("gül", LESSON, "wrong", "", (result,), ("put back",), "ab12", "now")
    path = reports.save(tmp_path, report)
    assert reports.load(tmp_path, LESSON, "gül") == report
    assert reports.load(tmp_path, LESSON, "ada") is None
    for damaged in (b"", path.read_bytes()[:-9], b"[]", b"{}", b'{"results": [1]}', b"\xff"):
        path.write_bytes(damaged)
        assert reports.load(tmp_path, LESSON, "gül") is None


def test_a_report_with_texts_in_place_of_data(tmp_path):
    """Is a report of a class graded before results were data read as what it said then?"""
    folder = tmp_path / "verdicts" / "02_feedforward"
    folder.mkdir(parents=True)
    shutil.copy(OLD / "cleo.json", folder)
    report = reports.load(tmp_path, "02_feedforward", "cleo")
    assert (report.verdict, report.seed) == (verdicts.WRONG, 219279802775249)
    assert results.sum_up(report.results) == report.verdict
    passed, wrong, remarked, _, question = report.results
    assert (passed.exercise, passed.max_points, passed.details) == ("cross-entropy", 4.0, ())
    assert passed.text() == "✓ cross-entropy: passed"
    assert (wrong.status, wrong.diagnosis[:16]) == ("wrong shape", "dW is transposed")
    assert wrong.details[1] == "dW: expected shape (2, 3), got shape (3, 2)"
    assert remarked.details[0].startswith("It calls your dense_backward")
    assert (question.manual, results.points(question)) == (True, None)


def test_renamed_words_of_an_old_report(tmp_path):
    """Are verdicts and statuses that have another name today read as what they mean?"""
    fields = json.loads((OLD / "cleo.json").read_text(encoding="utf-8"))
    fields["verdict"] = fields["results"][0]["status"] = "over a limit"
    path = tmp_path / "verdicts" / LESSON / "cleo.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(fields), encoding="utf-8")
    report = reports.load(tmp_path, LESSON, "cleo")
    assert report.verdict == report.results[0].status == verdicts.OVER_LIMIT
