"""How things are called and linked on a page: one name in the reader's language, the rest by kind or IRI."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.store.reader import Reader, Term
from ontology.iris import CONCEPT, HN, name_of
from ontology.kinds import CLASS_OF_KIND
from ontology.prefixes import PREFIXES, shrink
from ontology.vocabulary import vocabulary
from queries.read.rows import ask, text_of
from web.languages import N_, Words, content_order
from web.page_context import firm
from web.urls import Links

XSD = PREFIXES["xsd"]
DATES = frozenset({XSD + "date", XSD + "gYearMonth", XSD + "gYear", XSD + "dateTime"})
_PLACE = re.compile(r"-([0-9]+)-([0-9]+)$")
"""A passage of ours is named after its source and its place (graph.claims.Passage)."""
KINDS_OF_APPARATUS = {
    "passage": N_("passage"),
    "claim": N_("claim"),
    "run": N_("extraction"),
    "origin": N_("origin"),
    "decision": N_("decision"),
}
PLURALS = {
    "organisation": N_("Bodies"),
    "person": N_("People"),
    "post": N_("Posts"),
    "document": N_("Documents"),
    "citation": N_("Citations"),
    "programme": N_("Programmes and plans"),
    "event": N_("Events"),
    "congress": N_("Congresses"),
    "place": N_("Places"),
    "source": N_("Sources"),
}
"""What all things of a kind are called together."""


@dataclass(frozen=True)
class Name:
    """A name with its language (empty: none)."""

    text: str
    lang: str


@dataclass(frozen=True)
class Value:
    """What a statement says: a link to a thing (`href`), or a literal.

    `lang` tags the text where it is not in the interface's language; `fallback` is true where the
    reader's language has no name and another stands in for it. `sort` orders values of one kind.
    `lexical` and `datatype` (a prefixed name, empty for text with a language) are a literal as data has it.
    """

    text: str
    lang: str = ""
    href: str = ""
    iri: str = ""
    kind: str = ""
    fallback: bool = False
    sort: str = ""
    lexical: str = ""
    datatype: str = ""


class Names:
    """The names of the things on one page, fetched together."""

    def __init__(self, words: Words, links: Links) -> None:
        self.words = words
        self.links = links
        self._order = content_order(words.code)
        self._known: dict[str, dict[str, str]] = {}

    def fetch(self, reader: Reader, iris: Iterable[str]) -> None:
        """Look up the names of these things, in one query."""
        wanted = [i for i in dict.fromkeys(iris) if i not in self._known and i not in vocabulary().terms]
        if not wanted:
            return
        for row in ask(reader, "labels-of", things=wanted):
            self._keep(row["label"], text_of(row["thing"]))
        unnamed = [iri for iri in wanted if iri not in self._known]
        ranks: dict[str, int] = {}
        rows = ask(reader, "other-labels-of", things=unnamed) if unnamed else []
        for row in sorted(rows, key=lambda one: int(text_of(one["rank"]))):
            iri, rank = text_of(row["thing"]), int(text_of(row["rank"]))
            if ranks.setdefault(iri, rank) == rank:
                self._keep(row["label"], iri)
        for iri in unnamed:
            self._known.setdefault(iri, {})

    def _keep(self, label: Term | None, iri: str) -> None:
        if isinstance(label, Literal) and label.value.strip():
            held = self._known.setdefault(iri, {})
            lang = label.language or ""
            held[lang] = min(held.get(lang, label.value), label.value)

    def name(self, iri: str) -> Name:
        """Return the name a thing is shown by."""
        term = vocabulary().terms.get(iri)
        if term is not None:
            said = vocabulary().label(iri, self.words.code)
            if said:
                return Name(said, self.words.code)
        labels = self._known.get(iri, {})
        for lang in self._order:
            if lang in labels:
                return Name(labels[lang], lang)
        for lang in sorted(labels):
            return Name(labels[lang], lang)
        return Name(self._unnamed(iri), "")

    def order(self, iri: str) -> str:
        """Return what a thing is sorted by where a list is cut: the same name whatever the reader's language."""
        labels = self._known.get(iri, {})
        lang = next((one for one in content_order("en") if one in labels), min(labels, default=""))
        return (labels.get(lang) or vocabulary().label(iri, "en") or iri).casefold()

    def _unnamed(self, iri: str) -> str:
        name = name_of(iri)
        if name is None:
            return shrink(iri)
        if name.kind == "passage" and (place := _PLACE.search(name.slug)):
            start, end = (self.words.number(int(one)) for one in place.groups())
            return self.words("passage, characters %(start)s–%(end)s", start=start, end=end)
        if name.kind in KINDS_OF_APPARATUS:
            kind = self.words(KINDS_OF_APPARATUS[name.kind])
            return f"{kind} {name.slug}"
        return name.slug.replace("-", " ")

    def link(self, iri: str) -> Value:
        """Return the link to a thing, by its name."""
        name = self.name(iri)
        kind = kind_of(iri)
        text = firm(name.text) if kind == "document" else name.text
        return Value(
            text=text,
            lang=name.lang if name.lang != self.words.code else "",
            href=self.links.entity(iri) if not iri.startswith("_:") else "",
            iri=iri,
            kind=kind,
            fallback=bool(name.lang) and name.lang != self._order[0],
            sort=name.text.casefold(),
        )

    def value(self, term: Term, *, number: bool = False) -> Value:
        """Return a term as it is shown: a link, a date in words, a text in its language. `number`:
        hyphens hold together.
        """
        if isinstance(term, NamedNode):
            return self.link(term.value)
        if isinstance(term, BlankNode):
            return Value(self.words("something without a name"), iri=f"_:{term.value}", sort=term.value)
        if isinstance(term, Literal):
            datatype = "" if term.language else shrink(term.datatype.value)
            if term.datatype.value in DATES:
                text = self.words.date(term.value[:10])
                return Value(text, sort=term.value, lexical=term.value, datatype=datatype)
            text = firm(term.value) if number else term.value
            lang = (term.language or "") if term.language != self.words.code else ""
            if term.datatype.value == XSD + "anyURI" and term.value.startswith(("http://", "https://")):
                return Value(
                    text, href=term.value, kind="web", sort=term.value, lexical=term.value, datatype=datatype
                )
            sort = term.value.zfill(12) if term.value.isdigit() else term.value.casefold()
            return Value(text, lang=lang, sort=sort, lexical=term.value, datatype=datatype)
        return Value(str(term))


