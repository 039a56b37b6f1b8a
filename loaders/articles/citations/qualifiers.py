"""Read what stands around a type word and number: issuer, date, term of office, title, pin cite.

Each is read at most once and only where it touches the citation. What is not printed is not supplied.
"""

import re
from bisect import bisect_right
from collections.abc import Container
from dataclasses import dataclass, replace
from functools import cache

from loaders.articles.citations.dates import date_at, dates_in
from loaders.articles.citations.document import FoldedDocument, issuer_lead, ordinal, ordinal_form, pattern
from loaders.articles.citations.issuing import read_issuer
from loaders.articles.citations.model import CitedDate, Named
from loaders.articles.citations.patterns import patterns, terms_of

_BLANK = re.compile(r"[ ]{0,3}(?:[,:][ ]?|\n[ ]?)?")
_QUOTES = {"«": "»", "“": "”", "„": "“”", '"': '"', "‟": "”", "”": "”", "″": "″"}
_TITLE_MAX = 300
_CLAUSE_END = re.compile(r'[.;:,()"\n]')
_WORD = re.compile(r"[^\W\d_][\w'-]{0,30}")
_LOOK_BACK = 160


@dataclass(frozen=True)
class Qualifiers:
    """What was read so far, and where reading stands (code points of the folded text).

    `core` is where the reference ends without its title.
    """

    end: int
    core: int = 0
    date: CitedDate | None = None
    issuer: Named | None = None
    terms: tuple[int, ...] = ()
    title: Named | None = None
    pin: Named | None = None


def read_qualifiers(
    document: FoldedDocument,
    start: int,
    head: int,
    *,
    titles: bool = True,
    qualifiers: Qualifiers | None = None,
) -> Qualifiers:
    """Read on from `start` (the end of the number, or of the type word); `head` is where the citation
    starts."""
    qualifiers = replace(qualifiers, end=start, core=start) if qualifiers else Qualifiers(start, start)
    steps = [_term, _date, _issuer, _pin, *([_title] if titles else [])]
    while True:
        for step in steps:
            read = step(document, qualifiers, head)
            if read is not None:
                qualifiers = read if step is _title else replace(read, core=read.end)
                if step is _title:
                    steps = []
                break
        else:
            return _issued_after(document, qualifiers, head) if qualifiers.title else qualifiers


def _issued_after(document: FoldedDocument, qualifiers: Qualifiers, head: int) -> Qualifiers:
    """Read who issued the document and when, after its title: "on ... issued by the Secretariat on August 8, 2018"."""
    rest = Qualifiers(qualifiers.end, qualifiers.end, date=qualifiers.date, issuer=qualifiers.issuer)
    if pattern("issued_by").match(document.folded, qualifiers.end):
        for step in (_issuer, _date):
            rest = step(document, rest, qualifiers.end) or rest
    return replace(qualifiers, date=rest.date, issuer=rest.issuer)


@cache
def _date_lead() -> re.Pattern[str]:
    return re.compile(
        rf"[ ]{{0,2}}(?P<paren>\()?(?P<comma>,)?[ ]{{0,2}}"
        rf"(?:(?:(?P<strong>{pattern('date_leads.strong').pattern})"
        rf"|(?P<weak>{pattern('date_leads.weak').pattern}))[ ](?:le )?)?"
    )


def _date(document: FoldedDocument, qualifiers: Qualifiers, head: int) -> Qualifiers | None:
    if qualifiers.date:
        return None
    lead = _date_lead().match(document.folded, qualifiers.end)
    if not lead:
        return None
    led = bool(lead["strong"] or lead["weak"])
    by = qualifiers.issuer and pattern("issued_by").search(document.folded, head, qualifiers.end)
    if lead["weak"] and not (by or _issued_before(document, head)):
        return None
    # "ngày" belongs to the date's own form; where the lead took it, the date follows without.
    found = date_at(document.folded, lead.end(), led=led)
    if found is None or not (led or lead["paren"] or (lead["comma"] and len(found.value) > 4)):
        return None
    end = found.end
    if lead["paren"]:
        close = re.compile(r"[ ]?\)").match(document.folded, end)
        if not close:
            return None
        end = close.end()
    elif found.value.isdecimal() and not re.match(
        r"nam|năm|[^0-9]", document.folded[lead.start("strong") :][:3] if led else "0"
    ):
        return None
    if lead["comma"] and _begins_clause(document, end):
        return None
    span = document.span(found.start, found.end)
    return replace(
        qualifiers, end=end, date=CitedDate(span, document.printed(found.start, found.end), found.value)
    )


def _begins_clause(document: FoldedDocument, end: int) -> bool:
    """Whether a date after a comma is that of the next clause: "..., ngày 06-8-2012, Thủ tướng ban hành Chỉ thị"."""
    issuer = read_issuer(document, end + 2) if document.folded.startswith(", ", end) else None
    return bool(issuer and pattern("issue_verbs").search(document.folded, issuer[0], issuer[0] + 25))


