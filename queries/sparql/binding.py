"""Put values into a query as terms, never as text.

A value is read by the type of its parameter and made a term; the term's N-Triples form takes the place of each `$name`
token (`BOUND($name)` becomes `true`: it is how a query asks whether an optional parameter was given).
Strings, comments and IRIs of the query are tokens of their own, so nothing in them is ever replaced, and whatever
stands in a value stays inside one term.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.errors import BadParameter
from ontology.iris import BASE, KINDS, name_of
from ontology.prefixes import PREFIXES, expand
from ontology.terms import xsd
from queries.header import NamedQuery, Parameter, ParameterType
from queries.sparql.lexer import significant_tokens

Value = str | NamedNode | Literal
"""A parameter's value: text as a person gives it, or a term."""

Values = Mapping[str, Value]
"""What a caller gives for the parameters, by name."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)
_EXPECTED: Final[Mapping[ParameterType, str]] = {
    ParameterType.IRI: "an IRI",
    ParameterType.DATE: "a day as YYYY-MM-DD",
    ParameterType.TEXT: "text",
    ParameterType.INTEGER: "a whole number",
    ParameterType.NUMBER: "a number, such as 0.5",
    ParameterType.LANGUAGE: "a language tag, such as en, vi or ru",
}


def bind(query: NamedQuery, values: Values) -> str:
    """Return the SPARQL of a query with its parameters replaced by terms.

    A value left out, or empty, is the parameter's default; an optional parameter without one stays a variable.
    Raises BadParameter for an unknown or missing parameter or a value that is not of its type.
    """
    terms = terms_of(query, values)
    tokens = list(significant_tokens(query.text))
    pieces: list[str] = []
    end = 0
    for i, token in enumerate(tokens):
        if token.variable not in terms or token.text[0] != "$":
            continue
        start, stop, text = token.start, token.end, str(terms[token.variable])
        if i >= 2 and tokens[i - 2].word == "BOUND" and tokens[i - 1].text == "(":
            # SPARQL 1.1 allows BOUND for variables only, and this one has a value.
            start, stop, text = tokens[i - 2].start, tokens[i + 1].end, "true"
        pieces += (query.text[end:start], text)
        end = stop
    pieces.append(query.text[end:])
    return "".join(pieces)


def terms_of(query: NamedQuery, values: Values) -> dict[str, NamedNode | Literal]:
    """Return the term of each parameter that has a value, given or by default.

    Raises BadParameter, see `bind`.
    """
    for name in values:
        if name not in query.parameter_names:
            raise _unknown(query, name)
    terms: dict[str, NamedNode | Literal] = {}
    for parameter in query.parameters:
        value = values.get(parameter.name)
        if value is None or value == "":
            value = parameter.default
        if value is not None:
            terms[parameter.name] = term_of(query.name, parameter, value)
        elif parameter.required:
            example = f", such as {parameter.example}" if parameter.example else ""
            raise BadParameter(
                "query %(query)s: parameter %(name)s is missing",
                hint="Give %(expected)s: %(label)s.",
                values={
                    "query": query.name,
                    "name": parameter.name,
                    "expected": _expected(parameter) + example,
                    "label": parameter.label.en,
                },
            )
    return terms


def term_of(query: str, parameter: Parameter, value: Value) -> NamedNode | Literal:
    """Return the term that a value means for a parameter of the query of this name.

    Raises BadParameter naming query, parameter, what was given and what is expected.
    """
    if parameter.type is ParameterType.IRI:
        if isinstance(value, Literal):
            raise _refuse(query, parameter, str(value))
        return _iri(query, parameter, value if isinstance(value, str) else value.value)
    if isinstance(value, NamedNode):
        raise _refuse(query, parameter, str(value))
    text = value if isinstance(value, str) else value.value
    try:
        return _literal(parameter.type, text)
    except ValueError as error:
        raise _refuse(query, parameter, text) from error


def _literal(type_: ParameterType, text: str) -> Literal:
    """Return the literal, or raise ValueError where the text is not of the type."""
    stripped = text.strip()
    match type_:
        case ParameterType.DATE:
            if not _DAY.fullmatch(stripped):
                raise ValueError(text)
            return Literal(date.fromisoformat(stripped).isoformat(), datatype=NamedNode(xsd.date))
        case ParameterType.INTEGER:
            if not _INTEGER.fullmatch(stripped):
                raise ValueError(text)
            return Literal(str(int(stripped)), datatype=NamedNode(xsd.integer))
        case ParameterType.NUMBER:
            if not _NUMBER.fullmatch(stripped):
                raise ValueError(text)
            return Literal(f"{Decimal(stripped):f}", datatype=NamedNode(xsd.decimal))
        case ParameterType.LANGUAGE:
            if not _TAG.fullmatch(stripped):
                raise ValueError(text)
            return Literal(stripped.lower())
        case _:
            return Literal(text)  # a ValueError here: half of a surrogate pair is no text


def _iri(query: str, parameter: Parameter, value: str) -> NamedNode:
    """Return the IRI given in full, as a prefixed name, or short as `document/12-ct-tw-2022-01-05`."""
    given = value.strip().removeprefix("<").removesuffix(">")
    head = given.partition("/")[0]
    if head in KINDS:
        given = f"{BASE}id/{given}"
    elif head in ("concept", "id", "graph") and "/" in given:
        given = BASE + given
    elif "://" not in given and ":" in given and given.partition(":")[0] in PREFIXES:
        given = expand(given)
    try:
        iri = NamedNode(given)
    except ValueError as error:
        if ":" not in given and "/" not in given and parameter.kinds:
            near = f"{parameter.kinds[0]}/{given}" if re.fullmatch(r"[a-z0-9._-]+", given) else ""
        else:
            head = re.split("[/:]", given)[0]
            heads = get_close_matches(head, (*KINDS, *PREFIXES), n=1)
            near = heads[0] + given[len(head) :] if heads else ""
        raise _refuse(query, parameter, value, near) from error
    if parameter.kinds and given.startswith(BASE) and not _is_of_kinds(given, parameter.kinds):
        raise _refuse(query, parameter, value)
    return iri


def _is_of_kinds(iri: str, kinds: tuple[str, ...]) -> bool:
    name = name_of(iri)
    return (name is not None and name.kind in kinds) or any(
        kind.startswith("concept") and iri.startswith(f"{BASE}{kind}/") for kind in kinds
    )


def _expected(parameter: Parameter) -> str:
    if parameter.type is not ParameterType.IRI:
        return _EXPECTED[parameter.type]
    if not parameter.kinds:
        return "an IRI in full, a prefixed name such as org:member, or a short one such as person/..."
    return f"an IRI, in full or short as {' or '.join(f'{kind}/...' for kind in parameter.kinds)}"


_HINTS: Final = {
    (False, False): "",
    (True, False): "Did you mean %(near)s?",
    (False, True): "For example: %(example)s.",
    (True, True): "Did you mean %(near)s? For example: %(example)s.",
}
"""What to do next, by whether something near is known, and an example."""


def _refuse(query: str, parameter: Parameter, value: str, near: str = "") -> BadParameter:
    shown = value if len(value) <= 80 else f"{value[:77]}..."
    return BadParameter(
        "query %(query)s: parameter %(name)s was given %(text)r; expected is %(expected)s",
        hint=_HINTS[bool(near), bool(parameter.example)],
        values={
            "query": query,
            "name": parameter.name,
            "text": shown,
            "expected": _expected(parameter),
            "near": near,
            "example": parameter.example,
        },
    )


def _unknown(query: NamedQuery, name: str) -> BadParameter:
    near = get_close_matches(name, query.parameter_names, n=1, cutoff=0.5)
    known = ", ".join(query.parameter_names) or "none"
    return BadParameter(
        "query %(query)s: unknown parameter %(name)r; its parameters: %(known)s",
        hint="Did you mean %(near)s?" if near else "Leave it out, or give one of these.",
        values={"query": query.name, "name": name, "known": known, "near": near[0] if near else ""},
    )
