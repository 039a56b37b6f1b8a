"""The concept schemes: every concept stands in one scheme, under a broader concept or at the top."""

import re

import pytest
from pyoxigraph import RdfFormat, parse

from ontology.iris import concept
from ontology.prefixes import expand
from ontology.vocabulary import FOLDER, Term, vocabulary

CONCEPTS = vocabulary().of_kind("concept")
SCHEMES = {t.iri: t for t in vocabulary().of_kind("scheme")}
QUADS = list(parse(path=str(FOLDER / "schemes.ttl"), format=RdfFormat.TURTLE))


def objects(subject: str, predicate: str) -> list[str]:
    return [
        q.object.value
        for q in QUADS
        if getattr(q.subject, "value", "") == subject
        and q.predicate.value == expand(predicate)
        and hasattr(q.object, "value")
    ]


@pytest.mark.parametrize("term", CONCEPTS, ids=lambda t: t.iri.split("concept/")[1])
def test_every_concept_stands_in_one_scheme_under_its_own_name(term: Term) -> None:
    assert term.scheme in SCHEMES
    assert re.fullmatch(re.escape(term.scheme or "") + r"/[a-z0-9]+(-[a-z0-9]+)*", term.iri)
    tops = objects(term.iri, "skos:topConceptOf")
    if term.parents:
        assert not tops
        assert {vocabulary().terms[p].scheme for p in term.parents} == {term.scheme}
    else:
        assert tops == [term.scheme]


@pytest.mark.parametrize(
    "scheme",
    ["body", "document", "event", "role", "programme", "place", "citation", "status", "part", "source"],
)
def test_the_schemes_the_tables_name_are_there(scheme: str) -> None:
    assert len(vocabulary().concepts(concept(scheme, "x").removesuffix("/x"))) >= 4


@pytest.mark.parametrize(
    ("slug", "codes"),
    [
        ("directive", ("CT",)),
        ("resolution", ("NQ",)),
        ("conclusion", ("KL",)),
        ("decision", ("QĐ",)),
        ("regulation", ("QyĐ", "QĐ")),
        ("guidance", ("HD",)),
        ("decree", ("NĐ",)),
        ("circular", ("TT",)),
        ("law", ()),
    ],
)
def test_types_of_document_carry_the_codes_that_numbers_print(slug: str, codes: tuple[str, ...]) -> None:
    assert vocabulary().terms[concept("document", slug)].codes == codes


def test_two_codes_name_a_type_of_the_party_and_one_of_others() -> None:
    """QĐ is a decision and, in Party papers, a regulation; TT a circular and, of the Party, a thông tri."""
    by_code: dict[str, set[str]] = {}
    for term in CONCEPTS:
        for code in term.codes:
            by_code.setdefault(code, set()).add(term.name)
    assert {c: n for c, n in by_code.items() if len(n) > 1} == {
        "QĐ": {"decision", "regulation"},
        "TT": {"circular", "party-circular"},
    }


def test_every_type_of_document_has_its_class() -> None:
    classes = {
        q.object.value
        for q in parse(path=str(FOLDER / "huunghi.ttl"), format=RdfFormat.TURTLE)
        if q.predicate.value == expand("hn:typeConcept")
    }
    documents = {t.iri for t in vocabulary().concepts("https://w3id.org/huunghi/concept/document")}
    assert documents == {c for c in classes if "/document/" in c}


def test_chairman_and_president_are_one_role() -> None:
    chair = vocabulary().terms[concept("role", "chair")]
    assert {("en", "chairman"), ("en", "president")} <= set(chair.alternatives)
    others = {alt for t in CONCEPTS if t.scheme == chair.scheme and t != chair for alt in t.alternatives}
    assert not others & set(chair.alternatives)
