"""What the making of one text's claims looks up in what is known: they are made again only where an answer differs.

A question is a tuple: what kind of thing is looked up, and by what. `Lookups` answers questions; what it gives to those
who make claims (`noted`) looks like what is known and notes each question.
"""

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final, TypeVar

from loaders.articles.citations import KnownDocument
from loaders.articles.claims.article_iris import Known

Question = tuple[str, ...]
K = TypeVar("K")
V = TypeVar("V")

_MOST_ANSWERED: Final = 50_000
"""Answers that are kept at hand; each text asks a hundred questions, many of them the same."""
ALL: Final = ""
"""In place of a key: the whole of a kind was looked at."""


@dataclass(frozen=True)
class _NotedKnown(Known):
    """What is known, whose documents note by which numbers they are looked for."""

    numbered: Mapping[int, Sequence[KnownDocument]] | None = None
    numbered_read: Mapping[int, Sequence[KnownDocument]] | None = None
    slugs: Container[str] | None = None

    @property
    def by_number(self) -> Mapping[int, Sequence[KnownDocument]]:
        assert self.numbered is not None
        return self.numbered

    @property
    def by_number_read(self) -> Mapping[int, Sequence[KnownDocument]]:
        assert self.numbered_read is not None
        return self.numbered_read

    @property
    def source_slugs(self) -> Container[str]:
        assert self.slugs is not None
        return self.slugs


class Noted:
    """What is known, for the making of one text's claims; `questions` are what was looked up in it."""

    def __init__(self, known: Known, labelled: Container[str]) -> None:
        self.questions: dict[Question, None] = {}
        own = {field.name: getattr(known, field.name) for field in fields(Known)}

        def values(subject: str, prop: str) -> frozenset[str]:
            self.questions["value", subject, prop] = None
            return known.values(subject, prop)

        mappings = {
            name: _NotedMapping(kind, getattr(known, name), self.questions, str_key)
            for name, (kind, str_key) in _MAPPINGS.items()
        }
        self.known: Known = _NotedKnown(
            **{**own, **mappings, "values": values},
            numbered=_NotedMapping("number", known.by_number, self.questions, _number),
            numbered_read=_NotedMapping("number read", known.by_number_read, self.questions, _number),
            slugs=_NotedSet("slug", known.source_slugs, self.questions),
        )
        self.labelled: Container[str] = _NotedSet("labelled", labelled, self.questions)


class Lookups:
    """Answers to questions, by what is known now."""

    def __init__(self, known: Known, labelled: Container[str]) -> None:
        self._known, self._labelled = known, labelled
        self._answered: dict[Question, str] = {}

    def noted(self) -> Noted:
        """Return what is known for the making of one text's claims."""
        return Noted(self._known, self._labelled)

    def digest(self, questions: Iterable[Question]) -> str:
        """Return a digest of the answers to questions, in their order."""
        whole = hashlib.blake2b(digest_size=16)
        if len(self._answered) > _MOST_ANSWERED:
            self._answered.clear()
        for question in questions:
            answer = self._answered.get(question)
            if answer is None:
                answer = self._answered[question] = repr(self._answer(question))
            whole.update(answer.encode())
            whole.update(b"\0")
        return whole.hexdigest()

    def _answer(self, question: Question) -> object:
        kind, *key = question
        known = self._known
        match kind:
            case "value":
                return sorted(known.values(key[0], key[1]))
            case "slug":
                return key[0] in known.source_slugs
            case "labelled":
                return key[0] in self._labelled
            case "number":
                return _at(known.by_number, int(key[0]) if key[0] else None)
            case "number read":
                return _at(known.by_number_read, int(key[0]) if key[0] else None)
            case "tenure":
                return _at(known.tenures, (key[0], key[1], key[2]) if key[0] else None)
            case "preferred":
                return sorted(known.preferred.get(key[0], ())) if key[0] else _at(known.preferred, None)
        return _at(getattr(known, _NAMES[kind]), key[0] or None)


def _at(mapping: Mapping[K, V], key: K | None) -> object:
    return mapping.get(key) if key is not None else sorted(map(repr, mapping.items()))


def _one(key: str) -> Question:
    return (key,)


def _three(key: tuple[str, str, str]) -> Question:
    return key


def _number(key: int) -> Question:
    return (str(key),)


_MAPPINGS: Final[Mapping[str, tuple[str, Callable[..., Question]]]] = {
    "tenures": ("tenure", _three),
    "events": ("event", _one),
    "preferred": ("preferred", _one),
    "sources": ("source", _one),
    "people": ("people", _one),
    "documents_renamed": ("renamed", _one),
}
_NAMES: Final = {kind: name for name, (kind, _) in _MAPPINGS.items()}


class _NotedMapping(Mapping[K, V]):
    def __init__(
        self, kind: str, found: Mapping[K, V], questions: dict[Question, None], of: Callable[[K], Question]
    ) -> None:
        self._kind, self._found, self._questions, self._of = kind, found, questions, of

    def __getitem__(self, key: K) -> V:
        self._questions[self._kind, *self._of(key)] = None
        return self._found[key]

    def __iter__(self) -> Iterator[K]:
        self._questions[self._kind, ALL] = None
        return iter(self._found)

    def __len__(self) -> int:
        self._questions[self._kind, ALL] = None
        return len(self._found)


class _NotedSet(Container[str]):
    def __init__(self, kind: str, found: Container[str], questions: dict[Question, None]) -> None:
        self._kind, self._found, self._questions = kind, found, questions

    def __contains__(self, key: object) -> bool:
        self._questions[self._kind, str(key)] = None
        return key in self._found
