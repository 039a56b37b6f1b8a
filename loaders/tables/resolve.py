"""Find what a cell means: an id, an IRI, an address of a page, a name of a thing in the tables or in the graph.

A name is taken where it means one thing. Where it means several, or none, the problem lists what it may mean, each with
its id and what tells it apart; `new: NAME` makes a new thing of that name.
"""

import re
from collections import defaultdict
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from loaders.tables.known import Candidate, Known, listed, spelled
from loaders.tables.lines import Content
from loaders.tables.near import ways_to_look
from loaders.tables.schema import new_one
from ontology.iris import CONCEPT, ID, KINDS, Name, name_of
from ontology.vocabulary import vocabulary

NEW: Final = re.compile(r"(?:new|mới)\s*:\s*(?P<name>\S.*)", re.IGNORECASE | re.DOTALL)
_ADDRESS: Final = re.compile(r"https?://\S+/(?P<kind>[a-z]+)/(?P<slug>[a-z0-9][a-z0-9._-]*)/?")
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
_PAIR: Final = re.compile(r"(?P<kind>[a-z]+)/(?P<slug>[a-z0-9][a-z0-9._-]*)")


class Found(NamedTuple):
    """What a cell means: a thing, or the reason why none could be told; or a new thing to be made of a name."""

    name: Name | None = None
    problem: str = ""
    new: str = ""


class Resolver:
    """Looks cells up, each text once."""

    def __init__(self, content: Content, known: Known) -> None:
        self._content = content
        self._known = known
        self._names: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._written: dict[str, str] = {}
        self._done: dict[tuple[str, tuple[str, ...]], Found] = {}
        self._concepts: dict[str, dict[str, str]] = {}

    def learn(self, iri: str, name: str) -> None:
        """Take in a name of a thing that the tables define."""
        kind = iri.removeprefix(ID).partition("/")[0]
        key = (kind, spelled(name))
        self._written.setdefault(key[1], name)
        if iri not in self._names[key]:
            self._names[key].append(iri)
            self._done.clear()

    def here(self, name: str, kind: str) -> str | None:
        """Return the thing of a kind that the tables themselves call so, if it is one."""
        found = self._names.get((kind, spelled(name)), [])
        return found[0] if len(found) == 1 else None

    def is_there(self, iri: str) -> bool:
        """Whether the tables define a thing, or the graph has it from elsewhere."""
        return iri in self._content.first or self._known.has(iri)

    def thing(self, text: str, kinds: tuple[str, ...]) -> Found:
        """Return what a cell means that may name things of some kinds; ("",) is any."""
        found = self._done.get((text, kinds))
        if found is None:
            found = self._done[text, kinds] = self._thing(text, kinds)
        return found

    def forget(self, text: str, kinds: tuple[str, ...]) -> None:
        """Look a cell up again: what it names has been made."""
        self._done.pop((text, kinds), None)

    def _thing(self, text: str, kinds: tuple[str, ...]) -> Found:
        if new := NEW.fullmatch(text):
            return Found(new=" ".join(new["name"].split()))
        asked = tuple(KINDS) if kinds == ("",) else kinds
        if name := self._by_id(text, asked):
            if name.kind not in asked:
                return Found(problem=f"{name} is no {' or '.join(kinds)}; name one")
            iri = self._known.now(name.iri) if not self.is_there(name.iri) else name.iri
            if self.is_there(iri):
                return Found(name_of(iri))
        ours = [iri for kind in asked for iri in self._names.get((kind, spelled(text)), ())]
        means = [Candidate(iri, text, "in these tables") for iri in ours]
        if not means:
            means = self._known.named(text, kinds)
        if len({c.iri for c in means}) == 1:
            return Found(name_of(means[0].iri))
        if means:
            hint = "write the id of the one that is meant" + _or_new(text, kinds)
            return Found(problem=f"{text!r} may mean {listed(means)}; {hint}")
        return Found(problem=self._unknown(text, kinds, name))

    def _by_id(self, text: str, kinds: tuple[str, ...]) -> Name | None:
        if text.startswith(ID):
            return name_of(text)
        if (address := _ADDRESS.fullmatch(text)) and address["kind"] in KINDS:
            return Name(address["kind"], address["slug"])
        if (pair := _PAIR.fullmatch(text)) and pair["kind"] in KINDS:
            return Name(pair["kind"], pair["slug"])
        if _SLUG.fullmatch(text):
            there = [n for kind in kinds if self.is_there((n := Name(kind, text)).iri)]
            return there[0] if len(there) == 1 else Name(kinds[0], text) if len(kinds) == 1 else None
        return None

    def _unknown(self, text: str, kinds: tuple[str, ...], name: Name | None) -> str:
        near = self._known.near(text, kinds) if kinds != ("",) else self._known.near(text, ("",))
        near += self._near_here(text, kinds)
        meant = f"; near it are {listed(dict.fromkeys(near), 4)}" if near else ""
        if name is not None or kinds == ("",):
            what = str(name) if name is not None else repr(text)
            return f"no table defines {what}; add a row for it, or correct the name{meant}"
        kind = " or ".join(kinds)
        if near:
            one = "that name or id" if len(set(near)) == 1 else "one of these names or ids"
            return f"no {kind} is called {text!r}{meant}; write {one}{_or_new(text, kinds)}"
        return f"no {kind} is called {text!r}; correct it, write the id{_or_new(text, kinds)}"

    def _near_here(self, text: str, kinds: tuple[str, ...]) -> list[Candidate]:
        names = {n: iris[0] for (kind, n), iris in self._names.items() if kind in kinds or kinds == ("",)}
        near: dict[str, Candidate] = {}
        for way in ways_to_look(text, kinds):
            found = process.extract(spelled(way), list(names), scorer=ratio, score_cutoff=75, limit=2)
            for name, *_ in found:
                near.setdefault(names[name], Candidate(names[name], self._written[name], "in these tables"))
        return list(near.values())[:2]

    def concept(self, text: str, scheme: str) -> str:
        """Return the slug of the concept that a cell names by slug, label or another name; the text where there is
        none."""
        if f"{CONCEPT}{scheme}/{text}" in vocabulary().terms:
            return text
        if scheme not in self._concepts:
            names: dict[str, str] = {}
            for term in vocabulary().concepts(CONCEPT + scheme):
                said = (*term.label.values(), *(n for _, n in term.alternatives), *term.codes)
                for word in (term.name, term.name.replace("-", " "), *said):
                    names.setdefault(spelled(word), term.name)
            self._concepts[scheme] = names
        text = text.removeprefix(f"{CONCEPT}{scheme}/")
        return self._concepts[scheme].get(spelled(text), text)

    def near_concepts(self, text: str, scheme: str) -> list[str]:
        """Return the concepts of a scheme whose names are near a text."""
        self.concept("", scheme)
        names = self._concepts.get(scheme, {})
        found = process.extract(spelled(text), list(names), scorer=ratio, score_cutoff=70, limit=3)
        return list(dict.fromkeys(names[n] for n, *_ in found))


def _or_new(text: str, kinds: tuple[str, ...]) -> str:
    return "" if kinds == ("",) else f", or {new_one(kinds, text)}"
