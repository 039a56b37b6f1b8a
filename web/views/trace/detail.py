"""One view of a trace: sections with passages, a table, a drawing, or languages side by side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from graph.limits import LIMITS
from ontology.kinds import kind_of
from queries.export.formats import Format
from queries.read.labels import Label
from queries.read.texts import Texts
from queries.read.trace import Followed, LanguageComparison, Role, Step, TraceLimits, TraceRecord, View
from queries.read.trace.activities import FAR
from queries.read.trace.edges import ends_of
from queries.read.trace.first_citations import days_between
from web.languages import N_, Words
from web.page_context import Tab, firm
from web.views.charts import by_year
from web.views.evidence_notes import EvidenceNotes
from web.views.terms import TermRenderer, property_label
from web.views.trace.address import TraceAddress
from web.views.trace.comparison import comparison_of
from web.views.trace.drawing import drawing_of, lines_of
from web.views.trace.facets import facets_of
from web.views.trace.page import Chain, ChainStep, FollowedLine, Section, TracePage
from web.views.trace.reports import source_boxes
from web.views.trace.rows import CitationRows
from web.views.trace.years import years_of

VIEWS: Final = {
    View.PASSAGES: N_("With passages"),
    View.TABLE: N_("Table"),
    View.DRAWING: N_("Drawing"),
    View.LANGUAGES: N_("Side by side"),
}
ROLES: Final = {
    Role.CITED_EXPLICITLY: (N_("Cited explicitly"), N_("A source says that these cite it.")),
    Role.CITED_BY_INFERENCE: (
        N_("Cited by inference"),
        N_("No source says so in these words; each note gives the reason."),
    ),
    Role.MAY_BE_MEANT: (
        N_("It may be meant"),
        N_("Words that name no single document, and of which this is a possible meaning."),
    ),
    Role.NAMED: (N_("Named in citations"), N_("The words name it, and no single document of it.")),
    Role.CITES_EXPLICITLY: (N_("Documents cited"), N_("A source names what cites them.")),
    Role.CITES_BY_INFERENCE: (
        N_("Documents cited by inference"),
        N_("The source makes something else the subject, such as the ceremony; each note gives the reason."),
    ),
    Role.UNRESOLVED: (
        N_("Words that name no single document"),
        N_("These stay unresolved; what they name is given where it is known."),
    ),
}
"""Title and lead of the section of each role."""
_LEADS: Final = {
    "organisation": N_(
        "What is cited in its programmes, in the events it held or took part in, and in what was said for it; "
        "and what cites the documents it issued."
    ),
    "person": N_("What is cited in what they said or signed."),
    "term": N_("What is cited in the programmes and documents for this time."),
    "period": N_("What is cited in the programmes and documents for this time."),
    "": N_("What is cited at the events of these years and in what was signed or said there."),
}
"""Kind of thing -> what its trace holds; of some years without a kind."""


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
    rows = CitationRows(thing, terms, notes)
    sections = _sections(record, rows, words)
    kept, page = record.citations, params.page
    name = terms.name(thing) if thing else Label(years_of(record.scope, words), "")
    leads_on = len(kept) > page * LIMITS.trace_rows_a_page
    return TracePage(
        name=_named(record, firm(name.text) if record.is_document else name.text, name.lang, words),
        page=terms.link(thing) if thing else None,
        lead=words(_LEADS.get(kind_of(thing), "")),
        first=_first(record, words) if record.is_document and not record.more else "",
        sections=sections,
        rows=tuple(map(rows.table_row, record.shown)) if params.view is View.TABLE else (),
        count=len(kept),
        capped=record.more,
        part=params.part,
        links=record.links,
        activities=record.cut,
        farther=address.farther() if _goes_farther(record, params.limits) else "",
        facets=facets_of(record.facets, address, terms),
        narrowed=bool(params.filter.chosen or (thing and record.scope.dated)),
        whole=address.unfiltered(),
        ignored=tuple(ignored),
        views=_tabs(record.comparison, address, words),
        view=params.view,
        years=by_year(Counter(day for _, day in {(one.citation, one.day[:4]) for one in kept}))
        if params.view is View.DRAWING
        else None,
        graph=drawing_of(record.edges, ends_of(record.edges), record.days, terms, centre=thing),
        lines=lines_of(record.edges, terms),
        comparison=comparison_of(record.comparison, terms) if record.comparison else None,
        above=_levels(record.chains.above, terms),
        below=_levels(record.chains.below, terms),
        chains_go_on=record.chains.more,
        is_document=record.is_document,
        followed=_followed(record.followed, terms),
        with_successors=params.successors,
        successors=address.with_successors(wanted=not params.successors) if record.followed else "",
        reports=source_boxes(record.reports, terms),
        witnesses=notes.sources(),
        downloads=tuple((format_, address.download(format_)) for format_ in Format),
        previous=address.page(page - 1) if page > 1 else "",
        next=address.page(page + 1) if leads_on else address.next_part() if record.more else "",
        page_number=page,
    )


def _named(record: TraceRecord, name: str, lang: str, words: Words) -> Label:
    """The name of what is traced, with the years where they narrow it."""
    years = f" · {years_of(record.scope, words)}" if record.scope.thing and record.scope.dated else ""
    return Label(f"{name}{years}", lang)


def _goes_farther(record: TraceRecord, limits: TraceLimits) -> bool:
    """Whether reading farther shows what this view leaves out."""
    return limits != FAR and bool(record.more or record.cut or record.params.part > 1)


def _tabs(comparison: LanguageComparison | None, address: TraceAddress, words: Words) -> tuple[Tab, ...]:
    return tuple(
        Tab(
            words(title),
            address.link({"view": None if view is View.PASSAGES else view, "page": None}),
            view is address.params.view,
        )
        for view, title in VIEWS.items()
        if view is not View.LANGUAGES or comparison is not None
    )


def _sections(record: TraceRecord, rows: CitationRows, words: Words) -> tuple[Section, ...]:
    counts = Counter(one.role for one in record.citations)
    shown = record.shown if record.params.view is View.PASSAGES else ()
    return tuple(
        Section(
            role,
            words(title),
            words(lead),
            counts[role],
            tuple(rows.statement(one) for one in shown if one.role is role),
        )
        for role, (title, lead) in ROLES.items()
        if counts[role]
    )


def _levels(steps: Sequence[Step], terms: TermRenderer) -> tuple[Chain, ...]:
    return tuple(
        Chain(
            depth,
            tuple(
                ChainStep(
                    terms.link(step.document),
                    property_label(step.relation, terms.words).text,
                    terms.link(step.origin),
                )
                for step in some
            ),
        )
        for depth, some in groupby(steps, key=lambda step: step.depth)
    )


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


def _first(record: TraceRecord, words: Words) -> str:
    """Say when the document was issued and first cited, as far as that is known."""
    issued, cited = record.issued, record.first_cited
    if not cited:
        return words("Issued %(day)s.", day=words.date(issued)) if issued else ""
    if not issued:
        return words("First cited %(day)s, as far as is known.", day=words.date(cited))
    later = days_between(issued, cited)
    if later is not None:
        return words(
            "Issued %(issued)s; first cited %(day)s, %(count)s days later, as far as is known.",
            issued=words.date(issued),
            day=words.date(cited),
            count=words.number(later),
        )
    return words(
        "Issued %(issued)s; first cited %(day)s, as far as is known.",
        issued=words.date(issued),
        day=words.date(cited),
    )
