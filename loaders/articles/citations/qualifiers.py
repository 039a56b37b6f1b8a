"""Read what stands around a type word and number: issuer, date, term of office, title, pin cite.

Each is read at most once and only where it touches the citation. What is not printed is not supplied.
"""

import re
from bisect import bisect_right
from collections.abc import Container
from dataclasses import dataclass, replace
from functools import cache

from loaders.articles.citations.dates import date_at, dates_in
from loaders.articles.citations.document import Page, issuer_lead, ordinal, ordinal_form, pattern
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
class Tail:
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


def read_tail(page: Page, start: int, head: int, *, titles: bool = True, tail: Tail | None = None) -> Tail:
    """Read on from `start` (the end of the number, or of the type word); `head` is where the citation
    starts."""
    tail = replace(tail, end=start, core=start) if tail else Tail(start, start)
    steps = [_term, _date, _issuer, _pin, *([_title] if titles else [])]
    while True:
        for step in steps:
            read = step(page, tail, head)
            if read is not None:
                tail = read if step is _title else replace(read, core=read.end)
                if step is _title:
                    steps = []
                break
        else:
            return _issued_after(page, tail, head) if tail.title else tail


def _issued_after(page: Page, tail: Tail, head: int) -> Tail:
    """Read who issued the document and when, after its title: "on ... issued by the Secretariat on August 8, 2018"."""
    rest = Tail(tail.end, tail.end, date=tail.date, issuer=tail.issuer)
    if pattern("issued_by").match(page.folded, tail.end):
        for step in (_issuer, _date):
            rest = step(page, rest, tail.end) or rest
    return replace(tail, date=rest.date, issuer=rest.issuer)


@cache
def _date_lead() -> re.Pattern[str]:
    return re.compile(
        rf"[ ]{{0,2}}(?P<paren>\()?(?P<comma>,)?[ ]{{0,2}}"
        rf"(?:(?:(?P<strong>{pattern('date_leads.strong').pattern})"
        rf"|(?P<weak>{pattern('date_leads.weak').pattern}))[ ](?:le )?)?"
    )


def _date(page: Page, tail: Tail, head: int) -> Tail | None:
    if tail.date:
        return None
    lead = _date_lead().match(page.folded, tail.end)
    if not lead:
        return None
    led = bool(lead["strong"] or lead["weak"])
    by = tail.issuer and pattern("issued_by").search(page.folded, head, tail.end)
    if lead["weak"] and not (by or _issued_before(page, head)):
        return None
    # "ngày" belongs to the date's own form; where the lead took it, the date follows without.
    found = date_at(page.folded, lead.end(), led=led)
    if found is None or not (led or lead["paren"] or (lead["comma"] and len(found.value) > 4)):
        return None
    end = found.end
    if lead["paren"]:
        close = re.compile(r"[ ]?\)").match(page.folded, end)
        if not close:
            return None
        end = close.end()
    elif found.value.isdecimal() and not re.match(
        r"nam|năm|[^0-9]", page.folded[lead.start("strong") :][:3] if led else "0"
    ):
        return None
    if lead["comma"] and _begins_clause(page, end):
        return None
    span = page.span(found.start, found.end)
    return replace(tail, end=end, date=CitedDate(span, page.printed(found.start, found.end), found.value))


def _begins_clause(page: Page, end: int) -> bool:
    """Whether a date after a comma is that of the next clause: "..., ngày 06-8-2012, Thủ tướng ban hành Chỉ thị"."""
    issuer = read_issuer(page, end + 2) if page.folded.startswith(", ", end) else None
    return bool(issuer and pattern("issue_verbs").search(page.folded, issuer[0], issuer[0] + 25))


def _issued_before(page: Page, head: int) -> bool:
    """Whether the clause before the citation says that something was issued, or nothing stands before it."""
    before = page.folded[max(0, head - 100) : head]
    clause = re.split(r"[.;\n]", before)[-1]
    return len(clause.strip()) < 5 or pattern("issue_verbs").search(clause) is not None


