"""Search and suggestions over 500,000 made names in Vietnamese, Russian and English.

First what is found is compared with a scan of all names by the definition; then times are printed. The baseline is
SQLite's own `unicode61 remove_diacritics 2` with prefixes, which knows nothing of marks, numbers or typing errors.
"""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from graph.search.fold import fold
from graph.search.index import size_of
from graph.search.names import find, suggest
from graph.search.naming import Named
from graph.search.normalise import Word, drops_marks, words_of
from graph.search.writing import build

NAMES = 500_000
SCAN = 20_000
"""Names that the scan compares with; it takes a second per search."""
ID = "https://w3id.org/huunghi/id/"
INITIALS = tuple("b c ch d đ g gi h k kh l m n ng ngh nh ph qu r s t th tr v x".split())  # noqa: SIM905
RHYMES = tuple("a an ang anh ao ân âng ây ê ên i iên inh o oa oan ôn ông ơ ơn u ung ư ương ươn y yên".split())  # noqa: SIM905
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
FAMILIES = tuple("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split())  # noqa: SIM905
BODIES = (
    (
        "Liên hiệp các tổ chức hữu nghị tỉnh",
        "Union of Friendship Organizations of",
        "Союз организаций дружбы провинции",
    ),
    ("Ủy ban nhân dân huyện", "People's Committee of the district of", "Народный комитет уезда"),
    ("Hội hữu nghị Việt Nam -", "Friendship Association Vietnam -", "Общество дружбы Вьетнам -"),
)
CYRILLIC = str.maketrans("abcdeghiklmnopqrstuvxy", "абкдегхиклмнопкрстувси")


def made_names(count: int) -> Iterator[Named]:
    """Give the same names for the same count: people, bodies and documents in two or three languages each."""
    chance = random.Random(5)
    syllables = [made for i in INITIALS for r in RHYMES for t in TONES if (made := _syllable(i + r, t))]
    given, at = 0, 0
    while given < count:
        at += 1
        place = " ".join(chance.choice(syllables).capitalize() for _ in range(chance.choice((1, 2, 2, 2, 3))))
        plain = " ".join(word.capitalize() for word in fold(place).split())
        russian = plain.lower().translate(CYRILLIC).capitalize()
        sort = chance.random()
        if sort < 0.6:
            family = chance.choice(FAMILIES)
            thing = f"{ID}person/p{at}"
            named = [(f"{family} {place}", "vi"), (f"{fold(family).title()} {plain}", "en"), (russian, "ru")]
        elif sort < 0.9:
            body = chance.choice(BODIES)
            thing = f"{ID}organisation/o{at}"
            named = [
                (f"{body[0]} {place}", "vi"),
                (f"{body[1]} {plain}", "en"),
                (f"{body[2]} {russian}", "ru"),
            ]
        else:
            thing, number = f"{ID}document/d{at}", chance.randrange(1, 400)
            code = chance.choice(("CT/TW", "NQ/TW", "KL/TW", "QĐ/TW"))
            named = [(f"{number:02}-{code}", ""), (f"Chỉ thị số {number}-{code} về {place}", "vi")]
        for label, language in named:
            given += 1
            yield Named(thing, label, language, 0)


def _syllable(letters: str, tone: str) -> str:
    at = next((i for i, c in enumerate(letters) if c in "aâeêioôơuưy" and letters[:i] not in {"g", "q"}), -1)
    return letters if not tone or at < 0 else letters[: at + 1] + tone + letters[at + 1 :]


def scan(names: list[tuple[Named, list[Word]]], asked: str) -> set[str]:
    """Return by the definition which things have a name that holds all words asked for."""
    words = words_of(asked)
    folded = {word.folded for word in words}
    by_thing: dict[str, list[tuple[Named, list[Word]]]] = {}
    likely = [one for one in names if folded <= {word.folded for word in one[1]}]
    things = {one.iri for one, _ in likely}
    for one in names:
        if one[0].iri in things:
            by_thing.setdefault(one[0].iri, []).append(one)
    return {one.iri for one, theirs in likely if _holds(words, one, theirs, by_thing[one.iri])}


def _holds(words: list[Word], one: Named, theirs: list[Word], names: list[tuple[Named, list[Word]]]) -> bool:
    marked = {word.marked for word in theirs}
    if all(word.marked in marked for word in words if word.has_marks):
        return True
    if not drops_marks(theirs, one.language):
        return False
    kept = [w for other, its in names if not drops_marks(its, other.language) for w in its]
    alike = [{w.marked for w in kept if w.folded == word.folded} for word in words if word.has_marks]
    return all(
        not found or word.marked in found
        for word, found in zip((w for w in words if w.has_marks), alike, strict=True)
    )


def searches(names: list[Named], count: int) -> list[str]:
    """Give what people might ask: whole names, parts of them, without marks, numbers in several spellings."""
    chance = random.Random(7)
    asked = []
    for _ in range(count):
        label = chance.choice(names).label
        words = label.split()
        asked.append(
            chance.choice(
                (label, fold(label), " ".join(words[-2:]), fold(words[-1]), words[0], label.replace("-", " "))
            )
        )
    return asked


def run(*, triples: int, smoke: bool) -> bool:
    """Compare with the scan, then print the times of search and of suggestions as one types."""
    count = min(NAMES, triples)
    with tempfile.TemporaryDirectory() as folder:
        small = list(made_names(min(count, SCAN)))
        build(small, Path(folder) / "small.json")
        same = _compare(small, Path(folder) / "small.json", 20 if smoke else 200)
        print(f"finds what a scan finds: {'yes' if same else 'NO'}")
        names = list(made_names(count))
        path, plain = Path(folder) / "search.json", Path(folder) / "plain.sqlite"
        begin = time.perf_counter()
        build(names, path)
        seconds = time.perf_counter() - begin
        ours = size_of(path) / 1e6
        begin = time.perf_counter()
        _baseline(names, plain)
        theirs = time.perf_counter() - begin
        print(f"{count:,} names: index {seconds:.1f} s, {ours:.0f} MB; baseline {theirs:.1f} s")
        asked = searches(names, 100 if smoke else 1_000)
        typed = [text[: 1 + at * 7 % max(1, min(12, len(text)))] for at, text in enumerate(asked)]
        slipped = [_slip(text, at) for at, text in enumerate(asked[:200])]
        _times("search, 20 shown", asked, lambda text: find(path, text, limit=20))
        _times("search, 1,000 counted", asked, lambda text: find(path, text))
        _times("search with a slip", slipped, lambda text: find(path, text, limit=20))
        worst = _times("suggest", typed, lambda text: suggest(path, text))
        with sqlite3.connect(plain) as connection:
            _times("baseline: search, 20 by rowid", asked, lambda text: _ask_baseline(connection, text))
        connection.close()
        print(f"suggestions under 50 ms (p99): {'yes' if worst < 50 else 'NO'}")
    return same


def _compare(names: list[Named], path: Path, count: int) -> bool:
    known = [(one, words_of(one.label)) for one in names]
    for asked in searches(names, count):
        wanted = scan(known, asked)
        answer = find(path, asked, limit=len(names))
        theirs = {word.folded for word in words_of(asked)}
        found = {
            hit.iri
            for hit in answer.hits
            if not hit.approximate and theirs <= {word.folded for word in words_of(hit.label)}
        }
        if found != wanted and not answer.more:
            print(f"differs: {asked!r}: {sorted(found ^ wanted)[:5]}")
            return False
    return True


def _slip(text: str, at: int) -> str:
    place = 1 + at % max(1, len(text) - 2)
    return text[:place] + text[place + 1 :]


def _times(name: str, asked: list[str], answer: Callable[[str], object]) -> float:
    begin = time.perf_counter()
    answer(asked[0])
    cold = (time.perf_counter() - begin) * 1000
    times = []
    for text in asked:
        begin = time.perf_counter()
        answer(text)
        times.append((time.perf_counter() - begin) * 1000)
    p99 = statistics.quantiles(times, n=100)[98]
    print(
        f"{name}: p50 {statistics.median(times):.1f} ms, p99 {p99:.1f} ms, "
        f"slowest {max(times):.1f} ms ({asked[times.index(max(times))][:40]!r}); first {cold:.1f} ms"
    )
    return p99


def _baseline(names: list[Named], path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE VIRTUAL TABLE name USING fts5(label, iri UNINDEXED, "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    )
    connection.executemany("INSERT INTO name VALUES (?, ?)", ((one.label, one.iri) for one in names))
    connection.commit()
    connection.close()


def _ask_baseline(connection: sqlite3.Connection, text: str) -> object:
    words = " ".join(f'"{word}"' for word in text.replace('"', " ").split())
    return connection.execute("SELECT label, iri FROM name WHERE name MATCH ? LIMIT 20", (words,)).fetchall()
