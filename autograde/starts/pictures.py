"""Figures as text within a notebook.

Colab shows no files beside a notebook, no attachments, and no SVG as text, but PNG as text.
"""

import base64
from functools import cache
from pathlib import Path

import matplotlib

ZOOM = 1.5  # of the size in JupyterLab: sharp, and not too wide for a column of Colab
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")  # the same letters on every machine
FILES = [str(FONTS / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]


@cache
def embedded(path: Path) -> str:
    """Return an SVG file as a data URI of a PNG on white ground."""
    import resvg_py

    pixels = resvg_py.svg_to_bytes(
        svg_string=path.read_text(encoding="utf-8"),
        zoom=ZOOM,
        dpi=96,
        background="white",
        font_files=FILES,
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
        skip_system_fonts=True,
    )
    return f"data:image/png;base64,{base64.b64encode(bytes(pixels)).decode('ascii')}"
