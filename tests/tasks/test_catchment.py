"""The generated catchment: does its water add up, and is its weather as described?"""

import numpy as np
import pytest

from lstm_utils.tasks import catchment as river


@pytest.fixture(scope="module")
def ten_years():
    """A catchment of ten years."""
    return river.catchment(10, np.random.default_rng(0))


def test_weather_is_as_described(ten_years):
    """Are seasons, spells, wet days and amounts those of the docstring?"""
    rain, degrees = ten_years.weather
    assert rain.shape == degrees.shape == (3650,)
    by_day = degrees.reshape(10, 365).mean(axis=0)
    expected = 5 - 11 * np.cos(2 * np.pi * (np.arange(365) - 15) / 365)
    assert np.corrcoef(by_day, expected)[0, 1] > 0.95
    assert degrees.mean() == pytest.approx(5, abs=0.5)
    wet = rain > 0
    assert wet[1:][wet[:-1]].mean() == pytest.approx(0.6, abs=0.04)
    assert wet[1:][~wet[:-1]].mean() == pytest.approx(0.25, abs=0.04)
    assert rain[wet].mean() == pytest.approx(6.4, rel=0.08)


def test_no_water_is_lost_without_evaporation():
    """Below zero, does all rain lie as snow, and all runoff come from the stores?"""
    cold = river.Weather(np.full(5, 2.0), np.full(5, -3.0))
    stores, runoff = river.flow(cold, (10.0, 100.0, 50.0))
    assert stores[:, river.SNOW].tolist() == [12, 14, 16, 18, 20]
    total = stores.sum(axis=1) + runoff.cumsum()
    np.testing.assert_allclose(total, 160 + 2 * np.arange(1, 6))


def test_one_day_in_numbers():
    """Do melt, evaporation, percolation and both flows have their sizes?"""
    stores, runoff = river.flow(
        river.Weather(np.array([5.0]), np.array([2.0])), (4.0, 71.0, 99.0)
    )
    snow, soil, ground = stores[0]  # 4 of 6 mm melt; the soil has 80 mm before it loses
    assert snow == 0
    assert soil == pytest.approx(80 - 0.4 - 2.4 - 3.0)
    assert runoff[0] == pytest.approx(3.0 + (99 + 2.4) * 0.01)
    assert ground == pytest.approx((99 + 2.4) * 0.99)


def test_side_by_side_is_one_after_the_other(ten_years):
    """Does each of several starts give what it gives alone?"""
    weather = river.Weather(*(series[:200] for series in ten_years.weather))
    starts = np.array([[0.0, 80.0], [50.0, 70.0], [10.0, 300.0]])
    stores, runoff = river.flow(weather, starts)
    for n in (0, 1):
        alone = river.flow(weather, starts[:, n])
        np.testing.assert_allclose(stores[..., n], alone[0])
        np.testing.assert_allclose(runoff[:, n], alone[1])


def test_the_gauge_is_wrong_by_three_percent(ten_years):
    """Is the measured river the simulated one up to noise, continued from the stores?"""
    weather = river.Weather(*(series[365:] for series in ten_years.weather))
    _, runoff = river.flow(weather, ten_years.stores[364])
    noise = np.log(ten_years.runoff[365:] / runoff)
    assert noise.std() == pytest.approx(0.03, rel=0.1)
    assert abs(noise.mean()) < 0.003


def test_snow_keeps_the_winter_for_the_flood(ten_years):
    """Lies most snow in late winter, and is the river highest in spring?"""
    by_day = ten_years.stores[:, river.SNOW].reshape(10, 365).mean(axis=0)
    assert 30 < by_day.argmax() < 110
    flow_by_day = ten_years.runoff.reshape(10, 365).mean(axis=0)
    assert 70 < flow_by_day.argmax() < 150
    assert river.day_of_year(800)[[0, 364, 365, 799]].tolist() == [0, 364, 0, 69]
    assert river.inputs(ten_years.weather).shape == (3650, 2)


def test_a_flood_continues_the_river(ten_years):
    """Is a flood without more snow the river itself, and does more snow bring more water?"""
    day = 3 * 365 + river.MARCH
    added, runoff = river.flood(ten_years, day, np.array([0.0, 40.0, -1e4]), T=120)
    assert added.tolist() == [0, 40, -ten_years.stores[day - 1, river.SNOW]]
    noise = ten_years.runoff[day : day + 120] / runoff[:, 0] - 1
    assert abs(noise).max() < 0.15
    assert runoff[:, 1].sum() > runoff[:, 0].sum() + 20
    assert runoff[:, 2].sum() <= runoff[:, 0].sum()


def test_days_have_their_years_and_seasons():
    """Are years, spring and seasonal means those of the calendar?"""
    assert np.arange(3 * 365)[river.years(1, 2)][[0, -1]].tolist() == [365, 729]
    assert np.flatnonzero(river.in_spring(400)).tolist() == list(range(59, 151))
    two = np.concatenate([np.zeros(365), np.full(365, 4.0)])
    assert set(river.seasonal_mean(two, 400)) == {2}
