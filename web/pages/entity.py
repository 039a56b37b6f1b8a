"""The page of a thing, at the place its IRI names; and the documents beside it.

`/id/<kind>/<slug>` answers 303 with the document the client likes best; `/id/<kind>/<slug>.ttl` and its
sisters are the documents. Things that are not ours have theirs at `/describe?iri=`.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graph.errors import HuuNghiError, InputError, NotFound
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import BASE, CONCEPT, ID, KINDS, name_of
from ontology.prefixes import PREFIXES, expand, shrink
from queries.export.references import WORK, WRITERS, Cited, plain
from queries.read.decisions import decided
from queries.read.rows import ask, text_of
from queries.read.texts import Texts
from web.dependencies import reader_of
from web.documents import Parts, triples_of, write
from web.entities import PAGE, Entity
from web.errors import NotAcceptable, told
from web.evidence import Apparatus, Witness
from web.languages import N_
from web.layout import DERIVED_FROM
from web.negotiate import choose
from web.page_context import Alternate, Frame, firm, frame_of, render
from web.statements import WHOLE_NAMES, Block, Cut, Group, NameRow, Window
from web.things import Name, Names, Value, kind_word
from web.urls import CITATIONS, FORMATS, Links

WHOLE: Final = Window()
FARTHEST: Final = LIMITS.value_page_number
"""The last page that can be asked for."""
SCHEMA_TYPES: Final = {
    "person": "Person",
    "organisation": "Organization",
    "event": "Event",
    "congress": "Event",
    "place": "Place",
    "document": "Legislation",
    "programme": "CreativeWork",
    "speech": "CreativeWork",
    "source": "NewsArticle",
}
TIMED_KINDS: Final = frozenset({"person", "organisation", "post", "place", "term"})
"""Kinds of things of which one asks how they stood on a day."""


@dataclass(frozen=True)
class EntityPage:
    """What the page of a thing shows."""

    iri: str
    kind: str
    kind_name: str
    name: Name
    other_names: tuple[NameRow, ...]
    names: tuple[NameRow, ...]
    names_count: int
    all_names: str
    types: tuple[Value, ...]
    classes: str
    prefixes: str
    derived_from: frozenset[str]
    blocks: tuple[Block, ...]
    follows: tuple[Group, ...]
    witnesses: tuple[Witness, ...]
    window: Window
    last_page: int
    previous: str
    next: str
    alternates: tuple[Alternate, ...]
    own_page: str
    trace: str
    timed: bool
    history: str
    cited: str
    references: tuple[tuple[str, str], ...]
    described: str


def entity_page(
    reader: Reader, iri: str, frame: Frame, *, window: Window = WHOLE, texts: Texts | None = None
) -> EntityPage:
    """Fill the page of the thing an IRI names. Raises NotFound where nothing is known of it."""
    entity = _read(reader, iri, frame, texts)
    cut = entity.cut(window)
    names = entity.names
    name = names.name(iri)
    if entity.kind == "document":
        name = Name(firm(name.text), name.lang)
    cited = Cited(name.text, iri, reader.version.label, reader.version.created[:10])
    witnesses = entity.apparatus.witnesses()
    links = frame.links
    return EntityPage(
        iri=iri,
        kind=entity.kind,
        kind_name=entity.kind_name() or kind_word(entity.kind, frame.words),
        name=name,
        other_names=_others(cut.names, name),
        names=cut.names if window.group in ("", WHOLE_NAMES) else (),
        names_count=cut.names_count,
        all_names=links.entity(iri, group=WHOLE_NAMES),
        types=entity.types() if not entity.kind else (),
        classes=" ".join(shrink(cls.value) for cls in entity.classes()),
        prefixes=RDFA_PREFIXES,
        derived_from=frozenset(text_of(source) for source in entity.own.get(DERIVED_FROM, ())),
        blocks=cut.blocks,
        follows=cut.follows,
        witnesses=witnesses,
        window=window,
        last_page=_last_page(cut),
        previous=links.entity(iri, **_place(window, -1)) if window.page > 1 else "",
        next=links.entity(iri, **_place(window, 1)) if cut.more else "",
        alternates=alternates_of(iri, links, **_place(window)),
        own_page=links.entity(iri),
        trace=_trace(iri, entity, frame),
        timed=entity.kind in TIMED_KINDS,
        history=links.changes(iri=iri),
        cited=_in_words(cited, frame),
        references=tuple((suffix, links.document(iri, suffix)) for suffix in CITATIONS),
        described=_described(iri, entity, cut.names, name),
    )


RDFA_PREFIXES: Final = " ".join(f"{prefix}: {iri}" for prefix, iri in PREFIXES.items())


def _read(reader: Reader, iri: str, frame: Frame, texts: Texts | None = None) -> Entity:
    names = Names(frame.words, frame.links)
    entity = Entity(reader, iri, names, Apparatus(frame.words, names, texts))
    names.fetch(reader, [iri])
    return entity


def _place(window: Window, step: int = 0) -> dict[str, object]:
    """Return the parameters that name a window, or the one some pages after it."""
    page = window.page + step
    return {
        "group": window.group,
        "page": page if window.group and page > 1 else None,
        "at": window.at,
    }


def _last_page(cut: Cut) -> int:
    """Return the number of the last page of the group asked for; 0 where nobody has counted so far."""
    if not cut.window.group:
        return 1
    if any(group.capped for group in cut.groups):
        return 0
    count = cut.names_count if cut.window.group == WHOLE_NAMES else sum(g.count for g in cut.groups)
    return max(1, -(-count // PAGE))


def _in_words(cited: Cited, frame: Frame) -> str:
    version = frame.words("data version %(name)s", name=cited.version)
    return plain(cited, version_word=version, day_words=frame.words.date(cited.day))


def _described(iri: str, entity: Entity, rows: tuple[NameRow, ...], name: Name) -> str:
    """Return schema.org's JSON-LD for search engines; the documents beside the page say everything."""
    names = [
        {"@value": row.text, "@language": row.lang} if row.lang else row.text for row in rows if row.preferred
    ]
    described = {
        "@context": "https://schema.org",
        "@id": iri,
        "@type": SCHEMA_TYPES.get(entity.kind, "Thing"),
        "name": names or name.text,
        "isPartOf": {"@type": "Dataset", "name": WORK, "version": entity.reader.version.label},
    }
    # "<" would end the element that holds this.
    return json.dumps(described, ensure_ascii=False).replace("<", "\\u003c")


