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
from loaders.articles.citations.document import Page, pattern
from loaders.articles.citations.issuing import issuer_before, issuer_of_sentence, read_issuer
from loaders.articles.citations.lexicon import heads_pattern
from loaders.articles.citations.model import Find, Named
from loaders.articles.citations.normalise import normalise
from loaders.articles.citations.numbers import Number, numbers_in
from loaders.articles.citations.policy import read_campaigns, with_policies
from loaders.articles.citations.qualifiers import Tail, date_before, pin_before, read_tail
from loaders.articles.citations.short_forms import read_short, short_number
from loaders.articles.citations.titles import read_title
from loaders.articles.citations.type_words import Head, Placed, foreign, head_at

_ADJECTIVES = re.compile(r"(?: [^\W\d_]{2,16}){1,2} ?")
"""Words between type word and number mark: "décret gouvernemental n°"."""
_REACH = 110
"""How far before its number a type word may stand, in code points: an issuer and a date fit between."""


def find(text: str, *, language: str | None = None) -> tuple[Find, ...]:
    """Find the citations in a text, in the order of their places.

    `language` (vi, en, ru, fr) is told from the text where it is not given. Offsets are code points of the
    text given.

    >>> [f.kind for f in find("Chỉ thị số 25-CT/TW, Nghị quyết 57 và Nghị quyết Đại hội XIII của Đảng")]
    ['full', 'short', 'congress']
    """
    page = Page(normalise(text, even=True), language)
    heads = [
        head
        for match in heads_pattern().finditer(page.folded)
        if not page.masked(match.start()) and (head := head_at(page, *match.span()))
    ]
    ends = frozenset(head.end for head in heads)
    numbers = [n for n in numbers_in(page.text, page.folded, words=ends) if not page.masked(n.start)]
    page = replace(page, references=_references(page, heads, numbers))
    found, used = _numbered(page, numbers, heads)
    full = frozenset((f[0].number, t) for f in found for t in f[0].types)
    taken = [(f[1], f[2]) for f in found]
    found += _unnumbered(page, [h for h in heads if h.start not in used], taken, full)
    found += read_campaigns(page, found)
    found = with_policies(page, found)
    if not numbers and any(_unnamed(f[0]) for f in found) and _elsewhere(page):
        found = [f for f in found if not _unnamed(f[0])]
    return tuple(f[0] for f in sorted(found, key=lambda f: (f[1], f[2])))


def _unnamed(find: Find) -> bool:
    """Whether nothing in a find says whose document it is: no code and no issuer of Vietnam's own."""
    own = (
        "politburo",
        "secretariat",
        "central-committee",
        "people-s-committee",
        "provincial-party-committee",
    )
    return find.kind not in ("full", "campaign") and (find.issuer is None or find.issuer.value not in own)


def _elsewhere(page: Page) -> bool:
    """Whether the text names other countries and never Vietnam; in Vietnamese it need not name it."""
    return (
        page.language != "vi"
        and pattern("vietnam").search(page.folded) is None
        and pattern("elsewhere").search(page.folded) is not None
    )


def _references(page: Page, heads: list[Head], numbers: list[Number]) -> tuple[int, ...]:
    """Return where numbered references begin: their type words, or the numbers themselves."""
    starts = {head.start for head in heads if short_number().match(page.folded, head.end)}
    at = 0
    for number in numbers:
        while at < len(heads) and heads[at].end <= number.start:
            at += 1
        head = heads[at - 1] if at else None
        close = (
            head is not None
            and number.start - head.end < 12
            and _gap().fullmatch(page.folded, head.end, number.start)
        )
        starts.add(head.start if head and close else number.start)
    return tuple(sorted(starts))


