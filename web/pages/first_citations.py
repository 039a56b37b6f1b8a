"""Documents in the order of their issue: when each was first cited, how long after, how often; and which are silent.

`/trace/documents` as a page with a drawing and a table, as CSV, JSON and GraphML. Silent is what nothing cites, as far
as is known here.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.errors import NotFound
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.prefixes import expand
from queries.export.graphml import Edge, Node, graphml
from queries.read.rows import ask, text_of
from web.dependencies import reader_of
from web.errors import told
from web.languages import N_
from web.page_context import Frame, firm, frame_of, render
from web.things import Names, Value
from web.tracing.export import EXPORTS, MEDIA
from web.tracing.facts import TOGETHER, Known
from web.tracing.links import alternates, trace_of
from web.views.timeline import Span, Timeline, lay_out

DRAWN: Final = LIMITS.first_citations_drawn
"""Documents that are drawn; the table has them all."""
SHOWN: Final = LIMITS.first_citations_shown
COUNTED: Final = LIMITS.first_citations_counted
"""Citations that are read (documents-cited.rq). Where there are more, a document may have been cited earlier and more
often than these say; that it is cited at all is looked up, so that none is called silent that is not.
"""


@dataclass(frozen=True)
class Entry:
    """One document for machines: days are ISO 8601, `days_later` counts from issue to first citation where both are
    known to the day.
    """

    document: str
    name: str
    issued: str
    first_cited: str
    first_citing: str
    days_later: int | None
    citations: int


@dataclass(frozen=True)
class DocumentRow:
    """One document as it is shown."""

    link: Value
    href: str
    issued: str
    first: str
    by: Value | None
    later: str
    count: int


@dataclass(frozen=True)
class SilencePage:
    """What the page shows."""

    cited: tuple[DocumentRow, ...]
    silent: tuple[DocumentRow, ...]
    drawing: Timeline | None
    left_out: int
    counted: int
    downloads: tuple[tuple[str, str], ...]


def entries(reader: Reader, names: Names) -> tuple[list[Entry], bool]:
    """Return every document, the cited ones first, by the day of issue; and whether there are more citations."""
    rows = ask(reader, "things-of-class", **{"class": expand("hn:PolicyDocument")})
    documents = [text_of(row["thing"]) for row in rows]
    cited: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, set[str]] = defaultdict(set)
    found_citations = ask(reader, "documents-cited")
    for row in found_citations:
        cited[text_of(row["document"])].add(text_of(row["citing"]))
        counts[text_of(row["document"])].add(text_of(row["citation"]))
    known = set(documents)
    documents += sorted(document for document in cited if document not in known)
    capped = len(found_citations) > COUNTED
    at_all = _cited_at_all(reader, [d for d in documents if d not in counts]) if capped else set()
    issued: dict[str, str] = {}
    for at in range(0, len(documents), TOGETHER):
        for row in ask(reader, "issued", things=documents[at : at + TOGETHER]):
            document, day = text_of(row["thing"]), text_of(row["day"])
            issued[document] = min(issued.get(document, day), day)
    facts = Known(reader).of({one for citing in cited.values() for one in citing})
    firsts = {
        document: min(((facts[one].day, one) for one in cited[document] if facts[one].day), default=("", ""))
        for document in documents
    }
    names.fetch(reader, [*documents, *(by for _, by in firsts.values() if by)])
    found = []
    for document in documents:
        first, by = firsts[document]
        day = issued.get(document, "")
        count = len(counts[document]) or int(document in at_all)
        found.append(Entry(document, names.name(document).text, day, first, by, _days(day, first), count))
    return sorted(found, key=lambda e: (not e.citations, e.issued or "~", e.document)), capped


def _cited_at_all(reader: Reader, documents: Sequence[str]) -> set[str]:
    return {
        text_of(row["thing"])
        for at in range(0, len(documents), TOGETHER)
        for row in ask(reader, "cited-of", things=documents[at : at + TOGETHER])
    }


def _days(issued: str, cited: str) -> int | None:
    if len(issued) != 10 or len(cited) != 10:
        return None
    return (date.fromisoformat(cited) - date.fromisoformat(issued)).days


def silence_page(reader: Reader, frame: Frame) -> SilencePage:
    """Fill the page."""
    names = Names(frame.words, frame.links)
    found, capped = entries(reader, names)
    rows = [_row(entry, names, frame) for entry in found]
    dated = [entry for entry in found if entry.issued]
    return SilencePage(
        tuple(row for row in rows if row.count)[:SHOWN],
        tuple(row for row in rows if not row.count)[:SHOWN],
        _draw(dated[:DRAWN], names),
        max(0, len(dated) - DRAWN),
        COUNTED if capped else 0,
        tuple((suffix, frame.links.data(f"/trace/documents.{suffix}")) for suffix in EXPORTS),
    )


def _row(entry: Entry, names: Names, frame: Frame) -> DocumentRow:
    say = frame.words
    later = ""
    if entry.days_later is not None:
        years = entry.days_later / 365.25
        later = (
            say("%(count)s years", count=say.number(round(years, 1)))
            if years >= 1
            else say("%(count)s days", count=entry.days_later)
        )
    elif entry.issued and entry.first_cited:
        later = say("about %(count)s years", count=int(entry.first_cited[:4]) - int(entry.issued[:4]))
    return DocumentRow(
        names.link(entry.document),
        trace_of(entry.document, frame) or frame.links.entity(entry.document),
        say.date(entry.issued),
        say.date(entry.first_cited),
        names.link(entry.first_citing) if entry.first_citing else None,
        later,
        entry.citations,
    )


def _draw(found: Sequence[Entry], names: Names) -> Timeline | None:
    """Draw a line from issue to first citation; of a silent document it stays open."""
    spans = []
    for entry in found:
        name = names.name(entry.document)
        days = tuple(day for day in (entry.issued, entry.first_cited) if day)
        spans.append(Span(firm(name.text), name.lang, entry.issued, entry.first_cited, "", days))
    return lay_out(spans)


def documents(request: Request) -> Response:
    """Answer `/trace/documents`, `.csv`, `.json` and `.graphml`."""
    suffix = request.path_params.get("suffix", "")
    reader, frame = reader_of(request), frame_of(request)
    if not suffix:
        page = silence_page(reader, frame)
        return render(request, "silence.html", page, alternates=alternates(page.downloads))
    if suffix not in EXPORTS:
        raise told(
            NotFound,
            N_("There is no answer as %(suffix)s."),
            N_("The formats: csv, json, graphml."),
            suffix=suffix[:20],
        )
    found, _ = entries(reader, Names(frame.words, frame.links))
    if suffix == "json":
        body = json.dumps([asdict(entry) for entry in found], ensure_ascii=False, indent=1)
    elif suffix == "csv":
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([one.name for one in fields(Entry)])
        writer.writerows(["" if v is None else v for v in asdict(entry).values()] for entry in found)
        body = out.getvalue()
    else:
        nodes = [Node(entry.document, entry.name, "document") for entry in found]
        edges = [Edge(e.first_citing, e.document, "cites first", "") for e in found if e.first_citing]
        body = graphml(nodes, edges)
    return Response(body, media_type=MEDIA[suffix])


ROUTES = (Route("/trace/documents", documents), Route("/trace/documents.{suffix}", documents))
