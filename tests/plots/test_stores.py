"""The drawing of the stores: is the part under discussion lit?"""

from lstm_utils.plots import stores


def test_one_store_is_lit():
    """Are the words of the snow dark and all others pale, and all dark where none is chosen?"""

    def dark(figure):
        texts = figure.axes[0].texts
        return {t.get_text() for t in texts if t.get_text() and t.get_color() != stores.PALE}

    everything = dark(stores.draw_stores())
    assert {"snow", "soil", "groundwater", "river", "1 % a day"} <= everything
    lit = dark(stores.draw_stores("snow"))
    assert lit == {"snow", "snowfall", "below 0 °C", "melt", "3 mm a\nday and °C"}
