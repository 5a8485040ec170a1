"""Reading expressions: what officers write is understood, and what cannot be understood is pointed at."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.study.expression import ExpressionError, parse
from meal.study.expression.grammar import DEEPEST, MOST_CHARACTERS, tree_of
from meal.study.expression.tree import Calculation, Call, Comparison, Logic, Negative, Node, Number, Reference, Text


def shape(node: Node) -> Any:
    """A tree without the places where its parts stand."""
    match node:
        case Text(value) | Number(value):
            return value
        case Reference(name):
            return f"${name}"
        case Negative(operand):
            return ("-", shape(operand))
        case Calculation(operator, left, right) | Comparison(operator, left, right):
            return (operator, shape(left), shape(right))
        case Logic(operator, terms):
            return (operator, *map(shape, terms))
        case Call(name, arguments):
            return (f"{name}()", *map(shape, arguments))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("${a} = 1 and ${b} = 2 or ${c} = 3", ("or", ("and", ("=", "$a", 1), ("=", "$b", 2)), ("=", "$c", 3))),
        ("${a} = 1 or ${b} = 2 and ${c} = 3", ("or", ("=", "$a", 1), ("and", ("=", "$b", 2), ("=", "$c", 3)))),
        ("${a} + 1 >= 2 * 3", (">=", ("+", "$a", 1), ("*", 2, 3))),
        ("8 - 3 - 2", ("-", ("-", 8, 3), 2)),
        ("8 - (3 - 2)", ("-", 8, ("-", 3, 2))),
        ("8 div 4 mod 3", ("mod", ("div", 8, 4), 3)),
        ("-2 * 3", ("*", ("-", 2), 3)),
        ("- - 2", ("-", ("-", 2))),
        ("3-1", ("-", 3, 1)),
        ("${a}-1", ("-", "$a", 1)),
        ("1 = 1 and 2 = 2 and (3 = 3 and 4 = 4)", ("and", ("=", 1, 1), ("=", 2, 2), ("and", ("=", 3, 3), ("=", 4, 4)))),
        (". >= .5", (">=", "$.", 0.5)),
        (".=5.", ("=", "$.", 5)),
        ("(${a} > 1) = (${b} > 1)", ("=", (">", "$a", 1), (">", "$b", 1))),
        ("not(selected(${m}, 'x'))", ("not()", ("selected()", "$m", "x"))),
        ("true()", ("true()",)),
        ("count-selected(${m}) > 1", (">", ("count-selected()", "$m"), 1)),
        ('"it\'s"', "it's"),
        ("'say \"yes\"'", 'say "yes"'),
        ("'l\u2019\u00e9cole'", "l\u2019\u00e9cole"),
    ],
)
def test_operators_bind_as_in_xpath(text, meaning):
    assert shape(parse(text).tree) == meaning


@pytest.mark.parametrize(
    "name",
    [
        "before.plan",
        "group/plan",
        "a-b",
        "meta:id",
        "\u00e2ge du r\u00e9pondant",
        "\u0627\u0644\u0639\u0645\u0631",
        "2nd",
    ],
)
def test_a_question_is_called_as_its_column_is(name):
    assert parse(f"${{ {name} }} != ''").references == (name,)


def test_references_stand_once_in_order_of_appearance():
    assert parse("${b} = 1 and ${a} = ${b} or . = ${c}").references == ("b", "a", ".", "c")


def test_texts_that_answers_are_compared_with_are_listed_with_their_columns():
    text = "${plan} = 'gone' or 'home' != ${plan}\nor selected(${means}, 'boat') or ${x} = ${y} or . = 'yes'"
    assert parse(text).literals == (
        ("plan", "gone", 11),
        ("plan", "home", 21),
        ("means", "boat", 23),
        (".", "yes", 53),
    )


@pytest.mark.parametrize(
    "text", ["${x} = ''", "${x} < '5'", "'a' = 'b'", "${x} = 5", "contains(${x}, 'a')", "selected(${x}, ${y})"]
)
def test_other_texts_are_no_answer_options(text):
    assert parse(text).literals == ()


def test_an_expression_may_stand_on_several_lines():
    text = "if(${age} < 18, '15-17',\r\n  if(${age} < 25,\n\t'18-24', '25+'))"
    assert shape(parse(text).tree) == (
        "if()",
        ("<", "$age", 18),
        "15-17",
        ("if()", ("<", "$age", 25), "18-24", "25+"),
    )


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "is empty"),
        (" \n ", 1, 1, "is empty"),
        ("${a} =", 1, 7, "missing at the end"),
        ("${a} = \n  ", 1, 7, "missing at the end"),
        ("${a} = 1 and", 1, 13, "missing at the end"),
        ("and ${a}", 1, 1, "missing before and"),
        ("${a} = * 3", 1, 8, "missing before *"),
        ("${a} = 1\nand or ${b} = 2", 2, 5, "missing before or"),
        ("age > 3", 1, 1, "written as ${age}"),
        ("${a} = yes", 1, 8, "a text as 'yes'"),
        ("${a} = True", 1, 8, "write true()"),
        ("(${a} = 1", 1, 1, "never closed"),
        ("not(${a} = 1", 1, 4, "never closed"),
        ("${a} = 1)", 1, 9, "never opened"),
        ("(1 2)", 1, 4, "operator is missing"),
        ("max(1 2)", 1, 7, "operator is missing"),
        ("max(1, )", 1, 8, "missing before )"),
        ("${a} ${b}", 1, 6, "operator is missing"),
        ("${a} > 1,5", 1, 9, "decimals are written with a point"),
        ("${a} = 1 AND ${b} = 2", 1, 10, "and in small letters"),
        ("${a} = 'it''s'", 1, 12, "between double quotes"),
        ("${a} = 'yes", 1, 8, "never closed"),
        ("${a} = 'it's'", 1, 13, "double quotes"),
        ('${a} = "yes', 1, 8, "never closed"),
        ("${a} = 'yes\u2019", 1, 8, "typographic quote"),
        ("${a} = \u201cyes\u201d", 1, 8, "straight quotes"),
        ("${a} = \u2018yes\u2019", 1, 8, "straight quotes"),
        ("${a} == 1", 1, 6, "one ="),
        ("${a} => 1", 1, 6, ">="),
        ("${a} =< 1", 1, 6, "<="),
        ("${a} <> 1", 1, 6, "!="),
        ("${a} \u2265 1", 1, 6, ">="),
        ("${a} = 1 && ${b} = 1", 1, 10, "write and"),
        ("!${a}", 1, 1, "not(...)"),
        ("../age > 3", 1, 1, "paths"),
        ("/data/age > 3", 1, 1, "without a path"),
        ("${a} / 2", 1, 6, "div"),
        ("${a} = 1 # plan", 1, 10, "remark"),
        ("${a", 1, 1, "both braces"),
        ("${ }", 1, 1, "name of the question is missing"),
        ("{a} = 1", 1, 1, "dollar sign"),
        ("${a} ? 1", 1, 6, "? cannot stand here"),
        ("${a}\u200b = 1", 1, 5, "U+200B"),
        ("18 <= ${age} < 25", 1, 14, "joined by and"),
        ("${a} = ${b} = ${c}", 1, 13, "joined by and"),
        ("${a} = ${b} + 1 < 3", 1, 17, "joined by and"),
        ("9" * 400, 1, 1, "too many digits"),
        ("1" + " " * MOST_CHARACTERS, 1, 1, "longer than"),
        ("${a} = 1 and\nselect(${b}, 'x')", 2, 1, "Did you mean selected()?"),
        ("If(1 = 1, 2, 3)", 1, 1, "Did you mean if()?"),
        ("count_selected(${a})", 1, 1, "Did you mean count-selected()?"),
        ("zzz(${a})", 1, 1, "Known are: abs"),
        ("${a} <= today()", 1, 9, "day on which it is computed"),
        ("random() < 1", 1, 1, "the same every time"),
        ("pulldata('a', 'b', 'c', 'd')", 1, 1, "join that file"),
        ("position(${a})", 1, 1, "one record at a time"),
        ("if(${a} = 1, 2)", 1, 1, "takes 3 values between its brackets, and here it has 2"),
        ("true(1)", 1, 1, "takes 0 values"),
        ("not()", 1, 1, "takes 1 value "),
        ("round(1, 2, 3)", 1, 1, "takes 1 or 2 values"),
        ("max(${a})", 1, 1, "takes at least 2 values"),
        ("count-non-empty()", 1, 1, "takes at least 1 value "),
        ("regex(${a}, ${b})", 1, 13, "written out between quotes"),
        ("regex(${a}, '')", 1, 13, "written out between quotes"),
        ("regex(${a}, '(')", 1, 13, "cannot be read"),
        ("regex(${a}, '[[a]')", 1, 13, "cannot be read"),
        (f"regex(${{a}}, '{'a' * 201}')", 1, 13, "longer than 200"),
        ("${d} = date('30-06-2019')", 1, 13, "year, month and day"),
        ("${d} = date('2019-02-30')", 1, 13, "year, month and day"),
        ("date-time('2019-06-30T25:00')", 1, 11, "not a date and time"),
    ],
)
def test_what_cannot_be_read_is_pointed_at_with_what_to_write_instead(text, line, column, words):
    with pytest.raises(ExpressionError) as error:
        parse(text)
    assert words in error.value.reason
    assert (error.value.line, error.value.column) == (line, column)


def test_the_message_says_where():
    with pytest.raises(ExpressionError, match=r"^column 1: "):
        parse("age > 3")
    with pytest.raises(ExpressionError, match=r"^line 2, column 3: "):
        parse("1 =\n  age")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 4000,
        "-" * 9000 + "1",
        "not(" * 2000 + "1 = 1" + ")" * 1900,
        "1" + "+1" * 4000,
        "(1" + "+1" * 90 + ")" + "+1" * 90,
    ],
)
def test_hostile_nesting_is_refused_before_it_exhausts_the_stack(text):
    with pytest.raises(ExpressionError, match=f"more than {DEEPEST}"):
        parse(text)


def test_a_long_list_of_alternatives_is_no_nesting():
    text = " or ".join(f"${{village}} = 'v{number}'" for number in range(300))
    assert len(parse(text).literals) == 300


def test_a_form_may_use_functions_that_a_study_may_not():
    assert shape(tree_of(". <= today()")) == ("<=", "$.", ("today()",))


_POWER = {"or": 1, "and": 2, "=": 3, "<": 4, "+": 5, "-": 5, "*": 6, "div": 6}
_OPERANDS = st.sampled_from(["1", "2.5", "'x'", "${a}", "."])


def _operation(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.sampled_from(sorted(_POWER)), below, below) | st.tuples(st.just("sign"), below)


def _written(node: Any, *, everywhere: bool) -> str:
    """A random tree as text, with brackets everywhere or only where it needs them."""
    if isinstance(node, str):
        return node
    if node[0] == "sign":
        return f"-{_bracketed(node[1], 7, everywhere)}"
    operator, left, right = node
    own = _POWER[operator]
    # Comparisons do not follow one another, so a comparison needs its brackets on both sides.
    on_left = 5 if operator in "=<" else own
    on_right = 5 if operator in "=<" else own + 1
    return f"{_bracketed(left, on_left, everywhere)} {operator} {_bracketed(right, on_right, everywhere)}"


def _bracketed(node: Any, least: int, everywhere: bool) -> str:
    text = _written(node, everywhere=everywhere)
    if isinstance(node, str):
        return text
    own = 7 if node[0] == "sign" else _POWER[node[0]]
    return f"({text})" if everywhere or own < least else text


@given(st.recursive(_OPERANDS, _operation, max_leaves=12))
@settings(max_examples=100, deadline=None)
def test_brackets_that_precedence_makes_needless_change_nothing(tree):
    sparse, full = _written(tree, everywhere=False), _written(tree, everywhere=True)
    assert shape(tree_of(sparse)) == shape(tree_of(full))


@given(st.text(alphabet="${}ab.='\"()<>!+-*, \n19andorivtruef\u2019\u00e9", max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused_with_a_place_inside_it(text):
    refusals: list[ExpressionError] = []
    try:
        parse(text)
    except ExpressionError as error:
        refusals.append(error)
    lines = text.split("\n")
    for refusal in refusals:
        assert 1 <= refusal.line <= len(lines)
        assert 1 <= refusal.column <= len(lines[refusal.line - 1]) + 1
