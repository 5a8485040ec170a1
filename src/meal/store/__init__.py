"""The only writer below surveys/, schemas/ and outputs/: under a lock, and whole or not at all."""

from meal.store.folder import OutputsInUseError, recover, replace_folder, write_file, write_missing_files
from meal.store.key import KEY_FILE, study_key
from meal.store.new_folder import NameTakenError, create_folder
from meal.store.shared_file import ChangedMeanwhileError, content_of, replace_if_unchanged

__all__ = [
    "KEY_FILE",
    "ChangedMeanwhileError",
    "NameTakenError",
    "OutputsInUseError",
    "content_of",
    "create_folder",
    "recover",
    "replace_folder",
    "replace_if_unchanged",
    "study_key",
    "write_file",
    "write_missing_files",
]
