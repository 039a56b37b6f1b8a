"""Whatever stands for a parameter of a page, the answer is right, or a refusal that names the parameter and what is
allowed: every parameter of every route against every kind of wrong value, asked in this process.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from tests.web.conftest import Inside
from web.app import PAGES

VALUES: Final = {
    "long": "x" * 10_000,
    "nul": "%00",
    "no UTF-8": "%FF",
    "half a surrogate": "%ED%A0%80",
    "negative": "-1",
    "huge": "9" * 40,
    "no day": "2024-02-31",
    "no number": "NaN",
    "markup": "%3Cscript%3E",
    "a way up": "..%2F..%2Fetc%2Fpasswd",
    "other digits": "%D9%A3",
    "a blank node": "_:b",
}
PATH: Final = {
    "kind": "organisation",
    "slug": "vufo",
    "suffix": "json",
    "path": "body/cluster",
    "name": "holders-of-post",
    "term": "Claim",
}
"""What stands in the places of paths."""
NEEDED: Final = {
    "/describe": "iri=https://w3id.org/huunghi/id/place/nghe-an",
    "/graph": "focus=organisation/vufo",
    "/trace.{suffix}": "from=2031&to=2031",
    "/trace": "from=2031&to=2031",
}
"""Parameters without which a route answers nothing, or reads much."""
WITH_WORKERS: Final = {"/sparql", "/sparql/evidence", "/q/{name}", "/q/{name}.{suffix}"}
"""Routes that answer where the whole service runs."""
PLACE: Final = re.compile(r"{(\w+)[^}]*}")
MOST: Final = 4000
"""Bytes of a refusal: it does not say all back that was sent."""
JSON: Final = {"Accept": "application/json"}


def routes() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every route that is read by GET: its path, with places, and the names of its parameters in the address."""
    for page in PAGES:
        for route in page.router.routes:
            if "GET" in route.methods and route.path not in WITH_WORKERS:
                yield route.path, tuple(dict.fromkeys(names(route.dependant)))


def names(dependant: Any) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for one in dependant.dependencies:
        yield from names(one)


def filled(path: str, /, **given: str) -> str:
    return PLACE.sub(lambda place: given.get(place[1]) or PATH.get(place[1], "x"), path)


def address(path: str, name: str, value: str) -> str:
    others = [part for part in NEEDED.get(path, "").split("&") if part and not part.startswith(f"{name}=")]
    return f"{filled(path)}?{'&'.join([*others, f'{name}={value}'])}"


ROUTES: Final = list(dict.fromkeys(routes()))


def faults_of(answer: httpx.Response, name: str) -> str:
    """What is wrong with an answer to a wrong value of a parameter, '' where nothing is."""
    if answer.status_code < 400:
        return ""
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if answer.headers["content-type"].startswith("text/"):
        return ""
    if len(answer.content) > MOST:
        return f"{answer.status_code}: {len(answer.content)} bytes"
    body = json.loads(answer.content)
    if not body["detail"] or not body["hint"]:
        return f"{answer.status_code} without what to do: {body['detail'][:80]}"
    if answer.status_code == 400 and name not in body["detail"] and "missing" not in body["detail"]:
        return f"400 that names no parameter: {body['detail'][:80]}"
    return ""


@pytest.mark.parametrize(("path", "parameters"), ROUTES, ids=[path for path, _ in ROUTES])
def test_every_value_of_every_parameter_is_answered_or_refused_by_name(
    inside: Inside, path: str, parameters: tuple[str, ...]
) -> None:
    found = {
        f"{name}={kind}": fault
        for name in parameters
        for kind, value in VALUES.items()
        if (fault := faults_of(inside.get(address(path, name, value), JSON), name))
    }
    assert found == {}


@pytest.mark.parametrize("path", [path for path, _ in ROUTES if "{" in path])
def test_every_value_in_a_path_is_answered_or_refused(inside: Inside, path: str) -> None:
    found = {
        f"{place}: {kind}": fault
        for place in PLACE.findall(path)
        for kind, value in VALUES.items()
        if (fault := faults_of(inside.get(filled(path, **{place: value}), JSON), ""))
    }
    assert found == {}


