"""Data as others make it, made up and always the same: what pages have to show whatever its form.

A SKOS thesaurus, things as Wikidata describes them, nanopublications, blank nodes and lists, values of many types, odd
IRIs, and things with very many links. `scale` 1 is the whole: 7,000 concepts, 200,000 links.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import RdfFormat, parse

EX: Final = "http://example.org/"
BASE: Final = "https://w3id.org/huunghi/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SKOSXL: Final = "http://www.w3.org/2008/05/skos-xl#"
GEO: Final = "http://www.opengis.net/ont/geosparql#"
NP: Final = "http://www.nanopub.org/nschema#"
PROV: Final = "http://www.w3.org/ns/prov#"
WIKI: Final = "http://wikidata.example/"

CONCEPTS: Final = 7_000
ITEMS: Final = 120
LABELS: Final = 250
NANOPUBLICATIONS: Final = 100
LINKS: Final = 200_000
LIST_ITEMS: Final = 10_000

ODD: Final = (
    f"{EX}with%20space",
    f"{EX}quote%22and'apostrophe",
    f"{EX}caf\u00e9",
    f"{EX}Ngh\u1ec7-An",
    f"{EX}\U0001f600",
    f"{EX}\u0e2d\u0e31\u0e01\u0e29\u0e23",
    f"{EX}odd?q=1&b=2",
    f"{EX}odd#fragment",
    f"{EX}odd;p=1,2",
    f"{EX}odd+plus%2Bplus",
    f"{EX}percent%25",
    f"{EX}dot.",
    f"{EX}x.ttl",
    f"{EX}x.html",
    f"{EX}a/../b",
    f"{EX}/double//slash/",
    f"{EX}(round)*!$&,=",
    EX + "long/" + "x" * (2000 - len(EX) - 5),
    "http://[2001:db8::1]:8080/x",
    "http://user:secret@example.org/x",
    "urn:isbn:9780000000002",
    "mailto:someone@example.org",
    "tag:example.org,2024:x",
    "data:,hello",
    "file:///tmp/nothing",
    "javascript:alert(1)",
    "about:blank",
    BASE,
    f"{BASE}sparql",
    f"{BASE}search?q=x",
    f"{BASE}describe?iri=x",
    f"{BASE}ontology#NoSuchTerm",
    f"{BASE}ontology#no/such/term",
    f"{BASE}ontology/Claim",
    f"{BASE}concept/",
    f"{BASE}concept/odd",
    f"{BASE}concept/odd/a/b/c",
    f"{BASE}concept/odd/x.html",
    f"{BASE}concept/odd/Ngh\u1ec7",
    f"{BASE}concept/odd/..",
    f"{BASE}concept/odd//x",
    f"{BASE}id/",
    f"{BASE}id/place",
    f"{BASE}id/place/",
    f"{BASE}id/place/x.ttl",
    f"{BASE}id/place/x.html",
    f"{BASE}id/place/UPPER",
    f"{BASE}id/place/Ngh\u1ec7-an",
    f"{BASE}id/place/%20",
    f"{BASE}id/place/a/b",
    f"{BASE}id/place/..",
    f"{BASE}id/place/x?y#z",
    f"{BASE}id/committee/x1",
    f"{BASE}id/x.ttl",
    f"{BASE}.well-known/genid/x/y",
    f"{BASE}graph/nothing",
    f"{BASE}trace/document/x",
)
"""IRIs that can be loaded and are not as one expects."""

VALUES: Final = (
    ("date", f'"-0044-03-15"^^<{XSD}date>'),
    ("date", f'"0000-01-01"^^<{XSD}date>'),
    ("date", f'"12024-01-01"^^<{XSD}date>'),
    ("date", f'"2024-04-01+07:00"^^<{XSD}date>'),
    ("date", f'"2024-02-31"^^<{XSD}date>'),
    ("moment", f'"2024-04-01T10:30:00+07:00"^^<{XSD}dateTime>'),
    ("moment", f'"2024-04-01T24:00:00Z"^^<{XSD}dateTime>'),
    ("moment", f'"-0500-01-01T00:00:00.123456789Z"^^<{XSD}dateTime>'),
    ("time", f'"10:30:00"^^<{XSD}time>'),
    ("year", f'"-0500"^^<{XSD}gYear>'),
    ("month", f'"2024-04"^^<{XSD}gYearMonth>'),
    ("day", f'"--04-30"^^<{XSD}gMonthDay>'),
    ("duration", f'"P1Y2M3DT4H5M6.7S"^^<{XSD}duration>'),
    ("duration", f'"-PT30M"^^<{XSD}dayTimeDuration>'),
    ("number", f'"-12345678901234567890.123"^^<{XSD}decimal>'),
    ("number", f'"1.5E300"^^<{XSD}double>'),
    ("number", f'"NaN"^^<{XSD}float>'),
    ("number", f'"99999999999999999999999999"^^<{XSD}integer>'),
    ("truth", f'"true"^^<{XSD}boolean>'),
    ("place", f'"POINT(105.6 18.7)"^^<{GEO}wktLiteral>'),
    ("markup", f'"<p onclick=\\"x\\">Text <b>bold</b></p>"^^<{RDF}HTML>'),
    ("markup", f'"<a xmlns=\\"urn:x\\">&amp;</a>"^^<{RDF}XMLLiteral>'),
    ("object", f'"{{\\"a\\": [1, null]}}"^^<{RDF}JSON>'),
    ("bytes", f'"0FB7"^^<{XSD}hexBinary>'),
    ("address", f'"http://example.org/a b"^^<{XSD}anyURI>'),
    ("custom", f'"1|2"^^<{EX}pair>'),
    ("custom", '"x"^^<urn:datatype>'),
    ("text", '"private"@x-klingon'),
    ("text", '"Gi\u1ea3n th\u1ec3"@zh-Hans'),
    ("text", '"Tekst"@sr-Latn-RS'),
    ("text", '"colour"@en-GB'),
    ("text", '"M\u00e0u"@vi-VN'),
    ("text", '""'),
    ("text", '" "'),
    ("text", '"line one\\nline two\\ttab"'),
    ("text", '"\u202eturned"'),
    ("text", '"' + "long " * 20_000 + '"'),
)
"""Property and value in N-Triples."""

NESTED: Final = f"""
@prefix e: <{EX}> . @prefix rdf: <{RDF}> . @prefix rdfs: <{RDFS}> .
e:nested rdfs:label "Nested"@en ; e:address [ e:street "Main street" ; e:city [ rdfs:label "Vinh"@vi ; e:code 7 ] ] .
e:nested e:list ( "first" e:one [ e:inner "third" ] ( 1 2 ) ) ; e:none () ; e:shared _:s , _:s2 . _:s e:to _:s2 .
e:circle e:p _:c1 . _:c1 e:p _:c2 . _:c2 e:p _:c1 ; e:to e:circle .
e:deep e:p [ e:p [ e:p [ e:p [ e:p [ e:p [ e:p [ e:p [ e:p "bottom" ] ] ] ] ] ] ] ] .
e:broken e:list _:l1 . _:l1 rdf:first "a" ; rdf:rest _:l2 . _:l2 rdf:first "b" , "c" ; rdf:rest rdf:nil .
e:endless e:list _:m1 . _:m1 rdf:first "x" ; rdf:rest _:m2 . _:m2 rdf:first "y" ; rdf:rest _:m1 .
e:terms e:claims <<( e:one e:knows "her"@vi )>> , <<( e:one e:means <<( e:nested e:p 1 )>> )>> .
e:terms e:rtl "\u0633\u0644\u0627\u0645"@ar--rtl .
e:one e:knows e:nested {{| e:since 2024 |}} . [] e:about e:one ; e:says "a remark" .
"""


@dataclass(frozen=True)
class Foreign:
    """How much of each sort there is."""

    concepts: int
    items: int
    labels: int
    nanopublications: int
    links: int
    list_items: int

    @classmethod
    def of(cls, scale: float) -> "Foreign":
        """Return the share of the whole; the number of labels of a thing stays, for that is what a page can cut."""
        return cls(
            int(CONCEPTS * scale),
            max(2, int(ITEMS * scale)),
            LABELS,
            max(2, int(NANOPUBLICATIONS * scale)),
            int(LINKS * scale),
            int(LIST_ITEMS * scale),
        )

    def lines(self) -> Iterator[str]:
        """Yield all of it as N-Quads."""
        yield from self._thesaurus()
        yield from self._items()
        yield from self._nanopublications()
        yield from self._links()
        yield from self._nested()
        yield from self._values()
        yield from self._odd()

    def _thesaurus(self) -> Iterator[str]:
        scheme = f"<{EX}thesaurus>"
        yield f"{scheme} <{RDF}type> <{SKOS}ConceptScheme> ."
        yield f'{scheme} <{SKOS}prefLabel> "A thesaurus"@en .'
        for number in range(self.concepts):
            one = f"<{EX}concept/{number}>"
            yield f"{one} <{RDF}type> <{SKOS}Concept> ."
            yield f"{one} <{SKOS}inScheme> {scheme} ."
            yield f"{scheme} <{SKOS}hasTopConcept> {one} ."
            yield f"{one} <{SKOS}topConceptOf> {scheme} ."
            yield f'{one} <{SKOS}notation> "{number:05d}"^^<{EX}notation> .'
            if number % 3:
                yield f'{one} <{SKOS}prefLabel> "Concept {number}"@en .'
                yield f'{one} <{SKOS}prefLabel> "Kh\u00e1i ni\u1ec7m {number}"@vi-VN .'
            else:
                yield f"{one} <{SKOSXL}prefLabel> <{EX}label/{number}> ."
                yield f'<{EX}label/{number}> <{SKOSXL}literalForm> "Labelled {number}"@en-GB .'
            if number:
                yield f"{one} <{SKOS}broader> <{EX}concept/{number // 10}> ."
                yield f"<{EX}concept/{number // 10}> <{SKOS}narrower> {one} ."
            if number % 7 == 0:
                yield f"<{EX}collection/{number % 5}> <{SKOS}member> {one} ."
        for number in range(5):
            yield f"<{EX}collection/{number}> <{RDF}type> <{SKOS}Collection> ."
        ordered = " ".join(f"<{EX}concept/{number}>" for number in range(5))
        yield from _quads(f"<{EX}ordered> <{SKOS}memberList> ( {ordered} ) .")

    def _items(self) -> Iterator[str]:
        yield f'<{WIKI}prop/P31> <{RDFS}label> "instance of"@en .'
        yield f'<{WIKI}prop/P31> <{RDFS}label> "l\u00e0 m\u1ed9t"@vi .'
        for number in range(self.items):
            one = f"<{WIKI}entity/Q{number}>"
            for tag in range(self.labels):
                yield f'{one} <{RDFS}label> "Thing {number} in {tag}"@x-l{tag} .'
            yield f'{one} <{RDFS}label> "Thing {number}"@en .'
            yield f'{one} <{SKOS}altLabel> "Also {number}"@en-US .'
            statement = f"<{WIKI}statement/Q{number}-1>"
            yield f"{one} <{WIKI}prop/P31> <{WIKI}entity/Q{(number + 1) % self.items}> ."
            yield f"{one} <{WIKI}p/P31> {statement} ."
            yield f"{statement} <{WIKI}ps/P31> <{WIKI}entity/Q{(number + 1) % self.items}> ."
            yield f'{statement} <{WIKI}pq/P580> "2024-04-01T00:00:00Z"^^<{XSD}dateTime> .'
            yield f"{statement} <{WIKI}rank> <{WIKI}Preferred> ."
            yield f"{statement} <{PROV}wasDerivedFrom> _:reference{number} ."
            yield f"_:reference{number} <{WIKI}pr/P854> <https://news.example/{number}> ."
            yield f"<{WIKI}all> <{WIKI}lists> {one} ."

    def _nanopublications(self) -> Iterator[str]:
        for number in range(self.nanopublications):
            name = f"{EX}np/{number}"
            head, said, came, made = (
                f"<{name}#{part}>" for part in ("Head", "assertion", "provenance", "pubinfo")
            )
            yield f"<{name}> <{RDF}type> <{NP}Nanopublication> {head} ."
            yield f"<{name}> <{NP}hasAssertion> {said} {head} ."
            yield f"<{name}> <{NP}hasProvenance> {came} {head} ."
            yield f"<{name}> <{NP}hasPublicationInfo> {made} {head} ."
            yield f"<{EX}gene/{number}> <{EX}relates> <{EX}disease/{number % 7}> {said} ."
            yield f'<{EX}gene/{number}> <{RDFS}label> "Gene {number}"@en {said} .'
            yield f'<{EX}disease/{number % 7}> <{RDFS}label> "Disease {number % 7}"@en {said} .'
            yield f"{said} <{PROV}wasDerivedFrom> _:study{number} {came} ."
            yield f'_:study{number} <{EX}method> "Method {number}" {came} .'
            yield f'<{name}> <{EX}created> "2024-04-{1 + number % 28:02d}"^^<{XSD}date> {made} .'

    def _links(self) -> Iterator[str]:
        yield f'<{EX}hub> <{RDFS}label> "A hub"@en .'
        yield f'<{EX}source> <{RDFS}label> "A source"@en .'
        for number in range(self.links):
            yield f"<{EX}spoke/{number}> <{EX}leads-to> <{EX}hub> ."
            yield f"<{EX}source> <{EX}leads-to> <{EX}end/{number}> ."

    def _nested(self) -> Iterator[str]:
        yield from _quads(NESTED)
        items = " ".join(map(str, range(self.list_items)))
        yield from _quads(f"<{EX}long-list> <{EX}holds> ( {items} ) .")

    def _values(self) -> Iterator[str]:
        for name, value in VALUES:
            yield f"<{EX}values> <{EX}{name}> {value} ."

    def _odd(self) -> Iterator[str]:
        for number, iri in enumerate(ODD):
            yield f'<{iri}> <{RDFS}label> "Odd {number}"@en .'
            yield f"<{iri}> <{EX}next> <{ODD[(number + 1) % len(ODD)]}> ."
            yield f"<{EX}odd> <{iri}> <{iri}> ."
            yield f"<{EX}in-graph/{number}> <{EX}about> <{iri}> <{EX}graph/{number}> ."


def _quads(turtle: str) -> Iterator[str]:
    for quad in parse(turtle.encode(), format=RdfFormat.TURTLE):
        yield f"{quad.triple} ."
