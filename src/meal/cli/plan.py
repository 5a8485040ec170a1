"""`meal plan`: how many people to ask, and how small a difference they would show."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from meal.cli.number_types import AtLeast, Share
from meal.cli.options import data_option, outputs_option
from meal.cli.terminal import progress, say

if TYPE_CHECKING:
    from meal.model.plans import Plan
    from meal.pipeline.planning import Assumptions

Command = Callable[..., None]


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in the order in which the help lists them."""
    return lambda command: reduce(lambda done, option: option(done), reversed(options), command)


_icc = click.option(
    "--icc", type=Share("0"), help="How alike people of a cluster are; a table of .01, .05 and .10 where left out."
)
_cluster_size = click.option("--cluster-size", type=AtLeast(1, whole=False), help="Answers expected in each cluster.")
_people = click.option("--people", type=AtLeast(1), help="People to approach, to see what they would show.")
_response = click.option(
    "--response", type=Share("1"), default=1.0, help="Part of the people approached who answer; all where left out."
)
_common = _options(
    click.option(
        "--confidence",
        type=Share(),
        default=0.95,
        help="Level of the interval; tests take 1 minus it. [default: 0.95]",
    ),
    click.option(
        "--language", type=click.Choice(["en", "nl"]), default="en", show_default=True, help="Language of the plan."
    ),
    click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder for the plan; outputs/plan and its name where left out.",
    ),
)
_power = click.option(
    "--power", type=Share(), default=0.80, help="Chance to find the difference where it is there. [default: 0.80]"
)
_design = _options(
    _response,
    click.option("--population", type=AtLeast(2), help="People there are, where the result is about them only."),
    click.option("--deff", type=AtLeast(0.01, whole=False), help="Design effect, where it is known."),
    _cluster_size,
    _icc,
)


