"""The names that are known beforehand: those of the graph, and the provinces and cities of the country."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, Literal

import ahocorasick

from loaders.articles.citations.normalise import Folded, fold
from loaders.articles.lexicons import read_csv
from loaders.articles.mentions.marks import is_full, may_be
from loaders.articles.mentions.vietnamese_names import is_syllable, skeleton, spells, transcribe
from loaders.articles.view import view_of

Kind = Literal["place", "body", "person"]


@dataclass(frozen=True)
class Name:
    """A name that the graph has for a thing: `iri` ends in kind and slug."""

    iri: str
    text: str
    kind: Kind
    language: str = ""


@dataclass(frozen=True)
class Mention:
    """A named thing in the text: code points, the slug it is taken for, and whether its marks decide that.

    For a body `type` is its kind and `place` the place it belongs to; `general` says that no single body is meant,
    `anaphor` that it is only pointed at ("the union").
    """

    kind: Kind
    start: int
    end: int
    text: str
    slug: str
    exact: bool = False
    type: str = ""
    place: str | None = None
    general: bool = False
    anaphor: bool = False


@dataclass(frozen=True)
class Gazetteer:
    """The names that are known beforehand, ready for one pass over a text."""

    names: tuple[Name, ...] = ()
    automaton: Any = field(default=None, compare=False, repr=False)
    cyrillic: dict[str, tuple[Name, ...]] = field(default_factory=dict, compare=False, repr=False)
    persons: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, names: Iterable[Name] = ()) -> "Gazetteer":
        """Make a gazetteer of the graph's names and the places of the list, which are always known."""
        # A form that the list gives to one place means that one: Huế is the province's, and the city's that it became.
        listed = {name.text: name.iri for name in _listed()}
        own = (name for name in names if name.kind != "place" or listed.get(name.text, name.iri) == name.iri)
        return cls._of(tuple(dict.fromkeys([*own, *_listed()])))

    @classmethod
    def of_these(cls, names: Iterable[Name]) -> "Gazetteer":
        """Make a gazetteer of these names alone."""
        return cls._of(tuple(dict.fromkeys(names)))

    @classmethod
    def _of(cls, every: tuple[Name, ...]) -> "Gazetteer":
        automaton = ahocorasick.Automaton()
        by_key: dict[str, list[Name]] = {}
        cyrillic: dict[str, list[Name]] = {}
        persons: dict[str, list[str]] = {}
        for name in (replace(name, text=view_of(name.text).text) for name in every):
            if name.kind == "person":
                persons.setdefault(name.iri, []).append(name.text)
            if re.search(r"[а-яА-Я]", name.text):
                cyrillic.setdefault(skeleton(name.text), []).append(name)
                continue
            by_key.setdefault(" ".join(fold(name.text).split()), []).append(name)
            if name.kind in ("place", "person") and _is_vietnamese(name.text):
                cyrillic.setdefault(skeleton(transcribe(name.text)), []).append(name)
        for key, entries in by_key.items():
            if key:
                automaton.add_word(key, (key, tuple(entries)))
        automaton.make_automaton()
        called = {iri: tuple(names) for iri, names in persons.items()}
        return cls(every, automaton, {k: tuple(v) for k, v in cyrillic.items()}, called)

    def may_name(self, page: Folded) -> bool:
        """Whether some of the names may stand in a text, declined or not: false only where none does."""
        if len(self.automaton) and next(iter(self.automaton.iter(page.folded)), None) is not None:
            return True
        if not self.cyrillic or not re.search("[а-яА-Я]", page.text):
            return False
        bare = "".join(skeleton(page.text).split())
        return any("".join(key.split())[:-1] in bare for key in self.cyrillic)


def _is_vietnamese(name: str) -> bool:
    """Whether a name has Vietnamese marks, or syllables that need none: An Giang, but not Hanoi."""
    return not name.isascii() or all(is_syllable(word) for word in re.findall(r"[^\W\d_]+", name))


@cache
def _listed() -> tuple[Name, ...]:
    found = []
    for row in read_csv("places.csv"):
        forms = [row["vi"], *filter(None, row["other"].split(";")), *filter(None, row["ru"].split(";"))]
        found += [Name(f"place/{row['slug']}", form, "place") for form in forms]
    return tuple(found)


@cache
def listed_places() -> dict[str, dict[str, str]]:
    """Return the rows of `places.csv` by slug."""
    return {row["slug"]: row for row in read_csv("places.csv")}


_CITY_BEFORE: Final = re.compile(
    r"(?:thanh pho|tp\.?|city of|ville de|город\w{0,2}|г\.|^|\n)[ ]?$|(?:^|\n)\([^)\n]{2,30}\) ?[-–] ?$"
)
_CITY_AFTER: Final = re.compile(r" city(?!\w)| \((?:vna|ttxvn|вна|виа)\)")


