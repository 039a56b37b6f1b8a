"""In the five reports every citation is found with its exact place, and none that is not there."""

import csv
from pathlib import Path

import pytest

from loaders.articles.citations import KnownDocument, find_citations, resolve

ROOT = Path(__file__).parents[4]
REPORTS = ROOT.parent / "shared" / "reports"
pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="the five reports are not beside the repository")

DOCUMENTS = [
    KnownDocument(
        iri="d/12-kl",
        type="conclusion",
        code="KL",
        number=12,
        body="TW",
        date="2021-08-12",
        issuer="politburo",
    ),
    KnownDocument(iri="d/12-ct-2007", type="directive", code="CT", number=12, body="TW", date="2007-05-03"),
    KnownDocument(iri="d/12-ct-2017", type="directive", code="CT", number=12, body="TW", date="2017-01-05"),
    KnownDocument(iri="d/12-ct-2022", type="directive", code="CT", number=12, body="TW", date="2022-01-05"),
    KnownDocument(iri="d/25-ct", type="directive", code="CT", number=25, body="TW", date="2018-08-08"),
    KnownDocument(iri="d/4-nq", type="resolution", code="NQ", number=4, body="TW", term=12),
]


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a curated table."""
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_of(source: str) -> str:
    """Return the text of a source."""
    file = next(r["file"] for r in rows("sources.csv") if r["id"] == source)
    return (REPORTS / file).read_text("utf-8")


SOURCES = [
    "nghe-an-2024-04-en",
    "nghe-an-2024-04-ru",
    "nghe-an-2024-09-en",
    "hai-duong-2025-04-en",
    "hai-duong-2025-04-fr",
]


@pytest.mark.parametrize("source", SOURCES)
def test_the_curated_citations_are_found_where_they_stand_and_no_others(source: str) -> None:
    expected = {
        (int(r["start"]), int(r["end"]), r["kind"])
        for r in rows("citations.csv")
        if r["source"] == source and r["kind"]
    }
    assert {(*f.span, f.kind) for f in find_citations(text_of(source))} == expected


def test_the_numbered_documents_are_read_with_number_date_issuer_and_title() -> None:
    text = text_of("nghe-an-2024-04-ru")
    full = [f for f in find_citations(text) if f.kind == "full"]
    assert [(f.identifier, f.type, str(f.date), f.issuer.value if f.issuer else None) for f in full] == [
        ("12-KL/TW", "conclusion", "2021-08-12", "politburo"),
        ("12-CT/TW", "directive", "2022-01-05", "secretariat"),
        ("25-CT/TW", "directive", "2018-08-08", "secretariat"),
    ]
    assert [text[slice(*f.number_span)] for f in full if f.number_span] == [
        "12-KL/TW",
        "12-CT/TW",
        "25-CT/TW",
    ]
    assert all(f.title and text[f.title.span.start - 1] == "«" for f in full)


def test_numbered_documents_resolve_and_vague_references_stay_open() -> None:
    """The plenum's 4 is no document's number, although a resolution 4 is known."""
    found = resolve(find_citations(text_of("nghe-an-2024-04-ru")), DOCUMENTS)
    assert [r.document for r in found if r.citation.kind == "full"] == ["d/12-kl", "d/12-ct-2022", "d/25-ct"]
    assert all(r.status == "vague" and r.document is None for r in found if r.citation.kind != "full")
