"""Read who holds which role in which body: titles before and after a person's name, one or several.

A post that somebody held before, holds for the time being or as an honour is no role here.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from loaders.articles.citations.document import ordinal, ordinal_form
from loaders.articles.document import Document
from loaders.articles.lexicons import pattern, read_yaml
from loaders.articles.mentions.bodies import LED
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.noun_phrases import before_address, words_of
from loaders.articles.mentions.titles import Title, role_in, titles
from loaders.articles.records import Passage, Role, When
from loaders.articles.rules.appointments import appointed
from loaders.articles.rules.body_links import linked_body

_BETWEEN: Final = pattern(
    r"[ ]*(?:[,;–-]|\(|<<noun_phrases.cum>>(?= )|,? (?:<<noun_phrases.and>>|<<noun_phrases.also_is>>)"
    r"| <<noun_phrases.is>>(?= ))[ ]*(?:<<noun_phrases.leads>> )*"
)
_AND_THEN: Final = pattern(r" ?(?:;|,? <<noun_phrases.and>> )")
_TERM: Final = re.compile(r"[^.;:\n]{0,40}?(?<!\d)(20\d\d) ?- ?(20\d\d)(?!\d)")


def roles(document: Document, as_of: When | None, congress: int | None = None) -> Iterator[Role]:
    """Yield the roles that the titles of persons say they hold; `congress` is the ordinal of one the article tells
    of."""
    known = titles(document)
    starts = {t.start: t for t in known if document.folded[t.end : t.end + 1] != ":"}
    persons = {p.start: p for p in document.persons}
    headed = _headed(document, known)
    for several in (_several(document, known), _given(document, known)):
        for start, own in several.items():
            headed.setdefault(start, []).extend(own)
    taken: set[int] = set()
    for person in document.persons:
        before = [t for t in _before(document, person, known) if t.start not in taken]
        after = list(_after(document, person, starts, persons))
        if before and after and _AND_THEN.match(document.folded, person.end):
            after = []  # "Chairman A and Director of ...": whoever the next one is
        held = after + before
        taken |= {t.start for t in held}
        held += [t for t in headed.get(person.start, []) if t not in held]
        for title in held:
            if title.past or _of_other_term(document, title, as_of, congress):
                continue
            linked = linked_body(document, title, person, held)
            if linked:
                passage = Passage(title.start, title.end, document.parts.part_at(title.start))
                printed = document.text[title.start : title.end]
                role = role_in(title.role, linked.kind)
                yield Role(
                    person.slug, role, linked.slug, passage, printed, as_of, linked.reason, linked.named
                )


def _of_other_term(document: Document, title: Title, as_of: When | None, congress: int | None) -> bool:
    """Whether a title is said to be of a term that is over or has not begun: "khóa II", "for the 2016-2021 term"."""
    if title.body.type not in LED:
        return False
    years = _TERM.match(document.folded, title.end)
    if years and as_of and not pattern("<<noun_phrases.elected>>").search(years[0]):
        return not int(years[1]) <= int(as_of.start[:4]) <= int(years[2])
    term = _ordinal_term().match(document.folded, title.end)
    printed = next(filter(None, term.groupdict().values()), "") if term else ""
    number = ordinal(printed) if printed else None
    return bool(number and congress and number < congress)


@cache
def _ordinal_term() -> re.Pattern[str]:
    words = {language: entry["term_of"] for language, entry in read_yaml("noun_phrases.yaml").items()}
    forms = (w.replace("{n}", f"(?P<{language}>{ordinal_form()})") for language, w in words.items())
    return re.compile(f" (?:{'|'.join(forms)})")


def _headed(document: Document, known: tuple[Title, ...]) -> dict[int, list[Title]]:
    """Return titles that head a list of persons: "Members of the Standing Committee: A, ...; B, ..."."""
    found: dict[int, list[Title]] = {}
    for title in known:
        colon = re.compile(r" ?: ?").match(document.folded, title.end)
        if colon is None:
            continue
        sentence = document.sentence_at(title.start)
        for person in document.within(document.persons, colon.end(), sentence.end):
            lead = document.folded[colon.end() : person.start]
            titled = next((t.start for t in known if t.end + 1 == person.start), None)
            if titled is not None and titled >= colon.end():
                lead = document.folded[colon.end() : titled]
            if not lead or pattern(r"[;,] ?(?:<<noun_phrases.in_list>> )?$").search(lead):
                if "," in lead and titled is None and not _is_plural(document, title):
                    continue
                found.setdefault(person.start, []).append(title)
    return found


def _given(document: Document, known: tuple[Title, ...]) -> dict[int, list[Title]]:
    """Return titles of people who are given a post in the sentence."""
    found: dict[int, list[Title]] = {}
    for person, title in appointed(document, known):
        found.setdefault(person.start, []).append(title)
    return found


def _is_plural(document: Document, title: Title) -> bool:
    """Whether a title is that of several people: "các Phó Chủ tịch", "the vice chairmen"."""
    words = words_of(document.language)
    before = document.folded[max(0, title.start - 24) : title.start]
    return (
        re.search(rf"(?<!\w)(?:{words['several']})$", before) is not None
        or re.match(rf"(?:{words['plural']})", document.folded[title.start : title.end]) is not None
    )


def _several(document: Document, known: tuple[Title, ...]) -> dict[int, list[Title]]:
    """Return titles of several people named in a row: "the two vice presidents of the Association, A and B"."""
    found: dict[int, list[Title]] = {}
    for title in known:
        if not _is_plural(document, title):
            continue
        at = title.end
        for person in document.within(document.persons, title.end, document.sentence_at(title.start).end):
            between = _without_address(document, at, person.start)
            if not pattern(r"(?: ?[,:]|,? <<noun_phrases.and>>)? ?").fullmatch(between):
                break
            found.setdefault(person.start, []).append(title)
            at = person.end
    return found


def _without_address(document: Document, start: int, end: int) -> str:
    address = words_of(document.language)["address"]
    return re.sub(rf"(?<!\w)(?:{address})[ .:]{{1,3}}", "", document.folded[start:end])


_OTHER_TITLES: Final = pattern(r"<<people.other_titles>>(?!\w)")


def _after(
    document: Document, person: Mention, starts: dict[int, Title], persons: dict[int, Mention]
) -> Iterator[Title]:
    at = person.end
    aside = re.compile(r" ?\([^()]{0,40}\)").match(document.folded, at)
    at = aside.end() if aside and not _title_in(aside, starts) else at
    skipped = 0
    chain: list[Title] = []
    after_and: int | None = None
    run = 0
    while (gap := _BETWEEN.match(document.folded, at)) and gap.end() > at:
        begin = gap.end()
        title = starts.get(_past_word(document, begin))
        if title is None:
            # A title with a body the lists do not know may stand between two that they know.
            other = _OTHER_TITLES.match(document.folded, begin)
            stop = re.compile(r"[^,;.\n()]{3,110}(?=,)").match(document.folded, begin) if other else None
            further = _after_and(document, begin, starts) if other else None
            if further and (stop is None or further < stop.end()):
                begin, title = further, starts[further]
            elif stop is None or skipped == 3 or any(begin <= p < stop.end() for p in persons):
                break
            else:
                skipped += 1
                at = stop.end()
                continue
        if pattern(r" ?<<noun_phrases.and>>(?!\w)| ?;").match(gap[0]):
            after_and = len(chain)
        dashed = re.match(r" [-–] ", gap[0]) is not None
        run = run if dashed else len(chain)
        if _before_name(document, title, persons):
            # It is the next person's, and with it what stands between "and", or a semicolon, and it, or before a dash.
            yield from chain[: min(run, len(chain) if after_and is None else after_and)]
            return
        chain.append(title)
        term = pattern(r" <<noun_phrases.term>> \w{1,6}(?=,)").match(document.folded, title.end)
        at = term.end() if term else title.end
    yield from chain


def _after_and(document: Document, begin: int, starts: dict[int, Title]) -> int | None:
    """Return where a known title stands after an "and" that ends one whose body the lists do not know."""
    return next(
        (
            s
            for s in sorted(starts)
            if begin < s < begin + 120
            and pattern(r" <<noun_phrases.and>> $").search(document.folded[begin:s])
            and not re.search(r"[,;.\n()]", document.folded[begin:s])
            and not any(begin <= p.start < s for p in document.persons)
        ),
        None,
    )


def _before_name(document: Document, title: Title, persons: dict[int, Mention]) -> bool:
    """Whether a title stands right before a person's name."""
    term = pattern(r" (?:<<noun_phrases.term>>|<<noun_phrases.term_years>>) [ivx\d]{1,4}").match(
        document.folded, title.end
    )
    end = term.end() if term else title.end
    person = next(document.within(document.persons, end, end + 90), None)
    if person is None or person.start not in persons or document.folded[end : end + 1] != " ":
        return False
    return (
        "," not in document.folded[end : person.start] and before_address(document, end, person.start) == end
    )


