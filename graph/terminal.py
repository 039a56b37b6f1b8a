"""What commands share in a terminal: the type of a folder, the line of progress, the report of a load."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from rich.console import Console

    from graph.backup.form import Backup
    from graph.claims.publish import Report

_LOST_SHOWN: Final = 20
FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)


def errors_console() -> "Console":
    """Return the console on standard error, where progress is shown."""
    from rich.console import Console

    return Console(stderr=True)


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Show which step is under way and for how long, on a terminal only; gives the function that names the step."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = errors_console()
    with Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda name: bar.update(task, description=name)


@contextmanager
def bytes_sent() -> Iterator[Callable[[int, int, int], None]]:
    """Show how much of a version was sent and how fast, on a terminal only; gives the function that is told."""
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("version {task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    console = errors_console()
    with Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("")
        yield lambda number, come, left: bar.update(task, description=str(number), completed=come, total=left)


def print_report(what: str, report: "Report") -> None:
    """Print what a load or a withdrawal did: notes, what was left out, counts, seconds and the version."""
    for line in report.notes:
        click.echo(f"note: {line}")
    for line in report.left_out:
        click.echo(f"left out: {line}")
    for thing in report.lost[:_LOST_SHOWN]:
        click.echo(f"nothing left of: {thing}")
    if len(report.lost) > _LOST_SHOWN:
        click.echo(f"nothing left of {len(report.lost) - _LOST_SHOWN:,} more things")
    for finding in report.findings:
        click.echo(f"now missing: {finding}", err=True)
    counts = ", ".join(f"{name} {n:,}" for name, n in report.counts.items() if n) or "nothing"
    click.echo(f"{what}: {counts}")
    click.echo("seconds: " + ", ".join(f"{name} {s:.2f}" for name, s in report.seconds.items()))
    if report.version is None:
        click.echo("Nothing changed; the current version stays.")
    else:
        click.echo(f"Published as version {report.version.number}.")
    for line in report.next:
        click.echo(line)


def print_backup(done: "Backup") -> None:
    """Print what a backup has, and by which hash its file is known."""
    for line in done.left_out:
        click.echo(f"left out: {line}", err=True)
    numbers, releases = ", ".join(map(str, done.versions)), ", ".join(done.releases) or "none"
    click.echo(
        f"{done.path}: versions {numbers}; releases: {releases}; {done.files:,} files, {done.size:,} bytes"
    )
    click.echo(f"SHA-256: {done.sha256}")
