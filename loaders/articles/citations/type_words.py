"""Type words in a text, and what the words beside them say of a reference that begins with one."""

import re
from dataclasses import dataclass
from functools import cache

from loaders.articles.citations.document import FoldedDocument, pattern
from loaders.articles.citations.lexicon import TypeWord, readings
from loaders.articles.citations.model import Citation

PlacedCitation = tuple[Citation, int, int]
"""A citation with where it starts and where reading goes on, in the composed text."""


@dataclass(frozen=True)
class TypeWordMatch:
    """A type word in the folded text, and what it may mean in the language of the page."""

    start: int
    end: int
    word: str
    language: str
    readings: tuple[TypeWord, ...]

    @property
    def types(self) -> tuple[str, ...]:
        """The types it means, without those that only the press means by it."""
        return tuple(dict.fromkeys(r.type for r in self.readings if not r.press))

    @property
    def rank(self) -> str:
        ranks = {r.rank for r in self.readings if not r.press}
        return next((rank for rank in ("strong", "firm") if rank in ranks), "weak")

    @property
    def verb(self) -> bool:
        return any(r.verb for r in self.readings)

    @property
    def type(self) -> str | None:
        """The one type it means: its only one, or the only one of the highest rank."""
        best = {r.type for r in self.readings if not r.press and r.rank == self.rank}
        return best.pop() if len(best) == 1 else None


def head_at(document: FoldedDocument, start: int, end: int) -> TypeWordMatch | None:
    """Make a head of a matched type word, reading it in the page's language where it has a meaning there."""
    word = " ".join(document.folded[start:end].split())
    found = tuple(r for r in readings(word) if r.printed_as(document.text[start:end]))
    if not found:
        return None
    own = [r for r in found if r.language == document.language]
    if not own:
        vietnamese = [r for r in found if r.language == "vi"]
        own = vietnamese or list(found)
    language = own[0].language
    return TypeWordMatch(start, end, word, language, tuple(r for r in own if r.language == language))


@cache
def _several() -> re.Pattern[str]:
    """What makes a Vietnamese noun several, perhaps with policies named between: "các chủ trương, nghị quyết"."""
    policy = pattern("policy_words").pattern
    return re.compile(rf"(?<![^\W_])(?:cac|nhung|mot so|nhieu|moi) (?:{policy}(?:,? va |, )){{0,4}}$")


def plural(document: FoldedDocument, head: TypeWordMatch) -> bool:
    """Whether the word is a plural, as far as its language shows it."""
    if head.language in ("en", "fr"):
        return head.word.endswith("s")
    if head.language == "vi":
        return _several().search(document.folded, max(0, head.start - 90), head.start) is not None
    return re.search(r"(?:ам|ами|ах|ов|ий|ей)$", head.word) is not None


def foreign(document: FoldedDocument, start: int, end: int) -> bool:
    """Whether the words beside a reference say that it is not a Vietnamese document, or no document at
    all."""
    before = re.split(r'[.;,:()\n"]', document.folded[max(0, start - 40) : start])[-1]
    after = re.sub(r"^ ?\([^()]{0,20}\)", "", document.folded[end : end + 60])
    after = re.split(r'[.;,:()\n"]', after)[0]
    return bool(
        any(pattern("foreign").search(part) for part in (before, document.folded[start:end], after))
        or pattern("countries_before", r"(?<![^\W_])%s").search(before)
        or pattern("countries_after").search(after)
        or pattern("other_senses", r"(?<![^\W_])%s").search(before)
    )


def base(document: FoldedDocument, head: TypeWordMatch, kind: str, start: int, end: int) -> Citation:
    """Return the citation of a type word with nothing but its span read.

    What a congress or a plenum adopts is a resolution, if the word can mean one.
    """
    meant = head.types
    if kind in ("congress", "plenum") and "resolution" in meant:
        meant = ("resolution",)
    return Citation(
        kind=kind,  # type: ignore[arg-type]
        span=document.span(start, end),
        wording=document.printed(start, end),
        language=head.language,
        type=meant[0] if len(meant) == 1 else head.type,
        types=meant,
        type_word=document.named(head.start, head.end),
    )
