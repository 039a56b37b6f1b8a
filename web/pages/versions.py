"""The versions of the data: a list, a feed, and what changed for one thing between two of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.errors import BadParameter, InputError, NotFound, NoVersion
from graph.limits import LIMITS
from graph.store.reader import EmbeddedReader, Reader, Term
from graph.store.version import Version
from graph.store.versions import VersionStore
from queries.read.rows import ask
from web.dependencies import reader_of
from web.errors import told
from web.incoming import CAP, incoming_counts
from web.languages import N_
from web.page_context import Frame, frame_of, render, settings_of
from web.things import Names, Value, reading

LISTED: Final = LIMITS.versions_listed
SHOWN: Final = LIMITS.changes_shown
"""Changes of one thing that the page shows."""


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
class Change:
    """A statement gained or lost: of the thing itself, or of another that points to it (`inverse`)."""

    gained: bool
    property: str
    value: Value
    inverse: bool


@dataclass(frozen=True)
class ChangesPage:
    """What the list of versions shows; with a thing, what changed for it between two versions."""

    versions: tuple[VersionRow, ...]
    thing: Value | None
    iri: str
    older: int | None
    newer: int | None
    changes: tuple[Change, ...]
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


_Said = set[tuple[str, Term, bool]]


def _about(reader: Reader, iri: str) -> _Said:
    said: _Said = set()
    for row in ask(reader, "statements-of", things=[iri]):
        if isinstance(p := row["property"], NamedNode) and row["value"] is not None:
            said.add((p.value, row["value"], False))
    for property_iri in incoming_counts(reader, iri):
        for row in ask(reader, "incoming", thing=iri, property=property_iri)[:CAP]:
            if row["from"] is not None:
                said.add((property_iri, row["from"], True))
    return said


def changes_between(old: Reader, new: Reader, iri: str, names: Names) -> tuple[Change, ...]:
    """Return what one version says of a thing and the other does not, what was gained first."""
    before, after = _about(old, iri), _about(new, iri)
    both = [(True, one) for one in after - before] + [(False, one) for one in before - after]
    for reader, gained in ((new, True), (old, False)):
        names.fetch(reader, (v.value for g, (_, v, _) in both if g == gained and isinstance(v, NamedNode)))
    found = [
        Change(gained, reading(p, names.words, inverse=inverse).text, names.value(value), inverse)
        for gained, (p, value, inverse) in both
    ]
    return tuple(sorted(found, key=lambda c: (not c.gained, c.inverse, c.property, c.value.sort)))


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    if text and not (text.isascii() and text.isdigit()):
        raise told(
            InputError,
            N_("%(name)s=%(text)s is no version."),
            N_("Versions are numbered; /changes lists them."),
            name=name,
            text=text[:40],
        )
    return int(text[:9]) if text else None


def listed(request: Request) -> Response:
    """Answer `/changes`, with `?iri=&from=&to=` for one thing."""
    frame = frame_of(request)
    store = VersionStore(settings_of(request).store)
    iri = request.query_params.get("iri", "")
    versions = _rows(store, frame, iri)
    thing, older, newer = None, None, None
    changes: tuple[Change, ...] = ()
    if iri:
        newer = _number(request, "to") or reader_of(request).version.number
        older = _number(request, "from") or _before(store, newer)
        names = Names(frame.words, frame.links)
        readers = [_reader(store, number) for number in (newer, older) if number is not None]
        if not any(_is_known(reader, iri) for reader in readers):
            raise told(
                NotFound,
                N_("Nothing is known of <%(iri)s>."),
                N_("Check the spelling, or search for a name."),
                iri=iri[:200],
            )
        if older is not None:
            changes = changes_between(readers[1], readers[0], iri, names)
        for reader in readers:
            if names.name(iri).lang == "":
                names.fetch(reader, [iri])
        thing = names.link(iri)
    page = ChangesPage(versions, thing, iri, older, newer, changes[:SHOWN], len(changes), "/changes.atom")
    return render(request, "changes.html", page)


def _reader(store: VersionStore, number: int) -> EmbeddedReader:
    try:
        return EmbeddedReader(store.get(number).open())
    except NoVersion as error:  # what the store says of it names its folder
        raise told(
            NoVersion,
            N_("There is no version “%(name)s” of the data."),
            N_("Versions are numbered; /changes lists them."),
            name=number,
        ) from error


def _is_known(reader: Reader, iri: str) -> bool:
    try:
        return bool(ask(reader, "known", thing=iri))
    except BadParameter:
        return False


def _before(store: VersionStore, number: int) -> int | None:
    return max((n for n in store.numbers() if n < number), default=None)


def feed(request: Request) -> Response:
    """Answer `/changes.atom`: the versions as an Atom feed (RFC 4287)."""
    store = VersionStore(settings_of(request).store)
    base = (settings_of(request).public_url or str(request.base_url)).rstrip("/")
    versions = list(reversed(store.all()[-LISTED:]))
    if not versions:
        raise told(NoVersion, N_("There is no data yet."), N_("Load the tables: huunghi load data"))
    return Response(_atom(versions, base), media_type="application/atom+xml; charset=utf-8")


def _atom(versions: Iterable[Version], base: str) -> str:
    entries = []
    newest = ""
    for version in versions:
        newest = newest or version.manifest.created
        link = f"{base}/changes?from={version.manifest.parent or ''}&to={version.number}"
        counts = f"+{version.manifest.added or 0} \u2212{version.manifest.removed or 0}"
        entries.append(
            f"<entry><id>{escape(base)}/?version={version.number}</id><title>{escape(version.label)}: "
            f"{escape(version.manifest.note)}</title><updated>{escape(version.manifest.created)}</updated>"
            f"<link href={quoteattr(link)}/><summary>{counts}</summary></entry>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{escape(base)}/changes.atom</id><title>Hữu Nghị: versions of the data</title>"
        f"<author><name>Hữu Nghị</name></author><updated>{escape(newest)}</updated>"
        f'<link rel="self" href={quoteattr(base + "/changes.atom")}/><link href={quoteattr(base + "/changes")}/>'
        + "".join(entries)
        + "</feed>\n"
    )


ROUTES = (Route("/changes", listed), Route("/changes.atom", feed))
