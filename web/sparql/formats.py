"""The media types the service reads and writes, in its order of preference.

One table for results and one for RDF; negotiation, the service description and the OpenAPI description all read it.
"""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True)
class Format:
    """A format: its short name for `?format=`, the type it is sent as, and the types it is asked for by."""

    name: str
    media_type: str
    aliases: tuple[str, ...]
    iri: str

    @property
    def content_type(self) -> str:
        """The `Content-Type` header's value: text types say that they are UTF-8."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_W3 = "http://www.w3.org/ns/formats/"

RESULTS: Final = (
    Format(
        "json",
        "application/sparql-results+json",
        ("application/json", "text/json"),
        _W3 + "SPARQL_Results_JSON",
    ),
    Format(
        "xml", "application/sparql-results+xml", ("application/xml", "text/xml"), _W3 + "SPARQL_Results_XML"
    ),
    Format("csv", "text/csv", (), _W3 + "SPARQL_Results_CSV"),
    Format("tsv", "text/tab-separated-values", (), _W3 + "SPARQL_Results_TSV"),
)
RDF: Final = (
    Format("ttl", "text/turtle", ("application/x-turtle", "application/turtle"), _W3 + "Turtle"),
    Format("nt", "application/n-triples", ("text/plain",), _W3 + "N-Triples"),
    Format("rdf", "application/rdf+xml", ("application/xml", "text/xml"), _W3 + "RDF_XML"),
    Format("jsonld", "application/ld+json", ("application/json", "text/json"), _W3 + "JSON-LD"),
    Format("n3", "text/n3", ("text/rdf+n3",), _W3 + "N3"),
    Format("nq", "application/n-quads", ("text/x-nquads", "text/nquads"), _W3 + "N-Quads"),
    Format("trig", "application/trig", ("application/x-trig",), _W3 + "TriG"),
)

RESULTS_WRITERS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
RDF_WRITERS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "n3": RdfFormat.N3,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
}
BY_NAME: Final = {form.name: form for form in (*RESULTS, *RDF)}


def types_of(formats: tuple[Format, ...]) -> tuple[str, ...]:
    """Return the media types to offer: proper ones first, then the aliases."""
    return (
        *(form.media_type for form in formats),
        *(alias for form in formats for alias in form.aliases),
    )


def by_media_type(formats: tuple[Format, ...], media_type: str) -> Format | None:
    """Return the format a media type (without parameters) stands for, or None."""
    for form in formats:
        if media_type == form.media_type:
            return form
    for form in formats:
        if media_type in form.aliases:
            return form
    return None
