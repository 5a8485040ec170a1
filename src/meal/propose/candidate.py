"""A question that could be an indicator, and how well it suits a first table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from meal.model.codebook import Text
from meal.propose.headings import heading_is
from meal.propose.naming import LONGEST_LABEL, heading, quoted, shortened
from meal.propose.profile import ColumnProfile, last_part, plain_label, spoken
from meal.propose.questionnaire import UNSTATED_LANGUAGE, is_calculated
from meal.propose.words import Tokens, mentions, topics_of

Shape = Literal["yes_no", "one", "option", "several", "amount"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question of one wave that could be an indicator.

    Attributes:
        counts: the condition under which a record counts; empty for amounts. value: the amount.
        options: the answer options in words; `listed` where the form or the file gives them.
        points: how well it suits a first table. stem: the question that several candidates belong to.
        label: by language; under '' where it is not known. code, words: the answer that counts.
    """

    column: str
    shape: Shape
    label: Text
    counts: str
    value: str
    reason: str
    points: float
    stem: str
    topics: tuple[str, ...] = ()
    position: int = 0
    code: str = ""
    words: str = ""
    options: frozenset[str] = frozenset()
    listed: bool = False


def counted(
    column: ColumnProfile, shape: Shape, code: str, reason: str, points: float, position: int
) -> Candidate | None:
    """A candidate whose condition is that this code was answered, or chosen among several."""
    text = quoted(code)
    if text is None:
        return None
    condition = f"selected(${{{column.name}}}, {text})" if shape == "several" else f"${{{column.name}}} = {text}"
    if shape == "several" and " " in code:
        return None
    words = spoken(column, code)
    # TRUE, Y and 1 say no more than the question does.
    says_more = len(words) > 1 and words.casefold() != "true" and "[" not in column.name
    told = shape in ("option", "several") or (shape == "yes_no" and says_more)
    share = _share(column, code, several=shape == "several")
    return Candidate(
        column=column.name,
        shape=shape,
        options=_options(column, shape),
        listed=bool(column.question and column.question.choices),
        label=_label(column, code if told else None),
        counts=condition,
        value="",
        reason=reason,
        points=points + _worth(column) - (1.0 if not 0.02 <= share <= 0.98 else 0.0),
        stem=_stem(column),
        topics=topics_of((*column.words, *column.label_words)),
        position=position,
        code=code,
        words=words,
    )


def measured(column: ColumnProfile, reason: str, points: float, position: int) -> Candidate:
    """A candidate whose amount is averaged."""
    return Candidate(
        column=column.name,
        shape="amount",
        label=_label(column, None),
        counts="",
        # What the form worked out is kept as the text that it wrote.
        value=f"number(${{{column.name}}})" if is_calculated(column) else f"${{{column.name}}}",
        reason=reason,
        points=points + _worth(column),
        stem=_stem(column),
        topics=topics_of((*column.words, *column.label_words)),
        position=position,
    )


def _options(column: ColumnProfile, shape: Shape) -> frozenset[str]:
    """The answer options in words: a question is the same in another wave only with the same options."""
    if shape not in ("option", "several"):
        return frozenset()
    return frozenset(spoken(column, code).casefold() for code in column.options())


def _share(column: ColumnProfile, code: str, *, several: bool) -> float:
    counted = sum(
        count
        for answer, count in column.answers.counts.items()
        if (code in answer.split() if several else bare(answer) == bare(code))
    )
    return counted / column.n_answered if column.n_answered else 0.0


def _worth(column: ColumnProfile) -> float:
    """How much a question suits a first table: its subject, a label, and how many answered."""
    words: Tokens = (*column.words, *column.label_words)
    points = column.answered_share + 0.3 * bool(column.label) + min(1.3, 0.3 + 0.7 * len(topics_of(words)))
    if not topics_of(words):
        points -= 0.3
    if mentions(column.words, "headings", "proxy"):
        points -= 0.3
    if heading_is(column, "background"):
        points -= 2.0
    if mentions(column.words, "headings", "calculation"):
        points -= 0.5
    return points


def _label(column: ColumnProfile, code: str | None) -> Text:
    """The question, and the answer that counts, by language."""
    if not column.label:
        return {"": _joined(heading(column), "" if code is None else spoken(column, code))}
    made: dict[str, str] = {}
    for language, text in column.label.items():
        made["" if language == UNSTATED_LANGUAGE else language] = _joined(
            plain_label(text), "" if code is None else spoken(column, code, language)
        )
    return made


def _joined(question: str, answer: str) -> str:
    """Question and answer; a long question gives way, so that the answer can be read."""
    if not answer:
        stem, dash, option = question.rpartition(" – ")
        return _joined(stem, option) if dash else shortened(question)
    bare = question.rstrip(" :")
    return f"{shortened(bare, LONGEST_LABEL - len(answer) - 3)} – {answer}"


def _stem(column: ColumnProfile) -> str:
    """The question that several columns belong to, as options or as parts."""
    if "[" in column.name:
        return column.name.partition("[")[0].strip()
    if "/" in column.name and last_part(column.name) != column.name:
        return column.name.rpartition("/")[0]
    return "_".join(column.words[:2])


def bare(code: str) -> str:
    """A code without the .0 that some programs add to whole numbers."""
    return code.removesuffix(".0")
