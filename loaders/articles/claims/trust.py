"""How far each kind of claim is trusted: the table of what was measured, on which texts, and when.

Only texts that the rules were not written from count, and a claim counts as right only where its subject is right too
(`docs/decisions/038-trust-is-measured.md`). A kind that was measured and right often enough is accepted
without review; everything else that articles say is proposed.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

from graph.errors import InputError
from loaders.articles.claims.kinds import KINDS
from loaders.articles.lexicons import DATA

TABLE: Final = "trust.csv"
COLUMNS: Final = ("kind", "property", "set", "date", "cases", "right", "share", "note")
LEAST_CASES: Final = 50
LEAST_SHARE: Final = Decimal("0.98")


@dataclass(frozen=True)
class Measured:
    """How often one kind of claim was right on one set of texts that the rules were not written from.

    `counted` is the property whose values were counted, `cases` how many were found and `right` how many of them were
    right. Where only the share was kept, `right` is absent; where not even the number of cases was, that is absent too.
    """

    kind: str
    counted: str
    set: str
    date: str
    cases: int | None = None
    right: int | None = None
    share: Decimal | None = None
    note: str = ""

    @property
    def precision(self) -> Decimal:
        """The share that was right."""
        if self.cases and self.right is not None:
            return Decimal(self.right) / self.cases
        return self.share or Decimal(0)

    @property
    def trusted(self) -> bool:
        """Whether it was measured often enough and was right often enough to be accepted without review."""
        return (self.cases or 0) >= LEAST_CASES and self.precision >= LEAST_SHARE

    @property
    def confidence(self) -> Decimal:
        """The share that was right, by Laplace's rule of succession where the counts are known."""
        if self.cases is not None and self.right is not None:
            return Decimal(self.right + 1) / (self.cases + 2)
        return self.precision

    def row(self) -> tuple[str, ...]:
        """The row of the table."""
        numbers = ("" if n is None else str(n) for n in (self.cases, self.right, self.share))
        return (self.kind, self.counted, self.set, self.date, *numbers, self.note)


def read_table(text: str, *, name: str = TABLE) -> tuple[Measured, ...]:
    """Read a table of measurements; raise InputError, with the row, for one that says no such thing."""
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise InputError(
            f"{name}, row 1: the columns are not {','.join(COLUMNS)}", hint="Write this line first."
        )
    return tuple(_row(row, f"{name}, row {number}") for number, row in enumerate(reader, 2))


def _row(row: Mapping[str, str | None], where: str) -> Measured:
    said = {column: (row.get(column) or "").strip() for column in COLUMNS}
    if said["kind"] not in KINDS:
        raise InputError(f"{where}: there is no kind {said['kind']!r}", hint=f"Kinds: {', '.join(KINDS)}.")
    if not said["set"] or not said["date"]:
        raise InputError(
            f"{where}: the set of texts or the date is missing", hint="Say what was measured and when."
        )
    try:
        cases, right = (int(said[c]) if said[c] else None for c in ("cases", "right"))
        share = Decimal(said["share"]) if said["share"] else None
    except (ValueError, InvalidOperation) as error:
        raise InputError(
            f"{where}: {error}", hint="Write cases and right as counts, share as 0 to 1."
        ) from error
    if (
        not 0 <= (right or 0) <= (cases or 0)
        or not 0 <= (share or 0) <= 1
        or (right is None and share is None)
    ):
        raise InputError(
            f"{where}: {said['right']!r} right of {said['cases']!r}, share {said['share']!r}, cannot be",
            hint="Right is at most cases; where right was not kept, give the share.",
        )
    return Measured(
        said["kind"], said["property"], said["set"], said["date"], cases, right, share, said["note"]
    )


def write_table(rows: Iterable[Measured]) -> str:
    """Return a table of measurements as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row.row() for row in rows)
    return out.getvalue()


def latest(rows: Iterable[Measured]) -> dict[str, Measured]:
    """Return the measurement that counts for each kind: the latest, and of two on one date the one with more cases."""
    found: dict[str, Measured] = {}
    for row in sorted(rows, key=lambda r: (r.date, r.cases or 0)):
        found[row.kind] = row
    return found


@cache
def measured() -> dict[str, Measured]:
    """What was measured last of each kind, as the repository has it."""
    return latest(read_table((DATA / TABLE).read_text("utf-8")))


def trusted_kinds() -> frozenset[str]:
    """Return the kinds that are accepted without review."""
    return frozenset(kind for kind, row in measured().items() if row.trusted)


def confidence_of(kind: str, *, inferred: bool = False) -> Decimal:
    """Return how far a claim of a kind can be trusted: what was measured of it, and one half where nothing was.

    Half the doubt comes on top where the year or the place of a statement is inferred.
    """
    row = measured().get(kind)
    share = row.confidence if row else Decimal("0.5")
    if inferred:
        share -= (1 - share) / 2
    return max(share, Decimal(0)).quantize(Decimal("0.01"))
