"""Search by name, in any language and script, marks optional; and the list of all things of a kind."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.errors import InputError
from graph.index import ensure
from graph.reader import EmbeddedReader, Reader
from graph.search import Hit, search
from ontology.iris import HN
from ontology.kinds import CLASS_OF_KIND
from web.ask import ask, text_of
from web.current import reader_of
from web.frame import Frame, firm, frame_of, render
from web.things import Names, Value, kind_word

LONGEST: Final = 200
SHOWN: Final = 40
BROWSED: Final = 100


@dataclass(frozen=True)
class Found:
    """A thing found: its link, its kind, and the name that matched where it is not the one shown."""

    value: Value
    kind: str
    matched: str
    matched_lang: str


@dataclass(frozen=True)
class Choice:
    """A kind to narrow the search to, or the one chosen."""

    name: str
    href: str
    chosen: bool
    count: int


@dataclass(frozen=True)
class SearchPage:
    """What the search page shows; without words it lists the things of a kind."""

    asked: str
    kind: str
    kind_name: str
    found: tuple[Found, ...]
    kinds: tuple[Choice, ...]
    more: bool
    page: int
    next_page: str
    previous_page: str


def find(reader: Reader, text: str, *, limit: int, kind: str | None = None) -> list[Hit]:
    """Return the things whose names match; a reader without an index on disk has none to search."""
    if not isinstance(reader, EmbeddedReader):
        return []
    return search(ensure(reader.opened.version), text, limit=limit, kind=kind)


def search_page(reader: Reader, asked: str, kind: str, frame: Frame, *, page: int = 1) -> SearchPage:
    """Fill the search page."""
    names = Names(frame.words, frame.links)
    if not asked and kind:
        return _browse(reader, kind, names, frame, page)
    hits = find(reader, asked, limit=SHOWN * 5) if asked else []
    counts: dict[str, int] = {}
    for hit in hits:
        counts[hit.kind] = counts.get(hit.kind, 0) + 1
    shown = [hit for hit in hits if not kind or hit.kind == kind]
    names.fetch(reader, (hit.iri for hit in shown[:SHOWN]))
    choices = [Choice(frame.words("everything"), frame.links.search(q=asked), not kind, len(hits))]
    choices += [
        Choice(kind_word(one, frame.words), frame.links.search(q=asked, kind=one), one == kind, counts[one])
        for one in sorted(counts, key=lambda k: -counts[k])
    ]
    return SearchPage(
        asked,
        kind,
        kind_word(kind, frame.words) if kind else "",
        tuple(_found(hit, names, frame) for hit in shown[:SHOWN]),
        tuple(choices) if len(counts) > 1 else (),
        len(shown) > SHOWN,
        1,
        "",
        "",
    )


def _found(hit: Hit, names: Names, frame: Frame) -> Found:
    value = names.link(hit.iri)
    same = firm(hit.label) == firm(value.text)
    return Found(value, kind_word(hit.kind, frame.words), "" if same else hit.label, hit.language)


def _browse(reader: Reader, kind: str, names: Names, frame: Frame, page: int) -> SearchPage:
    known = {**CLASS_OF_KIND, "source": HN + "Source"}
    if kind not in known:
        raise InputError(
            f"There is no kind of thing called {kind[:40]}.", hint=f"The kinds: {', '.join(sorted(known))}."
        )
    things = [text_of(row["thing"]) for row in ask(reader, "things-of-class", **{"class": known[kind]})]
    names.fetch(reader, things)
    links = sorted((names.link(iri) for iri in dict.fromkeys(things)), key=lambda v: (v.sort, v.iri))
    cut = links[(page - 1) * BROWSED : page * BROWSED]
    return SearchPage(
        "",
        kind,
        kind_word(kind, frame.words),
        tuple(Found(v, "", "", "") for v in cut),
        (),
        len(things) > 1000,
        page,
        frame.links.search(kind=kind, page=page + 1) if len(links) > page * BROWSED else "",
        frame.links.search(kind=kind, page=page - 1) if page > 1 else "",
    )


def results(request: Request) -> Response:
    """Answer `/search`."""
    asked = " ".join(request.query_params.get("q", "").split())
    if len(asked) > LONGEST:
        raise InputError(
            f"The search is {len(asked):,} characters long; {LONGEST} are read.",
            hint="Search for a name or a number.",
        )
    page = request.query_params.get("page", "1")
    if not page.isascii() or not page.isdigit() or not 1 <= int(page[:6]) <= 1000:
        raise InputError(f"page={page[:40]} is no page.", hint="Pages are numbered from 1.")
    kind = request.query_params.get("kind", "")
    return render(
        request,
        "search.html",
        search_page(reader_of(request), asked, kind, frame_of(request), page=int(page)),
    )


ROUTES = (Route("/search", results),)
