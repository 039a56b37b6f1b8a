"""Make the rows of a thing's page of the statements of its record: in words, with links and notes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from graph.claims.as_of import TimeSpan
from graph.claims.claim import INFERRED
from graph.limits import LIMITS
from ontology.entailment import shortcut_properties
from ontology.kinds import kind_of
from ontology.prefixes import shrink
from ontology.terms import dct, hn, org, schema, skos
from queries.read.citation_references import ReferenceKind
from queries.read.entity_record import (
    BY_RULE,
    TIMED,
    EntityRecord,
    GroupRecord,
    NameRecord,
    SectionRecord,
    StatementRecord,
    Support,
)
from queries.read.labels import Label
from queries.read.layouts import ELSEWHERE, LAYOUTS
from web.languages import N_, Words, content_order
from web.views.entity.merging import (
    ReferenceRows,
    citing_rows,
    common_reason,
    mark_same,
    run_in,
    without_reason,
)
from web.views.evidence_notes import EvidenceNotes, letters_of
from web.views.nested import nested_nodes
from web.views.statement_rows import (
    Detail,
    GroupRows,
    LanguageNames,
    NameRow,
    SectionRows,
    StatementRow,
    anchor_of,
)
from web.views.terms import RenderedTerm, TermRenderer, property_label, rdfa_name
from web.views.timeline import Span, lay_out

NUMBERS: Final = frozenset((schema.legislationIdentifier, hn.number, skos.notation))
"""Properties whose values are numbers of documents."""
DRAWN: Final = frozenset(
    {
        "~org:member.tenure",
        "~hn:post.tenure",
        "~org:organization.tenure",
        "~org:member.membership",
        "~hn:termOf",
        "~schema:organizer.congress",
        "~schema:organizer.event",
    }
)
"""Groups that are drawn along an axis as well: roles, tenures of a post, the life of a body."""
DAYS: Final = LIMITS.days_named
"""As many days on which something is attested are given in words."""
_UNLABELLED: Final = frozenset((org.role, hn.participationRole, dct.type, hn.post, org.organization))
"""Properties of a record whose values need no label beside them."""


SOLE: Final = frozenset(
    section.title
    for layout in LAYOUTS.values()
    for section in layout
    if len(section.groups) == 1 and section.groups[0].title
)
"""Sections of one group, whose heading says what the group's own would."""
FACTS: Final = 12
"""Rows of a section of facts above which one wants to know how many there are."""


def section_rows(
    record: EntityRecord, section: SectionRecord, terms: TermRenderer, notes: EvidenceNotes
) -> tuple[SectionRows, ...]:
    """Return a section as it is shown: what a thing cites as two, for documents and for words that name none."""
    groups = section.groups
    if section.title == ELSEWHERE:
        groups = tuple(sorted(groups, key=lambda group: _title(group, terms).text))
    found: list[SectionRows] = []
    rows: list[GroupRows] = []
    for group in groups:
        if group.predicate == hn.citing and group.inverse and not record.slice.group:
            found += _reference_sections(record, group, terms, notes)
        else:
            rows.append(group_rows(record, group, terms, notes))
    if rows:
        if section.title in SOLE and len(rows) == 1:
            rows = [replace(rows[0], title=Label("", ""))]
        found.insert(0, _section(section.title, tuple(rows), terms.words))
    return tuple(found)


def _section(title: str, groups: tuple[GroupRows, ...], words: Words) -> SectionRows:
    """Return groups under a heading; those that only list facts of the thing itself are not counted."""
    rows = [row for group in groups for row in group.statements]
    lists = any(group.key.startswith("~") or group.count > FACTS for group in groups)
    return SectionRows(
        anchor_of(title),
        words(title),
        groups,
        sum(group.count for group in groups) if lists or len(groups) == 1 else None,
        any(group.capped for group in groups),
        signs=tuple(dict.fromkeys(mark for row in rows for mark in row.marks)),
    )


DOCUMENTS: Final = N_("Documents cited")
VAGUE: Final = N_("Words that name no one document")


def _reference_sections(
    record: EntityRecord, group: GroupRecord, terms: TermRenderer, notes: EvidenceNotes
) -> Iterable[SectionRows]:
    """Yield what a thing cites: the documents, and the references that name no one document."""
    more = terms.links.entity(record.iri, group=group.key, at=record.slice.at) if group.more else ""
    made = ReferenceRows(record, terms, notes, statement_row).rows(group)
    titled = {True: DOCUMENTS, False: VAGUE}
    before = ""
    for cited, title in titled.items():
        rows = [row for kind, row in made if (kind is ReferenceKind.CITED) == cited]
        if not rows:
            continue
        reason = common_reason(rows)
        shown = tuple(without_reason(row, reason) for row in rows)
        last = cited is (made[-1][0] is ReferenceKind.CITED)
        one = GroupRows(
            group.key,
            Label("", ""),
            shown,
            len(rows),
            capped=bool(more) and last,
            more=more if last else "",
            reason=reason,
            told_above=bool(reason) and reason == before,
        )
        before = reason
        yield _section(title, (one,), terms.words)


