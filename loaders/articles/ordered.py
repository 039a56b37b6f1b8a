"""Read ordered lists in running text: the recommendations of a speech, the tasks of a programme."""

import re
from collections.abc import Iterator
from typing import Final

from loaders.articles.context import Context
from loaders.articles.parts import Stretch
from loaders.articles.records import Item, Passage

_FIRST: Final = {
    "en": ["first(?:ly)?", "second(?:ly)?", "third(?:ly)?", "fourth(?:ly)?", "fifth(?:ly)?", "sixth(?:ly)?", "seventh(?:ly)?", "eighth(?:ly)?"],
    "vi": ["thu nhat|mot la", "thu hai|hai la", "thu ba|ba la", "thu tu|bon la", "thu nam|nam la", "thu sau|sau la", "thu bay|bay la", "thu tam|tam la"],
    "ru": ["во-первых|первое|первый", "во-вторых|второе", "в-третьих|третье", "в-четвертых|четвертое", "в-пятых|пятое", "в-шестых|шестое", "в-седьмых|седьмое", "в-восьмых"],
    "fr": ["premierement|d'abord", "deuxiemement", "troisiemement", "quatriemement", "cinquiemement", "sixiemement", "septiemement", "huitiemement"],
}  # fmt: skip
_TASKS: Final = re.compile(
    r"(?P<n>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) (?:key |main |major |following |priority )?tasks"
    r"|(?P<n2>\d{1,2}) (?:nhom )?nhiem vu|(?P<n3>\d{1,2}|семи|пяти|шести|восьми) (?:ключевы\w{1,2} |основны\w{1,2} |главны\w{1,2} )?задач\w{0,2}"
    r"|(?P<n4>\d{1,2}|sept|cinq|six|huit) (?:taches|missions)"
)
_NUMBERS: Final = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "пяти": 5, "шести": 6, "семи": 7, "восьми": 8, "cinq": 5, "sept": 7, "huit": 8,
}  # fmt: skip


def items(context: Context) -> Iterator[Item]:
    """Yield recommendations and tasks, each with its number, from the article's paragraphs."""
    lines = [line for line in context.parts.lines if line.part == "body"]
    used: set[int] = set()
    for item, line in _numbered(context, lines):
        used.add(line)
        yield item
    yield from _announced(context, lines, used)


def _numbered(context: Context, lines: list[Stretch]) -> Iterator[tuple[Item, int]]:
    """Paragraphs or sentences that begin with First, Second, ...: at least two, counted without a gap."""
    words = [re.compile(rf"(?:{w})(?=[,: ])") for w in _FIRST[context.language]]
    chain: list[Stretch] = []
    for line in lines:
        if len(chain) < len(words) and words[len(chain)].match(context.folded, line.start):
            chain.append(line)
    if len(chain) < 2:
        return
    speaker = _speaker(context, chain[0].start)
    for position, line in enumerate(chain, 1):
        marker = words[position - 1].match(context.folded, line.start)
        assert marker
        start = (
            marker.end() + len(context.text[marker.end() :]) - len(context.text[marker.end() :].lstrip(" ,:"))
        )
        yield Item("recommendation", position, Passage(start, _end(context, line)), speaker), line.start


def _end(context: Context, line: Stretch) -> int:
    return line.start + len(context.text[line.start : line.end].rstrip().rstrip("."))


def _speaker(context: Context, before: int) -> str | None:
    """The last person before the list whom the text says to speak."""
    for spoke in reversed(list(context.word("spoke").finditer(context.folded, 0, before))):
        sentence = context.sentence_at(spoke.start())
        for person in context.within(context.persons, sentence.start, sentence.end):
            return person.slug
    return None


def _announced(context: Context, lines: list[Stretch], used: set[int]) -> Iterator[Item]:
    """As many paragraphs of tasks as the text announces, right after the announcement and none shorter than a clause."""
    for index, line in enumerate(lines):
        match = _TASKS.search(context.folded, line.start, line.end)
        if match is None or line.end - line.start < 40:
            continue
        printed = next(v for v in match.groupdict().values() if v)
        count = _NUMBERS.get(printed) or (int(printed) if printed.isdecimal() else 0)
        following = lines[index + 1 : index + 1 + count]
        if (
            len(following) < count
            or count < 2
            or any(x.start in used or x.end - x.start < 40 for x in following)
        ):
            continue
        for position, task in enumerate(following, 1):
            yield Item("task", position, Passage(task.start, _end(context, task)))
        return
