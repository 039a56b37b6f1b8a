"""The vocabulary: every term has its words in both languages, and names nothing that does not exist."""

import doctest
import re
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib.compare import isomorphic

import ontology.entailment
import ontology.iris
import ontology.prefixes
import ontology.vocabulary
from ontology.iris import BASE, HN
from ontology.kinds import CLASS_OF_KIND
from ontology.prefixes import PREFIXES, expand, shrink
from ontology.vocabulary import (
    FILES,
    FOLDER,
    FORMATS,
    SHAPES,
    Term,
    serialise,
    vocabulary,
    vocabulary_triples,
)

LANGUAGES = ("en", "vi")
OURS = [t for t in vocabulary().terms.values() if t.ours]
PUBLIC = [t for t in vocabulary().terms.values() if not t.ours]

# Terms that share a label on purpose: none. A pair goes here with its reason, never into the tests below.
EXCUSED: frozenset[tuple[str, str, str]] = frozenset()

MARKS = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.I)

# What ARCHITECTURE.md and the brief of the vocabulary name; a term that goes must go from there too.
PROMISED = tuple(
    """
Claim Source Extraction Origin ReviewDecision Tenure Term Congress Participation PolicyDocument Directive Resolution
Conclusion Regulation Decree Decision Guidance Notice Circular Plan Citation Programme Task Speech Recommendation
status confidence asOf asOfEnd printedAs reason sha256 length part decides verdict territory post seats term termOf
ordinal endedBy memberCount event agent onBehalfOf commemorates handedOver number bodyCode year implements follows
replaces citing cited candidate refersTo wording signatory signedAt givenAt addressee readingForm inverseReadingForm
fold
""".split()  # noqa: SIM905 - a block of words reads better than seventy lines
)


def ident(term: Term) -> str:
    return shrink(term.iri) if "#" in term.iri else term.iri.removeprefix(BASE)


def test_the_vocabulary_has_not_shrunk() -> None:
    """Parametrised tests below would pass over an empty file; this one would not."""
    counts = Counter(t.kind for t in OURS)
    assert counts["class"] >= 40
    assert counts["property"] >= 50
    assert counts["concept"] >= 140
    assert counts["scheme"] >= 10
    assert len(PUBLIC) >= 100


@pytest.mark.parametrize("name", PROMISED)
def test_every_promised_term_exists(name: str) -> None:
    assert HN + name in vocabulary().terms


@pytest.mark.parametrize("term", OURS, ids=ident)
def test_every_term_has_label_and_definition_in_both_languages(term: Term) -> None:
    for language in LANGUAGES:
        assert term.label[language].strip() == term.label[language] != ""
        assert term.definition[language].strip() == term.definition[language] != ""
        assert term.definition[language].endswith("."), "a definition is a sentence"
    assert set(term.label) == set(term.definition) == set(LANGUAGES)
    assert term.definition["en"] != term.definition["vi"]


@pytest.mark.parametrize("term", OURS, ids=ident)
def test_vietnamese_definitions_are_written_with_their_marks(term: Term) -> None:
    assert MARKS.search(term.definition["vi"]), term.definition["vi"]
    assert not MARKS.search(term.definition["en"].replace("BCTĐP", "").replace("NĐ-CP", "")), (
        "English is English"
    )


def test_no_two_terms_share_a_label_in_one_language() -> None:
    """Classes, properties and the concepts of each scheme are told apart by their labels."""
    seen: dict[tuple[str, str, str], str] = {}
    for term in OURS:
        group = term.scheme or term.kind
        for language in LANGUAGES:
            key = (group, language, term.label[language].casefold())
            assert key not in seen or key in EXCUSED, f"{term.iri} and {seen[key]} are both {key[2]!r}"
            seen[key] = term.iri


@pytest.mark.parametrize("term", [t for t in OURS if t.kind == "property" and t.inverse], ids=ident)
def test_inverse_reading_forms_come_in_both_languages_with_the_forward_ones(term: Term) -> None:
    assert set(term.inverse) == set(term.reading) == set(LANGUAGES)


def test_properties_between_things_can_be_read_both_ways() -> None:
    """A page lists incoming links under the inverse form; only terms about terms do without."""
    links = {t.subject.value for t in vocabulary_triples() if _is_object_property(t)}  # type: ignore[union-attr]
    without = {shrink(iri) for iri in links if not vocabulary().terms[iri].inverse}
    assert without == {"hn:participationProperty", "hn:typeConcept"}


def _is_object_property(triple: object) -> bool:
    return triple.predicate.value == expand("rdf:type") and triple.object.value == expand(
        "owl:ObjectProperty"
    )  # type: ignore[attr-defined]


@pytest.mark.parametrize("term", PUBLIC, ids=ident)
def test_public_terms_have_reading_forms_and_nothing_else(term: Term) -> None:
    """What a public term means is not ours to say."""
    assert set(term.reading) == set(LANGUAGES)
    assert set(term.inverse) in (set(), set(LANGUAGES))
    assert not term.definition
    assert not term.label
    assert not term.parents


