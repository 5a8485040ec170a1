"""Sex, age, groups, places and consent are found in five languages, and not where they are not."""

from __future__ import annotations

import pytest

from meal.propose.ages import age_bands
from meal.propose.roles import Roles, roles_of
from tests.propose.tables import Table, columns_of, repeated

FIVE_LANGUAGES: dict[str, tuple[tuple[str, str, str, str], tuple[str, str], str]] = {
    # language: names of the columns of sex, age, place and consent; the answers of men and women; yes
    "en": (("gender", "age", "region", "consent"), ("male", "female"), "yes"),
    "fr": (("sexe", "âge", "département", "consentement"), ("H", "F"), "oui"),
    "nl": (("geslacht", "leeftijd", "gemeente", "toestemming"), ("M", "V"), "ja"),
    "es": (("sexo", "edad", "municipio", "consentimiento"), ("hombre", "mujer"), "sí"),
    "ar": (("الجنس", "العمر", "المحافظة", "الموافقة"), ("ذكر", "أنثى"), "نعم"),
}


def names(roles: Roles) -> tuple[str, ...]:
    assert roles.sex
    assert roles.age
    assert roles.consent
    return (roles.sex.column, roles.age.column, roles.groups[0].column, roles.consent.column)


@pytest.mark.parametrize("language", FIVE_LANGUAGES)
def test_roles_in_five_languages(language: str) -> None:
    headings, (man, woman), yes = FIVE_LANGUAGES[language]
    cells = (repeated(man, woman, times=15), range(18, 48), repeated("A", "B", "C", times=10), [yes] * 30)
    roles = roles_of(columns_of(dict(zip(headings, cells, strict=True))))
    assert names(roles) == headings
    assert roles.sex is not None
    assert roles.sex.levels == {man: "male", woman: "female"}


def test_the_respondent_comes_before_the_head_and_the_interviewer_never() -> None:
    pair = repeated("male", "female", times=10)
    roles = roles_of(columns_of({"enum_gender": pair, "hoh_gender": pair[::-1], "respondent_gender": pair}))
    assert roles.sex is not None
    assert roles.sex.column == "respondent_gender"
    assert roles.sex.others == ("hoh_gender",)


def test_codes_whose_meaning_is_not_told_stay_codes() -> None:
    sex = roles_of(columns_of({"RIAGENDR": repeated(1, 2, times=10)})).sex
    assert sex is not None
    assert sex.levels == {}
    assert "not told" in sex.reason


def test_a_column_called_female_says_what_1_means() -> None:
    sex = roles_of(columns_of({"female": repeated(1, 0, times=10)})).sex
    assert sex is not None
    assert sex.levels == {"1": "female", "0": "male"}


@pytest.mark.parametrize(
    "table",
    [
        {"stype": repeated("E", "M", "H", times=10)},  # elementary, middle, high
        {"prop_female": [index / 40 for index in range(30)]},
        {"gender_based_violence": repeated("yes", "no", times=10)},
    ],
)
def test_what_is_not_sex(table: Table) -> None:
    assert roles_of(columns_of(table)).sex is None


@pytest.mark.parametrize(
    "table",
    [
        {"age_months": range(30)},
        {"village": range(30)},
        {"age": [1980 + index for index in range(30)]},  # years of birth
        {"age_at_marriage": range(15, 45)},
    ],
)
def test_what_is_not_an_age_in_years(table: Table) -> None:
    assert roles_of(columns_of(table)).age is None


@pytest.mark.parametrize(
    "table",
    [
        {"agricultural_land": repeated("yes", "no", times=10)},  # `land` is a country in Dutch
        {"NBRE_VILLAGE": repeated(1, 2, 3, 4, times=8)},  # how many villages
        {"Lcs_crisis_OutSchool": repeated(10, 20, 30, times=8)},
        {"region": [f"region {index}" for index in range(30)]},  # too many to tell apart in a first table
    ],
)
def test_what_is_not_a_group_or_place(table: Table) -> None:
    assert roles_of(columns_of(table)).groups == ()


def test_the_same_arms_coded_twice_count_once() -> None:
    table = {"treatment_group": repeated("Control", "Treatment", times=10), "treatment": repeated(0, 1, times=10)}
    assert [role.column for role in roles_of(columns_of(table)).groups] == ["treatment_group"]


def test_consent_that_few_answered_is_not_used() -> None:
    assert roles_of(columns_of({"consent": ["yes"] * 5 + [""] * 20, "n": range(25)})).consent is None


def test_age_bands_join_until_each_holds_enough_people() -> None:
    # 30 people of 18 to 24, 30 of 25 to 34, 4 of 60: the few old ones join the band below.
    ages = [*repeated(18, 20, 24, times=10), *repeated(25, 30, 34, times=10), 60, 61, 62, 63]
    bands = age_bands(columns_of({"age": ages})["age"])
    assert bands is not None
    assert bands.names == ("under 25", "25+")
    assert bands.expression == "if(${age} < 25, 'under 25', '25+')"


def test_people_of_one_age_have_no_bands() -> None:
    assert age_bands(columns_of({"age": [20] * 40})["age"]) is None
