"""Read references that print no document number: of a congress, of a plenum, by title alone, to a class of
documents.

They are kept as what they are. A plenum's number is not a document's; a class names no single document;
nothing here resolves them.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from loaders.articles.citations.dates import date_at
from loaders.articles.citations.lexicon import TypeWord, readings
from loaders.articles.citations.model import CitedDate, Find, Named
from loaders.articles.citations.page import Page, ordinal, pattern
from loaders.articles.citations.patterns import Pattern, patterns, terms_of
from loaders.articles.citations.tail import (
    Tail,
    body_name,
    clause_end,
    issuer_before,
    quote_end,
    quoted_title,
    read_issuer,
    read_tail,
    title_lead,
)

Placed = tuple[Find, int, int]
"""A find with where it starts and where reading goes on, in the composed text."""

_FIRM = ("strong", "firm")
_NAMED_BY_TOPIC = frozenset(
    {"regulation", "rules", "directive", "resolution", "decree", "circular", "conclusion"}
)
_CLASS_HEADS = frozenset({"directive", "resolution", "conclusion"})
_CENTRAL = frozenset({"party", "politburo", "secretariat", "central-committee", "central-level"})
_NAMES_DOCUMENTS = frozenset({"directive", "resolution"})


@dataclass(frozen=True)
class Head:
    """A type word in the folded text, and what it may mean in the language of the page."""

    start: int
    end: int
    word: str
    language: str
    readings: tuple[TypeWord, ...]

    @property
    def types(self) -> tuple[str, ...]:
        """The types it means, without those that only the press means by it."""
        return tuple(dict.fromkeys(r.type for r in self.readings if not r.press))

    @property
    def rank(self) -> str:
        ranks = {r.rank for r in self.readings if not r.press}
        return next((rank for rank in ("strong", "firm") if rank in ranks), "weak")

    @property
    def verb(self) -> bool:
        return any(r.verb for r in self.readings)

    @property
    def type(self) -> str | None:
        """The one type it means: its only one, or the only one of the highest rank."""
        best = {r.type for r in self.readings if not r.press and r.rank == self.rank}
        return best.pop() if len(best) == 1 else None


def head_at(page: Page, start: int, end: int) -> Head | None:
    """Make a head of a matched type word, reading it in the page's language where it has a meaning there."""
    word = " ".join(page.folded[start:end].split())
    found = tuple(r for r in readings(word) if r.printed_as(page.text[start:end]))
    if not found:
        return None
    own = [r for r in found if r.language == page.language]
    if not own:
        vietnamese = [r for r in found if r.language == "vi"]
        own = vietnamese or list(found)
    language = own[0].language
    return Head(start, end, word, language, tuple(r for r in own if r.language == language))


@cache
def _several() -> re.Pattern[str]:
    """What makes a Vietnamese noun several, perhaps with policies named between: "các chủ trương, nghị quyết"."""
    policy = pattern("policy_words").pattern
    return re.compile(rf"(?<![^\W_])(?:cac|nhung|mot so|nhieu|moi) (?:{policy}(?:,? va |, )){{0,4}}$")


def plural(page: Page, head: Head) -> bool:
    """Whether the word is a plural, as far as its language shows it."""
    if head.language in ("en", "fr"):
        return head.word.endswith("s")
    if head.language == "vi":
        return _several().search(page.folded, max(0, head.start - 90), head.start) is not None
    return re.search(r"(?:ам|ами|ах|ов|ий|ей)$", head.word) is not None


def foreign(page: Page, start: int, end: int) -> bool:
    """Whether the words beside a reference say that it is not a Vietnamese document, or no document at
    all."""
    before = re.split(r'[.;,:()\n"]', page.folded[max(0, start - 40) : start])[-1]
    after = re.sub(r"^ ?\([^()]{0,20}\)", "", page.folded[end : end + 60])
    after = re.split(r'[.;,:()\n"]', after)[0]
    return bool(
        any(pattern("foreign").search(part) for part in (before, page.folded[start:end], after))
        or pattern("countries_before", r"(?<![^\W_])%s").search(before)
        or pattern("countries_after").search(after)
        or pattern("other_senses", r"(?<![^\W_])%s").search(before)
    )


def base(page: Page, head: Head, kind: str, start: int, end: int) -> Find:
    """Return the find of a type word with nothing but its span read.

    What a congress or a plenum adopts is a resolution, if the word can mean one.
    """
    meant = head.types
    if kind in ("congress", "plenum") and "resolution" in meant:
        meant = ("resolution",)
    return Find(
        kind=kind,  # type: ignore[arg-type]
        span=page.span(start, end),
        wording=page.printed(start, end),
        language=head.language,
        type=meant[0] if len(meant) == 1 else head.type,
        types=meant,
        type_word=page.named(head.start, head.end),
    )


