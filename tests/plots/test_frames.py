"""Figures without a kernel: does the page show what the widgets would?"""

import base64
import gzip
import json
from html.parser import HTMLParser

import ipywidgets
import numpy as np
from IPython.core.formatters import DisplayFormatter

from lstm_utils import plots
from lstm_utils.plots import frames

HTML, WIDGET = "text/html", "application/vnd.jupyter.widget-view+json"
VOID = {"img", "input"}


def draw(**numbers):
    """Draw a figure that looks different for each sum of the numbers."""
    figure, ax = plots.new_figure(height=1.0)
    ax.plot([0, sum(numbers.values())])
    return figure


def words(**numbers):
    return " & ".join(f"<{name}> = {value:g}" for name, value in numbers.items())


class Page(HTMLParser):
    """The elements of a page, and the data of its figure."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open, self.texts = [], [], {}
        self.feed(text)
        assert self.open == []
        self.data = json.loads(self.texts["script", "application/json"])

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append((tag, dict(attributes).get("type")))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        self.texts[self.open[-1] if self.open else None] = data

    def all(self, tag):
        """Return the attributes of all elements of a kind."""
        return [attributes for name, attributes in self.found if name == tag]

    def pictures(self):
        """Return the recorded pictures (SVG) in the order of the frames."""
        packed = [self.data["pictures"][number] for number, _ in self.data["shown"]]
        return [gzip.decompress(base64.b64decode(each)) for each in packed]

    def captions(self):
        """Return the recorded captions."""
        return [caption for _, caption in self.data["shown"]]


def shown(box):
    """Return the page of a figure."""
    return Page(frames.frames_html(box))


def test_the_switch_decides_what_a_cell_displays(monkeypatch):
    """Is a figure a widget in the notebook, and HTML alone with the switch on?"""
    box = plots.with_frames(draw, words, n=((1, 2, 3), 2))
    show = DisplayFormatter().format
    monkeypatch.delenv(frames.SWITCH, raising=False)
    assert WIDGET in show(box)[0]
    assert HTML not in show(box)[0]
    monkeypatch.setenv(frames.SWITCH, "frames")
    bundle = show(box)[0]
    assert WIDGET not in bundle
    assert bundle["text/plain"] == "<n> = 2"
    assert bundle[HTML] == frames.frames_html(box)


def test_frames_are_those_of_the_widgets():
    """Has each value of a slider its picture and caption, the first one without scripts?"""
    box = plots.with_frames(draw, words, interval=300, n=((1, 2, 3), 2))
    page = shown(box)
    expected = [bytes(frame.children[0].value) for frame in box.children[-1].children]
    assert page.pictures() == expected
    assert page.captions() == [f"<n> = {n}" for n in (1, 2, 3)]
    (image,), (slider,), (button,) = map(page.all, ("img", "input", "button"))
    address, _, picture = image["src"].partition(",")
    assert address == "data:image/svg+xml;base64"
    assert base64.b64decode(picture) == expected[1]
    assert image["alt"] == "<n> = 2"
    assert (slider["type"], slider["max"], slider["value"]) == ("range", "2", "1")
    assert button["data-interval"] == "300"
    assert '<p role="status">&lt;n&gt; = 2</p>' in frames.frames_html(box)


def test_nothing_collides_and_nothing_is_loaded():
    """Is the HTML free of ids, addresses and captions that end a script?"""
    text = frames.frames_html(
        plots.with_frames(draw, lambda n: f"{n} </script>", n=((1, 2), 1))
    )
    page = Page(text)
    assert page.captions() == ["1 </script>", "2 </script>"]
    assert not [attributes for _, attributes in page.found if "id" in attributes]
    assert "://" not in text


def test_equal_pictures_are_stored_once():
    """Is a picture that comes twice in the data once?"""
    page = shown(plots.with_frames(lambda n: draw(n=n % 2), words, n=(range(6), 0)))
    assert len(page.data["pictures"]) == 2
    assert [number for number, _ in page.data["shown"]] == [0, 1] * 3


def test_few_combinations_are_all_there():
    """Are two short sliders recorded in all combinations, the last one fastest?"""
    page = shown(plots.with_sliders(draw, words, a=(0, 1, 1, 0), b=((2, 5), 5)))
    assert page.data["grid"] is True
    assert page.captions() == [f"<a> = {a} & <b> = {b}" for a in (0, 1) for b in (2, 5)]
    assert page.data["starts"] == [0, 1]
    assert not page.all("p")[:-1]


def test_two_long_sliders_have_a_coarse_grid(monkeypatch):
    """Are two sliders recorded in all combinations of their ends, start and some others?"""
    monkeypatch.setattr(frames, "MOST_DRAWN", 9)
    monkeypatch.setattr(frames, "FEWEST", 3)
    page = shown(plots.with_sliders(draw, words, a=(0, 99, 1, 97), b=(0, 99, 1, 0)))
    assert page.data["labels"] == [["0", "97", "99"], ["0", "50", "99"]]
    assert page.captions() == [
        f"<a> = {a} & <b> = {b}" for a in (0, 97, 99) for b in (0, 50, 99)
    ]


def test_many_combinations_move_one_slider_at_a_time(monkeypatch):
    """Does each slider move with the others at their start, with its ends and its start?"""
    drawn = []
    monkeypatch.setattr(frames, "MOST_DRAWN", 12)
    box = plots.with_player(
        lambda **numbers: drawn.append(numbers) or draw(**numbers),
        words,
        "b",
        a=(0.0, 10.0, 0.1, 0.3),
        b=(1, 100, 1, 50),
    )
    page = shown(box)
    data = page.data
    assert (data["grid"], data["played"]) == (False, 1)
    a, b = data["labels"]
    assert {"0", "0.3", "10"} < set(a)
    assert {"1", "50", "100"} < set(b)
    assert (len(a), len(b)) == (6, 7)  # the button moves b
    assert [a[data["starts"][0]], b[data["starts"][1]]] == ["0.3", "50"]
    expected = [f"<a> = {n} & <b> = 50" for n in a] + [f"<a> = 0.3 & <b> = {n}" for n in b]
    assert page.captions() == expected
    assert len(drawn) == len(a) + len(b) - 1  # the start is drawn once
    assert [slider.value for slider in box.children[1:3]] == [0.3, 50]
    assert frames.OTHERS in frames.frames_html(box)
    assert frames.MORE in frames.frames_html(box)


def test_pictures_that_are_html_move_as_well():
    """Is a figure with a picture that reacts to the pointer recorded as pictures?"""
    page = shown(plots.interactive_transitions(np.array([[0.2, 0.8], [0.6, 0.4]]), "ab"))
    assert page.data["labels"] == [["a", "b"]]
    assert all(svg.startswith(b"<svg") for svg in page.pictures())
    assert len(set(page.captions())) == 2


def test_a_control_without_values_has_samples():
    """Is a figure that asks for a text recorded for the start and for other texts?"""
    field = ipywidgets.Textarea(value="one", description="text")
    picture, sentence = ipywidgets.HTML(), ipywidgets.HTML()

    def redraw(_change=None):
        picture.value, sentence.value = f"<svg>{field.value}</svg>", frames.status(field.value)

    field.observe(redraw, "value")
    redraw()
    box = frames.Moving(field, picture, sentence, samples=("one", "another text " * 9))
    page = shown(box)
    assert page.captions() == ["one", "another text " * 9]
    assert page.data["labels"] == [["one", "another text another ..."]]
    assert field.value == "one"
    assert frames.MORE in frames.frames_html(box)
