"""Sample sizes and detectable effects."""

from __future__ import annotations

from meal.estimate.planning import (
    DetectableEffect,
    cohen_h,
    detectable_by_cluster,
    detectable_by_person,
    pair_sample_size,
    share_sample_size,
    two_share_sample_size,
)
from tests.reference.cases import Case, Numbers, Table


def share(case: Case, table: Table | None) -> Numbers:
    given = case["data"]["inline"]
    found = share_sample_size(
        given["p"],
        given["moe"],
        conf_level=case["conf_level"],
        design_effect=given.get("deff") or 1.0,
        population=given.get("N"),
        response_rate=given.get("response_rate") or 1.0,
    )
    return {
        "n0": found.simple,
        "n_deff": found.designed,
        "n_fpc": found.finite,
        "n_issued": found.issued,
        "n_issued_ceil": found.people,
    }


def two_shares(case: Case, table: Table | None) -> Numbers:
    given = case["data"]["inline"]
    found = two_share_sample_size(
        given["p1"],
        given["p2"],
        alpha=given["alpha"],
        power=given["power"],
        cluster_size=given.get("cluster_size"),
        icc=given.get("icc") or 0.0,
    )
    return {
        "n_per_arm_unpooled": found.unpooled,
        "n_per_arm_pooled": found.pooled,
        "cohen_h": cohen_h(given["p1"], given["p2"]),
        "n_per_arm_arcsine": found.arcsine,
        "deff": found.design_effect,
        "n_per_arm_clustered": found.clustered,
        "clusters_per_arm": found.clusters,
    }


def pairs(case: Case, table: Table | None) -> Numbers:
    given = case["data"]["inline"]
    found = pair_sample_size(given["p_gain"], given["p_loss"], alpha=given["alpha"], power=given["power"])
    return {
        "pairs": found.pairs,
        "pairs_ceil": found.whole_pairs,
        "discordant_share": found.discordant,
        "exact_power_of_asymptotic_mcnemar": found.power,
    }


def effect_of_clusters(case: Case, table: Table | None) -> Numbers:
    given = case["data"]["inline"]
    return _effect(
        detectable_by_cluster(
            given["clusters"],
            given["cluster_size"],
            icc=given["icc"],
            treated_share=given["treated_share"],
            explained_people=given["R2_level1"],
            explained_clusters=given["R2_level2"],
            covariates=given["g"],
            alpha=given["alpha"],
            power=given["power"],
        )
    )


def effect_of_people(case: Case, table: Table | None) -> Numbers:
    given = case["data"]["inline"]
    return _effect(
        detectable_by_person(
            given["n"],
            treated_share=given["treated_share"],
            explained=given["R2"],
            covariates=given["g"],
            alpha=given["alpha"],
            power=given["power"],
        )
    )


def _effect(found: DetectableEffect) -> Numbers:
    return {"df": found.df, "multiplier": found.multiplier, "se": found.std_error, "mdes": found.effect}
