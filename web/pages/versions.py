"""The versions of the data: a list, a feed, and what changed for one thing between two of them."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.errors import InputError, NotFound, NoVersion
from graph.limits import LIMITS
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from queries.read.changes import Changes, read_changes, read_value_labels
from queries.read.labels import Labels, read_labels
from queries.read.statements import is_known
from web.dependencies import reader_of
from web.page_context import Frame, frame_of, render, settings_of
from web.views.changes import ChangeRow, atom_feed, change_rows
from web.views.terms import RenderedTerm, TermRenderer

LISTED: Final = LIMITS.versions_listed


@dataclass(frozen=True)
class VersionRow:
    """A version as it is listed."""

    number: int
    releases: tuple[str, ...]
    created: str
    note: str
    added: int | None
    removed: int | None
    href: str


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
        VersionRow(
            v.number,
            v.releases,
            v.manifest.created,
            v.manifest.note,
            v.manifest.added,
            v.manifest.removed,
            frame.links.entity(iri, version=v.number) if iri else frame.links.page("/", version=v.number),
        )
        for v in reversed(store.all()[-LISTED:])
    )


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    if text and not (text.isascii() and text.isdigit()):
        raise InputError(
            "%(name)s=%(text)s is no version.",
            hint="Versions are numbered; /changes lists them.",
            values={"name": name, "text": text[:40]},
        )
    return int(text[:9]) if text else None


def listed(request: Request) -> Response:
    """Answer `/changes`, with `?iri=&from=&to=` for one thing."""
    frame = frame_of(request)
    store = VersionStore(settings_of(request).store)
    iri = request.query_params.get("iri", "")
    versions = _rows(store, frame, iri)
    thing, older, newer = None, None, None
    rows: tuple[ChangeRow, ...] = ()
    count = 0
    if iri:
        newer = _number(request, "to") or reader_of(request).version.number
        older = _number(request, "from") or _before(store, newer)
        readers = [_reader(store, number) for number in (newer, older) if number is not None]
        if not any(is_known(reader, iri) for reader in readers):
            raise NotFound(
                "Nothing is known of <%(iri)s>.",
                hint="Check the spelling, or search for a name.",
                values={"iri": iri[:200]},
            )
        found, labels = Changes(), Labels()
        if older is not None:
            found = read_changes(readers[1], readers[0], iri)
            labels = read_value_labels(readers[1], readers[0], found.changes)
        for reader in readers:
            if not labels.of.get(iri):
                labels = Labels({**labels.of, **read_labels(reader, [iri]).of})
        terms = TermRenderer(frame.words, frame.links, labels)
        thing, rows, count = terms.link(iri), change_rows(found.changes, terms), found.count
    page = ChangesPage(versions, thing, iri, older, newer, rows, count, "/changes.atom")
    return render(request, "changes.html", page)


def _reader(store: VersionStore, number: int) -> EmbeddedReader:
    try:
        return EmbeddedReader(store.get(number).open())
    except NoVersion as error:  # what the store says of it names its folder
        raise NoVersion(
            "There is no version “%(name)s” of the data.",
            hint="Versions are numbered; /changes lists them.",
            values={"name": number},
        ) from error


def _before(store: VersionStore, number: int) -> int | None:
    return max((n for n in store.numbers() if n < number), default=None)


def feed(request: Request) -> Response:
    """Answer `/changes.atom`: the versions as an Atom feed (RFC 4287)."""
    store = VersionStore(settings_of(request).store)
    base = (settings_of(request).public_url or str(request.base_url)).rstrip("/")
    versions = list(reversed(store.all()[-LISTED:]))
    if not versions:
        raise NoVersion("There is no data yet.", hint="Load the tables: huunghi load data")
    return Response(atom_feed(versions, base), media_type="application/atom+xml; charset=utf-8")


ROUTES = (Route("/changes", listed), Route("/changes.atom", feed))
