"""What a page says of its article in JSON-LD and beside: where it was written, who publishes it, and where that is.

Title, author, date and address of the page are found by the extraction of its main text.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from loaders.articles.input.formats.fields import fields_of, table

_MOST: Final = 50
"""Blocks of JSON-LD of a page, and objects of one, that are looked at."""
_ADDRESS: Final = ("streetAddress", "addressLocality", "addressRegion")


def metadata_of(tree: Any) -> dict[str, str]:
    """Return `dateline`, `address` and `publisher` as far as the page's metadata say them."""
    found: dict[str, str] = {}
    for record in _articles(tree):
        told = fields_of(record)
        said: dict[str, str] = {key: told[key] for key in ("dateline", "publisher") if key in told}
        publisher = record.get("publisher")
        if isinstance(publisher, Mapping) and (address := _address(publisher.get("address"))):
            said["address"] = address
        found = {**said, **found}
    places = tree.xpath("//meta[@name='geo.placename']/@content")
    if places and "address" not in found and (place := " ".join(places[0].split())):
        found["address"] = place
    return found


def _articles(tree: Any) -> Iterator[Mapping[str, Any]]:
    for script in tree.xpath("//script[@type='application/ld+json']")[:_MOST]:
        try:
            said = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        listed = said.get("@graph", said) if isinstance(said, dict) else said
        for record in (listed if isinstance(listed, list) else [listed])[:_MOST]:
            kinds = record.get("@type") if isinstance(record, dict) else None
            if set(kinds if isinstance(kinds, list) else [kinds]) & set(table()["types"]):
                yield record


def _address(said: Any) -> str:
    if isinstance(said, str):
        return " ".join(said.split())
    if isinstance(said, Mapping):
        parts = (said.get(name) for name in _ADDRESS)
        return ", ".join(" ".join(part.split()) for part in parts if isinstance(part, str) and part.strip())
    return ""
