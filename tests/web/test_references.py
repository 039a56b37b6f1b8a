"""Pages can be cited in the formats of reference managers, each with the version of the data."""

import json
import re

import httpx

from queries.export.references import Cited, bibtex, csl, ris

HARD = Cited(
    'A "name" with {braces}, 50% & more_', "https://w3id.org/huunghi/id/place/x", "2026.1", "2026-11-22"
)


def test_bibtex_escapes_what_means_something_there() -> None:
    entry = bibtex(HARD)
    assert entry.count("{") - entry.count("\\{") == entry.count("}") - entry.count("\\}")
    assert r"50\% \& more\_" in entry
    assert re.match(r"@misc\{huunghi-place-x-2026-1,\n", entry)


def test_ris_begins_and_ends_as_it_must() -> None:
    lines = ris(HARD).split("\r\n")
    assert lines[0] == "TY  - DATA"
    assert lines[-2] == "ER  - "


def test_csl_is_json_with_the_day_in_parts() -> None:
    (item,) = json.loads(csl(HARD))
    assert item["issued"]["date-parts"] == [[2026, 11, 22]]
    assert item["version"] == "2026.1"


def test_each_page_links_to_its_references(client: httpx.Client) -> None:
    page = client.get("/id/place/nghe-an.html")
    for suffix, media in (("bib", "application/x-bibtex"), ("ris", "application/x-research-info-systems")):
        assert f'href="/id/place/nghe-an.{suffix}"' in page.text
        answer = client.get(f"/id/place/nghe-an.{suffix}")
        assert answer.headers["content-type"].startswith(media)
        assert "Nghe An" in answer.text
    assert client.get("/id/place/nghe-an.csl").json()[0]["URL"] == "https://w3id.org/huunghi/id/place/nghe-an"
    assert client.get("/id/place/nowhere.bib").status_code == 404


def test_the_schema_org_description_in_a_page_is_json(client: httpx.Client) -> None:
    page = client.get("/id/place/nghe-an.html").text
    described = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert described["@type"] == "Place"
    assert {"@value": "Nghe An", "@language": "en"} in described["name"]


def test_the_site_map_lists_pages_that_are_there(client: httpx.Client) -> None:
    listed = re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", client.get("/sitemap.xml").text)
    assert len(listed) > 100
    for path in listed[:: len(listed) // 10]:
        assert client.get(path).status_code == 200
    assert "/sitemap.xml" in client.get("/robots.txt").text


def test_the_vocabulary_as_a_thing_has_references_too(client: httpx.Client) -> None:
    page = client.get("/describe", params={"iri": "https://w3id.org/huunghi/ontology", "format": "html"}).text
    links = re.findall(r'href="([^"]+)">(?:BibTeX|RIS|CSL-JSON)<', page)
    assert len(links) == 3
    for href in links:
        assert client.get(href.replace("&amp;", "&")).status_code == 200, href
