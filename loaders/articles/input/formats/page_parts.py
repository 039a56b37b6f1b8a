"""Make paragraphs of what the extraction of a page's main text drops: captions of pictures, and tables.

A caption stands after a line with the file name of its picture, which is how `parts` knows one. A row of a table of
data is a paragraph, with ` | ` between its cells. Tables that only lay out a page become blocks.
"""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree

from loaders.articles.input.formats.blocks import CELLS_APART, text_of

_PICTURE: Final = re.compile(r"(?i)([\w.%-]{1,60}\.(?:jpe?g|png|gif|webp))(?:$|[?#;])")
_NO_NAME: Final = "picture.jpg"
_LONGEST_CAPTION: Final = 1500
_MOST_CAPTIONS: Final = 2000
"""A page with more has its captions left where they are: pictures are looked for around each of them."""
_LONGEST_CELL: Final = 600
"""Characters of a cell of data; what is longer is a part of the page that a table lays out."""
_MOST_TABLES: Final = 2000
_BLOCKS: Final = ("h1", "h2", "h3", "h4", "ul", "ol", "form", "article", "section")
_CAPTIONED: Final = ("div", "p", "span", "section", "em", "td", "i", "small")


def make_paragraphs(tree: Any) -> None:
    """Change a page's tree in place."""
    _captions(tree)
    _tables(tree)


# -- captions --------------------------------------------------------------------------------------------------------


def _captions(tree: Any) -> None:
    for figure in list(tree.iter("figure")):
        said = [text for one in figure.iter("figcaption") if (text := _text(one))]
        if said:
            _replace(figure, [_picture_in(figure), " ".join(dict.fromkeys(said))])
    named = [node for node in tree.iter(*_CAPTIONED) if _named_caption(node)]
    captions = [node for node in named if _is_caption(node)] if len(named) <= _MOST_CAPTIONS else []
    for one in named:  # by these the extraction tells what it drops
        for name in ("class", "id"):
            one.attrib.pop(name, None)
    for one in captions:
        text = _text(one)
        if one.getparent() is None or not text or len(text) > _LONGEST_CAPTION:
            continue
        # A caption around its picture has it within; else it stands before, mostly in a block or cell of its own.
        around = one if one.find(".//img") is not None else one.getparent()
        picture = _picture_in(around) if around.find(".//img") is not None else _picture_before(one)
        if picture and one.tag != "td":
            _replace(one, [picture, text])
        elif picture:
            _fill(one, [picture, text])


def _is_caption(node: Any) -> bool:
    """Whether an element that is called a caption is one: the innermost of such, in no menu or figure."""
    if any(_named_caption(inner) for inner in node.iterdescendants(*_CAPTIONED)):
        return False
    return not any(around.tag in ("figure", "nav", "aside", "footer") for around in node.iterancestors())


def _named_caption(node: Any) -> bool:
    return "caption" in f"{node.get('class', '')} {node.get('id', '')}".lower()


def _picture_in(node: Any) -> str:
    for picture in node.iter("img"):
        for name in ("data-src", "data-original", "src"):
            address = unquote(picture.get(name) or "")[-300:]
            if not address.startswith("data:") and (found := _PICTURE.search(address.rpartition("/")[2])):
                return found[1]
    return _NO_NAME


def _picture_before(node: Any) -> str | None:
    """Return the name of the picture just before an element, in its row or the one before, or None where none is."""
    for _ in range(3):
        before = node.getprevious()
        while before is not None and not isinstance(before.tag, str):
            before = before.getprevious()
        if before is not None:
            pictured = before.tag == "img" or before.find(".//img") is not None
            return _picture_in(before) if pictured and len(_text(before)) < 40 else None
        node = node.getparent()
        if node is None or node.tag not in ("td", "tr", "tbody", "div", "p"):
            return None
    return None


# -- tables ----------------------------------------------------------------------------------------------------------


def _tables(tree: Any) -> None:
    tables = list(tree.iter("table"))
    if len(tables) > _MOST_TABLES:
        return
    for table in reversed(tables):  # those within others first
        if _is_layout(table):
            _call(table, "div", ("table", "tbody", "thead", "tfoot", "tr", "td", "th", "center"))
        else:
            _replace(table, [*filter(None, map(_text, table.iter("caption"))), *_rows(table)])


def _is_layout(table: Any) -> bool:
    """Whether a table holds parts of a page: blocks, paragraphs of prose, or one column or row."""
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return True
    if next(table.iter(*_BLOCKS), None) is not None:
        return True
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if max(map(len, cells), default=0) < 2:
        return True
    return any(
        len(cell.findall(".//p")) > 3 or len(_text(cell)) > _LONGEST_CELL for row in cells for cell in row
    )


def _rows(table: Any) -> Iterator[str]:
    for row in table.iter("tr"):
        texts = [_text(cell) for cell in row if cell.tag in ("td", "th")]
        if any(texts):
            yield CELLS_APART.join(filter(None, texts))


def _call(node: Any, name: str, those: tuple[str, ...]) -> None:
    for inner in list(node.iter(*those)):
        inner.tag = name
        for attribute in list(inner.attrib):
            if attribute not in ("class", "id"):
                del inner.attrib[attribute]


# -- elements --------------------------------------------------------------------------------------------------------


def _text(node: Any) -> str:
    return " ".join(text_of(node).split())


def _replace(node: Any, paragraphs: list[str]) -> None:
    """Put a block of paragraphs in the place of an element."""
    block = etree.Element("div")
    _fill(block, paragraphs)
    around = node.getparent()
    if around is None:
        return
    block.tail = node.tail
    around.replace(node, block)


def _fill(node: Any, paragraphs: list[str]) -> None:
    for inner in list(node):
        node.remove(inner)
    node.text = None
    for text in paragraphs:
        etree.SubElement(node, "p").text = text
