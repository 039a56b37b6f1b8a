"""The neighbourhood of things as a page shows it: ties as rows of a table, kinds, and what the drawing needs."""

from collections.abc import Callable
from dataclasses import dataclass

from ontology.iris import ID
from ontology.kinds import kind_of
from queries.export.neighbourhood import relation_in
from queries.read.neighbourhood import OTHER, Neighbourhood, Tie
from web.languages import content_order
from web.views.terms import RenderedTerm, TermRenderer, kind_word


@dataclass(frozen=True)
class TieRow:
    """One tie in words: what, how, to what, when; and links that draw the neighbours of either end as well."""

    source: RenderedTerm
    source_kind: str
    relation: str
    relation_lang: str
    target: RenderedTerm
    target_kind: str
    when: str
    record: str
    inferred: bool
    expand: str


@dataclass(frozen=True)
class KindChoice:
    """A kind of thing in the neighbourhood, with how many there are, and whether it is hidden."""

    kind: str
    name: str
    count: int
    hidden: bool


@dataclass(frozen=True)
class DrawnThing:
    """A thing in the drawing; `focus` where its neighbours are drawn, `short` its name in an address."""

    iri: str
    name: str
    lang: str
    kind: str
    focus: bool
    kind_name: str
    href: str
    short: str


@dataclass(frozen=True)
class DrawnTie:
    """What ties one thing to another: in words, with the record behind it (may be empty) and what is known of its time.

    `inferred`: no source says it outright.
    """

    source: str
    target: str
    label: str
    label_lang: str
    record: str
    when: str
    inferred: bool


@dataclass(frozen=True)
class Drawing:
    """A neighbourhood as the script draws it; `left_out` ties there are more, at least."""

    focus: tuple[str, ...]
    nodes: tuple[DrawnThing, ...]
    ties: tuple[DrawnTie, ...]
    left_out: int


def tie_rows(around: Neighbourhood, terms: TermRenderer, expand: Callable[[str], str]) -> tuple[TieRow, ...]:
    """Return a row for each tie; `expand` gives the link that draws the neighbours of a thing too, empty for none."""
    rows = []
    for tie in around.ties:
        other = tie.target if tie.source in around.foci else tie.source
        relation, lang = relation_of(tie, terms)
        rows.append(
            TieRow(
                source=terms.link(tie.source),
                source_kind=_kind_word(tie.source, terms),
                relation=relation,
                relation_lang=lang,
                target=terms.link(tie.target),
                target_kind=_kind_word(tie.target, terms),
                when=when_of(tie, terms),
                record=terms.links.entity(tie.record) if tie.record else "",
                inferred=tie.inferred,
                expand="" if other in around.foci else expand(other),
            )
        )
    return tuple(rows)


def kind_choices(
    around: Neighbourhood, hidden: frozenset[str], terms: TermRenderer
) -> tuple[KindChoice, ...]:
    """Return the kinds of thing around the foci, and those that are hidden though none of them is there."""
    counted = dict(around.kinds)
    kinds = [*counted, *sorted(hidden - counted.keys())]
    return tuple(
        KindChoice(kind, kind_word(kind, terms.words), counted.get(kind, 0), kind in hidden) for kind in kinds
    )


def drawing(around: Neighbourhood, terms: TermRenderer) -> Drawing:
    """Return what the script draws, in the reader's language."""
    return Drawing(
        around.foci,
        tuple(_node(iri, iri in around.foci, terms) for iri in around.things),
        tuple(_tie(tie, terms) for tie in around.ties),
        around.left_out,
    )


def _node(iri: str, focus: bool, terms: TermRenderer) -> DrawnThing:
    link = terms.link(iri)
    return DrawnThing(
        iri=iri,
        name=link.text,
        lang=link.lang,
        kind=kind_of(iri) or OTHER,
        focus=focus,
        kind_name=_kind_word(iri, terms),
        href=link.href,
        short=iri.removeprefix(ID),
    )


def _tie(tie: Tie, terms: TermRenderer) -> DrawnTie:
    relation, lang = relation_of(tie, terms)
    return DrawnTie(
        source=tie.source,
        target=tie.target,
        label=relation,
        label_lang=lang,
        record=tie.record,
        when=when_of(tie, terms),
        inferred=tie.inferred,
    )


def relation_of(tie: Tie, terms: TermRenderer) -> tuple[str, str]:
    """Return what a tie is called, and the language where it is not that of the page."""
    code = terms.words.code
    relation = relation_in(terms.labels, tie, content_order(code))
    return relation.text, relation.lang if relation.lang != code else ""


def when_of(tie: Tie, terms: TermRenderer) -> str:
    """Return in words when a tie held; empty where no source says so."""
    when = f"{tie.start}/{tie.end}" if tie.start and tie.end else tie.start or tie.end
    return terms.words.date(when) if when else ""


def _kind_word(iri: str, terms: TermRenderer) -> str:
    return kind_word(kind_of(iri) or OTHER, terms.words)
