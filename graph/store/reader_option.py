"""The option `--reader URL` of commands that read: from a SPARQL endpoint in the store's place."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import click

from graph.errors import InputError

if TYPE_CHECKING:
    from graph.store.endpoint_address import EndpointAddress
    from graph.store.reader import Reader
    from graph.store.versions import VersionStore

ENDPOINT: Final = "huunghi.endpoint"
"""Where `huunghi.py` hands on what completes the address of `--reader` by the settings: user name and password."""

reader_option: Final = click.option(
    "--reader",
    "reader",
    metavar="URL",
    help="Read from this SPARQL 1.1 endpoint in the store's place.",
)


def reader_for(ctx: click.Context, url: str | None, version: str | None = None) -> "Reader":
    """Return what a command reads from: the endpoint that is given or set, else a version of the store.

    Raises StoreError where there is none or it does not answer, InputError for a version of an endpoint.
    """
    complete: Callable[[str | None], EndpointAddress | None] = ctx.meta[ENDPOINT]
    address = complete(url)
    if address is None:
        from graph.store.reader import EmbeddedReader  # noqa: PLC0415 - --help is instant

        versions: VersionStore = ctx.obj
        return EmbeddedReader((versions.get(version) if version else versions.require_current()).open())
    if version:
        raise InputError("An endpoint keeps no versions.", hint="Leave --at out, or --reader.")
    from graph.store.endpoint import Endpoint  # noqa: PLC0415
    from graph.store.remote_reader import RemoteReader  # noqa: PLC0415

    return RemoteReader.current(Endpoint(address))