def _issued_before(document: FoldedDocument, head: int) -> bool:
    """Whether the clause before the citation says that something was issued, or nothing stands before it."""
    before = document.folded[max(0, head - 100) : head]
    clause = re.split(r"[.;\n]", before)[-1]
    return len(clause.strip()) < 5 or pattern("issue_verbs").search(clause) is not None


def _issuer(document: FoldedDocument, qualifiers: Qualifiers, head: int) -> Qualifiers | None:
    if qualifiers.issuer:
        return None
    if plenum := _plenum(document, qualifiers):
        return plenum
    lead = issuer_lead().match(document.folded, qualifiers.end)
    if not lead:
        return None
    bare = not re.search(r"\w", lead[0].replace("the ", ""))
    if bare and "," not in lead[0] and document.language not in ("ru", "vi"):
        return None
    term = _committee_of_term().match(document.folded, lead.end())
    found = read_issuer(document, term.end() if term else lead.end())
    if found is None or (term and found[1].value != "central-committee"):
        return None
    end, issuer = found
    if "," in lead[0] and bare and not _STOP.match(document.folded, end):
        return None  # "Resolution No. 39, the Politburo stated": the subject of what follows
    issued = re.compile(r" (?:ky )?ban hanh(?=[ ]?(?:[,.;:)\n]|$)| (?:ngay|ve|nam)(?![^\W_]))").match(
        document.folded, end
    )
    terms = qualifiers.terms or (terms_of(term) if term else ())
    return replace(qualifiers, end=issued.end() if issued else end, issuer=issuer, terms=terms)


_STOP = re.compile(r" ?(?:[.;:)\n]|$)")


@cache
def _committee_of_term() -> re.Pattern[str]:
    """The number of a term before the name of the committee: "du 12e Comité central"."""
    return re.compile(rf"(?P<terms>{ordinal_form()}) ")


def _plenum(document: FoldedDocument, qualifiers: Qualifiers) -> Qualifiers | None:
    """Read a plenum of the Central Committee as the issuer: "of the 12th plenum of the 13th Central Committee"."""
    for entry in patterns("plenum", "after"):
        match = entry.compiled.match(document.folded, qualifiers.end)
        if match and re.search(r"trung uong|central|центральн|цк", match[0]) and ordinal(match["ordinal"]):
            end = qualifiers.end + len(match[0].rstrip(" ,("))
            start = (
                qualifiers.end
                + len(match[0])
                - len(re.sub(r"^ (?:of |cua |du |de la )?(?:the )?", "", match[0]))
            )
            named = document.named(start, end, "central-committee")
            return replace(qualifiers, end=end, issuer=named, terms=qualifiers.terms or terms_of(match))
    return None


def _term(document: FoldedDocument, qualifiers: Qualifiers, head: int) -> Qualifiers | None:
    if qualifiers.terms:
        return None
    for entry in patterns("term", "after"):
        match = entry.compiled.match(document.folded, qualifiers.end)
        if match and (terms := terms_of(match)):
            return replace(qualifiers, end=match.end(), terms=terms)
    return None


def _pin(document: FoldedDocument, qualifiers: Qualifiers, head: int) -> Qualifiers | None:
    if qualifiers.pin:
        return None
    match = pattern("pins.after").match(document.folded, qualifiers.end)
    if not match:
        return None
    start = qualifiers.end + len(match[0]) - len(match[0].lstrip(" ,("))
    return replace(qualifiers, end=match.end(), pin=document.named(start, match.end()))


def pin_before(document: FoldedDocument, head: int) -> Named | None:
    """Read a pin cite that ends where the citation starts: "Article 4 of", "khoản 2 Điều 5"."""
    window = max(0, head - 60)
    match = pattern("pins.before", r"(?<![\w-])%s").search(document.folded, window, head)
    if not match:
        return None
    printed = re.sub(r"(?:,| of the| of| cua| du| de la| de l'| de)? *$", "", match[0])
    return document.named(match.start(), match.start() + len(printed))


def title_lead(document: FoldedDocument, at: int) -> re.Match[str] | None:
    """Match the words that announce a title or topic, in the language of the page or any other."""
    languages = (document.language, *(x for x in ("vi", "en", "ru", "fr") if x != document.language))
    for language in languages[:1] if document.language == "ru" else languages:
        match = pattern(
            f"title_leads.{language}", r"[ ]?,?[ ](?:%s)(?![^\W_])[ ]{1,2}(?:(?:the|a|le|la|les) )?"
        ).match(document.folded, at)
        if match:
            return match
    return None


def _title(document: FoldedDocument, qualifiers: Qualifiers, head: int) -> Qualifiers | None:
    if qualifiers.title:
        return None
    if quoted := quoted_title(document, qualifiers.end):
        return replace(qualifiers, end=quote_end(document, qualifiers.end), title=quoted)
    lead = title_lead(document, qualifiers.end)
    if not lead or date_at(document.folded, lead.end(), led=True):
        return None
    if quoted := quoted_title(document, lead.end()):
        return replace(qualifiers, end=quote_end(document, lead.end()), title=quoted)
    end = clause_end(document, lead.end())
    if end - lead.end() < 4:
        return None
    return replace(qualifiers, end=end, title=document.named(lead.end(), end))


