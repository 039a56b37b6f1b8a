"""The media types the service reads and writes, in its order of preference.

One table for results and one for RDF; negotiation, the service description and the OpenAPI description all read it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from pyoxigraph import QueryResultsFormat, RdfFormat

from graph.limits import LIMITS
from queries.export.xlsx import MEDIA_TYPE as XLSX


@dataclass(frozen=True)
class Format:
    """A format: its short name, the type it is sent as, and the types and other names it is asked for by."""

    name: str
    media_type: str
    aliases: tuple[str, ...]
    iri: str
    other_names: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The `Content-Type` header's value: text types say that they are UTF-8."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_LONGEST_NAME: Final = 100
_W3 = "http://www.w3.org/ns/formats/"

RESULTS: Final = (
    Format(
        "json",
        "application/sparql-results+json",
        ("application/json", "text/json"),
        _W3 + "SPARQL_Results_JSON",
        ("srj", "sparql-json", "sparql-results+json"),
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        ("application/xml", "text/xml"),
        _W3 + "SPARQL_Results_XML",
        ("srx", "sparql-xml", "sparql-results+xml"),
    ),
    Format("csv", "text/csv", (), _W3 + "SPARQL_Results_CSV"),
    Format("tsv", "text/tab-separated-values", (), _W3 + "SPARQL_Results_TSV", ("tab-separated-values",)),
    Format("xlsx", XLSX, (), f"https://www.iana.org/assignments/media-types/{XLSX}", ("excel",)),
)
RDF: Final = (
    Format("ttl", "text/turtle", ("application/x-turtle", "application/turtle"), _W3 + "Turtle", ("turtle",)),
    Format("nt", "application/n-triples", ("text/plain",), _W3 + "N-Triples", ("ntriples", "n-triples")),
    Format(
        "rdf",
        "application/rdf+xml",
        ("application/xml", "text/xml"),
        _W3 + "RDF_XML",
        ("rdf+xml", "rdfxml", "rdf-xml", "rdf/xml", "owl", "xml"),
    ),
    Format(
        "jsonld",
        "application/ld+json",
        ("application/json", "text/json"),
        _W3 + "JSON-LD",
        ("json-ld", "ld+json", "json"),
    ),
    Format("n3", "text/n3", ("text/rdf+n3", "application/n3"), _W3 + "N3", ("rdf+n3", "notation3")),
    Format(
        "nq", "application/n-quads", ("text/x-nquads", "text/nquads"), _W3 + "N-Quads", ("nquads", "n-quads")
    ),
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
DATASETS: Final = ("nq", "trig")
"""Names of the formats in which a whole dataset is written and read."""
BY_NAME: Final = {form.name: form for form in (*RESULTS, *RDF)}


class Hint(NamedTuple):
    """A format that a parameter names: for results, for RDF; '' where it is none of that kind.

    `xml` and `json` are both, for a query's form decides which is meant.
    """

    results: str
    rdf: str


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


def _name_in(formats: tuple[Format, ...], name: str) -> str:
    form = next((one for one in formats if name == one.name or name in one.other_names), None)
    form = form or by_media_type(formats, name)
    return form.name if form else ""


def hint_of(text: str) -> Hint | None:
    """Return the format that a short name or media type stands for, in any case, or None.

    >>> hint_of("RDF+XML"), hint_of("text/csv; header=present"), hint_of("xml")
    (Hint(results='', rdf='rdf'), Hint(results='csv', rdf=''), Hint(results='xml', rdf='rdf'))
    """
    # A plus sign that was not percent-encoded has become a space on its way.
    name = text.partition(";")[0].strip().lower().replace(" ", "+")
    found = Hint(_name_in(RESULTS, name), _name_in(RDF, name))
    return found if any(found) else None


def hints_in(text: str) -> Iterator[Hint]:
    """Yield the formats that a value names, of several with commas between them each that is known; only the first."""
    for part in first_formats(text):
        if (hint := hint_of(part)) is not None:
            yield hint


def first_formats(text: str) -> list[str]:
    """Return the first of the formats that a value names, in order, and no more than are looked at."""
    most = LIMITS.formats_named
    return text[: most * _LONGEST_NAME].split(",", most)[:most]
