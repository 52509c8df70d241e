"""A real JupyterLab with the course in it, and a real browser."""

import os
import re
import shutil
import subprocess
import sys
import time

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--window-size=1200,1600",
)
START_SECONDS = 120


def find(*programs):
    """Return the path of the first program that is installed, or None."""
    return next(filter(None, map(shutil.which, programs)), None)


@pytest.fixture(scope="session")
def chromium():
    """Chromium without a window; a skip gives the reason if there is none."""
    program, driver = (
        find("chromium", "chromium-browser", "google-chrome"),
        find("chromedriver"),
    )
    if not (program and driver):
        missing = "Chromium and ChromeDriver are not installed"
        if os.environ.get("LSTM_COURSE_REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in FLAGS:
        options.add_argument(flag)
    window = webdriver.Chrome(options=options, service=Service(driver))
    yield window
    window.quit()


@pytest.fixture
def browser(chromium):
    """A new tab without cookies; what earlier tests loaded is in the cache."""
    before = chromium.current_window_handle
    chromium.switch_to.new_window("tab")
    yield chromium
    chromium.delete_all_cookies()
    chromium.close()
    chromium.switch_to.window(before)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    """The folder of the notebooks that `lab` opens."""
    return tmp_path_factory.mktemp("lab") / "workspace"


@pytest.fixture(scope="session")
def lab(workspace):
    """The address that `lstm-course lab --no-browser` prints for a fresh workspace."""
    folder = workspace.parent
    log = folder / "log"
    command = [sys.executable, "-m", "autograde.cli", "lab", "--no-browser"]
    with log.open("w") as out:
        server = subprocess.Popen(
            [*command, "--workspace", str(workspace)],
            stdout=out,
            stderr=out,
            env={**os.environ, "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")},
        )
    try:
        yield _address(server, log)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _address(server, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        found = re.search(r"http://\S+token=\w+", log.read_text())
        if found:
            return found[0]
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")
