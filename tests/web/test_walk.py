"""A walk over the site on the five reports: every link leads somewhere, every alternate can be read, and a thing is
told alike in HTML, Turtle, JSON-LD, N-Triples and RDF/XML.

Of each sort of address a share is opened (`tests/scale.py`); whether there is what the other links lead to, the store
is asked.
"""

import html
import os
import re
from collections import Counter, deque
from typing import Final
from urllib.parse import parse_qsl, urljoin

import httpx
from pyoxigraph import NamedNode, parse

from graph.store.reader import EmbeddedReader
from ontology.iris import BASE
from queries.read.statements import read_known
from tests.scale import SCALE, sample, share
from tests.walk.reading import FORMATS, HYDRA, OF_WORKERS, READERS, is_provenance, links_of
from tests.web.conftest import Inside
from tests.web.rdfa import triples_in

MANY: Final = {
    **dict.fromkeys(("claim", "passage", "graph?", "changes?"), 15),
    **dict.fromkeys(("concept", "describe?", "search?", "trace?", "version"), 60),
    "sparql?": 30,
}
"""Sorts of addresses of which there are thousands, all made by one template: so many of each format are walked."""
THINGS: Final = 60
"""Addresses of each other sort and format of which a share is walked, where not all are."""
ALL: Final = os.environ.get("TEST_WALK") == "all"
"""Whether all of them are walked, and only combinations of view parameters, which have no end, are sampled."""
WHOLE: Final = frozenset({"iri", "version"})
"""Parameters that name what a page is about: of these every value is walked."""
COMBINED: Final = 4
"""Values of one combination of view parameters that the whole walk takes of one page."""
THING: Final = re.compile(r"/((?:id|concept)/[^?]+)\.html(?:\?.*)?")
"""The address of the page of a thing of ours."""


def is_enough(address: str, walked: Counter[str]) -> bool:
    """Whether no more addresses of this sort need to be walked."""
    path, _, query = address.partition("?")
    if ALL:
        views = sorted({name for name, _ in parse_qsl(query)} - WHOLE)
        # One or two parameters for each page; more for pages of its sort, with the others as they come.
        page = path if len(views) < 3 else "/".join(path.split("/")[:2])
        walked[f"{page}?{views}"] += 1
        return bool(views) and walked[f"{page}?{views}"] > COMBINED
    parts = path.split("/")
    sort = (
        "version" if "version=" in query else parts[2] if parts[1] == "id" else parts[1] + "?" * bool(query)
    )
    most = share(MANY.get(sort, THINGS), least=2)
    if SCALE >= 1 and sort not in MANY:
        return False
    form = path.rpartition(".")[2] if "." in path else ""
    walked[sort + form] += 1
    return walked[sort + form] > most


def test_every_link_leads_somewhere_and_every_document_can_be_read(
    inside: Inside, client: httpx.Client, five_reports: EmbeddedReader
) -> None:
    seen: set[str] = set()
    things: dict[str, str] = {}
    kinds: Counter[str] = Counter()
    bad: list[str] = []
    queue = deque([("/", "")])
    while queue:
        address, origin = queue.popleft()
        if address in seen:
            continue
        if is_enough(address, kinds):
            if page := THING.fullmatch(address):
                things.setdefault(f"{BASE}{page[1]}", origin)
            continue
        seen.add(address)
        if len(seen) % 5000 == 0:
            print(f"{len(seen)} walked, {len(queue)} in line, last {address}")
        asked = client if address.startswith(OF_WORKERS) else inside
        answer = asked.get(address)
        if answer.is_redirect:
            queue.append((urljoin(address, answer.headers["location"]), address))
            continue
        media = answer.headers.get("content-type", "").partition(";")[0]
        if answer.status_code == 401 and address.startswith("/review"):
            continue  # a page for reviewers, who sign in there
        if answer.status_code != 200:
            bad.append(f"{answer.status_code} {address} from {origin}")
            print(bad[-1])
        elif media == "text/html":
            queue.extend((link, address) for link in links_of(answer.text, address) if link not in seen)
        elif media in READERS:
            try:
                READERS[media](answer.content)
            except Exception as error:  # noqa: BLE001 - whatever a reader says is the finding
                bad.append(f"unreadable {address} from {origin}: {error}")
                print(bad[-1])
    known = read_known(five_reports, things)
    bad += [f"nothing is known of {iri}, to which {things[iri]} leads" for iri in things if iri not in known]
    print(f"{len(seen)} addresses walked, {len(things)} things looked up")
    assert bad == []
    assert len(seen) > 500
    assert len(seen) + len(things) > 2000


