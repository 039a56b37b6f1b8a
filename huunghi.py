"""The command line: compose the layers. Each command imports what it needs, so that `--help` is instant."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.errors import HuuNghiError

if TYPE_CHECKING:
    from graph.claims.publish import Report
    from graph.store.versions import VersionStore


class Commands(click.Group):
    """A group whose commands end in one clear message, never in a traceback, when an input is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except HuuNghiError as error:
            click.echo(f"huunghi: {error}", err=True)
            sys.exit(1)
        except BrokenPipeError:
            sys.exit(1)


@click.group(cls=Commands)
@click.option(
    "--store",
    "root",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("store"),
    envvar="HUUNGHI_STORE",
    show_default=True,
    help="Folder of the store's versions.",
)
@click.version_option(package_name="huunghi")
@click.pass_context
def main(ctx: click.Context, root: Path) -> None:
    """Hữu Nghị: a knowledge graph with the passage behind every statement."""
    from graph.store.versions import VersionStore

    ctx.obj = VersionStore(root)


# -- loading ---------------------------------------------------------------------------------------------------


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--graph", metavar="IRI", help="Put the triples of RDF files into this named graph.")
@click.option("--again", is_flag=True, help="Load an RDF file although the same file was loaded before.")
@click.option(
    "--texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Check the tables against these texts.",
)
@click.pass_obj
def load(
    versions: "VersionStore", paths: tuple[Path, ...], graph: str | None, again: bool, texts: Path | None
) -> None:
    """Load tables (a folder with metadata.json), RDF files, and articles (text, HTML, PDF), or folders of them.

    Tables and RDF are loaded whole or not at all; of articles, each that can be read. What they say is proposed for
    review. The version served stays as it was until then.
    """
    from loaders.articles.load import is_articles
    from loaders.rdf.load import rdf_files
    from loaders.tables.reader import is_tables_folder

    if graph is not None:
        _check_iri(graph)
    tables = [p for p in paths if is_tables_folder(p)]
    articles = [p for p in paths if p not in tables and is_articles(p)]
    files = [f for p in paths if p not in tables and p not in articles for f in rdf_files(p)]
    for folder in tables:
        _load_tables(versions, folder, texts)
    if files:
        _load_rdf(versions, files, graph, again)
    if sum(_load_articles(versions, path) for path in articles):
        sys.exit(1)


def _check_iri(iri: str) -> None:
    from pyoxigraph import NamedNode

    from graph.errors import InputError

    try:
        NamedNode(iri)
    except ValueError as error:
        raise InputError(
            f"--graph {iri!r} is not an IRI: {error}", hint="For example: https://example.org/graph"
        ) from error


def _load_tables(versions: "VersionStore", folder: Path, texts: Path | None) -> None:
    from loaders.tables.load import load_tables

    with _steps() as step:
        report = load_tables(versions, folder, texts=texts, progress=step)
    _print_report(str(folder), report)


