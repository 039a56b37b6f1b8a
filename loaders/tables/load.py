"""Load a dataset of tables: check every row, then make its claims the dataset's claims.

What a load would take away is counted first. A dataset that would lose more than a tenth of what it claimed is only
replaced when that is asked for, so that a small folder under a large one's name does no harm.
"""

from pathlib import Path

from graph.claims.publish import Progress, Report, put_claims
from graph.errors import InputError
from graph.store.versions import VersionStore
from loaders.articles.regenerate import settling
from loaders.tables.check import checked
from loaders.tables.dataset import open_dataset
from loaders.tables.known import Known
from loaders.tables.reader import read_claims


def load_tables(
    versions: VersionStore,
    path: Path,
    *,
    name: str | None = None,
    texts: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Load the tables of a folder or file and publish; with `texts`, verify their positions first.

    What an earlier load of the same dataset claimed and these no longer say is removed. Raises InputError with file,
    line and column of each problem, or InvalidGraph, and publishes nothing then.
    """
    if progress:
        progress("check rows")
    dataset = open_dataset(path, name)
    run = dataset.run
    known = Known(versions.current(), run.iri)
    try:
        content, problems = checked(dataset, known, texts=texts)
        if problems:
            raise InputError(
                f"The tables in {path} cannot be loaded; nothing was changed.",
                problems=problems,
                hint="Correct the rows named above and load again.",
            )
        report = put_claims(
            settling(versions),
            read_claims(content, known, run=run.iri),
            run=run,
            note=f"load tables {dataset.name}",
            progress=progress,
        )
    finally:
        known.close()
    report.notes = [*dataset.read_as(), *dataset.notes, *content.notes, *report.notes]
    return report
