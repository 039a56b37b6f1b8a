"""Open a store by its address, to take versions from it or to put them there."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import InputError, TransferFailed
from graph.store.retention import KEEP
from graph.store.transfer.stores import LocalOrigin, LocalTarget, Origin, Target
from graph.store.versions import VersionStore

if TYPE_CHECKING:
    from graph.store.transfer.http import HttpStore
    from graph.store.transfer.object_store import ObjectStore

_KINDS: Final = "a folder, http(s)://SERVER, or s3://BUCKET/PREFIX"
_HTTP: Final = ("http://", "https://")
_S3: Final = "s3://"


@contextmanager
def origin_at(address: str, *, token: str = "") -> Iterator[Origin]:
    """Open a store to take versions from; `token` is for the server of one.

    Raises InputError for what is no address, TransferFailed for no store.
    """
    if address.startswith(_HTTP):
        with _server(address, token) as server:
            yield server
        return
    if address.startswith(_S3):
        yield _object_store(address)
        return
    store = VersionStore(_folder(address))
    if not store.folder.is_dir():
        raise TransferFailed(
            "There is no store at %(address)s.",
            hint="Name the folder of a store: the one that has `versions` in it.",
            values={"address": address},
        )
    yield LocalOrigin(store)


@contextmanager
def target_at(address: str, *, token: str = "", keep: int = KEEP) -> Iterator[Target]:
    """Open a store to put versions into; a folder that is empty, or not there, becomes one.

    A server keeps as many versions as it always does.
    """
    if address.startswith(_HTTP):
        with _server(address, token) as server:
            yield server
        return
    if address.startswith(_S3):
        yield _object_store(address, keep)
        return
    store = VersionStore(_folder(address))
    if store.root.is_dir() and not store.folder.is_dir() and any(store.root.iterdir()):
        raise InputError(
            "%(address)s has files and is no store.",
            hint="Name the folder of a store, or one that is empty or not there.",
            values={"address": address},
        )
    with LocalTarget(store, keep=keep) as target:
        yield target


@contextmanager
def _server(address: str, token: str) -> Iterator["HttpStore"]:
    from graph.store.transfer.http import HttpStore  # noqa: PLC0415 - see there

    with closing(HttpStore(address, token=token)) as server:
        yield server


def _object_store(address: str, keep: int = KEEP) -> "ObjectStore":
    try:
        from graph.store.transfer.object_store import ObjectStore  # noqa: PLC0415 - see there
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "obstore":
            raise
        raise TransferFailed(
            "Addresses of the form s3:// need the package obstore, which is not installed.",
            hint="Install it beside this program: pip install 'obstore>=0.9', or this program as huunghi[s3].",
        ) from error
    return ObjectStore(address, keep=keep)


def _folder(address: str) -> Path:
    if "://" in address:
        raise InputError(
            "%(address)s is no address of a store.",
            hint="Name %(kinds)s.",
            values={"address": address, "kinds": _KINDS},
        )
    return Path(address)
