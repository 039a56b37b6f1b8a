"""Values for the parameters of a query from what a question mentions, and which of them are assumed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Final

from ontology.iris import ID, name_of
from queries.ask.bodies import UNION_OF_PLACE
from queries.ask.dates import Period
from queries.ask.model import Filled, Mention, Mentions
from queries.ask.words import Question
from queries.header import NamedQuery, Parameter, ParameterType

_WHICH: Final = frozenset({"which", "what", "nao"})
_CHOICES: Final = 4
"""Things that are tried for one parameter, the surest first."""
_ANY: Final = (
    "programme", "event", "congress", "speech", "person", "organisation", "place", "document", "post",
)  # fmt: skip
_ASSUMED: Final = 0.1
_VAGUE: Final = 1.8
_SURE: Final = 1.0
_LONG: Final = 0.12
_FURTHER: Final = 0.35
_PROPERTY: Final = 0.4
_LESS_LIKELY: Final = 0.6
_SUBJECT: Final = 0.8
_SELDOM: Final = 0.4
"""The same where it is a document, for which most questions have queries of their own."""
_ANY_KIND: Final = 0.15
"""What a parameter that takes anything loses against one that takes things of this kind."""


@dataclass(frozen=True)
class Fill:
    """Values for all parameters of a query that are needed, the words they explain, and what they add to its score."""

    filled: tuple[Filled, ...]
    places: frozenset[int]
    weight: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Choice:
    filled: tuple[Filled, ...]
    places: frozenset[int]
    weight: float
    own: frozenset[int] = frozenset()


def fills_of(query: NamedQuery, question: Question, mentions: Mentions, today: date) -> Iterator[Fill]:
    """Give the ways in which a query can be filled; with `missing` where a value that it needs is not mentioned."""
    asked = [p for p in query.parameters if not (p.type is ParameterType.LANGUAGE and p.default)]
    days = [p for p in asked if p.type is ParameterType.DATE]
    others = [p for p in asked if p.type is not ParameterType.DATE]
    choices = [_choices(parameter, question, mentions) for parameter in others]
    missing = [p.name for p, some in zip(others, choices, strict=True) if p.required and not some]
    for parameter, some in zip(others, choices, strict=True):
        if not parameter.required or not some:
            some.append(_Choice((), frozenset(), 0.0))
    dated = list(_days(days, question, mentions, today))
    if not dated:
        missing += [p.name for p in days if p.required]
        dated = [_Choice((), frozenset(), 0.0)]
    for chosen in product(*choices, dated):
        if not _in_order(others, chosen):
            continue
        filled = tuple(one for choice in chosen for one in choice.filled)
        values = [one.value for one in filled if "/id/" in one.value]
        if len(set(values)) < len(values):
            continue  # one thing is not asked about twice
        yield Fill(
            filled,
            frozenset(at for choice in chosen for at in choice.places),
            _together(choice.weight for choice in chosen),
            tuple(missing),
        )


def _together(weights: Iterable[float]) -> float:
    """Return what several values add: the best in full, each further one little, or more parameters always won."""
    ordered = sorted(weights, reverse=True)
    return (
        ordered[0] + sum(weight * (_FURTHER if weight > 0 else 1.0) for weight in ordered[1:])
        if ordered
        else 0.0
    )


def _in_order(parameters: list[Parameter], chosen: tuple[_Choice, ...]) -> bool:
    """Whether values that could stand in each other's place are in the order in which the question has them."""
    last: dict[tuple[str, ...], int] = {}
    for parameter, choice in zip(parameters, chosen, strict=False):
        if parameter.type is not ParameterType.IRI or not parameter.kinds or not choice.places:
            continue
        at = min(choice.own or choice.places)
        if at < last.get(parameter.kinds, -1):
            return False
        last[parameter.kinds] = at
    return True


