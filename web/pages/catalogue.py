"""The catalogue of queries: its list, also as RDF, and for each query a form, its answer as a table and in the formats
of answers, and its text.
"""

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import unified_diff
from functools import partial
from typing import Final, NamedTuple

from fastapi import APIRouter
from pyoxigraph import serialize
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.errors import BadParameter, DamagedQuery, InputError, NotFound, UnknownQuery
from graph.limits import LIMITS
from graph.review.choosing import choose_thing
from graph.store.reader import EmbeddedReader, Reader
from graph.store.versions import VersionStore
from ontology.iris import BASE, ID, KINDS, node_label
from ontology.prefixes import PREFIXES
from queries.collection import catalogue
from queries.export.label_columns import LabelColumns
from queries.export.library import WRITTEN, library_triples
from queries.export.rdf import WRITERS as RDF_WRITERS
from queries.export.results import to_json, to_sheet, to_tsv, to_xlsx, to_xml
from queries.export.tsv import tsv_parts
from queries.header import GROUPS, NamedQuery, Parameter, ParameterType, parse
from queries.library import ADDED, CHANGED, SHIPPED, WITHDRAWN, Library, QueryText
from queries.links import text_kept
from queries.read.labels import read_labels
from queries.read.search import index_of
from queries.read.things import things_to_choose
from queries.runner import Answer, Form
from queries.sparql.binding import bind, terms_of
from queries.sparql.lexer import significant_tokens
from web.dependencies import BaseAddress, CurrentReader, PageFrame
from web.errors import InvalidValue
from web.format_parameter import preferred_document
from web.languages import N_
from web.negotiate import choose
from web.openapi import answers
from web.page_context import CITED, PICTURE, Frame, is_citation, render
from web.pages import query_citations
from web.pages.citations import asked_version
from web.pages.query_citations import FilledQuery, block_of
from web.parameters import (
    QUERY_SUFFIXES,
    Accept,
    CitedHash,
    CitedRows,
    CitedUnordered,
    LibrarySuffix,
    QuerySuffix,
    ViewParam,
)
from web.problems import texts_of
from web.sparql.parameters import LABELS, SWITCH, read_option
from web.urls import FORMATS
from web.version_names import version_named
from web.views.answers.view import AnswerViews, ViewedAnswer, answer_views
from web.views.citation import NAMES, CiteBlock, CitedAnswer
from web.views.query_results import ResultTable, iris_shown, result_table
from web.views.terms import TermRenderer

router = APIRouter()

RDF_TYPES: Final = {suffix: media for suffix, media in FORMATS.items() if suffix != "html"}
"""Suffix of each document of the whole catalogue, and its media type."""


@dataclass(frozen=True)
class Listed:
    """A query as it is listed."""

    title: str
    description: str
    href: str


@dataclass(frozen=True)
class QueryGroup:
    """Queries of one group."""

    title: str
    queries: tuple[Listed, ...]


@dataclass(frozen=True)
class FaultyQuery:
    """A file of the store's library that cannot be used, what is wrong with it and what to do."""

    file: str
    text: str
    hint: str


@dataclass(frozen=True)
class QueriesPage:
    """What the list of the catalogue shows; `ask` is where a question in plain language is sent, `most` its length."""

    ask: str
    most: int
    groups: tuple[QueryGroup, ...]
    documents: tuple[tuple[str, str], ...]
    faults: tuple[FaultyQuery, ...]
    add: str


