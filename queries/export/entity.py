"""What is known of a thing, written for a terminal and as JSON: from its record and the labels of what it names.

Words come from labels and from the concepts' labels; titles are English.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode
from rich.console import Group, RenderableType
from rich.text import Text

from graph.claims.as_of import TimeSpan
from graph.store.reader import Term
from ontology.kinds import kind_of
from ontology.vocabulary import vocabulary
from queries.export.results import short
from queries.export.succession import replaced_json, replaced_lines, turn_json, turn_line
from queries.export.table import TextTable
from queries.read.entity_record import TIMED, EntityRecord, GroupRecord, NameRecord, StatementRecord
from queries.read.evidence import ClaimRecord, Evidence
from queries.read.labels import ENGLISH_FIRST, Labels

COLUMNS: Final = ("says", "what", "more", "when", "status", "witnesses", "sources")


def to_json(record: EntityRecord, labels: Labels, languages: Sequence[str] = ENGLISH_FIRST) -> bytes:
    """Return a record as JSON, UTF-8: names, and statements by section and group, each with its claims.

    A term is `{"iri", "label"}` or `{"value", "language"}` or `{"value", "datatype"}`; a period `{"start", "end"}`,
    each empty where no source gives it. `label` is the one in the first of the languages that has one.
    """
    write = _Json(labels, languages, record.evidence)
    document = {
        **write.term(NamedNode(record.iri)),
        "kind": record.kind,
        "types": [write.term(NamedNode(iri)) for iri in record.stated_classes],
        "version": record.version.label,
        "group": record.slice.group,
        "page": record.slice.page,
        "at": record.slice.at,
        "names": [
            {"value": one.name.value, "language": one.name.language or "", "preferred": one.preferred}
            for one in record.names
        ],
        "contextNames": [
            {
                "value": one.name.value,
                "language": one.name.language or "",
                "sources": _sources(record.evidence, one),
            }
            for one in record.context_names
        ],
        "sections": [
            {"title": section.title, "groups": [write.group(group) for group in section.groups]}
            for section in record.sections
        ],
        "turns": [turn_json(one, labels, languages) for one in record.turns],
        "replaced": replaced_json(record, labels, languages),
        "entailed": [write.group(group) for group in record.entailed],
        "sources": [write.source(iri) for iri in record.evidence.sources],
        "more": record.more,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


class _Json:
    """Writes the parts of a record as JSON objects."""

    def __init__(self, labels: Labels, languages: Sequence[str], evidence: Evidence) -> None:
        self._labels = labels
        self._languages = languages
        self._evidence = evidence

    def term(self, term: Term) -> dict[str, Any]:
        if isinstance(term, NamedNode):
            return {"iri": term.value, "label": self._labels.name(term.value, self._languages).text}
        if isinstance(term, Literal):
            sort = {"language": term.language} if term.language else {"datatype": term.datatype.value}
            return {"value": term.value, **sort}
        return {"value": str(term)}

    def group(self, group: GroupRecord) -> dict[str, Any]:
        return {
            "key": group.key,
            "title": _title(group),
            "property": group.predicate,
            "inverse": group.inverse,
            "count": group.count,
            "capped": group.capped,
            "hidden": group.hidden,
            "statements": [self.statement(one) for one in group.statements],
        }

    def statement(self, one: StatementRecord) -> dict[str, Any]:
        return {
            "subject": one.subject,
            "property": one.predicate,
            "link": one.link,
            "value": _period(one.value) if isinstance(one.value, TimeSpan) else self.term(one.value),
            "details": [
                {"property": name, "values": [self.term(value) for value in values]}
                for name, values in one.details
            ],
            "starts": list(one.span.starts),
            "ends": list(one.span.ends),
            "endedBy": list(one.span.ended_by),
            "attested": list(one.span.attested),
            "support": one.support,
            "vague": one.vague,
            "disputed": one.disputed,
            "unresolved": one.unresolved,
            "witnesses": list(one.witnesses(self._evidence)),
            "claims": [self.claim(claim) for claim in one.claims(self._evidence)],
            "files": [
                {"iri": file.iri, "name": file.name, "loaded": file.loaded}
                for file in self._evidence.files_of(one.attested)
            ],
        }

    def claim(self, claim: ClaimRecord) -> dict[str, Any]:
        place = self._evidence.places.get(claim.passage)
        return {
            "iri": claim.claim,
            "source": claim.source,
            "status": self.term(NamedNode(claim.status)),
            "start": place.start if place else None,
            "end": place.end if place else None,
            "printed": claim.printed,
            "language": claim.printed_lang,
            "asOf": claim.as_of,
            "reason": claim.reason,
        }

    def source(self, iri: str) -> dict[str, Any]:
        source = self._evidence.source(iri)
        return {
            **self.term(NamedNode(iri)),
            "language": source.language,
            "published": source.published,
            "original": source.original,
            "root": source.root,
            "url": source.url,
        }


def to_text(record: EntityRecord, labels: Labels, languages: Sequence[str] = ENGLISH_FIRST) -> RenderableType:
    """Return a record for a terminal: its names, then a table for each section."""
    name = labels.name(record.iri, languages).text
    said: list[RenderableType] = [Text(name, style="bold"), Text(short(NamedNode(record.iri)), style="dim")]
    if record.shows_names:
        said += [Text(f"{one.name.value} ({one.name.language or 'no language'})") for one in record.names]
    said += [Text(turn_line(one, labels, languages)) for one in record.turns]
    said += [Text(line) for line in replaced_lines(record, labels, languages)]
    for one in record.context_names:
        where = ", ".join(
            short(NamedNode(iri)).removeprefix("source/") for iri in _sources(record.evidence, one)
        )
        said.append(
            Text(f"called {one.name.value} ({one.name.language or 'no language'}) in {where}", style="dim")
        )
    for section in record.sections:
        rows = [row for group in section.groups for row in _rows(group, record.evidence, labels, languages)]
        said += [Text(), _table(rows, section.title, f"version {record.version.label}")]
        said += [Text(line, style="dim") for group in section.groups for line in _left_out(group)]
    return Group(*said)


def _sources(evidence: Evidence, name: NameRecord) -> list[str]:
    """Return the sources (IRIs) in which a name in context means the thing."""
    return sorted({claim.source for claim in evidence.of(name.triples[0])})


def _table(rows: Sequence[Sequence[str]], title: str, note: str) -> TextTable:
    """Return a table of the columns in which some row has a text."""
    used = [place for place, _ in enumerate(COLUMNS) if any(row[place] for row in rows)]
    return TextTable(
        [COLUMNS[place] for place in used], [[row[p] for p in used] for row in rows], title, note
    )


def _rows(
    group: GroupRecord, evidence: Evidence, labels: Labels, languages: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    for one in group.statements:
        value = one.value
        what = when(value, timed=True) if isinstance(value, TimeSpan) else _name(value, labels, languages)
        more = "; ".join(
            ", ".join(_name(value, labels, languages) for value in values) for _, values in one.details
        )
        marks = [_name(NamedNode(one.status), labels, languages)] if one.status else []
        marks += ["less exact, and agrees"] if one.vague else []
        marks += ["disputed"] if one.disputed else []
        marks += ["names no document"] if one.unresolved else []
        sources = dict.fromkeys(claim.source for claim in one.claims(evidence))
        yield (
            _title(group),
            what,
            more,
            "" if isinstance(value, TimeSpan) else when(one.span, timed=kind_of(one.subject) in TIMED),
            ", ".join(marks),
            str(len(one.witnesses(evidence)) or ""),
            ", ".join(short(NamedNode(iri)).removeprefix("source/") for iri in sources)
            or ", ".join(f"file {file.name}" for file in evidence.files_of(one.attested))
            or one.support,
        )


def _left_out(group: GroupRecord) -> Iterator[str]:
    if group.more:
        least = "+" if group.capped else ""
        yield f"{_title(group)}: {len(group.statements)} of {group.count}{least}; --group {group.key}"
    if group.hidden:
        yield f"{_title(group)}: {group.hidden} not known to hold on that day"


def _title(group: GroupRecord) -> str:
    reading = vocabulary().reading(group.predicate, "en", inverse=group.inverse)
    return group.title or reading or short(NamedNode(group.predicate))


def _name(term: Term, labels: Labels, languages: Sequence[str]) -> str:
    return labels.name(term.value, languages).text if isinstance(term, NamedNode) else short(term)


def _period(span: TimeSpan) -> dict[str, str]:
    return {"start": "".join(span.starts[:1]), "end": "".join(span.ends[:1])}


def when(span: TimeSpan, *, timed: bool) -> str:
    """Return what is known of a time, in dates; what is `timed` began and ended on its day where no end is said."""
    start, end = span.start, span.end
    known = [f"{start} to {end}" if start != end else start] if start and end else []
    known += [start if timed else f"since {start}"] if start and not end else []
    known += [f"until {end}"] if end and not start else []
    known += [f"ended by {span.latest_end}"] if span.latest_end and not span.end else []
    known += [f"attested {', '.join(span.attested)}"] if span.attested else []
    return "; ".join(known)
