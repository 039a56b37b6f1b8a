"""The queue: what waits, in the order to take it, and what each claim would do; and deciding from a pipe."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.claims.claim import PROPOSED, AsOf, Claim, Passage, date_literal
from graph.claims.publish import Run, put_claims
from graph.errors import InputError
from graph.review import decisions
from graph.review.decisions import Reviewer, log
from graph.review.names import iri_of, name_in
from graph.review.needs import with_names
from graph.review.queue import (
    ADDS,
    CONTRADICTS,
    REPEATS,
    Filter,
    corrected,
    proposals,
    queue,
)
from graph.store.version import OpenVersion
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.prefixes import expand

REPORT = mint("source", "nghe-an-2024-04-en")
OTHER_REPORT = mint("source", "hai-duong-2025-04-en")
RUN = Run(mint("run", "test-extraction"), "a test's extraction")
PREF, ALT = NamedNode(expand("skos:prefLabel")), NamedNode(expand("skos:altLabel"))
PERSON, UNION = NamedNode(mint("person", "tran-thi-lan")), NamedNode(mint("organisation", "nghe-an-union"))
TENURE, POST = NamedNode(mint("tenure", "lan-chairs")), NamedNode(mint("post", "nghe-an-union-chair"))
CEREMONY = NamedNode(mint("event", "cluster-1-signing-2024-04"))
START = NamedNode(expand("schema:startDate"))


def proposed(subject: NamedNode, predicate: str, value: NamedNode | Literal, sure: str = "0.9") -> Claim:
    place = abs(hash((str(subject), predicate, str(value)))) % 2000
    return Claim(
        Triple(subject, NamedNode(expand(predicate)), value),
        REPORT,
        PROPOSED,
        Passage(REPORT, place, place + 4, exact="word"),
        printed="word",
        language="en",
        as_of=AsOf("2024-04"),
        confidence=Decimal(sure),
        run=RUN.iri,
    )


NAME = proposed(PERSON, "skos:prefLabel", Literal("Trần Thị Lan", language="vi"))
NICKNAME = proposed(PERSON, "skos:altLabel", Literal("Lan", language="vi"), "0.3")
CHAIR = [
    proposed(TENURE, "org:member", PERSON),
    proposed(TENURE, "hn:post", POST),
    proposed(TENURE, "org:organization", UNION),
    proposed(TENURE, "org:role", NamedNode(expand("concept:role/chair"))),
]


MADE = Filter(source="nghe-an-2024-04-en")
"""What these tests put in; what became of bodies whose provinces were merged waits beside it."""


@pytest.fixture
def waiting(five_reports_copy: VersionStore) -> VersionStore:
    """The five reports, and a proposed person who is said to chair a union that has a chairman."""
    put_claims(five_reports_copy, [NAME, NICKNAME, *CHAIR], run=RUN, note="test extraction")
    return five_reports_copy


@pytest.fixture
def opened(waiting: VersionStore) -> Iterator[OpenVersion]:
    with waiting.require_current().open() as one:
        yield one


def test_what_contradicts_comes_first_then_what_others_need_and_filters_narrow_the_queue(
    opened: OpenVersion,
) -> None:
    whole = queue(opened.store, MADE)
    assert [(g.thing, g.count, g.dependents, g.contradicts) for g in whole.groups] == [
        (TENURE.value, 4, 0, True),
        (PERSON.value, 2, 1, False),
    ]
    assert whole.count == 6
    kinds = dict(whole.kinds)
    assert (kinds["person"], kinds["tenure"]) == (2, 4)
    assert [g.kind for g in queue(opened.store, Filter(kind="tenure")).groups] == ["tenure"]
    assert queue(opened.store, Filter(source="nghe-an-2024-09-en")).groups == ()
    assert queue(opened.store, replace(MADE, least=Decimal("0.5"))).count == 5
    assert queue(opened.store, replace(MADE, most=Decimal("0.5"))).count == 1


def test_a_second_holder_of_a_post_with_one_seat_contradicts_the_first(opened: OpenVersion) -> None:
    seats = NamedNode(expand("hn:seats"))
    with_one = Store()
    with_one.extend(opened.store.quads_for_pattern(None, None, None, None))
    from graph.claims.materialise import DEFAULT, in_graph  # noqa: PLC0415 - this test alone

    one = Literal("1", datatype=NamedNode(expand("xsd:integer")))
    with_one.add(in_graph(Triple(POST, seats, one), DEFAULT))
    found = {str(p.claim.triple.predicate): p for p in proposals(with_one, TENURE.value)}
    member = found[str(NamedNode(expand("org:member")))]
    assert member.effect == CONTRADICTS
    assert NamedNode(mint("person", "nguyen-van-thong")) in member.others


@pytest.mark.parametrize(
    ("known", "said", "effect"),
    [
        ("2024-04", "2024-04-02", ADDS),
        ("2024-04", "2024-05", CONTRADICTS),
        ("2024-04", "2024-04", REPEATS),
    ],
)
def test_a_date_contradicts_another_unless_one_is_the_other_more_precisely(
    versions: VersionStore, known: str, said: str, effect: str
) -> None:
    event = NamedNode(mint("event", "meeting"))
    store = Store()
    from graph.claims.claim import write  # noqa: PLC0415
    from graph.claims.materialise import DEFAULT, in_graph  # noqa: PLC0415 - this test alone

    accepted = Claim(Triple(event, START, date_literal(known)), OTHER_REPORT)
    new = Claim(Triple(event, START, date_literal(said)), REPORT, PROPOSED)
    write(store, [accepted, new])
    store.add(in_graph(accepted.triple, DEFAULT))
    (proposal,) = proposals(store, event.value)
    assert proposal.effect == effect
    if effect == REPEATS:
        assert proposal.others == (NamedNode(OTHER_REPORT),)
    if effect == CONTRADICTS:
        assert proposal.others == (date_literal(known),)


def test_accepting_takes_the_names_along_that_it_needs_and_no_others(opened: OpenVersion) -> None:
    assert with_names(opened.store, [CHAIR[0].iri]) == (CHAIR[0].iri, NAME.iri)
    assert name_in(opened.store, PERSON) == "Trần Thị Lan"


def test_a_decided_claim_waits_no_more(waiting: VersionStore) -> None:
    decisions.reject(waiting, [NICKNAME.iri], by=Reviewer("Lan"), why="too short")
    with waiting.require_current().open() as one:
        assert queue(one.store, MADE).count == 5
        assert [p.claim for p in proposals(one.store, PERSON.value)] == [NAME]


def test_a_correction_keeps_the_sort_of_its_value() -> None:
    assert corrected(NAME, "Trần Lan").object == Literal("Trần Lan", language="vi")
    assert corrected(CHAIR[0], "person/nguyen-van-thong").object == NamedNode(
        mint("person", "nguyen-van-thong")
    )
    for wrong in ("", "two words", "person/"):
        with pytest.raises(InputError):
            corrected(CHAIR[0], wrong)
    with pytest.raises(InputError, match="names no thing"):
        iri_of("nobody")


def test_the_terminal_decides_from_a_pipe_by_the_same_keys(waiting: VersionStore) -> None:
    from huunghi import main  # noqa: PLC0415 - this test alone

    def run(*arguments: str, lines: str = "") -> str:
        outcome = CliRunner().invoke(main, ["--store", str(waiting.root), "review", *arguments], input=lines)
        assert outcome.exit_code == 0, outcome.output
        return outcome.output

    said = run("--by", "Lan", "--kind", "person", lines="n\nr\nno such name\nu\nq\n")
    assert "Trần Thị Lan" in said and "2 decisions." in said
    with waiting.require_current().open() as one:
        assert [r.kind for r in log(one.store)] == ["undo", "reject"]
        assert queue(one.store, MADE).count == 6
    said = run("--by", "Lan", "--kind", "tenure", lines="A\nq\n")
    assert "1 decision." in said
    with waiting.require_current().open() as one:
        assert queue(one.store, MADE).count == 1, (
            "the record and the name it needs are accepted, the nickname waits"
        )
    assert "accept" in run("--log") and "(undone)" in run("--log")


def test_the_command_line_accepts_many_after_a_look_and_undoes_them_as_one(waiting: VersionStore) -> None:
    from huunghi import main  # noqa: PLC0415 - this test alone

    def run(*arguments: str, lines: str = "", code: int = 0) -> str:
        outcome = CliRunner().invoke(
            main, ["--store", str(waiting.root), "review", "--by", "Lan", *arguments], input=lines
        )
        assert outcome.exit_code == code, outcome.output
        return outcome.output

    looked = run("--accept", "--kind", "tenure", lines="n\n")
    assert "decisions, " in looked and "conflicts made" in looked and "Nothing was done." in looked
    assert "Published as version 3." in run("--accept", "--kind", "tenure", "--yes")
    act = run("--log").split()[0]
    assert "Published as version 4." in run("--undo", act, "--yes")
    with waiting.require_current().open() as one:
        assert queue(one.store, MADE).count == 6
    assert "0 conflicts." in run("--conflicts")
    rejected = run(
        "--reject", "no such name", "--property", "skos:altLabel", "--thing", "person/tran-thi-lan", "--yes"
    )
    assert "Published as version 5." in rejected
    for wrong in (["--accept", "--reject", "x"], ["--accept", "--property", "foo"], ["--undo", "nothing"]):
        outcome = CliRunner().invoke(main, ["--store", str(waiting.root), "review", *wrong])
        assert outcome.exit_code != 0 and outcome.exception is not None
