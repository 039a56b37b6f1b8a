"""Read the names of people: Vietnamese ones by their syllables, others where an address or a title stands with them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from loaders.articles.citations.normalise import Folded, fold
from loaders.articles.lexicons import pattern, read_yaml
from loaders.articles.mentions.associations import countries, country_declined, country_names
from loaders.articles.mentions.gazetteer import CAPITALS, Gazetteer, Mention, cyrillic_names
from loaders.articles.mentions.russian import nominative_of_other
from loaders.articles.mentions.vietnamese_names import (
    LOWER,
    UPPER,
    cyrillic_families,
    family,
    is_cyrillic_syllable,
    is_syllable,
    latin_slug,
    skeleton,
    slug,
    transliterate,
)

_WORD: Final = rf"[{UPPER}][{LOWER}]*"
_RUN: Final = re.compile(
    rf"(?<![\w-]){_WORD}(?: {_WORD}){{1,11}}(?!\w|-[{LOWER}])"
    rf"|(?<![\w-])[{UPPER}]{{2,7}}(?: [{UPPER}]{{2,7}}){{1,7}}(?!\w|-[{LOWER}])"
)


@cache
def _people() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml("people.yaml")
    return found


@cache
def people_pattern(name: str, form: str) -> re.Pattern[str]:
    return pattern(form.replace("%s", f"<<people.{name}>>"))


@cache
def _historical() -> frozenset[str]:
    return frozenset(read_yaml("syllables.yaml")["historical"])


@cache
def _not_names() -> frozenset[str]:
    return frozenset(read_yaml("syllables.yaml")["not_names"])


def latin_persons(page: Folded, language: str, places: Sequence[Mention]) -> list[Mention]:
    """Read names of two to five capitalised syllables, the first of them a family.

    In Vietnamese a family's name has all its marks. What begins with the name of a place is that place.
    """
    found: list[Mention] = []
    ends = {at: p.end for p in places for at in range(p.start, p.end)}
    for run in _RUN.finditer(page.text):
        words = list(re.finditer(r"\S+", run[0]))
        i = 0
        while i < len(words):
            start = run.start() + words[i].start()
            if start in ends and not _addressed(page, start):
                i = next(
                    (k for k in range(i, len(words)) if run.start() + words[k].start() >= ends[start]),
                    len(words),
                )
                continue
            sort = family(words[i][0], marked=language == "vi" and not page.text[start : start + 5].isascii())
            sort = sort or (family(words[i][0]) if language != "vi" else "")
            if sort and people_pattern("bodies_end", r"(?<!\w)%s$").search(
                page.folded, max(0, start - 24), start + len(words[i][0])
            ):
                sort = ""  # "Bí thư Trung ương Đoàn Nguyễn Văn A"
            j = i
            while sort and j < len(words) and j - i < 5 and is_syllable(words[j][0]):
                j += 1
            spelled = [w[0] for w in words[i:j]]
            end = run.start() + words[j - 1].end() if j > i else start
            if (
                sort
                and _is_name(spelled, sort, addressed=_addressed(page, start))
                and not _institution(page, start, end)
            ):
                printed = page.text[start:end]
                found.append(Mention("person", start, end, printed, slug(printed)))
                i = j
            else:
                i += 1
    return [m for m in found if m.slug not in _historical()]


def _addressed(page: Folded, start: int) -> bool:
    return (
        people_pattern("address", r"(?:^|[^\w])%s ?$").search(page.folded, max(0, start - 16), start)
        is not None
    )


def _is_name(words: list[str], sort: str, *, addressed: bool) -> bool:
    if len(words) < 2 or fold(" ".join(words[:2])) in _not_names():
        return False
    if len(words) > 2:
        return True
    marked = any(not w.isascii() for w in words)
    return addressed or (sort == "frequent" and (marked or fold(words[0]) in _people()["frequent"]))


def _institution(page: Folded, start: int, end: int) -> bool:
    """Whether a name is that of a street, a school, a prize."""
    before, after = page.folded[max(0, start - 24) : start], page.folded[end : end + 16]
    return bool(
        people_pattern("institutions_before", r"(?:^|[^\w])%s $").search(before)
        or people_pattern("institutions_after", r"[ -]%s(?!\w)").match(after)
    )


def _goes_before(words: list[re.Match[str]], at: int, places: Sequence[Mention], start: int) -> bool:
    """Whether a short word before a name, that is no place and no address, belongs to it."""
    if at == 0:
        return False
    word = words[at - 1]
    begin = start + word.start()
    if words[at].start() != word.end() + 1 or any(p.start <= begin < p.end for p in places):
        return False
    return (
        len(word[0]) <= 5
        and fold(word[0]) not in _never()
        and not people_pattern("address", r"%s").fullmatch(fold(word[0]))
    )


def cyrillic_persons(page: Folded, gazetteer: Gazetteer, places: Sequence[Mention]) -> list[Mention]:
    """Read names of two to five Cyrillic words that spell Vietnamese syllables, the first of them a
    family."""
    found: list[Mention] = []
    for run in CAPITALS.finditer(page.text):
        words = list(re.finditer(r"[А-ЯЁ][а-яё]+", run[0]))
        i = 0
        while i < len(words):
            j = i
            while j < len(words) and j - i < 5 and is_cyrillic_syllable(words[j][0]):
                j += 1
            if j < len(words) and j - i < 5 and is_cyrillic_syllable(words[j][0], declined=True):
                j += 1
            spelled = [w[0] for w in words[i:j]]
            if not _is_cyrillic_name(spelled):
                i += 1
                continue
            start, end = run.start() + words[i].start(), run.start() + words[j - 1].end()
            printed = page.text[start:end]
            first = i
            while _goes_before(words, first, places, run.start()):
                first -= 1
            if first < i:  # the end of a longer name, as of people of Laos
                while j < len(words) and len(words[j][0]) <= 5 and j - first < 8:
                    j += 1
                start, end = run.start() + words[first].start(), run.start() + words[j - 1].end()
                printed = page.text[start:end]
                value = slug(transliterate(nominative_of_other(printed)))
                found.append(Mention("person", start, end, printed, value, type="foreign"))
                i = j
                continue
            known = {n.iri for n in cyrillic_names(printed, gazetteer) if n.kind == "person"}
            value = known.pop().rsplit("/", 1)[1] if len(known) == 1 else latin_slug(spelled)
            found.append(Mention("person", start, end, printed, value))
            i = j
    return [m for m in found if m.slug not in _historical()]


def _is_cyrillic_name(words: list[str]) -> bool:
    if len(words) < 2 or skeleton(words[0]) not in cyrillic_families():
        return False
    return len(words) > 2 or skeleton(words[0]) in _people()["frequent_cyrillic"]


_FOREIGN: Final = pattern(
    rf"(?<![\w.-])[{UPPER}][{LOWER}{UPPER}'’-]+"
    rf"(?: (?:[{UPPER}]\. )?(?:<<people.particles>> )?[{UPPER}][{LOWER}{UPPER}'’-]*){{1,6}}(?![\w-])"
)
_FOREIGN_CYRILLIC: Final = re.compile(
    r"(?<![\w.-])[А-ЯЁ][а-яё]{1,20}(?:-[А-ЯЁ]?[а-яё]+)?(?: [А-ЯЁ][а-яё]{1,20}){1,5}(?![\w-])"
)


def other_persons(page: Folded, language: str, taken: Sequence[Mention]) -> list[Mention]:
    """Read names that are not Vietnamese, where an address or a title stands with them."""
    form = _FOREIGN_CYRILLIC if language == "ru" else _FOREIGN
    spans = sorted((m.start, m.end) for m in taken)
    starts = [s for s, _ in spans]
    near = (
        {fold(m.text).replace("ь", ""): m.slug for m in taken if m.kind == "person"}
        if language == "ru"
        else {}
    )
    ends = {m.end for m in taken if m.kind == "body"}
    found: list[Mention] = []
    for run in form.finditer(page.text):
        for first, end in _free(run, spans, starts, _never_in(language), language):
            start = _past_province(page, first, end)
            if _institution(page, start, end):
                continue
            if start == first and _PROVINCE.search(page.folded, max(0, start - 20), start):
                continue
            if start - 1 not in ends and _ORGANISATION.search(page.text, max(0, start - 24), start):
                continue
            row = found and _JOINED.fullmatch(page.folded, found[-1].end, start)
            told = row or _named_by_title(page, start, end, after_body=start - 1 in ends)
            if not told and not _after_office(page, language, start, end):
                continue
            printed = page.text[start:end]
            if any(word in _never_in(language) for word in fold(printed).replace("-", " ").split()):
                continue
            value = slug(transliterate(nominative_of_other(printed)) if language == "ru" else printed)
            value = near.get(fold(printed).replace("ь", ""), value)
            if value:
                sort = "" if language == "ru" and _begins_vietnamese(printed) else "foreign"
                found.append(Mention("person", start, end, printed, value, type=sort))
    return [_without_place(page, m, found) for m in found]


def _begins_vietnamese(printed: str) -> bool:
    """Whether a Russian form may be a Vietnamese name of an unusual spelling: a family first, and short words."""
    words = printed.split()
    short = all(len(word) <= 6 for word in words)
    return len(words) > 2 and short and skeleton(words[0]) in cyrillic_families()


def _after_office(page: Folded, language: str, start: int, end: int) -> bool:
    """Whether a name that no Vietnamese or body has stands after an office with its body: "Chủ tịch Quốc hội Lào A"."""
    before = page.folded[max(0, start - 100) : start]
    if language in ("en", "fr"):
        aside = people_pattern("offices_aside", r"(?<![\w-])%s [^,.;:()\n]{3,80}(?P<end>,? )$").search(before)
        if aside is None:
            return False
        if aside["end"] == " ":  # "Le président du Parti communiste français A B"
            return before[: aside.start("end")].split()[-1] in map(fold, _nationalities())
        return page.text[end : end + 1] in (",", "(")
    if not people_pattern("offices", r"(?<![\w-])%s[^,.;:()\n]{3,70} $").search(before):
        return False
    words = page.text[start:end].split()
    if language == "vi":
        return any(not is_syllable(word) for word in words)
    return len(words) == 2 and _RUSSIAN_SURNAME.search(words[1]) is not None


_RUSSIAN_SURNAME: Final = pattern("<<people.surname_ends>>$")


def _past_province(page: Folded, start: int, end: int) -> int:
    """Return where a name begins after that of a province: "Governor of the province of Bokeo Sok Lou"."""
    if not _PROVINCE.search(page.folded, max(0, start - 20), start):
        return start
    second = page.text.find(" ", start, end) + 1
    return second if second and " " in page.text[second:end] else start


def _without_place(page: Folded, person: Mention, found: Sequence[Mention]) -> Mention:
    """Return a name without the place before it, where the text has the name alone too: "Governor of Bokeo Sok Lou"."""
    before = page.folded[max(0, person.start - 24) : person.start]
    if not people_pattern("governed", r"(?<!\w)%s $").search(before):
        return person
    for other in found:
        if person.text.endswith(f" {other.text}"):
            start = person.end - len(other.text)
            return replace(person, start=start, text=other.text, slug=other.slug)
    return person


def named_again(page: Folded, found: Sequence[Mention], taken: Sequence[Mention]) -> list[Mention]:
    """Find the names of people of other countries wherever else they stand, without an address or a title."""
    names = dict(sorted({m.text: m.slug for m in found}.items(), key=lambda n: -len(n[0])))
    if not names:
        return []
    spans = sorted((m.start, m.end) for m in (*taken, *found))
    starts = [start for start, _ in spans]
    again: list[Mention] = []
    for match in re.finditer(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])", page.text):
        at = bisect_right(starts, match.start()) - 1
        free = at < 0 or spans[at][1] <= match.start()
        if free and (at + 1 == len(spans) or match.end() <= spans[at + 1][0]):
            again.append(Mention("person", *match.span(), match[0], names[match[0]], type="foreign"))
    return again


def pointed_at(page: Folded, language: str, persons: Sequence[Mention]) -> list[Mention]:
    """Find people called by the last part of their name only, with an address: "President Ky", "Mme Nga".

    Only where one person of the text bears it.
    """
    address = _people()["pointing"].get(language)
    last: dict[str, set[str]] = {}
    for person in persons:
        last.setdefault(fold(person.text.split()[-1]), set()).add(person.slug)
    if address is None or not last:
        return []
    starts = {p.start for p in persons}
    return [
        Mention(
            "person",
            m.start("name"),
            m.end("name"),
            m["name"],
            next(iter(last[fold(m["name"])])),
            anaphor=True,
        )
        for m in re.finditer(rf"(?<!\w){address}(?P<name>[{UPPER}][{LOWER}]+)(?! [{UPPER}]|[\w-])", page.text)
        if len(last.get(fold(m["name"]), ())) == 1 and m.start("name") not in starts
    ]


_JOINED: Final = pattern(r"(?:[,;]|[,;]? <<noun_phrases.and>>(?: <<people.spouse>>)?) ")


def _free(
    run: re.Match[str],
    spans: list[tuple[int, int]],
    starts: list[int],
    never: frozenset[str],
    language: str,
) -> Iterator[tuple[int, int]]:
    """Yield the part of a run that no other mention takes, if it is two words or more."""
    start, end = run.span()
    at = bisect_right(starts, start) - 1
    if at >= 0 and spans[at][1] > start:
        start = spans[at][1] + 1
    if at + 1 < len(spans) and spans[at + 1][0] < end:
        end = spans[at + 1][0] - 1
    words = list(re.finditer(r"\S+", run.string[start:end])) if end > start else []
    barred = [place for place, word in enumerate(words) if set(fold(word[0]).split("-")) & never]
    if barred:
        last = max((place for place in barred if place + 2 < len(words)), default=barred[0])
        words = words[last + (_country_at(words[last:], language) or 1) :]
    if len(words) > 2 and re.search(
        r"[A-ZА-ЯЁ]\. ?$", run.string[max(0, start - 3) : start + words[0].start()]
    ):
        words = words[1:]  # the name an institution bears: «РГПУ им. А. И. Герцена Юлия Комарова»
    while len(words) > 2 and words[0][0].isupper() and not words[1][0].isupper():
        words = words[1:]  # an acronym: "Vice President of ICAP Víctor Gaute López"
    words = words[_country_at(words, language) :]
    while words and (
        set(fold(words[0][0]).split("-")) & never
        or people_pattern("address", r"%s").fullmatch(fold(words[0][0]))
    ):
        words = words[1:]
    words = words[_of_country(words, language) :]
    if language == "vi" and words and words[0][0] in _people()["bodies_begin"]:
        return
    if 2 <= len(words) <= 6 and words[0][0][0].isupper():
        yield start + words[0].start(), start + words[-1].end()


def _of_country(words: Sequence[re.Match[str]], language: str) -> int:
    """Return how many words at the start are the name of a country: "President of Laos A B"."""
    names = countries(language)[0]
    if language == "ru" and words and country_declined(words[0][0]):
        return 1
    return next((n for n in (3, 2, 1) if fold(" ".join(w[0] for w in words[:n])) in names), 0)


def _country_at(words: Sequence[re.Match[str]], language: str) -> int:
    """Return how many words at the start are the name of a country in two words or more, with its marks: "Thái Lan"."""
    names = rf"{country_names(language)}(?!\w)"
    return next((n for n in (4, 3, 2) if re.fullmatch(names, " ".join(w[0] for w in words[:n]))), 0)


@cache
def _nationalities() -> frozenset[str]:
    """Adjectives of countries, as names of bodies end in them."""
    entries = read_yaml("noun_phrases.yaml").values()
    return frozenset(word for entry in entries for word in entry["nationalities"])


@cache
def _never() -> frozenset[str]:
    return frozenset(_people()["never"].split())


@cache
def _never_in(language: str) -> frozenset[str]:
    """Words that are in no name in a language: little words of others may be names in it."""
    others = (words for known, words in _people()["words_of"].items() if known != language)
    return _never() - frozenset(" ".join(others).split())


_PROVINCE: Final = pattern(r"(?<!\w)<<people.province>> $")
_ORGANISATION: Final = pattern(r"(?<!\w)<<people.organisation>> [«“\"]?$")


def _named_by_title(page: Folded, start: int, end: int, *, after_body: bool) -> bool:
    before = page.folded[max(0, start - 140) : start]
    if people_pattern("address", r"(?:^|[^\w])%s ?$").search(before):
        return True
    if people_pattern("titles", r"(?<![\w-])%s,? $").search(before):
        return True
    if people_pattern("given_to", r"(?<![\w-])%s $").search(before):
        return True
    if people_pattern("in_place", r"(?<!\w)%s $").search(before):
        return False  # a place
    if people_pattern("titles_of_friends", r"(?<![\w-])%s[^.,;:\n]{0,40},? $").search(before):
        return True
    last = page.text[max(0, start - 40) : start].split()[-1:] or [""]
    placed = last[0][0:1].isupper() or last[0][0:1] == "(" or last[0] in _nationalities()
    if (
        (after_body or placed)
        and last[0][-1:] not in ".;:!?"
        and (people_pattern("titles_of", r"(?<![\w-])%s[^.;:\n]{0,90} $").search(before))
    ):
        return True
    if _WITHIN_BODY.search(page.text[max(0, start - 40) : start]):
        return False  # the last words of a body's name: "Academy of Social Sciences, ..."
    return _TITLE_AFTER.match(page.folded, end) is not None


_WITHIN_BODY: Final = pattern(rf"(?<![\w-])[{UPPER}][\w-]+ <<people.within_body>> $")
_TITLE_AFTER: Final = pattern(
    r"(?: ?[,(]| -|-) ?(?:(?!<<people.no_title>>)[\w'-]+ ){0,3}?(?:<<people.titles>>|<<people.member>>)(?![\w-])"
)
