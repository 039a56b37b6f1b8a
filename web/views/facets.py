"""Facets as a page shows them: each value by its name, with its count and the link that chooses it or undoes that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ontology.iris import CONCEPT, mint, name_of
from queries.read.facets import FacetCounts
from web.languages import N_
from web.views.terms import TermRenderer, kind_word

TITLES: Final = {
    "kind": N_("Kind"),
    "type": N_("Type"),
    "place": N_("Place"),
    "year": N_("Year"),
    "language": N_("Named in"),
    "status": N_("Status of the claims"),
}
_BASE_OF: Final = {"status": CONCEPT + "status/", "type": CONCEPT}
"""With what the IRIs of the values of a facet begin, which addresses leave out."""


@dataclass(frozen=True)
class Choice:
    """A value to choose, or the one chosen, whose link takes the choice back."""

    name: str
    lang: str
    href: str
    chosen: bool
    count: int


@dataclass(frozen=True)
class Facet:
    """One way to filter, with its values."""

    name: str
    choices: tuple[Choice, ...]


def facet_views(
    facets: tuple[FacetCounts, ...],
    chosen: Mapping[str, str],
    terms: TermRenderer,
    link: Callable[[Mapping[str, str]], str],
) -> tuple[Facet, ...]:
    """Return facets as they are shown; `link` makes the address of the search with these choices."""
    return tuple(
        Facet(
            terms.words(TITLES[one.facet]),
            tuple(_choice(one.facet, value, count, chosen, terms, link) for value, count in one.values),
        )
        for one in facets
    )


def _choice(
    facet: str,
    value: str,
    count: int,
    chosen: Mapping[str, str],
    terms: TermRenderer,
    link: Callable[[Mapping[str, str]], str],
) -> Choice:
    is_chosen = chosen.get(facet) == value
    others = {name: to_address(name, one) for name, one in chosen.items() if name != facet}
    href = link(others if is_chosen else {**others, facet: to_address(facet, value)})
    name, lang = _name(facet, value, terms)
    return Choice(name, lang, href, is_chosen, count)


def _name(facet: str, value: str, terms: TermRenderer) -> tuple[str, str]:
    if facet == "kind":
        return (kind_word(value, terms.words) if ":" not in value else terms.class_name(value)), ""
    if facet == "language":
        return terms.words.language(value), ""
    if facet == "year" or "://" not in value:
        return value, ""
    name = terms.name(value)
    return name.text, name.lang if name.lang != terms.words.code else ""


def to_address(facet: str, value: str) -> str:
    """Return the value of a facet as it stands in an address.

    >>> to_address("place", "https://w3id.org/huunghi/id/place/nghe-an")
    'nghe-an'
    >>> to_address("type", "https://w3id.org/huunghi/concept/document/directive")
    'document/directive'
    """
    if facet == "place":
        name = name_of(value)
        return name.slug if name is not None and name.kind == "place" else value
    return value.removeprefix(_BASE_OF.get(facet, ""))


def from_address(facet: str, text: str) -> str:
    """Return the value of a facet that an address names: types, places and statuses by their IRI.

    >>> from_address("status", "explicit")
    'https://w3id.org/huunghi/concept/status/explicit'
    >>> from_address("place", "<>")
    '<>'
    """
    if facet in _BASE_OF:
        return text if "://" in text else _BASE_OF[facet] + text
    if facet != "place" or "://" in text:
        return text
    try:
        return mint("place", text)
    except ValueError:
        return text


def values_of(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return choices by facet, as readers have them, of those that stand in an address."""
    return {facet: from_address(facet, text) for facet, text in chosen.items()}
