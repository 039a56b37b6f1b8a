"""Of what the claims of each text were made: kept with every version, to make only those again that would differ.

For each text a digest of what went into its claims (its reading, its source's name and graph, the text it comes from,
the rules), the questions that were asked of what is known, and a digest of the answers. A version without this file, or
with one of other rules, makes all claims again; nothing is ever wrong by its absence.
"""

import contextlib
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Store

import ontology
from graph.claims.claim import CONFIDENCE, GENERATED, STATUS, Claim, slug_of
from graph.claims.claim import read as read_claims
from graph.claims.inference import DERIVED_RUNS
from graph.claims.runs import distinct
from graph.store.versions import Change
from loaders.articles.claims.lookups import Question
from loaders.articles.runs import is_extraction
from ontology.iris import mint, source_graph

FILE: Final = "articles.sqlite"
_SCHEMA: Final = """
    CREATE TABLE IF NOT EXISTS made (sha256 TEXT PRIMARY KEY, own TEXT NOT NULL, asked BLOB NOT NULL,
                                     answers TEXT NOT NULL);
"""


class Made(NamedTuple):
    """Of what the claims of one text were made."""

    own: str
    asked: bytes
    answers: str

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(map(tuple, json.loads(zlib.decompress(self.asked))))


def packed(questions: Iterable[Question]) -> bytes:
    """Return questions as they are kept."""
    return zlib.compress(json.dumps(list(questions), ensure_ascii=False).encode(), 1)


@dataclass(frozen=True)
class Standing:
    """What the parent of a change kept."""

    made: Mapping[str, Made]

    @classmethod
    def of(cls, change: Change) -> "Standing":
        """Read what the parent version of a change kept; nothing where it has no such file, or one that is damaged."""
        path = change.parent.path / FILE if change.parent else None
        if path is None or not path.exists():
            return cls({})
        try:
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
                rows = connection.execute("SELECT sha256, own, asked, answers FROM made").fetchall()
        except sqlite3.Error:
            return cls({})  # all is made again
        return cls({sha256: Made(*rest) for sha256, *rest in rows})

    def write(self, change: Change, made: Mapping[str, Made]) -> None:
        """Keep this for the version that is made, in place of what its parent kept."""
        if made == self.made:
            return  # the version gets its parent's own file
        path = change.path / FILE
        path.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            connection.executescript("PRAGMA journal_mode=OFF;" + _SCHEMA)
            rows = ((sha256, *one) for sha256, one in sorted(made.items()))
            connection.executemany("INSERT INTO made VALUES (?, ?, ?, ?)", rows)


def state_of(store: Store, slug: str) -> str:
    """Return a digest of what the graph of a source says: the extraction's claims, and all that others say.

    Inferences that follow from these are left out; they are made after.
    """
    graph = NamedNode(source_graph(slug))
    runs: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, GENERATED, None, graph):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            runs.setdefault(quad.subject.value, set()).add(quad.object.value)
    own = {claim: made - DERIVED_RUNS.keys() for claim, made in runs.items() if made - DERIVED_RUNS.keys()}
    said = [f"{claim} {' '.join(sorted(made))}" for claim, made in own.items()]
    for predicate in (STATUS, CONFIDENCE):
        for quad in store.quads_for_pattern(None, predicate, None, graph):
            if isinstance(quad.subject, NamedNode) and quad.subject.value in own:
                assert isinstance(quad.object, NamedNode | Literal)
                said.append(f"{quad.subject.value} {quad.object.value}")
    if not all(is_extraction(run) for made in own.values() for run in made):
        source = mint("source", slug)
        said += [repr(claim) for claim in read_claims(store, source=source) if claim.iri in own]
    return digest(*sorted(said))


def states_of(claims: Iterable[Claim]) -> dict[str, str]:
    """Return for each source (slug) the digest that `state_of` gives once these claims of the extraction are written,
    where its graph holds no others."""
    said: dict[str, list[str]] = {}
    for claim in distinct(claims):
        iri, mine = claim.iri, said.setdefault(slug_of(claim.source), [])
        mine += [f"{iri} {claim.run}", f"{iri} {claim.status}"]
        if claim.confidence is not None:
            mine.append(f"{iri} {claim.share}")
    return {slug: digest(*sorted(mine)) for slug, mine in said.items()}


def digest(*said: str) -> str:
    """Return a digest of texts."""
    return hashlib.blake2b("\0".join(said).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@cache
def rules_digest() -> str:
    """Return a digest of all that makes claims of readings: the code, its lexicons and the vocabulary."""
    whole = hashlib.blake2b(digest_size=16)
    for folder in (Path(__file__).parent, Path(ontology.__file__).parent):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".yaml", ".csv", ".ttl"}:
                whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()
