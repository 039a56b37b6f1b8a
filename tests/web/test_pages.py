"""What the pages say of the five reports."""

import html
import json
import re

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from tests.web.kinds import PAGES


def text_of(page: httpx.Response) -> str:
    """The words of a page, without tags."""
    body = page.text.partition("<main")[2]
    plain = html.unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u2011", "-").replace("\u00a0", " ")
    return " ".join(plain.split())


def test_the_first_page_counts_what_is_here_and_leads_on(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    for href in (
        "/trace",
        "/queries",
        "/sparql",
        "/sources",
        "/about",
        "/ontology.html",
        "/search?kind=person",
    ):
        assert f'href="{href}"' in page.text


def test_how_to_cite_is_said_in_the_readers_language(client: httpx.Client) -> None:
    english, vietnamese = (
        client.get("/about", headers={"Accept-Language": code}).text for code in ("en", "vi")
    )
    assert "a knowledge graph of the public record. Data version 1, " in english
    assert "đồ thị tri thức về tư liệu công khai. Phiên bản dữ liệu 1, " in vietnamese


@pytest.mark.parametrize("spelling", ["nghe an", "Nghệ An", "Нгеан"])
def test_a_name_is_found_with_and_without_marks_and_in_cyrillic(client: httpx.Client, spelling: str) -> None:
    assert 'href="/id/place/nghe-an.html"' in client.get("/search", params={"q": spelling}).text


def test_a_search_of_operators_is_only_words(client: httpx.Client) -> None:
    for asked in ('"', "NEAR(", "* AND OR NOT", "a:b^2", "'; DROP TABLE name; --", "%00", "\u0301"):
        assert client.get("/search", params={"q": asked}).status_code == 200


def test_a_person_is_shown_with_roles_days_and_witnesses(client: httpx.Client) -> None:
    said = text_of(client.get("/id/person/nguyen-ngoc-hung.html"))
    assert "Posts" in said
    assert "17 September 2024 and 25 April 2025" in said
    assert "no source says since when" in said
    assert "2 independent witnesses" in said


def test_translations_of_an_article_share_a_letter(client: httpx.Client) -> None:
    page = client.get("/id/person/nguyen-ngoc-hung.html").text
    sigla = page.partition('class="sigla"')[2].partition("</ol>")[0]
    letters = sigla.split("<b>")[1:]
    (hai_duong,) = [one for one in letters if "hai-duong-2025-04-en" in one]
    assert "hai-duong-2025-04-vi" in hai_duong.partition("<ul>")[0]
    assert "hai-duong-2025-04-fr" in hai_duong.partition("<ul>")[2]
    assert "translation of" in hai_duong


def test_only_who_states_it_is_a_witness_and_editions_of_one_house_are_one(client: httpx.Client) -> None:
    """The chair of April 2024: two editions of one newspaper, which say different things and have a letter each, and a
    page; a report that never names him is none.
    """
    page = client.get("/id/person/nguyen-van-thong.html").text
    chair = page.partition("nguyen-van-thong-nghe-an-union-chair")[2].partition("</li>")[0]
    assert "2 independent witnesses" in chair
    assert "nghe-an-2024-09-en" in chair  # shown as what the end is inferred from
    letters = page.partition('class="sigla"')[2].partition("</ol>")[0].split("<b>")[1:]
    papers = [one for one in letters if "nghe-an-2024-04-" in one]
    assert len(papers) == 2
    assert all("edition of" in one and "bao-nghe-an-2024-04" in one for one in papers)


def test_names_are_shown_with_who_prints_them(client: httpx.Client) -> None:
    for address in ("/id/person/nguyen-ngoc-hung.html", "/id/person/nguyen-ngoc-hung.html?group=names"):
        names = client.get(address).text.partition('id="names"')[2].partition("</section>")[0]
        assert names.count("<bdi") >= 3
        assert names.count("<bdi") <= names.count('class="k"')


def test_an_event_is_dated_by_each_source(client: httpx.Client) -> None:
    said = text_of(client.get("/id/event/cluster-1-signing-2024-04.html"))
    assert "April 2024" in said
    assert "Dien Bien" in said


def test_a_programme_shows_what_it_cites_and_what_stays_unresolved(client: httpx.Client) -> None:
    said = text_of(client.get("/id/programme/cluster-1-2024.html"))
    assert "12-CT/TW" in said
    assert "12-KL/TW" in said
    assert "A class documents of Communist Party of Vietnam" in said
    assert "A congress 13th National Party Congress" in said
    assert "Not told “new directives on people-to-people diplomacy” may mean 12-CT/TW" in said
    assert "inferred" in said


def test_the_trace_of_a_directive_tells_explicit_from_inferred(client: httpx.Client) -> None:
    said = text_of(client.get("/trace/document/12-ct-tw-2022-01-05"))
    cited = said.partition("What cites it")[2].partition("It may be meant")[0]
    assert "said: Signing of the 2024 programme" in cited.replace("● ", "")
    assert "inferred: Programme of Cluster 1" in cited.replace("≈ ", "")
    assert "What it rests on" in said


def test_the_trace_of_a_programme_has_its_unresolved_words(client: httpx.Client) -> None:
    said = text_of(client.get("/trace/programme/cluster-1-2024"))
    assert "Not told which" in said
    assert "new directives on people-to-people diplomacy" in said


def test_numbers_of_documents_do_not_break_across_lines(client: httpx.Client) -> None:
    page = client.get("/id/document/12-ct-tw-2022-01-05.html").text
    assert "12\u2011CT/TW" in page.partition("<h1")[2].partition("</h1>")[0]


def test_passages_are_shown_where_the_texts_are(client: httpx.Client, texts: object) -> None:
    page = client.get("/id/person/nguyen-ngoc-hung.html").text
    assert re.search(r"<mark>[^<]*Nguyen Ngoc Hung[^<]*</mark>", page)


def test_a_query_is_asked_through_its_form(client: httpx.Client) -> None:
    page = client.get("/queries/holders-of-post")
    assert "<select" in page.text
    asked = {"post": "post/nghe-an-union-chair", "day": "2024-10-01"}
    assert "Hoang Nghia Hieu" in client.get("/queries/holders-of-post", params=asked).text
    table = client.get("/queries/holders-of-post.csv", params=asked)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "hoang-nghia-hieu" in table.text
    assert client.get("/queries/holders-of-post.json", params=asked).json()["results"]["bindings"]


def test_people_get_the_form_and_programs_the_protocol_at_one_address(client: httpx.Client) -> None:
    query = {"query": "SELECT ?p { ?p a foaf:Person } LIMIT 2"}
    assert "<textarea" in client.get("/sparql").text
    assert "2 rows" in client.get("/sparql", params=query).text
    assert "2 rows" in client.post("/sparql", data=query).text
    program = client.get("/sparql", params=query, headers={"Accept": "application/sparql-results+json"})
    assert len(program.json()["results"]["bindings"]) == 2
    table = client.get("/sparql", params={"query": "SELECT * { ?z a ?b ; ?a ?c } LIMIT 1"}).text
    assert re.findall(r'<th scope="col">(\w+)</th>', table) == ["z", "b", "a", "c"]
    wrong = client.post("/sparql", data={"query": "SELECT nonsense"})
    assert wrong.status_code == 400
    assert "SELECT nonsense" in wrong.text


def test_the_interface_speaks_vietnamese_by_header_by_link_and_by_cookie(client: httpx.Client) -> None:
    address = "/id/place/nghe-an.html"
    by_header = client.get(address, headers={"Accept-Language": "vi,en;q=0.5"})
    assert '<html lang="vi">' in by_header.text
    assert "Tên gọi" in by_header.text
    by_link = client.get(address, params={"lang": "vi"})
    assert '<html lang="vi">' in by_link.text
    assert "lang=vi" in by_link.headers["set-cookie"]
    assert 'href="/trace?lang=vi"' in by_link.text
    client.cookies.clear()
    by_cookie = client.get(address, headers={"Cookie": "lang=vi"})
    assert 'href="/trace"' in by_cookie.text
    assert '<html lang="vi">' in by_cookie.text


def test_foreign_names_are_in_their_language(client: httpx.Client) -> None:
    page = client.get("/id/place/nghe-an.html").text
    assert re.search(r'lang="ru"[^>]*>Нгеан', page)
    assert re.search(r'lang="vi"[^>]*>(tỉnh )?Nghệ An', page)


def test_every_page_describes_itself_to_search_engines(client: httpx.Client) -> None:
    for address in PAGES.values():
        page = client.get(address).text
        data = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
        assert data["@context"] == "https://schema.org"
        assert data["name"]
        assert data["isPartOf"]["version"] == "1"
        assert re.search(r'<meta name="description" content="[^"]{5,}">', page)
        assert '<meta property="og:title"' in page


@pytest.mark.parametrize(
    ("address", "day", "says"),
    [
        (
            "hai-duong",
            "2025-06-30",
            "On 30 June 2025, Hai Duong was still itself: it became part of Hai Phong on 1 July 2025.",
        ),
        ("hai-duong", "2025-07-01", "On 1 July 2025, Hai Duong was part of Hai Phong , since 1 July 2025."),
        ("hai-duong", "2025-07-02", "On 2 July 2025, Hai Duong was part of Hai Phong , since 1 July 2025."),
        ("hai-duong", "", "Hai Duong became part of Hai Phong on 1 July 2025."),
        (
            "hai-phong",
            "2025-06-30",
            "On 30 June 2025, Hai Phong did not yet comprise Hai Duong , but since 1 July 2025.",
        ),
        (
            "hai-phong",
            "2025-07-01",
            "On 1 July 2025, Hai Phong comprised what had been Hai Duong , since 1 July 2025.",
        ),
        (
            "hue",
            "2024-12-31",
            "On 31 December 2024, Hue did not exist yet: it was formed from Thua Thien Hue on 1 January 2025.",
        ),
    ],
)
def test_a_place_says_what_it_had_become_on_a_day(
    client: httpx.Client, address: str, day: str, says: str
) -> None:
    page = client.get(f"/id/place/{address}.html", params={"at": day} if day else {})
    assert says in text_of(page)


@pytest.mark.parametrize("day", ["", "2025-07-01", "2025-07-02"])
def test_a_body_says_what_its_place_became_and_nothing_of_itself(client: httpx.Client, day: str) -> None:
    said = text_of(client.get("/id/organisation/hai-duong-union.html", params={"at": day} if day else {}))
    assert "Its territory, Hai Duong , became part of Hai Phong on 1 July 2025." in said
    assert "told only where a source of the body says it" in said
    assert "Resolution 202/2025/QH15 of 12 June 2025" in said


def test_what_a_place_became_is_said_in_vietnamese(client: httpx.Client) -> None:
    said = text_of(client.get("/id/place/hai-duong.html?at=2025-07-01", headers={"Accept-Language": "vi"}))
    assert (
        "Vào 1 tháng 7 năm 2025, Hải Dương đã là một phần của Hải Phòng , kể từ 1 tháng 7 năm 2025." in said
    )


def test_the_page_of_a_class_lists_the_properties_of_its_things_and_says_where_days_are(
    client: httpx.Client,
) -> None:
    text = text_of(client.get("/ontology/Tenure"))
    assert "Properties of its things" in text
    for name in ("org:member", "org:organization", "hn:post", "schema:startDate", "hn:endedBy"):
        assert name in text
    assert "at least 1" in text
    assert "stand on the claims, not on the thing" in text
    assert "stand on the claims, not on the thing" not in text_of(client.get("/ontology/Claim"))


def test_the_shapes_are_served_and_linked(client: httpx.Client) -> None:
    turtle = client.get("/ontology/shapes.ttl")
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert len(list(parse(turtle.content, format=RdfFormat.TURTLE))) > 500
    page = client.get("/ontology/shapes.html")
    assert page.status_code == 200
    assert 'href="/ontology/shapes.ttl"' in page.text
    assert "/ontology/shapes.html" in client.get("/ontology.html").text
    assert "/ontology/shapes.html" in client.get("/ontology/Tenure").text
