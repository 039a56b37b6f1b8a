"""Match citations with documents that are known. One candidate or none: nothing is guessed.

The rules of identity: Party numbers restart with each type and each term, State numbers without a year each
year, so type, number and body name a document only together with a date or a term; TW names no issuer; UBND
and TU name no place. What is printed beside the number (date, term, year, issuer, title) selects among
documents of the number, and contradicts those it does not fit. A short form, and a number without a date,
take the document of the citation in the same text that dates the number.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from loaders.articles.citations.lexicon import bodies, codes
from loaders.articles.citations.model import Citation, KnownDocument, Resolved
from loaders.articles.citations.normalise import fold, folded_words

PLACELESS = frozenset({"TU", "UBND", "HĐND", "HU", "QU", "ThU", "ĐU", "CB", "LHHN", "LHCTCHN"})
"""Bodies whose code leaves the place open: the same number exists in every province."""
_TITLE_WORDS = 4


Numbered = Mapping[int, Sequence[KnownDocument]]
"""Known documents by number."""


def numbered(documents: Iterable[KnownDocument]) -> Numbered:
    """Return documents by number, to resolve the citations of many texts."""
    by_number: dict[int, list[KnownDocument]] = {}
    for document in documents:
        if document.number is not None:
            by_number.setdefault(document.number, []).append(document)
    return by_number


def resolve(
    citations: Sequence[Citation], documents: Iterable[KnownDocument] | Numbered
) -> tuple[Resolved, ...]:
    """Say for each citation which document it cites, in the order of `citations`, which are those of one text.

    `documents` are those that are known; by number (`numbered`) where they serve many texts.
    """
    index = documents if isinstance(documents, Mapping) else numbered(documents)
    alone = [_settle(f, _same_number(f, index)) if f.kind == "full" else None for f in citations]
    dated = _dated(citations)
    full = [_repeated(place, citations, alone, dated) for place in range(len(citations))]
    by_number: dict[int | None, list[int]] = {}
    for place, citation in enumerate(citations):
        if citation.kind == "full":
            by_number.setdefault(citation.number, []).append(place)
    found: list[Resolved] = []
    for place, (citation, settled) in enumerate(zip(citations, full, strict=True)):
        if settled is not None:
            found.append(settled)
        elif citation.kind == "short":
            places = _near(by_number.get(citation.number, ()), place)
            found.append(_short(citation, index, citations, full, place, places))
        else:
            found.append(Resolved(citation, "vague", f"names no document by number ({citation.kind})"))
    return tuple(found)


def _dated(citations: Sequence[Citation]) -> dict[str, list[int]]:
    """Return the places of the full citations that print a date or a term, by what they cite."""
    found: dict[str, list[int]] = {}
    for place, citation in enumerate(citations):
        if citation.kind == "full" and citation.identifier and (citation.date or citation.terms):
            found.setdefault(citation.identifier, []).append(place)
    return found


def _repeated(
    place: int,
    citations: Sequence[Citation],
    alone: Sequence[Resolved | None],
    dated: Mapping[str, Sequence[int]],
) -> Resolved | None:
    """Let a number without date and term be what the same number with one is elsewhere in the text.

    A first citation carries the date, later ones only type, number and code: they mean that document even where
    another one of this number is known. Where the text dates the number twice, and differently, it stays open.
    """
    own, citation = alone[place], citations[place]
    if own is None or citation.date or citation.terms:
        return own
    same = [
        i
        for i in _near(dated.get(citation.identifier or "", ()), place)
        if _may_repeat(citation, citations[i])
    ]
    if not same or not _one_document([citations[i] for i in same]):
        return own
    before = [i for i in same if i < place] or same
    antecedent = max(before, key=lambda i: (_precision(citations[i]), i < place, i))
    told = alone[antecedent]
    assert told
    return replace(
        told,
        citation=citation,
        reason="repeats a citation in the same text",
        antecedent=antecedent,
        repeats=citations[antecedent],
    )


def _near(places: Sequence[int], place: int) -> Sequence[int]:
    """Return those of the places (ascending) that are nearest to one: what else a text repeats says no more."""
    at = bisect_left(places, place)
    return places[max(0, at - _NEAREST) : at + _NEAREST]


_NEAREST: Final = 40


def _may_repeat(bare: Citation, dated: Citation) -> bool:
    """Whether nothing printed tells two citations of one number apart."""
    issuers = {c.issuer.value for c in (dated, bare) if c.issuer}
    return not (dated.place and bare.place and dated.place != bare.place) and not (
        len(issuers) > 1 and issuers <= _central() - {"central-committee"}
    )


def _one_document(dated: Sequence[Citation]) -> bool:
    """Whether citations of one number can all be of one document: none contradicts another's date or term."""
    dates = {c.date.value for c in dated if c.date}
    terms = [set(c.terms) for c in dated if c.terms]
    return all(compatible(a, b) for a in dates for b in dates) and (
        not terms or bool(set.intersection(*terms))
    )


