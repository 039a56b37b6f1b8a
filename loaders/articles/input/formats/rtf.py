"""Read a text in Rich Text Format (.rtf), by striprtf."""

import re
from typing import Final

from graph.errors import InputError
from loaders.articles.input.formats.found import Found, Results

_LINKED: Final = re.compile(r"HYPERLINK\s{1,20}(?:\\\\[a-z]\s{0,20})?\"[^\"{}]{0,2000}\"")
"""The address of a link, which is no text; striprtf would write it after the words."""


def read(name: str, content: bytes) -> Results:
    """Yield the article of a text."""
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415

    markup = _LINKED.sub("", content.decode("latin-1"))
    try:
        text = str(rtf_to_text(markup, errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, OverflowError) as error:
        raise InputError(
            f"{name}: the RTF cannot be read ({error}); save it again, as .docx or .txt"
        ) from error
    lines = (
        re.sub(r"[ \t]+", " ", line).strip(" ").rstrip("|").replace("|", " | ") for line in text.split("\n")
    )
    yield Found("\n".join(lines).strip("\n"), "rtf")
