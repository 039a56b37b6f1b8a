"""The commands that print what readers read. They import what they need when they run."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from graph.store.reader_option import reader_for, reader_option

if TYPE_CHECKING:
    from graph.store.reader import Reader

RDF_FORMATS = {"turtle": "ttl", "jsonld": "jsonld", "ntriples": "nt", "rdfxml": "rdf"}
"""Name of each format of RDF -> its suffix."""


@click.command(short_help="Print what is known of a thing.")
@click.argument("thing", metavar="THING")
@click.option(
    "--at",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Roles and memberships as of this day.",
)
@click.option("--group", default="", help="Only this group, as its table names it: a page of its statements.")
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Page of the group.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", *RDF_FORMATS]),
    default="table",
    show_default=True,
    help="How it is printed; RDF holds the claims and passages too.",
)
@click.option(
    "--why-one", is_flag=True, help="Why names and records are held to be this thing, and what falls if not."
)
@reader_option
@click.pass_context
def show(
    ctx: click.Context,
    thing: str,
    day: datetime | None,
    group: str,
    page: int,
    format_: str,
    why_one: bool,
    reader: str | None,
) -> None:
    """Print what is known of THING, with who says it: its id (person/nguyen-ngoc-hung), or a name that only it has."""
    from graph.review.names import iri_of
    from graph.search.named import thing_named
    from ontology.iris import ID
    from queries.export.entity import to_json, to_text
    from queries.export.rdf import document_triples, parts_of, write
    from queries.read.claim_triples import read_claim_triples
    from queries.read.decisions import name_now
    from queries.read.entity import read_entity
    from queries.read.entity_record import EntitySlice
    from queries.read.labels import read_labels

    source = reader_for(ctx, reader)
    asked = thing_named(source.on_disk, thing) if source.on_disk else iri_of(thing)
    iri = name_now(source, asked) or asked
    if iri != asked:
        click.echo(f"{thing} is {iri.removeprefix(ID)} now.", err=True)
    if why_one:
        _show_identity(source, iri, format_)
        return
    wanted = EntitySlice(group, page if group else 1, f"{day:%Y-%m-%d}" if day else "")
    record = read_entity(source, iri, wanted)
    if suffix := RDF_FORMATS.get(format_):
        claims = read_claim_triples(source, record.claims())
        triples = document_triples(record, claims, parts_of(record.iri, suffix))
        sys.stdout.buffer.write(write(triples, suffix, record.iri))
        return
    labels = read_labels(source, record.iris())
    if format_ == "json":
        sys.stdout.buffer.write(to_json(record, labels))
    else:
        from rich.console import Console

        Console().print(to_text(record, labels))


def _show_identity(reader: "Reader", iri: str, format_: str) -> None:
    from graph.errors import InputError
    from queries.export.identity import to_json, to_text
    from queries.read.identity import read_identity
    from queries.read.labels import read_labels

    if format_ not in ("table", "json"):
        raise InputError(
            "Why names are one is printed as a table or as JSON.", hint="--format table, or json."
        )
    record = read_identity(reader, iri)
    labels = read_labels(reader, record.iris())
    if format_ == "json":
        sys.stdout.buffer.write(to_json(record, labels))
    else:
        from rich.console import Console

        Console().print(to_text(record, labels))
