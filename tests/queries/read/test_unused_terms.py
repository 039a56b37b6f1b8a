"""Terms of a query that the graph does not use are named, with what may have been meant."""

import pytest

from graph.limits import LIMITS
from graph.store.reader import NO_NODES, EmbeddedReader, Nodes, Reader, Rows
from ontology.prefixes import PREFIXES
from queries.read.unused_terms import unused_terms
from queries.sparql.terms import asked_terms

ID = PREFIXES["id"]

NOTES = [
    ("?x a hn:Program", "1:17: hn:Program is used nowhere in this graph.", "Did you mean hn:Programme?"),
    ("?x a hn:programme", "1:17: hn:programme is used nowhere", "Did you mean hn:Programme?"),
    ("?x hn:Signatory ?y", "1:15: hn:Signatory is used nowhere", "Did you mean hn:signatory?"),
    ("?x hn:signd ?y", "1:15: hn:signd is used nowhere", "Did you mean hn:signedAt?"),
    ("?x ^hn:signatry/skos:prefLabel ?y", "1:16: hn:signatry is used nowhere", "Did you mean hn:signatory?"),
    ("?x a <http://schema.org/Event>", "1:17: <http://schema.org/Event> is used nowhere", "schema:Event?"),
    ("?x a <https://w3id.org/huunghi/ontology/Task>", "is used nowhere", "Did you mean hn:Task?"),
    ("?x a org:Organisation", "1:17: org:Organisation is used nowhere", "Did you mean org:Organization?"),
    ("?x <urn:no> ?y", "1:15: <urn:no> is used nowhere in this graph.", "/ontology"),
    ("?x a hn:signatory", "hn:signatory is a property in this graph", "?x hn:signatory ?y"),
    ("?x hn:Programme ?y", "hn:Programme is a class in this graph", "?x a hn:Programme"),
    ("?c rdf:subject ?s", "rdf:subject is used in named graphs only.", "GRAPH ?g"),
    (f"<{ID}person/nguyen-ngoc-hug> ?p ?o", "The graph has no statement about", "person/nguyen-ngoc-hung>?"),
    (f"VALUES ?x {{ <{ID}place/nghe-a> }} ?x ?p ?o", "The graph has no statement about", "place/nghe-an>?"),
    (
        "?x dct:type <https://w3id.org/huunghi/concept/body/clustr>",
        "The graph has no statement",
        "body/cluster>?",
    ),
    ("?x ?p <urn:nobody>", "1:18: The graph has no statement about <urn:nobody>.", "Search finds"),
]


@pytest.mark.parametrize(("pattern", "said", "hint"), NOTES, ids=[pattern[:40] for pattern, *_ in NOTES])
def test_a_term_that_is_not_used_is_named(
    five_reports: EmbeddedReader, pattern: str, said: str, hint: str
) -> None:
    (note,) = unused_terms(five_reports, f"SELECT * {{ {pattern} }}")
    assert said in f"{note.line}:{note.column}: {note.message}"
    assert hint in note.advice


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?x a hn:Programme ; hn:signatory/skos:prefLabel ?name }",
        "SELECT * { GRAPH ?g { ?c rdf:subject ?s ; hn:status <https://w3id.org/huunghi/concept/status/explicit> } }",
        f"SELECT * {{ <{ID}place/nghe-an> ?p ?o FILTER(<urn:f>(?o) = <urn:x>) }}",
        "CONSTRUCT { ?s <urn:new> <urn:other> } FROM <urn:g> WHERE { ?s a hn:Task }",
        "PREFIX hn: <https://w3id.org/huunghi/ontology#> SELECT * { ?s a hn:Task . OPTIONAL { ?s ?p [] } }",
        "SELECT * { ?c a hn:Citation OPTIONAL { GRAPH ?g { ?c hn:standing ?it } } }",  # nobody decided anything yet
        "no query at all",
    ],
)
def test_of_terms_in_use_nothing_is_said(five_reports: EmbeddedReader, query: str) -> None:
    assert unused_terms(five_reports, query) == ()


def test_a_term_that_no_vocabulary_has_is_noted_within_optional_too(five_reports: EmbeddedReader) -> None:
    (note,) = unused_terms(five_reports, "SELECT * { ?c a hn:Citation OPTIONAL { ?c hn:standng ?it } }")
    assert "hn:standng" in note.message


def test_prefixes_of_the_query_count() -> None:
    (term,) = asked_terms("PREFIX ex: <urn:x:> SELECT * { ?s ex:a\\-b ?o }")
    assert (term.iri, term.written) == ("urn:x:a-b", "ex:a\\-b")


class Counting:
    """A reader that counts what it is asked."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.version = reader.version
        self.asked = 0

    def select(self, query: str, nodes: Nodes = NO_NODES) -> Rows:
        """Count, and ask the reader."""
        self.asked += 1
        assert "LIMIT" in query
        return self.reader.select(query, nodes)

    ask = construct = None


def test_a_bounded_number_of_terms_is_looked_up(five_reports: EmbeddedReader) -> None:
    counting = Counting(five_reports)
    query = "SELECT * { " + " . ".join(f"?x hn:signatry{n} ?y" for n in range(500)) + " }"
    notes = unused_terms(counting, query)  # type: ignore[arg-type]
    assert len(notes) == LIMITS.query_terms_checked
    assert counting.asked <= 8 * LIMITS.query_terms_checked
