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


def main() -> None:
    """Read, train, predict, write."""
    frame = pd.read_csv(sys.argv[1], dtype=str).drop(columns=["truth"])
    started = time.perf_counter()
    name = frame["name"].str.lower().str.split(n=1)
    frame["first_name"], frame["surname"] = name.str[0], name.str[1]
    digits = frame["phone"].str.replace(r"\D", "", regex=True)
    frame["phone"] = digits.str[-10:].where(digits.str.len() >= 7)
    frame["birth_year"] = frame["birth_year"].fillna("").where(frame["birth_year"].notna())
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("first_name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("phone", [1]),
            cl.LevenshteinAtThresholds("birth_year", [1]),
            cl.ExactMatch("sex"),
            cl.LevenshteinAtThresholds("village", [2]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("phone"),
            block_on("first_name", "surname"),
            block_on("first_name", "birth_year", "village"),
            block_on("surname", "birth_year", "village"),
            block_on("surname", "birth_year", "sex"),
        ],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(frame), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("first_name", "surname", "birth_year", "village"), block_on("phone", "first_name")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    for rule in (block_on("first_name", "surname"), block_on("phone"), block_on("birth_year", "village")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
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
