"""The words of a question: without case, and without marks where the question has none, endings of English cut.

`graph.search.normalise` takes a text apart in the same way as names in the index, so a word of a question and a word of
a name compare. What is done here on top is for phrases: English words lose their endings, spellings with -is- and -iz-
are one, and a word with marks does not stand for another with other marks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph.limits import LIMITS
from graph.search.normalise import Word, words_of

_SHORT: Final = 4
_SPELLINGS: Final = {
    "program": "programme",
    "centre": "center",
    "labour": "labor",
}


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """Return an English word without its ending; syllables of Vietnamese are left as they are.

    No syllable of Vietnamese ends in -s, -ed, -ing or -ies.

    >>> stem("cites"), stem("cited"), stem("citing"), stem("organisations"), stem("thang")
    ('cit', 'cit', 'cit', 'organiz', 'thang')
    """
    word = _SPELLINGS.get(word, word)
    if len(word) < _SHORT or not word.isascii():
        return word
    for ending, instead in (
        ("isations", "iz"), ("izations", "iz"), ("isation", "iz"), ("ization", "iz"), ("ies", "y"), ("ing", ""),
        ("ed", ""), ("es", ""), ("s", ""), ("e", ""),
    ):  # fmt: skip
        left = len(word) - len(ending)
        if word.endswith(ending) and left >= (4 if ending == "e" else 3) and not word.endswith("ss"):
            word = word[:left] + instead
            break
    if len(word) > _SHORT and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word


@dataclass(frozen=True)
class Token:
    """A word of a question at its place; `mended` where a typing error was taken out of it."""

    at: int
    text: str
    folded: str
    marked: str
    stem: str
    start: int
    end: int
    mended: bool = False

    @property
    def is_number(self) -> bool:
        return self.folded.isdigit()

    @property
    def has_marks(self) -> bool:
        return self.marked != self.folded

    @property
    def word(self) -> Word:
        return Word(self.folded, self.marked, self.start, self.end)


@dataclass(frozen=True)
class Question:
    """A question as it was typed, with its words. `marks` tells whether it is written with the marks of Vietnamese."""

    text: str
    tokens: tuple[Token, ...]

    @property
    def marks(self) -> bool:
        return any(token.has_marks and token.folded.isascii() for token in self.tokens)

    def between(self, one: int, other: int) -> str:
        """Return what stands between two words."""
        return self.text[self.tokens[one].end : self.tokens[other].start]

    def said(self, places: frozenset[int]) -> str:
        """Return the words at these places, as they were typed.

        >>> question_of("Who chairs it?").said(frozenset({0, 1}))
        'Who chairs'
        """
        return " ".join(self.tokens[at].text for at in sorted(places))


def question_of(text: str) -> Question:
    """Take a question apart into its words.

    >>> [token.folded for token in question_of("Ai là Chủ tịch?").tokens]
    ['ai', 'la', 'chu', 'tich']
    """
    return Question(text, tuple(_tokens(text)))


def _tokens(text: str) -> Iterator[Token]:
    for at, word in enumerate(words_of(text)[: LIMITS.question_words]):
        printed = text[word.start : word.end]
        yield Token(at, printed, word.folded, word.marked, stem(word.folded), word.start, word.end)


def agree(question: Question, token: Token, word: Word) -> bool:
    """Whether a word of a question may be a word of a phrase: the same letters, and the same marks where both have any.

    Where the question is typed without marks, a word without them may be any.
    """
    if token.folded != word.folded and token.stem != stem(word.folded):
        return False
    if token.marked == word.marked or token.stem != token.folded:
        return True
    if token.has_marks:
        return not word.has_marks and not token.folded.isascii()
    return not question.marks or not word.has_marks
