"""The page of a thing, at the place its IRI names; and the documents beside it.

`/id/<kind>/<slug>` answers 303 with the document the client prefers; `/id/<kind>/<slug>.ttl` and its
sisters are the documents. Things that are not ours have theirs at `/describe?iri=`.
"""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.store.reader import Reader
from ontology.iris import BASE, CONCEPT, GENID, HN, ID, KINDS, skolem_iri
from ontology.vocabulary import vocabulary
from queries.export.rdf import document_triples, write
from queries.export.references import WRITERS, Cited
from queries.read.claim_triples import read_claim_triples
from queries.read.decisions import name_now
from queries.read.entity import read_entity
from queries.read.entity_record import EntityRecord, EntitySlice
from queries.read.labels import read_labels
from queries.read.provenance import read_provenance
from queries.read.sources import read_withdrawal
from queries.read.statements import is_known, require_known, unknown
from queries.read.texts import Texts
from web.dependencies import CurrentReader, GivenTexts, PageFrame
from web.errors import NotAcceptable, Withdrawn
from web.format_parameter import preferred_document
from web.openapi import PROBLEM, answers, redirects
from web.page_context import Alternate, Frame, in_words, render
from web.parameters import (
    Accept,
    ConceptPath,
    Day,
    DescribedAs,
    DocumentSuffix,
    GroupKey,
    GroupPage,
    Iri,
    NamedKind,
    Slug,
    known_kind,
)
from web.urls import CITATIONS, FORMATS, has_address
from web.views.entity.page import alternates_of, entity_page, place
from web.views.terms import TermRenderer

router = APIRouter(tags=["Things"])


@dataclass(frozen=True)
class EntityRequest:
    """What every address of a thing asks for: whose data, in whose words, and which part of it."""

    request: Request
    reader: Reader
    frame: Frame
    texts: Texts | None
    accept: str | None
    slice: EntitySlice


async def entity_request(
    request: Request,
    reader: CurrentReader,
    frame: PageFrame,
    texts: GivenTexts,
    accept: Accept = None,
    group: GroupKey = "",
    page: GroupPage = 1,
    at: Day = "",
) -> EntityRequest:
    """Return what an address asks for."""
    return EntityRequest(request, reader, frame, texts, accept, EntitySlice(group, page, at))


Asked = Annotated[EntityRequest, Depends(entity_request)]


def reference(reader: Reader, iri: str, suffix: str, frame: Frame) -> Response:
    """Answer with the reference to a page, for reference managers."""
    require_known(reader, iri)
    name = TermRenderer(frame.words, frame.links, read_labels(reader, [iri])).name(iri)
    media, writer = WRITERS[suffix]
    cited = Cited(name.text, iri, reader.version.label, reader.version.created[:10])
    return in_words(Response(writer(cited), media_type=f"{media}; charset=utf-8"))


def document(asked: EntityRequest, iri: str, suffix: str) -> Response:
    """Answer with one of the documents about a thing."""
    reader, frame = asked.reader, asked.frame
    refuse_withdrawn(reader, iri)
    if suffix in CITATIONS:
        return reference(reader, iri, suffix, frame)
    record = read_entity(reader, iri, asked.slice)
    if suffix == "html":
        provenance = read_provenance(reader, iri)
        labels = read_labels(reader, [*record.iris(), *(provenance.iris() if provenance else ())])
        page = entity_page(record, labels, frame, asked.texts, provenance=provenance)
        response: Response = render(asked.request, "entity.html", page, alternates=page.alternates)
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


_KEPT: Final = "/?&=%#:;,+~@!$'()*[]"
"""Characters of an address that stay as they are in a header, which holds no letters beyond Latin-1."""


def _link(response: Response, href: str, relation: str, media: str = "") -> None:
    """Add a link to the header (RFC 8288); an empty address adds none."""
    if href:
        said = f'<{quote(href, safe=_KEPT)}>; rel="{relation}"' + (f'; type="{media}"' if media else "")
        before = response.headers.get("Link")
        response.headers["Link"] = f"{before}, {said}" if before else said


def _preferred_suffix(accept: str | None) -> str:
    """Return the suffix of the document that the client prefers. Raises NotAcceptable."""
    suffix = preferred_document(accept)
    if not suffix:
        raise NotAcceptable(
            "There is no document about this as %(asked)s.",
            hint="There is: %(formats)s.",
            values={"asked": accept, "formats": ", ".join(FORMATS.values())},
        )
    return suffix


def see_other(asked: EntityRequest, iri: str) -> Response:
    """Answer 303 with the document the client prefers. Raises NotAcceptable, or NotFound for an unknown thing."""
    refuse_withdrawn(asked.reader, iri)
    require_known(asked.reader, iri)
    suffix, links, part = _preferred_suffix(asked.accept), asked.frame.links, place(asked.slice)
    href = links.entity(iri, **part) if suffix == "html" else links.document(iri, suffix, **part)
    response = RedirectResponse(href, 303)
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    response.headers["Link"] = ", ".join(
        f'<{quote(a.href, safe=_KEPT)}>; rel="alternate"; type="{a.type}"' for a in alternates_of(iri, links)
    )
    return response


