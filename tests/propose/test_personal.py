"""Personal data are told by heading and by the form of the values; identifiers of machines are not personal."""

from __future__ import annotations

import pytest

from meal.propose.personal import personal_kind
from tests.propose.tables import columns_of

NAMES = ["Amina Diallo", "Jan de Vries", "Luis Ortega", "Fatou Sow", "Mary Okoro", "Omar Haddad"]


@pytest.mark.parametrize(
    ("heading", "answers", "kind"),
    [
        *(
            (heading, NAMES, "person_name")
            for heading in ("full_name", "Nom et prénom", "naam", "nombre", "الاسم الكامل")
        ),
        ("téléphone", ["+33612345678", "0612345679", "0612345680"], "phone"),
        ("q17", ["+234 803 123 4567", "+234 803 123 4568", "+234 803 123 4569"], "phone"),  # by the values alone
        ("contact", ["a.b@example.org", "c@example.com", "d@example.net"], "email"),
        ("place", ["-1.29206 36.82194 1650 5", "-1.30011 36.80022 1640 4"], "position"),
        ("_gps_latitude", ["12.3456789", "12.4456789"], "position"),
        ("cédula", ["12345678", "12345679", "22345679"], "national_id"),
        ("geboortedatum", ["1990-01-01", "1985-05-05"], "birth_date"),
        ("adresse", ["12 rue du Puits", "3 rue Haute", "7 place Neuve"], "address"),
        ("photo", ["1.jpg", "2.jpg"], "media"),
        ("deviceid", ["collect:abc", "collect:def"], "account"),
    ],
)
def test_personal(heading: str, answers: list[str], kind: str) -> None:
    assert personal_kind(columns_of({heading: answers, "n": range(len(answers))})[heading]) == kind


@pytest.mark.parametrize(
    ("heading", "answers"),
    [
        ("_uuid", ["f3d0f43c-049e-4be8-ba94-a1b2c3d4e5f6", "03093de4-e32c-41b4-8f86-b1b2c3d4e5f6"]),
        ("village_name", ["Ruaca", "God", "Chirodzo"]),
        ("nombre de enfants", ["1", "2", "3"]),  # a number of children, in French with a slip
        ("mobile_phone", ["yes", "no", "yes"]),  # whether there is one
        ("interview_date", ["2019-01-01", "2019-02-02"]),
        ("income", ["1200", "800", "3000"]),
    ],
)  # fmt: skip
def test_not_personal(heading: str, answers: list[str]) -> None:
    assert personal_kind(columns_of({heading: answers, "n": range(len(answers))})[heading]) == ""
