"""The index of names on disk: one SQLite file per version, a pure function of the names in its default graph.

    name         every name: what it names, its text, its language, and the source where it holds (empty: everywhere);
                 ids go by how good a hit it is, the best first
    word         their words, without marks and with them, and three that say of what sort the name is (FTS5)
    vocabulary   each word once, for finding those that a slip of the finger misses

Written anew, or from that of an earlier version and what has changed since; both come to the same. Which version has
an index when is the business of `graph.search.index_lifecycle`.
"""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph.claims.context_names import context_names
from graph.claims.managed import is_managed
from graph.errors import StoreError
from graph.limits import LIMITS
from graph.search.index_file import FORMAT, connect, format_of, hold, sound
from graph.search.normalise import Word, drops_marks, key_of, words_of
from graph.store.faults import refused_write
from ontology.iris import CONCEPT, HN, name_of
from ontology.kinds import PROVENANCE_KINDS
from ontology.terms import dct, foaf, rdfs, schema, skos

LABEL_PROPERTIES: Final = {
    skos.prefLabel: 0,
    schema.legislationIdentifier: 1,
    skos.altLabel: 2,
    dct.title: 3,
    schema.name: 4,
    foaf.name: 4,
    rdfs.label: 5,
    skos.hiddenLabel: 6,
    "http://schema.org/name": 4,
}
"""Properties whose values are names, with their rank: the lower the better a match."""

CONTEXT: Final = 6
"""Rank of the names that mean their thing in one source only."""

COMPOSED: Final = 7
"""Rank of the names made of a document's type and number, for those who ask for "directive 12" in any language."""

_LATER: Final = {
    **dict.fromkeys(("task", "recommendation", "speech", "source", "period", "term"), 1),
    **dict.fromkeys(("concept", "ontology", "citation", "participation", "membership", "tenure"), 2),
    **dict.fromkeys(PROVENANCE_KINDS, 3),
}
# How late the names of a kind come; those of all other kinds come first.

SORT_MARK: Final = "\u00b7"
"""Begins the words that say of what sort a name is; no word of a name holds it."""
DROPS_MARKS: Final = SORT_MARK + "p"

_SEQUENCE: Final = 1 << 32
_RANK: Final = 32 + 6
# Where in an id the rank of the property begins (`Named.goodness`).
_BATCH: Final = 10_000
_LONGEST_LABEL: Final = LIMITS.label_length
_SCHEMA: Final = f"""
    PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536; PRAGMA user_version={FORMAT};
    CREATE TABLE name (id INTEGER PRIMARY KEY, mark INTEGER NOT NULL UNIQUE, thing INTEGER NOT NULL, iri TEXT NOT NULL,
                       label TEXT NOT NULL, language TEXT NOT NULL, key INTEGER NOT NULL,
                       source TEXT NOT NULL DEFAULT '');
    CREATE VIRTUAL TABLE word USING fts5(words, content='', tokenize='ascii', prefix='1 2 3 4 5 6');
    CREATE TABLE vocabulary (word TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_INDEXES: Final = """
    CREATE INDEX IF NOT EXISTS name_key ON name (key);
    CREATE INDEX IF NOT EXISTS name_thing ON name (thing);
    CREATE INDEX IF NOT EXISTS vocabulary_shape ON vocabulary (substr(word, 1, 1), length(word));
"""

# What Russian and French call the documents; what they are called in other languages the concepts say themselves.
_TYPES: Final = {
    "directive": (("директива", "ru"), ("directive", "fr")),
    "resolution": (("резолюция", "ru"), ("résolution", "fr")),
    "conclusion": (("заключение", "ru"), ("conclusion", "fr")),
    "decision": (("решение", "ru"), ("décision", "fr")),
    "decree": (("постановление", "ru"), ("décret", "fr")),
    "regulation": (("положение", "ru"), ("règlement", "fr")),
    "party-circular": (("партийный циркуляр", "ru"), ("circulaire du Parti", "fr")),
    "circular": (("циркуляр", "ru"), ("circulaire", "fr")),
    "law": (("закон", "ru"), ("loi", "fr")),
}


class Named(NamedTuple):
    """One name of one thing, with the rank of the property that gives it; `source` (IRI) where it holds there only."""

    iri: str
    label: str
    language: str
    rank: int
    source: str = ""

    @property
    def mark(self) -> int:
        """A number that stands for thing, label, language and source."""
        scope = f"\0{self.source}" if self.source else ""
        return number_of(f"{self.iri}\0{self.label}\0{self.language}{scope}")

    @property
    def goodness(self) -> int:
        """Where its id begins: names of things before those of claims and passages, preferred and short ones first."""
        return _LATER.get(kind_of(self.iri), 0) << 9 | self.rank << 6 | min(len(self.label) // 2, 63)


def number_of(text: str) -> int:
    """Return a number of 63 bits that stands for a text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1


