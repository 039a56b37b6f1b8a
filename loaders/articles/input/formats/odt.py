"""Read a text of OpenDocument (.odt): its elements are called as HTML calls them, and written as its are.

Text that was deleted while changes were tracked, and annotations, are no part of it; notes follow the text.
"""

from typing import Any, Final

from lxml import etree

from graph.errors import InputError
from loaders.articles.input.formats.blocks import text_of
from loaders.articles.input.formats.found import Found, Results
from loaders.articles.input.formats.zips import members_of, open_zip, read_member
from loaders.articles.input.origins import Origin

_URN: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TEXT, _TABLE = _URN % "office", _URN % "text", _URN % "table"
_STYLE, _DRAWING, _SVG = _URN % "style", _URN % "drawing", _URN % "svg-compatible"
_NAMES: Final = {
    f"{_TEXT}h": "h2", f"{_TEXT}p": "p", f"{_TEXT}list-item": "li", f"{_TEXT}list-header": "p",
    f"{_TABLE}table": "table", f"{_TABLE}table-row": "tr", f"{_TABLE}table-cell": "td",
    f"{_TEXT}line-break": "br", f"{_TEXT}section": "section", f"{_DRAWING}text-box": "div",
}  # fmt: skip
_LEFT_OUT: Final = frozenset({
    f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_TEXT}sequence-decls", f"{_OFFICE}annotation",
    f"{_OFFICE}forms", f"{_TABLE}covered-table-cell", f"{_SVG}title", f"{_SVG}desc",
})  # fmt: skip
_MOST_BLANKS: Final = 100


def read(name: str, content: bytes) -> Results:
    """Yield the article of a document."""
    packed = open_zip(name, content)
    members = members_of(packed)
    if "META-INF/manifest.xml" in members and b"encryption-data" in read_member(
        name, packed, "META-INF/manifest.xml"
    ):
        raise InputError(f"{name}: the document is protected by a password; save it without one")
    tree = parsed(name, read_member(name, packed, "content.xml"))
    body = tree.find(f".//{_OFFICE}text")
    if body is None:
        raise InputError(f"{name}: there is no text in the document; is it a table or a drawing?")
    numbered = _numbered(tree)
    if "styles.xml" in members:
        numbered |= _numbered(parsed(name, read_member(name, packed, "styles.xml")))
    text = text_of(_as_html(body, numbered))
    title = None
    if "meta.xml" in members:
        said = parsed(name, read_member(name, packed, "meta.xml")).findtext(
            ".//{http://purl.org/dc/elements/1.1/}title"
        )
        title = said if said and said == text.partition("\n")[0] else None
    fields = {"title": title} if title else {}
    yield Found(text, "odt", fields=fields, origins=dict.fromkeys(fields, Origin.FILE))


def parsed(name: str, content: bytes) -> Any:
    """Parse XML of a file, without entities, within the depth and the sizes that libxml2 allows."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        said = " ".join(str(error).split())[:120]
        raise InputError(f"{name}: what is in the file cannot be read ({said}); save it again") from error


def _numbered(tree: Any) -> set[str]:
    """Return the names of the styles of lists whose first level is numbered."""
    return {
        str(style.getparent().get(f"{_STYLE}name"))
        for style in tree.iter(f"{_TEXT}list-level-style-number")
        if style.get(f"{_TEXT}level") == "1" and style.get(f"{_STYLE}num-format")
    }


def _as_html(body: Any, numbered: set[str]) -> Any:
    """Call the elements of a text as HTML does; what each list is, its style says or that of the list around it."""
    notes = []
    for node in list(body.iter()):
        if node.tag in _LEFT_OUT:
            node.tag = "script"
        elif node.tag == f"{_TEXT}list":
            style = node.get(f"{_TEXT}style-name")
            node.tag = "ol" if style in numbered else "ul"
        elif node.tag == f"{_TEXT}s":
            count = node.get(f"{_TEXT}c", "1")
            node.tag, node.text = "span", " " * min(int(count) if count.isdecimal() else 1, _MOST_BLANKS)
        elif node.tag == f"{_TEXT}tab":
            node.tag, node.text = "span", " "
        elif node.tag == f"{_TEXT}note-body":
            notes.append(node)
        elif node.tag in _NAMES:
            node.tag = _NAMES[node.tag]
        elif isinstance(node.tag, str) and node.tag.startswith("{"):
            node.tag = "span"
    for note in notes:
        note.tag, note.tail = "div", None
        body.append(note)
    body.tag = "body"
    return body
