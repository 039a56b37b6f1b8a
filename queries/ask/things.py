"""The rows that are read of the graph to tell bodies, posts and documents from each other."""

from typing import NamedTuple


class BodyRow(NamedTuple):
    """A body of a kind, with its territory (empty: none is known)."""

    kind: str
    body: str
    place: str


class PlaceRow(NamedTuple):
    """A body whose territory is a place."""

    place: str
    body: str
    kind: str


class PostRow(NamedTuple):
    """A post of a body, with its role."""

    body: str
    post: str
    role: str


class HeldRow(NamedTuple):
    """A post that a person has held, with its role."""

    person: str
    post: str
    role: str


class DocumentRow(NamedTuple):
    """A document with its number, day, type and issuer, each empty where it is not known."""

    document: str
    identifier: str
    day: str
    type: str
    issuer: str


class NumberedRow(NamedTuple):
    """A document of a type and number."""

    document: str
    identifier: str
    day: str
    issuer: str


class SourceRow(NamedTuple):
    """A source in a language."""

    source: str


class FactRow(NamedTuple):
    """Something by which a thing is told apart: a day, a language, or another thing (IRI)."""

    thing: str
    fact: str
