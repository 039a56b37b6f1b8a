"""What articles say is accepted only where it was measured to be right on texts that the rules had not seen."""

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad

from graph.claims import claim as claims
from graph.claims.claim import EXPLICIT, INFERRED, PROPOSED
from graph.claims.materialise import claim_graphs
from graph.claims.validation import validate_store
from graph.errors import InputError
from graph.review.decisions import Reviewer, accept
from graph.store.versions import VersionStore
from huunghi import main
from loaders.articles.claims.kinds import KINDS, OTHER, kind_of
from loaders.articles.claims.trust import (
    COLUMNS,
    LEAST_CASES,
    Measured,
    latest,
    measured,
    read_table,
    trusted_kinds,
    write_table,
)
from loaders.articles.load import load_articles
from loaders.articles.runs import run_of
from loaders.articles.upgrade import upgrade_store
from ontology.iris import mint
from ontology.terms import dct, hn, schema

HEADER = ",".join(COLUMNS)
ARTICLE = (
    "On July 1, 2023, the Hue Union of Friendship Organizations held a conference in Hue on Directive No. 12-CT/TW "
    "dated January 5, 2022 and Resolution No. 18-NQ/TW dated May 3, 2024.\n"
)


def statuses(versions: VersionStore) -> dict[str, set[str]]:
    """Return kind -> the statuses its claims have."""
    found: dict[str, set[str]] = {}
    with versions.require_current().open() as opened:
        for graph in claim_graphs(opened.store):
            for quad in opened.store.quads_for_pattern(None, claims.STATUS, None, graph):
                said = claims.properties_of(opened.store, quad.subject, graph)
                kind = kind_of(said[claims.SUBJECT].value, said[claims.PREDICATE].value)
                if said.get(claims.REASON, Literal("")).value.startswith("Named by its parts"):
                    continue
                found.setdefault(kind, set()).add(quad.object.value)  # type: ignore[union-attr]
    return found


def test_only_what_is_cited_is_accepted_unreviewed() -> None:
    assert trusted_kinds() == {"cited"}
    assert not measured()["citing"].trusted
    assert (measured()["citing"].cases, measured()["citing"].right) == (61, 5)


def test_what_is_cited_and_who_cites_are_two_kinds() -> None:
    citation, document = mint("citation", "a"), mint("document", "a")
    assert {kind_of(citation, p) for p in (hn.cited, hn.wording, dct.type)} == {"cited"}
    assert kind_of(document, schema.legislationIdentifier) == "cited"
    assert kind_of(citation, hn.citing) == "citing"
    assert kind_of(citation, hn.candidate) == "candidate"
    assert kind_of(mint("congress", "a"), schema.organizer) != kind_of(mint("event", "a"), schema.organizer)
    assert kind_of(document, hn.replaces) == OTHER


@pytest.mark.parametrize(
    ("cases", "right", "trusted"),
    [
        (LEAST_CASES - 1, LEAST_CASES - 1, False),
        (LEAST_CASES, LEAST_CASES - 1, True),
        (LEAST_CASES, 48, False),
    ],
)
def test_a_kind_needs_fifty_cases_and_98_of_100_right(cases: int, right: int, trusted: bool) -> None:
    assert Measured("cited", "hn:cited", "made", "2026-11-30", cases, right).trusted is trusted


def test_a_share_without_its_count_of_cases_is_no_trust() -> None:
    assert not Measured("cited", "hn:cited", "made", "2026-11-30", share=Decimal(1)).trusted


def test_the_latest_measurement_of_a_kind_counts() -> None:
    text = f"{HEADER}\ncited,hn:cited,one,2026-11-01,60,60,,\ncited,hn:cited,two,2026-12-01,60,30,,\n"
    rows = read_table(text)
    assert not latest(rows)["cited"].trusted
    assert write_table(rows) == text


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("cietd,hn:cited,one,2026-11-01,60,60,,", "row 2: there is no kind 'cietd'"),
        ("cited,hn:cited,,2026-11-01,60,60,,", "set of texts"),
        ("cited,hn:cited,one,2026-11-01,many,60,,", "row 2"),
        ("cited,hn:cited,one,2026-11-01,60,61,,", "cannot be"),
        ("cited,hn:cited,one,2026-11-01,60,,1.5,", "cannot be"),
        ("cited,hn:cited,one,2026-11-01,60,,,", "cannot be"),
    ],
)
def test_a_wrong_row_of_the_table_is_named(row: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_table(f"{HEADER}\n{row}\n")
    with pytest.raises(InputError, match="columns"):
        read_table(row)


@pytest.fixture
def loaded(tmp_path: Path) -> VersionStore:
    """A store that holds what the rules read off one article, as a load of today has it."""
    versions = VersionStore(tmp_path / "store")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "hue.en.txt").write_text(ARTICLE, "utf-8")
    load_articles(versions, tmp_path / "texts", workers=1)
    return versions