_LISTED = re.compile(
    r'(?:, (?!and |(?:the|a|an|its|their|new) )[^,.;:()\n"]{2,50}){1,3},? and (?!(?:the|a|an|its|their|new) )'
    r'[^,.;:()\n"]{2,80}'
)


def clause_end(document: FoldedDocument, start: int, *, listed: bool = False) -> int:
    """Return where the clause that begins at `start` ends: at punctuation, or after 300 characters at a
    word's end.

    With `listed` an English list of three or more goes on over its commas. After the Russian «о» a clause
    also ends before a conjunction that leaves the prepositional case.
    """
    end = _stop_after(document, start, start)
    while (on := _goes_on(document, start, end)) and on < start + _TITLE_MAX:
        end = _stop_after(document, start, on)
    if listed and (more := _LISTED.match(document.folded, end)):
        end = more.end()
    at = bisect_right(document.references, start)
    if at < len(document.references) and document.references[at] < end:
        end = document.references[at]
        end = start + len(_CONJUNCTION.sub("", document.folded[start:end]))
    if other := pattern("clause_stops").search(document.folded, start, end):
        end = other.start()
    if document.marked and (
        other := pattern("clause_stops_marked", "(?i:%s)").search(document.text, start, end)
    ):
        end = other.start()
    if document.language == "ru" and (other := _OTHER_CASE.search(document.folded, start, end)):
        end = other.start()
    return start + len(document.folded[start:end].rstrip())


def _stop_after(document: FoldedDocument, start: int, at: int) -> int:
    """Return the first stop of a topic that begins at `start`, from `at` on."""
    stop = _CLAUSE_END.search(document.folded, at, start + _TITLE_MAX)
    if stop:
        return stop.start()
    end = min(len(document.folded), start + _TITLE_MAX)
    return end if end == len(document.folded) else max(document.folded.rfind(" ", start, end), start)


def _goes_on(document: FoldedDocument, start: int, comma: int) -> int | None:
    """Return where a title goes on after its comma: with the years it is for, or as it began, with a verb of such
    titles ("tăng cường ..., nâng cao ...", "on strengthening ..., improving ...")."""
    further = pattern("title_goes_on", ", (?:%s)").match(document.folded, comma)
    if not further and pattern("title_verbs").match(document.folded, start):
        further = pattern("title_verbs", ", (?:va |and |et |и )?%s").match(document.folded, comma)
    return further.end() if further else None


_CONJUNCTION = re.compile(
    r"(?:[ ,]+(?:va|and|et|и|ainsi que|as well as|cung(?: voi)?|the|la|le|les|cac|cua|des?|du|of|to"
    r"|on|implement\w*|thuc hien))*[ ,]*$"
)
_OTHER_CASE = re.compile(r"(?<=х) и [а-я]+(?:ому|ему|ого|его|ую|юю)(?![а-я])")


def _quoted(document: FoldedDocument, start: int) -> tuple[int, int, int] | None:
    blank = _BLANK.match(document.folded, start)
    assert blank
    at = blank.end()
    if at >= len(document.text) or document.text[at] not in _QUOTES:
        return None
    opening, depth = document.text[at], 1
    closings = _QUOTES[opening]
    for i in range(at + 1, min(len(document.text), at + 2 * _TITLE_MAX)):
        if document.text[i] in closings:
            depth -= 1
        elif document.text[i] == opening:
            depth += 1
        if depth == 0:
            return at, at + 1, i
    return None


def quoted_title(document: FoldedDocument, start: int) -> Named | None:
    """Read a title in quotation marks that begins at `start` (blanks, a comma or a colon may stand
    before)."""
    found = _quoted(document, start)
    if not found:
        return None
    inside = document.folded[found[1] : found[2]]
    start = found[1] + len(inside) - len(inside.lstrip())
    return document.named(start, max(start, found[1] + len(inside.rstrip())))


def quote_end(document: FoldedDocument, start: int) -> int:
    found = _quoted(document, start)
    assert found
    return found[2] + 1


def date_before(document: FoldedDocument, head: int, taken: Container[int] = ()) -> CitedDate | None:
    """Read the date of a sentence that says that the document was issued then: "On 19 July 2025 ... signed
    Resolution". Dates that start at `taken` places (of the given text) belong to other citations."""
    window = max(0, head - _LOOK_BACK)
    clause_start = max(document.folded.rfind(stop, window, head) for stop in (". ", ";", "\n", "?", "!"))
    clause_start = max(clause_start + 1, window)
    verbs = list(pattern("issue_verbs").finditer(document.folded, clause_start, head))
    if not verbs or head - verbs[-1].end() > 60:
        return None
    found = None
    for date in dates_in(document.folded[clause_start:head]):
        if clause_start + date.start in taken:
            continue
        # "issued on 24 January the Resolution" before "On 24 January ... issued the Resolution"
        if clause_start + date.start > verbs[-1].end() or clause_start + date.end <= verbs[-1].start():
            found = date
    if found is None:
        return None
    start, end = clause_start + found.start, clause_start + found.end
    return CitedDate(document.span(start, end), document.printed(start, end), found.value)
