"""The commands that load, check and export data. They import what they need when they run."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.terminal import FOLDER, errors_console, print_report, steps
from loaders.articles.language_model.commands import endpoint_asked, model_options, propose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.store.versions import VersionStore
    from loaders.articles.evaluation.run import Evaluation


@click.command(short_help="Load tables, RDF files and articles, or folders of them.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--graph", metavar="IRI", help="Put the triples of RDF files into this named graph.")
@click.option("--again", is_flag=True, help="Load an RDF file although the same file was loaded before.")
@click.option("--base", metavar="IRI", help="What relative IRIs in RDF files are relative to.")
@click.option(
    "--encoding", metavar="NAME", help="Encoding of RDF files that do not tell it, such as latin-1."
)
@click.option(
    "--context",
    "contexts",
    metavar="ADDRESS=FILE",
    multiple=True,
    help="File of a context that JSON-LD names by ADDRESS; nothing is fetched.",
)
@click.option(
    "--no-names",
    is_flag=True,
    help="Publish RDF files without the index of names; the service makes it in the background, and searches by the "
    "names of the version before meanwhile.",
)
@click.option("--lenient", is_flag=True, help="Leave out what is wrong in RDF files, and say what that was.")
@click.option(
    "--texts",
    type=FOLDER,
    help="Check the tables against these texts.",
)
@click.option("--name", help="Name of the dataset, for tables that have no metadata.json with a name.")
@click.option("--dry-run", is_flag=True, help="Say what loading the tables would change, and change nothing.")
@click.option(
    "--replace", is_flag=True, help="Let tables take away more than a tenth of what their dataset claimed."
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    help="Processes that articles are read in; one for each core where left out.",
)
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Read articles on the Dask cluster of this scheduler, whose workers see the same files.",
)
@model_options
@click.pass_obj
def load(
    versions: "VersionStore",
    paths: tuple[Path, ...],
    graph: str | None,
    again: bool,
    base: str | None,
    encoding: str | None,
    contexts: tuple[str, ...],
    no_names: bool,
    lenient: bool,
    texts: Path | None,
    name: str | None,
    dry_run: bool,
    replace: bool,
    processes: int | None,
    dask: str | None,
    model: str | None,
    model_name: str | None,
) -> None:
    """Load tables (CSV, XLSX or a folder of them), RDF files, and articles, or folders of them.

    Articles are text, HTML, PDF, DOCX, ODT, RTF, EPUB, Markdown, JSON of scrapers, feeds, saved pages, messages, and
    zips of these.

    Tables and RDF are loaded whole or not at all; of articles, each that can be read. What they say is proposed for
    review. The version served stays as it was until then.
    """
    from loaders.articles.load import is_articles
    from loaders.rdf.load import rdf_files
    from loaders.tables.dataset import is_tables

    if graph is not None:
        _check_iri(graph, "--graph")
    endpoint = endpoint_asked(model, model_name)
    tables = [p for p in paths if is_tables(p)]
    articles = [p for p in paths if p not in tables and is_articles(p)]
    files = [f for p in paths if p not in tables and p not in articles for f in rdf_files(p)]
    if name and len(tables) != 1:
        raise click.UsageError(
            "--name names one dataset of tables; give one folder or file of tables with it."
        )
    if dry_run and (files or articles):
        raise click.UsageError("--dry-run is for tables; leave out the other files.")
    if dask and processes:
        raise click.UsageError(
            "--processes are those of this machine; --dask reads elsewhere. Give one of them."
        )
    if (dask or endpoint) and not articles:
        raise click.UsageError(f"--{'dask' if dask else 'model'} is for articles, and none are named.")
    for path in tables:
        _load_tables(versions, path, texts=texts, name=name, dry_run=dry_run, replace=replace)
    if files:
        options = _options(base, encoding, contexts, lenient=lenient)
        _load_rdf(versions, files, graph=graph, again=again, options=options, names=not no_names)
    hashes: set[str] = set()
    failed = _load_all_articles(versions, articles, processes=processes, dask=dask, hashes=hashes)
    if endpoint is not None:
        failed += propose(versions, hashes, endpoint)
    if failed:
        sys.exit(1)


def _check_iri(iri: str, option: str) -> None:
    from pyoxigraph import NamedNode

    from graph.errors import InputError

    try:
        NamedNode(iri)
    except ValueError as error:
        raise InputError(
            f"{option} {iri!r} is not an IRI: {error}", hint="For example: https://example.org/graph"
        ) from error


def _options(base: str | None, encoding: str | None, contexts: tuple[str, ...], *, lenient: bool) -> Any:
    """Return how RDF files are to be read."""
    from graph.errors import InputError
    from loaders.rdf.contexts import known_contexts
    from loaders.rdf.encoding import NotDecodable, known_encoding
    from loaders.rdf.findings import Options

    if base is not None:
        _check_iri(base, "--base")
    given: dict[str, Path] = {}
    for one in contexts:
        address, equals, path = one.rpartition("=")
        if not equals or not address:
            raise InputError(
                f"--context {one!r} is not ADDRESS=FILE.",
                hint="For example: --context https://example.org/context.jsonld=context.jsonld",
            )
        given[address] = Path(path)
    try:
        known = None if encoding is None else known_encoding(encoding)
    except NotDecodable as error:
        raise InputError(
            f"--encoding {encoding!r} is not known.", hint="For example: latin-1, utf-16"
        ) from error
    return Options(base=base, encoding=known, contexts=known_contexts(given), lenient=lenient)


def _load_tables(versions: "VersionStore", path: Path, **options: Any) -> None:
    from loaders.tables.load import load_tables

    with steps() as step:
        report = load_tables(versions, path, progress=step, **options)
    print_report(str(path), report)


def _load_rdf(versions: "VersionStore", files: list[Any], **how: Any) -> None:
    from loaders.rdf.load import load_rdf
    from loaders.rdf.progress import load_progress

    with load_progress(sum(file.size for file in files)) as observer:
        report = load_rdf(versions, files, observer=observer, **how)
    print_report(f"{len(files)} file{'s' * (len(files) != 1)}", report)


def _load_all_articles(
    versions: "VersionStore", paths: list[Path], *, processes: int | None, dask: str | None, hashes: set[str]
) -> int:
    """Load articles with so many processes here, or on a cluster; return how many could not be read. `hashes` gets
    those of the others' texts."""
    if dask is None:
        return sum(_load_articles(versions, path, workers=processes, hashes=hashes) for path in paths)
    from loaders.articles.input.dask_cluster import cluster

    with cluster(dask) as there:
        how = {"executor": there.executor, "workers": there.workers, "hashes": hashes}
        return sum(_load_articles(versions, path, **how) for path in paths)


