"""What the editor of queries knows of the data: terms in use, things by name, the names of IRIs, and faults of a text.

All is JSON. The terms of a version never change, so they are cached; things are found by the index of names.
"""

from dataclasses import asdict, dataclass
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.prefixes import shrink
from ontology.vocabulary import in_language, vocabulary
from queries.read.columns import Columns, read_columns
from queries.read.search import suggest_names
from queries.read.terms_in_use import TermsInUse, counts_of, read_terms, statistics_of
from queries.read.unused_terms import unused_terms
from queries.sparql.diagnostics import Diagnosis, diagnose, diagnosis_of
from web.dependencies import CurrentReader, PageFrame, ReaderOrNone
from web.errors import NOT_COUNTED, Elsewhere
from web.languages import N_, Words
from web.openapi import answers
from web.page_context import RETRY_AFTER
from web.parameters import could_be_iri
from web.problems import explained
from web.search_parameters import SuggestKinds, SuggestText
from web.sparql.service import SparqlService
from web.views.result_lines import kind_of_thing
from web.views.search_results import Suggestion, suggestion_views
from web.views.terms import TermRenderer

router = APIRouter(tags=["SPARQL"])

_KINDS: Final = {
    "class": N_("class"),
    "property": N_("property"),
    "scheme": N_("concept scheme"),
    "function": N_("function"),
}


def _iris(given: list[str]) -> list[str]:
    """Return the IRIs among those given, each once, no more than are answered for."""
    return [iri for iri in dict.fromkeys(given) if could_be_iri(iri)][: LIMITS.names_asked]


NamedIris = Annotated[
    list[str],
    AfterValidator(_iris),
    Query(
        default_factory=list,
        description="IRIs whose names are wanted; what is no IRI is left out.",
        alias="iri",
    ),
]


@dataclass(frozen=True)
class FoundThing:
    """A thing found by name: the name found and its language, the name that it goes by where that is another, the kind
    of thing in the reader's language, and details that tell it from others of the name.
    """

    iri: str
    curie: str
    label: str
    language: str
    name: str
    kind: str
    details: str
    approximate: bool


@dataclass(frozen=True)
class ThingsFound:
    """The things that the beginning of a name may mean."""

    q: str
    things: tuple[FoundThing, ...]


@dataclass(frozen=True)
class NamedThing:
    """What an IRI is called in the reader's language, what it means, of which kind it is and how often it is used."""

    iri: str
    curie: str
    label: str
    language: str
    definition: str
    kind: str
    count: int


@dataclass(frozen=True)
class Names:
    """The names of IRIs."""

    names: tuple[NamedThing, ...]


class Diagnostic(BaseModel):
    """What is wrong in a query, or to be noted: from where to where in UTF-16 code units, as editors count, and what
    to do; `fix` is the text that may have been meant there, empty where nobody can say.
    """

    begin: int = Field(alias="from")
    end: int = Field(alias="to")
    severity: Literal["error", "warning"]
    message: str
    hint: str
    fix: str = ""


class Diagnostics(BaseModel):
    """What is to be said of a query; `checked` is false where it is too long to be checked while it is typed."""

    diagnostics: list[Diagnostic]
    checked: bool


@router.get("/sparql/terms", responses=answers("application/json", model=TermsInUse), response_class=Response)
def terms(reader: CurrentReader, frame: PageFrame) -> Response:
    """Get the classes and properties in use, with labels, definitions, counts, and the classes that each property is
    used on.
    """
    found = read_terms(reader)
    if found is None and frame.read:
        raise Elsewhere(NOT_COUNTED)
    if found is None:
        return _unready()
    response = JSONResponse(asdict(found))
    if found.of_version != reader.version.number:
        response.headers["Cache-Control"] = "no-store"
    return response