def _issuer(page: Page, tail: Tail, head: int) -> Tail | None:
    if tail.issuer:
        return None
    if plenum := _plenum(page, tail):
        return plenum
    lead = issuer_lead().match(page.folded, tail.end)
    if not lead:
        return None
    bare = not re.search(r"\w", lead[0].replace("the ", ""))
    if bare and "," not in lead[0] and page.language not in ("ru", "vi"):
        return None
    term = _committee_of_term().match(page.folded, lead.end())
    found = read_issuer(page, term.end() if term else lead.end())
    if found is None or (term and found[1].value != "central-committee"):
        return None
    end, issuer = found
    if "," in lead[0] and bare and not _STOP.match(page.folded, end):
        return None  # "Resolution No. 39, the Politburo stated": the subject of what follows
    issued = re.compile(r" (?:ky )?ban hanh(?=[ ]?(?:[,.;:)\n]|$)| (?:ngay|ve|nam)(?![^\W_]))").match(
        page.folded, end
    )
    terms = tail.terms or (terms_of(term) if term else ())
    return replace(tail, end=issued.end() if issued else end, issuer=issuer, terms=terms)


_STOP = re.compile(r" ?(?:[.;:)\n]|$)")


@cache
def _committee_of_term() -> re.Pattern[str]:
    """The number of a term before the name of the committee: "du 12e Comité central"."""
    return re.compile(rf"(?P<terms>{ordinal_form()}) ")


def _plenum(page: Page, tail: Tail) -> Tail | None:
    """Read a plenum of the Central Committee as the issuer: "of the 12th plenum of the 13th Central Committee"."""
    for entry in patterns("plenum", "after"):
        match = entry.compiled.match(page.folded, tail.end)
        if match and re.search(r"trung uong|central|центральн|цк", match[0]) and ordinal(match["ordinal"]):
            end = tail.end + len(match[0].rstrip(" ,("))
            start = (
                tail.end + len(match[0]) - len(re.sub(r"^ (?:of |cua |du |de la )?(?:the )?", "", match[0]))
            )
            named = page.named(start, end, "central-committee")
            return replace(tail, end=end, issuer=named, terms=tail.terms or terms_of(match))
    return None


def _term(page: Page, tail: Tail, head: int) -> Tail | None:
    if tail.terms:
        return None
    for entry in patterns("term", "after"):
        match = entry.compiled.match(page.folded, tail.end)
        if match and (terms := terms_of(match)):
            return replace(tail, end=match.end(), terms=terms)
    return None


def _pin(page: Page, tail: Tail, head: int) -> Tail | None:
    if tail.pin:
        return None
    match = pattern("pins.after").match(page.folded, tail.end)
    if not match:
        return None
    start = tail.end + len(match[0]) - len(match[0].lstrip(" ,("))
    return replace(tail, end=match.end(), pin=page.named(start, match.end()))


def pin_before(page: Page, head: int) -> Named | None:
    """Read a pin cite that ends where the citation starts: "Article 4 of", "khoản 2 Điều 5"."""
    window = max(0, head - 60)
    match = pattern("pins.before", r"(?<![\w-])%s").search(page.folded, window, head)
    if not match:
        return None
    printed = re.sub(r"(?:,| of the| of| cua| du| de la| de l'| de)? *$", "", match[0])
    return page.named(match.start(), match.start() + len(printed))


def title_lead(page: Page, at: int) -> re.Match[str] | None:
    """Match the words that announce a title or topic, in the language of the page or any other."""
    languages = (page.language, *(x for x in ("vi", "en", "ru", "fr") if x != page.language))
    for language in languages[:1] if page.language == "ru" else languages:
        match = pattern(
            f"title_leads.{language}", r"[ ]?,?[ ](?:%s)(?![^\W_])[ ]{1,2}(?:(?:the|a|le|la|les) )?"
        ).match(page.folded, at)
        if match:
            return match
    return None


def _title(page: Page, tail: Tail, head: int) -> Tail | None:
    if tail.title:
        return None
    if quoted := quoted_title(page, tail.end):
        return replace(tail, end=quote_end(page, tail.end), title=quoted)
    lead = title_lead(page, tail.end)
    if not lead or date_at(page.folded, lead.end(), led=True):
        return None
    if quoted := quoted_title(page, lead.end()):
        return replace(tail, end=quote_end(page, lead.end()), title=quoted)
    end = clause_end(page, lead.end())
    if end - lead.end() < 4:
        return None
    return replace(tail, end=end, title=page.named(lead.end(), end))


_LISTED = re.compile(
    r'(?:, (?!and |(?:the|a|an|its|their|new) )[^,.;:()\n"]{2,50}){1,3},? and (?!(?:the|a|an|its|their|new) )'
    r'[^,.;:()\n"]{2,80}'
)


