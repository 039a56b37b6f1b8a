"""Traces over the five reports, as records: what cites what, how that is known, and where it stands."""

import ast
import doctest
from collections import Counter
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import queries.read.trace as traces
from graph.errors import NotFound
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import ID, mint
from ontology.terms import hn
from queries.read.labels import read_labels
from queries.read.trace import (
    FAR,
    NEAR,
    CellState,
    CitationRecord,
    Direction,
    Facet,
    Filter,
    Meaning,
    Relation,
    Role,
    Scope,
    Status,
    TraceParams,
    TraceRecord,
    View,
    read_trace,
)

DIRECTIVE = mint("document", "12-ct-tw-2022-01-05")
PROGRAMME = mint("programme", "cluster-1-2024")
CEREMONY = mint("event", "cluster-1-signing-2024-04")
CALLS = mint("programme", "cluster-1-calls-2024")
CONGRESS = mint("congress", "nghe-an-union-6")
CONFERENCE = mint("event", "cluster-1-conference-2025-04-25")
UNION = mint("organisation", "nghe-an-union")
VUFO = mint("organisation", "vufo")
HUNG = mint("person", "nguyen-ngoc-hung")


def trace(reader: Reader, thing: str, **more: object) -> TraceRecord:
    return read_trace(reader, TraceParams(Scope(thing), **more))  # type: ignore[arg-type]


def slugs(iris: "set[str] | tuple[str, ...]") -> set[str]:
    return {iri.rpartition("/")[2] for iri in iris}


def test_a_programme_cites_three_documents_by_inference_with_reason_and_place(five_reports: Reader) -> None:
    record = trace(five_reports, PROGRAMME)
    cited = [one for one in record.citations if one.cited]
    assert slugs({one.cited for one in cited}) == {
        "12-kl-tw-2021-08-12",
        "12-ct-tw-2022-01-05",
        "25-ct-tw-2018-08-08",
    }
    for one in cited:
        assert (one.role, one.status, one.language) == (Role.CITES_BY_INFERENCE, Status.INFERRED, "ru")
        claims = [
            claim
            for claim in record.evidence.claims.values()
            for claim in claim
            if (claim.subject, claim.predicate) == (one.citation, hn.citing)
        ]
        assert [claim.reason for claim in claims if claim.reason]
        places = [record.evidence.places[claim.passage] for claim in claims]
        assert all(place.start <= one.start + len(one.wording) and one.start <= place.end for place in places)


def test_words_that_name_no_document_are_unresolved_and_say_what_they_name(five_reports: Reader) -> None:
    record = trace(five_reports, PROGRAMME)
    unresolved = [one for one in record.citations if one.role is Role.UNRESOLVED]
    assert {one.status for one in unresolved} == {Status.UNRESOLVED}
    assert mint("congress", "cpv-13") in {thing for one in unresolved for thing in one.named}
    assert DIRECTIVE in {thing for one in unresolved for thing in one.candidates}


def test_a_document_is_traced_to_what_cites_it(five_reports: Reader) -> None:
    record = trace(five_reports, DIRECTIVE)
    by_role = {role: {one.citing for one in record.citations if one.role is role} for role in Role}
    assert by_role[Role.CITED_EXPLICITLY] == {CEREMONY}
    assert by_role[Role.CITED_BY_INFERENCE] == {PROGRAMME, CALLS}
    assert by_role[Role.MAY_BE_MEANT]
    assert (record.issued, record.first_cited) == ("2022-01-05", "2024-04-01")


