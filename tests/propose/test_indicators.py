"""First indicators are questions that can be understood; nothing is averaged that is a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from meal.model.codebook import Choice, Question
from meal.propose.candidate import Candidate
from meal.propose.indicators import candidates
from meal.propose.measures import Measure, base_name, chosen, headline, measures
from meal.propose.multiples import multiples
from tests.propose.tables import Table, columns_of, repeated


def found(
    table: Table, questions: Mapping[str, Question] | None = None, waves: Sequence[str] = ("now",)
) -> dict[str, Candidate]:
    columns = columns_of(table, questions)
    return {one.column: one for one in candidates(columns, multiples(columns), taken=frozenset(), waves=waves)}


def test_a_yes_no_question_counts_yes() -> None:
    one = found({"safe_water": repeated("no", "no", "yes", times=10)})["safe_water"]
    assert one.counts == "${safe_water} = 'yes'"
    assert one.label == {"": "Safe water – yes"}


def test_yes_is_found_by_its_label() -> None:
    question = Question(
        "q1", "select_one", {"en": "Safe water?"}, choices=(Choice("2", {"en": "No"}), Choice("1", {"en": "Yes"}))
    )
    one = found({"q1": repeated(1, 2, times=10)}, {"q1": question})["q1"]
    assert one.counts == "${q1} = '1'"
    assert one.label == {"en": "Safe water? – Yes"}


def test_of_other_questions_the_most_frequent_answer_counts() -> None:
    one = found({"source": [*["tap"] * 12, *["well"] * 8, *["river"] * 4]})["source"]
    assert one.counts == "${source} = 'tap'"
    assert one.reason == 'share of "tap", the answer that was given most often'


def test_of_several_answers_the_most_frequent_counts() -> None:
    table = {
        "needs": repeated("food water", "food", "water food shelter", times=5),
        "needs/food": [1] * 15, "needs/water": repeated(1, 0, 1, times=5), "needs/shelter": repeated(0, 0, 1, times=5),
    }  # fmt: skip
    assert {name: one.counts for name, one in found(table).items()} == {"needs": "selected(${needs}, 'food')"}


def test_group_prefixes_spaces_and_apostrophes_are_named_as_they_stand() -> None:
    table = {
        "hh/water/safe": repeated("yes", "no", times=9), "Eau potable ?": repeated("oui", "non", times=9),
        "source": [*["l'eau"] * 10, *["puits"] * 8],
    }  # fmt: skip
    assert [one.counts for one in found(table).values()] == [
        "${hh/water/safe} = 'yes'", "${Eau potable ?} = 'oui'", '${source} = "l\'eau"',
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["loisirs}", "a{b", "before.plan"])
def test_a_name_that_expressions_cannot_hold_is_left_out(name: str) -> None:
    assert found({name: repeated("yes", "no", times=9)}, waves=("before", "after")) == {}


def test_amounts_are_averaged() -> None:
    assert (
        found({"monthly_income": [100 + 7 * number for number in range(30)]})["monthly_income"].value
        == "${monthly_income}"
    )


@pytest.mark.parametrize(
    "table",
    [
        {"religion": repeated(1, 2, 3, 4, times=8)},  # a code
        {"caregiver_edu": repeated(0, 1, 2, 3, 4, 5, times=6)},
        {"schoolid": repeated(*range(1, 20), times=4)},
        {"villnum": repeated(*range(1, 20), times=4)},
        {"quest_no": range(1, 40)},
        {"year": repeated(1990, 1995, 2001, 2003, 2004, 2010, 2012, times=4)},
        {"gps_altitude": [700.5 + number for number in range(30)]},
        {
            "district": repeated(*"abcdefghijk", times=3),
            "dnum": repeated(*range(61, 72), times=3),
        },  # numbers of districts
        {"enumerator": repeated("yes", "no", times=9)},
        {"other_specify": repeated("red", "blue", times=9)},
        {"full_name": repeated("Amina Diallo", "Jan de Vries", times=9)},
        {"same": ["only answer"] * 30},
    ],
)
def test_what_is_no_indicator(table: Table) -> None:
    assert found(table) == {}


def test_a_label_that_lists_codes_makes_no_amount() -> None:
    question = Question("marital", "integer", {"und": "MARITAL STATUS 1: under 17, 2: married, 3: widowed, 4: single"})
    assert found({"marital": repeated(*range(1, 9), 11, 12, 13, 14, times=4)}, {"marital": question}) == {}


def test_a_number_of_the_form_is_a_number_however_few_values_it_has() -> None:
    question = Question("rooms", "integer", {"en": "Rooms"})
    assert found({"rooms": repeated(1, 2, 3, times=9)}, {"rooms": question})["rooms"].value == "${rooms}"
    assert found({"rooms": repeated(1, 2, 3, times=9)}) == {}, "without a form they may be codes"


def joined(before: Table, after: Table) -> list[Measure]:
    waves = {"before": before, "after": after}
    columns = {wave: columns_of(table) for wave, table in waves.items()}
    every = {
        wave: candidates(one, multiples(one), taken=frozenset(), waves=list(waves)) for wave, one in columns.items()
    }
    return measures(every, columns)


def conditions(measure: Measure) -> dict[str, str]:
    return {wave: one.counts for wave, one in measure.by_wave.items()}


def test_the_same_question_in_two_waves_is_one_indicator() -> None:
    table = {"plan": repeated("yes", "no", times=9)}
    assert [conditions(one) for one in joined(table, table)] == [
        {"before": "${plan} = 'yes'", "after": "${plan} = 'yes'"}
    ]


def test_wave_words_and_groups_around_a_name_do_not_matter() -> None:
    assert base_name("end_knows_budgeting") == base_name("knows_budgeting") == base_name("group/knows_budgeting_bl")
    both = joined({"a/plan": repeated("yes", "no", times=9)}, {"b/end_plan": repeated("no", "yes", times=9)})
    assert [conditions(one) for one in both] == [{"before": "${a/plan} = 'yes'", "after": "${b/end_plan} = 'yes'"}]


def test_the_answer_that_counts_is_the_one_of_the_first_wave() -> None:
    both = joined({"plan": [*["go"] * 12, *["stay"] * 6]}, {"plan": [*["go"] * 6, *["stay"] * 12]})
    assert [conditions(one) for one in both] == [{"before": "${plan} = 'go'", "after": "${plan} = 'go'"}]


def test_other_answers_make_another_question() -> None:
    assert len(joined({"plan": repeated("go", "stay", times=9)}, {"plan": repeated("abroad", "home", times=9)})) == 2
    amounts = {"plan_amount": [100 + 3 * number for number in range(18)]}
    assert len(joined({"plan_amount": repeated("yes", "no", times=9)}, amounts)) == 2


def test_at_most_twelve_indicators_and_eight_in_the_headline_in_order_of_the_questionnaire() -> None:
    table = {f"question{number} topic{number}": repeated("yes", "no", "no", times=9) for number in range(30)}
    picked = chosen(measures({"now": list(found(table).values())}, {"now": columns_of(table)}))
    assert len(picked) == 12
    assert [one.lead.position for one in picked] == sorted(one.lead.position for one in picked)
    assert len(headline(picked)) == 8
