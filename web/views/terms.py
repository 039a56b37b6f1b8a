"""How terms are shown on a page: things by a name in the reader's language and a link, dates in words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.claims.as_of import date_of
from graph.store.reader import Reader, Term
from ontology.iris import Name, name_of
from ontology.kinds import CLASS_OF_KIND, kind_of
from ontology.prefixes import shrink
from ontology.terms import xsd
from ontology.vocabulary import vocabulary
from queries.read.evidence import place_of
from queries.read.labels import Label, Labels, read_labels
from web.languages import N_, Words, content_order
from web.page_context import firm
from web.urls import Links

DATES: Final = frozenset((xsd.date, xsd.gYearMonth, xsd.gYear, xsd.dateTime))
KINDS_OF_EVIDENCE: Final = {
    "passage": N_("passage"),
    "claim": N_("claim"),
    "identification": N_("identification"),
    "run": N_("extraction"),
    "origin": N_("origin"),
    "decision": N_("decision"),
    "entailment": N_("entailment"),
}
PLURALS: Final = {
    "organisation": N_("Organisations"),
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
class RenderedTerm:
    """What a statement says, as it is shown: a link to a thing (`href`), or a literal.

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


class TermRenderer:
    """Renders terms in one reader's language. `labels` are all that the view of a record needs, read beforehand."""

    def __init__(self, words: Words, links: Links, labels: Labels | None = None) -> None:
        self.words = words
        self.links = links
        self.labels = labels or Labels()
        self.languages = content_order(words.code)
        """The languages in which names are looked for, best first."""

    @classmethod
    def reading(cls, reader: Reader, iris: Iterable[str], words: Words, links: Links) -> "TermRenderer":
        """Return a renderer that knows the labels of these things."""
        return cls(words, links, read_labels(reader, iris))

    def name(self, iri: str) -> Label:
        """Return the name a thing is shown by."""
        label = self.labels.best(iri, self.languages)
        name = name_of(iri)
        if label is None and name is not None and name.kind in KINDS_OF_EVIDENCE:
            return Label(self._evidence(iri, name), "")
        return label or self.labels.name(iri, self.languages)

    def class_name(self, iri: str) -> str:
        """Return what a thing of a class is called: by its reading form, its label, or its short name."""
        return vocabulary().reading(iri, self.words.code) or self.name(iri).text

    def _evidence(self, iri: str, name: Name) -> str:
        """Return what a passage, a claim and their like are called, which no label names."""
        if place := place_of(iri):
            start, end = map(self.words.number, place[1:])
            return self.words("passage, characters %(start)s–%(end)s", start=start, end=end)
        kind = self.words(KINDS_OF_EVIDENCE[name.kind])
        return f"{kind} {name.slug}"

    def link(self, iri: str) -> RenderedTerm:
        """Return the link to a thing, by its name."""
        name = self.name(iri)
        kind = kind_of(iri)
        text = firm(name.text) if kind == "document" else name.text
        return RenderedTerm(
            text=text,
            lang=name.lang if name.lang != self.words.code else "",
            href=self.links.entity(iri) if not iri.startswith("_:") else "",
            iri=iri,
            kind=kind,
            fallback=bool(name.lang) and name.lang != self.languages[0],
            sort=name.text.casefold(),
        )

    def render(self, term: Term, *, number: bool = False) -> RenderedTerm:
        """Return a term as it is shown: a link, a date in words, a text in its language. `number`:
        hyphens hold together.
        """
        if isinstance(term, NamedNode):
            return self.link(term.value)
        if isinstance(term, BlankNode):
            return RenderedTerm(
                self.words("something without a name"), iri=f"_:{term.value}", sort=term.value
            )
        if isinstance(term, Literal):
            return self._literal(term, number=number)
        return RenderedTerm(str(term))

    def _literal(self, term: Literal, *, number: bool) -> RenderedTerm:
        datatype = "" if term.language else shrink(term.datatype.value)
        if term.datatype.value in DATES:
            text = self.words.date(date_of(term.value))
            if (time := _TIME.search(term.value)) is not None:
                text = f"{text}, {time[1]}"
            return RenderedTerm(text, sort=term.value, lexical=term.value, datatype=datatype)
        text = firm(term.value) if number else term.value
        lang = (term.language or "") if term.language != self.words.code else ""
        if term.datatype.value == xsd.anyURI and term.value.startswith(("http://", "https://")):
            return RenderedTerm(
                text, href=term.value, kind="web", sort=term.value, lexical=term.value, datatype=datatype
            )
        sort = term.value.zfill(12) if term.value.isdigit() else term.value.casefold()
        return RenderedTerm(text, lang=lang, sort=sort, lexical=term.value, datatype=datatype)


_TIME: Final = re.compile(r"T(?!00:00)([0-9]{2}:[0-9]{2})")
"""The hour and minute of a date with a time; midnight says nothing more than the day."""


def kind_word(kind: str, words: Words) -> str:
    """Return what a kind of thing is called in the interface's language."""
    if kind in CLASS_OF_KIND:
        return vocabulary().reading(CLASS_OF_KIND[kind], words.code) or kind
    if kind in KINDS_OF_EVIDENCE:
        return words(KINDS_OF_EVIDENCE[kind])
    return {"concept": words("concept"), "ontology": words("term of the vocabulary")}.get(
        kind, words("thing")
    )


def property_label(property_iri: str, words: Words, *, inverse: bool = False) -> Label:
    """Return what stands before the values of a property, or before the things that point here by it."""
    if reading := vocabulary().reading(property_iri, words.code, inverse=inverse):
        return Label(reading, "")
    name = shrink(property_iri)
    plain = name.partition(":")[2] if ":" in name and "://" not in name else name
    return Label(words("%(property)s of", property=plain) if inverse else plain, "en")