def _load_articles(versions: "VersionStore", path: Path, **how: Any) -> int:
    """Load articles with a bar that shows rate and time left; return how many could not be read."""
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
    with Progress(*columns, console=errors_console(), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("reading", total=None, rate="")

        def told(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:.0f}/s" if speed else "")

        report = load_articles(versions, path, progress=told, **how)
    print_report(str(path), report)
    if report.version is not None:
        click.echo("What they propose waits for a reviewer: huunghi review, or /review in the browser.")
    return report.counts["documents failed"]


@click.command(short_help="Bring back what `huunghi backup` or `huunghi export dump` wrote.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put all graphs of a dump in place of what the store holds.")
@click.option(
    "--tokens",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Bring back the tokens of this file, too, which `huunghi backup --tokens` wrote.",
)
@click.pass_obj
def restore(versions: "VersionStore", file: Path, replace: bool, tokens: Path | None) -> None:
    """Bring back FILE: a backup (.tar.zst) into an empty store, or a dump of all graphs (.nq, .nq.gz, .nq.zst).

    A backup comes back with all of its versions, under their numbers and names. A dump becomes one new version; earlier
    ones stay as they were (huunghi versions list). It is the one way in which a file may bring graphs that the service
    makes itself.
    """
    from graph.backup.form import SUFFIX

    if file.name.endswith(SUFFIX):
        from graph.backup.restore import restore_backup
        from graph.terminal import print_backup

        if replace:
            raise click.UsageError("--replace is for dumps; a backup is restored into an empty store.")
        with steps() as step:
            step("restoring")
            done = restore_backup(versions, file, tokens=tokens)
        print_backup(done)
        click.echo(f"Version {done.versions[-1]} is the current one.")
        return
    from loaders.rdf.dump import restore_dump

    if tokens is not None:
        raise click.UsageError("--tokens comes with a backup (FILE.tar.zst).")
    print_report(str(file), restore_dump(versions, file, replace=replace))


@click.command("check-data", short_help="Check tables: types, references, evidence and shapes.")
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=Path("data"))
@click.option(
    "--texts",
    type=FOLDER,
    help="Verify every position against the texts in this folder.",
)
@click.option("--name", help="Name of the dataset, for tables that have no metadata.json with a name.")
@click.pass_obj
def check_data(versions: "VersionStore", path: Path, texts: Path | None, name: str | None) -> None:
    """Check the tables in PATH (data/): everything that `load` would refuse and, with --texts, every position."""
    from loaders.tables.load import check_dataset

    problems = check_dataset(versions, path, name=name, texts=texts)
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        click.echo(f"{len(problems)} problem{'s' * (len(problems) != 1)} in {path}.", err=True)
        sys.exit(1)
    click.echo(f"{path}: no problem found{'' if texts else ' (positions not verified: give --texts DIR)'}.")


