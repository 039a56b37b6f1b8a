"""What follows from where citations stand and from how sources were read: derived claims, kept up with the others."""

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.claims.claim import EXPLICIT, INFERRED, PROPOSED, Claim, Passage, read_one
from graph.claims.containment import RUN as CONTAINMENT
from graph.claims.inference import put_inferences
from graph.claims.materialise import ENTAILED, derive
from graph.claims.publish import Run, put_claims
from graph.claims.silence import RUN as SILENCE
from graph.claims.sources import withdraw
from graph.review.decisions import Reviewer, accept, merge, reject, undo
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from ontology.iris import concept, mint, source_graph
from ontology.prefixes import PREFIXES, expand

LAN = Reviewer("Lan")
REPORT, EDITORS = mint("source", "report"), mint("source", "editors")
RUN = Run(mint("run", "test"), "a test")
CITATION = mint("citation", "c")
TASK, PROGRAMME, OTHER = mint("task", "t"), mint("programme", "p"), mint("programme", "other")
EVENT, DOCUMENT, READING = mint("event", "e"), mint("document", "12-ct-tw"), mint("run", "reading")

Object = NamedNode | Literal


def node(name: str) -> NamedNode:
    return NamedNode(expand(name))


def said(
    subject: str,
    predicate: str,
    value: str | Object,
    place: tuple[int, int] | None = (10, 20),
    status: str = EXPLICIT,
    source: str = REPORT,
) -> Claim:
    object_ = NamedNode(value) if isinstance(value, str) else value
    passage = Passage(source, *place) if place else None
    reason = "so it seems" if status == INFERRED else None
    triple = Triple(NamedNode(subject), node(predicate), object_)
    return Claim(triple, source, status=status, passage=passage, reason=reason, run=RUN.iri)


def citing(place: tuple[int, int] = (110, 120), *, cited: bool = True) -> list[Claim]:
    target = Passage(REPORT, *place).iri
    claims = [
        said(CITATION, "oa:hasTarget", target, place),
        said(CITATION, "hn:citing", EVENT, place),
        said(CITATION, "hn:wording", Literal("Directive 12-CT/TW", language="en"), place),
    ]
    return [*claims, said(CITATION, "hn:cited", DOCUMENT, place)] if cited else claims


def position(status: str = EXPLICIT) -> Claim:
    number = Literal("1", datatype=node("xsd:integer"))
    return said(TASK, "schema:position", number, (100, 200), status)


def task(place: tuple[int, int] = (100, 200), status: str = EXPLICIT) -> Claim:
    return said(TASK, "schema:isPartOf", PROGRAMME, place, status)


def programme(slug: str = PROGRAMME) -> Claim:
    return said(slug, "dct:type", concept("programme", "cooperation-programme"), (90, 99))


def reading(*, extent: str = "whole", status: str = EXPLICIT) -> list[Claim]:
    return [
        said(READING, "prov:used", REPORT, None, status, EDITORS),
        said(READING, "hn:lookedFor", expand("hn:Citation"), None, status, EDITORS),
        said(READING, "hn:extent", concept("extent", extent), None, status, EDITORS),
    ]


def named(*things: str) -> list[Claim]:
    return [
        said(one, "skos:prefLabel", Literal(one.rpartition("/")[2], language="en"), None, source=EDITORS)
        for one in things
    ]


def source(iri: str) -> list[Claim]:
    return [
        said(iri, "rdf:type", expand("schema:NewsArticle"), None, source=iri),
        said(iri, "dct:title", Literal("A report", language="en"), None, source=iri),
        said(iri, "schema:inLanguage", Literal("en"), None, source=iri),
        said(iri, "dct:type", concept("source", "news-report"), None, source=iri),
    ]


BACKGROUND = [
    *source(REPORT),
    *source(EDITORS),
    *named(REPORT, EDITORS, TASK, PROGRAMME, OTHER, EVENT, DOCUMENT),
    said(CITATION, "dct:type", concept("citation", "full"), (110, 120)),
    said(DOCUMENT, "schema:legislationIdentifier", Literal("12-CT/TW"), None, source=EDITORS),
    said(DOCUMENT, "dct:type", concept("document", "directive"), None, source=EDITORS),
    said(EVENT, "dct:type", concept("event", "ceremony"), None, source=EDITORS),
    said(READING, "rdf:type", expand("hn:Extraction"), None, source=EDITORS),
    said(READING, "rdfs:label", Literal("A reading", language="en"), None, source=EDITORS),
]


