"""Whatever stands for a parameter of a page, the answer is right, or a refusal that names the parameter and what is
allowed: every parameter of every route against every kind of wrong value, asked in this process.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest

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
WITH_WORKERS: Final = {"/sparql"}
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
    for name in set(parameters) - {"hide"}:
        answer = inside.get(address(path, name, f"1&{name}=2"), JSON)
        assert answer.status_code in (400, 401), name
        if answer.status_code == 400:
            assert name in answer.text
        assert inside.get(address(path, name, f"1&{name}[]=2"), JSON).status_code < 500