def _choices(parameter: Parameter, question: Question, mentions: Mentions) -> list[_Choice]:
    if parameter.type is ParameterType.TEXT:
        if parameter.name == "number":
            return [_of(parameter, question, one) for one in mentions.of("number")]
        return [_of(parameter, question, one) for one in mentions.of("words")]
    if parameter.type is ParameterType.INTEGER:
        return [_of(parameter, question, one) for one in mentions.of("ordinal")]
    if parameter.type is ParameterType.LANGUAGE:
        return [_of(parameter, question, one) for one in mentions.of("language")]
    if parameter.name == "property":
        return [_of(parameter, question, one) for one in mentions.of("property")][:_CHOICES]
    kinds = parameter.kinds or _ANY
    fitting = 0.0 if parameter.kinds else _ANY_KIND
    if parameter.name in ("member", "signatory"):
        kinds = (*kinds, UNION_OF_PLACE)
    seen: dict[str, Mention] = {}
    for one in mentions.of(*kinds):
        held = seen.get(one.value)
        if held is None or one.certainty * len(one.places) > held.certainty * len(held.places):
            seen[one.value] = one
    if parameter.name == "member" and seen:
        seen = {one.value: one for one in sorted(seen.values(), key=lambda one: min(one.places))}
        first = next(
            (one for one in seen.values() if not _is_asked(question, one)), next(iter(seen.values()))
        )
        seen[first.value] = replace(
            first, certainty=first.certainty + _SUBJECT
        )  # it belongs, the other has it
    chosen = (_of(parameter, question, one) for one in list(seen.values())[: _CHOICES + 2])
    return [
        replace(one, weight=one.weight - (_SELDOM if fitting and _is_document(one) else fitting))
        for one in chosen
    ]


def _is_asked(question: Question, mention: Mention) -> bool:
    """Whether a mention is what is asked for, and not what it is asked of: "which cluster", "cụm nào"."""
    before, after = min(mention.places) - 1, max(mention.places) + 1
    tokens = question.tokens
    return (before >= 0 and tokens[before].folded in _WHICH) or (
        after < len(tokens) and tokens[after].folded in _WHICH
    )


def _is_document(choice: _Choice) -> bool:
    return any(f"{ID}document/" in one.value for one in choice.filled)


def _of(parameter: Parameter, question: Question, mention: Mention) -> _Choice:
    weight = _SURE * mention.certainty + _LONG * min(len(mention.places), 5)
    filled = Filled(parameter.name, mention.value, question.said(mention.places), None, mention.places)
    if parameter.name == "value" and name_of(mention.value) and "/document/" not in mention.value:
        weight -= _LESS_LIKELY
    if parameter.name == "property":
        weight = _PROPERTY
    return _Choice((filled,), mention.all_places, weight, mention.places)


def _days(days: list[Parameter], question: Question, mentions: Mentions, today: date) -> Iterator[_Choice]:
    """Give the values of the parameters that are days: one day, or two that begin and end a period."""
    periods = [one.period for one in mentions.found if one.period is not None]
    if not days:
        yield _Choice((), frozenset(), 0.0)
    elif len(days) == 1:
        yield from _one_day(days[0], question, periods, today)
    else:
        yield from _two_days(days[0], days[1], question, periods, today)


def _one_day(
    parameter: Parameter, question: Question, periods: list[Period], today: date
) -> Iterator[_Choice]:
    for period in periods:
        day = period.start if period.exact in ("day", "now") else period.middle
        vague = period.exact in ("year", "range") and parameter.required
        filled = Filled(parameter.name, day.isoformat(), question.said(period.places), period)
        yield _Choice((filled,), period.places, 0.6 - (_VAGUE if vague else 0.0))
    if not parameter.required:
        yield _Choice((), frozenset(), 0.0)
    elif not periods:
        yield _Choice((Filled(parameter.name, today.isoformat(), ""),), frozenset(), -_ASSUMED)


def _two_days(
    one: Parameter, other: Parameter, question: Question, periods: list[Period], today: date
) -> Iterator[_Choice]:
    stated = [period for period in periods if period.exact != "now"]
    if not stated:
        return
    first = min(stated, key=lambda period: period.start)
    last = max(stated, key=lambda period: period.end)
    end = today if last.open and last.start <= today and len(stated) == 1 and other.name == "to" else last.end
    if other.name != "to" and len(stated) == 1 and first.exact != "range":
        return  # two days are compared, and one is named
    start = first.start
    places = frozenset(at for period in stated for at in period.places)
    said = question.said(places)
    filled = (
        Filled(one.name, start.isoformat(), said, first),
        Filled(other.name, end.isoformat(), said, last),
    )
    yield _Choice(filled, places, 0.9 if other.name == "to" else 1.3)
