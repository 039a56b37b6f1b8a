"""Read a message (.eml) and a page that a browser saved as one (.mht, .mhtml), by the standard library's `email`.

A message may bring reports as attachments: each is an article of its own. The day of a message is the one it was sent
on; that of a saved page is when somebody saved it, and says nothing.
"""

from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import islice
from typing import Final

from graph.errors import InputError
from loaders.articles.input.decoding import decode, decode_page
from loaders.articles.input.formats import page
from loaders.articles.input.formats.blocks import text_of, tree_of
from loaders.articles.input.formats.fields import fields_of
from loaders.articles.input.formats.found import Found, Inner, Results, TooMuch
from loaders.articles.input.origins import Origin

_SHORTEST: Final = 300
"""Characters of a message with attachments that is itself an article, and not a note about them."""
_MOST_PARTS: Final = 1000
_ADDRESS: Final = "Snapshot-Content-Location"


def read(name: str, content: bytes, inner: Inner) -> Results:
    """Yield the article of a saved page, or that of a message and those attached to it; `inner` reads an attachment."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(content)
        walked = list(islice(message.walk(), _MOST_PARTS + 1))
        parts = [p for p in walked[:_MOST_PARTS] if not p.is_multipart()]
    except (MessageError, ValueError, RecursionError, LookupError, AttributeError) as error:
        raise InputError(f"{name}: the message cannot be read ({error})") from error
    if message.get_content_type() == "multipart/related" and _header(
        message, "Subject", _ADDRESS, "Content-Location"
    ):
        yield _saved_page(name, message, parts)
        return
    if message.get_content_type() in ("application/pkcs7-mime", "multipart/encrypted"):
        raise InputError(f"{name}: the message is encrypted; save it decrypted")
    attached = [
        p for p in parts if p.get_filename() and p.get_content_maintype() not in ("image", "audio", "video")
    ]
    body = _body(name, message, parts)
    if body is not None and (not attached or len(body.text) >= _SHORTEST):
        yield body
    elif not attached:
        raise InputError(f"{name}: no text of an article was found in the message")
    yield from _attached(name, attached, inner)
    if len(walked) > _MOST_PARTS:
        yield InputError(
            f"{name}: only its first {_MOST_PARTS:,} parts were read; save what is attached as files"
        )


def _saved_page(name: str, message: EmailMessage, parts: list[EmailMessage]) -> Found:
    """Return the article of the page itself, which comes before its frames and pictures."""
    first = next((p for p in parts if p.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if first is None:
        raise InputError(f"{name}: no page is in the file")
    text, note = decode_page(name, _payload(first), first.get_content_charset())
    found = page.of_markup(name, text, note)
    address = _header(message, _ADDRESS) or _header(first, "Content-Location")
    if found.fields.get("url") or not address.lower().startswith(("http://", "https://")):
        return Found(found.text, "mht", "", found.fields, found.origins, note)
    fields, origins = {**found.fields, "url": address}, {**found.origins, "url": Origin.FILE}
    return Found(found.text, "mht", "", fields, origins, note)


def _body(name: str, message: EmailMessage, parts: list[EmailMessage]) -> Found | None:
    own = [p for p in parts if not p.get_filename() and p.get_content_disposition() != "attachment"]
    plain = next((p for p in own if p.get_content_type() == "text/plain" and _payload(p).strip()), None)
    marked = next((p for p in own if p.get_content_type() == "text/html"), None)
    text, note = "", None
    if plain is not None:
        text, note = decode(name, _payload(plain), plain.get_content_charset())
        text = text.replace("\r\n", "\n")
    elif marked is not None:
        markup, note = decode_page(name, _payload(marked), marked.get_content_charset())
        tree = tree_of(markup)
        text = "" if tree is None else text_of(tree)
    if not text.strip():
        return None
    title, sent = _header(message, "Subject"), message.get("Date")
    day = getattr(sent, "datetime", None)
    forwarded = title.lower().startswith(("fwd:", "fw:", "tr:"))
    told = {
        "title": "" if forwarded else title,
        "author": next(
            (a.display_name for a in getattr(message.get("From"), "addresses", ()) if a.display_name), ""
        ),
        "date": day.date().isoformat() if day and not forwarded else "",
    }
    fields = fields_of(told)
    if (title := fields.get("title", "")) and not text.startswith(title):
        text = f"{title}\n\n{text}"
    return Found(text, "eml", "", fields, dict.fromkeys(fields, Origin.FILE), note)


def _attached(name: str, attached: list[EmailMessage], inner: Inner) -> Iterator[Found | InputError]:
    for part in attached:
        file = str(part.get_filename()).replace("\\", "/").rpartition("/")[2]
        called = f"{name}!{file}"
        try:
            for found in inner(called, _payload(part)):
                if isinstance(found, InputError):
                    yield found
                else:
                    yield Found(
                        found.text,
                        found.kind,
                        f"!{file}{found.part}",
                        found.fields,
                        found.origins,
                        found.note,
                    )
        except TooMuch:
            raise
        except InputError as error:
            yield error


def _payload(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _header(message: EmailMessage, *names: str) -> str:
    for name in names:
        try:
            if said := " ".join(str(message.get(name, "")).split()):
                return said
        except (ValueError, AttributeError, IndexError):  # a header that is none
            continue
    return ""