def _numbered(page: Page, numbers: list[Number], heads: list[Head]) -> tuple[list[Placed], set[int]]:
    found: list[Placed] = []
    used: set[int] = set()
    dates: set[int] = set()
    shared: tuple[Head, str | None, int] | None = None
    at = 0
    for index, number in enumerate(numbers):
        while at < len(heads) and heads[at].end <= number.start:
            at += 1
        head, between = _head_of(page, number, heads[max(0, at - 3) : at])
        if head is None and shared and shared[1] == number.code and _listed(page, shared[2], number.start):
            joint: Head | None = shared[0]
        else:
            joint = head
        marked = _mark_before(page, number.start)
        alone = head is None and joint is None
        if alone and ((number.needs_word and not marked) or number.needs_head or number.style == "old"):
            continue
        limit = numbers[index + 1].start if index + 1 < len(numbers) else len(page.text)
        placed = _full(page, number, head, joint, between, marked, limit, dates)
        if placed[0].date:
            dates.add(placed[0].date.span.start)
        found.append(placed)
        if head:
            used.add(head.start)
        # A head inside the tail (a title that names another document) is read on its own.
        shared = (joint, number.code, number.end) if joint else None
    return found, used


def _listed(page: Page, before: int, start: int) -> bool:
    return start - before < 16 and _list_gap().fullmatch(page.folded, before, start) is not None


@cache
def _list_gap() -> re.Pattern[str]:
    return re.compile(rf"{pattern('and').pattern}(?:{pattern('marks').pattern})? ?")


def _mark_before(page: Page, start: int) -> int | None:
    match = pattern("marks", r"(?<![^\W_])%s[ ]?:?[ ]?$").search(page.folded, max(0, start - 10), start)
    return match.start() if match else None


@cache
def _gap() -> re.Pattern[str]:
    return re.compile(rf"[ ,:(\n]{{0,3}}(?:(?<![^\W_])(?:{pattern('marks').pattern})[ ]{{0,2}}:?[ ]{{0,2}})?")


def _head_of(page: Page, number: Number, heads: list[Head]) -> tuple[Head | None, Tail | None]:
    """Return the type word a number belongs to, and what was read between the two."""
    for place, head in reversed(list(enumerate(heads))):
        if number.start - head.end > _REACH:
            break
        if _gap().fullmatch(page.folded, head.end, number.start):
            outer = heads[place - 1] if place else None
            if outer and outer.end + 1 == head.start and set(outer.types) & set(number.types):
                return outer, None  # "Thông báo kết luận": a notice of a conclusion
            return head, None
        tail = read_tail(page, head.end, head.start, titles=False)
        if (
            tail.end > head.end
            and tail.end <= number.start
            and _gap().fullmatch(page.folded, tail.end, number.start)
        ):
            return head, tail
        marked = _mark_before(page, number.start)
        if marked is None:
            continue
        if named := _body_between(page, head, marked):
            return head, Tail(number.start, number.start, issuer=named)
        if _ADJECTIVES.fullmatch(page.folded, head.end, marked):
            return head, None
    return None, None


def _body_between(page: Page, head: Head, end: int) -> Named | None:
    """Read an issuer that the lexicon does not know between type word and number mark: no punctuation, a
    capital first."""
    match = re.compile(r" (?:(?:of|by) (?:the )?|cua |do |du |de la |de l')?").match(page.folded, head.end)
    start = match.end() if match else head.end
    printed = page.text[start:end].rstrip()
    if not 2 < len(printed) < 70 or re.search(r"[.,;:!?()\n\d]", printed):
        return None
    if not printed[0].isupper():
        return None
    end = start + len(printed)
    words = [m.start() for m in re.finditer(r"(?<![^\W_])[^\W_]", page.folded[start:end])]
    known = next((i[1].value for at in words if (i := read_issuer(page, start + at))), None)
    return page.named(start, end, known)


