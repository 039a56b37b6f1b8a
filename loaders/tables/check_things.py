"""Find what is wrong with things over all their rows: keys, names, days that run backward, what is said too little of.

A row may be right by itself and wrong beside another one, or beside what the graph says; then both are named.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from graph.errors import Problem
from loaders.tables.known import Known
from loaders.tables.lines import Content, Line
from loaders.tables.schema import NEEDS, UNNAMED
from ontology.iris import CONCEPT, ID, name_of
from ontology.vocabulary import vocabulary

_WORDS: Final = {
    "body": "kind of organisation",
    "role": "role",
    "extent": "extent",
    "part": "part of a source",
    "part-of-day": "part of the day",
}
"""What the words of a list are where they are not kinds of what the list is called after."""


def thing_problems(content: Content, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with the things that the rows define."""
    yield from _key_problems(content)
    yield from _name_problems(content, known)
    yield from _order_problems(content)
    yield from _need_problems(content, known)


def _key_problems(content: Content) -> Iterator[Problem]:
    for lines in content.lines.values():
        if not lines or not lines[0].schema.keyed:
            continue
        seen: set[str] = set()
        for line in lines:
            key = line.cells.get("id", "")
            if key in seen:
                yield line.problem(None, f"duplicate primary key: {key}; one row for each key")
            seen.add(key)


def _name_problems(content: Content, known: Known) -> Iterator[Problem]:
    preferred: dict[tuple[str, str], Line] = {}
    named: set[str] = set()
    for line in content.lines.get("names", ()):
        cells = line.cells
        entity = cells.get("entity", "")
        named.add(ID + entity)
        if cells.get("label") != "prefLabel":
            continue
        key = (entity, cells.get("language", ""))
        first = preferred.setdefault(key, line)
        if first.cells.get("name") != cells.get("name"):
            yield line.problem(
                "name",
                f"{entity} has another prefLabel in {key[1]!r} on line {first.number}; make one of them an altLabel",
            )
        elif first is line and known.has(ID + entity):
            there = known.named_elsewhere(ID + entity).get(key[1])
            if there and there[0] != cells.get("name"):
                yield line.problem(
                    "name",
                    f"the graph prefers {there[0]!r} as name of {entity} in {key[1]!r}, as source {there[1]} says; "
                    "make this one an altLabel",
                )
    for iri, line in content.first.items():
        name = name_of(iri)
        if iri not in named and not known.has(iri) and (name is None or name.kind not in UNNAMED):
            yield line.problem("id", f"{short(iri)} has no name; add a row for it to names.csv")


def runs_backward(start: str, end: str) -> bool:
    """Whether an end is before a start, whatever precision each has.

    >>> runs_backward("2029", "2024"), runs_backward("2024-04", "2024")
    (True, False)
    """
    length = min(len(start), len(end))
    return end[:length] < start[:length]


def _order_problems(content: Content) -> Iterator[Problem]:
    """Days of one thing that run backward though each of its rows is right: both rows are named."""
    starts: dict[str, Line] = {}
    ends: dict[str, Line] = {}
    single: dict[str, bool] = defaultdict(lambda: True)
    for line in content.all():
        if not line.schema.defines or "id" not in line.cells:
            continue
        for name, held in (("start_date", starts), ("end_date", ends)):
            if name in line.cells:
                about = line.about
                first = held.setdefault(about, line)
                single[f"{about} {name}"] &= first.cells[name] == line.cells[name]
    for about, end in ends.items():
        start = starts.get(about)
        if (
            start is None
            or start is end
            or not single[f"{about} start_date"]
            or not single[f"{about} end_date"]
        ):
            continue
        begins, last = start.cells["start_date"], end.cells["end_date"]
        if runs_backward(begins, last):
            yield end.problem(
                "end_date",
                f"{short(about)} ends {last} here and starts {begins} on line {start.number} of {start.file}; "
                "correct one of the two",
            )


def _need_problems(content: Content, known: Known) -> Iterator[Problem]:
    """Things of which the tables say too little to be one, where the graph says no more."""
    for name, lines in content.lines.items():
        need = NEEDS.get(lines[0].schema.defines or "") if lines else None
        if need is None:
            continue
        filled = {line.cells.get("id") for line in lines if need in line.cells}
        for line in lines:
            if line.minted and line.cells.get("id") not in filled and not known.has(line.about):
                scheme = line.schema.by_name[need].scheme or ""
                yield line.problem(
                    need,
                    f"the cell is empty; a thing that is new to {name} needs a {need}: {choices_of(scheme)}",
                )


def short(iri: str) -> str:
    """Return a thing's kind and slug, or its IRI."""
    name = name_of(iri)
    return str(name) if name else iri


def choices_of(scheme: str) -> str:
    """Say which words may stand in a column that takes one of a list."""
    slugs = ", ".join(sorted(term.name for term in vocabulary().concepts(CONCEPT + scheme)))
    return f"write one of {slugs}" if slugs else "the vocabulary has no list of these"


def word_of(scheme: str) -> str:
    """Return what the words of a list are, in a few words.

    >>> word_of("place"), word_of("body"), word_of("role")
    ('kind of place', 'kind of organisation', 'role')
    """
    return _WORDS.get(scheme, f"kind of {scheme}")