@dataclass(frozen=True)
class Option:
    """A value to choose in a field."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FormField:
    """One field of a query's form. `kind` is the type of its input; with `options` it is a choice; `note` says why one
    is to be made.
    """

    name: str
    label: str
    kind: str
    value: str
    required: bool
    example: str
    options: tuple[Option, ...]
    note: str = ""


@dataclass(frozen=True)
class QueryPage:
    """What the page of a query shows; without an answer, the form waits to be filled in."""

    name: str
    title: str
    description: str
    fields: tuple[FormField, ...]
    answer: ResultTable | None
    views: AnswerViews | None
    text: str
    downloads: tuple[tuple[str, str], ...]
    sparql: str
    version: str
    versions: str
    change: str
    cite: CiteBlock | None


def queries_page(frame: Frame) -> QueriesPage:
    """Fill the list of the catalogue."""
    lang = frame.lang
    return QueriesPage(
        "/ask",
        LIMITS.question_length,
        tuple(
            QueryGroup(
                GROUPS[group].in_language(lang),
                tuple(
                    Listed(
                        q.title.in_language(lang), q.description.in_language(lang), frame.links.query(q.name)
                    )
                    for q in queries
                ),
            )
            for group, queries in catalogue().groups().items()
        ),
        tuple((suffix, frame.links.data(f"/queries.{suffix}")) for suffix in RDF_TYPES),
        tuple(FaultyQuery(one.file, *texts_of(one.error, frame.words)) for one in catalogue().faults),
        frame.links.page("/review/query", version=None) if frame.review else "",
    )


class Meant(NamedTuple):
    """What names given for things mean: the values with IRIs in place of names, and the things that may be meant."""

    values: dict[str, str]
    candidates: Mapping[str, tuple[str, ...]]


def things_meant(reader: Reader, query: NamedQuery, given: Mapping[str, str]) -> Meant:
    """Return the values with the things whose names were typed, and where several bear one, these."""
    values, candidates = dict(given), {}
    index = index_of(reader)
    for one in query.parameters:
        name = given.get(one.name, "").strip()
        if one.type is not ParameterType.IRI or not name or "/" in name or ":" in name:
            continue
        if index is None or not isinstance(reader, EmbeddedReader):
            continue
        kinds = tuple(kind for kind in one.kinds if kind in KINDS)
        found = choose_thing(reader.opened.store, index.path, name, kinds)
        if found.iri:
            values[one.name] = found.iri.removeprefix(ID)
        elif found.candidates:
            candidates[one.name] = found.candidates
    return Meant(values, candidates)


def choosing_page(
    reader: Reader, filled: FilledQuery, frame: Frame, candidates: Mapping[str, tuple[str, ...]]
) -> QueryPage:
    """Fill the page of a query whose form waits until it is chosen which things are meant."""
    given = {name: value for name, value in filled.values.items() if name not in candidates}
    page = filled_query_page(reader, filled.query, given, None, frame)
    named = [iri for some in candidates.values() for iri in some]
    terms = TermRenderer.reading(reader, named, frame.words, frame.links)
    fields = tuple(
        replace(
            one,
            options=_options(candidates[one.name], "", terms),
            note=frame.words("Several things may be meant by “%(name)s”.", name=filled.values[one.name][:80]),
        )
        if one.name in candidates
        else one
        for one in page.fields
    )
    return replace(page, fields=fields)


def query_page(reader: Reader, filled: FilledQuery, frame: Frame, view: str = "") -> QueryPage:
    """Fill the page of a query; it is run as soon as it has what it needs. `view` is the view of its answer.

    Raises BadParameter.
    """
    query, given = filled.query, dict(filled.values)
    values = values_in_language(query, given, frame)
    waiting = any(p.required and not values.get(p.name) for p in query.parameters)
    answer = None if waiting else FilledQuery(query, values).answer(reader)
    return filled_query_page(reader, query, given, answer, frame, view)


def filled_query_page(
    reader: Reader,
    query: NamedQuery,
    given: Mapping[str, str],
    answered: Answer | None,
    frame: Frame,
    view: str = "",
) -> QueryPage:
    """Fill the page of a query with the values of its form and its answer; without one the form waits."""
    name, values = query.name, values_in_language(query, given, frame)
    offered = {
        p.name: things_to_choose(reader, p.kinds) for p in query.parameters if p.type is ParameterType.IRI
    }
    named = [iri for things in offered.values() for iri in things]
    if answered is not None:
        named += iris_shown(answered.variables, answered.rows)
    terms = TermRenderer.reading(reader, named, frame.words, frame.links)
    text = query.text if answered is None else answered.text
    sent = {p: v for p, v in values.items() if v}
    return QueryPage(
        name,
        query.title.in_language(frame.lang),
        query.description.in_language(frame.lang),
        tuple(_field(p, values, offered.get(p.name, ()), terms) for p in query.parameters),
        None if answered is None else result_table(answered.variables, answered.rows, terms),
        _views(reader, query, answered, view, given, frame),
        text.strip(),
        tuple((suffix, frame.links.query_data(name, suffix, **sent)) for suffix in _WRITERS)
        if answered
        else (),
        frame.links.sparql(query=text.strip()) if len(text) < 6000 else "",
        query.version,
        frame.links.page(f"/queries/{name}/versions"),
        frame.links.page("/review/query", name=name, version=None)
        if frame.review and name in catalogue().added
        else "",
        block_of(FilledQuery(query, {**_defaults(query), **sent}), answered, frame) if answered else None,
    )


def _defaults(query: NamedQuery) -> dict[str, str]:
    return {one.name: one.default for one in query.parameters if one.default}


def _views(
    reader: Reader,
    query: NamedQuery,
    answered: Answer | None,
    view: str,
    given: Mapping[str, str],
    frame: Frame,
) -> AnswerViews | None:
    """Return the views of an answer; each is at the address of the query."""
    if answered is None or answered.form is Form.ASK:
        return None

    def href(chosen: str) -> str:
        return frame.links.query(query.name, **{**given, "view": chosen})

    answer = ViewedAnswer(
        answered.variables,
        answered.rows,
        query.text,
        view,
        query.title.in_language(frame.lang),
        triples=answered.form is Form.GRAPH,
    )
    return answer_views(answer, reader, frame.words, frame.links, href)


def known_query(name: str) -> NamedQuery:
    """Return the query of the catalogue that has this name.

    Raises UnknownQuery, or DamagedQuery where it is one that the store has added and that cannot be used.
    """
    if name not in catalogue():
        for fault in catalogue().faults:
            if fault.name == name:
                raise DamagedQuery(
                    "The query %(name)s cannot be used: %(reason)s",
                    hint="Whoever looks after the library can correct it at /review/query, or take it out.",
                    values={"name": name[:60], "reason": fault.error.message},
                )
        raise UnknownQuery(
            "There is no query called %(name)s.",
            hint="The queries are listed at /queries.",
            values={"name": name[:60]},
        )
    return catalogue()[name]


_EXPECTED: Final = {
    ParameterType.IRI: N_("It takes a thing, by its IRI or by kind and name: place/nghe-an"),
    ParameterType.DATE: N_("Write it as year, month, day: 2024-04-02."),
    ParameterType.INTEGER: N_("It takes a whole number."),
    ParameterType.NUMBER: N_("It takes a number, such as 0.5."),
    ParameterType.LANGUAGE: N_("It takes the tag of a language, such as en, vi or ru."),
}


def _check(query: NamedQuery, given: Mapping[str, str]) -> None:
    """Refuse what a query has no field for, and what does not fit its field, in words of the reader's language."""
    fields = {parameter.name: parameter for parameter in query.parameters}
    for name, value in given.items():
        if name not in fields:
            raise BadParameter(
                "This query has no field called %(name)s.",
                hint="Its fields: %(fields)s.",
                values={"name": name[:40], "fields": ", ".join(fields) or "-"},
            )
        try:
            terms_of(replace(query, parameters=(replace(fields[name], required=False),)), {name: value})
        except BadParameter as error:
            raise BadParameter(
                "%(name)s=%(text)s does not fit its field.",
                hint=_EXPECTED.get(fields[name].type, ""),
                values={"name": name, "text": value[:80]},
            ) from error


