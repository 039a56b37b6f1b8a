"""The commands about sources and about whether a version conforms. They import what they need when they run."""

import sys
from typing import TYPE_CHECKING

import click

from graph.terminal import print_report, steps

if TYPE_CHECKING:
    from graph.store.versions import VersionStore


@click.group()
def sources() -> None:
    """List sources and RDF files, withdraw or restore one."""


@sources.command("list")
@click.pass_obj
def list_sources(versions: "VersionStore") -> None:
    """List the sources by id, with their claims, then the loaded RDF files; withdrawn ones are marked."""
    from graph.claims.origins import file_origins
    from graph.claims.sources import sources_of

    with versions.require_current().open() as opened:
        for source in sources_of(opened.store):
            state = f"withdrawn {source.withdrawn}" if source.withdrawn else f"{source.claims:6,} claims"
            click.echo(f"{source.slug:45} {state:30} {source.title}")
        for file in file_origins(opened.store):
            count = "" if file.statements is None else f"{file.statements:6,} statements"
            state = f"withdrawn {file.withdrawn}" if file.withdrawn else count
            click.echo(f"{f'origin/{file.slug}':45} {state:30} {file.name}, loaded {file.loaded}")


@sources.command("withdraw")
@click.argument("source")
@click.option("--reason", default="", help="Why; kept with the record of it.")
@click.pass_obj
def withdraw_source(versions: "VersionStore", source: str, reason: str) -> None:
    """Remove SOURCE's claims and everything that only it supported.

    SOURCE is an id that `huunghi sources list` names; a loaded RDF file is origin/ID, or the file's name.
    """
    from graph.claims.files import file_named, withdraw_file
    from graph.claims.sources import withdraw

    slug = file_named(versions, source)
    if slug is not None:
        print_report(source, withdraw_file(versions, slug, reason=reason))
        return
    with steps() as step:
        report = withdraw(versions, _source_iri(source), reason=reason, progress=step)
    print_report(source, report)


@sources.command("restore")
@click.argument("source")
@click.pass_obj
def restore_source(versions: "VersionStore", source: str) -> None:
    """Let the next load take SOURCE in again."""
    from graph.claims.sources import reinstate

    reinstate(versions, _source_iri(source))
    click.echo(f"{source} may be loaded again: huunghi load PATH")


@click.group()
def datasets() -> None:
    """List the datasets of tables, or withdraw one."""


@datasets.command("list")
@click.pass_obj
def list_datasets(versions: "VersionStore") -> None:
    """List the datasets by name, with their claims and when they were loaded last."""
    from graph.claims.datasets import datasets_of

    with versions.require_current().open() as opened:
        for one in datasets_of(opened.store):
            click.echo(f"{one.name:35} {one.claims:8,} claims  {one.sources:4} sources  {one.loaded}")


@datasets.command("withdraw")
@click.argument("name")
@click.pass_obj
def withdraw_dataset_(versions: "VersionStore", name: str) -> None:
    """Remove the claims of dataset NAME and everything that only they supported; loading it again brings it back."""
    from graph.claims.datasets import withdraw_dataset

    with steps() as step:
        report = withdraw_dataset(versions, name, progress=step)
    print_report(name, report)


def _source_iri(text: str) -> str:
    from graph.errors import InputError
    from ontology.iris import mint, name_of

    name = name_of(text)
    if name is not None and name.kind == "source":
        return text
    try:
        return mint("source", text.removeprefix("source/"))
    except ValueError as error:
        raise InputError(
            "%(text)r names no source: %(error)s",
            hint="huunghi sources list names them.",
            values={"text": text, "error": error},
        ) from error


@click.command(short_help="Check that the current version conforms to its shapes.")
@click.pass_obj
def validate(versions: "VersionStore") -> None:
    """Check the current version: shapes, types and labels, and a claim or an origin for every statement."""
    from graph.claims.origins import notes_of_files
    from graph.claims.validation import validate_store

    version = versions.require_current()
    with version.open() as opened:
        findings = validate_store(opened.store)
        notes = list(notes_of_files(opened.store))
    for note in notes:
        click.echo(f"note: {note}")
    for finding in findings:
        click.echo(str(finding), err=True)
    if findings:
        click.echo(f"Version {version.label}: {len(findings)} findings.", err=True)
        sys.exit(1)
    click.echo(f"Version {version.label} conforms.")
