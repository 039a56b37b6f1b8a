"""The library of a store: queries that curators added to the catalogue, and what became of every query's text.

    ROOT/library/GROUP/NAME.rq      a query as in the catalogue: a header, then SPARQL
    ROOT/library/history.jsonl      one line for each text that a query ever had here: name, act, who, when, hash, text

The folder is looked at whenever the catalogue is asked for, so a file that was added, changed or taken away, in any
way, is known at once in every process. A file that cannot be used is left out and told of; the others are not
affected. Versions, loads and pruning never touch the folder; whoever copies it has all of it.
"""

import errno
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import Final

from graph.errors import Conflicting, HuuNghiError, InputError, NotFound, StoreError
from graph.limits import LIMITS
from graph.private_files import locked
from graph.store import durable
from graph.store.faults import as_store_errors
from graph.store.transfer.beside import LIBRARY
from queries.collection import Collection, LibraryFault, shipped
from queries.header import GROUPS, NamedQuery, parse
from queries.links import text_hash, text_kept
from queries.runner import form_of
from queries.sparql.syntax_errors import first_fault

FOLDER: Final = LIBRARY
HISTORY: Final = "history.jsonl"
SHIPPED: Final = "shipped"
ADDED: Final = "added"
CHANGED: Final = "changed"
WITHDRAWN: Final = "withdrawn"
RESERVED: Final = frozenset(
    {"version", "lang", "format", "sha256", "rows", "unordered", "text", "part", "view", "labels", "bom"}
)
"""Parameters that addresses of queries have anyway, and no query may have."""
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAME_LENGTH: Final = 60
_HINT: Final = "The folder library/ of the store holds the queries that were added here."

Stamp = tuple[tuple[str, int, int], ...]
"""What tells whether the folder is as it was: each file with the time of its change and its size."""


@dataclass(frozen=True)
class QueryText:
    """A text that a query had: since when, by whom, by which act; `file` is the whole file where it was added here."""

    name: str
    act: str
    by: str
    at: str
    sha256: str
    text: str
    file: str = ""


