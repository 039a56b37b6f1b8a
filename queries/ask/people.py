"""People by a part of their name: "Hung", "ông Hiếu", "Ngoc Hung". The whole name is found with the other names.

A Vietnamese given name stands last, and is what a person is called by. It is taken only where one person of the graph
has it.
"""

from pathlib import Path
from typing import Final

from graph.limits import LIMITS
from graph.search.normalise import words_of
from graph.search.spans import names_with_any
from queries.ask.lexicon import lexicon
from queries.ask.model import Mention
from queries.ask.words import Question

_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "ong", "ba", "anh", "chi", "dong"})
_SHORTEST: Final = 3
_SURNAMES: Final = frozenset(
    (
        "nguyen",
        "tran",
        "le",
        "pham",
        "hoang",
        "huynh",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
    )
)
"""Words that begin a name more often than they are all that is said of it."""


def people_in(index: Path, question: Question, taken: frozenset[int]) -> list[Mention]:
    """Return the people whose given name, or the last parts of whose name, stand among the words not taken."""
    candidates = [
        token
        for token in question.tokens
        if token.at not in taken
        and len(token.folded) >= _SHORTEST
        and not token.is_number
        and (token.text[0].isupper() or not lexicon().is_light(token))
    ]
    if not candidates:
        return []
    names = names_with_any(
        index, (token.word for token in candidates), "person", limit=LIMITS.described_things
    )
    found = []
    for token in candidates:
        titled = token.at > 0 and question.tokens[token.at - 1].folded in _TITLES
        people: dict[str, int] = {}
        for iri, labels in names.items():
            for label in labels:
                parts = words_of(label)
                if len(parts) < 2 or parts[-1].folded != token.folded:
                    continue
                if token.has_marks and parts[-1].has_marks and parts[-1].marked != token.marked:
                    continue
                length = 1
                while (
                    length < len(parts)
                    and token.at - length >= 0
                    and question.tokens[token.at - length].folded == parts[-1 - length].folded
                ):
                    length += 1
                people[iri] = max(people.get(iri, 0), length)
        if not people or token.folded in _SURNAMES:
            continue
        most = max(people.values())
        best = [iri for iri, length in people.items() if length == most]
        if len(best) != 1:
            continue
        places = frozenset(range(token.at - most + 1, token.at + 1))
        if _part_of_another(question, min(places) - 1, token.at + 1, taken, titled=titled):
            continue
        if titled:
            places |= {token.at - 1}
        sure = most > 1 or titled or token.text[0].isupper()
        found.append(Mention("person", best[0], places, 0.85 if sure else 0.6))
    return found


def _part_of_another(
    question: Question, before: int, after: int, taken: frozenset[int], *, titled: bool
) -> bool:
    """Whether the words beside a part of a name make it a part of a name that nobody here has."""
    if before >= 0 and not titled:
        token = question.tokens[before]
        if token.folded in _SURNAMES and before not in taken:
            return True
    if before > 0 and not titled and _is_name(question, before, taken):
        return True
    return after < len(question.tokens) and _is_name(question, after, taken)


def _is_name(question: Question, at: int, taken: frozenset[int]) -> bool:
    """Whether a word is printed as a name and nothing else is known of it."""
    token = question.tokens[at]
    return (
        at not in taken
        and token.text[0].isupper()
        and not token.is_number
        and not lexicon().is_light(token)
        and token.stem not in lexicon().known
    )
