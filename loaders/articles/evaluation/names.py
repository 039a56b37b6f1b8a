"""Tell whether a name of the gold answers and what was read mean one thing.

A gold answer has names as they are printed, what was read has slugs. Both are brought to the slugs that they may have
and the words that they are made of: people by all words of their names, bodies by most of theirs and by their place.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from loaders.articles.citations.normalise import fold
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.find import mentions
from loaders.articles.mentions.gazetteer import Gazetteer, listed_places
from loaders.articles.mentions.titles import role_pattern
from loaders.articles.mentions.vietnamese_names import latin_slug, slug, transliterate

_PERSON: Final = 88
_BODY: Final = 0.75
"""Of the words of the shorter name, how many the longer one must have."""
_HALF: Final = 0.5
_WORD: Final = re.compile(r"[^\W_]+")
_LANGUAGES: Final = ("vi", "en", "ru", "fr")


@dataclass(frozen=True)
class Called:
    """How a thing is called: the slugs that mean it and the forms that are printed."""

    slugs: frozenset[str]
    forms: tuple[str, ...]

    def __str__(self) -> str:
        return self.forms[0] if self.forms else next(iter(sorted(self.slugs)), "")


class Names:
    """Compare names of one language, with the names that the graph has."""

    def __init__(self, language: str, gazetteer: Gazetteer) -> None:
        self._language, self._gazetteer = language, gazetteer
        self.called = lru_cache(2000)(self._called)

    def _called(self, printed: str, kind: str) -> Called:
        """Return the slugs that a printed name may mean as a name of a kind: person, body or place."""
        found: set[str] = set()
        for language in dict.fromkeys((self._language, "en", "vi")):
            for one in mentions(printed, language, self._gazetteer):
                if one.kind == kind and one.slug and (one.end - one.start) * 10 >= len(printed) * 7:
                    found.add(one.slug)
        if kind == "person":
            found.add(slug(printed))
            if re.search("[а-яА-Я]", printed):
                words = printed.split()
                found |= {latin_slug(words), slug(transliterate(printed))}
        return Called(frozenset(found - {""}), (printed,))

    def same_person(self, one: Called, other: Called) -> bool:
        """Whether two names can be of one person: the same words, or those of the shorter in the longer."""
        if one.slugs & other.slugs:
            return True
        for a in _words_of_person(one):
            for b in _words_of_person(other):
                shorter, longer = sorted((a, b), key=len)
                if len(shorter) > 1 and shorter <= longer:
                    return True
                if fuzz.token_sort_ratio(" ".join(sorted(a)), " ".join(sorted(b))) >= _PERSON:
                    return True
        return False

    def same_body(self, one: Called, other: Called) -> bool:
        """Whether two names can be of one body: most words in common, and no place that the other has not."""
        if one.slugs & other.slugs:
            return True
        return any(self._alike(a, b) for a in one.forms for b in other.forms)

    def _alike(self, one: str, other: str) -> bool:
        first, second = _content(one), _content(other)
        if not first or not second:
            return False
        common = len(first & second)
        if common < min(len(first), len(second)) * _BODY or common < max(len(first), len(second)) * _HALF:
            return False
        return self.places(one) == self.places(other) or first == second

    def places(self, printed: str) -> frozenset[str]:
        """Return the slugs of the places that a name has in it."""
        found = mentions(printed, self._language, self._gazetteer)
        places = {m.slug for m in found if m.kind == "place"} | {m.place for m in found if m.place}
        return frozenset(place for place in places if place and place != "viet-nam")

    def same_place(self, one: Called, other: Called) -> bool:
        """Whether two names can be of one place, or one is printed with the other: a venue with its city."""
        if one.slugs & other.slugs:
            return True
        within = {place for slug in one.slugs if (place := listed_places().get(slug, {}).get("within"))}
        if within & other.slugs:
            return True
        if any(self.places(a) & (other.slugs | self.places(b)) for a in one.forms for b in other.forms):
            return True
        return any(fuzz.token_set_ratio(fold(a), fold(b)) >= _PERSON for a in one.forms for b in other.forms)

    def roles(self, printed: str, body: str = "") -> frozenset[str]:
        """Return the kinds of role that a printed one can be, beside its body; the words themselves where the lists
        have none."""
        found = {
            role_class(role)
            for language in dict.fromkeys((self._language, *_LANGUAGES))
            for form in (printed, *(f"{printed}{link}{body}" for link in _LINKS))
            for role, match in role_pattern(language).finditer(fold(form) + " ")
            if match.start() < _HEAD
        }
        return frozenset(found or {fold(printed)})


def role_class(role: str) -> str:
    """Return what a role is called apart from its body: a member of a standing committee is a member."""
    return "member" if role.endswith("-member") else role


_LINKS: Final = (" ", " of the ", " du ", " de la ", " cua ")
_HEAD: Final = 12
"""How far into a printed role its head may begin: "First Deputy Prime Minister"."""


def _words_of_person(called: Called) -> list[frozenset[str]]:
    forms = [slug.split("-") for slug in called.slugs] + [_WORD.findall(fold(form)) for form in called.forms]
    return [frozenset(words) for words in forms if words]


def _content(printed: str) -> frozenset[str]:
    table = read_yaml("gold_names.yaml")
    text = f" {fold(printed)} "
    for short, full in table["short"].items():
        text = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", full, text)
    empty = frozenset(table["empty"].split())
    return frozenset(_stem(w) for w in _WORD.findall(text) if w not in empty)


def _stem(word: str) -> str:
    """Cut what Russian and French words end in: Комитета and Комитет are one."""
    if re.search("[а-я]", word):
        return word[: max(4, len(word) - 3)] if len(word) > 5 else word[:4]
    return word.removesuffix("s") if len(word) > 4 else word


def called_as(slug: str, forms: Iterable[str]) -> Called:
    """Return how something that was read is called."""
    return Called(frozenset({slug} - {""}), tuple(dict.fromkeys(form for form in forms if form)))
