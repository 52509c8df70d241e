"""Figures of lesson 20: do they show the numbers that they are given?"""

from lstm_utils import plots
from lstm_utils.plots import translation


def test_parts_that_are_not_discussed_are_faint():
    """Is the encoder's first word dark only where the encoder is under discussion?"""
    colours = {}
    for lit in ("", "encode", "teacher", "greedy"):
        texts = {
            text.get_text(): text.get_color()
            for text in plots.draw_translator(lit).axes[0].texts
        }
        colours[lit] = texts["dogs"], texts["end"]
    dark = {lit: tuple(c == translation.INK for c in pair) for lit, pair in colours.items()}
    written = False, True
    assert dark == {
        "": (True, True),
        "encode": (True, False),
        "teacher": written,
        "greedy": written,
    }


def test_curves_and_lengths():
    """Is each share where it belongs, and have seeds of one kind one look and one label?"""
    figure = plots.draw_exact_curves(
        {"a, seed 0": {50: 0.1, 100: 0.4}, "a, seed 1": {50: 0.2}, "b": {50: 0}}
    )
    lines = figure.axes[0].lines
    assert lines[0].get_xydata().tolist() == [[50, 0.1], [100, 0.4]]
    assert lines[0].get_color() == lines[1].get_color() != lines[2].get_color()
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["a", "b"]
    figure = plots.draw_by_length({"one": {"2-5": 1.0, "6-8": 0.5}})
    assert figure.axes[0].lines[0].get_ydata().tolist() == [1.0, 0.5]


def test_what_the_lesson_says_about_the_recorded_nets():
    """Are the claims of the prose those of the table?"""
    table = plots.recorded_translators()
    exact = {kind: [seed["exact"] for seed in seeds.values()] for kind, seeds in table.items()}
    assert {
        len(exact[kind]) for kind in ("reversed", "not reversed", "short", "scheduled")
    } == {3}
    pairs = zip(exact["reversed"], exact["not reversed"], strict=True)
    assert all(ahead - behind > 0.04 for ahead, behind in pairs)
    pairs = zip(exact["reversed"], exact["scheduled"], strict=True)
    assert all(0.005 < ahead - behind < 0.025 for ahead, behind in pairs)
    pairs = zip(exact["reversed, long"], exact["not reversed, long"], strict=True)
    assert all(abs(ahead - behind) < 0.01 for ahead, behind in pairs)
    assert all(seed["longer than in training"] < 0.15 for seed in table["reversed"].values())
    beams = [seed["beams"] for seed in table["reversed"].values()]
    assert all(
        abs(b["k=4, alpha=1.0"]["exact"] - b["k=1, alpha=1.0"]["exact"]) < 0.02 for b in beams
    )
