"""The documents about a thing for machines: what is accepted of it, what points to it, and the claims behind
it, as RDF.
"""

import io
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from graph.errors import NotFound
from graph.reader import Reader, Term
from ontology.prefixes import PREFIXES
from web.ask import ask, text_of
from web.entities import CAP

WRITERS: Final = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}


def triples_about(reader: Reader, iri: str) -> list[Triple]:
    """Return what is said of a thing: its statements, those that point to it (a thousand a property), and the claims.

    Raises NotFound where nothing is.
    """
    thing = NamedNode(iri)
    found: dict[Triple, None] = {}
    own = ask(reader, "statements-of", things=[iri]) or ask(reader, "statements-of-anywhere", thing=iri)
    for row in own:
        _add(found, thing, row["property"], row["value"])
    for counted in ask(reader, "incoming-counts", thing=iri):
        rows = ask(reader, "incoming", thing=iri, property=text_of(counted["property"]))
        for row in rows[:CAP]:
            _add(found, row["from"], counted["property"], thing)
    if not found:
        raise NotFound(f"Nothing is known of <{iri}>.", hint="Check the spelling, or search for a name.")
    passages = set()
    for row in ask(reader, "claims-described", things=[iri]):
        _add(found, row["claim"], row["property"], row["value"])
        if text_of(row["property"]) == PREFIXES["prov"] + "wasQuotedFrom":
            passages.add(text_of(row["value"]))
    if passages:
        for row in ask(reader, "passages-described", passages=sorted(passages)):
            _add(found, row["node"], row["property"], row["value"])
    return list(found)


def _add(found: dict[Triple, None], subject: Term | None, predicate: Term | None, value: Term | None) -> None:
    if subject is not None and isinstance(predicate, NamedNode) and value is not None:
        found[Triple(subject, predicate, value)] = None  # type: ignore[arg-type]


def write(triples: list[Triple], suffix: str) -> bytes:
    """Return triples in the format of a suffix (`WRITERS`)."""
    form = WRITERS[suffix]
    written = io.BytesIO()
    ordered = sorted(triples, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    prefixes = None if form == RdfFormat.N_TRIPLES else PREFIXES
    serialize(ordered, written, format=form, prefixes=prefixes)
    return written.getvalue()