def values_in_language(query: NamedQuery, given: Mapping[str, str], frame: Frame) -> dict[str, str]:
    """Return the values given; the language of names, where it is not given, is the interface's."""
    languages = {
        p.name: frame.lang for p in query.parameters if p.type is ParameterType.LANGUAGE and p.default
    }
    return {**languages, **given}


def _field(
    parameter: Parameter, values: Mapping[str, str], offered: Sequence[str], terms: TermRenderer
) -> FormField:
    value = values.get(parameter.name, parameter.default or "")
    kinds = {ParameterType.DATE: "date", ParameterType.INTEGER: "number"}
    return FormField(
        parameter.name,
        parameter.label.in_language(terms.words.code),
        kinds.get(parameter.type, "text"),
        value,
        parameter.required,
        parameter.example or "",
        _options(offered, value, terms),
    )


def _options(offered: Sequence[str], value: str, terms: TermRenderer) -> tuple[Option, ...]:
    """Return the things a field offers to choose from, in the order of their names: those that a value can name."""
    offered = [iri for iri in offered if node_label(iri) is None]
    short = {iri: iri.removeprefix(ID).removeprefix(BASE) for iri in offered}
    links = sorted((terms.link(iri) for iri in offered), key=lambda link: (link.sort, link.iri))
    return tuple(Option(short[v.iri], v.text, value in (short[v.iri], v.iri)) for v in links)


