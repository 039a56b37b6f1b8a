"""Restore the case of lines that are printed in capitals (truecasing), one character for one.

Names are told by their capitals, so a headline or a text in capitals hides where they end. Capitals are given back to
names that the rest of the text, the lists or the graph have, to names of people by how they are made, to acronyms,
numbers and the beginnings of sentences; all else becomes small. Lines with small letters are left as they stand.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Final

from loaders.articles.citations.normalise import Folded, fold
from loaders.articles.lexicons import read_csv, read_yaml
from loaders.articles.mentions.gazetteer import Gazetteer, known_in_cyrillic, known_names
from loaders.articles.mentions.vietnamese_names import (
    cyrillic_families,
    family,
    is_cyrillic_syllable,
    is_syllable,
    skeleton,
    transcribe,
)
from loaders.articles.names_in_capitals import with_names_in_small
from loaders.articles.view import View, view_of

_FEWEST: Final = 4
"""Words that a line must have: fewer are a name, a place of writing or a menu."""
_LONGEST_NAME: Final = 8
"""Words of a name that is looked for in capitals because the text has it elsewhere."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_CHUNK: Final = re.compile(r"\S+")
_DIGIT: Final = re.compile(r"\d")
_SPELLED: Final = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){1,4}[^\W\d_]?(?!\w)")
"""Letters with full stops: T.Ư."""
_ORDINAL: Final = re.compile(r"\d+-?(?:ST|ND|RD|TH|E|ER|È[MR]E|ГО|Й|Я|М|МУ|ЫЙ|АЯ|ОЙ)(?!\w)")
_LONG_WORD: Final = re.compile(r"[^\W\d_]{6}")
"""What is no part of a number: "21-MEMBER"."""
_ROMAN: Final = re.compile(
    r"(?=[IVXL])(?P<number>(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?:TH|E|ÈME|-[ЙГОЯМ]{1,2})?"
)
_PATRONYMIC: Final = re.compile(
    r"(?<!\w)(?:[А-ЯЁ]{2,30} [А-ЯЁ]{2,20}(?:ОВИЧ|ЕВИЧ|ОВН|ЕВН)[А-ЯЁ]{0,2}|(?:[А-ЯЁA-Z]\. ?){1,2})"
    r" ?[А-ЯЁA-Z]{2,30}(?!\w)"
)
"""Russian names with a patronymic or initials: "ВЛАДИМИР ПЕТРОВИЧ БУЯНОВ", "А. И. ГЕРЦЕН"."""
_VOWEL: Final = re.compile(r"[aeiouyаеиоуыэюя]")
_VIETNAMESE: Final = re.compile("[ĂĐƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]")
_SENTENCE: Final = re.compile(r"(?:\A|[.!?…:] )[\s\"“«(–-]*(?=[^\W\d_])")
_RUN: Final = re.compile(r"(?<=[^\W_] |, |; )[^\W\d_]+(?: [^\W\d_]+){0,11}")


def reading_view(text: str, gazetteer: Gazetteer | None = None) -> View:
    """Return the view of a text as the reading has it: with the case restored of lines in capitals, by the names given
    beside the listed places, and of names of which a word is in capitals."""
    view = view_of(text)
    cased = with_names_in_small(truecased(view.text, gazetteer))
    return view if cased is view.text else replace(view, text=cased)


def truecased(text: str, gazetteer: Gazetteer | None = None) -> str:
    """Return a view's text with the case of its lines in capitals restored; its length stays.

    >>> truecased("ÔNG LÊ VĂN DŨNG ĐỀ NGHỊ UBND TỈNH LÀO CAI THỰC HIỆN CHỈ THỊ SỐ 12-CT/TW")
    'Ông Lê Văn Dũng đề nghị UBND tỉnh Lào Cai thực hiện Chỉ thị số 12-CT/TW'
    """
    lines = text.split("\n")
    if not any(line.isupper() and _in_capitals(line) for line in lines):
        return text
    known = gazetteer or _listed()
    own = _own_names(line for line in lines if not line.isupper())
    return "\n".join(_restored(line, known, own) if _in_capitals(line) else line for line in lines)


def _in_capitals(line: str) -> bool:
    """Whether a line is printed in capitals, and has words enough to say so."""
    return line.isupper() and len(_WORD.findall(line)) >= _FEWEST and len(line.lower()) == len(line)


@cache
def _listed() -> Gazetteer:
    return Gazetteer.of()


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word.upper() for word in read_yaml("capitals.yaml")[name])


@cache
def _address() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(_words('address'))))})[.:]? (?=\w)")