def kind_of(iri: str) -> str:
    """Return the kind of a thing by its IRI: one of ours, `concept`, `ontology`, or `other`."""
    return _kind_below(iri.rpartition("/")[0]) if not iri.startswith(HN) else "ontology"


def is_composed(iri: str) -> bool:
    """Whether a thing has no name of its own but one made of those of others: a membership, a citation, a claim."""
    return _LATER.get(kind_of(iri), 0) > 1


@lru_cache(maxsize=4096)
def _kind_below(folder: str) -> str:
    name = name_of(folder + "/x")
    if name is not None:
        return name.kind
    return "concept" if (folder + "/").startswith(CONCEPT) else "other"


# -- reading the names out of the graph --------------------------------------------------------------------------


def names_in(store: Store) -> Iterator[Named]:
    """Give every name in the default graph, then those in named graphs that are not the service's own, best property
    first; the same name may come again by a lesser one.
    """
    graphs = [DefaultGraph(), *(one for one in store.named_graphs() if not is_managed(one.value))]
    for graph in graphs:
        for prop, rank in LABEL_PROPERTIES.items():
            for quad in store.quads_for_pattern(None, NamedNode(prop), None, graph):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                    label = quad.object.value[:_LONGEST_LABEL]
                    yield Named(quad.subject.value, label, (quad.object.language or "").lower(), rank)
    yield from _composed(store)
    yield from _in_context(store)


def _in_context(store: Store) -> Iterator[Named]:
    """Give the names that mean their thing in one source: no statement holds them."""
    for thing, name, source in context_names(store):
        yield Named(thing, name.value[:_LONGEST_LABEL], (name.language or "").lower(), CONTEXT, source)


def _composed(store: Store) -> Iterator[Named]:
    """Give the names that documents have by type and number: "chỉ thị 12-CT/TW", "директива 12-CT/TW"."""
    identifiers = store.quads_for_pattern(None, NamedNode(schema.legislationIdentifier), None, DefaultGraph())
    types: dict[str, list[tuple[str, str]]] = {}
    for quad in identifiers:
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, Literal):
            continue
        for typed in store.quads_for_pattern(quad.subject, NamedNode(dct.type), None, DefaultGraph()):
            if isinstance(typed.object, NamedNode):
                concept = typed.object.value
                if concept not in types:
                    types[concept] = list(_called(store, typed.object))
                for label, language in types[concept]:
                    text = f"{label} {quad.object.value[:100]}"
                    yield Named(quad.subject.value, text, language, COMPOSED)


def _called(store: Store, concept: NamedNode) -> Iterator[tuple[str, str]]:
    for prop in (skos.prefLabel, skos.altLabel):
        for quad in store.quads_for_pattern(concept, NamedNode(prop), None, DefaultGraph()):
            if isinstance(quad.object, Literal):
                yield quad.object.value[:100], (quad.object.language or "").lower()
    yield from _TYPES.get(concept.value.rpartition("/")[2], ())


# -- writing -----------------------------------------------------------------------------------------------------


def write(store: Store, path: Path, *, parent: Path | None = None) -> int:
    """Write the index of a store's names to a new file and return how many there are.

    Where the index of an earlier version is given, and whole, it is copied and only what has changed is indexed.
    """
    try:
        if parent is not None and format_of(parent) == FORMAT and sound(parent):
            return _update(store, path, parent)
        return _build(names_in(store), path)
    except sqlite3.Error as error:
        raise refused_write(error, where=path) or StoreError(
            "The index of names could not be written.", where=path, cause=error
        ) from error


def build(names: Iterable[Named], path: Path) -> int:
    """Write the index of these names to a new file, and return how many there are."""
    return _build(names, path)


def keep_in_memory(store: Store, path: Path) -> None:
    """Make the index of a store's names in memory, for `connect` to open in place of a file that cannot be written."""
    address = f"file:{hashlib.sha256(str(path).encode()).hexdigest()}?mode=memory&cache=shared"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False)
    try:
        _fill(connection, names_in(store))
    except BaseException:
        connection.close()
        raise
    hold(path, address, connection)


