"""People are linked by their exact identifier, one to one, and nobody is lost or counted twice."""

from __future__ import annotations

from meal.model.findings import Finding
from meal.model.people import People
from meal.model.responses import Responses
from meal.prepare import Decisions, derive_columns, link_waves
from meal.study.definition import Identity
from meal.study.records import record_keys
from tests.builders import wave

IDENTITY = Identity(respondent="id")


def linked(
    waves: dict[str, Responses], *, identified: bool = True, accepted: frozenset[tuple[str, str, str]] = frozenset()
) -> tuple[dict[str, Responses], People, list[Finding]]:
    keys = {name: record_keys(responses, IDENTITY) for name, responses in waves.items()}
    decisions = {name: Decisions(accepted) for name in waves}
    return link_waves(waves, keys, stable=("sex",), decisions=decisions, identified=identified)


def test_people_stand_once_in_order_of_first_appearance() -> None:
    before = wave({"id": ["q", "p", "r"]})
    after = wave({"id": ["p", "s", "q"]}, name="after")
    _, people, findings = linked({"before": before, "after": after})
    assert people.respondent.tolist() == ["q", "p", "r", "s"]
    assert people.rows["before"].tolist() == [0, 1, 2, -1]
    assert people.rows["after"].tolist() == [2, 0, -1, 1]
    assert findings == []


def test_in_one_wave_alone_everybody_stands_once_as_well() -> None:
    _, people, _ = linked({"before": wave({"id": ["q", "p", "r"], "_uuid": ["a", "b", "c"]})})
    assert people.respondent.tolist() == ["q", "p", "r"]
    assert people.rows["before"].tolist() == [0, 1, 2]
    _, people, _ = linked({"before": wave({"id": ["q", "p", "q"], "_uuid": ["a", "b", "c"]})})
    assert people.respondent.tolist() == ["q", "p"]


def test_another_sex_under_the_same_id_is_another_person() -> None:
    before = wave({"id": ["p", "q"], "sex": ["f", "m"]})
    after = wave({"id": ["p", "q"], "sex": ["m", ""], "_uuid": ["u1", "u2"]}, name="after")
    waves, people, findings = linked({"before": before, "after": after})
    assert [(f.rule, f.row, f.variable) for f in findings] == [("other_person", 2, "sex")]
    assert waves["after"].accounting() == {"kept": 1, "conflicting_identity": 1}
    assert people.rows["after"].tolist() == [-1, 1]


def test_a_recorded_decision_links_them_all_the_same() -> None:
    before = wave({"id": ["p"], "sex": ["f"]})
    after = wave({"id": ["p"], "sex": ["m"], "_uuid": ["u1"]}, name="after")
    _, people, findings = linked(
        {"before": before, "after": after}, accepted=frozenset({("other_person", "u1", "sex")})
    )
    assert findings == []
    assert people.rows["after"].tolist() == [0]


def test_without_an_identifier_every_record_is_a_person() -> None:
    _, people, _ = linked(
        {"before": wave({"a": ["1", "2"]}), "after": wave({"a": ["1"]}, name="after")}, identified=False
    )
    assert people.n_people == 3
    assert people.rows["after"].tolist() == [-1, -1, 0]


def test_a_blank_age_falls_into_no_band() -> None:
    derived = derive_columns({"before": wave({"age": ["17", "", "24"]})}, {"band": "if(${age} < 18, 'child', 'adult')"})
    band = derived["before"].columns["band"]
    assert band.record_texts()[band.answered()].tolist() == ["child", "adult"]
    assert band.answered().tolist() == [True, False, True]


def test_a_derived_column_may_use_another_and_appears_where_it_can() -> None:
    waves = {"before": wave({"age": ["17"]}), "after": wave({"plan": ["x"]}, name="after")}
    derived = derive_columns(waves, {"double": "${age} * 2", "quadruple": "${double} * 2"})
    assert derived["before"].columns["quadruple"].record_texts().tolist() == ["68"]
    assert "double" not in derived["after"].columns
