"""Random expressions over random records give what libxml2, an XPath 1.0 engine, gives for one record after the other.

What ODK adds to XPath (if, coalesce, selected, count-selected, regex) is registered with the engine, written for one
record in plain Python. Left out is where ODK departs from XPath 1.0 on purpose: a question as a condition (blank or
not, where XPath asks whether the node is there), dates, and equality of numbers that differ by rounding only.
"""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.model.columns import CodedColumn, code_texts
from meal.study.expression.form_mode import evaluate_form
from meal.study.expression.form_reading import parse_form
from meal.study.expression.form_scope import FormScope
from tests.examples import examples

etree = pytest.importorskip("lxml.etree", reason="lxml is a development dependency: `make test` installs it")

RECORDS = 12
NUMBERS, TEXTS = ("n1", "n2", "n3"), ("t1", "t2")
ANSWERS = {
    **{name: ["", "0", "1", "2", "7", "-3", "2.5", "-99"] for name in NUMBERS},
    **{name: ["", "a", "b", "a b", "b c a", "ab", "7", "1"] for name in TEXTS},
}
OPTIONS = ["", "a", "b", "ab", "7", "1"]


def plain(value: object) -> str:
    """An argument of a registered function as a text."""
    if isinstance(value, list):
        return "" if not value else (value[0].text or "")
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def registered() -> dict[tuple[None, str], object]:
    def condition(_: object, test: bool, yes: object, no: object) -> object:
        return plain(yes if test else no)

    return {
        (None, "if"): condition,
        (None, "coalesce"): lambda _, first, second: plain(first) or plain(second),
        (None, "selected"): lambda _, chosen, option: plain(option) in plain(chosen).split(),
        (None, "count-selected"): lambda _, chosen: float(len(plain(chosen).split())),
        (None, "regex"): lambda _, text, pattern: re.fullmatch(pattern, plain(text)) is not None,
    }


number_question = st.sampled_from(NUMBERS).map(lambda name: f"${{{name}}}")
text_question = st.sampled_from(TEXTS).map(lambda name: f"${{{name}}}")
literal_number = st.sampled_from(["0", "1", "2", "7", "2.5", "(-3)", "(-99)"])
literal_text = st.sampled_from(OPTIONS).map(lambda text: f"'{text}'")


def deeper(part: dict[str, st.SearchStrategy[str]]) -> dict[str, st.SearchStrategy[str]]:
    """Texts, numbers and conditions one level deeper."""
    text, number, truth = part["text"], part["number"], part["truth"]
    sign = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])

    def filled(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.tuples(*parts).map(lambda drawn: pattern.format(*drawn))

    return {
        "text": st.one_of(
            text,
            filled("concat({}, {})", text, text),
            filled("normalize-space({})", text),
            filled("substring-before({}, {})", text, literal_text.filter(lambda literal: literal != "''")),
            filled("translate({}, 'ab', 'bc')", text),
            filled("if({}, {}, {})", truth, text, text),
            filled("coalesce({}, {})", text, text),
            filled("string(floor({}) mod 100)", number),
        ),
        "number": st.one_of(
            number,
            filled("({} {} {})", number, st.sampled_from(["+", "-", "*"]), number),
            filled("-{}", number),
            filled("floor({})", number),
            filled("ceiling({})", number),
            filled("round({})", number),
            filled("({} mod 4)", number),
            filled("string-length({})", text),
            filled("count-selected({})", text),
            filled("number({})", text),
        ),
        "truth": st.one_of(
            truth,
            filled("{} {} {}", number, sign, number),
            filled("{} {} {}", text, sign, text),
            filled("{} {} {}", text, sign, number),
            filled("({} div {}) {} {}", number, number, st.sampled_from(["<", ">="]), number),
            filled("(({}) and ({}))", truth, truth),
            filled("(({}) or ({}))", truth, truth),
            filled("not({})", truth),
            filled("selected({}, {})", text, literal_text.filter(lambda literal: literal != "''")),
            filled("contains({}, {})", text, text),
            filled("starts-with({}, {})", text, text),
            filled("regex({}, '[a-b ]+')", text),
        ),
    }


def expressions() -> st.SearchStrategy[str]:
    part: dict[str, st.SearchStrategy[str]] = {
        "text": st.one_of(text_question, literal_text),
        "number": st.one_of(number_question, literal_number),
        "truth": st.sampled_from(["true()", "false()", "${n1} > 1", "${t1} = 'a'", "${n1} = ${n2}", "${t1} = ${n1}"]),
    }
    for _ in range(3):
        part = deeper(part)
    return part["truth"]


def column(name: str, answers: list[str]) -> CodedColumn:
    coded = code_texts(answers)
    if name in TEXTS:
        return coded
    numbers = np.array([float(text) if text else np.nan for text in coded.texts.tolist()])
    return CodedColumn(coded.codes, coded.texts, coded.reasons, numbers)


records = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from(answers), min_size=RECORDS, max_size=RECORDS) for name, answers in ANSWERS.items()}
)


@settings(max_examples=examples(200), deadline=None)
@given(text=expressions(), answers=records)
def test_conditions_agree_with_an_xpath_engine(text: str, answers: dict[str, list[str]]) -> None:
    columns = {name: column(name, given_answers) for name, given_answers in answers.items()}
    ours = evaluate_form(parse_form(text), FormScope(RECORDS, columns.get)).true().tolist()
    path = re.sub(r"\$\{(\w+)\}", r"/d/\1", text)
    theirs = []
    for row in range(RECORDS):
        document = etree.Element("d")
        for name in ANSWERS:
            etree.SubElement(document, name).text = answers[name][row]
        evaluator = etree.XPathEvaluator(etree.ElementTree(document), extensions=registered())
        theirs.append(bool(evaluator(path)))
    assert ours == theirs
