"""Review in the terminal: one claim at a time beside its passage, one key a decision.

On a terminal single keys are read; from a pipe, lines: the key, and on the next line what it asks for.
"""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click
from pyoxigraph import Literal, NamedNode, Store
from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from graph.claims.claim import Claim
from graph.errors import HuuNghiError, InputError
from graph.limits import LIMITS
from graph.review import decisions
from graph.review import names as naming
from graph.review import queue as review
from graph.review.drafting import Reviewer
from graph.review.needs import with_names
from graph.review.queue import CONTRADICTS, REPEATS, Filter, Proposal
from graph.store.versions import VersionStore
from ontology.iris import name_of
from ontology.prefixes import shrink
from ontology.terms import hn
from ontology.vocabulary import vocabulary

AROUND: Final = LIMITS.review_context
KEYS: Final = (
    "a accept · A accept the whole record · r reject · c correct · m merge · u undo · n next · q quit"
)


class ReviewSession:
    """A session of one reviewer over the queue under a filter."""

    def __init__(
        self, versions: VersionStore, by: Reviewer, wanted: Filter, *, texts: Path | None = None
    ) -> None:
        self._versions = versions
        self._by = by
        self._wanted = wanted
        self._texts = texts or (versions.root / "texts" if (versions.root / "texts").is_dir() else None)
        self._console = Console()
        self._passed: set[str] = set()
        self._made: list[tuple[str, ...]] = []

    def run(self) -> None:
        """Show claim after claim until none is left or the reviewer quits."""
        decided = 0
        while True:
            found = self._next()
            if found is None:
                self._console.print("Nothing more waits for review.")
                if not self._made:
                    break
                self._console.print(Text("u undo · q quit", style="dim"))
                if self._key() != "u":
                    break
                decided += self._undo()
                continue
            proposal, rest, place = found
            self._show(proposal, place)
            key = self._key()
            if key in ("q", ""):
                break
            try:
                decided += self._act(key, proposal, rest)
            except HuuNghiError as error:
                self._console.print(Text(str(error), style="red"))
                if not sys.stdin.isatty():
                    self._passed.add(proposal.claim.iri)  # a pipe cannot think again
        self._console.print(f"{decided} decision{'s' * (decided != 1)}.")

    def _next(self) -> tuple[Proposal, list[str], str] | None:
        with self._versions.require_current().open() as opened:
            waiting = review.queue(opened.store, self._wanted)
            for group in waiting.groups:
                offered = review.proposals(opened.store, group.thing, self._wanted)
                left = [one for one in offered if one.claim.iri not in self._passed]
                if left:
                    return left[0], [one.claim.iri for one in offered], f"{waiting.count} waiting"
        return None

    def _show(self, proposal: Proposal, place: str) -> None:
        claim = proposal.claim
        with self._versions.require_current().open() as opened:
            store = opened.store
            subject, value = (naming.name_in(store, t) for t in (claim.triple.subject, claim.triple.object))  # type: ignore[arg-type]
            others = ", ".join(naming.name_in(store, other) for other in proposal.others)
            passage = self._passage(store, claim)
        predicate = claim.triple.predicate.value
        said = Text.assemble(
            (subject, "bold"),
            "  ",
            (vocabulary().reading(predicate, "en") or shrink(predicate), "dim"),
            "  ",
            value,
        )
        style = {CONTRADICTS: "red", REPEATS: "dim"}.get(proposal.effect, "green")
        effect = Text(proposal.effect + (f": {others}" if others else ""), style=style)
        source = name_of(claim.source)
        where = Text(
            " · ".join(
                part
                for part in (
                    source.slug if source else claim.source,
                    "-".join(map(str, claim.passage.span)) if claim.passage and claim.passage.span else "",
                    f"as of {claim.as_of.start}" if claim.as_of else "",
                    f"confidence {claim.confidence}" if claim.confidence is not None else "",
                )
                if part
            ),
            style="dim",
        )
        self._console.print(
            Panel(Group(said, effect, Text(), passage, where), title=place, title_align="right")
        )
        self._console.print(Text(KEYS, style="dim"))

    def _passage(self, store: Store, claim: Claim) -> Text:
        place = claim.passage
        if place is None:
            return Text("(the source as a whole)", style="dim")
        text = self._text_of(store, claim.source)
        if text is None or place.span is None:
            return Text(claim.printed or place.exact or "(no text here: give --texts DIR)", style="italic")
        start, end = place.span
        before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        return Text.assemble(
            " ".join(before.split()) + (" " if before[-1:].isspace() else ""),
            (" ".join(text[start:end].split()), "reverse"),
            (" " if after[:1].isspace() else "") + " ".join(after.split()),
        )

    def _text_of(self, store: Store, source: str) -> str | None:
        if self._texts is None:
            return None
        for quad in store.quads_for_pattern(NamedNode(source), NamedNode(hn.sha256), None, None):
            if isinstance(quad.object, Literal):
                return _read(self._texts, quad.object.value)
        return None

    def _key(self) -> str:
        if sys.stdin.isatty():
            try:
                return click.getchar()
            except (EOFError, KeyboardInterrupt):
                return "q"
        return sys.stdin.readline().strip()[:1]

    def _ask(self, question: str, *, given: str = "") -> str:
        if sys.stdin.isatty():
            return str(click.prompt(question, default=given or None))
        return sys.stdin.readline().strip()

    def _act(self, key: str, proposal: Proposal, rest: list[str]) -> int:
        claim, versions, by = proposal.claim, self._versions, self._by
        if key in ("a", "A"):
            with versions.require_current().open() as opened:
                wanted = with_names(opened.store, [claim.iri] if key == "a" else rest)
            made = decisions.accept(versions, wanted, by=by)
        elif key == "r":
            made = decisions.reject(versions, [claim.iri], by=by, why=self._ask("Why is it wrong"))
        elif key == "c":
            value = self._ask("What the passage says", given=_text_of_value(claim))
            made = decisions.correct(versions, claim.iri, review.corrected(claim, value), by=by)
        elif key == "m":
            into = naming.iri_of(self._ask("Which thing is it (kind/slug)"))
            made = decisions.merge(versions, str(claim.triple.subject.value), into, by=by)  # type: ignore[union-attr]
        elif key == "u":
            return self._undo()
        elif key == "n":
            self._passed.add(claim.iri)
            return 0
        else:
            raise InputError("%(key)r is no key.", hint=KEYS, values={"key": key})
        self._made.append(made.decisions)
        return 1

    def _undo(self) -> int:
        if not self._made:
            raise InputError("Nothing was decided yet.", hint="Older decisions: huunghi review --log")
        decisions.undo(self._versions, self._made.pop(), by=self._by)
        self._passed.clear()
        return 1


