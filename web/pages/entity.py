"""The page of a thing, at the place its IRI names; and the documents beside it.

`/id/<kind>/<slug>` answers 303 with the document the client likes best; `/id/<kind>/<slug>.ttl` and its
sisters are the documents. Things that are not ours have theirs at `/describe?iri=`.
"""

from datetime import date
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graph.errors import HuuNghiError, InputError, NotFound
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import BASE, CONCEPT, ID, KINDS
from queries.export.rdf import document_triples, write
from queries.export.references import WRITERS, Cited
from queries.read.claim_triples import read_claim_triples
from queries.read.decisions import decided
from queries.read.entity import read_entity
from queries.read.entity_record import EntityRecord, EntitySlice
from queries.read.labels import read_labels
from queries.read.statements import is_known
from queries.read.withdrawn import read_withdrawal
from web.dependencies import reader_of
from web.errors import NotAcceptable
from web.languages import N_
from web.negotiate import choose
from web.page_context import Alternate, Frame, frame_of, render
from web.urls import CITATIONS, FORMATS
from web.views.entity.page import alternates_of, entity_page, place
from web.views.terms import TermRenderer

FARTHEST: Final = LIMITS.value_page_number
"""The last page that can be asked for."""


def reference(reader: Reader, iri: str, suffix: str, frame: Frame) -> Response:
    """Answer with the reference to a page, for reference managers."""
    if not is_known(reader, iri):
        raise _unknown(iri)
    name = TermRenderer(frame.words, frame.links, read_labels(reader, [iri])).name(iri)
    media, writer = WRITERS[suffix]
    cited = Cited(name.text, iri, reader.version.label, reader.version.created[:10])
    return Response(writer(cited), media_type=f"{media}; charset=utf-8")


def slice_of(request: Request) -> EntitySlice:
    """Read `group` and `page` of a request. Raises InputError for a page that is no number."""
    page = request.query_params.get("page", "1")
    if not page.isascii() or not page.isdigit() or not 1 <= int(page[:9]) <= FARTHEST:
        raise InputError(
            "page=%(page)s is no page.", hint="Pages are numbered from 1.", values={"page": page[:40]}
        )
    at = request.query_params.get("at", "").strip()
    if at:
        try:
            date.fromisoformat(at)
        except ValueError as error:
            raise InputError(
                "at=%(text)s is no day.",
                hint="Write it as year, month, day: 2024-04-02.",
                values={"text": at[:40]},
            ) from error
    return EntitySlice(request.query_params.get("group", "")[:400], int(page), at)


def document(request: Request, iri: str, suffix: str) -> Response:
    """Answer with one of the documents about a thing."""
    reader = reader_of(request)
    frame = frame_of(request)
    _refuse_withdrawn(reader, iri)
    if suffix in CITATIONS:
        return reference(reader, iri, suffix, frame)
    record = read_entity(reader, iri, slice_of(request))
    if suffix == "html":
        texts = getattr(request.app.state, "texts", None)
        page = entity_page(record, read_labels(reader, record.iris()), frame, texts)
        response: Response = render(request, "entity.html", page, alternates=page.alternates)
        for relation, href in (("prev", page.previous), ("next", page.next)):
            _link(response, href, relation)
        return response
    return _rdf(reader, record, suffix, frame)


def _rdf(reader: Reader, record: EntityRecord, suffix: str, frame: Frame) -> Response:
    iri, wanted = record.iri, record.slice

    def part(one: EntitySlice) -> str:
        return BASE.rstrip("/") + frame.links.document(iri, suffix, **place(one))

    triples = document_triples(record, read_claim_triples(reader, record.claims()), part)
    charset = "; charset=utf-8" if FORMATS[suffix].startswith("text/") else ""
    response = Response(write(triples, suffix, iri), media_type=FORMATS[suffix] + charset)
    page_of = Alternate(frame.links.entity(iri, **place(wanted)), "text/html", "html")
    for one in (page_of, *alternates_of(iri, frame.links, **place(wanted))):
        _link(response, one.href, "alternate", one.type)
    if wanted.page > 1:
        _link(response, frame.links.document(iri, suffix, **place(wanted, -1)), "prev")
    if record.more:
        _link(response, frame.links.document(iri, suffix, **place(wanted, 1)), "next")
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
    if not is_known(reader_of(request), iri):
        raise _unknown(iri)
    accept = request.headers.get("accept")
    media = choose(accept, list(FORMATS.values()))
    if media is None:
        raise NotAcceptable(
            "There is no document about this as %(asked)s.",
            hint="There is: %(formats)s.",
            values={"asked": accept, "formats": ", ".join(FORMATS.values())},
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
    if iri.startswith(f"{ID}source/") and (day := read_withdrawal(reader, iri)):
        raise Withdrawn(
            "The source <%(iri)s> was withdrawn on %(day)s.",
            hint="Older versions of the data still have it: /changes.",
            values={"iri": iri, "day": day},
        )


def _unknown(iri: str) -> HuuNghiError:
    text, hint = N_("Nothing is known of <%(iri)s>."), N_("Check the spelling, or search for a name.")
    return NotFound(text, hint=hint, values={"iri": iri})


def _by_path(request: Request, base: str, path: str) -> Response:
    name, dot, suffix = path.rpartition(".")
    if dot and (suffix in FORMATS or suffix in CITATIONS):
        return document(request, base + name, suffix)
    return see_other(request, base + path)


def thing(request: Request) -> Response:
    """Answer `/id/<kind>/<slug>` and its documents."""
    kind = request.path_params["kind"]
    if kind not in KINDS:
        raise NotFound(
            "There is no kind of thing called %(kind)s.",
            hint="The kinds: %(kinds)s.",
            values={"kind": kind, "kinds": ", ".join(KINDS)},
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
        raise InputError(
            "“%(text)s” is no IRI.",
            hint="Give one in full: /describe?iri=https://example.org/thing",
            values={"text": iri[:80]},
        )
    suffix = request.query_params.get("format", "")
    if suffix and suffix not in FORMATS and suffix not in CITATIONS:
        raise NotAcceptable(
            "There is no document about this as %(asked)s.",
            hint="There is: %(formats)s.",
            values={"asked": suffix[:20], "formats": ", ".join(FORMATS)},
        )
    if iri.startswith((ID, CONCEPT)) and not suffix:
        return RedirectResponse("/" + iri[len(BASE) :], 303)
    if suffix:
        return document(request, iri, suffix)
    if not is_known(reader_of(request), iri):
        raise _unknown(iri)
    media = choose(request.headers.get("accept"), list(FORMATS.values()))
    if media is None:
        raise NotAcceptable(
            "There is no document about this as %(asked)s.",
            hint="There is: %(formats)s.",
            values={"asked": request.headers.get("accept"), "formats": ", ".join(FORMATS.values())},
        )
    return document(request, iri, next(s for s, m in FORMATS.items() if m == media))


ROUTES = (
    Route("/id/{kind}/{slug}", thing),
    Route("/concept/{path:path}", concept),
    Route("/describe", describe),
)
