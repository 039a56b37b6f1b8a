"""What reports in several languages say that a thing cites, side by side: where one names a document by its number,
another may only speak of "new directives".
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.languages import Words
from web.page_context import firm_numbers
from web.things import Names, Value
from web.tracing.citations import Cite
from web.urls import Links


@dataclass(frozen=True)
class Wording:
    """The words of one citation, linked to its page, and whether they are unresolved or inferred to mean it."""

    value: Value
    unresolved: bool


@dataclass(frozen=True)
class BesideRow:
    """One document, or one thing that words name without a document, or words that name nothing; a cell a language."""

    things: tuple[Value, ...]
    document: bool
    cells: tuple[tuple[Wording, ...], ...]


@dataclass(frozen=True)
class Tongue:
    """What the reports in one language cite: how many documents, and how often no single one."""

    code: str
    name: str
    documents: int
    unresolved: int


@dataclass(frozen=True)
class Beside:
    """The citations of a thing by language; `differ`: not all languages name the same documents."""

    tongues: tuple[Tongue, ...]
    rows: tuple[BesideRow, ...]
    differ: bool


def beside(
    cites: Iterable[Cite], languages: Sequence[str], names: Names, links: Links, words: Words
) -> Beside | None:
    """Lay citations side by side by the languages of the reports; None where there is only one.

    Citations stand in one row where they cite the same document, or else name or may mean the same things.
    """
    by_key: dict[tuple[str, ...], dict[str, list[Cite]]] = defaultdict(lambda: defaultdict(list))
    for cite in {cite.citation: cite for cite in cites}.values():
        by_key[_key(cite)][cite.language].append(cite)
    codes = sorted({*languages, *(code for row in by_key.values() for code in row)})
    if len(codes) < 2:
        return None
    ordered = sorted(by_key.items(), key=lambda one: (_rank(one[0]), _first(one[1])))
    rows = []
    for key, cells in ordered:
        rows.append(
            BesideRow(
                tuple(names.link(iri) for iri in key[1:] if key[0] in ("cited", "named")),
                key[0] == "cited",
                tuple(
                    tuple(_wording(c, links, words) for c in _in_order(cells.get(code, ()))) for code in codes
                ),
            )
        )
    cited = {code: {k for k, row in by_key.items() if k[0] == "cited" and code in row} for code in codes}
    return Beside(
        tuple(
            Tongue(
                code,
                words.language(code) if code else words("language not known"),
                len(cited[code]),
                sum(len(row.get(code, ())) for k, row in by_key.items() if k[0] != "cited"),
            )
            for code in codes
        ),
        tuple(rows),
        len({frozenset(one) for one in cited.values()}) > 1,
    )


def _key(cite: Cite) -> tuple[str, ...]:
    if cite.cited:
        return ("cited", cite.cited)
    if cite.named:
        return ("named", *cite.named)
    if cite.candidates:
        return ("meant", *cite.candidates)
    return ("words", cite.citation)


def _rank(key: tuple[str, ...]) -> int:
    return ("cited", "named", "meant", "words").index(key[0])


def _first(cells: dict[str, list[Cite]]) -> tuple[str, int]:
    return min((c.source, c.start) for row in cells.values() for c in row)


def _in_order(cites: Iterable[Cite]) -> list[Cite]:
    return sorted(cites, key=lambda c: (c.source, c.start))


def _wording(cite: Cite, links: Links, words: Words) -> Wording:
    lang = cite.language if cite.language != words.code else ""
    return Wording(
        Value(firm_numbers(cite.wording) or cite.citation, lang=lang, href=links.entity(cite.citation)),
        not cite.cited,
    )
