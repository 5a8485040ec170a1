"""Pairs by Splink instead of the points: for long lists without ids, with the extra `link`.

Splink learns from the list itself how much each field tells (Fellegi and Sunter's model by expectation
maximisation), where the points are set by hand. Its match weight is given in the same points, so that the thresholds
of the study keep their meaning: a point is two bits, and `EVEN_ODDS` is where both answers are as likely.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from meal.model.errors import DataError, StudyError
from meal.model.identity import IdentityTable, Pairs
from meal.study.identity import Thresholds

FIELD_OF = {"first_name": "name", "last_name": "name", "phone": "phone", "sex": "sex", "birth_year": "birth_year",
            "site": "site", "code": "code"}  # fmt: skip
SEED = 1
BITS_OF_A_POINT, EVEN_ODDS = 2.0, 5.0
PAIRS_TO_LEARN_FROM = 2_000_000


def find_pairs_with_splink(
    table: IdentityTable, thresholds: Thresholds, *, within: bool = True, across: bool = True
) -> Pairs:
    """Pairs of records with at least `thresholds.loose` points, by Splink; the interface of `find_pairs`.

    Raises:
        StudyError: the extra is not installed.
        DataError: Splink cannot learn from so few records.

    Source: Linacre and others (2022), Splink, International Journal of Population Data Science 7.
    """
    try:
        import splink
        from splink.backends.duckdb import DuckDBAPI
        from splink.internals.exceptions import SplinkException
    except ImportError as missing:
        raise StudyError(
            "identity.rule: splink needs the extra 'link', which is not installed. "
            "Install it with: pip install 'meal-indicators[link]'. Or leave `rule` out: the points need nothing."
        ) from missing
    records = _records(table)
    fields = [name for name in FIELD_OF if (records[name].notna() & (records[name] != "")).any()]
    linker = splink.Linker(DuckDBAPI().register(records), _settings(fields), log_level=50)
    try:
        _train(linker, fields)
        found = linker.inference.predict(threshold_match_weight=_bits(thresholds.loose)).as_pandas_dataframe()
    except SplinkException as problem:
        raise DataError(
            f"identity.rule: splink could not learn from these {table.n_records} records who is who "
            f"({type(problem).__name__}). It needs thousands of records, among them some that are there twice. "
            "Leave `rule` out of the study file: the points work with few records."
        ) from problem
    return _pairs(table, found, fields, within=within, across=across)


def _bits(points: float) -> float:
    return (points - EVEN_ODDS) * BITS_OF_A_POINT


def _records(table: IdentityTable) -> Any:
    import pandas as pd

    names = pd.Series(table.name).str.split(n=1)
    blank = pd.Series(np.full(table.n_records, "", dtype=object))
    finest = blank
    for site in table.sites:
        finest = pd.Series(np.where(site == "", finest, site))
    years = pd.Series(table.birth_year)
    made = pd.DataFrame(
        {
            "unique_id": np.arange(table.n_records),
            "first_name": names.str[0],
            "last_name": names.str[1],
            "phone": pd.Series(table.phones[0]) if table.phones else blank,
            "sex": pd.Series(table.sex),
            "birth_year": years.map(lambda year: "" if np.isnan(year) else str(int(year))),
            "site": finest,
            "code": pd.Series(["".join(elements) for elements in zip(*table.code, strict=True)])
            if table.code
            else blank,
        }
    )
    texts = list(FIELD_OF)
    made[texts] = made[texts].astype(object).where(made[texts].notna() & (made[texts] != ""), None)
    return made


def _settings(fields: list[str]) -> Any:
    import splink.comparison_library as compare
    from splink import SettingsCreator, block_on

    comparison = {
        "first_name": compare.JaroWinklerAtThresholds("first_name", [0.92, 0.8]),
        "last_name": compare.JaroWinklerAtThresholds("last_name", [0.92, 0.8]),
        "phone": compare.LevenshteinAtThresholds("phone", [1]),
        "sex": compare.ExactMatch("sex"),
        "birth_year": compare.LevenshteinAtThresholds("birth_year", [1]),
        "site": compare.LevenshteinAtThresholds("site", [2]),
        "code": compare.LevenshteinAtThresholds("code", [1]),
    }
    for name in ("first_name", "last_name"):
        comparison[name] = comparison[name].configure(term_frequency_adjustments=True)
    keys = [key for key in _keys() if set(key) <= set(fields)]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[comparison[name] for name in fields],
        blocking_rules_to_generate_predictions=[block_on(*key) for key in keys],
        retain_intermediate_calculation_columns=True,
    )


def _keys() -> tuple[tuple[str, ...], ...]:
    return (
        ("phone",), ("code",), ("first_name", "last_name"), ("first_name", "birth_year", "site"),
        ("last_name", "birth_year", "site"), ("last_name", "birth_year", "sex"),
    )  # fmt: skip


def _train(linker: Any, fields: list[str]) -> None:
    from splink import block_on

    certain = [("first_name", "last_name", "birth_year", "site"), ("phone", "first_name"), ("code", "sex")]
    known = [block_on(*key) for key in certain if set(key) <= set(fields)]
    linker.training.estimate_probability_two_random_records_match(known, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_TO_LEARN_FROM, seed=SEED)
    for key in (("first_name", "last_name"), ("phone",), ("birth_year", "site"), ("code",)):
        if set(key) <= set(fields):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*key))


def _pairs(table: IdentityTable, found: Any, fields: list[str], *, within: bool, across: bool) -> Pairs:
    one, other = (found[f"unique_id_{side}"].to_numpy().astype(np.int64) for side in "lr")
    left, right = np.minimum(one, other), np.maximum(one, other)
    same_wave = table.wave_of[left] == table.wave_of[right]
    known = (table.person[left] != "") & (table.person[left] == table.person[right])
    chosen = np.flatnonzero((same_wave & within | ~same_wave & across) & ~known)
    chosen = chosen[np.lexsort((right[chosen], left[chosen]))]
    score = found["match_weight"].to_numpy().astype(np.float64)[chosen] / BITS_OF_A_POINT + EVEN_ODDS
    points = {field: np.zeros(len(chosen)) for field in dict.fromkeys(FIELD_OF.values())}
    for name in fields:
        for column in (f"mw_{name}", f"mw_tf_adj_{name}"):
            if column in found.columns:
                points[FIELD_OF[name]] += found[column].to_numpy().astype(np.float64)[chosen] / BITS_OF_A_POINT
    # What is left is how rare pairs of one person are: the longer the list, the rarer.
    points["list"] = score - np.sum(list(points.values()), axis=0)
    return Pairs(left[chosen], right[chosen], points, score)
