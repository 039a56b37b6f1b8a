"""What can be browsed: the kinds of things that there are, and the classes of other data, with counts and lists."""

from dataclasses import dataclass
from typing import Final

from graph.store.reader import Reader
from queries.read.lists import classes_of_other_data
from queries.read.things import COUNTED, count_kinds
from web.views.terms import PLURALS, TermRenderer

CLASSES: Final = 12
"""Classes of other data that are offered, those with most things first."""


@dataclass(frozen=True)
class KindLink:
    """A kind or class with the number of its things (`capped`: more than that), and the address of their list."""

    name: str
    href: str
    number: int
    capped: bool
    current: bool = False


def kind_links(reader: Reader, terms: TermRenderer, current: str = "") -> tuple[KindLink, ...]:
    """Return the links to the lists of all kinds that there are; `terms` need not know the classes."""
    words, links = terms.words, terms.links
    kinds = [
        KindLink(
            words(PLURALS[one.kind]), links.search(kind=one.kind), one.number, one.capped, one.kind == current
        )
        for one in count_kinds(reader, PLURALS)
    ]
    classes = classes_of_other_data(reader)[:CLASSES]
    named = TermRenderer.reading(reader, [iri for iri, _ in classes], words, links)
    others = [
        KindLink(
            named.class_name(iri),
            links.search(kind=iri),
            min(count, COUNTED),
            count > COUNTED,
            iri == current,
        )
        for iri, count in classes
    ]
    return (*kinds, *others)
