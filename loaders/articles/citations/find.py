"""Find every citation of a document in a text: numbers with codes first, then type words with or without a
bare number.

One pass reads the numbers, one the type words; each is then looked at with what stands around it, within
fixed distances, so that the time is linear in the length of the text.
"""

import re
from bisect import bisect_right
from dataclasses import replace
from functools import cache

from loaders.articles.citations.classes import read_class
from loaders.articles.citations.congresses import read_congress, read_plenum
from loaders.articles.citations.document import FoldedDocument, pattern
from loaders.articles.citations.issuing import (
    issuer_before,
    issuer_of_sentence,
    read_issuer,
    with_shared_issuers,
)
from loaders.articles.citations.lexicon import heads_pattern
from loaders.articles.citations.model import Citation, Named
from loaders.articles.citations.normalise import Folded, folded_view
from loaders.articles.citations.numbers import Number, numbers_in, without_body
from loaders.articles.citations.policy import read_campaigns, with_policies
from loaders.articles.citations.qualifiers import Qualifiers, date_before, pin_before, read_qualifiers
from loaders.articles.citations.short_forms import read_short, short_number
from loaders.articles.citations.titles import read_title
from loaders.articles.citations.type_words import PlacedCitation, TypeWordMatch, foreign, head_at
from loaders.articles.view import in_original

_ADJECTIVES = re.compile(r"(?: [^\W\d_]{2,16}){1,2} ?")
"""Words between type word and number mark: "décret gouvernemental n°"."""
_REACH = 110
"""How far before its number a type word may stand, in code points: an issuer and a date fit between."""


def find_citations(text: str, *, language: str | None = None) -> tuple[Citation, ...]:
    """Find the citations in a text, in the order of their places.

    `language` (vi, en, ru, fr) is told from the text where it is not given. Offsets are code points of the
    text given.

    >>> [f.kind for f in find_citations("Chỉ thị số 25-CT/TW, Nghị quyết 57 và Nghị quyết Đại hội XIII của Đảng")]
    ['full', 'short', 'congress']
    """
    from loaders.articles.truecase import reading_view  # noqa: PLC0415 - it knows names, which need this package

    view = reading_view(text)
    return in_original(citations_in(folded_view(view.text), language), view)


def citations_in(page: Folded, language: str | None) -> tuple[Citation, ...]:
    """Find the citations in the view of a text, with their places in it."""
    document = FoldedDocument(page, language)
    heads = [
        head
        for match in heads_pattern().finditer(document.folded)
        if not document.masked(match.start()) and (head := head_at(document, *match.span()))
    ]
    ends = frozenset(head.end for head in heads)
    numbers = [
        n for n in numbers_in(document.text, document.folded, words=ends) if not document.masked(n.start)
    ]
    document = replace(document, references=_references(document, heads, numbers))
    found, used = _numbered(document, numbers, heads)
    full = frozenset((f[0].number, t) for f in found for t in f[0].types)
    taken = [(f[1], f[2]) for f in found]
    found += _unnumbered(document, [h for h in heads if h.start not in used], taken, full)
    found += read_campaigns(document, found)
    found = with_policies(document, with_shared_issuers(document, found))
    if not numbers and any(_unnamed(f[0]) for f in found) and _elsewhere(document):
        found = [f for f in found if not _unnamed(f[0])]
    return tuple(f[0] for f in sorted(found, key=lambda f: (f[1], f[2])))


def _unnamed(citation: Citation) -> bool:
    """Whether nothing in a citation says whose document it is: no code and no issuer of Vietnam's own."""
    own = (
        "politburo",
        "secretariat",
        "central-committee",
        "people-s-committee",
        "provincial-party-committee",
    )
    return citation.kind not in ("full", "campaign") and (
        citation.issuer is None or citation.issuer.value not in own
    )


def _elsewhere(document: FoldedDocument) -> bool:
    """Whether the text names other countries and never Vietnam; in Vietnamese it need not name it."""
    return (
        document.language != "vi"
        and pattern("vietnam").search(document.folded) is None
        and pattern("elsewhere").search(document.folded) is not None
    )


