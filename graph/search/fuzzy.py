"""Find words in spite of typing errors: words a letter or two away, run together or apart."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.limits import LIMITS
from graph.search.fold import fold
from graph.search.fts_query import all_of, any_of, marked, quoted
from graph.search.index import NameIndex
from graph.search.normalise import SHORT, TONES, Word, errors_allowed
from graph.search.part import DROPS_MARKS

_NEAR: Final = LIMITS.similar_words


def forgiving(index: NameIndex, words: list[Word], *, typing: bool = False) -> Iterator[str]:
    """Give the queries that forgive typing errors: in one word, or between two; then in every word."""
    star = " *" if typing else ""
    as_asked = [marked(word, star if word is words[-1] else "") for word in words]
    near_to = [[quoted(other) for other in near(index, word.marked, alone=len(words) == 1)] for word in words]
    sorts: list[tuple[list[str], list[list[str]], list[str]]] = [(as_asked, near_to, [])]
    if any(word.has_marks for word in words):
        # A name that leaves marks out may be meant as well: its words are near to what was asked without marks.
        plain = [quoted(word.folded) for word in words]
        near_plain = [
            [
                quoted(other)
                for other in near(index, word.folded, alone=len(words) == 1)
                if other == fold(other)
            ]
            for word in words
        ]
        sorts.append((plain, near_plain, [quoted(DROPS_MARKS)]))
    one = [
        all_of([*exact[:at], any_of(others[at]), *exact[at + 1 :], *sort])
        for exact, others, sort in sorts
        for at in range(len(words))
        if others[at]
    ]
    one += [
        all_of([*as_asked[:at], parts, *as_asked[at + 1 :]])
        for at, word in enumerate(words)
        if (parts := _parted(index, word))
    ]
    one += _joined(index, words)
    if one:
        yield " OR ".join(f"({query})" for query in one)
    several = [
        all_of([*(any_of([word, *others]) for word, others in zip(exact, near_words, strict=True)), *sort])
        for exact, near_words, sort in sorts
        if sum(map(bool, near_words)) > 1
    ]
    if several:
        yield " OR ".join(f"({query})" for query in several)


def _parted(index: NameIndex, word: Word) -> str:
    """Return the query for a word that is two words run together, or an empty text."""
    text = word.folded
    if word.has_marks or len(text) < 5:
        return ""
    cuts = [
        f"({quoted(text[:at])} + {quoted(text[at:])})"
        for at in range(2, len(text) - 1)
        if index.has_word(text[:at]) and index.has_word(text[at:])
    ]
    return any_of(cuts) if cuts else ""


def _joined(index: NameIndex, words: list[Word]) -> list[str]:
    queries = []
    for at in range(len(words) - 1):
        one, two = words[at], words[at + 1]
        if one.has_marks or two.has_marks or one.is_number or two.is_number:
            continue
        both = one.folded + two.folded
        if len(both) >= 4 and index.has_word(both):
            rest = [marked(word, "") for word in (*words[:at], *words[at + 2 :])]
            queries.append(all_of([quoted(both), *rest]))
    return queries


def near(index: NameIndex, word: str, *, alone: bool = True) -> list[str]:
    """Return the words of the index within `errors_allowed` (optimal string alignment), the nearest first.

    Two errors are forgiven where the first letter is right, one anywhere. No word that only ties others together is
    near to anything. In a word of four letters that stands alone no letter is taken for another: dozens of syllables of
    Vietnamese are one letter away from each.
    """
    most = errors_allowed(word, alone=alone)
    if not most:
        return []
    candidates = index.words_like(word[0], len(word) - most, len(word) + most)
    letters = set(word)
    # A slip changes the set of letters by two at most; this leaves few to compare letter by letter.
    counted = [
        (distance, other)
        for other in candidates
        if len(letters.symmetric_difference(other)) <= 2 * most
        and 0 < (distance := OSA.distance(word, other, score_cutoff=most)) <= most
    ]
    counted += [(1, other) for other in _other_first_letter(index, word)]
    if alone and len(word.lstrip(TONES)) == SHORT:
        counted = [(distance, other) for distance, other in counted if not is_other_letter(word, other)]
    nearest = (other for _, other in sorted(set(counted)) if not is_function_word(other))
    return list(islice(index.in_use(nearest), _NEAR))


def is_other_letter(word: str, other: str) -> bool:
    """Whether two words of one length differ in a letter, whatever their marks, and not in the order of the letters."""
    plain, near_by = fold(word.lstrip(TONES)), fold(other.lstrip(TONES))
    return len(plain) == len(near_by) and sorted(plain) != sorted(near_by)


def is_function_word(word: str) -> bool:
    """Whether a word of the index, with or without its marks, only ties others together: a typing error means none."""
    return fold(word.lstrip(TONES)) in _function_words()


@cache
def _function_words() -> frozenset[str]:
    text = (files("graph.search") / "function_words.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _other_first_letter(index: NameIndex, word: str) -> list[str]:
    """Words that differ in the first letter: another one, none, one more, or swapped with the second."""
    rest = word[1:]
    others = {rest, word[1] + word[0] + word[2:]}
    others |= {first + end for first in index.first_letters() for end in (rest, word)}
    among = index.words_among(tuple(others))
    return [other for other in among if other != word and not any(c.isdigit() for c in other)]


def nearest_words(index: NameIndex, words: list[Word]) -> list[str]:
    """Return the words that names hold, and for each other the one that is most like it; one that is like none is left
    out. Farther than a typing error, so what they find is only offered.
    """
    found = []
    for word in words:
        if index.has_word(word.folded):
            found.append(word.folded)
        elif not word.is_number and len(word.folded) >= SHORT:
            like = index.words_like(word.folded[0], len(word.folded) - 2, len(word.folded) + 3)
            candidates = sorted(one for one in like if one == fold(one) and not is_function_word(one))
            alike = process.extract(
                word.folded, candidates, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE, limit=_NEAR
            )
            found += islice(index.in_use(one for one, *_ in alike), 1)
    return found


_ALIKE: Final = 0.55
"""How alike a word and the one that is offered for it are at least, from 0 to 1."""
