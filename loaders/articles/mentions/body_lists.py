"""Read lists of bodies as they are printed: "A, B and C of Nghe An province", "the committees of Nghe An and Ha Tinh".

A list is read from left to right, name by name, until something stands there that is no name. Which body a name means
is for others to say. Words are in `body_lists.yaml`.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from loaders.articles.document import Document
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.associations import country_names
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.noun_phrases import words_of
from loaders.articles.mentions.vietnamese_names import UPPER

LONGEST: Final = 600
"""Code points that a list may take."""
_LONGEST_NAME: Final = 160
_LONGEST_WORDS: Final = 12
_PAIR: Final = 2
_UPPER: Final = f"{UPPER}А-ЯЁ"
_CAPITAL: Final = rf"[{_UPPER}][\w’'.-]*"
_RUN: Final = re.compile(rf"{_CAPITAL}(?:[ -]{_CAPITAL}){{0,4}}")
_WORD: Final = re.compile(r"[^\s,;:.()\n\"“”«»]+")
_LINKED: Final = re.compile(
    r"(?:(?:and|et|và|и|cùng) )?(?:(?:[Tt]he|an?|[Ll]es?|la|des|de la|du|de) |(?:de )?l['’]|d['’])?"
)


@dataclass(frozen=True)
class ListedBody:
    """A name in a list: code points, half open, and the name that they make, which is longer where the list says the
    rest of it once. `place` is the mention of the place alone where that is all that is printed."""

    start: int
    end: int
    name: str
    place: Mention | None = None
    is_place: bool = False


@dataclass(frozen=True)
class BodyList:
    """The names of a list, and where it ends; `counted` where it says that several bodies of a kind are meant."""

    bodies: tuple[ListedBody, ...]
    end: int
    counted: bool = False


@cache
def list_pattern(language: str, name: str, form: str = "%s") -> re.Pattern[str]:
    """Compile an entry of `body_lists.yaml` for a language, set into a form."""
    entry = read_yaml("body_lists.yaml")[language]
    value = entry.get(name, "(?!)")
    if name == "stops":
        value = "|".join(filter(None, (value, words_of(language).get("stops"))))
    return re.compile(form.replace("%s", f"(?:{value})"))


def body_list(document: Document, start: int, end: int) -> BodyList:
    """Read the list of bodies that begins at `start` and does not go beyond `end`."""
    return _Reader(document, start, min(end, start + LONGEST)).read()


_BRACKETS: Final = re.compile(r"\([^()\n]{0,90}\)?")
_NAMED: Final = re.compile(r"(?<=[а-я] )«[^«»\n]{2,60}»")
_PIECE: Final = re.compile(r"(?:,| (?:và|and|et|и)(?= )|;)")


def names_listed(document: Document, start: int, end: int) -> tuple[ListedBody, ...]:
    """Read the names that are counted out from `start` on, whatever they begin with; none where one has no capital."""
    shown = _BRACKETS.sub(lambda m: " " * len(m[0]), document.text[start:end])
    stop = re.search(r"\.(?=\s|$)|\n|:", shown)
    found: list[ListedBody] = []
    at = 0
    limit = stop.start() if stop else len(shown)
    for mark in (*_PIECE.finditer(shown, 0, limit), None):
        piece = shown[at : mark.start() if mark else limit]
        lead = _LINKED.match(piece.lstrip())
        first = at + len(piece) - len(piece.lstrip()) + (len(lead[0]) if lead else 0)
        name = shown[first : at + len(piece)].rstrip()
        if mark and mark[0] != "," and _CONTINUES.match(shown, mark.end()):
            continue  # "Aide et Action": the name goes on
        if not name:
            continue
        if not re.match(rf"[{_UPPER}]", name) or len(name.split()) > _LONGEST_WORDS:
            return ()
        found.append(ListedBody(start + first, start + first + len(name), " ".join(name.split())))
        at = mark.end() if mark else limit
    return tuple(found)


_CONTINUES: Final = re.compile(rf" {_CAPITAL} *(?:,|$| (?:và|and|et|и) )")


class _Reader:
    """One list."""

    def __init__(self, document: Document, start: int, end: int) -> None:
        self._document, self._language = document, document.language
        self._start, self._end = start, end
        self._counted = False
        # What stands in brackets after a name is no part of it.
        shown = document.text[start:end]
        shown = _BRACKETS.sub(lambda m: " " * len(m[0]), shown)
        # A name in quotation marks after a kind of body belongs to it.
        self._shown = _NAMED.sub(lambda m: f"'{m[0][1:-1]}'", shown) if self._language == "ru" else shown

    def _at(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        return pattern.match(self._shown, at - self._start)

    def read(self) -> BodyList:
        found: list[ListedBody] = []
        at, last, joined = self._start, self._start, ""
        while at < self._end:
            at = self._after_leads(at)
            known = self._mention(at)
            cut, after, link = self._cut(at, known.end if known else at)
            stop = self._name_end(at, cut, known)
            one = self._named(at, stop, known, found, joined)
            if one is None:
                break
            if one.start < at:
                found[-1] = one
            else:
                found.append(one)
            last = one.end
            if after is None or self._shown[one.end - self._start : cut - self._start].strip():
                break
            at, joined = after, link
        return BodyList(tuple(self._plain(found)), last, self._counted)

    def _after_leads(self, at: int) -> int:
        """Return where a name begins behind the words that are none of it."""
        for _ in range(6):
            blank = self._at(re.compile(r"[ \"“«'’]*"), at)
            at += len(blank[0]) if blank else 0
            counted = self._at(list_pattern(self._language, "counted"), at)
            lead = counted or self._at(list_pattern(self._language, "leads"), at)
            if lead is None or not lead[0]:
                return at
            self._counted |= counted is not None
            at += len(lead[0])
        return at

    def _mention(self, at: int) -> Mention | None:
        """Return the body or place that is known by its name at a place, the longest."""
        bodies = self._document.mentions
        first = bisect_left(bodies, at, key=lambda m: m.start)
        here = [
            m for m in bodies[first : first + 3] if m.start == at and m.end <= self._end and not m.anaphor
        ]
        return max((m for m in here if m.kind in ("body", "place")), key=lambda m: m.end, default=None)

    def _cut(self, start: int, at: int) -> tuple[int, int | None, str]:
        """Return where the name ends that begins at `start` and goes on at `at`, where the next one begins, if one
        does, and what ties both."""
        shown, base = self._shown, self._start
        marks = r"[;:!?\n\"“”«»]|\.(?=\s|$)"
        form = rf"{marks}|(?<![\w-])%s(?![\w-])" if self._has_stops() else marks
        found = list_pattern(self._language, "stops", form).search(shown, at - base)
        named = self._document.within(self._document.persons, at, self._end)
        person = next((p for p in named if not _WITHIN_NAMES.match(p.text)), None)
        stops = [found.start()] if found else []
        stops += [person.start - base - 1] if person else []
        stop = min(stops, default=None)
        for join in list_pattern(self._language, "joins").finditer(shown, at - base):
            if stop is not None and join.start() > stop + 1:
                break
            if "-" in join[0].replace("–", "-") and not self._between_places(start, join):
                continue
            return base + join.start(), base + join.end(), join[0].strip()
        return (self._end if stop is None else base + max(stop, at - base)), None, ""

    def _between_places(self, at: int, dash: re.Match[str]) -> bool:
        """Whether a dash ties two places, and is none within a name: "hai tỉnh Thanh Hóa - Hủa Phăn"."""
        left = self._shown[at - self._start : dash.start()]
        place = list_pattern(self._language, "places").match(left)
        bare = left[len(place[0]) if place else 0 :]
        right = _RUN.match(self._shown, dash.end())
        if _RUN.fullmatch(bare.strip()) is None or right is None or _BYLINE.match(right[0]):
            return False
        if "(" in self._document.text[at : self._start + dash.start()]:
            return False  # "Hanoi (VNA) - ..."
        following = self._shown[right.end() : right.end() + 1]
        rest = self._shown[right.end() : right.end() + 24].lstrip()
        heads = list_pattern(self._language, "heads", r"(?i:%s)(?!\w)")
        return not following.isalnum() and not (
            self._language == "en" and (heads.search(right[0]) or heads.match(rest))
        )

    def _has_stops(self) -> bool:
        return "stops" in read_yaml("body_lists.yaml")[self._language]

    def _name_end(self, at: int, cut: int, known: Mention | None) -> int:
        """Return where the name that begins at `at` ends: before `cut`, in English at its last word with a capital."""
        text = self._shown[at - self._start : cut - self._start].rstrip(' ,-–’"')
        text = text if text.count("'") == _PAIR else text.rstrip("'")
        end = at + len(text)
        if (led := self._at(list_pattern(self._language, "places"), at)) and (
            place := next(self._document.within(self._document.places, at + len(led[0]), end), None)
        ):
            return place.end if place.start == at + len(led[0]) else end
        if self._has_stops():
            return min(end, at + _LONGEST_NAME)
        heads = list_pattern(self._language, "heads", r"%s(?:['’]s?)?")
        within = list_pattern(self._language, "within")
        last = at
        for word in _WORD.finditer(self._shown, at - self._start, end - self._start):
            own = word[0]
            if own[0].isupper() or own[0].isdigit() or heads.fullmatch(own) or _PLACE_NOUN.fullmatch(own):
                last = self._start + word.end()
            elif (
                _DATELINE.match(self._shown, word.start())
                or not (own in "-–&" or within.fullmatch(own))
                or _DATE.match(self._shown, word.end())
            ):
                break
        return max(last, known.end if known else at)

    def _named(
        self, at: int, end: int, known: Mention | None, found: list[ListedBody], joined: str
    ) -> ListedBody | None:
        """Return the name at a place: a body's, a place that goes on the one before, or the rest of that; None where
        none stands there."""
        name = self._printed(at, end)
        if end <= at or self._is_person(at):
            return None
        if self._is_body(at, end, known):
            if self._shares_place(name, found, joined):
                return replace(found[-1], end=end, name=self._printed(found[-1].start, end))
            return ListedBody(at, end, name)
        if place := self._as_place(at, end, known, found, joined):
            return place
        goes_on = found and not found[-1].is_place and self._goes_on(name, joined, end)
        return replace(found[-1], end=end, name=self._printed(found[-1].start, end)) if goes_on else None

    def _printed(self, start: int, end: int) -> str:
        """Return a name as it is printed, without what stands in brackets."""
        return " ".join(_BRACKETS.sub(" ", self._document.text[start:end]).split())

    def _is_person(self, at: int) -> bool:
        near = self._document.within(self._document.persons, at - 60, at + 90)
        return any(p.start <= at < p.end and not _WITHIN_NAMES.match(p.text) for p in near)

    def _is_body(self, at: int, end: int, known: Mention | None) -> bool:
        if known and known.kind == "body":
            return True
        name = self._shown[at - self._start : end - self._start]
        if _ACRONYM.fullmatch(name.strip()):
            return True
        if list_pattern(self._language, "general", r"(?<!\w)%s$").search(name):
            return False
        if self._language == "en":
            heads = list_pattern("en", "heads", r"(?<![\w-])(?i:%s)(?![\w-])")
            named = (heads.search(name) or _PLACED.search(name)) and re.search(rf"[{_UPPER}]", name)
            return bool(named) and not list_pattern("en", "offices").match(name)
        if self._at(list_pattern(self._language, "heads", r"%s(?!\w)"), at):
            return self._language != "ru" or re.search(rf"[{_UPPER}]", name) is not None
        place = self._at(list_pattern(self._language, "places"), at)
        return place is not None and name[len(place[0]) : len(place[0]) + 1].isupper()

    def _as_place(
        self, at: int, end: int, known: Mention | None, found: list[ListedBody], joined: str
    ) -> ListedBody | None:
        """Read a bare place: one that the name before is said of too, or one that stands for who governs it."""
        name = self._document.text[at:end]
        whole = known if known and known.kind == "place" and known.end >= end - 1 else None
        country = re.fullmatch(rf"{country_names(self._language)}|Vi[eệ]t ?[Nn]am|Вьетнам\w{{0,3}}", name)
        if not (whole or country or _RUN.match(name)):
            return None
        before = found[-1] if found else None
        if before and (tail := self._place_at_end(before)):
            head = before.name[: -len(tail)]
            own = name if before.is_place and not head else head + name
            return ListedBody(at, end, own, whole, is_place=before.is_place)
        if whole or country:
            first = not found or (before is not None and before.is_place)
            return ListedBody(at, end, name, whole, is_place=True) if first else None
        return None

    def _place_at_end(self, before: ListedBody) -> str:
        """Return the place that a name ends with: one that is listed, a country, one after a word for places."""
        tail = _tail(before.name)
        word = list_pattern(self._language, "places").match(tail)
        tail = tail[len(word[0]) :] if word else tail
        if not tail:
            return ""
        start = max(before.start, before.end - _LONGEST_NAME)
        ending = [
            m
            for m in self._document.within(self._document.mentions, start, before.end)
            if m.end == before.end
        ]
        listed = any(m.kind == "place" or (m.kind == "body" and m.place) for m in ending)
        country = re.fullmatch(country_names(self._language), tail)
        head = before.name[: -len(tail)]
        led = re.search(f"{_PLACE_WORDS}$", head) or self._counted
        return tail if listed or country or led or before.is_place else ""

    def _shares_place(self, name: str, found: list[ListedBody], joined: str) -> bool:
        """Whether a name goes on the one before up to the place of both: "the committees and authorities of Hue"."""
        return (
            self._language == "en"
            and bool(found)
            and joined == "and"
            and name[0].islower()
            and not self._place_at_end(found[-1])
        )

    def _goes_on(self, name: str, joined: str, end: int) -> bool:
        """Whether words after a comma, "and" or a dash go on the name before: "Culture, Sports and Tourism"."""
        if len(name.split()) > 9 or not name[:1].isalpha():
            return False
        if joined[:1] == ",":
            return (
                len(name.split()) < 6
                and re.match(r"[^.;:\n]{0,30} (?:và|and|et|и) ", self._shown[end - self._start :]) is not None
                and name[0].isupper()
            )
        words = words_of(self._language)
        return re.match(words["goes_on"], name) is not None and not joined.startswith(
            ("với", "with", "avec", "с")
        )

    def _plain(self, found: list[ListedBody]) -> list[ListedBody]:
        """Return the names without what says that several are meant."""
        counted = list_pattern(self._language, "counted_within")
        noun = next((m[1] for one in found if (m := _PLACES.search(one.name))), "")
        plain = []
        for one in found:
            name = " ".join(counted.sub("", one.name).split())
            if self._language == "ru":
                name = _one_of(name)
            if self._language == "en" and noun:
                name = f"{_PLACES.sub('', name)} {_SINGULAR[noun]}" if one.is_place or noun in name else name
            if self._language == "fr":
                name = _OF_PLACES.sub(r"\1 ", name)
            plain.append(replace(one, name=name))
        return plain


_SEVERAL_RU: Final = re.compile(r"((?:[\w-]+(?:ыми|ими) ){0,3})([\w-]+?)(иями|ациями|ами|ями)(?= )")


def _one_of(name: str) -> str:
    """Return the Russian name of one of several bodies: "военными командованиями провинций" is "военное командование".

    >>> _one_of("военными командованиями провинций Хуафан"), _one_of("Народными комитетами провинций Хюэ")
    ('военное командование провинции Хуафан', 'Народный комитет провинции Хюэ')
    """
    match = _SEVERAL_RU.match(name)
    if match is None:
        return name
    noun = {"иями": "ие", "ациями": "ация"}.get(match[3], "")
    own = "ое" if noun == "ие" else "ая" if noun else "ый"
    words = [word[:-3] + own for word in match[1].split()]
    return " ".join(
        [*words, match[2] + noun, name[match.end() :].strip().replace("провинций ", "провинции ", 1)]
    )


_WITHIN_NAMES: Final = re.compile(r"h[oồ] ch[ií] minh|хо ши мин", re.IGNORECASE)
"""Somebody whom bodies are named after."""
_PLACES: Final = re.compile(r" (provinces|cities|districts|prefectures)$")
_SINGULAR: Final = {
    "provinces": "province",
    "cities": "city",
    "districts": "district",
    "prefectures": "prefecture",
}
_OF_PLACES: Final = re.compile(r"(?<!\w)(province|ville|district)s (?=de |d['’])")
_PLACED: Final = re.compile(
    r"[^\W\d_] (?:[Pp]rovince|[Cc]ity|[Dd]istrict|[Pp]refecture)(?!\w)|^(?:[Pp]rovince|[Cc]ity) of "
)
_ACRONYM: Final = re.compile(r"(?!(?:GDP|USD|VND|FDI|ODA|COVID|MOUS?|GRDP|ASEAN)$)[A-ZĐА-ЯЁ]{3,8}")
_BYLINE: Final = re.compile(r"(?:L['’]|Le$|La$|Les$|The$)|(?:Le|La|Les|The) ")
_DATELINE: Final = re.compile(r"[-–] (?:The|A|An|On|In|At) ")
_PLACE_NOUN: Final = re.compile(r"(?:province|city|district|region|prefecture|state)(?:s|['’]s)?")
_PLACE_WORDS: Final = (
    r"(?i:tỉnh|thành phố|huyện|quận|xã|provinces? of|cit(?:y|ies) of|provinces? de|villes? de|province d['’]|"
    r"провинци\w+|город\w*|уезд\w*) ?"
)
_DATE: Final = re.compile(
    r" (?:the )?(?:\d|january|february|march|april|may|june|july|august|september|october|november|december)",
    re.IGNORECASE,
)


def _tail(name: str) -> str:
    """Return the place that a name ends with, as far as capitals tell it."""
    run = re.search(rf"{_CAPITAL}(?:(?: |-){_CAPITAL}){{0,3}}$", name)
    return run[0] if run else ""