def known_names(page: Folded, gazetteer: Gazetteer) -> list[Mention]:
    """Find the known names in Latin letters: words that begin with a capital and have no mark the name lacks."""
    found: list[Mention] = []
    for last, (key, names) in gazetteer.automaton.iter(page.folded):
        start, end = last + 1 - len(key), last + 1
        if not _whole(page.folded, start, end):
            continue
        if not page.text[start].isupper() and not key.startswith("thanh pho"):
            continue
        printed = page.text[start:end]
        fitting = [n for n in names if n.kind == "body" or _as_name(printed, n.text)]
        bearers = {n.iri for n in fitting if n.kind == "person"}
        fitting = [n for n in fitting if n.iri not in bearers or _bears(printed, n.iri, gazetteer)]
        exact = [n for n in fitting if n.text == printed]
        # Where a place and a body bear one name the place is meant: bodies are told by their kind.
        named = [n for n in exact or fitting if n.kind == "place"] or exact or fitting
        if len({n.iri for n in named}) != 1:
            continue
        kind, name = named[0].kind, named[0].iri.rsplit("/", 1)[1]
        if kind == "person" and " " not in printed:
            continue
        if kind == "place" and not _meant(page, name, start, end):
            continue
        found.append(Mention(kind, start, end, printed, name, bool(exact)))
    return found


def _bears(printed: str, person: str, gazetteer: Gazetteer) -> bool:
    """Whether a printed form may be the name of a person, by all names known of them: marks that differ are others'."""
    full = [name for name in gazetteer.persons.get(person, ()) if is_full(name)]
    return not full or any(may_be(printed, name) for name in full)


def _meant(page: Folded, name: str, start: int, end: int) -> bool:
    """Whether a place's name means the place here, and not a longer name or a common word."""
    if name == "thai-binh" and page.folded.startswith(" duong", end):
        return False  # the Pacific
    if name == "ho-chi-minh-city" or listed_places().get(name, {}).get("only_after") != "city":
        return True
    before = page.folded[max(0, start - 36) : start]
    return bool(_CITY_BEFORE.search(before) or _CITY_AFTER.match(page.folded, end))


def _as_name(printed: str, name: str) -> bool:
    """Whether a printed form has the capitals of a name, and no mark that it lacks."""
    if printed.startswith("thành phố") and name[:1].isupper():
        printed = printed[:1].upper() + printed[1:]
    if printed.isupper():
        return spells(printed.lower(), name.lower())
    capitals = all(
        a[0].isupper() or not b[0].isupper()
        for a, b in zip(re.findall(r"[^\s-]+", printed), re.findall(r"[^\s-]+", name), strict=False)
    )
    return capitals and spells(printed, name)


def _whole(folded: str, start: int, end: int) -> bool:
    return not (start and folded[start - 1].isalnum()) and not (end < len(folded) and folded[end].isalnum())


CAPITALS: Final = re.compile(r"[А-ЯЁ][а-яё]+(?:(?: |-)[А-ЯЁ][а-яё]+){0,9}")
_ENDING: Final = re.compile(r"(?:ом|ем|ой|ым|а|у|е|ы|и|ю|я)$")


def known_in_cyrillic(page: Folded, gazetteer: Gazetteer) -> list[Mention]:
    """Find known places and persons in Cyrillic: as listed, or as the transcription of a known name, declined
    or not."""
    found: list[Mention] = []
    for run in CAPITALS.finditer(page.text):
        words = list(re.finditer(r"[А-ЯЁ][а-яё]+", run[0]))
        for i in range(len(words)):
            for j in range(len(words), i, -1):
                printed = run[0][words[i].start() : words[j - 1].end()]
                names = cyrillic_names(printed, gazetteer)
                if not names:
                    continue
                iris = {n.iri for n in names}
                start = run.start() + words[i].start()
                name = names[0].iri.rsplit("/", 1)[1]
                if len(iris) == 1 and _meant(page, name, start, start + len(printed)):
                    exact = any(n.text == printed for n in names)
                    found.append(Mention(names[0].kind, start, start + len(printed), printed, name, exact))
                break
    return found


def cyrillic_names(printed: str, gazetteer: Gazetteer) -> tuple[Name, ...]:
    """Return the known names that a Cyrillic form, declined or not, may stand for."""
    if names := gazetteer.cyrillic.get(skeleton(printed)):
        return names
    for form in (_ENDING.sub("", printed), re.sub(r"(?:я|ю|е|ем)$", "й", printed)):
        if len(form) > 3 and (names := gazetteer.cyrillic.get(skeleton(form))):
            return names
    return ()
