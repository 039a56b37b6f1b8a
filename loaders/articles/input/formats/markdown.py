"""Read a text in Markdown, by markdown-it; the lines between `---` at its head say what is known of it."""

import re
from typing import Final

from loaders.articles.input.decoding import decode
from loaders.articles.input.formats.blocks import text_of, tree_of
from loaders.articles.input.formats.fields import fields_of
from loaders.articles.input.formats.found import Found, Results
from loaders.articles.input.origins import Origin

_HEAD: Final = re.compile(r"\ufeff?---[ \t]*\r?\n(.{0,20000}?)\r?\n---[ \t]*\r?\n", re.DOTALL)
_LINE: Final = re.compile(
    r"(?m)^([A-Za-z_.-]{1,40}):[ \t]+[\"']?([^\n\"'\[{|>][^\n]{0,2000}?)[\"']?[ \t\r]*$"
)


def read(name: str, content: bytes) -> Results:
    """Yield the article of a text."""
    from markdown_it import MarkdownIt  # noqa: PLC0415

    text, note = decode(name, content)
    head = _HEAD.match(text)
    told = dict(_LINE.findall(head[1])) if head else {}
    made = MarkdownIt("commonmark").enable("table").render(text[head.end() :] if head else text)
    tree = tree_of(made)
    body = "" if tree is None else text_of(tree)
    fields = fields_of(told)
    if (title := fields.get("title")) and not body.startswith(title):
        body = f"{title}\n\n{body}"
    yield Found(body, "markdown", fields=fields, origins=dict.fromkeys(fields, Origin.FILE), note=note)
