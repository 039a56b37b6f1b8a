"""Links between things as trees: a thing, its relations below it, and the things it leads to, indented.

As in the tree of a neighbourhood a line of writing has a row of its own to the right of all lines, so that none crosses
a name. A thing is opened once; where a link leads to it again it is named again, with a sign that it stands elsewhere.
So loops end, and every link is drawn once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from web.views.neighbourhood_tree import GAP, LABEL, ROW, SHORT_LABEL, SPINE, Spine, Tree, TreeRow
from web.views.terms import TermRenderer
from web.views.timeline import shortened

INDENT: Final = 24
DEEPEST: Final = 6
"""Steps from the root of a tree; what lies deeper is the root of another, so that names keep their room."""


@dataclass(frozen=True)
class Link:
    """A thing leads to another by a relation in words (may be empty), whose language is told where it is another."""

    source: str
    target: str
    relation: str
    lang: str


def lay_out_forest(links: Sequence[Link], terms: TermRenderer) -> Tree:
    """Lay out links; trees begin at what nothing leads to, or at what leads nowhere where that is fewer."""
    links = tuple(dict.fromkeys(links))
    outward = _outward(links)
    return _Forest(links, terms, outward=outward).tree()


def _outward(links: Sequence[Link]) -> bool:
    """Whether trees follow links in their direction: where fewer things begin them than end them."""
    sources, targets = {one.source for one in links}, {one.target for one in links}
    begin, end = len(sources - targets), len(targets - sources)
    return 0 < begin <= end or not end or (not begin and len(sources) <= len(targets))


class _Forest:
    def __init__(self, links: Sequence[Link], terms: TermRenderer, *, outward: bool) -> None:
        self.terms = terms
        self.outward = outward
        self.links: dict[str, list[tuple[str, Link]]] = defaultdict(list)
        ends = set()
        for link in links:
            start, end = (link.source, link.target) if outward else (link.target, link.source)
            self.links[start].append((end, link))
            ends.add(end)
        self.starts = list(self.links)
        self.roots = [one for one in self.starts if one not in ends]
        self.rows: list[TreeRow] = []
        self.spines: list[Spine] = []
        self.opened: set[str] = set()
        self.y = ROW // 2 + 2

    def tree(self) -> Tree:
        """Return the drawing."""
        # What is in loops alone has no root: whatever has most links is one.
        rest = sorted(self.starts, key=lambda one: -len(self.links[one]))
        for root in (*self.roots, *rest):
            if root not in self.opened:
                self._open(root)
        return Tree(tuple(self.rows), tuple(self.spines), self.y - ROW // 2 - GAP + 4, 0)

    def _open(self, root: str) -> None:
        """Draw a thing and all that it leads to, without recursion: a chain may be long."""
        self._name(root, 0, "", root=True)
        self.opened.add(root)
        waiting = self._below(root, 0)
        tops = {0: self.y - ROW}
        while waiting:
            depth, relation, lang, end = waiting.pop()
            for deeper in [one for one in tops if one > depth]:
                del tops[deeper]
            if relation:
                self._relation(relation, lang, depth)
                continue
            again = end in self.opened or (depth + 1 >= DEEPEST and end in self.links)
            self.spines.append(Spine(tops[depth], self.y, self._x(depth)))
            tops[depth] = self.y
            self._name(end, depth, "↑" if end in self.opened else "↓" if again else "", root=False)
            if end in self.links and not again:
                self.opened.add(end)
                tops[depth + 1] = self.y - ROW
                waiting += self._below(end, depth + 1)
        self.y += GAP

    def _below(self, start: str, depth: int) -> list[tuple[int, str, str, str]]:
        """Return what stands below a thing, the last first: relations, and after each the things that it leads to."""
        by_relation: dict[tuple[str, str], list[str]] = defaultdict(list)
        for end, link in self.links[start]:
            by_relation[link.relation, link.lang].append(end)
        found = []
        for (relation, lang), ends in by_relation.items():
            if relation:
                found.append((depth, relation, lang, ""))
            found += [(depth, "", "", end) for end in ends]
        return found[::-1]

    def _x(self, depth: int) -> int:
        return SPINE + depth * INDENT

    def _relation(self, text: str, lang: str, depth: int) -> None:
        short = shortened(text, SHORT_LABEL - 3 * depth)
        self.rows.append(TreeRow(self.y, text, short, lang, "", "", x=self._x(depth)))
        self.y += ROW

    def _name(self, iri: str, depth: int, again: str, *, root: bool) -> None:
        link = self.terms.link(iri)
        text = " ".join(link.text.split()) or iri
        self.rows.append(
            TreeRow(
                self.y,
                shortened(text, LABEL - 3 * depth),
                shortened(text, SHORT_LABEL - 3 * depth),
                link.lang,
                again,
                link.href,
                focus=root,
                outward=self.outward,
                x=self._x(depth),
                thing=True,
            )
        )
        self.y += ROW
