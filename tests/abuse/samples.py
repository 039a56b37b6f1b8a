"""Real requests for every route: what the fuzz starts from. Pages, documents, SPARQL, graphs, the review."""

import http.client
import json
import re
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote, urlencode

from tests.web.kinds import ERRORS, PAGES

SUFFIXES: Final = ("html", "ttl", "jsonld", "nt", "rdf", "bib", "ris", "csv", "json", "atom")
_MARK: Final = re.compile(r'name="mark" value="([^"]+)"')
_FORM: Final = "application/x-www-form-urlencoded"
_QUERIES: Final = (
    "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 10",
    "ASK { ?s a <http://xmlns.com/foaf/0.1/Person> }",
    "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 20",
    "DESCRIBE <https://w3id.org/huunghi/id/organisation/vufo>",
    'SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o FILTER(REGEX(STR(?o), "a.*b") && ?o > 3) } GROUP BY ?s ORDER BY ?n LIMIT 5',
    "SELECT * { SERVICE <http://127.0.0.1/sparql> { ?s ?p ?o } }",
)
_TRIPLES: Final = {
    "text/turtle": '<urn:a> <urn:b> "c"@en, 7, [] .',
    "application/n-triples": "<urn:a> <urn:b> <urn:c> .\n",
    "application/ld+json": '{"@id": "urn:a", "urn:b": [{"@value": "c", "@language": "en"}]}',
    "application/rdf+xml": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:">'
    '<rdf:Description rdf:about="urn:a"><e:b>c</e:b></rdf:Description></rdf:RDF>',
}


@dataclass(frozen=True)
class Sample:
    """A request in its parts; the length of its body is said when it is written."""

    method: str
    target: str
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def raw(self) -> bytes:
        """Return the bytes of the request, framed as they must be."""
        lines = [
            f"{self.method} {self.target} HTTP/1.1",
            *(f"{name}: {value}" for name, value in self.fields),
        ]
        if self.body or self.method in {"POST", "PUT", "QUERY"}:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + self.body


def samples(port: int, token: str) -> list[Sample]:
    """Return requests that a server answers; `token` is a curator's."""
    found = [*_pages(), *_described(_document(port)), *_protocol(), *_review(port, token)]
    common = (
        ("Host", f"127.0.0.1:{port}"),
        ("Accept-Language", "vi, en;q=0.5"),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
    )
    return [replace(one, fields=common + one.fields) for one in found]


def _pages() -> list[Sample]:
    html = (("Accept", "text/html, */*;q=0.1"),)
    found = [Sample("GET", address, html) for address in PAGES.values()]
    found += [Sample("GET", address, html) for address, _ in ERRORS.values()]
    found += [
        Sample("GET", f"/id/organisation/vufo.{suffix}", (("If-None-Match", '"1-0"'),)) for suffix in SUFFIXES
    ]
    found += [
        Sample("GET", f"/concept/body/cluster.{suffix}?version=1&lang=vi", (("Range", "bytes=0-9"),))
        for suffix in SUFFIXES
    ]
    found += [
        Sample("HEAD", "/"),
        Sample("OPTIONS", "*"),
        Sample("GET", "/static/style.css?v=1"),
        Sample("GET", "/docs"),
    ]
    found += [
        Sample("GET", target, (("Cookie", "lang=vi"), ("Accept", "*/*")))
        for target in (
            "/robots.txt",
            "/sitemap.xml",
            "/changes.atom",
            "/changes?from=1&to=1",
            "/favicon.ico",
            "/openapi.json",
        )
    ]
    return found


def _document(port: int) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/openapi.json")
        made: dict[str, Any] = json.load(connection.getresponse())
        return made
    finally:
        connection.close()


def _described(document: dict[str, Any]) -> list[Sample]:
    """Return a request of every operation that the OpenAPI document describes, with all its parameters."""
    found = []
    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            target, pairs = path, []
            for parameter in [*item.get("parameters", []), *item[method].get("parameters", [])]:
                value = _value(parameter)
                if parameter["in"] == "path":
                    target = target.replace("{" + parameter["name"] + "}", quote(value, safe="/"))
                elif parameter["in"] == "query":
                    pairs.append((parameter["name"], value))
            body = next(iter(item[method].get("requestBody", {}).get("content", {})), "")
            fields = (("Accept", "*/*"),) + ((("Content-Type", body),) if body else ())
            query = "?" + urlencode(pairs) if pairs else ""
            found.append(
                Sample(method.upper(), target + query, fields, b"<urn:a> <urn:b> 1 ." if body else b"")
            )
    return found


def _value(parameter: dict[str, Any]) -> str:
    schema = parameter.get("schema", {})
    if schema.get("enum"):
        return str(schema["enum"][0])
    given = parameter.get("example", schema.get("example", schema.get("default")))
    if isinstance(given, list):
        given = given[0] if given else None
    named = {
        "kind": "organisation",
        "slug": "vufo",
        "suffix": "csv",
        "path": "body/cluster",
        "q": "nghe an",
        "at": "2024",
    }
    named |= {
        "iri": "https://w3id.org/huunghi/id/organisation/vufo",
        "focus": "organisation/vufo",
        "query": _QUERIES[0],
    }
    return str(given) if given is not None else named.get(parameter["name"], "1")


