"""report.html: headline first, tables that can be heard as well as seen, and nothing that is hidden."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from meal.model.estimates import Published
from meal.model.run import RunSummary
from meal.report import page, page_file, palette
from meal.study.definition import Study
from tests.report.markup import Element, tree
from tests.report.sample_publication import peer_messages, reconsideration

Publication = tuple[Published, Study, RunSummary]


@pytest.fixture(scope="module")
def english() -> Element:
    return tree(page(*reconsideration(), "en"))


@pytest.fixture(scope="module")
def dutch() -> Element:
    return tree(page(*reconsideration(), "nl"))


def card(root: Element, indicator: str) -> str:
    return next(
        one.words for one in root.find_all("article") if one.find("a").attributes["href"] == f"#indicator-{indicator}"
    )


def test_the_people_counted_come_first_with_what_they_are_out_of(english: Element) -> None:
    first = next(english.find_all("article")).words
    assert "10,125 people" in first
    assert "People counted, not estimated from a sample" in first
    assert "75.5% of 13,412 people who answered" in first
    assert "5,000, this is above" in first
    assert "Published 10,125, the same number" in first
    assert "Wider than the official indicator: 6,045" in first


def test_an_extrapolated_number_stands_with_its_sample_its_share_and_its_interval(english: Element) -> None:
    words = card(english, "gave_up_any")
    # 217 of 1,007 among 13,728: 2,958 (2,625 to 3,322).
    assert "about 3,000 people" in words
    assert "95% interval: 2,600–3,300" in words
    assert "Extrapolated from 1,007 answers: 21.5% (19.1–24.2%)" in words
    assert "2,974, inside the interval" in words


def test_dutch_readers_read_dutch_numbers(dutch: Element) -> None:
    assert dutch.find("html").attributes["lang"] == "nl"
    words = card(dutch, "reconsidered")
    assert "10.125 mensen" in words
    assert "75,5% van 13.412" in words
    assert "1 juli 2018 – 30 juni 2019" in dutch.find("header").words


def test_languages_link_to_each_other(english: Element, dutch: Element) -> None:
    _, study, _ = reconsideration()
    assert (page_file(study, "en"), page_file(study, "nl")) == ("report.html", "report.nl.html")
    assert [one.attributes["href"] for one in english.find("header").find_all("a")] == ["report.nl.html"]
    assert [one.attributes["href"] for one in dutch.find("header").find_all("a")] == ["report.html"]


def test_made_up_data_are_called_so_at_the_top(english: Element) -> None:
    assert next(english.find("body").find_all("p")).words.startswith("Synthetic data.")
    published, study, run = reconsideration()
    real = study.model_copy(update={"synthetic": False})
    assert "Synthetic" not in page(published, real, run, "en")


def test_officers_tables_are_marked_as_theirs() -> None:
    published, study, run = reconsideration()
    assert "For officers only" in page(replace(published, internal=True), study, run, "en")


@pytest.mark.parametrize("publication", [reconsideration(), peer_messages()], ids=["counted", "arms"])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_table_can_be_heard(publication: Publication, language: str) -> None:
    root = tree(page(*publication, language))
    tables = list(root.find_all("table"))
    assert len(tables) >= 4
    for table in tables:
        assert table.find("caption").words
        heads = list(table.find_all("th"))
        assert all(head.attributes.get("scope") in {"col", "colgroup", "row", "rowgroup"} for head in heads)
        for line in (row for body in table.find_all("tbody") for row in body.find_all("tr")):
            assert sum(head.attributes["scope"] in {"row", "rowgroup"} for head in line.find_all("th")) == 1
        spans = {
            sum(int(cell.attributes.get("colspan", "1")) for cell in row.find_all("td", "th"))
            for row in table.find_all("tr")
        }
        assert len(spans) == 1, f"the rows of {table.find('caption').words} have different numbers of columns"


def test_every_drawing_says_what_it_shows(english: Element) -> None:
    drawings = [
        one
        for one in english.find_all("svg")
        if one.attributes.get("role") == "img" and one.attributes.get("aria-hidden") != "true"
    ]
    assert len(drawings) > 100
    assert all(one.find("title").words for one in drawings)
    axes = [one for one in drawings if one.attributes.get("class") == "axis"]
    assert len(axes) == 7  # six indicators and one comparison
    assert all(one.find("desc").words for one in axes)


def test_identifiers_are_unique_and_links_lead_somewhere(english: Element) -> None:
    identifiers = [one.attributes["id"] for one in english.walk() if "id" in one.attributes]
    assert len(identifiers) == len(set(identifiers))
    targets = [one.attributes["href"] for one in english.find_all("a")]
    inside = {target[1:] for target in targets if target.startswith("#")}
    assert inside <= set(identifiers)
    labelled = {one.attributes["aria-labelledby"] for one in english.walk() if "aria-labelledby" in one.attributes}
    assert labelled <= set(identifiers)


def test_headings_do_not_skip_a_level(english: Element) -> None:
    levels = [int(one.tag[1]) for one in english.find_all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_page_fetches_nothing_and_runs_nothing(english: Element) -> None:
    html = page(*reconsideration(), "en")
    assert not re.search(r"https?://|//[a-z]", html)
    assert "url(" not in html
    assert "@import" not in html
    assert not list(english.find_all("script", "link", "img", "iframe", "object"))
    assert not [name for one in english.walk() for name in one.attributes if name.startswith("on")]


def rows_of(root: Element, table: str) -> dict[str, Element]:
    return {
        next(row.find_all("th")).words: row
        for body in root.by_id(table).find_all("tbody")
        for row in body.find_all("tr")
    }


def test_a_hidden_group_has_dashes_and_a_note_and_is_not_drawn(english: Element) -> None:
    row = rows_of(english, "table-gave_up_any")["Not recorded · Nigeria"]
    cells = [cell for cell in row.find_all("td") if "number" in cell.attributes["class"]]
    assert [cell.words for cell in cells] == ["–", "–", "–a", "–a"]
    assert not any(character.isdigit() for character in row.text)
    assert not list(row.find_all("circle", "line", "rect", "path"))
    assert "Hidden, so that nobody can be recognised." in english.by_id("indicator-gave_up_any").words


def test_an_unreliable_number_is_shown_and_flagged(english: Element) -> None:
    row = rows_of(english, "table-gave_up_any")["Women · The Gambia"]
    assert next(row.find_all("circle")).attributes["class"].endswith("unreliable")
    assert "Too uncertain to rely on. The interval is 18 percentage points wide." in english.text


def test_groups_that_were_not_recorded_stand_last(english: Element) -> None:
    names = list(rows_of(english, "table-reconsidered"))
    assert names.index("Not recorded · Nigeria") > names.index("Men · Iraq (Kurdistan Region)")


def test_bounds_are_said_in_words(english: Element) -> None:
    words = english.by_id("indicator-reconsidered").words
    # 316 people have no answer: 10,125 + 316 = 10,441.
    assert "At the least 10,125 people, if nobody without an answer counts; at the most 10,441 people" in words


def test_the_formula_and_the_method_of_each_number_are_printed(english: Element) -> None:
    words = english.by_id("indicator-gave_up_europe").words
    assert "${followup.gave_up} = 'yes'" in words
    assert "1,001 degrees of freedom." in words


def test_a_change_is_not_called_an_effect(english: Element) -> None:
    section = english.by_id("comparison-change_in_knowledge")
    assert section.find("h2").words == "knowledge of the risks Change"
    assert "does not show what caused it" in section.words
    assert "Effect" not in section.words
    everybody = rows_of(english, "table-change_in_knowledge")["Everybody"]
    assert [cell.words for cell in everybody.find_all("td")][:4] == ["13,412", "32.1%", "58.9%", "+26.8"]


def test_an_effect_shows_both_shares_the_points_and_the_ratio() -> None:
    root = tree(page(*peer_messages(), "en"))
    everybody = rows_of(root, "table-effect_informed")["Everybody"]
    cells = [cell.words for cell in everybody.find_all("td")]
    assert cells[1].startswith("50.0% (")
    assert cells[2].startswith("59.5% (")
    assert cells[3].startswith("+9.5 (")
    assert cells[4].startswith("1.19 (")
    words = root.by_id("comparison-effect_informed").words
    assert "Published: ratio of shares 1.19, inside the interval. Source: IOM 2019." in words
    assert "decided by lot" in words


def test_without_lots_it_is_a_difference() -> None:
    section = tree(page(*peer_messages("not_random"), "en")).by_id("comparison-effect_informed")
    assert "a difference and not an effect" in section.words
    assert not re.search(r"\bEffect\b", section.words)


def test_arms_have_one_card_for_what_differs_and_none_for_both_together() -> None:
    root = tree(page(*peer_messages(), "en"))
    targets = [one.find("a").attributes["href"] for one in root.find_all("article")]
    assert targets == ["#comparison-effect_informed", "#comparison-effect_aware", "#comparison-effect_intends"]


def test_the_flow_shows_who_left_and_hides_small_counts(english: Element) -> None:
    flow = english.by_id("respondents")
    waves = list(next(one for one in flow.walk() if one.attributes.get("class") == "flow").find_all("section"))
    assert [wave.find("h3").words for wave in waves] == [
        "Before the conversation",
        "After the conversation",
        "Months later",
    ]
    left = [item.words for item in next(waves[0].find_all("ul")).find_all("li")]
    assert left == [
        "131 No consent",
        "– Test records",
        "– Replaced by a later edit",
        "212 Another conversation with the same person",
    ]
    # The sample is drawn from the frame, and not from the records of its own wave: a chain of its own.
    assert len(list(waves[2].find_all("ol"))) == 2


def test_counts_that_the_flow_hides_are_nowhere_on_the_page() -> None:
    published, study, run = reconsideration()
    hidden = replace(
        run, accounting=(replace(run.accounting[0], excluded={**run.accounting[0].excluded, "test_record": 98765}),)
    )
    assert "98,765" not in page(published, study, hidden, "en")
    assert "98765" not in page(published, study, hidden, "en")


def test_labels_are_text_and_never_markup() -> None:
    published, study, run = reconsideration()
    labels = {**published.level_labels, "sex": {"female": {"en": "<script>alert(1)</script>"}}}
    html = page(replace(published, level_labels=labels), study, run, "en")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_nothing_to_show_still_makes_a_page() -> None:
    _, study, run = reconsideration()
    root = tree(page(Published(estimates=()), study, run, "en"))
    assert root.find("h1").words == "Counselling on migration choices"
    assert not list(root.find_all("article"))


def test_the_same_results_give_the_same_page() -> None:
    assert page(*reconsideration(), "en") == page(*reconsideration(), "en")


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("text", [palette.INK, palette.MUTED, palette.ACCENT, *palette.SERIES])
@pytest.mark.parametrize("ground", ["#ffffff", palette.TINT])
def test_text_stands_out_as_wcag_asks(text: str, ground: str) -> None:
    dark, light = sorted((luminance(text), luminance(ground)))
    assert (light + 0.05) / (dark + 0.05) >= 4.5
