"""The files that Binder, Codespaces, Docker and GitHub Actions read."""

import json
import re
import subprocess
import sys
import tomllib

import yaml

from autograde.core.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.11", "3.12", "3.13")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(*parts):
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def test_binder_installs_what_the_course_requires():
    """Does Binder install, with the pins, all requirements: torch from conda, without CUDA?"""
    conda = yaml.safe_load(read(".binder", "environment.yml"))["dependencies"]
    assert {entry.split("=")[0] for entry in conda} == {"python", "pytorch-cpu", "pip"}
    assert next(e for e in conda if e.startswith("python=")).split("=")[1] in PYTHONS
    command = [sys.executable, ROOT / ".binder" / "requirements.py"]
    lines = subprocess.check_output(command, cwd=ROOT, text=True).splitlines()
    assert set(lines) == {line for line in PROJECT["dependencies"] if "torch" not in line}
    assert "--constraint constraints.txt " in read(".binder", "postBuild")


def test_codespaces_sets_up_what_make_lab_does():
    """Is the container's definition complete, with the first lesson open?"""
    text = re.sub(r"(?m)^\s*//.*$", "", read(".devcontainer", "devcontainer.json"))
    container = json.loads(text)
    assert re.search(r":([\d.]+)-", container["image"])[1] in PYTHONS
    assert container["updateContentCommand"].startswith("python bootstrap.py ")
    opened = container["customizations"]["codespaces"]["openFiles"]
    assert [(ROOT / path.replace("workspace", "course")).is_file() for path in opened] == [True]


def test_images_fit_the_course():
    """Has the image a supported Python, no root, and the two targets that the guide builds?"""
    text, guide = read("Dockerfile"), read("docs", "start.md")
    assert re.search(r"^ARG PYTHON=(\d+\.\d+)\.\d+-", text, re.MULTILINE)[1] in PYTHONS
    stages = re.split(r"^FROM .* AS ", text, flags=re.MULTILINE)[1:]
    users = {stage.split()[0]: re.findall(r"^USER (\w+)", stage, re.M) for stage in stages}
    targets = set(re.findall(r"--target (\w+)", guide))
    assert targets == {"student", "grader"}
    assert {target: users[target] for target in targets} == {key: ["1000"] for key in targets}


def test_workflows_run_what_exists():
    """Does each path, module and make target that a workflow runs exist?"""
    makefile = read("Makefile")
    for path in WORKFLOWS:
        for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values():
            commands = "\n".join(step.get("run", "") for step in job["steps"])
            for file in re.findall(r"(?:^|\s)(\.ci/[\w.-]+|tests/[\w/.]+)", commands):
                assert (ROOT / file).exists(), (path.name, file)
            for target in re.findall(r"(?m)^\s*make (\w+)", commands):
                assert f"\n{target}:" in makefile, (path.name, target)
            for step in job["steps"]:
                assert re.fullmatch(r"[\w./-]+@v\d+", step.get("uses", "a@v1")), step