def reference(reader: Reader, iri: str, suffix: str, frame: Frame) -> Response:
    """Answer with the reference to a page, for reference managers."""
    names = Names(frame.words, frame.links)
    names.fetch(reader, [iri])
    if not ask(reader, "known", thing=iri):
        raise _unknown(iri)
    media, writer = WRITERS[suffix]
    cited = Cited(names.name(iri).text, iri, reader.version.label, reader.version.created[:10])
    return Response(writer(cited), media_type=f"{media}; charset=utf-8")


def _trace(iri: str, entity: Entity, frame: Frame) -> str:
    """Return the link to the trace of a document, or of something that cites; empty for any other thing."""
    name = name_of(iri)
    if name is None or not (
        name.kind in ("document", "organisation") or entity.counts.get(expand("hn:citing"))
    ):
        return ""
    return frame.links.trace(name.kind, name.slug)


def _others(rows: tuple[NameRow, ...], shown: Name) -> tuple[NameRow, ...]:
    """Return the preferred names in other languages, for the head of the page."""
    return tuple(row for row in rows if row.preferred and firm(row.text) != firm(shown.text))[
        : LIMITS.other_names_shown
    ]


def alternates_of(iri: str, links: Links, **parameters: object) -> tuple[Alternate, ...]:
    """Return the documents about a thing in the formats for machines: of the same part of it."""
    return tuple(
        Alternate(links.document(iri, suffix, **parameters), media, suffix)
        for suffix, media in FORMATS.items()
        if suffix != "html"
    )


