"""What a search result or a row of a list tells of a thing beside its name, a column each, read for a page at once.

A document has a title, an issuer and a day, a person has posts, a source a publisher: `PROPERTIES` says from which
properties a column takes its values. The properties of one thing are looked up one by one, so a thing of which very
much is said costs no more than another. Counts are exact up to a bound, above which they say that they are not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from graph.claims.as_of import TimeSpan, as_of
from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.iris import name_of, source_graph
from ontology.kinds import kind_of
from ontology.terms import dct, hn, org, schema, skos
from queries.read.in_effect import ReplacedRecord, read_replacements
from queries.read.rows import CountRow, batches, select, select_whole, text_of
from queries.read.time_spans import time_spans

COUNTED: Final = LIMITS.values_counted
"""Citing things and claims of one thing are counted up to this."""

EVERY_KIND: Final = ""
"""Stands for all kinds together where too much cites a thing to be told by kinds."""

CITING: Final = ("programme", "document", "event", "congress", "speech", EVERY_KIND)
"""The kinds of what cites; the first by which a thing is cited is the one that is told. Parts count as their whole."""


class Column(StrEnum):
    """What is told of a thing. The values stand in addresses (`?sort=`) and in downloads."""

    NAME = "name"
    TYPE = "type"
    NUMBER = "number"
    TITLE = "title"
    ISSUER = "issuer"
    DAY = "day"
    IN_FORCE = "in-force"
    CITED_BY = "cited-by"
    CITES = "cites"
    POST = "post"
    BODY = "organisation"
    LEADER = "leader"
    HOLDER = "holder"
    PERIOD = "period"
    EVENT = "event"
    DAYS = "days"
    PLACE = "place"
    WITHIN = "within"
    SUCCESSOR = "now"
    ORGANISER = "organiser"
    CREATOR = "creator"
    WHOLE = "part-of"
    PUBLISHER = "publisher"
    LANGUAGE = "language"
    CLAIMS = "claims"
    MEANS = "means"
    NAMES = "names"
    CANDIDATE = "candidate"
    CITING = "citing"
    BROADER = "broader"
    SCHEME = "scheme"
    CLASS = "class"
    START = "start"
    END = "end"
    FROM = "from"


PROPERTIES: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.TYPE: (dct.type, org.classification),
    Column.NUMBER: (schema.legislationIdentifier,),
    Column.TITLE: (dct.title,),
    Column.ISSUER: (schema.legislationPassedBy,),
    Column.DAY: (schema.legislationDate, schema.datePublished),
    Column.FROM: (hn.inEffectFrom,),
    Column.START: (schema.startDate,),
    Column.END: (schema.endDate,),
    Column.PLACE: (schema.location, hn.territory),
    Column.WITHIN: (schema.containedInPlace,),
    Column.SUCCESSOR: (dct.isReplacedBy,),
    Column.BODY: (org.postIn, org.organization, hn.termOf),
    Column.ORGANISER: (schema.organizer,),
    Column.CREATOR: (schema.creator,),
    Column.PERIOD: (dct.temporal,),
    Column.EVENT: (hn.signedAt, hn.adoptedAt, hn.givenAt, hn.event),
    Column.WHOLE: (schema.isPartOf,),
    Column.PUBLISHER: (schema.publisher,),
    Column.LANGUAGE: (schema.inLanguage,),
    Column.MEANS: (hn.cited,),
    Column.NAMES: (hn.refersTo,),
    Column.CANDIDATE: (hn.candidate,),
    Column.CITING: (hn.citing,),
    Column.CITES: (schema.citation,),
    Column.BROADER: (skos.broader,),
    Column.SCHEME: (skos.inScheme,),
}
_COLUMN_OF: Final = {one: column for column, properties in PROPERTIES.items() for one in properties}
_OF_EVENT: Final = (schema.startDate, schema.endDate, schema.location)
"""What is also told of the event at which something was signed, adopted or said."""


class _ValueRow(NamedTuple):
    thing: str
    property: str
    value: Term


class _ClassRow(NamedTuple):
    thing: str
    class_: Term


class _PostRow(NamedTuple):
    thing: str
    tenure: str
    person: str
    post: str
    body: str
    role: str


class _CitingRow(NamedTuple):
    thing: str
    citing: str


@dataclass(frozen=True)
class Tenure:
    """That a person held a post: IRIs, empty where they are not known, and the dates of it."""

    person: str
    post: str
    body: str
    role: str
    span: TimeSpan

    @property
    def days(self) -> tuple[str, ...]:
        """The dates that are known of it, the earliest first."""
        attested = (date for pair in self.span.intervals for date in pair)
        return tuple(sorted({one for one in (self.span.start, self.span.end, *attested) if one}))


@dataclass(frozen=True)
class Count:
    """How many there are; `capped`: more than that."""

    number: int
    capped: bool = False


@dataclass(frozen=True)
class Columns:
    """What is told of some things, by IRI: values by column, tenures (of a person, of a post, or of who led a body, the
    latest first), how many of each kind cite it, its claims, and what replaced it.
    """

    values: Mapping[str, Mapping[Column, tuple[Term, ...]]] = field(default_factory=dict)
    tenures: Mapping[str, tuple[Tenure, ...]] = field(default_factory=dict)
    citing: Mapping[str, Mapping[str, Count]] = field(default_factory=dict)
    claims: Mapping[str, Count] = field(default_factory=dict)
    replaced: Mapping[str, ReplacedRecord] = field(default_factory=dict)

    def of(self, iri: str, column: Column) -> tuple[Term, ...]:
        """Return the values of a thing in a column that is taken from properties."""
        return self.values.get(iri, {}).get(column, ())

    def iris_of(self, iri: str, column: Column) -> tuple[str, ...]:
        """Return those values that are things."""
        return tuple(one.value for one in self.of(iri, column) if isinstance(one, NamedNode))

    def texts_of(self, iri: str, column: Column) -> tuple[str, ...]:
        """Return the texts of those values that are none."""
        return tuple(
            text for one in self.of(iri, column) if not isinstance(one, NamedNode) and (text := text_of(one))
        )

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        for columns in self.values.values():
            for column, values in columns.items():
                if column is not Column.CITES:
                    yield from (one.value for one in values if isinstance(one, NamedNode))
        for tenures in self.tenures.values():
            for one in tenures:
                yield from filter(None, (one.person, one.post, one.body, one.role))
        for record in self.replaced.values():
            yield from record.iris()


def read_columns(
    reader: Reader, things: Iterable[str], *, wanted: Sequence[Column] = tuple(Column), at: str = ""
) -> Columns:
    """Read what is told of things, of the columns `wanted` only; tenures are those that held on the day `at`, where one
    is given.
    """
    iris = tuple(dict.fromkeys(things))
    if not iris:
        return Columns()
    kinds: dict[str, list[str]] = defaultdict(list)
    for iri in iris:
        kinds[kind_of(iri)].append(iri)
    chosen = frozenset(wanted)
    documents = [*kinds["document"], *kinds["programme"]]
    held = chosen & {Column.POST, Column.HOLDER, Column.LEADER, Column.DAYS, Column.BODY}
    in_posts = [*kinds["person"], *kinds["post"], *kinds["organisation"]] if held else []
    values = _read_values(reader, iris, chosen)
    if Column.CLASS in chosen:
        for row in select_whole(reader, _ClassRow, "found-classes", kinds[""]):
            of_thing = values.setdefault(row.thing, {})
            of_thing[Column.CLASS] = (*of_thing.get(Column.CLASS, ()), row.class_)
    return Columns(
        values=values,
        tenures=_read_tenures(reader, in_posts, at),
        citing=_read_citing(reader, documents) if Column.CITED_BY in chosen else {},
        claims=_read_claims(reader, kinds["source"]) if Column.CLAIMS in chosen else {},
        replaced=read_replacements(reader, kinds["document"]) if Column.IN_FORCE in chosen else {},
    )


def _read_values(
    reader: Reader, things: Sequence[str], wanted: frozenset[Column]
) -> dict[str, dict[Column, tuple[Term, ...]]]:
    days = {Column.START, Column.END} if Column.DAYS in wanted else set()
    events = {Column.EVENT} if wanted & {Column.DAYS, Column.PLACE} else set()
    columns = [one for one in PROPERTIES if one in wanted | days | events]
    properties = [one for column in columns for one in PROPERTIES[column]]
    found: dict[str, dict[Column, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in _values(reader, things, properties):
        found[row.thing][_COLUMN_OF[row.property]].append(row.value)
    at_events: dict[str, list[_ValueRow]] = defaultdict(list)
    events_named = {text_of(one) for columns in found.values() for one in columns.get(Column.EVENT, ())}
    for row in _values(reader, events_named, _OF_EVENT):
        at_events[row.thing].append(row)
    for by_column in found.values():
        for event in by_column.get(Column.EVENT, ()):
            for row in at_events.get(text_of(event), ()):
                by_column[_COLUMN_OF[row.property]].append(row.value)
    return {
        thing: {column: tuple(sorted(dict.fromkeys(values), key=str)) for column, values in by_column.items()}
        for thing, by_column in found.items()
    }


def _values(reader: Reader, things: Iterable[str], properties: Sequence[str]) -> Iterator[_ValueRow]:
    if properties:
        yield from select_whole(reader, _ValueRow, "values-by-property", things, properties=properties)


def _read_tenures(reader: Reader, things: Sequence[str], at: str) -> dict[str, tuple[Tenure, ...]]:
    rows = list(select_whole(reader, _PostRow, "posts-held", things)) if things else []
    spans = time_spans(reader, (row.tenure for row in rows)) if rows else {}
    found: dict[str, dict[str, Tenure]] = defaultdict(dict)
    for row in rows:
        span = spans[row.tenure]
        if not at or as_of(span, at).holds:
            found[row.thing][row.tenure] = Tenure(row.person, row.post, row.body, row.role, span)
    return {
        thing: tuple(sorted(some.values(), key=lambda one: (one.days[-1:], one.person), reverse=True))
        for thing, some in found.items()
    }


def _read_citing(reader: Reader, things: Sequence[str]) -> dict[str, dict[str, Count]]:
    """Count what cites things by its kind; where that is very much, under no kind and up to the bound."""
    found: dict[str, dict[str, Count]] = {}
    for some in batches(things):
        rows = select(reader, _CitingRow, "citing-of", things=some)
        if len(rows) < LIMITS.statement_rows:
            kinds: dict[str, Counter[str]] = defaultdict(Counter)
            for row in rows:
                kinds[row.thing][kind_of(row.citing)] += 1
            found |= {
                thing: {kind: Count(number) for kind, number in counts.items()}
                for thing, counts in kinds.items()
            }
            continue
        for thing in some:
            (row_,) = select(reader, CountRow, "incoming-at-least", thing=thing, property=schema.citation)
            if row_.count_:
                found[thing] = {EVERY_KIND: Count(min(row_.count_, COUNTED), row_.count_ > COUNTED)}
    return found


def _read_claims(reader: Reader, sources: Sequence[str]) -> dict[str, Count]:
    found = {}
    for source in sources:
        name = name_of(source)
        if name is not None:
            graph = source_graph(name.slug)
            (row,) = select(reader, CountRow, "claims-of-source", graph=graph, most=COUNTED + 1)
            found[source] = Count(min(row.count_, COUNTED), row.count_ > COUNTED)
    return found
