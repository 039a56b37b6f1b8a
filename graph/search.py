"""The index of names: every label of every thing, found with or without its marks, in any script it is attested in.

One SQLite file per version, beside the store. A version made by an update has none until somebody searches: `ensure`
then builds it once. Search proposes; it decides nothing.
"""

import fcntl
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph.fold import fold
from graph.versions import Version
from ontology.iris import CONCEPT, HN, name_of
from ontology.prefixes import expand

LABEL_PROPERTIES: Final = {
    expand("skos:prefLabel"): 0,
    expand("schema:legislationIdentifier"): 1,
    expand("skos:altLabel"): 2,
    expand("dct:title"): 3,
    expand("schema:name"): 4,
    expand("foaf:name"): 4,
    expand("rdfs:label"): 5,
    expand("skos:hiddenLabel"): 6,
    "http://schema.org/name": 4,
}
"""Properties whose values are names, with their rank: the lower the better a match."""

_SCHEMA: Final = """
    CREATE TABLE name (iri TEXT NOT NULL, label TEXT NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL,
                       rank INTEGER NOT NULL, folded TEXT NOT NULL, UNIQUE (iri, label, language));
    CREATE VIRTUAL TABLE word USING fts5(folded, content='name', content_rowid='rowid',
                                           tokenize="unicode61 remove_diacritics 0", prefix='2 3');
    CREATE INDEX name_folded ON name (folded);
"""


@dataclass(frozen=True)
class Hit:
    """A thing that goes by the words searched for: the name that matched, its language, and the kind of thing."""

    iri: str
    label: str
    language: str
    kind: str
    exact: bool


def build(store: Store, path: Path) -> int:
    """Write the index of all names in the default graph to a new file; return how many there are."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        connection.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?, ?, ?)", _names(store))
        connection.execute("INSERT INTO word(word) VALUES ('rebuild')")
        connection.commit()
        (count,) = connection.execute("SELECT count(*) FROM name").fetchone()
        return int(count)
    finally:
        connection.close()


def _names(store: Store) -> Iterator[tuple[str, str, str, str, int, str]]:
    for prop, rank in LABEL_PROPERTIES.items():
        for quad in store.quads_for_pattern(None, NamedNode(prop), None, DefaultGraph()):
            if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, Literal):
                continue
            iri, label = quad.subject.value, quad.object.value
            yield iri, label, quad.object.language or "", kind_of(iri), rank, fold(label)


def kind_of(iri: str) -> str:
    """Return the kind of a thing by its IRI: one of ours, `concept`, `ontology`, or `other`."""
    name = name_of(iri)
    if name is not None:
        return name.kind
    if iri.startswith(CONCEPT):
        return "concept"
    return "ontology" if iri.startswith(HN) else "other"


def ensure(version: Version) -> Path:
    """Return the index of a version, building it first where there is none yet."""
    path = version.search_path
    if path.exists():
        return path
    with (version.path / "manifest.json").open() as lease:
        fcntl.flock(lease, fcntl.LOCK_SH)
        handle, fresh = tempfile.mkstemp(prefix=".search-", dir=version.path)
        os.close(handle)
        try:
            build(Store.read_only(str(version.store_path)), Path(fresh))
            Path(fresh).rename(path)
        finally:
            Path(fresh).unlink(missing_ok=True)
    return path


def search(path: Path, text: str, *, limit: int = 20, kind: str | None = None) -> list[Hit]:
    """Return the things whose names hold all words of the text, best first: written so, then beginning so.

    Marks and case are optional; where the text has marks, names with those marks come first.
    """
    words = fold(text).replace('"', " ").split()[:12]
    if not words:
        return []
    match = " ".join(f'"{word[:80]}"*' for word in words)
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        found = connection.execute(
            """SELECT name.iri, name.label, name.language, name.kind, name.folded = ?1, name.label = ?2
               FROM word JOIN name ON name.rowid = word.rowid
               WHERE word MATCH ?3 AND (?4 IS NULL OR name.kind = ?4)
               ORDER BY name.label = ?2 DESC, name.folded = ?1 DESC, instr(name.label, ?2) = 0,
                        name.kind IN ('concept', 'ontology', 'citation', 'participation', 'membership'),
                        name.rank, length(name.folded), name.iri LIMIT ?5""",
            (" ".join(words), text.strip(), match, kind, limit * 8),
        ).fetchall()
    finally:
        connection.close()
    best: dict[str, Hit] = {}
    for iri, label, language, its_kind, folded_same, same in found:
        best.setdefault(iri, Hit(iri, label, language, its_kind, bool(folded_same or same)))
    return list(best.values())[:limit]
