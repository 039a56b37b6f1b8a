"""Vietnamese names: the syllables they are made of, with or without marks, and how they look in Cyrillic.

A form in Cyrillic or without marks proposes a name and never decides one: the press writes Тхонг and Тонг for
one man.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, Final, Literal

from loaders.articles.citations.normalise import fold
from loaders.articles.lexicons import read_yaml

_SOFT = str.maketrans("", "", "ьъ -")
_TWINS = (
    ("тх", "т"),
    ("кх", "х"),
    ("тьи", "чи"),
    ("ть", "ч"),
    ("сь", "с"),
    ("зя", "за"),
    ("зь", "з"),
    ("нь", "н"),
)


_LATIN: Final = tuple(map(chr, (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA))))
UPPER: Final = "A-Z" + "".join(filter(str.isupper, _LATIN))
LOWER: Final = "a-z" + "".join(filter(str.islower, _LATIN))
"""Latin letters for classes of patterns: in Unicode capitals and small letters of Vietnamese alternate, so that a range
of capitals has small ones too."""


@cache
def _parts() -> Any:
    return read_yaml("syllables.yaml")


def skeleton(cyrillic: str) -> str:
    """Reduce a Cyrillic spelling to what its variants share: joined or split, тх or т, ть or ч, with or
    without ь.

    >>> skeleton("Нге Ан") == skeleton("Нгеан"), skeleton("Тхонг") == skeleton("Тонг")
    (True, True)
    """
    text = fold(cyrillic)
    for variant, shared in _TWINS:
        text = text.replace(variant, shared)
    text = (
        text.translate(_SOFT)
        .replace("э", "е")
        .replace("й", "и")
        .replace("ш", "с")
        .replace("ья", "а")
        .replace("я", "а")
    )
    return text.replace("ие", "е")


@cache
def _syllables() -> dict[str, str]:
    """Every possible syllable without marks, with one Cyrillic spelling for each marked form, joined by
    `|`."""
    found: dict[str, set[str]] = {}
    for onset, sound in _parts()["onsets"].items():
        for rime, rest in _parts()["rimes"].items():
            found.setdefault(fold(onset + rime), set()).add(sound + rest)
    return {latin: "|".join(sorted(cyrillic)) for latin, cyrillic in found.items()}


@lru_cache(20_000)
def is_syllable(word: str) -> bool:
    """Whether a word, with marks or without, can be a Vietnamese syllable.

    >>> is_syllable("Nguyễn"), is_syllable("Thong"), is_syllable("Report")
    (True, True, False)
    """
    return fold(word) in _syllables()


@cache
def _cyrillic_syllables() -> frozenset[str]:
    return frozenset(skeleton(form) for forms in _syllables().values() for form in forms.split("|"))


@lru_cache(20_000)
def is_cyrillic_syllable(word: str, *, declined: bool = False) -> bool:
    """Whether a Cyrillic word can be a Vietnamese syllable; `declined` allows a Russian case ending."""
    form = skeleton(word)
    if form in _cyrillic_syllables() or word in _parts()["families_ru"]:
        return True
    return declined and re.sub(r"(?:ом|ем|ым|ой|а|у|е|ы|и|ю|я)$", "", form) in _cyrillic_syllables()


_TONE_PLACES = re.compile(r"o[áàảãạéèẻẽẹ]|u[ýỳỷỹỵ]")
_MOVED = {
    second + marked: first + plain
    for second, plain, firsts, marks in (
        ("o", "a", "óòỏõọ", "áàảãạ"),
        ("o", "e", "óòỏõọ", "éèẻẽẹ"),
        ("u", "y", "úùủũụ", "ýỳỷỹỵ"),
    )
    for first, marked in zip(firsts, marks, strict=True)
}


@lru_cache(20_000)
def spelled(word: str) -> str:
    """Lower-case, composed, with the tone where the older rule sets it: hoá and hóa are one spelling."""
    return _TONE_PLACES.sub(lambda m: _MOVED[m[0]], unicodedata.normalize("NFC", word).lower())


def spells(printed: str, name: str) -> bool:
    """Whether a form may stand for a name: it may leave out marks, and has none that the name lacks.

    >>> spells("Trân Duc", "Trần Đức"), spells("Trưởng", "Trương"), spells("Hoà", "Hòa")
    (True, False, True)
    """
    form, full = spelled(printed), spelled(name)
    return len(form) == len(full) and all(
        a == b or a in (_without_tone(b), fold(b), fold(_without_tone(b)))
        for a, b in zip(form, full, strict=True)
    )


@cache
def _families() -> dict[str, tuple[tuple[str, bool], ...]]:
    """Families by their form without marks: each in full, and whether it is frequent."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for key, frequent in (("families", True), ("families_rare", False)):
        for name in _parts()[key]:
            found.setdefault(fold(name), []).append((name, frequent))
    return {key: tuple(names) for key, names in found.items()}


@lru_cache(20_000)
def family(word: str, *, marked: bool = False) -> Literal["", "rare", "frequent"]:
    """Tell whether a word is the name of a family, and of a frequent one; where names are `marked`, none may leave
    out a mark.

    >>> family("Nguyên"), family("Trưởng"), family("Ha", marked=True), family("Ninh")
    ('frequent', '', '', 'rare')
    """
    fitting = [
        often
        for name, often in _families().get(fold(word), ())
        if (spelled(word) == spelled(name) if marked else spells(word, name))
    ]
    return "" if not fitting else "frequent" if any(fitting) else "rare"


