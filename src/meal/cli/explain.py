"""`meal explain`: what a rule means."""

from __future__ import annotations

import click

from meal.cli.terminal import say


@click.command()
@click.argument("rule", required=False)
@click.option("--language", default="en", show_default=True, help="Language: en, fr, nl, es or ar.")
def explain(rule: str | None, language: str) -> None:
    """Say what a rule means, what was expected and what to do; without RULE, list all rules.

    RULE is a name from the column `rule` of findings.csv. docs/rules.md has all of them.

    \b
    Examples:
      meal explain unlinked_person
      meal explain not_in_choices --language fr
    """
    from meal.messages import PARTNER_LANGUAGES, rules
    from meal.messages.reference import explanation
    from meal.study.problems import did_you_mean

    if language not in PARTNER_LANGUAGES:
        raise click.UsageError(
            f"rules are not explained in '{language}'. Choose one of: {', '.join(PARTNER_LANGUAGES)}."
        )
    if rule is None:
        for name in sorted(rules()):
            say(name)
        return
    if rule not in rules():
        raise click.UsageError(
            f"there is no rule '{rule}'.{did_you_mean(rule, rules())} A rule of a questionnaire is explained in its "
            "schema, under `rules`."
        )
    for line in explanation(rule, language):
        say(line)
