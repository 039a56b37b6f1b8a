"""Every kind of page there is, each with an address on the five reports: what is walked, measured and looked at."""

from typing import Final
from urllib.parse import quote_plus

PAGES: Final[dict[str, str]] = {
    "home": "/",
    "person": "/id/person/nguyen-ngoc-hung.html",
    "body": "/id/organisation/nghe-an-union.html",
    "body-on-a-day": "/id/organisation/vufo.html?at=2024-10-01",
    "post": "/id/post/nghe-an-union-chair.html",
    "congress": "/id/congress/nghe-an-union-6.html",
    "document": "/id/document/12-ct-tw-2022-01-05.html",
    "programme": "/id/programme/cluster-1-2024.html",
    "group-of-a-page": "/id/programme/cluster-1-2024.html?group=hn:signatory",
    "event": "/id/event/cluster-1-signing-2024-04.html",
    "place": "/id/place/nghe-an.html",
    "place-on-a-day": "/id/place/hai-duong.html?at=2025-07-01",
    "change": "/id/change/hai-phong-2025.html",
    "source": "/id/source/nghe-an-2024-04-ru.html",
    "term": "/id/term/nghe-an-union-6.html",
    "period": "/id/period/2024.html",
    "tenure": "/id/tenure/nguyen-ngoc-hung-vufo-vice-president.html",
    "membership": "/id/membership/bac-giang-union-in-cluster-1.html",
    "participation": "/id/participation/nguyen-van-thong-at-cluster-1-signing-2024-04.html",
    "citation": "/id/citation/nghe-an-2024-04-ru-12-ct-tw.html",
    "speech": "/id/speech/nguyen-ngoc-hung-nghe-an-2024.html",
    "recommendation": "/id/recommendation/nguyen-ngoc-hung-nghe-an-2024-1.html",
    "task": "/id/task/cluster-1-2024-7.html",
    "concept": "/concept/body/cluster.html",
    "search": "/search?q=nghe+an",
    "search-narrowed": "/search?q=nghe+an&kind=organisation&view=table",
    "search-timeline": "/search?q=nghe+an&view=timeline",
    "search-texts": "/search?q=friendship&scope=texts",
    "search-nothing": "/search?q=qqqqqq",
    "search-little": "/search?q=socio-economic+development",
    "search-empty": "/search",
    "list-documents": "/search?kind=document&sort=-cited-by",
    "list-people": "/search?kind=person",
    "list-narrowed": "/search?kind=place&type=place/province",
    "list-organisations": "/search?kind=organisation",
    "trace": "/trace",
    "trace-document": "/trace/document/12-ct-tw-2022-01-05",
    "trace-programme": "/trace/programme/cluster-1-2024",
    "trace-event": "/trace/event/cluster-1-signing-2024-04",
    "trace-passages": "/trace/event/cluster-1-signing-2024-04?view=passages",
    "trace-body": "/trace/organisation/nghe-an-union",
    "trace-person": "/trace/person/nguyen-ngoc-hung",
    "trace-period": "/trace?from=2024&to=2025",
    "matrix": "/trace/matrix",
    "first-citations": "/trace/documents",
    "identity": "/identity/organisation/nghe-an-party-committee",
    "graph": "/graph?focus=organisation/nghe-an-union",
    "map": "/map",
    "map-on-a-day": "/map?count=organisations&at=2025-06-30",
    "sparql": "/sparql",
    "sparql-answer": "/sparql?query="
    + quote_plus("SELECT ?p ?name { ?p a foaf:Person ; skos:prefLabel ?name } LIMIT 9"),
    "queries": "/queries",
    "query": "/queries/holders-of-post",
    "query-answer": "/queries/unresolved-citations",
    "endpoint": "/about/endpoint",
    "sources": "/sources",
    "versions": "/changes",
    "ontology": "/ontology.html",
    "ontology-term": "/ontology/Claim",
    "ontology-class": "/ontology/Tenure",
    "shapes": "/ontology/shapes.html",
    "about": "/about",
}
"""Name -> address of pages that answer 200."""

ERRORS: Final[dict[str, tuple[str, int]]] = {
    "sparql-error": ("/sparql?query=SELECT+nonsense", 400),
    "review": ("/review", 401),
    "not-found": ("/id/person/nobody.html", 404),
    "no-such-page": ("/no/such/page", 404),
    "bad-day": ("/id/organisation/vufo.html?at=yesterday", 400),
}
"""Name -> address and status of pages that say what went wrong."""

LATER: Final[dict[str, tuple[str, int]]] = {
    "withdrawn": ("/id/source/hai-duong-2025-04-fr.html", 410),
    "changes-of-a-thing": ("/changes?iri=https://w3id.org/huunghi/id/person/nguyen-ngoc-hung", 200),
    "older-version": ("/id/person/nguyen-ngoc-hung.html?version=1", 200),
}
"""Pages of a store from which a source was withdrawn, so that it has two versions."""