def _precision(citation: Citation) -> int:
    """How much of its date a citation prints."""
    date = citation.date.value if citation.date else ""
    return 0 if date.startswith("--") else len(date)


def _same_number(citation: Citation, index: Numbered) -> list[KnownDocument]:
    assert citation.number is not None
    return [
        document
        for document in index.get(citation.number, ())
        if citation.letter == document.letter
        and _same_code(citation, document)
        and _same_body(citation, document)
        and not (citation.place and document.place and citation.place != document.place)
    ]


def _same_code(citation: Citation, document: KnownDocument) -> bool:
    if citation.types and document.type not in citation.types:
        return False
    return not (citation.code and document.code) or _spelt(citation.code) == _spelt(document.code)


def _spelt(code: str) -> str:
    """Return a code folded, in one spelling: QyĐ and QĐi are QĐ, as types tell a regulation from a decision."""
    known = codes().get(code.lower())
    return fold(known.in_party if known and known.in_party else code)


def _same_body(citation: Citation, document: KnownDocument) -> bool:
    if citation.body is None or document.body is None:
        return citation.body is None
    if fold(citation.body) != fold(document.body):
        return False
    return not (citation.unit and document.unit) or fold(citation.unit) == fold(document.unit)


def _settle(citation: Citation, same: list[KnownDocument]) -> Resolved:
    """Select among documents of one number by what is printed beside it."""
    contradictions: list[str] = []
    fitting: list[KnownDocument] = []
    for document in same:
        against = contradiction(citation, document)
        if against:
            contradictions += [a for a in against if a not in contradictions]
        else:
            fitting.append(document)
    if not fitting:
        if same:
            return Resolved(
                citation, "contradicted", "no known document of this number fits what is printed",
                candidates=tuple(d.iri for d in same), contradicts=tuple(contradictions),
                proposes=bool(citation.date or citation.terms),
            )  # fmt: skip
        return Resolved(
            citation,
            "unknown",
            "no document of this number is known",
            proposes=citation.kind == "full",
        )
    if len(fitting) == 1:
        only = fitting[0]
        if _placeless(citation) and not _confirmed(citation, only):
            return Resolved(
                citation,
                "ambiguous",
                "the code leaves the place open, and nothing printed names it",
                candidates=(only.iri,),
            )
        return Resolved(
            citation,
            "resolved",
            _reason(citation, only, len(same)),
            document=only.iri,
            contradicts=tuple(contradictions),
        )
    confirmed = [d for d in fitting if _confirmed(citation, d)]
    if len(confirmed) == 1:
        return Resolved(
            citation, "resolved", _reason(citation, confirmed[0], len(same)), document=confirmed[0].iri
        )
    return Resolved(
        citation, "ambiguous", "several documents have this number; no date or term tells which",
        candidates=tuple(d.iri for d in (confirmed or fitting)),
    )  # fmt: skip


def contradiction(citation: Citation, document: KnownDocument) -> list[str]:
    """Return what is printed in the citation and says that it is not this document."""
    against = []
    if citation.date and document.date and not compatible(citation.date.value, document.date):
        against.append(f"date {citation.date.value} is not {document.date}")
    if citation.terms and document.term and document.term not in citation.terms:
        against.append(f"term {citation.terms[0]} is not {document.term}")
    if citation.year and document.year and citation.year != document.year:
        against.append(f"year {citation.year} is not {document.year}")
    if (
        citation.issuer
        and document.issuer
        and citation.issuer.value != document.issuer
        and _both_central(citation, document)
    ):
        against.append(f"issuer {citation.issuer.value} is not {document.issuer}")
    return against


def _both_central(citation: Citation, document: KnownDocument) -> bool:
    """Whether the issuer printed and the one known are each one central body, and so can contradict each other.

    Papers call every central document one of the Party or of the Central Committee; local bodies are many.
    """
    assert citation.issuer
    return {citation.issuer.value, document.issuer} <= _central() - {"central-committee"}


@cache
def _central() -> frozenset[str]:
    return frozenset(b.issuer for b in bodies().values() if b.level in ("central party", "state", "ministry"))


