"""A comparison in the study file: a change, a difference between arms, or who went from which answer to which."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from meal.study.intervals import not_refused
from meal.study.setting_types import ByWave, Code, ExpressionText, Identifier, LanguageText, Names, Part, as_list


class Arms(Part):
    """Who was assigned to what."""

    variable: str
    """Column with the assignment."""
    control: Code
    """Its code for the comparison arm."""
    treated: Code
    """Its code for the treated arm."""
    assigned: Literal["individuals", "clusters", "not_random"] = "not_random"
    """What was assigned at random; `not_random` makes it a difference, not an effect."""
    cluster: str | None = None
    """Column of the units that were assigned, where they are clusters."""
    strata: Names = ()
    """Columns within which assignment was made."""


class Comparison(Part):
    """A contrast: a change between waves, a difference between arms, or a difference in differences."""

    id: Identifier
    """Name of the comparison in the tables."""
    label: LanguageText = {}
    """What it is called."""
    indicator: str = ""
    """The indicator that is compared; left out where `answers` is given."""
    answers: ByWave = {}
    """Instead of `indicator`: one question with several answers, by wave where columns differ; tells who went where."""
    among: ExpressionText | None = None
    """With `answers`: who belongs to it; a question without a wave is of the earlier one."""
    ordered: bool = False
    """With `answers`: the answers have an order, so that the mean change in steps is told too."""
    answer_labels: dict[Code, LanguageText] = {}
    """With `answers`: answer → words, in order; from the questionnaire where it is left out."""
    from_wave: str | None = Field(default=None, alias="from")
    """Earlier wave of a change."""
    to_wave: str | None = Field(default=None, alias="to")
    """Later wave of a change."""
    wave: str | None = None
    """Wave of a difference between arms."""
    arms: Arms | None = None
    """Makes it a difference between arms; with `from` and `to`, a difference in differences."""
    adjust_for: ExpressionText | None = None
    """A value from before assignment; adds a row with variant `adjusted` (Lin 2013)."""
    report: Annotated[tuple[Literal["difference", "risk_ratio", "odds_ratio"], ...], BeforeValidator(as_list)] = ()
    """What is reported of a yes/no answer: the difference always, the ratio of shares between arms by default."""
    interval: Annotated[Literal["newcombe", "bonett_price", "agresti_caffo"] | None, BeforeValidator(not_refused)] = (
        None
    )
    """Another interval for shares in simple samples: Newcombe's; Bonett–Price's for a change of the same people;
    Agresti–Caffo's between two groups."""
    test: Annotated[Literal["mcnemar_exact"] | None, BeforeValidator(not_refused)] = None
    """Another test for a change of a share of the same people: McNemar's exact test."""
    std_errors: Literal["default", "cr1", "hc3"] = "default"
    """`cr1` adds a row with the cluster errors that Stata prints, labelled so; `hc3` one with cautious errors, for
    fewer than 50 people assigned one by one."""
    family: Identifier | None = None
    """Comparisons of one family are tested together: their p-values are adjusted for how many there are."""
    primary: bool = False
    """The one comparison that was declared to matter most; its p-value is not adjusted."""
    published: dict[Literal["difference", "risk_ratio"], float] = {}
    """Figures published elsewhere, by the quantity they were computed as."""
    published_source: LanguageText = {}
    """Where they were published."""

    @model_validator(mode="after")
    def _compares_something(self) -> Comparison:
        if bool(self.indicator) == bool(self.answers):
            raise ValueError("give either indicator or answers, so that it is known what is compared")
        if (self.from_wave is None) != (self.to_wave is None):
            raise ValueError("a change needs both from and to")
        if self.answers:
            return self._follows_answers()
        if self.among or self.ordered or self.answer_labels:
            raise ValueError("among, ordered and answer_labels belong to answers; an indicator has its own among")
        if self.from_wave is None and self.arms is None:
            raise ValueError("give from and to for a change between waves, or arms for a difference between arms")
        if self.primary and self.family is not None:
            raise ValueError(
                "a primary comparison is not adjusted, so it belongs to no family; leave one of the two out"
            )
        ratios = {"risk_ratio", "odds_ratio"} & set(self.report)
        if ratios and self.from_wave is not None and (self.arms is not None or "risk_ratio" in ratios):
            raise ValueError("a change has no risk_ratio, and a difference in differences no ratio at all")
        if self.arms is not None and (self.test is not None or self.interval == "bonett_price"):
            raise ValueError("mcnemar_exact and bonett_price are for a change of the same people, not for arms")
        if self.std_errors == "hc3" and (self.arms is None or self.arms.assigned != "individuals"):
            raise ValueError("std_errors: hc3 is for arms to which individuals were assigned")
        if self.arms is None and self.interval == "agresti_caffo":
            raise ValueError(
                "agresti_caffo is for two groups of different people; for a change, bonett_price or newcombe"
            )
        return self

    def _follows_answers(self) -> Comparison:
        """Transitions are told of everybody together, with no figure to compare them with."""
        if self.arms is not None:
            raise ValueError("arms cannot be given with answers; make an indicator of one answer to compare arms")
        if self.wave or self.adjust_for or self.published or self.std_errors != "default":
            raise ValueError("wave, adjust_for, published and std_errors cannot be given with answers")
        if len(self.answers) > 2 and self.from_wave is None:
            raise ValueError("answers names more than two waves; say from and to")
        return self
