"""The versions of the data: a list, a feed, and what changed for one thing between two of them."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import NoVersion
from graph.limits import LIMITS
from graph.store.reader import EmbeddedReader
from graph.store.versions import Listed, VersionStore
from queries.read.changes import Changes, read_changes, read_value_labels
from queries.read.labels import Labels, read_labels
from queries.read.statements import is_known, unknown
from web.dependencies import BaseAddress, PageFrame, ReaderOrNone, Store, reader_of
from web.openapi import answers
from web.page_context import Frame, render
from web.parameters import NewerVersion, OlderVersion, OptionalIri
from web.version_names import version_named
from web.views.changes import ChangeRow, atom_feed, change_rows
from web.views.terms import RenderedTerm, TermRenderer

router = APIRouter()

ATOM: Final = "application/atom+xml"
LISTED: Final = LIMITS.versions_listed


@dataclass(frozen=True)
class VersionRow:
    """A version as it is listed; of one that is `damaged` no more than its number and its releases is known."""

    number: int
    releases: tuple[str, ...]
    created: str
    note: str
    added: int | None
    removed: int | None
    href: str
    damaged: bool = False


@dataclass(frozen=True)
class ChangesPage:
    """What the list of versions shows; with a thing, what changed for it between two versions."""

    versions: tuple[VersionRow, ...]
    thing: RenderedTerm | None
    iri: str
    older: int | None
    newer: int | None
    changes: tuple[ChangeRow, ...]
    count: int
    feed: str


def _rows(store: VersionStore, frame: Frame, iri: str) -> tuple[VersionRow, ...]:
    """Return the versions, the newest first, each with the link to the thing, or the first page, as it was then."""
    return tuple(
        _row(
            one,
            frame.links.entity(iri, version=one.number) if iri else frame.links.page("/", version=one.number),
        )
        for one in reversed(store.listed(most=LISTED))
    )


def _row(one: Listed, href: str) -> VersionRow:
    if one.version is None:
        return VersionRow(one.number, one.releases, "", "", None, None, href, damaged=True)
    manifest = one.version.manifest
    return VersionRow(
        one.number, one.releases, manifest.created, manifest.note, manifest.added, manifest.removed, href
    )


@router.get("/changes", include_in_schema=False)
def listed(
    request: Request,
    store: Store,
    reader: ReaderOrNone,
    frame: PageFrame,
    iri: OptionalIri = "",
    older: OlderVersion = None,
    newer: NewerVersion = None,
) -> Response:
    """Answer `/changes`, with `?iri=&from=&to=` for one thing."""
    versions = _rows(store, frame, iri)
    thing = None
    rows: tuple[ChangeRow, ...] = ()
    count = 0
    if iri:
        newer = newer or (reader or reader_of(request)).version.number
        older = older or _before(store, newer)
        readers = [_reader(store, number) for number in (newer, older) if number is not None]
        if not any(is_known(one, iri) for one in readers):
            raise unknown(iri[:200])
        found, labels = Changes(), Labels()
        if older is not None:
            found = read_changes(readers[1], readers[0], iri)
            labels = read_value_labels(readers[1], readers[0], found.changes)
        for one in readers:
            if not labels.of.get(iri):
                labels = Labels({**labels.of, **read_labels(one, [iri]).of})
        terms = TermRenderer(frame.words, frame.links, labels)
        thing, rows, count = terms.link(iri), change_rows(found.changes, terms), found.count
    else:
        older = newer = None
    page = ChangesPage(versions, thing, iri, older, newer, rows, count, "/changes.atom")
    return render(request, "changes.html", page)


def _reader(store: VersionStore, number: int) -> EmbeddedReader:
    return EmbeddedReader(version_named(store, number).open())


def _before(store: VersionStore, number: int) -> int | None:
    """Return the newest of the earlier versions that can be read."""
    return max((one.number for one in store.all() if one.number < number), default=None)


@router.get("/changes.atom", tags=["Versions"], responses=answers(ATOM), response_class=Response)
def feed(store: Store, base: BaseAddress) -> Response:
    """Get the versions of the data as an Atom feed (RFC 4287)."""
    store.check_current()
    versions = [one.version for one in reversed(store.listed(most=LISTED)) if one.version is not None]
    if not versions:
        raise NoVersion("There is no data yet.", hint="Load the tables: huunghi load data")
    return Response(atom_feed(versions, base), media_type=f"{ATOM}; charset=utf-8")
