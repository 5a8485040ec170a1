"""The study definition and the expression language."""
