"""Pages and traces say of a day what graph/claims/as_of.py says, record for record."""

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.as_of import TimeSpan, as_of
from graph.store.reader import MemoryReader, Reader
from ontology.iris import mint
from ontology.kinds import kind_of
from ontology.prefixes import expand
from queries.read.entity import read_entity
from queries.read.entity_record import EntitySlice
from queries.read.neighbourhood import read_neighbourhood
from queries.read.time_spans import time_spans
from queries.read.trace.facts import ActivityFacts, Affiliations, Relation
from tests.spans import DATES, graph_of, held, said, spans_and_days

POST, BODY = mint("post", "chair"), mint("organisation", "body")
Asked = tuple[list[TimeSpan], list[str]]
NOISE = st.lists(DATES, max_size=2, unique=True)
"""Days that only claims name which are rejected or proposed."""


def person(at: int) -> str:
    return mint("person", f"n{at}")


def holders(spans: list[TimeSpan], noise: list[str]) -> MemoryReader:
    """A graph in which a person each held one post of one body for these spans."""
    claims, names = [], []
    for at, span in enumerate(spans):
        record = mint("tenure", f"n{at}")
        claims += held(record, person(at), span, noise)
        claims += [said(record, "hn:post", POST), said(record, "org:organization", BODY)]
        name = Literal(f"Person {at}", language="en")
        names.append(Triple(NamedNode(person(at)), NamedNode(expand("skos:prefLabel")), name))
    return graph_of(claims, *names)


def held_on(spans: list[TimeSpan], when: str) -> set[str]:
    return {person(at) for at, span in enumerate(spans) if as_of(span, when).holds}


@given(spans_and_days(), NOISE)
def test_the_reader_of_time_spans_reads_what_the_claims_say(asked: Asked, noise: list[str]) -> None:
    spans, _ = asked
    found = time_spans(holders(spans, noise), (mint("tenure", f"n{at}") for at in range(len(spans) + 1)))
    for at, span in enumerate([*spans, TimeSpan()]):
        read = found[mint("tenure", f"n{at}")]
        assert (read.starts, read.ends, read.ended_by, read.attested) == (
            tuple(sorted(span.starts)),
            tuple(sorted(span.ends)),
            tuple(sorted(span.ended_by)),
            tuple(sorted(span.attested)),
        )


@given(spans_and_days(), NOISE)
def test_the_graph_of_a_post_on_a_day_has_who_held_it_then(asked: Asked, noise: list[str]) -> None:
    spans, (day,) = asked
    found = read_neighbourhood(holders(spans, noise), [POST], at=day)
    assert {thing for thing in found.things if kind_of(thing) == "person"} == held_on(spans, day)


def rows_on(reader: Reader, thing: str, day: str) -> set[str]:
    """Return the records of the rows that the page of a thing has on a day."""
    read = read_entity(reader, thing, EntitySlice(at=day))
    rows = [one for section in read.sections for group in section.groups for one in group.statements]
    return {one.subject for one in rows if kind_of(one.subject) == "tenure"}


@given(spans_and_days(), NOISE)
def test_the_page_of_a_post_on_a_day_has_who_held_it_then(asked: Asked, noise: list[str]) -> None:
    spans, (day,) = asked
    wanted = {mint("tenure", one.rpartition("/")[2]) for one in held_on(spans, day)}
    assert rows_on(holders(spans, noise), POST, day) == wanted


@given(spans_and_days(), DATES, NOISE)
def test_a_trace_gives_words_to_the_body_in_which_their_speaker_held_a_post(
    asked: Asked, vague: str, noise: list[str]
) -> None:
    """On the day on which they were said; where only the month or year is known, on a day of it."""
    spans, (day,) = asked
    affiliations = Affiliations(holders(spans, noise))
    people = [person(at) for at in range(len(spans))]
    affiliations.read(people)
    for when in (day, day[:7], vague):
        spoke = {
            one
            for one in people
            if affiliations.of(one, ActivityFacts(days=(when,))) == {BODY: Relation.HELD_POST}
        }
        assert spoke == held_on(spans, when)
