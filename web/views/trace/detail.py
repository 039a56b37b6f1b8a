"""A trace as a page: the answer, the table of what is meant, and the chain; or the same with passages and reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.limits import LIMITS
from ontology.kinds import kind_of
from queries.export.formats import Format
from queries.read.labels import Label
from queries.read.texts import Texts
from queries.read.trace import FAR, Followed, TraceLimits, TraceRecord, View
from queries.read.trace.readings import ReadState
from web.languages import Words
from web.page_context import firm
from web.views.evidence_notes import EvidenceNotes
from web.views.terms import TermRenderer
from web.views.trace import matrix
from web.views.trace.address import TraceAddress
from web.views.trace.chain import chain_of, lines_of, near_of, same_number_of
from web.views.trace.facets import facets_of
from web.views.trace.lead import head_of, lead_of
from web.views.trace.page import FollowedLine, Section, TracePage
from web.views.trace.reports import source_boxes
from web.views.trace.rows import CitationRows
from web.views.trace.table import ReferenceRows
from web.views.trace.years import years_of


def trace_page(
    record: TraceRecord,
    address: TraceAddress,
    terms: TermRenderer,
    texts: Texts | None,
    ignored: Iterable[str] = (),
) -> TracePage:
    """Return what a view of a trace shows. `ignored` are parameters of its address that mean nothing."""
    params, thing, words = record.params, record.scope.thing, terms.words
    notes = EvidenceNotes(record.evidence, terms, texts)
    table = ReferenceRows(record, address, terms)
    with_passages = params.view is View.PASSAGES
    sections = table.sections()
    if with_passages:
        sections = _with_statements(record, sections, CitationRows(thing, terms, notes))
    page = params.page
    name = terms.name(thing) if thing else Label(years_of(record.scope, words), "")
    leads_on = record.rows > page * LIMITS.trace_rows_a_page
    chain = None if with_passages else chain_of(record, terms)
    return TracePage(
        head=head_of(record, words),
        lead=lead_of(record, words),
        name=_named(record, firm(name.text) if record.is_document else name.text, name.lang, words),
        page=terms.link(thing) if thing else None,
        sections=sections,
        legend=table.legend(),
        count=record.table.citations,
        rows=record.rows,
        capped=record.more,
        part=params.part,
        links=record.links,
        activities=record.cut,
        farther=address.farther() if _goes_farther(record, params.limits) else "",
        facets=facets_of(record.facets, address, terms),
        narrowed=bool(params.filter.chosen or (thing and record.scope.dated)),
        whole=address.unfiltered(),
        ignored=tuple(ignored),
        with_passages=with_passages,
        other_view=address.link({"view": None if with_passages else View.PASSAGES, "page": None}),
        chain=chain,
        beside=sum(bool(section.citers) for section in record.table.sections) <= 1,
        lines=lines_of(record, terms) if chain else (),
        chains_go_on=record.chains.more,
        near=near_of(record, terms),
        same_number=same_number_of(record, terms),
        is_document=record.is_document,
        followed=_followed(record.followed, terms),
        with_successors=params.successors,
        successors=address.with_successors(wanted=not params.successors) if record.followed else "",
        unread=source_boxes(record.reports, terms) if _says_more(record) else (),
        witnesses=notes.sources(),
        matrix=terms.links.page(matrix.PATH) if kind_of(thing) == "programme" else "",
        downloads=tuple((format_, address.download(format_)) for format_ in Format),
        previous=address.page(page - 1) if page > 1 else "",
        next=address.page(page + 1) if leads_on else address.next_part() if record.more else "",
        page_number=page,
    )


def _with_statements(
    record: TraceRecord, sections: Sequence[Section], rows: CitationRows
) -> tuple[Section, ...]:
    """Return the sections with the evidence of their rows in place of these."""
    return tuple(
        replace(
            section,
            groups=(),
            path=rows.path(of_record.citers),
            statements=tuple(one for row in of_record.rows for one in rows.statements(row)),
        )
        for section, of_record in zip(sections, record.table.sections, strict=True)
    )


def _says_more(record: TraceRecord) -> bool:
    """Whether the reports of a programme say more together than the columns of its table."""
    return any(one.state is not ReadState.CITES for one in record.reports) or (
        len(record.reports) > LIMITS.trace_columns
    )


def _named(record: TraceRecord, name: str, lang: str, words: Words) -> Label:
    """The name of what is traced, with the years where they narrow it."""
    years = f" · {years_of(record.scope, words)}" if record.scope.thing and record.scope.dated else ""
    return Label(f"{name}{years}", lang)


def _goes_farther(record: TraceRecord, limits: TraceLimits) -> bool:
    """Whether reading farther shows what this view leaves out."""
    return limits != FAR and bool(record.more or record.cut or record.params.part > 1)


def _followed(followed: Sequence[Followed], terms: TermRenderer) -> tuple[FollowedLine, ...]:
    """Return each step once, in the order in which they lead away from what is traced."""
    lines = {
        (step.before, step.after): FollowedLine(
            terms.link(step.before),
            terms.link(step.after),
            terms.words.date(step.day) if step.day else "",
            terms.link(step.by) if kind_of(step.by) == "change" else None,
            one.back,
        )
        for one in followed
        for step in one.steps
    }
    return tuple(lines.values())
