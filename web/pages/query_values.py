"""What the address of a prepared query asks for: which text of which query, with which values."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from starlette.requests import Request

from graph.errors import BadParameter, DamagedQuery, InputError, NotFound, UnknownQuery
from queries.collection import catalogue
from queries.header import GROUPS, NamedQuery, ParameterType, parse
from queries.library import Library, QueryText
from queries.sparql.binding import terms_of
from queries.sparql.lexer import significant_tokens
from web.languages import N_
from web.page_context import CITED, PICTURE, Frame, is_citation
from web.pages.query_citations import FilledQuery


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


def defaults_of(query: NamedQuery) -> dict[str, str]:
    return {one.name: one.default for one in query.parameters if one.default}


def given_values(request: Request) -> dict[str, str]:
    others = ("lang", "version", "view", "text", CITED, "rows", "unordered", PICTURE, *OPTIONS)
    return {n: v for n, v in request.query_params.items() if n not in others}


OPTIONS: Final = ("labels", "bom")
"""Parameters of every query's tables, besides its own."""


def filled_at(request: Request, name: str, frame: Frame | None = None) -> FilledQuery:
    """Return a query with the text that an address asks for, and its values.

    Raises UnknownQuery, BadParameter, and NotFound for a text that nobody knows here.
    """
    library: Library = request.app.state.library
    wanted = request.query_params.get("text", "").lower()
    given = given_values(request)
    if wanted and not (name in catalogue() and catalogue()[name].version.startswith(wanted)):
        found = library.text_of(name, wanted)
        old = _of_old(name, found) if found else None
        if old is not None:
            return FilledQuery(old, _checked(old, given, frame), changed=True)
        if not is_citation(request):
            raise NotFound(
                "No version %(hash)s of the query %(name)s is known here.",
                hint="/queries/%(name)s/versions lists those that are.",
                values={"hash": wanted[:24], "name": name[:60]},
            )
        query = known_query(name)
        return FilledQuery(query, _checked(query, given, frame), lost=True)
    query = known_query(name)
    return FilledQuery(query, _checked(query, given, frame))


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


def _checked(query: NamedQuery, given: dict[str, str], frame: Frame | None) -> dict[str, str]:
    _check(query, given)
    values = values_in_language(query, given, frame) if frame is not None else given
    return {**defaults_of(query), **values} if frame is not None else values