def _title_in(aside: re.Match[str], starts: dict[int, Title]) -> bool:
    return any(aside.start() < start < aside.end() for start in starts)


def _past_word(document: Document, at: int) -> int:
    """Return where a title begins after a word that says it is a former one."""
    former = words_of(document.language)["former"]
    word = pattern(rf"(?:{former}|<<noun_phrases.former_or_name>>)[ -]").match(document.folded, at)
    return word.end() if word else at


def _before(document: Document, person: Mention, known: tuple[Title, ...]) -> Iterator[Title]:
    at = person.start
    for title in reversed([t for t in known if t.end <= person.start and t.end > person.start - 420]):
        gap = document.folded[title.end : at]
        brackets = pattern(r" ?\([^()]{2,14}\)<<noun_phrases.whole>>?").match(gap)
        gap = gap[brackets.end() :] if brackets and at == person.start else gap
        end = title.end + len(document.folded[title.end : at]) - len(gap)
        address = at == person.start and before_address(document, end, at) == end
        joined = at != person.start and (_BETWEEN.fullmatch(gap) or _unknown_between(gap))
        joined = joined or (
            at == person.start and _unknown_before(gap) and not _belongs_before(document, title)
        )
        if not (joined or (address and len(gap) <= 44)):
            return
        if (
            at == person.start
            and "," in gap
            and (_belongs_before(document, title) or _mandates(document, title))
        ):
            return
        yield title
        at = title.start


