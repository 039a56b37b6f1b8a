"""Match finds with documents that are known. One candidate or none: nothing is guessed.

The rules of identity: Party numbers restart with each type and each term, State numbers without a year each
year, so type, number and body name a document only together with a date or a term; TW names no issuer; UBND
and TU name no place. What is printed beside the number (date, term, year, issuer, title) selects among
documents of the number, and contradicts those it does not fit. A short form takes the document of the full
citation before it in the same text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from loaders.articles.citations.lexicon import bodies
from loaders.articles.citations.model import Document, Find, Resolved
from loaders.articles.citations.normalise import fold, folded_words

_PLACELESS = frozenset({"TU", "UBND", "HĐND", "HU", "QU", "ThU", "ĐU", "CB", "LHHN"})
"""Bodies whose code leaves the place open: the same number exists in every province."""
_TITLE_WORDS = 4


@dataclass(frozen=True)
class _Index:
    """Known documents by number, then narrowed."""

    by_number: dict[int, list[Document]]

    @classmethod
    def of(cls, documents: Iterable[Document]) -> "_Index":
        by_number: dict[int, list[Document]] = defaultdict(list)
        for document in documents:
            if document.number is not None:
                by_number[document.number].append(document)
        return cls(by_number)


def resolve(finds: Sequence[Find], documents: Iterable[Document]) -> tuple[Resolved, ...]:
    """Say for each find which document it cites, in the order of `finds`, which are those of one text."""
    index = _Index.of(documents)
    alone = [_settle(f, _same_number(f, index)) if f.kind == "full" else None for f in finds]
    full = [_repeated(place, finds, alone) for place in range(len(finds))]
    found: list[Resolved] = []
    for place, (find, settled) in enumerate(zip(finds, full, strict=True)):
        if settled is not None:
            found.append(settled)
        elif find.kind == "short":
            found.append(_short(find, index, finds, full, place))
        else:
            found.append(Resolved(find, "vague", f"names no document by number ({find.kind})"))
    return tuple(found)


def _repeated(place: int, finds: Sequence[Find], alone: Sequence[Resolved | None]) -> Resolved | None:
    """Let a bare number that is open take what the same number settled elsewhere in the text.

    A first citation carries the date, later ones only type, number and code. Where the text dates the number
    twice, and differently, it stays open.
    """
    own = alone[place]
    if own is None or own.status != "ambiguous" or finds[place].date or finds[place].terms:
        return own
    same = [
        i
        for i, other in enumerate(finds)
        if i != place and other.identifier == finds[place].identifier and (other.date or other.terms)
    ]
    outcomes = {(r.status, r.document, r.candidates) for i in same if (r := alone[i])}
    if len(outcomes) != 1:
        return own
    antecedent = max((i for i in same if i < place), default=same[0])
    told = alone[antecedent]
    assert told
    return replace(
        told, find=finds[place], reason="repeats a citation in the same text", antecedent=antecedent
    )


def _same_number(find: Find, index: _Index) -> list[Document]:
    assert find.number is not None
    return [
        document
        for document in index.by_number.get(find.number, [])
        if _same_code(find, document) and _same_body(find, document)
    ]


def _same_code(find: Find, document: Document) -> bool:
    if find.types and document.type not in find.types:
        return False
    return not (find.code and document.code) or fold(find.code) == fold(document.code)


def _same_body(find: Find, document: Document) -> bool:
    if find.body is None or document.body is None:
        return find.body is None
    if fold(find.body) != fold(document.body):
        return False
    return not (find.unit and document.unit) or fold(find.unit) == fold(document.unit)


def _settle(find: Find, same: list[Document]) -> Resolved:
    """Select among documents of one number by what is printed beside it."""
    contradictions: list[str] = []
    fitting: list[Document] = []
    for document in same:
        against = contradiction(find, document)
        if against:
            contradictions += [a for a in against if a not in contradictions]
        else:
            fitting.append(document)
    if not fitting:
        if same:
            return Resolved(
                find, "contradicted", "no known document of this number fits what is printed",
                candidates=tuple(d.iri for d in same), contradicts=tuple(contradictions),
                proposes=bool(find.date or find.terms),
            )  # fmt: skip
        return Resolved(
            find,
            "unknown",
            "no document of this number is known",
            proposes=find.kind == "full",
        )
    if len(fitting) == 1:
        only = fitting[0]
        if _placeless(find) and not _confirmed(find, only):
            return Resolved(
                find,
                "ambiguous",
                "the code leaves the place open, and nothing printed names it",
                candidates=(only.iri,),
            )
        return Resolved(
            find,
            "resolved",
            _reason(find, only, len(same)),
            document=only.iri,
            contradicts=tuple(contradictions),
        )
    confirmed = [d for d in fitting if _confirmed(find, d)]
    if len(confirmed) == 1:
        return Resolved(find, "resolved", _reason(find, confirmed[0], len(same)), document=confirmed[0].iri)
    return Resolved(
        find, "ambiguous", "several documents have this number; no date or term tells which",
        candidates=tuple(d.iri for d in (confirmed or fitting)),
    )  # fmt: skip


def contradiction(find: Find, document: Document) -> list[str]:
    """Return what is printed in the find and says that it is not this document."""
    against = []
    if find.date and document.date and not compatible(find.date.value, document.date):
        against.append(f"date {find.date.value} is not {document.date}")
    if find.terms and document.term and document.term not in find.terms:
        against.append(f"term {find.terms[0]} is not {document.term}")
    if find.year and document.year and find.year != document.year:
        against.append(f"year {find.year} is not {document.year}")
    if (
        find.issuer
        and document.issuer
        and find.issuer.value != document.issuer
        and _both_central(find, document)
    ):
        against.append(f"issuer {find.issuer.value} is not {document.issuer}")
    return against


def _both_central(find: Find, document: Document) -> bool:
    """Whether the issuer printed and the one known are each one central body, and so can contradict each other.

    Papers call every central document one of the Party or of the Central Committee; local bodies are many.
    """
    assert find.issuer
    return {find.issuer.value, document.issuer} <= _central() - {"central-committee"}


@cache
def _central() -> frozenset[str]:
    return frozenset(b.issuer for b in bodies().values() if b.level in ("central party", "state", "ministry"))


_LOCAL = re.compile(r"(.+?)-(?:peoples-(?:committee|council)|party-(?:standing-)?committee|union)")


def _of_its_place(find: Find, document: Document) -> bool:
    """Whether the issuer printed names the place whose body issued the document: "Tỉnh ủy Nghệ An"."""
    local = _LOCAL.fullmatch(document.issuer or "")
    if not (local and find.issuer):
        return False
    place = local[1].replace("-", " ")
    return f" {place} " in f" {folded_words(find.issuer.printed)} "


def compatible(printed: str, known: str) -> bool:
    """Whether two ISO dates of any precision can be the same day.

    >>> compatible("2022-01", "2022-01-05"), compatible("--01-05", "2022-01-05"), compatible("2017", "2022-01-05")
    (True, True, False)
    """
    if printed.startswith("--"):
        return known.count("-") < 2 or known.endswith(printed[1:])
    return printed.startswith(known) or known.startswith(printed)


def _confirmed(find: Find, document: Document) -> bool:
    """Whether something printed beside the number speaks for this document."""
    return bool(
        (find.date and document.date and compatible(find.date.value, document.date))
        or (find.terms and document.term in find.terms)
        or (find.issuer and document.issuer and find.issuer.value == document.issuer)
        or _of_its_place(find, document)
        or (find.title and any(same_title(find.title.value, title) for title in document.titles))
    )


def same_title(printed: str, known: str) -> bool:
    """Whether one title begins as the other does, four words at least, whatever marks, case and punctuation."""
    one, other = (re.findall(r"\w+", _TITLE_LEAD.sub("", folded_words(title))) for title in (printed, known))
    length = min(len(one), len(other))
    return length >= _TITLE_WORDS and one[:length] == other[:length]


_TITLE_LEAD = re.compile(r"^(?:ve viec|ve|on|об?|sur) ")


def _placeless(find: Find) -> bool:
    return find.body in _PLACELESS


def _reason(find: Find, document: Document, same: int) -> str:
    parts = []
    if find.date and document.date:
        parts.append("date")
    if find.terms and document.term:
        parts.append("term")
    if find.title and any(same_title(find.title.value, title) for title in document.titles):
        parts.append("title")
    if (find.issuer and document.issuer == find.issuer.value) or _of_its_place(find, document):
        parts.append("issuer")
    if parts:
        return f"number and {', '.join(parts)} agree"
    return (
        "the only known document of this number"
        if same == 1
        else "the others of this number are contradicted"
    )


def _short(
    find: Find, index: _Index, finds: Sequence[Find], settled: Sequence[Resolved | None], place: int
) -> Resolved:
    """Take the full citation of the type and number in the same text: one before, else one after."""
    places = [i for i, other in enumerate(finds) if _repeats(find, other)]
    antecedents = [i for i in places if i < place] or places
    full = [told for i in antecedents if (told := settled[i])]
    if len({(told.find.identifier, told.document) for told in full}) > 1:
        return Resolved(find, "ambiguous", "several full citations in the text have this number")
    if full:
        return replace(
            full[-1], find=find, reason="repeats a full citation in the same text",
            antecedent=antecedents[-1], proposes=False,
        )  # fmt: skip
    if not (find.date or find.terms):
        same = _same_number(find, index)
        return Resolved(
            find, "ambiguous" if same else "unknown", "a short form without antecedent, date or term",
            candidates=tuple(d.iri for d in same),
        )  # fmt: skip
    return _settle(find, _same_number(find, index))


def _repeats(short: Find, full: Find) -> bool:
    if full.kind != "full" or full.number != short.number:
        return False
    if short.types and full.types and not set(short.types) & set(full.types):
        return False
    if short.date and full.date and not compatible(short.date.value, full.date.value):
        return False
    return not (short.terms and full.terms) or bool(set(short.terms) & set(full.terms))
