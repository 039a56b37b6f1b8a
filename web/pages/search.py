"""Search by name in any language and script, marks optional, or in the words of the sources' texts.

`/search` as a list, a table, a timeline, JSON or CSV; `/suggest` what may be meant while one types. Without words,
the list of all things of a kind.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from graph.errors import InputError
from graph.limits import LIMITS
from graph.search.index_lifecycle import Index, nearest
from graph.search.names import MOST, Answer, Hit, find, suggest
from graph.store.reader import EmbeddedReader, Reader
from ontology.iris import HN
from ontology.kinds import CLASS_OF_KIND
from queries.read.rows import ask, text_of
from web.dependencies import reader_of
from web.errors import told
from web.finding import FACETED, FACETS, Facet, Facts, chosen_of, facets_of, facts_of, narrow
from web.languages import N_
from web.negotiate import choose
from web.page_context import Frame, firm, frame_of, render
from web.things import PLURALS, Names, Value, kind_word
from web.views.search_snippets import Quotation, quotations
from web.views.timeline import Span, Timeline, lay_out

LONGEST: Final = LIMITS.search_length
SHOWN: Final = LIMITS.search_rows_a_page
BROWSED: Final = LIMITS.browse_rows_a_page
SUGGESTED: Final = LIMITS.suggestions
VIEWS: Final = {"list": N_("List"), "table": N_("Table"), "timeline": N_("Timeline")}
SCOPES: Final = {"names": N_("Names"), "texts": N_("Texts of the sources")}
FORMATS: Final = ("html", "json", "csv")
KNOWN: Final = frozenset({"q", "view", "scope", "page", "format", "lang", *FACETS})


@dataclass(frozen=True)
class Found:
    """A thing found: its link, its kind, the name that matched where it is not the one shown, places and days."""

    value: Value
    kind: str
    matched: str
    matched_lang: str
    places: tuple[Value, ...] = ()
    when: str = ""
    year: str = ""


@dataclass(frozen=True)
class Tab:
    """A link to another view or scope of the same search."""

    name: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class SearchPage:
    """What the search page shows; without words it lists the things of a kind.

    `total` counts what was found, `capped` that there is more; `of_version` is set where the names of an earlier
    version were searched, `unready` where none can be yet; `ignored` are parameters that mean nothing here.
    """

    asked: str
    kind_name: str
    found: tuple[Found, ...]
    quotations: tuple[Quotation, ...]
    facets: tuple[Facet, ...]
    views: tuple[Tab, ...]
    scopes: tuple[Tab, ...]
    view: str
    scope: str
    drawing: Timeline | None
    total: int
    capped: bool
    partial: bool
    approximate: bool
    of_version: int | None
    unready: bool
    to_index: int
    ignored: tuple[str, ...]
    page: int
    next_page: str
    previous_page: str
    data: tuple[Tab, ...]


@dataclass(frozen=True)
class Asked:
    """What an address asks for, checked."""

    text: str
    view: str
    scope: str
    page: int
    format: str
    chosen: Mapping[str, str]
    ignored: tuple[str, ...]

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        """Read the parameters of an address; raise InputError for what cannot be meant."""
        text = " ".join(given.get("q", "").replace("\0", " ").split())
        if len(text) > LONGEST:
            raise told(
                InputError,
                N_("A search of %(count)s characters is too long."),
                N_("Search for at most %(most)s characters."),
                count=len(text),
                most=LONGEST,
            )
        page = given.get("page", "1")
        if not page.isascii() or not page.isdigit() or not 1 <= int(page[:6]) <= LIMITS.search_page_number:
            raise told(
                InputError, N_("page=%(page)s is no page."), N_("Pages are numbered from 1."), page=page[:40]
            )
        one: dict[str, str] = {}
        for name, values in (("view", VIEWS), ("scope", SCOPES), ("format", FORMATS)):
            one[name] = given.get(name) or next(iter(values))
            if one[name] not in values:
                raise told(
                    InputError,
                    N_("%(name)s=%(text)s is not to be had here."),
                    N_("There is: %(formats)s."),
                    name=name,
                    text=one[name][:40],
                    formats=", ".join(values),
                )
        ignored = tuple(name[:40] for name in given if name not in KNOWN)[:5]
        return cls(text, one["view"], one["scope"], int(page), one["format"], chosen_of(given), ignored)

    def parameters(self, **changed: object) -> dict[str, object]:
        """Return the parameters of a link to the same search with something changed."""
        same: dict[str, object] = {
            "q": self.text,
            **self.chosen,
            "view": self.view if self.view != "list" else "",
            "scope": self.scope if self.scope != "names" else "",
        }
        return {**same, **changed}


def index_of(reader: Reader) -> Index | None:
    """Return the index of names to answer from; a reader without a version on disk has none."""
    return nearest(reader.opened.version) if isinstance(reader, EmbeddedReader) else None


def search_page(reader: Reader, asked: Asked, frame: Frame, texts: Any = None) -> SearchPage:
    """Fill the search page."""
    page = _empty(asked, frame)
    if asked.text and asked.scope == "texts":
        return _in_texts(page, reader, asked, frame, texts)
    if not asked.text:
        return _browse(page, reader, asked, frame) if "kind" in asked.chosen else page
    names = Names(frame.words, frame.links)
    index, answer, facts, hits = _look_up(reader, asked)
    chosen = narrow(hits, facts, asked.chosen)
    cut = chosen[(asked.page - 1) * SHOWN : asked.page * SHOWN]
    if asked.view == "timeline":
        cut = sorted(cut, key=lambda hit: facts.days.get(hit.iri, ("9999", ""))[0])
    names.fetch(reader, [*(hit.iri for hit in cut), *(place for hit in cut for place in _places(facts, hit))])
    kept = {key: str(value) for key, value in asked.parameters().items() if key not in FACETS and value}
    found = tuple(_found(hit, facts, names, frame) for hit in cut)
    return replace(
        page,
        kind_name=kind_word(asked.chosen["kind"], frame.words) if "kind" in asked.chosen else "",
        found=found,
        facets=facets_of(
            hits,
            facts,
            asked.chosen,
            asked=kept,
            words=frame.words,
            links=frame.links,
            names=names,
            reader=reader,
        ),
        drawing=_draw(found, cut, facts) if asked.view == "timeline" else None,
        total=len(chosen) if len(hits) <= FACETED else len(answer.hits),
        capped=answer.more,
        partial=len(answer.hits) > FACETED,
        approximate=answer.approximate,
        of_version=None if index is None or index.current else index.number,
        unready=index is None,
        next_page=_page(asked, frame, asked.page + 1) if len(chosen) > asked.page * SHOWN else "",
        previous_page=_page(asked, frame, asked.page - 1) if asked.page > 1 else "",
    )


def _look_up(reader: Reader, asked: Asked) -> tuple[Index | None, Answer, Facts, list[Hit]]:
    index = index_of(reader)
    if index is None:
        return None, Answer((), more=False), Facts(), []
    # One kind is asked of the index itself, so that its list is whole; the counts need the others too.
    answer = find(index.path, asked.text, limit=MOST)
    kind = asked.chosen.get("kind")
    if kind is not None and answer.more:
        answer = find(index.path, asked.text, limit=MOST, kind=kind)
    hits = list(answer.hits[:FACETED])
    return index, answer, facts_of(reader, hits), hits


def _empty(asked: Asked, frame: Frame) -> SearchPage:
    tabs = {}
    for name, values, now in (("view", VIEWS, asked.view), ("scope", SCOPES, asked.scope)):
        first = next(iter(values))
        tabs[name] = tuple(
            Tab(
                frame.words(title),
                frame.links.search(**asked.parameters(**{name: "" if one == first else one})),
                one == now,
            )
            for one, title in values.items()
        )
    data = tuple(
        Tab(form.upper(), frame.links.data("/search", **asked.parameters(format=form, view="")), chosen=False)
        for form in ("json", "csv")
        if (asked.text or "kind" in asked.chosen) and asked.scope == "names"
    )
    return SearchPage(
        asked=asked.text,
        kind_name="",
        found=(),
        quotations=(),
        facets=(),
        views=tabs["view"] if asked.text and asked.scope == "names" else (),
        scopes=tabs["scope"] if asked.text else (),
        view=asked.view,
        scope=asked.scope,
        drawing=None,
        total=0,
        capped=False,
        partial=False,
        approximate=False,
        of_version=None,
        unready=False,
        to_index=0,
        ignored=asked.ignored,
        page=asked.page,
        next_page="",
        previous_page="",
        data=data,
    )


def _page(asked: Asked, frame: Frame, number: int) -> str:
    return frame.links.search(**asked.parameters(page=number if number > 1 else ""))


def _places(facts: Facts, hit: Hit) -> list[str]:
    return [
        p if "://" in p else HN.replace("ontology#", "id/place/") + p for p in facts.places.get(hit.iri, ())
    ]


def _found(hit: Hit, facts: Facts, names: Names, frame: Frame) -> Found:
    value = names.link(hit.iri)
    same = firm(hit.label) == firm(value.text)
    first, last = facts.days.get(hit.iri, ("", ""))
    when = first if first == last else f"{first}/{last}"
    return Found(
        value,
        kind_word(hit.kind, frame.words),
        "" if same else hit.label,
        hit.language,
        tuple(names.link(place) for place in _places(facts, hit)),
        frame.words.date(when) if first else "",
        first[:4],
    )


def _draw(found: tuple[Found, ...], hits: list[Hit], facts: Facts) -> Timeline | None:
    return lay_out(
        Span(one.value.text, one.value.lang, start=first, end=last, attested=(first,))
        for one, hit in zip(found, hits, strict=True)
        for first, last in [facts.days.get(hit.iri, ("", ""))]
        if first[:4].isdigit() and last[:4].isdigit()
    )


def _of_kind(reader: Reader, asked: Asked) -> list[str]:
    """Return the things of the kind chosen. Raises InputError for a kind that has no list."""
    kind = asked.chosen["kind"]
    known = {**CLASS_OF_KIND, "source": HN + "Source"}
    if kind not in known:
        raise told(
            InputError,
            N_("Things of the kind %(kind)s cannot be listed."),
            N_("The kinds: %(kinds)s."),
            kind=kind[:40],
            kinds=", ".join(sorted(known)),
        )
    return list(
        dict.fromkeys(
            text_of(row["thing"]) for row in ask(reader, "things-of-class", **{"class": known[kind]})
        )
    )


def _browse(page: SearchPage, reader: Reader, asked: Asked, frame: Frame) -> SearchPage:
    kind = asked.chosen["kind"]
    names = Names(frame.words, frame.links)
    things = _of_kind(reader, asked)
    names.fetch(reader, things)
    links = sorted((names.link(iri) for iri in things), key=lambda v: (v.sort, v.iri))
    cut = links[(asked.page - 1) * BROWSED : asked.page * BROWSED]
    return replace(
        page,
        kind_name=frame.words(PLURALS[kind]) if kind in PLURALS else kind_word(kind, frame.words),
        found=tuple(Found(v, "", "", "") for v in cut),
        total=min(len(links), MOST),
        capped=len(things) > MOST,
        next_page=_page(asked, frame, asked.page + 1) if len(links) > asked.page * BROWSED else "",
        previous_page=_page(asked, frame, asked.page - 1) if asked.page > 1 else "",
    )


def _in_texts(page: SearchPage, reader: Reader, asked: Asked, frame: Frame, texts: Any) -> SearchPage:
    if texts is None or not isinstance(reader, EmbeddedReader):
        return replace(page, unready=True)
    found, more, to_index = quotations(reader, asked.text, texts, Names(frame.words, frame.links))
    cut = found[(asked.page - 1) * SHOWN : asked.page * SHOWN]
    return replace(
        page,
        quotations=tuple(cut),
        total=len(found),
        capped=more,
        to_index=to_index,
        next_page=_page(asked, frame, asked.page + 1) if len(found) > asked.page * SHOWN else "",
        previous_page=_page(asked, frame, asked.page - 1) if asked.page > 1 else "",
    )


def results(request: Request) -> Response:
    """Answer `/search`."""
    asked = Asked.of({**request.query_params, "format": _format(request)})
    frame = frame_of(request)
    if asked.format != "html":
        response = _data(reader_of(request), asked, frame)
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        return response
    page = search_page(reader_of(request), asked, frame, request.app.state.texts)
    response = render(request, "search.html", page)
    if page.of_version is not None or page.unready or page.to_index:
        # In a moment there is more to say: this page is not to be kept.
        response.headers["Cache-Control"] = "no-store"
    return response


def _format(request: Request) -> str:
    """Return the format an address asks for, or else the one the client likes best."""
    given = request.query_params.get("format", "")
    liked = choose(request.headers.get("accept"), ["text/html", "application/json", "text/csv"])
    return given or {"application/json": "json", "text/csv": "csv"}.get(liked or "", "html")


def _data(reader: Reader, asked: Asked, frame: Frame) -> Response:
    names = Names(frame.words, frame.links)
    if asked.text or "kind" not in asked.chosen:
        _, answer, facts, hits = _look_up(reader, asked)
        hits = narrow(hits, facts, asked.chosen)
        names.fetch(reader, (hit.iri for hit in hits))
    else:
        things = _of_kind(reader, asked)
        names.fetch(reader, things)
        kind = asked.chosen["kind"]
        listed = [(names.name(iri), iri) for iri in things[:MOST]]
        hits = [Hit(iri, name.text, name.lang, kind, exact=False) for name, iri in listed]
        facts, answer = facts_of(reader, hits[:FACETED]), Answer(tuple(hits), more=len(things) > MOST)
    rows = [
        {
            "iri": hit.iri,
            "name": names.name(hit.iri).text,
            "matched": hit.label,
            "language": hit.language,
            "kind": hit.kind,
            "first": facts.days.get(hit.iri, ("", ""))[0],
            "last": facts.days.get(hit.iri, ("", ""))[1],
            "exact": hit.exact,
            "approximate": hit.approximate,
        }
        for hit in hits
    ]
    if asked.format == "json":
        return JSONResponse(
            {"q": asked.text, "more": answer.more or len(answer.hits) > FACETED, "found": rows}
        )
    out = io.StringIO()
    columns = ("iri", "name", "matched", "language", "kind", "first", "last", "exact", "approximate")
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8; header=present")


def suggestions(request: Request) -> Response:
    """Answer `/suggest`: what may be meant by what has been typed so far, as JSON."""
    text = request.query_params.get("q", "").replace("\0", " ")[:LONGEST]
    reader, frame = reader_of(request), frame_of(request)
    index = index_of(reader)
    hits = suggest(index.path, text, limit=SUGGESTED) if index is not None else []
    names = Names(frame.words, frame.links)
    names.fetch(reader, (hit.iri for hit in hits))
    found = []
    for hit in hits:
        value = names.link(hit.iri)
        found.append(
            {
                "label": firm(hit.label) if hit.kind == "document" else hit.label,
                "language": hit.language,
                "name": "" if firm(hit.label) == firm(value.text) else value.text,
                "kind": kind_word(hit.kind, frame.words),
                "href": value.href,
                "iri": hit.iri,
                "approximate": hit.approximate,
            }
        )
    response = JSONResponse({"q": text, "suggestions": found})
    response.headers["Vary"] = "Accept-Language, Cookie"
    if index is None or not index.current:
        response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = (Route("/search", results), Route("/suggest", suggestions))
