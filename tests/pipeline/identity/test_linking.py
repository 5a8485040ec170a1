"""Waves are linked, or refused, from study file to published rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from meal.api import analyse
from meal.model.estimates import Estimate
from meal.pipeline.analyse import Analysis
from meal.pipeline.outputs import output_files

N = 120


def study(**settings: Any) -> dict[str, Any]:
    wave = {"files": "-", "design": {"selection": "random"}}
    return {
        "study": "s",
        "languages": ["en", "nl"],
        "waves": {"before": wave, "after": wave},
        "identity": {"respondent": "id", "stable": ["sex"]},
        "disaggregate": ["sex"],
        "indicators": [
            {"id": "a", "waves": ["before", "after"], "counts": "${ok} = 'yes'", "report": ["share"]},
            {
                "id": "b",
                "wave": "after",
                "among": "${before.ok} = 'yes'",
                "counts": "${ok} = 'yes'",
                "report": ["share"],
            },
        ],
        "comparisons": [{"id": "c", "indicator": "a", "from": "before", "to": "after"}],
        **settings,
    }


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({name: [str(cell) for cell in cells] for name, cells in columns.items()}, dtype="str")


def sexes(seed: int, n: int = N) -> list[str]:
    return np.random.default_rng(seed).choice(["f", "m"], n).tolist()


def yes(seed: int, n: int = N) -> list[str]:
    return np.random.default_rng(seed).choice(["yes", "no"], n).tolist()


def rules(found: Analysis) -> list[str]:
    return [finding.rule for finding in found.prepared.findings if finding.scope == "study"]


def row(found: Analysis, indicator: str, **names: str) -> Estimate:
    wanted = {"comparison": "", "by": "", "level": "", "variant": "", "category": "", **names}
    (one,) = [
        row
        for row in (*found.internal.estimates, *found.internal.linkage)
        if row.indicator == indicator and all(getattr(row, name) == value for name, value in wanted.items())
    ]
    return one


def test_numbers_written_as_integers_are_linked_and_it_is_said() -> None:
    before = frame(id=[f"{at:04}" for at in range(N)], sex=sexes(1), ok=yes(2))
    after = frame(id=[f"{at}.0" for at in range(N)], sex=sexes(1), ok=yes(3))
    found = analyse(study(), {"before": before, "after": after})
    assert rules(found) == ["identifiers_reconciled"]
    assert row(found, "before>after", category="linked", variant="linkage").numerator == N
    assert row(found, "before>after", category="linked_spelling", variant="linkage").numerator == N
    # The exports stay as they are.
    assert found.prepared.keys["after"].respondent[7] == "7.0"
    assert row(found, "a", comparison="c").method == "tango"


def test_numbers_that_restart_are_not_paired_and_the_waves_are_compared_as_different_people() -> None:
    numbers = range(N)
    before, after = frame(id=numbers, sex=sexes(1), ok=yes(2)), frame(id=numbers, sex=sexes(4), ok=yes(3))
    found = analyse(study(), {"before": before, "after": after})
    assert rules(found) == ["identifiers_restart"]
    assert found.prepared.undecided == 0
    compared = row(found, "a", comparison="c")
    assert compared.method == "miettinen_nurminen"
    assert compared.n == 2 * N
    assert "the same number is another person" in compared.note
    linked = row(found, "before>after", category="linked", variant="linkage")
    assert (linked.n, linked.numerator) == (N, 0)
    assert "restart" in linked.note
    assert "identifiers_restart" in {one["rule"] for one in found.finding_rows}


def test_a_school_in_the_key_links_what_restarts_in_each_school() -> None:
    schools = [at // 12 for at in range(N)]
    numbers = [at % 12 for at in range(N)]
    waves = {
        name: frame(id=numbers, school=schools, sex=sexes(1), ok=yes(seed))
        for name, seed in (("before", 2), ("after", 3))
    }
    refused = analyse(study(), waves)
    assert rules(refused) == ["identifiers_restart_in_places"] * 2
    assert "[[school, id]]" in refused.finding_rows[0]["action"]
    assert row(refused, "a", wave="before").n == N
    assert row(refused, "a", comparison="c").method == "miettinen_nurminen"
    keyed = analyse(study(identity={"respondent": "id", "stable": ["sex"], "keys": [["school", "id"]]}), waves)
    assert rules(keyed) == []
    assert row(keyed, "before>after", category="linked_key", variant="linkage").numerator == N
    assert row(keyed, "a", comparison="c").method == "tango"


def coded(**identity: Any) -> dict[str, Any]:
    return study(
        identity={"compare": {"code": ["c1", "c2", "c3", "c4", "c5"], "sex": "sex"}, "sensitivity": True, **identity},
        figures=["b"],
    )


def codes(n: int = N) -> np.ndarray[Any, Any]:
    return np.random.default_rng(5).integers(0, 9, (n, 5))


def coded_waves(n_back: int = 100, mistyped: int = 20) -> dict[str, pd.DataFrame]:
    """Of 120 people 100 come back, 20 of them with the fourth element of their code mistyped."""
    code, sex = codes(), sexes(1)
    again = code[:n_back].copy()
    again[:mistyped, 3] = (again[:mistyped, 3] + 1) % 9
    parts = {f"c{at + 1}": code[:, at] for at in range(5)}
    back = {f"c{at + 1}": again[:, at] for at in range(5)}
    return {"before": frame(**parts, sex=sex, ok=yes(2)), "after": frame(**back, sex=sex[:n_back], ok=yes(3, n_back))}


def test_codes_are_told_but_do_not_count_while_the_link_is_exact() -> None:
    found = analyse(coded(), coded_waves())
    told = next(finding for finding in found.prepared.findings if finding.rule == "links_found")
    assert told.parameters == {"code": "100", "rule": "0", "ambiguous": "0", "link": "exact"}
    assert row(found, "before>after", category="linked", variant="linkage").numerator == 0
    assert row(found, "b").n == 0


def test_strict_standard_and_loose_stand_beside_the_headline() -> None:
    found = analyse(coded(), coded_waves())
    before, after = yes(2), yes(3, 100)
    for level, people in (("strict", range(20, 100)), ("standard", range(100))):
        asked = [at for at in people if before[at] == "yes"]
        beside = row(found, "b", variant=level)
        assert (beside.n, beside.numerator) == (len(asked), sum(after[at] == "yes" for at in asked))
        assert level in beside.note.lower()
        assert "expected to be wrong" in beside.note
    # Loosely, a few people of one wave are taken for one, too.
    assert (row(found, "b", variant="loose").n or 0) <= (row(found, "b", variant="standard").n or 0)


def test_under_a_linkage_its_links_count_and_the_report_says_how_they_were_made() -> None:
    found = analyse(coded(link="standard"), coded_waves())
    assert row(found, "before>after", category="linked_code", variant="linkage").numerator == 100
    assert row(found, "before>after", category="lost", variant="linkage").numerator == 20
    assert row(found, "b").n == row(found, "b", variant="standard").n
    assert row(found, "b", variant="exact").n == 0
    wrong = row(found, ">after", category="expected_wrong", variant="standard")
    assert wrong.n == 100
    assert wrong.estimate is not None
    assert wrong.conf_high is not None
    assert 0 <= wrong.estimate <= wrong.conf_high < 10


def test_who_was_lost_is_compared_with_who_stayed() -> None:
    # 60 of 120 come back: 20 of 60 women, 40 of 60 men. Women are 40 of the 60 lost, and 20 of the 60 who stayed.
    sex = ["f"] * 60 + ["m"] * 60
    back = [*range(20), *range(60, 100)]
    before = frame(id=range(N), sex=sex, ok=["yes"] * 40 + ["no"] * 80)
    after = frame(id=back, sex=[sex[at] for at in back], ok=yes(3, 60))
    found = analyse(study(), {"before": before, "after": after})
    women = row(found, "before>after", comparison="lost", by="sex", level="f")
    assert women.estimate == pytest.approx(40 / 60 - 20 / 60)
    assert women.method == "miettinen_nurminen"
    assert women.conf_low is not None
    assert 0.1 < women.conf_low < women.estimate
    assert women.p_value is None
    # 20 of those who said yes came back and 20 did not.
    assert row(found, "before>after", comparison="lost", category="a").estimate == pytest.approx(0)
    fates = {
        name: row(found, "before>after", category=name, variant="linkage", by="sex", level="f")
        for name in ("linked", "lost")
    }
    assert {name: (one.numerator, one.n) for name, one in fates.items()} == {"linked": (20, 60), "lost": (40, 60)}


def test_small_numbers_of_lost_are_hidden_in_every_file_and_tell_no_difference() -> None:
    sex = ["f"] * 60 + ["m"] * 60
    back = [*range(57), *range(60, 100)]
    before = frame(id=range(N), sex=sex, ok=["yes"] * 40 + ["no"] * 80)
    after = frame(id=back, sex=[sex[at] for at in back], ok=yes(3, 97))
    found = analyse(study(), {"before": before, "after": after})
    assert row(found, "before>after", category="lost", variant="linkage", by="sex", level="f").numerator == 3
    assert row(found, "before>after", comparison="lost", by="sex", level="f").status == "not_estimable"
    hidden = [one for one in found.published.linkage if one.by == "sex" and one.category == "lost"]
    assert [one.status for one in hidden] == ["suppressed", "suppressed"]
    assert all(one.numerator is None and one.n is None and one.estimate is None for one in hidden)
    files = output_files(found)
    published = files["linkage.csv"].decode().splitlines()
    assert len(published) == len(files["internal/linkage.csv"].decode().splitlines())
    assert not [line for line in published if line.startswith("before,after,lost,share,sex,") and ",3," in line]


def test_a_difference_from_which_a_hidden_number_of_lost_follows_is_hidden_with_it() -> None:
    # Of three groups 3, 8 and 20 were lost: the 3 are hidden, and with them the 8, or their difference would tell both.
    groups = ["x"] * 60 + ["y"] * 60 + ["z"] * 60
    lost = {*range(3), *range(60, 68), *range(120, 140)}
    back = [at for at in range(180) if at not in lost]
    before = frame(id=range(180), group=groups, sex=["f"] * 180, ok=yes(2, 180))
    after = frame(id=back, sex=["f"] * len(back), ok=yes(3, len(back)))
    found = analyse(study(disaggregate=["group"]), {"before": before, "after": after})
    assert row(found, "before>after", comparison="lost", by="group", level="y").estimate == pytest.approx(
        8 / 31 - 52 / 149
    )
    hidden = {one.level for one in found.published.linkage if one.status == "suppressed" and one.category == "lost"}
    assert "x" in hidden
    assert len(hidden) >= 2
    for one in found.published.linkage:
        if one.comparison and one.by == "group" and one.level in hidden:
            assert (one.estimate, one.n, one.conf_low, one.method) == (None, None, None, "")


def test_the_report_page_and_the_workbook_tell_of_linking_in_both_languages() -> None:
    waves = {
        "before": frame(id=range(N), sex=sexes(1), ok=yes(2)),
        "after": frame(id=range(80), sex=sexes(1)[:80], ok=yes(3, 80)),
    }
    files = output_files(analyse(study(), waves))
    assert "What became of the people of the earlier wave" in files["report.html"].decode()
    assert "Niet teruggevonden" in files["report.nl.html"].decode()
    assert "How they were linked: by identifier 80." in files["report.html"].decode()


def test_a_study_that_does_not_know_who_is_who_has_no_linkage_report() -> None:
    waves = {name: frame(sex=sexes(1), ok=yes(2)) for name in ("before", "after")}
    settings = study(identity={})
    settings["indicators"] = settings["indicators"][:1]
    assert "linkage.csv" not in output_files(analyse(settings, waves))


def test_who_could_be_one_of_two_is_ambiguous_and_counts_under_no_linkage() -> None:
    waves = coded_waves(mistyped=0)
    # Somebody else has the code and sex of person 0 in the later wave.
    waves["after"] = pd.concat([waves["after"], waves["after"].iloc[[0]]], ignore_index=True)
    found = analyse(coded(link="standard", sensitivity=False), waves)
    assert row(found, "before>after", category="ambiguous", variant="linkage").numerator == 1
    assert row(found, "before>after", category="linked", variant="linkage").numerator == 99
    told = next(finding for finding in found.prepared.findings if finding.rule == "links_found")
    assert told.parameters["ambiguous"] == "2"
    listed = [finding for finding in found.prepared.findings if finding.rule.endswith("_same_person")]
    assert len([finding for finding in listed if finding.wave == "after" and finding.rule != "same_person"]) >= 2


@pytest.mark.parametrize(("errors", "rule"), [(3, "codes_too_short"), (2, None)])
def test_codes_of_which_everything_may_be_wrong_are_refused_with_the_reason(errors: int, rule: str | None) -> None:
    settings = coded(compare={"code": ["c1", "c2", "c3"], "sex": "sex"}, code_errors=errors, sensitivity=False)
    told = [one for one in analyse(settings, coded_waves()).finding_rows if one["rule"].startswith("codes_too")]
    assert [one["rule"] for one in told] == ([rule] if rule else [])
    assert all("3 elements" in one["message"] for one in told)


def test_transitions_between_waves_that_restart_say_why_there_are_none() -> None:
    numbers = range(N)
    before, after = frame(id=numbers, sex=sexes(1), ok=yes(2)), frame(id=numbers, sex=sexes(4), ok=yes(3))
    settings = study(comparisons=[{"id": "t", "from": "before", "to": "after", "answers": "${ok}"}])
    found = analyse(settings, {"before": before, "after": after})
    moved = [one for one in found.internal.estimates if one.comparison == "t" and one.category == "yes>no"]
    assert moved
    assert all((one.n, one.estimate) == (0, None) for one in moved)
    assert all("restart" in one.note for one in moved)
