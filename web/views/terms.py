"""How terms are shown on a page: things by a name in the reader's language and a link, dates in words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.claims.as_of import date_of
from graph.store.reader import Reader, Term
from ontology.iris import Name, name_of, node_label, skolem_iri
from ontology.kinds import CLASS_OF_KIND, kind_of
from ontology.prefixes import shrink
from ontology.terms import rdf, xsd
from ontology.vocabulary import vocabulary
from queries.export.basic import I18N, encoded_term
from queries.read.evidence import place_of
from queries.read.labels import Label, Labels, read_labels
from queries.read.nested import NodeRecord
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
RUNS: Final = {
    "tables": N_("a reading of tables"),
    "rules": N_("a reading of articles by rules"),
    "language-model": N_("proposals of a language model"),
    "review": N_("an entry by a reviewer"),
    "silence": N_("a conclusion from reports that were read whole"),
    "containment": N_("a conclusion from where words stand in a text"),
    "moved-bodies": N_("a conclusion from changes of places"),
}
"""What runs are called, by the beginning of their names; an identifier tells a reader nothing."""
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
    `lexical` and `datatype` (a prefixed name, empty for text with a language) are a literal as data has it, `direction`
    (`ltr`, `rtl`) where it says in which its text runs. A triple term has three `parts`.
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
    direction: str = ""
    parts: "tuple[RenderedTerm, RenderedTerm, RenderedTerm] | None" = None


class TermRenderer:
    """Renders terms in one reader's language. `labels` are all that the view of a record needs, read beforehand,
    `nodes` what is said of the blank nodes in it.
    """

    def __init__(
        self,
        words: Words,
        links: Links,
        labels: Labels | None = None,
        nodes: Mapping[str, NodeRecord] | None = None,
    ) -> None:
        self.words = words
        self.links = links
        self.labels = labels or Labels()
        self.nodes = nodes or {}
        self.told: set[str] = set()
        """Blank nodes that the page has told of so far."""
        self.languages = content_order(words.code)
        """The languages in which names are looked for, best first."""

    @classmethod
    def reading(cls, reader: Reader, iris: Iterable[str], words: Words, links: Links) -> "TermRenderer":
        """Return a renderer that knows the labels of these things."""
        return cls(words, links, read_labels(reader, iris))

    def name(self, iri: str) -> Label:
        """Return the name a thing is shown by."""
        if node_label(iri) is not None:
            node = self._node(iri)
            return Label(node.text, node.lang)
        label = self.labels.best(iri, self.languages)
        name = name_of(iri)
        if name is not None and name.kind == "run":
            said = next((text for start, text in RUNS.items() if name.slug.startswith(start)), "")
            if said:
                return Label(self.words(said), "")
        if label is None and name is not None and name.kind in KINDS_OF_EVIDENCE:
            return Label(self._evidence(iri, name), "")
        return label or self.labels.name(iri, self.languages)

    def class_name(self, iri: str) -> str:
        """Return what a thing of a class is called: by its reading form, label or CURIE, or the end of its IRI."""
        if reading := vocabulary().reading(iri, self.words.code):
            return reading
        label = self.labels.best(iri, self.languages)
        short = shrink(iri)
        return (
            label.text if label else short if short != iri else re.split("[#/]", iri.rstrip("#/"))[-1] or iri
        )

    def _evidence(self, iri: str, name: Name) -> str:
        """Return what a passage, a claim and their like are called, which no label names."""
        if place := place_of(iri):
            start, end = map(self.words.number, place[1:])
            return self.words("passage, characters %(start)s–%(end)s", start=start, end=end)
        kind = self.words(KINDS_OF_EVIDENCE[name.kind])
        return f"{kind} {name.slug}"

    def link(self, iri: str) -> RenderedTerm:
        """Return the link to a thing, by its name."""
        if node_label(iri) is not None:
            return self._node(iri)
        name = self.name(iri)
        if iri == rdf.nil:
            name = Label(self.words("an empty list"), "")
        kind = kind_of(iri)
        text = firm(name.text) if kind == "document" else name.text
        return RenderedTerm(
            text=text,
            lang=name.lang if name.lang != self.words.code else "",
            href=self._page(iri),
            iri=iri,
            kind=kind,
            fallback=bool(name.lang) and name.lang.partition("-")[0].lower() != self.languages[0],
            sort=name.text.casefold(),
        )

    def render(self, term: Term, *, number: bool = False) -> RenderedTerm:
        """Return a term as it is shown: a link, a date in words, a text in its language. `number`:
        hyphens hold together.
        """
        if isinstance(term, NamedNode):
            return self.link(term.value)
        if isinstance(term, BlankNode):
            return self._node(skolem_iri(term.value))
        if isinstance(term, Literal):
            return self._literal(term, number=number)
        parts = (self.render(term.subject), self.property(term.predicate.value), self.render(term.object))
        text = " ".join(part.text for part in parts)
        return RenderedTerm(text, iri=str(encoded_term(term)), sort=text.casefold(), parts=parts)

    def property_label(self, iri: str, *, inverse: bool = False) -> Label:
        """Return what stands before the values of a property: its reading form, or else its name in the data."""
        known = vocabulary().reading(iri, self.words.code, inverse=inverse)
        label = None if known else self.labels.best(iri, self.languages)
        if label is None:
            return property_label(iri, self.words, inverse=inverse)
        lang = label.lang if label.lang != self.words.code else ""
        return (
            Label(self.words("%(property)s of", property=label.text), "")
            if inverse
            else Label(label.text, lang)
        )

    def property(self, iri: str) -> RenderedTerm:
        """Return the link to a property, by its reading form."""
        label = self.property_label(iri)
        return RenderedTerm(label.text, lang=label.lang, href=self._page(iri), iri=iri)

    def _page(self, iri: str) -> str:
        """Return the link to the page of an IRI; nothing where it has none."""
        return "" if iri in self.labels.unheard or not _is_iri(iri) else self.links.entity(iri)

    def _node(self, iri: str) -> RenderedTerm:
        """Return the link to a blank node, by its name where it has one; one that is told on the page by its place."""
        label = self.labels.best(iri, self.languages)
        record = self.nodes.get(iri)
        if label is not None:
            text, lang = label.text, label.lang if label.lang != self.words.code else ""
        elif record is not None and record.items is not None:
            text, lang = self.words("a list (%(count)s)", count=self.words.number(record.items.count)), ""
        else:
            text, lang = self.words("something without a name"), ""
        href = f"#{anchor_of(iri)}" if iri in self.told else self.links.entity(iri)
        return RenderedTerm(text, lang=lang, href=href, iri=rdfa_name(iri), sort=text.casefold())

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
        direction = term.direction.value if term.direction else ""
        if direction:
            datatype = f"{I18N}{term.language}_{direction}"
        return RenderedTerm(
            text, lang=lang, sort=sort, lexical=term.value, datatype=datatype, direction=direction
        )


def rdfa_name(iri: str) -> str:
    """Return how RDFa names a node: a blank one by its label.

    >>> rdfa_name(skolem_iri("b0"))
    '_:b0'
    """
    label = node_label(iri)
    return iri if label is None else f"_:{label}"


def anchor_of(iri: str) -> str:
    """Return the anchor at which a page tells of a blank node."""
    return f"node-{node_label(iri) or ''}"


_TIME: Final = re.compile(r"T(?!00:00)([0-9]{2}:[0-9]{2})")
"""The hour and minute of a date with a time; midnight says nothing more than the day."""


def _is_iri(text: str) -> bool:
    """Whether a text names a thing: data may give a text where a thing belongs."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def kind_word(kind: str, words: Words) -> str:
    """Return what a kind of thing is called in the interface's language."""
    if kind in CLASS_OF_KIND:
        return vocabulary().reading(CLASS_OF_KIND[kind], words.code) or kind
    if kind in KINDS_OF_EVIDENCE:
        return words(KINDS_OF_EVIDENCE[kind])
    return {"concept": words("concept"), "ontology": words("term of the vocabulary")}.get(
        kind, words("thing")
    )


def _last_part(iri: str) -> str:
    """Return what an IRI ends in, which says what it means more often than not; an IRI that ends in no name is whole.

    >>> _last_part("http://example.org/terms#knows"), _last_part("http://example.org/")
    ('knows', 'http://example.org/')
    """
    last = unquote(re.split("[/#:]", iri)[-1])
    return last if last.isprintable() and last.strip() else iri


def property_label(property_iri: str, words: Words, *, inverse: bool = False) -> Label:
    """Return what stands before the values of a property, or before the things that point here by it."""
    if reading := vocabulary().reading(property_iri, words.code, inverse=inverse):
        return Label(reading, "")
    name = shrink(property_iri)
    plain = name.partition(":")[2] if ":" in name and "://" not in name else _last_part(name)
    return Label(words("%(property)s of", property=plain) if inverse else plain, "en")
