"""Interactive figures without a kernel: the same pictures under plain HTML sliders.

With `LSTM_COURSE_FIGURES=frames` in the environment, an interactive figure is displayed as HTML
that contains its pictures: so the website is built. Every interactive figure is a `Moving`.
"""

import base64
import gzip
import html
import itertools
import json
import math
import os
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets
import numpy as np

SWITCH = "LSTM_COURSE_FIGURES"
ASSETS = Path(__file__).with_name("frames.html")  # style and script of every figure
MOST_FRAMES = 60  # a picture has up to 100 KB
MOST_GRID = 36  # pictures of all combinations, where they are not ready: one takes up to 0.5 s
MOST_DRAWN = 25  # pictures where these would be too many
FEWEST = 5  # values of each slider
STATUS = '<p role="status">', "</p>"
OTHERS = "Moving one slider returns the others to their start."
MORE = "In the notebook, you can choose other values, too."


class Control(NamedTuple):
    """A slider of the page, and the widget that it replaces.

    trait: what of the widget is set, such as "value". values: to what. labels: how each is
    written. start: index of the value that is shown first. more: whether the widget has others.
    """

    widget: Any
    trait: str
    values: list
    labels: list[str]
    start: int
    more: bool = False

    def move(self, at: int) -> None:
        """Move the widget, which redraws the figure."""
        setattr(self.widget, self.trait, self.values[at])

    def sampled(self, most: int) -> "Control":
        """Keep at most so many values: the ends, the start, and others evenly between them."""
        even = np.linspace(0, len(self.values) - 1, min(most, len(self.values))).round()
        kept = sorted(int(at) for at in even)
        nearest = min(kept[1:-1], key=lambda at: abs(at - self.start), default=self.start)
        if self.start not in kept:
            kept = sorted({*kept, self.start} - {nearest})
        values, labels = ([each[at] for at in kept] for each in (self.values, self.labels))
        more = self.more or len(kept) < len(self.values)
        start = kept.index(self.start)
        return self._replace(values=values, labels=labels, start=start, more=more)


class Moving(ipywidgets.VBox):
    """Controls above a picture and its caption, or above a Stack of such pairs.

    Attributes:
        played: which of the controls the play button moves.
        samples: values to show of a control without a list of values: colours, or texts.
    """

    def __init__(
        self, *children: ipywidgets.Widget, played: int = 0, samples: Sequence[str] = ()
    ) -> None:
        # Without this layout the box would stretch the picture to the width of the page.
        super().__init__(children, layout={"align_items": "flex-start"})
        self.played, self.samples = played, samples

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if os.environ.get(SWITCH) != "frames":
            return super()._repr_mimebundle_(**kwargs)
        return {"text/html": frames_html(self), "text/plain": _shown(self)[1]}


def status(sentence: str) -> str:
    """Return a caption as HTML that screen readers announce when it changes."""
    return html.escape(sentence).join(STATUS)


def frames_html(box: Moving) -> str:
    """Record what a figure shows for the values of its controls, as HTML without a kernel.

    All combinations of the controls' values are recorded if they are few, or those of a coarse
    grid. With more than two controls, each moves with the others at their start.

    Args:
        box: the figure; its controls are at their start again afterwards.

    Returns:
        One <div> that refers to nothing else. It has no ids, so that a page may contain
        several, also the same one twice. Without scripts it shows the first picture.
    """
    controls, grid = _chosen(box)
    first, pictures, shown = _shown(box), {}, []
    for place in _places(controls, grid):
        for control, at in zip(controls, place, strict=True):
            control.move(at)
        svg, words = _shown(box)
        shown.append((pictures.setdefault(svg, len(pictures)), words))
    for control in controls:
        control.move(control.start)
    data = {"grid": grid, "played": box.played, "shown": shown}
    data |= {"labels": [one.labels for one in controls], "starts": [c.start for c in controls]}
    data["pictures"] = [_base64(gzip.compress(svg, mtime=0)) for svg in pictures]
    notes = [OTHERS] * (not grid) + [MORE] * any(one.more for one in controls)
    return _page(first, _head(box, controls, notes), data)