def _build(names: Iterable[Named], path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return _fill(connection, names)
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, names: Iterable[Named]) -> int:
    connection.executescript(_SCHEMA)
    connection.execute("BEGIN")
    _put_names(connection, names)
    _put_words(connection, connection.execute("SELECT id, label, language, iri FROM name ORDER BY id"))
    connection.commit()
    connection.executescript(_INDEXES)
    connection.execute("INSERT INTO word(word) VALUES ('optimize')")
    connection.commit()
    (count,) = connection.execute("SELECT count(*) FROM name").fetchone()
    return int(count)


def _update(store: Store, path: Path, parent: Path) -> int:
    with connect(parent) as connection:
        gone = dict(connection.execute("SELECT mark, id FROM name"))
    most = max(_BATCH, len(gone) // 2)
    seen: set[int] = set()
    fresh: list[Named] = []
    for named in names_in(store):
        mark = named.mark
        if mark in seen:
            continue
        seen.add(mark)
        if mark in gone and named.rank == gone[mark] >> _RANK & 7:
            del gone[mark]
        elif len(fresh) == most:
            return _build(names_in(store), path)  # so much is new that beginning anew is less work
        else:
            fresh.append(named)
    shutil.copyfile(parent, path)
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;")
        connection.execute("BEGIN")
        _take_away(connection, sorted(gone.values()))
        _put_names(connection, fresh)
        ids = [
            row[0]
            for named in fresh
            for row in connection.execute("SELECT id FROM name WHERE mark = ?", (named.mark,))
        ]
        _put_words(connection, _rows(connection, sorted(ids)))
        connection.commit()
        return len(seen)
    finally:
        connection.close()


def _rows(connection: sqlite3.Connection, ids: list[int]) -> Iterator[tuple[int, str, str, str]]:
    for one in ids:
        yield connection.execute("SELECT id, label, language, iri FROM name WHERE id = ?", (one,)).fetchone()


def _take_away(connection: sqlite3.Connection, ids: list[int]) -> None:
    for one, label, language, iri in _rows(connection, ids):
        words = _indexed(words_of(label), language, iri)
        connection.execute("INSERT INTO word(word, rowid, words) VALUES ('delete', ?, ?)", (one, words))
    connection.executemany("DELETE FROM name WHERE id = ?", ((one,) for one in ids))


def _put_names(connection: sqlite3.Connection, names: Iterable[Named]) -> None:
    """Insert names, still without their keys; one that is there already is left as it is."""
    (highest,) = connection.execute("SELECT coalesce(max(id % ?), 0) FROM name", (_SEQUENCE,)).fetchone()
    connection.executemany(
        "INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
        (
            (
                one.goodness * _SEQUENCE + at,
                one.mark,
                number_of(one.iri),
                one.iri,
                one.label,
                one.language,
                one.source,
            )
            for at, one in enumerate(names, highest + 1)
        ),
    )


def _put_words(connection: sqlite3.Connection, rows: Iterable[tuple[int, str, str, str]]) -> None:
    """Index the words of names, which must come in the order of their ids: FTS5 is quick in that order only."""
    known: set[str] = set()
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        put: list[tuple[int, str]] = []
        keys: list[tuple[int, int]] = []
        for one, label, language, iri in batch:
            words = words_of(label)
            put.append((one, _indexed(words, language, iri)))
            keys.append((number_of(key_of(words)), one))
            for word in words:
                known.add(word.folded)
                known.add(word.marked)
        connection.executemany("INSERT INTO word(rowid, words) VALUES (?, ?)", put)
        connection.executemany("UPDATE name SET key = ? WHERE id = ?", keys)
    connection.executemany("INSERT OR IGNORE INTO vocabulary VALUES (?)", ((w,) for w in sorted(known)))


def _indexed(words: list[Word], language: str, iri: str) -> str:
    """Return what of a name is put into the index of words."""
    parts = [word.folded for word in words]
    parts += [word.marked for word in words if word.has_marks]
    if drops_marks(words, language):
        parts.append(DROPS_MARKS)
    parts.append(kind_word(kind_of(iri)))
    return " ".join(parts)


def kind_word(kind: str) -> str:
    """Return the word that stands in the index for a kind of thing."""
    return SORT_MARK + "k" + "".join(c for c in kind if c.isalnum())
