"""The expressions that officers already write in XLSForms, as study files use them.

`parse` reads one; `kind_of` checks it against the kinds of the questions; `evaluate` works it out for every
record, three-valued; `in_words` says it in plain words.

The grammar (`tokens`, `grammar`, `tree`) knows no functions and no meaning, so that the expressions inside a form can
be read by it too; what an expression means in a study is `study_mode` with `study_functions`, and what one means in a
form is `form_mode` with `form_functions`: `parse_form` reads it, `evaluate_form` works it out on an export.
"""

from meal.study.expression.answer import Answer
from meal.study.expression.errors import ExpressionError
from meal.study.expression.form_mode import FormAnswer, evaluate_form
from meal.study.expression.form_reading import FormExpression, parse_form
from meal.study.expression.form_scope import FormScope, Rounds
from meal.study.expression.form_text import CHOICE_COLUMN
from meal.study.expression.form_values import number_in
from meal.study.expression.kinds import kind_of
from meal.study.expression.reading import Expression, parse
from meal.study.expression.signatures import Kind
from meal.study.expression.study_mode import evaluate
from meal.study.expression.words import in_words

__all__ = [
    "CHOICE_COLUMN",
    "Answer",
    "Expression",
    "ExpressionError",
    "FormAnswer",
    "FormExpression",
    "FormScope",
    "Kind",
    "Rounds",
    "evaluate",
    "evaluate_form",
    "in_words",
    "kind_of",
    "number_in",
    "parse",
    "parse_form",
]