def clause_end(page: Page, start: int, *, listed: bool = False) -> int:
    """Return where the clause that begins at `start` ends: at punctuation, or after 300 characters at a
    word's end.

    With `listed` an English list of three or more goes on over its commas. After the Russian «о» a clause
    also ends before a conjunction that leaves the prepositional case.
    """
    end = _stop_after(page, start, start)
    while (on := _goes_on(page, start, end)) and on < start + _TITLE_MAX:
        end = _stop_after(page, start, on)
    if listed and (more := _LISTED.match(page.folded, end)):
        end = more.end()
    at = bisect_right(page.references, start)
    if at < len(page.references) and page.references[at] < end:
        end = page.references[at]
        end = start + len(_CONJUNCTION.sub("", page.folded[start:end]))
    if other := pattern("clause_stops").search(page.folded, start, end):
        end = other.start()
    if page.marked and (other := pattern("clause_stops_marked", "(?i:%s)").search(page.text, start, end)):
        end = other.start()
    if page.language == "ru" and (other := _OTHER_CASE.search(page.folded, start, end)):
        end = other.start()
    return start + len(page.folded[start:end].rstrip())


def _stop_after(page: Page, start: int, at: int) -> int:
    """Return the first stop of a topic that begins at `start`, from `at` on."""
    stop = _CLAUSE_END.search(page.folded, at, start + _TITLE_MAX)
    if stop:
        return stop.start()
    end = min(len(page.folded), start + _TITLE_MAX)
    return end if end == len(page.folded) else max(page.folded.rfind(" ", start, end), start)


def _goes_on(page: Page, start: int, comma: int) -> int | None:
    """Return where a title goes on after its comma: with the years it is for, or as it began, with a verb of such
    titles ("tăng cường ..., nâng cao ...", "on strengthening ..., improving ...")."""
    further = pattern("title_goes_on", ", (?:%s)").match(page.folded, comma)
    if not further and pattern("title_verbs").match(page.folded, start):
        further = pattern("title_verbs", ", (?:va |and |et |и )?%s").match(page.folded, comma)
    return further.end() if further else None


_CONJUNCTION = re.compile(
    r"(?:[ ,]+(?:va|and|et|и|ainsi que|as well as|cung(?: voi)?|the|la|le|les|cac|cua|des?|du|of|to"
    r"|on|implement\w*|thuc hien))*[ ,]*$"
)
_OTHER_CASE = re.compile(r"(?<=х) и [а-я]+(?:ому|ему|ого|его|ую|юю)(?![а-я])")


def _quoted(page: Page, start: int) -> tuple[int, int, int] | None:
    blank = _BLANK.match(page.folded, start)
    assert blank
    at = blank.end()
    if at >= len(page.text) or page.text[at] not in _QUOTES:
        return None
    opening, depth = page.text[at], 1
    closings = _QUOTES[opening]
    for i in range(at + 1, min(len(page.text), at + 2 * _TITLE_MAX)):
        if page.text[i] in closings:
            depth -= 1
        elif page.text[i] == opening:
            depth += 1
        if depth == 0:
            return at, at + 1, i
    return None


def quoted_title(page: Page, start: int) -> Named | None:
    """Read a title in quotation marks that begins at `start` (blanks, a comma or a colon may stand
    before)."""
    found = _quoted(page, start)
    if not found:
        return None
    inside = page.folded[found[1] : found[2]]
    start = found[1] + len(inside) - len(inside.lstrip())
    return page.named(start, max(start, found[1] + len(inside.rstrip())))


def quote_end(page: Page, start: int) -> int:
    found = _quoted(page, start)
    assert found
    return found[2] + 1


def date_before(page: Page, head: int, taken: Container[int] = ()) -> CitedDate | None:
    """Read the date of a sentence that says that the document was issued then: "On 19 July 2025 ... signed
    Resolution". Dates that start at `taken` places (of the given text) belong to other citations."""
    window = max(0, head - _LOOK_BACK)
    clause_start = max(page.folded.rfind(stop, window, head) for stop in (". ", ";", "\n", "?", "!"))
    clause_start = max(clause_start + 1, window)
    verbs = list(pattern("issue_verbs").finditer(page.folded, clause_start, head))
    if not verbs or head - verbs[-1].end() > 60:
        return None
    found = None
    for date in dates_in(page.folded[clause_start:head]):
        if page.source.given(clause_start + date.start) in taken:
            continue
        # "issued on 24 January the Resolution" before "On 24 January ... issued the Resolution"
        if clause_start + date.start > verbs[-1].end() or clause_start + date.end <= verbs[-1].start():
            found = date
    if found is None:
        return None
    start, end = clause_start + found.start, clause_start + found.end
    return CitedDate(page.span(start, end), page.printed(start, end), found.value)
