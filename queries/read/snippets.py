"""The passages of the sources' texts that hold the words searched for, and where in them the words stand.

Only texts of sources that the graph has now are read: one that was withdrawn is not found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from graph.limits import LIMITS
from graph.search.passages import Passage, TextIndex, marks_in
from graph.store.reader import Reader
from queries.read.rows import select
from queries.read.texts import Texts

MOST: Final = LIMITS.passages_found
SECONDS: Final = LIMITS.passage_index_seconds
"""How long one search may take to index texts that are new."""
AROUND: Final = LIMITS.snippet_context
"""Code points given on either side of the first and last word found, at most."""


class TextSource(NamedTuple):
    """A source that says of which text it is: IRI, hash, language tag, date, address."""

    source: str
    sha256: str
    language: str
    published: str
    url: str


@dataclass(frozen=True)
class Snippet:
    """A stretch of a text: its source (IRI, language tag, date, address), and the words found in it.

    `start` is its place in the text, `marks` the places of the words in `text`, half open; all count code points.
    `cut_before` and `cut_after`: the passage goes on there.
    """

    source: str
    language: str
    published: str
    url: str
    text: str
    start: int
    marks: tuple[tuple[int, int], ...]
    cut_before: bool
    cut_after: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def printed(self) -> str:
        """The first word found, as it is printed."""
        return self.text[slice(*self.marks[0])] if self.marks else ""


@dataclass(frozen=True)
class Snippets:
    """Some of the passages found, best first; `total` of them were found, `more` that there are more.

    `to_index` counts texts that are not indexed yet.
    """

    snippets: tuple[Snippet, ...]
    total: int
    more: bool
    to_index: int

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        yield from (one.source for one in self.snippets)


def search_texts(
    reader: Reader, store: Path, words: str, texts: Texts, *, skip: int = 0, most: int = MOST
) -> Snippets:
    """Return passages that hold all these words, past the first `skip`; `store` is the folder of their index."""
    sources = _sources(reader)
    index = TextIndex(store)
    hashes = texts.hashes & sources.keys()
    to_index = index.add(hashes, texts.read, seconds=SECONDS)
    found = index.find(words, among=hashes, limit=MOST)
    some = found.passages[skip : skip + most]
    return Snippets(
        tuple(
            snippet_of(passage, texts.read(passage.sha256) or "", words, sources[passage.sha256])
            for passage in some
        ),
        len(found.passages),
        found.more,
        to_index,
    )


def any_texts(reader: Reader, texts: Texts | None) -> bool:
    """Whether there is a text of a source that the graph has now."""
    return texts is not None and bool(texts.hashes & _sources(reader).keys())


_known: WeakKeyDictionary[Reader, Mapping[str, TextSource]] = WeakKeyDictionary()


def _sources(reader: Reader) -> Mapping[str, TextSource]:
    """Return the sources of a version by the hash of their text, read once for a version."""
    if reader not in _known:
        _known[reader] = {row.sha256: row for row in select(reader, TextSource, "sources-with-text")}
    return _known[reader]


def snippet_of(passage: Passage, text: str, words: str, source: TextSource) -> Snippet:
    """Return the part of a passage around the words found in it, cut between words."""
    body = text[passage.start : passage.end]
    marks = marks_in(body, words)
    first, last = (marks[0][0], marks[-1][1]) if marks else (0, 0)
    begin = 0 if first <= AROUND else body.find(" ", first - AROUND) + 1
    finish = len(body) if last + AROUND >= len(body) else body.rfind(" ", last, last + AROUND)
    finish = finish if finish > last else len(body)
    return Snippet(
        source=source.source,
        language=source.language,
        published=source.published,
        url=source.url,
        text=body[begin:finish],
        start=passage.start + begin,
        marks=tuple((start - begin, end - begin) for start, end in marks if begin <= start < end <= finish),
        cut_before=begin > 0,
        cut_after=finish < len(body),
    )
