"""The address of the repository, and what follows from it: links, badges, no badges."""

import importlib.metadata
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from autograde.core.paths import ROOT
from autograde.core.repository import address
from autograde.lessons import build
from autograde.starts import badges, links
from autograde.starts.__main__ import UNSET, main

ADDRESS = "https://github.com/ada-okafor/lstm-course"
LESSON = "02_feedforward"
UNFILLED = (
    "# Title\n\n<!-- starts -->\n<!-- /starts -->\n\ngit clone <this repository> lstm-course\n"
)


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        ("", None),
        ('[project.urls]\nRepository = ""\n', None),
        ('[project.urls]\nHomepage = "https://example.org"\n', None),
        (f'[project.urls]\nRepository = "{ADDRESS}"\n', ADDRESS),
        (f'[project.urls]\nRepository = "{ADDRESS}.git"\n', ADDRESS),
        (f'[project.urls]\nRepository = "{ADDRESS}/"\n', ADDRESS),
    ],
)
def test_the_setting(urls, expected, tmp_path):
    """Is the address read in each form in which people write it, and None where it is unset?"""
    path = tmp_path / "pyproject.toml"
    path.write_text(f'[project]\nname = "lstm-course"\n{urls}', encoding="utf-8")
    assert address(path) == expected


def test_the_setting_of_an_installed_course(tmp_path, monkeypatch):
    """Without pyproject.toml, as in a wheel, is the address that of the metadata?"""
    folder = tmp_path / "lstm_course-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        "Metadata-Version: 2.4\nName: lstm-course\nVersion: 1\n"
        f"Project-URL: Homepage, https://example.org\nProject-URL: Repository, {ADDRESS}\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert importlib.metadata.version("lstm-course") == "1"
    assert address(tmp_path / "pyproject.toml") == ADDRESS


def test_links_of_a_lesson():
    """Does each link lead to this repository, and to the file that the service opens?"""
    starts = {name: urlsplit(url) for name, url in links.of(LESSON, ADDRESS).items()}
    assert list(starts) == ["Colab", "Binder", "Codespaces"]
    file = f"{LESSON}/{LESSON}.ipynb"
    assert starts["Colab"].path == f"/github/ada-okafor/lstm-course/blob/{links.LESSONS}/{file}"
    assert starts["Binder"].path == f"/v2/gh/ada-okafor/lstm-course/{links.BRANCH}"
    assert parse_qs(starts["Binder"].query) == {"labpath": [f"workspace/{file}"]}
    assert starts["Codespaces"].path == "/ada-okafor/lstm-course"


@pytest.mark.parametrize("other", [None, "", "https://gitlab.com/ada/course", "github.com/a/b"])
def test_no_links_without_an_address_on_github(other):
    """Are there no links at all where some would lead nowhere?"""
    assert links.of(LESSON, other) == {}


def test_readme_has_the_badges_of_the_setting():
    """Does the README show what `make starts` writes for this repository's address?"""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert badges.MARKS.search(text)
    assert text == badges.filled(text, address()), "run `make starts`"


def test_badges_come_and_go():
    """Are the badges written once, the same a second time, and removed with the address?"""
    filled = badges.filled(UNFILLED, ADDRESS)
    assert [url in filled for url in links.of(repository=ADDRESS).values()] == [True] * 3
    assert filled.count("[![") == 3
    assert f"git clone {ADDRESS} lstm-course" in filled
    assert badges.filled(filled, ADDRESS) == filled
    assert badges.filled(filled, None) == UNFILLED


def starts(*words):
    import typer

    app = typer.Typer()
    app.command()(main)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_links_on_a_hub():
    """Does one command print, for every lesson, what nbgitpuller copies and opens?"""
    done = starts("--hub", "https://hub.example.edu/", "--repository", ADDRESS)
    rows = dict(line.split() for line in done.stdout.splitlines())
    assert list(rows) == [lesson.name for lesson in build.lessons()]
    url = urlsplit(rows[LESSON])
    assert (url.netloc, url.path) == ("hub.example.edu", "/hub/user-redirect/git-pull")
    assert parse_qs(url.query) == {
        "repo": [ADDRESS],
        "branch": ["lessons"],
        "depth": ["1"],
        "urlpath": [f"lab/tree/lstm-course/{LESSON}/{LESSON}.ipynb"],
    }


def test_without_an_address(tmp_path):
    """Does the command remove old badges, write no notebook, and explain what to set?"""
    readme, out = tmp_path / "README.md", tmp_path / "lessons"
    readme.write_text(badges.filled(UNFILLED, ADDRESS), encoding="utf-8")
    done = starts("--repository", "", "--readme", readme, "--out", out)
    assert done.exit_code == 0
    assert UNSET in done.output
    assert readme.read_text(encoding="utf-8") == UNFILLED
    assert not out.exists()
