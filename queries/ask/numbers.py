"""Numbers of documents in a question, however they are spelt: 12-CT/TW, 12 ct tw, 12-CT/TƯ, 169/nqcp, 202/2025/QH15.

Whether the graph has a document of a number is not known here.
"""

from dataclasses import dataclass
from typing import Final

from queries.ask.words import Question

_TYPES: Final = (
    "nqlt", "ttlt", "ubtvqh", "qd", "ct", "nq", "kl", "nd", "tt", "hd", "tb", "qyd", "ctr", "cttr", "kh", "bc", "tr",
    "tl", "da", "cv", "l", "pl",
)  # fmt: skip
_BODIES: Final = ("tw", "cp", "ttg", "qh", "ubnd", "hdbt", "bng", "bnv", "tu", "btctw", "vpcp")
_JOINTS: Final = frozenset("-/_\\‐‑–")


@dataclass(frozen=True)
class Number:
    """A number with its code: the parts as they compare ("12", "ct", "tw"), as it is written, and its words.

    `joined`: signs tie its parts, so it is a number of a document whether or not its code is known.
    """

    parts: tuple[str, ...]
    written: str
    places: frozenset[int]
    joined: bool


def numbers_in(question: Question) -> list[Number]:
    """Return the numbers with a code, left to right.

    >>> from queries.ask.words import question_of
    >>> [n.parts for n in numbers_in(question_of("12 ct tw, nq 169/nqcp and 202/2025/QH15"))]
    [('12', 'ct', 'tw'), ('169', 'nq', 'cp'), ('202', '2025', 'qh', '15')]
    """
    found: list[Number] = []
    at = 0
    while at < len(question.tokens):
        number = _number_at(question, at)
        if number is not None:
            found.append(number)
            at = max(number.places)
        at += 1
    return found


def _number_at(question: Question, at: int) -> Number | None:
    tokens = question.tokens
    if not tokens[at].is_number or len(tokens[at].folded) > 5:
        return None
    parts, end, joined, letters = [tokens[at].folded], at + 1, False, 0
    while end < len(tokens) and end - at < 6:
        between = question.between(end - 1, end)
        tied = bool(between.strip()) and set(between.strip()) <= _JOINTS and len(between) <= 3
        word = tokens[end].folded
        if tokens[end].is_number:
            year = end == at + 1 and tied and len(word) == 4
            term = bool(letters) and between == ""
            if not (year or term):
                break
            parts.append(word)
        else:
            codes = _codes(word)
            known = bool(codes) and (tied or (not joined and not between.strip())) and letters < 3
            if not known and not (tied and len(word) <= 6 and letters < 3 and not between.startswith(" ")):
                break
            parts.extend(codes or [word])
            letters += 1
        joined = joined or tied
        end += 1
    if not letters or (len(parts) < 3 and not joined):
        return None
    first, last = tokens[at].start, tokens[end - 1].end
    return Number(tuple(parts), question.text[first:last].upper(), frozenset(range(at, end)), joined)


def _codes(word: str) -> list[str]:
    """Return a word as codes of a type and of bodies: one, or a type with a body run together."""
    if word in _TYPES or word in _BODIES:
        return [word]
    for type_ in _TYPES:
        if word.startswith(type_) and word[len(type_) :] in _BODIES:
            return [type_, word[len(type_) :]]
    return []
