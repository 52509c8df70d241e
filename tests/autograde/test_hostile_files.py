"""What is put into the folder that an instructor collects from: zips, links, odd names.

Each file of `tests/attacks/handed_in/` puts something there as student `ada`. Expected is that
it is taken as it is, that it belongs to nobody ("unknown"), or a word of the refusal.
"""

import re
import signal

import pytest
from typer.testing import CliRunner

from autograde import cli
from autograde.classroom import folder as classroom
from autograde.collect import submissions
from autograde.core import verdicts
from autograde.report import status
from tests.attacks import test_submissions
from tests.autograde.conftest import ANSWERS, LESSON, hand_in

TRICKS = test_submissions._files("handed_in")
SECONDS = 120  # nothing here may take longer, or wait for ever


@pytest.fixture
def alarm():
    """End a test that waits for ever."""

    def too_long(*_):
        raise TimeoutError(f"it took over {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def everything(folder):
    """Return all files of a folder but what collecting writes for `ada` and `ben`."""
    return {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {"submitted", "verdicts"} & set(path.parts)
    }


@pytest.mark.parametrize("path", TRICKS, ids=lambda path: path.stem)
def test_nothing_that_is_handed_in_stops_or_fools_collecting(path, new_class, tmp_path, alarm):
    """Is it taken, or refused in words that harm no screen, and its neighbour taken?"""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    whole = hand_in(new_class, tmp_path / "whole.ipynb", ANSWERS["right"]).read_bytes()
    (inbox / "ben.ipynb").write_bytes(whole)
    trick, before = test_submissions._load(path), everything(new_class.root)
    trick.put(inbox, whole)
    found = submissions.from_folder(new_class, LESSON, inbox)
    assert "ben" in found.new
    assert new_class.notebook("submitted", LESSON, "ben").read_bytes() == whole
    assert everything(new_class.root) == before
    submitted = new_class.notebook("submitted", LESSON, "ada")
    if "ada" in found.new:
        assert re.search(trick.EXPECTED, "taken")
        assert submitted.read_bytes() == whole
    elif "ada" in found.refused:
        record = status.current(new_class, LESSON, "ada")
        assert record.verdict == verdicts.NOT_TAKEN
        assert re.search(trick.EXPECTED, record.message)
        assert record.message.isprintable()
        assert not submitted.exists()
    else:
        assert trick.EXPECTED == "unknown"
        assert len(found.unknown) == 1
    _assert_reported(new_class, inbox)


def _assert_reported(room, inbox):
    """The command line says it, too, in text that no terminal acts on."""
    command = ["collect", LESSON, "--from", str(inbox), "--classroom", str(room.root)]
    said = CliRunner().invoke(cli.app, command)
    assert said.exit_code == 0, said.output
    assert said.exception is None
    said.output.encode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said.output)
    assert classroom.load(room.root).students()
