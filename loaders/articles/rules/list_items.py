"""Read ordered lists in running text: the recommendations of a speech, the tasks of a programme."""

import re
from collections.abc import Iterator
from typing import Final, Literal

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan, sentences
from loaders.articles.lexicons import read_yaml
from loaders.articles.records import Item, Passage
from loaders.articles.rules.pattern_matcher import pattern_matcher
from loaders.articles.rules.recommendations import urged
from loaders.articles.rules.speakers import speaker_before
from loaders.articles.rules.tasks_in_prose import begins_task, running_tasks, within_item

_TASKS: Final = re.compile(
    r"(?P<n>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) (?:key |main |major |following "
    r"|priority )?tasks"
    r"|(?P<n2>\d{1,2}) (?:nhom )?(?:nhiem vu|noi dung)|(?P<n3>\d{1,2}|семи|пяти|шести|восьми) (?:ключевы\w{1,2} "
    r"|основны\w{1,2} |главны\w{1,2} )?задач\w{0,2}"
    r"|(?P<n4>\d{1,2}|sept|cinq|six|huit) (?:taches|missions)"
)
_NUMBERS: Final = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "пяти": 5, "шести": 6, "семи": 7, "восьми": 8, "cinq": 5, "sept": 7, "huit": 8,
}  # fmt: skip


def items(document: Document) -> Iterator[Item]:
    """Yield recommendations and tasks, each with its number, from the article's paragraphs."""
    lines = [line for line in document.parts.lines if line.part == "body"]
    used: set[int] = set()
    for item, line in _numbered(document, lines):
        used.add(line)
        yield item
    for item in _announced(document, lines, used):
        used.add(item.passage.start)
        yield item
    yield from _in_one_paragraph(document, lines, used)
    for item in _bulleted(document, lines, used):
        used.add(item.passage.start)
        yield item
    yield from running_tasks(document, used)
    yield from urged(document, lines, used)


def _numbered(document: Document, lines: list[TextSpan]) -> Iterator[tuple[Item, int]]:
    """Paragraphs or sentences that begin with First, Second, ...: at least two, counted without a gap.

    They are what the speaker before them recommends; where nobody speaks, they are tasks.
    """
    words = [re.compile(rf"(?:{w})(?=[,: ])") for w in read_yaml("ordered.yaml")["first"][document.language]]
    chain: list[tuple[int, TextSpan]] = []
    for line in lines:
        for sentence in sentences(document.text, line):
            if len(chain) < len(words) and words[len(chain)].match(document.folded, sentence.start):
                chain.append((sentence.start, line))
    if len(chain) < 2:
        return
    speaker = speaker_before(document, chain[0][0])
    starts = [start for start, _ in chain[1:]]
    for position, (start, line) in enumerate(chain, 1):
        following = starts[position - 1] if position <= len(starts) else line.end
        end = min(line.end, following)
        end = start + len(document.text[start:end].rstrip())
        kind: Literal["task", "recommendation"] = "recommendation" if speaker else "task"
        yield Item(kind, position, Passage(start, end), speaker), line.start


_BULLET: Final = re.compile(r"(?:[-–—•*+]|\d{1,2}[.)])[ ]{0,3}(?=\w)")


def _bulleted(document: Document, lines: list[TextSpan], used: set[int]) -> Iterator[Item]:
    """Lines with bullets under one that announces tasks and ends with a colon: two at least."""
    announced = pattern_matcher(read_yaml("ordered.yaml")["announced"][document.language])
    for index, line in enumerate(lines):
        if (
            document.text[line.start : line.end].rstrip()[-1:] != ":"
            or next(announced.finditer(document.folded, line.start, line.end), None) is None
        ):
            continue
        items = []
        for item in lines[index + 1 :]:
            bullet = _BULLET.match(document.text, item.start)
            if bullet is None or item.start in used:
                break
            end = item.start + len(document.text[item.start : item.end].rstrip(" ;.\n"))
            items.append(Passage(bullet.end(), end, item.part))
        if len(items) > 1:
            yield from (Item("task", position, passage) for position, passage in enumerate(items, 1))
            return


_APART: Final = re.compile(r"\s*;\s*|(?<=[^\s.]{2})[.…]+\s+(?=[^\W\d_a-zа-яđ])")


def _in_one_paragraph(document: Document, lines: list[TextSpan], used: set[int]) -> Iterator[Item]:
    """Tasks announced and told in one paragraph, set apart by semicolons: three at least, two of the marks."""
    contents = pattern_matcher(read_yaml("ordered.yaml")["contents"][document.language])
    for line in lines:
        if line.start in used or document.folded.count(";", line.start, line.end) < 2:
            continue
        trigger = next((m for _, m in contents.finditer(document.folded, line.start, line.end)), None)
        if trigger is None or document.folded.count(";", trigger.end(), line.end) < 2:
            continue
        opened = re.compile(r"\s*:?\s*").match(document.folded, trigger.end())
        start = opened.end() if opened else trigger.end()
        colon = document.text.find(":", trigger.end(), min(line.end, trigger.end() + 140))
        start = colon + 2 if colon > 0 and ";" not in document.text[trigger.end() : colon] else start
        items = [*_split(document, start, line.end)]
        if len(items) < 3:
            continue
        used.add(line.start)
        for position, (first, last) in enumerate(items, 1):
            yield Item("task", position, Passage(first, last, line.part))


def _split(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Divide at semicolons and sentence ends; what begins with no task of its own goes on with the one before."""
    for mark in [*_APART.finditer(document.text, start, end), None]:
        if mark and not begins_task(document, mark.end()):
            continue
        stop = mark.start() if mark else start + len(document.text[start:end].rstrip(" .…\n"))
        yield from ((first, last) for first, last in within_item(document, start, stop) if last - first > 15)
        start = mark.end() if mark else end


def _announced(document: Document, lines: list[TextSpan], used: set[int]) -> Iterator[Item]:
    """As many paragraphs of tasks as the text announces, right after the announcement and none shorter than a
    clause."""
    for index, line in enumerate(lines):
        match = _TASKS.search(document.folded, line.start, line.end)
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
            yield Item("task", position, Passage(task.start, task.end))
        return
