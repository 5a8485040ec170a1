"""Expressions in plain words, for the sentence under a table and for the way back from a number to its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from meal.study.expression.kinds import date_call
from meal.study.expression.numerals import numeral
from meal.study.expression.reading import Expression
from meal.study.expression.tree import (
    CURRENT_ANSWER,
    Calculation,
    Call,
    Comparing,
    Comparison,
    Logic,
    Negative,
    Node,
    Number,
    Reference,
    Text,
    is_blank,
)
from meal.study.expression.wording import WORDING

_OPPOSITE: dict[str, Comparing] = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def in_words(
    expression: Expression,
    language: str,
    question_label: Callable[[str], str],
    choice_label: Callable[[str, str], str],
) -> str:
    """The expression in plain words, such as "Plans to migrate is Yes and Destination is Europe".

    Args:
        expression: the expression, read.
        language: a language code; English where its words are not there.
        question_label: what the question of a name is called; never asked for `.`, the current answer.
        choice_label: what the answer option (name, code) is called; the code itself where it has no label.
    """
    return _Words(WORDING.get(language, WORDING["en"]), question_label, choice_label).say(expression.tree)


@dataclass(frozen=True, slots=True)
class _Words:
    wording: dict[str, str]
    question_label: Callable[[str], str]
    choice_label: Callable[[str, str], str]

    def say(self, node: Node) -> str:
        """A part in words."""
        match node:
            case Text(value):
                return value
            case Number(value):
                return numeral(value).replace(".", self.wording["decimal"])
            case Reference(name):
                return self.wording["answer"] if name == CURRENT_ANSWER else self.question_label(name)
            case Negative(Number(value)):
                return f"-{self.say(Number(value, node.at))}"
            case Negative(operand):
                return self.fill("negative", [self.apart(operand)])
            case Calculation(operator, left, right):
                return self.fill(operator, [self.apart(left), self.apart(right)])
            case Comparison():
                return self.comparison(node, node.operator)
            case Logic():
                return self.logic(node)
            case Call("not", (Comparison() as denied,)):
                return self.comparison(denied, _OPPOSITE[denied.operator])
            case Call("not", (Call("selected") as denied,)):
                return self.fill("not selected", self.values(denied))
            case Call(name):
                several = f"{name}/{len(node.arguments)}"
                return self.fill(several if several in self.wording else name, self.values(node))

    def fill(self, key: str, values: Sequence[str]) -> str:
        """The words of a key, with the values in their places."""
        return self.wording[key].format(*values, all=self.listed(values, "and"))

    def listed(self, items: Sequence[str], joined_by: str) -> str:
        """Items as a list: one, two and three."""
        *first, last = items or [""]
        return f"{self.wording['list'].join(first)}{self.wording[joined_by]}{last}" if first else last

    def apart(self, node: Node) -> str:
        """A part between brackets where it consists of more than one thing."""
        words = self.say(node)
        several = isinstance(node, Logic | Comparison | Calculation) or (isinstance(node, Call) and node.name == "if")
        return f"({words})" if several else words

    def values(self, node: Call) -> list[str]:
        """What a function is given; answer options by their labels, conditions without brackets."""
        if node.name == "selected":
            chosen, option = node.arguments
            return [self.apart(chosen), self.option(option, chosen)]
        if node.name in ("if", "not"):
            return [self.say(argument) for argument in node.arguments]
        return [self.apart(argument) for argument in node.arguments]

    def option(self, node: Node, beside: Node) -> str:
        """A value that an answer is compared with: the label where it is an answer option."""
        if isinstance(beside, Reference) and beside.name != CURRENT_ANSWER:
            if isinstance(node, Text):
                return self.choice_label(beside.name, node.value)
            if code := _code(node):
                label = self.choice_label(beside.name, code)
                return self.say(node) if label == code else label
        return self.side(node)

    def side(self, node: Node) -> str:
        """A side of a comparison; arithmetic needs no brackets there."""
        return self.say(node) if isinstance(node, Calculation) else self.apart(node)

    def comparison(self, node: Comparison, operator: Comparing) -> str:
        """A comparison, as its operator or as the opposite of it."""
        if is_blank(node.left) or is_blank(node.right):
            asked = node.right if is_blank(node.left) else node.left
            return self.fill("missing" if operator == "=" else "not missing", [self.apart(asked)])
        if operator in ("=", "!="):
            return self.fill(operator, [self.option(node.left, node.right), self.option(node.right, node.left)])
        of_dates = date_call(node.left) or date_call(node.right)
        return self.fill(f"date {operator}" if of_dates else operator, [self.side(node.left), self.side(node.right)])

    def logic(self, node: Logic) -> str:
        """Conditions joined; one question that may have several answers is said once."""
        answers = [answer for answer in map(_answer_is, node.terms) if answer]
        questions = {question.name for question, _ in answers}
        if node.operator == "or" and len(answers) == len(node.terms) and len(questions) == 1:
            question = answers[0][0]
            labels = [self.option(option, question) for _, option in answers]
            return self.fill("=", [self.say(question), self.listed(labels, "or")])
        terms = [self.apart(term) if isinstance(term, Logic) or _is_if(term) else self.say(term) for term in node.terms]
        return self.wording[node.operator].join(terms)


def _code(node: Node) -> str:
    """The answer option that a number written out stands for, such as -99; nothing for another part."""
    match node:
        case Number(value):
            return numeral(value)
        case Negative(Number(value)):
            return f"-{numeral(value)}"
    return ""


def _is_if(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "if"


def _answer_is(node: Node) -> tuple[Reference, Text | Number] | None:
    """The question and the option of a condition such as ${plan} = 'postponed'."""
    match node:
        case Comparison("=", Reference() as question, (Text() | Number()) as option) if not is_blank(option):
            return question, option
    return None
