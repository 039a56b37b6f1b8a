"""Read resolutions of congresses and of plenums: references without a document number.

They are kept as what they are. A plenum's number is not a document's, and nothing here resolves them.
"""

import re
from dataclasses import replace
from typing import Final

from loaders.articles.citations.document import FoldedDocument, name_stops, name_words, ordinal, pattern
from loaders.articles.citations.issuing import read_issuer
from loaders.articles.citations.model import Named
from loaders.articles.citations.patterns import Pattern, patterns, terms_of
from loaders.articles.citations.qualifiers import Qualifiers, read_qualifiers
from loaders.articles.citations.type_words import PlacedCitation, TypeWordMatch, base


def read_plenum(document: FoldedDocument, head: TypeWordMatch) -> list[PlacedCitation]:
    """Read a resolution of a plenum of the Central Committee, and of further plenums listed after it."""
    first = _read(document, head, "plenum")
    if first is None:
        return []
    found = [first]
    while (step := _NEXT_PLENUM.match(document.folded, found[-1][2])) and len(found) < 8:
        for entry in patterns("plenum", "after"):
            if more := _match_led(document, entry, " ", step.end()):
                break
        else:
            break
        end = step.end() + len(document.folded[step.end() : step.end() + more.end() - 1].rstrip(" ,("))
        citation = replace(
            base(document, head, "plenum", step.end(), end), ordinal=_ordinal_of(more), terms=terms_of(more)
        )
        found.append((citation, step.end(), end))
    return found


_NEXT_PLENUM = re.compile(
    r"(?:[,;] (?:va )?| va )(?:hoi nghi )?(?=(?:hoi nghi )?(?:trung uong|t[. ]{0,2}[uw]\.?) ?(?:lan thu |\d|[ivx]))"
)


def read_congress(document: FoldedDocument, head: TypeWordMatch) -> list[PlacedCitation]:
    """Read a resolution of a congress, and of further congresses listed after it."""
    first = _read(document, head, "congress")
    if first is None:
        return []
    found = [first]
    listed = re.compile(
        pattern("and").pattern
        + r"(?:resolutions? of (?:the )?|резолюци\w{1,2} |(?:resolutions? )?(?:du |de la )|nghi quyet )?"
        + r"(?=\d|[ivxl]{1,6}[ e]|the \d|dai hoi|cua dai hoi|congres)"
    )
    while (step := listed.match(document.folded, found[-1][2])) and len(found) < 8:
        if re.search(r"resol|резол|nghi quyet", step[0]):
            break  # the next type word reads its own
        at = step.end()
        if document.folded.startswith("the ", max(0, at - 4)):
            at -= 4
        more = None
        for entry in patterns("congress", "after"):
            for lead in (" of ", " of the ", " du ", " "):
                more = _match_led(document, entry, lead, at)
                if more:
                    break
            if more:
                break
        if not more:
            break
        length = more.end() - len(lead)
        end = _with_body(document, at + length)
        citation = replace(
            base(document, head, "congress", at, end),
            ordinal=_ordinal_of(more),
            issuer=_congress_body(document, at, at + length, end),
        )
        found.append((citation, at, end))
    return found


def _match_led(document: FoldedDocument, entry: Pattern, lead: str, at: int) -> re.Match[str] | None:
    """Match a pattern as if the words that tie it to the type word stood before `at`."""
    match = entry.compiled.match(lead + document.folded[at : at + 120])
    if not match or match.end() <= len(lead) or not match.groupdict().get("ordinal"):
        return None
    return match


_ISSUED: Final = frozenset(
    {"resolution", "conclusion", "directive", "decision", "decree", "regulation", "programme", "charter"}
)
"""What congresses and plenums issue; their papers and reports are no such documents."""


_PAPERS = re.compile(
    r" (?:et (?:les )?documents|and (?:other )?documents|и документ\w{1,3}|va (?:cac )?van kien)(?=[ ])"
)


def _read(document: FoldedDocument, head: TypeWordMatch, kind: str) -> PlacedCitation | None:
    if not set(head.types) & _ISSUED:
        return None
    ends = [head.end]
    if kind == "congress" and (papers := _PAPERS.match(document.folded, head.end)):
        ends.append(papers.end())
    after = [
        m
        for end in ends
        for entry in patterns(kind, "after")
        if (m := entry.compiled.match(document.folded, end))
    ]
    if after:
        return _numberless(document, head, kind, head.start, max(after, key=lambda m: m.end()))
    for entry in patterns(kind, "around"):
        match = entry.compiled.match(document.folded, head.end)
        if (
            match
            and entry.before
            and (before := entry.before.search(document.folded, max(0, head.start - 30), head.start))
        ):
            return _numberless(document, head, kind, before.start(), match, before)
    window = max(0, head.start - 90)
    if "cong" in document.folded[window : head.start] or "plen" in document.folded[window : head.start]:
        for entry in patterns(kind, "before"):
            match = _last(entry.compiled, document.folded, window, head.start)
            if match:
                terms = terms_of(match)
                citation = base(document, head, kind, match.start(), head.end)
                return replace(citation, ordinal=_ordinal_of(match), terms=terms), match.start(), head.end
    return None


_LOCAL = re.compile(r" t[. ]{0,2}(u)(?![^\W_])")


def _last(compiled: re.Pattern[str], folded: str, start: int, end: int) -> re.Match[str] | None:
    for word in re.finditer(r"(?<![^\W_])[^\W_]", folded[start:end]):
        if match := compiled.match(folded, start + word.start(), end):
            return match
    return None


