"""A page of another site changes nothing with the rights of whoever reads it; programs and our own pages do."""

from typing import Any
from urllib.parse import quote, urlencode

import pytest

from graph.api_tokens import Tokens

UPDATE = "INSERT DATA { <urn:x> <urn:p> 1 }"
TURTLE = b"<urn:x> <urn:p> 2 ."
FORM = "application/x-www-form-urlencoded"
FOREIGN = [
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null", "Sec-Fetch-Mode": "no-cors"},
]
WRITES: list[tuple[str, str, bytes, str]] = [
    ("POST", "/sparql", urlencode({"update": UPDATE}).encode(), FORM),
    ("POST", "/update", urlencode({"update": UPDATE}).encode(), FORM),
    ("POST", "/update", UPDATE.encode(), "application/sparql-update"),
    ("POST", "/graphs?default", TURTLE, "text/turtle"),
    ("POST", "/graphs", TURTLE, "text/turtle"),
    ("PUT", "/graphs?graph=" + quote("http://example.org/g"), TURTLE, "text/turtle"),
    ("DELETE", "/graphs?default", b"", "text/turtle"),
]


def write(server: Any, what: tuple[str, str, bytes, str], headers: dict[str, str]) -> Any:
    method, path, body, kind = what
    return server.request(method, path, body=body, headers={"Content-Type": kind, **headers})


@pytest.mark.parametrize("fields", FOREIGN)
def test_a_page_of_another_site_changes_nothing_where_updates_are_open(
    shared: Any, fields: dict[str, str]
) -> None:
    for what in WRITES:
        answer = write(shared, what, {**fields, "Accept": "application/json"})
        assert (answer.status, answer.json["type"].rpartition("/")[2]) == (403, "forbidden"), what
        assert "another site" in answer.json["detail"] and "token" in answer.json["hint"]


def test_a_form_that_says_it_is_plain_text_is_no_update(shared: Any) -> None:
    body = f"update={UPDATE}"
    answer = shared.request("POST", "/update", body=body, headers={"Content-Type": "text/plain"})
    assert answer.status == 415


def test_programs_and_our_own_pages_change_data_where_updates_are_open(shared: Any) -> None:
    own = f"127.0.0.1:{shared.port}"
    for fields in (
        {},
        {"Origin": f"http://{own}"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
    ):
        assert write(shared, WRITES[0], fields).status == 204, fields


@pytest.mark.parametrize(
    "host", ["rebound.example", "rebound.example:8000", "localhost.example", "0.0.0.0:80"]
)
def test_a_name_that_was_led_here_changes_nothing_where_updates_are_open(shared: Any, host: str) -> None:
    """DNS rebinding: to its browser the page is one of ours, so only the name tells."""
    fields = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    for what in WRITES:
        answer = write(shared, what, {**fields, "Accept": "application/json"})
        assert answer.status == 403 and "localhost" in answer.json["hint"], what


@pytest.mark.parametrize("host", ["localhost:8000", "LOCALHOST", "127.0.0.2:1", "[::1]:8000", "a.localhost"])
def test_every_name_of_this_machine_itself_is_its_own(shared: Any, host: str) -> None:
    assert write(shared, WRITES[0], {"Host": host}).status == 204


def test_who_has_a_bearer_token_uses_it_from_any_page(shared: Any) -> None:
    token, _ = Tokens(shared.store).new(name="a page elsewhere", role="updater")
    fields = {"Authorization": f"Bearer {token}", "Host": "huunghi.example", **FOREIGN[0], **FOREIGN[4]}
    assert write(shared, WRITES[0], fields).status == 204


def test_another_site_may_query(shared: Any) -> None:
    body = urlencode({"query": "ASK {}"})
    for fields in FOREIGN:
        answer = shared.request("POST", "/sparql", body=body, headers={"Content-Type": FORM, **fields})
        assert answer.status == 200
