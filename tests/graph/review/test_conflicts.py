"""What contradicts is found by rule, with both sides; what only looks so is none. SPARQL finds the same."""

from collections.abc import Iterable

import pytest
from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.claims.claim import EXPLICIT, AsOf, Claim, Passage, date_literal, write
from graph.claims.materialise import materialise
from graph.review import conflicts as rules
from graph.review.conflicts import Conflict, find_conflicts
from ontology.iris import concept, mint
from ontology.terms import hn, org, schema, skos
from ontology.vocabulary import vocabulary
from queries.collection import catalogue
from queries.sparql.binding import bind

ONE, OTHER = mint("source", "one-report"), mint("source", "another-report")
POST = NamedNode(mint("post", "union-chair"))
UNION, CLUSTER = NamedNode(mint("organisation", "union")), NamedNode(mint("organisation", "cluster"))
AN, BINH = NamedNode(mint("person", "an")), NamedNode(mint("person", "binh"))
EVENT, DOCUMENT = NamedNode(mint("event", "meeting")), NamedNode(mint("document", "1-ct-tw"))
CITATION = NamedNode(mint("citation", "one"))
CHAIR = concept("role", "chair")
Said = tuple[NamedNode, str, NamedNode | Literal]


def claims(said: Iterable[Said], source: str, as_of: str = "") -> list[Claim]:
    when = AsOf.parse(as_of) if as_of else None
    return [
        Claim(Triple(s, NamedNode(p), o), source, EXPLICIT, Passage(source, n, n + 5), as_of=when)
        for n, (s, p, o) in enumerate(said)
    ]


def tenure(name: str, person: NamedNode, **dates: str) -> list[Said]:
    node = NamedNode(mint("tenure", name))
    said: list[Said] = [(node, org.member, person), (node, org.organization, UNION), (node, hn.post, POST)]
    terms = {"start": schema.startDate, "end": schema.endDate, "ended_by": hn.endedBy}
    return said + [(node, terms[name], date_literal(day)) for name, day in dates.items()]


POST_SAID: list[Said] = [(POST, org.postIn, UNION), (POST, hn.seats, Literal(1))]


def graph_of(*groups: list[Claim]) -> Store:
    store = Store()
    write(store, [claim for group in groups for claim in group])
    materialise(store, before=frozenset())
    return store


def kinds(found: Iterable[Conflict]) -> list[str]:
    return [conflict.kind for conflict in found]


def asked(store: Store) -> set[tuple[str, str]]:
    """The conflicts that the catalogue's query finds: kind and subject."""
    rows = store.query(bind(catalogue()["conflicts"], {}))
    return {(row["conflict"].value, row["subject"].value) for row in rows}  # type: ignore[index, union-attr]


HOLDERS = [
    ("both attested on one day", {"as_of": "2024-04-02"}, {"as_of": "2024-04-02"}, 1),
    ("attested on days that differ", {"as_of": "2023-04-02"}, {"as_of": "2024-04-02"}, 0),
    ("both attested in one month", {"as_of": "2024-04"}, {"as_of": "2024-04"}, 1),
    ("one between two days of the other", {"as_of": "2024-01-01/2024-12-31"}, {"as_of": "2024-04-02"}, 1),
    ("terms that overlap", {"start": "2020", "end": "2024-09-17"}, {"start": "2024-04-01", "end": "2025"}, 1),
    ("a day of handover", {"start": "2020", "end": "2024-09-17"}, {"start": "2024-09-17", "end": "2025"}, 0),
    ("a month of handover", {"start": "2020", "end": "2024-09"}, {"start": "2024-09", "end": "2025"}, 0),
    (
        "elected on the day when the other ended at the latest",
        {"as_of": "2024-09-17", "ended_by": "2024-09-17"},
        {"as_of": "2024-09-17", "start": "2024-09-17"},
        0,
    ),
    ("no known end, and a later holder", {"start": "2020", "as_of": "2020-05"}, {"start": "2024"}, 0),
]


@pytest.mark.parametrize(("one", "other", "count"), [h[1:] for h in HOLDERS], ids=[h[0] for h in HOLDERS])
def test_a_post_for_one_has_one_holder_but_on_a_day_of_handover(
    one: dict[str, str], other: dict[str, str], count: int
) -> None:
    first, second = dict(one), dict(other)
    times = first.pop("as_of", ""), second.pop("as_of", "")
    store = graph_of(
        claims(POST_SAID, ONE),
        claims(tenure("an", AN, **first), ONE, times[0]),
        claims(tenure("binh", BINH, **second), OTHER, times[1]),
    )
    found = find_conflicts(store)
    assert kinds(found) == [rules.HOLDERS] * count
    assert asked(store) == {(rules.HOLDERS, POST.value)} if count else asked(store) == set()
    for conflict in found:
        assert {conflict.one.value, conflict.other.value} == {AN, BINH}
        assert {c.source for c in conflict.one.claims} == {ONE}, "with the place of each side"
        assert {c.source for c in conflict.other.claims} == {OTHER}
    near = [NamedNode(mint("tenure", "an"))]
    assert find_conflicts(store, near) == found, "also when only one tenure is looked at"