def _ordinal_of(match: re.Match[str]) -> int | None:
    text = match.groupdict().get("ordinal")
    return ordinal(text) if text else None


def _numberless(
    document: FoldedDocument,
    head: TypeWordMatch,
    kind: str,
    start: int,
    match: re.Match[str],
    before: re.Match[str] | None = None,
) -> PlacedCitation | None:
    number = _ordinal_of(match) or (_ordinal_of(before) if before else None)
    if match.groupdict().get("ordinal") and not number:
        return None
    local = _LOCAL.search(match[0]) if kind == "plenum" and document.marked else None
    if local and document.text[match.start() + local.start(1)] in "Uu":
        return None  # TU is a provincial committee, TƯ the central one
    end = head.end + len(document.folded[head.end : match.end()].rstrip(" ,("))
    issuer = None
    if kind == "congress":
        body_end = _with_body(document, end)
        issuer, end = _congress_body(document, head.end, end, body_end), body_end
        qualifiers = Qualifiers(end, end)
    else:
        qualifiers = read_qualifiers(document, end, start)
        issuer = qualifiers.issuer
    citation = replace(
        base(document, head, kind, start, qualifiers.core),
        ordinal=number, terms=terms_of(match) or qualifiers.terms, issuer=issuer,
        date=qualifiers.date, title=qualifiers.title,
    )  # fmt: skip
    return citation, start, qualifiers.core


def _with_body(document: FoldedDocument, end: int) -> int:
    """Take in whose congress it is, where that stands after."""
    lead = re.compile(r" (?:of|cua|du|de la|des)(?: the)?(?= )| de(?= l')|(?= [^\W\d_])").match(
        document.folded, end
    )
    if not lead:
        return end
    if (
        not lead[0]
        and document.language != "ru"
        and not (document.language == "vi" and "lien hiep" in document.folded[end : end + 12])
    ):
        return end
    after = body_name(document, lead.end())
    return after if after > lead.end() else end


def _congress_body(document: FoldedDocument, start: int, congress_end: int, end: int) -> Named | None:
    """Return the body whose congress is meant: printed after the congress, or (the Party) among the words
    before."""
    if end > congress_end:
        printed = document.folded[congress_end:end]
        skip = len(printed) - len(re.sub(r"^ (?:of|cua|du|de la|de l'|des)?(?: the)? ?", "", printed))
        named = read_issuer(document, congress_end + skip)
        value = named[1].value if named and named[0] >= end - 12 else None
        if value is None and re.search(r"парти|\bdang\b|\bparty\b|\bparti\b", printed):
            value = "party"
        return document.named(congress_end + skip, end, value)
    party = re.search(
        r"national party|party|\bdang bo(?: tinh| thanh pho)?\b|\bdang\b|dai bieu toan quoc|партии",
        document.folded[start:congress_end],
    )
    if party:
        local = "dang bo" in party[0]
        return document.named(start + party.start(), start + party.end(), "local-party" if local else "party")
    return None


_NAME_WORD = re.compile(r"[ ]([^\W_][\w'-]{0,30})")
_GENITIVE = re.compile(r"(?:ой|ей|ого|его|а|я|ы|и|ов|ев|ий|ых|их|у)$")
_NEXT_OF_LIST = re.compile(
    r" (?:et (?:du|de la|de l'|des|les?)|and (?:the|to)|va dai hoi|и [ivxl\d]+)(?![^\W_])"
)


def _in_genitive(document: FoldedDocument, word: re.Match[str], capital: bool) -> bool:
    """Whether a Russian word can go on the name of whose congress it is; a verb cannot, nor can the next subject."""
    if word[1] in ("политбюро", "секретариат", "центральный"):
        return False
    acronym = capital and document.text[word.start(1) : word.end()].isupper()
    return acronym or _GENITIVE.search(word[1]) is not None


_FRENCH_TIE = re.compile(r"(?:des?|du|la|les?)$|[dl]'")


def body_name(document: FoldedDocument, start: int) -> int:
    """Return where the name of a body that begins at `start` ends, by capitals and stop words; `start` if
    none does."""
    stops = name_stops(document.language, marked=document.marked)
    end = last = start
    previous = ""
    for count, word in enumerate(_NAME_WORD.finditer(document.folded, start, start + 120)):
        printed = (
            document.text[word.start(1) : word.end()].lower().rstrip(".")
            if document.marked
            else word[1].rstrip(".")
        )
        if (
            word.start() != last
            or printed in stops
            or count > 12
            or _NEXT_OF_LIST.match(document.folded, last)
        ):
            break
        elided = 2 if word[1][:2] in ("l'", "d'") and len(word[1]) > 2 else 0
        capital = document.text[word.start(1) + elided].isupper()
        if document.language == "ru" and not _in_genitive(document, word, capital):
            break
        if (
            document.language == "vi"
            and not capital
            and printed not in name_words("vi", marked=document.marked)
        ):
            break
        if document.language == "fr" and not capital:
            tied = _FRENCH_TIE.match(word[1]) or _FRENCH_TIE.match(previous)
            if not tied and word[1] not in name_words("fr", marked=False):
                break
        last, previous = word.end(), word[1]
        if (
            capital
            or document.language in ("ru", "vi")
            or word[1] in name_words(document.language, marked=False)
        ):
            end = word.end()
        elif document.language != "fr" and word[1] not in ("of", "the", "and", "for", "on"):
            break
    return end
