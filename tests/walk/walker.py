"""Walk what can be reached on a store: every link answers, every format holds the same, every count is exact."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import parse_qsl, quote, urljoin

import httpx
from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from tests.walk.reading import (
    FORMATS,
    OF_WORKERS,
    READERS,
    alternates_of,
    counts_of,
    links_of,
    statements_of_document,
    statements_of_page,
)

_NUMBER: Final = re.compile(r"\d+|[0-9a-f]{24,}")
_ADDRESSES: Final = ("/graph", "/changes", "/sparql", "/queries", "/search", "/trace")
"""Pages whose addresses are combinations without an end: each sort is sampled."""
_ELSEWHERE: Final = (*OF_WORKERS, "/static/built/")
"""What other tests ask for: queries need processes beside, and built files are not there everywhere."""
REFERENCES: Final = ("bib", "ris", "csl")


class Site(Protocol):
    """What is walked."""

    def get(self, address: str) -> httpx.Response: ...


@dataclass
class Walked:
    """What a walk came by; `faults` is what should not be."""

    addresses: int = 0
    things: int = 0
    documents: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    counts: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        refused = ", ".join(f"{n} {why}" for why, n in self.refused.items()) or "none"
        return (
            f"{self.addresses:,} addresses; {self.things:,} pages of things compared with {self.documents:,} documents "
            f"(refused by a format that cannot hold them: {refused}); {self.counts:,} counts compared; "
            f"{len(self.faults)} faults"
        )


def sort_of(address: str) -> str:
    """Return what sort of address it is: its path and parameters without numbers.

    >>> sort_of("/describe?iri=http%3A%2F%2Fexample.org%2Fconcept%2F12&group=x")
    '/describe iri=http://example.org/concept/ group'
    """
    path, _, query = address.partition("?")
    parameters = (
        f"{name}={_NUMBER.sub('', value)}" if name in ("iri", "format") else name
        for name, value in parse_qsl(query)
    )
    return " ".join((_NUMBER.sub("", path), *parameters))


class Walker:
    """Walks a site. `each` is how many addresses of one sort are walked (0: all, and ten of those without an end); one
    that has a part of `skip` is not.
    """

    def __init__(
        self, site: Site, store: Store | None = None, each: int = 0, skip: tuple[str, ...] = ()
    ) -> None:
        self._skip = skip
        self._site = site
        self._store = store
        self._each = each
        self._sorts: Counter[str] = Counter()
        self._seen: set[str] = set()
        self.walked = Walked()

    def walk(self, seeds: Iterable[str], progress: int = 0) -> Walked:
        """Walk all that can be reached from these addresses."""
        queue = deque((seed, "the beginning") for seed in seeds)
        while queue:
            address, origin = queue.popleft()
            if not address.startswith("/") or address.startswith(_ELSEWHERE):
                continue  # a redirect that leads out
            if any(part in address for part in self._skip):
                continue
            if address in self._seen or self._is_enough(address):
                continue
            self._seen.add(address)
            self.walked.addresses += 1
            if progress and self.walked.addresses % progress == 0:
                print(
                    f"{self.walked.addresses:,} walked, {len(queue):,} in line, {address[:100]}", flush=True
                )
            answer = self._site.get(address)
            if answer.is_redirect:
                queue.append((urljoin(address, answer.headers["location"]), address))
            else:
                queue.extend((link, address) for link in self._look(answer, address, origin))
        return self.walked

    def _is_enough(self, address: str) -> bool:
        endless = address.startswith(_ADDRESSES) or address.rpartition(".")[2] in REFERENCES
        endless = endless or address.rpartition("format=")[2] in REFERENCES
        most = self._each or (10 if endless else 0)
        if not most:
            return False
        sort = sort_of(address)
        self._sorts[sort] += 1
        return self._sorts[sort] > most

    def _look(self, answer: httpx.Response, address: str, origin: str) -> Iterator[str]:
        media = answer.headers.get("content-type", "").partition(";")[0]
        if answer.status_code == 401 and address.startswith("/review"):
            return
        if self._is_refused(answer, address):
            return
        if answer.status_code != 200:
            self._fault(f"{answer.status_code} {address} from {origin}: {answer.text[:200]}")
        elif media == "text/html":
            yield from links_of(answer.text, address)
            alternates = [one for one in alternates_of(answer.text) if one[0] in FORMATS]
            if "<article" in answer.text and alternates:
                self._compare(answer.text, address, alternates)
        elif media in READERS:
            try:
                READERS[media](answer.content)
            except Exception as error:  # noqa: BLE001 - whatever a reader says is the finding
                self._fault(f"unreadable {address} from {origin}: {error}")

    def _is_refused(self, answer: httpx.Response, address: str) -> bool:
        """Whether a format says that it cannot hold the statements: RDF/XML has no name for some properties."""
        if answer.status_code != 406 or not answer.text.count("RDF/XML cannot name"):
            return False
        self.walked.refused["RDF/XML"] += 1
        return True

    def _compare(self, page: str, address: str, alternates: Iterable[tuple[str, str]]) -> None:
        """Compare a page with the documents in RDF beside it, and its counts with the store."""
        self.walked.things += 1
        told = statements_of_page(page)
        for media, href in alternates:
            document = self._site.get(href)
            if self._is_refused(document, href):
                continue
            self.walked.documents += 1
            if document.status_code != 200:
                self._fault(f"{document.status_code} {href} from {address}: {document.text[:200]}")
                continue
            try:
                said = statements_of_document(document.content, media)
            except (SyntaxError, ValueError) as error:
                self._fault(f"unreadable {href} from {address}: {error}")
                continue
            if told - said if href.startswith("/ontology.") else said != told:
                self._fault(
                    f"{href} differs from {address}: {[one[:200] for one in sorted(said ^ told)[:3]]}"
                )
        about = re.search(r'<article[^>]* about="([^"]+)"', page)
        if self._store is not None and about and not about[1].startswith("_:") and "group=" not in address:
            self._compare_counts(self._store, page, address)

    def _compare_counts(self, store: Store, page: str, address: str) -> None:
        name = re.search(r'<link rel="canonical" href="([^"]+)"', page)
        if name is None:
            return
        thing = NamedNode(name[1].replace("&amp;", "&").replace("&#39;", "'").replace("&#34;", '"'))
        # What the default graph does not describe (claims, files) is described in the graph where it is made.
        described = any(True for _ in store.quads_for_pattern(thing, None, None, DefaultGraph()))
        for shown in counts_of(page):
            there = (
                (None, NamedNode(shown.property), thing)
                if shown.inverse
                else (thing, NamedNode(shown.property), None)
            )
            quads = store.quads_for_pattern(*there, DefaultGraph() if shown.inverse or described else None)
            count = len({quad.triple for quad in quads})
            self.walked.counts += 1
            if count != shown.count and not (shown.capped and count > shown.count):
                self._fault(f"{address} shows {shown}, and there are {count}")

    def _fault(self, text: str) -> None:
        self.walked.faults.append(text)
        print(text, flush=True)


def address_of(iri: str) -> str:
    """Return the address at which everything can be opened."""
    return f"/describe?iri={quote(iri, safe='')}"


def names_in(store: Store) -> dict[str, None]:
    """Return every IRI that stands in a store as subject, property, object or graph."""
    found: dict[str, None] = {}
    for quad in store:
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, NamedNode):
                found[term.value] = None
            elif isinstance(term, Literal):
                continue
    return found
