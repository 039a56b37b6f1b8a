"""The queries of the catalogue as examples beside the editor: each runs as it stands, with ready values."""

from dataclasses import dataclass

from queries.collection import catalogue
from queries.sparql.binding import bind
from web.page_context import Frame
from web.pages.catalogue import known_query, values_in_language


@dataclass(frozen=True)
class Example:
    """A query of the catalogue with ready values: what it answers, the page that runs it, and its text alone."""

    title: str
    sentence: str
    href: str
    text: str


def examples_of(frame: Frame) -> tuple[Example, ...]:
    """Return the queries of the catalogue as examples, in its order."""
    return tuple(
        Example(
            one.title.in_language(frame.lang),
            one.description.in_language(frame.lang),
            frame.links.sparql(example=one.name),
            frame.links.query_data(one.name, "rq", **values_in_language(one, one.examples, frame)),
        )
        for one in catalogue().values()
    )


def example_text(name: str, frame: Frame) -> str:
    """Return the text of an example. Raises UnknownQuery."""
    known = known_query(name)
    return bind(known, values_in_language(known, known.examples, frame)).strip()