def test_the_same_person_twice_or_in_two_bodies_is_no_conflict() -> None:
    again = tenure("an-again", AN)
    elsewhere = NamedNode(mint("post", "cluster-chair"))
    other: list[Said] = [
        (NamedNode(mint("tenure", "an-there")), org.member, AN),
        (NamedNode(mint("tenure", "an-there")), org.organization, CLUSTER),
        (NamedNode(mint("tenure", "an-there")), hn.post, elsewhere),
        (elsewhere, org.postIn, CLUSTER),
        (elsewhere, hn.seats, Literal(1)),
    ]
    day = "2024-04-02"
    store = graph_of(
        claims(POST_SAID, ONE), claims(tenure("an", AN), ONE, day), claims([*again, *other], OTHER, day)
    )
    assert find_conflicts(store) == () and asked(store) == set()


def test_a_role_that_has_one_holder_counts_for_its_posts_unless_the_post_says_otherwise() -> None:
    day = "2024-04-02"
    both = claims(tenure("an", AN), ONE, day), claims(tenure("binh", BINH), OTHER, day)
    chair: list[Said] = [(POST, org.postIn, UNION), (POST, org.role, NamedNode(CHAIR))]
    assert kinds(find_conflicts(graph_of(claims(chair, ONE), *both))) == [rules.HOLDERS]
    two = [*chair, (POST, hn.seats, Literal(2))]
    assert find_conflicts(graph_of(claims(two, ONE), *both)) == ()


def test_what_cites_was_there_after_what_it_cites() -> None:
    cites: list[Said] = [(CITATION, hn.citing, EVENT), (CITATION, hn.cited, DOCUMENT)]
    for held, issued, count in (
        ("2022-01-04", "2022-01-05", 1),
        ("2022-01", "2022-01-05", 0),
        ("2022-01-05", "2022-01-05", 0),
        ("2024", "2022", 0),
    ):
        dated: list[Said] = [
            (EVENT, schema.startDate, date_literal(held)),
            (DOCUMENT, schema.legislationDate, date_literal(issued)),
        ]
        store = graph_of(claims(cites, ONE), claims(dated, OTHER))
        assert kinds(find_conflicts(store)) == [rules.EARLIER] * count, (held, issued)
        assert len(asked(store)) == count
        for about in (EVENT, DOCUMENT, CITATION):
            assert len(find_conflicts(store, [about])) == count


def test_an_end_comes_after_its_start_and_dates_of_one_thing_overlap() -> None:
    ends: list[Said] = [
        (EVENT, schema.startDate, date_literal("2029")),
        (EVENT, schema.endDate, date_literal("2024")),
    ]
    store = graph_of(claims(ends, ONE))
    assert kinds(find_conflicts(store)) == [rules.ENDS_FIRST]
    assert asked(store) == {(rules.ENDS_FIRST, EVENT.value)}
    for one, other, count in (("2024-04", "2024-04-02", 0), ("2024-04-02", "2024-05", 1)):
        store = graph_of(
            claims([(EVENT, schema.startDate, date_literal(one))], ONE),
            claims([(EVENT, schema.startDate, date_literal(other))], OTHER),
        )
        assert kinds(find_conflicts(store)) == [rules.TWO_VALUES] * count
        assert len(asked(store)) == count


def test_a_place_and_a_place_around_it_are_no_two_places() -> None:
    town, province = NamedNode(mint("place", "vinh")), NamedNode(mint("place", "nghe-an"))
    said: list[Said] = [
        (EVENT, schema.location, town),
        (EVENT, schema.location, province),
        (town, schema.containedInPlace, province),
    ]
    assert find_conflicts(graph_of(claims(said, ONE))) == ()
    store = graph_of(claims(said[:2], ONE))
    assert kinds(find_conflicts(store)) == [rules.TWO_VALUES] and len(asked(store)) == 1


def test_a_post_is_in_the_body_of_its_tenure() -> None:
    post: list[Said] = [(POST, org.postIn, CLUSTER)]
    store = graph_of(claims([*tenure("an", AN), *post], ONE))
    assert kinds(find_conflicts(store)) == [rules.ELSEWHERE]
    assert asked(store) == {(rules.ELSEWHERE, mint("tenure", "an"))}


def test_two_holders_are_a_disagreement_of_their_sources() -> None:
    day = "2024-04-02"
    named: list[Said] = [(AN, skos.prefLabel, Literal("An", language="vi"))]
    store = graph_of(
        claims([*POST_SAID, *named], ONE),
        claims(tenure("an", AN), ONE, day),
        claims(tenure("binh", BINH), OTHER, day),
    )
    rows = list(store.query(bind(catalogue()["source-disagreements"], {})))  # type: ignore[arg-type]
    assert {(row["one"], row["other"]) for row in rows} == {(AN, BINH)}  # type: ignore[index]


def test_the_query_looks_among_the_single_valued_properties() -> None:
    text = catalogue()["conflicts"].text
    for iri in vocabulary().single_valued - {hn.endedBy}:
        name = iri.replace("#", "/").rpartition("/")[2]
        assert f":{name} " in text or f":{name}\n" in text, name


def test_the_five_reports_contradict_themselves_nowhere(five_reports: object) -> None:
    store = five_reports.opened.store  # type: ignore[attr-defined]
    assert find_conflicts(store) == () and asked(store) == set()
