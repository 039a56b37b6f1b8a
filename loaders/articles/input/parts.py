"""Tell the parts of an article: headline, captions, byline, paragraphs, and where what belongs to the page
begins.

Menus, tags and teasers under an article are no facts of it. Offsets are those of the text; nothing is cut
out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Part = Literal["headline", "caption", "byline", "body"]

_END: Final = re.compile(
    r"(?im)^(?:source ?:|nguồn ?:|источник ?:|comment \(|bình luận|same (?:tag|category|author)$|tags? ?:"
    r"|từ khóa|related (?:news|articles|posts|topics|stories)|most (?:read|viewed)$|recommended$|feedback$"
    r"|read more|see also|xem thêm|(?:tin|các tin)(?:,? bài)? (?:liên quan|khác|cùng chuyên mục)"
    r"|có thể bạn quan tâm|gửi phản hồi"
    r"|chia sẻ bài viết|читайте также|похожие новости|другие новости|добавить комментарий|теги ?:"
    r"|lire aussi|à lire aussi|sur le même sujet|articles? (?:liés?|similaires?)"
    r"|no data$|phiên bản di động|in bài viết$|printcopy$|url: ?https?:)|source ?: ?https?://"
)
_TWICE: Final = re.compile(r"(?m)^(.{15,160}?) ?\1$")
_ASIDE: Final = re.compile(
    r"(?i)^(?:>>|»|!\[\]|xem thêm|cập nhật ?:|số lượt xem|theo dõi |- (?:in ra|đóng cửa sổ)|home ?[>|]|trang chủ )"
)
_DOUBLED: Final = re.compile(r"^(.{15,300}?) ?\1$")
_IMAGE: Final = re.compile(r"(?i)^[\w.%-]{1,80}\.(?:jpe?g|png|gif|webp)$")
_CREDIT: Final = re.compile(
    r"(?i)(?:\((?:photo|ảnh|фото|image)[^)]{0,60}\)|(?:photo|ảnh|фото|photo de|illustration) ?:.{0,60})$"
)
_POINTED: Final = re.compile(
    r"\((?:left|right|cent(?:er|re)|trái|phải|giữa|справа|слева|в центре|(?:à )?(?:gauche|droite)|au centre)\b"
)
"""Who stands where in a picture, as captions say it."""
_SENTENCE: Final = re.compile(
    r"[.!?…][\"”»)]*\s+(?=[\"“«(]?[A-ZĐÀ-ỸА-ЯЁ])"
    r"|(?<=[a-zà-ỹа-яё]{2})[.!?](?=[A-ZĐА-ЯЁ][a-zà-ỹа-яё]+[ ,])"  # the blank after a full stop is lost
)
_SHORT: Final = re.compile(
    r"(?<!\w)(?:MM|Mr|Ms|Mrs|Dr|Prof|No|M|т|г|гг|им|TS|PGS|GS|ThS|TP|T.Ư|St|[A-ZА-Я])$"
)


@dataclass(frozen=True)
class TextSpan:
    """A stretch of an article: code points, and the part it belongs to."""

    start: int
    end: int
    part: Part = "body"


@dataclass(frozen=True)
class Parts:
    """The stretches of an article, in order: lines of the text as far as they belong to the article."""

    lines: tuple[TextSpan, ...]
    end: int

    def holds(self, offset: int) -> bool:
        """Whether a place belongs to the article, and not to a teaser within it."""
        at = bisect_right(self.lines, offset, key=lambda line: line.start) - 1
        return at >= 0 and offset < self.lines[at].end

    def part_at(self, offset: int) -> Part:
        """Return the part a place belongs to."""
        at = bisect_right(self.lines, offset, key=lambda line: line.start) - 1
        return self.lines[at].part if at >= 0 and offset < self.lines[at].end else "body"


def parts(text: str, title: str | None = None) -> Parts:
    """Divide a text into the lines of the article."""
    end = len(text)
    stops = [m.start() for m in (_END.search(text, min(200, len(text))), _teasers(text)) if m]
    end = min([end, *stops])
    spans = [(m.start(), m.end()) for m in re.finditer(r"[^\n]*[^\s][^\n]*", text[:end])]
    lines: list[TextSpan] = []
    after_image = False
    for place, (start, last) in enumerate(spans):
        printed = text[start:last].strip()
        if _ASIDE.match(printed) or (_DOUBLED.match(printed) and place > 0):
            continue
        part: Part = "body"
        credited = after_image or bool(_CREDIT.search(printed))
        if (title and printed.casefold() == title.strip().casefold()) or (
            place < 3 and not (credited and place) and _is_headline(printed, place)
        ):
            part = "headline"
        elif credited:
            part = "caption"
        elif place >= len(spans) - 2 and len(printed) < 40 and _is_byline(printed):
            part = "byline"
        after_image = bool(_IMAGE.match(printed))
        lines.append(TextSpan(start, last, part))
    return Parts(tuple(lines), end)


_WRAPPED: Final = re.compile(r"(?m)^(?P<line>[^\n]{40,}[^\s.!?…:;|])\n(?=[^\s>»•*-])")


def unwrapped(text: str) -> str:
    """Put blanks for the line ends within paragraphs, where a text has its lines broken at a width; its
    length stays.

    >>> unwrapped("a line that someone broke at a width of fifty or so letters\\nand that goes on.").count("\\n")
    0
    """
    first = text.find("\n") + 1 if text.count("\n") > 1 else 0  # a headline is no part of what follows
    lines = [
        line
        for line in text[first:].split("\n")
        if len(line) > 50 and not _ASIDE.match(line) and line[0] not in "-–•*"
    ]
    broken = sum(1 for line in lines if len(line) < 130 and not re.search(r"[.!?…:;»”\"|]\s*$", line))
    if not broken or broken * 2 < len(lines):
        return text
    return text[:first] + _WRAPPED.sub(lambda m: m["line"] + " ", text[first:])


def _teasers(text: str) -> re.Match[str] | None:
    """Return the first line that says its words twice, as lists of teasers do, if no paragraph follows it."""
    first = _TWICE.search(text, len(text) // 3)
    if first is None:
        return None
    rest = [line.strip() for line in text[first.end() :].split("\n")]
    told = (line for line in rest if len(line) > 140 and line.endswith((".", "!", "”", '"')))
    return None if any(not line.endswith("..") and not _DOUBLED.match(line) for line in told) else first


def _is_headline(printed: str, place: int) -> bool:
    return (
        len(printed) < 200
        and not re.search(r"[.!?…:;,][”\"»)]?$", printed)
        and not _POINTED.search(printed)
        and (place == 0 or len(printed) > 25)
    )


def _is_byline(printed: str) -> bool:
    words = printed.split()
    return 1 < len(words) <= 5 and all(w[0].isupper() for w in words) and not re.search(r"[.,:;!?]$", printed)


def sentences(text: str, line: TextSpan) -> list[TextSpan]:
    """Divide a line into sentences; what goes on for longer than any sentence does is divided after a mark or a word,
    so that rules which compare the words of a sentence take time linear in the text.
    """
    found: list[TextSpan] = []
    start = line.start
    for stop in _SENTENCE.finditer(text, line.start, line.end):
        if _SHORT.search(text, max(line.start, stop.start() - 4), stop.start()):
            continue
        found += _bounded(text, TextSpan(start, stop.start() + len(stop[0].rstrip()), line.part))
        start = stop.end()
    if start < line.end:
        found += _bounded(text, TextSpan(start, line.end, line.part))
    return found


_LONGEST_SENTENCE: Final = 6000
"""Code points of a sentence; a list of a hundred people with their titles has fewer."""


def _bounded(text: str, sentence: TextSpan) -> Iterator[TextSpan]:
    start = sentence.start
    while sentence.end - start > _LONGEST_SENTENCE:
        limit = start + _LONGEST_SENTENCE
        blanks = (
            text.rfind(mark, start + _LONGEST_SENTENCE // 2, limit) + len(mark) for mark in ("; ", ", ", " ")
        )
        cut = next((blank for blank in blanks if blank > start + _LONGEST_SENTENCE // 2), limit)
        yield TextSpan(start, cut, sentence.part)
        start = cut
    if start < sentence.end:
        yield TextSpan(start, sentence.end, sentence.part)
