"""The use cases, with the stages in order; this reads like a table of contents."""
