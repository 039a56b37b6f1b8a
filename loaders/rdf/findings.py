"""How files of RDF are read, as whoever loads them says, and what is found in them on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.errors import Problem
from graph.limits import LIMITS
from loaders.rdf.contexts import known_contexts
from loaders.rdf.json_ld import Fault


@dataclass(frozen=True)
class Options:
    """How files are read: the base of relative IRIs, their encoding where they do not tell, contexts of JSON-LD by
    address, and whether wrong statements are left out instead of refusing the file."""

    base: str | None = None
    encoding: str | None = None
    contexts: Mapping[str, bytes] = field(default_factory=known_contexts)
    lenient: bool = False


@dataclass
class Findings:
    """What was found in a file on the way: faults, the first ones with their text, and how many statements it has."""

    faults: list[Problem] = field(default_factory=list)
    fault_count: int = 0
    statements: int = 0
    without_context: bool = False

    def add(self, name: str, fault: Fault) -> None:
        """Take in a fault of the text of that name."""
        self.fault_count += 1
        if len(self.faults) < LIMITS.faults_shown:
            self.faults.append(Problem(name, fault.message, fault.line, fault.column))

    def problems(self) -> tuple[Problem, ...]:
        """The faults, and a line for how many more there are."""
        more = self.fault_count - len(self.faults)
        if more <= 0:
            return tuple(self.faults)
        return (*self.faults, Problem(self.faults[0].file, f"{more:,} more faults"))