def _read(folder: Path, sha256: str) -> str | None:
    for path in sorted(folder.glob("*.txt")):
        if path.stem == sha256 or hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            return path.open(encoding="utf-8", newline="").read()
    return None


def _text_of_value(claim: Claim) -> str:
    value = claim.triple.object
    if isinstance(value, NamedNode):
        return str(name_of(value.value) or value.value)
    return value.value if isinstance(value, Literal) else ""


def write_log(versions: VersionStore, write: Callable[[str], None]) -> None:
    """Write the latest decisions, newest first, a line each: what `--undo` takes, who, what, about what, why."""
    with versions.require_current().open() as opened:
        for record in decisions.log(opened.store):
            state = "" if record.stands else " (undone)"
            reason = f": {record.reason}" if record.reason else ""
            own, about, into = name_of(record.iri), _some(record.about), _some(record.into)
            into = f" -> {into}" if into else ""
            write(
                f"{own.slug if own else record.iri}  {record.reviewer:16} {record.kind:8} {about}{into}{reason}{state}"
            )


def _some(iris: tuple[str, ...]) -> str:
    """The first few of what a decision is about, and how many more there are."""
    most = LIMITS.review_about
    more = f" and {len(iris) - most} more" if len(iris) > most else ""
    return " ".join(str(name_of(iri) or iri) for iri in iris[:most]) + more
