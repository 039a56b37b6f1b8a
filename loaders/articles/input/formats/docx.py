"""Read a document of Word (.docx): paragraphs, headings, lists, tables and notes, by mammoth.

Text that was deleted while changes were tracked, comments, and what stands in the margin are no part of it.
"""

import io
import re
import zipfile
from typing import Any, Final
from xml.parsers.expat import ExpatError

from lxml import etree

from graph.errors import InputError
from graph.limits import LIMITS
from loaders.articles.input.formats.blocks import text_of, tree_of
from loaders.articles.input.formats.found import Found, Results
from loaders.articles.input.formats.zips import members_of, open_zip, read_member
from loaders.articles.input.origins import Origin

DOCUMENT: Final = "word/document.xml"
_PROPERTIES: Final = "docProps/core.xml"
_LEFT_OUT: Final = (
    "word/theme/",
    "word/media/",
    "word/glossary/",
    "word/comments",
    "word/settings",
    "customXml/",
)
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LOOKS: Final = tuple(
    f"{_W}{name}" for name in ("latentStyles", "docDefaults", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr")
)
_STYLES: Final = "p[style-name='Title'] => h1:fresh\np[style-name='Caption'] => p.caption:fresh"


def read(name: str, content: bytes) -> Results:
    """Yield the article of a document."""
    import mammoth  # noqa: PLC0415

    packed = open_zip(name, content)
    _refuse_bombs(name, packed)
    try:
        made = mammoth.convert_to_html(
            _slim(name, packed),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=_no_image,
        )
    except RecursionError as error:
        raise InputError(f"{name}: the document is nested beyond what one needs") from error
    except (
        ExpatError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
    ) as error:
        said = " ".join(str(error).split())[:120]
        raise InputError(f"{name}: the document cannot be read ({said}); save it again as .docx") from error
    tree = tree_of(made.value)
    if tree is None:
        raise InputError(
            f"{name}: there is no text in the document; pictures of text need text recognition first"
        )
    # The marks of notes are no words: a number would go on in them.
    for mark in tree.xpath("//sup[a[starts-with(@href, '#')]] | //a[contains(@href, 'note-ref-')]"):
        mark.drop_tree()
    text = text_of(tree)
    title = _title(name, packed, text)
    fields = {"title": title} if title else {}
    yield Found(text, "docx", fields=fields, origins=dict.fromkeys(fields, Origin.FILE))


def _slim(name: str, packed: zipfile.ZipFile) -> io.BytesIO:
    """Pack the parts that say words again, without pictures, and the styles without their looks: of a small document
    these take mammoth nine tenths of its time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as slim:
        for member in sorted(members_of(packed)):
            if member.endswith((".xml", ".rels")) and not member.startswith(_LEFT_OUT):
                content = read_member(name, packed, member)
                slim.writestr(member, _names_of_styles(content) if member == "word/styles.xml" else content)
    return out


def _names_of_styles(content: bytes) -> bytes:
    try:
        tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return content  # mammoth says what is wrong
    etree.strip_elements(tree, *_LOOKS)
    return bytes(etree.tostring(tree))


def _no_image(_: Any) -> list[Any]:
    return []


def _refuse_bombs(name: str, packed: zipfile.ZipFile) -> None:
    """Refuse parts that are too large to be parsed, and declarations of entities, which the format does not allow."""
    for member in members_of(packed):
        if not member.endswith((".xml", ".rels")):
            continue
        if packed.getinfo(member).file_size > LIMITS.article_bytes:
            raise InputError(
                f"{name}: {packed.getinfo(member).file_size / 1e6:,.0f} MB of text are too many for an article; "
                f"{LIMITS.article_bytes / 1e6:,.0f} MB are read"
            )
        if re.search(rb"<!(?:DOCTYPE|ENTITY)", read_member(name, packed, member)[:4096]):
            raise InputError(f"{name}: the document declares entities, which no document of Word does")


def _title(name: str, packed: zipfile.ZipFile, text: str) -> str | None:
    """Return the title among the document's properties, if the document begins with it: most are of a template."""
    if _PROPERTIES not in members_of(packed):
        return None
    try:
        tree = etree.fromstring(
            read_member(name, packed, _PROPERTIES), etree.XMLParser(resolve_entities=False)
        )
    except etree.XMLSyntaxError:
        return None
    said = " ".join((tree.findtext("{http://purl.org/dc/elements/1.1/}title") or "").split())
    return said if said and said == text.partition("\n")[0] else None
