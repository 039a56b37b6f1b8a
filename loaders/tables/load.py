"""Load a dataset of tables: check every row, then make its claims the dataset's claims.

What a load would take away is counted first. A dataset that would lose more than a tenth of what it claimed is only
replaced when that is asked for, so that a small folder under a large one's name does no harm. What the shapes find is
told by the rows that say it; checking a dataset is loading it without publishing.
"""

import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.claims.publish import DoesNotConform, Progress, Report, put_claims
from graph.claims.validation import Finding
from graph.errors import InputError, Problem
from graph.limits import LIMITS
from graph.store.versions import VersionStore
from loaders.articles.regenerate import settling
from loaders.tables.check import checked
from loaders.tables.conflicts import telling
from loaders.tables.dataset import Dataset, open_dataset
from loaders.tables.known import Known
from loaders.tables.lines import Content, Line
from loaders.tables.reader import read_claims
from ontology.iris import ID, name_of
from ontology.prefixes import expand

_THINGS: Final = 2
"""New things that the end of a load names to be looked at, beside a source."""
_SAID: Final = re.compile(r"\((?P<path>[^\s()]+)(?: (?P<value>.*))?\)$", re.DOTALL)


def load_tables(
    versions: VersionStore,
    path: Path,
    *,
    name: str | None = None,
    texts: Path | None = None,
    replace: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Load the tables of a folder or file and publish; with `texts`, verify their positions first.

    What an earlier load of the same dataset claimed and these no longer say is removed; more than a tenth only with
    `replace`. With `dry_run` everything is done but to publish. Raises InputError with file, line and column of each
    problem, and publishes nothing then.
    """
    if progress:
        progress("check rows")
    dataset = open_dataset(path, name)
    known = Known(versions.current(), dataset.run.iri)
    try:
        content, problems = checked(dataset, known, texts=texts)
        if problems:
            raise _refused(path, problems)
        would_lose: list[str] = []

        def allow(counted: Report) -> None:
            if dry_run:
                would_lose.extend(filter(None, (_loss(dataset, counted),)))
            elif not replace:
                _allow(dataset, counted)

        try:
            report = put_claims(
                settling(versions),
                read_claims(content, known, run=dataset.run.iri),
                run=dataset.run,
                note=f"load tables {dataset.name}",
                allow=allow,
                look=telling(content),
                dry_run=dry_run,
                progress=progress,
            )
        except DoesNotConform as error:
            lost = tuple(Problem(str(path), f"{said}: it needs --replace") for said in would_lose)
            raise _refused(path, (*lost, *_by_rows(error.findings, content, dataset))) from error
    finally:
        known.close()
    new = [*content.new.values()]
    if len(new) > LIMITS.problems_shown:
        new[LIMITS.problems_shown :] = [f"{len(new) - LIMITS.problems_shown:,} more new things"]
    report.notes = [*dataset.read_as(), *dataset.notes, *content.notes, *new, *report.notes]
    report.next = _next(path, dataset, content, report, name=name, dry_run=dry_run)
    report.notes.append(f"dataset {dataset.name!r}" + (f" ({dataset.title})" if dataset.title else ""))
    if dry_run and (said := _loss(dataset, report)):
        report.notes.append(f"{said}: it needs --replace")
    return report


def _next(
    path: Path, dataset: Dataset, content: Content, report: Report, *, name: str | None, dry_run: bool
) -> list[str]:
    """Say what to do next: to load what was tried; to look at what was loaded, and to take it back."""
    if dry_run:
        words = ["huunghi", "load", *(["--name", name] if name else []), str(path)]
        words[2:2] = ["--replace"] if _loss(dataset, report) else []
        return [f"This was a dry run: nothing was loaded. To load it: {shlex.join(words)}"]
    shown = {name_of(iri): None for iri in content.new}
    things = [str(thing) for thing in shown if thing and thing.kind not in ("source", "post")][:_THINGS]
    sources = dict.fromkeys(line.cells["source"] for line in content.all() if "source" in line.cells)
    things += [f"source/{slug}" for slug in sources][:1]
    look = ", ".join(f"huunghi show {thing}" for thing in things)
    return [
        *([f"Look at it: {look}"] if look else []),
        f"Take it back: {shlex.join(('huunghi', 'datasets', 'withdraw', dataset.name))}",
    ]


def check_dataset(
    versions: VersionStore, path: Path, *, name: str | None = None, texts: Path | None = None
) -> tuple[Problem, ...]:
    """Return what a load of a dataset would refuse, into the current version where there is one; nothing is changed."""
    try:
        if versions.current_number() is None:
            with tempfile.TemporaryDirectory() as folder:
                load_tables(VersionStore(folder), path, name=name, texts=texts, dry_run=True)
        else:
            load_tables(versions, path, name=name, texts=texts, dry_run=True)
    except InputError as error:
        return error.problems or (Problem(str(path), str(error)),)
    return ()


def _refused(path: Path, problems: tuple[Problem, ...]) -> InputError:
    shown = problems[: LIMITS.problems_shown]
    more = (
        f"{len(problems) - len(shown):,} more problems are not shown. " if len(problems) > len(shown) else ""
    )
    return InputError(
        f"The tables in {path} cannot be loaded; nothing was changed.",
        problems=shown,
        hint=f"{more}Correct the rows named above and load again.",
    )


def _loss(dataset: Dataset, report: Report) -> str:
    """Say what a load takes away, where that is more than a load may without being told to."""
    lost = report.counts["claims removed"]
    before = lost + report.counts["claims changed"] + report.counts["claims kept"]
    if lost <= before * LIMITS.dataset_loss:
        return ""
    return f"{lost:,} of the {before:,} claims of dataset {dataset.name!r} would go"


def _allow(dataset: Dataset, report: Report) -> None:
    said = _loss(dataset, report)
    if said:
        things = ""
        if report.lost:
            more = f" and {len(report.lost) - 10:,} more" if len(report.lost) > 10 else ""
            things = f" Nothing would be left of {', '.join(report.lost[:10])}{more}."
        raise InputError(
            f"{said}, so nothing was changed.{things}",
            hint="If these tables are to take its place: --replace. If they are another dataset, give them another "
            "name: dc:identifier in metadata.json, or --name. `--dry-run` says what would change.",
        )


def _by_rows(findings: tuple[Finding, ...], content: Content, dataset: Dataset) -> Iterator[Problem]:
    """Tell what the shapes find by the rows that say it, or that speak of the thing it is about."""
    about: dict[str, list[Line]] = {}
    wanted = {f.focus for f in findings}
    for line in content.all():
        iri = line.about
        if iri in wanted:
            about.setdefault(iri, []).append(line)
    for finding in findings:
        said = _SAID.search(finding.message)
        path = expand(said["path"]) if said else ""
        lines = about.get(finding.focus) or [
            line for line in content.all() if _speaks_of(line, finding.focus)
        ]
        if not lines:
            yield Problem(str(dataset.path), str(finding))
            continue
        line, column = _place(lines, path, (said["value"] or "") if said else "")
        thing = name_of(finding.focus) or finding.focus
        others = [str(one.number) for one in lines if one is not line and one.file == line.file][:5]
        also = f"; also said of it on lines {', '.join(others)}" if others else ""
        yield line.problem(column, f"{thing}: {finding.message}{also}")


def _speaks_of(line: Line, iri: str) -> bool:
    if not iri.startswith(ID):
        return False
    name = iri.removeprefix(ID)
    kind, _, slug = name.partition("/")
    return any(
        line.cells.get(c.name) in (name, slug) and (c.whole or kind in c.kinds)
        for c in line.schema.columns
        if c.kinds
    )


def _place(lines: list[Line], path: str, value: str) -> tuple[Line, str | None]:
    """The row and column that a finding is about: where its value stands, else where it is missing."""
    found: tuple[Line, str | None] = (lines[0], None)
    for line in lines:
        for column in line.schema.own:
            if column.property is not None and column.property.text == path and not column.virtual:
                cell = line.cells.get(column.name)
                if cell is not None and (not value or cell in value):
                    return line, column.name
                if found[1] is None:
                    found = (line, column.name)
    return found
