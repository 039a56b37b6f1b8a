"""The commands of the service: serve it, show its settings and limits, build its assets.

They import what they need when they run. The settings are read once, in `huunghi.py`, and handed on under `SETTINGS`.
"""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from graph.terminal import FOLDER

if TYPE_CHECKING:
    from web.settings import Settings

SETTINGS: Final = "huunghi.settings"
"""Under this key `huunghi.py` puts them into the `meta` of click's context."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 is a free one.",
)
@click.option(
    "--reader",
    metavar="URL",
    help="Answer from this SPARQL 1.1 endpoint in the store's place; a password for it is read from "
    "HUUNGHI_READER_PASSWORD or a file.",
)
@click.option(
    "--follow",
    metavar="ADDRESS",
    help="Be a replica: fetch each version from the store at this address (as of `versions pull`) as it is published, "
    "and take no changes. The token for it is HUUNGHI_REPLICA_TOKEN.",
)
@click.option("--texts", type=FOLDER, help="Folder of the sources' texts, to show the passages.")
@click.option(
    "--open-updates",
    is_flag=True,
    help="Take SPARQL updates without a token. Only on an address of this machine itself.",
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    help="How the log on standard error is written; json is one object a line, with a line a request.",
)
@click.pass_context
def serve(
    ctx: click.Context,
    host: str,
    port: int,
    reader: str | None,
    follow: str | None,
    texts: Path | None,
    open_updates: bool,
    log_format: str | None,
) -> None:
    """Serve the pages and the SPARQL service."""
    import logging
    import sys

    from graph.errors import HuuNghiError
    from web.serve import serve as run_server
    from web.settings import LOG_JSON

    log = logging.getLogger("huunghi.server")
    settings: Settings = ctx.meta[SETTINGS]
    told = replace(
        settings,
        reader=reader or settings.reader,
        follow=follow or settings.follow,
        texts=texts or settings.texts,
        open_updates=open_updates or settings.open_updates,
        log_format=log_format or settings.log_format,
    )
    _ = told.endpoint  # what is wrong with its address or password is said before anything is started
    name = f"[{host}]" if ":" in host else host

    def ready(port: int) -> None:
        said = f"Hữu Nghị at http://{name}:{port}"
        if told.log_format == LOG_JSON:
            log.info(said)
        else:
            click.echo(f"{said} (Ctrl+C ends it)")

    try:
        run_server(told, host=host, port=port, ready=ready)
    except HuuNghiError as error:
        if told.log_format != LOG_JSON:
            raise
        log.critical("%s", error)
        sys.exit(1)


@click.command("settings", short_help="Print every setting and every limit.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How they are printed.",
)
@click.pass_context
def show_settings(ctx: click.Context, format_: str) -> None:
    """Print every setting with its environment variable, and every limit that cuts an answer."""
    from graph import limits
    from web.settings import table

    settings: Settings = ctx.meta[SETTINGS]
    if format_ == "json":
        document = {
            "settings": [asdict(one) for one in table(settings)],
            "limits": [asdict(one) for one in limits.table()],
        }
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    click.echo("Settings: each can be changed by its environment variable.\n")
    for setting in table(settings):
        default = f"{setting.default or 'none'} {setting.unit}".rstrip()
        click.echo(f"{setting.variable}={setting.value}  (default: {default})\n    {setting.help}")
    click.echo("\nLimits: they are the same wherever the program runs.")
    section = ""
    for limit in limits.table():
        if limit.section != section:
            section = limit.section
            click.echo(f"\n{section}")
        value = f"{limit.value:,.12g} {limit.unit}".rstrip()
        click.echo(f"{limit.name} = {value}\n    {limit.help}")


@click.command(short_help="Build the typefaces and the drawing of graphs with npm.")
def assets() -> None:
    """Build the typefaces and the drawing of graphs with npm; the pages work without them."""
    from web.assets import build_if_needed

    build_if_needed()
