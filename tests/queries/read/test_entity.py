"""What is known of a thing is read into one record, cut alike for every format, in IRIs, literals and dates."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.claims.as_of import TimeSpan
from graph.errors import NotFound
from graph.store.reader import EmbeddedReader, MemoryReader, Reader
from ontology.iris import concept, mint
from ontology.prefixes import expand
from ontology.terms import hn, org, rdf, schema, skos
from queries.read.entity import read_entity
from queries.read.entity_record import (
    BY_RULE,
    NAMES,
    PAGE,
    EntityRecord,
    EntitySlice,
    GroupRecord,
    StatementRecord,
    Support,
)
from queries.read.labels import read_labels

PERSON = mint("person", "nguyen-ngoc-hung")
PROGRAMME = mint("programme", "cluster-1-2024")
EVENT = mint("event", "cluster-1-signing-2024-04")
DIRECTIVE = mint("document", "12-ct-tw-2022-01-05")
HIGH_DEGREE = mint("organisation", "high-degree")
DOCUMENT = mint("document", "one")


def group_of(record: EntityRecord, key: str) -> GroupRecord:
    """The group of a record by its key."""
    return next(group for group in record.groups if group.key == key)


def values_of(group: GroupRecord) -> list[object]:
    return [one.value for one in group.statements]


@pytest.fixture(scope="module")
def high_degree() -> MemoryReader:
    """A body with 1,300 memberships and 120 tenures, the first of which ended in 2020, and a document."""
    store = Store()

    def say(subject: str, predicate: str, value: NamedNode | Literal) -> None:
        store.add(Quad(NamedNode(subject), NamedNode(predicate), value))

    say(HIGH_DEGREE, rdf.type, NamedNode(org.Organization))
    for n in range(1_420):
        kind = "tenure" if n < 120 else "membership"
        record = mint(kind, f"m-{n:04}")
        say(record, org.organization, NamedNode(HIGH_DEGREE))
        say(record, org.member, NamedNode(mint("person", f"p-{n}")))
        if kind == "tenure":
            say(record, schema.startDate, Literal("2010"))
        if n == 0:
            say(record, schema.endDate, Literal("2020"))
    for n in range(70):
        say(DOCUMENT, skos.altLabel, Literal(f"name {n}", language="en"))
        say(DOCUMENT, schema.about, Literal(f"subject {n:02}"))
    say(DOCUMENT, schema.legislationIdentifier, Literal("1-XX"))
    say(mint("document", "two"), schema.legislationIdentifier, Literal("1-XX"))
    return MemoryReader(store)


def test_a_record_of_a_post_is_shown_as_the_post_it_is_of(five_reports: Reader) -> None:
    """A tenure's post is the value; the body qualifies it; the days on which it is attested come from its claims."""
    person = read_entity(five_reports, PERSON)
    (held,) = group_of(person, "~org:member.tenure").statements
    assert held.subject == mint("tenure", "nguyen-ngoc-hung-vufo-vice-president")
    assert held.link == org.member
    assert held.predicate == hn.post
    assert held.value == NamedNode(mint("post", "vufo-vice-president"))
    assert (org.organization, (NamedNode(mint("organisation", "vufo")),)) in held.details
    assert held.span.attested == ("2024-09-17", "2025-04-25")
    assert held.span.start == ""
    assert held.support is Support.CLAIMS
    assert {claim.source for claim in held.claims(person.evidence)} == {
        mint("source", slug)
        for slug in ("nghe-an-2024-09-en", "hai-duong-2025-04-en", "hai-duong-2025-04-fr")
    }


def test_a_statement_stands_for_its_triples(five_reports: Reader) -> None:
    """Documents are written from them: the link, the value, and what qualifies it."""
    person = read_entity(five_reports, PERSON)
    (held,) = group_of(person, "~org:member.tenure").statements
    assert (held.subject, org.member, NamedNode(PERSON)) in held.triples
    assert (held.subject, hn.post, held.value) in held.triples
    assert hn.Tenure in held.types


def test_what_is_inferred_is_told_by_the_status_of_its_claims(five_reports: Reader) -> None:
    """The programme cites by inference; the event where it was signed by what the source says."""
    cites = "~hn:citing.citation"
    inferred = group_of(read_entity(five_reports, PROGRAMME), cites).statements
    said = group_of(read_entity(five_reports, EVENT), cites).statements
    assert {one.status for one in inferred} == {concept("status", "inferred")}
    assert "" in {one.status for one in said}