def _protocol() -> list[Sample]:
    found = []
    for query in _QUERIES:
        encoded = urlencode({"query": query, "timeout": "2"})
        found += [
            Sample(
                "GET",
                f"/sparql?{encoded}",
                (("Accept", "application/sparql-results+json, text/turtle;q=0.9"),),
            ),
            Sample("GET", f"/sparql?{encoded}&format=csv&max-rows=3", (("Query-Id", "fuzz"),)),
            Sample(
                "POST", "/sparql", (("Content-Type", _FORM), ("Origin", "http://a.test")), encoded.encode()
            ),
            Sample("POST", "/sparql", (("Content-Type", "application/sparql-query"),), query.encode()),
            Sample(
                "QUERY",
                "/sparql",
                (("Content-Type", "application/sparql-query; charset=utf-8"),),
                query.encode(),
            ),
        ]
    update = "INSERT DATA { <urn:a> <urn:b> 'c' } ; DELETE DATA { <urn:a> <urn:b> 'c' }"
    found += [
        Sample("POST", "/update", (("Content-Type", "application/sparql-update"),), update.encode()),
        Sample("POST", "/sparql", (("Content-Type", _FORM),), urlencode({"update": update}).encode()),
        Sample(
            "OPTIONS", "/sparql", (("Origin", "http://a.test"), ("Access-Control-Request-Method", "POST"))
        ),
        Sample("DELETE", "/sparql/queries/fuzz", (("Authorization", "Bearer hn_fuzz"),)),
        Sample("GET", "/sparql/queries", (("Authorization", "Basic ZnV6ejpmdXp6"),)),
    ]
    for media_type, text in _TRIPLES.items():
        typed = (("Content-Type", media_type), ("If-None-Match", "*"))
        found += [
            Sample("PUT", "/graphs?graph=http%3A%2F%2Fa.test%2Fg", typed[:1], text.encode()),
            Sample("POST", "/graphs/fuzz", typed[:1], text.encode()),
            Sample("PUT", "/graphs/fuzz", typed, text.encode()),
        ]
    return [
        *found,
        Sample("DELETE", "/graphs/fuzz"),
        Sample("GET", "/graphs?default"),
        Sample("HEAD", "/graphs/fuzz"),
    ]


def _review(port: int, token: str) -> list[Sample]:
    """Return requests of a curator who is signed in, and of somebody who is not."""
    form = ("Content-Type", _FORM)
    cookie, mark = _signed_in(port, token)
    acts = (
        {"act": "accept", "claim": "https://w3id.org/huunghi/id/claim/1", "why": "so"},
        {"act": "merge", "thing": "organisation/vufo", "into": "organisation/nghe-an-union"},
        {"act": "rename", "thing": "organisation/vufo", "value": "VUFO", "language": "en", "least": "0.5"},
        {"act": "undo", "decision": "https://w3id.org/huunghi/id/decision/1", "all": "thing"},
    )
    found = [Sample("POST", "/review/sign-in", (form,), urlencode({"mark": "x", "token": "y"}).encode())]
    for act in acts:
        body = urlencode({"mark": mark, **act}).encode()
        found += [
            Sample("POST", f"/review/{end}", (form, ("Cookie", cookie)), body) for end in ("change", "decide")
        ]
    addresses = (
        "/review?kind=person&source=nghe-an-2024-04-en&least=0.5&thing=organisation/vufo&predicate=org:member",
        "/review/record?thing=organisation/vufo&source=nghe-an-2024-04-en",
        "/review/identity/organisation/nghe-an-party-committee",
    )
    found += [Sample("GET", address, (("Cookie", cookie), ("Accept", "text/html"))) for address in addresses]
    record = urlencode(
        {"mark": mark, "act": "check", "thing": "organisation/vufo", "row.1": "a", "lang.1": "en"}
    )
    return [*found, Sample("POST", "/review/record", (form, ("Cookie", cookie)), record.encode())]


def _signed_in(port: int, token: str) -> tuple[str, str]:
    """Sign in with a curator's token; return the cookie of the session, and the mark of its forms."""
    cookie, mark = "", ""
    for body in (None, {"token": token}, None):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            fields = {"Cookie": cookie} if cookie else {}
            if body is None:
                connection.request("GET", "/review", headers=fields)
            else:
                sent = urlencode({"mark": mark, **body})
                connection.request("POST", "/review/sign-in", sent, {**fields, "Content-Type": _FORM})
            response = connection.getresponse()
            text = response.read().decode()
            given = response.getheader("Set-Cookie")
        finally:
            connection.close()
        cookie = given.partition(";")[0] if given else cookie
        mark = found.group(1) if (found := _MARK.search(text)) else mark
    return cookie, mark
