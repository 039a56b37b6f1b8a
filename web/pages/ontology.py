"""The vocabulary: all terms on one page, a page for each, and the documents in Turtle, JSON-LD, RDF/XML and
N-Triples.
"""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.errors import NotFound
from ontology.iris import HN, ONTOLOGY_GRAPH
from ontology.kinds import CLASS_OF_KIND, PROVENANCE_KINDS
from ontology.prefixes import shrink
from ontology.shapes import PropertyShape, property_shapes, shapes_of
from ontology.terms import hn
from ontology.vocabulary import Term, in_language, serialise, shapes, vocabulary
from web.dependencies import PageFrame
from web.errors import NotAcceptable
from web.format_parameter import preferred_document
from web.languages import N_
from web.openapi import PROBLEM, answers, redirects
from web.page_context import Alternate, Frame, render
from web.parameters import Accept, OntologySuffix
from web.urls import FORMATS, Links

router = APIRouter(tags=["Vocabulary"])

NAMES = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "rdf-xml", "nt": "n-triples"}
SHAPES_TURTLE = "/ontology/shapes.ttl"
KINDS = {"class": N_("Classes"), "property": N_("Properties"), "scheme": N_("Concept schemes")}


@dataclass(frozen=True)
class TermLink:
    """A term as it is listed."""

    name: str
    label: str
    definition: str
    href: str


@dataclass(frozen=True)
class TermGroup:
    """Terms of one kind."""

    title: str
    terms: tuple[TermLink, ...]


@dataclass(frozen=True)
class OntologyPage:
    """What the page of the vocabulary shows."""

    groups: tuple[TermGroup, ...]
    alternates: tuple[Alternate, ...]


@dataclass(frozen=True)
class ShapeRow:
    """A property that things of a class have: how many values, and which."""

    property: TermLink
    count: str
    values: tuple[TermLink, ...]
    note: str


@dataclass(frozen=True)
class ShapesOfClass:
    """A class, and the properties that its own shape asks for."""

    link: TermLink
    anchor: str
    rows: tuple[ShapeRow, ...]


@dataclass(frozen=True)
class ShapesPage:
    """What the page of the shapes shows."""

    classes: tuple[ShapesOfClass, ...]
    alternates: tuple[Alternate, ...]


@dataclass(frozen=True)
class TermPage:
    """What the page of a term shows: its words in both languages, of a class the properties of its things, and the
    terms around it. `days`: the link to the term that says on which days a source says it.
    """

    iri: str
    kind: str
    label: str
    words: tuple[tuple[str, str, str, str, str], ...]
    properties: tuple[ShapeRow, ...]
    days: str
    around: tuple[tuple[str, tuple[TermLink, ...]], ...]
    alternates: tuple[Alternate, ...]


def _link(iri: str, frame: Frame) -> TermLink:
    """Return a term as it is listed; one of which the vocabulary says nothing (a datatype) leads to its own address."""
    term = vocabulary().terms.get(iri)
    label = vocabulary().label(iri, frame.lang) or ""
    definition = in_language(term.definition, frame.lang) if term else ""
    return TermLink(shrink(iri), label, definition, frame.links.entity(iri) if term else iri)


def ontology_page(frame: Frame) -> OntologyPage:
    """Fill the page of the vocabulary."""
    groups = tuple(
        TermGroup(frame.words(title), tuple(_link(term.iri, frame) for term in vocabulary().of_kind(kind)))
        for kind, title in KINDS.items()
    )
    return OntologyPage(groups, _alternates(frame.links))


def term_page(name: str, frame: Frame) -> TermPage:
    """Fill the page of a term. Raises NotFound where the vocabulary has none of that name."""
    term = vocabulary().terms.get(HN + name)
    if term is None:
        raise NotFound(
            "The vocabulary has no term %(name)s.",
            hint="All terms stand at /ontology.",
            values={"name": name[:60]},
        )
    kind = {"class": frame.words("class"), "property": frame.words("property")}.get(term.kind, term.kind)
    return TermPage(
        term.iri,
        kind,
        vocabulary().label(term.iri, frame.lang) or name,
        tuple(
            (
                lang,
                term.label.get(lang, ""),
                term.definition.get(lang, ""),
                term.reading.get(lang, ""),
                term.inverse.get(lang, ""),
            )
            for lang in ("en", "vi")
        ),
        tuple(_shape_row(one, frame) for one in shapes_of(term.iri)) if term.kind == "class" else (),
        frame.links.entity(hn.asOf) if _is_of_the_layer(term.iri) else "",
        _around(term, frame),
        _alternates(frame.links),
    )