def _full(
    page: Page,
    number: Number,
    head: Head | None,
    joint: Head | None,
    between: Tail | None,
    marked: int | None,
    limit: int,
    dates: set[int],
) -> Placed:
    start = head.start if head else marked if marked is not None else number.start
    before = issuer_before(page, head.start) if head else None
    if before:
        start = before[0]
    tail = _cut(page, read_tail(page, number.end, start, tail=between), number.end, limit)
    types, kind = _types(number, joint)
    code, identifier = number.code, number.identifier
    issuer = tail.issuer or (before[1] if before else None) or issuer_of_sentence(page, start)
    printed = page.printed(number.start, number.end)
    find = Find(
        kind="full",
        span=page.span(start, tail.core),
        wording=page.printed(start, tail.core),
        language=joint.language if joint else page.language,
        number_span=page.span(number.start, number.end),
        number_printed=printed,
        number=number.number,
        type=kind,
        types=types,
        type_word=page.named(joint.start, joint.end) if joint else None,
        code=code,
        body=number.body,
        unit=number.unit,
        year=number.year,
        identifier=identifier,
        style=number.style,
        terms=tail.terms or ((number.term,) if number.term else ()),
        date=tail.date or date_before(page, start, dates),
        issuer=issuer,
        title=tail.title,
        pin=tail.pin or pin_before(page, start),
    )
    # A reference inside a topic without quotation marks is read on its own.
    return find, start, tail.end if _quoted(page, tail) else tail.core


def _quoted(page: Page, tail: Tail) -> bool:
    return page.folded[tail.end - 1 : tail.end] == '"'


def _cut(page: Page, tail: Tail, after: int, limit: int) -> Tail:
    """Give up what was read beyond the next number: an unquoted title does not hold another citation."""
    if tail.end <= limit:
        return tail
    if tail.core <= limit:
        return replace(tail, end=tail.core, title=tail.title if _quoted(page, tail) else None)
    kept = tail.date if tail.date and tail.date.span.end <= page.source.given(limit) else None
    return replace(tail, end=after, core=after, title=None, date=kept)


def _types(number: Number, head: Head | None) -> tuple[tuple[str, ...], str | None]:
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
    page: Page, heads: list[Head], taken: list[tuple[int, int]], full: frozenset[tuple[int | None, str]]
) -> list[Placed]:
    found: list[Placed] = []
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
            read = _read_meeting(page, head)
            found += read
            quiet = read[-1][2] if read else quiet
            continue
        read = _read_one(page, head, full)
        if read and read[0][0].kind == "title":
            found += read
            inside = read[0][2]
            quiet = inside if page.folded[inside - 1] == '"' else head.end
            continue
        if read:
            found += read
            quiet = read[-1][2]
            continue
        group = [head]
        while index < len(heads) and _joined(page, group[-1].end, heads[index].start):
            if _follows_number(page, heads[index]):
                break
            group.append(heads[index])
            index += 1
        placed = read_class(page, group)
        if placed:
            found.append(placed)
            quiet = placed[2]
        elif len(group) > 1:
            # Not a class: the words after the first may still be references of their own.
            index -= len(group) - 1
    return found


def _joined(page: Page, end: int, start: int) -> bool:
    return start - end < 30 and pattern("and").fullmatch(page.folded, end, start) is not None


def _follows_number(page: Page, head: Head) -> bool:
    return (
        bool(short_number().match(page.folded, head.end))
        or bool(read_plenum(page, head))
        or bool(read_congress(page, head))
    )


def _read_meeting(page: Page, head: Head) -> list[Placed]:
    if plenum := read_plenum(page, head):
        return [] if foreign(page, *plenum[1:]) else [plenum]
    if congresses := read_congress(page, head):
        return [] if foreign(page, *congresses[0][1:]) else congresses
    return []


def _read_one(page: Page, head: Head, full: frozenset[tuple[int | None, str]]) -> list[Placed]:
    if read_plenum(page, head) or read_congress(page, head):
        return _read_meeting(page, head)
    if shorts := read_short(page, head, full):
        return shorts
    if title := read_title(page, head):
        return [title]
    return []
