"""Make articles of many provinces that share names, numbers and short names of bodies, and say what each one means.

The same seed makes the same articles. A story is one event of one province's union: its articles are an original, in
some cases a translation that names it, and in some cases copies by other publishers with a changed word or two.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from loaders.articles.lexicons import read_csv
from loaders.articles.mentions.vietnamese_names import transcribe
from tests.corpus.wordings import WORDINGS, Wording, unmarked

NAMES: Final = (
    "Nguyễn Văn Hùng",
    "Nguyễn Văn Hưng",
    "Trần Thị Lan",
    "Lê Văn Tuấn",
    "Lê Văn Tuân",
    "Phạm Minh Đức",
    "Hoàng Thị Hoa",
    "Vũ Quang Vinh",
    "Đặng Thu Hà",
    "Bùi Xuân Trường",
    "Đỗ Quốc Bình",
    "Ngô Thị Mai",
    "Nguyễn Văn Sơn",
    "Trần Quốc Khánh",
)
"""Few names for many posts, two pairs of which differ by a mark alone."""

NUMBERS: Final = (12, 45, 128)
"""Numbers of local documents, shared by all provinces."""

LANGUAGES: Final = ("vi", "en", "ru", "fr")
PUBLISHERS: Final = ("Báo Tin Chung", "Nhật báo Miền", "Tạp chí Hữu nghị", "Cổng tin tỉnh")


@dataclass(frozen=True)
class Place:
    """A province as articles write it: with its marks, without, and in Cyrillic."""

    slug: str
    marked: str
    cyrillic: str


@dataclass(frozen=True)
class Mention:
    """Something that an article names: the key of what it truly is, and the code points where it stands."""

    kind: str
    key: str
    start: int
    end: int


@dataclass(frozen=True)
class Made:
    """An article: its file and text, and what is true of it. `root` is the file of the text that it goes back to."""

    file: str
    language: str
    publisher: str
    url: str
    published: str
    text: str
    story: str
    root: str
    original_url: str = ""
    mentions: tuple[Mention, ...] = ()


@dataclass
class Story:
    """What happened, before it is told."""

    number: int
    place: Place
    day: str
    event: str
    chair: str
    secretary: str
    local: tuple[int, str]
    choice: random.Random = field(repr=False)

    @property
    def key(self) -> str:
        return f"{self.place.slug} {self.event} {self.day}"


def places(count: int) -> list[Place]:
    """Return so many provinces of the list that articles are read with."""
    rows = [
        r for r in read_csv("places.csv")
        if r["kind"] == "province" and " - " not in r["vi"] and not r["only_after"]
    ]  # fmt: skip
    return [
        Place(r["slug"], r["vi"], r["ru"].split(";")[0] or transcribe(r["vi"]).replace(" ", "").capitalize())
        for r in rows[:count]
    ]


def corpus(articles: int, *, provinces: int = 60, seed: int = 14) -> list[Made]:
    """Make so many articles, a fifth of them near-copies."""
    chance = random.Random(seed)
    known = places(provinces)
    holders = {key: pair for place in known for key, pair in _holders(place, chance)}
    made: list[Made] = []
    number = 0
    taken: set[str] = set()
    while len(made) < articles:
        number += 1
        choice = random.Random(f"{seed}-{number}")
        place, year = choice.choice(known), choice.choice((2022, 2023, 2024))
        chair, secretary = holders[place.slug, year]
        month, day = choice.randint(2, 12), choice.randint(1, 28)
        issued = f"{year}-01-{choice.choice((10, 20))}"
        story = Story(
            number, place, f"{year}-{month:02d}-{day:02d}", choice.choice(("conference", "workshop")),
            chair, secretary, (choice.choice(NUMBERS), issued), choice,
        )  # fmt: skip
        if story.key in taken:
            continue
        taken.add(story.key)
        made += told(story)
    return made[:articles]


def _holders(place: Place, chance: random.Random) -> Iterator[tuple[tuple[str, int], tuple[str, str]]]:
    """Who holds the two posts of a province in each year. Nobody could tell two holders of one post apart whose names
    differ by a mark alone, where articles leave the marks out; so no post has two such holders."""
    held: tuple[list[str], list[str]] = ([], [])
    for year in (2022, 2023, 2024):
        pair: list[str] = []
        for before in held:
            free = [
                name
                for name in NAMES
                if name not in pair and not any(unmarked(name) == unmarked(b) and name != b for b in before)
            ]
            pair.append(chance.choice(free))
            before.append(pair[-1])
        yield (place.slug, year), (pair[0], pair[1])


def told(story: Story) -> Iterator[Made]:
    """Tell a story: once, sometimes in another language too, and sometimes in near-copies."""
    choice = story.choice
    language = choice.choice(LANGUAGES)
    original = _article(story, language, "", choice.choice(PUBLISHERS), WORDINGS[language])
    yield original
    if choice.random() < 0.25:
        other = choice.choice([one for one in LANGUAGES if one != language])
        yield _article(story, other, "t", choice.choice(PUBLISHERS), WORDINGS[other], of=original)
    for copy in range((choice.random() < 0.25) + (choice.random() < 0.06)):
        yield _copy(original, copy, choice)


def _article(
    story: Story, language: str, suffix: str, publisher: str, wording: Wording, of: Made | None = None
) -> Made:
    choice = random.Random(f"{story.number}{language}{suffix}")
    place = {"vi": story.place.marked, "ru": story.place.cyrillic}.get(language, unmarked(story.place.marked))
    number, issued = story.local
    words = {
        "place": place,
        "day": wording.date(story.day),
        "event": wording.events[story.event],
        "chair": _name(story.chair, language),
        "secretary": _name(story.secretary, language),
        "local": f"{number}-KH/TU",
        "issued": wording.date(issued),
    }
    keys = {
        "chair": ("person", f"{story.place.slug} union {story.chair}"),
        "secretary": ("person", f"{story.place.slug} party {story.secretary}"),
        "local": ("document", f"{story.place.slug} {number}-KH/TU {issued}"),
        "central": ("document", "12-CT/TW 2022-01-05"),
    }
    words["central"] = "12-CT/TW"
    text, spans = "", []
    sentences = [*wording.story, *choice.sample(wording.filling, 5)]
    for sentence in sentences:
        for piece in sentence.split("{"):
            name, brace, rest = piece.partition("}")
            if not brace:
                text += piece
                continue
            begin = len(text)
            text += words[name]
            if name in keys:
                spans.append(Mention(*keys[name], begin, len(text)))
            text += rest
        text += "\n\n"
    stem = f"{story.number:05d}{suffix}"
    mentions = (Mention("event", story.key, 0, len(text)), *spans)
    return Made(
        file=f"{stem}.{language}.txt",
        language=language,
        publisher=publisher,
        url=f"https://news.example/{stem}-{language}",
        published=story.day,
        text=text,
        story=story.key,
        root=of.root if of else f"{stem}.{language}.txt",
        original_url=of.url if of else "",
        mentions=mentions,
    )


def _copy(original: Made, number: int, choice: random.Random) -> Made:
    """Another publisher's copy: a last line of its own, and one word of the filling changed."""
    stem = f"{original.file.split('.')[0]}c{number}"
    text = original.text.rstrip() + f"\n\n({choice.choice(PUBLISHERS)})\n"
    return Made(
        file=f"{stem}.{original.language}.txt",
        language=original.language,
        publisher=choice.choice([p for p in PUBLISHERS if p != original.publisher]),
        url=f"https://copies.example/{stem}",
        published=original.published,
        text=text,
        story=original.story,
        root=original.root,
        mentions=original.mentions,
    )


def _name(name: str, language: str) -> str:
    if language == "vi":
        return name
    return transcribe(name).title() if language == "ru" else unmarked(name)


def write(made: list[Made], folder: Path) -> None:
    """Write the articles into a folder, with the side-car that says of each what its publisher does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "reports.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("file", "language", "publisher", "url", "published", "original_url"))
        for one in made:
            (folder / one.file).write_text(one.text, encoding="utf-8")
            rows.writerow((one.file, one.language, one.publisher, one.url, one.published, one.original_url))
