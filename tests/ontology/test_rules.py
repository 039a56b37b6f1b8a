"""The entailment rules: each states what its line in the list says, and together they come to an end."""

import re
from typing import Any

import pytest
from pyoxigraph import Quad, RdfFormat, Store, Triple, parse
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import URIRef, Variable

from ontology.entailment import RULES, Rule, entail, parse_rule, rules
from ontology.prefixes import PREFIXES
from ontology.vocabulary import vocabulary_triples

PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + (
    "@prefix : <https://example.org/> .\n@prefix role: <https://w3id.org/huunghi/concept/role/> .\n"
    "@prefix body: <https://w3id.org/huunghi/concept/body/> .\n"
    "@prefix document: <https://w3id.org/huunghi/concept/document/> .\n"
    "@prefix kind: <https://w3id.org/huunghi/concept/event/> .\n"
)

# rule -> (what is stated, exactly what the rule alone entails of it)
GOLDEN = {
    "acts-of-the-state": (
        """:assembly org:classification body:national-assembly . :party org:classification body:secretariat .
           :new schema:legislationPassedBy :assembly ; hn:replaces :old ; hn:amends :law ; hn:ends :last, :guidance ;
               hn:inEffectFrom "2025-06-12"^^xsd:date ; hn:inEffectUntil "2026-01-31"^^xsd:date .
           :old schema:legislationPassedBy :assembly . :law schema:legislationPassedBy :assembly .
           :last schema:legislationPassedBy :assembly . :guidance schema:legislationPassedBy :party .
           :directive schema:legislationPassedBy :party ; hn:replaces :guidance ;
               hn:inEffectFrom "2022"^^xsd:gYear .""",
        """:new eli:repeals :old, :last ; eli:amends :law ; eli:first_date_entry_in_force "2025-06-12"^^xsd:date ;
               eli:date_no_longer_in_force "2026-01-31"^^xsd:date .""",
    ),
    "begun-and-ended": (
        """:m hn:originalPlace :hai-duong, :hai-phong ; hn:resultingPlace :hai-phong ;
               schema:endDate "2025-07-01"^^xsd:date .
           :some-day hn:originalPlace :x ; hn:resultingPlace :y .
           :renaming org:originalOrganization :one ; org:resultingOrganization :two ;
               schema:endDate "2025"^^xsd:gYear .""",
        """:hai-duong hn:endedBy "2025-07-01"^^xsd:date .
           :one hn:endedBy "2025"^^xsd:gYear . :two schema:startDate "2025"^^xsd:gYear .""",
    ),
    "changes": (
        ":m org:originalOrganization :a, :b ; org:resultingOrganization :b .",
        """:m a org:ChangeEvent ; prov:used :a, :b ; prov:generated :b .
           :a org:changedBy :m . :b org:changedBy :m ; org:resultedFrom :m .""",
    ),
    "citations": (
        ":c hn:citing :event ; hn:cited :d . :vague hn:citing :event ; hn:wording 'new directives'@en .",
        ":event schema:citation :d .",
    ),
    "citations-between-documents": (
        """:assembly org:classification body:national-assembly . :party org:classification body:secretariat .
           :a schema:legislationPassedBy :assembly . :b schema:legislationPassedBy :assembly .
           :directive schema:legislationPassedBy :party . :event a schema:Event .
           :c1 hn:citing :a ; hn:cited :b, :directive . :c2 hn:citing :event, :directive ; hn:cited :b .""",
        ":a eli:cites :b .",
    ),
    "cluster-collaboration": (
        ":one org:classification body:cluster . :two org:classification body:press .",
        ":one a org:OrganizationalCollaboration .",
    ),
    "document-types": (
        ":d a hn:PolicyDocument ; dct:type document:directive . :e a schema:Event ; dct:type kind:congress .",
        ":d eli:type_document document:directive ; schema:legislationType document:directive .",
    ),
    "elected-at": (
        """:t a hn:Tenure ; prov:wasGeneratedBy :election . :committee prov:wasGeneratedBy :election .
           :election a schema:Event . :claim a hn:Claim ; prov:wasGeneratedBy :run .""",
        ":election prov:generated :t, :committee .",
    ),
    "eli-equivalents": (
        """:d schema:legislationIdentifier "12-CT/TW" ; schema:legislationDate "2022-01-05"^^xsd:date ;
           schema:legislationPassedBy :secretariat .""",
        ':d eli:id_local "12-CT/TW" ; eli:date_document "2022-01-05"^^xsd:date ; eli:passed_by :secretariat .',
    ),
    "labels": (
        ":x skos:prefLabel 'Nghệ An'@vi, 'Nghe An'@en ; skos:altLabel 'Нге Ан'@ru .",
        ":x rdfs:label 'Nghệ An'@vi, 'Nghe An'@en .",
    ),
    "member-of": (
        ":m org:member :hanoi ; org:organization :cluster .",
        ":hanoi org:memberOf :cluster .",
    ),
    "parts": (":task schema:isPartOf :programme .", ":programme schema:hasPart :task ."),
    "signed-there": (
        ":p hn:signatory :union ; hn:signedAt :e . :q hn:signatory :other .",
        ":e schema:attendee :union .",
    ),
    "spoke-there": (
        ":s schema:creator :hung ; hn:givenAt :e . :p schema:creator :union .",
        ":e schema:performer :hung .",
    ),
    "participants": (
        """:p1 hn:event :e ; hn:agent :hung ; hn:participationRole role:speaker .
           :p2 hn:event :e ; hn:agent :union ; hn:participationRole role:organiser .
           :p3 hn:event :e ; hn:agent :winner ; hn:participationRole role:elected .""",
        ":e schema:attendee :hung ; schema:performer :hung ; schema:organizer :union .",
    ),
    "public-types": (
        ":o a org:Organization . :p a foaf:Person .",
        ":o a schema:Organization . :p a schema:Person .",
    ),
    "relation-labels": (
        """:thong skos:prefLabel 'Nguyễn Văn Thông'@vi, 'Nguyen Van Thong'@en . :union skos:prefLabel 'Union'@en .
           :chair skos:prefLabel 'Chủ tịch'@vi . :event skos:prefLabel 'Ceremony'@en .
           :t org:member :thong ; org:organization :union ; hn:post :chair .
           :m org:member :thong ; org:organization :union .
           :p hn:agent :thong ; hn:event :event .
           :named hn:agent :thong ; hn:event :event ; skos:prefLabel 'The head of the delegation'@en .
           :c hn:wording 'новой Директивы'@ru .""",
        """:t rdfs:label 'Nguyễn Văn Thông · Chủ tịch'@vi . :m rdfs:label 'Nguyen Van Thong · Union'@en .
           :p rdfs:label 'Nguyen Van Thong · Ceremony'@en . :c rdfs:label 'новой Директивы'@ru .""",
    ),
    "replaced": (
        """:m hn:originalPlace :hai-duong, :hai-phong ; hn:resultingPlace :hai-phong ;
               schema:endDate "2025-07-01"^^xsd:date .
           :some-day hn:originalPlace :x ; hn:resultingPlace :y .
           :split org:originalOrganization :one ; org:resultingOrganization :two, :three ;
               schema:endDate "2025"^^xsd:gYear .
           :new hn:replaces :old .""",
        """:hai-duong dct:isReplacedBy :hai-phong . :hai-phong dct:replaces :hai-duong .
           :one dct:isReplacedBy :two, :three . :two dct:replaces :one . :three dct:replaces :one .
           :old dct:isReplacedBy :new . :new dct:replaces :old .""",
    ),
    "super-classes": (
        ":t a hn:Tenure . :d a hn:Directive .",
        ":t a org:Membership . :d a hn:PolicyDocument, schema:Legislation, eli:LegalResource .",
    ),
    "super-properties": (
        ":c hn:cited :d . :p hn:signatory :u . :a hn:implements :b . :a hn:number 12 .",
        ":c oa:hasBody :d . :p schema:contributor :u . :a eli:related_to :b .",
    ),
    "temporal-coverage": (
        """:plan dct:temporal :term . :term schema:startDate "2024"^^xsd:gYear ; schema:endDate "2029"^^xsd:gYear .
           :calls dct:temporal :year . :year schema:startDate "2024"^^xsd:gYear ; schema:endDate "2024"^^xsd:gYear .
           :open dct:temporal :since . :since schema:startDate "2024"^^xsd:gYear .""",
        ":plan schema:temporalCoverage '2024/2029' . :calls schema:temporalCoverage '2024' .",
    ),
    "type-concepts": (
        ":d a hn:Directive . :r dct:type document:resolution . :e dct:type kind:workshop .",
        ":d dct:type document:directive . :r a hn:Resolution .",
    ),
}


