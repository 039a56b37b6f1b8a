"""Data may use our terms with values of any sort: a page never fails, and leads to no text as if it were a thing."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

import pytest

from ontology.kinds import CLASS_OF_KIND
from ontology.vocabulary import vocabulary
from tests.web.conftest import Inside, pages_of  # type: ignore[import-not-found, unused-ignore]

BASE, TYPE = "https://w3id.org/huunghi/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
TEXT = "a text where a thing belongs"
VALUES: Mapping[str, Callable[[str], str]] = {
    "text": lambda _: f'"{TEXT}"@vi-VN',
    "number": lambda _: '"NaN"^^<http://www.w3.org/2001/XMLSchema#double>',
    "date": lambda _: '"2024-13-45"^^<http://www.w3.org/2001/XMLSchema#date>',
    "nameless": lambda kind: f"_:{kind}",
    "itself": lambda kind: f"<{BASE}id/{kind}/itself>",
    "term": lambda kind: f"<<( <{BASE}id/{kind}/term> <{TYPE}> _:{kind} )>>",
}
"""The sorts of values, and the things that have them."""


def lines() -> Iterator[str]:
    """N-Triples of a thing of every kind and sort: it has a value of this sort by every property."""
    properties = [one.iri for one in vocabulary().terms.values() if one.name[:1].islower()]
    assert len(properties) > 60
    for kind, its_class in CLASS_OF_KIND.items():
        yield f"_:{kind} <{TYPE}> <{its_class}> ."
        for sort, value in VALUES.items():
            thing = f"<{BASE}id/{kind}/{sort}>"
            yield f"{thing} <{TYPE}> <{its_class}> ."
            yield from (f"{thing} <{one}> {value(kind)} ." for one in properties)


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with pages_of(lines(), tmp_path_factory.mktemp("wrong")) as pages:
        yield pages


TRACES = ("document", "person", "event", "programme")
DRAWN = ("document", "tenure", "citation", "place")
PAGES = [
    *(f"/id/{kind}/{sort}.html" for kind in CLASS_OF_KIND for sort in VALUES),
    *(f"/id/{kind}/term.{suffix}" for kind in CLASS_OF_KIND for suffix in ("ttl", "jsonld")),
    *(f"/trace/{kind}/{sort}" for kind in TRACES for sort in VALUES),
    *(f"/graph?focus={kind}/{sort}" for kind in DRAWN for sort in VALUES),
    *(f"/identity/person/{sort}" for sort in VALUES),
    *(f"/search?kind={kind}{rest}" for kind in CLASS_OF_KIND for rest in ("", "&at=2024-01-01")),
    *(
        "/",
        "/search?q=text",
        "/trace",
        "/trace/matrix",
        "/trace/documents",
        "/map",
        "/sources",
        "/changes",
    ),
    *("/ask?q=what does the text cite", "/ask?q=who chaired the text", "/map?at=2024-01-01"),
    *(
        f"/queries/{name}"
        for name in ("unresolved-citations", "documents-above-programme", "passages-of-source")
    ),
]


def test_no_page_fails_and_none_leads_to_a_text_as_if_it_were_a_thing(wrong: Inside) -> None:
    failed, dead = [], []
    for address in PAGES:
        answer = wrong.get(address)
        if answer.status_code >= 500:
            failed.append(address)
        for link in re.findall(r'href="(/describe\?[^"]+)"', answer.text):
            iris = parse_qs(urlsplit(html.unescape(link)).query).get("iri", [""])
            if not re.match(r"[a-z]+:", iris[0]):
                dead.append((address, link))
    assert failed == []
    assert dead == []
