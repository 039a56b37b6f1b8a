"""How files of RDF are read, as whoever loads them says, and what is found in them on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.errors import Problem
from graph.limits import LIMITS
from loaders.rdf.contexts import known_contexts
from loaders.rdf.faults import NOT_UTF_8, RELATIVE
from loaders.rdf.json_ld import Fault

NO_JSON_LD: Final = "is JSON but no JSON-LD: it has no @context, and no key of it is an IRI"


@dataclass(frozen=True)
class Options:
    """How files are read: the base of relative IRIs, their encoding where they do not tell, contexts of JSON-LD by
    address, and whether wrong statements are left out instead of refusing the file."""

    base: str | None = None
    encoding: str | None = None
    contexts: Mapping[str, bytes] = field(default_factory=known_contexts)
    lenient: bool = False
    of_request: bool = False
    """Whether it is the body of a request: nobody gives options then, and others wait until it is read."""

    of_dump: bool = False
    """Whether it is a dump of our own: values that are in a store already are taken, as large as the parser can."""

    @property
    def largest_looked_at(self) -> int:
        """Size up to which every fault of a text is looked for, and not the first alone."""
        return LIMITS.faulty_body_bytes if self.of_request else LIMITS.faulty_bytes


@dataclass
class Findings:
    """What was found in a file on the way: faults, the first ones with their text, and how many statements it has."""

    faults: list[Problem] = field(default_factory=list)
    fault_count: int = 0
    statements: int = 0
    without_context: bool = False

    def advice(self, options: Options, *, mendable: bool) -> str:
        """Say what to do about the faults; some are such as `--lenient` leaves out."""
        if options.of_request:
            return "Correct the document and send it again; nothing was changed."
        if any(RELATIVE in problem.message for problem in self.faults):
            return "Relative IRIs need a base: --base IRI, the address that the data was published at."
        if any(problem.message.endswith(NOT_UTF_8) for problem in self.faults):
            return "Save the file as UTF-8, or say which encoding it is in: --encoding NAME."
        if options.lenient or not mendable:
            return "Correct the file and load again."
        return "Correct the file and load again, or leave out what is wrong: --lenient."

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
