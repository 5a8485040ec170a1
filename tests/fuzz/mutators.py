"""Small functions that damage an export or a form in one way each; what they draw comes from the generator given."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.hostile import CELLS, ENCODINGS, EXPRESSIONS, HEADINGS, TYPES

Rows = list[list[str]]
RowMutator = Callable[[Random, Rows], Rows]
BytesMutator = Callable[[Random, bytes], bytes]
Members = list[tuple[str, bytes]]
MemberMutator = Callable[[Random, Members], Members]


# Cells, headings and rows; the first row has the headings.


def hostile_cells(random: Random, rows: Rows) -> Rows:
    for _ in range(random.choice((1, 3, 12))):
        cells = random.choice(rows[1:] or rows)
        if cells:
            cells[random.randrange(len(cells))] = random.choice(CELLS)
    return rows


def hostile_column(random: Random, rows: Rows) -> Rows:
    """One column of another kind: the same everywhere, numbers, hostile texts, or nothing."""
    place = random.randrange(max(len(rows[0]), 1))
    same = random.choice(CELLS)
    kinds = (
        lambda: "",
        lambda: str(random.randrange(10 ** random.randrange(1, 25))),
        lambda: random.choice(CELLS),
        lambda: f"{random.uniform(-1e6, 1e6):.3f}",
        lambda: same,
        lambda: f"{random.randrange(1, 32)}/{random.randrange(1, 13)}/20{random.randrange(10, 99)}",
    )
    kind = random.choice(kinds)
    for cells in rows[1:]:
        if place < len(cells):
            cells[place] = kind()
    return rows


def hostile_headings(random: Random, rows: Rows) -> Rows:
    for _ in range(random.choice((1, 1, 4, 20))):
        if rows[0]:
            rows[0][random.randrange(len(rows[0]))] = random.choice(HEADINGS)
    return rows


def headings_alike(random: Random, rows: Rows) -> Rows:
    if rows[0]:
        name = random.choice(rows[0])
        for place in random.sample(range(len(rows[0])), k=min(len(rows[0]), random.choice((1, 2, 9)))):
            rows[0][place] = random.choice((name, name.upper(), f" {name}", f"g/{name}", f"{name}/x"))
    return rows


def headings_gone(random: Random, rows: Rows) -> Rows:
    return random.choice(([[""] * len(rows[0]), *rows[1:]], rows[1:] or [[]], [[], *rows]))


def column_gone(random: Random, rows: Rows) -> Rows:
    place = random.randrange(max(len(rows[0]), 1))
    return [cells[:place] + cells[place + 1 :] for cells in rows]


def column_twice(random: Random, rows: Rows) -> Rows:
    place, to = (random.randrange(max(len(rows[0]), 1)) for _ in range(2))
    return [cells[:to] + cells[place : place + 1] + cells[to:] for cells in rows]


def columns_shuffled(random: Random, rows: Rows) -> Rows:
    order = random.sample(range(len(rows[0])), k=len(rows[0]))
    return [[cells[place] for place in order if place < len(cells)] for cells in rows]


def cells_shifted(random: Random, rows: Rows) -> Rows:
    for cells in random.sample(rows, k=min(len(rows), 3)):
        cells.insert(random.randrange(len(cells) + 1), random.choice(CELLS))
    return rows


def many_columns(random: Random, rows: Rows) -> Rows:
    count = random.choice((40, 400))
    return [
        cells + [f"c{n}" if not row else random.choice(CELLS) for n in range(count)] for row, cells in enumerate(rows)
    ][:8]


def one_column(random: Random, rows: Rows) -> Rows:
    place = random.randrange(max(len(rows[0]), 1))
    return [cells[place : place + 1] for cells in rows]


def few_records(random: Random, rows: Rows) -> Rows:
    return rows[: random.choice((1, 2, 3))]


def records_gone(random: Random, rows: Rows) -> Rows:
    return [rows[0], *(cells for cells in rows[1:] if random.random() < 0.5)]


def records_twice(random: Random, rows: Rows) -> Rows:
    return [*rows, *([*cells] for cells in random.choices(rows, k=random.choice((1, 10))))]


def records_shuffled(random: Random, rows: Rows) -> Rows:
    return [rows[0], *random.sample(rows[1:], k=len(rows) - 1)]


def blank_rows(random: Random, rows: Rows) -> Rows:
    for _ in range(3):
        rows.insert(random.randrange(len(rows) + 1), random.choice(([], [""] * len(rows[0]), [" "])))
    return rows


def ragged(random: Random, rows: Rows) -> Rows:
    return [cells[: random.randrange(len(cells) + 1)] if random.random() < 0.2 else cells for cells in rows]


def words_around(random: Random, rows: Rows) -> Rows:
    """Titles above the table, notes and totals below it."""
    above = [[random.choice(CELLS)] for _ in range(random.randrange(3))]
    below = [["Total", *(str(len(rows)) for _ in rows[0][1:])], [], [random.choice(CELLS)]]
    return [*above, *rows, *below[: random.randrange(4)]]


ROWS: tuple[RowMutator, ...] = (
    hostile_cells,
    hostile_cells,
    hostile_column,
    hostile_headings,
    headings_alike,
    headings_gone,
    column_gone,
    column_twice,
    columns_shuffled,
    cells_shifted,
    many_columns,
    one_column,
    few_records,
    records_gone,
    records_twice,
    records_shuffled,
    blank_rows,
    ragged,
    words_around,
)


# Rows of a form's survey sheet.


def hostile_expressions(random: Random, rows: Rows) -> Rows:
    columns = [place for place, name in enumerate(rows[0]) if name in EXPRESSION_HEADINGS]
    for _ in range(random.choice((1, 4))):
        cells = random.choice(rows[1:] or rows)
        places = [place for place in columns if place < len(cells)]
        if places:
            cells[random.choice(places)] = random.choice(EXPRESSIONS)
    return rows


def other_types(random: Random, rows: Rows) -> Rows:
    for cells in random.choices(rows[1:] or rows, k=random.choice((1, 3))):
        if cells:
            cells[0] = random.choice(TYPES)
    return rows


def other_names(random: Random, rows: Rows) -> Rows:
    for cells in random.choices(rows[1:] or rows, k=random.choice((1, 3))):
        if len(cells) > 1:
            cells[1] = random.choice(HEADINGS)
    return rows


EXPRESSION_HEADINGS = (
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "required",
    "repeat_count",
    "parameters",
)
FORM_ROWS: tuple[RowMutator, ...] = (hostile_expressions, hostile_expressions, other_types, other_names)


# Bytes of any file.


def truncated(random: Random, data: bytes) -> bytes:
    return data[
        : random.choice((random.randrange(len(data) + 1), random.randrange(min(len(data), 64) + 1), len(data) - 1))
    ]


def bytes_flipped(random: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 8, 64)) if changed else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def head_flipped(random: Random, data: bytes) -> bytes:
    """Damage where statistical files describe themselves."""
    return bytes_flipped(random, data[:2000]) + data[2000:]


def bytes_inserted(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    filling = random.choice(
        (random.randbytes(40), b"\0" * 40, b"\xff" * 40, b'"', b"\xed\xa0\x80", b"\x1a", b"\r", b"\n\n")
    )
    return data[:at] + filling + data[at:]


def bytes_gone(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.choice((1, 50, 2000)) :]


def bytes_twice(random: Random, data: bytes) -> bytes:
    at, length = random.randrange(len(data) + 1), random.choice((10, 1000, len(data)))
    return data[: at + length] + data[at : at + length] + data[at + length :]


def other_head(random: Random, data: bytes) -> bytes:
    heads = (
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"$FL2",
        b"<stata_dta>",
        b"PAR1",
        b"\x1f\x8b",
        b"{",
        b"<html>",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"sep=;\n",
        b"sep=\n",
        b"\x00",
        b"\n\n\n",
        b"r\x01\x01\x00",
    )
    return random.choice(heads) + data


def other_tail(random: Random, data: bytes) -> bytes:
    return data + random.choice((b"\0" * 600, random.randbytes(300), b"\x1a", b'"', b"PK\x05\x06" + b"\0" * 18))


BYTES: tuple[BytesMutator, ...] = (
    truncated,
    truncated,
    bytes_flipped,
    head_flipped,
    bytes_inserted,
    bytes_gone,
    bytes_twice,
    other_head,
    other_tail,
)


# Text files.


def other_encoding(random: Random, data: bytes) -> bytes:
    return data.decode("utf-8", errors="replace").encode(random.choice(ENCODINGS), errors="replace")


def mojibake(random: Random, data: bytes) -> bytes:
    return data.decode(random.choice(("latin-1", "cp1256", "mac_roman")), errors="replace").encode(
        "utf-8", errors="replace"
    )


def two_encodings(random: Random, data: bytes) -> bytes:
    half = data.rfind(b"\n", 0, len(data) // 2) + 1
    return data[:half] + other_encoding(random, data[half:])


def line_ends(random: Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    kinds = random.choice(((b"\r",), (b"\r\n",), (b"\n", b"\r", b"\r\n"), (b"\n\r",), (b"\r\r\n",), (b"\x85",)))
    return b"".join(line + random.choice(kinds) for line in lines)


def delimiters(random: Random, data: bytes) -> bytes:
    old, new = random.sample((b",", b";", b"\t", b"|", b" ", b":"), k=2)
    return data.replace(old, new)


def quotes(random: Random, data: bytes) -> bytes:
    return random.choice(
        (
            data.replace(b'"', b""),
            data.replace(b",", b'",', 1),
            data.replace(b"\n", b'"\n', 3),
            data.replace(b'"', b"'"),
        )
    )


TEXT: tuple[BytesMutator, ...] = (
    other_encoding,
    other_encoding,
    mojibake,
    two_encodings,
    line_ends,
    delimiters,
    quotes,
)


# Members of a package, such as a workbook.


def member_gone(random: Random, members: Members) -> Members:
    gone = random.randrange(len(members))
    return members[:gone] + members[gone + 1 :]


def member_twice(random: Random, members: Members) -> Members:
    name, _ = random.choice(members)
    return [*members, (name, random.choice(members)[1])]


def members_swapped(random: Random, members: Members) -> Members:
    contents = [content for _, content in members]
    random.shuffle(contents)
    return [(name, content) for (name, _), content in zip(members, contents, strict=True)]


def member_renamed(random: Random, members: Members) -> Members:
    at = random.randrange(len(members))
    name = random.choice(
        ("../../x.xml", members[at][0].upper(), members[at][0] + "\0", "xl\\workbook.xml", "mimetype", "x.csv", "")
    )
    return [*members[:at], (name or "y", members[at][1]), *members[at + 1 :]]


def member_added(random: Random, members: Members) -> Members:
    added = (
        ("a.csv", b"a,b\n1,2\n"),
        ("bomb.xml", b"\0" * 20_000_000),
        ("x.zip", b"PK\x05\x06" + b"\0" * 18),
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("xl/workbook.bin", b"\0" * 9),
    )
    return [*members, random.choice(added)]


def member_bytes(random: Random, members: Members) -> Members:
    return _one_changed(random, members, lambda data: random.choice(BYTES)(random, data))


def attribute(random: Random, members: Members) -> Members:
    """Other values of attributes: references to cells, styles, strings and relations."""
    values = (
        b"",
        b"-1",
        b"0",
        b"A0",
        b"A1",
        b"XFD1048576",
        b"XFE1048577",
        b"ZZZZ1",
        b"99999999999999999999",
        b"1e9",
        b"n",
        b"s",
        b"b",
        b"e",
        b"d",
        b"str",
        b"inlineStr",
        b"&#0;",
        b"rId1",
        b"rId99",
        b"hidden",
        b"\xff",
    )
    return _edited(random, members, rb'="[^"]*"', lambda _: b'="' + random.choice(values) + b'"')


def element_gone(random: Random, members: Members) -> Members:
    return _edited(random, members, rb"<[^>]*>", lambda _: b"")


def element_twice(random: Random, members: Members) -> Members:
    return _edited(random, members, rb"<[^>]*>", lambda found: found * random.choice((2, 50)))


def words(random: Random, members: Members) -> Members:
    values = (
        b"",
        b"-1",
        b"99999999999999999999",
        b"1e999",
        b"nan",
        b"&#0;",
        b"&nothing;",
        b"<",
        b"<![CDATA[x]]>",
        b"\0",
        b"\xff",
        b"2958466",
    )
    return _edited(random, members, rb"(?<=>)[^<>]+(?=<)", lambda _: random.choice(values))


def doctype(random: Random, members: Members) -> Members:
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY a "&b;&b;"><!ENTITY b "&a;">]>'
    return _one_changed(random, members, lambda data: data.replace(b"?>", b"?>" + entity, 1))


PACKAGE: tuple[MemberMutator, ...] = (
    member_gone,
    member_twice,
    members_swapped,
    member_renamed,
    member_added,
    member_bytes,
    attribute,
    attribute,
    element_gone,
    element_twice,
    words,
    doctype,
)


def package_mutated(random: Random, data: bytes) -> tuple[bytes, str]:
    """A package with its members damaged, and by what."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = [(name, package.read(name)) for name in package.namelist()]
    mutate = random.choice(PACKAGE)
    return zipped(mutate(random, members), random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))), mutate.__name__


def zipped(members: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of these members, of which two may bear the same name."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        with zipfile.ZipFile(file, "w", method) as package:
            for name, content in members:
                package.writestr(name, content)
    return file.getvalue()


def _one_changed(random: Random, members: Members, change: Callable[[bytes], bytes]) -> Members:
    at = random.randrange(len(members))
    return [(name, change(content) if place == at else content) for place, (name, content) in enumerate(members)]


def _edited(random: Random, members: Members, pattern: bytes, change: Callable[[bytes], bytes]) -> Members:
    """Some of the places that a pattern finds in one member, written anew."""

    def edit(data: bytes) -> bytes:
        found = list(re.finditer(pattern, data))
        for match in sorted(
            random.sample(found, k=min(len(found), random.choice((1, 3, 10)))), key=lambda m: -m.start()
        ):
            data = data[: match.start()] + change(match.group()) + data[match.end() :]
        return data

    return _one_changed(random, members, edit)
