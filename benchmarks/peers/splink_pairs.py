"""Splink's pairs in a register: run by `identity.py` in a Python that has Splink 5 and DuckDB.

    python splink_pairs.py REGISTER.csv PAIRS.csv

Prints the seconds it took, training included, from the data frame on. Settings are its own library's, as its
documentation has them for people; names and numbers in small letters without spaces, which it does not do itself.
"""

from __future__ import annotations

import logging
import sys
import time

import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

logging.disable(logging.CRITICAL)


COMPARED = {
    "first_name": cl.JaroWinklerAtThresholds("first_name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
    "surname": cl.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(term_frequency_adjustments=True),
    "phone": cl.LevenshteinAtThresholds("phone", [1]),
    "birth_year": cl.LevenshteinAtThresholds("birth_year", [1]),
    "sex": cl.ExactMatch("sex"),
    "village": cl.LevenshteinAtThresholds("village", [2]),
    "respondent": cl.DamerauLevenshteinAtThresholds("respondent", [1]),
    "counsellor": cl.ExactMatch("counsellor"),
    "day": cl.ExactMatch("day"),
}
BLOCKED = (
    ("respondent",),
    ("phone",),
    ("first_name", "surname"),
    ("first_name", "birth_year", "village"),
    ("surname", "birth_year", "village"),
    ("surname", "birth_year", "sex"),
    ("counsellor", "day"),
)
CERTAIN = (("first_name", "surname", "birth_year", "village"), ("phone", "first_name"), ("respondent", "sex"))
TRAINED = (("first_name", "surname"), ("phone",), ("birth_year", "village"), ("respondent",), ("counsellor", "day"))


def main() -> None:
    """Read, train, predict, write."""
    frame = pd.read_csv(sys.argv[1], dtype=str).drop(columns=["truth"])
    started = time.perf_counter()
    if "name" in frame:
        name = frame["name"].str.lower().str.split(n=1)
        frame["first_name"], frame["surname"] = name.str[0], name.str[1]
    if "phone" in frame:
        digits = frame["phone"].str.replace(r"\D", "", regex=True)
        frame["phone"] = digits.str[-10:].where(digits.str.len() >= 7)
    # Of two waves, only what both asked: what one lacks is missing for all its records.
    waves = [of.drop(columns="wave") for _, of in frame.groupby("wave")] if "wave" in frame else [frame]
    there = {column for column in waves[0] if all(wave[column].notna().any() for wave in waves)}
    comparisons = [made for column, made in COMPARED.items() if column in there]
    blocks = [block_on(*columns) for columns in BLOCKED if there.issuperset(columns)]
    linked = len(waves) > 1
    settings = SettingsCreator(
        link_type="link_only" if linked else "dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocks,
    )
    api = DuckDBAPI()
    tables = [
        api.register(wave.reset_index(drop=True), dataset_display_name=f"wave_{number}")
        for number, wave in enumerate(waves)
    ]
    linker = Linker(tables if linked else tables[0], settings)
    certain = [block_on(*columns) for columns in CERTAIN if there.issuperset(columns)]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    # Half of all pairs are of one sex: that is trained on only where a form has nothing else.
    trained = [columns for columns in TRAINED if there.issuperset(columns)]
    for columns in trained if trained != [("respondent",)] else [*trained, ("sex",)]:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    seconds = time.perf_counter() - started
    pairs = pd.DataFrame(
        {
            "left": found["unique_id_l"].astype(int),
            "right": found["unique_id_r"].astype(int),
            "probability": found["match_probability"],
        }
    )
    pairs.to_csv(sys.argv[2], index=False)
    print(seconds)


if __name__ == "__main__":
    main()
