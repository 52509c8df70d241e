"""Interactive figures: sliders above a picture, from an ordinary drawing function."""

import html
from collections.abc import Callable

import ipywidgets
from matplotlib.figure import Figure

from .style import svg_bytes

Slider = ipywidgets.SelectionSlider | ipywidgets.IntSlider | ipywidgets.FloatSlider


def with_sliders(
    draw: Callable[..., Figure], caption: Callable[..., str], **ranges: tuple
) -> ipywidgets.VBox:
    """Show what `draw` draws, and draw it again when a slider is released.

    A picture takes about 0.3 s, so a slider that redrew while it moves would lag behind.

    Args:
        draw: function of keyword numbers, one for each slider, that returns a Figure.
        caption: function of the same numbers that returns one or two plain sentences: what
            the picture shows, for readers who cannot see it and for everybody else.
        **ranges: (lowest, highest, step, start) for each argument of draw; with integers
            only, the slider has integer steps. Or (values, start), for a list of values.

    Returns:
        ipywidgets.VBox: the sliders, the picture (SVG) and the caption, in this order.
    """
    sliders = [_slider(name, *numbers) for name, numbers in ranges.items()]
    picture = ipywidgets.Image(format="svg+xml", layout={"max_width": "100%"})
    sentence = ipywidgets.HTML()

    def redraw(_change: object = None) -> None:
        values = {slider.description: slider.value for slider in sliders}
        picture.value = svg_bytes(draw(**values))
        sentence.value = f'<p role="status">{html.escape(caption(**values))}</p>'

    for slider in sliders:
        slider.observe(redraw, names="value")
    redraw()
    # Without this the box would stretch the picture to the width of the page.
    return ipywidgets.VBox([*sliders, picture, sentence], layout={"align_items": "flex-start"})


def with_player(
    draw: Callable[..., Figure],
    caption: Callable[..., str],
    player: str,
    interval: int = 1000,
    **ranges: tuple,
) -> ipywidgets.VBox:
    """Show the same as with_sliders, with a play button that moves one of the sliders.

    Args:
        draw, caption, **ranges: as in with_sliders.
        player: the name of the slider that the button moves, one of integers.
        interval: milliseconds from one picture to the next.

    Returns:
        ipywidgets.VBox: the play button, then what with_sliders returns.
    """
    box = with_sliders(draw, caption, **ranges)
    slider = next(child for child in box.children if child.description == player)
    limits = {"min": slider.min, "max": slider.max, "value": slider.value}
    play = ipywidgets.Play(**limits, step=slider.step, interval=interval)
    ipywidgets.jslink((play, "value"), (slider, "value"))  # runs in the browser
    box.children = (play, *box.children)
    return box


def _slider(name: str, *numbers) -> Slider:
    """Make one slider: over a list of values, or of integers if all its numbers are."""
    look = {"description": name, "layout": {"width": "420px"}, "continuous_update": False}
    if len(numbers) == 2:
        values, start = numbers
        return ipywidgets.SelectionSlider(options=values, value=start, **look)
    lowest, highest, step, start = numbers
    whole = all(isinstance(number, int) for number in (lowest, highest, step, start))
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    limits = {"min": lowest, "max": highest, "step": step, "value": start}
    return kind(**limits, **look)