def load(versions: VersionStore, *claims: Claim | list[Claim]) -> None:
    flat = [one for some in claims for one in (some if isinstance(some, list) else [some])]
    put_claims(versions, [*BACKGROUND, *flat], run=RUN, note="test", complete=False)


def ask(versions: VersionStore, query: str) -> list[tuple[str, ...]]:
    prefixes = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    found = EmbeddedReader.current(versions).select(prefixes + query)
    return sorted(tuple(cell.value if cell is not None else "" for cell in row) for row in found.rows)  # type: ignore[union-attr]


def cites(versions: VersionStore) -> set[str]:
    """What makes the citation, as far as it is accepted."""
    return {row[0] for row in ask(versions, f"SELECT ?citing {{ <{CITATION}> hn:citing ?citing }}")}


def silent(versions: VersionStore) -> set[str]:
    return {row[0] for row in ask(versions, f"SELECT ?p {{ <{REPORT}> hn:silentOn ?p }}")}


def is_derived(versions: VersionStore) -> bool:
    """Whether the store holds what deriving everything anew gives, the derived claims among it."""
    with versions.require_current().open() as opened:
        derived = derive(opened.store)
        default = {q.triple for q in opened.store.quads_for_pattern(None, None, None, DefaultGraph())}
        entailed = {q.triple for q in opened.store.quads_for_pattern(None, None, None, ENTAILED)}
    with versions.change(note="look") as change:
        again = put_inferences(change.store)
        change.keep_nothing()
    return (default, entailed) == (set(derived.all), derived.entailed | derived.records) and not (
        again.added or again.removed
    )


def test_words_inside_a_task_are_the_tasks_and_its_programmes(versions: VersionStore) -> None:
    load(versions, citing(), task(), programme())
    assert cites(versions) == {EVENT, TASK, PROGRAMME}
    inner, outer = Passage(REPORT, 110, 120).iri, Passage(REPORT, 100, 200).iri
    pairs = "GRAPH ?g { ?c rdf:predicate hn:citing ; prov:wasDerivedFrom ?in, ?out . ?in hn:within ?out }"
    assert ask(versions, f"SELECT DISTINCT ?in ?out {{ {pairs} }}") == [(inner, outer)]


def test_the_claim_rests_on_both_passages_the_document_and_the_task(versions: VersionStore) -> None:
    (cited,) = (one for one in citing() if one.triple.predicate == node("hn:cited"))
    load(versions, citing(), task(), programme())
    rows = ask(
        versions,
        f"""SELECT ?from ?status ?reason {{ GRAPH ?g {{ ?c rdf:object <{PROGRAMME}> ; rdf:predicate hn:citing ;
            prov:wasDerivedFrom ?from ; hn:status ?status ; hn:reason ?reason }} }}""",
    )
    rests_on = {Passage(REPORT, 110, 120).iri, Passage(REPORT, 100, 200).iri, cited.iri, task().iri}
    assert {row[0] for row in rows} == rests_on
    assert {row[1:] for row in rows} == {
        (INFERRED, "The words stand within the passage of a task of this programme.")
    }


def test_the_inferred_claim_is_read_back_as_it_was_written(versions: VersionStore) -> None:
    load(versions, citing(), task(), programme())
    with versions.require_current().open() as opened:
        graph = NamedNode(source_graph("report"))
        made = node("prov:wasGeneratedBy")
        names = {q.subject for q in opened.store.quads_for_pattern(None, made, NamedNode(CONTAINMENT), graph)}
        read = [read_one(opened.store, name, source=REPORT) for name in names]  # type: ignore[arg-type]
    assert {one.iri for one in read} == {name.value for name in names}  # type: ignore[union-attr]
    assert {one.passage for one in read} == {Passage(REPORT, 110, 120)}


def test_words_that_name_no_document_are_the_tasks_too(versions: VersionStore) -> None:
    load(versions, citing(cited=False), task(), programme())
    assert PROGRAMME in cites(versions)


