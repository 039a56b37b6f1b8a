"""Read a text by a language model: an `Extractor` beside the rules, and no part of it is pure.

A long text is asked about in parts, cut between lines. What the model says is bounded by what stands in the text
(`records.py`); that a text asks the reader to do something changes nothing, for no answer can do more than name words.
"""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from graph.limits import LIMITS
from loaders.articles.document import Document, TextRead, as_document
from loaders.articles.language_model.answers import records_in, schema
from loaders.articles.language_model.client import Client, ModelFailed
from loaders.articles.language_model.endpoint import Bounds, Endpoint
from loaders.articles.language_model.records import Maker
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.records import Record
from loaders.articles.view import in_original

NAME: Final = "model"
_LANGUAGES: Final = {"vi": "Vietnamese", "en": "English", "ru": "Russian", "fr": "French"}


@dataclass(frozen=True)
class ModelReading:
    """What a model said of one text that stands in it; `dropped` counts what was left out, by why, `notes` are lines
    about what it was not asked."""

    records: tuple[Record, ...]
    dropped: Counter[str] = field(default_factory=Counter)
    notes: tuple[str, ...] = ()


class LanguageModel:
    """The extraction by a language model. Its records are proposals, whatever it was measured to be."""

    name: Final = NAME

    def __init__(self, endpoint: Endpoint, bounds: Bounds | None = None) -> None:
        self.endpoint, self._bounds = endpoint, bounds or Bounds()
        self.problems: list[str] = []
        """A line for each text that was called without an answer."""

    @property
    def version(self) -> str:
        """Which model, where, and asked in which words (the beginning of their hash)."""
        return f"{self.endpoint.model}@{self.endpoint.host}/{prompt_hash()[:12]}"

    def __call__(
        self,
        text: str,
        *,
        language: str,
        title: str | None = None,
        published: str | None = None,
        gazetteer: Gazetteer,
        url: str | None = None,
        publisher: str | None = None,
    ) -> tuple[Record, ...]:
        """Return the records of a text, none where the model does not answer: `problems` then has a line more."""
        document = as_document(text, language, title, published, gazetteer, url, publisher)
        try:
            return self.read(document).records
        except ModelFailed as failed:
            self.problems.append(f"{title or text[:40]!r}: {self.endpoint.model}: {failed}")
            return ()

    def read(self, document: TextRead) -> ModelReading:
        """Ask the model about a text, in a thread without an event loop; see `reading`."""

        async def alone() -> ModelReading:
            async with self.client() as client:
                return await self.reading(document, client)

        return asyncio.run(alone())

    def client(self) -> Client:
        """Return what asks this model, for as many texts as one likes."""
        return Client(self.endpoint, self._bounds)

    async def reading(self, text: TextRead, client: Client) -> ModelReading:
        """Ask the model about a text; raise ModelFailed where it gives no usable answer to a part of it."""
        document, view = text
        dropped: Counter[str] = Counter()
        maker = Maker(document, dropped)
        found: list[Record] = []
        parts = list(parts_of(document.text, document.parts.end))
        for start, end in parts[: LIMITS.model_parts]:
            body = await client.ask(self._request(document, start, end))
            found += maker.records(records_in(body, dropped), start, end)
        notes: tuple[str, ...] = ()
        if len(parts) > LIMITS.model_parts:
            notes = (
                f"only its first {parts[LIMITS.model_parts - 1][1]:,} characters were given to the model",
            )
        found.sort(key=lambda r: (r.passage.start, r.passage.end, type(r).__name__))
        return ModelReading(in_original(tuple(dict.fromkeys(found)), view), dropped, notes)

    def _request(self, document: Document, start: int, end: int) -> dict[str, Any]:
        told = {
            "language": _LANGUAGES.get(document.language, document.language),
            "published": document.published,
            "text": document.text[start:end],
        }
        return {
            "model": self.endpoint.model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": read_yaml("model_instructions.yaml")["instructions"]},
                {"role": "user", "content": json.dumps(told, ensure_ascii=False)},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "records", "strict": True, "schema": schema()},
            },
        }


@cache
def prompt_hash() -> str:
    """Return the hash of the words and the schema that a model is asked by."""
    said = json.dumps([read_yaml("model_instructions.yaml"), schema()], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def parts_of(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text that are asked about one by one: whole lines, or words where a line is too long.

    >>> [*parts_of("one line", 8)]
    [(0, 8)]
    """
    longest = LIMITS.model_text_length
    start = 0
    while start < end:
        stop = min(start + longest, end)
        if stop < end:
            cut = max(
                text.rfind("\n", start, stop),
                text.rfind(" ", start + longest // 2, stop)
                if text.find("\n", start + longest // 2, stop) < 0
                else -1,
            )
            stop = cut + 1 if cut > start else stop
        if text[start:stop].strip():
            yield start, stop
        start = stop
