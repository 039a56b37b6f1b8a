"""Read a PDF that has a text layer; one of pictures needs text recognition first."""

import io
import logging
import re

from graph.errors import InputError
from loaders.articles.input.formats.found import Found, Results
from loaders.articles.input.origins import Origin


def read(name: str, content: bytes) -> Results:
    """Yield the article of a PDF."""
    from pypdf import PasswordType, PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            raise InputError(f"{name}: the PDF is protected by a password; save it without one")
        pages = [page.extract_text() for page in reader.pages[:200]]
        title = reader.metadata.title if reader.metadata else None
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, NotImplementedError) as error:
        raise InputError(f"{name}: the PDF cannot be read ({error})") from error
    text = "\n\n".join(_joined(page) for page in pages).strip()
    if not text:
        raise InputError(f"{name}: the PDF has no text layer; run text recognition on it first")
    fields = {"title": title} if title else {}
    yield Found(text, "pdf", fields=fields, origins=dict.fromkeys(fields, Origin.FILE))


def _joined(page: str) -> str:
    """Join the lines of a PDF's paragraph: a line that does not end a sentence goes on in the next."""
    return re.sub(r"(?<=[^.!?:;»”\"\n])\n(?=[^\W\d_A-ZĐÀ-ỸА-Я])", " ", page.replace("\u00ad\n", ""))
