"""The SHACL shapes: each passes a good example and catches what it is there to catch."""

import re

import pyshacl
import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse, serialize
from rdflib import Graph
from rdflib.namespace import RDF, SH

from ontology.entailment import entail
from ontology.prefixes import PREFIXES
from ontology.vocabulary import shapes, vocabulary_triples

SCHEMES = ("body", "document", "event", "role", "programme", "place", "citation", "status", "part")
PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + (
    "@prefix : <https://example.org/> .\n"
    + "".join(f"@prefix {s}: <https://w3id.org/huunghi/concept/{s}/> .\n" for s in SCHEMES)
)

# A small graph that has one of everything and conforms.
GOOD = """
:province a schema:Place ; skos:prefLabel 'Nghe An'@en, 'Nghệ An'@vi ; dct:type place:province .
:vietnam a schema:Place ; skos:prefLabel 'Vietnam'@en ; dct:type place:country .
:province schema:containedInPlace :vietnam .
:union a org:Organization ; skos:prefLabel 'Union'@en ; org:classification body:friendship-union ;
    hn:territory :province ; hn:memberCount 37 .
:cluster a org:Organization ; skos:prefLabel 'Cluster 1'@en ; org:classification body:cluster .
:person a foaf:Person ; skos:prefLabel 'Nguyen Van Thong'@en .
:membership a org:Membership ; org:member :union ; org:organization :cluster ; schema:startDate "2024"^^xsd:gYear .
:post a org:Post ; skos:prefLabel 'Chair'@en ; org:postIn :union ; org:role role:chair ; hn:seats 1 .
:term a hn:Term ; skos:prefLabel 'Term 2024-2029'@en ; hn:termOf :union ; hn:ordinal 6 ;
    schema:startDate "2024"^^xsd:gYear ; schema:endDate "2029"^^xsd:gYear .
:tenure a hn:Tenure ; org:member :person ; org:organization :union ; org:role role:chair ; hn:post :post ;
    hn:term :term ; hn:endedBy "2024-09-17"^^xsd:date .
:period a dct:PeriodOfTime ; skos:prefLabel '2024'@en ; schema:startDate "2024"^^xsd:gYear .
:congress a hn:Congress ; skos:prefLabel 'Sixth congress'@en ; schema:organizer :union ; hn:ordinal 6 ;
    hn:term :term ; schema:location :province ; schema:startDate "2024-09-17"^^xsd:date, "2024-09"^^xsd:gYearMonth .
:event a schema:Event ; skos:prefLabel 'Ceremony'@en ; dct:type event:signing-ceremony ; hn:commemorates :victory ;
    schema:superEvent :congress .
:victory a schema:Event ; skos:prefLabel 'Victory'@en ; dct:type event:historical-event .
:participation a hn:Participation ; hn:event :event ; hn:agent :person ; hn:participationRole role:head-of-delegation ;
    hn:onBehalfOf :province .
:document a hn:Directive ; skos:prefLabel 'Directive 12-CT/TW'@en ; schema:legislationIdentifier "12-CT/TW" ;
    hn:number 12 ; hn:bodyCode "TW" ; hn:year "2022"^^xsd:gYear ; schema:legislationDate "2022-01-05"^^xsd:date ;
    schema:legislationPassedBy :union ; hn:term :term .
:other a hn:Resolution ; skos:prefLabel 'Resolution'@en ; hn:implements :document ; hn:follows :document ;
    hn:replaces :document ; hn:amends :document ; hn:ends :document ; hn:inEffectFrom "2025-06-12"^^xsd:date ;
    hn:inEffectUntil "2026"^^xsd:gYear .
:change a hn:PlaceChange ; skos:prefLabel 'Merger into Hai Phong'@en ; hn:originalPlace :province, :vietnam ;
    hn:resultingPlace :vietnam ; schema:startDate "2025-06-12"^^xsd:date ; schema:endDate "2025-07-01"^^xsd:date ;
    hn:legalBasis :other .
:renaming a hn:Change, hn:Renaming ; skos:prefLabel 'Renaming'@en ; org:originalOrganization :cluster ;
    org:resultingOrganization :union .
:citation a hn:Citation ; hn:citing :event ; hn:cited :document ; hn:wording 'Directive 12'@en ;
    dct:type citation:short ; oa:hasTarget :passage ; hn:refersTo :congress .
:vague a hn:Citation ; hn:citing :event ; hn:wording 'new directives'@en ; dct:type citation:class ;
    oa:hasTarget :passage ; hn:candidate :document .
:programme a hn:Programme ; skos:prefLabel 'Programme'@en ; dct:type programme:action-plan ; dct:temporal :period ;
    hn:signatory :union ; hn:signedAt :event .
:task a hn:Task ; skos:prefLabel 'Task'@en ; schema:isPartOf :programme ; schema:position 1 .
:speech a hn:Speech ; skos:prefLabel 'Speech'@en ; schema:creator :person ; hn:givenAt :event .
:advice a hn:Recommendation ; skos:prefLabel 'Advice'@en ; schema:isPartOf :speech ; schema:position 2 ;
    hn:addressee :union .
:source a hn:Source, schema:NewsArticle ; skos:prefLabel 'Report'@en ; schema:inLanguage "en" ; hn:length 2000 ;
    schema:datePublished "2024-04-03"^^xsd:date ; schema:translationOfWork :original .
:original a hn:Source ; skos:prefLabel 'Original'@en ; schema:inLanguage "vi" .
:passage a oa:SpecificResource ; oa:hasSource :source ; oa:hasSelector :position, :quote ; hn:part part:caption ;
    hn:sha256 "0000000000000000000000000000000000000000000000000000000000000000" .
:position a oa:TextPositionSelector ; oa:start 10 ; oa:end 20 .
:quote a oa:TextQuoteSelector ; oa:exact "12-CT/TW" .
:claim a hn:Claim ; rdf:subject :document ; rdf:predicate hn:number ; rdf:object 12 ; hn:status status:inferred ;
    prov:wasDerivedFrom :passage ; hn:reason 'the number is printed'@en ; hn:confidence 0.9 ;
    hn:asOf "2024-04"^^xsd:gYearMonth ; hn:asOfEnd "2024-05"^^xsd:gYearMonth ; hn:printedAs '12'@en .
:plain a hn:Claim ; rdf:subject :document ; rdf:predicate hn:number ; rdf:object 12 ; hn:status status:explicit ;
    prov:wasQuotedFrom :source ; prov:wasDerivedFrom :source .
:origin a hn:Origin ; hn:fileName "x.ttl" ; hn:statements 3 ; hn:loadedAt "2024-04-03T10:00:00Z"^^xsd:dateTime ;
    hn:sha256 "0000000000000000000000000000000000000000000000000000000000000000" .
:run a hn:Extraction ; rdfs:label 'curated tables'@en ; prov:endedAtTime "2024-04-03T10:00:00Z"^^xsd:dateTime .
:decision a hn:ReviewDecision ; hn:decides :claim ; hn:verdict status:rejected .
:merging a hn:Merging ; hn:merges :province ; hn:into :document .
:undoing a hn:Undoing ; hn:undoes :decision , :merging .
"""

