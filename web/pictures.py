"""Drawings as pictures: one drawing of a page as an SVG that stands alone, or as a PNG, with what it shows and is from.

Every drawing of a page stands in a figure that names it (the macro `picture` of `_drawings.html`), and the page's
address with `?picture=NAME.svg` or `NAME.png` gives it alone: the same markup, so a picture never says anything else
than the page. Colours are those of the light scheme; the rules of the sheets are copied in, their properties resolved.
"""

import re
from dataclasses import dataclass
from html import escape, unescape
from importlib.resources import files
from typing import Final

import resvg_py

from graph.errors import NotFound
from web.picture_style import properties, style

_FAMILY: Final = "Be Vietnam Pro"
_FONTS: Final = tuple(
    str(files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{style}.ttf")
    for style in ("Regular", "SemiBold")
)
MEDIA_TYPES: Final = {"svg": "image/svg+xml", "png": "image/png"}
"""Suffix of each kind of picture, and its media type."""

_WIDTH: Final = 760
"""Pixels across a drawing that names no width of its own."""
_EDGE: Final = 24
_TITLE, _TEXT = 17, 11
_SCALE: Final = 2.0
"""Pixels of a PNG for each of the drawing: sharp in print and on fine screens."""
_NO_BREAK_HYPHEN: Final = "\u2011"
"""Not in the typeface, and no line of a picture breaks by itself."""
_FIGURE: Final = re.compile(
    r'<figure class="drawing[^"]*" id="drawing-([a-z0-9-]+)" data-caption="([^"]*)" data-note="([^"]*)">(.*?)</figure>',
    re.DOTALL,
)
_FOREIGN: Final = re.compile("[^\u0000-\u024f\u0300-\u036f\u1e00-\u1eff\u2010-\u2026\u20ab]")
"""What may not be in the typeface: then the machine's are looked through, which takes half a second."""
_ATTRIBUTE: Final = r'\b{}="([0-9]+)"'


@dataclass(frozen=True)
class Reference:
    """What a picture is from: the page's title and address, and the version of the data in words."""

    title: str
    version: str
    address: str


def names_of(page: str) -> tuple[str, ...]:
    """Return the names of the drawings on a page."""
    return tuple(found[1] for found in _FIGURE.finditer(page))


def picture(page: str, name: str, reference: Reference) -> tuple[bytes, str]:
    """Return a drawing of a page by its name with a suffix, as bytes and their media type.

    Raises NotFound, with the names that there are.
    """
    stem, _, suffix = name.rpartition(".")
    for found in _FIGURE.finditer(page):
        if found[1] == stem and suffix in MEDIA_TYPES:
            svg = to_svg(found[4], unescape(found[2]), unescape(found[3]), reference)
            return (to_png(svg) if suffix == "png" else svg.encode()), MEDIA_TYPES[suffix]
    there = [f"{one}.svg" for one in names_of(page)]
    raise NotFound(
        "This page has no picture called %(name)s.",
        hint="It has: %(names)s (or with .png)." if there else "It has none.",
        values={"name": name[:60], "names": ", ".join(there)},
    )


def to_svg(figure: str, caption: str, note: str, reference: Reference) -> str:
    """Return the drawing of a figure's markup as an SVG document: its caption above, its note and reference below."""
    inner = _drawing(figure)
    head = inner[: inner.index(">")]
    width = _number(head, "data-width") or _WIDTH
    height = _number(head, "height")
    base = reference.address.partition("/")[0] + "//" + reference.address.split("/")[2]
    inner = re.sub(r'(<a\b[^<>]*?) href="/', rf'\1 href="{base}/', inner)
    placed = re.sub(
        r"<svg\b",
        f'<svg x="{_EDGE}" y="{{top}}" overflow="visible"',
        re.sub(r' width="100%"', f' width="{width}"', inner, count=1),
        count=1,
    )
    whole = width + 2 * _EDGE
    title = _lines(caption, _TITLE, width)
    foot = [
        line
        for text in (note, f"{reference.title}. Hữu Nghị, {reference.version}. CC BY 4.0.", reference.address)
        for line in _lines(text, _TEXT, width)
    ]
    top = _EDGE + len(title) * round(_TITLE * 1.4) + 8
    below = top + height + 24
    end = below + len(foot) * round(_TEXT * 1.5) + _EDGE - 8
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{end}" viewBox="0 0 {whole} {end}">',
            f"<title>{escape(caption)}</title><style>{style()}</style>",
            f'<rect width="{whole}" height="{end}" fill="{properties()["--paper"]}"/>',
            _text(title, _EDGE + _TITLE, _TITLE, "caption"),
            placed.replace("{top}", str(top), 1),
            _text(foot, below, _TEXT, "reference"),
            "</svg>",
        )
    ).replace(_NO_BREAK_HYPHEN, "-")


def to_png(svg: str) -> bytes:
    """Return an SVG as a PNG, with the typeface of the pages; other scripts by the typefaces of the machine."""
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=_SCALE,
        font_files=list(_FONTS),
        font_family=_FAMILY,
        sans_serif_family=_FAMILY,
        skip_system_fonts=not _FOREIGN.search(svg),
    )


def _drawing(figure: str) -> str:
    """Return the SVG element of a figure, with those inside it."""
    start = figure.index("<svg")
    depth = 0
    for found in re.finditer(r"<svg\b|</svg>", figure[start:]):
        depth += 1 if found[0] == "<svg" else -1
        if not depth:
            return figure[start : start + found.end()]
    raise ValueError("a drawing does not end")


def _number(head: str, attribute: str) -> int:
    found = re.search(_ATTRIBUTE.format(attribute), head)
    return int(found[1]) if found else 0


def _lines(text: str, size: int, width: int) -> list[str]:
    """Return a text cut into lines between words, by the width that letters have on average."""
    most = int(width / (size * 0.56))
    # A word longer than a line, as an address can be, is cut; the signs of one are wider than letters.
    piece = int(width / (size * 0.68))
    words = [
        part
        for word in text.split()
        for part in (
            [word[at : at + piece] for at in range(0, len(word), piece)] if len(word) > piece else [word]
        )
    ]
    lines = [""]
    for word in words:
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= most:
            lines[-1] = joined
        else:
            lines.append(word)
    return [line for line in lines if line]


def _text(lines: list[str], y: int, size: int, name: str) -> str:
    step = round(size * (1.4 if size == _TITLE else 1.5))
    spans = "".join(
        f'<tspan x="{_EDGE}" y="{y + at * step}">{escape(line)}</tspan>' for at, line in enumerate(lines)
    )
    return f'<text class="{name}" font-size="{size}">{spans}</text>'