def _references(
    document: FoldedDocument, heads: list[TypeWordMatch], numbers: list[Number]
) -> tuple[int, ...]:
    """Return where numbered references begin: their type words, or the numbers themselves."""
    starts = {head.start for head in heads if short_number().match(document.folded, head.end)}
    at = 0
    for number in numbers:
        while at < len(heads) and heads[at].end <= number.start:
            at += 1
        head = heads[at - 1] if at else None
        close = (
            head is not None
            and number.start - head.end < 12
            and _gap().fullmatch(document.folded, head.end, number.start)
        )
        starts.add(head.start if head and close else number.start)
    return tuple(sorted(starts))


def _numbered(
    document: FoldedDocument, numbers: list[Number], heads: list[TypeWordMatch]
) -> tuple[list[PlacedCitation], set[int]]:
    found: list[PlacedCitation] = []
    used: set[int] = set()
    dates: set[int] = set()
    shared: tuple[TypeWordMatch, str | None, int] | None = None
    at = 0
    for index, printed in enumerate(numbers):
        while at < len(heads) and heads[at].end <= printed.start:
            at += 1
        head, between = _head_of(document, printed, heads[max(0, at - 3) : at])
        number = without_body(printed, head.types) if head else printed
        if (
            head is None
            and shared
            and shared[1] == number.code
            and _listed(document, shared[2], number.start)
        ):
            joint: TypeWordMatch | None = shared[0]
        else:
            joint = head
        marked = _mark_before(document, number.start)
        if joint is None and (listed := _listed_before(document, number, heads[max(0, at - 3) : at])):
            head, bare = listed
            for one, limit in zip(bare, [*(b.start for b in bare[1:]), number.start], strict=True):
                first = head if one is bare[0] else None
                found.append(_full(document, one, first, head, None, None, limit, dates))
            used.add(head.start)
            joint, head = head, None
        if number.style == "bare" and not (joint and set(joint.types) & set(number.types)):
            continue
        alone = head is None and joint is None
        if alone and ((number.needs_word and not marked) or number.needs_head or number.style == "old"):
            continue
        limit = numbers[index + 1].start if index + 1 < len(numbers) else len(document.text)
        placed = _full(document, number, head, joint, between, marked, limit, dates)
        if placed[0].date:
            dates.add(placed[0].date.span.start)
        found.append(placed)
        if head:
            used.add(head.start)
        # A head inside the tail (a title that names another document) is read on its own.
        shared = (joint, number.code, number.end) if joint else None
    return found, used


def _listed(document: FoldedDocument, before: int, start: int) -> bool:
    return start - before < 16 and _list_gap().fullmatch(document.folded, before, start) is not None


@cache
def _list_gap() -> re.Pattern[str]:
    """What stands between the numbers of a list, or of a range."""
    until = r" (?:den|to|a|до|по) (?:het )?"
    return re.compile(rf"(?:{pattern('and').pattern}|{until})(?:{pattern('marks').pattern})? ?")


def _listed_before(
    document: FoldedDocument, number: Number, heads: list[TypeWordMatch]
) -> tuple[TypeWordMatch, list[Number]] | None:
    """Return the type word of bare numbers that share the code of the one they are listed before, and them.

    "các Chỉ thị số 12, 18 và 25-CT/TW": 12-CT/TW and 18-CT/TW.
    """
    if not heads or number.code is None or number.year is not None:
        return None
    head = heads[-1]
    lead = _FROM.match(document.folded, head.end)
    first = short_number().match(document.folded, lead.end() if lead else head.end)
    if not first or number.start - head.end > _REACH:
        return None
    found = [first.span("number")]
    while (step := _next_of_list().match(document.folded, found[-1][1])) and step.end(
        "number"
    ) < number.start:
        found.append(step.span("number"))
    last = _list_gap().match(document.folded, found[-1][1], number.start)
    if not last or last.end() != number.start:
        return None
    return head, [
        replace(
            number,
            start=start,
            end=end,
            number=int(document.folded[start:end]),
            identifier=_DIGITS.sub(document.folded[start:end].zfill(2), number.identifier, count=1),
        )
        for start, end in found
    ]