@cache
def _countries() -> re.Pattern[str]:
    rows = read_csv("countries.csv")
    names = {
        name.upper()
        for row in rows
        for key in ("vi", "en", "fr", "ru")
        for name in row[key].split("|")
        if name
    }
    names -= _words("ambiguous_countries")
    names |= {"VIỆT NAM", "VIETNAM", "VIET NAM", "ВЬЕТНАМ", "ВЬЕТНАМА", "ВЬЕТНАМЕ", "ВЬЕТНАМОМ"}
    forms = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    after = "|".join(f"(?<={re.escape(word)} )" for word in sorted(_words("before_countries")))
    return re.compile(rf"(?<!\w)(?:{forms}|(?:{after})(?:{'|'.join(_words('ambiguous_countries'))}))(?!\w)")


@cache
def _head_forms() -> dict[str, str]:
    """Bodies, offices and documents in capitals, each as it is printed elsewhere."""
    return {head.upper(): head for head in read_yaml("capitals.yaml")["heads"]}


@cache
def _heads() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_head_forms(), key=len, reverse=True))})(?!\w)")


def _own_names(lines: Iterator[str]) -> dict[str, str]:
    """Return the names that the other lines of a text have, in capitals and as they are printed: words with a capital
    that begin no sentence, and acronyms."""
    found: dict[str, str] = {}
    for line in lines:
        for run in _RUN.finditer(line):
            words = run[0].split(" ")
            name: list[str] = []
            for word in [*words, ""]:
                if word[:1].isupper():
                    name.append(word)
                    continue
                if len(name) > 1 or (name and name[0].isupper() and len(name[0]) > 1):
                    found[" ".join(name).upper()] = " ".join(name)
                name = []
    return found


def _restored(line: str, gazetteer: Gazetteer, own: dict[str, str]) -> str:
    words = list(_WORD.finditer(line))
    begins = [word.start() for word in words]
    vietnamese = _is_vietnamese(line)
    upper: set[int] = set()
    for word in words:
        roman = _ROMAN.fullmatch(word[0])
        ordinal = word.start() > 0 and line[word.start() - 1].isdigit()
        if (_stays(word[0]) and not ordinal) or word[0] in own:
            upper |= set(range(*word.span()))
        elif roman:
            upper |= set(range(word.start(), word.start() + len(roman["number"])))
        elif not ordinal and _begins_large(word[0], vietnamese=vietnamese):
            upper.add(word.start())
    for chunk in _CHUNK.finditer(line):
        if _DIGIT.search(chunk[0]) and not _ORDINAL.fullmatch(chunk[0].rstrip(",.;:)")):
            upper |= set() if _LONG_WORD.search(chunk[0]) else set(range(*chunk.span()))
    for spelled in _SPELLED.finditer(line):
        upper |= set(range(*spelled.span()))
    for match in _heads().finditer(line):
        upper |= {match.start() + at for at, c in enumerate(_head_forms()[match[0]]) if c.isupper()}
    for start, end in (*_named(line, gazetteer), *_of_text(line, words, own), *_people(line, words)):
        upper |= set(begins[bisect_left(begins, start) : bisect_left(begins, end)])
    upper |= {match.end() for match in _SENTENCE.finditer(line)}
    return "".join(
        c if at in upper else small for at, (c, small) in enumerate(zip(line, line.lower(), strict=True))
    )


def _is_vietnamese(line: str) -> bool:
    """Whether a line is in Vietnamese with its marks, and not one of another language that prints a name so."""
    return 6 * sum(map(len, _VIETNAMESE.findall(line))) > len(_WORD.findall(line))


def _begins_large(word: str, *, vietnamese: bool) -> bool:
    """Whether a word begins with a capital wherever it stands: in Vietnamese what is written in another language, in
    English and French all but small words, as in their headlines."""
    if re.match("[А-ЯЁ]", word):
        return False
    return word.isascii() and not is_syllable(word) if vietnamese else word not in _small()


def _stays(word: str) -> bool:
    """Whether a word is an acronym: a listed one, or one without a vowel."""
    spoken_apart = not _VOWEL.search(fold(word)) and word not in _words("abbreviations")
    return len(word) > 1 and (word in _words("acronyms") or spoken_apart)


