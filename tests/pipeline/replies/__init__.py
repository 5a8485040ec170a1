"""Replies taken back, and exports received again."""
