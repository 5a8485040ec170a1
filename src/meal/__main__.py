"""`python -m meal` is the command line."""

from meal.cli import program

program()