@pytest.mark.parametrize("place", [(90, 110), (195, 205), (300, 310)])
def test_words_that_reach_out_of_the_passage_are_not_the_tasks(
    versions: VersionStore, place: tuple[int, int]
) -> None:
    load(versions, citing(place), task(), programme())
    assert cites(versions) == {EVENT}


def test_a_passage_of_the_same_extent_holds_the_words_and_lies_in_no_other(versions: VersionStore) -> None:
    load(versions, citing((100, 200)), task(), programme())
    assert PROGRAMME in cites(versions)
    assert ask(versions, "SELECT ?in { GRAPH ?g { ?in hn:within ?out } }") == []


def test_the_narrowest_of_two_passages_says_whose_words_they_are(versions: VersionStore) -> None:
    speech = mint("speech", "s")
    spoken = said(speech, "hn:givenAt", EVENT, (50, 400))
    load(versions, citing(), task(), programme(), spoken)
    assert cites(versions) == {EVENT, TASK, PROGRAMME}


def test_words_inside_a_recommendation_are_its_and_the_speechs(versions: VersionStore) -> None:
    part, speech = mint("recommendation", "r"), mint("speech", "s")
    load(versions, citing(), said(part, "schema:isPartOf", speech, (100, 200)))
    assert cites(versions) == {EVENT, part, speech}


def test_words_inside_a_speech_are_its(versions: VersionStore) -> None:
    speech = mint("speech", "s")
    load(versions, citing(), said(speech, "hn:givenAt", EVENT, (100, 200)))
    assert cites(versions) == {EVENT, speech}


def test_a_programme_cites_what_a_source_says_its_task_cites(versions: VersionStore) -> None:
    load(versions, citing((300, 310)), said(CITATION, "hn:citing", TASK, (300, 310)), task(), programme())
    assert cites(versions) == {EVENT, TASK, PROGRAMME}


def test_what_a_source_says_outright_is_not_inferred_as_well(versions: VersionStore) -> None:
    load(versions, citing(), task(), programme(), said(CITATION, "hn:citing", PROGRAMME, (110, 120)))
    by = f"GRAPH ?g {{ ?c rdf:object <{PROGRAMME}> ; rdf:predicate hn:citing ; hn:status ?status }}"
    assert ask(versions, f"SELECT ?status {{ {by} }}") == [(EXPLICIT,)]


def test_a_later_load_takes_the_inference_with_what_it_rested_on(versions: VersionStore) -> None:
    load(versions, citing(), task(), programme())
    load(versions, citing(), programme())
    assert cites(versions) == {EVENT} and is_derived(versions)
    assert ask(versions, "SELECT ?in { GRAPH ?g { ?in hn:within ?out } }") == []
    load(versions, citing(), task((100, 130)), programme())
    assert cites(versions) == {EVENT, TASK, PROGRAMME} and is_derived(versions)


def test_two_runs_that_say_the_parts_of_it_are_enough(versions: VersionStore) -> None:
    load(versions, citing(), programme())
    other = Run(mint("run", "second"), "another run")
    part = task()
    put_claims(
        versions,
        [Claim(part.triple, REPORT, passage=part.passage, run=other.iri)],
        run=other,
        note="second",
        within=frozenset({REPORT}),
        complete=False,
    )
    assert PROGRAMME in cites(versions)


def test_a_proposed_task_cites_when_it_is_accepted_and_no_longer_when_that_is_undone(
    versions: VersionStore,
) -> None:
    proposed = [task(status=PROPOSED), position(PROPOSED)]
    load(versions, citing(), proposed, programme())
    assert cites(versions) == {EVENT}
    decided = accept(versions, [one.iri for one in proposed], by=LAN)
    assert cites(versions) == {EVENT, TASK, PROGRAMME} and is_derived(versions)
    undo(versions, decided.decisions, by=LAN)
    assert cites(versions) == {EVENT} and is_derived(versions)


