"""How the people of a wave were chosen, as types: strata and PSUs, second stage, replicate weights, known totals."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from meal.study.setting_types import Code, ExpressionText, Names, Part

ReplicateName = Literal["jk1", "jkn", "brr", "fay", "bootstrap", "sdr"]
CalibrationName = Literal["poststratify", "rake", "linear", "logit"]

FEWEST_DRAWS = 500
# Targets are numbers of people: shares of a population add up to this.
_WHOLE = 1.0


class SecondStage(Part):
    """What was sampled inside the PSUs."""

    ssu: Names = ()
    """Columns of what was sampled inside a PSU (households); people where it is left out."""
    fpc: str
    """Column with how many of these the PSU holds (above 1), or the fraction of them that was sampled (1 or less)."""


class ReplicateWeights(Part):
    """Replicate weights: as a producer of data gives them, or built from the strata and PSUs."""

    columns: Names = ()
    """Columns, or a pattern such as `repwt*`; where it is left out, replicate weights are built."""
    kind: ReplicateName | None = None
    """How they were made, as documented. Where they are built and this is left out: `jkn`, medians by `bootstrap`."""
    rho: float = Field(default=0.0, ge=0, lt=1)
    """Fay's coefficient, for `fay`."""
    scale: float | None = Field(default=None, gt=0)
    """Factor before the sum of squares, where the producer documents another than the usual one of the kind."""
    rscales: tuple[float, ...] = ()
    """Factor of each replicate; one for all, or as many as there are columns. Columns of `jkn` need them."""
    combined: bool = True
    """The columns hold the full-sample weight already; `false` where they hold factors to multiply it by."""
    df: float | None = Field(default=None, gt=0)
    """Degrees of freedom as documented; where it is left out, the rank of given columns less one."""
    draws: int = Field(default=FEWEST_DRAWS, ge=FEWEST_DRAWS)
    """How many samples a `bootstrap` that is built draws."""
    seed: int = Field(default=1, ge=0)
    """Where the random numbers of a `bootstrap` that is built start; printed with the results."""
    order: str | None = None
    """Column with the place in the list that was sampled from, for `sdr` that is built."""

    @model_validator(mode="after")
    def _is_complete(self) -> ReplicateWeights:
        if self.columns and self.kind is None:
            raise ValueError("columns need kind, as the producer of the data documents it: jk1, jkn, brr …")
        if self.kind == "fay" and not self.rho:
            raise ValueError("kind: fay needs rho, Fay's coefficient")
        if self.rho and self.kind != "fay":
            raise ValueError("rho is for kind: fay")
        if self.columns and self.kind == "jkn" and not self.rscales:
            raise ValueError("columns of a jkn need rscales: the factor of each replicate, (n − 1)/n of its stratum")
        if not self.columns and self.kind == "sdr" and self.order is None:
            raise ValueError("kind: sdr needs order, the column with the place in the list that was sampled from")
        if not self.columns and (self.rscales or self.scale or not self.combined):
            raise ValueError("scale, rscales and combined describe columns; name the columns, or leave these out")
        return self


