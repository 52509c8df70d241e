"""A generated catchment: rain and temperature, snow and two stores, and a river.

Days are rows; a year has 365 days and begins on 1 January. Water is in millimetres: the depth
over the area of the catchment.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lstm_utils.arrays import Array, BoolArray

YEAR = 365
MARCH, JUNE = 59, 151  # their first days, counted from 0
SNOW, SOIL, GROUND = 0, 1, 2  # columns of the stores


class Weather(NamedTuple):
    """Rain in mm per day, snowfall included, and temperature in degrees Celsius, (T,) each."""

    rain: Array
    temperature: Array


class Catchment(NamedTuple):
    """What happened: the weather, the stores at the end of each day, and the river.

    weather: Weather of T days. stores: snow, soil and groundwater in mm, (T, 3).
    runoff: what the gauge measured, in mm per day, (T,).
    """

    weather: Weather
    stores: Array
    runoff: Array


def weather(years: int, rng: np.random.Generator) -> Weather:
    """Draw the weather of some years.

    The temperature swings by 11 degrees around 5, coldest on 16 January, and warm and cold
    spells last a few days. A wet day follows a wet day with probability 0.6, a dry one with
    0.25; its rain has a gamma distribution with a mean of 6.4 mm.

    Args:
        years: how many, 1 or more.
        rng: numpy.random.Generator.

    Returns:
        Weather of 365 days for each year.
    """
    days = np.arange(YEAR * years)
    temperature = 5 - 11 * np.cos(2 * np.pi * (days - 15) / YEAR)
    rain, spell, wet = np.zeros(len(days)), 0.0, False
    for t in days:
        spell = 0.8 * spell + rng.normal(scale=2.0)
        wet = rng.random() < (0.6 if wet else 0.25)
        temperature[t] += spell
        rain[t] = rng.gamma(0.8, 8.0) if wet else 0.0
    return Weather(rain, temperature)


def flow(
    weather: Weather, start: Sequence[float] | Array = (0.0, 0.0, 0.0)
) -> tuple[Array, Array]:
    """Simulate snow, soil, groundwater and river, day by day.

    Below 0 degrees rain is snow. Of the snow, 3 mm melt a day for each degree above 0. Rain and
    melt enter the soil, of which some evaporates, 3 % seeps into the groundwater, and
    15 % of what exceeds 60 mm runs off quickly. 1 % of the groundwater runs off slowly.

    Args:
        weather: Weather of T days.
        start: snow, soil and groundwater before the first day in mm, 3 numbers; or (3, B) for
            B catchments with the same weather side by side.

    Returns:
        stores: snow, soil and groundwater at the end of each day, (T, 3), or (T, 3, B).
        runoff: in mm per day, (T,), or (T, B).
    """
    snow, soil, ground = np.array(start, dtype=float)
    stores, runoff = [], []
    for rain, degrees in zip(*weather, strict=True):
        warm = max(degrees, 0.0)
        melt = np.minimum(snow, 3 * warm)
        snow = snow - melt + (rain if degrees < 0 else 0.0)
        soil = soil + melt + (0.0 if degrees < 0 else rain)
        evaporated = 0.2 * warm * np.minimum(1, soil / 60)
        seeped = 0.03 * soil
        fast = 0.15 * np.maximum(soil - 60, 0)
        soil = np.maximum(soil - evaporated - seeped - fast, 0)
        ground = ground + seeped
        slow = 0.01 * ground
        ground = ground - slow
        stores.append((snow, soil, ground))
        runoff.append(fast + slow)
    return np.array(stores), np.array(runoff)


def catchment(years: int, rng: np.random.Generator) -> Catchment:
    """Generate a catchment and its measured river, after a year that fills the stores.

    Args:
        years: how many, 1 or more.
        rng: numpy.random.Generator.

    Returns:
        Catchment of 365 days for each year; the gauge is wrong by about 3 %.
    """
    drawn = weather(years + 1, rng)
    stores, runoff = flow(drawn)
    measured = runoff * np.exp(rng.normal(scale=0.03, size=len(runoff)))
    kept = Weather(*(series[YEAR:] for series in drawn))
    return Catchment(kept, stores[YEAR:], measured[YEAR:])


def inputs(weather: Weather) -> Array:
    """Return rain and temperature as columns, (T, 2)."""
    return np.column_stack(weather)


def day_of_year(T: int) -> Array:
    """Return the day of the year of T days, from 0 to 364."""
    return np.arange(T) % YEAR


def years(first: int, last: int) -> slice:
    """Return the days of the years from first to before last, counted from 0."""
    return slice(YEAR * first, YEAR * last)


def in_spring(T: int) -> BoolArray:
    """Return which of T days, the first one a 1 January, are in March, April or May."""
    return (day_of_year(T) >= MARCH) & (day_of_year(T) < JUNE)


def seasonal_mean(series: Array, T: int) -> Array:
    """Forecast T days, the first one a 1 January, by the mean of that day in full years."""
    by_day = series.reshape(-1, YEAR).mean(axis=0)
    return by_day[day_of_year(T)]


def flood(c: Catchment, day: int, added: Array, T: int = 150) -> tuple[Array, Array]:
    """Simulate what the river would do from a day on, with more snow or less, same weather.

    Args:
        c: Catchment.
        day: the first day that is simulated; the snow changes the evening before.
        added: millimetres of snow, (B,) float array; no more is taken than lies there.
        T: days.

    Returns:
        added: what was added, (B,).
        runoff: in mm per day, without the gauge's errors, (T, B).
    """
    start = np.repeat(c.stores[day - 1][:, None], len(added), axis=1)  # (3, B)
    before = start[SNOW].copy()
    start[SNOW] = np.maximum(before + added, 0)
    later = Weather(*(series[day : day + T] for series in c.weather))
    return start[SNOW] - before, flow(later, start)[1]