@cache
def cyrillic_families() -> frozenset[str]:
    """Families in Cyrillic, reduced."""
    known = {skeleton(transcribe(name)) for key in ("families", "families_rare") for name in _parts()[key]}
    return frozenset(known | {skeleton(name) for name in _parts()["families_ru"]})


@cache
def _given() -> frozenset[str]:
    return frozenset(_parts()["given"].split())


@cache
def _latin_of() -> dict[str, tuple[tuple[str, str], ...]]:
    """For each reduced Cyrillic syllable the spellings it may stand for: (Cyrillic in full, Latin without
    marks)."""
    found: dict[str, set[tuple[str, str]]] = {}
    for latin, forms in _syllables().items():
        for form in forms.split("|"):
            found.setdefault(skeleton(form), set()).add((form, latin))
    return {
        key: tuple(sorted(forms, key=lambda f: (f[1][0] == "x", len(f[1]), f[1])))
        for key, forms in found.items()
    }


_ENDINGS = re.compile(r"(?:ом|ем|ым|ой|а|у|е|ы|и|ю|я)$")


def latin_slug(words: list[str]) -> str:
    """Spell a name in Cyrillic with Latin letters, as a candidate: several spellings may fit each syllable.

    С stands for s more often than for x: the press writes Сон for Sơn.

    >>> latin_slug(["Нгуен", "Ван", "Тхонг"])
    'nguyen-van-thong'
    """
    families_ru = {fold(k): fold(v) for k, v in _parts()["families_ru"].items()}
    spelled = [
        families_ru[fold(word)] if place == 0 and fold(word) in families_ru else _latin(fold(word))
        for place, word in enumerate(words)
    ]
    return "-".join(spelled)


@lru_cache(20_000)
def _latin(word: str) -> str:
    """Spell one syllable with Latin letters: one that is frequent in names and written just so before any other."""
    if word in _spelled_so():
        return _spelled_so()[word]
    fitting, written = _latin_of().get(skeleton(word), ()), [word]
    if not fitting:
        bare = _ENDINGS.sub("", word)
        fitting, written = _latin_of().get(skeleton(bare), ()), [bare, bare + "ь"]
    if not fitting:
        return re.sub(r"\W", "", word)
    # The press writes Тиен for Тьен and Зянг for Зьанг.
    written += [form.replace("ие", "ье").replace("зя", "зьа") for form in written]

    def unlike(spelling: tuple[str, str]) -> tuple[bool, bool, bool, bool]:
        form, latin = spelling
        double = "кх" in (form[:2], word[:2]) and form[:2] != word[:2]  # kh is no h
        return double, latin not in _given(), form not in written, form[:2] != word[:2]

    return min(fitting, key=unlike)[1]


@cache
def _spelled_so() -> dict[str, str]:
    return {fold(k): fold(v) for k, v in _parts()["spelled_ru"].items()}


_MARKED_SYLLABLE = re.compile(r"[^\W\d_]+")


@lru_cache(4096)
def transcribe(name: str) -> str:
    """Write a Vietnamese name (with its marks) in Cyrillic by the rules; syllables keep their spaces.

    >>> transcribe("Nghệ An"), transcribe("Hải Dương")
    ('нге ан', 'хай зыонг')
    """
    return " ".join(_transcribe_syllable(word) for word in _MARKED_SYLLABLE.findall(name))


def _transcribe_syllable(word: str) -> str:
    plain = _without_tone(word.lower())
    onsets, rimes = _parts()["onsets"], _parts()["rimes"]
    for onset in onsets:
        if plain.startswith(onset) and plain[len(onset) :] in rimes:
            return str(onsets[onset]) + str(rimes[plain[len(onset) :]])
    for rime in ("", "a"):  # gì, gia: the i of gi is the vowel too
        if plain == "gi" + rime:
            return "зи" if not rime else "зя"
    return plain


_TONES = str.maketrans(
    "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ",
    "aaaaaăăăăăâââââeeeeeêêêêêiiiiioooooôôôôôơơơơơuuuuuưưưưưyyyyy",
)


def _without_tone(word: str) -> str:
    return word.translate(_TONES)


_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip


def transliterate(name: str) -> str:
    """Write a name that is not Vietnamese in Latin letters, as passports do.

    >>> transliterate("Геннадий Бездетко")
    'gennady bezdetko'
    """
    text = re.sub(r"(?:ий|ый)(?!\w)", "ы", fold(name))
    text = re.sub(r"(?<=[ктп])х", "h", text)  # Кхам, Тхонг, Пхом: one sound in names of Laos and Cambodia
    return "".join(_LETTERS.get(letter, letter) for letter in text)


def slug(name: str) -> str:
    """Return a slug for a name in Latin letters.

    >>> slug("Nguyễn Văn Thông")
    'nguyen-van-thong'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


__all__ = [
    "LOWER",
    "UPPER",
    "cyrillic_families",
    "family",
    "is_cyrillic_syllable",
    "is_syllable",
    "latin_slug",
    "skeleton",
    "slug",
    "spelled",
    "spells",
    "transcribe",
    "transliterate",
]