@pytest.mark.parametrize(("path", "parameters"), ROUTES, ids=[path for path, _ in ROUTES])
def test_a_parameter_with_two_values_is_refused(
    inside: Inside, path: str, parameters: tuple[str, ...]
) -> None:
    for name in set(parameters) - {"hide"} - ({"iri"} if path == "/sparql/names" else set()):
        answer = inside.get(address(path, name, f"1&{name}=2"), JSON)
        assert answer.status_code in (400, 401), name
        if answer.status_code == 400:
            assert name in answer.text
        assert inside.get(address(path, name, f"1&{name}[]=2"), JSON).status_code < 500


LED: Final = [
    ("/id/organisation/vufo.html?at=yesterday", "/id/organisation/vufo.html"),
    ("/id/organisation/vufo.html?at=2024-10-01&page=x", "/id/organisation/vufo.html?at=2024-10-01"),
    ("/id/organisation/vufo.html?group=no:such", "/id/organisation/vufo.html"),
    ("/id/organisation/vufo.html?group=~org:member.membership&page=9", "/id/organisation/vufo.html"),
    ("/id/organisation/vufo.html?version=77", "/id/organisation/vufo.html"),
    ("/id/organisation/vufo.html?at=" + "9" * 10_000, "/id/organisation/vufo.html"),
    (
        "/describe?iri=http://xmlns.com/foaf/0.1/Person&page=0",
        "/describe?iri=http%3A%2F%2Fxmlns.com%2Ffoaf%2F0.1%2FPerson",
    ),
    ("/trace?from=last&to=2025", "/trace?to=2025"),
    ("/search?q=nghe+an&view=film", "/search?q=nghe+an"),
    ("/graph?focus=organisation/vufo&at=soon", "/graph?focus=organisation%2Fvufo"),
    ("/id/person/nobody.html?version=old", "/id/person/nobody.html"),
]
"""Addresses with one thing wrong, and the same without it."""


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(("wrong", "right"), LED, ids=[wrong[:60] for wrong, _ in LED])
def test_a_page_that_refuses_a_parameter_leads_to_itself_without_it(
    inside: Inside, wrong: str, right: str, language: str
) -> None:
    answer = inside.get(wrong, {"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code in (400, 404)
    content = html.fromstring(answer.text).find(".//main")
    assert right in content.xpath(".//a/@href")
    assert len(answer.content) < 30_000


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/json"]
)
@pytest.mark.parametrize(
    "wrong", ["/id/person/nobody", "/describe?iri=urn:nobody", "/id/place/nghe-an?at=never"]
)
def test_a_program_that_asks_for_data_is_told_in_json(inside: Inside, wrong: str, accept: str) -> None:
    answer = inside.get(wrong, {"Accept": accept, "Accept-Language": "vi"})
    assert answer.status_code in (400, 404)
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) >= {"type", "title", "status", "detail", "hint", "instance"}


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
def test_a_document_that_is_not_there_is_told_of_in_json(inside: Inside, suffix: str) -> None:
    answer = inside.get(f"/id/person/nobody.{suffix}", {"Accept": "*/*"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


IRIS: Final = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(
            [
                "http://example.org/",
                "urn:x:",
                "https://w3id.org/huunghi/",
                "https://w3id.org/huunghi/id/place/",
            ]
        ),
        st.text(
            st.characters(exclude_categories=["Cs", "Cc", "Zs"], exclude_characters='<>"{}|^`\\\\'),
            max_size=40,
        ),
    ),
)
"""IRIs as a file may bring them."""


@settings(max_examples=150)
@given(
    iri=IRIS,
    accept=st.sampled_from(["text/html", "text/turtle", "application/ld+json", "application/rdf+xml"]),
)
def test_no_iri_fails(inside: Inside, iri: str, accept: str) -> None:
    answer = inside.get(f"/describe?iri={quote(iri, safe='')}", {"Accept": accept})
    assert answer.status_code in (200, 303, 400, 404)
    path = iri.removeprefix("https://w3id.org/huunghi")
    if path.startswith("/"):
        assert inside.get(quote(path), {"Accept": accept}).status_code < 500