def test_a_reviewer_who_rejects_the_inference_is_heard_after_the_next_load(versions: VersionStore) -> None:
    load(versions, citing(), task(), position(), programme())
    by = f"GRAPH ?g {{ ?c rdf:object <{PROGRAMME}> ; rdf:predicate hn:citing }}"
    ((inferred,),) = ask(versions, f"SELECT ?c {{ {by} }}")
    reject(versions, [inferred], by=LAN, why="the task only mentions it")
    assert cites(versions) == {EVENT, TASK} and is_derived(versions)
    load(
        versions, citing(), task(), position(), programme(), said(EVENT, "schema:startDate", Literal("2024"))
    )
    assert cites(versions) == {EVENT, TASK} and is_derived(versions)


def test_a_programme_that_a_reader_denied_to_cite_is_not_inferred_to(versions: VersionStore) -> None:
    outright = said(CITATION, "hn:citing", PROGRAMME, (110, 120), PROPOSED)
    load(versions, citing(), task(), position(), programme(), outright)
    assert PROGRAMME in cites(versions)
    reject(versions, [outright.iri], by=LAN, why="another programme")
    assert cites(versions) == {EVENT, TASK} and is_derived(versions)


def test_a_source_read_whole_is_silent_on_the_programmes_that_cite_nothing_there(
    versions: VersionStore,
) -> None:
    load(versions, citing(), task(), position(), programme(), programme(OTHER), reading())
    assert silent(versions) == {OTHER}


def test_a_source_that_nobody_read_whole_is_not_silent(versions: VersionStore) -> None:
    for readings in ([], reading(extent="part"), reading(status=PROPOSED)):
        load(versions, citing(), programme(OTHER), readings)
        assert silent(versions) == set()


def test_a_source_that_only_names_a_programme_does_not_tell_of_it(versions: VersionStore) -> None:
    """What was read and is only proposed has a name of its parts; the name alone makes nobody silent on it."""
    name = said(OTHER, "skos:prefLabel", Literal("Another programme", language="en"), (30, 40))
    load(versions, citing(), task(), position(), programme(), name, reading())
    assert silent(versions) == set()


def test_a_proposed_citation_breaks_the_silence(versions: VersionStore) -> None:
    proposed = said(CITATION, "hn:citing", OTHER, (110, 120), PROPOSED)
    load(versions, citing(), programme(OTHER), reading(), proposed)
    assert silent(versions) == set()
    decided = reject(versions, [proposed.iri], by=LAN, why="the event's words")
    assert silent(versions) == {OTHER} and is_derived(versions)
    undo(versions, decided.decisions, by=LAN)
    assert silent(versions) == set() and is_derived(versions)


def test_a_reading_counts_when_a_reviewer_accepts_it(versions: VersionStore) -> None:
    proposed = reading(status=PROPOSED)
    load(versions, citing(), programme(OTHER), proposed)
    decided = accept(versions, [one.iri for one in proposed], by=LAN)
    assert silent(versions) == {OTHER} and is_derived(versions)
    undo(versions, decided.decisions, by=LAN)
    assert silent(versions) == set() and is_derived(versions)


def test_silence_rests_on_the_reading_and_on_what_tells_of_the_programme(versions: VersionStore) -> None:
    load(versions, programme(OTHER), reading())
    rows = ask(
        versions,
        f"SELECT ?from {{ GRAPH ?g {{ ?c prov:wasGeneratedBy <{SILENCE}> ; prov:wasDerivedFrom ?from }} }}",
    )
    assert {row[0] for row in rows} == {REPORT, programme(OTHER).iri, *(one.iri for one in reading())}


def test_a_programme_found_to_be_one_that_cites_is_not_one_that_is_silent(versions: VersionStore) -> None:
    load(versions, citing(), task(), position(), programme(), programme(OTHER), reading())
    decided = merge(versions, OTHER, PROGRAMME, by=LAN)
    assert silent(versions) == set() and is_derived(versions)
    undo(versions, decided.decisions, by=LAN)
    assert silent(versions) == {OTHER} and is_derived(versions)


def test_readings_that_are_withdrawn_take_the_silence_with_them(versions: VersionStore) -> None:
    load(versions, programme(OTHER), reading())
    assert silent(versions) == {OTHER}
    withdraw(versions, EDITORS)
    assert silent(versions) == set() and is_derived(versions)
