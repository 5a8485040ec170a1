"""What is written reads back as it was meant, whatever stands in headings and answers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from meal.propose.rows import Proposal, ProposedFile
from meal.propose.yaml_writer import scalar, yaml_text
from meal.study.yaml_text import read_yaml

# Everything that a heading or an answer may hold; lone surrogates cannot be in a file.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def content(*rows: Proposal, head: tuple[str, ...] = ()) -> object:
    return read_yaml(yaml_text(ProposedFile("study.yaml", rows, head)).encode(), "study.yaml").content


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_back_as_a_value_a_key_and_in_a_list(text: str) -> None:
    rows = (Proposal(("key",), text), Proposal(("map", text), "x"), Proposal(("list",), (text, "z")),
            Proposal(("flow",), {text: text, text + "2": "b"}))  # fmt: skip
    assert content(*rows) == {
        "key": text, "map": {text: "x"}, "list": [text, "z"], "flow": {text: text, text + "2": "b"},
    }  # fmt: skip


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_no_reason_can_become_a_setting(reason: str) -> None:
    rows = (
        Proposal(("a", "b"), "1", reason),
        Proposal(("c",), ("x",) * 60, reason),
        Proposal(("d", 0, "id"), "i", reason),
    )
    assert content(*rows, head=(reason, "")) == {"a": {"b": "1"}, "c": ["x"] * 60, "d": [{"id": "i"}]}


def test_an_expression_stands_in_a_block() -> None:
    rows = (
        Proposal(("indicators", 0, "id"), "safe"),
        Proposal(("indicators", 0, "counts"), "${water} = 'tap # 2'", "why"),
    )
    text = yaml_text(ProposedFile("study.yaml", rows))
    assert "    # why\n    counts: |-\n      ${water} = 'tap # 2'\n" in text
    assert content(*rows) == {"indicators": [{"id": "safe", "counts": "${water} = 'tap # 2'"}]}


def test_words_that_other_programs_take_for_truth_are_quoted() -> None:
    assert [scalar(word) for word in ("yes", "No", "true", "off", "07", "Yes please")] == [
        '"yes"', '"No"', '"true"', '"off"', '"07"', "Yes please",
    ]  # fmt: skip


def test_a_comment_stands_beside_a_short_line_and_above_a_long_one() -> None:
    assert "type: integer  # numbers from 0 to 9" in yaml_text(
        ProposedFile("x", (Proposal(("type",), "integer", "numbers from 0 to 9"),))
    )
    long = yaml_text(ProposedFile("x", (Proposal(("type",), "integer", "because " * 20),)))
    assert long.splitlines()[0].startswith("# because")
    assert all(len(line) <= 112 for line in long.splitlines())
