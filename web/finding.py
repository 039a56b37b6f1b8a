"""Narrow what a search found: by kind, place, year, language and status, each value with its count.

The facts come from the graph, in four queries over the best of the things found; so the cost does not grow with
the store.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.errors import InputError
from graph.limits import LIMITS
from graph.search.names import Hit
from graph.store.reader import Reader
from ontology.iris import CONCEPT, mint, name_of
from ontology.kinds import CLASS_OF_KIND
from queries.read.rows import ask, text_of
from web.errors import told
from web.languages import N_, Words
from web.things import KINDS_OF_APPARATUS, Names, kind_word
from web.urls import Links

FACETED: Final = LIMITS.facets_counted
"""How many of the things found are looked at for facets; there are seldom more."""
LISTED: Final = LIMITS.facet_values_listed
FACETS: Final = {
    "kind": N_("Kind"),
    "place": N_("Place"),
    "year": N_("Year"),
    "language": N_("Named in"),
    "status": N_("Status of the claims"),
}
KINDS: Final = frozenset({*CLASS_OF_KIND, *KINDS_OF_APPARATUS, "source", "concept", "ontology", "other"})


@dataclass(frozen=True)
class Choice:
    """A value to narrow by, or the one chosen, whose link lets go of it."""

    name: str
    lang: str
    href: str
    chosen: bool
    count: int


@dataclass(frozen=True)
class Facet:
    """One way to narrow, with its values."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Facts:
    """What is known of the things found, by their IRI."""

    places: Mapping[str, Sequence[str]] = field(default_factory=dict)
    days: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    languages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    statuses: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def values(self, facet: str, hit: Hit) -> Sequence[str]:
        """Return the values of a thing for one facet, as they stand in an address."""
        if facet == "kind":
            return (hit.kind,)
        if facet == "year":
            first, last = self.days.get(hit.iri, ("", ""))
            return years(first, last)
        found = {"place": self.places, "language": self.languages, "status": self.statuses}[facet]
        return found.get(hit.iri, ())


def years(first: str, last: str) -> tuple[str, ...]:
    """Return the years from one day to another; of a span of more than thirty, its ends.

    >>> years("2024-04", "2026-01-05")
    ('2024', '2025', '2026')
    """
    ends = [day[:4] for day in (first, last) if day[:4].isascii() and day[:4].isdigit()]
    if len(ends) < 2 or int(ends[1]) - int(ends[0]) > 30:
        return tuple(dict.fromkeys(ends))
    return tuple(f"{year:04}" for year in range(int(ends[0]), int(ends[1]) + 1))


def facts_of(reader: Reader, hits: Iterable[Hit]) -> Facts:
    """Read the facts of things found."""
    things = [hit.iri for hit in hits]
    if not things:
        return Facts()
    many: dict[str, dict[str, list[str]]] = {}
    for query, column in (("places", "place"), ("languages", "language"), ("statuses", "status")):
        found: dict[str, list[str]] = defaultdict(list)
        for row in ask(reader, f"found-{query}", things=things):
            if value := text_of(row[column]):
                found[text_of(row["thing"])].append(_short(column, value))
        many[query] = found
    days = {
        text_of(row["thing"]): (text_of(row["first"])[:10], text_of(row["last"])[:10])
        for row in ask(reader, "found-dates", things=things)
        if row["thing"] is not None
    }
    return Facts(many["places"], days, many["languages"], many["statuses"])


def _short(facet: str, value: str) -> str:
    name = name_of(value)
    if facet == "place" and name is not None and name.kind == "place":
        return name.slug
    return value.removeprefix(CONCEPT + "status/") if facet == "status" else value


def chosen_of(given: Mapping[str, str]) -> dict[str, str]:
    """Return the facets chosen in an address; raise InputError for a value that cannot be one."""
    chosen = {name: given[name] for name in FACETS if given.get(name)}
    for name, value in chosen.items():
        if len(value) > LIMITS.facet_value_length:
            raise told(
                InputError,
                N_("%(name)s= is %(count)s characters long."),
                N_("Choose a value from the page."),
                name=name,
                count=len(value),
            )
    kind = chosen.get("kind")
    if kind is not None and kind not in KINDS:
        raise told(
            InputError,
            N_("There is no kind of thing called %(kind)s."),
            N_("The kinds: %(kinds)s."),
            kind=kind[:40],
            kinds=", ".join(sorted(KINDS)),
        )
    year = chosen.get("year")
    if year is not None and not (len(year) == 4 and year.isascii() and year.isdigit()):
        raise told(
            InputError,
            N_("“%(text)s” is no year."),
            N_("Write it with four digits: year=2024"),
            text=year[:40],
        )
    return chosen


def narrow(hits: Iterable[Hit], facts: Facts, chosen: Mapping[str, str], *, but: str = "") -> list[Hit]:
    """Return the hits that have all chosen values, leaving one facet out of account."""
    return [
        hit
        for hit in hits
        if all(value in facts.values(name, hit) for name, value in chosen.items() if name != but)
    ]


def facets_of(
    hits: Sequence[Hit],
    facts: Facts,
    chosen: Mapping[str, str],
    *,
    asked: Mapping[str, str],
    words: Words,
    links: Links,
    names: Names,
    reader: Reader,
) -> tuple[Facet, ...]:
    """Return every facet that could narrow; the counts of one are those under the choices of the others.

    `asked` are the parameters that every link keeps.
    """
    facets = []
    for facet, title in FACETS.items():
        counts: Counter[str] = Counter()
        for hit in narrow(hits, facts, chosen, but=facet):
            counts.update(set(facts.values(facet, hit)))
        value = chosen.get(facet, "")
        if value:
            counts[value] += 0
        if len(counts) < 2 and not value:
            continue
        kept = counts.most_common(LISTED)
        if value and value not in dict(kept):
            kept.append((value, counts[value]))
        if facet == "year":
            kept.sort()
        names.fetch(reader, (iri for v, _ in kept if (iri := _iri(facet, v))))
        others = {name: chosen[name] for name in chosen if name != facet}
        facets.append(
            Facet(
                words(title),
                tuple(
                    Choice(
                        *_name(facet, one, words, names),
                        links.search(**asked, **others, **({} if one == value else {facet: one})),
                        one == value,
                        count,
                    )
                    for one, count in kept
                ),
            )
        )
    return tuple(facets)


def _iri(facet: str, value: str) -> str:
    if facet == "status":
        return CONCEPT + "status/" + value
    if facet == "place":
        if "://" in value:
            return value
        try:
            return mint("place", value)
        except ValueError:
            return ""
    return ""


def _name(facet: str, value: str, words: Words, names: Names) -> tuple[str, str]:
    if facet == "kind":
        return kind_word(value, words), ""
    if facet == "language":
        return words.language(value), ""
    iri = _iri(facet, value)
    if not iri:
        return value, ""
    name = names.name(iri)
    return name.text, name.lang if name.lang != words.code else ""
