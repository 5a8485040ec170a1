"""Weights for people of a known cohort who were not reached (METHODS 8 and 16)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from meal.estimate.methods.calibrated_weights import Calibration, post_stratified
from meal.estimate.methods.generalised_linear import GlmFit, fit_glm
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import DesignError, Remark, Sample


@dataclass(frozen=True, slots=True, eq=False)
class Respondents:
    """Those who answered, standing for the cohort.

    Attributes:
        sample: only they, with base weights that sum to the cohort; calibration: to its cells.
    """

    sample: Sample
    calibration: Calibration


def response_cells(cohort: Sample, cell: IntArray) -> Respondents:
    """Let respondents stand for the people of their cell who did not answer.

    Args:
        cohort: everybody, `y` NaN for those who were not reached.
        cell: shape (n_people,), from baseline answers that go with both response and outcome.

    Raises:
        DesignError: nobody of a cell answered (`calibration_cell_empty`).

    Source: Little & Vartivarian (2005), Survey Methodology 31; agrees with R survey's postStratify.
    """
    answered = _answered(cohort)
    totals = np.bincount(cell[cohort.domain], weights=cohort.weight[cohort.domain], minlength=int(cell.max()) + 1)
    alone = cohort.take(np.flatnonzero(answered))
    weight = alone.weight * (totals.sum() / alone.weight.sum())
    calibration = post_stratified(weight, cell[answered], np.asarray(totals, dtype=np.float64))
    return Respondents(replace(alone, weight=weight, has_weight=True), calibration)


@dataclass(frozen=True, slots=True, eq=False)
class Propensities:
    """Respondents weighted by how unlikely they were to answer.

    Attributes:
        sample: only they, with base weight over probability of response as weight.
        probability: shape (n_respondents,). fit: the logistic model of response, intercept first.
    """

    sample: Sample
    probability: FloatArray
    fit: GlmFit


def response_propensities(cohort: Sample, covariates: FloatArray) -> Propensities:
    """Weight respondents by the inverse of a logistic model of response; weights are taken as known.

    Args:
        cohort: everybody with all covariates, `y` NaN for those who were not reached.
        covariates: shape (n_people, k), from the baseline.

    Raises:
        DesignError: covariates are collinear, or separate respondents from others (`not_converged`).
    """
    answered = _answered(cohort)
    regressors = np.column_stack([np.ones(len(cohort.y)), covariates])
    fit = fit_glm(regressors, answered.astype(np.float64), cohort.weight, family="binomial")
    alone = cohort.take(np.flatnonzero(answered))
    probability = fit.fitted[answered]
    return Propensities(replace(alone, weight=alone.weight / probability, has_weight=True), probability, fit)


def _answered(cohort: Sample) -> BoolArray:
    answered = cohort.included
    if not answered.any():
        raise DesignError(Remark("nobody_answered", {"n_missing": len(cohort.y)}))
    return answered
