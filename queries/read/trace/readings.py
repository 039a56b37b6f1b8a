"""How the sources that tell of things were read: there they cite, they are read and silent, or nobody read them whole.

An absence in a text is said only of a text that was read whole for citations.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from graph.store.reader import Reader
from ontology.kinds import kind_of
from queries.read.rows import select, select_batched


class ReadState(StrEnum):
    """What is known of a thing's citations in one source. The values stand in exports."""

    CITES = "cites"
    SILENT = "read and cites none"
    OPEN = "read, and a citation is proposed"
    NOT_READ = "not read"


@dataclass(frozen=True)
class SourceState:
    """One source (IRI) that tells of a thing, and what is known of the thing's citations there; `whole`: it was read
    whole for citations.
    """

    source: str
    state: ReadState
    whole: bool = False


class _ToldRow(NamedTuple):
    thing: str
    source: str


class _SourceRow(NamedTuple):
    source: str


class _SilentRow(NamedTuple):
    source: str
    programme: str


def read_whole(reader: Reader) -> frozenset[str]:
    """Return the sources (IRIs) that were read whole for citations."""
    return frozenset(row.source for row in select(reader, _SourceRow, "read-whole"))


def read_told(reader: Reader, things: Collection[str]) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Return for each thing the sources (IRIs) that tell of it, and which sources were read whole."""
    told: dict[str, set[str]] = defaultdict(set)
    for row in select_batched(reader, _ToldRow, "told-of", things):
        told[row.thing].add(row.source)
    return {thing: frozenset(told[thing]) for thing in things}, read_whole(reader)


def read_states(
    reader: Reader, things: Collection[str], citing: Mapping[str, frozenset[str]]
) -> tuple[dict[str, tuple[SourceState, ...]], frozenset[str]]:
    """Return for each thing the sources that tell of it, and which sources were read whole; `citing` are those (IRIs)
    in which it cites.
    """
    told, whole = read_told(reader, things)
    silent = {(row.source, row.programme) for row in select(reader, _SilentRow, "silent")}

    def state(thing: str, source: str) -> ReadState:
        if source in citing.get(thing, ()):
            return ReadState.CITES
        if (source, thing) in silent:
            return ReadState.SILENT
        if source not in whole:
            return ReadState.NOT_READ
        return ReadState.OPEN if kind_of(thing) == "programme" else ReadState.SILENT

    states = {
        thing: tuple(
            SourceState(source, state(thing, source), source in whole)
            for source in sorted(told[thing] | citing.get(thing, frozenset()))
        )
        for thing in things
    }
    return states, whole