def _load_rdf(versions: "VersionStore", files: list[Any], graph: str | None, again: bool) -> None:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from loaders.rdf.load import load_rdf

    columns = (TextColumn("loading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_stderr(), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("loading", total=sum(f.size for f in files))
        report = load_rdf(versions, files, graph=graph, again=again, advance=lambda n: bar.advance(task, n))
    _print_report(f"{len(files)} file{'s' * (len(files) != 1)}", report)


def _load_articles(versions: "VersionStore", path: Path) -> int:
    """Load articles with a bar that tells rate and time left; return how many could not be read."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from loaders.articles.load import load_articles

    # The speed is unknown at first; a column that formats it as a number fails then.
    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_stderr(), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("reading", total=None, rate="")

        def told(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:.0f}/s" if speed else "")

        report = load_articles(versions, path, progress=told)
    _print_report(str(path), report)
    return report.counts["documents failed"]


@contextmanager
def _steps() -> Iterator[Callable[[str], None]]:
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=_stderr(), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda name: bar.update(task, description=name)


def _stderr() -> Any:
    from rich.console import Console

    return Console(stderr=True)


def _print_report(what: str, report: "Report") -> None:
    for line in report.notes:
        click.echo(f"note: {line}")
    for line in report.left_out:
        click.echo(f"left out: {line}")
    for finding in report.findings:
        click.echo(f"now missing: {finding}", err=True)
    counts = ", ".join(f"{name} {n:,}" for name, n in report.counts.items() if n) or "nothing"
    click.echo(f"{what}: {counts}")
    click.echo("seconds: " + ", ".join(f"{name} {s:.2f}" for name, s in report.seconds.items()))
    if report.version is None:
        click.echo("Nothing changed; the current version stays.")
    else:
        click.echo(f"Published as version {report.version.number}.")


@main.command("check-data")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("data"))
@click.option(
    "--texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Verify every position against the texts in this folder.",
)
def check_data(folder: Path, texts: Path | None) -> None:
    """Check the tables in FOLDER (data/): types, references, evidence and, with --texts, every position."""
    from loaders.tables.check import check_tables

    problems = check_tables(folder, texts=texts)
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        click.echo(f"{len(problems)} problem{'s' * (len(problems) != 1)} in {folder}.", err=True)
        sys.exit(1)
    click.echo(f"{folder}: no problem found{'' if texts else ' (positions not verified: give --texts DIR)'}.")


@main.command()
@click.option(
    "--texts",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the texts that the tables were made from.",
)
@click.option(
    "--tables",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("data"),
    show_default=True,
    help="The curated tables to compare with.",
)
@click.option(
    "--misses", is_flag=True, help="Also list what was missed and what was found and should not be."
)
def evaluate(texts: Path, tables: Path, misses: bool) -> None:
    """Measure the extraction from TEXTS against the curated tables: precision and recall per kind and language."""
    from loaders.articles.evaluate import evaluate as measure
    from loaders.articles.evaluate import table
    from loaders.articles.extract import Rules

    result = measure(texts, tables, Rules())
    for line in result.unread:
        click.echo(f"left out: {line}", err=True)
    click.echo(table(result))
    if misses:
        for word, facts in (("missed", result.missed), ("false", result.false)):
            for fact in facts:
                click.echo(f"{word}: {fact}")


@main.command()
@click.pass_obj
def validate(versions: "VersionStore") -> None:
    """Check the current version: shapes, types and labels, and a claim or an origin for every statement."""
    from graph.claims.validation import validate_store

    version = versions.require_current()
    with version.open() as opened:
        findings = validate_store(opened.store)
    for finding in findings:
        click.echo(str(finding), err=True)
    if findings:
        click.echo(f"Version {version.label}: {len(findings)} findings.", err=True)
        sys.exit(1)
    click.echo(f"Version {version.label} conforms.")


# -- asking ----------------------------------------------------------------------------------------------------


@main.command()
@click.argument("name")
@click.option(
    "--param", "params", multiple=True, metavar="K=V", help="A parameter of the query; repeat for more."
)
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)
@click.option(
    "--at",
    "version",
    metavar="VERSION",
    help="Ask a version by number or release name; the current one unless given.",
)
@click.pass_obj
def query(
    versions: "VersionStore", name: str, params: tuple[str, ...], format_: str, version: str | None
) -> None:
    """Run the catalogue's query NAME, or with `-` any SPARQL from standard input; `list` names them all."""
    from graph.errors import BadParameter
    from graph.store.reader import EmbeddedReader
    from queries.collection import catalogue
    from queries.export.results import to_csv, to_json, to_table
    from queries.runner import run, run_text

    if name == "list":
        for one in catalogue().values():
            click.echo(f"{one.name:45} {one.title.en}")
        return
    given = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not equals:
            raise BadParameter(f"--param {param!r} has no value.", hint="Write --param name=value")
        given[key] = value
    opened = (versions.get(version) if version else versions.require_current()).open()
    reader = EmbeddedReader(opened)
    answer = run_text(reader, sys.stdin.read()) if name == "-" else run(reader, name, given)
    if format_ == "table":
        from rich.console import Console

        Console().print(to_table(answer))
    else:
        sys.stdout.buffer.write(to_csv(answer) if format_ == "csv" else to_json(answer))


# -- versions --------------------------------------------------------------------------------------------------


@main.group("versions")
def versions_() -> None:
    """List, name, compare, restore and prune the versions of the graph."""


@versions_.command("list")
@click.pass_obj
def versions_list(versions: "VersionStore") -> None:
    """List the versions, oldest first; the current one is marked."""
    current = versions.current_number()
    for version in versions.all():
        manifest = version.manifest
        change = "" if manifest.added is None else f"+{manifest.added:,} -{manifest.removed or 0:,}"
        mark = "*" if version.number == current else " "
        click.echo(
            f"{mark} {version.number:6} {manifest.created}  {','.join(version.releases):12} {change:20} {manifest.note}"
        )


@versions_.command("tag")
@click.argument("release")
@click.argument("version", required=False)
@click.pass_obj
def versions_tag(versions: "VersionStore", release: str, version: str | None) -> None:
    """Name a version (the current one) RELEASE; it is then kept for good."""
    tagged = versions.tag(release, name=version)
    click.echo(f"Version {tagged.number} is release {release}.")


@versions_.command("diff")
@click.argument("old")
@click.argument("new", required=False)
@click.option("--all", "whole", is_flag=True, help="Compare all graphs, not the accepted statements alone.")
@click.pass_obj
def versions_diff(versions: "VersionStore", old: str, new: str | None, whole: bool) -> None:
    """Print the statements that version NEW (the current one) has gained (+) and lost (-) since OLD."""
    from graph.store.diff import difference

    newer = versions.get(new) if new else versions.require_current()
    counts = {"+": 0, "-": 0}
    for sign, quad in difference(versions.get(old), newer, whole=whole):
        counts[sign] += 1
        click.echo(f"{sign} {quad} .")
    click.echo(f"{counts['+']} gained, {counts['-']} lost.", err=True)


@versions_.command("restore")
@click.argument("version")
@click.pass_obj
def versions_restore(versions: "VersionStore", version: str) -> None:
    """Publish a copy of VERSION as the newest one."""
    click.echo(f"Published as version {versions.restore(version).number}.")


@versions_.command("prune")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How many unnamed versions to keep.",
)
@click.pass_obj
def versions_prune(versions: "VersionStore", keep: int) -> None:
    """Remove old versions that have no release name and that nobody reads."""
    gone = versions.prune(keep=keep)
    click.echo(f"Removed {len(gone)}: {', '.join(map(str, gone))}." if gone else "Nothing to remove.")


# -- sources ---------------------------------------------------------------------------------------------------


@main.group()
def sources() -> None:
    """List the sources, withdraw one, or take it back."""


@sources.command("list")
@click.pass_obj
def sources_list(versions: "VersionStore") -> None:
    """List the sources by id, with their claims; withdrawn ones are marked."""
    from graph.claims.sources import sources_of

    with versions.require_current().open() as opened:
        for source in sources_of(opened.store):
            state = f"withdrawn {source.withdrawn}" if source.withdrawn else f"{source.claims:6,} claims"
            click.echo(f"{source.slug:45} {state:30} {source.title}")


@sources.command("withdraw")
@click.argument("source")
@click.option("--reason", default="", help="Why; kept with the record of it.")
@click.pass_obj
def sources_withdraw(versions: "VersionStore", source: str, reason: str) -> None:
    """Remove SOURCE's claims and everything that only it supported."""
    from graph.claims.sources import withdraw

    with _steps() as step:
        report = withdraw(versions, _source_iri(source), reason=reason, progress=step)
    _print_report(source, report)


@sources.command("restore")
@click.argument("source")
@click.pass_obj
def sources_restore(versions: "VersionStore", source: str) -> None:
    """Let the next load take SOURCE in again."""
    from graph.claims.sources import reinstate

    reinstate(versions, _source_iri(source))
    click.echo(f"{source} may be loaded again: huunghi load PATH")


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
            f"{text!r} names no source: {error}", hint="huunghi sources list names them."
        ) from error


