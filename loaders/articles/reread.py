"""Read texts again that would be read otherwise now: a name came or went that stands in them, or the rules are new.

Only texts that the store keeps are read again; of others the reading stays as it is.
"""

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import Final

from loaders.articles.citations.normalise import folded_view
from loaders.articles.extract import Rules
from loaders.articles.mentions.gazetteer import Gazetteer, Name
from loaders.articles.readings import Reading, Readings
from loaders.articles.runs import EXTRACTOR
from loaders.articles.view import view_of

TEXTS: Final = "texts"
"""Folder of the store that keeps the cleaned texts, each named by its hash."""


def read_again(root: Path, readings: Readings, texts: Collection[str], names: Collection[Name]) -> None:
    """Bring the readings of texts (by their hashes) up to these names and to the rules of today."""
    digest = readings.keep_names(names)
    against: dict[str, Gazetteer] = {}
    same: list[str] = []
    gazetteer: Gazetteer | None = None
    for reading in readings.get(readings.not_read_with(EXTRACTOR, digest) & frozenset(texts)):
        text = text_of(root, reading.sha256)
        if text is None:
            continue
        if reading.names not in against:
            earlier = readings.names(reading.names)
            against[reading.names] = Gazetteer.of_these(frozenset(names) ^ (earlier or frozenset()))
        changed = against[reading.names]
        if reading.extractor == EXTRACTOR and not changed.may_name(folded_view(view_of(text).text)):
            same.append(reading.sha256)
            continue
        gazetteer = gazetteer or Gazetteer.of(names)
        readings.put([reread(reading, text, gazetteer, digest)])
    if same:
        readings.read_against(same, digest)


def reread(reading: Reading, text: str, gazetteer: Gazetteer, digest: str) -> Reading:
    """Read a text again, of which all is known but its records."""
    records = Rules()(
        text,
        language=reading.language,
        title=reading.title,
        published=reading.published,
        url=reading.url,
        publisher=reading.about.publisher,
        gazetteer=gazetteer,
    )
    return reading.with_records(records, text, extractor=EXTRACTOR, names=digest)


def has_text(root: Path, sha256: str) -> bool:
    """Whether the store keeps a text."""
    return bool(sha256) and (root / TEXTS / f"{sha256}.txt").exists()


def text_of(root: Path, sha256: str) -> str | None:
    """Return a text that the store keeps, or None where it does not or the file is not what its name says."""
    try:
        content = (root / TEXTS / f"{sha256}.txt").read_bytes()
    except OSError:
        return None
    return content.decode() if hashlib.sha256(content).hexdigest() == sha256 else None
