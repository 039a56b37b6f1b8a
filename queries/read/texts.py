"""The sources' texts, where the reader has them: the passage around a place, with the place marked.

A text is found by its hash, so a folder may name its files as it likes, and a text that was changed is not
shown as if it were the one that was read.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from graph.errors import InputError
from graph.folders import refuse_outside
from graph.limits import LIMITS

AROUND = LIMITS.quote_context
"""How many code points of context are shown on either side, at most."""
PARAGRAPH = 2 * AROUND
"""How many code points of a paragraph are shown on either side of a passage, at most."""
LONGEST_MARKED = 10 * AROUND
"""How many code points lie from the first to the last of several places that are shown together, at most."""


@dataclass(frozen=True)
class Quoted:
    """A passage with its context; `cut_before` and `cut_after` say whether more text stands there."""

    before: str
    marked: str
    after: str
    cut_before: bool
    cut_after: bool
    last: int = 0
    """The code point of the text at which the context ends."""


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and the number of the place that it is; 0 for what stands between places."""

    text: str
    number: int = 0


class Texts:
    """The texts of one folder, by the SHA-256 of their bytes."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise InputError(
                "%(folder)s is no folder.",
                hint="Give the folder with the sources' texts: --texts DIR",
                values={"folder": folder},
            )
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".txt" and path.is_file())
        refuse_outside(folder, paths)
        self._paths = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in paths}
        self._read: Callable[[str], str | None] = lru_cache(maxsize=256)(self._read_text)

    @property
    def hashes(self) -> frozenset[str]:
        """The hashes of all texts that are here."""
        return frozenset(self._paths)

    def read(self, sha256: str) -> str | None:
        """Return the whole text with this hash; None where it is not here."""
        return self._read(sha256)

    def was_changed(self, sha256: str) -> bool:
        """Whether a file that held the text with this hash holds another one now."""
        path = self._path_of(sha256)
        text = _text_of(path) if path is not None else None
        return text is not None and not _is_text(text, sha256)

    def __len__(self) -> int:
        return len(self._paths)

    def _path_of(self, sha256: str) -> Path | None:
        return self._paths.get(sha256)

    def _read_text(self, sha256: str) -> str | None:
        path = self._path_of(sha256)
        text = _text_of(path) if path is not None else None
        return text if text is not None and _is_text(text, sha256) else None

    def quote(self, sha256: str, start: int, end: int) -> Quoted | None:
        """Return code points `start` to `end` of the text with this hash, in context; None where it is not here."""
        text = self._read(sha256)
        if text is None or not 0 <= start < end <= len(text):
            return None
        first, last = _sentence_start(text, start), _sentence_end(text, end)
        return Quoted(
            before=" ".join(text[first:start].split()) + (" " if text[first:start][-1:].isspace() else ""),
            marked=" ".join(text[start:end].split()),
            after=(" " if text[end:last][:1].isspace() else "") + " ".join(text[end:last].split()),
            cut_before=first > 0 and text[first - 1] != "\n",
            cut_after=last < len(text) and text[last] != "\n",
            last=last,
        )

    def sentence(self, sha256: str, marked: Sequence[tuple[int, int]]) -> tuple[Piece, ...] | None:
        """Return the sentences from the first of these places to the last, in pieces, with each place marked by its
        number from 1, from the item of a list on in which the first one stands; None where the text is not here, the
        places are none of it, in order and apart, or they lie too far from each other to be quoted.
        """
        if marked and marked[-1][1] - marked[0][0] > LONGEST_MARKED:
            return None
        text = self._read(sha256)
        ordered = all(end <= start < last for (_, end), (start, last) in pairwise([(0, 0), *marked]))
        if text is None or not marked or not ordered or marked[-1][1] > len(text):
            return None
        begin, last = _sentence_start(text, marked[0][0]), _sentence_end(text, marked[-1][1])
        at = _item_start(text, begin, marked[0][0])
        pieces: list[Piece] = [Piece("… ")] if at > begin else []
        for number, (start, end) in enumerate(marked, 1):
            pieces += [Piece(text[at:start]), Piece(text[start:end], number)]
            at = end
        pieces.append(Piece(text[at:last]))
        return tuple(piece for piece in pieces if piece.text)

    def paragraph(self, sha256: str, start: int, end: int) -> tuple[str, str, str] | None:
        """Return the paragraph of a place: what stands before it there, it and what stands after; None where the text
        is not here.
        """
        text = self._read(sha256)
        if text is None or not 0 <= start < end <= len(text):
            return None
        first, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        last = len(text) if stop < 0 else stop
        before, after = text[first:start], text[end:last]
        if len(before) > PARAGRAPH:
            before = f"… {before[-PARAGRAPH:].partition(' ')[2]}"
        if len(after) > PARAGRAPH:
            after = f"{after[:PARAGRAPH].rpartition(' ')[0]} …"
        return before, text[start:end], after


class KeptTexts(Texts):
    """The texts that loading kept beside a store, each named by its hash and looked for when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths = {}
        self._read = self._read_text

    @property
    def hashes(self) -> frozenset[str]:
        """The hashes of all texts that are here."""
        return frozenset(path.stem for path in self._folder.glob("*.txt"))

    def __len__(self) -> int:
        return len(self.hashes)

    def _path_of(self, sha256: str) -> Path | None:
        path = self._folder / f"{sha256}.txt"
        return path if sha256.isalnum() and path.is_file() else None


def _text_of(path: Path) -> str | None:
    """Return the text of a file; None where it is gone, may not be read, or is no text any more."""
    try:
        with path.open(encoding="utf-8", newline="") as file:  # positions count the text's own line ends
            return file.read()
    except (OSError, UnicodeDecodeError):
        return None


def _is_text(text: str, sha256: str) -> bool:
    """Whether a text is the one with this hash: a file may have been written anew since it was found."""
    return hashlib.sha256(text.encode()).hexdigest() == sha256


def _sentence_start(text: str, place: int) -> int:
    floor = max(0, place - AROUND)
    stops = [text.rfind(stop, floor, place) for stop in (". ", "\n", "! ", "? ")]
    best = max(stops)
    if best >= 0:
        return best + (1 if text[best] == "\n" else 2)
    if floor == 0:
        return 0
    space = text.find(" ", floor, place)
    return space + 1 if space >= 0 else floor


def _item_start(text: str, start: int, place: int) -> int:
    """Return where the item of a list begins that a place stands in, within its sentence: after a semicolon before a
    capital letter.
    """
    stop = text.rfind("; ", start, place)
    while stop >= 0 and not text[stop + 2].isupper():
        stop = text.rfind("; ", start, stop)
    return stop + 2 if stop >= 0 else start


def _sentence_end(text: str, place: int) -> int:
    ceiling = min(len(text), place + AROUND)
    stops = [
        i for i in (text.find(stop, place, ceiling) for stop in (". ", ".\n", "\n", "! ", "? ")) if i >= 0
    ]
    if stops:
        best = min(stops)
        return best if text[best] == "\n" else best + 1
    if ceiling == len(text):
        return ceiling
    space = text.rfind(" ", place, ceiling)
    return space if space >= 0 else ceiling
