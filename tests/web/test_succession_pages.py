"""Pages of things that became others, on a graph made for it: the day, the mark, and what is followed when asked."""

import re
from collections.abc import Iterator

import pytest

from ontology.iris import mint
from ontology.prefixes import expand
from tests.web.conftest import Inside, pages_of
from tests.web.test_pages import text_of

DATE = "http://www.w3.org/2001/XMLSchema#date"
STATEMENTS = (
    ("organisation/one", "rdf:type", "org:Organization"),
    ("organisation/joint", "rdf:type", "org:Organization"),
    ("change/merger", "org:originalOrganization", "organisation/one"),
    ("change/merger", "org:originalOrganization", "organisation/other"),
    ("change/merger", "org:resultingOrganization", "organisation/joint"),
    ("change/merger", "schema:endDate", "2025-07-01"),
    ("event/late", "schema:organizer", "organisation/joint"),
    ("event/late", "schema:startDate", "2025-09-01"),
    ("citation/late", "hn:citing", "event/late"),
    ("citation/late", "hn:cited", "document/old"),
    ("document/old", "rdf:type", "hn:PolicyDocument"),
    ("document/old", "hn:inEffectUntil", "2025-08-31"),
    ("document/new", "hn:replaces", "document/old"),
    ("document/new", "hn:inEffectFrom", "2025-09-01"),
    ("document/last", "hn:ends", "document/new"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    def term(text: str) -> str:
        if "/" in text:
            return f"<{mint(*text.split('/'))}>"
        return f'"{text}"^^<{DATE}>' if text[0].isdigit() else f"<{expand(text)}>"

    lines = [f"{term(s)} <{expand(p)}> {term(o)} ." for s, p, o in STATEMENTS]
    lines += [
        f'<{mint(*name.split("/"))}> <{expand("skos:prefLabel")}> "{name}"@en .'
        for name in sorted({one for s, _, o in STATEMENTS for one in (s, o) if "/" in one})
    ]
    with pages_of(lines, tmp_path_factory.mktemp("succession")) as one:
        yield one


def said(made: Inside, address: str) -> str:
    page = made.get(address)
    assert page.status_code == 200, page.text
    return re.sub(r" (?=[.,;:])", "", text_of(page))


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("", "organisation/one became organisation/joint on 1 July 2025."),
        (
            "2025-06-30",
            "On 30 June 2025, organisation/one was still itself: it became organisation/joint on 1 July 2025.",
        ),
        ("2025-07-01", "On 1 July 2025, organisation/one was organisation/joint, since 1 July 2025."),
    ],
)
def test_a_body_says_what_it_became_itself(made: Inside, day: str, says: str) -> None:
    text = said(made, f"/id/organisation/one.html{'?at=' + day if day else ''}")
    assert says in text
    assert "told only where a source of the body" not in text


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("", "Replaced by document/new since 1 September 2025."),
        (
            "2025-08-31",
            "On 31 August 2025 it had not been replaced; document/new replaced it on 1 September 2025.",
        ),
        ("2025-08-31", "On 31 August 2025 its last day in effect, 31 August 2025, had not passed."),
        ("2025-09-01", "On 1 September 2025 it had been replaced by document/new, since 1 September 2025."),
        ("2025-09-01", "On 1 September 2025 it was no longer in effect: its last day was 31 August 2025."),
    ],
)
def test_a_document_says_whether_it_had_been_replaced(made: Inside, day: str, says: str) -> None:
    assert says in said(made, f"/id/document/old.html{'?at=' + day if day else ''}")


def test_a_document_that_was_ended_on_no_known_day_says_so(made: Inside) -> None:
    assert "Replaced or ended by document/last; no source says since when." in said(
        made, "/id/document/new.html"
    )
    assert "No source says that it had been replaced or ended" in said(
        made, "/id/document/last.html?at=2025-09-01"
    )


MARK = "cited on 1 September 2025, replaced on 1 September 2025 by document/new"


def test_a_citation_after_the_replacement_is_marked_on_document_trace_and_matrix(made: Inside) -> None:
    assert f"event/late {MARK}" in said(made, "/id/document/old.html")
    for view in ("", "?view=passages"):
        assert MARK in said(made, f"/trace/document/old{view}")
    assert "cited after it was replaced on 1 September 2025 by document/new" in said(made, "/trace/matrix")


def test_a_trace_leads_to_what_a_body_became_and_follows_when_asked(made: Inside) -> None:
    plain = made.get("/trace/organisation/one")
    assert 'href="/trace/organisation/one?successors=1"' in plain.text
    assert "event/late" not in text_of(plain)
    followed = said(made, "/trace/organisation/one?successors=1")
    assert "organisation/one → organisation/joint since 1 July 2025" in followed
    assert "by way of organisation/joint" in followed
    assert "event/late" in followed
    assert 'href="/trace/organisation/one"' in made.get("/trace/organisation/one?successors=1").text
    rows = made.get("/trace/organisation/one.csv?successors=1").text.splitlines()
    assert rows[1].endswith(
        f"{mint('organisation', 'joint')},{mint('document', 'new')},2025-09-01,2025-08-31"
    )


def test_a_wrong_value_is_refused_with_what_to_do(made: Inside) -> None:
    page = made.get("/trace/organisation/one?successors=perhaps")
    assert page.status_code == 400
    assert "successors" in page.text
