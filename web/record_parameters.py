"""What the form of a record sends: entries by row, read into what the record shall say, or why they cannot be.

Nothing typed is lost: what cannot be taken is shown again beside its problem.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Store
from starlette.datastructures import FormData

from graph.errors import HuuNghiError
from graph.limits import LIMITS
from graph.review.choosing import choose_thing, value_of
from graph.review.making import NewThing
from graph.review.records import Changes, Row, Wanted
from queries.read.record import RecordRecord
from web.languages import Words
from web.problems import texts_of
from web.views.record_form import MADE_BY_NAME, Entry, FieldProblem


@dataclass(frozen=True)
class RecordForm:
    """The form as it was sent."""

    mark: str
    act: str
    thing: str
    source: str
    why: str
    beside: str
    disagree: bool
    entries: Mapping[str, Entry]
    was: Mapping[str, str]
    passage: str = ""


def record_form(form: FormData) -> RecordForm:
    """Read a form; files and what is too long are cut to what a field can hold."""

    def text(name: str, most: int = LIMITS.review_value_length) -> str:
        value = form.get(name, "")
        said = value if isinstance(value, str) else ""
        return said.encode("utf-8", "replace").decode().replace("\0", " ")[:most].strip()

    keys = dict.fromkeys(name.removeprefix("row.") for name in form if name.startswith("row."))
    return RecordForm(
        mark=text("mark"),
        act=text("act"),
        thing=text("thing", LIMITS.iri_length),
        source=text("source"),
        why=text("why", LIMITS.review_reason_length),
        beside=text("beside"),
        disagree=text("disagree") == "1",
        entries={
            key: Entry(
                text(f"row.{key}", LIMITS.label_length),
                text(f"lang.{key}", 20),
                text(f"iri.{key}", LIMITS.iri_length),
                text(f"for.{key}", LIMITS.label_length),
            )
            for key in keys
        },
        was={key: text(f"was.{key}", LIMITS.label_length) for key in keys},
        passage=text("passage"),
    )


def wanted_changes(
    form: RecordForm, record: RecordRecord, store: Store, index: Path | None, words: Words
) -> tuple[Changes, dict[str, FieldProblem]]:
    """Return what the record shall say, and the problems of the fields that cannot be read, by row."""
    rows: dict[str, Wanted | None] = {}
    added: list[tuple[str, Wanted]] = []
    problems: dict[str, FieldProblem] = {}
    for row in record.rows:
        entry = form.entries.get(row.key)
        if entry is None or _is_unchanged(row, entry, form.was.get(row.key, "")):
            continue
        if not entry.text:
            if row.value is not None:
                rows[row.key] = None
            continue
        value = _read(row, entry, _language(form, record), store, index, words)
        if isinstance(value, FieldProblem):
            problems[row.key] = value
        elif row.value is None:
            added.append((row.field.iri, value))
        elif value != row.value:
            rows[row.key] = value
    gone = form.entries.keys() - {row.key for row in record.rows}
    if any(form.entries[key].text != form.was.get(key, "") for key in gone):
        problems[""] = FieldProblem(
            words("The record has changed since you opened it."),
            words("Compare what it says now, and write your change once more."),
        )
    return Changes(rows, tuple(added), form.beside), problems


def _language(form: RecordForm, record: RecordRecord) -> str:
    """The language of the text that new values are taken from: new names are in it."""
    every = (claim for claim in record.places if form.beside in ("", claim.iri))
    first = next(every, record.places[0] if record.places else None)
    source = record.sources.get(first.source) if first else None
    return (source.language if source else "") or "und"


def _is_unchanged(row: Row, entry: Entry, was: str) -> bool:
    if entry.iri and entry.chosen_for == entry.text:
        return False
    language = getattr(row.value, "language", None) or ""
    same_language = row.field.sort != "words" or row.value is None or entry.language == language
    return entry.text == was.strip() and same_language


def _read(
    row: Row, entry: Entry, language: str, store: Store, index: Path | None, words: Words
) -> Wanted | FieldProblem:
    try:
        if row.field.sort != "thing":
            return value_of(row.field, entry.text, entry.language)
        if entry.iri and entry.chosen_for == entry.text:
            kind = entry.iri.removeprefix("new:")
            if kind != entry.iri:
                return _new_thing(row, entry, kind, language, words)
            return NamedNode(choose_thing(store, index, entry.iri, row.field.kinds).iri)
        chosen = choose_thing(store, index, entry.text, row.field.kinds)
    except HuuNghiError as error:
        return FieldProblem(*texts_of(error, words))
    if chosen.iri:
        return NamedNode(chosen.iri)
    if chosen.candidates:
        message = words("Several things may be meant by “%(text)s”.", text=entry.text)
        return FieldProblem(message, words("Choose one of them."), chosen.candidates)
    return FieldProblem(
        words("Nothing has the name “%(text)s”.", text=entry.text),
        words("Write another name of it, or its address: kind/slug."),
    )


def _new_thing(row: Row, entry: Entry, kind: str, language: str, words: Words) -> Wanted | FieldProblem:
    if kind not in MADE_BY_NAME or (row.field.kinds and kind not in row.field.kinds):
        return FieldProblem(words("Nothing has the name “%(text)s”.", text=entry.text))
    like = row.value.value if isinstance(row.value, NamedNode) else ""
    return NewThing(kind, ((language, entry.text),), like=like)