def read_plenum(page: Page, head: Head) -> Placed | None:
    """Read a resolution of a plenum of the Central Committee; return it and where it ends."""
    return _read(page, head, "plenum")


def read_congress(page: Page, head: Head) -> list[Placed]:
    """Read a resolution of a congress, and of further congresses listed after it."""
    first = _read(page, head, "congress")
    if first is None:
        return []
    found = [first]
    listed = re.compile(
        pattern("and").pattern
        + r"(?:resolutions? of (?:the )?|резолюци\w{1,2} |(?:resolutions? )?(?:du |de la )|nghi quyet )?"
        + r"(?=\d|[ivxl]{1,6}[ e]|the \d|dai hoi|cua dai hoi|congres)"
    )
    while (step := listed.match(page.folded, found[-1][2])) and len(found) < 8:
        if re.search(r"resol|резол|nghi quyet", step[0]):
            break  # the next type word reads its own
        at = step.end()
        if page.folded.startswith("the ", max(0, at - 4)):
            at -= 4
        more = None
        for entry in patterns("congress", "after"):
            for lead in (" of ", " of the ", " du ", " "):
                more = _match_led(page, entry, lead, at)
                if more:
                    break
            if more:
                break
        if not more:
            break
        length, groups = more
        end = _with_body(page, at + length)
        find = replace(
            base(page, head, "congress", at, end),
            ordinal=ordinal(groups),
            issuer=_congress_body(page, at, at + length, end),
        )
        found.append((find, at, end))
    return found


def _match_led(page: Page, entry: Pattern, lead: str, at: int) -> tuple[int, str] | None:
    """Match a pattern as if the words that tie it to the type word stood before `at`."""
    match = entry.compiled.match(lead + page.folded[at : at + 120])
    if not match or match.end() <= len(lead) or not match.groupdict().get("ordinal"):
        return None
    return match.end() - len(lead), match["ordinal"]


_ISSUED: Final = frozenset(
    {"resolution", "conclusion", "directive", "decision", "decree", "regulation", "programme", "charter"}
)
"""What congresses and plenums issue; their papers and reports are no such documents."""


_PAPERS = re.compile(
    r" (?:et (?:les )?documents|and (?:other )?documents|и документ\w{1,3}|va (?:cac )?van kien)(?=[ ])"
)


def _read(page: Page, head: Head, kind: str) -> Placed | None:
    if not set(head.types) & _ISSUED:
        return None
    ends = [head.end]
    if kind == "congress" and (papers := _PAPERS.match(page.folded, head.end)):
        ends.append(papers.end())
    after = [
        m
        for end in ends
        for entry in patterns(kind, "after")
        if (m := entry.compiled.match(page.folded, end))
    ]
    if after:
        return _numberless(page, head, kind, head.start, max(after, key=lambda m: m.end()))
    for entry in patterns(kind, "around"):
        match = entry.compiled.match(page.folded, head.end)
        if (
            match
            and entry.before
            and (before := entry.before.search(page.folded, max(0, head.start - 30), head.start))
        ):
            return _numberless(page, head, kind, before.start(), match)
    window = max(0, head.start - 90)
    if "cong" in page.folded[window : head.start] or "plen" in page.folded[window : head.start]:
        for entry in patterns(kind, "before"):
            match = _last(entry.compiled, page.folded, window, head.start)
            if match:
                terms = terms_of(match)
                find = base(page, head, kind, match.start(), head.end)
                return replace(find, ordinal=_ordinal_of(match), terms=terms), match.start(), head.end
    return None


def _last(compiled: re.Pattern[str], folded: str, start: int, end: int) -> re.Match[str] | None:
    for word in re.finditer(r"(?<![^\W_])[^\W_]", folded[start:end]):
        if match := compiled.match(folded, start + word.start(), end):
            return match
    return None


def _ordinal_of(match: re.Match[str]) -> int | None:
    text = match.groupdict().get("ordinal")
    return ordinal(text) if text else None


def _numberless(page: Page, head: Head, kind: str, start: int, match: re.Match[str]) -> Placed | None:
    number = _ordinal_of(match)
    if match.groupdict().get("ordinal") and not number:
        return None
    end = head.end + len(page.folded[head.end : match.end()].rstrip(" ,("))
    issuer = None
    if kind == "congress":
        body_end = _with_body(page, end)
        issuer, end = _congress_body(page, head.end, end, body_end), body_end
        tail = Tail(end, end)
    else:
        tail = read_tail(page, end, start)
        issuer = tail.issuer
    find = replace(
        base(page, head, kind, start, tail.core),
        ordinal=number, terms=terms_of(match) or tail.terms, issuer=issuer, date=tail.date, title=tail.title,
    )  # fmt: skip
    return find, start, tail.core


