"""Independent witnesses are counted by root and by statement, in queries, readers and exports alike."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.claim import EXPLICIT, INFERRED, TYPE, Claim, date_literal
from graph.claims.publish import Run, put_claims
from graph.store.reader import EmbeddedReader, Reader
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.terms import dct, org, prov, schema, skos
from queries.export.results import short
from queries.read.entity import read_entity
from queries.read.evidence import claims_about, evidence_of
from queries.runner import run

RUN = Run(mint("run", "test-extraction"), "a test's extraction")
EVENT = NamedNode(mint("event", "meeting"))
CHAIR = "tenure/nguyen-van-thong-nghe-an-union-chair"


def rows(reader: Reader, name: str, **params: str) -> list[dict[str, str]]:
    """Run a query of the catalogue, and give its rows with terms written short."""
    answer = run(reader, name, params)
    return [dict(zip(answer.variables, map(short, row), strict=True)) for row in answer.rows]


def test_the_chair_of_nghe_an_has_two_witnesses_not_four(five_reports: Reader) -> None:
    """Two editions of one newspaper on one ceremony, and a page; one report never names him."""
    (said,) = rows(five_reports, "witnesses-of-statement", subject=CHAIR, property="org:member")
    assert (said["witnesses"], said["sources"]) == ("2", "3")
    tenure = mint("tenure", CHAIR.partition("/")[2])
    evidence = evidence_of(five_reports, claims_about(five_reports, [tenure]))
    member = (tenure, org.member, NamedNode(mint("person", "nguyen-van-thong")))
    assert set(evidence.witnesses([member])) == {
        mint("source", "bao-nghe-an-2024-04"),
        mint("source", "huunghivietlaona-2024-09-20"),
    }


def test_the_record_of_a_person_counts_them_as_the_query_does(five_reports_root: VersionStore) -> None:
    version = five_reports_root.require_current()
    record = read_entity(EmbeddedReader(version.open()), mint("person", "nguyen-van-thong"))
    assert record is not None
    statements = [one for section in record.sections for group in section.groups for one in group.statements]
    (chair,) = [one for one in statements if one.subject.endswith(CHAIR)]
    assert len(chair.witnesses(record.evidence)) == 2
    assert len({claim.source for claim in chair.claims(record.evidence)}) == 4


def report(
    name: str, *said: Triple, copies: str = "", language: str = "", status: str = EXPLICIT
) -> list[Claim]:
    """A report that says something, and what is known of it."""
    node = NamedNode(mint("source", name))
    known = [
        Triple(node, TYPE, NamedNode(schema.NewsArticle)),
        Triple(node, NamedNode(skos.prefLabel), Literal(name, language="en")),
        Triple(node, NamedNode(dct.type), NamedNode("https://w3id.org/huunghi/concept/source/news-report")),
    ]
    if copies:
        known.append(Triple(node, NamedNode(prov.wasQuotedFrom), NamedNode(mint("source", copies))))
    if language:
        known.append(Triple(node, NamedNode(schema.inLanguage), Literal(language)))
    reason = "It follows." if status == INFERRED else None
    return [
        *(Claim(one, node.value, run=RUN.iri) for one in known),
        *(Claim(one, node.value, status=status, reason=reason, run=RUN.iri) for one in said),
    ]


def started(day: str) -> Triple:
    return Triple(EVENT, NamedNode(schema.startDate), date_literal(day))


@pytest.fixture
def reader_of(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A function from claims to a reader of a store that holds them."""

    def made(claims: list[Claim]) -> Reader:
        versions = VersionStore(tmp_path / "store")
        put_claims(versions, claims, run=RUN, note="test", complete=False)
        return EmbeddedReader.current(versions)

    return made


def asked(reader: Reader) -> dict[str, tuple[str, str, str]]:
    """Return value -> witnesses, sources and languages."""
    found = rows(reader, "witnesses-of-statement", subject=EVENT.value, property="schema:startDate")
    return {row["object"]: (row["witnesses"], row["sources"], row["languages"]) for row in found}


def test_one_article_syndicated_35_times_is_one_witness(reader_of) -> None:  # type: ignore[no-untyped-def]
    day = started("2024-04-20")
    claims = report("first", day, language="vi")
    for number in range(35):
        claims += report(f"copy-{number}", day, copies="first", language="vi")
    reader = reader_of(claims)
    assert asked(reader) == {"2024-04-20": ("1", "36", "vi")}
    single = rows(reader, "single-witness-statements", thing=EVENT.value)
    assert [(row["object"], row["witness"], row["sources"]) for row in single] == [
        ("2024-04-20", "source/first", "36")
    ]


def test_a_source_without_a_language_takes_no_other_one_away(reader_of) -> None:  # type: ignore[no-untyped-def]
    day = started("2024-04-20")
    reader = reader_of([*report("a", day, language="vi"), *report("b", day)])
    ((witnesses, sources, languages),) = asked(reader).values()
    assert (witnesses, sources, set(languages.split())) == ("2", "2", {"vi", "und"})


def test_whoever_gives_a_day_is_a_witness_of_its_month_and_not_the_other_way_round(reader_of) -> None:  # type: ignore[no-untyped-def]
    reader = reader_of([*report("a", started("2024-04-20")), *report("b", started("2024-04"))])
    found = asked(reader)
    assert found["2024-04-20"][0] == "1"
    assert found["2024-04"][0] == "2"


def test_what_is_only_inferred_has_no_witness(reader_of) -> None:  # type: ignore[no-untyped-def]
    reader = reader_of(report("a", started("2024-04-20"), status=INFERRED))
    assert asked(reader)["2024-04-20"][:2] == ("0", "0")
    (row,) = rows(reader, "single-witness-statements", thing=EVENT.value)
    assert (row["witness"], row["sources"]) == ("", "0")