@main.command()
@click.option(
    "--by", "name", envvar="USER", default="reviewer", show_default="your user name", help="Who decides."
)
@click.option("--kind", default="", help="Only things of this kind, for example person.")
@click.option("--source", default="", help="Only claims of this source (slug).")
@click.option("--least", type=float, help="Only claims of at least this confidence.")
@click.option("--most", type=float, help="Only claims of at most this confidence.")
@click.option("--log", "show_log", is_flag=True, help="List the latest decisions instead.")
@click.option(
    "--texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the sources' texts, to show the passages.",
)
@click.pass_obj
def review(
    versions: "VersionStore",
    name: str,
    kind: str,
    source: str,
    least: float | None,
    most: float | None,
    show_log: bool,
    texts: Path | None,
) -> None:
    """Decide on proposed claims, one after the other, by keys; also reads keys and lines from a pipe."""
    from decimal import Decimal

    from graph.review.decisions import Reviewer
    from graph.review.queue import Filter
    from loaders.reviewing import Reviewing, write_log

    if show_log:
        write_log(versions, click.echo)
        return
    wanted = Filter(
        kind,
        source,
        Decimal(str(least)) if least is not None else None,
        Decimal(str(most)) if most is not None else None,
    )
    Reviewing(versions, Reviewer(name), wanted, texts=texts).run()