def refuse_withdrawn(reader: Reader, iri: str) -> None:
    if iri.startswith(f"{ID}source/") and (day := read_withdrawal(reader, iri)):
        raise Withdrawn(
            "The source <%(iri)s> was withdrawn on %(day)s.",
            hint="Older versions of the data still have it: /changes.",
            values={"iri": iri, "day": day},
        )


def merged(asked: EntityRequest, iri: str, suffix: str = "") -> Response | None:
    """Lead from a name that a thing bore, or of a thing that was merged, to what it is now (308), to the same
    document."""
    into = name_now(asked.reader, iri)
    if not into:
        return None
    query = f"?{asked.request.url.query}" if asked.request.url.query else ""
    ending = f".{suffix}" if suffix else ""
    response = RedirectResponse(f"/{into[len(BASE) :]}{ending}{query}", 308)
    response.headers["Cache-Control"] = "no-cache"  # a merging can be undone
    return response


_DOCUMENT: Final = answers(
    *FORMATS.values(), *(media for media, _ in WRITERS.values()), also=(410,)
) | redirects(308)
_LEADS: Final = {**redirects(303, 308), 406: PROBLEM, 410: PROBLEM}


@router.get("/id/{kind}/{slug}.{suffix:document}", responses=_DOCUMENT, response_class=Response)
def thing_document(kind: NamedKind, slug: Slug, suffix: DocumentSuffix, asked: Asked) -> Response:
    """Get what is known of a thing, with the claims and passages behind it; in RDF, or as references to its page."""
    iri = f"{ID}{kind}/{slug}"
    if kind not in KINDS:
        return _described(asked, iri)
    if not has_address(whole := f"{iri}.{suffix}") and is_known(asked.reader, whole):
        return _described(asked, whole)
    return merged(asked, iri, suffix) or document(asked, iri, suffix)


@router.get("/id/{kind}/{slug}", status_code=303, responses=_LEADS, response_class=RedirectResponse)
def thing(kind: NamedKind, slug: Slug, asked: Asked) -> Response:
    """Be led from a thing's IRI to the document about it that the client prefers."""
    iri = f"{ID}{kind}/{slug}"
    if kind not in KINDS:
        return _described(asked, iri)
    return merged(asked, iri) or see_other(asked, iri)


@router.get("/id/{path:path}", status_code=303, responses=_LEADS, response_class=RedirectResponse)
def thing_of_other_form(path: Slug, asked: Asked) -> Response:
    """Be led from an IRI under ours that has another form, which a file may have brought, to what is known of it."""
    return _described(asked, ID + path)


def _to_vocabulary(asked: EntityRequest, iri: str) -> Response | None:
    """Lead to the vocabulary for one of its terms or concepts of which the graph says nothing: a store may lack it."""
    if iri not in vocabulary().terms or is_known(asked.reader, iri):
        return None
    return RedirectResponse(asked.frame.links.ontology(), 303)


def _described(asked: EntityRequest, iri: str) -> Response:
    """Lead to the description of an IRI that is no name of ours. Raises NotFound where nothing is known of it."""
    if not is_known(asked.reader, iri):
        if iri.startswith(GENID):
            raise unknown(iri)
        known_kind(iri[len(ID) :].partition("/")[0])
        raise unknown(iri)
    return RedirectResponse(asked.frame.links.entity(iri), 303)


@router.get("/concept/{path:path}.{suffix:document}", responses=_DOCUMENT, response_class=Response)
def concept_document(path: ConceptPath, suffix: DocumentSuffix, asked: Asked) -> Response:
    """Get a concept, or a scheme of concepts: what it means, and what is of this kind."""
    return _to_vocabulary(asked, CONCEPT + path) or document(asked, CONCEPT + path, suffix)


@router.get("/concept/{path:path}", status_code=303, responses=_LEADS, response_class=RedirectResponse)
def concept(path: ConceptPath, asked: Asked) -> Response:
    """Be led from the IRI of a concept to the document about it that the client prefers."""
    return _to_vocabulary(asked, CONCEPT + path) or see_other(asked, CONCEPT + path)


@router.get("/.well-known/genid/{label}", status_code=303, responses=_LEADS, response_class=RedirectResponse)
def blank_node(label: Slug, asked: Asked) -> Response:
    """Be led from the IRI that stands for a blank node to what is said of it; it holds for one version of the data."""
    return _described(asked, skolem_iri(label))


@router.get("/describe", responses={**_DOCUMENT, **_LEADS}, response_class=Response)
def describe(asked: Asked, iri: Iri, suffix: DescribedAs = "") -> Response:
    """Get what is known of any IRI of which the graph says something."""
    if suffix and suffix not in FORMATS and suffix not in CITATIONS:
        raise NotAcceptable(
            "There is no document about this as %(asked)s.",
            hint="There is: %(formats)s.",
            values={"asked": suffix[:20], "formats": ", ".join(FORMATS)},
        )
    if not suffix and has_address(iri):  # its own address gives the format that the client prefers
        return RedirectResponse(asked.frame.links.page(f"/{iri[len(BASE) :]}", **place(asked.slice)), 303)
    if not suffix and iri.startswith(HN) and iri in vocabulary().terms:
        return RedirectResponse(asked.frame.links.entity(iri, **place(asked.slice)), 303)
    if leads := _to_vocabulary(asked, iri):
        return leads
    if suffix:
        return document(asked, iri, suffix)
    require_known(asked.reader, iri)
    return document(asked, iri, _preferred_suffix(asked.accept))
