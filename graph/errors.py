"""Every error the project raises on purpose, below the web.

    HuuNghiError                what happened, to which input, what to do next
    ├── StoreError              the store on disk
    │   ├── NoVersion           there is no such version, or none yet
    │   │   └── PrunedVersion   it was there, and is no longer kept
    │   ├── StoreBusy           another process is writing
    │   └── StoreDamaged        a version cannot be read
    ├── InputError              something given to us is wrong; carries the problems, one line each
    ├── QueryError              a query of ours or a user's
    │   ├── UnknownQuery        no query of that name in the catalogue
    │   └── BadParameter        a parameter is missing, unknown, or not of its type
    ├── NotFound                no such entity
    ├── UnwritableFormat        an answer has what its format cannot hold
    ├── Contradiction           what was put in by hand contradicts what is claimed
    ├── ManagedGraph            a graph that the service makes itself was to be written
    └── InvalidGraph            validation failed; nothing was published

`web/errors.py` continues the tree with what only HTTP can refuse. An error's text is an English template and its
values, so that the web can say it in the reader's language; the template is the translation's key, and therefore a
literal where the error is raised. On the class stands what the problem document (RFC 9457) needs: `slug`, the last part
of the problem type's IRI, `title`, the HTTP `status`, and `next_step`, the hint of an error that is raised without one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar


def fill(template: str, values: Mapping[str, object]) -> str:
    """Return a template with its `%(name)s` places filled; without values it is a text, and stays as it is.

    >>> fill("There is no page %(page)s.", {"page": 9})
    'There is no page 9.'
    >>> fill("100% of it", {})
    '100% of it'
    """
    return template % values if values and template else template


class HuuNghiError(Exception):
    """What happened, to which input, and what to do next.

    `template` and `hint` are English; where `values` are given, both have `%(name)s` places that these fill.

    >>> error = NotFound("There is no token %(name)r.", hint="`list` names them.", values={"name": "Lan"})
    >>> print(error)
    There is no token 'Lan'.
    `list` names them.
    >>> error.template
    'There is no token %(name)r.'
    """

    slug: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong on our side"
    next_step: ClassVar[str] = ""
    status: int = 500

    def __init__(self, template: str, *, hint: str = "", values: Mapping[str, object] | None = None) -> None:
        super().__init__(template)
        self.template = template
        self.hint_template = hint or self.next_step
        self.values: Mapping[str, object] = MappingProxyType(dict(values or {}))

    @property
    def message(self) -> str:
        """What happened, in English."""
        return fill(self.template, self.values)

    @property
    def hint(self) -> str:
        """What to do next, in English; may be empty."""
        return fill(self.hint_template, self.values)

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class StoreError(HuuNghiError):
    """The store on disk cannot do what was asked."""

    slug = "store-unavailable"
    title = "The data cannot be read just now"
    next_step = "See that the store may be read and written, and that the disk has room."
    status = 503


class NoVersion(StoreError):
    """There is no such version, or the store has none yet."""

    slug = "no-such-version"
    title = "There is no such version of the data"
    status = 404


class PrunedVersion(NoVersion):
    """The version was there, and is no longer kept."""

    slug = "version-pruned"
    title = "This version of the data is no longer kept"
    next_step = "Versions that have a release name are kept; /changes lists those that are there."
    status = 410


class StoreBusy(StoreError):
    """Another process is writing to the store."""

    slug = "store-busy"
    title = "The data is being changed just now"


class StoreDamaged(StoreError):
    """A version cannot be read."""

    slug = "store-damaged"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: file, line and column where known (1-based), and what it is."""

    file: str
    message: str
    line: int | None = None
    column: str | int | None = None

    def __str__(self) -> str:
        where = [self.file] + [str(x) for x in (self.line, self.column) if x is not None]
        return f"{':'.join(where)}: {self.message}"


class InputError(HuuNghiError):
    """Something given to us is wrong; each problem is one line with its place."""

    slug = "invalid-input"
    title = "This request cannot be understood"
    status = 400

    def __init__(
        self,
        template: str,
        *,
        problems: tuple[Problem, ...] = (),
        hint: str = "",
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(template, hint=hint, values=values)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([self.message, *map(str, self.problems), *([self.hint] if self.hint else [])])


class QueryError(HuuNghiError):
    """A query cannot be run."""

    slug = "invalid-query"
    title = "This query cannot be run"
    status = 400


class UnknownQuery(QueryError):
    """The catalogue has no query of that name."""

    slug = "no-such-query"
    title = "There is no such query"
    status = 404


class BadParameter(QueryError):
    """A parameter is missing, unknown, or not of its type."""

    slug = "invalid-parameter"
    title = "This request cannot be understood"


class NotFound(HuuNghiError):
    """There is no such entity."""

    slug = "not-found"
    title = "There is no such page"
    status = 404


class UnwritableFormat(HuuNghiError):
    """An answer has what the format that was asked for cannot hold, such as a form feed in XML."""

    slug = "not-acceptable"
    title = "There is no document in that format"
    next_step = "Ask for another format, such as Turtle or JSON."
    status = 406


class Contradiction(HuuNghiError):
    """What was put in by hand contradicts what is claimed; both sides are named."""

    slug = "contradiction"
    title = "This contradicts what is claimed"
    status = 409


class ManagedGraph(HuuNghiError):
    """A graph that the service makes itself was to be written; `line` says where in an update, where that is known."""

    slug = "managed-graph"
    title = "This graph is made by the service"
    status = 403
    line: int | None = None


class InvalidGraph(HuuNghiError):
    """The graph fails its validation; nothing was published."""

    slug = "invalid-graph"
    title = "The graph would not conform"
    status = 422
