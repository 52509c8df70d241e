"""Lesson 23's claims about the recorded players."""

from lstm_utils import plots


def won(length):
    """Return the shares of 500 new games that were won, by player, one for each seed."""
    rows = plots.recorded_players()[length]
    assert all(list(seeds) == ["0", "1", "2"] for seeds in rows.values())
    return {name: [row["won"] for row in seeds.values()] for name, seeds in rows.items()}


def test_memory_is_worth_little_at_first():
    """Are the players with and without memory within ten points after 600 updates?"""
    shares = won("invaders")
    assert max(shares["LSTM"]) - min(shares["without memory"]) < 0.1


def test_memory_pays_later():
    """Does the worst player with memory beat the best one without, after 3,000 updates?"""
    shares = won("longer")
    assert min(shares["LSTM"]) > max(shares["without memory"]) + 0.05


def test_without_memory_the_curve_is_flat():
    """Does a player without memory gain less than five points in the last half?"""
    for row in plots.recorded_players()["longer"]["without memory"].values():
        curve = list(row["curve"].values())
        assert curve[-1] - curve[len(curve) // 2] < 0.05


def test_after_600_updates_the_lstm_alone_goes_on_learning():
    """From update 600 on, is a gain of more than ten points the LSTM's alone?"""
    for name, seeds in plots.recorded_players()["longer"].items():
        for row in seeds.values():
            gain = row["curve"]["3000"] - row["curve"]["600"]
            assert (gain > 0.1) == (name == "LSTM")
