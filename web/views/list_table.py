"""The table of a list: the columns of its kind that any row has something in, each heading a link that sorts by it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.claims.as_of import date_of
from ontology.terms import hn
from queries.read.columns import CITING, EVERY_KIND, Column, Columns
from queries.read.lists import COUNTS, Order, days_of, things_in
from web.languages import N_, Words
from web.page_context import firm
from web.views.result_lines import best_title, interval, tenure_days
from web.views.terms import RenderedTerm, TermRenderer

HEADINGS: Final = {
    Column.NAME: N_("Name"),
    Column.TYPE: N_("Type"),
    Column.NUMBER: N_("Document number"),
    Column.TITLE: N_("Title"),
    Column.ISSUER: N_("Issued by"),
    Column.DAY: N_("Day"),
    Column.IN_FORCE: N_("In force"),
    Column.CITED_BY: N_("Cited by"),
    Column.CITES: N_("Documents cited"),
    Column.POST: N_("Posts"),
    Column.BODY: N_("Organisation"),
    Column.LEADER: N_("Led by"),
    Column.HOLDER: N_("Held by"),
    Column.PERIOD: N_("Years"),
    Column.EVENT: N_("Event"),
    Column.DAYS: N_("When"),
    Column.PLACE: N_("Where"),
    Column.WITHIN: N_("Part of"),
    Column.SUCCESSOR: N_("Today"),
    Column.ORGANISER: N_("Organised by"),
    Column.CREATOR: N_("By"),
    Column.WHOLE: N_("Part of"),
    Column.PUBLISHER: N_("Publisher"),
    Column.LANGUAGE: N_("Language"),
    Column.CLAIMS: N_("Claims"),
    Column.MEANS: N_("Names or means"),
    Column.CITING: N_("Cited in"),
    Column.BROADER: N_("Broader"),
    Column.SCHEME: N_("Scheme"),
}
SHOWN: Final = 4
"""Values of one cell that a page shows; the rest are counted."""


@dataclass(frozen=True)
class CellValue:
    """One value of a cell, with what is said before it and in soft ink after it."""

    term: RenderedTerm
    before: str = ""
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """What stands in one column of a row; `more` values are only counted."""

    column: str
    heading: str
    values: tuple[CellValue, ...] = ()
    number: str = ""
    more: str = ""

    @property
    def empty(self) -> bool:
        return not self.values and not self.number


@dataclass(frozen=True)
class Heading:
    """The head of a column: the link that sorts by it, and how the list is sorted by it now (`aria-sort`)."""

    column: str
    text: str
    href: str
    sorted: str
    is_number: bool


@dataclass(frozen=True)
class ListTable:
    """The heads, and the rows with as many cells; the first cell of a row names the thing."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]


def list_table(
    things: Sequence[str],
    shown: Sequence[Column],
    columns: Columns,
    order: Order,
    terms: TermRenderer,
    link: Callable[[str], str],
) -> ListTable:
    """Return the table of these things; `link` makes the address of the list in another order (`-day`)."""
    rows = [[_cell(iri, column, columns, terms) for column in shown] for iri in things]
    kept = [
        at
        for at, column in enumerate(shown)
        if not at or column is order.column or any(not row[at].empty for row in rows)
    ]
    return ListTable(
        tuple(_heading(shown[at], order, terms.words, link) for at in kept),
        tuple(tuple(row[at] for at in kept) for row in rows),
    )


def _heading(column: Column, order: Order, words: Words, link: Callable[[str], str]) -> Heading:
    now = order.column is column
    down = not order.descending if now else column in COUNTS
    return Heading(
        column=column.value,
        text=words(HEADINGS[column]),
        href=link(f"-{column.value}" if down else column.value),
        sorted=("descending" if order.descending else "ascending") if now else "",
        is_number=column in COUNTS and column is not Column.CITED_BY,
    )


def _cell(iri: str, column: Column, columns: Columns, terms: TermRenderer) -> Cell:
    heading = terms.words(HEADINGS[column])
    if column in (Column.CITES, Column.CLAIMS):
        return Cell(column.value, heading, number=_number(iri, column, columns, terms.words))
    values = tuple(_values(iri, column, columns, terms))
    left = len(values) - SHOWN
    return Cell(
        column.value,
        heading,
        values if left <= 0 else values[:SHOWN],
        more=terms.words("%(number)s more", number=terms.words.number(left)) if left > 0 else "",
    )


