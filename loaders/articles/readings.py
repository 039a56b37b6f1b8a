"""What was read of each text, kept by the store: records with their short printed forms and places, never the text.

Claims are made of readings again after every load, so that what was open is closed when its document becomes known.
One SQLite file beside the versions, content-addressed by the texts' hashes: which of its readings count, each version
says by its claims. Nothing here decides what a record means.
"""

import contextlib
import dataclasses
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

from pydantic import TypeAdapter, ValidationError

from graph.claims.publish import Run
from graph.errors import DamagedReadings
from graph.store.faults import refused_write
from loaders.articles.input.files import Article, slug_of_file
from loaders.articles.input.origins import Origins
from loaders.articles.input.stretches import LONGEST_PRINTED, Stretch, stretch_of
from loaders.articles.mentions.gazetteer import Name
from loaders.articles.records import (
    BodyName,
    CitationRecord,
    Election,
    Event,
    Item,
    Membership,
    Participation,
    Party,
    Passage,
    PrintedName,
    Programme,
    Record,
    Role,
    Speech,
    When,
)

FILE: Final = "readings.sqlite"
_FORMAT: Final = 1
_SCHEMA: Final = f"""
    BEGIN;
    CREATE TABLE IF NOT EXISTS reading (sha256 TEXT PRIMARY KEY, extractor TEXT NOT NULL, names TEXT NOT NULL,
                                        about TEXT NOT NULL, records TEXT NOT NULL, signature BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS proposed (sha256 TEXT NOT NULL, model TEXT NOT NULL, extractor TEXT NOT NULL,
                                         run TEXT NOT NULL, label TEXT NOT NULL, records TEXT NOT NULL,
                                         PRIMARY KEY (sha256, model));
    CREATE TABLE IF NOT EXISTS names (digest TEXT PRIMARY KEY, said TEXT NOT NULL);
    PRAGMA user_version={_FORMAT};
    COMMIT;
"""
_KINDS: Final = (
    Role, Membership, Event, Participation, Election, Programme, Item, Speech, CitationRecord, PrintedName,
)  # fmt: skip