# shape -> things it must catch: a piece of GOOD, what stands there instead, and words of the message.
BROKEN: dict[str, list[tuple[str, str, str]]] = {
    "Claim": [
        (":plain a hn:Claim ; rdf:subject :document ;", ":plain a hn:Claim ;", "exactly one rdf:subject"),
        (
            "rdf:object 12 ; hn:status status:explicit",
            "rdf:object 12, 13 ; hn:status status:explicit",
            "rdf:object",
        ),
        ("hn:status status:explicit ;", "", "one hn:status"),
        ("hn:status status:explicit", "hn:status part:body", "one hn:status"),
        ("; prov:wasDerivedFrom :source .", ".", "prov:wasDerivedFrom a passage"),
        ("prov:wasQuotedFrom :source", "prov:wasQuotedFrom :source, :passage", "from one place"),
        ("hn:reason 'the number is printed'@en ;", "", "Say in hn:reason why"),
        ("hn:confidence 0.9", "hn:confidence 1.5", "from 0 to 1"),
        ('hn:asOf "2024-04"^^xsd:gYearMonth', 'hn:asOf "April 2024"', "Write the date"),
        ("hn:printedAs '12'@en", "hn:printedAs '12'", "Tag hn:printedAs"),
    ],
    "Passage": [
        ("oa:hasSource :source ;", "", "which one source"),
        ("oa:hasSelector :position, :quote ; hn:part part:caption ;", "", "where in its source"),
        ("hn:part part:caption", "hn:part 'caption'", "scheme of parts"),
        (
            'hn:part part:caption ;\n    hn:sha256 "00',
            'hn:part part:caption ;\n    hn:sha256 "XY',
            "64 lower-case",
        ),
    ],
    "Position": [
        ("oa:start 10", "oa:start 20", "less than oa:end"),
        ("oa:start 10", "oa:start -1", "0 or more"),
        ("oa:start 10 ;", "", "one oa:start"),
        ("oa:end 20", 'oa:end "20"', "one oa:end"),
    ],
    "Quote": [('oa:exact "12-CT/TW"', 'oa:prefix "No."', "oa:exact")],
    "Source": [
        ('schema:inLanguage "vi"', 'schema:inLanguage "Vietnamese, I think"', "language as a tag"),
        ("hn:length 2000", "hn:length 'long'", "number of code points"),
        ('"2024-04-03"^^xsd:date ; schema:tr', '"3 April" ; schema:tr', "YYYY-MM-DD"),
        ("skos:prefLabel 'Original'@en ; ", "", "Give it a name"),
    ],
    "Origin": [
        ('hn:fileName "x.ttl" ; ', "", "hn:fileName"),
        ("hn:statements 3", "hn:statements -3", "hn:statements"),
        ('"2024-04-03T10:00:00Z"^^xsd:dateTime', '"yesterday"', "hn:loadedAt"),
    ],
    "Extraction": [
        ("rdfs:label 'curated tables'@en ;", "", "Give the run an rdfs:label"),
        (
            'prov:endedAtTime "2024-04-03T10:00:00Z"^^xsd:dateTime',
            'prov:endedAtTime "noon"',
            "when the run ended",
        ),
    ],
    "ReviewDecision": [
        ("hn:decides :claim", "hn:decides :claim, :plain", "the one claim"),
        ("hn:verdict status:rejected", "hn:verdict 'no'", "one hn:verdict"),
    ],
    "Merging": [
        ("hn:merges :province", "hn:merges :province, :document", "the one thing that is merged"),
        ("hn:into :document", "hn:into 'x'", "the one thing that is kept"),
    ],
    "Undoing": [("hn:undoes :decision , :merging", "hn:undoes 'x'", "decisions that no longer stand")],
    "Organisation": [
        ("org:classification body:cluster", "org:classification 'cluster'", "kind of body"),
        ("hn:territory :province", "hn:territory :cluster", "Name a place"),
        (
            "skos:prefLabel 'Cluster 1'@en",
            "skos:prefLabel 'Cluster 1'@en, 'Group 1'@en",
            "one skos:prefLabel",
        ),
        ("hn:memberCount 37", "hn:memberCount 0", "hn:memberCount"),
    ],
    "Person": [("skos:prefLabel 'Nguyen Van Thong'@en", "foaf:age 60", "Give it a name")],
    "Membership": [
        ("org:member :union ; org:organization :cluster", "org:organization :cluster", "who is the member"),
        ("org:organization :cluster", "org:organization :province", "which one body"),
        (
            "org:member :union ; org:organization :cluster",
            "org:member :union, :person ; org:organization :cluster",
            "one person",
        ),
        ('schema:startDate "2024"^^xsd:gYear .\n:post', 'schema:startDate "2024" .\n:post', "Write the date"),
    ],
    "Post": [
        ("org:postIn :union ; org:role role:chair", "org:postIn :union", "post's role"),
        ("org:postIn :union ;", "", "which body the post is in"),
        ("hn:seats 1", "hn:seats 0", "hn:seats"),
    ],
    "Tenure": [
        (
            "org:member :person ; org:organization :union",
            "org:member :cluster ; org:organization :union",
            "a person's",
        ),
        ("hn:post :post ;", "", "the post that is held"),
        ("hn:term :term ; hn:endedBy", "hn:term :period ; hn:endedBy", "term of office"),
        ('hn:endedBy "2024-09-17"^^xsd:date', 'hn:endedBy "autumn"', "Write the date"),
    ],
    "Term": [
        ("hn:termOf :union ; ", "", "whose term"),
        ("hn:termOf :union ; hn:ordinal 6", "hn:termOf :union ; hn:ordinal 'VI'", "hn:ordinal"),
    ],
    "Period": [("skos:prefLabel '2024'@en ;", "", "Give it a name")],
    "Event": [
        ("dct:type event:signing-ceremony", "dct:type 'ceremony'", "kind of event"),
        ("schema:location :province", "schema:location 'Vinh'", "Name a place"),
        ("hn:commemorates :victory", "hn:commemorates :province", "Name an event"),
        ('"2024-09"^^xsd:gYearMonth', '"2024-09"', "Write the date"),
        ("schema:superEvent :congress", "schema:superEvent :union", "Name an event"),
    ],
    "Congress": [
        ("schema:organizer :union ; ", "", "whose congress"),
        ("schema:organizer :union ; hn:ordinal 6", "schema:organizer :union ; hn:ordinal -6", "hn:ordinal"),
        ("hn:term :term ; schema:location", "hn:term :period ; schema:location", "the congress opens"),
    ],
    "Participation": [
        ("hn:event :event ; hn:agent", "hn:agent", "Name the event"),
        ("hn:agent :person", "hn:agent :province", "who takes part"),
        ("hn:participationRole role:head-of-delegation ;", "", "Name the part taken"),
        ("hn:onBehalfOf :province", "hn:onBehalfOf :event", "a body or a place"),
    ],
    "PolicyDocument": [
        ('"12-CT/TW" ;\n', '"12-CT/TW"@vi ;\n', "number and code as text"),
        ("hn:number 12 ;", "hn:number '12a' ;", "hn:number"),
        ('"2022"^^xsd:gYear', "2022", "hn:year"),
        ('"2022-01-05"^^xsd:date', '"5 January 2022"', "Write the date"),
        ("schema:legislationPassedBy :union", "schema:legislationPassedBy 'Secretariat'", "Name a body"),
        ("hn:implements :document", "hn:implements :programme", "Name a document"),
        (":other a hn:Resolution", ":other a hn:PolicyDocument", "type of the document"),
        ("hn:amends :document", "hn:amends :union", "hn:amends"),
        ("hn:ends :document", "hn:ends :union", "hn:ends"),
        ('hn:inEffectFrom "2025-06-12"^^xsd:date', 'hn:inEffectFrom "at once"', "Write the date"),
        ('hn:inEffectUntil "2026"^^xsd:gYear', 'hn:inEffectUntil "2026"', "Write the date"),
    ],
    "Citation": [
        ("hn:citing :event ; hn:wording", "hn:citing 'event' ; hn:wording", "what cites"),
        ("hn:wording 'new directives'@en ;", "", "words of the citation"),
        ("dct:type citation:class ;", "", "kind of citation"),
        ("dct:type citation:short ; oa:hasTarget :passage", "dct:type citation:short", "at which passage"),
        ("hn:cited :document", "hn:cited :congress", "no single one"),
        ("hn:candidate :document", "hn:candidate :congress", "hn:candidate"),
    ],
    "Programme": [
        ("dct:type programme:action-plan ;", "", "kind of programme"),
        ("dct:temporal :period", "dct:temporal '2024'", "period or a term"),
        ("hn:signatory :union", "hn:signatory :province", "hn:signatory"),
        ("hn:signedAt :event", "hn:signedAt :province", "hn:signedAt"),
    ],
    "Task": [
        ("schema:isPartOf :programme ;", "", "programme that the task belongs to"),
        ("schema:position 1", "schema:position 0", "the task's place"),
    ],
    "Speech": [
        ("schema:creator :person", "schema:creator :province", "the speaker"),
        ("hn:givenAt :event", "hn:givenAt :province", "hn:givenAt"),
    ],
    "Recommendation": [
        (
            "schema:isPartOf :speech ; schema:position 2",
            "schema:position 2",
            "speech that the recommendation",
        ),
        ("schema:position 2", "schema:position 'second'", "the recommendation's place"),
        ("hn:addressee :union", "hn:addressee :province", "hn:addressee"),
    ],
    "Place": [
        ("dct:type place:country", "dct:type 'country'", "kind of place"),
        ("schema:containedInPlace :vietnam", "schema:containedInPlace :union", "schema:containedInPlace"),
    ],
    "Change": [
        ("hn:originalPlace :province, :vietnam ;", "", "what was changed"),
        ("org:resultingOrganization :union .", "dct:relation :union .", "what it became"),
        ("hn:originalPlace :province", "hn:originalPlace :union", "hn:originalPlace"),
        ("hn:resultingPlace :vietnam", "hn:resultingPlace :union", "hn:resultingPlace"),
        (
            "org:originalOrganization :cluster",
            "org:originalOrganization :province",
            "org:originalOrganization",
        ),
        (
            "org:resultingOrganization :union",
            "org:resultingOrganization :person",
            "org:resultingOrganization",
        ),
        ("hn:legalBasis :other", "hn:legalBasis :union", "hn:legalBasis"),
        ('"2025-07-01"^^xsd:date', '"July"', "Write the date"),
    ],
    "Concept": [
        (":origin a hn:Origin", ":concept a skos:Concept . :origin a hn:Origin", "concept a skos:prefLabel")
    ],
}
CASES = [(shape, *case) for shape, cases in BROKEN.items() for case in cases]