def test_a_load_accepts_what_is_cited_proposes_the_rest_and_conforms(loaded: VersionStore) -> None:
    found = statuses(loaded)
    assert found.pop("cited") == {EXPLICIT}
    assert found.pop("source") == {EXPLICIT, INFERRED}  # its language is told by its words
    assert set.union(*found.values()) == {PROPOSED}
    assert "citing" in found
    with loaded.require_current().open() as opened:
        assert validate_store(opened.store) == ()
        assert list(opened.store.quads_for_pattern(None, NamedNode(hn.cited), None))
        assert not list(opened.store.quads_for_pattern(None, NamedNode(hn.citing), None))


def test_a_store_of_an_earlier_version_is_brought_up_once_and_decisions_stand(loaded: VersionStore) -> None:
    with loaded.require_current().open() as opened:
        numbers = [
            q.subject.value  # type: ignore[union-attr]
            for q in opened.store.quads_for_pattern(None, claims.PREDICATE, NamedNode(hn.number), None)
        ]
    accept(loaded, numbers[:1], by=Reviewer("Anna"))
    upgrade_store(loaded, trusted=frozenset(KINDS))  # as earlier versions accepted more
    assert PROPOSED not in statuses(loaded)["citing"]
    expected, report = upgrade_store(loaded, dry_run=True)
    assert expected.proposed["citing"] == 2
    assert not expected.accepted
    assert report.version is None
    assert PROPOSED not in statuses(loaded)["citing"]
    done, report = upgrade_store(loaded)
    assert done.proposed == expected.proposed
    assert done.decided == 1
    assert report.version is not None
    assert statuses(loaded)["citing"] == {PROPOSED}
    with loaded.require_current().open() as opened:
        assert len(list(opened.store.quads_for_pattern(None, NamedNode(hn.number), None, None))) == 1
        assert not list(opened.store.quads_for_pattern(None, NamedNode(hn.citing), None, None))
    again, report = upgrade_store(loaded)
    assert (again.total, report.version) == (0, None)


def test_the_command_says_what_changes_first(loaded: VersionStore) -> None:
    upgrade_store(loaded, trusted=frozenset(KINDS))
    run = CliRunner().invoke
    before = loaded.require_current().label
    said = run(main, ["--store", str(loaded.root), "upgrade", "--dry-run"])
    assert "citing: 2 proposed, accepted before" in said.output
    assert loaded.require_current().label == before
    said = run(main, ["--store", str(loaded.root), "upgrade"])
    assert "Published as version" in said.output
    said = run(main, ["--store", str(loaded.root), "upgrade"])
    assert said.output == "The store is as this release would make it.\n"
    assert "citing               proposed  0.08 of 61 cases" in run(main, ["trust", "list"]).output


def test_a_new_version_of_the_rules_does_not_keep_what_the_one_before_accepted(
    loaded: VersionStore, tmp_path: Path
) -> None:
    """A store of before readings were kept, whose rules accepted more: the next load reads and judges anew."""
    upgrade_store(loaded, trusted=frozenset(KINDS))
    earlier, now = NamedNode(mint("run", "rules-1")), NamedNode(run_of().iri)
    with loaded.change(note="as an earlier version of the rules had it") as change:
        for quad in list(change.store.quads_for_pattern(None, None, now, None)):
            change.store.remove(quad)
            change.store.add(Quad(quad.subject, quad.predicate, earlier, quad.graph_name))
    (loaded.root / "readings.sqlite").unlink()
    load_articles(loaded, tmp_path / "texts", workers=1)
    assert statuses(loaded)["citing"] == {PROPOSED}
    assert statuses(loaded)["cited"] == {EXPLICIT}
    with loaded.require_current().open() as opened:
        assert not list(opened.store.quads_for_pattern(None, None, earlier, None))
        assert not list(opened.store.quads_for_pattern(None, NamedNode(hn.citing), None, None))
    assert not upgrade_store(loaded, dry_run=True)[0].total


def test_an_upgrade_accepts_no_document_that_a_load_proposes_for_its_place(
    versions: VersionStore, tmp_path: Path
) -> None:
    (tmp_path / "tu.txt").write_text(
        "Ms. Do Thi Thu, Chairwoman of the provincial Union, opened the exchange held on June 12, 2023 in Yen Bai "
        "province. The Yen Bai Union of Friendship Organizations met. Directive No. 12-CT/T.U of January 5, 2022 "
        "was recalled.\n",
        encoding="utf-8",
    )
    load_articles(versions, tmp_path / "tu.txt", workers=1)
    assert PROPOSED in statuses(versions)["cited"]
    assert upgrade_store(versions)[0].lines() == []
