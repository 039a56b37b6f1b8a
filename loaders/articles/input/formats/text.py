"""Read plain text, which is kept to the last space: its offsets are those of the file."""

from loaders.articles.input.decoding import decode
from loaders.articles.input.formats.found import Found, Results


def read(name: str, content: bytes) -> Results:
    """Yield the article of a text."""
    text, note = decode(name, content)
    yield Found(text, "text", note=note)