def _mandates(document: Document, title: Title) -> bool:
    """Whether an office before a comma is that of who sent the person: "thừa ủy quyền của Chủ tịch nước, bà A"."""
    before = document.text[max(0, title.start - 24) : title.start].lower()
    return re.search(rf"(?<!\w)(?:{words_of(document.language)['of_whom']})$", before) is not None


def _unknown_between(gap: str) -> bool:
    """Whether only a title with a body the lists do not know stands between two titles."""
    match = re.fullmatch(r" ?, ?(?P<title>[^,;.:()\n]{3,110}),? ?", gap)
    return bool(match and _OTHER_TITLES.match(match["title"]))


def _unknown_before(gap: str) -> bool:
    """Whether only a further title, with a body the lists do not know, stands between a title and a name."""
    match = pattern(
        r"(?: ?\([^()]{2,8}\))?(?: ?,| <<noun_phrases.and>>) ?(?P<title>[^,;.:()\n]{3,90}) "
    ).fullmatch(gap)
    return bool(match and _OTHER_TITLES.match(match["title"]))


def _belongs_before(document: Document, title: Title) -> bool:
    """Whether a title before a comma follows the name of somebody else."""
    if document.language == "fr" and pattern(r"(?<!\w)<<noun_phrases.article>>$").search(
        document.folded[max(0, title.start - 4) : title.start]
    ):
        return False  # an apposition has no article
    begin = document.sentence_at(title.start).start
    return any(
        begin <= p.start
        and p.end < title.start
        and title.start - p.end < 200
        and document.folded[p.end : p.end + 2] in (", ", " -", " –")
        for p in document.persons
    )
