"""What can be wrong with the store on disk, and with what is read or fetched in its place."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from graph.errors.base import N_, HuuNghiError


class StoreError(HuuNghiError):
    """The store on disk cannot do what was asked.

    `where` is the file or folder, `cause` what the system or the engine said: for the command line only, and so no part
    of the values.

    >>> error = DamagedKey("The session key cannot be read.", hint="Ask.", where=Path("/srv/store/session.key"))
    >>> print(error)
    The session key cannot be read.
    (/srv/store/session.key)
    Ask.
    >>> error.message
    'The session key cannot be read.'
    """

    slug = "store-unavailable"
    title = "The data cannot be read just now"
    next_step = "See that the store may be read and written, and that the disk has room."
    status = 503
    part: ClassVar[str] = ""

    def __init__(
        self,
        template: str,
        *,
        hint: str = "",
        values: Mapping[str, str | int | float] | None = None,
        where: Path | None = None,
        cause: object = "",
    ) -> None:
        super().__init__(template, hint=hint, values=values)
        self.where = where
        self.cause = str(cause)

    def __str__(self) -> str:
        inside = ": ".join(one for one in (str(self.where or ""), self.cause) if one)
        return "\n".join(one for one in (self.message, inside and f"({inside})", self.hint) if one)


class NoVersion(StoreError):
    """There is no such version, or the store has none yet."""

    slug = "no-such-version"
    title = "There is no such version of the data"
    status = 404


class PrunedVersion(NoVersion):
    """The version was there, and is no longer kept."""

    slug = "version-pruned"
    title = "This version of the data is no longer kept"
    next_step = "Versions that have a release name are kept; /changes lists those that are there."
    status = 410


class StoreBusy(StoreError):
    """Another process is writing to the store."""

    slug = "store-busy"
    title = "The data is being changed just now"


class DiskFull(StoreError):
    """There is no room to write."""

    slug = "disk-full"
    title = "There is no room on the disk of the service"
    next_step = (
        "Nothing was changed, and what is there can be read. Whoever runs the service has to make room."
    )
    status = 507


class StoreReadOnly(StoreError):
    """The system lets nobody write to the store."""

    slug = "store-read-only"
    title = "The data cannot be changed just now"
    next_step = "What is there can be read. Whoever runs the service has to let it write to its store."


class OtherFormat(StoreError):
    """The store is of another major version of the format than this program reads."""

    slug = "other-format"
    title = "The data are of another format"
    next_step = (
        "Whoever runs the service has to install the release that wrote them, or a later one (at both ends, where "
        "versions are brought from one store to another)."
    )


class IsReplica(StoreError):
    """The store follows another one, and takes no changes of its own."""

    slug = "replica"
    title = "This is a replica, which takes no changes"
    next_step = "Make the change at the server that it follows."
    status = 403


class TransferFailed(StoreError):
    """Versions could not be brought from one store to another; what is served stays as it was."""

    slug = "transfer-failed"
    title = "Versions could not be brought from one store to another"
    next_step = "What is served is unchanged, and what has come is kept: try again, and it goes on there."
    status = 502


class Unreachable(TransferFailed):
    """The other store does not answer, or does not let us in."""

    slug = "unreachable"


class WrongContent(TransferFailed):
    """A file that came is not the one that it should be."""

    slug = "wrong-content"


class Diverged(TransferFailed):
    """The two stores have gone different ways: no version of one may take the place of one of the other."""

    slug = "diverged"
    title = "The two stores have gone different ways"
    status = 409


class EndpointFailed(StoreError):
    """The endpoint that is read in the store's place gave no answer, or none that can be read.

    `cause` has its address: what visitors of a public service are told is not where it reads.
    """

    slug = "endpoint-failed"
    title = "The endpoint behind this service does not answer as it must"
    next_step = "Try again in a moment. What needs no data can be read meanwhile."
    status = 502


class StoreDamaged(StoreError):
    """A part of the store is not as it was written; `part` is its name."""

    slug = "store-damaged"
    title = "A part of the data is damaged"
    next_step = (
        "Whoever runs the service: `huunghi versions repair` explains what it finds, and mends what it can."
    )
    part = "store"


class BrokenCurrent(StoreDamaged):
    """Which version is current cannot be told: the link is missing, outdated, or leads to none."""

    slug = "broken-current"
    title = "Which version of the data is the current one cannot be told"
    part = "current"


class DamagedData(StoreDamaged):
    """The statements of a version cannot be read."""

    slug = "damaged-data"
    title = "A version of the data is damaged"
    part = "data"


class DamagedManifest(StoreDamaged):
    """What is noted of a version cannot be read."""

    slug = "damaged-manifest"
    title = "A version of the data is damaged"
    part = "manifest"


class DamagedNameIndex(StoreDamaged):
    """The index of names of a version cannot be read."""

    slug = "damaged-index-of-names"
    title = "The index of names is damaged"
    part = "index of names"
    unreadable: ClassVar[str] = N_(
        "The index of names cannot be read; pages and queries are answered without it."
    )


class DamagedTextIndex(StoreDamaged):
    """The index of texts cannot be read."""

    slug = "damaged-index-of-texts"
    title = "The index of texts is damaged"
    part = "index of texts"
    unreadable: ClassVar[str] = N_(
        "The index of the sources' texts (texts.sqlite) cannot be read; names are found without it."
    )


class DamagedReadings(StoreDamaged):
    """What was read of articles cannot be read."""

    slug = "damaged-readings"
    title = "What was read of articles is damaged"
    part = "readings"
    unreadable: ClassVar[str] = N_(
        "What was read of articles (readings.sqlite) cannot be read; pages and queries are answered without it."
    )
    no_base: ClassVar[str] = N_(
        "The file that the claims of articles are made from (articles.sqlite) cannot be read; it is made again at the "
        "next load."
    )


class DamagedReleases(StoreDamaged):
    """The links of releases cannot be read, or lead elsewhere than they did."""

    slug = "damaged-releases"
    title = "The names of releases are damaged"
    part = "releases"


class DamagedRecord(StoreDamaged):
    """The record of what was published (published.json) cannot be read."""

    slug = "damaged-record"
    title = "The record of what was published is damaged"
    part = "record of publications"


class DamagedRetention(StoreDamaged):
    """The rule by which versions are kept (retention.json) cannot be read."""

    slug = "damaged-retention"
    title = "The rule by which versions are kept is damaged"
    part = "rule of retention"


class DamagedTokens(StoreDamaged):
    """The tokens cannot be read."""

    slug = "damaged-tokens"
    title = "The tokens of the service are damaged"
    part = "tokens"


class DamagedKey(StoreDamaged):
    """The key that sessions are signed with cannot be used."""

    slug = "damaged-session-key"
    title = "The key of sessions is damaged"
    part = "session key"


class DamagedLock(StoreDamaged):
    """The writer's lock is no file."""

    slug = "damaged-lock"
    title = "The lock of the store is damaged"
    part = "lock"


class DamagedLink(StoreDamaged):
    """The query behind a short link is not what was stored."""

    slug = "damaged-link"
    title = "The query of this link is damaged"
    part = "links"


class DamagedQuery(StoreDamaged):
    """A query that was added to the catalogue cannot be used."""

    slug = "damaged-query"
    title = "This query cannot be used"
    part = "library"


def store_error_called(slug: str) -> type[StoreError]:
    """Return the class of a fault of the store by its slug, as another process names it.

    >>> store_error_called("disk-full").__name__, store_error_called("unheard-of").__name__
    ('DiskFull', 'StoreError')
    """
    waiting: list[type[StoreError]] = [StoreError]
    for one in waiting:
        waiting.extend(one.__subclasses__())
    return next((one for one in waiting if one.slug == slug), StoreError)
