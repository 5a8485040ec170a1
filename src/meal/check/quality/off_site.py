"""Interviews held far from the site that they name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.check.quality.doubt import Doubt, Looked, numbers_of
from meal.model.arrays import FloatArray
from meal.model.columns import CodedColumn

EARTH_KM = 6371.0088
"""Mean radius."""
FEWEST = 5
"""Interviews from which on their middle says where a site is."""


def off_site(looked: Looked) -> Iterator[Doubt]:
    """Records farther from their site than the study allows; places themselves are never told."""
    settings = looked.settings.off_site
    latitude, longitude = looked.column(settings.latitude), looked.column(settings.longitude)
    site = looked.column(looked.settings.site)
    if latitude is None or longitude is None:
        return
    north, east = (numbers_of(column)[column.codes[looked.rows]] for column in (latitude, longitude))
    known = np.isfinite(north) & np.isfinite(east) & (np.abs(north) <= 90) & (np.abs(east) <= 180)
    away = np.full(len(north), np.nan)
    for members, centre in _sites(looked, site, known, north, east):
        away[members] = kilometres(north[members], east[members], *centre)
    with np.errstate(invalid="ignore"):
        far = away > settings.km
    if far.any():
        name = looked.settings.site
        yield Doubt(
            "off_site", settings.severity, looked.rows[far], "record", "", {"km": f"{settings.km:g}"},
            [
                {"away": f"{distance:.0f}", "site": looked.shown(name, row) if name and site is not None else ""}
                for row, distance in zip(looked.rows[far].tolist(), away[far].tolist(), strict=True)
            ],
        )  # fmt: skip


def _sites(
    looked: Looked, site: CodedColumn | None, known: np.ndarray, north: FloatArray, east: FloatArray
) -> Iterator[tuple[np.ndarray, tuple[float, float]]]:
    """The places of a site's interviews among the kept records, and where the site is."""
    if site is None:
        return
    codes = site.codes[looked.rows]
    answered = site.answered()[looked.rows]
    for code in np.unique(codes[known & answered]).tolist():
        members = np.flatnonzero(known & (codes == code))
        declared = looked.settings.off_site.centres.get(str(site.texts[code]).strip())
        if declared is not None:
            yield members, declared
        elif len(members) >= FEWEST:
            yield members, (float(np.median(north[members])), float(np.median(east[members])))


def kilometres(north: FloatArray, east: FloatArray, centre_north: float, centre_east: float) -> FloatArray:
    """Distance over the globe from a centre, in kilometres; all angles in degrees.

    Source: the haversine formula, Sinnott (1984); within 0.6% of the ellipsoid.
    """
    phi, phi_centre = np.radians(north), np.radians(centre_north)
    across, along = (phi - phi_centre) / 2, np.radians(east - centre_east) / 2
    chord = np.sin(across) ** 2 + np.cos(phi) * np.cos(phi_centre) * np.sin(along) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1))), dtype=np.float64)
