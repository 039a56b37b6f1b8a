"""What was read is resolved again after every load: what was open is closed when its document or name becomes known."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph.claims.sources import withdraw
from graph.review.decisions import Reviewer, accept
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.articles.load import load_articles
from loaders.articles.readings import Readings
from loaders.articles.regenerate import settling
from loaders.articles.reread import TEXTS
from loaders.articles.runs import EXTRACTOR
from loaders.articles.upgrade import upgrade_store
from loaders.rdf.load import load_rdf, rdf_files
from ontology.iris import mint

BARE = (
    "Union meets\n\nOn July 1, 2023, the Hue Union of Friendship Organizations held a conference in Hue. "
    "Delegates discussed Directive No. 12-CT/TW and praised the Alpha Harbour Circle.\n"
)
DATED = (
    "Another meeting\n\nOn August 2, 2023, the Can Tho Union of Friendship Organizations held a workshop in Can Tho. "
    "Its members studied Directive No. 12-CT/TW dated January 5, 2022 of the Secretariat.\n"
)
CITED = """SELECT ?document { GRAPH <https://w3id.org/huunghi/graph/source/bare> {
  ?claim rdf:predicate hn:cited ; rdf:object ?document } }"""
DIRECTIVE = """@prefix hn: <https://w3id.org/huunghi/ontology#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix org: <http://www.w3.org/ns/org#> .
<https://w3id.org/huunghi/id/document/d12> a hn:PolicyDocument ; hn:number 12 ; hn:bodyCode "TW" ;
  dct:type <https://w3id.org/huunghi/concept/document/directive> .
<https://w3id.org/huunghi/id/organisation/alpha> a org:Organization ; skos:prefLabel "Alpha Harbour Circle"@en .
"""


def cited(versions: VersionStore) -> set[str]:
    rows = EmbeddedReader.current(versions).select(CITED).rows
    return {str(document.value).rpartition("/")[2] for (document,) in rows}  # type: ignore[union-attr]


def load(versions: VersionStore, folder: Path, name: str, text: str) -> None:
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    load_articles(versions, path, workers=1)


@pytest.mark.parametrize("order", [("bare", "dated"), ("dated", "bare")])
def test_a_number_alone_means_the_document_that_another_article_dates_in_either_order(
    order: tuple[str, ...], versions: VersionStore, tmp_path: Path
) -> None:
    for name in order:
        load(versions, tmp_path, name, {"bare": BARE, "dated": DATED}[name])
    assert cited(versions) == {"12-ct-tw-2022-01-05"}


def test_what_only_a_withdrawn_article_dated_is_open_again(versions: VersionStore, tmp_path: Path) -> None:
    load(versions, tmp_path, "bare", BARE)
    load(versions, tmp_path, "dated", DATED)
    withdraw(settling(versions), mint("source", "dated"))
    assert cited(versions) == set()


def test_an_rdf_file_that_brings_a_document_and_a_name_closes_what_was_open(
    versions: VersionStore, tmp_path: Path
) -> None:
    load(versions, tmp_path, "bare", BARE)
    assert cited(versions) == set()
    (tmp_path / "d.ttl").write_text(DIRECTIVE, encoding="utf-8")
    load_rdf(versions, rdf_files(tmp_path / "d.ttl"))
    assert cited(versions) == {"d12"}
    named = "ASK { GRAPH ?g { ?claim rdf:subject id:organisation\\/alpha ; prov:wasQuotedFrom ?passage } }"
    assert EmbeddedReader.current(versions).ask(named)


def test_the_reading_is_enough_where_the_text_is_not_kept(versions: VersionStore, tmp_path: Path) -> None:
    load(versions, tmp_path, "bare", BARE)
    for kept in (versions.root / TEXTS).glob("*.txt"):
        kept.unlink()
    load(versions, tmp_path, "dated", DATED)
    assert cited(versions) == {"12-ct-tw-2022-01-05"}


def test_a_name_that_a_reviewer_accepts_is_read_in_texts_at_once(
    versions: VersionStore, tmp_path: Path
) -> None:
    load(versions, tmp_path, "bare", BARE)
    rows = (
        EmbeddedReader.current(versions)
        .select(
            """SELECT ?claim { GRAPH ?g { ?claim rdf:subject ?body ; rdf:predicate ?p ;
             rdf:object "Hue Union of Friendship Organizations"@en } FILTER(?p = skos:altLabel) }"""
        )
        .rows
    )
    accept(settling(versions), [str(claim.value) for (claim,) in rows], by=Reviewer("Lan"))  # type: ignore[union-attr]
    load(versions, tmp_path, "dated", DATED)
    assert cited(versions) == {"12-ct-tw-2022-01-05"}


def test_an_upgrade_reads_again_by_new_rules_what_earlier_ones_read(
    versions: VersionStore, tmp_path: Path
) -> None:
    load(versions, tmp_path, "dated", DATED)
    readings = Readings(versions.root)
    (reading,) = readings.get(readings.of_other_rules("none"))
    assert reading.records
    readings.put([replace(reading, records=(), extractor="rules-1")])
    expected, _ = upgrade_store(settling(versions), dry_run=True)
    assert expected.lines() == ["texts read again, by the rules of this release: 1"]
    assert readings.of_other_rules(EXTRACTOR) == {reading.sha256}
    upgrade_store(settling(versions))
    assert next(readings.get([reading.sha256])).records == reading.records
    assert upgrade_store(settling(versions))[0].total == 0
