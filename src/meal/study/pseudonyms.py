"""Keyed hashes in place of identifiers, so that outputs name nobody and records can still be told apart."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from meal.model.arrays import TextArray
from meal.model.codebook import Question
from meal.model.responses import Responses
from meal.study.identity import Identity

_PSEUDONYM = re.compile(r"p-[0-9a-f]{16}")
SERVER_IDS = ("_id", "_uuid", "rootUuid", "KEY", "PARENT_KEY", "instanceID", "meta/instanceID", "meta-instanceID",
              "meta/rootUuid", "_submission__uuid", "_submission__id")  # fmt: skip
"""Columns by which servers name submissions, whatever the study names."""


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Makes the pseudonyms of one study.

    Attributes:
        key: of the study. Who has it can find out an identifier by trying, so that it goes into no output.
    """

    key: bytes = field(repr=False)

    def of(self, identifier: str) -> str:
        """The pseudonym of an identifier, the same at every run; a blank and a pseudonym stay as they are."""
        if identifier == "" or _PSEUDONYM.fullmatch(identifier):
            return identifier
        return "p-" + hmac.new(self.key, identifier.encode(), hashlib.sha256).hexdigest()[:16]

    def of_each(self, identifiers: TextArray) -> TextArray:
        """The pseudonym of each identifier, shape as given."""
        import pandas as pd

        codes, distinct = pd.factorize(identifiers)
        made = np.array([self.of(str(text)) for text in distinct], dtype=object)
        pseudonyms: TextArray = made[codes]
        return pseudonyms


def identifier_columns(columns: Iterable[str], identity: Identity) -> frozenset[str]:
    """Those of the columns that hold identifiers of submissions or people, in any group of the form."""
    named = {identity.record, identity.edited_from, identity.respondent, *SERVER_IDS} - {None}
    return frozenset(name for name in columns if name in named or name.rpartition("/")[2] in named)


def with_personal_identifiers(responses: Responses, identity: Identity) -> Responses:
    """The responses with the columns of identifiers marked personal, so that no output holds what stands in them."""
    asked = responses.codebook.questions
    marked = {
        name: replace(asked.get(name, Question(name)), personal=True)
        for name in identifier_columns(responses.columns, identity)
    }
    return replace(responses, codebook=replace(responses.codebook, questions={**asked, **marked}))
