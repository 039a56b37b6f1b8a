"""The page of a prepared query: its form, its answer and views, and which things the names in the form mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from graph.review.choosing import choose_thing
from graph.store.reader import EmbeddedReader, Reader
from ontology.iris import BASE, ID, KINDS, node_label
from queries.collection import catalogue
from queries.header import NamedQuery, Parameter, ParameterType
from queries.read.search import index_of
from queries.read.things import things_to_choose
from queries.runner import Answer, Form
from web.page_context import Frame
from web.pages.query_answers import WRITERS
from web.pages.query_citations import FilledQuery, block_of
from web.pages.query_values import defaults_of, values_in_language
from web.views.answers.view import AnswerViews, ViewedAnswer, answer_views
from web.views.citation import CiteBlock
from web.views.query_results import ResultTable, iris_shown, result_table
from web.views.terms import TermRenderer


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
        tuple((suffix, frame.links.query_data(name, suffix, **sent)) for suffix in WRITERS)
        if answered
        else (),
        frame.links.sparql(query=text.strip()) if len(text) < 6000 else "",
        query.version,
        frame.links.page(f"/queries/{name}/versions"),
        frame.links.page("/review/query", name=name, version=None)
        if frame.review and name in catalogue().added
        else "",
        block_of(FilledQuery(query, {**defaults_of(query), **sent}), answered, frame) if answered else None,
    )


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