@click.group(invoke_without_command=True)
@click.option("--study", type=click.Path(path_type=Path), help="Folder of a study: what its sample gives by group.")
@click.option("--expected", type=Share(), help="With --study: the share to plan with; as published where left out.")
@click.option("--response", type=Share("1"), help="With --study: the response to expect; the one seen where left out.")
@click.option("--icc", type=Share("0"), help="With --study: how alike people of a cluster are.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="With --study: folder for the plan.")
@data_option
@outputs_option
@click.pass_context
def plan(
    context: click.Context, study: Path | None, expected: float | None, response: float | None, icc: float | None,
    out: Path | None, data: Path | None, outputs: Path,
) -> None:  # fmt: skip
    """How many people to ask, and how small a difference they would show.

    Prints a table with the formula in words, and writes it as plan.csv and plan.html, with a chart, to
    outputs/plan/. Shares are written as 0.3 or 30%.

    \b
    Example:
      meal plan share --expected 0.3 --margin 0.05 --population 10125 --response 0.6
      meal plan groups --first 0.3 --second 0.4 --cluster-size 20
      meal plan change --before 0.3 --after 0.4 --response 0.8
      meal plan clusters --clusters 40 --cluster-size 20 --expected 0.3
      meal plan --study surveys/reconsideration
    """
    given = {"--expected": expected, "--response": response, "--icc": icc, "--out": out, "--data": data}
    if context.invoked_subcommand is not None:
        misplaced = ["--study"] if study else [name for name, value in given.items() if value is not None]
        if misplaced:
            raise click.UsageError(
                f"{misplaced[0]} before '{context.invoked_subcommand}' belongs to the plan of a study. "
                + ("Leave one of the two out." if study else f"Write it after '{context.invoked_subcommand}'.")
            )
        return
    if study is None:
        raise click.UsageError("say what to plan: share, groups, change or clusters, or --study with a folder.")
    _study_plan(study, data=data, outputs=outputs, out=out, expected=expected, response=response, icc=icc)


@plan.command()
@click.option("--expected", type=Share(), default=0.5, help="The share; 0.5, which needs most people, where left out.")
@click.option("--margin", type=Share(), help="Half the width of the interval; 0.05 where left out.")
@_people
@_design
@_common
def share(
    expected: float, margin: float | None, people: int | None, out: Path | None, language: str, **design: Any
) -> None:
    """One share: people for a margin, or the margin that people give.

    \b
    Example:
      meal plan share --expected 0.3 --margin 0.05 --population 10125 --response 0.6
      meal plan share --people 400 --cluster-size 20
    """
    from meal.pipeline.planning import plan_share

    if margin is not None and people is not None:
        raise click.UsageError("give either --margin or --people: each follows from the other.")
    assumed = _assumed(**design)
    _done(lambda: plan_share(expected, assumed, margin=margin or 0.05, people=people), out, language)


@plan.command()
@click.option("--first", type=Share(), required=True, help="Share expected in the first group.")
@click.option("--second", type=Share(), help="Share expected in the second group.")
@_people
@_design
@_power
@_common
def groups(
    first: float, second: float | None, people: int | None, out: Path | None, language: str, **design: Any
) -> None:
    """Two groups of different people: people for a difference, or the difference that people show.

    People and --population are those of each group, and whole clusters are in one group.

    \b
    Example:
      meal plan groups --first 0.3 --second 0.4 --cluster-size 20 --icc 0.05
      meal plan groups --first 0.3 --people 400
    """
    from meal.pipeline.planning import plan_groups

    assumed = _assumed(**design)
    _done(lambda: plan_groups(first, assumed, second=second, people=people), out, language)


@plan.command()
@click.option("--before", type=Share(), required=True, help="Share expected before.")
@click.option("--after", type=Share(), help="Share expected after.")
@_people
@click.option("--correlation", type=Share("0"), help="Between a person's two answers; a table where left out.")
@click.option("--changed", type=Share("1"), help="Share of people whose answer changes, instead of the correlation.")
@_design
@_power
@_common
def change(
    before: float, after: float | None, people: int | None, correlation: float | None, changed: float | None,
    out: Path | None, language: str, **design: Any,
) -> None:  # fmt: skip
    """The same people asked twice: people for a change, or the change that people show.

    --response is the part of the people asked before who are found again.

    \b
    Example:
      meal plan change --before 0.3 --after 0.4 --response 0.8
      meal plan change --before 0.3 --people 500 --correlation 0.3
    """
    from meal.pipeline.planning import plan_change

    assumed = _assumed(**design)
    _done(
        lambda: plan_change(before, assumed, after=after, people=people, correlation=correlation, changed=changed),
        out, language,
    )  # fmt: skip


@plan.command()
@click.option("--clusters", type=AtLeast(1), required=True, help="Clusters in both arms together.")
@click.option("--cluster-size", type=AtLeast(1, whole=False), required=True, help="Answers expected in each cluster.")
@click.option("--expected", type=Share(), default=0.5, help="Share without the treatment; 0.5 where left out.")
@_icc
@click.option("--treated", type=Share(), default=0.5, help="Part of the clusters that is treated. [default: 0.5]")
@click.option("--explained-people", type=Share("0"), default=0.0, help="R² of covariates within clusters.")
@click.option("--explained-clusters", type=Share("0"), default=0.0, help="R² of covariates between clusters.")
@click.option("--covariates", type=AtLeast(0), default=0, help="How many covariates of clusters there are.")
@_response
@_power
@_common
def clusters(
    clusters: int, expected: float, treated: float, explained_people: float, explained_clusters: float,
    covariates: int, out: Path | None, language: str, **design: Any,
) -> None:  # fmt: skip
    """Whole clusters in two arms: the smallest effect that they show.

    \b
    Example:
      meal plan clusters --clusters 40 --cluster-size 20 --expected 0.3
    """
    from meal.pipeline.planning import plan_clusters

    assumed = _assumed(**design)
    _done(
        lambda: plan_clusters(
            clusters, assumed, expected=expected, treated=treated, explained_people=explained_people,
            explained_clusters=explained_clusters, covariates=covariates,
        ),
        out, language,
    )  # fmt: skip


def _assumed(
    response: float, confidence: float, cluster_size: float | None = None, icc: float | None = None,
    deff: float | None = None, population: int | None = None, power: float = 0.80,
) -> Assumptions:  # fmt: skip
    from meal.pipeline.planning import Assumptions

    if deff is not None and (icc is not None or cluster_size is not None):
        raise click.UsageError("give either --deff or --cluster-size with --icc: the one follows from the others.")
    if icc is not None and cluster_size is None:
        raise click.UsageError("--icc needs --cluster-size: say how many answers are expected in each cluster.")
    return Assumptions(response, population, deff, cluster_size, icc, confidence, power)


def _done(make: Callable[[], Plan], out: Path | None, language: str) -> None:
    """Make a plan, write it, and print it."""
    from meal.pipeline.planning import PlanError
    from meal.pipeline.planning.files import FolderTakenError, plan_folder, write_plan
    from meal.report import plan_lines

    try:
        made = make()
        folder = write_plan(made, plan_folder(made.kind, out), language)
    except (PlanError, FolderTakenError) as error:
        raise click.UsageError(str(error)) from error
    for line in plan_lines(made, language):
        say(line)
    say(f"\nWritten: {(folder / 'plan.html').as_posix()}, plan.csv and the chart")


def _study_plan(study: Path, *, out: Path | None, outputs: Path, **given: Any) -> None:
    from meal.pipeline.planning.files import FolderTakenError, plan_folder, write_study_plan
    from meal.pipeline.planning.study import plan_study
    from meal.report import study_plan_lines

    with progress() as stage:
        made = plan_study(study, outputs=outputs, progress=stage, **given)
        definition = made.study
        stage("Writing")
        try:
            folder = write_study_plan(made, plan_folder(f"study/{definition.study}", out, outputs))
        except FolderTakenError as error:
            raise click.UsageError(str(error)) from error
    for line in study_plan_lines(made.plan, made.published, definition, definition.language):
        say(line)
    say(f"\nWritten: {(folder / 'plan.html').as_posix()}, plan.csv and the charts")
