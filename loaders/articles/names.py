"""Vietnamese names: the syllables they are made of, with or without marks, and how they look in Cyrillic.

A form in Cyrillic or without marks proposes a name and never decides one: the press writes Тхонг and Тонг for
one man.
"""

import re
from functools import cache, lru_cache
from typing import Any

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
    if form in _cyrillic_syllables():
        return True
    return declined and re.sub(r"(?:ом|ем|ым|ой|а|у|е|ы|и|ю|я)$", "", form) in _cyrillic_syllables()


@cache
def families() -> frozenset[str]:
    """Families without marks."""
    return frozenset(fold(name) for name in _parts()["families"])


@lru_cache(20_000)
def is_family(word: str) -> bool:
    """Whether a word, with marks or without, is a family's name."""
    return fold(word) in families()


@cache
def cyrillic_families() -> frozenset[str]:
    """Families in Cyrillic, reduced."""
    known = {skeleton(transcribe(name)) for name in _parts()["families"]}
    return frozenset(known | {skeleton(name) for name in _parts()["families_ru"]})


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
    spelled = []
    for place, word in enumerate(words):
        if place == 0 and fold(word) in families_ru:
            spelled.append(families_ru[fold(word)])
            continue
        fitting = _latin_of().get(skeleton(word)) or _latin_of().get(skeleton(_ENDINGS.sub("", word)), ())
        exact = [
            latin
            for form, latin in fitting
            if form == fold(word) and not (latin[0] == "x" and fitting[0][1][0] == "s")
        ]
        spelled.append(exact[0] if exact else fitting[0][1] if fitting else re.sub(r"\W", "", fold(word)))
    return "-".join(spelled)


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


def slug(name: str) -> str:
    """Return a slug for a name in Latin letters.

    >>> slug("Nguyễn Văn Thông")
    'nguyen-van-thong'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


__all__ = [
    "cyrillic_families",
    "families",
    "is_cyrillic_syllable",
    "is_family",
    "is_syllable",
    "latin_slug",
    "skeleton",
    "slug",
    "transcribe",
]
