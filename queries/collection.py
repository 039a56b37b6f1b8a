"""The folders of query files: the catalogue for people, and the queries of the readers.

Each folder of the program is read once, when a query of it is first asked for. Which queries a store has added to the
catalogue (`queries.library`) is told for a command or a request by `in_use`; `catalogue()` then has them too.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

from graph.errors import HuuNghiError, UnknownQuery
from queries.header import GROUPS, NamedQuery, parse

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True)
class LibraryFault:
    """A file of a store's library that cannot be used: the name of its query, the file, and what is wrong with it."""

    name: str
    file: str
    error: HuuNghiError


class Collection(Mapping[str, NamedQuery]):
    """The queries of one folder by name, in the order in which they are listed.

    `added` are the names of those that a store has added, `faults` its files that cannot be used. A collection is one
    thing, and not its contents: what is worked out of it is kept for it.
    """

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __init__(
        self,
        queries: tuple[NamedQuery, ...],
        *,
        title: str,
        added: frozenset[str] = frozenset(),
        faults: tuple[LibraryFault, ...] = (),
    ) -> None:
        places = {group: place for place, group in enumerate(GROUPS)}
        ordered = sorted(queries, key=lambda query: (places.get(query.group, -1), query.order, query.name))
        self._queries = {query.name: query for query in ordered}
        self.title = title
        self.added = added
        self.faults = faults

    def __getitem__(self, name: str) -> NamedQuery:
        """Return the query of this name. Raises UnknownQuery, with the nearest name."""
        try:
            return self._queries[name]
        except KeyError:
            near = get_close_matches(name, self._queries, n=1, cutoff=0.4)
            raise UnknownQuery(
                "there is no query %(name)r in %(title)s",
                hint="Did you mean %(near)s?" if near else "The names: %(names)s",
                values={
                    "name": name,
                    "title": self.title,
                    "near": near[0] if near else "",
                    "names": ", ".join(self._queries),
                },
            ) from None

    def __contains__(self, name: object) -> bool:
        return name in self._queries

    def __iter__(self) -> Iterator[str]:
        return iter(self._queries)

    def __len__(self) -> int:
        return len(self._queries)

    def groups(self) -> dict[str, tuple[NamedQuery, ...]]:
        """Return the queries by group; groups without a query are left out."""
        found = {group: tuple(q for q in self.values() if q.group == group) for group in GROUPS}
        return {group: queries for group, queries in found.items() if queries}


def read_folder(folder: Path, *, title: str, listed: bool = True) -> Collection:
    """Read every `.rq` file under a folder; listed ones lie in folders that are named after their groups.

    Raises InputError for a file that is wrong.
    """
    return Collection(
        tuple(
            parse(
                path.read_text(encoding="utf-8"),
                path.stem,
                file=path.name,
                group=path.parent.name if listed else "",
            )
            for path in sorted(folder.rglob("*.rq"))
        ),
        title=title,
    )


@cache
def shipped() -> Collection:
    """Return the catalogue's own queries, which come with the program."""
    return read_folder(_HERE / "catalogue", title="the catalogue")


_in_use: ContextVar[Callable[[], Collection]] = ContextVar("catalogue in use", default=shipped)


@contextmanager
def in_use(provider: Callable[[], Collection]) -> Iterator[None]:
    """Have `catalogue()` return within the block what a store's library has."""
    token = _in_use.set(provider)
    try:
        yield
    finally:
        _in_use.reset(token)


def catalogue() -> Collection:
    """Return the catalogue: the queries that people choose by name, those that the store has added among them."""
    return _in_use.get()()


@cache
def reader_queries() -> Collection:
    """Return the queries that the readers ask; their headers hold parameters only."""
    return read_folder(_HERE / "read", title="the queries of the readers", listed=False)