def _chosen(box: Moving) -> tuple[list[Control], bool]:
    """Return the controls with the values to record, and whether in all combinations."""
    every = _controls(box)
    if _stack(box) is not None or math.prod(len(one.values) for one in every) <= MOST_GRID:
        return every, True
    plays = any(isinstance(widget, ipywidgets.Play) for widget in box.children)
    side = int(MOST_DRAWN ** (1 / len(every)))
    if side >= FEWEST and not plays:
        return [one.sampled(side) for one in every], True
    most = [max(FEWEST, MOST_DRAWN // len(every))] * len(every)
    if plays:
        most[box.played] = MOST_DRAWN // 2 + 1
    return [one.sampled(share) for one, share in zip(every, most, strict=True)], False


def _places(controls: list[Control], grid: bool) -> list[tuple[int, ...]]:
    """Return where the controls are for each frame: one index for each control."""
    if grid:
        return list(itertools.product(*(range(len(one.values)) for one in controls)))
    starts = [one.start for one in controls]
    return [
        (*starts[:k], at, *starts[k + 1 :])
        for k, control in enumerate(controls)
        for at in range(len(control.values))
    ]


def _controls(box: Moving) -> list[Control]:
    """Return the controls of a figure that can be moved, in their order."""
    found = []
    for widget in box.children:
        if isinstance(widget, ipywidgets.SelectionSlider):
            labels = [str(label) for label in widget._options_labels]
            found.append(Control(widget, "index", [*range(len(labels))], labels, widget.index))
        elif isinstance(widget, ipywidgets.IntSlider | ipywidgets.FloatSlider):
            found.append(_numbers(widget))
        elif isinstance(widget, ipywidgets.ColorPicker | ipywidgets.Textarea):
            values = list(box.samples)
            labels = [textwrap.shorten(value, 24, placeholder=" ...") for value in values]
            start = values.index(widget.value)
            found.append(Control(widget, "value", values, labels, start, more=True))
    return found


def _numbers(slider: Any) -> Control:
    """Return the control of a slider of numbers; its start is exactly the slider's value."""
    count = round((slider.max - slider.min) / slider.step) + 1
    values = [round(slider.min + k * slider.step, 10) for k in range(count)]
    start = min(range(count), key=lambda k: abs(values[k] - slider.value))
    values[start] = slider.value
    return Control(slider, "value", values, [f"{value:g}" for value in values], start)


def _stack(box: Moving) -> ipywidgets.Stack | None:
    last = box.children[-1]
    return last if isinstance(last, ipywidgets.Stack) else None


def _shown(box: Moving) -> tuple[bytes, str]:
    """Return the picture (SVG) and the caption that a figure shows now."""
    stack, pair = _stack(box), box.children[-2:]
    if stack is not None:
        (control,) = _controls(box)  # only the browser moves the stack with its slider
        pair = stack.children[control.widget.index].children
    picture, sentence = pair[0].value, pair[1].value
    html_picture = isinstance(picture, str)
    svg = picture[picture.index("<svg") :].encode() if html_picture else bytes(picture)
    return svg, html.unescape(sentence.removeprefix(STATUS[0]).removesuffix(STATUS[1]))


def _head(box: Moving, controls: list[Control], notes: list[str]) -> str:
    """Write the play button, the sliders and the notes; the script shows them."""
    lines = [
        f'<button type="button" data-interval="{play.interval}">▶ Play</button>'
        for play in box.children
        if isinstance(play, ipywidgets.Play)
    ]
    for control in controls:
        numbers = f'min="0" max="{len(control.values) - 1}" value="{control.start}"'
        lines.append(
            f"<label><span>{html.escape(control.widget.description)}</span>"
            f'<input type="range" {numbers}>'
            f"<output>{html.escape(control.labels[control.start])}</output></label>"
        )
    lines += [f'<p class="lstm-note">{" ".join(notes)}</p>'] * bool(notes)
    return "\n".join(['<div class="lstm-controls" hidden>', *lines, "</div>"])


def _page(first: tuple[bytes, str], head: str, data: dict[str, Any]) -> str:
    svg, words = first
    address = f"data:image/svg+xml;base64,{_base64(svg)}"
    record = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    lines = [
        '<div class="lstm-figure" role="group" aria-label="interactive figure">',
        head,
        f'<img class="lstm-picture" alt="{html.escape(words)}" src="{address}">',
        status(words),
        f'<script type="application/json">{record}</script>',
        ASSETS.read_text(encoding="utf-8"),
        "</div>",
    ]
    return "\n".join(lines)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
