"""Pages of claims, identifications, runs and what follows by rule say in a sentence what they are, and lead on."""

import re

import pytest

from graph.store.reader import EmbeddedReader
from ontology.iris import BASE
from queries.read.evidence import claims_about
from tests.web.conftest import Inside

CLAIM = "/id/claim/75eaba792174cbe73738.html"
IDENTIFICATION = "/id/identification/0bc312d27820773e02ad.html"


def head(inside: Inside, path: str, language: str = "en") -> str:
    """The head of a page."""
    answer = inside.get(path, {"Accept-Language": language})
    assert answer.status_code == 200
    return answer.text.partition('<header class="head">')[2].partition("</header>")[0]


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def test_a_claim_says_who_says_what_in_which_words_and_when_it_was_recorded(inside: Inside) -> None:
    said = head(inside, CLAIM)
    assert (
        "A claim: Báo Nghệ An on the signing of April 2024 (Russian) says that Signing of the 2024"
        in plain(said)
    )
    assert "was recorded by a reading of tables on" in plain(said)
    for href in (
        "/id/source/nghe-an-2024-04-ru.html",
        "/id/passage/nghe-an-2024-04-ru-3296-3372.html",
        "/id/event/cluster-1-signing-2024-04.html",
        "/id/citation/nghe-an-2024-04-ru-25-ct-tw.html",
    ):
        assert f'href="{href}"' in said


def test_what_is_inferred_is_said_to_be_with_its_reason(inside: Inside) -> None:
    said = plain(head(inside, IDENTIFICATION))
    assert said.startswith("identification")
    assert "A claim, by inference from Báo Nghệ An" in said
    assert "Because: The source tells of one such text and calls it so" in said


def test_it_is_said_in_vietnamese_too(inside: Inside) -> None:
    assert "Một khẳng định: Báo Nghệ An về lễ ký" in plain(head(inside, CLAIM, "vi"))


def test_a_run_says_when_it_ended_how_many_claims_it_recorded_and_leads_to_some(
    inside: Inside, five_reports: EmbeddedReader
) -> None:
    claims = claims_about(five_reports, [f"{BASE}id/citation/nghe-an-2024-04-ru-25-ct-tw"])
    (run,) = {one.run for one in claims if "tables" in one.run}
    path = f"/{run.removeprefix(BASE)}.html"
    said = plain(head(inside, path))
    assert re.search(r"A reading of tables It ended on \d+ \w+ \d{4}\. It recorded [\d,]+ claims\.", said)
    listed = re.findall(r'href="(/id/(?:claim|identification)/[^"]+)"', inside.get(path).text)
    assert len(listed) == 10
    assert inside.get(listed[0]).status_code == 200


@pytest.mark.parametrize(
    "path", ["/id/person/nguyen-ngoc-hung.html", "/trace/programme/cluster-1-2024", CLAIM, "/"]
)
def test_no_identifier_of_a_run_stands_in_running_text(inside: Inside, path: str) -> None:
    assert not re.search(r"tables-[0-9a-f]{8}", plain(inside.get(path).text))


def test_no_page_leads_to_what_only_claims_name(inside: Inside) -> None:
    """A proposal that nobody accepted has no page: its claims, their run and their source name it without a link."""
    run = inside.get("/id/run/moved-bodies.html").text
    claims = re.findall(r'href="(/id/claim/[^"]+)"', run)
    source = re.search(r'href="(/id/source/[^"?]+)"', inside.get(claims[0]).text)
    assert source
    proposed: set[str] = set()
    for path in (*claims, "/id/run/moved-bodies.html", f"{source[1]}?view=statements"):
        page = inside.get(path).text
        proposed.update(re.findall(rf'resource="{BASE}(id/change/[^"]+-union-[^"]+)"', page))
        for href in set(re.findall(r'href="(/id/change/[^"]+)"', page)):
            assert inside.get(href).status_code == 200, f"{path} leads to {href}"
    assert proposed
    assert {inside.get(f"/{one}.html").status_code for one in proposed} == {404}
    assert "It was recorded by" in plain(head(inside, claims[0]))


def test_every_page_leads_to_the_feed_of_versions(inside: Inside) -> None:
    foot = inside.get("/about").text.partition('<footer class="foot">')[2]
    assert 'href="/changes.atom"' in foot


def test_the_list_of_versions_says_which_is_the_newest_and_leads_on(inside: Inside) -> None:
    said = head(inside, "/changes")
    assert re.search(r"The newest version of the data is 1, made on \d+ \w+ \d{4}\.", plain(said))
    assert 'href="/about#download"' in said
