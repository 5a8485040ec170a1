"""Templates of the pages, which are HTML files that need nothing beside them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment, Template


def page_template(name: str) -> Template:
    """A template of `report/templates`; what is filled in is escaped, and a name that is not known is a fault."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    # Once for all pages: a template is compiled when it is first asked for, and kept.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("meal.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
