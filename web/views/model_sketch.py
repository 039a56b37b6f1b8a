"""The sketch of the model: each path of `queries.model_paths` as a small tree, drawn line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from queries.model_paths import PATHS, ModelPath, Step
from web.languages import Words
from web.urls import Links

_ROW: Final = 24
_INDENT: Final = 22
_LEFT: Final = 8
WIDTH: Final = 336


@dataclass(frozen=True)
class SketchRow:
    """One line of a drawing: its place, the connector to the line above (a path of SVG), and its words."""

    x: int
    y: int
    connector: str
    property: str
    arrow: str
    word: str


@dataclass(frozen=True)
class Sketch:
    """A path as it is drawn. `pattern` is inserted into a query; `href` runs it as one."""

    name: str
    title: str
    described: str
    pattern: str
    href: str
    height: int
    rows: tuple[SketchRow, ...]


def sketches(words: Words, links: Links) -> tuple[Sketch, ...]:
    """Return the drawings of all paths."""
    return tuple(_sketch(path, words, links) for path in PATHS)


def _sketch(path: ModelPath, words: Words, links: Links) -> Sketch:
    rows = tuple(_rows(path.start, words.code))
    described = ", ".join(f"{row.property} {row.arrow} {row.word}".strip() for row in rows)
    return Sketch(
        path.name,
        path.title.in_language(words.code),
        described,
        path.pattern,
        links.sparql(query=path.query),
        len(rows) * _ROW + 4,
        rows,
    )


def _rows(start: Step, language: str) -> Iterator[SketchRow]:
    """Yield the lines in order: each step, then those further on, a line lower and further in."""
    at = 0

    def below(step: Step, depth: int, parent: int) -> Iterator[SketchRow]:
        nonlocal at
        y, x = at * _ROW + 14, _LEFT + depth * _INDENT
        at += 1
        connector = f"M{x - _INDENT} {parent + 8}V{y}H{x - 6}" if depth else ""
        arrow = ("←" if step.inverse else "→") if depth else ""
        yield SketchRow(x, y, connector, step.property, arrow, step.word.in_language(language))
        for one in step.further:
            yield from below(one, depth + 1, y)

    yield from below(start, 0, 0)
