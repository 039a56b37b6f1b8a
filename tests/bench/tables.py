"""Loading tables: a hundred thousand rows of people, bodies, posts, names and tenures, against what a load may take.

The goal is 60 seconds of processor time and a gigabyte of memory, all of it: reading, checking, claims, derivation,
shapes, index. There is no other program that does the same; what is compared first is that every cell is a claim, and
that a second load finds all of them there.
"""

import ast
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

ROWS: Final = 100_000
SECONDS: Final = 60.0
MEGABYTES: Final = 1024
SOURCES: Final = 50

TEXT: Final = {"text_sha256": "0" * 64, "text_length": "100000"}
"""What is said of the text of a source in which citations stand, which nobody has."""

LOAD: Final = """
import resource, sys
from pathlib import Path
from graph.store.versions import VersionStore
from loaders.tables.load import load_tables
report = load_tables(VersionStore(sys.argv[1]), Path(sys.argv[2]))
used = resource.getrusage(resource.RUSAGE_SELF)
print({"cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024, "claims": report.counts["claims added"],
       "kept": report.counts["claims kept"], "steps": {k: round(v, 1) for k, v in report.seconds.items()}})
"""


def run(*, triples: int, smoke: bool) -> bool:
    """Load the rows, load them again, print processor time and memory; return whether all was claimed, and kept."""
    del triples
    rows = 2_000 if smoke else ROWS
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        expected = write_tables(root / "made", rows=rows)
        first = _load(root / "store", root / "made")
        again = _load(root / "store", root / "made")
    same = first["claims"] == expected == again["kept"]
    print(
        f"every cell is a claim, and a second load keeps them all: {'yes' if same else 'NO'} ({expected:,} claims)"
    )
    for name, one in (("first load", first), ("second load", again)):
        print(f"{name}: {one['cpu']:.1f} s of processor, {one['mb']:.0f} MB; wall by step: {one['steps']}")
    if not smoke:
        within = first["cpu"] < SECONDS and first["mb"] < MEGABYTES
        print(f"goal {SECONDS:.0f} s and {MEGABYTES} MB for {ROWS:,} rows: {'met' if within else 'NOT met'}")
    return bool(same)


