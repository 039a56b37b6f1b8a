"""What two versions of the data say differently of one thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.vocabulary import vocabulary
from queries.read.inverse_links import CAP, inverse_counts, read_links
from queries.read.labels import Labels, read_labels
from queries.read.rows import text_of
from queries.read.statements import read_statements

MOST: Final = LIMITS.changes_shown
"""Changes of one thing that are given."""


@dataclass(frozen=True)
class Change:
    """A statement gained or lost: of the thing itself, or of another (`value`) that points to it (`inverse`)."""

    gained: bool
    property: str
    value: Term
    inverse: bool


@dataclass(frozen=True)
class Changes:
    """What the newer version says of a thing and the older does not, and the other way round; `count` in all."""

    changes: tuple[Change, ...] = ()
    count: int = 0


def read_changes(older: Reader, newer: Reader, iri: str) -> Changes:
    """Return how what is said of a thing differs, what was gained first, at most `MOST` in the order of English names.

    Of what points to it a thousand things by each property are compared.
    """
    before, after = _said(older, iri), _said(newer, iri)
    found = [
        *(Change(True, *one) for one in after - before),
        *(Change(False, *one) for one in before - after),
    ]
    if len(found) > MOST:
        labels = read_value_labels(older, newer, found)
        found.sort(key=lambda change: _order(change, labels))
    return Changes(tuple(found[:MOST]), len(found))


def read_value_labels(older: Reader, newer: Reader, changes: Iterable[Change]) -> Labels:
    """Return the labels of the things that changes name, each as its version has it."""
    labels = Labels()
    named = [change for change in changes if isinstance(change.value, NamedNode)]
    for reader, gained in ((newer, True), (older, False)):
        labels = read_labels(reader, (text_of(one.value) for one in named if one.gained == gained), labels)
    return labels


def _order(change: Change, labels: Labels) -> tuple[bool, bool, str, str, str]:
    reading = vocabulary().reading(change.property, "en", inverse=change.inverse) or change.property
    value = text_of(change.value)
    name = labels.order(value) if isinstance(change.value, NamedNode) else value.casefold()
    return not change.gained, change.inverse, reading, name, value


def _said(reader: Reader, iri: str) -> set[tuple[str, Term, bool]]:
    """Return what is said of a thing, as property, value and whether the value points to it."""
    own = read_statements(reader, [iri]).get(iri, {})
    said = {(name, value, False) for name, values in own.items() for value in values}
    for name in inverse_counts(reader, iri):
        said |= {(name, thing, True) for thing in read_links(reader, iri, name)[:CAP]}
    return said