_DIGITS = re.compile(r"\d+")
_FROM = re.compile(r" (?:tu|from|c|с|de)(?= )")


@cache
def _next_of_list() -> re.Pattern[str]:
    return re.compile(rf"{_list_gap().pattern}(?P<number>\d{{1,5}})(?![^\W_])")


def _mark_before(document: FoldedDocument, start: int) -> int | None:
    match = pattern("marks", r"(?<![^\W_])%s[ ]?:?[ ]?$").search(document.folded, max(0, start - 10), start)
    return match.start() if match else None


@cache
def _gap() -> re.Pattern[str]:
    return re.compile(rf"[ ,:(\n]{{0,3}}(?:(?<![^\W_])(?:{pattern('marks').pattern})[ ]{{0,2}}:?[ ]{{0,2}})?")


def _head_of(
    document: FoldedDocument, number: Number, heads: list[TypeWordMatch]
) -> tuple[TypeWordMatch | None, Qualifiers | None]:
    """Return the type word a number belongs to, and what was read between the two."""
    for place, head in reversed(list(enumerate(heads))):
        if number.start - head.end > _REACH:
            break
        if _gap().fullmatch(document.folded, head.end, number.start):
            outer = heads[place - 1] if place else None
            if outer and outer.end + 1 == head.start and set(outer.types) & set(number.types):
                return outer, None  # "Thông báo kết luận": a notice of a conclusion
            return head, None
        qualifiers = read_qualifiers(document, head.end, head.start, titles=False)
        if (
            qualifiers.end > head.end
            and qualifiers.end <= number.start
            and _gap().fullmatch(document.folded, qualifiers.end, number.start)
        ):
            return head, qualifiers
        marked = _mark_before(document, number.start)
        if marked is None:
            continue
        if named := _body_between(document, head, marked):
            return head, Qualifiers(number.start, number.start, issuer=named)
        if _ADJECTIVES.fullmatch(document.folded, head.end, marked):
            return head, None
    return None, None


def _body_between(document: FoldedDocument, head: TypeWordMatch, end: int) -> Named | None:
    """Read an issuer that the lexicon does not know between type word and number mark: no punctuation, a
    capital first."""
    match = re.compile(r" (?:(?:of|by) (?:the )?|cua |do |du |de la |de l')?").match(
        document.folded, head.end
    )
    start = match.end() if match else head.end
    printed = document.text[start:end].rstrip()
    if not 2 < len(printed) < 70 or re.search(r"[.,;:!?()\n\d]", printed):
        return None
    if not printed[0].isupper():
        return None
    end = start + len(printed)
    words = [m.start() for m in re.finditer(r"(?<![^\W_])[^\W_]", document.folded[start:end])]
    known = next((i[1].value for at in words if (i := read_issuer(document, start + at))), None)
    return document.named(start, end, known)


def _full(
    document: FoldedDocument,
    number: Number,
    head: TypeWordMatch | None,
    joint: TypeWordMatch | None,
    between: Qualifiers | None,
    marked: int | None,
    limit: int,
    dates: set[int],
) -> PlacedCitation:
    start = head.start if head else marked if marked is not None else number.start
    before = issuer_before(document, head.start) if head else None
    if before:
        start = before[0]
    qualifiers = _cut(
        document, read_qualifiers(document, number.end, start, qualifiers=between), number.end, limit
    )
    types, kind = _types(number, joint)
    code, identifier = number.code, number.identifier or None
    issuer = qualifiers.issuer or (before[1] if before else None) or issuer_of_sentence(document, start)
    printed = document.printed(number.start, number.end)
    citation = Citation(
        kind="short" if number.style == "bare" else "full",
        span=document.span(start, qualifiers.core),
        wording=document.printed(start, qualifiers.core),
        language=joint.language if joint else document.language,
        number_span=document.span(number.start, number.end),
        number_printed=printed,
        number=number.number,
        type=kind,
        types=types,
        type_word=document.named(joint.start, joint.end) if joint else None,
        code=code,
        body=number.body,
        unit=number.unit,
        year=number.year,
        identifier=identifier,
        style=number.style,
        terms=qualifiers.terms or ((number.term,) if number.term else ()),
        date=qualifiers.date or date_before(document, start, dates),
        issuer=issuer,
        title=qualifiers.title,
        pin=qualifiers.pin or pin_before(document, start),
    )
    # A reference inside a topic without quotation marks is read on its own.
    return citation, start, qualifiers.end if _quoted(document, qualifiers) else qualifiers.core


