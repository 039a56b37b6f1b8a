"""The commands about articles: how far what they say is trusted, and the signatures of texts. They import what they
need when they run.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.terminal import print_report, steps

if TYPE_CHECKING:
    from graph.store.versions import VersionStore


@click.group(short_help="What was measured of each kind of claim, and its effect.")
def trust() -> None:
    """Show what was measured of each kind of claim that articles are read for; `huunghi evaluate --set` measures."""


@trust.command("list")
def list_kinds() -> None:
    """List the kinds: what was measured last, on which texts, when, and whether it is accepted unreviewed."""
    from loaders.articles.claims.kinds import KINDS
    from loaders.articles.claims.trust import measured

    rows = measured()
    for kind in KINDS:
        row = rows.get(kind)
        if row is None:
            click.echo(f"{kind:20} proposed  never measured")
            continue
        state = "accepted" if row.trusted else "proposed"
        cases = "cases not kept" if row.cases is None else f"{row.cases:,} cases"
        click.echo(f"{kind:20} {state}  {row.precision:.2f} of {cases}, {row.set}, {row.date}")


@click.command("upgrade", short_help="Bring a store that an earlier release made up to this one.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.pass_obj
def upgrade(versions: "VersionStore", dry_run: bool) -> None:
    """Use the terms of this release in the store, and accept or propose what articles said as a load of today would.

    What changes is said, a line a kind; decisions of reviewers stand. The result is published as a version.
    """
    from loaders.articles.upgrade import upgrade_store

    versions.require_current()
    with steps() as step:
        found, report = upgrade_store(versions, dry_run=dry_run, progress=step)
    for line in found.lines() or ["The store is as this release would make it."]:
        click.echo(line)
    if not dry_run and found.total:
        print_report("upgrade", report)


@click.command(short_help="Print the signatures of the texts in a folder.")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
def signatures(folder: Path) -> None:
    """Print file, hash and signature of each article in FOLDER, as CSV: what tables keep of texts they may not hold.

    By its signature (hn:minHash of the source) a text that differs a little from the one that was read for the tables
    is known as its copy.
    """
    import csv
    import sys

    from graph.errors import InputError
    from loaders.articles.input.files import read_all
    from loaders.articles.signatures import signature, written

    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("file", "sha256", "signature"))
    for article in read_all(folder):
        if isinstance(article, InputError):
            click.echo(f"left out: {article}", err=True)
        else:
            rows.writerow((article.name, article.sha256, written(signature(article.text))))
