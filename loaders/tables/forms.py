"""Make a sheet to fill in: the columns that a person fills, a line of example, and the metadata that name the dataset.

The line of example begins with `#`, so it is never loaded; what stands in it is of the five reports. A workbook also
has a sheet `help` that says what each column holds, and lists of what may be chosen.
"""

import csv
import io
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import InputError
from loaders.tables.schema import METADATA, Schema, model, new_one
from loaders.tables.sheet import COMMENT, EXAMPLE, nearest
from loaders.tables.workbook import HELP
from ontology.iris import CONCEPT
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

EVIDENCE: Final = ("source", "source_title", "printed", "as_of")
"""The columns of evidence that a person fills; the rest follows from them or is for those who know it."""

_MEANING: Final[Mapping[str, str]] = {
    "source": "Who says so: the page's address (https://...), or the id or title of a source in the graph",
    "source_title": "Title of a source that is new to the graph",
    "printed": "The words that say it, letter by letter, 200 characters at most",
    "as_of": "The day for which the source says it: 2024, 2024-04, 2024-04-02, or two with a slash",
    "name": "What it is called, with all marks",
    "language": "Language of the name or text: en, vi, ru, fr",
    "entity": "What is named: kind/id, or the name it has in the graph",
}
_SOURCE: Final[Mapping[str, str]] = {
    "source": "https://vietnamtimes.org.vn/nghe-an-union-of-friendship-organizations-fosters-people-to-people-connections-77435.html",
}


@dataclass(frozen=True)
class Form:
    """The columns of a table that a person fills, evidence apart, with what stands in the line of example."""

    example: Mapping[str, str]
    needed: tuple[str, ...]
    evidence: tuple[str, ...] = EVIDENCE


def _form(needed: str, evidence: tuple[str, ...] = EVIDENCE, **example: str) -> Form:
    return Form(example, tuple(needed.split()), evidence)