def _named(line: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    """Yield where names stand that are known: of places, people and countries."""
    title = _WORD.sub(lambda m: m[0][0] + m[0][1:].lower(), line)
    page = Folded(title, fold(title))
    for mention in (*known_names(page, gazetteer), *known_in_cyrillic(page, gazetteer)):
        if mention.kind != "body":
            yield mention.start, mention.end
    yield from (match.span() for match in _countries().finditer(line))


def _of_text(line: str, words: list[re.Match[str]], own: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Yield where names stand that other lines of the text have."""
    at = 0
    while at < len(words):
        start = words[at].start()
        ends = (words[last].end() for last in range(min(at + _LONGEST_NAME, len(words)) - 1, at, -1))
        end = next((end for end in ends if line[start:end] in own), None) if own else None
        if end is not None:
            yield start, end
        at += 1


def _people(line: str, words: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield where names of people stand: a family with what is in the middle and a given name, or two words after an
    address."""
    yield from (match.span() for match in _PATRONYMIC.finditer(line))
    addressed = {match.end() for match in _address().finditer(line)}
    vietnamese = _is_vietnamese(line)
    at = 0
    while at < len(words):
        count = _length(words, at, vietnamese=vietnamese, addressed=words[at].start() in addressed)
        if count > 1:
            yield words[at].start(), words[at + count - 1].end()
        at += max(count, 1)


def _length(words: list[re.Match[str]], at: int, *, vietnamese: bool, addressed: bool) -> int:
    """Return of how many words a name is that begins at one; 0 where none does."""
    run = [words[at][0].capitalize()]
    for before, after in pairwise(words[at : at + _LONGEST_NAME]):
        if after.start() - before.end() != 1 or after.string[before.end()] != " ":
            break
        run.append(after[0].capitalize())
    if re.match("[А-ЯЁ]", run[0]):
        return _cyrillic_length(run, addressed=addressed)
    if not addressed and fold(" ".join(run[:2])) in _not_names():
        return 0
    sort = family(run[0], marked=vietnamese)
    syllables = next((n for n, word in enumerate(run) if not is_syllable(word)), len(run))
    if not sort or syllables < 2:
        return _foreign_length(words, at, len(run), vietnamese=vietnamese) if addressed and not sort else 0
    if vietnamese:
        return _vietnamese_length(run[:syllables], sort, addressed=addressed)
    # Words of English and French are seldom syllables: the name goes on as far as they do.
    first = 3 if run[1] in ("Van", "Thi") else 2
    ends = (n for n in range(first, syllables) if run[n].upper() in _small() and n + 1 < len(run))
    count = next(ends, syllables)
    return count if count > 2 or addressed else 0


def _foreign_length(words: list[re.Match[str]], at: int, count: int, *, vietnamese: bool) -> int:
    """Return of how many words the name of somebody of another country is, who is addressed: in Vietnamese all up to
    the next mark, for its syllables may be those of other words."""
    line, last = words[at].string, words[at + count - 1]
    if vietnamese and is_syllable(words[at][0]):
        ends = line[last.end() : last.end() + 1] != " "
        return count if ends and not _heads().search(line, words[at].start(), last.end()) else 0
    return 2 if count > 1 and words[at + 1][0] not in _small() else 0


def _cyrillic_length(run: list[str], *, addressed: bool) -> int:
    if skeleton(run[0]) not in cyrillic_families():
        return 2 if addressed and len(run) > 1 else 0
    syllables = 1
    while syllables < len(run) and (
        (len(run[syllables]) > 1 and is_cyrillic_syllable(run[syllables], declined=syllables > 1))
        or skeleton(run[syllables]) in _middle_cyrillic()
    ):
        syllables += 1
    middle = 1
    while middle < syllables - 1 and skeleton(run[middle]) in _middle_cyrillic() and run[middle - 1] != "Ван":
        middle += 1
    return middle + 1 if middle > 1 else min(syllables, 3) if addressed and syllables > 1 else 0


def _vietnamese_length(run: list[str], sort: str, *, addressed: bool) -> int:
    middle = 1
    # After Văn one name is given; after others there may be several.
    while middle < len(run) - 1 and run[middle].upper() in _words("middle") and run[middle - 1] != "Văn":
        middle += 1
    while middle > 2 and fold(run[middle]) not in _given():
        middle -= 1
    if middle > 1 and (addressed or sort == "frequent" or run[1] in ("Văn", "Thị")):
        return middle + 1
    given = [fold(word) in _given() for word in run[1:3]]
    if addressed or (run[0].upper() in _words("families") and all(given)):
        return min(len(run), 3)
    return 0


@cache
def _not_names() -> frozenset[str]:
    return frozenset(read_yaml("syllables.yaml")["not_names"])


@cache
def _given() -> frozenset[str]:
    return frozenset(read_yaml("syllables.yaml")["given"].split())


@cache
def _small() -> frozenset[str]:
    return frozenset(word.upper() for word in read_yaml("capitals.yaml")["small"].split())


@cache
def _middle_cyrillic() -> frozenset[str]:
    data = read_yaml("capitals.yaml")
    return frozenset(skeleton(form) for form in (*map(transcribe, data["middle"]), *data["middle_ru"]))