def window_of(request: Request) -> Window:
    """Read `group` and `page` of a request. Raises InputError for a page that is no number."""
    page = request.query_params.get("page", "1")
    if not page.isascii() or not page.isdigit() or not 1 <= int(page[:9]) <= FARTHEST:
        raise told(
            InputError, N_("page=%(page)s is no page."), N_("Pages are numbered from 1."), page=page[:40]
        )
    at = request.query_params.get("at", "").strip()
    if at:
        try:
            date.fromisoformat(at)
        except ValueError as error:
            raise told(
                InputError,
                N_("at=%(text)s is no day."),
                N_("Write it as year, month, day: 2024-04-02."),
                text=at[:40],
            ) from error
    return Window(request.query_params.get("group", "")[:400], int(page), at)


def document(request: Request, iri: str, suffix: str) -> Response:
    """Answer with one of the documents about a thing."""
    reader = reader_of(request)
    frame = frame_of(request)
    _refuse_withdrawn(reader, iri)
    if suffix in CITATIONS:
        return reference(reader, iri, suffix, frame)
    window = window_of(request)
    if suffix == "html":
        page = entity_page(reader, iri, frame, window=window, texts=getattr(request.app.state, "texts", None))
        response: Response = render(request, "entity.html", page, alternates=page.alternates)
        for relation, href in (("prev", page.previous), ("next", page.next)):
            _link(response, href, relation)
        return response
    entity = _read(reader, iri, frame)
    cut = entity.cut(window)
    parts = Parts(iri, suffix, frame.links)
    body = write(triples_of(entity, cut, parts), suffix, iri)
    charset = "; charset=utf-8" if FORMATS[suffix].startswith("text/") else ""
    response = Response(body, media_type=FORMATS[suffix] + charset)
    page_of = Alternate(frame.links.entity(iri, **_place(window)), "text/html", "html")
    for one in (page_of, *alternates_of(iri, frame.links, **_place(window))):
        _link(response, one.href, "alternate", one.type)
    if window.page > 1:
        _link(response, parts.href(**_place(window, -1)), "prev")
    if cut.more:
        _link(response, parts.href(**_place(window, 1)), "next")
    return response


def _link(response: Response, href: str, relation: str, media: str = "") -> None:
    """Add a link to the header (RFC 8288); an empty address adds none."""
    if href:
        said = f'<{href}>; rel="{relation}"' + (f'; type="{media}"' if media else "")
        before = response.headers.get("Link")
        response.headers["Link"] = f"{before}, {said}" if before else said


def see_other(request: Request, iri: str) -> Response:
    """Answer 303 with the document the client likes best. Raises NotAcceptable, or NotFound for an unknown thing."""
    _refuse_withdrawn(reader_of(request), iri)
    if not ask(reader_of(request), "known", thing=iri):
        raise _unknown(iri)
    accept = request.headers.get("accept")
    media = choose(accept, list(FORMATS.values()))
    if media is None:
        raise told(
            NotAcceptable,
            N_("There is no document about this as %(asked)s."),
            N_("There is: %(formats)s."),
            asked=accept,
            formats=", ".join(FORMATS.values()),
        )
    suffix = next(s for s, m in FORMATS.items() if m == media)
    links = frame_of(request).links
    href = links.entity(iri) if suffix == "html" else links.document(iri, suffix)
    asked = [(n, v) for n, v in request.query_params.multi_items() if n in ("group", "page", "at")]
    if asked:
        href += ("&" if "?" in href else "?") + urlencode(dict(asked))
    response = RedirectResponse(href, 303)
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    response.headers["Link"] = ", ".join(
        f'<{a.href}>; rel="alternate"; type="{a.type}"' for a in alternates_of(iri, links)
    )
    return response


