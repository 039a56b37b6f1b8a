"""All errors leave the service in one shape, in the format and language that was asked for."""

import httpx
import pytest

JSON = {"Accept": "application/json"}
TEXT = {"Accept": "text/plain"}

WRONG = [
    ("/id/person/nobody.html", 404),
    ("/id/person/nobody", 404),
    ("/id/nokind/x", 404),
    ("/id/person/nobody.ttl", 404),
    ("/concept/body/nothing", 404),
    ("/describe?iri=https://example.org/unknown", 404),
    ("/describe?iri=not-an-iri", 400),
    ("/describe", 400),
    ("/describe?iri=https://w3id.org/huunghi/id/place/nghe-an&format=docx", 406),
    ("/queries/no-such-query", 404),
    ("/queries/holders-of-post?post=post/nghe-an-union-chair&day=yesterday", 400),
    ("/queries/holders-of-post?nonsense=1", 400),
    ("/queries/holders-of-post.xlsx", 404),
    ("/search?q=" + "x" * 10_000, 400),
    ("/search?kind=nonsense", 400),
    ("/search?kind=person&page=0", 400),
    ("/search?kind=person&page=x", 400),
    ("/trace/nokind/x", 404),
    ("/trace/document/no-such-document", 404),
    ("/trace/document/UPPER", 404),
    ("/ontology/NoSuchTerm", 404),
    ("/ontology.docx", 404),
    ("/id/place/nghe-an.html?page=-1", 400),
    ("/id/place/nghe-an.html?page=99999999999999999999", 400),
    ("/id/place/nghe-an.html?group=no:such", 404),
    ("/no/such/page", 404),
]


def assert_problem(answer: httpx.Response, status: int) -> None:
    """The one shape of an error as JSON."""
    body = answer.json()
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(body) == {"type", "title", "status", "detail", "hint", "instance"}
    assert body["status"] == status
    assert body["title"]


@pytest.mark.parametrize(("address", "status"), WRONG, ids=[a[:60] for a, _ in WRONG])
def test_a_wrong_request_is_told_in_the_asked_format(client: httpx.Client, address: str, status: int) -> None:
    plain = address.partition("?")[0]
    if "." not in plain.rpartition("/")[2] and "format=" not in address:
        assert_problem(client.get(address, headers=JSON), status)
        text = client.get(address, headers=TEXT)
        assert text.status_code == status
        assert text.headers["content-type"].startswith("text/plain")
        assert text.text.startswith(str(status))
    page = client.get(address)
    assert page.status_code == status
    if page.headers["content-type"].startswith("text/html"):
        assert f"Error {status}" in page.text
        assert 'href="/"' in page.text


def test_an_error_page_speaks_the_readers_language(client: httpx.Client) -> None:
    page = client.get("/no/such/page", headers={"Accept-Language": "vi"})
    assert '<html lang="vi">' in page.text
    assert "Lỗi 404" in page.text


def test_an_error_is_never_kept(client: httpx.Client) -> None:
    assert client.get("/no/such/page").headers["cache-control"] == "no-store"


def test_a_format_nobody_has_is_refused_with_the_list_of_formats(client: httpx.Client) -> None:
    answer = client.get("/id/place/nghe-an", headers={"Accept": "image/png"})
    assert_problem(answer, 406)
    assert "text/turtle" in answer.json()["hint"]


def test_an_empty_store_says_how_to_fill_it(empty_client: httpx.Client) -> None:
    page = empty_client.get("/")
    assert page.status_code == 200
    assert "huunghi load data" in page.text
    missing = empty_client.get("/id/place/nghe-an")
    assert missing.status_code == 404
    assert "huunghi load data" in missing.text