def group_rows(
    record: EntityRecord, group: GroupRecord, terms: TermRenderer, notes: EvidenceNotes
) -> GroupRows:
    """Return a group as it is shown."""
    more = ""
    if group.more:
        day = "" if group.key.startswith(BY_RULE) else record.slice.at
        more = terms.links.entity(record.iri, group=group.key, at=day)
    spans = [_span(one, terms) for one in group.statements if one.is_dated] if group.key in DRAWN else []
    rows = tuple(statement_row(one, terms, notes) for one in group.statements)
    count = group.rows or group.count
    if group.inverse and group.predicate in (hn.cited, hn.refersTo, hn.candidate):
        rows = citing_rows(group, rows, notes, terms.words)
        count = count if group.more else len(rows)
    elif group.inverse and (said := record.summary.recommendations):
        rows = tuple(
            replace(row, parts=tuple(map(terms.link, said.get(one.subject, ()))))
            for one, row in zip(group.statements, rows, strict=True)
        )
    elif not group.inverse:
        rows = run_in(group, rows, notes)
    reason = common_reason(rows)
    return GroupRows(
        group.key,
        _title(group, terms),
        mark_same([without_reason(row, reason) for row in rows]),
        count,
        group.capped,
        more,
        lay_out(spans),
        group.hidden,
        reason,
        graph=terms.link(group.graph) if group.graph else None,
    )


def _title(group: GroupRecord, terms: TermRenderer) -> Label:
    if group.title:
        return Label(terms.words(group.title), "")
    return terms.property_label(group.predicate, inverse=group.inverse)


def _why(one: StatementRecord, terms: TermRenderer) -> str:
    """Return the link to the claims behind a statement that is a shortcut by rule; empty for any other."""
    if one.support is not Support.RULE or not one.triples:
        return ""
    subject, predicate, value = one.triples[0]
    if predicate not in shortcut_properties() or not isinstance(value, NamedNode):
        return ""
    return terms.links.query("why-entailed", thing=subject, property=predicate, value=value.value)


def statement_row(one: StatementRecord, terms: TermRenderer, notes: EvidenceNotes) -> StatementRow:
    """Return a statement as it is shown."""
    noted = notes.notes(one.attested)
    if one.sources:
        noted = tuple(note for note in noted if note.source.iri in one.sources)
    return StatementRow(
        values=(_value(one, terms),),
        notes=noted,
        letters=letters_of(noted),
        witnesses=len(one.witnesses(notes.evidence)),
        details=tuple(
            Detail(_label(name, terms.words), tuple(map(terms.render, values)), shrink(name))
            for name, values in one.details
        ),
        time=_time(one, terms.words),
        marks=_marks(one, terms.words),
        support=one.support,
        why=_why(one, terms),
        unresolved=names_instead(one.citation_kind, terms.words) if one.unresolved else "",
        property=shrink(one.predicate) if one.predicate else "",
        of=rdfa_name(one.subject) if one.is_of_another else "",
        rev=shrink(one.link) if one.link else "",
        types=tuple(sorted(map(shrink, one.types))),
        nested=nested_nodes(one, terms),
        files=notes.files(one.attested),
        unspoken=tuple(Detail("", (terms.render(value),), shrink(name)) for _, name, value in one.implied),
    )


_NAMED_INSTEAD: Final = {
    "congress": N_("names a congress"),
    "plenum": N_("names a plenum"),
    "campaign": N_("names a campaign"),
    "class": N_("names a class of documents"),
}
"""Kind of citation -> what its words name, where they name no document."""


def names_instead(kind: str, words: Words) -> str:
    """Return what the words of a citation of a kind (IRI of its concept) name, which name no one document."""
    return words(_NAMED_INSTEAD.get(kind.rpartition("/")[2], N_("names no one document")))


def name_rows(record: EntityRecord, notes: EvidenceNotes) -> tuple[NameRow, ...]:
    """Return the names, with notes where the page shows them."""
    return tuple(_name_row(name, notes if record.shows_names else None) for name in record.names)


