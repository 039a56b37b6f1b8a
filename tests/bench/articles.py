"""Articles per second: reading made articles of about 4 kB in four languages, against finding their citations alone.

Each made article holds a known number of citations, roles and members, and the outputs are compared first. Then the
time of one core, and how the memory grows from the first articles to the last. In the end whole loads of such articles
(`tests.bench.article_loads`).
"""

import random
import resource
import tempfile
import time
from pathlib import Path

from loaders.articles.citations import find_citations
from loaders.articles.extract import Rules
from loaders.articles.mentions.find import Gazetteer
from loaders.articles.records import CitationRecord, Membership, Role
from tests.bench.article_loads import compare_loads

TARGET = 100
"""Articles per second and core that the project promises."""

_PLACES = ["Nghe An", "Hai Duong", "Quang Ninh", "Da Nang", "Lao Cai", "Can Tho"]
_MARKED = ["Nghệ An", "Hải Dương", "Quảng Ninh", "Đà Nẵng", "Lào Cai", "Cần Thơ"]
_CYRILLIC = ["Нгеан", "Хайзыонг", "Куангнинь", "Дананг", "Лаокай", "Кантхо"]
_NAMES = ["Tran Van Binh", "Le Thi Hoa", "Pham Minh Duc", "Vo Quoc Anh"]

_LEAD = {
    "en": "On {day} March 2024, the {place} Union of Friendship Organizations held a conference in {place}. "
    "Mr. {name}, Vice President of the Vietnam Union of Friendship Organizations, quoted Directive No. {n}-CT/TW "
    "dated January 5, 2022 and Resolution {m}. Cluster 1 includes {places}. ",
    "vi": "Ngày {day}/3/2024, Liên hiệp các tổ chức hữu nghị tỉnh {place} tổ chức hội nghị. Ông {name}, Phó Chủ tịch "
    "Liên hiệp các tổ chức hữu nghị Việt Nam, nhắc đến Chỉ thị số {n}-CT/TW ngày 05/01/2022 và Nghị quyết {m}. "
    "Cụm số 1 gồm {places}. ",
    "ru": "{day} марта 2024 года Союз организаций дружбы провинции {place} провел конференцию. Выступил г-н Нгуен Ван "
    "Бинь, заместитель председателя Союза организаций дружбы Вьетнама. Он напомнил о Директиве № {n}-CT/TW от 5 января "
    "2022 года и Резолюции {m}. В кластер 1 входят {places}. ",
    "fr": "Le {day} mars 2024, l'Union des organisations d'amitié de {place} a organisé une conférence. M. {name}, "
    "vice-président de l'Union des organisations d'amitié du Vietnam, a cité la directive n° {n}-CT/TW du 5 janvier "
    "2022 et la résolution {m}. Le groupe 1 comprend {places}. ",
}
_FILLING = {
    "en": "People of the province keep working for friendship and for steady growth in every district of the country. ",
    "vi": "Nhân dân trong tỉnh tiếp tục xây dựng tình hữu nghị và phát triển kinh tế ở tất cả các huyện của đất nước. ",
    "ru": "Жители провинции продолжают укреплять дружбу и развивать хозяйство во всех уездах своей большой страны. ",
    "fr": "Les habitants de la province continuent de cultiver l'amitié et de développer tous les districts du pays. ",
}


def article(number: int, language: str) -> str:
    """Make an article of about 4 kB; the same number makes the same text."""
    choice = random.Random(number)
    places = {"vi": _MARKED, "ru": _CYRILLIC}.get(language, _PLACES)
    lead = _LEAD[language].format(
        day=choice.randint(1, 28), place=choice.choice(places), name=choice.choice(_NAMES),
        n=choice.randint(10, 99), m=choice.randint(10, 99), places=", ".join(places),
    )  # fmt: skip
    paragraphs = [lead]
    while sum(map(len, paragraphs)) < 4000:
        paragraphs.append(_FILLING[language] * choice.randint(2, 4))
    return "\n\n".join(paragraphs)


def run(*, triples: int, smoke: bool) -> bool:
    """Compare what is read with what was made, then print rate and memory; return whether both hold."""
    del triples
    count = 40 if smoke else 20_000
    rules, gazetteer = Rules(), Gazetteer.of()
    languages = ("en", "vi", "ru", "fr")
    for language in languages:
        records = rules(article(1, language), language=language, gazetteer=gazetteer)
        found = [sum(isinstance(r, kind) for r in records) for kind in (CitationRecord, Role, Membership)]
        if found != [2, 1, len(_PLACES)]:
            print(
                f"{language}: read {found} citations, roles and members where 2, 1 and {len(_PLACES)} were made"
            )
            return False
    sample = [(article(n, languages[n % 4]), languages[n % 4]) for n in range(min(count, 400))]
    alone = _seconds(lambda text, language: find_citations(text, language=language), sample)
    whole = _seconds(lambda text, language: rules(text, language=language, gazetteer=gazetteer), sample)
    size = sum(len(text) for text, _ in sample) / len(sample)
    print(f"{len(sample)} articles of {size:,.0f} characters in four languages, one core")
    print(f"citations alone   {len(sample) / alone:8.0f} articles a second (baseline)")
    print(
        f"all records       {len(sample) / whole:8.0f} articles a second, {whole / alone:.1f} times the baseline"
    )
    before = _peak()
    for n in range(count):
        rules(article(n, languages[n % 4]), language=languages[n % 4], gazetteer=gazetteer)
    grown = _peak() - before
    print(f"peak memory       {_peak():8.0f} MB after {count:,} more articles, {grown:+.0f} MB")
    hostile = _seconds(
        lambda text, _: find_citations(text),
        [(piece * (1_000_000 // len(piece)), "en") for piece in ("1", " ", "/", "-", "12-")],
    )
    print(
        f"hostile text      {hostile / 5:8.2f} seconds for each megabyte of digits, blanks, slashes or hyphens"
    )
    few, many = (20, 60) if smoke else (1000, 5000)
    with tempfile.TemporaryDirectory() as folder:
        for n in range(many):
            (Path(folder) / f"{n:05}.txt").write_text(article(n, languages[n % 4]), encoding="utf-8")
        same = compare_loads(Path(folder), few=few, many=many)
    return same and (smoke or (len(sample) / whole >= TARGET and grown < 50))


def _seconds(work: object, sample: list[tuple[str, str]]) -> float:
    """Return the processor time that work on a sample takes; other processes on the machine do not count."""
    assert callable(work)
    start = time.process_time()
    for text, language in sample:
        work(text, language)
    return time.process_time() - start


def _peak() -> float:
    """Return the peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