FORMS: Final[Mapping[str, Form]] = {
    "tenures": _form(
        "person organisation role source",
        person="Hoang Nghia Hieu",
        organisation="nghe-an-union",
        role="chair",
        start_date="2024-09",
        end_date="",
        printed="was elected chairman",
        as_of="2024-09",
    ),
    "people": _form("name source", name="Hoàng Nghĩa Hiếu", language="vi", printed="Hoang Nghia Hieu"),
    "organisations": _form(
        "name kind source",
        name="Nghe An Union of Friendship Organizations",
        language="en",
        kind="friendship-union",
        territory="Nghe An",
        parent="",
        printed="Nghe An Union of Friendship Organizations",
    ),
    "posts": _form("organisation role source", organisation="nghe-an-union", role="vice-chair", seats=""),
    "memberships": _form(
        "member organisation source",
        member="nghe-an-union",
        organisation="cluster-1",
        start_date="",
        end_date="",
        printed="Nghe An",
        as_of="2024-04",
    ),
    "places": _form(
        "name kind source", name="Nghệ An", language="vi", kind="province", contained_in="Viet Nam"
    ),
    "documents": _form(
        "identifier kind source",
        identifier="12-CT/TW",
        kind="directive",
        date="2022-01-05",
        passed_by="cpv-secretariat",
        name="Directive 12-CT/TW of 5 January 2022",
        language="en",
        printed="12-CT/TW",
    ),
    "document_relations": _form(
        "document source",
        document="12-kl-tw-2021-08-12",
        implements="36-nq-tw-2004-03-26",
        follows="",
        replaces="",
    ),
    "events": _form(
        "name kind source",
        name="Signing ceremony of Cluster 1, April 2024",
        language="en",
        kind="signing-ceremony",
        start_date="2024-04",
        end_date="",
        location="Dien Bien",
        organizer="",
        printed="signing ceremony",
    ),
    "participation": _form(
        "event agent role source",
        event="event/cluster-1-signing-2024-04",
        agent="person/nguyen-van-thong",
        role="head-of-delegation",
        on_behalf_of="",
        printed="",
        as_of="2024-04",
    ),
    "congresses": _form(
        "organizer ordinal source",
        organizer="nghe-an-union",
        ordinal="6",
        start_date="2024-09",
        end_date="",
        location="",
        term="",
        printed="sixth congress",
    ),
    "terms": _form(
        "body source",
        body="nghe-an-union",
        ordinal="6",
        start_date="2024",
        end_date="2029",
        printed="2024-2029 term",
    ),
    "periods": _form("start_date source", start_date="2024", end_date="2024", printed="in 2024"),
    "programmes": _form(
        "name kind source",
        name="Cooperation programme of Cluster 1 for 2024",
        language="en",
        kind="cooperation-programme",
        temporal="period/2024",
        creator="",
        signed_at="event/cluster-1-signing-2024-04",
        printed="cooperation program",
    ),
    "signatories": _form(
        "programme signatory source",
        programme="cluster-1-2024",
        signatory="organisation/bac-giang-union",
        printed="Bac Giang",
    ),
    "tasks": _form("programme position source", programme="cluster-1-2024", position="1", printed=""),
    "citations": _form(
        "citing wording source printed",
        citing="event/cluster-1-signing-2024-04",
        cited="document/12-ct-tw-2022-01-05",
        kind="full",
        wording="Directive No. 12-CT/TW",
        language="en",
        printed="Directive No. 12-CT/TW",
    ),
    "speeches": _form(
        "creator given_at source",
        creator="person/nguyen-ngoc-hung",
        given_at="congress/nghe-an-union-6",
        addressee="nghe-an-union",
        text="",
        language="en",
        printed="",
    ),
    "recommendations": _form(
        "speech position source",
        speech="nguyen-ngoc-hung-nghe-an-2024",
        position="1",
        addressee="nghe-an-union",
    ),
    "names": _form(
        "entity label name language source",
        entity="person/hoang-nghia-hieu",
        label="altLabel",
        name="Hoang Nghia Hieu",
        language="en",
        printed="Hoang Nghia Hieu",
    ),
    "sources": _form(
        "title url",
        ("published",),
        title="Nghe An Union of Friendship Organizations Fosters People-to-People Connections",
        url=_SOURCE["source"],
        language="en",
        kind="news-report",
        publisher="vietnam-times",
        published="2024-09-23",
    ),
    "statements": _form(
        "subject property source",
        subject="source/nghe-an-2024-09-en",
        property="https://schema.org/author",
        object="person/hannah-nguyen",
        text="",
        language="",
        date="",
        printed="Hannah Nguyen",
    ),
}


def columns_of(table: str) -> tuple[str, ...]:
    """Return the columns of the form of a table, in order.

    >>> columns_of("tenures")[:3]
    ('person', 'organisation', 'role')
    """
    form = FORMS[table]
    return tuple(dict.fromkeys((*(c for c in form.example if c not in form.evidence), *form.evidence)))


def new_table(table: str, folder: Path, *, workbook: bool = False) -> Path:
    """Write an empty sheet of a table into a folder, with the metadata that name the dataset; return the sheet's path.

    Raises InputError where we know no such table, or where the file is there already: nothing is written over.
    """
    if table not in FORMS:
        near = nearest(table, FORMS)
        raise InputError(
            f"There is no table {table!r}.",
            hint=(f"Did you mean {near}? " if near else "") + f"The tables are {', '.join(FORMS)}.",
        )
    path = folder / f"{table}{'.xlsx' if workbook else '.csv'}"
    if path.exists():
        raise InputError(f"{path} is there already.", hint="Fill that in, or name another folder.")
    metadata = _metadata(folder)
    if any(Path(entry["url"]).stem == table for entry in metadata["tables"]):
        raise InputError(f"{folder / METADATA} has a table {table} already.", hint="Fill that in.")
    folder.mkdir(parents=True, exist_ok=True)
    if workbook:
        _write_workbook(table, path)
    else:
        # Spreadsheets take UTF-8 for UTF-8 where the mark stands before it.
        path.write_bytes(_csv(table).encode("utf-8-sig"))
    metadata["tables"].append({"url": path.name})
    (folder / METADATA).write_text(json.dumps(metadata, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return path


def _metadata(folder: Path) -> dict[str, list[dict[str, str]]]:
    path = folder / METADATA
    if not path.is_file():
        name = folder.resolve().name
        return {
            "@context": "http://www.w3.org/ns/csvw",  # type: ignore[dict-item]
            "dc:title": name,  # type: ignore[dict-item]
            "dc:identifier": f"{name}-{secrets.token_hex(3)}",  # type: ignore[dict-item]
            "tables": [],
        }
    try:
        said = json.loads(path.read_text("utf-8"))
        if not all(isinstance(entry["url"], str) for entry in said["tables"]):
            raise ValueError("a table has no url")
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} cannot be read as CSVW metadata: {error}", hint="Mend it, or name another folder."
        ) from error
    return said  # type: ignore[no-any-return]