class Withdrawn(NotFound):
    """The source was withdrawn."""

    status = 410


def _refuse_withdrawn(reader: Reader, iri: str) -> None:
    if iri.startswith(f"{ID}source/") and (found := ask(reader, "withdrawn", source=iri)):
        raise told(
            Withdrawn,
            N_("The source <%(iri)s> was withdrawn on %(day)s."),
            N_("Older versions of the data still have it: /changes."),
            iri=iri,
            day=text_of(found[0]["when"])[:10],
        )


def _unknown(iri: str) -> HuuNghiError:
    text, hint = N_("Nothing is known of <%(iri)s>."), N_("Check the spelling, or search for a name.")
    return told(NotFound, text, hint, iri=iri)


def _by_path(request: Request, base: str, path: str) -> Response:
    name, dot, suffix = path.rpartition(".")
    if dot and (suffix in FORMATS or suffix in CITATIONS):
        return document(request, base + name, suffix)
    return see_other(request, base + path)


def thing(request: Request) -> Response:
    """Answer `/id/<kind>/<slug>` and its documents."""
    kind = request.path_params["kind"]
    if kind not in KINDS:
        raise told(
            NotFound,
            N_("There is no kind of thing called %(kind)s."),
            N_("The kinds: %(kinds)s."),
            kind=kind,
            kinds=", ".join(KINDS),
        )
    merged = _merged(request, f"{ID}{kind}/", request.path_params["slug"])
    return merged or _by_path(request, f"{ID}{kind}/", request.path_params["slug"])


def _merged(request: Request, base: str, path: str) -> Response | None:
    """Lead from a thing that was merged to the one it is, for good (308), to the same document."""
    stem, dot, suffix = path.rpartition(".")
    slug = stem if dot and suffix in (*FORMATS, *CITATIONS) else path
    into = decided(reader_of(request)).into.get(base + slug)
    if into is None:
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    response = RedirectResponse(f"/{into[len(BASE) :]}{path[len(slug) :]}{query}", 308)
    response.headers["Cache-Control"] = "no-cache"  # a merging can be undone
    return response


def concept(request: Request) -> Response:
    """Answer `/concept/<scheme>`, `/concept/<scheme>/<slug>` and their documents."""
    return _by_path(request, CONCEPT, request.path_params["path"])


def describe(request: Request) -> Response:
    """Answer `/describe?iri=`: the page of any IRI the graph says something of."""
    iri = request.query_params.get("iri", "").strip()
    if ":" not in iri or len(iri) > LIMITS.iri_length or set(iri) & set('<>"{}|^`\\ \n\t'):
        raise told(
            InputError,
            N_("“%(text)s” is no IRI."),
            N_("Give one in full: /describe?iri=https://example.org/thing"),
            text=iri[:80],
        )
    suffix = request.query_params.get("format", "")
    if suffix and suffix not in FORMATS and suffix not in CITATIONS:
        raise told(
            NotAcceptable,
            N_("There is no document about this as %(asked)s."),
            N_("There is: %(formats)s."),
            asked=suffix[:20],
            formats=", ".join(FORMATS),
        )
    if iri.startswith((ID, CONCEPT)) and not suffix:
        return RedirectResponse("/" + iri[len(BASE) :], 303)
    if suffix:
        return document(request, iri, suffix)
    if not ask(reader_of(request), "known", thing=iri):
        raise _unknown(iri)
    media = choose(request.headers.get("accept"), list(FORMATS.values()))
    if media is None:
        raise told(
            NotAcceptable,
            N_("There is no document about this as %(asked)s."),
            N_("There is: %(formats)s."),
            asked=request.headers.get("accept"),
            formats=", ".join(FORMATS.values()),
        )
    return document(request, iri, next(s for s, m in FORMATS.items() if m == media))


ROUTES = (
    Route("/id/{kind}/{slug}", thing),
    Route("/concept/{path:path}", concept),
    Route("/describe", describe),
)