def test_words_that_name_no_document_are_unresolved(five_reports: Reader) -> None:
    record = read_entity(five_reports, PROGRAMME, EntitySlice("~hn:citing.citation"))
    statements = group_of(record, "~hn:citing.citation").statements
    unresolved = [one for one in statements if one.unresolved]
    assert unresolved
    assert {one.predicate for one in unresolved} == {hn.wording}
    assert {one.predicate for one in statements if not one.unresolved} == {hn.cited}


def test_sources_that_date_an_event_otherwise_stand_side_by_side(five_reports: Reader) -> None:
    """Each period is of the sources that give it; a month does not dispute a day in it."""
    when = group_of(read_entity(five_reports, EVENT), "schema:startDate")
    assert when.title == "when"
    assert values_of(when) == [TimeSpan(("2024-04-01",), ("2024-04-03",)), TimeSpan(("2024-04",))]
    assert [one.sources for one in when.statements] == [
        frozenset({mint("source", "nghe-an-2024-04-ru")}),
        frozenset({mint("source", "nghe-an-2024-04-en")}),
    ]
    assert not any(one.disputed for one in when.statements)


def test_two_dates_of_which_only_one_can_be_true_are_disputed() -> None:
    """Only what sources say: the claims of two sources give two years."""
    store, event = Store(), mint("event", "e")
    for number, year in enumerate(("2023", "2024")):
        graph = NamedNode(f"https://w3id.org/huunghi/graph/source/s-{number}")
        claim, date = NamedNode(mint("claim", f"c-{number}")), Literal(year)
        store.add(Quad(NamedNode(event), NamedNode(schema.startDate), date))
        for predicate, value in (
            (expand("rdf:subject"), NamedNode(event)),
            (expand("rdf:predicate"), NamedNode(schema.startDate)),
            (expand("rdf:object"), date),
            (hn.status, NamedNode(concept("status", "explicit"))),
            (rdf.type, NamedNode(hn.Claim)),
        ):
            store.add(Quad(claim, NamedNode(predicate), value, graph))
    when = group_of(read_entity(MemoryReader(store), event), "schema:startDate")
    assert [one.disputed for one in when.statements] == [True, True]


def test_what_only_the_rules_say_stands_apart(five_reports: Reader) -> None:
    directive = read_entity(five_reports, DIRECTIVE)
    assert {one.support for group in directive.entailed for one in group.statements} == {Support.RULE}
    assert all(group.key.startswith(BY_RULE) for group in directive.entailed)
    group = read_entity(five_reports, DIRECTIVE, EntitySlice(BY_RULE + "~schema:citation"))
    assert [section.title for section in group.sections] == ["What follows from this"]
    assert group.entailed == ()


def test_a_record_holds_no_claims_but_those_behind_what_it_says(five_reports: Reader) -> None:
    """Claims, places and sources are read for the rows that are shown."""
    record = read_entity(five_reports, PROGRAMME, EntitySlice("hn:signatory"))
    shown = {claim.claim for one in record.statements for claim in one.claims(record.evidence)}
    assert shown
    assert set(record.claims()) == shown
    assert {one.predicate for claims in record.evidence.claims.values() for one in claims} == {hn.signatory}


def test_every_iri_that_a_view_names_is_asked_for(five_reports: Reader) -> None:
    """With the labels of `iris`, no name is wanting of what has one."""
    record = read_entity(five_reports, PERSON)
    labels = read_labels(five_reports, record.iris())
    for one in record.statements:
        values = [one.value, *(value for _, values in one.details for value in values)]
        for value in values:
            if isinstance(value, NamedNode):
                assert labels.best(value.value, ("en", "vi")) is not None, value


def test_names_come_by_language_the_preferred_first(five_reports: Reader) -> None:
    names = read_entity(five_reports, PERSON).names
    languages = [one.name.language or "" for one in names]
    assert languages == sorted(languages)
    assert {one.name.value for one in names if one.preferred} >= {"Nguyễn Ngọc Hùng", "Nguyen Ngoc Hung"}


def test_a_group_of_many_is_counted_and_cut(high_degree: Reader) -> None:
    """Ten of each are shown; beyond a thousand the count says at least."""
    record = read_entity(high_degree, HIGH_DEGREE)
    members, tenures = (group_of(record, f"~org:organization.{kind}") for kind in ("membership", "tenure"))
    assert (len(members.statements), members.count, members.capped, members.more) == (10, 1000, True, True)
    assert (len(tenures.statements), tenures.count, tenures.capped, tenures.more) == (10, 120, False, True)
    assert not record.more