def _given(request: Request) -> dict[str, str]:
    others = ("lang", "version", "view", "text", CITED, "rows", "unordered", PICTURE, *OPTIONS)
    return {n: v for n, v in request.query_params.items() if n not in others}


OPTIONS: Final = ("labels", "bom")
"""Parameters of every query's tables, besides its own."""
_TABLES: Final = {"labels": ("csv", "tsv", "xlsx"), "bom": ("csv", "tsv", "xlsx")}


def _with_options(answer: Answer, suffix: str, request: Request, reader: Reader) -> bytes:
    """Return an answer in a format, with columns of labels (`labels=LANGUAGE`) and a byte order mark (`bom=1`)."""
    given = {name: request.query_params.get(name, "") for name in OPTIONS}
    for name, takes in _TABLES.items():
        if given[name] and suffix not in takes:
            raise InvalidValue(
                "%(name)s is for %(takes)s, and the answer is asked for in another format.",
                hint="Add a format, as in format=csv, or leave %(name)s out.",
                values={"name": name, "takes": takes},
            )
    labels, bom = read_option(LABELS, "labels", given["labels"]), read_option(SWITCH, "bom", given["bom"])
    if labels and answer.form is not Form.ASK:
        labelled = LabelColumns(partial(read_labels, reader), str(labels), answer.variables, answer.rows)
        answer = replace(answer, variables=tuple(labelled.columns), rows=tuple(labelled.rows))
    if labels and suffix == "tsv":
        body = b"".join(tsv_parts(answer.variables, answer.rows))
    else:
        body = _WRITERS[suffix](answer)
    return BOM_UTF8 + body if bom and suffix != "xlsx" else body


@router.get("/queries", include_in_schema=False)
def listed(request: Request, frame: PageFrame, accept: Accept = None) -> Response:
    """Answer `/queries`: the list, or the whole catalogue as RDF where the client prefers that."""
    suffix = preferred_document(accept)
    if suffix in RDF_TYPES:
        return _library(request, suffix)
    return render(request, "queries.html", queries_page(frame))


@router.get("/queries.{suffix}", tags=["Prepared queries"], responses=answers(*RDF_TYPES.values()))
def library(request: Request, suffix: LibrarySuffix) -> Response:
    """Get the whole catalogue as RDF: SHACL's executable SPARQL, each query with its texts and what it takes."""
    return _library(request, suffix)


def _library(request: Request, suffix: str) -> Response:
    base = (request.app.state.settings.public_url or str(request.base_url)).rstrip("/")
    triples = library_triples(catalogue().values(), f"{base}/sparql")
    prefixes = {prefix: PREFIXES[prefix] for prefix in WRITTEN}
    body = serialize(triples, format=RDF_WRITERS[suffix], prefixes=prefixes)
    response = Response(body, media_type=RDF_TYPES[suffix])
    response.headers["Vary"] = "Accept"
    return response


