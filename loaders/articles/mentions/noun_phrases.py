"""Read how far the name of a body goes that stands after an office, or before it: a noun phrase up to a boundary.

Which body it is, and whether anybody knows it, is for others to say. Words are in `noun_phrases.yaml`.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from loaders.articles.document import Document
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.vietnamese_names import UPPER

_LONGEST: Final = 150
CAPITALS: Final = f"{UPPER}А-ЯЁ"
_ABBREVIATED: Final = re.compile(r"(?<!\w)(?:TP|Tp|TX|Tx|St|Dr|T|P|Q|[A-ZĐ])$")
_SERIES: Final = re.compile(
    r", (?:(?:de la|des|du|de) |de l['’]|d['’])?[^\W\d_][\w-]{0,20}+(?: [\w-]{1,20}){0,3}?,? "
    r"(?:và|and|et|и|&) (?:(?:de la|des|du|de) |de l['’]|d['’])?(?P<last>[^\W\d_])"
)
"""A row of matters within a name: "Culture, Sports and Tourism"."""
_ALSO: Final = {"vi": "và", "en": "and", "fr": "et", "ru": "и"}
_WORD: Final = re.compile(r"[^\s,;:.()\n\"“”«»–]+")
_QUOTED: Final = re.compile(r"«[^«»\n]{2,60}»|“[^“”\n]{2,60}”|\"[^\"\n]{2,60}\"")
_ACRONYM: Final = re.compile(rf" \([{CAPITALS}-]{{2,9}}\) (?=[{CAPITALS}])")
"""A short form in brackets that the name goes on after: "Vietnam Fatherland Front (VFF) Central Committee"."""
_NUMBER: Final = re.compile(r"\d{1,3}(?:st|nd|rd|th)?")
_DASH: Final = (" - ", " – ")


@dataclass(frozen=True)
class Phrase:
    """The name of a body: code points, half open."""

    start: int
    end: int


@cache
def words_of(language: str) -> dict[str, Any]:
    """Return the entry of a language in `noun_phrases.yaml`; `{C}` there is a word with a capital."""
    capital = rf"[{CAPITALS}][\w’'-]*"
    entry: dict[str, Any] = read_yaml("noun_phrases.yaml")[language]
    return {k: v.replace("{C}", capital) if isinstance(v, str) else v for k, v in entry.items()}


@cache
def _pattern(language: str, name: str, form: str) -> re.Pattern[str]:
    return re.compile(form.replace("%s", f"(?:{words_of(language)[name]})"))


def phrase_after(document: Document, office: int, offices: dict[int, int]) -> Phrase | None:
    """Return the name of the body that follows an office which ends at `office`; `offices` are the starts and ends of
    all words for offices."""
    language = document.language
    link = _pattern(language, "links", "%s").match(document.folded, _past_adjective(document, office))
    if link is None:
        return None
    start = link.end()
    limit = min(document.sentence_at(office - 1).end, start + _LONGEST)
    person = next((p.start for p in document.within(document.persons, start, limit + 60)), None)
    if person is not None and person <= limit:
        limit = before_address(document, start, person)
    if start >= limit or start in offices:
        return None
    if "never" in words_of(language) and _pattern(language, "never", "%s").match(document.folded, start):
        return None
    if "nouns" in words_of(language):
        end = _by_capitals(document, start, limit, offices)
    else:
        end = _by_stops(document, start, limit, offices)
    printed = document.text[start:end].rstrip(" ,-–'’")
    end = start + len(printed)
    if (
        len(printed) < 6
        and document.text[end : end + 1] == "."
        and document.text[end + 1 : end + 3].strip().islower()
    ):
        return None  # cut short
    if len(printed) < 2 or not _is_name(printed, language):
        return None
    if any(printed in p.text.split() for p in document.persons):
        return None  # somebody called by a part of the name: "Tổng thống Putin"
    return Phrase(start, end)


def _past_adjective(document: Document, office: int) -> int:
    """Return where an office ends with the adjective of a country after it: "ministre français de la Culture"."""
    after = re.compile(r" ([^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?)(?= d)").match(document.text, office)
    if document.language == "fr" and after and after[1] in words_of(document.language)["nationalities"]:
        return after.end()
    return office


def before_address(document: Document, start: int, person: int) -> int:
    """Return where what stands before a person's name ends without the words of address."""
    address = _pattern(document.language, "address", r"[ ,:]*(?:(?<!\w)%s[ .:]{1,3}){0,3}[ ,:]*$")
    match = address.search(document.folded, start, person)
    return match.start() if match else person


def _is_name(printed: str, language: str) -> bool:
    """Whether words can be the name of one body: they have a capital, in Vietnamese among the first."""
    head = " ".join(printed.split()[:4]) if language == "vi" else printed
    return re.search(rf"[{CAPITALS}]", head) is not None or language in ("ru", "fr")


