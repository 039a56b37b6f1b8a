"""Every answer tells browsers what they may do with it, whoever answers and whatever the status."""

import pytest

from graph.store.versions import VersionStore
from tests.web.conftest import Inside  # type: ignore[import-not-found, unused-ignore]

ADDRESSES = [
    "/",
    "/about",
    "/id/place/nghe-an",
    "/id/place/nghe-an.html",
    "/id/place/nghe-an.ttl",
    "/id/place/nowhere.html",
    "/describe?iri=%20",
    "/search?q=nghe",
    "/suggest?q=nghe",
    "/graph?focus=place/nghe-an&format=graphml",
    "/trace/document/12-ct-tw-2022-01-05.csv",
    "/queries/documents.csv",
    "/queries/documents.rq",
    "/changes.atom",
    "/ontology",
    "/robots.txt",
    "/openapi.json",
    "/docs",
    "/nowhere",
    "/?version=99",
    "/review",
    "/review/record",
    "/static/style.css",
    "/static/nowhere.css",
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/sparql",
    "/sparql?query=ASK%20%7B%7D",
    "/sparql?query=nonsense",
    "/sparql/queries",
    "/sparql/queries/x",
    "/graphs",
    "/graphs?default",
    "/update",
    "/healthz",
    "/metrics",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_is_in_no_frame_and_runs_nothing_of_others(inside: Inside, address: str) -> None:
    for accept in ("text/html", "*/*"):
        fields = inside.get(address, {"Accept": accept}).headers
        policy = {part.split()[0]: part.split()[1:] for part in fields["content-security-policy"].split(";")}
        assert policy["default-src"] == ["'none'"]
        assert "sandbox" in policy or policy["frame-ancestors"] == ["'none'"]
        assert policy.get("script-src", ["'self'"]) == policy.get("style-src", ["'self'"]) == ["'self'"]
        assert fields["x-content-type-options"] == "nosniff"
        assert fields["referrer-policy"] == "no-referrer"
        assert fields["cross-origin-opener-policy"] == "same-origin"


def test_a_form_that_is_refused_says_it_too(inside: Inside) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for address in ("/review/sign-in", "/review/decide", "/update", "/", "/nowhere"):
        answer = inside.post(address, b"update=x", kind)
        assert answer.status_code >= 400 and "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_language_is_chosen_for_good_by_our_own_pages_alone(inside: Inside) -> None:
    """Also where a page is kept that another reader asked for."""
    for _ in range(2):
        assert "set-cookie" not in inside.get("/about?lang=vi", {"Sec-Fetch-Site": "cross-site"}).headers
        for site in ("same-origin", "none"):
            plain = inside.get("/about?lang=vi", {"Sec-Fetch-Site": site}).headers["set-cookie"].lower()
            assert (
                "lang=vi" in plain
                and "httponly" in plain
                and "samesite=lax" in plain
                and "secure" not in plain
            )
        assert "Secure" in inside.get("/about?lang=vi", {"X-Forwarded-Proto": "https"}).headers["set-cookie"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/queries/..%2f..%2fREADME.md.rq", 404),
        ("/queries/%2e%2e.csv", 404),
        ("/?version=..%2f..%2fcurrent", 400),
        ("/sparql?query=ASK%7B%7D&version=..%2f1", 400),
        ("/id/place/..%2f..%2fx.html", 404),
        ("/concept/..%2f..%2fx.html", 404),
        ("/ontology/%2e%2e.ttl", 404),
        ("/trace/place/..%2f..%2fx.csv", 404),
    ],
)
def test_no_name_leads_to_a_file_and_no_answer_names_the_store(
    inside: Inside, five_reports_root: VersionStore, address: str, status: int
) -> None:
    answer = inside.get(address, {"Accept": "application/json"})
    assert answer.status_code == status or (address.startswith("/sparql") and answer.status_code == 503)
    assert str(five_reports_root.root) not in answer.text


def test_a_request_that_is_no_http_says_it_too(inside: Inside) -> None:
    answer = inside.get("/", {"Host": "a b"})
    assert answer.status_code == 400 and "content-security-policy" in answer.headers


def test_no_static_file_is_beside_their_folder(inside: Inside) -> None:
    for path in (
        "../app.py",
        "%2e%2e/app.py",
        "..%2fapp.py",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "built/../../app.py",
    ):
        assert inside.get(f"/static/{path}").status_code in (404, 308), path