def _number(iri: str, column: Column, columns: Columns, words: Words) -> str:
    if column is Column.CITES:
        count = len(columns.of(iri, column))
        return words.number(count) if count else ""
    found = columns.claims.get(iri)
    if found is None:
        return ""
    number = words.number(found.number)
    return words("more than %(number)s", number=number) if found.capped else number


def _values(iri: str, column: Column, columns: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    write = _WRITERS.get(column)
    if write is not None:
        yield from write(iri, columns, terms)
    elif column in (Column.POST, Column.HOLDER, Column.LEADER):
        yield from _held(iri, column, columns, terms)
    else:
        for thing in things_in(iri, column, columns):
            yield CellValue(terms.link(thing))
        for text in columns.texts_of(iri, column):
            yield CellValue(RenderedTerm(text))


def _name(iri: str, _: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    yield CellValue(terms.link(iri))


def _title(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    if (title := best_title(iri, columns, terms)) is not None:
        yield CellValue(RenderedTerm(title.text, lang=title.lang))


def _day(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    for day in columns.texts_of(iri, Column.DAY):
        yield CellValue(RenderedTerm(terms.words.date(date_of(day))))


def _days(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    if found := interval(date_of(one) for one in days_of(iri, columns)):
        yield CellValue(RenderedTerm(terms.words.date(found)))


def _language(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    for tag in columns.texts_of(iri, Column.LANGUAGE):
        yield CellValue(RenderedTerm(terms.words.language(tag)))


def _cited_by(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    if said := citing_count(iri, columns, terms.words):
        yield CellValue(RenderedTerm(said))


def _type(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    for concept in columns.iris_of(iri, Column.TYPE):
        name = terms.name(concept)
        yield CellValue(RenderedTerm(name.text, lang=name.lang if name.lang != terms.words.code else ""))


def _means(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    may = not columns.of(iri, Column.MEANS) and not columns.of(iri, Column.NAMES)
    for thing in things_in(iri, Column.MEANS, columns):
        yield CellValue(terms.link(thing), before=terms.words("perhaps") if may else "")


def _held(iri: str, column: Column, columns: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    """Of a person the posts, of a post or body the people, each with the days."""
    for thing in things_in(iri, column, columns):
        days = [
            tenure_days(one, terms.words)
            for one in columns.tenures.get(iri, ())
            if thing in (one.post or one.role, one.person)
        ]
        yield CellValue(terms.link(thing), note="; ".join(filter(None, days)))


def _number_of(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    """The link to a document by its number; by its name where it has none."""
    link = terms.link(iri)
    numbers = columns.texts_of(iri, Column.NUMBER)
    yield CellValue(RenderedTerm(firm(numbers[0]), href=link.href, iri=iri) if numbers else link)


def _in_force(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[CellValue]:
    words = terms.words
    for day in columns.texts_of(iri, Column.FROM):
        yield CellValue(RenderedTerm(words("from %(day)s", day=words.date(date_of(day)))))
    record = columns.replaced.get(iri)
    if record is None:
        return
    if record.last_day:
        yield CellValue(RenderedTerm(words("until %(day)s", day=words.date(record.last_day))))
    for one in record.replacements:
        yield CellValue(
            terms.link(one.document),
            before=words("ended by") if one.relation == hn.ends else words("replaced by"),
            note=words("since %(day)s", day=words.date(one.since)) if one.since else "",
        )


def citing_count(iri: str, columns: Columns, words: Words) -> str:
    """Return how many programmes cite a thing; how many of another kind where none of these does."""
    counts = columns.citing.get(iri, {})
    kind = next((one for one in CITING if one in counts), None)
    if kind is None:
        return ""
    number = counts[kind].number
    if kind == "programme":
        return words.ngettext("%(num)s programme", "%(num)s programmes", number)
    if kind == "document":
        return words.ngettext("%(num)s document", "%(num)s documents", number)
    if kind == "speech":
        return words.ngettext("%(num)s speech", "%(num)s speeches", number)
    if kind != EVERY_KIND:
        return words.ngettext("%(num)s event", "%(num)s events", number)
    said = words.ngettext("%(num)s thing", "%(num)s things", number)
    return words("more than %(number)s", number=said) if counts[kind].capped else said


_WRITERS: Final[Mapping[Column, Callable[[str, Columns, TermRenderer], Iterator[CellValue]]]] = {
    Column.NAME: _name,
    Column.NUMBER: _number_of,
    Column.TITLE: _title,
    Column.DAY: _day,
    Column.DAYS: _days,
    Column.LANGUAGE: _language,
    Column.IN_FORCE: _in_force,
    Column.CITED_BY: _cited_by,
    Column.TYPE: _type,
    Column.MEANS: _means,
}