class Told(Protocol):
    """What claims need to know of an article: an article in hand and a reading that was kept both have it."""

    @property
    def sha256(self) -> str: ...
    @property
    def length(self) -> int: ...
    @property
    def language(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def url(self) -> str | None: ...
    @property
    def published(self) -> str | None: ...
    @property
    def original_url(self) -> str | None: ...
    @property
    def origins(self) -> Origins: ...
    @property
    def slug(self) -> str: ...
    def stretch(self, start: int, end: int) -> Stretch: ...


@dataclass(frozen=True)
class About:
    """What is known of the article itself, as it was loaded first."""

    name: str
    length: int
    language: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    original_url: str | None = None
    origins: Origins = ()
    publisher: str | None = None


@dataclass(frozen=True)
class Reading:
    """The records of one text. `names` is the digest of the names that it was read against, `digest` one of the reading
    as it is kept, where it is."""

    sha256: str
    about: About
    records: tuple[Record, ...]
    extractor: str
    names: str
    signature: bytes = b""
    stretches: Mapping[tuple[int, int], Stretch] = field(default_factory=dict)
    digest: str = field(default="", compare=False)

    @classmethod
    def of(
        cls, article: Article, records: Iterable[Record], *, extractor: str, names: str, signature: bytes
    ) -> "Reading":
        """Make the reading of an article out of its records."""
        about = About(
            article.name, article.length, article.language, article.title, article.url,
            article.published, article.original_url, article.origins, article.publisher,
        )  # fmt: skip
        empty = cls(article.sha256, about, (), extractor, names, signature)
        return empty.with_records(records, article.text, extractor=extractor, names=names)

    def with_records(self, records: Iterable[Record], text: str, *, extractor: str, names: str) -> "Reading":
        """Return the reading with other records of the same text."""
        records = tuple(_short(record) for record in records)
        stretches = {place: stretch_of(text, *place) for place in places(records)}
        return dataclasses.replace(
            self, records=records, stretches=stretches, extractor=extractor, names=names
        )

    @property
    def length(self) -> int:
        return self.about.length

    @property
    def language(self) -> str:
        return self.about.language

    @property
    def title(self) -> str | None:
        return self.about.title

    @property
    def url(self) -> str | None:
        return self.about.url

    @property
    def published(self) -> str | None:
        return self.about.published

    @property
    def original_url(self) -> str | None:
        return self.about.original_url

    @property
    def origins(self) -> Origins:
        return self.about.origins

    @property
    def slug(self) -> str:
        return slug_of_file(self.about.name, self.sha256)

    def stretch(self, start: int, end: int) -> Stretch:
        """Return what is kept of the words at a place."""
        return self.stretches[start, end]


@dataclass(frozen=True)
class Proposed:
    """What a language model said of one text that stands in it, beside the reading of the rules.

    `model` names the model and its host, `extractor` also the words that it was asked in; `digest` is one of what is
    kept, where it is.
    """

    sha256: str
    model: str
    extractor: str
    run: Run
    records: tuple[Record, ...]
    stretches: Mapping[tuple[int, int], Stretch]
    digest: str = field(default="", compare=False)

    @classmethod
    def of(
        cls, text: str, records: Iterable[Record], *, sha256: str, model: str, extractor: str, run: Run
    ) -> "Proposed":
        """Make what is kept of a model's records of a text."""
        records = tuple(_short(record) for record in records)
        stretches = {place: stretch_of(text, *place) for place in places(records)}
        return cls(sha256, model, extractor, run, records, stretches)


def places(records: Iterable[Record]) -> frozenset[tuple[int, int]]:
    """Return the places of all passages in records."""
    return frozenset(place for record in records for place in _places(record))


def _places(value: Any) -> Iterator[tuple[int, int]]:
    if isinstance(value, Passage):
        yield value.start, value.end
    elif isinstance(value, CitationRecord):
        yield from _places((value.passage, value.issuer))
    elif isinstance(value, tuple):
        for one in value:
            yield from _places(one)
    elif isinstance(value, When | BodyName | Party) or (
        dataclasses.is_dataclass(value) and isinstance(value, _KINDS)
    ):
        for one in dataclasses.fields(value):
            yield from _places(getattr(value, one.name))


def _short(record: Record) -> Record:
    """Cut what is longer than a short printed form: a reading keeps no sentences."""
    if isinstance(record, CitationRecord) and len(record.citation.wording) > LONGEST_PRINTED:
        citation = dataclasses.replace(record.citation, wording=record.citation.wording[:LONGEST_PRINTED])
        return dataclasses.replace(record, citation=citation)
    return record


# -- the file --------------------------------------------------------------------------------------------------------


class Readings:
    """The readings of one store."""

    def __init__(self, root: Path) -> None:
        self.path = root / FILE

    def is_there(self) -> bool:
        """Whether any readings were kept; a disk that was full has left an empty file."""
        return self.path.exists() and self.path.stat().st_size > 0

    def put(self, readings: Iterable[Reading]) -> None:
        """Keep readings, in place of earlier ones of the same texts."""
        rows = [
            (r.sha256, r.extractor, r.names, json.dumps(dataclasses.asdict(r.about), ensure_ascii=False),
             _written(r), r.signature)
            for r in readings
        ]  # fmt: skip
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?, ?)", rows)

    def get(self, hashes: Iterable[str], *, records: bool = True) -> Iterator[Reading]:
        """Yield the readings of the texts with these hashes that are kept, in the order of the hashes.

        Without `records` only what is known of the texts themselves.
        """
        if not self.is_there():
            return
        with self._reading() as connection:
            for sha256 in sorted(set(hashes)):
                row = connection.execute(
                    "SELECT sha256, extractor, names, about, records, signature FROM reading WHERE sha256 = ?",
                    (sha256,),
                ).fetchone()
                if row is not None:
                    yield self._read(*row, parsed=records)

    def not_read_with(self, extractor: str, names: str) -> frozenset[str]:
        """Return the hashes of the texts that were read by other rules, or against other names."""
        if not self.is_there():
            return frozenset()
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT sha256 FROM reading WHERE extractor != ? OR names != ?", (extractor, names)
            )
            return frozenset(sha256 for (sha256,) in rows)

    def of_other_rules(self, extractor: str) -> frozenset[str]:
        """Return the hashes of the texts that were read by other rules."""
        if not self.is_there():
            return frozenset()
        with self._reading() as connection:
            rows = connection.execute("SELECT sha256 FROM reading WHERE extractor != ?", (extractor,))
            return frozenset(sha256 for (sha256,) in rows)

    def put_proposed(self, proposed: Proposed) -> None:
        """Keep what a model proposes of a text, in place of what it proposed before."""
        one = proposed
        row = (one.sha256, one.model, one.extractor, one.run.iri, one.run.label, _written(one))
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO proposed VALUES (?, ?, ?, ?, ?, ?)", row)

    def proposed(self, hashes: Iterable[str]) -> dict[str, tuple[Proposed, ...]]:
        """Return what models propose of the texts with these hashes, for those of which anything is kept."""
        wanted = frozenset(hashes)
        found: dict[str, list[Proposed]] = {}
        rows = self._of_models("SELECT * FROM proposed ORDER BY sha256, model") if wanted else []
        for sha256, model, extractor, run, label, records in rows:
            if sha256 in wanted:
                kept = hashlib.blake2b(f"{run}\0{label}\0{records}".encode(), digest_size=16).hexdigest()
                try:
                    said, stretches = _parsed(records)
                except (ValueError, TypeError, KeyError, ValidationError) as error:
                    raise self._damaged(" ".join(f"{sha256}: {error}".split())[:200]) from error
                one = Proposed(sha256, model, extractor, Run(run, label), said, stretches, kept)
                found.setdefault(sha256, []).append(one)
        return {sha256: tuple(several) for sha256, several in found.items()}

    def proposed_by(self, extractor: str) -> frozenset[str]:
        """Return the hashes of the texts that a model was asked about in these words."""
        return frozenset(
            row[0] for row in self._of_models("SELECT sha256 FROM proposed WHERE extractor = ?", extractor)
        )

    def models(self) -> dict[str, int]:
        """Return the models that anything is kept of, each with the number of its texts."""
        return dict(self._of_models("SELECT model, COUNT(*) FROM proposed GROUP BY model ORDER BY model"))

    def forget_proposed(self, model: str) -> None:
        """Forget what a model proposed."""
        if model in self.models():
            with self._writing() as connection:
                connection.execute("DELETE FROM proposed WHERE model = ?", (model,))

    def _of_models(self, query: str, *values: str) -> list[Any]:
        if not self.is_there():
            return []
        with self._reading() as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'proposed'").fetchone():
                return []  # an earlier release made the file
            return connection.execute(query, values).fetchall()

    def keep_names(self, names: Iterable[Name]) -> str:
        """Keep the names that texts are read against; return their digest."""
        said = json.dumps(sorted(set(map(dataclasses.astuple, names))), ensure_ascii=False)
        digest = hashlib.sha256(said.encode()).hexdigest()[:20]
        with self._writing() as connection:
            connection.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (digest, said))
        return digest

    def names(self, digest: str) -> frozenset[Name] | None:
        """Return the names kept under a digest, or None where it is not known."""
        if not self.is_there():
            return None
        with self._reading() as connection:
            row = connection.execute("SELECT said FROM names WHERE digest = ?", (digest,)).fetchone()
        return None if row is None else frozenset(Name(*one) for one in json.loads(row[0]))

    def read_against(self, hashes: Iterable[str], digest: str) -> None:
        """Note that texts would be read the same against these names."""
        with self._writing() as connection:
            connection.executemany(
                "UPDATE reading SET names = ? WHERE sha256 = ?", [(digest, sha256) for sha256 in hashes]
            )
            connection.execute("DELETE FROM names WHERE digest NOT IN (SELECT names FROM reading) "
                               "AND digest != ?", (digest,))  # fmt: skip

    def _read(
        self,
        sha256: str,
        extractor: str,
        names: str,
        about: str,
        records: str,
        signature: bytes,
        *,
        parsed: bool = True,
    ) -> Reading:
        try:
            said, stretches = _parsed(records) if parsed else ((), {})
            kept = hashlib.blake2b(f"{about}\0{records}".encode(), digest_size=16).hexdigest()
            told = About(**json.loads(about))
            return Reading(sha256, told, said, extractor, names, signature, stretches, kept)
        except (ValueError, TypeError, KeyError, ValidationError) as error:
            raise self._damaged(" ".join(f"{sha256}: {error}".split())[:200]) from error

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            uri = f"{self.path.resolve().as_uri()}?mode=ro"
            with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self.path)) as connection, connection:
                connection.executescript(_SCHEMA)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise refused_write(error, where=self.path) or self._damaged(error) from error

    def _damaged(self, error: object) -> DamagedReadings:
        return DamagedReadings(
            DamagedReadings.unreadable,
            hint="Whoever runs the service: `huunghi versions repair` puts it aside; then load the articles again.",
            where=self.path,
            cause=error,
        )


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(tuple[kind, ...])  # type: ignore[valid-type]


def _written(reading: Reading | Proposed) -> str:
    said = {
        kind.__name__: _adapter(kind).dump_python(
            tuple(r for r in reading.records if type(r) is kind), mode="json", exclude_defaults=True
        )
        for kind in _KINDS
    }
    stretches = [[*place, *stretch] for place, stretch in sorted(reading.stretches.items())]
    return json.dumps({"said": said, "stretches": stretches}, ensure_ascii=False)


def _parsed(text: str) -> tuple[tuple[Record, ...], dict[tuple[int, int], Stretch]]:
    whole = json.loads(text)
    records = [
        r for kind in _KINDS for r in _adapter(kind).validate_python(whole["said"].get(kind.__name__, ()))
    ]
    # The order in which the extractor gives them.
    records.sort(key=lambda r: (r.passage.start, r.passage.end, type(r).__name__))
    return tuple(records), {(row[0], row[1]): Stretch(row[2], row[3]) for row in whole["stretches"]}