@pytest.mark.parametrize(("kind", "count"), [("tenure", 120), ("membership", 1_300)])
def test_the_pages_of_a_group_hold_each_statement_once(high_degree: Reader, kind: str, count: int) -> None:
    key, found, page, more = f"~org:organization.{kind}", [], 1, True
    while more:
        record = read_entity(high_degree, HIGH_DEGREE, EntitySlice(key, page))
        found += [one.subject for one in group_of(record, key).statements]
        page, more = page + 1, record.more
    assert len(found) == len(set(found)) == count
    assert page - 1 == -(-count // PAGE)


def test_as_of_a_day_what_had_ended_is_hidden_and_counted(high_degree: Reader) -> None:
    """A tenure that ended in 2020 does not hold in 2024; a membership without dates is known to hold on no day."""
    key = "~org:organization.tenure"
    assert group_of(read_entity(high_degree, HIGH_DEGREE, EntitySlice(key, at="2020-12-31")), key).hidden == 0
    later = group_of(read_entity(high_degree, HIGH_DEGREE, EntitySlice(key, at="2024-01-01")), key)
    assert (later.hidden, later.count) == (1, 119)
    assert mint("tenure", "m-0000") not in {one.subject for one in later.statements}
    assert (
        group_of(read_entity(high_degree, HIGH_DEGREE, EntitySlice(key, at="2009-12-31")), key).hidden == 120
    )


def test_names_and_values_are_cut_and_paged_like_anything_else(high_degree: Reader) -> None:
    whole = read_entity(high_degree, DOCUMENT)
    assert (len(whole.names), whole.names_count) == (PAGE, 70)
    second = read_entity(high_degree, DOCUMENT, EntitySlice(NAMES, 2))
    assert (len(second.names), second.more) == (20, False)
    assert not second.groups
    about = group_of(whole, "schema:about")
    assert (len(about.statements), about.count, about.more) == (20, 70, True)
    rest = read_entity(high_degree, DOCUMENT, EntitySlice("schema:about", 2))
    assert values_of(group_of(rest, "schema:about")) == [Literal(f"subject {n}") for n in range(50, 70)]


def test_other_documents_of_the_same_number_are_named(high_degree: Reader) -> None:
    same = group_of(read_entity(high_degree, DOCUMENT), "same-number")
    assert [one.subject for one in same.statements] == [mint("document", "two")]
    assert isinstance(same.statements[0], StatementRecord)
    assert same.statements[0].is_of_another


def test_what_was_put_in_without_a_claim_says_so(high_degree: Reader) -> None:
    about = group_of(read_entity(high_degree, DOCUMENT), "schema:about")
    assert {one.support for one in about.statements} == {Support.DIRECT}


@pytest.mark.parametrize(
    ("iri", "wanted", "said"),
    [
        (mint("person", "nobody"), EntitySlice(), "Nothing is known of"),
        (HIGH_DEGREE, EntitySlice("hn:nothing"), "There is no group hn:nothing"),
        (HIGH_DEGREE, EntitySlice("~org:organization.tenure", 4), "There is no page 4"),
        (DOCUMENT, EntitySlice(NAMES, 3), "There is no page 3"),
    ],
)
def test_what_there_is_not_is_not_found(
    high_degree: Reader, iri: str, wanted: EntitySlice, said: str
) -> None:
    """The error has an English text, and its template and values for other languages."""
    with pytest.raises(NotFound, match=said) as caught:
        read_entity(high_degree, iri, wanted)
    assert caught.value.values
    assert caught.value.template % caught.value.values == caught.value.message


def test_a_claim_is_described_though_the_accepted_layer_does_not(five_reports: EmbeddedReader) -> None:
    claim = read_entity(five_reports, PERSON).claims()[0]
    record = read_entity(five_reports, claim)
    assert record.classes
    assert {one.support for one in record.statements} == {Support.NONE}


def test_readers_know_nothing_of_the_web() -> None:
    """The core is usable without the web layer."""
    folder = Path(__file__).resolve().parents[3] / "queries"
    sources = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    assert len(sources) > 20
    assert not [text for text in sources if "from web" in text or "import web" in text]
