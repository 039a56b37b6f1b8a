"""A neighbourhood drawn as a tree without script: each thing asked for, the relations below it, and what it is tied to.

A line of writing has a row of its own to the right of all lines, so that none crosses a name; arrows say which way a
relation reads. The table of the page says the same, and has what the drawing leaves out for its length.
"""

from dataclasses import dataclass
from typing import Final

from graph.limits import LIMITS
from queries.read.neighbourhood import Neighbourhood, Tie
from web.views.neighbourhood import relation_of, when_of
from web.views.terms import RenderedTerm, TermRenderer
from web.views.timeline import shortened

ROW: Final = 22
GAP: Final = 10
SPINE: Final = 8
"""Pixels from the left edge to the line that ties the rows of one thing together."""
LABEL, SHORT_LABEL = 84, 40
"""Letters of a name that fit a row, in most windows and in the narrowest."""
MOST: Final = LIMITS.drawn_ties


@dataclass(frozen=True)
class TreeRow:
    """One row: a thing asked for (`focus`), a relation, or a thing that is tied by it; `x` is the line that ties it.

    `outward`: the tie leads from the focus to this thing, not to the focus.
    """

    y: int
    text: str
    short: str
    lang: str
    when: str
    href: str
    focus: bool = False
    outward: bool = False
    inferred: bool = False
    x: int = SPINE
    thing: bool = False


@dataclass(frozen=True)
class Spine:
    """The line of one focus, from its dot to the last thing tied to it."""

    top: int
    bottom: int
    x: int = SPINE


@dataclass(frozen=True)
class Tree:
    """A drawing; `left_out` ties are in the table only."""

    rows: tuple[TreeRow, ...]
    spines: tuple[Spine, ...]
    height: int
    left_out: int


def lay_out_tree(around: Neighbourhood, terms: TermRenderer) -> Tree | None:
    """Lay out the first ties of a neighbourhood; None where nothing is tied."""
    ties = around.ties[:MOST]
    if not ties:
        return None
    rows: list[TreeRow] = []
    spines = []
    y = ROW // 2 + 2
    seen: set[Tie] = set()
    for focus in around.foci:
        own = [one for one in ties if focus in (one.source, one.target) and one not in seen]
        seen.update(own)
        if not own:
            continue
        rows.append(_named(terms.link(focus), y, focus=True))
        top = y
        y += ROW
        for (relation, lang, outward), some in _by_relation(own, focus, terms).items():
            rows.append(TreeRow(y, relation, shortened(relation, SHORT_LABEL), lang, "", ""))
            y += ROW
            for tie in some:
                other = terms.link(tie.target if outward else tie.source)
                rows.append(
                    _named(other, y, when=when_of(tie, terms), outward=outward, inferred=tie.inferred)
                )
                y += ROW
        spines.append(Spine(top, y - ROW))
        y += GAP
    return Tree(tuple(rows), tuple(spines), y - ROW // 2 - GAP + 4, len(around.ties) - len(ties))


def _by_relation(ties: list[Tie], focus: str, terms: TermRenderer) -> dict[tuple[str, str, bool], list[Tie]]:
    groups: dict[tuple[str, str, bool], list[Tie]] = {}
    for tie in ties:
        groups.setdefault((*relation_of(tie, terms), tie.source == focus), []).append(tie)
    return groups


def _named(
    link: RenderedTerm,
    y: int,
    *,
    when: str = "",
    focus: bool = False,
    outward: bool = False,
    inferred: bool = False,
) -> TreeRow:
    return TreeRow(
        y,
        shortened(link.text, LABEL),
        shortened(link.text, SHORT_LABEL),
        link.lang,
        when,
        link.href,
        focus=focus,
        outward=outward,
        inferred=inferred,
        thing=True,
    )