@router.get("/queries/{name}.{suffix}", include_in_schema=False)
def data(request: Request, name: str, suffix: QuerySuffix, reader: CurrentReader, _: PageFrame) -> Response:
    """Answer a query in one of the formats of answers, or with its own text. `web/openapi.py` describes an operation
    for each query.
    """
    return _answered(name, suffix, request, reader)


@router.get("/queries/{name}", include_in_schema=False)
def query(
    request: Request,
    name: str,
    reader: CurrentReader,
    frame: PageFrame,
    base: BaseAddress,
    accept: Accept = None,
    view: ViewParam = "",
    sha256: CitedHash = "",
    rows: CitedRows = None,
    unordered: CitedUnordered = "",
) -> Response:
    """Answer `/queries/<name>`: its page, or its answer or text as the client prefers."""
    offers = {"html": "text/html", **{one: media.partition(";")[0] for one, media in QUERY_SUFFIXES.items()}}
    media_type = choose(accept, tuple(offers.values()))
    suffix = next((one for one, media in offers.items() if media == media_type), "html")
    if suffix != "html":
        response = _answered(name, suffix, request, reader)
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        return response
    if sha256:
        cited = _cited(request, sha256, rows, unordered)
        return query_citations.show(request, base, _filled(request, name, frame), reader, cited)
    given = _given(request)
    meant = Meant(given, {})
    if given and name in catalogue():
        meant = things_meant(reader, catalogue()[name], given)
    if meant.candidates:
        filled = FilledQuery(known_query(name), meant.values)
        return render(request, "query.html", choosing_page(reader, filled, frame, meant.candidates))
    if meant.values != given:
        others = {
            n: v for n, v in request.query_params.items() if n not in given and n not in ("lang", "version")
        }
        return RedirectResponse(frame.links.query(name, **{**others, **meant.values}), 303)
    filled = _filled(request, name)
    return render(request, "query.html", query_page(reader, filled, frame, view))


def _cited(request: Request, sha256: str, rows: int | None, unordered: str) -> CitedAnswer:
    store = VersionStore(request.app.state.settings.store)
    number = asked_version(store, request.query_params.get("version", "")).number
    return CitedAnswer(number, sha256, rows, unordered)


@router.get("/queries/{name}/citation.{suffix}", include_in_schema=False)
def reference(
    request: Request,
    name: str,
    suffix: str,
    frame: PageFrame,
    base: BaseAddress,
    sha256: CitedHash = "",
    rows: CitedRows = None,
    unordered: CitedUnordered = "",
) -> Response:
    """Answer with a reference to the answer of a query, for a reference manager."""
    if suffix not in NAMES or not sha256:
        raise NotFound(
            "There is no answer as %(suffix)s.",
            hint="The formats of a reference: bib, ris, csl; with sha256=… as a citation has it.",
            values={"suffix": suffix[:20]},
        )
    cited = _cited(request, sha256, rows, unordered)
    return query_citations.reference(request, base, _filled(request, name, frame), cited, suffix)


@dataclass(frozen=True)
class QueryVersion:
    """A text that a query had: what is said of it, its hash, the lines that changed in it, and the text."""

    said: str
    sha256: str
    changes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class QueryVersionsPage:
    """What the page of a query's versions shows, the newest first."""

    title: str
    href: str
    versions: tuple[QueryVersion, ...]


@router.get("/queries/{name}/versions", include_in_schema=False)
def versions(request: Request, name: str, frame: PageFrame) -> Response:
    """Answer with the texts that a query had, and what changed from each to the next."""
    library: Library = request.app.state.library
    noted = library.history(name)
    if not noted:
        known_query(name)
    title = catalogue()[name].title.in_language(frame.lang) if name in catalogue() else name
    found, before = [], ""
    for one in noted:
        lines = unified_diff(before.splitlines(), one.text.splitlines(), lineterm="", n=2) if before else ()
        said = {
            SHIPPED: frame.words("With the program, since %(day)s", day=frame.words.date(one.at[:10])),
            ADDED: frame.words("Added by %(who)s on %(day)s", who=one.by, day=frame.words.date(one.at[:10])),
            CHANGED: frame.words(
                "Changed by %(who)s on %(day)s", who=one.by, day=frame.words.date(one.at[:10])
            ),
            WITHDRAWN: frame.words(
                "Withdrawn by %(who)s on %(day)s", who=one.by, day=frame.words.date(one.at[:10])
            ),
        }.get(one.act, one.act)
        found.append(QueryVersion(said, one.sha256, tuple(lines)[2:], one.text))
        before = one.text
    page = QueryVersionsPage(title, frame.links.query(name), tuple(reversed(found)))
    response = render(request, "query_versions.html", page)
    response.headers["Cache-Control"] = "no-store"
    return response


