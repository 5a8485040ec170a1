"""Records of waves side by side, as the rule compares them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from meal.model.identity import IdentityTable
from meal.model.responses import Disposition
from meal.prepare.identity import identity_table
from meal.read import responses_from_frame
from meal.study.definition import Study
from meal.study.records import record_keys

BEFORE = pd.DataFrame(
    {
        "_uuid": ["a", "b", "c"],
        "first_name": ["Fatou", "محمد", ""],
        "family_name": ["Diallo", "أحمد", ""],
        "phone": ["0712 845 671", "+220 301 8456", "0000000"],
        "country": ["KE", "GM", "KE"],
        "sex": ["Female", "male", ""],
        "age": ["28", "-99", "1000"],
        "day": ["2018-07-01", "2018-08-01", "2018-08-02"],
        "district": ["West Coast", "west  coast", ""],
    }
)
AFTER = pd.DataFrame({"_uuid": ["d"], "first_name": ["Fatou"], "day": ["2019-02-01"], "age": ["29"]})


def table(compare: dict[str, object], *, without_consent: tuple[int, ...] = ()) -> IdentityTable:
    study = Study.model_validate(
        {
            "study": "s",
            "title": "S",
            "waves": {wave: {"label": wave, "files": [f"{wave}.csv"], "date": "day"} for wave in ("before", "after")},
            "identity": {"compare": compare},
            "indicators": [],
        }
    )
    frames = {"before": BEFORE, "after": AFTER}
    waves = {wave: responses_from_frame(wave, frame, None) for wave, frame in frames.items()}
    before = waves["before"].exclude(np.array(without_consent, dtype=np.int64), Disposition.NO_CONSENT)
    waves["before"] = before.exclude(np.array([2]), Disposition.REPEAT_CONVERSATION)
    return identity_table(waves, {name: record_keys(one, study.identity) for name, one in waves.items()}, study)


def test_columns_are_normalised_and_what_a_wave_does_not_have_is_unknown():
    found = table(
        {
            "name": ["first_name", "family_name"],
            "phone": "phone",
            "country": "country",
            "sex": "sex",
            "site": "district",
        }
    )
    assert found.waves == ("before", "after")
    assert found.wave_of.tolist() == [0, 0, 0, 1]
    assert found.row_of.tolist() == [0, 1, 2, 0]
    assert found.stable.tolist() == ["a", "b", "c", "d"]
    assert found.name.tolist() == ["fatu dialu", "mhmd ahmd", "", "fatu"]
    assert found.phones[0].tolist() == ["+254712845671", "+2203018456", "", ""]
    assert found.sex.tolist() == ["female", "male", "", ""]
    assert found.sites[0].tolist() == ["westcoast", "westcoast", "", ""]
    assert np.isnan(found.birth_year).all()
    assert found.code == ()


def test_an_age_gives_the_year_of_birth_by_the_date_of_the_wave():
    found = table({"age": "age"})
    # 28 in 2018 and 29 in 2019 are of 1990; -99 and 1000 are no ages.
    assert found.birth_year.tolist()[::3] == [1990, 1990]
    assert np.isnan(found.birth_year[1:3]).all()
    assert found.year_margin == 1


def test_a_date_of_birth_gives_its_year():
    found = table({"birth_year": "day"})
    assert found.birth_year.tolist() == [2018, 2018, 2018, 2019]
    assert found.year_margin == 0


def test_a_study_that_compares_nothing_knows_nothing():
    found = table({})
    assert set(found.name) == set(found.sex) == {""}
    assert found.phones == found.sites == ()


def test_repeats_count_as_contacts_and_excluded_records_do_not():
    found = table({"name": "first_name"}, without_consent=(0,))
    assert found.stable.tolist() == ["b", "c", "d"]
    assert found.row_of.tolist() == [1, 2, 0]
