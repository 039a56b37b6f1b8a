"""The versions of the data: a list, a feed, and what changed for one thing between two of them."""

from collections.abc import Callable
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
from web.dependencies import AppSettings, BaseAddress, PageFrame, ReaderOrNone, Store, reader_of
from web.openapi import answers
from web.page_context import Frame, render
from web.parameters import NewerVersion, OlderVersion, OptionalIri
from web.version_names import no_versions, version_named
from web.views.changes import ChangeRow, atom_feed, change_rows
from web.views.terms import RenderedTerm, TermRenderer

router = APIRouter()

ATOM: Final = "application/atom+xml"
LISTED: Final = LIMITS.versions_listed
FEED: Final = "/changes.atom"


@dataclass(frozen=True)
class VersionRow:
    """A version as it is listed; of one that cannot be read, `unread` says why and little is known."""

    number: int
    releases: tuple[str, ...]
    created: str
    note: str
    added: int | None
    removed: int | None
    href: str
    unread: str = ""


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


def _rows(store: VersionStore, hrefs: Callable[[int], str]) -> tuple[VersionRow, ...]:
    """Return the versions, the newest first, each with its link by its number."""
    return tuple(_row(one, hrefs(one.number)) for one in reversed(store.listed(most=LISTED)))


def _row(one: Listed, href: str) -> VersionRow:
    if one.version is None:
        return VersionRow(
            one.number, one.releases, "", "", None, None, "", one.damage.title if one.damage else ""
        )
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
    if frame.read:
        page = ChangesPage((), None, "", None, None, (), 0, "")
    elif iri:
        newer = newer or (reader or reader_of(request)).version.number
        older = older or _before(store, newer)
        page = _changes_of(store, frame, iri, older, newer, read=reader.version.number if reader else None)
    else:
        versions = _rows(store, lambda number: frame.links.page("/", version=number))
        page = ChangesPage(versions, None, "", None, None, (), 0, FEED)
    return render(request, "changes.html", page)


def _changes_of(
    store: VersionStore, frame: Frame, iri: str, older: int | None, newer: int, *, read: int | None
) -> ChangesPage:
    """Return the page of what changed for a thing. Everything on it leads into the version that has it; `read` is the
    version that this page is of.
    """
    readers = {number: _reader(store, number) for number in (newer, older) if number is not None}
    known = [number for number, one in readers.items() if is_known(one, iri)]
    if not known:
        raise unknown(iri[:200])
    found, labels = Changes(), Labels()
    if older is not None:
        found = read_changes(readers[older], readers[newer], iri)
        labels = read_value_labels(readers[older], readers[newer], found.changes)
    for number in known:
        if not labels.of.get(iri):
            labels = labels | read_labels(readers[number], [iri])

    def terms_of(number: int) -> TermRenderer:
        links = frame.links if number == read else frame.links.of_version(number)
        return TermRenderer(frame.words, links, labels)

    def href(number: int) -> str:
        """Return the link to the thing in a version; where it may not be in it, to what changed since or till then."""
        if number in readers:
            return frame.links.entity(iri, version=number) if number in known else ""
        first, last = sorted((number, known[0]))
        return frame.links.changes(iri=iri, **{"from": first, "to": last})

    rows = change_rows(found.changes, terms_of(newer), terms_of(older or newer))
    thing = terms_of(known[0]).link(iri)
    return ChangesPage(_rows(store, href), thing, iri, older, newer, rows, found.count, FEED)


def _reader(store: VersionStore, number: int) -> EmbeddedReader:
    return EmbeddedReader(version_named(store, number).open())


def _before(store: VersionStore, number: int) -> int | None:
    """Return the newest of the earlier versions that can be read."""
    return max((one.number for one in store.all() if one.number < number), default=None)


@router.get(FEED, tags=["Versions"], responses=answers(ATOM), response_class=Response)
def feed(store: Store, base: BaseAddress, settings: AppSettings) -> Response:
    """Get the versions of the data as an Atom feed (RFC 4287)."""
    if settings.reader:
        raise no_versions()
    store.check_current()
    versions = [one.version for one in reversed(store.listed(most=LISTED)) if one.version is not None]
    if not versions:
        raise NoVersion("There is no data yet.", hint="Load the tables: huunghi load data")
    return Response(atom_feed(versions, base), media_type=f"{ATOM}; charset=utf-8")