class Calibrate(Part):
    """Known totals of the population that a sample came from."""

    method: CalibrationName
    """`poststratify`: one classification. `rake`: several. `linear`, `logit`: amounts too, `logit` within `bounds`."""
    targets: dict[str, dict[Code, float]] = {}
    """Column → level → number of people; columns joined with `|` cross them: `sex|age_band: {female|18-24: 310}`."""
    amounts: dict[str, float] = {}
    """Column of an amount → its total over everybody, for `linear` and `logit`."""
    population: float | None = Field(default=None, gt=0)
    """Number of people, for `amounts` without `targets`."""
    file: str | None = None
    """CSV file beside the study file with these, as columns variable, level and total; no level for an amount."""
    bounds: tuple[float, float] = (0.3, 3.0)
    """Smallest and largest factor by which `logit` may move a weight, once all add up to the population."""

    @model_validator(mode="after")
    def _is_possible(self) -> Calibrate:
        if self.file is None:
            self.check_totals()
        elif self.targets or self.amounts:
            raise ValueError("give the known totals in the study file or in file, not in both")
        if not 0 <= self.bounds[0] < 1 < self.bounds[1]:
            raise ValueError("bounds need one number from 0 to below 1 and one above 1, such as [0.3, 3]")
        return self

    def check_totals(self) -> None:
        """Whether the totals suit the method.

        Raises:
            ValueError: in words for the officer.
        """
        if not self.targets and not self.amounts:
            raise ValueError("calibrate needs targets, amounts or file: the known totals")
        if self.method in ("poststratify", "rake") and self.amounts:
            raise ValueError(f"method: {self.method} knows numbers of people only; use linear or logit for amounts")
        if self.method == "poststratify" and len(self.targets) != 1:
            raise ValueError("method: poststratify takes one classification; cross columns with |, or use rake")
        if self.amounts and not self.targets and self.population is None:
            raise ValueError("amounts alone need population, the number of people")
        for column, levels in self.targets.items():
            if any(not total >= 0 for total in levels.values()):
                raise ValueError(f"targets of {column}: a number of people is 0 or more")
            if sum(levels.values()) <= _WHOLE + 1e-6:
                raise ValueError(f"targets of {column} add up to 1: give numbers of people, not shares")


class NonresponseCells(Part):
    """How those who were drawn and did not answer are made up for."""

    cells: Names = Field(min_length=1)
    """Columns known of everybody in the frame; respondents stand for all who were drawn with the same values."""


class Design(Part):
    """How the people of a wave were chosen."""

    selection: Literal["census", "random", "convenience"] = "convenience"
    """`census`: everybody was asked. `random`: a probability sample. `convenience`: whoever was met."""
    sample_of: str | None = None
    """The wave whose people are the frame of this sample."""
    eligible: ExpressionText | None = None
    """Which people of the frame could be drawn; everybody where it is left out."""
    roster: str | None = None
    """File with the people who were drawn, one row each, with the respondent's identifier."""
    strata: Names = ()
    """Columns that divide the frame into the strata that were sampled separately."""
    psu: Names = ()
    """Columns of what was sampled (village, school): not who interviewed."""
    weight: str | None = None
    """Column with the sampling weight."""
    fpc: str | None = None
    """Column with the size of the stratum's frame (above 1) or the fraction sampled (1 or less)."""
    lonely_psu: Literal["adjust", "certainty", "average", "fail"] = "adjust"
    """What to do with a stratum in which only one PSU was sampled."""
    counsellor: str | None = None
    """Column of the counsellor or site on which `people_like_these` clusters a census."""
    second_stage: SecondStage | None = None
    """What was sampled inside the PSUs, where `fpc` is given for both stages."""
    replicates: ReplicateWeights | None = None
    """Replicate weights, from columns or built here, whose spread gives the error."""
    calibrate: Calibrate | None = None
    """Known totals of the population, to which the weights are moved."""
    nonresponse: NonresponseCells | None = None
    """Cells in which respondents of a sample of a frame stand for those who did not answer; adds rows `weighted`."""

    @model_validator(mode="after")
    def _goes_together(self) -> Design:
        if why := self._contradiction():
            raise ValueError(why)
        return self

    def _contradiction(self) -> str:
        """Why parts of the design cannot go together; empty where they can."""
        if self.second_stage and not (self.psu and self.fpc):
            return "second_stage needs psu and fpc: the second stage counts only as far as the first is known"
        if self.nonresponse and not self.sample_of:
            return "nonresponse needs sample_of: only in a sample of a frame is it known who did not answer"
        weighted = [name for name in ("replicates", "calibrate") if getattr(self, name)]
        if len(weighted) > 1:
            return "give replicates or calibrate, not both: replicate weights from a producer are calibrated already"
        for name in weighted:
            if self.sample_of:
                return f"{name} cannot be combined with sample_of; adjust a sample of a frame with nonresponse"
            if self.selection == "census":
                return f"{name} cannot be combined with selection: census, because nobody was sampled"
        if self.replicates and self.replicates.columns and not self.weight:
            return "replicates needs weight: the column with the full-sample weight"
        if self.replicates and self.replicates.kind == "jk1" and not self.replicates.columns and self.strata:
            return "replicates, kind: jk1 leaves strata out; use jkn"
        return ""