@main.group("export")
def export() -> None:
    """Write what the graph holds in other forms."""


@export.command("tables")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export_tables_(versions: "VersionStore", folder: Path) -> None:
    """Write the accepted claims that are not in the curated tables to FOLDER, as tables that `load` reads."""
    from loaders.tables.export import export_tables

    with versions.require_current().open() as opened:
        done = export_tables(opened.store, folder)
    for line in done.left_out:
        click.echo(f"left out: {line}", err=True)
    counts = ", ".join(f"{table} {n:,}" for table, n in done.rows.items()) or "nothing"
    click.echo(f"{folder}: {counts}")


# -- serving ---------------------------------------------------------------------------------------------------


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 is a free one.",
)
@click.option(
    "--texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the sources' texts, to show the passages.",
)
@click.option(
    "--open-updates",
    is_flag=True,
    help="Take SPARQL updates without a token. Only on an address of this machine itself.",
)
@click.pass_obj
def serve(versions: "VersionStore", host: str, port: int, texts: Path | None, open_updates: bool) -> None:
    """Serve the pages and the SPARQL service."""
    import os

    from web.serve import serve as run_server
    from web.settings import Settings

    settings = Settings.read(os.environ, store=versions.root, texts=texts, open_updates=open_updates or None)
    name = f"[{host}]" if ":" in host else host
    run_server(
        settings,
        host=host,
        port=port,
        ready=lambda port: click.echo(f"Hữu Nghị at http://{name}:{port} (Ctrl+C ends it)"),
    )


@main.group()
def token() -> None:
    """Tokens by which people and programs may change the graph."""


@token.command("new")
@click.option("--name", required=True, help="Who or what it is for.")
@click.option(
    "--role",
    type=click.Choice(["updater", "curator", "admin"]),
    default="updater",
    show_default=True,
    help="updater: SPARQL updates and graph writes; curator: the review; admin: the running service.",
)
@click.option("--days", type=click.IntRange(min=1), help="For how many days it holds; for good unless given.")
@click.pass_obj
def token_new(versions: "VersionStore", name: str, role: str, days: int | None) -> None:
    """Make a token and print it, this once; only its hash is kept."""
    from graph.api_tokens import Tokens

    text, _ = Tokens(versions.root).new(name=name, role=role, days=days)
    click.echo(text)


@token.command("list")
@click.pass_obj
def token_list(versions: "VersionStore") -> None:
    """List the tokens there are: name, role, when made, when over."""
    from graph.api_tokens import Tokens

    for one in Tokens(versions.root).all():
        click.echo(f"{one.name}\t{one.role}\t{one.created}\t{one.expires or 'for good'}")


@token.command("revoke")
@click.argument("name")
@click.pass_obj
def token_revoke(versions: "VersionStore", name: str) -> None:
    """Forget the token of this name."""
    from graph.api_tokens import Tokens

    Tokens(versions.root).revoke(name)
    click.echo(f"{name} does nothing any more.")