@pytest.mark.parametrize("path", [*FILES, SHAPES], ids=lambda p: p.name)
def test_files_name_only_known_terms(path: Path) -> None:
    """Every hn: term and concept exists, and every other IRI is in a namespace of the prefix table or a licence."""
    known = vocabulary().terms
    others = ("https://w3id.org/huunghi/shapes#", "https://creativecommons.org/licenses/")
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        for node in (quad.subject, quad.predicate, quad.object):
            iri = getattr(node, "value", "") if type(node).__name__ == "NamedNode" else ""
            if iri.startswith((HN, PREFIXES["concept"])):
                assert iri in known, f"{iri} is not defined"
            elif iri:
                assert iri.startswith((BASE, *PREFIXES.values(), *others)), iri


@pytest.mark.parametrize("path", sorted((FOLDER / "rules").glob("*.rq")), ids=lambda p: p.stem)
def test_rules_name_only_known_terms(path: Path) -> None:
    text = path.read_text("utf-8")
    for name in re.findall(r"\bhn:(\w+)", text):
        assert HN + name in vocabulary().terms, name
    for concept in re.findall(r"<(https://w3id.org/huunghi/concept/[^>]+)>", text):
        assert concept in vocabulary().terms, concept


def test_parents_domains_and_ranges_of_our_terms_are_known_or_public() -> None:
    for term in OURS:
        for iri in (*term.parents, *term.domain, *term.range):
            assert iri in vocabulary().terms or not iri.startswith(BASE), f"{term.iri} names {iri}"


def test_every_class_of_a_kind_has_a_name() -> None:
    for iri in CLASS_OF_KIND.values():
        for language in LANGUAGES:
            assert vocabulary().label(iri, language)


def test_public_terms_exist_in_their_vocabularies() -> None:
    """Where rdflib carries a vocabulary whole, a term that is not in it is a slip of the pen."""
    spaces = {
        PREFIXES["org"]: rdflib.ORG,
        PREFIXES["prov"]: rdflib.PROV,
        PREFIXES["schema"]: rdflib.SDO,
        PREFIXES["foaf"]: rdflib.FOAF,
        PREFIXES["skos"]: rdflib.SKOS,
        PREFIXES["dct"]: rdflib.DCTERMS,
    }
    checked = 0
    for iri in {n.value for t in vocabulary_triples() for n in t if type(n).__name__ == "NamedNode"}:
        for start, space in spaces.items():
            if iri.startswith(start):
                assert rdflib.URIRef(iri) in space, iri
                checked += 1
    assert checked >= 80


def test_nothing_in_the_vocabulary_is_a_blank_node() -> None:
    assert not [
        t for t in vocabulary_triples() if "BlankNode" in (type(t.subject).__name__, type(t.object).__name__)
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_serialisations_read_back_as_the_same_statements(name: str) -> None:
    assert {q.triple for q in parse(serialise(name), format=FORMATS[name])} == vocabulary_triples()


def test_serialisations_are_read_by_rdflib_too() -> None:
    turtle, rdf_xml = rdflib.Graph(), rdflib.Graph()
    turtle.parse(data=serialise("turtle"), format="turtle")
    rdf_xml.parse(data=serialise("rdf-xml"), format="xml")
    assert len(turtle) == len(vocabulary_triples())
    assert isomorphic(turtle, rdf_xml)


def test_turtle_uses_the_prefixes_and_begins_each_subject_once() -> None:
    text = serialise("turtle").decode()
    assert text.count("\nhn:Claim a ") == 1
    assert "@prefix hn: <https://w3id.org/huunghi/ontology#> ." in text
    assert text.index("a owl:Ontology") < text.index("\nhn:Claim a ") < text.index("eli:LegalResource a ")


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="unknown format 'pdf'; the formats are turtle"):
        serialise("pdf")


def test_words_fall_back_to_english_and_then_to_the_name() -> None:
    said = vocabulary()
    assert said.label(HN + "Claim", "fr") == "claim"
    assert said.reading(HN + "Claim", "vi") == "khẳng định"
    assert said.label(expand("org:Post"), "vi") == "chức vụ"
    assert said.reading(HN + "number", "en", inverse=True) is None
    assert said.label("https://example.org/x", "en") is None
    assert Term("https://example.org/x#y", "class").words("vi") == "y"


def test_narrower_terms_are_found_from_the_broader_one() -> None:
    said = {t.name for t in vocabulary().narrower(HN + "PolicyDocument")}
    assert {"Directive", "Resolution", "Conclusion", "Decree"} <= said
    bodies = {t.name for t in vocabulary().narrower(PREFIXES["concept"] + "body/party-body")}
    assert {"politburo", "secretariat", "central-committee"} <= bodies


@pytest.mark.parametrize(
    "module",
    [ontology.entailment, ontology.iris, ontology.prefixes, ontology.vocabulary],
    ids=lambda m: m.__name__,
)
def test_examples_in_docstrings_hold(module: object) -> None:
    done = doctest.testmod(module)  # type: ignore[arg-type]
    assert done.attempted > 0
    assert done.failed == 0