def _by_stops(document: Document, start: int, limit: int, offices: dict[int, int]) -> int:
    """Return where a name ends that goes on to a mark or a stop."""
    text, language = document.text, document.language
    stop = _pattern(language, "stops", r"[,;:()\n\"“”«»?!.]| [-–] |(?<![\w-])(?:%s|và|et|и)(?![\w-])")
    at = start
    while found := stop.search(text, at, limit):
        if found[0] == "," and (series := _SERIES.match(text, found.start(), limit)):
            inner = [s for s in offices if found.start() < s < series.end()]
            if not inner and _of_matters(document, start):
                at = series.end()
                continue
        short = found[0] == "." and _ABBREVIATED.search(text, max(start, found.start() - 3), found.start())
        after = found.end() + (found[0] == _ALSO[language])
        joined = found[0] == _ALSO[language] or found[0] in _DASH
        if short or (joined and _goes_on(document, after, limit, offices)):
            at = found.end()
            continue
        if (quoted := _QUOTED.match(text, found.start(), limit)) and text[found.start() - 1] == " ":
            at = quoted.end()
            continue
        return found.start()
    return limit


def _of_matters(document: Document, start: int) -> bool:
    """Whether a name is that of a body for several matters, as ministries and their departments are."""
    return _pattern(document.language, "matters", "%s").match(document.folded, start) is not None


def _goes_on(document: Document, at: int, limit: int, offices: dict[int, int]) -> bool:
    """Whether a name goes on after "and" or a dash."""
    if at >= limit or at in offices or any(p.start == at for p in document.persons):
        return False
    return _pattern(document.language, "goes_on", "%s").match(document.text, at) is not None


def _by_capitals(document: Document, start: int, limit: int, offices: dict[int, int]) -> int:
    """Return where a name ends whose words have capitals, but for those that stand between."""
    text, language = document.text, document.language
    nouns, within = _pattern(language, "nouns", r"%s"), _pattern(language, "within", r"%s")
    at = end = start
    while at < limit and (word := _WORD.match(text, at, limit)):
        small = word[0].lower()
        if at in offices and at > start and end < at - 1:
            break
        if word[0][0].isupper() or _NUMBER.fullmatch(word[0]) or nouns.fullmatch(small):
            end = word.end()
        elif not within.fullmatch(small) or (
            small == "and" and not _goes_on(document, word.end() + 1, limit, offices)
        ):
            break
        at = word.end() + 1
        if text[word.end() : word.end() + 1] == ",":
            series = _SERIES.match(text, word.end(), limit)
            inner = series and [s for s in offices if word.end() < s < series.end()]
            if series is None or inner or not series["last"].isupper() or not _of_matters(document, start):
                break
            at = series.start("last")
        elif aside := _ACRONYM.match(text, word.end(), limit):
            at = aside.end()
        elif text[word.end() : word.end() + 1] != " ":
            break
        elif text[at : at + 2] in ("- ", "– ") and _goes_on(document, at + 2, limit, offices):
            at += 2
    return end


def phrase_before(document: Document, start: int, end: int, offices: dict[int, int]) -> Phrase | None:
    """Return the name of the body that stands before an office and a person's name: "Nghe An Party Committee Secretary
    A". Only where names are told by their capitals."""
    if "nouns" not in words_of(document.language):
        return None
    text, language = document.text, document.language
    nouns, within = _pattern(language, "nouns", r"%s"), _pattern(language, "within", r"%s")
    leave = _pattern(language, "leave", r"%s")
    sentence = document.sentence_at(start)
    first = start
    for word in reversed(list(_WORD.finditer(text, max(sentence.start, start - _LONGEST), start))):
        small = word[0].lower()
        if text[word.end() : first].strip() or word.start() in offices or _in_person(document, word.start()):
            break
        if leave.fullmatch(small) or not (
            word[0][0].isupper() or nouns.fullmatch(small) or within.fullmatch(small)
        ):
            break
        first = word.start()
    words = list(_WORD.finditer(text, first, start))
    while words and (
        within.fullmatch(words[0][0]) or (not words[0][0][0].isupper() and not nouns.fullmatch(words[0][0]))
    ):
        words = words[1:]
    if not words or not any(w[0][0].isupper() for w in words):
        return None
    if not _before_person(document, end) and not _after_person(document, words[0].start()):
        return None
    return Phrase(words[0].start(), words[-1].end() - (2 if words[-1][0].endswith(("'s", "’s")) else 0))


def _before_person(document: Document, end: int) -> bool:
    person = next(document.within(document.persons, end, end + 90), None)
    return person is not None and not document.text[end : before_address(document, end, person.start)].strip()


def _after_person(document: Document, at: int) -> bool:
    """Whether a name and a comma stand right before a place: "Sandeep Arya, Indian Ambassador"."""
    before = [p for p in document.within(document.persons, max(0, at - 60), at) if p.end < at]
    return bool(before) and document.text[before[-1].end : at] in (", ", " - ", " – ")


def _in_person(document: Document, at: int) -> bool:
    return any(p.start <= at < p.end for p in document.within(document.persons, max(0, at - 60), at + 60))