_LOCAL = re.compile(r"(.+?)-(?:peoples-(?:committee|council)|party-(?:standing-)?committee|union)")


def _of_its_place(citation: Citation, document: KnownDocument) -> bool:
    """Whether the issuer printed names the place whose body issued the document: "Tỉnh ủy Nghệ An"."""
    local = _LOCAL.fullmatch(document.issuer or "")
    if not (local and citation.issuer):
        return False
    place = local[1].replace("-", " ")
    return f" {place} " in f" {folded_words(citation.issuer.printed)} "


def compatible(printed: str, known: str) -> bool:
    """Whether two ISO dates of any precision can be the same day.

    >>> compatible("2022-01", "2022-01-05"), compatible("--01-05", "2022-01-05"), compatible("2017", "2022-01-05")
    (True, True, False)
    """
    if printed.startswith("--"):
        return known.count("-") < 2 or known.endswith(printed[1:])
    return printed.startswith(known) or known.startswith(printed)


def _confirmed(citation: Citation, document: KnownDocument) -> bool:
    """Whether something printed beside the number speaks for this document; of a local body's, that its place does."""
    if citation.body in PLACELESS:
        placed = (citation.place and citation.place == document.place) or _of_its_place(citation, document)
        return bool(placed or _same_titles(citation, document))
    return bool(
        (citation.date and document.date and compatible(citation.date.value, document.date))
        or (citation.terms and document.term in citation.terms)
        or (citation.issuer and document.issuer and citation.issuer.value == document.issuer)
        or _of_its_place(citation, document)
        or _same_titles(citation, document)
    )


def _same_titles(citation: Citation, document: KnownDocument) -> bool:
    return bool(citation.title and any(same_title(citation.title.value, t) for t in document.titles))


def same_title(printed: str, known: str) -> bool:
    """Whether one title begins as the other does, four words at least, whatever marks, case and punctuation."""
    one, other = (re.findall(r"\w+", _TITLE_LEAD.sub("", folded_words(title))) for title in (printed, known))
    length = min(len(one), len(other))
    return length >= _TITLE_WORDS and one[:length] == other[:length]


_TITLE_LEAD = re.compile(r"^(?:ve viec|ve|on|об?|sur) ")


def _placeless(citation: Citation) -> bool:
    return citation.body in PLACELESS


def _reason(citation: Citation, document: KnownDocument, same: int) -> str:
    parts = []
    if citation.date and document.date:
        parts.append("date")
    if citation.terms and document.term:
        parts.append("term")
    if citation.title and any(same_title(citation.title.value, title) for title in document.titles):
        parts.append("title")
    if (citation.issuer and document.issuer == citation.issuer.value) or _of_its_place(citation, document):
        parts.append("issuer")
    if parts:
        return f"number and {', '.join(parts)} agree"
    return (
        "the only known document of this number"
        if same == 1
        else "the others of this number are contradicted"
    )


def _short(
    citation: Citation,
    index: Numbered,
    citations: Sequence[Citation],
    settled: Sequence[Resolved | None],
    place: int,
    nearest: Sequence[int],
) -> Resolved:
    """Take the full citation of the type and number in the same text: one before, else one after; `nearest` are the
    places of the full citations of the number around it."""
    places = [i for i in nearest if _repeats(citation, citations[i])]
    antecedents = [i for i in places if i < place] or places
    full = [told for i in antecedents if (told := settled[i])]
    named = {(told.names.identifier, told.document) for told in full}
    if len(named) > 1 or not _one_document([told.names for told in full]):
        return Resolved(citation, "ambiguous", "several full citations in the text have this number")
    if full:
        told = max(full, key=lambda told: (_precision(told.names), told.names.identifier))
        return replace(
            told, citation=citation, reason="repeats a full citation in the same text",
            antecedent=antecedents[full.index(told)], repeats=told.names,
        )  # fmt: skip
    if not (citation.date or citation.terms):
        same = _same_number(citation, index)
        return Resolved(
            citation, "ambiguous" if same else "unknown", "a short form without antecedent, date or term",
            candidates=tuple(d.iri for d in same),
        )  # fmt: skip
    return _settle(citation, _same_number(citation, index))


def _repeats(short: Citation, full: Citation) -> bool:
    if full.kind != "full" or (full.number, full.letter) != (short.number, short.letter):
        return False
    if short.types and full.types and not set(short.types) & set(full.types):
        return False
    if short.date and full.date and not compatible(short.date.value, full.date.value):
        return False
    return not (short.terms and full.terms) or bool(set(short.terms) & set(full.terms))