def triples(turtle: str) -> set[Triple]:
    return {q.triple for q in parse((PROLOGUE + turtle).encode(), format=RdfFormat.TURTLE)}


def scratch(turtle: str) -> Store:
    store = Store()
    store.extend(Quad(*t) for t in (*vocabulary_triples(), *triples(turtle)))
    return store


VOCABULARY_ALONE = frozenset(entail(scratch("")))


def entailed(turtle: str, *names: str) -> set[Triple]:
    """What the rules of these names (all, where none is given) entail of some Turtle, the vocabulary's own apart."""
    wanted = tuple(r for r in rules() if r.name in names) if names else None
    return set(entail(scratch(turtle), using=wanted)) - VOCABULARY_ALONE


def test_every_rule_has_an_example_and_a_line_in_the_list() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \|", (RULES / "README.md").read_text("utf-8"), re.M)
    assert sorted(GOLDEN) == sorted(listed) == [r.name for r in rules()]


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_the_rule_states_what_its_example_shows_and_no_more(name: str) -> None:
    stated, expected = GOLDEN[name]
    assert entailed(stated, name) == triples(expected)


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_the_rules_together_add_nothing_to_what_they_have_made(name: str) -> None:
    """A second run over the result of the first finds nothing, and the first says nothing twice."""
    store = scratch(GOLDEN[name][0])
    before = {q.triple for q in store}
    first = entail(store)
    assert len(first) == len(set(first))
    assert not before & set(first)
    assert {q.triple for q in store} == before | set(first)
    assert entail(store) == []


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.name)
def test_the_header_says_which_predicates_the_patterns_match(rule: Rule) -> None:
    """A rule that reads more than it says would not run again when it should."""
    found: set[str] = set()
    for pattern in patterns_in(translateQuery(parseQuery(rule.text)).algebra.p):
        found.add(str(pattern[1]) if isinstance(pattern[1], URIRef) else "*")
    assert found
    assert rule.reads == (None if "*" in found else found)


