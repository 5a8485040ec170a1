"""Indicators have definitions that another period can be held against."""

from __future__ import annotations

from typing import Any

from meal.model.codebook import Choice, Codebook, Question
from meal.study.definitions import definitions
from meal.study.load import study_from_mapping

PLAN = Question("plan", "select_one", label={"en": "Your plan?"}, choices=(Choice("yes", {"en": "Yes"}), Choice("no")))
ASKED = Codebook(id="q", questions={"plan": PLAN, "age": Question("age", "integer", label={"en": "Age"})})


def defined(codebook: Codebook = ASKED, *, derive: dict[str, str] | None = None, **indicator: Any) -> Any:
    settings = {"id": "a", "counts": "${plan} = 'yes'", **indicator}
    study = study_from_mapping(
        {"study": "s", "waves": {"now": {"files": "-"}}, "derive": derive or {}, "indicators": [settings]}
    )
    return definitions(study.study, {"now": codebook})[0]


def test_a_definition_says_what_was_asked_of_whom() -> None:
    one = defined(among="${age} >= 18", label="Plans", version="2")
    assert (one.indicator, one.version, one.wording) == ("a", "2", "Plans")
    assert (one.universe, one.measure, one.waves) == ("${age} >= 18", "counts: ${plan} = 'yes'", "now")
    assert one.questions == "now.age: Age\nnow.plan: Your plan? [yes = Yes, no = no]"
    assert one.derived == ""


def test_layout_labels_targets_and_unused_columns_make_no_other_definition() -> None:
    same = defined(counts="${plan}\n   = 'yes'", label="Other words", target=5, derive={"old": "${age} > 60"})
    assert same.hash == defined().hash


def test_meaning_makes_another_definition() -> None:
    other = [
        defined(counts="${plan} = 'no'"),
        defined(among="${age} > 17"),
        defined(missing="counted_as_no"),
        defined(among="${old}", derive={"old": "${age} > 60"}),
        defined(among="${old}", derive={"old": "${age} > 65"}),
        defined(Codebook(id="q", questions={**ASKED.questions, "plan": Question("plan", label={"en": "A plan?"})})),
    ]
    assert len({one.hash for one in (defined(), *other)}) == 7


def test_derived_columns_bring_those_they_are_made_of() -> None:
    one = defined(among="${old}", derive={"grown": "${age} > 17", "old": "${grown} and ${age} > 60", "unused": "1"})
    assert one.derived == "grown: ${age} > 17\nold: ${grown} and ${age} > 60"
    assert one.questions.startswith("now.age: Age")
