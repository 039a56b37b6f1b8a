"""Read a record as a reviewer corrects it: its rows with the claims that say them, and the sources of these."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import NamedNode

from graph.claims.claim import Claim
from graph.claims.replaced import replaced_by
from graph.claims.standing import merges
from graph.review.chosen_place import ChosenPlace
from graph.review.evidence import Facts
from graph.review.names import iri_of
from graph.review.new_records import fields_of_new
from graph.review.records import Row, passages_of, rows_of
from graph.store.reader import EmbeddedReader
from ontology.iris import name_of
from ontology.terms import hn
from queries.read.evidence import SourceRecord, read_sources

NEW: Final = "new:"
"""Before a kind it stands for a thing of that kind which is to be made."""


@dataclass(frozen=True)
class RecordRecord:
    """A thing, what is said of it row by row, the places that it rests on, and their sources by IRI. What is new is
    said at the first place; `chosen` is one that was chosen in a text.

    `territories` says of each body that the record names where it is, as far as is known: bodies of one name differ by
    place.
    """

    thing: str
    kind: str
    source: str
    rows: tuple[Row, ...]
    places: tuple[Claim, ...]
    sources: Mapping[str, SourceRecord]
    territories: Mapping[str, str]
    chosen: ChosenPlace | None = None

    @property
    def is_new(self) -> bool:
        """Whether nothing is said of the thing yet: it is to be made."""
        return self.thing.startswith(NEW)

    def iris(self) -> Iterator[str]:
        """Yield the IRI of everything whose label a view needs."""
        if not self.is_new:
            yield self.thing
        for row in self.rows:
            if isinstance(row.value, NamedNode):
                yield row.value.value
        yield from self.sources
        yield from self.territories.values()


def read_record(reader: EmbeddedReader, thing: str, source: str = "") -> RecordRecord:
    """Return a record; with a source (slug) what that one says of it. Raises NotFound where nothing is said of it."""
    store = reader.opened.store
    iri = iri_of(thing)
    node = NamedNode(replaced_by(store, iri) or iri)
    node = merges(store).get(node, node)
    facts = Facts(store)
    rows = rows_of(facts, node, source)
    places = passages_of(rows)
    name = name_of(node.value)
    values = {row.value for row in rows if isinstance(row.value, NamedNode)}
    territories = {
        value.value: where.value
        for value in values
        for where in facts.values(value, NamedNode(hn.territory))[:1]
        if isinstance(where, NamedNode)
    }
    return RecordRecord(
        node.value,
        name.kind if name else "",
        source,
        rows,
        places,
        read_sources(reader, dict.fromkeys(claim.source for row in rows for claim in row.claims)),
        territories,
    )


def with_place(reader: EmbeddedReader, record: RecordRecord, chosen: ChosenPlace) -> RecordRecord:
    """Return a record of which what is new is said at a place that was chosen in a text."""
    sources = {**record.sources, **read_sources(reader, [chosen.source])}
    return replace(record, places=(chosen.claim, *record.places), sources=sources, chosen=chosen)


def record_to_make(reader: EmbeddedReader, kind: str, chosen: ChosenPlace) -> RecordRecord:
    """Return the empty record of a thing that is to be made from words. Raises InputError for a kind that cannot be."""
    rows = tuple(Row(field) for field in fields_of_new(kind))
    return with_place(reader, RecordRecord(NEW + kind, kind, "", rows, (), {}, {}), chosen)
