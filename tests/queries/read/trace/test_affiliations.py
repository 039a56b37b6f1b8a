"""For whom somebody spoke on a day: what the rule of time says of the posts they held."""

import pytest

from graph.store.reader import EmbeddedReader, Reader
from graph.store.versions import VersionStore
from loaders.rdf.load import load_rdf, rdf_files
from ontology.iris import mint
from ontology.terms import hn, org, schema
from queries.read.trace.facts import ActivityFacts, Affiliations, FactReader, Relation

PERSON = mint("person", "speaker")
BODY = mint("organisation", "body")
SENDER = mint("organisation", "sender")
DELEGATION = mint("organisation", "delegation")
EVENT = mint("event", "meeting")
TENURE = mint("tenure", "one")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A person who held a post from 2020 until 2 April 2024, and who spoke at a meeting for a delegation of another
    body; a task of a programme that was signed at the meeting.
    """
    folder = tmp_path_factory.mktemp("affiliations")
    of_person, of_group = mint("participation", "person"), mint("participation", "group")
    task, programme = mint("task", "one"), mint("programme", "one")
    date = "^^<http://www.w3.org/2001/XMLSchema#date>"
    lines = [
        f"<{TENURE}> <{org.member}> <{PERSON}> .",
        f"<{TENURE}> <{org.organization}> <{BODY}> .",
        f'<{TENURE}> <{schema.startDate}> "2020-01-01"{date} .',
        f'<{TENURE}> <{schema.endDate}> "2024-04-02"{date} .',
        f"<{of_person}> <{hn.agent}> <{PERSON}> .",
        f"<{of_person}> <{hn.onBehalfOf}> <{DELEGATION}> .",
        f"<{of_person}> <{hn.event}> <{EVENT}> .",
        f"<{of_group}> <{hn.agent}> <{DELEGATION}> .",
        f"<{of_group}> <{hn.onBehalfOf}> <{SENDER}> .",
        f"<{of_group}> <{hn.event}> <{EVENT}> .",
        f'<{EVENT}> <{schema.startDate}> "2025-06-01"{date} .',
        f"<{task}> <{schema.isPartOf}> <{programme}> .",
        f"<{programme}> <{hn.signedAt}> <{EVENT}> .",
        f"<{programme}> <{hn.signatory}> <{BODY}> .",
    ]
    (folder / "made.nt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    store = VersionStore(folder / "store")
    load_rdf(store, rdf_files(folder / "made.nt"))
    return EmbeddedReader.current(store)


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2019-12-31", False),
        ("2020-01-01", True),
        ("2024-04-02", True),
        ("2024-04-03", False),
        ("2024-04", True),
        ("2019", False),
        ("2024", True),
        ("", False),
    ],
)
def test_a_post_counts_on_the_days_on_which_it_was_held(reader: Reader, day: str, held: bool) -> None:
    affiliations = Affiliations(reader)
    affiliations.read([PERSON])
    found = affiliations.of(PERSON, ActivityFacts(days=(day,) if day else ()))
    assert found == ({BODY: Relation.HELD_POST} if held else {})


def test_who_speaks_for_a_delegation_speaks_for_the_body_that_sent_it(reader: Reader) -> None:
    affiliations = Affiliations(reader)
    affiliations.read([PERSON])
    found = affiliations.of(PERSON, ActivityFacts(events=(EVENT,)))
    assert found == {DELEGATION: Relation.SPOKE_FOR, SENDER: Relation.SPOKE_FOR}


def test_a_task_has_the_days_the_event_and_the_agents_of_its_programme(reader: Reader) -> None:
    task = mint("task", "one")
    facts = FactReader(reader).of([task])[task]
    assert (facts.day, facts.events, facts.agents) == ("2025-06-01", (EVENT,), (BODY,))
