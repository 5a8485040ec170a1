"""The shipped study `services`, as files: registers of twelve partners in one ZIP, and what was decided about them."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from meal.demonstration.draws import Draws
from meal.demonstration.exports import csv_bytes
from meal.demonstration.services_contacts import (
    FIRST_DAY,
    N_DAYS,
    PHONE,
    PHONE_DIGIT,
    Contacts,
    types_of,
    written_contacts,
)
from meal.demonstration.services_names import spelt_otherwise, typed_wrong
from meal.demonstration.services_people import STATUSES, People, true_people
from meal.demonstration.services_programme import (
    COUNTRIES,
    EDUCATION,
    INCOME,
    PARTNERS,
    SERVICES,
    SITES,
    Partner,
)
from meal.model.arrays import BoolArray

STUDY = "services"
SEED = 20180701
ARCHIVE = "registers.zip"
COLUMNS = (
    "row_id", "partner", "date", "country", "site", "name", "phone", "card_number", "sex", "birth_year", "status",
    "service", "education_type", "income_support",
)  # fmt: skip
OFFERED = {"education_type": EDUCATION, "income_support": INCOME}
IDENTITY_COLUMNS = (
    "wave", "record", "other_wave", "other_record", "decision", "score", "points", "decided_by", "decided_at", "reason",
)  # fmt: skip
_PACKED_AT = (2019, 7, 5, 9, 0, 0)
_WHY = {
    PHONE: "Same telephone; the year of birth is typed otherwise. The partner looked at the form.",
    PHONE_DIGIT: "A digit of the telephone differs; same year of birth and place. The partner called.",
}
_WHY_NO_KEY = "Nearly the same name, same year of birth and place; no telephone written down. The partner knows."
_WHY_TWINS = "Brother and sister of one age with one telephone. The partner asked."
_WHY_FATHER = "Father and son of one name with one telephone. The partner asked."


@dataclass(frozen=True, slots=True, eq=False)
class Registers:
    """The registers of one seed.

    Attributes:
        row_ids: of every contact. pairs: people who look alike: the twins, then fathers and sons.
    """

    people: People
    contacts: Contacts
    row_ids: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]


@functools.lru_cache(maxsize=1)
def services_registers(seed: int = SEED) -> Registers:
    """The people and their contacts, as some seed draws them."""
    people, contacts, pairs = written_contacts(Draws(seed + 1), true_people(Draws(seed)))
    starts = np.searchsorted(contacts.partner, np.arange(len(PARTNERS)))
    number = np.arange(len(contacts.person)) - starts[contacts.partner] + 1
    heads = [partner.name[:3].upper() for partner in PARTNERS]
    row_ids = tuple(f"{heads[of]}-{at:06d}" for of, at in zip(contacts.partner.tolist(), number.tolist(), strict=True))
    return Registers(people, contacts, row_ids, pairs)


def services_truth(seed: int = SEED) -> dict[str, str]:
    """Row id → the person that the row is truly of."""
    registers = services_registers(seed)
    persons = registers.contacts.person.tolist()
    return {row: f"person-{person}" for row, person in zip(registers.row_ids, persons, strict=True)}


def services_files(seed: int = SEED) -> dict[str, bytes]:
    """Path below surveys/services → content: the registers and the decisions."""
    registers = services_registers(seed)
    return {ARCHIVE: _archive(registers), "identity.csv": _decisions(registers)}


def _archive(registers: Registers) -> bytes:
    packed = io.BytesIO()
    cells = register_cells(registers)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, partner in enumerate(PARTNERS):
            start, end = np.searchsorted(registers.contacts.partner, [number, number + 1]).tolist()
            member = zipfile.ZipInfo(f"{partner.name}.csv", date_time=_PACKED_AT)
            member.create_system, member.external_attr = 3, 0o600 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            of_partner = {name: column[start:end] for name, column in cells.items()}
            archive.writestr(member, _register(partner, of_partner), compresslevel=6)
    return packed.getvalue()


def _register(partner: Partner, cells: Mapping[str, list[str]]) -> bytes:
    """The register of a partner, in its own layout; no cell holds a quote or what stands between cells."""
    does = {service for services in partner.does.values() for service in services}
    columns = [
        name
        for name in COLUMNS
        if (partner.cards or name != "card_number") and (name not in OFFERED or OFFERED[name] in does)
    ]
    columns = [name for name in columns if name not in partner.last] + list(partner.last)
    header = [*(partner.prefix + name for name in columns), *partner.extra]
    blank = [""] * len(cells["row_id"])
    rows = zip(*(cells[name] for name in columns), *(blank for _ in partner.extra), strict=True)
    quote = '"' if partner.quoted else ""
    between = quote + partner.delimiter + quote
    lines = [quote + between.join(row) + quote for row in (header, *rows)]
    return (("\ufeff" if partner.mark else "") + "\r\n".join(lines) + "\r\n").encode()


def register_cells(registers: Registers) -> dict[str, list[str]]:
    """Column → the cells of all contacts."""
    people, contacts = registers.people, registers.contacts
    days = [str(FIRST_DAY + np.timedelta64(day, "D")) for day in range(N_DAYS)]
    person = contacts.person.tolist()
    names = people.names()
    name = [names[one] for one in person]
    phone, born = people.phone[contacts.person], people.born[contacts.person]
    for row in np.flatnonzero(contacts.hidden).tolist():
        how, one = int(contacts.hidden[row]), person[row]
        name[row] = _other_name(name[row], one)
        if how == PHONE_DIGIT:
            phone[row] = _wrong_digit(int(phone[row]), one)
        if how == PHONE:
            born[row] += (1, -1, 10, -2)[one % 4]
    service = [SERVICES[one] for one in contacts.service.tolist()]
    kinds = [list(types_of(one)) for one in SERVICES]
    kind = [kinds[of][one] for of, one in zip(contacts.service.tolist(), contacts.kind.tolist(), strict=True)]
    country = [COUNTRIES[one] for one in contacts.country.tolist()]
    card = people.card[contacts.person].tolist()
    return {
        "row_id": list(registers.row_ids),
        "partner": [PARTNERS[one].name for one in contacts.partner.tolist()],
        "date": [days[one] for one in contacts.day.tolist()],
        "country": country,
        "site": [SITES[of][one] for of, one in zip(country, contacts.site.tolist(), strict=True)],
        "name": name,
        "phone": _shown([f"+99970{one:07d}" for one in phone.tolist()], contacts.shows_phone),
        "card_number": _shown([f"{one:06d}" for one in card], contacts.shows_card),
        "sex": ["female" if one else "male" for one in people.female[contacts.person].tolist()],
        "birth_year": list(map(str, born.tolist())),
        "status": [STATUSES[one] for one in people.status[contacts.person].tolist()],
        "service": service,
        **{
            column: [of if one == offered else "" for of, one in zip(kind, service, strict=True)]
            for column, offered in OFFERED.items()
        },
    }


def _shown(texts: Sequence[str], shows: BoolArray) -> list[str]:
    return [text if shown else "" for text, shown in zip(texts, shows.tolist(), strict=True)]


def _other_name(name: str, how: int) -> str:
    """The name as a second clerk writes it: half of them as the first did."""
    if how % 2 == 0:
        return name
    return spelt_otherwise(name, how // 2) if how % 4 == 1 else typed_wrong(name, how // 4)


def _wrong_digit(phone: int, how: int) -> int:
    """The number with one digit, not the first, raised by one."""
    step = int(10 ** (how % 5))
    return phone + step if phone // step % 10 < 9 else phone - 9 * step


def _decisions(registers: Registers) -> bytes:
    """identity.csv: the contacts that no key joins, and the people who only look alike."""
    contacts, ids = registers.contacts, registers.row_ids
    rows: list[tuple[str, ...]] = []

    def decided(one: int, other: int, decision: str, at: str, reason: str) -> None:
        first, second = sorted((one, other))
        rows.append(("register", ids[first], "register", ids[second], decision, "", "", "M&E officer", at, reason))

    for row in np.flatnonzero(contacts.hidden).tolist():
        why = _WHY.get(int(contacts.hidden[row]), _WHY_NO_KEY)
        decided(int(contacts.first[row]), row, "same", "2019-07-12", why)
    row_of = np.zeros(registers.people.n_people, dtype=np.int64)
    row_of[contacts.person] = np.arange(len(contacts.person))
    for one, other in registers.pairs:
        twins = bool(registers.people.female[one] != registers.people.female[other])
        why = _WHY_TWINS if twins else _WHY_FATHER
        decided(int(row_of[one]), int(row_of[other]), "different", "2019-07-15", why)
    return csv_bytes(IDENTITY_COLUMNS, sorted(rows), delimiter=",", quote_all=False)