@pytest.mark.parametrize("rule", [r for r in rules() if r.rests], ids=lambda r: r.name)
def test_what_a_shortcut_rests_on_is_what_its_query_matches_of_one_relation(rule: Rule) -> None:
    matched = {
        tuple(f"?{term}" if isinstance(term, Variable) else str(term) for term in pattern)
        for pattern in patterns_in(translateQuery(parseQuery(rule.text)).algebra.p)
    }
    assert set(rule.rests) <= matched
    assert len({subject for subject, _, _ in rule.rests}) == 1


def patterns_in(node: Any) -> list[Any]:
    """The patterns of a query, those of its filters among them."""
    if isinstance(node, CompValue):
        own = list(node.get("triples") or ()) if node.name in ("BGP", "TriplesBlock") else []
        if node.name == "TriplesBlock":  # inside EXISTS, where rdflib leaves the patterns as they were parsed
            flat = [term for block in own for term in block]
            own = [tuple(flat[i : i + 3]) for i in range(0, len(flat), 3)]
        return own + [p for key, part in node.items() if key != "triples" for p in patterns_in(part)]
    if isinstance(node, list):
        return [p for part in node for p in patterns_in(part)]
    return []


def test_rules_build_on_one_another() -> None:
    """A directive that cites another is legislation that cites one, by the concept of its type alone."""
    found = entailed(
        """:new dct:type document:directive . :old dct:type document:directive .
           :c a hn:Citation ; hn:citing :new ; hn:cited :old ."""
    )
    expected = triples(
        """:new a schema:Legislation ; schema:citation :old ;
               eli:type_document document:directive .
           :c a oa:Annotation ; oa:hasBody :old ."""
    )
    assert expected <= found


def test_an_unresolved_citation_entails_no_citation() -> None:
    found = entailed(":c a hn:Citation ; hn:citing :e ; hn:candidate :d ; hn:wording 'Directive 12'@en .")
    assert not {t for t in found if t.predicate.value.endswith(("#cites", "/citation", "#hasBody"))}


def test_a_congress_is_an_event_of_that_kind() -> None:
    found = entailed(":sixth a hn:Congress .")
    assert found == triples(":sixth a schema:Event ; dct:type kind:congress .")


def test_rules_read_no_named_graph() -> None:
    store = scratch("")
    for triple in triples(":m org:member :a ; org:organization :b ."):
        store.add(Quad(*triple, triple.subject))  # type: ignore[arg-type]
    assert set(entail(store)) == VOCABULARY_ALONE


def test_no_rules_entail_nothing() -> None:
    assert entail(scratch(":t a hn:Tenure ."), using=()) == []


def test_a_blank_node_of_the_data_may_be_spoken_of() -> None:
    found = entail(scratch("[] a hn:Tenure ."), using=tuple(r for r in rules() if r.name == "super-classes"))
    assert any(t.object.value.endswith("org#Membership") for t in found if hasattr(t.object, "value"))


BAD_HEAD = "# title: T\n# why: W\n# reads: *\n"


def test_a_rule_that_makes_blank_nodes_is_refused() -> None:
    rule = parse_rule("bad", BAD_HEAD + "CONSTRUCT { [] a ?c } WHERE { ?s a ?c }")
    with pytest.raises(ValueError, match="rule bad makes blank nodes"):
        entail(scratch(":x a :y ."), using=(rule,))


def test_a_rule_that_never_ends_is_stopped() -> None:
    rule = parse_rule(
        "longer",
        BAD_HEAD + "CONSTRUCT { ?s <x:p> ?more } WHERE { ?s <x:p> ?n BIND (CONCAT(STR(?n), 'x') AS ?more) }",
    )
    with pytest.raises(ValueError, match="still add statements after 50 rounds"):
        entail(scratch(":x <x:p> 'x' ."), using=(rule,))


def test_a_query_that_constructs_nothing_is_refused() -> None:
    rule = parse_rule("asks", BAD_HEAD + "ASK { ?s ?p ?o }")
    with pytest.raises(ValueError, match="rule asks is no CONSTRUCT query"):
        entail(scratch(""), using=(rule,))


@pytest.mark.parametrize("missing", ["title", "why", "reads"])
def test_a_header_without_a_line_is_refused(missing: str) -> None:
    text = "".join(line for line in BAD_HEAD.splitlines(keepends=True) if not line.startswith(f"# {missing}"))
    with pytest.raises(ValueError, match=f"rule r: the header says no {missing}"):
        parse_rule("r", text + "ASK {}")