def _with_body(page: Page, end: int) -> int:
    """Take in whose congress it is, where that stands after."""
    lead = re.compile(r" (?:of|cua|du|de la|de l'|des)(?: the)?(?= )|(?= [^\W\d_])").match(page.folded, end)
    if not lead:
        return end
    if (
        not lead[0]
        and page.language != "ru"
        and not (page.language == "vi" and "lien hiep" in page.folded[end : end + 12])
    ):
        return end
    after = body_name(page, lead.end())
    return after if after > lead.end() else end


def _congress_body(page: Page, start: int, congress_end: int, end: int) -> Named | None:
    """Return the body whose congress is meant: printed after the congress, or (the Party) among the words
    before."""
    if end > congress_end:
        printed = page.folded[congress_end:end]
        skip = len(printed) - len(re.sub(r"^ (?:of|cua|du|de la|de l'|des)?(?: the)? ?", "", printed))
        named = read_issuer(page, congress_end + skip)
        value = named[1].value if named and named[0] >= end - 12 else None
        if value is None and re.search(r"парти|\bdang\b|\bparty\b|\bparti\b", printed):
            value = "party"
        return page.named(congress_end + skip, end, value)
    party = re.search(
        r"national party|party|\bdang bo(?: tinh| thanh pho)?\b|\bdang\b|dai bieu toan quoc|партии",
        page.folded[start:congress_end],
    )
    if party:
        local = "dang bo" in party[0]
        return page.named(start + party.start(), start + party.end(), "local-party" if local else "party")
    return None


def read_campaigns(page: Page) -> list[Placed]:
    """Read the campaigns that bear the title of a document without citing it."""
    found: list[Placed] = []
    for entry in patterns("campaign", "anywhere"):
        if entry.hint not in page.folded:
            continue
        for match in entry.compiled.finditer(page.folded):
            start, end = match.span()
            language = "ru" if "ru" in entry.name else page.language
            found.append(
                (Find("campaign", page.span(start, end), page.printed(start, end), language), start, end)
            )
    return found


def read_title(page: Page, head: Head) -> Placed | None:
    """Read a citation by title alone: the type with its issuer or in quotation marks, and what it is
    about."""
    capital = page.text[head.start].isupper()
    if head.types[:1] == ("law",):
        return _law(page, head) if capital else None
    if head.rank not in _FIRM or plural(page, head):
        return None
    before = issuer_before(page, head.start)
    start = before[0] if before else head.start
    tail = read_tail(page, head.end, start, titles=False)
    issuer = tail.issuer or (before[1] if before else None)
    lead = title_lead(page, tail.end)
    at, quoted = tail.end, quoted_title(page, tail.end)
    if lead and not quoted:
        at, quoted = lead.end(), quoted_title(page, lead.end())
    if quoted and (capital or issuer or tail.date) and (quoted.printed[:1].isupper() or lead):
        end, title = quote_end(page, at), quoted
    elif lead and issuer and capital and issuer.value not in ("party", "state"):
        end = clause_end(page, lead.end())
        title = page.named(lead.end(), end)
        if end - lead.end() < 8:
            return None
    elif (
        lead
        and head.language in ("en", "fr")
        and set(head.types) & _NAMED_BY_TOPIC
        and _definite(page, start)
    ):
        start = _definite(page, start) or start
        end = _topic_end(page, lead.end())
        title = page.named(lead.end(), end)
        if end - lead.end() < 8:
            return None
    else:
        return None
    if foreign(page, start, tail.end):
        return None
    find = replace(
        base(page, head, "title", start, end), issuer=issuer, date=tail.date, terms=tail.terms, title=title
    )
    return find, start, end


def _definite(page: Page, start: int) -> int | None:
    """Return where the article before a type word stands: "the regulation", "le règlement"."""
    match = re.compile(r"(?<![^\W_])(?:the |le |la )$").search(page.folded, max(0, start - 5), start)
    return match.start() if match else None


def _with_article(page: Page, start: int) -> int:
    """Take in the article before a possessive: "the Party's instructions"."""
    return start - 4 if page.folded.endswith("the ", 0, start) else start


def _topic_end(page: Page, start: int) -> int:
    """A topic without capitals or quotation marks ends at the clause, or before the parties to it."""
    end = clause_end(page, start)
    parties = re.compile(r" (?:between|entre|for the period|pour la periode|signed|was|is|has|will) ").search(
        page.folded, start, end
    )
    return parties.start() if parties else end


_LAW = {
    "en": re.compile(
        r" on ((?:[A-Z][\w'-]*|and|of|the|on|in|,)"
        r"(?:(?! (?:and )?(?:the )?Law) (?:[A-Z][\w'-]*|and|of|the|on|in|for))*)"
    ),
    "vi": re.compile(
        r" ((?!số |sư)[A-ZĐ][\w]*"
        r"(?: (?!năm |ngày |của |do |và (?:các|những|nghị|luật|thông|văn) )[^\W\d_A-ZĐ][\w]*){0,8})"
    ),
    "ru": re.compile(r" (об? [^\W\d_][\w -]{3,80})"),
    "fr": re.compile(r" sur ((?:les? |la |l['’])[^\W\d_][\w '’-]{3,80})"),
}


