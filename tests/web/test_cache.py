"""Content negotiation, entity tags, HEAD and headers of the pages and documents."""

from urllib.parse import quote

import httpx
import pytest

from tests.web.conftest import Inside  # type: ignore[import-not-found, unused-ignore]

THING = "/id/place/nghe-an"


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        ("text/html", THING + ".html"),
        ("*/*", THING + ".html"),
        ("text/turtle", THING + ".ttl"),
        ("application/ld+json", THING + ".jsonld"),
        ("application/n-triples", THING + ".nt"),
        ("application/rdf+xml", THING + ".rdf"),
        ("text/turtle;q=0.5, application/ld+json", THING + ".jsonld"),
        ("text/html;q=0.1, text/turtle;q=0.9", THING + ".ttl"),
    ],
)
def test_a_things_iri_answers_303_with_the_document_the_client_likes_best(
    client: httpx.Client, accept: str, place: str
) -> None:
    answer = client.get(THING, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, place)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_the_vocabulary_and_the_concepts_are_negotiated_too(client: httpx.Client, accept: str) -> None:
    for address in ("/ontology", "/concept/body", "/concept/body/cluster"):
        answer = client.get(address, headers={"Accept": accept})
        assert answer.status_code == 303
        assert client.get(answer.headers["location"]).headers["content-type"].startswith(accept)


def test_each_document_names_the_others(client: httpx.Client) -> None:
    for suffix in ("html", "ttl"):
        link = client.get(f"{THING}.{suffix}").headers["link"]
        for other in ("ttl", "jsonld", "nt", "rdf"):
            assert f'<{THING}.{other}>; rel="alternate"' in link


def test_head_says_what_get_would_say(client: httpx.Client) -> None:
    for address in ("/", THING + ".html", THING + ".ttl", "/ontology.html", "/trace", "/no/such/page"):
        whole, head = client.get(address), client.head(address)
        assert head.status_code == whole.status_code
        assert head.content == b""
        for name in ("content-type", "content-length", "etag", "vary"):
            assert head.headers.get(name) == whole.headers.get(name)


def test_a_page_that_was_not_changed_is_not_sent_again(client: httpx.Client) -> None:
    for address in ("/", THING + ".html", THING + ".ttl"):
        first = client.get(address)
        assert first.headers["etag"].strip('"').startswith(first.headers["data-version"] + "-")
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == first.headers["etag"]
        assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_entity_tag_differs_by_language(client: httpx.Client) -> None:
    tags = {client.get("/", headers={"Accept-Language": lang}).headers["etag"] for lang in ("en", "vi")}
    assert len(tags) == 2


@pytest.mark.parametrize(
    "cookie", ["lang=vi;x=1", "lang=en; lang=vi", "lang=vi ;", '; lang="vi"', " lang = vi"]
)
def test_a_page_that_is_kept_is_never_given_to_a_reader_of_another_language(
    inside: Inside, cookie: str
) -> None:
    address = "/about?cookie=" + quote(cookie)
    first = inside.get(address, {"Cookie": cookie})
    assert first.headers["content-language"] == "vi"
    for other in ({}, {"Cookie": "lang=en"}):
        assert inside.get(address, other).headers["content-language"] == "en"


def test_an_answer_that_is_kept_names_the_host_that_its_own_client_asked(inside: Inside) -> None:
    """Where no public address is set, feeds and references name the host of the request."""
    for host in ("one.example", "two.example"):
        assert f"http://{host}/" in inside.get("/changes.atom", {"Host": host}).text


@pytest.mark.parametrize("name", ["version", "%76ersion", "v%65rsion"])
def test_a_version_is_the_same_however_its_parameter_is_written(inside: Inside, name: str) -> None:
    assert inside.get(f"{THING}.html?{name}=999").status_code == 404
    assert "data-version" not in inside.get(f"{THING}.html?{name}=999").headers
    assert inside.get(f"{THING}.html?{name}=999&version=").status_code == 400


@pytest.mark.parametrize("accepted", ["gzip;q=0", "identity, gzip;q=0", "xgzip", "gzip;q=0.1, identity"])
def test_nothing_is_packed_for_who_does_not_want_it(inside: Inside, accepted: str) -> None:
    answer = inside.get("/about", {"Accept-Encoding": accepted})
    assert "content-encoding" not in answer.headers


def test_what_is_compressed_is_the_same(client: httpx.Client) -> None:
    plain = client.get(THING + ".html", headers={"Accept-Encoding": "identity"})
    packed = client.get(THING + ".html", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert packed.headers["etag"] != plain.headers["etag"]


def test_no_page_may_load_or_run_anything_from_elsewhere(client: httpx.Client) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_static_file_with_its_mark_is_kept_for_ever(client: httpx.Client) -> None:
    page = client.get("/").text
    address = page.partition('href="/static/style.css')[2].partition('"')[0]
    answer = client.get("/static/style.css" + address)
    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.content) < 20_000


def test_things_that_are_not_ours_have_a_page_too(client: httpx.Client) -> None:
    there = client.get("/describe", params={"iri": "http://www.w3.org/ns/org#Post"})
    assert there.status_code == 200
    turtle = client.get(
        "/describe", params={"iri": "http://www.w3.org/ns/org#Post"}, headers={"Accept": "text/turtle"}
    )
    assert turtle.headers["content-type"].startswith("text/turtle")
    ours = client.get("/describe", params={"iri": "https://w3id.org/huunghi/id/place/nghe-an"})
    assert (ours.status_code, ours.headers["location"]) == (303, THING)
    data = client.get(
        "/describe",
        params={"iri": "https://w3id.org/huunghi/id/place/nghe-an"},
        headers={"Accept": "text/turtle"},
        follow_redirects=True,
    )
    assert data.headers["content-type"].startswith("text/turtle")


def test_a_script_is_packed_for_who_takes_it_and_has_a_tag_of_its_own(client: httpx.Client) -> None:
    plain = client.get("/static/graph.js", headers={"Accept-Encoding": "identity"})
    packed = client.get("/static/graph.js", headers={"Accept-Encoding": "gzip"})
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert plain.headers["content-type"] == packed.headers["content-type"]
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != packed.headers["etag"]
    for answer, coding in ((plain, "identity"), (packed, "gzip")):
        asked = {"Accept-Encoding": coding, "If-None-Match": answer.headers["etag"]}
        again = client.get("/static/graph.js", headers=asked)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
    other = {"Accept-Encoding": "identity", "If-None-Match": packed.headers["etag"]}
    assert client.get("/static/graph.js", headers=other).status_code == 200
