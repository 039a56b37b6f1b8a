"""What reviewers accepted, written as tables, gives the same statements when the tables are loaded."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.claims.claim import PROPOSED, AsOf, Claim, Passage, date_literal
from graph.claims.publish import Run, put_claims
from graph.errors import InputError
from graph.review import decisions
from graph.review.decisions import Reviewer
from graph.store.versions import VersionStore
from loaders.articles.load import load_articles
from loaders.tables.check import check_tables
from loaders.tables.export import export_tables
from loaders.tables.load import load_tables
from ontology.iris import concept, mint
from ontology.prefixes import expand
from tests.conftest import DATA

LAN = Reviewer("Lan")
REPORT = mint("source", "a-new-report")
RUN = Run(mint("run", "test-extraction"), "a test's extraction")
UNION = NamedNode(mint("organisation", "nghe-an-union"))
PERSON, TWIN = NamedNode(mint("person", "tran-thi-lan")), NamedNode(mint("person", "lan-tran"))
TENURE = NamedNode(mint("tenure", "lan-member"))
EVENT = NamedNode(mint("event", "a-meeting"))


def claim(
    subject: NamedNode, predicate: str, value: NamedNode | Literal, start: int = 10, **more: str
) -> Claim:
    return Claim(
        Triple(subject, NamedNode(expand(predicate)), value),
        REPORT,
        status=PROPOSED,
        passage=Passage(REPORT, start, start + 5, exact="word!", part=concept("part", "caption")),
        printed="word!",
        language="en",
        as_of=AsOf("2024-04-01", "2024-04-03"),
        reason=more.get("reason"),
        run=RUN.iri,
    )


def source_rows() -> list[Claim]:
    node = NamedNode(REPORT)
    said = {
        "rdf:type": NamedNode(expand("schema:NewsArticle")),
        "dct:type": NamedNode(expand("concept:source/news-report")),
        "dct:title": Literal("A new report"),
        "schema:inLanguage": Literal("en"),
        "hn:sha256": Literal("0" * 64),
        "hn:length": Literal("2000", datatype=NamedNode(expand("xsd:integer"))),
        "skos:prefLabel": Literal("A new report", language="en"),
    }
    return [Claim(Triple(node, NamedNode(expand(p)), o), REPORT, run=RUN.iri) for p, o in said.items()]


ACCEPTED = [
    claim(PERSON, "skos:prefLabel", Literal("Trần Thị Lan", language="vi")),
    claim(TWIN, "skos:prefLabel", Literal("Lan Trần", language="vi"), 20),
    claim(PERSON, "org:memberOf", UNION, 30),
    claim(TENURE, "org:member", PERSON, 40),
    claim(TENURE, "org:organization", UNION, 40),
    claim(TENURE, "hn:post", NamedNode(mint("post", "nghe-an-union-chair")), 40),
    claim(TENURE, "org:role", NamedNode(expand("concept:role/chair")), 40),
    claim(EVENT, "skos:prefLabel", Literal("A meeting", language="en"), 50),
    claim(EVENT, "dct:type", NamedNode(expand("concept:event/meeting")), 50),
    claim(EVENT, "schema:startDate", date_literal("2024-04"), 50),
    claim(EVENT, "schema:organizer", UNION, 60, reason="It is held at the union's seat."),
    claim(TWIN, "foaf:nick", Literal("Lan"), 70),
]
REFUSED = claim(PERSON, "skos:altLabel", Literal("Wrong", language="en"), 80)


@pytest.fixture
def reviewed(five_reports_copy: VersionStore) -> VersionStore:
    """The five reports, and a new one whose claims were reviewed: all accepted but one, and two people merged."""
    put_claims(five_reports_copy, [*source_rows(), *ACCEPTED, REFUSED], run=RUN, note="test extraction")
    accepted = [c.iri for c in ACCEPTED]
    decisions.accept(five_reports_copy, accepted, by=LAN)
    decisions.reject(five_reports_copy, [REFUSED.iri], by=LAN, why="no such name")
    decisions.merge(five_reports_copy, TWIN.value, PERSON.value, by=LAN)
    return five_reports_copy


def default_graph(versions: VersionStore) -> set[Triple]:
    with versions.require_current().open() as opened:
        return {q.triple for q in opened.store.quads_for_pattern(None, None, None, DefaultGraph())}


def test_loading_what_was_exported_gives_the_same_statements(reviewed: VersionStore, tmp_path: Path) -> None:
    folder = tmp_path / "reviewed"
    with reviewed.require_current().open() as opened:
        done = export_tables(opened.store, folder)
    assert done.left_out == []
    fresh = VersionStore(tmp_path / "fresh")
    load_tables(fresh, DATA)
    load_tables(fresh, folder)
    before, after = default_graph(reviewed), default_graph(fresh)
    assert sorted(map(str, before - after)) == []
    assert sorted(map(str, after - before)) == []


def test_articles_loaded_alone_are_exported_as_tables_that_load(tmp_path: Path, texts: Path) -> None:
    """What policy accepted, without curated tables: all but that a second source tells of the original too."""
    loaded, fresh = VersionStore(tmp_path / "loaded"), VersionStore(tmp_path / "fresh")
    load_articles(loaded, texts, workers=1)
    with loaded.require_current().open() as opened:
        done = export_tables(opened.store, tmp_path / "out")
    assert check_tables(tmp_path / "out") == ()
    assert all("a source has one row" in said for said in done.left_out)
    load_tables(fresh, tmp_path / "out")
    before, after = default_graph(loaded), default_graph(fresh)
    assert after <= before
    assert {t.predicate.value for t in before - after} <= {expand("prov:wasDerivedFrom")}


def test_rows_stand_in_the_table_of_their_kind_with_their_evidence(
    reviewed: VersionStore, tmp_path: Path
) -> None:
    with reviewed.require_current().open() as opened:
        export_tables(opened.store, tmp_path / "out")
    with (tmp_path / "out" / "tenures.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    given = {name: value for name, value in row.items() if value}
    assert given == {
        "id": "lan-member",
        "person": "tran-thi-lan",
        "post": "nghe-an-union-chair",
        "organisation": "nghe-an-union",
        "role": "chair",
        "source": "a-new-report",
        "start": "40",
        "end": "45",
        "printed": "word!",
        "part": "caption",
        "as_of": "2024-04-01/2024-04-03",
        "status": "explicit",
    }
    metadata = json.loads((tmp_path / "out" / "metadata.json").read_text("utf-8"))
    assert (
        metadata["dc:identifier"] != json.loads((DATA / "metadata.json").read_text("utf-8"))["dc:identifier"]
    )


def test_curated_and_rejected_claims_are_not_exported(reviewed: VersionStore, tmp_path: Path) -> None:
    with reviewed.require_current().open() as opened:
        export_tables(opened.store, tmp_path / "out")
    text = "".join(path.read_text("utf-8") for path in (tmp_path / "out").glob("*.csv"))
    assert "Wrong" not in text and "nghe-an-2024-04-en" not in text


def test_an_exported_folder_alone_is_told_what_it_builds_on(reviewed: VersionStore, tmp_path: Path) -> None:
    """Without the store that knows the union, the check names it as undefined."""
    with reviewed.require_current().open() as opened:
        export_tables(opened.store, tmp_path / "out")
    problems = [str(p) for p in check_tables(tmp_path / "out")]
    assert problems and all("nghe-an-union" in p for p in problems), problems


def test_nothing_is_written_over(reviewed: VersionStore, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("kept", "utf-8")
    with reviewed.require_current().open() as opened, pytest.raises(InputError, match="not empty"):
        export_tables(opened.store, tmp_path)


def test_the_command_says_what_it_wrote(reviewed: VersionStore, tmp_path: Path) -> None:
    from huunghi import main  # noqa: PLC0415 - this test alone

    arguments = ["--store", str(reviewed.root), "export", "tables", str(tmp_path / "out")]
    outcome = CliRunner().invoke(main, arguments)
    assert outcome.exit_code == 0 and "tenures.csv 1" in outcome.output
