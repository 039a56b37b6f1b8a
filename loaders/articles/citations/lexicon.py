"""The words and codes that citations are made of, compiled once from the files in `data/`."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from loaders.articles.citations.dates import DATA, read_yaml
from loaders.articles.citations.normalise import fold

LANGUAGES: Final = ("vi", "en", "ru", "fr")


@dataclass(frozen=True)
class TypeWord:
    """A word of the press for a type of document. `press` marks words that only the press uses for it, `short`
    abbreviations."""

    type: str
    language: str
    word: str
    rank: str
    verb: bool
    press: bool
    short: bool
    pattern: re.Pattern[str]
    marked: re.Pattern[str]

    def printed_as(self, text: str) -> bool:
        """Whether a printed word can be this one: with its own marks or with none; lối is no loi."""
        if self.short:
            return text == self.word
        return (
            text.isascii() or self.language in ("vi", "ru") or self.marked.fullmatch(text.lower()) is not None
        )


@dataclass(frozen=True)
class Code:
    """A type code with the types it stands for; `code` is None where folding leaves several codes (DA: ĐA or
    DA).

    `styles` pairs each type with the one style of number it goes with, or None. `in_party` is the code that it is a
    spelling of in numbers of the Party's style (QĐi: QĐ).
    """

    code: str | None
    styles: tuple[tuple[str, str | None], ...]
    alone: bool
    in_party: str | None = None

    def types(self, style: str, *, of_party: bool = False) -> tuple[str, ...]:
        """Return the types it can stand for in a number of a style, of the Party or of another body."""
        fits = (None, style, "of the party" if of_party else "of others")
        return tuple(dict.fromkeys(slug for slug, only in self.styles if only in fits))

    def written(self, style: str) -> str | None:
        """Return the code with its marks as numbers of a style have it."""
        return self.in_party if style == "party" and self.in_party else self.code


@dataclass(frozen=True)
class Body:
    """A body code: its level and the issuer it names, if it names one."""

    code: str
    level: str
    issuer: str

    @property
    def of_party(self) -> bool:
        """Whether it is a body of the Party, whose numbers all have the Party's style."""
        return self.level.endswith("party") or self.level.startswith("party")


def word_pattern(word: str, *, folded: bool = True) -> str:
    """Turn a word of the data files into a pattern over folded text, or over small letters with their marks.

    `*` stands for up to four Cyrillic letters, `(x)` is optional.
    """
    text = (
        re.escape(fold(word) if folded else word.lower())
        .replace(r"\ ", "[ ]{1,2}")
        .replace(r"\*", "[а-я]{0,4}")
    )
    return re.sub(r"\\\((\w+)\\\)", r"(?:\1)?", text)


def alternatives(words: Iterable[str]) -> str:
    """Join patterns of words into one, grouped by first letters so that a scan tries few of them at a
    place."""
    groups: dict[str, list[str]] = {}
    for word in sorted({word_pattern(w) for w in words}, key=lambda p: (-len(p), p)):
        head = _FIRST_LETTERS.match(word)
        assert head
        groups.setdefault(head[0], []).append(word)
    return "|".join(
        f"{head}(?:{'|'.join(w[len(head) :] for w in tails)})" for head, tails in sorted(groups.items())
    )


_FIRST_LETTERS = re.compile(r"(?:\\.|[^\\])(?:[^\W_](?![{*?+]))?")
"""What a pattern of a word begins with, one or two characters; what repeats is left to the rest."""


@cache
def type_words() -> tuple[TypeWord, ...]:
    found = []
    for slug, entry in read_yaml("types.yaml").items():
        verbs = {fold(verb) for verb in entry.get("verbs", ())}
        for key in ("words", "press", "short"):
            for language, words in entry.get(key, {}).items():
                for word in words:
                    found.append(
                        TypeWord(
                            slug,
                            language,
                            word,
                            entry["rank"],
                            fold(word) in verbs,
                            key == "press",
                            key == "short",
                            re.compile(word_pattern(word)),
                            re.compile(word_pattern(word, folded=False)),
                        )
                    )
    return tuple(found)


@cache
def heads_pattern() -> re.Pattern[str]:
    """Any type word, whole, in folded text."""
    words = alternatives(w.word for w in type_words() if not w.short)
    short = "|".join(fold(w.word) for w in type_words() if w.short)
    return re.compile(rf"(?<![\w-])(?:(?:{words})|(?:{short})(?!/)(?<![./]..))(?![^\W\d_]|-[a-zа-я])")