RULES_GRAPH = Graph().parse(data=shapes(), format="turtle")


# Of the vocabulary the shapes need no more than that a concept is one and has a name; the rest would only take time.
CONCEPT = "https://w3id.org/huunghi/concept/"
NEEDED = [
    t
    for t in vocabulary_triples()
    if str(t.subject).startswith(f"<{CONCEPT}") and t.predicate.value.endswith(("#type", "prefLabel"))
]


def messages(turtle: str) -> list[str]:
    """Entail, validate, and return the messages, as publishing does."""
    store = Store()
    store.extend(Quad(*t) for t in vocabulary_triples())
    stated = [q.triple for q in parse((PROLOGUE + turtle).encode(), format=RdfFormat.TURTLE)]
    store.extend(Quad(*t) for t in stated)
    said = [*stated, *(t for t in entail(store) if "example.org" in str(t.subject))]
    spoken_of = {t.object for t in said}
    said += [t for t in NEEDED if t.subject in spoken_of]
    data = Graph().parse(data=serialize(said, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    _, results, _ = pyshacl.validate(data, shacl_graph=RULES_GRAPH, inference="none")
    assert isinstance(results, Graph)
    return sorted({str(m) for m in results.objects(None, SH.resultMessage)})


def test_the_shapes_are_themselves_well_formed() -> None:
    """pySHACL checks the shapes against the shapes of SHACL."""
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=RULES_GRAPH, meta_shacl=True)
    assert conforms, text


def test_a_good_graph_conforms() -> None:
    assert messages(GOOD) == []


def test_every_shape_has_broken_examples() -> None:
    names = {str(s).rsplit("#", 1)[1] for s in RULES_GRAPH.subjects(RDF.type, SH.NodeShape)}
    assert names == set(BROKEN)


def test_every_property_of_a_shape_says_what_to_do() -> None:
    for shape in RULES_GRAPH.objects(None, SH.property):
        if (shape, SH.minCount, None) in RULES_GRAPH and (shape, SH.message, None) not in RULES_GRAPH:
            assert (None, SH["or"], None) in RULES_GRAPH  # the branch of a choice; the choice has the message
            continue
        said = [str(m) for m in RULES_GRAPH.objects(shape, SH.message)] or [""]
        assert said[0].endswith(".") or (shape, SH.hasValue, None) in RULES_GRAPH, RULES_GRAPH.value(
            shape, SH.path
        )


def test_only_provenance_is_bounded_in_number() -> None:
    """Sources may disagree about any fact, so a maximum stands only on claims, passages and decisions; and on the two
    ends of a membership, which are functional in ORG: two values would be one thing."""
    bounded = {
        str(s).rsplit("#", 1)[1]
        for s, p in RULES_GRAPH.subject_objects(SH.property)
        if (p, SH.maxCount, None) in RULES_GRAPH
    }
    assert bounded == {"Claim", "Membership", "Merging", "Passage", "Position", "ReviewDecision"}


@pytest.mark.parametrize(
    ("shape", "piece", "instead", "words"),
    CASES,
    ids=[f"{c[0]}-{re.sub(r'[^a-z]+', '-', c[3].lower())}" for c in CASES],
)
def test_a_broken_example_is_caught(shape: str, piece: str, instead: str, words: str) -> None:
    assert GOOD.count(piece) >= 1, f"the example for {shape} is gone from the good graph"
    found = messages(GOOD.replace(piece, instead, 1))
    assert [m for m in found if words in m], found
