"""Name the things that articles tell of and the graph has no name for, so that every page has a title.

A name made here is made of the thing's parts: its number, its kind, its body, its month. No source prints it, and its
claim says so.
"""

import re
from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import Final

from babel.dates import format_date, format_skeleton
from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.claim import INFERRED, NEVER_STATED, PROPOSED, Claim
from loaders.articles.mentions.marks import base_of
from ontology.iris import name_of
from ontology.terms import dct, schema, skos
from ontology.vocabulary import vocabulary

PREF_LABEL: Final = NamedNode(skos.prefLabel)
REASON: Final = "Named by its parts: no source prints a name for it."
_NAMED_BY_RULE: Final = frozenset({"membership", "tenure", "participation", "citation", "passage", "claim"})
_NUMBERS: Final = re.compile(r"(?<=\d)-(?=\d)")
_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}$")
_MONTH: Final = re.compile(r"\b(\d{4})-(\d{2})(?=$|-)")


def labels(claims: Iterable[Claim], *, labelled: Container[str]) -> Iterator[Claim]:
    """Yield a label for each thing that claims speak of and neither they nor the graph (`labelled`, IRIs) name."""
    said: dict[str, dict[str, str]] = {}
    first: dict[str, Claim] = {}
    named: set[str] = set()
    for claim in claims:
        triple = claim.triple
        if triple.predicate in NEVER_STATED:
            continue  # what is only ever claimed names nothing
        if triple.predicate == PREF_LABEL:
            subject = str(triple.subject.value)  # type: ignore[union-attr]
            if claim.status != PROPOSED or _is_printed_body(triple):
                named.add(subject)
        for node in (triple.subject, triple.object):
            name = name_of(node.value) if isinstance(node, NamedNode) else None
            if name is not None and name.kind not in _NAMED_BY_RULE:
                first.setdefault(node.value, claim)  # type: ignore[union-attr]
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            about = said.setdefault(triple.subject.value, {})
            about.setdefault(triple.predicate.value, triple.object.value)
    for iri, claim in first.items():
        if iri in named or iri in labelled:
            continue
        for text, language in _names(iri, said.get(iri, {})):
            label = Literal(text, language=language)
            yield Claim(
                Triple(NamedNode(iri), PREF_LABEL, label),
                claim.source,
                status=INFERRED,
                reason=REASON,
                run=claim.run,
            )


def _is_printed_body(preferred: Triple) -> bool:
    """Whether a name is that of a body that only a text names: it goes by this name, which is accepted with it."""
    name = name_of(str(preferred.subject.value))  # type: ignore[union-attr]
    printed = str(preferred.object.value)  # type: ignore[union-attr]
    return name is not None and name.kind == "organisation" and printed != made_label(name.slug)


def _names(iri: str, said: dict[str, str]) -> Iterator[tuple[str, str]]:
    name = name_of(iri)
    if name is None:
        return
    number, issued = (
        said.get(schema.legislationIdentifier),
        said.get(schema.legislationDate),
    )
    type_ = said.get(dct.type, "")
    if name.kind == "document" and number:
        for language, of in (("en", "of"), ("vi", "ngày")):
            kind = vocabulary().label(type_, language) or ""
            when = f" {of} {_day(issued, language)}" if issued else ""
            yield f"{kind[:1].upper()}{kind[1:]} {number}{when}".strip(), language
    elif name.kind == "source" and (title := said.get(dct.title)):
        yield title, said.get(schema.inLanguage, "en")
    elif name.kind == "person" and (printed := said.get(skos.altLabel, said.get(skos.prefLabel))):
        # Behind the name a slug has the body that tells this person from others.
        words = "-".join(name.slug.split("-")[: len(printed.split())])
        yield person_label(printed) or made_label(words), "en"
    else:
        yield made_label(name.slug), "en"


def person_label(printed: str) -> str:
    """Return a printed name of a person without its marks, as the English press has it; nothing for one in Cyrillic.

    >>> person_label("NGUYỄN Văn Hùng"), person_label("Нгуен Ван Хунг")
    ('Nguyen Van Hung', '')
    """
    return base_of(printed).replace("-", " ").title()


def _day(issued: str, language: str) -> str:
    if len(issued) < len("2022-01-05"):
        return issued
    return format_date(
        date.fromisoformat(issued), "d MMMM y" if language == "en" else "d/M/y", locale=language
    )


def made_label(slug: str) -> str:
    """Return the words of a slug: `cluster-1-workshop-2025-04-25` is "Cluster 1 Workshop, 25 April 2025"."""

    def month(match: re.Match[str]) -> str:
        day = date.fromisoformat(f"{match[1]}-{match[2]}-01")
        return "\x00" + format_skeleton("yMMMM", day, locale="en").replace(" ", "\x01")

    def day(match: re.Match[str]) -> str:
        try:
            told = date.fromisoformat(match[0])
        except ValueError:
            return match[0]
        return "\x00" + format_date(told, "d MMMM y", locale="en").replace(" ", "\x01")

    text = _DAY.sub(day, slug)
    text = _MONTH.sub(month, text) if re.search(r"-(0[1-9]|1[0-2])$", text) else text
    text = _NUMBERS.sub("–", text).replace("-", " ").title()
    return text.replace(" \x00", ", ").replace("\x00", "").replace("\x01", " ")