def _law(page: Page, head: Head) -> Placed | None:
    match = _LAW[head.language].match(page.text, head.end, head.end + 140)
    if not match or foreign(page, head.start, match.end()):
        return None
    printed = re.sub(r"(?: (?:and|of|the|on|in|for))+$", "", match[1])
    end = match.start(1) + len(printed)
    if head.language == "en" and not printed[:1].isupper():
        return None
    tail = read_tail(page, end, head.start, titles=False)
    year = re.compile(r" (?=(?:19|20)\d\d(?!\d))").match(page.folded, end)
    if year and not tail.date and (day := date_at(page.folded, year.end())):
        dated = CitedDate(page.span(day.start, day.end), page.printed(day.start, day.end), day.value)
        tail = replace(tail, end=day.end, core=day.end, date=dated)
    find = replace(
        base(page, head, "title", head.start, tail.core),
        title=page.named(match.start(1), end),
        date=tail.date,
        issuer=tail.issuer,
    )
    return find, head.start, tail.end


def read_class(page: Page, group: list[Head]) -> Placed | None:
    """Read a reference to documents of a class: "new directives on ...", "directives, resolutions ... of the
    Central Government"."""
    types = tuple(dict.fromkeys(t for head in group for t in head.types))
    strong = [head for head in group if set(head.types) & _CLASS_HEADS]
    first, last = group[0], group[-1]
    new = pattern("new_before").search(page.folded, max(0, first.start - 40), first.start)
    new = new if new and (new.start() == 0 or not page.folded[new.start() - 1].isalnum()) else None
    after = pattern("new_after").match(page.folded, last.end)
    is_new = bool(after) or bool(new and not re.match(r"(?:cac|nhung|mot so|nhieu)\s+$", new[0]))
    end = after.end() if after else last.end
    while policy := _policy().match(page.folded, end):
        end = policy.end()
    before = issuer_before(page, new.start() if new else first.start)
    owner, end = _owner(page, end)
    lead = title_lead(page, end)
    many = len(group) > 1 or plural(page, first)
    names = [head for head in group if set(head.types) & _NAMES_DOCUMENTS]
    about = lead is not None and bool(names or len(group) > 1)
    whose = owner or (before[1] if before else None)
    if not strong:
        # Instructions, decisions and the like are said of anybody: only with a central body and a topic are
        # they documents.
        if not (many and lead and whose and whose.value in _CENTRAL):
            return None
    elif not (
        (many and (owner or before or about or len(names) > 1))
        or (is_new and (owner or before or (about and names)))
    ):
        return None
    title = None
    if lead:
        stop = clause_end(page, lead.end(), listed=True)
        title, end = page.named(lead.end(), stop), stop
    start = _with_article(page, before[0]) if before else new.start() if new else first.start
    if foreign(page, start, end if not title else last.end + 1):
        return None
    find = Find(
        kind="class",
        span=page.span(start, end),
        wording=page.printed(start, end),
        language=first.language,
        type=types[0] if len(group) == 1 and len(types) == 1 else None,
        types=types,
        type_word=page.named(first.start, last.end),
        issuer=whose,
        title=title,
    )
    return find, start, end


@cache
def _policy() -> re.Pattern[str]:
    return re.compile(pattern("and").pattern + pattern("policy_words").pattern)


def _owner(page: Page, end: int) -> tuple[Named | None, int]:
    """Read whose documents they are: "of the Central Government and Nghe An", "của Đảng, Nhà nước"."""
    lead = re.compile(r" (?:(?:issued )?(?:of|by|from) (?:the )?|cua |du |de la |de l'|des )|[ ]").match(
        page.folded, end
    )
    if not lead or (lead[0] == " " and page.language not in ("ru", "vi")):
        return None, end
    found = read_issuer(page, lead.end())
    if not found:
        return None, end
    stop, issuer = found
    for _ in range(3):
        link = re.compile(r"(?: and(?: the)?| va| и| et(?: de l'| du| de la)?|,(?: the)?)(?: cua)? ").match(
            page.folded, stop
        )
        if not link:
            break
        more = read_issuer(page, link.end())
        if more:
            stop = more[0]
            continue
        if "," in link[0]:
            break
        place = re.compile(r"[A-ZĐ][\w'-]*(?: [A-ZĐ][\w'-]*){0,3}").match(page.text, link.end())
        if place:
            stop = place.end()
        break
    return page.named(lead.end(), stop, issuer.value), stop
