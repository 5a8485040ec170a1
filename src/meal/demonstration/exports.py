"""Records as the exports that officers receive: KoboToolbox and ODK Central layouts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from meal.demonstration.records import Record, day_text, local_day, local_moment_text, moment_text

ROW_OF_FIRST_RECORD = 2  # the header stands in row 1

KOBO_DEVICE = {
    "before": ("start", "end", "today", "username"),
    "after": ("today", "username"),
    "followup": ("start", "end", "today", "username"),
}
"""What the device adds to the answers, by wave."""

KOBO_FIRST_ID = {"before": 31_402_117, "after": 31_850_452, "followup": 47_003_290}
KOBO_VERSION = {"before": "v7", "after": "v5", "followup": "v2"}


def by_file(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Records by export, each in order of submission, files in alphabetical order."""
    files: dict[str, list[Record]] = {}
    for record in sorted(records, key=lambda record: (record.file, record.submitted, record.serial)):
        files.setdefault(record.file, []).append(record)
    return files


def row_numbers(files: Mapping[str, Sequence[Record]]) -> dict[str, int]:
    """Serial → row as a spreadsheet shows it."""
    return {
        record.serial: row
        for records in files.values()
        for row, record in enumerate(records, start=ROW_OF_FIRST_RECORD)
    }


def csv_bytes(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str, quote_all: bool, mark: bool = False
) -> bytes:
    """A CSV file in UTF-8 with Windows line ends; `mark` puts a byte order mark before it, as Excel does."""

    def cell(text: str) -> str:
        if quote_all or any(sign in text for sign in (delimiter, '"', "\n", "\r")):
            return '"' + text.replace('"', '""') + '"'
        return text

    lines = [delimiter.join(cell(text) for text in row) for row in (header, *rows)]
    return ("\ufeff" if mark else "").encode() + "".join(f"{line}\r\n" for line in lines).encode()


def kobo_csv(records: Sequence[Record], questions: Sequence[str], ids: Mapping[str, int]) -> bytes:
    """A KoboToolbox export with XML headers: `;` between fields, and every field in quotes.

    Args:
        records: in the order of the file. questions: in the order of the form.
        ids: submission uuid → the number that the server gave it.
    """
    device = KOBO_DEVICE[records[0].wave]
    system = ("_id", "_uuid", "_submission_time", "_validation_status", "__version__", "rootUuid", "_index")
    header = (*device, *questions, *system)
    rows = (_kobo_row(record, questions, ids[record.uuid], index) for index, record in enumerate(records, start=1))
    return csv_bytes(header, rows, delimiter=";", quote_all=True)


def _kobo_row(record: Record, questions: Sequence[str], number: int, index: int) -> list[str]:
    set_by_device = {
        "start": local_moment_text(record.started, record.utc_offset),
        "end": local_moment_text(record.ended, record.utc_offset),
        "today": today(record),
        "username": record.username,
    }
    return [
        *(set_by_device[name] for name in KOBO_DEVICE[record.wave]),
        *(record.answer(question) for question in questions),
        str(number),
        record.uuid,
        moment_text(record.submitted),
        record.review,
        KOBO_VERSION[record.wave],
        record.root,
        str(index),
    ]


def kobo_ids(records: Iterable[Record]) -> dict[str, int]:
    """Submission uuid → server number, in order of submission; copies of a submission share it."""
    ids: dict[str, int] = {}
    count: dict[str, int] = {}
    for record in sorted(records, key=lambda record: (record.submitted, record.serial)):
        if record.uuid not in ids:
            count[record.wave] = count.get(record.wave, 0) + 1
            ids[record.uuid] = KOBO_FIRST_ID[record.wave] + 7 * count[record.wave]
    return ids


def today(record: Record) -> str:
    """The day on which the form was filled in, by the clock of the device."""
    return day_text(local_day(record.started, record.utc_offset))


def odk_table(
    records: Sequence[Record], questions: Sequence[str], submitters: Mapping[str, int]
) -> list[dict[str, str]]:
    """Records as rows of an ODK Central export without group names: column → cell.

    KEY keeps the first id of a submission that was edited.
    """
    return [
        {
            "SubmissionDate": f"{moment_text(record.submitted)}.000Z",
            **{question: record.answer(question) for question in questions},
            "instanceID": record.uuid,
            "KEY": record.root,
            "SubmitterID": str(submitters[record.username]),
            "SubmitterName": record.username,
            "AttachmentsPresent": "0",
            "AttachmentsExpected": "0",
            "Status": "",
            "ReviewState": record.review,
            "DeviceID": f"collect:{record.username}",
            "Edits": "0" if record.uuid == record.root else "1",
            "FormVersion": "2018020101",
        }
        for record in records
    ]
