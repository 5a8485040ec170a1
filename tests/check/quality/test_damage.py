"""What a spreadsheet program did to answers is found, and answers that only look like it are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meal.check.quality.damage import repaired_letters
from meal.messages import finding_row
from meal.model.codebook import Codebook, Question
from meal.model.missing import Reason
from tests.check.quality.looking import looked_at, told

DAY = Question("day", "date")


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "#DIV/0!", "#VERW!", "#NOM?", "########", "Err:502", " #VALUE! "])
def test_cells_with_an_error_are_found(cell: str) -> None:
    assert told(looked_at({"a": ["12", cell, "13"]})) == [("error_cell", "a", 3)]


@pytest.mark.parametrize("cell", ["#1", "Road #N/A", "# of rooms", "NA", "n/a"])
def test_other_hashes_are_answers(cell: str) -> None:
    assert looked_at({"a": ["12", cell, "13"]}, {"program_texts": "off"}) == []


def test_identifiers_shortened_to_powers_of_ten() -> None:
    found = looked_at({"version": ["2.02E+11", "201901031234", "1E+11", "1,5E+12"]})
    assert told(found) == [
        ("number_as_power", "version", 2),
        ("number_as_power", "version", 4),
        ("number_as_power", "version", 5),
    ]
    assert found[0].severity == "warning"


def test_small_powers_and_decimals_are_numbers() -> None:
    assert looked_at({"a": ["1.2E+03", "1e+11", "E+12", "GE+11"]}) == []
    assert looked_at({"amount": ["1.2E+12", "3"]}, questions=[Question("amount", "decimal")]) == []


def test_digits_after_the_fifteenth() -> None:
    lost = {"iccid": ["8931440301234560000", "8931440301234570000", "8931440301234580000"]}
    assert {rule for rule, _, _ in told(looked_at(lost))} == {"digits_lost"}
    assert looked_at({"iccid": ["8931440301234560000", "8931440301234570123", "8931440301234580000"]}) == []


def test_zeros_lost_beside_codes_that_kept_them() -> None:
    found = looked_at({"village": ["0101", "0102", "0201", "1103", "1201", "101"]})
    assert told(found) == [("zeros_lost", "village", 7)]
    assert found[0].parameters == {"width": "4", "likely": "0101"}


@pytest.mark.parametrize(
    "codes",
    [
        ["1", "2", "10", "11", "12"],  # nothing begins with 0
        ["0101", "1102", "101", "12", "7", "8"],  # only one does, and widths differ anyway
        ["0101", "0102", "0103", "0104", "house 5"],  # no shorter number
        ["0", "1", "2", "3"],
    ],
)
def test_codes_of_several_widths_are_codes(codes: list[str]) -> None:
    assert looked_at({"village": codes}) == []


def test_columns_without_an_answer_have_no_codes() -> None:
    assert looked_at({"village": ["", "0", ""]}, questions=[Question("village", missing={"0": Reason.REFUSED})]) == []
    assert looked_at({"village": ["", " "]}) == []


def test_a_code_taken_for_a_day() -> None:
    assert told(looked_at({"size": ["1-2", "3-4", "4-Mar", "5+", "Jun-12"]})) == [
        ("code_became_date", "size", 4), ("code_became_date", "size", 6),
    ]  # fmt: skip
    assert looked_at({"day_month": ["4-Mar", "5-Apr", "6-May"]}) == []


def test_a_day_as_a_number() -> None:
    found = looked_at({"hired": ["2008-01-02", "39690", "2009-05-06"]})
    assert told(found) == [("date_as_number", "hired", 3)]
    assert found[0].parameters["likely"] == "2008-08-30"
    assert looked_at({"rent": ["39690", "41000", "35000"]}) == []


def test_days_and_months_turned_against_the_clock_of_the_phone() -> None:
    found = looked_at(
        {
            "start": [f"2019-03-{day:02}T10:00:00.000+03:00" for day in range(1, 11)],
            "day": ["2019-03-01", "2019-02-03", *[f"2019-03-{day:02}" for day in range(3, 10)], "2019-02-01"],
        },
        questions=[DAY],
    )
    assert told(found) == [("day_and_month_turned", "day", 3)]  # the last is only early
    assert found[0].parameters == {"reference": "start", "likely": "2019-03-02"}


def test_days_that_do_not_follow_the_interview_are_not_turned() -> None:
    days = [f"2019-{month:02}-03" for month in range(1, 11)]
    assert looked_at({"today": ["2019-03-01"] * 10, "born": days}, questions=[Question("born", "date")]) == []


def test_dates_in_two_orders() -> None:
    mixed = ["2/26/2019", "2/27/2019", "26/2/2019", "3/1/2019", "2/28/2019"]
    found = looked_at({"day": mixed})
    assert told(found) == [("dates_written_in_several_ways", "day", 4)]
    assert found[0].parameters == {"count": "1", "unclear": "1"}
    alike = looked_at({"day": ["2/26/2019", "3/1/2019", "2/28/2019"]})
    assert [(one.rule, one.scope, dict(one.parameters)) for one in alike] == [
        ("dates_not_read", "study", {"count": "3", "way": "12/31/2019"})
    ]
    assert told(looked_at({"day": ["2019-02-03", "2019-02-04", "2/26/2019"]})) == [
        ("dates_written_in_several_ways", "day", 4)
    ]


def test_letters_in_the_wrong_encoding() -> None:
    found = looked_at({"place": ["HÃ´pital", "Hôpital", "Ã‰cole", "Ø¨ØºØ¯Ø§Ø¯", "na\ufffdve"]})
    assert told(found) == [
        ("letters_mangled", "place", 2), ("letters_mangled", "place", 4), ("letters_mangled", "place", 5),
        ("letters_lost", "place", 6),
    ]  # fmt: skip
    assert [finding.parameters.get("likely") for finding in found] == ["Hôpital", "École", "بغداد", None]


@given(st.text(alphabet=st.characters(codec="cp1252", exclude_characters="\x81\x8d\x8f\x90\x9d"), min_size=1))
def test_mangling_is_undone(text: str) -> None:
    mangled = text.encode("utf-8").decode("latin-1")
    if not text.isascii():
        assert repaired_letters(mangled) == text


@pytest.mark.parametrize("text", ["Ålesund", "São Tomé", "ÄÖÜß", "Façade", "بغداد", "Đà Nẵng", "naïve – 20 °C", "Ã"])
def test_letters_of_real_languages_are_left_alone(text: str) -> None:
    assert repaired_letters(text) is None


def test_personal_answers_are_not_told() -> None:
    phone = Question("phone", personal=True)
    found = looked_at({"phone": ["0712345678", "0712345679", "0712345670", "712345671"]}, questions=[phone])
    assert told(found) == [("zeros_lost", "phone", 5)]
    row = finding_row(found[0], Codebook("b", questions={"phone": phone}), "en")
    assert "712345671" not in " ".join(row.values())


def test_what_is_off_is_not_looked_at() -> None:
    table = {"a": ["#REF!", "1E+11"], "b": ["#REF!", "x"]}
    assert looked_at(table, {"spreadsheet_damage": "off"}) == []
    assert told(looked_at(table, {"spreadsheet_damage": {"kinds": ["numbers"]}})) == [("number_as_power", "a", 3)]
    assert told(looked_at(table, {"spreadsheet_damage": {"leave_out": ["a"]}})) == [("error_cell", "b", 2)]
    strict = looked_at(table, {"spreadsheet_damage": {"severity": "error"}})
    assert {(one.severity, one.decided) for one in strict} == {("error", False)}
    accepted = looked_at(table, {"spreadsheet_damage": {"severity": "error"}}, accepts=True)
    assert {one.decided for one in accepted} == {True}
