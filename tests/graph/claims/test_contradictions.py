"""What is put in by hand and contradicts what claims say is refused with both sides; everything else goes in."""

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.asserted import put_in
from graph.errors import Contradiction
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.prefixes import PREFIXES, expand
from queries.sparql.update import run_update

PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
PERSON = "<" + mint("person", "nguyen-ngoc-hung") + ">"


def update(versions: VersionStore, text: str) -> None:
    with versions.change(note="update") as change:
        run_update(change.store, PREFIX + text)


def name_of(versions: VersionStore) -> str:
    with versions.require_current().open() as opened:
        rows = opened.store.query(
            f'{PREFIX} SELECT ?n {{ {PERSON} skos:prefLabel ?n FILTER(LANG(?n) = "en") }}'
        )
        return next(iter(rows))["n"].value  # type: ignore[union-attr,arg-type]


@pytest.mark.parametrize(
    "text",
    [
        f'INSERT DATA {{ {PERSON} skos:prefLabel "Somebody Else"@en }}',
        f'DELETE {{ {PERSON} skos:prefLabel ?n }} INSERT {{ {PERSON} skos:prefLabel "Somebody Else"@en }} '
        f"WHERE {{ {PERSON} skos:prefLabel ?n }}",
        f"DELETE WHERE {{ {PERSON} skos:prefLabel ?n }} ; "
        f'INSERT DATA {{ {PERSON} skos:prefLabel "Somebody Else"@en }}',
    ],
)
def test_a_second_preferred_name_is_refused_with_both_names_and_the_claims(
    five_reports_copy: VersionStore, text: str
) -> None:
    name = name_of(five_reports_copy)
    with pytest.raises(Contradiction) as caught:
        update(five_reports_copy, text)
    assert "Somebody Else" in caught.value.message
    assert name in caught.value.message
    assert "claim/" in caught.value.message
    assert "graph/source/" in caught.value.message
    assert "huunghi review" in caught.value.hint
    assert five_reports_copy.numbers() == [1], "nothing is half done"


def test_a_second_member_of_a_tenure_is_refused(five_reports_copy: VersionStore) -> None:
    with pytest.raises(Contradiction, match=r"org:member"):
        update(
            five_reports_copy,
            f"INSERT {{ ?tenure org:member <urn:x> }} WHERE {{ ?tenure a hn:Tenure ; org:member {PERSON} }}",
        )


@pytest.mark.parametrize(
    "text",
    [
        f'INSERT DATA {{ {PERSON} skos:prefLabel "Nguyễn Ngọc Hùng"@cs }}',
        f'INSERT DATA {{ {PERSON} skos:altLabel "Hung"@en, "Mr Hung"@en ; <urn:p> 1, 2 }}',
        'INSERT DATA { <urn:own> skos:prefLabel "One"@en, "Two"@en ; org:member <urn:a>, <urn:b> }',
        f"INSERT {{ {PERSON} skos:prefLabel ?n }} WHERE {{ {PERSON} skos:prefLabel ?n }}",
    ],
)
def test_what_contradicts_no_claim_goes_in(five_reports_copy: VersionStore, text: str) -> None:
    update(five_reports_copy, text)
    assert five_reports_copy.numbers() == [1, 2]


def test_a_graph_put_over_the_protocol_is_asked_the_same(five_reports_copy: VersionStore) -> None:
    label = NamedNode(expand("skos:prefLabel"))
    given = Triple(NamedNode(PERSON[1:-1]), label, Literal("Somebody Else", language="en"))
    with five_reports_copy.change(note="put") as change, pytest.raises(Contradiction):
        put_in(change.store, [given])
