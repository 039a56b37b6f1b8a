"""Write the text of a tree of HTML: a paragraph a block, a line a row of a table; nothing of it is judged or left out.

For documents that are all text (of a word processor, of a book, of an entry of a feed). A page of the web has menus
around its text: it is for `html`.
"""

import re
from typing import Final

from lxml import html
from lxml.etree import ParserError

_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tr", "ul",
})  # fmt: skip
_NO_TEXT: Final = frozenset({
    "audio", "button", "canvas", "head", "iframe", "math", "object", "script", "select", "style", "svg", "template",
    "textarea", "title", "video",
})  # fmt: skip
_GAP: Final = re.compile(r"[ \t\r\v]+")
"""White space within a line; a no-break space is kept, for it is printed so."""
_SPACE: Final = re.compile(r"[ \t\r\n\f\v]+")
_CELLS: Final = frozenset({"td", "th"})
CELLS_APART: Final = " | "
"""What stands between the cells of a row: no sentence has it, so that no rule takes two cells for one sentence."""


def tree_of(markup: str) -> html.HtmlElement | None:
    """Return the tree of a text of HTML, or None where there is nothing in it."""
    try:
        # A declaration of an encoding is refused in text that is decoded already.
        return html.document_fromstring(re.sub(r"^\s{0,100}<\?xml[^>]{0,200}\?>", "", markup))
    except ParserError:
        return None


def text_of(tree: html.HtmlElement) -> str:
    """Return the text of a tree: blocks apart by an empty line, lines and rows of tables by a line end.

    >>> text_of(tree_of("<p>One  two<br>three</p><table><tr><td>a</td><td><p>b</p></td></tr></table>"))
    'One two\\nthree\\n\\na | b'
    >>> text_of(tree_of("<ol><li><p>first</p></li><li>second<ul><li>inner</li></ul></li></ol>"))
    '1. first\\n\\n2. second\\n\\n- inner'
    """
    pieces: list[str] = []
    _write(tree, pieces)
    blocks = "".join(pieces).split("\f")
    kept = (_lines(block) for block in blocks)
    return "\n\n".join(block for block in kept if block)


def _write(tree: html.HtmlElement, pieces: list[str]) -> None:
    """Write a tree without recursion: pages nest deeper than Python calls."""
    waiting: list[tuple[html.HtmlElement, bool]] = [(tree, False)]
    numbers: dict[html.HtmlElement, int] = {}
    while waiting:
        node, closing = waiting.pop()
        name = node.tag if isinstance(node.tag, str) else ""
        if closing:
            pieces.append(_after(node, name))
        elif name and name not in _NO_TEXT:
            pieces += ["" if node is tree else _before(node, name, numbers), _SPACE.sub(" ", node.text or "")]
            waiting.append((node, True))
            waiting += [(child, False) for child in reversed(node)]
            continue
        if node is not tree and node.tail:
            pieces.append(_SPACE.sub(" ", node.tail))


def _before(node: html.HtmlElement, name: str, numbers: dict[html.HtmlElement, int]) -> str:
    if name == "br":
        return "\n"
    if name == "li":
        return f"\f{_number(node, numbers)} "
    if name in _CELLS:
        return CELLS_APART if node.getprevious() is not None else ""
    if name == "tr":
        return "\n"
    return "" if name not in _BLOCKS or _is_in_cell(node) or _begins_item(node) else "\f"


def _after(node: html.HtmlElement, name: str) -> str:
    if name in _BLOCKS and name != "tr":
        return " " if _is_in_cell(node) else "\f"
    return ""


def _number(item: html.HtmlElement, numbers: dict[html.HtmlElement, int]) -> str:
    """Return what is printed before an item of a list; `numbers` has the last number of each list."""
    around = item.getparent()
    if around is None or around.tag != "ol":
        return "-"
    first = around.get("start", "1")
    start = int(first) if first.isdecimal() and len(first) < 7 else 1
    numbers[around] = numbers.get(around, start - 1) + 1
    return f"{numbers[around]}."


def _begins_item(node: html.HtmlElement) -> bool:
    """Whether a block is the first thing in an item of a list: it stands after the item's dash or number."""
    around = node.getparent()
    if around is None or around.tag != "li" or node.getprevious() is not None:
        return False
    return not (around.text or "").strip()


def _is_in_cell(node: html.HtmlElement) -> bool:
    around = node.getparent()
    return around is not None and around.tag in _CELLS


def _lines(block: str) -> str:
    lines = (_GAP.sub(" ", line).strip() for line in block.split("\n"))
    return "\n".join(line for line in lines if line.strip("| ") and line != "-")
