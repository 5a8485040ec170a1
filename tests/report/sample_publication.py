"""Two publications as the pipeline would hand them over, made by plain arithmetic.

`reconsideration()` counts 10,125 people and extrapolates 1,962 and 2,974 from a sample; some of its
groups are hidden, one is unreliable, one cannot be estimated. `peer_messages()` compares two arms.
Intervals are plain logit intervals: the reports only have to show them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from meal.model.estimates import Estimate, FindingCount, FlowBox, Published
from meal.model.run import Accounting, InputFile, RunSummary
from meal.study.definition import Study

HIDDEN_NOTE = "Fewer than 10 people, or fewer than 5 who count or do not."

SEX = ("female", "male", "not recorded")
AGE = ("15-17", "18-24", "25+")
COUNTRY = ("NG", "GM", "IQ")
GROUP = ("in_school", "working", "neither")
DISAGGREGATIONS = ("", "sex", "age_band", "country", "group", "sex|country")


@dataclass(frozen=True)
class Cell:
    """The people of one sex, age, country and group: asked, and sampled months later."""

    sex: str
    age_band: str
    country: str
    group: str
    planned: int
    answered: int
    reconsidered: int
    knew_before: int
    knew_after: int
    sampled: int
    reached: int
    gave_up: int
    gave_up_europe: int

    def level(self, by: str) -> str:
        return "|".join(getattr(self, name) for name in by.split("|")) if by else ""


def _cells() -> Iterator[Cell]:
    share_of = {
        "female": 40, "male": 58, "not recorded": 1,
        "15-17": 20, "18-24": 50, "25+": 30,
        "NG": 55, "GM": 25, "IQ": 20,
        "in_school": 35, "working": 25, "neither": 40,
    }  # fmt: skip
    leaning = {"female": 3, "male": -2, "15-17": 4, "25+": -4, "GM": 6, "IQ": -9, "working": -3}
    for sex in SEX:
        for age in AGE:
            for country in COUNTRY:
                for group in GROUP:
                    names = (sex, age, country, group)
                    planned = round(13_800 * math.prod(share_of[name] / 100 for name in names))
                    if sex == "not recorded" and country == "IQ":
                        planned = 1
                    tilt = sum(leaning.get(name, 0) for name in names)
                    answered = planned - planned // 40
                    sampled = planned // 9
                    reached = sampled * 7 // 10
                    yield Cell(
                        *names,
                        planned=planned,
                        answered=answered,
                        reconsidered=answered * (75 + tilt) // 100,
                        knew_before=answered * (34 + tilt) // 100,
                        knew_after=answered * (61 + tilt) // 100,
                        sampled=sampled,
                        reached=reached,
                        gave_up=(reached * (21 + tilt) + 50) // 100,
                        gave_up_europe=(reached * (14 + tilt // 2) + 50) // 100,
                    )


def cells() -> tuple[Cell, ...]:
    """All cells; the largest takes up the rounding, so that 10,125 of 13,412 reconsider and 217 gave up."""
    made = list(_cells())
    largest = max(range(len(made)), key=lambda index: made[index].planned)
    short_answered = 13_412 - sum(cell.answered for cell in made)
    short_counted = 10_125 - sum(cell.reconsidered for cell in made)
    first = made[largest]
    made[largest] = replace(
        first,
        planned=first.planned + short_answered,
        answered=first.answered + short_answered,
        reconsidered=first.reconsidered + short_counted,
        gave_up=first.gave_up + 217 - sum(cell.gave_up for cell in made),
        gave_up_europe=first.gave_up_europe + 143 - sum(cell.gave_up_europe for cell in made),
    )
    return tuple(made)


def _total(part: list[Cell], of: Callable[[Cell], int]) -> int:
    return sum(of(cell) for cell in part)


def _hide(row: Estimate) -> Estimate:
    return replace(
        row, n=None, numerator=None, estimate=None, std_error=None, conf_low=None, conf_high=None, conf_level=None,
        df=None, deff=None, p_value=None, p_adjusted=None, n_missing=None, status="suppressed", note=HIDDEN_NOTE,
    )  # fmt: skip


def _small(n: int, numerator: int) -> bool:
    return n < 10 or 1 <= numerator <= 4 or 1 <= n - numerator <= 4


def logit_interval(share: float, n: int) -> tuple[float, float, float]:
    """Standard error and a 95% interval on the logit scale."""
    error = math.sqrt(share * (1 - share) / n)
    middle, spread = math.log(share / (1 - share)), 1.96 / math.sqrt(n * share * (1 - share))
    low, high = (1 / (1 + math.exp(-(middle + side * spread))) for side in (-1, 1))
    return error, low, high


def _census(indicator: str, wave: str, label: str, count: Callable[[Cell], int], *, people: bool) -> Iterator[Estimate]:
    for by in DISAGGREGATIONS:
        for level in dict.fromkeys(cell.level(by) for cell in cells()):
            part = [cell for cell in cells() if cell.level(by) == level]
            n, numerator = _total(part, lambda cell: cell.answered), _total(part, count)
            missing = _total(part, lambda cell: cell.planned) - n
            share = Estimate(
                indicator, label, "share", wave=wave, by=by, level=level, n=n, numerator=numerator,
                estimate=numerator / n if n else None, std_error=0.0, method="census", n_missing=missing,
                note="counted, not sampled",
            )  # fmt: skip
            rows = [share, replace(share, statistic="number", estimate=float(numerator))] if people else [share]
            if people and not by:
                rows += [
                    replace(rows[1], variant="worst"),
                    replace(rows[1], variant="best", estimate=float(numerator + missing)),
                ]
            yield from (_hide(row) if _small(n, numerator) else row for row in rows)


def _followup(
    indicator: str, label: str, count: Callable[[Cell], int], frame: Callable[[Cell], int]
) -> Iterator[Estimate]:
    for by in DISAGGREGATIONS:
        for level in dict.fromkeys(cell.level(by) for cell in cells()):
            part = [cell for cell in cells() if cell.level(by) == level]
            n, numerator = _total(part, lambda cell: cell.reached), _total(part, count)
            base, missing = _total(part, frame), _total(part, lambda cell: cell.sampled) - n
            row = Estimate(
                indicator, label, "share", wave="followup", by=by, level=level, n=n, numerator=numerator,
                conf_level=0.95, df=max(n - 6, 1), deff=0.98, method="logit", n_missing=missing,
            )  # fmt: skip
            if _small(n, numerator):
                yield from (_hide(row), _hide(replace(row, statistic="number")))
                continue
            error, low, high = logit_interval(numerator / n, n)
            wide = high - low > 0.14
            share = replace(
                row, estimate=numerator / n, std_error=error, conf_low=low, conf_high=high,
                status="unreliable" if wide else "ok",
                note=f"The interval is {(high - low) * 100:.0f} percentage points wide." if wide else "",
            )  # fmt: skip
            number = replace(
                share, statistic="number", estimate=base * numerator / n, std_error=base * error,
                conf_low=base * low, conf_high=base * high,
            )  # fmt: skip
            yield from (share, number)
            if not by:
                worst = replace(share, variant="worst", estimate=numerator / (n + missing), conf_low=None,
                                conf_high=None, std_error=None, method="bounds")  # fmt: skip
                best = replace(worst, variant="best", estimate=(numerator + missing) / (n + missing))
                for bound in (worst, best):
                    yield bound
                    yield replace(bound, statistic="number", estimate=base * (bound.estimate or 0))


def _change() -> Iterator[Estimate]:
    for by in DISAGGREGATIONS:
        for level in dict.fromkeys(cell.level(by) for cell in cells()):
            part = [cell for cell in cells() if cell.level(by) == level]
            n = _total(part, lambda cell: cell.answered)
            before, after = _total(part, lambda cell: cell.knew_before), _total(part, lambda cell: cell.knew_after)
            row = Estimate(
                "knows_risks", "People who name three risks or more", "difference", wave="after",
                comparison="change_in_knowledge", by=by, level=level, n=n, std_error=0.0, method="census",
                estimate=(after - before) / n, note="counted, not sampled",
            )  # fmt: skip
            yield _hide(row) if _small(n, before) or _small(n, after) else row


def reconsideration_study() -> Study:
    """The study file of the first publication."""
    among = "${before.plans_to_migrate} = 'yes'"
    counted = "${after.plan} = 'given_up' or ${after.plan} = 'postponed' or ${after.plan} = 'reconsidering'"
    source = {"en": "Ministry, results 2019", "nl": "Ministerie, resultaten 2019"}
    census = {"selection": "census"}
    return Study.model_validate(
        {
            "study": "reconsideration-2019",
            "title": {"en": "Counselling on migration choices", "nl": "Voorlichting over migratiekeuzes"},
            "languages": ["en", "nl"],
            "synthetic": True,
            "period": {"start": "2018-07-01", "end": "2019-06-30"},
            "waves": {
                "before": {
                    "label": {"en": "Before the conversation", "nl": "Voor het gesprek"},
                    "files": ["before/*.csv"],
                    "design": census,
                },
                "after": {
                    "label": {"en": "After the conversation", "nl": "Na het gesprek"},
                    "files": ["after/*.csv"],
                    "design": census,
                },
                "followup": {
                    "label": {"en": "Months later", "nl": "Maanden later"},
                    "files": ["followup/*.csv"],
                    "design": {"selection": "random", "sample_of": "before", "strata": ["country", "sex"]},
                },
            },
            "claim": "these_people",
            "disaggregate": ["sex", "age_band", "country", "group", ["sex", "country"]],
            "indicators": [
                {
                    "id": "reconsidered",
                    "label": {
                        "en": "Potential migrants who give up, postpone or reconsider their plans",
                        "nl": "Potentiële migranten die hun plannen opgeven, uitstellen of heroverwegen",
                    },
                    "among": among,
                    "counts": counted,
                    "report": ["share", "number"],
                    "target": 5000,
                    "published": 10125,
                    "published_source": source,
                    "wider_than": "reconsidered_official",
                },
                {
                    "id": "reconsidered_official",
                    "label": {
                        "en": "Potential migrants who reconsider irregular migration to Europe",
                        "nl": "Potentiële migranten die irreguliere migratie naar Europa heroverwegen",
                    },
                    "among": among + " and ${before.destination} = 'europe'",
                    "counts": counted,
                    "report": ["share", "number"],
                    "official": True,
                },
                {
                    "id": "gave_up_europe",
                    "label": {
                        "en": "People who say months later that they gave up going to Europe because of the campaign",
                        "nl": "Mensen die maanden later zeggen Europa te hebben opgegeven door de campagne",
                    },
                    "wave": "followup",
                    "among": among + " and ${before.destination} = 'europe'",
                    "counts": "${followup.gave_up} = 'yes'",
                    "report": ["share", "number"],
                    "published": 1962,
                    "published_source": source,
                    "reported_reason": True,
                },
                {
                    "id": "gave_up_any",
                    "label": {
                        "en": "People who say months later that they gave up migrating because of the campaign",
                        "nl": "Mensen die maanden later zeggen migratie te hebben opgegeven door de campagne",
                    },
                    "wave": "followup",
                    "among": among,
                    "counts": "${followup.gave_up} = 'yes'",
                    "report": ["share", "number"],
                    "published": 2974,
                    "published_source": source,
                    "reported_reason": True,
                },
                {
                    "id": "knows_risks",
                    "label": {
                        "en": "People who name three risks or more",
                        "nl": "Mensen die drie risico's of meer noemen",
                    },
                    "waves": ["before", "after"],
                    "counts": "${risks_named} >= 3",
                    "target": 0.6,
                },
                {
                    "id": "risks_named",
                    "label": {"en": "Risks that people name", "nl": "Risico's die mensen noemen"},
                    "wave": "followup",
                    "value": "${followup.risks_named}",
                    "report": ["mean", "median"],
                },
            ],
            "comparisons": [
                {
                    "id": "change_in_knowledge",
                    "label": {"en": "knowledge of the risks", "nl": "kennis van de risico's"},
                    "indicator": "knows_risks",
                    "from": "before",
                    "to": "after",
                },
            ],
            "level_labels": {
                "age_band": {
                    "15-17": {"en": "15 to 17", "nl": "15 tot en met 17"},
                    "18-24": {"en": "18 to 24", "nl": "18 tot en met 24"},
                    "25+": {"en": "25 and older", "nl": "25 en ouder"},
                }
            },
        }
    )


def reconsideration() -> tuple[Published, Study, RunSummary]:
    """The publication of people counted after a conversation and sampled months later."""
    study = reconsideration_study()
    official = "Potential migrants who reconsider irregular migration to Europe"
    risks = Estimate(
        "risks_named", "Risks that people name", "mean", wave="followup", n=1007, estimate=2.4137, std_error=0.041,
        conf_low=2.3333, conf_high=2.4941, conf_level=0.95, df=1001, deff=0.97, method="t", n_missing=474,
    )  # fmt: skip
    estimates = (
        *_census("reconsidered", "after", "Potential migrants who give up, postpone or reconsider their plans",
                 lambda cell: cell.reconsidered, people=True),
        *_census("reconsidered_official", "after", official,
                 lambda cell: cell.reconsidered * 6 // 10, people=True),
        *_followup("gave_up_europe", "People who say that they gave up Europe because of the campaign",
                   lambda cell: cell.gave_up_europe, lambda cell: cell.planned),
        *_followup("gave_up_any", "People who say that they gave up because of the campaign",
                   lambda cell: cell.gave_up, lambda cell: cell.planned),
        *_census("knows_risks", "before", "People who name three risks or more",
                 lambda cell: cell.knew_before, people=False),
        *_census("knows_risks", "after", "People who name three risks or more",
                 lambda cell: cell.knew_after, people=False),
        risks,
        replace(risks, by="sex", level="female", n=430, estimate=2.52, conf_low=2.40, conf_high=2.64),
        replace(risks, by="sex", level="male", n=568, estimate=2.33, conf_low=2.23, conf_high=2.43),
        replace(_hide(risks), by="sex", level="not recorded"),
        replace(risks, statistic="median", estimate=None, std_error=None, conf_low=None, conf_high=None, df=None,
                deff=None, conf_level=None, method="woodruff", status="not_estimable",
                note="Every answer is the same, so that its spread is unknown."),
        *_change(),
    )  # fmt: skip
    published = Published(
        estimates=estimates,
        flow=_flow(),
        finding_counts=(
            FindingCount("same_submission", "warning", "before", 14, 14),
            FindingCount("repeat_conversation", "note", "before", 212, None),
            FindingCount("conflicting_identity", "error", "after", None, None),
            FindingCount("skip_broken", "error", "after", 23, 23),
        ),
        level_labels=LEVEL_LABELS,
        variable_labels=VARIABLE_LABELS,
        headlines={
            "en": {
                "reconsidered": (
                    "Right after the conversation, 10,125 of the 13,412 people who planned to migrate and answered "
                    "give up, postpone or reconsider their plans.",
                    "These are people counted, not an estimate from a sample.",
                ),
                "gave_up_any": (
                    "Months later, about 3,000 of the people who planned to migrate say that they gave up because of "
                    "the campaign.",
                ),
            },
            "nl": {
                "reconsidered": (
                    "Direct na het gesprek geven 10.125 van de 13.412 mensen die plannen hadden en antwoordden hun "
                    "plannen op, stellen ze uit of heroverwegen ze.",
                )
            },
        },
        methods={
            "en": {
                "reconsidered": ("Everybody who was registered before was asked after the conversation.",),
                "gave_up_europe": (
                    "The share in each stratum (country and sex) is multiplied by the people in its frame.",
                    "Intervals allow for the strata and the finite population; 1,001 degrees of freedom.",
                ),
            }
        },
        cautions={
            "en": (
                "There is no comparison group: a change shows what happened, not what caused it.",
                "Months later people were asked whether they gave up because of the campaign; the reason is what "
                "they say.",
            ),
            "nl": ("Er is geen vergelijkingsgroep: een verandering laat zien wat er gebeurde, niet waardoor.",),
        },
        n_suppressed=sum(row.status == "suppressed" for row in estimates),
    )
    return published, study, _run(study, "reconsideration")


LEVEL_LABELS = {
    "sex": {"female": {"en": "Women", "nl": "Vrouwen"}, "male": {"en": "Men", "nl": "Mannen"}},
    "country": {
        "NG": {"en": "Nigeria", "nl": "Nigeria"},
        "GM": {"en": "The Gambia", "nl": "Gambia"},
        "IQ": {"en": "Iraq (Kurdistan Region)", "nl": "Irak (Koerdische regio)"},
    },
    "group": {
        "in_school": {"en": "In school", "nl": "Op school"},
        "working": {"en": "Working", "nl": "Aan het werk"},
        "neither": {"en": "Neither", "nl": "Geen van beide"},
    },
    "arm": {
        "none": {"en": "No film", "nl": "Geen film"},
        "film": {"en": "Film with stories", "nl": "Film met verhalen"},
    },
}
VARIABLE_LABELS = {
    "sex": {"en": "Sex", "nl": "Geslacht"},
    "age_band": {"en": "Age", "nl": "Leeftijd"},
    "country": {"en": "Country", "nl": "Land"},
    "group": {"en": "Group", "nl": "Groep"},
    "arm": {"en": "Arm", "nl": "Arm"},
}


def _flow() -> tuple[FlowBox, ...]:
    return (
        FlowBox("before", "registered", 15_214),
        FlowBox("before", "no_consent", 131, role="excluded", of="registered"),
        FlowBox("before", "test_record", None, role="excluded", of="registered", status="suppressed"),
        FlowBox("before", "older_edit", None, role="excluded", of="registered", status="suppressed"),
        FlowBox("before", "repeat_conversation", 212, role="excluded", of="registered"),
        FlowBox("before", "analysed", 14_839, of="registered"),
        FlowBox("after", "registered", 14_402),
        FlowBox("after", "conflicting_identity", 32, role="excluded", of="registered"),
        FlowBox("after", "analysed", 14_370, of="registered"),
        FlowBox("after", "linked", 14_292, "people", of="analysed"),
        FlowBox("after", "not_linked", 78, "people", role="excluded", of="analysed"),
        FlowBox("followup", "registered", 1_007),
        FlowBox("followup", "analysed", 1_007, of="registered"),
        FlowBox("followup", "eligible", 13_728, "people"),
        FlowBox("followup", "sampled", 1_481, "people", of="eligible"),
        FlowBox("followup", "not_answered", 474, "people", role="excluded", of="sampled"),
        FlowBox("followup", "answered", 1_007, "people", of="sampled"),
    )


def _run(study: Study, folder: str) -> RunSummary:
    return RunSummary(
        study=study.study,
        meal_version="0.1.0",
        definition_hashes={indicator.id: f"{number:064x}" for number, indicator in enumerate(study.indicators, 1)},
        inputs=tuple(
            InputFile(f"{wave}/{folder}.csv", "", f"{number:02x}" * 32, 15_214 - 812 * number, wave)
            for number, wave in enumerate(study.waves)
        ),
        accounting=(
            Accounting(
                "before", 15_214, 14_839,
                {"no_consent": 131, "test_record": 3, "older_edit": 29, "repeat_conversation": 212},
            ),
            Accounting("after", 14_402, 14_370, {"conflicting_identity": 32}),
        ),
        package_versions={"numpy": "2.4.6", "pandas": "3.1.1", "scipy": "1.17.1"},
        decisions_hash="ab" * 32,
        synthetic=study.synthetic,
    )  # fmt: skip


OUTCOMES = {
    "informed": ("feel informed", "zich geïnformeerd voelen", 0.50, 1.19),
    "aware": ("are aware of the risks", "zich bewust zijn van de risico's", 0.48, 1.25),
    "intends": ("intend to migrate irregularly", "irregulier willen migreren", 0.40, 0.80),
}


def peer_messages_study(assigned: str = "individuals") -> Study:
    """The study file of the second publication."""
    return Study.model_validate(
        {
            "study": "peer-messages",
            "title": {"en": "Stories of returnees", "nl": "Verhalen van teruggekeerden"},
            "languages": ["en", "nl"],
            "synthetic": True,
            "waves": {
                "baseline": {"label": {"en": "Before", "nl": "Vooraf"}, "files": ["baseline.csv"]},
                "endline": {
                    "label": {"en": "Three months later", "nl": "Drie maanden later"},
                    "files": ["endline.csv"],
                },
            },
            "disaggregate": ["sex"],
            "indicators": [
                {
                    "id": outcome,
                    "label": {"en": f"People who {english}", "nl": f"Mensen die {dutch}"},
                    "waves": ["baseline", "endline"],
                    "counts": f"${{{outcome}}} = 'yes'",
                }
                for outcome, (english, dutch, _, _) in OUTCOMES.items()
            ],
            "comparisons": [
                {
                    "id": f"effect_{outcome}",
                    "label": {"en": f"people who {english}", "nl": f"mensen die {dutch}"},
                    "indicator": outcome,
                    "wave": "endline",
                    "arms": {"variable": "arm", "control": "none", "treated": "film", "assigned": assigned},
                    "published": {"risk_ratio": ratio},
                    "published_source": {"en": "IOM 2019", "nl": "IOM 2019"},
                }
                for outcome, (english, dutch, _, ratio) in OUTCOMES.items()
            ],
        }
    )


def peer_messages(assigned: str = "individuals") -> tuple[Published, Study, RunSummary]:
    """The publication of a film that was shown to some, by lot."""
    study = peer_messages_study(assigned)
    estimates = tuple(row for outcome in OUTCOMES for row in _arm_rows(outcome))
    published = Published(
        estimates=estimates,
        flow=(FlowBox("baseline", "registered", 2_000, "people"), FlowBox("endline", "answered", 1_800, "people")),
        level_labels=LEVEL_LABELS,
        variable_labels=VARIABLE_LABELS,
    )
    return published, study, _run(study, "peer-messages")


def _arm_rows(outcome: str) -> Iterator[Estimate]:
    english, _, control, ratio = OUTCOMES[outcome]
    n = 900
    shares = {"none": control, "film": control * ratio}

    def level(wave: str, by: str, code: str, share: float, people: int) -> Estimate:
        error, low, high = logit_interval(share, people)
        return Estimate(
            outcome, f"People who {english}", "share", wave=wave, by=by, level=code, n=people,
            numerator=round(share * people), estimate=share, std_error=error, conf_low=low, conf_high=high,
            conf_level=0.95, df=people - 1, method="wilson", n_missing=0,
        )  # fmt: skip

    for wave, factor in (("baseline", {"none": control, "film": control}), ("endline", shares)):
        yield level(wave, "", "", sum(factor.values()) / 2, 2 * n)
        for sex, tilt in (("female", 0.02), ("male", -0.02)):
            yield level(wave, "sex", sex, sum(factor.values()) / 2 + tilt, n)
    for variant, shrink in (("", 1.0), ("adjusted", 0.92)):
        for arm, share in shares.items():
            yield replace(level("endline", "arm", arm, share, n), comparison=f"effect_{outcome}", variant=variant)
        points = shares["film"] - control
        error = shrink * math.sqrt(sum(share * (1 - share) / n for share in shares.values()))
        difference = Estimate(
            outcome, f"People who {english}", "difference", wave="endline", comparison=f"effect_{outcome}",
            variant=variant, n=2 * n, estimate=points, std_error=error, conf_low=points - 1.96 * error,
            conf_high=points + 1.96 * error, conf_level=0.95, df=2 * n - 2, p_value=0.0004, p_adjusted=0.0012,
            method="hc2",
        )  # fmt: skip
        spread = 1.96 * shrink * math.sqrt(sum((1 - share) / (n * share) for share in shares.values()))
        yield difference
        yield replace(
            difference, statistic="risk_ratio", estimate=ratio, std_error=ratio * spread / 1.96,
            conf_low=ratio * math.exp(-spread), conf_high=ratio * math.exp(spread),
        )  # fmt: skip