def test_a_programme_cites_by_its_tasks(five_reports: Reader) -> None:
    """The eighth names three documents, the first three things in words, the fifth a plenum."""
    found = trace(five_reports, CALLS).citations
    by_task = {
        number: slugs({one.citation for one in found if one.through == (f"{task}-{number}",)})
        for task in [mint("task", "cluster-1-calls-2024")]
        for number in (1, 5, 8)
    }
    report = "nghe-an-2024-04-ru-"
    assert {f"{report}{number}" for number in ("12-kl-tw", "12-ct-tw", "25-ct-tw")} <= by_task[8]
    assert {f"{report}{words}" for words in ("cpv-13", "vufo-6", "new-directive")} <= by_task[1]
    assert f"{report}plenum-4" in by_task[5]
    assert {one.role for one in found if one.cited} == {Role.CITES_BY_INFERENCE}
    assert len(found) == 16


def test_a_part_is_shown_by_its_whole_and_by_itself_where_it_is_traced(five_reports: Reader) -> None:
    task = mint("task", "cluster-1-calls-2024-8")
    assert task not in {one.citing for one in trace(five_reports, CALLS).citations}
    assert {one.citing for one in trace(five_reports, task).citations} == {task}


@pytest.mark.parametrize(("event", "count"), [(CONGRESS, 4), (CONFERENCE, 2), (CEREMONY, 48)])
def test_what_was_adopted_signed_or_said_at_an_event_is_of_its_trace_as_of_its_year(
    five_reports: Reader, event: str, count: int
) -> None:
    found = trace(five_reports, event).citations
    (year,) = {one.day[:4] for one in found}
    years = read_trace(five_reports, TraceParams(Scope(begin=year, finish=year))).citations
    assert len(found) == sum(one.event == event for one in years) == count


def test_a_path_says_which_of_its_statements_are_inferred(five_reports: Reader) -> None:
    """No report prints who signed: that the union did is inferred, and so is all that rests on it."""
    signed = [
        one.path
        for one in trace(five_reports, mint("organisation", "ha-noi-union")).citations
        if one.relation is Relation.SIGNED
    ]
    assert signed
    assert {(step.subject, step.property, step.inferred) for path in signed for step in path} == {
        (PROGRAMME, hn.signatory, True)
    }
    adopted = [
        one.path for one in trace(five_reports, CONGRESS).citations if one.relation is Relation.ADOPTED_THERE
    ]
    assert {(step.property, step.inferred) for path in adopted for step in path} == {(hn.adoptedAt, True)}
    said = [one.path for one in trace(five_reports, CONFERENCE).citations]
    assert {(step.property, step.inferred) for path in said for step in path} == {(hn.givenAt, False)}


def test_citations_come_by_role_and_then_by_day(five_reports: Reader) -> None:
    citations = trace(five_reports, UNION).citations
    roles = list(Role)
    order = [(roles.index(one.role), one.day or "~") for one in citations]
    assert order == sorted(order)


def test_words_are_traced_to_the_body_in_which_their_speaker_held_a_post(five_reports: Reader) -> None:
    citations = trace(five_reports, VUFO).citations
    assert {(one.relation, one.speaker) for one in citations} == {(Relation.HELD_POST, HUNG)}
    assert {VUFO} <= {body for one in citations for body in one.bodies}


@pytest.mark.parametrize(
    ("thing", "relation"),
    [
        (UNION, Relation.TOOK_PART),
        (mint("organisation", "cpv-secretariat"), Relation.ISSUED),
        (HUNG, Relation.SAID),
        (mint("term", "nghe-an-union-6"), Relation.OF_THE_TERM),
        (CEREMONY, Relation.ITSELF),
    ],
)
def test_what_cites_belongs_to_what_is_traced_in_a_known_way(
    five_reports: Reader, thing: str, relation: Relation
) -> None:
    assert relation in {one.relation for one in trace(five_reports, thing).citations}


def test_some_years_have_what_cited_in_them(five_reports: Reader) -> None:
    record = read_trace(five_reports, TraceParams(Scope(begin="2024", finish="2024")))
    assert {one.day[:4] for one in record.citations} == {"2024"}
    assert {one.relation for one in record.citations} == {None}


