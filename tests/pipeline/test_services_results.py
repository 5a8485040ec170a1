"""The shipped study `services` counts exactly what was published; without its decisions, nearly, with a range."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from meal import load_study
from meal.demonstration import STUDIES
from meal.demonstration.services import services_truth
from meal.model.estimates import Estimate
from meal.pipeline.analyse import Analysis, analyse
from meal.report import labels_of
from meal.report.donor import donor_lines

pytestmark = pytest.mark.heavy

PUBLISHED = {
    "education": 240_000,
    "income": 36_360,
    "psychosocial": 20_770,
    "life_saving": 2_873,
    "officials": 182,
    "returned": 2_716,
    "reintegrated": 1_809,
    "informed": 43_000,
}


@pytest.fixture(scope="session")
def services(project: Path) -> Analysis:
    """One analysis for all tests of a session: it takes half a minute."""
    return analyse(load_study(project / "surveys" / "services"))


def people(analysis: Analysis, **wanted: str) -> dict[str, Estimate]:
    names = {"statistic": "people", "by": "", "level": "", "variant": "", **wanted}
    return {
        row.indicator: row
        for row in analysis.estimates
        if all(getattr(row, name) == value for name, value in names.items())
    }


def test_people_are_exactly_the_published_figures(services: Analysis) -> None:
    assert {name: row.estimate for name, row in people(services).items()} == PUBLISHED
    assert {row.note for row in people(services).values()} == {"counted, not sampled"}
    published = {one.id: one.published for one in services.prepared.file.study.indicators}
    assert published == PUBLISHED
    assert "services" in STUDIES


def test_every_person_of_the_registers_is_known(services: Analysis) -> None:
    truth = services_truth()
    keys, of = services.prepared.keys["register"], services.prepared.people.person_of["register"]
    first: dict[int, str] = {}
    for record, person in zip(keys.stable.tolist(), of.tolist(), strict=True):
        assert first.setdefault(person, truth[record]) == truth[record]
    assert len(set(first.values())) == len(first) == services.prepared.people.n_people


def test_contacts_are_more_than_people_and_parts_add_up_or_say_by_how_much_not(services: Analysis) -> None:
    rows = {(row.indicator, row.statistic, row.by, row.level): row for row in services.internal.estimates
            if not row.variant}  # fmt: skip
    for (indicator, statistic, by, level), row in rows.items():
        if statistic == "people":
            assert (rows[indicator, "consultations", by, level].estimate or 0) >= (row.estimate or 0)
    study = services.prepared.file.study
    for indicator in study.indicators:
        for statistic in ("people", "consultations"):
            whole = rows[indicator.id, statistic, "", ""].estimate or 0
            tables = {row.by for row in rows.values() if row.indicator == indicator.id and row.by}
            assert tables >= set(indicator.by_record)
            for by in tables:
                parts = [
                    one
                    for one in rows.values()
                    if (one.indicator, one.statistic, one.by) == (indicator.id, statistic, by)
                ]
                total = sum(one.estimate or 0 for one in parts)
                if statistic == "consultations" or by not in indicator.by_record:
                    assert total == whole
                else:
                    assert total >= whole
                    assert (total > whole) == ("the levels add up to" in parts[0].note)


def test_partners_share_people(services: Analysis) -> None:
    (overlap,) = services.internal.overlaps
    known_to = {row.known_to: row.people or 0 for row in overlap.rows if row.known_to}
    assert sum(known_to.values()) == services.prepared.people.n_people
    known = {(row.partner, row.other): row.people or 0 for row in overlap.rows if row.partner}
    assert sum(count for (_, other), count in known.items() if not other) == (
        known_to["1"] + 2 * known_to["2"] + 3 * known_to["3+"]
    )
    assert all(count <= known[end, ""] for pair, count in known.items() if pair[1] for end in pair)


def test_donor_table_and_highlights(services: Analysis) -> None:
    study = services.prepared.file.study
    english = labels_of(services.published, study, "en")
    lines = {line.indicator.id: line for line in donor_lines(english) if not line.levels}
    assert (lines["income"].change, lines["income"].ratio) == (32_360, 9.09)
    assert (lines["education"].change, lines["education"].ratio) == (160_000, 3.0)
    assert lines["reintegrated"].attributed == 904.5
    assert {name: line.progress for name, line in lines.items()} == {
        **dict.fromkeys(PUBLISHED, "on_track"),
        "informed": "ahead",
    }
    assert {one.published_rating["nl"] for one in study.indicators} == {"op schema"}
    said = {name: texts[0] for name, texts in services.published.headlines["nl"].items()}
    assert said["education"].startswith("240.000 vluchtelingen")
    assert said["income"].startswith("Meer dan 36.000 mensen")
    assert services.published.headlines["en"]["returned"][0].startswith("More than 2,700 migrants")


def test_without_decisions_the_count_is_near_and_the_range_holds_the_truth(project: Path) -> None:
    file = load_study(project / "surveys" / "services")
    bare = analyse(replace(file, study=file.study.model_copy(update={
        "identity": file.study.identity.model_copy(update={"decisions": None}),
    })))  # fmt: skip
    fewest, most = people(bare, variant="fewest_people"), people(bare, variant="most_people")
    for name, published in PUBLISHED.items():
        count = people(bare)[name].estimate
        assert count is not None
        assert abs(count / published - 1) < 0.005
        assert (fewest[name].estimate or 0) <= published <= (most[name].estimate or 0)
        assert most[name].estimate == count
    counts = {name: row.estimate for name, row in people(bare).items()}
    assert counts["education"] == 240_720
