"""Open a store by its address, to take versions from it or to put them there."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import InputError, TransferFailed
from graph.store.retention import KEEP
from graph.store.transfer.stores import LocalOrigin, LocalTarget, Origin, Target
from graph.store.versions import VersionStore

if TYPE_CHECKING:
    from graph.store.transfer.http import HttpStore
    from graph.store.transfer.object_store import ObjectStore
    from graph.store.transfer.ssh import SshStore

_KINDS: Final = "a folder, http(s)://SERVER, ssh://HOST/PATH, or s3://BUCKET/PREFIX"
_HTTP: Final = ("http://", "https://")
_S3: Final = "s3://"
_SSH: Final = "ssh://"


@dataclass(frozen=True)
class Access:
    """How other stores are reached: `token` is for a server, `remote_command` starts this program on another machine.

    Without `interactive` nothing is asked for at a terminal.
    """

    token: str = ""
    remote_command: str = "huunghi"
    interactive: bool = False


@contextmanager
def origin_at(address: str, access: Access) -> Iterator[Origin]:
    """Open a store to take versions from. Raises InputError for what is no address, TransferFailed for no store."""
    if elsewhere := _elsewhere(address, access, KEEP):
        with closing(elsewhere):
            yield elsewhere
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
def target_at(address: str, access: Access, *, keep: int = KEEP) -> Iterator[Target]:
    """Open a store to put versions into; a folder that is empty, or not there, becomes one.

    A server keeps as many versions as it always does.
    """
    if elsewhere := _elsewhere(address, access, keep):
        with closing(elsewhere):
            yield elsewhere
        return
    store = VersionStore(_folder(address))
    require_room_for_a_store(store)
    with LocalTarget(store, keep=keep) as target:
        yield target


def require_room_for_a_store(store: VersionStore) -> None:
    """Raise InputError where a folder has files and is no store."""
    if store.root.is_dir() and not store.folder.is_dir() and any(store.root.iterdir()):
        raise InputError(
            "%(address)s has files and is no store.",
            hint="Name the folder of a store, or one that is empty or not there.",
            values={"address": str(store.root)},
        )


def _elsewhere(address: str, access: Access, keep: int) -> "HttpStore | ObjectStore | SshStore | None":
    """Return the store at an address that is no folder; each kind is imported when it is needed."""
    if address.startswith(_HTTP):
        from graph.store.transfer.http import HttpStore  # noqa: PLC0415 - see there

        return HttpStore(address, token=access.token)
    if address.startswith(_S3):
        return _object_store(address, keep)
    if address.startswith(_SSH):
        from graph.store.transfer.ssh import SshStore  # noqa: PLC0415

        return SshStore(address, program=access.remote_command, interactive=access.interactive, keep=keep)
    return None


def _object_store(address: str, keep: int) -> "ObjectStore":
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
