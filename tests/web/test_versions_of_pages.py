"""Pages follow the store, show older versions, and say what changed; withdrawn sources are gone, not missing."""

import html
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import httpx
import pytest

from ontology.iris import mint
from tests.web.conftest import GONE

THING = "/id/person/nguyen-ngoc-hung"


@pytest.fixture(scope="module")
def two_versions(later_site: str) -> Iterator[httpx.Client]:
    """A client of the service whose store has lost a source."""
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    with httpx.Client(base_url=later_site, headers=headers, timeout=60) as client:
        yield client


def test_pages_follow_the_store_without_a_restart(two_versions: httpx.Client) -> None:
    page = two_versions.get(THING + ".html")
    assert page.headers["data-version"] == "2"
    assert GONE not in page.text


def test_an_older_version_is_shown_as_it_was_and_its_links_stay_in_it(two_versions: httpx.Client) -> None:
    page = two_versions.get(THING + ".html", params={"version": "1"})
    assert page.headers["data-version"] == "1"
    assert f"/id/source/{GONE}.html?version=1" in page.text
    assert "You are reading version 1" in page.text


@pytest.mark.parametrize("name", ["77", "no-such-release", "0"])
def test_an_unknown_version_is_not_found(two_versions: httpx.Client, name: str) -> None:
    for address in ("/", THING + ".html"):
        assert two_versions.get(address, params={"version": name}).status_code == 404


@pytest.mark.parametrize("suffix", ["", ".html", ".ttl"])
def test_a_withdrawn_source_is_gone(two_versions: httpx.Client, suffix: str) -> None:
    answer = two_versions.get(f"/id/source/{GONE}{suffix}")
    assert answer.status_code == 410
    assert "withdrawn" in answer.text


def test_what_changed_for_a_thing_is_told(two_versions: httpx.Client) -> None:
    page = two_versions.get("/changes", params={"iri": mint("person", "nguyen-ngoc-hung")})
    assert page.status_code == 200
    assert "From version 1 to version 2" in page.text
    assert "lost" in page.text


def test_the_feed_lists_the_versions(two_versions: httpx.Client) -> None:
    feed = ElementTree.fromstring(two_versions.get("/changes.atom").content)  # noqa: S314 - our own
    atom = "{http://www.w3.org/2005/Atom}"
    assert [e.findtext(atom + "id", "").partition("version=")[2] for e in feed.iter(atom + "entry")] == [
        "2",
        "1",
    ]
    assert all(entry.findtext(atom + "updated") for entry in feed.iter(atom + "entry"))


def test_a_version_that_is_no_number_is_refused(two_versions: httpx.Client) -> None:
    asked = {"iri": mint("person", "nguyen-ngoc-hung"), "from": "old"}
    assert two_versions.get("/changes", params=asked).status_code == 400


def test_two_versions_can_be_chosen_and_each_opens_the_thing_as_it_was(two_versions: httpx.Client) -> None:
    page = two_versions.get("/changes", params={"iri": mint("person", "nguyen-ngoc-hung")}).text
    assert '<select id="from"' in page
    assert f'href="{THING}.html?version=1"' in page


def test_what_changed_for_an_unknown_thing_or_version_is_not_found(two_versions: httpx.Client) -> None:
    assert two_versions.get("/changes", params={"iri": mint("person", "nobody")}).status_code == 404
    for no_iri in ("\0", "http://a b"):
        assert two_versions.get("/changes", params={"iri": no_iri}).status_code == 400
    asked = {"iri": mint("person", "nguyen-ngoc-hung"), "to": "77"}
    answer = two_versions.get("/changes", params=asked)
    assert answer.status_code == 404
    assert "store" not in answer.text.partition("<main")[2].partition("</main>")[0]


def test_what_changed_leads_into_the_version_that_has_it(two_versions: httpx.Client) -> None:
    """What was lost is there in the older version alone, and so may the thing itself be."""
    for iri in (mint("person", "nguyen-ngoc-hung"), mint("source", GONE)):
        page = two_versions.get("/changes", params={"iri": iri})
        content = page.text.partition("<main")[2].partition("</main>")[0]
        links = {html.unescape(href) for href in re.findall(r'href="(/[^"]+)"', content)}
        assert any("version=1" in link for link in links)
        answers = {link: two_versions.get(link).status_code for link in links}
        # That a source was withdrawn is said where it was.
        gone = {link for link in links if GONE in link and "version=1" not in link and "/changes" not in link}
        assert answers == {link: 410 if link in gone else 200 for link in links}