@click.command(short_help="Measure what is read from articles.")
@click.argument("texts", type=FOLDER)
@click.option(
    "--gold",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Gold answers in JSON, text by text.",
)
@click.option(
    "--tables",
    type=FOLDER,
    default=Path("data"),
    show_default=True,
    help="The curated tables: what to compare with where there is no --gold, and the names known beforehand.",
)
@click.option("--set", "name", help="Print rows of the table of trust instead, for a set of texts so called.")
@click.option(
    "--into", type=click.Path(dir_okay=False, path_type=Path), help="Put the rows of --set into this table."
)
@model_options
def evaluate(
    texts: Path,
    gold: Path | None,
    tables: Path,
    name: str | None,
    into: Path | None,
    model: str | None,
    model_name: str | None,
) -> None:
    """Measure what is read from TEXTS, a folder: precision and recall by kind and language, and every miss.

    With --gold the answers in a JSON file are right, each under the name of its text's file without the suffix; shares
    have intervals of 95%. A thing that hangs on another, as the day of an event, is right only where that one is.
    Without --gold the curated tables are right. With --model it is the language model's records that are measured, and
    no others.
    """
    from loaders.articles.evaluation.run import evaluate as against_gold
    from loaders.articles.evaluation.tables import evaluate as against_tables
    from loaders.articles.evaluation.tables import faults, names, table
    from loaders.articles.extract import Rules
    from loaders.articles.language_model.extractor import LanguageModel
    from loaders.articles.mentions.gazetteer import Gazetteer

    endpoint = endpoint_asked(model, model_name)
    asked = LanguageModel(endpoint) if endpoint else None
    if gold is None:
        if name or into:
            raise click.UsageError("--set and --into need --gold.")
        result = against_tables(texts, tables, asked or Rules())
        _say_left_out([*result.unread, *(asked.problems if asked else ())])
        click.echo(table(result))
        click.echo("\n".join(faults(result)))
        return
    if into and not name:
        raise click.UsageError("--into needs --set: what to call these texts.")
    if name and asked:
        raise click.UsageError(
            "--set makes rows of the table of trust, which says nothing of a language model."
        )
    found = against_gold(gold, texts, asked or Rules(), Gazetteer.of(names(tables)))
    _say_left_out([*found.left_out, *(asked.problems if asked else ())])
    if name:
        _trust(found, name, into)
        return
    counts = ", ".join(f"{language} {n}" for language, n in sorted(found.texts.items()))
    click.echo(f"{found.texts.total()} texts: {counts}\n")
    click.echo(found.table())
    click.echo()
    for line in found.faults():
        click.echo(line)


def _say_left_out(lines: "Iterable[str]") -> None:
    for line in lines:
        click.echo(f"left out: {line}", err=True)


def _trust(found: "Evaluation", name: str, into: Path | None) -> None:
    """Print the rows of the table of trust, and put them into one in place of earlier ones of the same set."""
    from datetime import UTC, datetime

    from loaders.articles.claims.trust import read_table, write_table

    rows = found.trust(name=name, date=datetime.now(UTC).date().isoformat())
    click.echo(write_table(rows), nl=False)
    if into:
        earlier = read_table(into.read_text("utf-8"), name=str(into)) if into.exists() else ()
        again = {row.kind for row in rows}
        kept = [row for row in earlier if row.set != name or row.kind not in again]
        into.write_text(write_table([*kept, *rows]), "utf-8")
        click.echo(f"{len(rows)} rows written to {into}.", err=True)


@click.command("new-table", short_help="Make a sheet to fill in: tenures, people, documents and so on.")
@click.argument("table", required=False)
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--xlsx", is_flag=True, help="Make a workbook instead of CSV.")
def new_table(table: str | None, folder: Path | None, xlsx: bool) -> None:
    """Make a sheet of TABLE in FOLDER (called like the table) to fill in and load; without TABLE, list the tables."""
    from loaders.tables.forms import FORMS, choices, columns_of
    from loaders.tables.forms import new_table as make
    from loaders.tables.schema import model

    if table is None:
        for name in FORMS:
            click.echo(f"{name:20} {model()[name].title}")
        return
    place = folder or Path(table)
    path = make(table, place, workbook=xlsx)
    click.echo(f"{path}: fill in {', '.join(columns_of(table))}")
    click.echo(f"needed: {', '.join(FORMS[table].needed)}")
    for column in columns_of(table):
        if among := choices(model()[table], column):
            click.echo(f"{column}: {', '.join(among)}")
    click.echo(f"Then: huunghi load --dry-run {place}, and huunghi load {place}")


@click.group("export")
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


@export.command("dump")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export_dump(versions: "VersionStore", file: Path) -> None:
    """Write all graphs to FILE as N-Quads (.nq, .nq.gz, .nq.zst), which any program reads, and `huunghi restore`."""
    from loaders.rdf.dump import write_dump

    count = write_dump(versions, file)
    click.echo(f"{file}: {count:,} statements")