def test_a_filter_keeps_what_has_all_that_was_chosen(five_reports: Reader) -> None:
    whole = trace(five_reports, UNION).citations
    chosen = Filter({Facet.LANGUAGE: "ru", Facet.STATUS: Status.EXPLICIT})
    kept = trace(five_reports, UNION, filter=chosen).citations
    assert kept == tuple(one for one in whole if (one.language, one.status) == ("ru", Status.EXPLICIT))
    assert kept


def test_the_counts_of_a_facet_are_those_under_the_choices_of_the_others(five_reports: Reader) -> None:
    record = trace(five_reports, UNION, filter=Filter({Facet.LANGUAGE: "ru"}), page=1)
    whole = trace(five_reports, UNION).citations
    counts = {one.facet: dict(one.values) for one in record.facets}
    languages = {one.language for one in whole if one.language}
    assert counts[Facet.LANGUAGE] == {
        language: len({one.citation for one in whole if one.language == language}) for language in languages
    }
    assert sum(counts[Facet.KIND].values()) == len({one.citation for one in record.citations})


def test_a_page_shows_so_many_and_has_the_evidence_of_these(five_reports: Reader) -> None:
    record = read_trace(five_reports, TraceParams(Scope(begin="2022"), page=1, limits=NEAR))
    words = {one.citation for one in record.shown}
    assert len(words) <= LIMITS.trace_rows_a_page
    assert record.rows == record.table.citations == len({one.citation for one in record.citations})
    subjects = {subject for subject, _, _ in record.evidence.claims}
    assert subjects <= {one.citation for one in record.shown}
    assert trace(five_reports, UNION, view=View.TABLE, page=1).evidence.claims == {}


def test_a_page_beyond_the_last_and_a_thing_of_which_nothing_is_known_are_not_found(
    five_reports: Reader,
) -> None:
    with pytest.raises(NotFound, match="There is no page"):
        trace(five_reports, UNION, page=99)
    with pytest.raises(NotFound) as caught:
        trace(five_reports, ID + "document/none")
    assert str(caught.value).startswith(f"Nothing is known of <{ID}document/none>.")


def test_a_chain_leads_step_by_step_to_what_the_cited_documents_rest_on(five_reports: Reader) -> None:
    chains = trace(five_reports, PROGRAMME).chains
    assert len({step.document for step in chains.above if step.depth == 1}) == 3
    assert slugs({step.document for step in chains.above if step.depth == 2}) == {"36-nq-tw-2004-03-26"}
    assert {step.relation for step in chains.above} == {hn.follows, hn.implements}
    below = trace(five_reports, mint("document", "36-nq-tw-2004-03-26")).chains.below
    assert below
    assert {step.document for step in below if step.origin == mint("document", "36-nq-tw-2004-03-26")}


def test_a_programme_means_eleven_things_each_in_the_words_of_its_reports(five_reports: Reader) -> None:
    """Sixteen wordings, of which four things have one in each language; three are documents."""
    table = trace(five_reports, PROGRAMME, view=View.TABLE, page=1).table
    meanings = Counter(row.meaning for row in table.references)
    assert meanings == {Meaning.DOCUMENT: 3, Meaning.NAMED: 4, Meaning.CLASS: 1, Meaning.UNTOLD: 3}
    assert table.citations == 16
    (section,) = table.sections
    named = {report.source.language: len(report.documents) for report in section.reports}
    assert named == {"en": 0, "ru": 3}
    assert all(report.whole for report in section.reports)
    row = next(row for row in section.rows if row.things == (DIRECTIVE,))
    english, russian = section.reports
    assert (row.words_in(english.source.iri), table.state(row, english)) == ((), CellState.SILENT)
    assert [one.passage for one in row.words_in(russian.source.iri)] == [
        mint("passage", "nghe-an-2024-04-ru-3014-3089")
    ]


