"""The plan of a study: its groups, counted by hand, and small ones hidden."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from meal.model.plans import GroupPlan
from meal.pipeline.planning.study import StudyPlanned, plan_study
from meal.report import study_plan_files, study_plan_lines
from tests.propose.tables import csv_bytes

# Of 200 people in the frame 100 are drawn (60 women, 40 men), of whom 50 and 30 answer.
# Of the 8 people of the islands 4 are drawn.
STUDY = """
study: planned
waves:
  before:
    files: [before.csv]
    design: {{selection: census}}
  followup:
    files: [followup.csv]
    design: {{selection: random, sample_of: before, roster: sampled.csv{psu}}}
identity: {{record: id, respondent: person}}
claim: {claim}
disaggregate: [sex, place]
indicators:
  - id: safe
    wave: followup
    counts: |-
      ${{followup.water}} = 'tap'
"""


def write(folder: Path, *, claim: str = "these_people", psu: str = "") -> Path:
    people = [f"P-{number:03d}" for number in range(200)]
    sex = ["F"] * 110 + ["M"] * 90
    drawn = [*people[:60], *people[110:150]]
    answered = [*people[:50], *people[110:140]]
    place = ["island" if name in {*people[:2], *people[110:112], *people[100:102], *people[190:192]} else
             "coast" if number % 2 else "hills" for number, name in enumerate(people)]  # fmt: skip
    tables: dict[str, dict[str, list[object]]] = {
        "before.csv": {"id": [*range(200)], "person": [*people], "sex": [*sex], "place": [*place],
                       "village": [number % 10 for number in range(200)]},
        "followup.csv": {"id": [*range(1000, 1080)], "person": [*answered],
                         "water": ["tap" if number % 4 == 0 else "well" for number in range(80)]},
        "sampled.csv": {"person": [*drawn]},
    }  # fmt: skip
    for name, columns in tables.items():
        (folder / name).write_bytes(csv_bytes(columns, ","))
    (folder / "study.yaml").write_text(STUDY.format(claim=claim, psu=psu), encoding="utf-8")
    return folder


def groups(made: StudyPlanned) -> dict[str, GroupPlan]:
    return {group.level: group for group in made.plan.groups}


def test_groups_are_counted_by_hand(tmp_path: Path) -> None:
    found = groups(plan_study(write(tmp_path)))

    everybody, women, men = found[""], found["F"], found["M"]
    assert (everybody.frame, everybody.drawn, everybody.answered) == (200, 100, 80)
    assert (women.frame, women.drawn, women.answered) == (110, 60, 50)
    assert (men.frame, men.drawn, men.answered) == (90, 40, 30)
    assert men.response == 0.75
    # 20 of 80 said tap, and every group is planned with that share.
    assert {group.expected for group in (everybody, women, men)} == {0.25}
    # 30 of 90 count as 30 · 89/60 = 44.5: 1.96 · √(.25 · .75 / 44.5)
    assert men.margin == pytest.approx(1.959964 * math.sqrt(0.1875 / 44.5), rel=1e-6)
    # 1.96² · .1875 / .1² = 72.03; / (1 + 71.03/90) = 40.26; / .75 = 53.7. For ±5: 68.7 / .75 = 91.5 of 90.
    assert men.people_10 == 54
    assert men.people_5 is None
    assert men.status == "all_too_few"


def test_a_claim_beyond_these_people_is_not_surer_because_many_were_asked(tmp_path: Path) -> None:
    found = groups(plan_study(write(tmp_path, claim="people_like_these")))

    assert found["M"].margin == pytest.approx(1.959964 * math.sqrt(0.1875 / 30), rel=1e-6)


def test_small_groups_are_hidden_and_cannot_be_worked_out(tmp_path: Path) -> None:
    made = plan_study(write(tmp_path))
    found = groups(made)

    # 8 people of the islands, 2 of each kind: too few; and another place, or they are the rest of everybody.
    assert found["island"] == GroupPlan("safe", "followup", "place", "island", status="hidden")
    assert sum(found[place].status == "hidden" for place in ("island", "coast", "hills")) >= 2
    table = study_plan_files(made.plan, made.published, made.study)["plan.csv"].decode()
    (line,) = [line for line in table.splitlines() if ",island," in line]
    assert line == "safe,followup,place,island" + "," * 12 + "hidden"
    assert "–" in "\n".join(study_plan_lines(made.plan, made.published, made.study, "en"))


def test_clusters_are_shown_for_several_iccs(tmp_path: Path) -> None:
    made = plan_study(write(tmp_path, psu=", psu: [village]"))
    whole = [group for group in made.plan.groups if not group.level]

    assert [group.icc for group in whole] == [0.01, 0.05, 0.10]
    # 80 answers in 10 villages of 8: 1 + 7 · .1
    assert [group.design_effect for group in whole] == pytest.approx([1.07, 1.35, 1.70])
    assert "study_clusters" in {said.key for said in made.plan.said}
    one = plan_study(tmp_path, icc=0.05, expected=0.5, response=0.5)
    (whole_one,) = [group for group in one.plan.groups if not group.level]
    assert (whole_one.icc, whole_one.expected, whole_one.response) == (0.05, 0.5, 0.5)


def test_the_shipped_study_in_both_languages(project: Path) -> None:
    made = plan_study(project / "surveys" / "reconsideration")

    everybody = next(g for g in made.plan.groups if g.indicator == "gave_up_any" and not g.by)
    assert (everybody.drawn, everybody.answered) == (2050, 1532)
    assert everybody.frame == 13012
    files = study_plan_files(made.plan, made.published, made.study)
    assert {"plan.csv", "plan.html", "plan.nl.html", "plan-gave_up_any-followup.png"} <= set(files)
    assert "Te benaderen" in files["plan.nl.html"].decode()
    assert "synthetic" in files["plan.csv"].decode().splitlines()[1]


def test_a_design_that_cannot_be_used_is_said_and_not_planned(tmp_path: Path) -> None:
    (tmp_path / "now.csv").write_bytes(csv_bytes({
        "id": [*range(40)], "water": ["tap", "well"] * 20, "size": ["100"] * 39 + ["7"],
    }, ","))  # fmt: skip
    (tmp_path / "study.yaml").write_text(
        "study: odd\nclaim: these_people\nidentity: {record: id}\n"
        "waves: {now: {files: [now.csv], design: {selection: random, fpc: size}}}\n"
        "indicators: [{id: safe, counts: \"${water} = 'tap'\"}]\n",
        encoding="utf-8",
    )
    made = plan_study(tmp_path)

    assert made.plan.groups == (GroupPlan("safe", "now", "", "", status="refused"),)
    assert "study_refused" in {said.key for said in made.plan.said}
