"""What a format gives of an article: its text, what the file says of it, and where in the file it stands.

A file has one article or, as a feed or a zip, several. What of it cannot be read is an `InputError` in their place.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from graph.errors import InputError
from loaders.articles.input.origins import Origin


@dataclass(frozen=True)
class Found:
    """One article of a file. `part` follows the file's name where it has several: `#3` or `!folder/page.html`.

    `fields` are those of `Article` that the file gives, as they are written there; `origins` says from what of it.
    `note` says what had to be guessed to read it.
    """

    text: str
    kind: str
    part: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    note: str | None = None


Results = Iterator[Found | InputError]
Inner = Callable[[str, bytes], Results]
"""Reads a file within a file: its name, for messages, and its bytes."""


class TooMuch(InputError):
    """There is more within a file than is read, or deeper: nothing further of it is looked at."""
