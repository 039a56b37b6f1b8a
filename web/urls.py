"""Every link the pages carry is made here, and nowhere else.

Links are paths on this service. Things of this graph are linked at the place their IRI names
(`/id/<kind>/<slug>`), as the HTML document; any other IRI at `/describe?iri=`.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from ontology.iris import BASE, CONCEPT, HN, ID, name_of
from ontology.vocabulary import vocabulary

FORMATS: Final = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""Suffix of each document of an entity, and its media type."""
_PLACE: Final = re.compile(r"-([0-9]+-[0-9]+)$")
"""What the IRI of a passage ends with: start and end of its place in the text."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
CITATIONS: Final = ("bib", "ris", "csl")
"""Suffixes of the references to a page."""


def with_text_fragment(url: str, printed: str) -> str:
    """Return the address of a text with a fragment that marks what is printed there (WICG, Text Fragments).

    >>> with_text_fragment("https://example.org/a", "12-CT/TW")
    'https://example.org/a#:~:text=12%2DCT%2FTW'

    What is no web address is no link:

    >>> with_text_fragment("javascript:alert(1)", "12-CT/TW")
    ''
    """
    if not url.lower().startswith(("http://", "https://")):
        return ""
    if not printed:
        return url
    return f"{url}#:~:text={quote(printed, safe='').replace('-', '%2D')}"


def has_address(iri: str) -> bool:
    """Whether a thing's IRI is an address of this service: a thing of ours, or a concept. One that a file brought may
    look like the address of a document, or be spelt in a way that no path keeps.

    >>> has_address(ID + "place/nghe-an"), has_address(ID + "committee/x1"), has_address(ID + "place/x.ttl")
    (True, False, False)
    """
    if iri.startswith(ID):
        plain = name_of(iri) is not None
    else:
        plain = iri.startswith(CONCEPT) and _PLAIN.fullmatch(iri[len(CONCEPT) :]) is not None
    return plain and iri.rpartition("/")[2].rpartition(".")[2] not in (*FORMATS, *CITATIONS)


def _query(parameters: dict[str, object]) -> str:
    pairs = [(name, str(value)) for name, value in parameters.items() if value not in (None, "")]
    return f"?{urlencode(pairs)}" if pairs else ""


@dataclass(frozen=True)
class Links:
    """The links of one page. `kept` are the parameters that every link to a page carries on (the language, say)."""

    kept: tuple[tuple[str, str], ...] = ()

    def of_version(self, number: int) -> "Links":
        """Return the links of a version of the data.

        >>> Links((("lang", "vi"),)).of_version(2).home()
        '/?lang=vi&version=2'
        """
        kept = (pair for pair in self.kept if pair[0] != "version")
        return Links((*kept, ("version", str(number))))

    def page(self, path: str, **parameters: object) -> str:
        """Return a link to one of our pages, with the kept parameters.

        >>> Links((("lang", "vi"),)).page("/search", q="Nghệ An")
        '/search?q=Ngh%E1%BB%87+An&lang=vi'
        """
        return path + _query(
            {**parameters, **{name: value for name, value in self.kept if name not in parameters}}
        )

    def data(self, path: str, **parameters: object) -> str:
        """Return a link to an answer for machines: the version of the data is carried along, the language is not."""
        version = {name: value for name, value in self.kept if name == "version"}
        return path + _query({**parameters, **version})

    def home(self) -> str:
        return self.page("/")

    def search(self, **parameters: object) -> str:
        return self.page("/search", **parameters)

    def suggest(self) -> str:
        return self.page("/suggest")

    def entity(self, iri: str, **parameters: object) -> str:
        """Return the link to the page of the thing an IRI names, whether the IRI is ours or not.

        >>> Links().entity("https://w3id.org/huunghi/id/place/nghe-an")
        '/id/place/nghe-an.html'
        >>> Links().entity("https://w3id.org/huunghi/ontology#Claim")
        '/ontology/Claim'
        >>> Links().entity("http://www.w3.org/ns/org#Post")
        '/describe?iri=http%3A%2F%2Fwww.w3.org%2Fns%2Forg%23Post'
        """
        if iri.startswith(HN) and iri in vocabulary().terms:
            return self.page(f"/ontology/{iri[len(HN) :]}", **parameters)
        if has_address(iri):
            return self.page(f"/{iri[len(BASE) :]}.html", **parameters)
        return self.page("/describe", iri=iri, **parameters)

    def reader(self, source: str, passage: str = "") -> str:
        """Return the link into the reader of a source, to the words of one of its passages.

        >>> passage = "https://w3id.org/huunghi/id/passage/nghe-an-2024-04-en-1780-1827"
        >>> Links().reader("https://w3id.org/huunghi/id/source/nghe-an-2024-04-en", passage)
        '/id/source/nghe-an-2024-04-en.html?place=1780-1827#w-1780-1827'
        """
        place = _PLACE.search(passage)
        if place is None:
            return self.entity(source)
        return f"{self.entity(source, place=place[1])}#w-{place[1]}"

    def graph_of(self, graph: str) -> str:
        """Return the link to all statements of a named graph, as Turtle: a source's claims, say.

        >>> Links().graph_of("urn:g")
        '/graphs?graph=urn%3Ag&format=ttl'
        """
        return self.data("/graphs", graph=graph, format="ttl")

    def document(self, iri: str, suffix: str, **parameters: object) -> str:
        """Return the link to one of the documents about a thing, by suffix (`FORMATS`), in the version that is read.

        >>> Links().document("https://w3id.org/huunghi/id/place/nghe-an", "ttl", group="~hn:territory", page=2)
        '/id/place/nghe-an.ttl?group=~hn%3Aterritory&page=2'
        """
        of_vocabulary = suffix not in CITATIONS  # which has documents in RDF, and no references
        if of_vocabulary and iri == BASE + "ontology":
            return f"/ontology.{suffix}"
        if of_vocabulary and iri.startswith(HN) and iri in vocabulary().terms:
            return f"/ontology.{suffix}#{iri[len(HN) :]}"
        if has_address(iri):
            return self.data(f"/{quote(iri[len(BASE) :])}.{suffix}", **parameters)
        return self.data("/describe", iri=iri, format=suffix, **parameters)

    def ontology(self) -> str:
        return self.page("/ontology.html")

    def shapes(self) -> str:
        return self.page("/ontology/shapes.html")

    def sources(self, **parameters: object) -> str:
        return self.page("/sources", **parameters)

    def trace(self, kind: str = "", slug: str = "", **parameters: object) -> str:
        return self.page(f"/trace/{kind}/{slug}" if kind else "/trace", **parameters)

    def trace_of(self, iri: str) -> str:
        """Return the link to the trace of a thing of ours; empty for another.

        >>> Links().trace_of("https://w3id.org/huunghi/id/document/12-ct-tw-2022-01-05")
        '/trace/document/12-ct-tw-2022-01-05'
        """
        name = name_of(iri)
        return self.trace(name.kind, name.slug) if name else ""

    def map(self, **parameters: object) -> str:
        return self.page("/map", **parameters)

    def graph(self, *foci: str, **parameters: object) -> str:
        """Return the link to the neighbourhood of things; ours are named by kind and slug.

        >>> Links().graph("https://w3id.org/huunghi/id/place/nghe-an", at="2024-04-02")
        '/graph?focus=place%2Fnghe-an&at=2024-04-02'
        """
        return self.page(
            "/graph", focus=" ".join(iri[len(ID) :] if name_of(iri) else iri for iri in foci), **parameters
        )

    def identity(self, iri: str, **parameters: object) -> str:
        """Return the link to the page that tells why names and records are held to be one thing of ours.

        >>> Links().identity("https://w3id.org/huunghi/id/person/nguyen-ngoc-hung")
        '/identity/person/nguyen-ngoc-hung'
        """
        return self.page(f"/identity/{iri.removeprefix(ID)}", **parameters)

    def queries(self) -> str:
        return self.page("/queries")

    def ask(self, question: str = "", **parameters: object) -> str:
        """Return the link to the answer to a question in plain language, or to the field that takes one.

        >>> Links().ask("who chaired the Nghe An union?")
        '/ask?q=who+chaired+the+Nghe+An+union%3F'
        """
        return self.page("/ask", q=question, **parameters)

    def query(self, name: str, **parameters: object) -> str:
        return self.page(f"/queries/{quote(name)}", **parameters)

    def query_data(self, name: str, suffix: str, **parameters: object) -> str:
        return self.data(f"/queries/{quote(name)}.{suffix}", **parameters)

    def sparql(self, **parameters: object) -> str:
        """Return the link to the form for SPARQL, which asks the version of the data that is read."""
        return self.page("/sparql", **parameters)

    def course(self, step: int | None = None, **parameters: object) -> str:
        """Return the link to the course in SPARQL, or to one of its steps.

        >>> Links().course(), Links().course(3)
        ('/course', '/course/3')
        """
        return self.page("/course" if step is None else f"/course/{step}", **parameters)

    def sparql_model(self) -> str:
        return self.page("/sparql/model")

    def changes(self, **parameters: object) -> str:
        return self.page("/changes", **parameters)

    def dataset(self) -> str:
        """Return the link to all data of the version that is read: statements, claims and passages, as N-Quads."""
        return self.data("/graphs", format="nq")

    def accepted(self) -> str:
        """Return the link to the accepted statements of the version that is read, as Turtle.

        >>> Links((("version", "2"),)).accepted()
        '/graphs?default&format=ttl&version=2'
        """
        return self.data("/graphs", format="ttl").replace("?", "?default&", 1)

    def about(self) -> str:
        return self.page("/about")

    def endpoint(self) -> str:
        return self.page("/about/endpoint")

    def docs(self) -> str:
        return self.page("/docs")