@lru_cache(4096)
def readings(word: str) -> tuple[TypeWord, ...]:
    """Return what a folded word may mean, type by type."""
    return tuple(entry for entry in type_words() if entry.pattern.fullmatch(word))


@cache
def codes() -> dict[str, Code]:
    """Type codes by folded form (QD, DA), and by lower-case form with marks where that leaves fewer meanings
    (đa)."""
    by_key: dict[str, dict[str, list[tuple[str, str | None]]]] = {}
    alone: set[str] = set()
    in_party: dict[str, str] = {}
    for slug, entry in read_yaml("types.yaml").items():
        for code in entry["codes"]:
            for key in {fold(code), code.lower()}:
                by_key.setdefault(key, {}).setdefault(code, []).append(
                    (slug, entry.get("style", {}).get(code))
                )
            if entry.get("alone"):
                alone.add(code)
        in_party.update(entry.get("in_party", {}))
    return {
        key: Code(
            code=next(iter(entries)) if len(entries) == 1 else None,
            styles=tuple(pair for pairs in entries.values() for pair in pairs),
            alone=not alone.isdisjoint(entries),
            in_party=in_party.get(next(iter(entries))) if len(entries) == 1 else None,
        )
        for key, entries in by_key.items()
    }


@cache
def bodies() -> dict[str, Body]:
    """Body codes in lower case and folded, without blanks; where two are alike the first listed stands (BCT: the
    Politburo or a ministry). The spellings of TW stand for it in other codes too: VPTƯ is VPTW, while VPTU is not."""
    found: dict[str, Body] = {}
    plain: dict[str, Body] = {}
    rows = list(csv.DictReader((DATA / "bodies.csv").read_text("utf-8").splitlines()))
    central = [row["code"].replace(" ", "") for row in rows if row["alias_of"] == "TW"]
    for row in rows:
        code = row["code"].replace(" ", "")
        body = Body(row["alias_of"] or code, row["level"], row["issuer"])
        found.setdefault(code.lower(), body)
        plain.setdefault(fold(code), body)
        for spelling in central if "TW" in code else ():
            found.setdefault(code.replace("TW", spelling).lower(), body)
    return {**plain, **found}


@cache
def transliterated(kind: str) -> dict[str, str]:
    """Codes of a kind (code or body) as machines write them in Cyrillic, in small letters, with the code meant."""
    rows = csv.DictReader((DATA / "cyrillic.csv").read_text("utf-8").splitlines())
    return {row["printed"].lower(): row["means"].lower() for row in rows if row["kind"] == kind}


@cache
def issuers() -> tuple[re.Pattern[str], dict[str, tuple[str, bool]]]:
    """Return the pattern of all issuers' names and what each folded name stands for: slug, and whether a
    place may follow."""
    names: list[tuple[str, str, bool]] = []
    for slug, entry in read_yaml("issuers.yaml").items():
        for language in LANGUAGES:
            listed = [spelt for name in entry.get(language, ()) for spelt in _spellings(name)]
            names += [(name, slug, entry.get("local", False)) for name in listed]
    # A lost space may have joined the next small word: "du Bureau politiquesur".
    joined = r"(?=(?:sur|du|des?|et|pour|on|of|and|has|to|for|dated)(?![^\W_]))"
    pattern = re.compile(rf"(?:{alternatives(name for name, _, _ in names)})(?:(?![^\W_])|{joined})")
    return pattern, {word_pattern(name): (slug, local) for name, slug, local in names}


def _spellings(name: str) -> list[str]:
    """Return a name of several words in all the spellings that the press has for words in it (Trung ương: T.Ư)."""
    found = [name]
    for word, others in read_yaml("words.yaml")["spellings"].items() if " " in name else ():
        if word in name and word != name:
            found += [name.replace(word, other) for other in others]
    return found


@lru_cache(4096)
def issuer_of(name: str) -> tuple[str, bool]:
    """Return the slug of a folded issuer's name, and whether it is a local body."""
    for pattern, known in issuers()[1].items():
        if re.fullmatch(pattern, name):
            return known
    raise KeyError(name)


def issuer_is_local(slug: str) -> bool:
    """Whether an issuer (a slug) is a body of a place, of which there are many."""
    return bool(read_yaml("issuers.yaml").get(slug, {}).get("local", False))
