"""Can all that a check or a traceback shows be read in JupyterLab's light and dark themes?"""

import json
import urllib.request
from urllib.parse import parse_qs, urlsplit

import nbclient
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from autograde.student.kernels import quiet_config

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SECONDS = 120
LEAST = 4.5  # WCAG 2.1, level AA
THEMES = ("JupyterLab Light", "JupyterLab Dark")
CELLS = (
    "import numpy as np\nfrom lstm_utils import plots\n"
    "from lstm_utils.checks import case_inputs, check, diagnose, hint, trial\n"
    "plots.use_style()",
    "def weighted_sum(x, w, b):\n    print('seen', x)\n    return np.dot(x, w)",
    'check("weighted-sum", weighted_sum)',
    'diagnose("weighted-sum", weighted_sum)',
    "def weighted_sum(x, w, b):\n    return np.dot(x, w) + b",
    'check("weighted-sum", weighted_sum)',
    "def weighted_sum(x, w, b):\n    raise NotImplementedError",
    'check("weighted-sum", weighted_sum)',
    'check("weighted-sum", 3)',
    'hint("weighted-sum")',
    'case_inputs("weighted-sum", 0)',
    "figure, ax = plots.new_figure(height=1.5)\nax.plot([1, 2, 4])\nfigure",
    "plots.interactive_gain()",
    "import time\ntrial.SILENT_SECONDS = 0.1\n"
    'check("weighted-sum", lambda x, w, b: time.sleep(0.2) or np.dot(x, w) + b)',
    "class Half:\n    size = 2.5  # a comment\n\n    def of(self, x):\n"
    "        if x is not None and len(x) > 0:\n            return f'{x}' + [1, True][0] / 2\n"
    "Half().of('text')",
    "def unfinished(x)\n    return x",
    "raise KeyError('own') from ValueError('cause')",
)
LAST = "The above exception was the direct cause"  # what the last cell shows
# the texts below the cells, each with its contrast; a ground may be half transparent
CONTRASTS = """
const part = text => (text.match(/[\\d.]+/g) || []).map(Number)
const over = (top, below) => {
  const alpha = top.length > 3 ? top[3] : 1
  return [0, 1, 2].map(k => alpha * top[k] + (1 - alpha) * below[k])
}
const ground = element => {
  if (!element) return [255, 255, 255]
  const own = part(getComputedStyle(element).backgroundColor)
  return own[3] === 0 ? ground(element.parentElement) : over(own, ground(element.parentElement))
}
const light = colour => {
  const [r, g, b] = colour.map(v => v / 255).map(
    v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const found = []
for (const area of document.querySelectorAll(".jp-OutputArea-output")) {
  const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), owner = walker.currentNode.parentElement
    if (!text || !owner.checkVisibility() || owner.closest("style")) continue
    const under = ground(owner)
    const pair = [light(over(part(getComputedStyle(owner).color), under)), light(under)]
    found.push([text, (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05)])
  }
}
return found
"""
# the opaque share of pictures; a corner may be rounded
OPAQUE = """
const [sources, done] = arguments
Promise.all(sources.map(async source => {
  const image = new Image()
  image.src = source
  await image.decode()
  const canvas = document.createElement("canvas")
  canvas.width = canvas.height = 100
  const context = canvas.getContext("2d")
  context.drawImage(image, 0, 0, 100, 100)
  const { data } = context.getImageData(0, 0, 100, 100)
  let opaque = 0
  for (let k = 3; k < data.length; k += 4) opaque += data[k] === 255
  return opaque / 1e4
})).then(done, error => done(String(error)))
"""


@pytest.fixture(scope="module")
def notebook(lab, workspace):
    """A notebook in the workspace, with what its cells gave in a real kernel."""
    made = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    nbclient.NotebookClient(made, config=quiet_config(), allow_errors=True).execute()
    path = workspace / "01_neuron" / "themes.ipynb"
    nbformat.write(made, path)
    return lab.replace("00_welcome/00_welcome", "01_neuron/themes")


def choose(address, theme):
    """Set JupyterLab's theme, as its menu does."""
    url = urlsplit(address)
    token = parse_qs(url.query)["token"][0]
    setting = (
        f"{url.scheme}://{url.netloc}/lab/api/settings/@jupyterlab/apputils-extension:themes"
    )
    body = json.dumps({"raw": json.dumps({"theme": theme})}).encode()
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(setting, body, headers, method="PUT")).close()


def opened(browser, address, theme):
    """Open the notebook in a theme and wait until its outputs are drawn."""
    choose(address, theme)
    browser.get(f"{address}&reset")
    light = "true" if theme.endswith("Light") else "false"
    drawn = f'body[data-jp-theme-light="{light}"] .jp-OutputArea-output img'
    waiting = WebDriverWait(browser, SECONDS, ignored_exceptions=[Exception])
    waiting.until(lambda _: browser.find_elements(By.CSS_SELECTOR, drawn), theme)
    last = f"return document.body.innerText.includes({json.dumps(LAST)})"
    waiting.until(lambda _: browser.execute_script(last), "the last output")


@pytest.mark.long
@pytest.mark.parametrize("theme", THEMES)
def test_messages_can_be_read(browser, notebook, theme):
    """Has every text of a check or a traceback a contrast of at least 4.5 to 1?"""
    opened(browser, notebook, theme)
    found = browser.execute_script(CONTRASTS)
    everything = " ".join(text for text, _ in found)
    for shown in (
        "wrong value",
        "Looks like",
        "not written yet",
        "seen",
        "Hint 1",
        "without parentheses",
        "can only concatenate str",
        "expected ':'",
        LAST,
    ):
        assert shown in everything
    assert {text: contrast for text, contrast in found if contrast < LEAST} == {}


@pytest.mark.long
def test_figures_bring_their_own_ground(browser, notebook, workspace):
    """Has every figure a ground of its own, so that a dark page does not shine through?"""
    opened(browser, notebook, THEMES[1])
    computed = browser.execute_script(
        "return [...document.querySelectorAll('.jp-OutputArea-output img')].map(i => i.src)"
    )
    url = urlsplit(notebook)
    figures = sorted(workspace.glob("*/figures/*.svg"))
    base = f"{url.scheme}://{url.netloc}/files/"
    paths = [path.relative_to(workspace).as_posix() for path in figures]
    assert computed
    assert paths
    sources = [*computed, *(f"{base}{path}?{url.query}" for path in paths)]
    shares = browser.execute_async_script(OPAQUE, sources)
    assert {s: share for s, share in zip(sources, shares, strict=True) if share < 0.98} == {}
