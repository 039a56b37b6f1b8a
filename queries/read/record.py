"""Read a record as a reviewer corrects it: its rows with the claims that say them, and the sources of these."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.claims.claim import Claim
from graph.claims.replaced import replaced_by
from graph.claims.standing import merges
from graph.review.evidence import Facts
from graph.review.names import iri_of
from graph.review.records import Row, passages_of, rows_of
from graph.store.reader import EmbeddedReader
from ontology.iris import name_of
from ontology.terms import hn
from queries.read.evidence import SourceRecord, read_sources


@dataclass(frozen=True)
class RecordRecord:
    """A thing, what is said of it row by row, the places that it rests on, and their sources by IRI.

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

    def iris(self) -> Iterator[str]:
        """Yield the IRI of everything whose label a view needs."""
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
