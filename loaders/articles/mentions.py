"""Find the people, bodies and places that a text names.

Places come from a closed list, in all scripts; bodies are a kind with a place or a number; persons are names
that the graph knows or sequences of Vietnamese syllables that begin with a family. Known names come first and
with their exact marks first.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final, Literal

import ahocorasick

from loaders.articles.anchored import Anchored, anchored
from loaders.articles.citations.normalise import Folded, fold, normalise
from loaders.articles.lexicons import read_csv, read_yaml
from loaders.articles.names import (
    cyrillic_families,
    is_cyrillic_syllable,
    is_family,
    is_syllable,
    latin_slug,
    skeleton,
    slug,
    transcribe,
)

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

    For a body `type` is its kind, `place` the place it belongs to, and `general` says that no single body is
    meant.
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


@dataclass(frozen=True)
class Gazetteer:
    """The names that are known beforehand, ready for one pass over a text."""

    names: tuple[Name, ...] = ()
    automaton: Any = field(default=None, compare=False, repr=False)
    cyrillic: dict[str, tuple[Name, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, names: Iterable[Name] = ()) -> "Gazetteer":
        """Make a gazetteer of the graph's names and the provinces, which are always known."""
        every = tuple(dict.fromkeys([*names, *_provinces()]))
        automaton = ahocorasick.Automaton()
        by_key: dict[str, list[Name]] = {}
        cyrillic: dict[str, list[Name]] = {}
        for name in every:
            if re.search(r"[а-яА-Я]", name.text):
                cyrillic.setdefault(skeleton(name.text), []).append(name)
                continue
            by_key.setdefault(" ".join(fold(name.text).split()), []).append(name)
            if name.kind in ("place", "person") and re.search(r"[^\x00-\x7f]", name.text):
                cyrillic.setdefault(skeleton(transcribe(name.text)), []).append(name)
        for key, entries in by_key.items():
            automaton.add_word(key, (key, tuple(entries)))
        automaton.make_automaton()
        return cls(every, automaton, {k: tuple(v) for k, v in cyrillic.items()})


@cache
def _provinces() -> tuple[Name, ...]:
    found = []
    for row in read_csv("places.csv"):
        forms = [row["vi"], *filter(None, row["other"].split(";")), *filter(None, row["ru"].split(";"))]
        found += [Name(f"place/{row['slug']}", form, "place") for form in forms]
    return tuple(found)


