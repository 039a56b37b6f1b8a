"""Citations of a body, or of a period: what was cited where, on one page, each row leading to the citation itself."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from graph.errors import InputError, NotFound
from graph.reader import Reader
from web.ask import ask, text_of
from web.current import reader_of
from web.drawing import Years, by_year
from web.errors import told
from web.frame import Frame, frame_of, render
from web.languages import N_
from web.things import Names, Value

SHOWN: Final = 300


@dataclass(frozen=True)
class Cite:
    """One citation: what cites, its day, the document (None: the words name no single one), the citation's page."""

    citing: Value
    day: str
    cited: Value | None
    citation: Value


@dataclass(frozen=True)
class CitingPage:
    """What the page of a body's or a period's citations shows; `body` is None for a period."""

    body: Value | None
    begin: str
    finish: str
    rows: tuple[Cite, ...]
    count: int
    years: Years | None


def citing_page(
    reader: Reader, frame: Frame, *, body: str = "", begin: str = "", finish: str = ""
) -> CitingPage:
    """Fill the page of a body (an IRI), or of a period (years, both included). Raises NotFound for an unknown body."""
    if body and not ask(reader, "known", thing=body):
        raise told(
            NotFound,
            N_("Nothing is known of <%(iri)s>."),
            N_("Check the spelling, or search for a name."),
            iri=body,
        )
    days: dict[str, str] = {}
    if body:
        found = ask(reader, "citations-of-body", thing=body)
        things = sorted({text_of(row["citing"]) for row in found})[:1000]
        for row in ask(reader, "found-dates", things=things) if things else ():
            days[text_of(row["thing"])] = text_of(row["first"])
    else:
        found = [
            row
            for row in ask(reader, "citations-dated")
            if (not begin or text_of(row["day"])[:4] >= begin)
            and (not finish or text_of(row["day"])[:4] <= finish)
        ]
        for row in found:
            citing, day = text_of(row["citing"]), text_of(row["day"])
            days[citing] = min(days.get(citing, day), day)
    whole = sorted(
        {
            (days.get(c := text_of(r["citing"]), ""), c, text_of(r["cited"]), text_of(r["citation"]))
            for r in found
        }
    )
    shown = whole[:SHOWN]
    names = Names(frame.words, frame.links)
    names.fetch(
        reader,
        [body, *(iri for row in shown for iri in row[1:] if iri)]
        if body
        else [iri for row in shown for iri in row[1:] if iri],
    )
    return CitingPage(
        names.link(body) if body else None,
        begin,
        finish,
        tuple(
            Cite(names.link(a), day, names.link(d) if d else None, names.link(c)) for day, a, d, c in shown
        ),
        len(whole),
        by_year(Counter(row[0][:4] for row in whole)),
    )


def of_period(request: Request) -> Response:
    """Answer `/trace?from=2024&to=2025`. Raises InputError for what is no year."""
    begin, finish = (request.query_params.get(name, "").strip() for name in ("from", "to"))
    for given in (begin, finish):
        if given and not (len(given) == 4 and given.isascii() and given.isdigit()):
            raise told(
                InputError,
                N_("“%(text)s” is no year."),
                N_("Give years of four digits: /trace?from=2024&to=2025"),
                text=given[:40],
            )
    page = citing_page(reader_of(request), frame_of(request), begin=begin, finish=finish)
    return render(request, "citing.html", page)


def of_body(request: Request, iri: str) -> Response:
    """Answer `/trace/organisation/<slug>`."""
    return render(request, "citing.html", citing_page(reader_of(request), frame_of(request), body=iri))
