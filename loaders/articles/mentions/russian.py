"""Put names that a Russian text declines into the nominative, where their form is regular.

Bodies by the nouns that head their names, Vietnamese names by their last syllable, others by endings that leave no
doubt. What could be two things stays as it is printed: «Александра Иванова» is a woman, or a man in the genitive.
No library: the dictionaries of those there are know no Vietnamese names.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from loaders.articles.citations.normalise import fold
from loaders.articles.mentions.vietnamese_names import is_cyrillic_syllable, skeleton, transcribe

_HEADS: Final = {
    "m": (
        "союз",
        "комитет",
        "совет",
        "фронт",
        "кластер",
        "департамент",
        "фонд",
        "партком",
        "институт",
        "университет",
        "центр",
        "отдел",
        "штаб",
        "суд",
        "город",
        "округ",
        "район",
    ),
    "n": ("обществ", "управлени", "собрани", "министерств", "агентств", "посольств", "правительств"),
    "f": ("ассоциаци", "провинци", "комисси", "организаци", "федераци", "парти", "компани"),
}
_CASES: Final = {"m": "(?:а|у|ом|е)?", "n": "(?:о|е|а|у|ом|я|ю|ем|и)", "f": "(?:я|и|ю|ей)"}
_ENDS: Final = {
    "m": "",
    "n": "о",
    "управлени": "е",
    "собрани": "е",
    "f": "я",
}
_STILL: Final = frozenset({"цк", "бюро", "политбюро"})
"""Heads that have one form for all cases."""
_ADJECTIVE: Final = re.compile(r"(.+?)(?:ого|ому|ым|им|ом|ой|ую|ый|ий|ое|ая|ей|юю)$")
_SOFT: Final = re.compile(r"(?:к|г|х|ж|ш|щ|ч)$")


@cache
def _heads() -> re.Pattern[str]:
    forms = [rf"(?P<{g}>{'|'.join(words)}){_CASES[g]}" for g, words in _HEADS.items()]
    return re.compile("|".join(forms))


def nominative_of_body(printed: str) -> str:
    """Return the name of a body in the nominative: its head, and the adjectives before it.

    >>> nominative_of_body("Вьетнамского союза организаций дружбы"), nominative_of_body("Кластера № 1")
    ('Вьетнамский союз организаций дружбы', 'Кластер № 1')
    """
    words = printed.split(" ")
    for place, word in enumerate(words[:4]):
        if fold(word) in _STILL:
            return " ".join([*(_adjective(w, "m") for w in words[:place]), *words[place:]])
        match = _heads().fullmatch(fold(word))
        if match is None:
            if not _ADJECTIVE.fullmatch(fold(word)):
                return printed
            continue
        gender = next(g for g in _HEADS if match[g])
        stem = match[gender]
        head = word[: len(stem)] + _ENDS.get(stem, _ENDS.get(gender, ""))
        return " ".join([*(_adjective(w, gender) for w in words[:place]), head, *words[place + 1 :]])
    return printed


def _adjective(word: str, gender: str) -> str:
    match = _ADJECTIVE.fullmatch(word)
    if match is None:
        return word
    stem = match[1]
    if gender == "f":
        return stem + "ая"
    soft = _SOFT.search(stem.lower()) is not None
    return stem + ("ое" if gender == "n" else "ий" if soft else "ый")


def nominative_of_vietnamese(printed: str) -> str:
    """Return a Vietnamese name in the nominative: only its last syllable takes an ending.

    >>> nominative_of_vietnamese("Чинь Куок Кханем"), nominative_of_vietnamese("Нгуен Ван Тхонг")
    ('Чинь Куок Кхань', 'Нгуен Ван Тхонг')
    """
    *first, last = printed.split(" ")
    if not first or is_cyrillic_syllable(last):
        return printed
    for ending, soft in (
        ("ом", ""),
        ("ем", "ь"),
        ("ем", "й"),
        ("ю", "ь"),
        ("ю", "й"),
        ("я", "ь"),
        ("я", "й"),
        ("а", ""),
        ("у", ""),
    ):
        if last.endswith(ending) and is_cyrillic_syllable(bare := last.removesuffix(ending) + soft):
            return " ".join([*first, bare])
    return printed


def nominative_of_place(printed: str, names: Iterable[str]) -> str:
    """Return a place's name in the nominative: the form that its listed names spell, with or without marks.

    >>> nominative_of_place("Ханое", ["Ханой"]), nominative_of_place("Тханьхоа", ["Thanh Hóa"])
    ('Ханой', 'Тханьхоа')
    """
    known = {skeleton(name if re.search("[а-я]", name) else transcribe(name)) for name in names}
    bare = re.sub(r"(?:ом|ем|а|у|е|ы|и|ю|я)$", "", printed)
    return next(
        (form for form in (printed, bare, bare + "й", bare + "ь") if skeleton(form) in known), printed
    )


_SURNAME: Final = (
    (re.compile(r"(.+(?:ск|цк))(?:им|ого|ому)$"), "ий"),
    (re.compile(r"(.+(?:ов|ев|ин|ын))ым$"), ""),
    (re.compile(r"(.{3,})(?:ым)$"), "ый"),
    (re.compile(r"(.{3,}[бвгджзклмнпрстфхцчшщ])ом$"), ""),
)


def nominative_of_other(printed: str) -> str:
    """Return a name that is not Vietnamese in the nominative, where its surname's ending shows its case.

    >>> nominative_of_other("Леонидом Слуцким"), nominative_of_other("Геннадий Бездетко")
    ('Леонид Слуцкий', 'Геннадий Бездетко')
    """
    *first, last = printed.split(" ")
    for form, ending in _SURNAME:
        if match := form.fullmatch(last):
            return " ".join([*(_given(word) for word in first), match[1] + ending])
    return printed


def _given(word: str) -> str:
    if match := re.fullmatch(r"(.{2,}[бвгджзклмнпрстфхцчшщ])(?:ом|а|у)", word):
        return match[1]
    if match := re.fullmatch(r"(.+[аеиоуыэюя])(?:ем|я|ю)", word):
        return match[1] + "й"
    if match := re.fullmatch(r"(.{2,})(?:ем|я|ю)", word):
        return match[1] + "ь"
    return word
