"""Every error the project raises on purpose.

    HuuNghiError                what happened, to which input, what to do next
    ├── StoreError              the store on disk
    │   ├── NoVersion           there is no such version, or none yet
    │   ├── StoreBusy           another process is writing
    │   └── StoreDamaged        a version cannot be read
    ├── InputError              something given to us is wrong; carries the problems, one line each
    ├── QueryError              a query of ours or a user's
    │   ├── UnknownQuery        no query of that name in the catalogue
    │   └── BadParameter        a parameter is missing, unknown, or not of its type
    ├── NotFound                no such entity
    └── InvalidGraph            validation failed; nothing was published

An error that reaches the web carries its HTTP status on the class.
"""

from dataclasses import dataclass


class HuuNghiError(Exception):
    """What happened, to which input, and what to do next."""

    status = 500

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class StoreError(HuuNghiError):
    """The store on disk cannot do what was asked."""

    status = 503


class NoVersion(StoreError):
    """There is no such version, or the store has none yet."""

    status = 404


class StoreBusy(StoreError):
    """Another process is writing to the store."""


class StoreDamaged(StoreError):
    """A version cannot be read."""


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

    status = 400

    def __init__(self, message: str, *, problems: tuple[Problem, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([self.message, *map(str, self.problems), *([self.hint] if self.hint else [])])


class QueryError(HuuNghiError):
    """A query cannot be run."""

    status = 400


class UnknownQuery(QueryError):
    """The catalogue has no query of that name."""

    status = 404


class BadParameter(QueryError):
    """A parameter is missing, unknown, or not of its type."""


class NotFound(HuuNghiError):
    """There is no such entity."""

    status = 404


class InvalidGraph(HuuNghiError):
    """The graph fails its validation; nothing was published."""

    status = 422
