"""The only writer below surveys/, schemas/ and outputs/: under a lock, and whole or not at all."""

from meal.store.folder import OutputsInUseError, recover, replace_folder, write_file, write_missing_files
from meal.store.key import KEY_FILE, study_key
from meal.store.new_folder import NameTakenError, create_folder

__all__ = [
    "KEY_FILE",
    "NameTakenError",
    "OutputsInUseError",
    "create_folder",
    "recover",
    "replace_folder",
    "study_key",
    "write_file",
    "write_missing_files",
]