def _is_of_the_layer(iri: str) -> bool:
    """Whether a class is of things that sources speak of, and not of what keeps the evidence."""
    kept = {CLASS_OF_KIND.get(kind) for kind in PROVENANCE_KINDS} | {
        hn.Claim,
        hn.Origin,
        hn.ReviewDecision,
        hn.Extraction,
    }
    return bool(shapes_of(iri)) and iri not in kept


def shapes_page(frame: Frame) -> ShapesPage:
    """Fill the page of the shapes: each class with the properties that its own shape asks for."""
    by_class: dict[str, list[PropertyShape]] = {}
    for one in property_shapes():
        by_class.setdefault(one.target, []).append(one)
    return ShapesPage(
        tuple(
            ShapesOfClass(_link(iri, frame), shrink(iri), tuple(_shape_row(one, frame) for one in shapes))
            for iri, shapes in sorted(by_class.items(), key=lambda one: shrink(one[0]))
        ),
        (Alternate(SHAPES_TURTLE, "text/turtle", "ttl"),),
    )


def _shape_row(one: PropertyShape, frame: Frame) -> ShapeRow:
    say = frame.words
    if one.one_a_language:
        count = say("at least one, one in each language") if one.least else say("one in each language")
    elif one.least and one.most == one.least:
        count = say("exactly %(count)s", count=one.least)
    elif one.most is not None:
        count = say("at most %(count)s", count=one.most)
    else:
        count = say("at least %(count)s", count=one.least) if one.least else say("any number")
    node = {"IRI": say("a thing"), "Literal": say("a text"), "IRIOrLiteral": say("a thing or a text")}
    return ShapeRow(
        _link(one.path, frame),
        count,
        tuple(_link(iri, frame) for iri in (*one.kinds, *one.values)),
        node.get(one.node.rpartition("#")[2], ""),
    )


def _around(term: Term, frame: Frame) -> tuple[tuple[str, tuple[TermLink, ...]], ...]:
    terms, say = vocabulary().terms.values(), frame.words
    users = [t.iri for t in terms if term.iri in t.domain]
    ranges = [t.iri for t in terms if term.iri in t.range]
    groups = (
        (say("narrows"), term.parents),
        (say("narrowed by"), tuple(t.iri for t in vocabulary().narrower(term.iri))),
        (say("said of"), term.domain),
        (say("leads to"), term.range),
        (say("properties said of it"), users),
        (say("properties that lead to it"), ranges),
    )
    return tuple((title, tuple(_link(iri, frame) for iri in iris)) for title, iris in groups if iris)


def _alternates(links: Links) -> tuple[Alternate, ...]:
    return tuple(
        Alternate(links.document(ONTOLOGY_GRAPH, suffix), media, suffix)
        for suffix, media in FORMATS.items()
        if suffix != "html"
    )


@router.get("/ontology.{suffix}", responses=answers(*FORMATS.values()), response_class=Response)
def document(request: Request, suffix: OntologySuffix, frame: PageFrame) -> Response:
    """Get the vocabulary as one document: terms, concept schemes, and their words in English and Vietnamese."""
    if suffix == "html":
        page = ontology_page(frame)
        return render(request, "ontology.html", page, alternates=page.alternates)
    charset = "; charset=utf-8" if FORMATS[suffix].startswith("text/") else ""
    return Response(serialise(NAMES[suffix]), media_type=FORMATS[suffix] + charset)


@router.get(
    "/ontology", status_code=303, responses={**redirects(303), 406: PROBLEM}, response_class=RedirectResponse
)
def ontology(frame: PageFrame, accept: Accept = None) -> Response:
    """Be led to the document of the vocabulary that the client prefers: where the terms' IRIs lead."""
    suffix = preferred_document(accept)
    if not suffix:
        raise NotAcceptable(
            "There is no vocabulary as %(suffix)s.",
            hint="There is: %(formats)s.",
            values={"suffix": accept, "formats": ", ".join(FORMATS.values())},
        )
    links = frame.links
    href = links.ontology() if suffix == "html" else links.document(ONTOLOGY_GRAPH, suffix)
    response = RedirectResponse(href, 303)
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    return response


@router.get(SHAPES_TURTLE, responses=answers("text/turtle"), response_class=Response)
def shapes_document() -> Response:
    """Get the SHACL shapes: which properties the things of each class have, how many, and of what kind."""
    return Response(shapes(), media_type="text/turtle; charset=utf-8")


@router.get("/ontology/shapes.html", include_in_schema=False)
def shapes_listed(request: Request, frame: PageFrame) -> Response:
    """Answer `/ontology/shapes.html`."""
    page = shapes_page(frame)
    return render(request, "shapes.html", page, alternates=page.alternates)


@router.get("/ontology/{name}", include_in_schema=False)
def term(request: Request, name: str, frame: PageFrame) -> Response:
    """Answer `/ontology/<Term>`."""
    page = term_page(name, frame)
    return render(request, "term.html", page, alternates=page.alternates)
