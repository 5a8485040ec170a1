"""Who was lost, by arm, and what that may do to an effect (METHODS 16, R11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from meal.estimate.arms import Assignment, arm_rows, as_simple, assigned_whole, filled_covariates
from meal.estimate.contrasts import contrast_result
from meal.estimate.distributions import chi_square_p_value
from meal.estimate.effects import compare_arms
from meal.estimate.intervals import Interval
from meal.estimate.methods.cluster_robust import hc2, least_squares, person_covariance
from meal.estimate.methods.lee_bounds import LeeBounds, Trim, lee_bounds
from meal.estimate.methods.miettinen_nurminen import pearson_chi_square
from meal.estimate.methods.newcombe import newcombe
from meal.estimate.significance import Significance, f_test
from meal.model.arrays import FloatArray
from meal.model.samples import ArmComparison, DesignError, Remark, Result, Sample

AMBER, RED = 0.20, 0.30
DIFFERENT, SIGNIFICANT = 0.05, 0.10


@dataclass(frozen=True, slots=True)
class Attrition:
    """People of both arms who were lost.

    Attributes:
        n_control, n_treated: at the baseline. lost_control, lost_treated: share of them without an answer.
        difference: treated minus control; interval: Newcombe's; std_error: HC2.
        p_value: Pearson's chi-square of the two shares.
        joint: whether arm and baseline variables together go with being lost; None without them.
        flag: `red` where losses bias an effect, `amber` where they are many, `green` otherwise.
    """

    n_control: int
    n_treated: int
    lost_control: float
    lost_treated: float
    overall: float
    difference: float
    interval: Interval
    std_error: float
    p_value: float
    joint: Significance | None
    flag: Literal["green", "amber", "red"]


def attrition_by_arm(people: Sample, conf_level: float = 0.95) -> Attrition:
    """Compare what was lost in two arms.

    Args:
        people: everybody of the baseline, `y` 1 for a person who was lost and 0 for one who was
            found; with covariates from the baseline, the joint test is made.

    Raises:
        DesignError: an arm is empty, or covariates are collinear.

    Source: METHODS 16; thresholds as declared there.
    """
    rows = arm_rows(people)
    control, treated = rows.answers(0), rows.answers(1)
    if not len(control) or not len(treated):
        raise DesignError(Remark("arm_empty", {"control": len(control), "treated": len(treated)}))
    counts = int(treated.sum()), len(treated), int(control.sum()), len(control)
    fit = least_squares(np.column_stack([np.ones(len(rows.y)), rows.arm]), rows.y)
    treated_or_not = rows.arm.astype(np.float64)
    joint = None if people.covariates is None else _joint(rows.y, treated_or_not, people.covariates[rows.rows])
    difference, overall = counts[0] / counts[1] - counts[2] / counts[3], float(rows.y.mean())
    p_value = chi_square_p_value(pearson_chi_square(*counts))
    return Attrition(
        n_control=counts[3],
        n_treated=counts[1],
        lost_control=counts[2] / counts[3],
        lost_treated=counts[0] / counts[1],
        overall=overall,
        difference=difference,
        interval=newcombe(*counts, conf_level),
        std_error=hc2(fit, np.array([0.0, 1.0])).std_error,
        p_value=p_value,
        joint=joint,
        flag=_flag(overall, difference, p_value),
    )


@dataclass(frozen=True, slots=True)
class FoundByArm:
    """Who was found of those assigned, by arm.

    Attributes:
        compared: shares found in either arm and their difference, treated minus control.
        flag: as in `Attrition`. overall: share that was lost.
    """

    compared: ArmComparison
    flag: Literal["green", "amber", "red"]
    overall: float


def found_by_arm(people: Sample, *, assigned: Assignment, conf_level: float = 0.95) -> FoundByArm:
    """Compare who was found in two arms: Newcombe's interval for people, CR2 where whole clusters were assigned.

    Args:
        people: everybody who was assigned, `y` 1 for a person who was found and 0 for one who was lost.

    Raises:
        DesignError: an arm is empty, or clusters that were assigned have people of both arms.
    """
    lost = attrition_by_arm(replace(people, y=1 - people.y, covariates=None), conf_level)
    if people.has_psu and (assigned == "clusters" or assigned_whole(arm_rows(people))):
        compared = compare_arms(people, statistic="share", assigned=assigned, conf_level=conf_level)
        p_value = compared.difference.p_value
        flag = _flag(lost.overall, lost.difference, 1.0 if p_value is None else p_value)
        return FoundByArm(replace(compared, risk_ratio=None), flag, lost.overall)
    compared = compare_arms(as_simple(people), statistic="share", conf_level=conf_level)
    difference = contrast_result(
        -lost.difference,
        Interval(-lost.interval.high, -lost.interval.low),
        conf_level,
        std_error=lost.std_error,
        df=None,
        p_value=lost.p_value,
        n=lost.n_control + lost.n_treated,
        method="newcombe",
    )
    return FoundByArm(replace(compared, difference=difference, risk_ratio=None), lost.flag, lost.overall)


def attrition_test(people: Sample) -> Result:
    """Whether arm and baseline variables together go with being found (joint F test, HC2).

    Args:
        people: as in `found_by_arm`, with covariates from before assignment; missing ones count as the average.

    Raises:
        DesignError: whole clusters were assigned (`joint_test_of_clusters`), or covariates are collinear.
    """
    rows = arm_rows(people)
    if people.has_psu and assigned_whole(rows):
        raise DesignError(Remark("joint_test_of_clusters"))
    covariates, _ = filled_covariates(people, rows)
    joint = _joint(1 - rows.y, rows.arm.astype(np.float64), covariates)
    return Result(joint.statistic, df=joint.df_error, p_value=joint.p_value, method=joint.method)


def attrition_bounds(people: Sample, *, trim: Trim = "fractional") -> LeeBounds:
    """Bounds of the difference between the arms, for what differential losses may have done (R11).

    Args:
        people: everybody who was assigned, `y` NaN for a person who was lost.

    Raises:
        DesignError: nobody of an arm answered.
    """
    rows = arm_rows(people)
    control, treated = rows.answers(0), rows.answers(1)
    if not len(control) or not len(treated):
        raise DesignError(Remark("arm_empty", {"control": len(control), "treated": len(treated)}))
    assigned = people.domain & (people.weight > 0)
    return lee_bounds(
        treated,
        control,
        n_treated=int((assigned & (people.arm == 1)).sum()),
        n_control=int((assigned & (people.arm == 0)).sum()),
        trim=trim,
    )


def bounds_remark(bounds: LeeBounds) -> Remark:
    """Rule R11: in which arm more people were lost, and between what the effect lies."""
    return Remark("R11", {"arm": "control" if bounds.trimmed else "treated", "low": bounds.low, "high": bounds.high})


def _joint(lost: FloatArray, arm: FloatArray, covariates: FloatArray) -> Significance:
    """F test, with HC2 errors, of the arm and its interactions with the covariates."""
    regressors = np.column_stack([np.ones(len(lost)), covariates, arm, covariates * arm[:, None]])
    fit = least_squares(regressors, lost)
    n_tested = 1 + covariates.shape[1]
    tested = np.eye(regressors.shape[1])[:, -n_tested:]
    slopes = tested.T @ fit.coefficients
    statistic = float(slopes @ np.linalg.solve(person_covariance(fit, tested, "hc2"), slopes)) / n_tested
    return f_test("joint_hc2", statistic, float(n_tested), float(len(lost) - regressors.shape[1]))


def _flag(overall: float, difference: float, p_value: float) -> Literal["green", "amber", "red"]:
    # 15% less 10% is five points, whatever rounding makes of it.
    if overall > RED or abs(difference) >= DIFFERENT - 1e-9 or p_value < SIGNIFICANT:
        return "red"
    return "amber" if overall > AMBER else "green"