class Library:
    """The queries of the catalogue and those that were added to one store."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER
        self._lock = Lock()
        self._known: tuple[Stamp, Collection] | None = None
        self._read: tuple[tuple[int, int], tuple[QueryText, ...]] | None = None

    # -- reading -------------------------------------------------------------------------------------------------

    def stamp(self) -> Stamp:
        """Return what tells whether the folder is as it was; empty where there is none."""
        return tuple(sorted((path, *_stat(path)) for path in self._files()))

    def collection(self) -> Collection:
        """Return all queries there are now: the catalogue's own, and those of this store."""
        stamp = self.stamp()
        known = self._known
        if known is None or known[0] != stamp:
            with self._lock:
                known = self._known = (stamp, self._together([Path(path) for path, *_ in stamp]))
        return known[1]

    def _files(self) -> Iterator[str]:
        for group in _entries(self.folder):
            yield from (one.path for one in _entries(group.path) if one.name.endswith(".rq"))

    def _together(self, files: list[Path]) -> Collection:
        own = shipped()
        if not files:
            return own
        added: dict[str, NamedQuery] = {}
        faults: list[LibraryFault] = []
        for path in files:
            try:
                query = self._query(path)
                if query.name in added:
                    raise InputError(
                        "There are two files of this name, in %(one)s and in %(other)s.",
                        hint="Rename one of them.",
                        values={"one": added[query.name].group, "other": query.group},
                    )
                added[query.name] = query
            except HuuNghiError as error:
                name, file = _as_text(path.stem), _as_text(f"{path.parent.name}/{path.name}")
                faults.append(LibraryFault(name, file, error))
        return Collection(
            (*own.values(), *added.values()), title=own.title, added=frozenset(added), faults=tuple(faults)
        )

    def _query(self, path: Path) -> NamedQuery:
        """Return the query of a file. Raises HuuNghiError where it cannot be used."""
        try:
            if not path.is_file():  # a pipe would never end
                raise FileNotFoundError(errno.ENOENT, "it is no regular file")
            with path.open("rb") as file:
                content = file.read(LIMITS.link_bytes + 1)
            text = content.decode()
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError("The file cannot be read.", hint=_HINT, where=path, cause=error) from error
        return checked(text, _as_text(path.stem), _as_text(path.parent.name))

    # -- what became of a query ------------------------------------------------------------------------------------

    def history(self, name: str = "") -> tuple[QueryText, ...]:
        """Return the texts that a query had here, the oldest first; those of all queries without a name.

        A line that cannot be read is passed over.
        """
        path = self.folder / HISTORY
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if self._read is None or self._read[0] != stamp:
                self._read = (stamp, tuple(_lines(path)))
        except OSError:
            return ()
        return tuple(one for one in self._read[1] if not name or one.name == name)

    def text_of(self, name: str, sha256: str) -> QueryText | None:
        """Return the text of a query by its hash or the beginning of it, None where nobody knows it here."""
        found = [one for one in self.history(name) if sha256 and one.sha256.startswith(sha256)]
        return found[-1] if found else None

    def note_shipped(self) -> None:
        """Note the texts of the catalogue's own queries that are not noted yet. Raises StoreError."""
        last = {one.name: one.sha256 for one in self.history() if one.act == SHIPPED}
        now = _now()
        fresh = [
            QueryText(query.name, SHIPPED, "", now, query.version, text_kept(query.text))
            for query in shipped().values()
            if last.get(query.name) != query.version
        ]
        if fresh:
            with locked(self.folder / HISTORY):
                self._note(*fresh)

    def _note(self, *entries: QueryText) -> None:
        """Add lines to the history; call under its lock."""
        path = self.folder / HISTORY
        with (
            as_store_errors("The history of queries cannot be written.", hint=_HINT, where=path),
            path.open("ab") as file,
        ):
            for one in entries:
                file.write(json.dumps(asdict(one), ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    # -- changing --------------------------------------------------------------------------------------------------

    def keep(self, name: str, group: str, text: str, *, by: str, replacing: str = "") -> NamedQuery:
        """Put a query into the library, or another text in place of the one called `replacing`; return it.

        Raises InputError for a text that is none, Conflicting for a name that is taken, StoreError where the store
        takes no writes.
        """
        query = checked(text, name, group)
        with locked(self.folder / HISTORY):
            known = self.collection()
            taken = name in known or any(one.name == name for one in known.faults)
            if taken and name != replacing:
                raise Conflicting(
                    "There is a query called %(name)s.", hint="Choose another name.", values={"name": name}
                )
            if len(known.added) >= LIMITS.library_queries and not replacing:
                raise StoreError(
                    "The library has %(count)s queries, and there is room for no more.",
                    hint="Withdraw some.",
                    values={"count": len(known.added)},
                )
            path = self.folder / group / f"{name}.rq"
            with as_store_errors("The query could not be kept.", hint=_HINT, where=path):
                durable.make_folder(path.parent)
                durable.write(path, text.encode())
                for other in self._paths(replacing):
                    if other != path:
                        other.unlink(missing_ok=True)
            act = CHANGED if replacing else ADDED
            self._note(QueryText(name, act, by, _now(), query.version, text_kept(query.text), text))
        return query

    def withdraw(self, name: str, *, by: str) -> None:
        """Take a query out of the library; its texts stay in the history. Raises NotFound, StoreError."""
        paths = self._paths(name)
        if not paths:
            raise NotFound("No query called %(name)s was added here.", hint=_HINT, values={"name": name[:60]})
        with (
            locked(self.folder / HISTORY),
            as_store_errors("The query could not be withdrawn.", hint=_HINT, where=self.folder),
        ):
            for path in paths:
                file = path.read_text("utf-8", "replace")
                path.unlink(missing_ok=True)
                durable.synchronise(path.parent)
                last = self.history(name)[-1:]
                sha256, text = (last[0].sha256, last[0].text) if last else (text_hash(file), text_kept(file))
                self._note(QueryText(name, WITHDRAWN, by, _now(), sha256, text, file))

    def file_of(self, name: str) -> tuple[str, str]:
        """Return the group and the text of a query's file, as it is. Raises NotFound."""
        for path in self._paths(name):
            with as_store_errors("The file cannot be read.", hint=_HINT, where=path):
                return _as_text(path.parent.name), path.read_text("utf-8", "replace")
        raise NotFound("No query called %(name)s was added here.", hint=_HINT, values={"name": name[:60]})

    def _paths(self, name: str) -> list[Path]:
        return [path for path in map(Path, self._files()) if name and path.stem == name and path.is_file()]


def checked(text: str, name: str, group: str) -> NamedQuery:
    """Return the query of a file's text, checked as the catalogue is. Raises InputError.

    Whether it runs with its example values only a graph can tell.
    """
    if not _NAME.fullmatch(name) or len(name) > _NAME_LENGTH:
        raise InputError(
            "%(name)r cannot be the name of a query.",
            hint="Small letters without accents, digits and hyphens: heads-of-unions.",
            values={"name": name[:80]},
        )
    if len(text.encode()) > LIMITS.link_bytes:
        raise InputError("The query is longer than %(most)s bytes.", values={"most": LIMITS.link_bytes})
    if group not in GROUPS:
        raise InputError(
            "%(group)r is no group of queries.",
            hint="The groups: %(groups)s.",
            values={"group": group[:40], "groups": ", ".join(GROUPS)},
        )
    if name in shipped():
        raise Conflicting(
            "The catalogue has a query of its own called %(name)s.",
            hint="Give it another name: rename its file in the folder library/ of the store.",
            values={"name": name},
        )
    query = parsed(text.replace("\r\n", "\n"), name, group)
    if found := first_fault(query.text):
        raise InputError("The query cannot be read: %(reason)s", hint=found.advice, values={"reason": found})
    form_of(query.text)
    for parameter in query.parameters:
        if parameter.name in RESERVED:
            raise InputError(
                "No parameter can be called %(name)s: addresses of queries have one of that name.",
                hint="Choose another name.",
                values={"name": parameter.name},
            )
        if parameter.required and not parameter.example:
            raise InputError(
                "The parameter %(name)s is required and has no example.",
                hint="Give an example that has an answer.",
                values={"name": parameter.name},
            )
    return query


def parsed(text: str, name: str, group: str) -> NamedQuery:
    """Return the query of a file's text as its header has it. Raises InputError in one sentence."""
    try:
        return parse(text, name, group=group)
    except InputError as error:
        raise InputError(
            "The header of the query is wrong: %(reason)s",
            hint="It is lines that begin with #+, in YAML: queries/README.md describes it.",
            values={"reason": "; ".join(one.message for one in error.problems) or error.message},
        ) from error


def _lines(path: Path) -> Iterator[QueryText]:
    with path.open("rb") as file:
        for line in file:
            with suppress(ValueError, TypeError, RecursionError):
                said = QueryText(**json.loads(line))
                texts = asdict(said).values()
                if all(isinstance(value, str) and value.encode() is not None for value in texts):
                    date.fromisoformat(said.at[:10])
                    yield said


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    """Return what a folder has, without what is hidden; nothing where it is none or cannot be looked at."""
    try:
        with os.scandir(folder) as entries:
            return [one for one in entries if not one.name.startswith(".")]
    except OSError:
        return []


def _as_text(name: str) -> str:
    """Return the name of a file as it can be shown and sent: bytes that are no UTF-8 replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


def _stat(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 - one call for each file, at every request
    except OSError:
        return (0, -1)
    return (status.st_mtime_ns, status.st_size)


def _now() -> str:
    return datetime.now(UTC).replace(microsecond=0).isoformat()
