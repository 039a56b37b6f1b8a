"""Every error the project raises on purpose, below the web.

    HuuNghiError                what happened, to which input, what to do next
    ├── StoreError              the store on disk
    │   ├── NoVersion           there is no such version, or none yet
    │   │   └── PrunedVersion   it was there, and is no longer kept
    │   ├── StoreBusy           another process is writing
    │   ├── DiskFull            there is no room to write
    │   ├── StoreReadOnly       the system lets nobody write
    │   ├── OtherFormat         it is of another major version of the format
    │   ├── IsReplica           it follows another store, and takes no changes of its own
    │   ├── TransferFailed      versions could not be brought from one store to another
    │   │   ├── Unreachable     the other store does not answer
    │   │   ├── WrongContent    a file is not the one that it should be
    │   │   └── Diverged        the two stores have gone different ways
    │   ├── EndpointFailed      the endpoint that is read in the store's place did not answer as it must
    │   └── StoreDamaged        a part of it is not as it was written; one class a part:
    │       BrokenCurrent, DamagedData, DamagedManifest, DamagedNameIndex, DamagedTextIndex, DamagedReadings,
    │       DamagedReleases, DamagedRecord, DamagedTokens, DamagedKey, DamagedLock, DamagedLink, DamagedQuery
    ├── InputError              something given to us is wrong; carries the problems, one line each
    │   └── Conflicting         a name is taken
    ├── QueryError              a query of ours or a user's
    │   ├── UnknownQuery        no query of that name in the catalogue
    │   ├── UnreadableQuery     its text is no SPARQL
    │   ├── CallFailed          a service that it calls did not answer
    │   ├── EndpointRefused     the endpoint that is read takes it for no query
    │   ├── EngineFailed        the engine itself failed on it
    │   └── BadParameter        a parameter is missing, unknown, or not of its type
    ├── ReadTimedOut            a page could not be read within its time
    ├── NotFound                no such entity
    ├── UnwritableFormat        an answer has what its format cannot hold
    ├── Contradiction           what was put in by hand contradicts what is claimed
    ├── ManagedGraph            a graph that the service makes itself was to be written
    └── InvalidGraph            validation failed; nothing was published

`web/errors.py` continues the tree with what only HTTP can refuse. An error's text is an English template and its
values, so that the web can say it in the reader's language; the template is the translation's key, and therefore a
literal where the error is raised. Where in the file system it happened, and what the system said of it, are kept apart
(`where`, `cause`): the command line shows them, and no answer over HTTP does. On the class stands what the problem
document (RFC 9457) needs: `slug`, the last part of the problem type's IRI, `title`, the HTTP `status`, and `next_step`,
the hint of an error that is raised without one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar


def N_(text: str) -> str:
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return text


def fill(template: str, values: Mapping[str, object]) -> str:
    """Return a template with its `%(name)s` places filled; without values it is a text, and stays as it is.

    A tuple is several things of which one is meant.

    >>> fill("There is no page %(page)s.", {"page": 9})
    'There is no page 9.'
    >>> fill("This needs %(expected)s.", {"expected": ("a dot", "a semicolon", "}")})
    'This needs a dot, a semicolon or }.'
    >>> fill("100% of it", {})
    '100% of it'
    """
    if not values or not template:
        return template
    return template % {
        name: _either(value) if isinstance(value, tuple) else value for name, value in values.items()
    }


def _either(things: tuple[object, ...]) -> str:
    *most, last = map(str, things)
    return f"{', '.join(most)} or {last}" if most else last


class HuuNghiError(Exception):
    """What happened, to which input, and what to do next.

    `template` and `hint` are English; where `values` are given, both have `%(name)s` places that these fill.

    >>> error = NotFound("There is no token %(name)r.", hint="`list` names them.", values={"name": "Lan"})
    >>> print(error)
    There is no token 'Lan'.
    `list` names them.
    >>> error.template
    'There is no token %(name)r.'
    """

    slug: str = "error"
    title: str = "Something went wrong on our side"
    next_step: ClassVar[str] = ""
    status: int = 500

    def __init__(self, template: str, *, hint: str = "", values: Mapping[str, object] | None = None) -> None:
        super().__init__(template)
        self.template = template
        self.hint_template = hint or self.next_step
        self.values: Mapping[str, object] = MappingProxyType(dict(values or {}))

    @property
    def message(self) -> str:
        """What happened, in English."""
        return fill(self.template, self.values)

    @property
    def hint(self) -> str:
        """What to do next, in English; may be empty."""
        return fill(self.hint_template, self.values)

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


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


def store_error_called(slug: str) -> type[StoreError]:
    """Return the class of a fault of the store by its slug, as another process names it.

    >>> store_error_called("disk-full").__name__, store_error_called("unheard-of").__name__
    ('DiskFull', 'StoreError')
    """
    waiting: list[type[StoreError]] = [StoreError]
    for one in waiting:
        waiting.extend(one.__subclasses__())
    return next((one for one in waiting if one.slug == slug), StoreError)


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: file, line and column where known (1-based), and what it is."""

    file: str
    message: str
    line: int | None = None
    column: str | int | None = None

    def __str__(self) -> str:
        where = [self.file] + [str(x) for x in (self.line, self.column) if x is not None]
        return f"{':'.join(where)}: {self.message}"


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


