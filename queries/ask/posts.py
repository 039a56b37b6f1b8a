"""Posts by role and body ("chair of the union"), role and place, or role and person; roles alone are mentions too.

`head` in the list of roles stands for whoever leads a body, whatever the role is called there.
"""

from graph.store.reader import Reader
from queries.ask.lexicon import HEAD, LEADING, lexicon
from queries.ask.model import Mention, Mentions, Unknown
from queries.ask.things import HeldRow, PlaceRow, PostRow
from queries.ask.words import Question
from queries.read.rows import select

_Role = tuple[frozenset[int], tuple[str, ...]]


def add_posts(mentions: Mentions, reader: Reader, question: Question) -> None:
    """Add the roles, and the posts that a role names together with a body, a place or a person."""
    held = {at for one in mentions.of("post") for at in one.places}
    roles = [(places, some) for places, some in lexicon().roles.named_in(question) if not places & held]
    for places, some in roles:
        mentions.found += [Mention("concept/role", role, places) for role in some if role != HEAD]
    if not roles:
        return
    if mentions.of("organisation"):
        _of_bodies(mentions, reader, roles)
    elif mentions.of("place"):
        _of_places(mentions, reader, roles)
    elif mentions.of("person"):
        _of_people(mentions, reader, roles)


def _wanted(roles: tuple[str, ...]) -> tuple[str, ...]:
    return LEADING if HEAD in roles else roles


def _of_bodies(mentions: Mentions, reader: Reader, roles: list[_Role]) -> None:
    bodies = mentions.of("organisation")
    rows = select(reader, PostRow, "posts-of-bodies", things={one.value for one in bodies})
    for places, some in roles:
        for body in bodies:
            if places <= body.places:
                continue
            posts = {row.post for row in rows if row.body == body.value and row.role in _wanted(some)}
            certainty = body.certainty if len(posts) == 1 else 0.6
            mentions.found += [Mention("post", post, places | body.places, certainty) for post in posts]
        if HEAD not in some and not any(one.places > places for one in mentions.of("post")):
            mentions.unknown.append(Unknown(places, "post"))


def _of_places(mentions: Mentions, reader: Reader, roles: list[_Role]) -> None:
    """Add the post of a place that is the only one of its role there."""
    named = mentions.of("place")
    local = select(reader, PlaceRow, "bodies-of-places", things={one.value for one in named})
    rows = select(reader, PostRow, "posts-of-bodies", things={row.body for row in local})
    for places, some in roles:
        for place in named:
            near = {row.body for row in local if row.place == place.value}
            posts = {row.post for row in rows if row.body in near and row.role in _wanted(some)}
            if len(posts) == 1:
                mentions.found.append(Mention("post", posts.pop(), places | place.places, 0.65))
            elif posts:
                mentions.unknown.append(Unknown(places | place.places, "which post"))


def _of_people(mentions: Mentions, reader: Reader, roles: list[_Role]) -> None:
    """Add the post of a role that a person has held: "when did Hieu take over as chair"."""
    people = mentions.of("person")
    rows = select(reader, HeldRow, "posts-of-people", things={one.value for one in people})
    for places, some in roles:
        for person in people:
            posts = {row.post for row in rows if row.person == person.value and row.role in _wanted(some)}
            if len(posts) == 1:
                mentions.found.append(Mention("post", posts.pop(), places, 0.6, explains=person.places))