@router.get(
    "/sparql/things", responses=answers("application/json", model=ThingsFound), response_class=Response
)
def things(reader: CurrentReader, frame: PageFrame, q: SuggestText = "", kind: SuggestKinds = "") -> Response:
    """Get the things that the beginning of a name in any language may mean, accents optional."""
    hits, index = suggest_names(reader, q, tuple(kind.split()))
    columns = read_columns(reader, (hit.iri for hit in hits))
    named = [*(iri for hit in hits for iri in (hit.iri, hit.source) if iri), *columns.iris()]
    terms = TermRenderer.reading(reader, named, frame.words, frame.links)
    found = (_found(one, frame.lang) for one in suggestion_views(hits, columns, terms))
    response = JSONResponse(asdict(ThingsFound(q, tuple(found))))
    response.headers["Vary"] = "Accept-Language, Cookie"
    if index is None or not index.current:
        response.headers["Cache-Control"] = "no-store"
    return response


def _found(one: Suggestion, language: str) -> FoundThing:
    details = ", ".join(dict.fromkeys(part for part in (one.issuer, one.place, one.title, one.cited) if part))
    return FoundThing(
        one.iri,
        shrink(one.iri),
        one.label,
        one.language or language,
        one.name,
        one.kind,
        details,
        one.approximate,
    )


@router.get("/sparql/names", responses=answers("application/json", model=Names), response_class=Response)
def names(iris: NamedIris, reader: CurrentReader, frame: PageFrame) -> Response:
    """Get what IRIs are called, with what terms mean and how often they are used."""
    columns = read_columns(reader, (iri for iri in iris if iri not in vocabulary().terms))
    terms = TermRenderer.reading(reader, [*iris, *columns.iris()], frame.words, frame.links)
    found = statistics_of(reader)
    counts = counts_of(found.statistics if found else None, iris)
    named = (_named(iri, counts.get(iri, 0), columns, terms) for iri in iris)
    response = JSONResponse(asdict(Names(tuple(named))))
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _named(iri: str, count: int, columns: Columns, terms: TermRenderer) -> NamedThing:
    name, words = terms.name(iri), terms.words
    known = vocabulary().terms.get(iri)
    definition = in_language(known.definition, words.code) if known else ""
    if known is None or known.kind not in _KINDS:
        kind = kind_of_thing(iri, columns, terms)
    else:
        kind = words(_KINDS[known.kind])
    return NamedThing(iri, shrink(iri), name.text, name.lang, definition, kind, count)


@router.post(
    "/sparql/check", responses=answers("application/json", model=Diagnostics), response_class=Response
)
async def check(request: Request, frame: PageFrame, reader: ReaderOrNone) -> Response:
    """Get what is wrong in a query, the body of the request: its first fault, or the terms that the data does not use.

    The query is not run.
    """
    text = (await request.body()).decode("utf-8", "replace")
    service: SparqlService = request.app.state.service
    found = Diagnostics(diagnostics=[], checked=False)
    if len(text) <= LIMITS.query_checked:
        found = await service.with_text(_checked, text, reader, frame.words)
    response = JSONResponse(found.model_dump(by_alias=True))
    response.headers["Cache-Control"] = "no-store"
    return response


def _checked(text: str, reader: Reader | None, words: Words) -> Diagnostics:
    fault = diagnose(text)
    if fault is not None:
        return Diagnostics(diagnostics=[_diagnostic(text, fault, "error", words)], checked=True)
    notes = unused_terms(reader, text) if reader is not None else ()
    told = [_diagnostic(text, diagnosis_of(text, one), "warning", words) for one in notes]
    return Diagnostics(diagnostics=told, checked=True)


def _diagnostic(text: str, one: Diagnosis, severity: str, words: Words) -> Diagnostic:
    message, hint = explained(one.explanation, words)
    return Diagnostic.model_validate(
        {
            "from": _units(text, one.start),
            "to": _units(text, one.end),
            "severity": severity,
            "message": message,
            "hint": hint,
            "fix": one.fix,
        }
    )


def _units(text: str, place: int) -> int:
    """Return how many UTF-16 code units stand before a code point."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


def _unready() -> Response:
    response = JSONResponse({"classes": [], "properties": []}, 503)
    response.headers.update({"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"})
    return response
