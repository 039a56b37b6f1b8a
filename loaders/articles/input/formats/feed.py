"""Read the entries of a feed (RSS, Atom) that have their text, by feedparser; nothing that a feed names is fetched."""

import io
import re
from typing import Any, Final

from graph.errors import InputError
from loaders.articles.input.formats.blocks import text_of, tree_of
from loaders.articles.input.formats.fields import fields_of
from loaders.articles.input.formats.found import Found, Results
from loaders.articles.input.origins import Origin

ROOT: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,200}(?:<\?[^>]{0,2000}>\s{0,200}|<!--[^>]{0,2000}-->\s{0,200}){0,20}"
    rb"<(?:rss[\s>]|feed[^>]{0,1000}http://www\.w3\.org/2005/Atom|rdf:RDF[^>]{0,2000}http://purl\.org/rss/1\.0/)"
)
"""How a feed begins. RSS 1.0 is RDF as well: it is a feed where its name says so."""
_SHORTEST: Final = 500
"""Characters of a summary that can be a whole article."""


def read(name: str, content: bytes) -> Results:
    """Yield an article for each entry that has its text, called by its number in the feed."""
    import feedparser  # noqa: PLC0415

    if re.search(rb"<!ENTITY", content):
        raise InputError(f"{name}: the feed declares entities, which no feed needs")
    try:
        feed = feedparser.parse(io.BytesIO(content), sanitize_html=True, resolve_relative_uris=False)
    except (ValueError, RecursionError, AssertionError) as error:
        raise InputError(f"{name}: the feed cannot be read ({error})") from error
    if not feed.entries:
        said = f" ({' '.join(str(feed.bozo_exception).split())[:100]})" if feed.get("bozo") else ""
        raise InputError(f"{name}: no entries were found in the feed{said}")
    texts = [_text(entry) for entry in feed.entries]
    if not any(texts):
        raise InputError(
            f"{name}: its {len(texts)} entries are summaries and no articles; save the pages that they link to"
        )
    of_feed = {"publisher": _plain(feed.feed.get("title", "")), "language": feed.feed.get("language", "")}
    for number, (entry, text) in enumerate(zip(feed.entries, texts, strict=True), 1):
        link = entry.get("link", "")
        if not text:
            yield InputError(f"{name}#{number}: only a summary is in the feed; save the page {link}".rstrip())
            continue
        title = _plain(entry.get("title", ""))
        told = {
            "title": title,
            "link": link,
            "published": entry.get("published") or entry.get("updated"),
            "author": entry.get("author"),
            **of_feed,
        }
        fields = fields_of(told)
        body = text if not title or text.startswith(title) else f"{title}\n\n{text}"
        yield Found(body, "feed", f"#{number}", fields, dict.fromkeys(fields, Origin.RECORD))


def _text(entry: Any) -> str:
    """Return the text of an entry: its content, or a summary that is long enough to be it."""
    for content in entry.get("content", ()):
        if text := _plain(content.get("value", "")):
            return text
    summary = _plain(entry.get("summary", ""))
    return summary if len(summary) >= _SHORTEST else ""


def _plain(markup: str) -> str:
    tree = tree_of(markup) if "<" in markup or "&" in markup else None
    return (markup if tree is None else text_of(tree)).strip()