def mentions(text: str, language: str, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Return the mentions in a text, by place; of those that overlap the longest stays."""
    page = normalise(text)
    known = _latin_known(page, gazetteer)
    if language == "ru":
        known += _cyrillic(page, gazetteer)
    persons = [m for m in known if m.kind == "person"] + _latin_persons(page)
    if language == "ru":
        persons += _cyrillic_persons(page, gazetteer)
    places = _longest([m for m in known if m.kind == "place"])
    # Quảng Trị could be a name of somebody Quàng; what the list of places has is a place.
    spans = {(p.start, p.end) for p in places}
    persons = _longest([p for p in persons if p.exact or (p.start, p.end) not in spans])
    named = _Covered(persons)
    places = [p for p in places if p not in named]
    bodies = _longest([*_bodies(page, language, places), *(m for m in known if m.kind == "body")])
    within = _Covered(bodies)
    places = [m for m in places if m not in within]
    persons = [m for m in persons if m not in within]
    found = sorted([*persons, *places, *bodies], key=lambda m: m.start)
    return tuple(found if page.offsets is None else (_given(m, page) for m in found))


def _given(mention: Mention, page: Folded) -> Mention:
    return Mention(
        mention.kind, page.given(mention.start), page.given(mention.end), mention.text, mention.slug, mention.exact,
        mention.type, mention.place, mention.general,
    )  # fmt: skip


class _Covered:
    """Tell whether stretches lie within others that do not overlap each other."""

    def __init__(self, others: Sequence[Mention]) -> None:
        self._others = sorted(others, key=lambda m: m.start)
        self._starts = [m.start for m in self._others]

    def __contains__(self, mention: object) -> bool:
        assert isinstance(mention, Mention)
        at = bisect_right(self._starts, mention.start) - 1
        return at >= 0 and mention.end <= self._others[at].end


def _longest(found: list[Mention]) -> list[Mention]:
    """Of mentions that overlap keep the longest, an exact one before one without its marks."""
    starts: list[int] = []
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start - m.end, not m.exact, m.start)):
        at = bisect_right(starts, mention.start)
        free_before = at == 0 or kept[at - 1].end <= mention.start
        if free_before and (at == len(kept) or mention.end <= kept[at].start):
            starts.insert(at, mention.start)
            kept.insert(at, mention)
    return kept


def _latin_known(page: Folded, gazetteer: Gazetteer) -> list[Mention]:
    found: list[Mention] = []
    for last, (key, names) in gazetteer.automaton.iter(page.folded):
        start, end = last + 1 - len(key), last + 1
        if not _whole(page.folded, start, end) or not page.text[start].isupper():
            continue
        printed = page.text[start:end]
        exact = [n for n in names if n.text == printed]
        # Where a place and a body bear one name the place is meant: bodies are told by their kind.
        named = [n for n in exact or names if n.kind == "place"] or exact or list(names)
        candidates = {n.iri for n in named}
        kinds = {n.kind for n in named}
        if len(candidates) == 1:
            iri, kind = candidates.pop(), kinds.pop()
            if kind == "person" and " " not in printed:
                continue
            if kind == "place" and page.folded[end : end + 5] == " city" and iri.endswith("ho-chi-minh"):
                continue
            name = iri.rsplit("/", 1)[1]
            known_type, place = kind_of_body(name) if kind == "body" else ("", None)
            found.append(
                Mention(kind, start, end, printed, name, bool(exact), known_type, place, "unions" in name)
            )
    return found


@cache
def _templates() -> tuple[tuple[str, re.Pattern[str], str | None], ...]:
    found = []
    for name, entry in read_yaml("bodies.yaml").items():
        form = re.escape(entry["slug"]).replace(r"\{place\}", "(?P<place>.+)").replace(r"\{owner\}", ".+")
        found.append((name, re.compile(form.replace(r"\{number\}", r"\d+")), entry.get("national")))
    return tuple(sorted(found, key=lambda f: -len(f[1].pattern)))


@lru_cache(20_000)
def kind_of_body(name: str) -> tuple[str, str | None]:
    """Return the kind and place of a body that is known by its slug, as far as it tells them."""
    for kind, form, national in _templates():
        if name == national:
            return kind, "viet-nam"
        if match := form.fullmatch(name):
            return kind, match.groupdict().get("place")
    return "", None


def _whole(folded: str, start: int, end: int) -> bool:
    return not (start and folded[start - 1].isalnum()) and not (end < len(folded) and folded[end].isalnum())


_CAPITALS: Final = re.compile(r"[А-ЯЁ][а-яё]+(?:(?: |-)[А-ЯЁ][а-яё]+){0,9}")
_ENDING: Final = re.compile(r"(?:ом|ем|ой|ым|а|у|е|ы|и|ю|я)$")


def _cyrillic(page: Folded, gazetteer: Gazetteer) -> list[Mention]:
    """Find known places and persons in Cyrillic: as listed, or as the transcription of a known name, declined
    or not."""
    found: list[Mention] = []
    for run in _CAPITALS.finditer(page.text):
        words = list(re.finditer(r"[А-ЯЁ][а-яё]+", run[0]))
        for i in range(len(words)):
            for j in range(len(words), i, -1):
                printed = run[0][words[i].start() : words[j - 1].end()]
                names = _cyrillic_names(printed, gazetteer)
                if not names:
                    continue
                iris = {n.iri for n in names}
                if len(iris) == 1:
                    start = run.start() + words[i].start()
                    found.append(
                        Mention(names[0].kind, start, start + len(printed), printed, iris.pop().rsplit("/", 1)[1],
                                any(n.text == printed for n in names))
                    )  # fmt: skip
                break
    return found


def _cyrillic_names(printed: str, gazetteer: Gazetteer) -> tuple[Name, ...]:
    if names := gazetteer.cyrillic.get(skeleton(printed)):
        return names
    for form in (_ENDING.sub("", printed), re.sub(r"(?:я|ю|е|ем)$", "й", printed)):
        if len(form) > 3 and (names := gazetteer.cyrillic.get(skeleton(form))):
            return names
    return ()


_UPPER: Final = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠ-Ỹ"
_LOWER: Final = "a-zà-öø-ÿăđĩũơưạ-ỹ"
_LATIN_RUN: Final = re.compile(
    rf"(?<![\w-])[{_UPPER}][{_LOWER}]*(?: [{_UPPER}][{_LOWER}]*){{1,11}}(?!\w|-\w)"
    rf"|(?<![\w-])[{_UPPER}]{{2,7}}(?: [{_UPPER}]{{2,7}}){{1,7}}(?!\w|-\w)"
)
_NOT_NAMES: Final = frozenset(
    {
        "viet",
        "nam",
        "ha",
        "noi",
        "hai",
        "bac",
        "dong",
        "tay",
        "trung",
        "city",
        "an",
        "do",
        "so",
        "la",
        "ma",
        "can",
        "than",
    }
)


def _latin_persons(page: Folded) -> list[Mention]:
    """Read names of two to five capitalised syllables, the first of them a family."""
    found: list[Mention] = []
    for run in _LATIN_RUN.finditer(page.text):
        words = list(re.finditer(r"\S+", run[0]))
        i = 0
        while i < len(words):
            if not is_family(words[i][0]):
                i += 1
                continue
            j = i
            while j < len(words) and j - i < 5 and is_syllable(words[j][0]):
                j += 1
            if _is_name([w[0] for w in words[i:j]]):
                start, end = run.start() + words[i].start(), run.start() + words[j - 1].end()
                printed = page.text[start:end]
                if page.folded[end : end + 5] not in (" city", "-vill"):
                    found.append(Mention("person", start, end, printed, slug(printed)))
                i = j
            else:
                i += 1
    return found


_COMMON: Final = frozenset(
    {"nguyen", "tran", "pham", "hoang", "huynh", "phan", "dang", "bui", "trinh", "truong", "to", "le", "vo", "vu",
     "ngo", "duong", "dinh", "doan", "luong"}
)  # fmt: skip
"""Families so frequent that one given name after them makes a name, even without marks."""


def _is_name(words: list[str]) -> bool:
    if len(words) < 2:
        return False
    marked = any(not w.isascii() for w in words)
    if len(words) == 2 and not marked:
        return fold(words[0]) in _COMMON
    return fold(words[0]) not in _NOT_NAMES or marked or len(words) > 2


def _cyrillic_persons(page: Folded, gazetteer: Gazetteer) -> list[Mention]:
    """Read names of two to five Cyrillic words that spell Vietnamese syllables, the first of them a
    family."""
    found: list[Mention] = []
    for run in _CAPITALS.finditer(page.text):
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
            known = {n.iri for n in _cyrillic_names(printed, gazetteer) if n.kind == "person"}
            value = known.pop().rsplit("/", 1)[1] if len(known) == 1 else latin_slug(spelled)
            found.append(Mention("person", start, end, printed, value))
            i = j
    return found


def _is_cyrillic_name(words: list[str]) -> bool:
    if len(words) < 2 or skeleton(words[0]) not in cyrillic_families():
        return False
    return len(words) > 2 or skeleton(words[0]) in (
        "нгуен",
        "чан",
        "фам",
        "хоанг",
        "фан",
        "то",
        "ле",
        "во",
        "ву",
    )


@dataclass(frozen=True)
class _BodyKind:
    name: str
    slug: str
    national: str | None
    local: bool
    pattern: Anchored
    national_words: re.Pattern[str] | None


@cache
def _body_kinds(language: str) -> tuple[_BodyKind, ...]:
    found = []
    for name, entry in read_yaml("bodies.yaml").items():
        words = entry["words"].get(language)
        if words is None:
            continue
        body = words.replace("{number}", r"(?P<number>\d{1,2})(?![\d.,]\d|\d)")
        body = re.sub(r"\(\?P<number>", _Counter("number"), body)
        national = entry.get("national_words", {}).get(language)
        found.append(
            _BodyKind(
                name, entry["slug"], entry.get("national"), entry.get("local", False),
                anchored(body), re.compile(national) if national else None,
            )
        )  # fmt: skip
    return tuple(found)


class _Counter:
    """Number the groups of a pattern that has several of one name."""

    def __init__(self, name: str) -> None:
        self.name, self.count = name, 0

    def __call__(self, match: re.Match[str]) -> str:
        self.count += 1
        return f"(?P<{self.name}{self.count}>"


_RIGHT: Final = re.compile(
    r"[ ]{0,2}(?:(?:of|in|from)(?: the)?|tinh|thanh pho|tp\.?|провинции|города|de la province (?:de"
    r"|d')|de la ville de|de|d'|du)?"
    r"[ ]{0,2}(?:province of|city of|провинции|tinh|thanh pho)?[ ]{0,2}"
)
_MANY: Final = re.compile(r"(?:unions|союзы|союзов|союзам\w?|союзах|comites|so ngoai vu cac)(?= |$)")
_GENERAL: Final = re.compile(
    r" (?:of|from|in)(?: the)? (?:various )?(?:northern|southern|central|local(?:ities)?|provinces"
    r"|cities|member)"
    r"|s? from various| (?:северных|южных|местных|населенных|из следующих)"
    r"|(?: locales?)? des provinces| cac tinh| cac dia phuong| of provinces"
)


def _bodies(page: Folded, language: str, places: list[Mention]) -> list[Mention]:
    starts = [p.start for p in places]
    ends = {p.end: p for p in places}
    found: list[Mention] = []
    for kind in _body_kinds(language):
        for _, match in kind.pattern.finditer(page.folded):
            body = _body(page, kind, match, places, starts, ends, language)
            if body:
                found.append(body)
    found += _unions_of_clusters(page, found)
    for acronym in re.finditer(r"(?<!\w)VUFO(?!\w)", page.text):
        found.append(Mention("body", *acronym.span(), "VUFO", "vufo", True, "friendship-union", "viet-nam"))
    return found


def _unions_of_clusters(page: Folded, found: list[Mention]) -> list[Mention]:
    """Join a general name and the cluster after it: "Unions ... of provinces and cities in cluster 1"."""
    clusters = sorted((m for m in found if m.type == "cluster"), key=lambda m: m.start)
    starts = [c.start for c in clusters]
    joined = []
    for union in found:
        if not union.general:
            continue
        at = bisect_right(starts, union.end)
        cluster = clusters[at] if at < len(clusters) and clusters[at].start - union.end < 45 else None
        if cluster and not re.search(r"[.,;:()]", page.folded[union.end : cluster.start]):
            text = page.text[union.start : cluster.end]
            joined.append(
                Mention(
                    "body",
                    union.start,
                    cluster.end,
                    text,
                    f"unions-of-{cluster.slug}",
                    False,
                    union.type,
                    None,
                    True,
                )
            )
    return joined


def _body(
    page: Folded,
    kind: _BodyKind,
    match: re.Match[str],
    places: list[Mention],
    starts: list[int],
    ends: dict[int, Mention],
    language: str,
) -> Mention | None:
    start, end = match.span()
    groups = match.groupdict()
    number = next((v for k, v in groups.items() if k.startswith("number") and v), None)
    place: str | None = None
    if number is None:
        left = _left_place(page, start, ends) if language == "en" else None
        right = _RIGHT.match(page.folded, end)
        at = bisect_left(starts, right.end()) if right else len(starts)
        if _MANY.match(page.folded, start):
            pass
        elif left:
            start, place = left.start, left.slug
        elif right and at < len(starts) and starts[at] == right.end():
            place, end = places[at].slug, places[at].end
            end += len(m[0]) if (m := re.compile(r" (?:province|city)(?!\w)").match(page.folded, end)) else 0
        elif groups.get("national"):
            place = "viet-nam"
        elif kind.national_words and (
            words := kind.national_words.search(page.folded, max(0, start - 20), start)
        ):
            start, place = words.start(), "viet-nam"
    if groups.get("bare") and place is None:
        return None
    if (
        kind.local
        and place is None
        and language == "vi"
        and page.folded.startswith((" tinh", " thanh pho"), end)
    ):
        end += 5 if page.folded.startswith(" tinh", end) else 10
    general = (
        number is None
        and place is None
        and (
            _GENERAL.match(page.folded, end) is not None
            or bool(re.search(r"(?:local|member|местных) ", page.folded[max(0, start - 8) : end]))
            or bool(re.match(r"unions ", page.folded[start:end]))
        )
    )
    return Mention(
        "body",
        start,
        end,
        page.text[start:end],
        _body_slug(kind, place, number),
        False,
        kind.name,
        place,
        general,
    )


def _left_place(page: Folded, start: int, ends: dict[int, Mention]) -> Mention | None:
    city = page.folded.find(" ", start)
    if page.folded[start:city] == "city" and (place := ends.get(city)):
        return place  # "HCM City Party Committee"
    for gap in (" ", " province ", " provincial ", " city ", " province's ", "'s "):
        if page.folded.endswith(gap, 0, start) and (place := ends.get(start - len(gap))):
            return place
    return None


def _body_slug(kind: _BodyKind, place: str | None, number: str | None) -> str:
    if number is not None:
        return kind.slug.format(number=number)
    if place == "viet-nam" and kind.national:
        return kind.national
    return kind.slug.format(place=place, owner=place) if place else ""
