"""Interactive figures: sliders above a picture, from an ordinary drawing function.

`with_frames` draws every picture of one slider beforehand: the browser shows them without the
kernel. Where that would be too many, `with_sliders` draws one when a slider is released.
All return a `Moving`, which the website shows without a kernel (`frames`).
"""

import time
from collections.abc import Callable
from typing import Any

import ipywidgets
from matplotlib.figure import Figure

from .frames import MOST_FRAMES, Moving, status
from .style import svg_bytes

Slider = ipywidgets.SelectionSlider | ipywidgets.IntSlider | ipywidgets.FloatSlider
WAIT = 2.0  # a player shows each picture for at least this many times its drawing time
LAYOUT = {"width": "420px", "max_width": "100%"}


def with_frames(
    draw: Callable[..., Figure],
    caption: Callable[..., str],
    interval: int | None = None,
    **ranges: tuple,
) -> ipywidgets.VBox:
    """Draw every picture of one slider beforehand, so that no drag waits for the kernel.

    Args:
        draw, caption: as in with_sliders, of one keyword argument.
        interval: milliseconds from one picture to the next of a play button; no button if None.
        **ranges: (values, start) for that argument: at most 60 values, and one of them.

    Returns:
        ipywidgets.VBox: the play button if any, the slider, and a Stack with one VBox of
        picture (SVG) and caption for each value. The browser links them.

    Raises:
        ValueError: if there is not exactly one slider, or it has more than 60 values.
    """
    sizes = [len(values) for values, _ in ranges.values()]
    if len(sizes) != 1 or not 1 <= sizes[0] <= MOST_FRAMES:
        raise ValueError(
            f"with_frames expects one slider of 1 to {MOST_FRAMES} values; got {len(sizes)} "
            f"sliders of {sizes} values"
        )
    name, (values, start) = next(iter(ranges.items()))
    slider = ipywidgets.SelectionSlider(
        options=list(values), value=start, description=name, layout=LAYOUT
    )
    frames = [_frame(draw(**{name: value}), caption(**{name: value})) for value in values]
    stack = ipywidgets.Stack(frames, selected_index=slider.index)
    ipywidgets.jslink((slider, "index"), (stack, "selected_index"))  # runs in the browser
    if interval is None:
        return Moving(slider, stack)
    last, at = len(values) - 1, slider.index
    play = ipywidgets.Play(min=0, max=last, value=at, interval=interval)
    ipywidgets.jslink((play, "value"), (slider, "index"))
    return Moving(play, slider, stack)


def with_sliders(
    draw: Callable[..., Figure], caption: Callable[..., str], **ranges: tuple
) -> ipywidgets.VBox:
    """Show what `draw` draws, and draw it again when a slider is released.

    A picture takes about 0.3 s, so a slider that redrew while it moves would lag behind.
    Pictures are kept: one that was shown before appears at once.

    Args:
        draw: function of keyword numbers, one for each slider, that returns a Figure.
        caption: function of the same numbers that returns one or two plain sentences: what
            the picture shows, for readers who cannot see it and for everybody else.
        **ranges: (lowest, highest, step, start) for each argument of draw; with integers
            only, the slider has integer steps. Or (values, start), for a list of values.

    Returns:
        ipywidgets.VBox: the sliders, the picture (SVG) and the caption, in this order.
    """
    return _box(draw, caption, ranges, lambda seconds: None)[0]


def with_player(
    draw: Callable[..., Figure],
    caption: Callable[..., str],
    player: str,
    interval: int = 1000,
    **ranges: tuple,
) -> ipywidgets.VBox:
    """Show the same as with_sliders, with a play button that moves one of the sliders.

    The slider moves together with the picture, and the button waits for slow pictures.

    Args:
        draw, caption, **ranges: as in with_sliders.
        player: the name of the slider that the button moves, one of integers.
        interval: milliseconds from one picture to the next; more where drawing is slow.

    Returns:
        ipywidgets.VBox: the play button, then what with_sliders returns.
    """
    play = ipywidgets.Play(interval=interval)

    def wait(seconds: float) -> None:
        play.interval = max(interval, int(1000 * WAIT * seconds))

    box, sliders = _box(draw, caption, ranges, wait)
    slider = next(slider for slider in sliders if slider.description == player)
    play.min, play.max, play.step, _ = ranges[player]
    play.value = slider.value
    ipywidgets.link((slider, "value"), (play, "value"))  # through the kernel, with the picture
    box.children, box.played = (play, *box.children), sliders.index(slider)
    return box


def _box(
    draw: Callable[..., Figure],
    caption: Callable[..., str],
    ranges: dict[str, tuple],
    drawn: Callable[[float], None],
) -> tuple[Moving, list[Slider]]:
    """Build the box of with_sliders; `drawn` receives the seconds that a new picture took."""
    sliders = [_slider(name, *numbers) for name, numbers in ranges.items()]
    picture, sentence = _frame().children
    pictures: dict[tuple, bytes] = {}

    def redraw(_change: object = None) -> None:
        values = {slider.description: slider.value for slider in sliders}
        key = tuple(values.values())
        if key not in pictures:
            start = time.perf_counter()
            pictures[key] = svg_bytes(draw(**values))
            drawn(time.perf_counter() - start)
        picture.value = pictures[key]
        sentence.value = status(caption(**values))

    for slider in sliders:
        slider.observe(redraw, names="value")
    redraw()
    return Moving(*sliders, picture, sentence), sliders


def _frame(figure: Figure | None = None, sentence: str = "") -> ipywidgets.VBox:
    """Make a picture with its caption below."""
    picture = ipywidgets.Image(format="svg+xml", layout={"max_width": "100%"})
    if figure is not None:
        picture.value = svg_bytes(figure)
    return Moving(picture, ipywidgets.HTML(status(sentence)))


def _slider(name: str, *numbers: Any) -> Slider:
    """Make one slider: over a list of values, or of integers if all its numbers are."""
    look = {
        "description": name,
        "layout": LAYOUT,
        "continuous_update": False,
    }
    if len(numbers) == 2:
        values, start = numbers
        return ipywidgets.SelectionSlider(options=values, value=start, **look)
    lowest, highest, step, start = numbers
    whole = all(isinstance(number, int) for number in (lowest, highest, step, start))
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    limits = {"min": lowest, "max": highest, "step": step, "value": start}
    return kind(**limits, **look)
