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
        # A surname before it that is not this person's means another person.
        places = frozenset(range(token.at - most + 1, token.at + 1))
        before = min(places) - 1
        stranger = (
            before >= 0
            and not titled
            and question.tokens[before].text[0].isupper()
            and question.tokens[before].at not in taken
            and before > 0
            and not lexicon().is_light(question.tokens[before])
            and question.tokens[before].folded not in lexicon().known
        )
        if stranger:
            continue
        if titled:
            places |= {token.at - 1}
        sure = most > 1 or titled or token.text[0].isupper()
        found.append(Mention("person", best[0], places, 0.85 if sure else 0.6))
    return found
