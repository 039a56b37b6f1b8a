"""Bodies by their kind: "the union of Nghe An", "tỉnh ủy Nghệ An", "the cluster"; named ones come with the other names.

A kind of body and a place that stands near name one body; a kind of which there is one body names it alone. What is
named so and is not in the graph is kept too: the question is then about nothing here.
"""

from typing import Final

from graph.search.spans import Span
from graph.store.reader import Reader
from ontology.iris import CONCEPT
from queries.ask.lexicon import lexicon
from queries.ask.model import Mention, Mentions, Unknown
from queries.ask.things import BodyRow, PlaceRow
from queries.ask.words import Question
from queries.read.rows import select

UNION: Final = f"{CONCEPT}body/friendship-union"
CLUSTER: Final = f"{CONCEPT}body/cluster"
UNION_OF_PLACE: Final = "union of a place"
ADMINISTRATIVE: Final = frozenset(
    [
        "of",
        "in",
        "the",
        "for",
        "s",
        "at",
        "a",
        "tinh",
        "thanh",
        "pho",
        "province",
        "provinces",
        "provincial",
        "city",
        "cities",
        "municipal",
        "and",
        "va",
        "cua",
        "o",
        "tai",
        "thuoc",
        "local",
        "dia",
        "phuong",
        "tp",
        "thi",
        "xa",
        "phia",
        "new",
        "moi",
        "cu",
        "nao",
        "den",
        "s'",
        "et",
        "de",
        "la",
    ]
)
"""Words that may stand between a kind of body and its place."""
_NEAR: Final = 5

Nouns = list[tuple[frozenset[int], tuple[str, ...]]]


def body_nouns(question: Question) -> Nouns:
    """Return the kinds of bodies that a question names, and where."""
    return lexicon().bodies.named_in(question)


def within_noun(span: Span, nouns: Nouns) -> bool:
    """Whether a name that holds in one source only is part of a longer noun: "Party" in "Party committee"."""
    places = set(range(span.start, span.end))
    return bool(span.source) and any(places < noun for noun, _ in nouns)


def add_bodies(mentions: Mentions, reader: Reader, question: Question, all_nouns: Nouns) -> None:
    """Add the bodies that are named by their kind: of a place that stands near, or the only one of the kind."""
    named = {
        at
        for one in mentions.of("organisation", "post", "document", "number", "congress")
        for at in one.places
    }
    nouns = [(places, kinds) for places, kinds in all_nouns if not places & named]
    if not nouns:
        return
    kinds = {kind for _, some in nouns for kind in some}
    rows = select(reader, BodyRow, "bodies-of-kinds", things=kinds)
    territories = mentions.of("place")
    for places, some in nouns:
        mentions.found += [Mention("concept/body", some[0], places)]
        mine = [row for row in rows if row.kind in some]
        near = [place for place in territories if _tied(question, places, place.places, territories)]
        for place in near:
            bodies = {row.body for row in mine if row.place == place.value}
            mentions.found += [
                Mention("organisation", body, places | place.places, 0.95 if len(bodies) == 1 else 0.7)
                for body in bodies
            ]
            if not bodies and some[0] in lexicon().told_bodies:
                mentions.unknown.append(Unknown(places | place.places, "body"))
        everywhere = {row.body for row in mine}
        if not near and len(everywhere) == 1 and not _numbered(question, places):
            mentions.found.append(Mention("organisation", everywhere.pop(), places, 0.75))
        elif not near and some[0] in lexicon().told_bodies and _numbered(question, places):
            mentions.unknown.append(Unknown(places | {max(places) + 1}, "body"))


def _numbered(question: Question, places: frozenset[int]) -> bool:
    """Whether a number follows, which no name with these words has: "cluster 2"."""
    after = max(places) + 1
    if after < len(question.tokens) and question.tokens[after].folded in ("so", "no", "number"):
        after += 1
    return (
        after < len(question.tokens)
        and question.tokens[after].is_number
        and len(question.tokens[after].folded) < 4
    )


def _tied(question: Question, noun: frozenset[int], place: frozenset[int], others: list[Mention]) -> bool:
    """Whether a place belongs to a noun: only words of administration, or other places, stand between."""
    if noun & place:
        return False
    low, high = (max(noun), min(place)) if max(noun) < min(place) else (max(place), min(noun))
    between = set(range(low + 1, high))
    between -= {at for other in others for at in other.places}
    between -= {at for places, _ in lexicon().roles.named_in(question) for at in places}
    return len(between) <= _NEAR and all(question.tokens[at].folded in ADMINISTRATIVE for at in between)


def add_unions_of_places(mentions: Mentions, reader: Reader) -> None:
    """Add the friendship union of each place that is named, for questions about membership: "is Bac Ninh in it?"."""
    places = mentions.of("place")
    clusters = [one for one in mentions.of("concept/body") if one.value == CLUSTER]
    if not places or not (clusters or mentions.of("organisation")):
        return
    rows = select(reader, PlaceRow, "bodies-of-places", things={one.value for one in places})
    for place in places:
        unions = {row.body for row in rows if row.place == place.value and row.kind == UNION}
        if len(unions) == 1:
            mentions.found.append(Mention(UNION_OF_PLACE, unions.pop(), place.places, 0.6))
