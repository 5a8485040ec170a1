"""The report as one page of HTML that needs no network and no script."""

from meal.report.html.page import page, page_file

__all__ = ["page", "page_file"]
