"""Times 60 rules of three terms, in form mode, on a million coded records; and the whole check of a form with them.

    python benchmarks/rules.py [RECORDS]

Prints a table: seconds of the best of three runs. The columns are as reading leaves them: distinct answers once, a code
a record; the rules draw on 20 questions, of which ages have 90 distinct answers and select questions 2 to 12.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from meal.check import check_form
from meal.model.codebook import Choice, Codebook, Question
from meal.model.columns import CodedColumn
from meal.model.missing import Reason
from meal.model.responses import Responses, Source
from meal.study.definition import Identity
from meal.study.expression import FormScope, evaluate_form, parse_form
from meal.study.records import record_keys

RUNS = 3
N_RULES = 60


def number(rng: np.random.Generator, n_records: int, low: int, high: int) -> CodedColumn:
    """Whole numbers, one in 50 blank."""
    texts = np.array(["", *map(str, range(low, high))], dtype=object)
    return CodedColumn(
        codes=rng.integers(0 if high - low < 50 else 1, len(texts), n_records, dtype=np.int32),
        texts=texts,
        reasons=np.array([Reason.BLANK, *[Reason.ANSWERED] * (high - low)], dtype=np.int8),
        numbers=np.array([np.nan, *range(low, high)], dtype=np.float64),
    )


def choice(rng: np.random.Generator, n_records: int, n_options: int) -> CodedColumn:
    """Codes of answer options, some blank."""
    texts = np.array(["", *[f"option_{place}" for place in range(n_options)]], dtype=object)
    reasons = np.array([Reason.BLANK, *[Reason.ANSWERED] * n_options], dtype=np.int8)
    return CodedColumn(rng.integers(0, len(texts), n_records, dtype=np.int32), texts, reasons)


def columns(n_records: int) -> dict[str, CodedColumn]:
    """Twenty questions."""
    rng = np.random.default_rng(20)
    ages = {f"number_{place}": number(rng, n_records, 0, 90 if place < 4 else 12) for place in range(8)}
    return ages | {f"choice_{place}": choice(rng, n_records, 2 + place) for place in range(12)}


def rules() -> list[str]:
    """Sixty conditions of three terms, each on three questions."""
    found = []
    for place in range(N_RULES):
        one, other = f"${{choice_{place % 12}}}", f"${{choice_{(place * 5 + 1) % 12}}}"
        number_one, number_two = f"${{number_{place % 8}}}", f"${{number_{(place + 3) % 8}}}"
        join = ("and", "or")[place % 2]
        found.append(
            (
                f"{one} = 'option_1' {join} {number_one} >= {place % 30} and {other} != ''",
                f"selected({one}, 'option_0') {join} {number_one} * 2 < 40 or {other} = ''",
                f"not({one} = '') {join} ({number_one} > 5 or {number_two} <= 60)",
            )[place % 3]
        )
    return found


def best(run: Callable[[], object]) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def form(answers: dict[str, CodedColumn]) -> Codebook:
    """A form in which the rules are the conditions of 60 questions, each kept by its answers."""
    asked = {
        name: Question(name, "integer" if column.numbers is not None else "select_one")
        for name, column in answers.items()
    }
    for place, text in enumerate(rules()):
        asked[f"rule_{place}"] = Question(
            f"rule_{place}", "select_one", choices=(Choice("yes"),), constraint=f"{text} or . = 'yes'"
        )
    return Codebook(id="form", questions=asked)


def main() -> None:
    """Print the seconds."""
    n_records = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    answers = columns(n_records)
    expressions = [parse_form(text) for text in rules()]
    scope = FormScope(n_records, answers.get)
    seconds = best(lambda: [evaluate_form(expression, scope).true() for expression in expressions])
    yes = CodedColumn(np.zeros(n_records, np.int32), np.array(["yes"], dtype=object), np.zeros(1, np.int8))
    responses = Responses(
        wave="w",
        columns={**answers, **{f"rule_{place}": yes for place in range(N_RULES)}},
        codebook=form(answers),
        sources=(Source("w.csv", "", "", "csv", n_records),),
        source_of=np.zeros(n_records, np.int64),
        row_of=np.arange(n_records),
        disposition=np.zeros(n_records, np.int8),
    )
    keys = record_keys(responses, Identity())
    whole = best(lambda: check_form(responses, keys, lambda *_: False))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{n_records:,} records, {N_RULES} rules of three terms")
    print(f"  evaluated in form mode        {seconds:6.2f} s")
    print(f"  as constraints of a form      {whole:6.2f} s, findings looked up")
    print(f"  peak memory                   {peak:6.2f} GB")


if __name__ == "__main__":
    main()
