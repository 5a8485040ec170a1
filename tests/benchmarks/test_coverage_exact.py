"""The coverage study on cases that can be worked out by hand, and against the table of METHODS 3."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.coverage_study.bands import Band, band_means
from benchmarks.coverage_study.clusters import cluster_sizes, clustered_cell
from benchmarks.coverage_study.exact import numbers_in_one_frame, simple_medians, simple_shares
from benchmarks.coverage_study.grid import REDUCED
from benchmarks.coverage_study.record import Limits, Measured, Setting, measured
from benchmarks.coverage_study.tables import paired_tables

SMALL = replace(REDUCED, sizes=(10,), fine=(0.5,), shares=(0.5,), enumerated_pairs=(2,), drawn_pairs=())


def test_wilson_of_ten_holds_a_half_unless_one_or_none_is_on_a_side():
    # Of 10, Wilson's limits leave out 1/2 for 0, 1, 9 and 10: 2·(1 + 10) of 1,024 samples.
    (cell,) = simple_shares(SMALL)

    assert cell.coverage == pytest.approx(1 - 22 / 1024)
    assert (cell.mc_error, cell.without, cell.replicates, cell.methods) == (0.0, pytest.approx(0), 0, "wilson 100%")


def test_the_second_and_the_ninth_of_ten_answers_hold_the_median_as_often():
    (cell,) = simple_medians(SMALL)

    assert cell.coverage == pytest.approx(1 - 22 / 1024)
    assert cell.width == pytest.approx(0.7)


def test_two_pairs_never_prove_that_nothing_changed():
    # One gained and one lost, or none: limits hold 0. Two gained: Tango's lower limit is under 0 as well.
    unchanged = [cell for cell in paired_tables(SMALL, np.random.default_rng(1)) if cell.setting.p_other == 0.5]

    assert [cell.coverage for cell in unchanged] == [pytest.approx(1), pytest.approx(1)]


def test_a_frame_that_was_asked_nearly_whole_is_known_nearly_exactly():
    wide, _, narrow = sorted(numbers_in_one_frame(SMALL), key=lambda cell: -cell.width)

    assert wide.setting.detail == "frame of 100"
    assert narrow.setting.detail == "frame of 12"
    assert narrow.width < wide.width / 2


@pytest.mark.parametrize(
    ("n_psu", "size", "share", "icc", "expected"),
    [
        # METHODS 3, 6,000 samples: Wald-t, logit-t, Korn–Graubard, Wilson-t, Wilson ignoring clusters.
        (8, 20, 0.10, 0.05, (92.0, 95.5, 96.0, 95.3, 85.1)),
        (12, 25, 0.05, 0.03, (91.6, 95.1, 95.8, 95.0, 87.8)),
        (30, 20, 0.03, 0.05, (91.0, 94.1, 95.2, 93.9, 86.2)),
        (30, 20, 0.50, 0.10, (94.6, 94.9, 95.5, 94.8, 76.3)),
    ],
)
def test_the_small_table_of_the_specification_comes_out_again(n_psu, size, share, icc, expected):
    sizes = cluster_sizes(n_psu, n_psu * size, unequal=False)
    cells = {
        cell.setting.interval: cell
        for cell in clustered_cell(np.random.default_rng(4), sizes, icc, share, 2_000, False, True)
    }
    order = ("compared_wald_t", "alone_logit_t", "alone_korn_graubard", "alone_wilson_neff_t")

    for name, percent in zip((*order, "compared_wilson_ignoring_psu"), expected, strict=True):
        error = (cells[name].mc_error ** 2 + cells[name].coverage * (1 - cells[name].coverage) / 6_000) ** 0.5
        assert cells[name].coverage == pytest.approx(percent / 100, abs=3 * error + 0.0005)


def test_an_interval_that_is_not_given_counts_neither_way():
    limits = Limits(np.array([0.0, 0.4, np.nan, 0.6]), np.array([0.5, 0.6, np.nan, 0.8]), "logit_t")
    found = measured(Setting("share_psu", 20, 0.5), limits, 0.5)

    assert found.coverage == pytest.approx(2 / 3)
    assert found.width == pytest.approx((0.5 + 0.2 + 0.2) / 3)
    assert (found.without, found.replicates) == (0.25, 4)


def cell(share: float, coverage: float, n: int = 100, *, judged: bool = True) -> Measured:
    setting = Setting("share_psu", n, share, judged=judged)
    return Measured(setting, coverage, 0.003, 0.1, 0.0, 6_000, "logit_t")


def the_band(bands: list[Band], name: str) -> Band:
    return next(band for band in bands if band.band == name)


def test_a_band_fails_by_its_mean_and_beyond_three_errors():
    low = band_means([cell(0.06, 0.90), cell(0.1, 0.93)])
    chance = band_means([cell(0.06, 0.935), cell(0.1, 0.94)])

    assert the_band(low, ".05–.2").coverage == pytest.approx(0.915)
    assert the_band(low, ".05–.2").fails
    assert not the_band(chance, ".05–.2").fails


def test_a_share_on_an_edge_is_in_both_bands_and_few_counted_are_in_none():
    bands = band_means([cell(0.05, 0.95), cell(0.95, 0.95), cell(0.04, 0.5)])

    assert {band.band for band in bands} == {".01–.05", ".05–.2", ".8–.95", ".95–.99"}


def test_a_method_beside_the_default_does_not_fail():
    assert not the_band(band_means([cell(0.5, 0.5, judged=False)]), ".2–.8").fails
