"""Mend a text whose letters were lost before it came: UTF-8 that was read as another encoding, fonts of before Unicode.

Only lines that are plainly wrong are touched, and the note says how many.
"""

from typing import Final

from loaders.articles.input.decoding import respelled

_FEWEST: Final = 2
"""Letters beyond ASCII that a line must have to be judged."""


def mended(name: str, text: str) -> tuple[str, str | None]:
    """Return the text as it was written, with a note where it had to be mended.

    >>> mended("a.txt", "Ã”ng Nguyá»…n VÄƒn An")
    ('Ông Nguyễn Văn An', 'a.txt: 1 line was encoded twice; its letters were restored')
    >>> mended("a.txt", "Ông Nguyễn Văn An")
    ('Ông Nguyễn Văn An', None)
    """
    if text.isascii():
        return text, None
    if found := respelled(text):
        return found[0], f"{name}: read as {found[1]}, an encoding by fonts, which was detected"
    lines = text.split("\n")
    changed = 0
    for place, line in enumerate(lines):
        if (right := _decoded_once(line)) != line:
            lines[place], changed = right, changed + 1
    if not changed:
        return text, None
    were = "1 line was encoded twice; its" if changed == 1 else f"{changed:,} lines were encoded twice; their"
    return "\n".join(lines), f"{name}: {were} letters were restored"


def _decoded_once(line: str) -> str:
    """Return a line of UTF-8 that was taken for a one-byte encoding as it was, or the line itself."""
    if sum(not c.isascii() for c in line) < _FEWEST:
        return line
    from ftfy import fix_encoding  # noqa: PLC0415
    from ftfy.badness import is_bad  # noqa: PLC0415

    if not is_bad(line):
        return line
    right = fix_encoding(line)
    fewer = sum(not c.isascii() for c in right) < sum(not c.isascii() for c in line)
    return right if fewer and not is_bad(right) else line
