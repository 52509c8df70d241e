"""The environment in words."""

import json
import subprocess
import sys

import numpy as np
import pytest

from autograde.core.paths import ROOT
from autograde.sandbox import cgroups, require
from autograde.student import doctor, workspace


def test_this_environment_is_well(tmp_path):
    """Does the environment that passes these tests get a clean report in sentences?"""
    findings = doctor.report(tmp_path / "home")
    assert [finding for finding in findings if finding.ok is False] == []
    assert len({finding.topic for finding in findings}) == len(findings) == 11
    assert all(finding.sentence.endswith(".") for finding in findings)


def test_wrong_version_is_named(tmp_path):
    """Are the package, what was found and what is pinned all named?"""
    changed = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    path = tmp_path / "constraints.txt"
    path.write_text(changed.replace(f"numpy=={np.__version__}", "numpy==1.0"), encoding="utf-8")
    finding = doctor.packages(path)
    assert finding.ok is False
    assert f"numpy {np.__version__} instead of 1.0;" in finding.sentence
    assert "pip install -e . -c constraints.txt" in finding.sentence


def test_local_suffix_of_a_build_is_no_difference(tmp_path):
    """Does a CPU or CUDA build of torch meet its pin?"""
    assert doctor.installed()["torch"].startswith(doctor.pins()["torch"])
    assert doctor.packages().ok


def test_kernel_of_another_python_is_named(tmp_path, monkeypatch):
    """Is a kernel found that would run notebooks outside the environment?"""
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    argv = ["/opt/other/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Python 3"}))
    assert doctor.kernel().ok
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    finding = doctor.kernel()
    assert finding.ok is False
    assert "/opt/other/python" in finding.sentence
    assert str(spec) in finding.sentence


def test_newer_release_is_reported(tmp_path):
    """Does the report say which lessons have a newer release, without writing?"""
    home = tmp_path / "home"
    assert doctor.lessons(home).ok is None
    workspace.prepare(home)
    assert doctor.lessons(home).ok
    manifest = json.loads((home / workspace.MANIFEST).read_text())
    name = "00_welcome/00_welcome.ipynb"
    (home / name).write_text("my work on an older release")
    (home / workspace.MANIFEST).write_text(json.dumps(manifest | {name: "older"}))
    assert "newer release available: 00_welcome" in doctor.lessons(home).sentence


@pytest.mark.skipif(sys.platform != "linux", reason="grading needs Linux")
@pytest.mark.parametrize("there", [False, True])
def test_no_sandbox_is_no_fault(there, tmp_path, monkeypatch):
    """Is a student without bubblewrap, or with one that cannot do all, shown who needs it?"""
    if there:  # as in a container: namespaces of its own, but no rights to hand on
        bwrap = tmp_path / "bwrap"
        bwrap.write_text(
            '#!/bin/sh\ncase "$*" in *--cap-add*) echo refused >&2; exit 1;; esac\n'
        )
        bwrap.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if there else str(tmp_path))
    require.cache_clear()
    finding = doctor.bubblewrap()
    require.cache_clear()
    assert finding.ok is None
    assert "Only graders need it." in finding.sentence
    assert ("refused" if there else "apt install bubblewrap") in finding.sentence


@pytest.mark.sandbox
def test_the_containment_is_named():
    """Does a grader read what isolates submissions on this machine?"""
    finding = doctor.bubblewrap()
    assert finding.ok
    for part in ("namespaces", "a system call filter", "resource limits"):
        assert part in finding.sentence
    grouped = " and ".join(cgroups.limited())
    assert f"control groups limit {grouped or 'nothing'}" in finding.sentence
    assert ("systemd-run" in finding.sentence) == (not grouped)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/cpuinfo")
def test_openblas_without_avx512(monkeypatch):
    """Is an OpenBLAS with Haswell kernels on an AVX-512 processor reported with what to set?"""
    code = "from autograde.student import doctor; print(doctor.blas().sentence)"
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    said = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert ("OPENBLAS_CORETYPE=SKYLAKEX" in said) == doctor.has_avx512()


def test_print_report(tmp_path, capsys, monkeypatch):
    """Does the report name the topics, and its return value show whether all is well?"""
    assert doctor.print_report(tmp_path / "home")
    assert "No problems found" in capsys.readouterr().out
    monkeypatch.setattr(doctor, "MEMORY_GB", 10**9)
    assert not doctor.print_report(tmp_path / "home")
    assert "To fix: Memory." in capsys.readouterr().out