def _quoted(document: FoldedDocument, qualifiers: Qualifiers) -> bool:
    return document.folded[qualifiers.end - 1 : qualifiers.end] == '"'


def _cut(document: FoldedDocument, qualifiers: Qualifiers, after: int, limit: int) -> Qualifiers:
    """Give up what was read beyond the next number: an unquoted title does not hold another citation."""
    if qualifiers.end <= limit:
        return qualifiers
    if qualifiers.core <= limit:
        return replace(
            qualifiers, end=qualifiers.core, title=qualifiers.title if _quoted(document, qualifiers) else None
        )
    kept = qualifiers.date if qualifiers.date and qualifiers.date.span.end <= limit else None
    return replace(qualifiers, end=after, core=after, title=None, date=kept)


def _types(number: Number, head: TypeWordMatch | None) -> tuple[tuple[str, ...], str | None]:
    """Let type word and code decide together; where they contradict each other the code does."""
    coded = number.types
    if head is None:
        types = coded
    elif not coded:
        return head.types, head.type
    else:
        own = [t for t in coded if t in head.types]
        press = [t for t in coded if any(r.type == t for r in head.readings)]
        types = tuple(own or press or coded)
    return types, types[0] if len(types) == 1 else None


def _unnumbered(
    document: FoldedDocument,
    heads: list[TypeWordMatch],
    taken: list[tuple[int, int]],
    full: frozenset[tuple[int | None, str]],
) -> list[PlacedCitation]:
    found: list[PlacedCitation] = []
    quiet = 0  # up to here the text is read
    inside = 0  # up to here it is the topic of a title, in which only congresses and plenums are read
    starts = [start for start, _ in taken]
    index = 0
    while index < len(heads):
        head = heads[index]
        index += 1
        within = bisect_right(starts, head.start) - 1
        if head.start < quiet or (within >= 0 and head.start < taken[within][1]):
            continue
        if head.start < inside:
            read = _read_meeting(document, head)
            found += read
            quiet = read[-1][2] if read else quiet
            continue
        read = _read_one(document, head, full)
        if read and read[0][0].kind == "title":
            found += read
            inside = read[0][2]
            quiet = inside if document.folded[inside - 1] == '"' else head.end
            continue
        if read:
            found += read
            quiet = read[-1][2]
            continue
        group = [head]
        while index < len(heads) and _joined(document, group[-1].end, heads[index].start):
            if _follows_number(document, heads[index]):
                break
            group.append(heads[index])
            index += 1
        placed = read_class(document, group)
        if placed:
            found.append(placed)
            quiet = placed[2]
        elif len(group) > 1:
            # Not a class: the words after the first may still be references of their own.
            index -= len(group) - 1
    return found


def _joined(document: FoldedDocument, end: int, start: int) -> bool:
    return start - end < 30 and pattern("and").fullmatch(document.folded, end, start) is not None


def _follows_number(document: FoldedDocument, head: TypeWordMatch) -> bool:
    return (
        bool(short_number().match(document.folded, head.end))
        or bool(read_plenum(document, head))
        or bool(read_congress(document, head))
    )


def _read_meeting(document: FoldedDocument, head: TypeWordMatch) -> list[PlacedCitation]:
    if plenums := read_plenum(document, head):
        return [] if foreign(document, *plenums[0][1:]) else plenums
    if congresses := read_congress(document, head):
        return [] if foreign(document, *congresses[0][1:]) else congresses
    return []


def _read_one(
    document: FoldedDocument, head: TypeWordMatch, full: frozenset[tuple[int | None, str]]
) -> list[PlacedCitation]:
    if read_plenum(document, head) or read_congress(document, head):
        return _read_meeting(document, head)
    if shorts := read_short(document, head, full):
        return shorts
    if title := read_title(document, head):
        return [title]
    return []
