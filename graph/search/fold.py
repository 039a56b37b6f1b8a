"""Fold text for comparison: marks, case and the several ways to write one Vietnamese letter.

A folded form proposes a match and never decides one (ARCHITECTURE.md, "The model").
"""

import unicodedata
from collections.abc import Callable
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from ontology.terms import hn

WHOLE_LETTERS: Final = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"}
)
"""Letters that Unicode does not decompose."""
_DASHES: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\u00a0\u202f", " ") | {"\u00ad": ""}
)


def fold(text: str) -> str:
    """Return the text in lower case without marks, đ as d, dashes as hyphens, runs of space as one.

    >>> fold("Nghệ  An"), fold("ĐƯỜNG"), fold("12‑CT/TW")
    ('nghe an', 'duong', '12-ct/tw')
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFD", text.translate(_DASHES).casefold().translate(WHOLE_LETTERS))
    return " ".join(
        "".join(c for c in plain if not unicodedata.combining(c)).translate(WHOLE_LETTERS).split()
    )


def _fold_term(term: Any) -> Literal | None:
    return Literal(fold(term.value)) if isinstance(term, Literal) else None


FUNCTIONS: Final[dict[NamedNode, Callable[..., Any]]] = {NamedNode(hn.fold): _fold_term}
"""What our SPARQL offers beyond the standard: `hn:fold(?text)`."""
