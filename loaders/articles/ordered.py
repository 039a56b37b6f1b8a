"""Read ordered lists in running text: the recommendations of a speech, the tasks of a programme."""

import re
from collections.abc import Iterator
from typing import Final

from loaders.articles.anchored import anchored
from loaders.articles.context import Context
from loaders.articles.lexicons import read_yaml
from loaders.articles.parts import Stretch, sentences
from loaders.articles.records import Item, Passage
from loaders.articles.running import begins_task, running_tasks, within_item

_TASKS: Final = re.compile(
    r"(?P<n>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) (?:key |main |major |following "
    r"|priority )?tasks"
    r"|(?P<n2>\d{1,2}) (?:nhom )?nhiem vu|(?P<n3>\d{1,2}|семи|пяти|шести|восьми) (?:ключевы\w{1,2} "
    r"|основны\w{1,2} |главны\w{1,2} )?задач\w{0,2}"
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
    for item in _announced(context, lines, used):
        used.add(item.passage.start)
        yield item
    yield from _in_one_paragraph(context, lines, used)
    yield from running_tasks(context, used)
    yield from _urged(context, lines, used)


def _numbered(context: Context, lines: list[Stretch]) -> Iterator[tuple[Item, int]]:
    """Paragraphs or sentences that begin with First, Second, ...: at least two, counted without a gap."""
    words = [re.compile(rf"(?:{w})(?=[,: ])") for w in read_yaml("ordered.yaml")["first"][context.language]]
    chain: list[Stretch] = []
    for line in lines:
        if len(chain) < len(words) and words[len(chain)].match(context.folded, line.start):
            chain.append(line)
    if len(chain) < 2:
        return
    speaker = _speaker(context, chain[0].start)
    for position, line in enumerate(chain, 1):
        yield Item("recommendation", position, Passage(line.start, line.end), speaker), line.start


_APART: Final = re.compile(r"\s*;\s*|(?<=[^\s.]{2})[.…]+\s+(?=[^\W\d_a-zа-яđ])")


def _in_one_paragraph(context: Context, lines: list[Stretch], used: set[int]) -> Iterator[Item]:
    """Tasks announced and told in one paragraph, set apart by semicolons: three at least, two of the marks."""
    contents = anchored(read_yaml("ordered.yaml")["contents"][context.language])
    for line in lines:
        if line.start in used or context.folded.count(";", line.start, line.end) < 2:
            continue
        trigger = next((m for _, m in contents.finditer(context.folded, line.start, line.end)), None)
        if trigger is None or context.folded.count(";", trigger.end(), line.end) < 2:
            continue
        opened = re.compile(r"\s*:?\s*").match(context.folded, trigger.end())
        start = opened.end() if opened else trigger.end()
        items = [*_split(context, start, line.end)]
        if len(items) < 3:
            continue
        used.add(line.start)
        for position, (first, last) in enumerate(items, 1):
            yield Item("task", position, Passage(first, last, line.part))


def _split(context: Context, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Divide at semicolons and sentence ends; what begins with no task of its own goes on with the one before."""
    for mark in [*_APART.finditer(context.text, start, end), None]:
        if mark and not begins_task(context, mark.end()):
            continue
        stop = mark.start() if mark else start + len(context.text[start:end].rstrip(" .…\n"))
        yield from ((first, last) for first, last in within_item(context, start, stop) if last - first > 15)
        start = mark.end() if mark else end


_PRONOUN: Final = re.compile(r"(?:it|they|elle|elles|ils?|он\w?) (?:doi|needs?|must|should|долж)")
_BARE: Final = re.compile(
    r"(?:strengthen|promote|improve|continue|focus|enhance|actively|pay|build|expand|innovate"
    r"|renforcer|promouvoir) "
)
_SPEECH: Final = re.compile(r"(?:speaking|addressing|s'exprimant|выступая|phat bieu)")


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])")


def _urged(context: Context, lines: list[Stretch], used: set[int]) -> Iterator[Item]:
    """What a speaker says that bodies must do, sentence by sentence, until the text turns away from the
    speech.

    Only sentences whose subject is a body count, with those after them that have no subject of their own.
    """
    speaker: str | None = None
    position = len(used)
    for line in lines:
        if line.start in used:
            continue
        spoken = False
        if context.word("spoke").search(line.start, line.end):
            speaker = _speaker(context, line.end)
        before = False
        for sentence in sentences(context.text, line):
            if asker := _asks(context, sentence):
                speaker = asker
            if speaker is not None and (asker or _is_urged(context, sentence, before)):
                position += 1
                before = spoken = True
                yield Item("recommendation", position, Passage(sentence.start, sentence.end), speaker)
            else:
                before = False
        says = context.word("says").search(line.start, line.end)
        if not (spoken or says or context.word("spoke").search(line.start, line.end)):
            speaker = None if not _SPEECH.match(context.folded, line.start) else speaker


def _is_urged(context: Context, sentence: Stretch, before: bool) -> bool:
    folded = context.folded
    must = _whole(read_yaml("ordered.yaml")["must"][context.language]).search(
        folded, sentence.start, sentence.end
    )
    bodies = context.within(context.bodies, sentence.start, sentence.end)
    subject = must and any(b.start - sentence.start < 8 and b.end <= must.start() for b in bodies)
    alone = before and (_PRONOUN.match(folded, sentence.start) or _BARE.match(folded, sentence.start))
    return bool(subject or alone)


def _asks(context: Context, stretch: Stretch) -> str | None:
    """Return the person who (by name or by surname alone) asks something of a body in a sentence."""
    if _SPEECH.match(context.folded, stretch.start):
        return None
    match = _whole(read_yaml("ordered.yaml")["asked"][context.language]).search(
        context.folded, stretch.start, min(stretch.end, stretch.start + 90)
    )
    if match is None:
        return None
    given = {p.slug.rsplit("-", 1)[-1]: p.slug for p in context.persons}
    who = re.findall(r"[^\W\d_]+", context.folded[stretch.start : match.start()])
    bodies = context.within(context.bodies, match.end(), stretch.end)
    if not any(b.start - match.end() < 40 for b in bodies):
        return None
    return next((given[word] for word in who if word in given), None)


def _speaker(context: Context, before: int) -> str | None:
    """The last person before the list whom the text says to speak."""
    for spoke in reversed(list(context.word("spoke").within(0, before))):
        sentence = context.sentence_at(spoke.start())
        for person in context.within(context.persons, sentence.start, sentence.end):
            return person.slug
    return None


def _announced(context: Context, lines: list[Stretch], used: set[int]) -> Iterator[Item]:
    """As many paragraphs of tasks as the text announces, right after the announcement and none shorter than a
    clause."""
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
            yield Item("task", position, Passage(task.start, task.end))
        return
