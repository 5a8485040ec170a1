"""The page that a partner reads: whole, quiet, and the right way round."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from meal.model.partner_feedback import PartnerFeedback
from meal.report.feedback import feedback_page
from tests.feedback_told import told_partners


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PartnerFeedback]:
    return told_partners(tmp_path_factory.mktemp("told"))


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_the_page_is_in_the_partners_language_and_direction(told: dict[str, PartnerFeedback]) -> None:
    for partner, language, direction in (("النور", "ar", "rtl"), ("Étoile", "fr", "ltr"), ("Harbour", "en", "ltr")):
        tag, attributes = Tags(feedback_page(told[partner])).tags[0]
        assert (tag, attributes) == ("html", {"lang": language, "dir": direction})


def test_nothing_is_fetched_and_nothing_runs(told: dict[str, PartnerFeedback]) -> None:
    for feedback in told.values():
        tags = Tags(feedback_page(feedback)).tags
        assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object"}
        assert not [attributes for _, attributes in tags if {"src", "onclick", "style"} & set(attributes)]


def test_every_line_stands_on_the_page_under_its_number(told: dict[str, PartnerFeedback]) -> None:
    for feedback in told.values():
        texts = Tags(feedback_page(feedback)).texts
        for item in feedback.items:
            assert item.line.number in texts
            assert item.message in texts
            assert item.ask in texts


def test_the_verdict_comes_before_the_lines(told: dict[str, PartnerFeedback]) -> None:
    texts = Tags(feedback_page(told["Harbour"])).texts
    assert texts.index("Needs correction") < texts.index("How old are you?")
    assert "Ready" in Tags(feedback_page(told[""])).texts


def test_answers_cannot_become_markup(told: dict[str, PartnerFeedback]) -> None:
    feedback = told["Harbour"]
    item = replace(feedback.items[-1], found="<script>alert(1)</script>")
    page = feedback_page(replace(feedback, items=(item,)))
    assert "<script>" not in page
    assert "<script>alert(1)</script>" in Tags(page).texts


def test_lines_with_one_thing_the_matter_are_told_together(told: dict[str, PartnerFeedback]) -> None:
    feedback = told["Harbour"]
    age = feedback.items[-1]
    twin = replace(age, line=replace(age.line, number="4", row="9"))
    tags = Tags(feedback_page(replace(feedback, items=(*feedback.items, twin))))
    assert tags.texts.count("How old are you?") == 2  # the heading, and the caption for those who listen
    assert {"3", "4"} <= set(tags.texts)
