"""Tell of which place a local body's document is: its code (TU, UBND) is the same in every province.

The place is that of the issuer printed beside the number, else the one that the report speaks of, which is a judgement.
"""

import re
from collections.abc import Iterator
from typing import Final

from loaders.articles.citations import Citation, Named
from loaders.articles.document import Document
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.bodies import UNION
from loaders.articles.mentions.coreference import of_rank, province_of
from loaders.articles.mentions.gazetteer import Mention, listed_places
from loaders.articles.mentions.page_place import OF_PAGE

OF_REPORT: Final = "The place is not printed with the number: it is the one that the report speaks of."
PROVINCIAL: Final = {
    "TU": ("party-committee", "party-standing-committee"),
    "UBND": ("peoples-committee",),
    "HĐND": ("peoples-council",),
    "LHHN": (UNION,),
    "LHCTCHN": (UNION,),
}
"""Codes of bodies that every province has one of, with the kinds of body that they stand for, the issuer first."""
_ISSUERS: Final = {
    "provincial-party-committee": PROVINCIAL["TU"],
    "provincial-party-standing-committee": ("party-standing-committee", "party-committee"),
    "people-s-committee": PROVINCIAL["UBND"],
    "people-s-council": PROVINCIAL["HĐND"],
    "union-of-friendship-organizations": PROVINCIAL["LHHN"],
    "fatherland-front": ("front",),
}
"""Printed issuers that every province has one of, likewise."""

_BEFORE: Final = 90
_AFTER: Final = 140
"""How far from a number its issuer may stand: a date and an "of" fit between."""


def kinds_of_issuer(citation: Citation) -> tuple[str, ...]:
    """Return the kinds of body of which one of a province issued the document, the likeliest first; none where no
    province's did."""
    printed = _ISSUERS.get(citation.issuer.value if citation.issuer else "", ())
    coded = PROVINCIAL.get(citation.body or "", ())
    return printed if printed and (not coded or set(printed) & set(coded)) else coded


def place_of(document: Document, citation: Citation) -> tuple[str | None, str]:
    """Return the province whose document is cited, and why it is this one where that is not printed."""
    kinds = kinds_of_issuer(citation)
    if not kinds:
        return None, ""
    for place in _printed(document, citation, kinds):
        return province_of(place), ""
    home = None if citation.issuer and _of_another(document, citation.issuer) else document.home
    if home is None or listed_places().get(province_of(home), {}).get("kind") not in (
        "province",
        "municipality",
    ):
        return None, ""
    return province_of(home), OF_PAGE if document.home_of_page else OF_REPORT


def _of_another(document: Document, issuer: Named) -> bool:
    """Whether an issuer is printed as that of a place which is no province: "UBND huyện Bố Trạch"."""
    return _BELOW.search(document.folded, *issuer.span) is not None


_BELOW: Final = re.compile(
    r"(?<!\w)(?:huyen|quan|thi xa|thi tran|xa|phuong|district|commune|ward|town|уезда?|района?|общины)(?!\w)"
)


def _printed(document: Document, citation: Citation, kinds: tuple[str, ...]) -> Iterator[str]:
    """Yield the places printed with the citation: those of its issuer first, the nearest of each."""
    sentence = document.sentence_at(citation.span.start)
    low = max(sentence.start, citation.span.start - _BEFORE)
    high = min(max(sentence.end, citation.span.end), citation.span.end + _AFTER)
    near = [b for b in document.mentions if low <= b.start and b.end <= high and b.type in kinds]
    placed = [b for b in near if b.place and b.place != "viet-nam" and of_rank(document, b, b.place)]
    yield from (b.place for b in sorted(placed, key=lambda b: _distance(citation, b)) if b.place)
    if citation.issuer:
        start, end = citation.issuer.span
        yield from (
            p.slug for p in document.mentions if p.kind == "place" and start <= p.start and p.end <= end
        )


def _distance(citation: Citation, body: Mention) -> tuple[bool, int]:
    """How far a body stands from a citation; what follows it comes first: "45/QĐ-UBND of the committee of A"."""
    if body.start >= citation.span.start:
        return False, body.start - citation.span.start
    return True, citation.span.start - body.end


def slug_in(kind: str, place: str) -> str:
    """Return the slug of the body of a kind in a province.

    >>> slug_in("party-committee", "nghe-an")
    'nghe-an-party-committee'
    """
    return str(read_yaml("bodies.yaml")[kind]["slug"]).format(place=place)
