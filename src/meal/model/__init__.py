"""The plain data that passes between stages; it imports nothing else of ours."""