def kind_of(iri: str) -> str:
    """Return the kind of a thing by its IRI: one of ours, `concept`, `ontology`, or an empty text."""
    name = name_of(iri)
    if name is not None:
        return name.kind
    if iri.startswith(CONCEPT):
        return "concept"
    return "ontology" if iri.startswith(HN) else ""


def kind_word(kind: str, words: Words) -> str:
    """Return what a kind of thing is called in the interface's language."""
    if kind in CLASS_OF_KIND:
        return vocabulary().reading(CLASS_OF_KIND[kind], words.code) or kind
    if kind in KINDS_OF_APPARATUS:
        return words(KINDS_OF_APPARATUS[kind])
    return {"concept": words("concept"), "ontology": words("term of the vocabulary")}.get(
        kind, words("thing")
    )


def reading(property_iri: str, words: Words, *, inverse: bool = False) -> Name:
    """Return what stands before the values of a property, or before the things that point here by it."""
    lore = vocabulary()
    said = (
        lore.inverse_reading(property_iri, words.code) if inverse else lore.reading(property_iri, words.code)
    )
    if said:
        return Name(said, "")
    name = shrink(property_iri)
    plain = name.partition(":")[2] if ":" in name and "://" not in name else name
    return Name(words("%(property)s of", property=plain) if inverse else plain, "en")
