"""Read what pages and documents say: their links, their statements, and the counts that a page shows."""

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urldefrag, urljoin
from xml.etree import ElementTree

from lxml import html as parsed
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from ontology.prefixes import PREFIXES, expand
from queries.export.basic import encoded_triples
from tests.web.rdfa import triples_in  # type: ignore[import-not-found, unused-ignore]

LINK: Final = re.compile(r'(?:href|src)="([^"]*)"')
FORMATS: Final = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
OF_WORKERS: Final = ("/sparql", "/graphs", "/course", "/q/")
"""How addresses begin that processes of the service answer; pages asked for in a process of a test have none."""
HYDRA: Final = "http://www.w3.org/ns/hydra/core#"


def read_csv(body: bytes) -> None:
    """Raise AssertionError where rows differ in length."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8"))))
    assert len({len(row) for row in rows}) == 1, "rows of one table have one length"


READERS: Final[dict[str, Callable[[bytes], object]]] = {
    "application/json": json.loads,
    "application/sparql-results+json": json.loads,
    "application/vnd.citationstyles.csl+json": json.loads,
    "application/atom+xml": ElementTree.fromstring,
    "application/xml": ElementTree.fromstring,
    "application/graphml+xml": ElementTree.fromstring,
    "image/svg+xml": ElementTree.fromstring,
    "text/csv": read_csv,
    **{
        media: lambda body, form=form: list(parse(body, format=form))  # type: ignore[misc]
        for media, form in FORMATS.items()
    },
}
"""Media type -> what raises where a body of that type cannot be read."""


def links_of(page: str, address: str) -> Iterator[str]:
    """Yield every internal address that a page names."""
    for found in LINK.findall(page):
        link = urldefrag(urljoin(address, html.unescape(found)))[0]
        if link.startswith("/") and not re.search(r"[?&]lang=", link):
            yield link


def alternates_of(page: str) -> list[tuple[str, str]]:
    """Return media type and address of each document beside a page."""
    found = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', page)
    return [(media, html.unescape(href)) for media, href in found]


def is_provenance(triple: Triple) -> bool:
    """Whether a triple belongs to the claims behind the statements, or says what the document is a part of."""
    subject, name = triple.subject, ""
    if isinstance(subject, NamedNode):
        name = subject.value
    return (
        triple.predicate.value.startswith(HYDRA)
        or "#group" in name
        or "#relation" in name
        or re.search(r"/id/(claim|identification|passage)/", name) is not None
        or re.search(r"^https://w3id.org/huunghi/.*(\.(ttl|nt|rdf|jsonld)(\?|$)|[?&]format=)", name)
        is not None
    )


def statements_of_page(page: str) -> set[str]:
    """Return what the RDFa of a page says of things, as canonical N-Triples."""
    return _canonical(triples_in(page))


def statements_of_document(body: bytes, media: str) -> set[str]:
    """Return what a document says of things, as canonical N-Triples."""
    return _canonical(quad.triple for quad in parse(body, format=FORMATS[media]))


def _canonical(triples: Iterable[Triple]) -> set[str]:
    said = encoded_triples(triple for triple in triples if not is_provenance(triple))
    if not any(isinstance(term, BlankNode) for triple in said for term in (triple.subject, triple.object)):
        return set(map(str, said))
    dataset = Dataset(Quad(*triple) for triple in said)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad.triple) for quad in dataset}


@dataclass(frozen=True)
class ShownCount:
    """How many values a page says that its thing has by a property, or (`inverse`) how many point to it."""

    property: str
    inverse: bool
    count: int
    capped: bool


def counts_of(page: str) -> Iterator[ShownCount]:
    """Yield the counts of the groups of a page whose rows tell their property; a group of one shows no number."""
    for group in parsed.fromstring(page).xpath(
        "//article[contains(@class, 'of-thing')]//div[@class='group']"
    ):
        tags = group.xpath("./h3/span[@class='tag']")
        first = group.xpath("./div/ul[@class='statements']/li[contains(@class, 'statement')]")
        if not first or (tags and tags[-1].find("a") is not None):  # what a named graph says is another count
            continue
        if not tags and len(first) > 1:
            raise ValueError("a group of several statements shows no count")
        inverse = first[0].get("rev")
        forward = first[0].xpath("./div[@class='value']/*[@property]/@property")
        named = inverse or next(iter(forward), "")
        if named:
            text = tags[0].text_content().strip().replace(",", "") if tags else "1"
            yield ShownCount(_iri(named.split()[0]), bool(inverse), int(text.rstrip("+")), text.endswith("+"))


def _iri(name: str) -> str:
    return expand(name) if name.partition(":")[0] in PREFIXES else name
