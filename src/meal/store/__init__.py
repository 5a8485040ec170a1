"""The only writer below surveys/, schemas/ and outputs/: under a lock, and whole or not at all."""

from meal.store.folder import OutputsInUseError, recover, replace_folder, write_file, write_missing_files

__all__ = ["OutputsInUseError", "recover", "replace_folder", "write_file", "write_missing_files"]
