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
    │       DamagedReleases, DamagedRecord, DamagedRetention, DamagedTokens, DamagedKey, DamagedLock, DamagedLink,
    │       DamagedQuery
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

The classes of the store stand in `store.py`, what all of them have in `base.py`. `web/errors.py` continues the tree
with what only HTTP can refuse. An error's text is an English template and its values, so that the web can say it in the
reader's language; the template is the translation's key, and therefore a literal where the error is raised. Where in
the file system it happened, and what the system said of it, are kept apart (`where`, `cause`): the command line shows
them, and no answer over HTTP does. On the class stands what the problem document (RFC 9457) needs: `slug`, the last
part of the problem type's IRI, `title`, the HTTP `status`, and `next_step`, the hint of an error that is raised without
one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.errors.base import N_ as N_
from graph.errors.base import HuuNghiError as HuuNghiError
from graph.errors.base import fill as fill
from graph.errors.store import BrokenCurrent as BrokenCurrent
from graph.errors.store import DamagedData as DamagedData
from graph.errors.store import DamagedKey as DamagedKey
from graph.errors.store import DamagedLink as DamagedLink
from graph.errors.store import DamagedLock as DamagedLock
from graph.errors.store import DamagedManifest as DamagedManifest
from graph.errors.store import DamagedNameIndex as DamagedNameIndex
from graph.errors.store import DamagedQuery as DamagedQuery
from graph.errors.store import DamagedReadings as DamagedReadings
from graph.errors.store import DamagedRecord as DamagedRecord
from graph.errors.store import DamagedReleases as DamagedReleases
from graph.errors.store import DamagedRetention as DamagedRetention
from graph.errors.store import DamagedTextIndex as DamagedTextIndex
from graph.errors.store import DamagedTokens as DamagedTokens
from graph.errors.store import DiskFull as DiskFull
from graph.errors.store import Diverged as Diverged
from graph.errors.store import EndpointFailed as EndpointFailed
from graph.errors.store import IsReplica as IsReplica
from graph.errors.store import NoVersion as NoVersion
from graph.errors.store import OtherFormat as OtherFormat
from graph.errors.store import PrunedVersion as PrunedVersion
from graph.errors.store import StoreBusy as StoreBusy
from graph.errors.store import StoreDamaged as StoreDamaged
from graph.errors.store import StoreError as StoreError
from graph.errors.store import StoreReadOnly as StoreReadOnly
from graph.errors.store import TransferFailed as TransferFailed
from graph.errors.store import Unreachable as Unreachable
from graph.errors.store import WrongContent as WrongContent
from graph.errors.store import store_error_called as store_error_called


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