def things(inside: Inside) -> list[str]:
    """The pages of every thing there is, from the site map, with the groups that go on on pages of their own."""
    listed = re.findall(r"<loc>[^<]*?(/id/[^<]+?)</loc>", inside.get("/sitemap.xml").text)
    found = [f"{address.removesuffix('.html')}.html" for address in listed]
    for kind in ("tenure", "membership", "participation", "citation", "task", "recommendation", "period"):
        rows = inside.get(f"/search?kind={kind}").text
        found += [html.unescape(link) for link in re.findall(rf'href="(/id/{kind}/[^"]+\.html)"', rows)]
    return [*dict.fromkeys(found), "/concept/body.html", "/concept/body/cluster.html", "/describe?iri=urn:x"]


def sampled(addresses: list[str]) -> list[str]:
    """A share of the pages of things of each kind."""
    kinds: dict[str, list[str]] = {}
    for address in addresses:
        kinds.setdefault("/".join(address.split("/")[:3]), []).append(address)
    return [address for some in kinds.values() for address in sample(some, least=3)]


def test_a_thing_is_told_alike_in_every_format(inside: Inside, client: httpx.Client) -> None:
    """Statement by statement, for things of every kind, and for each group that is cut, page after page."""
    queue = deque(sampled(things(inside)[:-1]))
    queue.append("/describe?iri=http%3A%2F%2Fwww.w3.org%2Fns%2Forg%23Post")
    seen: set[str] = set()
    differing, parts = [], 0
    while queue:
        address = queue.popleft()
        if address in seen:
            continue
        seen.add(address)
        page = inside.get(address)
        assert page.status_code == 200, address
        told = {t for t in triples_in(page.text) if not is_provenance(t)}
        assert told, f"{address} tells nothing"
        claims = set(re.findall(r'href="(/id/claim/[^"]+)\.html"', page.text))
        # What is claimed from a source, of whatever thing, stands beside its text, and is in the graph it offers.
        downloaded = {
            str(quad.subject.value)
            for href in re.findall(
                r'href="(/graphs\?graph=[^"]+)" rel="nofollow">Download its claims', page.text
            )
            for quad in parse(client.get(html.unescape(href)).content, format=FORMATS["text/turtle"])
        }
        alternates = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', page.text)
        assert {media for media, _ in alternates} == set(FORMATS)
        for media, href in alternates:
            document = inside.get(html.unescape(href))
            assert document.status_code == 200
            whole = {quad.triple for quad in parse(document.content, format=FORMATS[media])}
            said = {t for t in whole if not is_provenance(t)}
            if said != told:
                differing.append((address, media, sorted(map(str, said ^ told))[:3]))
            described = {str(t.subject.value) for t in whole if isinstance(t.subject, NamedNode)}
            missing = [c for c in claims if f"https://w3id.org/huunghi{c}" not in described | downloaded]
            assert missing == [], f"{href} lacks claims that {address} names"
            # A long text goes on on pages of its own: those are parts of the text, not of what is said of its source.
            next_in_page = re.findall(r'rel="next" href="(?![^"]*[?;&]part=)([^"]+)"', page.text)
            assert bool(next_in_page) == ('rel="next"' in document.headers.get("link", ""))
            if "group=" in address:
                views = [t for t in whole if t.predicate.value == HYDRA + "next"]
                assert bool(views) == bool(next_in_page), href
        more = [html.unescape(h) for h in re.findall(r'href="([^"]*[?&;]group=[^"]*)"', page.text)]
        parts += len(more)
        queue.extend(
            link for link in more if ".html" in link or ("/describe" in link and "format" not in link)
        )
    assert differing == []
    assert len(seen) > share(300)
    assert parts > share(20)
