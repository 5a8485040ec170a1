"""Placeholder head, replaced below."""