def _example(table: str) -> list[str]:
    cells = {**_SOURCE, **FORMS[table].example}
    row = [cells.get(name, "") for name in columns_of(table)]
    return [f"{EXAMPLE}{row[0]}", *row[1:]]


def _csv(table: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns_of(table))
    writer.writerow(_example(table))
    return out.getvalue()


def choices(schema: Schema, column: str) -> list[str]:
    """Return what may be chosen in a column that takes one of a list."""
    found = schema.by_name.get(column)
    if found is None or not found.scheme:
        return []
    return [term.name for term in vocabulary().concepts(CONCEPT + found.scheme)]


def meaning(schema: Schema, column: str) -> str:
    """Return in a sentence what a column holds."""
    found = schema.by_name.get(column)
    said = _MEANING.get(column) or (found.titles[-1] if found else column)
    if found is not None and found.kinds and column not in _MEANING:
        said += ": its name or id in the graph"
        said += f", or {new_one(found.kinds, 'NAME')}" if found.kinds != ("",) else ""
    if found is not None and found.dated:
        said += ": 2024, 2024-04 or 2024-04-02"
    return said


def _write_workbook(table: str, path: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - only workbooks need it

    book = Workbook()
    book.properties.title = table
    sheet = book.active
    sheet.title = table
    _fill_sheet(sheet, table)
    _fill_help(book, table)
    book.save(path)


def _fill_sheet(sheet: "Worksheet", table: str) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    columns, needed = columns_of(table), FORMS[table].needed
    sheet.append(list(columns))
    sheet.append(_example(table))
    for number, name in enumerate(columns, start=1):
        letter = get_column_letter(number)
        sheet.cell(1, number).font = Font(bold=True, underline="single" if name in needed else None)
        sheet.cell(2, number).font = Font(italic=True, color="808080")
        sheet.column_dimensions[letter].width = 40 if name in ("source", "printed", "name", "wording") else 22
        # As text, so that 2024-04 stays what it is.
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "A2"


def _fill_help(book: "Workbook", table: str) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    schema, sheet, page = model()[table], book[table], book.create_sheet(HELP)
    page.append(["column", "needed", "what it holds", "one of"])
    for cell in page[1]:
        cell.font = Font(bold=True)
    for number, name in enumerate(columns_of(table), start=1):
        among = choices(schema, name)
        needed = "yes" if name in FORMS[table].needed else ""
        page.append([name, needed, meaning(schema, name), ", ".join(among)])
        if among:
            column = get_column_letter(20 + number)
            for line, word in enumerate(among, start=1):
                page[f"{column}{line}"] = word
            chosen = DataValidation(
                type="list", formula1=f"={HELP}!${column}$1:${column}${len(among)}", showErrorMessage=False
            )
            sheet.add_data_validation(chosen)
            chosen.add(f"{get_column_letter(number)}2:{get_column_letter(number)}2000")
    page.append([])
    for words in (
        f"A row that begins with {COMMENT} is not loaded: the example is one.",
        "Write `new: NAME` for a person that the graph does not have.",
        "A body, place, document, event or programme that is new has a row of its own in the table of its kind.",
        "Underlined columns are needed; the others may stay empty.",
    ):
        page.append([words])
    page.column_dimensions["A"].width, page.column_dimensions["C"].width = 18, 70
