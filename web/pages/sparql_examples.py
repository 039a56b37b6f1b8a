"""The queries of the catalogue as examples beside the editor: each runs as it stands, with ready values."""

from dataclasses import dataclass
from typing import Final

from graph.limits import LIMITS
from queries.collection import catalogue
from queries.sparql.binding import bind
from web.page_context import Frame
from web.pages.query_values import known_query, values_in_language

FIRST: Final = (
    "citations-of-thing",
    "citations-of-document",
    "holders-of-post",
    "members-of-body",
    "tasks-of-programme",
    "events-of-place",
    "source-disagreements",
    "evidence-for-thing",
)
"""Queries that stand before the others: one of each sort."""


@dataclass(frozen=True)
class Example:
    """A query of the catalogue with ready values: what it answers, the page that runs it, and its text alone.

    `first`: it stands before all are opened.
    """

    title: str
    sentence: str
    href: str
    text: str
    first: bool


def examples_of(frame: Frame) -> tuple[Example, ...]:
    """Return the queries of the catalogue as examples: one of each sort, then the others in its order."""
    queries = catalogue()
    return tuple(
        Example(
            one.title.in_language(frame.lang),
            one.description.in_language(frame.lang),
            frame.links.sparql(example=one.name),
            frame.links.query_data(one.name, "rq", **values_in_language(one, one.examples, frame)),
            at < LIMITS.examples_shown,
        )
        for at, one in enumerate(queries[name] for name in dict.fromkeys((*FIRST, *queries)))
    )


def example_text(name: str, frame: Frame) -> str:
    """Return the text of an example. Raises UnknownQuery."""
    known = known_query(name)
    return bind(known, values_in_language(known, known.examples, frame)).strip()
