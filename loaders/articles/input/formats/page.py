"""Read a page of the web: its main text without menus, teasers and comments, and what its metadata say of it."""

import logging
import re

from graph.errors import InputError
from loaders.articles.input.decoding import decode_page
from loaders.articles.input.formats.found import Found, Results
from loaders.articles.input.formats.page_metadata import metadata_of
from loaders.articles.input.formats.page_parts import make_paragraphs
from loaders.articles.input.origins import Origin, date_of_page, of_page

_MOST_TAGS = 400_000
_NESTED = re.compile(r"(?:<[a-z]{1,10}>\s*){400}", re.IGNORECASE)


def read(name: str, content: bytes) -> Results:
    """Yield the article of a page."""
    text, note = decode_page(name, content)
    yield of_markup(name, text, note)


def of_markup(name: str, text: str, note: str | None = None) -> Found:
    """Return the article of a page that is decoded; raise InputError where there is none."""
    from trafilatura import bare_extraction  # noqa: PLC0415
    from trafilatura.settings import use_config  # noqa: PLC0415
    from trafilatura.utils import load_html  # noqa: PLC0415

    config = use_config()
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    if text.count("<") > _MOST_TAGS or _NESTED.search(text):
        raise InputError(f"{name}: the HTML is nested or repeated beyond what a page needs")
    try:
        tree = load_html(text)
        if tree is None:
            raise InputError(f"{name}: no text of an article was found in the page")
        beside = metadata_of(tree)
        make_paragraphs(tree)
        page = bare_extraction(
            tree, include_comments=False, include_tables=False, with_metadata=True, config=config
        )
    except (ValueError, RecursionError, AssertionError) as error:
        raise InputError(f"{name}: the HTML cannot be read ({error})") from error
    if page is None:
        raise InputError(f"{name}: no text of an article was found in the page")
    values = page if isinstance(page, dict) else page.as_dict()
    body, title = values.get("text") or "", values.get("title")
    if title and not body.startswith(title):
        body = f"{title}\n\n{body}"
    told = {
        "title": title,
        "author": values.get("author"),
        "publisher": values.get("sitename"),
        "url": values.get("url"),
        "published": date_of_page(text, values.get("date"), body),
    }
    fields = {key: str(value) for key, value in told.items() if value}
    fields = {**beside, **fields}
    origins = {
        **dict.fromkeys(beside, Origin.METADATA),
        **of_page(text, {k: v for k, v in told.items() if v}),
    }
    return Found(body, "html", fields=fields, origins=origins, note=note)
