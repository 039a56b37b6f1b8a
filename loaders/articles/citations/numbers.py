"""Read document numbers with their codes: 12-CT/TW, 169/NQ-CP, 80/2020/NĐ-CP, 91/2015/QH13, 80/CT.

The grammar is small and the lexicon decides: a string of the right shape is a number only if its code is a
type's and its body is known, or the code alone is telling, or a type word or number mark stands before it.
Every repetition is bounded.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from loaders.articles.citations.code_segments import Segment, segments_at
from loaders.articles.citations.lexicon import Body, Code, bodies, codes, transliterated
from loaders.articles.citations.normalise import fold

_NUMBER = re.compile(
    r"[0-9](?<![0-9][0-9])[0-9]{0,4}(?![0-9])(?:[a-d](?=[ ]?[-/]))?"
    r"(?:[ ]{0,2}[-/_\\][ ]{0,2}(?=[^\W_])"
    r"|[ ]?(?=[^\W\d_]{2,5}(?:\.?[ ]{0,2}[-/_\\]|[ ]t[. ]{0,2}[uw](?![^\W_]))))"
)
"""Digits, a letter where an act was put between two others (36a/NQ-CP), and what stands before the code: any separator,
a blank, or nothing where a code and a body follow."""
_YEAR = re.compile(r"(?:19[4-9]|20[0-9])[0-9]")
_ASSEMBLY = re.compile(r"(ubtvqh|qh)([0-9]{1,2}|[ivx]{1,5})?")
Style = Literal["party", "state", "assembly", "old", "bare"]
"""How a number is built; "bare" is one with the code of a type and no body: "Chỉ thị 12-CT"."""


@dataclass(frozen=True)
class Number:
    """A number with its code in folded text. Half-open code points; `needs_word` that only a word or mark before it
    makes it one, `needs_head` (a code in small letters) that only a type word does."""

    start: int
    end: int
    number: int
    style: Style
    code: str | None
    types: tuple[str, ...]
    body: str | None
    unit: str | None
    issuer: str | None
    year: int | None
    term: int | None
    identifier: str
    needs_word: bool
    needs_head: bool = False


def numbers_in(text: str, folded: str, *, words: frozenset[int] = frozenset()) -> list[Number]:
    """Return the document numbers of a text (composed) and its folding, left to right.

    `words` are the ends of type words: a number may be joined to one by a lost space (Chỉ thị12-CT/TW).
    """
    found = []
    done = 0
    for match in _NUMBER.finditer(folded):
        if match.start() < done or not (match.start() in words or _may_start(folded, match.start())):
            continue
        number = _parse(text, folded, match)
        if number:
            found.append(number)
            done = number.end
    return found


def _may_start(folded: str, start: int) -> bool:
    """A number does not go on from other letters or digits, unless these are a lost space after a number
    mark."""
    before = folded[max(0, start - 4) : start]
    if not before:
        return True
    last = before[-1]
    if last.isalpha():
        return re.search(r"(?<![^\W_])(?:so|no|n|nr)$", before) is not None
    if last in "-/.,:_+=&?@#":
        return re.search(r"(?:(?<![^\W_])(?:no|nos|nr|n)\.|(?:^|[\n ])-|[^\W\d_][,:])$", before) is not None
    return True


def _parse(text: str, folded: str, match: re.Match[str]) -> Number | None:
    digits = re.match(r"\d+[a-d]?", match[0])
    assert digits
    segments = segments_at(text, folded, match.end(), match[0][digits.end() :])
    year = None
    if segments and "/" in segments[0].separator and _YEAR.fullmatch(segments[0].text):
        year = int(segments[0].text)
        segments = segments[1:]
    if not segments:
        return None
    base = _Base(text, match.start(), digits[0], year)
    found = _assembly(base, segments) or _coded(base, segments) or _old(base, segments)
    if found or len(segments) > 1:
        return found
    parted = _parted(segments[0])
    return _coded(base, parted) if parted else _bare(base, segments[0])


@dataclass(frozen=True)
class _Base:
    text: str
    start: int
    digits: str
    year: int | None

    @property
    def number(self) -> int:
        return int(self.digits.rstrip("abcd"))

    @property
    def padded(self) -> str:
        """The digits, with a nought before a single one."""
        return self.digits if self.number > 9 else f"0{self.digits.lstrip('0')}"


def _assembly(base: _Base, segments: list[Segment]) -> Number | None:
    """91/2015/QH13, 01/2020/UBTVQH14: the term of the National Assembly is part of the code."""
    first = segments[0]
    match = _assembly_code(first)
    if not match or base.year is None or not _printed_as_code(base.text, first):
        return None
    body = bodies()[match[1]]
    term = roman_or_int(match[2]) if match[2] else None
    identifier = f"{base.padded}/{base.year}/{body.code}{match[2].upper() if match[2] else ''}"
    return Number(
        base.start, first.end, base.number, "assembly", None, (), body.code, None, body.issuer, base.year, term,
        identifier, needs_word=first.transliterated,
    )  # fmt: skip


def _assembly_code(segment: Segment) -> re.Match[str] | None:
    text = segment.text
    if not segment.cased.isascii() and (written := re.match(r"\D+", segment.cased.lower())):
        text = transliterated("body").get(written[0], "") + segment.cased[written.end() :]
    return _ASSEMBLY.fullmatch(text)


def _code(base: _Base, segment: Segment) -> Code | None:
    printed = segment.cased.lower()
    written = transliterated("code").get(printed, "")
    return codes().get(printed) or codes().get(segment.text) or codes().get(written)


def _coded(base: _Base, segments: list[Segment]) -> Number | None:
    """A type code and a body code, and perhaps more bodies or a unit."""
    first = segments[0]
    code = _code(base, first)
    if code is None or len(segments) < 2:
        return None
    number = base.padded
    small = not _printed_as_code(base.text, first)
    second = segments[1]
    tied = bool(first.separator.strip() and second.separator.strip())
    body, end = _body(second)
    if (small or not tied) and (body is None or end < second.end):
        return None
    if body is None and (second.loose or not _printed_as_code(base.text, second)):
        return None
    names = [body.code if body else second.cased]
    term = None
    if assembly := _assembly_code(second):
        body = bodies()[assembly[1]]
        term = roman_or_int(assembly[2]) if assembly[2] else None
        names = [body.code + (assembly[2] or "").upper()]
    rest = []
    if end == second.end:
        for segment in segments[2:]:
            if "/" in segment.separator or not _printed_as_code(base.text, segment):
                break
            known, stop = _body(segment)
            if segment.loose and known is None:
                break
            rest.append(
                known.code if known and stop == segment.end else segment.cased[: stop - segment.start]
            )
            end = stop
            if stop < segment.end:
                break
    style = _style(base, first, second, body)
    printed_code = code.written(style) or transliterated("code").get(first.cased.lower(), first.cased).upper()
    name = "-".join([names[0], *rest])
    if style == "party":
        identifier = f"{number}-{printed_code}/{name}"
    else:
        identifier = f"{number}/{f'{base.year}/' if base.year else ''}{printed_code}-{name}"
    # "12a/TT-B" is an address: a number with a letter needs a body that is known.
    known_body = body is not None and tied
    alone = code.alone and base.digits.isdecimal()
    types = code.types(style, of_party=body is not None and body.of_party)
    return Number(
        base.start, end, base.number, style, printed_code, types, names[0], "-".join(rest) or None,
        body.issuer or None if body else None, base.year, term, identifier,
        needs_word=not (known_body or alone) or first.transliterated, needs_head=small,
    )  # fmt: skip


def _style(base: _Base, first: Segment, second: Segment, body: Body | None) -> Style:
    """Tell the style by the body, whose numbers all have its own (12/CT-TW is a slip), else by the separators."""
    if base.year is not None:
        return "state"
    if body and body.of_party:
        return "party"
    if "-" in first.separator:
        return "party"
    if "/" in first.separator:
        return "party" if body and "party" in body.level and second.separator.strip() == "/" else "state"
    return "party" if "/" in second.separator else "state"


def _parted(segment: Segment) -> list[Segment]:
    """Part a code from the body that is joined to it: NQTW, QĐTTg, CTTTg."""
    for length in (2, 3):
        code, body = segment.cased[:length], segment.cased[length:]
        if not segment.apart and fold(code) in codes() and body.lower() in bodies() and body[0].isupper():
            middle = segment.start + length
            return [
                Segment(segment.separator, segment.text[:length], code, segment.start, middle),
                Segment("", segment.text[length:], body, middle, segment.end),
            ]
    return []


def without_body(number: Number, types: tuple[str, ...]) -> Number:
    """Read CT as the code of one of these types, not as the chairman of old: "Chỉ thị 12-CT của Ban Bí thư"."""
    code = codes().get((number.body or "").lower()) if number.style == "old" and not number.unit else None
    meant = code.types("party", of_party=True) if code else ()
    if code is None or not set(meant) & set(types):
        return number
    return replace(number, style="bare", code=code.code, types=meant, body=None, issuer=None, identifier="")


def _bare(base: _Base, first: Segment) -> Number | None:
    """Chỉ thị 12-CT: the code of a type that the word before names too, and no body."""
    code = _code(base, first)
    if code is None or base.year is not None or not first.separator.strip():
        return None
    if first.loose or not _printed_as_code(base.text, first):
        return None
    types = code.types("party", of_party=True)
    return Number(
        base.start, first.end, base.number, "bare", code.code, types, None, None, None, None, None, "",
        needs_word=True, needs_head=True,
    )  # fmt: skip


def _old(base: _Base, segments: list[Segment]) -> Number | None:
    """80/CT, 217-HĐBT, 1234/UBND-NV: the body alone follows the number, so CT is an issuer here and not a
    type."""
    first = segments[0]
    if base.year is not None or not first.separator.strip() or not _printed_as_code(base.text, first):
        return None
    body = bodies().get(first.cased.lower()) or bodies().get(first.text)
    end, unit = first.end, None
    if len(segments) > 1 and not segments[1].loose:
        second = segments[1]
        if "/" in second.separator:
            return None
        if _printed_as_code(base.text, second):
            end, unit = second.end, base.text[second.start : second.end]
    if body is None:
        return None
    identifier = f"{base.padded}{first.separator.strip()}{body.code}{f'-{unit}' if unit else ''}"
    return Number(
        base.start, end, base.number, "old", None, (), body.code, unit, body.issuer or None, None, None,
        identifier, needs_word=True,
    )  # fmt: skip


def _printed_as_code(text: str, segment: Segment) -> bool:
    """Codes begin with a capital (QĐ, TTg, CTr)."""
    return text[segment.start].isupper()


def _body(segment: Segment) -> tuple[Body | None, int]:
    """Return the body a segment names and where its code ends: a lost space may have joined a word to it
    (TWdu)."""
    known = bodies()
    printed = segment.cased
    written = transliterated("body").get(printed.lower(), "")
    if body := known.get(printed.lower()) or known.get(written) or known.get(segment.text):
        return body, segment.end
    if segment.apart:
        return None, segment.end
    for length in range(min(len(printed), 12), 1, -1):
        code, rest = printed[:length], printed[length:]
        # A word joined to the code goes on in lower case (TWdu), perhaps after a capital (CPSigner).
        joined = rest.islower() or (len(rest) > 2 and rest[1:].islower())
        if joined and segment.text[:length] in known and not code.islower():
            return known[segment.text[:length]], segment.start + length
    return None, segment.end


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def roman_or_int(text: str) -> int | None:
    """Read `13` or `xiii`; None for anything else. Only well-formed Roman numerals up to 89 count.

    >>> roman_or_int("xiv"), roman_or_int("iiii"), roman_or_int("13")
    (14, None, 13)
    """
    if text.isdecimal():
        return int(text)
    if not re.fullmatch(r"l?x{0,3}(?:x?l)?(?:ix|iv|v?i{0,3})", text) or not text:
        return None
    values = [_ROMAN[c] for c in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