def test_what_cites_in_the_same_words_cites_together(five_reports: Reader) -> None:
    """The ceremony by a source's words, the programme and the calls by inference: one reference each."""
    table = trace(five_reports, CEREMONY, view=View.TABLE, page=1).table
    (section,) = table.sections
    assert [(one.citing, one.inferred) for one in section.citers] == [
        (CEREMONY, False),
        (CALLS, True),
        (PROGRAMME, True),
    ]
    words = [one.citation for row in table.references for one in row.words]
    assert len(words) == len(set(words)) == 16


def test_a_document_has_what_cites_it_and_what_may_mean_it_apart(five_reports: Reader) -> None:
    table = trace(five_reports, DIRECTIVE, view=View.TABLE, page=1).table
    assert [section.direction for section in table.sections] == [Direction.CITED, Direction.MAY_BE_MEANT]
    (cited,), meant = (section.rows for section in table.sections)
    assert {one.citing for one in cited.citers} == {CEREMONY, PROGRAMME, CALLS}
    assert [len(row.words) for row in meant] == [3, 1]


def test_a_report_that_was_only_consulted_is_not_said_to_be_silent(five_reports: Reader) -> None:
    table = trace(five_reports, CONGRESS, view=View.TABLE, page=1).table
    states = {
        table.state(row, report)
        for section in table.sections
        for row in section.rows
        for report in section.reports
        if not report.whole
    }
    assert states == {CellState.NOT_READ}


def test_documents_near_those_cited_are_told_and_are_not_of_the_trace(five_reports: Reader) -> None:
    near = trace(five_reports, PROGRAMME, view=View.TABLE, page=1).near
    assert [(step.document, step.origin) for step in near.resting] == [
        (mint("document", "169-nq-cp-2021-12-31"), mint("document", "12-kl-tw-2021-08-12"))
    ]
    assert near.same_number == (
        (DIRECTIVE, (mint("document", "12-ct-tw-2007-05-03"), mint("document", "12-ct-tw-2017-01-05"))),
    )


def test_a_record_names_all_that_its_labels_are_needed_for(five_reports: Reader) -> None:
    record = trace(five_reports, UNION)
    wanted = set(record.iris())
    for one in record.shown:
        assert set(one.iris()) <= wanted
    assert {source.iri for source in record.evidence.sources.values()} <= wanted
    labels = read_labels(five_reports, record.iris())
    assert labels.name(PROGRAMME, ["en"]).text == (
        "Programme of Cluster 1 to coordinate people-to-people diplomacy in 2024"
    )


def test_near_and_far_read_the_same_of_what_is_little(five_reports: Reader) -> None:
    near, far = (trace(five_reports, DIRECTIVE, limits=limits) for limits in (NEAR, FAR))
    assert near.citations == far.citations
    assert (near.more, far.more, near.cut, far.cut) == (False, False, 0, 0)


def test_a_record_cannot_be_changed() -> None:
    one = CitationRecord(Role.NAMED, "urn:c", "urn:a", None)
    with pytest.raises(FrozenInstanceError):
        one.day = "2024"  # type: ignore[misc]


def test_the_example_of_the_package_runs_over_the_five_reports(five_reports: Reader) -> None:
    """The function of the docstring gives the three documents by name."""
    parsed = doctest.DocTestParser().get_examples(traces.__doc__ or "")
    names: dict[str, object] = dict(vars(traces))
    for example in parsed:
        exec(compile(ast.parse(example.source), "queries/read/trace", "exec"), names)  # noqa: S102 - our own
    documents_cited = names["documents_cited"]
    assert callable(documents_cited)
    assert set(documents_cited(five_reports, "cluster-1-2024")) == {
        "Conclusion 12-KL/TW of 12 August 2021",
        "Directive 12-CT/TW of 5 January 2022",
        "Directive 25-CT/TW of 8 August 2018",
    }


def test_the_readers_queries_stand_beside_them() -> None:
    """Every query of the folder is named in a module of the folder."""
    folder = Path(traces.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert [path.stem for path in folder.glob("*.rq") if f'"{path.stem}"' not in code] == []