class InputError(HuuNghiError):
    """Something given to us is wrong; each problem is one line with its place."""

    slug = "invalid-input"
    title = "This request cannot be understood"
    status = 400

    def __init__(
        self,
        template: str,
        *,
        problems: tuple[Problem, ...] = (),
        hint: str = "",
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(template, hint=hint, values=values)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([self.message, *map(str, self.problems), *([self.hint] if self.hint else [])])


class Conflicting(InputError):
    """What is to be made has a name that is taken."""

    slug = "conflict"
    title = "This is there already"
    status = 409


class QueryError(HuuNghiError):
    """A query cannot be run."""

    slug = "invalid-query"
    title = "This query cannot be run"
    next_step = "Correct the query, and run it again."
    status = 400


class UnreadableQuery(QueryError):
    """The text is not SPARQL that the engine can read; nothing of it was run."""


class UnknownQuery(QueryError):
    """The catalogue has no query of that name."""

    slug = "no-such-query"
    title = "There is no such query"
    status = 404


class CallFailed(QueryError):
    """Another service, which a query calls, did not answer."""


class EndpointRefused(QueryError):
    """The endpoint that is read takes a query of ours for none: it speaks less than SPARQL 1.1, or something else."""

    slug = "endpoint-refused"
    title = "The endpoint behind this service refuses the query"
    next_step = "Whoever runs the service: the address of --reader must be that of a SPARQL 1.1 endpoint."
    status = 502


class EngineFailed(QueryError):
    """The engine itself failed on a query that is legal."""

    slug = "engine-failed"
    title = "The engine failed on this query"
    status = 422


class BadParameter(QueryError):
    """A parameter is missing, unknown, or not of its type."""

    slug = "invalid-parameter"
    title = "This request cannot be understood"
    next_step = "/queries lists the prepared queries with their parameters."


class ReadTimedOut(HuuNghiError):
    """A page could not be read within its time."""

    slug = "page-timeout"
    title = "This page takes longer than it may"
    next_step = "Ask for less at once, or try again in a moment."
    status = 503


class NotFound(HuuNghiError):
    """There is no such entity."""

    slug = "not-found"
    title = "There is no such page"
    status = 404


class UnwritableFormat(HuuNghiError):
    """An answer has what the format that was asked for cannot hold, such as a form feed in XML."""

    slug = "not-acceptable"
    title = "There is no document in that format"
    next_step = "Ask for another format, such as Turtle or JSON."
    status = 406


class Contradiction(HuuNghiError):
    """What was put in by hand contradicts what is claimed; both sides are named."""

    slug = "contradiction"
    title = "This contradicts what is claimed"
    status = 409


class ManagedGraph(HuuNghiError):
    """A graph that the service makes itself was to be written; `line` says where in an update, where that is known."""

    slug = "managed-graph"
    title = "This graph is made by the service"
    status = 403
    line: int | None = None


class InvalidGraph(HuuNghiError):
    """The graph fails its validation; nothing was published."""

    slug = "invalid-graph"
    title = "The graph would not conform"
    status = 422
