"""The same people twice: shares, answers of several kinds, amounts, clusters and partial overlap."""

from __future__ import annotations

import math

import numpy as np

from meal.aggregate import psu_totals, sample
from meal.estimate import levels, mean_score_change, odds_of_change, overlap_change, paired_change, transition_table
from meal.estimate.clustered_pairs import clustered_pair_test
from meal.estimate.distributions import chi_square_p_value
from meal.estimate.fourfold import CHANGE_COMPARED, CHANGE_OF_SHARE, TEST_OF_CHANGE, Fourfold, fourfold_table
from meal.estimate.methods.clustered_mcnemar import CLUSTERED_PAIRS
from meal.estimate.methods.marginal_homogeneity import MARGINAL_HOMOGENEITY
from meal.estimate.methods.mcnemar import mcnemar_chi_square, mcnemar_corrected_chi_square
from meal.estimate.methods.signed_rank import hodges_lehmann, sign_test, signed_ranks
from meal.estimate.paired_amounts import rounded_changes
from meal.estimate.scores import mean_scores
from meal.model.samples import Sample
from tests.reference.adapters.rows import chi_square, ends, limits, row
from tests.reference.cases import Case, Numbers, Table, domain_of
from tests.reference.expressions import is_number


def _answers(case: Case, table: Table) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Both answers of those in the domain who gave two, and their records."""
    columns = case["estimand"]["columns"]
    before, after = table.numbers(columns["pre"]), table.numbers(columns["post"])
    rows = np.flatnonzero(domain_of(table, case) & ~np.isnan(before) & ~np.isnan(after))
    return before[rows], after[rows], rows


def _waves(before: np.ndarray, after: np.ndarray, **design: np.ndarray) -> tuple[Sample, Sample]:
    people = np.arange(len(before))
    return sample(before, pair=people, **design), sample(after, pair=people, **design)


def paired_yes_no(case: Case, table: Table | None) -> Numbers:
    if table is None:
        cells = case["data"]["inline"]
        people = Fourfold(cells["pre1_post1"], cells["pre0_post1"], cells["pre1_post0"], cells["pre0_post0"])
    else:
        people = fourfold_table(*_answers(case, table)[:2])
    level, gained, lost = case["conf_level"], people.gained, people.lost
    methods = {**CHANGE_OF_SHARE, **CHANGE_COMPARED}
    got: Numbers = {
        "n": people.n,
        "both": people.both,
        "gained": gained,
        "lost": lost,
        "neither": people.neither,
        "p_pre": (people.both + lost) / people.n,
        "p_post": (people.both + gained) / people.n,
        "change": people.change,
        **{f"change_{name}": ends(method(people, level)) for name, method in methods.items()},
    }
    for name, test in TEST_OF_CHANGE.items():
        found = test(gained, lost)
        # Where nobody changed we print no p-value (R6), R prints 1.
        got[f"{name}_p"] = 1.0 if found is None else found
    if gained + lost:
        plain, corrected = mcnemar_chi_square(gained, lost), mcnemar_corrected_chi_square(gained, lost)
        got |= {"mcnemar_chi2": plain, "mcnemar_asymptotic_p": chi_square_p_value(plain)}
        got |= {"mcnemar_cc_chi2": corrected, "mcnemar_cc_p": chi_square_p_value(corrected)}
    if gained and lost:
        got["odds_ratio"] = odds_of_change(people, level).estimate
        got["or_exact"] = limits(odds_of_change(people, level, method="exact"))
        got["or_transformed_wilson"] = limits(odds_of_change(people, level, method="wilson"))
    return got


def transition(case: Case, table: Table | None) -> Numbers:
    scores = (case.get("params") or {}).get("scores")
    if table is None:
        counts = np.array(next(iter(case["data"]["inline"].values())))
    else:
        counts = transition_table(*_codes(case, table, scores))
    n = int(counts.sum())
    got: Numbers = {
        "n": n,
        **{name: chi_square(test(counts)) for name, test in MARGINAL_HOMOGENEITY.items()},
        "pre_share": (counts.sum(axis=1) / n).tolist(),
        "post_share": (counts.sum(axis=0) / n).tolist(),
    }
    if scores:
        found = mean_score_change(counts, scores, case["conf_level"], large_sample=True)
        own = mean_score_change(counts, scores, case["conf_level"])
        got["mean_score_change"] = {**row(found), "se_ml": found.std_error, "se_sample": own.std_error}
    return got


def _codes(case: Case, table: Table, scores: list[float] | None) -> tuple[np.ndarray, np.ndarray, int]:
    """Answers of the domain as codes, in the order of their scores where these are the answers, and how many."""
    columns, inside = case["estimand"]["columns"], domain_of(table, case)
    numeric = all(is_number(table, name) for name in columns.values())
    given = [
        (table.numbers(name) if numeric else table.columns[name])[inside] for name in (columns["pre"], columns["post"])
    ]
    known = np.all([~np.isnan(values) if numeric else values != "" for values in given], axis=0)
    found = sorted({value for values in given for value in values[known].tolist()})
    answers = list(scores) if scores and set(found) <= set(scores) else found
    place = {answer: number for number, answer in enumerate(answers)}
    before, after = (np.array([place[value] for value in values[known].tolist()], dtype=int) for values in given)
    return before, after, len(answers)


def amounts_in_pairs(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    before, after, _ = _answers(case, table)
    waves, level = _waves(before, after), case["conf_level"]
    result = paired_change(*waves, statistic="mean", conf_level=level)
    changes = rounded_changes(*waves)
    typical = hodges_lehmann(changes, level)
    dropped, pratt = signed_ranks(changes), signed_ranks(changes, zeros="pratt")
    assert result.estimate is not None
    assert result.std_error is not None
    return {
        **row(result),
        "mean_pre": before.mean(),
        "mean_post": after.mean(),
        "change": result.estimate,
        "dz": result.estimate / (result.std_error * math.sqrt(result.n)),
        "hodges_lehmann": typical.estimate,
        "hl_ci_exact_signrank": {"ci_low": typical.low, "ci_high": typical.high, "k": typical.k},
        "wilcoxon": {
            "n_nonzero": dropped.n_nonzero,
            "W_plus": dropped.positive,
            "z": dropped.z,
            "p_asymptotic": dropped.p_asymptotic,
            "p_asymptotic_cc": dropped.p_corrected,
            "p_exact_permutation": dropped.p_exact,
        },
        "pratt": {"z": pratt.z, "p_asymptotic": pratt.p_asymptotic},
        "sign_test": {
            "positive": int((changes > 0).sum()),
            "negative": int((changes < 0).sum()),
            "p_exact": sign_test(changes),
        },
    }


def clustered_pairs(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    before, after, rows = _answers(case, table)
    psu = table.where(rows).codes(*case["design"]["psu"])[0]
    waves, level = _waves(before, after, psu=psu), case["conf_level"]
    changed = paired_change(*waves, statistic="share", conf_level=level)
    people = fourfold_table(before, after)
    unclustered = mcnemar_chi_square(people.gained, people.lost)
    totals = psu_totals(after - before, np.zeros(len(before), dtype=int), n_cell=1, psu=psu)
    return {
        "n": people.n,
        "clusters": len(np.unique(psu)),
        "gained": people.gained,
        "lost": people.lost,
        "change": changed.estimate,
        "mcnemar_unclustered": {"chi2": unclustered, "p": chi_square_p_value(unclustered)},
        **{name: chi_square(clustered_pair_test(*waves, method=name)) for name in CLUSTERED_PAIRS},
        "linearised_t": row(levels(totals, "mean", level)[0]),
        "cr2_satterthwaite": row(changed),
    }


def partly_the_same_people(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    estimand, level = case["estimand"], case["conf_level"]
    y = table.numbers(estimand["column"])
    waves = [str(estimand["from"]), str(estimand["to"])]
    asked = table.where(np.flatnonzero(np.isin(table.columns[estimand["wave"]], waves) & ~np.isnan(y)))
    design = case.get("design") or {}
    unit, names = asked.codes(*design["psu"])
    person = _person(asked, estimand["wave"], design["psu"])
    first, second = (
        _wave(asked, estimand, name, unit=unit, person=person, n_unit=len(names), weights=design.get("weights"))
        for name in waves
    )
    result = overlap_change(first, second, statistic="mean", conf_level=level)
    matched = paired_change(*(_people_alone(wave) for wave in (first, second)), statistic="mean", conf_level=level)
    levels_of = [mean_scores(wave) for wave in (first, second)]
    assert result.std_error is not None
    together = sum(found.variance for found in levels_of)
    return {
        **row(result),
        "n_pre": levels_of[0].n,
        "n_post": levels_of[1].n,
        "n_both": matched.n,
        "est_pre": levels_of[0].estimate,
        "est_post": levels_of[1].estimate,
        "se_pre": math.sqrt(levels_of[0].variance),
        "se_post": math.sqrt(levels_of[1].variance),
        "cov": (together - result.std_error**2) / 2,
        "se_if_independent": math.sqrt(together),
        "matched_only": row(matched),
    }


def _person(asked: Table, wave: str, psu: list[str]) -> np.ndarray:
    """Codes of the people: of the first column, the PSU before others, in which nobody stands twice in a wave."""
    for name in ["id", *psu, *asked.columns]:
        if name in asked.columns:
            code, names = asked.codes(name, wave)
            if len(names) == len(code) and name != wave:
                return asked.codes(name)[0]
    raise AssertionError("nobody can be told apart")


def _wave(
    asked: Table,
    estimand: Numbers,
    name: str,
    *,
    unit: np.ndarray,
    person: np.ndarray,
    n_unit: int,
    weights: str | None,
) -> Sample:
    """One wave on the roster of both: units that did not answer in it are there without an answer."""
    rows = np.flatnonzero(asked.columns[estimand["wave"]] == name)
    absent = np.setdiff1d(np.arange(n_unit), unit[rows])
    nobody = np.full(len(absent), np.nan)
    weight = None if weights is None else np.concatenate([asked.numbers(weights)[rows], np.ones(len(absent))])
    return sample(
        np.concatenate([asked.numbers(estimand["column"])[rows], nobody]),
        pair=np.concatenate([person[rows], np.full(len(absent), -1)]),
        psu=np.concatenate([unit[rows], absent]),
        weight=weight,
    )


def _people_alone(wave: Sample) -> Sample:
    """The people of a wave as a simple sample, as R's matched-only comparison takes them."""
    rows = np.flatnonzero(wave.included)
    assert wave.pair is not None
    return sample(wave.y[rows], pair=wave.pair[rows])
