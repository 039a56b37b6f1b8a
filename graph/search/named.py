"""The one thing that a person means who writes a name where an id is wanted.

A name is taken where one thing is called so; capitals and spaces aside, and marks where nothing else is called so.
Where it means several things, or none, the error names them, or how to search.
"""

import shlex
import unicodedata
from typing import Final

from graph.errors import InputError
from graph.search.index_lifecycle import nearest
from graph.search.names import Hit, find
from graph.store.version import Version
from ontology.iris import ID, name_of

_FOUND: Final = 50
_SHOWN: Final = 6
"""Things that a message names of those that a name means, or that are near it."""


def thing_named(version: Version, text: str) -> str:
    """Return the IRI that a text means: an IRI, `kind/slug`, or a name that one thing has.

    Raises InputError where it means none or several.
    """
    text = " ".join(text.split())
    iri = text if "://" in text else ID + text
    if name_of(iri) is not None:
        return iri
    index = nearest(version) if "://" not in text else None
    hits = find(index.path, text, limit=_FOUND).hits if index else ()
    ours = [hit for hit in hits if name_of(hit.iri)]
    meant = _called(ours, text)
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise InputError(
            "%(text)r is a name of several things: %(things)s.",
            hint="Write the one that is meant.",
            values={"text": text[:80], "things": _listed(meant, ours)},
        )
    near = list(dict.fromkeys(hit.iri for hit in ours))
    raise InputError(
        "%(text)r names no thing; near it are %(things)s." if near else "%(text)r names no thing.",
        hint="Write it as in its address (person/nguyen-van-an), or search for a part of its name: huunghi query "
        "things-of-name --param %(asked)s, or /search in the browser.",
        values={
            "text": text[:80],
            "things": _listed(near, ours),
            "asked": shlex.quote(f"words={text[:80]}"),
        },
    )


def _called(hits: list[Hit], text: str) -> list[str]:
    """The things that are called exactly so, else but for marks; names that hold in one source only come last."""
    exact = [hit for hit in hits if hit.exact]
    same = [hit for hit in exact if _spelled(hit.label) == _spelled(text)] or exact
    return list(dict.fromkeys(hit.iri for hit in [hit for hit in same if not hit.source] or same))


def _spelled(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _listed(iris: list[str], hits: list[Hit]) -> str:
    labels = {hit.iri: hit.label for hit in reversed(hits)}
    more = f" and {len(iris) - _SHOWN} more" if len(iris) > _SHOWN else ""
    return ", ".join(f"{iri.removeprefix(ID)} ({labels[iri]})" for iri in iris[:_SHOWN]) + more