def _load(store: Path, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-c", LOAD, str(store), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    read: dict[str, float] = ast.literal_eval(done.stdout)
    return read


def write_tables(folder: Path, *, rows: int, sources: int = SOURCES, cited: bool = False) -> int:
    """Write tables of about so many rows, the same for the same number; return how many claims they make.

    With `cited` there are documents, events and citations beside them, two of these to three of the others, bodies have
    a second name, and no two tenures contradict each other.
    """
    folder.mkdir(parents=True)
    people, bodies = rows // 6, max(10, rows // 60)
    tenures = rows - 2 * people - 4 * bodies
    source = [f"s{n}" for n in range(sources)]
    # A row has as many claims as cells that become triples, and one for the type where the table states it.
    made = [
        _write(
            folder,
            "sources",
            (
                {
                    "id": s,
                    "kind": "news-report",
                    "class": "NewsArticle",
                    "language": "en",
                    "title": f"Made {s}",
                    "source": s,
                    **({"file": f"{s}.txt", **TEXT} if cited else {}),
                }
                for s in source
            ),
            per_row=6 if cited else 4,
        ),
        _write(
            folder,
            "people",
            ({"id": f"p{n}", "source": source[n % sources]} for n in range(people)),
            per_row=1,
        ),
        _write(
            folder,
            "organisations",
            (
                {"id": f"b{n}", "kind": "friendship-union", "source": source[n % sources]}
                for n in range(bodies)
            ),
            per_row=1,
        ),
        _write(
            folder,
            "posts",
            (
                {"id": f"b{n}-chair", "organisation": f"b{n}", "role": "chair", "source": source[n % sources]}
                for n in range(bodies)
            ),
            per_row=2,
        ),
        _write(
            folder,
            "names",
            (
                {
                    "entity": entity,
                    "label": label,
                    "name": name,
                    "language": "en",
                    "source": source[n % sources],
                }
                for n, (entity, label, name) in enumerate(
                    _names(source, people, bodies, rows // 20, cited=cited)
                )
            ),
            per_row=1,
        ),
        _write(
            folder,
            "tenures",
            (
                {
                    "id": f"t{n}",
                    "person": f"p{n % people}",
                    "post": f"b{n % bodies}-chair",
                    "organisation": f"b{n % bodies}",
                    "role": "chair",
                    "source": source[n % sources],
                    **(
                        _in_turn(n // bodies)
                        if cited
                        else {"start_date": str(1950 + n % 70), "as_of": "2024-04"}
                    ),
                }
                for n in range(tenures)
            ),
            per_row=6 if cited else 5,
        ),
    ]
    if cited:
        made.append(_write_citations(folder, source, rows // 20, rows // 2))
    tables = [{"url": path.name} for path in sorted(folder.glob("*.csv"))]
    metadata = {"dc:identifier": "made", "tables": tables}
    (folder / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    return sum(made)


def _in_turn(turn: int) -> dict[str, str]:
    """Return the days of a tenure that ends before the next one in its post begins, so that none contradict."""
    return {"start_date": f"{1900 + turn}-01", "end_date": f"{1900 + turn}-11"}


def _write_citations(folder: Path, source: list[str], things: int, citations: int) -> int:
    """Write documents, as many events, and citations of the ones by the others, every fifth of the first document."""
    return sum(
        (
            _write(
                folder,
                "documents",
                (
                    {
                        "id": f"d{n}",
                        "class": "Directive",
                        "kind": "directive",
                        "identifier": f"{n}-CT/TW",
                        "source": source[n % len(source)],
                    }
                    for n in range(things)
                ),
                per_row=3,
            ),
            _write(
                folder,
                "events",
                (
                    {
                        "id": f"e{n}",
                        "kind": "conference",
                        "start_date": f"{1950 + n % 70}-05",
                        "source": source[n % len(source)],
                    }
                    for n in range(things)
                ),
                per_row=3,
            ),
            _write(
                folder,
                "citations",
                (
                    {
                        "id": f"c{n}",
                        "kind": "full",
                        "citing": f"event/e{n % things}",
                        "cited": f"d{0 if n % 5 == 0 else n * 7919 % things}",
                        "wording": f"Directive {n}",
                        "language": "en",
                        "source": source[n % len(source)],
                        "start": str(50 * (n // len(source))),
                        "end": str(50 * (n // len(source)) + len(f"Directive {n}")),
                        "printed": f"Directive {n}",
                    }
                    for n in range(citations)
                ),
                per_row=5,
            ),
        )
    )


def _names(
    sources: list[str], people: int, bodies: int, documents: int, *, cited: bool
) -> Iterable[tuple[str, str, str]]:
    yield from ((f"source/{s}", "prefLabel", f"Made {s}") for s in sources)
    yield from ((f"person/p{n}", "prefLabel", f"Person {n} Made") for n in range(people))
    yield from ((f"organisation/b{n}", "prefLabel", f"Body {n}") for n in range(bodies))
    yield from ((f"post/b{n}-chair", "prefLabel", f"Chair of Body {n}") for n in range(bodies))
    if cited:
        yield from ((f"document/d{n}", "prefLabel", f"Directive {n}-CT/TW") for n in range(documents))
        yield from ((f"event/e{n}", "prefLabel", f"Conference {n}") for n in range(documents))
        yield from ((f"organisation/b{n}", "altLabel", f"The Other Name of Body {n}") for n in range(bodies))


def _write(folder: Path, table: str, rows: Iterable[Mapping[str, str]], *, per_row: int) -> int:
    count = 0
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(file, list(row), lineterminator="\n")
                writer.writeheader()
            writer.writerow(row)
            count += 1
    return count * per_row