def context_rows(record: EntityRecord, notes: EvidenceNotes) -> tuple[NameRow, ...]:
    """Return the names that hold in their sources only; they are no statements, so they have no property."""
    rows = (_name_row(name, notes) for name in record.context_names)
    return tuple(replace(row, property="") for row in rows)


def _name_row(name: NameRecord, notes: EvidenceNotes | None) -> NameRow:
    noted = notes.notes(name.triples[:1]) if notes is not None else ()
    written = " ".join(shrink(predicate) for _, predicate, _ in name.triples)
    letters = tuple(dict.fromkeys(note.letter for note in noted))
    return NameRow(name.name.value, name.name.language or "", name.preferred, noted, letters, written)


def names_by_language(
    names: tuple[NameRow, ...], in_context: tuple[NameRow, ...], words: Words
) -> tuple[LanguageNames, ...]:
    """Return the names by language, the reader's first; what holds in its source alone is among the other forms."""
    first = content_order(words.code)
    tags = sorted({row.lang for row in (*names, *in_context)}, key=lambda tag: (_place(first, tag), tag))
    return tuple(
        LanguageNames(
            tag,
            tuple(row for row in names if row.lang == tag and row.preferred),
            tuple(row for row in names if row.lang == tag and not row.preferred)
            + tuple(row for row in in_context if row.lang == tag),
        )
        for tag in tags
    )


def _place(order: Sequence[str], tag: str) -> int:
    return order.index(tag) if tag in order else len(order) + (not tag)


def _value(one: StatementRecord, terms: TermRenderer) -> RenderedTerm:
    if isinstance(one.value, TimeSpan):
        return _period(one.value, terms.words)
    if one.link:
        return terms.render(one.value)
    shown = terms.render(one.value, number=one.predicate in NUMBERS)
    if one.predicate == schema.inLanguage:
        shown = replace(shown, text=terms.words.language(shown.lexical or shown.iri))
    return shown


def _period(span: TimeSpan, words: Words) -> RenderedTerm:
    """Return when something was, as one source says it."""
    start, end = ("".join(dates[:1]) for dates in (span.starts, span.ends))
    shown = words.date(f"{start}/{end}" if start and end else start or end)
    return RenderedTerm(shown if start else words("until %(day)s", day=shown), sort=start)


def _label(property_iri: str, words: Words) -> str:
    return "" if property_iri in _UNLABELLED else property_label(property_iri, words).text


def _marks(one: StatementRecord, words: Words) -> tuple[tuple[str, str], ...]:
    marks = [("≈", words("inferred"))] if one.status == INFERRED else []
    if one.vague:
        marks.append(("⊃", words("less exact, and agrees")))
    if one.disputed:
        marks.append(("⇄", words("disputed")))
    return tuple(marks)


# -- time --------------------------------------------------------------------------------------------------------


def _time(one: StatementRecord, words: Words) -> str:
    """Say when a statement held, and what no source says of that."""
    if not one.attested or isinstance(one.value, TimeSpan):
        return ""
    days = [words.date(day) for day in exact(one.span.attested)[:DAYS]]
    if one.link:
        return _held(kind_of(one.subject), one.span, days, words)
    return words("as of %(days)s", days=words.list(days)) if days else ""


def _held(kind: str, span: TimeSpan, days: list[str], words: Words) -> str:
    start, end, ended_by = span.start, span.end, span.latest_end
    pieces = []
    if start and end:
        pieces.append(words.date(f"{start}/{end}"))
    elif start and kind in TIMED:
        pieces.append(words.date(start))
    elif start:
        pieces.append(words("since %(day)s", day=words.date(start)))
    elif end:
        pieces.append(words("until %(day)s", day=words.date(end)))
    if ended_by and not end:
        pieces.append(words("ended by %(day)s at the latest", day=words.date(ended_by)))
    if days and not (start and end):
        pieces.append(words("attested %(days)s", days=words.list(days)))
    if kind == "tenure" and not start:
        pieces.append(words("no source says since when"))
    return "; ".join(pieces)


def _span(one: StatementRecord, terms: TermRenderer) -> Span:
    """Return what is known of a statement's time, to be drawn."""
    shown, span = _value(one, terms), one.span
    return Span(shown.text, shown.lang, span.start, span.end, span.latest_end, tuple(exact(span.attested)))


def exact(days: tuple[str, ...]) -> list[str]:
    """Leave out a month or year where a day in it is given as well.

    >>> exact(("2024", "2024-04-02", "2025"))
    ['2024-04-02', '2025']
    """
    return [day for day in days if not any(other != day and other.startswith(day) for other in days)]
