"""Find the people, bodies and places that a text names.

Places come from a closed list, in all scripts; bodies are a kind with a place or a number; persons are names
that the graph knows or sequences of Vietnamese syllables that begin with a family. Known names come first and
with their exact marks first.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from loaders.articles.citations.normalise import Folded, folded_view
from loaders.articles.mentions.bodies import bodies, holds_everywhere, kind_of_body
from loaders.articles.mentions.gazetteer import Gazetteer, Kind, Mention, Name, known_in_cyrillic, known_names
from loaders.articles.mentions.listed_persons import listed_persons
from loaders.articles.mentions.persons import (
    cyrillic_persons,
    latin_persons,
    named_again,
    other_persons,
    pointed_at,
)
from loaders.articles.mentions.told_apart import told_apart
from loaders.articles.truecase import reading_view
from loaders.articles.view import in_original

__all__ = ["Gazetteer", "Kind", "Mention", "Name", "kind_of_body", "mentions", "mentions_in"]


def mentions(text: str, language: str, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Return the mentions in a text, by place; of those that overlap the longest stays."""
    view = reading_view(text, gazetteer)
    return in_original(mentions_in(folded_view(view.text), language, gazetteer), view)


def mentions_in(page: Folded, language: str, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Return the mentions in the view of a text, with their places in it."""
    known = known_names(page, gazetteer)
    if language == "ru":
        known += known_in_cyrillic(page, gazetteer)
    places = _longest([m for m in known if m.kind == "place"])
    persons = [m for m in known if m.kind == "person"] + latin_persons(page, language, places)
    persons += listed_persons(page, language, places)
    if language == "ru":
        persons += cyrillic_persons(page, gazetteer, places)
    # Quảng Trị could be a name of somebody Quàng; what the list of places has is a place.
    among = _Covered(places)
    persons = _longest([p for p in persons if p not in among or (p.exact and not among.longer_than(p))])
    named = _Covered(persons)
    places = [p for p in places if p not in named]
    found = _longest(
        [*bodies(page, language, places, gazetteer), *(_typed(m) for m in known if _is_known_body(m))]
    )
    within = _Covered(found)
    places = [m for m in places if m not in within]
    persons = [m for m in persons if m not in within]
    others = other_persons(page, language, [*persons, *places, *found])
    foreign = [*others, *(p for p in persons if p.type == "foreign")]
    others += named_again(page, foreign, [*others, *persons, *places, *found])
    persons += others
    persons = told_apart(persons, gazetteer)
    persons += pointed_at(page, language, persons)
    return tuple(sorted([*persons, *places, *found], key=lambda m: m.start))


def _is_known_body(mention: Mention) -> bool:
    """Whether a name of the graph means a body in every text: one of a place that it does not name does not."""
    return mention.kind == "body" and holds_everywhere(mention.slug, mention.text)


def _typed(body: Mention) -> Mention:
    kind, place = kind_of_body(body.slug)
    return replace(body, type=kind, place=place, general="unions" in body.slug)


class _Covered:
    """Tell whether stretches lie within others that do not overlap each other."""

    def __init__(self, others: Sequence[Mention]) -> None:
        self._others = sorted(others, key=lambda m: m.start)
        self._starts = [m.start for m in self._others]

    def __contains__(self, mention: object) -> bool:
        assert isinstance(mention, Mention)
        at = bisect_right(self._starts, mention.start) - 1
        return at >= 0 and mention.end <= self._others[at].end

    def longer_than(self, mention: Mention) -> bool:
        """Whether a stretch lies within a longer one: a city that is named after somebody is that city."""
        other = self._others[bisect_right(self._starts, mention.start) - 1]
        return mention in self and other.end - other.start > mention.end - mention.start


def _longest(found: list[Mention]) -> list[Mention]:
    """Of mentions that overlap keep the longest, an exact one before one without its marks."""
    starts: list[int] = []
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start - m.end, not m.exact, m.start)):
        at = bisect_right(starts, mention.start)
        free_before = at == 0 or kept[at - 1].end <= mention.start
        if free_before and (at == len(kept) or mention.end <= kept[at].start):
            starts.insert(at, mention.start)
            kept.insert(at, mention)
    return kept
