"""A pandas data frame as the records of a wave, for those who work in a notebook."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from meal.model.codebook import Codebook
from meal.model.columns import CodedColumn, concatenate
from meal.model.responses import Export, Responses, Source
from meal.read.cells import cell_text
from meal.read.coding import code_rows, coded
from meal.read.naming import named_columns
from meal.read.table import Table
from meal.read.wave import stacked

if TYPE_CHECKING:
    import pandas as pd


_MIDNIGHT = "T00:00:00"
"""pandas has no dates, only times; a column that knows no time of day holds dates."""


def responses_from_frame(wave: str, frame: pd.DataFrame, codebook: Codebook | None = None) -> Responses:
    """The records of a data frame, every value as text; rows are counted from 1, whatever the index says.

    Whole numbers lose their `.0`, dates become ISO text, true and false become TRUE and FALSE, and what
    pandas holds for missing becomes blank.

    Raises:
        DataError: most columns have no name.
    """
    columns = tuple(_coded(frame.iloc[:, position]) for position in range(frame.shape[1]))
    names = tuple("" if name is None else str(name) for name in frame.columns)
    row_of = np.arange(1, len(frame) + 1, dtype=np.int64)
    named = named_columns(Table(names, columns, row_of), "data frame")
    source = Source(
        file="",
        sheet="",
        sha256=content_hash(named.columns),
        format="frame",
        n_records=len(frame),
        remarks=named.remarks,
    )
    return stacked(wave, [Export(source, named.columns, row_of)], codebook)


def content_hash(columns: Mapping[str, CodedColumn]) -> str:
    """SHA-256 of what columns hold, for records that came from no file."""
    digest = hashlib.sha256()
    for name, column in columns.items():
        for text in (name, *column.texts.tolist()):
            raw = text.encode("utf-8", errors="surrogatepass")
            digest.update(len(raw).to_bytes(8, "little") + raw)
        digest.update(column.codes.astype("<i4").tobytes())
    return digest.hexdigest()


def _coded(series: pd.Series[Any]) -> CodedColumn:
    import pandas as pd

    if series.dtype == object:
        # True and 1 are equal to pandas, so mixed columns are coded cell by cell.
        return code_rows(([_plain(cell)] for cell in series.tolist()), 1)[0]
    codes, distinct = pd.factorize(series, use_na_sentinel=False)
    texts = [cell_text(_plain(value)) for value in distinct.tolist()]
    if series.dtype.kind == "M" and all(text.endswith(_MIDNIGHT) for text in texts if text):
        texts = [text.removesuffix(_MIDNIGHT) for text in texts]
    column = coded(codes.astype(np.int32), texts)
    return column if len(set(texts)) == len(texts) else concatenate([column])


def _plain(value: Any) -> Any:
    """A value as Python has it, None where pandas holds it for missing."""
    import pandas as pd

    if isinstance(value, str):
        return value
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime(warn=False)
    missing = pd.isna(value)
    return None if isinstance(missing, bool) and missing else value
