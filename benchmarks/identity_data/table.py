"""A made-up register as the table that the rule compares, by the same way as a study's records."""

from __future__ import annotations

import numpy as np
import pandas as pd

from meal.model.codebook import Codebook
from meal.model.columns import code_texts
from meal.model.identity import IdentityTable
from meal.model.responses import Responses, Source
from meal.prepare.identity import identity_table
from meal.study.definition import Study
from meal.study.records import RecordKeys

COMPARE = {"name": ["name"], "phone": ["phone"], "sex": "sex", "birth_year": "birth_year",
           "site": ["district", "village"], "country": "NG"}  # fmt: skip


def register_responses(frame: pd.DataFrame) -> tuple[dict[str, Responses], dict[str, RecordKeys], Study]:
    """The register as the only wave of a study that knows nobody by an id."""
    n = len(frame)
    columns = {name: code_texts(frame[name].astype(str).tolist()) for name in frame.columns if name != "truth"}
    responses = Responses(
        wave="register",
        columns=columns,
        codebook=Codebook({}),
        sources=(Source("register.csv", "", "", "csv", n),),
        source_of=np.zeros(n, dtype=np.int64),
        row_of=np.arange(2, n + 2),
        disposition=np.zeros(n, dtype=np.int8),
    )
    blank = np.full(n, "", dtype=object)
    record = np.arange(n).astype(str).astype(object)
    keys = RecordKeys(record=record, stable=record, respondent=blank, partner=blank, person=blank)
    study = Study.model_validate({
        "study": "register", "title": "Register",
        "waves": {"register": {"label": "Register", "files": ["register.csv"]}},
        "identity": {"compare": COMPARE}, "indicators": [],
    })  # fmt: skip
    return {"register": responses}, {"register": keys}, study


def register_table(frame: pd.DataFrame) -> IdentityTable:
    """The register as the rule compares it."""
    return identity_table(*register_responses(frame))