_WRITERS: Final[Mapping[str, Callable[[Answer], bytes]]] = {
    "csv": to_sheet,
    "tsv": to_tsv,
    "json": to_json,
    "xml": to_xml,
    "xlsx": to_xlsx,
}


def _filled(request: Request, name: str, frame: Frame | None = None) -> FilledQuery:
    """Return a query with the text that an address asks for, and its values.

    Raises UnknownQuery, BadParameter, and NotFound for a text that nobody knows here.
    """
    library: Library = request.app.state.library
    wanted = request.query_params.get("text", "").lower()
    given = _given(request)
    if wanted and not (name in catalogue() and catalogue()[name].version.startswith(wanted)):
        found = library.text_of(name, wanted)
        old = _of_old(name, found) if found else None
        if old is not None:
            return FilledQuery(old, _checked_values(old, given, frame), changed=True)
        if not is_citation(request):
            raise NotFound(
                "No version %(hash)s of the query %(name)s is known here.",
                hint="/queries/%(name)s/versions lists those that are.",
                values={"hash": wanted[:24], "name": name[:60]},
            )
        query = known_query(name)
        return FilledQuery(query, _checked_values(query, given, frame), lost=True)
    query = known_query(name)
    return FilledQuery(query, _checked_values(query, given, frame))


def _of_old(name: str, found: QueryText) -> NamedQuery | None:
    """Return a query with a text that it had; None where that cannot be read any more."""
    if found.file:
        with suppress(InputError):
            return parse(found.file, name, group=next(iter(GROUPS)))
    if name in catalogue():
        query = replace(catalogue()[name], text=found.text)
        used = {one.variable for one in significant_tokens(found.text) if one.text[:1] == "$"}
        if used <= set(query.parameter_names):
            return replace(query, parameters=tuple(one for one in query.parameters if one.name in used))
    return None


def _checked_values(query: NamedQuery, given: dict[str, str], frame: Frame | None) -> dict[str, str]:
    _check(query, given)
    values = values_in_language(query, given, frame) if frame is not None else given
    return {**_defaults(query), **values} if frame is not None else values


def _reader_for(request: Request, reader: Reader) -> Reader:
    """Return the reader for a document: at the address of a citation that of the version cited."""
    if not is_citation(request):
        return reader
    store = VersionStore(request.app.state.settings.store)
    return EmbeddedReader(version_named(store, request.query_params.get("version", "")).open())


def _answered(name: str, suffix: str, request: Request, reader: Reader) -> Response:
    """Return the answer of a query, or its text with the values given in place; without any, as it stands.

    Raises UnknownQuery, or BadParameter for a value that does not fit, InvalidValue for one that is missing.
    """
    filled = _filled(request, name)
    found, given = filled.query, dict(filled.values)
    missing = [one.name for one in found.parameters if one.required and not given.get(one.name)]
    if missing and (given or suffix != "rq"):
        raise InvalidValue(
            "%(name)s is missing.", hint="Add it to the address: %(name)s=…", values={"name": missing[0]}
        )
    if suffix == "rq":
        body: str | bytes = bind(found, given) if given else text_kept(found.text)
    else:
        reader = _reader_for(request, reader)
        body = _with_options(filled.answer(reader), suffix, request, reader)
    response = Response(body, media_type=QUERY_SUFFIXES[suffix])
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{suffix}"'
    response.headers["Query-Version"] = found.version
    if is_citation(request):
        response.headers["Cache-Control"] = "no-store"
    return response
