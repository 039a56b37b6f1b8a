"""The narrow port through which pages and queries see the graph, and its implementations.

`EmbeddedReader` answers from a version on disk, in process; `MemoryReader` is its twin over an in-memory store;
`RemoteReader` (`remote_reader`) speaks SPARQL 1.1 to any other engine. All give the same terms in the same shapes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol, TypeVar, runtime_checkable

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    Variable,
)

from graph.engine.functions import FUNCTIONS
from graph.errors import CallFailed, HuuNghiError, QueryError, UnreadableQuery
from graph.store.deadline import in_time
from graph.store.digests import known_damage
from graph.store.faults import damaged_data, is_engine_fault, is_failed_call
from graph.store.version import OpenVersion, Version
from graph.store.versions import VersionStore
from ontology.prefixes import PREFIXES

Term = NamedNode | BlankNode | Literal | Triple
Nodes = Mapping[str, BlankNode]
"""Variable -> the blank node that it stands for: a query's text cannot name one."""
NO_NODES: Final[Nodes] = MappingProxyType({})


@dataclass(frozen=True)
class VersionName:
    """What an answer names as its origin: the version's number, its newest release name, when it was made.

    The number is 0 where nobody numbers the data, as in other engines; `created` then says when it was read.
    """

    number: int
    created: str
    release: str | None = None

    @property
    def label(self) -> str:
        return self.release or (str(self.number) if self.number else self.created)

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Rows:
    """The solutions of a SELECT: variable names without `?`, and a row of terms (None: unbound) for each."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def dicts(self) -> list[dict[str, Term | None]]:
        """Return each row as variable -> term."""
        return [dict(zip(self.variables, row, strict=True)) for row in self.rows]


@runtime_checkable
class Reader(Protocol):
    """Ask the graph; the prefixes of `ontology.prefixes` are known to every query.

    `nodes` gives variables that a query selects the blank nodes that they stand for, as an answer of this reader named
    them.
    """

    @property
    def version(self) -> VersionName: ...

    @property
    def on_disk(self) -> Version | None:
        """The version whose folder has what was made of these data: index of names, counts; None without one."""

    def select(self, query: str, nodes: Nodes = NO_NODES) -> Rows: ...

    def ask(self, query: str) -> bool: ...

    def construct(self, query: str) -> list[Triple]: ...


_Result = QuerySolutions | QueryBoolean | QueryTriples
_Read = TypeVar("_Read")


def _rows(result: _Result) -> Rows:
    if not isinstance(result, QuerySolutions):
        raise QueryError("A SELECT query is expected here.")
    return Rows(tuple(v.value for v in result.variables), tuple(map(tuple, in_time(result))))


def _truth(result: _Result) -> bool:
    if not isinstance(result, QueryBoolean):
        raise QueryError("An ASK query is expected here.")
    return bool(result)


def _triples(result: _Result) -> list[Triple]:
    if not isinstance(result, QueryTriples):
        raise QueryError("A CONSTRUCT or DESCRIBE query is expected here.")
    return list(in_time(result))


class MemoryReader:
    """Answer from a pyoxigraph store held in memory or opened elsewhere."""

    def __init__(self, store: Store, *, version: VersionName | None = None) -> None:
        self._store = store
        self._version = version or VersionName(0, "1970-01-01T00:00:00Z")

    @property
    def version(self) -> VersionName:
        return self._version

    @property
    def on_disk(self) -> Version | None:
        return None

    def select(self, query: str, nodes: Nodes = NO_NODES) -> Rows:
        return self._run(query, _rows, nodes)

    def ask(self, query: str) -> bool:
        return self._run(query, _truth)

    def construct(self, query: str) -> list[Triple]:
        return self._run(query, _triples)

    def _run(self, query: str, read: Callable[[_Result], _Read], nodes: Nodes = NO_NODES) -> _Read:
        """Return what `read` makes of the result, which is found only while it is read, and may fail there."""
        in_time(())
        try:
            given: dict[Variable, Term] = {Variable(name): node for name, node in nodes.items()}
            return read(
                self._store.query(
                    query, prefixes=PREFIXES, custom_functions=FUNCTIONS, substitutions=given or None
                )
            )
        except SyntaxError as error:
            failure: HuuNghiError = UnreadableQuery(str(error))
        except (RuntimeError, OSError) as error:
            if is_failed_call(query, error):
                failure = CallFailed(
                    "Another service that the query calls did not answer: %(error)s",
                    hint="See that its address is right and that it can be reached; with SERVICE SILENT the query goes "
                    "on without it.",
                    values={"error": str(error)},
                )
            elif isinstance(error, OSError) or is_engine_fault(error):
                failure = damaged_data(self._version.number, error)
            else:
                failure = QueryError("The query cannot be answered: %(error)s", values={"error": str(error)})
        except HuuNghiError as error:  # the result is none of the kind that is read, or it takes too long
            failure = error.with_traceback(None)
        # Raised out here, for the traceback of the cause holds the result, which only this thread may let go of.
        raise failure


class EmbeddedReader(MemoryReader):
    """Answer from one version on disk. Make a new one when `VersionStore.current_number()` moves on."""

    def __init__(self, opened: OpenVersion) -> None:
        self.opened = opened
        version = opened.version
        release = version.releases[-1] if version.releases else None
        super().__init__(opened.store, version=VersionName(version.number, version.manifest.created, release))

    @property
    def on_disk(self) -> Version | None:
        return self.opened.version

    def require_whole(self) -> None:
        """Raise DamagedData where it has become known that a file of the version is not what it was."""
        version = self.opened.version
        if why := known_damage(version.store_path):
            raise damaged_data(version.number, why, where=version.store_path)

    @classmethod
    def current(cls, store: VersionStore) -> "EmbeddedReader":
        """Open the current version; raise NoVersion where the store is empty."""
        return cls(store.require_current().open())
