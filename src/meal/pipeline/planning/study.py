"""What the sample of a study gives, group by group, and how many people a next one should ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from meal.disclose import suppress
from meal.estimate.planning import (
    ICC_TABLE,
    design_effect,
    detectable_difference,
    margin_of_error,
    share_sample_size,
)
from meal.model.errors import StudyError
from meal.model.estimates import Estimate, Published
from meal.model.plans import GroupPlan, Said, StudyPlan, Unit
from meal.pipeline.analyse import Analysis, run_study
from meal.pipeline.preparation import Progress
from meal.study.definition import Study
from meal.tabulate import PlanCell, Population, plan_cells

POWER = 0.80
MARGINS = (0.05, 0.10)
_FRAME = "people there are"
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class StudyPlanned:
    """A plan of a study, with what names its groups."""

    plan: StudyPlan
    published: Published
    study: Study


def plan_study(
    path: str | Path,
    *,
    data: str | Path | None = None,
    outputs: Path | None = None,
    expected: float | None = None,
    response: float | None = None,
    icc: float | None = None,
    progress: Progress = lambda _: None,
) -> StudyPlanned:
    """Plan with the groups of a study that lies in files.

    Args:
        outputs: folder in which earlier results of the study may lie; what they show counts as known.
        expected: share of every group; the published share of all groups together where None.
        response: expected; what was observed where None. icc: a table where None and there are PSUs.

    Raises:
        StudyError: the study file is wrong, or it reports no share. DataError: an export cannot be read.
    """
    analysis = run_study(path, data=data, outputs=outputs, progress=progress)
    progress("Planning")
    prepared = analysis.prepared
    study = prepared.file.study
    population = Population(study, prepared.waves, prepared.keys, prepared.people, prepared.rosters)
    cells = plan_cells(population)
    if not cells:
        raise StudyError(f"{study.study}: there is nothing to plan with, because no indicator has `counts`. Add one.")
    planner = _Planner(study, _shown(cells, analysis, study), expected, response, icc)
    groups = tuple(group for cell in cells for group in planner.groups(cell))
    return StudyPlanned(StudyPlan(groups, tuple(planner.said(cells, groups))), analysis.published, study)


def _key(cell: PlanCell) -> Key:
    return cell.indicator, cell.wave, cell.by, cell.level


def _row_key(row: Estimate) -> Key:
    return row.indicator, row.wave, row.by, row.level


def _drawn(row: Estimate) -> int | None:
    """People approached; None where the number of unanswered is hidden."""
    return None if row.n is None or row.n_missing is None else row.n + row.n_missing


def _response(row: Estimate | None) -> float | None:
    drawn = None if row is None else _drawn(row)
    return None if row is None or not drawn or not row.n else row.n / drawn


def _shares(estimates: Sequence[Estimate]) -> dict[Key, Estimate]:
    """The plain shares of levels, as they may be published."""
    return {
        _row_key(row): row
        for row in estimates
        if row.statistic == "share" and not row.comparison and not row.variant and not row.category
    }


def _shown(cells: Sequence[PlanCell], analysis: Analysis, study: Study) -> Mapping[Key, Estimate]:
    """The published share of each group that may be shown.

    The plan shows the people of the frame beside what is published already, so that both are protected
    together: a group is shown only where its share is, and where the size of its frame gives nobody away.
    """
    published = analysis.published.estimates
    frames = [
        Estimate(cell.indicator, statistic=_FRAME, wave=cell.wave, by=cell.by, level=cell.level, n=cell.frame)
        for cell in cells
        if cell.frame is not None
    ]
    rule = study.disclosure
    told = suppress(
        [*analysis.internal.estimates, *frames],
        min_cell=rule.min_cell,
        min_denominator=rule.min_denominator,
        note="",
        earlier=published,
    )
    hidden = {_row_key(row) for row in told if row.statistic == _FRAME and row.status == "suppressed"}
    return {key: row for key, row in _shares(published).items() if row.status != "suppressed" and key not in hidden}


@dataclass(frozen=True, slots=True)
class _Planner:
    """Plans the groups of a study on the same assumptions."""

    study: Study
    shown: Mapping[Key, Estimate]
    expected: float | None
    response: float | None
    icc: float | None

    def groups(self, cell: PlanCell) -> Iterator[GroupPlan]:
        """A line for each likeness within clusters; one without numbers where the group is hidden."""
        bare = GroupPlan(cell.indicator, cell.wave, cell.by, cell.level)
        row = self.shown.get(_key(cell))
        if cell.refused:
            yield replace(bare, status="refused")
            return
        if row is None:
            yield replace(bare, status="hidden")
            return
        iccs: tuple[float | None, ...] = (None,)
        if cell.cluster_size is not None:
            iccs = ICC_TABLE if self.icc is None else (self.icc,)
        for icc in iccs:
            yield self._group(bare, cell, row, icc)

    def _group(self, bare: GroupPlan, cell: PlanCell, row: Estimate, icc: float | None) -> GroupPlan:
        answered, drawn = row.n or 0, _drawn(row)
        # A census's frame is the people who were asked, so that a hidden number of unanswered hides both.
        frame = drawn if cell.census else cell.frame
        response = self.response or _response(row) or _response(self.shown.get((cell.indicator, cell.wave, "", "")))
        answers = answered if self.response is None or drawn is None else drawn * self.response
        # Rounded, so that weights and clusters tell nothing of the strata and clusters of a group.
        size = None if cell.cluster_size is None else round(cell.cluster_size, 1)
        effect = round(cell.weight_effect, 1) * (1.0 if icc is None or size is None else design_effect(size, icc))
        share = self._expected(cell)
        level = self.study.conf_level
        # A claim beyond these people does not become surer because many of them were asked.
        population = frame if self.study.claim == "these_people" else None

        def people(margin: float) -> int | None:
            if response is None:
                return None
            found = share_sample_size(
                share, margin, conf_level=level, design_effect=effect, population=population, response_rate=response
            ).people
            return found if frame is None or found <= frame else None

        def margin() -> float:
            return margin_of_error(share, answers, conf_level=level, design_effect=effect, population=population)

        people_5, people_10 = (people(points) for points in MARGINS)
        return replace(
            bare,
            icc=icc,
            frame=frame,
            drawn=drawn,
            answered=answered,
            response=response,
            expected=share,
            design_effect=effect,
            margin=margin() if answers > 0 and not cell.census else None,
            rise=detectable_difference(share, answers, alpha=1 - level, power=POWER, design_effect=effect)
            if answers > 0
            else None,
            people_5=people_5,
            people_10=people_10,
            status="all_too_few" if people_5 is None and response is not None else "ok",
        )

    def _expected(self, cell: PlanCell) -> float:
        """The share that everybody together is published with: a group's own would tell of a small one."""
        if self.expected is not None:
            return self.expected
        row = self.shown.get((cell.indicator, cell.wave, "", ""))
        share = None if row is None else row.estimate
        return share if share is not None and 0 < share < 1 else 0.5

    def said(self, cells: Sequence[PlanCell], groups: Sequence[GroupPlan]) -> Iterator[Said]:
        """What the plan rests on."""
        study = self.study
        selections = {study.waves[cell.wave].design.selection for cell in cells}
        level: tuple[float, Unit] = (study.conf_level, "share")
        yield Said("study_margin", {"level": level, "alpha": (round(1 - study.conf_level, 10), "share"),
                                    "power": (POWER, "share")})  # fmt: skip
        if self.expected is None:
            yield Said("study_expected")
        else:
            yield Said("study_expected_given", {"expected": (self.expected, "share")})
        if self.response is None:
            yield Said("study_response")
        else:
            yield Said("study_response_given", {"response": (self.response, "share")})
        yield Said("study_weights")
        yield Said("study_these" if study.claim == "these_people" else "study_like_these")
        if any(cell.cluster_size is not None for cell in cells) and self.icc is None:
            yield Said("study_clusters", caution=True)
        if "census" in selections:
            yield Said("study_census", caution=True)
        if "convenience" in selections:
            yield Said("study_convenience", caution=True)
        statuses = [group.status for group in groups]
        if "refused" in statuses:
            yield Said("study_refused", caution=True)
        if "all_too_few" in statuses:
            yield Said("all_too_few", caution=True)
        if "hidden" in statuses:
            yield Said("study_hidden", {"n": (statuses.count("hidden"), "count")}, caution=True)
        yield Said("response_bias", caution=True)
