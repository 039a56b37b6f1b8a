"""Labels and evidence are read once for a record, and know nothing of languages of an interface."""

from pyoxigraph import NamedNode

from graph.claims.claim import EXPLICIT
from graph.store.reader import EmbeddedReader, Reader
from ontology.iris import ID, concept
from ontology.prefixes import expand
from queries.read.evidence import claims_about, evidence_of
from queries.read.labels import Labels, labels_in_store, read_labels
from queries.read.provenance import read_provenance

DIRECTIVE = ID + "document/12-ct-tw-2022-01-05"
PLACE = ID + "place/nghe-an"


def test_labels_come_in_every_language(five_reports: Reader) -> None:
    """The view chooses; what is asked for comes in one mapping, also what has no name."""
    labels = read_labels(five_reports, [PLACE, ID + "place/nowhere"])
    assert labels.of[PLACE]["vi"] == "Nghệ An"
    assert labels.best(PLACE, ("vi", "en")) is not None
    assert labels.best(ID + "place/nowhere", ("en",)) is None
    assert labels.order(PLACE) == labels.of[PLACE]["en"].casefold()


def test_what_only_claims_name_is_told_from_what_has_a_page(five_reports: Reader) -> None:
    """A proposal that nobody accepted is named, and leads nowhere; a claim and its passage have no label, and pages."""
    run = read_provenance(five_reports, ID + "run/moved-bodies")
    assert run is not None
    claims = run.claims
    proposed = {one.subject for one in claims if one.subject.startswith(ID + "change/")}
    others = {iri for one in claims for iri in (one.claim, one.passage, one.source) if iri}
    assert proposed
    labels = read_labels(five_reports, [*proposed, *others, PLACE, expand("rdf:type"), ID + "place/nowhere"])
    assert labels.unheard == {*proposed, ID + "place/nowhere"}
    assert read_labels(five_reports, [PLACE], labels).unheard == labels.unheard


def test_known_labels_are_not_asked_for_again(five_reports: Reader) -> None:
    """What is known is kept."""
    known = Labels({PLACE: {"en": "known"}})
    assert read_labels(five_reports, [PLACE], known).of[PLACE] == {"en": "known"}


def test_a_term_of_the_vocabulary_needs_no_look_up() -> None:
    """Its label comes from the vocabulary."""
    label = Labels().best(concept("status", "explicit"), ("vi", "en"))
    assert label is not None
    assert label.lang == "vi"


def test_evidence_holds_claims_places_and_sources_by_iri(five_reports: Reader) -> None:
    """Each claim has its passage's place and its source's facts; labels are asked for by what it names."""
    evidence = evidence_of(five_reports, claims_about(five_reports, [DIRECTIVE]))
    claims = [one for said in evidence.claims.values() for one in said]
    assert claims
    assert {one.subject for one in claims} == {DIRECTIVE}
    assert EXPLICIT in {one.status for one in claims}
    for one in claims:
        assert evidence.source(one.source).root
        if one.passage:
            place = evidence.places[one.passage]
            if place.start is None or place.end is None:
                assert place.part in ("", concept("part", "catalogue-entry"))
            else:
                assert 0 <= place.start < place.end
    assert {one.source for one in claims} <= set(evidence.iris())


def test_evidence_of_two_readings_is_joined(five_reports: Reader) -> None:
    """Claims that both have are there once."""
    one = evidence_of(five_reports, claims_about(five_reports, [DIRECTIVE]))
    assert (one | one) == one
    triple = (DIRECTIVE, expand("rdf:type"), NamedNode(expand("hn:Directive")))
    assert one.of((*triple[:2], NamedNode("http://example.org/none"))) == ()


def test_labels_looked_up_in_the_store_are_those_that_are_asked_for(five_reports: EmbeddedReader) -> None:
    """What writes rows by the million looks each label up by itself."""
    query = "SELECT DISTINCT ?x { { ?x ?p ?o } UNION { ?s ?x ?o } UNION { GRAPH ?g { ?x a ?c } } }"
    rows = five_reports.select(query).rows
    iris = [row[0].value for row in rows if isinstance(row[0], NamedNode)]
    asked, found = read_labels(five_reports, iris), labels_in_store(five_reports.opened.store, iris)
    assert len(iris) > 1000
    for iri in iris:
        assert found.of.get(iri, {}) == asked.of.get(iri, {}), iri
