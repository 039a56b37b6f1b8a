"""What words mean whatever the graph holds: fillers, kinds of bodies and things, roles, languages, refusals.

The lists are data in `data/`, read once. A list of phrases by language is one list here: a question may mix languages.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from graph.search.normalise import words_of
from graph.yaml_loader import load_yaml
from ontology.iris import CONCEPT
from ontology.prefixes import expand
from ontology.vocabulary import vocabulary
from queries.ask.model import Why
from queries.ask.phrases import Phrase, PhraseBook, longest_matches, phrase_of
from queries.ask.words import Question, Token, stem

_SHORTEST: Final = 3
HEAD: Final = "head"
"""Stands for whoever leads a body, whatever the role is called there."""
_NO_TYPES: Final = frozenset(
    (
        "programme",
        "plan",
        "project",
        "report",
        "option",
        "contract",
        "scheme",
        "minutes",
        "submission",
        "notice",
    )
)
"""Types of documents whose names are those of other things in most questions."""
_NO_POSTS: Final = (
    "member", "participant", "delegate", "host", "organiser", "elected", "electing-body", "presenter", "recipient",
    "author", "signatory", "speaker",
)  # fmt: skip
"""Roles in an event, or of anybody: their names are words of most questions."""
LEADING: Final = tuple(
    f"{CONCEPT}role/{role}" for role in ("chair", "secretary", "director", "head", "minister")
)
"""The roles that lead a body."""


@dataclass(frozen=True)
class Sense:
    """Phrases by what they mean (an IRI, a kind, a language): `of` leads from a phrase to its meanings."""

    book: PhraseBook
    of: Mapping[str, tuple[str, ...]]

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(self.of)

    def named_in(self, question: Question) -> list[tuple[frozenset[int], tuple[str, ...]]]:
        """Return the places of its phrases in a question, none within another, and what each means."""
        return [
            (match.places, self.of[match.phrase.text])
            for match in longest_matches(self.book, question, {})
            if len(match.places) > 1 or not _too_short(question.tokens[min(match.places)], match.phrase)
        ]


def _too_short(token: Token, phrase: Phrase) -> bool:
    """Whether a short word without marks is no sign of a syllable with marks: "so far" is about no "sở"."""
    word = phrase.pieces[0].word
    return word is not None and word.has_marks and not token.has_marks and len(token.folded) < _SHORTEST


@dataclass(frozen=True)
class Lexicon:
    """All lists."""

    light: frozenset[str]
    light_marked: frozenset[str]
    fillers: PhraseBook
    bodies: Sense
    roles: Sense
    documents: Sense
    kinds: Sense
    languages: Sense
    properties: Sense
    refusals: Sense
    aliases: Sense
    told_bodies: frozenset[str]
    """The kinds of bodies (IRIs) of which a question names one by its place."""
    known: frozenset[str]
    """Every word of a list."""
    common: frozenset[str]
    """Words without their endings that say little, and may stand in a question for anything."""

    def is_light(self, token: Token) -> bool:
        """Whether a word carries nothing to be looked for; marks tell "hỏi" from "hội"."""
        if token.has_marks and token.folded.isascii():
            return token.marked in self.light_marked
        return token.folded in self.light


@cache
def lexicon() -> Lexicon:
    """Return the lists of `data/`."""
    fillers = _read("fillers")
    light_words = [word for texts in fillers["words"].values() for word in words_of(texts)]
    light = {word.folded for word in light_words}
    polite = [phrase_of(text) for texts in fillers["phrases"].values() for text in texts]
    told = _read("bodies")
    bodies = _with_labels("body", told)
    also = {kind: lists.pop("also", []) for kind, lists in bodies.items()}
    senses = {
        "bodies": _sense(
            bodies, lambda kind: tuple(f"{CONCEPT}body/{one}" for one in (kind, *also.get(kind, ())))
        ),
        "roles": _sense(
            _with_labels("role", _read("roles")),
            lambda role: (HEAD,) if role == HEAD else (f"{CONCEPT}role/{role}",),
        ),
        "documents": _sense(
            {kind: lists for kind, lists in _with_labels("document", {}).items() if kind not in _NO_TYPES},
            lambda kind: (f"{CONCEPT}document/{kind}",),
        ),
        "kinds": _sense(_read("kinds"), lambda kind: (kind,)),
        "languages": _sense(_read("languages"), lambda tag: (tag,)),
        "properties": _sense(_read("properties"), lambda name: (expand(name),)),
        "aliases": _sense(
            {name: {"any": texts} for name, texts in _read("aliases").items()}, lambda name: (name,)
        ),
        "refusals": _sense(_read("refusals"), lambda why: (Why(why).value,)),
    }
    known = {word for phrase in polite for word in phrase.words} | {stem(word) for word in light}
    for sense in senses.values():
        known |= {word for text in sense.phrases for word in phrase_of(text).words}
    return Lexicon(
        light_marked=frozenset(word.marked for word in light_words),
        light=frozenset(light) | frozenset(map(stem, light)),
        fillers=PhraseBook(polite),
        common=frozenset(
            stem(word.folded) for texts in fillers["common"].values() for word in words_of(texts)
        ),
        known=frozenset(known),
        told_bodies=frozenset(f"{CONCEPT}body/{kind}" for kind in told),
        **senses,
    )


def _read(name: str) -> Any:
    return load_yaml((files("queries.ask") / "data" / f"{name}.yaml").read_text("utf-8"))


def _with_labels(scheme: str, lists: Mapping[str, Any]) -> dict[str, Any]:
    """Return lists with the labels and codes of the concepts of a scheme added."""
    found = {key: dict(given) for key, given in lists.items()}
    for concept in vocabulary().concepts(CONCEPT + scheme):
        texts = [*concept.label.values(), *(text for _, text in concept.alternatives)]
        found.setdefault(concept.name, {})["labels"] = [*texts, *concept.codes]
    return found


def _sense(lists: Mapping[str, Mapping[str, list[str]]], meaning: Any) -> Sense:
    of: dict[str, tuple[str, ...]] = {}
    for key, text in _texts(lists):
        of[text] = tuple(dict.fromkeys((*of.get(text, ()), *meaning(key))))
    return Sense(PhraseBook(map(phrase_of, of)), of)


def _texts(lists: Mapping[str, Mapping[str, list[str]]]) -> Iterator[tuple[str, str]]:
    for key, languages in lists.items():
        for texts in languages.values():
            for text in texts or ():
                yield key, str(text)
